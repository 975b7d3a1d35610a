//! Words that were read as examples and are now read as kinds: denials, brackets of groups, void sheets, papers beside a
//! filing, measures in one list, registers. What is right beside them stays silent.

use super::written::{self, BOTH, HEADINGS, M6, PAID, ROW, Rows, SECOND, beside, sheet, silent};

fn lines() -> Rows<'static> {
    vec![HEADINGS.to_vec(), ROW.to_vec()]
}

#[test]
fn a_denial_takes_back_what_stands_behind_it() {
    for text in [
        "其中3,000元为差旅费",
        "实际支付8,000元",
        "扣除差旅费，计3000元",
        "已退1,200元",
        "其中餐费，酒店费3000元由员工负担",
        "非本年度费用",
        "非本公司支付",
        "没有通过验收",
        "没有发票",
        "无付款凭证",
        "已在南山区申领同类补贴",
        "该笔已向区商务局申请服务贸易补助",
        "已获得市级资助",
    ] {
        let (_, loud) = beside("备注", ["", text]);
        assert_eq!(loud, ["D404"], "{text}");
    }
    for text in [
        "非暂估",
        "不存在代付",
        "不涉及重复申报",
        "咨询费3,000元",
        "无其他费用，已结清",
        "已在网信办获备案",
        "未曾享受补贴",
        "未领取过补贴",
    ] {
        assert_eq!(beside("备注", ["", text]), silent(&BOTH), "{text}");
    }
}

#[test]
fn brackets_of_a_group_say_what_it_is() {
    let grouped = |group: &'static str| {
        let mut upper = HEADINGS.to_vec();
        upper[5] = group;
        upper[6] = "";
        let lower = vec!["", "", "", "", "", "付款日期", "金额"];
        sheet(&[upper, lower, ROW.to_vec()])
    };
    for group in [
        "（计划）付款",
        "【计划】付款",
        "(退回)付款情况",
        "付款（未付）明细",
        "付款（计划）情况",
        "付款(计划)(元)",
    ] {
        let (amounts, loud) = grouped(group);
        assert!(amounts.is_empty() && !loud.is_empty(), "{group}: {amounts:?} {loud:?}");
    }
    for group in
        ["（三）付款情况", "（1）付款", "付款（含税）情况", "付款情况（元）", "（一）付款（本次）"]
    {
        assert_eq!(grouped(group), silent(&[PAID]), "{group}");
    }
    assert_eq!(grouped("付款（万元）情况"), silent(&[10_000 * PAID]), "a unit in the middle");
}

#[test]
fn what_was_taken_out_is_on_its_sheet() {
    let named = |name| written::book("m6", &[(name, lines())]);
    for name in ["六 数据跨境合规（已剔除）", "已剔除发票", "剔除发票"] {
        let (amounts, loud) = named(name);
        assert!(amounts.is_empty() && loud.contains(&"F266".to_string()), "{name}: {loud:?}");
    }
    for name in [M6, "支付（已剔除退款）", "发票（已扣除红冲）"] {
        assert_eq!(named(name), silent(&[PAID]), "{name}");
    }
}

#[test]
fn payments_on_a_sheet_of_their_own_are_not_left_out_in_silence() {
    let with = |head: [&'static str; 4], rows: [[&'static str; 4]; 2]| {
        let side = [head, rows[0], rows[1]].map(|row| row.to_vec()).to_vec();
        written::book("m6", &[(M6, lines()), ("补充付款明细", side)])
    };
    for heading in ["费用（元）", "金额", "付款额"] {
        let rows = [
            ["甲公司", "25440000000006601409", "2025-07-01", "#88888"],
            ["乙公司", "25440000000006601410", "2025-07-02", "#7777"],
        ];
        let (_, loud) = with(["供应商", "票据", "时间", heading], rows);
        assert!(!loud.is_empty(), "{heading}");
    }
    for (head, row) in [
        (["姓名", "电话", "部门", "人数"], ["张三", "13800000000", "研发", "#3"]),
        (["供应商", "联系人", "地址", "金额"], ["甲公司", "张三", "深圳", "#5"]),
        (["产品", "型号", "时间", "数量"], ["甲", "12345678", "2025", "#5"]),
    ] {
        assert_eq!(with(head, [row, row]), silent(&[PAID]), "{head:?}");
    }
}

#[test]
fn measures_of_a_list_by_number_and_title() {
    for text in [
        "第七条 国际数据服务专线",
        "七、国际数据服务专线",
        "国际数据专线",
        "措施六、措施七",
        "六、七",
        "措施七",
    ] {
        let (_, loud) = beside("支持措施", ["措施六", text]);
        assert!(loud.contains(&"D423".to_string()), "{text}: {loud:?}");
    }
    for text in [
        "第六条 数据跨境合规",
        "六、数据跨境合规",
        "6",
        "措施六（2）",
        "第六条第七项",
        "六、2.评估",
    ] {
        assert_eq!(beside("支持措施", ["措施六", text]), silent(&BOTH), "{text}");
    }
}

#[test]
fn questions_about_registers_are_asked() {
    let with = |heading: &'static str, value: &'static str| {
        let head = [
            "单位名称",
            "统一社会信用代码",
            "单位类型",
            "是否在前海实际经营",
            "是否为数据服务企业",
        ];
        let firm = ["前海示例公司", "91440305QH000001X5", "企业", "是", "是"];
        let facts = vec![[&head[..], &[heading]].concat(), [&firm[..], &[value]].concat()];
        written::book("m6", &[("基本情况", facts), (M6, lines())])
    };
    for (heading, value) in [
        ("是否存在欠税", "是"),
        ("有无行政处罚", "有"),
        ("是否被吊销营业执照", "是"),
        ("是否受到行政处罚", "是"),
    ] {
        let (amounts, loud) = with(heading, value);
        assert!(amounts.is_empty() && loud == ["F232"], "{heading} {value}: {loud:?}");
    }
    for (heading, value) in [
        ("是否存在欠税", "否"),
        ("有无行政处罚", "无"),
        ("是否被吊销营业执照", "未吊销"),
        ("是否无重大违法记录", "是"),
        ("是否不存在欠税", "是"),
        ("是否上市", "是"),
    ] {
        assert_eq!(with(heading, value), silent(&[PAID]), "{heading} {value}");
    }
}

#[test]
fn the_level_of_a_standard_stands_behind_words() {
    let with = |number, level| {
        let head =
            ["申报编号", "统一社会信用代码", "受理日期", "标准号", "标准级别", "起草单位排序"];
        let head = [&head[..], &["数字贸易领域", "发布日期"]].concat();
        let row = ["SB1", "91440305QH000001X5", "2026-02-10", number, level, "1"];
        let row = [&row[..], &["数字服务", "2025-06-30"]].concat();
        written::book("m6", &[("五 数字贸易标准", vec![head, row])]).1
    };
    for number in ["国标GB/T 45678-2025", "《GB/T 45678-2025》", "标准号：GB/T 45678-2025"]
    {
        assert_eq!(with(number, "国际"), ["D425"], "{number}");
        assert!(with(number, "国家").is_empty(), "{number}: {:?}", with(number, "国家"));
    }
    assert!(with("《ISO 45678-2025》", "国际").is_empty());
}

#[test]
fn nobody_ranks_before_the_first() {
    let with = |rank| {
        let head =
            ["申报编号", "统一社会信用代码", "受理日期", "标准号", "标准级别", "起草单位排序"];
        let head = [&head[..], &["数字贸易领域", "发布日期"]].concat();
        let row = ["SB1", "91440305QH000001X5", "2026-02-10", "GB/T 45678-2025", "国家", rank];
        let row = [&row[..], &["数字服务", "2025-06-30"]].concat();
        written::book("m6", &[("五 数字贸易标准", vec![head, row])]).1
    };
    for rank in ["0", "#0", "第0", "第0位"] {
        assert_eq!(with(rank), ["D309"], "{rank}");
    }
    for rank in ["1", "#1", "第1位", "首位", "第十"] {
        assert!(with(rank).is_empty(), "{rank}: {:?}", with(rank));
    }
}

#[test]
fn a_state_that_speaks_against_its_row_is_asked_in_all_rows() {
    for (heading, said) in [
        ("回单状态", "未收到"),
        ("发票认证状态", "异常"),
        ("发票勾选状态", "失控发票"),
        ("对账状态", "有差异"),
        ("核销状态", "异议中"),
    ] {
        let (amounts, loud) = beside(heading, [said; 2]);
        assert!(amounts.is_empty() && loud.contains(&"F232".to_string()), "{heading}: {loud:?}");
    }
    for (heading, said) in [
        ("对账状态", "未对账"),
        ("记账状态", "未记账"),
        ("物流状态", "运输中"),
        ("归档状态", "待归档"),
        ("发票认证状态", "已认证"),
        ("推送标志状态", "否"),
    ] {
        assert_eq!(beside(heading, [said; 2]), silent(&BOTH), "{heading} {said}");
    }
}

#[test]
fn a_word_for_a_total_in_any_column() {
    let with = |word: &'static str, amount: &'static str, before: usize| {
        let line = |row: [&'static str; 7], last| row.into_iter().chain([last]).collect::<Vec<_>>();
        let last = ["SB9", ROW[1], ROW[2], "HT9", "FP9", ROW[5], amount];
        let rows = [line(HEADINGS, "服务内容"), line(ROW, "咨询"), line(SECOND, "培训")];
        let mut rows = rows[..=before].to_vec();
        rows.push(line(last, word));
        sheet(&rows)
    };
    for word in ["费用合计", "以上合计", "本页小计", "本企业合计", "数据汇总"]
    {
        assert_eq!(with(word, "#30000", 2), (BOTH.to_vec(), vec!["F272".into()]), "{word}");
    }
    let (amounts, loud) = with("合计", "#10000", 1);
    assert!(amounts == [PAID] && loud == ["F272"], "{amounts:?} {loud:?}");
    let (amounts, loud) = with("合计", "#30001", 2);
    assert!(amounts == BOTH && loud.contains(&"F272".into()), "{amounts:?} {loud:?}");
    let all = [PAID, 2 * PAID, PAID / 2];
    for word in ["数据汇总", "会计", "设计费", "小程序", "费用合计"] {
        assert_eq!(with(word, "#5000", 2), silent(&all), "{word}");
    }
}

#[test]
fn a_foot_signs_and_a_line_that_is_not_finished_does_not() {
    let below = |foot: &[&'static str]| sheet(&[HEADINGS.to_vec(), ROW.to_vec(), foot.to_vec()]);
    for foot in [
        &["", "", "", "", "（补开）", "2025年5月"][..],
        &["2025年度服务费用", "", "", "", "（补充付款）", "2025年5月"],
        &["", "", "", "", "（冲抵）", "2025年5月6日"],
        &["SB1", "", "", "", "", "2025-05-06"],
        &["服务费：", "", "", "", "", "2025-05-06", "#500"],
    ] {
        assert!(!below(foot).1.is_empty(), "{foot:?}");
    }
    for foot in [
        &["（单位公章）", "", "", "", "", "2026年2月10日"][..],
        &["（盖章）", "", "", "", "", "  年  月  日"],
        &["", "", "", "（签字）", "2026年2月10日"],
        &["单位（公章）：", "", "", "", "2026年2月10日"],
        &["制表：张三", "", "复核：李四", "", "日期：", "2026-02-10"],
        &["单位盖章", "", "", "", "", "", "2026.2.10"],
        &["填表日期", "", "", "", "", "2026-02-10"],
    ] {
        assert_eq!(below(foot), silent(&[PAID]), "{foot:?}");
    }
}

#[test]
fn a_sentence_below_the_table_may_speak_of_its_rows() {
    let below = |text: &'static str| sheet(&[HEADINGS.to_vec(), ROW.to_vec(), vec![text]]);
    for text in [
        "注意：第1行发票中5000元以上的部分已由集团承担",
        "上述发票实际付款不超过18000元，其余为集团代垫",
        "第2行金额应为2000元（多打一个0）",
        "上表第二行为2024年支付，不在期间内",
    ] {
        assert!(!below(text).1.is_empty(), "{text}");
    }
    for text in ["注：单笔5000元以上的须附合同", "上述发票均为2025年开具", "以上金额均为含税金额"]
    {
        assert_eq!(below(text), silent(&[PAID]), "{text}");
    }
}
