//! All answers that a run read, by layer: who said what, when, and how many rows or cases it was applied to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use super::cases::Cases;
use super::decisions::{Decisions, KindAnswer, Signed};
use super::lists::{ListAnswer, ListAnswers};
use super::papers_given::Given;
use crate::diag::Text;
use crate::domain::date::from_epoch_days;
use crate::entity::Status;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};
use crate::ingest::Source;
use crate::scheme::Scheme;

struct Line<'a> {
    layer: &'static str,
    about: String,
    answer: Text,
    applied: usize,
    /// What enterprises gave is signed by nobody.
    signed: Option<&'a Signed>,
}

table! {
    /// One answer that a run read.
    pub struct Answer: "answers" "已作认定" "Answers in force", sheet("已作认定", "Answers in force") {
        /// who, kind, list, papers, matter.
        layer: String = LAYER "层次" "Layer";
        about: String = ABOUT "对象" "About";
        answer: Text = ANSWER_ZH "认定" "Answer (Chinese)", ANSWER_EN "认定（英文）" "Answer";
        applied: i64 = APPLIED "本次适用" "Applied to";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        reason: String = DECISION_REASON "认定理由" "Reason";
    }
}

/// The table of answers; empty where none was read.
///
/// # Errors
/// A fault of the engine.
pub fn table(
    decisions: &Decisions,
    cases: &Cases,
    scheme: &Scheme,
    (firms, rosters, listed): (&DataFrame, &DataFrame, &[Source]),
) -> PolarsResult<OutputTable> {
    let mut lines = identities(decisions, cases, firms, rosters)?;
    lines.extend(kinds(decisions, cases, scheme));
    let mut applied: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases.cases.iter().filter(|case| case.decision.is_some()) {
        *applied.entry(case.id.as_str()).or_default() += 1;
    }
    lines.extend(of_lists(decisions, rosters, listed)?);
    lines.extend(papers(decisions, cases));
    lines.extend(decisions.cases().map(|(id, decision)| Line {
        layer: "matter",
        about: id.to_string(),
        answer: decision.verdict.text(),
        applied: applied.get(id).copied().unwrap_or(0),
        signed: Some(&decision.signed),
    }));
    let order = |line: &Line| (line.layer, line.about.clone(), line.signed.map(|s| s.on));
    lines.sort_by_cached_key(order);
    let row = |line: Line| Answer {
        layer: line.layer.to_string(),
        about: line.about,
        answer: line.answer,
        applied: line.applied as i64,
        by: line.signed.map(|signed| signed.by.clone()).unwrap_or_default(),
        on: line.signed.and_then(|signed| from_epoch_days(signed.on)),
        reason: line.signed.map(|signed| signed.reason.clone()).unwrap_or_default(),
    };
    Ok(Answer::table(lines.into_iter().map(row)))
}

/// Answers about identity, with the rows they settle.
fn identities<'a>(
    decisions: &'a Decisions,
    cases: &Cases,
    firms: &DataFrame,
    rosters: &DataFrame,
) -> PolarsResult<Vec<Line<'a>>> {
    let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
    let (other_codes, other_names) = (texts(rosters, c::USCC)?, texts(rosters, c::FIRM_NAME)?);
    let mut applied: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for pair in cases.matches.pairs.iter().filter(|pair| pair.status >= Status::Review) {
        let (row, firm) = (pair.other as usize, pair.own as usize);
        let own = (codes[firm], names[firm]);
        if let (Some(answer), _) = decisions.who(other_names[row], other_codes[row], own) {
            *applied.entry(answer.signed.place).or_default() += 1;
        }
    }
    let line =
        |([name, code, own, own_name], answer): (&[String; 4], &'a super::decisions::WhoAnswer)| {
            let other = if code.is_empty() { name.clone() } else { format!("{name} {code}") };
            Line {
                layer: "who",
                about: format!("{other} → {own_name} {own}"),
                answer: match answer.same {
                    true => Text::new("同一企业", "the same enterprise"),
                    false => Text::new("另一企业", "another enterprise"),
                },
                applied: applied.get(&answer.signed.place).copied().unwrap_or(0),
                signed: Some(&answer.signed),
            }
        };
    Ok(decisions.identities().map(line).collect())
}

/// Source, text, and what the office said of it.
type SaidOf<'a> = (&'a str, &'a str, &'a KindAnswer);

/// Answers about texts, with the rows that hold them.
fn kinds<'a>(decisions: &'a Decisions, cases: &Cases, scheme: &Scheme) -> Vec<Line<'a>> {
    let mut applied: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for reading in cases.readings.all() {
        if let Some(answer) = &reading.answer {
            *applied.entry(answer.signed.place).or_default() += reading.rows;
        }
    }
    // One row may answer for several sources.
    let mut rows: BTreeMap<(u32, u32), Vec<SaidOf<'a>>> = BTreeMap::new();
    for one in decisions.kinds() {
        rows.entry(one.2.signed.place).or_default().push(one);
    }
    let line = |(place, all): ((u32, u32), Vec<SaidOf<'a>>)| {
        let sources: Vec<&str> = all.iter().map(|(source, ..)| *source).collect();
        let (_, text, answer) = *all.first()?;
        Some(Line {
            layer: "kind",
            about: format!("{} · {text}", sources.join("、")),
            answer: answer.said(scheme),
            applied: applied.get(&place).copied().unwrap_or(0),
            signed: Some(&answer.signed),
        })
    };
    rows.into_iter().filter_map(line).collect()
}

/// Answers about lists, with the rows that they hold for.
fn of_lists<'a>(
    decisions: &'a Decisions,
    rosters: &DataFrame,
    listed: &[Source],
) -> PolarsResult<Vec<Line<'a>>> {
    let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
    for source in indices(rosters, c::SOURCE)? {
        *rows.entry(source).or_default() += 1;
    }
    let applied = |list: &str, title: &str| {
        let own = (0u32..).zip(listed).filter(|(_, of)| ListAnswers::is_about(list, title, of));
        own.map(|(at, _)| rows.get(&at).copied().unwrap_or(0)).sum()
    };
    let line = |(list, title, answer): (&str, &str, &'a ListAnswer)| Line {
        layer: "list",
        about: format!("{list} · {title}"),
        answer: answer.fact.text(),
        applied: applied(list, title),
        signed: Some(&answer.signed),
    };
    Ok(decisions.lists.all().map(line).collect())
}

/// Numbers that enterprises gave, and whether they made their case the same support or another.
fn papers<'a>(decisions: &'a Decisions, cases: &Cases) -> Vec<Line<'a>> {
    let known: BTreeSet<&str> = cases.cases.iter().map(|case| case.id.as_str()).collect();
    let line = |(finding, given): (&str, &Given)| Line {
        layer: "papers",
        about: finding.to_string(),
        answer: Text::new(format!("凭证号 {}", given.shown), format!("number {}", given.shown)),
        applied: usize::from(known.contains(finding)),
        signed: None,
    };
    decisions.papers.all().map(line).collect()
}

impl KindAnswer {
    /// `同类：九；可能：二、四`
    pub fn said(&self, scheme: &Scheme) -> Text {
        let clauses = |ids: &[String]| {
            let of = |id: &String| scheme.measures.iter().find(|m| m.id == *id).map(|m| &*m.clause);
            ids.iter().filter_map(of).collect::<Vec<_>>().join("、")
        };
        let (same, possible) = (clauses(&self.same), clauses(&self.possible));
        match (same.is_empty(), possible.is_empty()) {
            (true, true) => Text::new("均不同类", "another kind than all"),
            (false, true) => Text::new(format!("同类：{same}"), format!("the same as {same}")),
            (true, false) => {
                Text::new(format!("可能同类：{possible}"), format!("possibly {possible}"))
            }
            (false, false) => Text::new(
                format!("同类：{same}；可能同类：{possible}"),
                format!("the same as {same}; possibly {possible}"),
            ),
        }
    }
}
