//! The words of category columns as people choose among them.

use super::Headers;
use crate::config::{Node, Value};
use crate::diag::Lang;
use crate::frame::{Field, FieldKind};
use crate::ingest::brackets;

/// The first of a list of names that is in Latin letters.
pub(super) fn latin(aliases: &Node) -> Option<String> {
    let Value::Array(items) = &aliases.value else { return None };
    items.iter().filter_map(Node::as_text).find(|text| text.is_ascii()).map(str::to_string)
}

impl Headers {
    /// The words of a category column in a language: in English the first name of each in Latin letters.
    pub fn words_in(&self, column: &str, lang: Lang) -> Vec<String> {
        let Some(category) = self.categories.get(column) else { return Vec::new() };
        let words = category.words.iter().zip(&category.english);
        let word = |(zh, en): (&String, &Option<String>)| match lang {
            Lang::Zh => zh.clone(),
            Lang::En => en.as_ref().unwrap_or(zh).clone(),
        };
        words.map(word).collect()
    }

    /// The texts that a column takes, in the form in which they are compared; `None` where it takes others, too.
    pub fn taken(&self, field: &Field) -> Option<Vec<&str>> {
        match field.kind {
            FieldKind::Bool => Some(self.yes.iter().chain(&self.no).map(String::as_str).collect()),
            FieldKind::Category if self.lists(field.name) => {
                let category = self.categories.get(field.name)?;
                Some(category.lookup.keys().map(String::as_str).collect())
            }
            _ => None,
        }
    }

    /// Texts that stand for an empty cell.
    pub fn nothing(&self) -> &[String] {
        &self.nothing
    }

    /// What a unit of a heading (`万元`) shifts an amount by: a power of ten to the smallest unit.
    pub fn shift_of(unit: &str) -> Option<u32> {
        brackets::unit(unit)?.shift
    }
}
