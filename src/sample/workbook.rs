//! Workbooks as an office exports them.

use std::path::Path;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use super::SampleError;
use super::slips::{Slip, Written};
use super::table::{Cell, FIRMS, Table};
use crate::domain::Fen;
use crate::workbook::cells::{AMOUNT, Cells, DAY, TEXT};

const TITLE: &str = "前海服务贸易支持资金申报汇总表（合成数据）";
const NOTICE: &str = "合成数据，仅供演示";

struct SampleFormats {
    title: Format,
    header: Format,
    text: Format,
    money: Format,
    date: Format,
    plain: Format,
}

impl SampleFormats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            header: Format::new()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00DD_EBF7))
                .set_border(FormatBorder::Thin),
            text: Format::new().set_num_format(TEXT),
            money: Format::new().set_num_format(AMOUNT),
            date: Format::new().set_num_format(DAY),
            plain: Format::new(),
        }
    }
}

/// Row in the sheet, from 0, of a table's first row: only the basic facts have a title above.
pub fn first_row(place: usize) -> u32 {
    if place == FIRMS { 2 } else { 1 }
}

/// A workbook of filings: a notice, the basic facts and a sheet for every measure.
pub fn write_filings(path: &Path, tables: &[Table], slips: &[Slip]) -> Result<(), SampleError> {
    let formats = SampleFormats::new();
    let mut workbook = new_workbook()?;
    let notice = workbook.add_worksheet();
    notice.set_name("填报说明")?.set_column_width(0, 40)?;
    notice.write_string(0, 0, NOTICE)?;
    for table in tables {
        let sheet = workbook.add_worksheet();
        write_table(sheet, table, slips, &formats)?;
    }
    Ok(workbook.save(path)?)
}

/// A workbook of one table.
pub fn write_roster(path: &Path, table: &Table) -> Result<(), SampleError> {
    let mut workbook = new_workbook()?;
    write_table(workbook.add_worksheet(), table, &[], &SampleFormats::new())?;
    Ok(workbook.save(path)?)
}

/// A workbook of texts: sheets with their rows, headings first.
pub fn write_texts(
    path: &Path,
    title: &str,
    sheets: &[(String, Vec<Vec<String>>)],
) -> Result<(), SampleError> {
    let formats = SampleFormats::new();
    let mut workbook = new_workbook()?;
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        let columns = rows.first().map_or(0, Vec::len);
        let title = format!("{title}（合成数据）");
        let last = columns.saturating_sub(1).max(1) as u16;
        sheet.merge_range(0, 0, 0, last, &title, &formats.title)?;
        for (row, cells) in (1..).zip(rows) {
            let format = if row == 1 { &formats.header } else { &formats.text };
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.text(row, column, cell, format)?;
            }
        }
    }
    Ok(workbook.save(path)?)
}

/// The date of creation is fixed: the same arguments give the same bytes.
fn new_workbook() -> Result<Workbook, SampleError> {
    let created = ExcelDateTime::from_ymd(2026, 1, 20)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new().set_title(TITLE).set_comment(NOTICE).set_creation_datetime(&created),
    );
    Ok(workbook)
}

fn write_table(
    sheet: &mut Worksheet,
    table: &Table,
    slips: &[Slip],
    formats: &SampleFormats,
) -> Result<(), SampleError> {
    let top = first_row(table.place);
    sheet.set_name(table.sheet)?.set_freeze_panes(top, 0)?;
    let columns = table.fields.len();
    if top > 1 {
        sheet.merge_range(0, 0, 0, columns.saturating_sub(1) as u16, TITLE, &formats.title)?;
    }
    for (column, field) in table.fields.iter().enumerate() {
        let at = column as u16;
        sheet.text(top - 1, at, field.zh, &formats.header)?;
        sheet.set_column_width(at, if field.zh.chars().count() > 6 { 22 } else { 16 })?;
    }
    for row in 0..table.rows() {
        for column in 0..columns {
            write_cell(sheet, top + row as u32, column as u16, table.cell(row, column), formats)?;
        }
    }
    for slip in slips.iter().filter(|slip| slip.place == table.place) {
        let (row, column) = (top + slip.row as u32, slip.column as u16);
        match &slip.written {
            Written::Text(text) => sheet.text(row, column, text, &formats.text)?,
            Written::Money(fen) => sheet.fen(row, column, Fen(*fen), &formats.money)?,
            Written::Blank => drop(sheet.write_blank(row, column, &formats.text)?),
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    formats: &SampleFormats,
) -> Result<(), SampleError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => sheet.text(row, column, text, &formats.text)?,
        Cell::Money(fen) => sheet.fen(row, column, Fen(fen), &formats.money)?,
        Cell::Day(day) => sheet.day(row, column, day, &formats.date)?,
        Cell::Flag(flag) => {
            sheet.text(row, column, if flag { "是" } else { "否" }, &formats.plain)?
        }
        Cell::Whole(number) => sheet.number(row, column, number as f64, &formats.plain)?,
        Cell::Share(millionths) => {
            sheet.text(row, column, &format!("{}%", millionths / 10_000), &formats.plain)?;
        }
    }
    Ok(())
}
