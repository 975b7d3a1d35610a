//! What the open questions of the text cost: each contested reading as switched, alone and together.

use rayon::prelude::*;

use super::outcome::Totals;
use super::{Lab, LabError, Scenario};
use crate::diag::{Text, codes};
use crate::scheme::choose::OptionRule;

/// One reading alone.
#[derive(Clone, Debug)]
pub struct Reading {
    pub option: String,
    pub clause: String,
    pub question: Text,
    pub value: String,
    pub text: Text,
    /// `None` where the data lack what the reading needs; `refused` says so.
    pub totals: Option<Totals>,
    pub refused: Option<Text>,
}

/// Several readings together.
#[derive(Clone, Debug)]
pub struct Together {
    pub totals: Totals,
    /// Option and value where they differ from the base.
    pub chosen: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Readings {
    pub base: Totals,
    /// The ones that move most first; ties in the order of the file.
    pub alone: Vec<Reading>,
    pub lowest: Together,
    pub highest: Together,
    pub evaluations: usize,
}

/// Switches every option. The combinations with the lowest and the highest approved sum are found
/// by taking, option by option, the value that helps most beside those already taken, until a whole
/// round changes nothing: each single switch is tried against the result, all pairs are not.
///
/// # Errors
/// Faults of the base.
pub fn readings(lab: &Lab, under: &Scenario) -> Result<Readings, LabError> {
    let base = lab.totals(under)?;
    let options = lab.base().scheme_file.option_rules();
    let setting = lab.setting(under)?.0;
    let in_force = |option: &OptionRule| {
        let known = setting.scheme.in_force.iter().find(|known| known.name == option.name);
        known.map(|known| known.value.clone()).unwrap_or_default()
    };
    let cases: Vec<(&OptionRule, usize)> = options
        .iter()
        .flat_map(|option| (0..option.values.len()).map(move |value| (option, value)))
        .filter(|(option, value)| option.values[*value].name != in_force(option))
        .collect();
    let alone: Vec<Result<Reading, LabError>> = cases
        .par_iter()
        .map(|(option, value)| {
            let value = &option.values[*value];
            let scenario = under.clone().with_option(&option.name, &value.name);
            let (totals, refused) = tried(lab, &scenario)?;
            Ok(Reading {
                option: option.name.clone(),
                clause: option.clause.clone(),
                question: option.question.clone(),
                value: value.name.clone(),
                text: value.text.clone(),
                totals,
                refused,
            })
        })
        .collect();
    let mut alone: Vec<Reading> = alone.into_iter().collect::<Result<_, _>>()?;
    let mut evaluations = 1 + alone.len();
    let lowest = extreme(lab, under, base, &alone, false, &mut evaluations)?;
    let highest = extreme(lab, under, base, &alone, true, &mut evaluations)?;
    let moved = |reading: &Reading| {
        let totals = reading.totals.unwrap_or(base);
        ((totals.approved - base.approved).abs(), (totals.payable - base.payable).abs())
    };
    alone.sort_by_key(|reading| std::cmp::Reverse(moved(reading)));
    Ok(Readings { base, alone, lowest, highest, evaluations })
}

/// Totals, or why the reading cannot be evaluated on these data: a rate that is missing, readings
/// that contradict each other.
fn tried(lab: &Lab, scenario: &Scenario) -> Result<(Option<Totals>, Option<Text>), LabError> {
    let faults = match lab.totals(scenario) {
        Ok(totals) => return Ok((Some(totals), None)),
        Err(LabError::User(faults)) => faults,
        Err(LabError::Engine(crate::award::EngineError::Rates(faults))) => faults,
        Err(other) => return Err(other),
    };
    use crate::diag::{Lang, Severity};
    let first = faults.0.iter().find(|fault| fault.severity == Severity::Error);
    let words = first.map(|fault| Text::new(fault.message(Lang::Zh), fault.message(Lang::En)));
    Ok((None, words.or_else(|| Some(Text::new(codes::INTERNAL.zh, codes::INTERNAL.en)))))
}

fn extreme(
    lab: &Lab,
    under: &Scenario,
    base: Totals,
    alone: &[Reading],
    highest: bool,
    evaluations: &mut usize,
) -> Result<Together, LabError> {
    const ROUNDS: usize = 4;
    let better = |a: &Totals, b: &Totals| match highest {
        true => a.approved > b.approved,
        false => a.approved < b.approved,
    };
    let mut best = Together { totals: base, chosen: Vec::new() };
    let mut scenario = under.clone();
    // Readings that moved nothing alone seldom move anything later; they are tried in the last round.
    let moving: Vec<&Reading> =
        alone.iter().filter(|r| r.totals.is_some_and(|t| t.approved != base.approved)).collect();
    for _ in 0..ROUNDS {
        let tries: Vec<Result<Option<Totals>, LabError>> = moving
            .par_iter()
            .map(|reading| {
                let next = scenario.clone().with_option(&reading.option, &reading.value);
                Ok(tried(lab, &next)?.0)
            })
            .collect();
        *evaluations += tries.len();
        let mut improving: Vec<(i64, &Reading)> = Vec::new();
        for (totals, reading) in tries.into_iter().zip(&moving) {
            if let Some(totals) = totals?.filter(|totals| better(totals, &best.totals)) {
                improving.push(((totals.approved - best.totals.approved).abs(), reading));
            }
        }
        improving.sort_by_key(|(gain, _)| std::cmp::Reverse(*gain));
        let before = best.totals;
        for (_, reading) in improving {
            let next = scenario.clone().with_option(&reading.option, &reading.value);
            *evaluations += 1;
            if let Some(totals) = tried(lab, &next)?.0.filter(|t| better(t, &best.totals)) {
                best.chosen.retain(|(option, _)| *option != reading.option);
                best.chosen.push((reading.option.clone(), reading.value.clone()));
                best.totals = totals;
                scenario = next;
            }
        }
        if best.totals == before {
            break;
        }
    }
    Ok(best)
}
