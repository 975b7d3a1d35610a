//! What was paid, by page and by command: the same folders, decisions, lists and segments of the ledger.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::frame::columns as c;

use super::{Desk, PIPELINE, Project, copy, escaped, files};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::said;
use crate::runs::saved::{again, heading, text};

const RUN: &str = "runs/own-001";
const FIRST: &str = "runs/own-001-reconciled-001";
const SECOND: &str = "runs/own-001-reconciled-002";
const VOUCHERS: [&str; 3] = ["支付凭证.xlsx", "银行回单.parquet", "退回清单.csv"];

fn told(project: &Project, args: &[&str]) {
    let output = project.command(args);
    assert!(output.status.code() < Some(2), "{args:?}: {}", said(&output));
}

/// A project with a run of 80 enterprises, one of which left out its account, and payments of it with every state
/// that there is; the code of that enterprise.
pub fn finished() -> (Project, String) {
    let project = Project::new();
    let (_kept, filled) = Project::filled_by(80);
    fs::create_dir(project.path("filings")).expect("made");
    let code = std::cell::RefCell::new(String::new());
    again(&filled[0], &project.path("filings/申报.xlsx"), &|sheet, grid| {
        if sheet == "基本情况" {
            let (row, account) = heading(grid, "账号").expect("accounts");
            let (_, own) = heading(grid, "统一社会信用代码").expect("codes");
            *code.borrow_mut() = grid[row + 3][own].to_string();
            grid[row + 3][account] = text("");
        }
    });
    told(&project, &["run", PIPELINE, "--quiet"]);
    told(&project, &["ledger", "init", "--quiet"]);
    told(&project, &["sample", "--payments", RUN, "--out", "pay", "--quiet"]);
    (project, code.into_inner())
}

/// The same, approved.
pub fn approved() -> (Project, String) {
    let (project, code) = finished();
    let who = ["--on", "2026-04-10", "--by", "王五", "--despite", "已逐条核对", "--yes", "--quiet"];
    told(&project, &[&["approve", RUN][..], &who].concat());
    (project, code)
}

/// What an enterprise gives later, and what the allocation says.
pub fn later(project: &Project, code: &str) -> [PathBuf; 2] {
    let (accounts, allocation) = (project.path("补报.csv"), project.path("下达.toml"));
    let head = "统一社会信用代码,开户行,账号,起用日期,决定人";
    let row = format!("{code},示例银行深圳南山支行,6217001234500011111,2026-05-01,李四");
    fs::write(&accounts, format!("{head}\n{row}\n")).expect("written");
    fs::write(&allocation, "number = \"深前海财〔2026〕8号\"\nissued_on = 2026-05-08\n")
        .expect("written");
    [accounts, allocation]
}

fn bring(desk: &Desk, sort: &str, file: &Path) -> u16 {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let page = format!("upload?run={}&sort={sort}&name={}", escaped(RUN), escaped(&name));
    desk.call(&page, &fs::read(file).expect("bytes")).status
}

/// The path of a file that was brought, as commands name it.
fn brought(sort: &str, name: &str) -> String {
    format!("payments/own-001/{sort}/{name}")
}

/// A hidden value of a page.
fn hidden(text: &str, name: &str) -> String {
    let from = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = from.unwrap_or_else(|| panic!("{name}: {text}")).split('"').next();
    value.expect("its end").replace("&#x2f;", "/")
}

fn page(folder: &str) -> String {
    format!("paid?run={}&folder={}", escaped(RUN), escaped(folder))
}

#[test]
fn payments_are_reconciled_decided_and_recorded_as_by_the_commands() {
    let (project, code) = approved();
    let [accounts, allocation] = later(&project, &code);
    let by_command = Project { dir: tempfile::tempdir().expect("a folder") };
    copy(project.dir.path(), by_command.dir.path());
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let pay = |name: &str| project.path("pay").join(name);

    // Files are brought; those of the command lie in the same places.
    for name in VOUCHERS {
        assert_eq!(bring(&desk, "vouchers", &pay(name)), 200, "{name}");
    }
    assert_eq!(bring(&desk, "clawbacks", &pay("追回台账.xlsx")), 200);
    assert_eq!(bring(&desk, "accounts", &accounts), 200);
    assert_eq!(bring(&desk, "allocation", &allocation), 200);
    copy(&project.path("payments"), &by_command.path("payments"));

    // The reconciliation.
    let vouchers = VOUCHERS.map(|name| brought("vouchers", name));
    let owed = brought("clawbacks", "追回台账.xlsx");
    let mut fields = vec![("run", RUN), ("as_of", "2026-11-30"), ("clawbacks", owed.as_str())];
    fields.extend(vouchers.iter().map(|path| ("vouchers", path.as_str())));
    let at = desk.work("reconcile", &fields);
    assert_eq!(at, format!("{}#found", page(FIRST)));
    let mut args = vec!["reconcile", RUN, "--as-of", "2026-11-30", "--payments"];
    let mut sorted = vouchers.to_vec();
    sorted.sort();
    args.extend(sorted.iter().map(String::as_str));
    args.extend(["--clawbacks", &owed]);
    told(&by_command, &args);
    let both = |name: &str| (files(&project.path(name)), files(&by_command.path(name)));
    let (own, other) = both(FIRST);
    assert!(!own.is_empty() && own == other, "the reconciliations differ");
    let shown = desk.get(&page(FIRST)).text();
    for state in Table::open(&project.path(FIRST), "states").texts(c::STATE_ZH) {
        assert!(shown.contains(&state), "{state}");
    }
    // Accounts stay with whoever may see them.
    for account in Table::open(&project.path(RUN), "payees").texts(c::ACCOUNT) {
        assert!(account.is_empty() || !shown.contains(&account), "{account}");
    }

    // Two payments are asked about: one is for the claim that the page names first, one for none.
    let asked = Table::open(&project.path(FIRST), "attributions");
    let findings = asked.texts(c::FINDING_ID);
    assert_eq!(findings.len(), 2, "{findings:?}");
    let candidates = asked.texts(c::CANDIDATES);
    let claim = candidates[0].split('（').next().expect("a claim").to_string();
    let keys: Vec<[String; 2]> =
        findings.iter().map(|id| [format!("claim-{id}"), format!("reason-{id}")]).collect();
    let was = hidden(&shown, "was");
    let mut signed = vec![("run", RUN), ("folder", FIRST), ("by", "赵六"), ("on", "2026-12-01")];
    signed.extend(findings.iter().map(|id| ("shown", id.as_str())));
    let decide = |was: &str, more: &[(&str, &str)]| {
        desk.post("attribute", &[&signed[..], &[("was", was)], more].concat())
    };
    let first = [(keys[0][0].as_str(), claim.as_str()), (keys[0][1].as_str(), "回单附言")];
    assert_eq!(decide("else", &first).status, 409, "another page was faster");
    let unknown = decide(&was, &[(&keys[0][0], "m9-nobody"), (&keys[0][1], "附言")]);
    assert!(unknown.status == 422 && unknown.text().contains("A524"), "{}", unknown.text());
    let silent = decide(&was, &first[..1]);
    assert!(silent.status == 422 && silent.text().contains("A513"), "{}", silent.text());
    let book = brought("attributions", "own-001-reconciled-001.xlsx");
    assert!(!project.path(&book).exists(), "a refused answer writes nothing");
    let second = [(keys[1][0].as_str(), "不属于核定"), (keys[1][1].as_str(), "与本项无关")];
    assert_eq!(decide(&was, &[first, second].concat()).status, 303);
    let answers = [
        (format!("{}={claim}", findings[0]), "回单附言"),
        (format!("{}=不属于核定", findings[1]), "与本项无关"),
    ];
    for (answer, reason) in &answers {
        let who = ["--by", "赵六", "--on", "2026-12-01", "--reason", reason, "--quiet"];
        told(&by_command, &[&["attribute", FIRST, &book, answer][..], &who].concat());
    }
    let (own, other) = both("payments");
    assert!(own == other, "the decisions differ");
    let shown = desk.get(&page(FIRST)).text();
    assert!(
        shown.contains("2/2") && shown.contains("jiangbu attribute runs&#x2f;own-001"),
        "{shown}"
    );

    // The next reconciliation has them, and the ledger records it, once.
    fields.push(("attributions", book.as_str()));
    assert_eq!(desk.work("reconcile", &fields), format!("{}#found", page(SECOND)));
    args.extend(["--decisions", &book]);
    told(&by_command, &args);
    let (own, other) = both(SECOND);
    assert!(!own.is_empty() && own == other, "the second reconciliations differ");
    let of = |name: &str| Table::open(&project.path(SECOND), name);
    assert_eq!(of("attributions").rows(), 0);
    let payments = of("reconciled_payments");
    let state = |finding: &String| {
        let at = payments.texts(c::PAYMENT_ID).iter().position(|id| id == finding);
        let at = at.expect("the payment");
        (payments.texts(c::STATE)[at].clone(), payments.texts(c::CLAIM_ID)[at].clone())
    };
    assert_eq!(state(&findings[0]).1, claim);
    assert_eq!(state(&findings[1]), ("not-approved".to_string(), String::new()));
    let record = [("run", RUN), ("folder", SECOND), ("by", "赵六")];
    assert_eq!(desk.post("record", &record).status, 303);
    assert_eq!(desk.post("record", &record).status, 422, "recorded once");
    told(&by_command, &["ledger", "record", SECOND, "--by", "赵六", "--quiet"]);
    let (own, other) = both("runs/ledger");
    assert!(own == other, "the ledgers differ");
    assert!(desk.get(&page(SECOND)).text().contains("已记入台账"));
    lists(&desk, &project, &by_command);
}

/// The list of what waited for an account, and the allocation.
fn lists(desk: &Desk, project: &Project, by_command: &Project) {
    let (accounts, settings) =
        (brought("accounts", "补报.csv"), brought("allocation", "下达.toml"));
    let here = format!("paid?run={}#lists", escaped(RUN));
    assert_eq!(desk.work("list", &[("run", RUN), ("accounts", &accounts)]), here);
    assert_eq!(desk.work("allocate", &[("run", RUN), ("allocation", &settings)]), here);
    told(by_command, &["report", RUN, "--only", "payments", "--accounts", &accounts]);
    told(by_command, &["report", RUN, "--only", "allocation", "--allocation", &settings]);
    for name in ["runs/own-001-reports-001", "runs/own-001-reports-002", "runs/released"] {
        let (own, other) = (files(&project.path(name)), files(&by_command.path(name)));
        assert!(!own.is_empty() && own == other, "{name} differs");
    }
    let file = |folder: &str, file: &str| {
        desk.post("list-file", &[("run", RUN), ("folder", folder), ("file", file)])
    };
    let list = file("runs/own-001-reports-001", "payments.xlsx");
    assert!(list.status == 200 && list.header("content-disposition").is_some());
    assert_eq!(
        list.body,
        fs::read(project.path("runs/own-001-reports-001/payments.xlsx")).expect("the list")
    );
    for (folder, name) in [
        ("runs/own-001", "workbook.xlsx"),
        ("runs/own-001-reports-001", "../own-001/workbook.xlsx"),
        ("runs/own-001-reports-001/../own-001", "workbook.xlsx"),
        ("runs/ledger", "000001.parquet"),
        ("..", "a"),
    ] {
        assert_eq!(file(folder, name).status, 404, "{folder} {name}");
    }
    // Nothing is listed twice: the page says why there is no further list.
    assert_eq!(desk.post("list", &[("run", RUN), ("accounts", &accounts)]).status, 303);
    while !desk.get("work.json").text().contains("\"ended\":true") {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let told = desk.get("work").text();
    assert!(told.contains("R483"), "{told}");
}

#[test]
fn only_files_of_an_approved_run_are_taken() {
    let (project, _) = finished();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let bank = project.path("pay").join(VOUCHERS[0]);
    // Nothing is paid before it is approved.
    assert_eq!(desk.get(&format!("paid?run={}", escaped(RUN))).status, 409);
    assert_eq!(bring(&desk, "vouchers", &bank), 409);
    for page in ["reconcile", "record", "attribute", "list", "allocate", "list-file", "paid-file"] {
        let asked = [("run", RUN), ("as_of", "2026-11-30"), ("on", "2026-11-30"), ("by", "赵六")];
        assert_eq!(desk.post(page, &asked).status, 409, "{page}");
    }
    let who = ["--on", "2026-04-10", "--by", "王五", "--despite", "已核对", "--yes", "--quiet"];
    told(&project, &[&["approve", RUN][..], &who].concat());
    assert_eq!(bring(&desk, "vouchers", &bank), 200);
    for (sort, name, status) in [
        ("ledger", "a.xlsx", 404),
        ("../vouchers", "a.xlsx", 404),
        ("", "a.xlsx", 404),
        ("vouchers", "a.exe", 422),
        ("vouchers", "a.toml", 422),
        ("allocation", "a.xlsx", 422),
        ("vouchers", ".a.xlsx", 422),
        ("vouchers", "..", 422),
    ] {
        let page = format!("upload?run={}&sort={sort}&name={}", escaped(RUN), escaped(name));
        assert_eq!(desk.call(&page, b"x").status, status, "{sort} {name}");
    }
    for bad in ["pay/支付凭证.xlsx", "../a.xlsx", "/etc/passwd", "payments/own-001/vouchers/b.csv"]
    {
        let asked = [("run", RUN), ("as_of", "2026-11-30"), ("vouchers", bad)];
        assert_eq!(desk.post("reconcile", &asked).status, 404, "{bad}");
    }
    let nothing = desk.post("reconcile", &[("run", RUN), ("as_of", "2026-11-30")]);
    assert!(nothing.status == 422 && nothing.text().contains("F209"), "{}", nothing.text());
    // A run that takes the name of an approved one is not approved.
    fs::rename(project.path(RUN), project.path("runs/away")).expect("moved");
    let pipeline = fs::read_to_string(project.path(PIPELINE)).expect("the pipeline");
    let other = pipeline.replace("4200万元", "4100万元");
    assert_ne!(pipeline, other);
    fs::write(project.path(PIPELINE), other).expect("written");
    told(&project, &["run", PIPELINE, "--quiet"]);
    assert!(project.path(RUN).is_dir());
    assert_eq!(desk.post("payments", &[("run", RUN)]).status, 409);
    assert_eq!(desk.get(&format!("paid?run={}", escaped(RUN))).status, 409);
    assert_eq!(desk.get("paid?run=runs%2Faway").status, 200);
}
