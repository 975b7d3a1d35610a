//! A run: the order of its steps and the folder it leaves.
//!
//! | step | from → to | module |
//! |---|---|---|
//! | load | pipeline file → [`pipeline::Pipeline`] with its scheme resolved | [`pipeline`] |
//! | prepare | files → accepted tables, findings, quarantine | [`prepare`], [`link`] |
//! | compare | claims × rosters → cases, rows for the stage of 附七 | [`duplicates`], `duplicate` |
//! | award | tables → claims with every stage | `budget` |
//! | note | claims → findings about the run | [`notes`] |
//! | write | everything → tables, workbook, manifest, in one step | [`folder`], [`tables`] |

mod beside;
pub mod checks;
mod claims;
pub mod claims_table;
pub mod drawn;
mod duplicate_findings;
pub mod duplicates;
mod events;
mod glyphs;
pub mod holds;
mod instalments;
pub mod lab;
mod late;
pub mod manifest;
pub mod notes;
pub mod objected;
mod obligations;
pub mod outlook;
pub mod payees;
pub mod quality;
mod questions;
pub mod reviews;
pub mod scores;
mod set_off;
mod spellings;
pub mod standing;
mod successors;
pub mod summary;
pub mod tables;
pub mod told;
mod trade;
pub mod waits;
pub mod written;

use crate::intake::known_accounts;
use crate::intake::link::Linked;
use crate::report::printing;
use crate::run_folder::folder;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::award::rates::RateUsed;
use crate::award::{Context, Inputs};
use crate::budget::check::{ControlTotals, conservation};
use crate::budget::history::History;
use crate::budget::keys::claim_ids;
use crate::budget::{Awards, Gathered, award, gather_all};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Text, codes};
use crate::frame::output::OutputTable;
use crate::ingest::{Progress, begin};
use crate::report;
use crate::report::model::Wanted;
use crate::run_folder::manifest::Payments;
use crate::scheme::{BudgetScope, Status};
use crate::tables::review::{Asked, Drawn};

use crate::intake::prepare::{Prepared, prepare};
use crate::pipeline::Pipeline;
use claims::Claims;
use written::Written;

/// Everything a run has found out, before it is written.
#[derive(Debug)]
pub struct Computed {
    pub awards: Arc<Awards>,
    pub prepared: Prepared,
    pub totals: ControlTotals,
    /// Fen that could be spent; `None` without a budget.
    pub available: Option<i64>,
    /// What earlier batches of the year had spent of the pool.
    pub earlier: i64,
    /// Control totals of the payments; `None` where nothing may ever be paid.
    pub payments: Option<Payments>,
    /// Published values that the rules asked for.
    pub rates: Vec<RateUsed>,
    pub tables: Vec<OutputTable>,
    /// Findings about the run's own claims that a person decides.
    pub asked: Vec<Asked>,
    /// Enterprises drawn for checks on site.
    pub drawn: Vec<Drawn>,
    /// How far registered names to the letter confirm, where the pipeline lets them.
    pub exact: Option<Text>,
}

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    pub folder: PathBuf,
    pub summary: report::model::Summary,
    pub findings: Vec<Diagnostic>,
}

/// Reads, computes and checks; writes nothing.
///
/// # Errors
/// Unusable inputs, broken control totals, faults of the engine.
pub fn compute(pipeline: &Pipeline, progress: &dyn Progress) -> Result<Computed, Failure> {
    award_prepared(pipeline, prepare(pipeline, progress)?, None, progress)
}

/// Claims gathered, and all that their stages read.
#[derive(Debug)]
pub struct Ready {
    pub gathered: Gathered,
    /// What earlier batches of the year had spent of the pool.
    pub earlier: i64,
    /// Rows for the stage of duplicates before claims were compared.
    known_before: DataFrame,
    found: duplicates::FoundBefore,
}

/// Gathers claims, says what may be spent, and compares claims with rosters.
///
/// # Errors
/// As [`compute`].
pub fn ready(
    pipeline: &Pipeline,
    prepared: &mut Prepared,
    elsewhere: Option<&DataFrame>,
    context: &mut Context,
) -> Result<Ready, Failure> {
    // What earlier batches granted is a fact, whatever applicants a scenario assumes.
    let mut facts = None;
    let batch = prepared.objected.clone();
    if let Some(batch) = &batch {
        let inputs = Inputs { history: batch.history.clone(), ..prepared.inputs.clone() };
        facts = Some(History::new(&inputs, context)?);
    }
    let firms = prepared.inputs.firms.clone();
    if !pipeline.adjust.is_nothing() {
        facts = facts.or(Some(History::new(&prepared.inputs, context)?));
        let adjusted = pipeline.adjust.apply(&prepared.inputs, &pipeline.scheme.measures);
        prepared.inputs = adjusted?.inputs;
    }
    let mut gathered = gather_all(&prepared.inputs, context)?;
    gathered.history.recomputed = batch.as_ref().map(|batch| batch.recomputed.clone());
    let earlier = match pipeline.scheme.budget.scope {
        BudgetScope::Year => facts.as_ref().unwrap_or(&gathered.history).borne_this_year(),
        BudgetScope::Batch => batch.as_ref().map_or(0, |batch| batch.published.granted),
    };
    context.available = pipeline.budget.as_ref().map(|pool| match &batch {
        Some(batch) => batch.published.available(pool.total, earlier),
        None => (pool.total - pool.reserve).saturating_sub(earlier).max(0),
    });
    if let Some(rows) = elsewhere {
        prepared.inputs.duplicates.vstack_mut(rows)?;
    }
    let known_before = prepared.inputs.duplicates.clone();
    let found = duplicates::before_award(pipeline, prepared, &gathered.tables, &firms)?;
    Ok(Ready { gathered, earlier, known_before, found })
}

/// The same for inputs that are read already; `elsewhere` holds further rows for the stage of
/// duplicates.
///
/// # Errors
/// As [`compute`].
pub fn award_prepared(
    pipeline: &Pipeline,
    mut prepared: Prepared,
    elsewhere: Option<&DataFrame>,
    progress: &dyn Progress,
) -> Result<Computed, Failure> {
    let mut context = pipeline.context();
    if !outlook::is_asked(pipeline) {
        // Only scenarios start from lines as they were filed.
        prepared.tied = Vec::new();
    }
    begin(progress, "逐项核算 / computing awards")?;
    let Ready { gathered, earlier, known_before, found } =
        ready(pipeline, &mut prepared, elsewhere, &mut context)?;
    let granted = waits::if_granted(&gathered, &prepared.inputs, &context)?;
    let awards = Arc::new(award(gathered, &prepared.inputs, &context)?);
    begin(progress, "核对控制总数 / checking control totals")?;
    let totals = conservation(&awards, context.available).map_err(Failure::Unbalanced)?;
    rows_conserved(&prepared)?;
    let ids = match &prepared.objected {
        Some(batch) => objected::ids(batch, &awards)?,
        None => claim_ids(&awards, &prepared.inputs, &pipeline.scheme)?,
    };
    let claims = Claims { pipeline, context: &context, awards: &awards, ids: &ids };
    let mut asked = claims.asked(&mut prepared, found, granted.as_ref())?;
    let paid = claims.paid(&prepared, &mut asked, totals.payable)?;
    pipeline.checks.apply(&mut asked.told.findings);
    asked.told.findings.append(&mut prepared.linked.findings);
    prepared.linked.findings = std::mem::take(&mut asked.told.findings);
    known_accounts::hide(&mut prepared)?;
    let payments = is_payable(pipeline, &prepared.linked).then(|| paid.payees.totals.clone());
    let reviewed = reviews::asked(&prepared.reviews, &awards, &ids)?;
    let drawn = claims.drawn(&prepared, &reviewed, &paid.holds)?;
    begin(progress, "推演情景 / evaluating scenarios")?;
    let outlook = outlook::tables(pipeline, &prepared, known_before, totals.payable)?;
    let (exact, rates) = (asked.exact.take(), std::mem::take(&mut asked.rates));
    let written =
        Written { prepared: &prepared, totals: &totals, rates: &rates, reviewed: &reviewed };
    let tables = written.tables(&claims, (asked, paid), drawn.as_deref(), outlook)?;
    Ok(Computed {
        awards,
        prepared,
        totals,
        available: context.available,
        earlier,
        payments,
        rates,
        tables,
        asked: reviewed,
        drawn: drawn.unwrap_or_default(),
        exact,
    })
}

/// Whether nothing of what a pipeline yields may be paid: its scheme is a draft, or a scenario changed it.
pub fn simulated(pipeline: &Pipeline) -> bool {
    pipeline.scheme.status == Status::Draft || !pipeline.changes.is_empty()
}

/// Whether something of a run may be paid: it is no simulation, and every filing could be used, or the pipeline accepts
/// that some could not.
fn is_payable(pipeline: &Pipeline, linked: &Linked) -> bool {
    let complete = linked.unusable.is_empty() || pipeline.inputs.incomplete_accepted;
    complete && !simulated(pipeline)
}

/// What was read is what was accepted and what was quarantined.
fn rows_conserved(prepared: &Prepared) -> Result<(), Failure> {
    let mut faults = Diagnostics::default();
    let mut refused = vec![0usize; prepared.linked.sources.len()];
    for row in &prepared.linked.quarantine {
        refused[row.source as usize] += 1;
    }
    for (source, refused) in prepared.linked.sources.iter().zip(refused) {
        let found = source.rows_accepted + refused;
        if found != source.rows_read || refused != source.rows_quarantined {
            faults.push(
                Diagnostic::new(&codes::CONTROL_TOTAL)
                    .arg("what", format!("{} {}", source.file, source.sheet))
                    .arg("expected", source.rows_read)
                    .arg("found", found),
            );
        }
    }
    faults.into_result(()).map_err(Failure::Unbalanced)
}

/// Computes a pipeline and writes its run folder below `parent` (the pipeline's own by default).
///
/// # Errors
/// As [`compute`], and a disk that refuses; nothing is left behind then.
pub fn execute(
    pipeline: &Pipeline,
    parent: Option<&Path>,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<Finished, Failure> {
    leave(pipeline, &compute(pipeline, progress)?, parent, lang, progress)
}

/// Writes the run folder of what was computed.
///
/// # Errors
/// As [`execute`].
pub fn leave(
    pipeline: &Pipeline,
    computed: &Computed,
    parent: Option<&Path>,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<Finished, Failure> {
    let parent = parent.unwrap_or(&pipeline.folder);
    let unfinished = folder::Unfinished::new(parent, &pipeline.name)?;
    let summary = write(pipeline, computed, &unfinished, lang, progress)?;
    let folder = unfinished.finish()?;
    let findings = computed.prepared.linked.findings.clone();
    Ok(Finished { folder, summary, findings })
}

/// Writes what a run would leave into a folder that is thrown away: what only the writing can say is said, too.
///
/// # Errors
/// As [`execute`]: an output folder that cannot be written to, reports that cannot be printed.
pub fn rehearse(
    pipeline: &Pipeline,
    computed: &Computed,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    folder::writable(&pipeline.folder)?;
    if !pipeline.reports.is_empty() {
        let away = tempfile::tempdir();
        let away = away.map_err(|error| folder::cannot_write(&std::env::temp_dir(), error))?;
        let unfinished = folder::Unfinished::new(away.path(), &pipeline.name)?;
        write(pipeline, computed, &unfinished, lang, progress)?;
    }
    Ok(())
}

/// Writes what a run leaves into a folder that is not finished yet.
///
/// # Errors
/// What cannot be written or printed.
pub fn write(
    pipeline: &Pipeline,
    computed: &Computed,
    unfinished: &folder::Unfinished,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<report::model::Summary, Failure> {
    begin(progress, "写出数据表 / writing tables")?;
    computed.tables.par_iter().try_for_each(|table| unfinished.table(table))?;
    unfinished.write("tables/schema.json", &folder::schema(&computed.tables))?;
    let summary = summary::summary(pipeline, computed);
    if pipeline.workbook {
        begin(progress, "生成工作簿 / writing the workbook")?;
        let book = report::model::workbook(&summary, &computed.tables, lang)?;
        let path = unfinished.reserve_private("workbook.xlsx")?;
        crate::workbook::book::write(&book, &path, lang)?;
    }
    let (asked, drawn) = (computed.asked.as_slice(), computed.drawn.as_slice());
    let book = reviews::InBook { reviews: &computed.prepared.reviews, asked, drawn };
    reviews::workbooks(&book, &pipeline.headers, unfinished, lang)?;
    unfinished.manifest(manifest::manifest(pipeline, computed, &summary, lang)?)?;
    let mut reports = pipeline.reports.clone();
    reports.retain(|report| *report != Wanted::Payments || computed.payments.is_some());
    if !reports.is_empty() {
        begin(progress, "生成报告 / writing reports")?;
        printing::within(unfinished, &reports, lang)?;
    }
    Ok(summary)
}
