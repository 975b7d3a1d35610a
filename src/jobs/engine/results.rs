//! What an engine handed back, held against what the rules give here: every claim, stage and reason.

use std::path::Path;

use polars::prelude::*;

use crate::budget::Awards;
use crate::frame::columns as c;

/// A difference: the claim (its row among all), the column, what was expected and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub table: &'static str,
    pub row: usize,
    pub column: String,
    pub expected: i64,
    pub found: Option<i64>,
}

/// The tables that were handed back.
#[derive(Clone, Debug)]
pub struct HandedBack {
    pub claims: DataFrame,
    pub lines: DataFrame,
    pub firms: DataFrame,
    pub totals: DataFrame,
}

impl HandedBack {
    /// # Errors
    /// A table that is not there or cannot be read.
    pub fn read(folder: &Path) -> PolarsResult<Self> {
        let table = |name: &str| -> PolarsResult<DataFrame> {
            let path = folder.join("results").join(format!("{name}.parquet"));
            let table = super::parquet::read(&path)?;
            Ok(table)
        };
        let sorted = |table: DataFrame, by: &[&str]| {
            table.sort(by.iter().copied(), SortMultipleOptions::default())
        };
        Ok(Self {
            claims: sorted(table("out_claims")?, &["claim"])?,
            lines: sorted(table("out_lines")?, &["measure", "line"])?,
            firms: sorted(table("out_firms")?, &["firm"])?,
            totals: table("out_totals")?,
        })
    }
}

/// Everything in which the results differ from what is computed here, in the order of claims and columns.
///
/// # Errors
/// A column that is missing or of another type.
pub fn differences(back: &HandedBack, awards: &Awards) -> PolarsResult<Vec<Difference>> {
    let mut claims = Held::new("out_claims", &back.claims);
    if !claims.has(awards.firm.len()) {
        return Ok(claims.found);
    }
    claims.column("claim", 1..)?;
    claims.column("measure", awards.measure.iter().map(|measure| i64::from(*measure)))?;
    claims.column("firm", awards.firm.iter().map(|firm| i64::from(*firm)))?;
    for name in [c::LINES, c::LINES_ELIGIBLE] {
        let mut counted = Vec::new();
        for table in &awards.tables {
            let own = table.column(name)?.cast(&DataType::Int64)?;
            counted.extend(own.i64()?.iter().map(|lines| lines.unwrap_or(0)));
        }
        claims.column(name, counted.into_iter())?;
    }
    claims.column("base", awards.base.iter().copied())?;
    claims.column("entitled", awards.entitled.iter().copied())?;
    claims.column(c::REQUESTED, awards.requested.iter().copied())?;
    for stage in &awards.stages {
        claims.column(stage.stage.amount_column(), stage.amount.iter().copied())?;
        let reasons = stage.reason.iter().map(|reason| i64::from(*reason));
        claims.column(stage.stage.reason_column(), reasons)?;
    }
    claims.column("prior", awards.prior.iter().copied())?;
    claims.column(c::BASE_BEFORE, awards.base_before.iter().copied())?;
    let mut found = claims.found;
    found.sort_by_key(|difference| difference.row);
    found.extend(lines(back, awards)?);
    found.extend(firms(back, awards)?);
    found.extend(totals(back, awards)?);
    Ok(found)
}

/// A table that was handed back, held against what is expected of it.
struct Held<'a> {
    name: &'static str,
    table: &'a DataFrame,
    found: Vec<Difference>,
}

impl<'a> Held<'a> {
    fn new(name: &'static str, table: &'a DataFrame) -> Self {
        Self { name, table, found: Vec::new() }
    }

    /// Whether it has so many rows.
    fn has(&mut self, rows: usize) -> bool {
        let found = self.table.height();
        if found != rows {
            self.differs(0, "rows", rows as i64, Some(found as i64));
        }
        found == rows
    }

    fn column(&mut self, name: &str, expected: impl Iterator<Item = i64>) -> PolarsResult<()> {
        let read = self.table.column(name)?.i64()?;
        for (row, (expected, read)) in expected.zip(read.iter()).enumerate() {
            if read != Some(expected) {
                self.differs(row, name, expected, read);
            }
        }
        Ok(())
    }

    fn differs(&mut self, row: usize, column: &str, expected: i64, found: Option<i64>) {
        let (table, column) = (self.name, column.to_string());
        self.found.push(Difference { table, row, column, expected, found });
    }
}

fn lines(back: &HandedBack, awards: &Awards) -> PolarsResult<Vec<Difference>> {
    let mut held = Held::new("out_lines", &back.lines);
    let (mut places, mut reasons) = (Vec::new(), Vec::new());
    for (measure, lines) in awards.lines.iter().enumerate() {
        places.extend((0..lines.height() as i64).map(|line| (measure as i64, line)));
        let own = lines.column(c::LINE_REASON)?.u16()?;
        reasons.extend(own.iter().map(|reason| i64::from(reason.unwrap_or(0))));
    }
    if held.has(reasons.len()) {
        held.column("measure", places.iter().map(|(measure, _)| *measure))?;
        held.column("line", places.iter().map(|(_, line)| *line))?;
        held.column("reason", reasons.into_iter())?;
    }
    Ok(held.found)
}

fn firms(back: &HandedBack, awards: &Awards) -> PolarsResult<Vec<Difference>> {
    let mut held = Held::new("out_firms", &back.firms);
    let mut all = std::collections::BTreeMap::<i64, [i64; 3]>::new();
    let amounts = awards.requested.iter().zip(awards.current());
    for (firm, (requested, payable)) in awards.firm.iter().zip(amounts) {
        let sums = all.entry(i64::from(*firm)).or_default();
        sums[0] += 1;
        sums[1] += requested;
        sums[2] += payable;
    }
    if held.has(all.len()) {
        held.column("firm", all.keys().copied())?;
        for (at, name) in ["claims", "requested", "payable"].into_iter().enumerate() {
            held.column(name, all.values().map(|sums| sums[at]))?;
        }
    }
    Ok(held.found)
}

fn totals(back: &HandedBack, awards: &Awards) -> PolarsResult<Vec<Difference>> {
    let mut held = Held::new("out_totals", &back.totals);
    let sum =
        |amounts: &[i64]| i64::try_from(crate::frame::kernels::sum(amounts)).unwrap_or(i64::MAX);
    if held.has(1) {
        held.column("claims", std::iter::once(awards.firm.len() as i64))?;
        held.column(c::REQUESTED, std::iter::once(sum(&awards.requested)))?;
        for stage in &awards.stages {
            held.column(stage.stage.amount_column(), std::iter::once(sum(&stage.amount)))?;
        }
    }
    Ok(held.found)
}
