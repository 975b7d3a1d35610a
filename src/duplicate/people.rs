//! What people said of who somebody is, over pairs and how likely they are.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;

use super::cases::{Case, World};
use super::decisions::Decisions;
use super::exact::Exact;
use super::same::Verdict;
use crate::entity::{Found, Level, Matches, Status};
use crate::frame::access::texts;
use crate::frame::columns as c;

/// Whomever people know to be an applicant is one, however unlike the names look.
pub(super) fn settle(
    pairs: &mut [Found],
    firms: &DataFrame,
    rosters: &DataFrame,
    decisions: &Decisions,
) -> PolarsResult<()> {
    let people = People::new(firms, rosters)?;
    for pair in pairs {
        if people.say(decisions, pair) == Some(true) {
            pair.status = Status::Confirmed;
        }
    }
    Ok(())
}

/// Pairs of which people said whether they are one enterprise: by the name, in the sample of exact names, or since
/// a case of theirs is a duplicate.
pub(super) fn decided(
    world: &World,
    matches: &Matches,
    exact: Option<&Exact>,
    cases: &[Case],
) -> PolarsResult<HashMap<(u32, u32), bool>> {
    let people = People::new(world.firms, world.rosters)?;
    let sampled: BTreeMap<(u32, Level), bool> =
        exact.map(|exact| exact.said_of().collect()).unwrap_or_default();
    let by_name = matches.pairs.iter().filter_map(|pair| {
        let in_sample = || sampled.get(&(pair.own, pair.level)).copied();
        let said = people.say(world.decisions, pair).or_else(in_sample)?;
        Some(((pair.own, pair.other), said))
    });
    let is_one = |case: &&Case| case.decision.is_some() && case.verdict == Verdict::Duplicate;
    let by_case = cases.iter().filter(is_one).map(|case| ((case.pair.own, case.pair.other), true));
    Ok(by_case.chain(by_name).collect())
}

/// Cases take over how likely their pairs are.
pub(super) fn weigh_cases(matches: &Matches, cases: &mut [Case]) {
    let chances: HashMap<(u32, u32), u16> =
        matches.pairs.iter().map(|pair| ((pair.own, pair.other), pair.chance)).collect();
    for case in cases {
        if let Some(chance) = chances.get(&(case.pair.own, case.pair.other)) {
            case.pair.chance = *chance;
        }
    }
}

/// Codes and names of both sides, as answers name them.
pub(super) struct People<'a> {
    codes: Vec<&'a str>,
    names: Vec<&'a str>,
    other_codes: Vec<&'a str>,
    other_names: Vec<&'a str>,
}

impl<'a> People<'a> {
    pub(super) fn new(firms: &'a DataFrame, rosters: &'a DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            codes: texts(firms, c::USCC)?,
            names: texts(firms, c::FIRM_NAME)?,
            other_codes: texts(rosters, c::USCC)?,
            other_names: texts(rosters, c::FIRM_NAME)?,
        })
    }

    /// Whether a person said that they are one enterprise, or two.
    pub(super) fn say(&self, decisions: &Decisions, pair: &Found) -> Option<bool> {
        let (own, other) = (pair.own as usize, pair.other as usize);
        let applicant = (self.codes[own], self.names[own]);
        let (answer, _) =
            decisions.who(self.other_names[other], self.other_codes[other], applicant);
        answer.map(|answer| answer.same)
    }
}
