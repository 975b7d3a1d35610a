//! Units and currencies in words: what a title, a sentence, a remark or a number format says about amounts.

use std::fmt;

use super::brackets::unit;
use super::firm_names::{Part, part_of_name};
use super::mentions::{NAMES, YUAN_DIGITS, consumed, is_labelled, mentions, scaled_in_english};
use crate::diag::{Diagnostic, codes};
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

/// Words that forbid what a clause names.
const FORBIDDEN: [&str; 9] =
    ["不得", "不要", "请勿", "切勿", "禁止", "不可", "不能", "不应", "严禁"];

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

/// A text as it is looked at: in simplified characters and lower case, 圆 as 元, without the quotation marks of 以“万元”为单位
/// and with one kind of colon.
pub fn plain(text: &str) -> String {
    let quotes = ['“', '”', '「', '」', '『', '』'];
    simplified(&text.to_lowercase()).replace('圆', "元").replace('∶', ":").replace(quotes, "")
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
    // 注册资本 （万元） 500
    let text = joined_words(&plain(&clean(text)).replace(" (", "("));
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
    const SCOPE: [&str; 32] = [
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
        "填列",
        "填",
        "栏",
        "列",
        "数",
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
    let (mut keyed, mut spoken) = (false, false);
    // 以下 before 以.
    let words = || scope.iter().chain(&KEYS).chain(&BETWEEN);
    while let Some(word) = words().find(|word| rest.starts_with(**word)) {
        let keys = ["单位", "币种", "币别", "货币", "计价", "以", "按", "unit", "currency"];
        // 金额请填写万元 tells how to fill in, and so does 金额:万元 in a list of columns.
        let told = ["填写", "填报", "填列", "填", "均", ":"].contains(word) && spoken;
        spoken |= ["金额", "数额", "款项", "费用"].contains(word);
        keyed |= keys.contains(word) || told;
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
    let clause = before_a_firm(clause);
    if is_of_unknown_scale(clause) || names_a_scale(clause) {
        return Heard::Unclear;
    }
    let turned = TURNED.iter().any(|word| clause.contains(word));
    let forbidden = FORBIDDEN.iter().any(|word| clause.contains(word));
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
        let large = mention.said.is_none_or(|said| said.shift > Some(YUAN_DIGITS));
        // What amounts are not in leaves them in yuan.
        if forbidden && large && mention.said.is_some() {
            continue;
        }
        if is_amount(before, after) {
            // 单位：1000元 is no amount, and what it says is not certain.
            if is_unit_key(before) || (large && is_exactness(clause)) {
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
        // 金额（万元）见附表二 speaks of a column of another table.
        let of_other = before.ends_with('(') && followed_by_name(after) && !is_unit_key(before);
        stated |= context && !of_other;
        named |= !context || of_other;
    }
    match (stated, named) {
        (false, false) => Heard::Nothing,
        (true, _) if !turned => Heard::Stated(said),
        _ => Heard::Named(said),
    }
}

/// A clause without the firm that it names: 填报单位：…, 项目单位:… are no units.
fn before_a_firm(clause: &str) -> &str {
    match clause.split_once("单位:") {
        Some((before, after))
            if of_capital(before)
                || !before.is_empty() && !money_before(before) && !begins_with_unit(after) =>
        {
            before
        }
        _ => clause,
    }
}

/// 单位：10k, 单位：1000.
fn is_of_unknown_scale(clause: &str) -> bool {
    let scale = |key: &str| clause.split_once(key).map(|(_, rest)| rest.trim_start_matches(SPACE));
    let scale = scale("单位:").or_else(|| scale("unit:"));
    let letters =
        |rest: &str| ["w", "k", "kw", "m", "mn", "bn"].contains(&rest.trim_end_matches(')'));
    scale.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) || letters(rest))
}

/// 注册资本单位：万元 speaks of what no measure supports.
fn of_capital(before: &str) -> bool {
    ["注册资本", "注册资金", "实缴资本"].iter().any(|fact| before.ends_with(fact))
}

/// 万元, 万元/%, 万元(保留两位小数): a unit, and not the name of a firm that begins like one.
fn begins_with_unit(text: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['/', '%', ')', '(', '+', '&']);
    whole(text.trim_end_matches(')')).is_some()
        || mentions(text).first().is_some_and(|first| first.from == 0 && ends(&text[first.to..]))
}

/// 金额比例：1:10000, 倍数：10000, 缩放：万, 币制：502: a scale or a currency by its number in the customs' list.
fn names_a_scale(clause: &str) -> bool {
    const YUAN: &str = "142";
    let large = |number: &str| matches!(number, "1000" | "10000" | "1000000" | "100000000");
    let rest = |word: &str| clause.split_once(word).map(|(_, rest)| rest);
    let scale =
        ["比例", "倍数", "倍率", "缩放", "换算", "数量级", "量级"].into_iter().find_map(rest);
    let scaled = scale.is_some_and(|rest| {
        rest.split(|c: char| !c.is_ascii_digit()).any(large)
            || matches!(rest.trim_start_matches([':', '为', '是']), "万" | "千" | "百万" | "亿")
    });
    let currency = clause.strip_prefix("币制").map(|rest| rest.trim_start_matches(':'));
    let numbered =
        |text: &str| text.len() == YUAN.len() && text.bytes().all(|b| b.is_ascii_digit());
    scaled || currency.is_some_and(|text| numbered(text) && text != YUAN)
}

/// Whether a clause tells how exact amounts are (精确到0.01万元), which also tells their unit.
fn is_exactness(clause: &str) -> bool {
    ["精确", "保留", "取整", "舍入", "四舍五入"].iter().any(|word| clause.contains(word))
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

/// Whether a text in the row of headings, with nothing below it, may state the unit of the table: beside it (单位：万元) or
/// as its title. An empty column of foreign amounts states none.
pub fn states_a_unit(heading: &str) -> bool {
    const WORDS: [&str; 10] =
        ["单位", "币种", "量纲", "下列", "以下", "均以", "除注明", "unit", "currency", "外币:"];
    let plain = plain(&comparable(heading));
    WORDS.iter().any(|word| plain.contains(word))
}

/// What a heading says over what is said of all amounts.
pub fn over(own: Said, general: Said) -> Said {
    Said { shift: own.shift.or(general.shift), currency: own.currency.or(general.currency) }
}

/// 金额（美元） below 单位：万元: whether dollars or ten thousand dollars are meant cannot be told. Any other heading that
/// says a unit of its own is the exception that the line above allows.
pub fn unclear_currency(own: Option<Said>, general: Said) -> Option<Diagnostic> {
    let foreign = own.filter(|said| said.shift.is_none()).and_then(|said| said.currency);
    let foreign = foreign.filter(|currency| *currency != Currency::Cny)?;
    let scaled = general.shift.is_some_and(|shift| shift != YUAN_DIGITS);
    let differs = scaled && general.currency != Some(foreign);
    differs.then(|| Diagnostic::new(&codes::STATEMENTS_CONTRADICT).arg("first", general))
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
