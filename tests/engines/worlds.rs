//! Random worlds of the differential generator under every reading.

use std::path::Path;

use jiangbu::sql::{Dialect, Refused};

use super::through::{Case, all_agree, case};
use crate::differential::worlds::Setting;
use crate::differential::{READINGS, Size, scheme, tables, worlds};
use crate::side_by_side::each_of;

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

/// Worlds of one seed as a case.
fn made(
    (seed, setting): &(u64, Setting),
    size: Size,
    dialect: Dialect,
    away: &Path,
) -> Result<Case, Vec<Refused>> {
    let scheme = scheme(setting);
    let worlds = worlds(*seed, size, setting);
    let inputs = tables::inputs(&worlds, scheme, *seed).expect("tables");
    let rates = tables::rates(setting);
    let mut context = tables::context(scheme, &rates, setting);
    // Enough for some and not for all.
    context.available = (seed % 3 != 0).then_some(size.worlds as i64 * 1_000_000_000);
    let name = format!("{seed} {:?}", setting.readings);
    case(name, (&inputs, &context), dialect, away.join(seed.to_string()))
}

/// Worlds under every reading. Where amounts are so large that the engine is not asked, worlds of few enterprises are
/// tried until some are: every reading is compared.
fn every_reading(dialect: Dialect, size: Size) -> usize {
    const SMALL: Size = Size { worlds: 1, firms: 5 };
    const TRIES: u64 = 40;
    let away = tempfile::tempdir().expect("a folder");
    let settings = settings();
    let parts: Vec<&[(u64, Setting)]> = settings.chunks(settings.len().div_ceil(2)).collect();
    let done = each_of(&parts, |part| {
        let mut cases = Vec::<Case>::new();
        for one in *part {
            match made(one, size, dialect, away.path()) {
                Ok(case) => cases.push(case),
                Err(_) => {
                    let seeds = (1..TRIES).map(|more| (one.0 * 1_000 + more, one.1));
                    let small =
                        seeds.filter_map(|one| made(&one, SMALL, dialect, away.path()).ok());
                    let small: Vec<Case> = small.take(4).collect();
                    assert!(!small.is_empty(), "{:?} is compared nowhere", one.1.readings);
                    cases.extend(small);
                }
            }
        }
        all_agree(&cases, dialect)
    });
    done.into_iter().sum()
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_and_the_local_engine_agree_under_every_reading() {
    let claims = every_reading(Dialect::DuckDb, Size { worlds: 2, firms: 40 });
    println!("{claims} claims");
    assert!(claims > 20_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_and_the_local_engine_agree_under_every_reading() {
    let claims = every_reading(Dialect::DataFusion, Size { worlds: 2, firms: 40 });
    println!("{claims} claims");
    assert!(claims > 20_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with pyspark and Java 17: JIANGBU_ENGINES"]
fn spark_and_the_local_engine_agree() {
    let setting = Setting { largest_remainder: true, lpr: 1_000, ..Setting::PLAIN };
    let (scheme, size) = (scheme(&setting), Size { worlds: 4, firms: 40 });
    let inputs = tables::inputs(&worlds(9, size, &setting), scheme, 9).expect("tables");
    let rates = tables::rates(&setting);
    let mut context = tables::context(scheme, &rates, &setting);
    context.available = Some(10_000_000_000);
    let away = tempfile::tempdir().expect("a folder");
    let folder = away.path().join("plan");
    let case = case("spark".into(), (&inputs, &context), Dialect::Spark, folder);
    let case = case.unwrap_or_else(|refused| panic!("{refused:?}"));
    assert!(all_agree(&[case], Dialect::Spark) > 500);
}
