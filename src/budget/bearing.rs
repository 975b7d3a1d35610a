//! What each row of the table of findings about other support does: which claims it lowers, or whom it asks.

use std::collections::BTreeSet;

use super::Awards;
use crate::award::{EngineError, Inputs};
use crate::domain::paper::{each, same};
use crate::frame::access::{bools, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::PAPERS;
use crate::scheme::compile::Calendar;
use crate::scheme::{DuplicateKey, DuplicateRule, Item, Measure, Scheme, WithoutItem};

/// States of the other support that count as received.
const RECEIVED: [&str; 3] = ["已拨付", "已核定", "部分退回"];
/// The state of what nobody has decided on.
const PENDING: [&str; 1] = ["待审"];

/// What a row of the table of findings does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Nothing was received, or nobody claims the measure here.
    Nothing,
    /// The clause does not name its source: it is only told.
    Outside,
    /// It is about a year that the measure's support is not for.
    OtherYear,
    /// It is about another item.
    OtherItem,
    /// It does not say what it is about: a person decides on these claims.
    Ask(Vec<usize>),
    /// It lowers these claims.
    Claims(Vec<usize>),
    /// It takes lines out of one claim: rows among the lines of the measure.
    Lines(usize, Vec<usize>),
}

/// A row of the table of findings, and what was received elsewhere.
struct Finding<'a> {
    firm: Option<u32>,
    measure: Option<usize>,
    item: &'a str,
    paper: &'a str,
    year: Option<i64>,
    source: &'a str,
    received: bool,
    confirmed: bool,
}

/// What every row of the table of findings does, in its order.
///
/// # Errors
/// A fault of the engine.
pub fn bearings(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    calendar: Calendar,
) -> Result<Vec<Bearing>, EngineError> {
    counting(&RECEIVED, awards, inputs, scheme, calendar)
}

/// What rows about support that is still pending will do once it is received.
///
/// # Errors
/// A fault of the engine.
pub fn pending(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    calendar: Calendar,
) -> Result<Vec<Bearing>, EngineError> {
    counting(&PENDING, awards, inputs, scheme, calendar)
}

fn counting(
    states: &[&str],
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    calendar: Calendar,
) -> Result<Vec<Bearing>, EngineError> {
    let table = &inputs.duplicates;
    let measures = &scheme.measures;
    let known = |name: &str| measures.iter().position(|m| m.id == name || m.clause == name);
    let (names, items) = (texts(table, c::MEASURE)?, texts(table, c::ITEM)?);
    let (papers, sources) = (texts(table, c::PAPER_NO)?, texts(table, c::OTHER_SCHEME)?);
    let (years, statuses) = (optional_ints(table, c::YEAR)?, texts(table, c::STATUS)?);
    let confirmed = bools(table, c::CONFIRMED)?;
    let firms = table.column(c::FIRM)?.u32()?.iter();
    let findings = firms.enumerate().map(|(row, firm)| Finding {
        firm,
        measure: known(names[row]),
        item: items[row],
        paper: papers[row],
        year: years[row],
        source: sources[row],
        received: states.contains(&statuses[row]),
        confirmed: confirmed[row],
    });
    findings.map(|finding| finding.bearing(awards, scheme, calendar)).collect()
}

impl Finding<'_> {
    fn bearing(
        &self,
        awards: &Awards,
        scheme: &Scheme,
        calendar: Calendar,
    ) -> Result<Bearing, EngineError> {
        let rule = &scheme.duplicates;
        let (Some(firm), Some(number)) = (self.firm, self.measure) else {
            return Ok(Bearing::Nothing);
        };
        let measure = &scheme.measures[number];
        let block = awards.blocks[number].clone();
        let firms = &awards.firm[block.clone()];
        let claims = block.start + firms.partition_point(|f| *f < firm)
            ..block.start + firms.partition_point(|f| *f <= firm);
        if claims.is_empty() || !self.received {
            return Ok(Bearing::Nothing);
        }
        let claims: Vec<usize> = claims.collect();
        if !self.confirmed && !is_named(self.source, rule) {
            return Ok(Bearing::Outside);
        }
        let for_year = self.year.is_none_or(|year| measure.is_for_year(year, calendar));
        match rule.key {
            DuplicateKey::Institution => return Ok(Bearing::Claims(claims)),
            _ if !for_year => return Ok(Bearing::OtherYear),
            DuplicateKey::Kind => return Ok(Bearing::Claims(claims)),
            DuplicateKey::Item => {}
        }
        let by_line = rule.by_line.contains(&measure.id) && measure.item == Item::Firm;
        let paper = match (by_line, self.paper.is_empty()) {
            (true, true) => self.item,
            (true, false) => self.paper,
            (false, _) => "",
        };
        if let (false, [claim]) = (paper.is_empty(), &claims[..]) {
            let lines = lines_with(awards, (number, firm), paper)?;
            return Ok(match (lines.is_empty(), self.confirmed) {
                (false, _) => Bearing::Lines(*claim, lines),
                (true, true) => Bearing::Claims(claims),
                (true, false) => Bearing::Ask(claims),
            });
        }
        self.by_item(awards, (number, measure), claims, rule)
    }

    fn by_item(
        &self,
        awards: &Awards,
        (number, measure): (usize, &Measure),
        claims: Vec<usize>,
        rule: &DuplicateRule,
    ) -> Result<Bearing, EngineError> {
        let item = if self.item.is_empty() { self.paper } else { self.item };
        if item.is_empty() {
            return Ok(match (self.confirmed, rule.without_item) {
                (true, _) | (_, WithoutItem::Counts) => Bearing::Claims(claims),
                (false, WithoutItem::Ask) => Bearing::Ask(claims),
            });
        }
        // A claim that covers all of a firm's lines covers the item of the finding, too.
        if measure.item == Item::Firm {
            return Ok(Bearing::Claims(claims));
        }
        let own = texts(&awards.tables[number], c::ITEM)?;
        let start = awards.blocks[number].start;
        let fits = |claim: &usize| own[claim - start].is_empty() || same(own[claim - start], item);
        let claims: Vec<usize> = claims.into_iter().filter(fits).collect();
        Ok(if claims.is_empty() { Bearing::OtherItem } else { Bearing::Claims(claims) })
    }
}

/// Whether the clause names a source; one that is not stated is taken to be.
fn is_named(source: &str, rule: &DuplicateRule) -> bool {
    let named = |word: &String| source.contains(word.as_str());
    source.is_empty() || rule.sources.is_empty() || rule.sources.iter().any(named)
}

/// Lines of an enterprise that name a paper, whichever kind, as rows among those of the measure.
fn lines_with(
    awards: &Awards,
    (measure, firm): (usize, u32),
    paper: &str,
) -> Result<Vec<usize>, EngineError> {
    let lines = &awards.lines[measure];
    let wanted = each(paper);
    let firms = indices(lines, c::FIRM)?;
    let rows = firms.partition_point(|f| *f < firm)..firms.partition_point(|f| *f <= firm);
    let mut found = BTreeSet::new();
    for name in PAPERS.into_iter().filter(|name| lines.column(name).is_ok()) {
        let numbers = lines.column(name)?.str()?;
        let one_of = |text: &str| each(text).iter().any(|number| wanted.contains(number));
        let named = |row: &usize| numbers.get(*row).is_some_and(one_of);
        found.extend(rows.clone().filter(named));
    }
    Ok(found.into_iter().collect())
}
