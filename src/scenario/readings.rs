//! What the open questions of the text cost: each contested reading as switched, alone and together.
//!
//! The cost is what would be paid with enough money: the budget is one question, the text another.
//! Readings that look at another period than the one that was filed for cannot be judged by these
//! filings; they are tried, and the interval is told with and without them.

use super::outcome::Totals;
use super::parallel::{map, try_map};
use super::{Lab, LabError, Scenario, Setting};
use crate::award::EngineError;
use crate::diag::{Lang, Severity, Text};
use crate::scheme::Stage;
use crate::scheme::choose::OptionRule;

/// One reading alone.
#[derive(Clone, Debug)]
pub struct Reading {
    pub option: String,
    pub clause: String,
    pub question: Text,
    pub value: String,
    pub text: Text,
    /// Another period than the one that was filed for.
    pub period: bool,
    pub tried: Tried,
}

/// What came of a reading.
#[derive(Clone, Debug)]
pub enum Tried {
    Cost(Cost),
    /// Why these data cannot tell: a rate that is missing, readings that contradict each other.
    Refused(Text),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Payable if money were enough, in fen.
    pub full: i64,
    pub totals: Totals,
}

/// Several readings together.
#[derive(Clone, Debug)]
pub struct Together {
    pub cost: Cost,
    /// Option and value where they differ from the base.
    pub chosen: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Readings {
    pub base: Cost,
    /// The ones that move the cost most first; ties in the order of the file.
    pub alone: Vec<Reading>,
    /// Lowest and highest over readings of the period that was filed for.
    pub interval: (Together, Together),
    /// The same over all readings.
    pub with_periods: (Together, Together),
    pub evaluations: usize,
}

impl Reading {
    /// How much the cost moves, in fen.
    pub fn moves(&self, base: &Cost) -> i64 {
        match self.tried {
            Tried::Cost(cost) => cost.full - base.full,
            Tried::Refused(_) => 0,
        }
    }
}

/// Switches every option. The ends of an interval are found by taking, option by option, the value
/// that helps most beside those already taken, until a whole round changes nothing: every single
/// switch of a reading that moves alone is tried against the result, all combinations are not.
///
/// # Errors
/// Faults of the base.
pub fn readings(lab: &Lab, under: &Scenario) -> Result<Readings, LabError> {
    let setting = lab.setting(under)?.0;
    let base = cost(lab, &setting)?;
    let in_force = |option: &OptionRule| {
        let known = setting.scheme.in_force.iter().find(|known| known.name == option.name);
        known.map(|known| known.value.clone()).unwrap_or_default()
    };
    let options = lab.base().scheme_file.option_rules();
    let cases = options.iter().flat_map(|option| option.values.iter().map(move |v| (option, v)));
    let cases: Vec<_> = cases.filter(|(option, v)| v.name != in_force(option)).collect();
    let mut alone: Vec<Reading> = try_map(&cases, |(option, value)| -> Result<_, LabError> {
        let scenario = under.clone().with_option(&option.name, &value.name);
        Ok(Reading {
            option: option.name.clone(),
            clause: option.clause.clone(),
            question: option.question.clone(),
            value: value.name.clone(),
            text: value.text.clone(),
            period: value.set.iter().any(|(path, _)| path.ends_with(".within")),
            tried: attempt(lab, &scenario)?,
        })
    })?;
    let mut search = Search { lab, under, base, evaluations: 1 + alone.len() };
    let moving = |all: bool| -> Vec<&Reading> {
        alone.iter().filter(|r| r.moves(&base) != 0 && (all || !r.period)).collect()
    };
    let interval = (search.end(&moving(false), false)?, search.end(&moving(false), true)?);
    let with_periods = (search.end(&moving(true), false)?, search.end(&moving(true), true)?);
    let evaluations = search.evaluations;
    alone.sort_by_key(|reading| std::cmp::Reverse(reading.moves(&base).abs()));
    Ok(Readings { base, alone, interval, with_periods, evaluations })
}

/// What a setting costs with enough money, and with the money there is.
fn cost(lab: &Lab, setting: &Setting) -> Result<Cost, LabError> {
    let totals = lab.totals_of(setting)?;
    // Where the budget comes last, what enters it is what money would pay.
    let full = match setting.scheme.stages.last() {
        Some(Stage::Budget) => totals.approved,
        _ => lab.totals_of(&Setting { pool: None, ..setting.clone() })?.payable,
    };
    Ok(Cost { full, totals })
}

fn attempt(lab: &Lab, scenario: &Scenario) -> Result<Tried, LabError> {
    let found = lab.setting(scenario).and_then(|(setting, _)| cost(lab, &setting));
    let faults = match found {
        Ok(cost) => return Ok(Tried::Cost(cost)),
        Err(LabError::User(faults) | LabError::Engine(EngineError::Rates(faults))) => faults,
        Err(other) => return Err(other),
    };
    let first = faults.0.iter().find(|fault| fault.severity == Severity::Error);
    let words = first.map(|fault| Text::new(fault.message(Lang::Zh), fault.message(Lang::En)));
    Ok(Tried::Refused(words.unwrap_or_default()))
}

struct Search<'a> {
    lab: &'a Lab,
    under: &'a Scenario,
    base: Cost,
    evaluations: usize,
}

impl Search<'_> {
    fn end(&mut self, moving: &[&Reading], highest: bool) -> Result<Together, LabError> {
        const ROUNDS: usize = 4;
        let gain = |cost: &Cost, than: &Cost| match highest {
            true => cost.full - than.full,
            false => than.full - cost.full,
        };
        let mut best = Together { cost: self.base, chosen: Vec::new() };
        let mut scenario = self.under.clone();
        for _ in 0..ROUNDS {
            let with = |reading: &Reading, scenario: &Scenario| {
                scenario.clone().with_option(&reading.option, &reading.value)
            };
            let tries: Vec<Result<Tried, LabError>> =
                map(moving, |r| attempt(self.lab, &with(r, &scenario)));
            self.evaluations += tries.len();
            let mut improving: Vec<(i64, &Reading)> = Vec::new();
            for (tried, reading) in tries.into_iter().zip(moving) {
                if let Tried::Cost(cost) = tried?
                    && gain(&cost, &best.cost) > 0
                {
                    improving.push((gain(&cost, &best.cost), reading));
                }
            }
            if improving.is_empty() {
                break;
            }
            improving.sort_by_key(|(gain, _)| std::cmp::Reverse(*gain));
            for (_, reading) in improving {
                let next = with(reading, &scenario);
                self.evaluations += 1;
                if let Tried::Cost(cost) = attempt(self.lab, &next)?
                    && gain(&cost, &best.cost) > 0
                {
                    best.chosen.retain(|(option, _)| *option != reading.option);
                    best.chosen.push((reading.option.clone(), reading.value.clone()));
                    (best.cost, scenario) = (cost, next);
                }
            }
        }
        Ok(best)
    }
}
