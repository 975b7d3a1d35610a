//! Inside the filings: papers that stand in two claims, and enterprises that share a person, a
//! phone, an address or an account. Signs for a person to look at; nothing is lowered.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::papers::{MeasurePapers, PAPERS, number};
use crate::diag::{Diagnostic, codes};
use crate::domain::text::comparable;
use crate::entity::names::key;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, LINE_FIELDS, find};
use crate::frame::output::OutputTable;
use crate::scheme::Scheme;

/// Facts that related enterprises share.
const SHARED: [&str; 4] = [c::LEGAL_REPRESENTATIVE, c::PHONE, c::ADDRESS, c::ACCOUNT];

/// A line that names a paper.
#[derive(Clone, Copy)]
struct Entry<'a> {
    key: u64,
    paper: usize,
    value: &'a str,
    measure: usize,
    line: usize,
    firm: u32,
    item: &'a str,
    place: (u32, u32),
}

/// An enterprise in a group that shares a fact.
struct Member {
    shared: &'static str,
    firm: u32,
    group: usize,
}

/// Papers in two claims or more: the table, and one finding for each kind of paper.
///
/// # Errors
/// A fault of the engine.
pub fn shared_papers(
    scheme: &Scheme,
    measures: &[MeasurePapers],
    firms: &DataFrame,
    places: &[String],
) -> PolarsResult<(OutputTable, Vec<Diagnostic>)> {
    let mut all: Vec<Entry> = Vec::new();
    for (measure, papers) in measures.iter().enumerate() {
        all.extend(papers.all().map(|(paper, value, line)| {
            let (firm, item, source, row) = papers.line(line);
            let key = key((paper, number(value)));
            Entry { key, paper, value, measure, line, firm, item, place: (source, row) }
        }));
    }
    let order = |e: &Entry| (e.paper, e.key, e.measure, e.firm, e.line);
    all.sort_unstable_by_key(order);
    let mut shown: Vec<Entry> = Vec::new();
    let mut counts = vec![0usize; PAPERS.len()];
    for group in all.chunk_by(|a, b| (a.paper, a.key) == (b.paper, b.key)) {
        let claims: BTreeSet<(usize, u32, &str)> =
            group.iter().map(|entry| (entry.measure, entry.firm, entry.item)).collect();
        if claims.len() < 2 || number(group[0].value).is_empty() {
            continue;
        }
        counts[group[0].paper] += 1;
        // One line for each claim is enough.
        let mut last = None;
        for entry in group {
            let claim = (entry.measure, entry.firm, entry.item);
            if last != Some(claim) {
                shown.push(*entry);
            }
            last = Some(claim);
        }
    }
    let (codes_read, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
    let text = |of: &dyn Fn(&Entry) -> String| -> Vec<String> { shown.iter().map(of).collect() };
    let paper = |paper: usize| find(LINE_FIELDS, PAPERS[paper]);
    let table = OutputTable::new("shared_papers", "内部重复", "Papers in two claims")
        .text(c::PAPER, &text(&|e| paper(e.paper).map_or("", |f| f.zh).into()), "凭证", "Paper")
        .text(c::PAPER_NO, &text(&|e| e.value.to_string()), "凭证号", "Number")
        .text(c::CLAUSE, &text(&|e| scheme.measures[e.measure].clause.clone()), "条款", "Clause")
        .text(
            c::USCC,
            &text(&|e| codes_read[e.firm as usize].into()),
            "统一社会信用代码",
            "Credit code",
        )
        .text(c::FIRM_NAME, &text(&|e| names[e.firm as usize].into()), "单位名称", "Enterprise")
        .text(c::ITEM, &text(&|e| e.item.into()), "项目标识", "Item")
        .text(
            c::OWN_PLACE,
            &text(&|e| {
                let file = places.get(e.place.0 as usize).map_or("", String::as_str);
                format!("{file}·{}", e.place.1)
            }),
            "出处",
            "Where it stands",
        );
    let said =
        counts.iter().enumerate().filter(|(_, count)| **count > 0).filter_map(|(at, count)| {
            let field = paper(at)?;
            let finding = Diagnostic::new(&codes::PAPERS_SHARED).arg("count", count);
            Some(finding.arg("paper", field.zh).arg("paper_en", field.en))
        });
    Ok((table, said.collect()))
}

/// Groups of enterprises that share a fact; what more than `most` share says nothing. The fact itself
/// is not told: persons, phones, addresses and accounts are written to no output.
///
/// # Errors
/// A fault of the engine.
pub fn related_firms(
    firms: &DataFrame,
    most: usize,
) -> PolarsResult<(OutputTable, Option<Diagnostic>)> {
    let (codes_read, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
    let mut rows: Vec<Member> = Vec::new();
    let mut groups = 0usize;
    for name in SHARED {
        let Some(field) = find(FIRM_FIELDS, name) else { continue };
        let Ok(column) = firms.column(name) else { continue };
        let cells = (0u32..).zip(column.str()?.iter());
        let mut all: Vec<(String, u32)> = cells
            .filter_map(|(firm, cell)| Some((comparable(cell?), firm)))
            .filter(|(value, _)| !value.is_empty())
            .collect();
        all.sort_unstable();
        for group in all.chunk_by(|a, b| a.0 == b.0).filter(|g| (2..=most).contains(&g.len())) {
            groups += 1;
            let member = |firm: u32| Member { shared: field.zh, firm, group: groups };
            rows.extend(group.iter().map(|(_, firm)| member(*firm)));
        }
    }
    let text = |of: &dyn Fn(&Member) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let code = |member: &Member| codes_read[member.firm as usize].to_string();
    let table = OutputTable::new("related_firms", "关联企业提示", "Related applicants")
        .int(c::KEY, rows.iter().map(|row| row.group as i64).collect(), "组号", "Group")
        .text(c::SHARED, &text(&|row| row.shared.into()), "相同事项", "What they share")
        .text(c::USCC, &text(&code), "统一社会信用代码", "Credit code")
        .text(
            c::FIRM_NAME,
            &text(&|row| names[row.firm as usize].into()),
            "单位名称",
            "Enterprise",
        );
    let said = Diagnostic::new(&codes::FIRMS_RELATED).arg("count", groups);
    Ok((table, (groups > 0).then_some(said)))
}
