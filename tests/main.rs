//! The one integration binary.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test says by a panic what went wrong"
)]

mod calculators;
mod casefile;
mod catalogue;
mod corpus;
#[cfg(feature = "desk")]
mod desk;
mod differential;
mod documents;
mod duplicates;
mod engines;
mod joint;
mod new_scheme;
mod office;
mod progress;
mod reconcile;
mod reference;
mod reports;
mod reviews;
mod run_folder;
mod run_reports;
mod runs;
mod sample;
mod scenarios;
mod scheme;
mod sheets;
mod side_by_side;
mod tidy;
