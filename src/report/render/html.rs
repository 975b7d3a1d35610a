//! A document as one HTML page that needs nothing else: styles, script and charts are in it, no request leaves
//! it. Every text of a document is escaped.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::draw::{self, Drawing, Ink, Pattern, Shape};
use super::layouts::Layouts;
use super::templates::{filled, said, tones};
use crate::diag::Diagnostics;
use crate::report::model::document::{Block, Document, Table, TableRow, Weight};
use crate::report::words::Words;

/// From this number of rows on, a table can be filtered and scrolls within itself.
const LONG: usize = 25;

/// The page of a document.
///
/// # Errors
/// A faulty layout (F226).
pub fn html(document: &Document, layouts: &Layouts) -> Result<String, Diagnostics> {
    filled("report.html", context(document, layouts), layouts)
}

fn context(document: &Document, layouts: &Layouts) -> Value {
    let words = Words::built_in(document.lang);
    let mut headings: Vec<Value> = Vec::new();
    // Who hears a page goes from heading to heading: no level is left out, whatever a report begins with.
    let mut last = 1;
    let blocks: Vec<Value> = document
        .blocks
        .iter()
        .enumerate()
        .map(|(number, block)| {
            let mut value = json!(block);
            if let Value::Object(fields) = &mut value {
                dress(number, block, fields);
                if let Block::Beside { .. } = block {
                    last = 2;
                }
                if let Block::Heading { level, text } = block {
                    last = (level + 1).min(last + 1);
                    fields.insert("rank".into(), last.into());
                    headings.push(json!({ "level": level, "text": text, "id": fields["id"] }));
                }
            }
            value
        })
        .collect();
    let mut doc = json!(document);
    doc["blocks"] = blocks.into();
    let (style, script) = (layouts.text("page.css"), layouts.text("page.js"));
    json!({
        "doc": doc,
        "headings": headings,
        "words": said(&words),
        "tones": tones(&words),
        "signs": { "good": "●", "watch": "▲", "bad": "◆", "unknown": "○", "plain": "■" },
        "style": style,
        "style_hash": hash(style),
        "script": script,
        "script_hash": hash(script),
        "script_words": script_words(&words),
    })
}

/// What the template needs beside the block itself.
fn dress(number: usize, block: &Block, fields: &mut Map<String, Value>) {
    match block {
        Block::Heading { .. } => drop(fields.insert("id".into(), format!("part-{number}").into())),
        Block::Table(table) | Block::Behind { table, .. } => {
            fields.insert("long".into(), (table.rows.len() >= LONG).into());
            fields.insert("sortable".into(), sortable(table).into());
            fields.insert("rows".into(), table.rows.iter().map(|row| whole(row, table)).collect());
        }
        Block::Chart(chart) => {
            let (drawn, patterns) = dressed(&number.to_string(), &draw::draw(chart));
            fields.insert("drawing".into(), drawn);
            fields.insert("patterns".into(), patterns);
        }
        Block::Gallery { charts } => {
            let charts = charts.iter().enumerate().map(|(at, chart)| {
                let mut value = json!(chart);
                let (drawn, patterns) =
                    dressed(&format!("{number}-{at}"), &draw::draw_small(chart));
                value["drawing"] = drawn;
                value["patterns"] = patterns;
                value
            });
            fields.insert("charts".into(), charts.collect());
        }
        _ => {}
    }
}

/// A row with a cell for each column; the name of a group stands alone. Its first cell that says something names it.
fn whole(row: &TableRow, table: &Table) -> Value {
    let alone = row.weight == Weight::Group && row.cells.len() == 1;
    let mut row = row.clone();
    row.cells.resize(table.columns.len(), String::new());
    let head = row.cells.iter().position(|cell| !cell.is_empty());
    let mut row = json!(row);
    row["head"] = head.unwrap_or(table.columns.len()).into();
    row["alone"] = alone.into();
    row
}

/// Rows under the name of a group would leave it when sorted.
fn sortable(table: &Table) -> bool {
    table.rows.len() > 2 && table.rows.iter().all(|row| row.weight != Weight::Group)
}

/// The drawing with the attributes of each filled shape, and the patterns that it uses. Names of patterns are
/// unique on the page.
fn dressed(number: &str, drawing: &Drawing) -> (Value, Value) {
    let mut value = json!(drawing);
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    let shapes = value.get_mut("shapes").and_then(Value::as_array_mut);
    for (shape, value) in drawing.shapes.iter().zip(shapes.into_iter().flatten()) {
        if let Shape::Rect { fill, pattern, .. } | Shape::Polygon { fill, pattern, .. } = shape {
            value["look"] = look(number, *fill, *pattern, &mut used).into();
        }
    }
    let patterns: Vec<Value> = used
        .iter()
        .map(|(fill, pattern)| {
            let size = if pattern == "dots" { 340 } else { 400 };
            let id = format!("p{number}-{fill}-{pattern}");
            json!({ "id": id, "fill": fill, "pattern": pattern, "size": size })
        })
        .collect();
    (value, patterns.into())
}

fn look(
    number: &str,
    fill: Ink,
    pattern: Pattern,
    used: &mut BTreeSet<(String, String)>,
) -> String {
    let name = |value: Value| value.as_str().unwrap_or_default().to_string();
    let (fill, said) = (name(json!(fill)), name(json!(pattern)));
    match pattern {
        Pattern::Solid => format!("class=\"ink-{fill}\""),
        Pattern::Hollow => {
            format!("class=\"open stroke-{fill} dotted\" stroke-width=\"70\"")
        }
        Pattern::Rising | Pattern::Falling | Pattern::Dots => {
            let look = format!(
                "fill=\"url(#p{number}-{fill}-{said})\" class=\"stroke-{fill}\" stroke-width=\"60\""
            );
            used.insert((fill, said));
            look
        }
    }
}

/// Words that the script says, as JSON that cannot end its element.
fn script_words(words: &Words) -> String {
    let keys = ["sort", "filter", "filter_hint", "shown"];
    let of = |key: &str| (key.to_string(), words.get(&format!("render.{key}")).into());
    let json = Value::Object(keys.into_iter().map(of).collect()).to_string();
    json.replace('<', "\\u003c")
}

/// The hash by which a page allows its own style and script, and no others.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let at = |n: usize| u32::from(group.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for (n, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS[(bits >> shift & 63) as usize] as char;
            out.push(if n <= group.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_of_known_texts() {
        let known =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (text, code) in known {
            assert_eq!(base64(text.as_bytes()), code);
        }
    }
}
