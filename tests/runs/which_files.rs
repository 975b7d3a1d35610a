//! Which files a run reads, what it does with one that cannot be used, that lies there twice or that comes back
//! mended; rows of delimited text and of the office's lists that are not what they seem.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Diagnostic, Failure, Lang, Severity};
use jiangbu::frame::access::texts;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::{Computed, compute};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::patch::patch;
use super::pipelines::{code, entries, jiangbu, said};
use crate::catalogue::{both_languages, unfilled};

const FIRMS: &str = "基本情况";
pub const M6: &str = "措施六";
const FIRM_HEADINGS: [&str; 5] =
    ["单位名称", "统一社会信用代码", "申报主体类型", "是否在前海实际经营", "是否为数据服务企业"];
pub const LINE_HEADINGS: [&str; 7] =
    ["申报编号", "统一社会信用代码", "受理日期", "合同号", "发票号", "付款日期", "金额"];

/// A pipeline in a folder of its own, with the rules as shipped. Measure 六 grants half of what was paid.
pub struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    pub fn new(inputs: &str) -> Self {
        let desk = Self { dir: tempfile::tempdir().expect("a folder") };
        fs::create_dir(desk.path("f")).expect("created");
        desk.ask(inputs, "");
        desk
    }

    pub fn ask(&self, inputs: &str, output: &str) {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
        let home = home.display();
        let text = format!(
            "[pipeline]\ntitle = {{ zh = \"测试\", en = \"Test\" }}\naward_year = 2026\n\
             deadline = 2026-03-31\nscheme = \"{home}/schemes/qianhai-service-trade-2026.toml\"\n\
             headers = \"{home}/headers.toml\"\nrates = [\"{home}/rates/*.csv\"]\n\n\
             [inputs]\n{inputs}\n\n[budget]\npool = \"t\"\ntotal = \"1000万元\"\n\n\
             [output]\nfolder = \"runs\"\nworkbook = false\n{output}\n"
        );
        fs::write(self.path("p.toml"), text).expect("written");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A filing of one firm with one line, in yuan.
    pub fn filing(&self, file: &str, firm: usize, amount: &str) {
        let lines = [LINE_HEADINGS.map(str::to_string), line(firm, "1", amount)];
        self.book(file, &firms(&[firm]), &lines);
    }

    pub fn book(&self, file: &str, firms: &[[String; 5]], lines: &[[String; 7]]) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(FIRMS).expect("a name");
        for (row, cells) in (0..).zip(firms) {
            sheet.write_row(row, 0, cells).expect("written");
        }
        let sheet = book.add_worksheet().set_name(M6).expect("a name");
        for (row, cells) in (0..).zip(lines) {
            sheet.write_row(row, 0, cells).expect("written");
        }
        book.save(self.path(file)).expect("saved");
    }

    pub fn compute(&self) -> Result<Computed, Vec<Diagnostic>> {
        match load(&self.path("p.toml")).map(|pipeline| compute(&pipeline, &|_: &str| {})) {
            Ok(Ok(computed)) => Ok(computed),
            Ok(Err(Failure::User(faults))) | Err(faults) => Err(faults.0),
            Ok(Err(other)) => panic!("{other}"),
        }
    }

    /// What each firm gets, in fen, and the findings by code, notes included.
    pub fn outcome(&self) -> (BTreeMap<String, i64>, Vec<Diagnostic>) {
        let computed = self.compute().unwrap_or_else(|faults| panic!("{faults:?}"));
        let names = texts(&computed.prepared.inputs.firms, c::USCC).expect("codes");
        let mut paid = BTreeMap::new();
        for (firm, amount) in computed.awards.firm.iter().zip(computed.awards.current()) {
            *paid.entry(names[*firm as usize].to_string()).or_insert(0) += amount;
        }
        let own = |d: &&Diagnostic| d.code.id.starts_with(['D', 'F']);
        (paid, computed.prepared.linked.findings.iter().filter(own).cloned().collect())
    }

    pub fn program(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = jiangbu(arguments);
        let output = command.current_dir(self.dir.path()).output().expect("the program");
        (output.status.code().unwrap_or(-1), said(&output))
    }

    pub fn manifest(&self, run: &str) -> Value {
        let text = fs::read_to_string(self.path(run).join("manifest.json")).expect("a manifest");
        serde_json::from_str(&text).expect("JSON")
    }
}

pub fn firms(numbers: &[usize]) -> Vec<[String; 5]> {
    let firm =
        |n: &usize| [format!("测试{n}号公司"), code(*n), "企业".into(), "是".into(), "是".into()];
    std::iter::once(FIRM_HEADINGS.map(str::to_string)).chain(numbers.iter().map(firm)).collect()
}

pub fn line(firm: usize, number: &str, amount: &str) -> [String; 7] {
    let own = |what: &str| format!("{what}{firm}-{number}");
    [
        own("SB"),
        code(firm),
        "2026-02-10".into(),
        own("HT"),
        own("FP"),
        "2025-06-30".into(),
        amount.into(),
    ]
}

/// Codes of what somebody has to look at, and of the notes that these tests are about.
pub fn ids(findings: &[Diagnostic]) -> Vec<&'static str> {
    let about = |d: &&Diagnostic| {
        d.severity > Severity::Note || ["F247", "F248", "F250"].contains(&d.code.id)
    };
    let mut ids: Vec<&str> = findings.iter().filter(about).map(|d| d.code.id).collect();
    ids.dedup();
    for finding in findings {
        let shown = both_languages(finding);
        assert!(!unfilled(&shown), "{shown}");
    }
    ids
}

/// Delimited text beside a workbook of firms 1 to 3: what each gets, and what is said.
fn with_text(text: &str) -> (BTreeMap<String, i64>, Vec<Diagnostic>) {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.book("f/a.xlsx", &firms(&[1, 2, 3]), &[LINE_HEADINGS.map(str::to_string)]);
    fs::write(desk.path("f/措施六.csv"), text).expect("written");
    desk.outcome()
}

/// Lines of firms 1, 2 and 3 for 10,000 yuan each; `put` changes what stands behind the amount.
fn text_lines(extra: &str, put: impl Fn(usize) -> String) -> String {
    let mut text = LINE_HEADINGS.join(",") + extra + "\n";
    for firm in 1..=3 {
        text += &format!("{}{}\n", line(firm, "1", "10000.00").join(","), put(firm));
    }
    text
}

#[test]
fn quotation_marks_that_swallow_rows_set_the_file_aside() {
    for (name, text) in [
        (
            "never closed",
            text_lines(",备注", |n| if n == 2 { ",\"深港".into() } else { ",".into() }),
        ),
        (
            "closed further on",
            text_lines(",备注", |n| [",", ",\"深港", ",前海\""][n - 1].to_string()),
        ),
        (
            "closed by the next",
            text_lines(",备注", |n| [",\"深港", ",\"前海\"", ",\"x\""][n - 1].to_string()),
        ),
    ] {
        let desk = Desk::new("filings = [\"f/*\"]");
        desk.book("f/a.xlsx", &firms(&[1, 2, 3]), &[LINE_HEADINGS.map(str::to_string)]);
        desk.filing("f/b.xlsx", 4, "20000.00");
        fs::write(desk.path("f/措施六.csv"), &text).expect("written");
        let (paid, found) = desk.outcome();
        assert_eq!(paid, BTreeMap::from([(code(4), 1_000_000)]), "{name}");
        assert!(
            ids(&found).contains(&"F245") && ids(&found).contains(&"F249"),
            "{name}: {found:?}"
        );
        let said = found.iter().find(|d| d.code.id == "F245").expect("F245");
        assert!(
            said.message(Lang::En).contains("line 2") || said.message(Lang::En).contains("line 3")
        );
    }
}

#[test]
fn rows_wider_or_narrower_than_the_header_are_refused() {
    let wide = text_lines("", |_| String::new()).replacen("10000.00", "81,234.50", 1);
    let narrow = text_lines(",备注", |n| if n == 1 { String::new() } else { ",".into() });
    // The last cell is empty, so that nothing stands beyond the header.
    let shifted = text_lines(",备注", |_| ",".into()).replacen("10000.00", "81,234.50", 1);
    for text in [wide, narrow, shifted] {
        let (paid, found) = with_text(&text);
        assert_eq!(paid, BTreeMap::from([(code(2), 500_000), (code(3), 500_000)]), "{text}");
        assert!(ids(&found).contains(&"D394"), "{found:?}");
    }
}

#[test]
fn text_that_is_right_stays_silent() {
    let all = BTreeMap::from([(code(1), 500_000), (code(2), 500_000), (code(3), 500_000)]);
    for text in [
        text_lines("", |_| String::new()),
        text_lines(",备注", |_| ",\"两行\n的说明，含, 逗号\"".into()),
        text_lines(",备注", |_| ",5\" 屏".into()),
        // Separators at the end of every line, that of the headings as well.
        text_lines(",,", |_| ",,".into()),
        text_lines(",,", |_| ",".into()),
        text_lines("", |_| String::new()).replace("10000.00", "\"10,000.00\""),
        text_lines("", |_| String::new()) + "\n\n",
        format!("措施六申报明细\n{}", text_lines("", |_| String::new())),
    ] {
        let (paid, found) = with_text(&text);
        assert_eq!(paid, all, "{text}");
        let grave: Vec<&Diagnostic> =
            found.iter().filter(|d| d.severity > Severity::Note).collect();
        assert!(grave.is_empty(), "{text}: {grave:?}");
    }
}

/// Earlier awards of the year, as rows of delimited text.
fn history(rows: &[&str]) -> String {
    format!("统一社会信用代码,措施,项目标识,奖补年度,金额,状态,批次\n{}\n", rows.join("\n"))
}

/// One filing beside earlier awards.
fn with_history(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new("filings = [\"f/*\"]\nhistory = [\"history*\"]");
    desk.filing("f/a.xlsx", 1, "10000.00");
    for (name, text) in files {
        fs::write(desk.path(name), text).expect("written");
    }
    desk
}

#[test]
fn entries_that_stand_twice_count_once_or_stop() {
    let one = code(1);
    let award =
        |item: &str, batch: &str| format!("{one},措施二,{item},2025,1000.00,已拨付,{batch}");
    let (plain, item, batch) = (award("", ""), award("甲", ""), award("", "第1批"));
    let rows = |desk: &Desk| {
        let computed = desk.compute().unwrap_or_else(|faults| panic!("{faults:?}"));
        computed.prepared.inputs.history.height()
    };
    // The same bytes under two names.
    let text = history(&[&plain]);
    let desk = with_history(&[("history.csv", &text), ("history - 副本.csv", &text)]);
    assert_eq!(rows(&desk), 1);
    assert_eq!(ids(&desk.outcome().1), ["F246"]);
    // An item, or a column that nobody reads, says that it is one award.
    for row in [&item, &batch] {
        let desk = with_history(&[("history.csv", &history(&[row, row]))]);
        assert_eq!((rows(&desk), ids(&desk.outcome().1)), (1, vec!["D395"]));
        let desk = with_history(&[
            ("history1.csv", &history(&[row])),
            ("history2.csv", &history(&[row, &plain])),
        ]);
        assert_eq!((rows(&desk), ids(&desk.outcome().1)), (2, vec!["D395"]));
    }
    // Nothing tells whether there were two.
    let desk = with_history(&[("history.csv", &history(&[&plain, &plain]))]);
    assert_eq!(ids(&desk.compute().expect_err("stops")), ["D396"]);
    // Accounts are hidden but for their last digits: nobody can tell whether it is one.
    let paid_to = |account: &str| award("", account);
    let known = paid_to("6222020011112222333");
    for other in [known.clone(), paid_to("6222020099992222333")] {
        let text = history(&[&known, &other]).replace("批次", "收款账号");
        let desk = with_history(&[("history.csv", &text)]);
        assert_eq!(ids(&desk.compute().expect_err("stops")), ["D396"], "{other}");
    }
    // One award on its way: approved, then paid.
    let paid = award("甲", "");
    let desk =
        with_history(&[("history.csv", &history(&[&paid.replace("已拨付", "已核定"), &paid]))]);
    assert_eq!((rows(&desk), ids(&desk.outcome().1)), (2, vec!["D400"]));
    // Rows that differ anywhere are two.
    for other in [award("", "第2批"), award("乙", "第1批"), batch.replace("1000.00", "1000.01")]
    {
        let desk = with_history(&[("history.csv", &history(&[&batch, &other]))]);
        assert_eq!((rows(&desk), ids(&desk.outcome().1)), (2, vec![]), "{other}");
    }
}

#[test]
fn a_list_of_the_office_with_shifted_cells_stops() {
    let row = format!("{},措施二,,2025,1,000.00,已拨付,", code(1));
    let desk = with_history(&[("history.csv", &history(&[&row]))]);
    assert!(ids(&desk.compute().expect_err("stops")).contains(&"D394"));
    let row = format!("{},措施二,,2025,1000.00,已拨付,\"一", code(1));
    let desk = with_history(&[("history.csv", &history(&[&row]))]);
    assert!(ids(&desk.compute().expect_err("stops")).contains(&"F245"));
}

#[test]
fn files_are_found_by_their_names() {
    for (inputs, names) in [
        // Endings in any case.
        ("filings = [\"f/*.xlsx\"]", vec!["f/a.XLSX", "f/b.Xlsx"]),
        ("filings = [\"f/a.xlsx\", \"f/b.xlsx\"]", vec!["f/a.XLSX", "f/b.xlsx"]),
        // Brackets stand for themselves where such a file is there.
        ("filings = [\"f/a[1].xlsx\", \"f/b*.xlsx\"]", vec!["f/a[1].xlsx", "f/b[2].xlsx"]),
        // And for a set of letters where not.
        ("filings = [\"f/[ab].xlsx\"]", vec!["f/a.xlsx", "f/b.xlsx"]),
        // Two patterns name one file.
        ("filings = [\"f/*.xlsx\", \"f/a.xlsx\", \"f/../f/b.xlsx\"]", vec!["f/a.xlsx", "f/b.xlsx"]),
        ("filings = [\"**/*.xlsx\"]", vec!["f/a.xlsx", "f/b.xlsx"]),
    ] {
        let desk = Desk::new(inputs);
        desk.filing(names[0], 1, "10000.00");
        desk.filing(names[1], 2, "20000.00");
        let (paid, found) = desk.outcome();
        let due = BTreeMap::from([(code(1), 500_000), (code(2), 1_000_000)]);
        assert_eq!((paid, ids(&found)), (due, vec![]), "{inputs}");
    }
}

#[test]
fn files_that_are_not_read_are_named() {
    let desk = Desk::new("filings = [\"f/*.xlsx\"]");
    desk.filing("f/a.xlsx", 1, "10000.00");
    for name in ["f/._a.xlsx", "f/~$a.xlsx", "f/.b.xlsx", "f/c.et", "f/d.zip", "f/说明.md"] {
        fs::write(desk.path(name), "x").expect("written");
    }
    let (paid, found) = desk.outcome();
    assert_eq!(paid, BTreeMap::from([(code(1), 500_000)]));
    assert_eq!(ids(&found), ["F247", "F248"]);
    assert!(found.iter().all(|d| d.severity == Severity::Note));
    for (note, names) in found
        .iter()
        .filter(|d| d.code.id.starts_with("F24"))
        .zip([&["._a.xlsx", "~$a.xlsx", ".b.xlsx"][..], &["c.et", "d.zip"]])
    {
        let said = note.message(Lang::Zh);
        assert!(names.iter().all(|name| said.contains(name)) && !said.contains("说明"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_in_gbk_is_read_and_shown() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new("filings = [\"f/*.xlsx\"]");
    desk.filing("f/x.xlsx", 1, "10000.00");
    // 申报.xlsx as an archive made on Windows leaves it.
    let name = OsStr::from_bytes(b"\xc9\xea\xb1\xa8.xlsx");
    fs::rename(desk.path("f/x.xlsx"), desk.path("f").join(name)).expect("renamed");
    let computed = desk.compute().expect("computed");
    assert_eq!(computed.prepared.linked.sources[0].file, "f/申报.xlsx");
    assert_eq!(desk.outcome(), (BTreeMap::from([(code(1), 500_000)]), vec![]));
}

/// A filing that lacks the column of amounts and states what it asks for.
fn spoilt(desk: &Desk, file: &str, firm: usize) {
    let mut lines = [LINE_HEADINGS.map(str::to_string), line(firm, "1", "4000.00")];
    lines[0][5] = "无名".to_string();
    lines[0][6] = "申请金额".to_string();
    desk.book(file, &firms(&[firm]), &lines);
}

#[test]
fn one_bad_filing_stops_no_other() {
    let desk = Desk::new("filings = [\"f/*\"]");
    for firm in 1..=4 {
        desk.filing(&format!("f/{firm}.xlsx"), firm, "10000.00");
    }
    let (good, _) = desk.outcome();
    spoilt(&desk, "f/5.xlsx", 5);
    fs::write(desk.path("f/6.xlsx"), "no workbook").expect("written");
    desk.ask("filings = [\"f/*\"]", "reports = [\"publication\", \"payments\"]");
    let (paid, found) = desk.outcome();
    assert_eq!(paid, good, "the others get what they get without the bad ones");
    let aside: Vec<String> =
        found.iter().filter(|d| d.code.id == "F249").map(|d| d.message(Lang::En)).collect();
    assert_eq!(aside.len(), 2, "{found:?}");
    assert!(
        aside[0].contains(&code(5)) && aside[0].contains("4000.00 yuan requested"),
        "{aside:?}"
    );
    assert!(
        aside[1].contains("not recognised") && aside[1].contains("cannot be seen"),
        "{aside:?}"
    );

    let (exit, text) = desk.program(&["run", "p.toml", "--lang", "en"]);
    assert_eq!(exit, 1, "{text}");
    assert!(text.contains("incomplete: 2 filings are missing"), "{text}");
    let missing = &desk.manifest("runs/p-001")["incomplete"];
    assert_eq!(missing["filings"], 2);
    assert_eq!(
        (missing["requested"].as_str(), missing["unseen"].as_i64()),
        (Some("4000.00"), Some(1))
    );
    let names = |run: &str| -> Vec<String> {
        let files = entries(&desk.path(run).join("reports"));
        let mut names: Vec<_> = files
            .iter()
            .filter_map(|f| Some(f.file_name()?.to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names
    };
    assert!(names("runs/p-001").iter().all(|name| name.starts_with("publication")));
    assert!(!desk.path("runs/p-001/tables/payments.parquet").exists());
    let (exit, text) = desk.program(&["report", "runs/p-001", "--only", "payments"]);
    assert!(exit == 2 && text.contains("A597"), "{exit} {text}");
    let approve = ["approve", "runs/p-001", "--on", "2026-04-01", "--by", "甲"];
    let (exit, text) = desk.program(&approve);
    assert!(exit == 2 && text.contains("A597"), "{exit} {text}");

    // Somebody says that nobody waits for them.
    desk.ask("filings = [\"f/*\"]\nincomplete = \"accepted\"", "reports = [\"payments\"]");
    let (exit, text) = desk.program(&["run", "p.toml", "--lang", "en"]);
    assert_eq!(exit, 1, "{text}");
    assert!(names("runs/p-002").iter().any(|name| name.starts_with("payments")));
    let (exit, text) = desk.program(&["ledger", "init", "runs/ledger"]);
    assert_eq!(exit, 0, "{text}");
    let (exit, text) = desk.program(&[
        "approve",
        "runs/p-002",
        "--on",
        "2026-04-01",
        "--by",
        "甲",
        "--yes",
        "--despite",
        "差错已核",
    ]);
    assert_eq!(exit, 0, "{text}");
    // Or that everything waits.
    desk.ask("filings = [\"f/*\"]\non_bad_file = \"stop\"", "");
    let stopped = desk.compute().expect_err("stops");
    assert!(!ids(&stopped).contains(&"F249") && ids(&stopped).contains(&"F203"), "{stopped:?}");
}

#[test]
fn explain_tells_what_does_not_count() {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.filing("f/1.xlsx", 1, "10000.00");
    let lines =
        [LINE_HEADINGS.map(str::to_string), line(2, "1", "壹万"), line(2, "2", "100000.00")];
    desk.book("f/2.xlsx", &firms(&[2]), &lines);
    spoilt(&desk, "f/3.xlsx", 3);
    assert_eq!(desk.program(&["run", "p.toml"]).0, 1);
    let explain =
        |firm: &str| desk.program(&["explain", "runs/p-001", "--firm", firm, "--lang", "en"]);
    let (exit, text) = explain(&code(2));
    assert!(
        exit == 0 && text.contains("50,000.00") && text.contains("refused f/2.xlsx·措施六·row 2"),
        "{text}"
    );
    let (exit, text) = explain(&code(3));
    assert!(exit == 0 && text.contains("set aside f/3.xlsx") && text.contains("F249"), "{text}");
    let (exit, text) = explain(&code(1));
    assert!(exit == 0 && !text.contains("do not count"), "{text}");
    // A slip of the pen.
    let (exit, text) = explain(&code(1).replacen("9144", "9145", 1));
    assert!(exit == 2 && text.contains(&code(1)), "{text}");
}

#[test]
fn a_mended_filing_takes_the_place_of_its_original() {
    let desk = Desk::new("filings = [\"f/*\"]");
    let lines = [
        LINE_HEADINGS.map(str::to_string),
        line(1, "1", "10000.00"),
        line(1, "2", "二万"),
        line(2, "1", "30000.00"),
    ];
    // One workbook of two firms, of which one has something to mend, and one that cannot be used.
    desk.book("f/a.xlsx", &firms(&[1, 2]), &lines);
    spoilt(&desk, "f/b.xlsx", 3);
    assert_eq!(desk.program(&["check", "p.toml", "--returns", "back"]).0, 1);
    let back = |firm: usize| {
        let own = |path: &PathBuf| {
            path.file_name().is_some_and(|n| n.to_string_lossy().contains(&code(firm)))
        };
        entries(&desk.path("back"))
            .into_iter()
            .find(own)
            .unwrap_or_else(|| panic!("no return for {firm}"))
    };
    patch(&back(1), M6, &[("G3", "20000.00")]);
    fs::copy(back(1), desk.path("f/再报1.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!(paid, BTreeMap::from([(code(1), 1_500_000), (code(2), 1_500_000)]), "{found:?}");
    assert!(ids(&found).contains(&"F250"), "{found:?}");
    // The whole of the other file.
    patch(&back(3), M6, &[("F1", "付款日期"), ("G1", "金额")]);
    fs::copy(back(3), desk.path("f/再报3.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    let due = [(code(1), 1_500_000), (code(2), 1_500_000), (code(3), 200_000)];
    assert_eq!(paid, BTreeMap::from(due), "{found:?}");
    assert!(found.iter().all(|d| d.severity == Severity::Note), "{found:?}");
    let (exit, text) = desk.program(&["run", "p.toml"]);
    assert!(exit <= 1 && !text.contains("不完整"), "{exit} {text}");
    let manifest = desk.manifest("runs/p-001");
    assert!(manifest["incomplete"].is_null());
    let replaced: Vec<(&str, &str)> = manifest["files_not_used"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|file| Some((file["file"].as_str()?, file["by"].as_str()?)))
        .collect();
    assert_eq!(replaced, [("f/a.xlsx", "f/再报1.xlsx"), ("f/b.xlsx", "f/再报3.xlsx")]);
    let (exit, text) = desk.program(&["explain", "runs/p-001", "--firm", &code(1), "--lang", "en"]);
    assert!(exit == 0 && text.contains("replaced f/a.xlsx"), "{text}");
    // Two versions of one return: nobody can tell which counts.
    patch(&back(1), M6, &[("G3", "90000.00")]);
    fs::copy(back(1), desk.path("f/再报1改.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!(paid.get(&code(1)), None, "{paid:?}");
    assert!(ids(&found).contains(&"F251"), "{found:?}");
}

#[test]
fn a_filing_that_is_mended_twice_over() {
    let desk = Desk::new("filings = [\"f/*\"]");
    let lines = [LINE_HEADINGS.map(str::to_string), line(1, "1", "一万"), line(2, "1", "30000.00")];
    desk.book("f/a.xlsx", &firms(&[1, 2]), &lines);
    let due = BTreeMap::from([(code(1), 500_000), (code(2), 1_500_000)]);
    let back = |round: &str| {
        assert_eq!(desk.program(&["check", "p.toml", "--returns", round]).0, 1);
        let own = |path: &PathBuf| path.to_string_lossy().contains(&code(1));
        entries(&desk.path(round)).into_iter().find(own).expect("a return")
    };
    let first = back("first");
    patch(&first, M6, &[("G2", "壹万圆钱")]);
    fs::copy(first, desk.path("f/b.xlsx")).expect("copied");
    // What was replaced does not go back once more.
    let second = back("second");
    patch(&second, M6, &[("G2", "10000.00")]);
    fs::copy(second, desk.path("f/c.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!((paid, ids(&found)), (due.clone(), vec!["F250"]), "{found:?}");
    // The version between may be gone.
    fs::remove_file(desk.path("f/b.xlsx")).expect("removed");
    let (paid, found) = desk.outcome();
    assert_eq!((paid, ids(&found)), (due, vec!["F250"]), "{found:?}");
}

#[test]
fn two_filings_without_a_tie_are_asked_about() {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.filing("f/a.xlsx", 1, "10000.00");
    let mut other = firms(&[1]);
    other[1][0] = "另一名称".to_string();
    desk.book("f/b.xlsx", &other, &[LINE_HEADINGS.map(str::to_string), line(1, "2", "20000.00")]);
    let (paid, found) = desk.outcome();
    assert_eq!(paid, BTreeMap::new());
    assert!(ids(&found).contains(&"D316"), "{found:?}");
}

#[test]
fn copies_are_refused_by_name_and_empty_forms_are_not() {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.filing("f/a.xlsx", 1, "10000.00");
    fs::copy(desk.path("f/a.xlsx"), desk.path("f/b.xlsx")).expect("copied");
    desk.book("f/y.xlsx", &firms(&[]), &[LINE_HEADINGS.map(str::to_string)]);
    fs::copy(desk.path("f/y.xlsx"), desk.path("f/z.xlsx")).expect("copied");
    let (paid, found) = desk.outcome();
    assert_eq!(paid, BTreeMap::from([(code(1), 500_000)]));
    assert_eq!(ids(&found), ["F246"]);
    assert!(found[0].message(Lang::En).contains("f/a.xlsx"), "{found:?}");
}

#[test]
fn check_says_what_a_run_would_say() {
    let desk = Desk::new("filings = [\"f/*\"]");
    desk.ask("filings = [\"f/*\"]", "reports = [\"publication\"]");
    let mut firm = firms(&[1]);
    firm[1][0] = "深圳\u{2a6d0}\u{2a6d1}有限公司".to_string();
    desk.book("f/a.xlsx", &firm, &[LINE_HEADINGS.map(str::to_string), line(1, "1", "10000.00")]);
    let codes = |text: &str| -> Vec<String> {
        let all: Value = serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"));
        let all = all["findings"].as_array().expect("a list").iter();
        all.filter(|d| d["severity"] != "note").map(|d| d["code"].to_string()).collect()
    };
    let (exit, text) = desk.program(&["check", "p.toml", "--json"]);
    // The line has no filing number of 六, which a run says, too.
    let wanted = ["R417", "F252", "F252"].map(|code| format!("\"{code}\"")).to_vec();
    assert_eq!((exit, codes(&text)), (1, wanted), "{text}");
    assert!(text.contains("f/a.xlsx") && text.contains("单位名称"), "{text}");
    let (exit, text) = desk.program(&["run", "p.toml"]);
    assert_eq!(exit, 1, "{text}");
    assert!(desk.path("runs/p-001/reports").is_dir());
    // Where the runs should go there is a file.
    fs::remove_dir_all(desk.path("runs")).expect("removed");
    fs::write(desk.path("runs"), "x").expect("written");
    for command in ["check", "run"] {
        let (exit, text) = desk.program(&[command, "p.toml"]);
        assert!(exit == 2 && text.contains("runs"), "{command}: {exit} {text}");
    }
}
