//! Scores, places and tiers of the claims of measures that are granted by score.

use polars::prelude::*;

use crate::award::{EngineError, Inputs, score};
use crate::budget::Awards;
use crate::frame::access::{texts, wide_ints};
use crate::frame::columns as c;
use crate::frame::output::{OutputTable, optional_yuan_column};
use crate::scheme::{Award, Scheme};

/// Decimals of a percentage of full marks: millionths of full marks as they are.
const DECIMALS: usize = 4;

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
    let mut rows: Vec<Row> = Vec::new();
    for (number, measure) in scheme.measures.iter().enumerate() {
        let Award::Tiers(tiers) = &measure.award else { continue };
        let table = &awards.tables[number];
        let (points, places) = (wide_ints(table, c::POINTS)?, score::places_of(table)?);
        let reached = score::reached(tiers, &points, &places)?;
        let counted = places.iter().flatten().count() as i64;
        let mut own = Vec::new();
        for (row, claim) in awards.blocks[number].clone().enumerate() {
            let place = places[row];
            // Whoever takes no place reaches no tier, whatever the score.
            let tier = place.and(reached[row]);
            own.push(Row {
                claim,
                measure: &measure.id,
                score: score::shown(tiers, points[row])?,
                place: place.map(|(first, _)| i64::from(first)),
                sharing: place.map(|(first, last)| i64::from(last - first + 1)),
                counted,
                tier: tier.map(|tier| tier as i64 + 1),
                condition: tier.map(|tier| tiers.tiers[tier].condition()).unwrap_or_default(),
                amount: tier.map(|tier| tiers.tiers[tier].amount),
            });
        }
        own.sort_by_key(|row| (row.place.is_none(), row.place, row.claim));
        rows.extend(own);
    }
    let tiered = scheme.measures.iter().any(|measure| matches!(measure.award, Award::Tiers(_)));
    Ok(if tiered { Some(table(&rows, awards, inputs, ids)?) } else { None })
}

struct Row<'a> {
    claim: usize,
    measure: &'a str,
    /// In millionths of full marks.
    score: i64,
    place: Option<i64>,
    /// Claims of the same score, itself among them.
    sharing: Option<i64>,
    counted: i64,
    tier: Option<i64>,
    condition: String,
    amount: Option<i64>,
}

fn table(
    rows: &[Row],
    awards: &Awards,
    inputs: &Inputs,
    ids: &[String],
) -> Result<OutputTable, EngineError> {
    let (codes, names) = (texts(&inputs.firms, c::USCC)?, texts(&inputs.firms, c::FIRM_NAME)?);
    let firm = |row: &Row| awards.firm[row.claim] as usize;
    let each = |of: &dyn Fn(&Row) -> String| rows.iter().map(of).collect::<Vec<_>>();
    let whole = |name: &str, of: fn(&Row) -> Option<i64>| {
        Int64Chunked::from_iter_options(name.into(), rows.iter().map(of)).into_column()
    };
    let score = Int128Chunked::from_vec(
        c::SCORE.into(),
        rows.iter().map(|row| i128::from(row.score)).collect(),
    );
    let score = score.into_decimal_unchecked(9, DECIMALS).into_column();
    let amounts: Vec<Option<i64>> = rows.iter().map(|row| row.amount).collect();
    Ok(OutputTable::new("scores", "综合评价得分、名次和档次", "Scores, places and tiers")
        .text(c::CLAIM_ID, &each(&|row| ids[row.claim].clone()), "申报项编号", "Claim")
        .text(
            c::USCC,
            &each(&|row| codes[firm(row)].to_string()),
            "统一社会信用代码",
            "Credit code",
        )
        .text(c::FIRM_NAME, &each(&|row| names[firm(row)].to_string()), "单位名称", "Enterprise")
        .text(c::MEASURE, &each(&|row| row.measure.to_string()), "措施", "Measure")
        .column(score, "得分（满分100，截至万分位）", "Score of 100, cut to four decimals")
        .column(whole(c::FIRST_PLACE, |row| row.place), "名次", "Place")
        .column(whole(c::SHARING, |row| row.sharing), "同分项数（含本项）", "Claims of this score")
        .column(whole(c::COUNTED, |row| Some(row.counted)), "参加排序项数", "Claims in the order")
        .column(whole(c::TIER, |row| row.tier), "档", "Tier")
        .text(
            c::CONDITION,
            &each(&|row| row.condition.clone()),
            "该档条件",
            "What the tier asks for",
        )
        .yuan_column(
            optional_yuan_column(c::TIER_AMOUNT, &amounts),
            "该档金额",
            "Amount of the tier",
        ))
}
