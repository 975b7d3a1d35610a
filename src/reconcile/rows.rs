//! One row of a payment file: what it says, and whether it tells of a payment or of a return.

use std::borrow::Cow;
use std::cmp::Ordering;

use polars::prelude::*;

use super::approved::plain_account;
use super::records::{DOUBTFUL, Origin, SET_OFF};
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;

/// One row, as it stands.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub origin: Origin,
    pub kind: Kind,
    pub pay_no: &'a str,
    pub original: &'a str,
    pub bank_no: &'a str,
    pub claim: &'a str,
    pub uscc: &'a str,
    pub firm: &'a str,
    pub payee: &'a str,
    pub account: Cow<'a, str>,
    pub ordered: Option<i64>,
    pub settled: Option<i64>,
    pub drawn_on: Option<i32>,
    pub settled_on: Option<i32>,
    pub reason: &'a str,
}

/// What a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Payment,
    SetOff,
    Passive,
    Active,
    /// A return that does not say who sent the money back.
    Unsaid,
    /// Signs of both a payment and a return.
    Unclear,
}

impl Kind {
    pub fn pays(self) -> bool {
        matches!(self, Self::Payment | Self::SetOff)
    }

    /// Whatever column says it: a returned amount, a kind of return or an original voucher make a return.
    fn of(word: &str, original: &str, returned: bool, paid: &[Option<i64>]) -> Self {
        let negative = paid.iter().flatten().any(|fen| *fen < 0);
        let paid = paid.iter().any(Option::is_some);
        match word {
            "被动退回" => Self::Passive,
            "主动退回" => Self::Active,
            _ if !word.is_empty() && (returned || !original.is_empty()) => Self::Unclear,
            "" if !original.is_empty() || (returned && !paid) => Self::Unsaid,
            "" if returned => Self::Unclear,
            _ if negative => Self::Unclear,
            DOUBTFUL => Self::Unclear,
            SET_OFF => Self::SetOff,
            _ => Self::Payment,
        }
    }
}

impl<'a> Row<'a> {
    /// Fen, as written; of returns never below zero, since their lists write them with either sign.
    pub fn amount(&self) -> i64 {
        self.settled.or(self.ordered).unwrap_or(0)
    }

    pub fn day(&self) -> Option<i32> {
        self.settled_on.or(self.drawn_on)
    }

    pub fn is_settled(&self) -> bool {
        self.settled.is_some() || self.settled_on.is_some()
    }

    /// The number of the voucher that a return is of.
    pub fn returned_no(&self) -> &'a str {
        [self.original, self.pay_no, self.bank_no]
            .into_iter()
            .find(|number| !number.is_empty())
            .unwrap_or_default()
    }

    /// A row that names no number and no day shows that money is to be paid, not that it was.
    pub fn is_untraced(&self) -> bool {
        let numbers = [self.pay_no, self.bank_no, self.original];
        self.kind.pays() && numbers.iter().all(|no| no.is_empty()) && self.day().is_none()
    }

    /// Takes away what came after a day. False where nothing of the row had happened.
    pub fn on(&mut self, as_of: i32) -> bool {
        let after = |day: Option<i32>| day.is_some_and(|day| day > as_of);
        if !self.kind.pays() {
            return !after(self.day());
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
    pub fn compare(&self, other: &Self) -> Ordering {
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

    /// How many cells tell whom and what it is about.
    pub fn filled(&self) -> usize {
        let account = self.account.as_ref();
        let texts = [self.bank_no, self.claim, self.uscc, self.firm, self.payee, account];
        texts.iter().filter(|text| !text.is_empty()).count()
    }

    pub fn same_payee(&self, other: &Self) -> bool {
        agree(&self.account, &other.account) && agree(self.bank_no, other.bank_no)
    }

    /// Whether two rows of one voucher are one record, kept in two lists: nothing that both say differs.
    pub fn same_record(&self, other: &Self) -> bool {
        let texts = [
            (self.uscc, other.uscc),
            (self.claim, other.claim),
            (self.firm, other.firm),
            (self.payee, other.payee),
        ];
        self.amount() == other.amount()
            && self.same_payee(other)
            && texts.iter().all(|(a, b)| agree(a, b))
            && agree_days(self.drawn_on, other.drawn_on)
            && agree_days(self.settled_on, other.settled_on)
    }

    /// Whether two rows tell of one return of one voucher.
    pub fn same_return(&self, other: &Self) -> bool {
        let number = self.returned_no();
        !number.is_empty()
            && number == other.returned_no()
            && self.amount() == other.amount()
            && agree_days(self.day(), other.day())
            && agree(self.bank_no, other.bank_no)
            && agree(&self.account, &other.account)
    }
}

fn agree(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a == b
}

fn agree_days(a: Option<i32>, b: Option<i32>) -> bool {
    a.is_none() || b.is_none() || a == b
}

pub(super) fn fallback<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// The rows of the table of `PAYMENT_FIELDS`.
pub(super) fn rows(table: &DataFrame) -> PolarsResult<Vec<Row<'_>>> {
    let text = |name| texts(table, name);
    let (numbers, originals, bank) = (text(c::PAY_NO)?, text(c::ORIGINAL_NO)?, text(c::BANK_NO)?);
    let (kinds, claims, codes) = (text(c::RECORD_KIND)?, text(c::CLAIM_ID)?, text(c::USCC)?);
    let (firms, payees, actual) =
        (text(c::FIRM_NAME)?, text(c::PAYEE_NAME)?, text(c::ACTUAL_NAME)?);
    let (accounts, actual_accounts) = (text(c::PAYEE_ACCOUNT)?, text(c::ACTUAL_ACCOUNT)?);
    let reasons = text(c::RETURN_REASON)?;
    let money = |name| optional_ints(table, name);
    let (ordered, settled, returned) =
        (money(c::PAY_AMOUNT)?, money(c::SETTLED_AMOUNT)?, money(c::RETURNED_AMOUNT)?);
    let day = |name| days(table, name);
    let (drawn_on, settled_on, returned_on) =
        (day(c::VOUCHER_ON)?, day(c::SETTLED_ON)?, day(c::RETURNED_ON)?);
    let (sources, lines) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let row = |at: usize| {
        let back = returned[at].filter(|fen| *fen != 0);
        let paid = [ordered[at], settled[at]];
        let mut row = Row {
            origin: (sources[at], lines[at]),
            kind: Kind::of(kinds[at], originals[at], back.is_some(), &paid),
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
        if !row.kind.pays() {
            row.settled = back.or(row.settled).or(row.ordered).map(i64::saturating_abs);
            row.settled_on = returned_on[at].or(row.settled_on);
        }
        row
    };
    Ok((0..table.height()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_known_by_any_of_its_signs() {
        let paid = [Some(100), None];
        let of = |word, original, returned, paid: &[Option<i64>]| {
            Kind::of(word, original, returned, paid)
        };
        assert_eq!(of("", "", false, &paid), Kind::Payment);
        assert_eq!(of("支付", "", false, &paid), Kind::Payment);
        assert_eq!(of("抵扣", "", false, &paid), Kind::SetOff);
        assert_eq!(of("被动退回", "", false, &paid), Kind::Passive);
        assert_eq!(of("主动退回", "V1", true, &[None]), Kind::Active);
        assert_eq!(of("", "V1", false, &paid), Kind::Unsaid);
        assert_eq!(of("", "", true, &[None, None]), Kind::Unsaid);
        // Both at once, or a word against the rest: nobody can tell.
        assert_eq!(of("", "", true, &paid), Kind::Unclear);
        assert_eq!(of("支付", "V1", false, &paid), Kind::Unclear);
        assert_eq!(of("支付", "", true, &[None]), Kind::Unclear);
        assert_eq!(of("", "", false, &[Some(-100)]), Kind::Unclear);
        assert_eq!(of("存疑", "", false, &paid), Kind::Unclear);
    }
}
