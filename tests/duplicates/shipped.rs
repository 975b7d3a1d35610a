//! The pipeline that is shipped with rosters: the same bytes whatever the threads, and sums that agree.

use std::path::{Path, PathBuf};

use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::runs::made::{entries, files, jiangbu, said};

fn run(out: &Path, threads: &str) -> PathBuf {
    let output = jiangbu(&["run", "pipelines/qianhai-2026-rosters.toml", "--quiet", "--out"])
        .arg(out)
        .env("RAYON_NUM_THREADS", threads)
        .env("POLARS_MAX_THREADS", threads)
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    entries(out).pop().expect("a run folder")
}

#[test]
fn the_shipped_rosters_give_the_same_bytes_and_sums_that_agree() {
    let [one, four] = [tempfile::tempdir(), tempfile::tempdir()].map(|dir| dir.expect("a folder"));
    let (first, second) = (run(one.path(), "1"), run(four.path(), "4"));
    assert!(files(&first) == files(&second), "the number of threads can be seen");

    let manifest = std::fs::read_to_string(first.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let cut = manifest["control_totals"]["reductions"]["duplicates"].as_str().expect("an amount");
    let savings = Table::open(&first, "duplicate_savings");
    let saved: i64 = savings.fen(c::REDUCTION).iter().sum();
    assert!(saved > 0);
    assert_eq!(format!("{}.{:02}", saved / 100, saved % 100), cut, "all of it is attributed");

    // Money hangs on every case that a person is asked about; a name alone never lowers anything.
    let suspected = Table::open(&first, "suspected");
    assert!(suspected.rows() > 0 && suspected.fen(c::AT_RISK).iter().all(|fen| *fen > 0));
    let dossier = Table::open(&first, "duplicates");
    let (verdicts, levels) = (dossier.texts(c::VERDICT_NOW), dossier.texts(c::LEVEL));
    let by_code = ["code", "organisation", "repaired", "near-code", "masked-code"];
    for (verdict, level) in verdicts.iter().zip(&levels).filter(|(v, _)| *v == "duplicate") {
        assert!(by_code.contains(&level.as_str()), "{verdict} by {level}");
    }
    let open = verdicts.iter().filter(|verdict| *verdict == "suspected").count();
    assert!(suspected.rows() <= open);
}
