//! The value of every evidence line and the rule, if any, that leaves it out.
//!
//! `value = (amount − minus) × parity × share`, exactly: in fen where neither a currency nor a share
//! takes part, else in millionths of a fen (or millionths of millionths), rounded nowhere.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::{Context, EngineError, reviewed};
use crate::domain::Window;
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::frame::access::{days, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::compile::in_period;
use crate::scheme::{Base, FxDate, Measure, ValidOn};

/// Parts of a fen in one fen for a measure's values.
pub fn scale(base: &Base) -> i64 {
    let parity = if base.converts { Context::MICRO } else { 1 };
    let share = if base.times.is_some() { Context::MICRO } else { 1 };
    parity * share
}

/// Adds `VALUE` (and `WEIGHTED` where days count) and `LINE_REASON` to a measure's lines.
pub fn valued(
    measure: &Measure,
    lines: &DataFrame,
    context: &Context,
) -> Result<DataFrame, EngineError> {
    let mut table = lines.clone();
    let values = line_values(measure, lines, context)?;
    let whole = scale(&measure.base) == 1;
    summable(&values, if whole { i128::from(i64::MAX) } else { i128::MAX })?;
    if let Some(received) = as_received(measure, lines, context)? {
        summable(&received, i128::MAX)?;
        table.with_column(
            Int128Chunked::from_vec(c::RECEIVED_ABROAD.into(), received).into_column(),
        )?;
    }
    if let Some((field, _)) = measure.base.days {
        let weighted = weigh(&values, &days(lines, field.name)?, measure, context);
        summable(&weighted, i128::MAX)?;
        table.with_column(Int128Chunked::from_vec(c::WEIGHTED.into(), weighted).into_column())?;
    }
    if whole {
        let fen = values.iter().map(|v| i64::try_from(*v)).collect::<Result<Vec<_>, _>>();
        let fen = fen.map_err(|_| Overflow)?;
        table.with_column(Column::new(c::VALUE.into(), fen))?;
    } else {
        table.with_column(Int128Chunked::from_vec(c::VALUE.into(), values).into_column())?;
    }
    let reason = line_reason(measure, context);
    let reason = reason.cast(DataType::UInt16).alias(c::LINE_REASON);
    Ok(reviewed::refused(table.lazy().with_column(reason).collect()?)?)
}

/// Sums over lines are column expressions, which wrap: none can while all lines together stay within `most`.
fn summable(values: &[i128], most: i128) -> Result<(), Overflow> {
    let total = values.iter().try_fold(0i128, |sum, value| sum.checked_add(value.checked_abs()?));
    total.filter(|total| *total <= most).map(|_| ()).ok_or(Overflow)
}

/// The first rule that a line fails, as its reason's number; 0 where it counts.
fn line_reason(measure: &Measure, context: &Context) -> Expr {
    let valid = &context.scheme.valid;
    let in_force = match valid.on {
        ValidOn::Acceptance => in_period(col(c::ACCEPTED_ON), valid.period).fill_null(lit(false)),
        ValidOn::Payment => lit(valid.period.contains(context.payment_date)),
    };
    let rules = measure.lines.iter().map(|rule| (rule.passes(context.calendar), rule.reason));
    let all = std::iter::once((in_force, valid.reason)).chain(rules);
    let all: Vec<_> = all.collect();
    all.into_iter()
        .rev()
        .fold(lit(0u16), |rest, (passes, reason)| when(passes).then(rest).otherwise(lit(reason)))
}

fn line_values(
    measure: &Measure,
    lines: &DataFrame,
    context: &Context,
) -> Result<Vec<i128>, EngineError> {
    let base = &measure.base;
    let mut values = net_amounts(base, lines)?;
    if base.converts {
        let parities = parities(base, lines, context)?;
        values.iter_mut().zip(parities).for_each(|(value, parity)| *value *= parity);
    }
    if let Some(field) = base.times {
        for (value, share) in values.iter_mut().zip(optional_ints(lines, field.name)?) {
            *value *= i128::from(share.unwrap_or(Context::MICRO));
        }
    }
    Ok(values)
}

/// Amounts less what is taken off them, or what reviews left of them, in the smallest unit of each line's currency; 0 without a base.
///
/// # Errors
/// A fault of the engine.
pub fn net_amounts(base: &Base, lines: &DataFrame) -> PolarsResult<Vec<i128>> {
    let Some(sum) = base.sum else { return Ok(vec![0; lines.height()]) };
    let amounts = lines.column(sum.name)?.i64()?;
    let mut values: Vec<i128> = amounts.iter().map(|v| i128::from(v.unwrap_or(0))).collect();
    for field in &base.minus {
        for (value, minus) in values.iter_mut().zip(lines.column(field.name)?.i64()?.iter()) {
            *value -= i128::from(minus.unwrap_or(0));
        }
    }
    reviewed::cut(&mut values, lines)?;
    Ok(values)
}

/// What each line is in the currency of a foreign threshold, where every line has a day of its own:
/// receipts in that currency as they are, others across the parities of their day, cut to a
/// millionth of its smallest unit. `None` where one day converts everything, threshold included.
fn as_received(
    measure: &Measure,
    lines: &DataFrame,
    context: &Context,
) -> Result<Option<Vec<i128>>, EngineError> {
    let base = &measure.base;
    let Some(currency) = measure.foreign_threshold().filter(|_| base.converts && is_dated(context))
    else {
        return Ok(None);
    };
    let mut values = net_amounts(base, lines)?;
    let own = parities(base, lines, context)?;
    let days = line_days(base, lines, context)?;
    for ((value, parity), day) in values.iter_mut().zip(own).zip(days) {
        let day = context.parity_day(day.and_then(from_epoch_days));
        let into = i128::from(context.parity(currency.code(), day)?);
        *value = *value * parity * i128::from(Context::MICRO) / into;
    }
    Ok(Some(values))
}

/// Whether each line has a day of its own that chooses its parity.
pub fn is_dated(context: &Context) -> bool {
    matches!(context.scheme.rates.fx_on, FxDate::Monthly | FxDate::Transaction)
}

/// The days that choose the parities of lines, as the scheme says.
pub fn line_days(
    base: &Base,
    lines: &DataFrame,
    context: &Context,
) -> PolarsResult<Vec<Option<i32>>> {
    match base.dated.filter(|_| is_dated(context)) {
        Some(field) => days(lines, field.name),
        None => Ok(vec![None; lines.height()]),
    }
}

/// The parity of each line's currency. Few different parities occur, so each is looked up once.
fn parities(base: &Base, lines: &DataFrame, context: &Context) -> Result<Vec<i128>, EngineError> {
    let on = line_days(base, lines, context)?;
    let mut known: BTreeMap<(String, Option<i32>), i128> = BTreeMap::new();
    let mut last: Option<((&str, Option<i32>), i128)> = None;
    let currencies = texts(lines, c::CURRENCY)?;
    let mut out = Vec::with_capacity(currencies.len());
    for (currency, day) in currencies.into_iter().zip(on) {
        let currency = if currency.is_empty() { "CNY" } else { currency };
        let parity = match last {
            Some((key, parity)) if key == (currency, day) => parity,
            _ => match known.get(&(currency.to_string(), day)) {
                Some(parity) => *parity,
                None => {
                    let date = context.parity_day(day.and_then(from_epoch_days));
                    let parity = i128::from(context.parity(currency, date)?);
                    known.insert((currency.to_string(), day), parity);
                    parity
                }
            },
        };
        last = Some(((currency, day), parity));
        out.push(parity);
    }
    Ok(out)
}

/// Days from each line to the end of the years that the support is for, none before it.
fn weigh(values: &[i128], on: &[Option<i32>], measure: &Measure, context: &Context) -> Vec<i128> {
    let end = last_day(measure, context).map_or(0, to_epoch_days);
    let days = on.iter().map(|day| day.map_or(0, |day| (end - day).max(0)));
    values.iter().zip(days).map(|(value, days)| value * i128::from(days)).collect()
}

/// The end of the years that the support is for.
pub fn last_day(measure: &Measure, context: &Context) -> Option<NaiveDate> {
    let calendar = context.calendar;
    let years = measure.supports.unwrap_or(Window::PriorYear);
    let period = years.dates(calendar.award_year, calendar.policy);
    period.map_or_else(
        || NaiveDate::from_ymd_opt(calendar.award_year - 1, 12, 31),
        |period| Some(period.to),
    )
}
