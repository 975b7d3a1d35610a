//! The stages that look at one claim alone: gates, evidence, item, item cap.

use polars::prelude::*;

use super::claims::{MeasureClaims, Working, gate_column, values};
use super::{Context, EngineError, Inputs, StageColumn};
use crate::domain::{Currency, Ratio, Rounding};
use crate::frame::access::{bools, indices, ints, optional_ints, texts, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::{Overflow, Values, sum_by};
use crate::scheme::{
    Award, BaseSource, Effect, GateOf, Measure, RateTerm, ReasonId, Rule, Stage, ThresholdOn,
    ThresholdTest,
};

/// What the engine knows about enterprises, by row.
#[derive(Debug)]
pub struct FirmFacts {
    pub count: usize,
    /// On a list of abnormal operation.
    pub listed: Vec<bool>,
    /// By measure: the recorded amount in millionths of a fen, `None` where there is no record;
    /// empty for measures that do not ask.
    pub platform: Vec<Vec<Option<i128>>>,
    /// Each distinct rule on enterprises, and who passes it.
    rules: Vec<(Rule, Vec<bool>)>,
}

impl FirmFacts {
    pub fn new(inputs: &Inputs, context: &Context) -> Result<Self, EngineError> {
        let count = inputs.firms.height();
        let mut listed = vec![false; count];
        for firm in inputs.listed.column(c::FIRM)?.u32()?.iter().flatten() {
            listed[firm as usize] = true;
        }
        let measures = &context.scheme.measures;
        let platform = measures
            .iter()
            .map(|measure| platform_records(measure, inputs, context, count))
            .collect::<Result<_, _>>()?;
        let rules = firm_rules(inputs, context)?;
        Ok(Self { count, listed, platform, rules })
    }

    /// Who passes a rule; nobody where the rule is not known.
    fn passes(&self, rule: &Rule) -> std::borrow::Cow<'_, [bool]> {
        match self.rules.iter().find(|(known, _)| known.same_test(rule)) {
            Some((_, passes)) => passes.as_slice().into(),
            None => vec![false; self.count].into(),
        }
    }
}

fn platform_records(
    measure: &Measure,
    inputs: &Inputs,
    context: &Context,
    count: usize,
) -> Result<Vec<Option<i128>>, EngineError> {
    if !measure.asks_platform() {
        return Ok(Vec::new());
    }
    let table = &inputs.platform;
    let year = i64::from(context.calendar.award_year - 1);
    let mut records = vec![None; count];
    let names = texts(table, c::MEASURE)?;
    let currencies = texts(table, c::CURRENCY)?;
    let years = optional_ints(table, c::YEAR)?;
    let amounts = optional_ints(table, c::AMOUNT)?;
    let day = context.parity_day(None);
    for (row, firm) in table.column(c::FIRM)?.u32()?.iter().enumerate() {
        let (Some(firm), Some(year_of)) = (firm, years[row]) else { continue };
        if (names[row] != measure.id && names[row] != measure.clause) || year_of != year {
            continue;
        }
        // A record without an amount shows that the firm reported, no more.
        let currency = if currencies[row].is_empty() { "CNY" } else { currencies[row] };
        let amount = match amounts[row] {
            Some(amount) => i128::from(amount) * i128::from(context.parity(currency, day)?),
            None => i128::MAX,
        };
        let record: &mut Option<i128> = &mut records[firm as usize];
        *record = Some(record.map_or(amount, |sum| sum.saturating_add(amount)));
    }
    Ok(records)
}

/// Sends the claims of a measure through its own four stages.
///
/// `earlier_base` is what was recognised for each claim in earlier years, in fen.
pub fn evaluate(
    number: usize,
    (mut table, lines): (DataFrame, DataFrame),
    facts: &FirmFacts,
    earlier_base: &[i64],
    context: &Context,
) -> Result<MeasureClaims, EngineError> {
    let measure = &context.scheme.measures[number];
    let firm = indices(&table, c::FIRM)?;
    let bases = Bases::new(measure, number, &table, &firm, facts, earlier_base)?;
    let failed = gates(measure, number, &table, &firm, facts)?;
    // Whoever is excluded or has no evidence takes nobody's place.
    let counts: Vec<bool> =
        bases.any_eligible.iter().zip(&failed).map(|(any, gate)| *any && *gate == 0).collect();
    super::score::placed(measure, &mut table, &counts)?;
    let entitled = Entitlement::new(measure, &table, &bases, &firm, facts.count, context)?;
    let stated = optional_ints(&table, c::REQUESTED)?;
    let requested: Vec<i64> = stated
        .iter()
        .zip(&entitled.filed)
        .map(|(stated, filed)| stated.unwrap_or(*filed))
        .collect();

    let excluded = table.column(c::LINE_REASON)?.u16()?.iter().map(|r| r.unwrap_or(0));
    let excluded: Vec<ReasonId> = excluded.collect();
    let (cap, cap_reason) = match &measure.cap {
        Some(cap) => (context.scheme.rounding.fen(cap.amount), cap.reason),
        None => (i64::MAX, 0),
    };
    let gated = requested.iter().zip(&failed).map(|(a, gate)| if *gate == 0 { *a } else { 0 });
    let gated: Vec<i64> = gated.collect();
    let evident = least(&gated, &entitled.evident);
    let item = least(&evident, &entitled.item);
    let capped: Vec<i64> = item.iter().map(|a| (*a).min(cap)).collect();
    let evidence_reason = |row: usize| match excluded[row] {
        0 => measure.evidence_reason,
        reason => reason,
    };
    let mut stages = Vec::with_capacity(9);
    let reason = reasons(&requested, &gated, |row| failed[row]);
    let after_gates = reasons(&gated, &evident, evidence_reason);
    let after_evidence = reasons(&evident, &item, |row| entitled.item_reason(measure, row));
    let after_item = reasons(&item, &capped, |_| cap_reason);
    stages.push(StageColumn { stage: Stage::Gates, amount: gated, reason });
    stages.push(StageColumn { stage: Stage::Evidence, amount: evident, reason: after_gates });
    stages.push(StageColumn { stage: Stage::Item, amount: item, reason: after_evidence });
    stages.push(StageColumn { stage: Stage::ItemCap, amount: capped, reason: after_item });

    let base = bases.eligible.shown()?;
    let working = entitled.working.map(|(rate, less)| Working {
        base: bases.weighted_eligible.unwrap_or(bases.eligible),
        less,
        rate,
    });
    Ok(MeasureClaims { measure: number, table, lines, firm, requested, base, working, stages })
}

fn least(a: &[i64], b: &[i64]) -> Vec<i64> {
    a.iter().zip(b).map(|(a, b)| *a.min(b)).collect()
}

/// The reason of every row whose amount fell, 0 elsewhere.
pub fn reasons(before: &[i64], after: &[i64], reason: impl Fn(usize) -> ReasonId) -> Vec<ReasonId> {
    let rows = before.iter().zip(after).enumerate();
    rows.map(|(row, (b, a))| if a < b { reason(row) } else { 0 }).collect()
}

/// What the rate is applied to, before and after lines are left out.
struct Bases {
    all: Values,
    eligible: Values,
    weighted_all: Option<Values>,
    weighted_eligible: Option<Values>,
    any_eligible: Vec<bool>,
}

impl Bases {
    fn new(
        measure: &Measure,
        number: usize,
        table: &DataFrame,
        firm: &[u32],
        facts: &FirmFacts,
        earlier_base: &[i64],
    ) -> Result<Self, EngineError> {
        let mut all = values(measure, table, c::VALUE_ALL)?;
        let mut eligible = values(measure, table, c::VALUE_ELIGIBLE)?;
        if measure.base.source != BaseSource::Claimed {
            limit_to_platform(measure, &mut eligible, firm, &facts.platform[number]);
        }
        if measure.base.include_history {
            add(&mut all, earlier_base)?;
            add(&mut eligible, earlier_base)?;
        }
        let (mut weighted_all, mut weighted_eligible) = (None, None);
        if measure.base.days.is_some() {
            weighted_all = Some(values(measure, table, c::WEIGHTED_ALL)?);
            weighted_eligible = Some(values(measure, table, c::WEIGHTED_ELIGIBLE)?);
        }
        let any_eligible =
            indices(table, c::LINES_ELIGIBLE)?.into_iter().map(|lines| lines > 0).collect();
        Ok(Self { all, eligible, weighted_all, weighted_eligible, any_eligible })
    }

    /// Where lines count by days, the part above a deduction counts with the days of the whole:
    /// `weighted × (base − less) ÷ base`.
    fn weighted_excess(
        &self,
        less: i128,
        rate: Ratio,
        rounding: Rounding,
    ) -> Result<Vec<i64>, Overflow> {
        let Some(weighted) = &self.weighted_eligible else { return Err(Overflow) };
        let scale = i128::from(weighted.scale());
        let row = |row| {
            let base = self.eligible.get(row);
            if base <= less {
                return Ok(0);
            }
            let den = i128::from(rate.den).checked_mul(scale).ok_or(Overflow)?;
            let excess = weighted.get(row).checked_mul(base - less).ok_or(Overflow)?;
            let den = den.checked_mul(base).ok_or(Overflow)?;
            rounding.mul_div(excess, i128::from(rate.num), den).ok_or(Overflow)
        };
        (0..weighted.len()).map(row).collect()
    }
}

/// Takes the ministry's record instead of the claim, or the smaller of both.
fn limit_to_platform(
    measure: &Measure,
    eligible: &mut Values,
    firm: &[u32],
    records: &[Option<i128>],
) {
    let Values::Scaled { values, .. } = eligible else { return };
    for (value, firm) in values.iter_mut().zip(firm) {
        match (measure.base.source, records[*firm as usize]) {
            (_, None) | (BaseSource::Claimed, _) => {}
            (_, Some(i128::MAX)) => {}
            (BaseSource::Platform, Some(record)) => *value = record,
            (BaseSource::Min, Some(record)) => *value = (*value).min(record),
        }
    }
}

fn add(values: &mut Values, fen: &[i64]) -> Result<(), Overflow> {
    match values {
        Values::Fen(values) => {
            for (value, more) in values.iter_mut().zip(fen) {
                *value = value.checked_add(*more).ok_or(Overflow)?;
            }
        }
        Values::Scaled { values, scale } => {
            for (value, more) in values.iter_mut().zip(fen) {
                *value += i128::from(*more) * i128::from(*scale);
            }
        }
    }
    Ok(())
}

/// Amounts by rule: for all lines as filed, for the eligible ones, and after the threshold.
struct Entitlement {
    filed: Vec<i64>,
    evident: Vec<i64>,
    item: Vec<i64>,
    below: Vec<bool>,
    /// Rate and deduction in the scale of the base, where there is a rate.
    working: Option<(Ratio, i128)>,
}

impl Entitlement {
    fn new(
        measure: &Measure,
        table: &DataFrame,
        bases: &Bases,
        firm: &[u32],
        firms: usize,
        context: &Context,
    ) -> Result<Self, EngineError> {
        let rounding = context.scheme.rounding;
        let mut working = None;
        let (filed, evident, full) = match &measure.award {
            Award::Rate { rates, deduct } => {
                let mut rate = total_rate(rates, context)?;
                let (mut all, mut eligible) = (&bases.all, &bases.eligible);
                if let (Some((_, days)), Some(weighted_all), Some(weighted)) =
                    (measure.base.days, &bases.weighted_all, &bases.weighted_eligible)
                {
                    rate = rate.times(Ratio { num: 1, den: days.max(1) }).ok_or(Overflow)?;
                    (all, eligible) = (weighted_all, weighted);
                }
                let evident = eligible.times(0, rate, rounding)?;
                let filed = all.times_where_different(eligible, &evident, rate, rounding)?;
                let less = match deduct {
                    Some(amount) => {
                        let scale = i128::from(eligible.scale());
                        in_scale(amount.minor, amount.currency, scale, context)?
                    }
                    None => 0,
                };
                let full = match (less, measure.base.days) {
                    (0, _) => evident.clone(),
                    (less, None) => eligible.times(less, rate, rounding)?,
                    (less, Some(_)) => bases.weighted_excess(less, rate, rounding)?,
                };
                working = measure.base.days.is_none().then_some((rate, less));
                (filed, evident, full)
            }
            Award::Fixed(amount) => {
                let amount = rounding.fen(*amount);
                let evident: Vec<i64> =
                    bases.any_eligible.iter().map(|any| if *any { amount } else { 0 }).collect();
                (vec![amount; evident.len()], evident.clone(), evident)
            }
            Award::Grades { .. } => {
                let round = |v: Vec<i64>| v.into_iter().map(|a| rounding.fen(a)).collect();
                let filed: Vec<i64> = round(ints(table, c::GRADE_AMOUNT_ALL)?);
                let evident: Vec<i64> = round(ints(table, c::GRADE_AMOUNT)?);
                (filed, evident.clone(), evident)
            }
            Award::Tiers(tiers) => {
                let worth = |points: &[i128], places: &[_]| -> Result<Vec<i64>, EngineError> {
                    let amounts = super::score::amounts(tiers, points, places)?;
                    Ok(amounts.into_iter().map(|amount| rounding.fen(amount)).collect())
                };
                let all = wide_ints(table, c::POINTS_ALL)?;
                let filed = worth(&all, &super::score::places(&all, &vec![true; all.len()]))?;
                let places = super::score::places_of(table)?;
                let evident = worth(&wide_ints(table, c::POINTS)?, &places)?;
                (filed, evident.clone(), evident)
            }
            Award::Each { amount, .. } => {
                let amount = i128::from(*amount);
                let worth = |units: i128| {
                    let product = units.max(0).checked_mul(amount).ok_or(Overflow)?;
                    rounding.mul_div(product, 1, 1).ok_or(Overflow)
                };
                let all = |name| -> Result<Vec<i64>, EngineError> {
                    let units = wide_ints(table, name)?.into_iter().map(worth);
                    Ok(units.collect::<Result<_, Overflow>>()?)
                };
                let evident = all(c::UNITS)?;
                (all(c::UNITS_ALL)?, evident.clone(), evident)
            }
        };
        // Costs recognised in earlier years carry no claim without a line of its own.
        let supported = |amounts: Vec<i64>| -> Vec<i64> {
            let rows = amounts.into_iter().zip(&bases.any_eligible);
            rows.map(|(amount, any)| if *any { amount } else { 0 }).collect()
        };
        let (evident, full) = (supported(evident), supported(full));
        // What was filed is never less than the part of it that counts.
        let filed = filed.into_iter().zip(&evident).map(|(a, b)| a.max(*b)).collect();
        let below = below_threshold(measure, &bases.eligible, firm, firms, context)?;
        let item = full.iter().zip(&below).map(|(a, below)| if *below { 0 } else { *a });
        Ok(Self { filed, evident, item: item.collect(), below, working })
    }

    fn item_reason(&self, measure: &Measure, row: usize) -> ReasonId {
        match (&measure.threshold, &measure.award) {
            (Some(threshold), _) if self.below[row] => threshold.reason,
            (_, Award::Grades { reason, .. }) => *reason,
            (_, Award::Tiers(tiers)) => tiers.reason,
            (Some(threshold), _) => threshold.reason,
            _ => measure.evidence_reason,
        }
    }
}

fn total_rate(terms: &[RateTerm], context: &Context) -> Result<Ratio, EngineError> {
    let mut product = Ratio::ONE;
    for term in terms {
        let ratio = match term {
            RateTerm::Exact(ratio) => *ratio,
            RateTerm::Published(name) => context.rate(name)?,
        };
        product = product.times(ratio).ok_or(Overflow)?;
    }
    Ok(product)
}

/// An amount of a rule in the scale of a base; foreign ones at the parity of the deadline.
pub fn in_scale(
    minor: i64,
    currency: Currency,
    scale: i128,
    context: &Context,
) -> Result<i128, EngineError> {
    if currency == Currency::Cny {
        return Ok(i128::from(minor) * scale);
    }
    let parity = i128::from(context.parity(currency.code(), context.parity_day(None))?);
    Ok(i128::from(minor) * parity * scale / i128::from(Context::MICRO))
}

fn below_threshold(
    measure: &Measure,
    base: &Values,
    firm: &[u32],
    firms: usize,
    context: &Context,
) -> Result<Vec<bool>, EngineError> {
    let Some(threshold) = &measure.threshold else { return Ok(vec![false; base.len()]) };
    let scale = i128::from(base.scale());
    let limit = in_scale(threshold.amount.minor, threshold.amount.currency, scale, context)?;
    let below = |value: i128| match threshold.test {
        ThresholdTest::Above => value <= limit,
        ThresholdTest::AtLeast => value < limit,
    };
    if threshold.on == ThresholdOn::Claim {
        return Ok((0..base.len()).map(|row| below(base.get(row))).collect());
    }
    // The firm's total, cut to fen; a limit in whole fen is passed by fen alone or not at all.
    let totals = sum_by(&base.shown()?, firm, firms)?;
    Ok(firm.iter().map(|f| below(i128::from(totals[*f as usize]) * scale)).collect())
}

/// For every claim the first gate that it fails; 0 where it passes all.
fn gates(
    measure: &Measure,
    number: usize,
    table: &DataFrame,
    firm: &[u32],
    facts: &FirmFacts,
) -> Result<Vec<ReasonId>, EngineError> {
    let mut failed: Vec<ReasonId> = vec![0; firm.len()];
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
            GateOf::AnyLine(_) | GateOf::EveryLine(_) => {
                let passes = bools(table, &gate_column(gate_number))?;
                passes.into_iter().enumerate().for_each(|(row, passes)| fail(row, passes));
            }
            GateOf::Platform => {
                let records = &facts.platform[number];
                firm.iter()
                    .enumerate()
                    .for_each(|(row, f)| fail(row, records[*f as usize].is_some()));
            }
            GateOf::NotListed => {
                firm.iter().enumerate().for_each(|(row, f)| fail(row, !facts.listed[*f as usize]));
            }
        }
    }
    Ok(failed)
}

/// Rules on enterprises, each evaluated once over all of them: most measures share theirs.
fn firm_rules(inputs: &Inputs, context: &Context) -> Result<Vec<(Rule, Vec<bool>)>, EngineError> {
    let mut rules: Vec<Rule> = Vec::new();
    for gate in context.scheme.measures.iter().flat_map(|measure| &measure.gates) {
        if let GateOf::Firm(rule) = &gate.of
            && !rules.iter().any(|known| known.same_test(rule))
        {
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
