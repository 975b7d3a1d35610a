//! A batch of claims that are computed anew after an objection: what stands as published is taken off, the rest is
//! paid at the share that the published run could pay. Nobody else's amount is touched.

use std::collections::BTreeMap;

use super::Awards;
use super::history::History;
use crate::award::{Context, EngineError};
use crate::domain::paper::canonical;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::Stage;

/// Measure, enterprise and item, the item in the form in which items are compared.
pub type Key = (usize, u32, String);

/// What a published run says of claims that are computed anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// What could be paid of what was due, as a fraction in fen; whole where a reserve pays.
    pub ratio: (i64, i64),
    pub claims: BTreeMap<Key, Before>,
}

/// One claim as it was published; nothing but its id where it was not filed then. Amounts are fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    pub id: String,
    /// Base that was recognised in that run.
    pub base: i64,
    /// Before the cut to the budget.
    pub due: i64,
    pub payable: i64,
}

impl Recomputed {
    /// Amounts at the share as published, rounded down to the fen.
    pub fn shares(&self, amounts: &[i64]) -> Vec<i64> {
        let (num, den) = self.ratio;
        let share = |amount: &i64| match den {
            0 => *amount,
            den => (i128::from(*amount) * i128::from(num.min(den)) / i128::from(den)) as i64,
        };
        amounts.iter().map(share).collect()
    }

    /// What was published of each claim, row by row.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn of_claims(&self, awards: &Awards) -> Result<Vec<Option<&Before>>, EngineError> {
        let mut all = Vec::with_capacity(awards.firm.len());
        for (number, (block, table)) in awards.blocks.iter().zip(&awards.tables).enumerate() {
            let items = texts(table, c::ITEM)?;
            all.extend(block.clone().zip(items).map(|(row, item)| {
                self.claims.get(&(number, awards.firm[row], canonical(item).into_owned()))
            }));
        }
        Ok(all)
    }
}

/// Takes off what was due as published, in the stage before the cut to the budget.
///
/// # Errors
/// A fault of the engine.
pub(super) fn less_published(
    awards: &mut Awards,
    history: &History,
    context: &Context,
) -> Result<(), EngineError> {
    let Some(recomputed) = &history.recomputed else { return Ok(()) };
    let before = recomputed.of_claims(awards)?;
    let before: Vec<(i64, i64)> =
        before.into_iter().map(|b| b.map_or((0, 0), |b| (b.due, b.base))).collect();
    let Some(at) = awards.stages.len().checked_sub(1) else { return Ok(()) };
    awards.due_anew = awards.stages[at].amount.clone();
    for (claim, (due, base)) in before.into_iter().enumerate() {
        let own = awards.base[claim];
        awards.base_before[claim] = awards.base_before[claim].saturating_add(base).min(own);
        let stage = &mut awards.stages[at];
        let left = stage.amount[claim].saturating_sub(due).max(0);
        if left < stage.amount[claim] {
            stage.amount[claim] = left;
            stage.reason[claim] = context.scheme.published;
        }
    }
    Ok(())
}

/// Whether a scheme lets nothing happen to amounts after the cut to the budget: only then is the rest of a claim at
/// the published share what it would have been given.
pub fn fits(stages: &[Stage]) -> bool {
    stages.last() == Some(&Stage::Budget)
}
