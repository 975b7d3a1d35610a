//! What the cell reader does not tell of binary workbooks of the newer kind (xlsb): merged cells, hidden rows, and
//! number formats that name a unit or a currency. Called behind the scan, which bounds what is unpacked.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use super::formats::{Format, Formats, Styled, built_in};
use super::open::part_name;
use super::scan::PartFacts;
use super::tags::{attribute, local, tags};
use crate::diag::{Diagnostic, codes};

// Records of the parts.
const ROW: u32 = 0;
const CELLS: std::ops::RangeInclusive<u32> = 1..=11;
const FORMAT: u32 = 44;
const STYLE: u32 = 47;
const SHEET: u32 = 156;
const MERGED: u32 = 176;
const CELL_STYLES: u32 = 617;
const CELL_STYLES_END: u32 = 618;

/// What was picked up in a workbook.
#[derive(Default)]
pub struct XlsbFacts {
    /// In the order of the workbook; `None` for a sheet whose part is not there.
    sheets: Vec<Option<Arc<PartFacts>>>,
    pub formats: Arc<Formats>,
}

impl XlsbFacts {
    /// Facts of the sheet at a place in the workbook of so many sheets.
    pub fn sheet(&self, at: usize, of: usize) -> Option<&Arc<PartFacts>> {
        self.sheets.get(at).filter(|_| self.sheets.len() == of)?.as_ref()
    }
}

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Looks through the parts of a workbook.
///
/// # Errors
/// One finding for parts that cannot be followed.
pub fn read(bytes: &[u8]) -> Result<XlsbFacts, Diagnostic> {
    let broken = |error: std::io::Error| {
        Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "内部结构已损坏")
            .arg("why_en", format!("its parts are broken: {error}"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| broken(std::io::Error::other(error)))?;
    all(&mut archive).map_err(broken)
}

fn all(archive: &mut Archive) -> std::io::Result<XlsbFacts> {
    let mut relations = Vec::new();
    if let Some(mut part) = part(archive, "xl/_rels/workbook.bin.rels")? {
        part.read_to_end(&mut relations)?;
    }
    let relation = |tag: &[u8]| {
        Some((attribute(tag, "Id")?.into_owned(), attribute(tag, "Target")?.into_owned()))
    };
    let relations: BTreeMap<String, String> =
        tags(&relations).filter(|tag| local(tag) == b"Relationship").filter_map(relation).collect();
    let mut targets = Vec::new();
    each_record(part(archive, "xl/workbook.bin")?, |kind, data| {
        // A macro sheet of old leads to no part, and the cell reader leaves it out.
        if kind == SHEET && long(data, 8) != Some(u32::MAX) {
            targets.push(wide_text(data, 8).and_then(|id| relations.get(&id).cloned()));
        }
    })?;
    let (mut formats, mut styles) = (Formats::default(), Vec::new());
    let mut codes: BTreeMap<u16, String> = BTreeMap::new();
    let mut of_cells = false;
    each_record(part(archive, "xl/styles.bin")?, |kind, data| match kind {
        FORMAT => codes.extend(word(data, 0).zip(wide_text(data, 2))),
        CELL_STYLES => of_cells = true,
        CELL_STYLES_END => of_cells = false,
        STYLE if of_cells => {
            let id = word(data, 2).unwrap_or_default();
            let code = codes.get(&id).map(String::as_str).or_else(|| built_in(u32::from(id)));
            styles.push(code.and_then(Format::of).and_then(|format| formats.place(format)));
        }
        _ => {}
    })?;
    each_record(part(archive, "xl/sharedStrings.bin")?, |_, _| {})?;
    let mut sheets = Vec::with_capacity(targets.len());
    for target in targets {
        let name = target.map(|target| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None => format!("xl/{target}"),
        });
        let found = name.map(|name| part(archive, &name)).transpose()?.flatten();
        let facts = found.map(|part| sheet(part, &styles)).transpose()?;
        sheets.push(facts.map(Arc::new));
    }
    Ok(XlsbFacts { sheets, formats: Arc::new(formats) })
}

fn sheet(part: impl Read, styles: &[Option<u16>]) -> std::io::Result<PartFacts> {
    let mut facts = PartFacts::default();
    let mut row = 0;
    each_record(Some(part), |kind, data| match kind {
        ROW => {
            const FLAGS: usize = 11;
            const HIDDEN: u8 = 0x10;
            row = long(data, 0).unwrap_or(row);
            if data.get(FLAGS).is_some_and(|flags| flags & HIDDEN != 0) {
                facts.hidden_rows.push(row.saturating_add(1));
            }
        }
        MERGED => {
            let corner = |at| long(data, at);
            let area = corner(0).zip(corner(8)).zip(corner(4).zip(corner(12)));
            facts.merges.extend(area.map(|((top, left), (last, right))| [top, left, last, right]));
        }
        kind if CELLS.contains(&kind) => {
            const STYLE_BITS: u32 = 0x00ff_ffff;
            let style = long(data, 4).map(|style| style & STYLE_BITS);
            let format = style.and_then(|style| styles.get(style as usize).copied().flatten());
            let cell = long(data, 0).zip(format);
            facts.styled.extend(cell.map(|(column, format)| Styled {
                row,
                column,
                format,
                own: true,
            }));
        }
        _ => {}
    })?;
    Ok(facts)
}

fn part<'a, 'b>(
    archive: &'a mut Archive<'b>,
    wanted: &str,
) -> std::io::Result<Option<impl Read + use<'a, 'b>>> {
    let is_it = |name: &String| part_name(name.as_str()) == part_name(wanted);
    let name = archive.file_names().flatten().map(|name| name.to_string()).find(is_it);
    name.map(|name| archive.by_name(&name).map_err(std::io::Error::other)).transpose()
}

/// Hands over the records of a part. What is longer than any that is looked at is passed over. The cell reader makes
/// room for as many bytes as a record says that it has, up to 256 MiB: they must be there.
fn each_record(part: Option<impl Read>, mut take: impl FnMut(u32, &[u8])) -> std::io::Result<()> {
    const LONGEST: u64 = 1 << 16;
    let Some(part) = part else { return Ok(()) };
    let cut_off = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let mut part = BufReader::new(part);
    let mut data = Vec::new();
    while let Some(kind) = number(&mut part, 2)? {
        let length = u64::from(number(&mut part, 4)?.ok_or_else(cut_off)?);
        let mut own = part.by_ref().take(length);
        if length > LONGEST {
            let there = std::io::copy(&mut own, &mut std::io::sink())?;
            if there < length {
                return Err(cut_off());
            }
            continue;
        }
        data.clear();
        own.read_to_end(&mut data)?;
        if (data.len() as u64) < length {
            return Err(cut_off());
        }
        take(kind, &data);
    }
    Ok(())
}

/// A number in steps of seven bits, in so many bytes at most; `None` where the part ends.
fn number(part: &mut impl Read, most: u32) -> std::io::Result<Option<u32>> {
    let mut value = 0u32;
    for at in 0..most {
        let mut byte = [0u8];
        if at == 0 && part.read(&mut byte)? == 0 {
            return Ok(None);
        }
        if at > 0 {
            part.read_exact(&mut byte)?;
        }
        value |= u32::from(byte[0] & 0x7f) << (7 * at);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Ok(Some(value))
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// A text in UTF-16 behind its length.
fn wide_text(data: &[u8], at: usize) -> Option<String> {
    let length = long(data, at)? as usize;
    let rest = data.get(at + 4..)?;
    let bytes = rest.get(..length.checked_mul(2)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u32, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if kind < 128 {
            out.push(kind as u8);
        } else {
            out.extend([(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]);
        }
        out.push(data.len() as u8);
        out.extend(data);
        out
    }

    fn longs(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn a_record_holds_what_it_says() {
        let walk = |bytes: &[u8]| each_record(Some(bytes), |_, _| {});
        // Kind 0x83 0x01 of no bytes, kind 5 of two.
        assert!(walk(&[0x83, 0x01, 0x00, 0x05, 0x02, 7, 7]).is_ok());
        assert!(walk(&[]).is_ok());
        let long = [0x05, 0xff, 0xff, 0xff, 0x7f, 7, 7];
        for cut in [&long[..], &long[..1], &long[..3], &[0x83], &[0x05, 0x03, 7, 7]] {
            assert!(walk(cut).is_err(), "{cut:?}");
        }
    }

    #[test]
    fn merged_cells_hidden_rows_and_formats() {
        let mut hidden = longs(&[4, 0, 0]);
        hidden[11] = 0x10;
        let cell = [longs(&[6, 1]), 25.5f64.to_le_bytes().to_vec()].concat();
        let part = [
            record(ROW, &hidden),
            record(5, &cell),
            record(5, &longs(&[7, 0])),
            record(MERGED, &longs(&[1, 3, 5, 5])),
        ]
        .concat();
        let facts = sheet(&part[..], &[None, Some(0)]).expect("read");
        assert_eq!(facts.hidden_rows, [5]);
        assert_eq!(facts.merges, [[1, 5, 3, 5]]);
        assert_eq!(facts.styled, [Styled { row: 4, column: 6, format: 0, own: true }]);
    }

    #[test]
    fn kinds_in_two_bytes() {
        let mut kinds = Vec::new();
        let part = [record(CELL_STYLES, &[]), record(SHEET, &[1]), record(ROW, &[])].concat();
        each_record(Some(&part[..]), |kind, _| kinds.push(kind)).expect("read");
        assert_eq!(kinds, [CELL_STYLES, SHEET, ROW]);
    }
}
