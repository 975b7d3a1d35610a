//! What enterprises must keep to after their awards: a row for each obligation of a claim with an amount.

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::scheme::Scheme;
use crate::tables::payment::Obligation;

/// The rows, by claim; none where no measure binds.
///
/// # Errors
/// A fault of the engine.
pub fn rows(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    ids: &[String],
) -> Result<Vec<Obligation>, EngineError> {
    let (codes, names) = (texts(&inputs.firms, c::USCC)?, texts(&inputs.firms, c::FIRM_NAME)?);
    let mut out = Vec::new();
    for (block, measure) in awards.blocks.iter().zip(&scheme.measures) {
        for claim in block.clone().filter(|claim| awards.current()[*claim] > 0) {
            let firm = awards.firm[claim] as usize;
            out.extend((1..).zip(&measure.obligations).map(|(number, duty)| Obligation {
                claim: ids[claim].clone(),
                code: codes[firm].to_string(),
                firm: names[firm].to_string(),
                measure: measure.id.clone(),
                number,
                clause: duty.clause.clone(),
                text: duty.text.clone(),
                kind: duty.kind.clone(),
                words: duty.words.join("、"),
                years: i64::from(duty.years),
                from: duty.from.clone(),
                share: duty.share.to_string(),
            }));
        }
    }
    Ok(out)
}
