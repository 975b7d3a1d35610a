//! 附四 and 附八: the limit per institution and year, and the cut to the budget.

use super::Awards;
use super::history::History;
use crate::award::{Context, EngineError};
use crate::frame::kernels::{Splitter, fill_in_order, prorate, sum_by};
use crate::scheme::{CapSplit, Measure, Scheme, Stage};

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
    let amount = lower_to(awards, awards.current(), (&totals, &targets), cap.split);
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
        (Some(recomputed), available) => {
            let totals = sum_by(awards.current(), &awards.firm, awards.firms)?;
            let shares = recomputed.shares(&totals);
            let to = (totals.as_slice(), shares.as_slice());
            let shared = lower_to(awards, awards.current(), to, CapSplit::Proportional);
            match available {
                None => shared,
                Some(available) => within(awards, &shared, available, context)?,
            }
        }
        (None, None) => awards.current().to_vec(),
        (None, Some(available)) => within(awards, awards.current(), available, context)?,
    };
    let reason = rule.reason;
    awards.push(Stage::Budget, amount, |_| reason);
    Ok(())
}

/// Amounts of which the pool of the year bears no more than what is available.
fn within(
    awards: &Awards,
    amounts: &[i64],
    available: i64,
    context: &Context,
) -> Result<Vec<i64>, EngineError> {
    let of_year = borne_of(awards, amounts, context.scheme);
    let own = of_year.as_deref().unwrap_or(amounts);
    let totals = sum_by(own, &awards.firm, awards.firms)?;
    let targets = prorate(&totals, available.max(0), context.scheme.budget.residual);
    let left = lower_to(awards, own, (&totals, &targets), CapSplit::Proportional);
    Ok(if of_year.is_some() { whole(amounts, own, &left) } else { left })
}

/// What the pool of the award year bears of an amount for each claim; `None` where no award binds a later year.
pub(super) fn borne_of(awards: &Awards, amounts: &[i64], scheme: &Scheme) -> Option<Vec<i64>> {
    if !scheme.measures.iter().any(Measure::binds_later_years) {
        return None;
    }
    let rows = amounts.iter().zip(&awards.measure);
    let of_year = |(fen, at): (&i64, &u16)| scheme.measures[usize::from(*at)].borne_at_once(*fen);
    Some(rows.map(of_year).collect())
}

/// The claims of which the award year bears no more than what is left of its part: an award is cut as a whole, as its
/// part of the year is. Cut to the fen, `amount × left ÷ borne` has a part of at most `left`, since `borne` is itself
/// cut from the award.
fn whole(amounts: &[i64], borne: &[i64], left: &[i64]) -> Vec<i64> {
    let one = |((amount, borne), left): ((&i64, &i64), &i64)| match left == borne {
        true => *amount,
        false => (i128::from(*amount) * i128::from(*left) / i128::from(*borne)) as i64,
    };
    amounts.iter().zip(borne).zip(left).map(one).collect()
}

/// Brings each enterprise from its total to its target: first over measures, then over the claims
/// of each measure.
fn lower_to(
    awards: &Awards,
    own: &[i64],
    (totals, targets): (&[i64], &[i64]),
    how: CapSplit,
) -> Vec<i64> {
    let mut amount = own.to_vec();
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

#[cfg(test)]
mod tests {
    use super::whole;

    /// Whatever is left of the part that the year bears, the award cut with it has no larger part.
    #[test]
    fn an_award_is_cut_with_its_part_of_the_year() {
        for (num, den) in [(1, 3), (1, 2), (4, 5), (2, 7), (99, 100), (1, 1)] {
            let part = |award: i64| award * num / den;
            for award in 1..=210 {
                let borne = part(award);
                for left in 0..=borne {
                    let cut = whole(&[award], &[borne], &[left])[0];
                    assert!(part(cut) <= left && cut <= award, "{award} {num}/{den} {left}");
                    assert_eq!(cut == award, left == borne, "{award} {num}/{den} {left}");
                }
            }
        }
    }
}
