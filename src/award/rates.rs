//! Which published values a run asks for and uses: each with the day that it is asked for and the day that it is of.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::values::{is_dated, line_days};
use super::{Context, EngineError, Inputs};
use crate::domain::date::from_epoch_days;
use crate::domain::{Currency, Published};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::{Award, Measure, RateTerm};

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

/// A value that is asked for: its name, the day, and whether one published on that day counts.
pub type Asked = (String, NaiveDate, bool);

/// Every published value that the rules, the lines and the ministry's records of these inputs ask for.
///
/// # Errors
/// A fault of the tables.
pub fn asked(inputs: &Inputs, context: &Context) -> Result<BTreeSet<Asked>, EngineError> {
    let mut asked: BTreeSet<Asked> = BTreeSet::new();
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
        let mut foreign: BTreeSet<String> = BTreeSet::new();
        if lines.height() > 0 {
            foreign
                .extend(limits_of(measure).into_iter().map(|currency| currency.code().to_string()));
        }
        let recorded = measure.recorded();
        if recorded.asks {
            let records = super::platform::rows(measure, inputs, context)?;
            let threshold = recorded.threshold.filter(|_| !records.is_empty());
            foreign.extend(threshold.map(|currency| currency.code().to_string()));
            let named = records.into_iter().filter(|(_, _, amount)| amount.is_some());
            foreign.extend(named.map(|(_, currency, _)| currency.to_string()));
        }
        let foreign = foreign.into_iter().filter(|currency| is_foreign(currency));
        asked.extend(foreign.map(|currency| (currency, on_deadline, true)));
    }
    Ok(asked)
}

/// Every published value that these inputs use, by name and day. What is missing is not told here: using it
/// fails.
///
/// # Errors
/// A fault of the tables.
pub fn used(inputs: &Inputs, context: &Context) -> Result<Vec<RateUsed>, EngineError> {
    let found = asked(inputs, context)?.into_iter().filter_map(|(name, day, same_day)| {
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

/// Currencies of a measure's lines and the days whose parities convert them; where lines have days of their
/// own, the currency of a foreign threshold on these, too.
fn of_lines(
    measure: &Measure,
    lines: &polars::prelude::DataFrame,
    context: &Context,
) -> Result<BTreeSet<(String, NaiveDate)>, EngineError> {
    if !measure.base.converts {
        return Ok(BTreeSet::new());
    }
    let days = line_days(&measure.base, lines, context)?;
    let mut pairs: BTreeSet<(&str, Option<i32>)> = BTreeSet::new();
    let mut last = None;
    for pair in texts(lines, c::CURRENCY)?.into_iter().zip(days) {
        if last != Some(pair) {
            pairs.insert(pair);
            last = Some(pair);
        }
    }
    let threshold = measure.foreign_threshold().filter(|_| is_dated(context));
    let mut asked = BTreeSet::new();
    for (currency, day) in pairs {
        let day = context.parity_day(day.and_then(from_epoch_days));
        let names = [Some(currency), threshold.map(|currency| currency.code())];
        let names = names.into_iter().flatten().filter(|name| is_foreign(name));
        asked.extend(names.map(|name| (name.to_string(), day)));
    }
    Ok(asked)
}
