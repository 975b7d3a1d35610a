//! Rows with faults that are no data: the header once more on the next page with all that stands below its headings,
//! titles that are printed again, remarks.

use super::RowSink;
use crate::diag::{Diagnostic, codes};
use crate::domain::text::comparable;
use crate::ingest::cells::RawCell;
use crate::ingest::header::{numbers_columns, tells_how_to_fill, units_only};
use crate::ingest::rows::{self, Aside};

/// The rows of the header, to know them again on the next page.
#[derive(Default)]
pub(super) struct Heads {
    rows: Vec<Vec<String>>,
    /// The last row of a header that was printed again.
    again: Option<u32>,
}

impl Heads {
    pub(super) fn new(head: &[(u32, Vec<RawCell>)]) -> Self {
        let texts = |cells: &[RawCell]| {
            up_to_last(cells).iter().map(|cell| comparable(&cell.display())).collect()
        };
        Self { rows: head.iter().map(|(_, cells)| texts(cells)).collect(), again: None }
    }

    /// Whether a row is one of them, cell by cell.
    fn hold(&self, cells: &[RawCell]) -> bool {
        let cells = up_to_last(cells);
        let same = |(text, cell): (&String, &RawCell)| *text == comparable(&cell.display());
        self.rows.iter().any(|row| row.len() == cells.len() && row.iter().zip(cells).all(same))
    }
}

/// The cells without empty ones at the end.
fn up_to_last<'c, 'a>(cells: &'c [RawCell<'a>]) -> &'c [RawCell<'a>] {
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    &cells[..filled]
}

impl RowSink<'_> {
    /// Whether a row that is filled only where rows are numbered holds at most its own number, and so nothing that
    /// could be lost. Else it is a text below the table, which stands in the first column.
    pub(super) fn numbering(&self, cells: &[RawCell]) -> Option<bool> {
        let numbers_rows = |at: usize| self.layout.row_numbers.get(at) == Some(&true);
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let number = |cell: &RawCell| match cell {
            RawCell::Text(text) => rows::is_numbering(text),
            _ => true,
        };
        filled.try_fold(true, |all, (at, cell)| numbers_rows(at).then(|| all && number(cell)))
    }

    /// What a row with faults may be instead of data; remarks are heard. `written` is the row without what merged cells
    /// above it say.
    pub(super) fn no_data(
        &mut self,
        row: u32,
        written: &[RawCell],
        cells: &[RawCell],
    ) -> Option<Aside> {
        let directly = self.heads.again.take().is_some_and(|again| again + 1 == row);
        let why = self.page_head(row, written, directly);
        if why.is_some() {
            self.heads.again = Some(row);
            return why;
        }
        if let Some(why) = rows::no_data(cells, &self.layout, self.job.headers, self.lenient) {
            return Some(why);
        }
        self.around.is_title_again(cells).then_some(Aside::Header)
    }

    /// A row of the header that is printed again. Where it says other columns or units, no row of the sheet is certain.
    fn page_head(&mut self, row: u32, cells: &[RawCell], directly: bool) -> Option<Aside> {
        let several = || cells.iter().filter(|cell| !cell.is_empty()).nth(1).is_some();
        // A single word of the header may be data: 元, 付款.
        if (directly || several()) && self.heads.hold(cells) {
            return Some(Aside::Header);
        }
        if directly && (numbers_columns(cells) || tells_how_to_fill(cells, self.matcher)) {
            return Some(Aside::Header);
        }
        let same = match directly && units_only(cells).is_some() {
            // Another row of units than the first page has.
            true => false,
            false => rows::header_again(cells, self.matcher, &self.layout, self.around.general)?,
        };
        if !same && self.stops.is_empty() {
            let fault =
                Diagnostic::new(&codes::SECOND_HEADER).arg("row", row).arg("first", self.headed);
            self.stops.push(fault.at(self.place(row, "")));
        }
        Some(Aside::Header)
    }
}
