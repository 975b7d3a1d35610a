//! What the lab keeps from its baseline changes nothing: every scenario gives what it gives alone.

use std::collections::BTreeSet;

use jiangbu::scenario::compare::{Concentration, Delta};
use jiangbu::scenario::lab::run;
use jiangbu::scenario::outcome::Outcome;
use jiangbu::scenario::{LabError, Scenario};

use super::{lab, scenario};

/// Changes of every kind.
pub const CHANGES: &[&str] = &[
    "[parameters]\nrate_m2 = \"3%\"",
    "[parameters]\ncap_m3 = \"20万元\"\nannual_cap = \"100万元\"",
    "[parameters]\nthreshold_m3 = \"300万美元\"",
    "[parameters]\namount_m5_national = \"10万元\"",
    "[parameters]\nserved_m1 = 12",
    "[options]\nm3_principal = \"excess\"",
    "[options]\nm2_cap = \"lifetime\"\nm6_once = \"filing\"",
    "[options]\nprorata_scope = \"batch\"\nprorata_residual = \"largest_remainder\"",
    "[options]\norder = \"cap_then_dup\"",
    "[options]\nvalid_on = \"payment\"",
    "[options]\nround_unit = \"wan\"",
    "[options]\nqh_test = \"four_tests\"\ncredit_list = \"exclude\"",
    "[rules]\n\"measure.m9.lines.self_insured.applies\" = false",
    "[rules]\n\"gates.operates.effect\" = \"ignore\"",
    "[budget]\ntotal = \"3000万元\"\nreserve = \"100万元\"",
    "[dates]\naward_year = 2027",
    "[dates]\ndeadline = 2026-02-10",
    "[rates]\nLPR1Y = \"1%\"\nUSD = \"6.5\"",
    "[measures]\nm8 = \"off\"",
    "[growth]\napplicants = \"130%\"\nprices = \"90%\"",
    "[growth]\ntake_up = \"70%\"\nseed = 9",
    "[growth]\npending = \"50%\"\npending_since = 2026-03-01",
];

/// The outcome without anything kept.
fn alone(scenario: &Scenario) -> Result<Outcome, LabError> {
    let (setting, _) = lab().setting(scenario)?;
    let (evaluation, ..) = run(lab().frozen(), &setting, None)?;
    let name = (scenario.name.as_str(), &scenario.title);
    Outcome::of(&evaluation, &setting, lab().firms().height(), name)
}

/// What came out, without the words about it.
fn bare(outcome: Outcome) -> Outcome {
    Outcome { changes: Vec::new(), why: None, ..outcome }
}

#[test]
fn what_is_kept_changes_nothing() {
    let mut distinct = BTreeSet::new();
    for text in CHANGES {
        let one = scenario(text);
        let kept = lab().evaluate(&one).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        distinct.insert(kept.totals.requested + kept.totals.approved * 3 + kept.totals.payable);
        assert_eq!(bare(kept), alone(&one).expect("the same alone"), "{text}");
    }
    assert!(distinct.len() > CHANGES.len() / 2, "the changes do change something");
}

#[test]
fn every_reading_gives_what_it_gives_alone() {
    for option in lab().base().scheme_file.option_rules() {
        for value in option.values.iter().filter(|value| value.name != option.default) {
            let one = Scenario::named("one").with_option(&option.name, &value.name);
            match (lab().evaluate(&one), alone(&one)) {
                (Ok(kept), Ok(fresh)) => assert_eq!(bare(kept), fresh, "{}", option.name),
                (Err(_), Err(_)) => {}
                (kept, fresh) => panic!("{} = {}: {kept:?} {fresh:?}", option.name, value.name),
            }
        }
    }
}

#[test]
fn days_count_to_the_end_of_the_year_that_is_supported() {
    // Without a gate on the record, so that another year leaves the claims what they are but for their days.
    let days = "[options]\nm3_term = \"days\"\n[rules]\n\"gates.platform.effect\" = \"ignore\"\n";
    let later = format!("{days}\"measure.m3.supports\" = \"award year\"\n");
    let setting = |text: &str| lab().setting(&scenario(text)).expect("a setting").0;
    let (before, after) = (setting(days), setting(&later));
    let (old, steps, _) = run(lab().frozen(), &before, None).expect("days");
    let (kept, ..) = run(lab().frozen(), &after, Some((&before, &steps))).expect("kept");
    let (fresh, ..) = run(lab().frozen(), &after, None).expect("fresh");
    assert_ne!(old.awards.current(), fresh.awards.current(), "a year more of interest");
    assert_eq!(kept.awards.current(), fresh.awards.current());
}

#[test]
fn only_what_can_change_is_done_again() {
    let redone = |text: &str| {
        let setting = lab().setting(&scenario(text)).expect("a setting").0;
        lab().inspect(&setting, |_, _, redone| Ok((redone.gathered, redone.evaluated)))
    };
    assert_eq!(redone("[budget]\ntotal = \"3000万元\"").expect("totals"), (0, 0));
    assert_eq!(redone("[parameters]\nannual_cap = \"1万元\"").expect("totals"), (0, 0));
    assert_eq!(redone("[parameters]\nrate_m2 = \"3%\"").expect("totals"), (0, 1));
    assert_eq!(redone("[rates]\nLPR1Y = \"1%\"").expect("totals"), (0, 1));
    assert_eq!(redone("[growth]\nprices = \"110%\"").expect("totals"), (9, 9));
    assert_eq!(redone("[parameters]\nserved_m1 = 12").expect("totals"), (1, 1));
}

#[test]
fn scenarios_do_not_reach_each_other() {
    let all: Vec<Scenario> = CHANGES.iter().map(|text| scenario(text)).collect();
    let before = lab().evaluate(&Scenario::named("nothing")).expect("the baseline");
    let together = lab().evaluate_all(&all).expect("all");
    let mut backwards: Vec<Scenario> = all.iter().rev().cloned().collect();
    let mut reversed = lab().evaluate_all(&backwards).expect("all");
    reversed.reverse();
    assert_eq!(together, reversed);
    backwards.clear();
    for (one, outcome) in all.iter().zip(&together) {
        assert_eq!(&lab().evaluate(one).expect("one"), outcome);
    }
    let after = lab().evaluate(&Scenario::named("nothing")).expect("the baseline");
    assert_eq!(before, after);
    assert_eq!(bare(after).totals, lab().outcome().totals);
}

#[test]
fn a_scenario_and_its_inverse_are_nothing() {
    let forth = scenario(
        "[parameters]\nrate_m2 = \"3%\"\n[options]\nm3_principal = \"excess\"\n[measures]\nm8 = \"off\"\n\
         [budget]\ntotal = \"3000万元\"\n[growth]\napplicants = \"120%\"\nprices = \"110%\"\n\
         [rates]\nLPR1Y = \"1%\"\n[dates]\ndeadline = 2026-02-01",
    );
    let back = scenario(
        "[parameters]\nrate_m2 = \"5%\"\n[options]\nm3_principal = \"full\"\n[measures]\nm8 = \"on\"\n\
         [budget]\ntotal = \"4200万元\"\n[growth]\napplicants = \"100%\"\nprices = \"100%\"\n\
         [rates]\nLPR1Y = \"3%\"\n[dates]\ndeadline = 2026-03-31",
    );
    let moved = lab().evaluate(&forth).expect("forth");
    assert_ne!(moved.totals, lab().outcome().totals);
    let both = lab().evaluate(&forth.under(&back)).expect("both");
    let names = ("baseline", &lab().outcome().title);
    let again = Outcome { name: names.0.into(), title: names.1.clone(), ..bare(both) };
    assert_eq!(&again, lab().outcome());
}

#[test]
fn breakdowns_sum_to_the_totals() {
    let base = lab().outcome();
    let groupings = lab().groupings().expect("groups");
    assert!(groupings.len() >= 3);
    for text in CHANGES {
        let outcome = lab().evaluate(&scenario(text)).expect("an outcome");
        let payable = outcome.totals.payable;
        let of_measures: i64 = outcome.measures.iter().map(|m| m.payable).sum();
        assert_eq!(of_measures, payable, "{text}");
        let of_firms = outcome.by_firm.iter().sum::<i64>() + outcome.newcomers.1;
        assert_eq!(of_firms, payable, "{text}");
        for grouping in &groupings {
            let rows = grouping.of_outcome(&outcome);
            assert_eq!(rows.iter().map(|row| row.payable).sum::<i64>(), payable, "{text}");
            let firms: usize = rows.iter().map(|row| row.firms).sum();
            assert_eq!(firms, lab().firms().height() + outcome.newcomers.0, "{text}");
        }
        let delta = Delta::new(base, &outcome);
        let moved = delta.winners.1 - delta.losers.1 + delta.newcomers.1;
        assert_eq!(moved, delta.payable, "{text}");
        let by_measure: i64 = delta.measures.iter().map(|(.., a, b)| b - a).sum();
        assert_eq!(by_measure, delta.payable, "{text}");
        let cut: i64 = outcome.stages.iter().map(|stage| stage.cut).sum();
        assert_eq!(outcome.totals.requested - cut, payable, "{text}");
        let limits: i64 = outcome.limits.iter().map(|limit| limit.cut).sum();
        assert_eq!(limits, cut, "{text}: every reduction has its reason");
        let spread = Concentration::of(&outcome);
        assert!((0..=10_000).contains(&spread.gini) && (0..=10_000).contains(&spread.top_ten));
    }
}

#[test]
fn winners_and_losers_are_those_whose_amount_moved() {
    // Without measure 八 those who had nothing else are lost, and everybody else gains a little.
    let base = lab().outcome();
    let outcome = lab().evaluate(&scenario("[measures]\nm8 = \"off\"")).expect("an outcome");
    let delta = Delta::new(base, &outcome);
    let (mut won, mut lost) = (0, 0);
    for (before, after) in base.by_firm.iter().zip(&outcome.by_firm) {
        won += usize::from(after > before);
        lost += usize::from(after < before);
    }
    assert_eq!((delta.winners.0, delta.losers.0), (won, lost));
    assert!(delta.lost > 0 && delta.new == 0);
    let m8 = outcome.measures.iter().find(|m| m.id == "m8").expect("measure 八");
    assert_eq!((m8.claims, m8.requested, m8.payable), (0, 0, 0));
}
