//! Private values known by what they are, whatever column they stand in: cards by their check digit, identity
//! numbers by theirs, mobile phones, addresses of mail.

use std::borrow::Cow;
use std::ops::Range;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Private {
    Card,
    Identity,
    Mobile,
    Mail,
}

/// Characters of a number that are left to be seen.
const SHOWN: usize = 4;

/// The text with private values hidden but for their last four characters.
pub fn hide(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (place, kind) in found {
        out.push_str(&text[rest..place.start]);
        out.push_str("****");
        rest = match kind {
            // What stands before the sign names the person.
            Private::Mail => place.start + text[place.clone()].find(['@', '＠']).unwrap_or(0),
            _ => last(text, &place),
        };
    }
    out.push_str(&text[rest..]);
    Cow::Owned(out)
}

/// Where the last characters of a number begin, without the spaces that group them.
fn last(text: &str, place: &Range<usize>) -> usize {
    let numbers = text[place.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric());
    let starts: Vec<usize> = numbers.map(|(at, _)| place.start + at).collect();
    starts.len().checked_sub(SHOWN).map_or(place.end, |at| starts[at])
}

/// Whether a text is the identity number of a person and nothing else.
pub fn is_of_person(text: &str) -> bool {
    matches!(&find(text)[..], [(place, Private::Identity)] if *place == (0..text.len()))
}

/// Every private value with its bytes, in order.
pub fn find(text: &str) -> Vec<(Range<usize>, Private)> {
    // Eleven digits or a sign of mail at least: most texts have neither.
    let digits = text.chars().filter(|c| digit(*c).is_some()).take(11).count();
    let mut found: Vec<(Range<usize>, Private)> = Vec::new();
    if digits == 11 {
        for run in runs(text) {
            found.extend(numbers(text, &run));
        }
    }
    if text.contains(['@', '＠']) {
        let apart = |place: &Range<usize>| {
            found.iter().all(|(other, _)| place.end <= other.start || other.end <= place.start)
        };
        let mails: Vec<Range<usize>> = mails(text).into_iter().filter(apart).collect();
        found.extend(mails.into_iter().map(|place| (place, Private::Mail)));
    }
    found.sort_by_key(|(place, _)| place.start);
    found
}

/// ASCII and full-width digits.
fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０')).ok(),
        _ => None,
    }
}

/// One unbroken group of digits: bytes and values.
struct Run {
    place: Range<usize>,
    digits: Vec<u8>,
}

/// Groups of digits; each knows where it stands, so that neighbours can be joined over a space or hyphen.
fn runs(text: &str) -> Vec<Vec<Run>> {
    let mut all: Vec<Vec<Run>> = Vec::new();
    let mut gap: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let Some(value) = digit(c) else {
            let groups = matches!(c, ' ' | '-' | '\u{a0}' | '\u{3000}' | '－' | '—');
            let invisible = matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
            gap = match gap {
                Some(width) if groups => Some(width + 1),
                Some(width) if invisible => Some(width),
                _ => None,
            };
            continue;
        };
        let end = at + c.len_utf8();
        match (all.last_mut(), gap) {
            (Some(group), Some(0)) => {
                if let Some(run) = group.last_mut() {
                    run.place.end = end;
                    run.digits.push(value);
                }
            }
            (Some(group), Some(1)) => group.push(Run { place: at..end, digits: vec![value] }),
            _ => all.push(vec![Run { place: at..end, digits: vec![value] }]),
        }
        gap = Some(0);
    }
    all
}

/// The private numbers in one chain of groups: what the longest stretch of whole groups makes.
fn numbers(text: &str, group: &[Run]) -> Vec<(Range<usize>, Private)> {
    const MOST: usize = 21;
    let mut found = Vec::new();
    let mut from = 0;
    while from < group.len() {
        let stretch = (from + 1..=group.len()).rev().find_map(|to| {
            let runs = &group[from..to];
            let length: usize = runs.iter().map(|run| run.digits.len()).sum();
            let (first, last) = (runs.first()?, runs.last()?);
            if length > MOST {
                return None;
            }
            let digits: Vec<u8> = runs.iter().flat_map(|run| run.digits.iter().copied()).collect();
            let place = first.place.start..last.place.end;
            judge(text, place, &digits).map(|found| (found, to))
        });
        match stretch {
            Some((one, to)) => {
                found.push(one);
                from = to;
            }
            None => from += 1,
        }
    }
    found
}

/// What whole digits are; those of an amount or of a longer word are nothing.
fn judge(text: &str, place: Range<usize>, digits: &[u8]) -> Option<(Range<usize>, Private)> {
    let after = &text[place.end..];
    if let Some(sign @ ('X' | 'x' | 'Ｘ' | 'ｘ')) = after.chars().next()
        && is_identity(digits, 10)
    {
        return Some((place.start..place.end + sign.len_utf8(), Private::Identity));
    }
    // Digits within a word of letters are part of a hash or a number of something else.
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if glued(after.chars().next()) || glued(text[..place.start].chars().next_back()) {
        return None;
    }
    let decimals = after.strip_prefix('.').and_then(|rest| rest.chars().next());
    let before = text[..place.start].chars().next_back();
    let is_amount = decimals.is_some_and(|c| c.is_ascii_digit())
        || before.is_some_and(|c| c == '.')
        || (before == Some(',')
            && text[..place.start].trim_end_matches(',').ends_with(|c: char| c.is_ascii_digit()));
    if is_amount {
        return None;
    }
    let (main, check) = digits.split_at(digits.len().saturating_sub(1));
    let kind = if check.first().is_some_and(|check| is_identity(main, *check)) {
        Private::Identity
    } else if is_mobile(digits) {
        Private::Mobile
    } else if is_card(digits) {
        Private::Card
    } else {
        return None;
    };
    Some((place, kind))
}

/// Seventeen digits with a possible day of birth, and the check digit of GB 11643 (10 stands for X).
fn is_identity(main: &[u8], check: u8) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    if main.len() != WEIGHTS.len() || main[0] == 0 {
        return false;
    }
    let number = |range: Range<usize>| main[range].iter().fold(0u32, |n, d| n * 10 + u32::from(*d));
    let born = (1900..=2099).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14));
    let sum: u32 = WEIGHTS.iter().zip(main).map(|(weight, d)| weight * u32::from(*d)).sum();
    born && CHECKS[(sum % 11) as usize] == check
}

/// Eleven digits from 13 to 19, with or without the number of the country.
fn is_mobile(digits: &[u8]) -> bool {
    let own = match digits {
        [8, 6, own @ ..] | [0, 0, 8, 6, own @ ..] if own.len() == 11 => own,
        own => own,
    };
    matches!(own, [1, 3..=9, ..] if own.len() == 11)
}

/// A length and a beginning that issuers use, and the check digit of ISO/IEC 7812.
fn is_card(digits: &[u8]) -> bool {
    let issued = matches!(
        (digits, digits.len()),
        ([6, ..], 16..=19)
            | ([9, 5, 5, 8, ..], 19)
            | ([4, ..], 13 | 16 | 19)
            | ([5, 1..=5, ..] | [2, 2..=7, ..], 16)
            | ([3, 4 | 7, ..], 15)
            | ([3, 5, ..], 16)
    );
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| if at % 2 == 1 { doubled(u32::from(*d)) } else { u32::from(*d) })
        .sum();
    issued && sum.is_multiple_of(10)
}

/// Addresses of mail: letters on both sides of the sign, a point in the host.
fn mails(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let signs = text.char_indices().filter(|(_, c)| matches!(c, '@' | '＠'));
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, sign) in signs {
        let name = text[..at].len() - text[..at].trim_end_matches(part).len();
        let rest = &text[at + sign.len_utf8()..];
        let host: &str = &rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())];
        let host = host.trim_end_matches(['.', '-']);
        let domain = host.rsplit_once('.').is_some_and(|(before, top)| {
            !before.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic())
        });
        let from = found.last().map_or(0, |before| before.end).max(at - name);
        if name > 0 && domain && from < at {
            found.push(from..at + sign.len_utf8() + host.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<Private> {
        find(text).first().map(|(_, kind)| *kind)
    }

    #[test]
    fn private_values_are_known_by_what_they_are() {
        for card in ["6222021234567890128", "4111111111111111", "账号6222 0212 3456 7890 128。"]
        {
            assert_eq!(kind(card), Some(Private::Card), "{card}");
        }
        for number in ["11010519491231002X", "身份证11010519491231002x号", "440524188001010014"]
        {
            let expected = (!number.starts_with("44")).then_some(Private::Identity);
            assert_eq!(kind(number), expected, "{number}");
        }
        for phone in [
            "13800138000",
            "电话138-0013-8000",
            "+8613800138000",
            "+86 138 0013 8000",
            "１３８００１３８０００",
        ] {
            assert_eq!(kind(phone), Some(Private::Mobile), "{phone}");
        }
        assert_eq!(kind("请寄zhang.san@example.com。"), Some(Private::Mail));
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "914403001922038216",
            "91440300MA5EXAMPL1",
            "6222021234567890129",
            "1,234,567,890,123.45",
            "13800138000.00",
            "12000000000",
            "2026-03-31",
            "QHZF000007",
            "深前海规〔2026〕1号",
            "@前海公司",
            "a@b",
            "20260331000123456",
            "9ae2bdd7530e16925115707dc7a0",
            "第4段530e16925115707d",
        ] {
            assert_eq!(find(text), Vec::new(), "{text}");
            assert!(matches!(hide(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn the_last_four_are_left() {
        assert_eq!(
            hide("账号 6222 0212 3456 7890 128，电话13800138000"),
            "账号 ****0 128，电话****8000"
        );
        assert_eq!(hide("11010519491231002X"), "****002X");
        assert_eq!(hide("zhang.san@example.com, li@b.cn"), "****@example.com, ****@b.cn");
        assert_eq!(hide("138001380001380013800"), "138001380001380013800");
    }
}
