//! What is said about payments, decisions and clawbacks, in both languages.

use std::path::Path;

use jiangbu::diag::{Diagnostic, Failure};
use jiangbu::reconcile::settings;

use super::states::planted;
use super::world::{World, claim};
use crate::catalogue::both_languages;
use crate::catalogue::coverage::ELSEWHERE;

const CODES: &[&str] = &[
    "C190", "D380", "D381", "D382", "D383", "D384", "D385", "D386", "D387", "R440", "R441", "R442",
    "R443", "R444",
];

fn compare_all(label: &str, found: &[Diagnostic]) {
    let shown: Vec<String> = found.iter().map(both_languages).collect();
    let shown = shown.join("\n\n");
    assert!(!shown.is_empty(), "{label} was not said");
    assert!(!crate::catalogue::unfilled(&shown), "{label}: {shown}");
    compare(label, &shown);
}

pub fn compare(label: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

fn of(all: &[Diagnostic], code: &str) -> Vec<Diagnostic> {
    all.iter().filter(|finding| finding.code.id == code).cloned().collect()
}

/// Everything that can be said of a reconciliation that balances.
fn everything() -> World {
    let (mut w, ..) = planted();
    w.as_of = "2026-12-01";
    let good = claim(12, 1);
    w.clawbacks.extend([
        "m9-nobody,虚报,2026-06-01,10.00,,,".to_string(),
        format!("{},虚报,2026-06-01,,,,", claim(1, 1)),
        format!("{good},,,,,5.00,"),
        format!("{},虚报,2026-06-01,999.00,2019-01-01,,", claim(4, 1)),
    ]);
    w.bank.push("V77,B77,,2026-04-15,,".into());
    w.bank.push("V79,B79,1234.50,2026-12-24,,".into());
    let path = w.path("decided.csv");
    let head = "疑点编号,证据指纹,申报项编号,认定理由,决定人,决定日期";
    let row = "P-1,abc,m9-nobody,有通知,张三,2026-11-01";
    std::fs::write(&path, format!("{head}\n{row}\n")).expect("written");
    w.decisions.push(path);
    w
}

#[test]
fn findings_about_payments() {
    let done = everything().run();
    for code in CODES.iter().filter(|code| !["C190", "R440", "R441"].contains(code)) {
        compare_all(code, &of(&done.0.findings, code));
    }
}

#[test]
fn what_does_not_balance() {
    let (mut w, ..) = planted();
    w.vouchers.push("合计,,,,,,999999.00".into());
    w.bank.push("V78,B78,一百,2026-04-15,,".into());
    let Err(Failure::Unbalanced(faults)) = w.try_run() else { panic!("it balances") };
    for code in ["R440", "R441"] {
        compare_all(code, &of(&faults.0, code));
    }
}

#[test]
fn settings_that_cannot_be() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("reconcile.toml");
    let text = std::fs::read_to_string("pipelines/reconcile.toml").expect("the file");
    std::fs::write(&path, text.replace("[30, 60, 90, 180]", "[30, 30]")).expect("written");
    let faults = settings::load(&path).expect_err("bands must rise");
    let ids: Vec<&str> = faults.0.iter().map(|fault| fault.code.id).collect();
    assert_eq!(ids, ["C190"]);
    assert!(settings::load(Path::new("pipelines/reconcile.toml")).is_ok());
    let place = jiangbu::diag::Place::File("reconcile.toml".into());
    compare_all("C190", &[faults.0[0].clone().at(place)]);
}

#[test]
fn the_registry_names_these() {
    for code in CODES {
        assert!(
            ELSEWHERE
                .iter()
                .any(|(id, place)| id == code && place.ends_with("reconcile/messages.rs")),
            "{code}"
        );
    }
}
