//! What two versions of a scheme say differently, as a sheet.

use crate::diag::{Lang, Text, say};
use crate::scheme::diff::Difference;
use crate::workbook::{Sheet, columns, text};

/// One row for every difference, in the order of the files.
pub fn versions(all: &[Difference], versions: [&Text; 2], notes: Vec<String>, lang: Lang) -> Sheet {
    let [before, after] = versions.map(|title| title.get(lang));
    let name = lang.pick("规则变动", "Changed rules");
    let mut out = Sheet { notes, ..Sheet::new(name, format!("{before} → {after}")) };
    if all.is_empty() {
        out.notes.push(say!(lang, "规则没有差别", "the rules are the same"));
    }
    let none = lang.pick("（无）", "(none)");
    let value = |value: &Option<Text>| text(value.as_ref().map_or(none, |text| text.get(lang)));
    columns!(out, lang, one in all;
        ("条款", "Clause", Text, 10) => text(&one.clause),
        ("事项", "What", Text, 60) => text(one.what.get(lang)),
        ("原", "Before", Text, 40) => value(&one.before),
        ("新", "After", Text, 40) => value(&one.after),
        ("位置", "Path", Text, 40) => text(&one.path),
    );
    out
}
