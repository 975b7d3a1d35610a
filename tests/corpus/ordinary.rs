//! Ordinary office files with which nothing is wrong: answers that are ticked, rates of 1 beside yuan, columns of how a
//! row came in, lists of banks and of both sides of trade, headings over two rows of text. What is wrong beside them is
//! still said.

use std::fs;

use jiangbu::diag::Severity;
use rust_xlsxwriter::{Format, Workbook};

use super::written::{Found, HEADINGS, M6, PAID, ROW, book, loud, put, read_all, read_as};

const CODE: &str = "91440305QH000001X5";

/// The line of 六 with further columns.
fn line(more: &[(&'static str, &'static str)]) -> Found {
    let (headings, cells): (Vec<_>, Vec<_>) = more.iter().copied().unzip();
    let rows = vec![[&HEADINGS[..], &headings].concat(), [&ROW[..], &cells].concat()];
    book("m6", &[(M6, rows)])
}

fn silent() -> Found {
    (vec![PAID], Vec::new())
}

#[test]
fn answers_are_ticked_before_and_behind() {
    let with = |answer: &'static str| {
        let facts = ["单位名称", "统一社会信用代码", "单位类型", "是否在前海实际经营"];
        let firm = vec!["前海示例公司", CODE, "企业", answer];
        let lines = vec![HEADINGS.to_vec(), ROW.to_vec()];
        let facts = vec![facts.to_vec(), firm];
        book("m6", &[("基本情况", facts), (M6, lines)]).1
    };
    for answer in ["是√ / 否□", "（是）", "☑是 □否", "是（√）否（　）", "√ 是", "否√ 是□"]
    {
        assert!(with(answer).is_empty(), "{answer}: {:?}", with(answer));
    }
    for answer in ["□是 □否", "☑是 ☑否", "是/否", "是（平台）"] {
        assert_eq!(with(answer), ["D308"], "{answer}");
    }
    // What is asked of a column that nobody reads is answered alike.
    for (heading, answer) in
        [("是否退款", "是□ 否√"), ("是否有效", "是√否□"), ("是否作废", "（否）")]
    {
        assert_eq!(line(&[(heading, answer)]), silent(), "{heading} {answer}");
    }
    for (heading, answer) in
        [("是否退款", "是√ 否□"), ("是否有效", "□是 ☑否"), ("是否作废", "（是）")]
    {
        assert_eq!(line(&[(heading, answer)]), (vec![], vec!["F232".into()]), "{heading} {answer}");
    }
}

#[test]
fn a_rate_of_one_converts_no_yuan() {
    for more in [
        &[("汇率", "#1")][..],
        &[("汇率（对人民币）", "1.0000")],
        &[("币种", "人民币"), ("折算率", "#1")],
        &[("currency", "CNY"), ("exchange rate", "1.00")],
    ] {
        assert_eq!(line(more), silent(), "{more:?}");
    }
    for more in [
        &[("汇率", "#7.1")][..],
        &[("币种", "美元"), ("汇率", "#1")],
        &[("核减率", "#1")],
        &[("汇率", "#0.91")],
    ] {
        let (amounts, found) = line(more);
        assert!(amounts.is_empty() && !found.is_empty(), "{more:?}");
    }
}

#[test]
fn how_a_row_came_in_takes_nothing_back() {
    for word in ["录入", "导入", "新增", "修改", "批量导入"] {
        assert_eq!(line(&[("操作类型", word)]), silent(), "{word}");
    }
    for word in ["删除", "撤销录入", "作废", "-D", "修改前"] {
        assert_eq!(line(&[("操作类型", word)]), (vec![], vec!["F232".into()]), "{word}");
    }
}

#[test]
fn the_platform_exports_both_sides_of_trade() {
    let with = |heading: &'static str, rows: &[[&'static str; 3]]| {
        let head = vec!["统一社会信用代码", "措施", "年度", "币种", "金额", heading];
        let row = |[measure, amount, side]: &[&'static str; 3]| {
            vec![CODE, *measure, "#2025", "人民币", *amount, *side]
        };
        let rows = std::iter::once(head).chain(rows.iter().map(row)).collect();
        book("platform", &[("平台数据", rows)])
    };
    let [out, back] = [["三", "#10000", "出口"], ["三", "#500", "进口"]];
    for heading in ["贸易方向", "进出口标志", "进出口类型", "业务类型"] {
        assert_eq!(with(heading, &[out, back]), silent(), "{heading}");
        assert_eq!(with(heading, &[back, back, out]), silent(), "{heading}");
    }
    assert_eq!(
        with("业务类型", &[["三", "#10000", "服务出口"], ["三", "#1", "服务进口"]]),
        silent()
    );
    let rows = [vec!["统一社会信用代码", "措施", "年度", "金额", "贸易方向"]];
    let rows = [&rows[..], &[[&[CODE, "三", "#2025"][..], &out[1..]].concat()]].concat();
    let rows = [&rows[..], &[[&[CODE, "三", "#2025"][..], &back[1..]].concat()]].concat();
    let (_, found) = read_as("platform", "平台数据.xlsx", |path| {
        let mut book = Workbook::new();
        put(book.add_worksheet().set_name("平台数据").expect("a name"), &rows, &Format::new());
        book.save(path).expect("a file");
    });
    assert!(found.contains(&("F273".into(), Severity::Note)), "named: {found:?}");
    // A measure with imports alone, and a side that is neither.
    for rows in [&[back][..], &[out, ["四", "#500", "进口"]], &[out, ["三", "#500", "转口"]]]
    {
        assert_eq!(with("贸易方向", rows), (vec![], vec!["F232".into()]), "{rows:?}");
    }
    // Where a product comes from is no side of its row.
    assert_eq!(with("设备来源", &[["三", "#10000", "进口"]]), silent());
}

#[test]
fn lists_of_banks_have_columns_of_their_own() {
    let rows = |head: &[&'static str], amounts: [&[&'static str]; 2]| {
        let lead = ["交易日期", "对方户名", "对方账号", "流水号"];
        let of = |number, amounts: &[&'static str]| {
            [&["2026-09-01", "前海示例公司", "4403000001", number][..], amounts].concat()
        };
        let rows = vec![[&lead[..], head].concat(), of("L1", amounts[0]), of("L2", amounts[1])];
        book("payments", &[("银行回单", rows)])
    };
    for head in [
        ["借方发生额", "贷方发生额", "余额"],
        ["借方金额", "贷方金额", "账户余额"],
        ["支出金额", "收入金额", "余额"],
    ] {
        let found = rows(&head, [&["#10000", "", "#5000"], &["", "#300", "#5300"]]);
        assert_eq!(found, silent(), "{head:?}");
    }
    // An amount of another kind is asked about.
    let found = rows(&["借方发生额", "退汇金额额外"], [&["#10000", ""], &["", "#300"]]);
    assert_eq!(found, (vec![], vec!["F232".into()]));
}

#[test]
fn text_may_have_headings_over_two_rows() {
    let csv = |head: &str| {
        let row = ROW.join(",").replace('#', "");
        loud(read_all("六 数据跨境合规.csv", |path| {
            fs::write(path, format!("{head}\n{row}\n")).expect("written");
        }))
    };
    let first = "申报编号,统一社会信用代码,受理日期,数据出境备案号";
    for head in [
        format!("{first},发票号,付款情况,\n,,,,,日期,金额（元）"),
        format!("{first},付款凭证,,\n,,,,发票号,付款日期,金额"),
        format!("申报信息,,,,付款凭证,,\n{first},发票号,付款日期,金额"),
        format!(",,,,,付款情况,\n{first},发票号,日期,金额"),
        format!("措施六申报明细表,,,,,,\n单位：元,,,,,,\n{first},发票号,付款情况,\n,,,,,日期,金额"),
        format!("{first},发票号,付款情况,付款情况\n,,,,,日期,金额"),
        format!("{first},发票号,\"付款\n情况\",\n,,,,,日期,\"金额\n（元）\""),
    ] {
        assert_eq!(csv(&head), silent(), "{head}");
    }
    for group in ["退款情况", "计划付款", "上年度付款"] {
        let (amounts, found) = csv(&format!("{first},发票号,{group},\n,,,,,日期,金额"));
        assert!(amounts.is_empty() && !found.is_empty(), "{group}");
    }
}

#[test]
fn numbers_of_standards_tell_their_levels() {
    let with = |number, level| {
        let head =
            ["申报编号", "统一社会信用代码", "受理日期", "标准号", "标准级别", "起草单位排序"];
        let head = [&head[..], &["数字贸易领域", "发布日期"]].concat();
        let row = ["SB1", CODE, "2026-02-10", number, level, "1"];
        let row = [&row[..], &["数字服务", "2025-06-30"]].concat();
        book("m6", &[("五 数字贸易标准", vec![head, row])]).1
    };
    for (number, level) in [
        ("SB/T 11223-2025", "行业"),
        ("YD/T 1234-2025", "行业"),
        ("DB/T 12-2025", "行业"),
        ("GB/Z 45678-2025", "国家"),
        ("DB44/T 123-2025", "广东地方"),
        ("DB44 613-2009", "广东地方"),
        ("DB4401/T 12-2025", "其他"),
        ("DB440300/T 29-2018", "深圳地方"),
        ("DB4403/T 29-2025", "深圳地方"),
        ("T/CAS 12-2025", "团体"),
        ("SZDB/Z 300-2018", "深圳地方"),
    ] {
        assert!(with(number, level).is_empty(), "{number} {level}: {:?}", with(number, level));
    }
    for (number, level) in [
        ("SB/T 11223-2025", "国家"),
        ("YD/T 1234-2025", "国际"),
        ("GB/Z 45678-2025", "行业"),
        ("DB44/T 123-2025", "深圳地方"),
        ("DB4401/T 12-2025", "广东地方"),
        ("DB31/T 12-2025", "国家"),
        ("T/CAS 12-2025", "行业"),
    ] {
        assert_eq!(with(number, level), ["D425"], "{number} {level}");
    }
}
