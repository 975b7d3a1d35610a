//! What remarks, columns that nobody reads, names of files and formats of cells say of a row. What is right beside them
//! stays silent.

use std::fs;

use jiangbu::diag::Severity;
use jiangbu::ingest::{self, InputFile, Limits};

use super::written::{BOTH, HEADINGS, PAID, ROW, SECOND, beside, read_all, sheet, silent, write};

#[test]
fn a_remark_may_say_that_a_part_counts() {
    for text in [
        "按50%计",
        "各承担50%",
        "仅50%可申报",
        "只付了一半",
        "含押金2000元",
        "金额有误，应为1000元",
        "更正为8000",
        "分摊至三家公司",
        "由股东垫付",
        "发票开给香港公司",
        "估算",
        "计划12月支付",
        "已于上一批次申报",
        "龙华区已补",
        "待核实",
        "已部分退费",
        "该发票号填错",
        "内部结算",
        "已在龙华报过",
        "已申请深圳市商务局补贴",
        "其中含差旅费",
        "含2024年尾款5000元",
    ] {
        assert_eq!(beside("备注", ["", text]).1, ["D404"], "{text}");
    }
    assert_eq!(beside("备注", ["", "refund"]).1, ["F232"]);
    for text in [
        "税率6%",
        "含税，税率13%",
        "一次性付清",
        "合同约定一半预付，已全部付清",
        "无退款",
        "no refund",
        "符合要求",
        "分期付款第2期",
    ] {
        let (amounts, loud) = beside("备注", ["", text]);
        assert!(amounts == BOTH, "{text}: {loud:?}");
    }
    for text in ["税率6%", "含税，税率13%", "一次性付清", "no refund", "符合要求"] {
        assert_eq!(beside("备注", ["", text]), silent(&BOTH), "{text}");
    }
}

/// Many words of doubt in one cell take time by its length.
#[test]
fn a_long_remark_takes_little_time() {
    let long: &'static str = "其中".repeat(15_000).leak();
    let started = std::time::Instant::now();
    let (amounts, _) = beside("备注", ["", long]);
    assert!(amounts.len() == 2 && started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_column_may_say_of_which_year_a_row_is() {
    for (heading, year) in [
        ("费用所属年度", "2024"),
        ("费用所属年度", "2024年度"),
        ("fiscal_year", "#2024"),
        ("所属期", "2023年"),
        ("归属期间", "2024.01-2024.12"),
    ] {
        assert_eq!(beside(heading, ["2025", year]).1, ["D404"], "{heading} {year}");
    }
    for (heading, year) in [
        ("费用所属年度", "2025"),
        ("申报年度", "2026"),
        ("申报年度", "2024"),
        ("所属期", "2025年7月"),
        ("合同签订年份", "2024"),
    ] {
        assert_eq!(beside(heading, ["2025", year]), silent(&BOTH), "{heading} {year}");
    }
}

#[test]
fn flags_of_a_warehouse() {
    for (heading, bad) in [
        ("is_latest", "0"),
        ("is_history", "1"),
        ("is_red", "1"),
        ("delete_time", "2025-08-01 10:00:00"),
        ("cancel_time", "2025-08-01"),
        ("void_date", "2025-08-01"),
        ("reverse_no", "FP1"),
        ("row_status", "X"),
        ("dr_cr", "C"),
        ("pay_result", "F"),
        ("etl_flag", "D"),
        ("dw_is_del", "1"),
        ("yn", "0"),
        ("latest", "N"),
        ("approve", "N"),
        ("sign", "#-1"),
    ] {
        assert!(beside(heading, ["", bad]).1.contains(&"F232".to_string()), "{heading}");
    }
    for (heading, good) in [
        ("is_latest", "1"),
        ("is_history", "0"),
        ("is_red", "N"),
        ("dw_is_del", "0"),
        ("yn", "1"),
        ("latest", "Y"),
        ("sign", "#1"),
        ("approve", "Y"),
        ("current_balance", "#0"),
        ("latest_change", "#0"),
        ("update_time", "2025-08-01"),
        ("valid_to", "9999-12-31"),
    ] {
        assert_eq!(beside(heading, [good, good]), silent(&BOTH), "{heading}");
    }
}

#[test]
fn numbers_that_take_back_and_shares_of_ones_own_are_asked_about() {
    for (heading, bad) in [
        ("调整数", "#-2000"),
        ("数量", "#-1"),
        ("差异", "-500"),
        ("分摊比例", "50%"),
        ("本企业承担比例", "#0.5"),
        ("可申报比例", "80%"),
        ("分摊比例", "1/2"),
        ("分摊比例", "一半"),
        ("分摊比例", "三分之一"),
        ("核定", "#5000"),
        ("审定", "5000"),
    ] {
        assert!(beside(heading, ["", bad]).1.contains(&"F232".to_string()), "{heading}");
    }
    for (heading, good) in [
        ("数量", "#1"),
        ("差异", "#0"),
        ("差异", "-"),
        ("联系方式", "0755-26001234"),
        ("分摊比例", "100%"),
        ("可申报比例", "#100"),
        ("毛利率", "#12"),
        ("是否核定", "是"),
        ("服务内容", "-20℃存储"),
    ] {
        assert_eq!(beside(heading, [good, good]), silent(&BOTH), "{heading} {good}");
    }
}

#[test]
fn the_name_of_a_file_may_say_that_it_does_not_count() {
    // By a pattern that searches a folder, and by its own name.
    let found = |name: &str, searched: bool| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        write(&path, &[HEADINGS.to_vec(), ROW.to_vec()], "");
        let root = searched.then(|| folder.path().to_path_buf());
        let file = InputFile { path, shown: name.to_string(), root };
        let world = super::world::World::new();
        match ingest::read(
            &[file],
            &world.contracts,
            &world.headers,
            &Limits::default(),
            &|_: &str| {},
        ) {
            Ok(batch) => batch.findings,
            Err(faults) => faults.0,
        }
    };
    let loud = |name: &str, searched: bool| {
        let all = found(name, searched).into_iter().filter(|one| one.severity > Severity::Note);
        all.map(|one| one.code.id.to_string()).collect::<Vec<_>>()
    };
    for name in [
        "作废-前海示例.xlsx",
        "前海示例（已撤回）.xlsx",
        "草稿_前海示例.xlsx",
        "前海示例 旧版.xlsx",
        "不予受理/前海示例.xlsx",
        "退回/前海示例.xlsx",
    ] {
        assert_eq!(loud(name, true), ["F275"], "{name}");
        assert_eq!(loud(name, false), [""; 0], "{name}");
    }
    for name in [
        "深圳前海测试技术有限公司.xlsx",
        "前海预算软件_2026.xlsx",
        "申报表（最终版）.xlsx",
        "旧金山咨询（深圳）有限公司.xlsx",
        "全部/前海示例.xlsx",
        "已受理/前海示例.xlsx",
    ] {
        assert_eq!(loud(name, true), [""; 0], "{name}");
    }
}

#[test]
fn a_text_below_may_speak_of_another_year() {
    let below =
        |text: &'static str| sheet(&[HEADINGS.to_vec(), ROW.to_vec(), SECOND.to_vec(), vec![text]]);
    for text in ["红色字体为2024年费用", "灰色底纹行不纳入本次申报", "黄色标注的不列入"]
    {
        let (_, loud) = below(text);
        assert_eq!(loud, ["D421"], "{text}");
    }
    let long = "本单位所填各项均为实际发生的数据跨境合规费用，".repeat(12);
    let told: &'static str = format!("{long}。其中第2行款项已于2025年9月全额退回。").leak();
    assert_eq!(below(told).1, ["D421"]);
    let silent_one: &'static str = format!("{long}。如有虚假，自愿退回全部奖补资金。").leak();
    assert_eq!(below(silent_one), silent(&BOTH));
    for text in ["以上均为2025年费用", "本表一式两份", "2026年2月10日"] {
        assert_eq!(below(text), silent(&BOTH), "{text}");
    }
}

#[test]
fn totals_by_other_names() {
    let with = |name: &'static str| {
        let row = |own: [&'static str; 7], last| own.into_iter().chain([last]).collect::<Vec<_>>();
        let total = ["SB9", ROW[1], ROW[2], "HT9", "FP9", ROW[5], "#30000"];
        sheet(&[row(HEADINGS, "服务内容"), row(ROW, ""), row(SECOND, ""), row(total, name)])
    };
    for name in
        ["2025年度费用共计", "上述费用之和", "各项费用总和", "2025年合计", "（合计）", "共2笔"]
    {
        assert_eq!(with(name), (BOTH.to_vec(), vec!["F272".to_string()]), "{name}");
    }
    for name in ["数据合规统计", "共计算平台服务", "调和"] {
        assert_eq!(with(name).0.len(), 3, "{name}");
    }
}

#[test]
fn a_word_is_no_number_of_an_invoice() {
    let with = |number: &'static str| {
        let mut row = ROW;
        row[4] = number;
        sheet(&[HEADINGS.to_vec(), row.to_vec()])
    };
    for number in ["同上", "收据", "待补", "〃"] {
        assert_eq!(with(number), (vec![PAID], vec!["D420".to_string()]), "{number}");
    }
    for number in ["FP1", "深票1号", "12345678", "发票12345678"] {
        assert_eq!(with(number), silent(&[PAID]), "{number}");
    }
}

#[test]
fn formats_may_paint_what_is_not_there() {
    let shown = |format: &str| {
        let found =
            read_all("申报.xlsx", |path| write(path, &[HEADINGS.to_vec(), ROW.to_vec()], format));
        let errors = found.1.iter().filter(|(_, severity)| *severity == Severity::Error).count();
        (found.0, errors)
    };
    for format in ["0\".\"00", "0\"0\"", "\"约\"0.00", "0\"000\""] {
        let (amounts, errors) = shown(format);
        assert!(amounts.is_empty() && errors > 0, "{format}: {amounts:?}");
    }
    for format in
        ["0.00", "#,##0.00", "0.00\"元\"", "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "]
    {
        assert_eq!(shown(format), (vec![PAID], 0), "{format}");
    }
}

/// Facts in a file of their own.
#[test]
fn states_of_the_facts_are_asked_about() {
    let facts = |heading: &str, said: &str| {
        let lines = format!(
            "{}\n{}\n",
            HEADINGS.join(","),
            ROW.map(|cell| cell.trim_start_matches('#')).join(",")
        );
        let folder = tempfile::TempDir::new().expect("a folder");
        let own = folder.path().join("基本情况.csv");
        let text = format!(
            "单位名称,统一社会信用代码,主体类型,{heading}\n深圳前海示例公司,{},企业,{said}\n",
            ROW[1]
        );
        fs::write(&own, text).expect("a file");
        let evidence = folder.path().join("六 数据跨境合规.csv");
        fs::write(&evidence, lines).expect("a file");
        let world = super::world::World::new();
        let found = match world.read(&[own, evidence]) {
            Ok(batch) => batch.findings,
            Err(faults) => faults.0,
        };
        let loud = found.into_iter().filter(|one| one.severity > Severity::Note);
        loud.map(|one| one.code.id.to_string()).collect::<Vec<_>>()
    };
    for (heading, said) in [
        ("受理状态", "未受理"),
        ("窗口意见", "不予受理"),
        ("初审意见", "不符合条件"),
        ("申报状态", "草稿"),
        ("已获市级补助（元）", "10000"),
        ("同一项目是否获其他资助", "是"),
        ("近三年有无违法", "有"),
        ("联合惩戒", "有"),
        ("经营状况", "停业"),
        ("信用状况", "失信"),
        ("材料是否齐全", "否"),
    ] {
        assert!(
            facts(heading, said).contains(&"F232".to_string()),
            "{heading} {said}: {:?}",
            facts(heading, said)
        );
    }
    for (heading, said) in [
        ("受理状态", "已受理"),
        ("窗口意见", "同意受理"),
        ("初审意见", "符合条件"),
        ("申报状态", "已提交"),
        ("已获市级补助（元）", "0"),
        ("同一项目是否获其他资助", "否"),
        ("近三年有无违法", "无"),
        ("经营状况", "正常"),
        ("信用状况", "良好"),
        ("材料是否齐全", "是"),
        ("填报状态", "已完成"),
    ] {
        assert_eq!(facts(heading, said), [""; 0], "{heading} {said}");
    }
}
