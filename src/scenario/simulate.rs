//! Chance: many draws of what is uncertain, each an exact evaluation.
//!
//! A draw takes its values from whole steps of a range; which values it takes depends on the seed
//! and the number of the draw alone, so results are the same on any number of threads.

use super::chance::Chance;
use super::outcome::Totals;
use super::parallel::try_map;
use super::vary::{Grid, Knob, Quantity};
use super::{Lab, LabError, Scenario};
use crate::diag::{Diagnostic, codes};

/// Draws at most.
const MOST_DRAWS: u64 = 1_000_000;

/// One uncertain quantity: steps of a range, evenly likely, or likelier near a value.
#[derive(Clone, Debug)]
pub struct Uncertain {
    pub grid: Grid,
    /// Place in the grid that draws lie around.
    pub mode: Option<u64>,
}

/// Order statistics of a column: the value at rank `⌈part × draws⌉`, an amount that did occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub low: i64,
    pub p5: i64,
    pub p25: i64,
    pub median: i64,
    pub p75: i64,
    pub p95: i64,
    pub high: i64,
    /// Cut to the fen.
    pub mean: i64,
}

#[derive(Clone, Debug)]
pub struct Simulation {
    pub knobs: Vec<Knob>,
    pub draws: u64,
    pub seed: u64,
    pub approved: Spread,
    pub payable: Spread,
    /// What the budget cut takes, zero where it does not bite.
    pub cut: Spread,
    /// Draws in which 附八 bites.
    pub cut_draws: u64,
    /// How many draws lie in each of a number of equal steps of approved amounts, with their start.
    pub histogram: Vec<(i64, u64)>,
    /// Values and totals of every draw, in their order.
    pub rows: Vec<(Vec<Quantity>, Totals)>,
}

/// Draws and evaluates. The seed of who takes part moves with the draw, so that take-up is not
/// always short of the same enterprises.
///
/// # Errors
/// Nothing to vary, too many draws, and faults of evaluations.
pub fn simulate(
    lab: &Lab,
    under: &Scenario,
    uncertain: &[Uncertain],
    draws: u64,
    seed: u64,
) -> Result<Simulation, LabError> {
    if uncertain.is_empty() || draws == 0 || draws > MOST_DRAWS {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE)
            .arg("name", "draws")
            .arg("read", draws)
            .arg("range", format!("1 – {MOST_DRAWS}"));
        return Err(LabError::User(fault.into()));
    }
    let numbers: Vec<u64> = (0..draws).collect();
    let rows = try_map(&numbers, |&number| -> Result<(Vec<Quantity>, Totals), LabError> {
        let mut chance = Chance::new(seed, number);
        let mut scenario = under.clone();
        scenario.growth.seed = Some(seed.wrapping_add(number));
        let mut values = Vec::with_capacity(uncertain.len());
        for one in uncertain {
            let value = one.draw(&mut chance);
            one.grid.knob.set(&mut scenario, value);
            values.push(value);
        }
        Ok((values, lab.totals(&scenario)?))
    })?;
    let column = |of: &dyn Fn(&Totals) -> i64| rows.iter().map(|(_, totals)| of(totals)).collect();
    let approved: Vec<i64> = column(&|t| t.approved);
    let cut = |t: &Totals| t.available.map_or(0, |available| (t.approved - available).max(0));
    Ok(Simulation {
        knobs: uncertain.iter().map(|one| one.grid.knob.clone()).collect(),
        draws,
        seed,
        histogram: histogram(&approved),
        approved: Spread::of(approved),
        payable: Spread::of(column(&|t| t.payable)),
        cut: Spread::of(column(&cut)),
        cut_draws: rows.iter().filter(|(_, totals)| totals.cut()).count() as u64,
        rows,
    })
}

impl Uncertain {
    fn draw(&self, chance: &mut Chance) -> Quantity {
        let last = i64::try_from(self.grid.len().saturating_sub(1)).unwrap_or(i64::MAX);
        let place = match self.mode {
            Some(mode) => chance.around(0, i64::try_from(mode).unwrap_or(last).min(last), last),
            None => chance.between(0, last),
        };
        let place = u64::try_from(place).unwrap_or(0);
        self.grid.at(place).unwrap_or(Quantity::Count(0))
    }
}

impl Spread {
    fn of(mut values: Vec<i64>) -> Self {
        values.sort_unstable();
        let count = values.len();
        let at = |per_cent: usize| {
            let rank = (per_cent * count).div_ceil(100).clamp(1, count.max(1));
            values.get(rank - 1).copied().unwrap_or(0)
        };
        let total: i128 = values.iter().map(|value| i128::from(*value)).sum();
        Self {
            low: at(0),
            p5: at(5),
            p25: at(25),
            median: at(50),
            p75: at(75),
            p95: at(95),
            high: at(100),
            mean: (total / count.max(1) as i128) as i64,
        }
    }
}

fn histogram(values: &[i64]) -> Vec<(i64, u64)> {
    const BINS: i64 = 20;
    let (Some(low), Some(high)) = (values.iter().min(), values.iter().max()) else {
        return Vec::new();
    };
    let width = (high - low) / BINS + 1;
    let mut bins: Vec<(i64, u64)> = (0..BINS).map(|bin| (low + bin * width, 0)).collect();
    for value in values {
        bins[((value - low) / width) as usize].1 += 1;
    }
    while bins.len() > 1 && bins.last().is_some_and(|(_, count)| *count == 0) {
        bins.pop();
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_values_that_occur() {
        let spread = Spread::of((1..=200).rev().collect());
        assert_eq!((spread.low, spread.p5, spread.median), (1, 10, 100));
        assert_eq!((spread.p95, spread.high, spread.mean), (190, 200, 100));
        assert_eq!(Spread::of(vec![7]).p5, 7);
        let bins = histogram(&[0, 1, 2, 1_000]);
        assert_eq!(bins.iter().map(|(_, count)| count).sum::<u64>(), 4);
        assert_eq!(bins.first(), Some(&(0, 3)));
    }
}
