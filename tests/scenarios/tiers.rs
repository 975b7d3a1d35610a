//! Tiers by place and by score on Guangzhou's sample, against counting by hand: who reaches which tier, what
//! ties do, and whether proposals fit, go as far as they can, and come to what they say.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use jiangbu::scenario::tiers::{Design, Proposal, TiersWanted, Way, design};
use jiangbu::scenario::{Lab, Scenario};

use super::scenario;

const YUAN: i64 = 100;
const WAN: i64 = 10_000 * YUAN;
const AMOUNTS: [i64; 3] = [100 * WAN, 60 * WAN, 30 * WAN];

fn lab() -> &'static Lab {
    static LAB: OnceLock<Lab> = OnceLock::new();
    LAB.get_or_init(|| {
        let path = Path::new("pipelines/guangzhou-2025.toml");
        let pipeline = jiangbu::pipeline::load(path).unwrap_or_else(|faults| panic!("{faults:?}"));
        jiangbu::run::lab::lab(&pipeline, &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"))
    })
}

/// Points and the amount after the item stage of every claim that passes the gates with evidence.
fn awarded(text: &str) -> Vec<(i128, i64)> {
    let under = if text.is_empty() { Scenario::named("base") } else { scenario(text) };
    let setting = lab().setting(&under).unwrap_or_else(|why| panic!("{why:?}")).0;
    let read = lab().inspect(&setting, |evaluation, _, _| {
        let awards = &evaluation.awards;
        let points = awards.tables[0].column("points")?.i128()?.clone();
        let lines = awards.tables[0].column("lines_eligible")?.u32()?.clone();
        let (gates, item) = (&awards.stages[0].amount, &awards.stages[2].amount);
        let rows = 0..awards.firm.len();
        // A gate leaves nothing of a claim whose request is above nothing.
        let counts = rows.filter(|row| lines.get(*row) > Some(0) && gates[*row] > 0);
        Ok(counts.map(|row| (points.get(row).unwrap_or(0), item[row])).collect())
    });
    read.unwrap_or_else(|why| panic!("{why:?}"))
}

/// Claims by score from the highest: how many stand strictly above each, and how many share it.
fn ranked() -> BTreeMap<i128, (usize, usize)> {
    // Every claim that counts gets something, however low it stands.
    let all =
        awarded("[rules]\n\"measure.g20.award.tiers\" = [{ at_least = \"0%\", amount = \"1元\" }]");
    let mut out = BTreeMap::new();
    for (points, _) in &all {
        let above = all.iter().filter(|(other, _)| other > points).count();
        let same = all.iter().filter(|(other, _)| other == points).count();
        out.insert(*points, (above, same));
    }
    out
}

fn by_place(tiers: &str, ties: &str) -> Vec<(i128, i64)> {
    let rules = "\"measure.g20.award.tiers\"";
    awarded(&format!("[rules]\n{rules} = {tiers}\n\"measure.g20.award.ties\" = \"{ties}\""))
}

#[test]
fn places_are_counted_and_ties_go_where_they_are_sent() {
    let ranked = ranked();
    let counted: usize = ranked.values().map(|(_, same)| same).sum();
    assert!(counted > 100, "{counted} claims");
    // A tie that some place cuts through, away from the ends.
    let cut =
        ranked.values().filter(|(above, same)| *same > 1 && *above > 5 && *above < 60).count();
    assert!(cut > 3, "marks by twos give ties");
    for places in [1, 7, 20, 33, 60, 100_000] {
        for ties in ["upper", "lower"] {
            let tiers = format!(
                "[{{ top = {places}, amount = \"50万元\" }}, {{ top = {}, amount = \"20万元\" }}]",
                places * 2
            );
            for (points, amount) in by_place(&tiers, ties) {
                let Some((above, same)) = ranked.get(&points) else { continue };
                let reaches = |most: usize| match ties {
                    "upper" => *above < most,
                    _ => above + same <= most,
                };
                let expected = match (reaches(places), reaches(places * 2)) {
                    (true, _) => 50 * WAN,
                    (_, true) => 20 * WAN,
                    _ => 0,
                };
                assert_eq!(amount, expected, "top {places}, {ties}: {above} above, {same} alike");
            }
        }
    }
}

#[test]
fn a_share_is_cut_to_whole_places_and_a_score_may_be_asked_for_besides() {
    let ranked = ranked();
    let counted: usize = ranked.values().map(|(_, same)| same).sum();
    let places = counted * 15 / 100;
    let share = by_place("[{ top = \"15%\", amount = \"50万元\" }]", "lower");
    let number = by_place(&format!("[{{ top = {places}, amount = \"50万元\" }}]"), "lower");
    assert_eq!(share, number);
    assert!(share.iter().filter(|(_, amount)| *amount > 0).count() > 3);
    let both = by_place("[{ top = 40, at_least = \"80%\", amount = \"50万元\" }]", "upper");
    let (top, high) = (
        by_place("[{ top = 40, amount = \"50万元\" }]", "upper"),
        awarded(
            "[rules]\n\"measure.g20.award.tiers\" = [{ at_least = \"80%\", amount = \"50万元\" }]",
        ),
    );
    let paid = |claims: &[(i128, i64)]| -> Vec<i128> {
        claims.iter().filter(|(_, amount)| *amount > 0).map(|(points, _)| *points).collect()
    };
    let (both, top, high) = (paid(&both), paid(&top), paid(&high));
    let in_either: Vec<i128> = top.iter().copied().filter(|points| high.contains(points)).collect();
    assert_eq!(both, in_either);
    assert!(!both.is_empty() && (both.len() < top.len() || both.len() < high.len()));
}

fn proposed(plan: &TiersWanted) -> Design {
    design(lab(), &Scenario::named("base"), plan).unwrap_or_else(|why| panic!("{why:?}"))
}

fn of(design: &Design, way: Way) -> &Proposal {
    design.proposals.iter().find(|one| one.way == way).unwrap_or_else(|| panic!("{way:?}"))
}

/// Claims down to and with each group of equal scores, from the highest.
fn groups() -> Vec<usize> {
    ranked().values().rev().map(|(above, same)| above + same).collect()
}

#[test]
fn proposals_fit_and_go_as_far_as_they_can() {
    let groups = groups();
    let counted = *groups.last().expect("claims");
    for wan in [1, 29, 30, 500, 1_333, 2_600, 4_000, 100_000] {
        let found = proposed(&TiersWanted { budget: wan * WAN, ..TiersWanted::default() });
        assert_eq!(found.claims, counted);
        for one in found.proposals.iter().filter(|one| one.way != Way::Now) {
            assert!(one.cost <= found.budget, "{wan}: {one:?}");
            let sum: i64 = one.steps.iter().map(|step| step.amount * step.claims as i64).sum();
            assert_eq!(sum, one.cost);
            // Equal scores are never parted: whoever is in, and above whom, are whole groups.
            let mut down = 0;
            for step in &one.steps {
                down += step.claims;
                assert!(groups.contains(&down), "{wan}: {one:?} parts a group");
            }
            assert!(one.approved <= one.cost, "limits only lower");
        }
        // The lowest tier as far down as its amount allows, over everybody.
        let widest = of(&found, Way::Widest);
        let most = groups.iter().rfind(|down| **down as i64 * 30 * WAN <= found.budget);
        assert_eq!(widest.claims, most.copied().unwrap_or(0), "{wan}");
        // The first tier as far down as its amount allows.
        let steepest = of(&found, Way::Steepest);
        let most = groups.iter().rfind(|down| **down as i64 * 100 * WAN <= found.budget);
        let first = steepest.steps.first().filter(|step| step.amount == 100 * WAN);
        assert_eq!(first.map_or(0, |step| step.claims), most.copied().unwrap_or(0), "{wan}");
        if let Some((more, then)) = widest.next {
            assert!(more > 0 && then > found.budget, "{wan}: one more group would have fitted");
        }
    }
}

/// In proportion: the largest number of claims whose tiers, cut to whole groups, can be paid, found by trying all.
#[test]
fn a_shape_is_the_largest_that_fits() {
    let groups = groups();
    let counted = *groups.last().expect("claims");
    let within = |claims: usize| groups.iter().copied().rfind(|down| *down <= claims).unwrap_or(0);
    for (shape, wan) in
        [([1, 2, 3], 2_600), ([1, 1, 1], 999), ([0, 1, 4], 1_500), ([5, 3, 1], 3_100)]
    {
        let plan =
            TiersWanted { budget: wan * WAN, shape: shape.to_vec(), ..TiersWanted::default() };
        let found = proposed(&plan);
        let best = (0..=counted).rev().find_map(|claims| {
            let mut sum = 0;
            let cuts = shape.map(|part| {
                sum += part;
                within(claims * sum as usize / shape.iter().sum::<u64>() as usize)
            });
            let sizes = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1]];
            let cost: i64 = sizes.iter().zip(AMOUNTS).map(|(n, amount)| *n as i64 * amount).sum();
            (cost <= wan * WAN).then_some((sizes, cost))
        });
        let (sizes, cost) = best.expect("nothing always fits");
        let one = of(&found, Way::Shape);
        let shown: Vec<usize> = one.steps.iter().map(|step| step.claims).collect();
        let expected: Vec<usize> = sizes.into_iter().filter(|claims| *claims > 0).collect();
        assert_eq!((shown, one.cost), (expected, cost), "{shape:?}");
    }
}

/// What a proposal prints under `[rules]` is what it promises when somebody lays it over the pipeline.
#[test]
fn a_proposal_taken_gives_what_it_says() {
    let plan = TiersWanted {
        budget: 1_800 * WAN,
        amounts: vec![80 * WAN, 35 * WAN],
        ..TiersWanted::default()
    };
    let found = proposed(&plan);
    for one in found.proposals.iter().filter(|one| one.way != Way::Now) {
        let text = format!("[rules]\n{}", one.rules(&found.measure));
        let taken = lab().totals(&scenario(&text)).unwrap_or_else(|why| panic!("{why:?}"));
        assert_eq!(taken.approved, one.approved, "{text}");
        let paid: usize = awarded(&text).iter().filter(|(_, amount)| *amount > 0).count();
        assert_eq!(paid, one.claims, "{text}");
    }
    let now = of(&found, Way::Now);
    assert_eq!(now.approved, lab().outcome().totals.approved);
}

#[test]
fn the_same_scores_with_lower_amounts_keep_their_proportion() {
    let found = proposed(&TiersWanted { budget: 1_000 * WAN, ..TiersWanted::default() });
    let (now, lower) = (of(&found, Way::Now), of(&found, Way::Amounts));
    assert!(now.cost > found.budget && lower.cost <= found.budget);
    for (was, is) in now.steps.iter().zip(&lower.steps) {
        assert_eq!((was.at_least, was.claims), (is.at_least, is.claims));
        let exact = i128::from(was.amount) * i128::from(found.budget) / i128::from(now.cost);
        assert_eq!(i128::from(is.amount), exact / i128::from(WAN) * i128::from(WAN));
    }
    // With room for all of it there is nothing to lower.
    let roomy = proposed(&TiersWanted { budget: now.cost, ..TiersWanted::default() });
    assert!(roomy.proposals.iter().all(|one| one.way != Way::Amounts));
}
