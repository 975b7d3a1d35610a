//! Weighted scores and the tiers they reach, exactly: a score is `Σ weight × mark` over the common
//! denominator of the weights, compared with the least score of a tier without rounding. Places among
//! the claims of a measure are counted from the highest score; equal scores share their places.

use polars::prelude::*;

use super::{Context, EngineError};
use crate::domain::Ratio;
use crate::frame::Field;
use crate::frame::access::{ints, optional_ints, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Award, Measure, Tier, TierTable, Ties};

/// An indicator and its weight.
type Indicator = (&'static Field, Ratio);

/// First and last place of the claims with one score, counted from one.
pub type Places = (u32, u32);

/// Adds `POINTS` to lines of a measure that is granted by tiers. An empty mark counts nothing.
pub fn scored(measure: &Measure, mut lines: DataFrame) -> Result<DataFrame, EngineError> {
    let Award::Tiers(table) = &measure.award else { return Ok(lines) };
    let mut points = vec![0i128; lines.height()];
    for ((field, _), factor) in table.score.iter().zip(factors(table)?) {
        for (sum, mark) in points.iter_mut().zip(ints(&lines, field.name)?) {
            let part = i128::from(mark).checked_mul(factor).ok_or(Overflow)?;
            *sum = sum.checked_add(part).ok_or(Overflow)?;
        }
    }
    lines.with_column(Int128Chunked::from_vec(c::POINTS.into(), points).into_column())?;
    Ok(lines)
}

/// What each mark is multiplied by, over the common denominator of the weights.
///
/// # Errors
/// A denominator out of range.
pub fn factors(table: &TierTable) -> Result<Vec<i128>, EngineError> {
    let den = common(&table.score)?;
    let weights = table.score.iter().map(|(_, weight)| weight);
    Ok(weights.map(|weight| i128::from(weight.num) * (den / i128::from(weight.den))).collect())
}

/// Where claims stand among those that count; `None` for the others, which take no place.
pub fn places(points: &[i128], counts: &[bool]) -> Vec<Option<Places>> {
    let mut order: Vec<usize> = (0..points.len()).filter(|row| counts[*row]).collect();
    order.sort_by(|a, b| points[*b].cmp(&points[*a]).then(a.cmp(b)));
    let mut out = vec![None; points.len()];
    let mut before = 0;
    for group in order.chunk_by(|a, b| points[*a] == points[*b]) {
        let (first, last) = (before + 1, before + group.len());
        for row in group {
            out[*row] = Some((first as u32, last as u32));
        }
        before = last;
    }
    out
}

/// Adds `FIRST_PLACE` and `LAST_PLACE` to the claims of a measure that is granted by tiers.
pub fn placed(
    measure: &Measure,
    table: &mut DataFrame,
    counts: &[bool],
) -> Result<(), EngineError> {
    if !matches!(measure.award, Award::Tiers(_)) {
        return Ok(());
    }
    let places = places(&wide_ints(table, c::POINTS)?, counts);
    let column = |name: &str, of: fn(Places) -> u32| {
        let values = places.iter().map(|place| place.map(|place| i64::from(of(place))));
        Int64Chunked::from_iter_options(name.into(), values).into_column()
    };
    table.with_column(column(c::FIRST_PLACE, |(first, _)| first))?;
    table.with_column(column(c::LAST_PLACE, |(_, last)| last))?;
    Ok(())
}

/// The places that [`placed`] has written.
pub fn places_of(table: &DataFrame) -> Result<Vec<Option<Places>>, EngineError> {
    let (first, last) =
        (optional_ints(table, c::FIRST_PLACE)?, optional_ints(table, c::LAST_PLACE)?);
    Ok(first.into_iter().zip(last).map(|(a, b)| Some((a? as u32, b? as u32))).collect())
}

/// The tier that each claim reaches, as a number in the table; `None` below the last.
pub fn reached(
    table: &TierTable,
    points: &[i128],
    places: &[Option<Places>],
) -> Result<Vec<Option<usize>>, EngineError> {
    let counted = places.iter().flatten().count() as u64;
    let edges =
        table.tiers.iter().map(|tier| edge(&table.score, tier)).collect::<Result<Vec<_>, _>>()?;
    let mut out = vec![None; points.len()];
    for (row, reached) in out.iter_mut().enumerate() {
        for (number, (tier, edge)) in table.tiers.iter().zip(&edges).enumerate() {
            let high = match (tier.at_least, edge) {
                (Some(least), Some(edge)) => {
                    points[row].checked_mul(i128::from(least.den)).ok_or(Overflow)? >= *edge
                }
                _ => true,
            };
            let among = tier.top.is_none_or(|top| {
                let most = top.places(counted);
                places[row].is_some_and(|(first, last)| match table.ties {
                    Ties::Upper => u64::from(first) <= most,
                    Ties::Lower => u64::from(last) <= most,
                })
            });
            if high && among {
                *reached = Some(number);
                break;
            }
        }
    }
    Ok(out)
}

/// The amount of the tier that each claim reaches, in fen.
pub fn amounts(
    table: &TierTable,
    points: &[i128],
    places: &[Option<Places>],
) -> Result<Vec<i64>, EngineError> {
    let worth = |number: Option<usize>| number.map_or(0, |number| table.tiers[number].amount);
    Ok(reached(table, points, places)?.into_iter().map(worth).collect())
}

/// How many scores are exactly the least of a tier.
pub fn at_edge(table: &TierTable, tier: &Tier, points: &[i128]) -> Result<usize, EngineError> {
    let (Some(edge), Some(least)) = (edge(&table.score, tier)?, tier.at_least) else {
        return Ok(0);
    };
    let den = i128::from(least.den);
    Ok(points.iter().filter(|points| points.checked_mul(den) == Some(edge)).count())
}

/// Claims of one score on both sides of the last place of a tier: the place, and how many they are.
pub fn tied_at(tier: &Tier, places: &[Option<Places>]) -> Option<(u64, usize)> {
    let most = tier.top?.places(places.iter().flatten().count() as u64);
    let across = |(first, last): &Places| u64::from(*first) <= most && u64::from(*last) > most;
    let tied = places.iter().flatten().filter(|place| across(place)).count();
    (tied > 0).then_some((most, tied))
}

/// A score in parts of full marks, cut to millionths.
pub fn shown(table: &TierTable, points: i128) -> Result<i64, EngineError> {
    Ok(i64::try_from(points / common(&table.score)?).map_err(|_| Overflow)?)
}

/// What full marks come to.
pub fn full(table: &TierTable) -> Result<i128, EngineError> {
    Ok(common(&table.score)?.checked_mul(i128::from(Context::MICRO)).ok_or(Overflow)?)
}

/// The least score of a tier in the scale of points times the tier's own denominator.
///
/// # Errors
/// A number out of range.
pub fn edge(score: &[Indicator], tier: &Tier) -> Result<Option<i128>, EngineError> {
    let Some(least) = tier.at_least else { return Ok(None) };
    let full = common(score)?.checked_mul(i128::from(Context::MICRO)).ok_or(Overflow)?;
    Ok(Some(full.checked_mul(i128::from(least.num)).ok_or(Overflow)?))
}

/// A number that the denominators of all weights divide.
fn common(score: &[Indicator]) -> Result<i128, EngineError> {
    let product = |den: i128, (_, weight): &Indicator| {
        let own = i128::from(weight.den);
        let (mut a, mut b) = (den, own);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (den / a.max(1)).checked_mul(own)
    };
    Ok(score.iter().try_fold(1, product).ok_or(Overflow)?)
}
