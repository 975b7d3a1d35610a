//! Targets one by one: a table with status and reason, a chart for each that has figures, and plans held against
//! themselves.

use super::charts::chart;
use super::{Told, tone_of};
use crate::progress::consistency::{Check, said};
use crate::progress::number::{percent, shown};
use crate::progress::plan::Plan;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableColumn, TableRow, Tone};

pub(super) fn targets(told: &Told) -> Vec<Block> {
    let mut blocks = vec![told.heading(1, "targets")];
    for (at, plan) in told.progress.plans.iter().enumerate() {
        blocks.push(Block::Heading { level: 2, text: told.both(&plan.title) });
        if plan.draft {
            let text = told.say("progress.draft_note", &[("plan", &told.both(&plan.title))]);
            blocks.push(Block::Note { tone: Tone::Watch, text });
        }
        if let Some(inferred) = &plan.inferred {
            let text = told.say("progress.inferred_note", &[("what", &told.both(inferred))]);
            blocks.push(Block::Note { tone: Tone::Watch, text });
        }
        blocks.push(Block::Table(table(told, at, plan)));
        let notes = plan.targets.iter().filter_map(|target| {
            let note = told.both(target.note.as_ref()?);
            Some(format!("{}{}{note}", target.id, told.lang().pick("：", ": ")))
        });
        let items: Vec<String> = notes.collect();
        if !items.is_empty() {
            blocks.push(Block::List { numbered: false, items });
        }
        let charts: Vec<_> = (0..plan.targets.len()).filter_map(|n| chart(told, at, n)).collect();
        if !charts.is_empty() {
            blocks.push(Block::Gallery { charts });
        }
    }
    blocks
}

fn table(told: &Told, at: usize, plan: &Plan) -> Table {
    let columns = told.columns(&[
        ("status", Left, 16),
        ("no", Left, 0),
        ("target", Left, 19),
        ("wanted", Right, 14),
        ("latest", Right, 15),
        ("due", Left, 14),
        ("reason", Left, 19),
    ]);
    let rows = plan.targets.iter().zip(&told.progress.judged[at]).map(|(target, judged)| {
        let latest =
            match judged.latest.is_some() && target.test != crate::progress::plan::Test::Done {
                true => format!(
                    "{}{}{}",
                    told.latest(target, judged),
                    told.lang().pick("（", " ("),
                    told.latest_period(judged) + told.lang().pick("）", ")")
                ),
                false => told.latest(target, judged),
            };
        TableRow::new(vec![
            told.standing(judged),
            target.id.clone(),
            told.both(&target.title),
            told.wanted_with_unit(target),
            latest,
            told.due(target),
            told.both(&judged.reason),
        ])
        .toned(tone_of(judged))
    });
    Table { caption: None, columns, rows: rows.collect(), note: growth_note(told, at, plan) }
}

/// Growth so far and still needed, for the targets that have it.
fn growth_note(told: &Told, at: usize, plan: &Plan) -> Option<String> {
    let lines =
        plan.targets.iter().zip(&told.progress.judged[at]).filter_map(|(target, judged)| {
            let growth = judged.growth.filter(|growth| growth.to_year > growth.from_year)?;
            let mut text = told.say(
                if growth.from_derived {
                    "progress.growth.from_derived"
                } else {
                    "progress.growth.from"
                },
                &[
                    ("target", &target.id),
                    ("from", &growth.from_year),
                    ("to", &growth.to_year),
                    ("rate", &percent(growth.rate)),
                ],
            );
            if let Some(required) = judged.required {
                text += &told.say("progress.growth.required", &[("rate", &percent(required))]);
            }
            if let Some(outlook) = judged.outlook {
                let show = |value| shown(value, target.decimals);
                text += &told.say(
                    "progress.growth.outlook",
                    &[
                        ("year", &outlook.year),
                        ("low", &show(outlook.low)),
                        ("mid", &show(outlook.mid)),
                        ("high", &show(outlook.high)),
                    ],
                );
                text += &match outlook.reached {
                    Some(year) => told.say("progress.growth.reached", &[("year", &year)]),
                    None => told.get("progress.growth.never"),
                };
            }
            Some(text + told.lang().pick("。", ". "))
        });
    let text: String = lines.collect();
    (!text.is_empty()).then(|| text.trim_end().to_string())
}

/// Whether plans agree with themselves, with both paths year by year.
pub(super) fn checks(told: &Told) -> Vec<Block> {
    let progress = told.progress;
    let all: Vec<(&Plan, &Check)> = progress
        .plans
        .iter()
        .zip(&progress.checks)
        .flat_map(|(plan, checks)| checks.iter().map(move |check| (plan, check)))
        .collect();
    let mut blocks = vec![told.heading(1, "checks")];
    if all.is_empty() {
        blocks.push(Block::Paragraph { text: told.get("progress.checks.none") });
        return blocks;
    }
    blocks.push(Block::Paragraph { text: told.get("progress.checks.intro") });
    for (plan, check) in all {
        let target = &plan.targets[check.target];
        let sound = check.fits_targets && check.fits_plan;
        let tone = if sound { Tone::Good } else { Tone::Watch };
        let text = format!(
            "{} {}{}{}",
            target.id,
            told.both(&target.title),
            told.lang().pick("：", ": "),
            told.both(&said(plan, check))
        );
        blocks.push(Block::Note { tone, text });
        blocks.push(Block::Table(both_paths(told, plan, check)));
    }
    blocks
}

fn both_paths(told: &Told, plan: &Plan, check: &Check) -> Table {
    let target = &plan.targets[check.target];
    let years = check.base.year..check.base.year + check.long_path.len() as i32;
    let first = plan.targets[check.earlier].due.map_or(check.base.year, |due| due.year);
    let share = 70 / (check.long_path.len() as u16).max(1);
    let mut columns = vec![TableColumn::new(told.get("progress.column.path"), Left, 30)];
    columns.extend(years.clone().map(|year| TableColumn::new(year.to_string(), Right, share)));
    let show = |value: &rust_decimal::Decimal| shown(*value, target.decimals);
    let mut long = vec![told.say("progress.checks.long", &[("year", &check.base.year)])];
    long.extend(check.long_path.iter().map(show));
    let mut short = vec![told.say("progress.checks.short", &[("year", &first)])];
    short.extend(years.map(|year| {
        let at = usize::try_from(year - first).ok();
        at.and_then(|at| check.short_path.get(at)).map(show).unwrap_or_default()
    }));
    let unit = told.say("common.unit", &[("unit", &told.unit(target))]);
    let rows = vec![TableRow::new(long), TableRow::new(short)];
    Table { caption: None, columns, rows, note: Some(unit) }
}
