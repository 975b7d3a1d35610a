//! `jiangbu report`: reports of a finished run printed again, beside it.

pub mod accounts;
pub mod allocation;
pub mod keys;
pub mod order;
pub mod release;
pub mod second;

use std::path::{Path, PathBuf};

use crate::diag::Failure;
use crate::jobs::report::release::Release;
use crate::report::model::Wanted;
use crate::report::model::record::Record;
use crate::report::printing::{self, Asked};
use crate::run_folder::folder::{Unfinished, free};
use crate::run_folder::issued::Issue;
use crate::run_folder::stored;

/// Prints reports of a finished run again, from its tables, into `target` (by default a numbered folder
/// beside the run). The run itself is never changed.
///
/// # Errors
/// A folder that is no run, what cannot be printed, a target in use, a disk that refuses.
pub fn again(run: &Path, asked: &Asked, target: Option<&Path>) -> Result<PathBuf, Failure> {
    releasing(run, asked, target, None)
}

/// The same, with a payment list of what is released in the place of all that the run pays.
///
/// # Errors
/// As [`again`].
pub fn releasing(
    run: &Path,
    asked: &Asked,
    target: Option<&Path>,
    released: Option<&Release>,
) -> Result<PathBuf, Failure> {
    if stored::is_joint(run) {
        let record = printing::open_joint(run, asked.reports)?;
        return beside(run, target, |out| printing::write_joint(&record, asked, out, ""));
    }
    let record = Record::open(run)?;
    let reports = if asked.reports.is_empty() { Wanted::USUAL } else { asked.reports };
    let asked = Asked { reports, ..*asked };
    let issue = released.and_then(|released| released.issue.as_ref());
    let done = beside(run, target, |out| {
        let list = released.map(|released| &released.list);
        printing::write(&record, &asked, out, "", list)?;
        // Before the list can be seen: one that is not recorded would be paid twice.
        issue.map_or(Ok(()), Issue::write)
    });
    if done.is_err() {
        issue.into_iter().for_each(Issue::take_back);
    }
    done
}

/// Writes into a folder of its own, named after the run where no other is.
fn beside(
    run: &Path,
    target: Option<&Path>,
    write: impl FnOnce(&Unfinished) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let (beside, name) = stored::beside(run);
    let parent = match target {
        Some(target) => {
            free(target)?;
            target
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."))
        }
        None => &beside,
    };
    let unfinished = Unfinished::new(parent, &format!("{name}-{}", printing::FOLDER))?;
    write(&unfinished)?;
    match target {
        Some(target) => {
            unfinished.finish_at(target)?;
            Ok(target.to_path_buf())
        }
        None => unfinished.finish(),
    }
}
