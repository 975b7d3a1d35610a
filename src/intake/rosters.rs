//! Rosters and decisions, read with the other inputs.

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::duplicate::decisions::Decisions;
use crate::duplicate::roster::{ROSTERS, read_roster};
use crate::duplicate::settings::Plan;
use crate::duplicate::usage::{Usage, combined};
use crate::ingest::{InputFile, Progress};
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;

/// The rosters of a run.
#[derive(Clone, Debug, Default)]
pub struct Rosters {
    /// Rows that can be compared; `None` where no roster is named.
    pub rows: Option<DataFrame>,
    /// Place among the rosters of the pipeline, by row.
    pub roster_of: Vec<usize>,
    pub usage: Vec<Usage>,
}

/// Reads the decisions; of a whole workbook of an earlier run only its sheet of suspected cases.
pub fn decisions(
    table: &DataFrame,
    files: &[InputFile],
    linked: &mut Linked,
) -> Result<Decisions, Failure> {
    let of_workbook = |finding: &Diagnostic| {
        let Place::Cell { file, .. } = &finding.place else { return false };
        finding.code == &codes::UNKNOWN_SHEET && files.iter().any(|known| known.shown == *file)
    };
    linked.findings.retain(|finding| !of_workbook(finding));
    let place = |source, row| linked.place(source, row, "");
    let (decisions, said) = Decisions::read(table, place)?;
    linked.findings.extend(said);
    Ok(decisions)
}

/// Reads all rosters.
pub fn read(
    pipeline: &Pipeline,
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<Rosters, Failure> {
    let Some(plan) = &pipeline.duplicates else { return Ok(Rosters::default()) };
    let mut parts: Vec<(usize, DataFrame)> = Vec::new();
    for (number, roster) in plan.rosters.iter().enumerate() {
        let headers = roster.headers.as_ref().unwrap_or(&pipeline.headers);
        match read_roster(&roster.files, headers, &pipeline.limits, progress) {
            Ok(batch) => parts.extend(linked.take(batch)?.into_iter().map(|table| (number, table))),
            Err(more) => faults.extend(more),
        }
    }
    let (rows, roster_of, mut usage) = combined(plan, &parts)?;
    // A sheet of which every row was refused has no row in the table, but must be told of.
    for (at, source) in linked.sources.iter().enumerate().filter(|(_, s)| s.table == ROSTERS) {
        if !usage.iter().any(|usage| usage.at == at as u32) {
            let roster = of_file(plan, &source.file);
            usage.push(Usage { at: at as u32, roster, ..Usage::default() });
        }
    }
    for usage in &mut usage {
        let source = &linked.sources[usage.at as usize];
        // Totals and remarks are known to ingest by their words; the rest by the name they stand in.
        usage.read = source.rows_read + source.rows_aside;
        usage.footers += source.rows_aside;
        usage.refused = source.rows_quarantined;
        let place = Place::Cell {
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row: 0,
            column: String::new(),
        };
        linked.findings.extend(usage.said().into_iter().map(|said| said.at(place.clone())));
    }
    Ok(Rosters { rows: Some(rows), roster_of, usage })
}

/// The roster that names a file.
fn of_file(plan: &Plan, file: &str) -> usize {
    let names = |files: &[InputFile]| files.iter().any(|known| known.shown == file);
    plan.rosters.iter().position(|roster| names(&roster.files)).unwrap_or(0)
}
