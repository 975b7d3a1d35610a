//! Events of cases: withdrawn and abandoned claims, supplements, objections, and what cannot be.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::pipeline;
use jiangbu::run;
use jiangbu::run::lab as wiring;
use jiangbu::scenario::Scenario;

use crate::run_reports::asking;
use crate::run_reports::held::{firm, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code, jiangbu, said};

const FILED: i64 = 10_000_000;

pub fn claim(number: usize) -> String {
    format!("m2-{}", code(number))
}

pub fn event(rows: &mut Rows, word: &str, number: usize, on: &str, more: &[(&str, &str)]) {
    let claim = claim(number);
    let mut cells = vec![
        (c::EVENT, word),
        (c::EVENT_ON, on),
        (c::CLAIM_ID, claim.as_str()),
        (c::DOCUMENT_NO, "前海通〔2026〕3号"),
        (c::DECIDED_BY, "李四"),
    ];
    cells.extend(more);
    rows.add("events", &cells);
}

/// Eight firms that each file for 100,000.00.
fn firms() -> Rows {
    let mut rows = Rows::default();
    for number in 1..=8 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    rows
}

fn round() -> Rows {
    let mut rows = firms();
    event(&mut rows, "撤回", 2, "2026-04-01", &[]);
    event(&mut rows, "放弃", 3, "2026-05-20", &[]);
    // Answered in time; due and not there; overdue; answered late.
    event(&mut rows, "补正通知", 4, "2026-04-03", &[(c::WORKING_DAYS, "5")]);
    event(&mut rows, "补正", 4, "2026-04-13", &[]);
    event(&mut rows, "补正通知", 5, "2026-06-01", &[(c::DUE_ON, "2026-06-30")]);
    event(&mut rows, "补正通知", 6, "2026-04-03", &[(c::WORKING_DAYS, "5")]);
    event(&mut rows, "补正", 6, "2026-04-14", &[]);
    event(&mut rows, "异议", 7, "2026-05-12", &[]);
    event(&mut rows, "异议", 8, "2026-05-12", &[]);
    event(&mut rows, "复核决定", 8, "2026-05-25", &[(c::RULING, "不成立")]);
    rows
}

pub fn world(rows: &Rows, budget: Option<i64>, calendar: bool) -> Made {
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n".into(),
        budget,
        ..Asked::default()
    };
    let made = Made::new(&asked, rows);
    let text = fs::read_to_string(made.pipeline()).expect("the pipeline");
    let days = if calendar { "working_days = \"working_days.csv\"\n" } else { "" };
    let text = text.replace("award_year", &format!("payment_date = 2026-06-10\n{days}award_year"));
    fs::write(made.pipeline(), text).expect("written");
    fs::copy("pipelines/plans/working_days.csv", made.path("working_days.csv")).expect("copied");
    asking(made, "reports = [\"payments\"]\n")
}

/// Payable and the reasons of gates and budget, by claim.
fn claims(run: &Path) -> Vec<(i64, String, String)> {
    let table = Table::open(run, "claims");
    assert!(table.fen(c::REQUESTED).iter().all(|fen| *fen == FILED), "every claim keeps its row");
    let why = table.texts("reason_gates").into_iter().zip(table.texts("reason_budget"));
    table
        .fen(c::PAYABLE)
        .into_iter()
        .zip(why)
        .map(|(fen, (gates, last))| (fen, gates, last))
        .collect()
}

fn held(run: &Path) -> Vec<(String, String)> {
    let held = Table::open(run, "held");
    held.texts(c::CLAIM_ID).into_iter().zip(held.texts(c::HOLD)).collect()
}

#[test]
fn every_fen_that_was_filed_has_a_place() {
    let made = world(&round(), None, true);
    let run = made.run(&["--quiet"]);
    let (full, none) = ((FILED, String::new(), String::new()), String::new);
    let withdrawn = (0, "withdrawn".to_string(), none());
    let abandoned = (0, none(), "abandoned".to_string());
    let rest = vec![full.clone(); 5];
    assert_eq!(claims(&run), [vec![full, withdrawn, abandoned], rest].concat());
    // Five working days after Friday 3 April: the 6th is Tomb-sweeping Day's holiday, so Monday the 13th.
    let why = [(5, "supplement"), (6, "overdue"), (7, "objection")];
    assert_eq!(held(&run), why.map(|(number, why)| (claim(number), why.to_string())));
    let payments = Table::open(&run, "payments");
    let sum = |name| payments.fen(name).iter().sum::<i64>();
    assert_eq!((sum(c::TO_PAY), sum(c::HELD)), (3 * FILED, 3 * FILED));
    // Withdrawn 1 + abandoned 1 + held 3 + paid 3 = filed 8.
    assert_eq!(sum(c::TO_PAY) + sum(c::HELD) + 2 * FILED, 8 * FILED);
    let codes = Table::open(&run, "findings").texts(c::CODE);
    assert_eq!(codes.iter().filter(|code| *code == "R473").count(), 1);
    let explained =
        jiangbu(&["explain"]).arg(&run).args(["--claim", &claim(3)]).output().expect("explained");
    let explained = said(&explained);
    for word in ["放弃", "2026-05-20", "前海通〔2026〕3号", "李四"] {
        assert!(explained.contains(word), "{word}: {explained}");
    }
}

#[test]
fn a_withdrawal_frees_money_and_an_abandonment_changes_nobody() {
    // 80,000.00 for each of eight; where one withdrew before the award, 640,000.00 over seven.
    let budget = Some(64_000_000);
    let mut rows = firms();
    let made = world(&rows, budget, true);
    let before: Vec<i64> = claims(&made.run(&["--quiet"])).iter().map(|claim| claim.0).collect();
    assert_eq!(before, [8_000_000; 8]);
    event(&mut rows, "放弃", 3, "2026-05-20", &[]);
    let made = world(&rows, budget, true);
    let after: Vec<i64> = claims(&made.run(&["--quiet"])).iter().map(|claim| claim.0).collect();
    let mut expected = [8_000_000; 8];
    expected[2] = 0;
    assert_eq!(after, expected);
    event(&mut rows, "撤回", 3, "2026-04-20", &[]);
    let made = world(&rows, budget, true);
    let after: Vec<i64> = claims(&made.run(&["--quiet"])).iter().map(|claim| claim.0).collect();
    let mut expected = [9_142_857; 8];
    expected[2] = 0;
    assert_eq!(after, expected);
}

#[test]
fn the_order_of_rows_changes_nothing_and_twice_is_the_same() {
    let run = |reversed: bool| {
        let mut rows = round();
        if reversed {
            rows.reverse();
        }
        let made = world(&rows, None, true);
        let run = made.run(&["--quiet"]);
        let bytes =
            |name: &str| fs::read(run.join(format!("tables/{name}.parquet"))).expect("read");
        ["events", "held", "payments"].map(bytes)
    };
    let first = run(false);
    assert!(first == run(false));
    assert!(first == run(true));
}

/// What a run says that must not be passed over; it leaves nothing.
fn refused(rows: &Rows, calendar: bool) -> String {
    let made = world(rows, None, calendar);
    let output = jiangbu(&["run", "--lang", "en"]).arg(made.pipeline()).output().expect("a run");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    said(&output)
}

#[test]
fn events_that_cannot_be_stop_the_run_at_their_cell() {
    type Spoil = fn(&mut Rows);
    let cases: [(&str, &str, Spoil); 10] = [
        ("F259", "did you mean", |rows| {
            rows.add(
                "events",
                &[
                    (c::EVENT, "撤回"),
                    (c::EVENT_ON, "2026-04-01"),
                    (c::CLAIM_ID, &format!("{}0", claim(1))),
                ],
            );
        }),
        ("F259", "no claim", |rows| {
            rows.add("events", &[(c::EVENT, "撤回"), (c::EVENT_ON, "2026-04-01")]);
        }),
        ("D312", "did you mean", |rows| event(rows, "补正通告", 1, "2026-04-01", &[])),
        ("F262", "before the day", |rows| event(rows, "撤回", 1, "2026-02-01", &[])),
        ("F262", "no notice", |rows| event(rows, "补正", 1, "2026-04-01", &[])),
        ("F262", "no objection", |rows| {
            event(rows, "复核决定", 1, "2026-04-01", &[(c::RULING, "成立")]);
        }),
        ("F263", "states no outcome", |rows| {
            event(rows, "异议", 1, "2026-04-01", &[]);
            event(rows, "复核决定", 1, "2026-04-02", &[]);
        }),
        ("F263", "two rulings", |rows| {
            event(rows, "异议", 1, "2026-04-01", &[]);
            event(rows, "复核决定", 1, "2026-04-02", &[(c::RULING, "成立")]);
            event(rows, "复核决定", 1, "2026-04-02", &[(c::RULING, "不成立")]);
        }),
        ("F255", "lies before", |rows| {
            event(rows, "补正通知", 1, "2026-04-02", &[(c::DUE_ON, "2026-04-01")]);
        }),
        ("F264", "neither a day", |rows| event(rows, "补正通知", 1, "2026-04-02", &[])),
    ];
    for (code, words, spoil) in cases {
        let mut rows = firms();
        spoil(&mut rows);
        let told = refused(&rows, true);
        assert!(told.contains(code) && told.contains(words), "{code} {words}: {told}");
        assert!(told.contains("events.xlsx"), "the place is said: {told}");
    }
    // Working days without a calendar are no day.
    let mut rows = firms();
    event(&mut rows, "补正通知", 1, "2026-04-02", &[(c::WORKING_DAYS, "5")]);
    assert!(refused(&rows, false).contains("F264"));
}

#[test]
fn an_upheld_objection_waits_for_its_own_batch() {
    let mut rows = firms();
    event(&mut rows, "异议", 1, "2026-05-12", &[]);
    event(&mut rows, "复核决定", 1, "2026-05-25", &[(c::RULING, "成立")]);
    let made = world(&rows, None, true);
    assert_eq!(held(&made.run(&["--quiet"])), [(claim(1), "upheld".to_string())]);
}

#[test]
fn a_scenario_knows_what_was_withdrawn() {
    let made = world(&round(), Some(64_000_000), true);
    let pipeline = pipeline::load(&made.pipeline()).expect("a pipeline");
    let lab = wiring::lab(&pipeline, &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"));
    let computed = run::compute(&pipeline, &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"));
    let text =
        "[scenario]\ntitle = { zh = \"试\", en = \"try\" }\n[budget]\nreserve = \"10万元\"\n";
    let file = made.path("scenario.toml");
    fs::write(&file, text).expect("written");
    let reserve = Scenario::load(&file).expect("a scenario");
    for (scenario, same) in [(Scenario::named("nothing"), true), (reserve, false)] {
        let (setting, _) = lab.setting(&scenario).expect("a setting");
        let payable =
            lab.inspect(&setting, |evaluation, _, _| Ok(evaluation.awards.current().to_vec()));
        let payable = payable.expect("evaluated");
        assert_eq!((payable[1], payable[2]), (0, 0));
        assert_eq!(payable == computed.awards.current(), same);
    }
}
