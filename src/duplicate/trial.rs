//! A join tried on rosters whose truth is known.

use std::collections::HashMap;

use polars::prelude::*;

use super::roster::{RowKind, kinds, read_roster};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::entity::evaluate::{Evaluation, Mistake, Point, curve, evaluate, mistakes};
use crate::entity::identifiers::{Identifier, read as read_code};
use crate::entity::{Matches, Parties, Settings, match_with};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{Field, REGISTER_FIELDS, ROSTER_FIELDS, TRUTH_FIELDS};
use crate::frame::tables::TableContract;
use crate::ingest::{Headers, InputFile, Limits, Progress, read};

/// What is tried.
#[derive(Debug)]
pub struct Trial<'a> {
    /// Applicants, each with a valid credit code: filings or any table of names and codes.
    pub claims: &'a [InputFile],
    /// Files, and headings of their own.
    pub rosters: Vec<(&'a [InputFile], &'a Headers)>,
    pub truth: &'a [InputFile],
    /// A register of names, as a run would be given; no file where there is none.
    pub register: &'a [InputFile],
    pub headers: &'a Headers,
}

/// The tables of a trial.
#[derive(Debug)]
pub struct Sides {
    pub claims: DataFrame,
    pub rosters: DataFrame,
    pub truth: DataFrame,
    pub register: Option<DataFrame>,
}

/// What came of it.
#[derive(Debug)]
pub struct Tried {
    pub claims: usize,
    pub records: usize,
    /// Records of the truth that no row of the rosters has.
    pub strangers: usize,
    pub evaluation: Evaluation,
    pub curve: Vec<Point>,
    pub mistakes: Vec<Mistake>,
    pub matches: Matches,
}

/// Reads both sides and the truth.
///
/// # Errors
/// Files that cannot be used.
pub fn read_sides(trial: &Trial, progress: &dyn Progress) -> Result<Sides, Diagnostics> {
    let claims = read_applicants(trial, progress)?;
    let mut rosters: Option<DataFrame> = None;
    for (files, headers) in &trial.rosters {
        for table in read_roster(files, headers, &Limits::default(), progress)?.tables {
            rosters = Some(match rosters {
                Some(before) => before.vstack(&table).map_err(internal)?,
                None => table,
            });
        }
    }
    let truth = ("truth", "真值", TRUTH_FIELDS, &[c::RECORD_NO][..]);
    let truth = read_list(trial, trial.truth, truth, progress)?;
    let listed = ("register", "名称登记库", REGISTER_FIELDS, &[c::USCC, c::FIRM_NAME][..]);
    let register = match trial.register.is_empty() {
        true => None,
        false => Some(read_list(trial, trial.register, listed, progress)?),
    };
    let table = |table: &DataFrame| used(table).map_err(internal);
    let rosters = table(&rosters.unwrap_or_default())?;
    Ok(Sides { claims: table(&claims)?, rosters, truth, register })
}

/// Joins and compares.
///
/// # Errors
/// Rosters without the numbers that the truth speaks of; a fault of the engine.
pub fn run(sides: &Sides, settings: &Settings) -> Result<Tried, Diagnostics> {
    let own = Parties::read(&sides.claims).map_err(internal)?;
    let other = Parties::read(&sides.rosters).map_err(internal)?;
    let (truth, strangers) = tied(&own, &sides.rosters, &sides.truth).map_err(internal)?;
    if truth.iter().all(Option::is_none) {
        let fault = Diagnostic::new(&codes::NO_FILINGS);
        let what = ("记录编号与名册相符的真值", "truths whose record numbers stand in the rosters");
        return Err(fault.arg("what", what.0).arg("what_en", what.1).into());
    }
    let register = sides.register.as_ref().map(Parties::read).transpose().map_err(internal)?;
    let matches = match_with(&own, &other, register.as_ref(), settings);
    Ok(Tried {
        claims: own.rows(),
        records: other.rows(),
        strangers,
        evaluation: evaluate(&matches.pairs, &truth),
        curve: curve(&matches.pairs, &truth, settings),
        mistakes: mistakes(&matches.pairs, &truth),
        matches,
    })
}

/// Applicants: the basic facts of filings where there are any, else every sheet as it is.
fn read_applicants(trial: &Trial, progress: &dyn Progress) -> Result<DataFrame, Diagnostics> {
    let sheets = trial.headers.sheet_names("firms");
    let fixed = TableContract::fixed("firms", ROSTER_FIELDS, &[c::FIRM_NAME], sheets);
    let contract = TableContract { lenient: true, ..fixed };
    if let Ok(batch) = read(trial.claims, &[contract], trial.headers, &Limits::default(), progress)
        && batch.tables[0].height() > 0
    {
        return batch.tables.into_iter().next().ok_or_else(Diagnostics::default);
    }
    Ok(read_roster(trial.claims, trial.headers, &Limits::default(), progress)?
        .tables
        .swap_remove(0))
}

fn internal(error: PolarsError) -> Diagnostics {
    Diagnostic::new(&codes::INTERNAL).arg("why", error).into()
}

/// The rows that count, with the columns that are compared and the numbers by which the truth speaks of them.
fn used(table: &DataFrame) -> PolarsResult<DataFrame> {
    let keep: Vec<bool> = kinds(table)?.iter().map(|kind| *kind == RowKind::Used).collect();
    let columns = [Parties::COLUMNS, &[c::RECORD_NO]].concat();
    let known = columns.into_iter().filter(|name| table.column(name).is_ok());
    table.select(known)?.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
}

/// Key, title, columns, and those that every row must fill.
type List<'a> = (&'a str, &'a str, &'static [Field], &'a [&'a str]);

fn read_list(
    trial: &Trial,
    files: &[InputFile],
    (key, title, fields, required): List,
    progress: &dyn Progress,
) -> Result<DataFrame, Diagnostics> {
    let sheets = trial.headers.sheet_names(key);
    let contract = TableContract {
        title: title.to_string(),
        ..TableContract::fixed(key, fields, required, sheets)
    };
    let batch = read(files, &[contract], trial.headers, &Limits::default(), progress)?;
    batch.tables.into_iter().next().ok_or_else(Diagnostics::default)
}

/// For every row of the rosters the applicant it truly is, and how many truths fit no row.
fn tied(
    own: &Parties,
    rosters: &DataFrame,
    truth: &DataFrame,
) -> PolarsResult<(Vec<Option<u32>>, usize)> {
    let mut by_code: HashMap<&str, u32> = HashMap::new();
    for (row, identifier) in (0..).zip(&own.identifiers) {
        if let Identifier::Credit(code) = identifier {
            by_code.entry(code.as_str()).or_insert(row);
        }
    }
    let records = texts(rosters, c::RECORD_NO)?;
    let rows: HashMap<&str, usize> = records.iter().zip(0..).map(|(no, row)| (*no, row)).collect();
    let mut out = vec![None; rosters.height()];
    let mut strangers = 0;
    for (record, code) in texts(truth, c::RECORD_NO)?.iter().zip(texts(truth, c::USCC)?) {
        let Some(row) = rows.get(record) else {
            strangers += 1;
            continue;
        };
        if let Identifier::Credit(code) = read_code(code) {
            out[*row] = by_code.get(code.as_str()).copied();
        }
    }
    Ok((out, strangers))
}
