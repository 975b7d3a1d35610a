//! Rows of the office's own lists that stand there twice: counted once where one thing is certain, else nothing
//! is computed.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::link::{Linked, mix, origin, row_heading};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes};
use crate::frame::columns as c;
use crate::frame::fields::Field;

/// What tells one entry of a list from another. A list without such columns says all it has to say in one row.
fn identity(key: &str) -> &'static [&'static str] {
    match key {
        "history" => &[c::ITEM, c::NOTES],
        "platform" => &[c::NOTES],
        "duplicates" => &[c::ITEM, c::OTHER_SCHEME, c::NOTES],
        "owed" => &[c::CLAIM_ID, c::NOTES],
        _ => &[],
    }
}

/// The list without rows equal to an earlier one in every column, those included that nothing reads.
///
/// # Errors
/// A fault of the engine. Rows of which nobody can tell whether they are one thing or two are faults in `faults`.
pub(super) fn once(
    table: DataFrame,
    (key, fields): (&str, &'static [Field]),
    linked: &mut Linked,
    faults: &mut Diagnostics,
) -> PolarsResult<DataFrame> {
    // A later decision stands for an earlier one, and says so itself.
    if key == "decisions" || table.height() < 2 {
        return Ok(table);
    }
    let fields: Vec<&Field> = fields.iter().collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name).chain([c::NOTES]).collect();
    let mut keep = vec![true; table.height()];
    for (row, first) in repeated(&table, &names)? {
        let (source, line) = origin(&table, first);
        let place = linked.place(source, line, "");
        let told = |code| {
            Diagnostic::new(code)
                .arg("first", place.describe(Lang::Zh))
                .arg("first_en", place.describe(Lang::En))
        };
        let told_apart = |name: &&str| table.column(name).is_ok_and(|c| filled(c, row));
        let by = identity(key);
        if by.is_empty() || by.iter().any(told_apart) {
            keep[row] = false;
            linked.refuse(&table, row, &fields, told(&codes::ENTRY_TWICE));
        } else {
            let (source, line) = origin(&table, row);
            let place = linked.place(source, line, row_heading(&fields));
            faults.push(told(&codes::ENTRY_UNCLEAR).at(place));
        }
    }
    table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
}

fn filled(column: &Column, row: usize) -> bool {
    column.str().is_ok_and(|texts| texts.get(row).is_some_and(|text| !text.is_empty()))
}

/// Rows equal to an earlier row in the columns named, with that row.
fn repeated(table: &DataFrame, names: &[&str]) -> PolarsResult<Vec<(usize, usize)>> {
    let columns: Vec<&Column> =
        names.iter().map(|name| table.column(name)).collect::<PolarsResult<_>>()?;
    let mut hashes = vec![0u64; table.height()];
    for column in &columns {
        mix(column, false, &mut hashes)?;
    }
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut repeated = Vec::new();
    for (row, hash) in hashes.into_iter().enumerate() {
        let known = seen.entry(hash).or_default();
        let mut first = None;
        for candidate in known.iter().copied() {
            let mut same = true;
            for column in &columns {
                same = same && column.get(candidate)? == column.get(row)?;
            }
            first = first.or(same.then_some(candidate));
        }
        match first {
            Some(first) => repeated.push((row, first)),
            None => known.push(row),
        }
    }
    Ok(repeated)
}
