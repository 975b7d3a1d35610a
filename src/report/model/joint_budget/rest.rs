//! What lies between the schemes, what drafts leave open, the data, and how it was computed.

use super::{JointPen, clause, title};
use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableRow, Tone};
use crate::report::model::record::Parameter;
use crate::report::model::record::Record;
use crate::report::model::record::joint::AcrossPair;

/// Pairs of claims shown; the rest stands in the workbook.
const MOST_PAIRS: usize = 12;

/// Claims that are the same support under two schemes, and what became of them.
pub(super) fn across(pen: &JointPen) -> Vec<Block> {
    let record = pen.record;
    let mut blocks = vec![pen.heading(1, "programmes.heading.across")];
    let rule = if record.chooses { "programmes.across.chooses" } else { "programmes.across.says" };
    blocks.push(pen.paragraph(pen.get(rule)));
    if record.sums.is_empty() {
        blocks.push(pen.paragraph(pen.get("programmes.across.none")));
        return blocks;
    }
    blocks.push(Block::Table(sums(pen)));
    if record.chooses {
        blocks.push(Block::Table(moved(pen)));
    }
    let pairs = record.pairs.iter().filter(|pair| pair.alone > Fen(0) && pair.other_alone > Fen(0));
    let mut pairs: Vec<&AcrossPair> = pairs.collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.alone.min(pair.other_alone)));
    if !pairs.is_empty() {
        blocks.push(Block::Table(largest(pen, &pairs)));
    }
    blocks
}

fn sums(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("programmes.across.verdict", Left, 16),
        ("programmes.across.own", Left, 22),
        ("programmes.across.other", Left, 22),
        ("programmes.across.pairs", Right, 8),
        ("programmes.across.granted", Right, 9),
        ("programmes.across.alone", Right, 12),
        ("programmes.across.other_alone", Right, 12),
    ]);
    let rows = pen.record.sums.iter().map(|sum| {
        TableRow::new(vec![
            pen.both(&sum.said).to_string(),
            clause(pen, &sum.scheme, &sum.clause),
            clause(pen, &sum.other_scheme, &sum.other_clause),
            pen.count(sum.pairs),
            pen.count(sum.granted),
            pen.amount(sum.alone),
            pen.amount(sum.other_alone),
        ])
        .toned(if sum.granted > 0 { Tone::Watch } else { Tone::Plain })
    });
    let mut table = pen.table("programmes.table.across", columns, rows.collect());
    table.note = Some(pen.get("programmes.table.across_note"));
    pen.in_wan(table)
}

/// Each scheme before and after claims gave way.
fn moved(pen: &JointPen) -> Table {
    let columns = pen.columns(&[
        ("programmes.column.scheme", Left, 36),
        ("programmes.across.gave_way", Right, 12),
        ("programmes.across.gave_way_amount", Right, 16),
        ("programmes.across.before", Right, 13),
        ("programmes.across.after", Right, 13),
        ("programmes.across.change", Right, 12),
    ]);
    let rows = pen.record.schemes.iter().map(|row| {
        TableRow::new(vec![
            title(pen, row),
            row.claims_gave_way.to_string(),
            pen.amount(row.gave_way),
            pen.amount(row.payable_alone),
            pen.amount(row.payable),
            pen.amount(Fen(row.payable.0 - row.payable_alone.0)),
        ])
    });
    let mut table = pen.table("programmes.table.moved", columns, rows.collect());
    table.note = Some(pen.get("programmes.table.moved_note"));
    pen.in_wan(table)
}

fn largest(pen: &JointPen, pairs: &[&AcrossPair]) -> Table {
    let columns = pen.columns(&[
        ("programmes.across.firm", Left, 18),
        ("programmes.across.clauses", Left, 16),
        ("programmes.across.alone", Right, 14),
        ("programmes.across.other_alone", Right, 14),
        ("programmes.across.verdict", Left, 15),
        ("programmes.across.outcome", Left, 14),
        ("programmes.across.why", Left, 18),
    ]);
    let rows = pairs.iter().take(MOST_PAIRS).map(|pair| {
        TableRow::new(vec![
            pair.firm.clone(),
            format!("{} · {}", pen.clause(&pair.clause), pen.clause(&pair.other_clause)),
            pair.alone.to_string(),
            pair.other_alone.to_string(),
            pen.both(&pair.verdict).to_string(),
            pen.both(&pair.outcome).to_string(),
            pen.both(&pair.why).to_string(),
        ])
    });
    let mut table = pen.table("programmes.table.pairs", columns, rows.collect());
    let rest = pairs.len().saturating_sub(MOST_PAIRS);
    table.note = Some(match rest {
        0 => pen.get("programmes.table.pairs_note"),
        rest => pen.say("programmes.table.pairs_more", &[("count", &rest)]),
    });
    table
}

/// Values that the text of a scheme leaves open and the pipeline chose: assumptions.
pub(super) fn assumptions(run: &Record) -> impl Iterator<Item = &Parameter> {
    run.parameters.iter().filter(|one| !one.reading && one.default.is_empty())
}

pub(super) fn assumed(pen: &JointPen) -> Vec<Block> {
    let columns = pen.columns(&[
        ("budget.readings.clause", Left, 18),
        ("budget.readings.meaning", Left, 48),
        ("budget.readings.value", Left, 16),
        ("budget.readings.name", Left, 20),
    ]);
    let mut rows = Vec::new();
    for (row, run) in pen.record.all() {
        let mut own = assumptions(run).peekable();
        if own.peek().is_some() {
            rows.push(TableRow::group(title(pen, row)));
        }
        rows.extend(own.map(|one| {
            TableRow::new(vec![
                pen.clause(&one.clause),
                pen.both(&one.text).to_string(),
                pen.quantity(&one.value),
                one.name.clone(),
            ])
        }));
    }
    if rows.is_empty() {
        return Vec::new();
    }
    vec![
        pen.heading(1, "programmes.heading.assumed"),
        pen.paragraph(pen.get("programmes.assumed.intro")),
        Block::Table(pen.table("programmes.table.assumed", columns, rows)),
    ]
}

pub(super) fn quality(pen: &JointPen) -> Vec<Block> {
    let columns = pen.columns(&[
        ("programmes.column.scheme", Left, 40),
        ("programmes.quality.read", Right, 15),
        ("programmes.quality.refused", Right, 15),
        ("programmes.quality.errors", Right, 15),
        ("programmes.quality.warnings", Right, 15),
    ]);
    let rows = pen.record.all().map(|(row, run)| {
        let counts = &run.counts;
        let all = [counts.rows_read, counts.quarantined, counts.errors, counts.warnings];
        let cells = all.iter().map(usize::to_string);
        TableRow::new(std::iter::once(title(pen, row)).chain(cells).collect())
    });
    let mut table = pen.table("programmes.table.quality", columns, rows.collect());
    table.note = Some(pen.get("programmes.table.quality_note"));
    vec![pen.heading(1, "budget.heading.quality"), Block::Table(table)]
}

pub(super) fn method(pen: &JointPen) -> Vec<Block> {
    let simulated = pen.record.schemes.iter().any(|row| row.simulated());
    let keys = [
        Some("programmes.method.apart"),
        simulated.then_some("programmes.method.never_paid"),
        Some("programmes.method.sums"),
        Some("budget.method.exact"),
        Some("programmes.method.more"),
    ];
    let items = keys.into_iter().flatten().map(|key| pen.get(key)).collect();
    vec![pen.heading(1, "budget.heading.method"), Block::List { numbered: false, items }]
}
