//! Who may gain and who may lose when one thing changes, over random worlds. Where the law's own cut in
//! proportion (附八) makes a general sentence false, the exact form is said and held instead.

use std::collections::BTreeMap;

use jiangbu::config::parse_text;
use jiangbu::scheme::{Choices, Scheme, Stage};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::properties::{config, some_worlds};
use super::worlds::{Setting, World};
use super::{Dice, Filed, engine, keys, resolve, scheme, spent, worlds};

/// What each enterprise has after a stage.
fn by_code(awards: &jiangbu::budget::Awards, of: &[World], stage: Stage) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    let amounts = &awards.after(stage).expect("a stage").amount;
    for ((_, code, _), amount) in keys(awards, of).into_iter().zip(amounts) {
        *sums.entry(code).or_default() += amount;
    }
    sums
}

fn none_above(
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> Result<(), TestCaseError> {
    for (code, amount) in after {
        if let Some(known) = before.get(code) {
            prop_assert!(amount <= known, "{code}: {known} before, {amount} after");
        }
    }
    Ok(())
}

/// The scheme with parameters of one's own, as a scenario may choose them.
fn with_parameters(parameters: &[(&str, String)]) -> &'static Scheme {
    let parameters = parameters.iter().map(|(name, value)| {
        let text = format!("value = \"{value}\"");
        let node = parse_text("test", text).expect("toml").at_path("value").expect("it").clone();
        (name.to_string(), node)
    });
    let parameters = parameters.collect();
    resolve(&Choices { parameters, simulated: true, ..Choices::default() })
}

/// Ceilings and rates, and how much of each (in hundredths of what the text allows).
const RAISED: [(&str, &str, i64); 12] = [
    ("cap_m1", "元", 2_000_000),
    ("cap_m2", "元", 1_000_000),
    ("cap_m3", "元", 500_000),
    ("amount_m4", "元", 300_000),
    ("cap_m6", "元", 200_000),
    ("cap_m7", "元", 300_000),
    ("cap_m9", "元", 300_000),
    ("annual_cap", "元", 3_000_000),
    ("rate_m1", "%", 30),
    ("rate_m6", "%", 50),
    ("rate_m7", "%", 20),
    ("rate_m9", "%", 50),
];

fn raised((name, unit, most): (&'static str, &str, i64), part: i64) -> (&'static str, String) {
    let value = Decimal::new(most * part, 2);
    (name, format!("{value}{unit}"))
}

proptest! {
    #![proptest_config(config())]

    /// A cap or a rate that is raised lowers no enterprise before 附八, where no item is claimed by two:
    /// who gets a joint item may change, and with it what the others fall back on. After the cut the
    /// total falls by less than a fen for each enterprise (what is cut off stays unspent), and by
    /// nothing under largest remainders.
    #[test]
    fn raising_a_cap_or_a_rate_lowers_no_total(
        seed: u64,
        which in 0..RAISED.len(),
        (low, more) in (1i64..100, 1i64..100),
        part in 1i64..=100,
    ) {
        let high = (low + more).min(100);
        let mut dice = Dice::new(seed);
        let setting = Setting { lpr: 2_000, ..Setting::PLAIN };
        // Worlds of one firm share nothing.
        let worlds: Vec<World> =
            (0..24).map(|number| worlds::world(number, 1, &setting, &mut dice)).collect();
        let [poor, rich] =
            [low, high].map(|part| with_parameters(&[raised(RAISED[which], part)]));
        let filed = [poor, rich].map(|scheme| Filed::new(scheme, &worlds, &setting, seed));
        let free = filed.each_ref().map(|filed| filed.award(None));
        for (code, amount) in by_code(&free[1], &worlds, Stage::AnnualCap) {
            let before = by_code(&free[0], &worlds, Stage::AnnualCap)[&code];
            prop_assert!(before <= amount, "{}: {before} to {amount}", RAISED[which].0);
        }
        let needed: i64 = free[0].current().iter().sum();
        let pool = needed / 100 * part + spent(&worlds);
        let cut = filed.map(|filed| filed.award(Some(pool)));
        let totals = cut.each_ref().map(|awards| awards.current().iter().sum::<i64>());
        prop_assert!(totals[1] > totals[0] - awards_of(&worlds), "{totals:?}");
    }

    /// A newcomer raises nobody before 附八, and changes nobody where no one else claims its items. After
    /// the cut it raises nobody either, unless all together need less than without it: a joint item may go
    /// to the newcomer, who has less for it than another would have had, and the factor rises for the
    /// rest. What is needed never falls where nobody else claims its items.
    #[test]
    fn a_newcomer_raises_nobody(
        seed: u64,
        firms in 2usize..20,
        part in 1i64..=100,
        apart: bool,
    ) {
        let setting = Setting { lpr: 2_000, ..Setting::PLAIN };
        let mut with = some_worlds(seed, firms, &setting);
        let at = seed as usize % firms;
        let newcomer = &mut with[0].firms[at];
        // It had nothing before: earlier costs of a platform count with those of whoever runs it now.
        newcomer.prior.clear();
        for claim in newcomer.claims.iter_mut().filter(|claim| apart && !claim.item.is_empty()) {
            claim.item.insert(0, '新');
        }
        let mut without = with.clone();
        let newcomer = without[0].firms.remove(at);
        without[0].records.retain(|record| record.uscc != newcomer.uscc);
        let both = [&without, &with];
        let filed = both.map(|worlds| Filed::new(scheme(&setting), worlds, &setting, seed));
        let free = filed.each_ref().map(|filed| filed.award(None));
        let [fewer, more] = [0, 1].map(|n| by_code(&free[n], both[n], Stage::AnnualCap));
        none_above(&fewer, &more)?;
        for (code, amount) in fewer.iter().filter(|_| apart) {
            prop_assert_eq!(*amount, more[code], "{}", code);
        }
        let needed = free.map(|awards| awards.current().iter().sum::<i64>());
        prop_assert!(!apart || needed[0] <= needed[1]);
        if needed[0] <= needed[1] {
            let pool = needed[1] / 100 * part + spent(&with);
            let cut = filed.map(|filed| filed.award(Some(pool)));
            let [fewer, more] = [0, 1].map(|n| by_code(&cut[n], both[n], Stage::Budget));
            none_above(&fewer, &more)?;
        }
    }

    /// A line that is refused raises nobody before 附八 but where it would have lowered: it states a
    /// smaller number, ends the claim, takes something off, asks for less, or stands for an item that
    /// another claims. Those claims wait (R419); here lines are refused that do none of it.
    #[test]
    fn a_refused_line_raises_nobody(seed: u64, firms in 1usize..20, which: u64) {
        let setting = Setting { lpr: 2_000, ..Setting::PLAIN };
        let whole = some_worlds(seed, firms, &setting);
        let mut less = whole.clone();
        let mut dice = Dice::new(which);
        for claim in less.iter_mut().flat_map(|w| &mut w.firms).flat_map(|f| &mut f.claims) {
            let at = dice.below(claim.lines.len() as u64) as usize;
            let line = &claim.lines[at];
            let lowers = line.served < 10
                || ["禁止类", "限制类无许可"].contains(&line.catalogue)
                || !line.excluded.is_zero()
                || line.requested.is_some()
                || !claim.item.is_empty()
                // of two contents the smaller name is the claim's
                || !line.content.is_empty();
            if claim.lines.len() > 1 && !lowers {
                claim.lines.remove(at);
            }
        }
        let [before, after] = [&whole, &less]
            .map(|worlds| by_code(&engine(worlds, &setting, seed), worlds, Stage::AnnualCap));
        none_above(&before, &after)?;
    }

    /// A finding of duplicate support that is taken away lowers nobody before 附八: a claim that lost its
    /// support keeps its place among those for the same item.
    #[test]
    fn removing_a_duplicate_lowers_nobody(seed: u64, firms in 1usize..20) {
        let setting = Setting { lpr: 2_000, ..Setting::PLAIN };
        let with = some_worlds(seed, firms, &setting);
        let mut without = with.clone();
        let mut dice = Dice::new(seed);
        for firm in without.iter_mut().flat_map(|world| &mut world.firms) {
            firm.others.retain(|_| dice.percent(50));
        }
        let [before, after] = [&without, &with]
            .map(|worlds| by_code(&engine(worlds, &setting, seed), worlds, Stage::AnnualCap));
        none_above(&before, &after)?;
    }
}

fn awards_of(worlds: &[World]) -> i64 {
    worlds.iter().map(|world| world.firms.len() as i64).sum()
}
