//! The scheme files that we ship.

use std::path::Path;

use jiangbu::diag::{Lang, Palette, render};
use jiangbu::scheme::{Choices, SchemeFile};

const QIANHAI: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";
const GUANGZHOU: &str = "pipelines/schemes/guangzhou-service-trade-2025.toml";
const DATA_INDUSTRY: &str = "pipelines/schemes/qianhai-data-industry-draft.toml";

fn shown(diagnostics: &jiangbu::diag::Diagnostics) -> String {
    let shown: Vec<String> =
        diagnostics.0.iter().map(|d| render(d, Lang::En, Palette::Plain)).collect();
    shown.join("\n\n")
}

#[test]
fn every_example_of_the_qianhai_scheme_passes() {
    assert!(passing(QIANHAI) >= 70);
}

#[test]
fn every_example_of_the_data_industry_draft_passes() {
    assert_eq!(passing(DATA_INDUSTRY), 47);
}

#[test]
fn every_example_of_the_guangzhou_scheme_passes() {
    assert_eq!(passing(GUANGZHOU), 16);
}

/// A scheme without what it needs says so, once for each value that its text leaves open.
#[test]
fn what_the_draft_leaves_open_must_be_chosen() {
    let file =
        SchemeFile::load(Path::new(DATA_INDUSTRY)).unwrap_or_else(|d| panic!("{}", shown(&d)));
    let faults = file.resolve(&Choices::default()).expect_err("nothing is chosen");
    let open: Vec<&str> = faults.0.iter().map(|fault| fault.code.id).collect();
    assert_eq!(open, ["C170"; 6], "{}", shown(&faults));
}

/// How many examples a scheme has, all of which pass.
fn passing(path: &str) -> usize {
    let file = SchemeFile::load(Path::new(path)).unwrap_or_else(|d| panic!("{}", shown(&d)));
    let (scheme, warnings) =
        file.resolve(&file.assumed()).unwrap_or_else(|d| panic!("{}", shown(&d)));
    println!("{}", shown(&warnings));
    let outcomes = jiangbu::jobs::examples::run_all(&file, &scheme)
        .unwrap_or_else(|d| panic!("{}", shown(&d)));
    let failed: Vec<String> =
        outcomes.iter().filter(|o| !o.faults.is_empty()).map(|o| shown(&o.faults)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    outcomes.len()
}
