//! A scheme that nobody here has seen before, written by following docs/en/new-scheme.md: the page shows the
//! very files of this folder, and they run from an empty filing workbook to awards, worked out by hand.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;
use rust_xlsxwriter::Workbook;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{code, entries, jiangbu, said};

const FOLDER: &str = "tests/new_scheme";

/// What the page shows is what stands here.
#[test]
fn the_page_shows_these_files() {
    let page = fs::read_to_string("docs/en/new-scheme.md").expect("the page");
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 4, "{} blocks", blocks.len());
    let files = ["scheme.toml", "pipeline.toml"].map(|name| {
        fs::read_to_string(Path::new(FOLDER).join(name)).expect("a file of the scheme")
    });
    for block in blocks {
        assert!(files.iter().any(|file| file.contains(block.trim())), "not in the files:\n{block}");
    }
}

fn program(folder: &Path, args: &[&str], code: i32) -> String {
    let output = jiangbu(args).current_dir(folder).output().expect("the program");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", said(&output));
    said(&output)
}

/// The filings as an office would get them: one sheet of applicants, one for each measure.
fn filings(path: &Path) {
    let mut book = Workbook::new();
    let mut sheet = |name: &str, rows: &[Vec<String>]| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
    };
    let row = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut firms = vec![row(&["单位名称", "统一社会信用代码", "单位类型"])];
    for (number, name) in ["甲", "乙", "丙", "丁", "戊"].iter().enumerate() {
        let kind = if number == 4 { "行业协会" } else { "企业" };
        firms.push(row(&[&format!("{name}设计有限公司"), &code(number + 1), kind]));
    }
    sheet("基本情况", &firms);
    let head = ["申报编号", "统一社会信用代码", "受理日期"];
    let line = |number: usize, cells: &[&str]| {
        let first = [format!("LG{number}"), code(number), "2026-03-01".to_string()];
        first.into_iter().chain(row(cells)).collect::<Vec<_>>()
    };
    let promotion = [
        row(&[&head[..], &["付款日期", "金额", "发票号"]].concat()),
        line(1, &["2025-05-01", "123456.78", "A1"]),
        line(2, &["2025-05-01", "900000.00", "B1"]),
        line(3, &["2025-05-01", "100000.00", "C1"]),
        // Of the wrong year, and what is left is not above the threshold.
        line(4, &["2025-05-01", "90000.00", "D1"]),
        line(4, &["2026-01-05", "90000.00", "D2"]),
    ];
    sheet("设计推广", &promotion);
    let prize = [
        row(&[&head[..], &["竞争力得分", "创新引领性得分"]].concat()),
        line(1, &["95%", "95%"]),
        line(2, &["80%", "90%"]),
        line(3, &["90%", "80%"]),
        line(4, &["60%", "60%"]),
        // An association takes nobody's place, however good.
        line(5, &["99%", "99%"]),
    ];
    sheet("年度设计评选", &prize);
    book.save(path).expect("written");
}

/// By hand, in yuan. Promotion: 甲 40 % of 123,456.78 is 49,382.712, cut to yuan 49,382; 乙 is capped at 300,000; 丙 stands
/// at the threshold, 丁 below it. Prize: 甲 is first; 乙 and 丙 share the second place of two, so both get the lower
/// tier, 丁 too. 甲 549,382, 乙 500,000, 丙 and 丁 200,000 each: 1,449,382 of 1,500,000, nothing is cut.
#[test]
fn the_invented_scheme_runs_from_its_workbook_to_awards() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    for name in ["scheme.toml", "pipeline.toml"] {
        fs::copy(Path::new(FOLDER).join(name), here.join(name)).expect("copied");
    }
    fs::copy("pipelines/headers.toml", here.join("headers.toml")).expect("copied");
    fs::create_dir(here.join("filings")).expect("a folder");
    program(here, &["scheme", "check", "scheme.toml"], 0);
    let tested = program(here, &["scheme", "test", "scheme.toml", "--lang", "en"], 0);
    assert!(tested.contains('4'), "{tested}");
    program(here, &["template", "pipeline.toml", "-o", "empty.xlsx"], 0);
    filings(&here.join("filings/a.xlsx"));
    program(here, &["run", "pipeline.toml", "--quiet"], 1);
    let run = entries(&here.join("runs")).pop().expect("a run folder");
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let ids = claims.texts(c::CLAIM_ID).into_iter().zip(claims.fen(c::PAYABLE));
    let found: std::collections::BTreeMap<String, i64> = ids.collect();
    let expected = [
        ("promotion", 1, 49_382),
        ("promotion", 2, 300_000),
        ("promotion", 3, 0),
        ("promotion", 4, 0),
        ("prize", 1, 500_000),
        ("prize", 2, 200_000),
        ("prize", 3, 200_000),
        ("prize", 4, 200_000),
        ("prize", 5, 0),
    ];
    let expected =
        expected.map(|(measure, firm, yuan)| (format!("{measure}-{}", code(firm)), yuan * 100));
    assert_eq!(found, expected.into_iter().collect());
    // The other reading of the tie lifts both to the upper tier; the annual cap and the pool then bind.
    let text = fs::read_to_string(here.join("pipeline.toml")).expect("the pipeline");
    let other = format!("{text}\n[options]\nequal_scores = \"yes\"\n");
    fs::write(here.join("other.toml"), other).expect("written");
    program(here, &["run", "other.toml", "--quiet"], 1);
    let run = entries(&here.join("runs")).into_iter().find(|run| {
        run.file_name().is_some_and(|name| name.to_string_lossy().starts_with("other"))
    });
    let claims = Table::open(&run.expect("a run folder"), "claims");
    let ids = claims.texts(c::CLAIM_ID).into_iter().zip(claims.fen("after_item"));
    let lifted: Vec<i64> =
        ids.filter(|(id, _)| id.starts_with("prize")).map(|(_, fen)| fen).collect();
    assert_eq!(lifted, [500_000, 500_000, 500_000, 200_000, 0].map(|yuan| yuan * 100));
}
