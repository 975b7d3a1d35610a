//! The run folder: whole or not at all.
//!
//! Everything is written into a hidden folder beside the final place and renamed in one step when it
//! is complete. A fault, Ctrl-C or a killed process leaves nothing that looks like a run.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use polars::prelude::PolarsResult;
use polars_io::prelude::{ParquetCompression, ParquetWriter};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::digest::sha256;
use crate::frame::output::OutputTable;
use crate::ingest::InputFile;
use crate::run_folder::bound::Hashing;
use crate::run_folder::groups::{Groups, ROW_GROUP};
use crate::run_folder::manifest::{FILE, Manifest, pretty};

/// What Ctrl-C has to remove.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the folders being written, if any. For signal handlers.
///
/// The lock is held until a folder is gone, so that it cannot be renamed half removed.
pub fn abandon() {
    const TRIES: u32 = 200;
    let Ok(mut unfinished) = UNFINISHED.lock() else { return };
    for path in unfinished.drain(..) {
        // Other threads may still be writing: what they add while it is removed makes removal fail.
        for _ in 0..TRIES {
            let _ = fs::remove_dir_all(&path);
            if !path.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A folder being written.
#[derive(Debug)]
pub struct Unfinished {
    hidden: tempfile::TempDir,
    /// Where things are written now: the hidden folder or one below it.
    at: PathBuf,
    parent: PathBuf,
    name: String,
    private: bool,
    /// SHA-256 of the tables, by the folder that they were written below and name.
    tables: Mutex<BTreeMap<(PathBuf, String), String>>,
}

impl Unfinished {
    /// Opens a folder below `parent` for a run of the pipeline `name`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn new(parent: &Path, name: &str) -> Result<Self, Failure> {
        fs::create_dir_all(parent).map_err(|e| cannot_write(parent, e))?;
        let mut hidden = tempfile::Builder::new();
        hidden.prefix(".unfinished-");
        // Nobody else looks into what is not finished.
        #[cfg(unix)]
        hidden.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let hidden = hidden.tempdir_in(parent).map_err(|e| cannot_write(parent, e))?;
        if let Ok(mut path) = UNFINISHED.lock() {
            path.push(hidden.path().to_path_buf());
        }
        let at = hidden.path().to_path_buf();
        let (parent, name) = (parent.to_path_buf(), name.to_string());
        Ok(Self { hidden, at, parent, name, private: false, tables: Mutex::default() })
    }

    /// Where things are written now.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// From now on everything is written into a folder of its own below the top; with `None`, at the top again.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn enter(&mut self, name: Option<&str>) -> Result<(), Failure> {
        let top = self.hidden.path();
        self.at = match name {
            None => top.to_path_buf(),
            Some(name) => {
                let folder = top.join(name);
                fs::create_dir(&folder).map_err(|error| cannot_write(&folder, error))?;
                folder
            }
        };
        Ok(())
    }

    /// Writes a file of the folder.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path().join(name);
        fs::write(&path, bytes).map_err(|e| cannot_write(&path, e))
    }

    /// Writes a file of the folder that nobody but its owner may read.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_private(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path().join(name);
        let mut file = create_private(&path).map_err(|e| cannot_write(&path, e))?;
        file.write_all(bytes).map_err(|e| cannot_write(&path, e))
    }

    /// Where a file that nobody but its owner may read can be written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn reserve_private(&self, name: &str) -> Result<PathBuf, Failure> {
        self.write_private(name, &[])?;
        Ok(self.path().join(name))
    }

    /// Makes a folder inside.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn make(&self, name: &str) -> Result<(), Failure> {
        // Not with its parents: after Ctrl-C the folder above must stay away.
        let path = self.path().join(name);
        fs::create_dir(&path).map_err(|e| cannot_write(&path, e))
    }

    /// Writes a table as `tables/NAME.parquet`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn table(&self, table: &OutputTable) -> Result<(), Failure> {
        let folder = self.path().join("tables");
        // Not with its parents: after Ctrl-C the folder above must stay away.
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(cannot_write(&folder, error));
            }
            _ => {}
        }
        let path = folder.join(format!("{}.parquet", table.name));
        let file = match table.private {
            true => create_private(&path),
            false => fs::File::create(&path),
        };
        let mut file = Hashing::new(file.map_err(|e| cannot_write(&path, e))?);
        in_groups(table, &mut file)?;
        self.vouch(&table.name, file.finish());
        Ok(())
    }

    /// The manifest names the SHA-256 of a table.
    pub(super) fn vouch(&self, name: &str, sha256: String) {
        if let Ok(mut tables) = self.tables.lock() {
            tables.insert((self.at.clone(), name.to_string()), sha256);
        }
    }

    /// Writes the manifest with the SHA-256 of every table written before it, so that it vouches for them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn manifest(&self, mut manifest: impl Manifest) -> Result<(), Failure> {
        let refuse = |why| cannot_write(&self.path().join(FILE), why);
        let tables = self.tables.lock().map_err(|error| refuse(error.to_string()))?;
        let own = tables.iter().filter(|((at, _), _)| *at == self.at);
        *manifest.tables() =
            own.map(|((_, name), sha256)| (name.clone(), sha256.clone())).collect();
        self.write(FILE, &pretty(&manifest))
    }

    /// Nobody but its owner looks in, when it is finished either.
    pub fn make_private(&mut self) {
        self.private = true;
    }

    /// Gives the folder its name. What is finished may be read by others, unless it is private.
    fn rename(&self, target: &Path) -> std::io::Result<()> {
        let open = if self.private { None } else { readable(self.hidden.path()) };
        fs::rename(self.hidden.path(), target)?;
        if let Some(open) = open {
            let _ = fs::set_permissions(target, open);
        }
        Ok(())
    }

    /// Puts the finished folder at `target`, which is empty or not there.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn finish_at(self, target: &Path) -> Result<(), Failure> {
        let mut unfinished = UNFINISHED.lock().map_err(|_| cannot_write(target, "interrupted"))?;
        if !unfinished.iter().any(|path| path == self.hidden.path()) {
            return Err(cannot_write(target, "interrupted"));
        }
        // Only an empty folder goes away.
        let _ = fs::remove_dir(target);
        self.rename(target).map_err(|error| cannot_write(target, error))?;
        unfinished.retain(|path| path != self.hidden.path());
        let _ = self.hidden.keep();
        Ok(())
    }

    /// Puts the finished folder under the next free number and returns its path.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn finish(self) -> Result<PathBuf, Failure> {
        const MOST: u32 = 9_999;
        let stopped = || cannot_write(&self.parent, "interrupted");
        // Held until the folder has its name: Ctrl-C comes before that or after it.
        let mut unfinished = UNFINISHED.lock().map_err(|_| stopped())?;
        if !unfinished.iter().any(|path| path == self.hidden.path()) {
            return Err(stopped());
        }
        for number in 1..=MOST {
            let target = self.parent.join(format!("{}-{number:03}", self.name));
            if target.exists() {
                continue;
            }
            match self.rename(&target) {
                Ok(()) => {
                    unfinished.retain(|path| path != self.hidden.path());
                    // It has another name now; nothing is left for the guard to remove.
                    let _ = self.hidden.keep();
                    return Ok(target);
                }
                // Somebody else took the number in between.
                Err(_) if target.exists() => {}
                Err(error) => return Err(cannot_write(&target, error)),
            }
        }
        Err(cannot_write(&self.parent, "no free number"))
    }
}

/// Writes a table so that only the rows of one group are made and held at a time. The last group takes what is left
/// over.
fn in_groups(table: &OutputTable, file: &mut Hashing<fs::File>) -> PolarsResult<()> {
    let writer = ParquetWriter::new(file).with_compression(ParquetCompression::Snappy);
    if let Some(made) = &table.made {
        let mut groups = Groups::new(writer, table.rows(0, 0)?)?;
        made.each_part(&mut |rows| groups.push(rows))?;
        return groups.finish();
    }
    let mut writer = writer.batched(table.rows(0, 0)?.schema())?;
    let height = table.height();
    let groups = (height / ROW_GROUP).max(1);
    for group in 0..groups {
        let start = group * (height / groups);
        let end = if group + 1 == groups { height } else { start + height / groups };
        let mut rows = table.rows(start, end - start)?;
        // One contiguous chunk, so that the file does not depend on how columns were put together.
        rows.rechunk_mut_par();
        writer.write_batch(&rows)?;
    }
    writer.finish().map(|_| ())
}

/// Whether a run folder could be made below a folder, which need not be there yet. Nothing is left behind.
///
/// # Errors
/// What is in the way.
pub fn writable(parent: &Path) -> Result<(), Failure> {
    let absolute = std::path::absolute(parent).map_err(|e| cannot_write(parent, e))?;
    let there = absolute.ancestors().find(|folder| folder.symlink_metadata().is_ok());
    let there = there.unwrap_or(parent);
    let made = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(there);
    made.map(|_| ()).map_err(|error| cannot_write(parent, error))
}

/// Whether something new may be put at `target`: it is empty, or not there.
///
/// # Errors
/// What is there already (A503).
pub fn free(target: &Path) -> Result<(), Failure> {
    let occupied = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
    if !occupied && !target.is_file() {
        return Ok(());
    }
    let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", target.display());
    Err(Failure::User(fault.into()))
}

/// A new file that nobody but its owner may read, from its first byte on.
pub fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// What any new folder here would be, as the mask of the user has it, and nobody else may write: the permissions of
/// something finished. The mask can only be read by changing it, so a folder made inside shows it.
#[cfg(unix)]
fn readable(hidden: &Path) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    const READABLE: u32 = 0o755;
    let probe = hidden.join(".mode");
    let made = fs::create_dir(&probe).and_then(|()| fs::metadata(&probe));
    let _ = fs::remove_dir(&probe);
    made.ok().map(|made| fs::Permissions::from_mode(made.permissions().mode() & READABLE))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> Option<fs::Permissions> {
    None
}

/// `tables/schema.json`: every column of every table with its type, unit and meaning.
pub fn schema(tables: &[OutputTable]) -> Vec<u8> {
    let mut all = serde_json::Map::new();
    for table in tables {
        let columns: Vec<Value> = table
            .columns
            .iter()
            .map(|c| {
                json!({
                    "name": c.column.name().as_str(), "type": c.column.dtype().to_string(),
                    "unit": c.unit, "zh": c.zh, "en": c.en,
                })
            })
            .collect();
        all.insert(
            table.name.clone(),
            json!({ "zh": table.zh, "en": table.en, "columns": columns }),
        );
    }
    pretty(&Value::Object(all))
}

/// SHA-256 of a file, in hex; empty where it cannot be read.
pub fn hash(file: &InputFile) -> String {
    match crate::config::file::bytes(&file.path, crate::config::file::ANY) {
        Ok(bytes) => sha256(&bytes),
        Err(_) => String::new(),
    }
}

pub fn cannot_write(path: &Path, why: impl ToString) -> Failure {
    Failure::Output { path: path.display().to_string(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;
    use crate::frame::columns as c;
    use crate::frame::output::{Cells, OutputColumn};

    /// A table that is written group by group is the file that polars writes of it as a whole.
    #[test]
    fn groups_are_those_of_a_table_written_whole() {
        let rows = 2 * ROW_GROUP as u32 + 3;
        let numbers: Vec<Option<u32>> = (0..rows).map(|row| (row % 7 > 0).then_some(row)).collect();
        let of = Column::new(c::CLAIM_ID.into(), ["甲", "乙", "丙"]);
        let picked = (0..rows).map(|row| Some(row % 3)).collect();
        let cells =
            [Column::new(c::LINES.into(), numbers).into(), Cells::Picked { of, rows: picked }];
        let column =
            |column| OutputColumn { column, zh: String::new(), en: String::new(), unit: "" };
        let table = OutputTable {
            name: String::new(),
            zh: String::new(),
            en: String::new(),
            columns: cells.map(column).into(),
            private: false,
            sheet: None,
            adds_up: false,
            made: None,
        };

        let path = tempfile::NamedTempFile::new().expect("a file");
        let mut file = Hashing::new(path.reopen().expect("a file"));
        in_groups(&table, &mut file).expect("a table");
        let mut whole = Vec::new();
        ParquetWriter::new(&mut whole)
            .with_compression(ParquetCompression::Snappy)
            .with_row_group_size(Some(ROW_GROUP))
            .finish(&mut table.frame().expect("a table"))
            .expect("a file");
        assert!(fs::read(path.path()).expect("a file") == whole);
    }
}
