//! The platform's export of both sides of trade: rows of imports are no export data, and are set aside where their
//! column says so plainly.

use std::collections::BTreeSet;

use super::RowSink;
use crate::diag::{Diagnostic, codes};
use crate::frame::columns as c;
use crate::ingest::cells::{RawCell, Taken, Value};
use crate::ingest::headers::Headers;
use crate::ingest::layout::Layout;
use crate::ingest::rows::Aside;
use crate::ingest::table::{AsideRow, row_list};

/// What the column of directions says of the rows so far.
#[derive(Default)]
pub(super) struct Sides {
    column: Option<usize>,
    /// Rows of imports, and their measures beside those of all others.
    imports: Vec<u32>,
    of_imports: BTreeSet<String>,
    of_others: BTreeSet<String>,
}

impl Sides {
    pub(super) fn new(layout: &Layout, headers: &Headers, key: &str) -> Self {
        let mut extra = layout.extra.iter().copied().filter(|_| key == "platform");
        let column = extra.find(|at| headers.is_direction(&layout.headings[*at]));
        Self { column, ..Self::default() }
    }
}

impl RowSink<'_> {
    /// Whether a row is one of imports: it is set aside.
    pub(super) fn is_of_imports(&mut self, row: u32, cells: &[RawCell], values: &[Taken]) -> bool {
        let Some(at) = self.sides.column else { return false };
        let columns = self.layout.columns.iter().zip(values);
        let measure = columns.filter_map(|(column, taken)| match (&taken.value, column) {
            (Value::Text(text), Some(own)) if own.field.name == c::MEASURE => Some(text.as_ref()),
            _ => None,
        });
        let measure = measure.collect::<String>();
        let says = cells.get(at).is_some_and(|cell| self.job.headers.is_import(&cell.display()));
        if !says {
            self.sides.of_others.insert(measure);
            return false;
        }
        self.sides.of_imports.insert(measure);
        self.sides.imports.push(row);
        let raw = self.raw(cells);
        self.aside.push(AsideRow { row, why: Aside::Import, raw });
        // A stated total may be that of all rows.
        self.add_up(cells, values);
        true
    }

    /// The rows of imports, named; where a measure has no others, what was meant is asked.
    pub(super) fn imports_aside(&self) -> Option<Diagnostic> {
        let Sides { column, imports, of_imports, of_others } = &self.sides;
        let (heading, first) = (&self.layout.headings[(*column)?], imports.first()?);
        let said = match of_imports.is_subset(of_others) {
            true => Diagnostic::new(&codes::IMPORTS_ASIDE).arg("list", row_list(imports)),
            false => {
                Diagnostic::new(&codes::WEIGHTY_COLUMN).arg("first", first).arg("suggestion", "")
            }
        };
        Some(said.arg("heading", heading).arg("rows", imports.len()))
    }
}
