//! Parquet files, read column by column. A column that already is what the table holds is not
//! touched; only rows with findings are looked at one by one.

mod arrow_schema;
mod beside;
mod budget;
mod delta;
mod file;
mod kinds;
mod pages;
pub mod single;
mod thrift;
mod totals;
mod untouched;
mod weighed;

pub use weighed::{AND, DIGITS, Weighed, typed, weigh};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use polars::prelude::*;
use rayon::prelude::*;

use beside::Beside;
use budget::Budget;
use file::{File, Refused};
use totals::Total;
use untouched::as_it_is;

use super::cells::{RawCell, Taken, Value, convert};
use super::column_cells::each_cell;
use super::copy::{CopyCell, SheetCopy};
use super::fit::{best_fit, nearest};
use super::headers::Headers;
use super::layout::{Column as SheetColumn, Layout, Matcher};
use super::limits::Limits;
use super::repairs::{Repair, Repairs};
use super::table::{
    Builder, RefusedRow, SheetRead, agreed_currency, columns_read, error_codes, odd_text, raw_row,
    shown, soften,
};
use super::{FileRead, InputFile, Skipped, Tables};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::domain::money::Currency;
use crate::domain::text::clean;
use crate::frame::build::dtype;
use crate::frame::columns as c;

/// Bytes that a finding or a repair takes, about.
const SAID: u64 = 400;

/// Reads a file whose name says which table it holds.
///
/// # Errors
/// What makes the file unusable.
pub(super) fn read(
    bytes: &Bytes,
    file: &InputFile,
    tables: &Tables,
    headers: &Headers,
    limits: &Limits,
) -> Result<FileRead, Diagnostics> {
    let shown = &file.shown;
    let stem = std::path::Path::new(shown).file_stem().unwrap_or_default().to_string_lossy();
    let named = tables.find(&stem);
    if named.is_some_and(|contract| tables.contracts[contract].foreign) {
        return Ok(FileRead::default());
    }
    let place = |column: &str| heading(shown, &clean(column));
    let opened = File::open(bytes, limits).map_err(|fault| fault.at(place("")))?;
    if opened.is_typed() {
        let fault = Diagnostic::new(&codes::INTAKE_UNFIT).arg("path", shown);
        let fault = fault.arg("why", "它是其中的一张表，应写该目录的 manifest.json");
        return Err(fault
            .arg("why_en", "it is one of the tables: name the manifest.json of their folder")
            .at(place(""))
            .into());
    }
    let Some(contract) = named.or_else(|| by_columns(&opened, tables, headers)) else {
        let near =
            || nearest(tables.contracts, headers, |_| Some(opened.names()), &place).map(|of| of.1);
        return match (opened.rows() > 0).then(near).flatten() {
            Some(faults) => Err(Diagnostics(faults)),
            None => Ok(of_no_table(&stem, shown)),
        };
    };
    if tables.contracts[contract].foreign {
        return Ok(FileRead::default());
    }
    let matcher = Matcher::new(&tables.contracts[contract], headers);
    let general = headers.unit_of(shown).unwrap_or_default();
    let layout = matcher.layout(opened.names(), general, &place).map_err(Diagnostics)?;
    let reading = Reading { file: &opened, shown, layout, headers };
    reading.whole(&matcher, tables, contract).map_err(|faults| {
        Diagnostics(faults.0.into_iter().map(|fault| located(fault, shown)).collect())
    })
}

/// Nobody reads such a file for what it says, so that its name excuses nothing.
fn of_no_table(stem: &str, shown: &str) -> FileRead {
    let mut out = FileRead::default();
    out.skipped.push((stem.to_string(), Skipped::Unknown));
    let warning = Diagnostic::new(&codes::UNKNOWN_SHEET).arg("sheet", stem);
    out.warnings.push(warning.at(Place::File(shown.to_string())));
    out
}

/// The heading of a column.
fn heading(shown: &str, column: &str) -> Place {
    let (file, column) = (shown.to_string(), column.to_string());
    Place::Cell { file, sheet: String::new(), row: 0, column }
}

fn located(fault: Diagnostic, shown: &str) -> Diagnostic {
    match fault.place {
        Place::Nowhere => fault.at(heading(shown, "")),
        _ => fault,
    }
}

/// The one table whose required columns are all there.
fn by_columns(file: &File, tables: &Tables, headers: &Headers) -> Option<usize> {
    let names = file.names();
    best_fit(tables.contracts, headers, |matcher| Some(matcher.score(&names)))
}

/// All rows as a sheet whose first row holds the names of the columns.
///
/// # Errors
/// A file that cannot be read.
pub fn copied(bytes: &Bytes, limits: &Limits) -> Result<SheetCopy, Diagnostic> {
    let file = File::open(bytes, limits)?;
    let (headings, budget) = (file.names(), file.budget());
    // A cell of the copy takes so much, whatever it holds.
    let cells = (headings.len() as u64).saturating_mul(file.rows() as u64);
    if !budget.take(cells.saturating_mul(size_of::<CopyCell>() as u64)) {
        return Err(budget.fault());
    }
    let mut rows: Vec<(u32, Vec<CopyCell>)> = Vec::with_capacity(file.rows() + 1);
    rows.push((1, headings.iter().cloned().map(CopyCell::Text).collect()));
    rows.extend((0..file.rows() as u32).map(|row| (row + 2, Vec::new())));
    for at in 0..headings.len() {
        let mut row = 1;
        each_of(&file, at, &budget, &mut |cell| {
            rows[row].1.push(CopyCell::from(cell));
            row += 1;
        })?;
    }
    Ok(SheetCopy { header_row: 1, headings, rows, merges: Vec::new(), shift: 1 })
}

/// Every value of a column of any kind; what no field could take is shown as what it is.
fn each_of(
    file: &File,
    at: usize,
    budget: &Arc<Budget>,
    show: &mut dyn FnMut(&RawCell),
) -> Result<(), Diagnostic> {
    match file.column(at, budget) {
        Ok(column) => {
            let garbled = RawCell::Error(Cow::Borrowed("(binary)"));
            let mut row = 0;
            each_cell(&column.series, &mut |cell| {
                let is_garbled = column.garbled.binary_search(&row).is_ok();
                show(if is_garbled { &garbled } else { &cell });
                row += 1;
            })
            .map_err(internal)
        }
        Err(Refused::Kind(_, what)) => {
            let what = RawCell::Error(format!("({what})").into());
            (0..file.rows()).for_each(|_| show(&what));
            Ok(())
        }
        Err(Refused::File(fault)) => Err(fault),
    }
}

fn internal(error: PolarsError) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL).arg("why", error)
}

fn without(table: DataFrame, rows: Vec<usize>) -> PolarsResult<DataFrame> {
    if rows.is_empty() {
        return Ok(table);
    }
    let mut keep = vec![true; table.height()];
    rows.iter().for_each(|row| keep[*row] = false);
    table.filter(&BooleanChunked::from_slice("keep".into(), &keep))
}

struct Reading<'a> {
    file: &'a File<'a>,
    shown: &'a str,
    layout: Layout,
    headers: &'a Headers,
}

/// A finding at a row, counted from 0, and the place of its column in the contract.
type Found = (usize, usize, Diagnostic);

impl Reading<'_> {
    /// What stands in columns that lead to no field, then the table.
    fn whole(
        &self,
        matcher: &Matcher,
        tables: &Tables,
        contract: usize,
    ) -> Result<FileRead, Diagnostics> {
        let mut out = FileRead::default();
        let mut beside = self.unread(matcher, (tables, contract))?;
        let (unread, found) =
            (std::mem::take(&mut beside.columns), std::mem::take(&mut beside.found));
        let lenient = tables.contracts[contract].lenient;
        let stops = |finding: &Diagnostic| finding.severity == Severity::Error && !lenient;
        if found.iter().any(stops) {
            return Err(Diagnostics(found.into_iter().filter(stops).collect()));
        }
        out.warnings.extend(found.into_iter().map(|finding| located(finding, self.shown)));
        out.warnings.iter_mut().for_each(soften);
        let read = self.sheet(contract, tables, beside)?;
        out.sheets.push(SheetRead { unread, ..read });
        Ok(out)
    }

    fn sheet(
        &self,
        contract: usize,
        tables: &Tables,
        beside: Beside,
    ) -> Result<SheetRead, Diagnostics> {
        let height = self.file.rows();
        if u32::try_from(height).is_err() {
            let why = format!("{height} rows");
            return Err(Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", why).into());
        }
        let budget = self.file.budget();
        let fields: Vec<_> = tables.contracts[contract].fields().collect();
        let converted: Vec<Result<Built, Diagnostic>> = self
            .layout
            .columns
            .par_iter()
            .enumerate()
            .map(|(at, column)| match column {
                Some(column) => self.column(at, column, &budget),
                None => {
                    let field = fields[at];
                    let name = PlSmallStr::from_str(field.name);
                    Ok(Built::plain(Series::full_null(name, height, &dtype(field.kind))))
                }
            })
            .collect();
        self.joined(converted, contract, tables, beside)
    }

    /// The columns as a table; every column that cannot be used is told.
    fn joined(
        &self,
        converted: Vec<Result<Built, Diagnostic>>,
        contract: usize,
        tables: &Tables,
        Beside { notes, rows, words, years, .. }: Beside,
    ) -> Result<SheetRead, Diagnostics> {
        let height = self.file.rows();
        let mut faults = Diagnostics::default();
        let mut columns = Vec::with_capacity(converted.len() + 2);
        let (mut found, mut repaired, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for (at, result) in converted.into_iter().enumerate() {
            let built = match result {
                Ok(built) => built,
                Err(fault) => {
                    // A file beyond the limits is said once.
                    if !faults.0.contains(&fault) {
                        faults.push(fault);
                    }
                    continue;
                }
            };
            self.zeros(at, &built.series, &mut found).map_err(internal)?;
            columns.push(built.series.into_column());
            found.extend(built.found);
            repaired.extend(built.repaired);
            seen.extend(built.seen);
        }
        faults.into_result(())?;
        self.settle_currency(&mut columns, seen, &mut found).map_err(internal)?;
        columns.push(match notes.is_empty() {
            true => Column::full_null(c::NOTES.into(), height, &DataType::String),
            false => {
                let filled = notes.iter().map(|note| (!note.is_empty()).then_some(note.as_str()));
                filled.collect::<StringChunked>().with_name(c::NOTES.into()).into_column()
            }
        });
        columns.push(Column::new(c::ROW.into(), (1..=height as u32).collect::<Vec<_>>()));
        if tables.contracts[contract].lenient {
            found.iter_mut().for_each(|(.., finding)| soften(finding));
        }
        found.extend(rows.into_iter().map(|(row, said)| (row, 0, said)));
        let table = DataFrame::new(height, columns).map_err(internal)?;
        found.extend(self.of_other_years(&table, years));
        let totals = self.totals(&table, &found, words, &tables.contracts[contract])?;
        Ok(self.account(table, found, repaired, (contract, totals))?)
    }

    /// As for the rows of a sheet: what headings and cells name must be the currency of the row.
    fn settle_currency(
        &self,
        columns: &mut [Column],
        mut seen: Vec<(usize, usize, Currency)>,
        found: &mut Vec<Found>,
    ) -> PolarsResult<()> {
        let Some(at) = self.layout.currency else { return Ok(()) };
        let headed = self.layout.columns.iter().enumerate();
        let headed: Vec<(usize, Currency)> =
            headed.filter_map(|(at, column)| Some((at, column.as_ref()?.currency?))).collect();
        if headed.is_empty() && seen.is_empty() {
            return Ok(());
        }
        seen.sort_unstable();
        let stated = columns[at].str()?.clone();
        let mut settled: Vec<Option<String>> = Vec::with_capacity(stated.len());
        let mut next = 0;
        for (row, code) in stated.iter().enumerate() {
            let first = next;
            while seen.get(next).is_some_and(|(of, ..)| *of == row) {
                next += 1;
            }
            let here = seen[first..next].iter().map(|(_, column, currency)| (*column, *currency));
            let taken = match agreed_currency(code, here, headed.iter().copied()) {
                Ok(currency) => currency.map(Currency::code),
                Err(wrong) => {
                    let heading = self.layout.columns[wrong].as_ref().map(|c| c.heading.clone());
                    let heading = heading.unwrap_or_default();
                    let fault = Diagnostic::new(&codes::UNIT_CONTRADICTS)
                        .arg("read", code.unwrap_or_default())
                        .arg("heading", &heading);
                    found.push((row, wrong, fault.at(self.place(row, &heading))));
                    None
                }
            };
            settled.push(code.or(taken).map(str::to_string));
        }
        columns[at] = Column::new(c::CURRENCY.into(), settled);
        Ok(())
    }

    /// Amounts of nothing, which may have been left out.
    fn zeros(&self, at: usize, series: &Series, found: &mut Vec<Found>) -> PolarsResult<()> {
        let Some(column) = &self.layout.columns[at] else { return Ok(()) };
        if column.asks_for_an_amount() {
            for (row, _) in series.i64()?.iter().enumerate().filter(|(_, fen)| *fen == Some(0)) {
                let zero = Diagnostic::new(&codes::AMOUNT_ZERO);
                found.push((row, at, zero.at(self.place(row, &column.heading))));
            }
        }
        Ok(())
    }

    fn heading(&self, column: &str) -> Place {
        heading(self.shown, column)
    }

    fn place(&self, row: usize, column: &str) -> Place {
        Place::Cell {
            file: self.shown.to_string(),
            sheet: String::new(),
            row: row as u32 + 1,
            column: column.to_string(),
        }
    }

    /// Sets aside the rows with errors.
    fn account(
        &self,
        table: DataFrame,
        mut found: Vec<Found>,
        repaired: Vec<Fixed>,
        (contract, totals): (usize, Vec<Total>),
    ) -> Result<SheetRead, Diagnostic> {
        found.sort_by_key(|(row, column, _)| (*row, *column));
        let bad: BTreeSet<usize> = found
            .iter()
            .filter(|(.., finding)| finding.severity == Severity::Error)
            .map(|(row, ..)| *row)
            .collect();
        let mut raws = self.raws(&bad)?;
        // What holds nothing at all is no row.
        let blank: BTreeSet<usize> =
            bad.iter().filter(|row| !raws.contains_key(row)).copied().collect();
        found.retain(|(row, ..)| !blank.contains(row));
        let of_rows = found.chunk_by(|a, b| a.0 == b.0);
        let refused = of_rows.filter_map(|group| {
            let row = group[0].0;
            let raw = raws.remove(&row)?;
            let codes = error_codes(group.iter().map(|(.., finding)| finding));
            Some(RefusedRow { row: row as u32 + 1, codes, raw })
        });
        let refused: Vec<RefusedRow> = refused.collect();
        let mut repairs = Repairs::default();
        for fixed in repaired.into_iter().filter(|fixed| !bad.contains(&fixed.row)) {
            repairs
                .add(fixed.row as u32 + 1, fixed.column, fixed.repair, &fixed.read, || fixed.taken);
        }
        let mut findings: Vec<Diagnostic> = found.into_iter().map(|(.., of)| of).collect();
        let serial = repairs.serial_days(&self.layout).into_iter();
        findings.extend(serial.map(|(heading, note)| note.at(self.heading(&heading))));
        findings.extend(self.said_of_totals(&totals));
        let rows_read = table.height() - blank.len() - totals.len();
        let apart = bad.iter().copied().chain(totals.iter().map(|total| total.row));
        let table = without(table, apart.collect()).map_err(internal)?;
        Ok(SheetRead {
            sheet: String::new(),
            contract,
            columns: columns_read(&self.layout, &table),
            frame: table,
            findings,
            refused,
            aside: totals.into_iter().map(Total::aside).collect(),
            repairs: repairs.finish(),
            unread: Vec::new(),
            rows_read,
            rows_replaced: 0,
            bare: None,
            covers: Vec::new(),
            title: String::new(),
        })
    }

    /// The bad rows as text, from all columns of the file; blank rows are left out.
    fn raws(&self, bad: &BTreeSet<usize>) -> Result<BTreeMap<usize, String>, Diagnostic> {
        if bad.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<usize> = bad.iter().copied().collect();
        let budget = self.file.budget();
        let names = self.file.names();
        let mut columns: Vec<(&str, Vec<String>, bool)> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let mut texts = Vec::with_capacity(rows.len());
            let (mut row, mut wanted) = (0, rows.iter().peekable());
            let mut passed = true;
            each_of(self.file, at, &budget, &mut |cell| {
                if wanted.next_if_eq(&&row).is_some() {
                    let text = if cell.is_empty() { String::new() } else { cell.display() };
                    passed &= budget.take(text.len() as u64);
                    texts.push(if passed { text } else { String::new() });
                }
                row += 1;
            })?;
            if !passed {
                return Err(budget.fault());
            }
            let numbers_rows = self.layout.row_numbers.get(at) == Some(&true);
            columns.push((name.as_str(), texts, numbers_rows));
        }
        let mut out = BTreeMap::new();
        for (at, row) in rows.into_iter().enumerate() {
            if columns.iter().any(|(_, texts, numbers)| !numbers && !texts[at].is_empty()) {
                let cells = columns.iter().map(|(name, texts, _)| (*name, texts[at].clone()));
                out.insert(row, raw_row(cells));
            }
        }
        Ok(out)
    }

    fn column(
        &self,
        at: usize,
        column: &SheetColumn,
        budget: &Arc<Budget>,
    ) -> Result<Built, Diagnostic> {
        let read = self.file.column(column.at, budget).map_err(|refused| match refused {
            Refused::File(fault) => fault,
            Refused::Kind(zh, en) => Diagnostic::new(&codes::FOREIGN_COLUMN)
                .arg("column", &column.heading)
                .arg("kind", zh)
                .arg("kind_en", en)
                .at(self.heading(&column.heading)),
        })?;
        let mut built = Built::plain(Series::default());
        let plain = match read.garbled.is_empty() {
            true => as_it_is(&read.series, column, self.headers).map_err(internal)?,
            false => None,
        };
        let enough = match plain {
            Some(done) => {
                built.series = done.with_name(column.field.name.into());
                self.missing(&mut built, at, column, budget)
            }
            None => self.converted(&read, &mut built, at, column, budget).map_err(internal)?,
        };
        enough.then_some(built).ok_or_else(|| budget.fault())
    }

    /// Says which cells of a required column are empty; false when that takes more than is allowed.
    fn missing(&self, built: &mut Built, at: usize, column: &SheetColumn, budget: &Budget) -> bool {
        let empty = if column.required { built.series.null_count() as u64 } else { 0 };
        if empty == 0 {
            return true;
        }
        if !budget.take(empty.saturating_mul(SAID)) {
            return false;
        }
        let missing = built.series.is_null();
        for (row, _) in missing.iter().enumerate().filter(|(_, m)| *m == Some(true)) {
            let finding = Diagnostic::new(&codes::MISSING_VALUE);
            built.found.push((row, at, finding.at(self.place(row, &column.heading))));
        }
        true
    }

    /// Every cell looked at; false when what is to be said of them takes more than is allowed.
    fn converted(
        &self,
        read: &file::Column,
        built: &mut Built,
        at: usize,
        column: &SheetColumn,
        budget: &Budget,
    ) -> PolarsResult<bool> {
        let mut builder = Builder::new(column.field.name, column.field.kind, read.series.len());
        let is_single = read.series.dtype() == &DataType::Float32;
        let place = |row: usize| self.place(row, &column.heading);
        let (mut row, mut enough) = (0, true);
        each_cell(&read.series, &mut |cell| {
            let taken = if read.garbled.binary_search(&row).is_ok() {
                Err(Diagnostic::new(&codes::NOT_TEXT))
            } else if is_single && !single::holds(&cell, column) {
                Err(Diagnostic::new(&codes::SINGLE_PRECISION).arg("read", cell.display()))
            } else {
                convert(&cell, column, self.headers).and_then(|taken| certain_day(taken, &cell))
            };
            let said = taken.as_ref().map_or(true, |taken| taken.repair.is_some());
            enough = enough && (!said || budget.take(SAID + 2 * cell.display().len() as u64));
            match taken {
                _ if !enough => builder.push(&Value::Null),
                Ok(taken) => {
                    let odd = odd_text(&taken.value, column);
                    built.found.extend(odd.map(|odd| (row, at, odd.at(place(row)))));
                    built.seen.extend(taken.currency.map(|currency| (row, at, currency)));
                    if let Some(repair) = taken.repair {
                        let (read, taken) = (cell.display(), shown(&taken.value, column));
                        built.repaired.push(Fixed { row, column: at, repair, read, taken });
                    }
                    builder.push(&taken.value);
                }
                Err(finding) => {
                    built.found.push((row, at, finding.at(place(row))));
                    builder.push(&Value::Null);
                }
            }
            row += 1;
        })?;
        built.series = builder.finish();
        Ok(enough)
    }
}

/// Databases count days from 1970, spreadsheets from 1900. A count that spreadsheets would put before 1990 is one of
/// these decades for a database, so that it cannot be told which is meant.
fn certain_day<'a>(taken: Taken<'a>, cell: &RawCell) -> Result<Taken<'a>, Diagnostic> {
    /// 1990-01-01 since 1970-01-01.
    const FIRST_CERTAIN: i32 = 7_305;
    match taken.value {
        Value::Day(day) if taken.repair == Some(Repair::Serial) && day < FIRST_CERTAIN => {
            Err(Diagnostic::new(&codes::BAD_DATE).arg("read", cell.display()))
        }
        _ => Ok(taken),
    }
}

/// A column that was converted, with what is to be said about its cells.
struct Built {
    series: Series,
    found: Vec<Found>,
    repaired: Vec<Fixed>,
    /// Row, column and currency of cells that name one.
    seen: Vec<(usize, usize, Currency)>,
}

impl Built {
    fn plain(series: Series) -> Self {
        Self { series, found: Vec::new(), repaired: Vec::new(), seen: Vec::new() }
    }
}

/// A cell that was put right, its row counted from 0.
struct Fixed {
    row: usize,
    column: usize,
    repair: Repair,
    read: String,
    taken: String,
}
