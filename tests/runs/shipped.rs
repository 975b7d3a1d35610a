//! The pipelines that we ship for schemes other than the first: their samples are what the program
//! makes, and they run without a row being refused.

use std::path::Path;

use jiangbu::frame::columns as c;

use super::arrow_reader::Table;
use super::made::{entries, files, jiangbu, said};

/// Runs a shipped pipeline into a folder of its own.
fn run(pipeline: &str, out: &Path) -> std::path::PathBuf {
    let mut command = jiangbu(&["run", pipeline, "--quiet", "--out"]);
    let output = command.arg(out).output().expect("the program");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    entries(out).pop().expect("a run folder")
}

fn sample(arguments: &[&str], out: &Path) {
    let mut command = jiangbu(&["sample", "--quiet", "--out"]);
    let output = command.arg(out).args(arguments).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_data_industry_sample_is_what_the_program_makes_and_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    sample(&["--scheme", "data-industry", "--firms", "60"], &folder.path().join("made"));
    let shipped = files(Path::new("sample_data/data_industry"));
    assert_eq!(shipped.len(), 3);
    assert!(files(&folder.path().join("made")) == shipped, "the sample differs");
    let run = run("pipelines/qianhai-data-draft.toml", &folder.path().join("runs"));
    assert_eq!(Table::open(&run, "quarantine").rows(), 0);
    let claims = Table::open(&run, "claims");
    let measures: std::collections::BTreeSet<_> = claims.texts(c::MEASURE).into_iter().collect();
    assert_eq!(measures.len(), 12, "every measure is claimed");
    let codes = Table::open(&run, "findings").texts(c::CODE);
    assert!(codes.iter().any(|code| code == "C124"), "the run says that the scheme is a draft");
    assert_eq!(codes.iter().filter(|code| *code == "C171").count(), 6);
}
