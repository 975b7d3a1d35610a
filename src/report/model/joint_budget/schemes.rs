//! The schemes side by side: claims and outcome, pools, what each stage took, where most of the money goes.

use std::cmp::Reverse;

use super::{JointPen, status, title, total};
use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableRow};
use crate::report::model::pen::Pen;
use crate::report::model::record::joint::SchemeRow;

/// Measures of one scheme that are shown.
const MOST_MEASURES: usize = 5;

pub(super) fn schemes(pen: &JointPen) -> Vec<Block> {
    let alone = if pen.record.chooses { "but_across" } else { "alone" };
    vec![
        pen.heading(1, "programmes.heading.schemes"),
        pen.paragraph(pen.get(&format!("programmes.schemes.{alone}"))),
        Block::Table(outcome(pen)),
        Block::Table(pools(pen)),
        Block::Table(stages(pen)),
        Block::Table(measures(pen)),
    ]
}

/// Claims, enterprises and amounts; what may be paid and what is simulated each with its total.
fn outcome(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("programmes.column.scheme", Left, 23),
        ("programmes.column.status", Left, 13),
        ("programmes.column.claims", Right, 8),
        ("programmes.column.claims_paid", Right, 8),
        ("programmes.column.firms", Right, 7),
        ("programmes.column.firms_paid", Right, 8),
        ("programmes.column.requested", Right, 12),
        ("programmes.column.approved", Right, 12),
        ("programmes.column.payable", Right, 11),
    ]);
    let record = pen.record;
    let mut rows: Vec<TableRow> = record
        .schemes
        .iter()
        .map(|row| {
            TableRow::new(vec![
                pen.both(&row.title).to_string(),
                status(pen, row),
                pen.count(row.claims),
                pen.count(row.claims_paid),
                pen.count(row.firms),
                pen.count(row.firms_paid),
                pen.amount(row.requested),
                pen.amount(row.approved),
                pen.amount(row.payable),
            ])
        })
        .collect();
    for (simulated, key) in [(false, "payable"), (true, "simulated")] {
        let kept: Vec<&SchemeRow> =
            record.schemes.iter().filter(|row| row.simulated() == simulated).collect();
        if !kept.is_empty() {
            let count = |of: fn(&SchemeRow) -> i64| kept.iter().map(|row| of(row)).sum::<i64>();
            let sum = |of: fn(&SchemeRow) -> Fen| pen.amount(total(kept.iter().copied(), of));
            rows.push(TableRow::total(vec![
                pen.get(&format!("programmes.total.{key}")),
                String::new(),
                pen.count(count(|row| row.claims)),
                pen.count(count(|row| row.claims_paid)),
                // An enterprise may stand under several schemes.
                String::new(),
                String::new(),
                sum(|row| row.requested),
                sum(|row| row.approved),
                sum(|row| row.payable),
            ]));
        }
    }
    let mut table = pen.table("programmes.table.outcome", columns, rows);
    let firms: [(&str, &dyn std::fmt::Display); 2] =
        [("firms", &record.firms), ("several", &record.firms_in_several)];
    table.note = Some(pen.say("programmes.table.outcome_note", &firms));
    pen.in_wan(table)
}

fn pools(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("programmes.column.scheme", Left, 19),
        ("common.pool", Left, 17),
        ("programmes.column.total", Right, 12),
        ("programmes.column.reserve", Right, 11),
        ("programmes.column.earlier", Right, 10),
        ("programmes.column.available", Right, 12),
        ("programmes.column.payable", Right, 11),
        ("programmes.column.unspent", Right, 11),
    ]);
    let rows = pen.record.all().map(|(row, run)| {
        let Some(budget) = &run.budget else {
            let mut cells = vec![title(pen, row), pen.get("programmes.no_pool")];
            cells.resize(columns.len(), "—".to_string());
            return TableRow::new(cells);
        };
        TableRow::new(vec![
            title(pen, row),
            budget.pool.clone(),
            pen.amount(budget.total),
            pen.amount(budget.reserve),
            pen.amount(budget.earlier_batches),
            pen.amount(budget.available),
            pen.amount(row.payable),
            pen.amount(budget.unspent),
        ])
    });
    let rows = rows.collect();
    let mut table = pen.table("programmes.table.pools", columns, rows);
    table.note = Some(pen.get("programmes.table.pools_note"));
    pen.in_wan(table)
}

/// The stages that took something, each scheme in its own order.
fn stages(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("budget.stages.stage", Left, 30),
        ("budget.stages.claims", Right, 14),
        ("budget.stages.reduction", Right, 20),
        ("budget.stages.remaining", Right, 20),
        ("budget.stages.share", Right, 16),
    ]);
    let mut rows = Vec::new();
    for (row, run) in pen.record.all() {
        rows.push(TableRow::group(title(pen, row)));
        let ends = |key: &str, claims: i64, amount: Fen| {
            let share = Pen::share(amount, run.requested);
            TableRow::new(vec![
                pen.get(key),
                claims.to_string(),
                String::new(),
                pen.amount(amount),
                share,
            ])
        };
        rows.push(ends("budget.stages.start", row.claims, run.requested));
        let taken = run.stages.iter().zip(pen.taken(run));
        rows.extend(taken.filter(|(stage, _)| stage.reduction.0 > 0).map(|(stage, taken)| {
            TableRow::new(vec![
                pen.both(&stage.title).to_string(),
                pen.count(stage.claims),
                taken,
                pen.amount(stage.remaining),
                Pen::share(stage.reduction, run.requested),
            ])
        }));
        rows.push(ends("budget.stages.end", row.claims_paid, run.payable));
    }
    let mut table = pen.table("programmes.table.stages", columns, rows);
    table.note = Some(pen.get("programmes.table.stages_note"));
    pen.in_wan(table)
}

/// The measures of each scheme that most is payable for.
fn measures(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("budget.measures.clause", Left, 14),
        ("budget.measures.measure", Left, 32),
        ("programmes.column.claims", Right, 9),
        ("programmes.column.claims_paid", Right, 9),
        ("programmes.column.requested", Right, 14),
        ("programmes.column.payable", Right, 14),
        ("programmes.column.share", Right, 12),
    ]);
    let mut rows = Vec::new();
    for (row, run) in pen.record.all() {
        rows.push(TableRow::group(title(pen, row)));
        let mut most: Vec<_> = run.measures.iter().filter(|m| m.payable.0 > 0).collect();
        most.sort_by_key(|measure| Reverse(measure.payable));
        rows.extend(most.iter().take(MOST_MEASURES).map(|m| {
            TableRow::new(vec![
                pen.clause(&m.clause),
                pen.both(&m.title).to_string(),
                pen.count(m.claims),
                pen.count(m.claims_paid),
                pen.amount(m.requested),
                pen.amount(m.payable),
                Pen::share(m.payable, run.payable),
            ])
        }));
    }
    let mut table = pen.table("programmes.table.measures", columns, rows);
    table.note = Some(pen.say("programmes.table.measures_note", &[("count", &MOST_MEASURES)]));
    pen.in_wan(table)
}
