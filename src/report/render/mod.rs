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

use layouts::Layouts;

use super::model::document::Document;
use crate::diag::Diagnostics;

/// What a document can be printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Pdf,
    Html,
    Text,
}

impl Format {
    pub const NAMES: [(&'static str, Format); 3] =
        [("pdf", Self::Pdf), ("html", Self::Html), ("txt", Self::Text)];

    /// What a run writes by itself: all that this build can, for people.
    pub const USUAL: &'static [Format] =
        if cfg!(feature = "pdf") { &[Self::Pdf, Self::Html] } else { &[Self::Html] };

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// A document as the bytes of a file.
///
/// # Errors
/// A faulty layout, a character without a glyph; PDF in a build that has none.
pub fn print(
    document: &Document,
    format: Format,
    layouts: &Layouts,
) -> Result<Vec<u8>, Diagnostics> {
    match format {
        Format::Pdf => pdf::pdf(std::slice::from_ref(document), layouts),
        Format::Html => Ok(html::html(document, layouts)?.into_bytes()),
        Format::Text => Ok(text::text(document).into_bytes()),
    }
}
