//! The value that just meets a goal: bisection on exact results, in whole steps of the quantity, or
//! every value of a list.
//!
//! The result is the last step that meets the goal and the next that does not, each with its exact
//! outcome, so that whoever reads it can check both sides.

use super::outcome::Totals;
use super::parallel::try_map;
use super::vary::{Grid, MOST_POINTS, Quantity};
use super::{Lab, LabError, Scenario};
use crate::diag::{Diagnostic, codes};
use crate::domain::{Amount, Currency, Fen, Ratio};

/// What is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Approved does not exceed what is available, and would with one step more.
    Exhaust,
    /// Approved at most so much fen.
    Approved(i64),
    /// Payable at most so much fen.
    Payable(i64),
    /// Every approved yuan is paid to this part at least.
    Factor(Ratio),
}

impl Goal {
    /// `exhaust`, `approved<=4000万元`, `payable<=…`, `factor>=90%`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let bad = || Diagnostic::new(&codes::BAD_GOAL).arg("read", text);
        let yuan = |text: &str| {
            let amount: Amount = text.trim().parse().map_err(|_| bad())?;
            (amount.currency == Currency::Cny).then_some(amount.minor).ok_or_else(bad)
        };
        let text = text.trim();
        if text == "exhaust" {
            return Ok(Self::Exhaust);
        }
        if let Some(("approved", amount)) = text.split_once("<=").map(|(a, b)| (a.trim(), b)) {
            return yuan(amount).map(Self::Approved);
        }
        if let Some(("payable", amount)) = text.split_once("<=").map(|(a, b)| (a.trim(), b)) {
            return yuan(amount).map(Self::Payable);
        }
        match text.split_once(">=").map(|(a, b)| (a.trim(), b)) {
            Some(("factor", ratio)) => ratio.parse().map(Self::Factor).map_err(|_| bad()),
            _ => Err(bad()),
        }
    }

    /// Whether totals meet the goal. Without a budget everything approved can be paid.
    pub fn met(&self, totals: &Totals) -> bool {
        match *self {
            Self::Exhaust => totals.available.is_none_or(|available| totals.approved <= available),
            Self::Approved(most) => totals.approved <= most,
            Self::Payable(most) => totals.payable <= most,
            Self::Factor(least) => {
                let (num, den) = totals.factor();
                i128::from(num) * i128::from(least.den) >= i128::from(least.num) * i128::from(den)
            }
        }
    }
}

/// The two neighbours on both sides of the goal.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The last value that meets the goal.
    pub value: Quantity,
    pub totals: Totals,
    /// The next value, which does not.
    pub beyond: Quantity,
    pub beyond_totals: Totals,
    pub step: Option<Quantity>,
    /// Whether larger values are the ones that meet the goal.
    pub rising: bool,
    /// Whether every value of a list meets it: then nothing lies beyond.
    pub all_meet: bool,
    /// How many evaluations it took.
    pub evaluations: usize,
}

/// Looks for the place in the grid where the goal begins or ceases to be met. The goal must hold at
/// one end and not at the other; between them it is taken to change once. Of a list every value is
/// tried, and the one that meets the goal most closely is taken.
///
/// # Errors
/// A goal that both ends meet, or neither, or no value of a list; faults of evaluations.
pub fn solve(lab: &Lab, under: &Scenario, grid: &Grid, goal: Goal) -> Result<Solution, LabError> {
    if let Some(values) = grid.listed() {
        return best(lab, under, (grid, &values), goal);
    }
    let mut evaluations = 0;
    let mut at = |place: u64| -> Result<(Quantity, Totals), LabError> {
        let value = grid.at(place).ok_or_else(|| {
            LabError::User(
                Diagnostic::new(&codes::BAD_GRID)
                    .arg("read", &grid.knob)
                    .arg("why", "数值过大")
                    .arg("why_en", "a value is too large")
                    .into(),
            )
        })?;
        let mut scenario = under.clone();
        grid.knob.set(&mut scenario, value);
        evaluations += 1;
        Ok((value, lab.totals(&scenario)?))
    };
    let (mut low, mut high) = (0, grid.len().saturating_sub(1));
    let (first, last) = (at(low)?, at(high)?);
    let (at_low, at_high) = (goal.met(&first.1), goal.met(&last.1));
    if at_low == at_high {
        return Err(unreachable(goal, &first, &last, at_low));
    }
    let (mut below, mut above) = (first, last);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let found = at(middle)?;
        if goal.met(&found.1) == at_low {
            (low, below) = (middle, found);
        } else {
            (high, above) = (middle, found);
        }
    }
    let (met, beyond) = if at_low { (below, above) } else { (above, below) };
    Ok(Solution {
        value: met.0,
        totals: met.1,
        beyond: beyond.0,
        beyond_totals: beyond.1,
        step: grid.step(),
        rising: !at_low,
        all_meet: false,
        evaluations,
    })
}

/// The value of a list that meets a goal with the least to spare; of equals the one nearest to a
/// value that misses it.
fn best(
    lab: &Lab,
    under: &Scenario,
    (grid, values): (&Grid, &[Quantity]),
    goal: Goal,
) -> Result<Solution, LabError> {
    if values.len() as u64 > MOST_POINTS {
        let fault = Diagnostic::new(&codes::BAD_GRID)
            .arg("read", &grid.knob)
            .arg("why", format!("共 {} 个点，至多 {MOST_POINTS}", values.len()))
            .arg("why_en", format!("{} points; {MOST_POINTS} at most", values.len()));
        return Err(LabError::User(fault.into()));
    }
    let tried = try_map(values, |value| -> Result<(Quantity, Totals), LabError> {
        let mut scenario = under.clone();
        grid.knob.set(&mut scenario, *value);
        Ok((*value, lab.totals(&scenario)?))
    })?;
    let met: Vec<bool> = tried.iter().map(|(_, totals)| goal.met(totals)).collect();
    let nearest_miss = |at: usize| {
        let misses = (0..tried.len()).filter(|other| !met[*other]);
        misses.min_by_key(|other| at.abs_diff(*other))
    };
    let distance = |at: usize| nearest_miss(at).map(|miss| at.abs_diff(miss));
    let mut meeting: Vec<usize> = (0..tried.len()).filter(|at| met[*at]).collect();
    meeting.sort_by(|a, b| {
        let spare = goal.spare(&tried[*a].1).cmp(&goal.spare(&tried[*b].1));
        spare.then_with(|| distance(*a).cmp(&distance(*b)))
    });
    let (Some(first), Some(last)) = (tried.first(), tried.last()) else {
        return Err(bad_list(grid));
    };
    let Some(found) = meeting.first().copied() else {
        return Err(unreachable(goal, first, last, false));
    };
    let miss = nearest_miss(found);
    let (value, totals) = tried[found];
    let (beyond, beyond_totals) = tried[miss.unwrap_or(found)];
    Ok(Solution {
        value,
        totals,
        beyond,
        beyond_totals,
        step: None,
        rising: miss.is_some_and(|miss| miss < found),
        all_meet: miss.is_none(),
        evaluations: tried.len(),
    })
}

fn bad_list(grid: &Grid) -> LabError {
    let fault = Diagnostic::new(&codes::BAD_GRID)
        .arg("read", &grid.knob)
        .arg("why", "范围为空")
        .arg("why_en", "it is empty");
    LabError::User(fault.into())
}

impl Goal {
    /// How much totals that meet the goal leave to spare, to be compared: fen, or for a share its
    /// distance to what is asked, times a billion and cut.
    fn spare(&self, totals: &Totals) -> i128 {
        const FINE: i128 = 1_000_000_000;
        let left = |most: i64, of: i64| i128::from(most) - i128::from(of);
        match *self {
            Self::Exhaust => totals.available.map_or(0, |most| left(most, totals.approved)),
            Self::Approved(most) => left(most, totals.approved),
            Self::Payable(most) => left(most, totals.payable),
            Self::Factor(least) => {
                let (num, den) = totals.factor();
                i128::from(num) * FINE / i128::from(den.max(1))
                    - i128::from(least.num) * FINE / i128::from(least.den)
            }
        }
    }
}

fn unreachable(
    goal: Goal,
    first: &(Quantity, Totals),
    last: &(Quantity, Totals),
    met: bool,
) -> LabError {
    let shown = |totals: &Totals| match goal {
        Goal::Payable(_) => Fen(totals.payable).to_string(),
        Goal::Factor(_) => {
            let (num, den) = totals.factor();
            format!("{} / {}", Fen(num), Fen(den))
        }
        _ => Fen(totals.approved).to_string(),
    };
    let (zh, en) = if met { ("满足", "meet it") } else { ("不满足", "miss it") };
    let fault = Diagnostic::new(&codes::UNREACHABLE)
        .arg("low", first.0)
        .arg("high", last.0)
        .arg("both", zh)
        .arg("both_en", en)
        .arg("at_low", shown(&first.1))
        .arg("at_high", shown(&last.1));
    LabError::User(fault.into())
}
