//! 上浮: a rate times a factor for enterprises that pass a condition; the cap stays. A raised claim is computed with the
//! product of both, rounded once, like any other.

use std::sync::Arc;

use polars::prelude::DataFrame;

use super::claims::MeasureClaims;
use super::stages::{EarlierBases, FirmFacts, own_stages};
use super::{Context, EngineError};
use crate::domain::Ratio;
use crate::scheme::{Award, Measure, RateTerm};

/// The claims of a measure through its own stages, those of raised enterprises at their rate. Of several factors the
/// first whose condition holds counts.
pub(super) fn stages(
    number: usize,
    (table, lines): (DataFrame, DataFrame),
    facts: &FirmFacts,
    earlier: &EarlierBases,
    context: &Context,
) -> Result<MeasureClaims, EngineError> {
    let measure = &context.scheme.measures[number];
    let own = |measure: &Measure| {
        own_stages((number, measure), (table.clone(), lines.clone()), facts, earlier, context)
    };
    let mut claims = own(measure)?;
    let mut factors = vec![Ratio::ONE; claims.firm.len()];
    for factor in &measure.factors {
        let passes = facts.passes(&factor.rule);
        let first = |row: &usize| factors[*row] == Ratio::ONE;
        let rows: Vec<usize> = (0..factors.len())
            .filter(|row| passes[claims.firm[*row] as usize])
            .filter(first)
            .collect();
        if rows.is_empty() {
            continue;
        }
        let raised = own(&times(measure, factor.times))?;
        for row in rows {
            factors[row] = factor.times;
            put(&mut claims, &raised, row);
        }
    }
    if let Some(working) = claims.working.as_mut().filter(|_| !measure.factors.is_empty()) {
        Arc::make_mut(working).factors = factors;
    }
    Ok(claims)
}

/// The measure with a raised rate.
pub(crate) fn times(measure: &Measure, factor: Ratio) -> Measure {
    let mut raised = measure.clone();
    if let Award::Rate { rates, .. } = &mut raised.award {
        rates.push(RateTerm::Exact(factor));
    }
    raised
}

/// One claim as it was raised.
fn put(claims: &mut MeasureClaims, raised: &MeasureClaims, row: usize) {
    claims.requested[row] = raised.requested[row];
    claims.entitled[row] = raised.entitled[row];
    if let Some(of_year) = claims.of_year.get_mut(row) {
        *of_year = raised.of_year[row];
    }
    for (stage, other) in claims.stages.iter_mut().zip(&raised.stages) {
        stage.amount[row] = other.amount[row];
        stage.reason[row] = other.reason[row];
    }
}
