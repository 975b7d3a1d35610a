//! The workbook of settings.

use super::{Row, Settings};
use crate::diag::{Lang, say};
use crate::workbook::{Book, Cell, Choices, Heading, Kind, Sheet, text};

/// Names of the sheets of numbers and readings, in both languages.
pub(super) const NUMBERS: [&str; 2] = ["参数", "Numbers"];
pub(super) const READINGS: [&str; 2] = ["口径", "Readings"];
/// Heading of the names, and what stands before the heading of a file where it was kept as it was.
pub(super) const NAME: [&str; 2] = ["名称", "Name"];
pub(super) const BEFORE: [&str; 2] = ["导出时 ", "Exported "];

/// The settings as sheets.
pub fn book(settings: &Settings, lang: Lang) -> Book {
    let (readings, numbers): (Vec<&Row>, Vec<&Row>) =
        settings.rows.iter().partition(|row| row.is_reading());
    let pipeline = &settings.files[0].shown;
    let title = say!(lang, "{pipeline} 的参数", "Numbers of {pipeline}");
    let mut first = Sheet::new(lang.pick(NUMBERS[0], NUMBERS[1]), title);
    let note = say!(
        lang,
        "只改文件名下面的各列；金额写“300万元”，比例写“40%”。空白：取方案的数，情景则取流程文件的。改好用 jiangbu settings import 写回。",
        "Change the columns under names of files only; write amounts as 300万元, shares as 40%. An empty cell: the scheme's own, in a scenario the pipeline's. `jiangbu settings import` writes it back."
    );
    first.notes = vec![note];
    columns(&mut first, &numbers, settings, lang);
    let title = say!(lang, "{pipeline} 的口径", "Readings of {pipeline}");
    let mut second = Sheet::new(lang.pick(READINGS[0], READINGS[1]), title);
    second.notes = vec![say!(
        lang,
        "文件名下面的各列从下拉列表中选；空白：取方案默认的，情景则取流程文件的。",
        "Choose from the lists under names of files; an empty cell: the scheme's default, in a scenario the pipeline's."
    )];
    columns(&mut second, &readings, settings, lang);
    Book { sheets: vec![first, second] }
}

fn columns(sheet: &mut Sheet, rows: &[&Row], settings: &Settings, lang: Lang) {
    let is_readings = rows.iter().any(|row| row.is_reading());
    let heading = |zh: &str, en: &str, width| Heading::new(lang.pick(zh, en), Kind::Text, width);
    let mut headings = vec![
        heading(NAME[0], NAME[1], 22),
        heading("含义", "What it is", 44),
        heading("条款", "Clause", 8),
        heading("方案的取值", "The scheme's own", 14),
    ];
    if !is_readings {
        headings.push(heading("不低于", "At least", 12));
        headings.push(heading("不超过", "At most", 12));
        headings.push(heading("单位", "Unit", 8));
    }
    let fixed = headings.len();
    for file in &settings.files {
        headings.push(Heading::new(&file.shown, Kind::Text, 20));
        let before = format!("{}{}", lang.pick(BEFORE[0], BEFORE[1]), file.shown);
        headings.push(Heading { folded: true, ..Heading::new(before, Kind::Text, 20) });
    }
    if is_readings {
        // Last, since it is long.
        headings.push(heading("可选", "Answers", 90));
    }
    sheet.headings = headings;
    for (at, row) in rows.iter().enumerate() {
        let mut cells =
            vec![text(&row.name), text(row.what.get(lang)), text(&row.clause), text(&row.default)];
        if !is_readings {
            cells.extend([text(&row.least), text(&row.most), text(row.unit.get(lang))]);
        }
        for (number, file) in settings.files.iter().enumerate() {
            let value = file.value(row);
            let cell = if value.is_empty() { Cell::Empty } else { text(value) };
            cells.extend([cell.clone(), cell]);
            if row.is_reading() {
                let words = row.answers.iter().map(|(name, _)| name.clone()).collect();
                sheet.choices.push(Choices {
                    row: at,
                    column: fixed + 2 * number,
                    words,
                    open: false,
                });
            }
        }
        if is_readings {
            cells.push(text(answers(row, lang)));
        }
        sheet.rows.push(cells);
    }
}

fn answers(row: &Row, lang: Lang) -> String {
    let answers = row.answers.iter().map(|(name, text)| format!("{name}: {}", text.get(lang)));
    answers.collect::<Vec<_>>().join(lang.pick("；", "; "))
}
