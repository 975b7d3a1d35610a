//! What all workbooks are made of: colours, formats, print set-up, references, typed cells.

use std::borrow::Cow;
use std::fmt::Display;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook,
    Worksheet, XlsxError, utility,
};
use unicode_width::UnicodeWidthStr;

use super::sheet::{Cell, Kind};
use crate::diag::Lang;
use crate::domain::Fen;

/// The one colour that stands out, and what goes with it.
pub const INK: Color = Color::RGB(0x1F3864);
pub const PALE: Color = Color::RGB(0xDCE6F1);
pub const EDGE: Color = Color::RGB(0xBFBFBF);
const GREY: Color = Color::RGB(0x595959);

/// Number formats.
pub const TEXT: &str = "@";
pub const DAY: &str = "yyyy-mm-dd";
pub const AMOUNT: &str = "#,##0.00";

/// Days from Excel's first day to 1970-01-01.
const EPOCH: i32 = 25_569;

/// Excel refuses cells of more than 32,767 characters.
const MOST_CHARACTERS: usize = 32_000;

pub fn base() -> Format {
    Format::new().set_font_name("等线").set_font_size(10)
}

pub fn boxed() -> Format {
    base().set_border(FormatBorder::Hair).set_border_color(EDGE)
}

/// A box whose text stands in the middle of a tall row.
pub fn middle() -> Format {
    boxed().set_align(FormatAlign::VerticalCenter)
}

/// The title of a sheet.
pub fn title() -> Format {
    base().set_font_size(16).set_bold().set_font_color(INK)
}

/// What is said above or below a table.
pub fn note() -> Format {
    base().set_font_color(GREY)
}

/// A heading, to be coloured.
pub fn bare_heading() -> Format {
    middle().set_bold().set_text_wrap().set_align(FormatAlign::Center)
}

/// The heading of a column.
pub fn heading() -> Format {
    bare_heading().set_font_color(INK).set_background_color(PALE)
}

/// Cells of a kind on such a base.
pub fn of_kind(kind: Kind, base: Format) -> Format {
    let number = match kind {
        Kind::Text | Kind::Exact => TEXT,
        Kind::Yuan => "#,##0.00;[Red]-#,##0.00",
        // Excel scales by thousands only: a literal point before the last four digits shows 万.
        Kind::Wan => r"0\.0000",
        Kind::Int => "#,##0",
        Kind::Number => AMOUNT,
        Kind::Percent => "0.00%",
        Kind::Date => DAY,
    };
    let base = base.set_num_format(number);
    match kind {
        Kind::Text => base.set_align(FormatAlign::Left).set_indent(1),
        Kind::Date => base.set_align(FormatAlign::Center),
        _ => base.set_align(FormatAlign::Right),
    }
}

/// An empty workbook. The creation date is fixed: the same model must give the same bytes whenever it is made.
///
/// # Errors
/// None that can occur: the day is one.
pub fn new_workbook(title: Option<&str>) -> Result<Workbook, XlsxError> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_creation_datetime(&day).set_author("jiangbu");
    let mut workbook = Workbook::new();
    workbook.set_properties(&title.into_iter().fold(properties, DocProperties::set_title));
    Ok(workbook)
}

/// Adds a sheet; those that people work in have a coloured tab.
///
/// # Errors
/// A name that Excel does not take.
pub fn add<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    worked_in: bool,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_tab_color(if worked_in { INK } else { EDGE });
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

/// Keeps a row of headings and the first columns in sight, on paper on every page.
///
/// # Errors
/// A place beyond what Excel can hold.
pub fn keep_in_sight(sheet: &mut Worksheet, head: u32, columns: u16) -> Result<(), XlsxError> {
    sheet.set_repeat_rows(head, head)?.set_freeze_panes(head + 1, columns)?;
    Ok(())
}

/// `$C$5:$C$204`
pub fn range(first: u32, last: u32, column: u16) -> String {
    let absolute = utility::row_col_to_cell_absolute;
    format!("{}:{}", absolute(first, column), absolute(last, column))
}

/// `C5`
pub fn reference(row: u32, column: u16) -> String {
    utility::row_col_to_cell(row, column)
}

/// Lines that a text takes in a column of so many characters; at least one.
pub fn lines(text: &str, width: f64) -> f64 {
    text.split('\n').map(|line| (line.width() as f64 / width).ceil().max(1.0)).sum()
}

/// As much of a text as a cell can hold.
pub fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => Cow::Borrowed(&text[..end]),
        None => Cow::Borrowed(text),
    }
}

/// What spreadsheets take for a formula when a cell is edited or saved as text gets the mark that keeps it a text.
pub fn quoted<'f>(text: &str, format: &'f Format) -> Cow<'f, Format> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format.clone().set_quote_prefix()),
        false => Cow::Borrowed(format),
    }
}

pub type Written = Result<(), XlsxError>;

/// Typed cells of a sheet. Each writer fails where a text or place is beyond what Excel can hold.
pub trait Cells {
    fn sheet(&mut self) -> &mut Worksheet;

    /// Text always becomes a text cell, never a formula, whatever it begins with.
    fn text(&mut self, row: u32, column: u16, text: &str, format: &Format) -> Written {
        self.sheet().write_string_with_format(row, column, text, &quoted(text, format)).map(drop)
    }

    fn number(&mut self, row: u32, column: u16, value: f64, format: &Format) -> Written {
        self.sheet().write_number_with_format(row, column, value, format).map(drop)
    }

    /// Excel knows no other numbers than binary ones: below 90 billion yuan one holds every fen exactly enough
    /// to give it back when it is read to two decimals.
    fn fen(&mut self, row: u32, column: u16, fen: Fen, format: &Format) -> Written {
        self.number(row, column, fen.0 as f64 / 100.0, format)
    }

    /// A day in days since 1970.
    fn day(&mut self, row: u32, column: u16, days: i32, format: &Format) -> Written {
        self.number(row, column, f64::from(days + EPOCH), format)
    }

    /// A formula with its result, for readers that compute nothing.
    fn formula(
        &mut self,
        (row, column): (u32, u16),
        formula: &str,
        result: impl Display,
        format: &Format,
    ) -> Written {
        let formula = Formula::new(formula).set_result(result.to_string());
        self.sheet().write_formula_with_format(row, column, formula, format).map(drop)
    }

    /// A text of which some parts stand out in bold red.
    fn marked(
        &mut self,
        row: u32,
        column: u16,
        parts: &[(String, bool)],
        format: &Format,
    ) -> Written {
        let (plain, apart) = (base(), base().set_bold().set_font_color(Color::RGB(0x00C0_0000)));
        let parts: Vec<(&Format, &str)> = parts
            .iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, marked)| (if *marked { &apart } else { &plain }, text.as_str()))
            .collect();
        match parts.as_slice() {
            [] => self.sheet().write_blank(row, column, format).map(drop),
            // One part alone is no rich text for Excel.
            [(_, text)] => self.text(row, column, text, format),
            parts => {
                self.sheet().write_rich_string_with_format(row, column, parts, format).map(drop)
            }
        }
    }

    /// A cell of a model.
    fn cell(&mut self, row: u32, column: u16, cell: &Cell, format: &Format) -> Written {
        match cell {
            Cell::Empty => self.sheet().write_blank(row, column, format).map(drop),
            Cell::Text(text) => self.text(row, column, text, format),
            Cell::Money(fen) => self.fen(row, column, *fen, format),
            Cell::Int(value) => self.number(row, column, *value as f64, format),
            Cell::Number(value) => {
                self.number(row, column, value.to_f64().unwrap_or_default(), format)
            }
            Cell::Date(days) => self.day(row, column, *days, format),
            Cell::Marked(parts) => self.marked(row, column, parts, format),
            Cell::Link { sheet, text } => {
                let url = Url::new(format!("internal:'{sheet}'!A1")).set_text(text);
                self.sheet().write_url(row, column, url).map(drop)
            }
        }
    }
}

impl Cells for Worksheet {
    fn sheet(&mut self) -> &mut Worksheet {
        self
    }
}
