//! Doubts about invoices and payments in a run: what is said, what waits, and their table. Lines that a rule leaves out
//! anyway are not spoken of.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::budget::keys::claim_rows;
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::Fen;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::intake::trade::{Finding, Looked, OnLine, Trade};
use crate::run::holds::{Why, resting_on};
use crate::run::told::Told;
use crate::scheme::Scheme;
use crate::tables::trade::{Effect, TradeRow};

/// What it is told of.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub inputs: &'a Inputs,
    pub scheme: &'a Scheme,
    pub ids: &'a [String],
    pub linked: &'a Linked,
}

/// Findings, holds and the table; what was decided (`settled`) is shown, and neither said nor waited for.
///
/// # Errors
/// A fault of the engine.
pub fn all(
    trade: &Trade,
    settled: &BTreeSet<String>,
    awards: &Awards,
    basis: &Basis,
) -> Result<Told, EngineError> {
    let mut told = Told::default();
    let Some(looked) = &trade.looked else { return Ok(told) };
    let claims = basis.claims(trade, awards)?;
    let (names, credit) =
        (texts(&basis.inputs.firms, c::FIRM_NAME)?, texts(&basis.inputs.firms, c::USCC)?);
    let mut waits: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let (mut rows, mut open) = (Vec::new(), 0);
    for finding in &trade.found {
        let decided = settled.contains(&finding.id);
        let own: Vec<(&OnLine, usize)> = finding
            .lines
            .iter()
            .filter_map(|line| Some((line, *claims.get(&(line.measure, line.place))?)))
            .collect();
        open += usize::from(!own.is_empty() && !decided && finding.effect != Effect::Cut);
        for (line, claim) in own {
            if !decided {
                told.findings.push(line.finding.clone());
                if finding.effect == Effect::Hold {
                    waits.entry(claim).or_default().insert(&finding.evidence);
                }
            }
            let firm = line.firm as usize;
            let of = (basis.ids[claim].as_str(), credit[firm], names[firm]);
            rows.push(basis.row(finding, line, of, decided));
        }
    }
    for (claim, evidence) in waits {
        let amount = awards.current()[claim].to_string();
        let rests = evidence.into_iter().map(|evidence| ("trade", evidence));
        let rests: Vec<(&str, &str)> =
            [("payable", amount.as_str())].into_iter().chain(rests).collect();
        told.holds.push(resting_on(claim, Why::Trade, &basis.ids[claim], &rests));
    }
    told.findings.extend(basis.counts(looked, open));
    told.tables.push(TradeRow::table(rows));
    Ok(told)
}

/// Measure, and place in the file, of a line.
type LineKey = (usize, (u32, u32));

impl Basis<'_> {
    /// The claim of each line that a doubt touches and no rule leaves out, by measure and place.
    fn claims(
        &self,
        trade: &Trade,
        awards: &Awards,
    ) -> Result<BTreeMap<LineKey, usize>, EngineError> {
        let lines = trade.found.iter().flat_map(|finding| &finding.lines);
        let wanted: BTreeSet<LineKey> = lines.map(|line| (line.measure, line.place)).collect();
        let measures: BTreeSet<usize> = wanted.iter().map(|(measure, _)| *measure).collect();
        let mut out = BTreeMap::new();
        for number in measures {
            let lines = &awards.lines[number];
            let reasons = lines.column(c::LINE_REASON)?.u16()?;
            let places = indices(lines, c::SOURCE)?.into_iter().zip(indices(lines, c::ROW)?);
            let claims = claim_rows(awards, number, &self.scheme.measures[number])?;
            for ((place, reason), claim) in places.zip(reasons.iter()).zip(claims) {
                let counts = [0, self.scheme.trade_reason].contains(&reason.unwrap_or(0));
                if counts && wanted.contains(&(number, place)) {
                    out.insert((number, place), claim);
                }
            }
        }
        Ok(out)
    }

    fn row(
        &self,
        finding: &Finding,
        line: &OnLine,
        (claim, credit, firm): (&str, &str, &str),
        decided: bool,
    ) -> TradeRow {
        let at = |(source, row): (u32, u32)| {
            let own = self.linked.sources.get(source as usize);
            let parts = own.into_iter().flat_map(|own| [own.file.as_str(), own.sheet.as_str()]);
            let parts = parts.filter(|part| !part.is_empty()).map(str::to_string);
            parts.chain([row.to_string()]).collect::<Vec<_>>().join("·")
        };
        TradeRow {
            code: line.finding.code.id.to_string(),
            kind: finding.doubt.text(),
            claim: claim.to_string(),
            credit: credit.to_string(),
            firm: firm.to_string(),
            number: finding.number.clone(),
            said: finding.said.clone(),
            filed: line.filed.map(Fen),
            left: line.filed.and(line.left).map(Fen),
            effect: finding.effect.key().to_string(),
            state: match decided {
                true => Text::new("已由人决定", "decided by a person"),
                false => finding.effect.text(),
            },
            place: at(line.place),
            other_place: finding.place.map(at).unwrap_or_default(),
            id: finding.id.clone(),
        }
    }

    /// How much was looked at, and what could not be.
    fn counts(&self, looked: &Looked, open: usize) -> Vec<Diagnostic> {
        let count = Diagnostic::new(&codes::TRADE_COUNT)
            .arg("lines", looked.lines)
            .arg("known", looked.known)
            .arg("open", open)
            .arg("invoices", looked.invoices)
            .arg("unused", looked.unused);
        let mut out = vec![count];
        if let Some((source, row)) = looked.red_alone.first() {
            let said = Diagnostic::new(&codes::RED_INVOICE_ALONE);
            let said = said.arg("count", looked.red_alone.len());
            out.push(said.at(self.linked.place(*source, *row, "")));
        }
        if looked.without_total > 0 {
            let said = Diagnostic::new(&codes::INVOICE_WITHOUT_TOTAL);
            out.push(said.arg("count", looked.without_total));
        }
        out
    }
}
