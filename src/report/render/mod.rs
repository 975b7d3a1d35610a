//! Models laid out: a terminal, a workbook, PDF, HTML, plain text. Nothing is computed here.

pub mod chart;
pub mod draw;
pub mod html;
pub mod layouts;
pub mod pdf;
pub mod plain;
pub mod returns;
pub mod sheets;
pub mod template;
pub mod terminal;
pub mod text;
pub mod xlsx;
