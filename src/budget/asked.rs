//! What is said of claims and a person may settle: each with its claims and with what makes it the one it is. Who says it
//! and who asks about it look here.

use std::collections::{BTreeMap, BTreeSet};

use super::Awards;
use super::bearing::{Bearing, bearings};
use super::history::History;
use crate::award::stages::FirmFacts;
use crate::award::{Context, EngineError, Inputs};
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::domain::paper::canonical;
use crate::frame::access::{optional_ints, text_at, texts, wide_ints};
use crate::frame::columns as c;
use crate::scheme::{BaseSource, CountPer, Measure, Stage, Whose};

/// Something to settle.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Rows among all claims.
    pub claims: Vec<usize>,
    /// What makes it this one, whatever its amounts are.
    pub of: Vec<(&'static str, String)>,
    pub finding: Diagnostic,
}

/// Where it is looked for.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub awards: &'a Awards,
    pub inputs: &'a Inputs,
    pub context: &'a Context<'a>,
    /// The id of each claim.
    pub ids: &'a [&'a str],
}

impl Basis<'_> {
    fn of(&self, number: usize, row: usize) -> Result<Vec<(&'static str, String)>, EngineError> {
        let code = text_at(&self.inputs.firms, c::USCC, self.awards.firm[row] as usize)?;
        let measure = self.context.scheme.measures[number].id.clone();
        Ok(vec![("measure", measure), ("code", code.to_string())])
    }

    /// Claims whose base and whose record on the ministry's platform differ by more than allowed (R402).
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn platform(&self) -> Result<Vec<Ask>, EngineError> {
        let facts = FirmFacts::new(self.inputs, self.context)?;
        let mut out = Vec::new();
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            let Some(tolerance) = measure.base.tolerance else { continue };
            if !measure.base.converts {
                continue;
            }
            let block = self.awards.blocks[number].clone();
            // Where the record bounds the base, what counts is compared with it; else what was filed.
            let name = match measure.base.source {
                BaseSource::Claimed => c::VALUE_ALL,
                BaseSource::Platform | BaseSource::Min => c::VALUE_ELIGIBLE,
            };
            let claimed = wide_ints(&self.awards.tables[number], name)?;
            let rows: Vec<usize> = block.clone().collect();
            // The record is the enterprise's, whatever its claims are about.
            for claims in rows.chunk_by(|a, b| self.awards.firm[*a] == self.awards.firm[*b]) {
                let row = claims[0];
                let value: i128 = claims.iter().map(|row| claimed[row - block.start]).sum();
                let record = facts.platform[number][self.awards.firm[row] as usize];
                let Some(record) = record.and_then(|record| record.sum) else { continue };
                let allowed = record / i128::from(tolerance.den) * i128::from(tolerance.num);
                if (value - record).abs() <= allowed {
                    continue;
                }
                // Only shown: what leaves 64 bits is shown as the most that fits.
                let shown = |v: i128| {
                    Fen(i64::try_from(v / i128::from(Context::MICRO)).unwrap_or(i64::MAX))
                };
                let finding = Diagnostic::new(&codes::PLATFORM_DIFFERS)
                    .arg("claim", several(self.ids[row], claims.len()))
                    .arg("claimed", shown(value))
                    .arg("recorded", shown(record));
                out.push(Ask { claims: claims.to_vec(), of: self.of(number, row)?, finding });
            }
        }
        Ok(out)
    }

    /// Applicants that were supported for another item before (R413).
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn changed_items(&self) -> Result<Vec<Ask>, EngineError> {
        let history = History::new(self.inputs, self.context)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let mut out = Vec::new();
        let measures = self.context.scheme.measures.iter().enumerate();
        for (number, measure) in measures.filter(|(_, m)| m.history.whose == Whose::ItemAndFirm) {
            let items = texts(&self.awards.tables[number], c::ITEM)?;
            let mut before: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
            let of_measure = history.rows().iter().filter(|e| {
                e.measure == number && e.is_received() && e.amount > 0 && !e.item.is_empty()
            });
            for earlier in of_measure {
                if let Some(firm) = earlier.firm {
                    before.entry(firm).or_default().insert(&earlier.item);
                }
            }
            for (row, item) in self.awards.blocks[number].clone().zip(items) {
                let firm = self.awards.firm[row];
                let form = canonical(item);
                let Some(old) = before.get(&firm).filter(|old| !old.contains(&*form)) else {
                    continue;
                };
                let finding = Diagnostic::new(&codes::ITEM_CHANGED)
                    .arg("firm", names[firm as usize])
                    .arg("measure", &measure.clause)
                    .arg("old", old.iter().copied().collect::<Vec<_>>().join("、"))
                    .arg("item", item);
                let of = [self.of(number, row)?, vec![("item", form.into_owned())]].concat();
                out.push(Ask { claims: vec![row], of, finding });
            }
        }
        Ok(out)
    }

    /// Joint items of which one claim lost its support elsewhere and still keeps its place (R434).
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn voided_joint(&self, number: usize, measure: &Measure) -> Result<Vec<Ask>, EngineError> {
        let of_item = measure.counts.iter().any(|limit| limit.per == CountPer::Item);
        let stage = self.awards.after(Stage::Duplicates);
        let keeps = of_item && self.context.scheme.duplicates.keeps_place;
        let Some(stage) = stage.filter(|_| keeps) else { return Ok(Vec::new()) };
        let start = self.awards.blocks[number].start;
        let items = texts(&self.awards.tables[number], c::ITEM)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let mut claimed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (row, item) in items.iter().enumerate().filter(|(_, item)| !item.is_empty()) {
            claimed.entry(item).or_default().push(start + row);
        }
        let mut out = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let row = start + at;
            let voided = stage.reason[row] != 0 && stage.amount[row] == 0;
            let Some(claims) = claimed.get(item).filter(|all| voided && all.len() > 1) else {
                continue;
            };
            let firm = names[self.awards.firm[row] as usize];
            let finding = Diagnostic::new(&codes::JOINT_DUPLICATE).arg("item", item);
            let finding = finding.arg("firm", firm);
            let more = vec![("item", canonical(item).into_owned())];
            let of = [self.of(number, row)?, more].concat();
            out.push(Ask { claims: claims.clone(), of, finding });
        }
        Ok(out)
    }

    /// Rows of the list of duplicates that do not say what they are about (R432), by their numbers.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn unnamed(&self) -> Result<BTreeMap<usize, Ask>, EngineError> {
        let (table, scheme) = (&self.inputs.duplicates, self.context.scheme);
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let (read, measures) = (texts(table, c::USCC)?, texts(table, c::MEASURE)?);
        let (sources, statuses) = (texts(table, c::OTHER_SCHEME)?, texts(table, c::STATUS)?);
        let (items, papers) = (texts(table, c::ITEM)?, texts(table, c::PAPER_NO)?);
        let numbers = |name| optional_ints(table, name);
        let (years, amounts) = (numbers(c::YEAR)?, numbers(c::AMOUNT)?);
        let firms = table.column(c::FIRM)?.u32()?;
        let shown = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let mut out = BTreeMap::new();
        let rows = bearings(self.awards, self.inputs, scheme, self.context.calendar)?;
        for (row, bearing) in rows.into_iter().enumerate() {
            let (Bearing::Ask(claims), Some(firm)) = (bearing, firms.get(row)) else { continue };
            let known = |m: &&Measure| m.id == measures[row] || m.clause == measures[row];
            let measure = scheme.measures.iter().find(known);
            let source = Some(sources[row]).filter(|source| !source.is_empty());
            let finding = Diagnostic::new(&codes::DUPLICATE_ASKS)
                .arg("firm", names[firm as usize])
                .arg("measure", measure.map_or(measures[row], |m| m.clause.as_str()))
                .arg("count", claims.len())
                .arg("source", source.unwrap_or("其他政策"))
                .arg("source_en", source.unwrap_or("another scheme"));
            let of = vec![
                ("code", read[row].to_string()),
                ("measure", measure.map_or(measures[row], |m| m.id.as_str()).to_string()),
                ("source", sources[row].to_string()),
                ("item", items[row].to_string()),
                ("paper", papers[row].to_string()),
                ("status", statuses[row].to_string()),
                ("year", shown(years[row])),
                ("amount", shown(amounts[row])),
            ];
            out.insert(row, Ask { claims, of, finding });
        }
        Ok(out)
    }
}

fn several(id: &str, claims: usize) -> String {
    if claims > 1 { format!("{id} (+{})", claims - 1) } else { id.to_string() }
}
