//! Files as a test writes them, and what must come of each: one harness for all of them.

use std::fs;
use std::path::Path;

use jiangbu::diag::{Diagnostic, Severity};
use jiangbu::frame::columns as c;
use jiangbu::frame::tables::office;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use tempfile::TempDir;

use super::world::World;

pub type Rows<'a> = Vec<Vec<&'a str>>;
/// Amounts in fen, and the codes of what is more than a note.
pub type Found = (Vec<i64>, Vec<String>);

pub const HEADINGS: [&str; 7] =
    ["申报编号", "统一社会信用代码", "受理日期", "数据出境备案号", "发票号", "付款日期", "金额"];
pub const ROW: [&str; 7] =
    ["SB1", "91440305QH000001X5", "2026-02-10", "HT1", "FP1", "2025-06-30", "#10000"];
/// The amount of `ROW` in fen.
pub const PAID: i64 = 1_000_000;
/// A second line, and the amounts of both.
pub const SECOND: [&str; 7] =
    ["SB2", "91440305QH000001X5", "2026-02-10", "HT2", "FP2", "2025-07-30", "#20000"];
pub const BOTH: [i64; 2] = [PAID, 2 * PAID];
/// The sheet of measure 六.
pub const M6: &str = "六 数据跨境合规";

/// Amounts of a table in fen, which is one of the scheme or of the office, and all findings.
pub fn read_as(
    table: &str,
    name: &str,
    make: impl FnOnce(&Path),
) -> (Vec<i64>, Vec<(String, Severity)>) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    make(&path);
    let mut world = World::new();
    if let Some(office) = office(table) {
        world.contracts.push(office.contract(world.headers.sheet_names(table)));
    }
    let found = |all: &[Diagnostic]| {
        all.iter().map(|one| (one.code.id.to_string(), one.severity)).collect::<Vec<_>>()
    };
    match world.read(&[path]) {
        Err(faults) => (Vec::new(), found(&faults.0)),
        Ok(batch) => {
            let at = world.contracts.iter().position(|one| one.key == table).expect("the table");
            let name = if table == "payments" { c::SETTLED_AMOUNT } else { c::AMOUNT };
            let amounts = batch.tables[at].column(name).expect("amounts").i64().expect("fen");
            (amounts.iter().flatten().collect(), found(&batch.findings))
        }
    }
}

/// The same of measure 六.
pub fn read_all(name: &str, make: impl FnOnce(&Path)) -> (Vec<i64>, Vec<(String, Severity)>) {
    read_as("m6", name, make)
}

/// Without notes.
pub fn loud((amounts, found): (Vec<i64>, Vec<(String, Severity)>)) -> Found {
    let loud = found.into_iter().filter(|(_, severity)| *severity > Severity::Note);
    (amounts, loud.map(|(code, _)| code).collect())
}

/// A workbook of one sheet, of measure 六.
pub fn sheet(rows: &[Vec<&str>]) -> Found {
    loud(read_all("申报.xlsx", |path| write(path, rows, "")))
}

/// Amounts without a word about them.
pub fn silent(amounts: &[i64]) -> Found {
    (amounts.to_vec(), Vec::new())
}

/// The two rows with another column.
pub fn beside(heading: &'static str, own: [&'static str; 2]) -> Found {
    let row = |row: [&'static str; 7], last| row.into_iter().chain([last]).collect::<Vec<_>>();
    sheet(&[row(HEADINGS, heading), row(ROW, own[0]), row(SECOND, own[1])])
}

/// A workbook of several sheets.
pub fn book(table: &str, sheets: &[(&str, Rows)]) -> Found {
    loud(read_as(table, "申报.xlsx", |path| {
        let mut book = Workbook::new();
        for (name, rows) in sheets {
            put(book.add_worksheet().set_name(*name).expect("a name"), rows, &Format::new());
        }
        book.save(path).expect("a file");
    }))
}

/// One sheet on disk, with a number format for all cells.
pub fn write(path: &Path, rows: &[Vec<&str>], format: &str) {
    let format = match format {
        "" => Format::new(),
        code => Format::new().set_num_format(code),
    };
    let mut book = Workbook::new();
    put(book.add_worksheet().set_name(M6).expect("a name"), rows, &format);
    book.save(path).expect("a file");
}

/// `#` stands before numbers, `>` before a text that is merged over two columns.
pub fn put(sheet: &mut Worksheet, rows: &[Vec<&str>], format: &Format) {
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            match (cell.strip_prefix('#'), cell.strip_prefix('>')) {
                (Some(number), _) => {
                    let number = number.parse::<f64>().expect("a number");
                    sheet.write_with_format(row, column, number, format)
                }
                (_, Some(text)) => sheet.merge_range(row, column, row, column + 1, text, format),
                _ => sheet.write_with_format(row, column, *cell, format),
            }
            .expect("a cell");
        }
    }
}
