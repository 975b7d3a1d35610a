//! Rosters as bad as they come: what they still say is used, and what could not be used is said.

use jiangbu::frame::columns as c;

use super::with_rosters::{NAME, pipeline, promotion, roster, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code};

/// Verdict, level and ground of each case, and the use of the roster by sheet.
fn outcome(more: &str, sheets: &[super::with_rosters::Sheet]) -> (i64, Vec<[String; 3]>, Table) {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    roster(&made, "BAOAN", more, sheets);
    let run = made.run(&["--quiet"]);
    let table = Table::open(&run, "duplicates");
    let columns = [c::VERDICT_NOW, c::LEVEL, c::WHY_EN].map(|name| table.texts(name));
    let [verdicts, levels, whys] = columns;
    let cases = verdicts.into_iter().zip(levels).zip(whys).map(|((v, l), w)| [v, l, w]);
    (total(&run), cases.collect(), Table::open(&run, "rosters"))
}

fn case(verdict: &str, level: &str, why: &str) -> [String; 3] {
    [verdict.to_string(), level.to_string(), why.to_string()]
}

const UNTOUCHED: i64 = 100_000_000;

#[test]
fn a_name_alone_asks_a_person() {
    let sheet: &[&[&str]] = &[
        &["企业名称", "扶持事项", "发票号", "金额"],
        &["云帆数據科技有限責任公司", "营销推广", "FP-1", "5000"],
    ];
    let (total, cases, _) = outcome("year = \"2025\"\nstatus = \"已拨付\"", &[("名单", sheet)]);
    assert_eq!(total, UNTOUCHED);
    let why = "who it is has to be confirmed";
    assert_eq!(cases, [case("suspected", "place-omitted", why)]);
}

#[test]
fn several_sheets_units_footers_and_repeated_rows() {
    let code = code(1);
    let head: &[&str] =
        &["单位名称", "信用代码", "项目", "发票号码", "补贴金额（万元）", "年度", "状态"];
    let yuan: &[&str] =
        &["单位名称", "信用代码", "项目", "合同编号", "补贴金额（元）", "年度", "状态"];
    let row: &[&str] = &[NAME, &code, "参展推广", "FP-1", "1.5", "2025年度", "已发放"];
    let first: &[&[&str]] = &[head, row, row, &["合计", "", "", "", "3", "", ""]];
    let second: &[&[&str]] = &[
        yuan,
        &[NAME, &code, "营销推广", "HT-1", "15000", "2024-2025", "已发放"],
        &["", "", "", "", "7", "", ""],
    ];
    let sheets = [("第一批", first), ("第二批", second), ("说明", &[&["看看"][..]][..])];
    let (total, cases, usage) = outcome("", &sheets);
    assert_eq!(total, 0);
    let why = "the same paper was supported";
    assert_eq!(cases, [case("duplicate", "code", why), case("duplicate", "code", why)]);
    assert_eq!(usage.ints(c::ROWS_READ), [3, 2]);
    assert_eq!(usage.ints(c::ROWS_USED), [1, 1]);
    assert_eq!(usage.ints(c::ROWS_REPEATED), [1, 0]);
    assert_eq!(usage.ints(c::ROWS_FOOTER), [1, 0]);
    // Neither name nor code: it cannot be compared, and that is said.
    let unused = [usage.ints(c::ROWS_QUARANTINED)[1] + usage.ints(c::ROWS_NAMELESS)[1]];
    assert_eq!(unused, [1]);
}

#[test]
fn broken_cells_do_not_lose_a_row() {
    let code = code(1);
    let number = format!("#{}", code.replace(|c: char| !c.is_ascii_digit(), "0"));
    let head: &[&str] = &["单位名称", "信用代码", "项目", "发票号码", "金额", "年度", "状态"];
    let rows: &[&[&str]] = &[
        head,
        // An amount that is none, beside a good code.
        &[NAME, &code, "推广", "FP-1", "面议", "2025", "已拨付"],
        // A code that Excel has rounded: the name is left.
        &[NAME, &number, "推广", "FP-1", "5", "2025", "已拨付"],
    ];
    let (total, cases, usage) = outcome("", &[("名单", rows)]);
    assert_eq!(total, 0);
    let first = case("duplicate", "code", "the same paper was supported");
    let second = case("suspected", "name-exact", "who it is has to be confirmed");
    assert_eq!(cases, [first, second]);
    assert_eq!(usage.ints(c::ROWS_USED), [2]);
    assert_eq!(usage.ints(c::ROWS_QUARANTINED), [0]);
    assert_eq!(usage.ints(c::WITHOUT_AMOUNT), [1]);
}

#[test]
fn what_is_no_duplicate_is_none() {
    let code = code(1);
    let head: &[&str] = &["单位名称", "信用代码", "项目", "发票号码", "金额", "年度", "状态"];
    let rows: &[&[&str]] = &[
        head,
        &[NAME, &code, "租金补贴", "FP-1", "5", "2025", "已拨付"],
        &[NAME, &code, "推广", "FP-9", "5", "2025", "已拨付"],
        &[NAME, &code, "推广", "", "5", "2023", "已拨付"],
        &[NAME, &code, "推广", "FP-1", "5", "2025", "已追回"],
        // Nobody has said what this is.
        &[NAME, &code, "神秘专项", "", "5", "2025", "已拨付"],
    ];
    let (total, cases, _) = outcome("", &[("名单", rows)]);
    assert_eq!(total, UNTOUCHED);
    let expected = [
        case("clear", "code", "the papers differ"),
        case("clear", "code", "the periods do not overlap"),
        case("clear", "code", "the other support was returned in full"),
        case("unsorted", "code", "the crosswalk does not list the item"),
    ];
    assert_eq!(cases, expected);
}

#[test]
fn a_roster_may_have_headings_of_its_own() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    let aliases = std::fs::read_to_string("pipelines/headers.toml").expect("aliases");
    let aliases = aliases.replace("firm_name = [", "firm_name = [\"被扶持者\", ");
    std::fs::write(made.path("own.toml"), aliases).expect("written");
    let code = code(1);
    let sheet: &[&[&str]] = &[&["被扶持者", "信用代码", "发票号码"], &["云帆", &code, "FP-1"]];
    let more = "headers = \"own.toml\"\nitem = \"推广\"\nstatus = \"已拨付\"\nyear = \"2025\"";
    roster(&made, "NANSHAN", more, &[("名单", sheet)]);
    assert_eq!(total(&made.run(&["--quiet"])), 0);
}

/// A cell may name several papers: each of them was supported, whichever stands first.
#[test]
fn each_paper_of_a_cell_counts() {
    let code = code(1);
    let with = |cell: &str| {
        let head: &[&str] = &["单位名称", "信用代码", "项目", "发票号码", "金额", "年度", "状态"];
        let row: &[&str] = &[NAME, &code, "营销推广", cell, "15000", "2025", "已发放"];
        outcome("", &[("名单", &[head, row])]).0
    };
    for cell in ["FP-1、FP-2", "FP-2、FP-1", "FP-2\nFP-1", "发票号码：FP-1"] {
        assert_eq!(with(cell), 0, "{cell}");
    }
    assert_eq!(with("FP-2、FP-3"), UNTOUCHED);
}
