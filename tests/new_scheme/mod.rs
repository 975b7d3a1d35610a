//! A scheme that nobody here has seen before, written by following docs/en/new-scheme.md: the page shows the
//! very files of this folder, and they run from an empty filing workbook to awards, worked out by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
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
    // Headings and cells as people write them: with the unit, under another name, by a short form of a word.
    let training = [
        row(&[&head[..], &["课程编号", "参训人数（人）", "课程级别"]].concat()),
        line(2, &["K1", "20", "高级"]),
        line(3, &["K2", "19 人", "中"]),
        line(4, &["K3", "25人", "Junior"]),
    ];
    sheet("设计培训", &training);
    book.save(path).expect("written");
}

/// Everything that shows columns shows those of the scheme as it shows its own: the empty workbook, the scheme, the
/// table of lines with its schema, and the explanation of a claim.
fn columns_of_the_scheme(here: &Path, run: &Path) {
    let mut book: Xlsx<_> = open_workbook(here.join("empty.xlsx")).expect("the empty workbook");
    let sheet = book.worksheet_range("设计培训").expect("its sheet");
    let cells: Vec<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
    for heading in ["*课程编号", "*培训人数（人）", "*课程级别"] {
        assert!(cells.iter().any(|cell| cell == heading), "{heading}: {cells:?}");
    }
    let listed = book.worksheet_range("字典").expect("the words");
    let words: Vec<String> = listed.used_cells().map(|(.., cell)| cell.to_string()).collect();
    assert!(
        ["高级", "中级", "初级"].iter().all(|word| words.iter().any(|w| w == word)),
        "{words:?}"
    );
    let shown = program(here, &["scheme", "show", "scheme.toml", "--lang", "en"], 0);
    assert!(shown.contains("trainees") && shown.contains("Trainees people"), "{shown}");
    let lines = Table::open(run, "lines_training");
    assert_eq!(lines.ints("trainees"), [20, 19, 25]);
    assert_eq!(lines.texts("course_level"), ["高级", "中级", "初级"]);
    let schema = fs::read_to_string(run.join("tables/schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let columns = schema["lines_training"]["columns"].as_array().expect("columns");
    let column = columns.iter().find(|column| column["name"] == "trainees").expect("the column");
    assert_eq!((&column["zh"], &column["en"]), (&"培训人数".into(), &"Trainees".into()));
    assert_eq!((&column["unit"], &column["type"]), (&"people".into(), &"i64".into()));
    let run = run.display().to_string();
    let of = |lang| program(here, &["explain", &run, "--firm", &code(3), "--lang", lang], 0);
    let (zh, en) = (of("zh-CN"), of("en"));
    assert!(
        zh.contains("培训人数") && zh.contains("19 人") && zh.contains("培训人数不足20人"),
        "{zh}"
    );
    assert!(en.contains("Trainees") && en.contains("19 people"), "{en}");
}

/// A count in another unit, a word that the list does not have and a share of a person are findings at their cells.
#[test]
fn columns_of_a_scheme_are_read_as_strictly_as_all_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    made(here);
    let cases: [(&str, &str, &str, &str); 4] = [
        ("培训人数（百人）", "1", "高级", "F212"),
        ("培训人数", "一百", "高级", "D309"),
        ("培训人数", "20.5", "高级", "D309"),
        ("培训人数", "20", "特级", "D312"),
    ];
    for (heading, trainees, level, code_of) in cases {
        let mut book = Workbook::new();
        let mut sheet = |name: &str, rows: [&[&str]; 2]| {
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    sheet.write_string(row, column, *cell).expect("a cell");
                }
            }
        };
        let own = code(1);
        sheet(
            "基本情况",
            [&["单位名称", "统一社会信用代码", "单位类型"], &["甲公司", &own, "企业"]],
        );
        let head = ["申报编号", "统一社会信用代码", "受理日期", "课程编号", heading, "课程级别"];
        sheet("设计培训", [&head, &["LG1", &own, "2026-03-01", "K1", trainees, level]]);
        book.save(here.join("filings/a.xlsx")).expect("written");
        let output = jiangbu(&["check", "pipeline.toml", "--json"]).current_dir(here).output();
        let found = said(&output.expect("the program"));
        assert!(found.contains(&format!("\"{code_of}\"")), "{heading} {trainees} {level}: {found}");
    }
}

/// The files of the page in a folder of their own.
fn made(here: &Path) {
    for name in ["scheme.toml", "pipeline.toml"] {
        fs::copy(Path::new(FOLDER).join(name), here.join(name)).expect("copied");
    }
    fs::copy("pipelines/headers.toml", here.join("headers.toml")).expect("copied");
    fs::create_dir(here.join("filings")).expect("a folder");
}

/// By hand, in yuan. Promotion: 甲 40 % of 123,456.78 is 49,382.712, cut to yuan 49,382; 乙 is capped at 300,000; 丙 stands
/// at the threshold, 丁 below it. Prize: 甲 is first; 乙 and 丙 share the second place of two, so both get the lower
/// tier, 丁 too. Courses: 乙 has one of the highest level with just enough trainees, 30,000; 丙 lacks one trainee; 丁 gets
/// 10,000. 甲 549,382, 乙 530,000, 丙 200,000, 丁 210,000: 1,489,382 of 1,500,000, nothing is cut.
#[test]
fn the_invented_scheme_runs_from_its_workbook_to_awards() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    made(here);
    program(here, &["scheme", "check", "scheme.toml"], 0);
    let tested = program(here, &["scheme", "test", "scheme.toml", "--lang", "en"], 0);
    assert!(tested.contains("7 pass, 0 fail"), "{tested}");
    program(here, &["template", "pipeline.toml", "-o", "empty.xlsx"], 0);
    filings(&here.join("filings/a.xlsx"));
    program(here, &["run", "pipeline.toml", "--quiet"], 1);
    let run = entries(&here.join("runs")).pop().expect("a run folder");
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let paid = claims.fen(c::PAYABLE).into_iter().map(|fen| fen / 100);
    let (ids, items) = (claims.texts(c::CLAIM_ID), claims.texts(c::ITEM));
    let numbers: BTreeMap<String, usize> = (1..6).map(|firm| (code(firm), firm)).collect();
    let named = ids.iter().zip(&items).map(|(id, item)| {
        let measure = id.split('-').next().unwrap_or_default();
        let firm =
            numbers.iter().find(|(code, _)| id.contains(code.as_str())).map_or(0, |(_, n)| *n);
        (measure, firm, if measure == "training" { item.as_str() } else { "" })
    });
    let found: BTreeMap<(&str, usize, &str), i64> = named.zip(paid).collect();
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
    let courses = [(2, "K1", 30_000), (3, "K2", 0), (4, "K3", 10_000)];
    let courses = courses.map(|(firm, course, yuan)| (("training", firm, course), yuan));
    let others = expected.map(|(measure, firm, yuan)| ((measure, firm, ""), yuan));
    assert_eq!(found, others.into_iter().chain(courses).collect());
    columns_of_the_scheme(here, &run);
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
