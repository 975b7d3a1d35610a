//! What is ordered of a finished run: which reports, as what, and what is released, allocated or looked at again.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::release::{Decided, Release, release};
use super::second::{Newest, stops};
use super::{allocation, releasing};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, codes};
use crate::ingest::{InputFile, headers};
use crate::intake::origin::headers_of;
use crate::report::model::Wanted;
use crate::report::model::record::Record;
use crate::report::printing;
use crate::report::render::Format;
use crate::report::render::layouts::Layouts;
use crate::report::words::Words;

/// Reports of one run. What is empty is not asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub run: &'a Path,
    pub reports: &'a [Wanted],
    pub formats: &'a [Format],
    /// Notices in a file for each enterprise.
    pub each: bool,
    /// A numbered folder beside the run where none is given.
    pub to: Option<&'a Path>,
    pub decisions: &'a [PathBuf],
    /// Those that lists without a record were made with.
    pub earlier: &'a [PathBuf],
    pub accounts: &'a [PathBuf],
    /// The day of the list: accounts that begin later do not hold yet.
    pub on: Option<NaiveDate>,
    /// A list to be printed again.
    pub list: Option<usize>,
    pub listed: &'a [PathBuf],
    pub opinions: &'a [PathBuf],
    /// Settings of the allocation.
    pub allocation: Option<&'a Path>,
    pub ledger: Option<&'a Path>,
    /// Headings of decisions; those of the run where none are given.
    pub headers: Option<&'a Path>,
    /// Own layouts, words and fonts.
    pub look: Option<&'a Path>,
    pub lang: Lang,
}

impl<'a> Order<'a> {
    /// Some reports of a run, as they are usually printed.
    pub fn usual(run: &'a Path, reports: &'a [Wanted], lang: Lang) -> Self {
        Self {
            run,
            reports,
            lang,
            formats: &[],
            each: false,
            to: None,
            decisions: &[],
            earlier: &[],
            accounts: &[],
            on: None,
            list: None,
            listed: &[],
            opinions: &[],
            allocation: None,
            ledger: None,
            headers: None,
            look: None,
        }
    }

    /// Prints them; the folder. What is found on the way joins `said`.
    ///
    /// # Errors
    /// Decisions where no payment list is asked for, files that cannot be used, what the reports refuse.
    pub fn print(&self, said: &mut Vec<Diagnostic>) -> Result<PathBuf, Failure> {
        let mut released = self.released(said)?;
        said.extend(
            released.iter_mut().flat_map(|released| std::mem::take(&mut released.findings)),
        );
        let allocated = allocation::of(&allocation::Request {
            run: self.run,
            wanted: self.reports.contains(&Wanted::Allocation),
            settings: self.allocation,
            ledger: self.ledger,
        })?;
        let (words, layouts) = look(self.lang, self.look)?;
        let asked = printing::Asked {
            reports: self.reports,
            formats: self.formats,
            words: &words,
            layouts: &layouts,
            each: self.each,
            allocated: allocated.as_ref(),
        };
        releasing(self.run, &asked, self.to, released.as_ref())
    }

    /// What the decisions given release, or what a list released; `None` where neither is given.
    fn released(&self, said: &mut Vec<Diagnostic>) -> Result<Option<Release>, Failure> {
        let all = InputFile::all_alone;
        let (listed, opinions) = (all(self.listed), all(self.opinions));
        let newest = Newest { listed: &listed, opinions: &opinions };
        let decides = !self.decisions.is_empty() || !self.accounts.is_empty();
        let second = !newest.is_empty() && !decides;
        if !decides && self.list.is_none() && !second {
            return Ok(None);
        }
        if !self.reports.contains(&Wanted::Payments) {
            return Err(Diagnostics::from(Diagnostic::new(&codes::NO_LIST_ASKED)).into());
        }
        let headers = match self.headers {
            Some(path) => headers::load(path)?,
            None => headers_of(self.run)?,
        };
        if second {
            stops(&Record::open(self.run)?, newest, &headers, said)?;
            return Ok(None);
        }
        let [decisions, earlier, accounts] = [self.decisions, self.earlier, self.accounts].map(all);
        let decided = Decided {
            decisions: &decisions,
            earlier: &earlier,
            list: self.list,
            accounts: &accounts,
            on: self.on,
            headers: &headers,
            newest,
        };
        release(self.run, &decided).map(Some)
    }
}

/// The built-in look, or the user's laid over it.
fn look(lang: Lang, folder: Option<&Path>) -> Result<(Words, Layouts), Diagnostics> {
    let Some(folder) = folder else { return Ok((Words::built_in(lang), Layouts::built_in())) };
    if let Err(error) = std::fs::read_dir(folder) {
        let place = Place::File(folder.display().to_string());
        return Err(Diagnostic::unreadable(&error).at(place).into());
    }
    let part = |name: &str| Some(folder.join(name)).filter(|part| part.is_dir());
    let words = match part("words") {
        Some(words) => Words::with_folder(lang, &words)?,
        None => Words::built_in(lang),
    };
    let mut layouts = match part("layouts") {
        Some(layouts) => Layouts::with_folder(&layouts)?,
        None => Layouts::built_in(),
    };
    if let Some(fonts) = part("fonts") {
        layouts = layouts.with_fonts(&fonts)?;
    }
    Ok((words, layouts))
}
