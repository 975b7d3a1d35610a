//! What all workbooks share: colours, fonts, print set-up, references, cells of the model.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError,
    utility::row_col_to_cell,
};

use super::sheet::Cell;
use crate::diag::Lang;

/// The one colour that stands out, and what goes with it.
pub const ACCENT: u32 = 0x1F3864;
pub const PALE: u32 = 0xDCE6F1;
pub const EDGE: u32 = 0xBFBFBF;

/// Days from Excel's first day to 1970-01-01.
pub const EPOCH: i32 = 25_569;

pub fn base() -> Format {
    Format::new().set_font_name("等线").set_font_size(10)
}

pub fn boxed() -> Format {
    base().set_border(FormatBorder::Hair).set_border_color(Color::RGB(EDGE))
}

/// The creation date is fixed: the same model must give the same bytes whenever it is made.
pub fn new_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_creation_datetime(&day).set_author("jiangbu");
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties.set_title(title));
    Ok(workbook)
}

/// Adds a sheet; those that people work in have a coloured tab.
pub fn add<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    worked_in: bool,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_tab_color(Color::RGB(if worked_in { ACCENT } else { EDGE }));
    Ok(sheet)
}

/// A4 across, one page wide, numbered.
pub fn print_set_up(sheet: &mut Worksheet, title: &str, lang: Lang) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer(lang.pick("&C第 &P 页，共 &N 页", "&CPage &P of &N"));
    // An ampersand starts a code in headers.
    sheet.set_header(format!("&L{}", title.replace('&', "&&")));
}

/// `$C$5:$C$204`
pub fn range(first: u32, last: u32, column: u16) -> String {
    let absolute = rust_xlsxwriter::utility::row_col_to_cell_absolute;
    format!("{}:{}", absolute(first, column), absolute(last, column))
}

/// `C5`
pub fn cell(row: u32, column: u16) -> String {
    row_col_to_cell(row, column)
}

/// For a cell only.
pub fn binary(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

/// What spreadsheets take for a formula when a cell is edited or saved as text gets the mark that keeps it a text.
pub fn quoted<'f>(text: &str, format: &'f Format) -> Cow<'f, Format> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format.clone().set_quote_prefix()),
        false => Cow::Borrowed(format),
    }
}

/// Text always becomes a text cell, never a formula, whatever it begins with.
///
/// # Errors
/// A text or place beyond what Excel can hold.
pub fn write_text<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    sheet.write_string_with_format(row, column, text, &quoted(text, format))
}

/// One cell of the model.
pub fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, format)?,
        Cell::Text(text) => write_text(sheet, row, column, text, format)?,
        // For a cell only: Excel knows no other numbers than binary ones.
        Cell::Money(fen) => {
            sheet.write_number_with_format(row, column, fen.0 as f64 / 100.0, format)?
        }
        Cell::Int(value) => sheet.write_number_with_format(row, column, *value as f64, format)?,
        Cell::Number(value) => {
            sheet.write_number_with_format(row, column, binary(*value), format)?
        }
        Cell::Date(days) => {
            sheet.write_number_with_format(row, column, f64::from(days + EPOCH), format)?
        }
        Cell::Link { text, .. } => write_text(sheet, row, column, text, format)?,
    };
    Ok(())
}
