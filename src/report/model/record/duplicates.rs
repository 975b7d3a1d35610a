//! What a run found out about support elsewhere and inside the filings.

use polars::prelude::PolarsResult;

use super::Record;
use super::tables::{Reader, Rows};
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::frame::columns as c;

/// Everything that the report on duplicates shows beside the savings.
#[derive(Debug, Default)]
pub struct Duplicates {
    pub cases: Vec<Case>,
    pub rosters: Vec<Roster>,
    pub papers: Vec<Paper>,
    pub related: Vec<Related>,
    /// How far registered names to the letter confirm, where the pipeline lets them.
    pub exact: Option<Text>,
}

/// One claim held against one row of a roster.
#[derive(Debug)]
pub struct Case {
    /// Key of the verdict: `duplicate`, `suspected`, `outside`, `clear`.
    pub verdict: String,
    pub ground: Text,
    pub decided_by: String,
    pub firm: String,
    pub clause: String,
    pub scheme: String,
    pub other_name: String,
    pub other_item: String,
    pub other_period: String,
    /// `None` where the roster says none.
    pub other_amount: Option<Fen>,
    pub before: Fen,
    pub left: Fen,
    pub at_risk: Fen,
}

/// One sheet of a roster, and how far it could be used.
#[derive(Debug)]
pub struct Roster {
    pub scheme: String,
    pub place: String,
    /// Rows read, compared, without a code, with a bad one, confirmed, suspected.
    pub rows: [i64; 6],
}

/// A row whose paper stands elsewhere too.
#[derive(Debug)]
pub struct Paper {
    pub kind: String,
    pub number: String,
    pub clause: String,
    pub firm: String,
    pub place: String,
}

/// An applicant that shares something with another.
#[derive(Debug)]
pub struct Related {
    pub group: i64,
    pub shared: String,
    pub code: String,
    pub firm: String,
}

impl Duplicates {
    /// # Errors
    /// When a table is damaged. Tables of rosters are there only where some were compared.
    pub fn read(record: &Record) -> Result<Self, Diagnostics> {
        let read = Reader::new(&record.tables);
        let mut duplicates = Self::default();
        if read.optional("duplicates")?.is_some() {
            duplicates.cases = read.rows("duplicates", cases)?;
            duplicates.rosters = read.rows("rosters", rosters)?;
        }
        if read.optional("name_sample")?.is_some() {
            duplicates.exact = read.rows("name_sample", level)?.into_iter().next();
        }
        duplicates.papers = read.rows("shared_papers", papers)?;
        duplicates.related = read.rows("related_firms", related)?;
        Ok(duplicates)
    }
}

/// The first row is about the level.
fn level(rows: &Rows) -> PolarsResult<Vec<Text>> {
    rows.both(c::WHY_ZH, c::WHY_EN)
}

fn cases(rows: &Rows) -> PolarsResult<Vec<Case>> {
    let (verdicts, grounds) = (rows.texts(c::VERDICT_NOW)?, rows.both(c::WHY_ZH, c::WHY_EN)?);
    let (decided_by, firms) = (rows.texts(c::DECIDED_BY)?, rows.texts(c::FIRM_NAME)?);
    let (clauses, schemes) = (rows.texts(c::CLAUSE)?, rows.texts(c::OTHER_SCHEME)?);
    let (names, items) = (rows.texts(c::OTHER_NAME)?, rows.texts(c::OTHER_ITEM)?);
    let (periods, amounts) = (rows.texts(c::OTHER_PERIOD)?, rows.some_fen(c::OTHER_AMOUNT)?);
    let (before, left) = (rows.fen(c::BEFORE_DUPLICATES)?, rows.fen(c::IF_DUPLICATE)?);
    let at_risk = rows.fen(c::AT_RISK)?;
    let case = |row: usize| Case {
        verdict: verdicts[row].clone(),
        ground: grounds[row].clone(),
        decided_by: decided_by[row].clone(),
        firm: firms[row].clone(),
        clause: clauses[row].clone(),
        scheme: schemes[row].clone(),
        other_name: names[row].clone(),
        other_item: items[row].clone(),
        other_period: periods[row].clone(),
        other_amount: amounts[row],
        before: before[row],
        left: left[row],
        at_risk: at_risk[row],
    };
    Ok((0..verdicts.len()).map(case).collect())
}

fn rosters(rows: &Rows) -> PolarsResult<Vec<Roster>> {
    let (schemes, places) = (rows.texts(c::OTHER_SCHEME)?, rows.texts(c::OTHER_PLACE)?);
    let names =
        [c::ROWS_READ, c::ROWS_USED, c::WITHOUT_CODE, c::BAD_CODE, c::MATCHED, c::IN_REVIEW];
    let mut counts = Vec::new();
    for name in names {
        counts.push(rows.ints(name)?);
    }
    let roster = |row: usize| Roster {
        scheme: schemes[row].clone(),
        place: places[row].clone(),
        rows: std::array::from_fn(|column| counts[column][row]),
    };
    Ok((0..schemes.len()).map(roster).collect())
}

fn papers(rows: &Rows) -> PolarsResult<Vec<Paper>> {
    let (kinds, numbers) = (rows.texts(c::PAPER)?, rows.texts(c::PAPER_NO)?);
    let (clauses, firms) = (rows.texts(c::CLAUSE)?, rows.texts(c::FIRM_NAME)?);
    let places = rows.texts(c::OWN_PLACE)?;
    let paper = |row: usize| Paper {
        kind: kinds[row].clone(),
        number: numbers[row].clone(),
        clause: clauses[row].clone(),
        firm: firms[row].clone(),
        place: places[row].clone(),
    };
    Ok((0..kinds.len()).map(paper).collect())
}

fn related(rows: &Rows) -> PolarsResult<Vec<Related>> {
    let (groups, shared) = (rows.ints(c::KEY)?, rows.texts(c::SHARED)?);
    let (codes, firms) = (rows.texts(c::USCC)?, rows.texts(c::FIRM_NAME)?);
    let row = |row: usize| Related {
        group: groups[row],
        shared: shared[row].clone(),
        code: codes[row].clone(),
        firm: firms[row].clone(),
    };
    Ok((0..groups.len()).map(row).collect())
}
