//! What is asked once: lists without a year or a state, what a source was returned, papers of enterprises.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{
    NAME, Sheet, append, book, decide, pipeline, promotion, roster, standards, total,
};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};
use crate::runs::specimen::firm;

const ITEM: &str = "标准研制资助";
/// Promotion and one standard, awarded in full.
const ALL: i64 = 150_000_000;
/// The standard alone.
const STANDARD: i64 = 50_000_000;

/// Promotion (二) and one standard (五) of one enterprise; the kind and period prove the same support.
fn made() -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    standards(&mut rows, 1);
    pipeline(&rows, "dup_key = \"kind\"\n")
}

fn verdicts(run: &Path) -> Vec<String> {
    Table::open(run, "duplicates").texts(c::VERDICT_NOW)
}

fn findings(run: &Path) -> Vec<String> {
    Table::open(run, "findings").texts(c::CODE)
}

/// The answer to a list holds for its rows until a list of another title takes its place.
#[test]
fn a_list_without_a_year_and_a_state_is_asked_about_once() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额"];
    let row: &[&str] = &[NAME, &code(1), ITEM, "5000"];
    let list =
        |title: &'static str| -> Vec<Vec<&str>> { vec![vec![title], head.to_vec(), row.to_vec()] };
    let sheet = |title| list(title);
    let write = |made: &Made, title| {
        let rows = sheet(title);
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(made.path("NANSHAN.xlsx"), &[("名单", &rows)]);
    };
    let made = made();
    roster(&made, "NANSHAN", "", &[("名单", &[head, row])]);
    write(&made, "企业情况（第一号）");
    let run = made.run(&["--quiet"]);
    assert_eq!(verdicts(&run), ["suspected"]);
    let open = Table::open(&run, "lists_open");
    assert_eq!((open.rows(), open.ints(c::CLAIMS)), (1, vec![1]));
    assert_eq!(open.fen(c::AT_RISK), [STANDARD]);
    let (place, title) = (&open.texts(c::OTHER_PLACE)[0], &open.texts(c::LIST_TITLE)[0]);
    assert_eq!(title, "企业情况(第一号)");
    let answer: &[&[&str]] = &[
        &["名册", "名册标题", "年度", "状态", "决定人", "决定日期"],
        &[place, title, "2025", "已拨付", "王", "2026-04-02"],
    ];
    book(made.path("answers.xlsx"), &[("名册待补", answer)]);
    decide(&made, "answers.xlsx");
    let run = made.run(&["--quiet"]);
    assert_eq!(verdicts(&run), ["duplicate"]);
    assert_eq!((total(&run), Table::open(&run, "lists_open").rows()), (ALL - STANDARD, 0));
    let said = Table::open(&run, "answers");
    assert_eq!(said.texts(c::ANSWER_EN), ["approved", "2025"], "two questions");
    assert_eq!((said.texts(c::LAYER), said.ints(c::APPLIED)), (vec!["list".into(); 2], vec![1; 2]));
    assert!(!findings(&run).iter().any(|code| code == "D349" || code == "D399"));
    write(&made, "企业情况（第二号）");
    let run = made.run(&["--quiet"]);
    assert_eq!(verdicts(&run), ["suspected"], "another list");
    assert!(findings(&run).contains(&"R425".to_string()), "the answer is about no list of the run");
}

/// A list without a year is a question where money hangs on the answer, and a remark on the roster where none does.
#[test]
fn lists_on_which_nothing_hangs_are_not_asked_about() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "状态"];
    let (uscc, other) = (code(1), code(7));
    let them = "深圳市别家贸易有限公司";
    for (row, questions) in [
        ([NAME, &uscc, ITEM, "5000", "已拨付"], 1),
        // Nobody who applied, another kind, support that was returned.
        ([them, &other, ITEM, "5000", "已拨付"], 0),
        ([NAME, &uscc, "高新技术企业认定奖励", "5000", "已拨付"], 0),
        ([NAME, &uscc, ITEM, "5000", "已退回"], 0),
    ] {
        let made = made();
        roster(&made, "NANSHAN", "", &[("名单", &[head, &row])]);
        let run = made.run(&["--quiet"]);
        assert_eq!(Table::open(&run, "lists_open").rows(), questions, "{row:?}");
        assert!(findings(&run).contains(&"D349".to_string()), "{row:?}");
    }
}

/// What one list grants and another of the source calls returned is returned, or a question where it may be another.
#[test]
fn what_another_list_calls_returned_is_not_held_against_a_claim() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let uscc = code(1);
    let granted: &[&str] = &[NAME, &uscc, ITEM, "5000", "2025", "已拨付"];
    for (source, sheet, amount, year, verdict, left) in [
        ("NANSHAN", "退回", "5000", "2025", "clear", ALL),
        ("NANSHAN", "退回", "4000", "2025", "suspected", ALL),
        ("NANSHAN", "退回", "5000", "2023", "duplicate", ALL - STANDARD),
        ("BAOAN", "退回", "5000", "2025", "duplicate", ALL - STANDARD),
        // Two rows of one list are two supports.
        ("NANSHAN", "名单", "5000", "2025", "duplicate", ALL - STANDARD),
    ] {
        let made = made();
        let returned: &[&str] = &[NAME, &uscc, ITEM, amount, year, "已退回"];
        let one: &[Sheet] = &[("名单", &[head, granted, returned])];
        let two: &[Sheet] = &[("名单", &[head, granted]), ("退回", &[head, returned])];
        match (source, sheet) {
            ("NANSHAN", "名单") => roster(&made, "NANSHAN", "", one),
            ("NANSHAN", _) => roster(&made, "NANSHAN", "", two),
            _ => {
                roster(&made, "NANSHAN", "", &two[..1]);
                roster(&made, source, "", &two[1..]);
            }
        }
        let run = made.run(&["--quiet"]);
        let table = Table::open(&run, "duplicates");
        let (items, all) = (table.texts(c::OTHER_STATUS_ZH), table.texts(c::VERDICT_NOW));
        let of = items.iter().position(|status| status == "已拨付").expect("the granted row");
        assert_eq!(all[of], verdict, "{source} {sheet} {amount} {year}");
        assert_eq!(total(&run), left, "{source} {sheet} {amount} {year}");
    }
}

/// A source that named what was returned of a year is not asked about each further list of that year.
#[test]
fn a_source_that_named_its_returns_is_not_asked_again() {
    let uscc = code(1);
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度"];
    let granted: &[&str] = &[NAME, &uscc, ITEM, "5000", "2025"];
    let earlier: &[&str] = &["深圳市别家贸易有限公司", "", ITEM, "6000", "2022"];
    let state: &[&str] = &["单位名称", "资助事项", "金额", "年度", "状态"];
    for (source, year, asked) in
        [("BAOAN", "2025", 0), ("BAOAN", "2024", 1), ("BAOAN", "2022", 1), ("NANSHAN", "2025", 1)]
    {
        let made = made();
        // What the list holds of other years does not matter to the claim.
        let rows: &[&[&str]] = &[&["宝安区资助名单"], head, granted, earlier];
        roster(&made, "BAOAN", "", &[("名单", rows)]);
        let back: &[&str] = &["深圳市别家贸易有限公司", ITEM, "7000", year, "已退回"];
        book(made.path("back.xlsx"), &[("退回", &[state, back])]);
        append(
            &made,
            &format!("\n[[inputs.rosters]]\nscheme = \"{source}\"\nfiles = [\"back.xlsx\"]\n"),
        );
        let run = made.run(&["--quiet"]);
        let (verdict, left) =
            if asked == 0 { ("duplicate", ALL - STANDARD) } else { ("suspected", ALL) };
        assert_eq!((verdicts(&run), total(&run)), (vec![verdict.to_string()], left));
        assert_eq!(findings(&run).contains(&"R459".to_string()), asked == 1, "{source} {year}");
        assert_eq!(Table::open(&run, "lists_open").rows(), asked, "{source} {year}");
    }
}

/// What was returned is one support: another one of the enterprise is none of it.
#[test]
fn what_was_returned_is_not_another_support() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let uscc = code(1);
    let row = |item: &'static str, amount, state| -> Vec<&str> {
        vec![NAME, &uscc, item, amount, "2025", state]
    };
    let back = row(ITEM, "4000", "已退回");
    let other = "标准制定奖励";
    for (granted, verdicts_of_granted, left) in [
        // Another list grants what was returned.
        (
            vec![row(ITEM, "5000", "已拨付"), row(ITEM, "4000", "已拨付")],
            ["duplicate", "clear"],
            ALL - STANDARD,
        ),
        // Another text and another amount.
        (
            vec![row(other, "5000", "已拨付"), row(other, "7000", "已拨付")],
            ["duplicate", "duplicate"],
            ALL - STANDARD,
        ),
        // Another text of the same amount, and the same text of another amount, may be what was returned.
        (
            vec![row(other, "4000", "已拨付"), row(ITEM, "5000", "已拨付")],
            ["suspected", "suspected"],
            ALL,
        ),
    ] {
        let made = made();
        let mut list: Vec<&[&str]> = vec![head];
        list.extend(granted.iter().map(Vec::as_slice));
        roster(&made, "NANSHAN", "", &[("名单", &list), ("退回", &[head, &back])]);
        let run = made.run(&["--quiet"]);
        let table = Table::open(&run, "duplicates");
        let (states, all) = (table.texts(c::OTHER_STATUS_ZH), table.texts(c::VERDICT_NOW));
        let of = states.iter().zip(&all).filter(|(state, _)| *state == "已拨付");
        let found: Vec<&str> = of.map(|(_, verdict)| verdict.as_str()).collect();
        assert_eq!((found, total(&run)), (verdicts_of_granted.to_vec(), left), "{granted:?}");
    }
}

/// What rests on a title alone waits for the answer about its list, which is asked once; a list of what was returned
/// settles it, too.
#[test]
fn a_state_by_title_is_said() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度"];
    let row: &[&str] = &[NAME, &code(1), ITEM, "5000", "2025"];
    let made = made();
    roster(&made, "BAOAN", "", &[("名单", &[&["宝安区资助名单"], head, row])]);
    let run = made.run(&["--quiet"]);
    assert_eq!((verdicts(&run), total(&run)), (vec!["suspected".to_string()], ALL));
    assert!(findings(&run).contains(&"R459".to_string()));
    let held = Table::open(&run, "held");
    assert!(held.fen(c::HELD).contains(&STANDARD), "never twice");
    assert_eq!(Table::open(&run, "suspected").rows(), 0, "its list is asked");
    let open = Table::open(&run, "lists_open");
    assert!(open.texts(c::WHY_EN)[0].contains("by the title"));
    // Until it is known what was returned, nothing is lowered; where nothing was, the title holds.
    decide(&made, "answers.xlsx");
    let list = (&open.texts(c::OTHER_PLACE)[0], &open.texts(c::LIST_TITLE)[0]);
    for (answer, verdict, left, lists) in
        [("有", "suspected", ALL, 1), ("没有", "duplicate", ALL - STANDARD, 0)]
    {
        let sheet: &[&[&str]] = &[
            &["名册", "名册标题", "其后有无退回", "决定人", "决定日期"],
            &[list.0, list.1, answer, "王", "2026-04-02"],
        ];
        book(made.path("answers.xlsx"), &[("名册待补", sheet)]);
        let run = made.run(&["--quiet"]);
        assert_eq!((verdicts(&run), total(&run)), (vec![verdict.to_string()], left), "{answer}");
        assert!(!findings(&run).contains(&"R459".to_string()), "{answer}");
        assert_eq!(Table::open(&run, "lists_open").rows(), lists, "{answer}");
    }
    let back: &[&[&str]] = &[
        &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"],
        &[NAME, &code(1), ITEM, "5000", "2025", "已退回"],
    ];
    book(made.path("back.xlsx"), &[("退回名单", back)]);
    append(&made, "\n[[inputs.rosters]]\nscheme = \"BAOAN\"\nfiles = [\"back.xlsx\"]\n");
    let run = made.run(&["--quiet"]);
    assert_eq!((verdicts(&run).contains(&"duplicate".to_string()), total(&run)), (false, ALL));
    assert!(!findings(&run).contains(&"R459".to_string()));
}

/// Some of a list was returned, and the source names what: the others hold. A list that names nothing of it settles nothing.
#[test]
fn a_list_of_returns_settles_the_lists_that_it_names() {
    let other = code(2);
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度"];
    let state: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let (uscc, them) = (code(1), "深圳市别家贸易有限公司");
    let rows: &[&[&str]] = &[
        &["宝安区资助名单"],
        head,
        &[NAME, &uscc, ITEM, "5000", "2025"],
        &[them, &other, ITEM, "7000", "2025"],
    ];
    let theirs: &[&str] = &[them, "", ITEM, "7000", "2025", "已退回"];
    let ours: &[&str] = &[NAME, &uscc, ITEM, "5000", "2025", "已退回"];
    let granted: &[&str] = &[them, "", ITEM, "7000", "2025", "已拨付"];
    let another: &[&str] = &[them, "", "人才租房补贴", "7000", "2025", "已退回"];
    for (source, list, expected, left) in [
        ("BAOAN", &[theirs][..], &["duplicate"][..], ALL - STANDARD),
        ("BAOAN", &[ours], &["clear", "clear"], ALL),
        // Another source, another matter, and a list that also grants.
        ("NANSHAN", &[theirs], &["suspected"], ALL),
        ("BAOAN", &[another], &["suspected"], ALL),
        ("BAOAN", &[theirs, granted], &["suspected"], ALL),
    ] {
        let made = made();
        roster(&made, "BAOAN", "", &[("名单", rows)]);
        let open = Table::open(&made.run(&["--quiet"]), "lists_open");
        let (place, title) = (&open.texts(c::OTHER_PLACE)[0], &open.texts(c::LIST_TITLE)[0]);
        let answer: &[&[&str]] = &[
            &["名册", "名册标题", "其后有无退回", "决定人", "决定日期"],
            &[place, title, "有", "王", "2026-04-02"],
        ];
        book(made.path("answers.xlsx"), &[("名册待补", answer)]);
        decide(&made, "answers.xlsx");
        let run = made.run(&["--quiet"]);
        assert_eq!((verdicts(&run), total(&run)), (vec!["suspected".to_string()], ALL));
        let sheet: Vec<&[&str]> = [state].into_iter().chain(list.iter().copied()).collect();
        book(made.path("back.xlsx"), &[("其他", &sheet)]);
        append(
            &made,
            &format!("\n[[inputs.rosters]]\nscheme = \"{source}\"\nfiles = [\"back.xlsx\"]\n"),
        );
        let run = made.run(&["--quiet"]);
        assert_eq!((verdicts(&run), total(&run)), (strings(expected), left), "{list:?}");
        assert_eq!(Table::open(&run, "lists_open").rows(), usize::from(expected == ["suspected"]));
    }
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// The number that an enterprise gives settles its case: the claim's own paper makes it the same support.
#[test]
fn papers_that_enterprises_give_are_read_back() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let uscc = code(1);
    let row: &[&str] = &[NAME, &uscc, "境外推广资助", "5000", "2025", "已拨付"];
    let made = made();
    roster(&made, "NANSHAN", "", &[("名单", &[head, row])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(verdicts(&run), ["suspected"]);
    let asked = Table::open(&run, "paper_requests");
    assert_eq!(asked.texts(c::PAPER_NAME_EN), ["Invoice no., Contract no."]);
    let id = &asked.texts(c::FINDING_ID)[0];
    decide(&made, "given.xlsx");
    for (number, owner, verdict, left, said) in [
        ("FP-1", uscc.as_str(), "duplicate", STANDARD, false),
        ("票据 QT-7、fp—1", uscc.as_str(), "duplicate", STANDARD, false),
        ("FP-9", uscc.as_str(), "clear", ALL, false),
        ("FP-9", &code(2), "suspected", ALL, true),
        ("没有", uscc.as_str(), "suspected", ALL, true),
    ] {
        let sheet: &[&[&str]] = &[
            &["统一社会信用代码", "他项所用凭证号（企业填写）", "疑点编号"],
            &[owner, number, id],
        ];
        book(made.path("given.xlsx"), &[("凭证征询", sheet)]);
        let run = made.run(&["--quiet"]);
        assert_eq!((verdicts(&run), total(&run)), (vec![verdict.to_string()], left), "{number}");
        assert_eq!(findings(&run).contains(&"D393".to_string()), said, "{number}");
    }
}

/// Whether a name is an applicant is asked once, however many cases wait for it.
#[test]
fn a_name_is_asked_about_once() {
    let head: &[&str] = &["单位名称", "资助事项", "金额", "年度", "状态"];
    let near = "深圳市云帆数据科技有限责任公司";
    let rows: &[&[&str]] = &[
        head,
        &[near, ITEM, "5000", "2025", "已拨付"],
        &[near, "标准制定奖励", "5000", "2025", "已拨付"],
        &[near, ITEM, "7000", "2025", "已核定"],
    ];
    let made = made();
    roster(&made, "NANSHAN", "", &[("名单", rows)]);
    let run = made.run(&["--quiet"]);
    assert_eq!(verdicts(&run), ["suspected"; 3]);
    let asked = Table::open(&run, "suspected");
    assert_eq!((asked.rows(), asked.texts(c::OTHER_NAME)), (1, vec![near.to_string()]));
    assert!(asked.texts(c::WHY_EN)[0].ends_with("(3 cases at once)"));
    let answer: &[&[&str]] = &[
        &[
            "疑点编号",
            "证据指纹",
            "是否同一企业",
            "统一社会信用代码",
            "单位名称",
            "名册单位名称",
            "决定人",
            "决定日期",
        ],
        &[
            &asked.texts(c::FINDING_ID)[0],
            &asked.texts(c::EVIDENCE)[0],
            "是",
            &code(1),
            NAME,
            near,
            "王",
            "2026-04-02",
        ],
    ];
    book(made.path("answers.xlsx"), &[("疑似重复", answer)]);
    decide(&made, "answers.xlsx");
    let run = made.run(&["--quiet"]);
    assert_eq!((verdicts(&run), total(&run)), (vec!["duplicate".to_string(); 3], ALL - STANDARD));
}

/// A claim that gets nothing so far may come back: it keeps its case. One of another time has none.
#[test]
fn claims_that_get_nothing_keep_their_cases() {
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let second = code(2);
    let claim = |paid: &str, channel: &str| {
        let mut rows = Rows::default();
        promotion(&mut rows);
        firm(&mut rows, &second, "深圳市海川数据科技有限公司", "", "");
        let line = [
            (c::USCC, second.as_str()),
            (c::FILING_NO, "2026-009"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::CHANNEL, channel),
            (c::PAID_ON, paid),
            (c::CONTRACT_NO, "HT-2"),
            (c::INVOICE_NO, "FP-2"),
            (c::AMOUNT, "20000000.00"),
        ];
        rows.add("m2", &line);
        let made = pipeline(&rows, "m2_channels = \"listed\"\n");
        let row: &[&str] =
            &["深圳市海川数据科技有限公司", &second, "境外推广", "5", &paid[..4], "已拨付"];
        roster(&made, "NANSHAN", "", &[("名单", &[head, row])]);
        verdicts(&made.run(&["--quiet"]))
    };
    assert_eq!(claim("2025-06-30", "网络视频"), ["suspected"], "it counts");
    assert_eq!(claim("2025-06-30", "其他"), ["suspected"], "an objection may bring it back");
    assert_eq!(claim("2023-06-30", "网络视频"), [""; 0], "not of the time that is supported");
}
