//! The reports of several schemes together; those of each scheme stand with its run.

use std::path::Path;

use super::{Asked, FOLDER, formats};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes};
use crate::report::model::Wanted;
use crate::report::model::joint_budget::joint_budget;
use crate::report::model::pen::Pen;
use crate::report::model::privacy::Privacy;
use crate::report::model::record::joint::JointRecord;
use crate::report::render::layouts::Layouts;
use crate::report::render::{print, read_back};
use crate::report::words::Words;
use crate::run_folder::folder::Unfinished;
use crate::run_folder::other::names;

/// What a run of several schemes has of its own.
const OWN: [Wanted; 1] = [Wanted::Budget];

/// Writes the reports of the whole into a run that is being written; what belongs to one scheme is left to its run.
///
/// # Errors
/// What cannot be printed, a disk that refuses.
pub fn within(unfinished: &Unfinished, wanted: &[Wanted], lang: Lang) -> Result<(), Failure> {
    let reports: Vec<Wanted> = OWN.into_iter().filter(|own| wanted.contains(own)).collect();
    if reports.is_empty() {
        return Ok(());
    }
    let (words, layouts) = (Words::built_in(lang), Layouts::built_in());
    let asked = Asked { reports: &reports, ..Asked::built_in(&words, &layouts) };
    unfinished.make(FOLDER)?;
    write(&JointRecord::open(unfinished.path())?, &asked, unfinished, &format!("{FOLDER}/"))
}

/// Reads the folder of several schemes for what is asked.
///
/// # Errors
/// A report that only the run of one scheme has (A554); a folder that cannot be read (A501).
pub fn open(run: &Path, reports: &[Wanted]) -> Result<JointRecord, Diagnostics> {
    let others = reports.iter().filter(|report| !OWN.contains(report));
    let others: Vec<&str> = others.map(|report| report.name()).collect();
    if !others.is_empty() {
        let own: Vec<&str> = OWN.iter().map(|report| report.name()).collect();
        return Err(Diagnostic::new(&codes::REPORT_OF_ONE)
            .arg("report", others.join(", "))
            .arg("own", own.join(", "))
            .arg("known", names(run).join("、"))
            .arg("known_en", names(run).join(", "))
            .into());
    }
    JointRecord::open(run)
}

/// Prints the reports of the whole into a folder, below `place`.
///
/// # Errors
/// What cannot be printed, a disk that refuses.
pub fn write(
    record: &JointRecord,
    asked: &Asked,
    out: &Unfinished,
    place: &str,
) -> Result<(), Failure> {
    let document = joint_budget(&Pen { record, words: asked.words });
    for report in OWN {
        let texts = read_back::of_document(&document);
        Privacy::default().check_values(report.name(), texts.iter().map(String::as_str))?;
        for format in formats(report, asked.formats)? {
            let bytes = print(&document, format, asked.layouts)?;
            let file = format!("{place}{}.{}", report.name(), format.ending());
            out.write(&file, &bytes)?;
        }
    }
    Ok(())
}
