//! The one integration binary.

mod scheme;
