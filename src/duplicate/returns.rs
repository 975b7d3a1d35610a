//! Support that one list grants and another list of the same source says was returned: the later word holds for both.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use polars::prelude::*;

use super::cases::World;
use super::crosswalk::SameKind;
use super::kinds::{Readings, answer_key};
use super::period::overlap;
use super::remarks::{Cells, of_row};
use super::roster::{Title, is_footer};
use super::rows::{Columns, Row, state};
use super::same::State;
use super::settings::Plan;
use crate::domain::text::comparable;
use crate::entity::Found;
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::ingest::Headers;

/// Rows that say that support was returned, by enterprise and source of the crosswalk.
pub(super) struct Returns(HashMap<(u32, usize), Vec<ReturnedRow>>);

struct ReturnedRow {
    list: u32,
    reading: u32,
    row: Row,
    /// Another list grants this very support: it is no other.
    granted: bool,
}

/// What another list says of a row's support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    Nothing,
    /// Of the same text, period and amount.
    Returned,
    /// Of the same kind and period: whether it is this support, nobody knows.
    Perhaps,
}

impl Returns {
    pub fn new(
        world: &World,
        columns: &Columns,
        open: &[&Found],
        (readings, reading_of): (&Readings, &HashMap<u32, u32>),
    ) -> Self {
        let mut out: HashMap<(u32, usize), Vec<ReturnedRow>> = HashMap::new();
        let mut received: HashMap<(u32, usize), Vec<(u32, u32, Row)>> = HashMap::new();
        for pair in open {
            let row = columns.row(world, pair.other as usize);
            let (list, reading) = (columns.list(pair.other), reading_of[&pair.other]);
            let of_source = (pair.own, row.source);
            match row.state {
                State::Returned => {
                    let row = ReturnedRow { list, reading, row, granted: false };
                    out.entry(of_source).or_default().push(row);
                }
                State::Received => {
                    received.entry(of_source).or_default().push((list, reading, row))
                }
                _ => {}
            }
        }
        for (of_source, returned) in &mut out {
            let received = received.get(of_source).map_or(&[][..], Vec::as_slice);
            for back in returned {
                back.granted = received.iter().any(|(list, reading, row)| {
                    *list != back.list
                        && is_same((readings, *reading, row), (back.reading, &back.row))
                });
            }
        }
        Self(out)
    }

    /// What other lists of the source say of the support of a row, for a measure. Rows of one list are supports of
    /// their own, and papers that differ tell two apart, as a text and an amount that both differ do.
    pub fn of(
        &self,
        firm: u32,
        (list, reading, row): (u32, u32, &Row),
        measure: usize,
        readings: &Readings,
    ) -> Elsewhere {
        if row.state != State::Received {
            return Elsewhere::Nothing;
        }
        let all = self.0.get(&(firm, row.source)).map_or(&[][..], Vec::as_slice);
        let mut out = Elsewhere::Nothing;
        for ReturnedRow { list: other, reading: other_reading, row: returned, granted } in all {
            let of_text = (readings.get(reading).question, readings.get(*other_reading).question);
            let days = row.given.as_ref().zip(returned.given.as_ref());
            let amounts = row.amount.zip(returned.amount);
            let apart = list == *other
                || of_text.0 != of_text.1 && amounts.is_some_and(|(a, b)| a != b)
                || readings.get(*other_reading).relations[measure].same_kind == SameKind::No
                || days.is_some_and(|(a, b)| overlap(&a.period, &b.period) == 0)
                || row.papers.iter().any(|(paper, numbers)| {
                    let others = returned.papers.get(paper);
                    others.is_some_and(|all| !all.iter().any(|one| numbers.contains(one)))
                });
            if apart {
                continue;
            }
            if is_same((readings, reading, row), (*other_reading, returned)) {
                return Elsewhere::Returned;
            }
            if !granted {
                out = Elsewhere::Perhaps;
            }
        }
        out
    }
}

/// Whether a row that grants and one that was returned are the same support: of one text, period and amount.
fn is_same(
    (readings, reading, row): (&Readings, u32, &Row),
    (other, returned): (u32, &Row),
) -> bool {
    readings.get(reading).question == readings.get(other).question
        && row.given.is_some()
        && row.given == returned.given
        && row.amount.is_some()
        && row.amount == returned.amount
}

/// Heeds lists of what was returned, each row of which says so: of a list of the same source whose office said that some
/// of it was returned later, and rows of which such a list names, the others hold.
///
/// # Errors
/// A fault of the engine.
pub fn heed_lists(
    (plan, headers): (&Plan, &Headers),
    parts: &[(usize, DataFrame)],
    titles: &mut BTreeMap<u32, Title>,
) -> PolarsResult<()> {
    if titles.values().all(|title| title.returned_later != Some(true)) {
        return Ok(());
    }
    let mut rows = Vec::new();
    for (roster, table) in parts {
        named(plan, headers, (*roster, table), titles, &mut rows)?;
    }
    let holds: BTreeSet<u32> =
        rows.iter().filter(|row| !row.returned).map(|row| row.list).collect();
    let (mut returned, mut granted) = (HashSet::new(), Vec::new());
    for row in &rows {
        match holds.contains(&row.list) {
            false => returned.extend(row.keys.iter().map(|key| (row.source, key.as_str()))),
            true => granted.push(row),
        }
    }
    for row in granted {
        let is_named = row.keys.iter().any(|key| returned.contains(&(row.source, key.as_str())));
        if let Some(title) = titles.get_mut(&row.list).filter(|_| is_named) {
            title.returns_named = true;
        }
    }
    Ok(())
}

/// A row of a list, and by what another list would name the same support.
struct Named {
    list: u32,
    source: usize,
    returned: bool,
    keys: Vec<String>,
}

fn named(
    plan: &Plan,
    headers: &Headers,
    (roster, table): (usize, &DataFrame),
    titles: &BTreeMap<u32, Title>,
    into: &mut Vec<Named>,
) -> PolarsResult<()> {
    let ready = &plan.rosters[roster];
    let headers = ready.headers.as_ref().unwrap_or(headers);
    let text = |name| texts(table, name);
    let (names, codes, records) = (text(c::FIRM_NAME)?, text(c::USCC)?, text(c::RECORD_NO)?);
    let (statuses, notes, policies) = (text(c::STATUS)?, text(c::NOTES)?, text(c::OTHER_SCHEME)?);
    let items = [text(c::MEASURE)?, text(c::ITEM)?];
    let (lists, amounts) = (indices(table, c::SOURCE)?, optional_ints(table, c::AMOUNT)?);
    let nothing = Title::default();
    for row in (0..names.len()).filter(|row| !is_footer(names[*row])) {
        let title = titles.get(&lists[row]).unwrap_or(&nothing);
        let stated = state(headers, (statuses[row], &ready.status), title);
        let (name, status) = (names[row], statuses[row]);
        let cells = Cells { name, status, notes: notes[row], amount: amounts[row] };
        let said = of_row(cells, &plan.crosswalk.remarks, headers).map(|(remark, _)| remark);
        let said = said.or(title.remark().map(|(remark, _)| remark));
        let item = match items.each_ref().map(|column| column[row]) {
            ["", ""] => ready.item.clone(),
            [measure, item] => format!("{measure}{item}"),
        };
        let item = answer_key(&comparable(&item));
        let who = [("name", comparable(name)), ("code", comparable(codes[row]))];
        let who = who.into_iter().filter(|(_, text)| !text.is_empty());
        let mut keys: Vec<String> =
            who.map(|(what, text)| format!("{what} {text} {item}")).collect();
        if !records[row].is_empty() {
            keys.push(format!("record {}", comparable(records[row])));
        }
        into.push(Named {
            list: lists[row],
            source: plan.crosswalk.source(policies[row], ready.source),
            returned: said.map_or(stated, |said| said.over(stated)) == State::Returned,
            keys,
        });
    }
    Ok(())
}
