//! Characters as names are compared: half width, simplified, in upper case; and those that are
//! taken for one another.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::words::words;
use crate::domain::text::{by_itself, half_width};

/// Characters and what stands for each. Every character of every name is looked up: those of the first plane stand in
/// a table.
#[derive(Debug, Default)]
pub struct Pairs {
    /// By number; a zero stands for the character itself. Empty where there are no pairs.
    first_plane: Vec<char>,
    beyond: BTreeMap<char, char>,
}

/// Characters of the first plane.
const PLANE: usize = 0x1_0000;
const ITSELF: char = '\0';

impl Pairs {
    pub fn get(&self, c: char) -> char {
        match self.first_plane.get(c as usize) {
            Some(&ITSELF) => c,
            Some(other) => *other,
            None => self.beyond.get(&c).copied().unwrap_or(c),
        }
    }
}

impl FromIterator<(char, char)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (char, char)>>(pairs: I) -> Self {
        let mut out = Self { first_plane: vec![ITSELF; PLANE], beyond: BTreeMap::new() };
        for (c, other) in pairs {
            match out.first_plane.get_mut(c as usize) {
                Some(place) => *place = other,
                None => drop(out.beyond.insert(c, other)),
            }
        }
        out
    }
}

static SIMPLIFIED: LazyLock<Pairs> = LazyLock::new(|| {
    let lines = include_str!("traditional.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(str::split_whitespace).filter_map(|pair| {
        let mut chars = pair.chars();
        Some((chars.next()?, chars.next()?))
    });
    pairs.collect()
});

/// A character as it is compared.
pub fn simplified(c: char) -> char {
    SIMPLIFIED.get(c)
}

/// The character that stands for all that look like it.
pub fn folded(c: char) -> char {
    words().look_alikes.get(c)
}

/// Half width, simplified, upper case, without white space and invisible characters; brackets of
/// every kind are round.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let Some(c) = by_itself(c) else {
            return half_width(text).chars().filter_map(compared).collect();
        };
        out.extend(compared(c));
    }
    out
}

/// A character in half width as it is compared; `None` for what is not seen.
fn compared(c: char) -> Option<char> {
    match c {
        '[' | '【' | '〔' | '{' | '〈' | '《' | '<' | '「' => Some('('),
        ']' | '】' | '〕' | '}' | '〉' | '》' | '>' | '」' => Some(')'),
        c if is_chinese(c) => Some(simplified(c)),
        c if c.is_whitespace() || c.is_control() => None,
        c => Some(simplified(c).to_ascii_uppercase()),
    }
}

/// Most characters of names, of which no table need be asked what they are: letters, no digits, in no case.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether a character is a letter or a digit.
pub(super) fn says_something(c: char) -> bool {
    is_chinese(c) || c.is_alphanumeric()
}

/// Ten digits as numbers of parts are written.
pub(super) fn is_chinese_digit(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}
