//! The years to come: the same applicants file again, with what they were granted behind them.
//!
//! Each year runs through the engine. Days move on with the year, except those that a rule looks at
//! over two years (a subsidiary is set up once). What a year grants is an earlier award of the next:
//! platforms use up their two years and their lifetime amount, what is given once is not given
//! again, and acceptance after the last day of validity gets nothing. Items that are rewarded once
//! are new ones every year unless the plan says otherwise. Applicants and costs grow by exact
//! factors. Findings of duplicate support belong to their year and are not carried on.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::adjust::Adjust;
use super::file::Growth;
use super::lab::{Evaluation, Frozen, Steps, run};
use super::outcome::{MeasureOutcome, Outcome, Totals};
use super::setting::{Pool, Setting};
use super::{Lab, LabError, Scenario};
use crate::award::{EngineError, Inputs};
use crate::diag::{Diagnostic, codes};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::domain::{Ratio, Window};
use crate::frame::access::{days, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Item, Measure, Once, Test};

/// Years at most.
pub const MOST_YEARS: u32 = 10;

/// What is assumed, each factor from one year to the next.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The award year itself is the first.
    pub years: u32,
    pub applicants: Ratio,
    pub prices: Ratio,
    pub budget: Ratio,
    /// What a year leaves over, its unused reserve included, is added to the next.
    pub roll_over: bool,
    /// Items rewarded once are new ones every year.
    pub renew: bool,
}

/// One year; amounts in fen.
#[derive(Clone, Debug)]
pub struct Year {
    pub year: i32,
    pub totals: Totals,
    pub pool: Option<Pool>,
    /// Added to the pool from the year before.
    pub rolled_in: i64,
    pub measures: Vec<MeasureOutcome>,
    /// Payable to applicants that the base does not know.
    pub newcomers: i64,
    /// Granted before for the same claims, over all paid ones.
    pub granted_before: i64,
    /// What those paid this year may still ask for under limits over several years.
    pub outstanding: i64,
    /// Claims that fell out because no line was accepted while the scheme was in force.
    pub outside_validity: usize,
}

/// Runs year after year.
///
/// # Errors
/// Too many years, growth beyond 64 bits, and faults of evaluations.
pub fn forecast(lab: &Lab, under: &Scenario, plan: Plan) -> Result<Vec<Year>, LabError> {
    if plan.years == 0 || plan.years > MOST_YEARS {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE)
            .arg("name", "years")
            .arg("read", plan.years)
            .arg("range", format!("1 – {MOST_YEARS}"));
        return Err(LabError::User(fault.into()));
    }
    let first = lab.setting(under)?.0;
    let measures = &first.scheme.measures;
    let filed = lab.frozen().inputs_under(&first)?;
    let assumed = first.adjust.apply(&filed, measures).map_err(LabError::Engine)?;
    let base_firms = assumed.inputs.firms.height();
    let mut granted: Vec<Granted> = Vec::new();
    let mut rolled_in = 0;
    let mut out = Vec::new();
    for number in 0..plan.years {
        let setting = moved(&first, &plan, number, rolled_in)?;
        let (evaluation, steps) = if number == 0 {
            let (evaluation, steps, _) = run(lab.frozen(), &setting, None)?;
            (evaluation, steps)
        } else {
            let mut inputs = assumed.inputs.clone();
            later(&mut inputs, measures, number as i32, plan.renew)?;
            let growth = Growth {
                applicants: Some(power(plan.applicants, number)?),
                prices: Some(power(plan.prices, number)?),
                ..Growth::default()
            };
            let mut inputs = Adjust::new(growth, Vec::new()).apply(&inputs, measures)?.inputs;
            inputs.history = with_granted(&inputs.history, &granted)?;
            let frozen =
                Frozen { inputs, measures: measures.clone(), filed: None, ..lab.frozen().clone() };
            let (evaluation, steps, _) = run(&frozen, &setting, None)?;
            (evaluation, steps)
        };
        let firms = base_firms.min(evaluation.origin.len());
        let year = year(&evaluation, &steps, &setting, firms, rolled_in)?;
        granted.extend(awarded(&evaluation, &setting)?);
        let left = year.totals.available.map_or(0, |available| available - year.totals.borne.1);
        let reserve = setting.pool.map_or(0, |pool| pool.reserve);
        rolled_in = if plan.roll_over { left.saturating_add(reserve).max(0) } else { 0 };
        out.push(year);
    }
    Ok(out)
}

fn power(factor: Ratio, times: u32) -> Result<Ratio, LabError> {
    let product = (0..times).try_fold(Ratio::ONE, |product, _| product.times(factor));
    product.ok_or_else(|| EngineError::from(Overflow).into())
}

/// The setting of a later year.
fn moved(first: &Setting, plan: &Plan, by: u32, rolled_in: i64) -> Result<Setting, LabError> {
    let factor = power(plan.budget, by)?;
    let grown = |fen: i64| {
        let product = i128::from(fen) * i128::from(factor.num) / i128::from(factor.den);
        i64::try_from(product).map_err(|_| LabError::from(EngineError::from(Overflow)))
    };
    let pool = match first.pool {
        Some(pool) => Some(Pool {
            total: grown(pool.total)?.saturating_add(rolled_in),
            reserve: grown(pool.reserve)?,
        }),
        None => None,
    };
    let years = by as i32;
    Ok(Setting {
        award_year: first.award_year + years,
        deadline: years_on(first.deadline, years),
        payment_date: first.payment_date.map(|day| years_on(day, years)),
        publication_date: first.publication_date.map(|day| years_on(day, years)),
        pool,
        adjust: if by == 0 { first.adjust.clone() } else { Adjust::default() },
        ..first.clone()
    })
}

/// The same day of a later year; 28 February where there is no 29th.
fn years_on(day: NaiveDate, years: i32) -> NaiveDate {
    let year = day.year() + years;
    let moved = day.with_year(year);
    moved.or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).unwrap_or(day)
}

/// Moves inputs on by whole years.
fn later(inputs: &mut Inputs, measures: &[Measure], by: i32, renew: bool) -> Result<(), LabError> {
    for (lines, measure) in inputs.lines.iter_mut().zip(measures) {
        let contract = measure.contract();
        for field in contract.fields().filter(|field| recurs(measure, field)) {
            let moved = days(lines, field.name)?.into_iter().map(|day| {
                let day = day.and_then(from_epoch_days)?;
                Some(to_epoch_days(years_on(day, by)))
            });
            let moved: Vec<Option<i32>> = moved.collect();
            let column = Column::new(field.name.into(), moved).cast(&DataType::Date)?;
            lines.with_column(column)?;
        }
        let once = matches!(measure.history.once, Some((Once::Item, _)));
        let years = matches!(measure.history.once, Some((Once::FirmItem, _)));
        if let (true, Item::Column(field)) = (years, measure.item) {
            let moved: Vec<String> =
                texts(lines, field.name)?.into_iter().map(|item| next_year(item, by)).collect();
            lines.with_column(Column::new(field.name.into(), moved))?;
        }
        if let (true, true, Item::Column(field)) = (renew, once, measure.item) {
            let renewed: Vec<String> = texts(lines, field.name)?
                .into_iter()
                .map(|item| if item.is_empty() { String::new() } else { format!("{item}@{by}") })
                .collect();
            lines.with_column(Column::new(field.name.into(), renewed))?;
        }
    }
    let years = optional_ints(&inputs.platform, c::YEAR)?;
    let years: Vec<Option<i64>> =
        years.into_iter().map(|year| year.map(|year| year + i64::from(by))).collect();
    inputs.platform.with_column(Column::new(c::YEAR.into(), years))?;
    Ok(())
}

/// An item that is a year moves on with the years; any other stays.
fn next_year(item: &str, by: i32) -> String {
    item.parse::<i32>().map_or_else(|_| item.to_string(), |year| (year + by).to_string())
}

/// Whether a date comes again every year: all do but those that a rule looks at over two years.
fn recurs(measure: &Measure, field: &Field) -> bool {
    let lasting = measure.lines.iter().any(|rule| {
        rule.test == Test::Within(Window::PriorTwoYears)
            && rule.columns.iter().any(|column| column.name == field.name)
    });
    field.kind == FieldKind::Date && !lasting
}

/// An award of a year that was run.
struct Granted {
    firm: u32,
    measure: String,
    item: String,
    year: i32,
    paid_on: i32,
    base: i64,
    amount: i64,
    later: String,
}

/// The word of the status column for an award that was paid.
const PAID: &str = "已拨付";

fn awarded(evaluation: &Evaluation, setting: &Setting) -> Result<Vec<Granted>, LabError> {
    let awards = &evaluation.awards;
    let paid_on = to_epoch_days(setting.payment_date.unwrap_or(setting.deadline));
    let mut out = Vec::new();
    for (number, block) in awards.blocks.iter().enumerate() {
        let measure = &setting.scheme.measures[number];
        let items = texts(&awards.tables[number], c::ITEM)?;
        for (claim, row) in block.clone().enumerate() {
            let amount = awards.current()[row];
            if amount == 0 {
                continue;
            }
            out.push(Granted {
                firm: awards.firm[row],
                measure: measure.id.clone(),
                item: items[claim].to_string(),
                year: setting.award_year,
                paid_on,
                // A base that holds earlier years is recognised anew only for what was added to it.
                base: awards.base[row] - awards.base_before[row],
                amount,
                later: measure.later_years(amount, setting.award_year).text(),
            });
        }
    }
    Ok(out)
}

/// Earlier awards with those of the years that were run.
fn with_granted(history: &DataFrame, granted: &[Granted]) -> PolarsResult<DataFrame> {
    let ints = |of: &dyn Fn(&Granted) -> i64| -> Vec<i64> { granted.iter().map(of).collect() };
    let words = |of: &dyn Fn(&Granted) -> &str| -> Vec<String> {
        granted.iter().map(|one| of(one).to_string()).collect()
    };
    let mut columns = Vec::new();
    for known in history.columns() {
        let name = known.name().clone();
        let column = match name.as_str() {
            c::FIRM => Column::new(name, granted.iter().map(|g| g.firm).collect::<Vec<u32>>()),
            c::MEASURE => Column::new(name, words(&|g| &g.measure)),
            c::ITEM => Column::new(name, words(&|g| &g.item)),
            c::LATER_YEARS => Column::new(name, words(&|g| &g.later)),
            c::STATUS => Column::new(name, words(&|_| PAID)),
            c::AWARD_YEAR => Column::new(name, ints(&|g| i64::from(g.year))),
            c::BASE => Column::new(name, ints(&|g| g.base)),
            c::AMOUNT => Column::new(name, ints(&|g| g.amount)),
            c::PAID_ON => {
                let days: Vec<i32> = granted.iter().map(|g| g.paid_on).collect();
                Column::new(name, days).cast(&DataType::Date)?
            }
            _ => Column::full_null(name, granted.len(), known.dtype()),
        };
        columns.push(column);
    }
    history.vstack(&DataFrame::new(granted.len(), columns)?)
}

fn year(
    evaluation: &Evaluation,
    steps: &Steps,
    setting: &Setting,
    firms: usize,
    rolled_in: i64,
) -> Result<Year, LabError> {
    let title = crate::diag::Text::default();
    let outcome = Outcome::of(evaluation, setting, firms, ("", &title))?;
    let awards = &evaluation.awards;
    let (mut granted_before, mut outstanding) = (0i64, 0i64);
    for (number, block) in awards.blocks.iter().enumerate() {
        let rule = &setting.scheme.measures[number].history;
        let years = steps.priors(number).years();
        for (claim, row) in block.clone().enumerate() {
            let paid = awards.current()[row];
            if paid == 0 {
                continue;
            }
            granted_before = granted_before.saturating_add(awards.prior[row]);
            let more_years = rule.years.is_some_and(|(max, ..)| years[claim] + 1 < max as usize);
            if let (true, Some((most, _))) = (more_years, rule.lifetime) {
                let left = (most - awards.prior[row] - paid).max(0);
                outstanding = outstanding.saturating_add(left);
            }
        }
    }
    let ended = setting.scheme.valid.reason;
    let lapsed = awards.stages.first().zip(awards.stages.get(1));
    let outside_validity = lapsed.map_or(0, |(_, evidence)| {
        evidence.reason.iter().filter(|reason| **reason == ended).count()
    });
    Ok(Year {
        year: setting.award_year,
        totals: outcome.totals,
        pool: setting.pool,
        rolled_in,
        measures: outcome.measures,
        newcomers: outcome.newcomers.1,
        granted_before,
        outstanding,
        outside_validity,
    })
}
