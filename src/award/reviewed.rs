//! Lines and claims of which reviews, verdicts on findings, and invoices let less stand than was filed: they lower what
//! counts, and raise nothing.
//!
//! Four columns of the lines say so, where a measure has such lines at all: `REVIEW_CUT` (what counts of the line) with
//! `REVIEW_REASON`, and `REVIEW_MOST` (what is left of the whole claim, the same in all its lines) with
//! `REVIEW_MOST_REASON`.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::StageColumn;
use super::claims::MeasureClaims;
use crate::frame::access::{indices, optional_ints};
use crate::frame::columns as c;
use crate::scheme::{ReasonId, Stage};

/// The columns of lines that hold what reviews decided.
pub const COLUMNS: [&str; 4] =
    [c::REVIEW_CUT, c::REVIEW_REASON, c::REVIEW_MOST, c::REVIEW_MOST_REASON];

/// What reviews, verdicts and invoices leave of a line, and of its claim, each with the reason.
#[derive(Clone, Copy, Debug, Default)]
pub struct Left {
    /// In the smallest unit of the currency of the line.
    pub line: Option<(i64, ReasonId)>,
    /// In fen.
    pub whole: Option<(i64, ReasonId)>,
}

/// The lines with what is left of them, by source and row; what was less before stays so.
///
/// # Errors
/// A fault of the engine.
pub fn lower(lines: &DataFrame, left: &BTreeMap<(u32, u32), Left>) -> PolarsResult<DataFrame> {
    let places = indices(lines, c::SOURCE)?.into_iter().zip(indices(lines, c::ROW)?);
    let mut own: Vec<Left> =
        places.map(|place| left.get(&place).copied().unwrap_or_default()).collect();
    let [cut, reason, most, most_reason] = COLUMNS;
    if any(lines) {
        let before = |amount, reason| -> PolarsResult<Vec<Option<(i64, ReasonId)>>> {
            let reasons = lines.column(reason)?.u16()?;
            let all = optional_ints(lines, amount)?.into_iter().zip(reasons.iter());
            Ok(all.map(|(amount, reason)| amount.zip(reason)).collect())
        };
        let both = before(cut, reason)?.into_iter().zip(before(most, most_reason)?);
        for (now, (line, whole)) in own.iter_mut().zip(both) {
            *now = Left { line: least(now.line, line), whole: least(now.whole, whole) };
        }
    }
    let amounts = |of: fn(&Left) -> Option<(i64, ReasonId)>| -> Vec<Option<i64>> {
        own.iter().map(|left| of(left).map(|(amount, _)| amount)).collect()
    };
    let reasons = |of: fn(&Left) -> Option<(i64, ReasonId)>| -> Vec<ReasonId> {
        own.iter().map(|left| of(left).map_or(0, |(_, reason)| reason)).collect()
    };
    let mut out = lines.clone();
    out.with_column(Column::new(cut.into(), amounts(|left| left.line)))?;
    out.with_column(Column::new(reason.into(), reasons(|left| left.line)))?;
    out.with_column(Column::new(most.into(), amounts(|left| left.whole)))?;
    out.with_column(Column::new(most_reason.into(), reasons(|left| left.whole)))?;
    Ok(out)
}

/// Of two that leave the same, what comes later is named.
fn least(now: Option<(i64, ReasonId)>, before: Option<(i64, ReasonId)>) -> Option<(i64, ReasonId)> {
    match (now, before) {
        (Some(now), Some(before)) => Some(if now.0 <= before.0 { now } else { before }),
        (one, other) => one.or(other),
    }
}

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
        lower_stages(&filed.stages, &mut left.stages, claim, (most, why));
    }
    Ok(left)
}

/// The stages of one claim; the first, its gates, are those of the claim as filed.
fn lower_stages(
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
