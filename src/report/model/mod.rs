//! Plain values ready to print.

pub mod document;
pub mod explain;
mod programmes;
pub mod returns;
pub mod scenario;
mod summary;
pub mod template;
pub mod versions;
mod workbook;

pub use programmes::{PoolView, Programme, Programmes};
pub use summary::{BudgetView, Counts, MeasureRow, Summary};
pub use workbook::{Book, Cell, Chart, ChartKind, Heading, Kind, Sheet, joint_workbook, workbook};
