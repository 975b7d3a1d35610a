//! A finished run of several schemes as its folder holds it: what only the whole knows, and the run of each scheme.

use std::path::{Path, PathBuf};

use polars::prelude::PolarsResult;

use super::Record;
use super::tables::{Reader, Rows};
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::duplicate::same::Verdict;
use crate::frame::columns as c;
use crate::run_folder::manifest::Joint;
use crate::run_folder::stored::Stored;

/// Several schemes of one run.
#[derive(Debug)]
pub struct JointRecord {
    pub folder: PathBuf,
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

/// One scheme beside the others.
#[derive(Debug)]
pub struct SchemeRow {
    /// Of its folder.
    pub name: String,
    pub id: String,
    pub title: Text,
    pub draft: bool,
    /// A draft, or lowered because of one: nothing of it is ever paid.
    pub simulated: bool,
    pub claims: i64,
    pub firms: i64,
    pub claims_paid: i64,
    pub firms_paid: i64,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    /// Payable before claims gave way to other schemes.
    pub payable_alone: Fen,
    /// Claims that gave way, and what the scheme alone grants them.
    pub gave_way: (i64, Fen),
}

/// An enterprise over all schemes.
#[derive(Debug)]
pub struct FirmRow {
    pub code: String,
    pub name: String,
    /// Schemes claimed under.
    pub schemes: i64,
    pub schemes_paid: i64,
    pub payable: Fen,
    pub simulated: Fen,
}

/// What an enterprise has under one scheme.
#[derive(Debug)]
pub struct Stand {
    pub code: String,
    /// Place among the schemes.
    pub scheme: usize,
    pub claims: i64,
    pub paid: i64,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
}

/// Pairs of claims of two measures with one verdict.
#[derive(Debug)]
pub struct AcrossSum {
    /// Ids of the schemes and clauses of the measures.
    pub schemes: [String; 2],
    pub clauses: [String; 2],
    pub verdict: Text,
    /// Whether papers prove that it is the same; otherwise a person decides or nothing is to be decided.
    pub proven: bool,
    pub suspected: bool,
    pub pairs: i64,
    /// Pairs of which both schemes grant something.
    pub granted: i64,
    pub alone: [Fen; 2],
    /// Claims of each side that gave way, and what their scheme alone grants them.
    pub gave_way: [(i64, Fen); 2],
}

/// One pair of claims.
#[derive(Debug)]
pub struct AcrossPair {
    pub firm: String,
    pub schemes: [String; 2],
    pub clauses: [String; 2],
    pub alone: [Fen; 2],
    pub verdict: Text,
    pub outcome: Text,
    pub why: Text,
}

impl JointRecord {
    /// Reads the folder of several schemes and the run of each.
    ///
    /// # Errors
    /// A folder that is no such run, or that lacks a table or the run of a scheme (A501).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let stored = Stored::<Joint>::open(folder)?;
        let runs = stored.runs()?.into_iter().map(Record::of).collect::<Result<_, _>>()?;
        let Stored { folder, manifest, manifest_sha256, tables } = stored;
        let read = Reader::new(&tables);
        let schemes = read.rows("programmes", programmes)?;
        let places: Vec<String> = schemes.iter().map(|row| row.name.clone()).collect();
        Ok(Self {
            hash: short(&manifest_sha256).to_string(),
            version: manifest.tool.version,
            title: manifest.title,
            chooses: manifest.across.same_kind == "choose_best",
            firms: manifest.counts.firms,
            firms_in_several: manifest.counts.firms_in_several,
            payable: manifest.control_totals.payable,
            simulated: manifest.control_totals.simulated,
            schemes,
            runs,
            over_all: read.rows("combined_firms", over_all)?,
            stands: read.rows("combined", |rows| stands(rows, &places))?,
            sums: read.rows("across_sums", sums)?,
            pairs: read.rows("across", pairs)?,
            folder,
        })
    }

    /// Each scheme with its run.
    pub fn all(&self) -> impl Iterator<Item = (&SchemeRow, &Record)> {
        self.schemes.iter().zip(&self.runs)
    }
}

fn programmes(rows: &Rows) -> PolarsResult<Vec<SchemeRow>> {
    let (names, ids) = (rows.texts(c::NAME)?, rows.texts(c::SCHEME)?);
    let (titles, statuses) = (rows.both(c::TITLE_ZH, c::TITLE_EN)?, rows.texts(c::STATUS)?);
    let (claims, firms) = (rows.ints(c::CLAIMS)?, rows.ints(c::FIRMS)?);
    let (claims_paid, firms_paid) = (rows.ints(c::CLAIMS_PAID)?, rows.ints(c::FIRMS_PAID)?);
    let (requested, approved) = (rows.fen(c::REQUESTED)?, rows.fen(c::APPROVED)?);
    let (payable, alone) = (rows.fen(c::PAYABLE)?, rows.fen(c::PAYABLE_ALONE)?);
    let (lost, gave_way) = (rows.ints(c::CLAIMS_GAVE_WAY)?, rows.fen(c::GAVE_WAY)?);
    let row = |at: usize| SchemeRow {
        name: names[at].clone(),
        id: ids[at].clone(),
        title: titles[at].clone(),
        draft: statuses[at] == "draft",
        simulated: statuses[at] != "in-force",
        claims: claims[at],
        firms: firms[at],
        claims_paid: claims_paid[at],
        firms_paid: firms_paid[at],
        requested: requested[at],
        approved: approved[at],
        payable: payable[at],
        payable_alone: alone[at],
        gave_way: (lost[at], gave_way[at]),
    };
    Ok((0..names.len()).map(row).collect())
}

fn over_all(rows: &Rows) -> PolarsResult<Vec<FirmRow>> {
    let (codes, names) = (rows.texts(c::USCC)?, rows.texts(c::FIRM_NAME)?);
    let (schemes, paid) = (rows.ints(c::SCHEMES)?, rows.ints(c::SCHEMES_PAID)?);
    let (payable, simulated) = (rows.fen(c::PAYABLE)?, rows.fen(c::SIMULATED)?);
    let row = |at: usize| FirmRow {
        code: codes[at].clone(),
        name: names[at].clone(),
        schemes: schemes[at],
        schemes_paid: paid[at],
        payable: payable[at],
        simulated: simulated[at],
    };
    Ok((0..codes.len()).map(row).collect())
}

fn stands(rows: &Rows, places: &[String]) -> PolarsResult<Vec<Stand>> {
    let (codes, names) = (rows.texts(c::USCC)?, rows.texts(c::NAME)?);
    let (claims, paid) = (rows.ints(c::CLAIMS)?, rows.ints(c::CLAIMS_PAID)?);
    let (requested, approved) = (rows.fen(c::REQUESTED)?, rows.fen(c::APPROVED)?);
    let payable = rows.fen(c::PAYABLE)?;
    let row = |at: usize| {
        Some(Stand {
            code: codes[at].clone(),
            scheme: places.iter().position(|name| *name == names[at])?,
            claims: claims[at],
            paid: paid[at],
            requested: requested[at],
            approved: approved[at],
            payable: payable[at],
        })
    };
    Ok((0..codes.len()).filter_map(row).collect())
}

fn sums(rows: &Rows) -> PolarsResult<Vec<AcrossSum>> {
    let (schemes, others) = (rows.texts(c::SCHEME)?, rows.texts(c::OTHER_SCHEME)?);
    let (clauses, items) = (rows.texts(c::CLAUSE)?, rows.texts(c::OTHER_ITEM)?);
    let (verdicts, kinds) = (rows.both(c::VERDICT_ZH, c::VERDICT_EN)?, rows.texts(c::VERDICT)?);
    let (pairs, granted) = (rows.ints(c::PAIRS)?, rows.ints(c::PAIRS_GRANTED)?);
    let (alone, other) = (rows.fen(c::ALONE)?, rows.fen(c::OTHER_AMOUNT)?);
    let lost = (rows.ints(c::CLAIMS_GAVE_WAY)?, rows.fen(c::GAVE_WAY)?);
    let other_lost = (rows.ints(c::OTHER_CLAIMS_GAVE_WAY)?, rows.fen(c::OTHER_GAVE_WAY)?);
    let row = |at: usize| AcrossSum {
        schemes: [schemes[at].clone(), others[at].clone()],
        clauses: [clauses[at].clone(), items[at].clone()],
        verdict: verdicts[at].clone(),
        proven: kinds[at] == Verdict::Duplicate.name(),
        suspected: kinds[at] == Verdict::Suspected.name(),
        pairs: pairs[at],
        granted: granted[at],
        alone: [alone[at], other[at]],
        gave_way: [(lost.0[at], lost.1[at]), (other_lost.0[at], other_lost.1[at])],
    };
    Ok((0..schemes.len()).map(row).collect())
}

fn pairs(rows: &Rows) -> PolarsResult<Vec<AcrossPair>> {
    let (firms, schemes) = (rows.texts(c::FIRM_NAME)?, rows.texts(c::SCHEME)?);
    let (others, clauses) = (rows.texts(c::OTHER_SCHEME)?, rows.texts(c::CLAUSE)?);
    let items = rows.texts(c::OTHER_ITEM)?;
    let (alone, other) = (rows.fen(c::ALONE)?, rows.fen(c::OTHER_AMOUNT)?);
    let verdicts = rows.both(c::VERDICT_ZH, c::VERDICT_EN)?;
    let outcomes = rows.both(c::OUTCOME_ZH, c::OUTCOME_EN)?;
    let whys = rows.both(c::WHY_ZH, c::WHY_EN)?;
    let row = |at: usize| AcrossPair {
        firm: firms[at].clone(),
        schemes: [schemes[at].clone(), others[at].clone()],
        clauses: [clauses[at].clone(), items[at].clone()],
        alone: [alone[at], other[at]],
        verdict: verdicts[at].clone(),
        outcome: outcomes[at].clone(),
        why: whys[at].clone(),
    };
    Ok((0..firms.len()).map(row).collect())
}
