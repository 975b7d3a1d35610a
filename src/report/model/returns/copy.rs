//! A sheet as it came, value by value.

use chrono::NaiveDate;

/// A sheet as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetCopy {
    /// The last row of the header, from 1.
    pub header_row: u32,
    /// Headings by place.
    pub headings: Vec<String>,
    /// Rows that hold something, with their numbers from 1, in order.
    pub rows: Vec<(u32, Vec<CopyCell>)>,
    /// First row, first column, last row, last column, all from 0.
    pub merges: Vec<[u32; 4]>,
}

/// A cell as it came; of a formula, its stored result.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyCell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    /// `#DIV/0!` and the like.
    Error(String),
    FormulaWithoutValue,
}
