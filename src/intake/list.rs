//! One list of a fixed vocabulary that stands in files.

use polars::prelude::DataFrame;

use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::frame::fields::Field;
use crate::frame::tables::TableContract;
use crate::ingest::headers::Headers;
use crate::ingest::{InputFile, Limits, Progress, read};
use crate::intake::link::Linked;

/// Files, the key of the table, its columns, and those that every row must fill.
pub type Asked<'a> = (&'a [InputFile], &'a str, &'static [Field], &'a [&'a str]);

/// Reads a list; a file that is named but not understood is a fault.
///
/// # Errors
/// Faults of the engine; what speaks against files joins `faults`.
pub fn one_table(
    (files, key, known, required): Asked,
    headers: &Headers,
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<DataFrame, Failure> {
    let contract = TableContract::fixed(key, known, required, headers.sheet_names(key));
    let limits = Limits::default();
    let first = linked.sources.len();
    let batch = match read(files, std::slice::from_ref(&contract), headers, &limits, progress) {
        Ok(batch) => batch,
        Err(unusable) => {
            faults.extend(unusable);
            read(&[], std::slice::from_ref(&contract), headers, &limits, progress)?
        }
    };
    let mut tables = linked.take(batch)?;
    // Lists are known by their headings; a workbook of ours holds other sheets as well.
    let of_ours = |finding: &Diagnostic| {
        finding.code == &codes::SHEET_BY_HEADINGS
            || (finding.code == &codes::UNKNOWN_SHEET && !required.is_empty())
    };
    linked.findings.retain(|finding| !of_ours(finding));
    // A list that is named but not understood must not pass for an empty one.
    let understood = |file: &InputFile| linked.knows(first, &file.shown);
    if !faults.has_errors() {
        for file in files.iter().filter(|file| !understood(file)) {
            // What a header must have; of a list without such columns, the first that are known.
            let asked = |field: &&Field| required.is_empty() || required.contains(&field.name);
            let names: Vec<&str> =
                known.iter().filter(asked).take(6).map(|field| field.zh).collect();
            let fault = Diagnostic::new(&codes::NO_HEADER).arg("expected", names.join("、"));
            faults.push(fault.at(Place::File(file.shown.clone())));
        }
    }
    tables.pop().ok_or_else(|| Diagnostics::from(Diagnostic::new(&codes::INTERNAL)).into())
}
