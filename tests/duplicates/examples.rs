//! Worked examples A7-1 to A7-5, the other support standing in a roster of Nanshan.

use jiangbu::frame::columns as c;

use super::with_rosters::{NAME, append, pipeline, promotion, roster, standards, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

const HEADINGS: &[&str] = &[
    "序号",
    "企业名称",
    "统一社会信用代码",
    "扶持事项",
    "发票号码",
    "年度",
    "资助金额（万元）",
    "状态",
];

fn run(options: &str, status: &str, number_of_standards: usize) -> (i64, Vec<String>, Vec<i64>) {
    let made = made(options, status, number_of_standards);
    let run = made.run(&["--quiet"]);
    let cases = Table::open(&run, "duplicates");
    (total(&run), cases.texts(c::VERDICT_NOW), cases.fen(c::AT_RISK))
}

fn made(options: &str, status: &str, number_of_standards: usize) -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    standards(&mut rows, number_of_standards);
    let made = pipeline(&rows, options);
    let code = code(1);
    let row = ["1", NAME, &code, "境外推广补助", "fp-1", "2025", "80", status];
    roster(
        &made,
        "NANSHAN",
        "",
        &[("2025年第一批", &[HEADINGS, &row, &["", "合计", "", "", "", "", "80", ""]])],
    );
    made
}

#[test]
fn a7_1_received_elsewhere_excludes_the_item() {
    assert_eq!(run("", "已拨付", 0), (0, vec!["duplicate".into()], vec![100_000_000]));
}

#[test]
fn a7_2_the_higher_is_kept_once_the_other_is_returned() {
    let options = "dup_mode = \"choose_best\"\n";
    assert_eq!(run(options, "已退回", 0).0, 100_000_000);
}

#[test]
fn a7_3_the_difference_is_paid() {
    let options = "dup_mode = \"top_up\"\n";
    assert_eq!(run(options, "已拨付", 0), (20_000_000, vec!["duplicate".into()], vec![80_000_000]));
}

#[test]
fn a7_4_and_5_a_denied_item_frees_its_place_below_the_cap() {
    assert_eq!(run("", "已拨付", 5).0, 250_000_000);
    assert_eq!(run("order = \"cap_then_dup\"\n", "已拨付", 5).0, 214_285_714);
}

/// The claim keeps its million, and all of it waits for what becomes of the other.
#[test]
fn pending_support_lowers_nothing_and_is_waited_for() {
    let made = made("", "审核中", 0);
    let held = |run: &std::path::Path| {
        let held = Table::open(run, "held");
        held.texts(c::HOLD).into_iter().zip(held.fen(c::HELD)).collect::<Vec<_>>()
    };
    let run = made.run(&["--quiet"]);
    assert_eq!(total(&run), 100_000_000);
    assert_eq!(held(&run), [("pending-elsewhere".to_string(), 100_000_000)]);
    // An office that does not wait says so; what waits then is the account that this filing lacks.
    append(&made, "\n[payment]\npay_beside_pending = true\n");
    assert_eq!(held(&made.run(&["--quiet"])), [("D350".to_string(), 100_000_000)]);
}
