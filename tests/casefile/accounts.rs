//! Accounts that enterprises give after they filed: which one holds, which stop the run, and what lists after the approval pay
//! to. Each firm is due 100,000 under 六: half of 200,000.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use jiangbu::frame::columns as c;

use super::office::{Office, compliance, found};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, files, said};

const FIRST: &str = "6217001234500011111";
const SECOND: &str = "6217001234500022222";

fn filed() -> Rows {
    let mut rows = Rows::default();
    (1..=3).for_each(|number| compliance(&mut rows, number, "200000.00"));
    rows
}

fn given(rows: &mut Rows, number: usize, account: &str, from: &str, more: &[(&str, &str)]) {
    let code = code(number);
    let mut cells = vec![
        (c::USCC, code.as_str()),
        (c::BANK, "建设银行深圳分行"),
        (c::ACCOUNT, account),
        (c::ACCOUNT_FROM, from),
        (c::DOCUMENT_NO, "更正函1号"),
        (c::DECIDED_BY, "李四"),
    ];
    cells.extend(more);
    rows.add("accounts", &cells);
}

/// Runs with a day of payment.
fn run(office: &Office, rows: &Rows, day: &str) -> Output {
    let path = pipeline(office, rows, day);
    office.says(&["run", "--lang", "en"], &path, &[])
}

fn pipeline(office: &Office, rows: &Rows, day: &str) -> PathBuf {
    let path = office.pipeline("batch", rows, "[payment]\nbudget_line = \"2160699\"\n");
    let text = fs::read_to_string(&path).expect("a pipeline");
    let line = if day.is_empty() { String::new() } else { format!("payment_date = {day}\n") };
    fs::write(&path, text.replacen("deadline =", &format!("{line}deadline ="), 1))
        .expect("written");
    path
}

/// Accounts of the payees, by credit code.
fn accounts(run: &Path) -> Vec<String> {
    Table::open(run, "payees").texts(c::ACCOUNT)
}

fn of_filing(number: usize) -> String {
    format!("6222021234567{number:05}")
}

#[test]
fn the_last_account_that_holds_on_the_day_of_payment_is_paid_to() {
    let office = Office::new();
    let mut rows = filed();
    given(&mut rows, 1, SECOND, "2026-05-01", &[]);
    given(&mut rows, 1, FIRST, "2026-04-01", &[]);
    given(&mut rows, 2, "6217 0012 3450 0033333", "2026-07-01", &[]);
    let folder = office.run(&pipeline(&office, &rows, "2026-06-01"));
    assert_eq!(accounts(&folder), [SECOND.to_string(), of_filing(2), of_filing(3)]);
    let codes = found(&folder);
    let count = |code: &str| codes.iter().filter(|own| *own == code).count();
    assert_eq!((count("R509"), count("R510")), (1, 1), "{codes:?}");
    let late = Table::open(&folder, "late_accounts");
    assert_eq!(late.texts(c::ACCOUNT), [FIRST, SECOND, "6217001234500033333"]);
    let to = office.made.path("list").display().to_string();
    let more = ["--only", "payments", "--format", "txt", "--lang", "en", "--to", &to];
    let output = office.says(&["report"], &folder, &more);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let list = fs::read_to_string(office.made.path("list/payments.txt")).expect("a list");
    let told = "前海第1公司 is paid to an account given after filing, valid from 1 May 2026 (document 更正函1号, entered by 李四)";
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    assert!(list.contains(SECOND) && flat(&list).contains(&flat(told)), "{list}");
    assert!(!list.contains(FIRST) && !list.contains(&of_filing(1)), "{list}");
    // Without a day of payment the last one holds.
    let folder = office.run(&pipeline(&office, &rows, ""));
    assert_eq!(accounts(&folder)[1], "6217001234500033333");
    hidden(&office, &rows);
}

/// No account stands in what a run says, nor in its findings.
fn hidden(office: &Office, rows: &Rows) {
    let told = said(&run(office, rows, "2026-06-01"));
    assert!(told.contains("R510") && told.contains("2222"), "{told}");
    for account in [FIRST, SECOND, &of_filing(1)] {
        assert!(!told.contains(account), "{told}");
    }
}

#[test]
fn what_is_not_clear_stops_the_run_at_its_row() {
    let office = Office::new();
    let refused = |rows: &Rows, code: &str, words: &[&str]| {
        let output = run(&office, rows, "2026-06-01");
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(code), "{code}: {told}");
        words.iter().for_each(|word| assert!(told.contains(word), "{word}: {told}"));
        assert!(!told.contains(FIRST) && !told.contains(SECOND), "{told}");
    };
    let mut twice = filed();
    given(&mut twice, 1, FIRST, "2026-05-01", &[]);
    given(&mut twice, 1, SECOND, "2026-05-01", &[(c::ORDER_OF_DAY, "2")]);
    refused(&twice, "D413", &["1111", "2222", "batch-accounts.xlsx"]);
    let mut other = filed();
    given(&mut other, 1, FIRST, "2026-05-01", &[(c::ACCOUNT_NAME, "深圳某某贸易有限公司")]);
    refused(&other, "D414", &["深圳某某贸易有限公司", "前海第1公司"]);
    // With an order the later one holds, whatever the order of rows.
    let mut ordered = filed();
    given(&mut ordered, 1, SECOND, "2026-05-01", &[(c::ORDER_OF_DAY, "2")]);
    given(&mut ordered, 1, FIRST, "2026-05-01", &[(c::ORDER_OF_DAY, "1")]);
    let own = [(c::ACCOUNT_NAME, "前海第2公司")];
    given(&mut ordered, 2, "6217001234500033333", "2026-05-01", &own);
    given(&mut ordered, 99, "6217001234500044444", "2026-05-01", &[]);
    let folder = office.run(&pipeline(&office, &ordered, "2026-06-01"));
    assert_eq!(accounts(&folder)[..2], [SECOND, "6217001234500033333"]);
    assert!(found(&folder).contains(&"D412".to_string()));
    // An account of another enterprise is doubted as one of a filing would be.
    let mut shared = filed();
    given(&mut shared, 1, &of_filing(2), "2026-05-01", &[]);
    let folder = office.run(&pipeline(&office, &shared, "2026-06-01"));
    assert_eq!(Table::open(&folder, "payees").texts(c::DOUBT), ["D352", "D352", ""]);
}

/// Firm 1 files an account that is none: the first list pays 200,000 to 2 and 3. Firm 1 gives another one, and so does 2.
#[test]
fn an_account_given_after_the_approval_is_paid_by_the_next_list() {
    let office = Office::new();
    let mut rows = filed();
    given(&mut rows, 1, "123", "2026-04-01", &[]);
    let folder = office.run(&pipeline(&office, &rows, "2026-06-01"));
    office.approve(&folder, "2026-05-10");
    let mut late = Rows::default();
    given(&mut late, 1, FIRST, "2026-06-10", &[]);
    given(&mut late, 2, SECOND, "2026-06-10", &[]);
    let file = accounts_of(&office, &late, "late");
    let list = |more: &[&str], to: &str| {
        let to = office.made.path(to).display().to_string();
        let own = ["--only", "payments", "--format", "txt", "--lang", "en", "--to", &to];
        office.says(&["report"], &folder, &[&own[..], more].concat())
    };
    let output = list(&["--accounts", &file], "list-2");
    let told = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    // Firm 2 was paid by the first list: that is told, and nothing more is paid to it.
    assert!(told.contains("R511") && told.contains("前海第2公司"), "{told}");
    assert!(told.replace(',', "").contains("100000.00") && !told.contains(SECOND), "{told}");
    let text = fs::read_to_string(office.made.path("list-2/payments.txt")).expect("a list");
    assert!(text.contains(FIRST) && text.contains("100,000.00"), "{text}");
    let told = text.split_whitespace().collect::<String>();
    assert!(told.contains("validfrom10June2026") && !text.contains(SECOND), "{text}");
    // Once on a list is once.
    let output = list(&["--accounts", &file], "list-3");
    assert!(said(&output).contains("R483"), "{}", said(&output));
    // Printed again it pays to what it paid to, without the file.
    let output = list(&["--list", "1"], "again");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let again = fs::read_to_string(office.made.path("again/payments.txt")).expect("a list");
    assert_eq!(again, text);
    paid(&office, &folder);
}

/// A later list never pays to an account from before the one in use, nor to one that begins in another time.
#[test]
fn an_older_account_does_not_come_back() {
    let office = Office::new();
    let mut rows = filed();
    given(&mut rows, 1, SECOND, "2026-05-20", &[]);
    given(&mut rows, 2, "123", "2026-04-01", &[]);
    let folder = office.run(&pipeline(&office, &rows, "2026-06-01"));
    office.approve(&folder, "2026-06-02");
    let mut late = Rows::default();
    given(&mut late, 1, FIRST, "2026-05-10", &[]);
    given(&mut late, 2, FIRST, "2026-06-10", &[]);
    let list = |file: &str, to: &str| {
        let to = office.made.path(to).display().to_string();
        let own = ["--only", "payments", "--format", "txt", "--lang", "en", "--to", &to];
        office.says(&["report"], &folder, &[&own[..], &["--accounts", file]].concat())
    };
    let output = list(&accounts_of(&office, &late, "late"), "list-2");
    let told = said(&output);
    assert!(told.contains("R513") && told.contains("前海第1公司"), "{told}");
    let mut far = Rows::default();
    given(&mut far, 2, FIRST, "2099-07-01", &[]);
    let output = list(&accounts_of(&office, &far, "far"), "list-3");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("R514"), "{}", said(&output));
}

/// Of several accounts the day of the list says which holds; one that begins later is told and not used.
#[test]
fn the_day_of_the_list_says_which_account_holds() {
    let office = Office::new();
    let mut rows = filed();
    given(&mut rows, 2, "123", "2026-04-01", &[]);
    let folder = office.run(&pipeline(&office, &rows, "2026-06-01"));
    office.approve(&folder, "2026-06-02");
    let mut late = Rows::default();
    given(&mut late, 2, FIRST, "2026-06-10", &[]);
    given(&mut late, 2, SECOND, "2031-01-01", &[]);
    let file = accounts_of(&office, &late, "late");
    let list = |on: &[&str], to: &str| {
        let to = office.made.path(to).display().to_string();
        let own = ["--only", "payments", "--format", "txt", "--lang", "en", "--to", &to];
        let more = [&own[..], &["--accounts", &file], on].concat();
        office.says(&["report"], &folder, &more)
    };
    let output = list(&[], "unsaid");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("R518"), "{}", said(&output));
    let output = list(&["--on", "2026-06-15"], "said");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("R517"), "{}", said(&output));
    let text = fs::read_to_string(office.made.path("said/payments.txt")).expect("a list");
    assert!(text.contains(FIRST) && !text.contains(SECOND), "{text}");
}

/// A payment to the account that the list named is one to the payee.
fn paid(office: &Office, folder: &Path) {
    let head = "申报项编号,支付凭证号,凭证日期,凭证金额（元）,清算日期,清算金额（元）,收款人账号\n";
    let rows: String = [(1, FIRST.to_string()), (2, of_filing(2)), (3, FIRST.to_string())]
        .map(|(number, account)| {
            let claim = format!("m6-{}", code(number));
            format!("{claim},V{number},2026-06-12,100000.00,2026-06-12,100000.00,{account}\n")
        })
        .concat();
    let path = office.made.path("paid.csv");
    fs::write(&path, format!("{head}{rows}")).expect("written");
    let paid = path.display().to_string();
    let more = ["--as-of", "2026-11-30", "--payments", &paid, "--lang", "en"];
    let output = office.says(&["reconcile"], folder, &more);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    let name = folder.file_name().expect("a name").to_string_lossy();
    let done = folder.with_file_name(format!("{name}-reconciled-001"));
    let states = Table::open(&done, "reconciled_claims").texts(c::STATE);
    assert_eq!(states, ["paid", "paid", "other-payee"]);
}

/// A file of accounts by itself.
fn accounts_of(office: &Office, rows: &Rows, name: &str) -> String {
    let made = crate::runs::pipelines::Made::new(&crate::runs::pipelines::Asked::default(), rows);
    let target = office.made.path(&format!("{name}.xlsx"));
    fs::copy(made.path("accounts.xlsx"), &target).expect("copied");
    assert!(!files(&office.made.path("runs")).is_empty());
    target.display().to_string()
}
