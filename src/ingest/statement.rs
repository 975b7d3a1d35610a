//! Units and currencies in words: what a title, a sentence, a remark or a number format says about amounts.

use std::fmt;

use super::layout::unit;
use crate::domain::money::Currency;
use crate::domain::text::{clean, comparable};

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
        const UNITS: [(u32, &str); 6] =
            [(0, "分"), (2, "元"), (5, "千元"), (6, "万元"), (8, "百万元"), (10, "亿元")];
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

/// Names of currencies and units that texts use; longer ones first. Some are not known to the program: they
/// must be seen all the same.
const NAMES: [&str; 52] = [
    "新加坡元",
    "人民币元",
    "澳大利亚元",
    "瑞士法郎",
    "澳门元",
    "澳门币",
    "人民币",
    "新台币",
    "林吉特",
    "越南盾",
    "印尼盾",
    "迪拉姆",
    "雷亚尔",
    "加拿大元",
    "renminbi",
    "dollars",
    "dollar",
    "pounds",
    "euros",
    "yuan",
    "euro",
    "美元",
    "美金",
    "港元",
    "港币",
    "港幣",
    "港纸",
    "欧元",
    "英镑",
    "日元",
    "日圆",
    "韩元",
    "韩币",
    "台币",
    "澳元",
    "澳币",
    "加元",
    "加币",
    "纽元",
    "瑞郎",
    "马币",
    "卢布",
    "卢比",
    "法郎",
    "比索",
    "里拉",
    "克朗",
    "泰铢",
    "兰特",
    "us$",
    "hk$",
    "nt$",
];
/// Codes and signs, which stand alone between other letters.
const CODES: [&str; 24] = [
    "cny", "rmb", "usd", "hkd", "eur", "gbp", "jpy", "sgd", "mop", "krw", "aud", "chf", "twd",
    "thb", "rub", "inr", "myr", "idr", "vnd", "nzd", "yen", "ntd", "$", "€",
];
const SIGNS: [&str; 5] = ["£", "¥", "₩", "฿", "₽"];
/// Powers of ten before 元 or the name of a currency; longer ones first.
const POWERS: [(&str, u32); 9] = [
    ("百万", 6),
    ("千万", 7),
    ("十万", 5),
    ("十亿", 9),
    ("百亿", 10),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
];
const YUAN_DIGITS: u32 = 2;
/// Behind 元 these make another word: 元素, 元器件, 元旦.
const NO_UNIT: &str = "素件器旦宇月年代组老首气认";
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

/// One unit or currency in a text: where, and what it says.
struct Mention {
    from: usize,
    to: usize,
    /// `None`: not known.
    said: Option<Said>,
    /// A bare 元, which says something only in a statement.
    bare: bool,
}

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

/// What a text says about amounts.
pub fn hear(text: &str) -> Heard {
    if !may(text) {
        return Heard::Nothing;
    }
    if let Some(said) = statement(text) {
        return Heard::Stated(said);
    }
    let text = joined_words(&clean(text).to_lowercase());
    let mut stated = Said::default();
    let mut any = Heard::Nothing;
    for clause in text.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '。' | ';' | '、' | '|' | '!' | '?')
    }) {
        any = match (any, clause_says(clause)) {
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

/// What stands for a space between Latin words, which belong to one clause.
const SPACE: char = '\u{1}';

fn joined_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let latin = |at: Option<&char>| at.is_some_and(char::is_ascii_graphic);
    let before = |at: usize| at.checked_sub(1).and_then(|at| chars.get(at));
    let join = |at: usize| chars[at] == ' ' && latin(before(at)) && latin(chars.get(at + 1));
    (0..chars.len()).map(|at| if join(at) { SPACE } else { chars[at] }).collect()
}

/// `in thousands`, `RMB'000`: a scale in words that are not taken for a unit.
fn scaled_in_english(text: &str, named: bool) -> bool {
    let scales = ["in\u{1}thousand", "in\u{1}million", "in\u{1}billion", "'000", "000's"];
    scales.iter().any(|scale| text.contains(scale))
        || (named && ["thousand", "million", "billion"].iter().any(|scale| text.contains(scale)))
}

/// What the whole of a text states, if it is a statement and nothing else: 单位：万元, （人民币千元）.
pub fn statement(text: &str) -> Option<Said> {
    let text = comparable(text);
    whole(text.trim_matches(['(', ')', '[', ']', '【', '】']))
}

/// Whether a short text, such as that of a number format, names a unit or a currency.
pub fn names_money(text: &str) -> bool {
    !mentions(&clean(text).to_lowercase()).is_empty()
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

/// A text that is made of nothing but units and currencies that agree: 人民币（万元）, 美元/万元.
pub fn consumed(text: &str) -> Option<Said> {
    let mentions = mentions(text);
    let mut said = Said::default();
    let mut at = 0;
    for mention in &mentions {
        if !text[at..mention.from].chars().all(|c| matches!(c, '(' | ')' | ':' | '/' | '[' | ']')) {
            return None;
        }
        said = said.and(mention.said?)?;
        at = mention.to;
    }
    let rest = text[at..].chars().all(|c| matches!(c, '(' | ')' | ':' | '/' | '[' | ']'));
    (rest && !mentions.is_empty()).then_some(said)
}

fn clause_says(clause: &str) -> Heard {
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
    if scale.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Heard::Unclear;
    }
    let turned = TURNED.iter().any(|word| clause.contains(word));
    let mut said = Said::default();
    let (mut stated, mut named) = (false, false);
    for mention in mentions(clause) {
        let (before, after) = (&clause[..mention.from], &clause[mention.to..]);
        let context = context(before, after);
        if is_amount(before, after) {
            // 单位：1000元 is no amount, and what it says is not certain.
            if is_unit_key(before) {
                return Heard::Unclear;
            }
            continue;
        }
        if mention.bare && !context {
            continue;
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

fn money_before(before: &str) -> bool {
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

fn keyed(before: &str) -> bool {
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

/// 单位：1, unit: RMB: what follows is a unit, not an amount.
fn is_unit_key(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || ":为是\u{1}".contains(c));
    before.ends_with("单位") || before.ends_with("unit")
}

fn is_amount(before: &str, after: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    before.trim_end_matches(SPACE).chars().next_back().is_some_and(number)
        || after.trim_start_matches(SPACE).chars().next().is_some_and(|c| c.is_ascii_digit())
}

/// All units and currencies of a text in lower case, in its order, those side by side as one.
fn mentions(text: &str) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(found) = mention_at(text, at) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at = found.to;
        match out.last_mut() {
            // 人民币 万元, 万元人民币, 人民币:万元, 万元(人民币).
            Some(last) if joins(text, last, &found) => {
                let both = last.said.zip(found.said).and_then(|(a, b)| a.and(b));
                (last.to, last.said, last.bare) = (found.to, both, false);
            }
            _ => out.push(found),
        }
    }
    out
}

fn joins(text: &str, last: &Mention, next: &Mention) -> bool {
    let between = &text[last.to..next.from];
    let empty = |m: &Mention, of: fn(&Said) -> bool| m.said.as_ref().is_some_and(of);
    let halves = empty(last, |s| s.shift.is_none() || s.currency.is_none())
        && empty(next, |s| s.shift.is_none() || s.currency.is_none());
    halves && matches!(between, "" | ":" | "(" | "/" | "单位:" | "金额单位:")
}

fn mention_at(text: &str, at: usize) -> Option<Mention> {
    let rest = &text[at..];
    let power = POWERS.iter().find(|(word, _)| rest.starts_with(word));
    let behind = power.map_or(rest, |(word, _)| &rest[word.len()..]);
    let start = at + (rest.len() - behind.len());
    if let Some((name, said)) = name_at(text, start) {
        let shift = power.map(|(_, power)| YUAN_DIGITS + power);
        // 美元 alone names the currency: 币种：美元　单位：万元.
        let said =
            said.map(|currency| Said { shift: shift.or(unit_of(name)), currency: Some(currency) });
        return Some(Mention { from: at, to: start + name.len(), said, bare: false });
    }
    let yuan = behind.strip_prefix(['元', '圆'])?;
    if yuan.chars().next().is_some_and(|c| NO_UNIT.contains(c)) {
        return None;
    }
    // 单元, 多元, 公元 are no money.
    let before = text[..at].chars().next_back();
    if power.is_none() && before.is_some_and(|c| "单多公状二三四一纪天新".contains(c)) {
        return None;
    }
    let end = text.len() - yuan.len();
    // 万元户
    if yuan.starts_with('户') {
        return None;
    }
    let shift = Some(YUAN_DIGITS + power.map_or(0, |(_, power)| *power));
    Some(Mention {
        from: at,
        to: end,
        said: Some(Said { shift, currency: None }),
        bare: power.is_none(),
    })
}

fn unit_of(name: &str) -> Option<u32> {
    (name == "人民币元").then_some(YUAN_DIGITS)
}

/// The name of a currency at a place, and which it is: `None` for one that is not known.
fn name_at(text: &str, at: usize) -> Option<(&'static str, Option<Currency>)> {
    let rest = &text[at..];
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let alone = |name: &str| {
        let ascii = name.bytes().all(|b| b.is_ascii_lowercase());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (before, after) = (text[..at].chars().next_back(), rest[name.len()..].chars().next());
        !ascii || ((!letter(before) || digit(before)) && (!letter(after) || digit(after)))
    };
    let all = NAMES.into_iter().chain(CODES).chain(SIGNS);
    let name = all.into_iter().find(|name| rest.starts_with(name) && alone(name))?;
    // 欧元素材, 美元件
    let next = rest[name.len()..].chars().next();
    if name.ends_with('元') && next.is_some_and(|c| NO_UNIT.contains(c)) {
        return None;
    }
    let currency = match name {
        "yuan" | "renminbi" => Some(Currency::Cny),
        "euro" | "euros" => Some(Currency::Eur),
        "yen" => Some(Currency::Jpy),
        name => Currency::parse(name),
    };
    Some((name, currency))
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
        ] {
            assert_eq!(hear(text), Heard::Nothing, "{text}");
        }
    }
}
