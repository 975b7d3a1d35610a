//! A round from filing to a third batch, with every kind of decision and event. All amounts are worked out by hand.
//!
//! Filed in spring under 二 (5 % of promotion costs of a million or more) and, firm 6, under 六 (half the costs, once):
//!
//! | firm | costs | due | what happens | published | first list |
//! |---|---|---|---|---|---|
//! | 1 | 2,000,000 | 100,000 | | 80,000 | 80,000 |
//! | 2 | 2,400,000 | 120,000 | an audit leaves 2,000,000 of costs: 100,000; objects | 80,000 | waits |
//! | 3 | 2,000,000 | 100,000 | withdrawn before the award | 0 | |
//! | 4 | 2,000,000 | 100,000 | supplements in time | 80,000 | 80,000 |
//! | 5 | 2,000,000 | 100,000 | the tax office does not agree | 80,000 | waits |
//! | 6 | 200,000 | 100,000 | objects: 260,000 of costs | 80,000 | waits |
//! | 7 | 1,200,000 | 60,000 | paid in 2024, does not count; objects: it was 2025 | 0 | |
//! | 8 | 2,000,000 | 100,000 | gives the award up after the publication | 0 | |
//! | 9 | 2,000,000 | 100,000 | the tax office has not answered | 80,000 | waits |
//!
//! 880,000 are filed. 680,000 less a reserve of 120,000 is 560,000 for the 700,000 due to seven: four fifths.
//! Withdrawn 100,000 + does not count 60,000 + review 20,000 + budget 140,000 + given up 80,000 + payable 480,000.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::Data;
use jiangbu::frame::columns as c;
use jiangbu::ledger::{Awards, Ledger};

use super::office::{Office, compliance, event, found, objection, payable, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, files, said};
use crate::runs::saved::{self, heading, text};

const BUDGET: &str = "[budget]\npool = \"资金\"\ntotal = \"680000元\"\nreserve = \"120000元\"\n";
const OPINIONS: &str = "[payment]\nopinions = [\"税务\"]\n";

fn m2(number: usize) -> String {
    format!("m2-{}", code(number))
}

fn m6(number: usize) -> String {
    format!("m6-{}", code(number))
}

/// What is filed, and what departments say; `mended` is what firms 6 and 7 bring with their objections.
fn filed(mended: bool) -> Rows {
    let mut rows = Rows::default();
    for number in [1, 2, 3, 4, 5, 8, 9] {
        let amount = if number == 2 { "2400000.00" } else { "2000000.00" };
        promotion(&mut rows, number, amount, "2025-06-30");
    }
    compliance(&mut rows, 6, if mended { "260000.00" } else { "200000.00" });
    promotion(&mut rows, 7, "1200000.00", if mended { "2025-06-30" } else { "2024-06-30" });
    for number in 1..=9 {
        let (code, opinion) = (code(number), if number == 5 { "不同意" } else { "同意" });
        let cells = [
            (c::USCC, code.as_str()),
            (c::DEPARTMENT, "前海税务局"),
            (c::OPINION, opinion),
            (c::OPINED_ON, "2026-04-20"),
            (c::DECIDED_BY, "孙七"),
        ];
        if number != 9 {
            rows.add("opinions", &cells);
        }
    }
    event(&mut rows, "撤回", &m2(3), "2026-04-01", &[]);
    event(&mut rows, "补正通知", &m2(4), "2026-04-03", &[(c::DUE_ON, "2026-04-20")]);
    event(&mut rows, "补正", &m2(4), "2026-04-15", &[]);
    event(&mut rows, "放弃", &m2(8), "2026-05-25", &[]);
    rows
}

/// Firm 2's costs after the audit.
fn audited(office: &Office) {
    let draft = office.run(&office.pipeline("draft", &filed(false), "[review]\n"));
    let target = office.made.path("reviews.xlsx");
    saved::again(&draft.join("reviews.xlsx"), &target, &|_, grid| {
        let Some((head, _)) = heading(grid, "审定金额") else { return };
        let is = |cell: &Data| cell.to_string().split('；').any(|part| part == "FP-2");
        let line = |row: &usize| grid[*row].iter().any(is);
        let Some(at) = (head + 1..grid.len()).find(line) else { return };
        for (name, value) in [
            ("审定金额", "2000000.00"),
            ("核减原因", "凭证不符"),
            ("审核方式", "专项审计"),
            ("决定人", "王审计"),
            ("决定日期", "2026-04-25"),
        ] {
            let (_, column) = heading(grid, name).expect("the column");
            grid[at][column] = text(value);
        }
    });
}

fn with_reviews(pipeline: PathBuf) -> PathBuf {
    let text = fs::read_to_string(&pipeline).expect("a pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nreviews = [\"reviews.xlsx\"]\n");
    fs::write(&pipeline, text).expect("written");
    pipeline
}

fn spring(office: &Office) -> PathBuf {
    audited(office);
    let mut rows = filed(false);
    for claim in [m2(2), m6(6), m2(7)] {
        event(&mut rows, "异议", &claim, "2026-05-12", &[]);
    }
    let more = format!("{BUDGET}{OPINIONS}");
    let run = office.run(&with_reviews(office.pipeline("spring", &rows, &more)));
    let published = |number| match number {
        3 | 7 | 8 => 0,
        _ => 8_000_000,
    };
    let mut expected: Vec<(String, i64)> =
        [1, 2, 3, 4, 5, 7, 8, 9].map(|n| (m2(n), published(n))).into();
    expected.push((m6(6), 8_000_000));
    assert_eq!(payable(&run), expected);
    let claims = Table::open(&run, "claims");
    let sum = |name: &str| claims.fen(name).iter().sum::<i64>();
    assert_eq!(sum(c::REQUESTED), 88_000_000);
    assert_eq!(sum(c::AFTER_GATES), 78_000_000, "withdrawn");
    assert_eq!(sum(c::AFTER_EVIDENCE), 70_000_000, "does not count, review");
    assert_eq!(sum(c::AFTER_ANNUAL_CAP), 70_000_000);
    assert_eq!(sum(c::PAYABLE), 48_000_000, "budget, given up");
    let held = Table::open(&run, "held");
    let held: Vec<_> = held.texts(c::CLAIM_ID).into_iter().zip(held.texts(c::HOLD)).collect();
    let why =
        [(m2(2), "objection"), (m2(5), "opposed"), (m2(9), "unanswered"), (m6(6), "objection")];
    assert_eq!(held, why.map(|(claim, why)| (claim, why.to_string())));
    let payments = Table::open(&run, "payments");
    let sum = |name: &str| payments.fen(name).iter().sum::<i64>();
    assert_eq!((sum(c::TO_PAY), sum(c::HELD)), (16_000_000, 32_000_000));
    run
}

/// A report of a run as text.
fn printed(office: &Office, run: &Path, report: &str) -> String {
    let name = run.file_name().expect("a name").to_string_lossy();
    let to = office.made.path(&format!("{report}-{name}"));
    let to_text = to.to_str().expect("a path");
    let more = ["--format", "txt", "--lang", "en", "--to", to_text];
    let output = office.says(&["report", "--only", report], run, &more);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    files(&to).values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn from_filing_to_a_third_batch() {
    let office = Office::new();
    let first = spring(&office);
    let list = printed(&office, &first, "publication");
    assert!(list.contains("given up by the applicant"), "{list}");
    assert!(list.contains("前海第3公司 (") && list.contains("前海第8公司 ("), "{list}");
    let notices = printed(&office, &first, "notices");
    assert_eq!(notices.matches("Notice of Termination").count(), 2, "{notices}");
    assert_eq!(notices.matches("Notice of Refusal").count(), 1, "{notices}");
    office.approve(&first, "2026-05-30");
    let second = objections(&office, &first);
    let third = autumn(&office);
    paid(&office, &first);
    // 480,000 + 72,000 + 1,020,000 of 1,692,000, and a reserve of 120,000 that nobody touched.
    let ledger = Ledger::read(&office.ledger()).expect("a chain");
    let awards = Awards::of(&ledger);
    let of = |number: u32| {
        let own = awards.all.iter().filter(|award| award.head.number == number);
        own.map(|award| award.counts()).sum::<i64>()
    };
    assert_eq!([of(1), of(2), of(3)], [48_000_000, 7_200_000, 102_000_000]);
    for run in [&first, &second, &third] {
        let output = office.says(
            &["report", "--only", "payments", "--format", "txt"],
            run,
            &[
                "--to",
                office
                    .made
                    .path(&format!("list-{}", run.display()).replace('/', "-"))
                    .to_str()
                    .expect("a path"),
            ],
        );
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    }
}

/// Firm 2's objection is not upheld; firm 6 is due 130,000, 30,000 more; firm 7 is due 60,000. Four fifths of both.
fn objections(office: &Office, first: &Path) -> PathBuf {
    let mut rows = filed(true);
    objection(&mut rows, &m2(2), "2026-05-12", "2026-06-05", "不成立");
    objection(&mut rows, &m6(6), "2026-05-12", "2026-06-05", "成立");
    objection(&mut rows, &m2(7), "2026-05-12", "2026-06-05", "成立");
    let name = first.file_name().expect("a name").to_string_lossy();
    let more = format!("{BUDGET}{OPINIONS}[objections]\nof = \"runs/{name}\"\n");
    let run = office.run(&with_reviews(office.pipeline("objections", &rows, &more)));
    assert_eq!(payable(&run), [(m2(7), 4_800_000), (m6(6), 2_400_000)]);
    let held = Table::open(&run, "held");
    assert_eq!(held.texts(c::CLAIM_ID), Vec::<String>::new());
    let notices = printed(office, &run, "notices");
    assert!(notices.contains("× 560,000.00 ÷ 700,000.00 = 48,000.00"), "{notices}");
    assert!(!notices.contains("前海第2公司"), "{notices}");
    office.approve(&run, "2026-06-20");
    run
}

/// Firm 1 is firm 101 now, firm 6 is firm 106. 二: a million a year at most, of which firm 1 had 80,000: 920,000 of
/// 5 % of 20,000,000. 六: firm 6 had it. Firm 10 is new: 100,000. 1,692,000 less the reserve and 552,000 is 1,020,000.
fn autumn(office: &Office) -> PathBuf {
    let rows = |register: bool| {
        let mut rows = Rows::default();
        promotion(&mut rows, 101, "20000000.00", "2025-09-30");
        compliance(&mut rows, 106, "400000.00");
        promotion(&mut rows, 10, "2000000.00", "2025-09-30");
        let changes = [(1, 101), (6, 106)];
        for (old, new) in changes.into_iter().filter(|_| register) {
            let (old_code, new_code) = (code(old), code(new));
            let (old_name, new_name) = (format!("前海第{old}公司"), format!("前海第{new}公司"));
            let cells = [
                (c::CHANGE_KIND, "代码变更"),
                (c::OLD_NAME, old_name.as_str()),
                (c::OLD_CODE, &old_code),
                (c::NEW_NAME, &new_name),
                (c::NEW_CODE, &new_code),
                (c::CHANGED_ON, "2026-06-30"),
                (c::DOCUMENT_NO, "准予变更〔2026〕9号"),
                (c::DECIDED_BY, "李四"),
            ];
            rows.add("changes", &cells);
        }
        rows
    };
    let budget = BUDGET.replace("680000元", "1692000元");
    let strangers = office.run(&office.pipeline("strangers", &rows(false), ""));
    let all = [(m2(10), 10_000_000), (m2(101), 100_000_000), (m6(106), 20_000_000)];
    assert_eq!(payable(&strangers), all, "nobody knows them without the register");
    let run = office.run(&office.pipeline("autumn", &rows(true), &budget));
    let known = [(m2(10), 10_000_000), (m2(101), 92_000_000), (m6(106), 0)];
    assert_eq!(payable(&run), known);
    let claims = Table::open(&run, "claims");
    assert_eq!(claims.texts("reason_history"), ["", "m2.per_year", "m6.once"]);
    let changes = Table::open(&run, "registered_changes");
    assert_eq!(changes.texts(c::OLD_CODE), [code(1), code(6)]);
    assert_eq!(changes.texts(c::USCC), [code(101), code(106)]);
    let explained = said(&office.says(&["explain", "--claim", &m2(101)], &run, &[]));
    for word in ["代码变更", "前海第1公司", &code(1), "准予变更〔2026〕9号", "李四"]
    {
        assert!(explained.contains(word), "{word}: {explained}");
    }
    let list = printed(office, &run, "publication");
    assert!(list.contains("Register of changes: 前海第1公司"), "{list}");
    office.approve(&run, "2026-09-10");
    run
}

/// The first list was paid after firm 1 had changed: to firm 101, by its new code, and to nobody's account but its own.
fn paid(office: &Office, first: &Path) {
    let mut list = "支付凭证号,统一社会信用代码,收款人名称,清算日期,清算金额（元）\n".to_string();
    for number in [101, 4] {
        let own = code(number);
        list += &format!("V{number},{own},前海第{number}公司,2026-07-10,80000.00\n");
    }
    let file = office.made.path("paid.csv");
    fs::write(&file, list).expect("written");
    let register = office.made.path("autumn-changes.xlsx");
    let states = |register: &[&str], times: usize| {
        let files = ["--payments", file.to_str().expect("a path"), "--as-of", "2026-08-31"];
        let ours = [
            "--headers",
            "pipelines/headers.toml",
            "--settings",
            "pipelines/reconcile.toml",
            "--rates",
            "pipelines/rates/lpr_1y.csv",
        ];
        let more = [&files[..], &ours, register].concat();
        let output = office.says(&["reconcile"], first, &more);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        let folder = office.made.path(&format!("runs/spring-001-reconciled-00{times}"));
        let claims = Table::open(&folder, "reconciled_claims");
        let own: Vec<String> = [m2(1), m2(4)]
            .iter()
            .map(|id| {
                let at = claims.texts(c::CLAIM_ID).iter().position(|own| own == id);
                claims.texts(c::STATE)[at.expect("the claim")].clone()
            })
            .collect();
        (own, found(&folder))
    };
    let (own, _) = states(&[], 1);
    assert_ne!(own[0], "paid", "a stranger without the register");
    let (own, codes) = states(&["--changes", register.to_str().expect("a path")], 2);
    assert_eq!(own, ["paid", "paid"]);
    assert!(codes.contains(&"R504".to_string()), "{codes:?}");
}
