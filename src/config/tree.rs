//! The tree of a TOML file, with spans, and overlays upon it.

use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, Diagnostics, Place, SourceText, codes, suggest};

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub source: Arc<SourceText>,
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Int(i64),
    Bool(bool),
    Date(NaiveDate),
    Array(Vec<Node>),
    Table(Table),
}

/// Entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub entries: Vec<(Key, Node)>,
}

#[derive(Clone, Debug)]
pub struct Key {
    pub name: String,
    pub span: Range<usize>,
}

impl Table {
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.name.as_str())
    }
}

/// What a user would call a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Bool,
    Date,
    Array,
    Table,
    Time,
}

impl Kind {
    pub fn zh(self) -> &'static str {
        match self {
            Self::Text => "文本（加引号）",
            Self::Int => "整数",
            Self::Bool => "是否（true / false）",
            Self::Date => "日期（2026-01-20）",
            Self::Array => "列表 [ … ]",
            Self::Table => "表 { … }",
            Self::Time => "时刻",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::Text => "string in quotes",
            Self::Int => "integer",
            Self::Bool => "boolean (true / false)",
            Self::Date => "date (2026-01-20)",
            Self::Array => "array [ … ]",
            Self::Table => "table { … }",
            Self::Time => "time",
        }
    }
}

impl Value {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Int(_) => Kind::Int,
            Self::Bool(_) => Kind::Bool,
            Self::Date(_) => Kind::Date,
            Self::Array(_) => Kind::Array,
            Self::Table(_) => Kind::Table,
        }
    }
}

impl Node {
    pub fn place(&self) -> Place {
        Place::Text { source: self.source.clone(), span: self.span.clone() }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as one would type it, for parameter lists and comparisons.
    pub fn display(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Int(value) => value.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Date(value) => value.to_string(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(Node::display).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Table(table) => {
                let entries: Vec<String> = table
                    .entries
                    .iter()
                    .map(|(key, node)| format!("{} = {}", key.name, node.display()))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }

    /// The node at a dotted path.
    pub fn at_path(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, name| node.as_table()?.get(name))
    }

    pub fn at_path_mut(&mut self, path: &str) -> Option<&mut Node> {
        path.split('.').try_fold(self, |node, name| match &mut node.value {
            Value::Table(table) => table.get_mut(name),
            _ => None,
        })
    }

    /// Takes entries of a table away.
    pub fn remove(&mut self, names: &[&str]) {
        if let Value::Table(table) = &mut self.value {
            table.entries.retain(|(key, _)| !names.contains(&key.name.as_str()));
        }
    }

    /// Changes every entry of a table.
    pub fn each_mut(&mut self, mut change: impl FnMut(&mut Node)) {
        if let Value::Table(table) = &mut self.value {
            table.entries.iter_mut().for_each(|(_, node)| change(node));
        }
    }

    /// Puts `value` at a dotted path. Every part of the path but the last must exist; the last may
    /// be new, so that an overlay can add what a rule leaves out.
    ///
    /// # Errors
    /// The first part that does not exist, with the nearest name that does, at `place`.
    pub fn set_path(&mut self, path: &str, value: Node, place: &Place) -> Result<(), Diagnostic> {
        let mut node = self;
        let parts: Vec<&str> = path.split('.').collect();
        let (last, parents) = parts.split_last().unwrap_or((&path, &[]));
        for part in parents {
            let missing = unknown_path(path, part, node, place);
            let found = match &mut node.value {
                Value::Table(table) => table.get_mut(part),
                _ => None,
            };
            node = found.ok_or(missing)?;
        }
        let missing = unknown_path(path, last, node, place);
        let Value::Table(table) = &mut node.value else { return Err(missing) };
        match table.get_mut(last) {
            Some(old) => *old = value,
            None => {
                let key = Key { name: (*last).to_string(), span: value.span.clone() };
                table.entries.push((key, value));
            }
        }
        Ok(())
    }
}

fn unknown_path(path: &str, part: &str, node: &Node, place: &Place) -> Diagnostic {
    let known = node.as_table().map(|t| t.names().collect::<Vec<_>>()).unwrap_or_default();
    Diagnostic::new(&codes::OVERLAY_PATH)
        .arg("path", path)
        .arg("part", part)
        .arg("suggestion", suggest(part, known).unwrap_or_default())
        .at(place.clone())
}

/// Reads and parses a file.
///
/// # Errors
/// When it cannot be read, and every syntax error.
pub fn parse_file(path: &Path) -> Result<Node, Diagnostics> {
    let shown = path.display().to_string();
    match super::file::text(path) {
        Ok(text) => parse_text(&shown, text),
        Err(error) => Err(unreadable(path, &error).at(Place::File(shown)).into()),
    }
}

/// What is wrong with a file that is no text, or with its name.
fn unreadable(path: &Path, error: &Error) -> Diagnostic {
    let bytes = || super::file::bytes(path, super::file::TEXT).ok();
    match error.kind() {
        ErrorKind::InvalidData => {
            let [zh, en, help_zh, help_en] = super::slips::no_text(&bytes().unwrap_or_default());
            let fault = Diagnostic::new(&codes::NO_TEXT).arg("what", zh).arg("what_en", en);
            fault.arg("advice", help_zh).arg("advice_en", help_en)
        }
        ErrorKind::NotFound => {
            let near = super::file::near(path).unwrap_or_default();
            Diagnostic::unreadable(error).arg("suggestion", near)
        }
        _ => Diagnostic::unreadable(error),
    }
}

/// Parses a text that came from `path`.
///
/// # Errors
/// Every syntax error, and every binary floating-point number: numbers of a rule are exact.
pub fn parse_text(path: &str, text: String) -> Result<Node, Diagnostics> {
    let source = Arc::new(SourceText { path: path.to_string(), text });
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut diagnostics = Diagnostics::default();
    let mut mended = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let line = source.text[..span.start].matches('\n').count();
        let place = Place::Text { source: source.clone(), span: span.clone() };
        if mended.contains(&line) {
            continue;
        }
        let fault = match super::slips::corrected(&source.text, span.start) {
            Some((meant, zh, en)) => {
                mended.push(line);
                let fault = Diagnostic::new(&codes::SYNTAX_SLIP).arg("what", zh).arg("what_en", en);
                fault.arg("line", meant)
            }
            None => Diagnostic::new(&codes::SYNTAX).arg("why", error.message()),
        };
        diagnostics.push(fault.at(place));
    }
    let span = root.span();
    let table = convert_table(root.into_inner(), &source, &mut diagnostics);
    let node = Node { value: Value::Table(table), source: source.clone(), span };
    diagnostics.into_result(node)
}

fn convert_table(
    table: DeTable<'_>,
    source: &Arc<SourceText>,
    diagnostics: &mut Diagnostics,
) -> Table {
    let mut entries = Vec::new();
    for (key, value) in table {
        let key = Key { span: key.span(), name: key.into_inner().into_owned() };
        if let Some(node) = convert(value, source, diagnostics) {
            entries.push((key, node));
        }
    }
    Table { entries }
}

fn convert(
    value: Spanned<DeValue<'_>>,
    source: &Arc<SourceText>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let span = value.span();
    let place = Place::Text { source: source.clone(), span: span.clone() };
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Integer(integer) => {
            let digits = integer.as_str().replace('_', "");
            match i64::from_str_radix(&digits, integer.radix()) {
                Ok(value) => Value::Int(value),
                Err(_) => {
                    diagnostics.push(Diagnostic::new(&codes::INEXACT_NUMBER).at(place));
                    return None;
                }
            }
        }
        DeValue::Float(_) => {
            diagnostics.push(Diagnostic::new(&codes::INEXACT_NUMBER).at(place));
            return None;
        }
        DeValue::Datetime(datetime) => match datetime.date.and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        }) {
            Some(date) => Value::Date(date),
            None => {
                let fault = Diagnostic::new(&codes::WRONG_TYPE)
                    .arg("expected", Kind::Date.zh())
                    .arg("expected_en", Kind::Date.en())
                    .arg("found", Kind::Time.zh())
                    .arg("found_en", Kind::Time.en());
                diagnostics.push(fault.at(place));
                return None;
            }
        },
        DeValue::Array(items) => Value::Array(
            items.into_iter().filter_map(|item| convert(item, source, diagnostics)).collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, source, diagnostics)),
    };
    Some(Node { value, source: source.clone(), span })
}
