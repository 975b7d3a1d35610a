//! What a run asks a person: each finding produced, compared with a snapshot in both languages, and the
//! claims that wait because of it.

use jiangbu::diag::Failure;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::{Computed, compute};

use super::arrow_reader::Table;
use super::messages::compare;
use super::pipelines::{Asked, Made, Rows, code};
use super::specimen::firm;
use crate::catalogue::both_languages;

/// Codes of the run below, with how many of each.
pub const ASKED: &[(&str, usize)] = &[
    ("D322", 1),
    ("R411", 1),
    ("R412", 1),
    ("R413", 1),
    ("R414", 1),
    ("R415", 1),
    ("R416", 1),
    ("R417", 1),
    ("R418", 1),
    ("R419", 1),
    ("R432", 1),
    ("R433", 1),
    ("R434", 1),
    ("R435", 1),
    ("R436", 1),
    ("R438", 1),
    ("R439", 1),
];

type Cells<'a> = &'a [(&'a str, &'a str)];

fn line(rows: &mut Rows, measure: &str, firm: &str, filing: &str, more: Cells) {
    let mut cells = vec![(c::USCC, firm), (c::FILING_NO, filing)];
    if !more.iter().any(|(name, _)| *name == c::ACCEPTED_ON) {
        cells.push((c::ACCEPTED_ON, "2026-03-01"));
    }
    cells.extend(more);
    rows.add(measure, &cells);
}

fn award(rows: &mut Rows, firm: &str, more: Cells) {
    rows.add("history", &[&[(c::USCC, firm)], more].concat());
}

fn elsewhere(rows: &mut Rows, firm: &str, more: Cells) {
    let received = [(c::USCC, firm), (c::STATUS, "已拨付"), (c::AMOUNT, "1000.00")];
    rows.add("duplicates", &[&received, more].concat());
}

pub fn rows() -> Rows {
    let mut rows = Rows::default();
    let [jia, yi, bing] = [code(1), code(2), code(3)];
    for (code, name) in [(&jia, "甲公司"), (&yi, "乙公司"), (&bing, "丙公司")] {
        firm(&mut rows, code, name, "", "");
    }
    // 六: an earlier award is pending, and no filing number is stated.
    let compliance = [(c::PAID_ON, "2025-06-30"), (c::AMOUNT, "300000.00")];
    line(&mut rows, "m6", &jia, "2026-001", &compliance);
    let once = [(c::MEASURE, "六"), (c::AWARD_YEAR, "2025"), (c::STATUS, "待审")];
    award(&mut rows, &jia, &[&once[..], &[(c::AMOUNT, "50000.00")]].concat());
    // 一: lines that differ, an award without a base, one that was returned, another platform.
    let platform = |item, served| {
        [
            (c::PLATFORM_ID, item),
            (c::SERVED, served),
            (c::COST_KIND, "设备购置"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, "1000000.00"),
        ]
    };
    let asking = |served, asked| [&platform("P1", served)[..], &[(c::REQUESTED, asked)]].concat();
    line(&mut rows, "m1", &yi, "2026-002", &asking("12", "300000.00"));
    line(&mut rows, "m1", &yi, "2026-002", &asking("15", "299999.00"));
    line(&mut rows, "m1", &bing, "2026-003", &platform("P9", "20"));
    let earlier = |item, year, amount| {
        [(c::MEASURE, "一"), (c::ITEM, item), (c::AWARD_YEAR, year), (c::AMOUNT, amount)]
    };
    let paid = [(c::STATUS, "已拨付")];
    award(&mut rows, &yi, &[&earlier("P1", "2025", "100000.00")[..], &paid].concat());
    let returned = [(c::STATUS, "已退回"), (c::BASE, "1000000.00")];
    award(&mut rows, &yi, &[&earlier("P1", "2024", "300000.00")[..], &returned].concat());
    let with_base = [(c::STATUS, "已拨付"), (c::BASE, "1000000.00")];
    award(&mut rows, &bing, &[&earlier("P8", "2025", "300000.00")[..], &with_base].concat());
    // Refused: nobody knows this state.
    let odd = [(c::STATUS, "好像给过")];
    award(&mut rows, &bing, &[&earlier("P9", "2025", "300000.00")[..], &odd].concat());
    // 七, accepted too late; 九, paid after it was filed.
    let late = [(c::ACCEPTED_ON, "2026-04-15"), (c::PAID_ON, "2025-06-30"), (c::AMOUNT, "5.00")];
    line(&mut rows, "m7", &yi, "2026-004", &[&late[..], &[(c::SHARE, "1")]].concat());
    let premium = [
        (c::PAID_ON, "2026-03-20"),
        (c::AMOUNT, "400000.00"),
        (c::SELF_INSURED, "是"),
        (c::EXPORT_POLICY, "是"),
        (c::POLICY_NO, "B1"),
    ];
    line(&mut rows, "m9", &yi, "2026-005", &premium);
    // 八, a case of two, one of which was supported elsewhere.
    let case = |lead| {
        [
            (c::CASE_NO, "案例一"),
            (c::RECOGNISED_BY, "商务部"),
            (c::PROMOTED_NATIONALLY, "是"),
            (c::DOCUMENTED_ON, "2025-06-30"),
            (c::IS_LEAD, lead),
        ]
    };
    line(&mut rows, "m8", &jia, "2026-006", &case("是"));
    line(&mut rows, "m8", &bing, "2026-007", &case("否"));
    let other = |measure, source| [(c::MEASURE, measure), (c::OTHER_SCHEME, source)];
    let case = |year| [(c::ITEM, "案例一"), (c::YEAR, year)];
    elsewhere(&mut rows, &yi, &other("九", "宝安区"));
    let policy = [(c::PAPER_NO, "B1")];
    elsewhere(&mut rows, &yi, &[&other("九", "深圳市商务局")[..], &policy].concat());
    elsewhere(&mut rows, &jia, &[&other("八", "南山区")[..], &case("2025")].concat());
    elsewhere(&mut rows, &bing, &[&other("八", "南山区")[..], &case("2023")].concat());
    // Pending, and nothing hangs on it; returned in part; a paper supported elsewhere that changes nothing.
    let idle = [(c::MEASURE, "二"), (c::AWARD_YEAR, "2025"), (c::STATUS, "待审")];
    award(&mut rows, &bing, &[&idle[..], &[(c::AMOUNT, "60000.00")]].concat());
    let partly = [(c::STATUS, "部分退回"), (c::BASE, "2000000.00")];
    award(&mut rows, &yi, &[&earlier("P1", "2025", "100001.00")[..], &partly].concat());
    let invoice = |number, amount| {
        [
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, amount),
            (c::INVOICE_NO, number),
            (c::REQUESTED, "50000.00"),
            (c::EXPORT_FILING_NO, "E1"),
        ]
    };
    line(&mut rows, "m6", &bing, "2026-009", &invoice("F1", "100000.00"));
    line(&mut rows, "m6", &bing, "2026-009", &invoice("F2", "100000.00"));
    let paper = [(c::PAPER_NO, "F2")];
    elsewhere(&mut rows, &bing, &[&other("六", "南山区")[..], &paper].concat());
    rows
}

fn made(options: &str, rates: &str, rows: &Rows) -> Made {
    let asked =
        Asked { rates: rates.to_string(), options: options.to_string(), ..Asked::default() };
    Made::new(&asked, rows)
}

const RATES: &str = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-01-27,USD,6.9858,found,paper\n";

fn computed(made: &Made) -> Computed {
    compute(&load(&made.pipeline()).expect("a pipeline"), &|_: &str| {}).expect("a run")
}

#[test]
fn questions_to_a_person() {
    let computed = computed(&made("", RATES, &rows()));
    let findings = &computed.prepared.linked.findings;
    for (code, count) in ASKED {
        let found: Vec<String> =
            findings.iter().filter(|d| d.code.id == *code).map(both_languages).collect();
        assert_eq!(found.len(), *count, "{code}: {found:?}");
        compare(code, &found.join("\n\n"));
    }
}

#[test]
fn claims_that_wait_say_why() {
    let made = made("", RATES, &rows());
    let run = made.run(&["--quiet"]);
    let holds = Table::open(&run, "held");
    let (claims, why) = (holds.texts(c::CLAIM_ID), holds.texts(c::HOLD));
    let mut found: Vec<(String, String)> = claims.into_iter().zip(why).collect();
    // Accounts wait, too, and joint items.
    found.retain(|(claim, why)| !claim.is_empty() && why != "joint");
    found.sort();
    let expected: &[(String, &str)] = &[
        // the refused row is of an earlier year and for 一
        (format!("m1-{}-1", code(3)), "row-refused"),
        (format!("m6-{}", code(1)), "prior-pending"),
        (format!("m9-{}", code(2)), "unnamed"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(id, why)| (id.clone(), why.to_string())).collect();
    assert_eq!(found, expected);
}

#[test]
fn rates_that_begin_too_late_are_said_before_a_run() {
    let pipeline = load(&made("fx_date = \"monthly\"", RATES, &rows()).pipeline()).expect("sound");
    let later = pipeline.warnings.0.iter().filter(|said| said.code.id == "C161");
    let said: Vec<String> = later.map(both_languages).collect();
    compare("C161", &said.join("\n\n"));
    // Nothing of it where the deadline converts everything.
    let pipeline = load(&made("", RATES, &rows()).pipeline()).expect("sound");
    assert!(pipeline.warnings.0.iter().all(|said| said.code.id != "C161"));
}

#[test]
fn missing_rates_are_all_said_at_once() {
    let mut rows = rows();
    for (currency, day) in [("USD", "2025-03-04"), ("HKD", "2025-05-06"), ("HKD", "2025-04-07")] {
        let export = [
            (c::RECEIVED_ON, day),
            (c::CURRENCY, currency),
            (c::AMOUNT, "100.00"),
            (c::CATALOGUE, "不涉及"),
        ];
        line(&mut rows, "m3", &code(1), "2026-008", &export);
    }
    let made = made("fx_date = \"transaction\"", RATES, &rows);
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    let Err(Failure::User(faults)) = compute(&pipeline, &|_: &str| {}) else {
        panic!("rates are missing");
    };
    let said: Vec<String> = faults.0.iter().map(both_languages).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    // The first day of each, and from when it is there.
    for (said, parts) in
        said.iter().zip([["HKD", "2025-04-07", "没有该项"], ["USD", "2025-03-04", "2026-01-27"]])
    {
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}

#[test]
fn currencies_of_records_are_missed_with_those_of_lines() {
    let mut rows = rows();
    let export = [
        (c::RECEIVED_ON, "2025-03-04"),
        (c::CURRENCY, "JPY"),
        (c::AMOUNT, "100.00"),
        (c::CATALOGUE, "不涉及"),
    ];
    line(&mut rows, "m3", &code(1), "2026-008", &export);
    for currency in ["EUR", "GBP"] {
        let (firm, record) = (code(1), [(c::MEASURE, "三"), (c::YEAR, "2025")]);
        let own = [(c::USCC, firm.as_str()), (c::CURRENCY, currency), (c::AMOUNT, "100.00")];
        rows.add("platform", &[&record[..], &own].concat());
    }
    let made = made("", RATES, &rows);
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    let Err(Failure::User(faults)) = compute(&pipeline, &|_: &str| {}) else {
        panic!("rates are missing");
    };
    let said: Vec<String> = faults.0.iter().map(both_languages).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (said, currency) in said.iter().zip(["EUR", "GBP", "JPY"]) {
        assert!(said.contains(currency), "{said}");
    }
}
