//! A first pass over the parts of a zipped workbook, at the speed of unpacking: nothing is believed
//! that the directory claims, and what the cell reader does not tell is picked up on the way.
//!
//! Bombs, endless texts, deep nesting and entity tricks end here, within bounded memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

use memchr::{memchr, memmem};
use zip::ZipArchive;

use super::formats::{Formats, Styled};
use super::limits::{HELD, Limits};
use super::ods_cells::{OdsCells, Reach};
use super::open::{part_name, too_large};
use super::xlsx::{corners, position};
use crate::diag::{Diagnostic, codes};

/// What the cell reader will not say about a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartFacts {
    /// Rows that are hidden, from 1, ascending.
    pub hidden_rows: Vec<u32>,
    /// Cells (as `C7`) with an error value, in the order of the file, with the value.
    pub errors: Vec<(String, String)>,
    /// Merged cells: first row, first column, last row, last column, from 0.
    pub merges: Vec<[u32; 4]>,
    /// Cells whose number format says a unit or a currency, in the order of the file.
    pub styled: Vec<Styled>,
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
    /// Number formats that say a unit or a currency.
    pub formats: Arc<Formats>,
    /// The workbook asks to be calculated when it is opened.
    recalculated: bool,
    /// A program that calculates formulas saved it.
    calculated: bool,
    /// A formula has a result other than 0.
    valued: bool,
    /// The package says where the workbook lies.
    pub rooted: bool,
    /// What is printed on every page, and what comments say.
    pub margin: Vec<String>,
}

impl Facts {
    /// Whether formulas may never have been calculated, so that a result of 0 is none: writers that do not
    /// calculate store 0 for all of them.
    pub fn uncomputed(&self) -> bool {
        !self.valued && (self.recalculated || !self.calculated)
    }

    /// What the workbook's relations lead to.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.relations.values().map(String::as_str)
    }

    /// Facts of the sheet at a place in the workbook of so many sheets.
    pub fn sheet(&self, at: usize, of: usize) -> Option<&PartFacts> {
        if self.tables.len() == of {
            return self.tables.get(at);
        }
        let relation = self.sheets.get(at).filter(|_| self.sheets.len() == of)?;
        let target = self.relations.get(relation)?;
        self.parts.get(&part_of(target))
    }
}

/// The part that a relation of the workbook leads to.
pub fn part_of(target: &str) -> String {
    let target = part_name(target);
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_string(),
        None => format!("xl/{}", target.trim_start_matches("./")),
    }
}

/// The part that leads from the package to the workbook.
pub const ROOT: &str = "_rels/.rels";

/// Whether the cell reader opens a part: what else a workbook carries may be anything.
fn is_read(name: &str) -> bool {
    let folders = ["xl/_rels/", "xl/worksheets/", "xl/tables/", "_rels/"];
    let parts = ["xl/workbook.xml", "xl/sharedstrings.xml", "xl/styles.xml", "content.xml"];
    parts.contains(&name)
        || name == "meta-inf/manifest.xml"
        || folders.iter().any(|folder| name.starts_with(folder))
}

/// Sheets of one workbook: more are no table, and each costs time however little it holds.
const SHEETS: usize = 4096;

/// What a workbook says about itself must fit the bytes that are there: the library believes it.
fn plausible(facts: &Facts, parts: usize) -> Result<(), Diagnostic> {
    let sheets = facts.sheets.len().max(facts.tables.len());
    if sheets > SHEETS {
        return Err(too_many_sheets(sheets));
    }
    let mut targets: Vec<String> = facts
        .sheets
        .iter()
        .filter_map(|relation| facts.relations.get(relation))
        .map(|target| part_of(target))
        .collect();
    targets.sort_unstable();
    let twice = targets.windows(2).any(|pair| pair[0] == pair[1]);
    if twice || facts.sheets.len() > parts {
        return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "有两个工作表指向同一部件，无法判断哪个为准")
            .arg("why_en", "two of its sheets lead to one part"));
    }
    Ok(())
}

pub fn too_many_sheets(sheets: usize) -> Diagnostic {
    too_large(
        format!("有 {sheets} 个工作表，上限 {SHEETS} 个"),
        format!("{sheets} sheets, at most {SHEETS}"),
    )
}

/// A workbook of so many sheets is not read.
pub fn has_too_many(sheets: usize) -> bool {
    sheets > SHEETS
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
    let twice = || {
        Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "压缩包内有同名部件，无法判断以哪个为准")
            .arg("why_en", "its zip archive holds several parts of one name")
    };
    if listed_entries(bytes).is_some_and(|listed| listed != archive.len()) {
        return Err(twice());
    }
    let mut facts = Facts { formats: Arc::new(formats(&mut archive)), ..Facts::default() };
    let styles = Arc::clone(&facts.formats);
    let mut left = limits.unpacked_bytes;
    let mut names = BTreeSet::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| broken(&error))?;
        let name = part_name(part.name().map_err(|error| broken(&error))?);
        if !names.insert(name.clone()) {
            return Err(twice());
        }
        let mut is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        let mut scanner = Scanner::new(limits, &styles);
        scanner.comments = name.starts_with("xl/comments");
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
            let wide = matches!(buffer[..read], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            if first && is_xml && wide && is_read(&name) {
                return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
                    .arg("why", "内部采用 UTF-16 编码")
                    .arg("why_en", "its parts are in UTF-16"));
            }
            // Queries and the like carry parts of their own.
            is_xml &= !(first && wide);
            let office = name == "docprops/app.xml"
                && memmem::find(&buffer[..read], b"LibreOffice").is_some();
            facts.calculated |= office || name == "xl/calcchain.xml";
            first = false;
            if is_xml {
                scanner.feed(&buffer[..read])?;
            }
        }
        scanner.check()?;
        facts.valued |= scanner.valued;
        facts.margin.append(&mut scanner.margin);
        match name.as_str() {
            "xl/workbook.xml" => {
                facts.recalculated = scanner.recalculated;
                facts.sheets = scanner.sheets;
            }
            "xl/_rels/workbook.xml.rels" | "xl/_rels/workbook.bin.rels" => {
                facts.relations = scanner.relations
            }
            "content.xml" => {
                facts.tables = scanner.tables;
                facts.formats = Arc::new(scanner.ods.formats);
            }
            _ if scanner.facts != PartFacts::default() => {
                facts.parts.insert(name, scanner.facts);
            }
            _ => {}
        }
    }
    facts.rooted = names.contains(ROOT);
    plausible(&facts, archive.len())?;
    Ok(facts)
}

/// The number formats of an xlsx workbook that say a unit or a currency.
fn formats(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Formats {
    // Larger than any styles that people make; the scan behind this bounds what is unpacked.
    const MOST: u64 = 64 << 20;
    let mut xml = Vec::new();
    let is_styles = |name: &String| part_name(name.as_str()) == "xl/styles.xml";
    let name = archive.file_names().flatten().map(|name| name.to_string()).find(is_styles);
    if let Some(Ok(part)) = name.map(|name| archive.by_name(&name)) {
        // A part that cannot be unpacked is refused by the scan.
        let _ = part.take(MOST).read_to_end(&mut xml);
    }
    Formats::read(&xml)
}

/// Entries that the end of a zip archive counts. Two of one name count twice there, and the library
/// would keep one of them.
fn listed_entries(bytes: &[u8]) -> Option<usize> {
    let end = memmem::rfind(bytes, b"PK\x05\x06")?;
    let count = u16::from_le_bytes(*bytes.get(end + 10..)?.first_chunk()?);
    // This value stands for “too many, see elsewhere”.
    (count != u16::MAX).then_some(usize::from(count))
}

/// Follows the tags of an XML stream. It is no parser: it counts, and bounds what a parser would
/// have to hold.
struct Scanner<'a> {
    limits: &'a Limits,
    formats: &'a Formats,
    /// Formats of whole columns: first and last, from 0.
    columns: Vec<(u32, u32, u16)>,
    /// The column of the cell at hand plus one.
    column: u32,
    recalculated: bool,
    /// The cell at hand has a formula; its result comes next.
    formula: bool,
    result: bool,
    valued: bool,
    /// The part holds comments; the text at hand is one of these, or printed on every page.
    comments: bool,
    heard: bool,
    margin: Vec<String>,
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
    ods: OdsCells,
    /// OpenDocument: how often the row at hand is repeated, and the cells that all repetitions make.
    repeated: u64,
    cells: u64,
    /// OpenDocument: the rectangle that the library will hold for each table, and the cells written out.
    reach: Reach,
    written: u64,
    /// Bytes of the part, and how many texts a table of shared ones says that it holds.
    bytes: u64,
    texts: u64,
}

impl<'a> Scanner<'a> {
    fn new(limits: &'a Limits, formats: &'a Formats) -> Self {
        Self {
            limits,
            formats,
            columns: Vec::new(),
            column: 0,
            recalculated: false,
            formula: false,
            result: false,
            valued: false,
            comments: false,
            heard: false,
            margin: Vec::new(),
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
            ods: OdsCells::default(),
            repeated: 1,
            cells: 0,
            reach: Reach::default(),
            written: 0,
            bytes: 0,
            texts: 0,
        }
    }

    /// What can only be said at the end of a part: what its tables reach over, and whether it holds as many
    /// shared texts as it says, for which memory is asked before the first is read.
    fn check(&mut self) -> Result<(), Diagnostic> {
        self.reach.close();
        let most = self.limits.cells / HELD;
        // What is written out costs its own bytes.
        if self.reach.cells > most && self.reach.cells > self.written.saturating_mul(HELD) {
            return Err(too_large(
                format!("工作表的范围超过 {most} 个单元格"),
                format!("its sheets reach over more than {most} cells"),
            ));
        }

        const SHORTEST: u64 = "<si/>".len() as u64;
        // Some writers count wrongly; room for so many does no harm.
        const HARMLESS: u64 = 1 << 20;
        if self.texts <= HARMLESS + self.bytes / SHORTEST {
            return Ok(());
        }
        Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", format!("共享字符串表自称有 {} 项，文件里放不下", self.texts))
            .arg("why_en", format!("it says that it shares {} texts, more than fit", self.texts)))
    }

    fn feed(&mut self, mut block: &[u8]) -> Result<(), Diagnostic> {
        self.bytes += block.len() as u64;
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
        if self.in_tag || self.result || self.heard || self.ods.shows || self.error_at.is_some() {
            self.rest.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn value(&mut self, text: &[u8]) {
        if std::mem::take(&mut self.result) {
            self.valued |= text.iter().any(|b| (b'1'..=b'9').contains(b));
        }
        const MOST: usize = 256;
        if std::mem::take(&mut self.heard) && self.margin.len() < MOST && text.len() <= 1 << 12 {
            self.margin.push(String::from_utf8_lossy(text).into_owned());
        }
        if std::mem::take(&mut self.ods.shows)
            && let Some(table) = self.tables.last_mut()
        {
            self.ods.shown(text, table);
        }
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
            b"f" => self.formula = !self.valued,
            b"v" => self.result = self.formula,
            b"t" if self.comments => self.heard = true,
            b"is" | b"t" | b"si" => {}
            b"c" => self.cell(tag),
            b"table:table" => {
                self.tables.push(PartFacts::default());
                self.row = 0;
                self.reach.close();
            }
            b"table:table-row" => self.repeated_row(tag),
            b"table:table-cell" => {
                self.repeated_cell(tag)?;
                self.ods_cell(tag);
            }
            b"table:covered-table-cell" => {
                self.repeated_cell(tag)?;
                self.ods_cell(tag);
            }
            b"text:p" => self.ods.shows = true,
            _ => match name.rsplit(|b| *b == b':').next() {
                Some(b"row") => self.row(tag),
                Some(b"c") => self.cell(tag),
                Some(b"mergeCell") => {
                    let area = attribute(tag, b" ref=\"").and_then(|area| corners(&area));
                    self.facts.merges.extend(area);
                }
                Some(b"col") => self.column_format(tag),
                Some(
                    b"oddHeader" | b"evenHeader" | b"firstHeader" | b"oddFooter" | b"evenFooter",
                ) => {
                    self.heard = true;
                }
                Some(b"calcPr") => {
                    let says =
                        |name: &[u8], value: &str| attribute(tag, name).is_some_and(|v| v == value);
                    self.recalculated = says(b" fullCalcOnLoad=\"", "1")
                        || says(b" fullCalcOnLoad=\"", "true")
                        || says(b" calcCompleted=\"", "0");
                }
                Some(b"sheet") => self.sheets.extend(attribute(tag, b":id=\"")),
                Some(b"sst") => {
                    let said = attribute(tag, b"uniqueCount=\"");
                    self.texts = said.map_or(0, |said| said.trim().parse().unwrap_or(u64::MAX));
                }
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

    fn column_format(&mut self, tag: &[u8]) {
        let number = |name: &[u8]| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
        let format = number(b" style=\"").and_then(|style| self.formats.of(style));
        if let (Some(from), Some(to), Some(format)) =
            (number(b" min=\""), number(b" max=\""), format)
        {
            self.columns.push((from.saturating_sub(1), to.saturating_sub(1), format));
        }
    }

    /// Notes a cell whose format, or that of its column, says a unit.
    fn formatted(&mut self, tag: &[u8]) {
        let place = attribute(tag, b" r=\"").and_then(|cell| position(&cell));
        let column = place.map_or(self.column, |(_, column)| column);
        self.column = column.saturating_add(1);
        let style = attribute(tag, b" s=\"").and_then(|style| style.parse().ok()).unwrap_or(0);
        let own = self.formats.of(style);
        let whole = self.columns.iter().find(|(from, to, _)| (*from..=*to).contains(&column));
        let (row, is_own) = (self.row.saturating_sub(1), own.is_some());
        if let Some(format) = own.or(whole.map(|(.., format)| *format)) {
            self.facts.styled.push(Styled { row, column, format, own: is_own });
        }
    }

    fn cell(&mut self, tag: &[u8]) {
        self.formula = false;
        if !self.formats.is_empty() {
            self.formatted(tag);
        }
        if tag.windows(5).any(|part| part == b"t=\"e\"") {
            self.error_at = attribute(tag, b" r=\"");
        }
    }

    fn repeated_row(&mut self, tag: &[u8]) {
        self.ods.row();
        let times = attribute(tag, b"number-rows-repeated=\"");
        self.repeated = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        let first = self.row.saturating_add(1);
        self.reach.column = 0;
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

    fn ods_cell(&mut self, tag: &[u8]) {
        let rows = u32::try_from(self.repeated).unwrap_or(u32::MAX);
        if let Some(table) = self.tables.last_mut() {
            self.ods.cell(tag, self.row.saturating_sub(rows), rows, table);
        }
    }

    /// One cell with a value may stand for any number of them.
    fn repeated_cell(&mut self, tag: &[u8]) -> Result<(), Diagnostic> {
        let filled = [&b"value-type=\""[..], b"table:formula=\""];
        let times = attribute(tag, b"number-columns-repeated=\"");
        let times: u64 = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        self.reach.column = self.reach.column.saturating_add(times);
        if !filled.iter().any(|mark| memmem::find(tag, mark).is_some()) {
            return Ok(());
        }
        self.written += 1;
        self.reach.fill(self.row);
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
        self.column = 0;
        let hidden = attribute(tag, b" hidden=\"");
        if matches!(hidden.as_deref(), Some("1" | "true")) {
            self.facts.hidden_rows.push(self.row);
        }
    }
}

pub(super) fn attribute(tag: &[u8], start: &[u8]) -> Option<String> {
    let from = memmem::find(tag, start)? + start.len();
    let length = memchr(b'"', &tag[from..])?;
    Some(String::from_utf8_lossy(&tag[from..from + length]).into_owned())
}
