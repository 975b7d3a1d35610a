//! The built program on some files: what it says, how it ends, and what it takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::expected::Said;

/// MiB.
const FAR_TOO_LARGE: u64 = 3 << 10;

/// A pipeline in a folder of its own.
pub struct Folder {
    pub dir: TempDir,
}

/// How a process ended.
pub struct Ended {
    /// `None` where it was killed, by a signal or for taking too long.
    pub code: Option<i32>,
    pub said: Vec<Said>,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
    /// Largest resident size in MiB, where the system tells.
    pub peak: u64,
}

impl Folder {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("filings")).expect("created");
        let here = std::env::current_dir().expect("a folder").join("pipelines");
        let path = |name: &str| here.join(name).display().to_string();
        let text = format!(
            "[pipeline]\ntitle = {{ zh = \"语料\", en = \"Corpus\" }}\naward_year = 2026\n\
             deadline = 2026-03-31\nscheme = \"{}\"\nheaders = \"{}\"\nrates = [\"{}\"]\n\n\
             [inputs]\nfilings = [\"filings/*\"]\n\n[output]\nfolder = \"runs\"\n",
            path("schemes/qianhai-service-trade-2026.toml"),
            path("headers.toml"),
            path("rates/*.csv"),
        );
        fs::write(dir.path().join("pipeline.toml"), text).expect("written");
        Self { dir }
    }

    pub fn filings(&self) -> PathBuf {
        self.dir.path().join("filings")
    }

    /// Puts a copy of a file among the filings.
    pub fn add(&self, path: &Path) {
        fs::copy(path, self.filings().join(path.file_name().expect("a name"))).expect("copied");
    }

    /// `jiangbu check --json`, stopped after so long, or before it takes what others need.
    pub fn check(&self, most: Duration) -> Ended {
        let output = |name: &str| fs::File::create(self.dir.path().join(name)).expect("created");
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_jiangbu"))
            .args(["check", "--json", "--lang", "zh-CN"])
            .arg(self.dir.path().join("pipeline.toml"))
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(output("stdout"))
            .stderr(output("stderr"))
            .spawn()
            .expect("the program");
        let mut peak = 0;
        let code = loop {
            peak = peak.max(resident(child.id()));
            if let Some(status) = child.try_wait().expect("a status") {
                break status.code();
            }
            if start.elapsed() > most || peak > FAR_TOO_LARGE {
                child.kill().expect("killed");
                child.wait().expect("ended");
                break None;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let took = start.elapsed();
        let text = |name: &str| {
            String::from_utf8_lossy(&fs::read(self.dir.path().join(name)).expect("read"))
                .into_owned()
        };
        let (stdout, stderr) = (text("stdout"), text("stderr"));
        Ended { code, said: said(&stdout), stdout, stderr, took, peak }
    }
}

/// Peak resident size of a process in MiB; 0 where the system does not tell.
fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) >> 10
}

fn said(json: &str) -> Vec<Said> {
    let Ok(told) = serde_json::from_str::<Value>(json) else { return Vec::new() };
    let Some(all) = told["findings"].as_array() else { return Vec::new() };
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_string();
    all.iter()
        .map(|one| {
            let place = &one["place"];
            Said {
                code: text(one, "code"),
                severity: text(one, "severity"),
                file: text(place, "file"),
                sheet: text(place, "sheet"),
                row: place["row"].as_u64().unwrap_or(0) as u32,
                column: text(place, "column"),
                zh: format!("{} {}", text(one, "zh"), text(one, "help_zh")),
                en: format!("{} {}", text(one, "en"), text(one, "help_en")),
            }
        })
        .collect()
}
