//! What stands in brackets or in English behind the heading of a day, a code or a paper: how to fill in the column, and
//! where from. What is not known to be that may make another column of it: 付款日期（财务预排）.

use super::Headers;
use crate::domain::text::comparable;
use crate::frame::fields::PAPERS;
use crate::frame::{Field, FieldKind, columns as c};
use crate::ingest::statement::statement;

/// Whether what stands behind the heading of a field must be known.
pub fn is_guarded(field: &Field) -> bool {
    // Which contract it is (甲方合同) changes nothing of its line.
    let paper = PAPERS.contains(&field.name) && field.name != c::CONTRACT_NO;
    matches!(field.kind, FieldKind::Date | FieldKind::Code) || paper
}

impl Headers {
    /// Whether words behind the heading of a field change nothing: yyyy-mm-dd, 18位, 以银行回单为准, date of payment.
    pub fn is_note_of(&self, field: &Field, words: &str) -> bool {
        let words = comparable(words);
        let aliases = self.aliases(field);
        let known = |text: &str| {
            self.is_harmless(text)
                || self.notes_of_headings.contains(text)
                || aliases.iter().any(|own| own == text)
        };
        let mut parts = parts(&words).into_iter();
        // The unit of a group stands behind all its columns: 付款情况（金额单位：元）.
        known(&words)
            || statement(&words).is_some()
            || parts.all(|part| self.bare(part, &known) || self.is_english(field, part))
    }

    /// Whether nothing but a known note is left of a text without the words by which notes begin and end (以…为准).
    fn bare(&self, text: &str, known: &dyn Fn(&str) -> bool) -> bool {
        if text.is_empty() || known(text) {
            return true;
        }
        let ends = self.ends_of_notes.iter();
        let mut shorter = ends.filter_map(|end| {
            let rest = text.strip_prefix(end.as_str()).or_else(|| text.strip_suffix(end.as_str()));
            rest.filter(|rest| rest.len() < text.len())
        });
        shorter.any(|rest| self.bare(rest, known))
    }

    /// Whether English words, without blanks, are those of the field's own headings: paymentdate.
    fn is_english(&self, field: &Field, text: &str) -> bool {
        if !text.is_ascii() {
            return false;
        }
        let names = [field.zh, field.en, field.name].into_iter().map(str::to_lowercase);
        let names = names.chain(self.given(field).map(|own| own.to_lowercase()));
        let mut words: Vec<String> = names.flat_map(|name| english(&name)).collect();
        words.extend(
            self.notes_of_headings.iter().filter(|note| note.is_ascii() && note.len() > 1).cloned(),
        );
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.iter().fold(text.to_string(), |text, word| text.replace(word.as_str(), "")).is_empty()
    }
}

/// The words of a name in English.
fn english(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_ascii_alphabetic());
    words.filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// A text between its signs and digits, Chinese apart from English: yyyy年 is yyyy and 年.
fn parts(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for run in text.split(|c: char| !c.is_alphabetic()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let other = |c: char| c.is_ascii() != first.is_ascii();
            let (part, behind) = rest.split_at(rest.find(other).unwrap_or(rest.len()));
            out.push(part);
            rest = behind;
        }
    }
    out
}
