//! What claims are called, and which claim a line belongs to.

use polars::prelude::*;

use super::Awards;
use crate::award::{EngineError, Inputs};
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::scheme::{Item, Measure, Scheme};

/// A name for every claim: measure, credit code and, where claims are about items, a number in the
/// order of items. It depends on nothing else.
pub fn claim_ids(awards: &Awards, inputs: &Inputs, scheme: &Scheme) -> PolarsResult<Vec<String>> {
    let codes = texts(&inputs.firms, c::USCC)?;
    let mut ids = Vec::with_capacity(awards.firm.len());
    for (block, measure) in awards.blocks.iter().zip(&scheme.measures) {
        let by_item = measure.item != Item::Firm;
        let mut number = 0;
        for row in block.clone() {
            let firm = awards.firm[row];
            number = if row > block.start && awards.firm[row - 1] == firm { number + 1 } else { 1 };
            let code = codes[firm as usize];
            ids.push(match by_item {
                true => format!("{}-{code}-{number}", measure.id),
                false => format!("{}-{code}", measure.id),
            });
        }
    }
    Ok(ids)
}

/// The id of each line's claim.
pub fn claim_of_lines<'a>(
    awards: &Awards,
    number: usize,
    measure: &Measure,
    ids: &'a [String],
) -> Result<Vec<&'a str>, EngineError> {
    let rows = claim_rows(awards, number, measure)?.into_iter();
    Ok(rows.map(|row| ids.get(row).map_or("", String::as_str)).collect())
}

/// The row of each line's claim among all claims. Claims and lines are both sorted by enterprise, so each is found by
/// walking on.
pub fn claim_rows(
    awards: &Awards,
    number: usize,
    measure: &Measure,
) -> Result<Vec<usize>, EngineError> {
    let block = &awards.blocks[number];
    let firms = &awards.firm[block.clone()];
    let items = texts(&awards.tables[number], c::ITEM)?;
    let lines = &awards.lines[number];
    let line_items = match measure.item {
        Item::Firm => None,
        Item::Column(_) => Some(texts(lines, c::ITEM)?),
    };
    let mut first = 0;
    let mut out = Vec::with_capacity(lines.height());
    for (row, firm) in indices(lines, c::FIRM)?.into_iter().enumerate() {
        while first < firms.len() && firms[first] < firm {
            first += 1;
        }
        let mut claim = first;
        if let Some(line_items) = &line_items {
            while claim + 1 < firms.len() && items[claim] != line_items[row] {
                claim += 1;
            }
        }
        out.push(block.start + claim);
    }
    Ok(out)
}
