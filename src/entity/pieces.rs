//! The text of a cell in pieces: marks in front, several enterprises, brackets, places.

use super::characters::is_chinese_digit;
use super::names::Form;
use super::words::Words;

/// A core of fewer characters is no core: the place belongs to it.
pub(super) const SHORTEST_CORE: usize = 2;
/// A shorter text between separators is no name.
pub(super) const SHORTEST_NAME: usize = 4;

/// Without stars, list marks and numbers in front: `★`, `12、`, `(3)`.
pub(super) fn without_marks(text: &str) -> &str {
    let mark = |c: char| {
        matches!(c, '*' | '★' | '☆' | '#' | '△' | '▲' | '※' | '·' | '、' | ':' | ';' | '.')
    };
    let text = text.trim_matches(mark);
    let number = |c: char| c.is_ascii_digit() || is_chinese_digit(c);
    let rest = text.trim_start_matches('(').trim_start_matches(number);
    let closed = rest.strip_prefix([')', '、', '.', ':']).filter(|rest| !rest.is_empty());
    closed.map_or(text, |rest| rest.trim_matches(mark))
}

/// The first enterprise of a cell and the further ones that separators set apart.
pub(super) fn first_of<'a>(text: &'a str, words: &Words) -> (&'a str, Vec<&'a str>) {
    let separator = |c: char| words.between.contains(&c);
    if !text.contains(separator) {
        return (text, Vec::new());
    }
    let (mut depth, mut from) = (0usize, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && separator(c) => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    let long = |part: &&str| part.chars().count() >= SHORTEST_NAME;
    let formed = parts.iter().filter(|part| names_one(part, words)).count();
    let placed = parts.iter().all(|part| words.places.at_front(part).is_some());
    // A sign inside of a name sets nothing apart: 研发、生产部.
    match parts.iter().all(long) && (formed == 0 || formed == parts.len() || placed) {
        true => (parts[0], parts[1..].to_vec()),
        false => (text, Vec::new()),
    }
}

/// Whether a text holds a full legal form with something before it.
pub(super) fn names_one(text: &str, words: &Words) -> bool {
    let mut full = words.forms.iter().filter(|own| own.form != Form::Unknown);
    full.any(|own| own.places(text).next().is_some_and(|at| at > 0))
}

/// Pieces of a text: what stands outside of a bracket, and the bracket that follows it. One that a list has cut off
/// ends with the text.
pub(super) struct Brackets<'a>(pub &'a str);

impl<'a> Iterator for Brackets<'a> {
    type Item = (&'a str, Option<&'a str>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let Some(open) = self.0.find('(') else {
            return Some((std::mem::take(&mut self.0), None));
        };
        let (outside, inner) = (&self.0[..open], &self.0[open + 1..]);
        let mut depth = 1usize;
        let close = inner.char_indices().find(|(_, c)| {
            depth = match c {
                '(' => depth + 1,
                ')' => depth - 1,
                _ => depth,
            };
            depth == 0
        });
        let (inside, rest) = match close {
            Some((at, _)) => (&inner[..at], &inner[at + 1..]),
            None => (inner, ""),
        };
        self.0 = rest;
        Some((outside, Some(inside)))
    }
}

/// Takes places from the front as long as a core is left.
pub(super) fn take_places<'a>(text: &'a str, words: &Words, numbers: &mut Vec<u16>) -> &'a str {
    let mut rest = text;
    while let Some((length, number)) = words.places.at_front(rest) {
        let after = &rest[length..];
        let left = after.chars().count();
        if left > 0 && left < SHORTEST_CORE {
            break;
        }
        numbers.push(number);
        rest = after;
    }
    rest
}
