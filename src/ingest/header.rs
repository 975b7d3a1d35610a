//! Where the header of a sheet stands: below titles, over one row or two, with its units.

use super::cells::RawCell;
use super::layout::{Matcher, Unit, unit, unit_line};
use crate::domain::text::{clean, comparable};

/// The first rows of a sheet, with their numbers.
pub type Top<'a> = [(u32, Vec<RawCell<'a>>)];

/// A header that was found.
pub struct Header {
    /// The place of its last row among the first rows of the sheet.
    pub last: usize,
    /// The row, as the file counts, that its headings stand in.
    pub row: u32,
    pub headings: Vec<String>,
    /// What a line above it says about all amounts.
    pub unit: Option<Unit>,
}

/// The row that names the most fields, the first of equals.
pub fn find(top: &Top, matcher: &Matcher) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    let mut above: (u32, Vec<String>) = (0, Vec::new());
    for (at, (row, cells)) in top.iter().enumerate() {
        let own: Vec<String> = cells.iter().map(|cell| clean(&cell.display())).collect();
        let upper: &[String] = if above.0 + 1 == *row { &above.1 } else { &[] };
        let headings = joined(&own, upper, matcher);
        let score = matcher.score(&headings);
        if matcher.is_header(score) && best.as_ref().is_none_or(|(most, _)| score.0 > *most) {
            best = Some((score.0, Header { last: at, row: *row, headings, unit: None }));
        }
        above = (*row, own);
    }
    let (_, mut header) = best?;
    let lines = top[..header.last].iter().flat_map(|(_, cells)| cells);
    header.unit = lines.filter(|cell| !cell.is_empty()).find_map(|cell| unit_line(&cell.display()));
    if let Some((_, cells)) = top.get(header.last + 1) {
        take_unit_row(&mut header, cells);
    }
    Some(header)
}

/// Where a heading is merged over two rows its text stands in the upper one: an empty cell takes
/// what stands above it. Where one is merged over several columns (付款, below it 日期 and 金额), both
/// together are the heading if that leads to a field.
fn joined(own: &[String], upper: &[String], matcher: &Matcher) -> Vec<String> {
    let mut group = "";
    (0..own.len().max(upper.len()))
        .map(|at| {
            let (lower, above) = (own.get(at), upper.get(at).map_or("", String::as_str));
            if !above.is_empty() {
                group = above;
            }
            match lower.filter(|text| !text.is_empty()) {
                None => above.to_string(),
                Some(lower) => {
                    let both = format!("{group}{lower}");
                    if !group.is_empty() && matcher.knows(&both) { both } else { lower.clone() }
                }
            }
        })
        .collect()
}

/// A row below the headings that holds nothing but units.
fn take_unit_row(header: &mut Header, cells: &[RawCell]) {
    let units: Vec<String> = cells.iter().map(|cell| comparable(&cell.display())).collect();
    let inside = |text: &str| text.trim_matches(['(', ')', '[', ']']).to_string();
    let is_unit = |text: &String| text == "%" || text == "(%)" || unit(&inside(text)).is_some();
    let mut stated = units.iter().filter(|text| !text.is_empty()).peekable();
    if stated.peek().is_none() || !stated.all(is_unit) {
        return;
    }
    for (heading, unit) in header.headings.iter_mut().zip(&units).filter(|(_, u)| !u.is_empty()) {
        *heading = format!("{heading}({})", inside(unit));
    }
    header.last += 1;
}
