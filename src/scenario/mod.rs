//! The scenario lab: what if the cap, the rate, the budget, the reading were different?
//!
//! One frozen input, many evaluations. A [`Scenario`] is a set of changes; [`Base::under`] lays it
//! over the base and gives a [`Setting`]; [`Lab`] evaluates settings against one baseline.
//!
//! | module | question |
//! |---|---|
//! | [`file`], [`setting`], [`adjust`] | what a scenario changes |
//! | [`lab`] | what has to be computed again |
//! | [`outcome`], [`compare`], [`why`] | what came out, who wins, and why nothing moved |
//! | [`vary`] | quantities that can be varied, and grids of them |
//! | [`sweep`] | one or two quantities over a range; each quantity a little up and down |
//! | [`solve`] | the value that just meets a goal |
//! | [`readings`] | what the open questions of the text cost |
//! | [`simulate`] | chance in take-up, rates, growth |
//! | [`forecast`] | the years to come |
//! | [`costing`] | each provision as a line that adds up to the whole |
//! | [`review`] | one enterprise corrected, and the knock-on for the others |
//! | [`tiers`] | tiers of a score that fit a budget |
//! | [`write`] | the file that says a scenario |
//! | [`money`] | where the money stays, and what each limit saves |

pub mod adjust;
pub mod chance;
pub mod compare;
pub mod costing;
pub mod file;
pub mod forecast;
pub mod keys;
pub mod lab;
pub mod money;
pub mod outcome;
pub mod parallel;
pub mod readings;
pub mod review;
pub mod setting;
pub mod simulate;
pub mod solve;
pub mod sweep;
pub mod tiers;
pub mod vary;
pub mod why;
pub mod write;

use polars::prelude::DataFrame;

pub use file::{Growth, Scenario};
pub use lab::{Evaluation, Frozen, LabError};
pub use outcome::{Outcome, Totals};
pub use setting::{Base, Pool, Setting};

use compare::Grouping;
use lab::{Redone, Steps};

use crate::diag::{Diagnostic, Diagnostics, Text, codes};
use crate::domain::Currency;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::Award;

/// A baseline over frozen inputs, and everything that is kept of it.
#[derive(Debug)]
pub struct Lab {
    base: Base,
    frozen: Frozen,
    setting: Setting,
    evaluation: Evaluation,
    steps: Steps,
    outcome: Outcome,
}

/// Has the allocator keep what is given back for the next scenario, whose columns are as large: the one of Linux
/// keeps blocks up to the largest that it was ever given back, and 32 MiB at most. Else the system hands over every page
/// anew, which takes as long as the scenario itself.
fn keep_large_blocks() {
    const LARGEST: usize = (32 << 20) - (1 << 16);
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST)));
}

impl Lab {
    /// Evaluates the base itself.
    ///
    /// # Errors
    /// Faults of the scheme and its settings, missing rates, totals that do not balance.
    pub fn new(mut base: Base, frozen: Frozen, title: &Text) -> Result<Self, LabError> {
        keep_large_blocks();
        base.scheme_file = base.scheme_file.without_examples();
        let (setting, _) = base.under(&Scenario::default())?;
        let (evaluation, steps, _) = lab::run(&frozen, &setting, None)?;
        let firms = frozen.inputs.firms.height();
        let outcome = Outcome::of(&evaluation, &setting, firms, ("baseline", title))?;
        Ok(Self { base, frozen, setting, evaluation, steps, outcome })
    }

    pub fn base(&self) -> &Base {
        &self.base
    }

    pub fn baseline(&self) -> &Setting {
        &self.setting
    }

    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    pub fn firms(&self) -> &DataFrame {
        &self.frozen.inputs.firms
    }

    /// Currencies that amounts of the filings or of the rules stand in.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn currencies(&self, setting: &Setting) -> Result<Vec<Currency>, LabError> {
        let inputs = &self.frozen.inputs;
        let mut found: Vec<Currency> = Vec::new();
        for measure in &setting.scheme.measures {
            found.extend(measure.threshold.as_ref().map(|threshold| threshold.amount.currency));
            if let Award::Rate { deduct: Some(amount), .. } = &measure.award {
                found.push(amount.currency);
            }
        }
        for table in inputs.lines.iter().chain([&inputs.platform]) {
            if table.column(c::CURRENCY).is_ok() {
                found.extend(texts(table, c::CURRENCY)?.into_iter().filter_map(Currency::parse));
            }
        }
        Ok(Currency::ALL.iter().copied().filter(|known| found.contains(known)).collect())
    }

    /// Ways to divide the enterprises, fixed on the baseline.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn groupings(&self) -> Result<Vec<Grouping>, LabError> {
        Ok(Grouping::all(self.firms(), &self.outcome)?)
    }

    /// The setting of a scenario, and what is to be said about it.
    ///
    /// # Errors
    /// Names that do not exist, values out of range.
    pub fn setting(&self, scenario: &Scenario) -> Result<(Setting, Diagnostics), LabError> {
        let (setting, mut said) = self.base.under(scenario)?;
        said.extend(setting.idle_keys(&self.setting, scenario, &self.base.scheme_file));
        for measure in &setting.scheme.measures {
            if !self.frozen.measures.iter().any(|known| known.id == measure.id) {
                said.push(
                    Diagnostic::new(&codes::MEASURE_WITHOUT_DATA).arg("measure", &measure.id),
                );
            }
        }
        Ok((setting, said))
    }

    /// Evaluates a setting and hands what came out to `read`; nothing else of it is kept.
    ///
    /// # Errors
    /// As [`lab::run`], and whatever `read` finds.
    pub fn inspect<T>(
        &self,
        setting: &Setting,
        read: impl FnOnce(&Evaluation, &Steps, Redone) -> Result<T, LabError>,
    ) -> Result<T, LabError> {
        let kept = Some((&self.setting, &self.steps));
        let (evaluation, steps, redone) = lab::run(&self.frozen, setting, kept)?;
        read(&evaluation, &steps, redone)
    }

    /// The whole outcome of a scenario.
    ///
    /// # Errors
    /// As [`Lab::setting`] and [`lab::run`].
    pub fn evaluate(&self, scenario: &Scenario) -> Result<Outcome, LabError> {
        let (setting, _) = self.base.under(scenario)?;
        self.outcome_of(&setting, scenario)
    }

    /// The outcome of a setting that a scenario led to.
    ///
    /// # Errors
    /// As [`lab::run`].
    pub fn outcome_of(&self, setting: &Setting, scenario: &Scenario) -> Result<Outcome, LabError> {
        let firms = self.firms().height();
        self.inspect(setting, |evaluation, _, _| {
            let name = (scenario.name.as_str(), &scenario.title);
            let mut outcome = Outcome::of(evaluation, setting, firms, name)?;
            outcome.changes = setting.changes(&self.setting, scenario);
            outcome.why = why::unmoved((&self.setting, &self.evaluation), (setting, evaluation));
            Ok(outcome)
        })
    }

    /// Why two scenarios lead to the same amounts; `None` where they do not.
    ///
    /// # Errors
    /// As [`Lab::evaluate`].
    pub fn why_between(&self, one: &Scenario, other: &Scenario) -> Result<Option<Text>, LabError> {
        let one = self.base.under(one)?.0;
        let other = self.base.under(other)?.0;
        let kept = Some((&self.setting, &self.steps));
        let (before, ..) = lab::run(&self.frozen, &one, kept)?;
        let (after, ..) = lab::run(&self.frozen, &other, kept)?;
        Ok(why::unmoved((&one, &before), (&other, &after)))
    }

    /// The totals of a setting, the cheapest thing to ask for.
    ///
    /// # Errors
    /// As [`lab::run`].
    pub fn totals_of(&self, setting: &Setting) -> Result<Totals, LabError> {
        self.inspect(setting, |evaluation, _, _| Totals::of(evaluation))
    }

    /// # Errors
    /// As [`Lab::evaluate`].
    pub fn totals(&self, scenario: &Scenario) -> Result<Totals, LabError> {
        self.totals_of(&self.base.under(scenario)?.0)
    }

    /// Several scenarios side by side on all cores; results stand in the order of the scenarios.
    ///
    /// # Errors
    /// The first fault in that order.
    pub fn evaluate_all(&self, scenarios: &[Scenario]) -> Result<Vec<Outcome>, LabError> {
        parallel::try_map(scenarios, |one| self.evaluate(one))
    }

    /// The totals of several scenarios, in their order.
    ///
    /// # Errors
    /// The first fault in that order.
    pub fn totals_all(&self, scenarios: &[Scenario]) -> Result<Vec<Totals>, LabError> {
        parallel::try_map(scenarios, |one| self.totals(one))
    }
}
