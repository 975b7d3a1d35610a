//! Typed columns from converted cells, and the account of what was accepted, refused, set aside and
//! put right.

use polars::prelude::*;

use super::cells::{Value, formula_sign};
use super::cover::{Bare, Cover};
use super::layout::{Column as SheetColumn, Layout};
use super::repairs::Repaired;
use super::rows::Aside;
use super::unread::UnreadColumn;
use crate::diag::{Diagnostic, Severity, codes, private};
use crate::domain::paper::counted;
use crate::domain::text::masked;
use crate::domain::{Currency, Fen, applicant, date};
use crate::frame::build::dtype;
use crate::frame::fields::{PAPERS, is_private};
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};

/// What was read from one sheet or Parquet file.
pub struct SheetRead {
    /// Empty for files of one table.
    pub sheet: String,
    /// Place among the contracts.
    pub contract: usize,
    /// Fields in contract order, then NOTES and ROW.
    pub frame: DataFrame,
    pub findings: Vec<Diagnostic>,
    pub refused: Vec<RefusedRow>,
    pub aside: Vec<AsideRow>,
    pub columns: Vec<ColumnRead>,
    pub repairs: Vec<Repaired>,
    pub unread: Vec<UnreadColumn>,
    pub rows_read: usize,
    /// Rows whose place a mended workbook takes.
    pub rows_replaced: usize,
    /// Amounts that were read as yuan because nothing in the sheet says their unit.
    pub bare: Option<Bare>,
    /// What it states of the amounts of other sheets.
    pub covers: Vec<Cover>,
    /// What stands above the table.
    pub title: String,
}

/// A column that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRead {
    /// Place in the contract, as in [`Repaired::column`].
    pub at: usize,
    pub field: &'static str,
    /// As written in the file.
    pub heading: String,
    /// Accepted rows that hold a value.
    pub filled: usize,
}

/// A row that did not get into the table.
pub struct RefusedRow {
    pub row: u32,
    pub codes: Vec<&'static str>,
    pub raw: String,
}

/// A row that is no data.
pub struct AsideRow {
    pub row: u32,
    pub why: Aside,
    pub raw: String,
}

/// The table of a contract without rows, SOURCE and ROW included.
pub fn empty(contract: &TableContract) -> DataFrame {
    let mut schema = Schema::default();
    for field in contract.fields() {
        schema.with_column(field.name.into(), dtype(field.kind));
    }
    schema.with_column(c::NOTES.into(), DataType::String);
    schema.with_column(c::SOURCE.into(), DataType::UInt32);
    schema.with_column(c::ROW.into(), DataType::UInt32);
    DataFrame::empty_with_schema(&schema)
}

/// One typed column being built.
pub enum Builder {
    Text(StringChunkedBuilder),
    Number(PrimitiveChunkedBuilder<Int64Type>),
    Day(PrimitiveChunkedBuilder<Int32Type>),
    Truth(BooleanChunkedBuilder),
}

impl Builder {
    pub fn new(name: &str, kind: FieldKind, capacity: usize) -> Self {
        let name = PlSmallStr::from_str(name);
        match dtype(kind) {
            DataType::Int64 => Self::Number(PrimitiveChunkedBuilder::new(name, capacity)),
            DataType::Date => Self::Day(PrimitiveChunkedBuilder::new(name, capacity)),
            DataType::Boolean => Self::Truth(BooleanChunkedBuilder::new(name, capacity)),
            _ => Self::Text(StringChunkedBuilder::new(name, capacity)),
        }
    }

    /// A value of another type than the column's cannot come out of `convert`; it would be null.
    pub fn push(&mut self, value: &Value) {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text.as_ref()),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Number(builder), Value::Number(number)) => builder.append_value(*number),
            (Self::Number(builder), _) => builder.append_null(),
            (Self::Day(builder), Value::Day(day)) => builder.append_value(*day),
            (Self::Day(builder), _) => builder.append_null(),
            (Self::Truth(builder), Value::Truth(truth)) => builder.append_value(*truth),
            (Self::Truth(builder), _) => builder.append_null(),
        }
    }

    pub fn finish(self) -> Series {
        match self {
            Self::Text(builder) => builder.finish().into_series(),
            Self::Number(builder) => builder.finish().into_series(),
            Self::Day(builder) => builder.finish().into_date().into_series(),
            Self::Truth(builder) => builder.finish().into_series(),
        }
    }
}

/// What is said of a text that looks like a formula, or that stands for papers which it does not name.
pub fn odd_text(value: &Value, column: &SheetColumn) -> Option<Diagnostic> {
    match value {
        Value::Text(text) if column.field.kind == FieldKind::Text => {
            if PAPERS.contains(&column.field.name)
                && let Some((named, count)) = counted(text)
            {
                let mut said = Diagnostic::new(&codes::PAPERS_COUNTED).arg("read", text);
                // 共3张 alone is hardly a paper: the row may be a sum.
                said.severity = if named.is_empty() { Severity::Error } else { said.severity };
                return (count > 1).then_some(said);
            }
            if column.field.name == c::INVOICE_NO
                && !text.contains(|c: char| c.is_ascii_alphanumeric())
            {
                return Some(Diagnostic::new(&codes::PAPERS_COUNTED).arg("read", text));
            }
            let sign = formula_sign(text)?;
            Some(Diagnostic::new(&codes::ODD_TEXT).arg("read", text).arg("sign", sign))
        }
        _ => None,
    }
}

/// `heading=value; heading=value` of all cells that hold something, private values hidden.
pub fn raw_row<'a>(cells: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut out = String::new();
    for (heading, value) in cells.filter(|(_, value)| !value.is_empty()) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(heading);
        out.push('=');
        match is_private(heading) || is_permit(&value) {
            true => out.push_str(&masked(&value)),
            false => out.push_str(&private::hide(&value)),
        }
    }
    out
}

/// Whether a cell is the number of a travel permit and nothing else: it has no check digit to be known by in a longer text.
fn is_permit(value: &str) -> bool {
    applicant::of_permit(&value.trim().to_ascii_uppercase()).is_some()
}

/// Codes of the errors among findings about one row, each once.
pub fn error_codes<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> Vec<&'static str> {
    let mut out = Vec::new();
    for finding in findings.filter(|finding| finding.severity == Severity::Error) {
        if !out.contains(&finding.code.id) {
            out.push(finding.code.id);
        }
    }
    out
}

/// A value as it stands in the table of repairs.
pub fn shown(value: &Value, column: &SheetColumn) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Number(fen) if column.field.kind == FieldKind::Money => Fen(*fen).to_string(),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => date::from_epoch_days(*day).map(|d| d.to_string()).unwrap_or_default(),
        Value::Truth(value) => value.to_string(),
    }
}

/// The columns that were found, with how many rows they fill.
pub fn columns_read(layout: &Layout, frame: &DataFrame) -> Vec<ColumnRead> {
    let found = layout.columns.iter().enumerate();
    found
        .filter_map(|(at, column)| {
            let column = column.as_ref()?;
            let field = column.field.name;
            let empty = frame.column(field).map_or(0, Column::null_count);
            let filled = frame.height() - empty;
            Some(ColumnRead { at, field, heading: column.heading.clone(), filled })
        })
        .collect()
}

/// The currency of a row, where headings or cells name one.
///
/// # Errors
/// The column whose cell or heading contradicts the row's currency.
pub fn agreed_currency(
    stated: Option<&str>,
    seen: impl Iterator<Item = (usize, Currency)>,
    headed: impl Iterator<Item = (usize, Currency)>,
) -> Result<Option<Currency>, usize> {
    let mut row = stated.and_then(Currency::parse);
    for (column, currency) in headed.chain(seen) {
        match row {
            Some(row) if row != currency => return Err(column),
            _ => row = Some(currency),
        }
    }
    Ok(row.filter(|_| stated.is_none()))
}

/// The currencies of all accepted rows.
pub fn currencies(frame: &DataFrame) -> Vec<Currency> {
    let Ok(column) = frame.column(c::CURRENCY).and_then(|column| column.str().cloned()) else {
        return vec![Currency::Cny];
    };
    let all = Currency::ALL.into_iter();
    all.filter(|one| {
        column.iter().any(|code| match code {
            Some(code) => code == one.code(),
            None => *one == Currency::Cny,
        })
    })
    .collect()
}

/// An error about a cell of a list that others made.
pub fn soften(finding: &mut Diagnostic) {
    finding.severity = finding.severity.min(Severity::Warning);
}

/// `3、7、12–15`, cut after a few.
pub fn row_list(rows: &[u32]) -> String {
    const MOST: usize = 10;
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => spans.push((*row, *row)),
        }
    }
    let show = |(from, to): &(u32, u32)| {
        if from == to { from.to_string() } else { format!("{from}–{to}") }
    };
    let mut out: Vec<String> = spans.iter().take(MOST).map(show).collect();
    if spans.len() > MOST {
        out.push("…".to_string());
    }
    out.join("、")
}
