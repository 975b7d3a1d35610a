//! Every message about scenarios, produced by what causes it and compared with a snapshot.

use jiangbu::diag::{Diagnostic, Diagnostics, codes};
use jiangbu::run::lab as wiring;
use jiangbu::scenario::solve::{Goal, solve};
use jiangbu::scenario::vary::Grid;
use jiangbu::scenario::{Lab, LabError, Scenario, tiers};
use jiangbu::scheme::SchemeFile;

use super::{lab, sample, scenario};
use crate::catalogue::{both_languages, unfilled};

/// The scheme with something replaced, as a scenario that puts it in the base's place.
fn other_scheme(changes: &[(&str, &str)]) -> Scenario {
    let path = "pipelines/schemes/qianhai-service-trade-2026.toml";
    let mut text = std::fs::read_to_string(path).expect("a scheme");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let file = SchemeFile::parse("draft.toml", text).expect("a scheme");
    Scenario { scheme: Some(file.without_examples()), ..Scenario::named("draft") }
}

fn faults(error: LabError) -> Diagnostics {
    match error {
        LabError::User(faults) => faults,
        other => panic!("{other:?}"),
    }
}

/// What a scenario file is refused for.
fn refused(text: &str) -> Diagnostics {
    let text = format!("[scenario]\ntitle = {{ zh = \"试\", en = \"try\" }}\n{text}");
    let root = jiangbu::config::parse_text("try.toml", text).expect("TOML");
    let none = |_: &str| -> Result<SchemeFile, Diagnostics> { panic!("no other scheme") };
    match Scenario::read(&root, "try".into(), &none) {
        Err(faults) => faults,
        Ok(scenario) => faults(lab().setting(&scenario).expect_err("a fault")),
    }
}

fn said(text: &str) -> Diagnostics {
    lab().setting(&scenario(text)).expect("a setting").1
}

/// What is said when tiers are asked of a lab.
fn tiers(lab: &Lab, measure: Option<&str>) -> Diagnostics {
    let plan = tiers::TiersWanted {
        measure: measure.map(String::from),
        budget: 1_000_000,
        ..Default::default()
    };
    faults(tiers::design(lab, &Scenario::named("tiers"), &plan).expect_err("a fault"))
}

/// Guangzhou's scheme with its measure twice.
fn two_tiers() -> Lab {
    let path = std::path::Path::new("pipelines/guangzhou-2025.toml");
    let pipeline = jiangbu::pipeline::load(path).expect("a pipeline");
    let scheme = std::fs::read_to_string("pipelines/schemes/guangzhou-service-trade-2025.toml");
    let scheme = scheme.expect("a scheme");
    let (head, examples) = scheme.split_once("# Worked examples").expect("examples");
    let measure = head.split_once("[measure.g20]").expect("a measure").1;
    let again = format!("[measure.g20]{measure}").replace("measure.g20", "measure.g21");
    let again = again.replace("\"二十 综合评价\", \"综合评价\"", "\"再评\"");
    let text = format!("{head}{again}# Worked examples{examples}");
    let file = SchemeFile::parse("two.toml", text).expect("a scheme");
    let base = jiangbu::scenario::Base { scheme_file: file, ..wiring::base_of(&pipeline) };
    let one = wiring::lab(&pipeline, &|_: &str| {}).expect("a lab");
    let title = jiangbu::diag::Text::default();
    Lab::new(base, one.frozen().clone(), &title).unwrap_or_else(|why| panic!("{why:?}"))
}

fn grid(text: &str) -> Diagnostics {
    Grid::parse(text, lab().base(), lab().baseline()).expect_err("a fault").into()
}

#[test]
fn every_message_has_its_cause() {
    let no_pool = {
        let base = wiring::base_of(&sample());
        let base = jiangbu::scenario::Base { pool: None, ..base };
        base.under(&scenario("[budget]\nreserve = \"1万元\"")).expect_err("a fault")
    };
    let idle = {
        let outcome = lab().evaluate(&scenario("[rates]\nLPR1Y = \"2%\"")).expect("an outcome");
        let why = outcome.why.expect("nothing moves");
        let said = Diagnostic::new(&codes::NO_EFFECT).arg("name", &outcome.name);
        Diagnostics::from(said.arg("why", why.zh).arg("why_en", why.en))
    };
    let out_of_reach = {
        let text = "cap_m3=1万元..50万元/1万元";
        let grid = Grid::parse(text, lab().base(), lab().baseline()).expect("a range");
        let error = solve(lab(), &Scenario::named("solve"), &grid, Goal::Approved(1));
        faults(error.expect_err("a fault"))
    };
    let column = other_scheme(&[(
        "optional = [\"export_filing_no\"]",
        "optional = [\"export_filing_no\", \"tax\"]",
    )]);
    let column = match lab().totals(&column) {
        Err(error) => faults(error),
        Ok(totals) => panic!("{totals:?}"),
    };
    let unfiled = other_scheme(&[
        ("[measure.m9", "[measure.m10"),
        ("measure.m9.", "measure.m10."),
        ("\"m9\"", "\"m10\""),
    ]);
    let unfiled = lab().setting(&unfiled).expect("a setting").1;
    let run = {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("low.toml");
        let text =
            "[scenario]\ntitle = { zh = \"低\", en = \"low\" }\n[parameters]\nrate_m2 = \"1%\"";
        std::fs::write(&path, text).expect("a file");
        wiring::under(sample(), &[path]).expect("a pipeline").warnings
    };
    let cases = [
        ("C150", refused("[rules]\n\"parameters.rate_m2.value\" = \"9%\"")),
        ("C151", refused("[rates]\nLPR1 = \"3%\"")),
        ("C215", refused("[rates]\nUSD = \"0.0000\"")),
        ("C152", refused("[measures]\nm80 = \"off\"")),
        ("C153", said("[parameters]\nrate_m2 = \"5%\"")),
        ("C154", refused("")),
        ("C155", column),
        ("C156", no_pool),
        ("C191", refused("[measures]\n\"八\" = \"off\"\nm8 = \"on\"")),
        ("C192", refused("[growth]\npending = \"50%\"")),
        (
            "C193",
            said("[rules]\n\"measure.m2.award.rate\" = [\"3%\"]\n[parameters]\nrate_m2 = \"4%\""),
        ),
        ("C194", tiers(lab(), None)),
        ("C195", tiers(&two_tiers(), None)),
        ("R450", idle),
        ("R451", unfiled),
        ("R452", run),
        ("A530", grid("rate_m22=1%..2%/1%")),
        ("A531", grid("rate_m2=5%..1%/1%")),
        ("A532", out_of_reach),
        ("A533", Goal::parse("approved=5").expect_err("a fault").into()),
    ];
    for (label, found) in cases {
        let shown: Vec<String> =
            found.0.iter().filter(|d| d.code.id == label).map(both_languages).collect();
        assert_eq!(shown.len(), 1, "{label}: {found:?}");
        assert!(!unfilled(&shown[0]), "{label}: {}", shown[0]);
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(label, &shown[0]));
    }
}

fn pile(texts: &[&str]) -> Scenario {
    let read = |(number, text): (usize, &&str)| {
        let text = format!("[scenario]\ntitle = {{ zh = \"试\", en = \"try\" }}\n{text}");
        let root = jiangbu::config::parse_text(&format!("s{number}.toml"), text).expect("TOML");
        let none = |_: &str| -> Result<SchemeFile, Diagnostics> { panic!("no other scheme") };
        Scenario::read(&root, format!("s{number}"), &none).expect("a scenario")
    };
    let all: Vec<Scenario> = texts.iter().enumerate().map(read).collect();
    wiring::stacked(&all)
}

/// One measure under two names: the file on top holds, whichever name it uses.
#[test]
fn a_measure_has_one_switch_under_both_its_names() {
    let off =
        |texts: &[&str]| lab().setting(&pile(texts)).expect("a setting").0.adjust.is_off("m8");
    let clause = |word: &str| format!("[measures]\n\"八\" = \"{word}\"");
    let id = |word: &str| format!("[measures]\nm8 = \"{word}\"");
    assert!(!off(&[&clause("off"), &id("on")]));
    assert!(!off(&[&id("off"), &clause("on")]));
    assert!(off(&[&clause("on"), &id("off")]));
    assert!(off(&[&id("on"), &clause("off")]));
    assert!(off(&[&id("on"), &clause("on"), &id("off")]));
    let said = lab().setting(&pile(&["[measures]\n\"八\" = \"off\"\nm8 = \"off\""]));
    assert!(said.is_ok(), "twice the same is no contradiction");
}

#[test]
fn pending_may_stand_in_another_file_than_its_day() {
    let since = "[growth]\npending_since = 2026-03-01";
    let pending = "[growth]\npending = \"50%\"";
    assert!(lab().setting(&pile(&[since, pending])).is_ok());
    assert!(lab().setting(&pile(&[pending, since])).is_ok());
    assert!(lab().setting(&pile(&[pending])).is_err());
}

/// Rules are laid over parameters and readings: said where the later word has no say.
#[test]
fn an_earlier_rule_that_beats_a_later_choice_is_said() {
    let beaten = |texts: &[&str]| -> Vec<String> {
        let said = lab().setting(&pile(texts)).expect("a setting").1;
        let own = said.0.iter().filter(|one| one.code.id == "C193");
        own.filter_map(|one| one.value("name").map(String::from)).collect()
    };
    let rule = "[rules]\n\"measure.m2.award.rate\" = [\"3%\"]";
    let whole = "[rules]\n\"measure.m2.award\" = { rate = [\"3%\"] }";
    let parameter = "[parameters]\nrate_m2 = \"4%\"";
    let option = "[options]\nm2_base = \"excess\"";
    assert_eq!(beaten(&[rule, parameter]), ["rate_m2"]);
    assert_eq!(beaten(&[whole, parameter]), ["rate_m2"]);
    assert_eq!(beaten(&[whole, option]), ["m2_base"]);
    // The rule on top is what was meant; another place, or a rule that keeps the parameter, is none.
    assert!(beaten(&[parameter, rule]).is_empty());
    assert!(beaten(&[option, whole]).is_empty());
    assert!(beaten(&[rule, "[parameters]\nrate_m1 = \"20%\""]).is_empty());
    let kept = "[rules]\n\"measure.m2.award.rate\" = [\"$rate_m2\", \"50%\"]";
    assert!(beaten(&[kept, parameter]).is_empty());
    assert!(beaten(&[rule, option]).is_empty(), "another key of the award");
}

#[test]
fn a_part_is_a_share_of_the_whole() {
    use jiangbu::diag::Place;
    use jiangbu::scenario::sweep::part;
    let of = |text: &str| part(text.parse().expect("a ratio"), "--part", Place::Nowhere);
    for text in ["10%", "0.1", "100%", "0.01%"] {
        assert!(of(text).is_ok(), "{text}");
    }
    for text in ["10", "0%", "101%", "2"] {
        assert_eq!(of(text).expect_err("a fault").code.id, "C110", "{text}");
    }
}

#[test]
fn names_and_values_are_checked_as_in_a_pipeline() {
    for (text, code) in [
        ("[parameters]\nrate_m22 = \"3%\"", "C111"),
        ("[parameters]\nrate_m1 = \"31%\"", "C110"),
        ("[options]\nm2_bases = \"excess\"", "C112"),
        ("[options]\nm2_base = \"access\"", "C113"),
        ("[rules]\n\"measure.m2.lines.chanel.applies\" = false", "C109"),
        ("[rules]\n\"measure.m2.no_such_key\" = 1", "C102"),
        ("[growth]\ntake_up = \"110%\"", "C110"),
        ("[growth]\ntakeup = \"90%\"", "C102"),
        ("[budget]\nreserve = \"9000万元\"", "C110"),
        ("[dates]\naward_year = 20266", "C110"),
        ("[options]\norder = \"cap_then_dup\"\ncap_order = \"prorate_then_cap\"", "C131"),
    ] {
        let found = refused(text);
        assert!(found.0.iter().any(|d| d.code.id == code), "{text}: {found:?}");
    }
}
