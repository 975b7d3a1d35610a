//! Rows of payment files as payments: each once, with its receipt and what came back of it.
//!
//! A voucher, its bank receipt and a return are rows of different files that share the voucher number. What
//! is put together here depends on what the rows say, never on the order of files or rows.

use std::borrow::Cow;
use std::cmp::Ordering;

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::approved::plain_account;
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;

/// The kind of a record that says what was set off rather than paid.
pub const SET_OFF: &str = "抵扣";

/// Where a row was read: source and row.
pub type Origin = (u32, u32);

/// One payment.
#[derive(Clone, Debug)]
pub struct Payment<'a> {
    /// Stable over runs: from what the row says.
    pub id: String,
    pub origin: Origin,
    pub pay_no: &'a str,
    pub bank_no: &'a str,
    pub claim: &'a str,
    pub uscc: &'a str,
    /// Enterprise as the list names it; the payee where it does not.
    pub firm: &'a str,
    /// Whom the bank paid; the voucher's payee where no receipt says.
    pub payee: &'a str,
    pub account: Cow<'a, str>,
    /// What the voucher orders.
    pub ordered: i64,
    /// What was paid; what is ordered as long as nothing is settled.
    pub amount: i64,
    pub drawn_on: Option<i32>,
    pub settled_on: Option<i32>,
    pub settled: bool,
    pub returned_passive: i64,
    pub returned_active: i64,
    pub returned_on: Option<i32>,
    pub return_reason: &'a str,
    /// No money went out: what the payee owed was set off.
    pub set_off: bool,
}

impl Payment<'_> {
    pub fn returned(&self) -> i64 {
        self.returned_passive.saturating_add(self.returned_active)
    }

    /// What is left with the payee.
    pub fn net(&self) -> i64 {
        self.amount - self.returned()
    }

    pub fn day(&self) -> Option<i32> {
        self.settled_on.or(self.drawn_on)
    }
}

/// A row that adds nothing: the same record again, or an earlier state of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub origin: Origin,
    pub of: Origin,
    pub amount: i64,
}

/// A return that no payment could be found for.
#[derive(Clone, Debug)]
pub struct Stray<'a> {
    pub id: String,
    pub origin: Origin,
    pub number: &'a str,
    pub payee: &'a str,
    pub amount: i64,
    pub on: Option<i32>,
}

/// All that was read.
#[derive(Debug, Default)]
pub struct Records<'a> {
    /// By voucher number and content.
    pub payments: Vec<Payment<'a>>,
    pub repeats: Vec<Repeat>,
    pub strays: Vec<Stray<'a>>,
    /// Rows that name no amount.
    pub blank: Vec<Origin>,
    /// Rows of days to come, left out, and their sum in fen.
    pub later: (usize, i128),
    /// Sums of the rows read: payments, and returns.
    pub read: (i128, i128),
}

/// One row, as it stands.
#[derive(Clone, Debug)]
struct Row<'a> {
    origin: Origin,
    kind: Kind,
    pay_no: &'a str,
    original: &'a str,
    bank_no: &'a str,
    claim: &'a str,
    uscc: &'a str,
    firm: &'a str,
    payee: &'a str,
    account: Cow<'a, str>,
    ordered: Option<i64>,
    settled: Option<i64>,
    drawn_on: Option<i32>,
    settled_on: Option<i32>,
    reason: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Payment,
    SetOff,
    Passive,
    Active,
}

impl Kind {
    /// Neither of the two kinds of returns.
    fn pays(self) -> bool {
        matches!(self, Self::Payment | Self::SetOff)
    }
}

impl<'a> Row<'a> {
    fn amount(&self) -> i64 {
        self.settled.or(self.ordered).unwrap_or(0)
    }

    fn is_settled(&self) -> bool {
        self.settled.is_some() || self.settled_on.is_some()
    }

    /// Takes away what came after a day. False where nothing of the row had happened.
    fn on(&mut self, as_of: i32) -> bool {
        let after = |day: Option<i32>| day.is_some_and(|day| day > as_of);
        if !self.kind.pays() {
            return !after(self.settled_on.or(self.drawn_on));
        }
        if after(self.settled_on) {
            if self.ordered.is_none() || self.drawn_on.is_none() {
                return false;
            }
            (self.settled, self.settled_on) = (None, None);
        }
        !after(self.drawn_on)
    }

    /// All that a row says, without where it stands.
    fn compare(&self, other: &Self) -> Ordering {
        let numbers =
            |row: &Self| (row.ordered, row.settled, row.drawn_on, row.settled_on, row.kind);
        (self.pay_no, self.original, self.bank_no)
            .cmp(&(other.pay_no, other.original, other.bank_no))
            .then_with(|| numbers(self).cmp(&numbers(other)))
            .then_with(|| {
                let texts = |row: &Self| [row.payee, row.firm, row.uscc, row.claim, row.reason];
                (texts(self), &self.account).cmp(&(texts(other), &other.account))
            })
    }

    fn same_payee(&self, other: &Self) -> bool {
        let agrees = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
        agrees(&self.account, &other.account) && agrees(self.bank_no, other.bank_no)
    }
}

impl<'a> Records<'a> {
    /// Reads the table of `PAYMENT_FIELDS` as it stood on a day: what happened later is left out.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(table: &'a DataFrame, as_of: i32) -> PolarsResult<Self> {
        let mut rows = rows(table)?;
        let mut records = Self::default();
        rows.retain_mut(|row| {
            let had_happened = row.on(as_of);
            if !had_happened {
                records.later.0 += 1;
                records.later.1 += i128::from(row.amount());
            }
            had_happened
        });
        rows.retain(|row| {
            let blank = row.ordered.is_none() && row.settled.is_none();
            if blank {
                records.blank.push(row.origin);
            }
            !blank
        });
        rows.sort_by(|a, b| a.compare(b).then(a.origin.cmp(&b.origin)));
        let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
        for row in rows {
            let sum = match row.kind {
                Kind::Payment | Kind::SetOff => &mut records.read.0,
                _ => &mut records.read.1,
            };
            *sum += i128::from(row.amount());
            let numbered = !(row.pay_no.is_empty() && row.bank_no.is_empty());
            match kept.last().filter(|last| numbered && last.compare(&row) == Ordering::Equal) {
                Some(last) => records.repeats.push(Repeat {
                    origin: row.origin,
                    of: last.origin,
                    amount: row.amount(),
                }),
                None => kept.push(row),
            }
        }
        let (payments, returns): (Vec<Row>, Vec<Row>) =
            kept.into_iter().partition(|row| row.kind.pays());
        for group in payments.chunk_by(|a, b| !a.pay_no.is_empty() && a.pay_no == b.pay_no) {
            records.voucher(group);
        }
        records.name_all();
        records.take_back(returns);
        Ok(records)
    }

    /// Rows of one voucher: details, receipts of them, earlier states of them.
    fn voucher(&mut self, rows: &[Row<'a>]) {
        let first = self.payments.len();
        let mut used = vec![false; rows.len()];
        let (details, receipts): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|at| rows[*at].ordered.is_some());
        let settled: Vec<usize> =
            details.iter().copied().filter(|at| rows[*at].is_settled()).collect();
        let mut open: Vec<usize> = Vec::new();
        for at in details.iter().copied().filter(|at| !rows[*at].is_settled()) {
            // The list before it was settled, and the list after.
            let later = settled.iter().find(|later| {
                !used[**later]
                    && rows[**later].ordered == rows[at].ordered
                    && rows[**later].same_payee(&rows[at])
            });
            match later {
                Some(later) => {
                    used[*later] = true;
                    self.again(&rows[at], &rows[*later]);
                }
                None => open.push(at),
            }
        }
        settled.iter().for_each(|at| self.payments.push(payment(&rows[*at], None)));
        let mut receipt_of: Vec<Option<usize>> = vec![None; rows.len()];
        let mut loose: Vec<usize> = Vec::new();
        let mut told = vec![false; rows.len()];
        for receipt in receipts {
            // The list knows already what the bank says once more.
            let known = settled.iter().find(|at| {
                !told[**at]
                    && rows[**at].amount() == rows[receipt].amount()
                    && rows[**at].same_payee(&rows[receipt])
            });
            if let Some(at) = known {
                told[*at] = true;
                self.again(&rows[receipt], &rows[*at]);
                continue;
            }
            let free = |at: &&usize| receipt_of[**at].is_none();
            let equal = open.iter().filter(free).find(|at| {
                rows[**at].ordered == rows[receipt].settled && rows[**at].same_payee(&rows[receipt])
            });
            let equal = equal.or_else(|| {
                open.iter().filter(free).find(|at| rows[**at].ordered == rows[receipt].settled)
            });
            let only = || if open.len() == 1 { open.iter().find(free) } else { None };
            match equal.or_else(only) {
                Some(at) => receipt_of[*at] = Some(receipt),
                None => loose.push(receipt),
            }
        }
        for at in open {
            let receipt = receipt_of[at].map(|receipt| &rows[receipt]);
            self.payments.push(payment(&rows[at], receipt));
            // One payment in two rows: the receipt's amount is no further money.
            if receipt.is_some() {
                self.read.0 -= i128::from(rows[at].amount());
            }
        }
        for receipt in loose {
            // A second receipt of a voucher: the bank has paid again. What the voucher says holds for it.
            let like = self.payments[first..].first().cloned();
            let mut own = payment(&rows[receipt], None);
            if let Some(like) = like {
                own.uscc = fallback(own.uscc, like.uscc);
                own.firm = fallback(own.firm, like.firm);
                own.claim = fallback(own.claim, like.claim);
            }
            self.payments.push(own);
        }
    }

    fn again(&mut self, row: &Row, of: &Row) {
        let repeat = Repeat { origin: row.origin, of: of.origin, amount: row.amount() };
        self.repeats.push(repeat);
    }

    /// Gives every payment an id from what it says; those that say the same are numbered.
    fn name_all(&mut self) {
        let mut seen: PlHashMap<String, u32> = PlHashMap::default();
        for payment in &mut self.payments {
            let digest = digest(&[
                payment.pay_no,
                payment.bank_no,
                payment.payee,
                payment.uscc,
                &payment.ordered.to_string(),
            ]);
            let times = seen.entry(digest.clone()).or_default();
            *times += 1;
            payment.id = match *times {
                1 => format!("P-{digest}"),
                more => format!("P-{digest}-{more}"),
            };
        }
    }

    /// Ties returns to payments: by the number of the voucher or of the bank, the same amount first.
    fn take_back(&mut self, returns: Vec<Row<'a>>) {
        let mut by_number: PlHashMap<&str, Vec<usize>> = PlHashMap::default();
        for (at, payment) in self.payments.iter().enumerate() {
            for number in [payment.pay_no, payment.bank_no] {
                if !number.is_empty() {
                    by_number.entry(number).or_default().push(at);
                }
            }
        }
        for row in returns {
            let numbers = [row.original, row.pay_no, row.bank_no];
            let known = numbers.iter().filter(|n| !n.is_empty()).find_map(|n| by_number.get(n));
            let amount = row.amount();
            let fits = |at: &&usize| self.payments[**at].net() >= amount;
            let found = known.and_then(|all| {
                let whole = all.iter().filter(fits).find(|at| self.payments[**at].amount == amount);
                whole.or_else(|| all.iter().find(fits)).copied()
            });
            let Some(at) = found else {
                let number = fallback(row.original, fallback(row.pay_no, row.bank_no));
                let digest = digest(&[number, row.payee, row.reason, &amount.to_string()]);
                self.strays.push(Stray {
                    id: format!("R-{digest}"),
                    origin: row.origin,
                    number,
                    payee: row.payee,
                    amount,
                    on: row.settled_on.or(row.drawn_on),
                });
                continue;
            };
            let payment = &mut self.payments[at];
            match row.kind {
                Kind::Active => payment.returned_active += amount,
                _ => payment.returned_passive += amount,
            }
            // What the bank sends back it has tried to settle.
            payment.settled = true;
            payment.returned_on = payment.returned_on.max(row.settled_on.or(row.drawn_on));
            if payment.return_reason.is_empty() {
                payment.return_reason = row.reason;
            }
        }
    }
}

/// Sixteen hexadecimal digits of what a row says; accounts never take part.
fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn fallback<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

fn payment<'a>(row: &Row<'a>, receipt: Option<&Row<'a>>) -> Payment<'a> {
    let last = receipt.unwrap_or(row);
    let account = match last.account.is_empty() {
        true => row.account.clone(),
        false => last.account.clone(),
    };
    Payment {
        id: String::new(),
        origin: row.origin,
        pay_no: row.pay_no,
        bank_no: fallback(last.bank_no, row.bank_no),
        claim: fallback(row.claim, last.claim),
        uscc: fallback(row.uscc, last.uscc),
        firm: fallback(row.firm, row.payee),
        payee: fallback(last.payee, row.payee),
        account,
        ordered: row.ordered.unwrap_or(row.amount()),
        amount: last.amount(),
        drawn_on: row.drawn_on,
        settled_on: last.settled_on.or(row.settled_on),
        settled: last.is_settled(),
        returned_passive: 0,
        returned_active: 0,
        returned_on: None,
        return_reason: "",
        set_off: row.kind == Kind::SetOff,
    }
}

fn rows(table: &DataFrame) -> PolarsResult<Vec<Row<'_>>> {
    let text = |name| texts(table, name);
    let (numbers, originals, bank) = (text(c::PAY_NO)?, text(c::ORIGINAL_NO)?, text(c::BANK_NO)?);
    let (kinds, claims, codes) = (text(c::RECORD_KIND)?, text(c::CLAIM_ID)?, text(c::USCC)?);
    let (firms, payees, actual) =
        (text(c::FIRM_NAME)?, text(c::PAYEE_NAME)?, text(c::ACTUAL_NAME)?);
    let (accounts, actual_accounts) = (text(c::PAYEE_ACCOUNT)?, text(c::ACTUAL_ACCOUNT)?);
    let reasons = text(c::RETURN_REASON)?;
    let (ordered, settled) =
        (optional_ints(table, c::PAY_AMOUNT)?, optional_ints(table, c::SETTLED_AMOUNT)?);
    let (drawn_on, settled_on) = (days(table, c::VOUCHER_ON)?, days(table, c::SETTLED_ON)?);
    let (sources, lines) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let row = |at: usize| Row {
        origin: (sources[at], lines[at]),
        kind: match kinds[at] {
            "被动退回" => Kind::Passive,
            "主动退回" => Kind::Active,
            SET_OFF => Kind::SetOff,
            _ => Kind::Payment,
        },
        pay_no: numbers[at],
        original: originals[at],
        bank_no: bank[at],
        claim: claims[at],
        uscc: codes[at],
        firm: firms[at],
        payee: fallback(actual[at], payees[at]),
        account: plain_account(fallback(actual_accounts[at], accounts[at])),
        ordered: ordered[at],
        settled: settled[at],
        drawn_on: drawn_on[at],
        settled_on: settled_on[at],
        reason: reasons[at],
    };
    Ok((0..table.height()).map(row).collect())
}
