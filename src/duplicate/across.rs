//! Claims of one enterprise under two schemes of one run: which of them are the same support.
//!
//! The crosswalk names pairs of measures; an enterprise is known by its credit code on both sides. What papers and
//! periods make of a pair is said where it is said for rosters, in `same`.

use std::collections::BTreeMap;

use super::crosswalk::{Crosswalk, SameKind};
use super::papers::{ClaimPapers, MeasurePapers, PAPERS};
use super::period::overlap;
use super::same::{Grounds, PaperEvidence, State, Verdict, Why, verdict};
use crate::diag::Text;
use crate::entity::Status;
use crate::scheme::Scheme;

/// The claims of one scheme.
#[derive(Debug)]
pub struct Side<'a> {
    pub scheme: &'a Scheme,
    /// By measure.
    pub papers: Vec<MeasurePapers<'a>>,
    /// Credit codes, sorted; an enterprise is its place here.
    pub codes: Vec<&'a str>,
}

/// A claim by measure and row among its claims.
pub type ClaimAt = (usize, usize);

/// Two claims of one enterprise that may be the same support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Enterprise on either side.
    pub firms: (u32, u32),
    pub own: ClaimAt,
    pub other: ClaimAt,
    pub items: (String, String),
    /// Source and row of the first line on either side.
    pub places: [(u32, u32); 2],
    pub same_kind: SameKind,
    /// The line of the crosswalk in words.
    pub note: Text,
    /// The paper that settles it, and its number where both name the same.
    pub paper: Option<(&'static str, String)>,
    pub verdict: Verdict,
    pub why: Why,
}

/// Every pair that the crosswalk of `own` relates; `source` is the other scheme's place in it. Pairs that turn out
/// to be different matters are left out.
pub fn pairs(own: &Side, other: &Side, crosswalk: &Crosswalk, source: usize) -> Vec<Pair> {
    let places: BTreeMap<&str, u32> = other.codes.iter().copied().zip(0u32..).collect();
    let measures = related(own, other, crosswalk, source);
    let mut out = Vec::new();
    for (firm, code) in own.codes.iter().enumerate().filter(|_| !measures.is_empty()) {
        let Some(there) = places.get(code) else { continue };
        let firms = (firm as u32, *there);
        for (mine, theirs) in &measures {
            let claims = own.papers[*mine].of(firms.0);
            if claims.is_empty() {
                continue;
            }
            let others = other.papers[*theirs].of(firms.1);
            for (a, b) in claims.iter().flat_map(|a| others.iter().map(move |b| (a, b))) {
                out.extend(judge(
                    (own, other),
                    crosswalk,
                    source,
                    firms,
                    ((*mine, a), (*theirs, b)),
                ));
            }
        }
    }
    out
}

/// Measures that a line of the crosswalk relates.
fn related(own: &Side, other: &Side, crosswalk: &Crosswalk, source: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for mine in 0..own.scheme.measures.len() {
        for (theirs, measure) in other.scheme.measures.iter().enumerate() {
            let rule = crosswalk.rule_between(&own.scheme.measures[mine].id, source, &measure.id);
            if rule.is_some_and(|rule| rule.same_kind != SameKind::No) {
                out.push((mine, theirs));
            }
        }
    }
    out
}

fn judge(
    (own, other): (&Side, &Side),
    crosswalk: &Crosswalk,
    source: usize,
    firms: (u32, u32),
    ((mine, a), (theirs, b)): ((usize, &ClaimPapers), (usize, &ClaimPapers)),
) -> Option<Pair> {
    let (own_id, other_id) = (&own.scheme.measures[mine].id, &other.scheme.measures[theirs].id);
    let rule = crosswalk.rule_between(own_id, source, other_id)?;
    let paper = compare(&rule.keys, a, b);
    let periods = a.period.as_ref().zip(b.period.as_ref());
    let rules = &own.scheme.duplicates;
    let grounds = Grounds {
        identity: Status::Confirmed,
        same_kind: rule.same_kind,
        covered: crosswalk.sources[source].covered,
        by_period: rule.by_period,
        paper: &paper,
        overlap: periods.map(|(a, b)| overlap(a, b)),
        // Both schemes are computed from filings: their years are known.
        year_off: false,
        by_title: false,
        state: State::Received,
        // Both amounts are known, to whatever the mode needs.
        amount: Some(0),
        key: rules.key,
        mode: rules.mode,
    };
    let (verdict, why) = verdict(&grounds);
    let settled = match paper {
        PaperEvidence::Same(kind, number) => Some((PAPERS[kind], number)),
        PaperEvidence::Differ(kind) => Some((PAPERS[kind], String::new())),
        PaperEvidence::Unknown => None,
    };
    (verdict != Verdict::Clear).then(|| Pair {
        firms,
        own: (mine, a.claim),
        other: (theirs, b.claim),
        items: (a.item.clone(), b.item.clone()),
        places: [a.place, b.place],
        same_kind: rule.same_kind,
        note: rule.note.clone(),
        paper: settled,
        verdict,
        why,
    })
}

/// Papers of both sides, those that the rule asks for.
fn compare(keys: &[usize], a: &ClaimPapers, b: &ClaimPapers) -> PaperEvidence {
    let mut differ = None;
    for key in keys {
        let of = |claim: &'_ ClaimPapers| -> Vec<String> {
            let own = claim.papers.iter().filter(|(kind, _)| kind == key);
            own.map(|(_, number)| number.clone()).collect()
        };
        let (mine, theirs) = (of(a), of(b));
        if let Some(common) = mine.iter().find(|number| theirs.contains(number)) {
            return PaperEvidence::Same(*key, common.clone());
        }
        if !mine.is_empty() && !theirs.is_empty() {
            differ = differ.or(Some(*key));
        }
    }
    differ.map_or(PaperEvidence::Unknown, PaperEvidence::Differ)
}

/// One side of a choice: the scheme and its claim.
pub type ClaimOf = (usize, usize);

/// Of claims that are the same support, those that give way. `amounts` holds what each scheme alone would grant;
/// `pairs` names claims of two schemes. All claims that hang together are one matter: the scheme that grants most
/// for it in sum stays, the one that stands first among equals, and every other claim of the matter gives way to it.
/// Returns the claims that give way, with the scheme that stays and what it grants.
pub fn give_way(
    amounts: &BTreeMap<ClaimOf, i64>,
    pairs: &[(ClaimOf, ClaimOf)],
) -> BTreeMap<ClaimOf, (usize, i64)> {
    let worth = |claim: &ClaimOf| amounts.get(claim).copied().unwrap_or(0);
    // Where one side is nothing, there is nothing to choose.
    let open: Vec<_> = pairs.iter().filter(|(a, b)| worth(a) > 0 && worth(b) > 0).collect();
    let mut matter: BTreeMap<ClaimOf, usize> = BTreeMap::new();
    for (number, (a, b)) in open.iter().enumerate() {
        let known: Vec<usize> = [a, b].iter().filter_map(|c| matter.get(c).copied()).collect();
        let first = known.iter().copied().min().unwrap_or(number);
        matter.values_mut().filter(|at| known.contains(at)).for_each(|at| *at = first);
        matter.insert(*a, first);
        matter.insert(*b, first);
    }
    let mut sums: BTreeMap<usize, BTreeMap<usize, i64>> = BTreeMap::new();
    for (claim, at) in &matter {
        let sum = sums.entry(*at).or_default().entry(claim.0).or_default();
        *sum = sum.saturating_add(worth(claim));
    }
    let mut out = BTreeMap::new();
    for (claim, at) in &matter {
        let schemes = sums[at].iter();
        let best = schemes.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        if let Some((best, sum)) = best.filter(|(best, _)| **best != claim.0) {
            out.insert(*claim, (*best, *sum));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(amounts: &[(ClaimOf, i64)], pairs: &[(ClaimOf, ClaimOf)]) -> Vec<ClaimOf> {
        give_way(&amounts.iter().copied().collect(), pairs).into_keys().collect()
    }

    #[test]
    fn the_higher_stays_and_the_first_of_equals() {
        let (a, b) = ((0, 7), (1, 3));
        assert_eq!(chosen(&[(a, 10), (b, 11)], &[(a, b)]), [a]);
        assert_eq!(chosen(&[(a, 11), (b, 10)], &[(a, b)]), [b]);
        assert_eq!(chosen(&[(a, 10), (b, 10)], &[(a, b)]), [b], "the scheme that stands first");
        assert!(chosen(&[(a, 10), (b, 0)], &[(a, b)]).is_empty(), "nothing to choose");
        assert!(chosen(&[(a, 10), (b, 11)], &[]).is_empty());
    }

    #[test]
    fn claims_that_hang_together_are_one_matter() {
        // One claim here against two there: alone it is higher than each, together they are more.
        let (a, b1, b2) = ((0, 0), (1, 0), (1, 1));
        assert_eq!(chosen(&[(a, 10), (b1, 6), (b2, 6)], &[(a, b1), (a, b2)]), [a]);
        assert_eq!(chosen(&[(a, 13), (b1, 6), (b2, 6)], &[(a, b2), (a, b1)]), [b1, b2]);
        // Joined late by a pair between them, and over three schemes.
        let (c, d) = ((2, 0), (0, 1));
        let pairs = [(a, b1), (d, b2), (d, b1), (b2, c)];
        assert_eq!(chosen(&[(a, 1), (d, 1), (b1, 3), (b2, 3), (c, 7)], &pairs), [a, d, b1, b2]);
    }
}
