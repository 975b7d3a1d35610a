//! `jiangbu settings`: the numbers and readings of a pipeline and of its scenarios in a workbook, and back into their files.
//!
//! A setting is a row: its name, what it is, clause, the scheme's own value, bounds and unit. A file is a column: the
//! pipeline first, then scenarios. An empty cell leaves the setting to the scheme, or in a scenario to the pipeline.
//! Beside each column stands, folded, what the file held when the workbook was written, so that what somebody else has
//! changed since is not undone unseen.

mod cells;
mod edit;
mod take;

use std::path::{Path, PathBuf};

pub use cells::book;
pub use take::{Change, Taken, take, write};

use crate::config::{Node, parse_file};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes};
use crate::pipeline::{self, Pipeline, schemes};
use crate::scenario::Scenario;
use crate::scheme::choose::OptionRule;

/// A pipeline with some of its scenarios, and the settings that stand in them.
#[derive(Debug)]
pub struct Settings {
    pub pipeline: Pipeline,
    /// The pipeline, then the scenarios.
    pub files: Vec<SettingsFile>,
    pub rows: Vec<Row>,
}

/// One file that settings stand in.
#[derive(Debug)]
pub struct SettingsFile {
    pub path: PathBuf,
    /// The path below the folder of the pipeline: the heading of its column.
    pub shown: String,
    pub root: Node,
}

/// One setting.
#[derive(Debug)]
pub struct Row {
    /// `rate_m1`, `vat`, `budget.total`.
    pub name: String,
    /// Where it stands in a file.
    pub path: String,
    pub what: Text,
    pub clause: String,
    /// The scheme's own; empty where it has none.
    pub default: String,
    pub least: String,
    pub most: String,
    pub unit: Text,
    /// The answers of a reading; nothing for a number.
    pub answers: Vec<(String, Text)>,
    /// A value of its kind.
    pub like: Option<Node>,
}

impl Row {
    pub fn is_reading(&self) -> bool {
        !self.answers.is_empty()
    }
}

impl SettingsFile {
    /// What the file says of a setting; empty where it says nothing.
    pub fn value(&self, row: &Row) -> String {
        self.root.at_path(&row.path).map(Node::display).unwrap_or_default()
    }
}

/// Reads a pipeline of one scheme with scenarios.
///
/// # Errors
/// Files that cannot be used; a pipeline of several schemes (A651).
pub fn load(path: &Path, scenarios: &[PathBuf]) -> Result<Settings, Diagnostics> {
    let root = parse_file(path)?;
    if schemes::is_joint(&root) {
        return Err(Diagnostic::new(&codes::SETTINGS_OF_SEVERAL).at(root.place()).into());
    }
    let pipeline = pipeline::load_rules(path)?;
    let base = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut files = vec![SettingsFile { path: path.to_path_buf(), shown: name, root }];
    for path in scenarios {
        let root = parse_file(path)?;
        if root.at_path("scenario").is_none() {
            let missing = Diagnostic::new(&codes::MISSING_KEY).arg("key", "scenario");
            return Err(missing.at(Place::File(path.display().to_string())).into());
        }
        Scenario::load(path)?;
        let shown = shown_below(path, base);
        files.push(SettingsFile { path: path.clone(), shown, root });
    }
    let rows = rows(&pipeline, &files[0].root);
    Ok(Settings { pipeline, files, rows })
}

/// The path below a folder, or as it is where it lies elsewhere.
fn shown_below(path: &Path, base: &Path) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let base = whole(if base.as_os_str().is_empty() { Path::new(".") } else { base });
    let whole = whole(path);
    let below = whole.strip_prefix(&base).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}

fn rows(pipeline: &Pipeline, root: &Node) -> Vec<Row> {
    let mut rows = Vec::new();
    for range in pipeline.scheme_file.parameter_ranges() {
        let in_force = pipeline.scheme.in_force.iter().find(|p| p.name == range.name);
        let shown = |node: &Option<Node>| node.as_ref().map(Node::display).unwrap_or_default();
        rows.push(Row {
            path: format!("parameters.{}", range.name),
            what: range.text,
            clause: in_force.map(|p| p.clause.clone()).unwrap_or_default(),
            default: in_force.map(|p| p.default.clone()).unwrap_or_default(),
            least: shown(&range.min),
            most: shown(&range.max),
            unit: unit(range.value.as_ref()),
            answers: Vec::new(),
            like: range.value,
            name: range.name,
        });
    }
    for (name, zh, en) in [
        ("budget.total", "预算总额", "the pool"),
        ("budget.reserve", "预留，不超过总额", "held back, at most the pool"),
    ] {
        let like = root.at_path(name).cloned();
        let (name, path, what) = (name.to_string(), name.to_string(), Text::new(zh, en));
        let (unit, default) = (Text::new("金额", "amount"), String::new());
        let (clause, least, most) = (String::new(), "0元".to_string(), String::new());
        rows.push(Row {
            name,
            path,
            what,
            clause,
            default,
            least,
            most,
            unit,
            answers: Vec::new(),
            like,
        });
    }
    for OptionRule { name, clause, question, default, values, .. } in
        pipeline.scheme_file.option_rules()
    {
        rows.push(Row {
            path: format!("options.{name}"),
            what: question,
            clause,
            default,
            least: String::new(),
            most: String::new(),
            unit: Text::default(),
            answers: values.into_iter().map(|value| (value.name, value.text)).collect(),
            like: None,
            name,
        });
    }
    rows
}

/// What a number is, as far as its value shows.
fn unit(value: Option<&Node>) -> Text {
    use crate::config::Value;
    match value.map(|node| &node.value) {
        Some(Value::Int(_)) => Text::new("个数", "number"),
        Some(Value::Date(_)) => Text::new("日期", "day"),
        Some(Value::Text(text)) if text.parse::<crate::domain::Ratio>().is_ok() => {
            Text::new("比例", "share")
        }
        Some(Value::Text(text)) if text.parse::<crate::domain::Amount>().is_ok() => {
            Text::new("金额", "amount")
        }
        _ => Text::default(),
    }
}
