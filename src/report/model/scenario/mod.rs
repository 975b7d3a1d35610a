//! Results of the scenario lab as sheets: one model for the terminal, JSON and the workbook.

mod changed;
mod compare;
mod explore;
mod outlook;
mod tiers;

pub use changed::changed;
pub use compare::compare;
pub use explore::{readings, solved, sweep, tornado};
pub use outlook::{budget, forecast, reviewed, simulation};
pub use tiers::tiers;

use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::workbook::{Book, Cell, Heading, Kind, Sheet};

/// A book of the sheets, opened by a list of them.
pub fn book(title: &Text, sheets: Vec<Sheet>, lang: Lang) -> Book {
    let rows = sheets.iter().map(|sheet| {
        let link = Cell::Link { sheet: sheet.name.clone(), text: sheet.name.clone() };
        vec![link, Cell::Text(sheet.title.clone())]
    });
    let contents = Sheet {
        name: lang.pick("目录", "Contents").to_string(),
        title: title.get(lang).to_string(),
        notes: vec![
            lang.pick("情景推演结果，不得据以拨付", "Results of scenarios: never to be paid")
                .into(),
        ],
        headings: vec![
            heading(lang, "工作表", "Sheet", Kind::Text, 20),
            heading(lang, "内容", "What it holds", Kind::Text, 60),
        ],
        rows: rows.collect(),
        total: Vec::new(),
        chart: None,
    };
    let mut all = vec![contents];
    all.extend(sheets);
    Book { sheets: all }
}

fn heading(lang: Lang, zh: &str, en: &str, kind: Kind, width: u16) -> Heading {
    named(lang.pick(zh, en), kind, width)
}

fn named(text: &str, kind: Kind, width: u16) -> Heading {
    Heading { text: text.to_string(), kind, width, folded: false }
}

fn sheet(lang: Lang, name: (&str, &str), title: (&str, &str)) -> Sheet {
    Sheet {
        name: lang.pick(name.0, name.1).to_string(),
        title: lang.pick(title.0, title.1).to_string(),
        notes: Vec::new(),
        headings: Vec::new(),
        rows: Vec::new(),
        total: Vec::new(),
        chart: None,
    }
}

fn text(value: impl ToString) -> Cell {
    Cell::Text(value.to_string())
}

fn money(fen: i64) -> Cell {
    Cell::Money(Fen(fen))
}

fn int(value: usize) -> Cell {
    Cell::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Ten-thousandths as a percentage.
fn percent(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    format!("{sign}{}.{:02}%", value / 100, value % 100)
}

/// A fraction as a percentage with two decimals, cut: for reading beside the fraction.
fn share(part: i64, whole: i64) -> String {
    const SCALE: i128 = 10_000;
    match whole {
        0 => String::new(),
        whole => percent((i128::from(part) * SCALE / i128::from(whole)) as i64),
    }
}
