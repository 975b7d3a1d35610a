//! Files of so many pages that they are bound in volumes: typesetting holds all pages of a file in memory.

use super::Prints;
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::report::model::Wanted;
use crate::report::model::document::Document;
use crate::report::model::ledger::OfficeList;
use crate::report::model::privacy::Privacy;
use crate::report::render::{Format, pdf};

/// Rows of the longest table of one file.
const ROWS: usize = 2_000;

/// A list as PDF: one file, or `NAME-001.pdf` and so on.
pub(super) fn print_list(
    prints: &Prints,
    ledger: &OfficeList,
    report: Wanted,
    privacy: Option<&Privacy>,
) -> Result<(), Failure> {
    let words = prints.asked.words;
    let named = |number: usize, count: usize| {
        words.say("lists.volume", &[("number", &number), ("count", &count)])
    };
    let parts = ledger.volumes(ROWS, &named);
    let file = |number: usize| match parts.len() {
        1 => super::file(prints.place, report, Format::Pdf),
        _ => format!("{}{}-{:03}.pdf", prints.place, report.name(), number + 1),
    };
    let mut documents = parts.iter().map(OfficeList::document);
    each(prints, &mut documents, 1, &file, &mut |number, bytes| {
        prints.keep(&parts[number], &file(number), Format::Pdf, bytes, privacy)
    })
}

/// Takes a finished file by its number.
type Keep<'a> = dyn FnMut(usize, &[u8]) -> Result<(), Failure> + 'a;

/// Sets documents as files of at most `size` of them, and gives each file to `keep`.
pub(super) fn each(
    prints: &Prints,
    documents: &mut dyn Iterator<Item = Document>,
    size: usize,
    file: &dyn Fn(usize) -> String,
    keep: &mut Keep,
) -> Result<(), Failure> {
    // What the disk or the last look says is kept apart: typesetting reports faults of documents only.
    let mut refused = None;
    let mut write = |number: usize, bytes: Vec<u8>| -> Result<(), Diagnostics> {
        keep(number, &bytes).map_err(|failure| {
            let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", file(number));
            let fault = fault.arg("why", &failure).into();
            refused = Some(failure);
            fault
        })
    };
    let printed = pdf::pdf_volumes(documents, prints.asked.layouts, size, &mut write);
    match refused {
        Some(failure) => Err(failure),
        None => Ok(printed?),
    }
}
