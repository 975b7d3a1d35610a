//! What of an enterprise a run did not count: rows that were refused, files that were set aside, copies, and what
//! a mended workbook replaced.

use std::collections::BTreeSet;

use polars::prelude::*;
use serde::Serialize;

use super::explain::{fault, text};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, say, suggest};
use crate::domain::text::{clean, comparable};
use crate::frame::columns as c;
use crate::run_folder::bound::Bound;

/// One row or file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotCounted {
    /// `row`, or why a file was not counted: `unusable`, `same_bytes`, `replaced`.
    pub not_counted: String,
    /// file·sheet·row
    pub place: String,
    /// What was found, in words.
    pub why: Vec<String>,
    /// As read; empty for a file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub read: String,
}

/// Rows and files of the enterprise or enterprises that `query` names: a credit code, or part of a name.
///
/// # Errors
/// When a table cannot be read.
pub fn not_counted(
    runs: &[Bound],
    query: &str,
    lang: Lang,
) -> Result<Vec<NotCounted>, Diagnostics> {
    let mut all = Vec::new();
    for run in runs {
        all.extend(of_run(run, query, lang)?);
    }
    Ok(all)
}

/// What is said where nothing fits, with the nearest name, code or claim that there is.
pub fn nothing_found(runs: &[Bound], query: &str) -> Diagnostics {
    let mut known = BTreeSet::new();
    for claims in runs.iter().filter_map(|run| run.table("claims").ok()) {
        for name in [c::CLAIM_ID, c::USCC, c::FIRM_NAME] {
            let column = claims.column(name).and_then(|column| column.str());
            known.extend(
                column.into_iter().flat_map(|texts| texts.iter().flatten().map(String::from)),
            );
        }
    }
    let near = suggest(query, known.iter().map(String::as_str)).unwrap_or_default();
    let fault = Diagnostic::new(&codes::NOTHING_FOUND).arg("query", query);
    fault.arg("suggestion", near).into()
}

fn of_run(run: &Bound, query: &str, lang: Lang) -> Result<Vec<NotCounted>, Diagnostics> {
    let words = wanted(run, query)?;
    let findings = run.table("findings")?;
    let mut all = rows(run, &words, &findings, lang)?;
    // Runs of earlier versions have no such table.
    if let Ok(files) = run.table("files_not_used") {
        let own = files_of(run, &words)?;
        for row in 0..files.height() {
            let get = |name| text(&files, name, row).map_err(|error| fault(run, error));
            let (place, why, by) = (get(c::FILE)?, get(c::WHY)?, get(c::COUNTS_INSTEAD)?);
            let said = said_at(&findings, (&place, "", None), lang).map_err(|e| fault(run, e))?;
            let of_firm = own.contains(&by)
                || fits(&words, &place)
                || said.iter().any(|said| fits(&words, said))
                || all.iter().any(|one| one.place.starts_with(&place));
            if of_firm && ["unusable", "same_bytes", "replaced"].contains(&why.as_str()) {
                all.push(NotCounted { not_counted: why, place, why: said, read: String::new() });
            }
        }
    }
    Ok(all)
}

/// The query, and the codes and names of the enterprises that it names.
fn wanted(run: &Bound, query: &str) -> Result<BTreeSet<String>, Diagnostics> {
    let query = comparable(&clean(query));
    let mut words = BTreeSet::from([query.clone()]);
    let firms = run.table("enterprises")?;
    for row in 0..firms.height() {
        let get = |name| text(&firms, name, row).map_err(|error| fault(run, error));
        let (code, name) = (comparable(&get(c::USCC)?), comparable(&get(c::FIRM_NAME)?));
        if code == query || name.contains(&query) {
            words.extend([code, name]);
        }
    }
    words.retain(|word| !word.is_empty());
    Ok(words)
}

/// The files that lines of the enterprises stand in.
fn files_of(run: &Bound, words: &BTreeSet<String>) -> Result<BTreeSet<String>, Diagnostics> {
    let (measures, sources) = (run.table("measures")?, run.table("sources")?);
    let mut files = BTreeSet::new();
    for measure in 0..measures.height() {
        let id = text(&measures, c::MEASURE, measure).map_err(|error| fault(run, error))?;
        let Ok(lines) = run.table(&format!("lines_{id}")) else { continue };
        for row in 0..lines.height() {
            let get = |name| text(&lines, name, row).map_err(|error| fault(run, error));
            if words.contains(&comparable(&get(c::USCC)?)) {
                let source: usize = get(c::SOURCE)?.parse().unwrap_or(usize::MAX);
                if source < sources.height() {
                    files.insert(text(&sources, c::FILE, source).map_err(|e| fault(run, e))?);
                }
            }
        }
    }
    Ok(files)
}

fn fits(words: &BTreeSet<String>, text: &str) -> bool {
    let text = comparable(text);
    words.iter().any(|word| text.contains(word.as_str()))
}

fn rows(
    run: &Bound,
    words: &BTreeSet<String>,
    findings: &DataFrame,
    lang: Lang,
) -> Result<Vec<NotCounted>, Diagnostics> {
    let refused = run.table("quarantine")?;
    let mut all = Vec::new();
    for row in 0..refused.height() {
        let get = |name| text(&refused, name, row).map_err(|error| fault(run, error));
        let (file, sheet, line, raw) = (get(c::FILE)?, get(c::SHEET)?, get(c::ROW)?, get(c::RAW)?);
        if !fits(words, &raw) {
            continue;
        }
        let why = said_at(findings, (&file, &sheet, Some(&line)), lang);
        let sheet = if sheet.is_empty() { sheet } else { format!("·{sheet}") };
        let place = say!(lang, "{file}{sheet}·第{line}行", "{file}{sheet}·row {line}");
        let why = why.map_err(|error| fault(run, error))?;
        all.push(NotCounted { not_counted: "row".to_string(), place, why, read: raw });
    }
    Ok(all)
}

/// What was found at a row, or, without one, about a file as a whole.
fn said_at(
    findings: &DataFrame,
    (file, sheet, row): (&str, &str, Option<&str>),
    lang: Lang,
) -> PolarsResult<Vec<String>> {
    let mut said = Vec::new();
    for at in 0..findings.height() {
        let line = text(findings, c::ROW, at)?;
        let here = match row {
            Some(row) => line == row && text(findings, c::SHEET, at)? == sheet,
            None => text(findings, c::COLUMN, at)?.is_empty() && line == "0",
        };
        if here && text(findings, c::FILE, at)? == file {
            let message = text(findings, lang.pick(c::MESSAGE_ZH, c::MESSAGE_EN), at)?;
            said.push(format!("{} {message}", text(findings, c::CODE, at)?));
        }
    }
    Ok(said)
}
