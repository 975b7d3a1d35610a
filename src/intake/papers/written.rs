//! The table `papers`, made as it is written: there are several papers to a line, each with a digest.

use polars::prelude::*;
use rayon::prelude::*;

use super::Lines;
use crate::award::EngineError;
use crate::budget::Awards;
use crate::budget::keys::claim_rows;
use crate::domain::digest::hex;
use crate::frame::Field;
use crate::frame::columns as c;
use crate::frame::output::{Made, OutputTable};
use crate::frame::table::Row;
use crate::scheme::{Measure, Scheme};
use crate::tables::payment::Paper;

/// Lines whose papers are put together at a time.
const AT_ONCE: usize = 1 << 14;

/// The papers of every line that counts in a claim with an amount. `ids` are those of all claims.
///
/// # Errors
/// A fault of the engine.
pub fn table(
    awards: &Awards,
    scheme: &Scheme,
    ids: &Column,
    award_year: i32,
) -> Result<OutputTable, EngineError> {
    let measures = scheme.measures.iter().enumerate();
    let parts = measures.map(|(number, measure)| Part::of(awards, number, measure));
    let parts = parts.collect::<Result<_, _>>()?;
    Ok(Paper::table([]).made(Papers { ids: ids.clone(), award_year, parts }))
}

#[derive(Debug)]
struct Papers {
    /// Of all claims.
    ids: Column,
    award_year: i32,
    parts: Vec<Part>,
}

/// The lines of one measure.
#[derive(Debug)]
struct Part {
    measure: Measure,
    lines: DataFrame,
    /// Rows of the lines that count, each with the row of its claim.
    counting: Vec<(u32, u32)>,
}

impl Part {
    fn of(awards: &Awards, number: usize, measure: &Measure) -> Result<Self, EngineError> {
        let lines = awards.lines[number].clone();
        let reasons = lines.column(c::LINE_REASON)?.u16()?.iter();
        let has_amount = |claim: usize| awards.current().get(claim).is_some_and(|fen| *fen != 0);
        let claims = claim_rows(awards, number, measure)?;
        let rows = (0..).zip(reasons.zip(claims));
        let counting =
            rows.filter(|(_, (reason, claim))| reason.unwrap_or(0) == 0 && has_amount(*claim));
        let counting = counting.map(|(line, (_, claim))| (line, claim as u32)).collect();
        Ok(Self { measure: measure.clone(), lines, counting })
    }
}

impl Made for Papers {
    fn each_part(&self, take: &mut dyn FnMut(&DataFrame) -> PolarsResult<()>) -> PolarsResult<()> {
        for part in &self.parts {
            for some in part.counting.chunks(AT_ONCE) {
                take(&self.of(part, some)?)?;
            }
        }
        Ok(())
    }
}

impl Papers {
    /// The papers of some lines, which are at least one.
    fn of(&self, part: &Part, counting: &[(u32, u32)]) -> PolarsResult<DataFrame> {
        let (first, last) = (counting[0].0 as usize, counting[counting.len() - 1].0 as usize);
        let lines = part.lines.slice(first as i64, last - first + 1);
        let fields: Vec<&'static Field> = part.measure.contract().fields().collect();
        let known = Lines::new(&lines, (&part.measure, fields.as_slice(), self.award_year))?;
        let papers = |(line, claim): &(u32, u32)| {
            let (line, claim) = (*line as usize - first, *claim);
            known.traces(line).map(move |paper| {
                let (digest, amount) = (hex(&paper.digest.0), paper.amount.to_string());
                (claim, paper.field.zh, digest, amount)
            })
        };
        let found: Vec<_> = counting.par_iter().flat_map_iter(papers).collect();
        let claims: IdxCa = found.iter().map(|(claim, ..)| Some(*claim)).collect();
        let papers: StringChunked = found.iter().map(|(_, paper, ..)| Some(*paper)).collect();
        let digests: StringChunked = found.iter().map(|(.., digest, _)| Some(digest)).collect();
        let amounts: StringChunked = found.iter().map(|(.., amount)| Some(amount)).collect();
        let columns = [
            self.ids.take(&claims)?.with_name(c::CLAIM_ID.into()),
            papers.with_name(c::PAPER.into()).into_column(),
            digests.with_name(c::DIGEST.into()).into_column(),
            amounts.with_name(c::PAPER_AMOUNT.into()).into_column(),
        ];
        DataFrame::new(found.len(), columns.into())
    }
}
