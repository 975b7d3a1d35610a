//! xlsx and xlsm, read as a stream of cells: values and formulas in one pass. xlsb the same way,
//! with its formulas looked up beforehand.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{Read, Seek};
use std::sync::Arc;

use calamine::{
    Cell, CellErrorType, Data, DataRef, ExcelDateTime, XlsbError, XlsxCellReader, XlsxError,
};
use chrono::NaiveDate;

use super::cells::{RawCell, figure};
use super::formats::{Formats, Styled};
use super::limits::Limits;
use super::scan::{Facts, PartFacts};
use super::sheet::{Rows, Stop, guarded};
use crate::domain::{Instant, date};

const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: u32 = 16_384;

/// A cell and its row and column, from 0.
type Placed<'a> = ((u32, u32), RawCell<'a>);

/// A stream of cells in the order of rows.
pub trait Cells<'a> {
    /// # Errors
    /// Whatever makes the rest of the stream unreadable.
    fn next(&mut self) -> Result<Option<Placed<'a>>, Stop>;
}

/// The cells of an xlsx sheet.
pub struct XlsxCells<'a, RS: Read + Seek> {
    reader: XlsxCellReader<'a, RS>,
    /// Error values that the reader does not know (#SPILL!), in the order of the file.
    unknown_errors: std::vec::IntoIter<((u32, u32), String)>,
    styled: OfRow,
    /// Formulas were never calculated, so that a result of 0 is none.
    uncomputed: bool,
}

impl<'a, RS: Read + Seek> XlsxCells<'a, RS> {
    pub fn new(reader: XlsxCellReader<'a, RS>, facts: Arc<PartFacts>, book: &Facts) -> Self {
        let unknown = facts.errors.iter().filter(|(_, value)| !is_known(value));
        let placed: Vec<_> =
            unknown.filter_map(|(cell, value)| Some((position(cell)?, value.clone()))).collect();
        Self {
            reader,
            unknown_errors: placed.into_iter(),
            styled: OfRow::new(facts, &book.formats),
            uncomputed: book.uncomputed(),
        }
    }

    fn cell(&mut self, place: (u32, u32), value: DataRef<'a>, formula: bool) -> RawCell<'a> {
        let cell = raw(value, formula);
        let nothing = matches!(cell, RawCell::Int(0))
            || matches!(cell, RawCell::Float(value) if value == 0.0);
        if formula && self.uncomputed && nothing {
            return RawCell::FormulaWithoutValue;
        }
        self.styled.shown(cell, place)
    }
}

/// The cells of the row at hand whose format says a unit.
pub struct OfRow {
    formats: Arc<Formats>,
    facts: Arc<PartFacts>,
    /// The place in `facts.styled` behind the row at hand.
    next: usize,
    row: Option<u32>,
    /// By column.
    here: Vec<Styled>,
}

impl OfRow {
    pub fn new(facts: Arc<PartFacts>, formats: &Arc<Formats>) -> Self {
        Self { formats: Arc::clone(formats), facts, next: 0, row: None, here: Vec::new() }
    }

    /// A cell together with what its format says; rows come in their order, the cells of a row in any.
    fn shown<'a>(&mut self, cell: RawCell<'a>, (row, column): (u32, u32)) -> RawCell<'a> {
        if self.facts.styled.is_empty() {
            return cell;
        }
        if self.row != Some(row) {
            let rest = self.facts.styled.get(self.next..).unwrap_or_default();
            let before = rest.iter().take_while(|styled| styled.row < row).count();
            let own = rest[before..].iter().take_while(|styled| styled.row == row);
            self.here.clear();
            self.here.extend(own);
            self.next += before + self.here.len();
            self.here.sort_by_key(|styled| styled.column);
            self.row = Some(row);
        }
        let at = self.here.binary_search_by_key(&column, |styled| styled.column);
        shown(cell, at.ok().map(|at| self.here[at]), &self.formats)
    }
}

/// A cell together with what its format says.
pub fn shown<'a>(cell: RawCell<'a>, styled: Option<Styled>, formats: &Formats) -> RawCell<'a> {
    let Some(styled) = styled else { return cell };
    if let RawCell::Text(text) = &cell {
        return match formats.shown_text(styled, text) {
            Some(text) => RawCell::Text(Cow::Owned(text)),
            None => cell,
        };
    }
    let Some(value) = number(&cell) else { return cell };
    let number = figure(&cell).unwrap_or_else(|| cell.display());
    match formats.shown(styled, &number) {
        Some(text) => RawCell::Shown { value, text },
        None => cell,
    }
}

/// `C7` as row and column from 0.
pub(super) fn position(cell: &str) -> Option<(u32, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = cell.split_at(letters);
    let column = column.bytes().try_fold(0u32, |sum, b| {
        sum.checked_mul(26)?.checked_add(u32::from(b.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// `A1:B3` as rows and columns from 0.
pub(super) fn corners(area: &str) -> Option<[u32; 4]> {
    let (from, to) = area.split_once(':')?;
    let ((row, column), (last_row, last_column)) = (position(from)?, position(to)?);
    Some([row, column, last_row, last_column])
}

fn is_known(value: &str) -> bool {
    matches!(value, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
}

fn number(cell: &RawCell) -> Option<f64> {
    match cell {
        RawCell::Float(value) => Some(*value).filter(|value| value.is_finite()),
        RawCell::Int(value) => Some(*value as f64),
        _ => None,
    }
}

impl<'a, RS: Read + Seek> Cells<'a> for XlsxCells<'a, RS> {
    fn next(&mut self) -> Result<Option<Placed<'a>>, Stop> {
        let mut unknown = None;
        let record = guarded(|| match self.reader.next_cell_with_formula_metadata() {
            // The stream goes on behind the value that the reader does not know.
            Err(XlsxError::CellError(value)) => {
                unknown = Some(value);
                Ok(None)
            }
            other => other,
        })?;
        if let Some(value) = unknown {
            return match self.unknown_errors.next() {
                Some((place, seen)) if seen == value => {
                    Ok(Some((place, RawCell::Error(seen.into()))))
                }
                _ => Err(Stop::Broken(format!("an error value without a place: {value}"))),
            };
        }
        Ok(record.map(|record| {
            (record.pos, self.cell(record.pos, record.value, record.formula.is_some()))
        }))
    }
}

/// What asks for the next cell of an xlsb sheet; the library's reader has no name of its own.
pub type NextCell<'a> = Box<dyn FnMut() -> Result<Option<Cell<DataRef<'a>>>, XlsbError> + 'a>;

/// The cells of an xlsb sheet.
pub struct XlsbCells<'a> {
    next: NextCell<'a>,
    /// Places of formulas.
    formulas: BTreeSet<(u32, u32)>,
    styled: OfRow,
    /// A value that was read while formulas before it had none.
    ahead: Option<Placed<'a>>,
    ended: bool,
}

impl<'a> XlsbCells<'a> {
    pub fn new(next: NextCell<'a>, formulas: BTreeSet<(u32, u32)>, styled: OfRow) -> Self {
        Self { next, formulas, styled, ahead: None, ended: false }
    }

    fn value(&mut self) -> Result<Option<Placed<'a>>, Stop> {
        if self.ended {
            return Ok(None);
        }
        if let Some(cell) = guarded(|| (self.next)())? {
            let place = cell.get_position();
            let cell = self.styled.shown(raw(cell.get_value().clone(), false), place);
            return Ok(Some((place, cell)));
        }
        self.ended = true;
        // The reader also stops at a row that no sheet has, with rows still behind it.
        match guarded(|| (self.next)()) {
            Ok(Some(_)) => Err(Stop::Broken("a row beyond the last of a sheet".to_string())),
            _ => Ok(None),
        }
    }
}

impl<'a> Cells<'a> for XlsbCells<'a> {
    fn next(&mut self) -> Result<Option<Placed<'a>>, Stop> {
        let cell = match self.ahead.take() {
            Some(cell) => Some(cell),
            None => self.value()?,
        };
        let reached = cell.as_ref().map(|(place, _)| *place);
        if let Some(first) = self.formulas.first().copied() {
            if reached.is_none_or(|reached| first < reached) {
                // Every formula has a value here but one that ends in an error.
                self.formulas.pop_first();
                self.ahead = cell;
                return Ok(Some((first, RawCell::Error(Cow::Borrowed("#?")))));
            }
            if reached == Some(first) {
                self.formulas.pop_first();
            }
        }
        Ok(cell)
    }
}

/// Groups a stream of cells by rows.
pub struct Grouped<'a, C: Cells<'a>> {
    cells: C,
    /// The first cell of the next row.
    ahead: Option<Placed<'a>>,
    count: u64,
    most: u64,
    last: Option<u32>,
    /// The stream must not be asked again after its end.
    ended: bool,
}

impl<'a, C: Cells<'a>> Grouped<'a, C> {
    pub fn new(cells: C, limits: &Limits) -> Self {
        Self { cells, ahead: None, count: 0, most: limits.cells, last: None, ended: false }
    }

    fn cell(&mut self) -> Result<Option<Placed<'a>>, Stop> {
        if self.ended {
            return Ok(None);
        }
        let Some(((row, column), cell)) = self.cells.next()? else {
            self.ended = true;
            return Ok(None);
        };
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            // Spoilt binary files name the last of all 32-bit numbers.
            let (row, column) = (u64::from(row) + 1, u64::from(column) + 1);
            return Err(Stop::too_large(
                format!("单元格位于第 {row} 行第 {column} 列"),
                format!("a cell at row {row}, column {column}"),
            ));
        }
        self.add(1)?;
        Ok(Some(((row, column), cell)))
    }

    /// Cells that are only formatted take no room; one far to the right counts as all before it.
    fn put(
        &mut self,
        cells: &mut Vec<RawCell<'a>>,
        column: u32,
        cell: RawCell<'a>,
    ) -> Result<(), Stop> {
        if cell == RawCell::Empty {
            return Ok(());
        }
        let at = column as usize;
        if cells.len() <= at {
            self.add((at - cells.len()) as u64)?;
            cells.resize(at + 1, RawCell::Empty);
        }
        if cells[at] != RawCell::Empty {
            let column = column + 1;
            return Err(Stop::Broken(format!("column {column} of one row has two values")));
        }
        cells[at] = cell;
        Ok(())
    }

    fn add(&mut self, cells: u64) -> Result<(), Stop> {
        self.count += cells;
        if self.count > self.most {
            let most = self.most;
            return Err(Stop::too_large(
                format!("一个工作表超过 {most} 个单元格"),
                format!("more than {most} cells in one sheet"),
            ));
        }
        Ok(())
    }
}

impl<'a, C: Cells<'a>> Rows<'a> for Grouped<'a, C> {
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
}

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
        DataRef::DateTimeIso(text) => iso(&text).unwrap_or(RawCell::Text(Cow::Owned(text))),
        DataRef::DateTime(moment) => moment_cell(&moment),
        DataRef::Error(error) => RawCell::Error(Cow::Borrowed(error_text(&error))),
    }
}

/// The same for values that are held in a range.
pub fn held(value: &Data, has_formula: bool) -> RawCell<'_> {
    match value {
        Data::Empty if has_formula => RawCell::FormulaWithoutValue,
        Data::Empty => RawCell::Empty,
        Data::Int(value) => RawCell::Int(*value),
        Data::Float(value) => RawCell::Float(*value),
        Data::Bool(value) => RawCell::Bool(*value),
        Data::String(text) | Data::DurationIso(text) => RawCell::Text(Cow::Borrowed(text)),
        Data::DateTimeIso(text) => iso(text).unwrap_or(RawCell::Text(Cow::Borrowed(text))),
        Data::DateTime(moment) => moment_cell(moment),
        Data::Error(error) => RawCell::Error(Cow::Borrowed(error_text(error))),
    }
}

fn iso<'a>(text: &str) -> Option<RawCell<'a>> {
    if let Some(moment) = Instant::parse(text) {
        return Some(RawCell::Moment(moment));
    }
    date::parse(text.split('T').next().unwrap_or_default()).map(RawCell::Date)
}

fn moment_cell<'a>(moment: &ExcelDateTime) -> RawCell<'a> {
    let (year, month, day, hour, ..) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    // The library rounds to milliseconds: 23:59:59.9999 belongs to its own day, not to the next.
    let rounded_up = hour == 0 && moment.as_f64().fract() > 0.5;
    match day.and_then(|day| if rounded_up { day.pred_opt() } else { Some(day) }) {
        Some(day) if !moment.is_duration() => RawCell::Date(day),
        _ => RawCell::Float(moment.as_f64()),
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

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    /// 46022 is 2025-12-31.
    #[test]
    fn the_last_moment_of_a_day_is_in_it() {
        let day = |serial: f64| {
            let kind = ExcelDateTimeType::DateTime;
            moment_cell(&ExcelDateTime::new(serial, kind, false)).display()
        };
        for serial in [46_022.0, 46_022.5, 46_022.999, 46_022.999_999_9, 46_022.999_999_999_98] {
            assert_eq!(day(serial), "2025-12-31", "{serial}");
        }
        assert_eq!(day(46_023.0), "2026-01-01");
    }

    #[test]
    fn cell_names() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("AB12"), Some((11, 27)));
        assert_eq!(position("12"), None);
        assert_eq!(position("A0"), None);
    }
}
