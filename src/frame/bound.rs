//! Tables of a finished folder, read only as its manifest vouches for them.
//!
//! The manifest names the SHA-256 of every table. What was altered, added or taken away afterwards is not read.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use polars_io::prelude::{ParquetReader, SerReader};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::diag::{Diagnostic, Diagnostics, codes};

/// Where the manifest keeps the hashes.
pub const TABLES: &str = "tables";

/// SHA-256 in hex.
pub fn hex(bytes: &[u8]) -> String {
    text(Sha256::digest(bytes).as_slice())
}

fn text(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashes what it passes on.
#[derive(Debug)]
pub struct Hashing<W> {
    inner: W,
    sha256: Sha256,
}

impl<W> Hashing<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, sha256: Sha256::new() }
    }

    /// Of all that was written, in hex.
    pub fn finish(self) -> String {
        text(self.sha256.finalize().as_slice())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sha256.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Where a table of a folder stands.
pub fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join("tables").join(format!("{name}.parquet"))
}

/// Whether a folder has a table, or should have.
pub fn has(folder: &Path, name: &str) -> bool {
    path_of(folder, name).is_file() || matches!(stated(folder), Some(all) if !all[name].is_null())
}

/// The hashes that the manifest states; `None` in a folder of an earlier version, which states none.
fn stated(folder: &Path) -> Option<Value> {
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).ok()?).ok()?;
    manifest[TABLES].is_object().then(|| manifest[TABLES].clone())
}

/// Reads a table.
///
/// # Errors
/// A table that is not there or cannot be read (A501), or is not the one that was written (A510).
pub fn read(folder: &Path, name: &str) -> Result<DataFrame, Diagnostics> {
    let refuse = |why: String| {
        let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
        Diagnostics::from(fault.arg("why", format!("{name}.parquet: {why}")))
    };
    let bytes = fs::read(path_of(folder, name)).map_err(|error| refuse(error.to_string()))?;
    if let Some(all) = stated(folder)
        && all[name].as_str() != Some(hex(&bytes).as_str())
    {
        let fault = Diagnostic::new(&codes::TABLE_ALTERED).arg("path", folder.display());
        return Err(fault.arg("table", format!("{name}.parquet")).into());
    }
    // A damaged file may panic inside the engine; it is the file's fault, not ours.
    let table = std::panic::catch_unwind(|| ParquetReader::new(Cursor::new(bytes)).finish());
    match table {
        Ok(Ok(mut table)) => {
            table.rechunk_mut_par();
            Ok(table)
        }
        Ok(Err(why)) => Err(refuse(why.to_string())),
        Err(_) => Err(refuse("damaged".to_string())),
    }
}
