//! Cells that are merged over rows of data: words, days and currencies hold for all of them, an amount counts once.

use std::collections::BTreeMap;

use super::cells::RawCell;
use super::header::Merges;
use super::layout::{Column, Layout};
use crate::frame::FieldKind;
use crate::frame::fields::is_year;

/// A cell merged over several rows of one column.
struct Span {
    /// Place in the sheet.
    at: usize,
    from: u32,
    to: u32,
    once: Once,
    value: RawCell<'static>,
}

/// Whether the value of a merged cell counts once, and what the other rows hold then.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Once {
    No,
    Zero,
    Empty,
}

/// The merged cells of a sheet that matter to its rows.
#[derive(Default)]
pub struct Merged {
    /// By first row.
    down: Vec<Span>,
    /// First row, last row, places of two columns that one cell covers; by first row.
    across: Vec<(u32, u32, usize, usize)>,
    last: u32,
    /// How many of `down` and `across` begin in the rows up to the one at hand.
    begun: (usize, usize),
    /// For each column, the place in `down` of the cell that covers the row at hand.
    open: BTreeMap<usize, usize>,
    /// The place in `across` of the last one that begins above and reaches furthest.
    crossing: Option<usize>,
}

/// What merged cells make of a row.
#[derive(Default)]
pub struct Over {
    /// The row with the values that hold for it; `None` where nothing changes.
    pub cells: Option<Vec<RawCell<'static>>>,
    /// Places of amounts that begin here and hold for the rows up to the one that is named.
    pub amounts: Vec<(usize, u32)>,
    /// Places of amounts that were counted in a row above.
    pub counted: Vec<usize>,
    /// Places of two columns that a merged cell mixes up.
    pub mixed: Option<(usize, usize)>,
}

impl Merged {
    /// Below the header, which ends in row `headed`.
    pub fn new(merges: Merges, layout: &Layout, headed: u32) -> Self {
        let mut out = Self::default();
        let read = |at: usize| layout.columns.iter().flatten().find(|column| column.at == at);
        let others = [layout.row_unit, layout.row_currency];
        for area in merges.iter().filter(|area| area[0] >= headed) {
            let [from, left, to, right] = *area;
            let places = left as usize..=right as usize;
            let mut columns =
                layout.columns.iter().flatten().filter(|column| places.contains(&column.at));
            if let (Some(first), Some(second)) = (columns.next(), columns.next()) {
                out.across.push((from + 1, to + 1, first.at, second.at));
            }
            let at = left as usize;
            let once = match read(at) {
                Some(column) => once(column),
                // What is said of several rows is heard of each.
                None if others.contains(&Some(at)) || layout.extra.contains(&at) => Once::No,
                None => continue,
            };
            if to > from {
                out.down.push(Span { at, from: from + 1, to: to + 1, once, value: RawCell::Empty });
            }
        }
        out.down.sort_by_key(|span| (span.from, span.at));
        out.across.sort_unstable();
        let ends = out.down.iter().map(|span| span.to).chain(out.across.iter().map(|area| area.1));
        out.last = ends.max().unwrap_or(0);
        out
    }

    pub fn over(&mut self, row: u32, cells: &[RawCell]) -> Over {
        let mut out = Over::default();
        if row > self.last {
            return out;
        }
        self.begin(row, &mut out);
        for at in self.open.values() {
            let span = &mut self.down[*at];
            let own = cells.get(span.at).filter(|cell| !cell.is_empty());
            if row == span.from {
                span.value = own.map_or(RawCell::Empty, RawCell::owned);
                if span.once != Once::No && own.is_some() {
                    out.amounts.push((span.at, span.to));
                }
                continue;
            }
            if own.is_some_and(|own| *own != span.value) {
                out.mixed = Some((span.at, span.at));
            }
            let filled =
                out.cells.get_or_insert_with(|| cells.iter().map(RawCell::owned).collect());
            if filled.len() <= span.at {
                filled.resize(span.at + 1, RawCell::Empty);
            }
            filled[span.at] = match span.once {
                _ if span.value == RawCell::Empty => RawCell::Empty,
                Once::No => span.value.clone(),
                Once::Zero => RawCell::Int(0),
                Once::Empty => RawCell::Empty,
            };
            if span.once != Once::No {
                out.counted.push(span.at);
            }
        }
        out
    }
}

impl Merged {
    /// Goes on to a row; rows come in their order.
    fn begin(&mut self, row: u32, out: &mut Over) {
        while let Some(area) = self.across.get(self.begun.1).filter(|area| area.0 <= row) {
            let further = |at: usize| self.across[at].1 < area.1;
            if self.crossing.is_none_or(further) {
                self.crossing = Some(self.begun.1);
            }
            self.begun.1 += 1;
        }
        let area = self.crossing.map(|at| self.across[at]).filter(|area| row <= area.1);
        out.mixed = area.map(|area| (area.2, area.3));
        self.open.retain(|_, at| self.down[*at].to >= row);
        while let Some(span) = self.down.get(self.begun.0).filter(|span| span.from <= row) {
            // Two that overlap: nobody can tell which holds.
            if span.to >= row && self.open.insert(span.at, self.begun.0).is_some() {
                out.mixed = Some((span.at, span.at));
            }
            self.begun.0 += 1;
        }
    }
}

fn once(column: &Column) -> Once {
    match column.field.kind {
        FieldKind::Int if is_year(column.field) => Once::No,
        FieldKind::Money | FieldKind::Int if column.required => Once::Zero,
        FieldKind::Money | FieldKind::Int => Once::Empty,
        _ => Once::No,
    }
}
