//! What a run says of duplicates, in findings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use polars::prelude::*;

use super::beside::{Beside, is_pending};
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::Fen;
use crate::duplicate::cases::{Case, Cases, World};
use crate::duplicate::dossier::Stake;
use crate::duplicate::exact::PREFIX;
use crate::duplicate::kinds::Readings;
use crate::duplicate::papers::PAPERS;
use crate::duplicate::rows::said_state;
use crate::duplicate::same::{PaperEvidence, State, Verdict, Why};
use crate::duplicate::unsorted::Question;
use crate::entity::Status;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::intake::link::Linked;
use crate::scheme::{Award, DuplicateKey};

impl Beside<'_> {
    /// Texts that wait for a person, in one finding.
    pub(super) fn to_sort(&self, questions: &[Question]) -> Option<Diagnostic> {
        let count = questions.iter().filter(|question| !question.offered).count();
        let waiting: BTreeMap<usize, i64> = self.waiting();
        let amount = waiting.values().fold(0i64, |sum, fen| sum.saturating_add(*fen));
        (count > 0).then(|| {
            Diagnostic::new(&codes::KINDS_OPEN)
                .arg("count", count)
                .arg("claims", waiting.len())
                .arg("amount", Fen(amount))
        })
    }

    /// Texts of which rules leave open whether they are of the kind.
    pub(super) fn offered(questions: &[Question]) -> Option<Diagnostic> {
        let offered = || questions.iter().filter(|question| question.offered);
        let claims: usize = offered().map(|question| question.claims).sum();
        let said = Diagnostic::new(&codes::KINDS_OFFERED).arg("count", offered().count());
        (claims > 0).then(|| said.arg("claims", claims))
    }

    /// Claims that met the same kind one year before or after, by source.
    pub(super) fn years(&self, stakes: &[Stake]) -> Vec<Diagnostic> {
        let mut groups: BTreeMap<usize, BTreeMap<usize, i64>> = BTreeMap::new();
        let off = |(case, _): &(&Case, &Stake)| case.verdict == Verdict::YearOff;
        for (case, stake) in self.cases.iter().zip(stakes).filter(off) {
            groups.entry(case.source).or_default().insert(self.claim(case), stake.at_risk());
        }
        let said = |(source, claims): (usize, BTreeMap<usize, i64>)| {
            let source = &self.world.plan.crosswalk.sources[source];
            let amount = claims.values().fold(0i64, |sum, fen| sum.saturating_add(*fen));
            Diagnostic::new(&codes::YEAR_OFF)
                .arg("source", &source.title.zh)
                .arg("source_en", &source.title.en)
                .arg("count", claims.len())
                .arg("amount", Fen(amount))
        };
        groups.into_iter().map(said).collect()
    }

    /// Sources that publish no numbers of papers: what they list can never be proven by paper.
    pub(super) fn without_papers(&self) -> PolarsResult<Vec<Diagnostic>> {
        let mut numbered = BTreeSet::new();
        for name in PAPERS {
            let column = texts(self.world.rosters, name)?;
            let filled =
                column.iter().zip(self.world.roster_of).filter(|(text, _)| !text.is_empty());
            numbered.extend(filled.map(|(_, roster)| *roster));
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for case in self.cases.iter().filter(|case| case.verdict == Verdict::Suspected) {
            *counts.entry(self.world.roster_of[case.row]).or_default() += 1;
        }
        let by_paper = |roster: &usize| {
            let proof = self.world.plan.rosters[*roster].proof;
            proof.unwrap_or(self.world.scheme.duplicates.key) == DuplicateKey::Item
        };
        let open = counts.into_iter().filter(|(at, _)| !numbered.contains(at) && by_paper(at));
        let said = |(roster, count): (usize, usize)| {
            let source = self.world.plan.rosters[roster].source;
            let title = &self.world.plan.crosswalk.sources[source].title;
            Diagnostic::new(&codes::NEVER_BY_PAPER)
                .arg("source", &title.zh)
                .arg("source_en", &title.en)
                .arg("count", count)
        };
        Ok(open.map(said).collect())
    }

    /// What would be duplicates but that their state follows from the title of a list alone, by source.
    pub(super) fn by_title(&self, stakes: &[Stake]) -> PolarsResult<Vec<Diagnostic>> {
        let rosters = self.world.rosters;
        let (statuses, sources) = (texts(rosters, c::STATUS)?, indices(rosters, c::SOURCE)?);
        let mut groups: BTreeMap<usize, (BTreeSet<u32>, BTreeMap<usize, i64>)> = BTreeMap::new();
        for (case, stake) in self.cases.iter().zip(stakes) {
            if case.why == Why::ByTitle && case.decision.is_none() {
                let (lists, claims) = groups.entry(case.source).or_default();
                lists.insert(sources[case.row]);
                let risk = claims.entry(self.claim(case)).or_default();
                *risk = stake.at_risk().max(*risk);
            }
        }
        let said = groups.into_iter().map(|(source, (lists, claims))| {
            let returned = self.returned(source, &statuses);
            let title = &self.world.plan.crosswalk.sources[source].title;
            let amount = claims.values().fold(0i64, |sum, fen| sum.saturating_add(*fen));
            Diagnostic::new(&codes::STATE_BY_TITLE)
                .arg("source", &title.zh)
                .arg("source_en", &title.en)
                .arg("lists", lists.len())
                .arg("count", claims.len())
                .arg("amount", Fen(amount))
                .arg("returned", returned.zh)
                .arg("returned_en", returned.en)
        });
        Ok(said.collect())
    }

    /// How many rows of a source say that they were returned, of those that say their state.
    fn returned(&self, source: usize, statuses: &[&str]) -> Text {
        let world = self.world;
        let of_source = |row: &usize| {
            !statuses[*row].is_empty() && world.plan.rosters[world.roster_of[*row]].source == source
        };
        let said = (0..statuses.len()).filter(of_source);
        let said = said.filter_map(|row| said_state(world.headers, statuses[row]));
        let said: Vec<State> = said.collect();
        let returned = said.iter().filter(|state| **state == State::Returned).count();
        match said.len() {
            0 => Text::default(),
            known => Text::new(
                format!("；该来源写明状态的 {known} 行中有 {returned} 行已退回"),
                format!("; of its {known} rows that say their state {returned} were returned"),
            ),
        }
    }

    /// Papers that enterprises gave and that fit no case.
    pub(super) fn papers_given(&self, linked: &Linked) -> PolarsResult<Vec<Diagnostic>> {
        let papers = &self.world.decisions.papers;
        if papers.is_empty() {
            return Ok(Vec::new());
        }
        let codes = texts(self.world.firms, c::USCC)?;
        let of: HashMap<&str, &str> =
            self.cases.iter().map(|case| (case.id.as_str(), codes[case.firm as usize])).collect();
        let place = |source, row| linked.place(source, row, "");
        Ok(papers.said(|id| of.get(id).copied(), place))
    }

    /// One finding for each measure, source and kind of verdict.
    pub(super) fn groups(&self, stakes: &[Stake]) -> Vec<Diagnostic> {
        // Several rows may speak of one claim; it is counted once, with the most it can lose.
        let mut groups: BTreeMap<(usize, usize, &str), BTreeMap<usize, i64>> = BTreeMap::new();
        for (case, stake) in self.cases.iter().zip(stakes) {
            let kind = if is_pending(case) { "pending" } else { case.verdict.name() };
            // Where nothing hangs on it, nobody has to decide now.
            if kind == "suspected" && stake.at_risk() == 0 {
                continue;
            }
            let claims = groups.entry((case.measure, case.source, kind)).or_default();
            let risk = claims.entry(self.claim(case)).or_default();
            *risk = stake.at_risk().max(*risk);
        }
        let said = groups.into_iter().filter_map(|((measure, source, kind), claims)| {
            let code = match kind {
                "suspected" => &codes::CASES_SUSPECTED,
                "duplicate" => &codes::CASES_CONFIRMED,
                "pending" => &codes::CASES_PENDING,
                "outside" => &codes::OUTSIDE_SUPPORT,
                _ => return None,
            };
            let source = &self.world.plan.crosswalk.sources[source];
            let scheme = self.world.scheme;
            let finding = Diagnostic::new(code)
                .arg("measure", &scheme.measures[measure].clause)
                .arg("clause", scheme.clause_of(scheme.duplicates.reason))
                .arg("count", claims.len())
                .arg("source", &source.title.zh)
                .arg("source_en", &source.title.en);
            Some(match kind {
                "suspected" => finding.arg("amount", Fen(claims.values().sum())),
                _ => finding,
            })
        });
        said.collect()
    }

    /// Decisions that do not hold.
    pub(super) fn decisions(&self, linked: &Linked) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for case in self.cases {
            if let Some(decision) = &case.outdated {
                let place = linked.place(decision.signed.place.0, decision.signed.place.1, "");
                let fault = Diagnostic::new(&codes::DECISION_OUTDATED).arg("read", &case.id);
                out.push(fault.at(place));
            }
            if case.contradiction {
                out.push(Diagnostic::new(&codes::DECISION_CONTRADICTS).arg("read", &case.id));
            }
        }
        let known: BTreeSet<&str> = self.cases.iter().map(|case| case.id.as_str()).collect();
        // Findings about papers and about payments have decisions of their own in the same table.
        let apart =
            |id: &str| id.starts_with("PA-") || id.starts_with("HD-") || id.starts_with(PREFIX);
        for (id, (source, row)) in self.world.decisions.findings() {
            if !known.contains(id) && !apart(id) {
                let note = Diagnostic::new(&codes::DECISION_UNKNOWN).arg("read", id);
                out.push(note.at(linked.place(source, row, "")));
            }
        }
        out
    }

    /// Claims whose support by all sources exceeds what was spent.
    pub(super) fn above_cost(&self, ids: &[String]) -> Vec<Diagnostic> {
        let mut others: BTreeMap<usize, i64> = BTreeMap::new();
        for case in self.cases {
            let same = matches!(case.paper, PaperEvidence::Same(..));
            let counts = same
                && case.state == State::Received
                && case.pair.status == Status::Confirmed
                && matches!(case.verdict, Verdict::Duplicate | Verdict::Outside);
            let by_cost =
                matches!(self.world.scheme.measures[case.measure].award, Award::Rate { .. });
            if counts && by_cost {
                let sum = others.entry(self.claim(case)).or_default();
                *sum = sum.saturating_add(case.amount.unwrap_or(0));
            }
        }
        let said = others.into_iter().filter_map(|(claim, other)| {
            let own = self.awards.current()[claim];
            let support = other.saturating_add(own);
            let cost = self.awards.base[claim];
            (own > 0 && support > cost).then(|| {
                Diagnostic::new(&codes::SUPPORT_ABOVE_COST)
                    .arg("claim", &ids[claim])
                    .arg("support", Fen(support))
                    .arg("cost", Fen(cost))
            })
        });
        said.collect()
    }
}

/// Rows of rosters that were compared with nobody, since too many applicants have their code or name.
pub(super) fn crowded(cases: &Cases, world: &World) -> PolarsResult<Option<Diagnostic>> {
    let rows = &cases.matches.crowded;
    let Some(first) = rows.first() else { return Ok(None) };
    let name = texts(world.rosters, c::FIRM_NAME)?[*first as usize];
    let said = Diagnostic::new(&codes::NAME_CROWDED).arg("count", rows.len());
    Ok(Some(said.arg("name", name)))
}

/// Texts of which two answers of one day differ.
pub(super) fn contradictions(readings: &Readings) -> Vec<Diagnostic> {
    let both = readings.all().iter().filter(|reading| reading.contradiction);
    both.map(|reading| Diagnostic::new(&codes::DECISION_CONTRADICTS).arg("read", &reading.shown))
        .collect()
}
