//! The texts of a finished file, for a last look before it is given away.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, XlsxError};

use super::Format;
use crate::report::model::document::Document;
use crate::report::model::ledger::OfficeList;

/// Every text of a file, cell by cell, paragraph by paragraph. Workbooks, pages and plain texts are read back
/// from their bytes. The letters of a PDF stand on its pages piece by piece: there it is what the typesetter was
/// given, every text of it.
///
/// # Errors
/// A workbook that cannot be read.
pub fn texts(format: Format, bytes: &[u8], ledger: &OfficeList) -> Result<Vec<String>, XlsxError> {
    Ok(match format {
        Format::Xlsx => workbook(bytes)?,
        Format::Docx => page(&written(bytes)?),
        Format::Html => page(&String::from_utf8_lossy(bytes)),
        Format::Text => {
            // Cells of a line are two spaces apart.
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.lines().flat_map(|line| line.split("  ")).map(str::to_string).collect()
        }
        Format::Pdf => of_document(&ledger.document()),
    })
}

fn workbook(bytes: &[u8]) -> Result<Vec<String>, XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let mut texts = Vec::new();
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name)?;
        texts.extend(sheet.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
        texts.push(name);
    }
    Ok(texts)
}

/// The body of a file for word processors.
fn written(bytes: &[u8]) -> Result<String, XlsxError> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(std::io::Error::from)?;
    let mut text = String::new();
    package
        .by_name("word/document.xml")
        .map_err(std::io::Error::from)?
        .read_to_string(&mut text)?;
    Ok(text)
}

/// What stands between the tags of a page, without its script and style.
fn page(html: &str) -> Vec<String> {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut texts = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        texts.push(unescaped(before));
        let script = after.starts_with("script");
        let after = match script {
            true => after.split_once("</script").map_or("", |(_, after)| after),
            false => after,
        };
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    texts.push(unescaped(rest));
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn unescaped(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_string(), |text, (escaped, sign)| text.replace(escaped, sign))
}

/// Every text of a document as it is given to whatever sets it.
pub fn of_document(document: &Document) -> Vec<String> {
    given(&serde_json::json!(document))
}

fn given(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(given).collect(),
        Value::Object(fields) => fields.values().flat_map(given).collect(),
        _ => Vec::new(),
    }
}
