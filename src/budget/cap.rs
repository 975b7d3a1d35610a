//! 附四 and 附八: the limit per institution and year, and the cut to the budget.

use super::Awards;
use super::history::History;
use crate::award::{Context, EngineError};
use crate::frame::kernels::{Groups, fill_in_order, prorate, split, sum_by};
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

/// Scales all enterprises to the budget when their sum is strictly above it.
pub fn budget(awards: &mut Awards, context: &Context) -> Result<(), EngineError> {
    let rule = &context.scheme.budget;
    let amount = match context.available {
        None => awards.current().to_vec(),
        Some(available) => {
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
    let groups = Groups::new(&awards.firm, awards.firms);
    for (firm, (total, target)) in totals.iter().zip(targets).enumerate() {
        if total == target {
            continue;
        }
        let rows = groups.rows(firm);
        if let [row] = rows {
            amount[*row as usize] = *target;
            continue;
        }
        lower_firm(awards, rows, *target, how, &mut amount);
    }
    amount
}

/// Rows are in the order of measures, so the claims of one measure stand together.
fn lower_firm(awards: &Awards, rows: &[u32], target: i64, how: CapSplit, amount: &mut [i64]) {
    let by_measure: Vec<&[u32]> =
        rows.chunk_by(|a, b| awards.measure[*a as usize] == awards.measure[*b as usize]).collect();
    let sums: Vec<i64> =
        by_measure.iter().map(|rows| rows.iter().map(|row| amount[*row as usize]).sum()).collect();
    let parts = match how {
        CapSplit::Proportional => split(&sums, target),
        CapSplit::Priority => fill_in_order(&sums, target),
    };
    for (rows, part) in by_measure.into_iter().zip(parts) {
        let weights: Vec<i64> = rows.iter().map(|row| amount[*row as usize]).collect();
        for (row, part) in rows.iter().zip(split(&weights, part)) {
            amount[*row as usize] = part;
        }
    }
}
