//! From run to archive with the real program, and everything that must stop it on the way: a ledger that is not
//! there or another one, an approval nobody confirmed, papers that come again, tables that were altered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use jiangbu::frame::columns as c;
use jiangbu::ledger::Ledger;
use jiangbu::reconcile::approved::fen;

use super::ledger::table;
use crate::runs::pipelines::{Asked, Made, Rows, code, entries, jiangbu, said};

/// An office with one ledger; every batch is a folder of filings and a pipeline of its own.
pub struct Desk {
    pub made: Made,
}

/// One line of 六: an invoice and what was paid on it, in yuan.
pub type Line<'a> = (usize, &'a str, &'a str);

impl Desk {
    pub fn new() -> Self {
        let desk = Self { made: Made::new(&asked(), &Rows::default()) };
        desk.succeeds(&["ledger", "init"], &["runs/ledger"]);
        desk
    }

    /// Writes a batch of 二 (costs of promotion: what is not once only can come again) and runs it.
    pub fn batch(&self, name: &str, lines: &[Line], more: &str) -> PathBuf {
        self.prepare(name, lines, more);
        self.run(name)
    }

    /// Writes a batch: its filings in a folder of its name, and its pipeline.
    pub fn prepare(&self, name: &str, lines: &[Line], more: &str) {
        let rows = rows(lines);
        let filings = Made::new(&asked(), &rows);
        let _ = fs::remove_dir_all(self.made.path(name));
        fs::rename(filings.path("filings"), self.made.path(name)).expect("moved");
        let text = fs::read_to_string(self.made.pipeline()).expect("a pipeline");
        let ledger = format!("{name}/*\"]\nledger = \"runs/ledger\"\n{more}");
        let text = text.replace("filings/*\"]", &ledger);
        let text = text.replace("[output]\n", "[output]\nreports = [\"payments\"]\n");
        fs::write(self.made.path(&format!("{name}.toml")), text).expect("written");
    }

    pub fn run(&self, name: &str) -> PathBuf {
        let output = self.program(&["run", "--quiet"], &[&format!("{name}.toml")]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        let mut runs = entries(&self.made.path("runs"));
        runs.retain(|run| {
            let file = run.file_name().expect("a name").to_string_lossy().into_owned();
            file.starts_with(&format!("{name}-")) && !file.contains("reports")
        });
        runs.sort();
        runs.pop().expect("a run")
    }

    /// The program with arguments and, behind them, paths below the office's folder.
    pub fn program(&self, arguments: &[&str], paths: &[&str]) -> Output {
        let mut command = jiangbu(arguments);
        command.args(paths.iter().map(|path| self.made.path(path))).stdin(Stdio::null());
        command.output().expect("the program")
    }

    pub fn succeeds(&self, arguments: &[&str], paths: &[&str]) -> String {
        let output = self.program(arguments, paths);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    pub fn refused(&self, code: &str, arguments: &[&str], paths: &[&str]) -> String {
        let output = self.program(arguments, paths);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{code} {arguments:?}: {said}");
        assert!(said.contains(code), "{code} {arguments:?}: {said}");
        said
    }

    pub fn approve(&self, run: &Path) -> Output {
        let mut command = jiangbu(&["approve", "--on", "2026-04-01", "--by", "王五", "--yes"]);
        let despite = ["--despite", "退件已核"];
        command.arg(run).args(despite).stdin(Stdio::null()).output().expect("the program")
    }

    pub fn approved(&self, run: &Path) {
        let output = self.approve(run);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    pub fn segments(&self) -> usize {
        Ledger::read(&self.made.path("runs/ledger")).expect("a ledger").segments.len()
    }
}

fn asked() -> Asked {
    Asked {
        rates: "2026-03-20,LPR1Y,3.00%,found,made up\n2026-01-27,USD,6.9858,found,made up\n".into(),
        ..Asked::default()
    }
}

fn rows(lines: &[Line]) -> Rows {
    let mut rows = Rows::default();
    let mut firms: Vec<usize> = lines.iter().map(|line| line.0).collect();
    firms.sort_unstable();
    firms.dedup();
    for number in firms {
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
    for (number, invoice, amount) in lines {
        let code = code(*number);
        rows.add(
            "m2",
            &[
                (c::USCC, &code),
                (c::ACCEPTED_ON, "2026-03-01"),
                (c::PAID_ON, "2025-06-30"),
                (c::FILING_NO, "2026-001"),
                (c::CONTRACT_NO, "HT-1"),
                (c::INVOICE_NO, invoice),
                (c::CHANNEL, "网络视频"),
                (c::AMOUNT, amount),
            ],
        );
    }
    rows
}

pub fn texts(run: &Path, name: &str, column: &str) -> Vec<String> {
    let table = table(run, name);
    let column = table.column(column).expect("a column").str().expect("texts").clone();
    column.iter().map(|text| text.unwrap_or_default().to_string()).collect()
}

pub fn money(run: &Path, name: &str, column: &str) -> Vec<i64> {
    fen(&table(run, name), column).expect("money")
}

/// What a firm is paid in a run, in fen: payable, held, to pay.
pub fn payment(run: &Path, firm: usize) -> [i64; 3] {
    let at = texts(run, "payments", c::USCC).iter().position(|one| *one == code(firm));
    at.map_or([0; 3], |at| {
        [c::PAYABLE, c::HELD, c::TO_PAY].map(|name| money(run, "payments", name)[at])
    })
}

#[test]
fn a_ledger_that_is_not_there_is_never_an_empty_one() {
    let desk = Desk::new();
    let run = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    // A slip in the name, in the pipeline and on the command line.
    let text = fs::read_to_string(desk.made.path("first.toml")).expect("a pipeline");
    let slip = text.replace("runs/ledger", "runs/leger");
    fs::write(desk.made.path("slip.toml"), slip).expect("written");
    desk.refused("A506", &["run"], &["slip.toml"]);
    let run = run.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    let by = ["approve", "--on", "2026-04-01", "--by", "王五", "--yes", "--ledger"];
    desk.refused("A506", &by, &["runs/leger", &run]);
    for action in ["verify", "show"] {
        desk.refused("A506", &["ledger", action], &["runs/leger"]);
        desk.succeeds(&["ledger", action], &["runs/ledger"]);
    }
    assert!(!desk.made.path("runs/leger").exists(), "nothing was made by itself");
    // A file is no ledger, nor a folder that holds none; what is there is not made anew.
    fs::write(desk.made.path("file"), "x").expect("written");
    desk.refused("A506", &["ledger", "verify"], &["file"]);
    desk.refused("A506", &["ledger", "verify"], &["first"]);
    desk.refused("A507", &["ledger", "init"], &["runs/ledger"]);
    desk.refused("A507", &["ledger", "init"], &["first"]);
    // One that says nothing readable of itself.
    fs::write(desk.made.path("runs/ledger/ledger.json"), "{").expect("written");
    desk.refused("A586", &["run"], &["first.toml"]);
    desk.refused("A586", &["ledger", "verify"], &["runs/ledger"]);
}

#[test]
fn another_ledger_is_told_from_the_one_that_was_read() {
    let desk = Desk::new();
    desk.succeeds(&["ledger", "init"], &["runs/other"]);
    let first = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    let run = first.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    let by = ["approve", "--on", "2026-04-01", "--by", "王五", "--yes", "--ledger"];
    desk.refused("A508", &by, &["runs/other", &run]);
    desk.approved(&first);
    // A batch that read no ledger is not put beside one that it should have known.
    let text = fs::read_to_string(desk.made.path("first.toml")).expect("a pipeline");
    fs::create_dir(desk.made.path("blind")).expect("created");
    let rows = rows(&[(2, "FP-2", "3000000.00")]);
    let filings = Made::new(&asked(), &rows);
    fs::rename(filings.path("filings"), desk.made.path("blind/f")).expect("moved");
    let blind = text.replace("first/*", "blind/f/*").replace("ledger = \"runs/ledger\"\n", "");
    fs::write(desk.made.path("blind.toml"), blind).expect("written");
    let blind = desk.run("blind");
    let output = desk.approve(&blind);
    assert!(said(&output).contains("A509"), "{}", said(&output));
    assert_eq!(desk.segments(), 1);
    // What the ledger knows is exported for the schemes it knows.
    let out = desk.made.path("history.parquet").display().to_string();
    let export = ["ledger", "export", "--output", &out, "--scheme"];
    let near = [&export[..], &["QH-ST-2025"]].concat();
    assert!(desk.refused("A515", &near, &["runs/ledger"]).contains("QH-ST-2026"));
    assert!(!Path::new(&out).exists());
    desk.succeeds(&[&export[..], &["QH-ST-2026"]].concat(), &["runs/ledger"]);
    // Its end is known by the digits that `show` prints.
    let ledger = Ledger::read(&desk.made.path("runs/ledger")).expect("a ledger");
    let head = ledger.head()[..12].to_string();
    assert!(desk.succeeds(&["ledger", "show"], &["runs/ledger"]).contains(&head));
    let proved = desk.succeeds(&["ledger", "verify", "--head", &head], &["runs/ledger"]);
    let alone = desk.succeeds(&["ledger", "verify"], &["runs/ledger"]);
    assert_ne!(proved, alone, "without a hash noted elsewhere less is proved");
    desk.refused("A517", &["ledger", "verify", "--head", &head[..6]], &["runs/ledger"]);
    desk.refused("A590", &["ledger", "verify", "--head", "0123456789ab"], &["runs/ledger"]);
}

#[test]
fn nothing_is_approved_that_nobody_answers_for() {
    let desk = Desk::new();
    let run = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    let run = run.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    let refused = |code: &str, on: &str, by: &str, more: &[&str]| {
        let arguments = [&["approve", "--on", on, "--by", by], more].concat();
        let said = desk.refused(code, &arguments, &[&run]);
        assert_eq!(desk.segments(), 0, "{said}");
        said
    };
    // It shows what it would write, and asks; nobody there is a no.
    let shown = refused("A514", "2026-04-01", "王五", &[]);
    for part in ["100000.00", "1 项", "runs/ledger"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    refused("A513", "2026-04-01", " ", &["--yes"]);
    refused("A513", "2026-04-01", "王五\n第9段", &["--yes"]);
    // Nor does anybody whose name cannot be seen.
    for unseen in ["\u{200b}", "\u{feff}\u{2060} ", "\u{3164}", "\u{ad}", "——"] {
        refused("A513", "2026-04-01", unseen, &["--yes"]);
        refused("A513", "2026-04-01", "王五", &["--yes", "--despite", unseen]);
        let withdraw = ["ledger", "withdraw", "1", "--on", "2026-04-20", "--by", unseen];
        let withdraw = [&withdraw[..], &["--reason", "异议"]].concat();
        desk.refused("A513", &withdraw, &["runs/ledger"]);
    }
    refused("A513", "2026-04-01", "王五", &["--yes", "--despite", ""]);
    refused("A512", "2098-01-01", "王五", &["--yes", "--backdate"]);
    refused("A512", "2026-03-30", "王五", &["--yes"]);
    desk.succeeds(
        &["approve", "--on", "2026-03-30", "--by", "王五", "--yes", "--backdate"],
        &[&run],
    );
    assert_eq!(desk.segments(), 1);
    // Errors wait for somebody who says why they do not matter.
    let mut lines = rows(&[(2, "FP-2", "3000000.00")]);
    let stranger = [(c::USCC, code(9)), (c::ACCEPTED_ON, "2026-03-01".to_string())];
    let stranger: Vec<(&str, &str)> =
        stranger.iter().map(|(name, text)| (*name, text.as_str())).collect();
    lines.add("m2", &[&stranger[..], &[(c::AMOUNT, "1.00"), (c::INVOICE_NO, "FP-9")]].concat());
    let filings = Made::new(&asked(), &lines);
    fs::rename(filings.path("filings"), desk.made.path("second")).expect("moved");
    let text = fs::read_to_string(desk.made.path("first.toml")).expect("a pipeline");
    fs::write(desk.made.path("second.toml"), text.replace("first/*", "second/*")).expect("written");
    let second = desk.run("second");
    let own = second.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    let by = ["approve", "--on", "2026-04-01", "--by", "王五", "--yes"];
    desk.refused("A511", &by, &[&own]);
    desk.approved(&second);
    let ledger = Ledger::read(&desk.made.path("runs/ledger")).expect("a ledger");
    assert_eq!(ledger.segments[1].head.reason, "退件已核");
}

#[test]
fn a_paper_counts_once_whatever_filing_it_comes_in() {
    let desk = Desk::new();
    let (one, two) = ((1, "FP 001", "2000000.00"), (2, "FP-2", "3000000.00"));
    let first = desk.batch("first", &[one, two], "");
    // 5 % of all costs, a million a year at most.
    assert_eq!(payment(&first, 1), [10_000_000, 0, 10_000_000]);
    desk.approved(&first);
    // Saved again with a new firm, one number spelled otherwise: other bytes, the same papers.
    let again = [(1, "fp001", "2000000.00"), two, (3, "FP-3", "4000000.00")];
    let second = desk.batch("second", &again, "");
    let codes = texts(&second, "findings", c::CODE);
    assert_eq!(codes.iter().filter(|code| *code == "D344").count(), 2, "{codes:?}");
    assert_eq!([1, 2].map(|firm| payment(&second, firm)[0]), [0, 0]);
    assert_eq!(payment(&second, 3)[0], 20_000_000);
    let told = texts(&second, "findings", c::MESSAGE_ZH);
    let told = told.iter().find(|said| said.contains("fp001")).expect("the line");
    assert!(told.contains("first-001") && told.contains("第 1 段"), "{told}");
    // A person may decide otherwise; the decision rests on what was shown.
    let part = |before: &str, end: char| {
        let rest = &told[told.find(before).expect("said") + before.len()..];
        rest[..rest.find(end).unwrap_or(rest.len())].to_string()
    };
    let (finding, evidence) = (part("疑点 ", '，'), part("指纹 ", '）'));
    let head = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n";
    let row = format!("{finding},{evidence},不重复,另一笔付款,赵六,2026-04-10\n");
    fs::write(desk.made.path("decided.csv"), format!("{head}{row}")).expect("written");
    let third = desk.batch("third", &again, "decisions = [\"decided.csv\"]\n");
    assert_eq!([1, 2].map(|firm| payment(&third, firm)[0]), [10_000_000, 0]);
    assert!(texts(&third, "findings", c::CODE).contains(&"D346".to_string()));
    let stale = row.replace(&evidence, "0123456789abcdef");
    fs::write(desk.made.path("decided.csv"), format!("{head}{stale}")).expect("written");
    assert_eq!(payment(&desk.run("third"), 1)[0], 0, "decided on something else");
    // Withdrawn, the first batch is as if it had never been.
    desk.succeeds(
        &["ledger", "withdraw", "1", "--on", "2026-04-20", "--by", "王五", "--reason", "异议"],
        &["runs/ledger"],
    );
    assert_eq!(payment(&desk.run("second"), 1)[0], 10_000_000);
}

/// Each number of a cell that names several is a paper of its own, before and after.
#[test]
fn papers_of_one_cell_count_one_by_one() {
    let desk = Desk::new();
    desk.approved(&desk.batch("first", &[(1, "FP001、FP002", "5000000.00")], ""));
    let later = [(1, "FP002", "4000000.00"), (2, "FP003", "4000000.00")];
    let second = desk.batch("second", &later, "");
    let codes = texts(&second, "findings", c::CODE);
    assert!(codes.contains(&"D345".to_string()), "{codes:?}");
    // 5 % of 4,000,000 each: that of firm 1 waits.
    assert_eq!(payment(&second, 1), [20_000_000, 20_000_000, 0]);
    assert_eq!(payment(&second, 2), [20_000_000, 0, 20_000_000]);
    let third = desk.batch("third", &[(1, "FP001、FP009", "5000000.00")], "");
    assert!(texts(&third, "findings", c::CODE).contains(&"D344".to_string()));
    assert_eq!(payment(&third, 1)[0], 0);
}

#[test]
fn another_amount_on_the_same_paper_is_asked_about_and_waits() {
    let desk = Desk::new();
    desk.approved(&desk.batch("first", &[(1, "FP-1", "2000000.00")], ""));
    let lines = [(1, "FP-1", "2000000.02"), (2, "FP-2", "3000000.00")];
    let second = desk.batch("second", &lines, "");
    assert!(texts(&second, "findings", c::CODE).contains(&"D345".to_string()));
    assert_eq!(payment(&second, 1), [10_000_000, 10_000_000, 0]);
    assert_eq!(payment(&second, 2), [15_000_000, 0, 15_000_000]);
    assert_eq!(texts(&second, "held", c::HOLD), ["papers"]);
    // Decided, it is paid by the next list, and by that one alone.
    let run = second.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    let (finding, evidence) =
        (texts(&second, "held", c::FINDING_ID), texts(&second, "held", c::EVIDENCE));
    let head = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n";
    let decide = |verdict: &str| {
        let row = format!("{},{},{verdict},分次付款,赵六,2026-04-10\n", finding[0], evidence[0]);
        fs::write(desk.made.path("decided.csv"), format!("{head}{row}")).expect("written");
    };
    let file = desk.made.path("decided.csv").display().to_string();
    let list = ["report", "--only", "payments", "--format", "txt", "--decisions", &file, "--to"];
    decide("重复");
    desk.refused("R483", &list, &["list-1", &run]);
    decide("不重复");
    let list = [&list[..7], &["--lang", "zh-CN", "--to"]].concat();
    desk.succeeds(&list, &["list-2", &run]);
    let text = fs::read_to_string(desk.made.path("list-2/payments.txt")).expect("a list");
    assert!(text.contains(&code(1)) && !text.contains(&code(2)), "{text}");
    assert!(text.contains("100,000.00") && text.contains("150,000.00"), "{text}");
    let earlier = [&list[..7], &["--earlier", &file, "--to"]].concat();
    desk.refused("R483", &earlier, &["list-3", &run]);
}

#[test]
fn altered_tables_are_not_printed_explained_reconciled_or_approved() {
    let desk = Desk::new();
    let first = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    let run = first.strip_prefix(desk.made.path("")).expect("below").display().to_string();
    desk.approved(&first);
    desk.succeeds(&["ledger", "verify", "--runs"], &["runs/ledger"]);
    let payees = first.join("tables/payees.parquet");
    let whole = fs::read(&payees).expect("payees");
    let mut frame = table(&first, "payees");
    let other = vec!["6222020000000000001"; frame.height()];
    frame
        .with_column(polars::prelude::Column::new(c::ACCOUNT.into(), other))
        .expect("another account");
    let file = fs::File::create(&payees).expect("a file");
    polars_io::prelude::ParquetWriter::new(file).finish(&mut frame).expect("written");
    desk.refused("A510", &["report", "--only", "payments", "--to"], &["list", &run]);
    let paid = desk.made.path("paid.csv");
    fs::write(&paid, "支付凭证号,凭证日期,凭证金额（元）\nV1,2026-04-10,100000.00\n")
        .expect("written");
    let paid = paid.display().to_string();
    let reconcile = ["reconcile", "--as-of", "2026-06-30", "--payments", &paid, "--"];
    desk.refused("A510", &reconcile, &[&run]);
    fs::write(&payees, whole).expect("restored");
    let claims = first.join("tables/claims.parquet");
    let whole = fs::read(&claims).expect("claims");
    fs::remove_file(&claims).expect("removed");
    let claim = format!("m2-{}", code(1));
    desk.refused("A510", &["explain", "--claim", &claim], &[&run]);
    fs::write(&claims, &whole[..whole.len() - 1]).expect("cut");
    desk.refused("A510", &["explain", "--claim", &claim], &[&run]);
    desk.refused("A516", &["ledger", "verify", "--runs"], &["runs/ledger"]);
    fs::write(&claims, whole).expect("restored");
    desk.succeeds(&["explain", "--claim", &claim], &[&run]);
}
