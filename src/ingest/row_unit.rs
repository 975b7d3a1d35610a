//! The unit of a row's amounts where a column says it (单位: 万元), and a currency where a table knows none.

use std::borrow::Cow;

use super::cells::RawCell;
use super::layout::{Column, Layout};
use super::statement::{Said, statement};
use crate::diag::{Diagnostic, codes};
use crate::domain::Currency;
use crate::frame::FieldKind;

/// What one row says of its amounts.
pub struct RowUnit {
    /// `None` where the table has no column of units.
    said: Option<Said>,
}

impl RowUnit {
    pub fn of(cells: &[RawCell], layout: &Layout) -> Self {
        let cell = layout.row_unit.map(|at| cells.get(at).unwrap_or(&RawCell::Empty));
        Self { said: cell.map(|cell| statement(&cell.display()).unwrap_or_default()) }
    }

    /// Power of ten that the row states.
    pub fn shift(&self) -> Option<u32> {
        self.said.and_then(|said| said.shift)
    }

    /// The currency that the row states with its unit: 万美元.
    pub fn currency(&self) -> Option<Currency> {
        self.said.and_then(|said| said.currency)
    }

    /// The column as it is to be read in this row.
    pub fn column<'c>(&self, column: &'c Column) -> Cow<'c, Column> {
        match self.said {
            Some(said) if column.field.kind == FieldKind::Money => Cow::Owned(Column {
                shift: said.shift.unwrap_or(column.shift),
                unit_stated: true,
                currency: said.currency.filter(|_| column.has_currency).or(column.currency),
                ..column.clone()
            }),
            _ => Cow::Borrowed(column),
        }
    }

    /// What is wrong with the unit or the currency of the row.
    pub fn faults(&self, layout: &Layout, cells: &[RawCell]) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let read = |at: Option<usize>| {
            at.and_then(|at| cells.get(at)).map(RawCell::display).unwrap_or_default()
        };
        if let Some(said) = self.said {
            let other = layout.money().find(|column| {
                let shift =
                    column.unit_stated && said.shift.is_some_and(|shift| shift != column.shift);
                let foreign = said.currency.filter(|one| *one != Currency::Cny);
                shift || foreign.is_some_and(|_| !column.has_currency)
            });
            if said == Said::default() || other.is_some() {
                let own = layout.row_unit.map_or("", |at| layout.headings[at].as_str());
                let heading = other.map_or(own, |column| column.heading.as_str());
                let finding = Diagnostic::new(&codes::ROW_UNIT).arg("read", read(layout.row_unit));
                out.push(finding.arg("heading", heading));
            }
        }
        let currency = read(layout.row_currency);
        if !currency.is_empty() && Currency::parse(&currency) != Some(Currency::Cny) {
            out.push(Diagnostic::new(&codes::ROW_CURRENCY).arg("read", currency));
        }
        out
    }
}
