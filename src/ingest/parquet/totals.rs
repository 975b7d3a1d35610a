//! Rows of totals among those of a Parquet file: known by the same words as in sheets, and set aside.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::{Found, Reading, each_of};
use crate::diag::{Diagnostic, Severity, codes};
use crate::domain::Fen;
use crate::frame::tables::TableContract;
use crate::frame::{FieldKind, columns as c};
use crate::ingest::cells::RawCell;
use crate::ingest::layout::Layout;
use crate::ingest::rows::{self, Aside, may_name_a_total};
use crate::ingest::table::{AsideRow, raw_row, row_list};

/// A row, counted from 0, that is a total, and the sum that it repeats where only that tells.
pub(super) struct Total {
    pub(super) row: usize,
    why: Aside,
    raw: String,
    sum: Option<i64>,
}

impl Total {
    pub(super) fn aside(self) -> AsideRow {
        AsideRow { row: self.row as u32 + 1, why: self.why, raw: self.raw }
    }
}

impl Reading<'_> {
    /// The sound rows that are totals: called so, or with a word for one and the sum of the rows above. `words` are the
    /// rows with such a word in columns that nobody reads.
    pub(super) fn totals(
        &self,
        table: &DataFrame,
        found: &[Found],
        mut words: BTreeSet<usize>,
        contract: &TableContract,
    ) -> Result<Vec<Total>, Diagnostic> {
        if contract.lenient {
            return Ok(Vec::new());
        }
        let texts = table.columns().iter().filter(|column| column.name() != c::NOTES);
        for text in texts.filter_map(|column| column.str().ok()) {
            let named =
                |(row, text): (usize, Option<&str>)| text.map(may_name_a_total)?.then_some(row);
            words.extend(text.iter().enumerate().filter_map(named));
        }
        let faulty = found.iter().filter(|(.., said)| said.severity == Severity::Error);
        faulty.for_each(|(row, ..)| _ = words.remove(row));
        let mut sums = Sums::of(&self.layout, table);
        let mut out: Vec<Total> = Vec::new();
        for (row, cells) in self.cells(&words)? {
            let Some(why) = rows::total(&cells, &self.layout, self.headers) else { continue };
            let called = rows::is_called_total(&cells, &self.layout, self.headers);
            // The bare word in a column that nobody reads says it, too, below a row at least.
            let bare = rows::bare_total(&cells, self.headers);
            let sum = sums.of_above(row).or_else(|| sums.stated(row).filter(|_| bare));
            let sum = sum.filter(|_| !called);
            if called || sum.is_some() {
                sums.begin(row + 1);
                let names = self.layout.headings.iter().map(String::as_str);
                let raw = raw_row(names.zip(cells.iter().map(RawCell::display)));
                out.push(Total { row, why, raw, sum });
            }
        }
        Ok(out)
    }

    pub(super) fn said_of_totals(&self, totals: &[Total]) -> Vec<Diagnostic> {
        let sums = totals.iter().filter_map(|total| Some((total.row, total.sum?)));
        let mut out: Vec<Diagnostic> = sums
            .map(|(row, sum)| {
                let said = Diagnostic::new(&codes::ROW_IS_A_SUM).arg("sum", Fen(sum));
                said.at(self.place(row, ""))
            })
            .collect();
        let rows: Vec<u32> = totals.iter().map(|total| total.row as u32 + 1).collect();
        let note = || Diagnostic::new(&codes::ROWS_SET_ASIDE).arg("rows", row_list(&rows));
        out.extend((!rows.is_empty()).then(|| note().at(self.heading(""))));
        out
    }

    /// The cells of some rows, as sheets show them.
    fn cells(
        &self,
        wanted: &BTreeSet<usize>,
    ) -> Result<BTreeMap<usize, Vec<RawCell<'static>>>, Diagnostic> {
        let mut out: BTreeMap<usize, Vec<RawCell>> =
            wanted.iter().map(|row| (*row, Vec::new())).collect();
        if wanted.is_empty() {
            return Ok(out);
        }
        let budget = self.file.budget();
        for at in 0..self.layout.headings.len() {
            let mut row = 0;
            each_of(self.file, at, &budget, &mut |cell| {
                if let Some(cells) = out.get_mut(&row) {
                    cells.push(match cell.is_empty() {
                        true => RawCell::Empty,
                        false => RawCell::Text(cell.display().into()),
                    });
                }
                row += 1;
            })?;
        }
        Ok(out)
    }
}

/// The amounts of each column of money since the last total, added up once however many rows are asked about.
struct Sums<'t> {
    columns: Vec<(&'t Int64Chunked, i128, usize)>,
    /// The first row that is not added yet.
    next: usize,
}

impl<'t> Sums<'t> {
    fn of(layout: &Layout, table: &'t DataFrame) -> Self {
        let columns = layout.columns.iter().zip(table.columns());
        let money = columns.filter_map(|(column, values)| {
            column.as_ref().filter(|own| own.field.kind == FieldKind::Money)?;
            Some((values.i64().ok()?, 0, 0))
        });
        Self { columns: money.collect(), next: 0 }
    }

    fn begin(&mut self, row: usize) {
        self.columns.iter_mut().for_each(|(_, sum, count)| (*sum, *count) = (0, 0));
        self.next = row;
    }

    /// The amount of a row that was asked about, if any stands above it.
    fn stated(&self, row: usize) -> Option<i64> {
        let mut columns = self.columns.iter().filter(|(.., count)| *count > 0);
        columns.find_map(|(fen, ..)| fen.get(row))
    }

    /// The amount of a row, if it is the sum of two amounts or more above it. Rows are asked about in their order.
    fn of_above(&mut self, row: usize) -> Option<i64> {
        const FEWEST: usize = 2;
        for (fen, sum, count) in &mut self.columns {
            for amount in (self.next..row).filter_map(|at| fen.get(at)) {
                (*sum, *count) = (*sum + i128::from(amount), *count + 1);
            }
        }
        self.next = row;
        self.columns.iter().find_map(|(fen, sum, count)| {
            let stated = fen.get(row)?;
            (*count >= FEWEST && stated != 0 && *sum == i128::from(stated)).then_some(stated)
        })
    }
}
