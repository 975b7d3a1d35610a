//! Scores, places and tiers of the claims of measures that are granted by score.

use crate::award::{EngineError, Inputs, score};
use crate::budget::Awards;
use crate::domain::Fen;
use crate::frame::access::{texts, wide_ints};
use crate::frame::cells::Scaled;
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::scheme::{Award, Scheme};
use crate::tables::award::Score;

/// The table `scores`, by measure and place; `None` where no measure is granted by score.
///
/// # Errors
/// A fault of the engine.
pub fn scores(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    ids: &[String],
) -> Result<Option<OutputTable>, EngineError> {
    let (codes, names) = (texts(&inputs.firms, c::USCC)?, texts(&inputs.firms, c::FIRM_NAME)?);
    let mut rows: Vec<Score> = Vec::new();
    for (number, measure) in scheme.measures.iter().enumerate() {
        let Award::Tiers(tiers) = &measure.award else { continue };
        let table = &awards.tables[number];
        let (points, places) = (wide_ints(table, c::POINTS)?, score::places_of(table)?);
        let reached = score::reached(tiers, &points, &places)?;
        let counted = places.iter().flatten().count() as i64;
        let mut own = Vec::new();
        for (row, claim) in awards.blocks[number].clone().enumerate() {
            let (place, firm) = (places[row], awards.firm[claim] as usize);
            // Whoever takes no place reaches no tier, whatever the score.
            let tier = place.and(reached[row]);
            own.push(Score {
                claim: ids[claim].clone(),
                code: codes[firm].to_string(),
                firm: names[firm].to_string(),
                measure: measure.id.clone(),
                // Millionths of full marks as they are.
                score: Scaled(score::shown(tiers, points[row])?.into()),
                place: place.map(|(first, _)| i64::from(first)),
                sharing: place.map(|(first, last)| i64::from(last - first + 1)),
                counted: Some(counted),
                tier: tier.map(|tier| tier as i64 + 1),
                condition: tier.map(|tier| tiers.tiers[tier].condition()).unwrap_or_default(),
                amount: tier.map(|tier| Fen(tiers.tiers[tier].amount)),
            });
        }
        own.sort_by_key(|row| (row.place.is_none(), row.place));
        rows.extend(own);
    }
    let tiered = scheme.measures.iter().any(|measure| matches!(measure.award, Award::Tiers(_)));
    Ok(tiered.then(|| Score::table(rows)))
}
