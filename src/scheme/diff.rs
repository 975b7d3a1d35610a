//! What changed between two versions of a scheme file: rules, parameters and readings by name, in
//! words. Examples are no rules and are not compared.

use crate::config::{Node, Table, Value};
use crate::diag::Text;

use super::choose::{Choices, SchemeFile};

/// One thing that two versions say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Dotted path in the file.
    pub path: String,
    /// Clause of the rule, empty where it has none.
    pub clause: String,
    /// What it is about, in the words of the vocabulary.
    pub what: Text,
    /// `None` where only the second version has it.
    pub before: Option<Text>,
    /// `None` where only the first version has it.
    pub after: Option<Text>,
}

impl SchemeFile {
    /// The file with choices written into it: values of parameters, defaults of options, rules.
    ///
    /// # Errors
    /// Whatever the file does not allow to be chosen.
    pub fn under(&self, choices: &Choices) -> Result<Self, crate::diag::Diagnostics> {
        let mut complete = self.assumed();
        complete.parameters.retain(|(name, _)| !choices.parameters.iter().any(|(n, _)| n == name));
        complete.parameters.extend(choices.parameters.iter().cloned());
        complete.options.clone_from(&choices.options);
        complete.rules.clone_from(&choices.rules);
        complete.simulated = choices.simulated;
        self.resolve(&complete)?;
        let mut root = self.root.clone();
        for (name, node) in &choices.parameters {
            root.set_path(&format!("parameters.{name}.value"), node.clone(), &node.place())?;
            if let Some(parameter) = root.at_path_mut(&format!("parameters.{name}")) {
                parameter.remove(&["required"]);
            }
        }
        for (name, value, place) in &choices.options {
            if let Some(node) = root.at_path_mut(&format!("options.{name}.default")) {
                let chosen = Node { value: Value::Text(value.clone()), ..node.clone() };
                root.set_path(&format!("options.{name}.default"), chosen, place)?;
            }
        }
        for (path, node) in &choices.rules {
            root.set_path(path, node.clone(), &node.place())?;
        }
        Ok(Self { root })
    }
}

/// Everything that the second file says differently, in the order of the first; what is new follows
/// after its neighbours.
pub fn differences(first: &SchemeFile, second: &SchemeFile) -> Vec<Difference> {
    let (first, second) = (first.without_examples(), second.without_examples());
    let mut walk = Walk { roots: [&first.root, &second.root], out: Vec::new() };
    walk.compare(&mut Vec::new(), &first.root, &second.root);
    walk.out
}

struct Walk<'a> {
    roots: [&'a Node; 2],
    out: Vec<Difference>,
}

impl Walk<'_> {
    fn compare(&mut self, path: &mut Vec<String>, a: &Node, b: &Node) {
        let (Some(left), Some(right)) = (branches(a), branches(b)) else {
            if a.display() != b.display() {
                self.push(path, Some(a), Some(b));
            }
            return;
        };
        for (key, node) in &left.entries {
            path.push(key.name.clone());
            match right.get(&key.name) {
                Some(other) => self.compare(path, node, other),
                None => self.push(path, Some(node), None),
            }
            path.pop();
        }
        for (key, node) in right.entries.iter().filter(|(key, _)| left.get(&key.name).is_none()) {
            path.push(key.name.clone());
            self.push(path, None, Some(node));
            path.pop();
        }
    }

    fn push(&mut self, path: &[String], before: Option<&Node>, after: Option<&Node>) {
        let say = |side: usize, node: Option<&Node>| node.map(|n| shown(self.roots[side], path, n));
        self.out.push(Difference {
            path: path.join("."),
            clause: clause(self.roots, path),
            what: what(self.roots, path),
            before: say(0, before),
            after: say(1, after),
        });
    }
}

/// The entries of a table that is no text in two languages.
fn branches(node: &Node) -> Option<&Table> {
    node.as_table().filter(|table| table.get("zh").is_none())
}

fn bilingual(node: &Node) -> Option<Text> {
    let part = |name| node.at_path(name).and_then(Node::as_text);
    Some(Text::new(part("zh")?, part("en")?))
}

/// A node by its path; names may hold dots of their own.
fn at<'a>(root: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, name| node.as_table()?.get(name))
}

/// A value as a reader understands it: a text, the name and words of a reading, a title.
fn shown(root: &Node, path: &[String], node: &Node) -> Text {
    if let Some(text) = bilingual(node) {
        return text;
    }
    let plain = node.display();
    if let [section, name, key] = path
        && section == "options"
        && key == "default"
    {
        let value = [section.clone(), name.clone(), "values".into(), plain.clone(), "text".into()];
        if let Some(text) = at(root, &value).and_then(bilingual) {
            return Text::new(format!("{plain} {}", text.zh), format!("{plain} {}", text.en));
        }
    }
    let words = ["title", "question", "text"].iter().find_map(|key| bilingual(node.at_path(key)?));
    match words {
        // A whole rule: its words, and for a parameter its value.
        Some(words) => {
            let value = ["value", "amount", "default"].iter().find_map(|key| node.at_path(key));
            let value = value.map(|v| format!(" = {}", v.display())).unwrap_or_default();
            Text::new(format!("{}{value}", words.zh), format!("{}{value}", words.en))
        }
        None => Text::new(plain.clone(), plain),
    }
}

/// The clause that stands nearest above, in the later version where it has one.
fn clause(roots: [&Node; 2], path: &[String]) -> String {
    let lengths = (0..=path.len()).rev();
    let found = lengths.flat_map(|length| [roots[1], roots[0]].map(|r| at(r, &path[..length])));
    let mut clauses = found.flatten().filter_map(|node| node.at_path("clause")?.as_text());
    clauses.next().unwrap_or_default().to_string()
}

/// The path in words: measures by clause and title, parameters and readings by what they mean.
fn what(roots: [&Node; 2], path: &[String]) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (at_key, key) in path.iter().enumerate() {
        let named =
            at_key == 1 && ["measure", "parameters", "options", "columns"].contains(&&*path[0]);
        if named {
            let words = name_of(roots, &path[..2]);
            zh.push(format!("{key} {}", words.zh).trim_end().to_string());
            en.push(format!("{key} {}", words.en).trim_end().to_string());
            continue;
        }
        let [word_zh, word_en] = word(&path[0], at_key, key).unwrap_or([key, key]);
        zh.push(word_zh.to_string());
        en.push(word_en.to_string());
    }
    Text::new(zh.join(" · "), en.join(" · "))
}

/// The word for a key: `columns` is one thing at the top of the file, another in a measure.
fn word(top: &str, at_key: usize, key: &str) -> Option<[&'static str; 2]> {
    let scheme = &super::keys::SCHEME;
    let top = scheme.key(top);
    let own = match at_key {
        0 => top.and_then(|top| top.called),
        _ => top.and_then(|top| top.takes.section()).and_then(|section| section.called(key)),
    };
    own.or_else(|| scheme.called(key))
}

fn name_of(roots: [&Node; 2], path: &[String]) -> Text {
    let rule = at(roots[1], path).or_else(|| at(roots[0], path));
    let words = |key| rule.and_then(|rule| bilingual(rule.at_path(key)?));
    words("title").or_else(|| words("text")).or_else(|| words("question")).unwrap_or_default()
}
