//! The one integration binary.

mod catalogue;
mod scheme;
mod tidy;
