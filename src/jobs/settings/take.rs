//! A workbook of settings read back: what it changes, whether that can be, and the files written anew.

use std::io::Write;
use std::path::Path;

use super::cells::{BEFORE, NAME, NUMBERS, READINGS};
use super::{Row, Settings, edit};
use crate::config::{Node, literal, parse_text};
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes, suggest};
use crate::domain::text::clean;
use crate::frame::tables::TableContract;
use crate::ingest::copy::{CopyCell, SheetCopy, sheets};
use crate::ingest::{InputFile, Limits, headers};
use crate::pipeline;
use crate::run::lab;
use crate::run_folder::folder;
use crate::scenario::Scenario;

/// One value that the workbook says differently from its file.
#[derive(Clone, Debug)]
pub struct Change {
    /// The file as the workbook names it.
    pub file: String,
    /// Dotted path in the file.
    pub path: String,
    /// Empty where the file says nothing.
    pub before: String,
    pub after: String,
    /// Place of the file among those of the settings, and the cell.
    at: usize,
    place: Place,
    value: Option<String>,
}

/// What a workbook makes of the files.
#[derive(Debug)]
pub struct Taken {
    pub changes: Vec<Change>,
    /// The new text of each file that changes, by its place among those of the settings.
    texts: Vec<(usize, String)>,
    /// What the files warn of with the new values and did not before.
    pub warnings: Diagnostics,
}

/// Reads a workbook that was written for these settings.
///
/// # Errors
/// Sheets, columns or rows that are none of ours, values that cannot be, each at its cell (A652 to A654).
pub fn take(settings: &Settings, workbook: &Path) -> Result<Taken, Diagnostics> {
    let shown = workbook.display().to_string();
    let input = InputFile { path: workbook.to_path_buf(), shown: shown.clone(), root: None };
    let contract = TableContract::fixed("settings", &[], &[], &[]);
    let names: Vec<&str> = NUMBERS.iter().chain(&READINGS).copied().collect();
    let wanted: Vec<(&str, &TableContract)> = names.iter().map(|name| (*name, &contract)).collect();
    let (mut faults, mut changes, mut found) = (Diagnostics::default(), Vec::new(), false);
    sheets(&input, &wanted, &headers::shipped()?, &Limits::default(), |at, copy| {
        let page = Page { settings, file: &shown, sheet: names[at] };
        found |= page.read(&copy, &mut changes, &mut faults);
        Ok::<(), Diagnostics>(())
    })?;
    if !found {
        let fault = Diagnostic::new(&codes::SETTINGS_NOT_OURS).arg("known", names.join("、"));
        return Err(fault.at(Place::File(shown)).into());
    }
    faults.into_result(())?;
    checked(settings, changes)
}

/// One sheet.
struct Page<'a> {
    settings: &'a Settings,
    file: &'a str,
    sheet: &'a str,
}

impl Page<'_> {
    /// Whether the sheet is one of ours.
    fn read(&self, copy: &SheetCopy, changes: &mut Vec<Change>, faults: &mut Diagnostics) -> bool {
        let is_head = |cells: &Vec<CopyCell>| {
            cells.first().is_some_and(|cell| NAME.contains(&shown(cell).as_str()))
        };
        let Some(head) = copy.rows.iter().position(|(_, cells)| is_head(cells)) else {
            return false;
        };
        let headings: Vec<String> = copy.rows[head].1.iter().map(shown).collect();
        let files = self.files(&headings, copy.rows[head].0, faults);
        let mut seen: Vec<&str> = Vec::new();
        for (number, cells) in &copy.rows[head + 1..] {
            let name = cells.first().map(shown).unwrap_or_default();
            let place = |column: &str| self.place(*number, column);
            if name.is_empty() {
                if let Some(at) = cells.iter().position(|cell| !shown(cell).is_empty()) {
                    let heading = headings.get(at).map_or("", String::as_str);
                    faults.push(
                        refused("没有名称的行不能填写", "a row without a name cannot say anything")
                            .at(place(heading)),
                    );
                }
                continue;
            }
            let Some(row) = self.settings.rows.iter().find(|row| row.name == name) else {
                let known = self.settings.rows.iter().map(|row| row.name.as_str());
                let near = suggest(&name, known).unwrap_or_default();
                let unknown = Diagnostic::new(&codes::UNKNOWN_PARAMETER).arg("name", &name);
                faults.push(unknown.arg("suggestion", near).at(place(&headings[0])));
                continue;
            };
            if seen.contains(&row.name.as_str()) {
                faults.push(
                    refused("同一名称写了两行", "the name stands in two rows")
                        .at(place(&headings[0])),
                );
                continue;
            }
            seen.push(&row.name);
            for (file, now, before) in &files {
                let of = |at: &usize| cells.get(*at).unwrap_or(&CopyCell::Empty);
                let place = place(&headings[*now]);
                match self.change(row, *file, (of(now), before.as_ref().map(of)), place) {
                    Ok(change) => changes.extend(change),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        true
    }

    /// The columns of files: place among the files, column of the value, column of what it was.
    fn files(
        &self,
        headings: &[String],
        row: u32,
        faults: &mut Diagnostics,
    ) -> Vec<(usize, usize, Option<usize>)> {
        let mut files = Vec::new();
        for (at, heading) in headings.iter().enumerate() {
            if !heading.ends_with(".toml")
                || BEFORE.iter().any(|start| heading.starts_with(start.trim()))
            {
                continue;
            }
            match self.settings.files.iter().position(|file| file.shown == *heading) {
                Some(file) => {
                    let own = BEFORE.map(|start| clean(&format!("{start}{heading}")));
                    let before = headings.iter().position(|other| own.contains(other));
                    files.push((file, at, before));
                }
                None => {
                    let fault = Diagnostic::new(&codes::SETTINGS_FILE).arg("read", heading);
                    faults.push(fault.at(self.place(row, heading)));
                }
            }
        }
        files
    }

    /// What a cell changes; `None` where it says what its file says, or what it said when it was written.
    fn change(
        &self,
        row: &Row,
        at: usize,
        (now, before): (&CopyCell, Option<&CopyCell>),
        place: Place,
    ) -> Result<Option<Change>, Diagnostic> {
        if matches!(now, CopyCell::Error(_) | CopyCell::FormulaWithoutValue | CopyCell::Bool(_)) {
            let fault = refused(
                "这里要写数或文字，不是公式或错误值",
                "a value is wanted here, no formula or error",
            );
            return Err(fault.at(place));
        }
        let file = &self.settings.files[at];
        let (typed, is) = (shown(now), file.value(row));
        let was = before.map(shown);
        if typed == is || was.as_ref() == Some(&typed) {
            return Ok(None);
        }
        if let Some(was) = was.filter(|was| *was != is) {
            let fault = Diagnostic::new(&codes::SETTINGS_STALE).arg("file", &file.shown);
            let fault = fault.arg("name", &row.name).arg("was", said(&was)).arg("now", said(&is));
            return Err(fault.at(place));
        }
        let like = file.root.at_path(&row.path).or(row.like.as_ref());
        let value = (!typed.is_empty()).then(|| literal(&typed, like));
        let (file, path) = (file.shown.clone(), row.path.clone());
        Ok(Some(Change { file, path, before: is, after: typed, at, place, value }))
    }

    fn place(&self, row: u32, column: &str) -> Place {
        let (file, sheet) = (self.file.to_string(), self.sheet.to_string());
        Place::Cell { file, sheet, row, column: column.to_string() }
    }
}

/// A value for a message: nothing is said as such.
fn said(value: &str) -> String {
    if value.is_empty() { "—".to_string() } else { value.to_string() }
}

fn refused(zh: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&codes::SETTINGS_CELL).arg("why", zh).arg("why_en", en)
}

fn shown(cell: &CopyCell) -> String {
    match cell {
        CopyCell::Empty | CopyCell::FormulaWithoutValue => String::new(),
        CopyCell::Text(text) | CopyCell::Error(text) => clean(text),
        CopyCell::Number(value) => value.to_string(),
        CopyCell::Date(day) => day.to_string(),
        CopyCell::Bool(value) => value.to_string(),
    }
}

/// The new texts, read as the files will be.
fn checked(settings: &Settings, changes: Vec<Change>) -> Result<Taken, Diagnostics> {
    let (mut texts, mut faults) = (Vec::new(), Diagnostics::default());
    let mut pipeline = None;
    for (at, file) in settings.files.iter().enumerate() {
        let own: Vec<&Change> = changes.iter().filter(|change| change.at == at).collect();
        let edits: Vec<_> = own.iter().map(|c| (c.path.clone(), c.value.clone())).collect();
        let text = edit::changed(&file.root.source.text, &edits);
        let text = text.map_err(|why| refused(&why, &why).at(Place::File(file.shown.clone())))?;
        let root = parse_text(&file.root.source.path, text.clone())?;
        let read = match at {
            0 => pipeline::from_tree(&file.path, &root, &|_, _| Default::default()).map(|read| {
                let warnings = read.warnings.clone();
                pipeline = Some(read);
                warnings
            }),
            // What is wrong with the pipeline is said once.
            _ => pipeline.as_ref().map_or(Ok(Diagnostics::default()), |below| {
                let name = file.shown.clone();
                let load = |scheme: &str| {
                    let base = file.path.parent().unwrap_or(Path::new(""));
                    crate::scheme::SchemeFile::load(&base.join(scheme))
                };
                let scenario = Scenario::read(&root, name, &load)?;
                Ok(lab::base_of(below).under(&scenario)?.1)
            }),
        };
        let said = read.unwrap_or_else(|faults| faults);
        faults.0.extend(said.0.into_iter().map(|fault| at_its_cell(fault, &root, &own)));
        if !own.is_empty() {
            texts.push((at, text));
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    let before = &settings.pipeline.warnings;
    faults.0.retain(|said| !before.0.contains(said));
    Ok(Taken { changes, texts, warnings: faults })
}

/// A fault of a value that the workbook wrote stands at its cell.
fn at_its_cell(fault: Diagnostic, root: &Node, changes: &[&Change]) -> Diagnostic {
    let Place::Text { source, span } = &fault.place else { return fault };
    let own = changes.iter().find(|change| {
        root.at_path(&change.path).is_some_and(|node| {
            source.path == node.source.path
                && node.span.start <= span.start
                && span.end <= node.span.end
        })
    });
    match own {
        Some(change) => fault.at(change.place.clone()),
        None => fault,
    }
}

/// Writes the files that change, each whole or not at all.
///
/// # Errors
/// A disk that refuses.
pub fn write(settings: &Settings, taken: &Taken) -> Result<(), Failure> {
    for (at, text) in &taken.texts {
        let path = &settings.files[*at].path;
        let refuse = |error: std::io::Error| folder::cannot_write(path, error);
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file =
            tempfile::NamedTempFile::new_in(beside.unwrap_or(Path::new("."))).map_err(refuse)?;
        file.write_all(text.as_bytes()).map_err(refuse)?;
        let before = std::fs::metadata(path).map_err(refuse)?.permissions();
        std::fs::set_permissions(file.path(), before).map_err(refuse)?;
        file.persist(path).map_err(|error| refuse(error.error))?;
    }
    Ok(())
}
