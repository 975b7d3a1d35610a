//! What a table of an export holds: rows, the sum of a column of amounts, how often each reason stands there.

use std::collections::BTreeMap;

use bytes::Bytes;
use polars::prelude::*;

use super::file::{File, Refused};
use super::{RawCell, each_of};
use crate::diag::Diagnostic;
use crate::ingest::limits::Limits;

/// Parts the reasons of a row.
pub const AND: &str = "; ";
/// Digits behind the point with which amounts are added up, and the most that they may have.
pub const DIGITS: u32 = 6;

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    pub rows: usize,
    /// The sum of the amounts in their own unit, in millionths.
    pub millionths: i128,
    /// Rows by the reason why they were refused.
    pub why: BTreeMap<String, usize>,
}

/// Reads as much of a file; `None` where a column is not there, or holds what no such column holds.
///
/// # Errors
/// A file that is damaged or beyond the limits.
pub fn weigh(
    bytes: &Bytes,
    limits: &Limits,
    (amounts, why): (Option<&str>, Option<&str>),
) -> Result<Option<Weighed>, Diagnostic> {
    let file = File::open(bytes, limits)?;
    let (names, budget) = (file.names(), file.budget());
    let mut out = Weighed { rows: file.rows(), ..Weighed::default() };
    let mut sound = true;
    let place = |name: &str| names.iter().position(|own| own == name);
    if let Some(name) = amounts {
        let Some(at) = place(name) else { return Ok(None) };
        each_of(&file, at, &budget, &mut |cell| {
            let sum = millionths(cell).and_then(|value| out.millionths.checked_add(value));
            sound &= sum.is_some();
            out.millionths = sum.unwrap_or_default();
        })?;
    }
    if let Some(name) = why {
        let Some(at) = place(name) else { return Ok(None) };
        each_of(&file, at, &budget, &mut |cell| match cell {
            RawCell::Text(text) if !text.is_empty() => {
                text.split(AND).for_each(|one| *out.why.entry(one.to_string()).or_default() += 1);
            }
            _ => sound = false,
        })?;
    }
    Ok(sound.then_some(out))
}

/// A table that this program wrote before, its columns as they are stored.
///
/// # Errors
/// A file that is damaged, beyond the limits, or holds what this program does not write.
pub fn typed(bytes: &Bytes, limits: &Limits) -> Result<DataFrame, Diagnostic> {
    let file = File::open(bytes, limits)?;
    let budget = file.budget();
    let strange = |name: &str| super::internal(polars_err!(SchemaMismatch: "{name}"));
    let column = |(at, name): (usize, String)| match file.column(at, &budget) {
        Ok(column) if column.garbled.is_empty() => Ok(column.series.into_column()),
        Ok(_) | Err(Refused::Kind(..)) => Err(strange(&name)),
        Err(Refused::File(fault)) => Err(fault),
    };
    let columns = file.names().into_iter().enumerate().map(column);
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    DataFrame::new(file.rows(), columns).map_err(super::internal)
}

fn millionths(cell: &RawCell) -> Option<i128> {
    let (value, scale) = match cell {
        RawCell::Empty => return Some(0),
        RawCell::Int(value) => (i128::from(*value), 0),
        RawCell::Decimal { value, scale } => (*value, *scale),
        _ => return None,
    };
    value.checked_mul(10i128.checked_pow(DIGITS.checked_sub(scale)?)?)
}
