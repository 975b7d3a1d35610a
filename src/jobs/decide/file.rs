//! The workbook of decisions: read back as a run reads it, written as a run writes its sheets.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use super::{At, Queue};
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes, private};
use crate::domain::date::from_epoch_days;
use crate::domain::text::comparable;
use crate::duplicate::decisions::Signatures;
use crate::duplicate::lists::ListOpen;
use crate::duplicate::queue::Suspected;
use crate::duplicate::unsorted::ToSort;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::table::Row;
use crate::ingest::{self, InputFile, Limits, Skipped};
use crate::intake::link::{Linked, origin};
use crate::intake::rosters;
use crate::report::model::decisions_book;
use crate::report::model::review::in_words;
use crate::workbook::book;

/// One table of the workbook, as it was read.
struct Read<'a> {
    frame: &'a DataFrame,
    linked: &'a Linked,
    signed: Signatures<'a>,
}

impl Queue {
    /// Takes over what a workbook of decisions says, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read, rows of it that are refused, answers that belong to no row of the run (A522): a file
    /// that is not understood whole is not written over.
    pub fn take(&mut self, file: &Path) -> Result<(), Failure> {
        if file.symlink_metadata().is_err() {
            return Ok(());
        }
        let contracts = rosters::answer_contracts(&self.headers);
        let shown = file.display().to_string();
        let files = [InputFile { path: file.to_path_buf(), shown, root: None }];
        let batch =
            ingest::read(&files, &contracts, &self.headers, &Limits::default(), &|_: &str| {})?;
        let mut linked = Linked::default();
        let tables = linked.take(batch)?;
        rosters::forget_other_sheets(&files, &mut linked);
        let mut faults = Diagnostics::default();
        // Sheets of somebody's own would be lost.
        let full = linked.skipped.iter().filter(|sheet| sheet.why != Skipped::Empty);
        for sheet in full {
            let fault = Diagnostic::new(&codes::DECISION_OF_ANOTHER_RUN).arg("read", &sheet.sheet);
            faults.push(fault.at(Place::File(file.display().to_string())));
        }
        if !linked.quarantine.is_empty() {
            faults.0.append(&mut linked.findings);
            return Err(Failure::User(faults));
        }
        let [cases, kinds, lists, requests] = &tables[..] else {
            return Err(Diagnostics::from(Diagnostic::new(&codes::INTERNAL)).into());
        };
        let read = |frame| -> Result<Read, Failure> {
            Ok(Read { frame, linked: &linked, signed: Signatures::read(frame)? })
        };
        // Papers that enterprises gave are answers, too, and this workbook has no sheet for them.
        let (findings, given) = (texts(requests, c::FINDING_ID)?, texts(requests, c::PAPER_NO)?);
        for row in (0..requests.height()).filter(|row| !given[*row].is_empty()) {
            let fault = Diagnostic::new(&codes::PAPERS_AMONG_DECISIONS).arg("read", findings[row]);
            let (source, line) = origin(requests, row);
            faults.push(fault.at(linked.place(source, line, "")));
        }
        self.take_cases(&read(cases)?, &mut faults)?;
        self.take_texts(&read(kinds)?, &mut faults)?;
        self.take_lists(&read(lists)?, &mut faults)?;
        faults.into_result(()).map_err(Failure::User)
    }

    fn take_cases(&mut self, read: &Read, faults: &mut Diagnostics) -> Result<(), Failure> {
        let ids = texts(read.frame, c::FINDING_ID)?;
        let evidence = texts(read.frame, c::EVIDENCE)?;
        let verdicts = texts(read.frame, c::VERDICT)?;
        let same = read.frame.column(c::SAME_FIRM)?.bool()?.clone();
        let mut seen = BTreeSet::new();
        for row in 0..read.frame.height() {
            if verdicts[row].is_empty() && same.get(row).is_none() {
                continue;
            }
            let own = |case: &Suspected| case.finding == ids[row] && case.evidence == evidence[row];
            let at = self.cases.iter().position(own).filter(|at| seen.insert(*at));
            let Some(at) = at else {
                faults.push(read.stray(row, ids[row]));
                continue;
            };
            let case = &mut self.cases[at];
            (case.same_firm, case.verdict) = (same.get(row), verdicts[row].to_string());
            self.sign(At::Case(at), read.signature(row));
        }
        Ok(())
    }

    fn take_texts(&mut self, read: &Read, faults: &mut Diagnostics) -> Result<(), Failure> {
        let (sources, items) =
            (texts(read.frame, c::OTHER_SCHEME)?, texts(read.frame, c::OTHER_ITEM)?);
        let same = texts(read.frame, c::SAME_MEASURES)?;
        let possible = texts(read.frame, c::POSSIBLE_MEASURES)?;
        let mut seen = BTreeSet::new();
        for row in 0..read.frame.height() {
            if same[row].is_empty() && possible[row].is_empty() {
                continue;
            }
            let own =
                |text: &ToSort| alike(&text.source, sources[row]) && alike(&text.item, items[row]);
            let at = self.texts.iter().position(own).filter(|at| seen.insert(*at));
            let Some(at) = at else {
                faults.push(read.stray(row, items[row]));
                continue;
            };
            let text = &mut self.texts[at];
            (text.same, text.possible) = (same[row].to_string(), possible[row].to_string());
            self.sign(At::Text(at), read.signature(row));
        }
        Ok(())
    }

    fn take_lists(&mut self, read: &Read, faults: &mut Diagnostics) -> Result<(), Failure> {
        let (places, titles) =
            (texts(read.frame, c::OTHER_PLACE)?, texts(read.frame, c::LIST_TITLE)?);
        let stated = texts(read.frame, c::STATED_YEAR)?;
        let (years, states) = (texts(read.frame, c::YEAR)?, texts(read.frame, c::STATUS)?);
        let returned = read.frame.column(c::RETURNED_LATER)?.bool()?.clone();
        let mut seen = BTreeSet::new();
        for row in 0..read.frame.height() {
            if years[row].is_empty() && states[row].is_empty() && returned.get(row).is_none() {
                continue;
            }
            let own = |list: &ListOpen| {
                alike(&list.place, places[row])
                    && alike(&list.title, titles[row])
                    && alike(&list.stated, stated[row])
            };
            let at = self.lists.iter().position(own).filter(|at| seen.insert(*at));
            let Some(at) = at else {
                faults.push(read.stray(row, places[row]));
                continue;
            };
            let list = &mut self.lists[at];
            (list.year, list.status) = (years[row].to_string(), states[row].to_string());
            list.returned_later = returned.get(row);
            self.sign(At::List(at), read.signature(row));
        }
        Ok(())
    }

    /// Writes the workbook in the place of the one that is there, whole or not at all. Nobody but its owner may read it.
    ///
    /// # Errors
    /// A disk that refuses (A504).
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        book::replace(&decisions_book(&self.in_words(), self.lang)?, file, self.lang)
    }

    /// The sheets that have rows, verdicts and states in the words of the run's language.
    fn in_words(&self) -> Vec<crate::frame::output::OutputTable> {
        let mut queue = self.clone();
        for case in &mut queue.cases {
            case.verdict = in_words(&case.verdict, self.lang);
        }
        for list in &mut queue.lists {
            list.status = in_words(&list.status, self.lang);
        }
        for text in &mut queue.texts {
            text.same = in_words(&text.same, self.lang);
            text.possible = in_words(&text.possible, self.lang);
        }
        let mut tables = Vec::new();
        if !queue.cases.is_empty() {
            tables.push(Suspected::table(queue.cases));
        }
        if !queue.texts.is_empty() {
            tables.push(ToSort::table(queue.texts));
        }
        if !queue.lists.is_empty() {
            tables.push(ListOpen::table(queue.lists));
        }
        tables
    }
}

impl Read<'_> {
    /// Who signed a row, in full: a person writes it once per sheet.
    fn signature(&self, row: usize) -> (String, Option<NaiveDate>, String) {
        match self.signed.of(row) {
            Some(signed) => (signed.by, from_epoch_days(signed.on), signed.reason),
            None => Default::default(),
        }
    }

    fn stray(&self, row: usize, what: &str) -> Diagnostic {
        let place: Place = self.linked.place(self.signed.sources[row], self.signed.rows[row], "");
        Diagnostic::new(&codes::DECISION_OF_ANOTHER_RUN).arg("read", what).at(place)
    }
}

/// Whether a cell is what was written there: private values were hidden.
fn alike(written: &str, read: &str) -> bool {
    comparable(&private::hide(written)) == comparable(read)
}
