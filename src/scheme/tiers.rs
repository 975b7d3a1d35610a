//! Amounts in tiers by a weighted score (综合评价分档).

use crate::config::{Collector, Node, Reader};
use crate::diag::{Diagnostic, codes};
use crate::domain::Ratio;
use crate::frame::fields::{self, Field, FieldKind};

use super::measure::{column, expect_kind, require_yuan};
use super::model::{Award, ReasonId, Tier};

/// Indicators with their weights and the tiers. Weights must add up to one, and a lower tier must
/// be lower in score and amount: otherwise part of the table would never apply.
pub(super) fn read(reader: &Reader, reason: ReasonId) -> Option<Award> {
    let faults = reader.faults;
    let score: Vec<_> =
        reader.array("score").iter().filter_map(|node| indicator(node, faults)).collect();
    let tiers: Vec<Tier> =
        reader.array("tiers").iter().filter_map(|node| tier(node, faults)).collect();
    let wrong = |name: &str, read: String, range: &str| {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", read);
        faults.push(fault.arg("range", range).at(reader.node().place()));
    };
    let weights = score.iter().map(|(_, weight)| *weight);
    let total = weights.clone().try_fold((0i128, 1i128), |(num, den), weight| {
        let num = num.checked_mul(i128::from(weight.den))?;
        let more = i128::from(weight.num).checked_mul(den)?;
        Some((num.checked_add(more)?, den.checked_mul(i128::from(weight.den))?))
    });
    // What could not be read has been said.
    let complete = score.len() == reader.array("score").len();
    if complete && total.is_none_or(|(num, den)| num != den) {
        let shown: Vec<String> = weights.map(|weight| weight.to_string()).collect();
        wrong("weight", shown.join(" + "), "= 100%");
    }
    let descends = |pair: &[Tier]| {
        !pair[0].at_least.at_most(pair[1].at_least) && pair[0].amount > pair[1].amount
    };
    let complete = tiers.len() == reader.array("tiers").len();
    if complete && tiers.is_empty() || !tiers.windows(2).all(descends) {
        let shown: Vec<String> = tiers.iter().map(|tier| tier.at_least.to_string()).collect();
        wrong("tiers", shown.join(" > "), "1 > 2 > …");
    }
    Some(Award::Tiers { score, tiers, reason })
}

fn indicator(node: &Node, faults: &Collector) -> Option<(&'static Field, Ratio)> {
    let reader = Reader::new(node, faults);
    let named = reader.require("column")?;
    let field = column(named, fields::LINE_FIELDS, faults)
        .filter(|field| expect_kind(field, &[FieldKind::Share], named, faults));
    let weight = reader.require("weight").and_then(|node| crate::config::as_ratio(node, faults));
    reader.finish();
    field.zip(weight)
}

fn tier(node: &Node, faults: &Collector) -> Option<Tier> {
    let reader = Reader::new(node, faults);
    let at_least =
        reader.require("at_least").and_then(|node| crate::config::as_ratio(node, faults));
    let amount = require_yuan(&reader, "amount");
    reader.finish();
    Some(Tier { at_least: at_least?, amount: amount? })
}
