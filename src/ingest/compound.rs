//! A first look into old binary workbooks (xls): whether its chains of sectors end, how far its
//! sheets reach before anything holds them in memory, which rows are hidden.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::limits::Limits;
use super::open::too_large;
use super::scan::PartFacts;
use crate::diag::{Diagnostic, codes};

/// The library holds every sheet as a full rectangle, twice: so many cells weigh as much as this
/// multiple in a stream.
const HELD: u64 = 8;

// Records of the workbook stream.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00bd;
const RICH_TEXT: u16 = 0x00d6;
const SHARED_TEXT: u16 = 0x00fd;
const NUMBER: u16 = 0x0203;
const TEXT: u16 = 0x0204;
const TRUTH_OR_ERROR: u16 = 0x0205;
const ROW: u16 = 0x0208;
const SHORT_NUMBER: u16 = 0x027e;
const BEGIN: u16 = 0x0809;

/// Follows every chain of the file to its end and walks through the records of the workbook.
///
/// # Errors
/// One finding: a chain without an end, or sheets beyond the limits.
pub fn scan(bytes: &[u8], limits: &Limits) -> Result<Vec<PartFacts>, Diagnostic> {
    let broken = |error: &dyn std::fmt::Display| {
        Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "文件结构已损坏")
            .arg("why_en", format!("its structure is broken: {error}"))
    };
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let streams: Vec<_> =
        file.walk().filter(cfb::Entry::is_stream).map(|entry| entry.path().to_path_buf()).collect();
    let mut workbook = Vec::new();
    for path in streams {
        let stream = file.open_stream(&path).map_err(|error| broken(&error))?;
        let mut data = Vec::new();
        // No stream is longer than its file.
        let most = bytes.len() as u64 + 1;
        stream.take(most).read_to_end(&mut data).map_err(|error| broken(&error))?;
        if data.len() as u64 == most {
            return Err(broken(&"a stream longer than the file"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "Workbook" || (name == "Book" && workbook.is_empty()) {
            workbook = data;
        }
    }
    sheets(&workbook, limits)
}

/// How far a sheet reaches.
#[derive(Default)]
struct Reach {
    facts: PartFacts,
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

fn widen(span: &mut Option<(u16, u16)>, value: u16) {
    let (low, high) = span.unwrap_or((value, value));
    *span = Some((low.min(value), high.max(value)));
}

fn sheets(stream: &[u8], limits: &Limits) -> Result<Vec<PartFacts>, Diagnostic> {
    let mut starts: Vec<u32> = Vec::new();
    let mut found: BTreeMap<u32, Reach> = BTreeMap::new();
    let mut sheet: Option<u32> = None;
    let mut cells = 0u64;
    let mut at = 0;
    while let Some(&[a, b, c, d]) = stream.get(at..at + 4) {
        let (kind, length) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
        let start = at;
        at += 4 + usize::from(length);
        let Some(data) = stream.get(start + 4..at) else { break };
        match kind {
            SHEET => starts.extend(data.first_chunk().map(|b| u32::from_le_bytes(*b))),
            BEGIN => sheet = u32::try_from(start).ok(),
            END => {
                if let Some(reach) = sheet.take().and_then(|sheet| found.get(&sheet)) {
                    cells += area(reach);
                }
            }
            _ => {
                if let Some(sheet) = sheet {
                    record(kind, data, found.entry(sheet).or_default());
                }
            }
        }
        if cells > limits.cells / HELD {
            let most = limits.cells / HELD;
            return Err(too_large(
                format!("工作表的范围超过 {most} 个单元格"),
                format!("its sheets reach over more than {most} cells"),
            ));
        }
    }
    Ok(starts.iter().map(|at| found.remove(at).unwrap_or_default().facts).collect())
}

fn area(reach: &Reach) -> u64 {
    let span = |span: Option<(u16, u16)>| span.map_or(0, |(low, high)| u64::from(high - low) + 1);
    span(reach.rows) * span(reach.columns)
}

fn record(kind: u16, data: &[u8], reach: &mut Reach) {
    let word = |at: usize| data.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    match kind {
        ROW => {
            const FLAGS: usize = 12;
            const HIDDEN: u16 = 0x20;
            if let (Some(row), Some(flags)) = (word(0), word(FLAGS))
                && flags & HIDDEN != 0
            {
                reach.facts.hidden_rows.push(u32::from(row) + 1);
            }
        }
        FORMULA | RICH_TEXT | SHARED_TEXT | NUMBER | TEXT | TRUTH_OR_ERROR | SHORT_NUMBER
        | MANY_NUMBERS => {
            if let (Some(row), Some(column)) = (word(0), word(2)) {
                widen(&mut reach.rows, row);
                widen(&mut reach.columns, column);
            }
            // The last column stands at the end of the record.
            if let Some(last) = data.len().checked_sub(2).and_then(word)
                && kind == MANY_NUMBERS
            {
                widen(&mut reach.columns, last);
            }
        }
        _ => {}
    }
}
