//! Scenarios side by side, what moves demand, and what other readings of contested clauses cost.

use crate::diag::Lang;
use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Bar, Block, Chart, Mark, Plot, Span, TableRow, Tone};
use crate::report::model::pen::Pen;
use crate::report::model::record::{ReadingRow, ScenarioRow, SwingRow};

/// Spans of the tornado.
const MOST_SPANS: usize = 10;
/// Scenarios, and readings, that stand on the first page.
const BESIDE: usize = 3;
const DEAREST: usize = 5;

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

/// `+12.00`, `−3.00`, a dash of nothing; zero for a few fen.
pub(super) fn change(pen: &Pen, amount: Fen) -> String {
    match pen.amount(amount) {
        _ if amount.0 == 0 => "—".to_string(),
        more if amount.0 > 0 && more != pen.amount(Fen(0)) => format!("+{more}"),
        other => other,
    }
}

/// The first scenarios beside the run, in words; nothing where the run asked for none.
pub(super) fn beside(pen: &Pen) -> Vec<String> {
    let said = |row: &ScenarioRow| {
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("scenario", &pen.both(&row.title)),
            ("approved", &pen.amount(row.approved)),
            ("change", &change(pen, row.approved_change)),
            ("payable", &pen.amount(row.payable)),
        ];
        pen.say("budget.brief.scenario", &values)
    };
    pen.record.outlook.scenarios.iter().skip(1).take(BESIDE).map(said).collect()
}

/// The open readings that move the cost most, in words; nothing where they were not tried.
pub(super) fn dearest(pen: &Pen) -> Vec<String> {
    let mut rows: Vec<&ReadingRow> =
        pen.record.outlook.readings.iter().filter(|row| change_of(row).0 != 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(change_of(row).0.abs()));
    let said = |row: &&ReadingRow| {
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("clause", &pen.clause(&row.clause)),
            ("question", &pen.both(&row.question)),
            ("reading", &pen.both(&row.reading)),
            ("change", &change(pen, change_of(row))),
        ];
        pen.say("budget.decision.reading", &values)
    };
    rows.iter().take(DEAREST).map(said).collect()
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
            pen.amount(row.approved),
            change(pen, row.approved_change),
            pen.amount(row.payable),
            change(pen, row.payable_change),
            pen.count(row.firms_paid),
            pen.count(row.gainers),
            pen.count(row.losers),
        ];
        if number == 0 { TableRow::total(cells) } else { TableRow::new(cells) }
    });
    let mut table = pen.table("budget.scenarios.caption", columns, cells.collect());
    table.note = Some(pen.say("common.unit", &[("unit", &pen.get("common.wan"))]));
    vec![Block::Table(table), Block::Chart(approved_under(pen, rows))]
}

/// What is approved under each scenario, against the budget.
fn approved_under(pen: &Pen, rows: &[ScenarioRow]) -> Chart {
    let budgets: Vec<Fen> = rows.iter().filter_map(|row| row.available).collect();
    // One line for the budget where all scenarios have the same.
    let same = budgets.len() == rows.len() && budgets.windows(2).all(|pair| pair[0] == pair[1]);
    let available = budgets.first().copied().filter(|_| same);
    let bars = rows.iter().map(|row| Bar {
        label: pen.both(&row.title).to_string(),
        value: row.approved.0,
        shown: pen.amount(row.approved),
        tone: match row.available {
            Some(available) if row.approved > available => Tone::Watch,
            _ => Tone::Plain,
        },
    });
    let most = rows.iter().skip(1).max_by_key(|row| row.approved_change.0.abs());
    let says = most.map(|row| {
        let values = [
            ("scenario", &pen.both(&row.title) as &dyn std::fmt::Display),
            ("change", &change(pen, row.approved_change)),
        ];
        pen.say("budget.chart.scenarios.says", &values)
    });
    Chart {
        title: pen.get("budget.chart.scenarios.title"),
        says: says.unwrap_or_default(),
        unit: pen.get("common.wan"),
        plot: Plot::Bars {
            bars: bars.collect(),
            limit: available.map(|available| Mark {
                label: pen.get("budget.budget.available"),
                value: available.0,
                shown: pen.amount(available),
            }),
        },
    }
}

/// What moves approved support most, both ways.
fn tornado(pen: &Pen, swings: &[SwingRow]) -> Option<Block> {
    let name = |swing: &SwingRow| quantity_name(pen, swing);
    let centre = swings.first()?.approved;
    let mark = |value: &str, end: Option<Fen>| match end {
        Some(amount) => Mark {
            label: pen.quantity(value),
            value: amount.0,
            shown: change(pen, Fen(amount.0 - centre.0)),
        },
        None => Mark { label: String::new(), value: centre.0, shown: "—".to_string() },
    };
    let moves = |swing: &&SwingRow| {
        [swing.low, swing.high].into_iter().flatten().any(|amount| amount != centre)
    };
    let moving: Vec<&SwingRow> = swings.iter().filter(moves).take(MOST_SPANS).collect();
    let spans = moving.iter().map(|swing| Span {
        label: match pen.lang() {
            Lang::Zh => format!("{}（{}）", name(swing), pen.quantity(&swing.value)),
            Lang::En => format!("{} ({})", name(swing), pen.quantity(&swing.value)),
        },
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
                shown: pen.amount(centre),
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
        ("lowest", &pen.amount(lowest)),
        ("highest", &pen.amount(highest)),
    ];
    let mut blocks = vec![pen.paragraph(pen.say("budget.readings.interval", &values))];
    if moving.is_empty() {
        return blocks;
    }
    let columns = pen.columns(&[
        ("budget.readings.clause", Left, 18),
        ("budget.readings.question", Left, 33),
        ("budget.readings.other", Left, 26),
        ("budget.readings.cost", Right, 14),
        ("budget.scenarios.change", Right, 14),
    ]);
    let rows = moving.iter().map(|row| {
        let mark = if row.period { "※" } else { "" };
        TableRow::new(vec![
            pen.clause(&row.clause),
            pen.both(&row.question).to_string(),
            format!("{}{mark}", pen.both(&row.reading)),
            pen.amount(row.cost.unwrap_or_default()),
            change(pen, change_of(row)),
        ])
    });
    let mut table = pen.table("budget.readings.costs", columns, rows.collect());
    let unit = pen.say("common.unit", &[("unit", &pen.get("common.wan"))]);
    let space = pen.lang().pick("", " ");
    table.note = Some(format!("{unit}{space}{}", pen.get("budget.readings.costs_note")));
    blocks.push(Block::Table(table));
    blocks
}
