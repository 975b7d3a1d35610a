//! Two spellings taken as one item: said in the table of repairs, since claims are gathered and rights are counted
//! by what is one.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::domain::paper::canonical;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::ingest::{Repair, Repaired};
use crate::intake::link::Linked;
use crate::scheme::{Item, Scheme};

/// Every spelling that was taken for another: by source, field and spelling.
type Spellings<'a> = BTreeMap<(u32, &'static str, &'a str), Spelling<'a>>;

struct Spelling<'a> {
    taken: &'a str,
    first_row: u32,
    rows: u64,
}

/// Adds the items of lines and of earlier awards that were taken for items spelled otherwise to the repairs of
/// their sources.
///
/// # Errors
/// A fault of the engine.
pub fn repaired(
    linked: &mut Linked,
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
) -> Result<(), EngineError> {
    let mut found = Spellings::new();
    let history = &inputs.history;
    let (measures, items) = (texts(history, c::MEASURE)?, texts(history, c::ITEM)?);
    let places = (indices(history, c::SOURCE)?, indices(history, c::ROW)?);
    for (number, measure) in scheme.measures.iter().enumerate() {
        let Item::Column(field) = measure.item else { continue };
        let lines = &awards.lines[number];
        let (read, taken) = (texts(lines, field.name)?, texts(lines, c::ITEM)?);
        let (sources, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
        for line in (0..read.len()).filter(|line| read[*line] != taken[*line]) {
            add(&mut found, (sources[line], rows[line]), field.name, (read[line], taken[line]));
        }
        let earlier = (0..items.len()).filter(|row| measures[*row] == measure.id);
        let earlier: Vec<usize> = earlier.filter(|row| !items[*row].is_empty()).collect();
        if earlier.is_empty() {
            continue;
        }
        let claimed = texts(&awards.tables[number], c::ITEM)?;
        let shown: PlHashMap<_, &str> =
            claimed.into_iter().map(|item| (canonical(item), item)).collect();
        for row in earlier {
            let item = shown.get(&canonical(items[row])).filter(|item| **item != items[row]);
            if let Some(item) = item {
                add(&mut found, (places.0[row], places.1[row]), c::ITEM, (items[row], item));
            }
        }
    }
    for ((source, field, read), spelling) in found {
        let Some(source) = linked.sources.get_mut(source as usize) else { continue };
        let Some(column) = source.columns.iter().find(|column| column.field == field) else {
            continue;
        };
        source.repairs.push(Repaired {
            column: column.at,
            repair: Repair::Spelling,
            read: read.to_string(),
            taken: spelling.taken.to_string(),
            first_row: spelling.first_row,
            rows: spelling.rows,
        });
    }
    Ok(())
}

fn add<'a>(
    found: &mut Spellings<'a>,
    (source, row): (u32, u32),
    field: &'static str,
    (read, taken): (&'a str, &'a str),
) {
    let spelling =
        found.entry((source, field, read)).or_insert(Spelling { taken, first_row: row, rows: 0 });
    spelling.first_row = spelling.first_row.min(row);
    spelling.rows += 1;
}
