//! What the input files hold and the run did not use: columns that lead to no field, sheets that were not read.

use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::tables::found::Unread;

/// Columns and sheets that were not read, in the order of the files; no table where all were.
pub fn unread(linked: &Linked) -> Option<OutputTable> {
    let columns = linked.sources.iter().flat_map(|source| {
        source.unread.iter().map(|column| Unread {
            kind: "column".into(),
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            heading: column.heading.clone(),
            rows: column.rows as i64,
            first_row: column.first_row.into(),
            nearest: column.near.clone(),
            why: if column.weighty { "may change amounts" } else { "no such input" }.into(),
        })
    });
    let sheets = linked.skipped.iter().map(|skipped| Unread {
        kind: "sheet".into(),
        file: skipped.file.clone(),
        sheet: skipped.sheet.clone(),
        heading: String::new(),
        rows: 0,
        first_row: 0,
        nearest: String::new(),
        why: skipped.why.key().into(),
    });
    let mut rows = columns.chain(sheets).peekable();
    let any = rows.peek().is_some();
    any.then(|| Unread::table(rows))
}
