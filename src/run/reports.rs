//! The reports of a run: within its folder while it is written, or once more beside it.

use std::path::{Path, PathBuf};

use super::folder::Unfinished;
use super::prepare::Failure;
use crate::diag::Lang;
use crate::report::model::Wanted;
use crate::report::model::budget_impact::budget_impact;
use crate::report::model::document::Document;
use crate::report::model::pen::Pen;
use crate::report::model::record::Record;
use crate::report::render::layouts::Layouts;
use crate::report::render::{Format, print};
use crate::report::words::Words;

/// Where the reports of a run stand in its folder.
const FOLDER: &str = "reports";

/// What is to be printed, and how.
#[derive(Debug)]
pub struct Asked<'a> {
    pub reports: &'a [Wanted],
    pub formats: &'a [Format],
    pub words: &'a Words,
    pub layouts: &'a Layouts,
}

/// Writes reports into a run that is being written; its tables and manifest are there.
///
/// # Errors
/// What cannot be printed, a disk that refuses.
pub fn within(unfinished: &Unfinished, wanted: &[Wanted], lang: Lang) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let (words, layouts) = (Words::built_in(lang), Layouts::built_in());
    let asked = Asked { reports: wanted, formats: Format::USUAL, words: &words, layouts: &layouts };
    unfinished.make(FOLDER)?;
    write(&Record::open(unfinished.path())?, &asked, unfinished, &format!("{FOLDER}/"))
}

/// Prints reports of a finished run again, from its tables, into `target` (by default a numbered folder
/// beside the run). The run itself is never changed.
///
/// # Errors
/// A folder that is no run, what cannot be printed, a target in use, a disk that refuses.
pub fn again(run: &Path, asked: &Asked, target: Option<&Path>) -> Result<PathBuf, Failure> {
    let record = Record::open(run)?;
    let run = run.canonicalize().unwrap_or_else(|_| run.to_path_buf());
    let beside = run.parent().unwrap_or(Path::new(".")).to_path_buf();
    let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let parent = match target {
        Some(target) => {
            super::folder::free(target)?;
            target
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."))
        }
        None => &beside,
    };
    let unfinished = Unfinished::new(parent, &format!("{name}-{FOLDER}"))?;
    write(&record, asked, &unfinished, "")?;
    match target {
        Some(target) => {
            unfinished.finish_at(target)?;
            Ok(target.to_path_buf())
        }
        None => unfinished.finish(),
    }
}

fn write(record: &Record, asked: &Asked, out: &Unfinished, place: &str) -> Result<(), Failure> {
    for report in asked.reports {
        let document = document(*report, record, asked.words);
        for format in asked.formats {
            let bytes = print(&document, *format, asked.layouts)?;
            out.write(&format!("{place}{}.{}", report.name(), format.ending()), &bytes)?;
        }
    }
    Ok(())
}

fn document(report: Wanted, record: &Record, words: &Words) -> Document {
    match report {
        Wanted::Budget => budget_impact(&Pen { record, words }),
    }
}
