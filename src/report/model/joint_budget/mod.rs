//! 预算影响报告 of several schemes: side by side on one page, then pools, firms under several, what lies between them.
//!
//! What may be paid and what is simulated are never one sum: a draft, or a scheme lowered because of one, stands
//! apart in every total, and its mark is printed across every page.

mod brief;
mod firms;
mod rest;
mod schemes;

use super::document::{Document, Fact, Layout};
use super::pen::{Pen, together};
use super::record::Record;
use super::record::joint::{JointRecord, SchemeRow};
use crate::domain::Fen;

type JointPen<'a> = Pen<'a, JointRecord>;

/// The report of several schemes.
pub fn joint_budget(pen: &JointPen) -> Document {
    let record = pen.record;
    let simulated = record.schemes.iter().any(|row| row.simulated());
    let mut blocks = brief::brief(pen);
    blocks.extend(schemes::schemes(pen));
    blocks.extend(firms::firms(pen));
    blocks.extend(rest::across(pen));
    blocks.extend(rest::assumed(pen));
    blocks.extend(rest::quality(pen));
    blocks.extend(rest::method(pen));
    // Schemes share filings: each lacks the same.
    let missing = record.runs.iter().find_map(|run| run.missing.as_ref());
    Document {
        layout: Layout::Report,
        lang: pen.lang(),
        author: record.runs.iter().find_map(|run| run.office.office.clone()),
        day: record.runs.iter().map(Record::day).max().unwrap_or_default(),
        name: "budget".to_string(),
        title: pen.get("programmes.title"),
        subtitle: Some(pen.both(&record.title).to_string()),
        facts: facts(pen),
        watermark: together([
            simulated.then(|| pen.get("common.draft")),
            missing.map(|_| pen.get("common.incomplete")),
        ]),
        banner: together([
            simulated.then(|| pen.get("programmes.banner")),
            missing.map(|missing| missing.said(pen.lang())),
        ]),
        footer: pen.footer(&record.version, &record.hash),
        blocks: pen.numbered(blocks),
    }
}

/// Years and deadlines of the schemes, each once, and what they rest on.
fn facts(pen: &JointPen) -> Vec<Fact> {
    let runs = &pen.record.runs;
    let mut years: Vec<i32> = runs.iter().map(|run| run.award_year).collect();
    let mut days: Vec<_> = runs.iter().map(|run| run.deadline).collect();
    years.sort_unstable();
    years.dedup();
    days.sort_unstable();
    days.dedup();
    let join = |all: Vec<String>| all.join(pen.lang().pick("、", ", "));
    let years = years.iter().map(i32::to_string).collect();
    let days = days.into_iter().map(|day| pen.day(day)).collect();
    let basis: Vec<String> = runs.iter().map(|run| pen.basis(&run.scheme, &run.document)).collect();
    vec![
        Fact::new(pen.get("common.award_year"), join(years)),
        Fact::new(pen.get("common.deadline"), join(days)),
        Fact::new(pen.get("common.basis"), basis.join(pen.lang().pick("；", "; "))),
    ]
}

/// The title of a scheme, marked where nothing of it is paid.
fn title(pen: &JointPen, row: &SchemeRow) -> String {
    let title = pen.both(&row.title);
    match row.simulated() {
        true => pen.say("programmes.simulated", &[("title", &title)]),
        false => title.to_string(),
    }
}

/// 现行有效, 征求意见稿·模拟, or 推演: in force, but lowered because of a draft.
fn status(pen: &JointPen, row: &SchemeRow) -> String {
    match (row.draft(), row.simulated()) {
        (true, _) => pen.get("programmes.status.draft"),
        (false, true) => pen.get("programmes.status.simulated"),
        (false, false) => pen.get("programmes.status.in_force"),
    }
}

/// The title of a scheme by its id, and the clause of one of its measures.
fn clause(pen: &JointPen, scheme: &str, clause: &str) -> String {
    let row = pen.record.schemes.iter().find(|row| row.id == scheme);
    let title = row.map_or(scheme, |row| pen.both(&row.title));
    pen.say("programmes.clause_of", &[("scheme", &title), ("clause", &pen.clause(clause))])
}

/// Available over approved, in per cent; `None` where all of it can be paid.
fn factor(run: &Record) -> Option<String> {
    let budget = run.budget.as_ref()?;
    (run.approved > budget.available).then(|| Pen::factor(budget.available, run.approved))
}

/// A sum of rows in fen.
fn total<'a, T: 'a>(rows: impl Iterator<Item = &'a T>, of: impl Fn(&T) -> Fen) -> Fen {
    Fen(rows.fold(0, |sum, row| sum.saturating_add(of(row).0)))
}
