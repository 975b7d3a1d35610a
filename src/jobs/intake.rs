//! `jiangbu intake`: filings read, each by itself, into a folder of typed tables that a later run takes in their place.
//!
//! Files are read in a stream: a few at a time are held. What lies between files is left to the run, which sees all.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failure, Place};
use crate::domain::digest::sha256;
use crate::frame::tables::TableContract;
use crate::ingest::{Alone, InputFile, Kept, Progress, alone, empty, in_order, reading};
use crate::intake::link::Linked;
use crate::intake::missing;
use crate::intake::reading::contracts;
use crate::intake::typed::{READ, filing, table};
use crate::pipeline::Pipeline;
use crate::run::tables;
use crate::run_folder::folder::{Unfinished, cannot_write, free};
use crate::run_folder::growing::Growing;
use crate::run_folder::manifest::{Digests, FORMAT, Filing, Intake, Kind, Tool};

/// What was read.
#[derive(Debug)]
pub struct Made {
    pub files: Vec<Filing>,
    pub findings: Vec<Diagnostic>,
}

/// Reads the filings of a pipeline into `out`, whole or not at all.
///
/// # Errors
/// A folder that is not empty, files that are not there, money beyond 64 bits.
pub fn intake(pipeline: &Pipeline, out: &Path, progress: &dyn Progress) -> Result<Made, Failure> {
    free(out)?;
    let files = &pipeline.inputs.filings;
    are_there(files)?;
    files.iter().for_each(|file| progress.plan(file.path.metadata().map_or(0, |data| data.len())));
    let whole = std::path::absolute(out).map_err(|error| cannot_write(out, error))?;
    let parent = whole.parent().unwrap_or(&whole);
    let mut folder = Unfinished::new(parent, "intake")?;
    // Tables hold accounts and phones.
    folder.make_private();
    folder.make("tables")?;
    let contracts = contracts(pipeline);
    let mut taken = Taken::new(&folder, pipeline, &contracts);
    let files: Vec<InputFile> = in_order(files).into_iter().cloned().collect();
    for some in files.chunks(rayon::current_num_threads()) {
        let (headers, limits) = (&pipeline.headers, &pipeline.limits);
        taken.take(alone(some, &contracts, headers, limits, progress)?)?;
    }
    let made = taken.finish()?;
    folder.finish_at(&whole)?;
    Ok(made)
}

/// A name that leads nowhere is a slip of the keyboard, and no filing.
fn are_there(files: &[InputFile]) -> Result<(), Failure> {
    let gone = files.iter().filter_map(|file| {
        let error = file.path.metadata().err()?;
        Some(Diagnostic::unreadable(&error).at(Place::File(file.shown.clone())))
    });
    Diagnostics(gone.collect()).into_result(()).map_err(Failure::User)
}

/// What was taken into a folder so far.
struct Taken<'a> {
    folder: &'a Unfinished,
    pipeline: &'a Pipeline,
    contracts: &'a [TableContract],
    /// By the place of their contract; a table without rows is not written.
    tables: BTreeMap<usize, Growing>,
    read: Vec<u8>,
    files: Vec<Filing>,
    linked: Linked,
}

impl<'a> Taken<'a> {
    fn new(folder: &'a Unfinished, pipeline: &'a Pipeline, contracts: &'a [TableContract]) -> Self {
        let (tables, read, files) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { folder, pipeline, contracts, tables, read, files, linked: Linked::default() }
    }

    fn take(&mut self, files: Vec<Alone>) -> Result<(), Failure> {
        for one in &files {
            self.files.push(filing(one, self.contracts)?);
            let kept = Kept::of(one, self.contracts, &self.pipeline.headers);
            serde_json::to_writer(&mut self.read, &kept)
                .map_err(|error| Failure::Internal(error.into()))?;
            self.read.push(b'\n');
        }
        let (batch, unusable) = Alone::tables(files, self.contracts)?;
        for file in &unusable {
            self.linked.findings.push(missing::said(file));
            self.linked.findings.extend(file.faults.0.iter().cloned());
        }
        let rows = self.linked.take(batch)?;
        rows.iter().enumerate().try_for_each(|(at, rows)| self.add(at, rows))
    }

    fn add(&mut self, at: usize, rows: &DataFrame) -> Result<(), Failure> {
        if rows.height() == 0 {
            return Ok(());
        }
        let contract = &self.contracts[at];
        if !self.tables.contains_key(&at) {
            let new = Growing::new(self.folder, &table(&contract.key), empty(contract))?;
            self.tables.insert(at, new);
        }
        self.tables.get_mut(&at).map_or(Ok(()), |table| table.push(rows))
    }

    fn finish(mut self) -> Result<Made, Failure> {
        self.pipeline.checks.apply(&mut self.linked.findings);
        let (folder, linked) = (self.folder, &self.linked);
        self.tables.into_values().try_for_each(|table| table.finish(folder))?;
        for table in [tables::findings(linked), tables::quarantine(linked), tables::sources(linked)]
        {
            folder.table(&table)?;
        }
        folder.write_private(READ, &self.read)?;
        let Pipeline { headers, limits, scheme, .. } = self.pipeline;
        folder.manifest(Intake {
            format: FORMAT,
            tool: Tool::own(),
            kind: Kind::Intake,
            scheme: scheme.id.clone(),
            reading: reading(self.contracts, headers, limits),
            files: self.files.clone(),
            read_sha256: sha256(&self.read),
            tables: Digests::new(),
        })?;
        Ok(Made { files: self.files, findings: self.linked.findings })
    }
}
