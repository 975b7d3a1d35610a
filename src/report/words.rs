//! The fixed words of reports, from the language files in `reports/words`: `AREA.LANG.toml`, a tree of texts with
//! `{name}` where a value goes. They are built in; a folder given by the user lays its own files over them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use crate::config::{Collector, Node, Value, as_text, parse_file, parse_text};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, suggest, words};

macro_rules! built_in {
    ($($area:literal)*) => {
        &[$(
            ($area, "zh-CN", include_str!(concat!("../../reports/words/", $area, ".zh-CN.toml"))),
            ($area, "en", include_str!(concat!("../../reports/words/", $area, ".en.toml"))),
        )*]
    };
}

/// The language files built in: area, language tag, text.
const BUILT_IN: &[(&str, &str, &str)] = built_in!(
    "common" "reconcile" "render" "budget" "programmes" "lists" "progress" "notice" "duplicates" "evaluation"
);

/// The words of one language by key: `common.total`.
#[derive(Clone, Debug)]
pub struct Words {
    pub lang: Lang,
    texts: BTreeMap<String, String>,
}

impl Words {
    /// The words that the program brings.
    pub fn built_in(lang: Lang) -> Self {
        let mut words = Self { lang, texts: BTreeMap::new() };
        for (area, tag, text) in BUILT_IN.iter().filter(|(_, tag, _)| *tag == lang.tag()) {
            // A test reads every built-in file.
            if let Ok(tree) = parse_text(&format!("{area}.{tag}.toml"), (*text).to_string()) {
                words.lay(area, &tree, &mut Diagnostics::default());
            }
        }
        words
    }

    /// The built-in words with those of a folder laid over them.
    ///
    /// # Errors
    /// A file of the folder that cannot be read or is no TOML; a key that no report asks for (C102); a value
    /// that is no text (C104).
    pub fn with_folder(lang: Lang, folder: &Path) -> Result<Self, Diagnostics> {
        let mut words = Self::built_in(lang);
        let mut faults = Diagnostics::default();
        for (area, tag, _) in BUILT_IN.iter().filter(|(_, tag, _)| *tag == lang.tag()) {
            let path = folder.join(format!("{area}.{tag}.toml"));
            if path.exists() {
                match parse_file(&path) {
                    Ok(tree) => words.lay_over(area, &tree, &mut faults),
                    Err(found) => faults.extend(found),
                }
            }
        }
        faults.into_result(words)
    }

    /// Lays the words of a user over known ones.
    fn lay_over(&mut self, area: &str, tree: &Node, faults: &mut Diagnostics) {
        let known: Vec<String> = self.texts.keys().cloned().collect();
        let mut user = Self { lang: self.lang, texts: BTreeMap::new() };
        user.lay(area, tree, faults);
        for (key, text) in user.texts {
            if known.contains(&key) {
                self.texts.insert(key, text);
                continue;
            }
            let near = suggest(&key, known.iter().map(String::as_str)).unwrap_or_default();
            let fault = Diagnostic::new(&codes::UNKNOWN_KEY).arg("key", &key);
            faults.push(fault.arg("suggestion", near).at(tree.place()));
        }
    }

    fn lay(&mut self, path: &str, tree: &Node, faults: &mut Diagnostics) {
        match &tree.value {
            Value::Text(text) => drop(self.texts.insert(path.to_string(), text.clone())),
            Value::Table(table) => {
                for (key, node) in &table.entries {
                    self.lay(&format!("{path}.{}", key.name), node, faults);
                }
            }
            _ => {
                let collector = Collector::default();
                let _ = as_text(tree, &collector);
                faults.extend(collector.into_inner());
            }
        }
    }

    /// The text of a key as it stands. An unknown key shows itself: tests look for ⟦.
    pub fn get(&self, key: &str) -> String {
        self.texts.get(key).cloned().unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The text of a key with its `{name}`s filled; of `[name|claim|claims]` the first word stands for one, the second for
    /// any other number. Values are never filled again.
    pub fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name);
        let is_one = |name: &str| value(name).is_some_and(|(_, value)| value.to_string() == "1");
        words::fill(&numbered(&self.get(key), is_one), |name| value(name).map(|(_, value)| value))
    }
}

/// Chooses between the words for one and for many.
fn numbered(text: &str, is_one: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let inner = after.split_once(']');
        let choice = inner.and_then(|(inner, left)| Some((inner.split_once('|')?, left)));
        match choice.and_then(|((name, words), left)| Some((name, words.split_once('|')?, left))) {
            Some((name, (one, many), left)) => {
                out.push_str(if is_one(name) { one } else { many });
                rest = left;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn both_languages_have_the_same_words() {
        for (area, tag, text) in BUILT_IN {
            assert!(parse_text(area, (*text).to_string()).is_ok(), "{area}.{tag} is no TOML");
        }
        let (zh, en) = (Words::built_in(Lang::Zh), Words::built_in(Lang::En));
        let keys = |words: &Words| words.texts.keys().cloned().collect::<BTreeSet<_>>();
        let differ: Vec<_> = keys(&zh).symmetric_difference(&keys(&en)).cloned().collect();
        assert!(differ.is_empty(), "in one language only: {differ:?}");
        for (key, text) in &zh.texts {
            assert_eq!(placeholders(text), placeholders(&en.texts[key]), "{key}");
        }
    }

    /// The texts of all files of Rust in a folder.
    fn sources(folder: &Path) -> String {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        let text = |path: &std::path::PathBuf| match path.is_dir() {
            true => sources(path),
            false => std::fs::read_to_string(path).expect("text"),
        };
        paths.iter().map(text).collect()
    }

    /// Keys stand in the code as literals, whole, with parts filled in (`"lists.payments.{key}"`), or as those of the columns
    /// of a list: `"lists.publication"` and `"amount"`.
    #[test]
    fn every_word_is_used_and_every_word_used_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let (all, of_reports) = (sources(&root), sources(&root.join("report")));
        let literals = |text: &str| -> BTreeSet<String> {
            text.lines().flat_map(|line| line.split('"')).map(str::to_string).collect()
        };
        let known = literals(&all);
        let words = Words::built_in(Lang::En).texts;
        let parts: Vec<&str> =
            known.iter().filter_map(|text| text.split_once('{')).map(|p| p.0).collect();
        let filled = |key: &str| {
            let mut rests = parts
                .iter()
                .filter(|part| part.contains('.'))
                .filter_map(|part| key.strip_prefix(part));
            rests.any(|rest| {
                let two = |(at, _): (usize, &str)| {
                    known.contains(&rest[..at]) && known.contains(&rest[at + 1..])
                };
                known.contains(rest) || rest.match_indices('_').any(two)
            })
        };
        let column = |key: &str| {
            key.rsplit_once('.').is_some_and(|(of, own)| known.contains(of) && known.contains(own))
        };
        let used = |key: &str| known.contains(key) || filled(key) || column(key);
        let unused: Vec<&String> = words.keys().filter(|key| !used(key)).collect();
        assert!(unused.is_empty(), "no report says {unused:?}");
        let is_key = |text: &str| {
            let area = text.split_once('.').map(|(area, _)| area);
            let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._".contains(&b));
            plain && area.is_some_and(|area| BUILT_IN.iter().any(|(known, ..)| *known == area))
        };
        let files = |text: &str| [".typ", ".html", ".toml"].iter().any(|end| text.ends_with(end));
        let begins = |text: &str, key: &String| {
            key.strip_prefix(text).is_some_and(|rest| rest.starts_with('.'))
        };
        let is_there =
            |text: &String| words.contains_key(text) || words.keys().any(|key| begins(text, key));
        let unknown: Vec<String> = literals(&of_reports)
            .into_iter()
            .filter(|text| is_key(text) && !files(text) && !is_there(text))
            .collect();
        assert!(unknown.is_empty(), "no file has {unknown:?}");
    }

    #[test]
    fn values_are_filled_once() {
        let mut words = Words::built_in(Lang::En);
        words.texts.insert("t".into(), "{a} of {b}, {c}".into());
        assert_eq!(words.say("t", &[("a", &"{b}"), ("b", &2)]), "{b} of 2, {c}");
        assert_eq!(words.get("nothing"), "⟦nothing⟧");
        words.texts.insert("n".into(), "{n} [n|claim|claims] [n] [1|2".into());
        assert_eq!(words.say("n", &[("n", &1)]), "1 claim [n] [1|2");
        assert_eq!(words.say("n", &[("n", &0)]), "0 claims [n] [1|2");
    }
}
