//! What reports need of tables beyond their rows.

use std::collections::BTreeMap;

use super::Finding;
use crate::diag::{Diagnostics, Severity, Text};
use crate::domain::Fen;
use crate::frame::cells::values;
use crate::frame::columns as c;
use crate::frame::table::Row;
use crate::run_folder::bound::Bound;
use crate::tables::found;
use crate::tables::payment::{Payment, SetOff};

/// What a payee gets less, and what it gets.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    pub set_off: Fen,
    pub to_pay: Fen,
}

/// What a run sets off.
#[derive(Debug, Default)]
pub struct SetOffs {
    /// Debt by debt.
    pub debts: Vec<SetOff>,
    /// By credit code.
    pub paid: BTreeMap<String, Paid>,
}

impl SetOffs {
    /// # Errors
    /// Tables that are not there or may not be read.
    pub(super) fn read(tables: &Bound, sets_off: bool) -> Result<Self, Diagnostics> {
        let debts = if sets_off { tables.rows()? } else { Vec::new() };
        let paid = tables.rows::<Payment>()?.into_iter();
        let of = |row: Payment| (row.code, Paid { set_off: row.set_off, to_pay: row.to_pay });
        Ok(Self { debts, paid: paid.map(of).collect() })
    }
}

/// Findings by code, the grave ones first.
pub(super) fn findings(tables: &Bound) -> Result<Vec<Finding>, Diagnostics> {
    tables.columns(found::Finding::SPEC, |table| {
        let codes = values::<String>(table, c::CODE)?;
        let severities = values::<Severity>(table, c::SEVERITY)?;
        let zh = values::<String>(table, c::MESSAGE_ZH)?;
        let en = values::<String>(table, c::MESSAGE_EN)?;
        let mut by_code: BTreeMap<&str, Finding> = BTreeMap::new();
        for (row, code) in codes.iter().enumerate() {
            let first = || Finding {
                code: code.clone(),
                severity: severities[row],
                count: 0,
                message: Text::new(&zh[row], &en[row]),
            };
            by_code.entry(code).or_insert_with(first).count += 1;
        }
        let mut found: Vec<Finding> = by_code.into_values().collect();
        found.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.code.cmp(&b.code)));
        Ok(found)
    })
}
