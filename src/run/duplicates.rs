//! Rosters, decisions and cases in a run: read with the other inputs, compared before the award,
//! told after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use polars::prelude::*;

use crate::budget::Awards;
use crate::diag::{Diagnostic, Failure, Text, codes};
use crate::domain::Fen;
use crate::duplicate::answers;
use crate::duplicate::cases::{self, Case, Cases, World, rows_for_stage};
use crate::duplicate::decisions::fingerprint;
use crate::duplicate::dossier::{Dossier, Stake, left_of};
use crate::duplicate::elsewhere::Elsewhere;
use crate::duplicate::exact::{Exact, PREFIX};
use crate::duplicate::inside::{related_firms, shared_papers};
use crate::duplicate::kinds::Readings;
use crate::duplicate::papers::{MeasurePapers, PAPERS};
use crate::duplicate::same::{PaperEvidence, State, Verdict};
use crate::duplicate::unsorted::{self, Claims, Question, questions};
use crate::entity::Status;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::split;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::intake::prepare::Prepared;
use crate::pipeline::Pipeline;
use crate::run::holds::{self, Hold, Why};
use crate::scheme::{Award, DuplicateKey, Stage};
use crate::tables::award::Saving;

/// What was found before the award.
#[derive(Debug)]
pub struct FoundBefore {
    cases: Option<Cases>,
    tables: Vec<OutputTable>,
    findings: Vec<Diagnostic>,
}

fn world<'a>(pipeline: &'a Pipeline, prepared: &'a Prepared) -> Option<World<'a>> {
    Some(World {
        scheme: &pipeline.scheme,
        plan: pipeline.duplicates.as_ref()?,
        headers: &pipeline.headers,
        firms: &prepared.inputs.firms,
        rosters: prepared.rosters.rows.as_ref()?,
        roster_of: &prepared.rosters.roster_of,
        titles: &prepared.rosters.titles,
        decisions: &prepared.decisions,
        register: prepared.register.as_ref(),
    })
}

/// `file·sheet` of each source.
fn places(linked: &Linked) -> Vec<String> {
    let place = |source: &crate::ingest::Source| match source.sheet.as_str() {
        "" => source.file.clone(),
        sheet => format!("{}·{sheet}", source.file),
    };
    linked.sources.iter().map(place).collect()
}

/// The rosters of a pipeline for the scenario lab, which asks them under whatever rules it tries.
pub fn elsewhere(
    pipeline: &Pipeline,
    prepared: &Prepared,
) -> Result<Option<Arc<Elsewhere>>, Failure> {
    let Some((plan, rows)) = pipeline.duplicates.as_ref().zip(prepared.rosters.rows.as_ref())
    else {
        return Ok(None);
    };
    let rules = (plan.clone(), pipeline.headers.clone());
    let rosters = (rows, prepared.rosters.roster_of.as_slice(), &prepared.rosters.titles);
    let firms = &prepared.inputs.firms;
    Ok(Some(Arc::new(Elsewhere::new(
        rules,
        firms,
        rosters,
        (&prepared.decisions, prepared.register.as_ref()),
    )?)))
}

/// Compares claims with rosters and with one another. What is a duplicate joins the table that the
/// stage of 附七 reads. `firms` are the enterprises as read: whoever a scenario adds is in no roster.
pub fn before_award(
    pipeline: &Pipeline,
    prepared: &mut Prepared,
    gathered: &[(DataFrame, DataFrame)],
    firms: &DataFrame,
) -> Result<FoundBefore, Failure> {
    let scheme = &pipeline.scheme;
    let measures: Vec<MeasurePapers> = scheme
        .measures
        .iter()
        .zip(gathered)
        .map(|(measure, (claims, lines))| MeasurePapers::new(measure, claims, lines))
        .collect::<PolarsResult<_>>()?;
    let most = pipeline.duplicates.as_ref().map_or(0, |plan| plan.settings.most_at_address);
    let most = if most == 0 { crate::entity::Settings::default().most_at_address } else { most };
    let (papers, mut findings) =
        shared_papers(scheme, &measures, &prepared.inputs.firms, &places(&prepared.linked))?;
    let (related, said) = related_firms(firms, most)?;
    findings.extend(said);
    let mut cases = None;
    if let Some(world) = world(pipeline, prepared) {
        let world = World { firms, ..world };
        let found = cases::find(&world, &measures)?;
        let rows = rows_for_stage(&found.cases, &world, &prepared.inputs.duplicates)?;
        if rows.height() > 0 {
            prepared.inputs.duplicates.vstack_mut(&rows)?;
        }
        cases = Some(found);
    }
    Ok(FoundBefore { cases, tables: vec![papers, related], findings })
}

/// The tables and findings about duplicates.
pub fn after_award(
    pipeline: &Pipeline,
    prepared: &Prepared,
    found: FoundBefore,
    awards: &Awards,
    ids: &[String],
) -> Result<Told, Failure> {
    let FoundBefore { cases, mut tables, mut findings } = found;
    let (Some(world), Some(cases)) = (world(pipeline, prepared), cases) else {
        return Ok(Told { findings, tables, open: Vec::new(), exact: None });
    };
    let told = Beside { world: &world, cases: &cases.cases, awards };
    let stakes: Vec<Stake> = cases.cases.iter().map(|case| told.stake(case)).collect();
    let rules = (&world.plan.crosswalk, world.scheme);
    let questions = questions(&cases.cases, &cases.readings, rules, &told);
    findings.extend(told.groups(&stakes));
    findings.extend(told.years(&stakes));
    findings.extend(told.without_papers()?);
    findings.extend(told.to_sort(&questions));
    findings.extend(told.decisions(&prepared.linked));
    findings.extend(contradictions(&cases.readings));
    findings.extend(told.above_cost(ids));
    findings.extend(crowded(&cases, &world)?);
    findings.extend(cases.exact.as_ref().and_then(Exact::finding));
    if cases.matches.register_lacks {
        findings.push(Diagnostic::new(&codes::REGISTER_INCOMPLETE));
    }
    let claim_ids: Vec<String> =
        cases.cases.iter().map(|case| ids[told.claim(case)].clone()).collect();
    let places = places(&prepared.linked);
    let dossier = Dossier {
        world: &world,
        cases: &cases,
        stakes: &stakes,
        claim_ids: &claim_ids,
        places: &places,
    };
    let usage = crate::duplicate::usage::table(
        &prepared.rosters.usage,
        world.plan,
        &places,
        &cases.matches,
        world.rosters,
    )?;
    let sources = world.plan.crosswalk.sources.as_slice();
    let tables_of = (world.firms, world.rosters);
    let answers = answers::table(world.decisions, &cases, (world.scheme, sources), tables_of)?;
    let to_sort = unsorted::table(&questions, &world.plan.crosswalk, world.scheme);
    let first = vec![
        to_sort,
        dossier.suspected()?,
        dossier.table()?,
        told.savings(&stakes)?,
        usage,
        dossier.requests()?,
        answers,
    ];
    tables.splice(0..0, first);
    if let Some(exact) = &cases.exact {
        tables.push(exact.table(world.firms, world.rosters, &|row| dossier.place_of(row))?);
    }
    let exact = cases.exact.as_ref().map(Exact::said);
    let open = told.open(&stakes).into_iter().chain(told.unsorted(&cases.readings, ids)).collect();
    Ok(Told { findings, tables, open, exact })
}

/// Rows of rosters that were compared with nobody, since too many applicants have their code or name.
fn crowded(cases: &Cases, world: &World) -> PolarsResult<Option<Diagnostic>> {
    let rows = &cases.matches.crowded;
    let Some(first) = rows.first() else { return Ok(None) };
    let name = texts(world.rosters, c::FIRM_NAME)?[*first as usize];
    let said = Diagnostic::new(&codes::NAME_CROWDED).arg("count", rows.len());
    Ok(Some(said.arg("name", name)))
}

/// What is told about duplicates.
#[derive(Debug)]
pub struct Told {
    pub findings: Vec<Diagnostic>,
    pub tables: Vec<OutputTable>,
    /// Suspected cases that a claim waits for.
    pub open: Vec<Hold>,
    /// How far the level `name-exact` confirms, where it may.
    pub exact: Option<Text>,
}

/// Cases beside the award.
struct Beside<'a> {
    world: &'a World<'a>,
    cases: &'a [Case],
    awards: &'a Awards,
}

impl Beside<'_> {
    /// Cases that a person must decide before their claims are paid.
    fn open(&self, stakes: &[Stake]) -> Vec<Hold> {
        let cases = self.cases.iter().zip(stakes);
        let open =
            cases.filter(|(case, stake)| case.verdict == Verdict::Suspected && stake.at_risk() > 0);
        open.map(|(case, _)| Hold {
            claim: self.claim(case),
            why: Why::Suspected,
            finding: case.id.clone(),
            evidence: case.evidence.clone(),
        })
        .collect()
    }

    /// Claims that wait for texts to be sorted: one hold each, which rests on all these texts.
    fn unsorted(&self, readings: &Readings, ids: &[String]) -> Vec<Hold> {
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
    fn claims(&self, measure: usize, firm: u32) -> std::ops::Range<usize> {
        let block = self.awards.blocks[measure].clone();
        let firms = &self.awards.firm[block.clone()];
        let first = block.start + firms.partition_point(|own| *own < firm);
        first..block.start + firms.partition_point(|own| *own <= firm)
    }

    /// Texts that wait for a person, in one finding.
    fn to_sort(&self, questions: &[Question]) -> Option<Diagnostic> {
        let waiting: BTreeMap<usize, i64> = self.waiting();
        let amount = waiting.values().fold(0i64, |sum, fen| sum.saturating_add(*fen));
        (!questions.is_empty()).then(|| {
            Diagnostic::new(&codes::KINDS_OPEN)
                .arg("count", questions.len())
                .arg("claims", waiting.len())
                .arg("amount", Fen(amount))
        })
    }

    /// Claims that wait for texts, with what they come to.
    fn waiting(&self) -> BTreeMap<usize, i64> {
        let before = self.around().0;
        let open = self.cases.iter().filter(|case| case.verdict == Verdict::Unsorted);
        let of = |case: &Case| case.waits.iter().map(|m| (*m, case.firm)).collect::<Vec<_>>();
        let groups: BTreeSet<(usize, u32)> = open.flat_map(of).collect();
        let claims = groups.into_iter().flat_map(|(measure, firm)| self.claims(measure, firm));
        claims.map(|claim| (claim, before[claim])).collect()
    }

    /// Claims that met the same kind one year before or after, by source.
    fn years(&self, stakes: &[Stake]) -> Vec<Diagnostic> {
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
    fn without_papers(&self) -> PolarsResult<Vec<Diagnostic>> {
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

    /// The row of a case's claim among all claims.
    fn claim(&self, case: &Case) -> usize {
        self.awards.blocks[case.measure].start + case.own.claim
    }

    /// Amounts before the stage of duplicates, and after it.
    fn around(&self) -> (&[i64], &[i64]) {
        let stages = &self.awards.stages;
        let at = stages.iter().position(|column| column.stage == Stage::Duplicates).unwrap_or(0);
        let before = at.checked_sub(1).map_or(&self.awards.requested, |at| &stages[at].amount);
        (before, stages.get(at).map_or(before, |stage| &stage.amount))
    }

    fn stake(&self, case: &Case) -> Stake {
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

    /// One finding for each measure, source and kind of verdict.
    fn groups(&self, stakes: &[Stake]) -> Vec<Diagnostic> {
        // Several rows may speak of one claim; it is counted once, with the most it can lose.
        let mut groups: BTreeMap<(usize, usize, &str), BTreeMap<usize, i64>> = BTreeMap::new();
        for (case, stake) in self.cases.iter().zip(stakes) {
            let kind = match (case.verdict, case.state) {
                (Verdict::Duplicate, State::Pending) => "pending",
                (verdict, _) => verdict.name(),
            };
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
    fn decisions(&self, linked: &Linked) -> Vec<Diagnostic> {
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
    fn above_cost(&self, ids: &[String]) -> Vec<Diagnostic> {
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

    /// What the stage took, by district and kind of support. Where several others count against a
    /// claim, its cut is split over them by their amounts.
    fn savings(&self, stakes: &[Stake]) -> PolarsResult<OutputTable> {
        let (before, after) = self.around();
        let counts =
            |case: &&Case| case.verdict == Verdict::Duplicate && case.state != State::Pending;
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

impl Claims for Beside<'_> {
    fn of(&self, measure: usize, firm: u32) -> (usize, i64) {
        let (claims, before) = (self.claims(measure, firm), self.around().0);
        let sum = before[claims.clone()].iter().fold(0i64, |sum, fen| sum.saturating_add(*fen));
        (claims.len(), sum)
    }
}

/// Texts of which two answers of one day differ.
fn contradictions(readings: &Readings) -> Vec<Diagnostic> {
    let both = readings.all().iter().filter(|reading| reading.contradiction);
    both.map(|reading| Diagnostic::new(&codes::DECISION_CONTRADICTS).arg("read", &reading.shown))
        .collect()
}
