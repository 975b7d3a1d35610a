//! Tables of a finished folder, read only as its manifest vouches for them.
//!
//! The manifest names the SHA-256 of every table. Where one was altered, added or taken away afterwards nothing of the
//! folder is read: there is no other way to a table than through [`Bound::open`], which looks at all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use polars_io::prelude::{ParquetReader, SerReader};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::digest::{hex, sha256};

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
        hex(&self.sha256.finalize())
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

/// How the files of tables end.
const ENDING: &str = "parquet";

/// Where a table of a folder stands.
fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join("tables").join(format!("{name}.{ENDING}"))
}

/// What is wrong with a table, in Chinese and English.
type Wrong = (String, String);

fn altered() -> Wrong {
    ("已被改动".into(), "was altered".into())
}

fn refuse(folder: &Path, why: impl ToString) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
    fault.arg("why", why.to_string()).into()
}

/// The tables of a finished folder, all of them those that its manifest names.
#[derive(Debug)]
pub struct Bound {
    folder: PathBuf,
    /// SHA-256 by name.
    stated: BTreeMap<String, String>,
}

impl Bound {
    /// Looks at every table of a folder; `stated` is the SHA-256 of each, in hex.
    ///
    /// # Errors
    /// Each that was altered, is missing, or was added (A510).
    pub fn open(folder: &Path, stated: BTreeMap<String, String>) -> Result<Self, Diagnostics> {
        let bound = Self { folder: folder.to_path_buf(), stated };
        bound.verify()?;
        Ok(bound)
    }

    fn verify(&self) -> Result<(), Diagnostics> {
        let mut names: BTreeSet<String> = self.stated.keys().cloned().collect();
        names.extend(self.standing());
        let names: Vec<String> = names.into_iter().collect();
        let said = |name: &String| Some(self.fault(name, self.wrong(name)?));
        Diagnostics(names.par_iter().filter_map(said).collect()).into_result(())
    }

    fn fault(&self, name: &str, (zh, en): Wrong) -> Diagnostic {
        let fault = Diagnostic::new(&codes::TABLE_ALTERED).arg("path", self.folder.display());
        let fault = fault.arg("table", format!("{name}.{ENDING}"));
        fault.arg("why", zh).arg("why_en", en)
    }

    /// Names of the tables that stand in the folder.
    fn standing(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("tables")).into_iter().flatten().flatten();
        let name = |path: PathBuf| {
            let is_table = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(ENDING));
            let stem = path.file_stem().filter(|_| is_table)?;
            Some(stem.to_string_lossy().into_owned())
        };
        entries.filter_map(|entry| name(entry.path())).collect()
    }

    /// What is wrong with a table, if anything.
    fn wrong(&self, name: &str) -> Option<Wrong> {
        let Some(stated) = self.stated.get(name) else {
            return Some(("是后来放入的".into(), "was added".into()));
        };
        let path = path_of(&self.folder, name);
        if !path.is_file() {
            return Some(("已不在目录中".into(), "is missing".into()));
        }
        let mut found = Hashing::new(std::io::sink());
        match fs::File::open(&path).and_then(|mut file| std::io::copy(&mut file, &mut found)) {
            Err(error) => {
                Some((format!("无法读取（{error}）"), format!("cannot be read ({error})")))
            }
            Ok(_) if found.finish() != *stated => Some(altered()),
            Ok(_) => None,
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn has(&self, name: &str) -> bool {
        self.stated.contains_key(name)
    }

    /// SHA-256 of a table, in hex; `None` where the folder has no such table.
    pub fn sha256(&self, name: &str) -> Option<&str> {
        self.stated.get(name).map(String::as_str)
    }

    /// The file of a table of at most so many bytes.
    ///
    /// # Errors
    /// A table that is not there or too large (A501), or was altered since the folder was opened (A510).
    pub fn bytes(&self, name: &str, most: u64) -> Result<Vec<u8>, Diagnostics> {
        let bytes = file::bytes(&path_of(&self.folder, name), most)
            .map_err(|error| self.unreadable(name, error))?;
        if self.sha256(name) != Some(sha256(&bytes).as_str()) {
            return Err(self.fault(name, altered()).into());
        }
        Ok(bytes)
    }

    fn unreadable(&self, name: &str, why: impl ToString) -> Diagnostics {
        refuse(&self.folder, format!("{name}.{ENDING}: {}", why.to_string()))
    }

    /// Reads a table.
    ///
    /// # Errors
    /// A table that is not there or cannot be read (A501), or was altered since the folder was opened (A510).
    pub fn table(&self, name: &str) -> Result<DataFrame, Diagnostics> {
        let bytes = self.bytes(name, file::ANY)?;
        // A damaged file may panic inside the engine; it is the file's fault, not ours.
        let table = std::panic::catch_unwind(|| ParquetReader::new(Cursor::new(bytes)).finish());
        match table {
            Ok(Ok(mut table)) => {
                table.rechunk_mut_par();
                Ok(table)
            }
            Ok(Err(why)) => Err(self.unreadable(name, why)),
            Err(_) => Err(self.unreadable(name, "damaged")),
        }
    }
}
