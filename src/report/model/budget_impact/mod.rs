//! 预算影响报告: what a run does to the budget, on one page and then in full.

mod behind;
mod brief;
mod details;
mod outlook;

pub use behind::behind;
pub(in crate::report::model) use details::savings_table;

use super::document::{Document, Layout};
use super::pen::Pen;
use super::record::{Record, Saving};
use crate::domain::Fen;

/// The report of a run.
pub fn budget_impact(pen: &Pen) -> Document {
    let mut document = pen.document(Layout::Report, "budget", pen.get("budget.title"));
    document.blocks = brief::brief(pen);
    document.blocks.extend(details::details(pen));
    document.blocks = pen.numbered(document.blocks);
    document
}

/// Approved support beyond what is available; `None` where all of it can be paid.
fn gap(record: &Record) -> Option<Fen> {
    let budget = record.budget.as_ref()?;
    (record.approved > budget.available).then(|| Fen(record.approved.0 - budget.available.0))
}

/// Cases of duplicate support: judged, in review, and what is at risk in review.
pub(in crate::report::model) fn counted(savings: &[Saving]) -> (i64, i64, Fen) {
    let sum = |of: fn(&Saving) -> i64| savings.iter().map(of).sum::<i64>();
    (sum(|s| s.cases), sum(|s| s.in_review), Fen(sum(|s| s.at_risk.0)))
}
