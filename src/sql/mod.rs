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
pub mod inputs;
mod lines;
mod own;
mod results;
mod reviewed;
mod rules;

pub use dialect::{Dialect, Script};

use crate::award::entitlement::total_rate;
use crate::award::{Context, EngineError, raised};
use crate::domain::Ratio;
use crate::frame::columns as c;
use crate::frame::{Field, FieldKind};
use crate::scheme::{
    Award, CountPer, Factor, GateOf, Measure, ReasonId, Rule, Stage, ThresholdTest,
};

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
    /// The largest figure of an enterprise's own that a cap goes by.
    pub figure: u128,
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
        let table = stage.amount_column().to_string();
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

/// What a file says above a table of a measure.
fn of_measure(measure: &Measure, what: &str) -> String {
    format!("{} {}: {what}", measure.clause, measure.title.zh)
}

/// How a threshold is passed.
fn sign(test: ThresholdTest) -> &'static str {
    match test {
        ThresholdTest::Above => ">",
        ThresholdTest::AtLeast => ">=",
    }
}

/// What raises a rate. A factor of one leaves the choice to the next.
fn raising(measure: &Measure) -> impl Iterator<Item = &Factor> {
    measure.factors.iter().filter(|factor| factor.times != Ratio::ONE)
}

/// Where a stage starts from, and what it leaves: a table called as the column of its amounts.
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

    /// A query of the claims of a measure; where some enterprises have a raised rate, one for each rate put together.
    fn by_factor(
        &mut self,
        measure: &Measure,
        mut query: impl FnMut(&mut Self, &Measure) -> Result<String, EngineError>,
    ) -> Result<String, EngineError> {
        if raising(measure).next().is_none() {
            return query(self, measure);
        }
        let only = |query: String, whose: String| {
            format!(
                "SELECT q.* FROM (\n{query}\n) q JOIN in_firms f ON f.firm = q.firm WHERE {whose}"
            )
        };
        let (mut others, mut all) = (String::new(), Vec::new());
        for factor in raising(measure) {
            let passes = self.passes(&factor.rule, "f");
            let raised = query(self, &raised::times(measure, factor.times))?;
            all.push(only(raised, format!("{others}{passes}")));
            others += &format!("NOT {passes} AND ");
        }
        all.push(only(query(self, measure)?, format!("{others}TRUE")));
        Ok(all.join("\nUNION ALL\n"))
    }

    /// What a claim of the table `of` is limited to: an amount, a share of its own figure, or the smaller of both.
    fn item_cap(&mut self, number: usize, measure: &Measure, of: &str) -> String {
        let Some(cap) = &measure.cap else { return self.number(i64::MAX) };
        let amount = self.number(cap.amount.unwrap_or(i64::MAX));
        let Some((_, share)) = cap.of else { return amount };
        let most = self.known[number].figure.saturating_mul(share.num.unsigned_abs().into());
        self.divides(measure, CAP_OF, most);
        let figure = self.wide(format!("COALESCE({of}.{}, 0)", c::OWN_FIGURE));
        let product =
            format!("(GREATEST({figure}, {}) * {})", self.number(0), self.number(share.num));
        format!("LEAST({amount}, {})", self.dialect.over(&product, &self.number(share.den)))
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
                    let factors = raising(measure).map(|factor| {
                        factor.times.num.unsigned_abs() / factor.times.den.unsigned_abs() + 1
                    });
                    let years = years.saturating_mul(factors.max().unwrap_or(1).into());
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
    let of_gates = measure.excluding().filter_map(|(_, gate)| match &gate.of {
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
    read.extend(measure.cap.as_ref().and_then(|cap| cap.of).map(|(field, _)| field));
    match &measure.award {
        Award::Grades { by, .. } => read.push(by),
        Award::Each { of, .. } if of.kind == FieldKind::Int => read.push(of),
        Award::Tiers(table) => read.extend(table.score.iter().map(|(field, _)| *field)),
        Award::Each { .. } | Award::Rate { .. } | Award::Fixed(_) => {}
    }
    for count in &measure.counts {
        read.extend(count.ties);
        if count.choose == crate::scheme::Choose::Lead {
            read.extend(crate::frame::fields::find(crate::frame::fields::LINE_FIELDS, c::IS_LEAD));
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
