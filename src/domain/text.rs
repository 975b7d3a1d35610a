//! Text as people type it: full-width characters, invisible ones, and the widths of both scripts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Full-width digits, letters and signs as their ordinary forms (NFKC), without zero-width
/// characters.
pub fn half_width(text: &str) -> String {
    // First the invisible: what stood between a letter and its accent must not keep them apart.
    plain(text).unwrap_or_else(|| text.chars().filter(|c| !is_invisible(*c)).nfkc().collect())
}

/// Whether the digits of a number are not plain to see: marks such as ① and ⁵, which are digits under NFKC, or digits on
/// both sides of a line break or of another control character, which may be two numbers.
pub fn digits_are_unclear(text: &str) -> bool {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return false;
    }
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_mark = |c: char| !c.is_ascii() && !is_digit(c) && c.nfkc().any(|c| c.is_ascii_digit());
    let (mut digit, mut parted) = (false, false);
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            parted = digit;
        } else if is_mark(c) || (is_digit(c) && parted) {
            return true;
        } else if !c.is_whitespace() {
            (digit, parted) = (is_digit(c), false);
        }
    }
    false
}

/// Trimmed, half-width, without line breaks or other control characters.
pub fn clean(text: &str) -> String {
    let clean = plain(text).unwrap_or_else(|| {
        half_width(&text.chars().filter(|c| !c.is_control()).collect::<String>())
    });
    let trimmed = clean.trim();
    if trimmed.len() == clean.len() { clean } else { trimmed.to_string() }
}

/// The form under NFKC of a text that holds nothing but what stands for itself; nearly all texts are such.
fn plain(text: &str) -> Option<String> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Some(text.to_string());
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(by_itself(c)?);
    }
    Some(out)
}

/// The form under NFKC of a visible character that no neighbour can change: ASCII, Chinese and its signs, and the
/// full-width forms of ASCII. `None` for all others.
pub fn by_itself(c: char) -> Option<char> {
    match c {
        ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3011}' | '〔' | '〕' => Some(c),
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// A name or number as it is kept: without invisible characters, line breaks and outer spaces, Latin
/// letters and digits in half width. Chinese punctuation stays as it was written: brackets are part
/// of a registered name.
pub fn tidy(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '－'
        | '．'
        | '／'
        | '＋'
        | '＃'
        | '＆'
        | '＊'
        | '＿'
        | '＠'
        | '％'
        | '＝' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    };
    let kept = text.chars().filter(|c| !is_invisible(*c) && !c.is_control()).map(narrow);
    kept.collect::<String>().trim().to_string()
}

/// A header or sheet name as it is compared: clean, without spaces, in lower case.
pub fn comparable(text: &str) -> String {
    if let Some(mut plain) = plain(text) {
        plain.retain(|c| c != ' ');
        plain.make_ascii_lowercase();
        return plain;
    }
    let text = clean(text);
    let plain = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    if text.is_ascii() { plain.collect() } else { plain.nfkc().collect() }
}

/// Traditional characters of the words that forms are made of, as the simplified ones (萬元, 單位, 申請金額), and
/// the two that people write for 千 and 百.
pub fn simplified(text: &str) -> Cow<'_, str> {
    const PAIRS: &str = "萬万億亿仟千佰百單单圓圆幣币貨货價价計计額额數数據据為为爲为總总費费項项請请獎奖補补編编號号碼码統统會会類类別别\
        況况說说標标準准發发開开關关憑凭證证備备註注資资產产業业務务機机構构區区廣广歐欧鎊镑紙纸盧卢韓韩臺台銀银賬账戶户電电聯联\
        係系稅税應应實实際际繳缴納纳險险訂订約约協协議议簽签術术設设軟软體体購购買买賣卖維维護护運运營营擔担減减沖冲銷销還还餘余\
        歷历級级層层動动態态屬属筆笔記记腦脑佔占認认審审撥拨領领報报內内現现後后過过網网視视頻频論论冊册與与勞劳貼贴";
    static PLAIN: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
        let chars: Vec<char> = PAIRS.chars().collect();
        chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    let plain = |c: char| if c.is_ascii() { c } else { PLAIN.get(&c).copied().unwrap_or(c) };
    match text.chars().any(|c| plain(c) != c) {
        true => Cow::Owned(text.chars().map(plain).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Letters of other scripts that look like Latin capitals, as these; `None` when there are none.
pub fn latin(text: &str) -> Option<String> {
    let any = text.chars().any(|c| look_alike(c).is_some());
    any.then(|| text.chars().map(|c| look_alike(c).unwrap_or(c)).collect())
}

/// The Latin capital that a letter of another script looks like.
pub fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'А' | 'а' | 'Α' | 'α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'с' => 'C',
        'Е' | 'е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'о' | 'Ο' | 'ο' => 'O',
        'Р' | 'р' | 'Ρ' => 'P',
        'Т' | 'Τ' => 'T',
        'Х' | 'х' | 'Χ' => 'X',
        'У' | 'у' | 'Υ' => 'Y',
        'Ι' | 'І' | 'і' => 'I',
        'Ζ' => 'Z',
        'Ѕ' | 'ѕ' => 'S',
        'Ј' | 'ј' => 'J',
        _ => return None,
    })
}

/// Whether a text holds a letter or a digit that can be seen.
pub fn says_something(text: &str) -> bool {
    // Letters by their class that are drawn as nothing: fillers of Korean syllables.
    let is_blank = |c: char| matches!(c, '\u{115f}' | '\u{1160}');
    clean(text).chars().any(|c| c.is_alphanumeric() && !is_blank(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// All but the last four characters hidden; short texts wholly. What is hidden already stays as it is.
pub fn masked(text: &str) -> String {
    const SHOWN: usize = 4;
    if text.starts_with("****") && text.chars().count() == 2 * SHOWN {
        return text.to_string();
    }
    let length = text.chars().count();
    if length <= 2 * SHOWN {
        return "****".to_string();
    }
    let tail: String = text.chars().skip(length - SHOWN).collect();
    format!("****{tail}")
}

/// Terminal cells that a text takes; Chinese characters take two.
pub fn cells(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// One line: a control character in a cell must not begin another row.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Pads with spaces to a width in terminal cells.
pub fn pad(text: &str, width: usize) -> String {
    let text = one_line(text);
    let room = " ".repeat(width.saturating_sub(cells(&text)));
    text + &room
}

/// Shortened to a width in terminal cells, where one is known, with `…` for what is left out.
pub fn within(text: &str, width: Option<usize>) -> String {
    let text = one_line(text);
    let Some(width) = width.filter(|width| cells(&text) > *width) else { return text };
    let mut short = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += cells(c.encode_utf8(&mut [0; 4]));
        if taken > width {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// Like [`pad`], to the right edge.
pub fn pad_left(text: &str, width: usize) -> String {
    let text = one_line(text);
    " ".repeat(width.saturating_sub(cells(&text))) + &text
}

/// A text as part of the name of a file, safe on every system; at most 50 characters.
pub fn in_file_name(text: &str) -> String {
    const LONGEST: usize = 50;
    let safe = text.chars().map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    });
    let text: String = safe.take(LONGEST).collect();
    text.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_string()
}

/// The value of a number as parts of a document have it.
pub fn value_of(number: &str) -> Option<usize> {
    (1..100).find(|value| ordinal(*value) == number)
}

/// Below a hundred, as parts of a document are numbered: 一, 十, 十一, 二十.
pub fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let tens = match number / 10 % 10 {
        0 => String::new(),
        1 => "十".to_string(),
        tens => format!("{}十", DIGITS[tens]),
    };
    format!("{tens}{}", DIGITS[number % 10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_says_nothing() {
        for text in [
            "",
            "  ",
            "\u{3000}",
            "\u{200b}",
            "\u{feff}\u{2060}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{ad}",
            "——",
        ] {
            assert!(!says_something(text), "{text:?}");
        }
        for text in ["王五", "O'Neil", "７号", "\u{200b}王"] {
            assert!(says_something(text), "{text:?}");
        }
    }

    #[test]
    fn what_stands_for_itself_is_as_the_library_says() {
        let known = ('\0'..='\u{ffff}').filter(|c| by_itself(*c).is_some());
        let mut counted = 0;
        for c in known {
            let alone = by_itself(c).map(String::from).unwrap_or_default();
            let long: String = format!("e{c}\u{301}가{c}{c}").nfkc().collect();
            let short = "e".to_string() + &alone + "\u{301}가" + &alone + &alone;
            assert_eq!(long, short.nfkc().collect::<String>(), "{c:?}");
            assert_eq!(c.to_string().nfkc().collect::<String>(), alone, "{c:?}");
            let lower: String = alone.chars().flat_map(char::to_lowercase).collect();
            assert_eq!(lower, alone.to_ascii_lowercase(), "{c:?}");
            assert!(alone == " " || !alone.chars().any(|c| c.is_whitespace() || is_invisible(c)));
            counted += 1;
        }
        assert_eq!(counted, 95 + 94 + 1 + 0x5200 + 17 + 2);
    }

    #[test]
    fn people_type_many_things() {
        for unclear in [
            "10000\n2000",
            "1.5\r\n2",
            "12\t3",
            "1\0 2",
            "①10000",
            "10⁵",
            "10000¹",
            "⒈5",
            "2025-06-3⁰",
        ] {
            assert!(digits_are_unclear(unclear), "{unclear}");
        }
        for clear in
            ["10000\n元", "\n10000\n", "１２３．４５", "1 000", "2025-\n06-30", "㈠", "12\u{200b}3"]
        {
            assert!(!digits_are_unclear(clear), "{clear}");
        }
        assert_eq!(half_width("１２３．４５"), "123.45");
        assert_eq!(clean(" 前海\u{200b}科技\n"), "前海科技");
        assert_eq!(clean("e\t\u{200b}\u{301}"), "é");
        assert_eq!(comparable("金额 （元）"), "金额(元)");
        assert_eq!(tidy(" 前海（深圳）ＡＢ１２公司\u{200b}\n"), "前海（深圳）AB12公司");
        assert_eq!(pad("金额", 6), "金额  ");
        assert_eq!(simplified("單位：萬元，申請補貼金額"), "单位：万元，申请补贴金额");
        assert!(matches!(simplified("单位：万元 RMB"), Cow::Borrowed(_)));
    }
}
