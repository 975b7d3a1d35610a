//! The ledger beside runs: payments recorded in it, the history that the next run reads from it.

use std::path::{Path, PathBuf};

use polars_io::prelude::{ParquetCompression, ParquetWriter};

use super::approve::home;
use super::prepare::Failure;
use super::stored::{Stored, hex};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::ingest::InputFile;
use crate::ledger::{Awards, Entry, Head, Kind, Ledger, Segment, Writer};
use crate::reconcile::approved::fen;

/// How tables and messages name the history that comes from the ledger.
pub const LEDGER: &str = "ledger.parquet";

/// The history of a scheme as a Parquet file; the same bytes for the same ledger.
///
/// # Errors
/// A broken chain; a fault of the engine.
pub fn history_bytes(folder: &Path, scheme: &str) -> Result<Vec<u8>, Failure> {
    let ledger = Ledger::read(folder)?;
    let mut frame = Awards::of(&ledger).history(scheme)?.frame()?;
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
}

/// Exports the history of a scheme for one run.
///
/// # Errors
/// As [`history_bytes`]; a disk that refuses.
pub fn exported(folder: &Path, scheme: &str) -> Result<Exported, Failure> {
    let bytes = history_bytes(folder, scheme)?;
    let refuse = |error: std::io::Error| Failure::Output {
        path: std::env::temp_dir().display().to_string(),
        why: error.to_string(),
    };
    let own = tempfile::tempdir().map_err(refuse)?;
    let path = own.path().join(LEDGER);
    std::fs::write(&path, bytes).map_err(refuse)?;
    let file = InputFile { path, shown: LEDGER.to_string(), root: None };
    Ok(Exported { _folder: own, file })
}

/// Records what a reconciliation found about an approved run.
///
/// # Errors
/// A folder that is no reconciliation, of a run that is not approved, not later than what is recorded; a
/// ledger that cannot be written.
pub fn record(folder: &Path, ledger: Option<&Path>, by: &str) -> Result<Segment, Failure> {
    let stored = Stored::of_kind(folder, "reconciliation")?;
    let entries = entries(&stored)?;
    let own: PathBuf = ledger.map_or_else(|| home(&stored), Path::to_path_buf);
    let writer = Writer::open(&own)?;
    let segments = &writer.ledger.segments;
    let heads = || segments.iter().map(|segment| &segment.head);
    let manifest = stored.text("run_manifest_sha256");
    let gone = |number| heads().any(|h| h.kind == Kind::Withdrawal && h.about == number);
    let approval = segments.iter().find(|segment| {
        let head = &segment.head;
        head.kind == Kind::Approval && head.manifest == manifest && !gone(head.number)
    });
    let same = |approval: &&Segment| {
        let key = |entry: &Entry| (entry.claim.clone(), entry.amount);
        let (mut before, mut now): (Vec<_>, Vec<_>) =
            (approval.entries.iter().map(key).collect(), entries.iter().map(key).collect());
        before.sort();
        now.sort();
        before == now
    };
    let Some(approval) = approval.filter(same).map(|approval| approval.head.clone()) else {
        let fault = Diagnostic::new(&codes::RUN_NOT_APPROVED).arg("run", stored.text("run"));
        return Err(Failure::User(fault.into()));
    };
    let on = stored.text("as_of").to_string();
    let last = heads().rfind(|h| h.kind == Kind::Payments && h.about == approval.number);
    if let Some(last) = last.filter(|last| last.on >= on) {
        let fault = Diagnostic::new(&codes::RECORDED_ALREADY).arg("day", &last.on);
        let fault = fault.arg("number", last.number).arg("own", &on);
        return Err(Failure::User(fault.into()));
    }
    let claims = std::fs::read(stored.path_of("reconciled_claims"))
        .map_err(|error| Diagnostics::from(Diagnostic::unreadable(&error)))?;
    let head = Head {
        kind: Kind::Payments,
        on,
        by: by.to_string(),
        about: approval.number,
        folder: stored.name(),
        manifest: stored.manifest_sha256.clone(),
        claims: hex(&claims),
        filings: Vec::new(),
        ..approval
    };
    Ok(writer.add(head, entries)?)
}

fn entries(stored: &Stored) -> Result<Vec<Entry>, Failure> {
    let table = stored.table("reconciled_claims")?;
    let text = |name| texts(&table, name);
    let money = |name| fen(&table, name);
    let (ids, codes, firms) = (text(c::CLAIM_ID)?, text(c::USCC)?, text(c::FIRM_NAME)?);
    let (measures, clauses, items) = (text(c::MEASURE)?, text(c::CLAUSE)?, text(c::ITEM)?);
    let (states, paid) = (text(c::STATE)?, days(&table, c::PAID_ON)?);
    let (amount, kept, in_flight) = (money(c::APPROVED)?, money(c::KEPT)?, money(c::IN_FLIGHT)?);
    let (passive, active) = (money(c::RETURNED_PASSIVE)?, money(c::RETURNED_ACTIVE)?);
    let (clawed_back, lapsed) = (money(c::CLAWED_BACK)?, money(c::LAPSED)?);
    let entry = |row: usize| Entry {
        claim: ids[row].to_string(),
        code: codes[row].to_string(),
        firm: firms[row].to_string(),
        measure: measures[row].to_string(),
        clause: clauses[row].to_string(),
        item: items[row].to_string(),
        base: 0,
        amount: amount[row],
        state: states[row].to_string(),
        paid_on: paid[row],
        kept: kept[row],
        in_flight: in_flight[row],
        returned_passive: passive[row],
        returned_active: active[row],
        clawed_back: clawed_back[row],
        lapsed: lapsed[row],
    };
    Ok((0..table.height()).map(entry).collect())
}
