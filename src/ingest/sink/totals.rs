//! Totals that a sheet states, in numbers or in words, against the sums of the rows above them.

use polars::prelude::DataFrame;

use super::RowSink;
use crate::diag::{Diagnostic, Severity, codes};
use crate::domain::{Fen, capitals};
use crate::frame::fields::PAPERS;
use crate::frame::{FieldKind, columns as c};
use crate::ingest::asked::most;
use crate::ingest::cells::{RawCell, Taken, Value, convert};
use crate::ingest::layout::{Column, YUAN};
use crate::ingest::merged::Over;
use crate::ingest::row_unit::RowUnit;
use crate::ingest::rows::{self, Aside};

/// With fewer columns that must be filled a sum looks like a row.
const FEWEST_OF_A_ROW: usize = 3;

/// Sums of the money columns, to compare with totals that the sheet states.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    all: i128,
    since_subtotal: i128,
    /// How many amounts that is.
    amounts: usize,
    /// An amount since the last total could not be read, so that nobody knows the sum.
    unknown: bool,
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
    pub(super) fn add_up(&mut self, cells: &[RawCell], values: &[Taken]) {
        for (sums, (taken, column)) in
            self.sums.iter_mut().zip(values.iter().zip(&self.layout.columns))
        {
            let Some(column) = column.as_ref().filter(|own| own.field.kind == FieldKind::Money)
            else {
                continue;
            };
            let filled = || cells.get(column.at).is_some_and(|cell| !cell.is_empty());
            sums.unknown |= taken.value == Value::Null && filled();
            if let Value::Number(minor) = &taken.value {
                sums.all += i128::from(*minor);
                sums.since_subtotal += i128::from(*minor);
                sums.amounts += 1;
                sums.ever += i128::from(*minor);
                sums.before = None;
            }
        }
    }

    /// The one answer to whether a row is a total, with what is said of it. A word for one is enough, unless the row has
    /// all that a line needs: then the word must stand by itself or for its paper, or the amount be the sum of the rows
    /// above. Such a sum is a total, too, where the row alone names no paper.
    pub(super) fn is_total(
        &self,
        row: u32,
        cells: &[RawCell],
    ) -> Option<(Aside, Option<Diagnostic>)> {
        let Some(why) = rows::total(cells, &self.layout, self.job.headers) else {
            let apart = self.papers && !self.names_a_paper(cells);
            let named = rows::longer_total(cells, self.job.headers).filter(|_| !self.lenient);
            let told = apart || named.is_some();
            let sum = told.then(|| self.sum_of_above(row, cells, named.is_some())).flatten()?;
            let why = named.unwrap_or(Aside::Subtotal);
            return self.is_complete(row, cells).then_some((why, Some(sum)));
        };
        match self.is_complete(row, cells) {
            true => {
                let sum = self.sum_of_above(row, cells, true);
                let sum = sum.or_else(|| self.bare_total(row, cells))?;
                Some((why, Some(sum)))
            }
            false => Some((why, None)),
        }
    }

    /// Whether a row has all that a row of its table needs: 合规数据汇总 is a service then, and no total.
    fn is_complete(&self, row: u32, cells: &[RawCell]) -> bool {
        let required = self.layout.columns.iter().flatten().filter(|column| column.required);
        if self.lenient
            || required.count() < FEWEST_OF_A_ROW
            || rows::is_called_total(cells, &self.layout, self.job.headers)
        {
            return false;
        }
        let over = Over::default();
        let (_, faults) = self.convert(row, cells, &over);
        faults.iter().all(|fault| fault.severity != Severity::Error)
    }

    /// The bare word for a total, below a row at least, says what a complete row is whatever its amount.
    fn bare_total(&self, row: u32, cells: &[RawCell]) -> Option<Diagnostic> {
        let below = self.sums.iter().any(|sums| sums.amounts > 0);
        if !below || !rows::bare_total(cells, self.job.headers) {
            return None;
        }
        let money = self.layout.columns.iter().flatten();
        let mut money = money.filter(|column| column.field.kind == FieldKind::Money);
        money.find_map(|column| {
            let Ok(Taken { value: Value::Number(stated), .. }) =
                convert(cells.get(column.at)?, column, self.job.headers)
            else {
                return None;
            };
            let said = Diagnostic::new(&codes::ROW_IS_A_SUM).arg("sum", Fen(stated));
            Some(said.at(self.place(row, "")))
        })
    }

    /// Whether a number of a paper stands in a row.
    pub(super) fn names_a_paper(&self, cells: &[RawCell]) -> bool {
        let columns = self.layout.columns.iter().flatten();
        let mut papers = columns.filter(|column| PAPERS.contains(&column.field.name));
        papers.any(|column| cells.get(column.at).is_some_and(|cell| !cell.is_empty()))
    }

    /// A row that has all that it needs, and the sum of the rows above it: by all signs a total. One that is called so
    /// is taken for one where nobody knows that sum, since a row was refused.
    pub(super) fn sum_of_above(
        &self,
        row: u32,
        cells: &[RawCell],
        called: bool,
    ) -> Option<Diagnostic> {
        /// The amount of one row may be that of the next: equal fees of two months.
        const FEWEST: usize = 2;
        let mut money = self.layout.columns.iter().zip(&self.sums).filter_map(|(column, sums)| {
            let column = column.as_ref().filter(|own| own.field.kind == FieldKind::Money)?;
            let unknown = called && sums.unknown;
            (sums.amounts >= FEWEST || unknown).then_some((column, sums, unknown))
        });
        money.find_map(|(column, sums, unknown)| {
            let cell = cells.get(column.at)?;
            let Ok(Taken { value: Value::Number(stated), .. }) =
                convert(cell, column, self.job.headers)
            else {
                return None;
            };
            let fault = Diagnostic::new(&codes::ROW_IS_A_SUM).arg("sum", Fen(stated));
            let equal = i128::from(stated) == sums.since_subtotal;
            (stated != 0 && (equal || unknown)).then(|| fault.at(self.place(row, &column.heading)))
        })
    }

    /// Compares what a total says with the rows above it, refused ones included.
    pub(super) fn check_total(&mut self, row: u32, cells: &[RawCell], why: Aside) {
        let unit = RowUnit::of(cells, &self.layout);
        let unknown = self.layout.row_unit.is_some() && unit.shift().is_none();
        let mut silent = true;
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
            silent = false;
            if column.field.name == c::REQUESTED && stated != 0 {
                self.around.note_total_request(&column.heading, Fen(stated), row);
            }
            if self.rows.is_empty() && self.refused.is_empty() {
                self.ahead.push((row, at, stated));
            } else if !self.sums[at].are(i128::from(stated)) {
                self.differs(row, at, stated, sum);
            }
        }
        self.check_words(row, cells, silent);
        for sums in &mut self.sums {
            if why == Aside::Total {
                sums.before = sums.before.or(Some(sums.all));
                sums.all = 0;
            }
            (sums.since_subtotal, sums.amounts, sums.unknown) = (0, 0, false);
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

    /// 合计（大写）：人民币贰拾伍万伍仟元整 must be the sum of one of the columns, and so must 合计：255000元 where no
    /// column holds a sum.
    fn check_words(&mut self, row: u32, cells: &[RawCell], silent: bool) {
        let in_words = |(at, cell): (usize, &RawCell)| {
            let RawCell::Text(text) = cell else { return Vec::new() };
            let words = capitals::read(text).filter(|stated| stated.0 != 0);
            let figures = || self.figures(text).into_iter().filter(|_| silent);
            words.into_iter().chain(figures()).map(|stated| (at, stated)).collect::<Vec<_>>()
        };
        let stated: Vec<_> = cells.iter().enumerate().flat_map(in_words).collect();
        stated.into_iter().for_each(|(at, stated)| self.check_stated(row, at, stated));
    }

    /// The amounts of a text in one cell: 合计：30000元, 总计3笔，金额￥30,000.00.
    fn figures(&self, text: &str) -> Vec<Fen> {
        let Some(column) = self.layout.money().next() else { return Vec::new() };
        let column = Column { required: false, shift: YUAN, currency: None, ..column.clone() };
        let digit = |c: char| c.is_ascii_digit();
        let amount = |part: &str| {
            let own = part.trim_start_matches(|c: char| !digit(c) && !"¥￥".contains(c));
            let money = own.contains(['元', '¥', '￥', '.', '万']);
            let Ok(Taken { value: Value::Number(fen), .. }) =
                convert(&RawCell::Text(own.into()), &column, self.job.headers)
            else {
                return None;
            };
            (money && fen != 0).then_some(Fen(fen))
        };
        text.split(['：', ':', '，', '；', ';', ' ', '（', '）', '(', ')'])
            .filter_map(amount)
            .collect()
    }

    fn check_stated(&mut self, row: u32, at: usize, stated: Fen) {
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
