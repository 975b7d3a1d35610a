//! Accounts given after a run: a list of what is released pays to them, and so do the lists after it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::domain::Fen;
use crate::domain::account::fault;
use crate::domain::text::masked;
use crate::frame::columns as c;
use crate::frame::fields::ACCOUNT_FIELDS;
use crate::intake::accounts::{Given, Row};
use crate::intake::link::Linked;
use crate::intake::list::one_table;
use crate::jobs::report::release::Decided;
use crate::report::model::record::{Held, LateAccount, Payee, Record, firms};
use crate::run::payees::doubt_of;
use crate::run_folder::issued::{Account, Issued};

/// Where a list pays to.
#[derive(Debug, Default)]
pub struct Accounts {
    /// The payees of the run with the accounts that hold now.
    pub payees: Vec<Payee>,
    /// Every account in the place of that of a filing: of the run, and given after it.
    pub late: Vec<LateAccount>,
    /// Those given after the run, by credit code: what lists before knew, and the files of this one.
    pub given: BTreeMap<String, Account>,
    /// The account of the run in their place.
    before: BTreeMap<String, String>,
}

impl Accounts {
    /// Reads the files; a list that is printed again pays to what it paid to.
    ///
    /// # Errors
    /// Files that cannot be used, a damaged run.
    pub fn of(
        record: &Record,
        issued: &Issued,
        decided: &Decided,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Self, Failure> {
        let mut out = Self {
            payees: record.payees()?,
            late: record.late_accounts()?,
            given: issued.accounts(decided.list),
            ..Self::default()
        };
        if !decided.accounts.is_empty() {
            out.read((decided, record.award_year), findings)?;
        }
        for payee in &mut out.payees {
            let Some(given) = out.given.get(&payee.code) else { continue };
            out.before.insert(payee.code.clone(), payee.account.clone());
            (payee.bank, payee.account) = (given.bank.clone(), given.account.clone());
            payee.doubt = doubt_of(&given.bank, fault(&given.account)).to_string();
            out.late.push(late(&payee.code, given));
        }
        out.share();
        Ok(out)
    }

    fn read(
        &mut self,
        (decided, award_year): (&Decided, i32),
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        /// Without a day of the list: nobody gives an account that begins so many years after the award.
        const YEARS: i32 = 2;
        let (mut linked, mut faults) = (Linked::default(), Diagnostics::default());
        let required = [c::USCC, c::BANK, c::ACCOUNT, c::ACCOUNT_FROM, c::DECIDED_BY];
        let asked = (decided.accounts, "accounts", ACCOUNT_FIELDS, &required[..]);
        let table = one_table(asked, decided.headers, &mut linked, &mut faults, &|_: &str| {})?;
        // A row that is refused may be the one that holds.
        if !linked.quarantine.is_empty() {
            faults.0.append(&mut linked.findings);
        }
        let given = Given::read(&table, &linked, &mut faults)?;
        let codes_read: Vec<&str> = self.payees.iter().map(|payee| payee.code.as_str()).collect();
        findings.extend(given.of_nobody(&codes_read));
        for payee in &self.payees {
            let rows = given.of(&payee.code, &[payee.name.as_str()], &mut faults);
            let row = on_the_day((payee, rows), decided.on, findings, &mut faults);
            let Some(row) = row else { continue };
            let of_run = (&payee.bank, &payee.account) == (&row.bank, &row.account);
            // One that is in doubt, since another had it too, may be confirmed.
            if of_run && payee.doubt.is_empty() && !self.given.contains_key(&payee.code) {
                continue;
            }
            let (known, tail) = self.since(&payee.code);
            if let Some(since) = known.filter(|since| *since > row.from) {
                let said = Diagnostic::new(&codes::ACCOUNT_OLDER).arg("firm", &payee.name);
                let said = said.arg("on", row.from).arg("tail", masked(&row.account));
                findings.push(said.arg("since", since).arg("now", tail));
                continue;
            }
            if decided.on.is_none() && row.from.year() > award_year.saturating_add(YEARS) {
                let fault = Diagnostic::new(&codes::ACCOUNT_FAR_OFF).arg("firm", &payee.name);
                faults.push(fault.arg("on", row.from).arg("tail", masked(&row.account)));
                continue;
            }
            self.given.insert(payee.code.clone(), issued_as(payee, row));
        }
        if faults.has_errors() {
            return Err(Failure::User(faults));
        }
        findings.append(&mut linked.findings);
        Ok(())
    }

    /// From which day the account that holds now was given, and how it ends; `None` for that of the filing.
    fn since(&self, code: &str) -> (Option<NaiveDate>, String) {
        let later = self.given.get(code).map(|known| (known.from, &known.account));
        let of_run = self.late.iter().filter(|known| known.used && known.code == code);
        let last = of_run.map(|known| (known.from, &known.account)).chain(later).max();
        (last.map(|(from, _)| from), last.map_or(String::new(), |(_, account)| masked(account)))
    }

    /// Marks accounts given after the run that another enterprise has, too.
    fn share(&mut self) {
        let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for payee in self.payees.iter().filter(|payee| !payee.account.is_empty()) {
            owners.entry(payee.account.clone()).or_default().insert(payee.code.clone());
        }
        let given = &self.given;
        for payee in self.payees.iter_mut().filter(|payee| given.contains_key(&payee.code)) {
            if payee.doubt.is_empty() && owners.get(&payee.account).is_some_and(|all| all.len() > 1)
            {
                payee.doubt = codes::PAYEES_SHARE_ACCOUNT.id.to_string();
            }
        }
    }

    /// Who stands on a list already, to another account (R511).
    ///
    /// # Errors
    /// A damaged run.
    pub fn listed_before(
        &self,
        record: &Record,
        (held, issued): (&[Held], &Issued),
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(), Diagnostics> {
        let known = issued.accounts(None);
        let new = |code: &str, given: &Account| {
            known.get(code).is_none_or(|known| known.account != given.account)
        };
        if !self.given.iter().any(|(code, given)| new(code, given)) {
            return Ok(());
        }
        let first = record.set_offs()?.paid;
        for firm in firms(record)? {
            let code = firm.code.as_str();
            let Some(given) = self.given.get(code).filter(|given| new(code, given)) else {
                continue;
            };
            let of_lists = held.iter().filter(|row| row.code == code);
            let of_lists = of_lists.filter(|row| issued.list_of(row.sum_id()).is_some());
            let later: i64 = of_lists.map(|row| row.amount.0).sum();
            let listed = first.get(code).map_or(0, |paid| paid.to_pay.0) + later;
            if listed == 0 {
                continue;
            }
            let before = known.get(code).map(|known| known.account.as_str());
            let before = before.or(self.before.get(code).map(String::as_str)).unwrap_or_default();
            if before == given.account {
                continue;
            }
            let said = Diagnostic::new(&codes::ACCOUNT_AFTER_LIST).arg("firm", &firm.name);
            let said = said.arg("amount", Fen(listed)).arg("before", masked(before));
            findings.push(said.arg("tail", masked(&given.account)).arg("on", given.from));
        }
        Ok(())
    }
}

/// Of the accounts that were given of a payee the one that holds on a day. Without a day there must be only one.
fn on_the_day<'r>(
    (payee, rows): (&Payee, &'r [Row]),
    on: Option<NaiveDate>,
    findings: &mut Vec<Diagnostic>,
    faults: &mut Diagnostics,
) -> Option<&'r LateAccount> {
    let (held, later): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| on.is_none_or(|on| row.account.from <= on));
    findings.extend(later.iter().map(|row| {
        let said = Diagnostic::new(&codes::ACCOUNT_LATER).arg("firm", &payee.name);
        let said = said.arg("from", row.account.from);
        said.arg("tail", masked(&row.account.account)).at(row.place.clone())
    }));
    if on.is_none() && held.len() > 1 {
        let fault = Diagnostic::new(&codes::WHICH_ACCOUNT).arg("firm", &payee.name);
        faults.push(fault.arg("count", held.len()).at(held[0].place.clone()));
    }
    held.last().map(|row| &row.account)
}

/// As the record of a list keeps it.
fn issued_as(payee: &Payee, row: &LateAccount) -> Account {
    Account {
        firm: payee.name.clone(),
        from: row.from,
        bank: row.bank.clone(),
        account: row.account.clone(),
        document: row.document.clone(),
        by: row.by.clone(),
    }
}

fn late(code: &str, given: &Account) -> LateAccount {
    LateAccount {
        code: code.to_string(),
        firm: given.firm.clone(),
        from: given.from,
        bank: given.bank.clone(),
        account: given.account.clone(),
        document: given.document.clone(),
        by: given.by.clone(),
        used: true,
    }
}
