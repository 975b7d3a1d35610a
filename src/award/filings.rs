//! Claims that came in several filings: what each filing asks for bounds its own part.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::EngineError;
use crate::domain::{Ratio, Rounding};
use crate::frame::access::{bools, indices, optional_ints, texts, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Award, Measure};

/// One filing of a claim.
#[derive(Clone, Copy, Debug, Default)]
struct Filing {
    /// The smallest amount that it states.
    stated: Option<i64>,
    differ: bool,
    /// Values of its lines, all and those that count, in the scale of the measure.
    all: i128,
    eligible: i128,
}

/// What the filings of one claim ask for together.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub claim: usize,
    pub requested: i64,
    /// The most that they can be granted, each filing for its own part.
    pub most: i64,
}

/// How the value of a filing becomes an amount: `(value + earlier) × rate`.
pub struct Valuation<'a> {
    pub rate: Ratio,
    pub scale: i64,
    /// Values that count with every part, by claim; empty where there are none.
    pub earlier: &'a [i64],
}

/// Marks claims whose requests differ within one filing; between filings they may.
pub fn tell_apart(table: &mut DataFrame, lines: &DataFrame) -> PolarsResult<()> {
    let mut differ = bools(table, c::REQUESTS_DIFFER)?;
    let several = bools(table, c::FILINGS)?;
    if !differ.iter().zip(&several).any(|(differ, several)| *differ && *several) {
        return Ok(());
    }
    for (claim, filings) in filings(&[], table, lines, &BTreeSet::new())? {
        differ[claim] = filings.values().any(|filing| filing.differ);
    }
    table.with_column(Column::new(c::REQUESTS_DIFFER.into(), differ))?;
    Ok(())
}

/// Claims in several filings of which one at least states an amount. `filed` is what the rule gives
/// for all lines of each claim.
///
/// A share of costs is bounded filing by filing, exactly, and rounded once for the claim. What cannot
/// be told apart by filing (an amount for one item) is asked for once: the largest request.
pub fn asked(
    measure: &Measure,
    table: &DataFrame,
    lines: &DataFrame,
    valuation: Option<Valuation>,
    filed: &[i64],
    rounding: Rounding,
) -> Result<Vec<Asked>, EngineError> {
    let several = bools(table, c::FILINGS)?;
    let stated = optional_ints(table, c::REQUESTED)?;
    if !several.iter().zip(&stated).any(|(several, stated)| *several && stated.is_some()) {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let values = line_values(measure, lines)?;
    for (claim, filings) in filings(&values, table, lines, &BTreeSet::new())? {
        if stated[claim].is_none() {
            continue;
        }
        let filings: Vec<Filing> = filings.into_values().collect();
        let (requested, most) = match (&valuation, &measure.award) {
            (Some(valuation), _) => valuation.together(claim, &filings, rounding)?,
            (None, Award::Each { .. }) => once(&filings, filed[claim], i64::saturating_add),
            (None, _) => once(&filings, filed[claim], i64::max),
        };
        out.push(Asked { claim, requested, most });
    }
    Ok(out)
}

/// The most that the filings of one claim can be granted without some of its lines, each for its own part; no
/// limit where the claim came in one filing or nothing was asked for.
///
/// # Errors
/// An amount out of range, or a fault of the engine.
pub fn most_without(
    (measure, table, lines): (&Measure, &DataFrame, &DataFrame),
    claim: usize,
    out_of_count: &BTreeSet<usize>,
    valuation: &Valuation,
    rounding: Rounding,
) -> Result<i64, EngineError> {
    let stated = optional_ints(table, c::REQUESTED)?[claim];
    let values = line_values(measure, lines)?;
    let mut all = filings(&values, table, lines, out_of_count)?;
    let Some(own) = all.remove(&claim).filter(|_| stated.is_some()) else { return Ok(i64::MAX) };
    let own: Vec<Filing> = own.into_values().collect();
    Ok(valuation.together(claim, &own, rounding)?.1)
}

/// Requests put together; a filing that states nothing asks for what the rule gives.
fn once(filings: &[Filing], filed: i64, join: fn(i64, i64) -> i64) -> (i64, i64) {
    let stated = filings.iter().filter_map(|filing| filing.stated).fold(0, join);
    let open = filings.iter().any(|filing| filing.stated.is_none());
    let requested = if open { stated.max(filed) } else { stated };
    (requested, requested)
}

impl Valuation<'_> {
    /// Sums over one denominator, `rate.den × scale`.
    fn together(
        &self,
        claim: usize,
        filings: &[Filing],
        rounding: Rounding,
    ) -> Result<(i64, i64), Overflow> {
        let den = i128::from(self.rate.den).checked_mul(i128::from(self.scale)).ok_or(Overflow)?;
        let num = i128::from(self.rate.num);
        let earlier = self.earlier.get(claim).map_or(0, |fen| i128::from(*fen));
        let earlier = earlier.checked_mul(i128::from(self.scale)).ok_or(Overflow)?;
        let worth = |value: i128| value.max(0).checked_mul(num).ok_or(Overflow);
        // What was recognised before belongs to what all open filings ask for together, once.
        let (mut requested, mut open, mut most) = (0i64, None, 0i128);
        for filing in filings {
            let own = worth(filing.eligible.max(0).checked_add(earlier).ok_or(Overflow)?)?;
            match filing.stated {
                Some(stated) => {
                    requested = requested.checked_add(stated).ok_or(Overflow)?;
                    let stated = i128::from(stated).checked_mul(den).ok_or(Overflow)?;
                    most = most.checked_add(own.min(stated)).ok_or(Overflow)?;
                }
                None => {
                    let sum: i128 = open.unwrap_or(earlier);
                    open = Some(sum.checked_add(filing.all.max(0)).ok_or(Overflow)?);
                    most = most.checked_add(own).ok_or(Overflow)?;
                }
            }
        }
        let fen = |sum: i128| rounding.mul_div(sum, 1, den).ok_or(Overflow);
        let open = fen(worth(open.unwrap_or(0))?)?;
        Ok((requested.checked_add(open).ok_or(Overflow)?, fen(most)?))
    }
}

/// Filings by claim and number, of claims that came in several. `values` are those of the lines; where
/// none are given, none are added up. What is in `out_of_count` counts for nothing, though it was filed.
fn filings<'a>(
    values: &[i128],
    table: &DataFrame,
    lines: &'a DataFrame,
    out_of_count: &BTreeSet<usize>,
) -> PolarsResult<BTreeMap<usize, BTreeMap<&'a str, Filing>>> {
    let (claim_firms, claim_items) = (indices(table, c::FIRM)?, texts(table, c::ITEM)?);
    let several = bools(table, c::FILINGS)?;
    let line_firms = indices(lines, c::FIRM)?;
    let line_items = texts(lines, c::ITEM)?;
    let numbers = texts(lines, c::FILING_NO)?;
    let stated = optional_ints(lines, c::REQUESTED)?;
    let reasons = lines.column(c::LINE_REASON)?.u16()?;
    let mut out: BTreeMap<usize, BTreeMap<&str, Filing>> = BTreeMap::new();
    for claim in (0..several.len()).filter(|claim| several[*claim]) {
        let firm = claim_firms[claim];
        let rows =
            line_firms.partition_point(|f| *f < firm)..line_firms.partition_point(|f| *f <= firm);
        let own = |line: &usize| line_items[*line] == claim_items[claim];
        let filings = out.entry(claim).or_default();
        for line in rows.filter(own) {
            let filing = filings.entry(numbers[line]).or_default();
            if let Some(asked) = stated[line] {
                filing.differ |= filing.stated.is_some_and(|known| known != asked);
                filing.stated = Some(filing.stated.map_or(asked, |known| known.min(asked)));
            }
            let value = values.get(line).copied().unwrap_or(0);
            filing.all += value;
            if reasons.get(line) == Some(0) && !out_of_count.contains(&line) {
                filing.eligible += value;
            }
        }
    }
    Ok(out)
}

/// What a rate is applied to, line by line.
pub fn line_values(measure: &Measure, lines: &DataFrame) -> PolarsResult<Vec<i128>> {
    let name = if measure.base.days.is_some() { c::WEIGHTED } else { c::VALUE };
    let column = lines.column(name)?;
    if column.dtype() == &DataType::Int64 {
        return Ok(column.i64()?.iter().map(|value| i128::from(value.unwrap_or(0))).collect());
    }
    wide_ints(lines, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RoundMode, RoundUnit};

    #[test]
    fn what_was_recognised_before_is_asked_for_once() {
        let rounding = Rounding { mode: RoundMode::Floor, unit: RoundUnit::Fen };
        let rate = Ratio { num: 3, den: 10 };
        let valuation = Valuation { rate, scale: 1, earlier: &[200_000_000] };
        let open = Filing { all: 100_000_000, eligible: 100_000_000, ..Filing::default() };
        let asks = Filing { stated: Some(100_000), ..open };
        // 1,000 + 30 % of (1,000,000 + 1,000,000 + 2,000,000)
        let (requested, _) = valuation.together(0, &[asks, open, open], rounding).expect("fits");
        assert_eq!(requested, 120_100_000);
        // Where every filing states an amount, what was recognised before adds nothing.
        let (requested, _) = valuation.together(0, &[asks, asks], rounding).expect("fits");
        assert_eq!(requested, 200_000);
    }
}
