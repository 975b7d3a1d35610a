//! Rows without a currency where others say yuan as well as foreign ones.

use crate::diag::{Diagnostic, codes};
use crate::domain::Currency;
use crate::ingest::table::row_list;

/// What the column of currencies says.
#[derive(Default)]
pub struct Currencies {
    foreign: bool,
    yuan: bool,
    blank: Vec<u32>,
}

impl Currencies {
    /// One row of which nothing but the column of currencies could say the currency.
    pub fn row(&mut self, row: u32, has_column: bool, stated: Option<&str>) {
        /// So many rows are named.
        const MOST: usize = 100;
        match stated.and_then(Currency::parse) {
            Some(Currency::Cny) => self.yuan = true,
            Some(_) => self.foreign = true,
            None if stated.is_none() && has_column && self.blank.len() < MOST => {
                self.blank.push(row);
            }
            None => {}
        }
    }

    /// Who writes yuan out where it is yuan has left something out; who names foreign currencies alone means yuan.
    pub fn blank(&self) -> Option<Diagnostic> {
        let unclear = self.foreign && self.yuan && !self.blank.is_empty();
        let found = Diagnostic::new(&codes::CURRENCY_BLANK);
        unclear.then(|| found.arg("rows", row_list(&self.blank)))
    }
}
