//! Evidence of trade: what invoices, payers and bank references say against lines. Nothing is done where no export is
//! named and no line states such things. What is cut by the pipeline's own word is cut here; all else a person decides.

mod doubts;
mod export;
mod parties;

use std::collections::BTreeMap;

use polars::prelude::*;

use self::doubts::Doubts;
use self::export::Export;
use self::parties::Parties;
use crate::award::Inputs;
use crate::award::reviewed::{self, Left};
use crate::diag::{Diagnostic, Text};
use crate::frame::columns as c;
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;
use crate::tables::trade::{Doubt, Effect};

/// Columns of lines by which something may be looked at without an export.
const OWN: [&str; 5] = [c::SELLER, c::PAYER, c::PAYEE, c::INVOICE_STATE, c::BANK_NO];

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Trade {
    pub found: Vec<Finding>,
    /// `None` where nothing was looked at.
    pub looked: Option<Looked>,
}

/// How much was looked at.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    pub lines: usize,
    /// Lines whose invoice is in the export.
    pub known: usize,
    pub invoices: usize,
    /// Invoices that no line names.
    pub unused: usize,
    /// Invoices of lines whose total the export does not say.
    pub without_total: usize,
    /// Places of red invoices that name no other.
    pub red_alone: Vec<(u32, u32)>,
}

/// One doubt about an invoice or a payment, with the lines that it touches.
#[derive(Clone, Debug)]
pub struct Finding {
    pub doubt: Doubt,
    pub effect: Effect,
    pub id: String,
    /// Number of the invoice or bank reference.
    pub number: String,
    /// What is found, with names and amounts.
    pub said: Text,
    /// What it rests on.
    pub evidence: String,
    pub lines: Vec<OnLine>,
    /// Where the invoice stands.
    pub place: Option<(u32, u32)>,
}

/// A line that a doubt touches.
#[derive(Clone, Debug)]
pub struct OnLine {
    pub measure: usize,
    pub firm: u32,
    /// Source and row.
    pub place: (u32, u32),
    /// What counts of it at most by what it states, in fen; `None` where that is not yuan.
    pub filed: Option<i64>,
    /// What is left of that; `None` where nobody knows.
    pub left: Option<i64>,
    /// What is said at its cell.
    pub finding: Diagnostic,
}

/// Looks at the lines of `inputs`, and cuts what the pipeline says is cut, in them and in the same lines of `tied`.
///
/// # Errors
/// A fault of the engine.
pub fn settle(
    pipeline: &Pipeline,
    invoices: &DataFrame,
    (inputs, tied): (&mut Inputs, &mut [DataFrame]),
    linked: &mut Linked,
) -> PolarsResult<Trade> {
    let states = |lines: &DataFrame| OWN.iter().any(|name| lines.column(name).is_ok());
    if invoices.height() == 0 && !inputs.lines.iter().any(states) {
        return Ok(Trade::default());
    }
    let export = Export::read(invoices, linked, &pipeline.headers)?;
    let parties = Parties::new(&inputs.firms, pipeline.most_related())?;
    let doubts = Doubts { plan: &pipeline.trade, export: &export, parties: &parties, linked };
    let measures = pipeline.scheme.measures.iter().zip(&inputs.lines);
    let trade = doubts.all(measures)?;
    let mut cuts: BTreeMap<usize, BTreeMap<(u32, u32), Left>> = BTreeMap::new();
    let reason = pipeline.scheme.trade_reason;
    for finding in trade.found.iter().filter(|finding| finding.effect == Effect::Cut) {
        for line in &finding.lines {
            let Some(left) = line.left else { continue };
            let own = cuts.entry(line.measure).or_default().entry(line.place).or_default();
            let least = own.line.map_or(left, |(known, _)| known.min(left));
            own.line = Some((least, reason));
        }
    }
    for (number, left) in cuts {
        inputs.lines[number] = reviewed::lower(&inputs.lines[number], &left)?;
        tied[number] = reviewed::lower(&tied[number], &left)?;
    }
    Ok(trade)
}
