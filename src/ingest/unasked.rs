//! What a mended workbook changes beyond what was asked for: rows of the original that nothing was wrong with must come
//! back as they were, and no others may join them.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::FileRead;
use super::returned::Corrects;
use super::table::SheetRead;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::frame::fields::is_private;
use crate::frame::tables::TableContract;
use crate::frame::{Field, FieldKind};

/// A row: its number, and the values of its fields.
type Row = (u32, Vec<String>);

/// Compares a mended workbook with the rows that it corrects, table by table.
pub(super) fn unasked(
    (shown, mended): (&str, &FileRead),
    originals: &[(&FileRead, &Corrects)],
    contracts: &[TableContract],
) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (at, contract) in contracts.iter().enumerate() {
        let sheets =
            |read: &FileRead| read.sheets.iter().filter(|sheet| sheet.contract == at).count() > 0;
        if !originals.iter().any(|(read, _)| sheets(read)) {
            continue;
        }
        let (mut good, mut excused) = (Vec::new(), 0);
        for (read, corrects) in originals {
            for sheet in read.sheets.iter().filter(|sheet| sheet.contract == at) {
                let doubtful = said_of(sheet);
                let (fine, faulty): (Vec<Row>, Vec<Row>) = rows(sheet)
                    .into_iter()
                    .filter(|(row, _)| corrects.covers(&sheet.sheet, *row))
                    .partition(|(row, _)| !doubtful.contains(row));
                let refused =
                    sheet.refused.iter().filter(|row| corrects.covers(&sheet.sheet, row.row));
                excused += faulty.len() + refused.count();
                good.extend(fine);
            }
        }
        let back = mended.sheets.iter().filter(|sheet| sheet.contract == at).flat_map(rows);
        let told = compared(&good, back.collect(), excused);
        out.extend(told.map(|told| told.finding(shown, contract)));
    }
    out
}

/// What came back otherwise.
struct Told {
    /// Rows of the original that did not come back as they were.
    changed: usize,
    first: u32,
    /// The first of them with what stands in its place, if anything.
    was: Option<(Vec<String>, Vec<String>)>,
    added: usize,
}

fn compared(good: &[Row], back: Vec<Row>, excused: usize) -> Option<Told> {
    let mut left: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let order: Vec<Vec<String>> = back.into_iter().map(|(_, values)| values).collect();
    order.iter().for_each(|values| *left.entry(values.clone()).or_default() += 1);
    let mut missing = Vec::new();
    for (row, values) in good {
        match left.get_mut(values).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => missing.push((*row, values)),
        }
    }
    let extra: usize = left.values().sum();
    let added = extra.saturating_sub(excused + missing.len());
    let (first, values) = missing.first().copied().map_or((0, None), |(row, of)| (row, Some(of)));
    // The row that differs in least is the one that was changed.
    let like = |was: &Vec<String>| {
        let others = left.iter().filter(|(_, count)| **count > 0).map(|(values, _)| values);
        others.min_by_key(|now| was.iter().zip(now.iter()).filter(|(a, b)| a != b).count()).cloned()
    };
    let was = values.and_then(|was| Some((was.clone(), like(was)?)));
    let changed = missing.len();
    (changed + added > 0).then_some(Told { changed, first, was, added })
}

impl Told {
    fn finding(&self, shown: &str, contract: &TableContract) -> Diagnostic {
        let fields: Vec<&Field> = contract.fields().collect();
        let values = self.was.iter().flat_map(|(was, now)| was.iter().zip(now));
        let differ = fields.iter().zip(values).filter(|(_, (was, now))| was != now);
        let said = |zh: bool| {
            let one = |(field, (was, now)): (&&Field, (&String, &String))| {
                let heading = if zh { field.zh } else { field.en };
                // What is written nowhere else is not written here either.
                let hidden = [c::LEGAL_REPRESENTATIVE, c::ADDRESS].contains(&field.name);
                match hidden || is_private(field.zh) {
                    true => heading.to_string(),
                    false => format!("{heading} {was} → {now}"),
                }
            };
            differ.clone().map(one).collect::<Vec<_>>().join(if zh { "，" } else { ", " })
        };
        Diagnostic::new(&codes::MENDED_BEYOND)
            .arg("table", &contract.title)
            .arg("changed", self.changed)
            .arg("first", self.first)
            .arg("what", said(true))
            .arg("what_en", said(false))
            .arg("added", self.added)
            .at(Place::File(shown.to_string()))
    }
}

/// Rows of a sheet that something was said of.
fn said_of(sheet: &SheetRead) -> BTreeSet<u32> {
    let row = |finding: &Diagnostic| match &finding.place {
        Place::Cell { row, .. } => Some(*row),
        _ => None,
    };
    sheet.findings.iter().filter_map(row).collect()
}

fn rows(sheet: &SheetRead) -> Vec<Row> {
    let frame = &sheet.frame;
    let Some(numbers) = frame.column(c::ROW).ok().and_then(|rows| rows.u32().ok()) else {
        return Vec::new();
    };
    let known = |column: &&Column| ![c::ROW, c::NOTES].contains(&column.name().as_str());
    let columns: Vec<&Column> = frame.columns().iter().filter(known).collect();
    let values = |at: usize| columns.iter().map(|column| value(column, at)).collect();
    (0..frame.height()).map(|at| (numbers.get(at).unwrap_or(0), values(at))).collect()
}

/// A value as people write it.
fn value(column: &Column, at: usize) -> String {
    let field = crate::frame::fields::find(crate::frame::fields::LINE_FIELDS, column.name());
    let money = field.is_some_and(|field| field.kind == FieldKind::Money);
    match column.get(at) {
        Ok(AnyValue::Null) | Err(_) => String::new(),
        Ok(AnyValue::Int64(fen)) if money => Fen(fen).to_string(),
        Ok(other) => other.get_str().map_or_else(|| other.to_string(), str::to_string),
    }
}
