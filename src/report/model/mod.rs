//! Plain values ready to print.

pub mod allocation;
mod amounts;
pub mod budget_impact;
pub mod details;
pub mod document;
pub mod duplicates_report;
pub mod evaluation;
pub mod explain;
mod explain_reviews;
pub mod joint_budget;
pub mod ledger;
pub mod not_counted;
pub mod notice;
pub mod payments;
pub mod pen;
pub mod privacy;
mod programmes;
pub mod progress;
pub mod publication;
pub mod reconcile;
pub mod record;
pub mod returns;
pub mod review;
pub mod review_book;
pub mod scenario;
pub mod self_evaluation;
mod summary;
pub mod template;
pub mod versions;
mod wanted;
mod workbook;

pub use programmes::Programmes;
pub use summary::{BudgetSummary, MeasureRow, Summary};
pub use wanted::Wanted;
pub use workbook::{decisions_book, joint_workbook, workbook};
