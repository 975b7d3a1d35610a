//! What was approved and what became of it, across runs and years: a folder of segments, never changed.
//!
//! | step | module |
//! |---|---|
//! | one segment: a head and its rows, as one Parquet file that names the hash of the one before | [`segment`] |
//! | the folder: one writer at a time, a new segment whole or not at all, the chain proved | [`store`] |
//! | all segments → what has become of every award, the history that gates read | [`awards`] |
//!
//! An approval adds the claims of a run, a record of payments what a reconciliation found about them, a
//! withdrawal takes an approval back that nothing was paid on. Nothing here looks at a clock.

pub mod awards;
pub mod segment;
pub mod store;

pub use awards::{Award, Awards};
pub use segment::{Entry, Head, Kind, Segment, Settled};
pub use store::{Ledger, Writer};
