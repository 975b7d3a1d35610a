//! What a run asks the scenario lab for its reports: scenarios side by side, what moves demand, what
//! contested readings cost. Answers are tables like all others; reports only read them.

use polars::prelude::DataFrame;

use crate::diag::{Diagnostic, Failure, Text, codes};
use crate::domain::{Fen, Ratio};
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::prepare::Prepared;
use crate::run::lab::{base_of, frozen};
use crate::scenario::compare::Delta;
use crate::scenario::readings::{self, Together, Tried};
use crate::scenario::sweep::{self, Swing};
use crate::scenario::vary::{Knob, Quantity};
use crate::scenario::{Lab, Scenario, Totals};
use crate::tables::outlook::{IntervalEnd, ReadingRow, ScenarioRow, SwingRow};

use crate::pipeline::Pipeline;

/// Whether a run asks anything. One under a scenario is one answer itself.
pub fn is_asked(pipeline: &Pipeline) -> bool {
    !pipeline.outlook.is_nothing() && pipeline.changes.is_empty()
}

/// The answers, on the inputs of the run with the duplicates that were known before rosters were
/// looked at.
///
/// # Errors
/// Faults of scenarios; a baseline that is not the run (control totals).
pub fn tables(
    pipeline: &Pipeline,
    prepared: &Prepared,
    duplicates: DataFrame,
    payable: i128,
) -> Result<Vec<OutputTable>, Failure> {
    let plan = &pipeline.outlook;
    if !is_asked(pipeline) {
        return Ok(Vec::new());
    }
    let mut frozen = frozen(pipeline, prepared)?;
    frozen.inputs.duplicates = duplicates;
    let lab = Lab::new(base_of(pipeline), frozen, &Text::new("本次核算", "this run"))?;
    let found = lab.outcome().totals.payable;
    if i128::from(found) != payable {
        let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", "scenarios");
        let fault = fault.arg("expected", payable).arg("found", found);
        return Err(Failure::Unbalanced(fault.into()));
    }
    let mut tables = Vec::new();
    if !plan.compare.is_empty() {
        tables.push(scenarios(&lab, &plan.compare)?);
    }
    if let Some(part) = plan.tornado {
        tables.push(tornado(&lab, part)?);
    }
    if plan.readings {
        tables.extend(reading_costs(&lab)?);
    }
    Ok(tables)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The run in the first row, then one scenario a row.
fn scenarios(lab: &Lab, all: &[Scenario]) -> Result<OutputTable, Failure> {
    let outcomes = lab.evaluate_all(all)?;
    let base = lab.outcome();
    let rows = std::iter::once(base).chain(&outcomes).map(|outcome| {
        let (totals, delta) = (&outcome.totals, Delta::new(base, outcome));
        ScenarioRow {
            name: outcome.name.clone(),
            title: outcome.title.clone(),
            approved: Fen(totals.approved),
            payable: Fen(totals.payable),
            available: totals.available.map(Fen),
            approved_change: Fen(delta.approved),
            payable_change: Fen(delta.payable),
            firms_paid: count(outcome.firms_paid()),
            gainers: count(delta.winners.0),
            losers: count(delta.losers.0),
        }
    });
    Ok(ScenarioRow::table(rows))
}

/// Every quantity down and up, the one that moves approved support most first.
fn tornado(lab: &Lab, part: Ratio) -> Result<OutputTable, Failure> {
    let (base, swings) = sweep::tornado(lab, &Scenario::default(), part)?;
    let setting = lab.setting(&Scenario::default())?.0;
    let meaning = |swing: &Swing| {
        let Knob::Parameter(name) = &swing.knob else { return Text::default() };
        let known = setting.scheme.in_force.iter().find(|known| known.name == *name);
        known.map(|known| known.text.clone()).unwrap_or_default()
    };
    type Side = Option<(Quantity, Totals)>;
    let end = |swing: &Swing, side: &Side| {
        let shown = side.as_ref().map(|(value, _)| swing.knob.show(*value));
        let totals = side.as_ref().map(|(_, totals)| (Fen(totals.approved), Fen(totals.payable)));
        (shown.unwrap_or_default(), totals.map(|t| t.0), totals.map(|t| t.1))
    };
    Ok(SwingRow::table(swings.iter().map(|swing| {
        let (low_value, low, low_payable) = end(swing, &swing.low);
        let (high_value, high, high_payable) = end(swing, &swing.high);
        SwingRow {
            name: swing.knob.to_string(),
            title: meaning(swing),
            value: swing.knob.show(swing.now),
            approved: Fen(base.approved),
            low_value,
            low,
            low_payable,
            high_value,
            high,
            high_payable,
        }
    })))
}

/// Each reading alone, and the ends that readings can reach together.
fn reading_costs(lab: &Lab) -> Result<[OutputTable; 2], Failure> {
    let found = readings::readings(lab, &Scenario::default())?;
    let alone = found.alone.iter().map(|reading| {
        let (cost, why_not) = match &reading.tried {
            Tried::Cost(cost) => (Some(cost.full), Text::default()),
            Tried::Refused(why) => (None, why.clone()),
        };
        ReadingRow {
            option: reading.option.clone(),
            clause: reading.clause.clone(),
            question: reading.question.clone(),
            value: reading.value.clone(),
            reading: reading.text.clone(),
            period: reading.period,
            cost: cost.map(Fen),
            change: cost.map(|_| Fen(reading.moves(&found.base))),
            why_not,
        }
    });
    let ends: [(&str, &Together); 4] = [
        ("lowest", &found.interval.0),
        ("highest", &found.interval.1),
        ("lowest_any_period", &found.with_periods.0),
        ("highest_any_period", &found.with_periods.1),
    ];
    let together = ends.map(|(end, found)| {
        let chosen = found.chosen.iter().map(|(name, value)| format!("{name} = {value}"));
        let readings = chosen.collect::<Vec<_>>().join("; ");
        IntervalEnd { end: end.into(), cost: Fen(found.cost.full), readings }
    });
    Ok([ReadingRow::table(alone), IntervalEnd::table(together)])
}
