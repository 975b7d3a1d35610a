//! The pipeline that is shipped with rosters: the same bytes whatever the threads, and sums that agree.

use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{entries, files, said};
use crate::sample::{self, ROSTERS};

#[test]
fn the_shipped_rosters_give_the_same_bytes_and_sums_that_agree() {
    let out = tempfile::tempdir().expect("a folder");
    let output = sample::run(ROSTERS, out.path(), "zh-CN", Some("1"));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let first = entries(out.path()).pop().expect("a run folder");
    assert!(files(&first) == files(sample::with_rosters()), "the number of threads can be seen");

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
