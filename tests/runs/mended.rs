//! What comes back mended must hold what it mends; units that the pipeline says of one file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiangbu::diag::Lang;
use rust_xlsxwriter::Workbook;

use super::patch::patch;
use super::pipelines::{code, entries};
use super::which_files::{Desk, LINE_HEADINGS, M6, firms, ids, line};

#[test]
fn a_return_without_its_data_replaces_nothing() {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.filing("f/a.xlsx", 2, "20000.00");
    let lines = [LINE_HEADINGS.map(str::to_string), line(1, "1", "10000.00"), line(1, "2", "二万")];
    desk.book("f/b.xlsx", &firms(&[1]), &lines);
    assert_eq!(desk.program(&["check", "p.toml", "--returns", "back"]).0, 1);
    let back = entries(&desk.path("back"));
    let own = back.iter().find(|path| path.to_string_lossy().contains(&code(1)));
    let own = own.unwrap_or_else(|| panic!("{back:?}")).clone();
    // The list comes back alone.
    keep_sheets(&own, &desk.path("f/c.xlsx"), 1);
    let (_, found) = desk.outcome();
    assert!(ids(&found).contains(&"F254") && !ids(&found).contains(&"F250"), "{found:?}");
    let (exit, text) = desk.program(&["run", "p.toml"]);
    assert!(exit > 0 && text.contains("F249"), "{exit} {text}");
    // With its data it counts.
    patch(&own, M6, &[("G3", "20000.00")]);
    fs::copy(&own, desk.path("f/c.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!(paid, BTreeMap::from([(code(1), 1_500_000), (code(2), 1_000_000)]), "{found:?}");
    assert!(ids(&found).contains(&"F250") && !ids(&found).contains(&"F254"), "{found:?}");
    assert!(!ids(&found).contains(&"F268"), "{found:?}");
    // A row that nothing was wrong with comes back with another amount: that counts, and is told.
    patch(&own, M6, &[("G2", "90000.00")]);
    fs::copy(&own, desk.path("f/c.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!(paid[&code(1)], 5_500_000);
    let told = found.iter().find(|one| one.code.id == "F268").expect("what was changed");
    let said = told.message(Lang::En);
    assert!(said.contains("10,000.00 → 90,000.00") && said.contains("first row 2"), "{said}");
}

/// The first sheets of a workbook alone, their texts as they are.
fn keep_sheets(from: &Path, to: &Path, count: usize) {
    use calamine::{Data, Reader as _};
    let mut source: calamine::Xlsx<_> = calamine::open_workbook(from).expect("a workbook");
    let mut book = Workbook::new();
    for name in source.sheet_names().into_iter().take(count) {
        let range = source.worksheet_range(&name).expect("a sheet");
        let sheet = book.add_worksheet().set_name(&name).expect("a name");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, cell) in range.used_cells() {
            let place = (top + row as u32, (left + column as u32) as u16);
            match cell {
                Data::Float(number) => sheet.write_number(place.0, place.1, *number),
                other => sheet.write_string(place.0, place.1, other.to_string()),
            }
            .expect("written");
        }
    }
    book.save(to).expect("saved");
}

#[test]
fn a_unit_is_said_of_one_file() {
    let desk = Desk::new("filings = [\"**/*.xlsx\"]\nunits = { \"a.xlsx\" = \"万元\" }");
    fs::create_dir(desk.path("g")).expect("created");
    desk.filing("f/a.xlsx", 1, "1");
    desk.filing("g/b.xlsx", 2, "20000.00");
    let due = BTreeMap::from([(code(1), 500_000), (code(2), 1_000_000)]);
    assert_eq!(desk.outcome().0, due);
    fs::rename(desk.path("g/b.xlsx"), desk.path("g/a.xlsx")).expect("renamed");
    let faults = desk.compute().map(|_| ()).expect_err("two files of one name");
    assert!(ids(&faults).contains(&"F234"), "{faults:?}");
    assert!(faults.iter().any(|d| d.message(Lang::En).contains("g/a.xlsx")), "{faults:?}");
    desk.ask("filings = [\"**/*.xlsx\"]\nunits = { \"f/a.xlsx\" = \"万元\" }", "");
    assert_eq!(desk.outcome().0, due);
}
