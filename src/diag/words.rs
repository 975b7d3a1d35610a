//! Texts for people. A text of the program stands where it is said, in both languages side by side: [`Lang::pick`]
//! where nothing is filled in, [`say!`](crate::diag::say) where values are. Texts with a number stand in
//! [`codes`](super::codes), those that an office may reword in the language files of the reports.
//!
//! [`Lang::pick`]: super::Lang::pick

use std::fmt::Display;

/// A text filled as by `format!`: `say!(lang, "第 {row} 行", "row {row}")`. It does not compile where one language
/// names a value that the other does not.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal $(, $($value:tt)*)?) => {{
        const { assert!($crate::diag::words::alike($zh, $en), "the languages name different values") };
        match $lang {
            $crate::diag::Lang::Zh => format!($zh $(, $($value)*)?),
            $crate::diag::Lang::En => format!($en $(, $($value)*)?),
        }
    }};
}
pub(crate) use say;

/// Whether two texts have the same placeholders: the same names, and as many without one.
pub const fn alike(zh: &str, en: &str) -> bool {
    let (zh, en) = (zh.as_bytes(), en.as_bytes());
    names_within(zh, en) && names_within(en, zh) && count(zh, b"") == count(en, b"")
}

const fn names_within(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while let Some((from, to)) = next(one, at) {
        let (_, rest) = one.split_at(from);
        let (name, _) = rest.split_at(to - from);
        if count(other, name) == 0 {
            return false;
        }
        at = to;
    }
    true
}

/// How many placeholders of this name there are.
const fn count(text: &[u8], name: &[u8]) -> usize {
    let (mut at, mut found) = (0, 0);
    while let Some((from, to)) = next(text, at) {
        let mut same = to - from == name.len();
        let mut byte = 0;
        while same && byte < name.len() {
            same = text[from + byte] == name[byte];
            byte += 1;
        }
        found += same as usize;
        at = to;
    }
    found
}

/// Where the name of the first placeholder after `at` begins and ends.
const fn next(text: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while at + 1 < text.len() {
        if text[at] == b'{' && text[at + 1] == b'{' {
            at += 2;
        } else if text[at] == b'{' {
            let mut end = at + 1;
            while end < text.len() && text[end] != b'}' && text[end] != b':' {
                end += 1;
            }
            return Some((at + 1, end));
        } else {
            at += 1;
        }
    }
    None
}

/// A text with each `{name}` replaced by its value, once; a name without a value stays.
pub fn fill<V: Display>(text: &str, value: impl Fn(&str) -> Option<V>) -> String {
    let mut said = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        said.push_str(before);
        match value(name) {
            Some(value) => said.push_str(&value.to_string()),
            None => said.push_str(&format!("{{{name}}}")),
        }
        rest = tail;
    }
    said + rest
}

#[cfg(test)]
mod tests {
    use super::{alike, fill};

    #[test]
    fn both_languages_name_the_same_values() {
        for (zh, en) in [("无", "none"), ("{a}·{b:>3}", "{b} {a} {a}"), ("{}{{x}}", "a {}")] {
            assert!(alike(zh, en), "{zh} | {en}");
        }
        for (zh, en) in [("{a}", "a"), ("a", "{a}"), ("{a}", "{ab}"), ("{}{}", "{}")] {
            assert!(!alike(zh, en), "{zh} | {en}");
        }
    }

    #[test]
    fn values_are_filled_once() {
        let value = |name: &str| (name != "c").then_some("{b}");
        assert_eq!(fill("{a} of {b}, {c}, {", value), "{b} of {b}, {c}, {");
    }
}
