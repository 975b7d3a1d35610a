//! The ledger beside runs: payments recorded in it, the history that the next run reads from it.

pub mod approve;
pub mod proposal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, suggest};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::frame::columns as c;
use crate::intake::granted::bytes_of;
use crate::jobs::ledger::proposal::named;
use crate::ledger::{Entry, Head, Kind, Ledger, Segment, Writer};
use crate::reconcile::tables::{Clawback, ReconciledClaim};
use crate::run_folder::manifest::Reconciliation;
use crate::run_folder::stored::{Stored, StoredRun};

/// The day it is in China, where the pipeline's days are.
pub fn today() -> NaiveDate {
    const EAST: u64 = 8 * 3_600;
    const DAY: u64 = 86_400;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = now.map_or(0, |since| (since.as_secs() + EAST) / DAY);
    i32::try_from(days).ok().and_then(from_epoch_days).unwrap_or_default()
}

/// What was approved, or what a record of payments says that was paid and kept.
pub fn sum(segment: &Segment) -> i64 {
    let amount = |entry: &Entry| match segment.head.kind {
        Kind::Payments => entry.kept,
        Kind::Approval | Kind::Withdrawal => entry.amount,
    };
    segment.entries.iter().fold(0i64, |sum, entry| sum.saturating_add(amount(entry)))
}

/// The same for a scheme that must be known.
///
/// # Errors
/// What is no ledger, a broken chain; a scheme that nothing was approved for (A515).
pub fn export(folder: &Path, scheme: &str) -> Result<Vec<u8>, Failure> {
    let ledger = Ledger::read(folder)?;
    let known = ledger.schemes();
    if known.contains(scheme) {
        return bytes_of(&ledger, |id| id == scheme);
    }
    let near = suggest(scheme, known.iter().copied()).unwrap_or_default();
    let fault = Diagnostic::new(&codes::SCHEME_NOT_IN_LEDGER).arg(c::SCHEME, scheme);
    let all = known.into_iter().collect::<Vec<_>>().join("、");
    Err(Failure::User(fault.arg("known", all).arg("suggestion", near).into()))
}

/// Records what a reconciliation found about an approved run.
///
/// # Errors
/// A folder that is no reconciliation, of a run that is not approved, not later than what is recorded; a
/// ledger that cannot be written.
pub fn record(folder: &Path, ledger: Option<&Path>, by: &str) -> Result<Segment, Failure> {
    named("记账人（--by）", "who records (--by)", by)?;
    let stored = Stored::<Reconciliation>::open(folder)?;
    let entries = entries(&stored)?;
    let own: PathBuf = ledger.map_or_else(|| stored.home(), Path::to_path_buf);
    let writer = Writer::open(&own)?;
    let segments = &writer.ledger.segments;
    let heads = || segments.iter().map(|segment| &segment.head);
    let manifest = &stored.manifest.run_manifest_sha256;
    let gone = |number| heads().any(|h| h.kind == Kind::Withdrawal && h.about == number);
    let approval = segments.iter().find(|segment| {
        let head = &segment.head;
        head.kind == Kind::Approval && head.manifest == *manifest && !gone(head.number)
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
        let fault = Diagnostic::new(&codes::RUN_NOT_APPROVED).arg("run", &stored.manifest.run);
        return Err(Failure::User(fault.into()));
    };
    let on = stored.manifest.as_of.to_string();
    let last = heads().rfind(|h| h.kind == Kind::Payments && h.about == approval.number);
    if let Some(last) = last.filter(|last| last.on >= on) {
        let fault = Diagnostic::new(&codes::RECORDED_ALREADY).arg("day", &last.on);
        let fault = fault.arg("number", last.number).arg("own", &on);
        return Err(Failure::User(fault.into()));
    }
    let head = Head {
        kind: Kind::Payments,
        on,
        by: by.to_string(),
        about: approval.number,
        folder: stored.name(),
        manifest: stored.manifest_sha256.clone(),
        claims: stored.tables.sha256("reconciled_claims").unwrap_or_default().to_string(),
        filings: Vec::new(),
        settled: Vec::new(),
        ..approval
    };
    Ok(writer.add(head, entries)?)
}

fn entries(stored: &Stored<Reconciliation>) -> Result<Vec<Entry>, Failure> {
    let received = received(stored)?;
    let entry = |row: ReconciledClaim| Entry {
        received: received.get(&row.claim).copied().unwrap_or(0),
        claim: row.claim,
        code: row.code,
        firm: row.firm,
        measure: row.measure,
        clause: row.clause,
        item: row.item,
        base: 0,
        amount: row.approved.0,
        state: row.state.state.key().to_string(),
        papers: String::new(),
        later: String::new(),
        paid_on: row.paid_on.map(to_epoch_days),
        kept: row.kept.0,
        in_flight: row.in_flight.0,
        returned_passive: row.returned_passive.0,
        returned_active: row.returned_active.0,
        clawed_back: row.clawed_back.0,
        lapsed: row.lapsed.0,
    };
    Ok(stored.tables.rows()?.into_iter().map(entry).collect())
}

/// What came in of money ordered back, by claim.
fn received(stored: &Stored<Reconciliation>) -> Result<BTreeMap<String, i64>, Failure> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for row in stored.tables.rows::<Clawback>()? {
        let sum = sums.entry(row.claim).or_default();
        *sum = sum.saturating_add(row.received.0);
    }
    Ok(sums)
}

/// Whether a ledger ends with the segment whose hash was noted, or its first digits.
///
/// # Errors
/// Another end (A590); what is no hash (A517).
pub fn ends_with(ledger: &Ledger, noted: Option<&str>) -> Result<(), Diagnostics> {
    /// As many digits as lists of segments show.
    const SHOWN: usize = 12;
    let Some(noted) = noted.map(|noted| noted.trim().to_ascii_lowercase()) else { return Ok(()) };
    if noted.len() < SHOWN || !noted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Diagnostic::new(&codes::SHORT_HASH).arg("read", noted).into());
    }
    if ledger.head().starts_with(&noted) {
        return Ok(());
    }
    let fault = Diagnostic::new(&codes::OTHER_HEAD).arg("found", ledger.head());
    Err(fault.arg("expected", noted).into())
}

/// Compares the approvals and records of a ledger with the folders beside it that they were taken from: which
/// agree, which are not there.
///
/// # Errors
/// Every folder that differs (A516).
pub fn verify_runs(ledger: &Ledger, parent: &Path) -> Result<[Vec<u32>; 2], Diagnostics> {
    let (mut agree, mut absent) = (Vec::new(), Vec::new());
    let mut faults = Diagnostics::default();
    let of_folders = ledger.segments.iter().filter(|s| s.head.kind != Kind::Withdrawal);
    for Segment { head, .. } in of_folders {
        let Some(folder) = folder_of(parent, &head.folder) else {
            absent.push(head.number);
            continue;
        };
        match differs(&folder, head) {
            None => agree.push(head.number),
            Some((zh, en)) => faults.push(
                Diagnostic::new(&codes::RUN_DIFFERS)
                    .arg("number", head.number)
                    .arg("run", folder.display())
                    .arg("why", zh)
                    .arg("why_en", en),
            ),
        }
    }
    faults.into_result([agree, absent])
}

/// The folder of this name below `parent`, or below one of the folders there: runs of several schemes hold one each.
fn folder_of(parent: &Path, name: &str) -> Option<PathBuf> {
    let below = std::fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
    let mut places: Vec<PathBuf> = below.map(|entry| entry.path()).collect();
    places.sort();
    places.insert(0, parent.to_path_buf());
    places.into_iter().map(|place| place.join(name)).find(|place| place.is_dir())
}

fn differs(folder: &Path, head: &Head) -> Option<(String, String)> {
    let said = |faults: &Diagnostics| {
        let all = |lang| faults.0.iter().map(|f| f.message(lang)).collect::<Vec<_>>().join("; ");
        Some((all(Lang::Zh), all(Lang::En)))
    };
    let found = match head.kind {
        Kind::Payments => Stored::<Reconciliation>::open(folder).map(|s| s.manifest_sha256),
        _ => StoredRun::open(folder).map(|stored| stored.manifest_sha256),
    };
    let found = match found {
        Ok(found) => found,
        Err(faults) => return said(&faults),
    };
    if found != head.manifest {
        return Some(("manifest.json 已改动".into(), "its manifest.json has changed".into()));
    }
    None
}
