//! Time, memory and size of every report of a run, at 1,000 and 100,000 claims, and of 10,000 award notices.
//!
//! `cargo bench --bench report [-- FIRMS[:REPORT] …]`. A report is printed from the tables of a finished run, as
//! the files that a run writes of itself; the run is not in it.

mod common;

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use jiangbu::diag::Lang;
use jiangbu::jobs::report::again;
use jiangbu::pipeline;
use jiangbu::report::model::Wanted;
use jiangbu::report::printing::Asked;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::words::Words;
use jiangbu::run::execute;

use common::{Failed, forget_peak, peak_mib};

/// A run of so many enterprises without reports; its folder and claims.
fn run(folder: &Path, firms: usize) -> Result<(std::path::PathBuf, i64), Failed> {
    let path = common::pipeline(folder, firms)?;
    let text = std::fs::read_to_string(&path)?;
    let lines = text.lines().filter(|line| !line.starts_with("reports = "));
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n"))?;
    let pipeline = pipeline::load(&path).map_err(|faults| format!("{faults:?}"))?;
    let finished = execute(&pipeline, Some(&folder.join("runs")), Lang::Zh, &|_: &str| {});
    let finished = finished.map_err(|why| format!("{why:?}"))?;
    let manifest = std::fs::read_to_string(finished.folder.join("manifest.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    Ok((finished.folder, manifest["counts"]["claims"].as_i64().unwrap_or_default()))
}

fn measure(firms: usize, wanted: &[Wanted]) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let (run, claims) = run(folder.path(), firms)?;
    let (words, layouts) = (Words::built_in(Lang::Zh), Layouts::built_in());
    for report in wanted {
        let asked = Asked {
            reports: &[*report],
            formats: &[],
            words: &words,
            layouts: &layouts,
            each: false,
            allocated: None,
        };
        forget_peak();
        let (cpu, wall) = (ProcessTime::now(), Instant::now());
        let printed = again(&run, &asked, None).map_err(|why| format!("{why:?}"))?;
        let (cpu, wall) = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
        let files = std::fs::read_dir(&printed)?.flatten();
        let sizes: Vec<u64> = files.filter_map(|file| Some(file.metadata().ok()?.len())).collect();
        println!(
            "| {firms} | {claims} | {} | {cpu:.2} / {wall:.2} | {} | {:.1} | {} |",
            report.name(),
            sizes.len(),
            sizes.iter().sum::<u64>() as f64 / 1e6,
            peak_mib(),
        );
        std::fs::remove_dir_all(&printed)?;
    }
    Ok(())
}

fn main() -> Result<(), Failed> {
    let every: Vec<Wanted> = Wanted::NAMES.map(|(_, report)| report).to_vec();
    let asked = |text: String| -> Option<(usize, Vec<Wanted>)> {
        let (firms, report) = text.split_once(':').unwrap_or((&text, ""));
        let named = every.iter().copied().filter(|one| report.is_empty() || one.name() == report);
        Some((firms.parse().ok()?, named.collect()))
    };
    let mut sizes: Vec<(usize, Vec<Wanted>)> = std::env::args().filter_map(asked).collect();
    if sizes.is_empty() {
        // About two claims an enterprise.
        sizes = vec![(500, every.clone()), (49_300, every), (10_000, vec![Wanted::Notices])];
    }
    println!("cores: {}; seconds are CPU / wall", std::thread::available_parallelism()?);
    println!("| firms | claims | report | seconds | files | MB | peak MiB |");
    println!("|---:|---:|---|---:|---:|---:|---:|");
    sizes.into_iter().try_for_each(|(firms, wanted)| measure(firms, &wanted))
}
