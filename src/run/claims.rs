//! The claims of a run once they are computed: what is asked about them, and what of them is paid.

use std::sync::Arc;

use crate::award::rates::{self, RateUsed};
use crate::award::{Context, EngineError};
use crate::budget::history::History;
use crate::budget::{Awards, shared};
use crate::diag::{Diagnostic, Diagnostics, Failure, Text, codes};
use crate::domain::money::yuan;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum_by;
use crate::frame::output::OutputTable;
use crate::intake::prepare::Prepared;
use crate::pipeline::Pipeline;
use crate::report::model::Wanted;
use crate::run::duplicates::FoundBefore;
use crate::run::holds::Hold;
use crate::run::instalments::Parts;
use crate::run::notes::Notes;
use crate::run::payees::Payees;
use crate::run::set_off::SetOff;
use crate::run::told::Told;
use crate::run::{
    checks, drawn, duplicates, events, glyphs, holds, notes, objected, payees, reviews, simulated,
    spellings, standing, successors, trade, waits,
};
use crate::run_folder::manifest::Payments;
use crate::tables::payment::Instalment;
use crate::tables::review::{self, Drawn};

/// Claims with every stage computed.
pub(super) struct Claims<'a> {
    pub pipeline: &'a Pipeline,
    pub context: &'a Context<'a>,
    pub awards: &'a Arc<Awards>,
    pub ids: &'a [String],
}

/// What is asked about claims before they are paid.
pub(super) struct Asked {
    pub told: Told,
    /// Claims that wait for something that nobody said yet.
    unknown: waits::Holds,
    matters: Vec<shared::Matter>,
    pub cliffs: [OutputTable; 2],
    /// What is paid in parts.
    pub parts: Vec<Instalment>,
    /// Published values that the rules asked for.
    pub rates: Vec<RateUsed>,
    /// How far registered names to the letter confirm, where they may.
    pub exact: Option<Text>,
}

/// What of claims is paid, and what waits.
pub(super) struct Paid {
    pub holds: Vec<Hold>,
    pub payees: Payees,
    /// What is set off, where the pipeline asks for that.
    pub set_off: Option<OutputTable>,
}

impl Claims<'_> {
    /// Asks all questions about the claims. `granted` is what they come to if what is pending is granted.
    pub fn asked(
        &self,
        prepared: &mut Prepared,
        found: FoundBefore,
        granted: Option<&Awards>,
    ) -> Result<Asked, Failure> {
        let Self { pipeline, context, awards, ids } = *self;
        let scheme = &pipeline.scheme;
        let earlier = History::new(&prepared.inputs, context)?;
        let mut matters = shared::matters(awards, scheme, &earlier)?;
        reviews::forget_settled(&mut matters, &prepared.reviews, awards, scheme, ids);
        let (inputs, settled) = (&prepared.inputs, &prepared.reviews.settled);
        let notes = Notes { awards, inputs, context, ids, matters: &matters, settled };
        let mut said = pipeline.warnings.0.clone();
        if let Some(batch) = &prepared.objected {
            said.extend(objected::findings(batch, awards, context.available)?);
        }
        let rates = rates::used(inputs, context)?;
        said.extend(rates.iter().flat_map(|used| notes::rate(used, &pipeline.checks)));
        said.extend(notes.all()?);
        said.extend(reviews::still_open(&prepared.reviews));
        said.extend(glyphs::findings(pipeline, prepared)?);
        said.extend(checks::requests(&prepared.linked, awards, ids, scheme)?);
        let (office, linked) = (&pipeline.office, &prepared.linked);
        let held = waits::Held { awards, granted, inputs, context, linked, office, settled };
        let (unknown, more) = waits::waits(&held)?;
        said.extend(more);
        let cliffs = [notes.cliffs()?, notes.count_cliffs()?];
        spellings::repaired(&mut prepared.linked, awards, &prepared.inputs, scheme)?;
        let (mut told, exact) = duplicates::after_award(pipeline, prepared, found, awards, ids)?;
        told.extend(self.of_records(prepared)?);
        let parts = Parts::of(awards, &prepared.inputs, context, ids)?;
        told.holds.extend(parts.holds);
        told.findings.splice(0..0, said);
        Ok(Asked { told, unknown, matters, cliffs, parts: parts.rows, rates, exact })
    }

    /// What the office's records say: lists and opinions of departments, cases, invoices, changes of enterprises.
    fn of_records(&self, prepared: &Prepared) -> Result<Told, Failure> {
        let Self { pipeline, context, awards, ids } = *self;
        let (inputs, scheme) = (&prepared.inputs, &pipeline.scheme);
        let standing = standing::Asking::new(awards, inputs, context, &pipeline.office)?;
        let mut told = standing.all(ids);
        let mut cases = events::all(&prepared.events, awards, ids, context);
        // What an upheld objection waits for is this batch.
        let this = |hold: &Hold| prepared.objected.is_some() && hold.why == holds::Why::Upheld;
        cases.holds.retain(|hold| !this(hold));
        told.extend(cases);
        let basis = trade::Basis { inputs, scheme, ids, linked: &prepared.linked };
        told.extend(trade::all(&prepared.trade, &prepared.reviews.settled, awards, &basis)?);
        told.extend(successors::all(&prepared.changes, awards, inputs, (scheme, ids))?);
        Ok(told)
    }

    /// What waits, what is set off, and what is paid to whom; what is said of it joins what is asked.
    pub fn paid(
        &self,
        prepared: &Prepared,
        asked: &mut Asked,
        payable: i128,
    ) -> Result<Paid, Failure> {
        let Self { pipeline, awards, ids, .. } = *self;
        let holds = self.holds(prepared, asked)?;
        let said = &mut asked.told.findings;
        let free = free_of_holds(&holds, awards);
        let (set_off, table) = self.set_off(prepared, &free, said)?;
        let basis = payees::Basis { awards, inputs: &prepared.inputs, set_off: &set_off };
        let mut payees = payees::payees(&basis, &holds, &pipeline.scheme, ids)?;
        payments_conserved(&payees.totals, payable)?;
        // Who says what payments are booked on wants to know what cannot be paid.
        if pipeline.office.told.budget_line.is_some()
            || pipeline.reports.contains(&Wanted::Payments)
        {
            said.append(&mut payees.findings);
        }
        if !simulated(pipeline) {
            said.extend(holds::findings(&payees.waiting).map_err(EngineError::from)?);
        }
        Ok(Paid { holds, payees, set_off: table })
    }

    /// Claims that wait, and why. An objection about nothing of the run stops it: it must not be passed over.
    fn holds(&self, prepared: &Prepared, asked: &mut Asked) -> Result<Vec<Hold>, Failure> {
        let Self { pipeline, awards, ids, .. } = *self;
        let basis = holds::Basis {
            awards,
            inputs: &prepared.inputs,
            scheme: &pipeline.scheme,
            award_year: pipeline.award_year,
            ids,
            papers: &prepared.papers,
            matters: &asked.matters,
            objections: &pipeline.office.objections,
            review_again: &prepared.reviews.again,
        };
        let told = basis.unknown_objections(prepared.objected.as_ref())?;
        let told: Diagnostics = told.clone().into_result(told).map_err(Failure::User)?;
        let holds = holds::holds(&basis, std::mem::take(&mut asked.told.holds), &asked.unknown)?;
        let (holds, said) = holds::undecided(holds, &prepared.decisions, &prepared.linked);
        asked.told.findings.extend(said.into_iter().chain(told.0));
        Ok(holds)
    }

    /// What is set off against payments, and its table where something is. Nothing of a simulation is ever paid, and
    /// nothing is settled out of a claim that waits: `free` is what of each claim does not, in fen.
    fn set_off(
        &self,
        prepared: &Prepared,
        free: &[i64],
        said: &mut Vec<Diagnostic>,
    ) -> Result<(SetOff, Option<OutputTable>), Failure> {
        let Self { pipeline, awards, ids, .. } = *self;
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

    /// Enterprises drawn for checks on site, where the pipeline plans a sample.
    pub fn drawn(
        &self,
        prepared: &Prepared,
        asked: &[review::Asked],
        holds: &[Hold],
    ) -> Result<Option<Vec<Drawn>>, Failure> {
        let sample = self.pipeline.review.as_ref().and_then(|plan| plan.sample);
        let Self { awards, ids, .. } = *self;
        let basis = drawn::Basis { awards, inputs: &prepared.inputs, ids, asked, holds };
        Ok(sample.map(|draw| drawn::drawn(&basis, &draw)).transpose()?)
    }
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
