//! Characters as names are compared: half width, simplified, in upper case; and those that are
//! taken for one another.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::words;
use crate::domain::text::half_width;

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("traditional.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(str::split_whitespace).filter_map(|pair| {
        let mut chars = pair.chars();
        Some((chars.next()?, chars.next()?))
    });
    pairs.collect()
});

/// A character as it is compared.
pub fn simplified(c: char) -> char {
    if c.is_ascii() { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// The character that stands for all that look like it.
pub fn folded(c: char) -> char {
    words().look_alikes.get(&c).copied().unwrap_or(c)
}

/// Half width, simplified, upper case, without white space and invisible characters; brackets of
/// every kind are round.
pub fn plain(text: &str) -> String {
    let text = half_width(text);
    let kept = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    kept.map(|c| match c {
        '[' | '【' | '〔' | '{' | '〈' | '《' | '<' | '「' => '(',
        ']' | '】' | '〕' | '}' | '〉' | '》' | '>' | '」' => ')',
        c => simplified(c).to_ascii_uppercase(),
    })
    .collect()
}
