//! A workbook as plain values: sheets, headings, typed cells, charts.

use rust_decimal::Decimal;

use crate::domain::Fen;

/// A workbook.
#[derive(Clone, Debug)]
pub struct Book {
    pub sheets: Vec<Sheet>,
}

/// A sheet: a title, some lines above, and a table.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub title: String,
    pub notes: Vec<String>,
    pub headings: Vec<Heading>,
    pub rows: Vec<Vec<Cell>>,
    /// A last row whose amounts and counts are sums of their columns: written as formulas, with these as their
    /// results. Empty where there is none.
    pub total: Vec<Cell>,
    /// Drawn below the table from its cells.
    pub chart: Option<Chart>,
}

/// A chart over columns of the sheet it stands on.
#[derive(Clone, Debug)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// Column of the labels, or of the horizontal values.
    pub labels: usize,
    /// Columns drawn against them. In a waterfall the first carries the others and is not seen.
    pub series: Vec<usize>,
    /// Rows that are drawn, from the first; all where `None`.
    pub rows: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    Columns,
    Bars,
    Lines,
    /// Columns one upon the other.
    Stacked,
    Waterfall,
}

#[derive(Clone, Debug)]
pub struct Heading {
    pub text: String,
    pub kind: Kind,
    /// In characters.
    pub width: u16,
    /// Folded away until the reader opens it.
    pub folded: bool,
}

/// How the cells of a column are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// 元, two decimals.
    Yuan,
    /// Shown in 万元; the cell holds yuan.
    Wan,
    Int,
    Date,
    /// A number with more decimals than money has, written out.
    Exact,
    /// A number that is no money: an index, a count with decimals.
    Number,
    /// A share of one, shown in per cent.
    Percent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Money(Fen),
    Int(i64),
    Number(Decimal),
    /// Days since 1970.
    Date(i32),
    /// To a sheet of this book.
    Link {
        sheet: String,
        text: String,
    },
}
