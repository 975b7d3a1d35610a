//! Files of filings, each for itself: one that cannot be used stops no other, one that lies there twice counts
//! once, one that was mended takes the place of what it corrects.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;

use bytes::Bytes;
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::open::{self, Kind, Opened};
use super::parquet;
use super::requests;
use super::returned::{self, Corrects, Read};
use super::table::SheetRead;
use super::{
    Batch, FileRead, Headers, InputFile, Limits, Meter, Progress, Reading, Tables, assemble,
    in_order,
};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::domain::digest::{hex, sha256};
use crate::frame::columns as c;
use crate::frame::fields::Field;
use crate::frame::parked::parked;
use crate::frame::tables::TableContract;

/// A file that could not be used.
#[derive(Clone, Debug)]
pub struct Unusable {
    pub file: String,
    /// In hex; empty where the system does not give the file out.
    pub sha256: String,
    pub faults: Diagnostics,
    pub holds: Holds,
}

/// What can still be seen of a file that cannot be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// Sheets with the keys of their tables.
    pub sheets: Vec<(String, String)>,
    /// The rows of each sheet that hold data, as findings count them.
    pub rows: Vec<(String, Vec<u32>)>,
    /// Codes of enterprises with their names, as far as known.
    pub firms: BTreeMap<String, String>,
    /// Requests stated, in fen, each claim once; `None` where none can be seen.
    pub requested: Option<i128>,
    /// Amounts of the lines in yuan, in fen; `None` where none can be seen.
    pub amounts: Option<i128>,
}

/// A file that was not counted, or not all of it, though it could be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub file: String,
    pub sha256: String,
    pub why: Left,
    /// The file that counts instead.
    pub by: String,
    /// Of the return workbook that corrects it; empty for a copy.
    pub number: String,
    /// Rows that were replaced; 0 is the whole file.
    pub rows: usize,
    /// Which rows; none for a copy.
    pub corrects: Vec<Corrects>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// The same bytes as another file.
    SameBytes,
    /// A mended workbook takes its place.
    Replaced,
}

impl Left {
    /// The word used in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::SameBytes => "same_bytes",
            Self::Replaced => "replaced",
        }
    }
}

/// One file by itself, as it was read: nothing that lies between files was looked at yet.
pub struct Alone {
    pub(super) file: InputFile,
    pub(super) sha256: String,
    /// What was read of it, or why it cannot be used and what can be seen of it.
    pub(super) read: Result<FileRead, (Diagnostics, Holds)>,
}

/// Reads all files into the tables of the contracts, and hands out those that cannot be used beside them.
///
/// # Errors
/// As [`alone`].
pub fn read_each(
    files: &[InputFile],
    contracts: &[TableContract],
    headers: &Headers,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<(Batch, Vec<Unusable>), Diagnostics> {
    let read = alone(files, contracts, headers, limits, progress)?;
    together(read, contracts, headers)
}

/// What the name of a file that a pattern found, or of a folder on the way to it, says against it. A file that is named
/// by itself counts: a person chose it.
fn void_name(file: &InputFile, headers: &Headers) -> Option<String> {
    let below = file.path.strip_prefix(file.root.as_ref()?).ok()?;
    headers.void_name(&below.to_string_lossy())
}

/// Reads files, each by itself, in the order of their names. `progress` hears the name of each once it is read, in no
/// fixed order, and how many bytes were read.
///
/// # Errors
/// Work that was stopped.
pub fn alone(
    files: &[InputFile],
    contracts: &[TableContract],
    headers: &Headers,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<Alone>, Diagnostics> {
    let tables = Tables::new(contracts, headers);
    let reading = Reading { tables: &tables, headers, limits, progress };
    // What the office keeps itself may be called as it likes: draft-opinions.xlsx found by `events/*`.
    let lines =
        |contract: &TableContract| contract.fields().any(|field| field.name == c::REQUESTED);
    let filings = contracts.iter().any(lines);
    let one = |file: &&InputFile| {
        let file = *file;
        if progress.is_stopped() {
            return Err(super::stopped());
        }
        let read = match void_name(file, headers).filter(|_| filings) {
            Some(read) => {
                let fault = Diagnostic::new(&codes::FILE_VOID).arg("read", read);
                Err(Diagnostics::from(fault.at(Place::File(file.shown.clone()))))
            }
            None => reading.file(file),
        };
        progress.say(&file.shown);
        let (sha256, read) = match read {
            Ok(mut read) => {
                for sheet in &mut read.sheets {
                    let table = std::mem::take(&mut sheet.frame);
                    sheet.frame = parked(table, limits.aside.as_deref());
                }
                (read.sha256.clone(), Ok(read))
            }
            Err(faults) => {
                // What is beyond the limits is not opened again.
                let large = faults.0.iter().any(|fault| fault.code.id == codes::FILE_TOO_LARGE.id);
                let holds = if large { Holds::default() } else { seen(file, contracts, &reading) };
                (hash_of(file, limits), Err((faults, holds)))
            }
        };
        Ok(Alone { file: file.clone(), sha256, read })
    };
    in_order(files).par_iter().map(one).collect()
}

/// Files that were read each by itself as what they say together: one that lies there twice counts once, one that was
/// mended takes the place of what it corrects.
///
/// # Errors
/// Faults of our own.
pub fn together(
    mut all: Vec<Alone>,
    contracts: &[TableContract],
    headers: &Headers,
) -> Result<(Batch, Vec<Unusable>), Diagnostics> {
    let place = |one: &Alone| (one.file.shown.clone(), one.file.path.clone());
    all.sort_by_cached_key(place);
    let (mut left, mut findings) = (Vec::new(), Vec::new());
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    all.retain(|Alone { file, sha256, read }| {
        // Two empty forms are alike and hold nothing twice.
        let holds_rows = read.as_ref().map_or(true, |r| r.sheets.iter().any(|s| s.rows_read > 0));
        if let Some(other) = first.get(sha256).filter(|_| holds_rows && !sha256.is_empty()) {
            copy(file, sha256, other, &mut left, &mut findings);
            return false;
        }
        first.insert(sha256.clone(), file.shown.clone());
        true
    });
    let (mut reads, mut unusable) = parted(all);
    unusable.extend(requests::set_apart(&mut reads, contracts, headers));
    left.extend(returned::replace(&mut reads, &mut unusable, contracts));
    findings.extend(left.iter().filter_map(returned::said));
    let mut batch = assemble(reads, contracts)?;
    findings.append(&mut batch.findings);
    Ok((Batch { findings, left, ..batch }, unusable))
}

/// What was read, and what could not be used.
fn parted(all: Vec<Alone>) -> (Vec<Read>, Vec<Unusable>) {
    let (mut reads, mut unusable) = (Vec::new(), Vec::new());
    for Alone { file, sha256, read } in all {
        match read {
            Ok(read) => reads.push(Read { shown: file.shown, read }),
            Err((faults, holds)) => {
                unusable.push(Unusable { file: file.shown, sha256, faults, holds });
            }
        }
    }
    (reads, unusable)
}

impl Alone {
    pub fn file(&self) -> &str {
        &self.file.shown
    }

    /// Of the whole file, in hex; empty where the system does not give it out.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn is_usable(&self) -> bool {
        self.read.is_ok()
    }

    /// Rows that were read, accepted and refused.
    pub fn rows(&self) -> [usize; 3] {
        let sheets = self.read.as_ref().map_or(&[][..], |read| &read.sheets);
        let sum = |of: fn(&SheetRead) -> usize| sheets.iter().map(of).sum();
        [sum(|sheet| sheet.rows_read), sum(|s| s.frame.height()), sum(|s| s.refused.len())]
    }

    /// Who stands in it, and how much money.
    pub fn holds(&self, contracts: &[TableContract]) -> Holds {
        match &self.read {
            Ok(read) => holds(&read.sheets, contracts),
            Err((_, holds)) => holds.clone(),
        }
    }

    /// Rows in Parquet that others refused: none of them counts, and what they hold is seen as far as it can be read.
    pub fn refused(
        (file, bytes): (InputFile, &Bytes),
        fault: Diagnostic,
        contracts: &[TableContract],
        headers: &Headers,
        limits: &Limits,
    ) -> Self {
        let relaxed = relaxed(contracts);
        let tables = Tables::new(&relaxed, headers);
        let read = parquet::read(bytes, &file, &tables, headers, limits);
        let holds = read.map(|read| holds(&read.sheets, contracts)).unwrap_or_default();
        Self { file, sha256: sha256(bytes), read: Err((fault.into(), holds)) }
    }

    /// Files as tables, without what they say together.
    ///
    /// # Errors
    /// Faults of our own.
    pub fn tables(
        all: Vec<Self>,
        contracts: &[TableContract],
    ) -> Result<(Batch, Vec<Unusable>), Diagnostics> {
        let (reads, unusable) = parted(all);
        Ok((assemble(reads, contracts)?, unusable))
    }
}

fn copy(
    file: &InputFile,
    sha256: &str,
    other: &str,
    left: &mut Vec<LeftOut>,
    findings: &mut Vec<Diagnostic>,
) {
    let fault = Diagnostic::new(&codes::SAME_FILE).arg("first", other);
    findings.push(fault.at(Place::File(file.shown.clone())));
    left.push(LeftOut {
        file: file.shown.clone(),
        sha256: sha256.to_string(),
        why: Left::SameBytes,
        by: other.to_string(),
        number: String::new(),
        rows: 0,
        corrects: Vec::new(),
    });
}

/// The hash of a file that could not be used, as far as its size lets us look.
fn hash_of(file: &InputFile, limits: &Limits) -> String {
    let most = limits.workbook_bytes.max(limits.parquet_bytes);
    let regular = std::fs::metadata(&file.path).is_ok_and(|m| m.is_file() && m.len() <= most);
    let hash = || {
        let (mut hash, mut part) = (Sha256::new(), vec![0; 1 << 16]);
        let mut open = File::open(&file.path).ok()?;
        loop {
            match open.read(&mut part).ok()? {
                0 => return Some(hex(&hash.finalize())),
                length => hash.update(&part[..length]),
            }
        }
    };
    if regular { hash().unwrap_or_default() } else { String::new() }
}

/// Reads what can be read of a file, whatever is missing.
fn seen(file: &InputFile, contracts: &[TableContract], reading: &Reading) -> Holds {
    let relaxed = relaxed(contracts);
    let tables = Tables::new(&relaxed, reading.headers);
    let reading = Reading { tables: &tables, progress: &|_: &str| {}, ..*reading };
    let Ok(Opened { bytes, kind, .. }) = open::open(file, reading.limits) else {
        return Holds::default();
    };
    let sheets = match kind {
        Kind::Parquet => Vec::new(),
        Kind::Csv => reading.text(&bytes, file).map(|read| read.sheets).unwrap_or_default(),
        _ => {
            let meter = Meter::new(&|_: &str| {}, 0);
            let read = reading.sheets_of(kind, &bytes, file, &meter);
            read.map(|(read, _)| read.sheets).unwrap_or_default()
        }
    };
    holds(&sheets, contracts)
}

/// The contracts for those who take whatever they can read.
fn relaxed(contracts: &[TableContract]) -> Vec<TableContract> {
    let all = |contract: &TableContract| -> Vec<&'static Field> { contract.fields().collect() };
    let relaxed = contracts.iter().map(|contract| TableContract {
        required: Vec::new(),
        optional: all(contract),
        lenient: true,
        ..contract.clone()
    });
    relaxed.collect()
}

/// Who stands in sheets, and how much money.
pub(super) fn holds(sheets: &[SheetRead], contracts: &[TableContract]) -> Holds {
    let mut holds = Holds::default();
    for sheet in sheets {
        holds.sheets.push((sheet.sheet.clone(), contracts[sheet.contract].key.clone()));
        holds.rows.push((sheet.sheet.clone(), rows_of(sheet)));
        look(sheet, &mut holds);
    }
    holds
}

/// The rows of a sheet that hold data.
pub(super) fn rows_of(sheet: &SheetRead) -> Vec<u32> {
    let read = sheet.frame.column(c::ROW).ok().and_then(|rows| rows.u32().ok());
    let read = read.into_iter().flat_map(|rows| rows.iter().flatten());
    read.chain(sheet.refused.iter().map(|row| row.row)).collect()
}

fn look(sheet: &SheetRead, holds: &mut Holds) {
    let frame = &sheet.frame;
    let text = |name: &str| frame.column(name).ok().and_then(|column| column.str().ok());
    let number = |name: &str| frame.column(name).ok().and_then(|column| column.i64().ok());
    let (codes, names, filings) = (text(c::USCC), text(c::FIRM_NAME), text(c::FILING_NO));
    let (requested, amounts) = (number(c::REQUESTED), number(c::AMOUNT));
    let currencies = text(c::CURRENCY);
    let at = |column: Option<&StringChunked>, row| {
        column.and_then(|all| all.get(row)).unwrap_or("").to_string()
    };
    let mut claims = BTreeSet::new();
    for row in 0..frame.height() {
        let (code, name) = (at(codes, row), at(names, row));
        if !code.is_empty() {
            let known = holds.firms.entry(code.clone()).or_default();
            if known.is_empty() {
                *known = name;
            }
        }
        // Every line of a claim repeats its request.
        let stated = requested.and_then(|all| all.get(row));
        if let Some(stated) = stated.filter(|s| claims.insert((code, at(filings, row), *s))) {
            *holds.requested.get_or_insert(0) += i128::from(stated);
        }
        let yuan = ["", "CNY"].contains(&at(currencies, row).as_str());
        if let Some(amount) = amounts.and_then(|all| all.get(row)).filter(|_| yuan) {
            *holds.amounts.get_or_insert(0) += i128::from(amount);
        }
    }
}
