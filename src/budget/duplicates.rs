//! The stage that takes off what was received elsewhere for the same matter.

use std::collections::{BTreeMap, BTreeSet};

use super::Awards;
use super::bearing::{Bearing, bearings};
use super::without::without;
use crate::award::{Context, EngineError, Inputs};
use crate::duplicate::same::left;
use crate::frame::access::optional_ints;
use crate::frame::columns as c;
use crate::scheme::compile::Calendar;
use crate::scheme::{DuplicateMode, Scheme, Stage};

/// The stage: reads the table of duplicate findings and lowers the claims they fit.
pub fn apply(awards: &mut Awards, inputs: &Inputs, context: &Context) -> Result<(), EngineError> {
    let rule = &context.scheme.duplicates;
    let mut amount = awards.current().to_vec();
    let amounts = optional_ints(&inputs.duplicates, c::AMOUNT)?;
    let mut whole: BTreeMap<usize, i64> = BTreeMap::new();
    let mut parts: BTreeMap<usize, (BTreeSet<usize>, i64)> = BTreeMap::new();
    for (other, bearing) in
        amounts.into_iter().zip(bearings(awards, inputs, context.scheme, context.calendar)?)
    {
        let other = other.unwrap_or(0);
        match bearing {
            Bearing::Claims(claims) => claims.into_iter().for_each(|claim| {
                let sum = whole.entry(claim).or_default();
                *sum = sum.saturating_add(other);
            }),
            Bearing::Lines(claim, lines) => {
                let part = parts.entry(claim).or_default();
                part.0.extend(lines);
                part.1 = part.1.saturating_add(other);
            }
            _ => {}
        }
    }
    for (claim, (lines, other)) in parts {
        let rest = without(awards, claim, &lines, context)?.min(amount[claim]);
        amount[claim] = rest + left(rule.mode, amount[claim] - rest, other);
    }
    for (claim, other) in whole {
        amount[claim] = left(rule.mode, amount[claim], other);
    }
    let reason = rule.reason;
    awards.push(Stage::Duplicates, amount, |_| reason);
    Ok(())
}

/// Claims that other support leaves something of, because the scheme takes the higher or the difference, and
/// whether its amount is known: it was not returned yet.
///
/// # Errors
/// A fault of the engine.
pub fn unreturned(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    award_year: i32,
) -> Result<Vec<(usize, bool)>, EngineError> {
    if scheme.duplicates.mode == DuplicateMode::ExcludeIfReceived {
        return Ok(Vec::new());
    }
    let calendar = Calendar { award_year, policy: scheme.valid.period };
    let amounts = optional_ints(&inputs.duplicates, c::AMOUNT)?;
    let mut known: BTreeMap<usize, bool> = BTreeMap::new();
    for (amount, bearing) in amounts.iter().zip(bearings(awards, inputs, scheme, calendar)?) {
        let claims = match bearing {
            Bearing::Claims(claims) => claims,
            Bearing::Lines(claim, _) => vec![claim],
            _ => continue,
        };
        claims
            .into_iter()
            .for_each(|claim| *known.entry(claim).or_insert(true) &= amount.is_some());
    }
    Ok(known.into_iter().collect())
}
