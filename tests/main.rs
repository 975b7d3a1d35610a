//! The one integration binary.

mod differential;
mod reference;
mod scheme;
