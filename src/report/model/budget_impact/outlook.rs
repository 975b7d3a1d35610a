//! Scenarios side by side, what moves demand, and what other readings of contested clauses cost.

use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Bar, Block, Chart, Mark, Plot, Span, TableRow, Tone};
use crate::report::model::pen::Pen;
use crate::report::model::record::{ReadingRow, SwingRow};

/// Spans of the tornado, rows of the table of readings.
const MOST_SPANS: usize = 10;
const MOST_READINGS: usize = 15;

/// The part about scenarios; nothing where the run asked for none.
pub(super) fn scenarios(pen: &Pen) -> Vec<Block> {
    let outlook = &pen.record.outlook;
    let mut blocks = side_by_side(pen);
    blocks.extend(tornado(pen, &outlook.swings));
    if !blocks.is_empty() {
        blocks.insert(0, pen.heading(1, "budget.heading.scenarios"));
        blocks.insert(1, pen.paragraph(pen.get("budget.scenarios.intro")));
    }
    blocks
}

/// `+12.00`, `-3.00`, a dash of nothing, in 万元.
fn change(amount: Fen) -> String {
    match amount.wan() {
        _ if amount.0 == 0 => "—".to_string(),
        // A few fen.
        nothing if nothing.trim_start_matches('-') == "0.00" => "0.00".to_string(),
        more if amount.0 > 0 => format!("+{more}"),
        less => less,
    }
}

fn side_by_side(pen: &Pen) -> Vec<Block> {
    let rows = &pen.record.outlook.scenarios;
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = pen.columns(&[
        ("budget.scenarios.scenario", Left, 26),
        ("budget.scenarios.approved", Right, 13),
        ("budget.scenarios.change", Right, 13),
        ("budget.scenarios.payable", Right, 13),
        ("budget.scenarios.payable_change", Right, 13),
        ("budget.scenarios.firms_paid", Right, 8),
        ("budget.scenarios.gainers", Right, 7),
        ("budget.scenarios.losers", Right, 7),
    ]);
    let cells = rows.iter().enumerate().map(|(number, row)| {
        let cells = vec![
            pen.both(&row.title).to_string(),
            row.approved.wan(),
            change(row.approved_change),
            row.payable.wan(),
            change(row.payable_change),
            row.firms_paid.to_string(),
            row.gainers.to_string(),
            row.losers.to_string(),
        ];
        if number == 0 { TableRow::total(cells) } else { TableRow::new(cells) }
    });
    let mut table = pen.table("budget.scenarios.caption", columns, cells.collect());
    let budgets: Vec<Fen> = rows.iter().filter_map(|row| row.available).collect();
    // One line for the budget where all scenarios have the same.
    let same = budgets.len() == rows.len() && budgets.windows(2).all(|pair| pair[0] == pair[1]);
    let available = budgets.first().copied().filter(|_| same);
    table.note = Some(pen.say("common.unit", &[("unit", &pen.get("common.wan"))]));
    let bars = rows.iter().map(|row| Bar {
        label: pen.both(&row.title).to_string(),
        value: row.approved.0,
        shown: row.approved.wan(),
        tone: match row.available {
            Some(available) if row.approved > available => Tone::Watch,
            _ => Tone::Plain,
        },
    });
    let most = rows.iter().skip(1).max_by_key(|row| row.approved_change.0.abs());
    let says = most.map(|row| {
        let values = [
            ("scenario", &pen.both(&row.title) as &dyn std::fmt::Display),
            ("change", &change(row.approved_change)),
        ];
        pen.say("budget.chart.scenarios.says", &values)
    });
    let chart = Chart {
        title: pen.get("budget.chart.scenarios.title"),
        says: says.unwrap_or_default(),
        unit: pen.get("common.wan"),
        plot: Plot::Bars {
            bars: bars.collect(),
            limit: available.map(|available| Mark {
                label: pen.get("budget.budget.available"),
                value: available.0,
                shown: available.wan(),
            }),
        },
    };
    vec![Block::Table(table), Block::Chart(chart)]
}

/// What moves approved support most, both ways.
fn tornado(pen: &Pen, swings: &[SwingRow]) -> Option<Block> {
    let name = |swing: &SwingRow| quantity_name(pen, swing);
    let centre = swings.first()?.approved;
    let mark = |value: &str, end: Option<Fen>| match end {
        Some(amount) => Mark {
            label: pen.quantity(value),
            value: amount.0,
            shown: change(Fen(amount.0 - centre.0)),
        },
        None => Mark { label: String::new(), value: centre.0, shown: "—".to_string() },
    };
    let moves = |swing: &&SwingRow| {
        [swing.low, swing.high].into_iter().flatten().any(|amount| amount != centre)
    };
    let moving: Vec<&SwingRow> = swings.iter().filter(moves).take(MOST_SPANS).collect();
    let spans = moving.iter().map(|swing| Span {
        label: format!("{} ({})", name(swing), pen.quantity(&swing.value)),
        low: mark(&swing.low_value, swing.low),
        high: mark(&swing.high_value, swing.high),
    });
    let says =
        moving.first().map(|most| pen.say("budget.chart.tornado.says", &[("name", &name(most))]));
    Some(Block::Chart(Chart {
        title: pen.get("budget.chart.tornado.title"),
        says: says.unwrap_or_else(|| pen.get("budget.chart.tornado.flat")),
        unit: pen.get("common.wan"),
        plot: Plot::Tornado {
            centre: Mark {
                label: pen.get("budget.figure.approved"),
                value: centre.0,
                shown: centre.wan(),
            },
            spans: spans.collect(),
        },
    }))
}

/// The title of a parameter; words for rates, budgets and growth.
fn quantity_name(pen: &Pen, swing: &SwingRow) -> String {
    match (pen.both(&swing.title), swing.name.split_once('.')) {
        ("", Some(("rates", rate))) => pen.say("budget.quantity.rates", &[("name", &rate)]),
        ("", Some((_, name))) => pen.get(&format!("budget.quantity.{name}")),
        ("", None) => swing.name.clone(),
        (title, _) => title.to_string(),
    }
}

/// By how much a reading moves the cost.
fn change_of(row: &ReadingRow) -> Fen {
    row.change.unwrap_or_default()
}

/// What other readings cost: the ones that move most, and the ends that they reach together.
pub(super) fn reading_costs(pen: &Pen) -> Vec<Block> {
    let outlook = &pen.record.outlook;
    let Some((lowest, highest)) = outlook.interval else {
        return vec![pen.paragraph(pen.get("budget.readings.unknown"))];
    };
    let moving: Vec<&ReadingRow> =
        outlook.readings.iter().filter(|row| change_of(row).0 != 0).collect();
    let values = [
        ("tried", &outlook.readings.len() as &dyn std::fmt::Display),
        ("moving", &moving.len()),
        ("lowest", &lowest.wan()),
        ("highest", &highest.wan()),
    ];
    let mut blocks = vec![pen.paragraph(pen.say("budget.readings.interval", &values))];
    if moving.is_empty() {
        return blocks;
    }
    let columns = pen.columns(&[
        ("budget.readings.clause", Left, 9),
        ("budget.readings.question", Left, 37),
        ("budget.readings.other", Left, 26),
        ("budget.readings.cost", Right, 14),
        ("budget.scenarios.change", Right, 14),
    ]);
    let rows = moving.iter().take(MOST_READINGS).map(|row| {
        let mark = if row.period { "※" } else { "" };
        TableRow::new(vec![
            row.clause.clone(),
            pen.both(&row.question).to_string(),
            format!("{}{mark}", pen.both(&row.reading)),
            row.cost.unwrap_or_default().wan(),
            change(change_of(row)),
        ])
    });
    let mut table = pen.table("budget.readings.costs", columns, rows.collect());
    let unit = pen.say("common.unit", &[("unit", &pen.get("common.wan"))]);
    let space = pen.lang().pick("", " ");
    table.note = Some(format!("{unit}{space}{}", pen.get("budget.readings.costs_note")));
    blocks.push(Block::Table(table));
    blocks
}
