//! Totals that a sheet states, in numbers or in words, against the sums of the rows above them.

use polars::prelude::DataFrame;

use super::RowSink;
use crate::diag::{Diagnostic, codes};
use crate::domain::{Fen, capitals};
use crate::frame::{FieldKind, columns as c};
use crate::ingest::cells::{RawCell, Taken, Value, convert};
use crate::ingest::layout::Column;
use crate::ingest::row_unit::RowUnit;
use crate::ingest::rows::Aside;

/// Sums of the money columns, to compare with totals that the sheet states.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    all: i128,
    since_subtotal: i128,
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
            }
        }
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
            let Sums { all, since_subtotal } = self.sums[at];
            let sum = if why == Aside::Total { all } else { since_subtotal };
            let optional = Column { required: false, ..unit.column(column).into_owned() };
            if let Ok(Taken { value: Value::Number(stated), .. }) =
                convert(cell, &optional, self.job.headers)
            {
                let stated_sum = i128::from(stated);
                if column.field.name == c::REQUESTED && stated != 0 {
                    self.around.note_total_request(&column.heading, Fen(stated).to_string(), row);
                }
                if stated_sum != sum && stated_sum != since_subtotal {
                    let sum = i64::try_from(sum).unwrap_or(i64::MAX);
                    let finding = Diagnostic::new(&codes::TOTAL_DIFFERS)
                        .arg("stated", Fen(stated))
                        .arg("sum", Fen(sum))
                        .at(self.place(row, &column.heading));
                    self.findings.push(finding);
                }
            }
        }
        self.check_words(row, cells);
        for sums in &mut self.sums {
            sums.since_subtotal = 0;
            if why == Aside::Total {
                sums.all = 0;
            }
        }
    }

    /// A request that stands around the lines, of which none states it.
    pub(super) fn request_apart(&self, frame: &DataFrame) -> Option<Diagnostic> {
        let (quote, row) = self.around.request()?;
        let stated = frame.column(c::REQUESTED).ok()?;
        let apart = frame.height() > 0 && stated.null_count() == frame.height();
        let fault = Diagnostic::new(&codes::REQUEST_APART).arg("quote", quote);
        apart.then(|| fault.at(self.place(row, "")))
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
        let same = |sums: &Sums| sums.all == stated_sum || sums.since_subtotal == stated_sum;
        if let Some(first) = sums.first().filter(|_| !sums.iter().any(same)) {
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
