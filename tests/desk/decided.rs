//! The same answers about duplicate support by page, by command and in the workbook: the same next run.

use std::fs;
use std::path::Path;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use jiangbu::frame::columns as c;
use serde_json::Value;
use tempfile::TempDir;

use super::{Desk, copy, files};
use crate::duplicates::with_rosters::{NAME, pipeline, promotion, roster, standards, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code, data, jiangbu, said};
use crate::runs::saved::{fill, heading, some};

const RUN: &str = "runs/pipeline-001";
const FILE: &str = "decisions/pipeline-001.xlsx";
const SHEETS: [&str; 3] = ["疑似重复", "待归类事项", "名册待补"];

/// 甲 claims a million for promotion and half a million for a standard. A list knows it by a like name only; another
/// lists it for something that nobody knows; a third has neither year nor state.
fn asked() -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    standards(&mut rows, 1);
    let made = pipeline(&rows, "dup_key = \"kind\"\n");
    let name: &[&[&str]] = &[
        &["企业名称", "扶持事项", "发票号", "金额"],
        &["深圳云帆数据科技有限公司", "营销推广", "FP-1", "5000"],
    ];
    roster(&made, "BAOAN", "year = \"2025\"\nstatus = \"已拨付\"", &[("名单", name)]);
    let code = code(1);
    let head: &[&str] = &["单位名称", "信用代码", "资助事项", "金额", "年度", "状态"];
    let text: &[&[&str]] = &[head, &[NAME, &code, "神秘专项", "5000", "2025", "已拨付"]];
    roster(&made, "QH-DATA-2025", "", &[("名单", text)]);
    let list: &[&[&str]] = &[
        &["企业情况（第一号）"],
        &["单位名称", "信用代码", "资助事项", "金额"],
        &[NAME, &code, "标准研制资助", "5000"],
    ];
    roster(&made, "NANSHAN", "", &[("名单", list)]);
    made
}

/// The finding of the case that asks who somebody is.
fn finding(run: &Path) -> String {
    let table = Table::open(run, "suspected");
    let names = table.texts(c::OTHER_NAME);
    let at = names.iter().position(|name| name == "深圳云帆数据科技有限公司").expect("asked");
    table.texts(c::FINDING_ID)[at].clone()
}

fn command(folder: &Path, args: &[&str]) -> std::process::Output {
    jiangbu(args).current_dir(folder).output().expect("the program")
}

/// A folder with the first run in it, and the finding.
pub fn project() -> (TempDir, String) {
    let made = asked();
    let run = made.run(&["--quiet"]);
    let folder = tempfile::tempdir().expect("a folder");
    copy(&made.path(""), folder.path());
    (folder, finding(&run))
}

/// What the next run comes to: the promotion is another enterprise's, the standard was supported in 2025.
pub fn check(folder: &Path) {
    let run = folder.join("runs/pipeline-002");
    assert_eq!(total(&run), 100_000_000);
    assert_eq!(Table::open(&run, "suspected").rows(), 0);
    let layers = Table::open(&run, "answers").texts(c::LAYER);
    assert_eq!(layers, ["kind", "list", "list", "matter"]);
}

fn row(text: &str, name: &str) -> String {
    let from = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    from.unwrap_or_else(|| panic!("{name}: {text}")).split('"').next().expect("its end").into()
}

/// Answers what is on top of the page, which is `row`.
fn answer(desk: &Desk, row: &str, values: &[(&str, &str)]) {
    let page = desk.get(&format!("decide?run={RUN}&at={row}")).text();
    let was = self::row(&page, "was");
    assert_eq!(self::row(&page, "row"), row);
    let mut fields = vec![("run", RUN), ("row", row), ("was", was.as_str())];
    fields.extend(values);
    let told = desk.post("decide", &fields);
    assert_eq!(told.status, 303, "{}", told.text());
}

#[test]
fn page_command_and_workbook_decide_the_same() {
    let (folder, finding) = project();
    let [by_command, by_hand] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    copy(folder.path(), by_command.path());
    copy(folder.path(), by_hand.path());

    let desk = Desk::open(folder.path(), "zh-CN");
    let first = desk.get("decide").text();
    assert!(
        first.contains("请先写明决定人") && first.contains("data-key=\"1\" disabled"),
        "{first}"
    );
    let signed = [("run", RUN), ("by", "王审核"), ("on", "2026-04-02")];
    assert_eq!(desk.post("decide-sign", &signed).status, 303);
    answer(&desk, "list-1", &[("year", "2025"), ("status", "已拨付"), ("returned_later", "")]);
    answer(&desk, "text-1", &[("same_measures", "无"), ("possible_measures", "")]);
    let page = desk.get("decide").text();
    assert!(page.contains("<mark>"), "the difference is marked: {page}");
    assert_eq!(row(&page, "row"), finding, "the next open one is on top");
    // A slip, taken back; and twice the same page.
    answer(&desk, &finding, &[("verdict", "重复")]);
    assert_eq!(desk.post("decide-undo", &[("run", RUN)]).status, 303);
    answer(&desk, &finding, &[("verdict", "不重复"), ("reason", "另一企业")]);
    let stale = [("run", RUN), ("row", &finding), ("was", "|"), ("verdict", "重复")];
    assert_eq!(desk.post("decide", &stale).status, 409);
    let bad = [("run", RUN), ("row", &finding), ("was", "|不重复"), ("verdict", "也许")];
    let told = desk.post("decide", &bad);
    assert!(told.status == 422 && told.text().contains("A521"), "{}", told.text());
    assert_eq!(desk.work("decide-compute", &[("run", RUN)]), "run?run=runs%2Fpipeline-002");
    check(folder.path());

    let by = ["--by", "王审核", "--on", "2026-04-02", "--pipeline", "pipeline.toml"];
    let verdict = format!("{finding}.verdict=不重复");
    let answers: [&[&str]; 2] = [
        &["list-1.year=2025", "list-1.status=已拨付", "text-1.same_measures=无"],
        &[&verdict, "--reason", "另一企业"],
    ];
    for answers in answers {
        let args = [&["duplicates", "decide", RUN, FILE][..], answers, &by].concat();
        let output = command(by_command.path(), &args);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let output = command(by_command.path(), &["run", "pipeline.toml", "--quiet"]);
    assert!(output.status.code() < Some(2), "{}", said(&output));
    assert!(files(folder.path()) == files(by_command.path()), "page and command differ");

    hand(by_hand.path(), &finding);
    check(by_hand.path());
    alike(folder.path(), by_hand.path());
}

/// The workbook of the run, filled in and saved without its other sheets, and named in the pipeline.
fn hand(folder: &Path, finding: &str) {
    fs::create_dir(folder.join("decisions")).expect("made");
    // 2026-04-02, as spreadsheets count days.
    let day = ExcelDateTime::new(46_114.0, ExcelDateTimeType::DateTime, false);
    let of = |sheet: &str| match sheet {
        "疑似重复" => vec![("结论", "不重复"), ("认定理由", "另一企业")],
        "待归类事项" => vec![("同类措施", "无")],
        _ => vec![("年度", "2025"), ("状态", "已拨付")],
    };
    some(
        &folder.join(RUN).join("workbook.xlsx"),
        &folder.join(FILE),
        &|sheet| SHEETS.contains(&sheet),
        &|sheet, grid| {
            let is_finding = |row: &Vec<Data>| row.iter().any(|cell| *cell == finding);
            let head = grid.iter().position(|row| row.iter().any(|cell| *cell == "决定人"));
            let head = head.expect("headings");
            let below = match sheet {
                "疑似重复" => grid.iter().position(is_finding).expect("the finding") - head,
                _ => 1,
            };
            fill(grid, below, &[of(sheet), vec![("决定人", "王审核")]].concat());
            let (row, column) = heading(grid, "决定日期").expect("the heading");
            grid[row + below][column] = Data::DateTime(day);
        },
    );
    let text = fs::read_to_string(folder.join("pipeline.toml")).expect("the pipeline");
    let text =
        text.replace("[inputs]\n", "[inputs]\ndecisions = [\"decisions/pipeline-[0-9]*.xlsx\"]\n");
    fs::write(folder.join("pipeline.toml"), text).expect("written");
    let output = command(folder, &["run", "pipeline.toml", "--quiet"]);
    assert!(output.status.code() < Some(2), "{}", said(&output));
}

/// Two runs whose decisions were saved by two programs: all tables are the same but the one that names the digests of
/// files, and the manifests but for these.
fn alike(one: &Path, other: &Path) {
    let run = |folder: &Path| folder.join("runs/pipeline-002");
    let tables = |folder: &Path| {
        let mut all = files(&run(folder).join("tables"));
        // What is said of sheets stands in their order, which is each program's own.
        const BY_SHEET: [&str; 4] =
            ["sources.parquet", "findings.parquet", "quality.parquet", "unread.parquet"];
        all.retain(|(name, _)| !BY_SHEET.contains(&name.as_str()));
        all
    };
    let (a, b) = (tables(one), tables(other));
    let names = |all: &[(String, Vec<u8>)]| -> Vec<String> {
        all.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&a), names(&b));
    let said = |folder: &Path| {
        let mut all = Table::open(&run(folder), "findings").texts(c::MESSAGE_EN);
        all.sort();
        all
    };
    assert_eq!(said(one), said(other));
    for ((name, one), (_, other)) in a.iter().zip(&b) {
        assert!(one == other, "{name} differs");
    }
    let manifest = |folder: &Path| -> Value {
        let text = fs::read_to_string(run(folder).join("manifest.json")).expect("a manifest");
        let mut manifest: Value = serde_json::from_str(&text).expect("JSON");
        // Digests of tables and of the workbook, and the order of its sheets.
        manifest["tables"] = Value::Null;
        manifest["inputs"] = Value::Null;
        manifest
    };
    assert_eq!(manifest(one), manifest(other));
}

/// What was changed by hand in the workbook stays; one that is not understood whole is not written over.
#[test]
fn the_workbook_is_read_before_every_answer() {
    let (folder, finding) = project();
    let file = folder.path().join(FILE);
    let decide = |more: &[&str]| {
        let args = [&["duplicates", "decide", RUN, FILE][..], more].concat();
        let output = command(folder.path(), &args);
        (output.status.code(), said(&output))
    };
    assert_eq!(decide(&["text-1.same_measures=无", "--by", "王"]).0, Some(0));
    let other = folder.path().join("by-hand.xlsx");
    some(&file, &other, &|_| true, &|sheet, grid| {
        if sheet == "待归类事项" {
            fill(grid, 1, &[("认定理由", "手写")]);
        }
    });
    fs::rename(&other, &file).expect("replaced");
    let verdict = format!("{finding}.verdict=存疑");
    assert_eq!(decide(&[&verdict, "--by", "李"]).0, Some(0));
    let output = command(folder.path(), &["duplicates", "decide", RUN, FILE, "--json"]);
    let rows = data(&output)["rows"].take();
    let of = |name: &str| {
        let rows = rows.as_array().expect("rows").iter();
        rows.clone().find(|row| row["row"] == name).cloned().expect("the row")
    };
    assert_eq!(
        (of("text-1")["reason"].as_str(), of("text-1")["by"].as_str()),
        (Some("手写"), Some("王"))
    );
    assert_eq!(
        (of(&finding)["said"]["verdict"].as_str(), of(&finding)["by"].as_str()),
        (Some("存疑"), Some("李"))
    );
    // An answer to a finding that the run does not have.
    some(&file, &other, &|_| true, &|sheet, grid| {
        if sheet == "疑似重复" {
            fill(grid, 1, &[("疑点编号", "DF-000000000000"), ("结论", "重复")]);
        }
    });
    fs::rename(&other, &file).expect("replaced");
    let before = fs::read(&file).expect("bytes");
    let (code, told) = decide(&["text-1.same_measures=九", "--by", "王"]);
    assert!(code == Some(2) && told.contains("A522"), "{told}");
    assert!(fs::read(&file).expect("bytes") == before, "it is left as it was");
    // The whole workbook of the run holds sheets that would be lost.
    fs::copy(folder.path().join(RUN).join("workbook.xlsx"), &file).expect("copied");
    let (code, told) = decide(&["text-1.same_measures=九", "--by", "王"]);
    assert!(code == Some(2) && told.contains("A522"), "{told}");
    // Papers that an enterprise gave have no sheet in the workbook that would be written.
    let _ = fs::remove_file(&file);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("凭证征询").expect("a name");
    let cells = [
        ("疑点编号", "DF-000000000000"),
        ("统一社会信用代码", ""),
        ("他项所用凭证号（企业填写）", "FP-1"),
    ];
    for (column, (heading, value)) in (0..).zip(cells) {
        sheet.write_string(0, column, heading).expect("written");
        sheet.write_string(1, column, value).expect("written");
    }
    book.save(&file).expect("saved");
    let before = fs::read(&file).expect("bytes");
    let (code, told) = decide(&["text-1.same_measures=九", "--by", "王"]);
    assert!(code == Some(2) && told.contains("A547"), "{told}");
    assert!(fs::read(&file).expect("bytes") == before, "it is left as it was");
    for (answer, code) in [
        ("text-9.same_measures=九", "A521"),
        ("text-1.verdict=重复", "A521"),
        ("text-1.same_measures=十九", "D347"),
        ("list-1.year=无", "A521"),
    ] {
        let _ = fs::remove_file(&file);
        let (exit, told) = decide(&[answer, "--by", "王"]);
        assert!(exit == Some(2) && told.contains(code), "{answer}: {told}");
    }
    let (exit, told) = decide(&["text-1.same_measures=九"]);
    assert!(exit == Some(2) && told.contains("A513"), "nobody signed: {told}");
    assert!(!file.exists(), "nothing is written where an answer is bad");
}

/// A desk that is killed while it writes leaves the workbook as it was or as it was to be.
#[cfg(unix)]
#[test]
fn an_answer_is_written_whole_or_not_at_all() {
    let (folder, _) = project();
    for round in 0..8u64 {
        let desk = Desk::open(folder.path(), "zh-CN");
        desk.post("decide-sign", &[("run", RUN), ("by", "王"), ("on", "2026-04-02")]);
        let was = row(&desk.get(&format!("decide?run={RUN}&at=text-1")).text(), "was");
        let said = if was.starts_with('九') { "无" } else { "九" };
        let fields =
            [("run", RUN), ("row", "text-1"), ("was", was.as_str()), ("same_measures", said)];
        let pid = desk.pid();
        let killed = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(10 * round));
            let kill = format!("kill -KILL {pid}");
            std::process::Command::new("sh").args(["-c", &kill]).status().expect("a shell")
        });
        desk.post("decide", &fields);
        assert!(killed.join().expect("an end").success());
        drop(desk);
        let output = command(folder.path(), &["duplicates", "decide", RUN, FILE, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", crate::runs::pipelines::said(&output));
        let rows = data(&output)["rows"].take();
        let now = rows[1]["said"]["same_measures"].as_str().unwrap_or_default().to_string();
        assert!(now == said || now == was.trim_end_matches('|'), "{now}");
    }
}
