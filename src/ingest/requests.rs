//! Requests that stand among the basic facts of enterprises, where the lines do not state theirs: requests count line by
//! line, in whatever files the two are handed in.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::Unusable;
use super::asked::{Request, amount, asked, most};
use super::each::holds;
use super::headers::Headers;
use super::returned::Read;
use super::table::SheetRead;
use crate::diag::{Diagnostic, Diagnostics, Place, Severity};
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::frame::tables::{Ceiling, TableContract};

/// Takes out the files whose facts state a request that no line of their enterprises does; one that lowers nothing is
/// noted.
pub(super) fn set_apart(
    reads: &mut Vec<Read>,
    contracts: &[TableContract],
    headers: &Headers,
) -> Vec<Unusable> {
    let said: Vec<Option<Diagnostic>> =
        reads.iter().map(|one| request_of(one, reads, contracts, headers)).collect();
    let mut out = Vec::new();
    let mut said = said.into_iter();
    reads.retain_mut(|one| {
        let Some(fault) = said.next().flatten() else { return true };
        if fault.severity != Severity::Error {
            one.read.warnings.push(fault);
            return true;
        }
        out.push(Unusable {
            file: one.shown.to_string(),
            sha256: one.read.sha256.clone(),
            faults: Diagnostics(vec![fault]),
            holds: holds(&one.read.sheets, contracts),
        });
        false
    });
    out
}

fn request_of(
    one: &Read,
    reads: &[Read],
    contracts: &[TableContract],
    headers: &Headers,
) -> Option<Diagnostic> {
    let firms = |sheet: &&SheetRead| contracts[sheet.contract].key == "firms";
    let facts = one.read.sheets.iter().find(firms)?;
    let columns = || facts.unread.iter().filter(|column| headers.is_request(&column.heading));
    columns().next()?;
    let lines = Lines::of(facts, reads, contracts);
    if lines.any && !lines.silent {
        return None;
    }
    let said = columns().filter_map(|column| {
        let stated = request_in(facts, &column.heading);
        // The lines say the same together.
        if lines.any && stated.is_some_and(|stated| lines.asked == Some(i128::from(stated.0))) {
            return None;
        }
        let (quote, row) = (column.heading.clone(), column.first_row);
        let said = Request { quote, row, stated }.said(lines.most.filter(|_| lines.any));
        Some(said.at(Place::Cell {
            file: one.shown.to_string(),
            sheet: facts.sheet.clone(),
            row,
            column: column.heading.clone(),
        }))
    });
    said.max_by_key(|said| said.severity)
}

/// The lines of the enterprises of some facts, in all files.
struct Lines {
    any: bool,
    /// Some state no request.
    silent: bool,
    /// The most that they can come to, and the sum of their requests, as far as these can be told.
    most: Option<i128>,
    asked: Option<i128>,
}

impl Lines {
    fn of(facts: &SheetRead, reads: &[Read], contracts: &[TableContract]) -> Self {
        let own: BTreeSet<&str> = texts(facts, c::USCC).flatten().collect();
        let mut out = Self { any: false, silent: false, most: Some(0), asked: Some(0) };
        let all = reads.iter().flat_map(|read| &read.read.sheets);
        for sheet in all {
            let contract = &contracts[sheet.contract];
            if !contract.fields().any(|field| field.name == c::REQUESTED) {
                continue;
            }
            let theirs: BooleanChunked = texts(sheet, c::USCC)
                .map(|code| Some(code.is_some_and(|code| own.contains(code))))
                .collect();
            let Some(frame) = sheet.frame.filter(&theirs).ok().filter(|f| f.height() > 0) else {
                continue;
            };
            let requests = frame.column(c::REQUESTED);
            out.any = true;
            out.silent |= requests.map_or(true, |requests| requests.null_count() > 0);
            let add = |sum: Option<i128>, count: fn(&DataFrame, &Ceiling) -> Option<i128>| {
                Some(sum? + count(&frame, contract.ceiling.as_ref()?)?)
            };
            (out.most, out.asked) = (add(out.most, most), add(out.asked, asked));
        }
        out
    }
}

/// What the only enterprise of a sheet asks for under a heading.
fn request_in(firms: &SheetRead, heading: &str) -> Option<Fen> {
    let notes = firms.frame.column(c::NOTES).ok()?.str().ok()?;
    let alone = notes.len() == 1 && firms.refused.is_empty();
    let cells = notes.get(0).filter(|_| alone)?.split("; ").filter_map(|cell| cell.split_once('='));
    let (_, value) = cells.into_iter().find(|(own, _)| *own == heading)?;
    amount(heading, value)
}

/// A column of texts of a sheet, row by row.
fn texts<'s>(sheet: &'s SheetRead, name: &str) -> impl Iterator<Item = Option<&'s str>> {
    let column = sheet.frame.column(name).ok().and_then(|column| column.str().ok());
    column.into_iter().flat_map(|texts| texts.iter())
}
