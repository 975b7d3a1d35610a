//! What one evaluation comes to: totals, measures, stages, limits, and what each enterprise gets.

use super::lab::{Evaluation, LabError};
use super::setting::{Change, Setting};
use crate::award::EngineError;
use crate::diag::Text;
use crate::frame::kernels::{Overflow, sum};
use crate::scheme::Stage;

/// The totals of an evaluation, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Totals {
    pub requested: i64,
    /// Before the cut to the budget.
    pub approved: i64,
    pub payable: i64,
    /// What of these two the pool of the year bears: without parts that later years pay.
    pub borne: (i64, i64),
    pub available: Option<i64>,
    /// Granted by earlier batches of the year.
    pub earlier: i64,
    pub claims: usize,
    pub claims_paid: usize,
}

impl Totals {
    /// Whether 附八 bites: strictly above what is available.
    pub fn cut(&self) -> bool {
        self.available.is_some_and(|available| self.borne.0 > available)
    }

    /// What is left before the budget bites; below zero when it does.
    pub fn headroom(&self) -> Option<i64> {
        self.available.map(|available| available - self.borne.0)
    }

    /// The part of every approved amount that is paid, `(numerator, denominator)`.
    pub fn factor(&self) -> (i64, i64) {
        match self.available {
            Some(available) if available < self.borne.0 => (available, self.borne.0),
            _ => (1, 1),
        }
    }

    pub fn of(evaluation: &Evaluation) -> Result<Self, LabError> {
        let awards = &evaluation.awards;
        let fen = |total: i128| i64::try_from(total).map_err(|_| EngineError::from(Overflow));
        Ok(Self {
            requested: fen(evaluation.totals.requested)?,
            approved: fen(sum(awards.before_budget()))?,
            payable: fen(evaluation.totals.payable)?,
            borne: (fen(sum(awards.borne_before_budget()))?, fen(evaluation.totals.borne)?),
            available: evaluation.available,
            earlier: evaluation.earlier,
            claims: awards.firm.len(),
            claims_paid: awards.current().iter().filter(|amount| **amount > 0).count(),
        })
    }
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureOutcome {
    pub id: String,
    pub clause: String,
    pub title: Text,
    pub claims: usize,
    pub claims_paid: usize,
    pub requested: i64,
    pub approved: i64,
    pub payable: i64,
}

/// What a stage took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageOutcome {
    pub stage: Stage,
    pub claims: usize,
    pub cut: i64,
}

/// One reason at work in one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitOutcome {
    pub measure: String,
    /// Dotted id of the reason.
    pub reason: String,
    pub clause: String,
    pub text: Text,
    pub claims: usize,
    pub cut: i64,
}

/// The outcome of a scenario, without the claims themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub name: String,
    pub title: Text,
    /// A draft can be simulated, never paid.
    pub draft: bool,
    pub changes: Vec<Change>,
    pub totals: Totals,
    pub measures: Vec<MeasureOutcome>,
    pub stages: Vec<StageOutcome>,
    pub limits: Vec<LimitOutcome>,
    /// Payable by enterprise of the base; newcomers are apart.
    pub by_firm: Vec<i64>,
    /// Newcomers that get something, and how much.
    pub newcomers: (usize, i64),
    /// Why no amount moved, where none did.
    pub why: Option<Text>,
}

impl Outcome {
    pub fn firms_paid(&self) -> usize {
        self.by_firm.iter().filter(|amount| **amount > 0).count() + self.newcomers.0
    }

    /// Sums up an evaluation. `firms` is the number of enterprises of the base.
    ///
    /// # Errors
    /// A sum that leaves 64 bits.
    pub fn of(
        evaluation: &Evaluation,
        setting: &Setting,
        firms: usize,
        (name, title): (&str, &Text),
    ) -> Result<Self, LabError> {
        let awards = &evaluation.awards;
        let paid = awards.current();
        let approved = awards.before_budget();
        let scheme = &setting.scheme;
        let measures = scheme.measures.iter().zip(&awards.blocks).map(|(measure, block)| {
            let total = |amounts: &[i64]| amounts[block.clone()].iter().sum();
            MeasureOutcome {
                id: measure.id.clone(),
                clause: measure.clause.clone(),
                title: measure.title.clone(),
                claims: block.len(),
                claims_paid: paid[block.clone()].iter().filter(|amount| **amount > 0).count(),
                requested: total(&awards.requested),
                approved: total(approved),
                payable: total(paid),
            }
        });
        let stages = awards.stages.iter().zip(&evaluation.totals.reductions);
        let stages = stages.map(|(column, cut)| StageOutcome {
            stage: column.stage,
            claims: column.reason.iter().filter(|reason| **reason != 0).count(),
            cut: i64::try_from(*cut).unwrap_or(i64::MAX),
        });
        let mut by_firm = vec![0i64; firms];
        let mut newcomers = vec![0i64; evaluation.origin.len().saturating_sub(firms)];
        for (firm, amount) in awards.firm.iter().zip(paid) {
            match by_firm.get_mut(*firm as usize) {
                Some(sum) => *sum += amount,
                None => newcomers[*firm as usize - firms] += amount,
            }
        }
        let paid_newcomers = newcomers.iter().filter(|amount| **amount > 0).count();
        Ok(Self {
            name: name.to_string(),
            title: title.clone(),
            draft: scheme.status == crate::scheme::Status::Draft,
            changes: Vec::new(),
            totals: Totals::of(evaluation)?,
            measures: measures.collect(),
            stages: stages.collect(),
            limits: limits(evaluation, setting),
            by_firm,
            newcomers: (paid_newcomers, newcomers.iter().sum()),
            why: None,
        })
    }
}

/// Every reason that lowered something, by measure and in the order of stages.
fn limits(evaluation: &Evaluation, setting: &Setting) -> Vec<LimitOutcome> {
    let (awards, scheme) = (&evaluation.awards, &setting.scheme);
    let mut out = Vec::new();
    for (number, block) in awards.blocks.iter().enumerate() {
        let mut before = &awards.requested;
        for stage in &awards.stages {
            let mut sums = vec![(0usize, 0i64); scheme.reasons.len()];
            for row in block.clone().filter(|row| stage.reason[*row] != 0) {
                let sum = &mut sums[stage.reason[row] as usize];
                sum.0 += 1;
                sum.1 += before[row] - stage.amount[row];
            }
            let found = sums.into_iter().enumerate().filter(|(_, (claims, _))| *claims > 0);
            out.extend(found.map(|(reason, (claims, cut))| {
                let reason = &scheme.reasons[reason];
                LimitOutcome {
                    measure: scheme.measures[number].id.clone(),
                    reason: reason.id.clone(),
                    clause: reason.clause.clone(),
                    text: reason.text.clone(),
                    claims,
                    cut,
                }
            }));
            before = &stage.amount;
        }
    }
    out
}
