//! What stands outside of the data and speaks against some of its rows: comments, text boxes, remarks, titles; cells
//! that stand for papers without naming them. Each is told; instructions, promises and harmless notes are not.

use jiangbu::diag::Severity;
use rust_xlsxwriter::{Note, Shape, Workbook};

use super::everyday::{HEADINGS, PAID, ROW, read_all, write};

type Found = (Vec<i64>, Vec<(String, Severity)>);

fn says((_, found): &Found, code: &str) -> bool {
    found.iter().any(|(own, _)| own == code)
}

/// A workbook of one row; `beside` puts something on its sheet.
fn with(beside: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Found {
    read_all("申报.xlsx", |path| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("六 数据跨境合规").expect("a name");
        for (row, cells) in (0u32..).zip([HEADINGS, ROW]) {
            for (at, cell) in (0u16..).zip(cells) {
                match cell.strip_prefix('#') {
                    Some(number) => sheet.write(row, at, number.parse::<f64>().expect("one")),
                    None => sheet.write(row, at, cell),
                }
                .expect("a cell");
            }
        }
        beside(sheet);
        book.save(path).expect("a file");
    })
}

const AGAINST: [&str; 4] =
    ["已退款", "此笔已退款，不计入", "第2行的发票已红冲", "上述款项尚未支付"];
const HARMLESS: [&str; 5] = [
    "发票原件已交窗口",
    "已退款的发票不得填报",
    "如有虚假，愿意退回全部资金",
    "请勿填写已作废的发票",
    "本表不含已作废发票",
];

#[test]
fn comments_and_text_boxes_may_speak_against_rows() {
    let comment = |text: &str| {
        with(|sheet| {
            sheet.insert_note(1, 6, &Note::new(text)).expect("a note");
        })
    };
    let shape = |text: &str| {
        with(|sheet| {
            sheet.insert_shape(4, 1, &Shape::textbox().set_text(text)).expect("a box");
        })
    };
    for text in AGAINST {
        for found in [comment(text), shape(text)] {
            assert!(found.0 == [PAID] && says(&found, "D421"), "{text}: {found:?}");
        }
    }
    for text in HARMLESS {
        for found in [comment(text), shape(text)] {
            assert!(found.0 == [PAID] && !says(&found, "D421"), "{text}: {found:?}");
        }
    }
}

#[test]
fn remarks_and_titles_may_speak_against_rows() {
    let sheet = |rows: &[Vec<&str>]| read_all("申报.xlsx", |path| write(path, rows, ""));
    let below = |text: &str| {
        let remark = format!("备注：{text}");
        sheet(&[HEADINGS.to_vec(), ROW.to_vec(), vec![&remark]])
    };
    let above = |title: &str| sheet(&[vec![title], HEADINGS.to_vec(), ROW.to_vec()]);
    for text in ["第2行已退款，不计入", "上述发票已红冲", "FP1 为本表第1项，款项未付"]
    {
        let found = below(text);
        assert!(found.0 == [PAID] && says(&found, "D421"), "{text}: {found:?}");
    }
    for text in HARMLESS {
        let found = below(text);
        assert!(found.0 == [PAID] && !says(&found, "D421"), "{text}: {found:?}");
    }
    for title in ["数据跨境合规费用明细表（已作废）", "费用明细（撤销）"] {
        let found = above(title);
        assert!(found.0 == [PAID] && says(&found, "D421"), "{title}: {found:?}");
    }
    for title in ["数据跨境合规费用明细表（2025年度）", "已退款发票不得列入本表"]
    {
        let found = above(title);
        assert!(found.0 == [PAID] && !says(&found, "D421"), "{title}: {found:?}");
    }
}

/// A row that is dragged together is hidden, and said as such.
#[test]
fn rows_without_height_are_hidden() {
    let found = with(|sheet| {
        sheet.set_row_height(1, 0.5).expect("a row");
    });
    assert!(found.0 == [PAID] && says(&found, "F221"), "{found:?}");
    let found = with(|sheet| {
        sheet.set_row_height(1, 12).expect("a row");
    });
    assert!(found.0 == [PAID] && !says(&found, "F221"), "{found:?}");
}

/// `等2张` names no paper: such a row may be a sum.
#[test]
fn papers_that_are_only_counted_are_told() {
    let paper = |number: &'static str| {
        let mut row = ROW;
        row[4] = number;
        read_all("申报.xlsx", |path| write(path, &[HEADINGS.to_vec(), row.to_vec()], ""))
    };
    for number in ["等2张", "共3份", "合计5张"] {
        let found = paper(number);
        assert!(found.0.is_empty(), "{number}: {found:?}");
    }
    for number in ["FP1等3张", "FP1、FP2等5张"] {
        let found = paper(number);
        assert!(found.0 == [PAID] && says(&found, "D420"), "{number}: {found:?}");
    }
    for number in ["FP1", "FP1、FP2", "深关2025第3号", "1张"] {
        let found = paper(number);
        assert!(found.0 == [PAID] && !says(&found, "D420"), "{number}: {found:?}");
    }
}
