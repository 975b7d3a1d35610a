//! The reports of a run: within its folder while it is written, or once more beside it.

mod joint;
mod notices;
mod volumes;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, private};
use crate::report::model::Wanted;
use crate::report::model::allocation::{Allocated, allocation};
use crate::report::model::budget_impact::{behind, budget_impact};
use crate::report::model::details::details;
use crate::report::model::document::Document;
use crate::report::model::duplicates_report::duplicates_report;
use crate::report::model::ledger::OfficeList;
use crate::report::model::payments::{Given, Released, payments};
use crate::report::model::pen::Pen;
use crate::report::model::privacy::Privacy;
use crate::report::model::publication::publication;
use crate::report::model::record::{self, Duplicates, Firm, Record};
use crate::report::model::self_evaluation::self_evaluation;
use crate::report::render::layouts::Layouts;
use crate::report::render::{Format, print, print_ledger, read_back};
use crate::report::words::Words;
use crate::run_folder::folder::Unfinished;

pub use joint::{open as open_joint, within as within_joint, write as write_joint};

/// Where the reports of a run stand in its folder.
pub const FOLDER: &str = "reports";
/// What is shorter is no account, and would be found in any number.
const SHORTEST: usize = 7;

/// What is to be printed, and how.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Empty: what is usual.
    pub reports: &'a [Wanted],
    /// Empty: what each report is usually printed as.
    pub formats: &'a [Format],
    pub words: &'a Words,
    pub layouts: &'a Layouts,
    /// Notices in a file for each enterprise, not in volumes.
    pub each: bool,
    /// The approval that an allocation is made from.
    pub allocated: Option<&'a Allocated>,
}

impl<'a> Asked<'a> {
    /// What is usual, in these words and layouts.
    pub fn built_in(words: &'a Words, layouts: &'a Layouts) -> Self {
        Self { reports: &[], formats: &[], words, layouts, each: false, allocated: None }
    }
}

/// Writes reports into a run that is being written; its tables and manifest are there.
///
/// # Errors
/// What cannot be printed, a disk that refuses.
pub fn within(unfinished: &Unfinished, wanted: &[Wanted], lang: Lang) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let (words, layouts) = (Words::built_in(lang), Layouts::built_in());
    let asked = Asked { reports: wanted, ..Asked::built_in(&words, &layouts) };
    unfinished.make(FOLDER)?;
    write(&Record::open(unfinished.path())?, &asked, unfinished, &format!("{FOLDER}/"), None)
}

/// Prints reports of a run into a folder, below `place`.
///
/// # Errors
/// What cannot be printed, a disk that refuses.
pub fn write(
    record: &Record,
    asked: &Asked,
    out: &Unfinished,
    place: &str,
    released: Option<&Released>,
) -> Result<(), Failure> {
    let mut plan = Vec::new();
    for report in asked.reports {
        plan.push((*report, formats(*report, asked.formats)?));
    }
    let (firms, values) = (OnceCell::new(), OnceCell::new());
    let mut prints = Prints { record, asked, released, out, place, firms, values };
    for (report, formats) in plan {
        prints.print(report, &formats)?;
    }
    Ok(())
}

/// What a report can be printed as: first what a run writes by itself, then what must be asked for.
fn kinds(report: Wanted) -> (&'static [Format], &'static [Format]) {
    use Format::{Docx, Html, Pdf, Text, Xlsx};
    match report {
        Wanted::Budget => (&[Pdf, Html], &[Docx, Text]),
        Wanted::Publication => (&[Pdf, Xlsx], &[Docx, Html, Text]),
        Wanted::Payments => (&[Xlsx], &[Pdf, Html, Text]),
        Wanted::Details => (&[Pdf, Xlsx], &[Docx, Html, Text]),
        Wanted::Notices => (&[Pdf], &[Docx, Text]),
        Wanted::Duplicates => (&[Pdf, Html], &[Docx, Text]),
        Wanted::SelfEvaluation => (&[Pdf, Xlsx], &[Docx, Html, Text]),
        Wanted::Allocation => (&[Pdf, Xlsx, Docx], &[Html, Text]),
    }
}

/// The kinds of files of one report; what a build cannot print is left out where nobody asked for it.
fn formats(report: Wanted, asked: &[Format]) -> Result<Vec<Format>, Diagnostics> {
    let (usual, more) = kinds(report);
    if asked.is_empty() {
        return Ok(usual.iter().copied().filter(|format| format.is_built()).collect());
    }
    let all = usual.iter().chain(more);
    let kept: Vec<Format> = all.clone().copied().filter(|format| asked.contains(format)).collect();
    if kept.is_empty() {
        let known: Vec<&str> = all.map(|format| format.ending()).collect();
        let fault = Diagnostic::new(&codes::NOT_PRINTED_SO).arg("report", report.name());
        return Err(fault.arg("known", known.join(", ")).into());
    }
    Ok(kept)
}

fn file(place: &str, report: Wanted, format: Format) -> String {
    format!("{place}{}.{}", report.name(), format.ending())
}

/// Prints one report after the other.
struct Prints<'a> {
    record: &'a Record,
    asked: &'a Asked<'a>,
    released: Option<&'a Released>,
    out: &'a Unfinished,
    place: &'a str,
    /// Read once, where a report needs them.
    firms: OnceCell<Vec<Firm>>,
    values: OnceCell<Privacy>,
}

impl<'a> Prints<'a> {
    fn pen(&self) -> Pen<'a> {
        Pen { record: self.record, words: self.asked.words }
    }

    fn firms(&self) -> Result<&[Firm], Diagnostics> {
        if self.firms.get().is_none() {
            let _ = self.firms.set(record::firms(self.record)?);
        }
        Ok(self.firms.get().map(Vec::as_slice).unwrap_or_default())
    }

    fn print(&mut self, report: Wanted, formats: &[Format]) -> Result<(), Failure> {
        let pen = self.pen();
        match report {
            Wanted::Budget => self.budget(&pen, formats),
            Wanted::Publication => {
                let ledger = publication(&pen, self.firms()?);
                self.ledger(&ledger, report, formats, Some(&self.privacy()?))
            }
            Wanted::Payments => {
                let totals = self.record.payments.as_ref().filter(|_| !self.record.simulated());
                let ledger = match (self.released, totals) {
                    (Some(list), _) => payments(&pen, self.firms()?, &list.given())?,
                    (None, totals) => {
                        let totals = totals.ok_or_else(|| self.record.unpaid())?;
                        let (set_offs, held) = (self.record.set_offs()?, self.record.held()?);
                        let (payees, late) = (self.record.payees()?, self.record.late_accounts()?);
                        let (payees, late, set_offs, held) = (&payees, &late, &set_offs, &held);
                        let given = Given { totals, before: None, payees, late, set_offs, held };
                        payments(&pen, self.firms()?, &given)?
                    }
                };
                self.ledger(&ledger, report, formats, None)
            }
            Wanted::Details => self.ledger(&details(&pen, self.firms()?), report, formats, None),
            Wanted::Notices => notices::print(self, formats),
            Wanted::Duplicates => {
                let found = Duplicates::read(self.record)?;
                self.document(&duplicates_report(&pen, &found), report, formats)
            }
            Wanted::SelfEvaluation => self.ledger(&self_evaluation(&pen), report, formats, None),
            Wanted::Allocation => {
                let fault = || Diagnostic::new(&codes::NOT_ALLOCATED).arg("ledger", "—");
                let allocated = self.asked.allocated.ok_or_else(|| Diagnostics::from(fault()))?;
                let list = allocation(&pen, allocated, &self.record.instalments()?);
                self.ledger(&list, report, formats, None)
            }
        }
    }

    /// On a screen each number leads to its claims.
    fn budget(&self, pen: &Pen, formats: &[Format]) -> Result<(), Failure> {
        let (pages, papers): (Vec<Format>, Vec<Format>) =
            formats.iter().partition(|format| **format == Format::Html);
        let mut document = budget_impact(pen);
        self.document(&document, Wanted::Budget, &papers)?;
        if !pages.is_empty() {
            let places = record::places(self.record)?;
            document.blocks.extend(behind(pen, self.firms()?, &places));
            self.document(&document, Wanted::Budget, &pages)?;
        }
        Ok(())
    }

    fn document(
        &self,
        document: &Document,
        report: Wanted,
        formats: &[Format],
    ) -> Result<(), Failure> {
        self.look_through(document, report)?;
        for format in formats {
            let bytes = print(document, *format, self.asked.layouts)?;
            self.out.write(&file(self.place, report, *format), &bytes)?;
        }
        Ok(())
    }

    /// Writes a list; with `privacy` only after its texts were looked through.
    fn ledger(
        &self,
        ledger: &OfficeList,
        report: Wanted,
        formats: &[Format],
        privacy: Option<&Privacy>,
    ) -> Result<(), Failure> {
        if privacy.is_none() && !ledger.private {
            self.look_through(&ledger.document(), report)?;
        }
        for format in formats {
            if *format == Format::Pdf {
                volumes::print_list(self, ledger, report, privacy)?;
                continue;
            }
            let bytes = print_ledger(ledger, *format, self.asked.layouts)?;
            let file = file(self.place, report, *format);
            self.keep(ledger, &file, *format, &bytes, privacy)?;
        }
        Ok(())
    }

    /// Looks a finished list through where that is asked for, and writes it.
    fn keep(
        &self,
        ledger: &OfficeList,
        file: &str,
        format: Format,
        bytes: &[u8],
        privacy: Option<&Privacy>,
    ) -> Result<(), Failure> {
        if let Some(privacy) = privacy {
            let texts = read_back::texts(format, bytes, ledger).map_err(|error| {
                Failure::Output { path: file.to_string(), why: error.to_string() }
            })?;
            privacy.check(file, texts.iter().map(String::as_str))?;
        }
        match ledger.private {
            true => self.out.write_private(file, bytes),
            false => self.out.write(file, bytes),
        }
    }

    /// No report that others may read holds a private value.
    fn look_through(&self, document: &Document, report: Wanted) -> Result<(), Failure> {
        if self.values.get().is_none() {
            let _ = self.values.set(self.privacy()?);
        }
        let Some(values) = self.values.get() else { return Ok(()) };
        let texts = read_back::of_document(document);
        Ok(values.check_values(report.name(), texts.iter().map(String::as_str))?)
    }

    /// What is known of the run's private numbers, and of those that are public.
    fn privacy(&self) -> Result<Privacy, Diagnostics> {
        let record = self.record;
        let accounts = record.payees()?.into_iter().map(|payee| payee.account);
        // Codes that enterprises had before are as public as those of now.
        let formerly = |firm: &Firm| {
            let both = firm.changes.iter().flat_map(|c| [c.old_code.clone(), c.new_code.clone()]);
            both.filter(|code| !code.is_empty()).chain([firm.code.clone()]).collect::<Vec<_>>()
        };
        let codes = self.firms()?.iter().flat_map(formerly);
        let accounts: BTreeSet<String> =
            accounts.filter(|account| account.len() > SHORTEST).collect();
        let named = |firm: &Firm| {
            let claims =
                firm.claims.iter().flat_map(|claim| [claim.id.clone(), claim.item.clone()]);
            claims.chain(formerly(firm)).collect::<Vec<_>>()
        };
        let odd = |text: &String| !private::find(text).is_empty() && !accounts.contains(text);
        let mut public: Vec<String> = self.firms()?.iter().flat_map(named).filter(odd).collect();
        // A claim holds its item: the longer first.
        public.sort_by_key(|text| std::cmp::Reverse(text.len()));
        public.dedup();
        let office = &record.office;
        let said = [&office.contact, &office.office, &office.number, &office.address];
        let said = said.into_iter().chain([&office.appeal_to, &office.court]).flatten();
        let stated = said.chain([&record.hash]).cloned();
        let allocated = self.asked.allocated.map(Allocated::stated).unwrap_or_default();
        let stated = stated.chain(allocated).collect();
        Ok(Privacy { accounts, codes: codes.collect(), public, stated })
    }
}
