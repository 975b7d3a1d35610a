//! Amounts in tiers by a weighted score (综合评价分档): by the score itself, by the place among the
//! claims, or by both.

use crate::config::{Collector, Node, Reader, Value};
use crate::diag::{Diagnostic, codes};
use crate::domain::Ratio;
use crate::frame::{Field, FieldKind};

use super::measure::{Known, column, expect_kind, require_yuan};
use super::model::{Award, ReasonId};

/// Weights of a score, and tiers that descend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierTable {
    /// Columns and their weights, which add up to one.
    pub score: Vec<(&'static Field, Ratio)>,
    pub tiers: Vec<Tier>,
    pub ties: Ties,
    pub reason: ReasonId,
}

/// 档: what a score of at least so much, or one of the first places, is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// In parts of full marks, inclusive.
    pub at_least: Option<Ratio>,
    /// Places that reach it.
    pub top: Option<Top>,
    pub amount: i64,
}

impl Tier {
    /// What it asks for, in signs: `≥ 90%`, `≤ 10`, `≤ 20% n`.
    pub fn condition(&self) -> String {
        let score = self.at_least.map(|least| format!("≥ {least}"));
        let top = self.top.map(|top| match top {
            Top::Places(places) => format!("top {places}"),
            Top::Share(share) => format!("top {share}"),
        });
        score.into_iter().chain(top).collect::<Vec<_>>().join(", ")
    }
}

/// 前若干名: how many places there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    Places(u32),
    /// Of the claims that count, cut to whole places.
    Share(Ratio),
}

impl Top {
    /// Places among so many claims.
    pub fn places(self, claims: u64) -> u64 {
        match self {
            Self::Places(places) => u64::from(places),
            Self::Share(share) => {
                let part = i128::from(claims) * i128::from(share.num) / i128::from(share.den);
                u64::try_from(part).unwrap_or(claims)
            }
        }
    }
}

/// What becomes of equal scores on both sides of the last place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// All of them reach the tier.
    Upper,
    /// None of them does.
    Lower,
}

impl Ties {
    pub const NAMES: [(&'static str, Ties); 2] = [("upper", Self::Upper), ("lower", Self::Lower)];
}

/// Indicators with their weights and the tiers. Weights must add up to one, and a lower tier must
/// be lower in amount and ask for less: otherwise part of the table would never apply.
pub(super) fn read(reader: &Reader, known: Known, reason: ReasonId) -> Option<Award> {
    let score: Vec<_> =
        reader.tables("score").filter_map(|reader| indicator(reader, known)).collect();
    let tiers: Vec<Tier> = reader.tables("tiers").filter_map(tier).collect();
    // Places may be shared, and the text must say or somebody must choose what follows.
    let ties = match tiers.iter().any(|tier| tier.top.is_some()) {
        true => reader.require_choice("ties", &Ties::NAMES)?,
        // A reading may put scores in the place of places and leave this standing.
        false => reader.choice("ties", &Ties::NAMES).unwrap_or(Ties::Lower),
    };
    // What could not be read has been said.
    if score.len() == reader.array("score").len() {
        weights(reader, &score);
    }
    let complete = tiers.len() == reader.array("tiers").len();
    if complete && tiers.is_empty() || !tiers.windows(2).all(|pair| descends(&pair[0], &pair[1])) {
        let shown: Vec<String> = tiers.iter().map(Tier::condition).collect();
        wrong(reader, "tiers", shown.join(" > "), "1 > 2 > …");
    }
    Some(Award::Tiers(TierTable { score, tiers, ties, reason }))
}

fn weights(reader: &Reader, score: &[(&'static Field, Ratio)]) {
    let mut weights = score.iter().map(|(_, weight)| *weight);
    let total = weights.clone().try_fold((0i128, 1i128), |(num, den), weight| {
        let num = num.checked_mul(i128::from(weight.den))?;
        let more = i128::from(weight.num).checked_mul(den)?;
        Some((num.checked_add(more)?, den.checked_mul(i128::from(weight.den))?))
    });
    if total.is_none_or(|(num, den)| num != den) {
        let first = weights.next().map(|weight| weight.to_string()).unwrap_or_default();
        let shown = weights.fold(first, |sum, weight| format!("{sum} + {weight}"));
        wrong(reader, "weight", shown, "= 100%");
    }
}

fn wrong(reader: &Reader, name: &str, read: String, range: &str) {
    let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", read);
    reader.faults.push(fault.arg("range", range).at(reader.node().place()));
}

/// Whether the lower tier pays less, and lets somebody in whom the upper one does not.
fn descends(upper: &Tier, lower: &Tier) -> bool {
    let as_high = match (upper.at_least, lower.at_least) {
        (None, _) => true,
        (Some(upper), Some(lower)) => upper.at_most(lower),
        (Some(_), None) => false,
    };
    let as_few = match (upper.top, lower.top) {
        (None, _) => true,
        (Some(Top::Places(upper)), Some(Top::Places(lower))) => lower <= upper,
        (Some(Top::Share(upper)), Some(Top::Share(lower))) => lower.at_most(upper),
        // How many a share comes to is not known yet.
        (Some(_), _) => false,
    };
    upper.amount > lower.amount && !(as_high && as_few)
}

fn indicator(reader: Reader, known: Known) -> Option<(&'static Field, Ratio)> {
    let (named, faults) = (reader.require("column")?, reader.faults);
    let field = column(named, known, faults)
        .filter(|field| expect_kind(field, &[FieldKind::Share], named, faults));
    let weight = reader.require("weight").and_then(|node| crate::config::as_ratio(node, faults));
    reader.finish();
    field.zip(weight)
}

fn tier(reader: Reader) -> Option<Tier> {
    let faults = reader.faults;
    let at_least = reader.get("at_least").map(|node| crate::config::as_ratio(node, faults));
    let top = reader.get("top").map(|node| top(node, faults));
    if at_least.is_none() && top.is_none() {
        let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", "at_least | top");
        faults.push(fault.at(reader.node().place()));
    }
    let amount = require_yuan(&reader, "amount");
    reader.finish();
    // One that stands there and cannot be read spoils the tier.
    let (at_least, top) =
        (at_least.map_or(Some(None), |v| v.map(Some))?, top.map_or(Some(None), |v| v.map(Some))?);
    Some(Tier { at_least, top, amount: amount? })
}

/// `10` places, or `"20%"` of those that count.
fn top(node: &Node, faults: &Collector) -> Option<Top> {
    let top = match node.value {
        Value::Int(_) => crate::config::as_count(node, faults).map(Top::Places),
        _ => crate::config::as_ratio(node, faults).map(Top::Share),
    }?;
    let within = match top {
        Top::Places(places) => places > 0,
        Top::Share(share) => share.num > 0 && share.at_most(Ratio::ONE),
    };
    if !within {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "top");
        let fault = fault.arg("read", node.display()).arg("range", "1, 2, … | 0 – 100%");
        faults.push(fault.at(node.place()));
    }
    within.then_some(top)
}
