//! Rows of payment files as payments: each once, with its receipt and what came back of it.
//!
//! A voucher, its bank receipt and a return are rows of different files that share the voucher number. What
//! is put together here depends on what the rows say, never on the order of files or rows.

use std::borrow::Cow;
use std::cmp::Ordering;

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::rows::{Kind, Row, fallback, rows};
use crate::domain::digest::hex;

/// The kind of a record that says what was set off rather than paid.
pub const SET_OFF: &str = "抵扣";
/// The kind of a payment.
pub const PAYMENT: &str = "支付";
/// The kind of a row whose own words say that it may be no payment.
pub const DOUBTFUL: &str = "存疑";

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
    pub reason: &'a str,
    pub amount: i64,
    pub on: Option<i32>,
}

/// A return that does not say who sent the money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    pub origin: Origin,
    pub number: String,
    pub amount: i64,
}

/// One return in two rows that differ in who sent the money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    pub origin: Origin,
    pub other: Origin,
    pub number: String,
    pub amount: i64,
}

/// Two days in the wrong order, since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Impossible {
    pub origin: Origin,
    pub what: Order,
    pub first: i32,
    pub second: i32,
}

/// What must not come before what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    ReturnBeforePayment,
    ReceiptBeforeVoucher,
    PaymentBeforeApproval,
}

impl Order {
    /// In words, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ReturnBeforePayment => ("退回日期早于支付日期", "returned before it was paid"),
            Self::ReceiptBeforeVoucher => {
                ("清算日期早于凭证日期", "settled before its voucher was drawn")
            }
            Self::PaymentBeforeApproval => ("支付早于核定日", "paid before it was approved"),
        }
    }
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
    /// Rows without number and day: a list of what is to be paid shows no payment.
    pub untraced: Vec<Origin>,
    /// Returns that do not say who sent the money back; taken as sent back by the payee.
    pub unsaid: Vec<Unsaid>,
    /// Rows that nobody can take for a payment or a return: nothing rests on them.
    pub unclear: Vec<Origin>,
    /// Returns that stand twice and differ in who sent the money back.
    pub differing: Vec<Differing>,
    /// What happened before it could have.
    pub impossible: Vec<Impossible>,
    /// Rows of days to come, left out, and their sum in fen.
    pub later: (usize, i128),
    /// Sums of the rows read: payments, and returns.
    pub read: (i128, i128),
}

impl<'a> Records<'a> {
    /// Reads the table of `PAYMENT_FIELDS` as it stood on a day: what happened later is left out.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(table: &'a DataFrame, as_of: i32) -> PolarsResult<Self> {
        let mut records = Self::default();
        let mut rows = records.usable(rows(table)?, as_of);
        share_numbers(&mut rows);
        rows.sort_by(|a, b| a.compare(b).then(a.origin.cmp(&b.origin)));
        let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
        for row in rows {
            let sum = if row.kind.pays() { &mut records.read.0 } else { &mut records.read.1 };
            *sum += i128::from(row.amount());
            let numbered = !row.returned_no().is_empty();
            match kept.last().filter(|last| numbered && last.compare(&row) == Ordering::Equal) {
                Some(last) => records.again(&row, last.origin),
                None => kept.push(row),
            }
        }
        let (mut payments, returns): (Vec<Row>, Vec<Row>) =
            kept.into_iter().partition(|row| row.kind.pays());
        // Rows of one voucher together; what has no such number, by that of the bank.
        payments.sort_by(|a, b| number(a).cmp(&number(b)));
        for rows in payments.chunk_by(|a, b| !number(a).1.is_empty() && number(a) == number(b)) {
            records.voucher(rows);
        }
        records.join_receipts();
        records.name_all();
        records.check_days();
        let returns = records.each_once(returns);
        records.take_back(returns);
        records.impossible.sort_unstable();
        Ok(records)
    }

    /// Leaves out what had not happened yet, and what tells of no payment and no return; each is kept in its list.
    fn usable(&mut self, mut rows: Vec<Row<'a>>, as_of: i32) -> Vec<Row<'a>> {
        rows.retain_mut(|row| {
            if row.ordered.is_none() && row.settled.is_none() {
                self.blank.push(row.origin);
            } else if row.kind == Kind::Unclear {
                self.unclear.push(row.origin);
            } else if row.is_untraced() {
                self.untraced.push(row.origin);
            } else if !row.on(as_of) {
                self.later.0 += 1;
                self.later.1 += i128::from(row.amount());
            } else {
                return true;
            }
            false
        });
        rows
    }

    pub(super) fn again(&mut self, row: &Row, of: Origin) {
        self.repeats.push(Repeat { origin: row.origin, of, amount: row.amount() });
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

    fn check_days(&mut self) {
        for payment in &self.payments {
            if let (Some(first), Some(second)) = (payment.settled_on, payment.drawn_on)
                && first < second
            {
                let (origin, what) = (payment.origin, Order::ReceiptBeforeVoucher);
                self.impossible.push(Impossible { origin, what, first, second });
            }
        }
    }

    /// Returns that stand in several lists once, with what the lists say together.
    fn each_once(&mut self, returns: Vec<Row<'a>>) -> Vec<Row<'a>> {
        let mut kept: Vec<Row<'a>> = Vec::with_capacity(returns.len());
        let mut by_amount: PlHashMap<(String, i64), Vec<usize>> = PlHashMap::default();
        for row in returns {
            let key = (row.returned_no().to_string(), row.amount());
            let alike = by_amount.entry(key).or_default();
            let Some(at) = alike.iter().copied().find(|at| kept[*at].same_return(&row)) else {
                alike.push(kept.len());
                kept.push(row);
                continue;
            };
            let said = |kind| kind != Kind::Unsaid;
            let known = &mut kept[at];
            if said(known.kind) && said(row.kind) && known.kind != row.kind {
                self.differing.push(Differing {
                    origin: row.origin,
                    other: known.origin,
                    number: row.returned_no().to_string(),
                    amount: row.amount(),
                });
            }
            if said(row.kind) && !said(known.kind) {
                known.kind = row.kind;
            }
            known.settled_on = known.day().or(row.day());
            known.reason = fallback(known.reason, row.reason);
            let of = known.origin;
            self.again(&row, of);
        }
        let unsaid = kept.iter().filter(|row| row.kind == Kind::Unsaid);
        self.unsaid = unsaid
            .map(|row| Unsaid {
                origin: row.origin,
                number: row.returned_no().to_string(),
                amount: row.amount(),
            })
            .collect();
        kept
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
            match found {
                Some(at) => self.returned(at, &row),
                None => self.strays.push(stray(&row)),
            }
        }
    }

    fn returned(&mut self, at: usize, row: &Row<'a>) {
        let payment = &mut self.payments[at];
        match row.kind {
            Kind::Passive => payment.returned_passive += row.amount(),
            // Unsaid as well: what may have been given back is paid again only when somebody has decided so.
            _ => payment.returned_active += row.amount(),
        }
        if let (Some(first), Some(second)) = (row.day(), payment.day())
            && first < second
        {
            let (origin, what) = (row.origin, Order::ReturnBeforePayment);
            self.impossible.push(Impossible { origin, what, first, second });
        }
        // What the bank sends back it has tried to settle.
        payment.settled = true;
        payment.returned_on = payment.returned_on.max(row.day());
        if payment.return_reason.is_empty() {
            payment.return_reason = row.reason;
        }
    }
}

/// What the rows of one voucher share: whether it is the bank's number, and the number.
fn number<'a>(row: &Row<'a>) -> (bool, &'a str) {
    if row.pay_no.is_empty() { (true, row.bank_no) } else { (false, row.pay_no) }
}

/// A row that names the bank's number alone belongs to the voucher that another row with this number names.
fn share_numbers(rows: &mut [Row]) {
    let mut by_bank: PlHashMap<(&str, i64), Option<&str>> = PlHashMap::default();
    for row in rows.iter().filter(|row| row.kind.pays()) {
        if !row.bank_no.is_empty() && !row.pay_no.is_empty() {
            let known = by_bank.entry((row.bank_no, row.amount())).or_insert(Some(row.pay_no));
            *known = known.filter(|known| *known == row.pay_no);
        }
    }
    for row in rows.iter_mut().filter(|row| row.kind.pays() && row.pay_no.is_empty()) {
        if let Some(Some(number)) = by_bank.get(&(row.bank_no, row.amount())) {
            row.pay_no = number;
        }
    }
}

fn stray<'a>(row: &Row<'a>) -> Stray<'a> {
    let number = fallback(row.original, fallback(row.pay_no, row.bank_no));
    let amount = row.amount();
    let digest = digest(&[number, row.payee, row.reason, &amount.to_string()]);
    Stray {
        id: format!("R-{digest}"),
        origin: row.origin,
        number,
        payee: row.payee,
        reason: row.reason,
        amount,
        on: row.day(),
    }
}

/// Sixteen hexadecimal digits of what a row says; accounts never take part.
fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize()[..8])
}
