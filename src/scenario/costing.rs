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

impl Scenario {
    /// Each change of it alone, by the name that the file gives it, in the order of sections and of the file.
    pub fn provisions(&self) -> Vec<(String, Scenario)> {
        let mut all = Vec::new();
        let mut add = |key: String, change: &dyn Fn(&mut Scenario)| {
            let mut one = Scenario {
                name: self.name.clone(),
                title: self.title.clone(),
                files: self.files.clone(),
                ..Scenario::default()
            };
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
        if self.award_year.is_some() {
            add("dates.award_year".into(), &|one| one.award_year.clone_from(&self.award_year));
        }
        if self.deadline.is_some() {
            add("dates.deadline".into(), &|one| one.deadline = self.deadline);
        }
        if self.payment_date.is_some() {
            add("dates.payment_date".into(), &|one| one.payment_date = self.payment_date);
        }
        for rate in &self.rates {
            add(format!("rates.{}", rate.0), &|one| one.rates.push(rate.clone()));
        }
        for measure in &self.measures {
            add(format!("measures.{}", measure.0), &|one| one.measures.push(measure.clone()));
        }
        let growth = self.growth;
        if growth.applicants.is_some() {
            add("growth.applicants".into(), &|one| {
                (one.growth.applicants, one.growth.seed) = (growth.applicants, growth.seed);
            });
        }
        if growth.take_up.is_some() {
            add("growth.take_up".into(), &|one| {
                (one.growth.take_up, one.growth.seed) = (growth.take_up, growth.seed);
            });
        }
        if growth.pending.is_some() {
            add("growth.pending".into(), &|one| {
                (one.growth.pending, one.growth.seed) = (growth.pending, growth.seed);
                one.growth.pending_since = growth.pending_since;
                one.pending_at = self.pending_at.clone();
            });
        }
        if growth.prices.is_some() {
            add("growth.prices".into(), &|one| one.growth.prices = growth.prices);
        }
        // Money last: what it does depends on everything that is asked of it.
        if self.total.is_some() {
            add("budget.total".into(), &|one| one.total.clone_from(&self.total));
        }
        if self.reserve.is_some() {
            add("budget.reserve".into(), &|one| one.reserve.clone_from(&self.reserve));
        }
        all
    }
}
