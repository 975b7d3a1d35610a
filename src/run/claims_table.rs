//! The table `claims`. Its amounts and reasons stand in the awards; they are taken from there as the table is written.

use std::ops::Range;
use std::sync::Arc;

use polars::prelude::*;

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::frame::access::{text_column, words};
use crate::frame::columns as c;
use crate::frame::output::{Cells, OutputTable, YUAN, yuan_column};
use crate::frame::table::Columns;
use crate::scheme::{Measure, Scheme, Stage};
use crate::tables::award::CLAIMS;

/// The type of amounts before their rounding.
const UNROUNDED: DataType = DataType::Decimal(38, 8);

/// The claims table. Rows stand by measure, enterprise and item.
///
/// # Errors
/// A fault of the engine.
pub fn claims(
    awards: &Arc<Awards>,
    inputs: &Inputs,
    scheme: &Scheme,
    ids: &Column,
) -> Result<OutputTable, EngineError> {
    let firm = IdxCa::from_slice(PlSmallStr::EMPTY, &awards.firm);
    let measure: IdxCa = awards.measure.iter().map(|m| Some(IdxSize::from(*m))).collect();
    let measures = |of: fn(&Measure) -> &str| words(scheme.measures.iter().map(of));
    let mut table = Columns::of(CLAIMS)
        .column(ids.clone().with_name(c::CLAIM_ID.into()))
        .picked(c::MEASURE, &measures(|m| &m.id), &measure)
        .picked(c::CLAUSE, &measures(|m| &m.clause), &measure)
        .picked(c::USCC, &text_column(&inputs.firms, c::USCC)?, &firm)
        .picked(c::FIRM_NAME, &text_column(&inputs.firms, c::FIRM_NAME)?, &firm);
    for name in [c::ITEM, c::FILING_NO, c::ACCEPTED_ON, c::LINES, c::LINES_ELIGIBLE] {
        table = table.column(stacked(awards, name)?);
    }
    let own = Own { awards, reasons: words(scheme.reasons.iter().map(|r| r.id.as_str())) };
    table = table
        .column(own.yuan(c::BASE, |awards| &awards.base))
        .column(own.yuan(c::BASE_BEFORE, |awards| &awards.base_before))
        .column(own.cells(c::UNROUNDED, UNROUNDED, unrounded))
        .column(own.yuan(c::PRIOR, |awards| &awards.prior))
        .column(own.yuan(c::REQUESTED, |awards| &awards.requested));
    for (number, stage) in awards.stages.iter().enumerate() {
        table = table
            .column(own.yuan(stage.stage.amount_column(), move |all| &all.stages[number].amount))
            .column(own.reasons(stage.stage.reason_column(), move |all, rows| {
                all.stages[number].reason[rows].to_vec()
            }));
    }
    let table = table
        .column(own.yuan(c::PAYABLE, Awards::current))
        .column(own.reasons(c::BINDING, binding_of));
    Ok(table.finish()?)
}

/// A column of the claims of all measures.
fn stacked(awards: &Awards, name: &str) -> PolarsResult<Column> {
    let mut parts = awards.tables.iter().map(|table| table.column(name).cloned());
    let mut column =
        parts.next().unwrap_or_else(|| Ok(Column::new_empty(name.into(), &DataType::String)))?;
    for part in parts {
        column.append_owned(part?)?;
    }
    Ok(column)
}

/// Makes columns that are taken from the awards.
struct Own<'a> {
    awards: &'a Arc<Awards>,
    /// The ids of the scheme's reasons.
    reasons: Column,
}

impl Own<'_> {
    fn cells(
        &self,
        name: &str,
        dtype: DataType,
        of: impl Fn(&Awards, Range<usize>) -> PolarsResult<Column> + Send + Sync + 'static,
    ) -> Cells {
        let awards = Arc::clone(self.awards);
        Cells::computed(awards.firm.len(), dtype, move |rows| of(&awards, rows)).with_name(name)
    }

    fn yuan(&self, name: &str, of: impl Fn(&Awards) -> &[i64] + Send + Sync + 'static) -> Cells {
        self.cells(name, YUAN, move |awards, rows| Ok(yuan_column("", &of(awards)[rows])))
    }

    fn reasons(
        &self,
        name: &str,
        of: impl Fn(&Awards, Range<usize>) -> Vec<u16> + Send + Sync + 'static,
    ) -> Cells {
        let reasons = self.reasons.clone();
        self.cells(name, DataType::String, move |awards, rows| {
            let rows = of(awards, rows).into_iter().map(|reason| Some(IdxSize::from(reason)));
            reasons.take(&rows.collect::<IdxCa>())
        })
    }
}

/// Amounts of some claims before their rounding; null where no rate takes part.
fn unrounded(awards: &Awards, rows: Range<usize>) -> PolarsResult<Column> {
    let mut all: Vec<Option<i128>> = Vec::with_capacity(rows.len());
    for (block, working) in awards.blocks.iter().zip(&awards.workings) {
        let own = rows.start.max(block.start)..rows.end.min(block.end);
        match working {
            _ if own.is_empty() => {}
            Some(working) => {
                let own = own.start - block.start..own.end - block.start;
                all.extend(working.unrounded(own).map(Some));
            }
            None => all.resize(all.len() + own.len(), None),
        }
    }
    let column: Int128Chunked = all.into_iter().collect();
    Ok(column.into_decimal_unchecked(38, 8).into_column())
}

/// For every claim the reason of the last stage that lowered it. The cut to the budget falls on
/// all alike and says least, so it counts only where nothing else did.
pub fn binding(awards: &Awards) -> Vec<u16> {
    binding_of(awards, 0..awards.firm.len())
}

fn binding_of(awards: &Awards, rows: Range<usize>) -> Vec<u16> {
    let mut binding = vec![0; rows.len()];
    for stage in &awards.stages {
        let general = stage.stage == Stage::Budget;
        for (last, reason) in binding.iter_mut().zip(&stage.reason[rows.clone()]) {
            if *reason != 0 && !(general && *last != 0) {
                *last = *reason;
            }
        }
    }
    binding
}
