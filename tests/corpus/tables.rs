//! Accepted tables as plain text, compared with the canonical ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiangbu::frame::build::dtype;
use jiangbu::frame::columns as c;
use jiangbu::ingest::Batch;
use polars::prelude::*;

use super::world::World;

/// The tables of one folder of CSV files, by key: columns and rows.
pub type Canonical = BTreeMap<String, (Vec<String>, Vec<Vec<String>>)>;

/// Reads the normalised tables: fen, ISO dates, true and false; no value of them holds a comma.
pub fn canonical(folder: &str) -> Canonical {
    let mut out = Canonical::new();
    for entry in fs::read_dir(Path::new("tests/data").join(folder)).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("read");
        let split = |line: &str| line.split(',').map(str::to_string).collect::<Vec<_>>();
        let mut lines = text.lines();
        let columns = split(lines.next().expect("a heading"));
        let rows = lines.map(split).collect();
        let key = path.file_stem().expect("a name").to_string_lossy().into_owned();
        out.insert(key, (columns, rows));
    }
    assert_eq!(out.len(), 3, "{folder}");
    out
}

/// A value in normalised form.
pub fn shown(column: &Column, row: usize) -> String {
    match column.get(row).expect("a value") {
        AnyValue::Null => String::new(),
        AnyValue::Boolean(value) => value.to_string(),
        other => other.get_str().map_or_else(|| other.to_string(), str::to_string),
    }
}

/// Where the tables differ from the canonical ones. With `part`, tables without rows are passed
/// over and the order of rows does not matter.
pub fn differences(
    world: &World,
    batch: &Batch,
    due: &Canonical,
    part: bool,
    but: &[String],
) -> Vec<String> {
    let mut out = Vec::new();
    let mut compared = 0;
    for (contract, table) in world.contracts.iter().zip(&batch.tables) {
        for field in contract.fields() {
            let is = table.column(field.name).expect("the column").dtype().clone();
            if is != dtype(field.kind) {
                out.push(format!("{}.{} is {is}", contract.key, field.name));
            }
        }
        let Some((columns, rows)) = due.get(&contract.key) else {
            if table.height() > 0 {
                out.push(format!("{} has {} rows, none are due", contract.key, table.height()));
            }
            continue;
        };
        if part && table.height() == 0 {
            continue;
        }
        compared += 1;
        let mut is: Vec<Vec<String>> = lines(table, columns, but);
        let mut due: Vec<Vec<String>> = rows.clone();
        for row in &mut due {
            for (cell, _) in row.iter_mut().zip(columns).filter(|(_, name)| but.contains(name)) {
                cell.clear();
            }
        }
        if part {
            is.sort();
            due.sort();
        }
        out.extend(rows_differ(&contract.key, columns, &is, &due));
        for field in
            contract.fields().filter(|field| !columns.iter().any(|name| name == field.name))
        {
            let column = table.column(field.name).expect("the column");
            if column.null_count() != column.len() {
                out.push(format!("{}.{} holds values, none are due", contract.key, field.name));
            }
        }
    }
    if compared == 0 {
        out.push("no rows were read".to_string());
    }
    out
}

fn lines(table: &DataFrame, columns: &[String], but: &[String]) -> Vec<Vec<String>> {
    let cell = |row: usize, name: &String| match but.contains(name) {
        true => String::new(),
        false => shown(table.column(name).expect("the column"), row),
    };
    (0..table.height()).map(|row| columns.iter().map(|name| cell(row, name)).collect()).collect()
}

fn rows_differ(
    key: &str,
    columns: &[String],
    is: &[Vec<String>],
    due: &[Vec<String>],
) -> Vec<String> {
    let mut out = Vec::new();
    if is.len() != due.len() {
        out.push(format!("{key}: {} rows, due are {}", is.len(), due.len()));
        let first = |row: &Vec<String>| row.iter().take(4).cloned().collect::<Vec<_>>().join(" ");
        out.extend(is.iter().map(|row| format!("    {}", first(row))));
        return out;
    }
    for (row, (is, due)) in (1..).zip(is.iter().zip(due)) {
        for (name, (is, due)) in columns.iter().zip(is.iter().zip(due)) {
            if is != due {
                out.push(format!("{key} row {row} {name}: `{is}`, due is `{due}`"));
            }
        }
    }
    out
}

/// The accepted rows that come from a sheet or a file of this name, with their numbers.
pub fn of_sheet<'a>(batch: &'a Batch, sheet: &str) -> Vec<(&'a DataFrame, usize, u32)> {
    let mut out = Vec::new();
    for table in &batch.tables {
        let sources = table.column(c::SOURCE).expect("a column").u32().expect("numbers");
        let rows = table.column(c::ROW).expect("a column").u32().expect("numbers");
        for (at, (source, row)) in sources.iter().zip(rows.iter()).enumerate() {
            let source = &batch.sources[source.expect("a source") as usize];
            let stem = Path::new(&source.file).file_stem().unwrap_or_default().to_string_lossy();
            if source.sheet == sheet || stem == sheet {
                out.push((table, at, row.expect("a row")));
            }
        }
    }
    out
}
