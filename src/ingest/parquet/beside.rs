//! Columns of a Parquet file that lead to no field.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::{Budget, Found, Reading, each_of};
use crate::diag::{Diagnostic, codes};
use crate::domain::money::Currency;
use crate::frame::columns as c;
use crate::ingest::Tables;
use crate::ingest::around::contradicts;
use crate::ingest::cells::RawCell;
use crate::ingest::layout::{Layout, Matcher};
use crate::ingest::rows::{may_name_a_total, measure_columns, other_measure};
use crate::ingest::statement::{Heard, hear, statement};
use crate::ingest::table::raw_row;
use crate::ingest::unread::{Unread, UnreadColumn};
use crate::ingest::years::{is_before, is_of_another, names_one};

/// What columns say that lead to no field.
#[derive(Default)]
pub struct Beside {
    pub columns: Vec<UnreadColumn>,
    pub found: Vec<Diagnostic>,
    /// For each row, as the notes of sheets; none where no such column is.
    pub notes: Vec<String>,
    /// What is said of single rows, counted from 0.
    pub rows: Vec<(usize, Diagnostic)>,
    /// Remarks that say of which year their row is.
    pub years: Vec<Remark>,
    /// Rows in which a word for a total may stand.
    pub words: BTreeSet<usize>,
}

/// A text of a row, counted from 0.
pub struct Remark {
    pub row: usize,
    pub heading: String,
    pub text: String,
}

/// What each row holds in such columns, as far as there is room for it.
struct Notes {
    rows: Vec<String>,
    enough: bool,
}

impl Notes {
    fn of(height: usize, budget: &Budget) -> Self {
        let enough = budget.take((height * size_of::<String>()) as u64);
        Self { rows: vec![String::new(); if enough { height } else { 0 }], enough }
    }

    fn add(&mut self, row: usize, heading: &str, cell: &RawCell, budget: &Budget) {
        if cell.is_empty() || !self.enough {
            return;
        }
        let said = raw_row([(heading, cell.display())].into_iter());
        self.enough = budget.take(said.len() as u64);
        let note = &mut self.rows[row];
        if !note.is_empty() {
            note.push_str("; ");
        }
        note.push_str(&said);
    }
}

/// A column that leads to no field, and what its cells are looked at for.
struct OtherColumn<'a> {
    reading: &'a Reading<'a>,
    at: usize,
    heading: &'a str,
    remarks: bool,
    year: bool,
    /// It says of which measure a row is, maybe by a number.
    measure: Option<bool>,
    firms: bool,
    /// It stands beside amounts, whose unit no cell has contradicted yet.
    weighed: bool,
    table: (&'a Tables<'a>, usize),
}

impl OtherColumn<'_> {
    fn hear(&mut self, row: usize, cell: &RawCell, out: &mut Beside, budget: &Budget) {
        let place = || self.reading.place(row, self.heading);
        let remark = |text: String| Remark { row, heading: self.heading.to_string(), text };
        if let Some(number) = self.measure.filter(|_| !cell.is_empty()) {
            let other = other_measure(&cell.display(), number, self.table.0, self.table.1);
            out.rows.extend(other.map(|other| (row, other.at(place()))));
        }
        if self.year && !cell.is_empty() && budget.take(16) {
            out.years.push(remark(cell.display()));
        }
        let RawCell::Text(text) = cell else { return };
        if may_name_a_total(text) {
            out.words.insert(row);
        }
        let headers = self.reading.headers;
        if self.remarks && headers.may_speak_against(text, self.firms) {
            let said = Diagnostic::new(&codes::REMARK_MAY_CANCEL).arg("read", text);
            out.found.push(said.at(place()));
        }
        if self.remarks && names_one(text, headers) && budget.take(text.len() as u64) {
            out.years.push(remark(text.to_string()));
        }
        if self.weighed && self.reading.contradicts(self.at, text) {
            self.weighed = false;
            let read = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", text);
            out.found.push(read.arg("read", "CNY").at(place()));
        }
    }
}

impl Reading<'_> {
    /// Columns that lead to no field: counted, and looked through for units and currencies.
    pub fn unread(
        &self,
        matcher: &Matcher,
        (tables, contract): (&Tables, usize),
    ) -> Result<Beside, Diagnostic> {
        let layout = &self.layout;
        let mut out = Beside::default();
        if self.headers.unit_of(self.shown).is_none() {
            out.found = self.commented();
            out.found.extend(self.remarked());
        }
        let others: Vec<usize> = layout.extra.iter().copied().chain(layout.row_currency).collect();
        if others.is_empty() {
            return Ok(out);
        }
        let budget = self.file.budget();
        let mut notes = Notes::of(self.file.rows(), &budget);
        let mut unread = Unread::new(layout, self.headers, matcher);
        unread.of.yuan = self.amounts_are_yuan();
        let asked = matcher.asked(layout);
        let firms = tables.contracts[contract].key == "firms";
        let counts = asked.counts || firms;
        let measures = measure_columns(layout, self.headers, &tables.contracts[contract]);
        for at in others {
            let heading = layout.headings[at].as_str();
            let mut column = OtherColumn {
                reading: self,
                at,
                heading,
                remarks: counts && self.headers.remarks_on_amounts(heading),
                year: counts && asked.lines && self.headers.says_the_year(heading),
                measure: measures.iter().find(|(own, _)| *own == at).map(|(_, number)| *number),
                firms,
                weighed: layout.money().next().is_some(),
                table: (tables, contract),
            };
            let mut row = 0;
            each_of(self.file, at, &budget, &mut |cell| {
                unread.cell(at, row as u32 + 1, cell, self.headers);
                if layout.row_currency != Some(at) {
                    notes.add(row, heading, cell, &budget);
                }
                column.hear(row, cell, &mut out, &budget);
                row += 1;
            })?;
        }
        if !notes.enough {
            return Err(budget.fault());
        }
        let (columns, more) = unread.finish(matcher);
        out.found.extend(more);
        Ok(Beside { columns, notes: notes.rows, ..out })
    }

    /// Remarks that name another year than the days of their rows.
    pub fn of_other_years(&self, table: &DataFrame, years: Vec<Remark>) -> Vec<Found> {
        let columns = table.columns().iter().filter(|column| column.name() != c::ACCEPTED_ON);
        let days: Vec<_> = columns.filter_map(|column| column.date().ok()).collect();
        let other = |Remark { row, text, .. }: &Remark| {
            let own: Vec<i32> = days.iter().filter_map(|days| days.physical().get(*row)).collect();
            is_of_another(text, own.iter().copied(), self.headers)
                || is_before(text, own.iter().copied())
        };
        let said = |Remark { row, heading, text }: Remark| {
            let said = Diagnostic::new(&codes::REMARK_MAY_CANCEL).arg("read", text);
            (row, 0, said.at(self.place(row, &heading)))
        };
        years.into_iter().filter(other).map(said).collect()
    }

    /// Without a column of currencies amounts are yuan, or what their headings say.
    fn amounts_are_yuan(&self) -> bool {
        let Layout { currency, row_currency, .. } = &self.layout;
        let mut stated = self.layout.money().filter_map(|column| column.currency);
        currency.is_none() && row_currency.is_none() && stated.all(|own| own == Currency::Cny)
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
