//! Enterprises drawn for checks on site, and a workbook for each audit firm.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;

use super::verdicts::{NAMES, rows};
use super::world::made;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows};
use crate::runs::saved::{heading, sheets};

fn asks(made: &Made, sample: &str) {
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.split("[review.sample]").next().unwrap_or_default().to_string();
    fs::write(made.pipeline(), format!("{text}\n[review.sample]\n{sample}\n")).expect("written");
}

/// Who is drawn, and how.
fn drawn(run: &Path) -> Vec<(String, String)> {
    let table = Table::open(run, "drawn");
    table.texts(c::FIRM_NAME).into_iter().zip(table.texts(c::REASON_EN)).collect()
}

fn of(rows: &Rows, sample: &str) -> Vec<(String, String)> {
    let made = made(rows);
    asks(&made, sample);
    drawn(&made.run(&["--quiet"]))
}

/// 甲 (300,000) shows the shared item, the shared number and a wait; 丁 (150,000) the list, the shared invoice and the
/// shared phone: three signs each, and 甲 gets more. 戊 shows two. 乙 and 丙 get nothing and are not drawn.
#[test]
fn risk_comes_first_and_chance_picks_among_the_others() {
    let by = |who: usize, how: &str| (NAMES[who].to_string(), how.to_string());
    let rows = rows();
    assert_eq!(of(&rows, "seed = 1\nby_risk = 1"), [by(0, "risk")]);
    let three = [by(0, "risk"), by(3, "risk"), by(4, "risk")];
    assert_eq!(of(&rows, "seed = 1\nby_risk = 9\nby_chance = 9"), three);
    let mut seen = std::collections::BTreeSet::new();
    for seed in 1..=4 {
        let sample = format!("seed = {seed}\nby_chance = 1");
        let once = of(&rows, &sample);
        let mut other = rows.clone();
        other.reverse();
        assert_eq!(once, of(&other, &sample), "{seed}");
        assert_eq!((once.len(), once[0].1.as_str()), (1, "chance"));
        seen.extend(once);
    }
    assert!(seen.len() > 1, "every seed draws the same: {seen:?}");
}

/// Every reason is told, and the sheet stands in the review workbook.
#[test]
fn reasons_are_told() {
    let made = made(&rows());
    asks(&made, "seed = 7\nby_risk = 2\nby_chance = 1");
    let run = made.run(&["--quiet"]);
    let why = Table::open(&run, "drawn").texts(c::WHY_ZH);
    for (row, words) in
        [(0, &["R403", "R430"][..]), (1, &["R401", "R430", "R431"]), (2, &["种子 7"])]
    {
        words.iter().for_each(|word| assert!(why[row].contains(word), "{word}: {why:?}"));
    }
    let book = sheets(&run.join("reviews.xlsx"));
    let sheet = book.iter().find(|(name, _)| name == "现场核查抽样").expect("the sheet");
    assert!(sheet.1.iter().flatten().any(|cell| *cell == NAMES[0]), "{:?}", sheet.1);
}

#[test]
fn a_count_below_zero_is_refused() {
    let made = made(&rows());
    asks(&made, "seed = 7\nby_risk = -1");
    let faults = load(&made.pipeline()).expect_err("a fault");
    assert_eq!(faults.0.iter().map(|fault| fault.code.id).collect::<Vec<_>>(), ["C110"]);
}

/// 甲会计师事务所 reviews measure 二: its workbook holds that and nothing else, and is read like the whole one.
#[test]
fn an_audit_firm_gets_its_own_workbook() {
    let made = made(&super::world::rows("300000.00"));
    let run = made.run(&["--quiet"]);
    let book = sheets(&run.join("reviews-甲会计师事务所.xlsx"));
    let names: Vec<&str> = book.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["目录", "审定 二"]);
    let (head, column) = heading(&book[1].1, "单位名称").expect("a heading");
    let firms: Vec<String> =
        book[1].1[head + 1..].iter().map(|row| row[column].to_string()).collect();
    // The claim and its three lines.
    assert_eq!(firms, [super::world::JIA; 4]);
}
