//! Workbooks as an office exports them.

use std::path::Path;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use super::SampleError;
use super::slips::{Slip, Written};
use super::table::{Cell, FIRMS, SHEETS, Table};

const TITLE: &str = "前海服务贸易支持资金申报汇总表（合成数据）";
const NOTICE: &str = "合成数据，仅供演示";
/// 1970-01-01 as Excel counts days.
const EXCEL_EPOCH: i32 = 25_569;

struct Looks {
    title: Format,
    header: Format,
    text: Format,
    money: Format,
    date: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            header: Format::new()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00DD_EBF7))
                .set_border(FormatBorder::Thin),
            text: Format::new().set_num_format("@"),
            money: Format::new().set_num_format("#,##0.00"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

/// Row in the sheet, from 0, of a table's first row: only the basic facts have a title above.
pub fn first_row(place: usize) -> u32 {
    if place == FIRMS { 2 } else { 1 }
}

/// A workbook of filings: a notice, the basic facts and a sheet for every measure.
pub fn write_filings(path: &Path, tables: &[Table], slips: &[Slip]) -> Result<(), SampleError> {
    let looks = Looks::new();
    let mut workbook = new_workbook()?;
    let notice = workbook.add_worksheet();
    notice.set_name("填报说明")?.set_column_width(0, 40)?;
    notice.write_string(0, 0, NOTICE)?;
    for table in tables {
        let sheet = workbook.add_worksheet();
        write_table(sheet, table, slips, &looks)?;
    }
    Ok(workbook.save(path)?)
}

/// A workbook of one table.
pub fn write_roster(path: &Path, table: &Table) -> Result<(), SampleError> {
    let mut workbook = new_workbook()?;
    write_table(workbook.add_worksheet(), table, &[], &Looks::new())?;
    Ok(workbook.save(path)?)
}

/// A workbook of texts: sheets with their rows, headings first.
pub fn write_texts(
    path: &Path,
    title: &str,
    sheets: &[(String, Vec<Vec<String>>)],
) -> Result<(), SampleError> {
    let looks = Looks::new();
    let mut workbook = new_workbook()?;
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        let columns = rows.first().map_or(0, Vec::len);
        let title = format!("{title}（合成数据）");
        sheet.merge_range(
            0,
            0,
            0,
            columns.saturating_sub(1).max(1) as u16,
            &title,
            &looks.title,
        )?;
        for (row, cells) in (1..).zip(rows) {
            let look = if row == 1 { &looks.header } else { &looks.text };
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, cell, look)?;
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
    looks: &Looks,
) -> Result<(), SampleError> {
    let top = first_row(table.place);
    sheet.set_name(SHEETS[table.place])?.set_freeze_panes(top, 0)?;
    let columns = table.fields.len();
    if top > 1 {
        sheet.merge_range(0, 0, 0, columns.saturating_sub(1) as u16, TITLE, &looks.title)?;
    }
    for (column, field) in table.fields.iter().enumerate() {
        let at = column as u16;
        sheet.write_string_with_format(top - 1, at, field.zh, &looks.header)?;
        sheet.set_column_width(at, if field.zh.chars().count() > 6 { 22 } else { 16 })?;
    }
    for row in 0..table.rows() {
        for column in 0..columns {
            write_cell(sheet, top + row as u32, column as u16, table.cell(row, column), looks)?;
        }
    }
    for slip in slips.iter().filter(|slip| slip.place == table.place) {
        let (row, column) = (top + slip.row as u32, slip.column as u16);
        match &slip.written {
            Written::Text(text) => {
                sheet.write_string_with_format(row, column, text, &looks.text)?
            }
            Written::Money(fen) => {
                sheet.write_number_with_format(row, column, yuan(*fen), &looks.money)?
            }
            Written::Blank => sheet.write_blank(row, column, &looks.text)?,
        };
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    looks: &Looks,
) -> Result<(), SampleError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &looks.text)?,
        Cell::Money(fen) => sheet.write_number_with_format(row, column, yuan(fen), &looks.money)?,
        Cell::Day(day) => {
            let serial = f64::from(day + EXCEL_EPOCH);
            sheet.write_number_with_format(row, column, serial, &looks.date)?
        }
        Cell::Flag(flag) => sheet.write_string(row, column, if flag { "是" } else { "否" })?,
        Cell::Whole(number) => sheet.write_number(row, column, number as f64)?,
        Cell::Share(millionths) => {
            sheet.write_string(row, column, format!("{}%", millionths / 10_000))?
        }
    };
    Ok(())
}

/// The one place where money becomes a binary number: a spreadsheet cell can hold nothing else.
fn yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}
