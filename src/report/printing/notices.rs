//! 核定通知 of every enterprise: bound in volumes, or in a file for each.

use super::{Prints, volumes};
use crate::diag::Failure;
use crate::report::model::Wanted;
use crate::report::model::document::Document;
use crate::report::model::notice::notice;
use crate::report::model::record::left_out;
use crate::report::render::{Format, docx, text};

/// Notices of one file: typesetting holds all pages of a file in memory.
const VOLUME: usize = 250;

pub(super) fn print(prints: &Prints, formats: &[Format]) -> Result<(), Failure> {
    for format in formats {
        match format {
            Format::Text => in_text(prints)?,
            _ => bound(prints, *format)?,
        }
    }
    Ok(())
}

/// In volumes, or a file for each.
fn bound(prints: &Prints, format: Format) -> Result<(), Failure> {
    let firms = prints.firms()?;
    let (name, ending) = (Wanted::Notices.name(), format.ending());
    let pen = prints.pen();
    let left_out = left_out(prints.record)?;
    for firm in firms {
        prints.look_through(&notice(&pen, firm, &left_out), Wanted::Notices)?;
    }
    let mut documents = firms.iter().map(|firm| notice(&pen, firm, &left_out));
    let file = |number: usize| match () {
        () if prints.asked.each => format!("{name}/{}.{ending}", firms[number].code),
        () if firms.len() > VOLUME => format!("{name}-{:03}.{ending}", number + 1),
        () => format!("{name}.{ending}"),
    };
    if prints.asked.each && !firms.is_empty() {
        prints.out.make(&format!("{}{name}", prints.place))?;
    }
    let size = if prints.asked.each { 1 } else { VOLUME };
    let file = |number: usize| format!("{}{}", prints.place, file(number));
    if format == Format::Pdf {
        return volumes::each(prints, &mut documents, size, &file, &mut |number, bytes| {
            prints.out.write(&file(number), bytes)
        });
    }
    for number in 0..firms.len().div_ceil(size) {
        let volume: Vec<Document> = documents.by_ref().take(size).collect();
        let bytes = docx::docx(&volume, prints.asked.layouts)?;
        prints.out.write(&file(number), &bytes)?;
    }
    Ok(())
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
