//! Rules as column expressions.

use chrono::NaiveDate;
use polars::prelude::*;

use crate::domain::{Currency, Period, Ratio, Window};
use crate::frame::columns as c;
use crate::frame::fields;
use crate::frame::tables::{Ceiling, TableContract, Worth};

use super::model::{
    Award, BaseSource, CountPer, Gate, GateOf, Item, Measure, RateTerm, ReasonId, Rule, Scheme,
    Test,
};
use super::standing::Effect;

/// Columns that every evidence line has.
pub const KEY_COLUMNS: [&str; 3] = [c::FILING_NO, c::USCC, c::ACCEPTED_ON];

/// What turns the names of periods into dates.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub award_year: i32,
    pub policy: Period,
}

impl Rule {
    /// Whether two rules ask the same, whatever reason they give.
    pub fn same_test(&self, other: &Rule) -> bool {
        self.test == other.test
            && self.missing_passes == other.missing_passes
            && self.columns.iter().map(|f| f.name).eq(other.columns.iter().map(|f| f.name))
    }

    /// Whether a row passes, never null.
    pub fn passes(&self, calendar: Calendar) -> Expr {
        let each = self.columns.iter().map(|field| {
            let passes = self.test.expression(col(field.name), calendar);
            passes.fill_null(lit(self.missing_passes))
        });
        each.reduce(Expr::and).unwrap_or_else(|| lit(true))
    }
}

/// What decides which records of the ministry's platform count.
#[derive(Debug, PartialEq, Eq)]
pub struct Recorded<'a> {
    pub asks: bool,
    pub supports: Option<Window>,
    /// Tests that lines' currencies must pass.
    pub currencies: Vec<&'a Test>,
    pub threshold: Option<Currency>,
}

impl Recorded<'_> {
    /// Whether receipts in a currency count.
    pub fn counts(&self, currency: &str) -> bool {
        self.currencies.iter().all(|test| match test {
            Test::In(words) => words.iter().any(|word| word == currency),
            Test::NotIn(words) => !words.iter().any(|word| word == currency),
            _ => true,
        })
    }
}

impl Test {
    fn expression(&self, column: Expr, calendar: Calendar) -> Expr {
        match self {
            Self::Is(value) => column.eq(lit(*value)),
            Self::In(words) => is_one_of(column, words),
            Self::NotIn(words) => is_one_of(column, words).not(),
            Self::AtLeast(value) => column.gt_eq(lit(*value)),
            Self::Above(value) => column.gt(lit(*value)),
            Self::AtMost(value) => column.lt_eq(lit(*value)),
            Self::Within(window) => within(column, *window, calendar),
        }
    }
}

/// Short lists compare faster one by one than through a hash set.
fn is_one_of(column: Expr, words: &[String]) -> Expr {
    let each = words.iter().map(|word| column.clone().eq(lit(word.as_str())));
    each.reduce(Expr::or).unwrap_or_else(|| lit(false))
}

fn within(column: Expr, window: Window, calendar: Calendar) -> Expr {
    match window.dates(calendar.award_year, calendar.policy) {
        Some(period) => in_period(column, period),
        None => lit(true),
    }
}

pub fn in_period(column: Expr, period: Period) -> Expr {
    let day = |date: NaiveDate| lit(date);
    column.clone().gt_eq(day(period.from)).and(column.lt_eq(day(period.to)))
}

impl Measure {
    /// The sheet that this measure's evidence comes in.
    pub fn contract(&self) -> TableContract {
        let mut optional: Vec<_> = self.optional.iter().chain(&self.evidence).copied().collect();
        optional.extend(fields::find(fields::LINE_FIELDS, c::REQUESTED));
        optional.dedup_by_key(|field| field.name);
        TableContract {
            lenient: false,
            foreign: false,
            key: self.id.clone(),
            title: format!("{} {}", self.clause, self.title.zh),
            sheets: self.sheets.clone(),
            required: self.required.clone(),
            optional,
            ceiling: self.ceiling(),
        }
    }

    /// The most that a claim comes to by its lines alone; none where earlier years, records or days may raise it.
    fn ceiling(&self) -> Option<Ceiling> {
        let base = &self.base;
        let beyond = base.include_history || base.makes_good || base.returned_counts;
        if beyond || base.days.is_some() || base.source == BaseSource::Platform {
            return None;
        }
        let worth = match &self.award {
            Award::Rate { rates, .. } => {
                base.sum.filter(|field| field.name == c::AMOUNT)?;
                let exact = |rate: &RateTerm| match rate {
                    RateTerm::Exact(rate) => Some(*rate),
                    RateTerm::Published(_) => None,
                };
                // The first factor that holds raises the rate: here any may.
                let raised = self.factors.iter().map(|factor| Some(factor.times));
                let raised =
                    raised.filter(|times| times.is_some_and(|one| !one.at_most(Ratio::ONE)));
                let mut all = rates.iter().map(exact).chain(raised);
                Worth::Share(all.try_fold(Ratio::ONE, |so_far, next| so_far.times(next?))?)
            }
            Award::Fixed(fen) => Worth::Fixed(*fen),
            Award::Grades { by, amounts, .. } => Worth::Grades(by, amounts.clone()),
            Award::Each { .. } | Award::Tiers(_) => return None,
        };
        let item = match self.item {
            Item::Firm => None,
            Item::Column(field) => Some(field),
        };
        Some(Ceiling { item, worth, cap: self.cap.as_ref().and_then(|cap| cap.amount) })
    }

    /// Every line column that a rule reads, with the name of the rule's place in the file.
    pub fn columns_read(&self) -> Vec<&'static fields::Field> {
        let mut read = Vec::new();
        if let Item::Column(field) = self.item {
            read.push(field);
        }
        for rule in self.lines.iter().chain(self.gates.iter().filter_map(|gate| match &gate.of {
            GateOf::AnyLine(rule) | GateOf::EveryLine(rule) | GateOf::SmallestLine(rule) => {
                Some(rule)
            }
            _ => None,
        })) {
            read.extend(rule.columns.iter().copied());
        }
        read.extend(self.base.sum);
        read.extend(self.base.minus.iter().copied());
        read.extend(self.base.times);
        read.extend(self.base.dated);
        read.extend(self.base.days.map(|(field, _)| field));
        match &self.award {
            Award::Grades { by, .. } => read.push(by),
            Award::Each { of, .. } => read.push(of),
            Award::Tiers(table) => read.extend(table.score.iter().map(|(field, _)| *field)),
            Award::Rate { .. } | Award::Fixed(_) => {}
        }
        for count in &self.counts {
            if let CountPer::Column(field) = count.per {
                read.push(field);
            }
            if count.choose == super::model::Choose::Lead {
                read.extend(fields::find(fields::LINE_FIELDS, c::IS_LEAD));
            }
            read.extend(count.ties);
        }
        read.extend(self.cap.as_ref().and_then(|cap| cap.of).map(|(field, _)| field));
        read.extend(self.asks.iter().copied());
        if self.base.converts {
            read.extend(fields::find(fields::LINE_FIELDS, c::CURRENCY));
        }
        read
    }

    /// The number of which lines may state several and the smallest counts, and what claims keep it as: that of a
    /// condition, or the figure that a cap goes by.
    pub fn smallest_of_lines(&self) -> Option<(&'static fields::Field, &'static str)> {
        let of_gate = self.gates.iter().find_map(|gate| match &gate.of {
            GateOf::SmallestLine(rule) => rule.columns.first().map(|field| (*field, field.name)),
            _ => None,
        });
        let of_cap = || self.cap.as_ref().and_then(|cap| cap.of);
        of_gate.or_else(|| of_cap().map(|(field, _)| (field, c::OWN_FIGURE)))
    }

    /// Every rule on enterprises: conditions, and those that raise a rate.
    pub fn firm_rules(&self) -> impl Iterator<Item = &Rule> {
        let gates = self.gates.iter().filter_map(|gate| match &gate.of {
            GateOf::Firm(rule) => Some(rule),
            _ => None,
        });
        gates.chain(self.factors.iter().map(|factor| &factor.rule))
    }

    /// What other tables may call it: id, clause, 措施 and clause, title, sheet names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), &self.clause, &self.title.zh, &self.title.en]
            .into_iter()
            .chain(self.sheets.iter().map(String::as_str))
    }

    /// Whether the support is for a year: without a word of the text, for the award year or the one
    /// before it.
    pub fn is_for_year(&self, year: i64, calendar: Calendar) -> bool {
        use chrono::Datelike;
        let window = self.supports.unwrap_or(Window::AwardAndPriorYear);
        let period = window.dates(calendar.award_year, calendar.policy);
        let years = |p: Period| i64::from(p.from.year())..=i64::from(p.to.year());
        period.is_none_or(|period| years(period).contains(&year))
    }

    /// Whether the ministry's record of a year counts; the prior year's, if the text says nothing.
    pub fn is_recorded_in(&self, year: i64, calendar: Calendar) -> bool {
        match self.supports {
            Some(_) => self.is_for_year(year, calendar),
            None => year == i64::from(calendar.award_year) - 1,
        }
    }

    /// What decides which records of the ministry's platform count, and in which currency.
    pub fn recorded(&self) -> Recorded<'_> {
        let currency = |rule: &&Rule| rule.columns.iter().any(|field| field.name == c::CURRENCY);
        Recorded {
            asks: self.asks_platform(),
            supports: self.supports,
            currencies: self.lines.iter().filter(currency).map(|rule| &rule.test).collect(),
            threshold: self.foreign_threshold(),
        }
    }

    /// The gates that leave claims out, with their numbers among all.
    pub fn excluding(&self) -> impl Iterator<Item = (usize, &Gate)> {
        self.gates.iter().enumerate().filter(|(_, gate)| gate.effect == Effect::Exclude)
    }

    /// The currency of the threshold, where it is a foreign one.
    pub fn foreign_threshold(&self) -> Option<Currency> {
        let currency = self.threshold.as_ref().map(|threshold| threshold.amount.currency);
        currency.filter(|currency| *currency != Currency::Cny)
    }

    /// Whether the ministry's platform is asked at all.
    pub fn asks_platform(&self) -> bool {
        self.base.source != BaseSource::Claimed
            || self.base.tolerance.is_some()
            || self.gates.iter().any(|gate| matches!(gate.of, GateOf::Platform))
    }
}

impl Scheme {
    /// Whether awards under a scheme bear on claims under this one.
    pub fn counts(&self, id: &str) -> bool {
        id == self.id || self.counts_with(id)
    }

    /// Whether the annual cap counts awards of another scheme with those of this one.
    pub fn counts_with(&self, id: &str) -> bool {
        let cap = self.annual_cap.as_ref();
        id != self.id && cap.is_some_and(|cap| cap.schemes.iter().any(|other| other == id))
    }

    pub fn measure(&self, id: &str) -> Option<(usize, &Measure)> {
        self.measures.iter().enumerate().find(|(_, measure)| measure.id == id)
    }

    /// The clause that a reason cites.
    pub fn clause_of(&self, reason: ReasonId) -> &str {
        self.reasons.get(usize::from(reason)).map_or("", |reason| reason.clause.as_str())
    }
}
