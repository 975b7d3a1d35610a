//! The page that leadership reads: what may be paid, what is simulated, schemes beside their pools, what to decide.

use super::{JointPen, factor, status, title};
use crate::domain::Fen;
use crate::duplicate::same::Verdict;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{
    Block, Chart, Figure, Mark, Plot, Series, Style, TableRow, TitledList, Tone,
};
use crate::report::model::record::joint::AcrossSum;

pub(super) fn brief(pen: &JointPen) -> Vec<Block> {
    let list = |title: &str, items: Vec<String>, none: &str| TitledList {
        title: pen.get(title),
        items: if items.is_empty() { vec![pen.get(none)] } else { items },
    };
    let lists = vec![
        list("budget.heading.risks", risks(pen), "budget.risk.none"),
        list("budget.heading.decisions", decisions(pen), "budget.decision.none"),
    ];
    vec![
        pen.paragraph(verdict(pen)),
        Block::Figures { figures: figures(pen) },
        Block::Table(table(pen)),
        Block::Chart(chart(pen)),
        Block::Beside { lists },
        Block::PageBreak,
    ]
}

fn any_simulated(pen: &JointPen) -> bool {
    pen.record.schemes.iter().any(|row| row.simulated())
}

fn verdict(pen: &JointPen) -> String {
    let record = pen.record;
    let key =
        if any_simulated(pen) { "programmes.brief.apart" } else { "programmes.brief.payable" };
    pen.say(
        key,
        &[
            ("schemes", &record.schemes.len()),
            ("firms", &record.firms),
            ("several", &record.firms_in_several),
            ("payable", &pen.amount(record.payable)),
            ("simulated", &pen.amount(record.simulated)),
        ],
    )
}

fn figures(pen: &JointPen) -> Vec<Figure> {
    let record = pen.record;
    let amount = |key: &str, amount: Fen, note: String, tone| Figure {
        label: pen.get(key),
        value: pen.say("common.figure", &[("amount", &pen.amount(amount))]),
        unit: pen.get("common.figure_unit"),
        note: Some(note),
        tone,
    };
    let schemes = |simulated: bool| {
        let count = record.schemes.iter().filter(|row| row.simulated() == simulated).count();
        pen.say("programmes.figure.schemes", &[("count", &count)])
    };
    let mut figures =
        vec![amount("programmes.figure.payable", record.payable, schemes(false), Tone::Plain)];
    if any_simulated(pen) {
        let (key, sum) = ("programmes.figure.simulated", record.simulated);
        figures.push(amount(key, sum, schemes(true), Tone::Watch));
    }
    figures.push(Figure {
        label: pen.get("programmes.figure.several"),
        value: record.firms_in_several.to_string(),
        unit: pen.get("programmes.unit.firms"),
        note: Some(pen.say("programmes.figure.several_note", &[("firms", &record.firms)])),
        tone: Tone::Plain,
    });
    let claims: i64 = record.schemes.iter().map(|row| row.claims_gave_way).sum();
    let pairs = counted(pen, |sum| matches!(sum.verdict, Verdict::Duplicate | Verdict::Suspected));
    figures.push(if record.chooses {
        let gave_way = super::total(record.schemes.iter(), |row| row.gave_way);
        let note = pen.say("programmes.figure.gave_way_note", &[("claims", &claims)]);
        amount("programmes.figure.gave_way", gave_way, note, Tone::Plain)
    } else {
        Figure {
            label: pen.get("programmes.figure.pairs"),
            value: pairs.to_string(),
            unit: pen.get("programmes.unit.pairs"),
            note: Some(pen.get("programmes.figure.pairs_note")),
            tone: if pairs > 0 { Tone::Watch } else { Tone::Good },
        }
    });
    figures
}

/// Pairs of which both schemes grant something.
fn counted(pen: &JointPen, of: impl Fn(&AcrossSum) -> bool) -> i64 {
    pen.record.sums.iter().filter(|sum| of(sum)).map(|sum| sum.granted).sum()
}

fn table(pen: &JointPen) -> crate::report::model::document::Table {
    let columns = pen.columns(&[
        ("programmes.column.status", Left, 16),
        ("programmes.column.scheme", Left, 23),
        ("programmes.column.claims", Right, 7),
        ("programmes.column.firms", Right, 6),
        ("programmes.column.requested", Right, 11),
        ("programmes.column.approved", Right, 11),
        ("programmes.column.available", Right, 10),
        ("programmes.column.factor", Right, 7),
        ("programmes.column.payable", Right, 10),
    ]);
    let rows = pen.record.all().map(|(row, run)| {
        let available = run.budget.as_ref().map(|budget| pen.amount(budget.available));
        TableRow::new(vec![
            status(pen, row),
            pen.both(&row.title).to_string(),
            pen.count(row.claims),
            pen.count(row.firms),
            pen.amount(row.requested),
            pen.amount(row.approved),
            available.unwrap_or_else(|| "—".to_string()),
            factor(run).unwrap_or_else(|| pen.get("programmes.whole")),
            pen.amount(row.payable),
        ])
        .toned(if row.simulated() { Tone::Watch } else { Tone::Plain })
    });
    let mut table = pen.table("programmes.table.brief", columns, rows.collect());
    let key = match any_simulated(pen) {
        true => "programmes.table.brief_note_apart",
        false => "programmes.table.brief_note",
    };
    table.note = Some(pen.get(key));
    pen.in_wan(table)
}

/// Pool, demand and outcome of each scheme on one scale.
fn chart(pen: &JointPen) -> Chart {
    let record = pen.record;
    let mark =
        |amount: Fen| Mark { label: String::new(), value: amount.0, shown: pen.amount(amount) };
    let series =
        |key: &str, style, points: Vec<Option<Mark>>| Series { name: pen.get(key), style, points };
    let pools = record.runs.iter().map(|run| run.budget.as_ref().map(|b| mark(b.available)));
    let approved = record.schemes.iter().map(|row| Some(mark(row.approved)));
    let payable = record.schemes.iter().map(|row| Some(mark(row.payable)));
    let cut = record.runs.iter().filter(|run| factor(run).is_some()).count();
    Chart {
        title: pen.get("programmes.chart.title"),
        says: pen
            .say("programmes.chart.says", &[("schemes", &record.schemes.len()), ("cut", &cut)]),
        unit: pen.get("common.wan"),
        plot: Plot::Columns {
            labels: record.schemes.iter().map(|row| title(pen, row)).collect(),
            series: vec![
                series("programmes.column.available", Style::Dashed, pools.collect()),
                series("programmes.column.approved", Style::Dotted, approved.collect()),
                series("programmes.column.payable", Style::Solid, payable.collect()),
            ],
            stacked: false,
            limit: None,
        },
    }
}

fn risks(pen: &JointPen) -> Vec<String> {
    let mut risks = Vec::new();
    for (row, run) in pen.record.all() {
        let title = pen.both(&row.title);
        if row.simulated() {
            let key = if row.draft() { "draft" } else { "simulated" };
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("title", &title), ("amount", &pen.amount(row.payable))];
            risks.push(pen.say(&format!("programmes.risk.{key}"), &values));
        }
        if let (Some(factor), Some(budget)) = (factor(run), &run.budget) {
            let gap = pen.amount(Fen(run.approved.0 - budget.available.0));
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("title", &title), ("gap", &gap), ("factor", &factor)];
            risks.push(pen.say("programmes.risk.cut", &values));
        }
    }
    let mut counted = |key: &str, count: i64| {
        if count > 0 {
            risks.push(pen.say(key, &[("count", &count)]));
        }
    };
    let (proven, suspected) = open(pen);
    counted("programmes.risk.proven", proven);
    counted("programmes.risk.suspected", suspected);
    let refused = pen.record.runs.iter().map(|run| run.counts.quarantined as i64).sum();
    counted("budget.risk.refused", refused);
    risks
}

/// Proven pairs that nothing was done about, and those that a person must look at.
fn open(pen: &JointPen) -> (i64, i64) {
    let proven =
        if pen.record.chooses { 0 } else { counted(pen, |sum| sum.verdict == Verdict::Duplicate) };
    (proven, counted(pen, |sum| sum.verdict == Verdict::Suspected))
}

fn decisions(pen: &JointPen) -> Vec<String> {
    let mut decisions = Vec::new();
    for (row, run) in pen.record.all() {
        let title = pen.both(&row.title);
        if let Some(factor) = factor(run) {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("title", &title), ("factor", &factor)];
            decisions.push(pen.say("programmes.decision.cut", &values));
        }
        let assumed = super::rest::assumptions(run).count();
        if assumed > 0 {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("title", &title), ("count", &assumed)];
            decisions.push(pen.say("programmes.decision.assumed", &values));
        }
    }
    let (proven, suspected) = open(pen);
    for (key, count) in [("proven", proven), ("suspected", suspected)] {
        if count > 0 {
            let key = format!("programmes.decision.{key}");
            decisions.push(pen.say(&key, &[("count", &count)]));
        }
    }
    decisions
}
