//! A first look into old binary workbooks (xls): whether its chains of sectors end, how far its
//! sheets reach before anything holds them in memory, which rows are hidden.

use std::io::{Cursor, Read, Write};
use std::path::Component;

use cfb::CompoundFile;

use super::limits::{HELD, Limits};
use super::open::too_large;
use super::scan::{PartFacts, has_too_many, too_many_sheets};
use crate::diag::{Diagnostic, codes};

// Records of the workbook stream.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const PASSWORD: u16 = 0x002f;
const SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00bd;
const RICH_TEXT: u16 = 0x00d6;
const SHARED_TEXT: u16 = 0x00fd;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const TEXT: u16 = 0x0204;
const TRUTH_OR_ERROR: u16 = 0x0205;
const ROW: u16 = 0x0208;
const SHORT_NUMBER: u16 = 0x027e;
const BEGIN: u16 = 0x0809;

/// Names of the streams and folders of a file, by the look of its directory: entries of 128 bytes, each
/// of which begins with its name in UTF-16.
pub fn names(bytes: &[u8]) -> Vec<String> {
    const ENTRY: usize = 128;
    const LENGTH_AT: usize = 64;
    let name = |entry: &[u8]| {
        let length = u16::from_le_bytes([entry[LENGTH_AT], entry[LENGTH_AT + 1]]) as usize;
        let kind = entry[LENGTH_AT + 2];
        let sound = (1..=5).contains(&kind)
            && (4..=LENGTH_AT).contains(&length)
            && length.is_multiple_of(2);
        let units = entry[..length.min(LENGTH_AT)].chunks_exact(2);
        let units: Vec<u16> = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        let text = String::from_utf16(units.strip_suffix(&[0])?).ok();
        text.filter(|text| sound && !text.chars().any(|c| c.is_control() && c > '\u{6}'))
    };
    bytes.chunks_exact(ENTRY).skip(1).filter_map(name).collect()
}

/// The stream of the workbook itself, and whether the file carries others: what is embedded in a sheet is a
/// workbook in a folder of its own.
pub struct Stream {
    pub data: Vec<u8>,
    name: &'static str,
    embedded: bool,
}

fn broken(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK)
        .arg("why", "文件结构已损坏")
        .arg("why_en", format!("its structure is broken: {error}"))
}

/// Follows every chain of the file to its end, and takes the workbook out.
///
/// # Errors
/// One finding: a chain without an end, or no workbook.
pub fn workbook(bytes: &[u8]) -> Result<Stream, Diagnostic> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let streams: Vec<_> =
        file.walk().filter(cfb::Entry::is_stream).map(|entry| entry.path().to_path_buf()).collect();
    let mut workbook: Option<(Vec<u8>, &'static str)> = None;
    let mut embedded = false;
    for path in streams {
        let stream = file.open_stream(&path).map_err(|error| broken(&error))?;
        let mut data = Vec::new();
        // No stream is longer than its file.
        let most = bytes.len() as u64 + 1;
        stream.take(most).read_to_end(&mut data).map_err(|error| broken(&error))?;
        if data.len() as u64 == most {
            return Err(broken(&"a stream longer than the file"));
        }
        let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Names are the same in any case.
        let Some(name) = ["Workbook", "Book"].into_iter().find(|n| own.eq_ignore_ascii_case(n))
        else {
            continue;
        };
        let at_root = path.components().filter(|c| matches!(c, Component::Normal(_))).count() == 1;
        embedded |= !at_root;
        // Older programs read the one, newer ones the other.
        if at_root && (name == "Workbook" || workbook.is_none()) {
            workbook = Some((data, name));
        }
    }
    let (data, name) = workbook.ok_or_else(|| broken(&"it holds no workbook"))?;
    Ok(Stream { data, name, embedded })
}

impl Stream {
    /// The file with nothing but the workbook, where a reader that goes by names could take another for it.
    ///
    /// # Errors
    /// None that memory does not make.
    pub fn alone(&self) -> Result<Option<Vec<u8>>, Diagnostic> {
        if !self.embedded {
            return Ok(None);
        }
        let write = || {
            let mut file = CompoundFile::create(Cursor::new(Vec::new()))?;
            file.create_stream(self.name)?.write_all(&self.data)?;
            // The reader takes a file without any short stream for a broken one.
            file.create_stream("Short")?.write_all(&[0])?;
            file.flush()?;
            Ok::<_, std::io::Error>(file.into_inner().into_inner())
        };
        write().map(Some).map_err(|error| broken(&error))
    }
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

/// A record: its kind, its data, and where the next begins.
pub fn record_at(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let &[a, b, c, d] = stream.get(at..at.checked_add(4)?)? else { return None };
    let (kind, length) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
    let end = at + 4 + usize::from(length);
    Some((kind, stream.get(at + 4..end)?, end))
}

/// Looks at every sheet where the reader will look for it.
///
/// # Errors
/// One finding: a password, or sheets beyond the limits.
pub fn sheets(stream: &[u8], limits: &Limits) -> Result<Vec<PartFacts>, Diagnostic> {
    let mut starts: Vec<u32> = Vec::new();
    let mut at = 0;
    while let Some((kind, data, next)) = record_at(stream, at) {
        match kind {
            // From here on nothing can be read, nor does it mean anything.
            PASSWORD if data.first_chunk() != Some(&[0, 0]) => {
                return Err(Diagnostic::new(&codes::PASSWORD));
            }
            SHEET => starts.extend(data.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))),
            END => break,
            _ => {}
        }
        at = next;
    }
    if has_too_many(starts.len()) {
        return Err(too_many_sheets(starts.len()));
    }
    let (mut facts, mut cells) = (Vec::with_capacity(starts.len()), 0u64);
    let mut left = stream.len();
    for start in starts {
        let (reach, walked) = sheet(stream, start as usize)?;
        cells += area(&reach);
        if cells > limits.cells / HELD {
            let most = limits.cells / HELD;
            return Err(too_large(
                format!("工作表的范围超过 {most} 个单元格"),
                format!("its sheets reach over more than {most} cells"),
            ));
        }
        // Sheets lie one behind the other: more bytes than there are mean that one is read many times.
        left = left.checked_sub(walked).ok_or_else(|| {
            Diagnostic::new(&codes::NOT_A_WORKBOOK)
                .arg("why", "有两个工作表指向同一处，无法判断哪个为准")
                .arg("why_en", "two of its sheets lead to one place")
        })?;
        facts.push(reach.facts);
    }
    Ok(facts)
}

/// How far the sheet at a place reaches, and how many bytes it takes. What is embedded in it, like
/// charts, is no part of it.
fn sheet(stream: &[u8], start: usize) -> Result<(Reach, usize), Diagnostic> {
    let (mut reach, mut at, mut depth) = (Reach::default(), start, 0usize);
    let mut begun = false;
    while let Some((kind, data, next)) = record_at(stream, at) {
        at = next;
        match kind {
            BEGIN if begun => depth += 1,
            BEGIN => begun = true,
            END if depth == 0 => break,
            END => depth -= 1,
            _ if depth > 0 => {}
            DIMENSIONS => believable(data)?,
            _ => record(kind, data, &mut reach),
        }
    }
    Ok((reach, at.saturating_sub(start)))
}

/// The library asks for as many cells as this record says a sheet reaches over.
fn believable(data: &[u8]) -> Result<(), Diagnostic> {
    const ROWS: u32 = 1 << 16;
    const COLUMNS: u32 = 1 << 8;
    let short = |at: usize| {
        let bytes = data.get(at..)?.first_chunk()?;
        Some(u32::from(u16::from_le_bytes(*bytes)))
    };
    let long = |at: usize| Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?));
    let (rows, columns) = match data.len() {
        10 => (short(2), short(6)),
        _ => (long(4), short(10)),
    };
    let fits = rows.is_none_or(|rows| rows <= ROWS) && columns.is_none_or(|c| c <= COLUMNS);
    fits.then_some(()).ok_or_else(|| {
        too_large(
            "工作表自称的范围超出该格式的行列数",
            "a sheet says that it reaches beyond the rows and columns of its format",
        )
    })
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
