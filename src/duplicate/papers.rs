//! The papers and days of claims, looked up by enterprise.

use std::collections::BTreeSet;
use std::ops::Range;

use polars::prelude::*;

use super::amounts::share;
use crate::diag::Text;
use crate::domain::date::from_epoch_days;
use crate::domain::paper::{each, hash};
use crate::domain::text::comparable;
use crate::domain::{Currency, Period};
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;
pub use crate::frame::fields::PAPERS;
use crate::frame::fields::{LINE_FIELDS, find};
use crate::scheme::{Item, Measure};

/// A place in [`PAPERS`].
pub type Paper = usize;

/// What people call a kind of paper.
pub fn name_of(paper: Paper) -> Text {
    find(LINE_FIELDS, PAPERS[paper]).map_or_else(Text::default, |f| Text::new(f.zh, f.en))
}

/// Texts of both languages, one after the other with the marks of the language between.
pub fn listed(all: impl Iterator<Item = Text>) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) = all.map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

/// Days that a line may carry; the first that a measure has says when its matter was.
const DAYS: [&str; 6] = [
    c::PAID_ON,
    c::RECEIVED_ON,
    c::PUBLISHED_ON,
    c::DOCUMENTED_ON,
    c::RECOGNISED_ON,
    c::OCCURRED_ON,
];

/// A key of a fact, such as a phone or an address, by its letters and digits alone.
pub fn fact_key(text: &str) -> Option<u64> {
    if text.is_ascii() {
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        return hash(kept.map(|byte| byte.to_ascii_lowercase()));
    }
    let kept: String = comparable(text).chars().filter(|c| c.is_alphanumeric()).collect();
    hash(kept.bytes())
}

/// The claims and lines of one measure.
#[derive(Debug)]
pub struct MeasurePapers<'a> {
    claim_firms: Vec<u32>,
    claim_items: Vec<&'a str>,
    line_firms: Vec<u32>,
    line_items: Option<Vec<&'a str>>,
    papers: Vec<(Paper, Vec<&'a str>)>,
    days: Option<Vec<Option<i32>>>,
    left_out: Vec<bool>,
    /// Amounts in yuan, where lines have them.
    amounts: Option<Vec<Option<i64>>>,
    /// First and last year of lines that count, whoever's they are: when the measure supports.
    usual: Option<(i32, i32)>,
    sources: Vec<u32>,
    rows: Vec<u32>,
}

/// What one claim shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimPapers {
    /// Row among the claims of the measure.
    pub claim: usize,
    pub item: String,
    pub papers: BTreeSet<(Paper, String)>,
    /// First and last day of its lines, widened to whole years.
    pub period: Option<Period>,
    /// Source and row of the first line.
    pub place: (u32, u32),
    /// What the lines in yuan that count come to, in fen, and what all of them do; empty where lines have no amounts.
    pub costs: Vec<i64>,
}

impl ClaimPapers {
    /// Whether an amount is what the lines come to, or a share of it, and chance would hardly give it.
    pub fn is_spent(&self, amount: Option<i64>) -> bool {
        amount.is_some_and(|fen| self.costs.iter().any(|cost| share(*cost, fen).is_some()))
    }
}

impl<'a> MeasurePapers<'a> {
    /// From the gathered claims of a measure and its valued lines, both sorted by enterprise.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn new(
        measure: &Measure,
        claims: &'a DataFrame,
        lines: &'a DataFrame,
    ) -> PolarsResult<Self> {
        let there = |name: &&str| lines.column(name).is_ok();
        let papers = PAPERS.iter().enumerate().filter(|(_, name)| there(name));
        let day = DAYS.iter().find(|name| there(name));
        let day = day.map(|name| days(lines, name)).transpose()?;
        let reasons = lines.column(c::LINE_REASON)?.u16()?;
        let left_out: Vec<bool> = reasons.iter().map(|reason| reason.unwrap_or(0) != 0).collect();
        let years = day.iter().flatten().zip(&left_out).filter(|(_, left_out)| !**left_out);
        let years = years.filter_map(|(day, _)| year_of(*day));
        let usual = years.fold(None, |known: Option<(i32, i32)>, year| {
            Some(known.map_or((year, year), |(from, to)| (from.min(year), to.max(year))))
        });
        Ok(Self {
            claim_firms: indices(claims, c::FIRM)?,
            claim_items: texts(claims, c::ITEM)?,
            line_firms: indices(lines, c::FIRM)?,
            line_items: match measure.item {
                Item::Firm => None,
                Item::Column(_) => Some(texts(lines, c::ITEM)?),
            },
            papers: papers
                .map(|(paper, name)| Ok((paper, texts(lines, name)?)))
                .collect::<PolarsResult<_>>()?,
            days: day,
            left_out,
            amounts: amounts(lines)?,
            usual,
            sources: indices(lines, c::SOURCE)?,
            rows: indices(lines, c::ROW)?,
        })
    }

    /// The claims of an enterprise of which some line counts, or would but for what may still be put right: an objection
    /// may bring it back. What lies outside of the time that the measure supports repeats nothing.
    pub fn of(&self, firm: u32) -> Vec<ClaimPapers> {
        let lines = range(&self.line_firms, firm);
        let claims = range(&self.claim_firms, firm);
        claims.filter_map(|claim| self.claim(claim, lines.clone())).collect()
    }

    fn claim(&self, claim: usize, lines: Range<usize>) -> Option<ClaimPapers> {
        let item = self.claim_items[claim];
        let own = |line: &usize| self.line_items.as_ref().is_none_or(|items| items[*line] == item);
        let lines: Vec<usize> = lines.filter(own).collect();
        let mut shown: Vec<usize> =
            lines.iter().copied().filter(|line| !self.left_out[*line]).collect();
        if shown.is_empty() && !lines.is_empty() {
            shown = lines.iter().copied().filter(|line| self.in_time(*line)).collect();
            if shown.is_empty() {
                return None;
            }
        }
        let mut out = ClaimPapers { claim, item: item.to_string(), ..ClaimPapers::default() };
        for (paper, values) in &self.papers {
            let values = shown.iter().flat_map(|line| each(values[*line]));
            out.papers.extend(values.filter(|v| !v.is_empty()).map(|value| (*paper, value)));
        }
        if let Some(days) = &self.days {
            let years: Vec<i32> = shown.iter().filter_map(|line| year_of(days[*line])).collect();
            out.period = years
                .iter()
                .min()
                .zip(years.iter().max())
                .and_then(|(first, last)| Period::years(*first, *last));
        }
        out.costs = [&shown, &lines].into_iter().filter_map(|lines| self.cost(lines)).collect();
        if let Some(first) = lines.first() {
            out.place = (self.sources[*first], self.rows[*first]);
        }
        Some(out)
    }

    fn cost(&self, lines: &[usize]) -> Option<i64> {
        let amounts = self.amounts.as_ref()?;
        let mut own = lines.iter().filter_map(|line| amounts[*line]);
        own.try_fold(0i64, i64::checked_add)
    }

    /// Whether a line that does not count lies in the years of those that do.
    fn in_time(&self, line: usize) -> bool {
        let year = self.days.as_ref().and_then(|days| year_of(days[line]));
        year.zip(self.usual).is_some_and(|(year, (from, to))| (from..=to).contains(&year))
    }

    /// The numbers of one kind of paper, by line; empty where the measure has none.
    pub fn numbers(&self, paper: Paper) -> &[&'a str] {
        let own = self.papers.iter().find(|(known, _)| *known == paper);
        own.map_or(&[], |(_, values)| values)
    }

    /// Enterprise, item, source and row of a line.
    pub fn line(&self, line: usize) -> (u32, &'a str, u32, u32) {
        let item = self.line_items.as_ref().map_or("", |items| items[line]);
        (self.line_firms[line], item, self.sources[line], self.rows[line])
    }
}

/// Amounts of lines in yuan; `None` of a line in another currency.
fn amounts(lines: &DataFrame) -> PolarsResult<Option<Vec<Option<i64>>>> {
    if lines.column(c::AMOUNT).is_err() {
        return Ok(None);
    }
    let mut amounts = optional_ints(lines, c::AMOUNT)?;
    if lines.column(c::CURRENCY).is_ok() {
        let yuan = ["", Currency::Cny.code()];
        let currencies = texts(lines, c::CURRENCY)?;
        let foreign = amounts.iter_mut().zip(currencies).filter(|(_, own)| !yuan.contains(own));
        foreign.for_each(|(amount, _)| *amount = None);
    }
    Ok(Some(amounts))
}

fn year_of(day: Option<i32>) -> Option<i32> {
    from_epoch_days(day?).map(|day| chrono::Datelike::year(&day))
}

fn range(firms: &[u32], firm: u32) -> Range<usize> {
    firms.partition_point(|f| *f < firm)..firms.partition_point(|f| *f <= firm)
}
