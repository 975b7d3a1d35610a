//! What is said beside the amounts in places that are easily overlooked: parts as other writers spell them, the
//! column that numbers the rows, units of rows, groups, lines of delimited text.

use std::io::{Cursor, Read as _, Write};

use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Cell, Read, Table, World, put, refused, yuan};

/// A workbook whose parts are spelt anew.
fn respelt(bytes: &[u8], part: &str, spell: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let name = file.name().expect("a name").to_string();
        let mut data = Vec::new();
        file.read_to_end(&mut data).expect("read");
        if name.contains(part) && !name.starts_with("docProps") {
            data = spell(String::from_utf8(data).expect("text")).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).expect("started");
        writer.write_all(&data).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// Attributes in single quotes, tabs and line breaks between them.
fn single(xml: String) -> String {
    let mut inside = false;
    let quoted = xml.chars().map(|c| {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ => {}
        }
        match c {
            '"' if inside => '\'',
            c => c,
        }
    });
    quoted.collect::<String>().replace("' ", "'\n\t")
}

fn with_format(format: &'static str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("措施六").expect("a name");
    Table::new("金额", &[Cell::Formatted(30.0, format)]).write(sheet);
    book.save_to_buffer().expect("saved")
}

#[test]
fn parts_in_other_spellings_say_the_same() {
    let world = World::new();
    let plain = with_format("0.0\"万元\"");
    for part in ["sheet1.xml", "workbook.xml", "styles.xml", ".rels", ""] {
        let read = world.read_book(&respelt(&plain, part, single));
        assert_eq!(yuan(&read), [30_000_000], "{part}");
    }
    // A bare > inside a value ends no tag.
    let bare = respelt(&with_format("[>0]0.0\"万元\";0.0\"万元\""), "styles.xml", |xml| {
        xml.replace("&gt;", ">")
    });
    assert_eq!(yuan(&world.read_book(&bare)), [30_000_000]);
    let sheet = respelt(&plain, "sheet1.xml", |xml| xml.replace("<c ", "<c note=\"a>b\" "));
    assert_eq!(yuan(&world.read_book(&sheet)), [30_000_000]);
}

#[test]
fn formats_that_hide_nothing_but_zeros() {
    let world = World::new();
    let table = |format| Table::new("金额", &[Cell::Formatted(30.0, format)]).read(&world);
    for format in ["[=0]\"-\";0.0\"万元\"", "[=0]\"\";0.0\"万元\"", "\"-\";0.0\"万元\""] {
        assert_eq!(yuan(&table(format)), [30_000_000], "{format}");
    }
    for format in [
        "[=0]\"-\";0.00",
        "#,##0.00;-#,##0.00;\"-\"",
        "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
    ] {
        assert_eq!(yuan(&table(format)), [3_000], "{format}");
    }
    for format in ["[>=100]0.0\"万元\";0.00", "[$$-1004]0.00", "[$$-zh-SG]0.00"] {
        let read = table(format);
        assert!(read.amounts.is_empty() && !read.said.is_empty(), "{format}: {read:?}");
    }
}

#[test]
fn yuan_over_a_whole_column_is_no_statement() {
    let world = World::new();
    let read = |format: &str| {
        world.read("措施六", |sheet| {
            sheet.set_column_format(5, &Format::new().set_num_format(format)).expect("formatted");
            Table::new("金额", &[300_000.0.into()]).write(sheet);
        })
    };
    for format in ["\"¥\"#,##0.00", "#,##0.00\"元\"", "[$¥-804]#,##0.00"] {
        assert_eq!(yuan(&read(format)), [30_000_000], "{format}");
    }
}

/// A table whose first column numbers the rows.
fn numbered(below: &[&str]) -> Table {
    let mut table = Table::new("金额", &[30.0.into(), 40.0.into()]);
    table.headings.insert(0, "序号".to_string());
    for (number, row) in (1..).zip(&mut table.rows) {
        row.insert(0, Cell::from(f64::from(number)));
    }
    below.iter().fold(table, |table, text| table.below(&[text]))
}

#[test]
fn remarks_in_the_column_that_numbers_the_rows_are_heard() {
    let world = World::new();
    for text in ["注：以上金额单位均为万元", "金额均以万元计", "单位：万元", "合计（单位：万元）"]
    {
        refused(&numbered(&[text]).read(&world), "F229", text);
    }
    for text in
        ["备注：以上均已付款", "填表人：张三", "3", "（三）", "④", "深圳前海示例有限公司（盖章）"]
    {
        assert_eq!(yuan(&numbered(&[text]).read(&world)), [3_000, 4_000], "{text}");
    }
    let read = numbered(&["填表人：张三"]).read(&world);
    assert!(!read.notes.is_empty(), "what is set aside is said: {read:?}");
}

/// A table of measure 二, which takes foreign currencies.
fn of_two(headings: &[&str], cells: &[Cell]) -> impl Fn(&World) -> Read {
    let headings: Vec<String> = headings.iter().map(|text| (*text).to_string()).collect();
    let mut table = Table::new("金额", &[Cell::from(200.0)]).column("推广渠道", &["网络视频"]);
    table.headings.extend(headings);
    table.rows[0].extend(cells.iter().cloned());
    move |world| world.read("措施二", |sheet| table.write(sheet))
}

#[test]
fn the_unit_of_a_row_names_its_currency() {
    let world = World::new();
    let read = of_two(&["单位"], &["万美元".into()])(&world);
    assert_eq!(read.amounts, [("USD".to_string(), 200_000_000)], "{read:?}");
    let read = of_two(&["单位", "币种"], &["万美元".into(), "美元".into()])(&world);
    assert_eq!(read.amounts, [("USD".to_string(), 200_000_000)], "{read:?}");
    for (unit, currency) in [("万美元", "人民币"), ("港元", "美元"), ("人民币万元", "美元")]
    {
        let read = of_two(&["单位", "币种"], &[unit.into(), currency.into()])(&world);
        assert!(read.amounts.is_empty() && read.said.contains("D324"), "{unit}: {read:?}");
    }
    let read = of_two(&["单位", "币种"], &["万元".into(), "人民币".into()])(&world);
    assert_eq!(read.amounts, [("CNY".to_string(), 200_000_000)], "{read:?}");
}

#[test]
fn two_columns_of_units() {
    let world = World::new();
    let table = || Table::new("金额", &[30.0.into(), 40.0.into()]);
    let read = table().column("单位", &["台"]).column("金额单位", &["万元"]).read(&world);
    assert_eq!(yuan(&read), [30_000_000, 40_000_000]);
    let both = table().column("单位", &["元"]).column("金额单位", &["万元"]).read(&world);
    refused(&both, "F230", "two units");
}

#[test]
fn sums_have_the_unit_of_their_row() {
    let world = World::new();
    let sum = |amount: f64, unit: &str| {
        let mut table = Table::new("金额", &[30.0.into(), 40.0.into()]).column("单位", &["万元"]);
        let blank = || Cell::from("");
        let mut row = vec!["合计".into(), blank(), blank(), blank(), blank()];
        row.extend([Cell::from(amount), Cell::from(unit)]);
        table.below.push(row);
        table.read(&world)
    };
    for (amount, unit) in [(70.0, "万元"), (700_000.0, "元"), (70.0, "")] {
        assert_eq!(yuan(&sum(amount, unit)), [30_000_000, 40_000_000], "{amount}{unit}");
    }
    assert!(sum(80.0, "万元").said.contains("F223"), "{:?}", sum(80.0, "万元"));
}

#[test]
fn rows_of_lines_that_end_as_old_macs_end_them() {
    let world = World::new();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("措施六.csv");
    let line = |amount: &str, at: usize| {
        format!("SB1,{},2026-02-10,HT{at},2025-06-30,{amount}", super::FIRM)
    };
    for end in ["\r", "\n", "\r\n"] {
        let lines = [
            "申报编号,统一社会信用代码,受理日期,合同号,付款日期,金额".to_string(),
            line("30", 1),
            line("x", 2),
            line("40", 3),
        ];
        std::fs::write(&path, lines.join(end)).expect("written");
        let read = world.read_file(&path);
        assert_eq!(read.rows, [2, 4], "{end:?} {read:?}");
    }
}

#[test]
fn a_sheet_whose_headings_nearly_fit_is_not_passed_over() {
    let world = World::new();
    let mut table = Table::new("金额", &[400_000.0.into()]);
    table.headings[4] = "付款时曰".to_string();
    let read = world.read("Sheet1", |sheet| table.write(sheet));
    refused(&read, "F207", "one required heading is misspelt");
    // A form without data, and a list of something else, are no tables that were meant.
    table.rows.clear();
    let form = world.read("Sheet1", |sheet| table.write(sheet));
    assert!(!form.said.contains("F207"), "{form:?}");
    let other = world.read("通讯录", |sheet| {
        for (row, cells) in (0..).zip([["姓名", "电话", "部门"], ["张三", "1", "财务"]]) {
            (0..).zip(cells).for_each(|(at, text)| put(sheet, row, at, &Cell::from(text)));
        }
    });
    assert!(!other.said.contains("F207"), "{other:?}");
}
