//! What stands outside of the data and speaks against some of its rows: comments, text boxes, remarks, titles; cells
//! that stand for papers without naming them. Each is told; instructions, promises and harmless notes are not.

use jiangbu::diag::Severity;
use rust_xlsxwriter::{Note, Shape, Workbook};

use super::written::{HEADINGS, PAID, ROW, read_all, write};

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

const AGAINST: [&str; 7] = [
    "已退款",
    "此笔已退款，不计入",
    "第2行的发票已红冲",
    "上述款项尚未支付",
    "此金额为美元",
    "该笔以港币支付",
    "香港公司付的",
];
const HARMLESS: [&str; 7] = [
    "此金额为人民币",
    "公司系香港上市公司",
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

/// What a remark says of its own row, and what columns answer.
#[test]
fn remarks_and_answers_that_make_a_row_doubtful_are_told() {
    let with = |heading: &'static str, text: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain([heading]).collect();
        let rows = [headings, ROW.iter().copied().chain([text]).collect()];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for text in [
        "此笔不申报",
        "不属于申报范围",
        "重复",
        "已在2024年申报",
        "该发票已在南山区申报资助",
        "其中3000元为差旅费",
        "实际支付8000元",
        "暂估",
        "计提6月服务费",
    ] {
        let found = with("备注", text);
        assert!(found.0 == [PAID] && says(&found, "D404"), "{text}: {found:?}");
    }
    for text in ["合同总价12万元，分两期支付", "发票原件已在窗口提交", "第二批", "无重复申报"]
    {
        let found = with("备注", text);
        assert!(found.0 == [PAID] && !says(&found, "D404"), "{text}: {found:?}");
    }
    for (heading, text) in [
        ("验真结果", "不一致"),
        ("是否取得发票", "否"),
        ("退票标志", "是"),
        ("实付比例", "50%"),
        ("方向", "贷"),
        ("_change_type", "delete"),
        ("是否失信", "已列入"),
        ("是否放弃申报", "已确认"),
        ("企业状态", "列入"),
    ] {
        let found = with(heading, text);
        assert!(found.0.is_empty() && says(&found, "F232"), "{heading} {text}: {found:?}");
    }
    for (heading, text) in [
        ("验真结果", "一致"),
        ("是否取得发票", "是"),
        ("方向", "借"),
        ("研究方向", "人工智能"),
        ("_change_type", "insert"),
        ("是否失信", "未列入"),
        ("企业状态", "存续"),
        ("凭证状态", "已清算"),
        ("对账状态", "未对账"),
    ] {
        let found = with(heading, text);
        assert!(found.0 == [PAID] && !says(&found, "F232"), "{heading} {text}: {found:?}");
    }
}

/// `0!.0,` shows ten thousands without saying so: under 万元 nobody can tell whether the number itself is in 万元.
#[test]
fn formats_that_only_take_thousands_off_are_clear_in_yuan_alone() {
    let with = |heading: &'static str, format: &str| {
        let mut headings = HEADINGS;
        headings[6] = heading;
        read_all("申报.xlsx", |path| write(path, &[headings.to_vec(), ROW.to_vec()], format))
    };
    for format in ["0!.0,", "0!.0000,", "#,##0,"] {
        let found = with("金额（万元）", format);
        assert!(found.0.is_empty() && says(&found, "D324"), "{format}: {found:?}");
        for heading in ["金额", "金额（元）"] {
            assert_eq!(with(heading, format).0, [PAID], "{heading} {format}");
        }
    }
    assert_eq!(with("金额（万元）", "0.00").0, [PAID * 10_000]);
}

/// Headings in two languages; words beside an amount may be those of a currency or of what is left out.
#[test]
fn headings_in_two_languages_are_read() {
    let with = |at: usize, heading: &'static str| {
        let mut headings = HEADINGS;
        headings[at] = heading;
        read_all("申报.xlsx", |path| write(path, &[headings.to_vec(), ROW.to_vec()], ""))
    };
    for (at, heading) in [
        (0, "申报编号\nFiling no."),
        (0, "申报编号/Filing no."),
        (5, "付款日期 Date of payment"),
        (6, "金额 (Amount)"),
        (6, "金额\nAmount paid"),
    ] {
        assert_eq!(with(at, heading).0, [PAID], "{heading}");
    }
    for heading in ["金额 USD", "金额 excl. tax", "金额 (net)", "金额 budget"] {
        assert!(with(6, heading).0.is_empty(), "{heading}");
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

/// Two tables on one sheet: nothing above the header that is taken is lost in silence.
#[test]
fn rows_above_the_header_are_asked_about() {
    let sheet = |rows: &[Vec<&str>]| read_all("申报.xlsx", |path| write(path, rows, ""));
    let unknown: Vec<&str> =
        HEADINGS.iter().map(|head| if *head == "金额" { "费用开支" } else { head }).collect();
    let english = vec!["No.", "Code", "Accepted", "Contract", "Invoice", "Day", "Value"];
    let fewer = HEADINGS[..6].iter().copied().chain(["金额", "申请奖补金额"]).collect::<Vec<_>>();
    for above in [vec![unknown, ROW.to_vec()], vec![english, ROW.to_vec()], vec![ROW.to_vec()]] {
        let rows = [above, vec![HEADINGS.to_vec(), ROW.to_vec()]].concat();
        let found = sheet(&rows);
        assert!(found.0.is_empty() && says(&found, "F269"), "{found:?}");
    }
    let found = sheet(&[HEADINGS.to_vec(), ROW.to_vec(), fewer, ROW.to_vec()]);
    assert!(found.0.is_empty() && says(&found, "F269"), "{found:?}");
    // Facts of the filer and sums above a table are none of its rows.
    for above in [
        vec![vec!["单位名称", "前海示例公司", "统一社会信用代码", "91440305QH000001X5"]],
        vec![vec![
            "申报编号",
            "SB1",
            "统一社会信用代码",
            "91440305QH000001X5",
            "受理日期",
            "2026-02-10",
        ]],
        vec![vec!["合计", "", "", "", "", "", "#10000"]],
        vec![vec!["数据跨境合规费用明细表"], vec!["填报日期：2026-03-01"]],
    ] {
        let found = sheet(&[above.clone(), vec![HEADINGS.to_vec(), ROW.to_vec()]].concat());
        assert_eq!(found.0, [PAID], "{above:?}: {found:?}");
    }
}

/// A group that is left out on the way to a known heading must say nothing of its own.
#[test]
fn no_group_is_dropped_between_others() {
    let grouped = |top: &str, middle: &str, leaf: &str| {
        let head = |last: &str| {
            let mut row = HEADINGS.map(str::to_string).to_vec();
            row[6] = last.to_string();
            row
        };
        let mut rows = vec![head(leaf)];
        for group in [middle, top].into_iter().filter(|group| !group.is_empty()) {
            let mut row = vec![String::new(); 6];
            row.push(group.to_string());
            rows.insert(0, row);
        }
        rows.push(ROW.map(str::to_string).to_vec());
        let rows: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for (top, middle, leaf) in [
        ("应付", "金额", "（元）"),
        ("预算", "金额", "（元）"),
        ("未付款", "支付金额", "(元)"),
        ("计划", "付款", "金额"),
        ("退款", "付款", "金额"),
        ("上年度", "付款", "金额"),
        ("合同约定", "付款", "金额"),
    ] {
        let found = grouped(top, middle, leaf);
        assert!(found.0.is_empty(), "{top} {middle} {leaf}: {found:?}");
    }
    for (top, middle, leaf) in [
        ("付款", "金额", "（元）"),
        ("本次申报", "付款", "金额"),
        ("2025年度", "付款", "金额"),
        ("凭证", "付款", "金额"),
        ("", "付款", "金额"),
    ] {
        let found = grouped(top, middle, leaf);
        assert_eq!(found.0, [PAID], "{top} {middle} {leaf}: {found:?}");
    }
}

/// A struck amount is none, however it is written.
#[test]
fn amounts_written_as_texts_may_be_struck_too() {
    let struck = |text: &str| {
        with(|sheet| {
            let format = rust_xlsxwriter::Format::new().set_font_strikethrough();
            sheet.write_with_format(1, 6, text, &format).expect("a cell");
        })
    };
    for text in ["￥10000.00", "10,000.00元", "1万元", "１００００", "人民币10000元"] {
        let found = struck(text);
        assert!(found.0.is_empty(), "{text}: {found:?}");
    }
}

/// A service may be called 数据汇总: a row that has all that a row needs is no total.
#[test]
fn words_of_totals_in_complete_rows_are_names() {
    let with = |at: usize, text: &'static str| {
        let mut row = ROW;
        row[at] = text;
        let rows = [HEADINGS.to_vec(), ROW.to_vec(), row.to_vec()];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for (at, text) in [(3, "合规数据汇总"), (0, "跨境数据汇总"), (4, "小程序日志累计")]
    {
        assert_eq!(with(at, text).0, [PAID, PAID], "{text}");
    }
    let total = vec!["合计", "", "", "", "", "", "#10000"];
    let found =
        read_all("申报.xlsx", |path| write(path, &[HEADINGS.to_vec(), ROW.to_vec(), total], ""));
    assert_eq!(found.0, [PAID], "{found:?}");
}

/// What is still owed, and what was left out before, says nothing against the row.
#[test]
fn remarks_on_the_rest_cancel_nothing() {
    let with = |text: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain(["备注"]).collect();
        let rows = [headings, ROW.iter().copied().chain([text]).collect()];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for text in [
        "质保金未付",
        "剩余20%未付",
        "未发生退款",
        "发票未作废",
        "不存在退票、作废情况",
        "已剔除个人电脑",
        "包含数据删除服务",
        "首付款，尾款待验收后付",
    ] {
        let found = with(text);
        assert!(found.0 == [PAID] && !says(&found, "F232"), "{text}: {found:?}");
    }
    for text in ["未付", "已退款", "发票作废", "已剔除"] {
        let found = with(text);
        assert!(found.0.is_empty() && says(&found, "F232"), "{text}: {found:?}");
    }
}

/// A list of all measures in one sheet: rows of others are not paid under this one.
#[test]
fn rows_of_another_measure_are_refused() {
    let with = |heading: &'static str, text: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain([heading]).collect();
        let rows = [headings, ROW.iter().copied().chain([text]).collect()];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for (heading, text) in [("措施", "七"), ("申报措施", "措施二"), ("支持事项", "二")]
    {
        let found = with(heading, text);
        assert!(found.0.is_empty() && says(&found, "D423"), "{heading} {text}: {found:?}");
    }
    for (heading, text) in [("措施", "六"), ("支持事项", "数据出境安全评估"), ("类别", "二")]
    {
        assert_eq!(with(heading, text).0, [PAID], "{heading} {text}");
    }
}

/// What people write below a form is no row of it.
#[test]
fn days_and_signatures_below_a_table_are_no_data() {
    let below = |text: &str| {
        let total = vec!["合计", "", "", "", "", "", "#10000"];
        let rows = [HEADINGS.to_vec(), ROW.to_vec(), total, vec![text]];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    for text in [
        "2026年2月10日",
        "2026-02-10",
        "深圳前海某某有限公司 2026年2月10日",
        "数据截至2026年3月1日",
        "依据深前海规〔2026〕1号",
        "共4笔46543.33元",
        "统计期间2025年1-12月",
    ] {
        let (amounts, found) = below(text);
        let errors = found.iter().filter(|(_, severity)| *severity > Severity::Note);
        assert!(amounts == [PAID] && errors.count() == 0, "{text}: {found:?}");
    }
    for text in ["20000.02", "20000元", "91440305QH000001X5"] {
        let (_, found) = below(text);
        assert!(found.iter().any(|(_, severity)| *severity == Severity::Error), "{text}");
    }
}

/// A unit in the row of headings, over an empty column, is beside the table.
#[test]
fn units_over_an_empty_column_are_heard() {
    let beside = |text: &str| {
        let mut head = HEADINGS.to_vec();
        head.extend(["", text]);
        read_all("申报.xlsx", |path| write(path, &[head, ROW.to_vec()], ""))
    };
    for text in
        ["单位：人民币（万元）", "单位：万元（除比例外）", "下列金额为万元", "结算币种：美元"]
    {
        let found = beside(text);
        assert_ne!(found.0, [PAID], "{text}: {found:?}");
    }
    for text in ["单位：元", "外币金额（美元）", "备注", "单位盖章"] {
        assert_eq!(beside(text).0, [PAID], "{text}");
    }
}
