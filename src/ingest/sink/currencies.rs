//! Rows without a currency among rows in foreign ones: whether they are in yuan nobody can tell.

use crate::diag::{Diagnostic, codes};
use crate::domain::Currency;
use crate::ingest::table::row_list;

/// What the column of currencies says.
#[derive(Default)]
pub struct Currencies {
    foreign: bool,
    blank: Vec<u32>,
}

impl Currencies {
    /// One row of a sheet that has such a column.
    pub fn row(&mut self, row: u32, has_column: bool, stated: Option<&str>) {
        /// So many rows are named.
        const MOST: usize = 100;
        match stated.map(Currency::parse) {
            Some(currency) => self.foreign |= currency.is_some_and(|one| one != Currency::Cny),
            None if has_column && self.blank.len() < MOST => self.blank.push(row),
            None => {}
        }
    }

    pub fn blank(&self) -> Option<Diagnostic> {
        let unclear = self.foreign && !self.blank.is_empty();
        unclear.then(|| Diagnostic::new(&codes::CURRENCY_BLANK).arg("rows", row_list(&self.blank)))
    }
}
