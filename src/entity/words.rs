//! The words of names as data: `words.toml`, built into the program and read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::names::Form;
use super::places::Gazetteer;
use crate::config::{Value, parse_text};

/// What `words.toml` holds, ready to be looked up.
#[derive(Debug)]
pub(super) struct Words {
    /// Legal forms, longest first.
    pub forms: Vec<(String, Form)>,
    pub cut: Vec<String>,
    pub lost: Vec<String>,
    pub bodies: Vec<String>,
    pub branches: Vec<String>,
    pub apart: Vec<String>,
    pub former: Vec<String>,
    pub current: Vec<String>,
    pub kin: Vec<String>,
    pub remark: Vec<String>,
    pub between: Vec<String>,
    pub joined: Vec<String>,
    /// A character and the one that it is compared as.
    pub look_alikes: HashMap<char, char>,
    pub places: Gazetteer,
}

/// The words in use.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(include_str!("words.toml")));
    &WORDS
}

impl Words {
    /// The file is part of the program: a test reads it, so that a fault in it cannot be shipped.
    fn new(text: &str) -> Self {
        let file = parse_text("words.toml", text.to_string()).ok();
        let list = |section: &str, key: &str| -> Vec<String> {
            let path = format!("{section}.{key}");
            let node = file.as_ref().and_then(|file| file.at_path(&path));
            let Some(Value::Array(values)) = node.map(|node| &node.value) else {
                return Vec::new();
            };
            values.iter().filter_map(|value| value.as_text()).map(str::to_string).collect()
        };
        let forms = [
            ("limited", Form::Limited),
            ("shares", Form::Shares),
            ("partnership", Form::Partnership),
            ("unknown", Form::Unknown),
        ];
        let forms = forms
            .iter()
            .flat_map(|(key, form)| list("forms", key).into_iter().map(move |word| (word, *form)));
        let mut forms: Vec<(String, Form)> = forms.collect();
        forms.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let look_alikes = groups(&list("characters", "look_alikes"));
        Self {
            forms,
            cut: list("endings", "cut"),
            lost: list("endings", "lost"),
            bodies: list("endings", "bodies"),
            branches: list("endings", "branches"),
            apart: list("endings", "apart"),
            former: list("notes", "former"),
            current: list("notes", "current"),
            kin: list("notes", "kin"),
            remark: list("notes", "remark"),
            between: list("notes", "between"),
            joined: list("notes", "joined"),
            places: Gazetteer::new(&list("places", "places"), &look_alikes),
            look_alikes,
        }
    }
}

/// Every character of a group leads to its first; one that stands in two groups keeps to the first.
fn groups(groups: &[String]) -> HashMap<char, char> {
    let mut out: HashMap<char, char> = HashMap::new();
    for group in groups {
        let Some(first) = group.chars().next() else { continue };
        let first = *out.entry(first).or_insert(first);
        for other in group.chars() {
            out.entry(other).or_insert(first);
        }
    }
    out.retain(|own, stands_for| own != stands_for);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_read() {
        let words = words();
        assert!(words.forms.len() > 5 && words.cut.len() > 5 && words.look_alikes.len() > 100);
        for list in [&words.bodies, &words.branches, &words.former, &words.current, &words.kin] {
            assert!(list.len() > 3);
        }
        // What is compared as something is itself compared as itself.
        for stands_for in words.look_alikes.values() {
            assert!(!words.look_alikes.contains_key(stands_for), "{stands_for}");
        }
    }
}
