//! Rows of a claim's kind one year before or after it: one question for each source, in which the few that are the
//! claim's own matter are marked; one answer holds for the others.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{append, book, decide, roster, total};
use super::years_stated::{EACH, FIRMS, ITEM, made, row};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::Made;

const FOUND: usize = 5;

/// How many rows each question of a run is about, and the findings of all rows of the sheet.
fn asked(run: &Path) -> (Vec<i64>, Vec<[String; 2]>) {
    let table = Table::open(run, "year_off");
    let questions = table.integers(c::ROWS).into_iter().flatten().collect();
    let of = table.texts(c::FINDING_ID).into_iter().zip(table.texts(c::EVIDENCE));
    (questions, of.map(|(finding, evidence)| [finding, evidence]).collect())
}

fn verdicts(run: &Path) -> Vec<String> {
    let mut all = Table::open(run, "duplicates").texts(c::VERDICT_NOW);
    all.sort_unstable();
    all
}

fn count(run: &Path, verdict: &str) -> usize {
    verdicts(run).iter().filter(|one| *one == verdict).count()
}

/// Answers by finding and evidence, as the sheet takes them.
fn answer(made: &Made, said: &[(&[String; 2], &str)]) {
    let rows = said.iter().map(|([finding, evidence], verdict)| {
        vec![finding.as_str(), evidence.as_str(), verdict, "王", "2026-04-02"]
    });
    let head = vec!["疑点编号", "证据指纹", "结论", "决定人", "决定日期"];
    let rows: Vec<Vec<&str>> = std::iter::once(head).chain(rows).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(made.path("answers.xlsx"), &[("相差一年", &rows)]);
}

/// Last year's list: its rows are asked about at once, and one answer for all leaves those that are marked.
#[test]
fn one_question_holds_for_all_rows_but_those_marked() {
    let rows: Vec<_> = (1..=FOUND).map(|at| row(at, 2024, false)).collect();
    let made = made(&rows);
    let run = made.run(&["--quiet"]);
    let (questions, of) = asked(&run);
    assert_eq!((questions, of.len()), (vec![FOUND as i64], FOUND + 1), "a question and its rows");
    assert_eq!(of[0][0], of[1..].iter().map(|row| &*row[0]).collect::<Vec<_>>().join("、"));
    let table = Table::open(&run, "year_off");
    assert_eq!(table.fen(c::AT_RISK)[0], FOUND as i64 * EACH);
    // On record as before: nothing is lowered, nothing is held.
    assert_eq!((count(&run, "year-off"), total(&run)), (FOUND, FIRMS as i64 * EACH));
    assert_eq!(Table::open(&run, "suspected").rows(), 0);
    decide(&made, "answers.xlsx");
    let question = &of[0];
    for (said, duplicates, clear, left) in [
        (vec![(question, "不重复")], 0, FOUND, 0),
        (vec![(question, "不重复"), (&of[2], "重复")], 1, FOUND - 1, 0),
        // The order of the rows does not matter.
        (vec![(&of[1], "重复"), (&of[4], "重复"), (question, "不重复")], 2, FOUND - 2, 0),
        // What nobody answered stays on record, and is asked about.
        (vec![(&of[3], "重复")], 1, 0, FOUND - 1),
        (vec![(&of[3], "不重复")], 0, 1, FOUND - 1),
        // That some are says not which.
        (vec![(question, "重复")], 0, 0, FOUND),
    ] {
        answer(&made, &said);
        let run = made.run(&["--quiet"]);
        let found = (count(&run, "duplicate"), count(&run, "clear"), count(&run, "year-off"));
        assert_eq!(found, (duplicates, clear, left), "{said:?}");
        assert_eq!(total(&run), (FIRMS - duplicates) as i64 * EACH, "{said:?}");
        let questions = if left == 0 { vec![] } else { vec![left as i64] };
        assert_eq!(asked(&run).0, questions, "{said:?}");
    }
    // Next year the answer holds, and of a further list only its rows are asked about.
    answer(&made, &[(question, "不重复"), (&of[2], "重复")]);
    let new = row(FIRMS, 2024, false);
    let head = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let new: &[&str] = &new.each_ref().map(String::as_str);
    book(made.path("new.xlsx"), &[("名单", &[head, new])]);
    append(&made, "\n[[inputs.rosters]]\nscheme = \"NANSHAN\"\nfiles = [\"new.xlsx\"]\n");
    let run = made.run(&["--quiet"]);
    assert_eq!((count(&run, "duplicate"), count(&run, "clear")), (1, FOUND - 1));
    let (questions, of) = asked(&run);
    assert_eq!((questions, of.len()), (vec![1], 1), "the row is the question");
    assert!(!of[0][0].contains('、'));
}

/// Each source is asked about its own.
#[test]
fn each_source_is_one_question() {
    let of = |rows: std::ops::RangeInclusive<usize>| -> Vec<[String; 6]> {
        rows.map(|at| row(at, 2024, false)).collect()
    };
    let made = made(&of(1..=2));
    let theirs = of(3..=5);
    let theirs: Vec<[&str; 6]> =
        theirs.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let mut sheet = vec![head];
    sheet.extend(theirs.iter().map(|row| &row[..]));
    let crosswalk = std::fs::read_to_string(made.path("crosswalk.toml")).expect("a crosswalk");
    let rule = format!(
        "\n[[rule]]\nmeasure = \"m2\"\nscheme = \"BAOAN\"\nwords = [\"{ITEM}\"]\nsame_kind = \"strong\"\n\
         keys = [\"invoice_no\"]\nnote = {{ zh = \"广告\", en = \"advertising\" }}\n"
    );
    std::fs::write(made.path("crosswalk.toml"), crosswalk + &rule).expect("written");
    roster(&made, "BAOAN", "", &[("名单", &sheet)]);
    let run = made.run(&["--quiet"]);
    let (mut questions, of) = asked(&run);
    questions.sort_unstable();
    assert_eq!((questions, of.len()), (vec![2, 3], 7));
}

/// What is no question of a year: another time, another kind, a list that is asked about, and one whose year was said to
/// be right.
#[test]
fn what_is_certain_or_asked_elsewhere_is_no_question() {
    let of = |year: i32, item: &str, state: &str| -> Vec<[String; 6]> {
        let one = |at| {
            let mut row = row(at, year, false);
            (row[2], row[5]) = (item.to_string(), state.to_string());
            row
        };
        (1..=2).map(one).collect()
    };
    for (year, item, state, questions) in [
        (2024, ITEM, "已拨付", vec![2]),
        (2023, ITEM, "已拨付", vec![]),
        (2025, ITEM, "已拨付", vec![]),
        (2024, "高新技术企业认定奖励", "已拨付", vec![]),
        (2024, ITEM, "已退回", vec![]),
        // Its list is asked about: 2026 may be the year of the grant.
        (2026, ITEM, "已拨付", vec![]),
    ] {
        let made = made(&of(year, item, state));
        assert_eq!(asked(&made.run(&["--quiet"])).0, questions, "{year} {item} {state}");
    }
    let made = made(&of(2024, ITEM, "已拨付"));
    decide(&made, "answers.xlsx");
    for (answer, questions) in [("2024", vec![]), ("2024、2025", vec![2]), ("2025", vec![])] {
        let sheet: &[&[&str]] = &[
            &["名册", "名册标题", "所写年度", "年度", "决定人", "决定日期"],
            &["NANSHAN.xlsx·名单", "", "2024", answer, "王", "2026-04-02"],
        ];
        book(made.path("answers.xlsx"), &[("名册待补", sheet)]);
        assert_eq!(asked(&made.run(&["--quiet"])).0, questions, "{answer}");
    }
}
