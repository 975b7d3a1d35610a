//! A list of what enterprises owe of money ordered back: what speaks against it.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;

/// What speaks against a list of debts: one debt twice, with a claim's number or without (A591), a set-off without any
/// list (C103).
///
/// # Errors
/// A fault of the engine.
pub fn faults(
    pipeline: &Pipeline,
    owed: &DataFrame,
    linked: &Linked,
) -> Result<Diagnostics, PolarsError> {
    let mut faults = Diagnostics::default();
    if pipeline.office.set_off && pipeline.inputs.owed.is_empty() {
        let file = pipeline.rule_files.first();
        let place = file.map_or(Place::Nowhere, |file| Place::File(file.shown.clone()));
        faults.push(Diagnostic::new(&codes::MISSING_KEY).arg("key", "inputs.owed").at(place));
    }
    let claims = texts(owed, c::CLAIM_ID)?;
    let (sources, rows) = (indices(owed, c::SOURCE)?, indices(owed, c::ROW)?);
    let (firms, decided) = (texts(owed, c::USCC)?, days(owed, c::DECIDED_ON)?);
    let amounts = optional_ints(owed, c::OUTSTANDING)?;
    let debt = |at: usize| Owed { firm: firms[at], amount: amounts[at], decided_on: decided[at] };
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeMap<(&str, Option<i64>), Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        let alike = seen.entry((firms[at], amounts[at])).or_default();
        // A debt without a claim is told by whose it is, how much and when it was ordered.
        let unnamed = |other: &&usize| claim.is_empty() || claims[**other].is_empty();
        let again = alike.iter().filter(unnamed).any(|other| debt(*other).may_be(&debt(at)));
        let owing = amounts[at].is_some_and(|fen| fen > 0);
        if (!claim.is_empty() && !named.insert(*claim)) || (owing && again) {
            let what = if claim.is_empty() { firms[at] } else { *claim };
            let fault = Diagnostic::new(&codes::OWED_TWICE).arg("claim", what);
            faults.push(fault.at(linked.place(sources[at], rows[at], "")));
        }
        alike.push(at);
    }
    Ok(faults)
}

/// What tells a debt that names no claim.
struct Owed<'a> {
    firm: &'a str,
    amount: Option<i64>,
    decided_on: Option<i32>,
}

impl Owed<'_> {
    /// Whether two rows may be one debt: nothing that both say differs.
    fn may_be(&self, other: &Self) -> bool {
        let days = [self.decided_on, other.decided_on];
        self.firm == other.firm
            && self.amount == other.amount
            && (days.contains(&None) || self.decided_on == other.decided_on)
    }
}
