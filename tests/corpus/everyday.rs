//! Sheets as offices type them: facts of the filer above the table, groups of headings, rows that are void, columns
//! that are numbered, amounts parted by their own commas. Each is read rightly, or said; none gives another amount.

use std::fs;

use jiangbu::frame::columns as c;
use rust_xlsxwriter::{Format, Workbook};
use tempfile::TempDir;

use super::world::World;

const HEADINGS: [&str; 7] =
    ["申报编号", "统一社会信用代码", "受理日期", "数据出境备案号", "发票号", "付款日期", "金额"];
const ROW: [&str; 7] =
    ["SB1", "91440305QH000001X5", "2026-02-10", "HT1", "FP1", "2025-06-30", "#10000"];
/// The amount of `ROW` in fen.
const PAID: i64 = 1_000_000;

/// Amounts of measure 六 in fen, and the codes of errors.
fn read(name: &str, make: impl FnOnce(&std::path::Path)) -> (Vec<i64>, Vec<String>) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    make(&path);
    let world = World::new();
    let errors = |all: &[jiangbu::diag::Diagnostic]| {
        let errors = all.iter().filter(|one| one.severity == jiangbu::diag::Severity::Error);
        errors.map(|one| one.code.id.to_string()).collect::<Vec<_>>()
    };
    match world.read(&[path]) {
        Err(faults) => (Vec::new(), errors(&faults.0)),
        Ok(batch) => {
            let at = world.contracts.iter().position(|one| one.key == "m6").expect("measure 六");
            let amounts = batch.tables[at].column(c::AMOUNT).expect("amounts").i64().expect("fen");
            (amounts.iter().flatten().collect(), errors(&batch.findings))
        }
    }
}

/// A workbook of one sheet: `#` before numbers, `>` before a text that is merged over two columns.
fn sheet(rows: &[Vec<&str>]) -> (Vec<i64>, Vec<String>) {
    read("申报.xlsx", |path| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("六 数据跨境合规").expect("a name");
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                let plain = Format::new();
                match (cell.strip_prefix('#'), cell.strip_prefix('>')) {
                    (Some(number), _) => {
                        sheet.write(row, column, number.parse::<f64>().expect("a number"))
                    }
                    (_, Some(text)) => {
                        sheet.merge_range(row, column, row, column + 1, text, &plain)
                    }
                    _ => sheet.write(row, column, *cell),
                }
                .expect("a cell");
            }
        }
        book.save(path).expect("a file");
    })
}

fn table(above: &[&[&str]], below: &[&[&str]]) -> (Vec<i64>, Vec<String>) {
    let own = [HEADINGS.as_slice()];
    let rows = above.iter().chain(&own).chain(below);
    sheet(&rows.map(|row| row.to_vec()).collect::<Vec<_>>())
}

#[test]
fn facts_of_the_filer_state_no_unit() {
    let right = (vec![PAID], Vec::new());
    for above in [
        &["注册资本（万元）：500"][..],
        &["员工人数：30人　注册资本（万元）：500　联系人：王五"],
        &["企业名称", "深圳前海示例公司", "注册资本（万元）", "#500"],
        &["注册资本（万元）", "#500"],
        &["申报单位", "深圳前海示例公司", "联系人", "王五", "联系电话", "13800138000"],
    ] {
        assert_eq!(table(&[above], &[&ROW]), right, "{above:?}");
    }
    // What speaks of the table is obeyed.
    let mut row = ROW;
    row[6] = "#1";
    for above in ["单位：万元", "数据跨境合规费用明细表（万元）", "金额单位（万元）："]
    {
        assert_eq!(table(&[&[above]], &[&row]), right, "{above}");
    }
}

#[test]
fn what_stands_over_a_part_of_the_table_is_a_group() {
    let grouped = |group: &str, leaf: &str| {
        let mut upper = HEADINGS.to_vec();
        upper.truncate(5);
        upper.extend([group, ""]);
        let lower = vec!["", "", "", "", "", leaf, "金额"];
        sheet(&[upper, lower, ROW.to_vec()])
    };
    assert_eq!(grouped(">付款", "付款日期"), (vec![PAID], Vec::new()));
    for group in [
        ">退款明细",
        ">未付款清单",
        ">合同：",
        ">合同（含补充协议，如有）",
        ">上年度明细",
        "退款清单",
    ] {
        let (amounts, errors) = grouped(group, "付款日期");
        assert!(amounts.is_empty() && !errors.is_empty(), "{group}: {amounts:?} {errors:?}");
    }
}

#[test]
fn rows_that_are_void_are_not_paid_in_silence() {
    let with = |heading: &'static str, value: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain([heading]).collect();
        sheet(&[headings, ROW.iter().copied().chain([value]).collect()])
    };
    for (heading, value) in [
        ("发票状态", "已作废"),
        ("票面状态", "已红冲-全额"),
        ("付款状态", "未付款"),
        ("审核结果", "不通过"),
        ("审减", "#300"),
    ] {
        let (amounts, errors) = with(heading, value);
        assert!(amounts.is_empty() && !errors.is_empty(), "{heading} {value}");
    }
    for (heading, value) in [
        ("发票状态", "正常"),
        ("发票状态", "未作废"),
        ("备注", "原发票作废后另开新票，见附件说明"),
        ("付款批次", "#3"),
    ] {
        assert_eq!(with(heading, value), (vec![PAID], Vec::new()), "{heading} {value}");
    }
}

#[test]
fn columns_may_be_numbered_below_their_headings() {
    let numbers = ["1", "2", "3", "4", "5", "6", "7"];
    let brackets = ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）"];
    let stems = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
    for row in [numbers, brackets, stems] {
        assert_eq!(table(&[], &[&row, &ROW]), (vec![PAID], Vec::new()), "{row:?}");
    }
}

#[test]
fn an_amount_parted_by_its_own_comma_is_said() {
    let text = |rows: &str| {
        let head = HEADINGS.join(",");
        read("六.csv", |path| fs::write(path, format!("{head},备注\n{rows}\n")).expect("a file"))
    };
    let line = |rest: &str| format!("SB1,91440305QH000001X5,2026-02-10,HT1,FP1,2025-06-30,{rest}");
    for rest in ["81,234.50", "1,234", "812,345.6"] {
        let (amounts, errors) = text(&line(rest));
        assert_eq!((amounts, errors), (Vec::new(), vec!["D394".to_string()]), "{rest}");
    }
    for (rest, fen) in [
        ("\"81,234.50\",", 8_123_450),
        ("81234.50,见附件", 8_123_450),
        ("81,第234号", 8_100),
        ("81234.50,,", 8_123_450),
    ] {
        assert_eq!(text(&line(rest)), (vec![fen], Vec::new()), "{rest}");
    }
}
