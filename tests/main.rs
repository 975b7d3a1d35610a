//! The one integration binary.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test says by a panic what went wrong"
)]

mod catalogue;
mod corpus;
mod differential;
mod documents;
mod duplicates;
mod joint;
mod new_scheme;
mod others;
mod progress;
mod reconcile;
mod reference;
mod reports;
mod run_reports;
mod runs;
mod scenarios;
mod scheme;
mod sheets;
mod tidy;
