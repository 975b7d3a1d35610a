//! What a run asks the scenario lab for its reports: scenarios side by side, what moves demand, what
//! contested readings cost. Answers are tables like all others; reports only read them.

use polars::prelude::{Column, DataFrame};

use crate::diag::{Diagnostic, Failure, Text, codes};
use crate::domain::Ratio;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::intake::prepare::Prepared;
use crate::run::lab::{base_of, frozen};
use crate::scenario::compare::Delta;
use crate::scenario::readings::{self, Together, Tried};
use crate::scenario::sweep::{self, Swing};
use crate::scenario::vary::{Knob, Quantity};
use crate::scenario::{Lab, Scenario, Totals};

use crate::pipeline::Pipeline;

/// The answers, on the inputs of the run with the duplicates that were known before rosters were
/// looked at. A run under a scenario is one answer itself and asks nothing.
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
    if plan.is_nothing() || !pipeline.changes.is_empty() {
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
    let rows: Vec<_> = std::iter::once(base).chain(&outcomes).collect();
    let deltas: Vec<Delta> = rows.iter().map(|outcome| Delta::new(base, outcome)).collect();
    let text = |of: fn(&Text) -> &String| -> Vec<&String> {
        rows.iter().map(|outcome| of(&outcome.title)).collect()
    };
    let names: Vec<&str> = rows.iter().map(|outcome| outcome.name.as_str()).collect();
    let fen = |of: &dyn Fn(&Totals) -> i64| -> Vec<i64> {
        rows.iter().map(|outcome| of(&outcome.totals)).collect()
    };
    let delta = |of: fn(&Delta) -> i64| -> Vec<i64> { deltas.iter().map(of).collect() };
    let available: Vec<Option<i64>> = rows.iter().map(|o| o.totals.available).collect();
    let paid = rows.iter().map(|outcome| count(outcome.firms_paid()));
    Ok(OutputTable::new("scenarios", "情景对比", "Scenarios")
        .text(c::NAME, &names, "情景", "Scenario")
        .text(c::TITLE_ZH, &text(|t| &t.zh), "名称", "Title (Chinese)")
        .text(c::TITLE_EN, &text(|t| &t.en), "英文名称", "Title (English)")
        .yuan(c::APPROVED, &fen(&|t| t.approved), "核定额", "Approved")
        .yuan(c::PAYABLE, &fen(&|t| t.payable), "应拨额", "Payable")
        .yuan_or_none(c::AVAILABLE_AMOUNT, &available, "可用预算", "Available")
        .yuan(c::APPROVED_CHANGE, &delta(|d| d.approved), "核定额变动", "Change of approved")
        .yuan(c::PAYABLE_CHANGE, &delta(|d| d.payable), "应拨额变动", "Change of payable")
        .int(c::FIRMS_PAID, paid.collect(), "支持家数", "Enterprises supported")
        .int(c::GAINERS, delta(|d| count(d.winners.0)), "增加家数", "Enterprises that get more")
        .int(c::LOSERS, delta(|d| count(d.losers.0)), "减少家数", "Enterprises that get less"))
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
    let titles: Vec<Text> = swings.iter().map(meaning).collect();
    let names: Vec<String> = swings.iter().map(|swing| swing.knob.to_string()).collect();
    type Side = Option<(Quantity, Totals)>;
    let value = |of: fn(&Swing) -> &Side| -> Vec<String> {
        let shown = |s: &Swing| of(s).map(|(value, _)| s.knob.show(value)).unwrap_or_default();
        swings.iter().map(shown).collect()
    };
    let fen = |of: fn(&Swing) -> &Side, which: fn(&Totals) -> i64| -> Vec<Option<i64>> {
        swings.iter().map(|s| of(s).map(|(_, totals)| which(&totals))).collect()
    };
    let now: Vec<String> = swings.iter().map(|s| s.knob.show(s.now)).collect();
    let zh: Vec<&str> = titles.iter().map(|t| t.zh.as_str()).collect();
    let en: Vec<&str> = titles.iter().map(|t| t.en.as_str()).collect();
    let low = |which| fen(|s| &s.low, which);
    let high = |which| fen(|s| &s.high, which);
    let same = vec![base.approved; swings.len()];
    Ok(OutputTable::new("tornado", "敏感性", "Tornado")
        .text(c::NAME, &names, "参数", "Quantity")
        .text(c::TITLE_ZH, &zh, "说明", "Meaning (Chinese)")
        .text(c::TITLE_EN, &en, "英文说明", "Meaning (English)")
        .text(c::VALUE, &now, "现值", "Now")
        .yuan(c::APPROVED, &same, "核定额", "Approved")
        .text(c::LOW_VALUE, &value(|s| &s.low), "下调至", "Down to")
        .yuan_or_none(c::LOW_APPROVED, &low(|t| t.approved), "下调后核定额", "Approved, down")
        .yuan_or_none(c::LOW_PAYABLE, &low(|t| t.payable), "下调后应拨额", "Payable, down")
        .text(c::HIGH_VALUE, &value(|s| &s.high), "上调至", "Up to")
        .yuan_or_none(c::HIGH_APPROVED, &high(|t| t.approved), "上调后核定额", "Approved, up")
        .yuan_or_none(c::HIGH_PAYABLE, &high(|t| t.payable), "上调后应拨额", "Payable, up"))
}

/// Each reading alone, and the ends that readings can reach together.
fn reading_costs(lab: &Lab) -> Result<[OutputTable; 2], Failure> {
    let found = readings::readings(lab, &Scenario::default())?;
    let all = &found.alone;
    let text = |of: fn(&readings::Reading) -> &str| -> Vec<&str> { all.iter().map(of).collect() };
    let cost = all.iter().map(|reading| match reading.tried {
        Tried::Cost(cost) => Some(cost.full),
        Tried::Refused(_) => None,
    });
    let change = all.iter().map(|reading| match reading.tried {
        Tried::Cost(_) => Some(reading.moves(&found.base)),
        Tried::Refused(_) => None,
    });
    let (cost, change): (Vec<_>, Vec<_>) = (cost.collect(), change.collect());
    let why = |of: fn(&Text) -> &String| -> Vec<String> {
        let why = |reading: &readings::Reading| match &reading.tried {
            Tried::Cost(_) => String::new(),
            Tried::Refused(why) => of(why).clone(),
        };
        all.iter().map(why).collect()
    };
    let periods: Vec<bool> = all.iter().map(|reading| reading.period).collect();
    let (words, means) = ("其他口径的影响", "What other readings cost");
    let alone = OutputTable::new("reading_costs", words, means)
        .text(c::NAME, &text(|r| &r.option), "选项", "Option")
        .text(c::CLAUSE, &text(|r| &r.clause), "条款", "Clause")
        .text(c::QUESTION_ZH, &text(|r| &r.question.zh), "问题", "Question (Chinese)")
        .text(c::QUESTION_EN, &text(|r| &r.question.en), "英文问题", "Question (English)")
        .text(c::VALUE, &text(|r| &r.value), "取值", "Value")
        .text(c::REASON_ZH, &text(|r| &r.text.zh), "口径", "Reading (Chinese)")
        .text(c::REASON_EN, &text(|r| &r.text.en), "英文口径", "Reading (English)")
        .column(Column::new(c::IS_PERIOD.into(), periods), "改变期间", "Changes the period")
        .yuan_or_none(c::APPROVED, &cost, "资金充足时的支出", "Cost with enough money")
        .yuan_or_none(c::APPROVED_CHANGE, &change, "变动", "Change")
        .text(c::WHY_ZH, &why(|t| &t.zh), "不能计算的原因", "Why not computed (Chinese)")
        .text(c::WHY_EN, &why(|t| &t.en), "英文原因", "Why not computed (English)");
    let ends: [(&str, &Together); 4] = [
        ("lowest", &found.interval.0),
        ("highest", &found.interval.1),
        ("lowest_any_period", &found.with_periods.0),
        ("highest_any_period", &found.with_periods.1),
    ];
    let chosen = ends.map(|(_, end)| {
        let chosen = end.chosen.iter().map(|(name, value)| format!("{name} = {value}"));
        chosen.collect::<Vec<_>>().join("; ")
    });
    let together = OutputTable::new("reading_interval", "口径合计区间", "Interval of readings")
        .text(c::NAME, &ends.map(|(name, _)| name), "端点", "End")
        .yuan(c::APPROVED, &ends.map(|(_, end)| end.cost.full), "支出", "Cost with enough money")
        .text(c::VALUE, &chosen, "与本次不同的口径", "Readings that differ");
    Ok([alone, together])
}
