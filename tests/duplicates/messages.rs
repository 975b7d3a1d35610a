//! What is said about rosters, decisions and cases, in both languages.

use std::collections::BTreeSet;

use jiangbu::diag::Diagnostic;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::with_rosters::{NAME, append, book, decide, pipeline, promotion, roster};
use super::years_stated::knows_promotion;
use crate::catalogue::both_languages;
use crate::catalogue::coverage::ELSEWHERE;
use crate::runs::pipelines::{Made, Rows, code};
use crate::runs::specimen::firm;

const CODES: &[&str] = &[
    "C140", "C141", "C142", "D339", "D340", "D341", "D342", "D343", "D347", "D348", "D349", "D390",
    "D391", "D392", "D393", "D399", "D405", "D406", "D407", "D408", "R420", "R421", "R422", "R423",
    "R424", "R425", "R426", "R427", "R430", "R431", "R445", "R456", "R457", "R458", "R459", "R478",
    "R508",
];

pub(super) fn compare(label: &str, found: &[Diagnostic], made: &Made) {
    let shown: Vec<String> = found.iter().map(both_languages).collect();
    let dir = made.pipeline();
    let dir = dir.parent().expect("a folder").display().to_string();
    let shown = shown.join("\n\n").replace(&dir, "DIR");
    assert!(!shown.is_empty(), "{label} was not said");
    assert!(!crate::catalogue::unfilled(&shown) || shown.contains("{ "), "{label}: {shown}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("DF-[0-9a-f]{12}", "DF-…");
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

pub(super) fn of(all: &[Diagnostic], code: &str) -> Vec<Diagnostic> {
    all.iter().filter(|finding| finding.code.id == code).cloned().collect()
}

/// 甲 and 乙 share a phone and an invoice; rosters of three sources know 甲.
fn everything() -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let yi = code(2);
    for (uscc, name) in [(&yi, "乙公司"), (&code(3), "丙公司")] {
        let more = [(c::ENTITY_TYPE, "企业"), (c::PHONE, "13800138000")];
        rows.add("firms", &[&[(c::USCC, uscc.as_str()), (c::FIRM_NAME, name)], &more[..]].concat());
    }
    let line = [
        (c::USCC, yi.as_str()),
        (c::FILING_NO, "2026-009"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::INVOICE_NO, "FP-1"),
        (c::AMOUNT, "1000.00"),
    ];
    rows.add("m6", &line);
    // 丁 has support of the city alone, and more of it than it spent.
    let ding = code(4);
    firm(&mut rows, &ding, "丁公司", "", "");
    let line = [
        (c::USCC, ding.as_str()),
        (c::FILING_NO, "2026-010"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::CHANNEL, "网络视频"),
        (c::PAID_ON, "2025-06-30"),
        (c::INVOICE_NO, "FP-4"),
        (c::AMOUNT, "20000000.00"),
    ];
    rows.add("m2", &line);
    let made = pipeline(&rows, "");
    let jia = code(1);
    let head: &[&str] = &["单位名称", "信用代码", "项目", "发票号码", "金额", "年度", "状态"];
    let rows: &[&[&str]] = &[
        head,
        &["", "", "推广", "", "8", "2025", "已拨付"],
        &[NAME, &jia, "推广", "FP-1", "5", "2025", "已拨付"],
        &[NAME, "", "推广", "FP-1", "", "", "已拨付"],
        &[NAME, "", "推广", "FP-1", "", "", "已拨付"],
        &[NAME, "123", "推广", "", "7", "2025", "已拨付"],
        &["合计", "", "", "", "20", "", ""],
    ];
    roster(&made, "NANSHAN", "", &[("名单", rows)]);
    let pending: &[&str] = &[NAME, &jia, "推广", "FP-1", "5", "2025", "待审"];
    roster(&made, "BAOAN", "", &[("名单", &[head, pending])]);
    let city: &[&str] = &["丁公司", &ding, "境外推广", "FP-4", "30000000", "2025", "已拨付"];
    roster(&made, "SZ", "", &[("名单", &[head, city])]);
    let crosswalk = std::fs::read_to_string(made.path("crosswalk.toml")).expect("a crosswalk");
    let rule = "\n[[rule]]\nmeasure = \"m2\"\nscheme = \"SZ\"\nwords = [\"推广\"]\n\
                same_kind = \"strong\"\nkeys = [\"invoice_no\"]\nnote = { zh = \"市级\", en = \"city\" }\n";
    std::fs::write(made.path("crosswalk.toml"), crosswalk + rule).expect("written");
    made
}

#[test]
fn findings_about_rosters_and_cases() {
    let made = everything();
    let all = computed(&made);
    for code in ["D341", "D342", "D343", "R420", "R421", "R422", "R426", "R427", "R430", "R431"] {
        compare(code, &of(&all, code), &made);
    }
}

pub(super) fn computed(made: &Made) -> Vec<Diagnostic> {
    let pipeline = load(&made.pipeline()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let computed =
        compute(&pipeline, &|_: &str| {}).unwrap_or_else(|failure| panic!("{failure:?}"));
    computed.prepared.linked.findings
}

#[test]
fn findings_about_texts_and_years() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    let head: &[&str] = &["单位名称", "项目", "金额", "状态"];
    let row = |item: &'static str| -> [&str; 4] { [NAME, item, "5", "已拨付"] };
    let (known, unknown) = (row("境外推广"), row("神秘专项"));
    let titled: &[&[&str]] = &[&["2025年度资助名单"], head, &known];
    roster(&made, "NANSHAN", "year = \"2024\"", &[("名单", titled)]);
    roster(&made, "BAOAN", "", &[("名单", &[head, &known, &unknown])]);
    let bare: &[&[&str]] = &[&["单位名称", "项目", "年度"], &[NAME, "托管", "2025"]];
    roster(&made, "QH-DATA-2025", "", &[("情况表", bare)]);
    decide(&made, "answers.xlsx");
    let answers: &[&[&str]] = &[
        &["他项来源", "他项事项", "同类措施", "可能同类措施", "决定人", "决定日期"],
        &["BAOAN", "另一专项", "十九", "", "王", "2026-04-02"],
        &["BAOA", "另一专项", "二", "", "王", "2026-04-02"],
        &["BAOAN", "神秘专项", "二、五", "五", "王", "2026-04-02"],
    ];
    let lists: &[&[&str]] = &[
        &["名册", "名册标题", "年度", "状态", "决定人", "决定日期"],
        &["BAOAN.xlsx·名单", "", "去年", "", "王", "2026-04-02"],
    ];
    let papers: &[&[&str]] =
        &[&["疑点编号", "他项所用凭证号（企业填写）"], &["DF-000000000000", "没有"]];
    let sheets = [("待归类事项", answers), ("名册待补", lists), ("凭证征询", papers)];
    book(made.path("answers.xlsx"), &sheets);
    let register: &[&[&str]] = &[&["单位名称", "统一社会信用代码"], &["丙公司", "91440300X"]];
    book(made.path("register.xlsx"), &[("名称登记", register)]);
    let text = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nregister = [\"register.xlsx\"]\n");
    std::fs::write(made.pipeline(), text).expect("written");
    let all = computed(&made);
    for code in [
        "D339", "D347", "D348", "D349", "D390", "D391", "D392", "D393", "D399", "R456", "R457",
        "R458",
    ] {
        compare(code, &of(&all, code), &made);
    }
}

/// What rows say of themselves, what their layout says, and what lists lack.
#[test]
fn findings_about_rows() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    super::with_rosters::standards(&mut rows, 1);
    let made = pipeline(&rows, "");
    let head: &[&str] = &["单位名称", "信用代码", "项目", "金额", "备注"];
    let jia = code(1);
    let list: &[&[&str]] = &[
        &["南山区2025年度标准资助拨付名单"],
        head,
        &["一、标准化资助（共2家）", "", "", "", ""],
        &[NAME, &jia, "", "5", ""],
        &["乙公司", "", "同上", "5", ""],
        &["", "", "标准制定", "5", ""],
        &["丙公司", "", "标准制定", "5", "企业自愿放弃"],
        &["丁公司", "", "标准制定", "5", "异议，暂缓"],
    ];
    let itemless: &[&[&str]] = &[&["单位名称", "金额"], &["乙公司", "5"]];
    roster(&made, "NANSHAN", "proof = \"kind\"", &[("名单", list), ("补充", itemless)]);
    let nameless: &[&[&str]] =
        &[&["受惠市场主体", "信用代码", "项目", "金额"], &["乙公司", &code(2), "标准制定", "5"]];
    roster(&made, "BAOAN", "", &[("名单", nameless)]);
    let all = computed(&made);
    for code in ["D405", "D406", "D407", "D408", "R508"] {
        compare(code, &of(&all, code), &made);
    }
}

#[test]
fn a_state_by_title() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    let head: &[&str] = &["单位名称", "信用代码", "项目", "发票号码", "金额", "年度"];
    let row: &[&str] = &[NAME, &code(1), "境外推广", "FP-1", "5000", "2025"];
    roster(&made, "NANSHAN", "", &[("名单", &[&["南山区资助名单"], head, row])]);
    compare("R459", &of(&computed(&made), "R459"), &made);
}

#[test]
fn a_year_that_rows_contradict() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let names: Vec<String> = (2..=3).map(|at| format!("深圳市第{at}号数据有限公司")).collect();
    for (at, name) in (2..).zip(&names) {
        firm(&mut rows, &code(at), name, "", "");
        let line = [(c::USCC, code(at)), (c::INVOICE_NO, format!("FP-{at}"))];
        let line = line.each_ref().map(|(name, text)| (*name, text.as_str()));
        let more = [
            (c::FILING_NO, "2026-009"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, "20000000.00"),
        ];
        rows.add("m2", &[&line[..], &more[..]].concat());
    }
    let made = pipeline(&rows, "");
    knows_promotion(&made);
    let head: &[&str] = &["单位名称", "信用代码", "项目", "金额", "状态"];
    let own = [code(1), code(2), code(3)];
    let row = |at: usize, name: &'static str| {
        [name, own[at].as_str(), "海外广告费", "20000000", "已拨付"]
    };
    let cells =
        [row(0, NAME), row(1, "深圳市第2号数据有限公司"), row(2, "深圳市第3号数据有限公司")];
    let titled: &[&[&str]] = &[&["2026年度资助名单"], head, &cells[0], &cells[1], &cells[2]];
    roster(&made, "NANSHAN", "", &[("名单", titled)]);
    compare("R478", &of(&computed(&made), "R478"), &made);
}

#[test]
fn findings_about_decisions() {
    let made = everything();
    let run = made.run(&["--quiet"]);
    let open = crate::runs::arrow_reader::Table::open(&run, "suspected");
    let (ids, evidence) = (open.texts(c::FINDING_ID), open.texts(c::EVIDENCE));
    decide(&made, "decisions.xlsx");
    let head: &[&str] = &["疑点编号", "证据指纹", "结论", "认定理由", "决定人", "决定日期"];
    let rows: &[&[&str]] = &[
        head,
        &[&ids[0], "0", "重复", "核实", "王", "2026-04-02"],
        &[&ids[1], &evidence[1], "重复", "核实", "王", "2026-04-02"],
        &[&ids[1], &evidence[1], "不重复", "核实", "李", "2026-04-02"],
        &["DF-000000000000", "0", "重复", "核实", "王", "2026-04-02"],
    ];
    // Nobody signed the second sheet.
    let unsigned: &[&[&str]] = &[head, &["DF-000000000001", "0", "重复", "", "", "2026-04-02"]];
    book(made.path("decisions.xlsx"), &[("疑似重复", rows), ("暂缓拨付", unsigned)]);
    let all = computed(&made);
    for code in ["D340", "R423", "R424", "R425"] {
        compare(code, &of(&all, code), &made);
    }
}

#[test]
fn a_name_that_too_many_have() {
    let mut rows = Rows::default();
    promotion(&mut rows);
    (2..=4).for_each(|at| firm(&mut rows, &code(at), NAME, "", ""));
    let made = pipeline(&rows, "");
    append(&made, "most_in_block = 3\n");
    let row: &[&str] = &[NAME, "推广", "FP-1", "2025", "已拨付"];
    let head: &[&str] = &["单位名称", "项目", "发票号码", "年度", "状态"];
    roster(&made, "NANSHAN", "", &[("名单", &[head, row])]);
    compare("R445", &of(&computed(&made), "R445"), &made);
}

#[test]
fn settings_that_cannot_be_used() {
    let made = |more: &str, crosswalk: bool| {
        let mut rows = Rows::default();
        promotion(&mut rows);
        let made = pipeline(&rows, "");
        if !crosswalk {
            let text = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
            let text = text.replace("crosswalk = \"crosswalk.toml\"\n", "");
            std::fs::write(made.pipeline(), text).expect("written");
        }
        append(&made, more);
        made
    };
    let roster = "\n[[inputs.rosters]]\nscheme = \"NANSHN\"\nfiles = [\"filings/*\"]\n";
    let cases = [
        ("C140", made(roster, true)),
        ("C141", made("\n[duplicates.levels]\nname = \"confirmed\"\n", true)),
        ("C142", made(roster, false)),
    ];
    for (label, made) in cases {
        let faults = load(&made.pipeline()).expect_err(label).0;
        assert!(faults.iter().all(|fault| fault.code.id == label), "{label}: {faults:?}");
        compare(label, &faults, &made);
    }
}

#[test]
fn every_code_left_to_these_tests_is_here() {
    let left = ELSEWHERE.iter().filter(|(_, place)| place.starts_with("tests/duplicates/messages"));
    let left: BTreeSet<&str> = left.map(|(id, _)| *id).collect();
    assert_eq!(left, CODES.iter().copied().collect());
}
