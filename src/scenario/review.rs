//! 复核: one enterprise's evidence corrected, and what that does to everybody else.
//!
//! Two answers: everything computed again, so that under 附八 others give or get; and the others
//! held as they are, the enterprise paid to the same part of what is approved for it, the difference
//! taken from the reserve.

use std::sync::Arc;

use polars::prelude::*;

use super::lab::{Frozen, run};
use super::outcome::Outcome;
use super::{Lab, LabError};
use crate::award::{EngineError, Inputs};
use crate::diag::{Diagnostic, Text, codes};
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;

/// The answers; amounts in fen.
#[derive(Clone, Debug)]
pub struct Review {
    pub code: String,
    pub name: String,
    /// Everything computed again.
    pub again: Outcome,
    /// Payable before, after, and with the others held.
    pub before: i64,
    pub after: i64,
    pub held: i64,
    /// What the others lose or gain when everything is computed again.
    pub others: i64,
    pub others_moved: usize,
    pub reserve: i64,
}

impl Review {
    /// What holding the others costs beyond what the enterprise had.
    pub fn from_reserve(&self) -> i64 {
        self.held - self.before
    }
}

/// Puts the rows that `corrected` has of an enterprise in the place of those that the base has.
///
/// # Errors
/// An enterprise that one of them does not know.
pub fn review(lab: &Lab, corrected: &Inputs, code: &str) -> Result<Review, LabError> {
    let base = &lab.frozen().inputs;
    let row = |inputs: &Inputs| -> Result<usize, LabError> {
        let found = texts(&inputs.firms, c::USCC)?.into_iter().position(|known| known == code);
        let missing = || Diagnostic::new(&codes::NOTHING_FOUND).arg("query", code);
        found.ok_or_else(|| LabError::User(missing().into()))
    };
    let (firm, other) = (row(base)?, row(corrected)?);
    let inputs = spliced(base, firm, corrected, other)?;
    // Corrected papers and names are looked up in the rosters like filed ones.
    let elsewhere = lab.frozen().elsewhere.as_ref();
    let elsewhere = elsewhere.map(|known| known.with_firms(&inputs.firms)).transpose()?;
    let frozen =
        Frozen { inputs, elsewhere: elsewhere.map(Arc::new), filed: None, ..lab.frozen().clone() };
    let setting = lab.baseline();
    let (evaluation, ..) = run(&frozen, setting, None)?;
    let title = Text::new("复核后重算", "computed again after the review");
    let firms = base.firms.height();
    let again = Outcome::of(&evaluation, setting, firms, ("review", &title))?;
    let rows = evaluation.awards.firm.iter().zip(evaluation.awards.before_budget());
    let own = rows.filter(|(of, _)| **of as usize == firm).map(|(_, amount)| *amount);
    let approved: i64 = own.sum();
    let (num, den) = lab.outcome().totals.factor();
    let held = i128::from(approved) * i128::from(num) / i128::from(den.max(1));
    let held = i64::try_from(held).map_err(|_| EngineError::from(Overflow))?;
    let before = lab.outcome().by_firm[firm];
    let after = again.by_firm[firm];
    let pairs = lab.outcome().by_firm.iter().zip(&again.by_firm).enumerate();
    let moved = pairs.filter(|(row, (old, new))| *row != firm && old != new);
    let (mut others, mut others_moved) = (0, 0);
    for (_, (old, new)) in moved {
        others += new - old;
        others_moved += 1;
    }
    Ok(Review {
        code: code.to_string(),
        name: texts(&frozen.inputs.firms, c::FIRM_NAME)?[firm].to_string(),
        again,
        before,
        after,
        held,
        others,
        others_moved,
        reserve: setting.pool.map_or(0, |pool| pool.reserve),
    })
}

fn spliced(base: &Inputs, firm: usize, corrected: &Inputs, other: usize) -> PolarsResult<Inputs> {
    let mut out = base.clone();
    let same = |table: &DataFrame, like: &DataFrame| -> PolarsResult<DataFrame> {
        table.select(like.get_column_names_owned())
    };
    let facts = same(&corrected.firms.slice(other as i64, 1), &base.firms)?;
    let after = base.firms.slice(firm as i64 + 1, base.firms.height());
    out.firms = base.firms.head(Some(firm)).vstack(&facts)?.vstack(&after)?;
    for (lines, corrected) in out.lines.iter_mut().zip(&corrected.lines) {
        let rows_of = |table: &DataFrame, firm: usize, of: bool| -> PolarsResult<DataFrame> {
            let keep: Vec<bool> =
                indices(table, c::FIRM)?.into_iter().map(|f| (f as usize == firm) == of).collect();
            table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
        };
        let mut own = rows_of(corrected, other, true)?;
        own.with_column(Column::new(c::FIRM.into(), vec![firm as u32; own.height()]))?;
        let others = rows_of(lines, firm, false)?;
        let all = others.vstack(&same(&own, &others)?)?;
        let stable = SortMultipleOptions::default().with_maintain_order(true);
        *lines = all.sort([c::FIRM], stable)?;
    }
    Ok(out)
}
