//! The registry itself: complete, in order, the same in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use jiangbu::diag::codes::{self, Code};

use super::{code_of, configs, filings};

/// Codes that no bad input of this catalogue can produce, and where they are covered.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("C128", "tests/runs/messages.rs: said when a run uses the rate"),
    ("C196", "tests/runs/messages.rs: said when a run uses the rate"),
    ("F214", "tests/bad/locked"),
    ("F217", "src/ingest/open.rs: a file that changes under the hand"),
    ("F218", "tests/corpus/large.rs: a link that leads out of the folder"),
    ("F220", "tests/data/formats/hidden.*"),
    ("F221", "tests/data/formats/hidden.*"),
    ("D329", "tests/data/between rows"),
    ("D328", "tests/data/between rows/requested differs.xlsx"),
    ("D322", "tests/runs/messages.rs: said when claims are gathered"),
    ("R401", "tests/runs/messages.rs"),
    ("R402", "tests/runs/messages.rs"),
    ("R403", "tests/runs/messages.rs"),
    ("R404", "tests/runs/messages.rs"),
    ("R405", "tests/runs/messages.rs"),
    ("R407", "tests/runs/messages.rs"),
    ("R408", "tests/runs/messages.rs"),
    ("R409", "tests/runs/messages.rs"),
    ("R410", "tests/runs/messages.rs"),
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
    ("C140", "tests/duplicates/messages.rs"),
    ("C141", "tests/duplicates/messages.rs"),
    ("C142", "tests/duplicates/messages.rs"),
    ("F237", "tests/duplicates/headings.rs"),
    ("D339", "tests/duplicates/messages.rs"),
    ("D340", "tests/duplicates/messages.rs"),
    ("D341", "tests/duplicates/messages.rs"),
    ("D342", "tests/duplicates/messages.rs"),
    ("D343", "tests/duplicates/messages.rs"),
    ("D347", "tests/duplicates/messages.rs"),
    ("D348", "tests/duplicates/messages.rs"),
    ("D349", "tests/duplicates/messages.rs"),
    ("D350", "tests/run_reports/accounts.rs"),
    ("D351", "tests/run_reports/accounts.rs"),
    ("D352", "tests/run_reports/accounts.rs"),
    ("D353", "tests/run_reports/lists.rs"),
    ("D354", "tests/reconcile/returned.rs"),
    ("D355", "tests/reconcile/returned.rs"),
    ("D356", "tests/reconcile/returned.rs"),
    ("D357", "tests/reconcile/returned.rs"),
    ("D358", "tests/reconcile/returned.rs"),
    ("D359", "tests/reconcile/returned.rs"),
    ("F255", "tests/casefile/standing.rs"),
    ("F256", "tests/casefile/standing.rs"),
    ("F257", "tests/casefile/standing.rs"),
    ("F258", "tests/casefile/standing.rs"),
    ("F259", "tests/casefile/events.rs"),
    ("F262", "tests/casefile/events.rs"),
    ("F263", "tests/casefile/events.rs"),
    ("F264", "tests/casefile/events.rs"),
    ("F270", "tests/casefile/objections.rs"),
    ("R500", "tests/casefile/objections.rs"),
    ("R501", "tests/casefile/objections.rs"),
    ("R502", "tests/casefile/objections.rs"),
    ("R503", "tests/casefile/objections.rs"),
    ("R504", "tests/casefile/round.rs"),
    ("R473", "tests/casefile/events.rs"),
    ("R474", "tests/casefile/changes.rs"),
    ("R475", "tests/casefile/changes.rs"),
    ("F265", "tests/casefile/changes.rs"),
    ("R476", "tests/casefile/standing.rs"),
    ("R477", "tests/casefile/standing.rs"),
    ("R496", "tests/casefile/standing.rs"),
    ("R497", "tests/casefile/standing.rs"),
    ("R498", "tests/casefile/standing.rs"),
    ("R499", "tests/casefile/standing.rs"),
    ("F260", "tests/reconcile/returned.rs"),
    ("F261", "tests/reconcile/returned.rs"),
    ("R428", "tests/reconcile/returned.rs"),
    ("R429", "tests/reconcile/returned.rs"),
    ("R480", "tests/run_reports/lists.rs"),
    ("A565", "tests/run_reports/lists.rs"),
    ("R420", "tests/duplicates/messages.rs"),
    ("R421", "tests/duplicates/messages.rs"),
    ("R422", "tests/duplicates/messages.rs"),
    ("R423", "tests/duplicates/messages.rs"),
    ("R424", "tests/duplicates/messages.rs"),
    ("R425", "tests/duplicates/messages.rs"),
    ("R426", "tests/duplicates/messages.rs"),
    ("R427", "tests/duplicates/messages.rs"),
    ("R430", "tests/duplicates/messages.rs"),
    ("R431", "tests/duplicates/messages.rs"),
    ("D390", "tests/duplicates/messages.rs"),
    ("D391", "tests/duplicates/messages.rs"),
    ("D392", "tests/duplicates/messages.rs"),
    ("D393", "tests/duplicates/messages.rs"),
    ("D399", "tests/duplicates/messages.rs"),
    ("R456", "tests/duplicates/messages.rs"),
    ("R457", "tests/duplicates/messages.rs"),
    ("R458", "tests/duplicates/messages.rs"),
    ("R459", "tests/duplicates/messages.rs"),
    ("R478", "tests/duplicates/messages.rs"),
    ("A501", "tests/runs/messages.rs"),
    ("A502", "tests/runs/messages.rs"),
    ("A503", "tests/runs/messages.rs"),
    ("A504", "tests/runs/messages.rs"),
    ("A505", "tests/runs/messages.rs"),
    ("A519", "tests/runs/messages.rs"),
    ("A520", "tests/desk/attacks.rs"),
    ("R465", "tests/reviews/faults.rs"),
    ("R466", "tests/reviews/faults.rs"),
    ("R467", "tests/reviews/faults.rs"),
    ("R468", "tests/reviews/faults.rs"),
    ("R469", "tests/reviews/faults.rs"),
    ("R470", "tests/runs/shipped.rs"),
    ("R471", "tests/reviews/faults.rs"),
    ("R472", "tests/reviews/faults.rs"),
    ("R640", "tests/reviews/verdicts.rs"),
    ("R641", "tests/reviews/verdicts.rs"),
    ("R642", "tests/reviews/verdicts.rs"),
    ("R643", "tests/reviews/verdicts.rs"),
    ("R644", "tests/reviews/verdicts.rs"),
    ("R645", "tests/reviews/verdicts.rs"),
    ("A640", "tests/reviews/verdicts.rs"),
    ("A641", "tests/engines/adopted.rs"),
    ("A642", "tests/engines/adopted.rs"),
    ("A643", "tests/engines/adopted.rs"),
    ("A644", "tests/engines/adopted.rs"),
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
    ("C150", "tests/scenarios/messages.rs"),
    ("C151", "tests/scenarios/messages.rs"),
    ("C152", "tests/scenarios/messages.rs"),
    ("C153", "tests/scenarios/messages.rs"),
    ("C154", "tests/scenarios/messages.rs"),
    ("C155", "tests/scenarios/messages.rs"),
    ("C156", "tests/scenarios/messages.rs"),
    ("C191", "tests/scenarios/messages.rs"),
    ("C192", "tests/scenarios/messages.rs"),
    ("C193", "tests/scenarios/messages.rs"),
    ("C194", "tests/scenarios/messages.rs"),
    ("C195", "tests/scenarios/messages.rs"),
    ("C190", "tests/reconcile/messages.rs"),
    ("D380", "tests/reconcile/messages.rs"),
    ("D381", "tests/reconcile/messages.rs"),
    ("D382", "tests/reconcile/messages.rs"),
    ("D383", "tests/reconcile/messages.rs"),
    ("D384", "tests/reconcile/messages.rs"),
    ("D385", "tests/reconcile/messages.rs"),
    ("D386", "tests/reconcile/messages.rs"),
    ("D387", "tests/reconcile/messages.rs"),
    ("R440", "tests/reconcile/messages.rs"),
    ("R441", "tests/reconcile/messages.rs"),
    ("R442", "tests/reconcile/messages.rs"),
    ("R443", "tests/reconcile/messages.rs"),
    ("R444", "tests/reconcile/messages.rs"),
    ("R445", "tests/duplicates/messages.rs"),
    ("R446", "tests/duplicates/exact.rs"),
    ("R447", "tests/duplicates/exact.rs"),
    ("R448", "tests/duplicates/exact.rs"),
    ("R449", "tests/duplicates/exact.rs"),
    ("R450", "tests/scenarios/messages.rs"),
    ("R451", "tests/scenarios/messages.rs"),
    ("R452", "tests/scenarios/messages.rs"),
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
    ("D400", "tests/runs/which_files.rs"),
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
    ("A530", "tests/scenarios/messages.rs"),
    ("A531", "tests/scenarios/messages.rs"),
    ("A532", "tests/scenarios/messages.rs"),
    ("A533", "tests/scenarios/messages.rs"),
    ("C180", "tests/progress/messages.rs"),
    ("C181", "tests/progress/messages.rs"),
    ("C182", "tests/progress/messages.rs"),
    ("C183", "tests/progress/messages.rs"),
    ("C184", "tests/progress/messages.rs"),
    ("C185", "tests/progress/messages.rs"),
    ("C186", "tests/progress/messages.rs"),
    ("C187", "tests/progress/messages.rs"),
    ("C188", "tests/progress/messages.rs"),
    ("D360", "tests/progress/messages.rs"),
    ("D361", "tests/progress/messages.rs"),
    ("D362", "tests/progress/messages.rs"),
    ("D363", "tests/progress/messages.rs"),
    ("D364", "tests/progress/messages.rs"),
    ("D365", "tests/progress/messages.rs"),
    ("D366", "tests/progress/messages.rs"),
    ("D367", "tests/progress/messages.rs"),
    ("D368", "tests/progress/messages.rs"),
    ("D369", "tests/progress/messages.rs"),
    ("D370", "tests/progress/messages.rs"),
    ("D371", "tests/progress/messages.rs"),
    ("D372", "tests/progress/messages.rs"),
    ("D373", "tests/progress/messages.rs"),
    ("D374", "tests/progress/messages.rs"),
    ("D375", "tests/progress/messages.rs"),
    ("D376", "tests/progress/messages.rs"),
    ("D377", "tests/progress/messages.rs"),
    ("D378", "tests/progress/messages.rs"),
    ("D379", "tests/progress/messages.rs"),
    ("A570", "tests/progress/command.rs"),
    ("R490", "tests/progress/messages.rs"),
    ("R491", "tests/progress/messages.rs"),
    ("R492", "tests/progress/messages.rs"),
    ("R493", "tests/progress/messages.rs"),
    ("R494", "tests/progress/messages.rs"),
    ("R495", "tests/progress/messages.rs"),
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
        let ordered =
            pair[0].letter().id != pair[1].letter().id || number(pair[0]) < number(pair[1]);
        assert!(ordered, "{} before {}", pair[0].id, pair[1].id);
    }
    for code in codes::all() {
        let (letter, hundred) = (&code.id[..1], &code.id[1..2]);
        // The hundred of findings about a run is full, and goes on with others.
        let groups = [("C", "1"), ("F", "2"), ("D", "34"), ("R", "456"), ("A", "56")];
        let known = groups.iter().any(|(own, all)| *own == letter && all.contains(hundred));
        assert!(known && code.id.len() == 4, "{} is in no group", code.id);
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
