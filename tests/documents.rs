//! The documents: links that lead to a page or file, commands that print what is shown, the reference that is written from
//! the registries, and the registries that hold what the readers take.

pub mod commands;
mod keys;
mod reference;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

/// Files below a folder with an ending.
fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, ending, into);
        } else if path.extension().is_some_and(|own| own == ending) {
            into.push(path);
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(Path::new("docs"), "md", &mut found);
    let entries = fs::read_dir(".").expect("a folder");
    found.extend(entries.map(|entry| entry.expect("an entry").path()));
    found.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
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

/// Every page has its counterpart in the other language.
#[test]
fn every_page_is_there_in_both_languages() {
    let names = |lang: &str| {
        let mut found = Vec::new();
        let folder = Path::new("docs").join(lang);
        collect(&folder, "md", &mut found);
        let mut names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(&folder).expect("below").to_path_buf())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("en"), names("zh"));
}

/// `tests/new_scheme` holds the English page to the files that it makes.
#[test]
fn both_pages_of_the_new_scheme_show_the_same_files() {
    let shown = |lang: &str| -> Vec<String> {
        let text = fs::read_to_string(format!("docs/{lang}/new-scheme.md")).expect("a page");
        let blocks = text.split("```toml\n").skip(1);
        blocks.filter_map(|rest| rest.split("```").next()).map(str::to_string).collect()
    };
    assert_eq!(shown("en"), shown("zh"));
    assert!(shown("en").len() > 4);
}

#[test]
fn the_readme_is_short() {
    for page in ["README.md", "README.zh-CN.md"] {
        let lines = fs::read_to_string(page).expect("a page").lines().count();
        assert!(lines <= 150, "{page} has {lines} lines");
    }
}
