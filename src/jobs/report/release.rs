//! What had waited of a run and is decided now: the next payment list, without computing anything again.
//!
//! A claim is released when every reason why it waits is decided: the latest decision on the finding, made on the
//! evidence that the run shows, says that it is clear. What earlier lists paid, as their records beside the run say, is
//! not listed again; a list can be printed again as it was issued.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use crate::diag::{Code, Diagnostic, Diagnostics, Failure, Text, codes};
use crate::domain::Fen;
use crate::domain::date::to_epoch_days;
use crate::duplicate::decisions::{Decisions, Said};
use crate::duplicate::same::Verdict;
use crate::frame::columns as c;
use crate::frame::fields::DECISION_FIELDS;
use crate::ingest::InputFile;
use crate::ingest::headers::Headers;
use crate::intake::link::Linked;
use crate::intake::list::one_table;
use crate::intake::rosters;
use crate::jobs::report::accounts::Accounts;
use crate::jobs::report::second::{self, Newest, Second};
use crate::report::model::payments::Released;
use crate::report::model::record::{Held, Instalment, Paid, Payee, Record, SetOffs};
use crate::run::holds::too_early;
use crate::run::payees::doubt_text;
use crate::run_folder::folder;
use crate::run_folder::issued::{Issue, Issued};
use crate::run_folder::manifest::{Payments, Sum};
use crate::run_folder::stored::StoredRun;

/// Files of decisions, or the number of a list that was issued.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    pub decisions: &'a [InputFile],
    /// Those that lists without a record were made with.
    pub earlier: &'a [InputFile],
    /// The list to be printed again.
    pub list: Option<usize>,
    pub headers: &'a Headers,
    /// Accounts given after the run.
    pub accounts: &'a [InputFile],
    /// The day of the list: accounts that begin later do not hold yet.
    pub on: Option<NaiveDate>,
    /// For the second look at lists and departments.
    pub newest: Newest<'a>,
}

/// A list of what is released, and what goes with it.
#[derive(Debug)]
pub struct Release {
    pub list: Released,
    /// What is recorded with it; `None` for one that is printed again.
    pub issue: Option<Issue>,
    pub findings: Vec<Diagnostic>,
}

/// Releases what is decided of a run.
///
/// # Errors
/// A run of which nothing is ever paid, files or records that cannot be read, decisions that release nothing (R483), a
/// list that was never issued (R488).
pub fn release(run: &Path, decided: &Decided) -> Result<Release, Failure> {
    let stored = StoredRun::open(run)?;
    let issued = Issued::of(&stored)?;
    let record = Record::of(stored)?;
    let first = match &record.payments {
        Some(totals) if !record.simulated() => totals,
        _ => return Err(record.unpaid().into()),
    };
    let held = record.held()?;
    let mut findings = Vec::new();
    let mut of_accounts = Vec::new();
    let accounts = Accounts::of(&record, &issued, decided, &mut of_accounts)?;
    let payees = &accounts.payees;
    let parted = match decided.list {
        Some(number) => again(&held, &issued, number)?,
        None => {
            let parts = record.instalments()?;
            let waits = Waits { held: &held, issued: &issued, parts: &parts };
            let verdicts = Verdicts::read(&waits, decided, &mut findings)?;
            let Decided { newest, headers, .. } = *decided;
            let second = Second::look(&record, newest, headers, &mut findings)?;
            let looked = (&verdicts, &second);
            let more = parted(&record, (&held, &accounts), &issued, looked, &mut findings)?;
            accounts.listed_before(&record, (&held, &issued), &mut of_accounts)?;
            more
        }
    };
    findings.append(&mut of_accounts);
    if parted.paid.is_empty() {
        findings.insert(0, Diagnostic::new(&codes::NOTHING_RELEASED));
        return Err(Diagnostics(findings).into());
    }
    let (paid, earlier) = (by_firm(&parted.paid)?, by_firm(&parted.earlier)?);
    let gone: BTreeSet<&str> = parted.claims().map(Held::sum_id).collect();
    let waits = held.iter().filter(|row| !gone.contains(row.sum_id()));
    let left: Vec<Held> = waits.map(|row| parted.waits_on(row)).collect();
    let (totals, before) = totals_of(&record, first, (&paid, &earlier), (&left, payees))?;
    let sums =
        paid.into_iter().map(|(code, fen)| (code, Paid { set_off: Fen(0), to_pay: Fen(fen) }));
    let set_offs = SetOffs { debts: Vec::new(), paid: sums.collect() };
    let issue = decided.list.is_none().then(|| {
        let own = parted.paid.iter();
        let claims = own.map(|row| (row.sum_id().to_string(), row.amount)).collect();
        let files = decided.earlier.iter().chain(decided.decisions).chain(decided.accounts);
        let hashes = files.map(folder::hash).collect::<Vec<_>>();
        issued.next(&claims, &hashes, accounts.given.clone())
    });
    let Accounts { payees, late, .. } = accounts;
    let list = Released { totals, before, set_offs, held: left, payees, late };
    Ok(Release { list, issue, findings })
}

/// Sums that waited, by what becomes of them; the rest waits on.
#[derive(Debug, Default)]
struct Parted<'a> {
    paid: Vec<&'a Held>,
    /// Those that lists before this one paid.
    earlier: Vec<&'a Held>,
    /// Claims that are decided and kept back all the same, and why: for the account, or by the second look.
    kept_back: BTreeMap<&'a str, Text>,
}

impl Parted<'_> {
    fn claims(&self) -> impl Iterator<Item = &Held> {
        self.paid.iter().chain(&self.earlier).copied()
    }

    /// A sum that waits on: where its claim is decided, for what keeps it back.
    fn waits_on(&self, row: &Held) -> Held {
        let mut row = row.clone();
        if let Some(why) = self.kept_back.get(row.sum_id()) {
            row.reason = why.clone();
            (row.finding, row.evidence) = (String::new(), String::new());
        }
        row
    }
}

/// The sums of a list that was issued, once more.
fn again<'a>(held: &'a [Held], issued: &Issued, number: usize) -> Result<Parted<'a>, Failure> {
    let Some((own, before)) = issued.list(number) else {
        let fault = Diagnostic::new(&codes::NO_SUCH_LIST).arg("number", number);
        return Err(Failure::User(fault.arg("count", issued.count()).into()));
    };
    let of =
        |claims: &BTreeSet<&str>| sums(held).filter(|row| claims.contains(row.sum_id())).collect();
    Ok(Parted { paid: of(&own), earlier: of(&before), ..Parted::default() })
}

/// Claims with an amount that wait, parts of claims, and what waits for accounts, each once.
fn sums(held: &[Held]) -> impl Iterator<Item = &Held> {
    held.iter().filter(|row| row.amount > Fen(0))
}

/// Parts what waits by the decisions, the lists before, the accounts and the debts.
fn parted<'a>(
    record: &Record,
    (held, accounts): (&'a [Held], &Accounts),
    issued: &Issued,
    (verdicts, second): (&Verdicts, &Second),
    findings: &mut Vec<Diagnostic>,
) -> Result<Parted<'a>, Failure> {
    let owes = owing(record)?;
    let payees = accounts.payees.iter();
    let doubts: BTreeMap<&str, Text> = payees
        .filter(|payee| !payee.doubt.is_empty())
        .map(|payee| (payee.code.as_str(), doubt_text(&payee.doubt)))
        .collect();
    let (mut parted, mut again) = (Parted::default(), Vec::new());
    for row in sums(held) {
        let (claim, sum) = (row.claim.as_str(), row.sum_id());
        let list = issued.list_of(sum);
        let before = verdicts.before.contains(sum);
        let mended = row.is_of_account() && accounts.given.contains_key(&row.code);
        let now = mended || verdicts.now.contains(sum);
        if list.is_some() || before {
            if verdicts.against.contains(sum) {
                let number = list.map_or(String::new(), |list| list.to_string());
                let said = said_of(row, &codes::LISTED_AND_REVERSED);
                findings.push(said.arg("claim", claim).arg("number", number));
            }
        } else if !now {
            continue;
        }
        // What a record names was paid; decisions alone say only what could have been.
        if list.is_none()
            && let Some((said, why)) = keeps_back(row, &doubts, &owes, second)
        {
            findings.push(said);
            parted.kept_back.extend(why.map(|why| (sum, why)));
            continue;
        }
        let listed = list.is_some() || before;
        if listed { &mut parted.earlier } else { &mut parted.paid }.push(row);
        if let Some(number) = list.filter(|_| now && !row.is_of_account()) {
            again.push((number, claim));
        }
    }
    if let Some((number, claim)) = again.iter().max() {
        let note = Diagnostic::new(&codes::LISTED_BEFORE).arg("count", again.len());
        findings.push(note.arg("claim", claim).arg("number", number));
    }
    Ok(parted)
}

fn said_of(row: &Held, code: &'static Code) -> Diagnostic {
    Diagnostic::new(code).arg("firm", &row.firm).arg("amount", row.amount)
}

/// What keeps a sum back that is decided: its account, a debt, the second look; said, and as a list says it.
fn keeps_back(
    row: &Held,
    doubts: &BTreeMap<&str, Text>,
    owes: &BTreeSet<String>,
    second: &Second,
) -> Option<(Diagnostic, Option<Text>)> {
    if let Some(doubt) = doubts.get(row.code.as_str()) {
        let said = said_of(row, &codes::RELEASED_NO_ACCOUNT).arg("why", &doubt.zh);
        let said = said.arg("why_en", &doubt.en).arg("claim", &row.claim);
        return Some((said, Some(doubt.clone())));
    }
    if owes.contains(&row.code) {
        return Some((said_of(row, &codes::RELEASED_OWES), None));
    }
    let against = second.against(&row.code, &row.measure, row.is_of_account())?;
    let said = second::said(&codes::SECOND_TEST_FAILS, against).arg("claim", &row.claim);
    let said = said.arg("firm", &row.firm).arg("amount", row.amount);
    Some((said, Some(against.what.clone())))
}

/// Fen by enterprise.
fn by_firm(rows: &[&Held]) -> Result<Sums, Failure> {
    let mut sums = Sums::new();
    for row in rows {
        let sum: &mut i64 = sums.entry(row.code.clone()).or_default();
        *sum = sum.checked_add(row.amount.0).ok_or_else(overflow)?;
    }
    Ok(sums)
}

/// What decisions say of claims, and of parts of claims.
struct Verdicts {
    /// Clear by the decisions of lists without a record.
    before: BTreeSet<String>,
    /// Clear by all decisions.
    now: BTreeSet<String>,
    /// Claims of which a reason was decided to hold.
    against: BTreeSet<String>,
}

impl Verdicts {
    fn read(
        waits: &Waits,
        decided: &Decided,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Self, Failure> {
        let before = read(decided.earlier, decided.headers, findings)?;
        let before = waits.clear(&before, findings);
        let all: Vec<InputFile> =
            decided.earlier.iter().chain(decided.decisions).cloned().collect();
        findings.clear();
        let all = read(&all, decided.headers, findings)?;
        let against = |row: &&Held| {
            let said = all.about(&row.finding, &row.evidence);
            matches!(said, Said::Holds(decision) if decision.verdict != Verdict::Clear)
        };
        let against = waits.held.iter().filter(against);
        let against = against.map(|row| row.sum_id().to_string()).collect();
        Ok(Self { before, now: waits.clear(&all, findings), against })
    }
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
    let decisions = rosters::decisions(&table, files, &mut linked)?;
    said.append(&mut linked.findings);
    Ok(decisions)
}

/// What of a run waits, and what lists before paid of it.
struct Waits<'a> {
    held: &'a [Held],
    issued: &'a Issued,
    parts: &'a [Instalment],
}

impl Waits<'_> {
    /// Claims of which every reason is decided to be none, and their parts that are decided to be due.
    fn clear(&self, decisions: &Decisions, findings: &mut Vec<Diagnostic>) -> BTreeSet<String> {
        let claims = || self.held.iter().filter(|row| !row.claim.is_empty());
        let listed = |claim: &str| self.issued.list_of(claim).is_some();
        let waits = |row: &&Held| !row.is_part() && !listed(&row.claim);
        let open: BTreeSet<&str> = claims()
            .filter(waits)
            .filter(|row| released_on(row, decisions).is_none())
            .map(|row| row.claim.as_str())
            .collect();
        let mut out = BTreeSet::new();
        for row in claims().filter(|row| !open.contains(row.claim.as_str())) {
            let Some(on) = released_on(row, decisions) else { continue };
            match self.not_before(row).filter(|first| on < *first) {
                Some(first) => findings.push(too_early(&row.finding, first, on)),
                None => {
                    out.insert(row.sum_id().to_string());
                }
            }
        }
        out
    }

    /// The first day on which a part may be released.
    fn not_before(&self, row: &Held) -> Option<i32> {
        let own = self.parts.iter().find(|part| row.is_part() && part.finding == row.finding);
        own.and_then(|part| part.not_before).map(to_epoch_days)
    }
}

/// The day of the decision that nothing speaks against a sum any more.
fn released_on(row: &Held, decisions: &Decisions) -> Option<i32> {
    match decisions.about(&row.finding, &row.evidence) {
        Said::Holds(decision) if decision.verdict == Verdict::Clear => Some(decision.signed.on),
        _ => None,
    }
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

/// Control totals of the list, and what lists before it paid; `check` over its accounts as in the first.
fn totals_of(
    record: &Record,
    first: &Payments,
    (paid, earlier): (&Sums, &Sums),
    (left, payees): (&[Held], &[Payee]),
) -> Result<(Payments, Sum), Failure> {
    let sum = |sums: &Sums| total(sums.values().copied(), sums.len());
    let (listed, again) = (sum(paid)?, sum(earlier)?);
    let waits: Vec<&Held> = left.iter().filter(|row| row.amount > Fen(0)).collect();
    let firms: BTreeSet<&str> = waits.iter().map(|row| row.code.as_str()).collect();
    let held = total(waits.iter().map(|row| row.amount.0), firms.len())?;
    let before = total([first.listed.amount.0, again.amount.0].into_iter(), 0)?.amount;
    let set_off = first.set_off.unwrap_or_default().amount;
    let found = [listed.amount, held.amount, before, set_off];
    let found: i128 = found.iter().map(|fen| i128::from(fen.0)).sum();
    if found != i128::from(record.payable.0) {
        let fault =
            Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", "拟拨付金额＝拨付＋暂缓＋抵扣");
        let fault = fault.arg("expected", record.payable).arg("found", found);
        return Err(Failure::Unbalanced(fault.into()));
    }
    let tail = |account: &str| -> u64 {
        account.get(account.len().saturating_sub(4)..).and_then(|t| t.parse().ok()).unwrap_or(0)
    };
    let own = payees.iter().filter(|payee| paid.contains_key(&payee.code));
    let check = own.map(|payee| tail(&payee.account)).sum();
    let of_first = record.set_offs()?.paid.into_iter().filter(|(_, paid)| paid.to_pay > Fen(0));
    let firms: BTreeSet<String> =
        of_first.map(|(code, _)| code).chain(earlier.keys().cloned()).collect();
    let totals = Payments { listed, held, check, waits: Vec::new(), set_off: first.set_off };
    Ok((totals, Sum { count: firms.len(), amount: before }))
}

/// Amounts in fen, added up, and how many enterprises they are of.
fn total(mut fen: impl Iterator<Item = i64>, count: usize) -> Result<Sum, Failure> {
    let sum = fen.try_fold(0i64, |all, fen| all.checked_add(fen)).ok_or_else(overflow)?;
    Ok(Sum { count, amount: Fen(sum) })
}

fn overflow() -> Failure {
    Diagnostics::from(Diagnostic::new(&codes::INTERNAL).arg("why", "a sum beyond 64 bits")).into()
}
