//! Typed columns from converted cells, and the account of what was accepted and refused.

use polars::prelude::*;

use super::cells::{RawCell, Value, convert, formula_sign};
use super::headers::Headers;
use super::layout::{Column as SheetColumn, Layout};
use crate::diag::{Diagnostic, Place, Severity, codes};
use crate::domain::text::masked;
use crate::frame::build::dtype;
use crate::frame::fields::is_private;
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};

/// What was read from one sheet or Parquet file.
pub struct SheetRead {
    /// Empty for Parquet.
    pub sheet: String,
    /// Place among the contracts.
    pub contract: usize,
    /// Fields in contract order, then ROW.
    pub frame: DataFrame,
    pub findings: Vec<Diagnostic>,
    pub refused: Vec<RefusedRow>,
    pub rows_read: usize,
}

/// A row that did not get into the table.
pub struct RefusedRow {
    pub row: u32,
    pub codes: Vec<&'static str>,
    pub raw: String,
}

/// The table of a contract without rows, SOURCE and ROW included.
pub fn empty(contract: &TableContract) -> DataFrame {
    let mut schema = Schema::default();
    for field in contract.fields() {
        schema.with_column(field.name.into(), dtype(field.kind));
    }
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

/// A warning about a text that looks like a formula.
pub fn odd_text(value: &Value, column: &SheetColumn) -> Option<Diagnostic> {
    match value {
        Value::Text(text) if column.field.kind == FieldKind::Text => {
            let sign = formula_sign(text)?;
            Some(Diagnostic::new(&codes::ODD_TEXT).arg("read", text).arg("sign", sign))
        }
        _ => None,
    }
}

/// `heading=value; heading=value` of all cells that hold something.
pub fn raw_row<'a>(cells: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut out = String::new();
    for (heading, value) in cells.filter(|(_, value)| !value.is_empty()) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(heading);
        out.push('=');
        match is_private(heading) {
            true => out.push_str(&masked(&value)),
            false => out.push_str(&value),
        }
    }
    out
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

/// Takes the rows of one sheet one by one.
pub struct RowSink<'a> {
    file: &'a str,
    sheet: String,
    contract: usize,
    layout: Layout,
    headers: &'a Headers,
    builders: Vec<Builder>,
    rows: Vec<u32>,
    findings: Vec<Diagnostic>,
    refused: Vec<RefusedRow>,
}

impl<'a> RowSink<'a> {
    pub fn new(
        file: &'a str,
        sheet: &str,
        contract: (usize, &TableContract),
        layout: Layout,
        headers: &'a Headers,
    ) -> Self {
        let builders =
            contract.1.fields().map(|field| Builder::new(field.name, field.kind, 0)).collect();
        Self {
            file,
            sheet: sheet.to_string(),
            contract: contract.0,
            layout,
            headers,
            builders,
            rows: Vec::new(),
            findings: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// One row, its cells by place in the sheet. Blank rows are skipped.
    pub fn row(&mut self, row: u32, cells: &[RawCell]) {
        if self.is_blank(cells) {
            return;
        }
        let mut values = Vec::with_capacity(self.layout.columns.len());
        let first_finding = self.findings.len();
        for column in &self.layout.columns {
            let Some(column) = column else {
                values.push(Value::Null);
                continue;
            };
            let place = || Place::Cell {
                file: self.file.to_string(),
                sheet: self.sheet.clone(),
                row,
                column: column.heading.clone(),
            };
            match convert(cells.get(column.at).unwrap_or(&RawCell::Empty), column, self.headers) {
                Ok(value) => {
                    self.findings.extend(odd_text(&value, column).map(|odd| odd.at(place())));
                    values.push(value);
                }
                Err(finding) => self.findings.push(finding.at(place())),
            }
        }
        let codes = error_codes(self.findings[first_finding..].iter());
        if !codes.is_empty() {
            let raw = self.raw(cells);
            self.refused.push(RefusedRow { row, codes, raw });
            return;
        }
        for (builder, value) in self.builders.iter_mut().zip(&values) {
            builder.push(value);
        }
        self.rows.push(row);
    }

    /// A row that holds at most its own number holds nothing that could be lost.
    fn is_blank(&self, cells: &[RawCell]) -> bool {
        let numbers_rows = |at: usize| self.layout.row_numbers.get(at) == Some(&true);
        cells.iter().enumerate().all(|(at, cell)| cell.is_empty() || numbers_rows(at))
    }

    fn raw(&self, cells: &[RawCell]) -> String {
        let heading = |at: usize| match self.layout.headings.get(at) {
            Some(heading) if !heading.is_empty() => heading.as_str(),
            _ => "?",
        };
        raw_row(cells.iter().enumerate().map(|(at, cell)| (heading(at), cell.display())))
    }

    /// # Errors
    /// When polars refuses the columns, which would be our fault.
    pub fn finish(self) -> PolarsResult<SheetRead> {
        let rows_read = self.rows.len() + self.refused.len();
        let height = self.rows.len();
        let mut columns: Vec<Column> =
            self.builders.into_iter().map(|builder| builder.finish().into_column()).collect();
        columns.push(Column::new(c::ROW.into(), self.rows));
        Ok(SheetRead {
            sheet: self.sheet,
            contract: self.contract,
            frame: DataFrame::new(height, columns)?,
            findings: self.findings,
            refused: self.refused,
            rows_read,
        })
    }
}
