//! Files in, typed tables out: workbooks and Parquet read side by side, every cell converted
//! exactly, every row either accepted or kept in quarantine with its reasons.

mod applicant_codes;
mod around;
mod asked;
mod book;
mod boxes;
mod brackets;
mod cells;
mod column_cells;
mod compound;
pub mod copy;
mod cover;
mod each;
mod firm_names;
mod fit;
mod form;
mod formats;
mod header;
pub mod headers;
mod kept;
pub mod keys;
mod layout;
mod limits;
mod locales;
mod measures;
mod mentions;
mod merged;
mod money;
mod ods_cells;
mod open;
#[cfg(test)]
mod package_tests;
pub(crate) mod parquet;
#[cfg(test)]
mod parquet_tests;
mod quotes;
mod ranks;
mod repairs;
mod requests;
pub mod returned;
mod row_unit;
mod rows;
mod runs;
mod scan;
mod scanner;
mod sheet;
mod shown_numbers;
mod sink;
mod statement;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod text_file;
mod unasked;
mod unread;
mod well_formed;
mod workbook;
mod xls_formats;
mod xlsb_facts;
mod xlsx;
mod years;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use polars::prelude::*;
use serde::{Deserialize, Serialize};

pub use each::{Alone, Holds, Left, LeftOut, Unusable, alone, read_each, together};
pub use headers::Headers;
pub use kept::{Kept, reading};
pub use limits::Limits;
pub use open::Kind;
pub use repairs::{Repair, Repaired};
pub use rows::Aside;
pub use table::{ColumnRead, empty};
pub use unread::UnreadColumn;

use open::Opened;
use sheet::{Job, Outcome};
use table::SheetRead;

use crate::diag::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::domain::digest::sha256;
use crate::domain::text::{comparable, masked};
use crate::frame::columns as c;
use crate::frame::fields::is_private;
use crate::frame::tables::TableContract;

/// Under this name the tables of `jiangbu intake` say what they are: their amounts are whole fen, and what was found in
/// the files stands beside them.
pub const TYPED: &str = "jiangbu.intake";

/// Who hears how far the reading is.
pub trait Progress: Sync {
    /// A step that begins, or a file that was read.
    fn say(&self, what: &str);

    /// So many bytes are going to be read, beside those expected before.
    fn plan(&self, _bytes: u64) {}

    /// So many bytes were read.
    fn advance(&self, _bytes: u64) {}

    /// Whether nobody waits for the result any more: the work ends at its next step and leaves nothing.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// A step that begins, unless nobody waits for it any more.
///
/// # Errors
/// Work that was stopped.
pub fn begin(progress: &dyn Progress, what: &str) -> Result<(), Diagnostics> {
    progress.say(what);
    match progress.is_stopped() {
        true => Err(stopped()),
        false => Ok(()),
    }
}

/// What stopped work ends with, as it does after Ctrl-C.
fn stopped() -> Diagnostics {
    Diagnostic::new(&codes::CANNOT_WRITE).arg("path", "…").arg("why", "interrupted").into()
}

impl<F: Fn(&str) + Sync> Progress for F {
    fn say(&self, what: &str) {
        self(what);
    }
}

/// Counts the bytes of one file, each once, whatever a decoder reads twice or not at all.
struct Meter<'a> {
    progress: &'a dyn Progress,
    left: AtomicU64,
}

impl<'a> Meter<'a> {
    fn new(progress: &'a dyn Progress, bytes: usize) -> Self {
        Self { progress, left: AtomicU64::new(bytes as u64) }
    }

    fn advance(&self, bytes: u64) {
        let left = self.left.load(Ordering::Relaxed);
        let counted = bytes.min(left);
        self.left.store(left - counted, Ordering::Relaxed);
        self.progress.advance(counted);
    }
}

impl Drop for Meter<'_> {
    /// The whole file is done with, however the reading ended.
    fn drop(&mut self) {
        self.advance(u64::MAX);
    }
}

/// A file to read, as given by the pipeline.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where to open it.
    pub path: PathBuf,
    /// As written into tables and messages: relative, the same on every machine.
    pub shown: String,
    /// The folder that a pattern searched: a link must not lead out of it. `None` for a file that
    /// was named by itself.
    pub root: Option<PathBuf>,
}

impl InputFile {
    /// A file as messages name it that is given by itself: by its own name, wherever it lies.
    pub fn alone(path: &Path) -> Self {
        let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { path: path.to_path_buf(), shown, root: None }
    }

    /// The same of several.
    pub fn all_alone(paths: &[PathBuf]) -> Vec<Self> {
        paths.iter().map(|path| Self::alone(path)).collect()
    }
}

/// One sheet or Parquet file that was read. Its index is the value of the SOURCE column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Rows whose place a mended workbook takes: not counted as read.
    pub rows_replaced: usize,
    /// Totals and remarks: no data, and not counted as read.
    pub rows_aside: usize,
    pub columns: Vec<ColumnRead>,
    pub repairs: Vec<Repaired>,
    /// Filled columns that lead to no field.
    pub unread: Vec<UnreadColumn>,
    /// What stands above the table.
    pub title: String,
}

impl Source {
    /// A cell in the source of this number.
    pub fn place(sources: &[Source], number: u32, row: u32, column: &str) -> Place {
        let source = sources.get(number as usize);
        Place::Cell {
            file: source.map(|source| source.file.clone()).unwrap_or_default(),
            sheet: source.map(|source| source.sheet.clone()).unwrap_or_default(),
            row,
            column: column.to_string(),
        }
    }
}

/// A row that is no data, kept whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsideRow {
    pub source: u32,
    pub row: u32,
    pub why: Aside,
    /// As [`QuarantinedRow::raw`].
    pub raw: String,
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
    pub aside: Vec<AsideRow>,
    pub skipped: Vec<SkippedSheet>,
    /// Files of which not all was counted.
    pub left: Vec<LeftOut>,
}

/// A sheet that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSheet {
    pub file: String,
    pub sheet: String,
    pub why: Skipped,
}

/// Why a sheet was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Skipped {
    Empty,
    /// Its name is that of a sheet for people (填报说明).
    Ignored,
    /// Neither its name nor its headings lead to a table.
    Unknown,
}

impl Skipped {
    /// The word used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Ignored => "ignored",
            Self::Unknown => "unknown",
        }
    }
}

/// The contracts and the names that lead to them.
pub(crate) struct Tables<'a> {
    contracts: &'a [TableContract],
    by_name: BTreeMap<String, usize>,
}

/// What one file gave.
#[derive(Default)]
struct FileRead {
    sheets: Vec<SheetRead>,
    warnings: Vec<Diagnostic>,
    skipped: Vec<(String, Skipped)>,
    sha256: String,
    /// Of a return workbook.
    tie: Option<returned::Tie>,
    /// What sheets that lead to no table state of the amounts of others.
    covers: Vec<cover::Cover>,
    /// What is wrong with sheets that were passed over, if nothing else of the file was read.
    lost: Vec<Diagnostic>,
}

impl FileRead {
    /// Faults of a file of which nothing was read though amounts stand in it.
    fn nothing_read(&mut self) -> Option<Diagnostics> {
        let lost = std::mem::take(&mut self.lost);
        (self.sheets.is_empty() && self.tie.is_none() && !lost.is_empty())
            .then_some(Diagnostics(lost))
    }
}

/// As [`read_each`], for inputs of which every file must be usable.
///
/// # Errors
/// Everything that makes an input unusable, of all files at once. Findings about rows never fail
/// the call.
pub fn read(
    files: &[InputFile],
    contracts: &[TableContract],
    headers: &Headers,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Batch, Diagnostics> {
    let (batch, unusable) = read_each(files, contracts, headers, limits, progress)?;
    let faults = unusable.into_iter().flat_map(|file| file.faults.0);
    let faults = Diagnostics(faults.collect());
    if faults.is_empty() { Ok(batch) } else { Err(faults) }
}

/// By shown path; a file that is named twice is read once.
pub fn in_order(files: &[InputFile]) -> Vec<&InputFile> {
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

    /// The contract that a sheet of this name holds: 措施二, and its parts 措施二(2), 措施二（续）, 措施二-3.
    fn find(&self, name: &str) -> Option<usize> {
        let name = comparable(name);
        self.by_name.get(&name).or_else(|| self.by_name.get(part_of(&name)?)).copied()
    }
}

/// The name without what marks it as one of several parts: `firms_part-0003`, `措施二(2)`, `措施二续`.
fn part_of(name: &str) -> Option<&str> {
    const MARKS: [char; 9] = ['(', ')', '[', ']', '-', '_', '.', '—', '第'];
    let stem = name.trim_end_matches(MARKS).trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.trim_end_matches(MARKS);
    let words = ["续表", "续", "补充", "附页", "part", "cont"];
    let stem = words.iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
    let stem = stem.trim_end_matches(MARKS);
    (stem.len() < name.len() && !stem.is_empty()).then_some(stem)
}

/// What all files are read with.
#[derive(Clone, Copy)]
struct Reading<'a> {
    tables: &'a Tables<'a>,
    headers: &'a Headers,
    limits: &'a Limits,
    progress: &'a dyn Progress,
}

impl Reading<'_> {
    fn file(&self, file: &InputFile) -> Result<FileRead, Diagnostics> {
        let place = || Place::File(file.shown.clone());
        let Opened { bytes, kind, misnamed } =
            open::open(file, self.limits).map_err(Diagnostics::from)?;
        let meter = Meter::new(self.progress, bytes.len());
        // Hashed from the very bytes that are read.
        let (sha256, result) = rayon::join(
            || sha256(&bytes),
            || match kind {
                Kind::Parquet => {
                    parquet::read(&bytes, file, self.tables, self.headers, self.limits)
                }
                Kind::Csv => self.text(&bytes, file),
                _ => self.book(kind, &bytes, file, &meter),
            },
        );
        let mut read = result?;
        if let Some(faults) = read.nothing_read() {
            return Err(faults);
        }
        if misnamed {
            let extension = file.path.extension().unwrap_or_default().to_string_lossy();
            let warning = Diagnostic::new(&codes::MISNAMED)
                .arg("extension", extension)
                .arg("kind", kind.name().0)
                .arg("kind_en", kind.name().1);
            read.warnings.insert(0, warning.at(place()));
        }
        Ok(FileRead { sha256, ..read })
    }

    fn text(&self, bytes: &[u8], file: &InputFile) -> Result<FileRead, Diagnostics> {
        let place = || Place::File(file.shown.clone());
        text_file::check_lines(bytes, self.limits).map_err(|fault| fault.at(place()))?;
        let text = text_file::decode(bytes).map_err(|fault| fault.at(place()))?;
        let mut rows = text_file::TextRows::new(&text, self.limits).map_err(|f| f.at(place()))?;
        // As shown: a name that is not UTF-8 is readable there.
        let stem = Path::new(&file.shown).file_stem().unwrap_or_default().to_string_lossy();
        let job = self.job(&file.shown, "", false);
        let read = sheet::read(&mut rows, self.tables.find(&stem), &job);
        if let Ok(Outcome::Empty) = read {
            return Err(Diagnostic::new(&codes::FILE_EMPTY).at(place()).into());
        }
        self.sheet(read, &stem, &job)
    }

    fn job<'j>(&'j self, shown: &'j str, sheet: &'j str, epoch_1904: bool) -> Job<'j> {
        let (tables, headers) = (self.tables, self.headers);
        let (names, merges, claimed) = (&[], &[], &[]);
        Job { shown, sheet, tables, headers, names, merges, struck: None, epoch_1904, claimed }
    }

    fn sheet(
        &self,
        read: Result<Outcome, Vec<sheet::Stop>>,
        name: &str,
        job: &Job,
    ) -> Result<FileRead, Diagnostics> {
        let mut out = FileRead::default();
        match read {
            Ok(Outcome::Read(read)) => out.sheets.push(*read),
            Ok(Outcome::Empty) => {
                out.skipped.push((name.to_string(), Skipped::Empty));
                let note = Diagnostic::new(&codes::SHEET_EMPTY).arg("sheet", name);
                out.warnings.push(note.at(job.place(0, "")));
            }
            Ok(Outcome::Foreign) => {}
            Ok(Outcome::Unknown { covers, lost, beside }) => {
                (out.covers, out.lost) = (covers, lost);
                out.skipped.push((name.to_string(), Skipped::Unknown));
                let mut warning = Diagnostic::new(&codes::UNKNOWN_SHEET).arg("sheet", name);
                if beside {
                    warning.severity = Severity::Note;
                }
                out.warnings.push(warning.at(job.place(0, "")));
            }
            Err(stops) => {
                let faults = stops.into_iter().map(|stop| stop.at(job.place(0, "")));
                return Err(Diagnostics(faults.collect()));
            }
        }
        Ok(out)
    }
}

/// Numbers the sources and joins the tables.
fn assemble(reads: Vec<returned::Read>, contracts: &[TableContract]) -> Result<Batch, Diagnostics> {
    let mut batch = Batch {
        tables: contracts.iter().map(table::empty).collect(),
        sources: Vec::new(),
        findings: Vec::new(),
        quarantine: Vec::new(),
        aside: Vec::new(),
        skipped: Vec::new(),
        left: Vec::new(),
    };
    for returned::Read { shown, read } in reads {
        batch.skipped.extend(read.skipped.into_iter().map(|(sheet, why)| SkippedSheet {
            file: shown.clone(),
            sheet,
            why,
        }));
        batch.findings.extend(read.warnings);
        for sheet in read.sheets {
            add_sheet(&mut batch, &shown, &read.sha256, sheet, contracts).map_err(|error| {
                Diagnostic::new(&codes::INTERNAL).arg("why", error).at(Place::File(shown.clone()))
            })?;
        }
    }
    Ok(batch)
}

fn private_masked(mut repairs: Vec<Repaired>, contract: &TableContract) -> Vec<Repaired> {
    let private: Vec<bool> = contract.fields().map(|field| is_private(field.name)).collect();
    for repaired in &mut repairs {
        let hidden = |text: &str| match private.get(repaired.column) {
            Some(true) => masked(text),
            _ => crate::diag::private::hide(text).into_owned(),
        };
        (repaired.read, repaired.taken) = (hidden(&repaired.read), hidden(&repaired.taken));
    }
    repairs
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
        rows_replaced: sheet.rows_replaced,
        rows_aside: sheet.aside.len(),
        columns: sheet.columns,
        repairs: private_masked(sheet.repairs, &contracts[sheet.contract]),
        unread: sheet.unread,
        title: sheet.title,
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
    batch.aside.extend(sheet.aside.into_iter().map(|aside| AsideRow {
        source,
        row: aside.row,
        why: aside.why,
        raw: aside.raw,
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
