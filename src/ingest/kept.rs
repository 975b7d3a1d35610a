//! What one file gave, as it is kept between two programs: everything but its accepted rows, which stand in tables.
//!
//! Nothing is judged anew when it comes back, and whatever lies between files is looked at then, as if the files had
//! been read at once.

use std::path::PathBuf;

use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::each::{Alone, Holds};
use super::headers::Headers;
use super::limits::Limits;
use super::repairs::Repaired;
use super::returned::Tie;
use super::rows::Aside;
use super::table::{AsideRow, ColumnRead, RefusedRow, SheetRead, empty};
use super::unread::UnreadColumn;
use super::{FileRead, InputFile, Skipped};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::digest::sha256;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub file: String,
    pub sha256: String,
    /// What the pipeline said of the unit of its amounts.
    unit: String,
    read: Gave,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Gave {
    Read {
        sheets: Vec<Sheet>,
        warnings: Vec<Diagnostic>,
        skipped: Vec<(String, Skipped)>,
        tie: Option<Tie>,
    },
    Unusable {
        faults: Vec<Diagnostic>,
        holds: Holds,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    sheet: String,
    /// Key of the contract.
    table: String,
    accepted: usize,
    rows_read: usize,
    title: String,
    findings: Vec<Diagnostic>,
    /// Row, codes, what was read.
    refused: Vec<(u32, Vec<String>, String)>,
    aside: Vec<(u32, Aside, String)>,
    /// Place in the contract, heading, rows that hold a value.
    columns: Vec<(usize, String, usize)>,
    repairs: Vec<Repaired>,
    unread: Vec<UnreadColumn>,
}

/// What reading depends on beside the files, in hex: tables with their columns, words, limits. What a pipeline says of
/// the unit of one file is no part of it.
pub fn reading(contracts: &[TableContract], headers: &Headers, limits: &Limits) -> String {
    let headers = headers.without_units();
    sha256(format!("{contracts:?}{headers:?}{limits:?}").as_bytes())
}

impl Kept {
    pub fn of(one: &Alone, contracts: &[TableContract], headers: &Headers) -> Self {
        let read = match &one.read {
            Ok(read) => Gave::Read {
                sheets: read.sheets.iter().map(|sheet| Sheet::of(sheet, contracts)).collect(),
                warnings: read.warnings.clone(),
                skipped: read.skipped.clone(),
                tie: read.tie.clone(),
            },
            Err((faults, holds)) => {
                Gave::Unusable { faults: faults.0.clone(), holds: holds.clone() }
            }
        };
        let file = one.file.shown.clone();
        Self { unit: unit(&file, headers), file, sha256: one.sha256.clone(), read }
    }

    /// Whether it was read with the unit that the pipeline says now.
    pub fn has_unit_of(&self, headers: &Headers) -> bool {
        self.unit == unit(&self.file, headers)
    }

    /// The table of each sheet, by its key, with the rows that were accepted of it.
    pub fn accepted(&self) -> impl Iterator<Item = (&str, usize)> {
        let sheets = match &self.read {
            Gave::Read { sheets, .. } => sheets.as_slice(),
            Gave::Unusable { .. } => &[],
        };
        sheets.iter().map(|sheet| (sheet.table.as_str(), sheet.accepted))
    }

    /// The file as it was read, with the accepted rows of each sheet.
    ///
    /// # Errors
    /// What is none of this program's, in its words.
    pub fn back(
        self,
        accepted: Vec<DataFrame>,
        contracts: &[TableContract],
    ) -> Result<Alone, String> {
        let file = InputFile { path: PathBuf::from(&self.file), shown: self.file, root: None };
        let read = match self.read {
            Gave::Read { sheets, warnings, skipped, tie } => {
                let sheets = sheets.into_iter().zip(accepted);
                let sheets = sheets.map(|(sheet, rows)| sheet.back(rows, contracts));
                let sheets = sheets.collect::<Result<Vec<_>, _>>()?;
                let sha256 = self.sha256.clone();
                Ok(FileRead { sheets, warnings, skipped, sha256, tie, ..FileRead::default() })
            }
            Gave::Unusable { faults, holds } => Err((Diagnostics(faults), holds)),
        };
        Ok(Alone { file, sha256: self.sha256, read })
    }
}

fn unit(file: &str, headers: &Headers) -> String {
    headers.unit_of(file).map(|said| format!("{said:?}")).unwrap_or_default()
}

impl Sheet {
    fn of(sheet: &SheetRead, contracts: &[TableContract]) -> Self {
        let refused = sheet.refused.iter().map(|row| {
            (row.row, row.codes.iter().map(ToString::to_string).collect(), row.raw.clone())
        });
        let columns = sheet.columns.iter();
        Self {
            sheet: sheet.sheet.clone(),
            table: contracts[sheet.contract].key.clone(),
            accepted: sheet.frame.height(),
            rows_read: sheet.rows_read,
            title: sheet.title.clone(),
            findings: sheet.findings.clone(),
            refused: refused.collect(),
            aside: sheet.aside.iter().map(|row| (row.row, row.why, row.raw.clone())).collect(),
            columns: columns.map(|one| (one.at, one.heading.clone(), one.filled)).collect(),
            repairs: sheet.repairs.clone(),
            unread: sheet.unread.clone(),
        }
    }

    fn back(self, rows: DataFrame, contracts: &[TableContract]) -> Result<SheetRead, String> {
        let at = contracts.iter().position(|contract| contract.key == self.table);
        let contract = at.ok_or_else(|| format!("no table `{}`", self.table))?;
        let frame = typed(rows, &contracts[contract])?;
        let fields: Vec<_> = contracts[contract].fields().collect();
        let column = |(at, heading, filled): (usize, String, usize)| {
            let field = fields.get(at).ok_or_else(|| format!("no column {at}"))?.name;
            Ok(ColumnRead { at, field, heading, filled })
        };
        let refused = |(row, ids, raw): (u32, Vec<String>, String)| {
            let known = |id: &String| codes::all().find(|code| code.id == id).map(|code| code.id);
            let codes: Option<Vec<_>> = ids.iter().map(known).collect();
            let codes = codes.ok_or_else(|| format!("codes {ids:?}"))?;
            Ok(RefusedRow { row, codes, raw })
        };
        let aside = self.aside.into_iter().map(|(row, why, raw)| AsideRow { row, why, raw });
        Ok(SheetRead {
            sheet: self.sheet,
            contract,
            frame,
            findings: self.findings,
            refused: self.refused.into_iter().map(refused).collect::<Result<_, String>>()?,
            aside: aside.collect(),
            columns: self.columns.into_iter().map(column).collect::<Result<_, String>>()?,
            repairs: self.repairs,
            unread: self.unread,
            rows_read: self.rows_read,
            rows_replaced: 0,
            bare: None,
            covers: Vec::new(),
            title: self.title,
        })
    }
}

/// Rows as a sheet of the contract gives them: every column of its type, without the number of the sheet.
fn typed(rows: DataFrame, contract: &TableContract) -> Result<DataFrame, String> {
    let expected = empty(contract);
    if rows.schema() != expected.schema() {
        return Err(format!("columns of `{}`", contract.key));
    }
    rows.drop(c::SOURCE).map_err(|error| error.to_string())
}
