//! Lists and opinions of departments: on which day they count, what follows, and the second look before payment.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::frame::columns as c;
use jiangbu::scheme::{Choices, Scheme, SchemeFile};

use crate::run_reports::asking;
use crate::run_reports::held::{firm, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, SCHEME, code, jiangbu, said};

/// The scheme in force with other conditions on lists and departments.
fn scheme(folder: &Path, gates: &str) -> (PathBuf, Scheme) {
    let text = fs::read_to_string(SCHEME).expect("the scheme");
    let at = text.find("[gates.listed]").expect("a condition on lists");
    let end = at + text[at..].find("[rates]").expect("what follows it");
    let text = format!("{}{gates}\n{}", &text[..at], &text[end..]);
    // The reading that chooses what follows from a list goes with the condition.
    let at = text.find("[options.credit_list]").expect("the reading");
    let end = at + text[at..].find("[options.base_source]").expect("what follows it");
    let path = folder.join("scheme.toml");
    fs::write(&path, format!("{}{}", &text[..at], &text[end..])).expect("written");
    let file = SchemeFile::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
    let scheme = file.resolve(&Choices::default()).unwrap_or_else(|faults| panic!("{faults:?}")).0;
    (path, scheme)
}

/// Dishonest at the deadline: no support. Abnormal at the publication: waits. Tax and market office must agree by the
/// day of payment.
const GATES: &str = "[gates.dishonest]\nclause = \"第五条\"\nof = \"not listed\"\nlists = [\"严重失信\"]\n\
    effect = \"exclude\"\ntext = { zh = \"列入严重失信主体名单\", en = \"seriously dishonest\" }\n\n\
    [gates.abnormal]\nclause = \"第六条\"\nof = \"not listed\"\nlists = [\"经营异常\"]\non = \"publication\"\n\
    effect = \"hold\"\ntext = { zh = \"列入经营异常名录\", en = \"operates abnormally\" }\n\n\
    [gates.opinions]\nclause = \"第七条\"\nof = \"agreed\"\ndepartments = [\"税务\", \"市场监管\"]\n\
    effect = \"exclude\"\ntext = { zh = \"部门不同意\", en = \"a department does not agree\" }\n\n";

const DAYS: &str = "[notice]\npublication_date = 2026-05-10\n";

fn list(rows: &mut Rows, number: usize, list: &str, days: [&str; 3]) {
    let code = code(number);
    let mut cells = vec![
        (c::USCC, code.as_str()),
        (c::LIST, list),
        (c::DEPARTMENT, "深圳市市场监督管理局"),
        (c::DOCUMENT_NO, "深市监〔2026〕1号"),
    ];
    let names = [c::LISTED_ON, c::REPAIRED_ON, c::REMOVED_ON];
    cells.extend(names.into_iter().zip(days).filter(|(_, day)| !day.is_empty()));
    rows.add("listed", &cells);
}

fn opinion(rows: &mut Rows, number: usize, department: &str, opinion: &str, day: &str) {
    let code = code(number);
    let cells = [
        (c::USCC, code.as_str()),
        (c::DEPARTMENT, department),
        (c::OPINION, opinion),
        (c::OPINED_ON, day),
        (c::DOCUMENT_NO, "深税函〔2026〕8号"),
        (c::DECIDED_BY, "王某"),
    ];
    rows.add("opinions", &cells);
}

const TAX: &str = "国家税务总局深圳市前海税务局";
const MARKET: &str = "市场监管局";

/// Nine firms that each file for 100,000.00.
fn round() -> Rows {
    let mut rows = Rows::default();
    for number in 1..=9 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
        let tax = match number {
            2 => "不同意",
            4 => "暂缓",
            _ => "同意",
        };
        opinion(&mut rows, number, TAX, tax, "2026-05-20");
        if number != 3 {
            opinion(&mut rows, number, MARKET, "同意", "2026-05-21");
        }
    }
    list(&mut rows, 5, "严重失信主体名单", ["2026-01-10", "2026-04-10", ""]);
    list(&mut rows, 6, "严重失信主体名单", ["2026-04-05", "", ""]);
    list(&mut rows, 7, "经营异常名录", ["2026-04-01", "", "2026-05-01"]);
    list(&mut rows, 8, "经营异常名录", ["2026-04-01", "", ""]);
    // After the day of payment.
    opinion(&mut rows, 9, TAX, "不同意", "2026-06-20");
    rows
}

fn world(rows: &Rows, gates: &str, more: &str) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, scheme) = scheme(folder.path(), gates);
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n".into(),
        ..Asked::default()
    };
    let made = Made::of(path.to_str().expect("a path"), &asked, &scheme, rows, &Rows::default());
    let text = fs::read_to_string(made.pipeline()).expect("the pipeline");
    let text = text.replace("award_year", "payment_date = 2026-06-10\naward_year");
    fs::write(made.pipeline(), text).expect("written");
    asking(made, &format!("reports = [\"payments\"]\n{more}"))
}

/// What one claim requests and is to get, in fen, and the reason of its gates.
type Of = (i64, i64, String);

/// Requested, payable, and reason of each claim; then what waits, with why.
fn outcome(run: &Path) -> (Vec<Of>, Vec<(String, String)>) {
    let claims = Table::open(run, "claims");
    let money = claims.fen(c::REQUESTED).into_iter().zip(claims.fen(c::PAYABLE));
    let claims: Vec<_> = money
        .zip(claims.texts("reason_gates"))
        .map(|((asked, payable), why)| (asked, payable, why))
        .collect();
    let held = Table::open(run, "held");
    (claims, held.texts(c::USCC).into_iter().zip(held.texts(c::HOLD)).collect())
}

const FILED: i64 = 10_000_000;

fn is_the_round(run: &Path) {
    let (claims, held) = outcome(run);
    let none = |why: &str| (FILED, 0, why.to_string());
    let full = || (FILED, FILED, String::new());
    let expected = [
        full(),
        none("gates.opinions"),
        full(),
        full(),
        none("gates.dishonest"),
        full(),
        full(),
        full(),
        full(),
    ];
    assert_eq!(claims, expected);
    let why = [(3, "unanswered"), (4, "deferred"), (8, "listed")];
    assert_eq!(held, why.map(|(number, why)| (code(number), why.to_string())));
    // Refused + held + paid is what was filed.
    let payments = Table::open(run, "payments");
    let sum = |name| payments.fen(name).iter().sum::<i64>();
    assert_eq!((sum(c::TO_PAY), sum(c::HELD)), (4 * FILED, 3 * FILED));
    assert_eq!(sum(c::TO_PAY) + sum(c::HELD) + 2 * FILED, 9 * FILED);
}

#[test]
fn lists_and_departments_count_on_the_day_that_the_scheme_names() {
    let made = world(&round(), GATES, DAYS);
    let run = made.run(&["--quiet"]);
    is_the_round(&run);
    let found = Table::open(&run, "findings");
    let silent = found.texts(c::CODE).into_iter().zip(found.texts(c::MESSAGE_EN));
    let silent: Vec<_> = silent.filter(|(code, _)| code == "R496").collect();
    assert_eq!(silent.len(), 1);
    assert!(silent[0].1.contains("市场监管 did not answer by 2026-06-10"), "{silent:?}");
    // Who, when and on which paper stands in the folder and in the explanation.
    let rows = Table::open(&run, "standing");
    assert_eq!(rows.texts(c::DEPARTMENT).iter().filter(|name| *name == TAX).count(), 9);
    let explained =
        jiangbu(&["explain"]).arg(&run).args(["--firm", &code(2)]).output().expect("explained");
    let explained = said(&explained);
    for word in ["第七条", TAX, "深税函〔2026〕8号", "2026-05-20", "王某"] {
        assert!(explained.contains(word), "{word}: {explained}");
    }
}

#[test]
fn the_order_of_rows_changes_nothing_and_twice_is_the_same() {
    let run = |reversed: bool| {
        let mut rows = round();
        if reversed {
            rows.reverse();
        }
        let made = world(&rows, GATES, DAYS);
        let run = made.run(&["--quiet"]);
        is_the_round(&run);
        let bytes =
            |name: &str| fs::read(run.join(format!("tables/{name}.parquet"))).expect("read");
        ["standing", "standing_rules", "held", "payments"].map(bytes)
    };
    let first = run(false);
    assert!(first == run(false));
    assert!(first == run(true));
}

#[test]
fn silence_is_no_agreement_whatever_follows() {
    for effect in ["exclude", "hold", "warn"] {
        let at = GATES.find("[gates.opinions]").expect("the condition");
        let opinions = GATES[at..].replace("exclude", effect);
        let made = world(&round(), &format!("{}{opinions}", &GATES[..at]), DAYS);
        let run = made.run(&["--quiet"]);
        let (claims, held) = outcome(&run);
        let of = |number| held.iter().find(|(own, _)| *own == code(number)).map(|(_, why)| &**why);
        assert_eq!(of(3), Some("unanswered"), "{effect}");
        let two = match effect {
            "exclude" => (0, None),
            "hold" => (FILED, Some("opposed")),
            _ => (FILED, None),
        };
        assert_eq!((claims[1].1, of(2)), two, "{effect}");
        let warned = Table::open(&run, "findings").texts(c::CODE);
        let warned = warned.iter().filter(|code| *code == "R497").count();
        assert_eq!(warned, if effect == "warn" { 2 } else { 0 });
    }
}

#[test]
fn a_pipeline_asks_departments_too() {
    let mut rows = Rows::default();
    for number in 1..=2 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    opinion(&mut rows, 1, "应急管理局", "同意", "2026-05-20");
    opinion(&mut rows, 2, "应急管理局", "不同意", "2026-05-20");
    let made = world(&rows, GATES, "[payment]\nopinions = [\"应急\"]\n");
    let run = made.run(&["--quiet"]);
    let (_, held) = outcome(&run);
    let own = |why: &str| held.iter().filter(|(_, own)| own == why).count();
    // Tax and market office are silent about both.
    assert_eq!((own("unanswered"), own("opposed")), (2, 1));
    assert!(held.contains(&(code(2), "opposed".to_string())));
    let codes = Table::open(&run, "findings").texts(c::CODE);
    // Neither publication nor opinions of a department that nobody asks: the day is not named.
    assert!(codes.contains(&"R498".to_string()));
}

#[test]
fn a_second_look_is_taken_before_the_money_goes_out() {
    let made = world(&round(), GATES, DAYS);
    let run = made.run(&["--quiet"]);
    let list = |files: &[(&str, &PathBuf)]| {
        let mut command = jiangbu(&["report", "--only", "payments", "--lang", "en"]);
        command.arg(&run);
        files.iter().for_each(|(flag, file)| {
            command.arg(flag).arg(file);
        });
        command.output().expect("a list")
    };
    let (listed, opinions) = (made.path("listed.xlsx"), made.path("opinions.xlsx"));
    // Firm 9 lost its agreement after the day of payment, firm 6 stands on a list since the deadline.
    let output = list(&[("--listed", &listed), ("--opinions", &opinions)]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let told = said(&output);
    assert_eq!(told.matches("R476").count(), 2, "{told}");
    assert!(told.contains("前海第9公司") && told.contains("前海第6公司"), "{told}");
    assert!(told.contains("100,000.00"), "{told}");
    // What stands as it stood says nothing, and what is not looked at is said.
    let mut rows = round();
    rows.drop_last("opinions");
    let newest = world(&rows, GATES, DAYS);
    let output = list(&[("--opinions", &newest.path("opinions.xlsx"))]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("R477"), "{}", said(&output));
}

#[test]
fn what_was_released_is_looked_at_again() {
    let made = world(&round(), GATES, DAYS);
    let run = made.run(&["--quiet"]);
    let decisions = made.path("decisions.csv");
    let held = Table::open(&run, "held");
    let mut text = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n".to_string();
    for (id, evidence) in held.texts(c::FINDING_ID).iter().zip(held.texts(c::EVIDENCE)) {
        text += &format!("{id},{evidence},不重复,已核实,张三,2026-06-15\n");
    }
    fs::write(&decisions, text).expect("written");
    let release = |newest: &Made| {
        let output = jiangbu(&["report", "--only", "payments", "--format", "txt", "--lang", "en"])
            .arg(&run)
            .arg("--decisions")
            .arg(&decisions)
            .arg("--listed")
            .arg(newest.path("listed.xlsx"))
            .arg("--opinions")
            .arg(newest.path("opinions.xlsx"))
            .output()
            .expect("a list");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    // All three are decided on what the run shows; since then the market office refused firm 3.
    let mut rows = round();
    opinion(&mut rows, 3, MARKET, "不同意", "2026-06-25");
    let told = release(&world(&rows, GATES, DAYS));
    assert_eq!(told.matches("R499").count(), 1, "{told}");
    assert!(told.contains("前海第3公司 市场监管 does not agree"), "{told}");
    let lists: Vec<_> = fs::read_dir(made.path("runs")).expect("runs").flatten().collect();
    let issued =
        lists.iter().find(|entry| entry.file_name().to_string_lossy().contains("released"));
    assert!(issued.is_some(), "{lists:?}");
}

/// A run that must be refused or warn: the codes of its findings.
fn findings(rows: &Rows) -> Vec<(String, String, String)> {
    let made = world(rows, GATES, DAYS);
    let run = made.run(&["--quiet"]);
    let found = Table::open(&run, "findings");
    let (codes, columns) = (found.texts(c::CODE), found.texts(c::COLUMN));
    let all = codes.into_iter().zip(columns).zip(found.texts(c::MESSAGE_EN));
    all.map(|((code, column), message)| (code, column, message)).collect()
}

#[test]
fn bad_rows_are_findings_at_their_cell_and_agree_to_nothing() {
    let mut rows = Rows::default();
    for number in 1..=4 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    // Two answers of a day, an unknown word, another department, another enterprise, days the wrong way.
    opinion(&mut rows, 1, TAX, "同意", "2026-05-20");
    opinion(&mut rows, 1, TAX, "不同意", "2026-05-20");
    opinion(&mut rows, 2, TAX, "同  义", "2026-05-20");
    opinion(&mut rows, 3, "公安局", "同意", "2026-05-20");
    opinion(&mut rows, 77, TAX, "同意", "2026-05-20");
    list(&mut rows, 4, "经营异常名录", ["2026-04-01", "2026-03-01", ""]);
    let found = findings(&rows);
    let at = |code: &str| -> Vec<&str> {
        found.iter().filter(|(own, ..)| own == code).map(|(_, column, _)| column.as_str()).collect()
    };
    assert_eq!(at("F256"), ["部门意见", "部门意见"]);
    assert_eq!(at("D312"), ["部门意见"]);
    assert_eq!(at("F258"), ["部门"]);
    assert_eq!(at("F257"), ["统一社会信用代码"]);
    assert_eq!(at("F255"), ["信用修复日期"]);
    // Nothing of them is an agreement, and a refused row holds.
    let made = world(&rows, GATES, DAYS);
    let run = made.run(&["--quiet"]);
    let (_, held) = outcome(&run);
    for number in 1..=4 {
        assert!(held.contains(&(code(number), "unanswered".to_string())), "{held:?}");
    }
    for number in [1, 2, 4] {
        assert!(held.contains(&(code(number), "row-refused".to_string())), "{held:?}");
    }
}
