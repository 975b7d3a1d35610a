//! Faults of files and rows: one cell, sheet or file of a small sound filing is spoilt.

use std::fs::{self, File};
use std::path::Path;

use jiangbu::diag::{Diagnostic, Failure, Place, Severity};
use jiangbu::intake::prepare::{Prepared, prepare};
use polars::prelude::*;
use polars_io::prelude::ParquetWriter;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::folder::Folder;
use super::{compare, each, odd_book, registered};

const BOOK: &str = "申报.xlsx";
const HISTORY_BOOK: &str = "history.xlsx";
const HISTORY: &str = "历史奖补";
const FIRMS: &str = "基本情况";
const LINES: &str = "明细";
const JIA: &str = "914403001922038216";
const YI: &str = "9144030071526726XG";
const BING: &str = "91440300100012316L";

const FIRM_HEADINGS: &[&str] = &["单位名称", "统一社会信用代码", "单位类型", "人员在前海"];
const LINE_HEADINGS: &[&str] = &[
    "申报编号",
    "统一社会信用代码",
    "受理日期",
    "付款日期",
    "金额",
    "币种",
    "国际数据服务占比",
    "服务企业数",
    "是否服务业活动",
    "推广渠道",
    "发票号",
];

/// What stands in a cell.
#[derive(Clone, Copy)]
enum Cell {
    Blank,
    Text(&'static str),
    Number(f64),
    /// A formula and its stored result.
    Formula(&'static str, &'static str),
}

use Cell::{Blank, Number, Text};

/// A sheet under construction: headings and rows.
#[derive(Clone)]
struct Sheet {
    name: &'static str,
    headings: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A filing under construction: one workbook, and files beside it.
pub struct Filing {
    firms: Sheet,
    lines: Sheet,
    others: Vec<Sheet>,
    files: Vec<(&'static str, Vec<u8>)>,
    frames: Vec<(&'static str, DataFrame)>,
    /// A workbook of earlier awards, with the name of its sheet.
    history: Option<Sheet>,
}

impl Sheet {
    fn new(name: &'static str, headings: &[&'static str], rows: &[&[&'static str]]) -> Self {
        let cells = |row: &&[&'static str]| row.iter().map(|text| Text(text)).collect();
        Self { name, headings: headings.to_vec(), rows: rows.iter().map(cells).collect() }
    }

    /// Puts a cell into the last row.
    fn set(&mut self, heading: &str, cell: Cell) {
        let at = self.headings.iter().position(|known| *known == heading).expect("a heading");
        self.rows.last_mut().expect("a row")[at] = cell;
    }

    fn rename(&mut self, heading: &str, new: &'static str) {
        let at = self.headings.iter().position(|known| *known == heading).expect("a heading");
        self.headings[at] = new;
    }

    fn remove(&mut self, heading: &str) {
        let at = self.headings.iter().position(|known| *known == heading).expect("a heading");
        self.headings.remove(at);
        for row in &mut self.rows {
            row.remove(at);
        }
    }

    fn write(&self, sheet: &mut Worksheet) {
        sheet.set_name(self.name).expect("a name");
        for (at, heading) in self.headings.iter().enumerate() {
            sheet.write_string(0, at as u16, *heading).expect("written");
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                let result = match cell {
                    Blank => continue,
                    Text(text) => sheet.write_string(row, column, *text),
                    Number(value) => sheet.write_number(row, column, *value),
                    Cell::Formula(formula, result) => {
                        let formula = Formula::new(*formula).set_result(*result);
                        sheet.write_formula(row, column, formula)
                    }
                };
                result.expect("written");
            }
        }
    }
}

impl Filing {
    /// Two firms with a line each, and a second line of the first, to be spoilt.
    fn sound() -> Self {
        let line = |filing, code, amount, invoice| {
            let before = [filing, code, "2026-03-01", "2025-06-30", amount];
            let after = ["CNY", "60%", "12", "是", "视频", invoice];
            before.into_iter().chain(after).map(Text).collect()
        };
        let rows = vec![
            line("2026-001", JIA, "1000.00", "F1"),
            line("2026-002", YI, "2000.00", "F2"),
            line("2026-001", JIA, "3000.00", "F3"),
        ];
        let firms: &[&[&str]] = &[&["甲公司", JIA, "企业", "是"], &["乙公司", YI, "公司", "否"]];
        Self {
            firms: Sheet::new(FIRMS, FIRM_HEADINGS, firms),
            lines: Sheet { name: LINES, headings: LINE_HEADINGS.to_vec(), rows },
            others: Vec::new(),
            files: Vec::new(),
            frames: Vec::new(),
            history: None,
        }
    }

    fn firm(&mut self, cells: [&'static str; 4]) {
        self.firms.rows.push(cells.map(Text).to_vec());
    }

    fn write(mut self, folder: &Path) {
        let mut book = Workbook::new();
        for sheet in [&self.firms, &self.lines].into_iter().chain(&self.others) {
            sheet.write(book.add_worksheet());
        }
        book.save(folder.join(BOOK)).expect("saved");
        if let Some(sheet) = &self.history {
            let mut book = Workbook::new();
            sheet.write(book.add_worksheet());
            book.save(folder.with_file_name(HISTORY_BOOK)).expect("saved");
        }
        for (name, bytes) in &self.files {
            fs::write(folder.join(name), bytes).expect("written");
        }
        for (name, frame) in &mut self.frames {
            let file = File::create(folder.join(name)).expect("created");
            ParquetWriter::new(file).finish(frame).expect("written");
        }
    }
}

/// The lines of a Parquet file: a sound one and one whose amount is missing.
fn parquet_lines(amount: &str) -> DataFrame {
    df!(
        "filing_no" => ["2026-004", "2026-004"],
        "uscc" => [JIA, JIA],
        "accepted_on" => ["2026-03-01", "2026-03-01"],
        "paid_on" => ["2025-07-01", "2025-07-02"],
        amount => [Some("500.00"), None],
    )
    .expect("a frame")
}

/// One earlier award of the second firm.
fn history(sheet: &'static str, measure: &'static str) -> Sheet {
    let headings = &["统一社会信用代码", "措施", "奖补年度", "金额", "状态"];
    Sheet::new(sheet, headings, &[&[YI, measure, "2025", "100.00", "已拨付"]])
}

/// The same with another column in the place of the amounts or beside them.
fn parquet_with(column: Column) -> DataFrame {
    let mut frame =
        parquet_lines("amount").fill_null(FillNullStrategy::Forward(None)).expect("full");
    frame.with_column(column).expect("as long");
    frame
}

/// Lists of numbers where an amount should stand.
fn lists() -> Column {
    let of = |values: &[i64]| Series::new("".into(), values);
    Column::new("amount".into(), [of(&[1, 2]), of(&[3])])
}

fn line(heading: &str, cell: Cell) -> impl FnOnce(&mut Filing) {
    move |filing| filing.lines.set(heading, cell)
}

pub type Case = (&'static str, fn(&mut Filing));

const CASES: &[Case] = &[
    // Files.
    ("F203", |f| f.files.push(("坏.xlsx", b"not a workbook".to_vec()))),
    ("F204", |f| f.files.push(("m1.parquet", b"PAR1 nonsense".to_vec()))),
    ("F205", |f| f.others.push(Sheet::new("杂项", &["代码", "费用"], &[&[JIA, "1"]]))),
    ("F206", |f| f.lines.headings = vec!["栏目"; LINE_HEADINGS.len()]),
    ("F207", |f| f.lines.remove("付款日期")),
    ("F207-parquet", |f| f.frames.push(("m1.parquet", parquet_lines("总额")))),
    ("F208", |f| f.lines.rename("发票号", "付款金额")),
    ("F209", |f| f.lines.rows.clear()),
    ("F209-rows", |f| f.lines.rows.iter_mut().for_each(|row| row[4] = Text("一百元"))),
    ("F209-history", |f| f.history = Some(Sheet::new("往年", &["甲"], &[&["1"]]))),
    ("F210", |f| f.files.push(("清单.doc", b"a,b".to_vec()))),
    ("F211", |f| f.files.push(("大.xlsx", odd_book::book(LINES, &long_text())))),
    ("F212", |f| f.lines.rename("金额", "金额（韩元）")),
    ("F213", |f| f.files.push(("空.xlsx", Vec::new()))),
    ("F215", |f| f.files.push(("网页.xls", b"<html><table><tr><td>1</td></tr></table>".to_vec()))),
    ("F216", |f| f.files.push(("明细.xls", more_lines().into_bytes()))),
    ("F219", |f| f.files.push(("明细.csv", b"\xff\xff\xff,\xff\n".to_vec()))),
    ("F222", |f| f.lines.rows.push(total("6000.00"))),
    ("F223", |f| f.lines.rows.push(total("5000.00"))),
    ("F224", |f| f.lines.name = "Sheet1"),
    ("F225", |f| f.others.push(Sheet::new("附件", &[], &[]))),
    ("F229", |f| f.lines.rows.push(remark("注：以上金额单位为万元"))),
    ("F229-sentence", |f| f.lines.rows.push(remark("备注：本表付款以美元进行"))),
    ("F230", |f| {
        f.lines.name = "明细（单位：万元）";
        f.lines.rename("金额", "金额（美元）");
    }),
    ("F231", |f| {
        let mut again: Vec<Cell> = LINE_HEADINGS.iter().map(|heading| Text(heading)).collect();
        again[4] = Text("金额（万元）");
        f.lines.rows.insert(2, again);
    }),
    ("F232", |f| {
        f.lines.rename("服务企业数", "其中：退款税额");
        f.lines.set("其中：退款税额", Text("12.50"));
    }),
    ("F233", |f| f.lines.rename("发票号", "附件页次")),
    ("F253", |f| f.lines.rename("发票号", "")),
    ("F235", |f| f.frames.push(("m1.parquet", parquet_with(lists())))),
    ("F236", |f| f.files.push(("m1.parquet", b"PAR1 locked \x06\0\0\0PARE".to_vec()))),
    // Cells.
    ("D301-length", |f| line("统一社会信用代码", Text("9144030019220382"))(f)),
    ("D301-symbol", |f| line("统一社会信用代码", Text("91440300192203821O"))(f)),
    ("D301-meant", |f| line("统一社会信用代码", Text("9144O3001922038216"))(f)),
    ("D301-check", |f| line("统一社会信用代码", Text("914403001922038215"))(f)),
    ("D301-firm", |f| f.firm(["丙公司", "914403001000123160", "企业", "是"])),
    ("D302", |f| line("统一社会信用代码", Number(914_403_001_922_038_216.0))(f)),
    ("D302-text", |f| line("发票号", Number(12.5))(f)),
    ("D303", |f| line("金额", Text("一百元"))(f)),
    ("D304", |f| line("金额", Number(1.005))(f)),
    ("D304-wan", |f| {
        f.lines.rename("金额", "金额（万元）");
        f.lines.set("金额（万元）", Text("0.0000001"));
    }),
    ("D401", |f| line("金额", Text("10.000"))(f)),
    ("D305", |f| line("金额", Text("99,999,999,999.00"))(f)),
    ("D306", |f| line("金额", Text("-100"))(f)),
    ("D307", |f| line("付款日期", Text("2025年6月31日"))(f)),
    ("D307-year", |f| line("付款日期", Text("0205-06-30"))(f)),
    ("D308", |f| line("是否服务业活动", Text("可能"))(f)),
    ("D309", |f| line("服务企业数", Text("十二"))(f)),
    ("D309-negative", |f| line("服务企业数", Number(-3.0))(f)),
    ("D310", |f| line("国际数据服务占比", Text("160%"))(f)),
    ("D310-heading", |f| {
        f.lines.rename("国际数据服务占比", "国际数据服务占比（%）");
        f.lines.set("国际数据服务占比（%）", Number(0.6));
    }),
    ("D310-text", |f| {
        f.lines.rename("国际数据服务占比", "国际数据服务占比（%）");
        f.lines.set("国际数据服务占比（%）", Text("0.6"));
    }),
    ("D311", |f| line("币种", Text("比特币"))(f)),
    ("D312", |f| line("推广渠道", Text("广播"))(f)),
    ("D312-measure", |f| f.history = Some(history(HISTORY, "十九"))),
    ("D313", |f| line("金额", Blank)(f)),
    ("D313-parquet", |f| f.frames.push(("m1.parquet", parquet_lines("amount")))),
    ("D388", |f| {
        let bytes: [&[u8]; 2] = [b"F4", b"\xff\xfe"];
        let numbers = parquet_with(Column::new("invoice_no".into(), bytes));
        f.frames.push(("m1.parquet", numbers));
    }),
    ("D389", |f| {
        let amounts = Column::new("amount".into(), [1000.0f32, 12_345_678.9]);
        let amounts = amounts.with_name("金额（元）".into());
        let mut frame = parquet_with(amounts);
        let _ = frame.drop_in_place("amount").expect("there");
        f.frames.push(("m1.parquet", frame));
    }),
    ("D314", |f| f.files.push(("公式.xlsx", formula_without_value()))),
    ("D315", |f| line("金额", Cell::Formula("=1/0", "#DIV/0!"))(f)),
    // Rows that do not fit each other.
    ("D316", |f| {
        f.firm(["丙公司", BING, "企业", "是"]);
        f.firm(["丙公司", BING, "企业", "否"]);
    }),
    ("D317", |f| f.firm(["甲公司", JIA, "企业", "是"])),
    ("D318", |f| line("统一社会信用代码", Text(BING))(f)),
    ("D319", |f| f.firm(["丙公司", BING, "企业", "是"])),
    ("D320", |f| f.lines.rows[2] = f.lines.rows[0].clone()),
    ("D321", |f| line("发票号", Text("=F3"))(f)),
    ("D323", |f| {
        f.lines.rename("推广渠道", "其中增值税");
        f.lines.rows.iter_mut().for_each(|row| row[9] = Text("0"));
        f.lines.set("其中增值税", Text("3000.01"));
    }),
    ("D324", |f| {
        f.lines.rename("金额", "金额（元）");
        f.lines.set("金额（元）", Text("3万元"));
    }),
    ("D324-sign", |f| line("金额", Text("US$ 3,000"))(f)),
    ("D325", |f| line("金额", Text("9,000,000.00"))(f)),
    ("D326", |f| line("金额", Text("60,000,000.00"))(f)),
    ("D327", |f| line("发票号", Text("F1"))(f)),
    ("D327-several", |f| line("发票号", Text("F9、F1"))(f)),
    ("D330", |f| line("付款日期", Text("2025年6月"))(f)),
    ("D430", |f| {
        f.lines.set("付款日期", Text("2025-07-01"));
        let mut more = f.lines.rows[2].clone();
        more[10] = Text("F4");
        f.lines.rows.push(more);
        f.files.push(("明细2.csv", other_version().into_bytes()));
    }),
    ("D331", |f| line("金额", Text("0"))(f)),
    ("D332", |f| f.files.push(("合并.xlsx", merged(4, 4)))),
    ("D333", |f| {
        f.lines.rename("发票号", "金额单位");
        let units = ["元", "万元", "箱"];
        f.lines.rows.iter_mut().zip(units).for_each(|(row, unit)| row[10] = Text(unit));
    }),
    ("D334", |f| {
        let mut dollars = history(HISTORY, "m1");
        dollars.headings.push("币种");
        dollars.rows[0].push(Text("美元"));
        f.history = Some(dollars);
    }),
    ("D335", |f| {
        f.lines.rename("发票号", "备注");
        f.lines.rows.iter_mut().for_each(|row| row[10] = Blank);
        f.lines.set("备注", Text("金额以万元计"));
    }),
    ("D336", |f| line("付款日期", Number(45_838.0))(f)),
    ("D337", |f| {
        let mut short = history(HISTORY, "m1");
        short.rows[0][2] = Text("25年");
        f.history = Some(short);
    }),
    ("D338", |f| f.files.push(("合并.xlsx", merged(3, 4)))),
];

/// A text alone in a row below the table.
fn remark(text: &'static str) -> Vec<Cell> {
    let mut row = vec![Blank; LINE_HEADINGS.len()];
    row[0] = Text(text);
    row
}

/// Two sound lines, cells of both merged from one column to another.
fn merged(from: u16, to: u16) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(LINES).expect("a name");
    let headings = ["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额"];
    let rows = [("2026-007", "2025-06-30"), ("2026-008", "2025-07-01")];
    headings.iter().zip(0..).for_each(|(text, column)| {
        sheet.write_string(0, column, *text).expect("written");
    });
    for ((filing, day), row) in rows.into_iter().zip(1..) {
        let cells = [filing, JIA, "2026-03-01", day, "500.00"].into_iter().zip(0..);
        cells.for_each(|(text, column)| {
            sheet.write_string(row, column, text).expect("written");
        });
    }
    // A merged cell keeps the first of its values only.
    let last = if from == to { 2 } else { 1 };
    let value = if from == to { "800.00" } else { "2025-06-30" };
    sheet.merge_range(1, from, last, to, value, &Format::new()).expect("merged");
    book.save_to_buffer().expect("saved")
}

/// A row of totals for the three sound lines.
fn total(amount: &'static str) -> Vec<Cell> {
    let mut row = vec![Blank; LINE_HEADINGS.len()];
    row[0] = Text("合计");
    row[4] = Text(amount);
    row
}

/// A sound line as delimited text.
fn more_lines() -> String {
    let headings = "申报编号,统一社会信用代码,受理日期,付款日期,金额\n";
    format!("{headings}2026-006,{JIA},2026-03-01,2025-06-30,700.00\n")
}

/// The lines of the first enterprise with other amounts, as delimited text.
fn other_version() -> String {
    let line = |day: &str, invoice: &str| {
        format!("2026-001,{JIA},2026-03-01,{day},900.00,CNY,60%,12,是,视频,{invoice}\n")
    };
    let headings = LINE_HEADINGS.join(",") + "\n";
    headings + &line("2025-06-30", "F1") + &line("2025-07-01", "F3")
}

/// A text that no cell holds.
fn long_text() -> String {
    odd_book::row(1, &[&"长".repeat(1 << 19)], "")
}

fn formula_without_value() -> Vec<u8> {
    let headings = ["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额"];
    let texts = ["2026-005", JIA, "2026-03-01", "2025-06-30"];
    let rows =
        odd_book::row(1, &headings, "") + &odd_book::row(2, &texts, "<c r=\"E2\"><f>1+1</f></c>");
    odd_book::book(LINES, &rows)
}

pub fn labels() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|(label, _)| *label)
}

/// Puts the sound filing into a folder.
pub fn write_sound(folder: &Folder) {
    Filing::sound().write(&folder.filings());
}

fn run(filing: Filing, folder: &Folder) -> Result<Prepared, Failure> {
    // What is wrong with a file is said alone where it stops the run.
    let mut inputs = "filings = [\"filings/*\"]\non_bad_file = \"stop\"".to_string();
    if filing.history.is_some() {
        inputs += &format!("\nhistory = [\"{HISTORY_BOOK}\"]");
    }
    folder.spoil("pipeline.toml", "filings = [\"filings/*\"]", &inputs);
    filing.write(&folder.filings());
    let pipeline = folder.load().expect("the pipeline is sound");
    prepare(&pipeline, &|_: &str| {})
}

/// Every row that was read is accounted for, and a row is set aside only for an error.
fn account(label: &str, prepared: &Prepared) {
    let linked = &prepared.linked;
    for source in &linked.sources {
        let sum = source.rows_accepted + source.rows_quarantined;
        assert_eq!(source.rows_read, sum, "{label}: {source:?}");
    }
    let refused: usize = linked.sources.iter().map(|source| source.rows_quarantined).sum();
    assert_eq!(refused, linked.quarantine.len(), "{label}");
    let repeated = linked.findings.iter().filter(|finding| finding.code.id == "D317").count();
    let accepted: usize = linked.sources.iter().map(|source| source.rows_accepted).sum();
    let inputs = &prepared.inputs;
    let lines: usize = inputs.lines.iter().map(DataFrame::height).sum();
    let kept = inputs.firms.height() + lines + inputs.history.height();
    assert_eq!(accepted, kept + repeated, "{label}");
    for finding in linked.findings.iter().filter(|finding| finding.code.id.starts_with('D')) {
        let error = finding.severity == Severity::Error;
        assert_eq!(set_aside(finding, prepared), error, "{label}: {finding:?}");
    }
}

fn set_aside(finding: &Diagnostic, prepared: &Prepared) -> bool {
    let Place::Cell { file, sheet, row, .. } = &finding.place else {
        panic!("a finding about data without its cell: {finding:?}")
    };
    let linked = &prepared.linked;
    let source = linked.sources.iter().position(|s| s.file == *file && s.sheet == *sheet);
    let source = source.expect("a source") as u32;
    linked.quarantine.iter().any(|refused| {
        let here = refused.source == source && refused.row == *row;
        here && refused.codes.contains(&finding.code.id)
    })
}

#[test]
fn the_filing_to_be_spoilt_is_sound() {
    let folder = Folder::new();
    let prepared = run(Filing::sound(), &folder).expect("prepared");
    account("sound", &prepared);
    assert_eq!(prepared.linked.findings, []);
    assert_eq!(prepared.inputs.firms.height(), 2);
    assert_eq!(prepared.inputs.lines[0].height(), 3);
}

#[test]
fn faults_of_filings() {
    each(
        CASES,
        |(label, _)| label,
        |(label, spoil)| {
            let folder = Folder::new();
            let mut filing = Filing::sound();
            spoil(&mut filing);
            let severity = registered(label).severity;
            let unusable = label.starts_with('F') && severity == Severity::Error;
            // What is wrong with the rows is said with it.
            let also = match *label {
                "F209-rows" => Some(("D303", 3)),
                "F223" => Some(("F222", 1)),
                "D335" => Some(("F233", 1)),
                // The row that is merged across has no amount of its own.
                "D338" => Some(("D313", 1)),
                _ => None,
            };
            let found = match run(filing, &folder) {
                Ok(prepared) => {
                    assert!(!unusable, "{label} does not stop the run");
                    account(label, &prepared);
                    prepared.linked.findings
                }
                Err(Failure::User(faults)) => {
                    assert!(unusable, "{label} stops the run: {faults:?}");
                    faults.0
                }
                Err(other) => panic!("{label}: {other}"),
            };
            if let Some((also, times)) = also {
                let said = |d: &&Diagnostic| d.code.id == also;
                assert_eq!(found.iter().filter(said).count(), times, "{label}");
            }
            let also = also.map(|(code, _)| code);
            let found = found.into_iter().filter(|d| Some(d.code.id) != also).collect();
            compare(label, severity, found, folder.path());
        },
    );
}
