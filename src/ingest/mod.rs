//! Files in, typed tables out: workbooks and Parquet read side by side, every cell converted
//! exactly, every row either accepted or kept in quarantine with its reasons.

mod bomb;
mod cells;
mod excel;
pub mod headers;
mod layout;
mod parquet;
mod table;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use headers::Headers;
use table::SheetRead;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::text::{comparable, masked};
use crate::frame::columns as c;
use crate::frame::fields::is_private;
use crate::frame::tables::TableContract;

const MAX_WORKBOOK_BYTES: u64 = 512 << 20;
const MAX_PARQUET_BYTES: u64 = 16 << 30;

/// A file to read, as given by the pipeline.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where to open it.
    pub path: PathBuf,
    /// As written into tables and messages: relative, the same on every machine.
    pub shown: String,
}

/// One sheet or Parquet file that was read. Its index is the value of the SOURCE column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub file: String,
    /// Empty for Parquet.
    pub sheet: String,
    /// Key of the contract.
    pub table: String,
    /// Of the whole file, in hex.
    pub sha256: String,
    pub rows_read: usize,
    pub rows_accepted: usize,
    pub rows_quarantined: usize,
}

/// A row that was refused, kept whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedRow {
    pub source: u32,
    pub row: u32,
    /// Key of the contract.
    pub table: String,
    /// Ids of the errors found in it.
    pub codes: Vec<&'static str>,
    /// `heading=value; heading=value` of all non-empty cells as read.
    pub raw: String,
}

/// Everything that was read.
#[derive(Clone, Debug)]
pub struct Batch {
    /// One per contract, in the same order, rows by source and row.
    pub tables: Vec<DataFrame>,
    pub sources: Vec<Source>,
    pub findings: Vec<Diagnostic>,
    pub quarantine: Vec<QuarantinedRow>,
}

/// The contracts and the names that lead to them.
struct Tables<'a> {
    contracts: &'a [TableContract],
    by_name: BTreeMap<String, usize>,
}

/// What one file gave.
#[derive(Default)]
struct FileRead {
    sheets: Vec<SheetRead>,
    warnings: Vec<Diagnostic>,
    sha256: String,
}

/// Reads all files into the tables of the contracts. `progress` hears the name of each file once
/// it is read, in no fixed order.
///
/// # Errors
/// Everything that makes an input unusable, of all files at once. Findings about rows never fail
/// the call.
pub fn read(
    files: &[InputFile],
    contracts: &[TableContract],
    headers: &Headers,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Batch, Diagnostics> {
    let tables = Tables::new(contracts, headers);
    let files = in_order(files);
    let results: Vec<_> = files
        .par_iter()
        .map(|file| {
            let result = read_file(file, &tables, headers);
            progress(&file.shown);
            result
        })
        .collect();
    let mut faults = Diagnostics::default();
    let mut reads = Vec::new();
    for (file, result) in files.iter().zip(results) {
        match result {
            Ok(read) => reads.push((file.shown.as_str(), read)),
            Err(fault) => faults.extend(fault),
        }
    }
    if faults.is_empty() { assemble(reads, contracts) } else { Err(faults) }
}

/// By shown path; a file that is named twice is read once.
fn in_order(files: &[InputFile]) -> Vec<&InputFile> {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by(|a, b| a.shown.cmp(&b.shown).then_with(|| a.path.cmp(&b.path)));
    let mut seen = BTreeSet::new();
    files.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    files
}

impl<'a> Tables<'a> {
    fn new(contracts: &'a [TableContract], headers: &Headers) -> Self {
        let mut by_name = BTreeMap::new();
        for (at, contract) in contracts.iter().enumerate() {
            let own = contract.sheets.iter().chain([&contract.key, &contract.title]);
            let names = own.map(|name| comparable(name));
            for name in names.chain(headers.sheet_names(&contract.key).iter().cloned()) {
                by_name.entry(name).or_insert(at);
            }
        }
        Self { contracts, by_name }
    }

    /// The contract that a sheet of this name holds.
    fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&comparable(name)).copied()
    }
}

fn read_file(
    file: &InputFile,
    tables: &Tables,
    headers: &Headers,
) -> Result<FileRead, Diagnostics> {
    let place = || Place::File(file.shown.clone());
    let extension = Path::new(&file.path).extension().unwrap_or_default().to_string_lossy();
    let extension = extension.to_lowercase();
    let (is_parquet, limit) = match extension.as_str() {
        "xlsx" | "xlsm" => (false, MAX_WORKBOOK_BYTES),
        "parquet" => (true, MAX_PARQUET_BYTES),
        _ => {
            let fault = Diagnostic::new(&codes::UNKNOWN_KIND_OF_FILE);
            return Err(fault.arg("extension", extension).at(place()).into());
        }
    };
    let bytes = load(&file.path, limit, &place)?;
    // Hashed from the very bytes that are read.
    let (sha256, result) = rayon::join(
        || hex(&Sha256::digest(&bytes)),
        || match is_parquet {
            true => parquet::read(&bytes, file, tables, headers),
            false => excel::read(&bytes, &file.shown, tables, headers),
        },
    );
    result.map(|read| FileRead { sha256, ..read })
}

fn load(path: &Path, limit: u64, place: &dyn Fn() -> Place) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| {
        Diagnostic::new(&codes::FILE_UNREADABLE).arg("why", error).at(place())
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > limit {
        let why = format!("{} MiB > {} MiB", size >> 20, limit >> 20);
        return Err(Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", why).at(place()));
    }
    std::fs::read(path).map_err(unreadable)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The message of a caught panic.
fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the decoder failed".to_string())
}

/// Numbers the sources and joins the tables.
fn assemble(
    reads: Vec<(&str, FileRead)>,
    contracts: &[TableContract],
) -> Result<Batch, Diagnostics> {
    let mut batch = Batch {
        tables: contracts.iter().map(table::empty).collect(),
        sources: Vec::new(),
        findings: Vec::new(),
        quarantine: Vec::new(),
    };
    for (shown, read) in reads {
        batch.findings.extend(read.warnings);
        for sheet in read.sheets {
            add_sheet(&mut batch, shown, &read.sha256, sheet, contracts).map_err(|error| {
                Diagnostic::new(&codes::INTERNAL).arg("why", error).at(Place::File(shown.into()))
            })?;
        }
    }
    Ok(batch)
}

fn add_sheet(
    batch: &mut Batch,
    shown: &str,
    sha256: &str,
    sheet: SheetRead,
    contracts: &[TableContract],
) -> PolarsResult<()> {
    let source = u32::try_from(batch.sources.len()).unwrap_or(u32::MAX);
    let key = &contracts[sheet.contract].key;
    batch.sources.push(Source {
        file: shown.to_string(),
        sheet: sheet.sheet,
        table: key.clone(),
        sha256: sha256.to_string(),
        rows_read: sheet.rows_read,
        rows_accepted: sheet.frame.height(),
        rows_quarantined: sheet.refused.len(),
    });
    batch.findings.extend(sheet.findings.into_iter().map(|mut finding| {
        let private = matches!(&finding.place, Place::Cell { column, .. } if is_private(column));
        if private {
            finding.change(c::READ, masked);
        }
        finding
    }));
    batch.quarantine.extend(sheet.refused.into_iter().map(|refused| QuarantinedRow {
        source,
        row: refused.row,
        table: key.clone(),
        codes: refused.codes,
        raw: refused.raw,
    }));
    let mut frame = sheet.frame;
    if frame.height() == 0 {
        return Ok(());
    }
    let number = UInt32Chunked::full(c::SOURCE.into(), source, frame.height());
    frame.insert_column(frame.width() - 1, number.into_series().into_column())?;
    let table = &mut batch.tables[sheet.contract];
    if table.height() == 0 {
        *table = frame;
    } else {
        table.vstack_mut(&frame)?;
    }
    Ok(())
}
