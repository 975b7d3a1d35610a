//! What the ministry's platform has of each enterprise.

use super::{Context, EngineError, Inputs};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::Measure;

/// What is recorded of one enterprise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The amounts together; `None` where no record names one.
    pub sum: Option<i128>,
    /// A record without an amount: it shows that the enterprise reported, no more.
    pub unnamed: bool,
}

impl Record {
    /// Whether the enterprise reported anything.
    pub fn is_any(self) -> bool {
        self.unnamed || self.sum.is_some_and(|sum| sum > 0)
    }

    fn add(&mut self, amount: Option<i128>) -> Result<(), Overflow> {
        match amount {
            Some(more) => {
                self.sum = Some(self.sum.unwrap_or(0).checked_add(more).ok_or(Overflow)?);
            }
            None => self.unnamed = true,
        }
        Ok(())
    }
}

/// By enterprise; `None` without a record.
pub type Records = Vec<Option<Record>>;

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
    let mut records: Records = vec![None; count];
    let mut abroad: Records = vec![None; if recorded.threshold.is_some() { count } else { 0 }];
    let day = context.parity_day(None);
    for (firm, currency, amount) in rows(measure, inputs, context)? {
        let amount = match amount {
            Some(amount) => Some(i128::from(amount) * i128::from(context.parity(currency, day)?)),
            None => None,
        };
        records[firm as usize].get_or_insert_default().add(amount)?;
        if let Some(foreign) = recorded.threshold {
            let into = i128::from(context.parity(foreign.code(), day)?);
            let micro = |value: i128| value.checked_mul(i128::from(Context::MICRO));
            let value = amount.map(|amount| micro(amount).ok_or(Overflow)).transpose()?;
            let value = value.map(|value| value / into);
            abroad[firm as usize].get_or_insert_default().add(value)?;
        }
    }
    Ok((records, abroad))
}

/// Enterprise, currency and amount of a record, in the smallest unit; `None` where it states none.
pub type OneRow<'a> = (u32, &'a str, Option<i64>);

/// Every record of a measure in the years that it supports; those in a currency that the measure leaves out are none.
///
/// # Errors
/// A fault of the engine.
pub fn rows<'a>(
    measure: &Measure,
    inputs: &'a Inputs,
    context: &Context,
) -> Result<Vec<OneRow<'a>>, EngineError> {
    let recorded = measure.recorded();
    let table = &inputs.platform;
    let (names, currencies) = (texts(table, c::MEASURE)?, texts(table, c::CURRENCY)?);
    let (years, amounts) = (optional_ints(table, c::YEAR)?, optional_ints(table, c::AMOUNT)?);
    let mut out = Vec::new();
    for (row, firm) in table.column(c::FIRM)?.u32()?.iter().enumerate() {
        let (Some(firm), Some(year)) = (firm, years[row]) else { continue };
        let named = names[row] == measure.id || names[row] == measure.clause;
        let currency = if currencies[row].is_empty() { "CNY" } else { currencies[row] };
        let left_out = amounts[row].is_some() && !recorded.counts(currency);
        if named && !left_out && measure.is_recorded_in(year, context.calendar) {
            out.push((firm, currency, amounts[row]));
        }
    }
    Ok(out)
}
