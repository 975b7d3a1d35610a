//! Cells of a finished workbook changed by hand, as somebody would who mends it.

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Puts texts into cells (`C9`) of a sheet, formats and comments untouched.
pub fn patch(path: &Path, sheet: &str, cells: &[(&str, &str)]) {
    let text = |value: &str| format!(" t=\"inlineStr\"><is><t>{value}</t></is></c>");
    let cells: Vec<(&str, String)> =
        cells.iter().map(|(cell, value)| (*cell, text(value))).collect();
    rewrite(path, sheet, &cells);
}

/// Makes a cell a formula that was never computed.
pub fn never_computed(path: &Path, sheet: &str, cell: &str, formula: &str) {
    rewrite(path, sheet, &[(cell, format!("><f>{formula}</f></c>"))]);
}

fn rewrite(path: &Path, sheet: &str, cells: &[(&str, String)]) {
    let book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let place = book.sheet_names().iter().position(|name| name == sheet).expect("the sheet") + 1;
    let part = format!("xl/worksheets/sheet{place}.xml");
    let mut archive = ZipArchive::new(File::open(path).expect("open")).expect("a zip file");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let name = entry.name().expect("a name").to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        if name == part {
            let mut text = String::from_utf8(bytes).expect("XML");
            for (cell, value) in cells {
                text = put(&text, cell, value);
            }
            bytes = text.into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("begun");
        out.write_all(&bytes).expect("written");
    }
    let bytes = out.finish().expect("finished").into_inner();
    fs::write(path, bytes).expect("written");
}

/// Replaces what a cell holds; the cell must be there.
fn put(xml: &str, cell: &str, rest: &str) -> String {
    let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no cell {cell}"));
    let tag = start + xml[start..].find('>').expect("a tag");
    let end = match xml[..tag].ends_with('/') {
        true => tag + 1,
        false => start + xml[start..].find("</c>").expect("its end") + "</c>".len(),
    };
    let style = xml[start..tag].split(" s=\"").nth(1).and_then(|tail| tail.split('"').next());
    let style = style.map_or(String::new(), |style| format!(" s=\"{style}\""));
    format!("{}<c r=\"{cell}\"{style}{rest}{}", &xml[..start], &xml[end..])
}
