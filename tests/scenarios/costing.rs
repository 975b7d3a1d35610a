//! Stacked costing: lines that add up to the whole, and what provisions take from each other, worked out by hand.

use jiangbu::pipeline;
use jiangbu::run::lab as wiring;
use jiangbu::scenario::Scenario;
use jiangbu::scenario::costing::{Costing, Moved, costing};

use super::{lab, scenario, totals};
use crate::run_reports::accounts::with_firms;

/// 措施二: 2,000,000 yuan at 5 %, below the cap of a million: 100,000 approved. At 4 % it is 80,000; under a cap of
/// 90,000 it is that. Once it is 80,000, the cap takes nothing more; once it is 90,000, the rate takes 10,000.
#[test]
fn two_provisions_that_meet_on_one_claim() {
    let made = with_firms(&[("甲公司", "示例银行", "44201501100052501234")]);
    let loaded = pipeline::load(&made.pipeline()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let lab = wiring::lab(&loaded, &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(lab.outcome().totals.approved, 10_000_000);
    let moved = |text: &str| {
        costing(&lab, &scenario(text)).expect("a costing").moved(|totals| totals.approved)
    };
    let line =
        |alone: i64, stacked: i64| Moved { alone: Some(alone * 100), stacked: stacked * 100 };
    let (rate, cap) = ("rate_m2 = \"4%\"\n", "cap_m2 = \"9万元\"\n");
    let rate_first = moved(&format!("[parameters]\n{rate}{cap}"));
    assert_eq!(rate_first, [line(-20_000, -20_000), line(-10_000, 0)]);
    assert_eq!(rate_first[1].interaction(), Some(1_000_000));
    let cap_first = moved(&format!("[parameters]\n{cap}{rate}"));
    assert_eq!(cap_first, [line(-10_000, -10_000), line(-20_000, -10_000)]);
}

#[test]
fn lines_add_up_to_the_whole_in_any_scenario() {
    let base = lab().outcome().totals;
    for text in super::exact::CHANGES {
        let asked = scenario(text);
        let found: Costing = costing(lab(), &asked).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        let whole = totals(text);
        let approved: i64 = found.moved(|t| t.approved).iter().map(|line| line.stacked).sum();
        let payable: i64 = found.moved(|t| t.payable).iter().map(|line| line.stacked).sum();
        assert_eq!(approved, whole.approved - base.approved, "{text}");
        assert_eq!(payable, whole.payable - base.payable, "{text}");
        assert_eq!(found.provisions.last().expect("a line").stacked, whole, "{text}");
        // The first meets nobody.
        let first = found.moved(|t| t.approved)[0];
        assert_eq!(first.interaction().unwrap_or_default(), 0, "{text}");
    }
}

#[test]
fn every_change_is_a_line_under_the_name_that_the_file_gives_it() {
    let all: String = [
        "[options]\nround_unit = \"wan\"",
        "[parameters]\ncap_m3 = \"20万元\"\nannual_cap = \"100万元\"",
        "[rules]\n\"gates.operates.effect\" = \"ignore\"",
        "[budget]\ntotal = \"3000万元\"\nreserve = \"100万元\"",
        "[dates]\naward_year = 2027\ndeadline = 2026-02-10",
        "[rates]\nLPR1Y = \"1%\"",
        "[measures]\nm8 = \"off\"",
        "[growth]\napplicants = \"130%\"\nprices = \"90%\"\ntake_up = \"70%\"\nseed = 9\npending = \"50%\"\npending_since = 2026-03-01",
    ]
    .map(|part| format!("{part}\n"))
    .concat();
    let parts = scenario(&all).provisions();
    let keys: Vec<&str> = parts.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "options.round_unit",
            "parameters.cap_m3",
            "parameters.annual_cap",
            "rules.gates.operates.effect",
            "dates.award_year",
            "dates.deadline",
            "rates.LPR1Y",
            "measures.m8",
            "growth.applicants",
            "growth.take_up",
            "growth.pending",
            "growth.prices",
            "budget.total",
            "budget.reserve",
        ]
    );
    assert!(costing(lab(), &Scenario::named("nothing")).is_err(), "C154");
}
