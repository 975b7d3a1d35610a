//! Sheets as people make them: units in titles and remarks, columns of their own, groups of headings, merged rows.
//! What a sheet says is read rightly, or refused; what means nothing is left alone.

mod columns;
mod random;
mod units;
mod words_aside;

use std::collections::BTreeSet;
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::frame::tables::TableContract;
use jiangbu::ingest::{Batch, Headers, InputFile, Limits, headers, read};
use jiangbu::scheme::{Choices, SchemeFile};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";
const HEADERS: &str = "pipelines/headers.toml";
const FIRM: &str = "914403001922038216";

/// The contracts of the scheme in force.
struct World {
    contracts: Vec<TableContract>,
    headers: Headers,
}

/// What came of a sheet.
#[derive(Debug, Default)]
struct Read {
    /// Currency and amount in its smallest unit of each accepted row, in their order.
    amounts: Vec<(String, i64)>,
    /// Their rows, as people count.
    rows: Vec<u32>,
    requested: Vec<Option<i64>>,
    /// Codes of errors and warnings.
    said: BTreeSet<&'static str>,
    notes: BTreeSet<&'static str>,
    /// Where units were applied, what was taken.
    units: Vec<String>,
}

impl World {
    fn new() -> Self {
        let scheme = SchemeFile::load(Path::new(SCHEME)).expect("a scheme");
        let (scheme, _) = scheme.resolve(&Choices::default()).expect("resolved");
        let contracts = scheme.measures.iter().map(|measure| measure.contract()).collect();
        Self { contracts, headers: headers::load(Path::new(HEADERS)).expect("headers") }
    }

    /// Reads a workbook of one sheet.
    fn read(&self, sheet: &str, fill: impl Fn(&mut Worksheet)) -> Read {
        let mut book = Workbook::new();
        fill(book.add_worksheet().set_name(sheet).expect("a name"));
        self.read_book(&book.save_to_buffer().expect("saved"))
    }

    fn read_book(&self, bytes: &[u8]) -> Read {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        std::fs::write(&path, bytes).expect("written");
        self.read_file(&path)
    }

    fn read_file(&self, path: &Path) -> Read {
        let shown = path.file_name().expect("a name").to_string_lossy().into_owned();
        let file = InputFile { path: path.to_path_buf(), shown, root: None };
        let limits = Limits::default();
        let batch = read(&[file], &self.contracts, &self.headers, &limits, &|_: &str| {});
        let (findings, mut out) = match batch {
            Ok(batch) => (batch.findings.clone(), amounts(&batch)),
            Err(faults) => (faults.0, Read::default()),
        };
        for finding in findings {
            let note = finding.severity == jiangbu::diag::Severity::Note;
            if note {
                out.notes.insert(finding.code.id)
            } else {
                out.said.insert(finding.code.id)
            };
        }
        out
    }
}

fn amounts(batch: &Batch) -> Read {
    let mut out = Read::default();
    for table in &batch.tables {
        let Ok(column) = table.column(c::AMOUNT) else { continue };
        let currency = table.column(c::CURRENCY).ok().map(|column| column.str().expect("texts"));
        for (row, amount) in column.i64().expect("numbers").iter().enumerate() {
            let currency = currency.and_then(|codes| codes.get(row)).unwrap_or("CNY");
            out.amounts.push((currency.to_string(), amount.expect("an amount")));
        }
        out.rows.extend(
            table.column(c::ROW).expect("a column").u32().expect("numbers").iter().flatten(),
        );
        let requested = table.column(c::REQUESTED).expect("a column").i64().expect("numbers");
        out.requested.extend(requested.iter());
    }
    for source in &batch.sources {
        let unit = source.repairs.iter().filter(|repaired| repaired.repair.key() == "unit");
        out.units.extend(unit.map(|repaired| repaired.taken.clone()));
    }
    out
}

/// What stands in a cell.
#[derive(Clone, Debug)]
enum Cell {
    Text(String),
    Number(f64),
    /// A number in a format.
    Formatted(f64, &'static str),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) {
    let put = match cell {
        Cell::Text(text) if text.is_empty() => return,
        Cell::Text(text) => sheet.write_string(row, column, text),
        Cell::Number(number) => sheet.write_number(row, column, *number),
        Cell::Formatted(number, format) => sheet.write_number_with_format(
            row,
            column,
            *number,
            &Format::new().set_num_format(*format),
        ),
    };
    put.expect("written");
}

/// A table of measure 六: its headings but for the amount, and a line.
#[derive(Clone, Debug)]
struct Table {
    above: Vec<Vec<Cell>>,
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
    below: Vec<Vec<Cell>>,
}

impl Table {
    /// Lines of so many amounts, in a column of that heading.
    fn new(heading: &str, amounts: &[Cell]) -> Self {
        let headings = ["申报编号", "统一社会信用代码", "受理日期", "合同号", "付款日期", heading];
        let row = |(at, amount): (usize, &Cell)| {
            let number = format!("HT{at}");
            let texts = ["SB1", FIRM, "2026-02-10", number.as_str(), "2025-06-30"];
            texts.into_iter().map(Cell::from).chain([amount.clone()]).collect()
        };
        Self {
            above: Vec::new(),
            headings: headings.map(str::to_string).to_vec(),
            rows: amounts.iter().enumerate().map(row).collect(),
            below: Vec::new(),
        }
    }

    /// A further column, the same in all rows or one for each.
    fn column(mut self, heading: &str, cells: &[&str]) -> Self {
        self.headings.push(heading.to_string());
        for (at, row) in self.rows.iter_mut().enumerate() {
            row.push(Cell::from(cells[at.min(cells.len() - 1)]));
        }
        self
    }

    fn above(mut self, cells: &[&str]) -> Self {
        self.above.push(cells.iter().map(|text| Cell::from(*text)).collect());
        self
    }

    fn below(mut self, cells: &[&str]) -> Self {
        self.below.push(cells.iter().map(|text| Cell::from(*text)).collect());
        self
    }

    fn write(&self, sheet: &mut Worksheet) {
        let headings = self.headings.iter().map(|text| Cell::Text(text.clone())).collect();
        let rows = self.above.iter().chain([&headings]).chain(&self.rows).chain(&self.below);
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                put(sheet, row, column, cell);
            }
        }
    }

    fn read(&self, world: &World) -> Read {
        world.read("措施六", |sheet| self.write(sheet))
    }
}

/// The amounts in yuan of rows that were accepted without an error or a warning.
fn yuan(read: &Read) -> Vec<i64> {
    assert!(read.said.is_empty(), "{read:?}");
    assert!(read.amounts.iter().all(|(currency, _)| currency == "CNY"), "{read:?}");
    read.amounts.iter().map(|(_, fen)| *fen).collect()
}

/// Nothing was accepted, and this is why.
fn refused(read: &Read, code: &str, of: &str) {
    assert!(read.amounts.is_empty() && read.said.contains(code), "{of}: {read:?}");
}
