//! A run folder read back: its manifest and tables.

use std::fs::File;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use polars_io::prelude::{ParquetReader, SerReader};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::prepare::Failure;
use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frame::columns as c;
use crate::report::model::record::joint;

/// A finished run on disk.
#[derive(Debug)]
pub struct Stored {
    pub folder: PathBuf,
    pub manifest: Value,
    /// Of the manifest as it stands, in hex.
    pub manifest_sha256: String,
}

impl Stored {
    /// Reads the manifest.
    ///
    /// # Errors
    /// A folder that is no run, or a run of several schemes (A501).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let refuse = |why: String| {
            Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display()).arg("why", why)
        };
        let bytes = file::bytes(&folder.join("manifest.json"), file::TEXT)
            .map_err(|error| refuse(format!("manifest.json: {error}")))?;
        let manifest: Value = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("manifest.json: {error}")))?;
        if manifest["kind"] == joint::KIND {
            return Err(joint::of_several(folder));
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

    /// A sum of yuan in the manifest, as fen.
    pub fn control_total(&self, name: &str) -> Option<i128> {
        let text = self.manifest["control_totals"][name].as_str()?;
        text.replace('.', "").parse().ok()
    }

    pub fn path_of(&self, table: &str) -> PathBuf {
        self.folder.join("tables").join(format!("{table}.parquet"))
    }

    pub fn has(&self, table: &str) -> bool {
        self.path_of(table).is_file()
    }

    /// Reads a table.
    ///
    /// # Errors
    /// A table that is not there or cannot be read (A501).
    pub fn table(&self, name: &str) -> Result<DataFrame, Failure> {
        let refuse = |why: String| {
            let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", self.folder.display());
            Failure::User(fault.arg("why", format!("{name}.parquet: {why}")).into())
        };
        let file = File::open(self.path_of(name)).map_err(|error| refuse(error.to_string()))?;
        ParquetReader::new(file).finish().map_err(|error| refuse(error.to_string()))
    }
}

/// SHA-256 in hex.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
