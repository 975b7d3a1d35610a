//! A batch of its own for claims whose objection was upheld. All amounts are worked out by hand.
//!
//! Published: six firms with promotion costs of 2,000,000 and one with compliance costs of 200,000 are due 100,000
//! each; of an eighth the voucher does not count. 680,000 less a reserve of 120,000 is 560,000 for 700,000: four
//! fifths, 80,000 each. Computed anew:
//!
//! | claim | due then | due now | more | four fifths of it |
//! |---|---|---|---|---|
//! | 二, firm 1: 3,000,000 of costs | 100,000 | 150,000 | 50,000 | 40,000 |
//! | 二, firm 8: 1,200,000 count | 0 | 60,000 | 60,000 | 48,000 |
//! | 六, firm 7: 260,000 of costs | 100,000 | 130,000 | 30,000 | 24,000 |

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Failure, Lang};
use jiangbu::frame::columns as c;
use jiangbu::jobs::ledger::approve::withdraw;
use jiangbu::ledger::{Awards, Ledger};

use super::office::{Office, compliance, event, found, objection, payable, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, said};

const BUDGET: &str = "reports = [\"publication\"]\n[budget]\npool = \"资金\"\ntotal = \"680000元\"\nreserve = \"120000元\"\n";

fn m2(number: usize) -> String {
    format!("m2-{}", code(number))
}

fn m6(number: usize) -> String {
    format!("m6-{}", code(number))
}

fn filed(first: &str, seventh: &str, eighth_paid_on: &str) -> Rows {
    let mut rows = Rows::default();
    promotion(&mut rows, 1, first, "2025-06-30");
    (2..=6).for_each(|number| promotion(&mut rows, number, "2000000.00", "2025-06-30"));
    promotion(&mut rows, 8, "1200000.00", eighth_paid_on);
    compliance(&mut rows, 7, seventh);
    rows
}

/// The filings as mended, and the objections: 1, 7 and 8 upheld, 2 not, 3 not decided yet.
fn mended() -> Rows {
    let mut rows = filed("3000000.00", "260000.00", "2025-06-30");
    // Whoever's filing changed without a ruling is not computed anew.
    objection(&mut rows, &m2(1), "2026-04-12", "2026-05-08", "成立");
    objection(&mut rows, &m2(8), "2026-04-13", "2026-05-08", "成立");
    objection(&mut rows, &m6(7), "2026-04-14", "2026-05-08", "成立");
    objection(&mut rows, &m2(2), "2026-04-13", "2026-05-08", "不成立");
    event(&mut rows, "异议", &m2(3), "2026-04-14", &[]);
    rows
}

fn published(office: &Office, budget: &str) -> PathBuf {
    let rows = filed("2000000.00", "200000.00", "2024-06-30");
    let run = office.run(&office.pipeline("first", &rows, budget));
    let mut expected: Vec<(String, i64)> = (1..=6).map(|n| (m2(n), 8_000_000)).collect();
    expected.extend([(m2(8), 0), (m6(7), 8_000_000)]);
    assert_eq!(payable(&run), expected);
    office.approve(&run, "2026-04-10");
    run
}

fn of(run: &Path, reserve: &str) -> String {
    let name = run.file_name().expect("a name").to_string_lossy();
    format!("[objections]\nof = \"runs/{name}\"\n{reserve}")
}

#[test]
fn only_what_was_upheld_is_computed_at_the_share_as_published() {
    let office = Office::new();
    let first = published(&office, BUDGET);
    let pipeline = office.pipeline("second", &mended(), &format!("{BUDGET}{}", of(&first, "")));
    let second = office.run(&pipeline);
    assert_eq!(
        payable(&second),
        [(m2(1), 4_000_000), (m2(8), 4_800_000), (m6(7), 2_400_000)],
        "nobody else is in the batch"
    );
    let claims = Table::open(&second, "claims");
    assert_eq!(claims.fen("after_annual_cap"), [5_000_000, 6_000_000, 3_000_000]);
    assert_eq!(claims.texts("reason_annual_cap"), ["published", "", "published"]);
    let held = Table::open(&second, "held");
    assert!(held.texts(c::CLAIM_ID).is_empty(), "nothing waits for a batch any more");
    // Its own papers do not speak against a claim, and once is once.
    let codes = found(&second);
    for code in ["D344", "D345", "R501", "R502", "R503"] {
        assert!(!codes.iter().any(|own| own == code), "{code}: {codes:?}");
    }
    assert_eq!(codes.iter().filter(|code| *code == "R500").count(), 1);
    // Published by itself.
    let list = office.says(
        &["report", "--only", "publication", "--format", "txt"],
        &second,
        &["--lang", "en", "--to", office.made.path("list").to_str().expect("a path")],
    );
    assert_eq!(list.status.code(), Some(0), "{}", said(&list));
    let texts = crate::runs::pipelines::files(&office.made.path("list"));
    let text: String = texts.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    assert!(text.contains("Supplementary award") && text.contains("first-001"), "{text}");
    assert!(text.contains(&code(8)) && !text.contains(&code(2)), "{text}");

    // A batch of the ledger: 560,000 and 112,000 of 680,000.
    office.approve(&second, "2026-05-20");
    let ledger = Ledger::read(&office.ledger()).expect("a chain");
    assert_eq!((ledger.segments[1].head.about, ledger.segments[0].head.about), (1, 0));
    let awards = Awards::of(&ledger);
    let sum = |claim: &str| {
        let own = awards.all.iter().filter(|award| award.entry.claim == claim);
        own.map(|award| award.counts()).sum::<i64>()
    };
    assert_eq!(sum(&m2(1)), 12_000_000, "four fifths of 150,000");
    assert_eq!(sum(&m2(8)), 4_800_000);
    assert_eq!(sum(&m6(7)), 10_400_000, "four fifths of 130,000");
    assert_eq!(sum(&m2(2)), 8_000_000);
    assert_eq!(awards.all.iter().map(|award| award.counts()).sum::<i64>(), 67_200_000);
    // What the ledger knows of the base is what was recognised, once.
    let base = |claim: &str| {
        let own = awards.all.iter().filter(|award| award.entry.claim == claim);
        own.map(|award| award.entry.base).sum::<i64>()
    };
    assert_eq!((base(&m2(1)), base(&m6(7))), (300_000_000, 26_000_000));
    let shown = office.says(&["ledger", "show"], &office.ledger(), &["--lang", "en"]);
    assert!(said(&shown).contains("approval→1"), "{}", said(&shown));
    let day = "2026-05-30".parse().expect("a day");
    let withdrawn = withdraw(&office.ledger(), 1, (day, "王五", "误"), None);
    let Err(Failure::User(why)) = withdrawn else { panic!("{withdrawn:?}") };
    assert!(why.0[0].message(Lang::En).contains("batches of objections rest on it"), "{why:?}");
    settled_is_settled(&office, &first, mended());
}

/// The same file of events, one ruling longer: who was given more is not given it again.
fn settled_is_settled(office: &Office, first: &Path, mut rows: Rows) {
    let more = format!("{BUDGET}{}", of(first, ""));
    let refused = |rows: &Rows, words: &str| {
        let pipeline = office.pipeline("third", rows, &more);
        let output = office.says(&["run", "--lang", "en"], &pipeline, &[]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("F270") && told.contains(words), "{words}: {told}");
    };
    refused(&rows, "nothing is to be computed");
    event(&mut rows, "复核决定", &m2(3), "2026-06-01", &[(c::RULING, "成立")]);
    let third = office.run(&office.pipeline("third", &rows, &more));
    // 2,000,000 of costs as before: nothing more, nothing less.
    assert_eq!(payable(&third), [(m2(3), 0)]);
    assert_eq!(found(&third).iter().filter(|code| *code == "R502").count(), 3);
    objection(&mut rows, &m2(1), "2026-06-10", "2026-06-20", "成立");
    refused(&rows, "withdraw that segment first");
}

#[test]
fn a_reserve_of_its_own_pays_instead_and_the_pool_is_never_overdrawn() {
    let office = Office::new();
    let first = published(&office, BUDGET);
    // 70,000 for 140,000: half of each.
    let reserve = format!("{BUDGET}{}", of(&first, "reserve = \"70000元\"\n"));
    let run = office.run(&office.pipeline("reserve", &mended(), &reserve));
    assert_eq!(payable(&run), [(m2(1), 2_500_000), (m2(8), 3_000_000), (m6(7), 1_500_000)]);
    assert!(found(&run).contains(&"R503".to_string()));
    // The pool has 56,000 left for 112,000: half of each again.
    let poor = BUDGET.replace("680000元", "616000元").replace("120000元", "56000元");
    let run = office.pipeline("poor", &mended(), &format!("{poor}{}", of(&first, "")));
    let run = office.run(&run);
    assert_eq!(payable(&run), [(m2(1), 2_000_000), (m2(8), 2_400_000), (m6(7), 1_200_000)]);
    assert!(found(&run).contains(&"R503".to_string()));
    let manifest = fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["budget"]["executed"], "616000.00");
    assert_eq!(manifest["budget"]["unspent"], "0.00");
}

#[test]
fn less_than_was_published_is_said_and_nothing_is_paid() {
    let office = Office::new();
    let first = published(&office, BUDGET);
    let mut rows = filed("1800000.00", "200000.00", "2024-06-30");
    objection(&mut rows, &m2(1), "2026-04-12", "2026-05-08", "成立");
    let run = office.pipeline("second", &rows, &format!("{BUDGET}{}", of(&first, "")));
    let output = office.says(&["run", "--lang", "en"], &run, &[]);
    let told = said(&output);
    // 90,000 at four fifths is 72,000: 8,000 less than the 80,000.
    assert!(
        told.contains("R501") && told.contains("72,000.00") && told.contains("8,000.00"),
        "{told}"
    );
}

#[test]
fn a_batch_rests_on_an_approval() {
    let office = Office::new();
    let rows = filed("2000000.00", "200000.00", "2024-06-30");
    let first = office.run(&office.pipeline("first", &rows, BUDGET));
    let refused = |more: &str, words: &str| {
        let pipeline = office.pipeline("second", &mended(), more);
        let output = office.says(&["run", "--lang", "en"], &pipeline, &[]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("F270") && told.contains(words), "{words}: {told}");
        assert!(told.contains("second.toml"), "{told}");
    };
    refused(&format!("{BUDGET}{}", of(&first, "")), "no approval of that run");
    office.approve(&first, "2026-04-10");
    refused(&of(&first, ""), "or neither");
    let pipeline = office.pipeline("second", &mended(), &format!("{BUDGET}{}", of(&first, "")));
    let second = office.run(&pipeline);
    refused(&format!("{BUDGET}{}", of(&second, "")), "itself a batch");
    let pipeline = office.pipeline("second", &mended(), &format!("{BUDGET}{}", of(&first, "")));
    let without =
        fs::read_to_string(&pipeline).expect("read").replace("ledger = \"runs/ledger\"\n", "");
    let lonely = office.made.path("lonely.toml");
    fs::write(&lonely, without).expect("written");
    let told = said(&office.says(&["run", "--lang", "en"], &lonely, &[]));
    assert!(told.contains("names no ledger"), "{told}");
    let lab = office.says(&["scenario", "readings", "--lang", "en"], &pipeline, &[]);
    assert!(said(&lab).contains("has no scenarios"), "{}", said(&lab));
    // Withdrawn meanwhile, it holds no batch any more.
    let day = "2026-04-20".parse().expect("a day");
    withdraw(&office.ledger(), 1, (day, "王五", "误"), None).expect("withdrawn");
    let told = said(&office.approval(&second, "2026-05-20"));
    assert!(
        told.contains("A511") || told.contains("does not hold") || told.contains("grown"),
        "{told}"
    );
}

/// The review workbook of a batch asks about its claims alone; an objection about another claim of the published run is
/// told and stops nothing, one about nobody stops it.
#[test]
fn a_batch_asks_about_its_own_claims() {
    let office = Office::new();
    let first = published(&office, BUDGET);
    let more = |objection: &str| {
        let sections = format!("[payment]\nobjections = [\"{objection}\"]\n[review]\n");
        format!("{BUDGET}{}{sections}", of(&first, ""))
    };
    let second = office.run(&office.pipeline("second", &mended(), &more(&m2(3))));
    let mut claims = Table::open(&second, "reviews").texts(c::CLAIM_ID);
    claims.dedup();
    assert_eq!(claims, [m2(1), m2(8), m6(7)]);
    let findings = Table::open(&second, "findings");
    let at = findings.texts(c::CODE).iter().position(|code| code == "R646").expect("told");
    assert!(findings.texts(c::MESSAGE_EN)[at].contains(&m2(3)));
    assert_eq!(payable(&second).len(), 3);

    let slip = office.pipeline("third", &mended(), &more("m2-nobody"));
    let output = office.says(&["run", "--quiet"], &slip, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("R482"), "{}", said(&output));
}
