//! What the payment list of a run set off against debts, as its folder says: for the ledger and for a reconciliation.

use polars::prelude::*;

use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::Fen;
use crate::domain::money::yuan;
use crate::frame::columns as c;
use crate::ingest::Source;
use crate::intake::link::Linked;
use crate::ledger::Settled;
use crate::reconcile::records::SET_OFF;
use crate::run_folder::stored::StoredRun;
use crate::tables::payment;

/// What the payments of a run settle of debts, for the ledger.
///
/// # Errors
/// A table of the run that cannot be read.
pub fn settled(stored: &StoredRun) -> Result<Vec<Settled>, Failure> {
    let mut all: Vec<Settled> = Vec::new();
    for row in taken(stored)? {
        let one = Settled {
            code: row.code,
            claim: row.ordered_back,
            reason: row.reason,
            owed: row.owed.0,
            amount: row.amount.0,
        };
        // Several claims settle one debt, each beginning with what the one before has left.
        match all.last_mut() {
            Some(last)
                if (&last.code, &last.claim, &last.reason)
                    == (&one.code, &one.claim, &one.reason)
                    && last.owed - last.amount == one.owed =>
            {
                last.amount += one.amount;
            }
            _ => all.push(one),
        }
    }
    Ok(all)
}

/// What the payments of a run set off; nothing where the run sets nothing off.
fn taken(stored: &StoredRun) -> Result<Vec<payment::SetOff>, Failure> {
    let rows = stored.tables.rows_if_any::<payment::SetOff>()?.unwrap_or_default();
    Ok(rows.into_iter().filter(|row| row.amount > Fen(0)).collect())
}

/// Adds what a run's payment list set off to payment files, as records of that kind on the day of approval, and says
/// so (A596): the bank never saw it.
///
/// # Errors
/// A table of the run that cannot be read; a fault of the engine.
pub fn with_payments(
    stored: &StoredRun,
    (linked, payments): (&mut Linked, &mut DataFrame),
    on: i32,
) -> Result<Option<Diagnostic>, Failure> {
    if !stored.tables.has("set_off") {
        return Ok(None);
    }
    let taken = taken(stored)?;
    let source = linked.sources.len() as u32;
    linked.sources.push(Source {
        file: "set_off.parquet".to_string(),
        table: "payments".to_string(),
        rows_read: taken.len(),
        rows_accepted: taken.len(),
        sha256: stored.tables.sha256("set_off").unwrap_or_default().to_string(),
        ..Source::default()
    });
    let text = |name: &str, of: &dyn Fn(&payment::SetOff) -> String| -> Column {
        Column::new(name.into(), taken.iter().map(of).collect::<Vec<_>>())
    };
    let mut columns = Vec::new();
    for known in payments.columns() {
        let name = known.name().as_str();
        let column = match name {
            // One record for each part of a debt: the number must tell them apart.
            c::PAY_NO => text(name, &|row| format!("{}→{}", row.ordered_back, row.claim)),
            c::CLAIM_ID => text(name, &|row| row.claim.clone()),
            c::RECORD_KIND => text(name, &|_| SET_OFF.to_string()),
            c::PAY_AMOUNT | c::SETTLED_AMOUNT => {
                Column::new(name.into(), taken.iter().map(|row| row.amount.0).collect::<Vec<i64>>())
            }
            c::VOUCHER_ON | c::SETTLED_ON => {
                Column::new(name.into(), vec![on; taken.len()]).cast(&DataType::Date)?
            }
            c::SOURCE => Column::new(name.into(), vec![source; taken.len()]),
            c::ROW => Column::new(name.into(), (1..=taken.len() as u32).collect::<Vec<_>>()),
            _ => Column::full_null(name.into(), taken.len(), known.dtype()),
        };
        columns.push(column);
    }
    payments.vstack_mut(&DataFrame::new(taken.len(), columns)?)?;
    let sum: i128 = taken.iter().map(|row| i128::from(row.amount.0)).sum();
    let note = Diagnostic::new(&codes::SET_OFF_COUNTS).arg("count", taken.len());
    Ok((!taken.is_empty()).then(|| note.arg("amount", yuan(sum))))
}
