//! A ledger as a workbook: a sheet per table, made to be printed and signed. Totals are formulas with their
//! results, so that an office that mends a line sees the sum follow.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::report::model::document::Block;
use crate::report::model::ledger::{OfficeList, Roll};
use crate::workbook::cells::{
    Cells, PALE, Written, add, base, heading, keep_in_sight, lines, middle, new_workbook, note,
    of_kind, print_set_up, quoted, range,
};
use crate::workbook::{Cell, Kind};

struct ListFormats {
    title: Format,
    subtitle: Format,
    line: Format,
    right: Format,
    mark: Format,
    heading: Format,
    text: Format,
    yuan: Format,
    int: Format,
    number: Format,
    total: Format,
    total_yuan: Format,
    note: Format,
}

impl ListFormats {
    fn new() -> Self {
        let centred = |size: u32| {
            let format = base().set_font_size(size).set_align(FormatAlign::Center);
            format.set_align(FormatAlign::VerticalCenter)
        };
        let total = middle().set_bold().set_background_color(PALE);
        let total = total.set_border_top(FormatBorder::Thin).set_text_wrap();
        Self {
            title: centred(18).set_bold(),
            subtitle: centred(12),
            line: base().set_font_size(11).set_text_wrap().set_align(FormatAlign::VerticalCenter),
            right: base().set_font_size(11).set_align(FormatAlign::Right),
            mark: base().set_font_size(11).set_bold().set_font_color(Color::RGB(0xA01010)),
            heading: heading(),
            text: of_kind(Kind::Text, middle()).set_text_wrap(),
            yuan: of_kind(Kind::Yuan, middle()),
            int: of_kind(Kind::Int, middle()),
            number: middle().set_num_format("0").set_align(FormatAlign::Center),
            total_yuan: of_kind(Kind::Yuan, total.clone()),
            total,
            note: note().set_text_wrap(),
        }
    }

    fn of(&self, column: u16, kind: Kind) -> &Format {
        match kind {
            // Numbers that count the rows.
            Kind::Int if column == 0 => &self.number,
            Kind::Yuan | Kind::Wan => &self.yuan,
            Kind::Int => &self.int,
            Kind::Text | Kind::Date | Kind::Exact | Kind::Number | Kind::Percent => &self.text,
        }
    }
}

/// The bytes of the workbook.
///
/// # Errors
/// A table beyond what Excel can hold.
pub fn xlsx(ledger: &OfficeList) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook(Some(&ledger.head.title))?;
    let formats = ListFormats::new();
    for (number, roll) in ledger.rolls.iter().enumerate() {
        sheet(&mut workbook, ledger, roll, number, &formats)?;
    }
    workbook.save_to_buffer()
}

fn sheet(
    workbook: &mut Workbook,
    ledger: &OfficeList,
    roll: &Roll,
    number: usize,
    formats: &ListFormats,
) -> Result<(), XlsxError> {
    let head = &ledger.head;
    let sheet = add(workbook, &roll.sheet, number == 0)?;
    for (at, column) in (0..).zip(&roll.columns) {
        sheet.set_column_width(at, f64::from(column.width))?;
    }
    let width: u16 = roll.columns.iter().map(|column| column.width).sum();
    let last = roll.columns.len().saturating_sub(1) as u16;
    let mut lines = Lines { sheet, row: 0, last };
    let title = roll.caption.as_ref().unwrap_or(&head.title);
    lines.write(title, 34.0, &formats.title)?;
    for mark in head.watermark.iter().chain(&head.banner) {
        lines.write(mark, 18.0, &formats.mark)?;
    }
    if let Some(text) = &head.subtitle {
        lines.write(text, 20.0, &formats.subtitle)?;
    }
    let first = number == 0;
    for text in ledger.says.iter().filter(|_| first) {
        lines.write(text, tall(text, width), &formats.line)?;
    }
    let top = lines.row;
    lines.row = rows(lines.sheet, roll, top, formats)?;
    for text in roll.note.iter().chain(ledger.remarks.iter().filter(|_| first)) {
        lines.write(text, tall(text, width), &formats.note)?;
    }
    if first {
        signed(&mut lines, ledger, formats)?;
    }
    let mark = head.watermark.as_ref().map(|mark| format!("　{mark}")).unwrap_or_default();
    print_set_up(lines.sheet, &format!("{}{mark}", head.title), head.lang);
    keep_in_sight(lines.sheet, top, 0)
}

/// Texts across a sheet, one below the other.
struct Lines<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    /// The last column.
    last: u16,
}

impl Lines<'_> {
    fn write(&mut self, text: &str, height: f64, format: &Format) -> Written {
        let row = self.row;
        self.sheet.set_row_height(row, height)?;
        if self.last > 0 {
            self.sheet.merge_range(row, 0, row, self.last, text, &quoted(text, format))?;
        } else {
            self.sheet.text(row, 0, text, format)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// Headings, rows and the total; the row below them.
fn rows(
    sheet: &mut Worksheet,
    roll: &Roll,
    top: u32,
    formats: &ListFormats,
) -> Result<u32, XlsxError> {
    sheet.set_row_height(top, 30.0)?;
    for (at, column) in (0..).zip(&roll.columns) {
        sheet.text(top, at, &column.heading, &formats.heading)?;
    }
    for (cells, at) in roll.rows.iter().zip(top + 1..) {
        sheet.set_row_height(at, height(cells, roll))?;
        for ((column, cell), known) in (0..).zip(cells).zip(&roll.columns) {
            sheet.cell(at, column, cell, formats.of(column, known.kind))?;
        }
    }
    let below = top + 1 + roll.rows.len() as u32;
    total(sheet, roll, (top + 1, below), formats)?;
    Ok(below + u32::from(roll.total.is_some()))
}

/// Who signs, and who issued it.
fn signed(lines: &mut Lines, ledger: &OfficeList, formats: &ListFormats) -> Written {
    if !ledger.signed_by.is_empty() {
        lines.row += 1;
        let colon = ledger.head.lang.pick("：", ":");
        let roles: Vec<String> =
            ledger.signed_by.iter().map(|role| format!("{role}{colon}")).collect();
        lines.write(&roles.join(&" ".repeat(24)), 24.0, &formats.line)?;
    }
    if let Some(Block::Facts { facts }) = &ledger.issued {
        lines.row += 1;
        for fact in facts {
            lines.write(&fact.value, 20.0, &formats.right)?;
        }
    }
    Ok(())
}

/// The last row: its word, and sums that recalculate.
fn total(
    sheet: &mut Worksheet,
    roll: &Roll,
    (first, row): (u32, u32),
    formats: &ListFormats,
) -> Written {
    let Some(total) = &roll.total else { return Ok(()) };
    for column in 0..roll.columns.len() as u16 {
        sheet.write_blank(row, column, &formats.total)?;
    }
    sheet.text(row, u16::from(roll.columns.len() > 1), &total.word, &formats.total)?;
    for (column, text) in &total.texts {
        sheet.text(row, *column as u16, text, &formats.total)?;
    }
    for (column, sum) in &total.sums {
        let column = *column as u16;
        if row > first {
            // Binary sums of thousands of amounts stray: the formula gives whole fen.
            let formula = format!("=ROUND(SUM({}),2)", range(first, row - 1, column));
            sheet.formula((row, column), &formula, sum.to_decimal(), &formats.total_yuan)?;
        } else {
            sheet.number(row, column, 0.0, &formats.total_yuan)?;
        }
    }
    Ok(())
}

/// Height of a row whose texts wrap: not every program fits rows by itself.
fn height(cells: &[Cell], roll: &Roll) -> f64 {
    const LINE: f64 = 14.0;
    let tallest = cells.iter().zip(&roll.columns).map(|(cell, column)| match cell {
        Cell::Text(text) => lines(text, f64::from(column.width.saturating_sub(3).max(1))),
        _ => 1.0,
    });
    LINE * tallest.fold(1.0, f64::max) + 5.0
}

/// Height of a row whose cells are merged: Excel fits no such row by itself.
fn tall(text: &str, width: u16) -> f64 {
    const LINE: f64 = 16.0;
    // Letters here are a tenth larger than those that widths are counted in.
    let letters = text.width() * 11 / 10;
    LINE * letters.div_ceil(usize::from(width).max(1)).max(1) as f64 + 4.0
}
