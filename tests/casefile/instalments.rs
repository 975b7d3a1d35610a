//! Awards that are paid in parts. Every amount was worked out by hand.
//!
//! 二 pays half with the approval, 30 % after acceptance, 20 % from 30 June of the next year, out of that year's pool; 六
//! pays at once. Three firms are due 100,000 yuan each under 二 and one under 六. The pool of 2026 bears 80 % of the
//! first three and all of the last: 3 × 80,000 + 100,000 = 340,000. It has 255,000, three quarters:
//!
//! | claim | award | with the approval | after acceptance | 2027 |
//! |---|---|---|---|---|
//! | 二, each of three | 75,000 | 37,500 | 22,500 | 15,000 |
//! | 六 | 75,000 | 75,000 | | |

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;
use jiangbu::scheme::{Choices, SchemeFile};

use super::office::{Office, compliance, found, objection, payable, promotion};
use crate::run_reports::held::firm;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, said};

const PARTS: &str = r#"
[[measure.m2.instalments]]
share = "50%"
due = "approval"
clause = "附九"
text = { zh = "核定后支付首期", en = "the first part with the approval" }

[[measure.m2.instalments]]
share = "30%"
due = "acceptance"
clause = "附九"
text = { zh = "验收合格后支付", en = "after acceptance" }

[[measure.m2.instalments]]
share = "20%"
due = "day"
on = "06-30"
years_later = 1
clause = "附九"
text = { zh = "次年支付余款", en = "the rest in the next year" }
"#;

pub fn office() -> Office {
    let office = Office::new();
    let path = office.made.path("scheme.toml");
    let text = fs::read_to_string(&path).expect("a scheme");
    fs::write(&path, format!("{text}\n{PARTS}")).expect("written");
    office
}

pub fn m2(number: usize) -> String {
    format!("m2-{}", code(number))
}

pub fn m6(number: usize) -> String {
    format!("m6-{}", code(number))
}

pub fn pool(yuan: u32) -> String {
    format!("[budget]\npool = \"资金\"\ntotal = \"{yuan}元\"\n")
}

pub fn first_year(office: &Office) -> std::path::PathBuf {
    let mut rows = Rows::default();
    (1..=3).for_each(|number| promotion(&mut rows, number, "2000000.00", "2025-06-30"));
    compliance(&mut rows, 7, "200000.00");
    office.run(&office.pipeline("first", &rows, &pool(255_000)))
}

fn manifest(run: &Path) -> serde_json::Value {
    let text = fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

/// Decisions that release parts: claim, part, day.
fn releases(office: &Office, run: &Path, name: &str, parts: &[(String, usize, &str)]) -> String {
    let (held, rows) = (Table::open(run, "held"), Table::open(run, "instalments"));
    let ids = held.texts(c::FINDING_ID);
    let evidence = held.texts(c::EVIDENCE);
    let (claims, findings) = (rows.texts(c::CLAIM_ID), rows.texts(c::FINDING_ID));
    let mut text = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n".to_string();
    for (claim, part, on) in parts {
        let first = claims.iter().position(|own| own == claim).expect("the claim");
        let finding = &findings[first + part - 1];
        let at = ids.iter().position(|id| id == finding).expect("it waits");
        text += &format!("{finding},{},不重复,验收报告〔2026〕8号,赵六,{on}\n", evidence[at]);
    }
    let path = office.made.path(name);
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

#[test]
fn the_year_bears_its_own_parts_and_each_part_waits_by_itself() {
    let office = office();
    let run = first_year(&office);
    let mut expected: Vec<(String, i64)> = (1..=3).map(|n| (m2(n), 7_500_000)).collect();
    expected.push((m6(7), 7_500_000));
    assert_eq!(payable(&run), expected);
    let manifest = manifest(&run);
    let budget = &manifest["budget"];
    assert_eq!((&budget["executed"], &budget["unspent"]), (&"255000.00".into(), &"0.00".into()));
    // 3 × 37,500 + 75,000 are paid, 3 × (22,500 + 15,000) wait: together the 300,000 that are granted.
    let payments = &manifest["payments"];
    assert_eq!(payments["listed"]["amount"], "187500.00");
    assert_eq!(payments["held"]["amount"], "112500.00");
    let held = Table::open(&run, "held");
    let rows: Vec<(String, i64)> =
        held.texts(c::CLAIM_ID).into_iter().zip(held.fen(c::HELD)).collect();
    let each = |n| [(m2(n), 2_250_000), (m2(n), 1_500_000)];
    let mut found: Vec<_> = rows;
    let mut wanted: Vec<_> = (1..=3).flat_map(each).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    let parts = Table::open(&run, "instalments").fen(c::AMOUNT);
    assert_eq!(parts[..3], [3_750_000, 2_250_000, 1_500_000]);
    let output = office.says(&["explain", "--claim", &m2(1), "--lang", "en"], &run, &[]);
    let shown = said(&output);
    assert!(shown.contains("part 2, 22,500.00 yuan: after acceptance (附九)"), "{shown}");
    assert!(shown.contains("from 2027-06-30 on") && shown.contains("borne by 2027"), "{shown}");
}

#[test]
fn parts_add_up_to_the_fen() {
    let office = office();
    let mut rows = Rows::default();
    // 5 % of 2,000,000.20 is 100,000.01: half of it is 50,000.005, four fifths 80,000.008.
    promotion(&mut rows, 1, "2000000.20", "2025-06-30");
    let run = office.run(&office.pipeline("odd", &rows, ""));
    assert_eq!(payable(&run), [(m2(1), 10_000_001)]);
    let parts = Table::open(&run, "instalments").fen(c::AMOUNT);
    assert_eq!(parts, [5_000_000, 3_000_000, 2_000_001]);
}

#[test]
fn a_part_is_released_once_and_not_before_its_day() {
    let office = office();
    let run = first_year(&office);
    office.approve(&run, "2026-04-10");
    let list = |decisions: &str, to: &str| {
        let to = office.made.path(to).display().to_string();
        let more = ["--only", "payments", "--format", "txt", "--decisions", decisions];
        office.says(&["report"], &run, &[&more[..], &["--lang", "en", "--to", &to]].concat())
    };
    let both = [(m2(1), 2, "2026-06-01"), (m2(1), 3, "2026-06-01")];
    let decided = releases(&office, &run, "decided.csv", &both);
    let output = list(&decided, "list-2");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("R505"), "{}", said(&output));
    let text = fs::read_to_string(office.made.path("list-2/payments.txt")).expect("a list");
    assert!(text.contains("22,500.00") && !text.contains("37,500.00"), "{text}");
    // The same decisions release nothing more.
    let output = list(&decided, "list-3");
    assert!(said(&output).contains("R483"), "{}", said(&output));
    // On its day the last part is released; of 75,000, 37,500 + 22,500 + 15,000 are on lists now.
    let last = releases(&office, &run, "last.csv", &[(m2(1), 3, "2027-06-30")]);
    let output = list(&last, "list-3");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = fs::read_to_string(office.made.path("list-3/payments.txt")).expect("a list");
    assert!(text.contains("15,000.00"), "{text}");
    reconciled(&office, &run);
}

/// Firm 1 is paid whole, firms 2 and 3 their first part, firm 7 at once: nothing is a break.
fn reconciled(office: &Office, run: &Path) {
    let mut vouchers =
        "申报项编号,支付凭证号,凭证日期,凭证金额（元）,清算日期,清算金额（元）\n".to_string();
    let paid = [
        (m2(1), "37500.00", "2026-04-12"),
        (m2(1), "22500.00", "2026-06-05"),
        (m2(2), "37500.00", "2026-04-12"),
        (m2(3), "37500.00", "2026-04-12"),
        (m6(7), "75000.00", "2026-04-12"),
    ];
    for (at, (claim, yuan, on)) in paid.iter().enumerate() {
        vouchers += &format!("{claim},V{at},{on},{yuan},{on},{yuan}\n");
    }
    let path = office.made.path("paid.csv");
    fs::write(&path, vouchers).expect("written");
    let paths = path.display().to_string();
    let more = ["--as-of", "2026-11-30", "--payments", &paths, "--lang", "en"];
    let output = office.says(&["reconcile"], run, &more);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    let folder = run.with_file_name(format!(
        "{}-reconciled-001",
        run.file_name().expect("a name").to_string_lossy()
    ));
    let claims = Table::open(&folder, "reconciled_claims");
    let rows: Vec<(String, String, i64, i64)> = claims
        .texts(c::CLAIM_ID)
        .into_iter()
        .zip(claims.texts(c::STATE))
        .zip(claims.fen(c::KEPT).into_iter().zip(claims.fen(c::NOT_DUE)))
        .map(|((claim, state), (kept, not_due))| (claim, state, kept, not_due))
        .collect();
    // The 15,000 of firm 1 were released and are not paid: a part of it is open.
    let expected = [
        (m2(1), "part-paid", 6_000_000, 0),
        (m2(2), "not-due", 3_750_000, 3_750_000),
        (m2(3), "not-due", 3_750_000, 3_750_000),
        (m6(7), "paid", 7_500_000, 0),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(id, state, k, n)| (id, state.to_string(), k, n)).collect();
    let mut rows = rows;
    rows.sort();
    assert_eq!(rows, expected);
}

/// Firm 2's second part was released by nobody, and was paid.
#[test]
fn a_part_that_is_paid_before_it_is_due_is_told() {
    let office = office();
    let run = first_year(&office);
    office.approve(&run, "2026-04-10");
    let path = office.made.path("paid.csv");
    let head = "申报项编号,支付凭证号,凭证日期,凭证金额（元）,清算日期,清算金额（元）\n";
    let row = |claim: String, no: &str, yuan: &str| {
        format!("{claim},{no},2026-04-12,{yuan},2026-04-12,{yuan}\n")
    };
    let rows = row(m2(1), "V1", "37500.00") + &row(m2(2), "V2", "60000.00");
    fs::write(&path, format!("{head}{rows}")).expect("written");
    let paid = path.display().to_string();
    let more = ["--as-of", "2026-11-30", "--payments", &paid, "--lang", "en"];
    let told = said(&office.says(&["reconcile"], &run, &more));
    let early = format!(
        "22500.00 yuan of {} (前海第2公司) were paid before they were due: by 2026-11-30 37500.00",
        m2(2)
    );
    let plain = told.replace(',', "");
    assert!(plain.contains("R512") && plain.contains(&early), "{told}");
    assert!(!plain.contains(&format!("yuan of {}", m2(1))), "{told}");
}

/// Published at three quarters; firm 1 is due 50,000 more: 37,500, of which 2026 bears 30,000. The pool had borne 255,000 of 300,000.
#[test]
fn a_batch_of_objections_charges_the_year_with_its_own_parts() {
    let office = office();
    let run = first_year(&office);
    office.approve(&run, "2026-04-10");
    let mut rows = Rows::default();
    promotion(&mut rows, 1, "3000000.00", "2025-06-30");
    (2..=3).for_each(|number| promotion(&mut rows, number, "2000000.00", "2025-06-30"));
    compliance(&mut rows, 7, "200000.00");
    objection(&mut rows, &m2(1), "2026-04-12", "2026-05-08", "成立");
    let name = run.file_name().expect("a name").to_string_lossy();
    let more = format!("{}[objections]\nof = \"runs/{name}\"\n", pool(285_000));
    let second = office.run(&office.pipeline("second", &rows, &more));
    assert_eq!(payable(&second), [(m2(1), 3_750_000)]);
    assert_eq!(manifest(&second)["budget"]["executed"], "285000.00");
    assert!(!found(&second).contains(&"R503".to_string()));
    // A yuan less, and the year bears 29,999 of it.
    let more = more.replace("285000", "284999");
    let third = office.run(&office.pipeline("third", &rows, &more));
    // 37,500 × 29,999 ÷ 30,000 = 37,498.75
    assert_eq!(payable(&third), [(m2(1), 3_749_875)]);
    assert!(found(&third).contains(&"R503".to_string()));
}

#[test]
fn what_later_years_owe_is_spent_before_they_begin() {
    let office = office();
    let run = first_year(&office);
    office.approve(&run, "2026-04-10");
    let output = office.says(&["ledger", "verify", "--lang", "en"], &office.ledger(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let mut rows = Rows::default();
    firm(&mut rows, 8);
    rows.add(
        "m2",
        &[
            (c::USCC, &code(8)),
            (c::FILING_NO, "2027-001"),
            (c::ACCEPTED_ON, "2027-01-20"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2026-06-30"),
            (c::CONTRACT_NO, "HT-8"),
            (c::INVOICE_NO, "FP-8"),
            (c::AMOUNT, "2000000.00"),
        ],
    );
    let path = office.pipeline("second", &rows, &pool(100_000));
    let text = fs::read_to_string(&path).expect("a pipeline");
    let text = text.replace("award_year = 2026", "award_year = 2027");
    fs::write(&path, text.replace("deadline = 2026-", "deadline = 2027-")).expect("written");
    let second = office.run(&path);
    let manifest = manifest(&second);
    // 3 × 15,000 of 2026 are gone; 55,000 of the 80,000 that the year would bear of 100,000: 68,750 of them.
    assert_eq!(manifest["budget"]["earlier_batches"], "45000.00");
    assert_eq!(payable(&second), [(m2(8), 6_875_000)]);
    assert_eq!(manifest["budget"]["executed"], "100000.00");
    assert!(!found(&second).contains(&"D409".to_string()));
}

#[test]
fn shares_add_up_to_one_and_years_do_not_fall() {
    let read = |from: &str, to: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scheme.toml");
        let text = fs::read_to_string(crate::runs::pipelines::SCHEME).expect("a scheme");
        let parts = PARTS.replacen(from, to, 1);
        fs::write(&path, format!("{text}\n{parts}")).expect("written");
        let file = SchemeFile::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        match file.resolve(&Choices::default()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.0.iter().map(|fault| fault.code.id).collect::<Vec<_>>(),
        }
    };
    assert_eq!(read("", ""), Vec::<&str>::new());
    let beyond = jiangbu::diag::codes::OUT_OF_RANGE.id;
    for (from, to) in [
        ("\"50%\"", "\"40%\""),
        ("\"50%\"", "\"150%\""),
        ("06-30", "02-30"),
        ("on = \"06-30\"\n", ""),
        ("years_later = 1", "years_later = -1"),
        ("due = \"acceptance\"", "due = \"acceptance\"\nyears_later = 2"),
    ] {
        assert!(read(from, to).contains(&beyond), "{from} → {to}: {:?}", read(from, to));
    }
}

/// An award of an earlier year as the office keeps it, with what later years owe of it.
fn history(later: &str, scheme: &str) -> Rows {
    let mut rows = Rows::default();
    promotion(&mut rows, 1, "2000000.00", "2025-06-30");
    let own = code(9);
    let cells = [
        (c::USCC, own.as_str()),
        (c::MEASURE, "二"),
        (c::AWARD_YEAR, "2025"),
        (c::AMOUNT, "90000.00"),
        (c::STATUS, "已拨付"),
        (c::LATER_YEARS, later),
        (c::SCHEME, scheme),
    ];
    rows.add("history", &cells);
    rows
}

#[test]
fn what_an_office_still_owes_is_known_from_its_own_list() {
    let office = office();
    let run = office.run(&office.pipeline("first", &history("2026:30000", ""), &pool(200_000)));
    assert_eq!(manifest(&run)["budget"]["earlier_batches"], "30000.00");
    // What cannot be read stops the run.
    let path = office.pipeline("odd", &history("明年三万", ""), "");
    let output = office.says(&["run", "--quiet"], &path, &[]);
    assert!(said(&output).contains("D409"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    // An award of another scheme binds nothing of this pool, and that is said.
    let rows = history("2026:30000", "OTHER-2024");
    let run = office.run(&office.pipeline("other", &rows, &pool(200_000)));
    assert_eq!(manifest(&run)["budget"]["earlier_batches"], "0.00");
    assert!(found(&run).contains(&"D410".to_string()));
}

#[test]
fn a_forecast_carries_what_later_years_owe() {
    use jiangbu::domain::Ratio;
    use jiangbu::scenario::Scenario;
    use jiangbu::scenario::forecast::{Plan, forecast};
    let office = office();
    let mut rows = Rows::default();
    (1..=3).for_each(|number| promotion(&mut rows, number, "2000000.00", "2025-06-30"));
    let path = office.pipeline("first", &rows, &pool(1_000_000));
    let pipeline = jiangbu::pipeline::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
    let lab = jiangbu::run::lab::lab(&pipeline, &|_: &str| {});
    let lab = lab.unwrap_or_else(|why| panic!("{why:?}"));
    let one = Ratio::ONE;
    let plan =
        Plan { years: 2, applicants: one, prices: one, budget: one, roll_over: true, renew: true };
    let years = forecast(&lab, &Scenario::named("years"), plan).expect("years");
    // 3 × 80,000 of 2026; 3 × 20,000 of it are gone from 2027 before it begins.
    assert_eq!(years[0].totals.payable, 30_000_000);
    assert_eq!(years[0].totals.borne.1, 24_000_000);
    assert_eq!(years[1].rolled_in, 76_000_000);
    assert_eq!(years[1].totals.earlier, 6_000_000);
}
