//! Random worlds of the differential generator under every reading.

use jiangbu::sql::Dialect;

use super::through::through;
use crate::differential::worlds::Setting;
use crate::differential::{READINGS, Size, scheme, tables, worlds};
use crate::side_by_side::each_of;

/// Worlds of one seed through an engine; how many claims, or what was refused.
pub fn one(seed: u64, size: Size, setting: &Setting, available: Option<i64>, dialect: Dialect) -> Result<usize, String> {
    let scheme = scheme(setting);
    let worlds = worlds(seed, size, setting);
    let inputs = tables::inputs(&worlds, scheme, seed).expect("tables");
    let rates = tables::rates(setting);
    let mut context = tables::context(scheme, &rates, setting);
    context.available = available;
    let folder = tempfile::tempdir().expect("a folder");
    match through(&inputs, &context, dialect, folder.path()) {
        Err(refused) => Err(format!("{:?} {refused:?}", setting.readings)),
        Ok((awards, found)) => {
            let shown: Vec<_> = found.iter().take(5).collect();
            if !found.is_empty() {
                let kept = folder.keep();
                panic!("{:?} seed {seed}: {} differences, {}\n{shown:#?}", setting.readings, found.len(), kept.display());
            }
            Ok(awards.firm.len())
        }
    }
}

/// Readings with settings in which they are felt.
pub fn settings() -> Vec<(u64, Setting)> {
    let plain = [(1, Setting::PLAIN), (2, Setting { largest_remainder: true, lpr: 1_000, ..Setting::PLAIN })];
    let all = (100..).zip(READINGS).map(|(seed, readings)| {
        let largest_remainder = readings.contains(&("prorata_residual", "largest_remainder"));
        let readings: &[_] = if largest_remainder { &[] } else { readings };
        (seed, Setting { lpr: 2_000, readings, largest_remainder, payment: "2026-06-30", ..Setting::PLAIN })
    });
    plain.into_iter().chain(all).collect()
}

fn every_reading(dialect: Dialect, size: Size) {
    let claims = each_of(&settings(), |(seed, setting)| {
        one(*seed, size, setting, Some(20_000_000_000), dialect)
    });
    let refused: Vec<&String> = claims.iter().filter_map(|claims| claims.as_ref().err()).collect();
    let claims: usize = claims.iter().filter_map(|claims| claims.as_ref().ok()).sum();
    println!("{claims} claims; refused: {refused:#?}");
    assert!(claims > 10_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_and_the_local_engine_agree_under_every_reading() {
    every_reading(Dialect::DuckDb, Size { worlds: 8, firms: 40 });
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_and_the_local_engine_agree_under_every_reading() {
    every_reading(Dialect::DataFusion, Size { worlds: 8, firms: 40 });
}
