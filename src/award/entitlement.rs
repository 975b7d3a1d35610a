//! What the rule of a measure gives: rate, fixed amount, grades, tiers or so much for each, after the threshold.

use polars::prelude::*;

use super::bases::Bases;
use super::{Context, EngineError, score};
use crate::domain::{Amount, Currency, Ratio};
use crate::frame::access::{ints, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Award, Measure, RateTerm, ReasonId, ThresholdOn};

/// Amounts by rule: for all lines as filed, for the eligible ones, and after the threshold.
pub(super) struct Entitlement {
    pub filed: Vec<i64>,
    pub evident: Vec<i64>,
    pub item: Vec<i64>,
    below: Vec<bool>,
    /// What a base is multiplied by, where it is.
    pub rate: Option<Ratio>,
    /// Rate and deduction in the scale of the base, where one product gives the amount.
    pub working: Option<(Ratio, i128)>,
}

impl Entitlement {
    pub fn new(
        measure: &Measure,
        table: &DataFrame,
        bases: &Bases,
        firm: &[u32],
        firms: usize,
        context: &Context,
    ) -> Result<Self, EngineError> {
        let Worth { filed, evident, full, rate, working } =
            Worth::of(measure, table, bases, context)?;
        // Costs recognised in earlier years carry no claim without a line of its own.
        let supported = |amounts: Vec<i64>| -> Vec<i64> {
            let rows = amounts.into_iter().zip(&bases.any_eligible);
            rows.map(|(amount, any)| if *any { amount } else { 0 }).collect()
        };
        let (evident, full) = (supported(evident), supported(full));
        // What was filed is never less than the part of it that counts.
        let filed = filed.into_iter().zip(&evident).map(|(a, b)| a.max(*b)).collect();
        let below = below_threshold(measure, bases, firm, firms, context)?;
        let item = full.iter().zip(&below).map(|(a, below)| if *below { 0 } else { *a });
        Ok(Self { filed, evident, item: item.collect(), below, rate, working })
    }

    pub fn item_reason(&self, measure: &Measure, row: usize) -> ReasonId {
        match (&measure.threshold, &measure.award) {
            (Some(threshold), _) if self.below[row] => threshold.reason,
            (_, Award::Grades { reason, .. }) => *reason,
            (_, Award::Tiers(tiers)) => tiers.reason,
            (Some(threshold), _) => threshold.reason,
            _ => measure.evidence_reason,
        }
    }
}

/// What the rule gives before its threshold is looked at.
struct Worth {
    /// For all lines as filed.
    filed: Vec<i64>,
    /// For those that count.
    evident: Vec<i64>,
    /// The same without what the rule leaves out of the base.
    full: Vec<i64>,
    rate: Option<Ratio>,
    working: Option<(Ratio, i128)>,
}

impl Worth {
    fn of(
        measure: &Measure,
        table: &DataFrame,
        bases: &Bases,
        context: &Context,
    ) -> Result<Self, EngineError> {
        let rounding = context.scheme.rounding.in_fen();
        match &measure.award {
            Award::Rate { rates, deduct } => {
                let rate = total_rate(rates, context)?;
                Self::by_rate(measure, bases, (rate, *deduct), context)
            }
            Award::Fixed(amount) => {
                let amount = rounding.fen(*amount);
                let evident = bases.any_eligible.iter().map(|any| if *any { amount } else { 0 });
                Ok(Self::plain(vec![amount; bases.any_eligible.len()], evident.collect()))
            }
            Award::Grades { .. } => {
                let rounded = |name| -> Result<Vec<i64>, EngineError> {
                    Ok(ints(table, name)?.into_iter().map(|fen| rounding.fen(fen)).collect())
                };
                Ok(Self::plain(rounded(c::GRADE_AMOUNT_ALL)?, rounded(c::GRADE_AMOUNT)?))
            }
            Award::Tiers(tiers) => {
                let worth = |points: &[i128], places: &[_]| -> Result<Vec<i64>, EngineError> {
                    let amounts = score::amounts(tiers, points, places)?;
                    Ok(amounts.into_iter().map(|amount| rounding.fen(amount)).collect())
                };
                let all = wide_ints(table, c::POINTS_ALL)?;
                let filed = worth(&all, &score::places(&all, &vec![true; all.len()]))?;
                let evident = worth(&wide_ints(table, c::POINTS)?, &score::places_of(table)?)?;
                Ok(Self::plain(filed, evident))
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
                Ok(Self::plain(all(c::UNITS_ALL)?, all(c::UNITS)?))
            }
        }
    }

    /// Where nothing is left out of a base.
    fn plain(filed: Vec<i64>, evident: Vec<i64>) -> Self {
        Self { filed, full: evident.clone(), evident, rate: None, working: None }
    }

    /// Bases times the rate, from what is above `deduct` on.
    fn by_rate(
        measure: &Measure,
        bases: &Bases,
        (mut rate, deduct): (Ratio, Option<Amount>),
        context: &Context,
    ) -> Result<Self, EngineError> {
        let rounding = context.scheme.rounding.in_fen();
        let (mut all, mut eligible) = (&bases.all, &bases.eligible);
        if let (Some((_, days)), Some(weighted_all), Some(weighted)) =
            (measure.base.days, &bases.weighted_all, &bases.weighted_eligible)
        {
            rate = rate.times(Ratio { num: 1, den: days.max(1) }).ok_or(Overflow)?;
            (all, eligible) = (weighted_all, weighted);
        }
        let by_days = measure.base.days.is_some();
        let evident = match by_days {
            true => bases.weighted_part(0, rate, rounding)?,
            false => eligible.times(0, rate, rounding)?,
        };
        let filed = all.times_where_different(eligible, &evident, rate, rounding)?;
        let scale = i128::from(eligible.scale());
        let less = match deduct {
            Some(amount) if !eligible.is_empty() => {
                in_scale(amount.minor, amount.currency, scale, context)?
            }
            _ => 0,
        };
        let abroad = deduct.filter(|amount| amount.currency != Currency::Cny);
        let full = match abroad.filter(|_| bases.received.is_some()) {
            Some(amount) => bases.part_above(foreign(amount.minor), rate, rounding)?,
            None if less == 0 => evident.clone(),
            None if by_days => bases.weighted_part(less, rate, rounding)?,
            None => eligible.times(less, rate, rounding)?,
        };
        let one_product = !by_days && (less == 0 || bases.received.is_none());
        let working = one_product.then_some((rate, less));
        Ok(Self { filed, evident, full, rate: Some(rate), working })
    }
}

/// The product of the rates of an award.
pub fn total_rate(terms: &[RateTerm], context: &Context) -> Result<Ratio, EngineError> {
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

/// A limit in the unit of amounts as received.
pub fn foreign(minor: i64) -> i128 {
    i128::from(minor) * i128::from(Context::MICRO)
}

/// Compared exactly, in yuan or, where receipts keep the currency of a foreign limit, in that.
fn below_threshold(
    measure: &Measure,
    bases: &Bases,
    firm: &[u32],
    firms: usize,
    context: &Context,
) -> Result<Vec<bool>, EngineError> {
    let base = &bases.eligible;
    // Without claims nothing asks for the rate of a foreign limit.
    let Some(threshold) = measure.threshold.as_ref().filter(|_| !base.is_empty()) else {
        return Ok(vec![false; base.len()]);
    };
    let (minor, currency) = (threshold.amount.minor, threshold.amount.currency);
    let (values, limit): (Vec<i128>, i128) = match &bases.received {
        Some(received) => (received.clone(), foreign(minor)),
        None => {
            let scale = i128::from(base.scale());
            let values = (0..base.len()).map(|row| base.get(row)).collect();
            (values, in_scale(minor, currency, scale, context)?)
        }
    };
    let below = |value: i128| !threshold.test.passes(value, limit);
    if threshold.on == ThresholdOn::Claim {
        return Ok(values.into_iter().map(below).collect());
    }
    let mut totals = vec![0i128; firms];
    for (firm, value) in firm.iter().zip(values) {
        let total = &mut totals[*firm as usize];
        *total = total.checked_add(value).ok_or(Overflow)?;
    }
    Ok(firm.iter().map(|firm| below(totals[*firm as usize])).collect())
}
