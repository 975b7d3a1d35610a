//! Random worlds of the differential generator under every reading.

use jiangbu::sql::Dialect;

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

/// Worlds under every reading: those that the engine is asked for, and readings that it refuses.
fn every_reading(dialect: Dialect, size: Size) -> (usize, Vec<String>) {
    let away = tempfile::tempdir().expect("a folder");
    let settings = settings();
    let parts: Vec<&[(u64, Setting)]> = settings.chunks(settings.len().div_ceil(2)).collect();
    let done = each_of(&parts, |part| {
        let (mut cases, mut refused) = (Vec::<Case>::new(), Vec::new());
        for (seed, setting) in *part {
            let scheme = scheme(setting);
            let worlds = worlds(*seed, size, setting);
            let inputs = tables::inputs(&worlds, scheme, *seed).expect("tables");
            let rates = tables::rates(setting);
            let mut context = tables::context(scheme, &rates, setting);
            // Enough for some and not for all.
            context.available = (seed % 3 != 0).then_some(size.worlds as i64 * 1_000_000_000);
            let name = format!("{seed} {:?}", setting.readings);
            match case(
                name.clone(),
                (&inputs, &context),
                dialect,
                away.path().join(seed.to_string()),
            ) {
                Ok(case) => cases.push(case),
                Err(rules) => refused.push(format!("{name}: {rules:?}")),
            }
        }
        (all_agree(&cases, dialect), refused)
    });
    let claims = done.iter().map(|(claims, _)| claims).sum();
    (claims, done.into_iter().flat_map(|(_, refused)| refused).collect())
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_and_the_local_engine_agree_under_every_reading() {
    let (claims, refused) = every_reading(Dialect::DuckDb, Size { worlds: 6, firms: 40 });
    println!("{claims} claims");
    assert_eq!(refused, Vec::<String>::new());
    assert!(claims > 60_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_and_the_local_engine_agree_under_every_reading() {
    let (claims, refused) = every_reading(Dialect::DataFusion, Size { worlds: 6, firms: 40 });
    println!("{claims} claims, refused: {refused:#?}");
    assert!(claims > 60_000, "{claims}");
}

#[test]
#[ignore = "needs a Python with pyspark and Java 17: JIANGBU_ENGINES"]
fn spark_and_the_local_engine_agree() {
    let setting = Setting { largest_remainder: true, lpr: 1_000, ..Setting::PLAIN };
    let (scheme, size) = (scheme(&setting), Size { worlds: 10, firms: 40 });
    let inputs = tables::inputs(&worlds(9, size, &setting), scheme, 9).expect("tables");
    let rates = tables::rates(&setting);
    let mut context = tables::context(scheme, &rates, &setting);
    context.available = Some(10_000_000_000);
    let away = tempfile::tempdir().expect("a folder");
    let folder = away.path().join("plan");
    let case = case("spark".into(), (&inputs, &context), Dialect::Spark, folder);
    let case = case.unwrap_or_else(|refused| panic!("{refused:?}"));
    assert!(all_agree(&[case], Dialect::Spark) > 1_500);
}
