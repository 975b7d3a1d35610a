//! Tables that an engine wrote: one Parquet file, or a folder of parts as Spark leaves them.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use polars_io::prelude::{ParquetReader, SerReader};

use crate::config::file;

/// The rows of a table, parts in the order of their names.
///
/// # Errors
/// What is not there, or is no Parquet.
pub fn read(path: &Path) -> PolarsResult<DataFrame> {
    if !path.is_dir() {
        return one(path);
    }
    let mut parts: Vec<PathBuf> = fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
    parts.retain(|part| part.extension().is_some_and(|end| end == "parquet"));
    parts.sort();
    let mut whole: Option<DataFrame> = None;
    for part in parts {
        let part = one(&part)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => {
                whole.vstack_mut(&part)?;
            }
        }
    }
    let none = || polars_err!(ComputeError: "{} holds no parts", path.display());
    let mut whole = whole.ok_or_else(none)?;
    whole.rechunk_mut_par();
    Ok(whole)
}

fn one(path: &Path) -> PolarsResult<DataFrame> {
    let bytes = file::bytes(path, file::ANY).map_err(|why| polars_err!(ComputeError: "{why}"))?;
    // A damaged file may panic inside the engine; it is the file's fault, not ours.
    let read = std::panic::catch_unwind(|| ParquetReader::new(Cursor::new(bytes)).finish());
    let mut table = read.unwrap_or_else(|_| Err(polars_err!(ComputeError: "damaged")))?;
    table.rechunk_mut_par();
    Ok(table)
}
