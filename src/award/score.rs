//! Weighted scores and the tiers they reach, exactly: a score is `Σ weight × mark` over the common
//! denominator of the weights, compared with the least score of a tier without rounding.

use polars::prelude::*;

use super::{Context, EngineError};
use crate::domain::Ratio;
use crate::frame::Field;
use crate::frame::access::ints;
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Award, Measure, Tier};

/// An indicator and its weight.
type Indicator = (&'static Field, Ratio);

/// Adds `POINTS` to lines of a measure that is granted by tiers. An empty mark counts nothing.
pub fn scored(measure: &Measure, mut lines: DataFrame) -> Result<DataFrame, EngineError> {
    let Award::Tiers { score, .. } = &measure.award else { return Ok(lines) };
    let den = common(score)?;
    let mut points = vec![0i128; lines.height()];
    for (field, weight) in score {
        let factor = i128::from(weight.num) * (den / i128::from(weight.den));
        for (sum, mark) in points.iter_mut().zip(ints(&lines, field.name)?) {
            let part = i128::from(mark).checked_mul(factor).ok_or(Overflow)?;
            *sum = sum.checked_add(part).ok_or(Overflow)?;
        }
    }
    lines.with_column(Int128Chunked::from_vec(c::POINTS.into(), points).into_column())?;
    Ok(lines)
}

/// The amount of the first tier that each score reaches, in fen; nothing below the last.
pub fn amounts(
    score: &[Indicator],
    tiers: &[Tier],
    points: &[i128],
) -> Result<Vec<i64>, EngineError> {
    let edges = tiers.iter().map(|tier| edge(score, tier)).collect::<Result<Vec<_>, _>>()?;
    let worth = |points: &i128| -> Result<i64, EngineError> {
        for (tier, edge) in tiers.iter().zip(&edges) {
            if points.checked_mul(i128::from(tier.at_least.den)).ok_or(Overflow)? >= *edge {
                return Ok(tier.amount);
            }
        }
        Ok(0)
    };
    points.iter().map(worth).collect()
}

/// How many scores are exactly the least of a tier.
pub fn at_edge(score: &[Indicator], tier: &Tier, points: &[i128]) -> Result<usize, EngineError> {
    let edge = edge(score, tier)?;
    let den = i128::from(tier.at_least.den);
    Ok(points.iter().filter(|points| points.checked_mul(den) == Some(edge)).count())
}

/// The least score of a tier in the scale of points times the tier's own denominator.
fn edge(score: &[Indicator], tier: &Tier) -> Result<i128, EngineError> {
    let full = common(score)?.checked_mul(i128::from(Context::MICRO)).ok_or(Overflow)?;
    Ok(full.checked_mul(i128::from(tier.at_least.num)).ok_or(Overflow)?)
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
