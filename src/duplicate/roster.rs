//! Rosters of other support, read for whatever they have.
//!
//! A row with a bad amount, a code that Excel has rounded or a broken cell is refused by ingest,
//! which is right for filings. A roster was made by somebody else: what such a row still says may be
//! the only trace of a duplicate. So refused rows are read again with less asked of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::frame::Field;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::fields::{AMOUNT_AS_TEXT, ROSTER_FIELDS};
use crate::frame::tables::TableContract;
use crate::ingest::{Batch, Headers, InputFile, Limits, Progress, QuarantinedRow, read};

/// The key of the contract.
pub const ROSTERS: &str = "rosters";

/// What is asked of a row, least last.
const VARIANTS: [Variant; 4] = [
    Variant { required: c::FIRM_NAME, codes: true, money: true },
    Variant { required: c::FIRM_NAME, codes: true, money: false },
    Variant { required: c::USCC, codes: true, money: false },
    Variant { required: c::FIRM_NAME, codes: false, money: false },
];

#[derive(Clone, Copy)]
struct Variant {
    required: &'static str,
    codes: bool,
    money: bool,
}

impl Variant {
    fn contract(self, sheets: &[String]) -> TableContract {
        let coded = |field: &&Field| {
            self.codes || ![c::USCC, c::ORGANISATION_CODE, c::REGISTRATION_NO].contains(&field.name)
        };
        let fields = ROSTER_FIELDS.iter().filter(coded).map(|field| match field.name {
            c::AMOUNT if !self.money => &AMOUNT_AS_TEXT,
            _ => field,
        });
        let (required, optional) = fields.partition(|field: &&Field| field.name == self.required);
        TableContract {
            key: ROSTERS.to_string(),
            title: "名册".to_string(),
            sheets: sheets.to_vec(),
            required,
            optional,
        }
    }
}

/// Reads the files of one roster: every sheet that is not marked as an explanation. The table has
/// [`ROSTER_FIELDS`], `SOURCE` and `ROW`. Findings about rows that could be used after all are
/// warnings; what stays in quarantine could not be used.
///
/// # Errors
/// Files that cannot be read, and sheets without a column of names or codes.
pub fn read_roster(
    files: &[InputFile],
    headers: &Headers,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Batch, Diagnostics> {
    let sheets = sheets(files, headers, limits)?;
    let first = VARIANTS[0].contract(&sheets);
    let mut batch = match read(files, &[first], headers, limits, progress) {
        Ok(batch) => batch,
        Err(faults) if faults.0.iter().any(no_names) => {
            // A roster of codes alone.
            let codes = Variant { required: c::USCC, ..VARIANTS[0] };
            read(files, &[codes.contract(&sheets)], headers, limits, &|_: &str| {})
                .map_err(|_| faults)?
        }
        Err(faults) => return Err(faults),
    };
    batch.tables[0] = in_order(&batch.tables[0]).map_err(internal)?;
    for variant in &VARIANTS[1..] {
        if batch.quarantine.is_empty() {
            break;
        }
        let Ok(again) = read(files, &[variant.contract(&sheets)], headers, limits, &|_: &str| {})
        else {
            continue;
        };
        rescue(&mut batch, &again).map_err(internal)?;
    }
    Ok(batch)
}

fn no_names(fault: &Diagnostic) -> bool {
    fault.code == &codes::NO_HEADER || fault.code == &codes::MISSING_COLUMN
}

fn internal(error: PolarsError) -> Diagnostics {
    Diagnostic::new(&codes::INTERNAL).arg("why", error).into()
}

/// Names of all sheets, as ingest says them when it is told none.
fn sheets(
    files: &[InputFile],
    headers: &Headers,
    limits: &Limits,
) -> Result<Vec<String>, Diagnostics> {
    let probe = TableContract {
        key: "\u{0}".to_string(),
        title: "\u{0}".to_string(),
        sheets: Vec::new(),
        required: Vec::new(),
        optional: Vec::new(),
    };
    let batch = read(files, &[probe], headers, limits, &|_: &str| {})?;
    let unknown = batch.findings.iter().filter(|found| found.code == &codes::UNKNOWN_SHEET);
    let names: BTreeSet<&str> = unknown.filter_map(|found| found.value("sheet")).collect();
    Ok(names.into_iter().map(str::to_string).collect())
}

/// The columns in the order of the vocabulary.
fn in_order(table: &DataFrame) -> PolarsResult<DataFrame> {
    let names = ROSTER_FIELDS.iter().map(|field| field.name).chain([c::NOTES, c::SOURCE, c::ROW]);
    table.select(names)
}

/// Takes rows that a second reading accepts out of quarantine.
fn rescue(batch: &mut Batch, again: &Batch) -> PolarsResult<()> {
    let place: BTreeMap<(&str, &str), u32> = (0..)
        .zip(&batch.sources)
        .map(|(at, source)| ((source.file.as_str(), source.sheet.as_str()), at))
        .collect();
    let renumbered: Vec<u32> = again
        .sources
        .iter()
        .map(|s| place.get(&(s.file.as_str(), s.sheet.as_str())).copied().unwrap_or(u32::MAX))
        .collect();
    let refused: BTreeSet<(u32, u32)> =
        batch.quarantine.iter().map(|row| (row.source, row.row)).collect();
    let table = &again.tables[0];
    let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let own: Vec<(u32, u32)> = sources
        .iter()
        .zip(&rows)
        .map(|(source, row)| (renumbered[*source as usize], *row))
        .collect();
    let keep: Vec<bool> = own.iter().map(|place| refused.contains(place)).collect();
    let kept: BTreeSet<(u32, u32)> =
        own.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(place, _)| *place).collect();
    if kept.is_empty() {
        return Ok(());
    }
    let mut rescued = complete(table)?;
    let numbers: UInt32Chunked = own.iter().map(|(source, _)| Some(*source)).collect();
    rescued.with_column(numbers.with_name(c::SOURCE.into()).into_column())?;
    let rescued =
        in_order(&rescued)?.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
    batch.tables[0].vstack_mut(&rescued)?;
    batch.tables[0] = batch.tables[0].sort([c::SOURCE, c::ROW], SortMultipleOptions::default())?;
    batch.quarantine.retain(|row: &QuarantinedRow| !kept.contains(&(row.source, row.row)));
    for (source, _) in &kept {
        let source = &mut batch.sources[*source as usize];
        source.rows_accepted += 1;
        source.rows_quarantined -= 1;
    }
    let sources = &batch.sources;
    let of_kept = |place: &Place| match place {
        Place::Cell { file, sheet, row, .. } => (0..)
            .zip(sources)
            .any(|(at, s)| s.file == *file && s.sheet == *sheet && kept.contains(&(at, *row))),
        _ => false,
    };
    for finding in batch.findings.iter_mut().filter(|found| of_kept(&found.place)) {
        finding.severity = finding.severity.min(Severity::Warning);
    }
    Ok(())
}

/// Adds the columns that a variant leaves away, empty; an amount that is a text is no amount.
pub fn complete(table: &DataFrame) -> PolarsResult<DataFrame> {
    let mut table = table.clone();
    for field in ROSTER_FIELDS {
        let dtype = crate::frame::build::dtype(field.kind);
        if table.column(field.name).is_ok_and(|column| column.dtype() == &dtype) {
            continue;
        }
        table.with_column(Column::full_null(field.name.into(), table.height(), &dtype))?;
    }
    Ok(table)
}

/// Rows that are totals or remarks below the table, by their name.
pub fn is_footer(name: &str) -> bool {
    const FOOTERS: [&str; 10] =
        ["合计", "总计", "小计", "共计", "总合计", "备注", "说明", "注:", "制表", "审核人"];
    let name = crate::domain::text::comparable(name);
    FOOTERS.iter().any(|word| name.starts_with(word)) || name == "计"
}

/// Which rows hold an enterprise: neither a footer nor a repetition of an earlier row.
///
/// # Errors
/// A fault of the engine.
pub fn kinds(table: &DataFrame) -> PolarsResult<Vec<RowKind>> {
    let names = texts(table, c::FIRM_NAME)?;
    // Most rosters have a handful of the columns that one may have.
    let filled = |field: &&Field| {
        let nulls = table.column(field.name).map_or(usize::MAX, |column| column.null_count());
        field.name != c::AMOUNT && nulls < table.height()
    };
    let fields: Vec<&Field> = ROSTER_FIELDS.iter().filter(filled).collect();
    let own: Vec<Vec<&str>> =
        fields.iter().map(|field| texts(table, field.name)).collect::<PolarsResult<_>>()?;
    let codes = [c::USCC, c::ORGANISATION_CODE, c::REGISTRATION_NO];
    let coded: Vec<usize> =
        (0..fields.len()).filter(|at| codes.contains(&fields[*at].name)).collect();
    let amounts = table.column(c::AMOUNT)?.i64()?;
    let mut seen: HashMap<u64, Vec<u32>> = HashMap::new();
    let same = |a: usize, b: usize| {
        own.iter().all(|column| column[a] == column[b]) && amounts.get(a) == amounts.get(b)
    };
    let mut out = Vec::with_capacity(names.len());
    for (row, name) in names.iter().enumerate() {
        let coded = coded.iter().any(|at| !own[*at][row].is_empty());
        if is_footer(name) && !coded {
            out.push(RowKind::Footer);
            continue;
        }
        if name.is_empty() && !coded {
            out.push(RowKind::Nameless);
            continue;
        }
        let cells: Vec<&str> = own.iter().map(|column| column[row]).collect();
        let key = crate::entity::names::key((&cells, amounts.get(row)));
        let known = seen.entry(key).or_default();
        match known.iter().find(|first| same(**first as usize, row)) {
            Some(first) => out.push(RowKind::Repeated(*first)),
            None => {
                known.push(row as u32);
                out.push(RowKind::Used);
            }
        }
    }
    Ok(out)
}

/// What a row of a roster is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Used,
    /// A total or a remark.
    Footer,
    /// Neither name nor code.
    Nameless,
    /// The same in every column as the row with this number.
    Repeated(u32),
}
