//! Findings that ask a person: about other support, joint claims, earlier awards and what filings leave
//! open. Nothing here changes an amount.

use std::collections::BTreeMap;

use crate::award::EngineError;
use crate::award::claims::unstated_column;
use crate::budget::bearing::{Bearing, bearings, pending};
use crate::budget::history::History;
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::Fen;
use crate::frame::access::{bools, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::{Field, FieldKind};
use crate::run::notes::Notes;
use crate::scheme::{Effect, Gate, GateOf, Measure, ReasonId, Rule, Stage};
use crate::tables::review::AskedKind;

/// A condition on the enterprise that refuses claims, with its rule.
fn of_firm(gate: &Gate) -> Option<(&Gate, &Rule)> {
    match &gate.of {
        GateOf::Firm(rule) if gate.effect != Effect::Ignore => Some((gate, rule)),
        _ => None,
    }
}

impl Notes<'_> {
    /// Listed findings that lower nothing, and why.
    pub fn other_support(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let table = &self.inputs.duplicates;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let (read, measures) = (texts(table, c::USCC)?, texts(table, c::MEASURE)?);
        let sources = texts(table, c::OTHER_SCHEME)?;
        let years = optional_ints(table, c::YEAR)?;
        let firms = table.column(c::FIRM)?.u32()?;
        let scheme = self.context.scheme;
        let rows = bearings(self.awards, self.inputs, scheme, self.context.calendar)?;
        let mut unnamed = self.basis(&[]).unnamed()?;
        // What is pending elsewhere is told where nothing waits for it.
        let later = pending(self.awards, self.inputs, scheme, self.context.calendar)?;
        let told = |(now, later): (Bearing, Bearing)| match (now, later) {
            (Bearing::Nothing, later @ (Bearing::Outside | Bearing::OtherYear)) => later,
            (now, _) => now,
        };
        for (row, bearing) in rows.into_iter().zip(later).map(told).enumerate() {
            let Some(firm) = firms.get(row) else { continue };
            let about = |code| {
                let known = |m: &&Measure| m.id == measures[row] || m.clause == measures[row];
                let measure = scheme.measures.iter().find(known);
                Diagnostic::new(code)
                    .arg("firm", names[firm as usize])
                    .arg("measure", measure.map_or(measures[row], |m| m.clause.as_str()))
            };
            let source = Some(sources[row]).filter(|source| !source.is_empty());
            out.extend(self.undecided(AskedKind::Unnamed, unnamed.remove(&row)));
            out.push(match bearing {
                Bearing::Outside => about(&codes::DUPLICATE_OUTSIDE)
                    .arg("source", sources[row])
                    .arg("clause", scheme.clause_of(scheme.duplicates.reason)),
                Bearing::OtherYear => {
                    let year = years[row].unwrap_or_default();
                    about(&codes::DUPLICATE_OTHER_YEAR).arg("year", year)
                }
                Bearing::OtherItem => {
                    let read = format!("{} {}", read[row], measures[row]);
                    Diagnostic::new(&codes::DUPLICATE_NOT_FOUND).arg("read", read)
                }
                Bearing::Lines(claim, _) if self.untouched(claim) => {
                    about(&codes::DUPLICATE_LOWERS_NOTHING)
                        .arg("source", source.unwrap_or("其他政策"))
                        .arg("source_en", source.unwrap_or("another scheme"))
                }
                Bearing::Nothing | Bearing::Ask(_) | Bearing::Claims(_) | Bearing::Lines(..) => {
                    continue;
                }
            });
        }
        Ok(())
    }

    /// Whether support elsewhere took nothing off a claim that had something.
    fn untouched(&self, claim: usize) -> bool {
        let stage = self.awards.after(Stage::Duplicates);
        stage.is_some_and(|stage| stage.reason[claim] == 0 && stage.amount[claim] > 0)
    }

    /// What claims leave open, and matters that several of them share.
    pub fn questions(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        self.blank_facts(out)?;
        for (number, measure) in self.context.scheme.measures.iter().enumerate() {
            self.unstated(number, measure, out)?;
            self.differing_lines(number, measure, out)?;
            let voided = self.basis(&[]).voided_joint(number, measure)?;
            out.extend(self.undecided(AskedKind::Voided, voided));
        }
        Ok(())
    }

    /// Facts that conditions ask of enterprises and that are blank: who says nothing is refused like one who says no.
    fn blank_facts(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let Some(stage) = self.awards.after(Stage::Gates) else { return Ok(()) };
        let mut refused: BTreeMap<(u32, &str), (&Field, ReasonId, usize)> = BTreeMap::new();
        for (measure, block) in self.context.scheme.measures.iter().zip(&self.awards.blocks) {
            for (gate, rule) in measure.gates.iter().filter_map(of_firm) {
                for field in &rule.columns {
                    let blank = self.inputs.firms.column(field.name)?.is_null();
                    let by_gate = |claim: &usize| stage.reason[*claim] == gate.reason;
                    for claim in block.clone().filter(by_gate) {
                        let firm = self.awards.firm[claim];
                        if blank.get(firm as usize) == Some(true) {
                            let entry = refused.entry((firm, field.name));
                            entry.or_insert((*field, gate.reason, 0)).2 += 1;
                        }
                    }
                }
            }
        }
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        out.extend(refused.into_iter().map(|((firm, _), (field, reason, count))| {
            let said = Diagnostic::new(&codes::FACT_BLANK).arg("firm", names[firm as usize]);
            let said = said.arg("column", field.zh).arg("column_en", field.en);
            said.arg("clause", self.context.scheme.clause_of(reason)).arg("count", count)
        }));
        Ok(())
    }

    fn marked(&self, number: usize, column: &str) -> Result<Vec<usize>, EngineError> {
        let table = &self.awards.tables[number];
        if table.column(column).is_err() {
            return Ok(Vec::new());
        }
        let flags = bools(table, column)?.into_iter().enumerate();
        Ok(flags.filter(|(_, flag)| *flag).map(|(row, _)| row).collect())
    }

    /// What is said about a column of a claim.
    fn about(&self, code: &'static Code, claim: usize, field: &Field) -> Diagnostic {
        let said = Diagnostic::new(code).arg("claim", &self.ids[claim]);
        said.arg("column", field.zh).arg("column_en", field.en)
    }

    fn unstated(
        &self,
        number: usize,
        measure: &Measure,
        out: &mut Vec<Diagnostic>,
    ) -> Result<(), EngineError> {
        let start = self.awards.blocks[number].start;
        for field in &measure.asks {
            for row in self.marked(number, &unstated_column(field))? {
                out.push(self.about(&codes::NOT_STATED, start + row, field));
            }
        }
        Ok(())
    }

    fn differing_lines(
        &self,
        number: usize,
        measure: &Measure,
        out: &mut Vec<Diagnostic>,
    ) -> Result<(), EngineError> {
        let Some((field, gathered)) = measure.smallest_of_lines() else { return Ok(()) };
        let start = self.awards.blocks[number].start;
        let least = optional_ints(&self.awards.tables[number], gathered)?;
        for row in self.marked(number, c::LINES_DIFFER)? {
            let said = self.about(&codes::LINES_DIFFER, start + row, field);
            let least = least[row].unwrap_or_default();
            let shown = match field.kind {
                FieldKind::Money => Fen(least).to_string(),
                _ => least.to_string(),
            };
            out.push(said.arg("least", shown));
        }
        Ok(())
    }

    /// Earlier awards that do not say enough, and applicants that change what they claim for.
    pub fn earlier(&self, out: &mut Vec<Diagnostic>) -> Result<(), EngineError> {
        let history = History::new(self.inputs, self.context)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        for earlier in history.rows() {
            let measure = &self.context.scheme.measures[earlier.measure];
            let Some(firm) = earlier.firm.filter(|_| measure.base.include_history) else {
                continue;
            };
            if !self.has_claim(earlier.measure, firm) {
                continue;
            }
            let said = |code| {
                Diagnostic::new(code)
                    .arg("firm", names[firm as usize])
                    .arg("measure", &measure.clause)
                    .arg("year", earlier.year)
            };
            if earlier.is_received() && earlier.base.is_none() && earlier.amount > 0 {
                out.push(said(&codes::PRIOR_WITHOUT_BASE));
            }
            let apart = earlier.apart && !measure.base.returned_counts;
            if let Some(base) = earlier.base.filter(|_| apart) {
                let finding = said(&codes::BASE_PARTLY_RETURNED).arg("base", Fen(base));
                out.push(finding.arg("amount", Fen(earlier.amount)));
            }
            let base = earlier.base.filter(|base| *base > 0 && earlier.returned);
            if let Some(base) = base.filter(|_| !earlier.confirmed && !measure.base.returned_counts)
            {
                out.push(said(&codes::BASE_RETURNED).arg("base", Fen(base)));
            }
        }
        out.extend(self.undecided(AskedKind::Item, self.basis(&[]).changed_items()?));
        Ok(())
    }

    fn has_claim(&self, measure: usize, firm: u32) -> bool {
        let block = self.awards.blocks[measure].clone();
        self.awards.firm[block].binary_search(&firm).is_ok()
    }
}
