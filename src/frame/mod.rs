//! Tables: every column name once, what each column holds, and the exact kernels over money
//! columns.

pub mod access;
pub mod build;
pub mod cells;
pub mod columns;
pub mod fields;
pub mod kernels;
pub mod output;
pub mod own;
pub mod parked;
pub mod table;
pub mod tables;

pub use fields::{Field, FieldKind};
