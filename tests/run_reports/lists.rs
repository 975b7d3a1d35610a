//! Lists that are published and paid: their golden text, that they agree with the tables and with each other,
//! what is never published, and what is never paid.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::diag::{Diagnostics, Failure, Lang};
use jiangbu::domain::Fen;
use jiangbu::domain::capitals::capitals;
use jiangbu::frame::columns as c;
use jiangbu::jobs::report::again;
use jiangbu::pipeline::load;
use jiangbu::report::model::Wanted;
use jiangbu::report::printing::Asked;
use jiangbu::report::render::Format;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::words::Words;
use jiangbu::run::{Finished, execute};
use tempfile::TempDir;

use super::accounts::{compare, with_bad_accounts, with_firms};
use super::asking;
use crate::catalogue::{both_languages, unfilled};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, jiangbu};

const OFFICE: &str = "reports = [\"publication\", \"payments\"]\n\
    [notice]\noffice = \"前海管理局（示例）\"\ncontact = \"0755-88101234\"\nobjection_days = 5\n\
    publication_date = 2026-04-10\n\
    [payment]\nbudget_line = \"2150805\"\npurpose = \"服务贸易支持资金\"\n";

/// Digits of accounts in [`with_bad_accounts`], and the one that is paid to.
const ACCOUNTS: [&str; 4] =
    ["44201501100052501234", "44201501100052509999", "44201501100052500000", PAID_TO];
const PAID_TO: &str = "44201501100052504321";

pub fn run(made: &Made) -> Result<Finished, Failure> {
    let pipeline = load(&made.pipeline()).unwrap_or_else(|faults| panic!("{faults:?}"));
    execute(&pipeline, None, Lang::Zh, &|_: &str| {})
}

/// One run that all tests here read.
fn shared() -> &'static (Made, PathBuf) {
    static RUN: OnceLock<(Made, PathBuf)> = OnceLock::new();
    RUN.get_or_init(|| {
        let made = asking(with_bad_accounts(), OFFICE);
        let folder = run(&made).expect("a run").folder;
        (made, folder)
    })
}

pub fn print(
    run: &Path,
    reports: &[Wanted],
    formats: &[Format],
    lang: Lang,
) -> Result<TempDir, Diagnostics> {
    printed(run, reports, formats, lang, false)
}

/// Notices in a file for each enterprise.
pub fn print_each(run: &Path, lang: Lang) -> TempDir {
    printed(run, &[Wanted::Notices], &[], lang, true).expect("printed")
}

fn printed(
    run: &Path,
    reports: &[Wanted],
    formats: &[Format],
    lang: Lang,
    each: bool,
) -> Result<TempDir, Diagnostics> {
    let folder = tempfile::tempdir().expect("a folder");
    let (words, layouts) = (Words::built_in(lang), Layouts::built_in());
    let asked = Asked { reports, formats, each, ..Asked::built_in(&words, &layouts) };
    match again(run, &asked, Some(folder.path())) {
        Ok(_) => Ok(folder),
        Err(Failure::User(faults)) => Err(faults),
        Err(other) => panic!("{other:?}"),
    }
}

pub fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("a report")
}

/// Without the run's check code, which holds the paths of a temporary folder; what is published has none.
pub fn steady(text: &str) -> String {
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    match last.split_whitespace().next_back().filter(|_| last.starts_with("jiangbu ")) {
        Some(hash) => text.replace(hash, "HASH"),
        None => text.to_string(),
    }
}

#[test]
fn golden_texts_in_both_languages() {
    let (_, folder) = shared();
    for lang in [Lang::Zh, Lang::En] {
        let wanted = [Wanted::Publication, Wanted::Payments];
        let printed = print(folder, &wanted, &[Format::Text], lang).expect("printed");
        for name in ["publication", "payments"] {
            let text = read(&printed, &format!("{name}.txt"));
            assert!(!text.contains('⟦') && !unfilled(&text), "{text}");
            compare(&format!("{name}_{}", lang.pick("zh", "en")), &steady(&text));
        }
    }
}

/// Every cell of a workbook, and the formulas of its first sheet.
fn cells(path: &Path) -> (Vec<Vec<Data>>, Vec<String>) {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&name).expect("formulas");
    let formulas = formulas.used_cells().map(|(_, _, formula)| formula.clone()).collect();
    let sheet = book.worksheet_range(&name).expect("a sheet");
    (sheet.rows().map(<[Data]>::to_vec).collect(), formulas)
}

fn fen(cell: &Data) -> Option<i64> {
    match cell {
        Data::Float(value) => format!("{value:.2}").replace('.', "").parse().ok(),
        Data::Int(value) => Some(value * 100),
        _ => None,
    }
}

#[test]
fn the_lists_agree_with_the_tables() {
    let (_, folder) = shared();
    let firms = Table::open(folder, "enterprises");
    let payable = firms.fen(c::PAYABLE);
    let total: i64 = payable.iter().sum();
    let (rows, formulas) = cells(&folder.join("reports/publication.xlsx"));
    let amounts: Vec<i64> = rows.iter().filter_map(|row| fen(row.last()?)).collect();
    let (sum, listed) = amounts.split_last().expect("amounts");
    assert_eq!(*sum, total);
    assert_eq!(listed.iter().sum::<i64>(), total);
    assert!(listed.is_sorted_by(|a, b| a >= b), "the largest first: {listed:?}");
    assert_eq!(formulas.len(), 1, "the total alone is a formula: {formulas:?}");
    let text = |row: &[Data]| row.iter().map(|cell| cell.to_string()).collect::<Vec<_>>();
    assert!(rows.iter().any(|row| text(row).contains(&"=SUM(A1:A9)公司".to_string())));

    // Paid, held back and their sum, from the table of payments; the accounts only where they are paid to.
    let payments = Table::open(folder, "payments");
    let (amounts, doubts) = (payments.fen(c::PAYABLE), payments.texts(c::DOUBT));
    let clear: i64 =
        amounts.iter().zip(&doubts).filter(|(_, d)| d.is_empty()).map(|(a, _)| a).sum();
    assert_eq!(doubts, ["D352", "D352", "D350", "D351", ""]);
    assert_eq!(amounts.iter().sum::<i64>(), total);
    assert!(payments.all_texts().iter().all(|text| ACCOUNTS.iter().all(|a| !text.contains(a))));
    let (rows, formulas) = cells(&folder.join("reports/payments.xlsx"));
    let said: Vec<String> = rows.iter().flat_map(|row| text(row)).collect();
    assert!(said.contains(&capitals(Fen(clear))) && said.contains(&PAID_TO.to_string()));
    assert!(said.contains(&"2150805".to_string()), "the budget line");
    assert!(ACCOUNTS[..3].iter().all(|held| !said.iter().any(|text| text.contains(held))));
    assert_eq!(formulas.len(), 1);
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let totals = &manifest["payments"];
    assert_eq!(totals["listed"]["amount"], Fen(clear).to_string().replace(',', ""));
    assert_eq!(totals["held"]["amount"], Fen(total - clear).to_string().replace(',', ""));
    assert_eq!((&totals["listed"]["count"], &totals["check"]), (&1.into(), &4321.into()));
}

#[cfg(unix)]
#[test]
fn the_payment_list_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_, folder) = shared();
    let mode = |path: &Path| path.metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&folder.join("reports/payments.xlsx")), 0o600);
    assert_ne!(mode(&folder.join("reports/publication.xlsx")), 0o600);
    let every = [Format::Text, Format::Html, Format::Xlsx];
    let printed = print(folder, &[Wanted::Payments], &every, Lang::En).expect("printed");
    for format in every {
        assert_eq!(mode(&printed.path().join(format!("payments.{}", format.ending()))), 0o600);
    }
}

#[test]
fn nothing_private_is_published() {
    let (_, folder) = shared();
    let (rows, _) = cells(&folder.join("reports/publication.xlsx"));
    let mut texts: Vec<String> = rows.iter().flatten().map(|cell| cell.to_string()).collect();
    let every = [Format::Text, Format::Html];
    let printed = print(folder, &[Wanted::Publication], &every, Lang::Zh).expect("printed");
    texts.extend(["publication.txt", "publication.html"].map(|name| read(&printed, name)));
    texts.iter().for_each(|text| without_accounts(text));
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn nothing_private_is_in_the_published_pdf() {
    let (_, folder) = shared();
    without_accounts(&crate::reports::pdf_text(&folder.join("reports/publication.pdf")));
}

fn without_accounts(text: &str) {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit()).collect();
    for account in ACCOUNTS {
        assert!(!digits.contains(account), "{account} in {text}");
    }
}

/// What becomes of a run whose pipeline asks for the publication list, when an enterprise is called so.
fn published(name: &str) -> (Result<Finished, Failure>, Vec<PathBuf>) {
    let made = with_firms(&[
        ("甲公司", "示例银行", "44201501100052501234"),
        (name, "示例银行", "755910203410"),
    ]);
    let made = asking(made, "reports = [\"publication\"]\n");
    let finished = run(&made);
    let left = std::fs::read_dir(made.path("runs")).into_iter().flatten().flatten();
    (finished, left.map(|entry| entry.path()).collect())
}

#[test]
fn a_private_number_in_a_name_fails_the_run() {
    // A phone, an account of somebody, an identity number; in other digits; in pieces.
    let names = [
        "乙公司13800138000",
        "乙公司１３８ ００１３ ８０００",
        "乙7559-1020-3410公司",
        "李四440301199001011234商行",
        "乙公司（账号4420150110005250 1234）",
        "乙公司26543210",
    ];
    let mut said = BTreeSet::new();
    for name in names {
        let (finished, left) = published(name);
        let Err(Failure::User(faults)) = finished else { panic!("{name} was published") };
        assert!(faults.0.iter().all(|fault| fault.code.id == "D353"), "{faults:?}");
        assert!(left.is_empty(), "nothing is left behind: {left:?}");
        said.extend(faults.0.iter().map(both_languages));
    }
    let said: Vec<String> = said.into_iter().collect();
    assert!(ACCOUNTS.iter().all(|account| said.iter().all(|text| !text.contains(account))));
    compare("D353", &said.join("\n\n"));
    let (finished, left) = published("深圳360一号（2025）第100家公司");
    assert!(finished.is_ok() && left.len() == 1, "an honest name is published: {finished:?}");
}

/// Makes the scheme of a pipeline a draft.
pub fn draft(made: Made) -> Made {
    let path = made.path("scheme.toml");
    let text = std::fs::read_to_string(&path).expect("a scheme");
    let text = text.replace("status = \"in-force\"", "status = \"draft\"");
    std::fs::write(&path, text).expect("written");
    made
}

#[test]
fn a_draft_is_never_paid() {
    let asked = "reports = [\"publication\", \"payments\"]\n";
    let made = draft(asking(with_bad_accounts(), asked));
    let refused = load(&made.pipeline()).expect_err("a draft");
    let refused = refused.0.iter().filter(|fault| fault.code.id == "R480").map(both_languages);
    let folder = made.path("").display().to_string();
    compare("R480", &refused.collect::<String>().replace(&folder, ""));
    // Nor can a list be made of its run, nor of a scenario.
    let made = draft(asking(with_bad_accounts(), "reports = [\"publication\"]\n"));
    let folder = run(&made).expect("a run").folder;
    assert!(!folder.join("tables/payments.parquet").exists());
    for format in [Format::Xlsx, Format::Text] {
        let faults = print(&folder, &[Wanted::Payments], &[format], Lang::Zh).expect_err("a draft");
        assert_eq!(faults.0[0].code.id, "R480");
    }
    let text = print(&folder, &[Wanted::Publication], &[Format::Text], Lang::Zh).expect("printed");
    assert!(read(&text, "publication.txt").starts_with("[征求意见稿·模拟]"));
}

#[test]
fn a_scenario_is_never_paid() {
    let (made, _) = shared();
    let scenario = made.path("scenario.toml");
    let text = "[scenario]\ntitle = { zh = \"推演\", en = \"What if\" }\n[parameters]\nannual_cap = \"400万元\"\n";
    std::fs::write(&scenario, text).expect("written");
    let out = made.path("simulated");
    let mut command = jiangbu(&["run", "--quiet", "--scenario"]);
    let output = command.arg(&scenario).arg("--out").arg(&out).arg(made.pipeline()).output();
    let output = output.expect("the program");
    let folder = std::fs::read_dir(&out).expect("runs").flatten().next();
    let folder = folder.unwrap_or_else(|| panic!("{output:?}")).path();
    assert!(folder.join("reports/publication.xlsx").exists());
    assert!(!folder.join("reports/payments.xlsx").exists());
    assert!(!folder.join("tables/payments.parquet").exists());
    let faults = print(&folder, &[Wanted::Payments], &[], Lang::Zh).expect_err("a scenario");
    assert_eq!(faults.0[0].code.id, "R480");
}

#[test]
fn a_kind_of_file_that_a_report_has_not() {
    let (_, folder) = shared();
    let faults =
        print(folder, &[Wanted::Budget], &[Format::Xlsx], Lang::Zh).expect_err("no workbook");
    compare("A565", &both_languages(&faults.0[0]));
}
