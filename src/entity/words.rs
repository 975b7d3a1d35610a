//! The words of names as data: `words.toml`, built into the program and read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::characters::Pairs;
use super::names::Form;
use super::places::Gazetteer;
use crate::config::{Value, parse_text};

/// What `words.toml` holds, ready to be looked up.
#[derive(Debug)]
pub(super) struct Words {
    /// Legal forms, longest first.
    pub forms: Vec<FormWord>,
    /// The characters that they end with.
    pub form_ends: Vec<char>,
    pub cut: Vec<String>,
    pub lost: Vec<String>,
    pub bodies: Vec<String>,
    pub branches: Vec<String>,
    pub registered: Vec<String>,
    pub apart: Vec<String>,
    pub former: Vec<String>,
    pub current: Vec<String>,
    pub kin: Vec<String>,
    pub remark: Vec<String>,
    pub between: Vec<char>,
    pub joined: Vec<String>,
    /// A character and the one that it is compared as.
    pub look_alikes: Pairs,
    pub places: Gazetteer,
}

/// A word for a legal form. Every name is searched for each of them: how is worked out once.
#[derive(Debug)]
pub(super) struct FormWord {
    pub word: String,
    pub form: Form,
    /// Its characters as they are compared, look-alikes as one.
    pub folded: Vec<char>,
    finder: Finder<'static>,
}

impl FormWord {
    fn new(word: String, form: Form, looks: &HashMap<char, char>) -> Self {
        let finder = Finder::new(&word).into_owned();
        let folded = word.chars().map(|c| looks.get(&c).copied().unwrap_or(c)).collect();
        Self { word, form, folded, finder }
    }

    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.folded.len()
    }

    /// Where it stands in a text, from front to back.
    pub fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.finder.find_iter(text.as_bytes())
    }
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
        let look_alikes = groups(&list("characters", "look_alikes"));
        let forms = forms.iter().flat_map(|(key, form)| {
            list("forms", key).into_iter().map(|word| FormWord::new(word, *form, &look_alikes))
        });
        let mut forms: Vec<FormWord> = forms.collect();
        forms.sort_by_key(|form| std::cmp::Reverse(form.word.len()));
        let mut form_ends: Vec<char> =
            forms.iter().filter_map(|own| own.word.chars().next_back()).collect();
        form_ends.sort_unstable();
        form_ends.dedup();
        Self {
            forms,
            form_ends,
            cut: list("endings", "cut"),
            lost: list("endings", "lost"),
            bodies: list("endings", "bodies"),
            branches: list("endings", "branches"),
            registered: list("endings", "registered"),
            apart: list("endings", "apart"),
            former: list("notes", "former"),
            current: list("notes", "current"),
            kin: list("notes", "kin"),
            remark: list("notes", "remark"),
            between: list("notes", "between")
                .iter()
                .filter_map(|word| word.chars().next())
                .collect(),
            joined: list("notes", "joined"),
            places: Gazetteer::new(&list("places", "places"), &look_alikes),
            look_alikes: look_alikes.into_iter().collect(),
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
        assert!(words.forms.len() > 5 && words.cut.len() > 5);
        for list in [
            &words.bodies,
            &words.branches,
            &words.registered,
            &words.former,
            &words.current,
            &words.kin,
        ] {
            assert!(list.len() > 3);
        }
        // What is compared as something is itself compared as itself.
        let all = || ('\u{4e00}'..='\u{9fff}').map(|c| (c, words.look_alikes.get(c)));
        assert!(all().filter(|(c, stands_for)| c != stands_for).count() > 100);
        for (_, stands_for) in all() {
            assert_eq!(words.look_alikes.get(stands_for), stands_for);
        }
    }
}
