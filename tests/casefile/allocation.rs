//! 资金下达通知 of an approved run. The run is that of `instalments.rs`: 4 claims of 75,000, of which three are paid in parts of
//! 37,500, 22,500 (after acceptance) and 15,000 (2027). All amounts were worked out by hand:
//!
//! | | in all | 2026 | 2027 | not due yet |
//! |---|---|---|---|---|
//! | 二, three firms | 225,000 | 180,000 | 45,000 | 112,500 |
//! | 六, one firm | 75,000 | 75,000 | | |
//! | together | 300,000 | 255,000 | 45,000 | 112,500 |

use std::fs;
use std::path::Path;
use std::process::Output;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::jobs::ledger::approve::withdraw;

use super::instalments::{first_year, office};
use super::office::Office;
use crate::runs::pipelines::{code, said};

const SETTINGS: &str = r#"
number = "前海函〔2026〕12号"
issued_on = 2026-05-20
batch = "第一批"
function = "2160699 其他涉外发展服务支出"
economic = "50799 其他对企业补助"

[projects.m6]
code = "P-6"
name = "数据合规"
economic = "50701 费用补贴"
"#;

fn allocate(office: &Office, run: &Path, settings: &str, to: &str, lang: &str) -> Output {
    let file = office.made.path("allocation.toml");
    fs::write(&file, settings).expect("written");
    let (file, to) = (file.display().to_string(), office.made.path(to).display().to_string());
    let more =
        ["--allocation", &file, "--format", "txt,xlsx,docx,html", "--lang", lang, "--to", &to];
    office.says(&["report", "--only", "allocation"], run, &more)
}

/// Lines are broken anywhere.
fn flat(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Cells of a sheet as they are shown, row by row.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet");
    let shown = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(shown).collect()).collect()
}

#[test]
fn an_approval_is_allocated_with_its_codes_and_parts() {
    let office = office();
    let run = first_year(&office);
    let early = allocate(&office, &run, SETTINGS, "early", "en");
    assert!(said(&early).contains("A543"), "{}", said(&early));
    assert!(!office.made.path("early").exists());
    office.approve(&run, "2026-04-10");
    let output = allocate(&office, &run, SETTINGS, "en", "en");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = fs::read_to_string(office.made.path("en/allocation.txt")).expect("a text");
    for words in [
        "(第一批)",
        "前海函〔2026〕12号",
        "approved on 10 April 2026 (segment 1 of the ledger, by 王五)",
        "RMB 300,000.00 (人民币叁拾万元整) is allocated to 4 enterprises for 2 projects",
        "the budget of 2026 bears RMB 255,000.00; RMB 45,000.00 is paid in parts",
        "Parts that are not due yet come to RMB 112,500.00",
        "2160699",
        "20 May 2026",
    ] {
        assert!(flat(&text).contains(&flat(words)), "{words}: {text}");
    }
    let zh = allocate(&office, &run, SETTINGS, "zh", "zh-CN");
    assert_eq!(zh.status.code(), Some(0), "{}", said(&zh));
    let text = fs::read_to_string(office.made.path("zh/allocation.txt")).expect("a text");
    for words in ["资金（第一批）的通知", "现下达资金 300,000.00 元"] {
        assert!(flat(&text).contains(&flat(words)), "{words}: {text}");
    }
    tables(&office.made.path("zh/allocation.xlsx"));
    let word = crate::reports::word_text(&office.made.path("zh/allocation.docx"));
    assert!(word.contains("其他涉外发展服务支出"), "{word}");
    let page = fs::read_to_string(office.made.path("zh/allocation.html")).expect("a page");
    // All sums in every kind of file: in all, of 2026, of 2027, of the measures, not due yet.
    for sum in ["300,000.00", "255,000.00", "45,000.00", "225,000.00", "75,000.00", "112,500.00"] {
        for (kind, said) in [("txt", &text), ("docx", &word), ("html", &page)] {
            assert!(said.contains(sum), "allocation.{kind} does not say {sum}");
        }
    }
    // No account of anybody.
    assert!(!text.contains("6222021234567") && !word.contains("6222021234567"));
}

fn tables(path: &Path) {
    let projects = sheet(path, "按项目");
    let row = |first: &str| {
        let own = projects.iter().find(|row| row.iter().any(|cell| cell == first));
        own.unwrap_or_else(|| panic!("{first}: {projects:?}")).clone()
    };
    let second = row("第二条");
    // The name of the measure and the codes of the whole; no code of a project.
    assert_eq!(
        second[3..],
        [
            "2160699 其他涉外发展服务支出",
            "50799 其他对企业补助",
            "3.00",
            "225000.00",
            "180000.00",
            "45000.00",
        ]
    );
    assert_eq!(second[2], "________");
    let sixth = row("第六条");
    assert_eq!(
        sixth[1..],
        [
            "数据合规",
            "P-6",
            "2160699 其他涉外发展服务支出",
            "50701 费用补贴",
            "1.00",
            "75000.00",
            "75000.00",
            "0.00",
        ]
    );
    let parts = sheet(path, "未到期各期");
    let of_first: Vec<&Vec<String>> =
        parts.iter().filter(|row| row.iter().any(|cell| cell.contains(&code(1)))).collect();
    let amounts: Vec<&str> = of_first.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(amounts, ["22500.00", "15000.00"]);
    let plan = sheet(path, "资金安排");
    let firms = plan.iter().filter(|row| row.iter().any(|cell| cell == "75000.00")).count();
    assert_eq!(firms, 4, "{plan:?}");
}

#[test]
fn what_cannot_be_allocated_is_refused_with_its_place() {
    let office = office();
    let run = first_year(&office);
    office.approve(&run, "2026-04-10");
    for (from, to, code, words) in [
        ("2160699 ", "216069 ", "A545", "the function `216069 其他涉外发展服务支出`"),
        ("50799 ", "60799 ", "A545", "the economic category `60799"),
        ("50701 费用补贴", "费用补贴", "A545", "allocation.toml:11"),
        ("projects.m6", "projects.m66", "A540", "m6"),
        ("batch =", "bacth =", "C102", "batch"),
    ] {
        let output = allocate(&office, &run, &SETTINGS.replace(from, to), "odd", "en");
        let told = said(&output);
        assert!(told.contains(code) && told.contains(words), "{from}: {told}");
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(!office.made.path("odd").exists());
    }
    let file = office.made.path("allocation.toml").display().to_string();
    let output = office.says(
        &["report", "--only", "budget", "--allocation", &file, "--lang", "en"],
        &run,
        &[],
    );
    assert!(said(&output).contains("A544"), "{}", said(&output));
    // Nothing is left of it once the approval is withdrawn.
    let day = "2026-05-01".parse().expect("a day");
    withdraw(&office.ledger(), 1, (day, "王五", "误"), None).expect("withdrawn");
    let output = allocate(&office, &run, SETTINGS, "late", "en");
    assert!(said(&output).contains("A543"), "{}", said(&output));
}

#[test]
fn a_run_does_not_write_what_only_an_approval_can() {
    let office = office();
    let path = office.pipeline("first", &crate::runs::pipelines::Rows::default(), "");
    let text = fs::read_to_string(&path).expect("a pipeline");
    let text = text.replace("workbook =", "reports = [\"allocation\"]\nworkbook =");
    fs::write(&path, text).expect("written");
    let output = office.says(&["run", "--lang", "en"], &path, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("allocation"), "{}", said(&output));
}
