//! Messages that only a run, or the program itself, can say: each produced, and compared with a
//! snapshot of what a user reads in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiangbu::budget::check::conservation;
use jiangbu::diag::{Diagnostic, codes};
use jiangbu::pipeline::load;
use jiangbu::run::{Computed, compute};

use super::asked::ASKED;
use super::pipelines::{jiangbu, said};
use super::specimen;
use crate::catalogue::coverage::ELSEWHERE;
use crate::catalogue::{both_languages, unfilled};

/// Codes of findings about the made-up run, with how many there are.
const OF_THE_RUN: &[(&str, usize)] = &[
    ("C128", 1),
    ("C196", 1),
    ("R401", 1),
    ("R402", 1),
    ("R403", 1),
    ("R404", 1),
    ("R405", 1),
    ("R408", 1),
    ("R409", 1),
    ("R410", 1),
];

/// Said by the program about its arguments, and by tests that reach the library below it.
const OTHERS: &[&str] = &[
    "C161", "C176", "C177", "C178", "R407", "R464", "R470", "R515", "D425", "A501", "A502", "A503",
    "A504", "A505", "A519", "A540", "A541", "A550", "A552",
    "A553", // Those of tests/runs/which_files.rs.
    "A597", "D394", "D395", "D396", "D400", "F245", "F246", "F247", "F248", "F249", "F250", "F251",
    "F252", "F254", "F268", "F274",
];

pub fn compare(label: &str, shown: &str) {
    assert!(!unfilled(shown), "{label}: a placeholder was not filled: {shown}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

fn computed(made: &super::pipelines::Made) -> Computed {
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    compute(&pipeline, &|_: &str| {}).expect("a run")
}

#[test]
fn findings_about_a_run() {
    let computed = computed(&specimen::pipeline());
    let findings = &computed.prepared.linked.findings;
    for (code, count) in OF_THE_RUN {
        let found: Vec<String> =
            findings.iter().filter(|d| d.code.id == *code).map(both_languages).collect();
        assert_eq!(found.len(), *count, "{code}: {found:?}");
        compare(code, &found.join("\n\n"));
    }
}

#[test]
fn broken_control_totals() {
    let awards = computed(&specimen::pipeline()).awards;
    let mut awards = std::sync::Arc::into_inner(awards).expect("nobody else's");
    assert!(conservation(&awards, None).is_ok());
    let paid = awards.current().iter().position(|amount| *amount > 0).expect("a payment");
    let last = awards.stages.last_mut().expect("a stage");
    // A fen more than the stage before has, for which nobody has a reason.
    last.amount[paid] += 1_000_000_000;
    last.reason[paid] = 0;
    let faults = conservation(&awards, Some(70_000_000)).expect_err("a broken total").0;
    let shown: Vec<String> = faults.iter().map(both_languages).collect();
    compare("R407", &shown.join("\n\n"));
}

#[test]
fn our_own_faults() {
    let fault = Diagnostic::new(&codes::INTERNAL).arg("why", "index out of bounds");
    compare("A505", &both_languages(&fault));
}

/// What the program says in both languages and how it ends, the folder written as `DIR`.
fn outcome(arguments: &[&str], dir: &Path) -> String {
    let dir = dir.to_string_lossy();
    let mut shown = Vec::new();
    for lang in ["zh-CN", "en"] {
        let output = jiangbu(arguments).args(["--lang", lang]).output().expect("the program");
        assert!(output.stdout.is_empty(), "faults go to the other stream: {}", said(&output));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        shown.push(said(&output).trim_end().replace(&*dir, "DIR"));
    }
    shown.join("\n\n")
}

#[test]
fn arguments_that_cannot_be_used() {
    let made = specimen::pipeline();
    let pipeline = made.pipeline().display().to_string();
    let dir = made.pipeline();
    let dir = dir.parent().expect("a folder");
    let path = |name: &str| made.path(name).display().to_string();
    let run = made.run(&["--quiet"]).display().to_string();
    fs::create_dir(made.path("empty")).expect("created");

    let no_run = ["explain", &path("empty"), "--firm", "甲"];
    compare("A501", &outcome(&no_run, dir));
    compare("A502", &outcome(&["explain", &run, "--firm", "戊"], dir));
    compare("A519", &outcome(&["code", "d301", "D310x"], dir));
    let occupied = ["sample", "--firms", "1", "--out", &path("filings")];
    compare("A503", &outcome(&occupied, dir));
    // A folder cannot be made below a file.
    let below_a_file = ["run", &pipeline, "--out", &path("rates.csv/runs")];
    compare("A504", &outcome(&below_a_file, dir));
    assert!(!made.path("rates.csv").is_dir());
}

#[test]
fn a_code_is_explained_in_either_case_and_language() {
    let shown = |arguments: &[&str]| {
        let output = jiangbu(&[&["code"], arguments].concat()).output().expect("the program");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let one = shown(&["d302", "Ｆ２３２", "--lang", "en"]);
    assert!(one.starts_with("D302 error "), "{one}");
    assert!(one.contains("\n\nF232 error the column `…` is filled in … rows"), "{one}");
    assert!(one.contains("what to do: use a known heading") && !one.contains('{'), "{one}");
    let zh = shown(&["F232", "--lang", "zh-CN"]);
    assert!(zh.contains("处理：请改用规定的表头") && zh.contains("类别：文件。"), "{zh}");
    let all = shown(&["--lang", "zh-CN"]);
    assert_eq!(all.lines().count(), jiangbu::diag::codes::all().count());
    let json: serde_json::Value = serde_json::from_str(&shown(&["D302", "--json"])).expect("json");
    assert_eq!(json["data"]["codes"][0]["severity"], "error");
}

#[test]
fn every_code_left_to_runs_is_here() {
    let here: BTreeSet<&str> =
        OF_THE_RUN.iter().chain(ASKED).map(|(id, _)| *id).chain(OTHERS.to_vec()).collect();
    let to_runs = ELSEWHERE.iter().filter(|(_, place)| place.starts_with("tests/runs"));
    let left: BTreeSet<&str> = to_runs.map(|(id, _)| *id).collect();
    assert_eq!(here, left);
}
