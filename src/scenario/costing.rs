//! Stacked costing: every provision of a scenario as a line. Each is laid over the ones before it, so that the lines
//! add up to the whole; what a provision takes from or adds to those before it stands beside what it costs alone.

use super::outcome::Totals;
use super::parallel::map;
use super::setting::Change;
use super::{Lab, LabError, Scenario};
use crate::diag::{Diagnostic, Diagnostics, codes};

/// One provision.
#[derive(Clone, Debug)]
pub struct Provision {
    /// As the file calls it: `parameters.rate_m2`.
    pub key: String,
    /// What it changes.
    pub changes: Vec<Change>,
    /// With nothing else changed; `None` where it does not hold alone.
    pub alone: Option<Totals>,
    /// With those before it.
    pub stacked: Totals,
}

#[derive(Clone, Debug)]
pub struct Costing {
    pub base: Totals,
    /// In the order of the sections and of the file.
    pub provisions: Vec<Provision>,
}

/// What one line moves, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub alone: Option<i64>,
    /// Beyond the line before; all of them are the whole.
    pub stacked: i64,
}

impl Moved {
    /// What meeting those before it makes of a provision.
    pub fn interaction(self) -> Option<i64> {
        self.alone.map(|alone| self.stacked - alone)
    }
}

impl Costing {
    /// What each line moves of an amount.
    pub fn moved(&self, amount: impl Fn(&Totals) -> i64) -> Vec<Moved> {
        let base = amount(&self.base);
        let mut before = base;
        let line = |provision: &Provision| {
            let now = amount(&provision.stacked);
            let stacked = now - std::mem::replace(&mut before, now);
            Moved { alone: provision.alone.as_ref().map(|alone| amount(alone) - base), stacked }
        };
        self.provisions.iter().map(line).collect()
    }
}

/// The lines of a scenario.
///
/// # Errors
/// A scenario that changes nothing (C154), provisions that do not go together.
pub fn costing(lab: &Lab, scenario: &Scenario) -> Result<Costing, LabError> {
    let parts = scenario.provisions();
    if parts.is_empty() {
        return Err(Diagnostics::from(Diagnostic::new(&codes::SCENARIO_EMPTY)).into());
    }
    let mut laid = Scenario { name: scenario.name.clone(), ..Scenario::default() };
    let piles: Vec<Scenario> = parts
        .iter()
        .map(|(_, part)| {
            laid = laid.under(part);
            laid.clone()
        })
        .collect();
    let stacked = lab.totals_all(&piles)?;
    let alone = map(&parts, |(_, part)| lab.evaluate(part).ok());
    let provision = |(((key, _), alone), stacked): ((&(String, Scenario), _), Totals)| {
        let alone: Option<super::Outcome> = alone;
        Provision {
            key: key.clone(),
            changes: alone.as_ref().map(|one| one.changes.clone()).unwrap_or_default(),
            alone: alone.map(|one| one.totals),
            stacked,
        }
    };
    let provisions = parts.iter().zip(alone).zip(stacked).map(provision).collect();
    Ok(Costing { base: lab.outcome().totals, provisions })
}

/// A key of a scenario file that is one provision: whether a scenario has it, and how it is laid over another.
type Single = (&'static str, fn(&Scenario) -> bool, fn(&mut Scenario, &Scenario));

const DATES: [Single; 3] = [
    (
        "dates.award_year",
        |of| of.award_year.is_some(),
        |one, of| one.award_year.clone_from(&of.award_year),
    ),
    ("dates.deadline", |of| of.deadline.is_some(), |one, of| one.deadline = of.deadline),
    (
        "dates.payment_date",
        |of| of.payment_date.is_some(),
        |one, of| one.payment_date = of.payment_date,
    ),
];

const GROWTH: [Single; 4] = [
    (
        "growth.applicants",
        |of| of.growth.applicants.is_some(),
        |one, of| {
            (one.growth.applicants, one.growth.seed) = (of.growth.applicants, of.growth.seed);
        },
    ),
    (
        "growth.take_up",
        |of| of.growth.take_up.is_some(),
        |one, of| (one.growth.take_up, one.growth.seed) = (of.growth.take_up, of.growth.seed),
    ),
    (
        "growth.pending",
        |of| of.growth.pending.is_some(),
        |one, of| {
            (one.growth.pending, one.growth.seed) = (of.growth.pending, of.growth.seed);
            one.growth.pending_since = of.growth.pending_since;
            one.pending_at.clone_from(&of.pending_at);
        },
    ),
    (
        "growth.prices",
        |of| of.growth.prices.is_some(),
        |one, of| one.growth.prices = of.growth.prices,
    ),
];

const BUDGET: [Single; 2] = [
    ("budget.total", |of| of.total.is_some(), |one, of| one.total.clone_from(&of.total)),
    ("budget.reserve", |of| of.reserve.is_some(), |one, of| one.reserve.clone_from(&of.reserve)),
];

impl Scenario {
    pub fn provisions(&self) -> Vec<(String, Scenario)> {
        let (name, title, files) = (self.name.clone(), self.title.clone(), self.files.clone());
        let empty = Scenario { name, title, files, ..Scenario::default() };
        let mut all = Vec::new();
        let mut add = |key: String, change: &dyn Fn(&mut Scenario)| {
            let mut one = empty.clone();
            change(&mut one);
            all.push((key, one));
        };
        let choices = &self.choices;
        if self.scheme.is_some() {
            // Its options and parameters are its own: none of them means anything without it.
            add("scenario.scheme".into(), &|one| {
                one.scheme.clone_from(&self.scheme);
                one.choices.clone_from(choices);
            });
        } else {
            for option in &choices.options {
                let change = |one: &mut Scenario| one.choices.options.push(option.clone());
                add(format!("options.{}", option.0), &change);
            }
            for parameter in &choices.parameters {
                let change = |one: &mut Scenario| one.choices.parameters.push(parameter.clone());
                add(format!("parameters.{}", parameter.0), &change);
            }
            for rule in &choices.rules {
                let change = |one: &mut Scenario| one.choices.rules.push(rule.clone());
                add(format!("rules.{}", rule.0), &change);
            }
        }
        let single = |(_, is_set, _): &&Single| is_set(self);
        for (key, _, lay) in DATES.iter().filter(single) {
            add((*key).into(), &|one| lay(one, self));
        }
        for rate in &self.rates {
            add(format!("rates.{}", rate.0), &|one| one.rates.push(rate.clone()));
        }
        for measure in &self.measures {
            add(format!("measures.{}", measure.0), &|one| one.measures.push(measure.clone()));
        }
        // Money last: what it does depends on everything that is asked of it.
        for (key, _, lay) in GROWTH.iter().chain(&BUDGET).filter(single) {
            add((*key).into(), &|one| lay(one, self));
        }
        all
    }
}
