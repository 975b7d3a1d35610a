//! Lines and claims of which reviews, and verdicts on findings, let less stand than was filed: they lower what counts,
//! and raise nothing.
//!
//! Four columns of the lines say so, where a measure has such lines at all: `REVIEW_CUT` (what counts of the line) with
//! `REVIEW_REASON`, and `REVIEW_MOST` (what is left of the whole claim, the same in all its lines) with
//! `REVIEW_MOST_REASON`.

use polars::prelude::*;

use super::StageColumn;
use super::claims::MeasureClaims;
use crate::frame::access::optional_ints;
use crate::frame::columns as c;
use crate::scheme::{ReasonId, Stage};

/// The columns of lines that hold what reviews decided.
pub const COLUMNS: [&str; 4] =
    [c::REVIEW_CUT, c::REVIEW_REASON, c::REVIEW_MOST, c::REVIEW_MOST_REASON];

/// Whether some line of a measure was reviewed.
pub fn any(lines: &DataFrame) -> bool {
    lines.column(c::REVIEW_REASON).is_ok()
}

/// The lines as they were filed.
pub fn as_filed(lines: &DataFrame) -> DataFrame {
    lines.drop_many(COLUMNS)
}

/// Lines of which nothing is left do not count, unless a rule left them out already.
pub(super) fn refused(lines: DataFrame) -> PolarsResult<DataFrame> {
    if !any(&lines) {
        return Ok(lines);
    }
    let nothing = col(c::LINE_REASON).eq(lit(0u16)).and(col(c::REVIEW_CUT).eq(lit(0i64)));
    let reason = when(nothing).then(col(c::REVIEW_REASON)).otherwise(col(c::LINE_REASON));
    lines.lazy().with_column(reason.alias(c::LINE_REASON)).collect()
}

/// What counts of lines, at most.
pub(super) fn cut(values: &mut [i128], lines: &DataFrame) -> PolarsResult<()> {
    if any(lines) {
        for (value, cut) in values.iter_mut().zip(optional_ints(lines, c::REVIEW_CUT)?) {
            *value = cut.map_or(*value, |cut| (*value).min(cut.into()));
        }
    }
    Ok(())
}

/// What claims take over from their lines.
pub(super) fn aggregates(lines: &DataFrame) -> Vec<Expr> {
    match any(lines) {
        true => vec![
            col(c::REVIEW_MOST).min(),
            col(c::REVIEW_REASON).max(),
            col(c::REVIEW_MOST_REASON).max(),
        ],
        false => Vec::new(),
    }
}

/// Claims as reviews leave them, from the claims as they would be without reviews and those of what counts after
/// them. Of a reviewed claim no amount is higher than without its review, whatever rule would raise it (a line that
/// keeps the whole claim below a condition, days that count with what is left): what was requested stays, and the
/// review is the reason where it lowers what there is evidence for.
///
/// # Errors
/// A fault of the engine.
pub(super) fn lowered(
    filed: &MeasureClaims,
    mut left: MeasureClaims,
) -> PolarsResult<MeasureClaims> {
    let reasons = |name| -> PolarsResult<Vec<ReasonId>> {
        let column = left.table.column(name)?.u16()?;
        Ok(column.iter().map(|reason| reason.unwrap_or(0)).collect())
    };
    let (of_lines, of_whole) = (reasons(c::REVIEW_REASON)?, reasons(c::REVIEW_MOST_REASON)?);
    let most = optional_ints(&left.table, c::REVIEW_MOST)?;
    for claim in 0..most.len() {
        let why = (of_lines[claim], of_whole[claim]);
        if why == (0, 0) {
            continue;
        }
        let most = most[claim].unwrap_or(i64::MAX);
        left.requested[claim] = filed.requested[claim];
        left.entitled[claim] = left.entitled[claim].min(filed.entitled[claim]).min(most);
        if let Some(of_year) = left.of_year.get_mut(claim) {
            *of_year = (*of_year).min(filed.of_year[claim]);
        }
        lower(&filed.stages, &mut left.stages, claim, (most, why));
    }
    Ok(left)
}

/// The stages of one claim; the first, its gates, are those of the claim as filed.
fn lower(
    filed: &[StageColumn],
    left: &mut [StageColumn],
    claim: usize,
    (most, (of_lines, of_whole)): (i64, (ReasonId, ReasonId)),
) {
    let mut before = i64::MAX;
    for (filed, left) in filed.iter().zip(left) {
        let (amount, reason) = (filed.amount[claim], filed.reason[claim]);
        let by_lines = left.amount[claim].min(amount);
        let own = match left.stage {
            Stage::Gates => amount,
            _ => by_lines.min(most).min(before),
        };
        let review = if own < by_lines || of_lines == 0 { of_whole } else { of_lines };
        left.reason[claim] = match left.stage {
            Stage::Gates => reason,
            _ if own == before => 0,
            Stage::Evidence if own < amount => review,
            _ if own == amount => reason,
            _ => left.reason[claim],
        };
        left.amount[claim] = own;
        before = own;
    }
}
