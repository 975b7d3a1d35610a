//! The fixed words of reports, from the language files in `reports/words`: `AREA.LANG.toml`, a tree of texts with
//! `{name}` where a value goes. They are built in; a folder given by the user lays its own files over them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use crate::config::{Collector, Node, Value, as_text, parse_file, parse_text};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, suggest};

/// The language files built in: area, language tag, text.
const BUILT_IN: &[(&str, &str, &str)] = &[
    ("common", "zh-CN", include_str!("../../reports/words/common.zh-CN.toml")),
    ("common", "en", include_str!("../../reports/words/common.en.toml")),
    ("reconcile", "zh-CN", include_str!("../../reports/words/reconcile.zh-CN.toml")),
    ("reconcile", "en", include_str!("../../reports/words/reconcile.en.toml")),
    ("render", "zh-CN", include_str!("../../reports/words/render.zh-CN.toml")),
    ("render", "en", include_str!("../../reports/words/render.en.toml")),
    ("budget", "zh-CN", include_str!("../../reports/words/budget.zh-CN.toml")),
    ("budget", "en", include_str!("../../reports/words/budget.en.toml")),
    ("programmes", "zh-CN", include_str!("../../reports/words/programmes.zh-CN.toml")),
    ("programmes", "en", include_str!("../../reports/words/programmes.en.toml")),
    ("lists", "zh-CN", include_str!("../../reports/words/lists.zh-CN.toml")),
    ("lists", "en", include_str!("../../reports/words/lists.en.toml")),
    ("progress", "zh-CN", include_str!("../../reports/words/progress.zh-CN.toml")),
    ("progress", "en", include_str!("../../reports/words/progress.en.toml")),
    ("notice", "zh-CN", include_str!("../../reports/words/notice.zh-CN.toml")),
    ("notice", "en", include_str!("../../reports/words/notice.en.toml")),
    ("duplicates", "zh-CN", include_str!("../../reports/words/duplicates.zh-CN.toml")),
    ("duplicates", "en", include_str!("../../reports/words/duplicates.en.toml")),
    ("evaluation", "zh-CN", include_str!("../../reports/words/evaluation.zh-CN.toml")),
    ("evaluation", "en", include_str!("../../reports/words/evaluation.en.toml")),
];

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

    /// Whether there is a text under this key.
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// The text of a key with its `{name}`s filled. Values are never filled again.
    pub fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let text = self.get(key);
        let mut said = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                said.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => said.push_str(&value.to_string()),
                None => said.push_str(&format!("{{{name}}}")),
            }
            rest = tail;
        }
        said.push_str(rest);
        said
    }
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

    #[test]
    fn values_are_filled_once() {
        let mut words = Words::built_in(Lang::En);
        words.texts.insert("t".into(), "{a} of {b}, {c}".into());
        assert_eq!(words.say("t", &[("a", &"{b}"), ("b", &2)]), "{b} of 2, {c}");
        assert_eq!(words.get("nothing"), "⟦nothing⟧");
    }
}
