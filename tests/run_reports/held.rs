//! What the reports say that a person must settle first is not paid before: claim by claim, and to the fen in every
//! table and report.

use jiangbu::domain::Fen;
use jiangbu::frame::columns as c;

use super::asking;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, code, jiangbu, said};

const REPORTS: &str = "reports = [\"budget\", \"payments\", \"duplicates\"]\n";

pub fn firm(rows: &mut Rows, number: usize) {
    let (code, name) = (code(number), format!("前海第{number}公司"));
    let account = format!("6222021234567{number:05}");
    rows.add(
        "firms",
        &[
            (c::USCC, &code),
            (c::FIRM_NAME, &name),
            (c::ENTITY_TYPE, "企业"),
            (c::OPERATES_IN_QIANHAI, "是"),
            (c::DATA_SERVICE_FIRM, "是"),
            (c::BANK, "中国银行深圳分行"),
            (c::ACCOUNT, &account),
        ],
    );
}

pub fn promotion(rows: &mut Rows, number: usize, amount: &str) {
    let (code, invoice) = (code(number), format!("FP-{number}"));
    rows.add(
        "m2",
        &[
            (c::USCC, &code),
            (c::FILING_NO, "2026-001"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::CONTRACT_NO, "HT-1"),
            (c::INVOICE_NO, &invoice),
            (c::AMOUNT, amount),
        ],
    );
}

fn standard(rows: &mut Rows, number: usize, standard: &str) {
    let code = code(number);
    rows.add(
        "m5",
        &[
            (c::USCC, &code),
            (c::FILING_NO, "2026-002"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::STANDARD_NO, standard),
            (c::STANDARD_LEVEL, "国际"),
            (c::DRAFTER_RANK, "1"),
            (c::TRADE_DOMAIN, "数字服务"),
            (c::PUBLISHED_ON, "2025-06-30"),
        ],
    );
}

fn elsewhere(rows: &mut Rows, number: usize, amount: &str, status: &str) {
    let (code, invoice) = (code(number), format!("FP-{number}"));
    let mut cells = vec![
        (c::USCC, code.as_str()),
        (c::MEASURE, "m2"),
        (c::ITEM, invoice.as_str()),
        (c::YEAR, "2025"),
        (c::OTHER_SCHEME, "南山"),
        (c::STATUS, status),
    ];
    if !amount.is_empty() {
        cells.push((c::AMOUNT, amount));
    }
    rows.add("duplicates", &cells);
}

pub fn made(rows: &Rows, options: &str, more: &str) -> Made {
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n".into(),
        options: options.into(),
        ..Asked::default()
    };
    let made = Made::new(&asked, rows);
    asking(made, &format!("{REPORTS}{more}"))
}

/// Payable, set off, held and to pay of each enterprise in fen; what the tables and reports say in all agrees.
pub fn payments(run: &std::path::Path) -> Vec<[i64; 4]> {
    let table = Table::open(run, "payments");
    let [payable, set_off, held, to_pay] =
        [c::PAYABLE, c::SET_OFF, c::HELD, c::TO_PAY].map(|name| table.fen(name));
    let rows: Vec<[i64; 4]> = (0..payable.len())
        .map(|row| [payable[row], set_off[row], held[row], to_pay[row]])
        .collect();
    for [payable, set_off, held, to_pay] in &rows {
        assert_eq!(*payable, set_off + held + to_pay, "one place for every fen");
    }
    let sum = |of: &[i64]| of.iter().sum::<i64>();
    let claims = Table::open(run, "claims").fen(c::PAYABLE);
    assert_eq!(sum(&payable), sum(&claims));
    let waits = Table::open(run, "held").fen(c::HELD);
    assert_eq!(sum(&waits), sum(&held));
    let manifest = std::fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    assert_eq!(manifest["payments"]["held"]["amount"], yuan(sum(&held)).as_str());
    assert_eq!(manifest["payments"]["listed"]["amount"], yuan(sum(&to_pay)).as_str());
    let waits = manifest["payments"]["waits"].as_array().expect("reasons");
    let page = std::fs::read_to_string(run.join("reports/budget.html")).expect("a page");
    for wait in waits {
        let amount = wait["amount"].as_str().expect("an amount").replace('.', "");
        let shown = Fen(amount.parse().expect("fen")).to_string();
        assert!(page.contains(&shown), "the brief does not say {shown}");
    }
    rows
}

#[test]
fn a_joint_claim_waits_whatever_its_spelling() {
    let mut rows = Rows::default();
    for number in 1..=3 {
        firm(&mut rows, number);
    }
    standard(&mut rows, 1, "ISO 1-2025");
    standard(&mut rows, 2, "iso1—2025");
    standard(&mut rows, 3, "ISO 2-2025");
    let world = made(&rows, "", "");
    let run = world.run(&["--quiet"]);
    let found = payments(&run);
    // One standard pays once, and waits; who gets nothing has no payment.
    let [joint, own] = found.as_slice() else { panic!("{found:?}") };
    assert!(own[3] > 0 && own[2] == 0 && own[3] == own[0], "{found:?}");
    assert!(joint[3] == 0 && joint[2] == joint[0] && joint[0] == own[0], "{found:?}");
    // The two spellings are said to be one.
    let repairs = Table::open(&run, "repairs");
    assert!(repairs.texts(c::REPAIR).contains(&"spelling".to_string()));
    assert!(Table::open(&run, "held").texts(c::HOLD).iter().all(|why| why == "joint"));
}

/// Nobody knows what becomes of it: paid now, the claim may turn out to have been paid twice.
#[test]
fn support_that_is_pending_elsewhere_is_waited_for() {
    let mut rows = Rows::default();
    for number in [1, 2] {
        firm(&mut rows, number);
        promotion(&mut rows, number, "20000000.00");
    }
    elsewhere(&mut rows, 1, "300000.00", "待审");
    let waits = made(&rows, "", "");
    let run = waits.run(&["--quiet"]);
    let million = 100_000_000;
    let paid = [million, 0, 0, million];
    assert_eq!(payments(&run), [[million, 0, million, 0], paid]);
    assert_eq!(Table::open(&run, "held").texts(c::HOLD), ["pending-elsewhere"]);
    // An office that does not wait says so.
    let pays = made(&rows, "", "[payment]\npay_beside_pending = true\n");
    assert_eq!(payments(&pays.run(&["--quiet"])), [paid, paid]);
}

#[test]
fn support_elsewhere_that_was_not_returned_holds_what_is_left() {
    let mut rows = Rows::default();
    for (number, amount) in [(1, "20000000.00"), (2, "20000000.00"), (3, "20000000.00")] {
        firm(&mut rows, number);
        promotion(&mut rows, number, amount);
    }
    elsewhere(&mut rows, 1, "300000.00", "已拨付");
    elsewhere(&mut rows, 2, "", "已拨付");
    elsewhere(&mut rows, 3, "300000.00", "已退回");
    let world = made(&rows, "dup_mode = \"choose_best\"", "");
    let run = world.run(&["--quiet"]);
    let million = 100_000_000;
    let waits = [million, 0, million, 0];
    assert_eq!(payments(&run), [waits, waits, [million, 0, 0, million]]);
    let held = Table::open(&run, "held").texts(c::HOLD);
    assert_eq!(held, ["unreturned", "amount-unknown"]);
    let world = made(&rows, "dup_mode = \"top_up\"", "");
    let run = world.run(&["--quiet"]);
    let part = 70_000_000;
    let topped = [[part, 0, part, 0], waits, [million, 0, 0, million]];
    assert_eq!(payments(&run), topped);
    // Where the other support excludes, there is nothing to wait for.
    let world = made(&rows, "", "");
    let run = world.run(&["--quiet"]);
    assert_eq!(payments(&run), [[million, 0, 0, million]]);
}

#[test]
fn objections_and_lists_hold_where_the_pipeline_says_so() {
    let mut rows = Rows::default();
    for number in 1..=3 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    let listed = code(2);
    rows.add("listed", &[(c::USCC, &listed), (c::LIST, "经营异常名录")]);
    let free = [10_000_000, 0, 0, 10_000_000];
    let waits = [10_000_000, 0, 10_000_000, 0];
    assert_eq!(payments(&made(&rows, "", "").run(&["--quiet"])), [free; 3]);
    let payment = format!("[payment]\nhold_listed = true\nobjections = [\"m2-{}\"]\n", code(1));
    let made_so = made(&rows, "", &payment);
    let run = made_so.run(&["--quiet"]);
    assert_eq!(payments(&run), [waits, waits, free]);
    assert_eq!(Table::open(&run, "held").texts(c::HOLD), ["objection", "listed"]);
    let codes = Table::open(&run, "findings").texts(c::CODE);
    assert_eq!(codes.iter().filter(|code| *code == "R481").count(), 2);
    // An objection about nobody is a slip, and stops the run.
    let slip = payment.replace(&code(1), &format!("{}0", code(1)));
    let output = jiangbu(&["run"]).arg(made(&rows, "", &slip).pipeline()).output().expect("run");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("R482"), "{}", said(&output));
    assert!(said(&output).contains(&format!("m2-{}", code(1))), "the near one is suggested");
}

#[test]
fn the_sample_pays_nothing_that_waits() {
    let out = tempfile::tempdir().expect("a folder");
    let run = crate::sample::with_rosters();
    let found = Table::open(run, "payments");
    let (payable, paid) = (found.fen(c::PAYABLE), found.fen(c::TO_PAY));
    // Independent of the program: claims that a suspected case of the dossier names.
    let cases = Table::open(run, "suspected");
    let named = cases.texts(c::CLAIM_ID);
    let claims = Table::open(run, "claims");
    let (ids, amounts) = (claims.texts(c::CLAIM_ID), claims.fen(c::PAYABLE));
    let waits: i64 =
        ids.iter().zip(&amounts).filter(|(id, _)| named.contains(id)).map(|(_, fen)| fen).sum();
    let held = Table::open(run, "held");
    let suspected: i64 = held
        .texts(c::HOLD)
        .iter()
        .zip(held.fen(c::HELD))
        .filter(|(why, _)| *why == "suspected")
        .map(|(_, fen)| fen)
        .sum();
    assert!(waits > 0);
    assert_eq!(suspected, waits);
    assert!(paid.iter().sum::<i64>() <= payable.iter().sum::<i64>() - waits);
    // Every report that names what waits names this, to the fen.
    let mut command = jiangbu(&["report", "--only", "budget,notices,duplicates,payments"]);
    command.args(["--format", "txt", "--lang", "zh-CN", "--to"]).arg(out.path().join("texts"));
    let output = command.arg(run).output().expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = |name: &str| {
        let path = out.path().join(format!("texts/{name}.txt"));
        std::fs::read_to_string(path).expect("a report").replace('\u{200b}', "")
    };
    // Enterprise by enterprise, the notices: each amount once, under the code that it is of.
    let mut rows: Vec<(String, i64)> =
        held.texts(c::USCC).into_iter().zip(held.fen(c::HELD)).collect();
    rows.retain(|(_, fen)| *fen > 0);
    rows.sort();
    let (mut told, mut code) = (Vec::new(), String::new());
    for line in text("notices").lines() {
        let own = claims.texts(c::USCC).into_iter().find(|own| line.contains(own.as_str()));
        code = own.unwrap_or(code);
        if let Some((amount, _)) =
            line.trim().strip_prefix("其中 ").and_then(|l| l.split_once(" 元暂缓拨付"))
        {
            told.push((code.clone(), amount.replace([',', '.'], "").parse::<i64>().expect("fen")));
        }
    }
    told.sort();
    assert_eq!(told, rows);
    let all: i64 = held.fen(c::HELD).iter().sum();
    assert_eq!(found.fen(c::HELD).iter().sum::<i64>(), all);
    for (name, fen) in [
        ("payments", all),
        ("duplicates", suspected),
        ("budget", suspected),
        ("budget", all - suspected),
    ] {
        assert!(text(name).contains(&Fen(fen).to_string()), "{name} does not say {}", Fen(fen));
    }
    let set_off: i64 = found.fen(c::SET_OFF).iter().sum();
    assert_eq!(payable.iter().sum::<i64>(), paid.iter().sum::<i64>() + all + set_off);
}

#[test]
fn what_is_released_to_a_debtor_is_set_off_first() {
    let mut rows = Rows::default();
    firm(&mut rows, 1);
    promotion(&mut rows, 1, "2000000.00");
    let payment = format!("[payment]\nset_off = true\nobjections = [\"{}\"]\n", code(1));
    let made = made(&rows, "", &payment);
    let owed = format!("统一社会信用代码,申报项编号,尚欠（元）\n{},m2-old,30000.00\n", code(1));
    std::fs::write(made.path("owed.csv"), owed).expect("written");
    let text = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nowed = [\"owed.csv\"]\n");
    std::fs::write(made.pipeline(), text).expect("written");
    let run = made.run(&["--quiet"]);
    // Nothing is settled out of what waits.
    assert_eq!(payments(&run), [[10_000_000, 0, 10_000_000, 0]]);
    let held = Table::open(&run, "held");
    let (finding, evidence) = (held.texts(c::FINDING_ID), held.texts(c::EVIDENCE));
    let head = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n";
    let row = format!("{},{},不重复,异议不成立,赵六,2026-04-10\n", finding[0], evidence[0]);
    std::fs::write(made.path("decided.csv"), format!("{head}{row}")).expect("written");
    let mut command = jiangbu(&["report", "--only", "payments", "--decisions"]);
    command.arg(made.path("decided.csv")).arg("--to").arg(made.path("list")).arg(&run);
    let output = command.output().expect("the program");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    for code in ["R483", "R484"] {
        assert!(said(&output).contains(code), "{code}: {}", said(&output));
    }
}
