//! Characters of filings that no built-in font has: said before anything is printed, with the cell they stand in.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Place, codes};
use crate::domain::text::masked;
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, Field, is_private};
use crate::intake::link::Linked;
use crate::intake::prepare::Prepared;
use crate::pipeline::Pipeline;
use crate::report::render::pdf::boxed;
use crate::scheme::Item;

/// Cells that are named for one run.
const MOST: usize = 200;

/// Findings about names and other texts that reports print; nothing where the run prints none.
pub fn findings(pipeline: &Pipeline, prepared: &Prepared) -> PolarsResult<Vec<Diagnostic>> {
    if pipeline.reports.is_empty() {
        return Ok(Vec::new());
    }
    let mut look = Look { linked: &prepared.linked, known: BTreeMap::new(), said: Vec::new() };
    let office = &pipeline.office.told;
    let own = [&office.office, &office.contact, &office.budget_line, &office.purpose];
    let titles = [&pipeline.title.zh, &pipeline.title.en].into_iter();
    for text in own.into_iter().flatten().chain(titles) {
        let place = pipeline.rule_files.first().map(|file| Place::File(file.shown.clone()));
        look.text(text, false, &|| place.clone().unwrap_or_default());
    }
    let firms: Vec<&Field> = FIRM_FIELDS.iter().collect();
    look.table(&prepared.inputs.firms, &firms)?;
    for (measure, lines) in pipeline.scheme.measures.iter().zip(&prepared.inputs.lines) {
        let item = match &measure.item {
            Item::Column(field) => field.name,
            Item::Firm => "",
        };
        let printed = |field: &&Field| [c::FILING_NO, item].contains(&field.name);
        let contract = measure.contract();
        let fields: Vec<&Field> = contract.fields().filter(printed).collect();
        look.table(lines, &fields)?;
    }
    Ok(look.said)
}

struct Look<'a> {
    linked: &'a Linked,
    /// What is printed for a character, once it was looked up; empty where a font has it.
    known: BTreeMap<char, String>,
    said: Vec<Diagnostic>,
}

impl Look<'_> {
    fn table(&mut self, table: &DataFrame, fields: &[&Field]) -> PolarsResult<()> {
        for field in fields {
            let column = table.column(field.name)?;
            let Ok(texts) = column.str() else { continue };
            let linked = self.linked;
            for (row, text) in texts.iter().enumerate() {
                let place = || linked.cell_of(table, row, field);
                self.text(text.unwrap_or_default(), is_private(field.name), &place);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, private: bool, place: &dyn Fn() -> Place) {
        if text.is_ascii() || self.said.len() >= MOST {
            return;
        }
        let seen: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).collect();
        for c in seen {
            let shown = self.known.entry(c).or_insert_with(|| {
                boxed(&c.to_string()).pop().map(|(_, shown)| shown).unwrap_or_default()
            });
            if !shown.is_empty() {
                let text = if private { masked(text) } else { text.to_string() };
                let said = Diagnostic::new(&codes::GLYPH_BOXED)
                    .arg("character", c)
                    .arg("number", format!("U+{:04X}", c as u32))
                    .arg("box", shown.as_str())
                    .arg("text", text);
                self.said.push(said.at(place()));
            }
        }
    }
}
