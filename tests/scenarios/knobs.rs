//! Every parameter matters, or a reason says why not.

use std::path::Path;

use jiangbu::domain::Ratio;
use jiangbu::scenario::sweep::sweep;
use jiangbu::scenario::vary::{Grid, Knob, Quantity};
use jiangbu::scenario::{Lab, Scenario, Totals};

use super::{lab, scenario, totals};

/// Parameters that move no amount when halved or doubled, why, and what shows that they are alive:
/// a change under which they do move.
const STILL: [(&str, &str, &str); 2] = [
    (
        "m3_lpr_factor",
        "the cap of 三 binds until the factor falls below 0.4772 at these rates",
        "[parameters]\nm3_lpr_factor = \"10%\"",
    ),
    (
        "platform_tol",
        "it decides when R402 is said; amounts take the smaller of both sources either way",
        "",
    ),
];

fn granted(totals: &Totals) -> (i64, i64) {
    (totals.approved, totals.payable)
}

#[test]
fn every_parameter_moves_an_amount_or_has_a_reason() {
    let base = granted(&lab().outcome().totals);
    let still = unexpected(lab(), &STILL.map(|(name, ..)| name));
    assert!(still.is_empty(), "moves, and whether it should not: {still:?}");
    for (name, why, proof) in STILL {
        assert!(!why.is_empty());
        if !proof.is_empty() {
            let moved = totals(proof).approved;
            assert_ne!(moved, base.0, "{name} is alive");
        }
    }
}

/// The same for the draft on its own sample. The day of issue is no quantity and cannot be nudged.
#[test]
fn every_parameter_of_the_draft_moves_an_amount() {
    let path = Path::new("pipelines/qianhai-data-draft.toml");
    let pipeline = jiangbu::pipeline::load(path).unwrap_or_else(|faults| panic!("{faults:?}"));
    let lab = jiangbu::run::lab::lab(&pipeline, &|_: &str| {}).expect("a lab");
    assert_eq!(unexpected(&lab, &[]), Vec::new());
}

/// Parameters that move an amount when halved or doubled and should not, or the other way round.
fn unexpected(lab: &Lab, known_still: &[&str]) -> Vec<(String, bool)> {
    let base = granted(&lab.outcome().totals);
    let mut still = Vec::new();
    for range in lab.base().scheme_file.parameter_ranges() {
        let knob = Knob::Parameter(range.name.clone());
        let Some(now) = knob.now(lab.base(), lab.baseline()) else {
            assert_eq!(range.name, "issued_on", "a value in force");
            continue;
        };
        let (min, max) = knob.range(lab.base());
        let mut moved = false;
        for factor in [Ratio { num: 1, den: 2 }, Ratio { num: 2, den: 1 }] {
            let mut value = now.times(factor).expect("a value");
            if let Some(max) = max.filter(|max| max.at_most(value) == Some(true)) {
                value = max;
            }
            if let Some(min) = min.filter(|min| value.at_most(*min) == Some(true)) {
                value = min;
            }
            let mut scenario = Scenario::named("nudge");
            knob.set(&mut scenario, value);
            moved |= granted(&lab.totals(&scenario).expect("totals")) != base;
        }
        let known = known_still.contains(&&*range.name);
        if moved == known {
            still.push((range.name, moved));
        }
    }
    still
}

/// Guangzhou's scheme has no sample to be nudged on; the tests of its tiers stand in its examples.
#[test]
fn every_scheme_is_tried_or_named() {
    let schemes = std::fs::read_dir("pipelines/schemes").expect("schemes");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut all: Vec<String> = schemes.map(name).collect();
    all.sort();
    let known = [
        "guangzhou-service-trade-2025.toml",
        "qianhai-data-industry-draft.toml",
        "qianhai-service-trade-2026.toml",
    ];
    assert_eq!(all, known, "a scheme came whose parameters nobody nudges");
}

fn curve(text: &str, range: &str) -> jiangbu::scenario::sweep::Sweep {
    let under = if text.is_empty() { Scenario::named("base") } else { scenario(text) };
    let setting = lab().setting(&under).expect("a setting").0;
    let grid = Grid::parse(range, lab().base(), &setting).expect("a range");
    sweep(lab(), &under, &grid, None).expect("a sweep")
}

#[test]
fn the_prime_rate_moves_nothing_and_says_why() {
    let flat = curve("", "rates.LPR1Y=1.5%..6%/0.25%");
    assert_eq!(flat.points.len(), 19);
    let first = &flat.points[0].totals;
    assert!(flat.points.iter().all(|p| p.totals.payable == first.payable));
    let why = flat.flat.expect("words for a flat curve");
    let live = lab().outcome().limits.iter().find(|l| l.reason == "m3.cap").expect("the cap");
    assert!(why.zh.contains(&format!("上限对全部 {} 项起作用", live.claims)), "{}", why.zh);
    assert!(why.en.contains("the cap binds for all"), "{}", why.en);
}

#[test]
fn the_prime_rate_moves_amounts_on_the_excess() {
    let slope = curve("[options]\nm3_principal = \"excess\"", "rates.LPR1Y=1.5%..6%/0.5%");
    assert!(slope.flat.is_none());
    let approved: Vec<i64> = slope.points.iter().map(|p| p.totals.approved).collect();
    assert!(approved.windows(2).all(|pair| pair[0] <= pair[1]), "{approved:?}");
    assert!(approved.first() < approved.last());
}

#[test]
fn the_prime_rate_moves_amounts_once_the_cap_does_not_bind() {
    // Full receipts: with LPR below 1.4315 % the smallest eligible amount falls below the cap.
    let low = totals("[rates]\nLPR1Y = \"0.1%\"");
    assert!(low.approved < lab().outcome().totals.approved);
}

#[test]
fn two_quantities_make_a_map() {
    let setting = lab().baseline();
    let first = Grid::parse("rate_m2=1%..5%/2%", lab().base(), setting).expect("a range");
    let second = Grid::parse("cap_m2=50万元,100万元", lab().base(), setting).expect("a list");
    let map = sweep(lab(), &Scenario::named("map"), &first, Some(&second)).expect("a sweep");
    assert_eq!(map.points.len(), 6);
    for point in &map.points {
        let Some(Quantity::Amount(cap)) = point.second else { panic!("a cap") };
        let text = format!(
            "[parameters]\nrate_m2 = \"{}\"\ncap_m2 = \"{}元\"",
            point.first,
            cap.minor / 100
        );
        assert_eq!(point.totals, totals(&text));
    }
}

#[test]
fn a_scenario_without_effect_says_why() {
    let why = |text: &str| lab().evaluate(&scenario(text)).expect("an outcome").why;
    let same = why("[parameters]\nrate_m2 = \"5%\"").expect("nothing moved");
    assert!(same.zh.contains("与基准相同"), "{}", same.zh);
    let high = why("[budget]\ntotal = \"1亿元\"");
    assert!(high.is_none(), "a larger budget pays more");
    let idle = why("[options]\nm4_repeat = \"once\"").expect("nothing moved");
    assert!(idle.zh.contains("措施四共"), "{}", idle.zh);
    assert!(idle.en.contains("measure 四"), "{}", idle.en);
    assert!(why("[parameters]\nrate_m2 = \"4%\"").is_none());
}

#[test]
fn a_rule_that_holds_for_nobody_is_told_with_numbers() {
    let said = lab().setting(&scenario("[parameters]\nrate_m2 = \"5%\"")).expect("a setting").1;
    let codes: Vec<&str> = said.0.iter().map(|d| d.code.id).collect();
    assert!(codes.contains(&"C153"), "{codes:?}");
    let said = lab().setting(&scenario("[parameters]\nrate_m2 = \"4%\"")).expect("a setting").1;
    assert!(said.0.iter().all(|d| d.code.id != "C153"));
}
