//! Four enterprises with something to review, and the review workbook of their run filled in.

use std::fs;
use std::path::Path;

use calamine::Data;
use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code};
use crate::runs::saved::{self, heading, text};
use crate::runs::specimen::firm;

pub const JIA: &str = "深圳市甲推广有限公司";
pub const YI: &str = "深圳市乙数据有限公司";
pub const BING: &str = "深圳市丙标准有限公司";
pub const DING: &str = "深圳市丁数据有限公司";

/// 甲: promotion of 1,200,000 and 300,000, and 100,000 of the year before the last.
fn promotion(rows: &mut Rows, second: &str) {
    for (invoice, paid, amount) in [
        ("FP-1", "2025-06-30", "1200000.00"),
        ("FP-2", "2025-07-31", second),
        ("FP-3", "2024-06-30", "100000.00"),
    ] {
        let uscc = code(1);
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, "2026-001"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, paid),
            (c::INVOICE_NO, invoice),
            (c::AMOUNT, amount),
        ];
        rows.add("m2", &line);
    }
}

/// Compliance costs of an enterprise.
fn compliance(rows: &mut Rows, number: usize, lines: &[(&str, &str)]) {
    let uscc = code(number);
    for (invoice, amount) in lines {
        let filing = format!("2026-00{number}");
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, filing.as_str()),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::PAID_ON, "2025-06-30"),
            (c::EXPORT_FILING_NO, "CJ-1"),
            (c::INVOICE_NO, invoice),
            (c::AMOUNT, amount),
        ];
        rows.add("m6", &line);
    }
}

fn standards(rows: &mut Rows) {
    let uscc = code(3);
    for standard in ["ISO 1-2025", "ISO 2-2025"] {
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, "2026-003"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::STANDARD_NO, standard),
            (c::STANDARD_LEVEL, "国际"),
            (c::DRAFTER_RANK, "1"),
            (c::TRADE_DOMAIN, "数字服务"),
            (c::PUBLISHED_ON, "2025-06-30"),
        ];
        rows.add("m5", &line);
    }
}

/// All four; 甲's second invoice comes to `second`.
pub fn rows(second: &str) -> Rows {
    let mut rows = Rows::default();
    for (number, name) in [(1, JIA), (2, YI), (3, BING), (4, DING)] {
        firm(&mut rows, &code(number), name, "", &format!("62220212345670000{number}"));
    }
    promotion(&mut rows, second);
    compliance(&mut rows, 2, &[("FP-11", "100000.00"), ("FP-12", "200000.00")]);
    standards(&mut rows);
    compliance(&mut rows, 4, &[("FP-21", "300000.00")]);
    rows
}

/// The pipeline of these rows; reviewers are asked.
pub fn made(rows: &Rows) -> Made {
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n";
    let asked = Asked { rates: rates.to_string(), ..Asked::default() };
    let made = Made::new(&asked, rows);
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let assigned = "\n[review]\nassigned = { m2 = \"甲会计师事务所\" }\n";
    fs::write(made.pipeline(), text + assigned).expect("written");
    made
}

/// Names the filled-in workbook.
pub fn name_reviews(made: &Made) {
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nreviews = [\"reviews.xlsx\"]\n");
    fs::write(made.pipeline(), text).expect("written");
}

/// What is written into the row that shows all of these words.
pub type Entry<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

/// Fills in the lines and claims of the workbook of a run.
pub fn fill_in(made: &Made, run: &Path, entries: &[Entry]) {
    let (from, to) = (run.join("reviews.xlsx"), made.path("reviews.xlsx"));
    fill_in_sheet((&from, &to), "审定金额", entries);
}

/// Fills in the sheets that have a heading.
pub fn fill_in_sheet((from, to): (&Path, &Path), has: &str, entries: &[Entry]) {
    saved::again(from, to, &|_, grid| {
        let Some((head, _)) = heading(grid, has) else { return };
        for (words, cells) in entries {
            let is =
                |cell: &Data, word: &str| cell.to_string().split('；').any(|part| part == word);
            let shows =
                |row: &Vec<Data>| words.iter().all(|word| row.iter().any(|cell| is(cell, word)));
            let Some(at) = (head + 1..grid.len()).find(|at| shows(&grid[*at])) else { continue };
            for (name, value) in *cells {
                let (_, column) = heading(grid, name).unwrap_or_else(|| panic!("no {name}"));
                grid[at][column] = text(value);
            }
        }
    });
}

/// Payable fen by enterprise, in the order of the four.
pub fn payable(run: &Path) -> Vec<i64> {
    let table = Table::open(run, "enterprises");
    let names = table.texts(c::FIRM_NAME);
    let amounts = table.fen(c::PAYABLE);
    [JIA, YI, BING, DING]
        .iter()
        .map(|name| amounts[names.iter().position(|own| own == name).expect("the enterprise")])
        .collect()
}

/// Codes of findings about reviews, and of unsigned decisions.
pub fn codes(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| {
        ("R465"..="R472").contains(&code.as_str()) || code == "D340" || code == "F205"
    });
    codes
}

/// Claims that wait for more than an account: whose, why, and how much in fen.
pub fn held(run: &Path) -> Vec<(String, String, i64)> {
    let table = Table::open(run, "held");
    let rows =
        table.texts(c::FIRM_NAME).into_iter().zip(table.texts(c::HOLD)).zip(table.fen(c::HELD));
    rows.map(|((firm, why), fen)| (firm, why, fen)).filter(|row| !row.1.starts_with('D')).collect()
}

/// One claim of an enterprise that waits for another review.
pub fn again(firm: &str, fen: i64) -> Vec<(String, String, i64)> {
    vec![(firm.to_string(), "review".to_string(), fen)]
}
