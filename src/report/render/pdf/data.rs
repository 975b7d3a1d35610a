//! What a layout is given: documents as JSON of ready texts, charts with their drawings.

use serde_json::{Value, json};

use super::super::draw;
use crate::diag::Lang;
use crate::report::model::document::{Block, Document};
use crate::report::words::Words;

/// The file `data.json`: an array of documents.
pub fn documents(documents: &[&Document]) -> Value {
    let all: Vec<Value> = documents.iter().map(|document| one(document)).collect();
    Value::from(all)
}

fn one(document: &Document) -> Value {
    let mut value = json!(document);
    if let Some(Value::Array(blocks)) = value.get_mut("blocks") {
        for (block, value) in document.blocks.iter().zip(blocks) {
            match block {
                Block::Table(table) => {
                    for (number, row) in table.rows.iter().enumerate() {
                        let cells = row.cells.iter().map(|cell| breaks(cell)).collect::<Vec<_>>();
                        value["rows"][number]["cells"] = cells.into();
                    }
                }
                Block::Chart(chart) => value["drawing"] = json!(draw::draw(chart)),
                Block::Gallery { charts } => {
                    for (number, chart) in charts.iter().enumerate() {
                        value["charts"][number]["drawing"] = json!(draw::draw_small(chart));
                    }
                }
                _ => {}
            }
        }
    }
    value
}

/// A cell with marks of where its text may break: a number nowhere, names of rules and parameters after a low line,
/// a hash or an address anywhere.
fn breaks(cell: &str) -> String {
    const LONG: usize = 24;
    const BREAK: char = '\u{200b}';
    if cell.chars().all(|c| matches!(c, '-' | '−' | '+' | '0'..='9' | ' ' | ',' | '.' | '%')) {
        return cell.replace(' ', "\u{a0}");
    }
    let mut out = String::with_capacity(cell.len());
    for word in cell.split_inclusive(|c: char| !c.is_ascii_graphic()) {
        let long = word.chars().filter(char::is_ascii_graphic).count() >= LONG;
        for letter in word.chars() {
            out.push(letter);
            if letter == '_' || long && letter.is_ascii_graphic() {
                out.push(BREAK);
            }
        }
    }
    out
}

/// The file `words.json`: words of the layouts in both languages.
pub fn words() -> Vec<u8> {
    let of = |lang: Lang| {
        let words = Words::built_in(lang);
        let keys = ["render.empty", "render.no_chart", "common.draft"];
        let tones = ["good", "watch", "bad", "unknown", "plain"];
        let mut table = serde_json::Map::new();
        for key in keys {
            let name = key.split_once('.').map_or(key, |(_, name)| name);
            table.insert(name.into(), words.get(key).into());
        }
        for tone in tones {
            table.insert(tone.into(), words.get(&format!("render.tone.{tone}")).into());
        }
        table.insert("unit".into(), words.say("render.unit", &[("unit", &"")]).into());
        Value::from(table)
    };
    json!({ Lang::Zh.tag(): of(Lang::Zh), Lang::En.tag(): of(Lang::En) }).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::breaks;

    #[test]
    fn cells_break_where_they_may() {
        assert_eq!(breaks("-1 234.50"), "-1\u{a0}234.50");
        assert_eq!(breaks("第 1 项"), "第 1 项");
        assert_eq!(breaks("cap_m1"), "cap_\u{200b}m1");
        assert_eq!(breaks("甲 abcdefghijklmnopqrstuvw"), "甲 abcdefghijklmnopqrstuvw");
        let long = breaks("甲 abcdefghijklmnopqrstuvwx");
        assert_eq!(long.chars().filter(|c| *c == '\u{200b}').count(), 24);
    }
}
