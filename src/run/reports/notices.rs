//! 核定通知 of every enterprise: bound in volumes, or in a file for each.

use super::Prints;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::report::model::Wanted;
use crate::report::model::document::Document;
use crate::report::model::notice::notice;
use crate::report::render::{Format, pdf, text};
use crate::run::prepare::Failure;

/// Notices of one file: the setter keeps all pages of a file in memory.
const VOLUME: usize = 250;

pub(super) fn print(prints: &Prints, formats: &[Format]) -> Result<(), Failure> {
    for format in formats {
        match format {
            Format::Pdf => in_pdf(prints)?,
            _ => in_text(prints)?,
        }
    }
    Ok(())
}

fn in_pdf(prints: &Prints) -> Result<(), Failure> {
    let firms = prints.firms()?;
    let name = Wanted::Notices.name();
    let pen = prints.pen();
    let mut documents = firms.iter().map(|firm| notice(&pen, firm));
    let file = |number: usize| match () {
        () if prints.asked.each => format!("{name}/{}.pdf", firms[number].code),
        () if firms.len() > VOLUME => format!("{name}-{:03}.pdf", number + 1),
        () => format!("{name}.pdf"),
    };
    if prints.asked.each && !firms.is_empty() {
        prints.out.make(&format!("{}{name}", prints.place))?;
    }
    let size = if prints.asked.each { 1 } else { VOLUME };
    // What the disk says is kept aside: the setter knows faults of documents only.
    let mut refused = None;
    let mut write = |number: usize, bytes: Vec<u8>| -> Result<(), Diagnostics> {
        prints.out.write(&format!("{}{}", prints.place, file(number)), &bytes).map_err(|failure| {
            let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", file(number));
            let fault = fault.arg("why", &failure).into();
            refused = Some(failure);
            fault
        })
    };
    let printed = pdf::pdf_volumes(&mut documents, prints.asked.layouts, size, &mut write);
    match refused {
        Some(failure) => Err(failure),
        None => Ok(printed?),
    }
}

fn in_text(prints: &Prints) -> Result<(), Failure> {
    let pen = prints.pen();
    let all: Vec<Document> = prints.firms()?.iter().map(|firm| notice(&pen, firm)).collect();
    let all: Vec<String> = all.iter().map(text::text).collect();
    let file = super::file(prints.place, Wanted::Notices, Format::Text);
    prints.out.write(&file, all.join("\u{c}\n").as_bytes())
}
