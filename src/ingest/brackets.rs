//! Headings taken apart: the bracket behind them and what it says, the number before them.

use super::layout::YUAN;
use super::mentions::consumed;
use super::money;
use super::statement::{self, Said};
use crate::domain::money::Currency;

/// `金额(万元)` is `金额` and `万元`.
pub fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let open = text.rfind(['(', '[', '【'])?;
    let rest = text[open..].trim_start_matches(['(', '[', '【']);
    let inside = rest.strip_suffix([')', ']', '】'])?;
    Some((&text[..open], inside))
}

/// `金额/万元`, `金额，万元` and `金额_万元` are `金额` and `万元`.
pub fn behind_slash(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once(['/', ',', '_'])
        .filter(|(name, unit)| !name.is_empty() && statement::statement(unit).is_some())
}

/// `申报编号/filing no.` is `申报编号` and `filing no.`.
pub fn two_languages(text: &str) -> (&str, &str) {
    let latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '\'' | '-' | '&');
    let chinese = text.trim_end_matches(latin);
    (chinese.trim_end_matches(['/', '|']), &text[chinese.len()..])
}

/// Whether English words, without blanks, say an amount and nothing else: no currency, and nothing that is left out of it.
pub fn says_amount(english: &str) -> bool {
    const WORDS: [&str; 9] =
        ["amounts", "amount", "payment", "total", "actual", "paid", "sum", "the", "of"];
    let rest = WORDS.iter().fold(english.to_string(), |text, word| text.replace(word, ""));
    !english.is_empty() && rest.is_empty()
}

/// What a bracket says. 原币: the row's currency column says which.
pub fn unit(bracket: &str) -> Option<Said> {
    let plain = statement::plain(bracket);
    let mut unit = plain.as_str();
    for prefix in ["金额单位", "单位", ":", "原币", "/"] {
        unit = unit.strip_prefix(prefix).unwrap_or(unit);
    }
    let said = |shift| Some(Said { shift: Some(shift), currency: None });
    match unit {
        "" => return Some(Said::default()),
        "yuan" => return said(YUAN),
        "fen" | "cents" => return said(0),
        "万yuan" | "10kyuan" => return said(YUAN + 4),
        _ => {}
    }
    consumed(unit).or_else(|| {
        let (number, found) = money::unit_behind(unit);
        let currency = found.currency.filter(|currency| *currency != Currency::Cny);
        found.shift.filter(|_| number.is_empty()).map(|shift| Said { shift: Some(shift), currency })
    })
}

/// 3.付款金额(元), 付款金额(元)1 for ①: a heading without the number before it or the mark of a note behind it.
pub fn unnumbered(text: &str) -> &str {
    let digit = |c: char| c.is_ascii_digit();
    let text = match text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((number, rest))
            if !number.is_empty() && number.len() <= 2 && number.chars().all(digit) =>
        {
            rest
        }
        _ => text,
    };
    let rest = text.trim_start_matches(digit);
    let numbered = rest.len() < text.len() && text.len() - rest.len() <= 2;
    let rest = rest.strip_prefix(['.', '、', ')']).filter(|_| numbered).unwrap_or(text);
    let bare = rest.trim_end_matches(digit);
    if bare.ends_with(')') { bare } else { rest }
}
