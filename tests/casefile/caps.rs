//! Caps by an enterprise's own figure, a raised rate, a limit over years and schemes: the amounts stand in the worked
//! examples of `caps.toml`. And what a fair-competition review would ask about.

use std::path::Path;

use jiangbu::config::parse_text;
use jiangbu::diag::codes;
use jiangbu::jobs::examples::run_all;
use jiangbu::scheme::{Choices, SchemeFile};

const FILE: &str = "tests/casefile/caps.toml";

fn text() -> String {
    std::fs::read_to_string(FILE).expect("a scheme")
}

/// Codes of what is said of a scheme file.
fn said(text: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scheme.toml");
    std::fs::write(&path, text).expect("written");
    let file = SchemeFile::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
    let all = match file.resolve(&Choices::default()) {
        Ok((_, said)) => said,
        Err(faults) => faults,
    };
    all.0.iter().map(|one| one.code.id).collect()
}

#[test]
fn every_example_comes_to_what_was_worked_out() {
    let file = SchemeFile::load(Path::new(FILE)).unwrap_or_else(|faults| panic!("{faults:?}"));
    let scheme = file.resolve(&Choices::default()).unwrap_or_else(|faults| panic!("{faults:?}")).0;
    let outcomes = run_all(&file, &scheme).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(outcomes.len(), 10);
    for outcome in outcomes {
        assert!(outcome.faults.0.is_empty(), "{}: {:?}", outcome.name, outcome.faults);
    }
}

#[test]
fn a_cap_needs_a_limit_and_a_factor_a_rate() {
    let text = text();
    assert_eq!(said(&text), Vec::<&str>::new());
    let with = |from: &str, to: &str| said(&text.replacen(from, to, 1));
    let cap = "amount = \"20万元\", of = \"revenue\", share = \"2%\", ";
    assert!(with(cap, "").contains(&codes::ONE_OF.id));
    assert!(with("of = \"revenue\"", "of = \"paid_on\"").contains(&codes::COLUMN_KIND.id));
    assert!(with("times = \"120%\"", "times = \"80%\"").contains(&codes::OUT_OF_RANGE.id));
    let fixed = with("award = { rate = [\"10%\"] }", "award = { amount = \"10万元\" }");
    assert!(fixed.contains(&codes::MISSING_KEY.id), "{fixed:?}");
}

#[test]
fn a_review_is_asked_for_where_rules_tie_support_to_taxes_or_to_staying() {
    let text = text();
    let with = |from: &str, to: &str| said(&text.replacen(from, to, 1));
    let column = with("of = \"revenue\"", "of = \"tax_paid\"").contains(&codes::TIED_TO_TAX.id);
    assert!(column, "a rule reads taxes paid");
    for (words, code) in [
        ("不超过上年度地方经济贡献", codes::TIED_TO_TAX.id),
        ("五年内不迁出", codes::KEEPS_FROM_LEAVING.id),
        ("在本地注册满一年", codes::ASKS_REGISTRATION.id),
    ] {
        let found = with("不是上年度的付款", words);
        assert_eq!(found, [code], "{words}");
    }
    assert_eq!(with("not paid in the prior year", "relocates"), [codes::KEEPS_FROM_LEAVING.id]);
}

#[test]
fn the_shipped_schemes_ask_for_no_such_review() {
    let fair = [&codes::TIED_TO_TAX, &codes::KEEPS_FROM_LEAVING, &codes::ASKS_REGISTRATION];
    let fair = fair.map(|code| code.id);
    let mut seen = 0;
    for entry in std::fs::read_dir("pipelines/schemes").expect("schemes") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a scheme");
        assert!(parse_text("scheme.toml", text.clone()).is_ok(), "{path:?}");
        assert!(said(&text).iter().all(|code| !fair.contains(code)), "{path:?}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}
