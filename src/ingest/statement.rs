//! Units and currencies in words: what a title, a sentence, a remark or a number format says about amounts.

use std::fmt;

use super::firm_names::{Part, part_of_name};
use super::layout::unit;
use super::mentions::{NAMES, YUAN_DIGITS, consumed, is_labelled, mentions, scaled_in_english};
use crate::domain::money::Currency;
use crate::domain::text::{clean, comparable, simplified};

/// What a text says about amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Power of ten from the number as written to the smallest unit.
    pub shift: Option<u32>,
    /// Also yuan, where the text says so.
    pub currency: Option<Currency>,
}

impl Said {
    /// In words: 美元 · ×10^6.
    fn words(self) -> String {
        const UNITS: [(u32, &str); 7] = [
            (0, "分"),
            (1, "角"),
            (2, "元"),
            (5, "千元"),
            (6, "万元"),
            (8, "百万元"),
            (10, "亿元"),
        ];
        let unit = self.shift.map(|shift| {
            let known = UNITS.iter().find(|(of, _)| *of == shift);
            known.map_or_else(
                || format!("10^{} 元", i64::from(shift) - i64::from(YUAN_DIGITS)),
                |(_, word)| (*word).to_string(),
            )
        });
        let currency = self.currency.map(|currency| currency.code().to_string());
        [currency, unit].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Both together; `None` where one contradicts the other.
    pub fn and(self, other: Self) -> Option<Self> {
        fn one<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<Option<T>> {
            match (a, b) {
                (Some(a), Some(b)) if a != b => None,
                (a, b) => Some(a.or(b)),
            }
        }
        Some(Self {
            shift: one(self.shift, other.shift)?,
            currency: one(self.currency, other.currency)?,
        })
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// What a text outside the data was found to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// No unit and no currency is named, or only amounts are (最高300万元).
    Nothing,
    /// It states the unit or the currency of all amounts.
    Stated(Said),
    /// It names a unit or a currency; what it says about the amounts is not certain.
    Named(Said),
    /// It names several, or one that is not known.
    Unclear,
}

/// Numerals: what stands behind one is an amount.
const NUMERALS: &str = "一二三四五六七八九十两几数多余零〇半壹贰叁肆伍陆柒捌玖拾佰仟每";
/// Words that a statement begins with.
const KEYS: [&str; 20] = [
    "单位", "币种", "币别", "货币", "金额", "数额", "数据", "数字", "数值", "款项", "费用", "计价",
    "计量", "本表", "均", "unit", "amounts", "amount", "currency", "figures",
];
/// Words between the key and what is stated.
const BETWEEN: [&str; 31] = [
    "单位", "及", "和", "与", "均为", "均以", "均按", "均", "都", "皆", "为", "是", "以", "按",
    "统一", "一律", "全部", "采用", "使用", "折合", "的", ":", "=", "/", "(", ")", "are", "is",
    "all", "in", "\u{1}",
];
/// Words that turn or narrow what a clause says.
const TURNED: [&str; 12] =
    ["不", "勿", "非", "除", "仅", "部分", "个别", "原为", "其他", "not", "except", "only"];

/// Whether a text can name a unit or a currency at all: asked for many texts, answers with a glance.
fn may(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(
            c,
            '元' | '圆'
                | '币'
                | '幣'
                | '金'
                | '镑'
                | '郎'
                | '布'
                | '比'
                | '索'
                | '拉'
                | '朗'
                | '铢'
                | '盾'
                | '特'
                | '姆'
                | '尔'
                | '纸'
                | '万'
                | '亿'
                | '分'
                | '角'
                | '位'
                | '萬'
                | '億'
                | '圓'
                | '円'
                | '鎊'
                | '$'
                | '＄'
                | '￥'
                | '£'
                | '¥'
                | '€'
                | '₩'
                | '฿'
                | '₽'
        )
    }) || text.bytes().filter(u8::is_ascii_alphabetic).count() >= 3
}

/// A text as it is looked at: in simplified characters and lower case, 圆 as 元.
pub fn plain(text: &str) -> String {
    simplified(&text.to_lowercase()).replace('圆', "元")
}

/// What a text says about amounts.
pub fn hear(text: &str) -> Heard {
    hear_beside(text, &[])
}

/// The same where it is known who files: what is part of these names, in their plain form, names no unit.
pub fn hear_beside(text: &str, names: &[String]) -> Heard {
    if !may(text) {
        return Heard::Nothing;
    }
    if let Some(said) = statement(text) {
        return Heard::Stated(said);
    }
    let text = joined_words(&plain(&clean(text)));
    let mut stated = Said::default();
    let mut any = Heard::Nothing;
    for (sentence, clause) in clauses(&text) {
        any = match (any, clause_says(clause, sentence, names)) {
            (Heard::Unclear, _) | (_, Heard::Unclear) => return Heard::Unclear,
            (known, Heard::Nothing) => known,
            (Heard::Nothing, heard) => {
                if let Heard::Stated(said) | Heard::Named(said) = heard {
                    stated = said;
                }
                heard
            }
            (Heard::Stated(_), Heard::Stated(more)) => match stated.and(more) {
                Some(both) => {
                    stated = both;
                    Heard::Stated(both)
                }
                None => return Heard::Unclear,
            },
            (_, Heard::Stated(more) | Heard::Named(more)) => match stated.and(more) {
                Some(both) => {
                    stated = both;
                    Heard::Named(both)
                }
                None => return Heard::Unclear,
            },
        };
    }
    if scaled_in_english(&text, any != Heard::Nothing) { Heard::Unclear } else { any }
}

/// What a text states of the amounts of other tables than the one that it stands beside: 以下各表金额单位：万元. A
/// unit in brackets behind some heading, or that of one column (注册资本以万元为单位), is not meant.
pub fn for_others(text: &str) -> Option<Said> {
    const SCOPE: [&str; 27] = [
        "以下",
        "以上",
        "下列",
        "上述",
        "所有",
        "各",
        "表格",
        "表内",
        "表中",
        "附表",
        "表",
        "工作表",
        "工作簿",
        "本",
        "中",
        "内",
        "涉及",
        "凡",
        "填报",
        "填写",
        "说明",
        "注",
        "备注",
        "请",
        "应",
        "须",
        "注明",
    ];
    if !may(text) {
        return None;
    }
    let text = joined_words(&plain(&clean(text)));
    let mut all: Option<Said> = None;
    for (_, clause) in clauses(&text) {
        if TURNED.iter().any(|word| clause.contains(word)) {
            continue;
        }
        let inner = clause.rsplit('(').next().unwrap_or_default().trim_end_matches(')');
        let said = keyed_whole(clause, &SCOPE).or_else(|| keyed_whole(inner, &SCOPE));
        all = match (all, said) {
            (Some(known), Some(more)) => known.and(more),
            (known, said) => known.or(said),
        };
    }
    all
}

/// What a clause states that is made of a key, words of `scope` and what is stated, and of nothing else.
fn keyed_whole(clause: &str, scope: &[&str]) -> Option<Said> {
    let number = |c: char| c.is_ascii_digit() || ".()".contains(c);
    let mut rest = clause.trim_start_matches(number);
    let mut keyed = false;
    // 以下 before 以.
    let words = || scope.iter().chain(&KEYS).chain(&BETWEEN);
    while let Some(word) = words().find(|word| rest.starts_with(**word)) {
        let keys = ["单位", "币种", "币别", "货币", "计价", "以", "按", "unit", "currency"];
        keyed |= keys.contains(word);
        rest = &rest[word.len()..];
    }
    let ends = ["为单位", "填报", "填列", "填写", "列示", "计价", "计算", "计"];
    let rest = ends.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    if keyed && !rest.is_empty() { whole(rest) } else { None }
}

/// The parts of a text that state something each for itself, behind the sentence that each stands in.
fn clauses(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = |c: char| matches!(c, '。' | ';' | '|' | '!' | '?');
    text.split(ends).flat_map(|sentence| {
        let clauses = sentence.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、'));
        clauses.map(move |clause| (sentence, clause))
    })
}

/// What stands for a space between Latin words, which belong to one clause.
pub const SPACE: char = '\u{1}';

fn joined_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let latin = |at: Option<&char>| at.is_some_and(char::is_ascii_graphic);
    let before = |at: usize| at.checked_sub(1).and_then(|at| chars.get(at));
    let join = |at: usize| chars[at] == ' ' && latin(before(at)) && latin(chars.get(at + 1));
    (0..chars.len()).map(|at| if join(at) { SPACE } else { chars[at] }).collect()
}

/// What the whole of a text states, if it is a statement and nothing else: 单位：万元, （人民币千元）.
pub fn statement(text: &str) -> Option<Said> {
    let text = plain(&comparable(text));
    whole(text.trim_matches(['(', ')', '[', ']', '【', '】']))
}

/// Whether a short text, such as that of a number format, names a unit or a currency.
pub fn names_money(text: &str) -> bool {
    !mentions(&plain(&clean(text))).is_empty()
}

fn whole(text: &str) -> Option<Said> {
    let mut rest = text;
    while let Some(cut) = cut_front(rest) {
        rest = cut;
    }
    let rest = ["为单位", "计价", "计算", "计"]
        .iter()
        .find_map(|end| rest.strip_suffix(end))
        .unwrap_or(rest);
    if rest.is_empty() {
        return None;
    }
    consumed(rest).or_else(|| {
        let said = unit(rest)?;
        (said != Said::default()).then_some(said)
    })
}

/// A key or a word between without which the rest says the same.
fn cut_front(text: &str) -> Option<&str> {
    KEYS.iter()
        .chain(&BETWEEN)
        .find_map(|word| text.strip_prefix(word))
        .filter(|rest| !rest.is_empty())
}

/// So many units in one clause are no statement.
const MENTIONS: usize = 64;

fn clause_says(clause: &str, sentence: &str, names: &[String]) -> Heard {
    // 填报单位：…, 项目单位:… name a firm, not a unit.
    let clause = match clause.split_once("单位:") {
        Some((before, after))
            if !before.is_empty()
                && !money_before(before)
                && whole(after.trim_end_matches(')')).is_none() =>
        {
            before
        }
        _ => clause,
    };
    // 单位：10k, 单位：1000: a scale that is not known.
    let scale = |key: &str| clause.split_once(key).map(|(_, rest)| rest.trim_start_matches(SPACE));
    let scale = scale("单位:").or_else(|| scale("unit:"));
    let letters =
        |rest: &str| ["w", "k", "kw", "m", "mn", "bn"].contains(&rest.trim_end_matches(')'));
    if scale.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) || letters(rest)) {
        return Heard::Unclear;
    }
    let turned = TURNED.iter().any(|word| clause.contains(word));
    let mut said = Said::default();
    let (mut stated, mut named) = (false, false);
    let mentions = mentions(clause);
    // Nobody states a unit in so many words, and each is compared with all before it.
    if mentions.len() > MENTIONS {
        return Heard::Unclear;
    }
    for mention in mentions {
        let (before, after) = (&clause[..mention.from], &clause[mention.to..]);
        let context = context(before, after);
        if is_amount(before, after) {
            // 单位：1000元 is no amount, and what it says is not certain.
            if is_unit_key(before) {
                return Heard::Unclear;
            }
            continue;
        }
        let whole = if context { clause } else { sentence };
        let converted = |said| is_converted(clause, whole, before, said);
        if (mention.bare && !context) || mention.said.is_some_and(converted) {
            continue;
        }
        match part_of_name(before, &clause[mention.from..mention.to], after, names) {
            Part::No => {}
            Part::Yes => continue,
            Part::Perhaps => return Heard::Unclear,
        }
        let Some(more) = mention.said else { return Heard::Unclear };
        match said.and(more) {
            Some(both) => said = both,
            None => return Heard::Unclear,
        }
        stated |= context;
        named |= !context;
    }
    match (stated, named) {
        (false, false) => Heard::Nothing,
        (true, _) if !turned => Heard::Stated(said),
        _ => Heard::Named(said),
    }
}

/// Whether a clause tells how a currency is turned into another (按中间价折算人民币), and not what amounts are in.
fn is_converted(clause: &str, sentence: &str, before: &str, said: Said) -> bool {
    const WORDS: [&str; 8] = ["折算", "折合", "换算", "折成", "兑换", "折人民币", "中间价", "汇率"];
    let target = || {
        let before = before.trim_end_matches(['为', '成', '至', ':']);
        ["折算", "折合", "换算", "折", "兑换"].iter().any(|word| before.ends_with(word))
    };
    let done = ["已", "均", "本表", "单位"].iter().any(|word| clause.contains(word));
    said.shift.is_none()
        && !done
        && WORDS.iter().any(|word| sentence.contains(word))
        && (said.currency == Some(Currency::Cny) || !target())
}

/// Whether the words in front of a mention say that a unit of amounts comes: 金额单位：, 币种：; and not 填报单位：.
pub fn money_before(before: &str) -> bool {
    ["金额", "货币", "计量", "计价", "币种", "数额", "款"].iter().any(|word| before.contains(word))
        || before.ends_with(['(', ')', ':', '表', '单', '及'])
}

/// Whether a mention is what a statement is about: behind a key, in brackets of its own, or the whole clause.
fn context(before: &str, after: &str) -> bool {
    let closed = after.is_empty() || after.starts_with([')', ']', '】']);
    let opened = before.is_empty() || before.ends_with(['(', '[', '【']);
    let reckoned = ["计", "为单位", "填", "列示", "表示"].iter().any(|end| after.starts_with(end));
    let by = before.ends_with(['以', '按', '用']);
    (opened && closed && !followed_by_name(after)) || (by && reckoned) || keyed(before)
}

/// （元）公司: what stands in the bracket is part of a name.
fn followed_by_name(after: &str) -> bool {
    after.trim_start_matches([')', ']', '】']).chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether what comes next is what a statement is about: 金额单位：, 币种：人民币　单位：.
pub fn keyed(before: &str) -> bool {
    let mut rest = before;
    loop {
        // Another unit or currency may stand between: 币种:人民币单位:万元.
        let cut = BETWEEN.iter().chain(&NAMES).find_map(|word| rest.strip_suffix(word));
        if KEYS.iter().any(|key| rest.ends_with(key)) {
            return true;
        }
        match cut {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// Money in a unit that was not understood must not be read as yuan, nor overlooked.
pub fn looks_like_unit(bracket: &str) -> bool {
    const NAMES: [&str; 10] =
        ["卢布", "卢比", "法郎", "比索", "里拉", "克朗", "马克", "林吉特", "泰铢", "越南盾"];
    bracket.ends_with(['元', '币', '圆', '万', '亿', '角', '镑'])
        || NAMES.iter().any(|name| bracket.ends_with(name))
        || Currency::parse(bracket).is_some()
        || bracket.starts_with("单位")
}

/// 单位：1, unit: RMB: what follows is a unit, not an amount.
pub fn is_unit_key(before: &str) -> bool {
    let number =
        |c: char| c.is_ascii_digit() || NUMERALS.contains(c) || "×x,^:为是\u{1}".contains(c);
    let before = before.trim_end_matches(number);
    before.ends_with("单位") || before.ends_with("unit")
}

fn is_amount(before: &str, after: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    if is_labelled(before, after) {
        return true;
    }
    before.trim_end_matches(SPACE).chars().next_back().is_some_and(number)
        || after.trim_start_matches(SPACE).chars().next().is_some_and(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(shift: u32) -> Heard {
        Heard::Stated(Said { shift: Some(shift), currency: None })
    }

    fn of(shift: impl Into<Option<u32>>, currency: Currency) -> Said {
        Said { shift: shift.into(), currency: Some(currency) }
    }

    #[test]
    fn units_are_stated_in_many_words() {
        for text in [
            "单位：万元",
            "（金额单位：万元）",
            "前海数据跨境合规申报汇总表（单位：万元）",
            "除特别注明外，金额单位为万元",
            "本表金额均以万元计",
            "以万元为单位",
            "2025年度支出明细（万元）",
            "万元",
            "注：以上金额单位均为万元。",
        ] {
            assert_eq!(hear(text), stated(6), "{text}");
        }
        assert_eq!(hear("币种：人民币　单位：万元"), Heard::Stated(of(6, Currency::Cny)));
        assert_eq!(hear("币种:人民币单位:万元"), Heard::Stated(of(6, Currency::Cny)));
        assert_eq!(hear("单位：万美元"), Heard::Stated(of(6, Currency::Usd)));
        assert_eq!(hear("币种：港币"), Heard::Stated(of(None, Currency::Hkd)));
        assert_eq!(hear("金额单位：人民币千元"), Heard::Stated(of(5, Currency::Cny)));
        assert_eq!(hear("单位：元"), stated(2));
        for text in [
            "金額單位：萬元",
            "单位：W元",
            "单位：w元，保留两位小数",
            "單位：人民幣萬元（含稅）",
            "单位：人民币万",
        ] {
            let Heard::Stated(said) = hear(text) else { panic!("{text}: {:?}", hear(text)) };
            assert_eq!(said.shift, Some(6), "{text}");
        }
        assert_eq!(hear("单位：仟元"), stated(5));
        assert_eq!(hear("本表金额单位：角，请核对"), stated(1));
        assert_eq!((hear("单位：分"), hear("金额以分为单位")), (stated(0), stated(0)));
        assert_eq!(hear("單位：港幣"), Heard::Stated(of(None, Currency::Hkd)));
        assert_eq!(hear("单位：W"), Heard::Unclear);
        for text in ["金额单位（万元）：", "2025年度费用明细表（万元）", "附表5（万元）"]
        {
            assert_eq!(hear(text), stated(6), "{text}");
        }
    }

    #[test]
    fn how_a_currency_is_converted_is_no_unit() {
        for text in [
            "注：外币按申报截止日中间价折算人民币。",
            "非人民币支出按付款当日汇率折合为人民币",
            "美元付款按中国人民银行公布的中间价折算",
            "说明：美元、港币支出按申报截止日汇率折合为人民币填报",
        ] {
            assert_eq!(hear(text), Heard::Nothing, "{text}");
        }
        for text in
            ["以上金额均已折算为美元", "表内金额按当日汇率折算为港币", "金额以美元计，按中间价折算"]
        {
            assert!(matches!(hear(text), Heard::Stated(_) | Heard::Named(_)), "{text}");
        }
    }

    #[test]
    fn covers_speak_for_other_tables() {
        let wan = Some(Said { shift: Some(6), currency: None });
        for text in [
            "一、本表金额单位为万元。",
            "申报单位基本情况（以下各表金额单位：万元）",
            "各表金额均以万元为单位",
            "3.表内金额一律按万元填列",
            "單位：萬元",
        ] {
            assert_eq!(for_others(text), wan, "{text}");
        }
        for text in [
            "注册资本（万元）按营业执照填写",
            "注册资本以万元为单位",
            "单项最高支持300万元",
            "填报单位：前海万元通公司",
            "请勿以万元为单位填报",
        ] {
            assert_eq!(for_others(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_is_named_or_unclear() {
        assert!(matches!(hear("付款以美元进行，见水单"), Heard::Named(_)));
        assert!(matches!(hear("请勿按万元填报"), Heard::Named(_)));
        for text in [
            "单位：1000元",
            "金额单位为卢布",
            "元、万元混填，金额单位万元，部分金额单位千元",
            "Amounts in thousands",
            "单位：一万元",
            "单位：壹万元",
            "单位：x10000元",
            "单位：×10⁴元",
            "(RMB in 10,000s)",
            "In RMB mn",
            "All amounts in CNY 10k",
        ] {
            assert_eq!(hear(text), Heard::Unclear, "{text}");
        }
    }

    #[test]
    fn amounts_firms_and_other_words_state_nothing() {
        for text in [
            "单位：前海示例喆科技有限公司",
            "填报单位：前海示例喆科技有限公司（万元户）",
            "申报单位:前海示例（元）公司",
            "单项最高300万元，合计不超过五百万元",
            "多元化单元，元旦前提交",
            "备注：以上金额均已实际支付。",
            "说明：收汇以银行水单为准。",
            "2026年申报汇总表",
            "联系人：张三 Tel 0755-1234",
            "附件二 Evidence of payment",
            "1美元=7.1元",
            "注册资本（万元）：500",
            "员工人数：30人　注册资本（万元）：500　联系人：王五",
            "申请资助金额（万元）：0.5",
            "注册资本：500（万元）",
            "注册资本【万元】：500",
            "项目总投资（万元）：",
            "2024年纳税（万元）：12.5；2025年纳税（万元）：30",
            "2025年奖补台账，预算总额（万元）：500",
        ] {
            assert_eq!(hear(text), Heard::Nothing, "{text}");
        }
    }
}
