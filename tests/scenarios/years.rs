//! The years to come: what is given once is not given again, and validity ends.

use jiangbu::domain::Ratio;
use jiangbu::scenario::Scenario;
use jiangbu::scenario::forecast::{Plan, Year, forecast};

use super::{lab, scenario};

const SAME: Plan = Plan {
    years: 3,
    applicants: Ratio::ONE,
    prices: Ratio::ONE,
    budget: Ratio::ONE,
    roll_over: false,
    renew: true,
};

fn approved(year: &Year, id: &str) -> i64 {
    year.measures.iter().find(|m| m.id == id).map(|m| m.approved).expect("a measure")
}

#[test]
fn the_first_year_is_the_baseline() {
    let years = forecast(lab(), &Scenario::named("years"), SAME).expect("years");
    assert_eq!(years.len(), 3);
    assert_eq!(years[0].totals, lab().outcome().totals);
    assert_eq!((years[0].year, years[2].year), (2026, 2028));
}

#[test]
fn rights_run_out() {
    let years = forecast(lab(), &Scenario::named("years"), SAME).expect("years");
    // 六 is given once per enterprise: those paid in 2026 get nothing in 2027.
    assert!(approved(&years[0], "m6") > 0);
    assert!(approved(&years[1], "m6") * 10 < approved(&years[0], "m6"));
    // 三 is given every year.
    assert!(approved(&years[1], "m3") >= approved(&years[0], "m3"));
    // Platforms have two years: in the second, what is left of two million each.
    assert!(years[0].outstanding > 0);
    assert!(years[1].granted_before > years[0].granted_before);
    // Nothing accepted after 20 January 2028 counts.
    assert!(years[2].outside_validity > years[2].totals.claims / 2);
    assert!(years[2].totals.approved * 10 < years[1].totals.approved);
    // The same standards and cases are not rewarded twice.
    let old = Plan { renew: false, ..SAME };
    let years = forecast(lab(), &Scenario::named("years"), old).expect("years");
    // Those without an award of 2026 may still come in with another validity; the paid ones cannot.
    assert!(approved(&years[1], "m8") * 2 < approved(&years[0], "m8"));
    assert!(approved(&years[1], "m5") * 2 < approved(&years[0], "m5"));
}

#[test]
fn money_rolls_over_and_grows() {
    let rich = scenario("[budget]\ntotal = \"1亿元\"\nreserve = \"100万元\"");
    let plain = forecast(lab(), &rich, SAME).expect("years");
    assert!(plain.iter().all(|year| year.rolled_in == 0));
    let plan = Plan { roll_over: true, budget: Ratio { num: 11, den: 10 }, ..SAME };
    let rolled = forecast(lab(), &rich, plan).expect("years");
    let left = |year: &Year| {
        let pool = year.pool.expect("a pool");
        pool.total - year.totals.earlier - year.totals.payable
    };
    assert_eq!(rolled[1].rolled_in, left(&rolled[0]), "what was left, the reserve included");
    let pool = rolled[1].pool.expect("a pool");
    assert_eq!(pool.total, 1_100_000_000_000 / 100 + rolled[1].rolled_in);
    assert_eq!(pool.reserve, 110_000_000);
}

#[test]
fn growth_adds_newcomers_who_keep_their_place() {
    let plan = Plan { applicants: Ratio { num: 6, den: 5 }, ..SAME };
    let years = forecast(lab(), &Scenario::named("years"), plan).expect("years");
    assert_eq!(years[0].newcomers, 0);
    assert!(years[1].newcomers > 0);
    assert!(years[1].totals.claims > years[0].totals.claims);
}
