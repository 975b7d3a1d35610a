//! What can be reviewed: every claim, and every line of it, each with an id and a fingerprint of what it says and
//! what the rules count of it.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::award::claims::values;
use crate::award::values::net_amounts;
use crate::award::{EngineError, Inputs, MeasureClaims};
use crate::budget::keys::{ids_of, rows_among};
use crate::domain::Currency;
use crate::duplicate::decisions::fingerprint;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;
use crate::frame::fields::PAPERS;
use crate::frame::kernels::{Overflow, Values};
use crate::ingest::Source;
use crate::scheme::{Measure, ReasonId, Scheme};
use crate::tables::review::Layer;

/// A claim or one of its lines.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Numbers of the measure, of the claim in it, and of the line in it: for a claim its first.
    pub measure: usize,
    pub claim: usize,
    pub line: usize,
    pub layer: Layer,
    /// The id of the claim.
    pub of: String,
    pub id: String,
    pub evidence: String,
    /// Of a line in the smallest unit of its currency, `None` where the measure adds no amounts up; of a claim in fen.
    pub filed: Option<i64>,
    /// Of `filed`: its ISO code.
    pub currency: String,
    /// The same in fen, at the parity and share of the line, cut.
    pub filed_fen: i64,
    /// What the rules count of it, in fen: of a claim after the cap of its item.
    pub by_rule: i64,
    /// The rule that lowers it, 0 where none does.
    pub rule: ReasonId,
    /// Days since 1970.
    pub accepted_on: Option<i32>,
    pub source: u32,
    pub row: u32,
}

/// The claims of a measure as filed.
pub struct OfMeasure<'a> {
    pub measure: &'a Measure,
    pub filed: &'a MeasureClaims,
    /// The id of each claim.
    pub ids: Vec<String>,
    /// The claim of each line.
    claim_of: Vec<usize>,
}

/// All measures of a run, with their claims as filed.
pub fn measures<'a>(
    scheme: &'a Scheme,
    inputs: &Inputs,
    filed: &'a [MeasureClaims],
) -> PolarsResult<Vec<OfMeasure<'a>>> {
    let codes = texts(&inputs.firms, c::USCC)?;
    let of = |(measure, filed): (&'a Measure, &'a MeasureClaims)| {
        let claim_of = rows_among(&filed.firm, measure, (&filed.table, &filed.lines))?;
        Ok(OfMeasure { measure, filed, ids: ids_of(measure, &filed.firm, &codes), claim_of })
    };
    scheme.measures.iter().zip(filed).map(of).collect()
}

/// Everything that can be reviewed, by measure and claim, the claim before its lines.
///
/// # Errors
/// A fault of the engine.
pub fn subjects(
    all: &[OfMeasure],
    scheme: &Scheme,
    sources: &[Source],
) -> Result<Vec<Subject>, EngineError> {
    let mut out = Vec::new();
    for (number, of) in all.iter().enumerate() {
        let lines = of.lines(number, scheme, sources)?;
        let mut own: BTreeMap<usize, Vec<Subject>> = BTreeMap::new();
        lines.into_iter().for_each(|line| own.entry(line.claim).or_default().push(line));
        for (claim, lines) in own {
            out.push(of.claim(number, claim, &lines));
            out.extend(lines);
        }
    }
    Ok(out)
}

impl OfMeasure<'_> {
    fn lines(
        &self,
        number: usize,
        scheme: &Scheme,
        sources: &[Source],
    ) -> Result<Vec<Subject>, EngineError> {
        let (measure, lines) = (self.measure, &self.filed.lines);
        let prints = self.evidence(scheme)?;
        let filed = measure.base.sum.map(|_| net_amounts(&measure.base, lines)).transpose()?;
        let worth = values(measure, lines, c::VALUE)?;
        let reasons = lines.column(c::LINE_REASON)?.u16()?;
        let (from, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
        let accepted = days(lines, c::ACCEPTED_ON)?;
        let currencies = lines.column(c::CURRENCY).ok().map(|column| column.str()).transpose()?;
        let narrow = |value: i128| i64::try_from(value).map_err(|_| Overflow);
        let line = |(at, evidence): (usize, String)| {
            let (rule, filed_fen) = (reasons.get(at).unwrap_or(0), narrow(fen(&worth, at))?);
            Ok(Subject {
                measure: number,
                claim: self.claim_of[at],
                line: at,
                layer: Layer::Line,
                of: self.ids[self.claim_of[at]].clone(),
                id: line_id(sources, from[at], rows[at]),
                evidence,
                filed: filed.as_ref().map(|filed| narrow(filed[at])).transpose()?,
                currency: currencies
                    .and_then(|column| column.get(at))
                    .filter(|code| !code.is_empty())
                    .unwrap_or(Currency::Cny.code())
                    .to_string(),
                filed_fen,
                by_rule: if rule == 0 { filed_fen } else { 0 },
                rule,
                accepted_on: accepted[at],
                source: from[at],
                row: rows[at],
            })
        };
        prints.into_iter().enumerate().map(line).collect()
    }

    /// The claim of some lines: it rests on all that they rest on and on what was asked for.
    fn claim(&self, number: usize, claim: usize, lines: &[Subject]) -> Subject {
        let id = &self.ids[claim];
        let requested = self.filed.requested[claim];
        let asked = requested.to_string();
        let facts = lines.iter().map(|line| ("line", line.evidence.as_str()));
        let facts: Vec<_> = facts.chain([("requested", asked.as_str())]).collect();
        let mut reasons = self.filed.stages.iter().map(|stage| stage.reason[claim]);
        let first = &lines[0];
        Subject {
            line: first.line,
            layer: Layer::Claim,
            id: format!("CL-{}", fingerprint("review-claim-1", &[("claim", id)], 12)),
            evidence: fingerprint("review-of-claim-1", &facts, 16),
            filed: Some(requested),
            currency: Currency::Cny.code().to_string(),
            filed_fen: requested,
            by_rule: self.filed.stages.last().map_or(requested, |stage| stage.amount[claim]),
            rule: reasons.rfind(|reason| *reason != 0).unwrap_or(0),
            measure: number,
            claim,
            accepted_on: first.accepted_on,
            source: first.source,
            row: first.row,
            ..first.clone()
        }
    }

    /// The fingerprint of each line: all that its columns say, and the rule that leaves it out. Lines that say the
    /// same are told apart by their number.
    fn evidence(&self, scheme: &Scheme) -> PolarsResult<Vec<String>> {
        let lines = &self.filed.lines;
        let fields: Vec<&str> = self.measure.contract().fields().map(|field| field.name).collect();
        let cast = |name: &&str| lines.column(name)?.cast(&DataType::String);
        let columns = fields.iter().map(cast).collect::<PolarsResult<Vec<Column>>>()?;
        let columns =
            columns.iter().map(|column| column.str()).collect::<PolarsResult<Vec<_>>>()?;
        let reasons = lines.column(c::LINE_REASON)?.u16()?;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let print = |at: usize| {
            let rule = &scheme.reasons[usize::from(reasons.get(at).unwrap_or(0))].id;
            let cells = columns.iter().map(|column| column.get(at).unwrap_or_default());
            let facts = fields.iter().copied().zip(cells);
            let own = [("measure", self.measure.id.as_str()), ("rule", rule.as_str())];
            let facts: Vec<(&str, &str)> = own.into_iter().chain(facts).collect();
            let print = fingerprint("review-of-line-1", &facts, 16);
            let before = seen.entry(print.clone()).or_default();
            *before += 1;
            match *before {
                1 => print,
                more => fingerprint("review-of-line-1", &[(&print, &more.to_string())], 16),
            }
        };
        Ok((0..lines.height()).map(print).collect())
    }

    /// The numbers of the papers of a line.
    pub fn papers(&self, line: usize) -> PolarsResult<String> {
        let lines = &self.filed.lines;
        let mut out: Vec<&str> = Vec::new();
        for name in PAPERS {
            let Ok(column) = lines.column(name) else { continue };
            let number = column.str()?.get(line).unwrap_or_default();
            if !number.is_empty() && !out.contains(&number) {
                out.push(number);
            }
        }
        Ok(out.join("；"))
    }
}

fn fen(values: &Values, at: usize) -> i128 {
    values.get(at) / i128::from(values.scale())
}

/// A line is called after where it stands.
fn line_id(sources: &[Source], source: u32, row: u32) -> String {
    let own = sources.get(source as usize);
    let (file, sheet) = own.map_or(("", ""), |s| (s.file.as_str(), s.sheet.as_str()));
    let row = row.to_string();
    let facts = [("file", file), ("sheet", sheet), ("row", row.as_str())];
    format!("LN-{}", fingerprint("review-line-1", &facts, 12))
}
