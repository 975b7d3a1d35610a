//! Whatever reads a finished folder looks at all of its tables first. Where one is another, cut, gone or new, nothing
//! of the folder is used, whether or not the reader needs that very table.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::report::model::Wanted;

use super::walks::Desk;
use crate::runs::pipelines::code;

/// What somebody did to the tables of a folder.
#[derive(Clone, Copy, Debug)]
enum Done {
    /// Another table stands under its name.
    Another,
    Cut,
    Gone,
    /// It was put there.
    New,
}

const DONE: [Done; 3] = [Done::Another, Done::Cut, Done::Gone];

/// Does it while something is looked at, and undoes it.
fn while_done(folder: &Path, table: &str, done: Done, look: impl FnOnce()) {
    let path = folder.join("tables").join(format!("{table}.parquet"));
    let whole = fs::read(&path).ok();
    let bytes = whole.as_deref().unwrap_or_default();
    match done {
        Done::Another | Done::New => {
            let names = ["reasons", "sources", "findings"].into_iter().filter(|one| *one != table);
            let paths = names.map(|one| folder.join("tables").join(format!("{one}.parquet")));
            let other = paths.filter_map(|path| fs::read(path).ok()).next().expect("a table");
            assert_ne!(other, bytes, "{table}");
            fs::write(&path, other).expect("written");
        }
        Done::Cut => fs::write(&path, &bytes[..bytes.len() - 1]).expect("cut"),
        Done::Gone => fs::remove_file(&path).expect("removed"),
    }
    look();
    match whole {
        Some(whole) => fs::write(&path, whole).expect("restored"),
        None => fs::remove_file(&path).expect("removed"),
    }
}

/// Takes the hashes out of a manifest while something is looked at.
fn without_hashes(folder: &Path, look: impl FnOnce()) {
    let path = folder.join("manifest.json");
    let whole = fs::read_to_string(&path).expect("a manifest");
    let mut without: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    without.as_object_mut().expect("an object").remove("tables").expect("hashes");
    fs::write(&path, without.to_string()).expect("written");
    look();
    fs::write(&path, whole).expect("restored");
}

fn tables(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let tables = manifest["tables"].as_object().expect("hashes");
    tables.keys().cloned().collect()
}

/// Every command that reads a run.
fn readers(desk: &Desk, run: &str, other: &str) -> Vec<Vec<String>> {
    let path = |name: &str| desk.made.path(name).display().to_string();
    let paid = path("paid.csv");
    fs::write(&paid, "支付凭证号,凭证日期,凭证金额（元）\nV1,2026-04-10,1.00\n").expect("written");
    let claim = format!("m2-{}", code(1));
    let mut all: Vec<Vec<&str>> = vec![
        vec!["approve", run, "--on", "2026-04-01", "--by", "王五", "--yes"],
        vec!["reconcile", run, "--as-of", "2026-06-30", "--payments", &paid],
        vec!["explain", run, "--claim", &claim],
        vec!["scenario", "compare", run, other],
        vec!["scenario", "compare", other, run],
        vec!["progress", "pipelines/plans/qianhai-2026.toml", "--as-of", "2026-12-31"],
    ];
    let out = path("progress");
    all[5].extend(["--support", run, "--format", "none", "--out", &out]);
    let list = path("list");
    for (report, _) in Wanted::NAMES {
        all.push(vec!["report", run, "--only", report, "--to", &list]);
    }
    let decided = path("decided.csv");
    fs::write(&decided, "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n").expect("written");
    all.push(vec!["report", run, "--only", "payments", "--decisions", &decided, "--to", &list]);
    all.into_iter().map(|words| words.into_iter().map(str::to_string).collect()).collect()
}

#[test]
fn every_reader_of_a_run_looks_at_every_table() {
    let desk = Desk::new();
    let run = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    let other = desk.batch("other", &[(1, "FP-1", "3000000.00")], "");
    let shown = run.display().to_string();
    let all = readers(&desk, &shown, &other.display().to_string());
    let refuses = |words: &[String], table: &str, done: Done| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = desk.refused("A510", &words, &[]);
        assert!(said.contains(&format!("{table}.parquet")), "{table} {done:?} {words:?}: {said}");
    };
    // Tables that hardly anything reads, and one that nobody knows, before every reader.
    for (table, done) in
        [("payees", Done::Another), ("spellings", Done::New), ("papers", Done::Gone)]
    {
        while_done(&run, table, done, || all.iter().for_each(|words| refuses(words, table, done)));
    }
    // Every table before some reader.
    for (at, table) in tables(&run).iter().enumerate() {
        let done = DONE[at % DONE.len()];
        while_done(&run, table, done, || refuses(&all[at % all.len()], table, done));
    }
    // Without the hashes nobody vouches for any table.
    without_hashes(&run, || {
        for words in &all {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let said = desk.refused("A501", &words, &[]);
            assert!(said.contains("`tables`"), "{words:?}: {said}");
        }
    });
    assert_eq!(desk.segments(), 0);
    assert!(!desk.made.path("list").exists() && !desk.made.path("progress").exists());
    // As it was written it is read; what desktops leave in folders is no table.
    fs::write(run.join("tables/.DS_Store"), "x").expect("written");
    fs::write(run.join("tables/说明.txt"), "x").expect("written");
    for words in all.iter().filter(|words| words[0] == "explain" || words[0] == "approve") {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        desk.succeeds(&words, &[]);
    }
}

#[test]
fn reconciliations_and_progress_reports_are_looked_at_as_well() {
    let desk = Desk::new();
    let run = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    desk.approved(&run);
    let paid = desk.made.path("paid.csv").display().to_string();
    let row = format!("V1,2026-04-10,{},6222021234567{:05},100000.00", code(1), 1);
    let head = "支付凭证号,清算日期,统一社会信用代码,收款人账号,清算金额（元）";
    fs::write(&paid, format!("{head}\n{row}\n")).expect("written");
    let shown = run.display().to_string();
    desk.succeeds(&["reconcile", &shown, "--as-of", "2026-06-30", "--payments", &paid], &[]);
    let reconciled = PathBuf::from(format!("{shown}-reconciled-001"));
    let record = ["ledger", "record", "--by", "赵六"];
    let folder = reconciled.display().to_string();
    for (at, table) in tables(&reconciled).iter().enumerate() {
        while_done(&reconciled, table, DONE[at % DONE.len()], || {
            desk.refused("A510", &record, &[&folder]);
        });
    }
    desk.succeeds(&record, &[&folder]);
    assert_eq!(desk.segments(), 2);
    // The segments are held against whole folders, too.
    while_done(&reconciled, "ageing", Done::Cut, || {
        desk.refused("A516", &["ledger", "verify", "--runs"], &["runs/ledger"]);
    });
    desk.succeeds(&["ledger", "verify", "--runs"], &["runs/ledger"]);
    let out = desk.made.path("progress").display().to_string();
    let plan = ["progress", "pipelines/plans/qianhai-2026.toml", "--format", "none", "--out", &out];
    let output = desk.program(&[&plan[..], &["--as-of", "2026-06-30"]].concat(), &[]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let first = crate::runs::pipelines::entries(Path::new(&out)).pop().expect("a report");
    let previous = first.display().to_string();
    let next = [&plan[..], &["--as-of", "2026-12-31", "--previous", &previous]].concat();
    for table in ["findings", "targets"] {
        while_done(&first, table, Done::Cut, || drop(desk.refused("A510", &next, &[])));
    }
    without_hashes(&first, || drop(desk.refused("A501", &next, &[])));
    without_hashes(&reconciled, || drop(desk.refused("A501", &record, &[&folder])));
}
