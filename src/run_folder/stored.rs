//! A finished folder read back: the one way to its manifest and tables, past all guards.

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;

use super::bound::Bound;
use super::manifest::{self, Head, Joint, Kind, Manifest, Run, Unfit};
use super::other;
use crate::config::file;
use crate::diag::{Diagnostics, Lang};
use crate::domain::digest::sha256;

/// A finished folder of one kind, whose tables are all as its manifest vouches for them.
#[derive(Debug)]
pub struct Stored<M> {
    pub folder: PathBuf,
    pub manifest: M,
    /// Of the manifest as it stands, in hex.
    pub manifest_sha256: String,
    pub tables: Bound,
}

/// A run of one scheme.
pub type StoredRun = Stored<Run>;

impl<M: Manifest> Stored<M> {
    /// Opens a folder.
    ///
    /// # Errors
    /// A folder that is none of this kind, or whose manifest lacks something (A501); a table that is not as it was
    /// written (A510).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let bytes = bytes(folder)?;
        let refuse = |unfit: Unfit| other::unfit(folder, M::KIND, &unfit);
        let mut manifest: M = manifest::read(&bytes).map_err(refuse)?;
        let tables = Bound::open(folder, manifest.tables().clone())?;
        let manifest_sha256 = sha256(&bytes);
        Ok(Self { folder: folder.to_path_buf(), manifest, manifest_sha256, tables })
    }

    /// The name of the folder.
    pub fn name(&self) -> String {
        self.whole_path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub fn whole_path(&self) -> PathBuf {
        std::fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone())
    }

    /// The ledger beside the run folders.
    pub fn home(&self) -> PathBuf {
        self.beside("ledger")
    }

    /// What stands beside the run folders under a name.
    pub fn beside(&self, name: &str) -> PathBuf {
        beside(&self.folder).0.join(name)
    }

    /// As [`Bound::table`].
    ///
    /// # Errors
    /// A table that is not there or cannot be read (A501), or was altered since the folder was opened (A510).
    pub fn table(&self, name: &str) -> Result<DataFrame, Diagnostics> {
        self.tables.table(name)
    }
}

impl Stored<Joint> {
    /// The run of each scheme, in the order of the manifest.
    ///
    /// # Errors
    /// As [`Stored::open`].
    pub fn runs(&self) -> Result<Vec<StoredRun>, Diagnostics> {
        let schemes = self.manifest.schemes.iter();
        schemes.map(|scheme| Stored::open(&self.folder.join(&scheme.name))).collect()
    }
}

/// The run in a folder, or that of each of its schemes.
///
/// # Errors
/// As [`Stored::open`]; the tables of the whole are looked at, too.
pub fn runs(folder: &Path) -> Result<Vec<StoredRun>, Diagnostics> {
    match is_joint(folder) {
        true => Stored::<Joint>::open(folder)?.runs(),
        false => Ok(vec![Stored::open(folder)?]),
    }
}

/// Whether a path is a finished folder rather than a file.
pub fn is_at(path: &Path) -> bool {
    path.join(manifest::FILE).is_file()
}

/// Whether a folder holds a run of several schemes.
pub fn is_joint(folder: &Path) -> bool {
    is_of(folder, Kind::Joint)
}

/// Whether the manifest of a folder says that it is of this kind.
pub fn is_of(folder: &Path, kind: Kind) -> bool {
    head(folder).is_some_and(|head| head.kind() == Some(kind.key()))
}

/// Where folders about a run go, and what their names begin with: nothing is added to a run of several schemes, so
/// that what is about one of them stands beside the whole.
pub fn beside(run: &Path) -> (PathBuf, String) {
    let run = run.canonicalize().unwrap_or_else(|_| run.to_path_buf());
    let above = |path: &Path| path.parent().unwrap_or(Path::new(".")).to_path_buf();
    let last = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let whole = above(&run);
    match is_joint(&whole) {
        true => (above(&whole), format!("{}-{}", last(&whole), last(&run))),
        false => (whole, last(&run)),
    }
}

/// The language that a finished folder was written in, if it is one.
pub fn language(folder: &Path) -> Option<Lang> {
    Lang::parse(head(folder)?.lang()?)
}

fn bytes(folder: &Path) -> Result<Vec<u8>, Diagnostics> {
    let bytes = file::bytes(&folder.join(manifest::FILE), file::TEXT);
    bytes.map_err(|error| other::no_manifest(folder, &error))
}

fn head(folder: &Path) -> Option<Head> {
    Head::read(&bytes(folder).ok()?).ok()
}
