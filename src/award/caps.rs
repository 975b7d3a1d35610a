//! 单项上限: an amount, a share of an enterprise's own figure, or the smaller of both.

use polars::prelude::*;

use crate::frame::access::optional_ints;
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Measure, ReasonId};

/// What claims of a measure are limited to.
pub(crate) struct Caps {
    /// For every claim alike; as much as there is where the rule names no amount.
    amount: i64,
    /// By claim, where its own figure limits it.
    own: Option<Vec<i64>>,
    pub reason: ReasonId,
}

impl Caps {
    /// From the claims of a measure. A claim without a figure gets nothing: there is none that it stays below.
    ///
    /// # Errors
    /// A limit beyond 64 bits; a fault of the engine.
    pub fn of(measure: &Measure, table: &DataFrame) -> Result<Self, super::EngineError> {
        let Some(cap) = &measure.cap else {
            return Ok(Self { amount: i64::MAX, own: None, reason: 0 });
        };
        let share =
            |(_, share): (_, crate::domain::Ratio)| -> Result<Vec<i64>, super::EngineError> {
                let part = |figure: Option<i64>| {
                    let (num, den) = (i128::from(share.num), i128::from(share.den));
                    let limit = i128::from(figure.unwrap_or(0).max(0)) * num / den;
                    i64::try_from(limit).map_err(|_| Overflow)
                };
                let figures = optional_ints(table, c::OWN_FIGURE)?.into_iter();
                Ok(figures.map(part).collect::<Result<_, Overflow>>()?)
            };
        let own = cap.of.map(share).transpose()?;
        Ok(Self { amount: cap.amount.unwrap_or(i64::MAX), own, reason: cap.reason })
    }

    /// The most for one claim.
    pub fn most(&self, row: usize) -> i64 {
        self.own.as_ref().map_or(self.amount, |own| self.amount.min(own[row]))
    }

    pub fn lower(&self, amounts: &[i64]) -> Vec<i64> {
        amounts.iter().enumerate().map(|(row, amount)| (*amount).min(self.most(row))).collect()
    }
}
