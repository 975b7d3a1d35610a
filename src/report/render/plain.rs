//! Sheets as lines of text and as JSON: the same cells that the workbook shows.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::diag::{Lang, say};
use crate::domain::date::from_epoch_days;
use unicode_width::UnicodeWidthStr;

use crate::domain::text::{pad, pad_left};
use crate::progress::number::{percent, plain};
use crate::workbook::{Cell, Heading, Kind, Sheet};

/// Rows of one table that a terminal shows; the workbook and JSON hold all.
const MOST_ROWS: usize = 60;

/// Sheets one below the other.
pub fn text(sheets: &[Sheet], lang: Lang) -> String {
    let mut out = String::new();
    for sheet in sheets {
        // Writing to a string cannot fail.
        let _ = table(&mut out, sheet, lang);
    }
    out
}

fn table(out: &mut String, sheet: &Sheet, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}", sheet.title)?;
    for note in &sheet.notes {
        writeln!(out, "  {note}")?;
    }
    let rows: Vec<Vec<String>> = sheet
        .rows
        .iter()
        .take(MOST_ROWS)
        .chain((!sheet.total.is_empty()).then_some(&sheet.total))
        .map(|row| row.iter().zip(&sheet.headings).map(|(cell, h)| shown(cell, h.kind)).collect())
        .collect();
    let widths: Vec<usize> = sheet
        .headings
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let cells = rows.iter().map(|row| row.get(column).map_or(0, |cell| cell.width()));
            cells.max().unwrap_or(0).max(heading.text.width())
        })
        .collect();
    let mut line = |cells: &[String]| {
        let cells = cells.iter().zip(&sheet.headings).zip(&widths);
        let cells = cells.map(|((cell, heading), width)| match heading.kind {
            Kind::Text | Kind::Date => pad(cell, *width),
            _ => pad_left(cell, *width),
        });
        writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    if !rows.is_empty() {
        let headings: Vec<String> = sheet.headings.iter().map(|h| h.text.clone()).collect();
        line(&headings)?;
        rows.iter().try_for_each(|row| line(row))?;
    }
    if sheet.rows.len() > MOST_ROWS {
        let rest = sheet.rows.len() - MOST_ROWS;
        let more = say!(
            lang,
            "……另有 {rest} 行（--xlsx 或 --json 输出全部）",
            "… {rest} more rows (--xlsx or --json give all)"
        );
        writeln!(out, "  {more}")?;
    }
    writeln!(out)
}

/// A cell as text, as the workbook shows it.
pub fn shown(cell: &Cell, kind: Kind) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Link { text, .. } => text.clone(),
        Cell::Marked(parts) => parts.iter().map(|(text, _)| text.as_str()).collect(),
        Cell::Money(fen) if kind == Kind::Wan => fen.wan(),
        Cell::Money(fen) => fen.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) if kind == Kind::Percent => percent(*value),
        Cell::Number(value) => plain(*value),
        Cell::Date(days) => from_epoch_days(*days).map(|d| d.to_string()).unwrap_or_default(),
    }
}

/// Sheets as a list of tables; amounts are decimal strings of yuan, and so are those that a sheet shows in 万元.
pub fn json(sheets: &[Sheet]) -> Value {
    let of = |sheet: &Sheet| {
        let rows: Vec<Value> = sheet
            .rows
            .iter()
            .chain((!sheet.total.is_empty()).then_some(&sheet.total))
            .map(|row| {
                let cells = sheet.headings.iter().zip(row);
                let cells = cells.map(|(heading, cell)| (key(heading), value(cell)));
                Value::Object(cells.collect::<Map<String, Value>>())
            })
            .collect();
        json!({ "name": sheet.name, "title": sheet.title, "notes": sheet.notes, "rows": rows })
    };
    Value::Array(sheets.iter().map(of).collect())
}

/// What a heading says, with the unit that values have here.
fn key(heading: &Heading) -> String {
    match heading.kind {
        Kind::Wan => heading.text.replace("万元", "元").replace("RMB 10,000", "yuan"),
        _ => heading.text.clone(),
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Link { text, .. } => json!(text),
        Cell::Marked(parts) => {
            json!(parts.iter().map(|(text, _)| text.as_str()).collect::<String>())
        }
        Cell::Money(fen) => json!(fen.to_decimal().to_string()),
        Cell::Int(value) => json!(value),
        // As written, not as a binary number: exact for every reader.
        Cell::Number(value) => json!(value.normalize().to_string()),
        Cell::Date(days) => json!(from_epoch_days(*days).map(|day| day.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;

    #[test]
    fn amounts_are_in_the_unit_that_their_key_names() {
        let headings = ["核定金额（万元）", "Cost (RMB 10,000)"];
        let sheet = Sheet {
            headings: headings.map(|text| Heading::new(text, Kind::Wan, 12)).into(),
            rows: vec![vec![Cell::Money(Fen(1_234_567)), Cell::Money(Fen(-5))]],
            ..Sheet::new("", "")
        };
        let row = json!({ "核定金额（元）": "12345.67", "Cost (yuan)": "-0.05" });
        assert_eq!(json(&[sheet])[0]["rows"][0], row);
    }
}
