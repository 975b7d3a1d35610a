//! Models laid out: a terminal, a workbook. Nothing is computed here.

pub mod terminal;
pub mod xlsx;
