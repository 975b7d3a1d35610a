//! CSV and other delimited text: UTF-8 with and without its mark, GB18030, UTF-16.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::cells::RawCell;
use super::limits::Limits;
use super::open::too_large;
use super::sheet::{Rows, Stop};
use crate::diag::{Diagnostic, codes};

/// Whether a file without a known signature is delimited text.
pub fn looks_like_table(bytes: &[u8]) -> bool {
    const LOOK: usize = 4096;
    let head = &bytes[..bytes.len().min(LOOK)];
    let marked = Encoding::for_bom(head).is_some() || wide_without_mark(head).is_some();
    let text = marked || !head.contains(&0);
    text && head.iter().any(|b| matches!(b, b',' | b'\t' | b';')) && breaks(head).next().is_some()
}

/// UTF-16 without its mark, as some programs export it: its separators and line breaks have a byte of nothing beside them.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOK: usize = 4096;
    let head = &bytes[..bytes.len().min(LOOK) & !1];
    let marks = |low: usize| {
        let pairs = head.chunks_exact(2);
        pairs.filter(|pair| b",;\t\r\n".contains(&pair[low]) && pair[1 - low] == 0).count()
    };
    let (little, big) = (marks(0), marks(1));
    let encoding = if little > big { UTF_16LE } else { UTF_16BE };
    let readable =
        |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n'));
    let (text, broken) = encoding.decode_without_bom_handling(head);
    // Half a letter may stand at the end of what was looked at.
    let whole = !broken || text.trim_end_matches('\u{fffd}').find('\u{fffd}').is_none();
    (little.max(big) > 0 && bytes.len().is_multiple_of(2) && whole && readable(&text))
        .then_some(encoding)
}

/// The places at which lines end, as the reader of records sees them: `\n`, `\r\n` (at its second half), or `\r` alone.
pub fn breaks(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| ends_line(bytes, *at))
}

/// Whether a line ends with the byte at a place.
pub fn ends_line(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// Looks for a line beyond the limit before anything is decoded.
///
/// # Errors
/// One finding.
pub fn check_lines(bytes: &[u8], limits: &Limits) -> Result<(), Diagnostic> {
    let most = usize::try_from(limits.text_bytes).unwrap_or(usize::MAX);
    let mut start = 0;
    // In UTF-16 a line takes about twice the bytes, and the byte of a line break may be half of a letter.
    let wide = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    for end in breaks(bytes).chain([bytes.len()]) {
        if end - start > most && !wide {
            return Err(long_line(limits));
        }
        start = end + 1;
    }
    Ok(())
}

fn long_line(limits: &Limits) -> Diagnostic {
    let most = limits.text_bytes >> 10;
    too_large(format!("单行超过 {most} KiB"), format!("one line is longer than {most} KiB"))
}

/// The text of a file.
///
/// # Errors
/// One finding when no usual encoding fits.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Diagnostic> {
    let unknown = || Diagnostic::new(&codes::BAD_ENCODING);
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        return text.filter(|text| !text.contains('\0')).ok_or_else(unknown);
    }
    // What is valid UTF-8 with Chinese characters is hardly ever anything else.
    let decoded = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes)
    };
    if let Some(wide) = wide_without_mark(bytes) {
        return decoded(wide).filter(|text| !text.contains('\0')).ok_or_else(unknown);
    }
    let text = decoded(UTF_8).or_else(|| decoded(GB18030));
    text.filter(|text| !text.contains('\0')).ok_or_else(unknown)
}

/// The rows of a text, numbered by its lines.
pub struct TextRows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    /// Bytes of the text behind which lines were counted, and how many there were.
    counted: (usize, u32),
}

impl<'a> TextRows<'a> {
    /// # Errors
    /// A line beyond the limit; a quotation mark that would take in the rows behind it.
    pub fn new(text: &'a str, limits: &Limits) -> Result<Self, Diagnostic> {
        // The mark by which old programs end a text.
        let text = text.trim_end_matches('\u{1a}');
        if text.split(['\n', '\r']).any(|line| line.len() as u64 > limits.text_bytes) {
            return Err(long_line(limits));
        }
        let delimiter = delimiter(text);
        super::quotes::check(text.as_bytes(), delimiter)?;
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        Ok(Self { text, reader, record: StringRecord::new(), counted: (0, 0) })
    }

    /// The line that the record at hand begins in, from 1.
    fn line(&mut self) -> u32 {
        let start = self.record.position().map_or(0, |at| at.byte() as usize);
        // The reader still stands before the line break that ends the last record.
        let bytes = self.text.as_bytes();
        let ends = bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        let start = start + ends.count();
        let (from, lines) = self.counted;
        let new = memchr::memchr2_iter(b'\n', b'\r', &bytes[from..start]);
        let new = new.filter(|at| ends_line(bytes, from + at)).count();
        self.counted = (start, lines.saturating_add(u32::try_from(new).unwrap_or(u32::MAX)));
        self.counted.1.saturating_add(1)
    }
}

/// The separator that stands most often in the first lines, outside of quotes.
fn delimiter(text: &str) -> u8 {
    const LINES: usize = 30;
    let mut counts = [(b',', 0usize), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.split(['\n', '\r']).take(LINES).flat_map(str::bytes) {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(d, _)| !quoted && *d == byte) {
            *count += 1;
        }
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(d, _)| *d)
}

/// `="0123"`: how programs keep a spreadsheet from taking a number out of a text.
fn written_out(field: &str) -> &str {
    let inner = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(field)
}

impl<'a> Rows<'a> for TextRows<'a> {
    fn next(&mut self, cells: &mut Vec<RawCell<'a>>) -> Result<Option<u32>, Stop> {
        const COLUMNS: usize = 16_384;
        cells.clear();
        let more = self.reader.read_record(&mut self.record);
        if !more.map_err(|error| Stop::Broken(error.to_string()))? {
            return Ok(None);
        }
        if self.record.len() > COLUMNS {
            return Err(Stop::TooLarge(Box::new(too_large(
                format!("一行超过 {COLUMNS} 列"),
                format!("a row of more than {COLUMNS} columns"),
            ))));
        }
        cells.extend(self.record.iter().map(|field| match field.is_empty() {
            true => RawCell::Empty,
            false => RawCell::Text(Cow::Owned(written_out(field).to_string())),
        }));
        Ok(Some(self.line()))
    }
}
