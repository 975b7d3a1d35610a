//! A finished run of several schemes as its folder holds it: what only the whole knows, and the run of each scheme.

use std::path::Path;

use super::Record;
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::run_folder::manifest::Joint;
use crate::run_folder::stored::Stored;
pub use crate::tables::joint::{AcrossPair, AcrossSum, FirmRow, SchemeRow, Stand};

/// Several schemes of one run.
#[derive(Debug)]
pub struct JointRecord {
    /// The first characters of the SHA-256 of the manifest.
    pub hash: String,
    /// Version of the program that made the run.
    pub version: String,
    pub title: Text,
    /// Whether the higher of the same support stays and the other gives way.
    pub chooses: bool,
    /// Enterprises that claim under any scheme, and under more than one.
    pub firms: usize,
    pub firms_in_several: usize,
    /// What may be paid, and what is simulated: never one sum.
    pub payable: Fen,
    pub simulated: Fen,
    /// In the order of the pipeline.
    pub schemes: Vec<SchemeRow>,
    /// The run of each scheme, in the same order.
    pub runs: Vec<Record>,
    /// What each enterprise has over all schemes, by credit code.
    pub over_all: Vec<FirmRow>,
    /// Enterprise by scheme, by credit code and order of schemes.
    pub stands: Vec<Stand>,
    pub sums: Vec<AcrossSum>,
    pub pairs: Vec<AcrossPair>,
}

impl JointRecord {
    /// Reads the folder of several schemes and the run of each.
    ///
    /// # Errors
    /// A folder that is no such run, or that lacks a table or the run of a scheme (A501).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let stored = Stored::<Joint>::open(folder)?;
        let runs = stored.runs()?.into_iter().map(Record::of).collect::<Result<_, _>>()?;
        let Stored { manifest, manifest_sha256, tables, .. } = stored;
        Ok(Self {
            hash: short(&manifest_sha256).to_string(),
            version: manifest.tool.version,
            title: manifest.title,
            chooses: manifest.across.same_kind == "choose_best",
            firms: manifest.counts.firms,
            firms_in_several: manifest.counts.firms_in_several,
            payable: manifest.control_totals.payable,
            simulated: manifest.control_totals.simulated,
            schemes: tables.rows()?,
            runs,
            over_all: tables.rows()?,
            stands: tables.rows()?,
            sums: tables.rows()?,
            pairs: tables.rows()?,
        })
    }

    /// Each scheme with its run.
    pub fn all(&self) -> impl Iterator<Item = (&SchemeRow, &Record)> {
        self.schemes.iter().zip(&self.runs)
    }
}
