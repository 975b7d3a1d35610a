//! Plain values ready to print.

pub mod explain;
mod summary;
mod workbook;

pub use summary::{BudgetView, Counts, MeasureRow, Summary};
pub use workbook::{Book, Cell, Heading, Kind, Sheet, workbook};
