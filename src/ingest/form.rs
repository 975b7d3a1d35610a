//! Facts of one enterprise as a form: labels with their values to the right, in two columns or several. Read as a table
//! of one row, so that everything that is asked of columns is asked of labels, too.

use super::cells::RawCell;
use super::header::{Merges, end_of_merge};
use super::headers::Headers;
use super::layout::Matcher;
use super::sheet::{Head, Rows, Stop};
use crate::domain::text::clean;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;

/// Longer forms are tables.
const LONGEST: u32 = 200;

/// Whether the sheet is to be looked at as a form: the table is that of facts, and no header names all that it must.
pub fn may_be(contract: &TableContract, required_found: usize) -> bool {
    let facts = contract.fields().any(|field| field.name == c::FORMER_NAME);
    facts && required_found < contract.required.len()
}

/// The first rows of a form as a header and a row, if it names all that the table must have; the rest of its rows is
/// read then.
///
/// # Errors
/// As [`Rows::next`].
pub fn as_table<'a>(
    head: &mut Head<'a>,
    rows: &mut dyn Rows<'a>,
    (contract, headers, merges): (&TableContract, &Headers, Merges),
) -> Result<bool, Stop> {
    let matcher = Matcher::new(contract, headers);
    let complete = |form: &Form| {
        matcher.score(&form.labels).1 >= contract.required.len()
            && form.values.iter().filter(|cell| !cell.is_empty()).count() >= contract.required.len()
    };
    if !complete(&Form::of(&head.top, &matcher, merges)) {
        return Ok(false);
    }
    let mut cells = Vec::new();
    let mut beyond = head.beyond.take();
    while let Some((row, own)) = beyond.take() {
        head.top.push((row, own));
        if row > LONGEST {
            break;
        }
        beyond = rows.next(&mut cells)?.map(|row| (row, std::mem::take(&mut cells)));
    }
    let form = Form::of(&head.top, &matcher, merges);
    let owned = |text: String| RawCell::Text(text.into());
    let at = form.row;
    let mut top: Vec<_> =
        form.loose.into_iter().map(|(row, text)| (row, vec![owned(text)])).collect();
    top.retain(|(row, _)| *row != at);
    top.push((at, form.labels.into_iter().map(owned).collect()));
    top.push((at, form.values));
    (head.top, head.beyond) = (top, beyond);
    Ok(true)
}

/// Labels, their values, and texts that are neither.
#[derive(Default)]
struct Form<'a> {
    /// The row of the first label that is known.
    row: u32,
    labels: Vec<String>,
    /// The last label as it stands.
    last: String,
    values: Vec<RawCell<'a>>,
    loose: Vec<(u32, String)>,
}

impl<'a> Form<'a> {
    fn of(top: &[(u32, Vec<RawCell<'a>>)], matcher: &Matcher, merges: Merges) -> Self {
        let mut form = Self::default();
        for (row, cells) in top {
            form.take(*row, cells, matcher, merges);
        }
        form
    }

    /// The labels of one row. Of two that are known and stand side by side the first has no value; a text before a known
    /// label is the name of a group.
    fn take(&mut self, row: u32, cells: &[RawCell<'a>], matcher: &Matcher, merges: Merges) {
        let knows =
            |cell: &RawCell| matches!(cell, RawCell::Text(text) if matcher.knows(&clean(text)));
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let behind = |at: usize| end_of_merge(merges, row, at).unwrap_or(at + 1);
        let mut at = 0;
        while at < cells.len() {
            let label = &cells[at];
            let RawCell::Text(text) = label else {
                at += 1;
                continue;
            };
            let beside = behind(at);
            let value = cells.get(beside).cloned().unwrap_or(RawCell::Empty);
            // In two columns what stands beside a label is its value, whatever it is called.
            let next = filled > 2 && knows(&value);
            match (label.is_empty(), knows(label)) {
                (true, _) => at += 1,
                (_, true) if next => {
                    self.put(row, text, RawCell::Empty, matcher);
                    at = beside;
                }
                (_, known) if known || !next && !value.is_empty() => {
                    self.put(if known { row } else { 0 }, text, value, matcher);
                    at = behind(beside);
                }
                _ => {
                    self.loose.push((row, clean(text)));
                    at = beside;
                }
            }
        }
    }

    fn put(&mut self, row: u32, label: &str, value: RawCell<'a>, matcher: &Matcher) {
        if self.row == 0 {
            self.row = row;
        }
        let label = clean(label);
        let first = self.labels.iter().position(|own| *own == label);
        if let Some(first) = first.filter(|_| matcher.knows(&label)) {
            let known = &mut self.values[first];
            if value.is_empty() || known.display() == value.display() {
                return;
            }
            if known.is_empty() {
                *known = value;
                return;
            }
        }
        // 联系电话 of 法定代表人, and of 财务负责人. A code or an answer that stands there twice with two values stays so,
        // which no table takes.
        let again = first.is_some() && !matcher.decides(&label);
        let before = std::mem::replace(&mut self.last, label.clone());
        let label = if again { before + &label } else { label };
        self.labels.push(label);
        self.values.push(value);
    }
}
