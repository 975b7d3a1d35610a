//! Number formats of old binary workbooks (xls) that name a unit or a currency, letters that are struck through, and the
//! cells that have them.

use std::collections::BTreeMap;

use encoding_rs::GB18030;

use super::compound::record_at;
use super::formats::{Format, Formats, Styled, built_in};

// Records of the workbook stream.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const FONT: u16 = 0x0031;
const SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00bd;
const STYLE: u16 = 0x00e0;
const SHARED_TEXT: u16 = 0x00fd;
const NUMBER: u16 = 0x0203;
const TEXT: u16 = 0x0204;
const SHORT_NUMBER: u16 = 0x027e;
const FORMAT: u16 = 0x041e;
const BEGIN: u16 = 0x0809;

/// The formats of a workbook stream that matter, and for each sheet in its order the cells that have them.
pub fn read(stream: &[u8]) -> (Formats, Vec<Vec<Styled>>) {
    let mut codes: BTreeMap<u16, String> = BTreeMap::new();
    let (mut formats, mut styles, mut starts) = (Formats::default(), Vec::new(), Vec::new());
    // For each font whether it strikes through.
    let mut fonts: Vec<bool> = Vec::new();
    for (kind, data) in records(stream, 0) {
        match kind {
            FORMAT => codes.extend(word(data, 0).zip(format_code(data))),
            FONT => {
                const STRUCK: u16 = 0x0008;
                fonts.push(word(data, 2).is_some_and(|flags| flags & STRUCK != 0));
            }
            STYLE => {
                // There is no font of the number 4.
                let font = usize::from(word(data, 0).unwrap_or_default());
                let struck = fonts.get(font - usize::from(font > 4)) == Some(&true);
                let id = word(data, 2).unwrap_or_default();
                let code = codes.get(&id).map(String::as_str).or_else(|| built_in(u32::from(id)));
                let format = match struck {
                    true => Some(Format::struck()),
                    false => code.and_then(Format::of),
                };
                styles.push(format.and_then(|format| formats.place(format)));
            }
            SHEET => starts.extend(data.first_chunk().map(|start| u32::from_le_bytes(*start))),
            END => break,
            _ => {}
        }
    }
    let sheets = starts.iter().map(|start| cells(stream, *start as usize, &styles));
    let sheets = if formats.is_empty() { Vec::new() } else { sheets.collect() };
    (formats, sheets)
}

/// What is printed on every page of a sheet, and the texts of comments and text boxes.
pub fn margin(stream: &[u8]) -> Vec<String> {
    const HEADER: u16 = 0x0014;
    const FOOTER: u16 = 0x0015;
    const CONTINUED: u16 = 0x003c;
    const BOX: u16 = 0x01b6;
    const MOST: usize = 256;
    let (mut out, mut of_box) = (Vec::new(), false);
    for (kind, data) in records(stream, 0) {
        let said = match kind {
            HEADER | FOOTER => word(data, 0).and_then(|count| text(data.get(2..)?, count)),
            // The text of a box begins in the record behind it.
            CONTINUED if of_box => {
                let width = 1 + usize::from(data.first().is_some_and(|flag| flag & 1 == 1));
                text(
                    data,
                    u16::try_from((data.len().saturating_sub(1)) / width).unwrap_or(u16::MAX),
                )
            }
            _ => None,
        };
        of_box = kind == BOX;
        out.extend(said.filter(|text| !text.is_empty() && out.len() < MOST));
    }
    out
}

/// A text behind its flag: characters of one byte, or of two.
fn text(data: &[u8], count: u16) -> Option<String> {
    let (flag, chars) = data.split_first()?;
    let count = usize::from(count);
    match flag & 1 {
        1 => {
            let chars = chars.get(..count * 2)?.chunks_exact(2);
            let units: Vec<u16> = chars.map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
            Some(String::from_utf16_lossy(&units))
        }
        _ => Some(chars.get(..count)?.iter().map(|b| char::from(*b)).collect()),
    }
}

fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, data, next) = record_at(stream, at)?;
        at = next;
        Some((kind, data))
    })
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// The text of a format: UTF-16 or Latin letters; in files before 1997 the letters of the machine.
fn format_code(data: &[u8]) -> Option<String> {
    let count = usize::from(word(data, 2)?);
    let rest = data.get(5..)?;
    match data.get(4)? & 1 {
        1 if rest.len() == count * 2 => {
            let units: Vec<u16> =
                rest.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
            Some(String::from_utf16_lossy(&units))
        }
        0 if rest.len() == count => Some(rest.iter().map(|b| char::from(*b)).collect()),
        _ => Some(GB18030.decode(data.get(3..)?).0.into_owned()),
    }
}

/// The records of the sheet at a place, without those of charts that are embedded in it.
fn own_records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut depth = 0usize;
    let inside = records(stream, start).map_while(move |(kind, data)| {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => return None,
            END => depth -= 1,
            _ => {}
        }
        Some((depth <= 1).then_some((kind, data)))
    });
    inside.flatten()
}

fn cells(stream: &[u8], start: usize, styles: &[Option<u16>]) -> Vec<Styled> {
    let mut out = Vec::new();
    let mut note = |row: u16, column: usize, style: u16| {
        let format = styles.get(usize::from(style)).copied().flatten();
        let (row, column) = (u32::from(row), u32::try_from(column).unwrap_or(u32::MAX));
        out.extend(format.map(|format| Styled { row, column, format, own: true }));
    };
    for (kind, data) in own_records(stream, start) {
        let (Some(row), Some(column)) = (word(data, 0), word(data, 2)) else { continue };
        match kind {
            NUMBER | SHORT_NUMBER | FORMULA | TEXT | SHARED_TEXT => {
                note(row, usize::from(column), word(data, 4).unwrap_or_default())
            }
            MANY_NUMBERS => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (at, cell) in cells.chunks_exact(6).enumerate() {
                    note(row, usize::from(column) + at, word(cell, 0).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_formats() {
        let wide: Vec<u8> = "0\"万元\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let record = [&[176, 0, 5, 0, 1][..], &wide].concat();
        assert_eq!(format_code(&record).as_deref(), Some("0\"万元\""));
        assert_eq!(
            format_code(&[176, 0, 4, 0, 0, b'0', b'.', b'0', b'0']).as_deref(),
            Some("0.00")
        );
        let old = [&[176, 0, 5][..], b"0\"\xcd\xf2\""].concat();
        assert_eq!(format_code(&old).as_deref(), Some("0\"万\""));
    }

    #[test]
    fn cells_with_such_formats() {
        let record = |kind: u16, data: &[u8]| {
            [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
        };
        let number = [&[1, 0, 2, 0, 1, 0][..], &25.5f64.to_le_bytes()].concat();
        let many = [2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0];
        let stream =
            [record(NUMBER, &number), record(MANY_NUMBERS, &many), record(END, &[])].concat();
        let found = cells(&stream, 0, &[None, Some(0)]);
        let places: Vec<_> = found.iter().map(|styled| (styled.row, styled.column)).collect();
        assert_eq!(places, [(1, 2), (2, 4)]);
    }

    /// Letters of the second font are struck through: the numbers and texts of its style are no amounts.
    #[test]
    fn cells_that_are_struck_through() {
        let record = |kind: u16, data: &[u8]| {
            [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
        };
        let globals = |start: u32| {
            [
                record(BEGIN, &[0; 16]),
                record(FONT, &[200, 0, 0, 0]),
                record(FONT, &[200, 0, 8, 0]),
                record(STYLE, &[0, 0, 0, 0]),
                record(STYLE, &[1, 0, 0, 0]),
                record(SHEET, &start.to_le_bytes()),
                record(END, &[]),
            ]
            .concat()
        };
        let number =
            |row: u8, style: u8| [&[row, 0, 0, 0, style, 0][..], &100f64.to_le_bytes()].concat();
        let sheet = [
            record(BEGIN, &[0; 16]),
            record(NUMBER, &number(1, 0)),
            record(NUMBER, &number(2, 1)),
            record(SHARED_TEXT, &[3, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
            record(END, &[]),
        ]
        .concat();
        let start = u32::try_from(globals(0).len()).expect("short");
        let (formats, sheets) = read(&[globals(start), sheet].concat());
        let rows: Vec<u32> = sheets[0].iter().map(|styled| styled.row).collect();
        assert_eq!(rows, [2, 3]);
        let shown = formats.shown_text(sheets[0][1], "2万元").expect("an amount");
        assert!(shown.contains("删除线") && formats.shown(sheets[0][0], "100").is_some());
        assert_eq!(formats.shown_text(sheets[0][1], "备注"), None);
    }
}
