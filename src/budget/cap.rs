//! 附四 and 附八: the limit per institution and year, and the cut to the budget.

use super::Awards;
use super::history::History;
use super::recomputed;
use crate::award::{Context, EngineError};
use crate::frame::kernels::{Splitter, fill_in_order, prorate, sum_by};
use crate::scheme::{CapSplit, Stage};

/// Limits each enterprise's sum to the annual cap, net of what it had before in the year.
pub fn annual_cap(
    awards: &mut Awards,
    history: &History,
    context: &Context,
) -> Result<(), EngineError> {
    let Some(cap) = &context.scheme.annual_cap else {
        let amount = awards.current().to_vec();
        awards.push(Stage::AnnualCap, amount, |_| 0);
        return Ok(());
    };
    let totals = sum_by(awards.current(), &awards.firm, awards.firms)?;
    let earlier = history.same_year(awards.firms);
    let targets: Vec<i64> = totals
        .iter()
        .zip(&earlier)
        .map(|(total, earlier)| (*total).min(cap.amount.saturating_sub(*earlier).max(0)))
        .collect();
    let amount = lower_to(awards, &totals, &targets, cap.split);
    let reason = cap.reason;
    awards.push(Stage::AnnualCap, amount, |_| reason);
    Ok(())
}

/// Scales all enterprises to the budget when their sum is strictly above it. Claims computed anew are paid at the share
/// that was published.
pub fn budget(
    awards: &mut Awards,
    history: &History,
    context: &Context,
) -> Result<(), EngineError> {
    let rule = &context.scheme.budget;
    let amount = match (&history.recomputed, context.available) {
        (Some(recomputed), _) => {
            let (totals, targets) = recomputed::targets(awards, recomputed, context)?;
            lower_to(awards, &totals, &targets, CapSplit::Proportional)
        }
        (None, None) => awards.current().to_vec(),
        (None, Some(available)) => {
            let totals = sum_by(awards.current(), &awards.firm, awards.firms)?;
            let targets = prorate(&totals, available.max(0), rule.residual);
            lower_to(awards, &totals, &targets, CapSplit::Proportional)
        }
    };
    let reason = rule.reason;
    awards.push(Stage::Budget, amount, |_| reason);
    Ok(())
}

/// Brings each enterprise from its total to its target: first over measures, then over the claims
/// of each measure.
fn lower_to(awards: &Awards, totals: &[i64], targets: &[i64], how: CapSplit) -> Vec<i64> {
    let mut amount = awards.current().to_vec();
    if totals == targets {
        return amount;
    }
    let groups = awards.groups();
    let mut scratch = Scratch::default();
    for (firm, (total, target)) in totals.iter().zip(targets).enumerate() {
        if total != target {
            scratch.lower(awards, groups.rows(firm), *target, how, &mut amount);
        }
    }
    amount
}

/// Buffers that serve one enterprise after the other.
#[derive(Default)]
struct Scratch {
    splitter: Splitter,
    /// Sums by measure, then their parts.
    sums: Vec<i64>,
    /// How many claims each measure has.
    lengths: Vec<usize>,
    weights: Vec<i64>,
}

impl Scratch {
    /// Rows are in the order of measures, so the claims of one measure stand together.
    fn lower(
        &mut self,
        awards: &Awards,
        rows: &[u32],
        target: i64,
        how: CapSplit,
        amount: &mut [i64],
    ) {
        if let [row] = rows {
            amount[*row as usize] = target;
            return;
        }
        self.sums.clear();
        self.lengths.clear();
        let measure = |row: &u32| awards.measure[*row as usize];
        for claims in rows.chunk_by(|a, b| measure(a) == measure(b)) {
            self.sums.push(claims.iter().map(|row| amount[*row as usize]).sum());
            self.lengths.push(claims.len());
        }
        match how {
            CapSplit::Proportional => self.splitter.split(&mut self.sums, target),
            CapSplit::Priority => self.sums = fill_in_order(&self.sums, target),
        }
        let mut rest = rows;
        for (part, length) in self.sums.iter().zip(&self.lengths) {
            let (claims, after) = rest.split_at(*length);
            rest = after;
            if let [row] = claims {
                amount[*row as usize] = *part;
                continue;
            }
            self.weights.clear();
            self.weights.extend(claims.iter().map(|row| amount[*row as usize]));
            self.splitter.split(&mut self.weights, *part);
            for (row, part) in claims.iter().zip(&self.weights) {
                amount[*row as usize] = *part;
            }
        }
    }
}
