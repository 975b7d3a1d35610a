//! Support that one list grants and another list of the same source says was returned: the later word holds for both.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use polars::prelude::*;

use super::cases::World;
use super::crosswalk::SameKind;
use super::kinds::{Readings, answer_key};
use super::period::{self, overlap};
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
        for pair in open {
            let row = columns.row(world, pair.other as usize);
            if row.state == State::Returned {
                let (list, reading) = (columns.list(pair.other), reading_of[&pair.other]);
                let of_source = out.entry((pair.own, row.source)).or_default();
                of_source.push(ReturnedRow { list, reading, row, granted: false });
            }
        }
        for pair in open {
            let at = pair.other as usize;
            let Some(returned) = out.get_mut(&(pair.own, columns.source(world, at))) else {
                continue;
            };
            let row = columns.row(world, at);
            let (list, reading) = (columns.list(pair.other), reading_of[&pair.other]);
            for back in returned.iter_mut().filter(|back| back.list != list) {
                back.granted |= row.state == State::Received
                    && is_same((readings, reading, &row), (back.reading, &back.row));
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
/// of it was returned later, and rows of which such a list names, the others hold; rows of the years that such lists
/// speak of need not be asked about.
///
/// # Errors
/// A fault of the engine.
pub fn heed_lists(
    (plan, headers): (&Plan, &Headers),
    parts: &[(usize, DataFrame)],
    titles: &mut BTreeMap<u32, Title>,
) -> PolarsResult<()> {
    // A list holds as soon as one of its rows does: most are known by their first.
    let (mut lists, mut holds) = (BTreeSet::new(), BTreeSet::new());
    for (roster, table) in parts {
        let said = SaidOf::new(plan, headers, (*roster, table))?;
        for (row, list) in (0..).zip(&said.lists) {
            lists.insert(*list);
            if !holds.contains(list) && said.holds(row, titles) {
                holds.insert(*list);
            }
        }
    }
    if lists.len() == holds.len() {
        return Ok(());
    }
    let mut rows = Vec::new();
    for (roster, table) in parts {
        named((plan, headers), (*roster, table), titles, &mut rows)?;
    }
    let (returned, granted): (Vec<&Named>, Vec<&Named>) =
        rows.iter().partition(|row| !holds.contains(&row.list));
    let mut keys = HashSet::new();
    let mut spoken_of: BTreeSet<(usize, i32)> = BTreeSet::new();
    for row in returned {
        keys.extend(row.keys.iter().map(|key| (row.source, key.as_str())));
        spoken_of.extend(row.year.map(|year| (row.source, year)));
    }
    for row in &granted {
        let is_named = row.keys.iter().any(|key| keys.contains(&(row.source, key.as_str())));
        if let Some(title) = titles.get_mut(&row.list).filter(|_| is_named) {
            title.returns_named = true;
        }
    }
    let dated = |row: &&Named| row.year.map(|year| ((row.list, year), (row.source, year)));
    let (known, unknown): (Vec<_>, Vec<_>) =
        granted.iter().filter_map(dated).partition(|(_, of)| spoken_of.contains(of));
    let unknown: BTreeSet<(u32, i32)> = unknown.into_iter().map(|(of_list, _)| of_list).collect();
    for ((list, year), _) in known.into_iter().filter(|(of_list, _)| !unknown.contains(of_list)) {
        if let Some(title) = titles.get_mut(&list) {
            title.returns_known.insert(year);
        }
    }
    Ok(())
}

/// What the rows of one table say of themselves.
struct SaidOf<'a> {
    plan: &'a Plan,
    headers: &'a Headers,
    status: &'a str,
    lists: Vec<u32>,
    names: Vec<&'a str>,
    statuses: Vec<&'a str>,
    notes: Vec<&'a str>,
    amounts: Vec<Option<i64>>,
}

impl<'a> SaidOf<'a> {
    fn new(
        plan: &'a Plan,
        headers: &'a Headers,
        (roster, table): (usize, &'a DataFrame),
    ) -> PolarsResult<Self> {
        let ready = &plan.rosters[roster];
        Ok(Self {
            plan,
            headers: ready.headers.as_ref().unwrap_or(headers),
            status: &ready.status,
            lists: indices(table, c::SOURCE)?,
            names: texts(table, c::FIRM_NAME)?,
            statuses: texts(table, c::STATUS)?,
            notes: texts(table, c::NOTES)?,
            amounts: optional_ints(table, c::AMOUNT)?,
        })
    }

    /// Whether a row is of an enterprise and was not returned.
    fn holds(&self, row: usize, titles: &BTreeMap<u32, Title>) -> bool {
        let nothing = Title::default();
        let title = titles.get(&self.lists[row]).unwrap_or(&nothing);
        let (name, status) = (self.names[row], self.statuses[row]);
        let stated = state(self.headers, (status, self.status), title);
        let cells = Cells { name, status, notes: self.notes[row], amount: self.amounts[row] };
        let said = of_row(cells, &self.plan.crosswalk.remarks, self.headers);
        let said = said.map(|(remark, _)| remark).or(title.remark().map(|(remark, _)| remark));
        !is_footer(name) && said.map_or(stated, |said| said.over(stated)) != State::Returned
    }
}

/// A row of a list, and by what another list would name the same support.
struct Named {
    list: u32,
    source: usize,
    keys: Vec<String>,
    year: Option<i32>,
}

fn named(
    (plan, headers): (&Plan, &Headers),
    (roster, table): (usize, &DataFrame),
    titles: &BTreeMap<u32, Title>,
    into: &mut Vec<Named>,
) -> PolarsResult<()> {
    let ready = &plan.rosters[roster];
    let SaidOf { lists, names, .. } = SaidOf::new(plan, headers, (roster, table))?;
    let text = |name| texts(table, name);
    let (codes, records, policies) = (text(c::USCC)?, text(c::RECORD_NO)?, text(c::OTHER_SCHEME)?);
    let (items, years) = ([text(c::MEASURE)?, text(c::ITEM)?], text(c::YEAR)?);
    let nothing = Title::default();
    for row in (0..names.len()).filter(|row| !is_footer(names[*row])) {
        let title = titles.get(&lists[row]).unwrap_or(&nothing);
        let item = match items.each_ref().map(|column| column[row]) {
            ["", ""] => ready.item.clone(),
            [measure, item] => format!("{measure}{item}"),
        };
        let of_list = || title.said_year.or_else(|| period::read(&ready.year)).or(title.year);
        let given = period::read(years[row]).or_else(|| period::mentioned(&item)).or_else(of_list);
        let item = answer_key(&comparable(&item));
        let who = [("name", comparable(names[row])), ("code", comparable(codes[row]))];
        let who = who.into_iter().filter(|(_, text)| !text.is_empty());
        let mut keys: Vec<String> =
            who.map(|(what, text)| format!("{what} {text} {item}")).collect();
        if !records[row].is_empty() {
            keys.push(format!("record {}", comparable(records[row])));
        }
        into.push(Named {
            list: lists[row],
            source: plan.crosswalk.source(policies[row], ready.source),
            keys,
            year: given.and_then(|given| given.year()),
        });
    }
    Ok(())
}
