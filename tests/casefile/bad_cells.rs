//! A cell that cannot be read, in every table that an office gives a run: it is told with file, heading and what was read, in the
//! findings of the run or as what stops it.

use std::fs;

use jiangbu::frame::FieldKind;
use jiangbu::frame::columns as c;
use jiangbu::frame::tables::{OFFICE, OfficeTable};

use super::office::{Office, compliance};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, said};

/// No day of any year, and a code without its last characters.
const DAY: &str = "2026-02-30";
const CODE: &str = "9144030000000001";

/// The column whose cell is bad: a day where there is one, else a code.
fn bad(table: &OfficeTable) -> Option<(&'static str, &'static str)> {
    let of = |kind| table.fields.iter().find(|field| field.kind == kind);
    let day = of(FieldKind::Date).map(|field| (field.zh, DAY));
    day.or_else(|| of(FieldKind::Code).map(|field| (field.zh, CODE)))
}

/// A row that has everything, but for one cell.
fn row(table: &OfficeTable, bad: (&str, &str)) -> String {
    let heads: Vec<&str> = table.fields.iter().map(|field| field.zh).collect();
    let cell = |field: &jiangbu::frame::Field| match field.kind {
        _ if field.zh == bad.0 => bad.1.to_string(),
        FieldKind::Code => code(1),
        FieldKind::Date => "2026-05-01".into(),
        FieldKind::Money => "1.00".into(),
        FieldKind::Int => "2025".into(),
        FieldKind::Category | FieldKind::Currency | FieldKind::Bool => String::new(),
        _ => "某".into(),
    };
    let cells: Vec<String> = table.fields.iter().map(cell).collect();
    format!("{}\n{}\n", heads.join(","), cells.join(","))
}

#[test]
fn a_bad_cell_of_any_table_is_told_at_its_place() {
    // Read by reconciliation; read as sheets of workbooks of ours, whose ids come first.
    let others = ["payments", "clawbacks", "snapshots", "decisions", "reviews", "verdicts"];
    let mut looked_at = Vec::new();
    for table in OFFICE.iter().filter(|table| !others.contains(&table.key)) {
        let Some(bad) = bad(table) else { continue };
        let office = Office::new();
        let mut rows = Rows::default();
        compliance(&mut rows, 1, "200000.00");
        let owed = if table.key == "owed" { "[payment]\nset_off = true\n" } else { "" };
        let path = office.pipeline("batch", &rows, owed);
        let file = format!("bad-{}.csv", table.key);
        fs::write(office.made.path(&file), row(table, bad)).expect("written");
        let text = fs::read_to_string(&path).expect("a pipeline");
        let named = format!("[inputs]\n{} = [\"{file}\"]\n", table.key);
        fs::write(&path, text.replacen("[inputs]\n", &named, 1)).expect("written");
        let output = office.says(&["run", "--lang", "zh-CN"], &path, &[]);
        let told = said(&output);
        if output.status.code() == Some(2) {
            assert!(told.contains(&file) && told.contains(bad.1), "{}: {told}", table.key);
        } else {
            let findings = Table::open(&office.made.path("runs/batch-001"), "findings");
            let columns = findings.texts(c::COLUMN);
            let at = columns.into_iter().zip(findings.texts(c::MESSAGE_ZH));
            let own =
                |(column, message): (String, String)| column == bad.0 && message.contains(bad.1);
            assert!(at.into_iter().any(own), "{}: {told}", table.key);
        }
        looked_at.push(table.key);
    }
    for key in
        ["listed", "opinions", "events", "changes", "accounts", "invoices", "history", "owed"]
    {
        assert!(looked_at.contains(&key), "{key}: {looked_at:?}");
    }
}
