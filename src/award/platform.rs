//! What the ministry's platform has of each enterprise (附二).

use super::{Context, EngineError, Inputs};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::scheme::Measure;

/// Amounts by enterprise; `None` without a record, [`i128::MAX`] for one that names no amount: it
/// shows that the firm reported, no more.
pub type Records = Vec<Option<i128>>;

/// What is recorded for a measure in the years that it supports, in millionths of a fen and, where its
/// threshold is in a foreign currency, in millionths of that one's smallest unit. Amounts in a
/// currency that the measure leaves out are no record. Both are empty for measures that do not ask.
///
/// # Errors
/// A missing rate, or a fault of the engine.
pub fn platform_records(
    measure: &Measure,
    inputs: &Inputs,
    context: &Context,
    count: usize,
) -> Result<(Records, Records), EngineError> {
    let recorded = measure.recorded();
    if !recorded.asks {
        return Ok(Default::default());
    }
    let table = &inputs.platform;
    let mut records = vec![None; count];
    let mut abroad = vec![None; if recorded.threshold.is_some() { count } else { 0 }];
    let names = texts(table, c::MEASURE)?;
    let currencies = texts(table, c::CURRENCY)?;
    let years = optional_ints(table, c::YEAR)?;
    let amounts = optional_ints(table, c::AMOUNT)?;
    let day = context.parity_day(None);
    for (row, firm) in table.column(c::FIRM)?.u32()?.iter().enumerate() {
        let (Some(firm), Some(year)) = (firm, years[row]) else { continue };
        let named = names[row] == measure.id || names[row] == measure.clause;
        if !named || !measure.is_recorded_in(year, context.calendar) {
            continue;
        }
        let currency = if currencies[row].is_empty() { "CNY" } else { currencies[row] };
        let amount = match amounts[row] {
            Some(_) if !recorded.counts(currency) => continue,
            Some(amount) => i128::from(amount) * i128::from(context.parity(currency, day)?),
            None => i128::MAX,
        };
        add(&mut records[firm as usize], amount);
        if let Some(foreign) = recorded.threshold {
            let into = i128::from(context.parity(foreign.code(), day)?);
            let micro = i128::from(Context::MICRO);
            let value = amount.checked_mul(micro).map_or(i128::MAX, |value| value / into);
            add(&mut abroad[firm as usize], value);
        }
    }
    Ok((records, abroad))
}

fn add(record: &mut Option<i128>, amount: i128) {
    *record = Some(record.map_or(amount, |sum| sum.saturating_add(amount)));
}
