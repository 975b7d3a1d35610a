//! Models laid out: a terminal, a workbook. Nothing is computed here.

pub mod chart;
pub mod plain;
pub mod returns;
pub mod sheets;
pub mod template;
pub mod terminal;
pub mod xlsx;
