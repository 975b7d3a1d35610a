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
    let blocks = awards.blocks.iter().zip(&scheme.measures);
    Ok(blocks.flat_map(|(rows, m)| ids_of(m, &awards.firm[rows.clone()], &codes)).collect())
}

/// The names of the claims of one measure, by the rows of their enterprises and the codes of all.
pub fn ids_of(measure: &Measure, firms: &[u32], codes: &[&str]) -> Vec<String> {
    let mut number = 0;
    let id = |(row, firm): (usize, &u32)| {
        number = if row > 0 && firms[row - 1] == *firm { number + 1 } else { 1 };
        let code = codes[*firm as usize];
        match measure.item {
            Item::Firm => format!("{}-{code}", measure.id),
            Item::Column(_) => format!("{}-{code}-{number}", measure.id),
        }
    };
    firms.iter().enumerate().map(id).collect()
}

/// The row of each line's claim among all claims. Claims and lines are both sorted by enterprise, so each is found by
/// walking on.
pub fn claim_rows(
    awards: &Awards,
    number: usize,
    measure: &Measure,
) -> Result<Vec<usize>, EngineError> {
    let block = &awards.blocks[number];
    let (table, lines) = (&awards.tables[number], &awards.lines[number]);
    let rows = rows_among(&awards.firm[block.clone()], measure, (table, lines))?;
    Ok(rows.into_iter().map(|row| block.start + row).collect())
}

/// The row of each line's claim among the claims of its measure, whose enterprises are `firms`.
///
/// # Errors
/// A fault of the engine.
pub fn rows_among(
    firms: &[u32],
    measure: &Measure,
    (claims, lines): (&DataFrame, &DataFrame),
) -> PolarsResult<Vec<usize>> {
    let items = texts(claims, c::ITEM)?;
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
        out.push(claim);
    }
    Ok(out)
}
