//! Every state once, with its truth; and nothing else is found.

use std::collections::BTreeMap;

use jiangbu::diag::{Failure, Lang};
use jiangbu::frame::columns as c;
use jiangbu::report::model::reconcile::document;
use jiangbu::report::words::Words;

use super::world::{World, account, claim, name};
use crate::runs::pipelines::{jiangbu, said};

/// State by claim, and states by voucher.
type Truth = (BTreeMap<String, String>, BTreeMap<String, Vec<String>>);

/// One firm for each state, with the truth.
pub fn planted() -> (World, Truth) {
    let mut w = World::new();
    let mut claims = BTreeMap::new();
    let mut payments: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut truth = |w: &mut World, firm: usize, number: usize, fen: i64, state: &str| {
        w.approve(firm, number, fen);
        claims.insert(claim(firm, number), state.to_string());
    };
    let mut paid = |no: &str, states: &[&str]| {
        payments.insert(no.to_string(), states.iter().map(ToString::to_string).collect());
    };
    truth(&mut w, 1, 1, 10_000, "paid");
    w.voucher("V01", 1, "100.00");
    w.voucher("V01", 1, "100.00");
    w.settle("V01", "B01", "100.00");
    paid("V01", &["paid"]);
    truth(&mut w, 2, 1, 20_000, "vouchered");
    w.voucher("V02", 2, "200.00");
    paid("V02", &["vouchered"]);
    truth(&mut w, 3, 1, 30_000, "not-paid");
    truth(&mut w, 4, 1, 40_000, "part-paid");
    w.voucher("V04", 4, "150.00");
    w.settle("V04", "B04", "150.00");
    paid("V04", &["part-paid"]);
    truth(&mut w, 5, 1, 50_000, "over-paid");
    w.voucher("V05", 5, "550.00");
    w.settle("V05", "B05", "550.00");
    paid("V05", &["over-paid"]);
    truth(&mut w, 6, 1, 60_000, "paid-twice");
    for (no, bank) in [("V06", "B06"), ("V06b", "B06b")] {
        w.voucher(no, 6, "600.00");
        w.settle(no, bank, "600.00");
    }
    paid("V06", &["paid"]);
    paid("V06b", &["paid-twice"]);
    truth(&mut w, 7, 1, 70_000, "other-payee");
    w.voucher_to("V07", 7, "700.00", "6217999900001111222");
    w.settle("V07", "B07", "700.00");
    paid("V07", &["other-payee"]);
    // Refused: nothing payable, and yet paid.
    w.approve(8, 1, 0);
    w.voucher("V08", 8, "80.00");
    w.settle("V08", "B08", "80.00");
    paid("V08", &["not-approved"]);
    truth(&mut w, 9, 1, 90_000, "returned-passive");
    w.voucher("V09", 9, "900.00");
    w.settle("V09", "B09", "900.00");
    w.send_back("V09", "34", "2026-04-20", "900.00");
    paid("V09", &["returned-passive"]);
    truth(&mut w, 10, 1, 100_000, "returned-active");
    w.voucher("V10", 10, "1000.00");
    w.settle("V10", "B10", "1000.00");
    w.send_back("V10", "主动退款", "2026-05-20", "1000.00");
    paid("V10", &["returned-active"]);
    truth(&mut w, 11, 1, 110_000, "paid-again");
    for (no, bank) in [("V11", "B11"), ("V11b", "B11b")] {
        w.voucher(no, 11, "1100.00");
        w.settle(no, bank, "1100.00");
    }
    w.send_back("V11", "退票", "2026-04-20", "1100.00");
    paid("V11", &["returned-passive"]);
    paid("V11b", &["paid-again"]);
    truth(&mut w, 12, 1, 120_000, "ordered-back");
    w.voucher("V12", 12, "1200.00");
    w.settle("V12", "B12", "1200.00");
    w.clawbacks
        .push(format!("{},虚报,2026-06-01,1200.00,2026-04-15,500.00,2026-07-01", claim(12, 1)));
    paid("V12", &["paid"]);
    for (number, fen) in [(1, 13_000), (2, 13_100), (3, 13_200)] {
        truth(&mut w, 13, number, fen, "paid");
    }
    w.voucher("V13", 13, "393.00");
    w.settle("V13", "B13", "393.00");
    paid("V13", &["paid"]);
    truth(&mut w, 14, 1, 140_000, "paid");
    truth(&mut w, 14, 2, 9_900, "not-paid");
    for (no, bank, amount) in [("V14", "B14", "600.00"), ("V14b", "B14b", "800.00")] {
        w.voucher(no, 14, amount);
        w.settle(no, bank, amount);
        paid(no, &["paid"]);
    }
    // 50 is 10 and 40 as well as 20 and 30.
    for (number, fen) in [(1, 1_000), (2, 2_000), (3, 3_000), (4, 4_000)] {
        truth(&mut w, 15, number, fen, "not-paid");
    }
    w.voucher("V15", 15, "50.00");
    w.settle("V15", "B15", "50.00");
    paid("V15", &["in-review"]);
    // A name alone asks a person, a name with the approved account does not.
    truth(&mut w, 16, 1, 160_000, "not-paid");
    w.vouchers.push(format!("V16,2026-04-10,,,{},,1600.00", name(16)));
    w.settle("V16", "B16", "1600.00");
    paid("V16", &["in-review"]);
    truth(&mut w, 17, 1, 170_000, "paid");
    w.vouchers.push(format!("V17,2026-04-10,,,{},{},1700.00", name(17), account(17)));
    w.settle("V17", "B17", "1700.00");
    paid("V17", &["paid"]);
    w.send_back("V99", "26", "2026-04-20", "5.00");
    paid("V99", &["stray-return"]);
    // The row of V01 that stands twice has no number of its own in the table.
    paid("", &["repeated"]);
    let claims = claims
        .into_iter()
        .map(|(id, state)| (id, if state == "ordered-back" { "clawed-back".into() } else { state }))
        .collect();
    (w, (claims, payments))
}

#[test]
fn every_planted_state_is_found_and_nothing_else() {
    let (world, (claims, payments)) = planted();
    let done = world.run();
    assert_eq!(done.claims(), claims);
    assert_eq!(done.payments(), payments);
}

#[test]
fn amounts_go_where_they_belong() {
    let (world, ..) = planted();
    let done = world.run();
    let of = |column: &str, firm: usize| done.amounts(column)[&claim(firm, 1)];
    assert_eq!((of(c::KEPT, 4), of(c::UNPAID, 4)), (15_000, 25_000));
    assert_eq!((of(c::KEPT, 5), of(c::EXCESS, 5)), (50_000, 5_000));
    assert_eq!((of(c::KEPT, 6), of(c::EXCESS, 6)), (60_000, 60_000));
    assert_eq!((of(c::UNPAID, 7), of(c::MISDIRECTED, 7)), (70_000, 70_000));
    assert_eq!((of(c::KEPT, 12), of(c::CLAWED_BACK, 12)), (0, 120_000));
    let parts = [
        c::KEPT,
        c::IN_FLIGHT,
        c::UNPAID,
        c::RETURNED_PASSIVE,
        c::RETURNED_ACTIVE,
        c::LAPSED,
        c::CLAWED_BACK,
    ];
    for (id, approved) in done.amounts(c::APPROVED) {
        let sum: i64 = parts.iter().map(|part| done.amounts(part)[&id]).sum();
        assert_eq!(sum, approved, "{id}");
    }
}

#[test]
fn before_its_time_a_claim_is_planned_and_after_the_year_it_has_lapsed() {
    let mut w = World::new();
    w.approve(1, 1, 10_000);
    w.approve(2, 1, 20_000);
    w.approve(3, 1, 30_000);
    w.voucher("V2", 2, "200.00");
    w.voucher("V3", 3, "300.00");
    w.settle("V3", "B3", "300.00");
    let state = |w: &World, firm| w.run().claims()[&claim(firm, 1)].clone();
    w.as_of = "2026-05-30";
    assert_eq!(state(&w, 1), "planned");
    w.as_of = "2026-05-31";
    assert_eq!(state(&w, 1), "not-paid");
    w.as_of = "2026-12-31";
    assert_eq!(state(&w, 2), "vouchered");
    w.as_of = "2027-01-01";
    assert_eq!(
        (state(&w, 1), state(&w, 2), state(&w, 3)),
        ("lapsed".into(), "lapsed".into(), "paid".into())
    );
    // Sent back in the next year: that quota is gone, in the year of the payment it comes back.
    w.send_back("V3", "26", "2027-02-01", "300.00");
    w.as_of = "2027-03-01";
    assert_eq!(w.run().amounts(c::LAPSED)[&claim(3, 1)], 30_000);
    w.returns.clear();
    w.send_back("V3", "26", "2026-06-01", "300.00");
    w.as_of = "2026-07-01";
    assert_eq!(w.run().amounts(c::RETURNED_PASSIVE)[&claim(3, 1)], 30_000);
}

#[test]
fn decisions_are_read_back_and_hold_while_nothing_changes() {
    let (mut w, ..) = planted();
    let first = w.run();
    let (ids, evidence) =
        (first.texts("attributions", c::FINDING_ID), first.texts("attributions", c::EVIDENCE));
    let numbers = first.texts("attributions", c::PAY_NO);
    let at = numbers.iter().position(|no| no == "V15").expect("V15 is in doubt");
    let row = format!(
        "{},{},{}、{},依据拨付通知,张三,2026-11-01",
        ids[at],
        evidence[at],
        claim(15, 1),
        claim(15, 4)
    );
    let head = "疑点编号,证据指纹,申报项编号,认定理由,决定人,决定日期";
    let path = w.path("decided.csv");
    std::fs::write(&path, format!("{head}\n{row}\n")).expect("written");
    w.decisions.push(path);
    let second = w.run();
    assert_eq!(second.claims()[&claim(15, 1)], "paid");
    assert_eq!(second.claims()[&claim(15, 2)], "not-paid");
    assert_eq!(second.claims()[&claim(15, 4)], "paid");
    assert_eq!(second.payments()["V15"], ["paid"]);
    // The payment becomes another one: the decision no longer holds, and that is said.
    w.bank
        .iter_mut()
        .filter(|row| row.starts_with("V15"))
        .for_each(|row| *row = row.replace("50.00", "49.00"));
    let third = w.run();
    assert_eq!(third.payments()["V15"], ["in-review"]);
    assert!(third.0.findings.iter().any(|finding| finding.code.id == "R423"));
}

#[test]
fn accounts_appear_nowhere_in_full() {
    let (world, ..) = planted();
    let done = world.run();
    let mut shown = 0;
    for table in
        ["reconciled_claims", "reconciled_payments", "attributions", "findings", "quarantine"]
    {
        for column in done.table(table).columns() {
            let Ok(texts) = column.str() else { continue };
            for text in texts.iter().flatten() {
                assert!(
                    !text.contains("6217000011112222") && !text.contains("6217999900001111"),
                    "{table}: {text}"
                );
                shown += usize::from(text.starts_with("****"));
            }
        }
    }
    assert!(shown > 10, "masked accounts are shown");
}

#[test]
fn the_report_has_words_for_everything() {
    let (world, ..) = planted();
    let done = world.run();
    for lang in [Lang::Zh, Lang::En] {
        let document = document(&done.0.facts, &Words::built_in(lang));
        let text = serde_json::to_string(&document).expect("a tree");
        assert!(!text.contains('⟦'), "{lang:?}: {text}");
        for firm in [5, 6, 7] {
            assert!(text.contains(&name(firm)), "{lang:?} does not list {firm}");
        }
        let first = text.find(r#""plot":"waterfall""#).expect("the bridge");
        assert!(text[first..].contains("\"total\":true"));
    }
}

#[test]
fn a_total_that_is_not_that_of_its_rows_ends_with_3_and_says_where() {
    let (mut w, ..) = planted();
    w.vouchers.push("合计,,,,,,999999.00".into());
    assert!(matches!(w.try_run(), Err(Failure::Unbalanced(_))));
    let files = ["vouchers.csv", "bank.csv", "returns.csv"].map(|name| w.path(name));
    let mut command = jiangbu(&["reconcile", "--as-of", "2026-10-30", "--payments"]);
    let output =
        command.args(files).arg("--out").arg(w.path("cli")).arg("--").arg(w.path("run-001"));
    let output = output.output().expect("the program");
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("vouchers.csv") && said(&output).contains("999,999.00"));
    assert!(!w.path("cli").join("run-001-reconciled-001").exists());
    // With the right sum it passes, and there is something for a person to look at.
    w.vouchers.pop();
    w.write();
    let mut command = jiangbu(&["reconcile", "--as-of", "2026-10-30", "--payments"]);
    let files = ["vouchers.csv", "bank.csv", "returns.csv"].map(|name| w.path(name));
    let output =
        command.args(files).arg("--out").arg(w.path("cli")).arg("--").arg(w.path("run-001"));
    let output = output.output().expect("the program");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    for name in ["workbook.xlsx", "report.html", "report.pdf"] {
        assert!(w.path("cli").join("run-001-reconciled-001").join(name).is_file(), "{name}");
    }
}

#[test]
fn a_run_whose_tables_were_altered_does_not_balance() {
    let (world, ..) = planted();
    world.write();
    let path = world.path("run-001/manifest.json");
    let manifest = std::fs::read_to_string(&path).expect("a manifest");
    let (before, after) = manifest.split_once("\"payable\":\"").expect("the total");
    std::fs::write(&path, format!("{before}\"payable\":\"1{after}")).expect("written");
    let mut command = jiangbu(&["reconcile", "--as-of", "2026-10-30", "--payments"]);
    command.arg(world.path("vouchers.csv")).arg("--").arg(world.path("run-001"));
    let output = command.output().expect("the program");
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("R407"), "{}", said(&output));
}
