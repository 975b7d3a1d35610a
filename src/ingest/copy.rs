//! A sheet once more as it came, to be marked and sent back.

use chrono::NaiveDate;

use super::book::Book;
use super::cells::RawCell;
use super::header::{self, Merges};
use super::headers::Headers;
use super::layout::Matcher;
use super::limits::Limits;
use super::open::{self, Kind, Opened};
use super::sheet::{Rows, Stop, head};
use super::{InputFile, Meter, text_file};
use crate::diag::{Diagnostic, Diagnostics, Place};
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
    /// How much lower than findings say its rows stand: a file without a row of headings gets one.
    pub shift: u32,
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
            RawCell::Moment(moment) => Self::Text(moment.to_string()),
            RawCell::Error(text) => Self::Error(text.to_string()),
            RawCell::FormulaWithoutValue => Self::FormulaWithoutValue,
            // Its format is lost, what it says is not.
            RawCell::Shown { text, .. } => Self::Text(text.clone()),
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

/// A sheet that is asked for: its name, empty for the one table of a text or Parquet file, and the contract
/// whose header it has.
pub type Wanted<'a> = (&'a str, &'a TableContract);

/// Reads sheets of one file, which is opened once, and hands them out one by one with their places in `wanted`.
/// A sheet that is not there is handed out empty. Rows of a Parquet file stand one lower than findings count
/// them: the first holds the names of the columns.
///
/// # Errors
/// What makes the file unusable, though it could be read before; faults of `give`.
pub fn sheets<E: From<Diagnostics>>(
    file: &InputFile,
    wanted: &[Wanted],
    headers: &Headers,
    limits: &Limits,
    mut give: impl FnMut(usize, SheetCopy) -> Result<(), E>,
) -> Result<(), E> {
    let place = || Place::File(file.shown.clone());
    let stopped = |stop: Stop| Diagnostics::from(stop.at(place()));
    let failed = |fault: Diagnostic| Diagnostics::from(fault.at(place()));
    let Opened { bytes, kind, .. } = open::open(file, limits).map_err(Diagnostics::from)?;
    match kind {
        Kind::Parquet => {
            for at in 0..wanted.len() {
                give(at, super::parquet::copied(&bytes, limits).map_err(failed)?)?;
            }
        }
        Kind::Csv => {
            let text = text_file::decode(&bytes).map_err(failed)?;
            for (at, (_, contract)) in wanted.iter().enumerate() {
                let mut rows = text_file::TextRows::new(&text, limits).map_err(failed)?;
                let matcher = Matcher::new(contract, headers);
                give(at, copied(&mut rows, &matcher, &[]).map_err(stopped)?)?;
            }
        }
        _ => {
            let meter = Meter::new(&|_: &str| {}, 0);
            let mut book = Book::open(kind, &bytes, limits, &meter).map_err(stopped)?;
            let known = book.sheets();
            for (at, (sheet, contract)) in wanted.iter().enumerate() {
                let Some((place, _)) = known.iter().find(|(_, known)| known.name == *sheet) else {
                    give(at, SheetCopy::default())?;
                    continue;
                };
                let merges = book.merges(*place, sheet).map_err(stopped)?;
                let matcher = Matcher::new(contract, headers);
                let take = |rows: &mut dyn Rows<'_>| copied(rows, &matcher, &merges);
                let copied = book.rows(*place, sheet, limits, take).and_then(|copied| copied);
                give(at, SheetCopy { merges, ..copied.map_err(stopped)? })?;
            }
        }
    }
    Ok(())
}

fn copied(rows: &mut dyn Rows<'_>, matcher: &Matcher, merges: Merges) -> Result<SheetCopy, Stop> {
    let head = head(rows)?;
    let mut copy = SheetCopy::default();
    if let Some(header) = header::find(&head.top, matcher, merges) {
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
