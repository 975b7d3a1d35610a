//! The one integration binary.

mod calculators;
mod catalogue;
mod corpus;
mod differential;
mod documents;
mod duplicates;
mod joint;
mod new_scheme;
mod progress;
mod reconcile;
mod reference;
mod reports;
mod run_reports;
mod runs;
mod sample;
mod scenarios;
mod scheme;
mod sheets;
mod side_by_side;
mod tidy;
