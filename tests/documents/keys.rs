//! The declared keys are those that the readers take. That a reader takes no other holds by itself: it can ask for what is
//! declared and nothing else. Here every declared key is put into a real file, beside a key that cannot be: the reader
//! must refuse the one (or it has not looked at the table at all) and not the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::config::{Declared, Node, Section, Takes, Value, parse_file, parse_text};
use jiangbu::diag::Diagnostics;
use jiangbu::scheme::SchemeFile;
use jiangbu::{duplicate, ingest, jobs, pipeline, progress, reconcile, scenario, scheme};

/// No key of any file.
const STRANGE: &str = "zzz";

/// A file as its reader takes it, and what the reader says.
struct Kind {
    root: &'static Section,
    files: Vec<PathBuf>,
    read: fn(&Path) -> Diagnostics,
}

impl Kind {
    /// Reads a text, one inline table, in the place of a file.
    fn read_text(&self, file: &Path, table: &str) -> Diagnostics {
        let root = parse_text("probe", format!("root = {table}")).expect("TOML");
        let entries = &root.at_path("root").and_then(Node::as_table).expect("a table").entries;
        let lines = entries
            .iter()
            .map(|(key, node)| format!("{} = {}\n", quoted(&key.name), written(node)));
        let probe = file.with_file_name("probe.toml");
        fs::write(&probe, lines.collect::<String>()).expect("written");
        let found = (self.read)(&probe);
        fs::remove_file(&probe).expect("removed");
        found
    }
}

fn said<T>(read: Result<T, Diagnostics>) -> Diagnostics {
    read.err().unwrap_or_default()
}

fn read_scheme(path: &Path) -> Diagnostics {
    said(SchemeFile::load(path).and_then(|file| file.resolve(&file.assumed())))
}

fn read_crosswalk(path: &Path) -> Diagnostics {
    let file = SchemeFile::load(Path::new("pipelines/schemes/qianhai-service-trade-2026.toml"));
    let scheme = file.and_then(|file| file.resolve(&file.assumed())).expect("a scheme").0;
    said(duplicate::crosswalk::load(path, &scheme))
}

fn kinds(pipelines: &Path) -> [Kind; 8] {
    let files = |names: &[&str]| names.iter().map(|name| pipelines.join(name)).collect::<Vec<_>>();
    let all = |folder: &str| {
        let mut found = Vec::new();
        super::collect(&pipelines.join(folder), "toml", &mut found);
        found.sort();
        found
    };
    [
        Kind { root: &scheme::keys::SCHEME, files: all("schemes"), read: read_scheme },
        Kind {
            root: &pipeline::keys::PIPELINE,
            files: files(&["qianhai-2026-rosters.toml", "guangzhou-2025.toml"]),
            read: |path| said(pipeline::load(path)),
        },
        Kind {
            root: &scenario::keys::SCENARIO,
            files: all("scenarios"),
            read: |path| said(scenario::Scenario::load(path)),
        },
        Kind {
            root: &duplicate::keys::CROSSWALK,
            files: files(&["crosswalk.toml"]),
            read: read_crosswalk,
        },
        Kind {
            root: &reconcile::keys::RECONCILE,
            files: files(&["reconcile.toml"]),
            read: |path| said(reconcile::settings::load(path)),
        },
        Kind {
            root: &jobs::report::keys::ALLOCATION,
            files: files(&["allocation.toml"]),
            read: |path| said(jobs::report::allocation::load(path)),
        },
        Kind {
            root: &progress::keys::PLAN,
            files: all("plans"),
            read: |path| said(progress::read::load(path)),
        },
        Kind {
            root: &ingest::keys::HEADERS,
            files: files(&["headers.toml"]),
            read: |path| said(ingest::headers::load(path)),
        },
    ]
}

#[test]
fn every_declared_key_is_read() {
    let desk = tempfile::tempdir().expect("a folder");
    for folder in ["pipelines", "sample_data"] {
        super::commands::copy(Path::new(folder), &desk.path().join(folder));
    }
    let mut unread = Vec::new();
    let mut proven = 0;
    for kind in kinds(&desk.path().join("pipelines")) {
        let mut probe = Probe { kind: &kind, read: BTreeMap::new() };
        for file in &kind.files {
            let root = without_most_examples(parse_file(file).expect("a file"));
            probe.visit(file, &root, &mut Vec::new(), kind.root);
        }
        for (section, key) in declared(kind.root) {
            match probe.read.get(&id(section)).is_some_and(|read| read.contains(key.name)) {
                true => proven += 1,
                false => unread
                    .push(format!("{} “{}”: {}", kind.root.title[1], section.title[1], key.name)),
            }
        }
    }
    assert!(unread.is_empty(), "declared and not read: {unread:#?}");
    assert!(proven > 250, "{proven} keys");
}

/// Every key of every section below one.
fn declared(root: &'static Section) -> Vec<(&'static Section, &'static Declared)> {
    let (mut sections, mut at) = (vec![root], 0);
    while at < sections.len() {
        for inner in sections[at].keys().iter().filter_map(|key| key.takes.section()) {
            if !sections.iter().any(|known| std::ptr::eq(*known, inner)) {
                sections.push(inner);
            }
        }
        at += 1;
    }
    sections
        .iter()
        .flat_map(|section| section.keys().into_iter().map(|key| (*section, key)))
        .collect()
}

fn id(section: &'static Section) -> usize {
    std::ptr::from_ref(section) as usize
}

/// One step down a tree: a key, or a place in a list.
#[derive(Clone)]
enum Step {
    Key(String),
    At(usize),
}

struct Probe<'a> {
    kind: &'a Kind,
    /// Keys that a reader was seen to take, by section.
    read: BTreeMap<usize, BTreeSet<&'static str>>,
}

impl Probe<'_> {
    fn visit(&mut self, file: &Path, root: &Node, path: &mut Vec<Step>, section: &'static Section) {
        self.prove(file, root, path, section);
        for key in section.keys() {
            let Some(inner) = key.takes.section().filter(|inner| !inner.open) else { continue };
            if declared(inner).iter().all(|(section, key)| self.is_read(section, key)) {
                continue;
            }
            path.push(Step::Key(key.name.to_string()));
            // Where a file has no such table, an empty one is put there.
            let node = at(root, path).map(|node| node.value.clone());
            let names: Vec<Step> = match (key.takes, &node) {
                (Takes::Named(_), Some(Value::Table(table))) => {
                    table.names().map(|n| Step::Key(n.into())).collect()
                }
                (Takes::Named(_), _) => vec![Step::Key("probe".into())],
                (Takes::Tables(_), Some(Value::Array(items))) => {
                    (0..items.len()).map(Step::At).collect()
                }
                (Takes::Tables(_), _) => vec![Step::At(0)],
                _ => Vec::new(),
            };
            if names.is_empty() {
                self.visit(file, root, path, inner);
            }
            for name in names {
                path.push(name);
                self.visit(file, root, path, inner);
                path.pop();
            }
            path.pop();
        }
    }

    fn is_read(&self, section: &'static Section, key: &Declared) -> bool {
        self.read.get(&id(section)).is_some_and(|read| read.contains(key.name))
    }

    /// Tries the keys of a section in one table: those that stand there, all others with them, each alone.
    fn prove(&mut self, file: &Path, root: &Node, path: &[Step], section: &'static Section) {
        let open = |probe: &Self| -> Vec<&'static Declared> {
            section.keys().into_iter().filter(|key| !probe.is_read(section, key)).collect()
        };
        let own = at(root, path).and_then(Node::as_table).cloned().unwrap_or_default();
        let has = |name: &str| own.get(name).is_some();
        if open(self).is_empty() {
            return;
        }
        self.attempt(file, root, path, section, &own.entries, &[]);
        let more: Vec<_> = open(self).into_iter().filter(|key| !has(key.name)).collect();
        self.attempt(file, root, path, section, &own.entries, &more);
        for key in open(self) {
            if !has(key.name) {
                self.attempt(file, root, path, section, &own.entries, &[key]);
            }
            let beside = key.beside.and_then(|name| section.key(name));
            let alone: Vec<&'static Declared> = beside.into_iter().chain([key]).collect();
            self.attempt(file, root, path, section, &[], &alone);
            // A key may belong to one word of the other.
            if let Some((Takes::Words(words), name)) = beside.map(|one| (one.takes, one.name)) {
                let value = sample(key.takes);
                for word in words {
                    let both = vec![
                        (name.into(), format!("\"{word}\"")),
                        (key.name.into(), value.clone()),
                    ];
                    self.look(file, root, path, section, both);
                }
            }
        }
    }

    fn attempt(
        &mut self,
        file: &Path,
        root: &Node,
        path: &[Step],
        section: &'static Section,
        kept: &[(jiangbu::config::Key, Node)],
        more: &[&'static Declared],
    ) {
        let kept = kept.iter().map(|(key, node)| (key.name.clone(), written(node)));
        let more = more.iter().map(|key| (key.name.to_string(), sample(key.takes)));
        self.look(file, root, path, section, kept.chain(more).collect());
    }

    /// Puts keys with their values in a table and sees which of them the reader takes.
    fn look(
        &mut self,
        file: &Path,
        root: &Node,
        path: &[Step],
        section: &'static Section,
        all: Vec<(String, String)>,
    ) {
        let mut entries: Vec<String> =
            all.iter().map(|(key, value)| format!("{} = {value}", quoted(key))).collect();
        entries.push(format!("{STRANGE} = 1"));
        let table = format!("{{ {} }}", entries.join(", "));
        let found = self.kind.read_text(file, &replaced(Some(root), path, &table));
        let unknown: BTreeSet<&str> = found
            .0
            .iter()
            .filter(|fault| fault.code.id == "C102")
            .filter_map(|fault| fault.value("key"))
            .collect();
        if !unknown.contains(STRANGE) {
            return;
        }
        let read = self.read.entry(id(section)).or_default();
        read.extend(
            all.iter()
                .filter(|(key, _)| !unknown.contains(key.as_str()))
                .filter_map(|(key, _)| section.key(key))
                .map(|key| key.name),
        );
    }
}

fn at<'a>(node: &'a Node, path: &[Step]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, step| match (step, &node.value) {
        (Step::Key(name), Value::Table(table)) => table.get(name),
        (Step::At(at), Value::Array(items)) => items.get(*at),
        _ => None,
    })
}

/// The tree as one inline table, with another text at a path.
fn replaced(node: Option<&Node>, path: &[Step], text: &str) -> String {
    let [step, rest @ ..] = path else { return text.to_string() };
    match step {
        Step::Key(name) => {
            let entries = node
                .and_then(Node::as_table)
                .map(|table| table.entries.as_slice())
                .unwrap_or_default();
            let mut all: Vec<String> = entries
                .iter()
                .filter(|(key, _)| key.name != *name)
                .map(|(key, node)| format!("{} = {}", quoted(&key.name), written(node)))
                .collect();
            let old = entries.iter().find(|(key, _)| key.name == *name).map(|(_, node)| node);
            all.push(format!("{} = {}", quoted(name), replaced(old, rest, text)));
            format!("{{ {} }}", all.join(", "))
        }
        Step::At(at) => {
            let items = match node.map(|node| &node.value) {
                Some(Value::Array(items)) => items.as_slice(),
                _ => &[],
            };
            let mut all: Vec<String> = items.iter().map(written).collect();
            let new = replaced(items.get(*at), rest, text);
            match all.get_mut(*at) {
                Some(old) => *old = new,
                None => all.push(new),
            }
            format!("[{}]", all.join(", "))
        }
    }
}

fn written(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries =
                entries.map(|(key, node)| format!("{} = {}", quoted(&key.name), written(node)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => node.display(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

/// A value that can stand behind a key.
fn sample(takes: Takes) -> String {
    match takes {
        Takes::Text | Takes::Any => "\"x\"".into(),
        Takes::Bilingual => "{ zh = \"x\", en = \"x\" }".into(),
        Takes::Int => "1".into(),
        Takes::Bool => "true".into(),
        Takes::Date => "2026-01-01".into(),
        Takes::Amount => "\"1元\"".into(),
        Takes::Ratio => "\"1%\"".into(),
        Takes::Number => "\"1\"".into(),
        Takes::Column => "\"invoice_no\"".into(),
        Takes::File => "\"x\"".into(),
        Takes::Files => "[]".into(),
        Takes::Words(words) => quoted(words[0]),
        Takes::List(of) => format!("[{}]", sample(*of)),
        Takes::Or(first, _) => sample(*first),
        Takes::Map(_) | Takes::Table(_) | Takes::Named(_) => "{ }".into(),
        Takes::Tables(_) => "[]".into(),
    }
}

/// One worked example of each measure, and one of several enterprises, are enough to know their keys.
fn without_most_examples(mut root: Node) -> Node {
    let keep = |node: &mut Node| {
        if let Value::Table(table) = &mut node.value {
            for (key, node) in &mut table.entries {
                if let (true, Value::Array(items)) = (key.name == "example", &mut node.value) {
                    items.truncate(1);
                }
            }
        }
    };
    keep(&mut root);
    if let Some(measures) = root.at_path_mut("measure") {
        measures.each_mut(keep);
    }
    root
}

/// Words of closed lists: the reader names those that are declared.
#[test]
fn the_readers_know_the_declared_words() {
    let desk = tempfile::tempdir().expect("a folder");
    let pipelines = desk.path().join("pipelines");
    for folder in ["pipelines", "sample_data"] {
        super::commands::copy(Path::new(folder), &desk.path().join(folder));
    }
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for kind in kinds(&pipelines) {
        for file in &kind.files {
            let root = without_most_examples(parse_file(file).expect("a file"));
            for (path, key) in words_in(&root, kind.root) {
                let Takes::Words(words) = key.takes else { continue };
                if !seen.insert((kind.root.title[1], key.name, words)) {
                    continue;
                }
                let found = kind.read_text(file, &replaced(Some(&root), &path, "\"zzz\""));
                let known = found.0.iter().filter(|fault| fault.value("word") == Some("zzz"));
                let mut known: Vec<&str> = known.filter_map(|fault| fault.value("known")).collect();
                // Several readings of one scheme say it several times.
                known.dedup();
                if known != [words.join(" | ")] {
                    wrong.push(format!("{}: {words:?} but {known:?}", key.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() > 25, "{}", seen.len());
}

/// Keys of a file that take a word, by their paths.
fn words_in(node: &Node, section: &'static Section) -> Vec<(Vec<Step>, &'static Declared)> {
    let mut all = Vec::new();
    let Some(table) = node.as_table() else { return all };
    for (name, inner) in &table.entries {
        let Some(key) = section.key(&name.name) else { continue };
        let step = Step::Key(name.name.clone());
        if let Takes::Words(_) = key.takes {
            all.push((vec![step.clone()], key));
        }
        let Some(below) = key.takes.section() else { continue };
        let tables: Vec<(Vec<Step>, &Node)> = match (key.takes, &inner.value) {
            (Takes::Named(_), Value::Table(table)) => table
                .entries
                .iter()
                .map(|(k, node)| (vec![step.clone(), Step::Key(k.name.clone())], node))
                .collect(),
            (Takes::Tables(_), Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, node)| (vec![step.clone(), Step::At(at)], node))
                .collect(),
            _ => vec![(vec![step], inner)],
        };
        for (path, node) in tables {
            all.extend(
                words_in(node, below)
                    .into_iter()
                    .map(|(more, key)| ([path.clone(), more].concat(), key)),
            );
        }
    }
    all
}
