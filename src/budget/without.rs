//! What the rule gives for a claim of which some lines were supported elsewhere.

use std::collections::BTreeSet;

use super::Awards;
use crate::award::caps::Caps;
use crate::award::entitlement::in_scale;
use crate::award::filings::{Valuation, line_values, most_without};
use crate::award::{Context, EngineError};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;

/// What the rule gives for a claim without some of its lines; nothing where it has no rate, so that
/// its parts cannot be told apart. Each filing keeps the bound that its own request sets.
///
/// # Errors
/// An amount out of range, or a fault of the engine.
pub fn without(
    awards: &Awards,
    claim: usize,
    lines: &BTreeSet<usize>,
    context: &Context,
) -> Result<i64, EngineError> {
    let number = usize::from(awards.measure[claim]);
    let measure = &context.scheme.measures[number];
    let Some(working) = &awards.workings[number] else { return Ok(0) };
    let values = line_values(measure, &awards.lines[number])?;
    let reasons = awards.lines[number].column(c::LINE_REASON)?.u16()?;
    let counts = |line: &&usize| reasons.get(**line) == Some(0);
    let out: i128 = lines.iter().filter(counts).map(|line| values[*line]).sum();
    let row = claim - awards.blocks[number].start;
    let base = working.base.get(row) - out;
    let scale = i128::from(working.base.scale());
    if let Some(threshold) = &measure.threshold {
        let limit = in_scale(threshold.amount.minor, threshold.amount.currency, scale, context)?;
        if !threshold.test.passes(base, limit) {
            return Ok(0);
        }
    }
    let rate = working.rate_of(row);
    let den = i128::from(rate.den).checked_mul(scale).ok_or(Overflow)?;
    let rounding = context.scheme.rounding.in_fen();
    let part = rounding.mul_div((base - working.less).max(0), i128::from(rate.num), den);
    let cap = Caps::of(measure, &awards.tables[number])?.most(row);
    let valuation = Valuation { rate, scale: working.base.scale(), earlier: &[] };
    let own = (measure, &awards.tables[number], &awards.lines[number]);
    let most = most_without(own, row, lines, &valuation, rounding)?;
    Ok(part.ok_or(Overflow)?.min(cap).min(most))
}
