//! Random worlds of the differential generator under every reading.

use std::path::Path;

use jiangbu::scheme::Scheme;
use jiangbu::sql::Dialect;

use super::through::{Case, all_agree, case};
use crate::differential::worlds::Setting;
use crate::differential::{READINGS, Size, scheme, tables, worlds};
use crate::side_by_side::each_of;

pub const LARGE: Size = Size { worlds: 2, firms: 40 };
const SMALL: Size = Size { worlds: 1, firms: 5 };

/// Readings with settings in which they are felt.
fn settings() -> Vec<(u64, Setting)> {
    let spread = Setting { largest_remainder: true, lpr: 1_000, ..Setting::PLAIN };
    let plain = [(1, Setting::PLAIN), (2, spread)];
    let all = (100..).zip(READINGS).map(|(seed, readings)| {
        let largest_remainder = readings.contains(&("prorata_residual", "largest_remainder"));
        let readings: &[_] = if largest_remainder { &[] } else { readings };
        let payment = "2026-06-30";
        (seed, Setting { lpr: 2_000, readings, largest_remainder, payment, ..Setting::PLAIN })
    });
    plain.into_iter().chain(all).collect()
}

/// Worlds of one seed as a case; nothing where their amounts are too large for the engine.
pub fn of_scheme(
    scheme: &Scheme,
    setting: &Setting,
    (seed, size): (u64, Size),
    dialect: Dialect,
    away: &Path,
) -> Option<Case> {
    let worlds = worlds(seed, size, setting);
    let inputs = tables::inputs(&worlds, scheme, seed).expect("tables");
    let rates = tables::rates(setting);
    let mut context = tables::context(scheme, &rates, setting);
    // Enough for some and not for all.
    context.available = (seed % 3 != 0).then_some(size.worlds as i64 * 1_000_000_000);
    let name = format!("{seed} {:?}", setting.readings);
    case(name, (&inputs, &context), dialect, away.join(seed.to_string())).ok()
}

/// Worlds of few enterprises, of which some have amounts that the engine is asked about.
pub fn small(
    scheme: &Scheme,
    setting: &Setting,
    seed: u64,
    dialect: Dialect,
    away: &Path,
) -> impl Iterator<Item = Case> {
    const TRIES: u64 = 40;
    let seeds = (1..TRIES).map(move |more| (seed * 1_000 + more, SMALL));
    seeds.filter_map(move |seed| of_scheme(scheme, setting, seed, dialect, away))
}

/// Worlds under every reading. Where amounts are so large that the engine is not asked, worlds of few enterprises are
/// tried until some are: every reading is compared.
fn every_reading(dialect: Dialect) -> usize {
    let away = tempfile::tempdir().expect("a folder");
    let settings = settings();
    let parts: Vec<&[(u64, Setting)]> = settings.chunks(settings.len().div_ceil(2)).collect();
    let done = each_of(&parts, |part| {
        let mut cases = Vec::<Case>::new();
        for (seed, setting) in *part {
            let scheme = scheme(setting);
            if let Some(case) = of_scheme(scheme, setting, (*seed, LARGE), dialect, away.path()) {
                cases.push(case);
                continue;
            }
            let few = small(scheme, setting, *seed, dialect, away.path()).take(4);
            let few: Vec<Case> = few.collect();
            assert!(!few.is_empty(), "{:?} is compared nowhere", setting.readings);
            cases.extend(few);
        }
        all_agree(&cases, dialect)
    });
    done.into_iter().sum()
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_and_the_local_engine_agree_under_every_reading() {
    let claims = every_reading(Dialect::DuckDb);
    println!("{claims} claims");
    assert!(claims > 20_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_and_the_local_engine_agree_under_every_reading() {
    let claims = every_reading(Dialect::DataFusion);
    println!("{claims} claims");
    assert!(claims > 20_000, "{claims}");
}
