//! A workbook model as an Excel file.

use std::collections::BTreeSet;
use std::path::Path;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatBorder, Table, TableColumn, TableStyle,
    Worksheet, XlsxError, utility,
};

use super::cells::{self, Cells, Written};
use super::sheet::{Book, Cell, Choices, Heading, Kind, Sheet};
use crate::diag::{Failure, Lang};

/// KindFormats by kind of column.
struct KindFormats([Format; Kind::ALL.len()]);

impl KindFormats {
    fn of(&self, kind: Kind) -> &Format {
        &self.0[kind as usize]
    }
}

/// Writes the book to `path`.
///
/// # Errors
/// When the disk refuses or a sheet is beyond what Excel can hold (A504).
pub fn write(book: &Book, path: &Path, lang: Lang) -> Result<(), Failure> {
    let written = write_to(book, path, lang);
    written.map_err(|error| Failure::Output {
        path: path.display().to_string(),
        why: error.to_string(),
    })
}

/// Writes the book in the place of a file that is there, whole or not at all. Nobody but its owner may read it.
///
/// # Errors
/// As [`write`].
pub fn replace(book: &Book, file: &Path, lang: Lang) -> Result<(), Failure> {
    let refuse = |error: std::io::Error| Failure::Output {
        path: file.display().to_string(),
        why: error.to_string(),
    };
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(refuse)?;
    let hidden = tempfile::Builder::new().prefix(".unfinished-").tempfile_in(parent);
    let hidden = hidden.map_err(refuse)?;
    write(book, hidden.path(), lang)?;
    hidden.as_file().sync_all().map_err(refuse)?;
    hidden.persist(file).map(drop).map_err(|kept| refuse(kept.error))
}

fn write_to(book: &Book, path: &Path, lang: Lang) -> Written {
    let mut workbook = cells::new_workbook(None)?;
    let formats = KindFormats(Kind::ALL.map(|kind| cells::of_kind(kind, cells::middle())));
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
    formats: &KindFormats,
    lang: Lang,
) -> Result<(), XlsxError> {
    for (column, heading) in (0..).zip(&sheet.headings) {
        worksheet.set_column_width(column, f64::from(heading.width))?;
        if heading.folded {
            worksheet.group_columns_collapsed(column, column)?;
        }
    }
    let head = 1 + sheet.notes.len() as u32;
    set_up_print(worksheet, sheet, head, lang)?;
    worksheet.set_row_height(0, 26)?;
    worksheet.text(0, 0, &sheet.title, &cells::title())?;
    for (row, note) in (1..).zip(&sheet.notes) {
        worksheet.text(row, 0, note, &cells::note())?;
    }
    worksheet.set_row_height(head, 30)?;
    write_headings(worksheet, sheet, head)?;
    let folded = cells::of_kind(Kind::Text, cells::middle()).set_text_wrap();
    for (row, cells) in (head + 1..).zip(&sheet.rows) {
        if let Some(height) = height(sheet, cells) {
            worksheet.set_row_height(row, height)?;
        }
        for ((column, cell), heading) in (0..).zip(cells).zip(&sheet.headings) {
            let format = if folds(sheet, heading) { &folded } else { formats.of(heading.kind) };
            write_cell(worksheet, (row, column), cell, format)?;
        }
    }
    offer_choices(worksheet, sheet, head)?;
    write_total(worksheet, sheet, head, formats)?;
    super::chart::insert(worksheet, sheet, head)
}

/// Sentences in a sheet that is read through take as many lines as they need; of long tables every row stays one line.
fn folds(sheet: &Sheet, heading: &Heading) -> bool {
    heading.kind == Kind::Text && heading.width >= 40 && sheet.rows.len() <= 500
}

/// Height of a row with sentences on several lines: not every program fits rows by itself.
fn height(sheet: &Sheet, cells: &[Cell]) -> Option<f64> {
    const LINE: f64 = 14.0;
    let of = |(cell, heading): (&Cell, &Heading)| match cell {
        Cell::Text(text) if folds(sheet, heading) => {
            cells::lines(text, f64::from(heading.width) - 3.0)
        }
        _ => 1.0,
    };
    let most = cells.iter().zip(&sheet.headings).map(of).fold(1.0, f64::max);
    (most > 1.0).then_some(LINE * most + 2.0)
}

/// Drop-downs of the columns that people fill in.
fn offer_choices(worksheet: &mut Worksheet, sheet: &Sheet, head: u32) -> Written {
    let last = head + sheet.rows.len() as u32;
    let with = (0..).zip(&sheet.headings).filter(|(_, heading)| !heading.choices.is_empty());
    for (column, heading) in with.filter(|_| last > head) {
        // Other words may be typed: several measures stand in one cell.
        let list = DataValidation::new().allow_list_strings(&heading.choices)?;
        let list = list.set_error_style(DataValidationErrorStyle::Information);
        worksheet.add_data_validation(head + 1, column, last, column, &list)?;
    }
    for Choices { row, column, words, open } in &sheet.choices {
        let (row, column) = (head + 1 + *row as u32, *column as u16);
        let mut list = DataValidation::new().allow_list_strings(words)?;
        if *open {
            list = list.set_error_style(DataValidationErrorStyle::Information);
        }
        worksheet.add_data_validation(row, column, row, column, &list)?;
    }
    Ok(())
}

/// A table of Excel where there are rows and every heading stands once; else headings alone.
fn write_headings(worksheet: &mut Worksheet, sheet: &Sheet, head: u32) -> Written {
    let names: BTreeSet<String> = sheet.headings.iter().map(|h| h.text.to_lowercase()).collect();
    let last_column = sheet.headings.len().saturating_sub(1) as u16;
    let last = head + sheet.rows.len() as u32;
    let format = cells::heading();
    if !sheet.rows.is_empty() && names.len() == sheet.headings.len() {
        let column = |heading: &Heading| {
            TableColumn::new().set_header(&heading.text).set_header_format(&format)
        };
        let columns: Vec<TableColumn> = sheet.headings.iter().map(column).collect();
        let table = Table::new().set_style(TableStyle::None).set_columns(&columns);
        return worksheet.add_table(head, 0, last, last_column, &table).map(drop);
    }
    for (column, heading) in (0..).zip(&sheet.headings) {
        worksheet.text(head, column, &heading.text, &format)?;
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
    formats: &KindFormats,
) -> Result<(), XlsxError> {
    let row = head + 1 + sheet.rows.len() as u32;
    for ((column, cell), heading) in (0..).zip(&sheet.total).zip(&sheet.headings) {
        let format = formats.of(heading.kind).clone().set_bold();
        let format = format.set_border_top(FormatBorder::Medium);
        let range = utility::cell_range(head + 1, column, row.saturating_sub(1), column);
        let sum = format!("SUBTOTAL(109,{range})");
        let at = (row, column);
        match cell {
            Cell::Money(fen) => {
                worksheet.formula(at, &format!("=ROUND({sum},2)"), fen.to_decimal(), &format)?;
            }
            Cell::Int(count) => worksheet.formula(at, &format!("={sum}"), count, &format)?,
            other => write_cell(worksheet, at, other, &format)?,
        }
    }
    Ok(())
}

/// Wide tables keep their first column in sight.
fn frozen_columns(sheet: &Sheet) -> u16 {
    const WIDE: usize = 12;
    u16::from(sheet.headings.len() > WIDE)
}

fn set_up_print(worksheet: &mut Worksheet, sheet: &Sheet, head: u32, lang: Lang) -> Written {
    const A3: u8 = 8;
    cells::print_set_up(worksheet, &sheet.title, lang);
    if frozen_columns(sheet) > 0 {
        worksheet.set_paper_size(A3);
    }
    cells::keep_in_sight(worksheet, head, frozen_columns(sheet))?;
    let below = head + sheet.rows.len() as u32 + u32::from(!sheet.total.is_empty());
    // With a chart the whole sheet is printed.
    if sheet.chart.is_none() && !sheet.headings.is_empty() {
        worksheet.set_print_area(0, 0, below, sheet.headings.len() as u16 - 1)?;
    }
    Ok(())
}

/// Texts of unknown length are cut to what a cell can hold.
fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => worksheet.text(row, column, &cells::short(text), format),
        other => worksheet.cell(row, column, other, format),
    }
}
