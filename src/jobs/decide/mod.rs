//! `jiangbu duplicates decide`: what a run asks people about duplicate support, answered row by row.
//!
//! Answers go into a workbook of the sheets that the run itself has for them, filled in as a person would: the next run
//! cannot tell who filled it in. The workbook is all there is: it is read before every answer, and whatever was
//! changed in it by hand stays.

mod file;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, suggest};
use crate::domain::Fen;
use crate::domain::text::says_something;
use crate::duplicate::decisions::SEVERAL;
use crate::duplicate::lists::ListOpen;
use crate::duplicate::queue::Suspected;
use crate::duplicate::unsorted::ToSort;
use crate::duplicate::year_off::YearOff;
use crate::ingest::Headers;
use crate::intake::origin::word_lists;
use crate::run_folder::stored::StoredRun;
use crate::tables::award::Measure;

pub use words::Answer;

/// Findings of a row that its name spells out.
const MOST_NAMED: usize = 8;

/// Rows of a run on which people decide, with what was answered.
#[derive(Clone, Debug)]
pub struct Queue {
    pub cases: Vec<Suspected>,
    pub texts: Vec<ToSort>,
    pub lists: Vec<ListOpen>,
    /// Cases that stand below a question about all of them, each with its place: what is said there holds for those that
    /// say nothing themselves.
    below: BTreeMap<usize, usize>,
    /// Measures of the run: id, clause, title.
    pub measures: Vec<(String, String, crate::diag::Text)>,
    headers: Headers,
    /// Of the run, and hence of the workbook.
    lang: Lang,
}

/// A row of the queue: which sheet, and where on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Case(usize),
    Text(usize),
    List(usize),
}

/// Who says it, when and why.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    pub by: &'a str,
    pub on: NaiveDate,
    pub reason: &'a str,
}

/// How far the rows of one sheet are: answered, all, and fen at risk in those that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    pub all: usize,
    pub open: Fen,
}

impl Queue {
    /// What a run asks, before anybody answered.
    ///
    /// # Errors
    /// A folder that is no run of one scheme, or was altered.
    pub fn open(run: &Path) -> Result<Self, Failure> {
        let stored = StoredRun::open(run)?;
        let headers = word_lists(&stored)?;
        let measures = stored.tables.rows::<Measure>()?;
        let mut cases: Vec<Suspected> = stored.tables.rows_if_any()?.unwrap_or_default();
        let year_off: Vec<YearOff> = stored.tables.rows_if_any()?.unwrap_or_default();
        let (mut below, mut question) = (BTreeMap::new(), 0);
        for row in year_off {
            match row.asks {
                Some(_) => question = cases.len(),
                None => {
                    below.insert(cases.len(), question);
                }
            }
            cases.push(row.of);
        }
        Ok(Self {
            cases,
            below,
            texts: stored.tables.rows_if_any()?.unwrap_or_default(),
            lists: stored.tables.rows_if_any()?.unwrap_or_default(),
            measures: measures.into_iter().map(|m| (m.id, m.clause, m.title)).collect(),
            headers,
            lang: stored.manifest.lang,
        })
    }

    /// All rows: lists and texts first, since one answer to them holds for many.
    pub fn rows(&self) -> impl Iterator<Item = At> {
        let lists = (0..self.lists.len()).map(At::List);
        let texts = (0..self.texts.len()).map(At::Text);
        lists.chain(texts).chain((0..self.cases.len()).map(At::Case))
    }

    /// What a row is called: the id of its finding, of many the first and how many more; else its number on its sheet.
    pub fn name(&self, at: At) -> String {
        match at {
            At::Case(row) => {
                let finding = &self.cases[row].finding;
                let more = finding.matches(SEVERAL).count();
                match finding.split(SEVERAL).next() {
                    Some(first) if more >= MOST_NAMED => format!("{first}+{more}"),
                    _ => finding.clone(),
                }
            }
            At::Text(row) => format!("text-{}", row + 1),
            At::List(row) => format!("list-{}", row + 1),
        }
    }

    /// The row of a name.
    ///
    /// # Errors
    /// None that has it (A521).
    pub fn find(&self, name: &str) -> Result<At, Diagnostics> {
        if let Some(at) = self.rows().find(|at| self.name(*at) == name) {
            return Ok(at);
        }
        let names: Vec<String> = self.rows().map(|at| self.name(at)).collect();
        Err(words::unknown(name, &names.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// What was answered in a row, by column; empty where nothing was.
    pub fn said(&self, at: At) -> Vec<(&'static str, String)> {
        words::said(self, at)
    }

    /// Whether a row is answered, by itself or with others.
    pub fn is_answered(&self, at: At) -> bool {
        let above = match at {
            At::Case(row) => self.below.get(&row).map(|above| At::Case(*above)),
            _ => None,
        };
        self.says(at) || above.is_some_and(|above| self.says(above))
    }

    fn says(&self, at: At) -> bool {
        self.said(at).iter().any(|(_, value)| !value.is_empty())
    }

    /// Who signed a row.
    pub fn signed(&self, at: At) -> (&str, Option<NaiveDate>, &str) {
        let (by, on, reason) = match at {
            At::Case(row) => (&self.cases[row].by, self.cases[row].on, &self.cases[row].reason),
            At::Text(row) => (&self.texts[row].by, self.texts[row].on, &self.texts[row].reason),
            At::List(row) => (&self.lists[row].by, self.lists[row].on, &self.lists[row].reason),
        };
        (by, on, reason)
    }

    pub fn at_risk(&self, at: At) -> Fen {
        match at {
            At::Case(row) => self.cases[row].at_risk,
            At::Text(row) => self.texts[row].at_risk,
            At::List(row) => self.lists[row].at_risk,
        }
    }

    /// How far some rows are.
    pub fn progress(&self, rows: impl Iterator<Item = At>) -> Progress {
        let mut out = Progress { answered: 0, all: 0, open: Fen(0) };
        for at in rows {
            out.all += 1;
            match self.is_answered(at) {
                true => out.answered += 1,
                // Its question counts the money of all rows below it.
                false if matches!(at, At::Case(row) if self.below.contains_key(&row)) => {}
                false => out.open = Fen(out.open.0.saturating_add(self.at_risk(at).0)),
            }
        }
        out
    }

    /// Answers a row: the columns that are named get their values, an empty one takes an answer back. A row in which
    /// nothing is answered any more is signed by nobody.
    ///
    /// # Errors
    /// A row, a column or a value that is not known (A521, D339, D347), nobody who signs (A513).
    pub fn answer(
        &mut self,
        name: &str,
        said: &[(&str, &str)],
        signature: &Signature,
    ) -> Result<At, Diagnostics> {
        let at = self.find(name)?;
        signature.check()?;
        words::put(self, at, said)?;
        let kept = self.says(at);
        let (by, reason) = match kept {
            true => (signature.by.trim().to_string(), signature.reason.trim().to_string()),
            false => Default::default(),
        };
        self.sign(at, (by, kept.then_some(signature.on), reason));
        Ok(at)
    }

    fn sign(&mut self, at: At, (who, when, why): (String, Option<NaiveDate>, String)) {
        let (by, on, reason) = match at {
            At::Case(row) => {
                let row = &mut self.cases[row];
                (&mut row.by, &mut row.on, &mut row.reason)
            }
            At::Text(row) => {
                let row = &mut self.texts[row];
                (&mut row.by, &mut row.on, &mut row.reason)
            }
            At::List(row) => {
                let row = &mut self.lists[row];
                (&mut row.by, &mut row.on, &mut row.reason)
            }
        };
        (*by, *on, *reason) = (who, when, why);
    }
}

impl Signature<'_> {
    fn check(&self) -> Result<(), Diagnostics> {
        let odd = |text: &str| text.chars().any(char::is_control);
        if says_something(self.by) && !odd(self.by) && !odd(self.reason) {
            return Ok(());
        }
        let fault = Diagnostic::new(&codes::NOBODY).arg("what", "决定人");
        Err(fault.arg("what_en", "who decides").into())
    }
}

/// The nearest of some words, for a message.
fn near(word: &str, known: &[&str]) -> String {
    suggest(word, known.iter().copied()).unwrap_or_default().to_string()
}
