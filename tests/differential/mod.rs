//! The engine against the reference calculator: the same random claims through both, equal to the
//! fen after every stage. And properties that hold for any claims.

pub mod dice;
mod properties;
mod tables;
mod worlds;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use jiangbu::budget::{Awards, award, gather_all};
use jiangbu::frame::access::texts;
use jiangbu::frame::columns as c;
use jiangbu::scheme::{Choices, Scheme, SchemeFile, Stage};
use rust_decimal::Decimal;

use dice::Dice;
use worlds::{Setting, World, fen, money};

use crate::reference::{ClaimResult, before_budget, fit_to_budget};

const QIANHAI: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";

fn resolve(options: &[(&str, &str)]) -> Scheme {
    let file = SchemeFile::load(Path::new(QIANHAI)).unwrap_or_else(|d| panic!("{d:?}"));
    let choices = Choices::options(options.iter().copied());
    file.resolve(&choices).unwrap_or_else(|d| panic!("{d:?}")).0
}

static LEAVE: LazyLock<Scheme> = LazyLock::new(|| resolve(&[]));
static LARGEST_REMAINDER: LazyLock<Scheme> =
    LazyLock::new(|| resolve(&[("prorata_residual", "largest_remainder")]));

fn scheme(setting: &Setting) -> &'static Scheme {
    if setting.largest_remainder { &LARGEST_REMAINDER } else { &LEAVE }
}

/// The real engine on the worlds, their rows in some order.
fn engine(worlds: &[World], setting: &Setting, order: u64) -> Awards {
    let scheme = scheme(setting);
    let rates = tables::rates(setting);
    let context = tables::context(scheme, &rates, setting);
    let inputs = tables::inputs(worlds, scheme, order).expect("tables");
    let gathered = gather_all(&inputs, &context).expect("claims");
    let awards = award(gathered, &inputs, &context).expect("awards");
    if let Err(broken) = jiangbu::budget::check::conservation(&awards, setting.budget) {
        panic!("{:?}", &broken.0[..broken.0.len().min(3)]);
    }
    awards
}

/// Measure, credit code and item of every claim.
fn keys(awards: &Awards, worlds: &[World]) -> Vec<(u8, String, String)> {
    let mut codes: Vec<&str> = Vec::new();
    for world in worlds {
        let known = world.firms.iter().filter(|firm| !world.unknown.contains(&firm.uscc));
        codes.extend(known.map(|firm| firm.uscc.as_str()));
    }
    codes.sort_unstable();
    let mut keys = Vec::with_capacity(awards.firm.len());
    for (measure, table) in awards.tables.iter().enumerate() {
        let items = texts(table, c::ITEM).expect("items");
        for (row, item) in awards.blocks[measure].clone().zip(items) {
            let code = codes[awards.firm[row] as usize].to_owned();
            keys.push((measure as u8 + 1, code, item.to_owned()));
        }
    }
    keys
}

/// The reference on the worlds, sorted as the engine's claims are. Worlds share no item, so only
/// the budget looks at all of them together; `budget` chooses it, knowing what would be needed.
fn reference(
    worlds: &[World],
    setting: &mut Setting,
    budget: fn(i64) -> Option<i64>,
) -> Vec<ClaimResult> {
    let mut results = Vec::new();
    for world in worlds {
        let params = setting.params(std::slice::from_ref(world));
        results.extend(before_budget(&world.firms, &params));
    }
    results.sort_by(|a, b| (a.measure, &a.uscc, &a.item).cmp(&(b.measure, &b.uscc, &b.item)));
    setting.budget = budget(fen(results.iter().map(|r| r.after_annual_cap).sum()));
    fit_to_budget(&mut results, &setting.params(&[]));
    results
}

/// The stages that both have.
fn stages(result: &ClaimResult) -> [(Stage, Decimal); 6] {
    [
        (Stage::ItemCap, result.after_item_cap),
        (Stage::History, result.after_history),
        (Stage::Duplicates, result.after_duplicates),
        (Stage::Count, result.after_count),
        (Stage::AnnualCap, result.after_annual_cap),
        (Stage::Budget, result.payable),
    ]
}

/// Every claim that comes out differently, at the first stage where it does.
fn differences(
    worlds: &[World],
    awards: &Awards,
    expected: &[ClaimResult],
) -> Vec<(Stage, String)> {
    let keys = keys(awards, worlds);
    assert_eq!(keys.len(), expected.len(), "numbers of claims");
    let mut found = Vec::new();
    for (row, (key, result)) in keys.iter().zip(expected).enumerate() {
        assert_eq!((key.0, &key.1, &key.2), (result.measure, &result.uscc, &result.item));
        let differs = stages(result).into_iter().find(|(stage, amount)| {
            awards.after(*stage).expect("a stage").amount[row] != fen(*amount)
        });
        if let Some((stage, amount)) = differs {
            let column = awards.after(stage).expect("a stage");
            let engine = money(column.amount[row]);
            let firms = worlds.iter().flat_map(|world| &world.firms);
            let firm = firms.clone().find(|firm| firm.uscc == key.1).expect("the firm");
            let claim = firm.claims.iter().find(|c| c.measure == key.0 && c.item == key.2);
            let text = format!(
                "{stage:?} of {key:?}: engine {engine}, reference {amount}\n{result:?}\n{claim:?}\n{:?}",
                firm.prior
            );
            found.push((stage, text));
        }
    }
    found
}

/// How many firms a world has: enough to share, few enough for a calculator that goes row by row.
const FIRMS: usize = 40;

fn worlds(seed: u64, count: u64, setting: &Setting) -> Vec<World> {
    let mut dice = Dice::new(seed);
    (0..count).map(|number| worlds::world(number, FIRMS, setting, &mut dice)).collect()
}

/// What a batch met: claims, those paid by measure, and those that each stage lowered.
#[derive(Debug, Default)]
struct Met {
    claims: usize,
    paid: [usize; 9],
    lowered: BTreeMap<Stage, usize>,
}

/// Compares a batch. The differences at the earliest stage are shown; others may follow from them.
fn compare(seed: u64, count: u64, mut setting: Setting, budget: fn(i64) -> Option<i64>) -> Met {
    let worlds = worlds(seed, count, &setting);
    let expected = reference(&worlds, &mut setting, budget);
    let awards = engine(&worlds, &setting, seed);
    let mut found = differences(&worlds, &awards, &expected);
    found.sort();
    let shown: Vec<&str> = found.iter().take(3).map(|(_, text)| text.as_str()).collect();
    assert!(found.is_empty(), "{} differences\n{}", found.len(), shown.join("\n\n"));
    let mut met = Met { claims: expected.len(), ..Met::default() };
    for result in expected.iter().filter(|result| !result.payable.is_zero()) {
        met.paid[usize::from(result.measure) - 1] += 1;
    }
    for column in &awards.stages {
        let lowered = column.reason.iter().filter(|reason| **reason != 0).count();
        met.lowered.insert(column.stage, lowered);
    }
    met
}

#[test]
fn engine_and_reference_agree_on_every_claim() {
    const PLAIN: Setting = Setting::PLAIN;
    // Rates at which interest is below its cap, above it, and on both sides.
    let low = Setting { usd: 7_060_200, hkd: 903_331, lpr: 1_000, ..PLAIN };
    let middling = Setting { lpr: 14_315, ..PLAIN };
    let spread = Setting { largest_remainder: true, ..low };
    let met = [
        compare(1, 140, PLAIN, |_| None),
        compare(2, 140, low, Some),
        compare(3, 140, middling, |needed| Some(needed - 1)),
        compare(4, 120, low, |needed| Some(needed / 5 * 3 + 1)),
        compare(5, 80, spread, |needed| Some(needed / 1000 * 618 + 1)),
        compare(6, 10, spread, |_| Some(1234)),
        compare(7, 10, PLAIN, |_| Some(0)),
        compare(8, 10, spread, |needed| Some(needed - 1)),
    ];
    // The claims must be worth comparing: many, of all measures, and every rule at work.
    let claims: usize = met.iter().map(|met| met.claims).sum();
    println!("{claims} claims");
    assert!(claims >= 100_000, "{claims}");
    for measure in 0..9 {
        let paid: usize = met.iter().map(|met| met.paid[measure]).sum();
        assert!(paid >= 1_000, "m{}: {paid}", measure + 1);
    }
    for stage in Stage::NAMES.map(|(_, stage)| stage) {
        let lowered: usize = met.iter().map(|met| met.lowered[&stage]).sum();
        assert!(lowered >= 2_000, "{stage:?}: {lowered}");
    }
}
