//! Sums in workbooks are formulas that a spreadsheet program recalculates to the fen: results that stand in the
//! file are wiped out first, LibreOffice computes them anew, and they are held against the tables of the run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::sample;

/// Every formula keeps its text and loses its result. Gives the number of formulas.
fn wipe(from: &Path, to: &Path) -> usize {
    let mut archive = zip::ZipArchive::new(File::open(from).expect("a workbook")).expect("a zip");
    let mut out = zip::ZipWriter::new(File::create(to).expect("a file"));
    let mut formulas = 0;
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).expect("an entry");
        let name = entry.name().expect("a name").to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).expect("text");
            let mut parts = text.split("</f><v>");
            let mut kept = parts.next().expect("a part").to_string();
            for part in parts {
                formulas += 1;
                let (_, rest) = part.split_once("</v>").expect("a result");
                kept.push_str("</f><v>0</v>");
                kept.push_str(rest);
            }
            bytes = kept.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        out.write_all(&bytes).expect("written");
    }
    out.finish().expect("written");
    formulas
}

const ALWAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// The workbooks as LibreOffice saves them after computing every formula.
fn recalculate(files: &[PathBuf], folder: &Path) -> PathBuf {
    let (profile, out) = (folder.join("profile"), folder.join("out"));
    std::fs::create_dir_all(profile.join("user")).expect("a folder");
    std::fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS).expect("written");
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(&out).args(files);
    let output = command.output().expect("soffice");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    out
}

/// The amounts of the row that begins with 合计, in fen, by heading.
fn sums(book: &Path, sheet: &str) -> BTreeMap<String, i64> {
    let mut book: Xlsx<_> = open_workbook(book).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("a sheet");
    let rows: Vec<&[Data]> = range.rows().collect();
    let is_total = |row: &&&[Data]| row.iter().any(|cell| *cell == Data::String("合计".into()));
    let total = rows.iter().rev().find(is_total).expect("a total");
    let headings = rows.iter().rev().find(|row| {
        let texts = row.iter().filter(|cell| matches!(cell, Data::String(_))).count();
        texts == row.len()
    });
    let named = headings.expect("headings").iter().zip(total.iter());
    let fen = |value: f64| format!("{value:.2}").replace('.', "").parse().expect("fen");
    named
        .filter_map(|(heading, cell)| match cell {
            Data::Float(value) => Some((heading.to_string(), fen(*value))),
            Data::Int(value) => Some((heading.to_string(), value * 100)),
            _ => None,
        })
        .collect()
}

#[test]
#[ignore = "computes the workbook again in LibreOffice (libreoffice-calc)"]
fn libreoffice_computes_the_same_fen() {
    let run = sample::plain();
    let folder = tempfile::tempdir().expect("a folder");
    let names = ["workbook.xlsx", "reports/publication.xlsx", "reports/payments.xlsx"];
    let wiped = names.map(|name| folder.path().join(name.replace("reports/", "")));
    for (name, to) in names.iter().zip(&wiped) {
        assert!(wipe(&run.join(name), to) > 0, "{name} has no formula");
    }
    let out = recalculate(&wiped, folder.path());
    let sum =
        |table: &str, column: &str| -> i64 { Table::open(run, table).fen(column).iter().sum() };

    let book = out.join("workbook.xlsx");
    let claims = sums(&book, "核定明细");
    for (heading, column) in [("申请额", c::REQUESTED), ("拟拨付金额", c::PAYABLE)] {
        assert_eq!(claims.get(heading), Some(&sum("claims", column)), "{heading}: {claims:?}");
    }
    let firms = sums(&book, "企业汇总");
    assert_eq!(firms.get("拟拨付金额"), Some(&sum("enterprises", c::PAYABLE)), "{firms:?}");
    let measures = sums(&book, "汇总");
    assert_eq!(
        measures.get("拟拨付金额（元）"),
        Some(&sum("measures", c::PAYABLE)),
        "{measures:?}"
    );
    assert_eq!(
        measures.get("申请额（万元）"),
        Some(&sum("measures", c::REQUESTED)),
        "{measures:?}"
    );

    let listed = sum("payments", c::TO_PAY);
    assert_eq!(listed + sum("held", c::HELD), sum("enterprises", c::PAYABLE));
    let published = sum("enterprises", c::PAYABLE);
    for (name, expected) in [("publication.xlsx", published), ("payments.xlsx", listed)] {
        let book: Xlsx<_> = open_workbook(out.join(name)).expect("a workbook");
        let sheet = book.sheet_names().first().cloned().expect("a sheet");
        let found = sums(&out.join(name), &sheet);
        assert!(found.values().any(|sum| *sum == expected), "{name}: {expected} in {found:?}");
    }
}
