//! A workbook model as an Excel file.
//!
//! Text always becomes a text cell, never a formula, whatever it begins with. Money is written as
//! a number of yuan: below 90 billion yuan a binary number holds every fen exactly enough to give
//! it back when it is read to two decimals.

use std::collections::BTreeSet;
use std::path::Path;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Table,
    TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError, utility,
};

use super::cells::write_text;
use super::sheet::{Book, Cell, Heading, Kind, Sheet};
use crate::diag::Lang;
use crate::domain::Fen;

const INK: u32 = 0x1F3864;
const PALE: u32 = 0xDCE6F1;
const EXCEL_EPOCH_OFFSET: i32 = 25_569;

struct Formats {
    title: Format,
    note: Format,
    heading: Format,
    text: Format,
    yuan: Format,
    wan: Format,
    int: Format,
    number: Format,
    percent: Format,
    date: Format,
    exact: Format,
}

impl Formats {
    fn new() -> Self {
        let base = || Format::new().set_font_name("等线").set_font_size(10);
        let cell = || base().set_border(FormatBorder::Hair).set_border_color(Color::RGB(0xBFBFBF));
        let number = |format: &str| cell().set_num_format(format).set_align(FormatAlign::Right);
        Self {
            title: base().set_font_size(16).set_bold().set_font_color(Color::RGB(INK)),
            note: base().set_font_color(Color::RGB(0x595959)),
            heading: cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color(Color::RGB(INK))
                .set_background_color(Color::RGB(PALE)),
            text: cell().set_num_format("@").set_align(FormatAlign::Left).set_indent(1),
            exact: cell().set_num_format("@").set_align(FormatAlign::Right),
            yuan: number("#,##0.00;[Red]-#,##0.00"),
            // Excel scales by thousands only: a literal point before the last four digits shows 万.
            wan: number(r"0\.0000"),
            int: number("#,##0"),
            number: number("#,##0.00"),
            percent: number("0.00%"),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Yuan => &self.yuan,
            Kind::Wan => &self.wan,
            Kind::Int => &self.int,
            Kind::Date => &self.date,
            Kind::Exact => &self.exact,
            Kind::Number => &self.number,
            Kind::Percent => &self.percent,
        }
    }
}

/// Writes the book to `path`.
///
/// # Errors
/// When the disk refuses or a sheet is beyond what Excel can hold.
pub fn write(book: &Book, path: &Path, lang: Lang) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day: the same run must give the same bytes whenever it is made.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_creation_datetime(&day).set_author("jiangbu"));
    let formats = Formats::new();
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(&sheet.name)?;
        write_sheet(worksheet, sheet, &formats, lang)?;
    }
    workbook.save(path)
}

fn write_sheet(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    for (column, heading) in sheet.headings.iter().enumerate() {
        worksheet.set_column_width(column as u16, f64::from(heading.width))?;
        if heading.folded {
            worksheet.group_columns_collapsed(column as u16, column as u16)?;
        }
    }
    let head = 1 + sheet.notes.len() as u32;
    set_up_print(worksheet, sheet, head, lang)?;
    worksheet.set_freeze_panes(head + 1, frozen_columns(sheet))?;
    worksheet.set_row_height(0, 26)?;
    write_text(worksheet, 0, 0, &sheet.title, &formats.title)?;
    for (row, note) in sheet.notes.iter().enumerate() {
        write_text(worksheet, row as u32 + 1, 0, note, &formats.note)?;
    }
    worksheet.set_row_height(head, 30)?;
    write_headings(worksheet, sheet, head, formats)?;
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let at = (head + 1 + row as u32, column as u16);
            write_cell(worksheet, at, cell, formats.of(sheet.headings[column].kind))?;
        }
    }
    write_total(worksheet, sheet, head, formats)?;
    super::chart::insert(worksheet, sheet, head)
}

/// A table of Excel where there are rows and every heading stands once; else headings alone.
fn write_headings(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    head: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let names: BTreeSet<String> = sheet.headings.iter().map(|h| h.text.to_lowercase()).collect();
    let last_column = sheet.headings.len().saturating_sub(1) as u16;
    let last = head + sheet.rows.len() as u32;
    if !sheet.rows.is_empty() && names.len() == sheet.headings.len() {
        let column = |heading: &Heading| {
            TableColumn::new().set_header(&heading.text).set_header_format(&formats.heading)
        };
        let columns: Vec<TableColumn> = sheet.headings.iter().map(column).collect();
        let table = Table::new().set_style(TableStyle::None).set_columns(&columns);
        worksheet.add_table(head, 0, last, last_column, &table)?;
        return Ok(());
    }
    for (column, heading) in sheet.headings.iter().enumerate() {
        write_text(worksheet, head, column as u16, &heading.text, &formats.heading)?;
    }
    if !sheet.rows.is_empty() {
        worksheet.autofilter(head, 0, last, last_column)?;
    }
    Ok(())
}

/// Sums that follow the filter, rounded to the fen: binary cells would show their dust otherwise.
fn write_total(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    head: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let row = head + 1 + sheet.rows.len() as u32;
    for (column, cell) in sheet.total.iter().enumerate() {
        let format = formats.of(sheet.headings[column].kind).clone().set_bold();
        let format = format.set_border_top(FormatBorder::Medium);
        let column = column as u16;
        let sum = || {
            let (first, last) = (head + 1, row.saturating_sub(1));
            format!("SUBTOTAL(109,{})", utility::cell_range(first, column, last, column))
        };
        let (formula, result) = match cell {
            Cell::Money(fen) => (format!("=ROUND({},2)", sum()), fen.to_decimal().to_string()),
            Cell::Int(count) => (format!("={}", sum()), count.to_string()),
            other => {
                write_cell(worksheet, (row, column), other, &format)?;
                continue;
            }
        };
        let formula = Formula::new(formula).set_result(result);
        worksheet.write_formula_with_format(row, column, formula, &format)?;
    }
    Ok(())
}

/// Wide tables keep their first columns in sight.
fn frozen_columns(sheet: &Sheet) -> u16 {
    const WIDE: usize = 12;
    if sheet.headings.len() > WIDE { 1 } else { 0 }
}

fn set_up_print(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    head: u32,
    lang: Lang,
) -> Result<(), XlsxError> {
    const A3: u8 = 8;
    const A4: u8 = 9;
    let wide = frozen_columns(sheet) > 0;
    worksheet.set_paper_size(if wide { A3 } else { A4 });
    worksheet.set_landscape();
    worksheet.set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(head, head)?;
    let below = head + sheet.rows.len() as u32 + u32::from(!sheet.total.is_empty());
    // With a chart the whole sheet is printed.
    if sheet.chart.is_none() && !sheet.headings.is_empty() {
        worksheet.set_print_area(0, 0, below, sheet.headings.len() as u16 - 1)?;
    }
    worksheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    let footer = match lang {
        Lang::Zh => "&C第 &P 页，共 &N 页".to_string(),
        Lang::En => "&CPage &P of &N".to_string(),
    };
    worksheet.set_footer(&footer);
    // An ampersand starts a code in headers.
    worksheet.set_header(format!("&L{}", sheet.title.replace('&', "&&")));
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => worksheet.write_blank(row, column, format)?,
        Cell::Text(text) => write_text(worksheet, row, column, &short(text), format)?,
        Cell::Money(fen) => worksheet.write_number_with_format(row, column, yuan(*fen), format)?,
        Cell::Number(value) => {
            worksheet.write_number_with_format(row, column, super::cells::binary(*value), format)?
        }
        Cell::Int(value) => {
            worksheet.write_number_with_format(row, column, *value as f64, format)?
        }
        Cell::Date(days) => {
            let serial = f64::from(days + EXCEL_EPOCH_OFFSET);
            worksheet.write_number_with_format(row, column, serial, format)?
        }
        Cell::Link { sheet, text } => {
            let url = Url::new(format!("internal:'{sheet}'!A1")).set_text(text);
            worksheet.write_url(row, column, url)?
        }
    };
    Ok(())
}

/// Excel refuses cells of more than 32,767 characters.
fn short(text: &str) -> String {
    const MOST: usize = 32_000;
    if text.chars().count() <= MOST { text.to_string() } else { text.chars().take(MOST).collect() }
}

/// For a cell only: Excel knows no other numbers than binary ones.
fn yuan(fen: Fen) -> f64 {
    fen.0 as f64 / 100.0
}
