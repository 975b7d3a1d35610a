//! 重复享受核查报告: what was compared with which rosters, what is a duplicate, what a person must decide.

use std::cmp::Reverse;

use super::budget_impact::{counted, savings_table};
use super::document::Align::{Left, Right};
use super::document::{Block, Document, Figure, Layout, Table, TableColumn, TableRow, Tone};
use super::pen::Pen;
use super::record::{Duplicate, Duplicates};
use crate::domain::Fen;
use crate::duplicate::same::Verdict;

/// The reason for which suspected claims wait, as the run's tables write it.
const SUSPECTED: &str = "suspected";
/// The reason for which claims wait until texts are sorted.
const UNSORTED: &str = "unsorted";

/// Rows of one table; the workbook has all.
const MOST_ROWS: usize = 200;

/// The report of a run.
pub fn duplicates_report(pen: &Pen, found: &Duplicates) -> Document {
    let mut document = pen.document(Layout::List, "duplicates", pen.get("duplicates.title"));
    let blocks = &mut document.blocks;
    match &pen.record.savings {
        None => {
            let text = pen.get("duplicates.no_rosters");
            blocks.push(Block::Note { tone: Tone::Watch, text });
        }
        Some(savings) => {
            blocks.extend(brief(pen, found));
            blocks.push(pen.heading(1, "duplicates.heading.scope"));
            blocks.push(Block::Table(rosters(pen, found)));
            if !savings.is_empty() {
                blocks.push(pen.heading(1, "duplicates.heading.savings"));
                blocks.push(Block::Table(savings_table(pen, "")));
            }
            blocks.extend(duplicate(pen, found));
            blocks.extend(suspected(pen, found));
        }
    }
    blocks.extend(inside(pen, found));
    blocks.extend(related(pen, found));
    blocks.push(pen.heading(1, "duplicates.heading.method"));
    let items = ["codes", "kinds", "papers", "decided"];
    let mut items = items.map(|key| pen.get(&format!("duplicates.method.{key}"))).to_vec();
    items.extend(found.exact.as_ref().map(|said| pen.both(said).to_string()));
    blocks.push(Block::List { numbered: false, items });
    let sign = ["prepared", "checked", "approved", "date"];
    let roles = sign.map(|role| pen.get(&format!("common.sign.{role}"))).to_vec();
    blocks.push(Block::SignOff { roles });
    document.blocks = pen.numbered(document.blocks);
    document
}

fn of(found: &Duplicates, verdict: Verdict) -> Vec<&Duplicate> {
    found.cases.iter().filter(|case| case.verdict == verdict).collect()
}

fn brief(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let record = pen.record;
    let savings = record.savings.as_deref().unwrap_or_default();
    let (cases, open, at_risk) = counted(savings);
    let stage = record.stage(crate::scheme::Stage::Duplicates);
    let reduction = pen.amount(stage.map_or(Fen(0), |stage| stage.reduction));
    let at_risk = pen.amount(at_risk);
    let used: i64 = found.rosters.iter().map(|roster| roster.used).sum();
    let rosters = found.rosters.len();
    let key = if cases + open == 0 { "duplicates.clean" } else { "duplicates.says" };
    let says = pen.say(
        key,
        &[
            ("rosters", &rosters),
            ("used", &used),
            ("cases", &cases),
            ("reduction", &reduction),
            ("open", &open),
            ("wait", &at_risk),
        ],
    );
    let figure = |key: &str, value: String, unit: &str, note: String, tone| Figure {
        label: pen.get(&format!("duplicates.figure.{key}")),
        value,
        unit: pen.get(&format!("duplicates.figure.{unit}")),
        note: Some(note),
        tone,
    };
    let note = |key: &str, amount: &String| {
        pen.say(&format!("duplicates.figure.{key}"), &[("amount", amount)])
    };
    let all = pen.say("duplicates.figure.rosters_note", &[("rosters", &rosters)]);
    let (cut, risk) = (note("reduction_note", &reduction), note("at_risk_note", &at_risk));
    let watch = if open > 0 { Tone::Watch } else { Tone::Good };
    let figures = vec![
        figure("used", pen.count(used), "rows_unit", all, Tone::Plain),
        figure("cases", pen.count(cases), "cases_unit", cut, Tone::Plain),
        figure("open", pen.count(open), "cases_unit", risk, watch),
    ];
    let mut blocks = vec![pen.paragraph(says)];
    blocks.extend(waiting(pen, found));
    blocks.push(Block::Figures { figures });
    blocks
}

/// What waits for a person: suspected claims, then those whose texts are not sorted.
fn waiting(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let waits = || pen.record.payments.iter().flat_map(|totals| &totals.waits);
    let held = waits().filter(|wait| wait.why == SUSPECTED).map(|wait| {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("amount", &wait.amount), ("count", &wait.count)];
        pen.paragraph(pen.say("duplicates.held", &values))
    });
    let to_sort = waits().filter(|wait| wait.why == UNSORTED).map(|wait| {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("texts", &found.to_sort), ("amount", &wait.amount), ("claims", &wait.count)];
        pen.paragraph(pen.say("duplicates.to_sort", &values))
    });
    held.chain(to_sort).collect()
}

fn rosters(pen: &Pen, found: &Duplicates) -> Table {
    let columns = pen.columns(&[
        ("duplicates.rosters.source", Left, 16),
        ("duplicates.rosters.place", Left, 40),
        ("duplicates.rosters.read", Right, 9),
        ("duplicates.rosters.used", Right, 11),
        ("duplicates.rosters.no_code", Right, 10),
        ("duplicates.rosters.bad_code", Right, 10),
        ("duplicates.rosters.matched", Right, 15),
        ("duplicates.rosters.in_review", Right, 15),
    ]);
    let rows = found.rosters.iter().map(|roster| {
        let mut cells = vec![found.named(pen.lang(), &roster.scheme), file_of(&roster.place)];
        let counts = [roster.read, roster.used, roster.without_code, roster.bad_code];
        let found = [roster.matched, roster.in_review];
        cells.extend(counts.into_iter().chain(found).map(|count| pen.count(count)));
        TableRow::new(cells)
    });
    pen.table("", columns, rows.collect())
}

/// Columns that both tables of cases share, then their own.
fn case_columns(pen: &Pen, own: &[(&str, u16)]) -> Vec<TableColumn> {
    let mut columns = pen.columns(&[
        ("duplicates.cases.firm", Left, 26),
        ("duplicates.cases.clause", Left, 10),
        ("duplicates.cases.other", Left, 30),
        ("duplicates.cases.period", Left, 18),
        ("duplicates.cases.amount", Right, 15),
        ("duplicates.cases.ground", Left, 24),
    ]);
    let own = own.iter().map(|(key, share)| (*key, Right, *share)).collect::<Vec<_>>();
    columns.extend(pen.columns(&own));
    columns
}

fn case_cells(pen: &Pen, case: &Duplicate) -> Vec<String> {
    let sides = &case.sides;
    let mut ground = pen.both(&sides.why).to_string();
    if !case.decided_by.is_empty() {
        ground = pen.say("duplicates.cases.by", &[("by", &case.decided_by)]);
    }
    vec![
        sides.firm.clone(),
        pen.clause(&sides.clause),
        format!("{} · {}", pen.both(&sides.district), sides.other_item),
        sides.other_period.clone(),
        sides.other_amount.map_or_else(|| "—".to_string(), |amount| amount.to_string()),
        ground,
    ]
}

fn duplicate(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let mut cases = of(found, Verdict::Duplicate);
    cases.sort_by_key(|case| Reverse(case.sides.at_risk));
    let heading = pen.heading(1, "duplicates.heading.found");
    if cases.is_empty() {
        return vec![heading, pen.paragraph(pen.get("duplicates.none"))];
    }
    let columns =
        case_columns(pen, &[("duplicates.cases.before", 15), ("duplicates.cases.left", 15)]);
    let rows = cases.iter().take(MOST_ROWS).map(|case| {
        let mut cells = case_cells(pen, case);
        cells.extend([case.sides.before.to_string(), case.sides.if_duplicate.to_string()]);
        TableRow::new(cells)
    });
    let mut table = pen.table("", columns, rows.collect());
    table.note = more(pen, cases.len());
    vec![heading, Block::Table(table), evidence(pen, &cases)]
}

/// What ties both sides of each case together: how sure it is that they are one enterprise, the paper that both name,
/// and where either stands.
fn evidence(pen: &Pen, cases: &[&Duplicate]) -> Block {
    let columns = pen.columns(&[
        ("duplicates.cases.firm", Left, 24),
        ("duplicates.cases.clause", Left, 10),
        ("duplicates.evidence.identity", Left, 34),
        ("duplicates.evidence.paper", Left, 22),
        ("duplicates.evidence.own", Left, 26),
        ("duplicates.evidence.other", Left, 24),
    ]);
    let rows = cases.iter().take(MOST_ROWS).map(|case| {
        let sides = &case.sides;
        let parts = [pen.both(&sides.identity), pen.both(&sides.likely)];
        let identity = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let paper = match sides.number.as_str() {
            "" => "—".to_string(),
            number => format!("{} {number}", pen.both(&sides.paper)),
        };
        TableRow::new(vec![
            sides.firm.clone(),
            pen.clause(&sides.clause),
            identity.join(pen.lang().pick("；", "; ")),
            paper,
            file_of(&sides.own_place),
            file_of(&sides.other_place),
        ])
    });
    Block::Table(pen.table("duplicates.evidence.caption", columns, rows.collect()))
}

/// A place without the folders of its file.
fn file_of(place: &str) -> String {
    let (path, rest) = place.split_at(place.find('·').unwrap_or(place.len()));
    format!("{}{rest}", path.rsplit('/').next().unwrap_or(path))
}

fn suspected(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let mut cases = of(found, Verdict::Suspected);
    cases.sort_by_key(|case| Reverse(case.sides.at_risk));
    let heading = pen.heading(1, "duplicates.heading.open");
    if cases.is_empty() {
        return vec![heading, pen.paragraph(pen.get("duplicates.none"))];
    }
    let mut columns = case_columns(pen, &[("duplicates.cases.at_risk", 15)]);
    columns.insert(1, TableColumn::new(pen.get("duplicates.cases.name"), Left, 26));
    let rows = cases.iter().take(MOST_ROWS).map(|case| {
        let mut cells = case_cells(pen, case);
        cells.insert(1, case.sides.other_name.clone());
        cells.push(case.sides.at_risk.to_string());
        TableRow::new(cells)
    });
    let mut table = pen.table("", columns, rows.collect());
    table.note = more(pen, cases.len());
    let how = pen.paragraph(pen.get("duplicates.cases.how"));
    vec![heading, how, Block::Table(table), evidence(pen, &cases)]
}

/// What is said under a table that is too long.
fn more(pen: &Pen, rows: usize) -> Option<String> {
    let count = rows.checked_sub(MOST_ROWS).filter(|count| *count > 0)?;
    Some(pen.say("duplicates.cases.more", &[("count", &count)]))
}

fn inside(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let heading = pen.heading(1, "duplicates.heading.inside");
    if found.papers.is_empty() {
        return vec![heading, pen.paragraph(pen.get("duplicates.none"))];
    }
    let columns = pen.columns(&[
        ("duplicates.papers.paper", Left, 10),
        ("duplicates.papers.number", Left, 26),
        ("duplicates.papers.clause", Left, 10),
        ("duplicates.papers.firm", Left, 30),
        ("duplicates.papers.place", Left, 44),
    ]);
    let rows = found.papers.iter().take(MOST_ROWS).map(|paper| {
        TableRow::new(vec![
            pen.both(&paper.kind).to_string(),
            paper.number.clone(),
            pen.clause(&paper.clause),
            paper.firm.clone(),
            file_of(&paper.place),
        ])
    });
    let intro = pen.say("duplicates.papers.intro", &[("rows", &found.papers.len())]);
    let mut table = pen.table("", columns, rows.collect());
    table.note = more(pen, found.papers.len());
    vec![heading, pen.paragraph(intro), Block::Table(table)]
}

fn related(pen: &Pen, found: &Duplicates) -> Vec<Block> {
    let heading = pen.heading(1, "duplicates.heading.related");
    if found.related.is_empty() {
        return vec![heading, pen.paragraph(pen.get("duplicates.none"))];
    }
    let columns = pen.columns(&[
        ("duplicates.related.group", Right, 8),
        ("duplicates.related.shared", Left, 24),
        ("duplicates.related.code", Left, 30),
        ("duplicates.related.firm", Left, 50),
    ]);
    let rows = found.related.iter().take(MOST_ROWS).map(|firm| {
        let (group, shared) = (firm.group.to_string(), pen.both(&firm.shared).to_string());
        TableRow::new(vec![group, shared, firm.code.clone(), firm.firm.clone()])
    });
    let mut table = pen.table("", columns, rows.collect());
    table.note = more(pen, found.related.len());
    vec![heading, pen.paragraph(pen.get("duplicates.related.intro")), Block::Table(table)]
}
