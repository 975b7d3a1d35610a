//! What holds of any decisions: none raises its claim, none touches another, all is conserved, and their order does not
//! matter.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::world::{made, name_reviews, rows};
use crate::duplicates::with_rosters::book;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

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

/// What happened to some of the claims.
fn events(rows: &mut Rows, dice: &mut Dice) {
    let cases = (1..=3).map(|number| format!("m8-{}-1", code(number)));
    let claims = cases.chain((4..=5).map(|number| format!("m6-{}", code(number))));
    for claim in claims.collect::<Vec<String>>() {
        let (event, on) = match dice.below(6) {
            0 => ("撤回", "2026-04-01"),
            1 => ("放弃", "2026-05-20"),
            2 => ("异议", "2026-05-12"),
            _ => continue,
        };
        rows.add("events", &[(c::EVENT, event), (c::EVENT_ON, on), (c::CLAIM_ID, &claim)]);
    }
}

/// Withdrawn, given up, cut, held and paid, by the tables of a run, in fen.
fn parts(run: &Path) -> [i64; 4] {
    const STAGES: [(&str, &str); 9] = [
        (c::AFTER_GATES, c::REASON_GATES),
        (c::AFTER_EVIDENCE, c::REASON_EVIDENCE),
        (c::AFTER_ITEM, c::REASON_ITEM),
        (c::AFTER_ITEM_CAP, c::REASON_ITEM_CAP),
        (c::AFTER_HISTORY, c::REASON_HISTORY),
        (c::AFTER_DUPLICATES, c::REASON_DUPLICATES),
        (c::AFTER_COUNT, c::REASON_COUNT),
        (c::AFTER_ANNUAL_CAP, c::REASON_ANNUAL_CAP),
        (c::AFTER_BUDGET, c::REASON_BUDGET),
    ];
    let claims = Table::open(run, "claims");
    let (mut closed, mut cut) = (0, 0);
    let mut before = claims.fen(c::REQUESTED);
    for (amount, reason) in STAGES {
        let after = claims.fen(amount);
        for ((was, is), why) in before.iter().zip(&after).zip(claims.texts(reason)) {
            assert!(is <= was && (is == was || !why.is_empty()), "{amount}: {was} to {is}");
            let own =
                if ["withdrawn", "abandoned"].contains(&&*why) { &mut closed } else { &mut cut };
            *own += was - is;
        }
        before = after;
    }
    assert_eq!(before, claims.fen(c::PAYABLE));
    let sum = |table: &str, name: &str| Table::open(run, table).fen(name).iter().sum::<i64>();
    [closed, cut, sum("held", c::HELD), sum("payments", c::TO_PAY)]
}

/// Whatever happens to claims and whatever people decide of them: what was filed is somewhere, once.
#[test]
fn withdrawn_cut_and_held_are_what_was_filed() {
    let mut dice = Dice(20_261_131);
    let mut seen = [0; 4];
    for round in 0..8 {
        let mut rows = super::verdicts::rows();
        events(&mut rows, &mut dice);
        let made = made(&rows);
        let first = made.run(&["--quiet"]);
        let reviewed = decisions(&subjects(&first), &mut dice);
        let decided = verdicts(&first, &mut dice);
        let shown = |all: &'static [&'static str], rows: &[Vec<String>]| -> Vec<Vec<String>> {
            let head = all.iter().map(|text| (*text).to_string()).collect();
            std::iter::once(head).chain(rows.iter().cloned()).collect()
        };
        let sheets = [shown(HEAD, &reviewed), shown(VERDICT_HEAD, &decided)];
        let texts: [Vec<Vec<&str>>; 2] = sheets
            .each_ref()
            .map(|rows| rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect());
        let slices =
            texts.each_ref().map(|rows| rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        book(made.path("reviews.xlsx"), &[("审定", &slices[0]), ("待决疑点", &slices[1])]);
        name_reviews(&made);
        let run = made.run(&["--quiet"]);
        let filed: i64 = Table::open(&run, "claims").fen(c::REQUESTED).iter().sum();
        let own = parts(&run);
        assert_eq!(own.iter().sum::<i64>(), filed, "{round}: {own:?} by {reviewed:?} {decided:?}");
        seen.iter_mut().zip(own).for_each(|(all, one)| *all += one);
    }
    // Whatever is left of these claims waits: some finding about each stays open.
    let [closed, cut, held, _] = seen;
    assert!(closed > 0 && cut > 0 && held > 0, "a part that never occurs proves nothing: {seen:?}");
}
