//! What is not paid when the year ends: by cause, with what has become of its quota.

use std::collections::BTreeMap;

use jiangbu::frame::columns as c;
use jiangbu::reconcile::approved::fen;

use super::world::{Done, World, claim};

fn world() -> World {
    let mut w = World::new();
    for (firm, fen) in [(1, 10_000), (2, 20_000), (3, 30_000), (4, 40_000), (5, 50_000)] {
        w.approve(firm, 1, fen);
    }
    for (firm, fen) in [(6, 60_000), (7, 70_000), (8, 80_000), (10, 90_000)] {
        w.approve(firm, 1, fen);
    }
    w.voucher("V2", 2, "200.00");
    for (firm, amount) in [(3, "300.00"), (4, "400.00"), (5, "500.00"), (6, "250.00")] {
        w.voucher(&format!("V{firm}"), firm, amount);
        w.settle(&format!("V{firm}"), &format!("B{firm}"), amount);
    }
    for (firm, amount) in [(7, "700.00"), (8, "300.00")] {
        w.voucher(&format!("V{firm}"), firm, amount);
        w.settle(&format!("V{firm}"), &format!("B{firm}"), amount);
    }
    w.send_back("V3", "退票", "2026-06-01", "300.00");
    w.send_back("V4", "主动退款", "2026-06-01", "400.00");
    w.send_back("V5", "退票", "2027-01-05", "500.00");
    w.clawbacks.push(format!("{},虚报,2026-06-01,300.00,2026-04-15,,", claim(8, 1)));
    // 50 is 10 and 40 as well as 20 and 30: a person has to say which.
    for (number, fen) in [(1, 1_000), (2, 2_000), (3, 3_000), (4, 4_000)] {
        w.approve(9, number, fen);
    }
    w.voucher("V9", 9, "50.00");
    w.settle("V9", "B9", "50.00");
    w.voucher_to("V10", 10, "900.00", "6217999900001111222");
    w.settle("V10", "B10", "900.00");
    w
}

type Rows = BTreeMap<String, (String, String, i64, bool)>;

/// Cause, quota, amount and whether it has to be decided, by claim.
fn carried(done: &Done) -> Rows {
    let table = done.table("carry_over");
    let flags = table.column(c::UNDECIDED).expect("a column").bool().expect("flags").clone();
    let (causes, quotas) = (done.texts("carry_over", c::CAUSE), done.texts("carry_over", c::QUOTA));
    let amounts = fen(&table, c::AMOUNT).expect("money");
    let rows = causes.into_iter().zip(quotas).zip(amounts).zip(flags.iter());
    let ids = done.texts("carry_over", c::CLAIM_ID);
    let count = ids.len();
    let rows: Rows = ids
        .into_iter()
        .zip(rows.map(|(((cause, quota), fen), flag)| (cause, quota, fen, flag == Some(true))))
        .collect();
    assert_eq!(rows.len(), count, "one cause for each claim here");
    rows
}

fn expected(rows: &[(usize, usize, &str, &str, i64, bool)]) -> Rows {
    let row = |(firm, number, cause, quota, fen, flag): &(usize, usize, &str, &str, i64, bool)| {
        (claim(*firm, *number), (cause.to_string(), quota.to_string(), *fen, *flag))
    };
    rows.iter().map(row).collect()
}

#[test]
fn what_is_carried_over_and_on_which_quota() {
    let mut w = world();
    w.as_of = "2026-12-01";
    let before = w.run();
    let rows = [
        (1, 1, "unpaid", "open", 10_000, false),
        (2, 1, "in-flight", "open", 20_000, false),
        (3, 1, "returned-passive", "restored", 30_000, false),
        (4, 1, "returned-active", "restored", 40_000, true),
        (6, 1, "unpaid", "open", 35_000, false),
        (8, 1, "unpaid", "open", 50_000, true),
        (9, 1, "unpaid", "open", 1_000, true),
        (9, 2, "unpaid", "open", 2_000, true),
        (9, 3, "unpaid", "open", 3_000, true),
        (9, 4, "unpaid", "open", 4_000, true),
        (10, 1, "unpaid", "open", 90_000, true),
    ];
    assert_eq!(carried(&before), expected(&rows));
    w.as_of = "2027-01-10";
    let after = w.run();
    let mut lapsed: Vec<_> = rows.into_iter().collect();
    lapsed.iter_mut().for_each(|row| row.3 = "lapsed");
    // Only now it has come back: that quota was spent in the year before.
    lapsed.push((5, 1, "returned-passive", "lapsed", 50_000, false));
    assert_eq!(carried(&after), expected(&lapsed));
    for done in [before, after] {
        let columns = [c::UNPAID, c::IN_FLIGHT, c::RETURNED_PASSIVE, c::RETURNED_ACTIVE, c::LAPSED];
        let open: i64 = columns.iter().flat_map(|name| done.amounts(name).into_values()).sum();
        assert_eq!(carried(&done).values().map(|row| row.2).sum::<i64>(), open);
        assert!(done.0.folder.join("workbook.xlsx").is_file());
    }
}
