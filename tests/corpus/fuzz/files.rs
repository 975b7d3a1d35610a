//! Whole files with spoilt bytes, and spoilt CSV texts.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiangbu::diag::{Diagnostic, Diagnostics, Place};
use jiangbu::ingest::Batch;

use super::dice::{self, Dice};
use super::{cases, corpus, in_time, kept};
use crate::corpus::world::World;

#[test]
fn spoilt_files() {
    let reader = Reader::new();
    let files: Vec<(PathBuf, Vec<u8>)> =
        corpus().into_iter().map(|path| (path.clone(), fs::read(path).expect("read"))).collect();
    cases("files", 30, |dice| {
        let (path, whole) = dice.pick(&files);
        let (_, other) = dice.pick(&files);
        let mut bytes = whole.clone();
        dice::bytes(dice, &mut bytes, other);
        reader.check(&name(dice, path), bytes)
    });
}

#[test]
fn spoilt_texts() {
    let reader = Reader::new();
    let csv = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "csv");
    let texts: Vec<(PathBuf, String)> = corpus()
        .into_iter()
        .filter(csv)
        .filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)))
        .collect();
    cases("texts", 10, |dice| {
        let (path, whole) = dice.pick(&texts);
        let text = dice::text(dice, whole);
        reader.check(&name(dice, path), text.into_bytes())
    });
}

/// The name of a file, now and then with another ending.
fn name(dice: &mut Dice, path: &Path) -> String {
    const ENDINGS: &[&str] = &["xlsx", "xls", "xlsb", "ods", "csv", "parquet"];
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    if dice.below(8) > 0 {
        return name;
    }
    let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
    format!("{stem}.{}", dice.pick(ENDINGS))
}

/// Writes an input into a folder of its own and reads it.
pub struct Reader {
    world: Arc<World>,
    folder: tempfile::TempDir,
}

impl Reader {
    pub fn new() -> Self {
        Self { world: Arc::new(World::new()), folder: tempfile::tempdir().expect("a folder") }
    }

    /// What is wrong with how the input was read.
    pub fn check(&self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let path = self.folder.path().join(name);
        fs::write(&path, &bytes).map_err(|error| error.to_string())?;
        let (world, files) = (self.world.clone(), vec![path.clone()]);
        let shown = path.display().to_string();
        let fault = in_time(
            || kept(&bytes, name),
            move || match world.read(&files) {
                Ok(batch) => sound(&batch, &shown),
                Err(faults) => places(&faults.0, &shown).and_then(|()| said(&faults)),
            },
        );
        // A folder that fills up would make every case slower than the one before.
        fs::remove_file(&path).map_err(|error| error.to_string())?;
        let fault = fault.and_then(|result| result);
        fault.map_err(|fault| format!("{name}: {fault}; the input: {}", kept(&bytes, name)))
    }
}

fn said(faults: &Diagnostics) -> Result<(), String> {
    match faults.has_errors() {
        true => Ok(()),
        false => Err(format!("refused without an error: {faults:?}")),
    }
}

/// Every row is accounted for, every refused one has its reasons, every value is in its range.
fn sound(batch: &Batch, shown: &str) -> Result<(), String> {
    places(&batch.findings, shown)?;
    for source in &batch.sources {
        if source.rows_read != source.rows_accepted + source.rows_quarantined {
            return Err(format!("rows do not add up: {source:?}"));
        }
    }
    let accepted: usize = batch.sources.iter().map(|source| source.rows_accepted).sum();
    let heights: usize = batch.tables.iter().map(|table| table.height()).sum();
    if accepted != heights {
        return Err(format!("{accepted} rows accepted, {heights} in tables"));
    }
    match batch.quarantine.iter().find(|row| row.codes.is_empty()) {
        Some(row) => Err(format!("quarantined for no reason: {row:?}")),
        None => Ok(()),
    }
}

fn places(findings: &[Diagnostic], shown: &str) -> Result<(), String> {
    for finding in findings {
        let here = match &finding.place {
            Place::Cell { file, .. } | Place::File(file) => file == shown,
            _ => false,
        };
        if !here || finding.code.id.starts_with('A') {
            return Err(format!("{} at {:?}", finding.code.id, finding.place));
        }
    }
    Ok(())
}
