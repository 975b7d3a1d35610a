//! Rosters, decisions and cases in a run: read with the other inputs, compared before the award,
//! told after it.

use std::sync::Arc;

use polars::prelude::*;

use super::beside::Beside;
use super::duplicate_findings::{contradictions, crowded};
use crate::budget::Awards;
use crate::diag::{Diagnostic, Failure, Text, codes};
use crate::duplicate::answers;
use crate::duplicate::cases::{self, Cases, World};
use crate::duplicate::dossier::{Dossier, Stake};
use crate::duplicate::elsewhere::Elsewhere;
use crate::duplicate::exact::Exact;
use crate::duplicate::inside::{related_firms, shared_papers};
use crate::duplicate::papers::MeasurePapers;
use crate::duplicate::stage::rows_for_stage;
use crate::duplicate::unsorted::{self, questions};
use crate::frame::output::OutputTable;
use crate::intake::link::Linked;
use crate::intake::prepare::Prepared;
use crate::pipeline::Pipeline;
use crate::run::told::Told;
use crate::scheme::DuplicateKey;

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
    linked.sources.iter().map(crate::duplicate::lists::place).collect()
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
    let (papers, mut findings) =
        shared_papers(scheme, &measures, &prepared.inputs.firms, &places(&prepared.linked))?;
    let (related, said) = related_firms(firms, pipeline.most_related())?;
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

/// What is told about duplicates, suspected cases that a claim waits for among it, and how far the level `name-exact`
/// confirms, where it may.
pub fn after_award(
    pipeline: &Pipeline,
    prepared: &Prepared,
    found: FoundBefore,
    awards: &Awards,
    ids: &[String],
) -> Result<(Told, Option<Text>), Failure> {
    let FoundBefore { cases, mut tables, mut findings } = found;
    let (Some(world), Some(cases)) = (world(pipeline, prepared), cases) else {
        return Ok((Told { holds: Vec::new(), findings, tables }, None));
    };
    let told = Beside { world: &world, cases: &cases.cases, awards };
    let stakes: Vec<Stake> = cases.cases.iter().map(|case| told.stake(case)).collect();
    let rules = (&world.plan.crosswalk, world.scheme);
    let questions = questions(&cases.cases, &cases.readings, rules, &told, |case| {
        world.key_of(case.row) != DuplicateKey::Item
    });
    findings.extend(told.groups(&stakes));
    findings.extend(told.years(&stakes));
    findings.extend(told.without_papers()?);
    findings.extend(told.by_title(&stakes)?);
    findings.extend(told.papers_given(&prepared.linked)?);
    findings.extend(told.to_sort(&questions));
    findings.extend(Beside::offered(&questions));
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
    findings.extend(dossier.years_contradicted(&prepared.linked.sources)?);
    let usage = crate::duplicate::usage::table(
        &prepared.rosters.usage,
        world.plan,
        &places,
        &cases.matches,
        world.rosters,
    )?;
    let tables_of = (world.firms, world.rosters, prepared.linked.sources.as_slice());
    let answers = answers::table(world.decisions, &cases, world.scheme, tables_of)?;
    let to_sort = unsorted::table(&questions, &world.plan.crosswalk, world.scheme);
    let first = vec![
        to_sort,
        dossier.lists(&prepared.rosters.usage, &prepared.linked.sources)?,
        dossier.suspected()?,
        dossier.year_off()?,
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
    let holds = told.open(&stakes).into_iter().chain(told.unsorted(&cases.readings, ids)).collect();
    Ok((Told { holds, findings, tables }, exact))
}
