//! What one part of a zipped workbook says, picked up tag by tag as it is unpacked.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memchr;

use super::formats::{Formats, Styled};
use super::limits::{HELD, Limits};
use super::ods_cells::{OdsCells, Reach};
use super::open::too_large;
use super::runs::{Runs, Spoken};
use super::scan::PartFacts;
use super::statement::statement;
use super::tags::{self, attribute, has, local, value};
use super::xlsx::{corners, position};
use crate::diag::{Diagnostic, codes};

/// Follows the tags of an XML stream. It is no parser: it counts, and bounds what a parser would
/// have to hold.
pub struct Scanner<'a> {
    limits: &'a Limits,
    formats: &'a Formats,
    /// Formats of whole columns: first and last, from 0.
    columns: Vec<(u32, u32, u16)>,
    /// The column of the cell at hand plus one.
    column: u32,
    pub recalculated: bool,
    /// The cell at hand has a formula; its result comes next.
    formula: bool,
    result: bool,
    /// The value of a cell is open: the cell reader takes the first run of its text alone.
    in_value: bool,
    pub valued: bool,
    /// The part holds comments.
    pub comments: bool,
    /// Values of the cell that is open.
    values: Option<u8>,
    pub spoken: Spoken,
    /// The text at hand is a run of a cell's text; the runs before it.
    run: bool,
    pub runs: Runs,
    /// The tag or text that a block ended in.
    rest: Vec<u8>,
    in_tag: bool,
    /// The quote that is open in the tag at hand.
    quote: Option<u8>,
    text: u64,
    depth: u32,
    pub facts: PartFacts,
    /// Place of the cell with an error whose value comes next.
    error_at: Option<String>,
    row: u32,
    pub sheets: Vec<String>,
    pub relations: BTreeMap<String, String>,
    pub tables: Vec<PartFacts>,
    pub ods: OdsCells,
    /// OpenDocument: how often the row at hand is repeated, and the cells that all repetitions make.
    repeated: u64,
    cells: u64,
    /// OpenDocument: how many cells the text at hand stands in, and the bytes of all repeated texts.
    copies: u64,
    copied: u64,
    /// OpenDocument: the rectangle that the library will hold for each table, and the cells written out.
    reach: Reach,
    written: u64,
    /// Bytes of the part, and how many texts a table of shared ones says that it holds.
    bytes: u64,
    texts: u64,
}

impl<'a> Scanner<'a> {
    pub fn new(limits: &'a Limits, formats: &'a Formats) -> Self {
        Self {
            limits,
            formats,
            columns: Vec::new(),
            column: 0,
            recalculated: false,
            formula: false,
            result: false,
            in_value: false,
            valued: false,
            comments: false,
            values: None,
            spoken: Spoken::default(),
            run: false,
            runs: Runs::default(),
            rest: Vec::new(),
            in_tag: false,
            quote: None,
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
            copies: 0,
            copied: 0,
            reach: Reach::default(),
            written: 0,
            bytes: 0,
            texts: 0,
        }
    }

    /// What can only be said at the end of a part: what its tables reach over, and whether it holds as many
    /// shared texts as it says, for which memory is asked before the first is read.
    pub fn check(&mut self) -> Result<(), Diagnostic> {
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

    /// What is said when the parts of a file unfold to more than its limit.
    pub fn unpacks_too_far(&self) -> Diagnostic {
        let most = self.limits.unpacked_bytes >> 20;
        too_large(format!("解压后超过 {most} MiB"), format!("it unpacks to more than {most} MiB"))
    }

    pub fn feed(&mut self, mut block: &[u8]) -> Result<(), Diagnostic> {
        self.bytes += block.len() as u64;
        while !block.is_empty() {
            if let Some(length) = self.short(block) {
                block = &block[length..];
                continue;
            }
            let at = if self.in_tag {
                tags::end(&mut self.quote, self.rest.first().or(block.first()), block)
            } else {
                memchr(b'<', block)
            };
            if !self.in_tag && self.copies > 1 {
                self.copy(at.unwrap_or(block.len()) as u64)?;
            }
            let Some(at) = at else { return self.keep(block) };
            let (part, rest) = (&block[..at], &block[at + 1..]);
            if self.rest.is_empty() && self.text == 0 && (at as u64) < self.limits.text_bytes {
                // Whole in this block: most of them.
                if self.in_tag {
                    self.tag(part)?;
                } else if self.listens() {
                    self.value(part);
                }
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

    /// The tags of which nearly all sheets are made, and only count: the end of a cell, the two of a value. How
    /// many bytes of the block that took.
    fn short(&mut self, block: &[u8]) -> Option<usize> {
        if !self.rest.is_empty() || self.text > 0 || self.error_at.is_some() {
            return None;
        }
        let length = match (self.in_tag, block) {
            (true, [b'/', end @ (b'v' | b'c'), b'>', ..]) => {
                self.in_value = false;
                self.values = self.values.filter(|_| *end == b'v');
                self.depth = self.depth.saturating_sub(1);
                3
            }
            (true, [b'v', b'>', ..])
                if self.depth < self.limits.depth
                    && self.values.is_none_or(|values| values == 0) =>
            {
                self.depth += 1;
                self.values = self.values.map(|_| 1);
                self.result = self.formula;
                self.in_value = true;
                2
            }
            (false, [b'<', ..]) if !self.listens() => 1,
            _ => return None,
        };
        self.in_tag = !self.in_tag;
        Some(length)
    }

    /// Bytes of a text that stands in several cells, for each of which the cell reader holds one of its own.
    fn copy(&mut self, bytes: u64) -> Result<(), Diagnostic> {
        self.copied = self.copied.saturating_add(bytes.saturating_mul(self.copies));
        // Words that stand in every row are short.
        const MOST: u64 = 64 << 20;
        if self.copied <= MOST {
            return Ok(());
        }
        let most = MOST >> 20;
        Err(too_large(
            format!("重复单元格中的文本超过 {most} MiB"),
            format!("the texts of its repeated cells take more than {most} MiB"),
        ))
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
        if self.in_tag || self.listens() {
            self.rest.extend_from_slice(bytes);
        }
        Ok(())
    }

    /// Whether the text at hand is looked at.
    fn listens(&self) -> bool {
        self.result || self.spoken.heard || self.run || self.ods.shows || self.error_at.is_some()
    }

    fn value(&mut self, text: &[u8]) {
        if std::mem::take(&mut self.result) {
            self.valued |= text.iter().any(|b| (b'1'..=b'9').contains(b));
        }
        self.spoken.text(text);
        if std::mem::take(&mut self.run) {
            self.runs.text(text);
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
                self.closes(tag);
                return Ok(());
            }
            Some(b'!' | b'?') => return self.markup(tag),
            _ if tag.ends_with(b"/") => {}
            _ => self.deeper()?,
        }
        if tag.starts_with(b"c ") {
            self.cell(tag);
            return Ok(());
        }
        match local(tag) {
            b"f" => self.formula = !self.valued,
            b"v" => {
                self.values = self.values.map(|values| values.saturating_add(1));
                if self.values > Some(1) {
                    return Err(two_values());
                }
                self.result = self.formula;
                self.in_value = !tag.ends_with(b"/");
            }
            b"t" if self.comments => self.spoken.heard = true,
            b"is" | b"t" | b"si" | b"r" | b"strike" | b"dstrike" | b"vertAlign" => {
                self.run = self.runs.tag(tag);
            }
            b"c" => self.cell(tag),
            b"row" => self.row(tag),
            b"mergeCell" => {
                let area = attribute(tag, "ref").and_then(|area| corners(&area));
                self.facts.merges.extend(area);
            }
            b"col" => self.column_format(tag),
            _ => return self.of_open_document(tag),
        }
        Ok(())
    }

    fn closes(&mut self, tag: &[u8]) {
        self.in_value = false;
        self.runs.ends(tag);
        self.spoken.ends(tag);
        self.depth = self.depth.saturating_sub(1);
        if tag == b"/c" || tag.ends_with(b":c") {
            (self.error_at, self.values) = (None, None);
        }
    }

    /// Comments, instructions, entities: none of them stands where a value does.
    fn markup(&self, tag: &[u8]) -> Result<(), Diagnostic> {
        let fault = Diagnostic::new(&codes::NOT_A_WORKBOOK);
        if tag.starts_with(b"!DOCTYPE") || tag.starts_with(b"!ENTITY") {
            return Err(fault
                .arg("why", "文件内含实体定义，可能是恶意文件")
                .arg("why_en", "it defines entities, which no workbook does"));
        }
        if self.in_value {
            return Err(fault
                .arg("why", "单元格的值中夹有注释或其他标记，无法确定其值")
                .arg("why_en", "the value of a cell holds a comment or the like"));
        }
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth <= self.limits.depth {
            return Ok(());
        }
        let most = self.limits.depth;
        Err(too_large(
            format!("内部结构嵌套超过 {most} 层"),
            format!("it nests more than {most} elements"),
        ))
    }

    /// Tables of OpenDocument, where one tag may stand for many rows and cells.
    fn of_open_document(&mut self, tag: &[u8]) -> Result<(), Diagnostic> {
        match local(tag) {
            b"table" if tag.starts_with(b"table:") => {
                self.tables.push(PartFacts::default());
                self.row = 0;
                self.reach.close();
                self.ods.table();
            }
            b"table-column" => self.ods.columns(tag),
            b"style" if tag.starts_with(b"style:") => self.ods.style(tag),
            b"text-properties" => self.ods.letters(tag),
            b"table-row" => self.repeated_row(tag),
            b"table-cell" | b"covered-table-cell" => {
                self.repeated_cell(tag)?;
                self.ods_cell(tag);
                if self.ods.too_many() {
                    return Err(too_large(
                        "重复的单元格过多",
                        "too many of its cells are repeated",
                    ));
                }
            }
            _ => self.beside_cells(tag),
        }
        Ok(())
    }

    /// Tags whose texts stand in no cell: comments, boxes, headers and footers, properties.
    fn beside_cells(&mut self, tag: &[u8]) {
        match local(tag) {
            b"annotation" | b"text-box" | b"header" | b"footer" | b"header-left"
            | b"footer-left" => {
                self.spoken.noted = !tag.ends_with(b"/");
            }
            b"p" | b"span" if self.spoken.noted => self.spoken.heard = true,
            // The properties of the file.
            b"title" | b"subject" | b"description" | b"keywords" if self.comments => {
                self.spoken.heard = true;
            }
            b"p" if tag.starts_with(b"text:") => self.ods.shows = true,
            b"oddHeader" | b"evenHeader" | b"firstHeader" | b"oddFooter" | b"evenFooter"
            | b"firstFooter" => self.spoken.heard = true,
            _ => self.of_workbook(tag),
        }
    }

    /// Tags that speak of the whole workbook.
    fn of_workbook(&mut self, tag: &[u8]) {
        match local(tag) {
            b"calcPr" => {
                let says =
                    |name: &str, value: &str| attribute(tag, name).is_some_and(|v| v == value);
                self.recalculated = says("fullCalcOnLoad", "1")
                    || says("fullCalcOnLoad", "true")
                    || says("calcCompleted", "0")
                    || says("calcCompleted", "false");
            }
            // What a cell tells whoever is about to fill it in.
            b"dataValidation" => {
                // Under the title of its column, which says nothing by itself but a unit.
                let title = attribute(tag, "promptTitle").filter(|text| statement(text).is_some());
                let says = [title, attribute(tag, "prompt")];
                says.into_iter().flatten().for_each(|text| self.spoken.say(text.into_owned()));
            }
            b"sheet" => self.sheets.extend(attribute(tag, "id").map(Cow::into_owned)),
            b"sst" => {
                let said = attribute(tag, "uniqueCount");
                self.texts = said.map_or(0, |said| said.trim().parse().unwrap_or(u64::MAX));
            }
            b"Relationship" => {
                if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
                    self.relations.insert(id.into_owned(), target.into_owned());
                }
            }
            _ => {}
        }
    }

    fn column_format(&mut self, tag: &[u8]) {
        let number = |name: &str| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
        // ¥ over a whole column says nothing that a bare number does not.
        let format = number("style").and_then(|style| self.formats.of(style));
        let format = format.filter(|format| !self.formats.is_plain_yuan(*format));
        if let (Some(from), Some(to), Some(format)) = (number("min"), number("max"), format) {
            // One for each column at most, else nobody wrote it.
            const MOST: usize = 1 << 14;
            if self.columns.len() < MOST {
                self.columns.push((from.saturating_sub(1), to.saturating_sub(1), format));
            }
        }
    }

    /// Notes a cell whose format, or that of its column, says a unit.
    fn formatted(&mut self, tag: &[u8]) {
        let place = attribute(tag, "r").and_then(|cell| position(&cell));
        let column = place.map_or(self.column, |(_, column)| column);
        self.column = column.saturating_add(1);
        let style = attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
        let own = self.formats.of(style);
        let whole = self.columns.iter().find(|(from, to, _)| (*from..=*to).contains(&column));
        let (row, is_own) = (self.row.saturating_sub(1), own.is_some());
        if let Some(format) = own.or(whole.map(|(.., format)| *format)) {
            self.facts.styled.push(Styled { row, column, format, own: is_own });
        }
    }

    fn cell(&mut self, tag: &[u8]) {
        self.formula = false;
        self.values = (!tag.ends_with(b"/")).then_some(0);
        if !self.formats.is_empty() {
            self.formatted(tag);
        }
        // Asked for every cell: few tags have the letter at all.
        if memchr(b'e', tag).is_some() && value(tag, b"t") == Some(b"e") {
            self.error_at = attribute(tag, "r").map(Cow::into_owned);
        }
    }

    fn repeated_row(&mut self, tag: &[u8]) {
        self.ods.row(tag);
        let times = attribute(tag, "number-rows-repeated");
        self.repeated = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        let first = self.row.saturating_add(1);
        self.reach.column = 0;
        self.row = self.row.saturating_add(u32::try_from(self.repeated).unwrap_or(u32::MAX));
        let visible = attribute(tag, "table:visibility");
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
        let times = attribute(tag, "number-columns-repeated");
        let times: u64 = times.and_then(|times| times.parse().ok()).unwrap_or(1);
        self.reach.column = self.reach.column.saturating_add(times);
        self.copies = times.saturating_mul(self.repeated);
        if !has(tag, "value-type") && !has(tag, "table:formula") {
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
        let number = attribute(tag, "r").and_then(|number| number.parse().ok());
        self.row = number.unwrap_or(self.row + 1);
        self.column = 0;
        let hidden = attribute(tag, "hidden");
        // A row that was dragged together is as hidden as one that a menu hides.
        let flat = || {
            let height = attribute(tag, "ht").and_then(|height| height.parse::<f32>().ok());
            height.is_some_and(|points| points < 1.0)
        };
        if matches!(hidden.as_deref(), Some("1" | "true")) || flat() {
            self.facts.hidden_rows.push(self.row);
        }
    }
}

fn two_values() -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK)
        .arg("why", "一个单元格写有两个值，无法确定是哪一个")
        .arg("why_en", "a cell holds two values")
}

#[cfg(test)]
#[path = "scanner_tests.rs"]
mod tests;
