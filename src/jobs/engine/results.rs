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
    let mut found = Vec::new();
    let claims = awards.firm.len();
    if back.claims.height() != claims {
        found.push(count("out_claims", claims, back.claims.height()));
        return Ok(found);
    }
    let mut check = |column: &str, expected: &mut dyn Iterator<Item = i64>| -> PolarsResult<()> {
        let read = back.claims.column(column)?.i64()?;
        for (row, (expected, read)) in expected.zip(read.iter()).enumerate() {
            if read != Some(expected) {
                found.push(Difference {
                    table: "out_claims",
                    row,
                    column: column.into(),
                    expected,
                    found: read,
                });
            }
        }
        Ok(())
    };
    check("claim", &mut (1..=claims as i64))?;
    check("measure", &mut awards.measure.iter().map(|measure| i64::from(*measure)))?;
    check("firm", &mut awards.firm.iter().map(|firm| i64::from(*firm)))?;
    check("base", &mut awards.base.iter().copied())?;
    check("entitled", &mut awards.entitled.iter().copied())?;
    check(c::REQUESTED, &mut awards.requested.iter().copied())?;
    for stage in &awards.stages {
        check(stage.stage.amount_column(), &mut stage.amount.iter().copied())?;
        check(
            stage.stage.reason_column(),
            &mut stage.reason.iter().map(|reason| i64::from(*reason)),
        )?;
    }
    check("prior", &mut awards.prior.iter().copied())?;
    check(c::BASE_BEFORE, &mut awards.base_before.iter().copied())?;
    found.sort_by_key(|difference| difference.row);
    lines(back, awards, &mut found)?;
    firms(back, awards, &mut found)?;
    totals(back, awards, &mut found)?;
    Ok(found)
}

fn count(table: &'static str, expected: usize, found: usize) -> Difference {
    Difference {
        table,
        row: 0,
        column: "rows".into(),
        expected: expected as i64,
        found: Some(found as i64),
    }
}

fn lines(back: &HandedBack, awards: &Awards, found: &mut Vec<Difference>) -> PolarsResult<()> {
    let mut expected = Vec::new();
    for lines in &awards.lines {
        expected.extend(
            lines
                .column(c::LINE_REASON)?
                .u16()?
                .iter()
                .map(|reason| i64::from(reason.unwrap_or(0))),
        );
    }
    if back.lines.height() != expected.len() {
        found.push(count("out_lines", expected.len(), back.lines.height()));
        return Ok(());
    }
    for (row, (expected, read)) in
        expected.into_iter().zip(back.lines.column("reason")?.i64()?.iter()).enumerate()
    {
        if read != Some(expected) {
            found.push(Difference {
                table: "out_lines",
                row,
                column: "reason".into(),
                expected,
                found: read,
            });
        }
    }
    Ok(())
}

fn firms(back: &HandedBack, awards: &Awards, found: &mut Vec<Difference>) -> PolarsResult<()> {
    let mut all = std::collections::BTreeMap::<i64, [i64; 3]>::new();
    let amounts = awards.requested.iter().zip(awards.current());
    for (firm, (requested, payable)) in awards.firm.iter().zip(amounts) {
        let sums = all.entry(i64::from(*firm)).or_default();
        sums[0] += 1;
        sums[1] += requested;
        sums[2] += payable;
    }
    if back.firms.height() != all.len() {
        found.push(count("out_firms", all.len(), back.firms.height()));
        return Ok(());
    }
    for (at, name) in ["claims", "requested", "payable"].into_iter().enumerate() {
        let rows = all.values().zip(back.firms.column(name)?.i64()?.iter());
        for (row, (expected, read)) in rows.enumerate() {
            if read != Some(expected[at]) {
                found.push(Difference {
                    table: "out_firms",
                    row,
                    column: name.into(),
                    expected: expected[at],
                    found: read,
                });
            }
        }
    }
    Ok(())
}

fn totals(back: &HandedBack, awards: &Awards, found: &mut Vec<Difference>) -> PolarsResult<()> {
    let sum =
        |amounts: &[i64]| i64::try_from(crate::frame::kernels::sum(amounts)).unwrap_or(i64::MAX);
    let mut expected =
        vec![("claims", awards.firm.len() as i64), ("requested", sum(&awards.requested))];
    expected.extend(
        awards.stages.iter().map(|stage| (stage.stage.amount_column(), sum(&stage.amount))),
    );
    for (column, expected) in expected {
        let read = back.totals.column(column)?.i64()?.get(0);
        if read != Some(expected) {
            found.push(Difference {
                table: "out_totals",
                row: 0,
                column: column.into(),
                expected,
                found: read,
            });
        }
    }
    Ok(())
}
