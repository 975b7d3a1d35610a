//! Plain values ready to print.

pub mod explain;
pub mod returns;
mod summary;
pub mod template;
mod workbook;

pub use summary::{BudgetView, Counts, MeasureRow, Summary};
pub use workbook::{Book, Cell, Heading, Kind, Sheet, workbook};
