//! `jiangbu new`: what it writes can be used, is explained line by line, and nothing is overwritten.

use std::fs;
use std::path::Path;

use jiangbu::config::{Node, parse_file, parse_text};

use super::{compare, program};

const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";

/// The arguments with the scheme and the headings of this project, wherever they are called.
fn asked(folder: &str, more: &[&str]) -> Vec<String> {
    let here = std::env::current_dir().expect("a folder");
    let path = |name: &str| here.join(name).display().to_string();
    let own =
        ["new", folder, "--scheme", &path(SCHEME), "--headers", &path("pipelines/headers.toml")];
    own.iter().chain(more).map(ToString::to_string).collect()
}

fn call(folder: &Path, args: &[String], code: i32) -> String {
    program(folder, &args.iter().map(String::as_str).collect::<Vec<_>>(), code)
}

#[test]
fn a_new_year_is_a_folder_that_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let more = [
        "--year",
        "2026",
        "--deadline",
        "2026-03-31",
        "--budget",
        "4200万元",
        "--pool",
        "专项\"资金\"",
    ];
    let said = call(here, &asked("前海2026", &more), 0);
    assert!(said.contains("前海2026/前海2026.toml"), "{said}");
    let made = here.join("前海2026");
    let text = fs::read_to_string(made.join("前海2026.toml")).expect("the pipeline");
    // Every reading and every parameter of the scheme stands there as a remark, with its clause.
    let scheme = parse_file(Path::new(SCHEME)).expect("the scheme");
    for section in ["options", "parameters"] {
        let rules = scheme.at_path(section).and_then(Node::as_table).expect("a section");
        for (key, rule) in &rules.entries {
            let name = &key.name;
            let line = text.lines().position(|line| line.starts_with(&format!("# {name} = ")));
            let above: Vec<&str> =
                text.lines().take(line.unwrap_or_else(|| panic!("{name}"))).collect();
            let clause = rule.at_path("clause").and_then(Node::as_text).expect("a clause");
            let said = above.iter().rev().find(|line| !line.starts_with("#   "));
            assert!(said.is_some_and(|line| line.contains(clause)), "{name}: {said:?}");
        }
    }
    // A remark that is taken away is a line that can be used: all of them at once name only what is known.
    let all: String = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") && !line.starts_with("#   ") => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    parse_text("", all).expect("TOML");
    let read = parse_text("", text.clone()).expect("TOML");
    let value = |path| read.at_path(path).map(Node::display);
    assert_eq!(value("budget.pool").as_deref(), Some("专项\"资金\""));
    assert_eq!(value("pipeline.deadline").as_deref(), Some("2026-03-31"));
    // A workbook that nobody filled in has no row (F209): nothing else stands in the way.
    let pipeline = "前海2026/前海2026.toml";
    program(here, &["template", pipeline, "-o", "前海2026/申报/空白.xlsx"], 0);
    program(here, &["run", pipeline, "--quiet"], 2);
    // Nothing is overwritten.
    let again = call(here, &asked("前海2026", &["--deadline", "2026-03-31"]), 2);
    assert!(again.contains("A503"), "{again}");
    assert_eq!(fs::read_to_string(made.join("前海2026.toml")).expect("the pipeline"), text);
}

#[test]
fn what_cannot_be_used_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let zh = call(here, &["new", "a", "--lang", "zh-CN"].map(String::from), 2);
    let en = call(here, &["new", "a", "--lang", "en"].map(String::from), 2);
    compare("A650", &zh, &en);
    let day = ["--deadline", "2026-03-31"];
    // A number for which the text gives no value must be chosen.
    let draft = "pipelines/schemes/qianhai-data-industry-draft.toml";
    let draft = std::env::current_dir().expect("a folder").join(draft).display().to_string();
    let args = ["new", "a", "--scheme", &draft, "--deadline", "2026-03-31"].map(String::from);
    let said = call(here, &args, 2);
    assert!(said.contains("A650") && said.contains("--set rate_d1b="), "{said}");
    for (more, code) in [
        (["--budget", "4200"], "C106"),
        (["--set", "rate_nowhere=1%"], "C111"),
        (["--set", "cap_year=2亿元"], "C1"),
    ] {
        let said = call(here, &asked("a", &[&day[..], &more].concat()), 2);
        assert!(said.contains(code), "{more:?}: {said}");
        assert!(!here.join("a").exists(), "{more:?}");
    }
    // English files, and filings that lie elsewhere.
    fs::create_dir(here.join("in")).expect("a folder");
    let more = [&day[..], &["--lang", "en", "--filings", "in"]].concat();
    call(here, &asked("b", &more), 0);
    let text = fs::read_to_string(here.join("b/b.toml")).expect("the pipeline");
    assert!(text.starts_with("# Paths start from this file's folder."), "{text}");
    assert!(text.contains("/in/*.xlsx\"]") && text.contains("lang = \"en\""), "{text}");
    assert!(text.contains("# total = ") && !text.contains("\n[budget]"), "{text}");
}
