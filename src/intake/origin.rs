//! What a finished run was made from, found again: its pipeline, rules and inputs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::domain::digest::sha256;
use crate::ingest::InputFile;
use crate::ingest::headers::{self, Headers};
use crate::intake::granted::{LEDGER, bytes_of};
use crate::ledger::{Kind, Ledger, Segment};
use crate::pipeline::{self, Pipeline};
use crate::run_folder::stored::StoredRun;
use crate::run_folder::taken;

/// The pipeline of a run, to compute more on the same data.
///
/// # Errors
/// A folder that is no run of one scheme, a pipeline that is not found, rules or inputs that have changed since.
pub fn pipeline_of(run: &Path) -> Result<Pipeline, Failure> {
    let stored = StoredRun::open(run)?;
    let pipeline = read_pipeline(&stored, None)?;
    unchanged(&stored, &pipeline, None)?;
    Ok(pipeline)
}

/// The word lists of the pipeline that a run names; those shipped where it is not found or cannot be used any more.
///
/// # Errors
/// A folder that is no run of one scheme.
pub fn headers_of(run: &Path) -> Result<Headers, Failure> {
    word_lists(&StoredRun::open(run)?)
}

/// The same of a run that is open.
///
/// # Errors
/// A fault of the program.
pub fn word_lists(stored: &StoredRun) -> Result<Headers, Failure> {
    match read_pipeline(stored, None) {
        Ok(pipeline) => Ok(pipeline.headers),
        Err(_) => Ok(headers::shipped()?),
    }
}

/// The pipeline that a run names: the one given, or the one found above the run or here.
///
/// # Errors
/// A pipeline that is not found or cannot be used.
pub fn read_pipeline(stored: &StoredRun, given: Option<&Path>) -> Result<Pipeline, Failure> {
    let file = stored.manifest.rule_files.first().map_or("", |file| &file.file);
    let stem = file.trim_end_matches(".toml");
    let name = &stored.manifest.pipeline;
    let path = match given {
        Some(path) => path.to_path_buf(),
        None => find(stored, file).ok_or_else(|| {
            let fault = Diagnostic::new(&codes::PIPELINE_NOT_FOUND).arg("name", file);
            Failure::User(fault.into())
        })?,
    };
    let part = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-'));
    let path = match part.filter(|part| !part.is_empty() && given.is_none()) {
        Some(part) => PathBuf::from(format!("{}#{part}", path.display())),
        None => path,
    };
    Ok(pipeline::load(&path)?)
}

fn find(stored: &StoredRun, file: &str) -> Option<PathBuf> {
    let run = std::fs::canonicalize(&stored.folder).ok()?;
    let here = std::env::current_dir().ok();
    let above = run.ancestors().map(Path::to_path_buf).chain(here);
    let places = above.flat_map(|folder| [folder.join(file), folder.join("pipelines").join(file)]);
    places.into_iter().find(|path| path.is_file())
}

/// Whether rules and inputs are those that the manifest names, all of them and no others; `ledger` is the one that is
/// written to, wherever the pipeline's stands.
///
/// # Errors
/// What has changed, is new or gone (A507 and the like).
pub fn unchanged(
    stored: &StoredRun,
    pipeline: &Pipeline,
    ledger: Option<&Ledger>,
) -> Result<(), Failure> {
    let manifest = &stored.manifest;
    let rules = manifest.rule_files.iter().map(|file| (file.file.as_str(), file.sha256.as_str()));
    let inputs = manifest.inputs.iter().map(|file| (file.file.as_str(), file.sha256.as_str()));
    // A file that lay beside those named has no hash: nothing was computed from it.
    let others = manifest.files_not_used.iter().filter(|file| !file.sha256.is_empty());
    let others = others.map(|file| (file.file.as_str(), file.sha256.as_str()));
    let taken = manifest.intakes.iter().map(|file| (file.file.as_str(), file.sha256.as_str()));
    let known: BTreeMap<&str, &str> = rules.chain(inputs).chain(others).chain(taken).collect();
    let mut faults = Diagnostics::default();
    let mut say = |zh: String, en: String| {
        let fault = Diagnostic::new(&codes::RUN_CHANGED).arg("what", zh).arg("what_en", en);
        faults.push(fault);
    };
    let rosters = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
    let rosters = rosters.flat_map(|roster| &roster.files);
    let files = pipeline.rule_files.iter().chain(pipeline.inputs.all()).chain(rosters);
    let folders = pipeline.inputs.filings.iter().filter(|file| taken::is_intake(file));
    folders.clone().try_for_each(|folder| taken::open(folder).map(|_| ()))?;
    let behind = taken::behind(&folders.cloned().collect::<Vec<_>>());
    let mut seen: Vec<&str> = behind.iter().map(|file| file.shown.as_str()).collect();
    for InputFile { path, shown, .. } in files {
        seen.push(shown);
        match (known.get(shown.as_str()), hash_file(path)) {
            (Some(before), Ok(now)) if *before == now => {}
            (Some(_), _) => say(format!("{shown} 已改动"), format!("{shown} has changed")),
            (None, _) => say(format!("{shown} 是新加的"), format!("{shown} is new")),
        }
    }
    if let Some(folder) = &pipeline.inputs.ledger {
        seen.push(LEDGER);
        let own = match ledger {
            Some(ledger) => Cow::Borrowed(ledger),
            None => Cow::Owned(Ledger::read(folder)?),
        };
        let scheme = &pipeline.scheme;
        let now = bytes_of(&own, |id| scheme.counts(id))?;
        let read = manifest.ledger.as_ref().map_or("", |ledger| &ledger.head);
        let since = own.length_at(read).map_or(&[][..], |length| &own.segments[length..]);
        let approved = |s: &Segment| s.head.kind == Kind::Approval && scheme.counts(&s.head.scheme);
        if known.get(LEDGER) != Some(&sha256(&now).as_str()) || since.iter().any(approved) {
            say("台账有了新的记录".to_string(), "the ledger has grown since".to_string());
        }
    }
    for gone in known.keys().filter(|file| !seen.contains(file)) {
        say(format!("{gone} 不在了"), format!("{gone} is gone"));
    }
    faults.into_result(()).map_err(Failure::User)
}

fn hash_file(path: &Path) -> Result<String, Diagnostics> {
    let refuse = |error: std::io::Error| {
        let place = crate::diag::Place::File(path.display().to_string());
        Diagnostics::from(Diagnostic::unreadable(&error).at(place))
    };
    Ok(sha256(&file::bytes(path, file::ANY).map_err(refuse)?))
}
