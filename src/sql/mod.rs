//! The rules of a scheme as SQL in whole numbers, for engines beyond one machine.
//!
//! Fen are whole numbers, rates are fractions, every product and sum is in the engine's wide type, and every division
//! comes out even: no engine's rule of rounding takes part. Every window has a unique order. What a product could come
//! to is reckoned from the inputs while the text is written: one that could pass what the engine holds is refused with
//! its rule. Nothing is approximated.
//!
//! | file | what it leaves |
//! |---|---|
//! | `10_lines` | each line with its value and the rule that leaves it out; claims gathered ([`lines`]) |
//! | `20_behind` | what earlier awards mean for each claim ([`behind`]) |
//! | `30_claims` | requested, gates, evidence, item, item cap ([`own`], [`filings`], [`reviewed`]) |
//! | `40_…` | one file for each stage that looks beyond a claim, in the order of the scheme ([`beyond`], [`count`]) |
//! | `90_results` | what is handed back |

mod behind;
mod beyond;
mod count;
mod dialect;
mod filings;
mod lines;
mod own;
mod results;
mod reviewed;
mod rules;

pub use dialect::{Dialect, Script};

use crate::award::stages::total_rate;
use crate::award::{Context, EngineError};
use crate::domain::Ratio;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Award, CountPer, Effect, GateOf, Measure, ReasonId, Rule, Scheme, Stage};

/// Sums over lines: numbers that nothing computed of them can pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub lines: u128,
    /// Amounts less what is taken off them, without their signs, in the smallest unit of their currencies.
    pub net: u128,
    /// What is stated as requested.
    pub stated: u128,
    /// Numbers in a column that is paid by the piece.
    pub units: u128,
}

/// What is known of a measure's inputs before anything is computed.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub all: Sums,
    /// The largest of an enterprise.
    pub firm: Sums,
    /// Records of the ministry, the most of an enterprise, and bases of earlier awards where these count, all together.
    pub beside: u128,
    /// The largest parity, in millionths, and the smallest one of a foreign limit.
    pub parity: u128,
    pub abroad: u128,
    /// The most days that a line counts for.
    pub days: u128,
    /// Some claim was withdrawn or given up.
    pub closed: bool,
    /// Some claim came in several filings of which one states an amount.
    pub several: bool,
    /// Earlier awards of the measure.
    pub earlier: bool,
    /// Other support that takes out lines.
    pub parts: bool,
    /// Some line or claim was lowered by a review.
    pub reviewed: bool,
}

/// What a rule is called, in Chinese and English.
pub type Named = (&'static str, &'static str);

const BASE: Named = ("核算基数", "base");
const RECORD: Named = ("平台记录", "records of the platform");
const AWARD: Named = ("奖补标准", "award");
const PART: Named = ("按天数或按超过部分计算", "a part by days or above a limit");
const YEAR: Named = ("年度上限", "annual cap");
const CAP_OF: Named = ("按单位自身数额的上限", "a cap by a figure of the enterprise's own");
const FACTOR: Named = ("上浮系数", "a raised rate");
const YEARS: Named = ("跨年度或跨方案的总额上限", "a cap over years or schemes");
const POOL: Named = ("预算调整", "cut to the budget");

/// A rule whose numbers could pass what the engine holds: where it stands, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub clause: String,
    pub rule: Named,
}

/// Writes the texts of one scheme for one engine.
pub struct Emitter<'a> {
    context: &'a Context<'a>,
    dialect: Dialect,
    known: &'a [Known],
    refused: Vec<Refused>,
}

/// All files in the order in which they are run.
///
/// # Errors
/// A rate that is missing; what cannot be written, in the second place.
pub fn emit(
    context: &Context,
    dialect: Dialect,
    known: &[Known],
) -> Result<Result<Vec<Script>, Vec<Refused>>, EngineError> {
    let mut emitter = Emitter { context, dialect, known, refused: Vec::new() };
    let mut scripts = vec![emitter.lines()?];
    scripts.extend(emitter.behind());
    scripts.push(emitter.claims()?);
    let mut before = "claims".to_string();
    for (number, stage) in context.scheme.stages[4..].iter().enumerate() {
        let table = format!("after_{}", stage.name().replace('-', "_"));
        let file = format!("{}_{}", 40 + number, stage.name().replace('-', "_"));
        let from = From { before, table: table.clone(), file };
        match stage {
            Stage::History => scripts.push(emitter.history(&from)),
            Stage::Duplicates => scripts.push(emitter.duplicates(&from)?),
            Stage::Count => scripts.extend(emitter.count(&from)),
            Stage::AnnualCap => scripts.push(emitter.annual_cap(&from)?),
            Stage::Budget => scripts.push(emitter.budget(&from)?),
            Stage::Gates | Stage::Evidence | Stage::Item | Stage::ItemCap => {}
        }
        before = table;
    }
    scripts.push(emitter.results(&before));
    let refused = emitter.refused;
    Ok(if refused.is_empty() { Ok(scripts) } else { Err(refused) })
}

/// Rules of which no SQL is written yet.
pub fn unwritten(scheme: &Scheme) -> Vec<Refused> {
    let mut out = Vec::new();
    for measure in &scheme.measures {
        let clause = &measure.clause;
        let mut refuse = |rule| out.push(Refused { clause: clause.clone(), rule });
        if measure.cap.as_ref().is_some_and(|cap| cap.of.is_some()) {
            refuse(CAP_OF);
        }
        if !measure.factors.is_empty() {
            refuse(FACTOR);
        }
    }
    let cap = scheme.annual_cap.as_ref();
    if cap.is_some_and(|cap| cap.years > 1 || !cap.schemes.is_empty()) {
        out.push(Refused { clause: scheme.id.clone(), rule: YEARS });
    }
    out
}

/// Where a stage starts from, and what it leaves.
struct From {
    before: String,
    table: String,
    file: String,
}

impl<'a> Emitter<'a> {
    /// Measures that somebody claims, with their numbers.
    fn claimed(&self) -> impl Iterator<Item = (usize, &'a Measure)> + use<'a> {
        let known = self.known;
        let all = self.context.scheme.measures.iter().enumerate();
        all.filter(move |(number, _)| known[*number].all.lines > 0)
    }

    fn refuse(&mut self, measure: &Measure, rule: Named) {
        let refused = Refused { clause: measure.clause.clone(), rule };
        if !self.refused.contains(&refused) {
            self.refused.push(refused);
        }
    }

    /// Refuses a numerator that could pass what the engine can divide.
    fn divides(&mut self, measure: &Measure, rule: Named, most: u128) {
        if most > self.dialect.divisible() {
            self.refuse(measure, rule);
        }
    }

    fn because(&self, reason: ReasonId) -> String {
        dialect::because(self.context.scheme, reason)
    }

    fn passes(&self, rule: &Rule, row: &str) -> String {
        rules::passes(rule, row, self.dialect, self.context.calendar)
    }

    fn wide(&self, value: impl std::fmt::Display) -> String {
        self.dialect.wide(value)
    }

    fn number(&self, value: impl Into<i128>) -> String {
        self.dialect.number(value.into())
    }

    /// `value × rate ÷ scale` in fen, rounded once; `value` is not negative.
    fn at_rate(&self, value: &str, rate: Ratio, scale: i128) -> String {
        let product = format!("({value} * {})", self.number(rate.num));
        let den = self.number(i128::from(rate.den) * scale);
        self.dialect.rounded(&product, &den, self.context.scheme.rounding.in_fen())
    }

    /// What an enterprise can ask for over all measures, in fen, at most.
    fn asked_by_firm(&self) -> Result<u128, EngineError> {
        let mut sum = 0u128;
        for (number, measure) in self.claimed() {
            let known = &self.known[number];
            let Sums { lines, stated, units, .. } = known.firm;
            let times = |amount: i64| lines.saturating_mul(amount.max(0).unsigned_abs().into());
            let worth = match &measure.award {
                Award::Rate { rates, .. } => {
                    let rate = total_rate(rates, self.context)?;
                    let most = self.most(number, measure) / self.scale(measure).unsigned_abs();
                    let most = most.saturating_mul(rate.num.unsigned_abs().into());
                    let years = match measure.base.days {
                        Some((_, days)) => known.days / u128::from(days.max(1).unsigned_abs()) + 1,
                        None => 1,
                    };
                    (most / u128::from(rate.den.unsigned_abs()) + lines).saturating_mul(years)
                }
                Award::Fixed(amount) => times(*amount),
                Award::Grades { amounts, .. } => {
                    times(amounts.iter().map(|(_, amount)| *amount).max().unwrap_or(0))
                }
                Award::Tiers(table) => {
                    times(table.tiers.iter().map(|tier| tier.amount).max().unwrap_or(0))
                }
                Award::Each { amount, .. } => {
                    lines.max(units).saturating_mul(amount.max(&0).unsigned_abs().into())
                }
            };
            sum = sum.saturating_add(worth).saturating_add(stated);
        }
        Ok(sum)
    }

    /// What the values of one enterprise come to at most, in the scale of the measure.
    fn most(&self, number: usize, measure: &Measure) -> u128 {
        let known = &self.known[number];
        let share = if measure.base.times.is_some() { MICRO } else { 1 };
        let parity = if measure.base.converts { known.parity } else { 1 };
        let sum = known.firm.net.saturating_add(known.beside);
        sum.saturating_mul(parity).saturating_mul(share)
    }

    /// The same in the scale of a foreign limit.
    fn most_abroad(&self, number: usize) -> u128 {
        let known = &self.known[number];
        let sum = known.firm.net.saturating_add(known.beside);
        sum.saturating_mul(known.parity).saturating_mul(MICRO) / known.abroad.max(1)
            + known.firm.lines
    }
}

const MICRO: u128 = Context::MICRO.unsigned_abs() as u128;

/// Columns of a measure's lines that rules read as they are.
pub fn plain_columns(measure: &Measure) -> Vec<&'static Field> {
    let mut read: Vec<&'static Field> = Vec::new();
    let of_gates = measure.gates.iter().filter(|gate| gate.effect == Effect::Exclude);
    let of_gates = of_gates.filter_map(|gate| match &gate.of {
        GateOf::AnyLine(rule) | GateOf::EveryLine(rule) | GateOf::SmallestLine(rule) => Some(rule),
        _ => None,
    });
    for rule in measure.lines.iter().chain(of_gates) {
        read.extend(rule.columns.iter().copied());
    }
    let base = &measure.base;
    read.extend(base.sum);
    read.extend(base.minus.iter().copied());
    read.extend(base.times);
    read.extend(base.days.map(|(field, _)| field));
    match &measure.award {
        Award::Grades { by, .. } => read.push(by),
        Award::Each { of, .. } if of.kind == FieldKind::Int => read.push(of),
        Award::Tiers(table) => read.extend(table.score.iter().map(|(field, _)| *field)),
        Award::Each { .. } | Award::Rate { .. } | Award::Fixed(_) => {}
    }
    for count in &measure.counts {
        read.extend(count.ties);
        if count.choose == crate::scheme::Choose::Lead {
            read.extend(crate::frame::fields::find(
                crate::frame::fields::LINE_FIELDS,
                crate::frame::columns::IS_LEAD,
            ));
        }
    }
    read.sort_by_key(|field| field.name);
    read.dedup_by_key(|field| field.name);
    read
}

/// Room for the number of a text's form below that of the text among all: [`keyed_columns`].
pub const FORMS: i64 = 1 << 32;

/// Columns of a measure's lines that rules only tell apart: they are handed on as numbers, `NAME_key`, which have the
/// number of the form in which they are compared below that of the text, so that the smallest text brings its form.
pub fn keyed_columns(measure: &Measure) -> Vec<&'static Field> {
    let mut keyed: Vec<&'static Field> = Vec::new();
    if let Award::Each { of, .. } = &measure.award
        && of.kind != FieldKind::Int
    {
        keyed.push(of);
    }
    keyed.extend(measure.counts.iter().filter_map(|count| match count.per {
        CountPer::Column(field) => Some(field),
        CountPer::Firm | CountPer::Item => None,
    }));
    keyed.sort_by_key(|field| field.name);
    keyed.dedup_by_key(|field| field.name);
    keyed
}
