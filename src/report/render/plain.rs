//! Sheets as lines of text and as JSON: the same cells that the workbook shows.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::diag::{Lang, say};
use crate::domain::date::from_epoch_days;
use unicode_width::UnicodeWidthStr;

use crate::config::json_schema::slug;
use crate::domain::text::{pad, pad_left, within};
use crate::progress::number::{percent, plain};
use crate::workbook::{Cell, Heading, Kind, Sheet};

/// Rows of one table that a terminal shows; the workbook and JSON hold all.
const MOST_ROWS: usize = 60;

/// Text columns are shortened to no less than this, before columns at the end are left out.
const NARROW: usize = 12;

/// Sheets one below the other, no wider than `width` where it is known.
pub fn text(sheets: &[Sheet], lang: Lang, width: Option<usize>) -> String {
    let mut out = String::new();
    for sheet in sheets {
        // Writing to a string cannot fail.
        let _ = table(&mut out, sheet, lang, width);
    }
    out
}

fn table(out: &mut String, sheet: &Sheet, lang: Lang, width: Option<usize>) -> std::fmt::Result {
    writeln!(out, "{}", sheet.title)?;
    for note in &sheet.notes {
        writeln!(out, "  {note}")?;
    }
    let rows: Vec<Vec<String>> = sheet
        .rows
        .iter()
        .take(MOST_ROWS)
        .chain((!sheet.total.is_empty()).then_some(&sheet.total))
        .map(|row| row.iter().zip(&sheet.headings).map(|(cell, h)| shown(cell, h.kind)).collect())
        .collect();
    let whole = needed(&rows, &sheet.headings);
    let mut widths = whole.clone();
    if let Some(width) = width {
        fit(&mut widths, &sheet.headings, width);
    }
    let mut line = |cells: &[String]| {
        let cells = cells.iter().zip(&sheet.headings).zip(&widths);
        let cells = cells.map(|((cell, heading), width)| match heading.kind {
            Kind::Text | Kind::Date => pad(&within(cell, Some(*width)), *width),
            _ => pad_left(cell, *width),
        });
        writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    if !rows.is_empty() {
        let headings: Vec<String> = sheet.headings.iter().map(|h| h.text.clone()).collect();
        line(&headings)?;
        rows.iter().try_for_each(|row| line(row))?;
    }
    let shortened = !rows.is_empty() && widths != whole;
    left_out(out, sheet, lang, (widths.len(), shortened))?;
    writeln!(out)
}

/// Widths of the columns where nothing is shortened.
fn needed(rows: &[Vec<String>], headings: &[Heading]) -> Vec<usize> {
    let wide = |(column, heading): (usize, &Heading)| {
        let cells = rows.iter().map(|row| row.get(column).map_or(0, |cell| cell.width()));
        cells.max().unwrap_or(0).max(heading.text.width())
    };
    headings.iter().enumerate().map(wide).collect()
}

/// Says what is not shown: rows, columns beyond those that fit, or the ends of texts.
fn left_out(
    out: &mut String,
    sheet: &Sheet,
    lang: Lang,
    (columns, shortened): (usize, bool),
) -> std::fmt::Result {
    if sheet.rows.len() > MOST_ROWS {
        let rest = sheet.rows.len() - MOST_ROWS;
        let more = say!(
            lang,
            "……另有 {rest} 行（--xlsx 或 --json 输出全部）",
            "… {rest} more rows (--xlsx or --json give all)"
        );
        writeln!(out, "  {more}")?;
    }
    let names: Vec<&str> =
        sheet.headings.iter().skip(columns).map(|heading| heading.text.as_str()).collect();
    if !names.is_empty() {
        let (count, names) = (names.len(), names.join(lang.pick("、", ", ")));
        let more = say!(
            lang,
            "……屏幕放不下 {count} 列：{names}（写入文件或加 --json 输出全部）",
            "… {count} columns do not fit: {names} (a file or --json has all)"
        );
        writeln!(out, "  {more}")?;
    } else if shortened {
        let more = lang.pick(
            "……有的文字从略（写入文件或加 --json 输出全部）",
            "… some texts are shortened (a file or --json has all)",
        );
        writeln!(out, "  {more}")?;
    }
    Ok(())
}

/// Makes columns fit a line: long texts are shortened first, the longest most; then columns are left out from the end.
/// Amounts are whole or not there.
fn fit(widths: &mut Vec<usize>, headings: &[Heading], width: usize) {
    let line = |widths: &[usize]| widths.iter().map(|width| width + 2).sum::<usize>();
    while line(widths) > width {
        let texts = widths.iter().zip(headings).enumerate();
        let texts = texts.filter(|(_, (width, h))| h.kind == Kind::Text && **width > NARROW);
        let longest = texts.max_by_key(|(at, (width, _))| (**width, usize::MAX - at));
        match longest.map(|(at, _)| at) {
            Some(at) => widths[at] -= 1,
            None if widths.len() > 1 => {
                widths.pop();
            }
            None => return,
        }
    }
}

/// A cell as text, as the workbook shows it.
pub fn shown(cell: &Cell, kind: Kind) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Link { text, .. } => text.clone(),
        Cell::Marked(parts) => parts.iter().map(|(text, _)| text.as_str()).collect(),
        Cell::Money(fen) if kind == Kind::Wan => fen.wan(),
        Cell::Money(fen) => fen.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) if kind == Kind::Percent => percent(*value),
        Cell::Number(value) => plain(*value),
        Cell::Date(days) => from_epoch_days(*days).map(|d| d.to_string()).unwrap_or_default(),
    }
}

/// Sheets as a list of tables. Keys come from the same sheets in English, so that no language changes them; amounts are
/// decimal strings of yuan under keys that say so, and so are those that a sheet shows in 万元.
pub fn json(sheets: &[Sheet], english: &[Sheet]) -> Value {
    let of = |(sheet, english): (&Sheet, &Sheet)| {
        let keys = keys(&english.headings);
        let row = |row: &Vec<Cell>| {
            let cells = keys.iter().zip(row.iter().map(value));
            let cells = cells.filter_map(|(key, cell)| Some((key.clone()?, cell)));
            Value::Object(cells.collect::<Map<String, Value>>())
        };
        let columns = keys.iter().zip(&sheet.headings).filter_map(|(key, heading)| {
            Some(json!({ "key": key.as_ref()?, "title": title(heading) }))
        });
        let total = (!sheet.total.is_empty()).then(|| row(&sheet.total));
        json!({
            "key": slug(&english.name), "title": sheet.title, "notes": sheet.notes,
            "columns": columns.collect::<Vec<_>>(),
            "rows": sheet.rows.iter().map(row).collect::<Vec<_>>(), "total": total,
        })
    };
    Value::Array(sheets.iter().zip(english).map(of).collect())
}

/// A key for each heading: its words, the unit of amounts, and a number where two would be the same; none for a column
/// that says another one over in a larger unit.
fn keys(english: &[Heading]) -> Vec<Option<String>> {
    let mut all: Vec<Option<String>> = Vec::new();
    for heading in english {
        let key = key(heading);
        let known = |key: &String| all.iter().position(|known| known.as_ref() == Some(key));
        let money = |kind: Kind| matches!(kind, Kind::Wan | Kind::Yuan);
        let again = |first: usize| {
            let kind = english[first].kind;
            money(kind) && money(heading.kind) && kind != heading.kind
        };
        let own = match known(&key) {
            None => Some(key),
            Some(first) if again(first) => None,
            Some(_) => {
                // The unit stays at the end.
                let (stem, unit) =
                    key.strip_suffix("_yuan").map_or((key.as_str(), ""), |stem| (stem, "_yuan"));
                let numbered = |number| format!("{stem}_{number}{unit}");
                (2..).map(numbered).find(|key| known(key).is_none())
            }
        };
        all.push(own);
    }
    all
}

/// What a heading says, with the unit that values have here.
fn title(heading: &Heading) -> String {
    match heading.kind {
        Kind::Wan => heading.text.replace("万元", "元").replace("RMB 10,000", "yuan"),
        _ => heading.text.clone(),
    }
}

fn key(heading: &Heading) -> String {
    let money = matches!(heading.kind, Kind::Wan | Kind::Yuan);
    let words = match money {
        true => heading.text.replace("RMB 10,000", "").replace("yuan", ""),
        false => heading.text.clone(),
    };
    let said = [('%', " percent"), ('-', " minus ")];
    let words = match words.chars().any(|c| c.is_alphabetic() && c != 'Δ') {
        true => words.replace('Δ', "change "),
        false => said.iter().fold(words, |words, (sign, word)| words.replace(*sign, word)),
    };
    match (money, slug(&words)) {
        (false, key) => key,
        (true, key) if key.is_empty() => "yuan".to_string(),
        (true, key) => key + "_yuan",
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Link { text, .. } => json!(text),
        Cell::Marked(parts) => {
            json!(parts.iter().map(|(text, _)| text.as_str()).collect::<String>())
        }
        Cell::Money(fen) => json!(fen.to_decimal().to_string()),
        Cell::Int(value) => json!(value),
        // As written, not as a binary number: exact for every reader.
        Cell::Number(value) => json!(value.normalize().to_string()),
        Cell::Date(days) => json!(from_epoch_days(*days).map(|day| day.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;
    use crate::workbook::text;

    fn sheet(headings: [(&str, Kind); 3]) -> Sheet {
        let cells = vec![Cell::Money(Fen(1_234_567)), Cell::Money(Fen(-5)), text("甲")];
        Sheet {
            headings: headings.map(|(text, kind)| Heading::new(text, kind, 12)).into(),
            rows: vec![cells],
            ..Sheet::new("合计", "合计")
        }
    }

    #[test]
    fn keys_say_the_unit_and_no_language_changes_them() {
        let zh =
            sheet([("核定金额（万元）", Kind::Wan), ("成本", Kind::Yuan), ("企业", Kind::Text)]);
        let en = sheet([
            ("Approved (RMB 10,000)", Kind::Wan),
            ("Cost", Kind::Yuan),
            ("Firm", Kind::Text),
        ]);
        let row = json!({ "approved_yuan": "12345.67", "cost_yuan": "-0.05", "firm": "甲" });
        for told in [&zh, &en] {
            let all = json(std::slice::from_ref(told), std::slice::from_ref(&en));
            assert_eq!(all[0]["rows"][0], row);
            assert_eq!(all[0]["columns"][1]["title"], told.headings[1].text);
        }
        let other = sheet([("A", Kind::Text), ("A", Kind::Text), ("-5%", Kind::Text)]);
        let named = |sheet: &Sheet| keys(&sheet.headings).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(named(&other), ["a", "a_2", "minus_5_percent"]);
        let alike = [("New plan", Kind::Yuan), ("New-plan", Kind::Yuan), ("A", Kind::Text)];
        assert_eq!(named(&sheet(alike)), ["new_plan_yuan", "new_plan_2_yuan", "a"]);
        // The same amounts in yuan and in 万元 are said once.
        let twice =
            [("Paid (yuan)", Kind::Yuan), ("Paid (RMB 10,000)", Kind::Wan), ("A", Kind::Text)];
        assert_eq!(named(&sheet(twice)), ["paid_yuan", "a"]);
    }

    #[test]
    fn a_table_fits_the_width_and_says_where_the_rest_is() {
        let mut wide = sheet([("金额", Kind::Yuan), ("成本", Kind::Yuan), ("企业", Kind::Text)]);
        wide.rows[0][2] = text("深圳市前海某某某某商务服务有限公司".repeat(2));
        wide.headings.rotate_right(1);
        wide.rows[0].rotate_right(1);
        let lines = |width| super::text(std::slice::from_ref(&wide), Lang::Zh, Some(width));
        for width in [20, 30, 40, 60, 80] {
            let told = lines(width);
            let rows: Vec<&str> = told
                .lines()
                .filter(|line| line.starts_with("  ") && !line.contains("……"))
                .collect();
            assert!(rows.iter().all(|line| line.width() <= width), "{width}: {told}");
            assert!(told.contains("--json"), "{width}: {told}");
        }
        // Amounts are whole or not there.
        assert!(lines(60).contains("12,345.67") && lines(60).contains("-0.05"));
        assert!(lines(20).contains("2 列：金额、成本"), "{}", lines(20));
        let whole = super::text(std::slice::from_ref(&wide), Lang::Zh, None);
        assert!(
            whole.contains(&"深圳市前海某某某某商务服务有限公司".repeat(2))
                && !whole.contains("……")
        );
    }
}
