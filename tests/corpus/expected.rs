//! `expected.toml`, and findings compared with it.

use std::path::{Path, PathBuf};

use jiangbu::config::{Node, Value, parse_file};
use jiangbu::diag::{Diagnostic, Lang, Place, Severity};
use jiangbu::domain::text::comparable;

/// Notes that must be expected like errors and warnings; other notes may come or not.
const NOTES: &[&str] = &["D317", "D319", "D328", "D329", "F220", "F221", "F222"];

/// What must come of some files that are read together.
#[derive(Debug, Default)]
pub struct Entry {
    pub folder: PathBuf,
    pub files: Vec<String>,
    pub what: String,
    pub stage: String,
    pub same_as: Option<String>,
    /// Columns in which the tables may differ from `same_as`.
    pub but: Vec<String>,
    pub rows: Option<usize>,
    pub accepted: Option<usize>,
    pub quarantined: Option<usize>,
    pub values: Vec<Expected>,
    pub findings: Vec<Finding>,
    pub refused: bool,
    pub or_codes: Vec<String>,
    pub codes: Vec<String>,
    pub says: Vec<String>,
    pub never: Vec<String>,
    pub or_same: bool,
    pub rows_said: Vec<String>,
}

/// A value of an accepted row.
#[derive(Debug)]
pub struct Expected {
    /// Of the sheet, or the name of the file without its ending.
    pub sheet: String,
    /// `None` is any row.
    pub row: Option<u32>,
    pub column: String,
    pub value: String,
}

#[derive(Debug, Default)]
pub struct Finding {
    /// One of these.
    pub code: Vec<String>,
    pub file: Option<String>,
    pub sheet: Option<String>,
    pub row: Option<u32>,
    pub column: Option<String>,
    /// Stands in the message or the help.
    pub says: Option<String>,
    /// Need not be said.
    pub may: bool,
}

/// A finding of the program, from the library or from `--json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub code: String,
    pub severity: String,
    pub file: String,
    pub sheet: String,
    pub row: u32,
    pub column: String,
    /// Message and help.
    pub zh: String,
    pub en: String,
}

impl Said {
    pub fn of(finding: &Diagnostic) -> Self {
        let (file, sheet, row, column) = match &finding.place {
            Place::Cell { file, sheet, row, column } => {
                (file.clone(), sheet.clone(), *row, column.clone())
            }
            Place::File(file) => (file.clone(), String::new(), 0, String::new()),
            _ => Default::default(),
        };
        let text = |lang| format!("{} {}", finding.message(lang), finding.help(lang));
        Self {
            code: finding.code.id.to_string(),
            severity: finding.severity.key().to_string(),
            file,
            sheet,
            row,
            column,
            zh: text(Lang::Zh),
            en: text(Lang::En),
        }
    }

    fn counts(&self) -> bool {
        self.severity != Severity::Note.key() || NOTES.contains(&self.code.as_str())
    }

    fn shown(&self) -> String {
        let Self { code, sheet, row, column, zh, .. } = self;
        format!("{code} {sheet}!{row} {column}: {zh}")
    }
}

impl Finding {
    fn fits(&self, said: &Said) -> bool {
        let same = |due: &Option<String>, is: &str| {
            due.as_ref().is_none_or(|due| due == "*" || comparable(due) == comparable(is))
        };
        let file = Path::new(&said.file).file_name().unwrap_or_default().to_string_lossy();
        self.code.contains(&said.code)
            && same(&self.file, &file)
            && same(&self.sheet, &said.sheet)
            && self.row.is_none_or(|row| row == said.row)
            && same(&self.column, &said.column)
            && self.says.as_ref().is_none_or(|word| said.zh.contains(word.as_str()))
    }

    fn shown(&self) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let row = self.row.map_or(String::new(), |row| row.to_string());
        let says = self.says.as_ref().map_or(String::new(), |word| format!(" saying {word}"));
        let code = self.code.join(" or ");
        let place =
            format!("{}{}!{row} {}", text(&self.file), text(&self.sheet), text(&self.column));
        format!("{code} {place}{says}")
    }
}

/// What was said and not expected, and what was expected and not said.
pub fn differences(expected: &[Finding], said: &[Said]) -> Vec<String> {
    let mut out = Vec::new();
    for due in expected.iter().filter(|due| !due.may) {
        if !said.iter().any(|said| due.fits(said)) {
            out.push(format!("not said:     {}", due.shown()));
        }
    }
    for said in said.iter().filter(|said| said.counts()) {
        if !expected.iter().any(|due| due.fits(said)) {
            out.push(format!("not expected: {}", said.shown()));
        }
    }
    out
}

impl Entry {
    pub fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|file| self.folder.join(file)).collect()
    }
}

/// All entries of a folder; those that `JIANGBU_CORPUS` asks for.
pub fn load(folder: &str) -> Vec<Entry> {
    let path = Path::new(folder).join("expected.toml");
    let root = parse_file(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
    let nodes = list(&root, "file").unwrap_or_default();
    assert!(nodes.len() > 100, "{} entries", nodes.len());
    let word = std::env::var("JIANGBU_CORPUS").unwrap_or_default();
    let entries = nodes.iter().map(|node| entry(node, folder));
    entries.filter(|entry| entry.files.iter().any(|file| file.contains(&word))).collect()
}

fn entry(node: &Node, folder: &str) -> Entry {
    const KNOWN: &[&str] = &[
        "files",
        "what",
        "made_by",
        "stage",
        "same_as",
        "but",
        "rows",
        "accepted",
        "quarantined",
        "values",
        "findings",
        "refused",
        "or_codes",
        "codes",
        "says",
        "never",
        "or_same",
        "rows_said",
    ];
    for name in node.as_table().expect("a table").names() {
        assert!(KNOWN.contains(&name), "expected.toml: unknown key {name}");
    }
    let texts = |name| strings(node, name);
    let count = |name| int(node, name).map(|value| value as usize);
    Entry {
        folder: folder.into(),
        files: texts("files"),
        what: text(node, "what").unwrap_or_default(),
        stage: text(node, "stage").unwrap_or_else(|| "read".to_string()),
        same_as: text(node, "same_as"),
        but: texts("but"),
        rows: count("rows"),
        accepted: count("accepted"),
        quarantined: count("quarantined"),
        values: list(node, "values").unwrap_or_default().iter().map(value).collect(),
        findings: list(node, "findings").unwrap_or_default().iter().map(finding).collect(),
        refused: flag(node, "refused"),
        or_codes: texts("or_codes"),
        codes: texts("codes"),
        says: texts("says"),
        never: texts("never"),
        or_same: flag(node, "or_same"),
        rows_said: texts("rows_said"),
    }
}

fn finding(node: &Node) -> Finding {
    Finding {
        code: strings(node, "code"),
        file: text(node, "file"),
        sheet: text(node, "sheet"),
        row: int(node, "row").map(|row| row as u32),
        column: text(node, "column"),
        says: text(node, "says"),
        may: flag(node, "may"),
    }
}

fn value(node: &Node) -> Expected {
    let Value::Array(parts) = &node.value else { panic!("a value is a list of four") };
    let part = |at: usize| parts[at].as_text().unwrap_or_default().to_string();
    let row = match parts[1].value {
        Value::Int(row) => Some(row as u32),
        _ => None,
    };
    Expected { sheet: part(0), row, column: part(2), value: part(3) }
}

fn get<'a>(node: &'a Node, name: &str) -> Option<&'a Value> {
    node.as_table()?.get(name).map(|node| &node.value)
}

fn list<'a>(node: &'a Node, name: &str) -> Option<&'a [Node]> {
    match get(node, name)? {
        Value::Array(items) => Some(items),
        other => panic!("{name} is no list: {other:?}"),
    }
}

fn strings(node: &Node, name: &str) -> Vec<String> {
    let items = list(node, name).unwrap_or_default().iter();
    items.map(|item| item.as_text().expect("a text").to_string()).collect()
}

fn text(node: &Node, name: &str) -> Option<String> {
    match get(node, name)? {
        Value::Text(text) => Some(text.clone()),
        other => panic!("{name} is no text: {other:?}"),
    }
}

fn int(node: &Node, name: &str) -> Option<i64> {
    match get(node, name)? {
        Value::Int(value) => Some(*value),
        other => panic!("{name} is no number: {other:?}"),
    }
}

fn flag(node: &Node, name: &str) -> bool {
    matches!(get(node, name), Some(Value::Bool(true)))
}
