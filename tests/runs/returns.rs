//! `jiangbu check --returns`: what goes back is what came, marked; mended, it is accepted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::diag::Severity;
use jiangbu::frame::columns as c;
use jiangbu::intake::prepare::prepare;
use jiangbu::pipeline::load;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::patch::{never_computed, patch};
use super::pipelines::{code, entries, files, jiangbu, said};

/// A pipeline beside its filings, with the rules as shipped.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self { dir: tempfile::tempdir().expect("a folder") };
        fs::create_dir(office.path("filings")).expect("created");
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
        let home = home.display();
        let text = format!(
            "[pipeline]\ntitle = {{ zh = \"测试\", en = \"Test\" }}\naward_year = 2026\n\
             deadline = 2026-03-31\nscheme = \"{home}/schemes/qianhai-service-trade-2026.toml\"\n\
             headers = \"{home}/headers.toml\"\nrates = [\"{home}/rates/*.csv\"]\n\n\
             [inputs]\nfilings = [\"filings/*\"]\n"
        );
        fs::write(office.path("pipeline.toml"), text).expect("written");
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn check(&self, returns: &str, lang: &str) -> Output {
        let mut command = jiangbu(&["check", "--lang", lang, "--returns"]);
        command.arg(self.path(returns)).arg(self.path("pipeline.toml"));
        command.output().expect("the program")
    }

    /// Takes the filings away and puts one mended workbook in their place.
    fn only(&self, file: &Path) {
        fs::remove_dir_all(self.path("filings")).expect("removed");
        fs::create_dir(self.path("filings")).expect("created");
        fs::copy(file, self.path("filings/再报.xlsx")).expect("copied");
    }

    /// Codes of the findings about the filings, and the amounts accepted for 六 and 二.
    fn read(&self) -> (Vec<String>, Vec<i64>) {
        let pipeline = load(&self.path("pipeline.toml")).expect("a pipeline");
        let prepared = prepare(&pipeline, &|_: &str| {}).expect("read");
        let findings = prepared.linked.findings.iter().filter(|f| f.severity > Severity::Note);
        let ids = findings.map(|f| format!("{} {:?}", f.code.id, f.place)).collect();
        let amounts = [1, 5].into_iter().flat_map(|measure: usize| {
            let table = &prepared.inputs.lines[measure];
            let column = table.column(c::AMOUNT).expect("the column").i64().expect("numbers");
            column.iter().flatten().collect::<Vec<_>>()
        });
        (ids, amounts.collect())
    }
}

/// Cells of a sheet from a row on; an amount is a number, a day a date, the rest is text.
fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    let (date, text) =
        (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("@"));
    for (column, cell) in (0..).zip(cells) {
        match (cell.parse::<f64>(), ExcelDateTime::parse_from_str(cell)) {
            _ if cell.is_empty() => {}
            (Ok(number), _) if cell.len() < 12 => {
                sheet.write_number(at, column, number).expect("written");
            }
            (_, Ok(day)) if cell.len() == 10 && cell.contains('-') => {
                sheet.write_datetime_with_format(at, column, &day, &date).expect("written");
            }
            _ => {
                sheet.write_string_with_format(at, column, *cell, &text).expect("written");
            }
        }
    }
}

/// One workbook with the filings of five enterprises: a title, a header over two rows, a total and a
/// remark below; most things that can be wrong in it are.
fn filing(path: &Path) {
    let codes: Vec<String> = (1..=4).map(code).collect();
    let mut book = Workbook::new();
    let firms = book.add_worksheet();
    firms.set_name("基本情况").expect("a name");
    let title = Format::new().set_bold();
    firms.merge_range(0, 0, 0, 4, "申报单位一览", &title).expect("merged");
    row(firms, 2, &["序号", "单位名称", "统一社会信用代码", "单位类型", "银行账号", "联系电话"]);
    row(firms, 3, &["1", "甲有限公司", &codes[0], "企业", "6222021234567890123", "0755-00000001"]);
    row(firms, 4, &["2", "乙/丙:有限公司", &codes[1], "个体户", "6222021234567890456", ""]);
    row(firms, 5, &["3", "丁有限公司", &codes[2], "企业", "", ""]);
    row(firms, 6, &["4", "戊有限公司", "91440300ZZZZZZZZZZ", "企业", "", ""]);

    let lines = book.add_worksheet();
    lines.set_name("六 数据跨境合规").expect("a name");
    row(lines, 0, &["数据跨境合规费用明细"]);
    row(lines, 1, &["申报编号", "统一社会信用代码", "受理日期", "付款", "", "发票号"]);
    lines.merge_range(1, 3, 1, 4, "付款", &title).expect("merged");
    row(lines, 2, &["", "", "", "付款日期", "付款金额（元）", ""]);
    for (at, firm, paid, amount, invoice) in [
        (3, codes[0].as_str(), "2025-06-01", "1000.5", "FP-1"),
        (4, codes[0].as_str(), "2025-06-02", "壹仟", "FP-2"),
        (5, codes[1].as_str(), "2025-06-03", "3000", "FP-3"),
        (6, codes[2].as_str(), "2025-13-03", "4000", "=SUM(A1)"),
        (7, codes[2].as_str(), "2025-06-05", "", "FP-5"),
        (8, codes[2].as_str(), "2025-06-06", "", "FP-6"),
        (10, "91440300ZZZZZZZZZZ", "2025-06-07", "6000", "FP-7"),
        (11, "谁也不是", "2025-06-08", "7000", "FP-8"),
    ] {
        row(lines, at, &["SB-1", firm, "2026-03-01", paid, amount, invoice]);
    }
    lines.write_formula(7, 4, Formula::new("=1/0").set_result("#DIV/0!")).expect("written");
    lines.write_formula(8, 4, Formula::new("=2+3")).expect("written");
    row(lines, 13, &["备注：以上金额均为含税金额。"]);

    let second = book.add_worksheet();
    second.set_name("二 境外推广").expect("a name");
    row(second, 0, &["申报编号", "信用代码", "受理日期", "推广渠道", "付款日期", "金额", "币种"]);
    // The first digit of the body was mistyped: one slip from 甲's code.
    let slip = codes[0].replacen("0000000", "0600000", 1);
    row(second, 1, &["SB-2", &slip, "2026-03-01", "网络视频", "2025-07-01", "2000000.01", "USD"]);
    row(second, 2, &["SB-2", &codes[0], "2026-03-01", "社交软件", "2025-07-02", "5", "CNY"]);
    book.save(path).expect("saved");
    never_computed(path, "六 数据跨境合规", "E9", "2+3");
}

fn cells(path: &Path, sheet: &str) -> BTreeMap<(u32, u32), String> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let start = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(|(row, column, cell)| {
            (
                (row as u32 + start.0, column as u32 + start.1),
                match cell {
                    Data::DateTime(day) => format!("day {}", day.as_f64()),
                    other => other.to_string(),
                },
            )
        })
        .collect()
}

fn named(office: &Office, folder: &str, name: &str) -> PathBuf {
    let all = entries(&office.path(folder));
    let found = all.iter().find(|path| path.to_string_lossy().contains(name));
    found.unwrap_or_else(|| panic!("no {name} in {all:?}")).clone()
}

#[test]
fn what_goes_back_is_what_came() {
    let office = Office::new();
    let source = office.path("filings/申报.xlsx");
    filing(&source);
    let output = office.check("退件", "zh-CN");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("退件：4 家"), "{}", said(&output));
    let mut names: Vec<String> =
        files(&office.path("退件")).into_keys().map(|p| p.display().to_string()).collect();
    names.sort();
    let mut wanted = vec![
        format!("{}_甲有限公司.xlsx", code(1)),
        format!("{}_乙_丙_有限公司.xlsx", code(2)),
        format!("{}_丁有限公司.xlsx", code(3)),
        "戊有限公司.xlsx".to_string(),
        "未能识别申报单位.xlsx".to_string(),
        "全部退件.xlsx".to_string(),
    ];
    wanted.sort();
    assert_eq!(names, wanted);

    // Everything stands where it stood, but for what no file may hold again: formulas.
    let all = office.path("退件/全部退件.xlsx");
    for sheet in ["基本情况", "六 数据跨境合规", "二 境外推广"] {
        let (before, mut after) = (cells(&source, sheet), cells(&all, sheet));
        // The formula without a result became an error that must be mended.
        if sheet == "六 数据跨境合规" {
            assert_eq!(after.remove(&(8, 4)).as_deref(), Some("#N/A"));
        }
        assert_eq!(before, after, "{sheet}");
    }
    let mut book: Xlsx<_> = open_workbook(&all).expect("a workbook");
    let formulas = book.worksheet_formula("六 数据跨境合规").expect("formulas");
    let formulas: Vec<_> = formulas.used_cells().map(|(_, _, text)| text.clone()).collect();
    assert_eq!(formulas, ["#DIV/0!", "#N/A"], "errors, and nothing that computes");
    assert_eq!(
        cells(&all, "六 数据跨境合规").get(&(6, 5)).map(String::as_str),
        Some("=SUM(A1)"),
        "a text that looks like a formula is a text"
    );

    // One line for each finding, with its cell.
    let list = cells(&all, "问题清单");
    let column = |at: u32| -> Vec<String> {
        let own = list.iter().filter(|((row, column), _)| *row > 5 && *column == at);
        own.map(|(_, text)| text.clone()).collect()
    };
    let (sheets, places, ids) = (column(3), column(4), column(9));
    let lines: Vec<String> =
        (0..ids.len()).map(|at| format!("{} {} {}", ids[at], sheets[at], places[at])).collect();
    for wanted in [
        "D312 基本情况 D5",
        "D301 基本情况 C7",
        "D303 六 数据跨境合规 E5",
        "D318 六 数据跨境合规 B6",
        "D307 六 数据跨境合规 D7",
        "D315 六 数据跨境合规 E8",
        "D314 六 数据跨境合规 E9",
        "D301 六 数据跨境合规 B11",
        "D301 六 数据跨境合规 B12",
        "D301 二 境外推广 B2",
    ] {
        assert!(lines.iter().any(|line| line == wanted), "no {wanted} in {lines:#?}");
    }
    assert!(column(6).contains(&"壹仟".to_string()), "what was read");

    // A filer's own file: its rows alone, good ones too, close together.
    let own = cells(&named(&office, "退件", "甲有限公司"), "六 数据跨境合规");
    let text = |row, column| own.get(&(row, column)).map(String::as_str);
    assert_eq!(text(2, 4), Some("付款金额（元）"));
    assert_eq!((text(3, 4), text(4, 4), text(5, 4)), (Some("1000.5"), Some("壹仟"), None));
    assert_eq!(text(0, 0), Some("数据跨境合规费用明细"));
    let firm = cells(&named(&office, "退件", "甲有限公司"), "基本情况");
    assert_eq!(firm.get(&(3, 4)).map(String::as_str), Some("6222021234567890123"), "as it came");
    assert!(!firm.values().any(|text| text.contains("6222021234567890456")), "and nobody else's");
    let unknown = cells(&office.path("退件/未能识别申报单位.xlsx"), "六 数据跨境合规");
    assert!(unknown.values().any(|text| text == "谁也不是"));
    assert_eq!(unknown.keys().map(|(row, _)| *row).max(), Some(3), "the rows at fault alone");
}

#[test]
fn marks_and_comments() {
    use std::io::Read;
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    office.check("退件", "zh-CN");
    let file = fs::File::open(named(&office, "退件", "丁有限公司")).expect("open");
    let mut archive = zip::ZipArchive::new(file).expect("a zip file");
    let mut text = String::new();
    archive.by_name("xl/comments1.xml").expect("comments").read_to_string(&mut text).expect("XML");
    // 丁's third row of the six holds a bad date; its formula and error stand below.
    for (cell, what) in [("D4", "D307"), ("E5", "D315"), ("E6", "D314")] {
        let start =
            text.find(&format!("ref=\"{cell}\"")).unwrap_or_else(|| panic!("{cell}: {text}"));
        let comment = &text[start..start + text[start..].find("</comment>").expect("its end")];
        assert!(comment.contains(what) && comment.contains("更正："), "{cell}: {comment}");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    office.check("退件", "zh-CN");
    for path in entries(&office.path("退件")) {
        let mode = fs::metadata(&path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    let mode = fs::metadata(office.path("退件")).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
}

#[test]
fn mended_it_is_accepted_as_it_is() {
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    for (folder, lang) in [("退件", "zh-CN"), ("returns", "en")] {
        filing(&office.path("filings/申报.xlsx"));
        let _ = fs::remove_file(office.path("filings/再报.xlsx"));
        office.check(folder, lang);
        let six = "六 数据跨境合规";

        let own = named(&office, folder, "甲有限公司");
        patch(&own, six, &[("E5", "100000.00")]);
        patch(&own, "二 境外推广", &[("B2", &code(1))]);
        office.only(&own);
        assert_eq!(office.read(), (Vec::new(), vec![200_000_001, 500, 100_050, 10_000_000]));

        let own = named(&office, folder, "乙_丙");
        patch(&own, "基本情况", &[("D4", "企业")]);
        office.only(&own);
        assert_eq!(office.read(), (Vec::new(), vec![300_000]));

        let own = named(&office, folder, "丁有限公司");
        patch(&own, six, &[("D4", "2025-12-03"), ("F4", "FP-4"), ("E5", "12.34"), ("E6", "5")]);
        office.only(&own);
        assert_eq!(office.read(), (Vec::new(), vec![400_000, 1_234, 500]));

        let own = named(&office, folder, "戊有限公司");
        patch(&own, "基本情况", &[("C4", &code(5))]);
        patch(&own, six, &[("B4", &code(5))]);
        office.only(&own);
        assert_eq!(office.read(), (Vec::new(), vec![600_000]));
    }
}

#[test]
fn everything_mended_at_once() {
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    // A second file with a sheet of the same name.
    let mut book = Workbook::new();
    let firms = book.add_worksheet();
    firms.set_name("基本情况").expect("a name");
    row(firms, 0, &["单位名称", "统一社会信用代码", "单位类型"]);
    row(firms, 1, &["庚有限公司", &code(7), "公司团"]);
    book.save(office.path("filings/补报.xlsx")).expect("saved");
    office.check("退件", "zh-CN");
    let all = office.path("退件/全部退件.xlsx");
    // The sheet of the second file has another name that the reader knows.
    let names = open_workbook::<Xlsx<_>, _>(&all).expect("a workbook").sheet_names();
    let holds = |name: &str, text: &str| cells(&all, name).values().any(|cell| cell == text);
    let sheet_of = |firm: &str| {
        let mut found = names[1..].iter().filter(|name| holds(name, firm));
        found.next().unwrap_or_else(|| panic!("{firm} stands nowhere")).clone()
    };
    let (main, more) = (sheet_of("甲有限公司"), sheet_of("庚有限公司"));
    assert!(main != more && names.len() == 5, "{names:?}");
    let six = "六 数据跨境合规";
    patch(&all, &more, &[("C2", "企业")]);
    patch(&all, &main, &[("D5", "企业"), ("C7", &code(5))]);
    patch(
        &all,
        six,
        &[
            ("E5", "10001"),
            ("D7", "2025-12-03"),
            ("F7", "FP-4"),
            ("E8", "12.34"),
            ("E9", "5"),
            ("B11", &code(5)),
            ("B12", &code(1)),
        ],
    );
    patch(&all, "二 境外推广", &[("B2", &code(1))]);
    office.only(&all);
    let (findings, amounts) = office.read();
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(amounts.len(), 10);
}

#[test]
fn the_same_filings_give_the_same_bytes() {
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    office.check("a", "en");
    office.check("b", "en");
    let (first, second) = (files(&office.path("a")), files(&office.path("b")));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    assert!(first == second, "the same bytes");
    assert!(first.contains_key(Path::new("all.xlsx")));

    let taken = office.check("a", "en");
    assert_eq!(taken.status.code(), Some(2));
    assert!(said(&taken).contains("A503"), "{}", said(&taken));
    assert!(first == files(&office.path("a")), "nothing was touched");
}

#[test]
fn nothing_to_mend_writes_nothing() {
    let office = Office::new();
    filing(&office.path("filings/申报.xlsx"));
    office.check("退件", "zh-CN");
    let own = named(&office, "退件", "乙_丙");
    patch(&own, "基本情况", &[("D4", "企业")]);
    office.only(&own);
    let output = office.check("空", "zh-CN");
    assert!(said(&output).contains("没有需要退回的行"), "{}", said(&output));
    assert!(!office.path("空").exists());
}

#[test]
fn a_file_that_cannot_be_used_goes_back_with_its_heading_marked() {
    let office = Office::new();
    let mut book = Workbook::new();
    let firms = book.add_worksheet();
    firms.set_name("基本情况").expect("a name");
    row(firms, 0, &["单位名称", "统一社会信用代码", "单位类型"]);
    row(firms, 1, &["甲有限公司", &code(1), "企业"]);
    let lines = book.add_worksheet();
    lines.set_name("六 数据跨境合规").expect("a name");
    row(
        lines,
        0,
        &["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额（块）", "金额（美元）"],
    );
    row(lines, 1, &["SB", &code(1), "2026-03-01", "2025-05-05", "100", "200"]);
    book.save(office.path("filings/申报.xlsx")).expect("saved");
    let output = office.check("退件", "zh-CN");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let own = named(&office, "退件", &code(1));
    let list = cells(&own, "问题清单");
    assert!(list.values().any(|text| text == "F212"), "{list:?}");
    assert!(list.values().any(|text| text == "F1"), "the heading's cell: {list:?}");
    assert_eq!(cells(&own, "六 数据跨境合规").get(&(1, 5)).map(String::as_str), Some("200"));
}

#[test]
fn many_filers() {
    const FIRMS: usize = 400;
    let office = Office::new();
    let mut book = Workbook::new();
    let firms = book.add_worksheet();
    firms.set_name("基本情况").expect("a name");
    row(firms, 0, &["单位名称", "统一社会信用代码", "单位类型"]);
    for number in 1..=FIRMS {
        row(firms, number as u32, &[&format!("第{number}公司"), &code(number), "企业"]);
    }
    let lines = book.add_worksheet();
    lines.set_name("六 数据跨境合规").expect("a name");
    row(lines, 0, &["申报编号", "统一社会信用代码", "受理日期", "付款日期", "金额"]);
    for number in 1..=FIRMS {
        for (part, amount) in [(0, "12.5"), (1, "不详")] {
            let at = (2 * number + part) as u32 - 1;
            row(lines, at, &["SB", &code(number), "2026-03-01", "2025-05-05", amount]);
        }
    }
    book.save(office.path("filings/申报.xlsx")).expect("saved");
    let output = office.check("退件", "zh-CN");
    assert!(said(&output).contains("退件：400 家"), "{}", said(&output));
    assert_eq!(entries(&office.path("退件")).len(), FIRMS + 1);
    let own = named(&office, "退件", &code(FIRMS));
    patch(&own, "六 数据跨境合规", &[("E3", "7.5")]);
    office.only(&own);
    assert_eq!(office.read(), (Vec::new(), vec![1_250, 750]));
}
