//! The budget report of several schemes: its golden text, that it says what the tables say, that what is simulated
//! is never part of what is payable, and that it is printed again alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use jiangbu::domain::Fen;
use jiangbu::report::model::record::Record;

use super::{Made, chosen, table};
use crate::catalogue::{both_languages, unfilled};
use crate::run_reports::{amounts, assert_same_numbers, compare};
use crate::runs::pipelines::{jiangbu, said};
use crate::sample;

/// The report as text, printed again.
fn report(run: &Path, lang: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("again");
    let mut command = jiangbu(&["report", "--format", "txt,html", "--lang", lang, "--to"]);
    let output = command.arg(&to).arg(run).output().expect("the program");
    assert!(output.status.success(), "{}", said(&output));
    if lang == "zh-CN" && run.join("reports").is_dir() {
        let read = |path: &Path| std::fs::read(path).expect("a page");
        assert_eq!(read(&run.join("reports/budget.html")), read(&to.join("budget.html")));
    }
    std::fs::read_to_string(to.join("budget.txt")).expect("a report")
}

fn steady(text: &str) -> String {
    let hash = text.lines().rev().find(|line| line.contains("jiangbu 0"));
    let hash = hash.and_then(|line| line.split_whitespace().last()).expect("a foot");
    text.replace(hash, "HASH")
}

fn sum(run: &Path, name: &str, column: &str) -> i64 {
    table(&run.join(name), "claims").fen(column).into_iter().sum()
}

/// As a reader sees it, without separators.
fn wan(fen: i64) -> String {
    Fen(fen).wan().replace(',', "")
}

#[test]
fn it_says_what_the_runs_of_the_schemes_say() {
    let run = sample::joint();
    let (zh, en) = (report(run, "zh-CN"), report(run, "en"));
    assert!(!unfilled(&zh) && !unfilled(&en) && !zh.contains('⟦') && !en.contains('⟦'));
    let shown = amounts(&zh);
    assert_same_numbers(&zh, &en);
    for name in ["service-trade", "data-industry"] {
        for column in ["requested", "payable"] {
            assert!(shown.contains(&wan(sum(run, name, column))), "{name} {column}");
        }
    }
    // What may be paid and what is simulated are never one sum.
    let (paid, drafted) =
        (sum(run, "service-trade", "payable"), sum(run, "data-industry", "payable"));
    assert!(!shown.contains(&wan(paid + drafted)), "a draft is summed into what is payable");
    let said = format!(
        "现行有效政策拟拨付 {} 万元；另有 {} 万元为推演",
        Fen(paid).wan(),
        Fen(drafted).wan()
    );
    assert!(zh.contains(&said), "{said}");
    assert!(zh.contains("征求意见稿·模拟") && en.contains("Consultation draft · simulation"));

    compare("joint_budget_zh", &steady(&zh));
    compare("joint_budget_en", &steady(&en));
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn the_brief_is_one_page_and_every_page_is_marked() {
    let path = sample::joint().join("reports/budget.pdf");
    let page = |number: usize| {
        let number = number.to_string();
        let mut command = Command::new("pdftotext");
        let output = command.args(["-f", &number, "-l", &number]).arg(&path).arg("-").output();
        let text = String::from_utf8_lossy(&output.expect("pdftotext").stdout).into_owned();
        text.replace(['\u{200b}', ' ', '\n'], "")
    };
    let pages: Vec<String> = (1..).map(page).take_while(|text| !text.is_empty()).collect();
    assert!(pages.len() > 4, "{}", pages.len());
    assert!(pages[0].contains("需要决定的事项") && pages[1].contains("一、方案对比"));
    for text in &pages {
        assert!(text.contains("含推演金额，不得据以拨付"), "{text}");
    }
}

#[test]
fn the_largest_under_several_schemes_stand_first() {
    let run = sample::joint();
    let mut firms: BTreeMap<String, (BTreeSet<&str>, i64)> = BTreeMap::new();
    for name in ["service-trade", "data-industry"] {
        let claims = table(&run.join(name), "claims");
        for (code, payable) in claims.texts("uscc").into_iter().zip(claims.fen("payable")) {
            let (schemes, sum) = firms.entry(code).or_default();
            schemes.insert(name);
            *sum += payable;
        }
    }
    let mut several: Vec<(&str, i64)> = firms
        .iter()
        .filter(|(_, (schemes, _))| schemes.len() > 1)
        .map(|(code, (_, sum))| (code.as_str(), *sum))
        .collect();
    several.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let text = report(run, "zh-CN");
    let shown: Vec<&str> = several
        .iter()
        .map(|(code, _)| *code)
        .filter(|code| text.contains(&format!("（{code}）")))
        .collect();
    let expected: Vec<&str> = several.iter().map(|(code, _)| *code).take(10).collect();
    assert_eq!(shown, expected);
    let places: Vec<_> = shown.iter().map(|code| text.find(code)).collect();
    assert!(places.is_sorted(), "not the largest first");
    assert!(text.contains(&format!("另有 {} 家", several.len() - 10)));
    assert!(text.contains(&format!("{} 家企业申报多个方案", several.len())));
}

#[test]
fn what_gave_way_is_said_with_its_amount() {
    let (_, run) = chosen();
    let text = report(run, "zh-CN");
    let across = table(run, "across");
    let mut lost: BTreeMap<String, i64> = BTreeMap::new();
    let sides = [
        ("claim_id", "alone", "gives way, gets nothing"),
        ("other_claim", "other_amount", "stays as the higher"),
    ];
    for (claim, amount, outcome) in sides {
        let rows = across.texts(claim).into_iter().zip(across.fen(amount));
        let kept = rows.zip(across.texts("outcome_en")).filter(|(_, said)| said == outcome);
        lost.extend(kept.map(|(row, _)| row));
    }
    let fen: i64 = lost.values().sum();
    assert!(fen > 0);
    assert!(amounts(&text).contains(&wan(fen)), "{fen}");
    assert!(text.contains(&format!("{} 项，就高保留另一方案", lost.len())), "{text}");
    // The other scheme is a draft, so that nothing of this run may be paid.
    assert!(text.contains("现行有效政策拟拨付 0.00 万元"), "{text}");
    assert!(text.contains("因征求意见稿而降低"));
}

#[test]
fn schemes_in_force_have_one_total_and_no_mark() {
    let parameters = "[schemes.parameters]\nissued_on = 2026-01-01\nrate_d1b = \"50%\"\nrate_d3 = \"50%\"\namount_d5_assessment = \"50万元\"\namount_d5_filing = \"30万元\"\namount_d9 = \"20万元\"\n";
    let guangzhou = std::fs::read_to_string("pipelines/guangzhou-2025.toml").expect("read");
    let own = guangzhou.split("[parameters]").nth(1).and_then(|rest| rest.split('[').next());
    let own = format!("[schemes.parameters]{}", own.expect("its parameters"));
    let (_made, run) = Made::new(&[
        (parameters, &own),
        ("name = \"data-industry\"", "name = \"guangzhou\""),
        ("qianhai-data-industry-draft.toml", "guangzhou-service-trade-2025.toml"),
        ("sample_data/data_industry/", "sample_data/guangzhou/"),
    ])
    .keep();
    let text = report(&run, "zh-CN");
    let (first, second) =
        (sum(&run, "service-trade", "payable"), sum(&run, "guangzhou", "payable"));
    assert!(second > 0);
    assert!(amounts(&text).contains(&wan(first + second)), "no total");
    assert!(!text.contains("模拟") && !text.contains("推演合计"), "{text}");
}

#[test]
fn reports_of_one_scheme_are_asked_of_its_run() {
    let run = sample::joint();
    for (lang, words) in [("zh-CN", "多个方案合并核算"), ("en", "a run of several schemes")]
    {
        let mut command = jiangbu(&["report", "--only", "notices,budget", "--lang", lang]);
        let output = command.arg(run).output().expect("the program");
        assert_eq!(output.status.code(), Some(2));
        let said = said(&output);
        assert!(said.contains("A554") && said.contains(words), "{said}");
        assert!(said.contains("service-trade") && said.contains("notices"), "{said}");
    }
    // Whoever needs the run of one scheme is told which there are.
    let faults = Record::open(run).expect_err("several schemes");
    let said = both_languages(&faults.0[0]);
    assert!(said.contains("A501") && said.contains("service-trade"), "{said}");
}
