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

/// Where nothing of the only filing could be used, its return is mended all the same, whichever lines are filled.
#[test]
fn the_return_of_the_only_filing_is_mended() {
    let cells = ["A", "B", "C", "D", "E", "F", "G"];
    let good = |row: &str| [(format!("G{row}"), "20000.00".to_string())].to_vec();
    let blank = |row: &str| cells.map(|at| (format!("{at}{row}"), String::new())).to_vec();
    for (mended, due) in [
        ([good("2"), good("3")].concat(), Some(2_000_000)),
        ([blank("2"), good("3")].concat(), Some(1_000_000)),
        ([good("2"), blank("3")].concat(), Some(1_000_000)),
        // Nothing is left of it, and one line is as wrong as before.
        ([blank("2"), blank("3")].concat(), None),
        (blank("2"), None),
    ] {
        let desk = Desk::new("filings = [\"f/*\"]");
        let lines = [LINE_HEADINGS.map(str::to_string), line(1, "1", "一些"), line(1, "2", "二万")];
        desk.book("f/a.xlsx", &firms(&[1]), &lines);
        assert_eq!(desk.program(&["check", "p.toml", "--returns", "back"]).0, 2);
        let own = entries(&desk.path("back"));
        let own = own.iter().find(|path| path.to_string_lossy().contains(&code(1)));
        let own = own.expect("a return").clone();
        let mended: Vec<(&str, &str)> =
            mended.iter().map(|(at, cell)| (at.as_str(), cell.as_str())).collect();
        patch(&own, M6, &mended);
        fs::copy(&own, desk.path("f/再报.xlsx")).expect("copied");
        match desk.compute() {
            Ok(_) => assert_eq!(desk.outcome().0.get(&code(1)).copied(), due, "{mended:?}"),
            Err(found) => assert!(due.is_none(), "{mended:?} {found:?}"),
        }
    }
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
