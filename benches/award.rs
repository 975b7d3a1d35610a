//! Award stages and whole runs at 10k, 100k and 1M firms, from Parquet to Parquet.
//!
//! `cargo bench -- [FIRMS …]`; each figure is the smallest of several rounds, since a shared machine
//! only ever adds to it. CPU time counts all threads.

mod common;

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use jiangbu::award::Context;
use jiangbu::budget::{award, gather_all};
use jiangbu::diag::Lang;
use jiangbu::intake::prepare::prepare;
use jiangbu::pipeline::{self, Pipeline};
use jiangbu::sample::{Format, Settings};

use common::{Failed, peak_mib};

/// CPU and wall seconds of the fastest of `rounds`.
fn best<T>(
    rounds: usize,
    mut work: impl FnMut() -> Result<T, Failed>,
) -> Result<(f64, f64), Failed> {
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let (cpu, wall) = (ProcessTime::now(), Instant::now());
        let result = work()?;
        let spent = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
        drop(result);
        best = (best.0.min(spent.0), best.1.min(spent.1));
    }
    Ok(best)
}

/// The pipeline of the sample over other data, with a pool of about half of what would be granted, so that there are
/// payments and papers to write.
fn pipeline_for(folder: &Path, firms: usize) -> Result<Pipeline, Failed> {
    let text = std::fs::read_to_string("pipelines/qianhai-2026.toml")?;
    let root = std::env::current_dir()?;
    let text = text
        .replace("\"../sample_data/filings/*.xlsx\", ", "")
        .replace("../sample_data", &folder.display().to_string())
        .replace("\"schemes/", &format!("\"{}/pipelines/schemes/", root.display()))
        .replace("\"headers.toml", &format!("\"{}/pipelines/headers.toml", root.display()))
        .replace("\"rates/", &format!("\"{}/pipelines/rates/", root.display()))
        .replace("\"../runs\"", &format!("\"{}/runs\"", folder.display()))
        .replace("\"4200万元\"", &format!("\"{}万元\"", firms * 14))
        .replace("workbook = true", "workbook = false");
    let path = folder.join("bench.toml");
    std::fs::write(&path, text)?;
    pipeline::load(&path).map_err(|faults| format!("{faults:?}").into())
}

fn measure(firms: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let settings = Settings { firms, seed: 1, format: Format::Parquet, award_year: 2026 };
    jiangbu::sample::write(&settings, folder.path())?;
    let pipeline = pipeline_for(folder.path(), firms)?;
    let rounds = if firms > 500_000 { 3 } else { 5 };

    let prepared = prepare(&pipeline, &|_: &str| {})?;
    let mut context = Context { payment_date: pipeline.deadline, ..pipeline.context() };
    let inputs = &prepared.inputs;
    let lines: usize = inputs.lines.iter().map(|table| table.height()).sum();
    // A budget that is exceeded at any size, so that the cut is always part of the figure.
    context.available = Some(firms as i64 * 1_000_000);
    let gathering = best(rounds, || Ok(gather_all(inputs, &context)?))?;
    let claims = award(gather_all(inputs, &context)?, inputs, &context)?.firm.len();
    let mut stages = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let gathered = gather_all(inputs, &context)?;
        let mut gathered = Some(gathered);
        let spent = best(1, || {
            let gathered = gathered.take().ok_or("gathered twice")?;
            Ok(award(gathered, inputs, &context)?)
        })?;
        stages = (stages.0.min(spent.0), stages.1.min(spent.1));
    }
    drop(prepared);
    let reading = best(rounds, || Ok(prepare(&pipeline, &|_: &str| {})?))?;
    let whole =
        best(rounds, || Ok(jiangbu::run::execute(&pipeline, None, Lang::Zh, &|_: &str| {})?))?;
    println!(
        "| {firms} | {lines} | {claims} | {:.3} / {:.3} | {:.3} / {:.3} | {:.2} / {:.2} | {:.2} / {:.2} | {} |",
        stages.0,
        stages.1,
        gathering.0,
        gathering.1,
        reading.0,
        reading.1,
        whole.0,
        whole.1,
        peak_mib()
    );
    Ok(())
}

fn main() -> Result<(), Failed> {
    let asked: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![10_000, 100_000, 1_000_000] } else { asked };
    println!("cores: {}; seconds are CPU / wall", std::thread::available_parallelism()?);
    println!("| firms | lines | claims | stages | gathering | reading | whole run | peak MiB |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    sizes.into_iter().try_for_each(measure)
}
