//! Plain values ready to print.

pub mod budget_impact;
pub mod document;
pub mod explain;
pub mod ledger;
pub mod payments;
pub mod pen;
pub mod privacy;
mod programmes;
pub mod publication;
pub mod reconcile;
pub mod record;
pub mod returns;
pub mod scenario;
mod summary;
pub mod template;
pub mod versions;
mod wanted;
mod workbook;

pub use programmes::{PoolView, Programme, Programmes};
pub use summary::{BudgetView, Counts, MeasureRow, Summary};
pub use wanted::Wanted;
pub use workbook::{Book, Cell, Chart, ChartKind, Heading, Kind, Sheet, joint_workbook, workbook};
