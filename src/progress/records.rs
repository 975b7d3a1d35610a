//! Figures that records know themselves: how many entries of a registry are in force, how long refunds took.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use rust_decimal::Decimal;

use super::calendar::Calendar;
use super::figures::{Figure, Reading, is_synthetic};
use super::number::shown;
use super::period::Span;
use super::plan::{Feed, Target};
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::date::from_epoch_days;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;

/// Entries of a kind in force at the end of each year of the plan, and on the day of the report.
///
/// # Errors
/// A fault of the engine.
pub fn counts(table: &DataFrame, reading: &Reading) -> PolarsResult<Vec<Figure>> {
    let (kind, source) = (texts(table, c::ENTRY_KIND)?, texts(table, c::FIGURE_SOURCE)?);
    let (from, until) = (days(table, c::RECOGNISED_ON)?, days(table, c::WITHDRAWN_ON)?);
    let (of, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let mut out = Vec::new();
    if table.height() == 0 {
        return Ok(out);
    }
    for (at, target) in targets(reading) {
        let Feed::Count(wanted) = &target.feed else { continue };
        let entries: Vec<usize> = (0..table.height()).filter(|row| kind[*row] == wanted).collect();
        let plan = &reading.plans[at];
        let last = plan.to.min(reading.as_of);
        let years = (plan.from.year()..=last.year()).filter_map(|year| {
            let span = Span::year(year)?;
            if span.to <= reading.as_of { Some(span) } else { None }
        });
        let inside = Span { from: last, to: last };
        let partly = Span::year(last.year()).is_some_and(|year| year.to > last);
        for span in years.chain(partly.then_some(inside)) {
            let day = crate::domain::date::to_epoch_days(span.to);
            let in_force = |row: &&usize| {
                from[**row].is_some_and(|from| from <= day)
                    && until[**row].is_none_or(|until| until > day)
            };
            let counted: Vec<&usize> = entries.iter().filter(in_force).collect();
            let last = counted.last().or(entries.last().as_ref()).map(|row| **row);
            let place = last.map_or(Place::Nowhere, |row| reading.place(of[row], rows[row], ""));
            let number = Decimal::from(counted.len());
            let series = (at, target.series.as_str());
            let named = named_source(entries.iter().map(|row| source[*row]));
            out.push(Figure::counted(series, span, number, (named, place), number.to_string()));
        }
    }
    Ok(out)
}

/// Mean working days of normal refunds by the year in which they were finished.
///
/// # Errors
/// A fault of the engine.
pub fn refunds(
    table: &DataFrame,
    reading: &Reading,
    calendar: &Calendar,
    findings: &mut Vec<Diagnostic>,
) -> PolarsResult<Vec<Figure>> {
    let (class, source) = (texts(table, c::EXPORTER_CLASS)?, texts(table, c::FIGURE_SOURCE)?);
    let (of, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let finished = finished(table, reading, calendar, findings)?;
    let mut out = Vec::new();
    for (at, target) in targets(reading) {
        let Feed::Refunds(classes) = &target.feed else { continue };
        let own = |row: usize| classes.is_empty() || classes.iter().any(|name| name == class[row]);
        let mut years: BTreeMap<i32, Vec<(usize, Finished)>> = BTreeMap::new();
        for (row, refund) in finished.iter().enumerate().filter(|(row, _)| own(*row)) {
            if let Some(refund) = refund {
                years.entry(refund.on.year()).or_default().push((row, *refund));
            }
        }
        for (year, found) in years {
            let days: i64 = found.iter().map(|(_, refund)| refund.days).sum();
            let count = found.len() as i64;
            let Some(mean) = Decimal::from(days).checked_div(Decimal::from(count)) else {
                continue;
            };
            let last = found.iter().map(|(_, refund)| refund.on).max();
            let Some(whole) = Span::year(year) else { continue };
            let to = if whole.to > reading.as_of { last.unwrap_or(whole.to) } else { whole.to };
            let place = found
                .last()
                .map_or(Place::Nowhere, |(row, _)| reading.place(of[*row], rows[*row], ""));
            let read = format!("{days}/{count} = {}", shown(mean, target.decimals));
            let named = named_source(found.iter().map(|(row, _)| source[*row]));
            let span = Span { to, ..whole };
            out.push(Figure::counted((at, &target.series), span, mean, (named, place), read));
        }
    }
    Ok(out)
}

/// A refund: its last day, and how many working days it took.
#[derive(Clone, Copy)]
struct Finished {
    on: NaiveDate,
    days: i64,
}

/// Normal refunds by row; of those whose days cannot be, that is said.
fn finished(
    table: &DataFrame,
    reading: &Reading,
    calendar: &Calendar,
    findings: &mut Vec<Diagnostic>,
) -> PolarsResult<Vec<Option<Finished>>> {
    let (accepted, finished) = (days(table, c::ACCEPTED_ON)?, days(table, c::FINISHED_ON)?);
    let normal = table.column(c::IS_NORMAL)?.bool()?.clone();
    let (of, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let refund = |row: usize| {
        let ends =
            accepted[row].and_then(from_epoch_days).zip(finished[row].and_then(from_epoch_days));
        let (from, to) = ends.filter(|_| normal.get(row) != Some(false))?;
        let fault = if to > reading.as_of {
            Diagnostic::new(&codes::TASK_FUTURE).arg(c::READ, to).arg("as_of", reading.as_of)
        } else if to < from {
            Diagnostic::new(&codes::REFUND_ORDER).arg("done", to).arg("accepted", from)
        } else {
            match calendar.between(from, to) {
                Ok(days) => return Some(Finished { on: to, days }),
                Err(year) => Diagnostic::new(&codes::REFUND_DAY).arg(c::YEAR, year),
            }
        };
        findings.push(fault.at(reading.place(of[row], rows[row], "办结日期")));
        None
    };
    Ok((0..table.height()).map(refund).collect())
}

fn targets<'a>(reading: &Reading<'a>) -> impl Iterator<Item = (usize, &'a Target)> {
    let plans = reading.plans.iter().enumerate();
    plans.flat_map(|(at, plan)| plan.targets.iter().map(move |target| (at, target)))
}

/// The source of a count: that of its rows, and one that admits to be made up before all others.
fn named_source<'a>(sources: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut sources = sources.filter(|source| !source.is_empty());
    let first = sources.clone().next().unwrap_or_default();
    sources.find(|source| is_synthetic(source)).unwrap_or(first).to_string()
}
