//! Sheets on which people decide: drop-downs, folded columns, and names side by side with the difference marked.

use polars::prelude::*;

use crate::diag::Lang;
use crate::frame::columns as c;
use crate::frame::output::{OutputColumn, OutputTable};
use crate::workbook::{Cell, Heading};

/// Columns of the sheet of cases that machines read.
const FOLDED: [&str; 4] = [c::CLAIM_ID, c::OTHER_PLACE, c::FINDING_ID, c::EVIDENCE];

/// Gives columns their drop-downs and widths, and folds those that nobody has to look at.
///
/// # Errors
/// A fault of the engine.
pub fn lay_out(
    table: &OutputTable,
    columns: &[&OutputColumn],
    headings: &mut [Heading],
    lang: Lang,
) -> PolarsResult<()> {
    if !["suspected", "kinds_open"].contains(&table.name.as_str()) {
        return Ok(());
    }
    let words = |words: [&str; 3]| words.map(str::to_string).to_vec();
    for (column, heading) in columns.iter().zip(headings) {
        let name = column.column.name().as_str();
        heading.choices = match name {
            c::SAME_FIRM => vec![lang.pick("是", "yes").into(), lang.pick("否", "no").into()],
            c::VERDICT => words(["重复", "不重复", "存疑"]),
            c::SAME_MEASURES | c::POSSIBLE_MEASURES => proposals(columns)?,
            _ => Vec::new(),
        };
        heading.width = match name {
            c::SAME_FIRM | c::VERDICT => 10,
            c::SAME_MEASURES | c::POSSIBLE_MEASURES => 12,
            c::OWN_PERIOD | c::OTHER_PERIOD => 23,
            c::OTHER_ITEM | c::PROPOSED_WHY_ZH | c::PROPOSED_WHY_EN => 30,
            c::WHY_ZH | c::WHY_EN | c::LEVEL_ZH | c::LEVEL_EN => 26,
            c::OWN_PAPERS | c::OTHER_PAPERS | c::AMOUNTS_ZH | c::AMOUNTS_EN => 26,
            _ => heading.width,
        };
        heading.folded = table.name == "suspected" && FOLDED.contains(&name);
    }
    Ok(())
}

/// 无, and the measures that the sheet proposes.
fn proposals(columns: &[&OutputColumn]) -> PolarsResult<Vec<String>> {
    let mut out = vec!["无".to_string()];
    let Some(proposed) = columns.iter().find(|column| column.column.name() == c::PROPOSED) else {
        return Ok(out);
    };
    for said in proposed.column.str()?.iter().flatten() {
        let clauses = said.split([' ', '?', '、']).filter(|clause| !clause.is_empty());
        for clause in clauses {
            // Excel holds 255 characters of choices.
            if out.len() < 30 && !out.iter().any(|known| known == clause) {
                out.push(clause.to_string());
            }
        }
    }
    Ok(out)
}

/// The columns of both names, on the sheet of cases.
pub fn names(table: &str, columns: &[&OutputColumn]) -> Option<(usize, usize)> {
    let at = |name: &str| columns.iter().position(|column| column.column.name() == name);
    at(c::FIRM_NAME).zip(at(c::OTHER_NAME)).filter(|_| table == "suspected")
}

/// Marks in both names what the other does not have.
pub fn mark(mut cells: Vec<Vec<Cell>>, (own, other): (usize, usize)) -> Vec<Vec<Cell>> {
    for row in 0..cells[own].len() {
        if let (Cell::Text(a), Cell::Text(b)) = (&cells[own][row], &cells[other][row]) {
            let (a, b) = differences(a, b);
            (cells[own][row], cells[other][row]) = (Cell::Marked(a), Cell::Marked(b));
        }
    }
    cells
}

type Parts = Vec<(String, bool)>;

/// Both texts in parts: what is common in the same order, and what is not.
fn differences(a: &str, b: &str) -> (Parts, Parts) {
    const LONGEST: usize = 120;
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if x.len() > LONGEST || y.len() > LONGEST {
        return (vec![(a.to_string(), false)], vec![(b.to_string(), false)]);
    }
    // The longest common subsequence of what begins at each pair of places.
    let mut common = vec![vec![0usize; y.len() + 1]; x.len() + 1];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            common[i][j] = match x[i] == y[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut own, mut other) = (Parts::new(), Parts::new());
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            push(&mut own, x[i], false);
            push(&mut other, y[j], false);
            (i, j) = (i + 1, j + 1);
        } else if j >= y.len() || i < x.len() && common[i + 1][j] >= common[i][j + 1] {
            push(&mut own, x[i], true);
            i += 1;
        } else {
            push(&mut other, y[j], true);
            j += 1;
        }
    }
    (own, other)
}

fn push(parts: &mut Parts, c: char, marked: bool) {
    match parts.last_mut() {
        Some((text, last)) if *last == marked => text.push(c),
        _ => parts.push((c.to_string(), marked)),
    }
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn what_one_name_has_alone_is_marked() {
        let part = |text: &str, marked| (text.to_string(), marked);
        let (own, other) = differences("深圳市鸿末公司", "深圳鸿未公司");
        assert_eq!(
            own,
            [
                part("深圳", false),
                part("市", true),
                part("鸿", false),
                part("末", true),
                part("公司", false)
            ]
        );
        assert_eq!(other, [part("深圳鸿", false), part("未", true), part("公司", false)]);
        assert_eq!(differences("", "甲").1, [part("甲", true)]);
    }
}
