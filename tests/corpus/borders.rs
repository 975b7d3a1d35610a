//! Where one thing ends and another begins: totals that look like lines, headings that are another column's, denials,
//! rows of other measures, changes of rows, numbers of papers. What is right beside them stays silent.

use rust_xlsxwriter::{Format, Workbook};

use super::written::{HEADINGS, M6, PAID, ROW, loud, read_all, sheet as read};

/// A line of another invoice and amount.
fn line<'a>(filing: &'a str, invoice: &'a str, amount: &'a str) -> Vec<&'a str> {
    let [_, code, accepted, .., paid, _] = ROW;
    vec![filing, code, accepted, filing, invoice, paid, amount]
}

fn table<'a>(rows: &[Vec<&'a str>]) -> Vec<Vec<&'a str>> {
    [vec![HEADINGS.to_vec()], rows.to_vec()].concat()
}

#[test]
fn a_total_with_all_that_a_line_needs_is_a_total() {
    let rows = |word: &'static str, at: usize, amount: &'static str| {
        let mut total = line("SB9", "FP9", amount);
        total[at] = word;
        table(&[line("SB1", "FP1", "#10000"), line("SB2", "FP2", "#20000"), total])
    };
    for word in ["总计金额", "备案号小计", "小计（3笔）", "合计数", "本企业合计", "SB1 小计"]
    {
        let (amounts, _) = read(&rows(word, 3, "#30000"));
        assert_eq!(amounts, [PAID, 2 * PAID], "{word}");
    }
    // A service of that name has an amount of its own.
    let named = |amount| {
        let mut all = rows("FP9", 4, amount);
        all[0].push("服务内容");
        for (row, name) in all.iter_mut().skip(1).zip(["咨询", "培训", "合规数据汇总"]) {
            row.push(name);
        }
        read(&all)
    };
    assert_eq!(named("#5000"), (vec![PAID, 2 * PAID, PAID / 2], vec![]));
    // With the sum of the others it is asked about.
    assert_eq!(named("#30000"), (vec![PAID, 2 * PAID], vec!["F272".to_string()]));
}

#[test]
fn words_behind_a_heading_may_make_another_column() {
    let with = |at: usize, heading: &'static str| {
        let mut all = table(&[ROW.to_vec()]);
        all[0][at] = heading;
        read(&all)
    };
    for (at, heading) in [
        (5, "付款日期（计划）"),
        (5, "付款日期 planned"),
        (5, "付款日期 Due date"),
        (5, "付款日期（合同约定）"),
        (1, "统一社会信用代码（供应商）"),
        (1, "统一社会信用代码 Supplier"),
        (4, "发票号（被红冲）"),
        (5, "付款日期（拟）"),
        (5, "付款日期（到期）"),
        (5, "付款日期 scheduled"),
        (1, "统一社会信用代码（服务商）"),
        (1, "统一社会信用代码 Vendor"),
    ] {
        let (amounts, loud) = with(at, heading);
        assert!(amounts.is_empty() && !loud.is_empty(), "{heading}: {amounts:?} {loud:?}");
    }
    for (at, heading) in [
        (5, "付款日期 Payment date"),
        (5, "付款日期（yyyy-mm-dd）"),
        (1, "统一社会信用代码（18位）"),
        (4, "发票号（数电票20位）"),
        (4, "发票号 Invoice no."),
        (6, "金额 RMB"),
    ] {
        assert_eq!(with(at, heading), (vec![PAID], vec![]), "{heading}");
    }
}

#[test]
fn a_denial_reaches_as_far_as_it_is_said() {
    let with = |text: &'static str| {
        let mut all = table(&[ROW.to_vec()]);
        all[0].push("备注");
        all[1].push(text);
        read(&all)
    };
    for text in ["没有到账被银行退回", "正常付款后已全额退款", "正常退回", "无法支付退回"]
    {
        let (_, loud) = with(text);
        assert!(!loud.is_empty(), "{text}");
    }
    for text in [
        "未见异常",
        "未见退款",
        "不涉及退款",
        "未被退回",
        "此票不作废",
        "已核，不含退票",
        "不存在退票、作废情况",
        "无作废、红冲",
        "没有退款",
    ] {
        assert_eq!(with(text), (vec![PAID], vec![]), "{text}");
    }
}

#[test]
fn what_is_promised_elsewhere_takes_nothing_back() {
    let below = |text: &'static str| read(&[table(&[ROW.to_vec()]), vec![vec![text]]].concat());
    for text in ["第2行发票已于3月红冲，责任人张三", "承诺书另附，此发票已作废"]
    {
        let (_, loud) = below(text);
        assert!(!loud.is_empty(), "{text}");
    }
    for text in ["如有虚假，愿承担退回资金的责任", "本单位承诺：若有违规，取消资格、追回资金"]
    {
        let (amounts, loud) = below(text);
        assert_eq!((amounts, loud), (vec![PAID], vec![]), "{text}");
    }
}

#[test]
fn rows_of_other_measures_are_known_by_any_number() {
    let with = |own: [&'static str; 3]| {
        let rows = [("SB1", "FP1"), ("SB2", "FP2"), ("SB3", "FP3")];
        let rows: Vec<_> = rows.map(|(filing, invoice)| line(filing, invoice, "#10000")).to_vec();
        let mut all = table(&rows);
        all[0].push("措施");
        for (row, own) in all.iter_mut().skip(1).zip(own) {
            row.push(own);
        }
        read(&all)
    };
    for other in ["#7", "7", "七", "措施7", "第七条", "措施七", "（七）", "七（国际数据）", "m7"]
    {
        let (amounts, loud) = with(["六", "六", other]);
        assert_eq!(amounts, [PAID, PAID], "{other}");
        assert_eq!(loud, ["D423"], "{other}");
    }
    // Clauses and numbers of other things are none.
    let of = |heading: &'static str, text: &'static str| {
        let mut all = table(&[ROW.to_vec()]);
        all[0].push(heading);
        all[1].push(text);
        read(&all)
    };
    for (heading, text) in
        [("合同条款", "第七条"), ("支付条款", "第二条"), ("服务事项", "七"), ("事项", "#7")]
    {
        assert_eq!(of(heading, text), (vec![PAID], vec![]), "{heading} {text}");
    }
    for own in ["#6", "6", "六", "措施6", "第六条"] {
        assert_eq!(with([own; 3]), (vec![PAID; 3], vec![]), "{own}");
    }
}

#[test]
fn rows_that_were_deleted_where_they_come_from_do_not_count() {
    for (heading, gone) in [("_op", "D"), ("op", "d"), ("row_kind", "-D"), ("变更类型", "删除")]
    {
        let with = |state: &'static str| {
            let mut all = table(&[ROW.to_vec()]);
            all[0].push(heading);
            all[1].push(state);
            read(&all)
        };
        assert!(!with(gone).1.is_empty(), "{heading}");
        let (amounts, loud) = with("I");
        assert_eq!((amounts, loud), (vec![PAID], vec![]), "{heading}");
    }
    // 借 is debit: money that was paid.
    let mut all = table(&[ROW.to_vec()]);
    all[0].push("借贷标志");
    all[1].push("D");
    assert_eq!(read(&all), (vec![PAID], vec![]));
}

#[test]
fn ticked_boxes_and_signatures_are_read_as_forms_have_them() {
    let denied = |heading: &'static str, text: &'static str| {
        let mut all = table(&[ROW.to_vec()]);
        all[0].push(heading);
        all[1].push(text);
        read(&all)
    };
    assert_eq!(denied("是否退款", "□是 ☑否"), (vec![PAID], vec![]));
    assert!(!denied("是否退款", "☑是 □否").1.is_empty());
    assert_eq!(denied("发票状态", "正常（未红冲）"), (vec![PAID], vec![]));
    assert!(!denied("发票状态", "正常（已红冲）").1.is_empty());
    assert!(!denied("实际支付", "否").1.is_empty());
    assert_eq!(denied("实际支付", "是"), (vec![PAID], vec![]));
    let signed = vec![
        "单位负责人：张三",
        "",
        "财务负责人：李四",
        "",
        "填表人：王五",
        "",
        "填报日期：2026-02-10",
    ];
    let total = vec!["合计", "", "", "", "", "", "#10000"];
    assert_eq!(read(&table(&[ROW.to_vec(), total, signed])), (vec![PAID], vec![]));
}

/// A workbook whose cell at a place of the row is struck through.
fn struck(at: usize) -> (Vec<i64>, Vec<String>) {
    loud(read_all("申报.xlsx", |path| {
        let (line, plain) = (Format::new().set_font_strikethrough(), Format::new());
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(M6).expect("a name");
        for (column, (heading, cell)) in (0u16..).zip(HEADINGS.iter().zip(ROW)) {
            let format = if usize::from(column) == at { &line } else { &plain };
            sheet.write(0, column, *heading).expect("a cell");
            match cell.strip_prefix('#') {
                Some(number) => {
                    sheet.write_with_format(1, column, number.parse::<f64>().expect("one"), format)
                }
                None => sheet.write_with_format(1, column, cell, format),
            }
            .expect("a cell");
        }
        book.save(path).expect("a file");
    }))
}

#[test]
fn what_is_struck_through_is_no_data() {
    for at in [1, 4, 5] {
        let (amounts, loud) = struck(at);
        assert!(amounts.is_empty() && loud.contains(&"D427".to_string()), "{at}: {loud:?}");
    }
    assert!(struck(6).0.is_empty());
    assert_eq!(struck(usize::MAX), (vec![PAID], vec![]));
}
