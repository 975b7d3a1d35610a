//! What had waited of a run and is decided now: the next payment list, without computing anything again.
//!
//! A claim is released when every reason why it waits is decided: the latest decision on the finding, made on the
//! evidence that the run shows, says that it is clear. What earlier decisions released stands on an earlier list and is
//! not listed again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::duplicates;
use super::link::Linked;
use super::prepare::Failure;
use super::reconcile::one_table;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Fen;
use crate::duplicate::decisions::{Decisions, Said};
use crate::duplicate::same::Verdict;
use crate::frame::columns as c;
use crate::frame::fields::DECISION_FIELDS;
use crate::ingest::InputFile;
use crate::ingest::headers::Headers;
use crate::report::model::payments::Given;
use crate::report::model::record::{Held, Paid, Payee, Payments, Record, SetOffs};

/// Files of decisions.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    pub decisions: &'a [InputFile],
    /// Those that earlier lists were made with.
    pub earlier: &'a [InputFile],
    pub headers: &'a Headers,
}

/// A list of what is released.
#[derive(Debug)]
pub struct Released {
    totals: Payments,
    set_offs: SetOffs,
    held: Vec<Held>,
    pub findings: Vec<Diagnostic>,
}

impl Released {
    /// What the list is made from.
    pub fn given<'a>(&'a self, payees: &'a [Payee]) -> Given<'a> {
        Given { totals: &self.totals, payees, set_offs: &self.set_offs, held: &self.held }
    }
}

/// Releases what is decided of a run.
///
/// # Errors
/// A run of which nothing is ever paid, files that cannot be read, decisions that release nothing (R483).
pub fn release(run: &Path, decided: &Decided) -> Result<Released, Failure> {
    let record = Record::open(run)?;
    let totals = match &record.payments {
        Some(totals) if !record.simulated() => totals,
        _ => return Err(record.unpaid().into()),
    };
    let held = record.held()?;
    let payees = record.payees()?;
    let mut findings = Vec::new();
    let before = clear(&held, &read(decided.earlier, decided.headers, &mut findings)?);
    let all: Vec<InputFile> = decided.earlier.iter().chain(decided.decisions).cloned().collect();
    findings.clear();
    let now = clear(&held, &read(&all, decided.headers, &mut findings)?);
    let owes = owing(&record)?;
    let sums = held.iter().filter(|row| !row.claim.is_empty() && row.amount > Fen(0));
    let doubtful: BTreeSet<&str> = payees
        .iter()
        .filter(|payee| !payee.doubt.is_empty())
        .map(|payee| payee.code.as_str())
        .collect();
    let (mut paid, mut earlier) = (BTreeMap::new(), BTreeMap::new());
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for row in sums.filter(|row| now.contains(row.claim.as_str())) {
        if doubtful.contains(row.code.as_str()) {
            continue;
        }
        if owes.contains(&row.code) {
            let said = Diagnostic::new(&codes::RELEASED_OWES).arg("firm", &row.firm);
            findings.push(said.arg("amount", row.amount));
            continue;
        }
        let into = if before.contains(row.claim.as_str()) { &mut earlier } else { &mut paid };
        let sum: &mut i64 = into.entry(row.code.clone()).or_default();
        *sum = sum.checked_add(row.amount.0).ok_or_else(overflow)?;
        gone.insert(row.claim.as_str());
    }
    if paid.is_empty() {
        findings.insert(0, Diagnostic::new(&codes::NOTHING_RELEASED));
        return Err(Diagnostics(findings).into());
    }
    let left: Vec<Held> =
        held.iter().filter(|row| !gone.contains(row.claim.as_str())).cloned().collect();
    let totals = totals_of(&record, totals, (&paid, &earlier), (&left, &payees))?;
    let paid =
        paid.into_iter().map(|(code, fen)| (code, Paid { set_off: Fen(0), to_pay: Fen(fen) }));
    let set_offs = SetOffs { debts: Vec::new(), paid: paid.collect() };
    Ok(Released { totals, set_offs, held: left, findings })
}

fn read(
    files: &[InputFile],
    headers: &Headers,
    said: &mut Vec<Diagnostic>,
) -> Result<Decisions, Failure> {
    let (mut linked, mut faults) = (Linked::default(), Diagnostics::default());
    let required = [c::FINDING_ID, c::EVIDENCE];
    let asked = (files, "decisions", DECISION_FIELDS, &required[..]);
    let table = one_table(asked, headers, &mut linked, &mut faults, &|_: &str| {})?;
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }
    let decisions = duplicates::decisions(&table, files, &mut linked)?;
    said.append(&mut linked.findings);
    Ok(decisions)
}

/// Claims of which every reason is decided to be none.
fn clear<'a>(held: &'a [Held], decisions: &Decisions) -> BTreeSet<&'a str> {
    let decided = |row: &Held| {
        let said = decisions.about(&row.finding, &row.evidence);
        matches!(said, Said::Holds(decision) if decision.verdict == Verdict::Clear)
    };
    let claims = || held.iter().filter(|row| !row.claim.is_empty());
    let open: BTreeSet<&str> =
        claims().filter(|row| !decided(row)).map(|row| row.claim.as_str()).collect();
    claims().map(|row| row.claim.as_str()).filter(|claim| !open.contains(claim)).collect()
}

/// Enterprises that still owe something after what the run set off.
fn owing(record: &Record) -> Result<BTreeSet<String>, Diagnostics> {
    let mut left: BTreeMap<(String, String), Fen> = BTreeMap::new();
    for debt in record.set_offs()?.debts {
        left.insert((debt.code, debt.ordered_back), debt.left);
    }
    Ok(left.into_iter().filter(|(_, left)| *left > Fen(0)).map(|((code, _), _)| code).collect())
}

type Sums = BTreeMap<String, i64>;

/// Control totals of the list; `check` over its accounts as in the first.
fn totals_of(
    record: &Record,
    first: &Payments,
    (paid, earlier): (&Sums, &Sums),
    (left, payees): (&[Held], &[Payee]),
) -> Result<Payments, Failure> {
    let sum = |sums: &Sums| {
        let all = sums.values().try_fold(0i64, |all, fen| all.checked_add(*fen));
        all.map(|all| (sums.len() as i64, Fen(all))).ok_or_else(overflow)
    };
    let (listed, again) = (sum(paid)?, sum(earlier)?);
    let waits: Vec<&Held> = left.iter().filter(|row| row.amount > Fen(0)).collect();
    let firms: BTreeSet<&str> = waits.iter().map(|row| row.code.as_str()).collect();
    let held = waits.iter().try_fold(0i64, |all, row| all.checked_add(row.amount.0));
    let held = (firms.len() as i64, Fen(held.ok_or_else(overflow)?));
    let before = Fen(first.listed.1.0.checked_add(again.1.0).ok_or_else(overflow)?);
    let found = [listed.1, held.1, before, first.set_off.map_or(Fen(0), |sum| sum.1)];
    let found: i128 = found.iter().map(|fen| i128::from(fen.0)).sum();
    if found != i128::from(record.payable.0) {
        let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", "应拨额＝拨付＋暂缓＋抵扣");
        let fault = fault.arg("expected", record.payable).arg("found", found);
        return Err(Failure::Unbalanced(fault.into()));
    }
    let tail = |account: &str| -> i64 {
        account.get(account.len().saturating_sub(4)..).and_then(|t| t.parse().ok()).unwrap_or(0)
    };
    let own = payees.iter().filter(|payee| paid.contains_key(&payee.code));
    let of_first = record.set_offs()?.paid.into_iter().filter(|(_, paid)| paid.to_pay > Fen(0));
    let firms: BTreeSet<String> =
        of_first.map(|(code, _)| code).chain(earlier.keys().cloned()).collect();
    let count = firms.len() as i64;
    Ok(Payments {
        listed,
        held,
        waits: Vec::new(),
        before: Some((count, before)),
        set_off: first.set_off,
        check: own.map(|payee| tail(&payee.account)).sum(),
    })
}

fn overflow() -> Failure {
    Diagnostics::from(Diagnostic::new(&codes::INTERNAL).arg("why", "a sum beyond 64 bits")).into()
}
