//! Pairs of claims between schemes, summed by measures and verdict: what the report of the whole shows.

use std::collections::{BTreeMap, BTreeSet};

use super::Joint;
use super::across::Crossing;
use crate::domain::Fen;
use crate::duplicate::same::Verdict;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::tables::joint::AcrossSum;

/// Scheme and measure of either side, and the verdict.
type Key = ([(usize, usize); 2], Verdict);

/// The pairs of one key, amounts in fen.
#[derive(Debug, Default)]
pub struct Sum {
    pairs: i64,
    /// Pairs of which both schemes grant something.
    granted: i64,
    /// What each scheme alone grants to the claims of its side, each claim once.
    alone: [i64; 2],
    /// Claims of each side that gave way, and what their scheme alone grants them.
    lost: [(i64, i64); 2],
}

/// By scheme: claims that gave way and their fen, each claim once however many others it meets.
pub fn gave_way(crossings: &[Crossing]) -> BTreeMap<usize, (usize, i128)> {
    let mut seen = BTreeSet::new();
    let mut out: BTreeMap<usize, (usize, i128)> = BTreeMap::new();
    for (crossing, side) in sides(crossings).filter(|(x, side)| x.lost[*side].is_some()) {
        let scheme = crossing.scheme(side);
        if seen.insert((scheme, crossing.row(side))) {
            let (claims, sum) = out.entry(scheme).or_default();
            *claims += 1;
            *sum += i128::from(crossing.amount(side));
        }
    }
    out
}

fn sides(crossings: &[Crossing]) -> impl Iterator<Item = (&Crossing, usize)> {
    crossings.iter().flat_map(|crossing| [(crossing, 0), (crossing, 1)])
}

/// By key. A claim that gives way in several pairs is told with the first, so that these sums add up.
pub fn sums(crossings: &[Crossing]) -> BTreeMap<Key, Sum> {
    let mut out: BTreeMap<Key, Sum> = BTreeMap::new();
    let (mut shown, mut told) = (BTreeSet::new(), BTreeSet::new());
    for crossing in crossings {
        let measure = |side| (crossing.scheme(side), crossing.claim(side).0);
        let key = ([measure(0), measure(1)], crossing.pair.verdict);
        let sum = out.entry(key).or_default();
        sum.pairs += 1;
        sum.granted += i64::from(crossing.amount(0) > 0 && crossing.amount(1) > 0);
        for side in [0, 1] {
            let claim = (crossing.scheme(side), crossing.row(side));
            let amount = crossing.amount(side);
            if shown.insert((key, side, claim)) {
                sum.alone[side] = sum.alone[side].saturating_add(amount);
            }
            if crossing.lost[side].is_some() && told.insert(claim) {
                sum.lost[side].0 += 1;
                sum.lost[side].1 = sum.lost[side].1.saturating_add(amount);
            }
        }
    }
    out
}

/// The table `across_sums`: one row per pair of measures and verdict.
pub fn table(joint: &Joint, sums: &BTreeMap<Key, Sum>) -> OutputTable {
    let measure = |(at, measure): (usize, usize)| {
        let scheme = &joint.parts[at].pipeline.scheme;
        (scheme.id.clone(), scheme.measures[measure].clause.clone())
    };
    AcrossSum::table(sums.iter().map(|((sides, verdict), sum)| {
        let [(scheme, clause), (other_scheme, other_clause)] = sides.map(measure);
        AcrossSum {
            scheme,
            clause,
            other_scheme,
            other_clause,
            verdict: *verdict,
            said: verdict.text(),
            pairs: sum.pairs,
            granted: sum.granted,
            alone: Fen(sum.alone[0]),
            other_alone: Fen(sum.alone[1]),
            claims_gave_way: sum.lost[0].0,
            gave_way: Fen(sum.lost[0].1),
            other_claims_gave_way: sum.lost[1].0,
            other_gave_way: Fen(sum.lost[1].1),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Text;
    use crate::duplicate::across::Pair;
    use crate::duplicate::crosswalk::SameKind;
    use crate::duplicate::same::Why;

    /// Claim `row` of scheme 0 beside claim `other` of another scheme, with what each alone grants.
    fn crossing(row: usize, (scheme, other): (usize, usize), alone: (i64, i64)) -> Crossing {
        let pair = Pair {
            firms: (0, 0),
            own: (0, row),
            other: (0, other),
            items: Default::default(),
            places: Default::default(),
            same_kind: SameKind::Strong,
            note: Text::default(),
            paper: None,
            verdict: Verdict::Duplicate,
            why: Why::SamePaper,
        };
        Crossing { schemes: (0, scheme), pair, rows: (row, other), alone, lost: [None; 2] }
    }

    /// The first claim gives way to two schemes, and a claim of the third scheme to the second claim.
    #[test]
    fn a_claim_that_meets_two_others_gives_way_once() {
        let mut all = [
            crossing(0, (1, 0), (300, 500)),
            crossing(0, (2, 0), (300, 700)),
            crossing(1, (2, 1), (900, 0)),
            crossing(1, (2, 2), (900, 40)),
        ];
        all[0].lost[0] = Some((1, 500));
        all[1].lost[0] = Some((2, 700));
        all[3].lost[1] = Some((0, 900));
        let lost = gave_way(&all);
        assert_eq!(lost, BTreeMap::from([(0, (1, 300)), (2, (1, 40))]));

        let sums: Vec<Sum> = sums(&all).into_values().collect();
        let shown: Vec<_> =
            sums.iter().map(|sum| (sum.pairs, sum.granted, sum.alone, sum.lost)).collect();
        // Beside scheme 1; then beside scheme 2, where the first claim is not told again.
        let expected =
            [(1, 1, [300, 500], [(1, 300), (0, 0)]), (3, 2, [1_200, 740], [(0, 0), (1, 40)])];
        assert_eq!(shown, expected);
        let told: i64 = sums.iter().flat_map(|sum| sum.lost).map(|(_, fen)| fen).sum();
        assert_eq!(i128::from(told), lost.values().map(|(_, fen)| *fen).sum::<i128>());
    }
}
