//! A run folder read back: its manifest and tables.

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use super::prepare::Failure;
use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frame::bound;
pub use crate::frame::bound::hex;
use crate::frame::columns as c;
use crate::report::model::record::{joint, other};

/// A finished run on disk.
#[derive(Debug)]
pub struct Stored {
    pub folder: PathBuf,
    pub manifest: Value,
    /// Of the manifest as it stands, in hex.
    pub manifest_sha256: String,
}

impl Stored {
    /// Reads the manifest of a run.
    ///
    /// # Errors
    /// A folder that is no run, or a run of several schemes (A501).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        Self::of_kind(folder, "")
    }

    /// Reads the manifest of a finished folder of a kind; a run has none.
    ///
    /// # Errors
    /// A folder of another kind (A501).
    pub fn of_kind(folder: &Path, expected: &str) -> Result<Self, Diagnostics> {
        let refuse = |why: String| {
            Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display()).arg("why", why)
        };
        let bytes = file::bytes(&folder.join("manifest.json"), file::TEXT).map_err(|error| {
            let why = format!("manifest.json: {error}");
            other::no_manifest(folder, (&why, &why))
        })?;
        let manifest: Value = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("manifest.json: {error}")))?;
        if manifest["kind"] == joint::KIND {
            return Err(joint::of_several(folder));
        }
        match manifest["kind"].as_str() {
            Some(kind) if kind != expected => return Err(other::of_kind(folder, kind)),
            None if !expected.is_empty() => return Err(other::a_run(folder)),
            _ => {}
        }
        let manifest_sha256 = hex(&bytes);
        Ok(Self { folder: folder.to_path_buf(), manifest, manifest_sha256 })
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

    pub fn path_of(&self, table: &str) -> PathBuf {
        bound::path_of(&self.folder, table)
    }

    pub fn has(&self, table: &str) -> bool {
        bound::has(&self.folder, table)
    }

    /// Whether the manifest vouches for the tables; a folder of an earlier version does not.
    pub fn is_bound(&self) -> bool {
        self.manifest[bound::TABLES].is_object()
    }

    /// Reads a table.
    ///
    /// # Errors
    /// A table that is not there or cannot be read (A501), or was altered (A510).
    pub fn table(&self, name: &str) -> Result<DataFrame, Failure> {
        Ok(bound::read(&self.folder, name)?)
    }
}
