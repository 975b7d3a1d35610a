//! The one integration binary.

mod catalogue;
mod differential;
mod reference;
mod scheme;
mod tidy;
