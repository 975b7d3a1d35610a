//! Withdrawn, refused, given up, cut, held and paid are what was filed, whatever happens to claims; and what one applicant
//! gives up changes nobody else's amount. What becomes of each claim is worked out beside the program, from its events alone.

use std::collections::BTreeMap;

use jiangbu::frame::columns as c;

use super::events::{claim, event, world};
use crate::run_reports::held::{firm, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code};
use crate::side_by_side::each_of;

const FILED: i64 = 10_000_000;

/// What happens to a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Nothing,
    Withdrawn,
    GivenUp,
    Supplemented,
    Waits,
    Refused,
}

const FATES: [Fate; 6] =
    [Fate::Nothing, Fate::Withdrawn, Fate::GivenUp, Fate::Supplemented, Fate::Waits, Fate::Refused];

/// Six firms with fates by the digits of a number to the base of six, and the pool in fen.
fn rows(fates: &[Fate], given_up: bool) -> Rows {
    let mut rows = Rows::default();
    for (number, fate) in (1..).zip(fates) {
        firm(&mut rows, number);
        // Costs below a million are supported with nothing.
        promotion(
            &mut rows,
            number,
            if *fate == Fate::Refused { "900000.00" } else { "2000000.00" },
        );
        match fate {
            Fate::Withdrawn => event(&mut rows, "撤回", number, "2026-04-01", &[]),
            Fate::GivenUp if given_up => event(&mut rows, "放弃", number, "2026-05-20", &[]),
            Fate::Supplemented | Fate::Waits => {
                event(&mut rows, "补正通知", number, "2026-04-03", &[(c::DUE_ON, "2026-04-20")]);
                if *fate == Fate::Supplemented {
                    event(&mut rows, "补正", number, "2026-04-15", &[]);
                }
            }
            _ => {}
        }
    }
    rows
}

/// Payable and requested of each claim of a world.
fn outcome(fates: &[Fate], pool: i64, given_up: bool) -> (BTreeMap<String, (i64, i64)>, [i64; 2]) {
    let made = world(&rows(fates, given_up), Some(pool), true);
    let run = made.run(&["--quiet"]);
    let claims = Table::open(&run, "claims");
    let amounts = claims.fen(c::PAYABLE).into_iter().zip(claims.fen(c::REQUESTED));
    let claims = claims.texts(c::CLAIM_ID).into_iter().zip(amounts).collect();
    let payments = Table::open(&run, "payments");
    (claims, [c::TO_PAY, c::HELD].map(|name| payments.fen(name).iter().sum()))
}

fn holds(seed: u64) {
    let mut rest = seed;
    let fates: Vec<Fate> = (0..6)
        .map(|_| {
            rest = rest
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            FATES[((rest >> 33) % 6) as usize]
        })
        .collect();
    let of = |fate: Fate| fates.iter().filter(|own| **own == fate).count() as i64;
    let due = 6 - of(Fate::Withdrawn) - of(Fate::Refused);
    // At times enough, at times not.
    let pool = 5_000_000 + (seed as i64 % 7) * 10_000_000;
    let each = if due * FILED <= pool || due == 0 { FILED } else { pool / due };
    let (claims, [paid, held]) = outcome(&fates, pool, true);
    let mut left = 0;
    for (number, fate) in (1..).zip(&fates) {
        let (payable, requested) = claims[&claim(number)];
        let expected = match fate {
            Fate::Withdrawn | Fate::GivenUp | Fate::Refused => 0,
            _ => each,
        };
        // The residual fen of the pool goes to nobody, or to somebody by a fen.
        assert!((payable - expected).abs() <= 1, "{seed}: {number}: {payable}, not {expected}");
        assert!(*fate == Fate::Refused || requested == FILED, "{seed}: {number}: {requested}");
        left += requested - payable;
    }
    let waits: i64 = (1..)
        .zip(&fates)
        .filter(|(_, fate)| **fate == Fate::Waits)
        .map(|(number, _)| claims[&claim(number)].0)
        .sum();
    assert_eq!(held, waits, "{seed}");
    let filed: i64 = claims.values().map(|(_, requested)| requested).sum();
    assert_eq!(filed, left + paid + held, "{seed}");
    if of(Fate::GivenUp) == 0 {
        return;
    }
    let (before, _) = outcome(&fates, pool, false);
    for (number, fate) in (1..).zip(&fates).filter(|(_, fate)| **fate != Fate::GivenUp) {
        let (id, waits) = (claim(number), *fate == Fate::Waits);
        assert_eq!(before[&id], claims[&id], "{seed}: {} {waits}", code(number));
    }
}

#[test]
fn every_fen_has_a_place_whatever_happens() {
    let seeds: Vec<u64> = (1..=14).collect();
    each_of(&seeds, |seed| holds(*seed));
}
