//! `jiangbu views`: tables that lie in a warehouse as filings. Views give columns their headings and sort rows by the
//! checks that SQL can say; the runner exports both kinds with what it counted, and a run takes the exports.

use std::path::Path;

use serde::Serialize;

use super::folder::{Named, runner};
use super::plan::write;
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::domain::digest::sha256;
use crate::frame::{Field, FieldKind};
use crate::pipeline::Pipeline;
use crate::run_folder::folder::free;
use crate::run_folder::manifest::pretty;
use crate::sql::Dialect;
use crate::sql::inputs::{LEFT, Source, views as emitted};

/// The name of the manifest.
pub const VIEWS: &str = "views.json";
const FORMAT: u32 = 1;

/// The manifest of the views.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    format: u32,
    engine: &'a str,
    scheme: &'a str,
    file: String,
    tables: Vec<Table<'a>>,
    /// SHA-256 of every file, by its name below the folder.
    sha256: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct Table<'a> {
    name: &'a str,
    table: String,
    key: &'a str,
    /// The key as the views name it, quoted.
    order: String,
    columns: Vec<Column<'a>>,
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    heading: String,
    column: &'a str,
    /// Kinds of types on which the checks are exact.
    takes: &'static [&'static str],
}

/// Writes the views of a pipeline's tables for an engine as `out`, whole or not at all; what they leave to the reader.
///
/// # Errors
/// A pipeline that names no tables (C103), a folder that is not empty.
pub fn views(pipeline: &Pipeline, dialect: Dialect, out: &Path) -> Result<Diagnostic, Failure> {
    free(out)?;
    if pipeline.warehouse.is_empty() {
        let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", "warehouse");
        let place = pipeline.rule_files.first().map(|file| Place::File(file.shown.clone()));
        return Err(Failure::User(Diagnostics(vec![fault.at(place.unwrap_or_default())])));
    }
    write(&files(pipeline, dialect), &["sql"], out)?;
    let list = |of: fn(&(_, &'static str, &'static str)) -> &'static str, and: &str| {
        LEFT.iter().map(|left| format!("{} {}", left.0.id, of(left))).collect::<Vec<_>>().join(and)
    };
    let left = Diagnostic::new(&codes::VIEWS_LEAVE).arg("what", list(|left| left.1, "；"));
    Ok(left.arg("what_en", list(|left| left.2, "; ")))
}

/// All files, the manifest last. The same rules give the same bytes.
pub fn files(pipeline: &Pipeline, dialect: Dialect) -> Vec<Named> {
    let (sources, name) = (&pipeline.warehouse, dialect.name());
    let script = emitted(sources, dialect, &pipeline.headers);
    let file = format!("sql/{}.sql", script.name);
    let mut files: Vec<Named> = vec![
        (file.clone(), script.text.into_bytes()),
        (format!("run_{name}.py"), runner(dialect).into_bytes()),
        ("README.md".into(), read_me(pipeline, dialect).into_bytes()),
    ];
    let manifest = Manifest {
        format: FORMAT,
        engine: name,
        scheme: &pipeline.scheme.id,
        file,
        tables: sources.iter().map(|source| table(source, dialect)).collect(),
        sha256: files.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))).collect(),
    };
    files.push((VIEWS.into(), pretty(&manifest)));
    files
}

fn table(source: &Source, dialect: Dialect) -> Table<'_> {
    let columns = source.columns.iter().map(|(field, column)| {
        let heading = source.heading(field);
        Column { heading, column, takes: takes(field) }
    });
    Table {
        name: source.name(),
        table: source.table.join("."),
        key: &source.key,
        order: dialect.column(&source.key_heading()),
        columns: columns.collect(),
    }
}

/// Kinds of types on which checks are exact, and which every engine hands on as they are.
fn takes(field: &Field) -> &'static [&'static str] {
    match field.kind {
        FieldKind::Money | FieldKind::Share => &["decimal", "whole"],
        FieldKind::Date => &["date"],
        FieldKind::Int => &["whole"],
        FieldKind::Bool => &["bool", "text"],
        FieldKind::Text | FieldKind::Category => &["text", "whole"],
        FieldKind::Code | FieldKind::Currency | FieldKind::Figure => &["text"],
    }
}

fn read_me(pipeline: &Pipeline, dialect: Dialect) -> String {
    let one = |source: &Source| {
        let columns = source.columns.iter();
        let columns =
            columns.map(|(field, column)| format!("{column} → {}", source.heading(field)));
        let columns = columns.collect::<Vec<_>>().join("<br>");
        let checks = source.count(dialect, &pipeline.headers);
        let (name, table, key) = (source.name(), source.table.join("."), &source.key);
        format!("| {name} | {table} | {key} | {columns} | {checks} |")
    };
    let tables: Vec<String> = pipeline.warehouse.iter().map(one).collect();
    let left = LEFT.iter().map(|(code, zh, en)| format!("| {} | {zh} | {en} |", code.id));
    let text = include_str!("VIEWS.md").replace("ENGINE", dialect.name());
    let text = text.replace("TABLES\n", &(tables.join("\n") + "\n"));
    text.replace("LEFT\n", &(left.collect::<Vec<_>>().join("\n") + "\n"))
}
