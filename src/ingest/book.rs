//! A workbook of any kind as sheets of rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use calamine::{
    Data, Ods, OdsError, Range, Reader, Sheet, SheetType, Xls, XlsError, Xlsb, XlsbError, Xlsx,
};
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::Meter;
use super::cells::RawCell;
use super::compound;
use super::formats::{Formats, Styled};
use super::limits::Limits;
use super::open::Kind;
use super::scan::{Facts, PartFacts, ROOT, scan};
use super::sheet::{Rows, Stop, guarded};
use super::well_formed;
use super::xls_formats;
use super::xlsb_facts::{self, XlsbFacts};
use super::xlsx::{Grouped, OfRow, XlsbCells, XlsxCells, held, shown};
use crate::diag::{Diagnostic, codes};

/// Bytes of a file that tell how many of them were read.
#[derive(Clone)]
pub struct Metered<'b> {
    cursor: Cursor<Cow<'b, [u8]>>,
    meter: &'b Meter<'b>,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.cursor.read(buffer)?;
        self.meter.advance(read as u64);
        Ok(read)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.cursor.seek(to)
    }
}

/// A workbook that is open.
pub enum Book<'b> {
    Xlsx(Box<Xlsx<Metered<'b>>>, Facts),
    Xlsb(Box<Xlsb<Metered<'b>>>, XlsbFacts),
    /// With what stands beside its cells.
    Xls(Box<Xls<Metered<'b>>>, Vec<Arc<PartFacts>>, Formats, Vec<String>),
    Ods(Box<Ods<Metered<'b>>>, Facts),
}

impl<'b> Book<'b> {
    /// # Errors
    /// A broken, protected or hostile file.
    pub fn open(
        kind: Kind,
        bytes: &'b [u8],
        limits: &Limits,
        meter: &'b Meter<'b>,
    ) -> Result<Self, Stop> {
        let source = Metered { cursor: Cursor::new(Cow::Borrowed(bytes)), meter };
        let scanned = || scan(bytes, limits).map_err(Stop::fault);
        Ok(match kind {
            Kind::Xlsb => {
                scanned()?;
                let facts = xlsb_facts::read(bytes).map_err(Stop::fault)?;
                Self::Xlsb(Box::new(guarded(|| Xlsb::new(source))?), facts)
            }
            Kind::Ods => {
                let facts = scanned()?;
                well_formed::check(bytes)?;
                let opened = guarded(|| match Ods::new(source) {
                    Err(OdsError::Password) => Ok(None),
                    other => other.map(Some),
                })?;
                let locked = || Stop::fault(Diagnostic::new(&codes::PASSWORD));
                Self::Ods(Box::new(opened.ok_or_else(locked)?), facts)
            }
            Kind::Xls => {
                let stream = compound::workbook(bytes).map_err(Stop::fault)?;
                let mut facts = compound::sheets(&stream.data, limits).map_err(Stop::fault)?;
                let (formats, styled) = xls_formats::read(&stream.data);
                let margin = xls_formats::margin(&stream.data);
                let alone = stream.alone().map_err(Stop::fault)?;
                let source = match alone {
                    Some(alone) => Metered { cursor: Cursor::new(Cow::Owned(alone)), meter },
                    None => source,
                };
                for (sheet, styled) in facts.iter_mut().zip(styled) {
                    sheet.styled = styled;
                }
                let opened = guarded(|| match Xls::new(source) {
                    Err(XlsError::Password) => Ok(None),
                    other => other.map(Some),
                })?;
                let locked = || Stop::fault(Diagnostic::new(&codes::PASSWORD));
                let facts = facts.into_iter().map(Arc::new).collect();
                Self::Xls(Box::new(opened.ok_or_else(locked)?), facts, formats, margin)
            }
            _ => {
                let facts = scanned()?;
                let opened = guarded(|| {
                    Xlsx::new(match facts.rooted {
                        true => source,
                        false => Metered { cursor: Cursor::new(rooted(bytes)), meter },
                    })
                })?;
                Self::Xlsx(Box::new(opened), facts)
            }
        })
    }

    /// Sheets with cells, and the place of each among all sheets.
    pub fn sheets(&self) -> Vec<(usize, Sheet)> {
        let all = self.all();
        let cells = |sheet: &Sheet| sheet.typ == SheetType::WorkSheet;
        all.iter().cloned().enumerate().filter(|(_, sheet)| cells(sheet)).collect()
    }

    fn all(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book, _) => book.sheets_metadata(),
            Self::Xlsb(book, _) => book.sheets_metadata(),
            Self::Xls(book, ..) => book.sheets_metadata(),
            Self::Ods(book, _) => book.sheets_metadata(),
        }
    }

    pub fn epoch_1904(&self) -> bool {
        match self {
            Self::Xlsx(book, _) => book.has_1904_epoch(),
            Self::Xlsb(book, _) => book.has_1904_epoch(),
            Self::Xls(book, ..) => book.has_1904_epoch(),
            // Dates are written out.
            Self::Ods(..) => false,
        }
    }

    /// What the first pass found about the sheet at a place.
    ///
    /// # Errors
    /// It did not see the sheets that the cell reader sees: formats, merged cells and hidden rows are not known then.
    pub fn facts(&self, at: usize) -> Result<Arc<PartFacts>, Stop> {
        let facts = match self {
            Self::Xlsx(_, facts) | Self::Ods(_, facts) => facts.sheet(at, self.all().len()),
            Self::Xls(_, facts, ..) if facts.len() == self.all().len() => facts.get(at),
            Self::Xls(..) => None,
            Self::Xlsb(_, facts) => facts.sheet(at, self.all().len()),
        };
        facts.cloned().ok_or_else(|| {
            Stop::fault(
                Diagnostic::new(&codes::NOT_A_WORKBOOK)
                    .arg("why", "无法核对该工作表的数字格式、合并单元格和隐藏行")
                    .arg("why_en", "number formats, merged cells and hidden rows of the sheet cannot be checked"),
            )
        })
    }

    /// Texts that are printed on every page, and those of comments.
    pub fn margin(&self) -> Vec<String> {
        match self {
            Self::Xlsx(_, facts) | Self::Ods(_, facts) => facts.margin.clone(),
            Self::Xls(.., margin) => margin.clone(),
            Self::Xlsb(..) => Vec::new(),
        }
    }

    /// Texts of cells that are struck through or raised in a part.
    pub fn struck(&self) -> BTreeSet<String> {
        match self {
            Self::Xlsx(_, facts) => facts.struck.clone(),
            _ => BTreeSet::new(),
        }
    }

    /// Merged cells of a sheet: first row, first column, last row, last column, from 0; in this order, each once.
    ///
    /// # Errors
    /// As [`Self::facts`].
    pub fn merges(&mut self, at: usize, name: &str) -> Result<Vec<[u32; 4]>, Stop> {
        let corners =
            |area: calamine::Dimensions| [area.start.0, area.start.1, area.end.0, area.end.1];
        let mut found: Vec<[u32; 4]> = match self {
            Self::Xls(book, ..) => {
                let found = guarded(|| book.merge_cells_by_sheet_name(name))?;
                found.into_iter().map(corners).collect()
            }
            _ => self.facts(at)?.merges.clone(),
        };
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Hands the rows of a sheet to `take`.
    ///
    /// # Errors
    /// A sheet that cannot be opened.
    pub fn rows<R>(
        &mut self,
        at: usize,
        name: &str,
        limits: &Limits,
        take: impl FnOnce(&mut dyn Rows<'_>) -> R,
    ) -> Result<R, Stop> {
        let facts = self.facts(at)?;
        match self {
            Self::Xlsx(book, all) => {
                let cells = guarded(|| book.worksheet_cells_reader(name))?;
                Ok(take(&mut Grouped::new(XlsxCells::new(cells, facts, all), limits)))
            }
            Self::Xlsb(book, all) => {
                let mut formulas = BTreeSet::new();
                guarded(|| {
                    let mut cells = book.worksheet_cells_reader(name)?;
                    while let Some(cell) = cells.next_formula()? {
                        formulas.insert(cell.get_position());
                    }
                    Ok::<(), XlsbError>(())
                })?;
                let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
                let next = Box::new(move || cells.next_cell());
                Ok(take(&mut Grouped::new(
                    XlsbCells::new(next, formulas, OfRow::new(facts, &all.formats)),
                    limits,
                )))
            }
            Self::Xls(book, _, formats, _) => {
                // Every formula of these files is stored with its value.
                let range = guarded(|| book.worksheet_range(name))?;
                Ok(take(&mut Held::new(&range, &Range::default(), &facts.styled, formats)))
            }
            Self::Ods(book, all) => {
                let range = guarded(|| book.worksheet_range(name))?;
                let formulas = guarded(|| book.worksheet_formula(name))?;
                Ok(take(&mut Held::new(&range, &formulas, &facts.styled, &all.formats)))
            }
        }
    }
}

/// A package with the part that says where its workbook lies. Small writers leave it out, since the
/// place is always the same; the library asks for it.
fn rooted(bytes: &[u8]) -> Cow<'_, [u8]> {
    const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let add = || -> ZipResult<Vec<u8>> {
        let mut writer = ZipWriter::new_append(Cursor::new(bytes.to_vec()))?;
        writer.start_file(ROOT, SimpleFileOptions::default())?;
        writer.write_all(RELATIONS.as_bytes())?;
        Ok(writer.finish()?.into_inner())
    };
    // Where nothing can be added, the library says what is missing.
    add().map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// Rows of a sheet that the library holds as a whole. A formula without a value is not part of the
/// range of values, so that both ranges say how far the sheet reaches.
struct Held<'a> {
    values: &'a Range<Data>,
    formulas: &'a Range<String>,
    next: u32,
    /// One past the last row and column.
    end: (u32, u32),
    /// Cells that show more than their number.
    styled: BTreeMap<(u32, u32), Styled>,
    formats: &'a Formats,
}

impl<'a> Held<'a> {
    fn new(
        values: &'a Range<Data>,
        formulas: &'a Range<String>,
        styled: &[Styled],
        formats: &'a Formats,
    ) -> Self {
        let ends = [values.end(), formulas.end()].into_iter().flatten();
        let end =
            ends.fold((0, 0), |end, (row, column)| (end.0.max(row + 1), end.1.max(column + 1)));
        let starts = [values.start(), formulas.start()].into_iter().flatten();
        let next = starts.map(|(row, _)| row).min().unwrap_or(0);
        let styled = styled.iter().map(|styled| ((styled.row, styled.column), *styled)).collect();
        Self { values, formulas, next, end, styled, formats }
    }
}

impl<'a> Rows<'a> for Held<'a> {
    fn next(&mut self, cells: &mut Vec<RawCell<'a>>) -> Result<Option<u32>, Stop> {
        cells.clear();
        if self.next >= self.end.0 {
            return Ok(None);
        }
        for column in 0..self.end.1 {
            let place = (self.next, column);
            let formula = self.formulas.get_value(place).is_some_and(|text| !text.is_empty());
            let cell = held(self.values.get_value(place).unwrap_or(&Data::Empty), formula);
            cells.push(shown(cell, self.styled.get(&place).copied(), self.formats));
        }
        while cells.last() == Some(&RawCell::Empty) {
            cells.pop();
        }
        self.next += 1;
        Ok(Some(self.next))
    }
}
