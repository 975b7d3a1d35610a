//! What the stage of duplicates reads: cases whose verdict is *duplicate*, as rows of its table.

use polars::prelude::*;

use super::cases::{Case, World};
use super::same::{PaperEvidence, State, Verdict, Why};
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;

/// The number that both sides name; a person's decision is about the claim as a whole.
fn shared_paper(case: &Case) -> &str {
    match &case.paper {
        PaperEvidence::Same(_, number) if matches!(case.why, Why::SamePaper | Why::Pending) => {
            number
        }
        _ => "",
    }
}

/// The words that the stage of 附七 reads.
fn status_word(state: State) -> &'static str {
    match state {
        State::Pending => "待审",
        State::Returned => "已退回",
        // Decided by a person, or approved, paid, partly returned.
        State::Received | State::Refused | State::Unknown => "已核定",
    }
}

/// Rows of the table of duplicates for cases whose verdict is *duplicate*: what the stage of 附七
/// reads. `like` gives the columns.
///
/// # Errors
/// A fault of the engine.
pub fn rows_for_stage(cases: &[Case], world: &World, like: &DataFrame) -> PolarsResult<DataFrame> {
    let crosswalk = &world.plan.crosswalk;
    let lowered: Vec<&Case> =
        cases.iter().filter(|case| case.verdict == Verdict::Duplicate).collect();
    let codes = texts(world.firms, c::USCC)?;
    let (sources, rows) = (indices(world.rosters, c::SOURCE)?, indices(world.rosters, c::ROW)?);
    let text = |of: &dyn Fn(&Case) -> String| -> Vec<String> {
        lowered.iter().map(|case| of(case)).collect()
    };
    let height = lowered.len();
    let measures = &world.scheme.measures;
    let columns = vec![
        Column::new(c::USCC.into(), text(&|case| codes[case.firm as usize].to_string())),
        Column::new(c::MEASURE.into(), text(&|case| measures[case.measure].id.clone())),
        Column::new(c::ITEM.into(), text(&|case| case.own.item.clone())),
        // Whether the period fits has been looked at already.
        Column::full_null(c::YEAR.into(), height, &DataType::Int64),
        Column::new(c::OTHER_SCHEME.into(), text(&|c| crosswalk.sources[c.source].id.clone())),
        Column::new(c::AMOUNT.into(), lowered.iter().map(|case| case.amount).collect::<Vec<_>>()),
        Column::new(c::STATUS.into(), text(&|case| status_word(case.state).to_string())),
        Column::new(c::PAPER_NO.into(), text(&|case| shared_paper(case).to_string())),
        Column::new(c::CONFIRMED.into(), vec![true; height]),
        Column::full_null(c::NOTES.into(), height, &DataType::String),
        Column::new(c::SOURCE.into(), lowered.iter().map(|c| sources[c.row]).collect::<Vec<_>>()),
        Column::new(c::ROW.into(), lowered.iter().map(|c| rows[c.row]).collect::<Vec<_>>()),
        Column::new(c::FIRM.into(), lowered.iter().map(|case| case.firm).collect::<Vec<_>>()),
    ];
    let table = DataFrame::new(height, columns)?;
    table.select(like.get_column_names().iter().map(|name| name.as_str()))
}
