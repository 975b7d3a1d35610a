//! Which published rates a run needs, looked up before anything is computed: all that are missing are
//! said at once, with the day from which the tables have them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::rates::asked;
use super::{Context, EngineError, Inputs, begins, missing};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Window;
use crate::scheme::{FxDate, Measure};

/// # Errors
/// Every rate that lines, records and rules ask for and the tables do not have: one fault for each, on its
/// first day.
pub fn all_there(inputs: &Inputs, context: &Context) -> Result<(), EngineError> {
    let mut faults = Diagnostics::default();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for (name, day, same_day) in asked(inputs, context)? {
        if context.rates.last(&name, day, same_day).is_none() && said.insert(name.clone()) {
            faults.push(missing(context.rates, &name, day));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(EngineError::Rates(faults)) }
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
