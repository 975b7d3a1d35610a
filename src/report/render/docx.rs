//! Documents as a file for word processors (Office Open XML), to be edited: the same texts, tables and drawings of
//! charts as on paper, in the set-up of GB/T 9704. Same documents and layouts, same bytes.

use std::io::{Cursor, Write};

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::boxed;
use super::draw;
use super::layouts::Layouts;
use super::templates::{filled, said, tones};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::report::model::document::{Align, Block, Document, Layout, Table};
use crate::report::words::Words;

/// Parts that every such file has, whatever it says.
const FIXED: [(&str, &str); 5] = [
    ("[Content_Types].xml", include_str!("../../../reports/layouts/word/types.xml")),
    ("_rels/.rels", include_str!("../../../reports/layouts/word/package.xml")),
    ("word/_rels/document.xml.rels", include_str!("../../../reports/layouts/word/parts.xml")),
    ("word/settings.xml", include_str!("../../../reports/layouts/word/settings.xml")),
    ("word/fontTable.xml", include_str!("../../../reports/layouts/word/fonts.xml")),
];

/// Parts that layouts fill in: their place, the layout, which of its pieces.
const LAID_OUT: [(&str, &str, &str); 6] = [
    ("docProps/core.xml", "word-page.xml", "properties"),
    ("word/styles.xml", "word-styles.xml", ""),
    ("word/header1.xml", "word-page.xml", "head"),
    ("word/footer1.xml", "word-page.xml", "odd"),
    ("word/footer2.xml", "word-page.xml", "even"),
    ("word/document.xml", "word.xml", ""),
];

/// Twentieths of a point that one cell of a terminal takes in letters of 10.5 pt, half of their width.
const HALF_LETTER: usize = 105;

/// Documents in one file, one after the other, each with pages of its own.
///
/// # Errors
/// A faulty layout (F226).
pub fn docx(documents: &[Document], layouts: &Layouts) -> Result<Vec<u8>, Diagnostics> {
    let Some(first) = documents.first() else { return Ok(Vec::new()) };
    let words = Words::built_in(first.lang);
    let all: Vec<Value> = documents.iter().map(dressed).collect();
    let mut parts: Vec<(&str, String)> =
        FIXED.iter().map(|(place, text)| (*place, (*text).to_string())).collect();
    for (place, layout, part) in LAID_OUT {
        let context = json!({
            "part": part,
            "doc": all.first(),
            "documents": all,
            "words": said(&words),
            "tones": tones(&words),
            "colon": first.lang.pick("：", ": "),
        });
        parts.push((place, filled(layout, context, layouts)?));
    }
    packed(&parts).map_err(|why| {
        let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", &first.name);
        fault.arg("why", why).into()
    })
}

/// The parts in one package, without the clock of this machine.
fn packed(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (place, text) in parts {
        package.start_file(*place, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

/// A document with what the layout needs beside its blocks: drawings, widths of columns.
fn dressed(document: &Document) -> Value {
    let mut value = json!(document);
    let mut charts = 0;
    let mut number = |chart: &mut Value, drawing: draw::Drawing| {
        charts += 1;
        chart["number"] = charts.into();
        chart["drawing"] = json!(drawing);
    };
    if let Some(Value::Array(blocks)) = value.get_mut("blocks") {
        for (block, value) in document.blocks.iter().zip(blocks) {
            match block {
                Block::Table(table) => {
                    if let Value::Object(fields) = value {
                        set(table, document.layout, fields);
                    }
                }
                Block::Figures { figures } => {
                    value["widths"] = json!(alike(document.layout, figures.len()));
                }
                Block::SignOff { roles } => {
                    value["widths"] = json!(alike(document.layout, roles.len()));
                }
                Block::Chart(chart) => number(value, draw::draw(chart)),
                Block::Gallery { charts } => {
                    for (at, chart) in charts.iter().enumerate() {
                        number(&mut value["charts"][at], draw::draw_small(chart));
                    }
                }
                _ => {}
            }
        }
    }
    plain(&mut value);
    value
}

/// What a table needs to be set: the height of its letters in half points, the width of each column.
fn set(table: &Table, layout: Layout, fields: &mut Map<String, Value>) {
    let size = match table.columns.len() {
        0..=6 => 21,
        7..=8 => 19,
        9..=11 => 17,
        _ => 15,
    };
    fields.insert("size".into(), size.into());
    fields.insert("widths".into(), widths(table, layout, size).into());
}

/// Width of the type area, in twentieths of a point.
fn type_area(layout: Layout) -> usize {
    if layout == Layout::List { 14_344 } else { 8_844 }
}

fn alike(layout: Layout, count: usize) -> Vec<usize> {
    vec![type_area(layout) / count.max(1); count]
}

/// Columns of numbers take what their longest cell needs, the others share the rest; all together the type area.
fn widths(table: &Table, layout: Layout, size: usize) -> Vec<usize> {
    let whole = type_area(layout);
    let widest = |at: usize| {
        let cells = table.rows.iter().filter(|row| row.cells.len() > 1);
        let widest = cells.filter_map(|row| row.cells.get(at)).map(|cell| cell.width()).max();
        widest.unwrap_or(0)
    };
    let letters = |count: usize| (count + 3) * HALF_LETTER * size / 21;
    let needed = |at: usize| letters(widest(at).max(table.columns[at].heading.width().min(8)));
    // No word of a heading and no number is broken, where the others can give way.
    let least = |at: usize| {
        let column = &table.columns[at];
        let word = column.heading.split(' ').map(|word| word.width()).max().unwrap_or(0);
        let number = if column.align == Align::Right { widest(at) } else { 0 };
        letters(word.min(if column.heading.contains(' ') { 14 } else { 8 }).max(number.min(14)))
    };
    let own: Vec<Option<usize>> = (0..table.columns.len())
        .map(|at| (table.columns[at].share == 0).then(|| needed(at)))
        .collect();
    let shares: usize = table.columns.iter().map(|column| usize::from(column.share)).sum();
    let taken: usize = own.iter().flatten().sum();
    // Where numbers would leave texts less than a third, or there are no texts, all give way alike.
    let most = if shares > 0 { whole * 2 / 3 } else { whole };
    let scale = |width: usize| {
        if taken > most || shares == 0 { width * most / taken.max(1) } else { width }
    };
    let left = whole - own.iter().flatten().map(|width| scale(*width)).sum::<usize>().min(whole);
    let part = |at: usize| left * usize::from(table.columns[at].share) / shares.max(1);
    let shared = || (0..own.len()).filter(|at| own[*at].is_none());
    let wanting: usize = shared().map(|at| least(at).saturating_sub(part(at))).sum();
    let spare: usize = shared().map(|at| part(at).saturating_sub(least(at))).sum();
    let width = |at: usize| match own[at] {
        Some(width) => scale(width),
        None if wanting > spare => part(at),
        None if part(at) < least(at) => least(at),
        None => part(at) - (part(at) - least(at)) * wanting / spare.max(1),
    };
    (0..own.len()).map(width).collect()
}

/// Characters that no such file may hold are named.
fn plain(value: &mut Value) {
    let barred = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    match value {
        Value::String(text) if text.contains(barred) => {
            let put = |c: char| if barred(c) { boxed(c) } else { c.to_string() };
            *text = text.chars().map(put).collect();
        }
        Value::Array(values) => values.iter_mut().for_each(plain),
        Value::Object(fields) => fields.values_mut().for_each(plain),
        _ => {}
    }
}
