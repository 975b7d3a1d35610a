//! Lists whose own rows contradict the year that they state: asked about once, and never corrected in silence.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{book, decide, pipeline, roster, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};
use crate::runs::specimen::firm;

/// What each of these firms gets for promotion in 2025.
pub(super) const EACH: i64 = 100_000_000;
pub(super) const FIRMS: usize = 6;

pub(super) const ITEM: &str = "海外广告费";

/// A rule by which an item is the same kind as promotion (二).
pub(super) fn knows_promotion(made: &Made) {
    let crosswalk = fs::read_to_string(made.path("crosswalk.toml")).expect("a crosswalk");
    let rule = format!(
        "\n[[rule]]\nmeasure = \"m2\"\nscheme = \"NANSHAN\"\nwords = [\"{ITEM}\"]\nsame_kind = \"strong\"\n\
         keys = [\"invoice_no\"]\nnote = {{ zh = \"广告\", en = \"advertising\" }}\n"
    );
    fs::write(made.path("crosswalk.toml"), crosswalk + &rule).expect("written");
}

fn name(number: usize) -> String {
    format!("深圳市第{number}号数据科技有限公司")
}

/// Yuan that a firm spent.
fn spent(number: usize) -> String {
    format!("{}.00", 20_000_000 + number * 10_000)
}

/// Firms that claim promotion of 2025, beside a list of Nanshan of which all states are known.
pub(super) fn made(rows: &[[String; 6]]) -> Made {
    made_of(rows, &spent(1))
}

/// The same where the first firm spent so much.
fn made_of(rows: &[[String; 6]], first: &str) -> Made {
    let mut filed = Rows::default();
    for number in 1..=FIRMS {
        let (uscc, invoice) = (code(number), format!("FP-{number}"));
        let amount = if number == 1 { first.to_string() } else { spent(number) };
        firm(&mut filed, &uscc, &name(number), "", "");
        let line = [
            (c::USCC, uscc.as_str()),
            (c::FILING_NO, "2026-001"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::INVOICE_NO, &invoice),
            (c::AMOUNT, &amount),
        ];
        filed.add("m2", &line);
    }
    let made = pipeline(&filed, "dup_key = \"kind\"\n");
    knows_promotion(&made);
    let rows: Vec<[&str; 6]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let mut sheet: Vec<&[&str]> =
        vec![&["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"]];
    sheet.extend(rows.iter().map(|row| &row[..]));
    roster(&made, "NANSHAN", "", &[("名单", &sheet)]);
    made
}

/// A row: whose, of which year, and whether its amount is what was spent.
pub(super) fn row(number: usize, year: i32, alike: bool) -> [String; 6] {
    let amount = if alike { spent(number) } else { "5000".to_string() };
    let year = format!("{year}年度");
    [name(number), code(number), ITEM.to_string(), amount, year, "已拨付".to_string()]
}

fn asked(run: &Path) -> Vec<String> {
    let open = Table::open(run, "lists_open");
    let said = Table::open(run, "findings").texts(c::CODE);
    let count = said.iter().filter(|code| *code == "R478").count();
    let stated: Vec<String> =
        open.texts(c::STATED_YEAR).into_iter().filter(|year| !year.is_empty()).collect();
    assert_eq!(count, stated.len(), "a finding for each question");
    stated
}

fn verdicts(run: &Path) -> Vec<String> {
    Table::open(run, "duplicates").texts(c::VERDICT_NOW)
}

#[test]
fn one_answer_corrects_all_rows_of_a_year() {
    let mut rows: Vec<[String; 6]> = (1..=4).map(|at| row(at, 2026, at == 1)).collect();
    rows.push(row(5, 2025, false));
    let made = made(&rows);
    let run = made.run(&["--quiet"]);
    assert_eq!(asked(&run), ["2026"]);
    assert_eq!(verdicts(&run), ["year-off", "year-off", "year-off", "year-off", "duplicate"]);
    assert_eq!(total(&run), (FIRMS as i64 - 1) * EACH, "nothing is corrected in silence");
    let open = Table::open(&run, "lists_open");
    assert_eq!((open.ints(c::CLAIMS), open.fen(c::AT_RISK)), (vec![4], vec![4 * EACH]));
    let place = open.texts(c::OTHER_PLACE)[0].clone();
    decide(&made, "answers.xlsx");
    // Where the list holds matters of both years, both are written.
    for (answer, told, duplicates) in
        [("2025", "2025", 5), ("2026", "2026", 1), ("2025、2026", "2025–2026", 5)]
    {
        let sheet: &[&[&str]] = &[
            &["名册", "名册标题", "所写年度", "年度", "决定人", "决定日期"],
            &[&place, "", "2026", answer, "王", "2026-04-02"],
        ];
        book(made.path("answers.xlsx"), &[("名册待补", sheet)]);
        let run = made.run(&["--quiet"]);
        let found = verdicts(&run).iter().filter(|verdict| *verdict == "duplicate").count();
        assert_eq!((found, asked(&run)), (duplicates, Vec::<String>::new()), "{answer}");
        assert_eq!(total(&run), (FIRMS - duplicates) as i64 * EACH, "{answer}");
        let said = Table::open(&run, "answers");
        assert_eq!(said.texts(c::ANSWER_EN), [format!("2026 → {told}")]);
    }
}

/// Last year's list that holds matters of this year: the office says so, and of its rows those count whose amount is what
/// was spent, or a share of it that chance would hardly give.
#[test]
fn of_last_years_list_amounts_tell_which_rows_are_of_this_year() {
    const COST: i64 = 20_012_345;
    let told = |share: i64| {
        let mut row = row(1, 2024, false);
        row[3] = format!("{}.00", share * COST / 100);
        row
    };
    let rest = || (2..=FIRMS).map(|at| row(at, 2024, at <= 3));
    for (share, asks) in [(50, true), (100, true), (30, true), (53, false)] {
        let rows: Vec<_> = std::iter::once(told(share)).chain(rest()).collect();
        let made = made_of(&rows, &format!("{COST}.00"));
        let run = made.run(&["--quiet"]);
        assert_eq!(asked(&run).len(), usize::from(asks), "{share}");
        assert_eq!(total(&run), FIRMS as i64 * EACH, "nothing is corrected in silence");
        let open = Table::open(&run, "lists_open").texts(c::OTHER_PLACE);
        let Some(place) = open.first() else { continue };
        decide(&made, "answers.xlsx");
        // Both years; the year that is stated; another one, which holds for all rows.
        for (answer, duplicates) in [("2024、2025", 1), ("2024", 0), ("2025", FIRMS)] {
            let sheet: &[&[&str]] = &[
                &["名册", "名册标题", "所写年度", "年度", "决定人", "决定日期"],
                &[place, "", "2024", answer, "王", "2026-04-02"],
            ];
            book(made.path("answers.xlsx"), &[("名册待补", sheet)]);
            let run = made.run(&["--quiet"]);
            let found = verdicts(&run).iter().filter(|verdict| *verdict == "duplicate").count();
            assert_eq!((found, asked(&run).len()), (duplicates, 0), "{share} {answer}");
        }
    }
}

/// Each year that a list states is a question of its own, and whoever said of which year a list is may have named that of
/// the grant.
#[test]
fn an_answer_about_a_year_is_about_that_year() {
    let rows: Vec<_> = (1..=3).map(|at| row(at, 2026, false)).collect();
    let made = made(&rows);
    decide(&made, "answers.xlsx");
    let answer = |stated: &str, year: &str| {
        let sheet: &[&[&str]] = &[
            &["名册", "名册标题", "所写年度", "年度", "决定人", "决定日期"],
            &["NANSHAN.xlsx·名单", "", stated, year, "王", "2026-04-02"],
        ];
        book(made.path("answers.xlsx"), &[("名册待补", sheet)]);
        asked(&made.run(&["--quiet"]))
    };
    assert_eq!(answer("2027", "2026、2027"), ["2026"], "rows of another year");
    assert_eq!(answer("2027", "2026"), ["2026"]);
    assert!(answer("2026", "2026").is_empty() && answer("2026", "2025、2026").is_empty());
    let undated = rows.iter().cloned().map(|mut row| {
        row[4] = String::new();
        row
    });
    let made = self::made(&undated.collect::<Vec<_>>());
    decide(&made, "answers.xlsx");
    let answer = |said: &[[&str; 2]]| {
        let head: &[&str] = &["名册", "名册标题", "所写年度", "年度", "决定人", "决定日期"];
        let said: Vec<[&str; 6]> = said
            .iter()
            .map(|[stated, year]| ["NANSHAN.xlsx·名单", "", stated, year, "王", "2026-04-02"])
            .collect();
        let mut sheet = vec![head];
        sheet.extend(said.iter().map(|row| &row[..]));
        book(made.path("answers.xlsx"), &[("名册待补", &sheet)]);
        let run = made.run(&["--quiet"]);
        let found = verdicts(&run).iter().filter(|verdict| *verdict == "duplicate").count();
        (asked(&run), found)
    };
    assert_eq!(answer(&[["", "2026"]]), (vec!["2026".to_string()], 0));
    assert_eq!(answer(&[["", "2026"], ["2026", "2025"]]), (vec![], 3));
    assert_eq!(answer(&[["", "2026"], ["2026", "2026"]]), (vec![], 0));
    assert_eq!(answer(&[["", "2025"]]), (vec![], 3), "the year of the matter");
}

#[test]
fn lists_that_are_right_are_not_asked_about() {
    let of = |year: i32, rows: usize, alike: usize| -> Vec<[String; 6]> {
        (1..=rows).map(|at| row(at, year, at <= alike)).collect()
    };
    // Last year's list: the same firms apply again, and two amounts come again.
    assert!(asked(&made(&of(2024, FIRMS, 2)).run(&["--quiet"])).is_empty());
    assert_eq!(asked(&made(&of(2024, FIRMS, 3)).run(&["--quiet"])), ["2024"]);
    // The year of the claims.
    assert!(asked(&made(&of(2025, FIRMS, 0)).run(&["--quiet"])).is_empty());
    // Two years off says nothing.
    assert!(asked(&made(&of(2023, FIRMS, FIRMS)).run(&["--quiet"])).is_empty());
    // One amount for all, as fixed awards have it.
    let fixed = (1..=FIRMS).map(|at| {
        let mut row = row(at, 2024, false);
        row[3] = spent(1);
        row
    });
    assert!(asked(&made(&fixed.collect::<Vec<_>>()).run(&["--quiet"])).is_empty());
}

/// The year of the grant is mostly the one after the matter: one question for the list, however few its rows.
#[test]
fn the_year_of_the_grant_is_asked_about_once() {
    for (rows, within) in [(FIRMS, 0), (2, 0), (1, 0), (1, 4)] {
        let off = (1..=rows).map(|at| row(at, 2026, false));
        let right = (rows + 1..=rows + within).map(|at| row(at, 2025, false));
        let made = made(&off.chain(right).collect::<Vec<_>>());
        let run = made.run(&["--quiet"]);
        assert_eq!(asked(&run), ["2026"], "{rows} {within}");
        assert_eq!(total(&run), (FIRMS - within) as i64 * EACH, "nothing is corrected in silence");
    }
    // Two years off, and last year's list, ask nothing.
    for year in [2027, 2024] {
        let rows: Vec<_> = (1..=FIRMS).map(|at| row(at, year, false)).collect();
        assert!(asked(&made(&rows).run(&["--quiet"])).is_empty(), "{year}");
    }
}
