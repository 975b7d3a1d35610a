//! A pipeline with rosters: one enterprise or more, and what the districts list about them.

use std::fs;
use std::path::PathBuf;

use jiangbu::frame::columns as c;
use rust_xlsxwriter::Workbook;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code};
use crate::runs::specimen::firm;

pub const NAME: &str = "深圳市云帆数据科技有限公司";

/// 甲 (code 1) claims promotion of 20 million under invoice FP-1 and contract HT-1.
pub fn promotion(rows: &mut Rows) {
    firm(rows, &code(1), NAME, "", "");
    promotion_line(rows);
}

pub fn promotion_line(rows: &mut Rows) {
    let uscc = code(1);
    let line = [
        (c::USCC, uscc.as_str()),
        (c::FILING_NO, "2026-001"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::CHANNEL, "网络视频"),
        (c::PAID_ON, "2025-06-30"),
        (c::CONTRACT_NO, "HT-1"),
        (c::INVOICE_NO, "FP-1"),
        (c::AMOUNT, "20000000.00"),
    ];
    rows.add("m2", &line);
}

/// International standards of 甲: half a million each.
pub fn standards(rows: &mut Rows, count: usize) {
    let uscc = code(1);
    for number in 1..=count {
        let standard = format!("ISO {number}-2025");
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, "2026-002"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::STANDARD_NO, standard.as_str()),
            (c::STANDARD_LEVEL, "国际"),
            (c::DRAFTER_RANK, "1"),
            (c::TRADE_DOMAIN, "数字服务"),
            (c::PUBLISHED_ON, "2025-06-30"),
        ];
        rows.add("m5", &line);
    }
}

/// A pipeline of these filings with options, to which rosters can be added.
pub fn pipeline(rows: &Rows, options: &str) -> Made {
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n"
            .to_string(),
        options: options.to_string(),
        workbook: true,
        ..Asked::default()
    };
    let made = Made::new(&asked, rows);
    fs::copy("pipelines/crosswalk.toml", made.path("crosswalk.toml")).expect("copied");
    append(&made, "\n[duplicates]\ncrosswalk = \"crosswalk.toml\"\n");
    made
}

pub fn append(made: &Made, more: &str) {
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    fs::write(made.pipeline(), text + more).expect("written");
}

/// Names a file of decisions.
pub fn decide(made: &Made, file: &str) {
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", &format!("[inputs]\ndecisions = [\"{file}\"]\n"));
    fs::write(made.pipeline(), text).expect("written");
}

/// A sheet: its name and its rows, headings first.
pub type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

/// Writes a workbook of texts. `#9.1e17` is a number.
pub fn book(path: PathBuf, sheets: &[Sheet]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (at, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                let written = match cell.strip_prefix('#') {
                    Some(number) => {
                        sheet.write_number(at, column, number.parse::<f64>().expect("a number"))
                    }
                    None => sheet.write_string(at, column, *cell),
                };
                written.expect("written");
            }
        }
    }
    book.save(path).expect("saved");
}

/// Adds a roster of a source.
pub fn roster(made: &Made, scheme: &str, more: &str, sheets: &[Sheet]) {
    let file = format!("{scheme}.xlsx");
    book(made.path(&file), sheets);
    append(
        made,
        &format!("\n[[inputs.rosters]]\nscheme = \"{scheme}\"\nfiles = [\"{file}\"]\n{more}\n"),
    );
}

/// Payable amounts in fen, by claim id.
pub fn payable(run: &std::path::Path) -> Vec<(String, i64)> {
    let claims = Table::open(run, "claims");
    claims.texts(c::CLAIM_ID).into_iter().zip(claims.fen(c::PAYABLE)).collect()
}

pub fn total(run: &std::path::Path) -> i64 {
    payable(run).iter().map(|(_, fen)| fen).sum()
}
