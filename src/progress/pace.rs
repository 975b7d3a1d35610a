//! Growth so far, growth still needed, and where the pace of the years known leads.

use rust_decimal::Decimal;

use super::figures::{Figure, yearly};
use super::number::{grown, round, yearly_growth};
use super::plan::{Course, Plan, Start, Target, Test};
use super::units::Counted;

/// Average growth from a first year to the last one known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Achieved {
    pub from_year: i32,
    pub to_year: i32,
    pub rate: Decimal,
    /// Whether it passes the growth that the plan states; `None` where it states none.
    pub met: Option<bool>,
    /// Whether it begins at a baseline that was reckoned back.
    pub from_derived: bool,
}

/// Where the pace of the years known leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    pub year: i32,
    /// At the slowest, the average and the fastest year so far.
    pub low: Decimal,
    pub mid: Decimal,
    pub high: Decimal,
    /// The first year that reaches the target at the average pace; `None` within thirty years.
    pub reached: Option<i32>,
}

/// The growth from where the path begins, or from the first year known, to the last year known.
pub(super) fn achieved(plan: &Plan, target: &Target, figures: &[&Figure]) -> Option<Achieved> {
    if target.unit.counted == Counted::Percent || target.test.value().is_none() {
        return None;
    }
    let until = target.due.map_or(i32::MAX, |due| due.year);
    let known: Vec<(i32, Decimal)> = yearly(figures).filter(|(year, _)| *year <= until).collect();
    let (to_year, to) = *known.last()?;
    let start_year = match target.course {
        Course::Compound(Start::Target(other)) => plan.targets[other].due.map(|due| due.year),
        _ => target.baseline.map(|base| base.year),
    };
    let filed = |year: i32| known.iter().find(|(own, _)| *own == year).copied();
    let base = target.baseline.filter(|base| Some(base.year) == start_year);
    let (from_year, from, from_derived) = match start_year.and_then(filed) {
        Some((year, value)) => (year, value, false),
        None => match base {
            Some(base) => (base.year, base.value, base.derived),
            None => known.first().map(|(year, value)| (*year, *value, false))?,
        },
    };
    let years = u32::try_from(to_year - from_year).ok()?;
    let rate = yearly_growth(from, to, years)?;
    let met = target.growth.and_then(|growth| growth.test.passes(rate, plan.judging.tolerance));
    Some(Achieved { from_year, to_year, rate, met, from_derived })
}

/// Yearly growth still needed to arrive in time.
pub(super) fn required(target: &Target, figures: &[&Figure]) -> Option<Decimal> {
    if target.unit.counted == Counted::Percent || target.test.downwards() {
        return None;
    }
    let (year, value) = yearly(figures).last()?;
    let wanted = target.test.value().filter(|wanted| *wanted > value)?;
    yearly_growth(value, wanted, u32::try_from(target.due?.year - year).ok()?)
}

/// The pace of consecutive years carried on: shares by steps, everything else by growth.
pub(super) fn outlook(target: &Target, figures: &[&Figure]) -> Option<Outlook> {
    const FARTHEST: i32 = 30;
    let wanted = target.test.value().filter(|_| !target.test.downwards())?;
    if target.course == Course::Limit || matches!(target.test, Test::Reference(_)) {
        return None;
    }
    let due = target.due?;
    let known: Vec<(i32, Decimal)> = yearly(figures).collect();
    let (last_year, last) = *known.last()?;
    let steps = target.unit.counted == Counted::Percent || target.decimals == 0;
    let pace = |(ya, a): (i32, Decimal), (yb, b): (i32, Decimal)| match (yb - ya, steps) {
        (1, true) => b.checked_sub(a),
        (1, false) => yearly_growth(a, b, 1),
        _ => None,
    };
    let paces: Vec<Decimal> = known.windows(2).filter_map(|w| pace(w[0], w[1])).collect();
    if paces.len() < 2 || paces.len() + 1 < known.len() || due.year <= last_year {
        return None;
    }
    let (first_year, first) = known[0];
    let years = last_year - first_year;
    let average = match steps {
        true => last.checked_sub(first)?.checked_div(Decimal::from(years))?,
        false => yearly_growth(first, last, u32::try_from(years).ok()?)?,
    };
    let at = |pace: Decimal, years: i32| match steps {
        true => last.checked_add(pace.checked_mul(Decimal::from(years))?),
        false => grown(last, pace, years),
    };
    let ahead = due.year - last_year;
    let value = |pace| at(pace, ahead).map(|value| round(value, target.decimals));
    let reached = (0..=FARTHEST).find(|years| {
        let there = at(average, *years).map(|value| round(value, target.decimals));
        there.is_some_and(|value| match target.test {
            Test::Above(_) => value > wanted,
            _ => value >= wanted,
        })
    });
    Some(Outlook {
        year: due.year,
        low: value(*paces.iter().min()?)?,
        mid: value(average)?,
        high: value(*paces.iter().max()?)?,
        reached: reached.map(|years| last_year + years),
    })
}
