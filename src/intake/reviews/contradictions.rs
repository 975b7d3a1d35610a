//! What was filed or recorded and does not agree with itself (D424 to D426): told where it is read, and decided like the
//! run's own findings.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::questions::{Asking, Question, both, id_of};
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::text::comparable;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::Scheme;
use crate::tables::review::{AskedKind, Layer};

/// The kinds, and what tells two findings of one kind about an enterprise and a measure apart.
const KINDS: [(&Code, AskedKind, [&str; 2]); 3] = [
    (&codes::ROWS_APART, AskedKind::Apart, ["heading", "read"]),
    (&codes::LEVEL_OF_ANOTHER, AskedKind::Level, ["number", "level"]),
    (&codes::ITEMS_IN_A_CELL, AskedKind::Items, ["read", "read"]),
];

/// The enterprise and the measure of such a finding.
pub fn about<'a>(finding: &'a Diagnostic, scheme: &Scheme) -> Option<(&'a str, usize)> {
    KINDS.iter().find(|(code, ..)| *code == finding.code)?;
    let wanted = comparable(finding.value("measure")?);
    let named = |name: &str| comparable(name) == wanted;
    let measure = scheme.measures.iter().position(|measure| measure.names().any(named))?;
    Some((finding.value("code")?, measure))
}

/// The id of such a finding.
pub(super) fn id(finding: &Diagnostic, scheme: &Scheme) -> Option<(AskedKind, String)> {
    let (firm, measure) = about(finding, scheme)?;
    let (_, kind, [first, second]) = KINDS.iter().find(|(code, ..)| *code == finding.code)?;
    let of = [first, second].map(|name| finding.value(name).unwrap_or_default());
    let measure = scheme.measures[measure].id.as_str();
    let facts = [("code", firm), ("measure", measure), (*first, of[0]), (*second, of[1])];
    Some((*kind, id_of(*kind, &facts)))
}

impl Asking<'_> {
    /// All of them, each once.
    pub(super) fn contradictions(&self) -> PolarsResult<Vec<Question>> {
        let codes_read = texts(&self.inputs.firms, c::USCC)?;
        let mut out = BTreeMap::new();
        for finding in self.findings {
            let Some((kind, id)) = id(finding, self.scheme) else { continue };
            let Some((code, measure)) = about(finding, self.scheme) else { continue };
            let filed = &self.measures[measure].filed;
            let of_firm = |claim: usize| codes_read[filed.firm[claim] as usize] == code;
            let claims = self.subjects.iter().enumerate().filter(|(_, one)| {
                one.layer == Layer::Claim && one.measure == measure && of_firm(one.claim)
            });
            let claims: BTreeSet<usize> = claims.map(|(at, _)| at).collect();
            let question = self.question((kind, id.clone()), both(finding), &[], claims);
            out.entry((kind, id)).or_insert(question);
        }
        Ok(out.into_values().collect())
    }
}
