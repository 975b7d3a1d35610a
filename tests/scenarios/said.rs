//! Every message about scenarios, produced by what causes it and compared with a snapshot.

use jiangbu::diag::{Diagnostic, Diagnostics, codes};
use jiangbu::run::scenario as wiring;
use jiangbu::scenario::solve::{Goal, solve};
use jiangbu::scenario::vary::Grid;
use jiangbu::scenario::{LabError, Scenario};
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
    let unfiled = other_scheme(&[("[measure.m9", "[measure.m10"), ("measure.m9.", "measure.m10.")]);
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
        ("C152", refused("[measures]\nm80 = \"off\"")),
        ("C153", said("[parameters]\nrate_m2 = \"5%\"")),
        ("C154", refused("")),
        ("C155", column),
        ("C156", no_pool),
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
