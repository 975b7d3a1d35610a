//! What earlier folders hold: an earlier progress report, and what a run granted.

use std::path::Path;

use crate::diag::{Diagnostics, Place};
use crate::progress::change::Earlier;
use crate::progress::support::Granted;
use crate::run_folder::manifest::Progress;
use crate::run_folder::stored::{Stored, StoredRun};
use crate::tables::award::Measure;
use crate::tables::progress::{FigureRow, TargetRow, TaskRow};

/// An earlier progress report.
///
/// # Errors
/// A folder that is none (A501). A word of another version is an error: nothing is compared half.
pub fn earlier(folder: &Path) -> Result<Earlier, Diagnostics> {
    let stored = Stored::<Progress>::open(folder)?;
    let targets = stored.tables.rows::<TargetRow>()?.into_iter();
    let tasks = stored.tables.rows::<TaskRow>()?.into_iter();
    let figures = stored.tables.rows::<FigureRow>()?.into_iter();
    // Milestones have no number.
    let number =
        |row: FigureRow| Some(((row.plan, row.series, row.period), row.number?.decimal()?));
    Ok(Earlier {
        as_of: stored.manifest.as_of,
        name: stored.name(),
        targets: targets.map(|row| ((row.plan, row.id), row.status)).collect(),
        tasks: tasks.map(|row| ((row.plan, row.no), row.state)).collect(),
        figures: figures.filter_map(number).collect(),
    })
}

/// What a run granted under each measure. It was granted, not yet paid.
///
/// # Errors
/// A folder that is no run (A501).
pub fn granted(folder: &Path) -> Result<Granted, Diagnostics> {
    let stored = StoredRun::open(folder)?;
    let measures = stored.tables.rows::<Measure>()?.into_iter();
    Ok(Granted {
        place: Place::File(stored.folder.display().to_string()),
        year: stored.manifest.award_year,
        measures: measures.map(|measure| (measure.id, measure.payable)).collect(),
    })
}
