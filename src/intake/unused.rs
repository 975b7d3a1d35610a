//! What the input files hold and the run did not use: columns that lead to no field, sheets that were not read.

use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::intake::link::Linked;

/// One row of the table.
struct Row<'a> {
    kind: &'static str,
    file: &'a str,
    sheet: &'a str,
    heading: &'a str,
    rows: usize,
    first_row: u32,
    nearest: &'a str,
    why: &'static str,
}

/// Columns and sheets that were not read, in the order of the files; no table where all were.
pub fn unread(linked: &Linked) -> Option<OutputTable> {
    let columns = linked.sources.iter().flat_map(|source| {
        source.unread.iter().map(|column| Row {
            kind: "column",
            file: &source.file,
            sheet: &source.sheet,
            heading: &column.heading,
            rows: column.rows,
            first_row: column.first_row,
            nearest: &column.near,
            why: if column.weighty { "may change amounts" } else { "no such input" },
        })
    });
    let sheets = linked.skipped.iter().map(|skipped| Row {
        kind: "sheet",
        file: &skipped.file,
        sheet: &skipped.sheet,
        heading: "",
        rows: 0,
        first_row: 0,
        nearest: "",
        why: skipped.why.key(),
    });
    let rows: Vec<Row> = columns.chain(sheets).collect();
    let text = |of: fn(&Row) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let table = OutputTable::new("unread", "未读取的列和工作表", "Columns and sheets not read")
        .text(c::UNUSED, &text(|row| row.kind.into()), "种类", "Column or sheet")
        .text(c::FILE, &text(|row| row.file.into()), "文件", "File")
        .text(c::SHEET, &text(|row| row.sheet.into()), "工作表", "Sheet")
        .text(c::HEADING, &text(|row| row.heading.into()), "表头", "Heading")
        .int(
            c::ROWS,
            rows.iter().map(|row| row.rows as i64).collect(),
            "有值行数",
            "Rows with a value",
        )
        .int(
            c::FIRST_ROW,
            rows.iter().map(|row| i64::from(row.first_row)).collect(),
            "首见行",
            "First row",
        )
        .text(
            c::NEAREST,
            &text(|row| row.nearest.into()),
            "近似的表头",
            "Known heading most like it",
        )
        .text(c::WHY, &text(|row| row.why.into()), "原因", "Why");
    (!rows.is_empty()).then_some(table)
}
