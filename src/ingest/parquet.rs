//! Parquet files, read column by column. A column that already is what the table holds is not
//! touched; only rows with findings are looked at one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::*;
use polars_io::prelude::{ParquetReader, SerReader};
use rayon::prelude::*;

use super::around::contradicts;
use super::cells::{RawCell, Value, convert, formula_sign, is_clean, is_scientific};
use super::column_cells::each_cell;
use super::copy::{CopyCell, SheetCopy};
use super::headers::Headers;
use super::layout::{Column as SheetColumn, Layout, Matcher, best_fit};
use super::limits::Limits;
use super::open::too_large;
use super::repairs::{Repair, Repairs};
use super::table::{
    Builder, RefusedRow, SheetRead, agreed_currency, columns_read, error_codes, odd_text, raw_row,
    shown, soften,
};
use super::unread::{Unread, UnreadColumn};
use super::{FileRead, InputFile, Tables, panic_text};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::domain::CreditCode;
use crate::domain::date;
use crate::domain::money::{Currency, MAX_FEN};
use crate::domain::text::clean;
use crate::frame::build::dtype;
use crate::frame::{FieldKind, columns as c};

/// Reads a file whose name says which table it holds.
///
/// # Errors
/// What makes the file unusable.
pub fn read(
    bytes: &[u8],
    file: &InputFile,
    tables: &Tables,
    headers: &Headers,
    limits: &Limits,
) -> Result<FileRead, Diagnostics> {
    let shown = &file.shown;
    let stem = std::path::Path::new(shown).file_stem().unwrap_or_default().to_string_lossy();
    let mut out = FileRead::default();
    let Some(contract) = tables.find(&stem).or_else(|| by_columns(bytes, tables, headers)) else {
        if !headers.ignores_sheet(&stem) {
            let warning = Diagnostic::new(&codes::UNKNOWN_SHEET).arg("sheet", &stem);
            out.warnings.push(warning.at(Place::File(shown.clone())));
        }
        return Ok(out);
    };
    if tables.contracts[contract].foreign {
        return Ok(out);
    }
    let place = |column: &str| Place::Cell {
        file: shown.clone(),
        sheet: String::new(),
        row: 0,
        column: clean(column),
    };
    let matcher = Matcher::new(&tables.contracts[contract], headers);
    let names = guarded(|| column_names(bytes)).map_err(|fault| fault.at(place("")))?;
    let rows = guarded(|| ParquetReader::new(Cursor::new(bytes)).num_rows());
    let rows = rows.map_err(|fault| fault.at(place("")))? as u64;
    if rows > limits.rows {
        let most = limits.rows;
        let fault =
            too_large(format!("{rows} 行，上限 {most} 行"), format!("{rows} rows, at most {most}"));
        return Err(fault.at(place("")).into());
    }
    let general = headers.unit_of(shown).unwrap_or_default();
    let layout = matcher.layout(names, general, &place).map_err(Diagnostics)?;
    let placed = |fault: Diagnostic| match fault.place {
        Place::Nowhere => fault.at(place("")),
        _ => fault,
    };
    let reading = Reading { bytes, shown, layout, headers };
    let (unread, found) = reading.unread(&matcher).map_err(placed)?;
    let lenient = tables.contracts[contract].lenient;
    let stops = |finding: &Diagnostic| finding.severity == Severity::Error && !lenient;
    if found.iter().any(stops) {
        return Err(Diagnostics(found.into_iter().filter(stops).map(placed).collect()));
    }
    out.warnings.extend(found.into_iter().map(placed).map(|mut finding| {
        soften(&mut finding);
        finding
    }));
    let read = reading.sheet(contract, tables).map_err(placed)?;
    out.sheets.push(SheetRead { unread, ..read });
    Ok(out)
}

/// The one table whose required columns are all there.
fn by_columns(bytes: &[u8], tables: &Tables, headers: &Headers) -> Option<usize> {
    let names = guarded(|| column_names(bytes)).ok()?;
    best_fit(tables.contracts, headers, |matcher| Some(matcher.score(&names)))
}

/// All rows as a sheet whose first row holds the names of the columns.
///
/// # Errors
/// A file that cannot be read.
pub fn copied(bytes: &[u8]) -> Result<SheetCopy, Diagnostic> {
    let all = frame(bytes, None)?;
    let headings: Vec<String> = all.get_column_names().iter().map(ToString::to_string).collect();
    let mut rows: Vec<(u32, Vec<CopyCell>)> = Vec::with_capacity(all.height() + 1);
    rows.push((1, headings.iter().cloned().map(CopyCell::Text).collect()));
    rows.extend((0..all.height() as u32).map(|row| (row + 2, Vec::new())));
    for column in all.columns() {
        let mut row = 1;
        each_cell(column.as_materialized_series(), &mut |cell| {
            rows[row].1.push(CopyCell::from(&cell));
            row += 1;
        })
        .map_err(internal)?;
    }
    Ok(SheetCopy { header_row: 1, headings, rows, merges: Vec::new() })
}

/// A damaged file may make the decoder panic; nothing of ours runs in here.
fn guarded<T>(call: impl FnOnce() -> PolarsResult<T>) -> Result<T, Diagnostic> {
    let why = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic_text(panic.as_ref()),
    };
    Err(Diagnostic::new(&codes::NOT_PARQUET).arg("why", why))
}

fn column_names(bytes: &[u8]) -> PolarsResult<Vec<String>> {
    let schema = ParquetReader::new(Cursor::new(bytes)).schema()?;
    Ok(schema.iter_names().map(ToString::to_string).collect())
}

fn frame(bytes: &[u8], columns: Option<Vec<String>>) -> Result<DataFrame, Diagnostic> {
    guarded(|| ParquetReader::new(Cursor::new(bytes)).with_columns(columns).finish())
}

fn internal(error: PolarsError) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL).arg("why", error)
}

struct Reading<'a> {
    bytes: &'a [u8],
    shown: &'a str,
    layout: Layout,
    headers: &'a Headers,
}

/// A finding at a row, counted from 0, and the place of its column in the contract.
type Found = (usize, usize, Diagnostic);

impl Reading<'_> {
    fn sheet(&self, contract: usize, tables: &Tables) -> Result<SheetRead, Diagnostic> {
        let used = self.layout.columns.iter().flatten().map(|column| column.at);
        let names: Vec<String> = used.map(|at| self.layout.headings[at].clone()).collect();
        let read = frame(self.bytes, Some(names))?;
        let height = read.height();
        if u32::try_from(height).is_err() {
            let why = format!("{height} rows");
            return Err(Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", why));
        }
        let fields: Vec<_> = tables.contracts[contract].fields().collect();
        let converted: Vec<PolarsResult<Built>> = self
            .layout
            .columns
            .par_iter()
            .enumerate()
            .map(|(at, column)| match column {
                Some(column) => self.column(&read, at, column),
                None => {
                    let field = fields[at];
                    let name = PlSmallStr::from_str(field.name);
                    Ok(Built::plain(Series::full_null(name, height, &dtype(field.kind))))
                }
            })
            .collect();
        let mut columns = Vec::with_capacity(fields.len() + 2);
        let (mut found, mut repaired, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for (at, result) in converted.into_iter().enumerate() {
            let built = result.map_err(internal)?;
            self.zeros(at, &built.series, &mut found).map_err(internal)?;
            columns.push(built.series.into_column());
            found.extend(built.found);
            repaired.extend(built.repaired);
            seen.extend(built.seen);
        }
        self.settle_currency(&mut columns, seen, &mut found).map_err(internal)?;
        columns.push(Column::full_null(c::NOTES.into(), height, &DataType::String));
        columns.push(Column::new(c::ROW.into(), (1..=height as u32).collect::<Vec<_>>()));
        if tables.contracts[contract].lenient {
            found.iter_mut().for_each(|(.., finding)| soften(finding));
        }
        let table = DataFrame::new(height, columns).map_err(internal)?;
        self.account(table, found, repaired, contract)
    }

    /// Columns that lead to no field: counted, and looked through for units and currencies.
    fn unread(
        &self,
        matcher: &Matcher,
    ) -> Result<(Vec<UnreadColumn>, Vec<Diagnostic>), Diagnostic> {
        let layout = &self.layout;
        let others: Vec<usize> = layout.extra.iter().copied().chain(layout.row_currency).collect();
        if others.is_empty() {
            return Ok(Default::default());
        }
        let names = others.iter().map(|at| layout.headings[*at].clone()).collect();
        let frame = frame(self.bytes, Some(names))?;
        let mut unread = Unread::new(layout, self.headers);
        let mut found = Vec::new();
        let weighed = layout.money().next().is_some() && layout.currency.is_none();
        for at in others {
            let heading = &layout.headings[at];
            let column = frame.column(heading).map_err(internal)?;
            let (mut row, mut told) = (0u32, false);
            each_cell(column.as_materialized_series(), &mut |cell| {
                row += 1;
                unread.cell(at, row, &cell, self.headers);
                let RawCell::Text(text) = &cell else { return };
                if !told && weighed && self.contradicts(at, text) {
                    told = true;
                    let read = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", text);
                    found.push(read.arg("read", "CNY").at(self.place(row as usize - 1, heading)));
                }
            })
            .map_err(internal)?;
        }
        let (columns, more) = unread.finish(matcher);
        found.extend(more);
        Ok((columns, found))
    }

    /// Whether a text of a column that is not read names another unit or currency than yuan as read.
    fn contradicts(&self, at: usize, text: &str) -> bool {
        let foreign =
            self.layout.row_currency == Some(at) && Currency::parse(text) != Some(Currency::Cny);
        (foreign && !text.trim().is_empty()) || contradicts(text, &self.layout, None, Currency::Cny)
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
        contract: usize,
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

        let mut refused: Vec<RefusedRow> = Vec::new();
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            let row = group[0].0;
            if let Some(raw) = raws.remove(&row) {
                let codes = error_codes(group.iter().map(|(.., finding)| finding));
                refused.push(RefusedRow { row: row as u32 + 1, codes, raw });
            }
        }
        let mut repairs = Repairs::default();
        for fixed in repaired.into_iter().filter(|fixed| !bad.contains(&fixed.row)) {
            repairs
                .add(fixed.row as u32 + 1, fixed.column, fixed.repair, &fixed.read, || fixed.taken);
        }
        let rows_read = table.height() - blank.len();
        let table = if bad.is_empty() {
            table
        } else {
            let mut keep = vec![true; table.height()];
            bad.iter().for_each(|row| keep[*row] = false);
            table.filter(&BooleanChunked::from_slice("keep".into(), &keep)).map_err(internal)?
        };
        Ok(SheetRead {
            sheet: String::new(),
            contract,
            columns: columns_read(&self.layout, &table),
            frame: table,
            findings: found.into_iter().map(|(.., finding)| finding).collect(),
            refused,
            aside: Vec::new(),
            repairs: repairs.finish(),
            unread: Vec::new(),
            rows_read,
            rows_replaced: 0,
        })
    }

    /// The bad rows as text, from all columns of the file; blank rows are left out.
    fn raws(&self, bad: &BTreeSet<usize>) -> Result<BTreeMap<usize, String>, Diagnostic> {
        if bad.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<usize> = bad.iter().copied().collect();
        let indices: Vec<IdxSize> = rows.iter().map(|row| *row as IdxSize).collect();
        let all = frame(self.bytes, None)?;
        let part = all.take(&IdxCa::from_vec("rows".into(), indices)).map_err(internal)?;
        let mut columns: Vec<(&str, Vec<String>, bool)> = Vec::with_capacity(part.width());
        for (at, column) in part.columns().iter().enumerate() {
            let mut texts = Vec::with_capacity(rows.len());
            each_cell(column.as_materialized_series(), &mut |cell| {
                texts.push(if cell.is_empty() { String::new() } else { cell.display() });
            })
            .map_err(internal)?;
            let numbers_rows = self.layout.row_numbers.get(at) == Some(&true);
            columns.push((column.name(), texts, numbers_rows));
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

    fn column(&self, read: &DataFrame, at: usize, column: &SheetColumn) -> PolarsResult<Built> {
        let series = read.column(&self.layout.headings[column.at])?.as_materialized_series();
        let place = |row: usize| self.place(row, &column.heading);
        if let Some(done) = as_it_is(series, column, self.headers)? {
            let mut built = Built::plain(done.with_name(column.field.name.into()));
            if column.required && built.series.null_count() > 0 {
                let missing = built.series.is_null();
                for (row, _) in missing.iter().enumerate().filter(|(_, m)| *m == Some(true)) {
                    let finding = Diagnostic::new(&codes::MISSING_VALUE);
                    built.found.push((row, at, finding.at(place(row))));
                }
            }
            return Ok(built);
        }
        let mut builder = Builder::new(column.field.name, column.field.kind, series.len());
        let mut built = Built::plain(Series::default());
        let mut row = 0;
        each_cell(series, &mut |cell| {
            match convert(&cell, column, self.headers) {
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
        Ok(built)
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

/// The column itself, or an exact whole-column conversion, when no value of it needs a look.
/// It must agree with [`convert`] on every value.
fn as_it_is(
    series: &Series,
    column: &SheetColumn,
    headers: &Headers,
) -> PolarsResult<Option<Series>> {
    let within = |values: &Int64Chunked, max: i64| {
        values.min().is_none_or(|min| min >= 0) && values.max().is_none_or(|value| value <= max)
    };
    let good = match (series.dtype(), column.field.kind) {
        (DataType::Boolean, FieldKind::Bool) => true,
        (DataType::Date, FieldKind::Date) => {
            let days = series.date()?.physical();
            let plausible = |day: Option<i32>| {
                day.is_none_or(|day| {
                    date::from_epoch_days(day).is_some_and(|day| date::plausible(&day))
                })
            };
            plausible(days.min()) && plausible(days.max())
        }
        (DataType::Int64, FieldKind::Int) => within(series.i64()?, i64::MAX),
        (DataType::Int64, FieldKind::Money) if column.shift == 0 => within(series.i64()?, MAX_FEN),
        (DataType::Decimal(_, scale), FieldKind::Money) => {
            return Ok(decimal_money(series.decimal()?.physical(), *scale, column.shift));
        }
        (DataType::Decimal(_, scale), FieldKind::Share) if !column.percent => {
            return Ok(decimal_share(series.decimal()?.physical(), *scale));
        }
        (DataType::String, _) => {
            series.str()?.iter().all(|text| text.is_none_or(|text| good(text, column, headers)))
        }
        _ => false,
    };
    Ok(good.then(|| series.clone()))
}

fn decimal_money(values: &Int128Chunked, scale: usize, shift: u32) -> Option<Series> {
    let factor = 10i128.checked_pow(shift.checked_sub(u32::try_from(scale).ok()?)?)?;
    let most = i128::from(MAX_FEN) / factor;
    if values.min().is_some_and(|min| min < 0) || values.max().is_some_and(|max| max > most) {
        return None;
    }
    // Within the range just checked, so neither the product nor the narrowing can lose anything.
    let fen = values.iter().map(|value| value.map(|value| (value * factor) as i64));
    Some(fen.collect::<Int64Chunked>().into_series())
}

/// Shares between 0 and 1 as millionths; `None` sends the column the long way.
fn decimal_share(values: &Int128Chunked, scale: usize) -> Option<Series> {
    let factor = 10i128.checked_pow(6u32.checked_sub(u32::try_from(scale).ok()?)?)?;
    let whole = 1_000_000 / factor;
    if values.min().is_some_and(|min| min < 0) || values.max().is_some_and(|max| max > whole) {
        return None;
    }
    let shares = values.iter().map(|value| value.map(|value| (value * factor) as i64));
    Some(shares.collect::<Int64Chunked>().into_series())
}

/// Whether a text is already what the column stores.
fn good(text: &str, column: &SheetColumn, headers: &Headers) -> bool {
    match column.field.kind {
        FieldKind::Text => {
            is_clean(text)
                && formula_sign(text).is_none()
                && !is_scientific(text)
                && !headers.is_nothing(text)
        }
        FieldKind::Figure => is_clean(text) && !headers.is_nothing(text),
        FieldKind::Code => CreditCode::parse(text).is_ok(),
        FieldKind::Category if headers.lists(column.field.name) => {
            headers.is_canonical(column.field.name, text)
        }
        FieldKind::Category => is_clean(text) && !headers.is_nothing(text),
        FieldKind::Currency => Currency::ALL.iter().any(|currency| currency.code() == text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::frame::fields::{FIRM_FIELDS, LINE_FIELDS, PLATFORM_FIELDS, find};

    /// Nothing may pass untouched that a look at the cell would change.
    #[test]
    fn what_is_left_as_it_is_needs_no_change() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/headers.toml");
        let headers = super::super::headers::load(&path).unwrap_or_default();
        let texts = [
            "",
            " ",
            "-",
            "无",
            "n/a",
            "A1",
            " A1",
            "甲 乙",
            "甲\u{3000}",
            "１２",
            "①",
            "=1",
            "+1",
            "-a",
            "-1",
            "CNY",
            "人民币",
            "usd",
            "企业",
            "公司",
            "914403001922038216",
            "9144030071526726xg",
            "a\nb",
            "\u{feff}x",
            "豈",
            "喆",
            "𠮷",
            "é",
            "~",
        ];
        let (firm, line) = (|n| find(FIRM_FIELDS, n), |n| find(LINE_FIELDS, n));
        let fields = [line(c::INVOICE_NO), firm(c::USCC), firm(c::ENTITY_TYPE), line(c::CURRENCY)];
        let measure = find(PLATFORM_FIELDS, c::MEASURE);
        let mut passed = 0;
        for field in fields.into_iter().chain([measure]).flatten() {
            let column = SheetColumn::of(field);
            for text in texts.iter().filter(|text| good(text, &column, &headers)) {
                let cell = RawCell::Text(Cow::Borrowed(*text));
                let taken = convert(&cell, &column, &headers);
                let same = Value::Text(Cow::Borrowed(*text)).into();
                assert_eq!(taken, Ok(same), "{} {text}", field.name);
                passed += 1;
            }
        }
        assert!(passed > 20, "{passed}");
    }
}
