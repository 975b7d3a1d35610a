//! The ordinary form as offices fill it in: dates, seals and notes below the table, pages that repeat the header, facts
//! with labels beside their values, sheets for people beside the table. All right members are silent; wrong ones are said.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};

use super::written::{HEADINGS, PAID, ROW, Rows, loud, put, read_all, sheet};

const SECOND: [&str; 7] =
    ["SB1", "91440305QH000001X5", "2026-02-10", "HT1", "FP2", "2025-07-30", "#20000"];
/// `ROW` and `SECOND`.
const BOTH: [i64; 2] = [PAID, 2_000_000];
const TOTAL: [&str; 7] = ["合计", "", "", "", "", "", "#30000"];

fn below(foot: &[&[&str]]) -> (Vec<i64>, Vec<String>) {
    let mut rows = vec![HEADINGS.to_vec(), ROW.to_vec(), SECOND.to_vec()];
    rows.extend(foot.iter().map(|row| row.to_vec()));
    sheet(&rows)
}

#[test]
fn the_foot_of_a_form_is_no_data() {
    let silent = (BOTH.to_vec(), Vec::new());
    for foot in [
        &[
            &TOTAL[..],
            &["", "", "", "", "", "（单位公章）"],
            &["", "", "", "", "", "2026年2月10日"],
        ][..],
        &[&TOTAL, &["", "", "", "", "", "", "   年   月   日"]],
        &[&["年  月  日"]],
        &[&["（盖章）", "", "", "", "", "2026年2月10日"]],
        &[&["注：1.付款金额以银行回单为准；"], &["    2.发票号码填20位数电票号码；"]],
        &[&["填表说明："], &["（2）2025年1月1日至12月31日支付的费用方可填报；"]],
        &[&TOTAL, &["合计（大写）", "", "", "", "", "", "叁万元整"]],
        &[&TOTAL, &["累计", "", "", "", "", "", "#30000"]],
        &[&["1/3"]],
        &[&["3.单笔5000元以上的须附合同；"]],
        &[&["--- 结束 ---"]],
        &[&["校验码 8F3A-22"]],
    ] {
        assert_eq!(below(foot), silent, "{foot:?}");
    }
    // What may be data, or is a wrong sum, is said.
    for foot in [
        &[&["91440305QH000001X5"][..]][..],
        &[&["FP3", "", "", "", "", "2025年6月30日"]],
        &[&["", "", "", "", "", "", "（应付）"]],
        &[&["扣除已获其他补贴后为28000.00元"]],
        &[&["实际支付为￥28000.00，原数有误，更正如上"]],
        &[&["", "", "", "", "", "2025-08-30", "#500"]],
        &[&TOTAL, &["合计（大写）", "", "", "", "", "", "叁万伍仟元整"]],
        &[&TOTAL, &["累计", "", "", "", "", "", "#35000"]],
    ] {
        let (amounts, codes) = below(foot);
        assert!(amounts == BOTH && !codes.is_empty(), "{foot:?}: {codes:?}");
    }
}

#[test]
fn a_sum_above_its_rows_is_compared_with_them() {
    let with = |sum| {
        let total = vec!["合计", "", "", "", "", "", sum];
        sheet(&[HEADINGS.to_vec(), total, ROW.to_vec(), SECOND.to_vec()])
    };
    assert_eq!(with("#30000"), (BOTH.to_vec(), Vec::new()));
    for wrong in ["#10000", "#30000.01", "#3"] {
        assert_eq!(with(wrong), (BOTH.to_vec(), vec!["F223".to_string()]), "{wrong}");
    }
}

/// The second page repeats what stands above the rows of the first.
#[test]
fn pages_repeat_the_header() {
    let unit = |unit| vec!["", "", "", "", "", "", unit];
    let numbers = vec!["1", "2", "3", "4", "5", "6", "7"];
    let upper = vec!["申报信息", "", "", "", "付款凭证", "", ""];
    let pages = |first: Rows<'static>, second: Rows<'static>| {
        let rows = [first, vec![ROW.to_vec()], second, vec![SECOND.to_vec()]].concat();
        sheet(&rows)
    };
    let own = HEADINGS.to_vec();
    for head in [
        vec![own.clone()],
        vec![own.clone(), unit("（元）")],
        vec![own.clone(), unit("元")],
        vec![own.clone(), numbers.clone()],
        vec![upper, own.clone()],
    ] {
        let found = pages(head.clone(), head.clone());
        assert_eq!(found, (BOTH.to_vec(), Vec::new()), "{head:?}");
    }
    let (amounts, codes) = pages(vec![own.clone(), unit("（元）")], vec![own.clone()]);
    assert_eq!((amounts, codes), (BOTH.to_vec(), Vec::new()), "without the row of units");
    // Other units or columns: nobody can tell which holds for the rows below.
    let mut other = HEADINGS.to_vec();
    other.swap(5, 6);
    for second in [
        vec![own.clone(), unit("（万元）")],
        vec![HEADINGS[..6].iter().copied().chain(["金额（万元）"]).collect()],
        vec![other],
    ] {
        let found = pages(vec![own.clone(), unit("（元）")], second.clone());
        assert_eq!(found, (Vec::new(), vec!["F231".to_string()]), "{second:?}");
    }
}

/// A workbook of facts as `facts` writes them, and one line.
fn with_facts(facts: impl Fn(&mut Worksheet)) -> (Vec<i64>, Vec<String>) {
    loud(read_all("申报.xlsx", |path| {
        let mut book = Workbook::new();
        facts(book.add_worksheet().set_name("基本情况").expect("a name"));
        let lines = book.add_worksheet().set_name("措施六").expect("a name");
        put(lines, &[HEADINGS.to_vec(), ROW.to_vec()], &Format::new());
        book.save(path).expect("a file");
    }))
}

const CODE: &str = "91440305QH000001X5";

#[test]
fn facts_may_be_a_form_of_labels() {
    let silent = (vec![PAID], Vec::new());
    let four = [
        vec!["申报单位基本情况表"],
        vec!["单位名称", "深圳前海示例有限公司", "统一社会信用代码", CODE],
        vec!["申报主体类型", "企业", "是否在前海实际经营", "是"],
        vec!["开户行", "", "联系人", "张三"],
        vec!["法定代表人", "李四", "联系电话", "0755-88880001"],
        vec!["财务负责人", "王五", "联系电话", "0755-88880002"],
        vec!["（盖章）", "", "", "2026年2月10日"],
    ];
    let two = [
        vec!["项目", "内容"],
        vec!["单位名称", "深圳前海示例有限公司"],
        vec!["统一社会信用代码", CODE],
        vec!["申报主体类型", "企业"],
        vec!["是否在前海实际经营", "是"],
        vec!["员工人数", "#35"],
    ];
    let numbered: Vec<Vec<&str>> = [["#1", "#2", "#3", "#4"]]
        .iter()
        .flat_map(|numbers| numbers.iter().zip(&two[1..]))
        .map(|(number, row)| [vec![*number], row.clone()].concat())
        .collect();
    for rows in [&four[..], &two, &numbered] {
        assert_eq!(with_facts(|sheet| put(sheet, rows, &Format::new())), silent, "{rows:?}");
    }
    // Labels and values merged over two columns each.
    let merged = with_facts(|sheet| {
        let format = Format::new().set_align(FormatAlign::Center);
        for (row, cells) in (0u32..).zip(&two[1..5]) {
            for (at, text) in [0u16, 2].into_iter().zip(cells) {
                sheet.merge_range(row, at, row, at + 1, text, &format).expect("merged");
            }
        }
    });
    assert_eq!(merged, silent, "merged");
    // What a column would be asked about, a label is asked about; a form without a code is none.
    let barred = [&two[..], &[vec!["是否失信", "是"]]].concat();
    let without = [&two[..2], &two[3..]].concat();
    let twice = [&two[..], &[vec!["信用代码", "91440305QH0000020T"]]].concat();
    for rows in [barred, without, twice] {
        let (_, codes) = with_facts(|sheet| put(sheet, &rows, &Format::new()));
        assert!(!codes.is_empty(), "{rows:?}");
    }
}

/// Sheets for people beside the table are named in a note; what may count is warned about.
#[test]
fn sheets_beside_the_table_are_noted() {
    let beside = |name: &str, rows: &[Vec<&str>]| {
        loud(read_all("申报.xlsx", |path| {
            let mut book = Workbook::new();
            let lines = book.add_worksheet().set_name("措施六").expect("a name");
            put(lines, &[HEADINGS.to_vec(), ROW.to_vec()], &Format::new());
            put(book.add_worksheet().set_name(name).expect("a name"), rows, &Format::new());
            book.save(path).expect("a file");
        }))
    };
    for (name, rows) in [
        (
            "联系方式",
            [vec!["单位名称", "统一社会信用代码", "电话"], vec!["某公司", CODE, "13800138000"]],
        ),
        ("承诺书", [vec!["承诺书"], vec!["我单位承诺所提交材料真实。"]]),
        ("材料清单", [vec!["序号", "材料名称", "份数"], vec!["#1", "合同复印件", "#2"]]),
        ("股东信息", [vec!["股东名称", "出资额（万元）"], vec!["甲", "#600"]]),
    ] {
        assert_eq!(beside(name, &rows), (vec![PAID], Vec::new()), "{name}");
    }
    // A table that states its own unit says nothing of the lines.
    let figures =
        [vec!["单位：万元"], vec!["年度", "营业收入", "净利润"], vec!["#2025", "#1000", "#100"]];
    assert_eq!(beside("财务数据", &figures), (vec![PAID], Vec::new()));
    // A page that states one does.
    let cover = [vec!["前海申报书"], vec!["金额单位：万元"]];
    assert_eq!(beside("首页", &cover), (Vec::new(), vec!["F229".to_string()]));
    // Numbers behind labels make no table of it.
    for row in [
        vec!["申报年度", "#2026", "批次", "#1"],
        vec!["申报年度", "#2026", "批次", "#1", "份数", "#3"],
        vec!["年度", "#2026", "", "批次", "#1"],
    ] {
        let page = [vec!["金额单位：万元"], row.clone()];
        assert_eq!(beside("首页", &page), (Vec::new(), vec!["F229".to_string()]), "{row:?}");
    }
    let sums = [vec!["单位：万元"], vec!["措施", "金额"], vec!["措施六", "#5"]];
    assert_eq!(beside("汇总", &sums), (vec![PAID], Vec::new()));
    for (name, rows) in [
        ("其他费用", [vec!["代码", "费用"], vec![CODE, "#5000"]]),
        ("申请表", [vec!["申请奖补金额（元）", "#5000"], vec!["联系人", "张三"]]),
        ("补充", [vec!["企业", "开支"], vec![CODE, "5,000.00"]]),
    ] {
        assert_eq!(beside(name, &rows), (vec![PAID], vec!["F205".to_string()]), "{name}");
    }
}

/// A state that all rows share, of another matter than the payment, is noted; one that differs is asked about.
#[test]
fn states_of_other_matters_are_noted_where_all_rows_share_them() {
    let with = |heading: &'static str, states: [&'static str; 2]| {
        let rows = [HEADINGS, ROW, SECOND].iter().zip([heading, states[0], states[1]]);
        let rows = rows.map(|(row, cell)| row.iter().copied().chain([cell]).collect());
        sheet(&rows.collect::<Vec<_>>())
    };
    for (heading, state) in [
        ("物流状态", "运输完毕"),
        ("核销状态", "待核"),
        ("收票状态", "纸票齐全"),
        ("开票状态", "正常开具"),
    ] {
        assert_eq!(with(heading, [state, state]), (BOTH.to_vec(), Vec::new()), "{heading}");
    }
    for (heading, states) in [
        ("物流状态", ["运输完毕", "拒签"]),
        ("开票状态", ["已作废", "已作废"]),
        ("开票状态", ["未开具", "未开具"]),
        ("银企对账状态", ["不符", "不符"]),
        ("付款状态", ["甲类", "甲类"]),
        ("核销状态", ["已核销", "待核"]),
        ("核销状态", ["未核销", ""]),
    ] {
        let found = with(heading, states);
        assert_eq!(found, (Vec::new(), vec!["F232".to_string()]), "{heading} {states:?}");
    }
}

#[test]
fn amounts_and_days_in_other_notations() {
    let with = |at: usize, cell: &'static str| {
        let mut row = ROW;
        row[at] = cell;
        sheet(&[HEADINGS.to_vec(), row.to_vec()])
    };
    for (amount, fen) in [
        ("12'345.67", 1_234_567),
        ("20000.02(人民币)", 2_000_002),
        ("2（万元）", 2_000_000),
        ("20000元2分", 2_000_002),
        ("20000元5角", 2_000_050),
        ("20000元5角2分", 2_000_052),
    ] {
        assert_eq!(with(6, amount), (vec![fen], Vec::new()), "{amount}");
    }
    for amount in ["12'34.5", "20000(美元)", "20000(含税)", "20000元2", "20000元2分3角", "2.5元3分"]
    {
        let (amounts, codes) = with(6, amount);
        assert!(amounts.is_empty() && !codes.is_empty(), "{amount}: {amounts:?}");
    }
    for day in ["2025-06-30星期一", "30/06/2025", "06/30/2025", "2025-06-30（周一）"] {
        assert_eq!(with(5, day), (vec![PAID], Vec::new()), "{day}");
    }
    for day in ["06/07/2025", "31/02/2025", "30/30/2025", "2025-06-30暂定"] {
        assert!(with(5, day).0.is_empty(), "{day}");
    }
}

/// Groups whose further words change nothing.
#[test]
fn groups_with_neutral_words_lead_to_their_columns() {
    let grouped = |group: &'static str| {
        let mut upper = HEADINGS.to_vec();
        upper.truncate(5);
        upper.extend([group, ""]);
        sheet(&[upper, vec!["", "", "", "", "", "日期", "金额"], ROW.to_vec()])
    };
    for group in [">付款情况(金额单位：元)", ">（三）付款情况", ">付款凭证", ">银行付款", ">支出"]
    {
        assert_eq!(grouped(group), (vec![PAID], Vec::new()), "{group}");
    }
    for group in [
        ">待付款",
        ">2024年付款",
        ">计划付款",
        ">付款退回",
        ">付款（预计）",
        ">付款（计划）",
        ">预算支出",
    ] {
        let (amounts, codes) = grouped(group);
        assert!(amounts.is_empty() && !codes.is_empty(), "{group}: {amounts:?}");
    }
    // A unit of the group and another of the heading.
    let units = |group: &'static str, leaf: &'static str| {
        let mut upper = HEADINGS.to_vec();
        upper.truncate(5);
        upper.extend([group, ""]);
        sheet(&[upper, vec!["", "", "", "", "", "日期", leaf], ROW.to_vec()])
    };
    assert_eq!(units(">付款（元）", "金额（元）"), (vec![PAID], Vec::new()));
    for (group, leaf) in [(">付款（万元）", "金额（元）"), (">付款（元）", "金额（万元）")]
    {
        let (amounts, codes) = units(group, leaf);
        assert!(amounts.is_empty() && !codes.is_empty(), "{group} {leaf}: {amounts:?}");
    }
}

#[test]
fn text_in_utf_16_needs_no_mark() {
    let text = format!("{}\r\n{}\r\n", HEADINGS.join(","), ROW.join(",").replace('#', ""));
    for big in [false, true] {
        let units = text.encode_utf16();
        let bytes: Vec<u8> = units
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let found = loud(read_all("六.csv", |path| std::fs::write(path, &bytes).expect("a file")));
        assert_eq!(found, (vec![PAID], Vec::new()), "{big}");
    }
    // Half of a letter is missing.
    let broken: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).skip(1).collect();
    let found = loud(read_all("六.csv", |path| std::fs::write(path, &broken).expect("a file")));
    assert!(found.0.is_empty() && !found.1.is_empty());
}
