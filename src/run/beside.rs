//! Cases beside the award: what hangs on each, what claims wait for, what the stage of duplicates saved.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::budget::Awards;
use crate::domain::Fen;
use crate::duplicate::cases::{Case, World};
use crate::duplicate::decisions::fingerprint;
use crate::duplicate::dossier::{Stake, left_of};
use crate::duplicate::kinds::Readings;
use crate::duplicate::same::{State, Verdict};
use crate::duplicate::unsorted::Claims;
use crate::frame::kernels::split;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::run::holds::{self, Hold, Why};
use crate::scheme::{Award, Stage};
use crate::tables::award::Saving;

/// Cases beside the award.
pub(super) struct Beside<'a> {
    pub world: &'a World<'a>,
    pub cases: &'a [Case],
    pub awards: &'a Awards,
}

impl Beside<'_> {
    /// Cases that a person must decide before their claims are paid.
    pub(super) fn open(&self, stakes: &[Stake]) -> Vec<Hold> {
        let cases = self.cases.iter().zip(stakes);
        let open =
            cases.filter(|(case, stake)| case.verdict == Verdict::Suspected && stake.at_risk() > 0);
        open.map(|(case, _)| Hold {
            claim: self.claim(case),
            why: Why::Suspected,
            finding: case.id.clone(),
            evidence: case.evidence.clone(),
            part: None,
        })
        .collect()
    }

    /// Claims that wait for texts to be sorted: one hold each, which rests on all these texts.
    pub(super) fn unsorted(&self, readings: &Readings, ids: &[String]) -> Vec<Hold> {
        let mut texts: BTreeMap<(usize, u32), BTreeSet<&str>> = BTreeMap::new();
        for case in self.cases.iter().filter(|case| case.verdict == Verdict::Unsorted) {
            for measure in &case.waits {
                let own = texts.entry((*measure, case.firm)).or_default();
                own.insert(&readings.get(case.reading).text);
            }
        }
        let mut out = Vec::new();
        for ((measure, firm), texts) in texts {
            let facts: Vec<(&str, &str)> = texts.iter().map(|text| ("text", *text)).collect();
            let texts = fingerprint("hold-texts-1", &facts, 16);
            let claims = self.claims(measure, firm);
            out.extend(claims.map(|claim| {
                holds::resting_on(claim, Why::Unsorted, &ids[claim], &[("texts", &texts)])
            }));
        }
        out
    }

    /// The rows of an enterprise's claims under a measure, among all claims.
    pub(super) fn claims(&self, measure: usize, firm: u32) -> std::ops::Range<usize> {
        let block = self.awards.blocks[measure].clone();
        let firms = &self.awards.firm[block.clone()];
        let first = block.start + firms.partition_point(|own| *own < firm);
        first..block.start + firms.partition_point(|own| *own <= firm)
    }

    /// Claims that wait for texts, with what they come to.
    pub(super) fn waiting(&self) -> BTreeMap<usize, i64> {
        let before = self.around().0;
        let open = self.cases.iter().filter(|case| case.verdict == Verdict::Unsorted);
        let of = |case: &Case| case.waits.iter().map(|m| (*m, case.firm)).collect::<Vec<_>>();
        let groups: BTreeSet<(usize, u32)> = open.flat_map(of).collect();
        let claims = groups.into_iter().flat_map(|(measure, firm)| self.claims(measure, firm));
        claims.map(|claim| (claim, before[claim])).collect()
    }

    /// The row of a case's claim among all claims.
    pub(super) fn claim(&self, case: &Case) -> usize {
        self.awards.blocks[case.measure].start + case.own.claim
    }

    /// Amounts before the stage of duplicates, and after it.
    pub(super) fn around(&self) -> (&[i64], &[i64]) {
        let stages = &self.awards.stages;
        let at = stages.iter().position(|column| column.stage == Stage::Duplicates).unwrap_or(0);
        let before = at.checked_sub(1).map_or(&self.awards.requested, |at| &stages[at].amount);
        (before, stages.get(at).map_or(before, |stage| &stage.amount))
    }

    pub(super) fn stake(&self, case: &Case) -> Stake {
        let (before, current) = (self.around().0, self.awards.current());
        if case.verdict == Verdict::Unsorted {
            let all = case.waits.iter().flat_map(|measure| self.claims(*measure, case.firm));
            let mut sum = Stake::default();
            for claim in all {
                sum.before = sum.before.saturating_add(before[claim]);
                sum.payable = sum.payable.saturating_add(current[claim]);
                sum.requested = sum.requested.saturating_add(self.awards.requested[claim]);
            }
            return sum;
        }
        let claim = self.claim(case);
        let by_cost = matches!(self.world.scheme.measures[case.measure].award, Award::Rate { .. });
        Stake {
            before: before[claim],
            left: left_of(case, self.world, before[claim]),
            payable: current[claim],
            requested: self.awards.requested[claim],
            cost: by_cost.then(|| self.awards.base[claim]),
        }
    }

    /// What the stage took, by district and kind of support. Where several others count against a
    /// claim, its cut is split over them by their amounts.
    pub(super) fn savings(&self, stakes: &[Stake]) -> PolarsResult<OutputTable> {
        let (before, after) = self.around();
        let counts = |case: &&Case| case.verdict == Verdict::Duplicate && !is_pending(case);
        let mut by_claim: BTreeMap<usize, Vec<&Case>> = BTreeMap::new();
        for case in self.cases.iter().filter(counts) {
            by_claim.entry(self.claim(case)).or_default().push(case);
        }
        let mut groups: BTreeMap<(usize, usize), (i64, i64)> = BTreeMap::new();
        for (claim, cases) in by_claim {
            let weights: Vec<i64> =
                cases.iter().map(|case| case.amount.unwrap_or(0).max(1)).collect();
            let cut = before[claim] - after[claim];
            let total = weights.iter().fold(0i64, |sum, weight| sum.saturating_add(*weight));
            // A split never gives more than the weights; here only their proportion matters.
            let parts = match cases.len() {
                1 => vec![cut],
                _ if total >= cut => split(&weights, cut),
                _ => {
                    let mut parts = vec![0; cases.len()];
                    parts[0] = cut;
                    parts
                }
            };
            for (case, part) in cases.iter().zip(parts) {
                let group = groups.entry((case.source, case.measure)).or_default();
                group.0 += 1;
                group.1 += part;
            }
        }
        // Several rows may speak of one claim; it is counted once, with the most it can lose.
        let mut open: BTreeMap<(usize, usize), BTreeMap<usize, i64>> = BTreeMap::new();
        let suspected = |(case, _): &(&Case, &Stake)| case.verdict == Verdict::Suspected;
        for (case, stake) in self.cases.iter().zip(stakes).filter(suspected) {
            let claims = open.entry((case.source, case.measure)).or_default();
            let risk = claims.entry(self.claim(case)).or_default();
            *risk = stake.at_risk().max(*risk);
        }
        let sums = |claims: BTreeMap<usize, i64>| {
            let sum = claims.values().fold(0i64, |sum, fen| sum.saturating_add(*fen));
            (claims.len() as i64, sum)
        };
        let risks: BTreeMap<(usize, usize), (i64, i64)> =
            open.into_iter().map(|(key, claims)| (key, sums(claims))).collect();
        let keys: BTreeSet<(usize, usize)> = groups.keys().chain(risks.keys()).copied().collect();
        let rows = keys.into_iter().map(|key| {
            let source = &self.world.plan.crosswalk.sources[key.0];
            let measure = &self.world.scheme.measures[key.1];
            let (cases, reduction) = groups.get(&key).copied().unwrap_or_default();
            let (in_review, at_risk) = risks.get(&key).copied().unwrap_or_default();
            Saving {
                district: source.district.clone(),
                scheme: source.id.clone(),
                kind: measure.kind.clone(),
                clause: measure.clause.clone(),
                cases,
                reduction: Fen(reduction),
                in_review,
                at_risk: Fen(at_risk),
            }
        });
        Ok(Saving::table(rows))
    }
}

/// The same support, of which nobody knows yet what becomes of it.
pub(super) fn is_pending(case: &Case) -> bool {
    case.verdict == Verdict::Duplicate && case.state == State::Pending
}

impl Claims for Beside<'_> {
    fn of(&self, measure: usize, firm: u32) -> (usize, i64) {
        let (claims, before) = (self.claims(measure, firm), self.around().0);
        let sum = before[claims.clone()].iter().fold(0i64, |sum, fen| sum.saturating_add(*fen));
        (claims.len(), sum)
    }

    fn applicants(&self, measure: Option<usize>) -> usize {
        let firms = match measure {
            Some(measure) => &self.awards.firm[self.awards.blocks[measure].clone()],
            None => &self.awards.firm[..],
        };
        firms.iter().collect::<BTreeSet<_>>().len()
    }
}
