//! Properties of any claims whatever, of the engine alone.

use std::collections::BTreeMap;

use jiangbu::budget::Awards;
use jiangbu::budget::check::conservation;
use jiangbu::scheme::Stage;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::worlds::{AWARD_YEAR, Setting, World, fen};
use super::{Dice, Filed, engine, keys, scheme, spent, worlds};

/// Every case computes whole worlds, so that few say much.
const CASES: u32 = 24;

pub fn config() -> ProptestConfig {
    ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() }
}

pub fn some_worlds(seed: u64, firms: usize, setting: &Setting) -> Vec<World> {
    let mut dice = Dice::new(seed);
    (0..2).map(|number| worlds::world(number, firms, setting, &mut dice)).collect()
}

fn after(awards: &Awards, stage: Stage) -> &[i64] {
    &awards.after(stage).expect("a stage").amount
}

fn sum(amounts: &[i64]) -> i64 {
    amounts.iter().sum()
}

fn by_firm(awards: &Awards, amounts: &[i64]) -> Vec<i64> {
    let mut sums = vec![0; awards.firms];
    for (firm, amount) in awards.firm.iter().zip(amounts) {
        sums[*firm as usize] += amount;
    }
    sums
}

/// What each firm was awarded in earlier batches of the year: all measures, or one.
fn same_year(worlds: &[World], measure: Option<u8>) -> BTreeMap<&str, i64> {
    let mut sums = BTreeMap::new();
    for firm in worlds.iter().flat_map(|world| &world.firms) {
        let priors = firm.prior.iter().filter(|p| {
            p.year == AWARD_YEAR
                && p.is_kept()
                && measure.is_none_or(|measure| p.measure == measure)
        });
        let sum: Decimal = priors.map(|p| p.amount).sum();
        sums.insert(firm.uscc.as_str(), fen(sum));
    }
    sums
}

/// 万元 in fen.
const WAN: i64 = 1_000_000;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn money_is_conserved_and_no_cap_is_exceeded(
        seed: u64,
        firms in 1usize..20,
        part in prop_oneof![Just(None), (0i64..=1200).prop_map(Some)],
        largest_remainder: bool,
    ) {
        let setting = Setting { largest_remainder, ..Setting::PLAIN };
        let worlds = some_worlds(seed, firms, &setting);
        let filed = Filed::new(scheme(&setting), &worlds, &setting, seed);
        let free = filed.award(None);
        let needed = sum(free.current());
        let left = part.map(|part| needed / 1000 * part + part % 7);
        let awards = filed.award(left.map(|left| left + spent(&worlds)));

        let totals = conservation(&awards, left);
        prop_assert!(totals.is_ok());
        let totals = totals.unwrap_or_else(|_| unreachable!());
        let reductions: i128 = totals.reductions.iter().sum();
        prop_assert_eq!(totals.requested, totals.payable + reductions);
        prop_assert_eq!(totals.payable, i128::from(sum(awards.current())));

        let caps = [200, 100, 50, 30, 50, 20, 30, 30, 30];
        for (row, amount) in after(&awards, Stage::ItemCap).iter().enumerate() {
            prop_assert!(*amount <= caps[usize::from(awards.measure[row])] * WAN);
        }
        let keys = keys(&awards, &worlds);
        let history = after(&awards, Stage::History);
        for (measure, cap) in [(2, 100), (3, 50), (7, 30), (9, 30)] {
            let earlier = same_year(&worlds, Some(measure));
            let rows = keys.iter().zip(history).filter(|(key, _)| key.0 == measure);
            for ((_, code, _), amount) in rows {
                prop_assert!(*amount == 0 || amount + earlier[code.as_str()] <= cap * WAN);
            }
        }
        let counted = after(&awards, Stage::Count);
        let mut of_firm: BTreeMap<(u8, &str), usize> = BTreeMap::new();
        let mut of_item: BTreeMap<(u8, &str), usize> = BTreeMap::new();
        for ((measure, code, item), _) in keys.iter().zip(counted).filter(|(_, a)| **a > 0) {
            *of_firm.entry((*measure, code)).or_default() += 1;
            *of_item.entry((*measure, item)).or_default() += 1;
        }
        for (measure, most) in [(1, 1), (2, 1), (3, 1), (4, 2), (6, 1), (7, 1), (9, 1)] {
            prop_assert!(of_firm.iter().all(|((m, _), count)| *m != measure || *count <= most));
        }
        prop_assert!(of_item.iter().all(|((m, _), count)| ![1, 5, 8].contains(m) || *count == 1));

        let earlier = same_year(&worlds, None);
        let mut firm_sums: BTreeMap<&str, i64> = BTreeMap::new();
        for ((_, code, _), amount) in keys.iter().zip(after(&awards, Stage::AnnualCap)) {
            *firm_sums.entry(code).or_default() += amount;
        }
        for (code, sum) in firm_sums {
            prop_assert!(sum == 0 || sum + earlier[code] <= 300 * WAN);
        }

        if let Some(budget) = left {
            let payable = sum(awards.current());
            prop_assert!(payable <= budget.min(needed));
            if needed <= budget {
                prop_assert_eq!(payable, needed);
            } else if largest_remainder {
                prop_assert_eq!(payable, budget);
            } else {
                prop_assert!(payable > budget - awards.firms as i64);
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(seed: u64, firms in 1usize..20, other: u64) {
        let mut setting = Setting::PLAIN;
        let worlds = some_worlds(seed, firms, &setting);
        setting.budget = Some(200 * WAN * firms as i64 + spent(&worlds));
        let (a, b) = (engine(&worlds, &setting, seed), engine(&worlds, &setting, other));
        prop_assert_eq!(keys(&a, &worlds), keys(&b, &worlds));
        prop_assert_eq!(&a.requested, &b.requested);
        prop_assert_eq!(&a.base, &b.base);
        prop_assert_eq!(&a.prior, &b.prior);
        prop_assert_eq!(&a.stages, &b.stages);
    }

    /// By firm, and where the leftover fen stay unspent: `floor(amount × budget / sum)` grows with
    /// the budget. Largest remainders do not promise this, neither between firms nor within one.
    #[test]
    fn a_larger_budget_takes_from_no_firm(
        seed: u64,
        firms in 1usize..20,
        (less, more) in (0i64..300_000_000, 0i64..300_000_000),
    ) {
        let worlds = some_worlds(seed, firms, &Setting::PLAIN);
        let filed = Filed::new(scheme(&Setting::PLAIN), &worlds, &Setting::PLAIN, seed);
        let less = less + spent(&worlds);
        let (poor, rich) = (filed.award(Some(less)), filed.award(Some(less + more)));
        let pairs = by_firm(&poor, poor.current()).into_iter().zip(by_firm(&rich, rich.current()));
        for (poor, rich) in pairs {
            prop_assert!(poor <= rich);
        }
    }

    #[test]
    fn firms_that_share_nothing_do_not_touch_each_other(seed: u64, firms in 1usize..20) {
        let setting = Setting::PLAIN;
        let both = some_worlds(seed, firms, &setting);
        let together = engine(&both, &setting, seed);
        let payable: BTreeMap<_, i64> = keys(&together, &both)
            .into_iter()
            .zip(together.current().iter().copied())
            .collect();
        let first = &both[..1];
        let alone = engine(first, &setting, seed);
        for (key, amount) in keys(&alone, first).iter().zip(alone.current()) {
            prop_assert_eq!(payable[key], *amount);
        }
    }
}
