//! Chance repeats itself: the same seed gives the same draws, on any number of threads.

use jiangbu::scenario::simulate::{Simulation, Uncertain, simulate};
use jiangbu::scenario::vary::Grid;
use jiangbu::scenario::{LabError, Scenario};

use super::{lab, scenario, totals};
use crate::runs::pipelines::{jiangbu, said};
use crate::sample::PIPELINE;

fn drawn(ranges: &[&str], draws: u64, seed: u64) -> Result<Simulation, LabError> {
    let uncertain: Vec<Uncertain> = ranges
        .iter()
        .map(|range| {
            let grid = Grid::parse(range, lab().base(), lab().baseline()).expect("a range");
            Uncertain { grid, mode: None }
        })
        .collect();
    simulate(lab(), &Scenario::named("draws"), &uncertain, draws, seed)
}

const MONEY: &str = "budget.total=5000万元..7000万元/1万元";

#[test]
fn a_seed_decides_everything() {
    let ranges = ["rate_m2=1%..5%/0.01%", MONEY];
    let (one, again) = (drawn(&ranges, 60, 7), drawn(&ranges, 60, 7));
    let (one, again) = (one.expect("draws"), again.expect("draws"));
    assert_eq!(one.rows, again.rows);
    let longer = drawn(&ranges, 80, 7).expect("draws");
    assert_eq!(one.rows[..], longer.rows[..60], "draws do not depend on how many there are");
    let other = drawn(&ranges, 60, 8).expect("draws");
    assert_ne!(one.rows, other.rows);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let run = |threads: &str| {
        let asked = ["scenario", "simulate", PIPELINE, "--draws", "24", "--seed", "5", "--json"];
        let output = jiangbu(&asked)
            .args(["--uncertain", "growth.take_up=80%..100%/1%@95%", "--uncertain", MONEY])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the program");
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    };
    let one = run("1");
    assert_eq!(one, run("3"));
    assert!(one.len() > 1_000);
}

#[test]
fn every_draw_is_an_exact_evaluation() {
    let found = drawn(&[MONEY], 50, 3).expect("draws");
    for (values, drawn) in found.rows.iter().take(5) {
        assert_eq!(*drawn, totals(&format!("[budget]\ntotal = \"{}\"", values[0])));
    }
    // Even draws between 5,000 and 7,000: the budget bites below the break-even of 6,209.67.
    let bites = found.rows.iter().filter(|(_, totals)| totals.cut()).count() as u64;
    assert_eq!(found.cut_draws, bites);
    assert!((20..=40).contains(&bites), "{bites} of 50, where 30 are expected");
    assert_eq!(found.histogram.iter().map(|(_, count)| count).sum::<u64>(), 50);
    assert!(found.payable.p5 <= found.payable.median && found.payable.median <= found.payable.p95);
}

#[test]
fn fewer_applicants_are_a_part_of_more() {
    let paid = |share: &str| {
        let text =
            format!("[growth]\ntake_up = \"{share}\"\nseed = 4\n[budget]\ntotal = \"100亿元\"");
        lab().evaluate(&scenario(&text)).expect("an outcome")
    };
    let (all, most, some) = (paid("100%"), paid("90%"), paid("60%"));
    for (less, more) in [(&some, &most), (&most, &all)] {
        let pairs = less.by_firm.iter().zip(&more.by_firm);
        // Where two applicants meet in one item, the one that stays may gain by the other's absence.
        let beyond = pairs.filter(|(less, more)| **less > 0 && **more == 0).count();
        assert!(beyond <= 2, "{beyond} are paid only when fewer apply");
        assert!(less.totals.approved < more.totals.approved);
    }
}

#[test]
fn newcomers_stand_where_their_models_stand() {
    // Twice the applicants, enough money: every newcomer gets what its model gets.
    let rich = "[budget]\ntotal = \"100亿元\"\n";
    let once = lab().evaluate(&scenario(rich)).expect("an outcome");
    let twice = scenario(&format!("{rich}[growth]\napplicants = \"200%\""));
    let twice = lab().evaluate(&twice).expect("an outcome");
    assert_eq!(twice.by_firm, once.by_firm);
    assert_eq!(twice.newcomers.1, once.totals.payable);
    assert_eq!(twice.newcomers.0, once.firms_paid());
    assert_eq!(twice.totals.earlier, once.totals.earlier, "what was granted before is a fact");
}

#[test]
fn dearer_costs_are_exact() {
    // 八 pays by the case: prices cannot touch it. 二 pays a rate: with no threshold and no cap in
    // the way, twice the costs are twice the award to the fen or one fen more.
    let rich = "[budget]\ntotal = \"100亿元\"\n[parameters]\nannual_cap = \"90亿元\"\n";
    let plain = lab().evaluate(&scenario(rich)).expect("an outcome");
    let dear = scenario(&format!("{rich}[growth]\nprices = \"200%\""));
    let dear = lab().evaluate(&dear).expect("an outcome");
    let of = |outcome: &jiangbu::scenario::Outcome, id: &str| {
        outcome.measures.iter().find(|m| m.id == id).map(|m| m.approved).expect("a measure")
    };
    assert_eq!(of(&plain, "m8"), of(&dear, "m8"));
    assert!(of(&dear, "m2") > of(&plain, "m2"));
}
