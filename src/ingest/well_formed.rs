//! Whether every element of an OpenDocument sheet is closed. The reader of these files looks for the end of a table and of
//! a comment without ever looking for the end of the file: where one is missing it would look for ever.

use std::io::{BufReader, Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::sheet::Stop;
use crate::diag::{Diagnostic, codes};

/// A manifest is a list of the parts of its file.
const MANIFEST: u64 = 1 << 20;

/// Reads `content.xml` once more, with the parser of that reader.
///
/// # Errors
/// One finding where an end is missing, or stands where another should.
pub fn check(bytes: &[u8]) -> Result<(), Stop> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    // What is not there the reader says itself.
    let Ok(part) = archive.by_name("content.xml") else { return Ok(()) };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let config = reader.config_mut();
    config.trim_text(false);
    config.check_comments = false;
    config.expand_empty_elements = true;
    let (mut buffer, mut open) = (Vec::new(), 0usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => open += 1,
            // One too many is an error of the parser.
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) | Err(_) => return Err(unclosed(is_locked(bytes))),
            Ok(_) => {}
        }
    }
}

/// The content of a file with a password is no XML at all, and its manifest says so.
fn is_locked(bytes: &[u8]) -> bool {
    let mut manifest = Vec::new();
    let archive = ZipArchive::new(Cursor::new(bytes));
    if let Ok(mut archive) = archive
        && let Ok(part) = archive.by_name("META-INF/manifest.xml")
    {
        // What cannot be read says nothing.
        let _ = part.take(MANIFEST).read_to_end(&mut manifest);
    }
    memmem::find(&manifest, b"encryption-data").is_some()
}

fn unclosed(is_locked: bool) -> Stop {
    if is_locked {
        return Stop::fault(Diagnostic::new(&codes::PASSWORD));
    }
    Stop::fault(
        Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "内容已损坏（标签没有配对）")
            .arg("why_en", "its content is damaged (elements that are not closed)"),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn is_closed(content: &str) -> bool {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("content.xml", SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
        check(&zip.finish().expect("a file").into_inner()).is_ok()
    }

    /// Each of those on the right kept the reader of these files busy for ever.
    #[test]
    fn what_is_not_closed_is_refused() {
        let table = |inside: &str| format!("<o><t:table t:name=\"一\">{inside}</t:table></o>");
        let cell = "<t:row><t:cell><x:p>1</x:p></t:cell></t:row>";
        for closed in [table(cell), table("<t:cell/>"), table("<!-- </t:table> -->")] {
            assert!(is_closed(&closed), "{closed}");
        }
        for open in [
            table(cell).replace("</t:table>", "</tabl>"),
            table("<t:row><t:cell><o:note><x:p>1</x:p></t:cell></t:row>"),
            table("<![CDATA[</t:table>]]>").replacen("]]></t:table>", "]]>", 1),
            table("<!--").replace("</o>", "--></o>"),
            "<o><t:table t:name=\"一\">".to_string(),
        ] {
            assert!(!is_closed(&open), "{open}");
        }
    }
}
