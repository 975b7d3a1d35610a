//! Verdicts on findings about claims, lists and filings beside those of the first round: R402, R413, R415, R432, R434.

use std::path::Path;

use jiangbu::frame::columns as c;
use rust_xlsxwriter::Workbook;

use super::world::{Entry, fill_in_sheet, made, name_reviews};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};
use crate::runs::specimen::firm;

const KINDS: [&str; 5] = ["R402", "R413", "R415", "R432", "R434"];

/// What asks a person everything, and exports of 8,000,000 dollars of which the ministry knows 7,900,000.
fn rows() -> Rows {
    let mut rows = crate::runs::asked::rows();
    let yi = code(2);
    let export = [
        (c::USCC, yi.as_str()),
        (c::FILING_NO, "2026-010"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::RECEIVED_ON, "2025-06-30"),
        (c::CURRENCY, "USD"),
        (c::AMOUNT, "8000000.00"),
        (c::CATALOGUE, "不涉及"),
    ];
    rows.add("m3", &export);
    let record = [
        (c::USCC, yi.as_str()),
        (c::MEASURE, "三"),
        (c::YEAR, "2025"),
        (c::CURRENCY, "USD"),
        (c::AMOUNT, "7900000.00"),
    ];
    rows.add("platform", &record);
    rows
}

/// Codes of the findings that are said, of these kinds.
fn said(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| KINDS.contains(&code.as_str()));
    codes.sort();
    codes
}

fn waits_unnamed(run: &Path) -> usize {
    Table::open(run, "held").texts(c::HOLD).iter().filter(|why| *why == "unnamed").count()
}

/// Payable and the reason at the stage of evidence of a claim.
fn claim(run: &Path, id: &str) -> (i64, String) {
    let claims = Table::open(run, "claims");
    let at = claims.texts(c::CLAIM_ID).iter().position(|own| own == id).expect("the claim");
    (claims.fen(c::PAYABLE)[at], claims.texts(c::REASON_EVIDENCE)[at].clone())
}

fn decide(made: &Made, first: &Path, word: &dyn Fn(&str) -> Vec<(&'static str, String)>) {
    let cells: Vec<Vec<(&'static str, String)>> = KINDS
        .iter()
        .map(|kind| {
            let signed = [("决定人", "王处长"), ("决定日期", "2026-05-06")];
            let signed = signed.map(|(name, text)| (name, text.to_string()));
            word(kind).into_iter().chain(signed).collect()
        })
        .collect();
    let cells: Vec<Vec<(&str, &str)>> =
        cells.iter().map(|own| own.iter().map(|(name, text)| (*name, &**text)).collect()).collect();
    let words: Vec<[&str; 1]> = KINDS.iter().map(|kind| [*kind]).collect();
    let entries: Vec<Entry> =
        words.iter().zip(&cells).map(|(words, cells)| (&words[..], &cells[..])).collect();
    let (from, to) = (first.join("reviews.xlsx"), made.path("reviews.xlsx"));
    fill_in_sheet((&from, &to), "处理结论", &entries);
}

#[test]
fn what_was_decided_is_neither_said_nor_waited_for() {
    let made = made(&rows());
    let first = made.run(&["--quiet"]);
    assert_eq!(said(&first), KINDS);
    let asked = Table::open(&first, "asked").texts(c::CODE);
    for kind in KINDS {
        assert_eq!(asked.iter().filter(|code| *code == kind).count(), 1, "{kind}: {asked:?}");
    }
    assert_eq!(waits_unnamed(&first), 1);
    let before = Table::open(&first, "claims").fen(c::PAYABLE);

    name_reviews(&made);
    decide(&made, &first, &|_| vec![("处理结论", "放行".to_string())]);
    let run = made.run(&["--quiet"]);
    assert_eq!(said(&run), Vec::<String>::new());
    assert_eq!(waits_unnamed(&run), 0);
    assert_eq!(Table::open(&run, "claims").fen(c::PAYABLE), before, "released as it stands");
}

/// The late filing is refused, the premium that was supported elsewhere is cut to 1,000.00, and the case goes to 丙: 甲,
/// who leads it, has support elsewhere.
#[test]
fn each_verdict_acts_on_its_claims() {
    let made = made(&rows());
    let first = made.run(&["--quiet"]);
    let case = format!("m8-{}-1", code(3));
    assert_eq!(claim(&first, &case).0, 0, "the place is taken");
    name_reviews(&made);
    decide(&made, &first, &|kind| match kind {
        "R415" => vec![("处理结论", "不予支持".to_string())],
        "R432" => {
            vec![("处理结论", "核减".to_string()), ("处理后金额", "1000.00".to_string())]
        }
        "R434" => vec![("处理结论", "保留所指".to_string()), ("所指申报项", case.clone())],
        _ => vec![("处理结论", "放行".to_string())],
    });
    let run = made.run(&["--quiet"]);
    assert_eq!(said(&run), Vec::<String>::new());
    assert_eq!(claim(&run, &format!("m7-{}", code(2))), (0, "verdict".to_string()));
    assert_eq!(claim(&run, &format!("m9-{}", code(2))), (100_000, "verdict".to_string()));
    // What the rule gives for a case that a ministry recognised.
    assert_eq!(claim(&run, &case), (30_000_000, String::new()));
}

const CONTRADICTED: [&str; 3] = ["D424", "D425", "D426"];

/// 甲 states GB/T under 国际, and was supported for two standards in one row; of the exports of 乙 the ministry has two
/// records that differ in a column which nobody reads.
fn contradicted() -> Made {
    let mut rows = Rows::default();
    let [jia, yi] = [code(1), code(2)];
    firm(&mut rows, &jia, "甲公司", "", "");
    firm(&mut rows, &yi, "乙公司", "", "");
    let standard = [
        (c::USCC, jia.as_str()),
        (c::FILING_NO, "2026-001"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::STANDARD_NO, "GB/T 45678-2025"),
        (c::STANDARD_LEVEL, "国际"),
        (c::DRAFTER_RANK, "1"),
        (c::TRADE_DOMAIN, "数字服务"),
        (c::PUBLISHED_ON, "2025-06-30"),
    ];
    rows.add("m5", &standard);
    let award = [
        (c::USCC, jia.as_str()),
        (c::MEASURE, "五"),
        (c::AWARD_YEAR, "2024"),
        (c::AMOUNT, "1000.00"),
        (c::STATUS, "已拨付"),
        (c::ITEM, "GB/T 1-2023、GB/T 2-2023"),
    ];
    rows.add("history", &award);
    let export = [
        (c::USCC, yi.as_str()),
        (c::FILING_NO, "2026-010"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::RECEIVED_ON, "2025-06-30"),
        (c::CURRENCY, "USD"),
        (c::AMOUNT, "8000000.00"),
        (c::CATALOGUE, "不涉及"),
    ];
    rows.add("m3", &export);
    let record = [(c::USCC, yi.as_str()), (c::MEASURE, "三"), (c::YEAR, "2025")];
    rows.add("platform", &[&record[..], &[(c::CURRENCY, "USD"), (c::AMOUNT, "1.00")]].concat());
    let made = made(&rows);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("平台数据").expect("a name");
    let head = ["统一社会信用代码", "措施", "年度", "币种", "金额", "统计口径"];
    sheet.write_row(0, 0, head).expect("written");
    for (row, view) in [(1, "合同"), (2, "执行")] {
        let cells = [yi.as_str(), "三", "2025", "USD", "4000000.00", view];
        sheet.write_row(row, 0, cells).expect("written");
    }
    book.save(made.path("platform.xlsx")).expect("saved");
    made
}

/// What is said of contradictions, and the claims that wait for them.
fn of_contradictions(run: &Path) -> (Vec<String>, usize) {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| CONTRADICTED.contains(&code.as_str()));
    codes.sort();
    let held = Table::open(run, "held").texts(c::HOLD);
    (codes, held.iter().filter(|why| *why == "contradicted").count())
}

#[test]
fn contradictions_are_released_by_a_person() {
    for (signed, open) in [(true, false), (false, true)] {
        let made = contradicted();
        let first = made.run(&["--quiet"]);
        let all = (CONTRADICTED.map(str::to_string).to_vec(), 2);
        assert_eq!(of_contradictions(&first), all);
        let before = Table::open(&first, "claims").fen(c::PAYABLE);
        name_reviews(&made);
        let mut cells = vec![("处理结论", "放行")];
        if signed {
            cells.extend([("决定人", "王处长"), ("决定日期", "2026-05-06")]);
        }
        let words = CONTRADICTED.map(|kind| [kind]);
        let entries: Vec<Entry> = words.iter().map(|words| (&words[..], &cells[..])).collect();
        let (from, to) = (first.join("reviews.xlsx"), made.path("reviews.xlsx"));
        fill_in_sheet((&from, &to), "处理结论", &entries);
        let run = made.run(&["--quiet"]);
        let due = if open { all } else { (Vec::new(), 0) };
        assert_eq!(of_contradictions(&run), due, "signed: {signed}");
        assert_eq!(Table::open(&run, "claims").fen(c::PAYABLE), before);
    }
}
