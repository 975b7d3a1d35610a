//! Every value of every option of the three schemes: worlds under as many readings at once as go together, the worked
//! examples of a scheme put together into one. And rules that no shipped scheme has.

use std::path::Path;

use jiangbu::award::Inputs;
use jiangbu::budget::{award, gather_all};
use jiangbu::diag::Place;
use jiangbu::domain::Ratio;
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::{FIRM_FIELDS, find};
use jiangbu::jobs::examples::{given, rate_table, setting};
use jiangbu::scheme::choose::OptionRule;
use jiangbu::scheme::example::Example;
use jiangbu::scheme::{Award, Choices, Due, Factor, Instalment, Rule, Scheme, SchemeFile, Test};
use jiangbu::sql::Dialect;
use polars::prelude::Column;

use super::adopted::{comes_back, planned_sample};
use super::examples::SCHEMES;
use super::through::{Case, agree, all_agree, case, run};
use super::worlds::{LARGE, of_scheme, small};
use crate::differential::worlds::{Setting, World};
use crate::differential::{Size, scheme, tables, worlds};

/// Fen in the pool: enough for some of the worlds and not for others.
const POOL: i64 = 2_000_000_000;

/// Whether two values set the same rule, so that they cannot be chosen together.
fn clash(options: &[OptionRule], one: &(String, String), other: &(String, String)) -> bool {
    let paths = |(option, value): &(String, String)| -> Vec<String> {
        let option = options.iter().filter(|known| known.name == *option);
        let values = option.flat_map(|known| &known.values).filter(|known| known.name == *value);
        values.flat_map(|known| known.set.iter().map(|(path, _)| path.clone())).collect()
    };
    let inside = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}."));
    let (ours, theirs) = (paths(one), paths(other));
    one.0 == other.0 || ours.iter().any(|a| theirs.iter().any(|b| inside(a, b) || inside(b, a)))
}

/// Readings put together so that each value of each option is chosen at least once: the defaults first.
fn rounds(file: &SchemeFile) -> Vec<Choices> {
    let options = file.option_rules();
    let others = |option: &OptionRule| -> Vec<(String, String)> {
        let values = option.values.iter().filter(|value| value.name != option.default);
        values.map(|value| (option.name.clone(), value.name.clone())).collect()
    };
    let mut left: Vec<(String, String)> = options.iter().flat_map(others).collect();
    let mut rounds = vec![file.assumed()];
    while !left.is_empty() {
        let mut chosen: Vec<(String, String)> = Vec::new();
        left.retain(|value| {
            let clashes = chosen.iter().any(|other| clash(&options, value, other));
            if !clashes {
                chosen.push(value.clone());
            }
            clashes
        });
        let with_place = chosen.into_iter().map(|(name, value)| (name, value, Place::Nowhere));
        rounds.push(Choices { options: with_place.collect(), ..file.assumed() });
    }
    rounds
}

/// The worked examples of a scheme as one: what each is given, on one day.
fn together(examples: &[Example]) -> Example {
    let mut one = examples[0].clone();
    one.name = "together".into();
    one.budget = Some(POOL);
    for example in &examples[1..] {
        one.firms.extend(example.firms.iter().cloned());
        for (name, rate) in &example.rates {
            if !one.rates.iter().any(|(known, _)| known == name) {
                one.rates.push((name.clone(), *rate));
            }
        }
    }
    one
}

#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn duckdb_agrees_under_every_value_of_every_option() {
    let away = tempfile::tempdir().expect("a folder");
    all_agree(&cases(Dialect::DuckDb, away.path()), Dialect::DuckDb);
}

#[test]
#[ignore = "needs a Python with datafusion: JIANGBU_ENGINES"]
fn datafusion_agrees_under_every_value_of_every_option() {
    let away = tempfile::tempdir().expect("a folder");
    all_agree(&cases(Dialect::DataFusion, away.path()), Dialect::DataFusion);
}

/// One session for all: a worker of Java is started once. The sample is among them.
#[test]
#[ignore = "needs a Python with pyspark and Java 17: JIANGBU_ENGINES"]
fn spark_agrees_under_every_value_of_every_option() {
    let away = tempfile::tempdir().expect("a folder");
    let cases = cases(Dialect::Spark, away.path());
    let sample = planned_sample(Dialect::Spark, away.path());
    let mut folders: Vec<&Path> = cases.iter().map(|case| case.folder.as_path()).collect();
    folders.push(&sample);
    let desk = super::warehouse::for_spark();
    let views = desk.path("views");
    folders.push(&views);
    run(&folders, Dialect::Spark);
    let claims = agree(&cases);
    println!("{claims} claims");
    assert!(claims > 1_000, "{claims}");
    comes_back(&sample, away.path());
    super::warehouse::spark_agrees(&desk);
}

/// Every round of every scheme as a case: random worlds of 前海, the examples of all three.
pub fn cases(dialect: Dialect, away: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for path in SCHEMES {
        let file = SchemeFile::load(Path::new(path)).expect("a scheme");
        let (known, _) = file.resolve(&file.assumed()).expect("a scheme");
        let one = together(&known.examples);
        let bare = file.without_examples();
        for (number, choices) in rounds(&file).iter().enumerate() {
            let (scheme, _) = bare.resolve(choices).unwrap_or_else(|why| panic!("{why:?}"));
            let folder = away.join(format!("{}-{number}", scheme.id));
            let options = choices.options.iter().map(|(name, value, _)| format!("{name}={value}"));
            let name = format!("{} {}", scheme.id, options.collect::<Vec<_>>().join(" "));
            if path == SCHEMES[0] {
                cases.push(of_worlds(&name, &scheme, number as u64, dialect, &folder));
            }
            // The random worlds of 前海 hold more than its examples do: these go once through what is slow.
            if path == SCHEMES[0] && number > 0 && dialect == Dialect::Spark {
                continue;
            }
            let inputs = given(&scheme, &one).expect("tables");
            let rates = rate_table(&one);
            let context = setting(&scheme, &one, &rates);
            let made = case(name.clone(), (&inputs, &context), dialect, folder.join("examples"));
            cases.push(made.unwrap_or_else(|refused| panic!("{name}: {refused:?}")));
        }
    }
    cases.push(unshipped(dialect, &away.join("unshipped")));
    cases
}

const FELT: Setting = Setting { lpr: 2_000, payment: "2026-06-30", ..Setting::PLAIN };

/// Random worlds under readings; small ones where amounts are too large for the engine.
fn of_worlds(name: &str, scheme: &Scheme, seed: u64, dialect: Dialect, folder: &Path) -> Case {
    let seed = 500 + seed;
    let large = of_scheme(scheme, &FELT, (seed, LARGE), dialect, folder);
    let made = large.or_else(|| small(scheme, &FELT, seed, dialect, folder).next());
    made.unwrap_or_else(|| panic!("{name} is compared nowhere"))
}

/// Caps by a figure of the enterprise's own, raised rates, parts that later years pay, a cap over years and schemes.
fn with_rules_of_others(known: &Scheme) -> Scheme {
    let mut scheme = known.clone();
    let raised = |name: &str, num: i64, den: i64| Factor {
        rule: Rule {
            columns: find(FIRM_FIELDS, name).into_iter().collect(),
            test: Test::Is(true),
            missing_passes: false,
            reason: 0,
        },
        times: Ratio { num, den },
    };
    let part = |later: i32, num: i64, den: i64| Instalment {
        clause: String::new(),
        text: Default::default(),
        due: Due::Year,
        later,
        through: Ratio { num, den },
    };
    for (number, measure) in scheme.measures.iter_mut().enumerate() {
        if let (Some(cap), Some(field)) = (&mut measure.cap, measure.base.sum) {
            cap.of = Some((field, Ratio { num: 1, den: 7 }));
        }
        if matches!(measure.award, Award::Rate { .. }) {
            measure.factors =
                vec![raised(c::STAFF_IN_ZONE, 6, 5), raised(c::ACCOUNTS_IN_ZONE, 3, 2)];
        }
        if number % 2 == 0 {
            measure.instalments = vec![part(0, 1, 3), part(0, 3, 5), part(2, 1, 1)];
        }
    }
    if let Some(cap) = &mut scheme.annual_cap {
        cap.years = 3;
        cap.schemes = vec!["another".into()];
    }
    scheme
}

/// Random worlds; every third earlier award is of another scheme.
fn with_another(worlds: &[World], scheme: &Scheme, name: &str) -> Inputs {
    let mut inputs = tables::inputs(worlds, scheme, 77).expect("tables");
    let rows = 0..inputs.history.height();
    let of: Vec<&str> = rows.map(|row| if row % 3 == 0 { name } else { "" }).collect();
    inputs.history.with_column(Column::new(c::SCHEME.into(), of)).expect("a column");
    inputs
}

fn unshipped(dialect: Dialect, folder: &Path) -> Case {
    let scheme = with_rules_of_others(scheme(&FELT));
    let size = Size { worlds: 3, firms: 40 };
    let inputs = with_another(&worlds(77, size, &FELT), &scheme, "another");
    let rates = tables::rates(&FELT);
    let mut context = tables::context(&scheme, &rates, &FELT);
    context.available = Some(POOL);
    let made = case("unshipped".into(), (&inputs, &context), dialect, folder.to_path_buf());
    made.unwrap_or_else(|refused| panic!("{refused:?}"))
}

/// Each of these rules lowers or raises some of the claims that are compared: a rule without effect is compared in vain.
#[test]
fn rules_of_others_are_felt() {
    let of = |scheme: &Scheme, other: &str| -> Vec<Vec<i64>> {
        let size = Size { worlds: 3, firms: 40 };
        let inputs = with_another(&worlds(77, size, &FELT), scheme, other);
        let rates = tables::rates(&FELT);
        let mut context = tables::context(scheme, &rates, &FELT);
        context.available = Some(POOL);
        let gathered = gather_all(&inputs, &context).expect("claims");
        let awards = award(gathered, &inputs, &context).expect("awards");
        awards.stages.into_iter().map(|stage| stage.amount).collect()
    };
    let whole = with_rules_of_others(scheme(&FELT));
    let ours = of(&whole, "another");
    let felt = |change: fn(&mut Scheme), other: &str| {
        let mut without = whole.clone();
        change(&mut without);
        assert!(of(&without, other) != ours);
    };
    felt(|scheme| scheme.measures.iter_mut().for_each(|m| m.factors.clear()), "another");
    felt(|scheme| scheme.measures.iter_mut().for_each(|m| m.instalments.clear()), "another");
    felt(
        |scheme| {
            let caps = scheme.measures.iter_mut().filter_map(|m| m.cap.as_mut());
            caps.for_each(|cap| cap.of = None);
        },
        "another",
    );
    felt(|scheme| scheme.annual_cap.iter_mut().for_each(|cap| cap.years = 1), "another");
    felt(|_| (), "a third");
}
