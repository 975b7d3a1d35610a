//! Columns that lead to no field: counted, named, and refused where they may change an amount.

use super::cells::RawCell;
use super::headers::{Headers, Weight};
use super::layout::{Layout, Matcher};
use crate::diag::{Diagnostic, codes};

/// A column with something in it that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadColumn {
    /// As written in the file; the letters of the column where it has no heading.
    pub heading: String,
    /// Rows that hold something, and the first of them as the file counts.
    pub rows: usize,
    pub first_row: u32,
    /// The known heading that is most like it; may be empty.
    pub near: String,
    /// Whether it may change an amount.
    pub weighty: bool,
}

/// Counts what stands in columns that nobody reads.
#[derive(Default)]
pub struct Unread {
    columns: Vec<Counted>,
}

struct Counted {
    at: usize,
    heading: String,
    weight: Option<Weight>,
    rows: usize,
    first_row: u32,
    /// Rows that hold what its weight is about, and the first of them.
    heavy: usize,
    heavy_row: u32,
}

impl Unread {
    pub fn new(layout: &Layout, headers: &Headers) -> Self {
        let weighed = layout.money().next().is_some();
        let counted = |at: &usize| {
            let heading = layout.headings[*at].clone();
            let weight = headers.weight(&heading).filter(|_| weighed);
            Counted { at: *at, heading, weight, rows: 0, first_row: 0, heavy: 0, heavy_row: 0 }
        };
        Self { columns: layout.extra.iter().map(counted).collect() }
    }

    /// Counts the cells of a row. `beside` hears what stands in columns without a heading.
    pub fn row(&mut self, row: u32, cells: &[RawCell], layout: &Layout, headers: &Headers) {
        for counted in &mut self.columns {
            if let Some(cell) = cells.get(counted.at) {
                counted.add(row, cell, headers);
            }
        }
        let used = |at: usize| layout.headings.get(at).is_some_and(|heading| !heading.is_empty());
        for (at, cell) in
            cells.iter().enumerate().filter(|(at, cell)| !used(*at) && !cell.is_empty())
        {
            let counted = match self.columns.iter_mut().position(|counted| counted.at == at) {
                Some(_) => continue,
                None => Counted {
                    at,
                    heading: letters(at),
                    weight: None,
                    rows: 0,
                    first_row: 0,
                    heavy: 0,
                    heavy_row: 0,
                },
            };
            self.columns.push(counted);
            if let Some(last) = self.columns.last_mut() {
                last.add(row, cell, headers);
            }
        }
    }

    /// Counts one cell of a column that is looked at by itself.
    pub fn cell(&mut self, at: usize, row: u32, cell: &RawCell, headers: &Headers) {
        if let Some(counted) = self.columns.iter_mut().find(|counted| counted.at == at) {
            counted.add(row, cell, headers);
        }
    }

    /// What was not read, and the findings about it.
    pub fn finish(self, matcher: &Matcher) -> (Vec<UnreadColumn>, Vec<Diagnostic>) {
        let mut columns = self.columns;
        columns.retain(|counted| counted.rows > 0);
        columns.sort_by_key(|counted| counted.at);
        let mut found = Vec::new();
        let mut out = Vec::new();
        for counted in columns {
            let near = matcher.nearest(&counted.heading).unwrap_or_default().to_string();
            if counted.heavy > 0 {
                let fault = Diagnostic::new(&codes::WEIGHTY_COLUMN)
                    .arg("heading", &counted.heading)
                    .arg("rows", counted.heavy)
                    .arg("first", counted.heavy_row)
                    .arg("suggestion", &near);
                found.push(fault);
            }
            out.push(UnreadColumn {
                heading: counted.heading,
                rows: counted.rows,
                first_row: counted.first_row,
                near,
                weighty: counted.heavy > 0,
            });
        }
        found.extend(note(&out));
        (out, found)
    }
}

fn note(columns: &[UnreadColumn]) -> Option<Diagnostic> {
    let light: Vec<&UnreadColumn> = columns.iter().filter(|column| !column.weighty).collect();
    let list = |near: fn(&UnreadColumn) -> String| {
        light.iter().map(|c| format!("{}{}", c.heading, near(c))).collect::<Vec<_>>().join("、")
    };
    let zh = |c: &UnreadColumn| {
        if c.near.is_empty() { String::new() } else { format!("（近似：{}）", c.near) }
    };
    let en = |c: &UnreadColumn| {
        if c.near.is_empty() { String::new() } else { format!(" (like {})", c.near) }
    };
    let note = Diagnostic::new(&codes::COLUMNS_UNREAD)
        .arg("columns", list(zh))
        .arg("columns_en", list(en));
    (!light.is_empty()).then_some(note)
}

impl Counted {
    fn add(&mut self, row: u32, cell: &RawCell, headers: &Headers) {
        if cell.is_empty() || matches!(cell, RawCell::Text(text) if headers.is_nothing(text.trim()))
        {
            return;
        }
        self.rows += 1;
        if self.rows == 1 {
            self.first_row = row;
        }
        let heavy = match self.weight {
            None => false,
            Some(Weight::Amounts) => number(cell).is_some_and(|value| value != 0.0),
            Some(Weight::Cuts) => !nothing_cut(cell, headers),
        };
        self.heavy += usize::from(heavy);
        if heavy && self.heavy == 1 {
            self.heavy_row = row;
        }
    }
}

/// No refund, nothing excluded, the currency of the country.
fn nothing_cut(cell: &RawCell, headers: &Headers) -> bool {
    match cell {
        RawCell::FormulaWithoutValue | RawCell::Bool(false) => true,
        RawCell::Text(text) => {
            headers.is_no(text)
                || number(cell) == Some(0.0)
                || crate::domain::Currency::parse(text) == Some(crate::domain::Currency::Cny)
        }
        other => number(other) == Some(0.0),
    }
}

/// The size of a number, only to know whether there is one.
fn number(cell: &RawCell) -> Option<f64> {
    match cell {
        RawCell::Int(value) => Some(*value as f64),
        RawCell::Float(value) => Some(*value),
        RawCell::Shown { value, .. } => Some(*value),
        RawCell::Decimal { value, .. } => Some(*value as f64),
        RawCell::Text(text) => {
            let text = crate::domain::text::half_width(text);
            let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
            let plain = plain.trim_start_matches(['¥', '$', '€', '£', '-', '(']);
            let digits = plain.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
            let unit = plain[digits..].trim_end_matches(')');
            let money =
                unit.is_empty() || super::statement::statement(unit).is_some() || unit == "万";
            plain[..digits].parse().ok().filter(|_| money)
        }
        _ => None,
    }
}

/// `H列`: a column without a heading, as spreadsheets letter it.
fn letters(at: usize) -> String {
    let mut out = String::new();
    let mut left = at + 1;
    while left > 0 {
        let letter = b'A' + ((left - 1) % 26) as u8;
        out.insert(0, char::from(letter));
        left = (left - 1) / 26;
    }
    format!("{out}列")
}
