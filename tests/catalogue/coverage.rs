//! The registry itself: complete, in order, the same in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use jiangbu::diag::codes::{self, Code};

use super::{code_of, configs, filings};

/// Codes that no bad input of this catalogue can produce, and where they are covered.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("C128", "tests/runs/said.rs: said when a run uses the rate"),
    ("C196", "tests/runs/said.rs: said when a run uses the rate"),
    ("F214", "tests/bad/locked"),
    ("F217", "src/ingest/open.rs: a file that changes under the hand"),
    ("F218", "tests/corpus/large.rs: a link that leads out of the folder"),
    ("F220", "tests/data/formats/hidden.*"),
    ("F221", "tests/data/formats/hidden.*"),
    ("D329", "tests/data/between rows"),
    ("D328", "tests/data/between rows/requested differs.xlsx"),
    ("D322", "tests/runs/said.rs: said when claims are gathered"),
    ("R401", "tests/runs/said.rs"),
    ("R402", "tests/runs/said.rs"),
    ("R403", "tests/runs/said.rs"),
    ("R404", "tests/runs/said.rs"),
    ("R405", "tests/runs/said.rs"),
    ("R407", "tests/runs/said.rs"),
    ("R408", "tests/runs/said.rs"),
    ("R409", "tests/runs/said.rs"),
    ("R410", "tests/runs/said.rs"),
    ("R411", "tests/runs/asked.rs"),
    ("R412", "tests/runs/asked.rs"),
    ("R413", "tests/runs/asked.rs"),
    ("R414", "tests/runs/asked.rs"),
    ("R415", "tests/runs/asked.rs"),
    ("R416", "tests/runs/asked.rs"),
    ("R417", "tests/runs/asked.rs"),
    ("R418", "tests/runs/asked.rs"),
    ("R419", "tests/runs/asked.rs"),
    ("R432", "tests/runs/asked.rs"),
    ("R433", "tests/runs/asked.rs"),
    ("R434", "tests/runs/asked.rs"),
    ("R435", "tests/runs/asked.rs"),
    ("R436", "tests/runs/asked.rs"),
    ("R437", "tests/run_reports/waits.rs"),
    ("R438", "tests/runs/asked.rs"),
    ("R439", "tests/runs/asked.rs"),
    ("C161", "tests/runs/asked.rs"),
    ("C140", "tests/duplicates/said.rs"),
    ("C141", "tests/duplicates/said.rs"),
    ("C142", "tests/duplicates/said.rs"),
    ("D340", "tests/duplicates/said.rs"),
    ("D341", "tests/duplicates/said.rs"),
    ("D342", "tests/duplicates/said.rs"),
    ("D343", "tests/duplicates/said.rs"),
    ("D350", "tests/run_reports/said.rs"),
    ("D351", "tests/run_reports/said.rs"),
    ("D352", "tests/run_reports/said.rs"),
    ("D353", "tests/run_reports/lists.rs"),
    ("D354", "tests/reconcile/returned.rs"),
    ("D355", "tests/reconcile/returned.rs"),
    ("D356", "tests/reconcile/returned.rs"),
    ("D357", "tests/reconcile/returned.rs"),
    ("D358", "tests/reconcile/returned.rs"),
    ("D359", "tests/reconcile/returned.rs"),
    ("F260", "tests/reconcile/returned.rs"),
    ("F261", "tests/reconcile/returned.rs"),
    ("R428", "tests/reconcile/returned.rs"),
    ("R429", "tests/reconcile/returned.rs"),
    ("R480", "tests/run_reports/lists.rs"),
    ("A565", "tests/run_reports/lists.rs"),
    ("R420", "tests/duplicates/said.rs"),
    ("R421", "tests/duplicates/said.rs"),
    ("R422", "tests/duplicates/said.rs"),
    ("R423", "tests/duplicates/said.rs"),
    ("R424", "tests/duplicates/said.rs"),
    ("R425", "tests/duplicates/said.rs"),
    ("R426", "tests/duplicates/said.rs"),
    ("R427", "tests/duplicates/said.rs"),
    ("R430", "tests/duplicates/said.rs"),
    ("R431", "tests/duplicates/said.rs"),
    ("A501", "tests/runs/said.rs"),
    ("A502", "tests/runs/said.rs"),
    ("A503", "tests/runs/said.rs"),
    ("A504", "tests/runs/said.rs"),
    ("A505", "tests/runs/said.rs"),
    ("R470", "tests/runs/shipped.rs"),
    ("C157", "tests/joint"),
    ("C158", "tests/joint"),
    ("C172", "tests/joint"),
    ("C173", "tests/joint"),
    ("C174", "tests/joint"),
    ("C175", "tests/joint"),
    ("R460", "tests/joint"),
    ("R461", "tests/joint"),
    ("R462", "tests/joint"),
    ("R463", "tests/joint"),
    ("C176", "tests/runs/known.rs"),
    ("C177", "tests/runs/known.rs"),
    ("C178", "tests/runs/known.rs"),
    ("R464", "tests/runs/shipped.rs"),
    ("A552", "tests/runs/shipped.rs"),
    ("A553", "tests/runs/shipped.rs"),
    ("A551", "tests/joint"),
    ("A554", "tests/joint"),
    ("A550", "tests/runs/versions.rs"),
    ("A540", "tests/runs/template.rs"),
    ("A541", "tests/runs/template.rs"),
    ("C150", "tests/scenarios/said.rs"),
    ("C151", "tests/scenarios/said.rs"),
    ("C152", "tests/scenarios/said.rs"),
    ("C153", "tests/scenarios/said.rs"),
    ("C154", "tests/scenarios/said.rs"),
    ("C155", "tests/scenarios/said.rs"),
    ("C156", "tests/scenarios/said.rs"),
    ("C191", "tests/scenarios/said.rs"),
    ("C192", "tests/scenarios/said.rs"),
    ("C193", "tests/scenarios/said.rs"),
    ("C194", "tests/scenarios/said.rs"),
    ("C195", "tests/scenarios/said.rs"),
    ("C190", "tests/reconcile/said.rs"),
    ("D380", "tests/reconcile/said.rs"),
    ("D381", "tests/reconcile/said.rs"),
    ("D382", "tests/reconcile/said.rs"),
    ("D383", "tests/reconcile/said.rs"),
    ("D384", "tests/reconcile/said.rs"),
    ("D385", "tests/reconcile/said.rs"),
    ("D386", "tests/reconcile/said.rs"),
    ("D387", "tests/reconcile/said.rs"),
    ("R440", "tests/reconcile/said.rs"),
    ("R441", "tests/reconcile/said.rs"),
    ("R442", "tests/reconcile/said.rs"),
    ("R443", "tests/reconcile/said.rs"),
    ("R444", "tests/reconcile/said.rs"),
    ("R450", "tests/scenarios/said.rs"),
    ("R451", "tests/scenarios/said.rs"),
    ("R452", "tests/scenarios/said.rs"),
    ("R453", "tests/progress/judged.rs"),
    ("R454", "tests/progress/judged.rs"),
    ("R455", "tests/scenarios/runs.rs"),
    ("C160", "tests/reports/faults.rs"),
    ("F226", "tests/reports/faults.rs"),
    ("F227", "tests/reports/faults.rs"),
    ("F228", "tests/reports/faults.rs"),
    ("F245", "tests/runs/which_files.rs"),
    ("F246", "tests/runs/which_files.rs"),
    ("F247", "tests/runs/which_files.rs"),
    ("F248", "tests/runs/which_files.rs"),
    ("F249", "tests/runs/which_files.rs"),
    ("F250", "tests/runs/which_files.rs"),
    ("F251", "tests/runs/which_files.rs"),
    ("F252", "tests/runs/which_files.rs"),
    ("F254", "tests/runs/mended.rs"),
    ("D394", "tests/runs/which_files.rs"),
    ("D395", "tests/runs/which_files.rs"),
    ("D396", "tests/runs/which_files.rs"),
    ("A597", "tests/runs/which_files.rs"),
    ("A560", "src/report/render/pdf/mod.rs: only a build without the feature says it"),
    ("A506", "tests/reconcile/walks.rs"),
    ("A507", "tests/reconcile/walks.rs"),
    ("A508", "tests/reconcile/walks.rs"),
    ("A509", "tests/reconcile/walks.rs"),
    ("A510", "tests/reconcile/walks.rs"),
    ("A511", "tests/reconcile/walks.rs"),
    ("A512", "tests/reconcile/walks.rs"),
    ("A513", "tests/reconcile/walks.rs"),
    ("A514", "tests/reconcile/walks.rs"),
    ("A515", "tests/reconcile/walks.rs"),
    ("A516", "tests/reconcile/walks.rs"),
    ("A517", "tests/reconcile/walks.rs"),
    ("D344", "tests/reconcile/walks.rs"),
    ("D345", "tests/reconcile/walks.rs"),
    ("D346", "tests/reconcile/walks.rs"),
    ("R483", "tests/reconcile/walks.rs"),
    ("D397", "tests/reconcile/released.rs"),
    ("D398", "tests/reconcile/released.rs"),
    ("R485", "tests/reconcile/released.rs"),
    ("R486", "tests/reconcile/released.rs"),
    ("R488", "tests/reconcile/released.rs"),
    ("A598", "tests/reconcile/released.rs"),
    ("A599", "tests/reconcile/released.rs"),
    ("A518", "tests/reconcile/released.rs"),
    ("R487", "src/run/release.rs: a doubtful account among released claims"),
    ("R489", "src/run/papers.rs: segments of an earlier version"),
    ("R481", "tests/run_reports/held.rs"),
    ("R482", "tests/run_reports/held.rs"),
    ("R484", "tests/run_reports/held.rs"),
    ("A580", "tests/reconcile/ledger.rs"),
    ("A581", "tests/reconcile/ledger.rs"),
    ("A582", "tests/reconcile/ledger.rs"),
    ("A583", "tests/reconcile/ledger.rs"),
    ("A584", "tests/reconcile/ledger.rs"),
    ("A585", "tests/reconcile/ledger.rs"),
    ("A586", "tests/reconcile/ledger.rs"),
    ("A587", "tests/reconcile/ledger.rs"),
    ("A588", "tests/reconcile/ledger.rs"),
    ("A589", "tests/reconcile/ledger.rs"),
    ("A590", "tests/reconcile/ledger.rs"),
    ("A591", "tests/reconcile/set_off.rs"),
    ("A592", "tests/reconcile/set_off.rs"),
    ("A593", "tests/reconcile/set_off.rs"),
    ("A594", "tests/joint"),
    ("A595", "tests/reconcile/objection.rs"),
    ("A596", "tests/reconcile/set_off.rs"),
    ("A530", "tests/scenarios/said.rs"),
    ("A531", "tests/scenarios/said.rs"),
    ("A532", "tests/scenarios/said.rs"),
    ("A533", "tests/scenarios/said.rs"),
    ("C180", "tests/progress/said.rs"),
    ("C181", "tests/progress/said.rs"),
    ("C182", "tests/progress/said.rs"),
    ("C183", "tests/progress/said.rs"),
    ("C184", "tests/progress/said.rs"),
    ("C185", "tests/progress/said.rs"),
    ("C186", "tests/progress/said.rs"),
    ("C187", "tests/progress/said.rs"),
    ("C188", "tests/progress/said.rs"),
    ("D360", "tests/progress/said.rs"),
    ("D361", "tests/progress/said.rs"),
    ("D362", "tests/progress/said.rs"),
    ("D363", "tests/progress/said.rs"),
    ("D364", "tests/progress/said.rs"),
    ("D365", "tests/progress/said.rs"),
    ("D366", "tests/progress/said.rs"),
    ("D367", "tests/progress/said.rs"),
    ("D368", "tests/progress/said.rs"),
    ("D369", "tests/progress/said.rs"),
    ("D370", "tests/progress/said.rs"),
    ("D371", "tests/progress/said.rs"),
    ("D372", "tests/progress/said.rs"),
    ("D373", "tests/progress/said.rs"),
    ("D374", "tests/progress/said.rs"),
    ("D375", "tests/progress/said.rs"),
    ("D376", "tests/progress/said.rs"),
    ("D377", "tests/progress/said.rs"),
    ("D378", "tests/progress/said.rs"),
    ("D379", "tests/progress/said.rs"),
    ("A570", "tests/progress/command.rs"),
    ("R490", "tests/progress/said.rs"),
    ("R491", "tests/progress/said.rs"),
    ("R492", "tests/progress/said.rs"),
    ("R493", "tests/progress/said.rs"),
    ("R494", "tests/progress/said.rs"),
    ("R495", "tests/progress/said.rs"),
];

fn labels() -> Vec<&'static str> {
    configs::labels().chain(filings::labels()).collect()
}

#[test]
fn every_code_has_a_bad_input() {
    let covered: BTreeSet<&str> = labels().into_iter().map(code_of).collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<&str> = codes::all().map(|code| code.id).collect();
    let known: BTreeSet<&str> = covered.union(&elsewhere).copied().collect();
    let missing: Vec<_> = all.difference(&known).collect();
    assert!(missing.is_empty(), "no case in tests/catalogue for {missing:?}");
    let unknown: Vec<_> = known.difference(&all).collect();
    assert!(unknown.is_empty(), "not in the registry: {unknown:?}");
    let twice: Vec<_> = covered.intersection(&elsewhere).collect();
    assert!(twice.is_empty(), "covered here, so not elsewhere: {twice:?}");
}

#[test]
fn every_snapshot_belongs_to_a_case() {
    let labels = labels();
    let unique: BTreeSet<&str> = labels.iter().copied().collect();
    assert_eq!(labels.len(), unique.len(), "two cases share a label");
    let folder = Path::new("tests/catalogue/snapshots");
    for entry in std::fs::read_dir(folder).expect("snapshots") {
        let name = entry.expect("entry").file_name().to_string_lossy().into_owned();
        let label = name.split('.').next().unwrap_or_default();
        assert!(unique.contains(label), "{name} belongs to no case: delete it");
    }
}

#[test]
fn codes_are_unique_and_in_order() {
    let all: Vec<&Code> = codes::all().collect();
    for pair in all.windows(2) {
        let number = |code: &Code| code.id[1..].parse::<u32>().expect("a number");
        assert!(number(pair[0]) < number(pair[1]), "{} before {}", pair[0].id, pair[1].id);
    }
    for code in codes::all() {
        let (letter, hundred) = (&code.id[..1], &code.id[1..2]);
        let groups = [("C", "1"), ("F", "2"), ("D", "3"), ("R", "4"), ("A", "5")];
        assert!(groups.contains(&(letter, hundred)), "{} is in no group", code.id);
    }
}

#[test]
fn both_languages_say_the_same() {
    for code in codes::all() {
        assert!(!code.zh.is_empty() && !code.en.is_empty(), "{}", code.id);
        assert_eq!(code.help_zh.is_empty(), code.help_en.is_empty(), "help of {}", code.id);
        assert_eq!(placeholders(code.zh), placeholders(code.en), "{}", code.id);
        assert_eq!(placeholders(code.help_zh), placeholders(code.help_en), "help of {}", code.id);
        assert!(code.help_zh.is_empty() || code.help_zh.ends_with('。'), "help of {}", code.id);
        assert!(!code.zh.ends_with('。') && !code.en.ends_with('.'), "{}", code.id);
    }
}

/// The names in braces; `why_en` is `why` in English.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| name.strip_suffix("_en").unwrap_or(name)).collect()
}
