//! Applicants that a register of changes speaks of: who files under a code of before, who comes of a split.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::{Diagnostic, codes};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::intake::changes::Changes;
use crate::run::holds::{Why, resting_on};
use crate::run::told::Told;
use crate::scheme::Scheme;

/// Holds of claims under codes of before, and of claims of those that were split off from who was supported for the
/// same measure (R475).
///
/// # Errors
/// A fault of the engine.
pub fn all(
    changes: &Changes,
    awards: &Awards,
    inputs: &Inputs,
    (scheme, ids): (&Scheme, &[String]),
) -> Result<Told, EngineError> {
    let mut told = Told::default();
    if changes.is_empty() {
        return Ok(told);
    }
    let (own, names) = (texts(&inputs.firms, c::USCC)?, texts(&inputs.firms, c::FIRM_NAME)?);
    let mut hold = |claim: usize, why: Why, other: &str| {
        let amount = awards.current()[claim].to_string();
        let rests = [("payable", amount.as_str()), ("other", other)];
        told.holds.push(resting_on(claim, why, &ids[claim], &rests));
    };
    for (claim, firm) in awards.firm.iter().enumerate() {
        let code = own[*firm as usize];
        if changes.is_old(code) {
            hold(claim, Why::Successor, changes.code(code));
        }
    }
    let granted = granted(inputs)?;
    for (old, successors) in changes.splits() {
        for new in successors {
            let Some(firm) = own.iter().position(|code| *code == changes.code(new)) else {
                continue;
            };
            let used = |measure: u16| {
                let id = scheme.measures[usize::from(measure)].id.as_str();
                granted.get(changes.code(old)).is_some_and(|measures| measures.contains(id))
            };
            let claims = (0..ids.len()).filter(|claim| awards.firm[*claim] as usize == firm);
            let claims: Vec<usize> = claims.filter(|claim| used(awards.measure[*claim])).collect();
            claims.iter().for_each(|claim| hold(*claim, Why::Split, old));
            if !claims.is_empty() {
                let finding = Diagnostic::new(&codes::SPLIT_SUPPORTED).arg("firm", names[firm]);
                told.findings.push(finding.arg("old", old).arg("count", claims.len()));
            }
        }
    }
    Ok(told)
}

/// Measures under which each code was supported before.
fn granted(inputs: &Inputs) -> Result<BTreeMap<&str, BTreeSet<&str>>, EngineError> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let measures = texts(&inputs.history, c::MEASURE)?;
    for (code, measure) in texts(&inputs.history, c::USCC)?.into_iter().zip(measures) {
        all.entry(code).or_default().insert(measure);
    }
    Ok(all)
}
