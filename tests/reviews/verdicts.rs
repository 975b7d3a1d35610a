//! Verdicts on findings about a run's own claims: a round worked out by hand, verdicts that cannot count, what an approval
//! asks for.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Diagnostic, Failure};
use jiangbu::frame::columns as c;
use jiangbu::jobs::ledger::approve;
use jiangbu::ledger::Ledger;
use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::world::{Entry, fill_in_sheet, held, made, name_reviews};
use crate::catalogue::both_languages;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code, jiangbu, said};

/// Headings and what is filled in below them.
type Cells<'a> = &'a [(&'a str, &'a str)];

const BY: (&str, &str) = ("决定人", "王处长");
const ON: (&str, &str) = ("决定日期", "2026-05-06");
/// What findings about papers are about.
const CASE: &str = "案例编号 案例-1";
const INVOICE: &str = "发票号 FP-1";
pub const NAMES: [&str; 5] = [
    "深圳市甲推广有限公司",
    "深圳市乙案例有限公司",
    "深圳市丙案例有限公司",
    "深圳市丁数据有限公司",
    "深圳市戊数据有限公司",
];

fn verdict(word: &'static str) -> (&'static str, &'static str) {
    ("处理结论", word)
}

/// 甲 (the lead), 乙 (accepted first) and 丙 claim one case; 丁 and 戊 have one invoice and one phone; 丁 is on a list.
pub fn rows() -> Rows {
    let mut rows = Rows::default();
    let phones = ["", "", "", "13800138000", "13800138000"];
    for (at, name) in NAMES.iter().enumerate() {
        let account = format!("62220212345670000{}", at + 1);
        crate::runs::specimen::firm(&mut rows, &code(at + 1), name, phones[at], &account);
    }
    let days = ["2026-03-01", "2026-02-10", "2026-02-20"];
    for (at, day) in days.into_iter().enumerate() {
        let uscc = code(at + 1);
        let lead = if at == 0 { "是" } else { "否" };
        let filing = format!("2026-00{}", at + 1);
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, filing.as_str()),
            (c::ACCEPTED_ON, day),
            (c::CASE_NO, "案例-1"),
            (c::RECOGNISED_BY, "商务部"),
            (c::PROMOTED_NATIONALLY, "是"),
            (c::DOCUMENTED_ON, "2025-06-30"),
            (c::IS_LEAD, lead),
        ];
        rows.add("m8", &line);
    }
    for number in [4, 5] {
        let uscc = code(number);
        let filing = format!("2026-00{number}");
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, filing.as_str()),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::PAID_ON, "2025-06-30"),
            (c::EXPORT_FILING_NO, if number == 4 { "CJ-4" } else { "CJ-5" }),
            (c::INVOICE_NO, "FP-1"),
            (c::AMOUNT, "300000.00"),
        ];
        rows.add("m6", &line);
    }
    rows.add("listed", &[(c::USCC, &code(4)), (c::LIST, "经营异常名录")]);
    rows
}

fn world() -> (Made, PathBuf) {
    let made = made(&rows());
    let first = made.run(&["--quiet"]);
    (made, first)
}

fn fill(made: &Made, run: &Path, entries: &[Entry]) {
    let (from, to) = (run.join("reviews.xlsx"), made.path("reviews.xlsx"));
    fill_in_sheet((&from, &to), "处理结论", entries);
}

fn payable(run: &Path) -> Vec<i64> {
    let table = Table::open(run, "enterprises");
    let (names, amounts) = (table.texts(c::FIRM_NAME), table.fen(c::PAYABLE));
    let of = |name: &&str| names.iter().position(|own| own == name).expect("the enterprise");
    NAMES.iter().map(|name| amounts[of(name)]).collect()
}

/// Codes of findings about verdicts, and of what they are about.
fn codes(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    let own = ["R401", "R403", "R465", "R471", "D340"];
    codes.retain(|code| own.contains(&code.as_str()) || ("R640"..="R644").contains(&&**code));
    codes
}

fn open(run: &Path) -> Vec<(String, String)> {
    let asked = Table::open(run, "asked");
    let both = asked.texts(c::CODE).into_iter().zip(asked.texts(c::STATE_ZH));
    both.filter(|(_, decided)| decided.is_empty()).collect()
}

/// What the rule gives: 300,000 for the case to the lead, half of 300,000 to 丁 and 戊 each.
const BY_RULE: [i64; 5] = [30_000_000, 0, 0, 15_000_000, 15_000_000];

#[test]
fn a_round_of_verdicts() {
    let (made, first) = world();
    assert_eq!(payable(&first), BY_RULE);
    assert_eq!(codes(&first), ["R401", "R403"]);
    let kinds: Vec<String> = open(&first).into_iter().map(|one| one.0).collect();
    // The number of the case is a paper, too.
    assert_eq!(kinds, ["R401", "R403", "R430", "R430", "R431"]);
    assert_eq!(held(&first), [(NAMES[0].to_string(), "joint".to_string(), 30_000_000)]);

    name_reviews(&made);
    let named = format!("m6-{}", code(5));
    fill(
        &made,
        &first,
        &[
            (&["R401"], &[verdict("放行"), ("认定理由", "已移出"), BY, ON]),
            (&["R403"], &[verdict("保留最早申报"), BY, ON]),
            (&["R430", CASE], &[verdict("放行"), BY, ON]),
            (
                &["R430", INVOICE],
                &[verdict("核减"), ("所指申报项", &named), ("处理后金额", "100000.00"), BY, ON],
            ),
            (&["R431"], &[verdict("放行"), BY, ON]),
        ],
    );
    let run = made.run(&["--quiet"]);
    assert_eq!(payable(&run), [0, 30_000_000, 0, 15_000_000, 10_000_000]);
    assert_eq!(codes(&run), Vec::<String>::new());
    assert_eq!(open(&run), []);
    assert_eq!(held(&run), []);
    let claims = Table::open(&run, "claims");
    let reasons = claims.texts(c::REASON_EVIDENCE);
    // By measure, then enterprise: 丁 and 戊 under 六, then the three of the case.
    assert_eq!(reasons, ["", "verdict", "verdict", "", "verdict"]);
    let text = said(
        &jiangbu(&["explain", "--claim", &named, "--lang", "zh-CN"])
            .arg(&run)
            .output()
            .expect("the program"),
    );
    for word in ["疑点认定核减", "100,000.00", "王处长", "2026-05-06"] {
        assert!(text.contains(word), "{word} is not in: {text}");
    }
}

/// Each verdict by itself: what 甲, 乙 and 丙 get for their case.
#[test]
fn every_verdict_on_a_group() {
    let (made, first) = world();
    name_reviews(&made);
    let named = format!("m8-{}-1", code(3));
    let cases: &[(Cells, [i64; 3])] = &[
        (&[verdict("放行")], [30_000_000, 0, 0]),
        (&[verdict("不予支持")], [0, 0, 0]),
        (&[verdict("保留牵头单位")], [30_000_000, 0, 0]),
        (&[verdict("保留所指"), ("所指申报项", &named)], [0, 0, 30_000_000]),
    ];
    for (cells, expected) in cases {
        let cells = [cells, &[BY, ON][..]].concat();
        fill(&made, &first, &[(&["R403"], &cells)]);
        let run = made.run(&["--quiet"]);
        assert_eq!(payable(&run)[..3], *expected, "{cells:?}");
        assert_eq!(codes(&run), ["R401"], "{cells:?}");
        assert_eq!(held(&run), [], "{cells:?}");
    }
}

fn shown(label: &str, made: &Made, code: &str) {
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    let computed = compute(&pipeline, &|_: &str| {}).expect("a run");
    let found: Vec<&Diagnostic> =
        computed.prepared.linked.findings.iter().filter(|one| one.code.id == code).collect();
    assert!(!found.is_empty(), "{code} was not said");
    let shown: Vec<String> = found.into_iter().map(both_languages).collect();
    let shown = shown.join("\n\n");
    assert!(!crate::catalogue::unfilled(&shown), "{label}: {shown}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("FD-[0-9a-f]{12}", "FD-…");
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

/// A verdict that cannot count changes nothing, is said at its cell, and the claims with an amount wait.
fn cannot_count(code: &str, label: &str, cells: &[(&str, &str)]) {
    let (made, first) = world();
    name_reviews(&made);
    fill(&made, &first, &[(&["R403"], cells)]);
    let run = made.run(&["--quiet"]);
    assert_eq!(codes(&run), ["R401", "R403", code].map(String::from), "{cells:?}");
    assert_eq!(payable(&run), BY_RULE, "{cells:?}");
    let why: Vec<String> = held(&run).into_iter().map(|one| one.1).collect();
    assert_eq!(why, ["joint", "review"], "{cells:?}");
    if !label.is_empty() {
        shown(label, &made, code);
    }
}

#[test]
fn verdicts_that_cannot_count() {
    let meant = |id| ("所指申报项", id);
    let own = format!("m8-{}-1", code(1));
    cannot_count("R644", "R644", &[verdict("保留所指"), meant("m8-乙-1"), BY, ON]);
    cannot_count("R640", "R640", &[verdict("保留所指"), BY, ON]);
    cannot_count("R640", "", &[verdict("核减"), ("处理后金额", "1.00"), BY, ON]);
    cannot_count("R640", "", &[verdict("放行"), ("处理后金额", "1.00"), BY, ON]);
    cannot_count("R640", "", &[verdict("放行"), meant(&own), BY, ON]);
    cannot_count("R465", "", &[meant(&own), ("处理后金额", "300000.01"), BY, ON]);
    cannot_count("R471", "", &[verdict("放行"), BY, ("决定日期", "2026-02-01")]);
    cannot_count("D340", "", &[verdict("放行"), ON]);
}

#[test]
fn a_finding_that_is_not_there() {
    let (made, first) = world();
    name_reviews(&made);
    fill(&made, &first, &[(&["R431"], &[verdict("放行"), ("疑点编号", "FD-0"), BY, ON])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(codes(&run), ["R401", "R403", "R641"]);
    assert_eq!(payable(&run), BY_RULE);
    shown("R641", &made, "R641");
}

/// The last day holds; two that differ on one day do not count; the same twice is one.
#[test]
fn days_decide() {
    let (made, first) = world();
    name_reviews(&made);
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[\"reviews.xlsx\"]", "[\"reviews.xlsx\", \"other.xlsx\"]");
    fs::write(made.pipeline(), text).expect("written");
    let keep = [verdict("保留最早申报"), BY, ON];
    let of = |word, day| [verdict(word), BY, ("决定日期", day)];
    let with = |second: &[(&str, &str)]| {
        fill(&made, &first, &[(&["R403"], second)]);
        fs::rename(made.path("reviews.xlsx"), made.path("other.xlsx")).expect("renamed");
        fill(&made, &first, &[(&["R403"], &keep)]);
        let run = made.run(&["--quiet"]);
        (payable(&run)[..3].to_vec(), codes(&run)[1..].to_vec())
    };
    let none = Vec::<String>::new();
    assert_eq!(with(&of("不予支持", "2026-05-07")), (vec![0, 0, 0], none.clone()));
    assert_eq!(with(&of("不予支持", "2026-05-05")), (vec![0, 30_000_000, 0], none.clone()));
    assert_eq!(with(&of("保留最早申报", "2026-05-06")), (vec![0, 30_000_000, 0], none));
    let (amounts, said) = with(&of("不予支持", "2026-05-06"));
    assert_eq!(
        (amounts, said),
        (BY_RULE[..3].to_vec(), ["R403", "R643", "R643"].map(String::from).to_vec())
    );
    shown("R643", &made, "R643");
}

/// Another case filed by one of the group: the verdict does not act, is said, and the finding is shown again.
#[test]
fn a_group_that_changed_is_asked_about_again() {
    let (_made, first) = world();
    let mut more = rows();
    let uscc = code(5);
    let line = [
        (c::USCC, uscc.as_str()),
        (c::FILING_NO, "2026-006"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::CASE_NO, "案例-1"),
        (c::RECOGNISED_BY, "商务部"),
        (c::PROMOTED_NATIONALLY, "是"),
        (c::DOCUMENTED_ON, "2025-06-30"),
    ];
    more.add("m8", &line);
    let later = made(&more);
    name_reviews(&later);
    fill(&later, &first, &[(&["R403"], &[verdict("保留最早申报"), BY, ON])]);
    let run = later.run(&["--quiet"]);
    assert_eq!(payable(&run), BY_RULE);
    assert_eq!(codes(&run), ["R401", "R403", "R642"]);
    assert_eq!(Table::open(&run, "reviews_read").texts(c::STATE), ["outdated"; 4]);
    shown("R642", &later, "R642");
}

/// What the pipeline marks must be decided before the run is approved; the rest is only told.
#[test]
fn an_approval_asks_for_what_is_marked() {
    let (made, _) = world();
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let marked = text.replace("[review]\n", "[review]\nmust_decide = [\"R403\", \"R430\"]\n");
    fs::write(made.pipeline(), marked).expect("written");
    let first = made.run(&["--quiet"]);
    Ledger::init(&made.path("runs/ledger")).expect("a ledger");
    let request = |run| approve::Request {
        run,
        ledger: None,
        pipeline: None,
        on: "2026-06-01".parse().expect("a day"),
        by: "王五",
    };
    let Err(Failure::User(faults)) = approve::approve(&request(&first)) else {
        panic!("approved with open findings")
    };
    let found: Vec<&str> = faults.0.iter().map(|fault| fault.code.id).collect();
    assert_eq!(found, ["A640", "A640"]);
    let shown: Vec<String> = faults.0.iter().map(both_languages).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("FD-[0-9a-f]{12}", "FD-…");
    settings.bind(|| insta::assert_snapshot!("A640", shown.join("\n\n")));

    name_reviews(&made);
    fill(
        &made,
        &first,
        &[
            (&["R403"], &[verdict("保留最早申报"), BY, ON]),
            (&["R430", CASE], &[verdict("放行"), BY, ON]),
            (&["R430", INVOICE], &[verdict("放行"), BY, ON]),
        ],
    );
    let run = made.run(&["--quiet"]);
    let proposal = approve::propose(&request(&run), &Default::default()).expect("a proposal");
    let open: Vec<(&str, usize)> = proposal.facts.findings_open.into_iter().collect();
    assert_eq!(open, [("R401", 1), ("R431", 1)]);
}

/// A kind that is none is refused where it stands, with what was meant.
#[test]
fn a_kind_of_finding_that_is_none() {
    let (made, _) = world();
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let marked = text.replace("[review]\n", "[review]\nmust_decide = [\"R4O3\"]\n");
    fs::write(made.pipeline(), marked).expect("written");
    let faults = load(&made.pipeline()).expect_err("a fault");
    let shown = both_languages(&faults.0[0]);
    assert_eq!(faults.0[0].code.id, "C108");
    assert!(shown.contains("R403"), "{shown}");
}
