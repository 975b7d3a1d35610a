//! Where a text names units and currencies: the words for them, found one after the other.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::brackets::split_bracket;
use super::statement::{SPACE, Said, is_unit_key, keyed, plain, statement};
use crate::domain::money::Currency;
use crate::domain::text::comparable;

/// Names of currencies and units that texts use; longer ones first. Some are not known to the program: they
/// must be seen all the same.
pub const NAMES: [&str; 51] = [
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
    "港纸",
    "欧元",
    "英镑",
    "日元",
    "円",
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
/// Letters that people write for a power before 元.
const POWERS_IN_LATIN: [(&str, u32); 2] = [("w", 4), ("k", 3)];
pub const YUAN_DIGITS: u32 = 2;
/// Behind 元 these make another word: 元素, 元器件, 元旦, 元朗, 亿元级, 千元机.
const NO_UNIT: &str = "素件器旦宇月年代组老首气认朗洲岗宝级机屏";
/// One unit or currency in a text: where, and what it says.
pub struct Mention {
    pub from: usize,
    pub to: usize,
    /// `None`: not known.
    pub said: Option<Said>,
    /// A bare 元, 万 or 角, which says something only in a statement.
    pub bare: bool,
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

/// All units and currencies of a text in its plain form, in its order, those side by side as one.
pub fn mentions(text: &str) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut at = 0;
    let mut before = None;
    while let Some(first) = text[at..].chars().next() {
        // A Latin word names something by its whole, so that only its start is looked at.
        let inside =
            first.is_ascii_alphabetic() && before.is_some_and(|c: char| c.is_ascii_alphabetic());
        let found = if inside || !begins(first) { None } else { mention_at(text, at) };
        let Some(found) = found else {
            at += first.len_utf8();
            before = Some(first);
            continue;
        };
        before = None;
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

/// Whether a unit or the name of a currency may begin with a character.
fn begins(first: char) -> bool {
    static FIRST: LazyLock<BTreeSet<char>> = LazyLock::new(|| {
        let words = NAMES.into_iter().chain(CODES).chain(SIGNS).chain(["元", "角", "分"]);
        words.chain(POWERS.map(|(word, _)| word)).filter_map(|word| word.chars().next()).collect()
    });
    first.is_ascii_lowercase() || FIRST.contains(&first)
}

fn mention_at(text: &str, at: usize) -> Option<Mention> {
    let rest = &text[at..];
    if let Some(found) = short_at(text, at) {
        return Some(found);
    }
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
    let yuan = behind.strip_prefix('元')?;
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

/// 角, 分 and a power without its 元 (单位：人民币万), where they end what is stated; W元, K元, and letters before
/// 元 that nobody knows.
fn short_at(text: &str, at: usize) -> Option<Mention> {
    let (before, rest) = (&text[..at], &text[at..]);
    let said = |shift| Some(Said { shift: Some(shift), currency: None });
    let found = |length: usize, said, bare| Some(Mention { from: at, to: at + length, said, bare });
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    if (1..=2).contains(&letters) && rest[letters..].starts_with('元') {
        let word = &rest[..letters];
        let known = CODES.contains(&word);
        let shift = POWERS_IN_LATIN.iter().find(|(name, _)| *name == word);
        let other = rest[letters..].chars().nth(1).is_some_and(|c| NO_UNIT.contains(c));
        let said = shift.and_then(|(_, power)| said(YUAN_DIGITS + power));
        return if known || other { None } else { found(letters + '元'.len_utf8(), said, false) };
    }
    let ends = |after: &str| {
        let ended = after.is_empty() || after.starts_with([')', ']', '】', ',', '/']);
        ended || ["为单位", "计", "填", "列示"].iter().any(|end| after.starts_with(end))
    };
    let opened =
        before.ends_with([':', '为', '是', '以', '按', '用', '/']) || before.ends_with("单位");
    let behind_name = NAMES.iter().chain(&CODES).any(|name| before.ends_with(name));
    let small = [("角", 1), ("分", 0)].into_iter().find(|(word, _)| rest.starts_with(word));
    if let Some((word, shift)) = small {
        // 得分单位：分 is no money.
        let stated = (opened || behind_name) && ends(&rest[word.len()..]) && !before.contains('分');
        return if stated { found(word.len(), said(shift), true) } else { None };
    }
    let (word, power) = POWERS.iter().find(|(word, _)| rest.starts_with(word))?;
    let stated = (opened || behind_name || before.ends_with('(')) && ends(&rest[word.len()..]);
    if stated { found(word.len(), said(YUAN_DIGITS + power), true) } else { None }
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
        "yen" | "円" => Some(Currency::Jpy),
        name => Currency::parse(name),
    };
    Some((name, currency))
}
/// `in thousands`, `RMB'000`: a scale in words that are not taken for a unit.
pub fn scaled_in_english(text: &str, named: bool) -> bool {
    let scales = [
        "in\u{1}thousand",
        "in\u{1}million",
        "in\u{1}billion",
        "'000",
        "000's",
        "000s",
        "rmb\u{1}mn",
        "k\u{1}rmb",
        "cny\u{1}10k",
        "rmb\u{1}10k",
        "wan\u{1}yuan",
        "×10",
    ];
    scales.iter().any(|scale| text.contains(scale))
        || (named && ["thousand", "million", "billion"].iter().any(|scale| text.contains(scale)))
}

/// 注册资本（万元）：500, 注册资本：500（万元）: the bracket is about the one value that it stands beside. Where nothing
/// follows the colon, the value stands in the next cell.
pub fn is_labelled(before: &str, after: &str) -> bool {
    let closes = [')', ']', '】'];
    if !before.ends_with(['(', '[', '【']) || !after.starts_with(closes) {
        return false;
    }
    let digit = |c: char| c.is_ascii_digit();
    let (name, after) =
        (before.trim_end_matches(['(', '[', '【']), after.trim_start_matches(closes));
    if let Some(value) = after.strip_prefix(':') {
        let value = value.trim_start_matches(SPACE);
        return !is_unit_key(name)
            && (value.starts_with(digit) || (value.is_empty() && !keyed(before)));
    }
    // 注册资本(万元) 500, and not 费用明细(万元) 2025年.
    let value = after.trim_start_matches([SPACE, ' ']);
    let number =
        value.len() - value.trim_start_matches(|c: char| digit(c) || ",.".contains(c)).len();
    let year = number == 4 && value.starts_with(['1', '2']);
    if number > 0 && number == value.len() && !year {
        return !name.is_empty() && !is_unit_key(name) && !keyed(before);
    }
    let label = name.trim_end_matches(|c: char| digit(c) || c == '.');
    label.len() < name.len() && label.trim_end_matches(SPACE).ends_with(':')
}

/// 资产总额（万元）: the name of one figure, whose value stands in the next cell; titles of tables and statements of the
/// unit speak of all amounts.
pub fn names_a_figure(text: &str) -> bool {
    const TITLES: [&str; 13] = [
        "表", "单", "册", "台账", "汇总", "明细", "情况", "清单", "名单", "数据", "table", "list",
        "figures",
    ];
    let text = plain(&comparable(text));
    let text = text.trim_end_matches(':');
    match split_bracket(text) {
        Some((name, bracket)) => {
            !name.is_empty()
                && statement(bracket).is_some()
                && !keyed(name)
                && !is_unit_key(name)
                && !TITLES.iter().any(|end| name.ends_with(end))
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_figure() {
        assert!(names_a_figure("资产总额（万元）") && names_a_figure("注册资本(万元)："));
        assert!(!names_a_figure("费用明细表（万元）") && !names_a_figure("金额单位（万元）"));
    }
}
