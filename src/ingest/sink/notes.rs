//! What the texts of a row say that stand in no column, or in one that nobody reads.

use super::RowSink;
use crate::diag::{Diagnostic, codes};
use crate::domain::text::comparable;
use crate::ingest::around::{contradicts, is_label};
use crate::ingest::cells::{RawCell, Taken};
use crate::ingest::row_unit::RowUnit;
use crate::ingest::rows::{Aside, other_measure};
use crate::ingest::table::AsideRow;
use crate::ingest::years::{days, is_before, is_of_another, year_of};

impl RowSink<'_> {
    /// Texts in columns that nobody reads must not contradict the amounts of their row.
    pub(super) fn heed_notes(
        &self,
        row: u32,
        cells: &[RawCell],
        values: &[Taken],
        faults: &mut Vec<Diagnostic>,
    ) {
        if self.layout.extra.is_empty() {
            return;
        }
        let money = self.layout.money().next().is_some();
        let firms = self.job.tables.contracts[self.contract].key == "firms";
        let currency = self.currency_of(values);
        let shift = RowUnit::of(cells, &self.layout).shift();
        for at in &self.of_years {
            let read = cells.get(*at).map(RawCell::display).unwrap_or_default();
            if is_before(&read, days(values, &self.layout)) {
                let finding = Diagnostic::new(&codes::REMARK_MAY_CANCEL).arg("read", read);
                faults.push(finding.at(self.place(row, &self.layout.headings[*at])));
            }
        }
        for (at, remarks) in self.layout.extra.iter().zip(&self.remarks) {
            let Some(RawCell::Text(text)) = cells.get(*at) else { continue };
            if money && contradicts(text, *remarks, &self.layout, shift, currency) {
                let finding = Diagnostic::new(&codes::NOTE_CONTRADICTS).arg("read", text);
                faults.push(finding.at(self.place(row, &self.layout.headings[*at])));
            }
            let another = || {
                text.contains('年')
                    && is_of_another(text, days(values, &self.layout), self.job.headers)
            };
            let against = || self.job.headers.may_speak_against(text, firms) || another();
            if *remarks && self.counts && against() {
                let finding = Diagnostic::new(&codes::REMARK_MAY_CANCEL).arg("read", text);
                faults.push(finding.at(self.place(row, &self.layout.headings[*at])));
            }
        }
    }

    /// A title of years before all days of the rows below it: last year's, with the rows of this one, or the other way
    /// round. A later year is that of filing.
    pub(super) fn title_of_another_year(&self) -> Option<Diagnostic> {
        let first = year_of(self.first_day?)?;
        let later = self.titled.iter().any(|(year, _)| *year >= first);
        let (_, title) = self.titled.first().filter(|_| !later && self.counts)?;
        Some(Diagnostic::new(&codes::TEXT_MAY_CANCEL).arg("read", title))
    }

    /// Texts in columns without a heading, and in rows that are hardly data, are remarks.
    pub(super) fn hear_beside(&mut self, row: u32, cells: &[RawCell], faulty: bool) {
        const FEW: usize = 3;
        let few = faulty && cells.iter().filter(|cell| !cell.is_empty()).count() <= FEW;
        for (at, cell) in cells.iter().enumerate() {
            let beside = self.layout.headings.get(at).is_none_or(String::is_empty);
            if let RawCell::Text(text) = cell
                && (beside || few)
                && !is_label(cells, at, &[])
            {
                self.around.later(text, row, &self.job);
                let said = self.cancels(cell, row).filter(|_| beside);
                self.findings.extend(said);
            }
        }
    }

    /// What a text that stands in no column may say against rows.
    pub(super) fn cancels(&self, cell: &RawCell, row: u32) -> Option<Diagnostic> {
        let RawCell::Text(text) = cell else { return None };
        let counts = self.counts || self.job.tables.contracts[self.contract].key == "payments";
        let said = counts.then(|| self.job.headers.said_elsewhere(text))??;
        Some(said.at(self.place(row, "")))
    }

    /// Follows the parts of a table. Whether a row is the heading of one that may not count: its only text says so.
    pub(super) fn is_void_part(&mut self, row: u32, cells: &[RawCell]) -> bool {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty());
        let (Some(RawCell::Text(text)), None) = (filled.next(), filled.next()) else {
            return false;
        };
        let plain = comparable(text);
        if !self.job.headers.is_void_section(&plain) {
            if is_of_a_part(&plain) {
                self.part = None;
            }
            return false;
        }
        let raw = self.raw(cells);
        self.around.later(text, row, &self.job);
        self.aside.push(AsideRow { row, why: Aside::Remark, raw });
        self.part = Some(text.trim().to_string());
        true
    }

    /// What is said of a row in a part that may not count.
    pub(super) fn of_void_part(&self, row: u32) -> Option<Diagnostic> {
        let fault = Diagnostic::new(&codes::OF_VOID_PART).arg("read", self.part.as_ref()?);
        Some(fault.at(self.place(row, "")))
    }

    /// A row of a list of all measures that is of another one than its sheet.
    pub(super) fn of_another_measure(&self, row: u32, cells: &[RawCell]) -> Option<Diagnostic> {
        self.measures.iter().find_map(|(at, numbered)| {
            let text = cells.get(*at).map(RawCell::display)?;
            let other = other_measure(&text, *numbered, self.job.tables, self.contract)?;
            Some(other.at(self.place(row, &self.layout.headings[*at])))
        })
    }
}

/// Whether a text begins as headings of parts do: 三、, （三）, 第三部分.
fn is_of_a_part(text: &str) -> bool {
    let rest = text.trim_start_matches(['(', '第']);
    let behind =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    behind.len() < rest.len() && behind.starts_with(['、', ')', '.', '部', ':'])
}
