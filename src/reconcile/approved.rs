//! What a run approved: its claims, sorted by enterprise, and the accounts that money should go to.

use std::borrow::Cow;
use std::ops::Range;

use polars::prelude::*;

use crate::domain::account;
use crate::frame::access::texts;
use crate::frame::columns as c;

/// Claims with an amount, and all enterprises that claimed something.
#[derive(Debug, Default)]
pub struct Approved<'a> {
    pub claim: Vec<&'a str>,
    pub measure: Vec<&'a str>,
    pub clause: Vec<&'a str>,
    pub item: Vec<&'a str>,
    /// Fen, each above zero.
    pub amount: Vec<i64>,
    /// What of each is not due yet, in fen.
    pub not_due: Vec<i64>,
    /// Whether each waits to be decided.
    pub held: Vec<bool>,
    /// Row of the enterprise.
    pub firm: Vec<u32>,
    pub firms: Firms<'a>,
    pub by_id: PlHashMap<&'a str, u32>,
}

/// Enterprises by credit code.
#[derive(Debug, Default)]
pub struct Firms<'a> {
    pub code: Vec<&'a str>,
    pub name: Vec<&'a str>,
    /// Digits of the approved account; empty where none is known.
    pub account: Vec<String>,
    /// Further accounts that lists of released sums pay to.
    pub later: PlHashMap<u32, Vec<String>>,
    /// Rows of the claims with an amount.
    pub claims: Vec<Range<usize>>,
    pub by_code: PlHashMap<&'a str, u32>,
    /// `None` where several enterprises name the account.
    pub by_account: PlHashMap<String, Option<u32>>,
}

impl Firms<'_> {
    fn owns(&mut self, firm: u32, account: &str) {
        let owner = self.by_account.entry(account.to_string()).or_insert(Some(firm));
        *owner = owner.filter(|owner| *owner == firm);
    }

    /// Whether an account is one that money of the enterprise should go to.
    pub fn is_paid_to(&self, firm: u32, account: &str) -> bool {
        self.account[firm as usize] == account
            || self.later.get(&firm).is_some_and(|later| later.iter().any(|own| own == account))
    }
}

/// The characters of an account without what people group them with.
pub fn plain_account(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(account::plain(text))
}

/// A column of yuan, Decimal(18,2), as fen.
///
/// # Errors
/// Another type of column; an amount beyond 64 bits.
pub fn fen(table: &DataFrame, name: &str) -> PolarsResult<Vec<i64>> {
    let column = table.column(name)?.cast(&DataType::Decimal(38, 2))?;
    let wide = column.decimal()?.physical();
    let narrow = |value: Option<i128>| i64::try_from(value.unwrap_or(0)).ok();
    let values: Option<Vec<i64>> = wide.iter().map(narrow).collect();
    values.ok_or_else(|| polars_err!(ComputeError: "an amount of {name} leaves 64 bits"))
}

impl<'a> Approved<'a> {
    /// From the tables `claims` and, where there is one, `payees` of a run.
    ///
    /// # Errors
    /// Tables that lack a column.
    pub fn read(claims: &'a DataFrame, payees: Option<&'a DataFrame>) -> PolarsResult<Self> {
        let text = |name| texts(claims, name);
        let (ids, codes, names) = (text(c::CLAIM_ID)?, text(c::USCC)?, text(c::FIRM_NAME)?);
        let (measures, clauses, items) = (text(c::MEASURE)?, text(c::CLAUSE)?, text(c::ITEM)?);
        let amounts = fen(claims, c::PAYABLE)?;
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_unstable_by_key(|row| (codes[*row], ids[*row]));
        let mut firms = Firms::default();
        let mut approved = Self::default();
        for row in order {
            if firms.code.last() != Some(&codes[row]) {
                firms.by_code.insert(codes[row], firms.code.len() as u32);
                firms.code.push(codes[row]);
                firms.name.push(names[row]);
                firms.claims.push(approved.claim.len()..approved.claim.len());
            }
            if amounts[row] <= 0 {
                continue;
            }
            approved.by_id.insert(ids[row], approved.claim.len() as u32);
            approved.claim.push(ids[row]);
            approved.measure.push(measures[row]);
            approved.clause.push(clauses[row]);
            approved.item.push(items[row]);
            approved.amount.push(amounts[row]);
            approved.not_due.push(0);
            approved.held.push(false);
            approved.firm.push(firms.code.len() as u32 - 1);
            if let Some(range) = firms.claims.last_mut() {
                range.end += 1;
            }
        }
        firms.account = vec![String::new(); firms.code.len()];
        if let Some(payees) = payees {
            let accounts = texts(payees, c::ACCOUNT)?;
            for (code, account) in texts(payees, c::USCC)?.into_iter().zip(accounts) {
                if let Some(firm) = firms.by_code.get(code) {
                    let (firm, account) = (*firm, plain_account(account).into_owned());
                    // Two without an account share none.
                    if !account.is_empty() {
                        firms.owns(firm, &account);
                    }
                    firms.account[firm as usize] = account;
                }
            }
        }
        approved.firms = firms;
        Ok(approved)
    }

    /// Tells of accounts that lists of released sums pay to, by credit code.
    pub fn pay_to<'c>(&mut self, accounts: impl Iterator<Item = (&'c str, &'c str)>) {
        let firms = &mut self.firms;
        for (code, account) in accounts {
            if let Some(firm) = firms.by_code.get(code).copied() {
                let account = plain_account(account).into_owned();
                firms.owns(firm, &account);
                firms.later.entry(firm).or_default().push(account);
            }
        }
    }

    /// Tells what parts of claims are not due, in fen.
    pub fn not_due<'c>(&mut self, parts: impl Iterator<Item = (&'c str, i64)>) {
        for (claim, fen) in parts {
            if let Some(at) = self.by_id.get(claim) {
                let (own, amount) = (&mut self.not_due[*at as usize], self.amount[*at as usize]);
                *own = own.saturating_add(fen).min(amount);
            }
        }
    }

    /// What is due of each claim: approved, without parts that are not due yet.
    pub fn due(&self) -> Vec<i64> {
        self.amount.iter().zip(&self.not_due).map(|(amount, not_due)| amount - not_due).collect()
    }

    /// Marks the claims that wait.
    pub fn hold<'c>(&mut self, claims: impl Iterator<Item = &'c str>) {
        for claim in claims {
            if let Some(at) = self.by_id.get(claim) {
                self.held[*at as usize] = true;
            }
        }
    }

    pub fn name_of(&self, claim: usize) -> &'a str {
        self.firms.name[self.firm[claim] as usize]
    }

    pub fn code_of(&self, claim: usize) -> &'a str {
        self.firms.code[self.firm[claim] as usize]
    }
}
