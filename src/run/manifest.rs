//! The manifest of a run: what went in, which rules held, what came out.

use crate::award::EngineError;
use crate::award::rates::RateUsed;
use crate::diag::{Failure, Lang};
use crate::intake::missing;
use crate::pipeline::Pipeline;
use crate::report::model::Summary;
use crate::run::Computed;
use crate::run_folder::folder::hash;
use crate::run_folder::manifest::{
    Budget, Digests, FORMAT, Input, LedgerRead, Rate, RuleFile, Run, SchemeNamed, Tool, Totals, fen,
};
use crate::scheme::{Scheme, Status};

/// The manifest of a run, but for its tables.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn manifest(
    pipeline: &Pipeline,
    computed: &Computed,
    summary: &Summary,
    lang: Lang,
) -> Result<Run, Failure> {
    let scheme = &pipeline.scheme;
    let linked = &computed.prepared.linked;
    let rules = pipeline.rule_files.iter().map(|file| {
        let read = pipeline.rule_hashes.get(&file.path).cloned();
        RuleFile { file: file.shown.clone(), sha256: read.unwrap_or_else(|| hash(file)) }
    });
    let in_force = scheme.in_force.iter().map(|p| (p.name.clone(), p.value.clone()));
    let ledger = computed.prepared.ledger.as_ref();
    let changes = (!pipeline.changes.is_empty()).then(|| pipeline.changes.clone());
    Ok(Run {
        format: FORMAT,
        tool: Tool::own(),
        pipeline: pipeline.name.clone(),
        title: pipeline.title.clone(),
        scheme: named(scheme),
        award_year: pipeline.award_year,
        deadline: pipeline.deadline,
        lang,
        rule_files: rules.collect(),
        inputs: linked.sources.iter().map(Input::from).collect(),
        intakes: linked.intakes.clone(),
        in_force: in_force.collect(),
        rates: computed.rates.iter().map(rate).collect(),
        zone: pipeline.headers.zone.name().to_string(),
        budget: budget(computed, summary)?,
        office: pipeline.office.told.clone(),
        counts: summary.counts,
        control_totals: totals(computed, summary)?,
        payments: computed.payments.clone(),
        largest_payees: summary.largest,
        ledger: ledger.map(|ledger| LedgerRead {
            id: ledger.id.clone(),
            head: ledger.head.clone(),
            segments: ledger.segments,
        }),
        incomplete: summary.missing.clone(),
        files_not_used: missing::files_not_used(pipeline, linked),
        name_exact: computed.exact.clone(),
        as_known_on: pipeline.as_known_on,
        objected: computed.prepared.objected.as_ref().map(|batch| batch.published.told.clone()),
        beside: pipeline.beside.clone(),
        scenario: changes,
        tables: Digests::new(),
    })
}

fn named(scheme: &Scheme) -> SchemeNamed {
    SchemeNamed {
        id: scheme.id.clone(),
        title: scheme.title.clone(),
        document: scheme.document.clone(),
        draft: scheme.status == Status::Draft,
    }
}

/// A published value in use, and its days.
fn rate(used: &RateUsed) -> Rate {
    let row = &used.published;
    Rate {
        name: row.name.clone(),
        day: used.day,
        published_on: row.date,
        value: row.shown(),
        status: row.status.clone(),
        source: row.source.clone(),
    }
}

fn budget(computed: &Computed, summary: &Summary) -> Result<Option<Budget>, EngineError> {
    let Some(view) = &summary.budget else { return Ok(None) };
    Ok(Some(Budget {
        pool: view.pool.clone(),
        total: view.total,
        reserve: view.reserve,
        earlier_batches: view.earlier,
        available: view.available,
        executed: fen(i128::from(computed.earlier) + computed.totals.borne)?,
        unspent: view.unspent,
    }))
}

fn totals(computed: &Computed, summary: &Summary) -> Result<Totals, EngineError> {
    let stages = computed.awards.stages.iter().zip(&computed.totals.reductions);
    let reductions = stages.map(|(stage, sum)| Ok((stage.stage.name().to_string(), fen(*sum)?)));
    Ok(Totals {
        requested: fen(computed.totals.requested)?,
        reductions: reductions.collect::<Result<_, EngineError>>()?,
        approved: summary.approved,
        payable: fen(computed.totals.payable)?,
    })
}
