//! Every reason why a claim waits, each of its own: matters that a person decides, rows that could not be read,
//! and decisions that a run reads.

use jiangbu::frame::columns as c;

use super::held::{firm, made, payments, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

/// Claims that wait and why, in the order of the table.
fn reasons(run: &std::path::Path) -> Vec<(String, String)> {
    let held = Table::open(run, "held");
    held.texts(c::CLAIM_ID).into_iter().zip(held.texts(c::HOLD)).collect()
}

fn expected(rows: &[(&str, usize, &str)]) -> Vec<(String, String)> {
    let row =
        |(id, firm, why): &(&str, usize, &str)| (id.replace('#', &code(*firm)), why.to_string());
    rows.iter().map(row).collect()
}

fn codes(run: &std::path::Path, code: &str) -> usize {
    let all = Table::open(run, "findings").texts(c::CODE);
    all.into_iter().filter(|found| found == code).count()
}

/// Adds a file to the inputs of a made pipeline.
fn input(made: &Made, key: &str, text: &str) {
    std::fs::write(made.path(&format!("{key}.csv")), text).expect("written");
    let pipeline = std::fs::read_to_string(made.pipeline()).expect("a pipeline");
    let entry = format!("[inputs]\n{key} = [\"{key}.csv\"]\n");
    std::fs::write(made.pipeline(), pipeline.replace("[inputs]\n", &entry)).expect("written");
}

fn compliance(rows: &mut Rows, number: usize, amount: &str) {
    let code = code(number);
    let cells = [
        (c::USCC, code.as_str()),
        (c::FILING_NO, "2026-003"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::AMOUNT, amount),
    ];
    rows.add("m6", &cells);
}

fn standard(rows: &mut Rows, number: usize, (standard, level, content): (&str, &str, &str)) {
    let code = code(number);
    let mut cells = vec![
        (c::USCC, code.as_str()),
        (c::FILING_NO, "2026-002"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::STANDARD_NO, standard),
        (c::STANDARD_LEVEL, level),
        (c::DRAFTER_RANK, "1"),
        (c::TRADE_DOMAIN, "数字服务"),
        (c::PUBLISHED_ON, "2025-06-30"),
    ];
    if !content.is_empty() {
        cells.push((c::CONTENT_ID, content));
    }
    rows.add("m5", &cells);
}

fn platform(rows: &mut Rows, number: usize, platform: &str) {
    let code = code(number);
    let cells = [
        (c::USCC, code.as_str()),
        (c::FILING_NO, "2026-004"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PLATFORM_ID, platform),
        (c::SERVED, "20"),
        (c::COST_KIND, "设备购置"),
        (c::PAID_ON, "2025-06-30"),
        (c::AMOUNT, "3000000.00"),
    ];
    rows.add("m1", &cells);
}

#[test]
fn every_reason_of_a_claim_waits_to_be_decided() {
    let mut rows = Rows::default();
    firm(&mut rows, 1);
    compliance(&mut rows, 1, "300000.00");
    let code = code(1);
    let elsewhere = [
        (c::USCC, code.as_str()),
        (c::MEASURE, "六"),
        (c::OTHER_SCHEME, "南山"),
        (c::STATUS, "已拨付"),
        (c::AMOUNT, "1000.00"),
    ];
    rows.add("duplicates", &elsewhere);
    let pending = [
        (c::USCC, code.as_str()),
        (c::MEASURE, "六"),
        (c::AWARD_YEAR, "2026"),
        (c::STATUS, "待审"),
        (c::AMOUNT, "50000.00"),
    ];
    rows.add("history", &pending);
    let world = made(&rows, "", "");
    let run = world.run(&["--quiet"]);
    let half = 15_000_000;
    assert_eq!(payments(&run), [[half, 0, half, 0]]);
    assert_eq!(reasons(&run), expected(&[("m6-#", 1, "prior-pending"), ("m6-#", 1, "unnamed")]));
    // The amount stands once, and the payment names both reasons.
    assert_eq!(Table::open(&run, "held").fen(c::HELD), [half, 0]);
    assert_eq!(Table::open(&run, "payments").texts(c::DOUBT), ["prior-pending unnamed"]);
}

#[test]
fn contents_and_levels_that_are_asked_about_wait() {
    let mut rows = Rows::default();
    for number in 1..=3 {
        firm(&mut rows, number);
    }
    standard(&mut rows, 1, ("ISO 1", "国际", "NR-1"));
    standard(&mut rows, 2, ("GB 2", "国家", "nr—1"));
    standard(&mut rows, 2, ("BZ 3", "国家", ""));
    standard(&mut rows, 2, ("BZ 3", "行业", ""));
    standard(&mut rows, 3, ("GB 4", "国家", "NR-2"));
    let world = made(&rows, "", "");
    let run = world.run(&["--quiet"]);
    let (iso, two, free) = (50_000_000, 60_000_000, 30_000_000);
    assert_eq!(payments(&run), [[iso, 0, iso, 0], [two, 0, two, 0], [free, 0, 0, free]]);
    let why: Vec<String> = reasons(&run).into_iter().map(|(_, why)| why).collect();
    assert_eq!(why, ["joint", "levels", "joint"]);
    // Said as often as held: one content, one standard at two levels.
    assert_eq!(codes(&run, "R403"), 2);
}

#[test]
fn a_platform_that_others_were_supported_for_waits() {
    let mut rows = Rows::default();
    for (number, item) in [(2, "P1"), (3, "P2"), (4, "P3")] {
        firm(&mut rows, number);
        platform(&mut rows, number, item);
    }
    // The first files nothing this time; the third was supported for its own, the fourth never.
    for (number, item, status) in [(1, "p1", "已拨付"), (3, "P2", "已拨付"), (1, "P3", "已退回")]
    {
        let code = code(number);
        let award = [
            (c::USCC, code.as_str()),
            (c::MEASURE, "一"),
            (c::ITEM, item),
            (c::AWARD_YEAR, "2025"),
            (c::BASE, "100000.00"),
            (c::AMOUNT, "30000.00"),
            (c::STATUS, status),
        ];
        rows.add("history", &award);
    }
    let world = made(&rows, "", "");
    let run = world.run(&["--quiet"]);
    // 30 % of three million each; only the second's platform was somebody else's.
    let award = 90_000_000;
    assert_eq!(payments(&run), [[award, 0, award, 0], [award, 0, 0, award], [award, 0, 0, award]]);
    let why: Vec<String> = reasons(&run).into_iter().map(|(_, why)| why).collect();
    assert_eq!((why, codes(&run, "R403")), (vec!["passed-on".to_string()], 1));
}

#[test]
fn an_earlier_award_that_names_no_number_may_be_for_what_is_claimed() {
    let claimed = ("GB/T 45678-2025", "国家", "");
    let with = |items: &[&str], claimed| {
        let mut rows = Rows::default();
        firm(&mut rows, 1);
        standard(&mut rows, 1, claimed);
        for item in items {
            let code = code(1);
            let award = [
                (c::USCC, code.as_str()),
                (c::MEASURE, "五"),
                (c::ITEM, item),
                (c::AWARD_YEAR, "2025"),
                (c::AMOUNT, "300000.00"),
                (c::STATUS, "已拨付"),
            ];
            rows.add("history", &award);
        }
        let world = made(&rows, "", "");
        let run = world.run(&["--quiet"]);
        // A run that pays, holds or finds nothing has no such table.
        let is_there = |table: &str| run.join(format!("tables/{table}.parquet")).exists();
        let held = if is_there("held") { reasons(&run) } else { Vec::new() };
        let why: Vec<String> = held.into_iter().map(|(_, why)| why).collect();
        let paid = if is_there("payments") { payments(&run) } else { Vec::new() };
        let said = if is_there("findings") { codes(&run, "R403") } else { 0 };
        (paid, why, said)
    };
    let paid = 30_000_000;
    for item in ["", "数字贸易术语标准", "GB/T 45678"] {
        let (held, said) = ([[paid, 0, paid, 0]], (vec!["unnumbered".to_string()], 1));
        let (payments, why, codes) = with(&[item], claimed);
        assert_eq!((payments, (why, codes)), (held.to_vec(), said), "{item}");
    }
    // Another standard, another year of it that is named, and the very one.
    for item in ["GB/T 99999-2025", "GB/T 4567", "GB/T 45678-2018"] {
        assert_eq!(with(&[item], claimed), (vec![[paid, 0, 0, paid]], Vec::new(), 0), "{item}");
    }
    let nothing = (Vec::new(), Vec::new(), 0);
    assert_eq!(with(&["国家标准GB/T 45678-2025", ""], claimed), nothing);
}

#[test]
fn refused_rows_of_lists_and_debts_hold_what_they_may_lower() {
    let mut rows = Rows::default();
    for number in 1..=2 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    let (free, waits) = ([10_000_000, 0, 0, 10_000_000], [10_000_000, 0, 10_000_000, 0]);
    let listed = format!("统一社会信用代码,单位名称,名单\n{}0,前海第1公司,经营异常名录\n", code(1));
    let one = made(&rows, "", "[payment]\nhold_listed = true\n");
    input(&one, "listed", &listed);
    assert_eq!(payments(&one.run(&["--quiet"])), [waits, free]);
    // Where the list holds nobody, nobody waits for it.
    let one = made(&rows, "", "");
    input(&one, "listed", &listed);
    assert_eq!(payments(&one.run(&["--quiet"])), [free, free]);
    let owed = format!("统一社会信用代码,申报项编号,尚欠（元）\n{},m2-old,三万元\n", code(2));
    let one = made(&rows, "", "[payment]\nset_off = true\n");
    input(&one, "owed", &owed);
    assert_eq!(payments(&one.run(&["--quiet"])), [free, waits]);
}

#[test]
fn a_refused_row_is_tied_by_a_name_in_other_brackets_or_said_to_be_nobodys() {
    let mut rows = Rows::default();
    let code = code(1);
    let cells = [
        (c::USCC, code.as_str()),
        (c::FIRM_NAME, "前海甲（深圳）公司"),
        (c::ENTITY_TYPE, "企业"),
        (c::OPERATES_IN_QIANHAI, "是"),
        (c::BANK, "中国银行深圳分行"),
        (c::ACCOUNT, "622202123456700001"),
    ];
    rows.add("firms", &cells);
    compliance(&mut rows, 1, "300000.00");
    let head = "统一社会信用代码,单位名称,措施,奖补年度,金额,状态\n";
    let row = |name: &str| format!("{head}91440300MA5F,{name},六,2025,50000.00,已拨付\n");
    let found = |name: &str| {
        let one = made(&rows, "", "");
        input(&one, "history", &row(name));
        let run = one.run(&["--quiet"]);
        (reasons(&run), codes(&run, "R437"))
    };
    let tied = expected(&[("m6-#", 1, "row-refused")]);
    assert_eq!(found("前海甲(深圳)公司"), (tied, 0));
    assert_eq!(found("某某公司"), (Vec::new(), 1));
}

#[test]
fn a_run_heeds_decisions_on_what_waits() {
    let mut rows = Rows::default();
    for number in 1..=2 {
        firm(&mut rows, number);
        promotion(&mut rows, number, "2000000.00");
    }
    let payment = format!("[payment]\nobjections = [\"{}\", \"{}\"]\n", code(1), code(2));
    let world = made(&rows, "", &payment);
    let run = world.run(&["--quiet"]);
    let held = Table::open(&run, "held");
    let (finding, evidence) = (held.texts(c::FINDING_ID), held.texts(c::EVIDENCE));
    let head = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n";
    let row = |finding: &str, evidence: &str| {
        format!("{finding},{evidence},不重复,异议不成立,赵六,2026-04-10\n")
    };
    // One decided, one on other evidence, and one about nothing.
    let rows = [
        row(&finding[0], &evidence[0]),
        row(&finding[1], "0123456789abcdef"),
        row("HD-0123456789ab", "0123456789abcdef"),
    ];
    input(&world, "decisions", &format!("{head}{}", rows.concat()));
    let again = world.run(&["--quiet"]);
    let (free, waits) = ([10_000_000, 0, 0, 10_000_000], [10_000_000, 0, 10_000_000, 0]);
    assert_eq!(payments(&again), [free, waits]);
    assert_eq!((codes(&again, "R423"), codes(&again, "R425")), (1, 1));
}
