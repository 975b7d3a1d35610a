//! The worked examples of the three schemes through other engines: their amounts are those of the local engine, which
//! `tests/scheme.rs` holds against what the law's clauses come to.

use std::path::Path;

use jiangbu::jobs::examples::{given, rate_table, setting};
use jiangbu::scheme::SchemeFile;
use jiangbu::sql::Dialect;

use super::through::{Case, all_agree, case};
use crate::side_by_side::each_of;

pub const SCHEMES: [&str; 3] = [
    "pipelines/schemes/qianhai-service-trade-2026.toml",
    "pipelines/schemes/guangzhou-service-trade-2025.toml",
    "pipelines/schemes/qianhai-data-industry-draft.toml",
];

/// All examples of all schemes; how many of them had claims.
fn examples_agree(dialect: Dialect) -> usize {
    let away = tempfile::tempdir().expect("a folder");
    let done = each_of(&SCHEMES, |path| {
        let file = SchemeFile::load(Path::new(path)).expect("a scheme");
        let (known, _) = file.resolve(&file.assumed()).expect("a scheme");
        let file = file.without_examples();
        let mut cases: Vec<Case> = Vec::new();
        for (number, example) in known.examples.iter().enumerate() {
            let (scheme, _) = file.resolve(&example.choices).expect("an example");
            let inputs = given(&scheme, example).expect("tables");
            if inputs.lines.iter().all(|lines| lines.height() == 0) {
                continue;
            }
            let rates = rate_table(example);
            let context = setting(&scheme, example, &rates);
            let folder = away.path().join(&scheme.id).join(number.to_string());
            let made = case(example.name.clone(), (&inputs, &context), dialect, folder);
            cases.push(made.unwrap_or_else(|refused| panic!("{}: {refused:?}", example.name)));
        }
        all_agree(&cases, dialect);
        cases.len()
    });
    done.into_iter().sum()
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_gives_every_worked_example() {
    assert!(examples_agree(Dialect::DuckDb) >= 190);
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_gives_every_worked_example() {
    assert!(examples_agree(Dialect::DataFusion) >= 190);
}
