//! Pairs of claims between schemes, summed by measures and verdict: what the report of the whole shows.

use std::collections::{BTreeMap, BTreeSet};

use super::Joint;
use super::across::Crossing;
use crate::duplicate::same::Verdict;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;

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
    let rows: Vec<(&Key, &Sum)> = sums.iter().collect();
    let text = |of: &dyn Fn(&Key) -> String| -> Vec<String> {
        rows.iter().map(|(key, _)| of(key)).collect()
    };
    let number =
        |of: fn(&Sum) -> i64| -> Vec<i64> { rows.iter().map(|(_, sum)| of(sum)).collect() };
    let scheme = |at: usize| &joint.parts[at].pipeline.scheme;
    let id = |key: &Key, side: usize| scheme(key.0[side].0).id.clone();
    let clause = |key: &Key, side: usize| {
        let (at, measure) = key.0[side];
        scheme(at).measures[measure].clause.clone()
    };
    OutputTable::new("across_sums", "方案间同类支持汇总", "The same support, by measures")
        .text(c::SCHEME, &text(&|key| id(key, 0)), "方案", "Scheme")
        .text(c::CLAUSE, &text(&|key| clause(key, 0)), "条款", "Clause")
        .text(c::OTHER_SCHEME, &text(&|key| id(key, 1)), "另一方案", "Other scheme")
        .text(c::OTHER_ITEM, &text(&|key| clause(key, 1)), "另一条款", "Its clause")
        .text(c::VERDICT, &text(&|key| key.1.name().to_string()), "结论代码", "Verdict (name)")
        .text(c::VERDICT_ZH, &text(&|key| key.1.text().zh), "结论", "Verdict (Chinese)")
        .text(c::VERDICT_EN, &text(&|key| key.1.text().en), "英文结论", "Verdict (English)")
        .int(c::PAIRS, number(|sum| sum.pairs), "对数", "Pairs of claims")
        .int(
            c::PAIRS_GRANTED,
            number(|sum| sum.granted),
            "双方均有核定额的对数",
            "Pairs of which both schemes grant something",
        )
        .yuan(
            c::ALONE,
            &number(|sum| sum.alone[0]),
            "本方案单独核定额",
            "Granted by this scheme alone",
        )
        .yuan(
            c::OTHER_AMOUNT,
            &number(|sum| sum.alone[1]),
            "另一方案单独核定额",
            "Granted by the other alone",
        )
        .int(c::CLAIMS_GAVE_WAY, number(|sum| sum.lost[0].0), "让位项数", "Claims that gave way")
        .yuan(c::GAVE_WAY, &number(|sum| sum.lost[0].1), "让位额", "What they would have got")
        .int(
            c::OTHER_CLAIMS_GAVE_WAY,
            number(|sum| sum.lost[1].0),
            "另一方案让位项数",
            "Claims of the other that gave way",
        )
        .yuan(
            c::OTHER_GAVE_WAY,
            &number(|sum| sum.lost[1].1),
            "另一方案让位额",
            "What these would have got",
        )
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
