//! What the lab answered, where the run asked it.

use super::tables::Reader;
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::frame::columns as c;

/// Answers of the lab; empty where nothing was asked.
#[derive(Debug, Default)]
pub struct Outlook {
    /// The run first.
    pub scenarios: Vec<ScenarioRow>,
    /// What moves approved support most first.
    pub swings: Vec<SwingRow>,
    /// What moves the cost most first; readings that cannot be judged by these data are not here.
    pub readings: Vec<ReadingRow>,
    /// Lowest and highest cost that readings of the period filed for can reach together.
    pub interval: Option<(Fen, Fen)>,
}

#[derive(Debug)]
pub struct ScenarioRow {
    pub name: String,
    pub title: Text,
    pub approved: Fen,
    pub payable: Fen,
    pub available: Option<Fen>,
    pub approved_change: Fen,
    pub payable_change: Fen,
    pub firms_paid: i64,
    pub gainers: i64,
    pub losers: i64,
}

#[derive(Debug)]
pub struct SwingRow {
    pub name: String,
    /// Empty for rates, budgets and growth.
    pub title: Text,
    pub value: String,
    pub approved: Fen,
    /// Value and approved support; `None` at the end of the range.
    pub low: Option<(String, Fen)>,
    pub high: Option<(String, Fen)>,
}

#[derive(Debug)]
pub struct ReadingRow {
    pub clause: String,
    pub question: Text,
    pub reading: Text,
    pub cost: Fen,
    pub change: Fen,
    /// Looks at another period than the one that was filed for.
    pub period: bool,
}

impl Reader<'_> {
    pub fn outlook(&self) -> Result<Outlook, Diagnostics> {
        let asked = |name: &str| self.optional(name).map(|table| table.is_some());
        let mut outlook = Outlook::default();
        if asked("scenarios")? {
            outlook.scenarios = self.scenarios()?;
        }
        if asked("tornado")? {
            outlook.swings = self.swings()?;
        }
        if asked("reading_costs")? {
            outlook.readings = self.reading_costs()?;
            let ends = self.rows("reading_interval", |rows| {
                Ok(rows.texts(c::NAME)?.into_iter().zip(rows.fen(c::APPROVED)?).collect())
            })?;
            let end = |name: &str| ends.iter().find(|(end, _)| end == name).map(|(_, cost)| *cost);
            outlook.interval = end("lowest").zip(end("highest"));
        }
        Ok(outlook)
    }

    fn scenarios(&self) -> Result<Vec<ScenarioRow>, Diagnostics> {
        self.rows("scenarios", |rows| {
            let (names, titles) = (rows.texts(c::NAME)?, rows.both(c::TITLE_ZH, c::TITLE_EN)?);
            let (approved, payable) = (rows.fen(c::APPROVED)?, rows.fen(c::PAYABLE)?);
            let available = rows.known_fen(c::AVAILABLE_AMOUNT)?;
            let more = (rows.fen(c::APPROVED_CHANGE)?, rows.fen(c::PAYABLE_CHANGE)?);
            let (paid, gainers) = (rows.ints(c::FIRMS_PAID)?, rows.ints(c::GAINERS)?);
            let losers = rows.ints(c::LOSERS)?;
            let all = names.into_iter().zip(titles).enumerate();
            Ok(all
                .map(|(row, (name, title))| ScenarioRow {
                    name,
                    title,
                    approved: approved[row],
                    payable: payable[row],
                    available: available[row],
                    approved_change: more.0[row],
                    payable_change: more.1[row],
                    firms_paid: paid[row],
                    gainers: gainers[row],
                    losers: losers[row],
                })
                .collect())
        })
    }

    fn swings(&self) -> Result<Vec<SwingRow>, Diagnostics> {
        self.rows("tornado", |rows| {
            let (names, titles) = (rows.texts(c::NAME)?, rows.both(c::TITLE_ZH, c::TITLE_EN)?);
            let (values, approved) = (rows.texts(c::VALUE)?, rows.fen(c::APPROVED)?);
            let (low, high) = (rows.texts(c::LOW_VALUE)?, rows.texts(c::HIGH_VALUE)?);
            let down = rows.known_fen(c::LOW_APPROVED)?;
            let up = rows.known_fen(c::HIGH_APPROVED)?;
            let all = names.into_iter().zip(titles).enumerate();
            Ok(all
                .map(|(row, (name, title))| SwingRow {
                    name,
                    title,
                    value: values[row].clone(),
                    approved: approved[row],
                    low: down[row].map(|amount| (low[row].clone(), amount)),
                    high: up[row].map(|amount| (high[row].clone(), amount)),
                })
                .collect())
        })
    }

    fn reading_costs(&self) -> Result<Vec<ReadingRow>, Diagnostics> {
        self.rows("reading_costs", |rows| {
            let (clauses, questions) =
                (rows.texts(c::CLAUSE)?, rows.both(c::QUESTION_ZH, c::QUESTION_EN)?);
            let readings = rows.both(c::REASON_ZH, c::REASON_EN)?;
            let (costs, changes) =
                (rows.known_fen(c::APPROVED)?, rows.known_fen(c::APPROVED_CHANGE)?);
            let periods = rows.table.column(c::IS_PERIOD)?.bool()?;
            let row = |row: usize| {
                Some(ReadingRow {
                    cost: costs[row]?,
                    change: changes[row]?,
                    clause: clauses[row].clone(),
                    question: questions[row].clone(),
                    reading: readings[row].clone(),
                    period: periods.get(row) == Some(true),
                })
            };
            Ok((0..clauses.len()).filter_map(row).collect())
        })
    }
}
