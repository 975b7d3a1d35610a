//! Notices and the list of awards: golden texts, one page for each enterprise, the same amounts everywhere.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use jiangbu::diag::Lang;
use jiangbu::frame::columns as c;
use jiangbu::report::model::Wanted;
use jiangbu::report::render::Format;
use tempfile::TempDir;

use super::accounts::compare;
use super::lists::{draft, print, print_each, read, run, steady};
use crate::catalogue::unfilled;
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::Made;
use crate::runs::specimen;

fn shared() -> &'static (Made, PathBuf) {
    static RUN: OnceLock<(Made, PathBuf)> = OnceLock::new();
    RUN.get_or_init(|| {
        let made = specimen::pipeline();
        let folder = run(&made).expect("a run").folder;
        (made, folder)
    })
}

/// The notices of that run in one file, set once.
fn bound() -> &'static TempDir {
    static BOUND: OnceLock<TempDir> = OnceLock::new();
    BOUND.get_or_init(|| print(&shared().1, &[Wanted::Notices], &[], Lang::Zh).expect("printed"))
}

#[test]
fn golden_texts_in_both_languages() {
    let (_, folder) = shared();
    for lang in [Lang::Zh, Lang::En] {
        let wanted = [Wanted::Notices, Wanted::Details];
        let printed = print(folder, &wanted, &[Format::Text], lang).expect("printed");
        for name in ["notices", "details"] {
            let text = read(&printed, &format!("{name}.txt"));
            assert!(!text.contains('⟦') && !unfilled(&text), "{text}");
            compare(&format!("{name}_{}", lang.pick("zh", "en")), &steady(&text));
        }
    }
}

/// Amounts of yuan in a text, as fen.
fn amounts(text: &str) -> Vec<i64> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || ",.-".contains(c)));
    let money = words.filter(|word| word.rsplit_once('.').is_some_and(|(_, fen)| fen.len() == 2));
    money.filter_map(|word| word.replace([',', '.'], "").parse().ok()).collect()
}

#[test]
fn each_notice_says_what_the_tables_say() {
    let (_, folder) = shared();
    let firms = Table::open(folder, "enterprises");
    let claims = Table::open(folder, "claims");
    let printed = print(folder, &[Wanted::Notices], &[Format::Text], Lang::En).expect("printed");
    let all = read(&printed, "notices.txt");
    let notices: Vec<&str> = all.split('\u{c}').collect();
    let codes = firms.texts(c::USCC);
    assert_eq!(notices.len(), codes.len());
    for (row, (notice, code)) in notices.iter().zip(&codes).enumerate() {
        assert!(notice.contains(code.as_str()), "{code}: {notice}");
        let shown = amounts(notice);
        for column in [c::REQUESTED, c::APPROVED, c::PAYABLE] {
            let amount = firms.fen(column)[row];
            let refused = column != c::REQUESTED && firms.fen(c::PAYABLE)[row] == 0;
            assert!(refused || shown.contains(&amount), "{column} {amount}: {notice}");
        }
        let own = claims.texts(c::USCC).into_iter().zip(claims.fen(c::PAYABLE));
        for (_, amount) in own.filter(|(other, _)| other == code) {
            assert!(shown.contains(&amount), "{amount}: {notice}");
        }
    }
}

#[test]
#[cfg_attr(not(feature = "pdf"), ignore = "built without the feature pdf")]
fn one_page_and_one_file_for_each_enterprise() {
    let (_, folder) = shared();
    let firms = Table::open(folder, "enterprises").texts(c::USCC);
    let bound = bound();
    let again = print(folder, &[Wanted::Notices], &[], Lang::Zh).expect("printed");
    let bytes = |folder: &TempDir| std::fs::read(folder.path().join("notices.pdf"));
    assert_eq!(bytes(bound).expect("a file"), bytes(&again).expect("a file"));
    let each = print_each(folder, Lang::Zh);
    for code in &firms {
        let file = each.path().join(format!("notices/{code}.pdf"));
        assert!(std::fs::read(file).expect("a notice").starts_with(b"%PDF-"));
    }
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn a_notice_is_one_page() {
    let (_, folder) = shared();
    let firms = Table::open(folder, "enterprises").rows();
    let info = Command::new("pdfinfo").arg(bound().path().join("notices.pdf")).output();
    let info = String::from_utf8(info.expect("pdfinfo").stdout).expect("text");
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:"));
    assert_eq!(pages.map(str::trim), Some(firms.to_string().as_str()));
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn every_page_of_a_draft_says_so() {
    let made = draft(specimen::pipeline());
    let folder = run(&made).expect("a run").folder;
    for (lang, mark) in [(Lang::Zh, "征求意见稿·模拟"), (Lang::En, "CONSULTATIONDRAFT·SIMULATION")]
    {
        let printed = print(&folder, Wanted::USUAL, &[Format::Pdf], lang).expect("printed");
        for report in Wanted::USUAL {
            let file = printed.path().join(format!("{}.pdf", report.name()));
            let out = Command::new("pdftotext").arg("-raw").arg(file).arg("-").output();
            let text = String::from_utf8(out.expect("pdftotext").stdout).expect("text");
            let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
            assert!(!pages.is_empty());
            for (number, page) in pages.iter().enumerate() {
                let plain: String =
                    page.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
                let plain = plain.to_uppercase();
                assert!(plain.contains(mark), "{} page {}: {plain}", report.name(), number + 1);
            }
        }
    }
}
