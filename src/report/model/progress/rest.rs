//! The parts behind targets and tasks: money, what changed, data and method.

use std::collections::BTreeMap;

use super::Told;
use crate::diag::Severity;
use crate::progress::change::Way;
use crate::progress::number::shown;
use crate::report::model::amounts;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableRow, Tone};

/// Characters of a checksum that are shown.
const SHOWN_OF_HASH: usize = 16;

/// Support beside the targets that it serves, under a plain warning.
pub(super) fn money(told: &Told) -> Vec<Block> {
    let progress = told.progress;
    let mut blocks = vec![told.heading(1, "money")];
    if progress.beside.is_empty() {
        blocks.push(Block::Paragraph { text: told.get("progress.money.none") });
        return blocks;
    }
    blocks.push(Block::Note { tone: Tone::Watch, text: told.get("progress.money.warning") });
    let columns = told.columns(&[
        ("measure", Left, 24),
        ("target", Left, 26),
        ("years", Left, 13),
        ("paid_wan", Right, 13),
        ("change", Right, 12),
        ("per_unit_wan", Right, 12),
    ]);
    let rows = progress.beside.iter().map(|of| {
        let plan = &progress.plans[of.plan];
        let target = &plan.targets[of.target];
        let dash = || told.get("progress.dash");
        TableRow::new(vec![
            told.both(&plan.money[of.money].title),
            format!("{} {}", target.id, told.both(&target.title)),
            told.say("progress.money.years", &[("from", &of.from_year), ("to", &of.to_year)]),
            amounts::large(told.lang(), of.paid),
            of.progress.map_or_else(dash, |change| {
                told.with_unit(&shown(change, target.decimals), told.unit(target))
            }),
            of.per_unit.map_or_else(dash, |amount| amounts::large(told.lang(), amount)),
        ])
    });
    blocks.push(Block::Table(Table {
        caption: Some(told.get("progress.caption.money")),
        columns,
        rows: rows.collect(),
        note: Some(told.get("progress.money.note")),
    }));
    blocks
}

/// What moved since the earlier report; nothing where there is none.
pub(super) fn changes(told: &Told) -> Vec<Block> {
    let (progress, Some(changes)) = (told.progress, told.changes) else { return Vec::new() };
    let mut blocks = vec![told.heading(1, "changes")];
    let count = |way: Way| {
        let targets = changes.targets.iter().filter(|of| of.way == way).count();
        (targets, changes.tasks.iter().filter(|of| of.way == way).count())
    };
    let [worse, lost, better, found] = Way::ALL.map(count);
    blocks.push(Block::Paragraph {
        text: told.say(
            "progress.changes.intro",
            &[
                ("day", &told.day(changes.since)),
                ("better_targets", &better.0),
                ("better_tasks", &better.1),
                ("worse_targets", &worse.0),
                ("worse_tasks", &worse.1),
                ("lost", &(lost.0 + lost.1)),
                ("found", &(found.0 + found.1)),
                ("revised", &changes.revised.len()),
            ],
        ),
    });
    for plan in &changes.new_plans {
        let plan = told.both(&progress.plans[*plan].title);
        let text = told.say("progress.changes.new_plan", &[("plan", &plan)]);
        blocks.push(Block::Note { tone: Tone::Plain, text });
    }
    for (plan, id) in &changes.gone {
        let text = told.say("progress.changes.gone", &[("plan", plan), ("number", id)]);
        blocks.push(Block::Note { tone: Tone::Plain, text });
    }
    let rows = change_rows(told);
    if !rows.is_empty() {
        let columns = told.columns(&[
            ("way", Left, 0),
            ("no", Left, 0),
            ("title", Left, 46),
            ("before", Left, 26),
            ("now", Left, 28),
        ]);
        let caption = Some(told.get("progress.caption.changes"));
        blocks.push(Block::Table(Table { caption, columns, rows, note: None }));
    }
    blocks.extend(revised(told).map(Block::Table));
    blocks
}

fn change_rows(told: &Told) -> Vec<TableRow> {
    let (progress, Some(changes)) = (told.progress, told.changes) else { return Vec::new() };
    let none = || told.get("progress.dash");
    let mut rows = Vec::new();
    for way in Way::ALL {
        let tone = match way {
            Way::Worse => Tone::Bad,
            Way::Lost => Tone::Unknown,
            Way::Better => Tone::Good,
            Way::Found => Tone::Plain,
        };
        for of in changes.targets.iter().filter(|of| of.way == way) {
            let target = &progress.plans[of.plan].targets[of.at];
            let row = TableRow::new(vec![
                told.way(way),
                target.id.clone(),
                told.both(&target.title),
                of.before.map_or_else(none, |before| told.status(before)),
                told.status(of.now),
            ]);
            rows.push(row.toned(tone));
        }
        for of in changes.tasks.iter().filter(|of| of.way == way) {
            let task = &progress.plans[of.plan].tasks[of.at];
            let row = TableRow::new(vec![
                told.way(way),
                told.task_no(&task.no),
                told.both(&task.title),
                of.before.map_or_else(none, |before| told.state(before)),
                told.state(of.now),
            ]);
            rows.push(row.toned(tone));
        }
    }
    rows
}

/// Figures that the earlier report had otherwise.
fn revised(told: &Told) -> Option<Table> {
    let (progress, changes) = (told.progress, told.changes?);
    let columns = told.columns(&[
        ("target", Left, 46),
        ("period", Left, 18),
        ("before", Right, 18),
        ("now", Right, 18),
    ]);
    let row = |of: &crate::progress::change::Revised| {
        let targets = &progress.plans[of.plan].targets;
        let target = targets.iter().find(|target| target.series == of.series);
        let decimals = target.map_or(2, |target| target.decimals);
        TableRow::new(vec![
            target.map(|target| told.both(&target.title)).unwrap_or_default(),
            of.period.clone(),
            shown(of.before, decimals),
            shown(of.now, decimals),
        ])
    };
    let rows: Vec<TableRow> = changes.revised.iter().map(row).collect();
    let caption = Some(told.get("progress.caption.revised"));
    (!rows.is_empty()).then_some(Table { caption, columns, rows, note: None })
}

/// What was found in the data, what was read, and how it is judged.
pub(super) fn data(told: &Told) -> Vec<Block> {
    let mut blocks = vec![told.heading(1, "data")];
    // Code → how often, and the first of them.
    let mut found: BTreeMap<&str, (usize, &crate::diag::Diagnostic)> = BTreeMap::new();
    for finding in told.findings {
        found.entry(finding.code.id).or_insert((0, finding)).0 += 1;
    }
    if found.is_empty() {
        blocks.push(Block::Paragraph { text: told.get("progress.data.clean") });
    } else {
        let columns =
            told.columns(&[("code", Left, 12), ("times", Right, 10), ("first", Left, 78)]);
        let rows = found.iter().map(|(code, (times, finding))| {
            let tone = match finding.severity {
                Severity::Error => Tone::Bad,
                Severity::Warning => Tone::Watch,
                Severity::Note => Tone::Plain,
            };
            let place = finding.place.describe(told.lang());
            let colon = told.lang().pick("：", ": ");
            let place = if place.is_empty() { place } else { format!("{place}{colon}") };
            let text = format!("{place}{}", finding.message(told.lang()));
            TableRow::new(vec![(*code).to_string(), times.to_string(), text]).toned(tone)
        });
        blocks.push(Block::Table(Table {
            caption: Some(told.get("progress.caption.findings")),
            columns,
            rows: rows.collect(),
            note: Some(told.get("progress.data.note")),
        }));
    }
    let method = ["status", "paths", "outlook", "counts", "repeatable"];
    let items = method.map(|key| told.get(&format!("progress.method.{key}"))).to_vec();
    blocks.push(told.heading(1, "method"));
    blocks.push(Block::List { numbered: false, items });
    blocks.extend(files(told).map(Block::Table));
    blocks
}

fn files(told: &Told) -> Option<Table> {
    let columns = told.columns(&[("file", Left, 50), ("sheet", Left, 20), ("sha256", Left, 30)]);
    let row = |source: &crate::ingest::Source| {
        let hash: String = source.sha256.chars().take(SHOWN_OF_HASH).collect();
        TableRow::new(vec![source.file.clone(), source.sheet.clone(), hash])
    };
    let rows: Vec<TableRow> = told.sources.iter().map(row).collect();
    let caption = Some(told.get("progress.caption.files"));
    (!rows.is_empty()).then_some(Table { caption, columns, rows, note: None })
}
