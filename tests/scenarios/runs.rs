//! The lab says what a run says: every value of every option and every kind of overlay, through both, on pipelines
//! with and without rosters and on the parts of a joint one, claim by claim and stage by stage.

use std::path::{Path, PathBuf};

use jiangbu::pipeline;
use jiangbu::run;
use jiangbu::run::lab as wiring;
use jiangbu::scenario::{Lab, LabError, Scenario};
use tempfile::TempDir;

use super::exact::CHANGES;
use crate::sample::{PIPELINE, ROSTERS, elsewhere, in_parquet};
use crate::side_by_side::each_of;

const HEAD: &str = "[scenario]\ntitle = { zh = \"试\", en = \"try\" }\n";

/// Firm, measure and requested fen of every claim, then each stage: its amounts and its reasons.
type Claims = (Vec<u32>, Vec<u16>, Vec<i64>, Vec<(Vec<i64>, Vec<u16>)>);

fn of(awards: &jiangbu::budget::Awards) -> Claims {
    let stages = awards.stages.iter().map(|stage| (stage.amount.clone(), stage.reason.clone()));
    (awards.firm.clone(), awards.measure.clone(), awards.requested.clone(), stages.collect())
}

fn lab(path: &str) -> Lab {
    let pipeline = pipeline::load(Path::new(path)).unwrap_or_else(|faults| panic!("{faults:?}"));
    wiring::lab(&pipeline, &|_: &str| {}).unwrap_or_else(|why| panic!("{path}: {why:?}"))
}

/// What the lab says; `None` where it refuses.
fn asked(lab: &Lab, scenario: &Scenario) -> Option<Claims> {
    let setting = match lab.setting(scenario) {
        Ok((setting, _)) => setting,
        Err(LabError::User(_)) => return None,
        Err(other) => panic!("{other:?}"),
    };
    match lab.inspect(&setting, |evaluation, _, _| Ok(of(&evaluation.awards))) {
        Ok(claims) => Some(claims),
        Err(LabError::Unbalanced(faults)) => panic!("{faults:?}"),
        Err(_) => None,
    }
}

/// What a run under the same file says.
fn ran(path: &str, file: PathBuf) -> Option<Claims> {
    let pipeline = pipeline::load(Path::new(path)).expect("a pipeline");
    let under = wiring::under(pipeline, &[file]).ok()?;
    run::compute(&under, &|_: &str| {}).ok().map(|computed| of(&computed.awards))
}

/// Compares both for each text; returns how many moved an amount, and how many both refuse.
fn compare(path: &str, texts: &[String]) -> (usize, usize) {
    let lab = lab(path);
    let dir = TempDir::new().expect("a folder");
    let base = asked(&lab, &Scenario::named("nothing")).expect("the baseline");
    let plain = pipeline::load(Path::new(path)).expect("a pipeline");
    let plain = run::compute(&plain, &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"));
    assert!(of(&plain.awards) == base, "{path}: the baseline");
    let numbered: Vec<(usize, &String)> = texts.iter().enumerate().collect();
    let compared = each_of(&numbered, |(number, text)| {
        let file = dir.path().join(format!("s{number}.toml"));
        std::fs::write(&file, format!("{HEAD}{text}")).expect("written");
        let scenario = Scenario::load(&file).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        let (lab_says, run_says) = (asked(&lab, &scenario), ran(path, file));
        assert!(lab_says == run_says, "{path}: {text}: {}", difference(&lab_says, &run_says));
        lab_says.map(|claims| claims != base)
    });
    let count = |outcome| compared.iter().filter(|one| **one == outcome).count();
    (count(Some(true)), count(None))
}

fn difference(lab: &Option<Claims>, run: &Option<Claims>) -> String {
    let payable =
        |claims: &Claims| -> i64 { claims.3.last().map_or(0, |(amounts, _)| amounts.iter().sum()) };
    let (Some(lab), Some(run)) = (lab, run) else {
        return format!("refused by lab {}, by run {}", lab.is_none(), run.is_none());
    };
    format!(
        "{} claims and {} fen in the lab, {} and {} in the run",
        lab.0.len(),
        payable(lab),
        run.0.len(),
        payable(run)
    )
}

/// Every value of every option that is not in force by itself.
fn options(path: &str) -> Vec<String> {
    let pipeline = pipeline::load(Path::new(path)).expect("a pipeline");
    let options = pipeline.scheme_file.option_rules();
    let values = options.iter().flat_map(|option| {
        let others = option.values.iter().filter(|value| value.name != option.default);
        others.map(|value| format!("[options]\n{} = \"{}\"", option.name, value.name))
    });
    values.collect()
}

fn overlays() -> Vec<String> {
    let shipped = std::fs::read_dir("pipelines/scenarios").expect("scenarios");
    let mut shipped: Vec<PathBuf> = shipped.map(|entry| entry.expect("an entry").path()).collect();
    shipped.sort();
    let body = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a scenario");
        text.split_once("\n[").and_then(|(_, rest)| rest.split_once("\n[")).map_or_else(
            || panic!("{}: no section beside its head", path.display()),
            |(_, rest)| format!("[{rest}"),
        )
    };
    CHANGES.iter().map(ToString::to_string).chain(shipped.iter().map(body)).collect()
}

/// The enterprises of the sample, in files that are read quickly: what is compared is computed from them.
fn sample(pipeline: &str) -> (TempDir, String) {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("sample.toml");
    in_parquet(pipeline, &file, 240, 2026);
    (dir, file.display().to_string())
}

#[test]
fn every_reading_without_rosters() {
    let (_dir, path) = sample(PIPELINE);
    let (moved, _) = compare(&path, &options(&path));
    assert!(moved > 20, "{moved}");
}

#[test]
fn every_overlay_without_rosters() {
    let (_dir, path) = sample(PIPELINE);
    let (moved, refused) = compare(&path, &overlays());
    assert!(moved > 20 && refused == 0, "{moved} {refused}");
}

#[test]
fn every_reading_with_rosters() {
    let (_dir, path) = sample(ROSTERS);
    let (moved, _) = compare(&path, &options(&path));
    assert!(moved > 20, "{moved}");
}

#[test]
fn every_overlay_with_rosters() {
    let (_dir, path) = sample(ROSTERS);
    let (moved, refused) = compare(&path, &overlays());
    assert!(moved > 20 && refused == 0, "{moved} {refused}");
}

/// Readings that both bear on duplicates, together.
#[test]
fn readings_about_duplicates_together_with_rosters() {
    let both = ["kind", "institution"].into_iter().flat_map(|key| {
        ["choose_best", "top_up"].map(|mode| {
            format!("[options]\ndup_key = \"{key}\"\ndup_mode = \"{mode}\"\nvat = \"net\"")
        })
    });
    let grown = "[options]\ndup_key = \"institution\"\n[growth]\napplicants = \"150%\"\n[dates]\naward_year = 2027";
    let texts: Vec<String> = both.chain([grown.to_string()]).collect();
    let (_dir, path) = sample(ROSTERS);
    let (moved, refused) = compare(&path, &texts);
    assert_eq!((moved, refused), (5, 0));
}

#[test]
fn both_parts_of_a_joint_pipeline() {
    let first = "pipelines/qianhai-joint-2026.toml#service-trade";
    let texts = [
        "[options]\nround_unit = \"wan\"",
        "[options]\nm2_base = \"excess\"",
        "[parameters]\nrate_m2 = \"3%\"",
        "[growth]\napplicants = \"120%\"",
    ];
    let (moved, refused) = compare(first, &texts.map(String::from));
    assert_eq!((moved, refused), (4, 0));
    let draft = "pipelines/qianhai-joint-2026.toml#data-industry";
    let mut texts = options(draft);
    texts.extend(
        [
            "[parameters]\ncap_d1a = \"500万元\"",
            "[budget]\ntotal = \"1000万元\"",
            "[growth]\nprices = \"130%\"\napplicants = \"140%\"",
            "[measures]\nd1a = \"off\"",
            "[rules]\n\"measure.d3.award.rate\" = [\"10%\"]",
        ]
        .map(String::from),
    );
    let (moved, _) = compare(draft, &texts);
    assert!(moved > 8, "{moved}");
}

/// One scheme of a file that chooses between them is not what the joint run pays: it is said.
#[test]
fn a_scheme_that_may_give_way_is_said_to_stand_alone() {
    let text = std::fs::read_to_string("pipelines/qianhai-joint-2026.toml").expect("a pipeline");
    let said = |text: &str| -> Vec<&'static str> {
        let dir = TempDir::new().expect("a folder");
        let path = dir.path().join("joint.toml");
        std::fs::write(&path, elsewhere(text)).expect("written");
        let one = PathBuf::from(format!("{}#service-trade", path.display()));
        let pipeline = pipeline::load(&one).unwrap_or_else(|faults| panic!("{faults:?}"));
        pipeline.warnings.0.iter().map(|said| said.code.id).collect()
    };
    assert!(!said(&text).contains(&"R455"));
    let best = text.replace("same_kind = \"report\"", "same_kind = \"choose_best\"");
    assert!(said(&best).contains(&"R455"));
}

#[test]
fn the_tiers_of_guangzhou() {
    let path = "pipelines/guangzhou-2025.toml";
    let mut texts = options(path);
    texts.extend(
        [
            "[parameters]\nscore_first = \"80%\"",
            "[rules]\n\"measure.g20.award.tiers\" = [{ top = 20, amount = \"50万元\" }]\n\"measure.g20.award.ties\" = \"lower\"",
            "[growth]\napplicants = \"150%\"",
            "[budget]\ntotal = \"900万元\"",
        ]
        .map(String::from),
    );
    let (moved, refused) = compare(path, &texts);
    assert!(moved >= 4 && refused == 0, "{moved} {refused}");
}
