//! Workbooks written: sheets as plain values, how they look, and the files. Nothing is computed here.

pub mod book;
pub mod cells;
mod chart;
mod sheet;

pub(crate) use sheet::columns;
pub use sheet::{Book, Cell, Chart, ChartKind, Choices, Heading, Kind, Sheet, int, money, text};
