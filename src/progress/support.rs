//! Support paid beside the targets that it serves. Side by side is all it is: no figure here shows that the one
//! brought about the other.

use polars::prelude::*;
use rust_decimal::Decimal;

use super::figures::{Figure, Reading, is_synthetic, yearly};
use super::plan::{Plan, Target};
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::Fen;
use crate::domain::text::comparable;
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;

/// What was paid under one measure in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    pub plan: usize,
    /// Place among the plan's [[money]].
    pub money: usize,
    pub year: i32,
    pub amount: Fen,
    pub synthetic: bool,
}

/// One measure beside one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub plan: usize,
    pub money: usize,
    pub target: usize,
    pub from_year: i32,
    pub to_year: i32,
    /// Paid in the years after the first up to the last.
    pub paid: Fen,
    /// By how much the figure rose over these years, in the unit of the target.
    pub progress: Option<Decimal>,
    /// Paid for one unit of progress, cut to the fen; `None` where nothing was gained.
    pub per_unit: Option<Fen>,
}

/// Reads the table of support.
///
/// # Errors
/// A fault of the engine.
pub fn paid(
    table: &DataFrame,
    reading: &Reading,
    findings: &mut Vec<Diagnostic>,
) -> PolarsResult<Vec<Paid>> {
    let (measure, source) = (texts(table, c::MEASURE)?, texts(table, c::FIGURE_SOURCE)?);
    let (year, amount) = (optional_ints(table, c::YEAR)?, optional_ints(table, c::AMOUNT)?);
    let (of, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let mut out = Vec::new();
    for row in 0..table.height() {
        let (Some(year), Some(amount)) = (year[row], amount[row]) else { continue };
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        let synthetic = is_synthetic(source[row]);
        if !add(&mut out, reading.plans, (measure[row], year, Fen(amount), synthetic)) {
            let finding = Diagnostic::new(&codes::MONEY_MEASURE).arg(c::READ, measure[row]);
            findings.push(finding.at(reading.place(of[row], rows[row], "措施")));
        }
    }
    out.sort_by_key(|paid| (paid.plan, paid.money, paid.year));
    Ok(out)
}

/// What a run of the scheme's pipeline grants: measures with their amounts, all of one year.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The run's folder, for findings.
    pub place: Place,
    pub year: i32,
    pub measures: Vec<(String, Fen)>,
}

/// Adds what runs granted. Measures that serve no target are named in one finding a run.
pub fn granted(
    runs: &[Granted],
    plans: &[Plan],
    paid: &mut Vec<Paid>,
    findings: &mut Vec<Diagnostic>,
) {
    for run in runs {
        let mut idle: Vec<&str> = Vec::new();
        for (measure, amount) in run.measures.iter().filter(|(_, amount)| amount.0 > 0) {
            if !add(paid, plans, (measure, run.year, *amount, false)) {
                idle.push(measure);
            }
        }
        if !idle.is_empty() {
            let finding = Diagnostic::new(&codes::MONEY_MEASURE).arg(c::READ, idle.join("、"));
            findings.push(finding.at(run.place.clone()));
        }
    }
    paid.sort_by_key(|paid| (paid.plan, paid.money, paid.year));
}

/// Adds a payment to every plan that names its measure. Returns whether any does.
fn add(
    out: &mut Vec<Paid>,
    plans: &[Plan],
    (measure, year, amount, synthetic): (&str, i32, Fen, bool),
) -> bool {
    let wanted = comparable(measure);
    let before = out.len();
    for (plan, own) in plans.iter().enumerate() {
        let named = own.money.iter().position(|money| comparable(&money.measure) == wanted);
        out.extend(named.map(|money| Paid { plan, money, year, amount, synthetic }));
    }
    out.len() > before
}

/// Every measure of a plan beside every target that it serves, from the first year known of the target to the last.
pub fn beside(plans: &[Plan], all: &[Paid], figures: &[Figure]) -> Vec<Beside> {
    let mut out = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        for (number, money) in plan.money.iter().enumerate() {
            let own: Vec<&Paid> =
                all.iter().filter(|paid| (paid.plan, paid.money) == (at, number)).collect();
            if own.is_empty() {
                continue;
            }
            for target in &money.targets {
                let series = super::figures::of_series(figures, at, &plan.targets[*target].series);
                out.extend(one((at, number, *target), &plan.targets[*target], &own, &series));
            }
        }
    }
    out
}

fn one(
    (plan, money, target): (usize, usize, usize),
    of: &Target,
    paid: &[&Paid],
    series: &[&Figure],
) -> Option<Beside> {
    let until = of.due.map_or(i32::MAX, |due| due.year);
    let known: Vec<(i32, Decimal)> = yearly(series).filter(|(year, _)| *year <= until).collect();
    let ends = known.first().zip(known.last()).filter(|(first, last)| first.0 < last.0);
    let years = || paid.iter().map(|paid| paid.year);
    let (from_year, to_year, progress) = match ends {
        Some((first, last)) => (first.0, last.0, last.1.checked_sub(first.1)),
        None => (years().min()? - 1, years().max()?, None),
    };
    let within = paid.iter().filter(|paid| paid.year > from_year && paid.year <= to_year);
    let sum = within.map(|paid| i128::from(paid.amount.0)).sum::<i128>();
    let sum = Fen(i64::try_from(sum).ok()?);
    let per_unit = progress.filter(|gained| *gained > Decimal::ZERO).and_then(|gained| {
        let fen = Decimal::from(sum.0).checked_div(gained)?.trunc();
        i64::try_from(fen).ok().map(Fen)
    });
    Some(Beside { plan, money, target, from_year, to_year, paid: sum, progress, per_unit })
}
