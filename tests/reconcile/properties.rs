//! Whatever is paid, to whom and how often: every fen has one place, and the order of rows changes nothing.

use jiangbu::frame::columns as c;
use proptest::prelude::*;

use super::world::World;

/// Claims of five firms, and payments that fit them or not.
fn world() -> impl Strategy<Value = World> {
    let claims = prop::collection::vec((1..6usize, 1..5i64), 3..12);
    let payments = prop::collection::vec((1..7usize, 1..9i64, 0..4u8, 0..6u8), 0..16);
    (claims, payments).prop_map(|(claims, payments)| {
        let mut w = World::new();
        for (number, (firm, hundreds)) in claims.into_iter().enumerate() {
            w.approve(firm, number + 1, hundreds * 10_000);
        }
        for (at, (firm, hundreds, kind, back)) in payments.into_iter().enumerate() {
            let (no, amount) = (format!("V{at:02}"), format!("{}.00", hundreds * 100));
            match kind {
                0 => w.voucher_to(&no, firm, &amount, "6217999900001111222"),
                _ => w.voucher(&no, firm, &amount),
            }
            if kind != 1 {
                w.settle(&no, &format!("B{at:02}"), &amount);
            }
            match back {
                0 => w.send_back(&no, "26", "2026-06-01", &amount),
                1 => w.send_back(&no, "退款", "2026-06-02", "50.00"),
                _ => {}
            }
        }
        // A list without rows is no list.
        w.voucher("V98", 6, "1.00");
        w
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    #[test]
    fn every_fen_has_one_place_whatever_the_order(mut w in world(), turn in 0..16usize) {
        let first = w.run();
        let parts = [
            c::KEPT, c::IN_FLIGHT, c::UNPAID, c::RETURNED_PASSIVE, c::RETURNED_ACTIVE, c::LAPSED,
            c::CLAWED_BACK,
        ];
        let sum = |column: &str| first.amounts(column).values().sum::<i64>();
        prop_assert_eq!(parts.iter().map(|part| sum(part)).sum::<i64>(), sum(c::APPROVED));
        let (claims, payments) = (first.claims(), first.payments());
        let again = w.run();
        prop_assert_eq!((&again.claims(), &again.payments()), (&claims, &payments));
        for rows in [&mut w.vouchers, &mut w.bank, &mut w.returns] {
            let by = turn.min(rows.len());
            rows.rotate_left(by);
            rows.reverse();
        }
        let turned = w.run();
        prop_assert_eq!((turned.claims(), turned.payments()), (claims, payments));
        for column in parts {
            prop_assert_eq!(turned.amounts(column), first.amounts(column));
        }
    }
}
