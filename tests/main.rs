//! The one integration binary.

mod catalogue;
mod differential;
mod reference;
mod runs;
mod scenarios;
mod scheme;
mod tidy;
