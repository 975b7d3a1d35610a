//! Texts of items: read as whole words, asked about once, answered for good; years; who and when once per sheet.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{
    NAME, Sheet, book, decide, pipeline, promotion, promotion_line, roster, standards, total,
};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};
use crate::runs::specimen::firm;

const HEAD: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];

/// Promotion (二) and standards (五) of one enterprise beside a roster of Nanshan with these items of 2025.
fn made(items: &[&str], options: &str) -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    standards(&mut rows, 1);
    let made = pipeline(&rows, options);
    let code = code(1);
    let rows: Vec<[&str; 6]> =
        items.iter().map(|item| [NAME, &code, item, "5000", "2025", "已拨付"]).collect();
    let mut sheet: Vec<&[&str]> = vec![HEAD];
    sheet.extend(rows.iter().map(|row| &row[..]));
    roster(&made, "NANSHAN", "", &[("名单", &sheet)]);
    made
}

/// Clause, verdict and item of each case.
fn cases(run: &Path) -> Vec<[String; 3]> {
    let table = Table::open(run, "duplicates");
    let [clauses, verdicts, items] =
        [c::CLAUSE, c::VERDICT_NOW, c::OTHER_ITEM].map(|name| table.texts(name));
    let rows = clauses.into_iter().zip(verdicts).zip(items);
    rows.map(|((clause, verdict), item)| [clause, verdict, item]).collect()
}

fn case(clause: &str, verdict: &str, item: &str) -> [String; 3] {
    [clause, verdict, item].map(str::to_string)
}

fn asked(run: &Path) -> Vec<String> {
    Table::open(run, "kinds_open").texts(c::OTHER_ITEM)
}

/// A word inside another word denies nothing, and what is read whole asks nothing.
#[test]
fn words_hold_only_where_the_whole_text_is_read() {
    let by_kind = "dup_key = \"kind\"\n";
    for item in ["标准研制资助", "国际標準制定奖励（第二批）", "2025年度主导制定标准资助项目"]
    {
        let list = made(&[item], by_kind);
        let run = list.run(&["--quiet"]);
        assert_eq!(cases(&run), [case("五", "duplicate", item)]);
        assert!(asked(&run).is_empty(), "{item}");
    }
    for item in ["标准厂房租金补贴", "高标准农田建设", "科技保险补贴", "人才住房补贴"]
    {
        let list = made(&[item], by_kind);
        let run = list.run(&["--quiet"]);
        assert!(cases(&run).iter().all(|case| case[1] != "duplicate"), "{item}");
        assert_eq!(total(&run), 150_000_000, "{item}");
    }
    for item in
        ["非标准设备购置补贴", "贸易扶持（标准类除外）", "标准必要专利运营", "保险箱采购补贴"]
    {
        let list = made(&[item], by_kind);
        let run = list.run(&["--quiet"]);
        assert_eq!(asked(&run), [item], "a person is asked");
        assert_eq!(total(&run), 150_000_000, "{item}");
    }
}

/// One word of one measure hides no other measure that the text may be about.
#[test]
fn a_text_is_known_for_each_measure_by_itself() {
    let list = made(&["“走出去”扶持项目"], "");
    let run = list.run(&["--quiet"]);
    assert_eq!(cases(&run), [case("二", "suspected", "“走出去”扶持项目")]);
    // Promotion is read, the rest is not: 五 may be in it.
    let list = made(&["推广及新型贸易创新资助"], "");
    let run = list.run(&["--quiet"]);
    assert_eq!(asked(&run), ["推广及新型贸易创新资助"]);
    let open = Table::open(&run, "kinds_open");
    assert_eq!(open.ints(c::CLAIMS), [2]);
    assert_eq!(open.texts(c::PROPOSED_EN), ["?二"]);
    let list = made(&["境外推广及标准制定资助"], "");
    let run = list.run(&["--quiet"]);
    let both = |clause| case(clause, "suspected", "境外推广及标准制定资助");
    assert_eq!(cases(&run), [both("二"), both("五")]);
}

/// What one word says another may deny: nothing is certain then.
#[test]
fn words_that_deny_one_another_settle_nothing() {
    let list = made(&["标准制定人才培训补贴"], "dup_key = \"kind\"\n");
    let run = list.run(&["--quiet"]);
    assert_eq!(asked(&run), ["标准制定人才培训补贴"]);
    assert_eq!(total(&run), 150_000_000);
    // Of two measures each is possible, none is certain.
    let list = made(&["标准制定及境外推广资助"], "dup_key = \"kind\"\n");
    let run = list.run(&["--quiet"]);
    assert!(cases(&run).iter().all(|case| case[1] == "suspected"));
    assert_eq!(total(&run), 150_000_000);
}

fn answer(made: &Made, rows: &[[&str; 6]]) {
    let head: &[&str] = &["他项来源", "他项事项", "同类措施", "可能同类措施", "决定人", "决定日期"];
    let mut sheet: Vec<&[&str]> = vec![head];
    sheet.extend(rows.iter().map(|row| &row[..]));
    book(made.path("answers.xlsx"), &[("待归类事项", &sheet)]);
}

#[test]
fn an_answer_holds_for_all_rows_and_for_later_years() {
    let texts = ["神秘专项（第一批）", "神秘专项（第二批）", "另一专项", "第三专项"];
    let made = made(&texts, "dup_key = \"kind\"\n");
    let run = made.run(&["--quiet"]);
    assert_eq!(asked(&run).len(), 3, "two batches are one question");
    assert_eq!(Table::open(&run, "suspected").rows(), 0, "nobody decides row by row");
    let held = Table::open(&run, "held");
    assert_eq!(held.texts(c::HOLD), ["unsorted", "unsorted"], "each claim waits once");
    decide(&made, "answers.xlsx");
    // Who and when stand once.
    answer(
        &made,
        &[
            ["NANSHAN", "2024年度神秘专项（第九批）", "五", "", "王审核", "2026-04-02"],
            ["NANSHAN", "另一专项", "无", "", "", ""],
            ["NANSHAN", "第三专项", "六百", "", "", ""],
        ],
    );
    let run = made.run(&["--quiet"]);
    assert_eq!(asked(&run), ["第三专项"]);
    let denied: Vec<[String; 3]> =
        cases(&run).into_iter().filter(|case| case[1] == "duplicate").collect();
    assert_eq!(denied, [case("五", "duplicate", texts[0]), case("五", "duplicate", texts[1])]);
    let answers = Table::open(&run, "answers");
    assert_eq!(answers.texts(c::DECIDED_BY), ["王审核", "王审核"]);
    assert_eq!(answers.ints(c::APPLIED), [1, 2], "by text: 另一专项, 神秘专项");
    let codes = Table::open(&run, "findings").texts(c::CODE);
    assert!(codes.contains(&"D347".to_string()) && codes.contains(&"R456".to_string()));
}

#[test]
fn a_firm_with_many_unknown_texts_has_one_case_for_each() {
    let names: Vec<String> = (0..40).map(|number| format!("专项甲{number}")).collect();
    let items: Vec<&str> = names.iter().map(String::as_str).collect();
    let list = made(&items, "");
    let run = list.run(&["--quiet"]);
    assert_eq!(cases(&run).len(), 40);
    assert_eq!(Table::open(&run, "held").rows(), 2);
}

fn by_name(rows: &[&[&str]], more: &str) -> Made {
    let mut filed = Rows::default();
    firm(&mut filed, &code(1), NAME, "", "");
    promotion_line(&mut filed);
    let made = pipeline(&filed, "");
    let sheet: Sheet = ("名单", rows);
    roster(&made, "NANSHAN", more, &[sheet]);
    made
}

/// Another year by name leaves a trace; titles say the year; a wrong year of the pipeline is named.
#[test]
fn years_of_lists() {
    let head: &[&str] = &["单位名称", "资助事项", "金额", "状态"];
    let row: &[&str] = &[NAME, "境外推广资助", "5000", "已拨付"];
    let codes = |run: &Path| Table::open(run, "findings").texts(c::CODE);
    for (title, year, verdict, code) in [
        ("南山区2025年度拟资助名单", "", "suspected", "R420"),
        ("南山区2024年度拟资助名单", "", "year-off", "R457"),
        ("南山区2023年度拟资助名单", "", "clear", ""),
        ("2026年3月公示", "", "suspected", "D349"),
        ("南山区2025年度拟资助名单", "2026", "year-off", "D348"),
    ] {
        let more = if year.is_empty() { String::new() } else { format!("year = \"{year}\"") };
        let made = by_name(&[&[title], head, row], &more);
        let run = made.run(&["--quiet"]);
        assert_eq!(cases(&run), [case("二", verdict, "境外推广资助")], "{title} {year}");
        assert!(
            code.is_empty() || codes(&run).contains(&code.to_string()),
            "{title}: {:?}",
            codes(&run)
        );
        assert_eq!(total(&run), 100_000_000);
    }
    // The name of the item says it where nothing else does.
    let row: &[&str] = &[NAME, "2025年度境外推广资助", "5000", "已拨付"];
    let made = by_name(&[head, row], "");
    let run = made.run(&["--quiet"]);
    assert!(!codes(&run).contains(&"D349".to_string()));
}

/// A list without states is what its title says it is.
#[test]
fn titles_say_what_was_done() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度"];
    // What is pending lowers nothing; of what is granted it is asked whether it was returned.
    for (title, verdict, known) in [
        ("宝安区2025年度扶持专项资助资金名单（第3号）", "suspected", true),
        ("宝安区2025年度拟资助企业公示", "duplicate", true),
        ("宝安区2025年度不予资助名单", "suspected", false),
        ("宝安区2025年度企业情况", "suspected", false),
    ] {
        let mut rows = Rows::default();
        promotion(&mut rows);
        standards(&mut rows, 1);
        let made = pipeline(&rows, "dup_key = \"kind\"\n");
        let row: &[&str] = &[NAME, &code(1), "标准研制资助", "5000", "2025"];
        roster(&made, "BAOAN", "", &[("名单", &[&[title], head, row])]);
        let run = made.run(&["--quiet"]);
        assert_eq!(cases(&run), [case("五", verdict, "标准研制资助")], "{title}");
        let said = Table::open(&run, "findings").texts(c::CODE).contains(&"D399".to_string());
        assert_eq!(said, !known, "{title}");
        let by_title = Table::open(&run, "findings").texts(c::CODE).contains(&"R459".to_string());
        assert_eq!(by_title, known && verdict == "suspected", "{title}");
        assert_eq!(total(&run), 150_000_000, "{title}");
    }
}

/// Who somebody is holds for every row of that name; approved and paid are one state.
#[test]
fn identity_is_decided_once_and_states_void_nothing() {
    let head: &[&str] = &["单位名称", "资助事项", "发票号", "金额", "年度", "状态"];
    let rows = |state| -> [[&str; 6]; 2] {
        [
            [NAME, "境外推广资助", "FP-1", "5000", "2025", state],
            [NAME, "市场开拓资助", "FP-1", "700", "2025", state],
        ]
    };
    let list = |made: &Made, state| {
        let rows = rows(state);
        let sheet: &[&[&str]] = &[head, &rows[0], &rows[1]];
        book(made.path("NANSHAN.xlsx"), &[("名单", sheet)]);
    };
    for (said, left) in [("是", 0), ("否", 100_000_000)] {
        let made = by_name(&[head], "");
        list(&made, "已拨付");
        let run = made.run(&["--quiet"]);
        let open = Table::open(&run, "suspected");
        assert_eq!(open.rows(), 1, "one question for both");
        let of = |name| open.texts(name)[0].clone();
        let columns = [
            "疑点编号",
            "证据指纹",
            "是否同一企业",
            "统一社会信用代码",
            "单位名称",
            "名册单位名称",
            "决定人",
            "决定日期",
        ];
        let cells = [
            of(c::FINDING_ID),
            of(c::EVIDENCE),
            said.to_string(),
            of(c::USCC),
            of(c::FIRM_NAME),
            of(c::OTHER_NAME),
            "王".into(),
            "2026-04-02".into(),
        ];
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        book(made.path("who.xlsx"), &[("疑似重复", &[&columns[..], &cells[..]])]);
        decide(&made, "who.xlsx");
        for state in ["已拨付", "已核定"] {
            list(&made, state);
            let run = made.run(&["--quiet"]);
            assert_eq!(total(&run), left, "{said} {state}");
            assert_eq!(Table::open(&run, "suspected").rows(), 0);
            assert_eq!(Table::open(&run, "answers").ints(c::APPLIED), [2]);
        }
    }
}

/// A text that several districts use is asked about once, and one answer holds for all; what a district's own answer or rule
/// says holds for it.
#[test]
fn a_text_of_several_districts_is_one_question() {
    let item = "神秘专项";
    let uscc = code(1);
    let row: &[&str] = &[NAME, &uscc, item, "5000", "2025", "已拨付"];
    let list = || {
        let made = made(&[item], "dup_key = \"kind\"\n");
        roster(&made, "BAOAN", "", &[("名单", &[HEAD, row])]);
        made
    };
    let first = list();
    let run = first.run(&["--quiet"]);
    let open = Table::open(&run, "kinds_open");
    assert_eq!(open.texts(c::OTHER_SCHEME), ["NANSHAN、BAOAN"]);
    assert_eq!((open.ints(c::ROWS), open.ints(c::FIRMS)), (vec![2], vec![1]));
    let said = |answers: &[[&str; 6]]| {
        let made = list();
        decide(&made, "answers.xlsx");
        answer(&made, answers);
        let run = made.run(&["--quiet"]);
        let mut verdicts = Table::open(&run, "duplicates").texts(c::VERDICT_NOW);
        verdicts.sort();
        (verdicts, asked(&run).len())
    };
    let of = |source, same| [source, item, same, "", "王审核", "2026-04-02"];
    let twice = |verdict: &str| vec![verdict.to_string(); 2];
    assert_eq!(said(&[of("NANSHAN、BAOAN", "五")]), (twice("duplicate"), 0));
    // An answer of earlier years names one of them.
    assert_eq!(said(&[of("NANSHAN", "五")]), (twice("duplicate"), 0));
    assert_eq!(said(&[of("BAOAN", "五"), of("NANSHAN", "无")]).0, ["duplicate"]);
    // Two other sources that differ say nothing of a third.
    let split = [of("SZ", "五"), of("CENTRAL", "无")];
    assert_eq!(said(&split), (vec!["unsorted".to_string()], 1));
    // What a rule of the district knows is not what another district means.
    let known = "标准研制资助";
    let made = made(&[known], "dup_key = \"kind\"\n");
    decide(&made, "answers.xlsx");
    answer(&made, &[["BAOAN", known, "无", "", "王审核", "2026-04-02"]]);
    assert_eq!(cases(&made.run(&["--quiet"])), [case("五", "duplicate", known)]);
}

/// A row that is possibly the same as several claims of one enterprise is looked at once: clear holds for all of them;
/// where it is one of them, each is asked next. Rows and enterprises of their own are questions of their own.
#[test]
fn claims_that_a_row_may_be_about_are_looked_at_once() {
    let text = "境外推广及标准制定资助";
    let made = made(&[text], "");
    let (count, all) = (|run: &Path| Table::open(run, "suspected").rows(), 150_000_000);
    let run = made.run(&["--quiet"]);
    let open = Table::open(&run, "suspected");
    assert_eq!((open.rows(), open.texts(c::CLAUSE)), (1, vec!["二、五".to_string()]));
    assert_eq!(open.fen(c::AT_RISK), [all]);
    let [ids, evidence] = [c::FINDING_ID, c::EVIDENCE].map(|name| open.texts(name)[0].clone());
    assert_eq!(ids.split('、').count(), 2);
    decide(&made, "answers.xlsx");
    let head: &[&str] = &["疑点编号", "结论", "决定人", "决定日期", "证据指纹"];
    let answer = |rows: &[[&str; 3]]| {
        let rows: Vec<[&str; 5]> =
            rows.iter().map(|[id, said, proof]| [*id, *said, "王", "2026-04-02", *proof]).collect();
        let sheet: Vec<&[&str]> =
            std::iter::once(head).chain(rows.iter().map(|row| &row[..])).collect();
        book(made.path("answers.xlsx"), &[("疑似重复", &sheet)]);
        made.run(&["--quiet"])
    };
    let run = answer(&[[&ids, "不重复", &evidence]]);
    assert_eq!((count(&run), total(&run)), (0, all));
    assert!(cases(&run).iter().all(|case| case[1] == "clear"));
    // Some of them is: nothing is lowered, and each is asked.
    let run = answer(&[[&ids, "重复", &evidence]]);
    assert_eq!((count(&run), total(&run)), (2, all));
    let first = ids.split('、').next().unwrap_or_default();
    let proof = evidence.split('、').next().unwrap_or_default();
    let second = ids.split('、').nth(1).unwrap_or_default();
    let proofs = evidence.split('、').nth(1).unwrap_or_default();
    let answers = [[&*ids, "重复", &evidence], [first, "重复", proof], [second, "不重复", proofs]];
    let run = answer(&answers);
    assert_eq!(count(&run), 0);
    assert!(total(&run) < all, "one of them was lowered");
    let mut said: Vec<String> = cases(&run).into_iter().map(|case| case[1].clone()).collect();
    said.sort();
    assert_eq!(said, ["clear", "duplicate"]);
    // A proof that is missing holds for nothing.
    let run = answer(&[[&ids, "不重复", proof]]);
    assert_eq!(count(&run), 1, "the other is shown again");
}
