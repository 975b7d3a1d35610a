//! What all benches measure with.

use std::path::{Path, PathBuf};

use jiangbu::sample::{Format, Settings};

/// Peak memory of this process in MiB; 0 where the system does not tell.
pub fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

pub type Failed = Box<dyn std::error::Error>;

/// Forgets the peak so far, where the system can.
#[allow(dead_code, reason = "not every bench measures part by part")]
pub fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Synthetic filings of so many enterprises in `folder`, and the pipeline that reads them.
#[allow(dead_code, reason = "not every bench begins with filings")]
pub fn pipeline(folder: &Path, firms: usize) -> Result<PathBuf, Failed> {
    let settings = Settings { firms, seed: 1, format: Format::Parquet, award_year: 2026 };
    jiangbu::sample::write(&settings, folder)?;
    let root = std::env::current_dir()?;
    let text = std::fs::read_to_string("pipelines/qianhai-2026.toml")?
        .replace("\"../sample_data/filings/*.xlsx\", ", "")
        .replace("../sample_data", &folder.display().to_string())
        .replace("\"schemes/", &format!("\"{}/pipelines/schemes/", root.display()))
        .replace("\"headers.toml", &format!("\"{}/pipelines/headers.toml", root.display()))
        .replace("\"rates/", &format!("\"{}/pipelines/rates/", root.display()))
        // A budget that is exceeded at any size, so that the cut is always part of the figure.
        .replace("4200万元", &format!("{}万元", firms * 8));
    let path = folder.join("bench.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}
