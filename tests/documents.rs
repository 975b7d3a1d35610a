//! The documents: every link between them leads to a page or file that is there.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Severity, codes};

fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [".", "docs/en", "docs/zh"] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Targets of `[text](target)` that are no addresses.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://"))
}

/// The anchor that a heading gets: small letters, words joined by hyphens.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_')
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn has_heading(page: &Path, wanted: &str) -> bool {
    let text = fs::read_to_string(page).expect("a page");
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).any(|own| own == wanted)
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 20, "{pages:?}");
    let mut dead = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page).expect("a page");
        for link in links(&text) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                _ => page.parent().expect("a folder").join(file),
            };
            let there = target.exists() && (heading.is_empty() || has_heading(&target, heading));
            if !there {
                dead.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn the_readme_is_short() {
    for page in ["README.md", "README.zh-CN.md"] {
        let lines = fs::read_to_string(page).expect("a page").lines().count();
        assert!(lines <= 150, "{page} has {lines} lines");
    }
}

/// The list of all findings holds every code as grave as it is, in the order of the registry, in both languages.
#[test]
fn every_finding_stands_in_the_list() {
    for (page, words) in [
        ("docs/en/findings.md", ["error", "warning", "note"]),
        ("docs/zh/findings.md", ["错误", "警告", "提示"]),
    ] {
        let text = fs::read_to_string(page).expect("a page");
        let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
        let listed: Vec<(&str, &str)> = rows
            .filter_map(|(code, rest)| Some((code, rest.split_once(" | ")?.0)))
            .filter(|(_, word)| words.contains(word))
            .collect();
        let known: Vec<(&str, &str)> = codes::all()
            .map(|code| match code.severity {
                Severity::Error => (code.id, words[0]),
                Severity::Warning => (code.id, words[1]),
                Severity::Note => (code.id, words[2]),
            })
            .collect();
        let missing: Vec<_> = known.iter().filter(|row| !listed.contains(row)).collect();
        assert!(missing.is_empty(), "{page} lacks {missing:?}");
        assert_eq!(listed, known, "{page}");
    }
}
