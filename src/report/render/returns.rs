//! Return workbooks as Excel files. What came from outside is written as values: no formula of a
//! filer becomes one of ours.

use std::io::Write;

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Note, Url, Workbook, Worksheet,
    XlsxError,
};

use crate::diag::{Lang, Severity, say};
use crate::domain::date::to_epoch_days;
use crate::frame::FieldKind;
use crate::frame::fields::Field;
use crate::ingest::copy::CopyCell;
use crate::report::model::returns::{Mark, ProblemLine, ProblemList, ReturnSheet};
use crate::workbook::cells::{
    Cells, DAY, INK, PALE, TEXT, Written, add, bare_heading, base, boxed, heading, keep_in_sight,
    lines, middle, new_workbook, note, print_set_up, reference, short, title,
};

/// Excel takes at most 65,530 links in a sheet.
const MOST_LINKS: usize = 60_000;
/// Whole numbers from here on would be shown as 9.1E+17.
const LONG_NUMBER: f64 = 1e11;

/// A workbook being written, sheet by sheet.
pub struct ReturnBook {
    workbook: Workbook,
    lang: Lang,
}

impl ReturnBook {
    /// Begins with the list.
    ///
    /// # Errors
    /// When the list is beyond what Excel can hold.
    pub fn new(list: &ProblemList, lang: Lang) -> Result<Self, XlsxError> {
        let mut workbook = new_workbook(Some(&list.title))?;
        write_list(add(&mut workbook, &list.sheet, false)?, list, lang)?;
        Ok(Self { workbook, lang })
    }

    /// Adds a copy. Its rows are not kept in memory.
    ///
    /// # Errors
    /// When it is beyond what Excel can hold.
    pub fn add(&mut self, sheet: &ReturnSheet) -> Result<(), XlsxError> {
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(&sheet.name)?;
        worksheet.set_tab_color(INK);
        write_copy(worksheet, sheet, self.lang)
    }

    /// # Errors
    /// When the disk refuses.
    pub fn save(mut self, to: impl Write + Send) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(to)
    }
}

/// Columns of the list, with their widths.
const TITLES: [(&str, &str, f64); 11] = [
    ("序号", "No.", 6.0),
    ("申报单位", "Applicant", 30.0),
    ("级别", "Severity", 8.0),
    ("工作表", "Sheet", 18.0),
    ("单元格", "Cell", 9.0),
    ("表头", "Heading", 20.0),
    ("读到的内容", "What was read", 24.0),
    ("问题", "What is wrong", 38.0),
    ("如何更正", "How to mend it", 44.0),
    ("编号", "Code", 8.0),
    ("在原文件中的位置", "Place in the filing", 36.0),
];

fn write_list(sheet: &mut Worksheet, list: &ProblemList, lang: Lang) -> Result<(), XlsxError> {
    let shown: Vec<usize> = (0..TITLES.len()).filter(|at| list.several || *at != 1).collect();
    sheet.set_row_height(0, 26)?;
    sheet.text(0, 0, &list.title, &title())?;
    for (row, line) in (1..).zip(&list.notes) {
        sheet.text(row, 0, line, &note())?;
    }
    let head = 2 + list.notes.len() as u32;
    sheet.set_row_height(head, 22)?;
    for (column, at) in (0u16..).zip(&shown) {
        let (zh, en, width) = TITLES[*at];
        sheet.text(head, column, lang.pick(zh, en), &heading())?;
        sheet.set_column_width(column, width)?;
    }
    let formats = LineFormats::new();
    for (number, line) in (1u32..).zip(&list.lines) {
        let cells = line_cells(line, number, lang);
        let mut tallest = 1.0_f64;
        for (column, at) in (0u16..).zip(&shown) {
            let value = short(&cells[*at]);
            tallest = tallest.max(lines(&value, TITLES[*at].2 - 2.0));
            let target = line.target.as_ref().filter(|_| *at == 4 && number as usize <= MOST_LINKS);
            if let Some((name, to, place)) = target {
                let to = reference(*to, *place);
                let url = Url::new(format!("internal:'{name}'!{to}")).set_text(value.as_ref());
                sheet.write_url_with_format(head + number, column, url, &formats.link)?;
            } else {
                sheet.text(head + number, column, &value, formats.of(*at, line.severity))?;
            }
        }
        sheet.set_row_height(head + number, tallest.min(12.0) * 14.0 + 4.0)?;
    }
    let last = head + list.lines.len() as u32;
    if !list.lines.is_empty() {
        sheet.autofilter(head, 0, last, shown.len() as u16 - 1)?;
    }
    let small = base().set_font_size(8).set_font_color(Color::RGB(0xA6A6A6));
    for (row, line) in (last + 2..).zip(&list.corrects) {
        sheet.text(row, 0, &short(line), &small)?;
    }
    print_set_up(sheet, &list.title, lang);
    keep_in_sight(sheet, head, 0)
}

/// Cells of the list.
struct LineFormats {
    text: Format,
    centred: Format,
    grave: Format,
    link: Format,
}

impl LineFormats {
    fn new() -> Self {
        let text = boxed().set_text_wrap().set_align(FormatAlign::Top).set_num_format(TEXT);
        let centred = text.clone().set_align(FormatAlign::Center);
        let link = centred.clone().set_font_color(Color::RGB(0x0563C1));
        Self {
            text,
            grave: centred.clone().set_bold(),
            link: link.set_underline(FormatUnderline::Single),
            centred,
        }
    }

    /// `at` is a place in [`TITLES`].
    fn of(&self, at: usize, severity: Severity) -> &Format {
        match at {
            2 if severity == Severity::Error => &self.grave,
            0 | 2 | 4 | 9 => &self.centred,
            _ => &self.text,
        }
    }
}

fn line_cells(line: &ProblemLine, number: u32, lang: Lang) -> [String; 11] {
    let (sheet, cell) = match &line.target {
        Some((sheet, row, column)) => (sheet.clone(), reference(*row, *column)),
        None => (String::new(), say!(lang, "（无副本）", "(no copy)")),
    };
    [
        number.to_string(),
        line.filer.clone(),
        line.severity.label(lang).to_string(),
        sheet,
        cell,
        line.heading.clone(),
        line.read.clone(),
        line.what.clone(),
        line.help.clone(),
        line.code.to_string(),
        line.origin.clone(),
    ]
}

/// Cells of a copy by what they hold and how they are marked.
struct CopyFormats {
    plain: Format,
    heading: Format,
    data: Format,
    error: Format,
    warning: Format,
}

impl CopyFormats {
    fn new() -> Self {
        // A thick edge shows without colours, too.
        let mark = |edge: FormatBorder, fill: u32, ink: u32| {
            base()
                .set_align(FormatAlign::VerticalCenter)
                .set_border(edge)
                .set_border_color(Color::RGB(ink))
                .set_background_color(Color::RGB(fill))
        };
        Self {
            plain: base(),
            heading: bare_heading().set_background_color(PALE),
            data: middle(),
            error: mark(FormatBorder::Medium, 0xF8CBAD, 0xC00000).set_bold(),
            warning: mark(FormatBorder::MediumDashed, 0xFFF2CC, 0x7F6000),
        }
    }

    /// `top` and `header` are the first and the last row of the header.
    fn of(&self, row: u32, (top, header): (u32, u32), mark: Option<&Mark>) -> &Format {
        match mark.map(|mark| mark.severity) {
            Some(Severity::Error) => &self.error,
            Some(_) => &self.warning,
            None if row > header => &self.data,
            None if row >= top => &self.heading,
            None => &self.plain,
        }
    }
}

/// What a cell is written with: dates as dates, texts and whatever goes into columns of text as
/// text, so that a code that is entered again keeps its digits.
fn number_format(cell: &CopyCell, field: Option<&'static Field>) -> &'static str {
    let kind = field.map(|field| field.kind);
    match (cell, kind) {
        (CopyCell::Date(_), _) => DAY,
        (CopyCell::Text(_), _) | (_, Some(FieldKind::Text | FieldKind::Code)) => TEXT,
        (CopyCell::Number(value), _) if value.abs() >= LONG_NUMBER && value.fract() == 0.0 => "0",
        (CopyCell::Empty | CopyCell::FormulaWithoutValue, Some(FieldKind::Date)) => DAY,
        _ => "General",
    }
}

fn write_copy(sheet: &mut Worksheet, copy: &ReturnSheet, lang: Lang) -> Result<(), XlsxError> {
    let formats = CopyFormats::new();
    let header = (top_of_header(copy), copy.header);
    for (column, width) in (0u16..).zip(&copy.widths) {
        sheet.set_column_width(column, f64::from(*width))?;
    }
    keep_in_sight(sheet, copy.header, 0)?;
    print_set_up(sheet, &copy.name, lang);
    let mut merges = copy.merges.iter().peekable();
    for (row, cells) in &copy.rows {
        while let Some([top, left, bottom, right]) = merges.next_if(|merge| merge[0] <= *row) {
            let format = formats.of(*top, header, None);
            if top == row
                && let (Ok(left), Ok(right)) = (u16::try_from(*left), u16::try_from(*right))
            {
                sheet.merge_range(*top, left, *bottom, right, "", format)?;
            }
        }
        let marked = copy.marks.range((*row, 0)..=(*row, u16::MAX)).map(|((_, at), _)| *at);
        let columns = marked.max().map_or(0, |at| usize::from(at) + 1).max(cells.len());
        for (column, at) in (0u16..).zip(0..columns) {
            let cell = cells.get(at).unwrap_or(&CopyCell::Empty);
            let mark = copy.marks.get(&(*row, column));
            if *cell == CopyCell::Empty && mark.is_none() {
                continue;
            }
            let field = copy.columns.get(at).copied().flatten().filter(|_| *row > copy.header);
            let format = formats.of(*row, header, mark).clone();
            let format = format.set_num_format(number_format(cell, field));
            write_cell(sheet, (*row, column), cell, &format)?;
            if let Some(mark) = mark {
                sheet.insert_note(*row, column, &comment(mark))?;
            }
        }
    }
    Ok(())
}

/// A header over two rows has several headings in the row above its last one; a title is one text.
fn top_of_header(copy: &ReturnSheet) -> u32 {
    let above = copy.rows.iter().find(|(row, _)| row + 1 == copy.header);
    let filled = |cells: &[CopyCell]| cells.iter().filter(|cell| **cell != CopyCell::Empty).count();
    let two = above.is_some_and(|(_, cells)| filled(cells) > 1);
    if two { copy.header - 1 } else { copy.header }
}

fn comment(mark: &Mark) -> Note {
    const WIDTH: u32 = 260;
    const CHARACTERS: f64 = 38.0;
    let lines = lines(&mark.note, CHARACTERS);
    Note::new(short(&mark.note).as_ref())
        .set_author("jiangbu")
        .add_author_prefix(false)
        .set_font_name("等线")
        .set_font_size(9)
        .set_width(WIDTH)
        .set_height((lines as u32).clamp(2, 24) * 17 + 14)
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &CopyCell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        CopyCell::Empty => sheet.write_blank(row, column, format).map(drop),
        CopyCell::Text(text) => sheet.text(row, column, &short(text), format),
        CopyCell::Number(value) if value.is_finite() => sheet.number(row, column, *value, format),
        CopyCell::Number(value) => sheet.text(row, column, &value.to_string(), format),
        CopyCell::Date(day) => sheet.day(row, column, to_epoch_days(*day), format),
        CopyCell::Bool(value) => {
            sheet.write_boolean_with_format(row, column, *value, format).map(drop)
        }
        CopyCell::Error(text) => error(sheet, (row, column), text, format),
        // What was never computed must not come back as an empty cell: money would vanish.
        CopyCell::FormulaWithoutValue => error(sheet, (row, column), "#N/A", format),
    }
}

/// An error stays one until it is mended. Excel knows errors as results of formulas only; the one
/// written is the error itself and refers to nothing.
fn error(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Written {
    const KNOWN: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    let error = KNOWN.into_iter().find(|known| *known == text).unwrap_or("#N/A");
    sheet.formula(at, &format!("={error}"), error, format)
}
