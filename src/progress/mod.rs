//! Progress against plans: targets with their paths, tasks with their offices, and what can be said of both.
//!
//! | step | from → to | module |
//! |---|---|---|
//! | read | plan file, tables of tasks and offices → [`plan::Plan`], every fault at its place | [`read`], [`tasks`], [`lint`] |
//! | take in | filed figures → one per series and period, in the unit of the target | [`figures`], [`units`], [`period`] |
//! | count | registry and refunds → figures, in working days | [`records`], [`calendar`] |
//! | judge | figures × targets → status with its reason, gap, growth, outlook | [`path`], [`judge`], [`pace`] |
//! | question | a plan against itself: stated growth and the growth its targets imply | [`consistency`] |
//! | follow | reports × tasks → how each stands, by office of today | [`reports`], [`state`] |
//! | set beside | support paid × targets that it serves | [`support`] |
//! | compare | this report × an earlier one → what moved, what was revised | [`change`] |
//!
//! Reading a plan touches files; everything after works on tables that `ingest` made.

pub mod calendar;
pub mod change;
pub mod consistency;
pub mod figures;
pub mod judge;
pub mod keys;
pub mod lint;
pub mod number;
pub mod pace;
pub mod path;
pub mod period;
pub mod plan;
pub mod read;
pub mod records;
pub mod reports;
pub mod state;
pub mod support;
pub mod table;
pub mod tasks;
pub mod units;
mod verdict;
