//! Many scenarios on one frozen input: 1,000 on 100,000 enterprises, 100 on 1,000,000.
//!
//! `cargo bench --bench scenario -- [FIRMS:SCENARIOS …]`. Three kinds are measured apart, since they
//! redo different work: rates and caps (one measure and the last stages), budgets (the last stages),
//! and growth (everything). A single award evaluation, everything computed anew, is the yardstick.

mod common;

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use jiangbu::domain::Ratio;
use jiangbu::pipeline;
use jiangbu::run::lab as wiring;
use jiangbu::scenario::lab::run;
use jiangbu::scenario::vary::{Grid, Knob};
use jiangbu::scenario::{Lab, Scenario};

use common::{Failed, peak_mib};

fn lab(folder: &Path, firms: usize) -> Result<Lab, Failed> {
    let pipeline = pipeline::load(&common::pipeline(folder, firms)?)
        .map_err(|faults| format!("{faults:?}"))?;
    Ok(wiring::lab(&pipeline, &|_: &str| {}).map_err(|why| format!("{why:?}"))?)
}

/// `count` scenarios that turn the knobs in turn, each to another value.
fn turned(lab: &Lab, ranges: &[&str], count: usize) -> Result<Vec<Scenario>, Failed> {
    let grids: Result<Vec<Grid>, _> =
        ranges.iter().map(|range| Grid::parse(range, lab.base(), lab.baseline())).collect();
    let grids = grids.map_err(|fault| format!("{fault:?}"))?;
    (0..count)
        .map(|number| {
            let grid = &grids[number % grids.len()];
            let place = (number / grids.len()) as u64 % grid.len();
            let mut scenario = Scenario::named(number.to_string());
            grid.knob.set(&mut scenario, grid.at(place).ok_or("a value")?);
            Ok(scenario)
        })
        .collect()
}

fn timed<T>(work: impl FnOnce() -> Result<T, Failed>) -> Result<(f64, f64), Failed> {
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    work()?;
    Ok((cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64()))
}

fn measure(firms: usize, count: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let lab = lab(folder.path(), firms)?;
    let once = (0..3)
        .map(|_| {
            timed(|| {
                run(lab.frozen(), lab.baseline(), None)
                    .map(|_| ())
                    .map_err(|e| e.to_string().into())
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let least = |of: fn(&(f64, f64)) -> f64| once.iter().map(of).fold(f64::MAX, f64::min);
    let (cpu, wall) = (least(|spent| spent.0), least(|spent| spent.1));
    let rates = [
        "rate_m2=1%..5%/0.01%",
        "cap_m3=10万元..50万元/0.1万元",
        "rate_m6=10%..50%/0.1%",
        "threshold_m4=100万元..900万元/1万元",
        "annual_cap=100万元..500万元/1万元",
    ];
    let budget = format!("budget.total={}万元..{}万元/{}元", firms * 5, firms * 8, firms * 29);
    let few = (count / 20).max(1);
    let mut growth = turned(&lab, &["growth.take_up=50%..99%/0.1%"], few)?;
    for (number, scenario) in growth.iter_mut().enumerate() {
        let part = Ratio::new(1_000 + number as i64, 1_000).ok_or("a factor")?;
        Knob::Prices.set(scenario, jiangbu::scenario::vary::Quantity::Ratio(part));
    }
    let kinds = [
        ("rates and caps", turned(&lab, &rates, count)?),
        ("budgets", turned(&lab, &[&budget], count)?),
        ("growth", growth),
    ];
    for (name, scenarios) in kinds {
        let spent = timed(|| {
            let totals = lab.totals_all(&scenarios).map_err(|why| why.to_string())?;
            let different = totals.windows(2).filter(|pair| pair[0] != pair[1]).count();
            if different * 2 < totals.len().saturating_sub(1) {
                Err("scenarios without effect".into())
            } else {
                Ok(())
            }
        })?;
        let each = (spent.0 / scenarios.len() as f64, spent.1 / scenarios.len() as f64);
        println!(
            "| {firms} | {name} | {} | {:.2} / {:.2} | {:.1} / {:.1} | {:.1} / {:.1} | {:.3} | {} |",
            scenarios.len(),
            spent.0,
            spent.1,
            each.0 * 1e3,
            each.1 * 1e3,
            cpu * 1e3,
            wall * 1e3,
            each.0 / cpu,
            peak_mib()
        );
    }
    Ok(())
}

fn main() -> Result<(), Failed> {
    let pair = |text: String| -> Option<(usize, usize)> {
        let (firms, count) = text.split_once(':')?;
        Some((firms.parse().ok()?, count.parse().ok()?))
    };
    let asked: Vec<(usize, usize)> = std::env::args().filter_map(pair).collect();
    let sizes = if asked.is_empty() { vec![(100_000, 1_000), (1_000_000, 100)] } else { asked };
    println!("cores: {}; figures are CPU / wall", std::thread::available_parallelism()?);
    println!(
        "| firms | kind | scenarios | all, s | each, ms | single, ms | CPU ratio | peak MiB |"
    );
    println!("|---:|---|---:|---:|---:|---:|---:|---:|");
    sizes.into_iter().try_for_each(|(firms, count)| measure(firms, count))
}
