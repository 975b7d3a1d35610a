//! Workbooks, read as a stream of cells: values and formulas in one pass.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, DataRef, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use chrono::NaiveDate;

use super::cells::RawCell;
use super::headers::Headers;
use super::layout::{HEADER_ROWS, Matcher};
use super::table::{RowSink, SheetRead};
use super::{FileRead, Tables, bomb, panic_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::date;
use crate::domain::text::clean;

const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: u32 = 16_384;
const MAX_CELLS: u64 = 50_000_000;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Why a sheet could not be read.
enum Stop {
    Fault(Box<Diagnostic>),
    TooLarge(String),
    Broken(String),
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Reads every sheet that holds a known table.
///
/// # Errors
/// What makes the file unusable; all sheets are looked at before.
pub fn read(
    bytes: &[u8],
    shown: &str,
    tables: &Tables,
    headers: &Headers,
) -> Result<FileRead, Diagnostics> {
    let place = || Place::File(shown.to_string());
    if let Some(why) = bomb::too_large(bytes) {
        return Err(Stop::TooLarge(why).at(place()).into());
    }
    let open = guarded(|| Book::new(Cursor::new(bytes)));
    let mut book = open.map_err(|stop| Diagnostics::from(stop.at(place())))?;
    let mut out = FileRead::default();
    let mut faults = Diagnostics::default();
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let Some(contract) = tables.find(&sheet.name) else {
            if !headers.ignores_sheet(&sheet.name) {
                out.warnings.push(unknown_sheet(shown, &sheet.name));
            }
            continue;
        };
        match read_sheet(&mut book, shown, &sheet.name, (contract, tables), headers) {
            Ok(read) => out.sheets.push(read),
            Err(stops) => {
                let at = || sheet_place(shown, &sheet.name, 0, "");
                faults.0.extend(stops.into_iter().map(|stop| stop.at(at())));
            }
        }
    }
    if faults.is_empty() {
        return Ok(out);
    }
    faults.0.extend(out.warnings);
    Err(faults)
}

pub fn unknown_sheet(shown: &str, sheet: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNKNOWN_SHEET).arg("sheet", sheet).at(sheet_place(shown, sheet, 0, ""))
}

fn sheet_place(file: &str, sheet: &str, row: u32, column: &str) -> Place {
    Place::Cell { file: file.into(), sheet: sheet.into(), row, column: column.into() }
}

impl Stop {
    fn at(self, place: Place) -> Diagnostic {
        match self {
            Self::Fault(fault) => *fault,
            Self::TooLarge(why) => {
                Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", why).at(place)
            }
            Self::Broken(why) => Diagnostic::new(&codes::NOT_A_WORKBOOK).arg("why", why).at(place),
        }
    }
}

/// A damaged file may make the decoder panic; nothing of ours runs in here.
fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Stop> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(Stop::from),
        Err(panic) => Err(Stop::Broken(panic_text(panic.as_ref()))),
    }
}

fn read_sheet(
    book: &mut Book,
    shown: &str,
    sheet: &str,
    (contract, tables): (usize, &Tables),
    headers: &Headers,
) -> Result<SheetRead, Vec<Stop>> {
    let stop = |stop: Stop| vec![stop];
    let epoch_1904 = book.has_1904_epoch();
    let reader = guarded(|| book.worksheet_cells_reader(sheet)).map_err(stop)?;
    let mut rows = Rows { reader, ahead: None, cells: 0, last: None, ended: false };
    let matcher = Matcher::new(&tables.contracts[contract], headers);

    // The first rows wait until the header row among them is known.
    let mut top: Vec<(u32, Vec<RawCell>)> = Vec::new();
    let mut beyond = None;
    let mut cells = Vec::new();
    while let Some(row) = rows.next(&mut cells).map_err(stop)? {
        if row > HEADER_ROWS {
            beyond = Some(row);
            break;
        }
        top.push((row, std::mem::take(&mut cells)));
    }
    let fault = |fault: Diagnostic| Stop::Fault(Box::new(fault));
    let Some((at, headings)) = header_row(&top, &matcher) else {
        return Err(stop(fault(matcher.no_header(sheet_place(shown, sheet, 0, "")))));
    };
    let header = top[at].0;
    let place = |column: &str| sheet_place(shown, sheet, header, &clean(column));
    let mut layout = matcher
        .layout(headings, &place)
        .map_err(|faults| faults.into_iter().map(fault).collect::<Vec<_>>())?;
    for column in layout.columns.iter_mut().flatten() {
        column.epoch_1904 = epoch_1904;
    }

    let mut sink =
        RowSink::new(shown, sheet, (contract, &tables.contracts[contract]), layout, headers);
    for (row, cells) in &top[at + 1..] {
        sink.row(*row, cells);
    }
    while let Some(row) = beyond {
        sink.row(row, &cells);
        beyond = rows.next(&mut cells).map_err(stop)?;
    }
    sink.finish().map_err(|error| stop(fault(Diagnostic::new(&codes::INTERNAL).arg("why", error))))
}

/// The row that names the most fields, the first of equals. Where a heading is merged over two
/// rows its text stands in the upper one: an empty cell takes what stands above it.
fn header_row(top: &[(u32, Vec<RawCell>)], matcher: &Matcher) -> Option<(usize, Vec<String>)> {
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    let mut above: (u32, Vec<String>) = (0, Vec::new());
    for (at, (row, cells)) in top.iter().enumerate() {
        let own: Vec<String> = cells.iter().map(|cell| clean(&cell.display())).collect();
        let mut headings = own.clone();
        if above.0 + 1 == *row {
            headings.resize(own.len().max(above.1.len()), String::new());
            let empty = headings.iter_mut().zip(above.1).filter(|(heading, _)| heading.is_empty());
            empty.for_each(|(heading, upper)| *heading = upper);
        }
        let score = matcher.score(&headings);
        if matcher.is_header(score) && best.as_ref().is_none_or(|(most, ..)| score.0 > *most) {
            best = Some((score.0, at, headings));
        }
        above = (*row, own);
    }
    best.map(|(_, at, headings)| (at, headings))
}

/// Groups the stream of cells by rows.
struct Rows<'a, 'b> {
    reader: XlsxCellReader<'a, Cursor<&'b [u8]>>,
    /// The first cell of the next row.
    ahead: Option<Placed<'a>>,
    cells: u64,
    last: Option<u32>,
    /// The stream must not be asked again after its end.
    ended: bool,
}

impl<'a> Rows<'a, '_> {
    /// Fills `cells` with the next row that has any; its number counts from 1.
    fn next(&mut self, cells: &mut Vec<RawCell<'a>>) -> Result<Option<u32>, Stop> {
        cells.clear();
        let first = match self.ahead.take() {
            Some(cell) => Some(cell),
            None => self.cell()?,
        };
        let Some(((row, column), cell)) = first else { return Ok(None) };
        if self.last.is_some_and(|last| row <= last) {
            return Err(Stop::Broken(format!("row {} comes twice or out of order", row + 1)));
        }
        self.last = Some(row);
        self.put(cells, column, cell)?;
        while let Some(((next_row, column), cell)) = self.cell()? {
            if next_row != row {
                self.ahead = Some(((next_row, column), cell));
                break;
            }
            self.put(cells, column, cell)?;
        }
        Ok(Some(row + 1))
    }

    fn cell(&mut self) -> Result<Option<Placed<'a>>, Stop> {
        if self.ended {
            return Ok(None);
        }
        let Some(record) = guarded(|| self.reader.next_cell_with_formula_metadata())? else {
            self.ended = true;
            return Ok(None);
        };
        let (row, column) = record.pos;
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(Stop::TooLarge(format!("cell at row {}, column {}", row + 1, column + 1)));
        }
        self.count(1)?;
        Ok(Some((record.pos, raw(record.value, record.formula.is_some()))))
    }

    /// Cells that are only formatted take no room; one far to the right counts as all before it.
    fn put(&mut self, cells: &mut Vec<RawCell<'a>>, column: u32, cell: RawCell<'a>) -> Done {
        if cell == RawCell::Empty {
            return Ok(());
        }
        let at = column as usize;
        if cells.len() <= at {
            self.count((at - cells.len()) as u64)?;
            cells.resize(at + 1, RawCell::Empty);
        }
        cells[at] = cell;
        Ok(())
    }

    fn count(&mut self, cells: u64) -> Done {
        self.cells += cells;
        if self.cells > MAX_CELLS {
            return Err(Stop::TooLarge(format!("more than {MAX_CELLS} cells in one sheet")));
        }
        Ok(())
    }
}

/// A cell and its row and column, from 0.
type Placed<'a> = ((u32, u32), RawCell<'a>);
type Done = Result<(), Stop>;

fn raw(value: DataRef<'_>, has_formula: bool) -> RawCell<'_> {
    match value {
        // A formula that was never calculated has no value; one that gives "" has an empty text.
        DataRef::Empty if has_formula => RawCell::FormulaWithoutValue,
        DataRef::Empty => RawCell::Empty,
        DataRef::Int(value) => RawCell::Int(value),
        DataRef::Float(value) => RawCell::Float(value),
        DataRef::Bool(value) => RawCell::Bool(value),
        DataRef::String(text) | DataRef::DurationIso(text) => RawCell::Text(Cow::Owned(text)),
        DataRef::SharedString(text) => RawCell::Text(Cow::Borrowed(text)),
        DataRef::DateTimeIso(text) => {
            match date::parse(text.split('T').next().unwrap_or_default()) {
                Some(day) => RawCell::Date(day),
                None => RawCell::Text(Cow::Owned(text)),
            }
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            match NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)) {
                Some(day) if !moment.is_duration() => RawCell::Date(day),
                _ => RawCell::Float(moment.as_f64()),
            }
        }
        DataRef::Error(error) => RawCell::Error(Cow::Borrowed(error_text(&error))),
    }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}
