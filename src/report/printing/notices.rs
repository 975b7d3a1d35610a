//! 核定通知 of every enterprise: bound in volumes, or in a file for each.

use super::{Prints, volumes};
use crate::diag::Failure;
use crate::report::model::Wanted;
use crate::report::model::document::Document;
use crate::report::model::notice::notice;
use crate::report::model::record::left_out;
use crate::report::render::{Format, text};

/// Notices of one file: typesetting holds all pages of a file in memory.
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
    let left_out = left_out(prints.record)?;
    for firm in firms {
        prints.look_through(&notice(&pen, firm, &left_out), Wanted::Notices)?;
    }
    let mut documents = firms.iter().map(|firm| notice(&pen, firm, &left_out));
    let file = |number: usize| match () {
        () if prints.asked.each => format!("{name}/{}.pdf", firms[number].code),
        () if firms.len() > VOLUME => format!("{name}-{:03}.pdf", number + 1),
        () => format!("{name}.pdf"),
    };
    if prints.asked.each && !firms.is_empty() {
        prints.out.make(&format!("{}{name}", prints.place))?;
    }
    let size = if prints.asked.each { 1 } else { VOLUME };
    let file = |number: usize| format!("{}{}", prints.place, file(number));
    volumes::each(prints, &mut documents, size, &file, &mut |number, bytes| {
        prints.out.write(&file(number), bytes)
    })
}

fn in_text(prints: &Prints) -> Result<(), Failure> {
    let pen = prints.pen();
    let left_out = left_out(prints.record)?;
    let firms = prints.firms()?.iter();
    let all: Vec<Document> = firms.map(|firm| notice(&pen, firm, &left_out)).collect();
    all.iter().try_for_each(|one| prints.look_through(one, Wanted::Notices))?;
    let all: Vec<String> = all.iter().map(text::text).collect();
    let file = super::file(prints.place, Wanted::Notices, Format::Text);
    prints.out.write(&file, all.join("\u{c}\n").as_bytes())
}
