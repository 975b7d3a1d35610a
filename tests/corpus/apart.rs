//! What a filing says outside of its lines: a request stated once, facts of a firm that is closed, standards whose number
//! and level do not agree. Each stops or is told; what is right and everyday is silent.

use jiangbu::diag::Severity;

use super::written::{self, Found, HEADINGS, M6, PAID, ROW, Rows, read_all, write};

const FACTS: [&str; 5] =
    ["单位名称", "统一社会信用代码", "单位类型", "是否在前海实际经营", "是否为数据服务企业"];
const FIRM: [&str; 5] = ["前海示例公司", "91440305QH000001X5", "企业", "是", "是"];

/// Amounts of 六 in fen, and the findings that are more than notes.
fn book(sheets: &[(&str, Rows)]) -> Found {
    written::book("m6", sheets)
}

fn facts(heading: &'static str, value: &'static str) -> Vec<Vec<&'static str>> {
    vec![[&FACTS[..], &[heading]].concat(), [&FIRM[..], &[value]].concat()]
}

/// The lines of 六, with a column for the request where there is one.
fn lines(request: Option<&'static str>) -> Vec<Vec<&'static str>> {
    let more = |cell: &'static str| request.map(|_| cell);
    let head = HEADINGS.iter().copied().chain(more("申请奖补金额")).collect();
    vec![head, ROW.iter().copied().chain(request).collect()]
}

#[test]
fn a_request_among_the_facts_stops_lines_that_state_none() {
    let with = |heading, value, request| {
        book(&[("基本情况", facts(heading, value)), (M6, lines(request))])
    };
    for heading in ["申请奖补总额（元）", "申报金额合计", "本次申请资助额", "申请奖补金额"]
    {
        let (amounts, found) = with(heading, "#4999.99", None);
        assert!(amounts.is_empty() && found.contains(&"F271".into()), "{heading}: {found:?}");
        // The rule gives half of what was paid: what is not below that lowers nothing.
        for enough in ["#5000", "#10000"] {
            let (amounts, found) = with(heading, enough, None);
            assert!(amounts == [PAID] && found.is_empty(), "{heading} {enough}: {found:?}");
        }
        // Where each line states its request, the sum is none of its own.
        let (amounts, found) = with(heading, "#5000", Some("#5000"));
        assert!(amounts == [PAID] && found.is_empty(), "{heading}: {found:?}");
        let (amounts, found) = with(heading, "", None);
        assert!(amounts == [PAID] && found.is_empty(), "{heading}: {found:?}");
    }
    for (heading, value) in [
        ("申请补贴类型", "合规"),
        ("申请日期", "2026-02-10"),
        ("申请人", "张三"),
        ("注册资本", "#500"),
    ] {
        let (amounts, found) = with(heading, value, None);
        assert!(amounts == [PAID] && found.is_empty(), "{heading}: {found:?}");
    }
}

#[test]
fn a_request_around_the_lines_stops_them() {
    let around = |above: &[&'static str], below: &[&'static str], request: Option<&'static str>| {
        let mut rows = lines(request);
        let above = above.iter().map(|text| vec![*text]);
        rows.splice(0..0, above);
        rows.extend(below.iter().map(|text| vec![*text]));
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    let says = |found: &[(String, Severity)]| found.iter().any(|(code, _)| code == "F271");
    let stops = |found: &[(String, Severity)]| found.contains(&("F271".into(), Severity::Error));
    for text in [
        "申请奖补金额：0.4万元",
        "申请奖补金额合计：4000元",
        "申请资助额：￥4,000.00",
        "本次申请奖补金额为4000元",
        "申请奖补金额（大写）：肆仟元整",
        "申请奖补金额：1万美元",
    ] {
        for (above, below) in [(&[text][..], &[][..]), (&[], &[text])] {
            let (amounts, found) = around(above, below, None);
            assert!(amounts.is_empty() && says(&found), "{text}: {amounts:?} {found:?}");
        }
        let (amounts, found) = around(&[text], &[], Some("#10000"));
        assert!(amounts == [PAID] && !says(&found), "{text}: {found:?}");
    }
    for text in [
        // Not below what the rule gives.
        "申请奖补金额：1万元",
        "申请资助额：￥5,000.00",
        "申请奖补金额（大写）：伍仟元整",
        "申请奖补金额不超过50万元",
        "申请奖补金额按实际支出的50%计算",
        "申请单位：前海示例公司",
        "申请日期：2026年2月10日",
        "费用合计：10000元",
        "注：申请奖补金额由系统计算",
    ] {
        for (above, below) in [(&[text][..], &[][..]), (&[], &[text])] {
            let (amounts, found) = around(above, below, None);
            assert!(amounts == [PAID] && !stops(&found), "{text}: {amounts:?} {found:?}");
        }
    }
    // Beside its label, and only in the row of totals.
    let mut rows = lines(None);
    rows.insert(0, vec!["申请奖补金额", "#4000"]);
    let (amounts, found) = read_all("申报.xlsx", |path| write(path, &rows, ""));
    assert!(amounts.is_empty() && says(&found), "{found:?}");
    let total = vec!["合计", "", "", "", "", "", "#10000", "#5000"];
    let lower = vec!["合计", "", "", "", "", "", "#10000", "#4000"];
    let rows = [lines(Some("")), vec![total.clone()]].concat();
    let (amounts, found) = read_all("申报.xlsx", |path| write(path, &rows, ""));
    assert!(amounts == [PAID] && says(&found) && !stops(&found), "{found:?}");
    let rows = [lines(Some("")), vec![lower]].concat();
    let (amounts, found) = read_all("申报.xlsx", |path| write(path, &rows, ""));
    assert!(amounts.is_empty() && says(&found), "{found:?}");
    let rows = [lines(Some("#5000")), vec![total]].concat();
    let (amounts, found) = read_all("申报.xlsx", |path| write(path, &rows, ""));
    assert!(amounts == [PAID] && !says(&found), "{found:?}");
}

/// Each of two sheets of one measure comes to 5,000.00: what is not below that may be below both.
#[test]
fn a_request_around_one_sheet_of_two_stops_them() {
    let part = |request: &[&'static str], invoice: &'static str| {
        let mut rows = lines(None);
        rows[1][4] = invoice;
        rows.splice(0..0, request.iter().map(|text| vec![*text]));
        rows
    };
    let first = (M6, part(&["申请奖补金额：6000元"], "FP1"));
    let (amounts, found) = book(std::slice::from_ref(&first));
    assert!(amounts == [PAID] && found.is_empty(), "{found:?}");
    let (amounts, found) = book(&[first, ("措施六(2)", part(&[], "FP2"))]);
    assert!(amounts.is_empty() && found.contains(&"F271".into()), "{found:?}");
    let (amounts, found) = book(&[(M6, part(&[], "FP1")), ("措施六(2)", part(&[], "FP2"))]);
    assert!(amounts == [PAID; 2] && found.is_empty(), "{found:?}");
}

#[test]
fn facts_of_a_firm_that_is_closed_are_asked_about() {
    let with = |heading, value| book(&[("基本情况", facts(heading, value)), (M6, lines(None))]);
    for (heading, value) in [
        ("注销日期", "2026-02-01"),
        ("吊销日期", "2025-12-01"),
        ("迁出日期", "2026-01-15"),
        ("是否破产", "是"),
        ("清算状态", "清算中"),
        ("经营异常", "是"),
        ("是否异常", "有"),
    ] {
        let (amounts, found) = with(heading, value);
        assert!(amounts.is_empty() && found == ["F232"], "{heading} {value}: {found:?}");
    }
    for (heading, value) in [
        ("注销日期", ""),
        ("迁出日期", "无"),
        ("是否破产", "否"),
        ("清算状态", "未清算"),
        ("经营异常", "正常"),
        ("是否异常", "未列入"),
        ("成立日期", "2019-05-01"),
        ("迁入日期", "2020-01-15"),
        ("是否上市", "是"),
    ] {
        let (amounts, found) = with(heading, value);
        assert!(amounts == [PAID] && found.is_empty(), "{heading} {value}: {found:?}");
    }
}

#[test]
fn the_number_of_a_standard_tells_its_level() {
    let with = |number, level| {
        let head =
            ["申报编号", "统一社会信用代码", "受理日期", "标准号", "标准级别", "起草单位排序"];
        let head = [&head[..], &["数字贸易领域", "发布日期"]].concat();
        let row = ["SB1", "91440305QH000001X5", "2026-02-10", number, level, "1"];
        let row = [&row[..], &["数字服务", "2025-06-30"]].concat();
        book(&[("五 数字贸易标准", vec![head, row])]).1
    };
    for (number, level) in [
        ("GB/T 45678-2025", "国际"),
        ("T/SZS 12-2025", "行业"),
        ("DB4403/T 123-2025", "国家"),
        ("Q/ABC 1-2025", "国家"),
        ("ＩＳＯ 27001:2025", "国家"),
    ] {
        assert_eq!(with(number, level), ["D425"], "{number} {level}");
    }
    for (number, level) in [
        ("GB/T 45678-2025", "国家"),
        ("ISO/IEC 27001:2025", "国际"),
        ("T/SZS 12-2025", "团体"),
        ("T/GBA 12-2025", "湾区"),
        ("DB4403/T 123-2025", "深圳地方"),
        ("DB44/T 123-2025", "广东地方"),
        ("SB/T 11223-2025", "行业"),
        ("SYN/HB 000143.1-2025", "行业"),
    ] {
        assert!(with(number, level).is_empty(), "{number} {level}: {:?}", with(number, level));
    }
}
