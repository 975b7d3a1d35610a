//! 绩效自评表: the form that finance asks for, filled in as far as a run knows. What no data can know is left to
//! a person, and says so.

use super::budget_impact::counted;
use super::document::Layout;
use super::ledger::{OfficeList, Roll, RollColumn};
use super::pen::Pen;
use crate::domain::Fen;
use crate::workbook::Cell;
use crate::workbook::Kind::{Exact, Text, Yuan};

/// Points of the execution of the budget, by the usual weights.
const POINTS: i128 = 10;

/// The draft of a run.
pub fn self_evaluation(pen: &Pen) -> OfficeList {
    let record = pen.record;
    let open = pen.get("evaluation.open");
    let office = record.office.office.clone().unwrap_or_else(|| open.clone());
    let title = pen.both(&record.title);
    let counts = &record.counts;
    let says = vec![
        pen.say("evaluation.says", &[("open", &open)]),
        pen.say("evaluation.project", &[("title", &title), ("office", &office)]),
        pen.say(
            "evaluation.goal",
            &[
                ("open", &open),
                ("firms", &pen.count(counts.firms)),
                ("claims", &pen.count(counts.claims)),
                ("requested", &pen.amount(record.requested)),
                ("approved", &pen.amount(record.approved)),
                ("payable", &pen.amount(record.payable)),
            ],
        ),
    ];
    let sign = ["evaluation.signed", "common.sign.approved", "common.sign.date"];
    OfficeList {
        head: pen.document(Layout::List, "self-evaluation", pen.get("evaluation.title")),
        says,
        rolls: vec![funds(pen, &open), indicators(pen, &open)],
        remarks: Vec::new(),
        signed_by: sign.map(|role| pen.get(role)).to_vec(),
        issued: None,
        private: false,
    }
}

fn funds(pen: &Pen, open: &str) -> Roll {
    let get = |key: &str| pen.get(&format!("evaluation.funds.{key}"));
    let text = |text: &str| Cell::Text(text.to_string());
    let budget = pen.record.budget.as_ref();
    let known = |amount: Option<Fen>| amount.map_or_else(|| text(open), Cell::Money);
    let (year, executed) = (budget.map(|b| b.total), budget.map(|b| b.executed));
    let rate = year.zip(executed).filter(|(year, _)| year.0 > 0);
    let first = vec![
        Cell::Text(get("total")),
        text(open),
        known(year),
        known(executed),
        rate.map_or_else(|| text(open), |(year, executed)| Cell::Text(Pen::factor(executed, year))),
        text(&POINTS.to_string()),
        rate.map_or_else(|| text(open), |(year, executed)| Cell::Text(score(executed, year))),
    ];
    let rest = ["current", "carried", "other"].map(|key| {
        let mut row = vec![Cell::Text(get(key)), text(open), text(open), text(open)];
        row.resize(7, Cell::Empty);
        row
    });
    Roll {
        sheet: get("sheet"),
        caption: Some(get("caption")),
        columns: RollColumn::all(
            pen,
            "evaluation.funds",
            &[
                ("item", Text, 30),
                ("initial", Yuan, 20),
                ("year", Yuan, 20),
                ("executed", Yuan, 20),
                ("rate", Exact, 12),
                ("weight", Exact, 10),
                ("score", Exact, 10),
            ],
        ),
        rows: std::iter::once(first).chain(rest).collect(),
        total: None,
        note: Some(get("note")),
    }
}

/// Points × rate, at most all points, cut to two decimals.
fn score(executed: Fen, year: Fen) -> String {
    let hundredths = POINTS * 100 * i128::from(executed.0.max(0)) / i128::from(year.0.max(1));
    let hundredths = hundredths.min(POINTS * 100);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// One line of the form: levels, what the run knows of it.
struct Line {
    levels: [&'static str; 3],
    actual: Option<String>,
}

fn lines(pen: &Pen) -> Vec<Line> {
    let record = pen.record;
    let counts = &record.counts;
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| {
        Some(pen.say(&format!("evaluation.indicators.{key}"), values))
    };
    let (requested, approved) = (pen.amount(record.requested), pen.amount(record.approved));
    let cut = [("requested", &requested as &dyn std::fmt::Display), ("approved", &approved)];
    let duplicates = match record.savings.as_deref() {
        None => say("duplicates_not", &[]),
        Some(savings) => {
            let (cases, ..) = counted(savings);
            let stage = record.stage(crate::scheme::Stage::Duplicates);
            let amount = pen.amount(stage.map_or(Fen(0), |stage| stage.reduction));
            say("duplicates_done", &[("cases", &cases), ("amount", &amount)])
        }
    };
    let share = Pen::share(Fen(counts.quarantined as i64), Fen(counts.rows_read as i64));
    let refused = [
        ("share", &share as &dyn std::fmt::Display),
        ("refused", &pen.count(counts.quarantined)),
        ("read", &pen.count(counts.rows_read)),
    ];
    let within = record.budget.as_ref().and_then(|budget| {
        let values = [
            ("payable", &pen.amount(record.payable) as &dyn std::fmt::Display),
            ("available", &pen.amount(budget.available)),
        ];
        say("within_value", &values)
    });
    let line = |levels, actual| Line { levels, actual };
    vec![
        line(
            ["output", "quantity", "firms"],
            say("firms_value", &[("count", &pen.count(counts.firms_paid))]),
        ),
        line(["", "", "claims"], say("claims_value", &[("count", &pen.count(counts.claims_paid))])),
        line(["", "", "accepted"], say("claims_value", &[("count", &pen.count(counts.claims))])),
        line(["", "quality", "cut"], say("cut_value", &cut)),
        line(["", "", "duplicates"], duplicates),
        line(["", "", "refused"], say("refused_value", &refused)),
        line(["", "", "balanced"], say("balanced_value", &[])),
        line(["", "timeliness", "on_time"], None),
        line(["", "cost", "within"], within),
        line(["benefit", "economic", "exports"], None),
        line(["", "social", "jobs"], None),
        line(["", "lasting", "policy"], None),
        line(["satisfaction", "served", "satisfied"], None),
    ]
}

fn indicators(pen: &Pen, open: &str) -> Roll {
    let get = |key: &str| pen.get(&format!("evaluation.indicators.{key}"));
    let level = |key: &str| if key.is_empty() { Cell::Empty } else { Cell::Text(get(key)) };
    let text = |text: &str| Cell::Text(text.to_string());
    let rows = lines(pen).into_iter().map(|line| {
        let [first, second, third] = line.levels.map(level);
        let actual = line.actual.unwrap_or_else(|| open.to_string());
        vec![
            first,
            second,
            third,
            text(open),
            Cell::Text(actual),
            text(open),
            text(open),
            text(open),
        ]
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    let mut whole = vec![Cell::Text(get("whole"))];
    whole.resize(5, Cell::Empty);
    whole.extend([text("100"), text(open), Cell::Empty]);
    rows.push(whole);
    Roll {
        sheet: get("sheet"),
        caption: Some(get("caption")),
        columns: RollColumn::all(
            pen,
            "evaluation.indicators",
            &[
                ("first", Text, 18),
                ("second", Text, 16),
                ("third", Text, 24),
                ("target", Text, 16),
                ("actual", Text, 42),
                ("weight", Text, 10),
                ("score", Text, 10),
                ("deviation", Text, 30),
            ],
        ),
        rows,
        total: None,
        note: Some(get("note")),
    }
}
