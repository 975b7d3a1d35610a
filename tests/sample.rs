//! The shipped pipelines: runs that all tests look at, each made once, and copies for tests that change something.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use jiangbu::sample::{Format, Settings, write};
use tempfile::TempDir;

use crate::runs::pipelines::{entries, jiangbu, said};

pub const PIPELINE: &str = "pipelines/qianhai-2026.toml";
pub const ROSTERS: &str = "pipelines/qianhai-2026-rosters.toml";
pub const JOINT: &str = "pipelines/qianhai-joint-2026.toml";

/// A run folder that is made once and only read.
pub type Once = OnceLock<(TempDir, PathBuf)>;

/// The folder of a run with findings, which `ask` makes on first use in the folder that it is given.
pub fn once(once: &'static Once, ask: impl FnOnce(&Path) -> Output) -> &'static Path {
    let (_, run) = once.get_or_init(|| {
        let out = tempfile::tempdir().expect("a folder");
        let output = ask(out.path());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let is_run = |path: &PathBuf| path.join("manifest.json").is_file();
        let run = entries(out.path()).into_iter().find(is_run).expect("a run folder");
        (out, run)
    });
    run
}

/// Runs a pipeline into a folder, on some threads: as many as there are cores where it is not said.
pub fn run(pipeline: &str, out: &Path, lang: &str, threads: Option<&str>) -> Output {
    let mut command = jiangbu(&["run", pipeline, "--quiet", "--lang", lang, "--out"]);
    for name in ["POLARS_MAX_THREADS", "RAYON_NUM_THREADS"] {
        match threads {
            Some(number) => command.env(name, number),
            None => command.env_remove(name),
        };
    }
    command.arg(out).output().expect("the program")
}

/// The sample with its reports.
pub fn plain() -> &'static Path {
    static RUN: Once = OnceLock::new();
    once(&RUN, |out| run(PIPELINE, out, "zh-CN", None))
}

/// The sample with rosters and its reports, computed on four threads.
pub fn with_rosters() -> &'static Path {
    static RUN: Once = OnceLock::new();
    once(&RUN, |out| run(ROSTERS, out, "zh-CN", Some("4")))
}

/// Both schemes with their report.
pub fn joint() -> &'static Path {
    static RUN: Once = OnceLock::new();
    once(&RUN, |out| run(JOINT, out, "zh-CN", None))
}

/// The text of a shipped pipeline, changed or not, for a file in another folder: paths lead to the project, and no
/// reports are printed, which takes most of the time of a run.
pub fn elsewhere(text: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut text = text.to_string();
    for name in ["schemes/", "headers.toml", "crosswalk.toml", "rates/", "scenarios/"] {
        text = text.replace(&format!("\"{name}"), &format!("\"{root}/pipelines/{name}"));
    }
    text = text.replace("\"../", &format!("\"{root}/"));
    let (head, reports) = text.split_once("\nreports = ").expect("reports");
    let rest = reports.split_once('\n').map_or("", |(_, rest)| rest);
    format!("{head}\nreports = []\n{rest}")
}

/// A shipped pipeline in a file of a folder, with a sample of its own beside it in Parquet files: they are read in a
/// fraction of the time of workbooks. The rosters are those that are shipped; the lab is asked nothing.
pub fn in_parquet(pipeline: &str, file: &Path, firms: usize, seed: u64) {
    let data = file.with_file_name("data");
    std::fs::create_dir(&data).expect("created");
    let settings = Settings { firms, seed, format: Format::Parquet, award_year: 2026 };
    write(&settings, &data).expect("a sample");
    let mut text = std::fs::read_to_string(pipeline).expect("the pipeline");
    text = text.replace("\"../sample_data/filings/*.xlsx\", ", "");
    for name in ["warehouse", "platform", "history", "listed"] {
        text = text.replace(&format!("../sample_data/{name}"), &format!("data/{name}"));
    }
    let text = elsewhere(&text);
    let own = text.split("\n[scenarios]").next().unwrap_or_default();
    std::fs::write(file, own).expect("written");
}
