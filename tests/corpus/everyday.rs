//! Sheets as offices type them: facts of the filer above the table, groups of headings, rows that are void, columns
//! that are numbered, amounts parted by their own commas. Each is read rightly, or said; none gives another amount.

use std::fs;

use jiangbu::diag::Severity;
use rust_xlsxwriter::{Format, Workbook};

use super::written::{HEADINGS, PAID, ROW, read_all, write};

/// Amounts of measure 六 in fen, and the codes of errors.
fn read(name: &str, make: impl FnOnce(&std::path::Path)) -> (Vec<i64>, Vec<String>) {
    let (amounts, found) = read_all(name, make);
    let errors = found.into_iter().filter(|(_, severity)| *severity == Severity::Error);
    (amounts, errors.map(|(code, _)| code).collect())
}

/// A workbook of one sheet.
fn sheet(rows: &[Vec<&str>]) -> (Vec<i64>, Vec<String>) {
    read("申报.xlsx", |path| write(path, rows, ""))
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
    let below = table(&[&["资产总额（万元）"], &["#1234"]], &[&ROW]);
    assert_eq!(below, right, "a label above its value");
    let (amounts, errors) = table(&[], &[&ROW, &["注册资本（万元）", "#500"]]);
    assert_eq!(amounts, [PAID], "a label below the table");
    assert!(!errors.iter().any(|code| code.starts_with('F')), "{errors:?}");
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
        ">合同，协议",
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
        ("是否正数发票", "否"),
        ("2024年发生", "#300"),
    ] {
        let (amounts, errors) = with(heading, value);
        assert!(amounts.is_empty() && !errors.is_empty(), "{heading} {value}");
    }
    for (heading, value) in [
        ("发票状态", "正常"),
        ("发票状态", "未作废"),
        ("备注", "原发票作废后另开新票，见附件说明"),
        ("付款批次", "#3"),
        ("是否正数发票", "是"),
    ] {
        assert_eq!(with(heading, value), (vec![PAID], Vec::new()), "{heading} {value}");
    }
}

#[test]
fn columns_may_be_numbered_below_their_headings() {
    let numbers = ["1", "2", "3", "4", "5", "6", "7"];
    let brackets = ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）"];
    let stems = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
    let both = ["甲", "乙", "丙", "丁", "戊", "1", "2"];
    for row in [numbers, brackets, stems, both] {
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

#[test]
fn marks_and_notes_of_headings_change_nothing() {
    let headed = |heading: &'static str| {
        let mut headings = HEADINGS;
        headings[6] = heading;
        sheet(&[headings.to_vec(), ROW.to_vec()])
    };
    for heading in [
        "金额（元）※",
        "付款金额（元）①",
        "7.付款金额（元）",
        "金额（元，精确到分）",
        "金额（含6%税，元）",
        "金额（元，不含手续费）",
        "金额（本币）",
        "金额/元",
        "(8)金额",
        "金额 Amount",
    ] {
        assert_eq!(headed(heading), (vec![PAID], Vec::new()), "{heading}");
    }
    for heading in ["金额（原币）", "金额（元，万元）", "金额（元）与税额"] {
        let (amounts, errors) = headed(heading);
        assert!(amounts.is_empty() && !errors.is_empty(), "{heading}: {amounts:?}");
    }
}

/// A text shows what its own section of the format says: 25.5 as `25.5万元`.
#[test]
fn numbers_stored_as_texts_show_their_unit() {
    let mut row = ROW;
    row[6] = "25.5";
    let rows = [HEADINGS.to_vec(), row.to_vec()];
    let shown = |format: &str| read("申报.xlsx", |path| write(path, &rows, format));
    for format in ["0.00;-0.00;0;@\"万元\"", "@\"万元\""] {
        assert_eq!(shown(format), (vec![25_500_000], Vec::new()), "{format}");
    }
    for format in ["@", "0.00", "0.0\"万元\"", "@\"元\""] {
        assert_eq!(shown(format), (vec![2_550], Vec::new()), "{format}");
    }
    let (amounts, errors) = shown("@\"美元\"");
    assert_eq!((amounts, errors), (Vec::new(), vec!["D324".to_string()]));
}

#[test]
fn a_total_in_words_is_compared() {
    let codes = |total: &str| {
        let rows = [HEADINGS.to_vec(), ROW.to_vec(), vec![total]];
        let (amounts, found) = read_all("申报.xlsx", |path| write(path, &rows, ""));
        assert_eq!(amounts, [PAID], "{total}");
        found.iter().any(|(code, _)| code == "F223")
    };
    for (total, differs) in [
        ("合计（大写）：人民币壹万元整", false),
        ("合计（大写）：壹万圆正", false),
        ("合计（大写）：人民币壹亿元整", true),
        ("合计（大写）：人民币壹元整", true),
    ] {
        assert_eq!(codes(total), differs, "{total}");
    }
}

#[test]
fn texts_that_programs_keep_from_spreadsheets_are_texts() {
    let head = HEADINGS.join(",");
    let row = r#"="SB1",="91440305QH000001X5",2026-02-10,="HT1",="0071",2025–06–30,10000"#;
    let found =
        read_all("六.csv", |path| fs::write(path, format!("{head}\n{row}\n")).expect("a file"));
    let said = found.1.iter().filter(|(_, severity)| *severity != Severity::Note).count();
    assert_eq!((found.0, said), (vec![PAID], 0));
}

#[test]
fn folders_may_state_the_unit() {
    let text = format!("{}\n{}\n", HEADINGS.join(","), ROW.join(",").replace("#10000", "25.5"));
    let of = |name: &str| read(name, |path| fs::write(path, &text).expect("a file"));
    assert_eq!(of("单位：万元/六.csv"), (vec![25_500_000], Vec::new()));
    assert_eq!(of("万元/六.csv"), (vec![25_500_000], Vec::new()));
    for name in ["2025年申报/六.csv", "前海万元通公司/六.csv", "单笔300万元以上/六.csv"]
    {
        assert_eq!(of(name), (vec![2_550], Vec::new()), "{name}");
    }
}

/// A column of another table is no unit of this one, and nothing to pass over.
#[test]
fn units_of_other_tables_are_asked_about() {
    for above in ["金额（万元）见附表二", "费用（万元）另见附表"] {
        let (amounts, errors) = table(&[&[above]], &[&ROW]);
        assert!(amounts.is_empty() && !errors.is_empty(), "{above}: {amounts:?}");
    }
}

/// 10.000 is ten, or ten thousand.
#[test]
fn a_point_between_thousands_is_said() {
    let text = |amount: &str| {
        let line = ROW.join(",").replace("#10000", amount);
        let all = format!("{}\n{line}\n", HEADINGS.join(","));
        read("六.csv", |path| fs::write(path, all).expect("a file"))
    };
    for amount in ["10.000", "￥81.230", "1.500元"] {
        assert_eq!(text(amount), (Vec::new(), vec!["D401".to_string()]), "{amount}");
    }
    for (amount, fen) in [
        ("10.00", 1_000),
        ("10.0000", 1_000),
        ("0.500", 50),
        ("81234.500", 8_123_450),
        ("10.500万元", 10_500_000),
    ] {
        assert_eq!(text(amount), (vec![fen], Vec::new()), "{amount}");
    }
}

/// Programs of Office write characters by their code where they like.
#[test]
fn characters_of_formats_may_be_written_by_their_code() {
    let mut row = ROW;
    row[6] = "#25.5";
    let rows = [HEADINGS.to_vec(), row.to_vec()];
    let (amounts, errors) = read("申报.xlsx", |path| write(path, &rows, "0.0\"_x4E07_元\""));
    assert_eq!((amounts, errors), (vec![25_500_000], Vec::new()));
}

/// Two numbers on two lines are not one, and the mark of a note is no digit.
#[test]
fn digits_of_one_number_stand_together() {
    let with = |amount: &str| {
        let mut row = ROW;
        row[6] = amount;
        sheet(&[HEADINGS.to_vec(), row.to_vec()])
    };
    for amount in ["10000\n2000", "1.5\n2", "①10000", "10000¹", "10⁵"] {
        assert_eq!(with(amount), (Vec::new(), vec!["D402".to_string()]), "{amount}");
    }
    for (amount, fen) in [("10000\n元", PAID), ("\n10000", PAID), ("１００００", PAID)] {
        assert_eq!(with(amount), (vec![fen], Vec::new()), "{amount}");
    }
    let mut row = ROW;
    row[5] = "2025-1\n2-30";
    assert_eq!(sheet(&[HEADINGS.to_vec(), row.to_vec()]).1, ["D402"]);
}

/// A number of which a part is struck through, or all.
#[test]
fn struck_amounts_do_not_count() {
    let struck = Format::new().set_font_strikethrough();
    let plain = Format::new();
    let make = |rich: bool| {
        read("申报.xlsx", |path| {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet().set_name("六 数据跨境合规").expect("a name");
            for (at, heading) in (0u16..).zip(HEADINGS) {
                sheet.write(0, at, heading).expect("a heading");
            }
            for (at, cell) in (0u16..).zip(&ROW[..6]) {
                sheet.write(1, at, *cell).expect("a cell");
            }
            let runs = [(&struck, "9999"), (&plain, "10000")];
            match rich {
                true => sheet.write_rich_string(1, 6, &runs),
                false => sheet.write_with_format(1, 6, 10_000, &struck),
            }
            .expect("an amount");
            book.save(path).expect("a file");
        })
    };
    assert_eq!(make(true), (Vec::new(), vec!["D403".to_string()]));
    assert_eq!(make(false), (Vec::new(), vec!["D303".to_string()]));
}

/// What a group says beside the words of its headings must say nothing of its own.
#[test]
fn groups_of_what_is_planned_or_due_are_not_what_was_paid() {
    let grouped = |group: &str, leaf: &str| {
        let mut upper = HEADINGS.to_vec();
        upper.truncate(5);
        upper.extend([group, ""]);
        let lower = vec!["", "", "", "", "", "付款日期", leaf];
        sheet(&[upper, lower, ROW.to_vec()])
    };
    for group in [">付款", ">付款信息", ">付款凭证", ">本次付款", ">实际支出", ">支付凭证信息"]
    {
        assert_eq!(grouped(group, "付款金额"), (vec![PAID], Vec::new()), "{group}");
    }
    for group in [">付款（含税）", ">付款（二）"] {
        assert_eq!(grouped(group, "付款金额"), (vec![PAID], Vec::new()), "{group}");
    }
    for group in [
        ">付款（预计）",
        ">未付款",
        ">计划付款",
        ">付款退回",
        ">预算金额",
        ">重复付款",
        ">剔除金额",
    ] {
        let (amounts, errors) = grouped(group, "付款金额");
        assert!(amounts.is_empty() && !errors.is_empty(), "{group}: {amounts:?}");
    }
}

/// The name of a sheet may say that it does not count.
#[test]
fn sheets_that_are_void_are_asked_about() {
    let named = |name: &str| {
        read("申报.xlsx", |path| {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            for (row, cells) in (0u32..).zip([HEADINGS, ROW]) {
                for (at, cell) in (0u16..).zip(cells) {
                    match cell.strip_prefix('#') {
                        Some(number) => sheet.write(row, at, number.parse::<f64>().expect("one")),
                        None => sheet.write(row, at, cell),
                    }
                    .expect("a cell");
                }
            }
            book.save(path).expect("a file");
        })
    };
    for name in ["六 数据跨境合规", "数据跨境", "Sheet1"] {
        assert_eq!(named(name), (vec![PAID], Vec::new()), "{name}");
    }
    for name in ["措施六（作废）", "数据跨境-旧", "草稿", "数据跨境-退款", "汇总"]
    {
        assert_eq!(named(name), (Vec::new(), vec!["F266".to_string()]), "{name}");
    }
}

/// Beside a sheet that has the name of its table, others do not count by their headings alone.
#[test]
fn a_second_sheet_of_the_same_headings_is_asked_about() {
    let beside = |name: &str| {
        read("申报.xlsx", |path| {
            let mut book = Workbook::new();
            for name in ["措施六", name] {
                let sheet = book.add_worksheet().set_name(name).expect("a name");
                for (row, cells) in (0u32..).zip([HEADINGS, ROW]) {
                    for (at, cell) in (0u16..).zip(cells) {
                        // Another invoice on the second sheet.
                        let cell =
                            if name == "措施六" { cell } else { &cell.replace("FP1", "FP2") };
                        match cell.strip_prefix('#') {
                            Some(number) => {
                                sheet.write(row, at, number.parse::<f64>().expect("one"))
                            }
                            None => sheet.write(row, at, cell),
                        }
                        .expect("a cell");
                    }
                }
            }
            book.save(path).expect("a file");
        })
    };
    for name in ["措施六（2）", "措施六续", "措施六-补充"] {
        assert_eq!(beside(name), (vec![PAID, PAID], Vec::new()), "{name}");
    }
    for name in ["修改前", "2024年", "不予受理", "Sheet2"] {
        let (_, errors) = beside(name);
        assert_eq!(errors, ["F266"], "{name}");
    }
}

/// A remark that may say that its row does not count is told; what it says, a person decides.
#[test]
fn remarks_that_may_cancel_a_row_are_told() {
    let with = |text: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain(["备注"]).collect();
        let rows = [headings, ROW.iter().copied().chain([text]).collect()];
        read_all("申报.xlsx", |path| write(path, &rows, ""))
    };
    let warned = |found: &[(String, Severity)]| found.iter().any(|(code, _)| code == "D404");
    for text in
        ["此发票已于2026年1月红冲作废", "该款项尚未实际支付，待验收后付款", "其中2000元为个人支出"]
    {
        let (amounts, found) = with(text);
        assert!(amounts == [PAID] && warned(&found), "{text}: {found:?}");
    }
    for text in
        ["发票原件已交窗口，复印件附后", "无作废、红冲等情形，特此说明", "合同约定分两期支付"]
    {
        let (amounts, found) = with(text);
        assert!(amounts == [PAID] && !warned(&found), "{text}: {found:?}");
    }
}

/// Names of things may hold such words.
#[test]
fn what_columns_name_cancels_nothing() {
    let with = |heading: &'static str, text: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain([heading]).collect();
        sheet(&[headings, ROW.iter().copied().chain([text]).collect()])
    };
    for (heading, text) in [
        ("服务内容", "数据删除"),
        ("项目名称", "专利无效宣告"),
        ("供应商", "撤销科技公司"),
        ("审核意见", "情况属实"),
        ("付款状态", "已转账"),
        ("合同状态", "履约中"),
    ] {
        assert_eq!(with(heading, text), (vec![PAID], Vec::new()), "{heading} {text}");
    }
    // What looks like the foot of a form and holds an amount is none.
    let (amounts, errors) = table(&[], &[&ROW, &["减：", "退款：", "", "", "", "", "#5000"]]);
    assert!(amounts == [PAID] && !errors.is_empty(), "{errors:?}");
}

/// 24:00 is the next day to some; 25:00 is none.
#[test]
fn a_time_that_no_clock_shows_is_said() {
    let with = |day: &'static str| {
        let mut row = ROW;
        row[5] = day;
        table(&[], &[&row])
    };
    for day in ["2025-06-30 24:00", "2025-06-30 25:00"] {
        assert!(with(day).0.is_empty(), "{day}");
    }
    assert_eq!(with("2025-06-30 23:59"), (vec![PAID], Vec::new()));
}

/// Any state that is not known to be harmless is asked about; so is what an enterprise says of itself.
#[test]
fn states_that_nobody_knows_are_asked_about() {
    let with = |heading: &'static str, value: &'static str| {
        let headings: Vec<&str> = HEADINGS.iter().copied().chain([heading]).collect();
        sheet(&[headings, ROW.iter().copied().chain([value]).collect()])
    };
    for (heading, value) in [
        ("付款状态", "待付款"),
        ("付款状态", "部分支付"),
        ("单据状态", "草稿"),
        ("凭证状态", "未记账"),
        ("借/贷", "贷"),
        ("is_deleted", "true"),
        ("是否放弃申报", "是"),
        ("已获其他资助金额", "#5000"),
        ("付款状态", "待审核"),
        ("支付状态", "银行处理中，款项尚未到账"),
        ("status", "cancelled"),
        ("审核意见", "票据不合规，建议剔除该笔支出"),
        ("核查结果", "未见银行回单"),
        ("付款进度", "50%"),
        ("到账情况", "未到账"),
    ] {
        assert_eq!(
            with(heading, value),
            (Vec::new(), vec!["F232".to_string()]),
            "{heading} {value}"
        );
    }
    for (heading, value) in [
        ("付款状态", "已付"),
        ("审核状态", "待审核"),
        ("交易状态", "交易成功"),
        ("借/贷", "借"),
        ("is_deleted", "false"),
        ("是否放弃申报", "否"),
        ("已获其他资助金额", "#0"),
        ("审核意见", "经核对，与合同、发票相符"),
        ("付款进度", "100%"),
        ("status", "settled"),
        ("IS_DELETED", "2"),
    ] {
        assert_eq!(with(heading, value), (vec![PAID], Vec::new()), "{heading} {value}");
    }
}

/// Signatures and marks below the table are remarks, and totals go by many words.
#[test]
fn what_stands_below_the_table_is_no_data() {
    for below in [
        "企业（盖章）：",
        "本单位承诺以上内容真实有效",
        "（以下空白）",
        "以下无正文",
        "——",
        "受理窗口意见：",
        "共 2 条记录",
    ] {
        assert_eq!(table(&[], &[&ROW, &[below]]), (vec![PAID], Vec::new()), "{below}");
    }
    let foot = ["单位负责人：", "张三", "填表人：", "李四", "", "联系电话：", "13800000000"];
    assert_eq!(table(&[], &[&ROW, &foot]), (vec![PAID], Vec::new()));
    for total in ["汇总", "费用合计", "以上合计", "本页累计", "总计1笔", "合計"]
    {
        let row = [total, "", "", "", "", "", "#10000"];
        assert_eq!(table(&[], &[&ROW, &row]), (vec![PAID], Vec::new()), "{total}");
    }
    // A code that is filled down stands before the word.
    let mut sum = ROW;
    sum[3] = "小计";
    assert_eq!(table(&[], &[&ROW, &sum]), (vec![PAID], Vec::new()));
    // What may be data is not passed over.
    let (_, errors) = table(&[], &[&ROW, &["91440305QH000001X5"]]);
    assert!(!errors.is_empty());
}

/// How to fill in the columns stands below the headings of many forms.
#[test]
fn rows_below_the_headings_that_tell_how_to_fill_in_are_no_data() {
    for below in [
        ["必填", "必填", "选填", "选填", "必填", "必填", "必填"],
        ["文本", "18位", "日期", "文本", "文本", "日期", "数字"],
        ["", "", "", "", "", "", "（含税）"],
    ] {
        assert_eq!(table(&[], &[&below, &ROW]), (vec![PAID], Vec::new()), "{below:?}");
    }
}
