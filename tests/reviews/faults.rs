//! Decisions that cannot count: each is said at its cell, none acts, and what they are about waits.

use jiangbu::diag::Diagnostic;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::world::{
    BING, DING, JIA, YI, again, codes, fill_in, held, made, name_reviews, payable, rows,
};
use crate::catalogue::both_languages;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::Made;

const BY: (&str, &str) = ("决定人", "王审计");
const ON: (&str, &str) = ("决定日期", "2026-05-06");

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
    settings.add_filter("(LN|CL)-[0-9a-f]{12}", "$1-…");
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

/// What one entry leads to: its code, and that nothing changed but that the claim waits.
fn cannot_count(code: &str, words: &[&str], cells: &[(&str, &str)], at: usize) {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(words, cells)]);
    let run = made.run(&["--quiet"]);
    assert_eq!(codes(&run), [code], "{words:?} {cells:?}");
    assert_eq!(payable(&run), payable(&first));
    assert_eq!(held(&run), again([JIA, YI, BING, DING][at], payable(&first)[at]));
    assert_eq!(Table::open(&run, "reviews_read").texts(c::STATE), ["faulty"]);
    shown(code, &made, code);
}

#[test]
fn above_what_was_filed() {
    cannot_count("R465", &["FP-21"], &[("审定金额", "300000.01"), BY, ON], 3);
}

#[test]
fn unclear() {
    cannot_count("R466", &["FP-21"], &[("审定结论", "核减"), BY, ON], 3);
}

#[test]
fn before_the_filing() {
    cannot_count("R471", &["FP-21"], &[("审定金额", "1.00"), BY, ("决定日期", "2026-02-28")], 3);
}

#[test]
fn nobody_signed() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["整项", YI], &[("审定金额", "1.00"), ON])]);
    let run = made.run(&["--quiet"]);
    assert_eq!((codes(&run), payable(&run)), (vec!["D340".to_string()], payable(&first)));
}

/// A verdict that does not agree with its amount, and a number where there is no amount.
#[test]
fn verdict_and_amount_must_agree() {
    let verdict = |word| ("审定结论", word);
    let amount = |text| ("审定金额", text);
    for (words, cells) in [
        (&["FP-21"][..], [verdict("通过"), amount("1.00")]),
        (&["FP-21"], [verdict("不予支持"), amount("1.00")]),
        (&["明细", "ISO 2-2025"], [verdict("核减"), amount("1.00")]),
        // What is left of a line is in the currency of its paper.
        (&["FP-21"], [("币种", "USD"), amount("1.00")]),
    ] {
        let made = made(&rows("300000.00"));
        let first = made.run(&["--quiet"]);
        name_reviews(&made);
        fill_in(&made, &first, &[(words, &[cells[0], cells[1], BY, ON])]);
        let run = made.run(&["--quiet"]);
        assert_eq!((codes(&run), payable(&run)), (vec!["R466".to_string()], payable(&first)));
    }
}

/// A negative amount is refused by the reader of the file; the claim waits all the same.
#[test]
fn a_negative_amount() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["FP-21"], &[("审定金额", "-1.00"), BY, ON])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(payable(&run), payable(&first));
    assert_eq!(Table::open(&run, "quarantine").texts(c::TABLE), ["reviews"]);
    assert_eq!(held(&run), [(DING.to_string(), "row-refused".to_string(), 15_000_000)]);
}

#[test]
fn two_on_one_day() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["FP-21"], &[("审定金额", "1.00"), BY, ON])]);
    std::fs::rename(made.path("reviews.xlsx"), made.path("other.xlsx")).expect("renamed");
    fill_in(&made, &first, &[(&["FP-21"], &[("审定金额", "2.00"), BY, ON])]);
    let text = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[\"reviews.xlsx\"]", "[\"reviews.xlsx\", \"other.xlsx\"]");
    std::fs::write(made.pipeline(), text).expect("written");
    let run = made.run(&["--quiet"]);
    assert_eq!((codes(&run), payable(&run)), (vec!["R469".to_string(); 2], payable(&first)));
    assert_eq!(held(&run), again(DING, 15_000_000));
    shown("R469", &made, "R469");
}

/// What was reviewed now says something else: the decision is not applied, said, shown again, and the claim waits. A
/// review of a line that is gone is said, too.
#[test]
fn changed_evidence_never_acts_in_silence() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    let later = super::world::made(&rows("310000.00"));
    name_reviews(&later);
    let entries: &[super::world::Entry] = &[
        (&["FP-2"], &[("审定金额", "200000.00"), BY, ON]),
        (&["FP-21"], &[("审定金额", "200000.00"), BY, ON]),
    ];
    fill_in(&later, &first, entries);
    let run = later.run(&["--quiet"]);
    assert_eq!(codes(&run), ["R467", "R472"]);
    // 5 % of 1,510,000; 50 % of 200,000.
    assert_eq!((payable(&run)[0], payable(&run)[3]), (7_550_000, 10_000_000));
    assert_eq!(held(&run), again(JIA, 7_550_000));
    shown("R467", &later, "R467");
    shown("R472", &later, "R472");

    // Reviewed again on what it says now, nothing is left to say of the old decision.
    let old = later.path("old");
    std::fs::rename(later.path("reviews.xlsx"), &old).expect("renamed");
    fill_in(
        &later,
        &run,
        &[(&["FP-2"], &[("审定金额", "200000.00"), BY, ("决定日期", "2026-05-08")])],
    );
    std::fs::rename(later.path("reviews.xlsx"), later.path("second.xlsx")).expect("renamed");
    std::fs::rename(&old, later.path("reviews.xlsx")).expect("renamed");
    let text = std::fs::read_to_string(later.pipeline()).expect("a pipeline");
    let text = text.replace("[\"reviews.xlsx\"]", "[\"reviews.xlsx\", \"second.xlsx\"]");
    std::fs::write(later.pipeline(), text).expect("written");
    let run = later.run(&["--quiet"]);
    assert_eq!((codes(&run), payable(&run)[0]), (vec!["R472".to_string()], 7_000_000));
    assert_eq!(held(&run), []);
}

#[test]
fn a_line_that_is_not_there() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    let gone = [("审定编号", "LN-000000000000"), ("证据指纹", "0000000000000000")];
    fill_in(&made, &first, &[(&["FP-21"], &[("审定金额", "1.00"), BY, ON, gone[0], gone[1]])]);
    let run = made.run(&["--quiet"]);
    assert_eq!((codes(&run), payable(&run)), (vec!["R468".to_string()], payable(&first)));
    assert_eq!(held(&run), again(DING, 15_000_000));
    shown("R468", &made, "R468");
}
