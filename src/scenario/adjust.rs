//! Changes to the applicants instead of the rules: fewer, more, dearer, or none for a measure.
//!
//! Applicants are whole: some are left out, some are counted again as newcomers in the same
//! position, with codes of their own (`YY…`, which no real enterprise has) and items of their own.
//! Who it is follows from a hash of the credit code and the seed, so a larger share contains the
//! smaller one. Money grows by an exact ratio, cut to the fen. What earlier years granted is a
//! fact and does not grow.

use chrono::NaiveDate;
use polars::prelude::*;

use super::chance::mix;
use super::file::Growth;
use crate::award::Inputs;
use crate::domain::date::to_epoch_days;
use crate::domain::{CreditCode, Ratio, Rounding};
use crate::duplicate::papers::PAPERS;
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Award, Item, Measure};

/// What is done to the inputs before anything is computed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjust {
    growth: Growth,
    off: Vec<String>,
}

/// Inputs after an adjustment.
#[derive(Clone, Debug)]
pub struct Adjusted {
    pub inputs: Inputs,
    /// For every enterprise the row of the one it stands for in the base. Rows beyond those of the
    /// base are newcomers.
    pub origin: Vec<u32>,
}

/// Tells apart what the same seed decides.
const LEFT_OUT: u64 = 1;
const AGAIN: u64 = 2;
const ADMITTED: u64 = 3;

impl Adjust {
    /// `off` names measures by id. Factors of one are none.
    pub fn new(growth: Growth, mut off: Vec<String>) -> Self {
        off.sort();
        off.dedup();
        let factor = |ratio: Option<Ratio>| ratio.filter(|ratio| *ratio != Ratio::ONE);
        let growth = Growth {
            applicants: factor(growth.applicants),
            take_up: factor(growth.take_up),
            pending: factor(growth.pending),
            prices: factor(growth.prices),
            ..growth
        };
        Self { growth, off }
    }

    pub fn is_off(&self, measure: &str) -> bool {
        self.off.iter().any(|id| id == measure)
    }

    /// Whether the inputs stay as they are.
    pub fn is_nothing(&self) -> bool {
        let Growth { applicants, take_up, pending, prices, .. } = self.growth;
        let factors = [applicants, take_up, pending, prices];
        self.off.is_empty() && factors.iter().all(Option::is_none)
    }

    /// Whether two adjustments lead to the same inputs.
    pub fn same(&self, other: &Adjust) -> bool {
        self == other || self.is_nothing() && other.is_nothing()
    }

    /// The factors by key, for showing them.
    pub fn growth(&self) -> Factors {
        let Growth { applicants, take_up, pending, pending_since, prices, seed } = self.growth;
        let shown = |ratio: Option<Ratio>| ratio.unwrap_or(Ratio::ONE).to_string();
        Factors([
            ("growth.applicants", shown(applicants)),
            ("growth.take_up", shown(take_up)),
            ("growth.pending", shown(pending)),
            ("growth.pending_since", pending_since.map(|day| day.to_string()).unwrap_or_default()),
            ("growth.prices", shown(prices)),
            ("growth.seed", seed.unwrap_or_default().to_string()),
        ])
    }

    /// # Errors
    /// An amount that leaves 64 bits, or a fault of the engine.
    pub fn apply(&self, inputs: &Inputs, measures: &[Measure]) -> Result<Adjusted, EngineFault> {
        let firms = inputs.firms.height() as u32;
        let mut out = Adjusted { inputs: inputs.clone(), origin: (0..firms).collect() };
        for (lines, measure) in out.inputs.lines.iter_mut().zip(measures) {
            if self.is_off(&measure.id) {
                *lines = lines.head(Some(0));
            }
        }
        if let Some(factor) = self.growth.prices {
            dearer(&mut out.inputs, measures, factor)?;
        }
        let (take_up, applicants) = (self.growth.take_up, self.growth.applicants);
        let pending = self.growth.pending;
        if [take_up, applicants, pending].iter().all(Option::is_none) {
            return Ok(out);
        }
        let seed = self.growth.seed.unwrap_or_default();
        let claiming = claiming(&out.inputs)?;
        let ranked = |purpose| -> Result<Vec<u32>, EngineFault> {
            let codes = texts(&inputs.firms, c::USCC)?;
            let mut firms: Vec<(u64, u32)> =
                claiming.iter().map(|f| (mix(seed, purpose, codes[*f as usize]), *f)).collect();
            firms.sort_unstable();
            Ok(firms.into_iter().map(|(_, firm)| firm).collect())
        };
        let part = |factor: Ratio, of: usize| {
            let count = i128::from(factor.num) * of as i128;
            usize::try_from(count / i128::from(factor.den)).unwrap_or(usize::MAX)
        };
        let share = |factor: Ratio| part(factor, claiming.len());
        // The order stays the same for every share, so that a smaller one is part of a larger one.
        let mut present = vec![true; inputs.firms.height()];
        for factor in [take_up, applicants].into_iter().flatten() {
            for firm in ranked(LEFT_OUT)?.into_iter().skip(share(factor)) {
                present[firm as usize] = false;
            }
        }
        if let (Some(factor), Some(since)) = (pending, self.growth.pending_since) {
            let waiting = waiting(&out.inputs, since)?;
            let order = ranked(ADMITTED)?.into_iter().filter(|firm| waiting[*firm as usize]);
            let order: Vec<u32> = order.collect();
            for firm in order.iter().skip(part(factor, order.len())) {
                present[*firm as usize] = false;
            }
        }
        let mut again: Vec<Again> = Vec::new();
        if let Some(factor) = applicants.filter(|factor| !factor.at_most(Ratio::ONE)) {
            let order = ranked(AGAIN)?;
            let more = share(factor) - claiming.len();
            let all = if order.is_empty() { 0 } else { more };
            let named = order.iter().cycle().enumerate().take(all);
            let named = named.map(|(n, firm)| Again { firm: *firm, round: n / order.len() + 1 });
            again = named.filter(|again| present[again.firm as usize]).collect();
        }
        out.without(&present)?;
        out.with_newcomers(&again, measures)?;
        Ok(out)
    }
}

/// Factors by key.
pub struct Factors([(&'static str, String); 6]);

impl Factors {
    /// Key, own value, the other's value.
    pub fn zip(self, other: Factors) -> impl Iterator<Item = (&'static str, String, String)> {
        self.0.into_iter().zip(other.0).map(|((key, own), (_, other))| (key, own, other))
    }
}

/// An enterprise that is counted once more, in a round in which all others may be, too.
#[derive(Clone, Copy, Debug)]
struct Again {
    firm: u32,
    round: usize,
}

type EngineFault = crate::award::EngineError;

/// Enterprises with at least one line, ascending.
fn claiming(inputs: &Inputs) -> PolarsResult<Vec<u32>> {
    let mut claims = vec![false; inputs.firms.height()];
    for lines in &inputs.lines {
        indices(lines, c::FIRM)?.into_iter().for_each(|firm| claims[firm as usize] = true);
    }
    Ok((0..claims.len() as u32).filter(|firm| claims[*firm as usize]).collect())
}

/// Enterprises all of whose lines were accepted on a day or later.
fn waiting(inputs: &Inputs, since: NaiveDate) -> PolarsResult<Vec<bool>> {
    let since = to_epoch_days(since);
    let mut first = vec![i32::MAX; inputs.firms.height()];
    for lines in &inputs.lines {
        for (firm, day) in indices(lines, c::FIRM)?.into_iter().zip(days(lines, c::ACCEPTED_ON)?) {
            let known = &mut first[firm as usize];
            *known = (*known).min(day.unwrap_or(i32::MIN));
        }
    }
    Ok(first.into_iter().map(|day| day >= since && day < i32::MAX).collect())
}

/// Multiplies money that is filed, what was asked for it, and what the ministry's platform holds.
fn dearer(inputs: &mut Inputs, measures: &[Measure], factor: Ratio) -> Result<(), EngineFault> {
    for (lines, measure) in inputs.lines.iter_mut().zip(measures) {
        let base = measure.base.sum.iter().chain(&measure.base.minus).map(|field| field.name);
        for name in base.chain([c::REQUESTED]) {
            scale(lines, name, factor)?;
        }
    }
    scale(&mut inputs.platform, c::AMOUNT, factor)
}

fn scale(table: &mut DataFrame, name: &str, factor: Ratio) -> Result<(), EngineFault> {
    let (num, den) = (i128::from(factor.num), i128::from(factor.den));
    let grown = |amount: Option<i64>| match amount {
        // Ingest refuses negative amounts; what is not there stays so.
        Some(fen) if fen > 0 => {
            Rounding::default().mul_div(i128::from(fen), num, den).ok_or(Overflow).map(Some)
        }
        other => Ok(other),
    };
    let grown: Result<Vec<Option<i64>>, Overflow> =
        optional_ints(table, name)?.into_iter().map(grown).collect();
    table.with_column(Column::new(name.into(), grown?))?;
    Ok(())
}

impl Adjusted {
    /// Takes away the lines of enterprises that are not present; they stay enterprises, and what
    /// they were granted before stays a fact.
    fn without(&mut self, present: &[bool]) -> Result<(), EngineFault> {
        if present.iter().all(|present| *present) {
            return Ok(());
        }
        for lines in &mut self.inputs.lines {
            let keep = indices(lines, c::FIRM)?.into_iter().map(|firm| present[firm as usize]);
            let keep: Vec<bool> = keep.collect();
            *lines = lines.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
        }
        Ok(())
    }

    /// Adds enterprises in the position of those named, once for each time they are named.
    fn with_newcomers(&mut self, again: &[Again], measures: &[Measure]) -> Result<(), EngineFault> {
        if again.is_empty() {
            return Ok(());
        }
        let first = self.inputs.firms.height() as u32;
        let models: Vec<u32> = again.iter().map(|again| again.firm).collect();
        self.origin.extend_from_slice(&models);
        let rows = UInt32Chunked::from_vec(PlSmallStr::EMPTY, models);
        let mut firms = self.inputs.firms.take(&rows)?;
        let codes: Vec<String> = (0..again.len()).map(|n| newcomer(first as usize + n)).collect();
        firms.with_column(Column::new(c::USCC.into(), codes))?;
        let names = texts(&firms, c::FIRM_NAME)?.into_iter().zip(again);
        let names: Vec<String> =
            names.map(|(name, again)| format!("{name}（推演{}）", again.round)).collect();
        firms.with_column(Column::new(c::FIRM_NAME.into(), names))?;
        self.inputs.firms.vstack_mut(&firms)?;
        for (lines, measure) in self.inputs.lines.iter_mut().zip(measures) {
            let own = own_names(measure, lines);
            copy_rows(lines, again, first, &own, &[])?;
        }
        copy_rows(&mut self.inputs.platform, again, first, &[], &[])?;
        copy_rows(&mut self.inputs.listed, again, first, &[], &[])?;
        copy_rows(&mut self.inputs.opinions, again, first, &[], &[])?;
        // Support elsewhere was found for real enterprises and is no newcomer's.
        let of_words = measures.iter().filter(|measure| match measure.item {
            Item::Column(field) => field.kind != FieldKind::Text,
            Item::Firm => false,
        });
        let of_words: Vec<&str> = of_words.map(|measure| measure.id.as_str()).collect();
        copy_rows(&mut self.inputs.history, again, first, &[c::ITEM], &of_words)
    }
}

/// Columns that name what is an enterprise's own: items, papers, and what is granted one by one. A
/// newcomer has others than the applicant in whose position it stands.
fn own_names(measure: &Measure, lines: &DataFrame) -> Vec<&'static str> {
    let item = match measure.item {
        Item::Column(field) => Some(field),
        Item::Firm => None,
    };
    let each = match &measure.award {
        Award::Each { of, .. } => Some(*of),
        _ => None,
    };
    // A word of a list, or a year, is nobody's own.
    let texts = |field: &&Field| field.kind == FieldKind::Text;
    let named = item.into_iter().chain(each).filter(texts).map(|field| field.name);
    let mut names: Vec<&str> = named.chain(PAPERS).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| lines.column(name).is_ok());
    names
}

/// A valid credit code that sorts after all real ones.
fn newcomer(number: usize) -> String {
    let body = <[u8; 8]>::try_from(format!("{number:08}").as_bytes()).unwrap_or([b'0'; 8]);
    let code = CreditCode::synthesize(*b"YY", *b"000000", body);
    code.map(|code| code.as_str().to_string()).unwrap_or_default()
}

/// Appends the rows of `again` under new enterprise numbers from `first` on. What is their own is
/// marked with the round: applicants who share an item in the base share one again, apart from the
/// first. Rows of measures `of_words`, whose items are words of a list, keep theirs.
fn copy_rows(
    table: &mut DataFrame,
    again: &[Again],
    first: u32,
    own: &[&str],
    of_words: &[&str],
) -> Result<(), EngineFault> {
    let owners = table.column(c::FIRM)?.u32()?.clone();
    let mut by_firm: PlHashMap<u32, Vec<u32>> = PlHashMap::default();
    for (row, firm) in owners.iter().enumerate() {
        if let Some(firm) = firm.filter(|firm| *firm < first) {
            by_firm.entry(firm).or_default().push(row as u32);
        }
    }
    let (mut rows, mut firms, mut rounds) = (Vec::new(), Vec::new(), Vec::new());
    for (number, again) in again.iter().enumerate() {
        for row in by_firm.get(&again.firm).into_iter().flatten() {
            rows.push(*row);
            firms.push(first + number as u32);
            rounds.push(again.round);
        }
    }
    let picked = UInt32Chunked::from_vec(PlSmallStr::EMPTY, rows);
    let mut copies = table.take(&picked)?;
    let kept: Vec<bool> = match of_words {
        [] => vec![false; copies.height()],
        _ => texts(&copies, c::MEASURE)?.into_iter().map(|id| of_words.contains(&id)).collect(),
    };
    for name in own {
        let marked = texts(&copies, name)?.into_iter().zip(&rounds).zip(&kept);
        let marked: Vec<String> = marked
            .map(|((item, round), kept)| match item {
                "" => String::new(),
                item if *kept => item.to_string(),
                item => format!("{item}#{round}"),
            })
            .collect();
        copies.with_column(Column::new((*name).into(), marked))?;
    }
    copies.with_column(Column::new(c::FIRM.into(), firms))?;
    table.vstack_mut(&copies)?;
    Ok(())
}
