//! How much reviewers cut.

use std::collections::BTreeMap;

use super::decided::Decided;
use super::subjects::Subject;
use crate::domain::Fen;
use crate::frame::cells::Scaled;
use crate::tables::review::{CutRate, Layer};

/// Sums of one reviewer.
#[derive(Default)]
struct Sums {
    reviewed: i64,
    cut: i64,
    filed: i128,
    left: i128,
}

/// One row for each audit firm, reviewer, kind of review and layer, over the decisions that hold. What is left of a
/// line is its part of the amount in yuan, cut to the fen.
pub fn rates(decided: &Decided, subjects: &[Subject]) -> Vec<CutRate> {
    let mut all: BTreeMap<(&str, &str, &str, Layer), Sums> = BTreeMap::new();
    for at in &decided.holding {
        let one = &decided.written[*at];
        let Some((subject, signed)) = one.subject.zip(one.signed.as_ref()) else { continue };
        let subject = &subjects[subject];
        let key = (one.audit_firm, signed.by.as_str(), one.kind, subject.layer);
        let sums = all.entry(key).or_default();
        let filed = i128::from(subject.filed_fen);
        let left = match (subject.filed, one.left) {
            (Some(whole), Some(left)) if whole > 0 => filed * i128::from(left) / i128::from(whole),
            (_, left) => left.map_or(filed, |_| 0),
        };
        sums.reviewed += 1;
        sums.cut +=
            i64::from(one.left.is_some_and(|left| subject.filed.is_none_or(|filed| left < filed)));
        sums.filed += filed;
        sums.left += left;
    }
    all.into_iter().map(|(key, sums)| sums.row(key)).collect()
}

impl Sums {
    fn row(&self, (audit_firm, by, kind, layer): (&str, &str, &str, Layer)) -> CutRate {
        let fen = |sum: i128| Fen(i64::try_from(sum).unwrap_or(i64::MAX));
        let cut = self.filed - self.left;
        CutRate {
            audit_firm: audit_firm.to_string(),
            by: by.to_string(),
            kind: kind.to_string(),
            layer,
            reviewed: self.reviewed,
            cut: self.cut,
            filed: fen(self.filed),
            left: fen(self.left),
            reduction: fen(cut),
            // Per cent with two decimals.
            share: Scaled((cut * 10_000).checked_div(self.filed).unwrap_or(0)),
        }
    }
}
