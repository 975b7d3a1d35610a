//! What of an enterprise a run did not count: rows that were refused, files that were set aside, copies, and what
//! a mended workbook replaced.

use std::collections::BTreeSet;

use serde::Serialize;

use super::explain::{fault, text};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, say, suggest};
use crate::domain::text::{clean, comparable};
use crate::frame::cells::values;
use crate::frame::columns as c;
use crate::run_folder::bound::Bound;
use crate::tables::award::{CLAIMS, ENTERPRISES, LINES, Measure};
use crate::tables::found::{Finding, NotUsed, Refused, SourceRow};

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
    for claims in runs.iter().filter_map(|run| run.frame(CLAIMS).ok()) {
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
    let findings: Vec<Finding> = run.rows()?;
    let mut all = rows(run, &words, &findings, lang)?;
    // Runs that used every file have no such table.
    if let Some(files) = run.rows_if_any::<NotUsed>()? {
        let own = files_of(run, &words)?;
        for NotUsed { file: place, why, counts_instead, .. } in files {
            let said = said_of_file(&findings, &place, lang);
            let of_firm = own.contains(&counts_instead)
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
    run.columns(ENTERPRISES, |firms| {
        let codes = values::<String>(firms, c::USCC)?.into_iter();
        for (code, name) in codes.zip(values::<String>(firms, c::FIRM_NAME)?) {
            let (code, name) = (comparable(&code), comparable(&name));
            if code == query || name.contains(&query) {
                words.extend([code, name]);
            }
        }
        Ok(())
    })?;
    words.retain(|word| !word.is_empty());
    Ok(words)
}

/// The files that lines of the enterprises stand in.
fn files_of(run: &Bound, words: &BTreeSet<String>) -> Result<BTreeSet<String>, Diagnostics> {
    let sources: Vec<SourceRow> = run.rows()?;
    let mut files = BTreeSet::new();
    for measure in run.rows::<Measure>()? {
        let lines = run.frame_named(&format!("lines_{}", measure.id), LINES)?;
        for row in 0..lines.height() {
            let get = |name| text(&lines, name, row).map_err(|error| fault(run, error));
            if words.contains(&comparable(&get(c::USCC)?)) {
                let source: usize = get(c::SOURCE)?.parse().unwrap_or(usize::MAX);
                files.extend(sources.get(source).map(|source| source.file.clone()));
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
    findings: &[Finding],
    lang: Lang,
) -> Result<Vec<NotCounted>, Diagnostics> {
    let refused = run.rows::<Refused>()?.into_iter();
    let of = |Refused { file, sheet, row, raw, .. }: Refused| {
        let here =
            |found: &&Finding| found.row == row && found.sheet == sheet && found.file == file;
        let why = findings.iter().filter(here).map(|found| said(found, lang)).collect();
        let sheet = if sheet.is_empty() { sheet } else { format!("·{sheet}") };
        let place = say!(lang, "{file}{sheet}·第{row}行", "{file}{sheet}·row {row}");
        NotCounted { not_counted: "row".to_string(), place, why, read: raw }
    };
    Ok(refused.filter(|row| fits(words, &row.raw)).map(of).collect())
}

/// What was found about a file as a whole.
fn said_of_file(findings: &[Finding], file: &str, lang: Lang) -> Vec<String> {
    let whole = |found: &&Finding| found.column.is_empty() && found.row == 0 && found.file == file;
    findings.iter().filter(whole).map(|found| said(found, lang)).collect()
}

fn said(found: &Finding, lang: Lang) -> String {
    format!("{} {}", found.code, found.message.get(lang))
}
