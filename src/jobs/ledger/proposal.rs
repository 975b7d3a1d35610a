//! What an approval would write, shown before it is written, and who answers for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::Fen;
use crate::domain::money::yuan;
use crate::domain::text::says_something;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::table::Row;
use crate::jobs::ledger::approve::{Request, key};
use crate::ledger::{Awards, Entry, Head, Segment, Writer};
use crate::run_folder::stored::StoredRun;
use crate::tables::found::Finding;

/// Who answers for an approval, beside its name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'a> {
    /// The day it is: nothing is approved on a later one. `None` where nobody looks at a clock.
    pub today: Option<NaiveDate>,
    /// Whether a day before the deadline is meant.
    pub backdate: bool,
    /// Why a run with errors is approved all the same.
    pub despite: Option<&'a str>,
}

impl Terms<'_> {
    /// Whether who approves and when can be.
    pub(super) fn check(&self, request: &Request, stored: &StoredRun) -> Result<(), Failure> {
        named("核准人（--by）", "who approves (--by)", request.by)?;
        if let Some(why) = self.despite {
            named("理由（--despite）", "the reason (--despite)", why)?;
        }
        let odd = |zh: String, en: String| odd_day(request.on, zh, en);
        if let Some(today) = self.today.filter(|today| request.on > *today) {
            let (zh, en) = (format!("晚于今天（{today}）"), format!("is after today ({today})"));
            return Err(odd(zh, en));
        }
        let deadline = stored.manifest.deadline;
        if request.on < deadline && !self.backdate {
            let zh = format!("早于申报截止日（{deadline}）");
            return Err(odd(zh, format!("is before the deadline of the filings ({deadline})")));
        }
        Ok(())
    }

    /// Whether somebody answers for the errors of a run.
    pub(super) fn acknowledged(&self, stored: &StoredRun) -> Result<(), Failure> {
        match stored.manifest.counts.errors {
            count if count > 0 && self.despite.is_none() => {
                let fault = Diagnostic::new(&codes::ERRORS_OPEN).arg("count", count);
                Err(Failure::User(fault.into()))
            }
            _ => Ok(()),
        }
    }
}

/// A day on which something cannot have been decided.
pub(super) fn odd_day(day: NaiveDate, zh: String, en: String) -> Failure {
    let fault = Diagnostic::new(&codes::DAY_ODD).arg("day", day);
    Failure::User(fault.arg("why", zh).arg("why_en", en).into())
}

/// Whether a name or a reason says something, and nothing but text.
///
/// # Errors
/// One that does not (A513).
pub fn named(zh: &str, en: &str, text: &str) -> Result<(), Failure> {
    if says_something(text) && !text.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Failure::User(Diagnostic::new(&codes::NOBODY).arg("what", zh).arg("what_en", en).into()))
}

/// What an approval would write, for a person to look at. Amounts are fen.
#[derive(Debug)]
pub struct Proposal {
    pub facts: Facts,
    pub(super) writer: Writer,
    pub(super) head: Head,
    pub(super) entries: Vec<Entry>,
}

/// What is shown before anything is written.
#[derive(Debug, Serialize)]
pub struct Facts {
    pub run: String,
    pub scheme: String,
    pub award_year: i32,
    pub claims: usize,
    /// Decimal strings of yuan, as everywhere in the manifest; empty without a budget.
    pub amount: String,
    pub pool_before: String,
    pub pool_after: String,
    pub pool_total: String,
    pub errors: usize,
    pub warnings: usize,
    /// Payments that wait, and how much.
    pub held: usize,
    pub held_amount: String,
    /// Claims of the run that stand in the ledger for another batch or year.
    pub granted_before: usize,
    /// Papers of the run that were counted before: refused, or asked about.
    pub papers_before: usize,
    /// Findings about the run's own claims that nobody has decided, by their codes.
    pub findings_open: BTreeMap<&'static str, usize>,
    pub ledger: String,
    pub ledger_id: String,
    /// Hash of the last segment that the run read; `None` where it read no ledger.
    pub head_read: Option<String>,
    /// Hash of the segment that the new one will follow, and its number.
    pub head_now: String,
    pub number: usize,
}

impl Proposal {
    /// Writes it.
    ///
    /// # Errors
    /// A disk that refuses; the ledger is as before then.
    pub fn commit(self) -> Result<Segment, Failure> {
        Ok(self.writer.add(self.head, self.entries)?)
    }
}

impl Facts {
    pub(super) fn new(
        stored: &StoredRun,
        writer: &Writer,
        head: &Head,
        entries: &[Entry],
    ) -> Result<Self, Failure> {
        let manifest = &stored.manifest;
        let shown = |amount: Option<Fen>| amount.map_or(String::new(), |fen| yuan(fen.0.into()));
        let (budget, held) = (manifest.budget.as_ref(), manifest.payments.as_ref().map(|p| p.held));
        let awards = Awards::of(&writer.ledger);
        let of_scheme = awards.all.iter().filter(|award| award.head.scheme == head.scheme);
        let granted: BTreeSet<_> =
            of_scheme.filter(|award| award.counts() > 0).map(|award| key(award.entry)).collect();
        let findings = stored.tables.frame(Finding::SPEC)?;
        let papers = [codes::PAPER_COUNTED.id, codes::PAPER_ASKED.id, codes::PAPER_AGAIN.id];
        let said = texts(&findings, c::CODE)?;
        Ok(Self {
            run: head.folder.clone(),
            scheme: head.scheme.clone(),
            award_year: head.award_year,
            claims: entries.len(),
            amount: yuan(entries.iter().map(|entry| i128::from(entry.amount)).sum()),
            pool_before: shown(budget.map(|pool| pool.earlier_batches)),
            pool_after: shown(budget.map(|pool| pool.executed)),
            pool_total: shown(budget.map(|pool| pool.total)),
            errors: manifest.counts.errors,
            warnings: manifest.counts.warnings,
            held: held.map_or(0, |held| held.count),
            held_amount: shown(held.map(|held| held.amount)),
            granted_before: entries.iter().filter(|entry| granted.contains(&key(entry))).count(),
            papers_before: said.iter().filter(|code| papers.contains(code)).count(),
            findings_open: BTreeMap::new(),
            ledger: writer.folder().display().to_string(),
            ledger_id: writer.ledger.id.clone(),
            head_read: manifest.ledger.as_ref().map(|ledger| ledger.head.clone()),
            head_now: writer.ledger.head().to_string(),
            number: writer.ledger.segments.len() + 1,
        })
    }
}
