//! What the payment list of a run set off against debts, as its folder says: for the ledger and for a reconciliation.

use polars::prelude::*;

use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::money::yuan;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::ingest::Source;
use crate::intake::link::Linked;
use crate::ledger::Settled;
use crate::reconcile::approved::fen;
use crate::reconcile::records::SET_OFF;
use crate::run_folder::stored::StoredRun;

/// What the payments of a run settle of debts, for the ledger.
///
/// # Errors
/// A table of the run that cannot be read.
pub fn settled(stored: &StoredRun) -> Result<Vec<Settled>, Failure> {
    if !stored.tables.has("set_off") {
        return Ok(Vec::new());
    }
    let table = stored.table("set_off")?;
    let text = |name| texts(&table, name);
    let (codes, claims, reasons) =
        (text(c::USCC)?, text(c::ORIGINAL_NO)?, text(c::DECISION_REASON)?);
    let (owed, amounts) = (fen(&table, c::OWED)?, fen(&table, c::SET_OFF)?);
    let mut all: Vec<Settled> = Vec::new();
    for row in (0..table.height()).filter(|row| amounts[*row] > 0) {
        let one = Settled {
            code: codes[row].to_string(),
            claim: claims[row].to_string(),
            reason: reasons[row].to_string(),
            owed: owed[row],
            amount: amounts[row],
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
    let table = stored.table("set_off")?;
    let amounts = fen(&table, c::SET_OFF)?;
    let taken: Vec<usize> = (0..table.height()).filter(|row| amounts[*row] > 0).collect();
    let source = linked.sources.len() as u32;
    linked.sources.push(Source {
        file: "set_off.parquet".to_string(),
        table: "payments".to_string(),
        rows_read: taken.len(),
        rows_accepted: taken.len(),
        sha256: stored.tables.sha256("set_off").unwrap_or_default().to_string(),
        ..Source::default()
    });
    let text = |name: &str, of: &dyn Fn(usize) -> String| -> Column {
        Column::new(name.into(), taken.iter().map(|row| of(*row)).collect::<Vec<_>>())
    };
    let (claims, debts) = (texts(&table, c::CLAIM_ID)?, texts(&table, c::ORIGINAL_NO)?);
    let mut columns = Vec::new();
    for known in payments.columns() {
        let name = known.name().as_str();
        let column = match name {
            // One record for each part of a debt: the number must tell them apart.
            c::PAY_NO => text(name, &|row| format!("{}→{}", debts[row], claims[row])),
            c::CLAIM_ID => text(name, &|row| claims[row].to_string()),
            c::RECORD_KIND => text(name, &|_| SET_OFF.to_string()),
            c::PAY_AMOUNT | c::SETTLED_AMOUNT => {
                Column::new(name.into(), taken.iter().map(|r| amounts[*r]).collect::<Vec<i64>>())
            }
            c::VOUCHER_ON | c::SETTLED_ON => {
                Column::new(name.into(), vec![on; taken.len()]).cast(&DataType::Date)?
            }
            c::SOURCE => Column::new(name.into(), vec![source; taken.len()]),
            c::ROW => {
                Column::new(name.into(), taken.iter().map(|r| *r as u32 + 1).collect::<Vec<_>>())
            }
            _ => Column::full_null(name.into(), taken.len(), known.dtype()),
        };
        columns.push(column);
    }
    payments.vstack_mut(&DataFrame::new(taken.len(), columns)?)?;
    let sum: i128 = taken.iter().map(|row| i128::from(amounts[*row])).sum();
    let note = Diagnostic::new(&codes::SET_OFF_COUNTS).arg("count", taken.len());
    Ok((!taken.is_empty()).then(|| note.arg("amount", yuan(sum))))
}
