//! Which table a sheet without a known name holds, by its headings.

use super::headers::Headers;
use super::layout::Matcher;
use super::statement::Said;
use crate::diag::{Diagnostic, Place, Severity, codes};
use crate::frame::tables::TableContract;

/// How near a sheet comes to a table that it does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// It has amounts and some of the columns: a filing, if the file holds nothing else.
    Alike,
    /// All but a column or two.
    Misspelt,
}

/// The one table whose required columns are all there, the one with most columns if several are;
/// `score` is what [`Matcher::score`] says of the headings at hand.
pub fn best_fit(
    contracts: &[TableContract],
    headers: &Headers,
    score: impl Fn(&Matcher) -> Option<(usize, usize)>,
) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut tied = false;
    for (at, contract) in contracts.iter().enumerate() {
        let matcher = Matcher::new(contract, headers);
        let found = score(&matcher).filter(|score| matcher.is_header(*score));
        let Some((known, _)) = found.filter(|(_, all)| *all >= contract.required.len()) else {
            continue;
        };
        match best {
            Some((most, _)) if known < most => {}
            Some((most, _)) if known == most => tied = true,
            _ => {
                best = Some((known, at));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, at)| at)
}

/// Faults of a sheet whose headings fit no table and come near to one that holds amounts: what stands there was
/// meant to be read. `headings` are those that a matcher finds, if rows of data stand below them.
pub fn nearest(
    contracts: &[TableContract],
    headers: &Headers,
    headings: impl Fn(&Matcher) -> Option<Vec<String>>,
    place: &dyn Fn(&str) -> Place,
) -> Option<(Near, Vec<Diagnostic>)> {
    let mut best: Option<((Near, usize), bool, Vec<Diagnostic>)> = None;
    for contract in contracts {
        let matcher = Matcher::new(contract, headers);
        let Some(headings) = headings(&matcher) else { continue };
        let known = matcher.score(&headings).0;
        let Some(near) = matcher.nearness(&headings).map(|near| (near, known)) else { continue };
        if best.as_ref().is_some_and(|(most, ..)| near <= *most) {
            continue;
        }
        let faults = matcher.layout(headings, Said::default(), place).err();
        let faults = faults.unwrap_or_else(|| {
            // It fits several tables, and nothing says which is meant.
            let mut fault = Diagnostic::new(&codes::UNKNOWN_SHEET).arg("sheet", &contract.title);
            fault.severity = Severity::Error;
            vec![fault.at(place(""))]
        });
        best = Some((near, contract.foreign, faults));
    }
    // A table of another scheme of the run is read there.
    best.filter(|(_, foreign, _)| !foreign).map(|((near, _), _, faults)| (near, faults))
}
