//! 附七: what follows from support of the same kind elsewhere.

use std::collections::BTreeMap;

use super::Awards;
use crate::award::{Context, EngineError, Inputs};
use crate::domain::paper;
use crate::duplicate::same::left;
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::scheme::{DuplicateKey, DuplicateMode, Scheme, Stage};

/// States of the other support that count as received.
const RECEIVED: [&str; 3] = ["已拨付", "已核定", "部分退回"];

/// The stage: reads the table of duplicate findings and lowers the claims they fit.
pub fn apply(awards: &mut Awards, inputs: &Inputs, context: &Context) -> Result<(), EngineError> {
    let others = received(awards, inputs, context.scheme, context.calendar.award_year)?;
    let rule = &context.scheme.duplicates;
    let mut amount = awards.current().to_vec();
    for (row, other) in others {
        amount[row] = left(rule.mode, amount[row], other.amount);
    }
    let reason = rule.reason;
    awards.push(Stage::Duplicates, amount, |_| reason);
    Ok(())
}

/// Claims that other support leaves something of, because the scheme takes the higher or the difference, and
/// whether its amount is known: it was not returned yet.
pub fn unreturned(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    award_year: i32,
) -> Result<Vec<(usize, bool)>, EngineError> {
    if scheme.duplicates.mode == DuplicateMode::ExcludeIfReceived {
        return Ok(Vec::new());
    }
    let others = received(awards, inputs, scheme, award_year)?;
    Ok(others.into_iter().map(|(claim, other)| (claim, other.known)).collect())
}

/// What was received elsewhere for one claim, in fen.
struct Other {
    amount: i64,
    /// Whether every finding has an amount.
    known: bool,
}

/// For every claim that a finding fits, how much was received elsewhere.
fn received(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    award_year: i32,
) -> Result<BTreeMap<usize, Other>, EngineError> {
    let table = &inputs.duplicates;
    let measures = texts(table, c::MEASURE)?;
    let items = texts(table, c::ITEM)?;
    let years = optional_ints(table, c::YEAR)?;
    let amounts = optional_ints(table, c::AMOUNT)?;
    let statuses = texts(table, c::STATUS)?;
    let key = scheme.duplicates.key;
    let award_year = i64::from(award_year);
    if table.height() == 0 {
        return Ok(BTreeMap::new());
    }
    let own_items =
        awards.tables.iter().map(|table| texts(table, c::ITEM)).collect::<Result<Vec<_>, _>>()?;
    let mut sums = BTreeMap::new();
    for (finding, firm) in table.column(c::FIRM)?.u32()?.iter().enumerate() {
        let Some(firm) = firm else { continue };
        if !RECEIVED.contains(&statuses[finding]) {
            continue;
        }
        let this_period =
            years[finding].is_none_or(|year| year == award_year || year == award_year - 1);
        if key != DuplicateKey::Institution && !this_period {
            continue;
        }
        let name = measures[finding];
        let measure = scheme.measures.iter().position(|m| m.id == name || m.clause == name);
        let Some(measure) = measure else { continue };
        let block = awards.blocks[measure].clone();
        let firms = &awards.firm[block.clone()];
        let rows = firms.partition_point(|f| *f < firm)..firms.partition_point(|f| *f <= firm);
        for row in rows {
            // A claim that covers all of a firm's lines covers the item of the finding, too.
            let own = own_items[measure][row];
            let same =
                items[finding].is_empty() || own.is_empty() || paper::same(items[finding], own);
            if same || key != DuplicateKey::Item {
                let none = Other { amount: 0, known: true };
                let sum = sums.entry(block.start + row).or_insert(none);
                sum.amount = sum.amount.saturating_add(amounts[finding].unwrap_or(0));
                sum.known &= amounts[finding].is_some();
            }
        }
    }
    Ok(sums)
}
