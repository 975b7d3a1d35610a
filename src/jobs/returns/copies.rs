//! Sheets of filings as they came, and what stands in them.

use std::collections::{BTreeMap, BTreeSet};

use super::ReturnsWanted;
use crate::diag::{Failure, Place};
use crate::ingest::copy::{self, SheetCopy};
use crate::ingest::returned::Corrects;
use crate::report::model::returns::{Registry, Setting, SheetFacts, can_be_mended};

/// Reads sheets of filings as they came.
#[derive(Clone, Copy)]
struct Reader<'a> {
    asked: &'a ReturnsWanted<'a>,
    setting: Setting<'a>,
}

/// Sheets as they came. Small ones are kept; the others are read again when they are needed.
pub struct Copies<'a> {
    reader: Reader<'a>,
    kept: BTreeMap<(String, String), SheetCopy>,
    /// How many more cells may be kept.
    room: usize,
}

impl Reader<'_> {
    /// Reads sheets of one file, given by name and table, in one opening.
    fn read(
        &self,
        file: &str,
        sheets: &[(&str, &str)],
        mut give: impl FnMut(usize, SheetCopy) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let contract = |table: &str| self.setting.contracts.iter().find(|known| known.key == table);
        let wanted: Option<Vec<copy::Wanted>> =
            sheets.iter().map(|(sheet, table)| Some((*sheet, contract(table)?))).collect();
        let (Some(input), Some(wanted)) = (self.asked.filing(file), wanted) else {
            return (0..sheets.len()).try_for_each(|at| give(at, SheetCopy::default()));
        };
        let pipeline = self.asked.pipeline;
        let replaced = self.asked.left.iter().filter(|left| left.file == file);
        let replaced: Vec<&Corrects> = replaced.flat_map(|left| &left.corrects).collect();
        copy::sheets(input, &wanted, &pipeline.headers, &pipeline.limits, |at, mut copied| {
            let (header, sheet, shift) = (copied.header_row, sheets[at].0, copied.shift);
            let gone = |row: u32| replaced.iter().any(|one| one.covers(sheet, row - shift));
            copied.rows.retain(|(row, _)| *row <= header || !gone(*row));
            give(at, copied)
        })
    }
}

impl<'a> Copies<'a> {
    pub fn new(asked: &'a ReturnsWanted<'a>, setting: Setting<'a>) -> Self {
        const CELLS: usize = 1 << 21;
        Self { reader: Reader { asked, setting }, kept: BTreeMap::new(), room: CELLS }
    }

    fn keep(&mut self, file: &str, sheet: &str, copy: SheetCopy) {
        let cells = copy.rows.iter().map(|(_, cells)| cells.len()).sum::<usize>();
        if cells <= self.room {
            self.room -= cells;
            self.kept.insert((file.to_string(), sheet.to_string()), copy);
        }
    }

    /// Sheets of one file, which are not asked for again.
    pub fn take(
        &mut self,
        facts: &[SheetFacts],
        mut give: impl FnMut(usize, SheetCopy) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(file) = facts.first().map(|facts| facts.file.as_str()) else { return Ok(()) };
        let mut kept: Vec<Option<SheetCopy>> = facts
            .iter()
            .map(|facts| self.kept.remove(&(facts.file.clone(), facts.sheet.clone())))
            .collect();
        let gone: Vec<usize> = (0..facts.len()).filter(|at| kept[*at].is_none()).collect();
        let names: Vec<(&str, &str)> = gone
            .iter()
            .map(|at| (facts[*at].sheet.as_str(), facts[*at].table(&self.reader.setting)))
            .collect();
        let mut next = 0;
        // In the order of the sheets: what was kept goes out when its turn comes.
        let mut until = |end: usize, give: &mut dyn FnMut(usize, SheetCopy) -> _| {
            while next < end {
                if let Some(copy) = kept[next].take() {
                    give(next, copy)?;
                }
                next += 1;
            }
            Ok::<(), Failure>(())
        };
        if !gone.is_empty() {
            self.reader.read(file, &names, |at, copy| {
                until(gone[at], &mut give)?;
                give(gone[at], copy)
            })?;
        }
        until(facts.len(), &mut give)
    }
}

/// Looks at every sheet once: who stands in it, and what the rows hold that something is said about.
pub fn look(copies: &mut Copies, registry: &mut Registry) -> Result<Vec<SheetFacts>, Failure> {
    let reader = copies.reader;
    let Reader { asked, setting } = reader;
    let mut wanted: BTreeMap<(&str, &str), BTreeSet<u32>> = BTreeMap::new();
    for finding in asked.findings.iter().filter(|finding| can_be_mended(finding)) {
        if let Place::Cell { file, sheet, row, .. } = &finding.place {
            wanted.entry((file, sheet)).or_default().insert(*row);
        }
    }
    let mut facts = Vec::new();
    let sheets = asked.sheets(&setting);
    for of_file in sheets.chunk_by(|a, b| a.0 == b.0) {
        let names: Vec<(&str, &str)> =
            of_file.iter().map(|(_, sheet, table)| (sheet.as_str(), table.as_str())).collect();
        reader.read(&of_file[0].0, &names, |at, copied| {
            let (file, sheet, table) = &of_file[at];
            let rows = wanted.get(&(file.as_str(), sheet.as_str())).into_iter().flatten();
            let rows: BTreeSet<u32> = rows.map(|row| row + copied.shift).collect();
            facts.push(SheetFacts::new((file, sheet, table), &copied, &rows, &setting, registry));
            copies.keep(file, sheet, copied);
            Ok(())
        })?;
    }
    Ok(facts)
}
