//! Accounts that enterprises give after they filed: dated, by a name, on a paper. The last one that holds on the day of payment
//! takes the place of that of the filing; files must be understood row by row, or the run stops.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::domain::account::plain;
use crate::domain::date::from_epoch_days;
use crate::domain::text::{comparable, masked};
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::fields::{ACCOUNT_FIELDS, find};
use crate::intake::link::Linked;
use crate::tables::payment::LateAccount;

/// One account as a row gives it.
#[derive(Clone, Debug)]
pub struct Row {
    pub account: LateAccount,
    /// Whose name stands on it; empty where the row does not say.
    name: String,
    order: Option<i64>,
    pub place: Place,
    place_of_name: Place,
}

/// All that were given, by credit code, the last one last.
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeMap<String, Vec<Row>>);

/// What the accounts of a run are: those given later, and those of the filings that they replace.
#[derive(Clone, Debug, Default)]
pub struct LateAccounts {
    pub rows: Vec<LateAccount>,
    /// Accounts of filings that are not paid to.
    pub replaced: Vec<String>,
}

impl Given {
    /// Reads the rows.
    ///
    /// # Errors
    /// A fault of the engine; two accounts of a day without order join `faults` (D413).
    pub fn read(
        table: &DataFrame,
        linked: &Linked,
        faults: &mut Diagnostics,
    ) -> PolarsResult<Self> {
        let column = |name| texts(table, name);
        let (firm, name, bank) = (column(c::USCC)?, column(c::ACCOUNT_NAME)?, column(c::BANK)?);
        let (account, document) = (column(c::ACCOUNT)?, column(c::DOCUMENT_NO)?);
        let (by, from) = (column(c::DECIDED_BY)?, days(table, c::ACCOUNT_FROM)?);
        let order = table.column(c::ORDER_OF_DAY)?.cast(&DataType::Int64)?;
        let order = order.i64()?;
        let mut all: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in 0..table.height() {
            let cell =
                |name| find(ACCOUNT_FIELDS, name).map(|field| linked.cell_of(table, row, field));
            let place = cell(c::ACCOUNT_FROM).unwrap_or_default();
            let place_of_name = cell(c::ACCOUNT_NAME).unwrap_or_default();
            let given = LateAccount {
                code: firm[row].to_string(),
                firm: String::new(),
                from: from[row].and_then(from_epoch_days).unwrap_or_default(),
                bank: bank[row].trim().to_string(),
                account: plain(account[row]),
                document: document[row].to_string(),
                by: by[row].to_string(),
                used: false,
            };
            let (name, order) = (name[row].to_string(), order.get(row));
            let own = all.entry(given.code.clone()).or_default();
            own.push(Row { account: given, name, order, place, place_of_name });
        }
        for rows in all.values_mut() {
            rows.sort_by(|a, b| key(a).cmp(&key(b)));
            for pair in rows.windows(2).filter(|pair| unordered(&pair[0], &pair[1])) {
                let (first, last) = (&pair[0].account, &pair[1].account);
                let fault = Diagnostic::new(&codes::ACCOUNTS_OF_A_DAY).arg("firm", &last.code);
                let fault = fault.arg("on", last.from).arg("tail", masked(&first.account));
                faults.push(fault.arg("other", masked(&last.account)).at(pair[1].place.clone()));
            }
        }
        Ok(Self(all))
    }

    /// Those of one enterprise, the last one last. One in the name of somebody else joins `faults` (D414); `names` are its
    /// own, that of now first.
    pub fn of(&self, code: &str, names: &[&str], faults: &mut Diagnostics) -> &[Row] {
        let rows = self.0.get(code).map_or(&[][..], Vec::as_slice);
        let known = |name: &str| names.iter().any(|own| comparable(own) == comparable(name));
        for row in rows.iter().filter(|row| !row.name.is_empty() && !known(&row.name)) {
            let firm = names.first().copied().unwrap_or_default();
            let fault = Diagnostic::new(&codes::ACCOUNT_OF_ANOTHER).arg("read", &row.name);
            faults.push(fault.arg("firm", firm).at(row.place_of_name.clone()));
        }
        rows
    }

    /// What is given for nobody among these (D412).
    pub fn of_nobody(&self, known: &[&str]) -> Vec<Diagnostic> {
        let own: BTreeSet<&str> = known.iter().copied().collect();
        let strange = self.0.iter().filter(|(code, _)| !own.contains(code.as_str()));
        let said = |code: &str, place: &Place| {
            let near = suggest(code, known.iter().copied()).unwrap_or_default();
            let said = Diagnostic::new(&codes::ACCOUNT_OF_NOBODY).arg("read", code);
            said.arg("suggestion", near).at(place.clone())
        };
        strange
            .flat_map(|(code, rows)| rows.iter().map(move |row| said(code, &row.place)))
            .collect()
    }

    /// The basic facts with the accounts that hold on the day of payment; without a day the last ones hold.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn replace(
        &self,
        firms: DataFrame,
        day: Option<NaiveDate>,
        linked: &mut Linked,
        faults: &mut Diagnostics,
    ) -> PolarsResult<(DataFrame, LateAccounts)> {
        let mut out = LateAccounts::default();
        if self.0.is_empty() {
            return Ok((firms, out));
        }
        let column = |name| texts(&firms, name);
        let (codes_read, names) = (column(c::USCC)?, column(c::FIRM_NAME)?);
        let former = column(c::FORMER_NAME)?;
        let (mut banks, mut accounts) = (column(c::BANK)?, column(c::ACCOUNT)?);
        linked.findings.extend(self.of_nobody(&codes_read));
        for firm in 0..firms.height() {
            let known: Vec<&str> =
                [names[firm]].into_iter().chain(former[firm].split('；')).collect();
            let rows = self.of(codes_read[firm], &known, faults);
            let holds = rows.iter().rposition(|row| day.is_none_or(|day| row.account.from <= day));
            let before = plain(accounts[firm]);
            for (at, row) in rows.iter().enumerate() {
                let used = holds == Some(at);
                let account =
                    LateAccount { firm: names[firm].to_string(), used, ..row.account.clone() };
                linked.findings.extend(said(&account, &before, day));
                out.rows.push(account);
            }
            if let Some(row) = holds.map(|at| &rows[at]) {
                out.replaced.push(before);
                (banks[firm], accounts[firm]) = (&row.account.bank, &row.account.account);
            }
        }
        let column = |name: &str, all: Vec<&str>| Column::new(name.into(), all);
        let (banks, accounts) = (column(c::BANK, banks), column(c::ACCOUNT, accounts));
        let mut firms = firms.clone();
        firms.with_column(banks)?;
        firms.with_column(accounts)?;
        Ok((firms, out))
    }
}

/// In which order the accounts of an enterprise follow each other.
fn key(row: &Row) -> (NaiveDate, Option<i64>, &str, &str) {
    (row.account.from, row.order, &row.account.bank, &row.account.account)
}

/// Whether nobody can say which of two is the later, and it matters.
fn unordered(a: &Row, b: &Row) -> bool {
    let same = (&a.account.bank, &a.account.account) == (&b.account.bank, &b.account.account);
    let ordered = a.order.is_some() && b.order.is_some() && a.order != b.order;
    a.account.from == b.account.from && !same && !ordered
}

/// That an account is paid to in the place of the filing's (R509), or is too late for that (R510).
fn said(account: &LateAccount, before: &str, day: Option<NaiveDate>) -> Option<Diagnostic> {
    let late = day.filter(|day| account.from > *day);
    let code = match late {
        Some(_) => &codes::ACCOUNT_TOO_LATE,
        None if account.used => &codes::ACCOUNT_REPLACED,
        None => return None,
    };
    let said = Diagnostic::new(code).arg("firm", &account.firm).arg("on", account.from);
    let said = said.arg("tail", masked(&account.account)).arg("by", &account.by);
    let said = said.arg("before", masked(before));
    Some(late.into_iter().fold(said, |said, day| said.arg("day", day)))
}
