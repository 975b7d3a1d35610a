//! PDF: what its text says, the same bytes each time, many documents.

use std::path::Path;
use std::process::Command;

use jiangbu::diag::Lang;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::render::pdf;

use super::gallery;

/// Prints documents and keeps them to be looked at.
fn print(name: &str, documents: &[jiangbu::report::model::document::Document]) -> Vec<u8> {
    let bytes =
        pdf::pdf(documents, &Layouts::built_in()).unwrap_or_else(|faults| panic!("{faults:?}"));
    std::fs::write(super::look(&format!("{name}.pdf")), &bytes).expect("written");
    bytes
}

/// The text as poppler reads it.
fn text(path: &Path) -> String {
    let out = Command::new("pdftotext").args(["-layout", "-nopgbrk"]).arg(path).arg("-").output();
    String::from_utf8(out.expect("pdftotext").stdout).expect("text")
}

#[test]
fn the_gallery_is_printed_in_both_languages() {
    for (lang, name) in [(Lang::Zh, "gallery-zh"), (Lang::En, "gallery-en")] {
        print(name, &[gallery::gallery(lang)]);
    }
}
