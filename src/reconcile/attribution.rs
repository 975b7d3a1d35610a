//! What people decided about payments that no rule settles: for which claims they are. A decision holds as
//! long as the payment and the claims it may be for are the same.

use std::collections::BTreeMap;

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::approved::Approved;
use super::records::Payment;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::digest::hex;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;

/// Said in the column of claims where a payment is for none.
pub const NONE: [&str; 4] = ["不属于核定", "非核定", "无核定", "not approved"];

#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    evidence: String,
    /// Ids of claims; empty where it is for none.
    claims: Vec<String>,
    on: i32,
    place: (u32, u32),
}

/// Decisions by payment.
#[derive(Clone, Debug, Default)]
pub struct Attributions {
    by_payment: BTreeMap<String, Vec<Decision>>,
}

/// What the decisions say about a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    Nothing,
    /// For these claims; for none approved where empty.
    Holds(&'a [String]),
    Outdated,
    Contradiction,
}

/// A fingerprint of all that a person would look at.
pub fn evidence(approved: &Approved, payment: &Payment, candidates: &[u32]) -> String {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update([0]);
    };
    [payment.pay_no, payment.payee, payment.uscc, payment.firm].into_iter().for_each(&mut add);
    [payment.ordered, payment.amount, payment.returned()].iter().for_each(|n| add(&n.to_string()));
    for claim in candidates {
        add(approved.claim[*claim as usize]);
        add(&approved.amount[*claim as usize].to_string());
    }
    hex(&hasher.finalize()[..6])
}

impl Attributions {
    /// Reads the table of `ATTRIBUTION_FIELDS`. Rows without a claim are not decided yet; rows that name an
    /// unknown claim, or lack who, when or why, do not count and are said.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(
        table: &DataFrame,
        approved: &Approved,
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let text = |name| texts(table, name);
        let (ids, evidence, claims) =
            (text(c::FINDING_ID)?, text(c::EVIDENCE)?, text(c::CLAIM_ID)?);
        let (reasons, by) = (text(c::DECISION_REASON)?, text(c::DECIDED_BY)?);
        let on = days(table, c::DECIDED_ON)?;
        let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
        let (mut all, mut said) = (Self::default(), Vec::new());
        for row in 0..table.height() {
            if claims[row].trim().is_empty() {
                continue;
            }
            let at = || place(sources[row], rows[row]);
            let Some(on) = on[row].filter(|_| !by[row].is_empty() && !reasons[row].is_empty())
            else {
                let fault = Diagnostic::new(&codes::DECISION_INCOMPLETE).arg("read", ids[row]);
                said.push(fault.at(at()));
                continue;
            };
            let none = NONE.iter().any(|word| word.eq_ignore_ascii_case(claims[row].trim()));
            let named: Vec<String> = match none {
                true => Vec::new(),
                false => split(claims[row]),
            };
            let unknown = named.iter().find(|id| !approved.by_id.contains_key(id.as_str()));
            if let Some(id) = unknown {
                let fault = Diagnostic::new(&codes::ATTRIBUTED_TO_UNKNOWN).arg("read", id);
                said.push(fault.arg("finding", ids[row]).at(at()));
                continue;
            }
            all.by_payment.entry(ids[row].to_string()).or_default().push(Decision {
                evidence: evidence[row].to_string(),
                claims: named,
                on,
                place: (sources[row], rows[row]),
            });
        }
        Ok((all, said))
    }

    /// Payments that were decided on.
    pub fn decided(&self) -> impl Iterator<Item = &str> {
        self.by_payment.keys().map(String::as_str)
    }

    /// What holds for a payment with this evidence: the latest decision on it.
    pub fn about(&self, payment: &str, evidence: &str) -> Said<'_> {
        let Some(all) = self.by_payment.get(payment) else { return Said::Nothing };
        let current = all.iter().filter(|decision| decision.evidence == evidence);
        let Some(last) = current.clone().max_by_key(|decision| (decision.on, decision.place))
        else {
            return Said::Outdated;
        };
        let mut same_day = current.filter(|decision| decision.on == last.on);
        match same_day.any(|decision| decision.claims != last.claims) {
            true => Said::Contradiction,
            false => Said::Holds(&last.claims),
        }
    }
}

/// `m1-…、m2-…` as ids, each once.
pub fn split(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(['、', ',', '，', ';', '；', ' ', '\n']).map(str::trim) {
        if !id.is_empty() && !ids.iter().any(|known| known == id) {
            ids.push(id.to_string());
        }
    }
    ids
}
