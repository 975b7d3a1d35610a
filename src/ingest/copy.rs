//! A sheet once more as it came, to be marked and sent back.

use chrono::NaiveDate;

use super::book::Book;
use super::cells::RawCell;
use super::header;
use super::headers::Headers;
use super::layout::Matcher;
use super::limits::Limits;
use super::open::{self, Kind, Opened};
use super::sheet::{Rows, Stop, head};
use super::{InputFile, Meter, text_file};
use crate::diag::{Diagnostics, Place};
use crate::frame::tables::TableContract;

/// A sheet with all its cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetCopy {
    /// The last row of the header, from 1.
    pub header_row: u32,
    /// The headings as the reader understands them, by place in the sheet.
    pub headings: Vec<String>,
    /// Rows that hold anything, with their numbers from 1.
    pub rows: Vec<(u32, Vec<CopyCell>)>,
    /// First row, first column, last row, last column of merged cells, from 0.
    pub merges: Vec<[u32; 4]>,
}

/// A cell as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyCell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    Error(String),
    FormulaWithoutValue,
}

impl From<&RawCell<'_>> for CopyCell {
    fn from(cell: &RawCell) -> Self {
        match cell {
            RawCell::Empty => Self::Empty,
            RawCell::Text(text) => Self::Text(text.to_string()),
            RawCell::Float(value) => Self::Number(*value),
            RawCell::Bool(value) => Self::Bool(*value),
            RawCell::Date(day) => Self::Date(*day),
            RawCell::Error(text) => Self::Error(text.to_string()),
            RawCell::FormulaWithoutValue => Self::FormulaWithoutValue,
            // Whole numbers and decimals that a spreadsheet would round stay as they are written.
            RawCell::Int(_) | RawCell::Decimal { .. } => {
                let text = cell.display();
                match text.parse::<f64>() {
                    Ok(value) if value.to_string() == text => Self::Number(value),
                    _ => Self::Text(text),
                }
            }
        }
    }
}

/// Rows of a Parquet file stand one lower than findings count them: the first holds the names of the
/// columns.
///
/// Reads a sheet of a workbook, or the one table of a text or Parquet file (then `sheet` is empty),
/// whose header is that of a contract.
///
/// # Errors
/// What makes the file unusable, though it could be read before.
pub fn sheet(
    file: &InputFile,
    sheet: &str,
    contract: &TableContract,
    headers: &Headers,
    limits: &Limits,
) -> Result<SheetCopy, Diagnostics> {
    let place = || Place::File(file.shown.clone());
    let stopped = |stop: Stop| Diagnostics::from(stop.at(place()));
    let Opened { bytes, kind, .. } = open::open(file, limits)?;
    let matcher = Matcher::new(contract, headers);
    let take = |rows: &mut dyn Rows<'_>| copied(rows, &matcher);
    match kind {
        Kind::Parquet => super::parquet::copied(&bytes).map_err(|fault| fault.at(place()).into()),
        Kind::Csv => {
            let text = text_file::decode(&bytes).map_err(|fault| fault.at(place()))?;
            let rows = text_file::TextRows::new(&text, limits);
            take(&mut rows.map_err(|fault| fault.at(place()))?).map_err(stopped)
        }
        _ => {
            let meter = Meter::new(&|_: &str| {}, 0);
            let mut book = Book::open(kind, &bytes, limits, &meter).map_err(stopped)?;
            let sheets = book.sheets();
            let Some((at, _)) = sheets.iter().find(|(_, known)| known.name == sheet) else {
                return Ok(SheetCopy::default());
            };
            let merges = book.merges(sheet);
            let copied = book.rows(*at, sheet, limits, take).and_then(|copied| copied);
            Ok(SheetCopy { merges, ..copied.map_err(stopped)? })
        }
    }
}

fn copied(rows: &mut dyn Rows<'_>, matcher: &Matcher) -> Result<SheetCopy, Stop> {
    let head = head(rows)?;
    let mut copy = SheetCopy::default();
    if let Some(header) = header::find(&head.top, matcher) {
        copy.header_row = head.top[header.last].0;
        copy.headings = header.headings;
    }
    let all = |cells: &[RawCell]| cells.iter().map(CopyCell::from).collect();
    copy.rows = head.top.iter().map(|(row, cells)| (*row, all(cells))).collect();
    if let Some((row, mut cells)) = head.beyond {
        copy.rows.push((row, all(&cells)));
        while let Some(row) = rows.next(&mut cells)? {
            copy.rows.push((row, all(&cells)));
        }
    }
    Ok(copy)
}
