//! The engine against the reference calculator: the same random claims through both, equal to the
//! fen after every stage. And properties that hold for any claims.

pub mod dice;
mod properties;
mod raises;
pub mod tables;
pub mod worlds;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use jiangbu::award::Inputs;
use jiangbu::budget::{Awards, Gathered, award, gather_all};
use jiangbu::domain::RateTable;
use jiangbu::frame::access::texts;
use jiangbu::frame::columns as c;
use jiangbu::scheme::{BudgetScope, Choices, Scheme, SchemeFile, Stage};
use rust_decimal::Decimal;

use dice::Dice;
use worlds::{Setting, World, fen, money};

use crate::reference::{Claim, ClaimResult, Firm, before_budget, finish};
use crate::side_by_side::each_of;

const QIANHAI: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";

/// Read once: the tests resolve it again and again.
static FILE: LazyLock<SchemeFile> = LazyLock::new(|| {
    let file = SchemeFile::load(Path::new(QIANHAI)).unwrap_or_else(|d| panic!("{d:?}"));
    file.without_examples()
});

fn resolve(choices: &Choices) -> &'static Scheme {
    Box::leak(Box::new(FILE.resolve(choices).unwrap_or_else(|d| panic!("{d:?}")).0))
}

/// Schemes by their readings, each resolved once.
type ByReadings = BTreeMap<Vec<(&'static str, &'static str)>, &'static Scheme>;

static SCHEMES: LazyLock<Mutex<ByReadings>> = LazyLock::new(Mutex::default);

pub fn scheme(setting: &Setting) -> &'static Scheme {
    let mut readings = setting.readings.to_vec();
    if setting.largest_remainder {
        readings.push(("prorata_residual", "largest_remainder"));
    }
    let mut known = SCHEMES.lock().expect("schemes");
    known
        .entry(readings)
        .or_insert_with_key(|readings| resolve(&Choices::options(readings.iter().copied())))
}

/// The real engine on the worlds, their rows in some order.
fn engine(worlds: &[World], setting: &Setting, order: u64) -> Awards {
    Filed::new(scheme(setting), worlds, setting, order).award(setting.budget)
}

/// Worlds as the engine has them, gathered into claims: what takes longest, and no budget changes.
struct Filed {
    scheme: &'static Scheme,
    setting: Setting,
    rates: RateTable,
    inputs: Inputs,
    gathered: Gathered,
}

impl Filed {
    fn new(scheme: &'static Scheme, worlds: &[World], setting: &Setting, order: u64) -> Self {
        let rates = tables::rates(setting);
        let inputs = tables::inputs(worlds, scheme, order).expect("tables");
        let gathered = gather_all(&inputs, &tables::context(scheme, &rates, setting));
        let gathered = gathered.expect("claims");
        Self { scheme, setting: *setting, rates, inputs, gathered }
    }

    /// All stages with so much in the pool.
    fn award(&self, pool: Option<i64>) -> Awards {
        let mut context = tables::context(self.scheme, &self.rates, &self.setting);
        let history = self.gathered.history.clone();
        let spent = match self.scheme.budget.scope {
            BudgetScope::Year => history.borne_this_year(),
            BudgetScope::Batch => 0,
        };
        context.available = pool.map(|pool| (pool - spent).max(0));
        let gathered = self.gathered.with_history(history, &context).expect("claims");
        let awards = award(gathered, &self.inputs, &context).expect("awards");
        if let Err(broken) = jiangbu::budget::check::conservation(&awards, context.available) {
            panic!("{:?}", &broken.0[..broken.0.len().min(3)]);
        }
        awards
    }
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

/// What earlier batches of the year had of the pool.
fn spent(worlds: &[World]) -> i64 {
    let priors = worlds.iter().flat_map(|world| &world.firms).flat_map(|firm| &firm.prior);
    let granted = priors.filter(|p| p.year == worlds::AWARD_YEAR && p.is_kept());
    granted.map(|p| fen(p.amount)).sum()
}

/// The reference on the worlds, sorted as the engine's claims are. Worlds share no item, so only
/// the budget looks at all of them together; `budget` chooses what is left of the pool, knowing what
/// would be needed.
fn reference(
    worlds: &[World],
    setting: &mut Setting,
    budget: fn(i64) -> Option<i64>,
) -> Vec<ClaimResult> {
    let mut results = Vec::new();
    let mut firms = Vec::new();
    for world in worlds {
        let params = setting.params(std::slice::from_ref(world), 0);
        let own = filed(world, setting);
        results.extend(before_budget(&own, &params));
        firms.extend(own);
    }
    results.sort_by(|a, b| (a.measure, &a.uscc, &a.item).cmp(&(b.measure, &b.uscc, &b.item)));
    let spent = spent(worlds);
    let used = if setting.reads("prorata_scope", "batch") { 0 } else { spent };
    setting.budget = budget(fen(results.iter().map(|r| r.now).sum())).map(|left| left + used);
    finish(&mut results, &firms, &setting.params(&[], spent));
    results
}

/// The firms of a world with their claims as a reading tells them apart: 六 by firm, or by filing.
fn filed(world: &World, setting: &Setting) -> Vec<Firm> {
    let mut firms = world.firms.clone();
    if !setting.reads("m6_once", "filing") {
        return firms;
    }
    for firm in &mut firms {
        let (six, mut claims): (Vec<Claim>, Vec<Claim>) =
            firm.claims.drain(..).partition(|claim| claim.measure == 6);
        for line in six.into_iter().flat_map(|claim| claim.lines) {
            let item = line.export_no.clone();
            match claims.iter_mut().find(|c| c.measure == 6 && c.item == item) {
                Some(claim) => claim.lines.push(line),
                None => {
                    claims.push(Claim { measure: 6, item, lines: vec![line], duplicate: false })
                }
            }
        }
        firm.claims = claims;
    }
    firms
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
            let claims: Vec<&Claim> = firm.claims.iter().filter(|c| c.measure == key.0).collect();
            let text = format!(
                "{stage:?} of {key:?}: engine {engine}, reference {amount}\n{result:?}\n{claims:?}\n{:?}\n{:?}",
                firm.prior, firm.others
            );
            found.push((stage, text));
        }
    }
    found
}

/// How many worlds of how many firms.
#[derive(Clone, Copy)]
pub struct Size {
    pub worlds: u64,
    pub firms: usize,
}

/// Firms enough to share, few enough for a calculator that goes row by row.
const fn of_forty(worlds: u64) -> Size {
    Size { worlds, firms: 40 }
}

pub fn worlds(seed: u64, size: Size, setting: &Setting) -> Vec<World> {
    let mut dice = Dice::new(seed);
    (0..size.worlds).map(|number| worlds::world(number, size.firms, setting, &mut dice)).collect()
}

/// What a batch met: claims, those paid by measure, and those that each stage lowered.
#[derive(Debug, Default)]
struct Met {
    claims: usize,
    paid: [usize; 9],
    lowered: BTreeMap<Stage, usize>,
}

/// Compares a batch. The differences at the earliest stage are shown; others may follow from them.
fn compare(seed: u64, size: Size, mut setting: Setting, budget: fn(i64) -> Option<i64>) -> Met {
    let worlds = worlds(seed, size, &setting);
    let seed = if setting.reads("m4_select", "declared_order") { 0 } else { seed };
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

/// Every answer of the scheme file that is not the recommended one, with what an answer needs beside
/// it to be felt. That none is left out is tested below.
pub const READINGS: &[&[(&str, &str)]] = &[
    &[("round_mode", "half_up")],
    &[("round_unit", "yuan")],
    &[("round_unit", "wan")],
    &[("order", "cap_then_dup")],
    &[("cap_order", "prorate_then_cap")],
    &[("cap_alloc", "priority")],
    &[("annual_cap_year", "payment")],
    &[("prorata_residual", "largest_remainder")],
    &[("prorata_scope", "batch")],
    &[("valid_on", "payment")],
    &[("dup_mode", "choose_best")],
    &[("dup_mode", "top_up")],
    &[("dup_key", "kind")],
    &[("dup_key", "institution")],
    &[("dup_extent", "claim")],
    &[("dup_without_item", "exclude")],
    &[("dup_sources", "all")],
    &[("dup_joint", "next")],
    &[("fx_date", "period_end")],
    &[("fx_date", "monthly")],
    &[("fx_date", "transaction")],
    &[("fx_date", "transaction"), ("m3_principal", "excess")],
    &[("lpr_same_day", "no")],
    &[("qh_test", "four_tests")],
    &[("credit_list", "exclude")],
    &[("credit_list", "ignore")],
    &[("base_source", "claimed")],
    &[("base_source", "platform")],
    &[("m1_other_types", "deny")],
    &[("m1_split", "equal_100w_per_year")],
    &[("m1_base", "per_year")],
    &[("m1_cuts", "made_good")],
    &[("m1_cuts", "made_good"), ("m1_returned", "always")],
    &[("m1_served", "any")],
    &[("m1_joint", "highest")],
    &[("m1_years", "consecutive")],
    &[("vat", "net")],
    &[("window_m1", "policy_period")],
    &[("window_m1", "any")],
    &[("m2_base", "excess")],
    &[("m2_channels", "listed")],
    &[("m2_cap", "lifetime")],
    &[("period_m2", "award_year")],
    &[("m3_mode", "flat_50w")],
    &[("m3_principal", "excess")],
    &[("m3_term", "days")],
    &[("m3_term", "days"), ("m3_principal", "excess")],
    &[("m3_term", "days"), ("m3_principal", "excess"), ("fx_date", "transaction")],
    &[("m3_term", "days"), ("m3_principal", "excess"), ("fx_date", "monthly")],
    &[("m3_include_cny", "no")],
    &[("m3_catalog_scope", "contract")],
    &[("period_m3", "award_year")],
    &[("m4_threshold", "per_firm")],
    &[("m4_select", "declared_order")],
    &[("m4_repeat", "once")],
    &[("m4_date", "certificate")],
    &[("period_m4", "award_year")],
    &[("window_m5", "policy_period")],
    &[("window_m5", "any")],
    &[("m5_domain", "with_ordering")],
    &[("m5_lead", "rank3")],
    &[("m5_revision", "yes")],
    &[("m5_multi_level", "each")],
    &[("m5_review", "no")],
    &[("window_m6", "policy_period")],
    &[("window_m6", "any")],
    &[("m6_once", "filing")],
    &[("m6_restore_on_clawback", "no")],
    &[("window_m7", "policy_period")],
    &[("window_m7", "any")],
    &[("m7_cap", "lifetime")],
    &[("m7_share", "whole")],
    &[("window_m8", "policy_period")],
    &[("window_m8", "any")],
    &[("m8_shared_case", "split_equal")],
    &[("m9_year", "prior")],
    &[("m9_late_claim", "next_year")],
];

/// Names how many worlds each reading is tried on, where more than a few are wanted.
const MORE_WORLDS: &str = "JIANGBU_DIFFERENTIAL_WORLDS";

#[test]
fn engine_and_reference_agree_under_every_reading() {
    let more = std::env::var(MORE_WORLDS).ok().and_then(|count| count.parse().ok());
    // Few firms by default: every reading asks for a scheme and two runs of its own.
    let size = more.map_or(Size { worlds: 2, firms: 20 }, of_forty);
    let numbered: Vec<(u64, &[_])> = (100..).zip(READINGS.iter().copied()).collect();
    let claims = each_of(&numbered, |&(seed, readings)| {
        let largest_remainder = readings.contains(&("prorata_residual", "largest_remainder"));
        let setting = Setting {
            // Interest on both sides of its cap.
            lpr: 2_000,
            readings,
            largest_remainder,
            payment: "2026-06-30",
            ..Setting::PLAIN
        };
        let readings: &[_] = if largest_remainder { &[] } else { readings };
        let setting = Setting { readings, ..setting };
        let short = compare(seed, size, setting, |needed| Some(needed / 4 * 3)).claims;
        short + compare(seed + 1000, size, setting, |_| None).claims
    });
    let claims: usize = claims.into_iter().sum();
    println!("{claims} claims under {} readings", READINGS.len());
}

#[test]
fn no_reading_is_left_out() {
    let tried: Vec<&(&str, &str)> = READINGS.iter().flat_map(|readings| *readings).collect();
    for option in FILE.option_rules() {
        for value in option.values.iter().filter(|value| value.name != option.default) {
            let answer = (option.name.as_str(), value.name.as_str());
            assert!(tried.contains(&&answer), "{answer:?} is tried nowhere");
        }
    }
}

/// Seed, worlds, setting, and the budget that a demand is cut to.
type Batch = (u64, u64, Setting, fn(i64) -> Option<i64>);

#[test]
fn engine_and_reference_agree_on_every_claim() {
    const PLAIN: Setting = Setting::PLAIN;
    // Rates at which interest is below its cap, above it, and on both sides.
    let low = Setting { usd: 7_060_200, hkd: 903_331, lpr: 1_000, ..PLAIN };
    let middling = Setting { lpr: 14_315, ..PLAIN };
    let spread = Setting { largest_remainder: true, ..low };
    let batches: [Batch; 8] = [
        (1, 140, PLAIN, |_| None),
        (2, 140, low, Some),
        (3, 140, middling, |needed| Some(needed - 1)),
        (4, 120, low, |needed| Some(needed / 5 * 3 + 1)),
        (5, 80, spread, |needed| Some(needed / 1000 * 618 + 1)),
        (6, 10, spread, |_| Some(1234)),
        (7, 10, PLAIN, |_| Some(0)),
        (8, 10, spread, |needed| Some(needed - 1)),
    ];
    let met = each_of(&batches, |&(seed, worlds, setting, budget)| {
        compare(seed, of_forty(worlds), setting, budget)
    });
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
