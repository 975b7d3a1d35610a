//! A scheme (政策) as data: from its file to checked rules, and from rules to column expressions.
//!
//! | step | from → to | module |
//! |---|---|---|
//! | parse | file → [`config::Node`](crate::config::Node) tree | `config` |
//! | choose | tree + options and parameters → tree with the chosen readings laid over it | [`choose`] |
//! | columns | `[columns.NAME]` → columns beside the vocabulary | [`own`] |
//! | read | tree → [`Scheme`], every fault collected | [`read`] |
//! | lint | [`Scheme`] → warnings: unused columns, rules that cannot bind | [`lint`] |
//! | compile | [`Rule`] → polars expression | [`compile`] |
//! | compare | two files → what changed between them | [`diff`] |
//! | try | the file's own examples → inputs for the engine | [`example`] |

pub mod choose;
pub mod compile;
pub mod diff;
pub mod example;
mod fair;
mod instalments;
pub mod keys;
mod lint;
mod measure;
pub mod model;
mod obligations;
mod own;
pub mod read;
mod standing;
mod tiers;

pub use choose::{Choices, SchemeFile};
pub use instalments::{Due, Instalment};
pub use model::*;
pub use obligations::Obligation;
pub use standing::{Effect, Standing, TestDay};
pub use tiers::{Tier, TierTable, Ties, Top};

/// Ids of the reasons why closed claims get nothing.
pub const WITHDRAWN: &str = "withdrawn";
pub const ABANDONED: &str = "abandoned";

crate::frame::cells::words!(Stage, Stage::name, Stage::NAMES.map(|(_, stage)| stage));
