//! `[review]`: who looks at which claims before they are paid.

use std::collections::BTreeMap;

use crate::config::{Reader, as_choice, as_count, as_int, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::domain::applicant;
use crate::scheme::{Measure, Scheme};
use crate::tables::review::AskedKind;

/// Who reviews what.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Id or clause of a measure, or a credit code → the audit firm.
    assigned: BTreeMap<String, (String, Place)>,
    /// Kinds of findings that must be decided before a run is approved.
    pub must_decide: Vec<AskedKind>,
    /// Enterprises that are drawn for checks on site; `None` where none are.
    pub sample: Option<Draw>,
}

/// How many enterprises are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    pub seed: i64,
    /// Those with most signs of risk.
    pub by_risk: usize,
    /// Those that chance picks among the others.
    pub by_chance: usize,
}

fn draw(reader: Reader) -> Option<Draw> {
    let count = |name| reader.get(name).map_or(Some(0), |node| as_count(node, reader.faults));
    let (by_risk, by_chance) = (count("by_risk"), count("by_chance"));
    let seed = reader.require("seed").and_then(|node| as_int(node, reader.faults));
    reader.finish();
    Some(Draw { seed: seed?, by_risk: by_risk? as usize, by_chance: by_chance? as usize })
}

/// Reads `[review]`; a plan without it where files of reviews are named.
pub fn plan(root: &Reader, reviewed: bool) -> Option<Plan> {
    let Some(reader) = root.table("review") else { return reviewed.then(Plan::default) };
    let assigned = reader.entries("assigned").iter().filter_map(|(key, node)| {
        let firm = as_text(node, reader.faults)?.trim().to_string();
        Some((key.name.clone(), (firm, node.place())))
    });
    let assigned = assigned.collect();
    let must = reader.array("must_decide").iter();
    let must_decide = must.filter_map(|node| as_choice(node, &AskedKind::CODES, reader.faults));
    let must_decide = must_decide.collect();
    let sample = reader.table("sample").and_then(draw);
    let plan = Plan { assigned, must_decide, sample };
    reader.finish();
    Some(plan)
}

impl Plan {
    /// The audit firm of an enterprise's claim; empty where none is named.
    pub fn assigned(&self, measure: &Measure, code: &str) -> &str {
        let keys = [code, measure.id.as_str(), measure.clause.as_str()];
        let firm = keys.into_iter().find_map(|key| self.assigned.get(key));
        firm.map_or("", |(firm, _)| firm)
    }

    /// Keys that are neither a measure nor a sound credit code.
    pub fn unknown(&self, scheme: &Scheme) -> Diagnostics {
        let known: Vec<&str> =
            scheme.measures.iter().flat_map(|m| [m.id.as_str(), m.clause.as_str()]).collect();
        let mut faults = Diagnostics::default();
        for (key, (_, place)) in &self.assigned {
            if known.contains(&key.as_str()) || applicant::is_known(key) {
                continue;
            }
            let near = suggest(key, known.iter().copied()).unwrap_or_default();
            let fault = Diagnostic::new(&codes::UNKNOWN_WORD).arg("word", key);
            let fault = fault.arg("known", known.join(" | ")).arg("suggestion", near);
            faults.push(fault.at(place.clone()));
        }
        faults
    }
}
