//! Rows of the office's own lists that stand there twice: counted once where one thing is certain, else nothing
//! is computed.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Lang, codes};
use crate::domain::paper::canonical;
use crate::domain::text::comparable;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{Field, HISTORY_FIELDS};
use crate::intake::granted::AsRead;
use crate::intake::link::{Linked, Named, mix, origin, row_heading};
use crate::ledger::awards::{is_of, of_entry};
use crate::scheme::Measure;

/// What tells one entry of a list from another, beside columns that nothing reads. `None`: a list without such
/// columns says all it has to say in one row.
fn identity(key: &str) -> Option<&'static [&'static str]> {
    match key {
        "history" => Some(&[c::ITEM]),
        "platform" => Some(&[]),
        "duplicates" => Some(&[c::ITEM, c::OTHER_SCHEME]),
        "owed" => Some(&[c::CLAIM_ID]),
        _ => None,
    }
}

/// The list without rows equal to an earlier one in every column that is read. Columns that nothing reads (批次) tell
/// two rows apart where the files of both have them.
///
/// # Errors
/// A fault of the engine. Rows of which nobody can tell whether they are one thing or two are faults in `faults`.
pub fn once(
    table: DataFrame,
    (key, fields): (&str, &'static [Field]),
    measures: &[Measure],
    linked: &mut Linked,
    faults: &mut Diagnostics,
) -> PolarsResult<DataFrame> {
    // A later decision stands for an earlier one, and says so itself; exports of invoices overlap.
    if ["decisions", "invoices"].contains(&key) || table.height() < 2 {
        return Ok(table);
    }
    let fields: Vec<&Field> = fields.iter().collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let mut keep = vec![true; table.height()];
    let told = by_measure(&table, measures)?;
    for (row, first) in repeated(&told, &names, &Beside { table: &table, linked })? {
        let (source, line) = origin(&table, first);
        let place = linked.place(source, line, "");
        let said = |code| {
            Diagnostic::new(code)
                .arg("first", place.describe(Lang::Zh))
                .arg("first_en", place.describe(Lang::En))
        };
        let told_apart = |name: &&str| table.column(name).is_ok_and(|c| filled(c, row));
        let certain = identity(key).is_none_or(|by| by.iter().any(told_apart));
        let beside = Beside { table: &table, linked };
        let same = beside.same(first, row)?;
        if !same.contains(&None) && (certain || same.contains(&Some(true))) {
            keep[row] = false;
            linked.refuse(&table, row, &fields, said(&codes::ENTRY_TWICE));
        } else {
            let (source, line) = origin(&table, row);
            let place = linked.place(source, line, row_heading(&fields));
            faults.push(said(&codes::ENTRY_UNCLEAR).at(place));
        }
    }
    let keep = BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep);
    if key == "history" {
        say_alike(&told.filter(&keep)?, linked)?;
    }
    table.filter(&keep)
}

/// Warns of earlier awards that are equal but for what changes while one award is on its way: its state, and what is
/// filled in later. Other days, or other bases, are other awards.
fn say_alike(table: &DataFrame, linked: &mut Linked) -> PolarsResult<()> {
    const SAME: [&str; 5] = [c::USCC, c::MEASURE, c::ITEM, c::AWARD_YEAR, c::AMOUNT];
    const FILLED_IN: [&str; 2] = [c::PAID_ON, c::BASE];
    let pairs = repeated(table, &SAME, &Beside { table, linked })?;
    for (row, first) in pairs {
        let mut one = true;
        for name in FILLED_IN {
            let column = table.column(name)?;
            let (a, b) = (column.get(first)?, column.get(row)?);
            one &= a == b || a.is_null() || b.is_null();
        }
        if one {
            let (source, line) = origin(table, first);
            let first = linked.place(source, line, "");
            let (source, line) = origin(table, row);
            let finding = Diagnostic::new(&codes::ENTRY_ALIKE)
                .arg("first", first.describe(Lang::Zh))
                .arg("first_en", first.describe(Lang::En));
            linked.findings.push(finding.at(linked.place(source, line, "")));
        }
    }
    Ok(())
}

/// The list with the id of each measure in place of the name by which it goes there (二, 措施二, m2), and items in the
/// form in which they are compared.
fn by_measure(table: &DataFrame, measures: &[Measure]) -> PolarsResult<DataFrame> {
    let mut table = table.clone();
    if let Ok(column) = table.column(c::MEASURE) {
        let mut named = Named::new(measures);
        let ids = column.str()?.iter().map(|name| name.map(|name| named.id(name).unwrap_or(name)));
        let ids: StringChunked = ids.collect();
        table.with_column(ids.with_name(c::MEASURE.into()).into_column())?;
    }
    if let Ok(column) = table.column(c::ITEM) {
        let items = column.str()?.iter().map(|item| item.map(canonical));
        let items: StringChunked = items.collect();
        table.with_column(items.with_name(c::ITEM.into()).into_column())?;
    }
    Ok(table)
}

/// The history without rows that were exported from the ledger that is read as well: what the ledger says now counts.
///
/// # Errors
/// A fault of the engine.
pub fn beside_ledger(
    history: DataFrame,
    (own, shown): (&AsRead, &str),
    linked: &mut Linked,
) -> PolarsResult<DataFrame> {
    let names = texts(&history, c::LEDGER_ENTRY)?;
    let exported = |row: usize| {
        let (ledger, segment) = of_entry(names[row])?;
        let file = linked.sources.get(origin(&history, row).0 as usize).map(|s| s.file.as_str());
        let known = is_of(&own.id, ledger) && segment as usize <= own.segments;
        (known && file != Some(shown)).then_some((row, segment))
    };
    let rows: Vec<(usize, u32)> = (0..history.height()).filter_map(exported).collect();
    let fields: Vec<&Field> = HISTORY_FIELDS.iter().collect();
    let mut keep = vec![true; history.height()];
    for (row, segment) in rows {
        keep[row] = false;
        let told = Diagnostic::new(&codes::ENTRY_OF_LEDGER).arg("number", segment);
        linked.refuse(&history, row, &fields, told);
    }
    history.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
}

fn filled(column: &Column, row: usize) -> bool {
    column.str().is_ok_and(|texts| texts.get(row).is_some_and(|text| !text.is_empty()))
}

/// What two rows say in the columns that nothing reads, as far as the files of both have them.
struct Beside<'a> {
    table: &'a DataFrame,
    linked: &'a Linked,
}

impl Beside<'_> {
    /// For each such column that one of the rows fills, whether both say the same; `None` where what is hidden of a
    /// private value may differ. Remarks name nothing.
    fn same(&self, one: usize, other: usize) -> PolarsResult<Vec<Option<bool>>> {
        const REMARKS: [&str; 6] = ["备注", "说明", "附注", "remark", "note", "comment"];
        let notes = self.table.column(c::NOTES)?.str()?;
        let (headings, others) = (self.headings(one), self.headings(other));
        let (first, second) = (
            parted(notes.get(one).unwrap_or(""), &headings),
            parted(notes.get(other).unwrap_or(""), &others),
        );
        let tells = |heading: &&&str| {
            let remark = REMARKS.iter().any(|word| comparable(heading).contains(word));
            let filled = first.contains_key(**heading) || second.contains_key(**heading);
            !remark && filled && others.contains(**heading)
        };
        let equal = |heading: &&str| match (first.get(heading), second.get(heading)) {
            (Some(one), Some(other)) if one == other && one.contains(HIDDEN) => None,
            (one, other) => Some(one == other),
        };
        Ok(headings.iter().filter(tells).map(equal).collect())
    }

    /// Headings of the columns that nothing reads in the sheet of a row.
    fn headings(&self, row: usize) -> BTreeSet<&str> {
        let source = self.linked.sources.get(origin(self.table, row).0 as usize);
        let unread = source.into_iter().flat_map(|source| &source.unread);
        unread.map(|column| column.heading.as_str()).collect()
    }
}

/// What stands in the place of hidden digits.
const HIDDEN: &str = "****";

/// `heading=value; heading=value` by heading. What looks like another cell and has no heading of the sheet belongs to
/// the value before it.
fn parted<'n>(note: &'n str, headings: &BTreeSet<&str>) -> BTreeMap<&'n str, String> {
    let mut cells: Vec<(&str, String)> = Vec::new();
    for part in note.split("; ") {
        match (part.split_once('='), cells.last_mut()) {
            (Some((heading, value)), _) if headings.contains(heading) => {
                cells.push((heading, value.to_string()));
            }
            (_, Some((_, value))) => *value = format!("{value}; {part}"),
            (_, None) => {}
        }
    }
    cells.into_iter().collect()
}

/// Rows equal to an earlier row in the columns named, with that row.
fn repeated(
    table: &DataFrame,
    names: &[&str],
    beside: &Beside,
) -> PolarsResult<Vec<(usize, usize)>> {
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
            let same = same && !beside.same(candidate, row)?.contains(&Some(false));
            first = first.or(same.then_some(candidate));
        }
        match first {
            Some(first) => repeated.push((row, first)),
            None => known.push(row),
        }
    }
    Ok(repeated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_what_looks_like_another_cell() {
        let headings = BTreeSet::from(["批次", "文号"]);
        let cells = parted("批次=一; 二=3; 文号=〔2025〕1号", &headings);
        assert_eq!(cells["批次"], "一; 二=3");
        assert_eq!(cells["文号"], "〔2025〕1号");
        assert_ne!(cells, parted("批次=一; 二=4; 文号=〔2025〕1号", &headings));
    }
}
