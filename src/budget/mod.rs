//! Limits that look beyond a claim: earlier awards, duplicate support, numbers, the year's cap and
//! the budget. Then both conservation checks.
//!
//! The claims of all measures lie one after the other in [`Awards`]; every stage adds one column.

pub mod asked;
pub mod bearing;
pub mod cap;
pub mod check;
pub mod count;
pub mod duplicates;
pub mod history;
pub mod keys;
pub mod recomputed;
pub mod shared;
mod without;

use std::borrow::Borrow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use polars::prelude::DataFrame;

use crate::award::claims::{MeasureClaims, Working, gather};
use crate::award::stages::{ABANDONED, FirmFacts, closed, evaluate, reasons};
use crate::award::{Context, EngineError, Inputs, StageColumn};
use crate::domain::RoundUnit;
use crate::frame::access::indices;
use crate::frame::columns as c;
use crate::frame::kernels::{Groups, Overflow, sum};
use crate::scheme::{ReasonId, Stage};

/// All claims of a run, measure after measure, each measure sorted by enterprise and item.
#[derive(Debug)]
pub struct Awards {
    /// Row of the enterprise.
    pub firm: Vec<u32>,
    /// Number of the measure.
    pub measure: Vec<u16>,
    /// Rows of each measure.
    pub blocks: Vec<Range<usize>>,
    /// Facts of the claims, by measure.
    pub tables: Vec<DataFrame>,
    /// Valued lines, by measure.
    pub lines: Vec<DataFrame>,
    pub requested: Vec<i64>,
    /// Eligible base in fen, cut.
    pub base: Vec<i64>,
    /// What of the base was recognised with earlier awards already, in fen; 0 unless costs run on.
    pub base_before: Vec<i64>,
    /// What the rules give for the evidence that counts, whatever was asked for, in fen.
    pub entitled: Vec<i64>,
    /// The most for the costs of the award year alone, where there is such a limit.
    pub of_year: Vec<Option<i64>>,
    /// What amounts came from, by measure.
    pub workings: Vec<Option<Arc<Working>>>,
    /// What is due of claims that are computed anew, before what was published is taken off, in fen; empty in an
    /// ordinary batch.
    pub due_anew: Vec<i64>,
    /// What the pool of the award year bears of each claim before the cut to the budget and in the end, in fen; empty
    /// where it bears all.
    borne: [Vec<i64>; 2],
    /// Earlier awards that count against the claim, in fen.
    pub prior: Vec<i64>,
    pub stages: Vec<StageColumn>,
    /// Firms in the run.
    pub firms: usize,
    /// Claims by firm, put together when a limit first asks for them.
    groups: OnceLock<Groups>,
}

impl Awards {
    /// The amounts after the last stage.
    pub fn current(&self) -> &[i64] {
        self.stages.last().map_or(&self.requested, |stage| &stage.amount)
    }

    /// What the pool of the award year bears of them: without the parts that later years pay.
    pub fn borne(&self) -> &[i64] {
        if self.borne[1].is_empty() { self.current() } else { &self.borne[1] }
    }

    /// The same before the cut to the budget.
    pub fn borne_before_budget(&self) -> &[i64] {
        if self.borne[0].is_empty() { self.before_budget() } else { &self.borne[0] }
    }

    /// The claims of each firm, in the order of measures and items.
    fn groups(&self) -> &Groups {
        self.groups.get_or_init(|| Groups::new(&self.firm, self.firms))
    }

    /// The amounts after a stage.
    pub fn after(&self, stage: Stage) -> Option<&StageColumn> {
        self.stages.iter().find(|column| column.stage == stage)
    }

    /// Amounts as they enter the budget stage, wherever the scheme puts it.
    pub fn before_budget(&self) -> &[i64] {
        let at = self.stages.iter().position(|stage| stage.stage == Stage::Budget);
        match at {
            Some(0) => &self.requested,
            Some(at) => &self.stages[at - 1].amount,
            None => self.current(),
        }
    }

    /// Adds a stage; the reason stands only where the amount fell.
    fn push(&mut self, stage: Stage, amount: Vec<i64>, reason: impl Fn(usize) -> ReasonId) {
        let reason = reasons(self.current(), &amount, reason);
        self.stages.push(StageColumn { stage, amount, reason });
    }
}

/// Lines gathered into claims, with all that the stages read. The costly part, done once.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub facts: FirmFacts,
    pub history: history::History,
    /// Claims and valued lines by measure.
    pub tables: Vec<(DataFrame, DataFrame)>,
    /// What earlier awards mean for the claims, by measure.
    pub priors: Vec<history::Priors>,
}

/// Values lines, gathers them into claims and prepares what is known of the enterprises.
///
/// # Errors
/// A missing rate, an amount out of range, or a fault of the engine.
pub fn gather_all(inputs: &Inputs, context: &Context) -> Result<Gathered, EngineError> {
    crate::award::needs::all_there(inputs, context)?;
    let facts = FirmFacts::new(inputs, context)?;
    let history = history::History::new(inputs, context)?;
    let measures = context.scheme.measures.iter().zip(&inputs.lines);
    let tables = measures
        .map(|(measure, lines)| gather(measure, lines, context))
        .collect::<Result<Vec<_>, _>>()?;
    let priors = context
        .scheme
        .measures
        .iter()
        .enumerate()
        .zip(&tables)
        .map(|((number, measure), (table, _))| history.of_claims(number, measure, table))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Gathered { facts, history, tables, priors })
}

impl Gathered {
    /// The claims as they stand, before any amount is known: for what only asks which claims there are.
    pub fn unvalued(&self, firms: usize) -> Result<Awards, EngineError> {
        let parts = self.tables.iter().enumerate().map(|(measure, (table, lines))| {
            let firm = indices(table, c::FIRM)?;
            let nothing = vec![0; firm.len()];
            Ok(MeasureClaims {
                measure,
                table: table.clone(),
                lines: lines.clone(),
                firm,
                requested: nothing.clone(),
                base: nothing.clone(),
                working: None,
                entitled: nothing,
                of_year: Vec::new(),
                stages: Vec::new(),
            })
        });
        Ok(concatenate(parts.collect::<Result<Vec<_>, EngineError>>()?, firms))
    }

    /// The same claims with other earlier awards behind them.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn with_history(
        &self,
        history: history::History,
        context: &Context,
    ) -> Result<Self, EngineError> {
        let measures = context.scheme.measures.iter().enumerate().zip(&self.tables);
        let priors = measures
            .map(|((number, measure), (table, _))| history.of_claims(number, measure, table))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { facts: self.facts.clone(), tables: self.tables.clone(), history, priors })
    }
}

/// All stages over gathered claims.
///
/// # Errors
/// An amount out of range, or a fault of the engine.
pub fn award(
    gathered: Gathered,
    inputs: &Inputs,
    context: &Context,
) -> Result<Awards, EngineError> {
    let Gathered { facts, history, tables, priors } = gathered;
    let mut parts = Vec::with_capacity(tables.len());
    for (number, gathered) in tables.into_iter().enumerate() {
        let earlier = priors[number].bases();
        parts.push(evaluate(number, gathered, &facts, &earlier, context)?);
    }
    let priors: Vec<&history::Priors> = priors.iter().collect();
    beyond(parts, &priors, &history, inputs, context)
}

/// The stages that look beyond a claim, over claims that have passed their own. `parts` holds the
/// measures of the scheme in their order, owned or borrowed; `priors` likewise.
///
/// # Errors
/// An amount out of range, or a fault of the engine.
pub fn beyond<P: Borrow<MeasureClaims>>(
    parts: Vec<P>,
    priors: &[&history::Priors],
    history: &history::History,
    inputs: &Inputs,
    context: &Context,
) -> Result<Awards, EngineError> {
    let mut awards = concatenate(parts, inputs.firms.height());
    // Stages only lower: while all that is asked for fits in 64 bits, no sum of amounts after it can wrap.
    i64::try_from(sum(&awards.requested)).map_err(|_| Overflow)?;
    for stage in &context.scheme.stages[4..] {
        match stage {
            Stage::History => history::apply(&mut awards, priors, context),
            Stage::Duplicates => duplicates::apply(&mut awards, inputs, context)?,
            Stage::Count => count::apply(&mut awards, history, context)?,
            Stage::AnnualCap => cap::annual_cap(&mut awards, history, context)?,
            Stage::Budget => {
                recomputed::less_published(&mut awards, history, context)?;
                cap::budget(&mut awards, history, context)?;
            }
            Stage::Gates | Stage::Evidence | Stage::Item | Stage::ItemCap => {}
        }
    }
    cut_to_unit(&mut awards, context);
    abandon(&mut awards, context)?;
    let borne = |amounts| cap::borne_of(&awards, amounts, context.scheme).unwrap_or_default();
    awards.borne = [borne(awards.before_budget()), borne(awards.current())];
    Ok(awards)
}

/// Takes what is left off claims that were abandoned after the publication: what others get stays as it was published.
fn abandon(awards: &mut Awards, context: &Context) -> Result<(), EngineError> {
    let mut all = Vec::new();
    for (block, table) in awards.blocks.iter().zip(&awards.tables) {
        let closed = closed(table)?.into_iter().enumerate();
        let own = closed.filter(|(_, closed)| *closed == ABANDONED);
        all.extend(own.map(|(row, _)| block.start + row));
    }
    let Some(at) = awards.stages.len().checked_sub(1) else { return Ok(()) };
    for claim in all {
        let before = match at.checked_sub(1) {
            Some(before) => awards.stages[before].amount[claim],
            None => awards.requested[claim],
        };
        awards.stages[at].amount[claim] = 0;
        awards.stages[at].reason[claim] = if before > 0 { context.scheme.abandoned } else { 0 };
    }
    Ok(())
}

/// Cuts what is left in the end to the unit that amounts are approved in: the one rounding above the
/// fen. It shows in the last stage, under its own reason where nothing else lowered the claim there.
fn cut_to_unit(awards: &mut Awards, context: &Context) {
    let (rounding, reason) = (context.scheme.rounding, context.scheme.rounding_reason);
    let Some(last) = awards.stages.last_mut().filter(|_| rounding.unit != RoundUnit::Fen) else {
        return;
    };
    for (amount, why) in last.amount.iter_mut().zip(&mut last.reason) {
        let cut = rounding.cut(*amount);
        if cut < *amount && *why == 0 {
            *why = reason;
        }
        *amount = cut;
    }
}

fn concatenate<P: Borrow<MeasureClaims>>(parts: Vec<P>, firms: usize) -> Awards {
    let rows = parts.iter().map(|part| part.borrow().firm.len()).sum();
    let mut awards = Awards {
        firm: Vec::with_capacity(rows),
        measure: Vec::with_capacity(rows),
        blocks: Vec::with_capacity(parts.len()),
        tables: Vec::with_capacity(parts.len()),
        lines: Vec::with_capacity(parts.len()),
        requested: Vec::with_capacity(rows),
        base: Vec::with_capacity(rows),
        base_before: vec![0; rows],
        entitled: Vec::with_capacity(rows),
        of_year: Vec::with_capacity(rows),
        workings: Vec::with_capacity(parts.len()),
        due_anew: Vec::new(),
        borne: Default::default(),
        prior: vec![0; rows],
        stages: Vec::with_capacity(9),
        firms,
        groups: OnceLock::new(),
    };
    for part in parts {
        let part = part.borrow();
        let start = awards.firm.len();
        awards.measure.resize(start + part.firm.len(), part.measure as u16);
        awards.firm.extend_from_slice(&part.firm);
        awards.blocks.push(start..awards.firm.len());
        awards.requested.extend_from_slice(&part.requested);
        awards.base.extend_from_slice(&part.base);
        awards.entitled.extend_from_slice(&part.entitled);
        awards.of_year.extend(part.of_year.iter().map(|most| Some(*most)));
        awards.of_year.resize(awards.firm.len(), None);
        awards.workings.push(part.working.clone());
        awards.tables.push(part.table.clone());
        awards.lines.push(part.lines.clone());
        for (number, stage) in part.stages.iter().enumerate() {
            if awards.stages.len() == number {
                let (amount, reason) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
                awards.stages.push(StageColumn { stage: stage.stage, amount, reason });
            }
            awards.stages[number].amount.extend_from_slice(&stage.amount);
            awards.stages[number].reason.extend_from_slice(&stage.reason);
        }
    }
    awards
}
