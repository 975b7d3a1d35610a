//! The stages that look at one claim alone: gates, evidence, item, item cap.

use std::sync::Arc;

use polars::prelude::*;

use super::bases::Bases;
use super::caps::Caps;
use super::claims::{MeasureClaims, Working, gate_column, gather};
use super::entitlement::Entitlement;
use super::filings::{Valuation, asked};
use super::platform::{Record, Records, platform_records};
use super::standing::{Answer, Known};
use super::{Context, EngineError, Inputs, StageColumn, raised, reviewed};
use crate::frame::access::{bools, indices, optional_ints};
use crate::frame::columns as c;
use crate::scheme::{Effect, GateOf, Measure, ReasonId, Rule, Stage};

/// What the engine knows about enterprises, by row.
#[derive(Clone, Debug)]
pub struct FirmFacts {
    pub count: usize,
    /// What lists and departments say of them.
    pub standing: Known,
    /// By measure: what is recorded in millionths of a fen; empty for measures that do not ask.
    pub platform: Vec<Records>,
    /// The same in millionths of the smallest unit of a foreign threshold's currency; empty for
    /// measures without one.
    pub recorded_abroad: Vec<Records>,
    /// Each distinct rule on enterprises, and who passes it.
    rules: Vec<(Rule, Vec<bool>)>,
}

impl FirmFacts {
    pub fn new(inputs: &Inputs, context: &Context) -> Result<Self, EngineError> {
        let count = inputs.firms.height();
        let standing = Known::new(inputs, context)?;
        let measures = &context.scheme.measures;
        let records = measures.iter().map(|m| platform_records(m, inputs, context, count));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        let (platform, recorded_abroad) = records.into_iter().unzip();
        let rules = firm_rules(inputs, context)?;
        Ok(Self { count, standing, platform, recorded_abroad, rules })
    }

    /// Who passes a rule; nobody where the rule is not known.
    pub(super) fn passes(&self, rule: &Rule) -> std::borrow::Cow<'_, [bool]> {
        match self.rules.iter().find(|(known, _)| known.same_test(rule)) {
            Some((_, passes)) => passes.as_slice().into(),
            None => vec![false; self.count].into(),
        }
    }
}

/// Bases that earlier awards recognised, in fen by claim.
#[derive(Clone, Debug, Default)]
pub struct EarlierBases {
    pub all: Vec<i64>,
    /// Those of earlier batches of the award year.
    pub of_year: Vec<i64>,
}

/// Sends the claims of a measure through its own four stages, and those that were reviewed as filed, too: a review
/// only lowers.
///
/// `earlier` is what earlier awards recognised for each claim.
///
/// # Errors
/// A missing rate, an amount out of range, or a fault of the engine.
pub fn evaluate(
    number: usize,
    (table, lines): (DataFrame, DataFrame),
    facts: &FirmFacts,
    earlier: &EarlierBases,
    context: &Context,
) -> Result<MeasureClaims, EngineError> {
    if !reviewed::any(&lines) {
        return raised::stages(number, (table, lines), facts, earlier, context);
    }
    let measure = &context.scheme.measures[number];
    let filed = gather(measure, &reviewed::as_filed(&lines), context)?;
    let filed = raised::stages(number, filed, facts, earlier, context)?;
    let left = raised::stages(number, (table, lines), facts, earlier, context)?;
    Ok(reviewed::lowered(&filed, left)?)
}

pub(super) fn own_stages(
    (number, measure): (usize, &Measure),
    (mut table, lines): (DataFrame, DataFrame),
    facts: &FirmFacts,
    earlier: &EarlierBases,
    context: &Context,
) -> Result<MeasureClaims, EngineError> {
    let firm = indices(&table, c::FIRM)?;
    let bases = Bases::new(measure, number, &table, &firm, facts, &earlier.all)?;
    let withdrawn = context.scheme.withdrawn;
    let failed = gates(measure, number, (&table, withdrawn), &firm, facts)?;
    // Whoever is excluded or has no evidence takes nobody's place.
    let counts: Vec<bool> =
        bases.any_eligible.iter().zip(&failed).map(|(any, gate)| *any && *gate == 0).collect();
    super::score::placed(measure, &mut table, &counts)?;
    let entitled = Entitlement::new(measure, &table, &bases, &firm, facts.count, context)?;
    let stated = optional_ints(&table, c::REQUESTED)?;
    let mut requested: Vec<i64> = stated
        .iter()
        .zip(&entitled.filed)
        .map(|(stated, filed)| stated.unwrap_or(*filed))
        .collect();
    let mut evident = entitled.evident.clone();
    let valuation = entitled.rate.map(|rate| Valuation {
        rate,
        scale: bases.all.scale(),
        earlier: if measure.base.makes_good { &earlier.all } else { &[] },
    });
    let rounding = context.scheme.rounding.in_fen();
    for asked in asked(measure, &table, &lines, valuation, &entitled.filed, rounding)? {
        requested[asked.claim] = asked.requested;
        evident[asked.claim] = evident[asked.claim].min(asked.most);
    }
    let of_year = bases.of_year(&entitled, &earlier.of_year, measure, rounding)?;

    let excluded = table.column(c::LINE_REASON)?.u16()?.iter().map(|r| r.unwrap_or(0));
    let excluded: Vec<ReasonId> = excluded.collect();
    let caps = Caps::of(measure, &table)?;
    let gated = requested.iter().zip(&failed).map(|(a, gate)| if *gate == 0 { *a } else { 0 });
    let gated: Vec<i64> = gated.collect();
    let evident = least(&gated, &evident);
    let item = least(&evident, &entitled.item);
    let (capped, whole) = (caps.lower(&item), caps.lower(&entitled.item));
    let evidence_reason = |row: usize| match excluded[row] {
        0 => measure.evidence_reason,
        reason => reason,
    };
    let mut stages = Vec::with_capacity(9);
    let reason = reasons(&requested, &gated, |row| failed[row]);
    let after_gates = reasons(&gated, &evident, evidence_reason);
    let after_evidence = reasons(&evident, &item, |row| entitled.item_reason(measure, row));
    let after_item = reasons(&item, &capped, |_| caps.reason);
    stages.push(StageColumn { stage: Stage::Gates, amount: gated, reason });
    stages.push(StageColumn { stage: Stage::Evidence, amount: evident, reason: after_gates });
    stages.push(StageColumn { stage: Stage::Item, amount: item, reason: after_evidence });
    stages.push(StageColumn { stage: Stage::ItemCap, amount: capped, reason: after_item });

    let base = bases.eligible.shown()?;
    let working = entitled.working.map(|(rate, less)| {
        let base = bases.weighted_eligible.unwrap_or(bases.eligible);
        Arc::new(Working { base, less, rate, factors: Vec::new() })
    });
    Ok(MeasureClaims {
        measure: number,
        table,
        lines,
        firm,
        requested,
        base,
        working,
        entitled: whole,
        of_year,
        stages,
    })
}

fn least(a: &[i64], b: &[i64]) -> Vec<i64> {
    a.iter().zip(b).map(|(a, b)| *a.min(b)).collect()
}

/// The reason of every row whose amount fell, 0 elsewhere.
pub fn reasons(before: &[i64], after: &[i64], reason: impl Fn(usize) -> ReasonId) -> Vec<ReasonId> {
    let rows = before.iter().zip(after).enumerate();
    rows.map(|(row, (b, a))| if a < b { reason(row) } else { 0 }).collect()
}

/// What the column of closed claims holds.
const WITHDRAWN: u32 = 1;
pub const ABANDONED: u32 = 2;

/// Whether each claim was withdrawn or abandoned; nothing where no event says so.
///
/// # Errors
/// A fault of the engine.
pub fn closed(table: &DataFrame) -> PolarsResult<Vec<u32>> {
    match table.column(c::CLOSED) {
        Ok(_) => indices(table, c::CLOSED),
        Err(_) => Ok(Vec::new()),
    }
}

/// For every claim that it was withdrawn, or the first gate that it fails; 0 where it passes all.
fn gates(
    measure: &Measure,
    number: usize,
    (table, withdrawn): (&DataFrame, ReasonId),
    firm: &[u32],
    facts: &FirmFacts,
) -> Result<Vec<ReasonId>, EngineError> {
    let mut failed: Vec<ReasonId> = vec![0; firm.len()];
    for (failed, closed) in failed.iter_mut().zip(closed(table)?) {
        *failed = if closed == WITHDRAWN { withdrawn } else { 0 };
    }
    for (gate_number, gate) in measure.gates.iter().enumerate() {
        if gate.effect != Effect::Exclude {
            continue;
        }
        let mut fail = |row: usize, passes: bool| {
            if !passes && failed[row] == 0 {
                failed[row] = gate.reason;
            }
        };
        match &gate.of {
            GateOf::Firm(rule) => {
                let passes = facts.passes(rule);
                firm.iter().enumerate().for_each(|(row, f)| fail(row, passes[*f as usize]));
            }
            GateOf::AnyLine(_) | GateOf::EveryLine(_) | GateOf::SmallestLine(_) => {
                let passes = bools(table, &gate_column(gate_number))?;
                passes.into_iter().enumerate().for_each(|(row, passes)| fail(row, passes));
            }
            GateOf::Platform => {
                let records = &facts.platform[number];
                firm.iter().enumerate().for_each(|(row, f)| {
                    fail(row, records[*f as usize].is_some_and(Record::is_any))
                });
            }
            // Who has not answered refuses nothing: the claim waits.
            GateOf::NotListed(_) | GateOf::Agreed(_) => {
                let refused = |firm| facts.standing.answer(&gate.of, firm) == Answer::Refused;
                firm.iter().enumerate().for_each(|(row, firm)| fail(row, !refused(*firm)));
            }
        }
    }
    Ok(failed)
}

/// Rules on enterprises, each evaluated once over all of them: most measures share theirs.
fn firm_rules(inputs: &Inputs, context: &Context) -> Result<Vec<(Rule, Vec<bool>)>, EngineError> {
    let mut rules: Vec<Rule> = Vec::new();
    for rule in context.scheme.measures.iter().flat_map(Measure::firm_rules) {
        if !rules.iter().any(|known| known.same_test(rule)) {
            rules.push(rule.clone());
        }
    }
    let name = |number: usize| format!("{}_{number}", c::GATE);
    let columns = rules
        .iter()
        .enumerate()
        .map(|(number, rule)| rule.passes(context.calendar).alias(name(number).as_str()));
    let columns: Vec<Expr> = columns.collect();
    let table = inputs.firms.clone().lazy().with_columns(columns).collect()?;
    rules
        .into_iter()
        .enumerate()
        .map(|(number, rule)| Ok((rule, bools(&table, &name(number))?)))
        .collect()
}
