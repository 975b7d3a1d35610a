//! Solutions, tornados, readings and the budget view against exhaustive or independent answers.

use jiangbu::domain::Ratio;
use jiangbu::scenario::money::budget_view;
use jiangbu::scenario::readings::{Tried, readings};
use jiangbu::scenario::solve::{Goal, solve};
use jiangbu::scenario::sweep::tornado;
use jiangbu::scenario::vary::Grid;
use jiangbu::scenario::{LabError, Scenario};

use super::{lab, scenario, totals};

fn found(find: &str, goal: &str) -> jiangbu::scenario::solve::Solution {
    let grid = Grid::parse(find, lab().base(), lab().baseline()).expect("a range");
    let goal = Goal::parse(goal).expect("a goal");
    solve(lab(), &Scenario::named("solve"), &grid, goal).unwrap_or_else(|why| panic!("{why:?}"))
}

#[test]
fn the_budget_that_nothing_is_cut_from() {
    let solution = found("budget.total=0元..1亿元/0.01元", "exhaust");
    let base = &lab().outcome().totals;
    // approved + what earlier batches used, to the fen
    let wanted = base.approved + base.earlier;
    assert_eq!(solution.value.to_string(), format!("{}元", jiangbu::domain::Fen(wanted)));
    assert!(solution.rising);
    assert!(!solution.totals.cut() && solution.beyond_totals.cut());
    assert_eq!(solution.totals.payable, solution.totals.approved);
}

#[test]
fn both_neighbours_hold_as_said() {
    for (find, goal) in [
        ("annual_cap=0元..400万元/1元", "approved<=5000万元"),
        ("cap_m3=0元..50万元/1万元", "approved<=4800万元"),
        ("rate_m2=0%..10%/0.01%", "approved<=5200万元"),
        ("threshold_m2=0元..1000万元/1万元", "approved<=5100万元"),
        ("budget.total=0元..1亿元/1元", "factor>=90%"),
        ("budget.total=0元..1亿元/1元", "payable<=2000万元"),
    ] {
        let solution = found(find, goal);
        let wanted = Goal::parse(goal).expect("a goal");
        let name = find.split('=').next().expect("a name");
        let at = |value: &str| match name.strip_prefix("budget.") {
            Some(key) => totals(&format!("[budget]\n{key} = \"{value}\"")),
            None => totals(&format!("[parameters]\n{name} = \"{value}\"")),
        };
        let (met, beyond) = (at(&solution.value.to_string()), at(&solution.beyond.to_string()));
        assert_eq!((met, beyond), (solution.totals, solution.beyond_totals), "{find} {goal}");
        assert!(wanted.met(&met) && !wanted.met(&beyond), "{find} {goal}");
    }
}

#[test]
fn a_search_finds_what_trying_every_value_finds() {
    let solution = found("cap_m3=0元..50万元/1万元", "approved<=4800万元");
    let goal = Goal::Approved(4_800_000_000);
    let tried =
        (0..=50).filter(|wan| goal.met(&totals(&format!("[parameters]\ncap_m3 = \"{wan}万元\""))));
    let last = tried.max().expect("one that meets it");
    assert_eq!(solution.value.to_string(), format!("{last}万元"));
}

/// Of a list the best value that meets the goal, however it is sorted: found by trying each.
#[test]
fn a_list_gives_its_best_value_in_any_order() {
    let goal = Goal::Approved(4_800_000_000);
    let wan = [5i64, 10, 20, 25, 30, 40, 50];
    let tried = wan.map(|wan| totals(&format!("[parameters]\ncap_m3 = \"{wan}万元\"")));
    let best = wan.iter().zip(&tried).filter(|(_, t)| goal.met(t)).max_by_key(|(_, t)| t.approved);
    let best = format!("{}万元", best.expect("one that meets it").0);
    for order in
        [[5, 10, 20, 25, 30, 40, 50], [50, 40, 30, 25, 20, 10, 5], [20, 50, 5, 40, 10, 30, 25]]
    {
        let list: Vec<String> = order.iter().map(|wan| format!("{wan}万元")).collect();
        let solution = found(&format!("cap_m3={}", list.join(",")), "approved<=4800万元");
        assert_eq!(solution.value.to_string(), best, "{order:?}");
        assert!(goal.met(&solution.totals) && !goal.met(&solution.beyond_totals));
        assert!(!solution.all_meet && !solution.rising);
    }
    // All of them meet it: the closest is the best, and nothing lies beyond.
    let all = found("cap_m3=30万元,10万元,20万元", "approved<=1亿元");
    assert_eq!((all.value.to_string().as_str(), all.all_meet), ("30万元", true));
    // Where more is needed: the smallest budget that pays enough.
    let budgets = found("budget.total=6000万元,3000万元,9000万元,4500万元", "factor>=70%");
    let enough = |wan: i64| {
        let t = totals(&format!("[budget]\ntotal = \"{wan}万元\""));
        Goal::Factor(Ratio { num: 7, den: 10 }).met(&t)
    };
    let least = [3000, 4500, 6000, 9000].into_iter().find(|wan| enough(*wan)).expect("one");
    assert_eq!(budgets.value.to_string(), format!("{least}万元"));
    assert!(budgets.rising || budgets.all_meet);
    let grid = Grid::parse("cap_m3=30万元,10万元", lab().base(), lab().baseline()).expect("a list");
    assert!(solve(lab(), &Scenario::named("solve"), &grid, Goal::Approved(1)).is_err());
}

/// Currencies that occur, and none that do not.
#[test]
fn currencies_of_the_filings_stand_in_the_tornado() {
    let part = Ratio { num: 1, den: 10 };
    let (_, swings) = tornado(lab(), &Scenario::named("tornado"), part).expect("swings");
    let rates: Vec<String> = swings.iter().map(|swing| swing.knob.to_string()).collect();
    let lines = &lab().frozen().inputs.lines;
    for currency in ["USD", "HKD", "EUR", "GBP", "JPY", "SGD", "MOP"] {
        let occurs = lines.iter().any(|table| {
            let Ok(column) = table.column("currency") else { return false };
            column.str().expect("texts").iter().flatten().any(|own| own == currency)
        });
        let known = lab().baseline().published(currency).is_some();
        let expected = (occurs || currency == "USD") && known;
        assert_eq!(rates.contains(&format!("rates.{currency}")), expected, "{currency}");
    }
}

#[test]
fn a_goal_out_of_reach_is_said() {
    let grid = Grid::parse("cap_m3=0元..50万元/1万元", lab().base(), lab().baseline());
    let grid = grid.expect("a range");
    let goal = Goal::Approved(1);
    match solve(lab(), &Scenario::named("solve"), &grid, goal) {
        Err(LabError::User(faults)) => assert_eq!(faults.0[0].code.id, "A532"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tornado_is_made_of_single_scenarios() {
    let part = Ratio { num: 1, den: 10 };
    let (base, swings) = tornado(lab(), &Scenario::named("tornado"), part).expect("swings");
    let unsaid = swings.iter().filter(|swing| swing.text.zh.is_empty() || swing.text.en.is_empty());
    assert_eq!(unsaid.count(), 0, "every quantity has words");
    assert_eq!(base, lab().outcome().totals);
    let reach: Vec<(i64, i64)> = swings.iter().map(|swing| swing.reach(&base)).collect();
    assert!(reach.windows(2).all(|pair| pair[0] >= pair[1]), "ranked");
    let rate = swings.iter().find(|swing| swing.knob.to_string() == "rate_m2").expect("a rate");
    let (low, high) = (rate.low.expect("down"), rate.high.expect("up"));
    assert_eq!((low.0.to_string().as_str(), high.0.to_string().as_str()), ("4.5%", "5.5%"));
    assert_eq!(low.1, totals("[parameters]\nrate_m2 = \"4.5%\""));
    assert_eq!(high.1, totals("[parameters]\nrate_m2 = \"5.5%\""));
    // 30 % is the most that the text allows: there is no way up.
    let ceiling = swings.iter().find(|swing| swing.knob.to_string() == "rate_m1").expect("a rate");
    assert!(ceiling.low.is_some() && ceiling.high.is_none());
    for still in swings.iter().filter(|swing| swing.reach(&base) == (0, 0)) {
        assert!(still.why.is_some() || (still.low.is_none() && still.high.is_none()));
    }
}

#[test]
fn readings_alone_and_together() {
    let found = readings(lab(), &Scenario::named("readings")).expect("readings");
    let options = lab().base().scheme_file.option_rules();
    let values: usize = options.iter().map(|option| option.values.len() - 1).sum();
    assert_eq!(found.alone.len(), values, "every other value of every option");
    for reading in &found.alone {
        let alone = Scenario::named("one").with_option(&reading.option, &reading.value);
        match &reading.tried {
            Tried::Cost(cost) => assert_eq!(cost.totals, lab().totals(&alone).expect("totals")),
            Tried::Refused(why) => assert!(lab().totals(&alone).is_err(), "{}", why.en),
        }
        if let (Tried::Cost(cost), false) = (&reading.tried, reading.period) {
            assert!(found.interval.0.cost.full <= cost.full, "{}", reading.option);
            assert!(found.interval.1.cost.full >= cost.full, "{}", reading.option);
        }
    }
    assert!(found.interval.0.cost.full < found.base.full);
    assert!(found.interval.1.cost.full > found.base.full);
    assert!(found.with_periods.0.cost.full <= found.interval.0.cost.full);
    // What is said to be chosen leads there.
    for end in [&found.interval.0, &found.interval.1] {
        let all = end.chosen.iter().fold(Scenario::named("end"), |scenario, (option, value)| {
            scenario.with_option(option, value)
        });
        assert_eq!(lab().totals(&all).expect("totals"), end.cost.totals);
    }
}

#[test]
fn the_budget_view_adds_up() {
    let view = budget_view(lab(), &Scenario::named("budget")).expect("a view");
    let totals_now = view.outcome.totals;
    let cuts: i64 = view.outcome.stages.iter().map(|stage| stage.cut).sum();
    assert_eq!(totals_now.requested - cuts, totals_now.payable);
    let even = jiangbu::domain::Fen(view.break_even).to_string();
    let at = totals(&format!("[budget]\ntotal = \"{even}元\""));
    assert!(!at.cut() && at.headroom() == Some(0));
    // Nothing is approved less where a limit is gone; the annual cap's part is what it cut.
    assert!(view.limits.iter().all(|limit| limit.approved >= 0), "{:?}", view.limits);
    let annual = view.limits.iter().find(|limit| limit.clause == "附四").expect("附四");
    let stage = view.outcome.stages.iter().find(|s| s.stage.name() == "annual-cap").expect("it");
    assert_eq!(annual.approved, stage.cut);
    // The budget bites and comes last: one more yuan is paid out, whatever truncation leaves of it.
    assert_eq!(view.one_more, Some(100));
    for reserve in &view.reserves {
        assert!(reserve.totals.payable <= reserve.totals.available.expect("a budget"));
    }
    assert!(view.reserves.windows(2).all(|w| w[0].totals.payable > w[1].totals.payable));
}

#[test]
fn without_a_budget_nothing_is_cut() {
    let high = scenario("[budget]\ntotal = \"100亿元\"");
    let view = budget_view(lab(), &high).expect("a view");
    assert_eq!(view.one_more, Some(0));
    assert_eq!(view.outcome.totals.payable, view.outcome.totals.approved);
}
