//! Which published values a run uses: each with the day that it is asked for and the day that it is of.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Context, EngineError, Inputs};
use crate::domain::date::from_epoch_days;
use crate::domain::{Currency, Published};
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::scheme::{Award, FxDate, Measure, RateTerm};

/// A value in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateUsed {
    /// The day whose value the rule asks for.
    pub day: NaiveDate,
    /// The last value published by then.
    pub published: Published,
}

impl RateUsed {
    /// Days from publication to the day it is used for.
    pub fn age(&self) -> i64 {
        (self.day - self.published.date).num_days()
    }
}

/// Every published value that the rules or the lines of these inputs ask for, by name and day. What is
/// missing is not told here: using it fails.
///
/// # Errors
/// A fault of the tables.
pub fn used(inputs: &Inputs, context: &Context) -> Result<Vec<RateUsed>, EngineError> {
    let mut asked: BTreeSet<(String, NaiveDate, bool)> = BTreeSet::new();
    let on_deadline = context.parity_day(None);
    for (measure, lines) in context.scheme.measures.iter().zip(&inputs.lines) {
        if let Award::Rate { rates, .. } = &measure.award {
            for term in rates {
                if let RateTerm::Published(name) = term {
                    let same_day = context.scheme.rates.lpr_same_day;
                    asked.insert((name.clone(), context.deadline, same_day));
                }
            }
        }
        let parities = of_lines(measure, lines, context)?;
        asked.extend(parities.into_iter().map(|(currency, day)| (currency, day, true)));
        let foreign = |currency: &Currency| *currency != Currency::Cny && lines.height() > 0;
        let limits = limits_of(measure).into_iter().filter(foreign);
        asked.extend(limits.map(|currency| (currency.code().to_string(), on_deadline, true)));
        if measure.asks_platform() {
            let records = texts(&inputs.platform, c::CURRENCY)?.into_iter();
            let foreign = records.filter(|currency| is_foreign(currency));
            asked.extend(foreign.map(|currency| (currency.to_string(), on_deadline, true)));
        }
    }
    let found = asked.into_iter().filter_map(|(name, day, same_day)| {
        let published = context.rates.last(&name, day, same_day)?.clone();
        Some(RateUsed { day, published })
    });
    Ok(found.collect())
}

/// Currencies of the amounts that a measure's rule names.
fn limits_of(measure: &Measure) -> Vec<Currency> {
    let threshold = measure.threshold.as_ref().map(|threshold| threshold.amount.currency);
    let deduct = match &measure.award {
        Award::Rate { deduct, .. } => deduct.map(|amount| amount.currency),
        _ => None,
    };
    threshold.into_iter().chain(deduct).collect()
}

fn is_foreign(currency: &str) -> bool {
    !currency.is_empty() && currency != Currency::Cny.code()
}

/// Currencies of a measure's lines and the days whose parities convert them.
fn of_lines(
    measure: &Measure,
    lines: &polars::prelude::DataFrame,
    context: &Context,
) -> Result<BTreeSet<(String, NaiveDate)>, EngineError> {
    if !measure.base.converts {
        return Ok(BTreeSet::new());
    }
    let dated = matches!(context.scheme.rates.fx_on, FxDate::Monthly | FxDate::Transaction);
    let on = match measure.base.dated.filter(|_| dated) {
        Some(field) => days(lines, field.name)?,
        None => vec![None; lines.height()],
    };
    let all = texts(lines, c::CURRENCY)?.into_iter().zip(on);
    let pairs: BTreeSet<(&str, Option<i32>)> = all.filter(|(name, _)| is_foreign(name)).collect();
    let asked = |(currency, day): (&str, Option<i32>)| {
        (currency.to_string(), context.parity_day(day.and_then(from_epoch_days)))
    };
    Ok(pairs.into_iter().map(asked).collect())
}
