//! The budget report of a run: its golden text, that it agrees with the tables, and that it is printed again alike.

use std::path::Path;

use jiangbu::domain::Fen;
use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{jiangbu, said};
use crate::runs::specimen;

use super::accounts::compare;
use super::asking;

/// Amounts as a reader sees them: digits with commas and two decimals.
pub fn amounts(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'));
    words
        .map(|word| word.trim_matches(['.', ',']))
        .filter(|word| word.rsplit_once('.').is_some_and(|(_, cents)| cents.len() == 2))
        .map(|word| word.replace(',', ""))
        .collect()
}

/// That a report says the same in both languages: amounts of yuan alike; of the others as many, each within what its
/// rounding may stray, hundredths of 万元 in Chinese and thousandths of a million in English.
pub fn assert_same_numbers(zh: &str, en: &str) {
    let mut left = amounts(zh);
    for shared in amounts(en) {
        let at = left.iter().position(|number| *number == shared);
        left.remove(at.unwrap_or_else(|| panic!("{shared} is said in English only")));
    }
    let digits = |word: &str| word.replace([',', '.'], "").parse::<i64>().expect("digits");
    let mut wan: Vec<i64> = left.iter().map(|number| digits(number)).collect();
    let words = en.split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'));
    let words = words.map(|word| word.trim_matches(['.', ',']));
    let large = words.filter(|word| word.rsplit_once('.').is_some_and(|(_, part)| part.len() == 3));
    let mut million: Vec<i64> = large.map(digits).collect();
    wan.sort_unstable();
    million.sort_unstable();
    assert_eq!(wan.len(), million.len(), "{zh}\n{en}");
    for (wan, million) in wan.into_iter().zip(million) {
        assert!(
            (wan - 10 * million).abs() < 20,
            "{wan} hundredths of 万元, {million} thousandths of a million"
        );
    }
}

fn report(run: &Path, to: &Path, lang: &str) -> String {
    let mut command = jiangbu(&["report", "--format", "txt,html", "--lang", lang, "--to"]);
    let output = command.arg(to).arg(run).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
    std::fs::read_to_string(to.join("budget.txt")).expect("a report")
}

#[test]
fn it_says_what_the_tables_say() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]);
    let folder = tempfile::tempdir().expect("a folder");
    let zh = report(&run, &folder.path().join("zh"), "zh-CN");
    let en = report(&run, &folder.path().join("en"), "en");
    assert!(!zh.contains('⟦') && !en.contains('⟦'), "a text is missing");
    assert_same_numbers(&zh, &en);

    let claims = Table::open(&run, "claims");
    for column in [c::REQUESTED, c::PAYABLE] {
        let cents: i64 = claims.fen(column).iter().sum();
        // Prose and charts speak of 万元 with two decimals.
        let shown = Fen(cents).wan().replace(',', "");
        assert!(amounts(&zh).contains(&shown), "{column} {shown} is not in the report");
    }
    let html = std::fs::read_to_string(folder.path().join("zh/budget.html")).expect("a page");
    let shown = amounts(&html);
    let missing: Vec<_> = amounts(&zh).into_iter().filter(|n| !shown.contains(n)).collect();
    assert!(missing.is_empty(), "in the text and not in the page: {missing:?}");

    // The foot holds the hash of the run, which holds the paths of a temporary folder.
    let steady = |text: &str| -> String {
        text.lines().take_while(|line| !line.contains("SHA-256")).collect::<Vec<_>>().join("\n")
    };
    compare("budget_zh", &steady(&zh).replace(&hash(&zh), "HASH"));
    compare("budget_en", &steady(&en).replace(&hash(&en), "HASH"));
}

fn hash(text: &str) -> String {
    let of = |line: &str| line.split_whitespace().last().unwrap_or_default().to_string();
    text.lines().rev().find(|line| line.contains("jiangbu")).map(of).unwrap_or_default()
}

#[test]
fn a_run_writes_what_its_pipeline_names_and_prints_it_again_alike() {
    let made = asking(specimen::pipeline(), "reports = [\"budget\"]\n");
    let run = made.run(&["--quiet"]);
    let folder = tempfile::tempdir().expect("a folder");
    let again = folder.path().join("again");
    report(&run, &again, "zh-CN");
    let read = |path: &Path| std::fs::read(path).expect("a file");
    assert_eq!(read(&run.join("reports/budget.html")), read(&again.join("budget.html")));
    if cfg!(feature = "pdf") {
        assert!(read(&run.join("reports/budget.pdf")).starts_with(b"%PDF-"));
    }
}
