//! What holds of any decisions: none raises its claim, none touches another, all is conserved, and their order does not
//! matter.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::world::{made, name_reviews, rows};
use crate::duplicates::with_rosters::book;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, code};

const HEAD: &[&str] = &[
    "审定编号",
    "证据指纹",
    "申报项编号",
    "审定金额",
    "审定结论",
    "审核方式",
    "决定人",
    "决定日期",
];

/// Numbers that are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

/// A claim or line, and what may be decided of it.
struct Subject {
    id: String,
    evidence: String,
    claim: String,
    filed: i64,
}

fn subjects(run: &Path) -> Vec<Subject> {
    let table = Table::open(run, "reviews");
    let filed = table.known_fen(c::FILED);
    let texts = [c::REVIEW_ID, c::EVIDENCE, c::CLAIM_ID].map(|name| table.texts(name));
    let [ids, evidence, claims] = texts;
    let all = ids.into_iter().zip(evidence).zip(claims).zip(filed);
    let subject = |(((id, evidence), claim), filed): (_, Option<i64>)| Subject {
        id,
        evidence,
        claim,
        filed: filed.unwrap_or(0),
    };
    all.map(subject).collect()
}

/// Up to a dozen decisions, some of which cannot count.
fn decisions(subjects: &[Subject], dice: &mut Dice) -> Vec<Vec<String>> {
    let count = 1 + dice.below(12);
    let decision = |dice: &mut Dice| {
        let one = &subjects[dice.below(subjects.len() as u64) as usize];
        let fen = dice.below(one.filed as u64 + one.filed as u64 / 4 + 2);
        let amount = format!("{}.{:02}", fen / 100, fen % 100);
        let (verdict, amount) = match dice.below(5) {
            0 => ("通过", String::new()),
            1 => ("不予支持", String::new()),
            _ => ("", amount),
        };
        let kind = dice.one_of(&["专项审计", "专家评审", ""]);
        let day = dice.one_of(&["2026-05-06", "2026-05-07", "2026-05-08"]);
        let cells = [&one.id, &one.evidence, &one.claim, &amount, verdict, kind, "王审计", day];
        cells.map(str::to_string).to_vec()
    };
    (0..count).map(|_| decision(dice)).collect()
}

fn computed(made: &Made, decisions: &[Vec<String>]) -> std::path::PathBuf {
    let rows: Vec<Vec<&str>> =
        decisions.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let mut sheet: Vec<&[&str]> = vec![HEAD];
    sheet.extend(rows.iter().map(Vec::as_slice));
    book(made.path("reviews.xlsx"), &[("审定", &sheet)]);
    made.run(&["--quiet"])
}

#[test]
fn reviews_only_lower_and_their_order_does_not_matter() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    let subjects = subjects(&first);
    name_reviews(&made);
    let before = Table::open(&first, "claims");
    let mut dice = Dice(20_261_129);
    for round in 0..6 {
        let mut all = decisions(&subjects, &mut dice);
        let run = computed(&made, &all);
        let after = Table::open(&run, "claims");
        assert_eq!(before.fen(c::REQUESTED), after.fen(c::REQUESTED), "{round}");
        let touched: Vec<&String> = all.iter().map(|row| &row[2]).collect();
        for (at, claim) in after.texts(c::CLAIM_ID).iter().enumerate() {
            let (was, is) = (before.fen(c::PAYABLE)[at], after.fen(c::PAYABLE)[at]);
            assert!(is <= was, "{round}: {claim} rose from {was} to {is} by {all:?}");
            assert!(is == was || touched.contains(&claim), "{round}: {claim} was not reviewed");
            let reductions = Table::open(&run, "stages").fen(c::REDUCTION).iter().sum::<i64>();
            let sums = [c::REQUESTED, c::PAYABLE].map(|name| after.fen(name).iter().sum::<i64>());
            assert_eq!(sums[0], sums[1] + reductions);
        }
        all.reverse();
        let other = computed(&made, &all);
        for table in ["claims", "lines_m2", "lines_m6", "review_rates", "payments", "held"] {
            let bytes = |run: &Path| {
                std::fs::read(run.join(format!("tables/{table}.parquet"))).expect("a table")
            };
            assert_eq!(bytes(&run), bytes(&other), "{round}: {table} of {all:?}");
        }
    }
    assert!(subjects.iter().any(|subject| subject.claim == format!("m2-{}", code(1))));
}

const VERDICT_HEAD: &[&str] =
    &["疑点编号", "证据指纹", "处理结论", "所指申报项", "处理后金额", "决定人", "决定日期"];

/// Up to ten verdicts on the findings of a run, some of which cannot count.
fn verdicts(run: &Path, dice: &mut Dice) -> Vec<Vec<String>> {
    let asked = Table::open(run, "asked");
    let texts = [c::FINDING_ID, c::EVIDENCE, c::CLAIM_ID].map(|name| asked.texts(name));
    let verdict = |dice: &mut Dice| {
        let at = dice.below(asked.rows() as u64) as usize;
        let claims: Vec<&str> = texts[2][at].split('、').collect();
        let meant = dice.one_of(&claims);
        let amount = format!("{}.{:02}", dice.below(400_000), dice.below(100));
        let (word, meant, amount) = match dice.below(6) {
            0 => ("放行", "", ""),
            1 => ("不予支持", "", ""),
            2 => ("保留最早申报", "", ""),
            3 => ("保留牵头单位", "", ""),
            4 => ("保留所指", meant, ""),
            _ => ("核减", meant, amount.as_str()),
        };
        let day = dice.one_of(&["2026-05-06", "2026-05-07", "2026-05-08"]);
        let cells = [&texts[0][at], &texts[1][at], word, meant, amount, "王处长", day];
        cells.map(str::to_string).to_vec()
    };
    let count = 1 + dice.below(10);
    (0..count).map(|_| verdict(dice)).collect()
}

/// No verdict raises what a claim has evidence for; all is conserved; their order does not matter. What becomes free
/// may go to another of the group, which the stages beyond a claim decide.
#[test]
fn verdicts_only_lower_and_their_order_does_not_matter() {
    let made = made(&super::verdicts::rows());
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    let before = Table::open(&first, "claims");
    let mut dice = Dice(20_261_130);
    let computed = |all: &[Vec<String>]| {
        let rows: Vec<Vec<&str>> =
            all.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let mut sheet: Vec<&[&str]> = vec![VERDICT_HEAD];
        sheet.extend(rows.iter().map(Vec::as_slice));
        book(made.path("reviews.xlsx"), &[("待决疑点", &sheet)]);
        made.run(&["--quiet"])
    };
    for round in 0..6 {
        let mut all = verdicts(&first, &mut dice);
        let run = computed(&all);
        let after = Table::open(&run, "claims");
        assert_eq!(before.fen(c::REQUESTED), after.fen(c::REQUESTED), "{round}");
        let evident = [&before, &after].map(|table| table.fen(c::AFTER_EVIDENCE));
        for (at, claim) in after.texts(c::CLAIM_ID).iter().enumerate() {
            assert!(evident[1][at] <= evident[0][at], "{round}: {claim} rose by {all:?}");
        }
        let reductions = Table::open(&run, "stages").fen(c::REDUCTION).iter().sum::<i64>();
        let sums = [c::REQUESTED, c::PAYABLE].map(|name| after.fen(name).iter().sum::<i64>());
        assert_eq!(sums[0], sums[1] + reductions, "{round}");
        let payments = Table::open(&run, "payments");
        let parts = [c::TO_PAY, c::HELD].map(|name| payments.fen(name).iter().sum::<i64>());
        assert_eq!(sums[1], parts[0] + parts[1], "{round}");
        all.reverse();
        let other = computed(&all);
        for table in ["claims", "lines_m6", "lines_m8", "asked", "payments", "held"] {
            let bytes = |run: &Path| {
                std::fs::read(run.join(format!("tables/{table}.parquet"))).expect("a table")
            };
            assert_eq!(bytes(&run), bytes(&other), "{round}: {table} of {all:?}");
        }
    }
}
