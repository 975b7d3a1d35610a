//! The folder of a ledger: segments by number, one writer at a time.
//!
//! A segment is written under a hidden name, put on the disk, and renamed in one step; the folder is put on
//! the disk, too. A process that is killed leaves a hidden file at most, which nobody reads. The lock is the
//! system's and goes with its process, so that nothing has to be cleaned up after a crash.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::segment::{BEGINNING, Entry, Head, Segment};
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, codes};

const LOCK: &str = ".lock";

/// What a ledger says about itself, from its first day on.
const IDENTITY: &str = "ledger.json";
/// Version of that file.
const FORMAT: u64 = 1;

/// All segments of a ledger whose chain holds.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Tells one ledger from another, in hex.
    pub id: String,
    pub segments: Vec<Segment>,
}

/// The right to add a segment; nobody else has it meanwhile.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    pub ledger: Ledger,
    // Held, never read.
    _lock: File,
}

fn name(number: u32) -> String {
    format!("{number:06}.parquet")
}

fn broken(file: &str, zh: &str, en: &str) -> Diagnostics {
    let place = Place::File(file.to_string());
    Diagnostic::new(&codes::LEDGER_BROKEN).arg("why", zh).arg("why_en", en).at(place).into()
}

impl Ledger {
    /// Makes a new ledger without segments; the folder is made if there is none.
    ///
    /// # Errors
    /// A folder that holds something (A507); a disk that refuses.
    pub fn init(folder: &Path) -> Result<Self, Diagnostics> {
        let refuse = |error: std::io::Error| cannot_write(folder, &error);
        fs::create_dir_all(folder).map_err(refuse)?;
        if fs::read_dir(folder).map_err(refuse)?.next().is_some() {
            let fault = Diagnostic::new(&codes::LEDGER_THERE).arg("path", folder.display());
            return Err(fault.into());
        }
        // Two ledgers must never be taken for one another, wherever and whenever they are made.
        let chance = || RandomState::new().hash_one(folder);
        let id = format!("{:016x}{:016x}", chance(), chance());
        let text = format!("{}\n", json!({ "format": FORMAT, "id": id }));
        let mut hidden = tempfile::NamedTempFile::new_in(folder).map_err(refuse)?;
        hidden.write_all(text.as_bytes()).map_err(refuse)?;
        hidden.as_file().sync_all().map_err(refuse)?;
        let target = folder.join(IDENTITY);
        hidden.persist_noclobber(target).map_err(|error| refuse(error.error))?;
        sync_folder(folder).map_err(refuse)?;
        Ok(Self { id, segments: Vec::new() })
    }

    /// Reads a ledger and proves its chain.
    ///
    /// # Errors
    /// What is no ledger or cannot be read (A506); the first segment that is missing, unreadable, altered or not
    /// the successor of the one before (A586).
    pub fn read(folder: &Path) -> Result<Self, Diagnostics> {
        let mut ledger = Self { id: String::new(), segments: Vec::new() };
        let none = |error: std::io::Error| no_ledger(folder, &error);
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(none)? {
            names.push(entry.map_err(none)?.file_name().to_string_lossy().into_owned());
        }
        names.retain(|name| !name.starts_with('.') && name.ends_with(".parquet"));
        names.sort();
        for (found, number) in names.iter().zip(1..) {
            let expected = name(number);
            if *found != expected {
                return Err(broken(&expected, "这一段不见了", "this segment is missing"));
            }
            let bytes = fs::read(folder.join(found)).map_err(|error| {
                let why = error.to_string();
                broken(found, &why, &why)
            })?;
            let segment = Segment::read(&bytes)
                .map_err(|fault| broken(found, &fault.text(Lang::Zh), &fault.text(Lang::En)))?;
            if segment.head.number != number {
                let own = segment.head.number;
                let (zh, en) =
                    (format!("文件自称第 {own} 段"), format!("it says that it is number {own}"));
                return Err(broken(found, &zh, &en));
            }
            if segment.head.previous != ledger.head() {
                let before = name(number - 1);
                let zh = format!("它所接的不是现在的 {before}，后者已被改动或替换");
                let en = format!("it was added to another {before} than there is now");
                return Err(broken(found, &zh, &en));
            }
            ledger.segments.push(segment);
        }
        ledger.id = identity(folder, ledger.segments.first())?;
        Ok(ledger)
    }

    /// The schemes that something was approved for, sorted.
    pub fn schemes(&self) -> BTreeSet<&str> {
        self.segments.iter().map(|segment| segment.head.scheme.as_str()).collect()
    }

    /// How many segments there were when `head` was the hash of the last; `None` where it never was.
    pub fn length_at(&self, head: &str) -> Option<usize> {
        let hashes = self.segments.iter().map(|segment| segment.sha256.as_str());
        std::iter::once(BEGINNING).chain(hashes).position(|hash| hash == head)
    }

    /// The hash of the last segment: whoever notes it can prove later that nothing was cut off.
    pub fn head(&self) -> &str {
        self.segments.last().map_or(BEGINNING, |segment| segment.sha256.as_str())
    }
}

impl Writer {
    /// Opens a ledger for one more segment.
    ///
    /// # Errors
    /// What is no ledger (A506), another process that is writing (A580), a broken chain, a disk that refuses.
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let refuse = |error: std::io::Error| -> Diagnostics { cannot_write(folder, &error) };
        // Nothing is written, not even a lock, where no ledger is.
        Ledger::read(folder)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true).open(folder.join(LOCK));
        let lock = lock.map_err(refuse)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let busy = Diagnostic::new(&codes::LEDGER_BUSY).arg("path", folder.display());
                return Err(busy.into());
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error)),
        }
        let ledger = Ledger::read(folder)?;
        Ok(Self { folder: folder.to_path_buf(), ledger, _lock: lock })
    }

    /// Where the ledger stands.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds a segment. Number and previous hash of the head are filled in here.
    ///
    /// # Errors
    /// A disk that refuses; the ledger is as before then.
    pub fn add(self, mut head: Head, entries: Vec<Entry>) -> Result<Segment, Diagnostics> {
        head.number = self.ledger.segments.len() as u32 + 1;
        head.previous = self.ledger.head().to_string();
        let target = self.folder.join(name(head.number));
        let internal = |error: polars::prelude::PolarsError| {
            Diagnostics::from(Diagnostic::new(&codes::INTERNAL).arg("why", error))
        };
        let (segment, bytes) = Segment::write(head, entries).map_err(internal)?;
        let refuse = |error: std::io::Error| cannot_write(&target, &error);
        let mut hidden = tempfile::Builder::new()
            .prefix(".unfinished-")
            .tempfile_in(&self.folder)
            .map_err(refuse)?;
        hidden.write_all(&bytes).map_err(refuse)?;
        hidden.as_file().sync_all().map_err(refuse)?;
        hidden.persist_noclobber(&target).map_err(|error| refuse(error.error))?;
        sync_folder(&self.folder).map_err(refuse)?;
        Ok(segment)
    }
}

/// The identity of a ledger; one of an earlier version, which had none, is known by its first segment.
fn identity(folder: &Path, first: Option<&Segment>) -> Result<String, Diagnostics> {
    let text = match (fs::read(folder.join(IDENTITY)), first) {
        (Ok(text), _) => text,
        (Err(error), Some(first)) if error.kind() == ErrorKind::NotFound => {
            return Ok(first.sha256.clone());
        }
        (Err(error), _) => return Err(no_ledger(folder, &error)),
    };
    let value: Value = serde_json::from_slice(&text).unwrap_or_default();
    let id = value["id"].as_str().filter(|_| value["format"].as_u64() == Some(FORMAT));
    id.map(str::to_string).ok_or_else(|| broken(IDENTITY, "无法读取", "it cannot be read"))
}

fn no_ledger(folder: &Path, error: &std::io::Error) -> Diagnostics {
    let why = error.to_string();
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound if folder.is_dir() => ("其中没有台账", "it holds none"),
        ErrorKind::NotFound => ("目录不存在", "there is no such folder"),
        ErrorKind::NotADirectory => ("不是目录", "it is no folder"),
        _ => (why.as_str(), why.as_str()),
    };
    let fault = Diagnostic::new(&codes::NO_LEDGER).arg("path", folder.display());
    fault.arg("why", zh).arg("why_en", en).into()
}

/// Makes the new name survive a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::new(&codes::CANNOT_WRITE).arg("path", path.display()).arg("why", error).into()
}
