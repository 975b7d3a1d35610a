//! Accepted rows tied together: every row of every table knows the row of its enterprise.

use polars::prelude::*;

use crate::frame::columns as c;

/// Firms sorted by credit code.
pub fn sort_firms(firms: &DataFrame) -> PolarsResult<DataFrame> {
    firms.sort([c::USCC, c::SOURCE, c::ROW], SortMultipleOptions::default())
}

/// Adds `FIRM`, the row of the enterprise in `firms`; null where it is not there.
pub fn with_firm(table: &DataFrame, firms: &DataFrame) -> PolarsResult<DataFrame> {
    let numbers: Vec<u32> = (0..firms.height() as u32).collect();
    let mut keys = firms.select([c::USCC])?;
    keys.with_column(Column::new(c::FIRM.into(), numbers))?;
    table
        .clone()
        .lazy()
        .join(
            keys.lazy(),
            [col(c::USCC)],
            [col(c::USCC)],
            JoinArgs { maintain_order: MaintainOrderJoin::Left, ..JoinArgs::new(JoinType::Left) },
        )
        .collect()
}

/// Lines in the order of enterprises, and within one in the order of sheets and rows.
pub fn sort_lines(lines: &DataFrame) -> PolarsResult<DataFrame> {
    lines.sort([c::FIRM, c::SOURCE, c::ROW], SortMultipleOptions::default())
}
