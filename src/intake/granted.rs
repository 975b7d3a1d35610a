//! What the ledger says was granted before: the history that a run reads from it.

use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, PolarsResult};
use polars_io::prelude::{ParquetCompression, ParquetWriter};

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::domain::LaterYears;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::ingest::InputFile;
use crate::intake::link::{Linked, origin};
use crate::intake::papers::Granted;
use crate::ledger::{Awards, Kind, Ledger, Settled};
use crate::run_folder::stored::StoredRun;
use crate::scheme::Scheme;

/// How tables and messages name the history that comes from the ledger.
pub const LEDGER: &str = "ledger.parquet";

/// The history of schemes as a Parquet file; the same bytes for the same ledger.
///
/// # Errors
/// What is no ledger, a broken chain; a fault of the engine.
pub fn bytes_of(ledger: &Ledger, counts: impl Fn(&str) -> bool) -> Result<Vec<u8>, Failure> {
    let mut frame = Awards::of(ledger).history(counts, &ledger.id).frame()?;
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Snappy);
    writer.finish(&mut frame)?;
    Ok(bytes)
}

/// The history of a scheme as a file that inputs are read from, gone when it is dropped.
#[derive(Debug)]
pub struct Exported {
    _folder: tempfile::TempDir,
    pub file: InputFile,
    pub read: AsRead,
}

/// A ledger as a run read it.
#[derive(Clone, Debug)]
pub struct AsRead {
    pub id: String,
    /// Hash of its last segment, and how many there are.
    pub head: String,
    pub segments: usize,
    /// Papers that were counted for the scheme.
    pub papers: Granted,
    /// What was set off of debts, for any scheme.
    pub settled: Vec<Settled>,
}

/// Exports the history of a scheme for one run.
///
/// # Errors
/// As [`bytes_of`]; a disk that refuses.
pub fn exported(folder: &Path, scheme: &Scheme) -> Result<Exported, Failure> {
    let ledger = Ledger::read(folder)?;
    let bytes = bytes_of(&ledger, |id| scheme.counts(id))?;
    let refuse = |error: std::io::Error| Failure::Output {
        path: std::env::temp_dir().display().to_string(),
        why: error.to_string(),
    };
    let own = tempfile::tempdir().map_err(refuse)?;
    let path = own.path().join(LEDGER);
    std::fs::write(&path, bytes).map_err(refuse)?;
    let file = InputFile { path, shown: LEDGER.to_string(), root: None };
    let read = AsRead {
        id: ledger.id.clone(),
        head: ledger.head().to_string(),
        segments: ledger.segments.len(),
        papers: Granted::of(&ledger, &scheme.id),
        settled: Awards::settled(&ledger).into_iter().cloned().collect(),
    };
    Ok(Exported { _folder: own, file, read })
}

/// Rows of earlier awards in which this scheme and those that its annual cap counts with it are apart: rows of any other
/// scheme do not count, and that is said (D410).
///
/// # Errors
/// A fault of the engine.
pub fn by_scheme(
    history: &DataFrame,
    scheme: &Scheme,
    linked: &mut Linked,
) -> PolarsResult<[DataFrame; 2]> {
    let (mut own, mut counted) = (Vec::new(), Vec::new());
    for (row, id) in texts(history, c::SCHEME)?.into_iter().enumerate() {
        own.push(id.is_empty() || id == scheme.id);
        counted.push(scheme.counts_with(id));
        if !own[row] && !counted[row] {
            let fault = Diagnostic::new(&codes::OTHER_SCHEMES_AWARD).arg("read", id);
            let (source, at) = origin(history, row);
            let place = linked.place(source, at, c::SCHEME);
            linked.findings.push(fault.arg("known", &scheme.id).at(place));
        }
    }
    let of = |keep: Vec<bool>| history.filter(&keep.into_iter().map(Some).collect());
    Ok([of(own)?, of(counted)?])
}

/// Rows of earlier awards that do not say what later years owe (D409): a pool would bear what nobody knows.
///
/// # Errors
/// A fault of the engine.
pub fn unread_years(history: &DataFrame, linked: &Linked) -> PolarsResult<Diagnostics> {
    let mut faults = Diagnostics::default();
    for (row, text) in texts(history, c::LATER_YEARS)?.into_iter().enumerate() {
        if LaterYears::parse(text).is_none() {
            let (source, at) = origin(history, row);
            let fault = Diagnostic::new(&codes::LATER_YEARS_UNREAD).arg("read", text);
            faults.push(fault.at(linked.place(source, at, c::LATER_YEARS)));
        }
    }
    Ok(faults)
}

/// The day on which a run was approved, as the ledger has it; `None` where it has no such approval.
///
/// # Errors
/// A ledger whose chain is broken.
pub fn approved_on(
    stored: &StoredRun,
    ledger: Option<&Path>,
) -> Result<Option<NaiveDate>, Failure> {
    let folder = ledger.map_or_else(|| stored.home(), Path::to_path_buf);
    if ledger.is_none() && !folder.is_dir() {
        return Ok(None);
    }
    let ledger = Ledger::read(&folder)?;
    let heads = || ledger.segments.iter().map(|segment| &segment.head);
    let gone = |number| heads().any(|h| h.kind == Kind::Withdrawal && h.about == number);
    let own = heads().rfind(|head| {
        head.kind == Kind::Approval && head.manifest == stored.manifest_sha256 && !gone(head.number)
    });
    Ok(own.and_then(|head| head.on.parse().ok()))
}
