//! Units that are no units: parts of the names of firms (深圳亿元科技有限公司).

use super::statement::{keyed, money_before};

/// Whether a word is part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Yes,
    No,
    /// 单位：万元深圳某某公司: a unit and a firm, or a firm.
    Perhaps,
}

/// What the name of an organisation ends with.
const ENDS: [&str; 22] = [
    "公司",
    "集团",
    "有限合伙",
    "合伙企业",
    "企业",
    "事务所",
    "商行",
    "经营部",
    "工作室",
    "中心",
    "研究院",
    "研究所",
    "协会",
    "商会",
    "促进会",
    "基金会",
    "学院",
    "大学",
    "银行",
    "工厂",
    "酒店",
    "股份",
];
/// Words of names that are cut short: 亿元科技申报表.
const TRADES: [&str; 20] = [
    "科技",
    "有限",
    "实业",
    "商贸",
    "贸易",
    "物流",
    "传媒",
    "电子",
    "光电",
    "数码",
    "网络",
    "文化",
    "投资",
    "控股",
    "智能",
    "软件",
    "生物",
    "医药",
    "能源",
    "供应链",
];
/// Where the names of firms begin.
const PLACES: [&str; 12] = [
    "深圳", "前海", "广东", "广州", "香港", "澳门", "珠海", "中国", "北京", "上海", "横琴", "南沙",
];
/// These stand in sentences, not in names.
const IN_SENTENCES: &str = "的为以按均由请须应并或是将各本该我贵已未表填列";

/// Whether a mention of a unit, with what stands before and after it in its clause, is part of a name. `known` are
/// the names of those who file, in plain form.
pub fn part_of_name(before: &str, mention: &str, after: &str, known: &[String]) -> Part {
    // 金额单位：万元, 以万元…: what follows such words is what is stated, whatever comes behind it.
    let key = before.trim_end_matches(':');
    let plain_key = key.ends_with("单位") && !money_before(key.trim_end_matches("单位"));
    let stated =
        before.ends_with(['以', '按', '用', '(', '[', '【']) || (keyed(before) && !plain_key);
    let with = |text: &str| known.iter().any(|name| name.contains(text));
    let next = after.chars().next().filter(|c| c.is_alphanumeric());
    let last = before.chars().next_back().filter(|c| c.is_alphanumeric());
    let longer = next.is_some_and(|c| with(&format!("{mention}{c}")))
        || last.is_some_and(|c| with(&format!("{c}{mention}")));
    if longer && !before.ends_with(['以', '按', '用']) {
        return Part::Yes;
    }
    if stated {
        return Part::No;
    }
    let run = outside_brackets(after);
    let end = |words: &[&str], most: usize| {
        let found = words.iter().filter_map(|word| run.find(word)).min()?;
        let gap = &run[..found];
        let sentence = gap.chars().any(|c| IN_SENTENCES.contains(c))
            || (gap.starts_with('计') && !gap.starts_with("计算机"));
        (!sentence && gap.chars().count() <= most).then_some(gap)
    };
    const LONGEST: usize = 24;
    const SHORT: usize = 4;
    let longer_name = ENDS.iter().any(|word| run.rfind(word).is_some_and(|at| at > 0));
    match end(&ENDS, LONGEST).or_else(|| end(&TRADES, SHORT).filter(|_| !plain_key)) {
        // No firm is called 万元企业: 单位：万元企业填报 is a unit, and who fills in. 万元企业管理公司 may be one.
        Some("") if plain_key && !longer_name => Part::Perhaps,
        Some(gap) if plain_key && PLACES.iter().any(|place| gap.contains(place)) => Part::Perhaps,
        Some(_) => Part::Yes,
        None => Part::No,
    }
}

/// What follows as one word, without what stands in brackets: （深圳）国际物流有限公司 is 国际物流有限公司.
fn outside_brackets(after: &str) -> String {
    const LONGEST: usize = 48;
    let (mut out, mut depth) = (String::new(), 0u32);
    for c in after.chars().take(LONGEST) {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '&' || c == '·' => out.push(c),
            _ => break,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::statement::{Heard, Said, hear, hear_beside, plain};

    #[test]
    fn units_inside_names_of_firms_are_none() {
        for text in [
            "深圳市万元汇通有限公司2025年度费用明细",
            "前海百万元通商务有限公司数据跨境合规费用申报表",
            "欧元（深圳）贸易有限公司申报表",
            "填报单位：千元惠数字科技有限公司",
            "单位：百万元企业管理合伙企业（有限合伙）",
            "单位：亿元达光电股份有限公司",
            "韩元素材料研究院汇总表",
            "英镑资产管理合伙企业（有限合伙）",
            "日元科技付款明细",
        ] {
            assert_eq!(hear(text), Heard::Nothing, "{text}");
        }
        let known = [plain("深圳亿元通数据有限公司")];
        assert_eq!(hear_beside("亿元通付款明细表", &known), Heard::Nothing);
    }

    #[test]
    fn units_beside_names_of_firms_are_heard() {
        let wan = Heard::Stated(Said { shift: Some(6), currency: None });
        for text in [
            "单位：万元 深圳前海示例有限公司",
            "深圳前海示例有限公司费用表（单位：万元）",
            "深圳前海示例有限公司费用表（万元）",
            "以万元为单位，由公司盖章",
            "金额单位：万元，深圳示例科技有限公司",
        ] {
            assert_eq!(hear(text), wan, "{text}");
        }
        let known = [plain("深圳万元通数据有限公司")];
        assert_eq!(hear_beside("单位：万元", &known), wan);
        for text in ["单位：万元深圳前海示例有限公司", "单位：万元企业填报", "单位：千元公司盖章"]
        {
            assert_eq!(hear(text), Heard::Unclear, "{text}");
        }
    }
}
