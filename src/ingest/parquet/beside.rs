//! Columns of a Parquet file that lead to no field.

use std::collections::BTreeSet;

use super::{Reading, each_of};
use crate::diag::{Diagnostic, codes};
use crate::domain::money::Currency;
use crate::ingest::Tables;
use crate::ingest::around::contradicts;
use crate::ingest::cells::RawCell;
use crate::ingest::layout::Matcher;
use crate::ingest::rows::{may_name_a_total, measure_columns, other_measure};
use crate::ingest::statement::{Heard, hear, statement};
use crate::ingest::table::raw_row;
use crate::ingest::unread::{Unread, UnreadColumn};
use crate::ingest::years::names_one;

/// What columns say that lead to no field.
#[derive(Default)]
pub struct Beside {
    pub columns: Vec<UnreadColumn>,
    pub found: Vec<Diagnostic>,
    /// For each row, as the notes of sheets; none where no such column is.
    pub notes: Vec<String>,
    /// What is said of single rows, counted from 0.
    pub rows: Vec<(usize, Diagnostic)>,
    /// Remarks that say of which year their row is: row, heading and text.
    pub years: Vec<(usize, String, String)>,
    /// Rows in which a word for a total may stand.
    pub words: BTreeSet<usize>,
}

impl Reading<'_> {
    /// Columns that lead to no field: counted, and looked through for units and currencies.
    pub fn unread(
        &self,
        matcher: &Matcher,
        (tables, contract): (&Tables, usize),
    ) -> Result<Beside, Diagnostic> {
        let layout = &self.layout;
        let others: Vec<usize> = layout.extra.iter().copied().chain(layout.row_currency).collect();
        let decided = self.headers.unit_of(self.shown).is_some();
        let mut found = if decided { Vec::new() } else { self.commented() };
        found.extend(self.remarked().filter(|_| !decided));
        if others.is_empty() {
            return Ok(Beside { found, ..Beside::default() });
        }
        let budget = self.file.budget();
        let height = self.file.rows();
        let mut enough = budget.take((height * size_of::<String>()) as u64);
        let mut notes = vec![String::new(); if enough { height } else { 0 }];
        let mut unread = Unread::new(layout, self.headers, matcher);
        // Without a column of currencies amounts are yuan, or what their headings say.
        let foreign =
            layout.money().any(|column| column.currency.is_some_and(|own| own != Currency::Cny));
        unread.of.yuan = layout.currency.is_none() && layout.row_currency.is_none() && !foreign;
        let weighed = layout.money().next().is_some();
        let firms = tables.contracts[contract].key == "firms";
        let counts = matcher.asked(layout).counts || firms;
        let lines = matcher.asked(layout).lines;
        let measures = measure_columns(layout, self.headers, &tables.contracts[contract]);
        let (mut rows, mut words, mut years) = (Vec::new(), BTreeSet::new(), Vec::new());
        for at in others {
            let heading = &layout.headings[at];
            let (mut row, mut told) = (0u32, false);
            let remarks = counts && self.headers.remarks_on_amounts(heading);
            let year = counts && lines && self.headers.says_the_year(heading);
            let measure = measures.iter().find(|(own, _)| *own == at).map(|(_, number)| *number);
            each_of(self.file, at, &budget, &mut |cell| {
                row += 1;
                unread.cell(at, row, cell, self.headers);
                if !cell.is_empty() && layout.row_currency != Some(at) && enough {
                    let said = raw_row([(heading.as_str(), cell.display())].into_iter());
                    enough = budget.take(said.len() as u64);
                    let note = &mut notes[row as usize - 1];
                    if !note.is_empty() {
                        note.push_str("; ");
                    }
                    note.push_str(&said);
                }
                let own = measure.filter(|_| !cell.is_empty());
                let other =
                    own.and_then(|number| other_measure(&cell.display(), number, tables, contract));
                let place = || self.place(row as usize - 1, heading);
                rows.extend(other.map(|other| (row as usize - 1, other.at(place()))));
                if year && !cell.is_empty() && budget.take(16) {
                    years.push((row as usize - 1, heading.clone(), cell.display()));
                }
                let RawCell::Text(text) = cell else { return };
                if may_name_a_total(text) {
                    words.insert(row as usize - 1);
                }
                if remarks && self.headers.may_speak_against(text, firms) {
                    let said = Diagnostic::new(&codes::REMARK_MAY_CANCEL).arg("read", text);
                    found.push(said.at(self.place(row as usize - 1, heading)));
                }
                if remarks && names_one(text, self.headers) && budget.take(text.len() as u64) {
                    years.push((row as usize - 1, heading.clone(), text.to_string()));
                }
                if !told && weighed && self.contradicts(at, text) {
                    told = true;
                    let read = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", text);
                    found.push(read.arg("read", "CNY").at(self.place(row as usize - 1, heading)));
                }
            })?;
        }
        if !enough {
            return Err(budget.fault());
        }
        let (columns, more) = unread.finish(matcher);
        found.extend(more);
        Ok(Beside { columns, found, notes, rows, years, words })
    }

    /// Comments of the table on its columns of money that name another unit or currency than the headings.
    fn commented(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (name, comment) in self.file.comments() {
            let column = self.layout.money().find(|column| self.layout.headings[column.at] == name);
            let currency = column.and_then(|column| column.currency).unwrap_or(Currency::Cny);
            let read = column.map(|column| column.shift);
            if read.is_some() && contradicts(&comment, true, &self.layout, read, currency) {
                let fault = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", &comment);
                found.push(fault.arg("read", currency.code()).at(self.heading(&name)));
            }
        }
        found
    }

    /// Texts beside the data that name another unit or currency than all amounts are read in.
    fn remarked(&self) -> Option<Diagnostic> {
        let currency = || {
            let of_headings = self.layout.money().find_map(|column| column.currency);
            of_headings.unwrap_or(Currency::Cny)
        };
        let money = self.layout.money().next().is_some();
        let remarks = if money { self.file.remarks() } else { Vec::new() };
        let other = |text: &String| contradicts(text, true, &self.layout, None, currency());
        let quote = remarks.into_iter().find(other)?;
        let fault = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", quote);
        Some(fault.arg("read", currency().code()).at(self.heading("")))
    }

    /// Whether a text of a column that is not read names another unit or currency than yuan as read.
    fn contradicts(&self, at: usize, text: &str) -> bool {
        let (money, remarks) =
            (|| self.layout.money(), self.headers.remarks_on_amounts(&self.layout.headings[at]));
        if self.layout.unit_columns.contains(&at) {
            // A column goes by columns here, so that the unit of a row cannot be applied.
            let said = statement(text).unwrap_or_default();
            let foreign = said.currency.is_some_and(|currency| currency != Currency::Cny);
            return foreign || said.shift.is_some_and(|shift| money().any(|c| c.shift != shift));
        }
        if self.layout.currency.is_some() {
            // The currency is that of each row; a unit is that of all.
            let heard = if remarks {
                hear(text)
            } else {
                statement(text).map_or(Heard::Nothing, Heard::Stated)
            };
            let (Heard::Stated(said) | Heard::Named(said)) = heard else { return false };
            return said.shift.is_some_and(|shift| money().any(|c| c.shift != shift));
        }
        let foreign =
            self.layout.row_currency == Some(at) && Currency::parse(text) != Some(Currency::Cny);
        (foreign && !text.trim().is_empty())
            || contradicts(text, remarks, &self.layout, None, Currency::Cny)
    }
}
