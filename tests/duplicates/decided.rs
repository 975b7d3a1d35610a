//! Decisions: the run's own workbook filled in, the run repeated, the evidence changed.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{NAME, book, decide, pipeline, promotion, promotion_line, roster, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code, jiangbu, said};
use crate::runs::saved::{again, fill as fill_in, sheets};

const HEADINGS: &[&str] = &["企业名称", "扶持事项", "发票号", "金额"];
const MORE: &str = "year = \"2025\"\nstatus = \"已拨付\"";

fn suspected() -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    of_rows(&rows)
}

fn of_rows(rows: &Rows) -> Made {
    let made = pipeline(rows, "");
    roster(
        &made,
        "BAOAN",
        MORE,
        &[("名单", &[HEADINGS, &["深圳云帆数据科技有限公司", "营销推广", "FP-1", "5000"]])],
    );
    made
}

/// The same with an account to be paid to.
fn suspected_with_account() -> Made {
    let (mut rows, code) = (Rows::default(), code(1));
    let firm = [
        (c::USCC, code.as_str()),
        (c::FIRM_NAME, NAME),
        (c::ENTITY_TYPE, "企业"),
        (c::OPERATES_IN_QIANHAI, "是"),
        (c::DATA_SERVICE_FIRM, "是"),
        (c::BANK, "中国银行深圳分行"),
        (c::ACCOUNT, "622202123456700001"),
    ];
    rows.add("firms", &firm);
    promotion_line(&mut rows);
    of_rows(&rows)
}

/// The open finding and its evidence.
fn open(run: &Path) -> (String, String) {
    let table = Table::open(run, "suspected");
    assert_eq!(table.rows(), 1);
    (table.texts(c::FINDING_ID)[0].clone(), table.texts(c::EVIDENCE)[0].clone())
}

/// Fills in the sheet as a person would, beside a sheet of the workbook that is none of ours.
fn fill(made: &Made, rows: &[[&str; 6]]) {
    let head: &[&str] = &["疑点编号", "结论", "认定理由", "决定人", "决定日期", "证据指纹"];
    let mut sheet: Vec<&[&str]> = vec![&["疑似重复"], head];
    sheet.extend(rows.iter().map(|row| &row[..]));
    book(made.path("decisions.xlsx"), &[("疑似重复", &sheet), ("核定明细", &[&["甲", "乙"]])]);
}

fn codes(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| code.starts_with("R42") || code == "D340" || code == "F205");
    codes
}

#[test]
fn a_decision_holds_until_its_evidence_changes() {
    let made = suspected();
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (100_000_000, vec!["R420".to_string()]));
    let (id, evidence) = open(&run);

    decide(&made, "decisions.xlsx");
    fill(&made, &[[&id, "重复", "已电话核实", "王审核", "2026-04-02", &evidence]]);
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (0, vec!["R421".to_string()]));
    let dossier = Table::open(&run, "duplicates");
    assert_eq!(dossier.texts(c::DECIDED_BY), ["王审核"]);
    assert_eq!(dossier.texts(c::DECISION_REASON), ["已电话核实"]);
    assert_eq!(Table::open(&run, "suspected").rows(), 0);

    // A later decision replaces an earlier one; both stay in the sheet.
    let later = [id.as_str(), "不重复", "另一企业", "李复核", "2026-04-09", &evidence];
    fill(&made, &[[&id, "重复", "已电话核实", "王审核", "2026-04-02", &evidence], later]);
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (100_000_000, vec![]));

    // The roster now states another amount: the case is put to a person again.
    let row: &[&str] = &["深圳云帆数据科技有限公司", "营销推广", "FP-1", "9000"];
    book(made.path("BAOAN.xlsx"), &[("名单", &[HEADINGS, row])]);
    let run = made.run(&["--quiet"]);
    assert_eq!(total(&run), 100_000_000);
    assert_eq!(codes(&run), ["R420", "R423"]);
    let (again, changed) = open(&run);
    assert_eq!(again, id, "the id does not depend on the amount");
    assert_ne!(changed, evidence);
}

/// One more column, further rows and another order say nothing new about a case: the decision on it holds.
#[test]
fn a_roster_that_says_more_elsewhere_voids_no_decision() {
    let made = suspected();
    let (id, evidence) = open(&made.run(&["--quiet"]));
    decide(&made, "decisions.xlsx");
    fill(&made, &[[&id, "不重复", "另一企业", "李复核", "2026-04-09", &evidence]]);
    let head: &[&str] = &["序号", "金额", "企业名称", "扶持事项", "发票号", "经办处室"];
    let other: &[&str] = &["1", "700", "深圳海岳物流有限公司", "人才住房", "FP-77", "一处"];
    let own: &[&str] = &["2", "5000", "深圳云帆数据科技有限公司", "营销推广", "FP-1", "二处"];
    for rows in [[head, other, own], [head, own, other]] {
        book(made.path("BAOAN.xlsx"), &[("名单", &rows)]);
        let run = made.run(&["--quiet"]);
        assert_eq!((total(&run), codes(&run)), (100_000_000, vec![]));
        assert_eq!(Table::open(&run, "duplicates").texts(c::DECIDED_BY), ["李复核"]);
    }
}

#[test]
fn decisions_that_do_not_count() {
    let made = suspected();
    let (id, evidence) = open(&made.run(&["--quiet"]));
    decide(&made, "decisions.xlsx");
    // Nobody signed it.
    fill(&made, &[[&id, "重复", "已核实", "", "2026-04-02", &evidence]]);
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (100_000_000, vec!["R420".into(), "D340".into()]));
    // Two minds on one day, and a finding that is not of this run.
    let yes = [id.as_str(), "重复", "核实", "王", "2026-04-02", &evidence];
    let no = [id.as_str(), "不重复", "核实", "李", "2026-04-02", &evidence];
    fill(&made, &[yes, no, ["DF-000000000000", "重复", "核实", "王", "2026-04-02", "0"]]);
    let run = made.run(&["--quiet"]);
    assert_eq!(codes(&run), ["R420", "R424", "R425"]);
    assert_eq!(total(&run), 100_000_000);
    // Not decided yet is no decision.
    fill(&made, &[[&id, "", "", "", "", &evidence]]);
    assert_eq!(codes(&made.run(&["--quiet"])), ["R420"]);
}

/// The workbook of a run, named as it is, is a sheet of decisions in which nothing is decided.
#[test]
fn the_workbook_of_a_run_is_a_decisions_file() {
    let made = suspected();
    let run = made.run(&["--quiet"]);
    std::fs::copy(run.join("workbook.xlsx"), made.path("filled.xlsx")).expect("copied");
    decide(&made, "filled.xlsx");
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (100_000_000, vec!["R420".to_string()]));
    let sources = Table::open(&run, "sources");
    let at = sources.texts(c::TABLE).iter().position(|t| t == "decisions").expect("a source");
    assert_eq!(sources.ints(c::ROWS_ACCEPTED)[at], 1);
}

/// The workbook of a run as it stands, filled in and saved under another name: only the sheets made for it are read,
/// in both languages, by the next run and by the next payment list, whatever folder the command is called from.
#[test]
fn the_workbook_filled_in_releases_what_waits_from_any_folder() {
    let nowhere = tempfile::tempdir().expect("a folder");
    for (lang, sheet, columns) in [
        ("zh-CN", "疑似重复", ["结论", "认定理由", "决定人", "决定日期"]),
        (
            "en",
            "Suspected duplicates",
            ["Verdict", "Reason for the verdict", "Decided by", "Decided on"],
        ),
    ] {
        let made = suspected_with_account();
        let run = made.run(&["--quiet", "--lang", lang]);
        let filled = made.path("decided.xlsx");
        again(&run.join("workbook.xlsx"), &filled, &|name, grid| {
            if name == sheet {
                let values = ["不重复", "另一企业", "李复核", "2026-04-09"];
                let cells: Vec<(&str, &str)> = columns.into_iter().zip(values).collect();
                fill_in(grid, 1, &cells);
            }
        });
        let list = nowhere.path().join(lang);
        let mut command = jiangbu(&["report", "--only", "payments", "--decisions"]);
        command.arg(&filled).arg("--to").arg(&list).arg(&run).current_dir(nowhere.path());
        let output = command.output().expect("the program");
        let told = said(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(["D312", "D340", "F224", "F205"].iter().all(|code| !told.contains(code)), "{told}");
        let cells: Vec<String> = sheets(&list.join("payments.xlsx"))
            .into_iter()
            .flat_map(|(_, grid)| grid.into_iter().flatten().map(|cell| cell.to_string()))
            .collect();
        assert!(cells.contains(&"1000000".to_string()), "{cells:?}");
        // The next run reads it as well.
        decide(&made, "decided.xlsx");
        let run = made.run(&["--quiet"]);
        assert_eq!((total(&run), codes(&run)), (100_000_000, vec![]), "{lang}");
        let findings = Table::open(&run, "findings").texts(c::CODE);
        assert!(!findings.contains(&"D312".to_string()), "{findings:?}");
        assert_eq!(Table::open(&run, "held").rows(), 0);
    }
}
