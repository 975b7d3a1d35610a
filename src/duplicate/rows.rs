//! Rows of rosters as they are compared: what was supported, by whom, when and with which papers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use polars::prelude::*;

use super::cases::World;
use super::papers::{PAPERS, Paper};
use super::period::{self, Given};
use super::remarks::{Cells, Remark, of_row};
use super::roster::Title;
use super::same::State;
use crate::domain::paper::each;
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::ingest::Headers;

/// A row of a roster as it is compared.
pub(super) struct Row {
    pub source: usize,
    /// A cell may name several.
    pub papers: BTreeMap<Paper, Vec<String>>,
    pub given: Option<Given>,
    /// The year as it stands there, whatever the office said that it means.
    pub written: Option<i32>,
    /// What the row states, where the office said that the list holds matters of a later year, too.
    pub stated: Option<Given>,
    pub state: State,
    /// Nothing but the title of its list says the state, and nobody said what was returned later.
    pub by_title: bool,
    /// A remark of its own makes the state a question.
    pub doubtful: bool,
    pub amount: Option<i64>,
}

/// Columns that say whom and what a row of a roster is about.
const MATTER: [&str; 10] = [
    c::USCC,
    c::FIRM_NAME,
    c::OTHER_SCHEME,
    c::MEASURE,
    c::ITEM,
    c::PERIOD_FROM,
    c::PERIOD_TO,
    c::YEAR,
    c::AWARD_YEAR,
    c::PAID_ON,
];

/// Columns of the rosters, taken once.
pub(super) struct Columns<'a> {
    names: Vec<&'a str>,
    notes: Vec<&'a str>,
    policy: Vec<&'a str>,
    measure: Vec<&'a str>,
    item: Vec<&'a str>,
    pub status: Vec<&'a str>,
    pub record_no: Vec<&'a str>,
    periods: [Vec<&'a str>; 5],
    sources: Vec<u32>,
    pub amounts: Vec<Option<i64>>,
    pub papers: Vec<(Paper, Vec<&'a str>)>,
    /// What a row says of the matter, by column, for ids.
    pub matter: Vec<(&'static str, Vec<&'a str>)>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(table: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name| texts(table, name);
        let papers = PAPERS.iter().enumerate();
        Ok(Self {
            names: text(c::FIRM_NAME)?,
            notes: text(c::NOTES)?,
            policy: text(c::OTHER_SCHEME)?,
            measure: text(c::MEASURE)?,
            item: text(c::ITEM)?,
            status: text(c::STATUS)?,
            record_no: text(c::RECORD_NO)?,
            periods: [
                text(c::PERIOD_FROM)?,
                text(c::PERIOD_TO)?,
                text(c::YEAR)?,
                text(c::AWARD_YEAR)?,
                text(c::PAID_ON)?,
            ],
            sources: indices(table, c::SOURCE)?,
            amounts: optional_ints(table, c::AMOUNT)?,
            papers: papers.map(|(at, name)| Ok((at, text(name)?))).collect::<PolarsResult<_>>()?,
            matter: MATTER
                .iter()
                .map(|name| Ok((*name, text(name)?)))
                .collect::<PolarsResult<_>>()?,
        })
    }

    /// What was supported; what the roster is about where the row says nothing.
    pub(super) fn item<'w>(&self, world: &'w World, row: usize) -> Cow<'w, str>
    where
        'a: 'w,
    {
        match (self.measure[row], self.item[row]) {
            ("", "") => Cow::Borrowed(&world.plan.rosters[world.roster_of[row]].item),
            (one, "") | ("", one) => Cow::Borrowed(one),
            (measure, item) => Cow::Owned(format!("{measure}{item}")),
        }
    }

    pub(super) fn source(&self, world: &World, row: usize) -> usize {
        let roster = &world.plan.rosters[world.roster_of[row]];
        world.plan.crosswalk.source(self.policy[row], roster.source)
    }

    /// The list that a row stands in.
    pub(super) fn list(&self, row: u32) -> u32 {
        self.sources[row as usize]
    }

    pub(super) fn row(&self, world: &World, row: usize) -> Row {
        let roster = &world.plan.rosters[world.roster_of[row]];
        let nothing = Title::default();
        let title = world.titles.get(&self.sources[row]).unwrap_or(&nothing);
        let numbers = |values: &[&str]| -> Vec<String> {
            each(values[row]).into_iter().filter(|value| !value.is_empty()).collect()
        };
        let papers = self.papers.iter().map(|(paper, values)| (*paper, numbers(values)));
        let status = self.status[row];
        let stated = state(world.headers, (status, &roster.status), title);
        let (name, notes, amount) = (self.names[row], self.notes[row], self.amounts[row]);
        let cells = Cells { name, status, notes, amount };
        let remark = of_row(cells, &world.plan.crosswalk.remarks, world.headers);
        let of_sheet = title.remark().map(|(remark, _)| remark);
        let said = remark.map(|(remark, _)| remark).or(of_sheet);
        let given = self.given(row, &roster.year, title);
        let written = given.and_then(|given| given.year());
        let returns_known = written.is_some_and(|year| title.returns_known.contains(&year));
        let untold = status.is_empty() && roster.status.is_empty();
        Row {
            source: self.source(world, row),
            papers: papers.filter(|(_, values)| !values.is_empty()).collect(),
            given: given.map(|given| title.corrected(given)),
            written,
            stated: given.filter(|stated| title.reaches_beyond(*stated)),
            state: said.map_or(stated, |said| said.over(stated)),
            by_title: untold && title.only_by_title() && !returns_known,
            doubtful: said == Some(Remark::Open),
            amount,
        }
    }

    /// The period that was supported: from – to, else the year of the matter, else what the item's name says, else
    /// what the roster is about, by the office, the pipeline or its title. The year of an award and the day of payment say when
    /// money came, mostly the year after; they count only where nothing else is said, as the year before.
    fn given(&self, row: usize, of_roster: &str, title: &Title) -> Option<Given> {
        let [from, to, year, awarded, paid] = &self.periods;
        let read = |column: &Vec<&str>| period::read(column[row]);
        let span = match (read(from), read(to)) {
            (Some(from), Some(to)) => period::between(from, to),
            (Some(single), None) | (None, Some(single)) => Some(single),
            (None, None) => None,
        };
        let named = || [self.item[row], self.measure[row]].into_iter().find_map(period::mentioned);
        let late = || read(awarded).or_else(|| read(paid)).and_then(year_before);
        let listed = || title.said_year.or_else(|| period::read(of_roster)).or(title.year);
        span.or_else(|| read(year)).or_else(named).or_else(listed).or_else(late)
    }
}

fn year_before(given: Given) -> Option<Given> {
    period::of_year(chrono::Datelike::year(&given.period.from) - 1)
}

/// The state that a row says, else the office of the list, else the pipeline, else the title. Of a list of which some was
/// returned later, what was received is open for rows that say nothing themselves, until a list names what was returned.
pub(super) fn state(headers: &Headers, (row, roster): (&str, &str), title: &Title) -> State {
    let said = if row.is_empty() && title.said_state.is_none() { roster } else { row };
    let state = match (said, title.said_state) {
        ("", Some(state)) => state,
        ("", None) => title.state.unwrap_or(State::Unknown),
        _ => said_state(headers, said).unwrap_or(State::Unknown),
    };
    match (state, title.returned_later) {
        (State::Received, Some(true)) if row.is_empty() && !title.returns_named => State::Unknown,
        _ => state,
    }
}

/// The state that a word stands for.
pub fn said_state(headers: &Headers, said: &str) -> Option<State> {
    match headers.category(c::STATUS, said)? {
        "已拨付" | "已核定" | "部分退回" => Some(State::Received),
        "待审" => Some(State::Pending),
        "已退回" | "已追回" => Some(State::Returned),
        _ => None,
    }
}
