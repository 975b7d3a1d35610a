//! An empty filing workbook as an Excel file: forms that can only be filled where they should be,
//! with lists, checks and hints on every column.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use crate::diag::Lang;
use crate::report::model::template::{
    Column, Entry, Examples, Form, Guide, GuideTable, Part, SumOf, Template, WordLists, row_number,
};
use crate::workbook::Cell;
use crate::workbook::cells::{
    AMOUNT, Cells, DAY, EDGE, INK, TEXT, add, bare_heading, base, heading, keep_in_sight, lines,
    middle, new_workbook, note, print_set_up, range, reference, title,
};

/// Column of the first field: the column before it numbers the lines.
const FIRST: u16 = 1;
/// Rows of the words lists above their headings and words.
const LIST_HEAD: u32 = 3;
const LINE_HEIGHT: f64 = 16.0;

struct FormFormats {
    title: Format,
    about: Format,
    part: Format,
    plain: Format,
    boxed: Format,
    required: Format,
    optional: Format,
    number: Format,
    count: Format,
    sum: Format,
    label: Format,
    outcome: Format,
}

impl FormFormats {
    fn new(lang: Lang) -> Self {
        let left =
            |format: Format| format.set_text_wrap().set_align(FormatAlign::Left).set_indent(1);
        let bold = || base().set_bold().set_font_color(INK);
        let lined = |color: Color| {
            bold().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(color)
        };
        Self {
            title: title(),
            about: note(),
            part: lined(INK).set_font_size(12),
            plain: left(base().set_align(FormatAlign::VerticalCenter)),
            boxed: left(middle()),
            required: bare_heading().set_font_color(Color::White).set_background_color(INK),
            optional: heading(),
            number: middle()
                .set_align(FormatAlign::Center)
                .set_font_color(Color::RGB(0x7F7F7F))
                .set_unlocked(),
            count: lined(EDGE)
                .set_num_format(lang.pick("0\" 行\"", "0\" lines\""))
                .set_align(FormatAlign::Left),
            sum: lined(EDGE).set_num_format(AMOUNT).set_align(FormatAlign::Right),
            label: bold(),
            outcome: base().set_italic().set_font_color(INK),
        }
    }

    /// Cells of a column that takes such entries.
    fn entry(entry: &Entry) -> Format {
        let (format, align) = match entry {
            Entry::Text => (TEXT, FormatAlign::VerticalCenter),
            Entry::Code | Entry::OneOf(_) => (TEXT, FormatAlign::Center),
            Entry::Money { .. } => (AMOUNT, FormatAlign::Right),
            Entry::Date { .. } => (DAY, FormatAlign::Center),
            Entry::Whole => ("0", FormatAlign::Right),
            Entry::Share => (TEXT, FormatAlign::Right),
        };
        middle().set_unlocked().set_num_format(format).set_align(align)
    }
}

/// The bytes of the workbook; the same for the same template.
///
/// # Errors
/// When a sheet is beyond what Excel can hold.
pub fn workbook(template: &Template, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook(Some(&template.title))?;
    let formats = FormFormats::new(lang);
    guide(add(&mut workbook, &template.guide.sheet, false)?, &template.guide, &formats, lang)?;
    for form in &template.forms {
        let sheet = add(&mut workbook, &form.sheet, true)?;
        write_form(sheet, form, &template.words, &formats, lang)?;
    }
    let sheet = add(&mut workbook, &template.examples.sheet, false)?;
    examples(sheet, &template.examples, &formats, lang)?;
    word_lists(&mut workbook, &template.words, &formats, lang)?;
    workbook.save_to_buffer()
}

/// Made to be printed, and protected without a password: against slips, not against people.
fn finish(sheet: &mut Worksheet, title: &str, lang: Lang) {
    print_set_up(sheet, title, lang);
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        ..ProtectionOptions::default()
    });
}

fn write_form(
    sheet: &mut Worksheet,
    form: &Form,
    words: &WordLists,
    formats: &FormFormats,
    lang: Lang,
) -> Result<(), XlsxError> {
    const ABOVE_SUMS: u32 = 2;
    const MANY_COLUMNS: usize = 10;
    let hint = ABOVE_SUMS + form.sums.len() as u32;
    let head = hint + 1;
    let first = head + 1;
    let last = head + form.rows as u32;
    sheet.set_row_height(0, 26)?;
    sheet.text(0, 0, &form.title, &formats.title)?;
    sheet.text(1, 0, &form.about, &formats.about)?;
    sheet.text(hint, 0, &form.hint, &formats.about)?;
    write_sums(sheet, form, ABOVE_SUMS, (first, last), formats)?;

    sheet.set_row_height(head, 34)?;
    sheet.set_column_width(0, 6)?;
    sheet.text(head, 0, row_number(lang), &formats.optional)?;
    for row in 0..form.rows as u32 {
        sheet.number(first + row, 0, f64::from(row + 1), &formats.number)?;
    }
    for (at, column) in form.columns.iter().enumerate() {
        let place = FIRST + at as u16;
        let heading = if column.required { &formats.required } else { &formats.optional };
        sheet.text(head, place, &column.heading, heading)?;
        sheet.set_column_width(place, f64::from(column.width))?;
        let format = FormFormats::entry(&column.entry);
        for row in 0..form.rows {
            let cell = form.filled.get(row).map_or(&Cell::Empty, |cells| &cells[at]);
            sheet.cell(first + row as u32, place, cell, &format)?;
        }
        sheet.add_data_validation(
            first,
            place,
            last,
            place,
            &check(column, first, place, words)?,
        )?;
    }
    let frozen =
        if form.columns.len() > MANY_COLUMNS { FIRST + form.counted as u16 + 1 } else { 0 };
    keep_in_sight(sheet, head, frozen)?;
    finish(sheet, &form.title, lang);
    Ok(())
}

/// Counts and sums, with the values that they have now.
fn write_sums(
    sheet: &mut Worksheet,
    form: &Form,
    at: u32,
    (first, last): (u32, u32),
    formats: &FormFormats,
) -> Result<(), XlsxError> {
    let range = |column: usize| range(first, last, FIRST + column as u16);
    let counted = FIRST + form.counted as u16;
    let count = format!("=COUNTA({})", range(form.counted));
    sheet.formula((at, counted), &count, form.filled.len(), &formats.count)?;
    for (row, sum) in (at..).zip(&form.sums) {
        sheet.text(row, 0, &sum.label, &formats.label)?;
        for (column, value) in sum.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let amounts = range(column);
            let one = |column: usize, code: &str| {
                format!("SUMIF({},\"{code}\",{amounts})", range(column))
            };
            let formula = match &sum.of {
                SumOf::All => format!("=ROUND(SUM({amounts}),2)"),
                // A line without a currency is in yuan.
                SumOf::Currency { column, code: "CNY" } => {
                    format!("=ROUND({}+{},2)", one(*column, "CNY"), one(*column, ""))
                }
                SumOf::Currency { column, code } => format!("=ROUND({},2)", one(*column, code)),
                SumOf::Others { column, codes } => {
                    let named = codes.iter().copied().chain([""]);
                    let named = named.map(|code| format!("-{}", one(*column, code)));
                    format!("=ROUND(SUM({amounts}){},2)", named.collect::<String>())
                }
            };
            let at = (row, FIRST + column as u16);
            sheet.formula(at, &formula, value.to_decimal(), &formats.sum)?;
        }
    }
    Ok(())
}

/// What Excel lets in, and what it says about it. `row` and `place` are the first cell's.
fn check(
    column: &Column,
    row: u32,
    place: u16,
    words: &WordLists,
) -> Result<DataValidation, XlsxError> {
    let cell = reference(row, place);
    let rule = match &column.entry {
        Entry::Text => DataValidation::new().allow_any_value(),
        Entry::Code => {
            // A credit code or an identity number; a number of Hong Kong or Macau.
            let length = format!("LEN({cell})");
            let formula = format!("=OR({length}=18,AND({length}>=7,{length}<=13))");
            DataValidation::new().allow_custom(Formula::new(formula))
        }
        Entry::Money { most } => DataValidation::new().allow_custom(Formula::new(format!(
            "=AND(ISNUMBER({cell}),{cell}>=0,{cell}<={},ROUND({cell},2)={cell})",
            most.to_decimal().normalize()
        ))),
        Entry::Date { from, to } => {
            let day = |day: &chrono::NaiveDate| ExcelDateTime::parse_from_str(&day.to_string());
            DataValidation::new().allow_date(DataValidationRule::Between(day(from)?, day(to)?))
        }
        Entry::Whole => {
            DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
        }
        Entry::Share => {
            let value = format!("VALUE(SUBSTITUTE({cell},\"%\",\"\"))");
            DataValidation::new().allow_custom(Formula::new(format!(
                "=AND({value}>=0,{value}<=100,ROUND({value},4)={value},\
                 OR(RIGHT({cell},1)=\"%\",{value}=0,{value}>1))"
            )))
        }
        Entry::OneOf(list) => {
            let count = words.lists.get(*list).map_or(1, |list| list.words.len()).max(1);
            let (first, last) = (LIST_HEAD + 1, LIST_HEAD + count as u32);
            let range = range(first, last, *list as u16);
            DataValidation::new()
                .allow_list_formula(Formula::new(format!("='{}'!{range}", words.sheet)))
        }
    };
    let rule = rule
        .set_input_title(cut(&column.hint_title, 32))?
        .set_input_message(cut(&column.hint, 255))?;
    if column.refusal.is_empty() {
        return Ok(rule);
    }
    rule.set_error_title(cut(&column.hint_title, 32))?.set_error_message(cut(&column.refusal, 255))
}

/// Excel takes hints of a limited length only.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn guide(
    sheet: &mut Worksheet,
    guide: &Guide,
    formats: &FormFormats,
    lang: Lang,
) -> Result<(), XlsxError> {
    const WIDTHS: [f64; 6] = [22.0, 24.0, 21.0, 26.0, 30.0, 42.0];
    const LAST: u16 = WIDTHS.len() as u16 - 1;
    for (column, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_row_height(0, 30)?;
    sheet.text(0, 0, &guide.title, &formats.title)?;
    let mut row = 2;
    for Part { heading, lines, table } in &guide.parts {
        sheet.set_row_height(row, 22)?;
        sheet.merge_range(row, 0, row, LAST, heading, &formats.part)?;
        row += 1;
        for line in lines {
            sheet.set_row_height(row, height(line, WIDTHS.iter().sum()))?;
            sheet.merge_range(row, 0, row, LAST, line, &formats.plain)?;
            row += 1;
        }
        if let Some(table) = table {
            row = guide_table(sheet, table, row, &WIDTHS, formats)?;
        }
        row += 1;
    }
    sheet.set_screen_gridlines(false);
    finish(sheet, &guide.title, lang);
    Ok(())
}

/// Three columns share the width of six.
fn guide_table(
    sheet: &mut Worksheet,
    table: &GuideTable,
    first: u32,
    widths: &[f64; 6],
    formats: &FormFormats,
) -> Result<u32, XlsxError> {
    let spans: &[(u16, u16)] = match table.headings.len() {
        3 => &[(0, 0), (1, 3), (4, 5)],
        _ => &[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)],
    };
    let width = |(from, to): (u16, u16)| widths[from as usize..=to as usize].iter().sum::<f64>();
    let rows = std::iter::once((&table.headings, &formats.optional))
        .chain(table.rows.iter().map(|row| (row, &formats.boxed)));
    let mut at = first;
    for (cells, format) in rows {
        let mut tallest = LINE_HEIGHT;
        for (text, span) in cells.iter().zip(spans) {
            tallest = tallest.max(height(text, width(*span)));
            match span.0 == span.1 {
                true => sheet.text(at, span.0, text, format)?,
                false => drop(sheet.merge_range(at, span.0, at, span.1, text, format)?),
            }
        }
        sheet.set_row_height(at, tallest + 4.0)?;
        at += 1;
    }
    Ok(at)
}

/// Merged cells do not grow by themselves: the height of a text that wraps.
fn height(text: &str, width: f64) -> f64 {
    lines(text, width - 2.0) * LINE_HEIGHT
}

fn examples(
    sheet: &mut Worksheet,
    examples: &Examples,
    formats: &FormFormats,
    lang: Lang,
) -> Result<(), XlsxError> {
    const WIDTH: f64 = 18.0;
    sheet.set_row_height(0, 26)?;
    sheet.text(0, 0, &examples.title, &formats.title)?;
    let mut row = 1;
    for note in &examples.notes {
        sheet.text(row, 0, note, &formats.about)?;
        row += 1;
    }
    let columns = examples.tables.iter().map(|table| table.headings.len()).max().unwrap_or(1);
    for column in 0..columns as u16 {
        sheet.set_column_width(column, if column == 0 { 26.0 } else { WIDTH })?;
    }
    for table in &examples.tables {
        row += 2;
        sheet.text(row, 0, &table.caption, &formats.label)?;
        row += 1;
        sheet.set_row_height(row, 32)?;
        for (column, (heading, _)) in table.headings.iter().enumerate() {
            let look = if heading.starts_with('*') { &formats.required } else { &formats.optional };
            sheet.text(row, column as u16, heading, look)?;
        }
        for cells in &table.rows {
            row += 1;
            for (column, (cell, (_, entry))) in cells.iter().zip(&table.headings).enumerate() {
                let format = FormFormats::entry(entry).set_locked();
                sheet.cell(row, column as u16, cell, &format)?;
            }
        }
        row += 1;
        sheet.text(row, 0, &table.outcome, &formats.outcome)?;
    }
    finish(sheet, &examples.title, lang);
    Ok(())
}

fn word_lists(
    workbook: &mut Workbook,
    words: &WordLists,
    formats: &FormFormats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let sheet = add(workbook, &words.sheet, false)?;
    sheet.set_row_height(0, 26)?;
    sheet.text(0, 0, &words.title, &formats.title)?;
    sheet.text(1, 0, &words.note, &formats.about)?;
    for (column, list) in words.lists.iter().enumerate() {
        let column = column as u16;
        sheet.set_column_width(column, 22)?;
        sheet.text(LIST_HEAD, column, &list.heading, &formats.optional)?;
        for (row, word) in (LIST_HEAD + 1..).zip(&list.words) {
            sheet.text(row, column, word, &formats.boxed)?;
        }
    }
    sheet.set_freeze_panes(LIST_HEAD + 1, 0)?;
    finish(sheet, &words.title, lang);
    Ok(())
}
