//! Rosters, decisions and cases in a run: read with the other inputs, compared before the award,
//! told after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use polars::prelude::*;

use crate::budget::Awards;
use crate::diag::{Diagnostic, Failure, Text, codes};
use crate::domain::Fen;
use crate::duplicate::cases::{Case, Cases, World, find, rows_for_stage};
use crate::duplicate::dossier::{Dossier, Stake, stake};
use crate::duplicate::elsewhere::Elsewhere;
use crate::duplicate::exact::{Exact, PREFIX};
use crate::duplicate::inside::{related_firms, shared_papers};
use crate::duplicate::papers::MeasurePapers;
use crate::duplicate::same::{PaperEvidence, State, Verdict};
use crate::entity::Status;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::split;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::intake::prepare::Prepared;
use crate::pipeline::Pipeline;
use crate::run::holds::{Hold, Why};
use crate::scheme::{Award, Stage};
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
    let rosters = (rows, prepared.rosters.roster_of.as_slice());
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
        let found = find(&world, &measures)?;
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
    findings.extend(told.groups(&stakes));
    findings.extend(told.decisions(&prepared.linked));
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
    let first = vec![dossier.suspected()?, dossier.table()?, told.savings(&stakes)?, usage];
    tables.splice(0..0, first);
    if let Some(exact) = &cases.exact {
        tables.push(exact.table(world.firms, world.rosters, &|row| dossier.place_of(row))?);
    }
    let exact = cases.exact.as_ref().map(Exact::said);
    Ok(Told { findings, tables, open: told.open(&stakes), exact })
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
        let claim = self.claim(case);
        stake(case, self.world, self.around().0[claim], self.awards.current()[claim])
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
                let place = linked.place(decision.place.0, decision.place.1, "");
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
        let mut risks: BTreeMap<(usize, usize), (i64, i64)> = BTreeMap::new();
        for (case, stake) in self.cases.iter().zip(stakes) {
            if case.verdict == Verdict::Suspected {
                let risk = risks.entry((case.source, case.measure)).or_default();
                risk.0 += 1;
                risk.1 = risk.1.saturating_add(stake.at_risk());
            }
        }
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
