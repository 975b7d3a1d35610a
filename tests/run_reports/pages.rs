//! What stands in the golden texts stands on the pages too: every letter of a report's text is in its PDF, as
//! poppler reads it, and on its HTML page, at least as often.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiangbu::diag::Lang;
use jiangbu::report::model::Wanted;
use jiangbu::report::render::Format;

use super::checked;
use super::lists::{print, read};
use crate::reports::{pdf_text, word_text};

/// Letters and digits, how often. Signs of the layouts and spaces differ from kind to kind.
fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
        *counts.entry(letter).or_default() += 1;
    }
    counts
}

/// A text without the values of charts: a drawing names only some of them.
fn without_plots(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("  "));
    lines.collect::<Vec<_>>().join("\n")
}

/// What a reader of a page sees of it, with the texts of its drawings.
fn page(path: &Path) -> String {
    let html = std::fs::read_to_string(path).expect("a page");
    let body = html.split_once("<body").expect("a body").1;
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
        text.push('\n');
    }
    text.replace("&#x2f;", "/").replace("&amp;", "&").replace("&quot;", "\"").replace("&#x27;", "'")
}

fn missing(text: &str, on_page: &str) -> Vec<(char, usize, usize)> {
    let there = letters(on_page);
    let count = |letter: &char| there.get(letter).copied().unwrap_or_default();
    let wanted = letters(&without_plots(text));
    let fewer = wanted.iter().filter(|(letter, times)| count(letter) < **times);
    fewer.map(|(letter, times)| (*letter, *times, count(letter))).collect()
}

#[test]
fn pages_say_what_the_texts_say() {
    // Notices are letters, never a page.
    let mut pages: Vec<Wanted> = Wanted::OF_RUNS.map(|(_, report)| report).to_vec();
    pages.retain(|report| *report != Wanted::Notices);
    assert_eq!(say_the_same(&pages, Format::Html, page), 2 * pages.len());
}

#[test]
fn word_files_say_what_the_texts_say() {
    // What is paid is not for editing.
    let mut files: Vec<Wanted> = Wanted::OF_RUNS.map(|(_, report)| report).to_vec();
    files.retain(|report| *report != Wanted::Payments);
    assert_eq!(say_the_same(&files, Format::Docx, word_text), 2 * files.len());
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn pdfs_say_what_the_texts_say() {
    let every = Wanted::OF_RUNS.map(|(_, report)| report);
    assert_eq!(say_the_same(&every, Format::Pdf, pdf_text), 2 * every.len());
}

/// Every letter of a report's text stands on its page, in both languages. Returns how many were compared.
fn say_the_same(reports: &[Wanted], format: Format, read_page: impl Fn(&Path) -> String) -> usize {
    let mut compared = 0;
    let run: &PathBuf = checked::folder();
    for lang in [Lang::Zh, Lang::En] {
        let texts = print(run, reports, &[Format::Text], lang).expect("texts");
        let pages = print(run, reports, &[format], lang).expect("pages");
        for report in reports {
            let text = read(&texts, &format!("{}.txt", report.name()));
            let name = format!("{}.{}", report.name(), format.ending());
            if pages.path().join(&name).exists() {
                let missing = missing(&text, &read_page(&pages.path().join(&name)));
                assert!(missing.is_empty(), "{name} {lang:?}: {missing:?}");
                compared += 1;
            }
        }
    }
    compared
}

/// Where words stand on a page: left, top, right, and what they are.
fn words(path: &Path) -> Vec<Vec<(f64, f64, f64, String)>> {
    let out = std::process::Command::new("pdftotext").arg("-bbox").arg(path).arg("-").output();
    let text = String::from_utf8(out.expect("pdftotext").stdout).expect("text");
    let mut pages = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("<page") {
            pages.push(Vec::new());
        }
        let number = |name: &str| {
            let rest = line.split_once(&format!("{name}=\""))?.1;
            rest.split_once('"')?.0.parse::<f64>().ok()
        };
        let word = line.split_once("\">").and_then(|(_, rest)| rest.strip_suffix("</word>"));
        let place = number("xMin").zip(number("yMin")).zip(number("xMax"));
        if let (Some(word), Some(((left, top), right))) = (word, place) {
            pages.last_mut().expect("a page").push((left, top, right, word.to_string()));
        }
    }
    pages
}

/// No text runs into another, or off the paper: the columns of tables hold their words in both languages.
#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn no_words_run_into_each_other() {
    let run = crate::sample::with_rosters();
    let wanted = [Wanted::Budget, Wanted::Duplicates, Wanted::Publication, Wanted::SelfEvaluation];
    for lang in [Lang::Zh, Lang::En] {
        let printed = print(run, &wanted, &[Format::Pdf], lang).expect("printed");
        for report in wanted {
            let pages = words(&printed.path().join(format!("{}.pdf", report.name())));
            assert!(pages.iter().map(Vec::len).sum::<usize>() > 100, "{lang:?} {}", report.name());
            for (number, page) in (1..).zip(pages) {
                for (at, (left, top, right, word)) in page.iter().enumerate() {
                    let place = format!("{lang:?} {} page {number}: {word}", report.name());
                    // A4 lying is 842 points wide; edges are at least 22 mm.
                    assert!(*left > 60.0 && *right < 786.0, "{place} at {left}–{right}");
                    // Opening signs stand closer than their widths.
                    if word.starts_with(['“', '《', '（']) {
                        continue;
                    }
                    let meets =
                        page[..at].iter().find(|(other_left, other_top, other_right, _)| {
                            (top - other_top).abs() < 2.0
                                && left + 6.0 < *other_right
                                && other_left + 6.0 < *right
                        });
                    assert!(meets.is_none(), "{place} runs into {:?}", meets.map(|other| &other.3));
                }
            }
        }
    }
}
