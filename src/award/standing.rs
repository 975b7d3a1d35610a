//! What lists and departments say of enterprises on the day that a condition names.
//!
//! A row of a list bears from the day listed until the credit is repaired or the row removed, these days not counted;
//! without a day it bears always. Of each department the latest opinion up to the day counts. A condition names
//! departments by words that their names hold; of several that fit, the one least in favour decides.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsResult};

use super::{Context, Inputs};
use crate::domain::date::to_epoch_days;
use crate::domain::text::comparable;
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::scheme::{GateOf, Standing, TestDay};

/// What comes of asking, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// On no list, or the department agrees.
    Clear,
    /// A department that has not answered. Never an agreement.
    Silent,
    /// A department wants to wait.
    Deferred,
    /// On a list, or a department does not agree.
    Refused,
}

impl Answer {
    const OPINIONS: [(&'static str, Self); 4] = [
        ("同意", Self::Clear),
        ("未答复", Self::Silent),
        ("暂缓", Self::Deferred),
        ("不同意", Self::Refused),
    ];

    /// What a word of the column of opinions means; what is not known agrees to nothing.
    pub fn of_opinion(word: &str) -> Self {
        Self::OPINIONS.iter().find(|(known, _)| *known == word).map_or(Self::Silent, |(_, a)| *a)
    }

    /// The word in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Silent => "silent",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
        }
    }
}

/// A row of a list. Days since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Row of the table.
    pub row: usize,
    /// In the form in which it is compared.
    pub name: String,
    from: Option<i32>,
    /// The first day on which it does not bear any more.
    until: Option<i32>,
}

impl Listed {
    /// Whether it bears on a day; without one, whether it has not ended.
    fn bears(&self, day: Option<i32>) -> bool {
        match day {
            None => self.until.is_none(),
            Some(day) => {
                self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|end| day < end)
            }
        }
    }
}

/// An opinion of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opinion {
    row: usize,
    department: String,
    day: i32,
    answer: Answer,
}

/// All that lists and departments say, by enterprise.
#[derive(Clone, Debug, Default)]
pub struct Known {
    listed: BTreeMap<u32, Vec<Listed>>,
    opinions: BTreeMap<u32, Vec<Opinion>>,
    days: [Option<i32>; 3],
}

/// What one department says, with the row of the table of opinions that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub answer: Answer,
    pub row: Option<usize>,
    /// A later opinion that the day leaves out.
    pub later: Option<usize>,
}

impl Known {
    /// # Errors
    /// A fault of the engine.
    pub fn new(inputs: &Inputs, context: &Context) -> PolarsResult<Self> {
        let day = |on| context.day_of(on).map(to_epoch_days);
        let days = TestDay::NAMES.map(|(_, on)| day(on));
        Ok(Self { days, ..Self::of(&inputs.listed, &inputs.opinions)? })
    }

    /// The same as the tables stand, whatever the day.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn of(listed: &DataFrame, opinions: &DataFrame) -> PolarsResult<Self> {
        let mut known = Self::default();
        let lists = texts(listed, c::LIST)?;
        let [from, repaired, removed] =
            [c::LISTED_ON, c::REPAIRED_ON, c::REMOVED_ON].map(|name| days(listed, name));
        let (from, repaired, removed) = (from?, repaired?, removed?);
        for (row, firm) in listed.column(c::FIRM)?.u32()?.iter().enumerate() {
            let Some(firm) = firm else { continue };
            let until = repaired[row].into_iter().chain(removed[row]).min();
            let listed = Listed { row, name: comparable(lists[row]), from: from[row], until };
            known.listed.entry(firm).or_default().push(listed);
        }
        let (departments, words) = (texts(opinions, c::DEPARTMENT)?, texts(opinions, c::OPINION)?);
        let given = days(opinions, c::OPINED_ON)?;
        for (row, firm) in opinions.column(c::FIRM)?.u32()?.iter().enumerate() {
            let (Some(firm), Some(day)) = (firm, given[row]) else { continue };
            let (department, answer) =
                (comparable(departments[row]), Answer::of_opinion(words[row]));
            let opinion = Opinion { row, department, day, answer };
            known.opinions.entry(firm).or_default().push(opinion);
        }
        Ok(known)
    }

    fn day(&self, on: TestDay) -> Option<i32> {
        let at = TestDay::NAMES.iter().position(|(_, known)| *known == on);
        at.and_then(|at| self.days[at])
    }

    /// Rows of lists that a condition asks about, and whether each bears on its day.
    pub fn listed(&self, asked: &Standing, firm: u32) -> impl Iterator<Item = (&Listed, bool)> {
        let day = self.day(asked.on);
        let words: Vec<String> = asked.names.iter().map(|name| comparable(name)).collect();
        let all = self.listed.get(&firm).into_iter().flatten();
        let asked = move |row: &&Listed| {
            words.is_empty() || words.iter().any(|word| row.name.contains(word))
        };
        all.filter(asked).map(move |row| (row, row.bears(day)))
    }

    /// What a department says: of each that the word fits the latest up to the day, of these the least in favour.
    pub fn said(&self, on: TestDay, department: &str, firm: u32) -> Said {
        let (day, word) = (self.day(on), comparable(department));
        let own = self.opinions.get(&firm).into_iter().flatten();
        let own = own.filter(|opinion| opinion.department.contains(&word));
        let (mut latest, mut later) = (BTreeMap::<&str, &Opinion>::new(), None);
        for opinion in own {
            if day.is_some_and(|day| opinion.day > day) {
                later = later.or(Some(opinion.row));
                continue;
            }
            let known = latest.entry(&opinion.department).or_insert(opinion);
            // Two of one day that differ were refused when they were read.
            if (known.day, known.row) < (opinion.day, opinion.row) {
                *known = opinion;
            }
        }
        let worst = latest.into_values().max_by_key(|opinion| opinion.answer);
        let answer = worst.map_or(Answer::Silent, |opinion| opinion.answer);
        Said { answer, row: worst.map(|opinion| opinion.row), later }
    }

    /// The worst that a condition hears; of other conditions nothing.
    pub fn answer(&self, of: &GateOf, firm: u32) -> Answer {
        match of {
            GateOf::NotListed(asked) => match self.listed(asked, firm).any(|(_, bears)| bears) {
                true => Answer::Refused,
                false => Answer::Clear,
            },
            GateOf::Agreed(asked) => {
                let all = asked.names.iter().map(|name| self.said(asked.on, name, firm).answer);
                all.max().unwrap_or(Answer::Clear)
            }
            _ => Answer::Clear,
        }
    }
}
