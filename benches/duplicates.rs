//! Time, memory and candidate pairs of the join with rosters, at 10,000, 100,000 and 1,000,000
//! applicants against as many roster rows, half of which are applicants in some variant.
//!
//! `cargo bench --bench duplicates [-- SIZE …]`, or with folders that hold `claims.parquet`,
//! `roster.parquet` and `truth.parquet` made elsewhere.

mod common;

use std::path::{Path, PathBuf};
use std::time::Instant;

use cpu_time::ProcessTime;
use jiangbu::duplicate::trial::{Sides, Trial, read_sides, run};
use jiangbu::entity::evaluate::share;
use jiangbu::entity::{Parties, Settings, match_parties};
use jiangbu::ingest::{InputFile, headers};
use jiangbu::sample::{Format, Settings as Sample};

use common::{Failed, peak_mib};

/// Lets the peak count from here: the sample was made in this process, too.
fn reset_peak() {
    // Where the kernel does not offer it, the figure is an upper bound.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn file(path: PathBuf) -> InputFile {
    InputFile { shown: path.display().to_string(), path, root: None }
}

fn sample(firms: usize) -> Result<Sides, Failed> {
    let folder = tempfile::tempdir()?;
    let settings = Sample { firms, seed: 1, format: Format::Parquet, award_year: 2026 };
    jiangbu::sample::write(&settings, folder.path())?;
    let at = |name: &str| file(folder.path().join(name));
    let rosters = ["nanshan", "baoan", "qianhai_data"];
    let rosters = rosters.map(|name| at(&format!("rosters/{name}.parquet")));
    sides(&[at("warehouse/firms.parquet")], &rosters, &[at("rosters/truth/truth.parquet")])
}

fn made_elsewhere(folder: &Path) -> Result<Sides, Failed> {
    let at = |name: &str| [file(folder.join(name))];
    sides(&at("claims.parquet"), &at("roster.parquet"), &at("truth.parquet"))
}

fn sides(
    claims: &[InputFile],
    rosters: &[InputFile],
    truth: &[InputFile],
) -> Result<Sides, Failed> {
    let headers = headers::load(Path::new("pipelines/headers.toml"))
        .map_err(|faults| format!("{faults:?}"))?;
    let rosters = vec![(rosters, &headers)];
    let trial = Trial { claims, rosters, truth, register: &[], headers: &headers };
    read_sides(&trial, &|_: &str| {}).map_err(|faults| format!("{faults:?}").into())
}

fn measure(sides: &Sides) -> Result<(), Failed> {
    let settings = Settings::default();
    reset_peak();
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let (own, other) = (Parties::read(&sides.claims)?, Parties::read(&sides.rosters)?);
    let read = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    let matches = match_parties(&own, &other, &settings);
    let all = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    let (rows, pairs, candidates) = (other.rows(), matches.pairs.len(), matches.candidates);
    drop((own, other, matches));
    let peak = peak_mib();
    let tried = run(sides, &settings).map_err(|faults| format!("{faults:?}"))?;
    let e = &tried.evaluation;
    println!(
        "| {} | {rows} | {:.2} / {:.2} | {:.2} / {:.2} | {candidates} | {pairs} | {} | {} | {} | {peak} |",
        tried.claims,
        read.0,
        read.1,
        all.0,
        all.1,
        share(e.confirmed.right, e.confirmed.found),
        share(e.hit_or_asked, e.truths),
        e.review.found,
    );
    Ok(())
}

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    println!("cores: {}; seconds are CPU / wall", std::thread::available_parallelism()?);
    println!(
        "| applicants | rows | names read | names read and joined | candidates | pairs \
         | precision, confirmed | recall with review | queue | peak MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    if arguments.is_empty() {
        return [10_000, 100_000, 1_000_000].into_iter().try_for_each(|n| measure(&sample(n)?));
    }
    arguments.iter().try_for_each(|argument| match argument.parse() {
        Ok(firms) => measure(&sample(firms)?),
        Err(_) => measure(&made_elsewhere(Path::new(argument))?),
    })
}
