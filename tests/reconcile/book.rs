//! Payments drawn by chance against a book kept beside them: what each claim has got follows from what was done, not from
//! any rule of the program. Records stand in one list or in two, whole or with cells left out.

use jiangbu::frame::build::{Datum, Row};
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::PAYMENT_FIELDS;
use proptest::prelude::*;

use super::in_memory::{Case, date, found, row, text};
use super::world::{account, name};
use crate::runs::pipelines::code;

/// What is done about one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Nothing,
    Vouchered,
    Paid,
    /// Two vouchers of different amounts.
    Split,
    /// The bank sends it back, and it stays back or is paid again.
    Bounced,
    PaidAgain,
    /// The payee gives back a part.
    GivenBack,
    /// The same once more.
    Twice,
    /// With others of its firm in one voucher.
    Merged,
}

/// What the book holds of one claim, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Page {
    kept: i64,
    in_flight: i64,
    unpaid: i64,
    passive: i64,
    active: i64,
    excess: i64,
}

/// Rows as three offices would write them, with what was drawn for each copy.
struct Clerk {
    rows: Vec<Row>,
    copies: Vec<u8>,
    number: usize,
}

impl Clerk {
    /// The next draw of how a record stands in the lists: once, twice, or once more with cells left out.
    fn write(&mut self, cells: &[(&str, Datum)], left_out: &[&str]) {
        let draw = self.copies[self.rows.len() % self.copies.len()];
        self.rows.push(row(PAYMENT_FIELDS, cells));
        let less: Vec<(&str, Datum)> =
            cells.iter().filter(|(name, _)| !left_out.contains(name)).cloned().collect();
        match draw {
            0 => self.rows.push(row(PAYMENT_FIELDS, cells)),
            1 => self.rows.push(row(PAYMENT_FIELDS, &less)),
            _ => {}
        }
    }

    fn voucher(&mut self, firm: usize, fen: i64, day: &str) -> String {
        self.number += 1;
        let no = format!("V{:03}", self.number);
        let cells = [
            (c::PAY_NO, text(&no)),
            (c::VOUCHER_ON, date(day)),
            (c::PAYEE_NAME, text(name(firm))),
            (c::USCC, text(code(firm))),
            (c::PAYEE_ACCOUNT, text(account(firm))),
            (c::PAY_AMOUNT, Datum::Int(fen)),
        ];
        self.write(&cells, &[c::PAYEE_NAME, c::PAYEE_ACCOUNT]);
        no
    }

    fn pay(&mut self, firm: usize, fen: i64, day: &str) -> String {
        let no = self.voucher(firm, fen, day);
        let cells = [
            (c::PAY_NO, text(&no)),
            (c::BANK_NO, text(no.replace('V', "B"))),
            (c::SETTLED_ON, date(day)),
            (c::SETTLED_AMOUNT, Datum::Int(fen)),
        ];
        self.write(&cells, &[c::BANK_NO]);
        no
    }

    fn back(&mut self, no: &str, kind: &str, fen: i64, day: &str) {
        let cells = [
            (c::ORIGINAL_NO, text(no)),
            (c::RECORD_KIND, text(kind)),
            (c::RETURNED_ON, date(day)),
            (c::RETURNED_AMOUNT, Datum::Int(fen)),
            (c::RETURN_REASON, text("户名不符")),
        ];
        self.write(&cells, &[c::RETURN_REASON, c::RETURNED_ON]);
    }
}

/// Does what was drawn, and keeps the book of it.
fn done(clerk: &mut Clerk, firm: usize, fen: i64, what: Done) -> Page {
    let unpaid = Page { unpaid: fen, ..Page::default() };
    let kept = Page { kept: fen, ..Page::default() };
    let part = fen / 3 + 1;
    match what {
        Done::Nothing | Done::Merged => unpaid,
        Done::Vouchered => {
            clerk.voucher(firm, fen, "2026-04-10");
            Page { in_flight: fen, ..Page::default() }
        }
        Done::Paid => {
            clerk.pay(firm, fen, "2026-04-10");
            kept
        }
        Done::Split => {
            clerk.pay(firm, part, "2026-04-10");
            clerk.pay(firm, fen - part, "2026-04-11");
            kept
        }
        Done::Bounced | Done::PaidAgain => {
            let no = clerk.pay(firm, fen, "2026-04-10");
            clerk.back(&no, "被动退回", fen, "2026-04-20");
            if what == Done::Bounced {
                return Page { passive: fen, ..Page::default() };
            }
            clerk.pay(firm, fen, "2026-05-10");
            kept
        }
        Done::GivenBack => {
            let no = clerk.pay(firm, fen, "2026-04-10");
            clerk.back(&no, "主动退回", part, "2026-06-20");
            Page { kept: fen - part, active: part, ..Page::default() }
        }
        Done::Twice => {
            clerk.pay(firm, fen, "2026-04-10");
            clerk.pay(firm, fen, "2026-04-12");
            Page { excess: fen, ..kept }
        }
    }
}

/// Amounts of which no two sums are equal, nor any part of one to another.
fn amount(at: usize) -> i64 {
    1_000_003 * 4i64.pow(at as u32) + 17 * at as i64
}

fn drawn() -> impl Strategy<Value = (Vec<Vec<Done>>, Vec<u8>)> {
    let what = prop::sample::select(vec![
        Done::Nothing,
        Done::Vouchered,
        Done::Paid,
        Done::Split,
        Done::Bounced,
        Done::PaidAgain,
        Done::GivenBack,
        Done::Merged,
        Done::Merged,
        Done::Twice,
    ]);
    let firm = prop::collection::vec(what, 1..5);
    let firms = prop::collection::vec(firm, 1..6).prop_map(|firms| {
        let firm = |mut claims: Vec<Done>| {
            // One voucher for a single claim is no merged one.
            if claims.iter().filter(|what| **what == Done::Merged).count() < 2 {
                claims.iter_mut().filter(|w| **w == Done::Merged).for_each(|w| *w = Done::Nothing);
            }
            claims
        };
        firms.into_iter().map(firm).collect()
    });
    (firms, prop::collection::vec(0..4u8, 1..9))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_claim_has_what_the_book_says((firms, copies) in drawn(), turn in 0..64usize) {
        let mut clerk = Clerk { rows: Vec::new(), copies, number: 0 };
        let (mut claims, mut book) = (Vec::new(), Vec::new());
        for (firm, whats) in firms.iter().enumerate() {
            let mut merged = 0;
            for (at, what) in whats.iter().enumerate() {
                let fen = amount(at);
                claims.push((firm + 1, fen));
                let page = done(&mut clerk, firm + 1, fen, *what);
                merged += if *what == Done::Merged { fen } else { 0 };
                book.push(if *what == Done::Merged { Page { kept: fen, ..Page::default() } } else { page });
            }
            if merged > 0 {
                clerk.pay(firm + 1, merged, "2026-04-10");
            }
        }
        let mut rows = clerk.rows;
        if !rows.is_empty() {
            let by = turn % rows.len();
            rows.rotate_left(by);
        }
        let case = Case { claims, rows, orders: Vec::new(), as_of: "2026-10-30" };
        let out = found(&case);
        prop_assert_eq!(&out.broken, &Vec::<String>::new());
        for (number, page) in book.iter().enumerate() {
            let id = super::world::claim(case.claims[number].0, number + 1);
            let claim = &out.claims.iter().find(|(known, _)| *known == id).expect("the claim").1;
            let own = Page {
                kept: claim.kept,
                in_flight: claim.in_flight,
                unpaid: claim.unpaid,
                passive: claim.returned_passive,
                active: claim.returned_active,
                excess: claim.excess,
            };
            let what = firms.iter().flatten().nth(number);
            prop_assert_eq!(&own, page, "{} {:?}", id, what);
        }
    }
}
