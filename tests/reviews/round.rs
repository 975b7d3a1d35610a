//! A round of reviews with every amount worked out by hand.

use jiangbu::frame::columns as c;

use super::world::{codes, fill_in, made, name_reviews, payable, rows};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{code, files, jiangbu, said};

const AUDIT: (&str, &str) = ("审核方式", "专项审计");
const PANEL: (&str, &str) = ("审核方式", "专家评审");
const BY: (&str, &str) = ("决定人", "王审计");
const ON: (&str, &str) = ("决定日期", "2026-05-06");

/// 甲: 5 % of 1,200,000 + 300,000 = 75,000; 80,000 were asked for with the line of 2024. The audit leaves 200,000 of
/// FP-2: 5 % of 1,400,000 = 70,000. 乙: 50 % of 300,000 = 150,000, of which the panel leaves 120,000. 丙: two standards at
/// 500,000, of which one is refused. 丁: 50 % of 300,000 = 150,000, as filed.
#[test]
fn a_round_of_reviews() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    assert_eq!(payable(&first), [7_500_000, 15_000_000, 100_000_000, 15_000_000]);
    assert_eq!(codes(&first), Vec::<String>::new());
    let open = Table::open(&first, "reviews");
    // Four lines of costs, two of standards, one more of costs, and their five claims.
    assert_eq!(open.rows(), 8 + 5);
    assert_eq!(Table::open(&first, "reviews_read").rows(), 0);

    name_reviews(&made);
    fill_in(
        &made,
        &first,
        &[
            (&["FP-1"], &[("审定结论", "通过"), AUDIT, BY, ON]),
            (&["FP-2"], &[("审定金额", "200000.00"), ("核减原因", "凭证不符"), AUDIT]),
            (
                &["整项", super::world::YI],
                &[("审定金额", "120000"), PANEL, ("决定人", "李专家"), ON],
            ),
            (&["明细", "ISO 2-2025"], &[("审定结论", "不予支持"), PANEL, ("决定人", "李专家"), ON]),
            (&["FP-21"], &[("审定结论", "通过"), AUDIT, BY, ON]),
        ],
    );
    let run = made.run(&["--quiet"]);
    assert_eq!(payable(&run), [7_000_000, 12_000_000, 50_000_000, 15_000_000]);
    assert_eq!(codes(&run), ["R472"]);
    let claims = Table::open(&run, "claims");
    let of = |id: &str| {
        let ids = claims.texts(c::CLAIM_ID);
        ids.iter().position(|own| own == id).expect("the claim")
    };
    let jia = of(&format!("m2-{}", code(1)));
    assert_eq!(claims.fen(c::REQUESTED)[jia], 8_000_000);
    assert_eq!(claims.fen(c::AFTER_EVIDENCE)[jia], 7_000_000);
    assert_eq!(claims.texts(c::REASON_EVIDENCE)[jia], "review");
    let yi = of(&format!("m6-{}", code(2)));
    assert_eq!(
        (claims.fen(c::REQUESTED)[yi], claims.fen(c::AFTER_EVIDENCE)[yi]),
        (15_000_000, 12_000_000)
    );
    let lines = Table::open(&run, "lines_m5");
    let reasons = lines.texts(c::STANDARD_NO).into_iter().zip(lines.texts(c::LINE_REASON));
    let expected = [("ISO 1-2025", ""), ("ISO 2-2025", "review")];
    assert!(reasons.eq(expected.map(|(a, b)| (a.to_string(), b.to_string()))));

    rates(&run);
    explained(&run);
}

/// 王审计: 1,500,000 and 300,000 looked at, 100,000 cut. 李专家: one claim of 150,000 less 30,000, one standard.
fn rates(run: &std::path::Path) {
    let rates = Table::open(run, "review_rates");
    let row = |at: usize| {
        let text = |name| rates.texts(name)[at].clone();
        let fen = |name| rates.fen(name)[at];
        (
            [text(c::AUDIT_FIRM), text(c::DECIDED_BY), text(c::LAYER)],
            [fen(c::FILED), fen(c::REVIEWED), fen(c::REDUCTION), fen(c::CUT_SHARE)],
            [rates.ints(c::CASES)[at], rates.ints(c::CASES_CUT)[at]],
        )
    };
    let own = |words: [&str; 3]| words.map(str::to_string);
    let found: Vec<_> = (0..rates.rows()).map(row).collect();
    let expected = [
        (own(["", "李专家", "claim"]), [15_000_000, 12_000_000, 3_000_000, 2_000], [1, 1]),
        (own(["", "李专家", "line"]), [0, 0, 0, 0], [1, 1]),
        (own(["", "王审计", "line"]), [30_000_000, 30_000_000, 0, 0], [1, 0]),
        (
            own(["甲会计师事务所", "王审计", "line"]),
            [150_000_000, 140_000_000, 10_000_000, 666],
            [2, 1],
        ),
    ];
    for one in &expected {
        assert!(found.contains(one), "{one:?} is not among {found:?}");
    }
    assert_eq!(found.len(), expected.len());
}

/// What explains a claim names the reviewer; the detailed list says the reason.
fn explained(run: &std::path::Path) {
    let claim = format!("m2-{}", code(1));
    let output = jiangbu(&["explain", "--claim", &claim, "--lang", "zh-CN"])
        .arg(run)
        .output()
        .expect("the program");
    let text = said(&output);
    for word in ["审定核减", "200,000.00", "王审计", "2026-05-06", "凭证不符"] {
        assert!(text.contains(word), "{word} is not in: {text}");
    }
}

/// A threshold is held against what reviews leave: 1,000,000 is not above 1,000,000.
#[test]
fn a_review_may_bring_a_claim_below_its_threshold() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["FP-1"], &[("审定金额", "700000.00"), BY, ON])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(payable(&run)[0], 0);
    let claims = Table::open(&run, "claims");
    // 5 % of 1,000,000 at the stage of evidence, nothing after the threshold.
    assert_eq!(claims.fen(c::AFTER_EVIDENCE)[0], 5_000_000);
    assert_eq!(claims.fen(c::AFTER_ITEM)[0], 0);
}

/// Of two kinds of review the lower amount holds, of one kind the later; a row that moved is the same row.
#[test]
fn the_last_of_a_kind_and_the_least_of_kinds() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["FP-2"], &[("审定金额", "100000.00"), AUDIT, BY, ON])]);
    std::fs::rename(made.path("reviews.xlsx"), made.path("first.xlsx")).expect("renamed");
    let more = "reviews = [\"first.xlsx\", \"second.xlsx\"]";
    let text = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("reviews = [\"reviews.xlsx\"]", more);
    std::fs::write(made.pipeline(), text).expect("written");
    let second = |cells: &[(&str, &str)]| {
        fill_in(&made, &first, &[(&["FP-2"], cells)]);
        std::fs::rename(made.path("reviews.xlsx"), made.path("second.xlsx")).expect("renamed");
        let run = made.run(&["--quiet"]);
        (payable(&run)[0], Table::open(&run, "reviews_read").texts(c::STATE))
    };
    let later = ("决定日期", "2026-05-07");
    // 5 % of 1,200,000 + 250,000
    let found = second(&[("审定金额", "250000.00"), AUDIT, BY, later]);
    assert_eq!(found, (7_250_000, vec!["superseded".to_string(), "acts".to_string()]));
    // The panel looked at something else: what the audit cut stays cut.
    let found = second(&[("审定金额", "250000.00"), PANEL, BY, later]);
    assert_eq!(found, (6_500_000, vec!["holds".to_string(), "acts".to_string()]));
}

/// The same decisions on the same evidence leave the same bytes.
#[test]
fn the_same_reviews_leave_the_same_bytes() {
    let made = made(&rows("300000.00"));
    let first = made.run(&["--quiet"]);
    name_reviews(&made);
    fill_in(&made, &first, &[(&["FP-2"], &[("审定金额", "100000.00"), AUDIT, BY, ON])]);
    let [a, b] = [0, 1].map(|_| files(&made.run(&["--quiet"])));
    for (name, bytes) in &a {
        if name.extension().is_some_and(|ending| ending == "parquet") {
            assert_eq!(Some(bytes), b.get(name), "{}", name.display());
        }
    }
    assert_eq!(
        a.get(std::path::Path::new("reviews.xlsx")),
        b.get(std::path::Path::new("reviews.xlsx"))
    );
}
