//! Any payments against any claims, without files: every fen has one place, the order of rows changes nothing, the same
//! question has the same answer. Many more cases than whole runs could bear; `properties` runs a few through files.

use jiangbu::frame::build::{Datum, Row, table, with_origin};
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::{ATTRIBUTION_FIELDS, CLAWBACK_FIELDS, Field, PAYMENT_FIELDS, find};
use jiangbu::frame::output::yuan_column;
use jiangbu::reconcile::attribution::Attributions;
use jiangbu::reconcile::check::{Totals, check, totals};
use jiangbu::reconcile::clawback::Clawbacks;
use jiangbu::reconcile::outcome::{ClaimOutcome, PaymentOutcome};
use jiangbu::reconcile::{Approved, Records, State, Today, reconcile, settings};
use polars::prelude::*;
use proptest::prelude::*;

use super::ledger::day;
use super::world::{account, claim, name};
use crate::runs::pipelines::code;

/// Claims as firm and fen, rows of payment files, orders to pay back, the day.
#[derive(Clone, Debug)]
pub struct Case {
    pub claims: Vec<(usize, i64)>,
    pub rows: Vec<Row>,
    pub orders: Vec<Row>,
    pub as_of: &'static str,
}

/// One payment as drawn: firm, hundreds of yuan, how it is written down, what came back.
type Drawn = (usize, i64, u8, u8);

pub fn row(known: &'static [Field], cells: &[(&str, Datum)]) -> Row {
    let cell = |(name, datum): &(&str, Datum)| {
        (find(known, name).unwrap_or_else(|| panic!("{name}")), datum.clone())
    };
    cells.iter().map(cell).collect()
}

pub fn text(value: impl ToString) -> Datum {
    Datum::Text(value.to_string())
}

pub fn date(value: &str) -> Datum {
    Datum::Date(day(value))
}

fn rows_of(at: usize, (firm, hundreds, kind, back): Drawn, claims: usize) -> Vec<Row> {
    let (no, bank, fen) = (format!("V{at:02}"), format!("B{at:02}"), hundreds * 10_000);
    let mut voucher = vec![
        (c::PAY_NO, text(&no)),
        (c::VOUCHER_ON, date("2026-04-10")),
        (c::PAYEE_NAME, text(name(firm))),
        (c::PAY_AMOUNT, Datum::Int(fen)),
    ];
    match kind {
        // By name alone, by the claim, to another account, as the approval has it.
        0 => voucher.push((c::PAYEE_ACCOUNT, text(account(firm)))),
        1 => voucher.push((c::CLAIM_ID, text(claim(firm, 1 + at % claims)))),
        2 => {
            voucher.push((c::USCC, text(code(firm))));
            voucher.push((c::PAYEE_ACCOUNT, text("6217999900001111222")));
        }
        _ => {
            voucher.push((c::USCC, text(code(firm))));
            voucher.push((c::PAYEE_ACCOUNT, text(account(firm))));
        }
    }
    let settled = [(c::SETTLED_ON, date("2026-04-15")), (c::SETTLED_AMOUNT, Datum::Int(fen))];
    let mut out = Vec::new();
    match kind {
        // Never settled; voucher and receipt in one row, twice; a row for each.
        3 => out.push(row(PAYMENT_FIELDS, &voucher)),
        4 => {
            voucher.extend(settled);
            out.extend(vec![row(PAYMENT_FIELDS, &voucher); 2]);
        }
        _ => {
            out.push(row(PAYMENT_FIELDS, &voucher));
            let mut receipt = vec![(c::PAY_NO, text(&no)), (c::BANK_NO, text(bank))];
            receipt.extend(settled);
            out.push(row(PAYMENT_FIELDS, &receipt));
        }
    }
    let mut send_back = |word: &str, on: &str, fen: i64| {
        let cells = [
            (c::ORIGINAL_NO, text(&no)),
            (c::RECORD_KIND, text(word)),
            (c::SETTLED_ON, date(on)),
            (c::SETTLED_AMOUNT, Datum::Int(fen)),
        ];
        out.push(row(PAYMENT_FIELDS, &cells));
    };
    match back {
        0 => send_back("被动退回", "2026-06-01", fen),
        1 => send_back("主动退回", "2026-06-02", 5_000),
        2 => send_back("被动退回", "2027-01-10", fen),
        3 => {
            send_back("主动退回", "2026-06-02", fen / 2);
            send_back("被动退回", "2027-01-11", fen - fen / 2);
        }
        // More than was paid: no payment it could be for.
        4 => send_back("被动退回", "2026-06-03", fen + 1),
        _ => {}
    }
    out
}

fn case() -> impl Strategy<Value = Case> {
    let claims = prop::collection::vec((1..6usize, 1..5i64), 1..12);
    let payments = prop::collection::vec((1..7usize, 1..9i64, 0..7u8, 0..12u8), 0..16);
    let orders = prop::collection::vec((1..6usize, 1..12usize, 1..5i64), 0..3);
    let as_of = prop::sample::select(vec!["2026-05-01", "2026-12-31", "2027-02-01"]);
    (claims, payments, orders, as_of).prop_map(|(claims, payments, orders, as_of)| {
        let claims: Vec<(usize, i64)> =
            claims.into_iter().map(|(firm, hundreds)| (firm, hundreds * 10_000)).collect();
        let drawn = payments.into_iter().enumerate();
        let rows = drawn.flat_map(|(at, drawn)| rows_of(at, drawn, claims.len())).collect();
        let order = |(firm, number, hundreds): (usize, usize, i64)| {
            let cells = [
                (c::CLAIM_ID, text(claim(firm, number))),
                (c::DECIDED_ON, date("2026-04-20")),
                (c::PRINCIPAL, Datum::Int(hundreds * 10_000)),
            ];
            row(CLAWBACK_FIELDS, &cells)
        };
        let orders = orders.into_iter().map(order).collect();
        Case { claims, rows, orders, as_of }
    })
}

fn with_rows(known: &'static [Field], rows: &[Row]) -> DataFrame {
    let fields: Vec<&'static Field> = known.iter().collect();
    with_origin(table(&fields, rows).expect("a table"), 0).expect("a table")
}

/// All that is found out, by names that do not depend on the order of rows.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub claims: Vec<(String, ClaimOutcome)>,
    payments: Vec<(String, PaymentOutcome)>,
    strays: Vec<(String, i64)>,
    totals: Totals,
    pub broken: Vec<String>,
}

pub fn found(case: &Case) -> Found {
    let texts = |name: &str, of: &dyn Fn(usize) -> String| {
        Column::new(name.into(), (0..case.claims.len()).map(of).collect::<Vec<_>>())
    };
    let amounts: Vec<i64> = case.claims.iter().map(|claim| claim.1).collect();
    let firm = |at: usize| case.claims[at].0;
    let columns = vec![
        texts(c::CLAIM_ID, &|at| claim(firm(at), at + 1)),
        texts(c::USCC, &|at| code(firm(at))),
        texts(c::FIRM_NAME, &|at| name(firm(at))),
        texts(c::MEASURE, &|_| "m2".into()),
        texts(c::CLAUSE, &|_| "二".into()),
        texts(c::ITEM, &|at| at.to_string()),
        yuan_column(c::PAYABLE, &amounts),
    ];
    let claims = DataFrame::new(case.claims.len(), columns).expect("claims");
    let columns =
        vec![texts(c::USCC, &|at| code(firm(at))), texts(c::ACCOUNT, &|at| account(firm(at)))];
    let payees = DataFrame::new(case.claims.len(), columns).expect("payees");
    let approved = Approved::read(&claims, Some(&payees)).expect("approved");
    let since = |text: &str| jiangbu::domain::date::to_epoch_days(day(text));
    let today = Today { as_of: since(case.as_of), approved_on: since("2026-03-31"), year: 2026 };
    let payments = with_rows(PAYMENT_FIELDS, &case.rows);
    let records = Records::read(&payments, today.as_of).expect("records");
    let settings = settings::load("pipelines/reconcile.toml".as_ref()).expect("settings");
    let nowhere = |_, _| jiangbu::diag::Place::Nowhere;
    let decisions = with_rows(ATTRIBUTION_FIELDS, &[]);
    let (decisions, _) = Attributions::read(&decisions, &approved, nowhere).expect("decisions");
    let orders = with_rows(CLAWBACK_FIELDS, &case.orders);
    let given = (&settings, today.as_of);
    let (orders, _) = Clawbacks::read(&orders, &approved, given, nowhere).expect("orders");
    let outcome =
        reconcile(&approved, &records, &decisions, &orders, &settings, today).expect("outcome");
    let stated = amounts.iter().map(|fen| i128::from(*fen)).sum();
    let broken = check(&approved, &records, &outcome, Some(stated));
    let mut payments: Vec<(String, PaymentOutcome)> = (records.payments.iter())
        .zip(&outcome.payments)
        .map(|(payment, out)| (payment.id.clone(), out.clone()))
        .collect();
    payments.sort_by(|a, b| a.0.cmp(&b.0));
    let mut strays: Vec<(String, i64)> =
        records.strays.iter().map(|stray| (stray.id.clone(), stray.amount)).collect();
    strays.sort();
    Found {
        claims: approved
            .claim
            .iter()
            .map(ToString::to_string)
            .zip(outcome.claims.clone())
            .collect(),
        payments,
        strays,
        totals: totals(&approved, &records, &outcome),
        broken: broken.iter().map(|fault| format!("{fault:?}")).collect(),
    }
}

/// Where the approved fen of a claim may be, and nowhere else.
fn places(claim: &ClaimOutcome) -> [i64; 7] {
    let back = [claim.returned_passive, claim.returned_active];
    [claim.kept, claim.clawed_back, claim.in_flight, claim.unpaid, claim.lapsed, back[0], back[1]]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_fen_has_one_place_in_any_order(case in case(), turn in 0..32usize) {
        let first = found(&case);
        prop_assert_eq!(&first.broken, &Vec::<String>::new());
        // Approved is the sum over the states, claim by claim and over all.
        let approved: i64 = case.claims.iter().map(|claim| claim.1).sum();
        let mut by_state = vec![0i64; State::ALL.len()];
        for (id, claim) in &first.claims {
            prop_assert_eq!(places(claim).iter().sum::<i64>(), claim.approved, "{}", id);
            prop_assert!(places(claim).iter().all(|fen| *fen >= 0), "{id}: {claim:?}");
            by_state[claim.state.expect("a state") as usize] += claim.approved;
        }
        prop_assert_eq!(by_state.iter().sum::<i64>(), approved);
        // After the year nothing is open any more, before it nothing lapses but what came back across years.
        let over = case.as_of > "2026-12-31";
        let open = |claim: &ClaimOutcome| claim.outstanding();
        prop_assert!(!over || first.claims.iter().all(|(_, claim)| open(claim) == 0));
        prop_assert!(over || first.claims.iter().all(|(_, claim)| claim.lapsed == 0));
        // The same again, and with the rows in another order.
        prop_assert_eq!(&found(&case), &first);
        let mut turned = case.clone();
        let by = turn.min(turned.rows.len());
        turned.rows.rotate_left(by);
        if turn % 2 == 0 {
            turned.rows.reverse();
        }
        turned.orders.reverse();
        prop_assert_eq!(&found(&turned), &first);
    }
}
