//! A pipeline of its own for every case, in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::Diagnostics;
use jiangbu::pipeline::{Pipeline, load};
use tempfile::TempDir;

const GOOD: &str = "tests/bad/config";
pub const FILES: [&str; 4] = ["pipeline.toml", "scheme.toml", "headers.toml", "rates.csv"];

/// The small valid pipeline, to be spoilt.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    pub fn new() -> Self {
        let folder = Self { dir: tempfile::tempdir().expect("temp dir") };
        for file in FILES {
            fs::copy(Path::new(GOOD).join(file), folder.path().join(file)).expect("copied");
        }
        fs::create_dir(folder.filings()).expect("created");
        folder
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The folder of the filings.
    pub fn filings(&self) -> PathBuf {
        self.path().join("filings")
    }

    /// Replaces the one place in a file.
    pub fn spoil(&self, file: &str, find: &str, replace: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).expect("read");
        assert_eq!(text.matches(find).count(), 1, "`{find}` stands in {file} not exactly once");
        fs::write(path, text.replace(find, replace)).expect("written");
    }

    pub fn load(&self) -> Result<Pipeline, Diagnostics> {
        load(&self.path().join("pipeline.toml"))
    }
}
