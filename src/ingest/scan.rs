//! A first pass over the parts of a zipped workbook, at the speed of unpacking: nothing is believed
//! that the directory claims, and what the cell reader does not tell is picked up on the way.
//!
//! Bombs, endless texts, deep nesting and entity tricks end here, within bounded memory.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use memchr::{memchr, memmem};
use zip::ZipArchive;

use super::limits::Limits;
use super::open::too_large;
use crate::diag::{Diagnostic, codes};

/// What the cell reader will not say about a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartFacts {
    /// Rows that are hidden, from 1, ascending.
    pub hidden_rows: Vec<u32>,
    /// Cells (as `C7`) with an error value, in the order of the file, with the value.
    pub errors: Vec<(String, String)>,
}

/// What was picked up in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// By name of the part.
    parts: BTreeMap<String, PartFacts>,
    /// Relation ids of the sheets in the order of the workbook.
    sheets: Vec<String>,
    /// Relation id to part.
    relations: BTreeMap<String, String>,
    /// The tables of an OpenDocument file in its order.
    tables: Vec<PartFacts>,
}

impl Facts {
    /// Facts of the sheet at a place in the workbook of so many sheets.
    pub fn sheet(&self, at: usize, of: usize) -> Option<&PartFacts> {
        if self.tables.len() == of {
            return self.tables.get(at);
        }
        let relation = self.sheets.get(at).filter(|_| self.sheets.len() == of)?;
        let target = self.relations.get(relation)?;
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None => format!("xl/{target}"),
        };
        self.parts.get(&part)
    }
}

/// Unpacks every part once, keeping nothing.
///
/// # Errors
/// One finding when a limit is passed or the archive is broken.
pub fn scan(bytes: &[u8], limits: &Limits) -> Result<Facts, Diagnostic> {
    let broken = |error: &dyn std::fmt::Display| {
        Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "压缩包已损坏，无法解开")
            .arg("why_en", format!("its zip archive is broken: {error}"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if listed_entries(bytes).is_some_and(|listed| listed != archive.len()) {
        return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "压缩包内有同名部件，无法判断以哪个为准")
            .arg("why_en", "its zip archive holds several parts of one name"));
    }
    let mut facts = Facts::default();
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.to_string();
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        let mut scanner = Scanner::new(limits);
        let mut buffer = vec![0u8; 1 << 16];
        let mut first = true;
        loop {
            let read = part.read(&mut buffer).map_err(|error| broken(&error))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(|| {
                let most = limits.unpacked_bytes >> 20;
                too_large(
                    format!("解压后超过 {most} MiB"),
                    format!("it unpacks to more than {most} MiB"),
                )
            })?;
            if first && is_xml && matches!(buffer[..read], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
                return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
                    .arg("why", "内部采用 UTF-16 编码")
                    .arg("why_en", "its parts are in UTF-16"));
            }
            first = false;
            if is_xml {
                scanner.feed(&buffer[..read])?;
            }
        }
        match name.as_str() {
            "xl/workbook.xml" => facts.sheets = scanner.sheets,
            "xl/_rels/workbook.xml.rels" => facts.relations = scanner.relations,
            "content.xml" => facts.tables = scanner.tables,
            _ if scanner.facts != PartFacts::default() => {
                facts.parts.insert(name, scanner.facts);
            }
            _ => {}
        }
    }
    Ok(facts)
}

/// Entries that the end of a zip archive counts. Two of one name count twice there, and the library
/// would keep one of them.
fn listed_entries(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"PK\x05\x06";
    const COUNT_AT: usize = 10;
    let end = memmem::rfind(bytes, END)?;
    let count = bytes.get(end + COUNT_AT..end + COUNT_AT + 2)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    // This value stands for “too many, see elsewhere”.
    (count != u16::MAX).then_some(usize::from(count))
}

/// Follows the tags of an XML stream. It is no parser: it counts, and bounds what a parser would
/// have to hold.
struct Scanner<'a> {
    limits: &'a Limits,
    /// The tag or text that a block ended in.
    rest: Vec<u8>,
    in_tag: bool,
    text: u64,
    depth: u32,
    facts: PartFacts,
    /// Place of the cell with an error whose value comes next.
    error_at: Option<String>,
    row: u32,
    sheets: Vec<String>,
    relations: BTreeMap<String, String>,
    tables: Vec<PartFacts>,
    /// OpenDocument: how often the row at hand is repeated, and the cells that all repetitions make.
    repeated: u64,
    cells: u64,
}

impl<'a> Scanner<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            rest: Vec::new(),
            in_tag: false,
            text: 0,
            depth: 0,
            facts: PartFacts::default(),
            error_at: None,
            row: 0,
            sheets: Vec::new(),
            relations: BTreeMap::new(),
            tables: Vec::new(),
            repeated: 1,
            cells: 0,
        }
    }

    fn feed(&mut self, mut block: &[u8]) -> Result<(), Diagnostic> {
        while !block.is_empty() {
            let end = if self.in_tag { b'>' } else { b'<' };
            let Some(at) = memchr(end, block) else {
                return self.keep(block);
            };
            let (part, rest) = (&block[..at], &block[at + 1..]);
            if self.rest.is_empty() && self.text == 0 && (at as u64) < self.limits.text_bytes {
                // Whole in this block: most of them.
                if self.in_tag { self.tag(part)? } else { self.value(part) }
            } else {
                self.keep(part)?;
                let whole = std::mem::take(&mut self.rest);
                if self.in_tag {
                    self.tag(&whole)?
                } else {
                    self.value(&whole)
                }
                self.rest = whole;
                self.rest.clear();
            }
            self.text = 0;
            block = rest;
            self.in_tag = !self.in_tag;
        }
        Ok(())
    }

    /// What a block ends in: tags are kept whole, texts only where they are looked at.
    fn keep(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.text += bytes.len() as u64;
        if self.text > self.limits.text_bytes {
            let most = self.limits.text_bytes >> 10;
            return Err(too_large(
                format!("单个文本或标签超过 {most} KiB"),
                format!("one text or tag is longer than {most} KiB"),
            ));
        }
        if self.in_tag || self.error_at.is_some() {
            self.rest.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn value(&mut self, text: &[u8]) {
        if self.error_at.is_none() {
            return;
        }
        let text = String::from_utf8_lossy(text).trim().to_string();
        if text.starts_with('#')
            && let Some(cell) = self.error_at.take()
        {
            self.facts.errors.push((cell, text));
        }
    }

    fn tag(&mut self, tag: &[u8]) -> Result<(), Diagnostic> {
        match tag.first() {
            Some(b'/') => {
                self.depth = self.depth.saturating_sub(1);
                if self.error_at.is_some() && (tag == b"/c" || tag.ends_with(b":c")) {
                    self.error_at = None;
                }
                return Ok(());
            }
            Some(b'!') if tag.starts_with(b"!DOCTYPE") || tag.starts_with(b"!ENTITY") => {
                return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
                    .arg("why", "文件内含实体定义，可能是恶意文件")
                    .arg("why_en", "it defines entities, which no workbook does"));
            }
            Some(b'!' | b'?') => return Ok(()),
            _ => {}
        }
        if !tag.ends_with(b"/") {
            self.depth += 1;
            if self.depth > self.limits.depth {
                let most = self.limits.depth;
                return Err(too_large(
                    format!("内部结构嵌套超过 {most} 层"),
                    format!("it nests more than {most} elements"),
                ));
            }
        }
        let length = tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/');
        let name = &tag[..length.unwrap_or(tag.len())];
        match name {
            b"v" | b"is" | b"t" | b"si" => {}
            b"c" => self.cell(tag),
            b"table:table" => {
                self.tables.push(PartFacts::default());
                self.row = 0;
            }
            b"table:table-row" => self.repeated_row(tag),
            b"table:table-cell" => return self.repeated_cell(tag),
            _ => match name.rsplit(|b| *b == b':').next() {
                Some(b"row") => self.row(tag),
                Some(b"c") => self.cell(tag),
                Some(b"sheet") => self.sheets.extend(attribute(tag, b":id=\"")),
                Some(b"Relationship") => {
                    if let (Some(id), Some(target)) =
                        (attribute(tag, b" Id=\""), attribute(tag, b" Target=\""))
                    {
                        self.relations.insert(id, target);
                    }
                }
                _ => {}
            },
        }
        Ok(())
    }

    fn cell(&mut self, tag: &[u8]) {
        if tag.windows(5).any(|part| part == b"t=\"e\"") {
            self.error_at = attribute(tag, b" r=\"");
        }
    }

    fn repeated_row(&mut self, tag: &[u8]) {
        let times = attribute(tag, b"number-rows-repeated=\"");
        self.repeated = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        let first = self.row + 1;
        self.row = self.row.saturating_add(u32::try_from(self.repeated).unwrap_or(u32::MAX));
        let visible = attribute(tag, b"table:visibility=\"");
        if let (Some("collapse" | "filter"), Some(table)) =
            (visible.as_deref(), self.tables.last_mut())
        {
            // A hidden rest of the sheet holds nothing.
            const MOST: u64 = 10_000;
            if self.repeated <= MOST {
                table.hidden_rows.extend(first..=self.row);
            }
        }
    }

    /// One cell with a value may stand for any number of them.
    fn repeated_cell(&mut self, tag: &[u8]) -> Result<(), Diagnostic> {
        let filled = [&b"value-type=\""[..], b"table:formula=\""];
        if !filled.iter().any(|mark| memmem::find(tag, mark).is_some()) {
            return Ok(());
        }
        let times = attribute(tag, b"number-columns-repeated=\"");
        let times: u64 = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        self.cells = self.cells.saturating_add(times.saturating_mul(self.repeated));
        if self.cells > self.limits.cells {
            let most = self.limits.cells;
            return Err(too_large(
                format!("超过 {most} 个单元格"),
                format!("more than {most} cells"),
            ));
        }
        Ok(())
    }

    fn row(&mut self, tag: &[u8]) {
        let number = attribute(tag, b" r=\"").and_then(|number| number.parse().ok());
        self.row = number.unwrap_or(self.row + 1);
        let hidden = attribute(tag, b" hidden=\"");
        if matches!(hidden.as_deref(), Some("1" | "true")) {
            self.facts.hidden_rows.push(self.row);
        }
    }
}

fn attribute(tag: &[u8], start: &[u8]) -> Option<String> {
    let from = memmem::find(tag, start)? + start.len();
    let length = memchr(b'"', &tag[from..])?;
    Some(String::from_utf8_lossy(&tag[from..from + length]).into_owned())
}
