//! Which published rates a run needs, looked up before anything is computed: all that are missing are
//! said at once, with the day from which the tables have them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::values::line_days;
use super::{Context, EngineError, Inputs, begins, missing};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Window;
use crate::domain::date::from_epoch_days;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::{Award, FxDate, Measure, RateTerm};

/// # Errors
/// Every rate that lines and rules ask for and the tables do not have: one fault for each, on its
/// first day.
pub fn all_there(inputs: &Inputs, context: &Context) -> Result<(), EngineError> {
    let mut wanted: BTreeMap<String, BTreeSet<NaiveDate>> = BTreeMap::new();
    for (measure, lines) in context.scheme.measures.iter().zip(&inputs.lines) {
        if lines.height() == 0 || !measure.base.converts {
            continue;
        }
        let days = line_days(&measure.base, lines, context)?;
        let mut last = None;
        for (currency, day) in texts(lines, c::CURRENCY)?.into_iter().zip(days) {
            if last == Some((currency, day)) {
                continue;
            }
            last = Some((currency, day));
            let day = context.parity_day(day.and_then(from_epoch_days));
            let foreign = measure.foreign_threshold().map(|currency| currency.code());
            for name in [Some(currency), foreign].into_iter().flatten() {
                if !["", "CNY"].contains(&name) {
                    wanted.entry(name.to_string()).or_default().insert(day);
                }
            }
        }
    }
    let has = |name: &str, day: &NaiveDate| context.rates.last(name, *day, true).is_some();
    let mut faults = Diagnostics::default();
    for (name, days) in &wanted {
        if let Some(day) = days.iter().find(|day| !has(name, day)) {
            faults.push(missing(context.rates, name, *day));
        }
    }
    for name in published(context) {
        let same_day = context.scheme.rates.lpr_same_day;
        if context.rates.last(name, context.deadline, same_day).is_none() {
            faults.push(missing(context.rates, name, context.deadline));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(EngineError::Rates(faults)) }
}

/// Published rates by which measures with lines multiply.
fn published<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let rates = context.scheme.measures.iter().filter_map(|measure| match &measure.award {
        Award::Rate { rates, .. } => Some(rates),
        _ => None,
    });
    let terms = rates.flatten().filter_map(|term| match term {
        RateTerm::Published(name) => Some(name.as_str()),
        RateTerm::Exact(_) => None,
    });
    terms.collect()
}

/// Currencies whose parities begin after the first day that the chosen days of conversion may ask
/// for: said before any file is read. Nothing where the deadline converts everything.
pub fn begin_later(context: &Context) -> Vec<Diagnostic> {
    if context.scheme.rates.fx_on == FxDate::Deadline {
        return Vec::new();
    }
    let converting = context.scheme.measures.iter().filter(|measure| measure.base.converts);
    let Some(first) = converting.clone().filter_map(|m| first_day(m, context)).min() else {
        return Vec::new();
    };
    let clauses: Vec<&str> = converting.map(|measure| measure.clause.as_str()).collect();
    let currencies = crate::domain::Currency::ALL.iter().map(|currency| currency.code());
    let later =
        currencies.filter(|name| *name != "CNY" && context.rates.last(name, first, true).is_none());
    let said = later.map(|name| {
        let (zh, en) = begins(context.rates, name);
        Diagnostic::new(&codes::RATES_BEGIN_LATER)
            .arg("clause", clauses.join("、"))
            .arg("name", name)
            .arg("day", first)
            .arg("from", zh)
            .arg("from_en", en)
    });
    said.collect()
}

/// The first day whose parity a line of a measure may ask for.
fn first_day(measure: &Measure, context: &Context) -> Option<NaiveDate> {
    let calendar = context.calendar;
    let period = measure.supports.unwrap_or(Window::PriorYear);
    let first = period.dates(calendar.award_year, calendar.policy)?.from;
    let first = match context.scheme.rates.fx_on {
        FxDate::Transaction | FxDate::Deadline => first,
        FxDate::Monthly => context.parity_day(Some(first)),
        FxDate::PeriodEnd => context.parity_day(None),
    };
    (first.year() > 0).then_some(first)
}
