//! What two versions of a scheme say differently, as a sheet.

use crate::diag::{Lang, Text};
use crate::scheme::diff::Difference;
use crate::workbook::{Cell, Heading, Kind, Sheet};

/// One row for every difference, in the order of the files.
pub fn versions(all: &[Difference], versions: [&Text; 2], notes: Vec<String>, lang: Lang) -> Sheet {
    let heading = |zh: &str, en: &str, width| Heading {
        text: lang.pick(zh, en).to_string(),
        kind: Kind::Text,
        width,
        folded: false,
    };
    let value = |text: &Option<Text>| match text {
        Some(text) => text.get(lang).to_string(),
        None => lang.pick("（无）", "(none)").to_string(),
    };
    let rows = all.iter().map(|one| {
        let cells = [
            one.clause.clone(),
            one.what.get(lang).to_string(),
            value(&one.before),
            value(&one.after),
            one.path.clone(),
        ];
        cells.into_iter().map(Cell::Text).collect()
    });
    let titles = versions.map(|title| title.get(lang));
    let title = format!("{} → {}", titles[0], titles[1]);
    let mut notes = notes;
    if all.is_empty() {
        notes.push(lang.pick("规则没有差别", "the rules are the same").to_string());
    }
    Sheet {
        name: lang.pick("规则变动", "Changed rules").to_string(),
        title,
        notes,
        headings: vec![
            heading("条款", "Clause", 10),
            heading("事项", "What", 60),
            heading("原", "Before", 40),
            heading("新", "After", 40),
            heading("位置", "Path", 40),
        ],
        rows: rows.collect(),
        total: Vec::new(),
        chart: None,
    }
}
