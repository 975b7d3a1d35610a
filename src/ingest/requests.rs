//! Requests that stand among the basic facts of enterprises, where the lines do not state theirs: requests count line by
//! line, in whatever files the two are handed in.

use std::collections::BTreeSet;

use super::each::holds;
use super::headers::Headers;
use super::returned::Read;
use super::table::SheetRead;
use super::{UnreadColumn, Unusable};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::frame::columns as c;
use crate::frame::tables::TableContract;

/// Takes out the files whose facts state a request that no line of their enterprises does.
pub(super) fn set_apart(
    reads: &mut Vec<Read<'_>>,
    contracts: &[TableContract],
    headers: &Headers,
) -> Vec<Unusable> {
    let apart: Vec<Option<Diagnostic>> =
        reads.iter().map(|one| request_of(one, reads, contracts, headers)).collect();
    let mut out = Vec::new();
    let mut faults = apart.into_iter();
    reads.retain_mut(|one| {
        let Some(fault) = faults.next().flatten() else { return true };
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
    let asks = |column: &&UnreadColumn| headers.is_request(&column.heading);
    let firms = |sheet: &&SheetRead| contracts[sheet.contract].key == "firms";
    let facts = one.read.sheets.iter().find(firms)?;
    let column = facts.unread.iter().find(asks)?;
    let own: BTreeSet<&str> = texts(facts, c::USCC).flatten().collect();
    let all = reads.iter().flat_map(|read| &read.read.sheets);
    let lines =
        all.filter(|sheet| contracts[sheet.contract].fields().any(|f| f.name == c::REQUESTED));
    let (mut any, mut silent) = (false, false);
    for sheet in lines {
        let requests = sheet.frame.column(c::REQUESTED).ok().and_then(|all| all.i64().ok());
        for (row, code) in texts(sheet, c::USCC).enumerate() {
            if code.is_some_and(|code| own.contains(code)) {
                any = true;
                silent |= requests.is_none_or(|all| all.get(row).is_none());
            }
        }
    }
    let fault = Diagnostic::new(&codes::REQUEST_APART).arg("quote", &column.heading);
    (!any || silent).then(|| {
        fault.at(Place::Cell {
            file: one.shown.to_string(),
            sheet: facts.sheet.clone(),
            row: column.first_row,
            column: column.heading.clone(),
        })
    })
}

/// A column of texts of a sheet, row by row.
fn texts<'s>(sheet: &'s SheetRead, name: &str) -> impl Iterator<Item = Option<&'s str>> {
    let column = sheet.frame.column(name).ok().and_then(|column| column.str().ok());
    column.into_iter().flat_map(|texts| texts.iter())
}
