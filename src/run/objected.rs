//! What is said of a batch of upheld objections: whose amount would be less than what was published, and whether the
//! pool is enough.

use crate::award::EngineError;
use crate::budget::Awards;
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::frame::kernels::{sum, sum_by};
use crate::intake::objected::Batch;

/// The names of the claims, as the published run has them.
///
/// # Errors
/// A fault of the engine.
pub fn ids(batch: &Batch, awards: &Awards) -> Result<Vec<String>, EngineError> {
    let all = batch.recomputed.of_claims(awards)?.into_iter();
    Ok(all.map(|before| before.map_or_else(String::new, |before| before.id.clone())).collect())
}

/// Claims that would be given less than was published (R501), and a pool that is not enough (R503).
///
/// # Errors
/// A sum beyond 64 bits, a fault of the engine.
pub fn findings(
    batch: &Batch,
    awards: &Awards,
    available: Option<i64>,
) -> Result<Vec<Diagnostic>, EngineError> {
    let mut said = Vec::new();
    let anew = batch.recomputed.shares(&awards.due_anew);
    let before = batch.recomputed.of_claims(awards)?;
    for ((before, due), now) in before.into_iter().zip(&awards.due_anew).zip(anew) {
        let Some(before) = before.filter(|before| *due < before.due) else { continue };
        let more = Fen((before.payable - now).max(0));
        let finding = Diagnostic::new(&codes::OBJECTION_LESS).arg("claim", &before.id);
        let finding = finding.arg("before", Fen(before.payable)).arg("now", Fen(now));
        said.push(finding.arg("more", more));
    }
    let totals = sum_by(awards.borne_before_budget(), &awards.firm, awards.firms)?;
    let needed = sum(&batch.recomputed.shares(&totals));
    if let Some(available) = available.filter(|available| needed > i128::from(*available)) {
        let needed = Fen(i64::try_from(needed).unwrap_or(i64::MAX));
        let finding = Diagnostic::new(&codes::OBJECTION_POOL).arg("needed", needed);
        said.push(finding.arg("left", Fen(available)));
    }
    Ok(said)
}
