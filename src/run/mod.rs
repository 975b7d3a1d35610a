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
mod trade;
pub mod waits;

use crate::intake::known_accounts;
use crate::intake::link;
use crate::intake::papers;
use crate::intake::unused;
use crate::report::printing;
use crate::run_folder::folder;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::award::rates::{self, RateUsed};
use crate::award::{Context, EngineError, Inputs};
use crate::budget::check::{ControlTotals, conservation};
use crate::budget::history::History;
use crate::budget::keys::claim_ids;
use crate::budget::{Awards, Gathered, award, gather_all, shared};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Text, codes};
use crate::domain::money::yuan;
use crate::frame::access::{texts, words};
use crate::frame::columns as c;
use crate::frame::kernels::sum_by;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::ingest::{Progress, begin};
use crate::report;
use crate::report::model::Wanted;
use crate::run_folder::manifest::Payments;
use crate::scheme::{BudgetScope, Status};
use crate::tables::payment::{Held, Instalment, LateAccount, Obligation};
use crate::tables::review::{Asked, Drawn};
use crate::tables::standing::Change;

use crate::intake::prepare::{Prepared, prepare};
use crate::pipeline::Pipeline;
use holds::Hold;
use instalments::Parts;
use set_off::SetOff;

/// Everything a run has found out, before it is written.
#[derive(Debug)]
pub struct Computed {
    pub awards: Awards,
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

/// What is fixed for a run beside the rules; what may be spent is not known yet.
pub fn context_of(pipeline: &Pipeline) -> Context<'_> {
    Context {
        scheme: &pipeline.scheme,
        calendar: pipeline.calendar(),
        deadline: pipeline.deadline,
        payment_date: pipeline.payment_date.unwrap_or(pipeline.deadline),
        rates: &pipeline.rates,
        available: None,
        steps: pipeline.steps(),
    }
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
    let scheme = &pipeline.scheme;
    let mut context = context_of(pipeline);
    begin(progress, "逐项核算 / computing awards")?;
    let batch = prepared.objected.clone();
    let Ready { gathered, earlier, known_before, found } =
        ready(pipeline, &mut prepared, elsewhere, &mut context)?;
    let granted = waits::if_granted(&gathered, &prepared.inputs, &context)?;
    let awards = award(gathered, &prepared.inputs, &context)?;
    begin(progress, "核对控制总数 / checking control totals")?;
    let totals = conservation(&awards, context.available).map_err(Failure::Unbalanced)?;
    rows_conserved(&prepared)?;

    let ids = match &batch {
        Some(batch) => objected::ids(batch, &awards)?,
        None => claim_ids(&awards, &prepared.inputs, scheme)?,
    };
    let id_column = words(ids.iter().map(String::as_str));
    let earlier_awards = History::new(&prepared.inputs, &context)?;
    let mut matters = shared::matters(&awards, scheme, &earlier_awards)?;
    reviews::forget_settled(&mut matters, &prepared.reviews, &awards, scheme, &ids);
    let notes = notes::Notes {
        awards: &awards,
        inputs: &prepared.inputs,
        context: &context,
        ids: &ids,
        matters: &matters,
        settled: &prepared.reviews.settled,
    };
    let mut said = pipeline.warnings.0.clone();
    if let Some(batch) = &batch {
        said.extend(objected::findings(batch, &awards, context.available)?);
    }
    let rates = rates::used(&prepared.inputs, &context)?;
    said.extend(rates.iter().flat_map(|used| notes::rate(used, &pipeline.checks)));
    said.extend(notes.all()?);
    said.extend(reviews::still_open(&prepared.reviews));
    said.extend(glyphs::findings(pipeline, &prepared)?);
    said.extend(checks::requests(&prepared.linked, &awards, &ids, scheme)?);
    let (inputs, linked, granted) = (&prepared.inputs, &prepared.linked, granted.as_ref());
    let office = &pipeline.office;
    let settled = &prepared.reviews.settled;
    let held = waits::Held {
        awards: &awards,
        granted,
        inputs,
        context: &context,
        linked,
        office,
        settled,
    };
    let (unknown, more) = waits::waits(&held)?;
    said.extend(more);
    spellings::repaired(&mut prepared.linked, &awards, &prepared.inputs, scheme)?;
    let (cliffs, count_cliffs) = (notes.cliffs()?, notes.count_cliffs()?);
    let told = duplicates::after_award(pipeline, &prepared, found, &awards, &ids)?;
    said.extend(told.findings);
    let exact = told.exact;
    let simulated = simulated(pipeline);
    let standing = standing::Asking::new(&awards, &prepared.inputs, &context, office)?.all(&ids);
    said.extend(standing.findings);
    let mut cases = events::all(&prepared.events, &awards, &ids, &context);
    let told_of = trade::Basis { inputs, scheme, ids: &ids, linked: &prepared.linked };
    // What an upheld objection waits for is this batch.
    cases.holds.retain(|hold| batch.is_none() || hold.why != holds::Why::Upheld);
    said.extend(cases.findings);
    let invoices = trade::all(&prepared.trade, &prepared.reviews.settled, &awards, &told_of)?;
    said.extend(invoices.findings);
    let (renamed, more) = successors::all(&prepared.changes, &awards, inputs, (scheme, &ids))?;
    said.extend(more);
    let parts = Parts::of(&awards, &prepared.inputs, &context, &ids)?;
    let suspected = told.open.into_iter().chain(standing.holds).chain(cases.holds).chain(renamed);
    let suspected = suspected.chain(parts.holds).chain(invoices.holds).collect();
    let (holds, more) =
        holds_of(pipeline, &prepared, &awards, &ids, (suspected, unknown, &matters))?;
    said.extend(more);
    let free = free_of_holds(&holds, &awards);
    let (set_off, more) = set_off_of(pipeline, &prepared, (&awards, &free), &ids, &mut said)?;
    let basis = payees::Basis { awards: &awards, inputs: &prepared.inputs, set_off: &set_off };
    let payees = payees::payees(&basis, &holds, scheme, &ids)?;
    payments_conserved(&payees.totals, totals.payable)?;
    // Who says what payments are booked on wants to know what cannot be paid.
    if pipeline.office.told.budget_line.is_some() || pipeline.reports.contains(&Wanted::Payments) {
        said.extend(payees.findings);
    }
    if !simulated {
        said.extend(holds::findings(&payees.waiting).map_err(EngineError::from)?);
    }
    pipeline.checks.apply(&mut said);
    said.append(&mut prepared.linked.findings);
    prepared.linked.findings = said;
    known_accounts::hide(&mut prepared)?;
    let linked = &prepared.linked;
    let mut all = vec![
        tables::claims(&awards, &prepared.inputs, scheme, &id_column)?,
        tables::enterprises(&awards, &prepared.inputs)?,
        tables::measures(&awards, &context),
        tables::limits(&awards, scheme),
        tables::stages(&awards, &totals)?,
        cliffs,
        count_cliffs,
        tables::findings(linked),
        tables::quarantine(linked),
        tables::sources(linked),
        quality::quality(linked),
        quality::repairs(linked),
        quality::aside(linked),
        tables::parameters(pipeline, &rates),
        tables::reasons(scheme),
        payees.table,
    ];
    all.extend(tables::own_columns(scheme));
    all.extend(quality::files_not_used(pipeline, linked));
    all.extend(unused::unread(linked));
    let payable = !simulated && complete(pipeline, linked);
    if payable {
        all.push(payees.payments);
        all.push(Held::table(payees.waiting));
        let duties = obligations::rows(&awards, &prepared.inputs, scheme, &ids)?;
        all.extend((!duties.is_empty()).then(|| Obligation::table(duties)));
        all.extend((!parts.rows.is_empty()).then(|| Instalment::table(parts.rows)));
        all.push(papers::table(&awards, scheme, &id_column, pipeline.award_year)?);
        all.extend(more);
    }
    let late = &prepared.late_accounts.rows;
    all.extend((!late.is_empty()).then(|| LateAccount::table(late.iter().cloned())));
    let asked = reviews::asked(&prepared.reviews, &awards, &ids)?;
    all.extend(reviews::tables(&prepared.reviews, &asked));
    let sample = pipeline.review.as_ref().and_then(|plan| plan.sample);
    let (inputs, asked_of) = (&prepared.inputs, asked.as_slice());
    let basis = drawn::Basis { awards: &awards, inputs, ids: &ids, asked: asked_of, holds: &holds };
    let drawn = sample.map(|draw| drawn::drawn(&basis, &draw)).transpose()?;
    all.extend(drawn.as_ref().map(|rows| Drawn::table(rows.iter().cloned())));
    all.extend(scores::scores(&awards, &prepared.inputs, scheme, &ids)?);
    all.extend(told.tables);
    all.extend(standing.tables);
    all.extend(cases.table);
    all.extend(invoices.table);
    let changes = &prepared.changes.rows;
    all.extend((!changes.is_empty()).then(|| Change::table(changes.iter().cloned())));
    begin(progress, "推演情景 / evaluating scenarios")?;
    all.extend(outlook::tables(pipeline, &prepared, known_before, totals.payable)?);
    for number in 0..scheme.measures.len() {
        all.push(tables::lines(&awards, number, scheme, &id_column)?);
    }
    let available = context.available;
    let payments = payable.then_some(payees.totals);
    Ok(Computed {
        awards,
        prepared,
        totals,
        available,
        earlier,
        payments,
        rates,
        tables: all,
        asked,
        drawn: drawn.unwrap_or_default(),
        exact,
    })
}

/// Claims that wait, and why. An objection about nothing of the run stops it: it must not be passed over.
fn holds_of(
    pipeline: &Pipeline,
    prepared: &Prepared,
    awards: &Awards,
    ids: &[String],
    (suspected, unknown, matters): (Vec<Hold>, waits::Holds, &[shared::Matter]),
) -> Result<(Vec<Hold>, Vec<Diagnostic>), Failure> {
    let basis = holds::Basis {
        awards,
        inputs: &prepared.inputs,
        scheme: &pipeline.scheme,
        award_year: pipeline.award_year,
        ids,
        papers: &prepared.papers,
        matters,
        objections: &pipeline.office.objections,
        review_again: &prepared.reviews.again,
    };
    let told = basis.unknown_objections(prepared.objected.as_ref())?;
    let told = told.clone().into_result(told).map_err(Failure::User)?;
    let holds = holds::holds(&basis, suspected, &unknown)?;
    let (holds, mut said) = holds::undecided(holds, &prepared.decisions, &prepared.linked);
    said.extend(told.0);
    Ok((holds, said))
}

/// What of each claim does not wait, in fen.
fn free_of_holds(holds: &[Hold], awards: &Awards) -> Vec<i64> {
    let mut free = awards.current().to_vec();
    for group in holds.chunk_by(|a, b| a.claim == b.claim) {
        let amount = &mut free[group[0].claim];
        *amount -= holds::waits_of(group, *amount);
    }
    free
}

/// What is set off against payments, and its table where something is. Nothing of a simulation is ever paid, and
/// nothing is settled out of a claim that waits.
fn set_off_of(
    pipeline: &Pipeline,
    prepared: &Prepared,
    (awards, free): (&Awards, &[i64]),
    ids: &[String],
    said: &mut Vec<Diagnostic>,
) -> Result<(SetOff, Option<OutputTable>), Failure> {
    let on = pipeline.office.set_off && !simulated(pipeline);
    let claims = (free, awards.firm.as_slice());
    let settled = prepared.ledger.as_ref().map_or(&[][..], |ledger| &ledger.settled);
    let set_off = SetOff::new(on, (&prepared.owed, settled), claims, awards.firms)?;
    let names = texts(&prepared.inputs.firms, c::FIRM_NAME)?;
    let payable = sum_by(free, &awards.firm, awards.firms).map_err(EngineError::from)?;
    said.extend(set_off.findings(&payable, &names, &prepared.linked));
    let table = on.then(|| set_off.table(ids, &names));
    Ok((set_off, table))
}

/// What is payable is what is listed, held back and set off.
fn payments_conserved(totals: &Payments, payable: i128) -> Result<(), Failure> {
    let sums = [totals.listed, totals.held, totals.set_off.unwrap_or_default()];
    let found: i128 = sums.iter().map(|sum| i128::from(sum.amount.0)).sum();
    if found == payable {
        return Ok(());
    }
    let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", "拟拨付金额＝拨付＋暂缓＋抵扣");
    let fault = fault.arg("expected", yuan(payable)).arg("found", yuan(found));
    Err(Failure::Unbalanced(fault.into()))
}

/// Whether nothing of what a pipeline yields may be paid: its scheme is a draft, or a scenario changed it.
pub fn simulated(pipeline: &Pipeline) -> bool {
    pipeline.scheme.status == Status::Draft || !pipeline.changes.is_empty()
}

/// Whether every filing could be used, or the pipeline accepts that some could not.
fn complete(pipeline: &Pipeline, linked: &link::Linked) -> bool {
    linked.unusable.is_empty() || pipeline.inputs.incomplete_accepted
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
