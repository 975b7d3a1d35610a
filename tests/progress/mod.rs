//! Progress against plans: every target and task of the shipped plans, statuses on a day worked by hand, and what is
//! said about bad figures and bad plans.

mod command;
mod judged;
mod messages;
mod plans;
mod told;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use jiangbu::diag::{Diagnostic, Diagnostics};
use jiangbu::domain::{RateTable, date};
use jiangbu::ingest::{Headers, InputFile, Limits, headers, read as ingest};
use jiangbu::progress::figures::Reading;
use jiangbu::progress::plan::Plan;
use jiangbu::progress::state::{Progress, contracts, put_together};
use jiangbu::progress::{calendar, read};
use tempfile::TempDir;

const SHIPPED: [&str; 5] = [
    "shenzhen-2016-2020",
    "state-council-2018",
    "guangzhou-2025",
    "qianhai-2026",
    "qianhai-data-draft",
];

fn shipped(name: &str) -> Plan {
    read::load(&Path::new("pipelines/plans").join(format!("{name}.toml"))).expect("a sound plan")
}

fn day(text: &str) -> NaiveDate {
    date::parse(text).expect("a date")
}

fn word_lists() -> Headers {
    headers::load(Path::new("pipelines/headers.toml")).expect("the shipped word lists")
}

fn ids(found: &[Diagnostic]) -> Vec<&'static str> {
    let mut ids: Vec<&str> = found.iter().map(|finding| finding.code.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Plans on a day, with tables given as text: file stem, lines.
fn progress(plans: &[Plan], as_of: &str, tables: &[(&str, &str)]) -> Progress {
    let dir = TempDir::new().expect("a folder");
    let files: Vec<InputFile> = tables
        .iter()
        .map(|(stem, text)| {
            let path = dir.path().join(format!("{stem}.csv"));
            std::fs::write(&path, text).expect("written");
            InputFile { path, shown: format!("{stem}.csv"), root: None }
        })
        .collect();
    let headers = word_lists();
    let batch = ingest(&files, &contracts(&headers), &headers, &Limits::default(), &|_: &str| {});
    let batch = batch.expect("tables that can be read");
    let calendar = calendar::load(Path::new("pipelines/plans/working_days.csv"));
    let reading = Reading {
        plans,
        as_of: day(as_of),
        rates: &RateTable::default(),
        headers: &headers,
        sources: &batch.sources,
    };
    put_together(&reading, &batch, &calendar.expect("the calendar"), &[]).expect("no fault of ours")
}

/// A plan file, with its tables, that somebody got wrong.
fn load_text(toml: &str, tables: &[(&str, &str)]) -> Result<Plan, Diagnostics> {
    let dir = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| -> PathBuf {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    for (name, text) in tables {
        write(name, text);
    }
    read::load(&write("plan.toml", toml))
}
