//! Totals that a sheet states, in numbers or in words, against the sums of the rows above them.

use polars::prelude::DataFrame;

use super::RowSink;
use crate::diag::{Diagnostic, codes};
use crate::domain::{Fen, capitals};
use crate::frame::{FieldKind, columns as c};
use crate::ingest::asked::most;
use crate::ingest::cells::{RawCell, Taken, Value, convert};
use crate::ingest::layout::Column;
use crate::ingest::row_unit::RowUnit;
use crate::ingest::rows::Aside;

/// Sums of the money columns, to compare with totals that the sheet states.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    all: i128,
    since_subtotal: i128,
    /// How many amounts that is.
    amounts: usize,
    /// Of the whole sheet.
    ever: i128,
    /// What the last total was compared with, as long as no row stands below it.
    before: Option<i128>,
}

impl Sums {
    /// Whether a stated sum is that of rows above it. Below 合计 the same may stand again, in words or as 累计.
    fn are(&self, stated: i128) -> bool {
        let known = [Some(self.all), Some(self.since_subtotal), Some(self.ever), self.before];
        known.contains(&Some(stated))
    }
}

impl RowSink<'_> {
    pub(super) fn add_up(&mut self, values: &[Taken]) {
        for (sums, (taken, column)) in
            self.sums.iter_mut().zip(values.iter().zip(&self.layout.columns))
        {
            let money = column.as_ref().is_some_and(|c| c.field.kind == FieldKind::Money);
            if let (true, Value::Number(minor)) = (money, &taken.value) {
                sums.all += i128::from(*minor);
                sums.since_subtotal += i128::from(*minor);
                sums.amounts += 1;
                sums.ever += i128::from(*minor);
                sums.before = None;
            }
        }
    }

    /// A row that has all that it needs, a word for a total, and the sum of the rows above it: by all signs a total.
    pub(super) fn sum_of_above(&self, row: u32, cells: &[RawCell]) -> Option<Diagnostic> {
        /// The amount of one row may be that of the next: equal fees of two months.
        const FEWEST: usize = 2;
        let mut money = self.layout.columns.iter().zip(&self.sums).filter_map(|(column, sums)| {
            let column = column.as_ref().filter(|own| own.field.kind == FieldKind::Money)?;
            (sums.amounts >= FEWEST).then_some((column, sums))
        });
        money.find_map(|(column, sums)| {
            let cell = cells.get(column.at)?;
            let Ok(Taken { value: Value::Number(stated), .. }) =
                convert(cell, column, self.job.headers)
            else {
                return None;
            };
            let fault = Diagnostic::new(&codes::ROW_IS_A_SUM).arg("sum", Fen(stated));
            let equal = stated != 0 && i128::from(stated) == sums.since_subtotal;
            equal.then(|| fault.at(self.place(row, &column.heading)))
        })
    }

    /// Compares what a total says with the rows above it, refused ones included.
    pub(super) fn check_total(&mut self, row: u32, cells: &[RawCell], why: Aside) {
        let unit = RowUnit::of(cells, &self.layout);
        let unknown = self.layout.row_unit.is_some() && unit.shift().is_none();
        for at in (0..self.sums.len()).filter(|_| !unknown) {
            let Some(column) = &self.layout.columns[at] else { continue };
            if column.field.kind != FieldKind::Money {
                continue;
            }
            let cell = cells.get(column.at).unwrap_or(&RawCell::Empty);
            let Sums { all, since_subtotal, .. } = self.sums[at];
            let sum = if why == Aside::Total { all } else { since_subtotal };
            let optional = Column { required: false, ..unit.column(column).into_owned() };
            let Ok(Taken { value: Value::Number(stated), .. }) =
                convert(cell, &optional, self.job.headers)
            else {
                continue;
            };
            if column.field.name == c::REQUESTED && stated != 0 {
                self.around.note_total_request(&column.heading, Fen(stated), row);
            }
            if self.rows.is_empty() && self.refused.is_empty() {
                self.ahead.push((row, at, stated));
            } else if !self.sums[at].are(i128::from(stated)) {
                self.differs(row, at, stated, sum);
            }
        }
        self.check_words(row, cells);
        for sums in &mut self.sums {
            if why == Aside::Total {
                sums.before = sums.before.or(Some(sums.all));
                sums.all = 0;
            }
            (sums.since_subtotal, sums.amounts) = (0, 0);
        }
    }

    /// A request that stands around the lines, of which none states it: the first that would lower what they come to.
    pub(super) fn request_apart(&self, frame: &DataFrame) -> Option<Diagnostic> {
        let stated = frame.column(c::REQUESTED).ok()?;
        if frame.height() == 0 || stated.null_count() < frame.height() {
            return None;
        }
        let ceiling = self.job.tables.contracts[self.contract].ceiling.as_ref();
        let most = ceiling.and_then(|ceiling| most(frame, ceiling));
        let requests = self.around.requests().iter();
        let said = requests.map(|one| one.said(most).at(self.place(one.row, "")));
        said.max_by_key(|said| said.severity)
    }

    /// A standard whose number is written like those of another level: GB/T under 国际.
    pub(super) fn level_of_another(&self, row: u32, values: &[Taken]) -> Option<Diagnostic> {
        let read = |name: &str| {
            let columns = self.layout.columns.iter().zip(values);
            let own = columns.filter_map(|(column, taken)| Some((column.as_ref()?, taken)));
            let (column, taken) = own.into_iter().find(|(column, _)| column.field.name == name)?;
            match &taken.value {
                Value::Text(text) => Some((column, text.as_ref())),
                _ => None,
            }
        };
        let ((column, number), (_, level)) = (read(c::STANDARD_NO)?, read(c::STANDARD_LEVEL)?);
        let levels = self.job.headers.levels_of(number);
        let fault = Diagnostic::new(&codes::LEVEL_OF_ANOTHER).arg("number", number);
        let fault = fault.arg("level", level).arg("levels", levels.join("、"));
        let fault = fault.arg("code", read(c::USCC).map_or("", |(_, code)| code));
        let fault = fault.arg("measure", &self.job.tables.contracts[self.contract].key);
        let differs = !levels.is_empty() && !levels.contains(&level);
        differs.then(|| fault.at(self.place(row, &column.heading)))
    }

    /// Sums that stand above their rows, once all rows are read.
    pub(super) fn check_sums_ahead(&mut self) {
        for (row, at, stated) in std::mem::take(&mut self.ahead) {
            let sum = self.sums[at].ever;
            if sum != i128::from(stated) {
                self.differs(row, at, stated, sum);
            }
        }
    }

    fn differs(&mut self, row: u32, at: usize, stated: i64, sum: i128) {
        let heading = self.layout.columns[at].as_ref().map_or("", |column| &column.heading);
        let finding = Diagnostic::new(&codes::TOTAL_DIFFERS)
            .arg("stated", Fen(stated))
            .arg("sum", Fen(i64::try_from(sum).unwrap_or(i64::MAX)))
            .at(self.place(row, heading));
        self.findings.push(finding);
    }

    /// 合计（大写）：人民币贰拾伍万伍仟元整 must be the sum of one of the columns.
    fn check_words(&mut self, row: u32, cells: &[RawCell]) {
        let in_words = |(at, cell): (usize, &RawCell)| match cell {
            RawCell::Text(text) => {
                capitals::read(text).filter(|stated| stated.0 != 0).map(|stated| (at, stated))
            }
            _ => None,
        };
        let Some((at, stated)) = cells.iter().enumerate().find_map(in_words) else { return };
        let money = self.layout.columns.iter().zip(&self.sums).filter(|(column, _)| {
            column.as_ref().is_some_and(|column| column.field.kind == FieldKind::Money)
        });
        let sums: Vec<Sums> = money.map(|(_, sums)| *sums).collect();
        let stated_sum = i128::from(stated.0);
        if let Some(first) = sums.first().filter(|_| !sums.iter().any(|sums| sums.are(stated_sum)))
        {
            let sum = Fen(i64::try_from(first.all).unwrap_or(i64::MAX));
            let heading = self.layout.headings.get(at).map_or("", String::as_str);
            let finding = Diagnostic::new(&codes::TOTAL_DIFFERS)
                .arg("stated", stated)
                .arg("sum", sum)
                .at(self.place(row, heading));
            self.findings.push(finding);
        }
    }
}
