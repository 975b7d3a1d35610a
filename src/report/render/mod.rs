//! Models laid out: a terminal, a workbook. Nothing is computed here.

pub mod chart;
pub mod sheets;
pub mod terminal;
pub mod xlsx;
