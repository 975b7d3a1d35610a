//! Lists and opinions of departments as they were read: what cannot be true is refused at its cell, what nobody asks
//! for is named.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::diag::{Diagnostic, Lang, codes, suggest};
use crate::domain::date::from_epoch_days;
use crate::domain::text::comparable;
use crate::frame::Field;
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::fields::{LISTED_FIELDS, OPINION_FIELDS, find};
use crate::intake::link::{Linked, origin, with_firm};
use crate::scheme::{Effect, GateOf, Scheme};

/// Departments that conditions of the scheme and the pipeline ask, each once, as they name them.
pub fn departments(scheme: &Scheme, office: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let gates = scheme.measures.iter().flat_map(|measure| &measure.gates);
    let asked = gates.filter(|gate| gate.effect != Effect::Ignore).filter_map(|gate| {
        let GateOf::Agreed(asked) = &gate.of else { return None };
        Some(&asked.names)
    });
    for name in asked.flatten().chain(office) {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

/// The rows of lists that end no earlier than they begin (F255).
///
/// # Errors
/// A fault of the engine.
pub fn listed(table: DataFrame, linked: &mut Linked) -> PolarsResult<DataFrame> {
    let fields: Vec<&Field> = LISTED_FIELDS.iter().collect();
    let from = days(&table, c::LISTED_ON)?;
    let mut keep = vec![true; table.height()];
    for name in [c::REPAIRED_ON, c::REMOVED_ON] {
        let Some(field) = find(LISTED_FIELDS, name) else { continue };
        for (row, end) in days(&table, name)?.into_iter().enumerate() {
            let (Some(end), Some(from)) = (end, from[row]) else { continue };
            if end < from && keep[row] {
                keep[row] = false;
                let fault = Diagnostic::new(&codes::DAYS_OUT_OF_ORDER)
                    .arg("read", shown(end))
                    .arg("column", field.zh)
                    .arg("first", shown(from))
                    .arg("other", "列入日期");
                let place = linked.cell_of(&table, row, field);
                linked.refuse_at(&table, row, &fields, fault, place);
            }
        }
    }
    table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
}

/// A day of a table as people write it.
pub fn shown(day: i32) -> String {
    from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default()
}

/// Opinions in an order that no file decides. Two of one department and day that differ are refused, both (F256);
/// those about nobody who files (F257) and of departments that nobody asks (F258) are named.
///
/// # Errors
/// A fault of the engine.
pub fn opinions(
    table: DataFrame,
    firms: &DataFrame,
    asked: &[String],
    linked: &mut Linked,
) -> PolarsResult<DataFrame> {
    let by = [c::USCC, c::DEPARTMENT, c::OPINED_ON, c::OPINION, c::DOCUMENT_NO];
    let table = table.sort(by, SortMultipleOptions::default())?;
    let fields: Vec<&Field> = OPINION_FIELDS.iter().collect();
    let (firm, department) = (texts(&table, c::USCC)?, texts(&table, c::DEPARTMENT)?);
    let (said, on) = (texts(&table, c::OPINION)?, days(&table, c::OPINED_ON)?);
    let mut of_day: BTreeMap<(&str, String, Option<i32>), Vec<usize>> = BTreeMap::new();
    for row in 0..table.height() {
        of_day.entry((firm[row], comparable(department[row]), on[row])).or_default().push(row);
    }
    let mut keep = vec![true; table.height()];
    for rows in of_day.into_values().filter(|rows| rows.iter().any(|r| said[*r] != said[rows[0]])) {
        for row in &rows {
            keep[*row] = false;
            let other = rows.iter().find(|other| said[**other] != said[*row]).unwrap_or(row);
            let (source, line) = origin(&table, *other);
            let first = linked.place(source, line, "");
            let fault = Diagnostic::new(&codes::TWO_OPINIONS)
                .arg("read", said[*row])
                .arg("department", department[*row])
                .arg("other", said[*other])
                .arg("first", first.describe(Lang::Zh))
                .arg("first_en", first.describe(Lang::En));
            let Some(field) = find(OPINION_FIELDS, c::OPINION) else { continue };
            let place = linked.cell_of(&table, *row, field);
            linked.refuse_at(&table, *row, &fields, fault, place);
        }
    }
    let kept = table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
    not_used(&kept, firms, asked, linked)?;
    Ok(kept)
}

/// Opinions that nothing rests on.
fn not_used(
    table: &DataFrame,
    firms: &DataFrame,
    asked: &[String],
    linked: &mut Linked,
) -> PolarsResult<()> {
    let firm = with_firm(table, firms)?;
    let firm = firm.column(c::FIRM)?.u32()?;
    let (codes_read, department) = (texts(table, c::USCC)?, texts(table, c::DEPARTMENT)?);
    let known = texts(firms, c::USCC)?;
    for row in 0..table.height() {
        let said = |code, read: &str, near: Option<&str>| {
            let said = Diagnostic::new(code).arg("read", read);
            said.arg("suggestion", near.unwrap_or_default())
        };
        let (finding, field) = if firm.get(row).is_none() {
            let near = suggest(codes_read[row], known.iter().copied());
            (said(&codes::OPINION_OF_NOBODY, codes_read[row], near), c::USCC)
        } else if !asked.iter().any(|word| comparable(department[row]).contains(&comparable(word)))
        {
            let near = suggest(department[row], asked.iter().map(String::as_str));
            let said = said(&codes::OPINION_NOT_ASKED, department[row], near);
            (said.arg("known", asked.join("、")), c::DEPARTMENT)
        } else {
            continue;
        };
        let Some(field) = find(OPINION_FIELDS, field) else { continue };
        let place = linked.cell_of(table, row, field);
        linked.findings.push(finding.at(place));
    }
    Ok(())
}
