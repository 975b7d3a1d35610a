//! What people decided. A decision is input: it holds as long as the evidence it was made on is the
//! same, and it is never written over.

use std::collections::BTreeMap;

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::same::Verdict;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::digest::hex;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;

/// A fingerprint of facts by name, so many hex digits of it: what an id is made of, or what a decision rests on.
/// `what` names the encoding and its version; every text stands with its length, so that none runs into the next.
pub fn fingerprint(what: &str, facts: &[(&str, &str)], digits: usize) -> String {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(what);
    for (name, value) in facts {
        add(name);
        add(value);
    }
    hex(&hasher.finalize())[..digits].to_string()
}

/// One decision, with who, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub evidence: String,
    pub verdict: Verdict,
    pub reason: String,
    pub by: String,
    /// Days since 1970.
    pub on: i32,
    pub place: (u32, u32),
}

/// Decisions by finding.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    by_finding: BTreeMap<String, Vec<Decision>>,
}

/// What the decisions say about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    Nothing,
    Holds(&'a Decision),
    /// Decided on evidence that has changed since.
    Outdated(&'a Decision),
    /// Two of the same day say different things.
    Contradiction,
}

impl Decisions {
    /// Reads the rows; those without a verdict are not decided yet. Rows without who, when or why
    /// do not count and are said, `place` telling where they stand.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(
        table: &DataFrame,
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let text = |name| texts(table, name);
        let (ids, evidence, verdicts) =
            (text(c::FINDING_ID)?, text(c::EVIDENCE)?, text(c::VERDICT)?);
        let (reasons, by, on) =
            (text(c::DECISION_REASON)?, text(c::DECIDED_BY)?, days(table, c::DECIDED_ON)?);
        let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
        let (mut decisions, mut said) = (Self::default(), Vec::new());
        for row in 0..table.height() {
            let verdict = match verdicts[row] {
                "重复" => Verdict::Duplicate,
                "不重复" => Verdict::Clear,
                "存疑" => Verdict::Suspected,
                _ => continue,
            };
            let on = on[row].filter(|_| !by[row].is_empty() && !reasons[row].is_empty());
            let Some(on) = on else {
                let fault = Diagnostic::new(&codes::DECISION_INCOMPLETE).arg("read", ids[row]);
                said.push(fault.at(place(sources[row], rows[row])));
                continue;
            };
            decisions.by_finding.entry(ids[row].to_string()).or_default().push(Decision {
                evidence: evidence[row].to_string(),
                verdict,
                reason: reasons[row].to_string(),
                by: by[row].to_string(),
                on,
                place: (sources[row], rows[row]),
            });
        }
        Ok((decisions, said))
    }

    /// What holds for a finding with this evidence: the latest decision on it.
    pub fn about(&self, finding: &str, evidence: &str) -> Said<'_> {
        let Some(all) = self.by_finding.get(finding) else { return Said::Nothing };
        let current = all.iter().filter(|decision| decision.evidence == evidence);
        match current.clone().max_by_key(|decision| decision.on) {
            Some(last) => {
                let same_day = current.filter(|decision| decision.on == last.on);
                match same_day.clone().any(|decision| decision.verdict != last.verdict) {
                    true => Said::Contradiction,
                    false => Said::Holds(last),
                }
            }
            None => {
                all.iter().max_by_key(|decision| decision.on).map_or(Said::Nothing, Said::Outdated)
            }
        }
    }

    /// Findings that were decided on, with the place of the first decision.
    pub fn findings(&self) -> impl Iterator<Item = (&str, (u32, u32))> {
        self.by_finding.iter().filter_map(|(id, all)| Some((id.as_str(), all.first()?.place)))
    }
}
