//! Rows that say themselves that they are no support, rows that are completed by the layout of their list, and texts that
//! say less than they seem to: none of them denies a claim, and each is said.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::messages::computed;
use super::with_rosters::{NAME, append, book, pipeline, promotion, roster, standards, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

const BY_KIND: &str = "proof = \"kind\"\n";
const TITLE: &[&str] = &["南山区2025年度标准资助拨付名单"];
const HEAD: &[&str] =
    &["序号", "企业名称", "统一社会信用代码", "资助事项", "资助金额（万元）", "备注"];
/// One international standard: half a million.
const ALL: i64 = 50_000_000;

/// A standard (五) of one enterprise beside a roster of Nanshan, which named what was returned of 2025.
fn made(more: &str, sheets: &[(&str, &[&[&str]])]) -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    standards(&mut rows, 1);
    let made = pipeline(&rows, "");
    roster(&made, "NANSHAN", &format!("{BY_KIND}{more}"), sheets);
    let back: &[&[&str]] = &[
        &["单位名称", "资助事项", "金额", "年度", "状态"],
        &["深圳市海川贸易有限公司", "标准制定资助", "7000", "2025", "已退回"],
    ];
    book(made.path("back.xlsx"), &[("其后情况", back)]);
    append(&made, "\n[[inputs.rosters]]\nscheme = \"NANSHAN\"\nfiles = [\"back.xlsx\"]\n");
    made
}

/// Verdict and ground of the cases of 五, and what is payable under it.
fn outcome(run: &Path) -> (Vec<[String; 2]>, i64) {
    let table = Table::open(run, "duplicates");
    let [clauses, verdicts, whys] = [c::CLAUSE, c::VERDICT_NOW, c::WHY_EN].map(|n| table.texts(n));
    let rows = clauses.into_iter().zip(verdicts.into_iter().zip(whys));
    let own = rows.filter(|(clause, _)| clause == "五").map(|(_, (verdict, why))| [verdict, why]);
    let own: Vec<[String; 2]> = own.collect();
    (own, total(run) - 100_000_000)
}

fn codes(made: &Made) -> Vec<&'static str> {
    let found = computed(made).into_iter().map(|finding| finding.code.id);
    let of_rosters = found.filter(|id| id.starts_with("D40"));
    of_rosters.collect()
}

/// A list of one row: its verdict, and what is left of the claim.
fn one(row: [&str; 6]) -> (String, i64) {
    let (code, name) = (code(1), format!("{NAME}{}", row[1]));
    let row = [row[0], &name, &code, row[3], row[4], row[5]];
    let made = made("", &[("名单", &[TITLE, HEAD, &row])]);
    let (cases, left) = outcome(&made.run(&["--quiet"]));
    (cases.first().map_or(String::new(), |case| case[0].clone()), left)
}

#[test]
fn what_a_row_says_of_itself_goes_before_the_title_of_its_list() {
    let item = "标准制定资助";
    for (suffix, amount, remark, verdict) in [
        // Members that stay: support like any other.
        ("", "30", "", "duplicate"),
        ("（第二批）", "30", "同意", "duplicate"),
        ("", "30", "无异议", "duplicate"),
        // Refused, given up, returned.
        ("", "30", "企业自愿放弃", "clear"),
        ("", "30", "已全额退回", "clear"),
        ("（已退回）", "30", "", "clear"),
        ("（放弃）", "30", "", "clear"),
        ("", "0", "", "clear"),
        ("", "-30", "", "clear"),
        ("", "不予资助", "", "clear"),
        // A person must read what says more.
        ("", "30", "失信，暂缓", "suspected"),
        ("", "30", "重复申报，本次不安排", "suspected"),
        ("（候补）", "30", "", "suspected"),
        ("", "待定", "", "suspected"),
    ] {
        let (found, left) = one(["1", suffix, "", item, amount, remark]);
        assert_eq!(found, verdict, "{suffix} {amount} {remark}");
        let expected = if verdict == "duplicate" { 0 } else { ALL };
        assert_eq!(left, expected, "{suffix} {amount} {remark}");
    }
}

#[test]
fn the_name_of_a_sheet_holds_for_its_rows() {
    let code = code(1);
    let row: &[&str] = &["1", NAME, &code, "标准制定资助", "30", ""];
    let titled: &[&[&str]] = &[&["南山区2025年度标准资助项目名单"], HEAD, row];
    for (sheet, verdict) in [
        ("资助企业", "duplicate"),
        ("不予资助企业", "clear"),
        ("退回", "clear"),
        ("撤销名单", "clear"),
        ("异议处理", "suspected"),
    ] {
        let made = made("", &[(sheet, titled)]);
        let (cases, _) = outcome(&made.run(&["--quiet"]));
        assert_eq!(cases.first().map(|case| case[0].as_str()), Some(verdict), "{sheet}");
        // The list of what was returned is remarked on as well.
        let remarked = codes(&made).into_iter().filter(|code| *code == "D406").count();
        assert_eq!(remarked, 1 + usize::from(verdict != "duplicate"), "{sheet}");
    }
}

/// 同上 is the text of the row above, a row without a name belongs to the enterprise above, sections name the item.
#[test]
fn rows_are_completed_by_the_layout_of_their_list() {
    let own = code(1);
    let other = "深圳市别家科技有限公司";
    let verdicts = |rows: &[&[&str]]| {
        let sheet: Vec<&[&str]> = [TITLE, HEAD].into_iter().chain(rows.iter().copied()).collect();
        let made = made("", &[("名单", &sheet)]);
        let (cases, left) = outcome(&made.run(&["--quiet"]));
        let verdicts = cases.into_iter().map(|case| case[0].clone()).collect::<Vec<_>>();
        (verdicts.join(" "), left, codes(&made).contains(&"D405"))
    };
    let standard = "标准制定资助";
    let row = |verdict: &str, left, said| (verdict.to_string(), left, said);
    let stranger: &[&str] = &["1", other, "", standard, "30", ""];
    let another: &[&str] = &["1", other, "", "国家高新技术企业奖励", "30", ""];
    let ditto: &[&str] = &["2", NAME, &own, "同上", "30", ""];
    assert_eq!(verdicts(&[stranger, ditto]), row("duplicate", 0, true));
    assert_eq!(verdicts(&[another, ditto]), row("", ALL, true), "another kind");
    let first: &[&str] = &["1", NAME, &own, "国家高新技术企业奖励", "30", ""];
    let below: &[&str] = &["", "", "", standard, "20", ""];
    assert_eq!(verdicts(&[first, below]), row("duplicate", 0, true));
    // An amount alone is a total, and belongs to nobody.
    assert_eq!(verdicts(&[first, &["", "", "", "", "20", ""]]), row("", ALL, false));
    let bare: &[&str] = &["1", NAME, &own, "", "30", ""];
    let (a, b) = ("一、标准制定资助（共1家）", "二、国家高新技术企业奖励（共1家）");
    for at in [0, 1] {
        let section = |text: &'static str| {
            let mut cells = [""; 6];
            cells[at] = text;
            cells
        };
        let plain: &[&str] = &["1", other, "", "", "30", ""];
        let (a, b, no) = (section(a), section(b), section("三、不予资助企业"));
        assert_eq!(verdicts(&[&a, bare, &b, plain]), row("duplicate", 0, true), "{at}");
        assert_eq!(verdicts(&[&a, plain, &b, bare]), row("", ALL, true), "{at}");
        let named: &[&str] = &["1", NAME, &own, standard, "30", ""];
        assert_eq!(verdicts(&[&a, plain, &no, named]), row("clear", ALL, true), "{at}");
    }
}

/// 团体标准 is none of the five kinds that 五 rewards, and taking part is not leading.
#[test]
fn standards_of_associations_are_only_possibly_the_same() {
    for (item, verdict) in [
        ("标准制定资助", "duplicate"),
        ("团体标准制定资助", "suspected"),
        ("企业标准制定资助", "suspected"),
        ("参与标准制定资助", "suspected"),
    ] {
        assert_eq!(one(["1", "", "", item, "30", ""]).0, verdict, "{item}");
    }
}

/// What a rule calls possibly the same is asked once for the text, where the answer settles it.
#[test]
fn a_text_that_is_possibly_the_same_is_offered_once() {
    let code = code(1);
    let row: &[&str] = &["1", NAME, &code, "标准化资助", "30", ""];
    let made = made("", &[("名单", &[TITLE, HEAD, row])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(outcome(&run).0[0][0], "suspected");
    let open = Table::open(&run, "kinds_open");
    assert_eq!(
        (open.texts(c::OTHER_ITEM), open.texts(c::PROPOSED_EN)),
        (vec!["标准化资助".to_string()], vec!["?五".to_string()])
    );
    let answers: &[&[&str]] = &[
        &["他项来源", "他项事项", "同类措施", "决定人", "决定日期"],
        &["NANSHAN", "标准化资助", "五", "王五", "2026-04-02"],
    ];
    book(made.path("answers.xlsx"), &[("待归类事项", answers)]);
    super::with_rosters::decide(&made, "answers.xlsx");
    let run = made.run(&["--quiet"]);
    assert_eq!(outcome(&run).0[0][0], "duplicate");
    assert!(Table::open(&run, "kinds_open").texts(c::OTHER_ITEM).is_empty());
}

/// A list whose item stands in its title alone asks for it once, and not again and again about an empty text.
#[test]
fn a_list_without_items_asks_what_it_is_about() {
    let code = code(1);
    let head: &[&str] = &["序号", "企业名称", "统一社会信用代码", "资助金额（万元）"];
    let sheet: &[&[&str]] = &[TITLE, head, &["1", NAME, &code, "30"]];
    let open = made("", &[("名单", sheet)]);
    let run = open.run(&["--quiet"]);
    assert_eq!(outcome(&run).0, Vec::<[String; 2]>::new());
    assert!(codes(&open).contains(&"D407"));
    assert!(Table::open(&run, "kinds_open").texts(c::OTHER_ITEM).is_empty());
    let said = made("item = \"标准制定资助\"", &[("名单", sheet)]);
    assert_eq!(outcome(&said.run(&["--quiet"])).0[0][0], "duplicate");
    assert!(!codes(&said).contains(&"D407"));
}
