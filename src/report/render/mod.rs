//! Models laid out: a terminal, a workbook, PDF, word processors, HTML, plain text. Nothing is computed here.

pub mod docx;
pub mod draw;
pub mod html;
pub mod layouts;
pub mod ledger;
pub mod pdf;
pub mod plain;
pub mod read_back;
pub mod returns;
pub mod template;
mod templates;
pub mod terminal;
pub mod text;

use layouts::Layouts;

use super::model::document::Document;
use super::model::ledger::OfficeList;
use crate::diag::{Diagnostic, Diagnostics, codes};

/// What a report can be printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Pdf,
    Docx,
    Html,
    Text,
    Xlsx,
}

impl Format {
    pub const NAMES: [(&'static str, Format); 5] = [
        ("pdf", Self::Pdf),
        ("docx", Self::Docx),
        ("html", Self::Html),
        ("txt", Self::Text),
        ("xlsx", Self::Xlsx),
    ];

    /// Whether this build prints it.
    pub fn is_built(self) -> bool {
        self != Self::Pdf || cfg!(feature = "pdf")
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// What stands for a character that cannot be printed: a box, and which character it was.
pub fn boxed(c: char) -> String {
    format!("□〔U+{:04X}〕", c as u32)
}

/// A document as the bytes of a file.
///
/// # Errors
/// A faulty layout, a character without a glyph; PDF in a build that has none; a workbook, which no document
/// is (A565).
pub fn print(
    document: &Document,
    format: Format,
    layouts: &Layouts,
) -> Result<Vec<u8>, Diagnostics> {
    match format {
        Format::Pdf => pdf::pdf(std::slice::from_ref(document), layouts),
        Format::Docx => docx::docx(std::slice::from_ref(document), layouts),
        Format::Html => Ok(html::html(document, layouts)?.into_bytes()),
        Format::Text => Ok(text::text(document).into_bytes()),
        Format::Xlsx => {
            let fault = Diagnostic::new(&codes::NOT_PRINTED_SO).arg("report", &document.name);
            Err(fault.arg("known", "pdf, docx, html, txt").into())
        }
    }
}

/// A ledger as the bytes of a file.
///
/// # Errors
/// As [`print`]; a list beyond what Excel can hold (A504).
pub fn print_ledger(
    ledger: &OfficeList,
    format: Format,
    layouts: &Layouts,
) -> Result<Vec<u8>, Diagnostics> {
    match format {
        Format::Xlsx => ledger::xlsx(ledger).map_err(|why| {
            let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", &ledger.head.name);
            fault.arg("why", why).into()
        }),
        _ => print(&ledger.document(), format, layouts),
    }
}
