//! The scheme files that we ship.

use std::path::Path;

use jiangbu::diag::{Lang, Palette, render};
use jiangbu::scheme::{Choices, SchemeFile};

const QIANHAI: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";

fn shown(diagnostics: &jiangbu::diag::Diagnostics) -> String {
    let shown: Vec<String> =
        diagnostics.0.iter().map(|d| render(d, Lang::En, Palette::Plain)).collect();
    shown.join("\n\n")
}

#[test]
fn every_example_of_the_qianhai_scheme_passes() {
    let file = SchemeFile::load(Path::new(QIANHAI)).unwrap_or_else(|d| panic!("{}", shown(&d)));
    let (scheme, warnings) =
        file.resolve(&Choices::default()).unwrap_or_else(|d| panic!("{}", shown(&d)));
    println!("{}", shown(&warnings));
    let outcomes =
        jiangbu::run::examples::run_all(&file, &scheme).unwrap_or_else(|d| panic!("{}", shown(&d)));
    let failed: Vec<String> =
        outcomes.iter().filter(|o| !o.faults.is_empty()).map(|o| shown(&o.faults)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(outcomes.len() >= 70, "{}", outcomes.len());
}
