//! Results of the scenario lab as sheets: one model for the terminal, JSON and the workbook.

mod changed;
mod compare;
mod costing;
mod explore;
mod outlook;
mod tiers;

pub use changed::changed;
pub use compare::compare;
pub use costing::costing;
pub use explore::{readings, solved, sweep, tornado};
pub use outlook::{budget, forecast, reviewed, simulation};
pub use tiers::tiers;

use crate::diag::{Lang, Text, say};
use crate::workbook::{Book, Sheet, columns, text};

/// A book of the sheets, opened by a list of them.
pub fn book(title: &Text, mut sheets: Vec<Sheet>, lang: Lang) -> Book {
    let mut contents = Sheet::new(lang.pick("目录", "Contents"), title.get(lang));
    contents.notes = vec![say!(
        lang,
        "情景推演结果，不得据以拨付",
        "Results of scenarios: not a basis for payment"
    )];
    columns!(contents, lang, sheet in &sheets;
        ("工作表", "Sheet", Text, 20) => sheet.link(),
        ("内容", "What it holds", Text, 60) => text(&sheet.title),
    );
    sheets.insert(0, contents);
    Book { sheets }
}

fn sheet(lang: Lang, name: (&str, &str), title: (&str, &str)) -> Sheet {
    Sheet::new(lang.pick(name.0, name.1), lang.pick(title.0, title.1))
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
