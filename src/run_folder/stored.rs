//! A run folder read back: its manifest and tables.

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use crate::diag::{Diagnostics, Failure};
use crate::frame::columns as c;
use crate::run_folder::bound::{self, Bound};
use crate::run_folder::other;

/// A finished run on disk.
#[derive(Debug)]
pub struct Stored {
    pub folder: PathBuf,
    pub manifest: Value,
    /// Of the manifest as it stands, in hex.
    pub manifest_sha256: String,
    pub tables: Bound,
}

impl Stored {
    /// Reads the manifest of a run.
    ///
    /// # Errors
    /// A folder that is no run, or a run of several schemes (A501); a table that is not as it was written (A510).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        Self::of_kind(folder, "")
    }

    /// Reads the manifest of a finished folder of a kind; a run has none.
    ///
    /// # Errors
    /// A folder of another kind (A501); a table that is not as it was written (A510).
    pub fn of_kind(folder: &Path, expected: &str) -> Result<Self, Diagnostics> {
        let (manifest, manifest_sha256) = bound::manifest(folder)?;
        if manifest["kind"] == other::SEVERAL {
            return Err(other::of_several(folder));
        }
        match manifest["kind"].as_str() {
            Some(kind) if kind != expected => return Err(other::of_kind(folder, kind)),
            None if !expected.is_empty() => return Err(other::a_run(folder, expected)),
            _ => {}
        }
        let tables = Bound::open(folder, &manifest)?;
        Ok(Self { folder: folder.to_path_buf(), manifest, manifest_sha256, tables })
    }

    /// The name of the folder.
    pub fn name(&self) -> String {
        let path = std::fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone());
        path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The folder that run folders stand in.
    pub fn parent(&self) -> PathBuf {
        let path = std::fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone());
        path.parent().map(Path::to_path_buf).unwrap_or_default()
    }

    /// The ledger beside the run folders.
    pub fn home(&self) -> PathBuf {
        self.beside("ledger")
    }

    /// What stands beside the run folders.
    pub fn beside(&self, name: &str) -> PathBuf {
        let mut parent = self.parent();
        // A run of several schemes holds a folder for each.
        while parent.join("manifest.json").is_file() && parent.pop() {}
        parent.join(name)
    }

    pub fn text(&self, key: &str) -> &str {
        self.manifest[key].as_str().unwrap_or_default()
    }

    pub fn award_year(&self) -> i32 {
        self.manifest[c::AWARD_YEAR].as_i64().and_then(|year| i32::try_from(year).ok()).unwrap_or(0)
    }

    /// A count of the manifest.
    pub fn count(&self, key: &str) -> u64 {
        self.manifest["counts"][key].as_u64().unwrap_or(0)
    }

    /// A sum of yuan in the manifest, as fen.
    pub fn control_total(&self, name: &str) -> Option<i128> {
        let text = self.manifest["control_totals"][name].as_str()?;
        text.replace('.', "").parse().ok()
    }

    /// As [`Bound::table`].
    ///
    /// # Errors
    /// A table that is not there or cannot be read (A501).
    pub fn table(&self, name: &str) -> Result<DataFrame, Failure> {
        Ok(self.tables.table(name)?)
    }
}
