//! Tiers that fit a budget: least scores proposed for the amounts of a measure that is granted by score.
//!
//! Claims are taken in the order of their scores; those of equal score are never parted. A proposal says how
//! far down each tier reaches; what it comes to is then evaluated like any scenario, with every limit beyond
//! the claim. Which of several tables that all fit is right is no question of arithmetic: each way of choosing
//! has a name, and a person decides.

use std::fmt::Write;

use super::{Lab, LabError, Scenario};
use crate::award::score;
use crate::diag::{Diagnostic, codes};
use crate::domain::text::comparable;
use crate::domain::{Fen, Ratio};
use crate::frame::access::wide_ints;
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{Award, Measure, TierTable};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct TiersWanted {
    /// Id of a measure; needed where several are granted by score.
    pub measure: Option<String>,
    /// Fen for this measure.
    pub budget: i64,
    /// Amounts of the tiers in fen, descending; those in force where empty.
    pub amounts: Vec<i64>,
    /// Claims of the tiers in proportion; as the table in force parts them where empty.
    pub shape: Vec<u64>,
}

/// How a proposal uses the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The table in force, whatever it costs.
    Now,
    /// Claims of the tiers in a given proportion, as many as can be paid.
    Shape,
    /// The lowest tier as far down as it goes, then the better ones lifted from the top.
    Widest,
    /// The first tier as far down as it goes, then the next.
    Steepest,
    /// The least scores in force; amounts lowered together to whole units of 10,000 yuan.
    Amounts,
}

/// One tier of a proposal. Tiers that nobody would reach are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedTier {
    pub amount: i64,
    /// Inclusive; the decimal with the fewest digits between the last score within and the next below.
    pub at_least: Ratio,
    pub claims: usize,
}

/// A table, and what it comes to.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub way: Way,
    /// Descending. For the table in force, what its claims show of it.
    pub steps: Vec<ProposedTier>,
    pub claims: usize,
    /// Amounts times claims.
    pub cost: i64,
    /// Of the measure after every limit before the budget.
    pub approved: i64,
    /// One more group of equal scores in the lowest tier: its claims, and the cost then.
    pub next: Option<(usize, i64)>,
}

impl Proposal {
    /// As it is written under `[rules]` of a scenario.
    pub fn rules(&self, measure: &str) -> String {
        let mut out = format!("\"measure.{measure}.award.tiers\" = [");
        for (number, step) in self.steps.iter().enumerate() {
            let comma = if number == 0 { " " } else { ", " };
            let (least, amount) = (step.at_least, Fen(step.amount).to_decimal());
            // Writing to a string cannot fail.
            let _ = write!(out, "{comma}{{ at_least = \"{least}\", amount = \"{amount}元\" }}");
        }
        out.push_str(" ]");
        out
    }
}

/// Everything that was found.
#[derive(Clone, Debug)]
pub struct Design {
    pub measure: String,
    pub clause: String,
    pub title: crate::diag::Text,
    pub budget: i64,
    /// Claims that stand in the order: through the gates, with evidence and a score above nothing.
    pub claims: usize,
    /// Of them, those that share their score with another.
    pub tied: usize,
    pub proposals: Vec<Proposal>,
}

/// Claims by score, highest first; equal scores together.
struct Ladder {
    points: Vec<i128>,
    /// Claims down to and with each group, beginning with none.
    down_to: Vec<usize>,
    full: i128,
}

/// How many groups, counted from the top, each tier reaches down to.
type Cuts = Vec<usize>;

/// Proposes tables for a measure.
///
/// # Errors
/// No such measure (A552), amounts or a shape that make no tiers (A553), faults of evaluations.
pub fn design(lab: &Lab, under: &Scenario, plan: &TiersWanted) -> Result<Design, LabError> {
    let setting = lab.setting(under)?.0;
    let (number, measure, table) = wanted((&setting.scheme.id, &setting.scheme.measures), plan)?;
    let amounts = amounts(table, plan)?;
    let found = lab.inspect(&setting, |evaluation, _, _| {
        let claims = &evaluation.awards.tables[number];
        let (points, places) = (wide_ints(claims, c::POINTS)?, score::places_of(claims)?);
        let reached = score::reached(table, &points, &places)?;
        let counted = |row: &usize| places[*row].is_some() && points[*row] > 0;
        let rows: Vec<usize> = (0..points.len()).filter(counted).collect();
        let mut now = vec![0; table.tiers.len()];
        rows.iter().filter_map(|row| reached[*row]).for_each(|tier| now[tier] += 1);
        let points = rows.iter().map(|row| points[*row]).collect();
        Ok((Ladder::new(points, score::full(table)?), now))
    });
    let (ladder, now) = found?;
    let mut out = Design {
        measure: measure.id.clone(),
        clause: measure.clause.clone(),
        title: measure.title.clone(),
        budget: plan.budget,
        claims: ladder.claims(),
        tied: ladder.tied(),
        proposals: Vec::new(),
    };
    let in_force: Vec<i64> = table.tiers.iter().map(|tier| tier.amount).collect();
    let today = Cuts::from_iter(running(&now).map(|claims| ladder.within(claims)));
    let shape = match plan.shape.is_empty() {
        false => plan.shape.clone(),
        true if amounts.len() == now.len() && now.iter().any(|n| *n > 0) => {
            now.iter().map(|claims| *claims as u64).collect()
        }
        true => vec![1; amounts.len()],
    };
    let mut tables = vec![
        (Way::Now, in_force.clone(), today.clone()),
        (Way::Shape, amounts.clone(), ladder.in_shape(&amounts, &shape, plan.budget)),
        (Way::Widest, amounts.clone(), ladder.widest(&amounts, plan.budget)),
        (Way::Steepest, amounts.clone(), ladder.steepest(&amounts, plan.budget)),
    ];
    if let Some(lowered) = lowered(&in_force, ladder.cost(&in_force, &today), plan.budget) {
        tables.push((Way::Amounts, lowered, today));
    }
    for (way, amounts, cuts) in tables {
        let steps = ladder.steps(&amounts, &cuts)?;
        let mut proposal = Proposal {
            way,
            claims: steps.iter().map(|step| step.claims).sum(),
            cost: i64::try_from(ladder.cost(&amounts, &cuts)).map_err(|_| beyond())?,
            next: ladder.next(&amounts, &cuts),
            steps,
            approved: 0,
        };
        proposal.approved = approved(lab, under, &proposal, (number, &measure.id))?;
        out.proposals.push(proposal);
    }
    Ok(out)
}

/// The measure that is meant, and its tiers.
fn wanted<'a>(
    (scheme, measures): (&str, &'a [Measure]),
    plan: &TiersWanted,
) -> Result<(usize, &'a Measure, &'a TierTable), LabError> {
    let tiered = measures.iter().enumerate().filter_map(|(number, measure)| match &measure.award {
        Award::Tiers(table) => Some((number, measure, table)),
        _ => None,
    });
    let tiered: Vec<_> = tiered.collect();
    let known: Vec<&str> = tiered.iter().map(|(_, measure, _)| measure.id.as_str()).collect();
    let fault = match &plan.measure {
        _ if tiered.is_empty() => Diagnostic::new(&codes::NOTHING_IN_TIERS).arg("scheme", scheme),
        None => Diagnostic::new(&codes::WHICH_TIERS),
        Some(measure) => Diagnostic::new(&codes::NO_TIERS).arg("measure", measure),
    };
    let fault = fault.arg("known", known.join("、"));
    let meant = tiered.iter().position(|(_, measure, _)| match &plan.measure {
        Some(name) => measure.names().any(|own| comparable(own) == comparable(name)),
        None => tiered.len() == 1,
    });
    meant.map(|at| tiered[at]).ok_or_else(|| LabError::User(fault.into()))
}

fn amounts(table: &TierTable, plan: &TiersWanted) -> Result<Vec<i64>, LabError> {
    let amounts = match plan.amounts.is_empty() {
        true => table.tiers.iter().map(|tier| tier.amount).collect(),
        false => plan.amounts.clone(),
    };
    let descend = amounts.windows(2).all(|pair| pair[0] > pair[1]);
    let positive = amounts.last().is_some_and(|last| *last > 0);
    let shaped = plan.shape.is_empty()
        || plan.shape.len() == amounts.len() && plan.shape.iter().any(|part| *part > 0);
    if descend && positive && shaped {
        return Ok(amounts);
    }
    let shown: Vec<String> = amounts.iter().map(|amount| Fen(*amount).to_string()).collect();
    let shape: Vec<String> = plan.shape.iter().map(ToString::to_string).collect();
    let read = [shown.join(" > "), shape.join(":")].join(" ");
    let fault = Diagnostic::new(&codes::BAD_TIER_PLAN).arg("read", read.trim());
    Err(LabError::User(fault.into()))
}

fn running(claims: &[usize]) -> impl Iterator<Item = usize> {
    claims.iter().scan(0, |sum, claims| {
        *sum += claims;
        Some(*sum)
    })
}

/// Amounts times `budget / cost`, cut to 10,000 yuan; `None` where they fit as they are or cease to differ.
fn lowered(amounts: &[i64], cost: i128, budget: i64) -> Option<Vec<i64>> {
    const WAN: i128 = 1_000_000;
    if cost <= i128::from(budget) {
        return None;
    }
    let lower = |amount: &i64| {
        let scaled = i128::from(*amount).checked_mul(i128::from(budget))? / cost;
        i64::try_from(scaled / WAN * WAN).ok()
    };
    let out: Vec<i64> = amounts.iter().map(lower).collect::<Option<_>>()?;
    let differ = out.windows(2).all(|pair| pair[0] > pair[1]) && out.last().is_some_and(|v| *v > 0);
    differ.then_some(out)
}

/// What the measure comes to under a proposal, before the budget.
fn approved(
    lab: &Lab,
    under: &Scenario,
    proposal: &Proposal,
    (number, id): (usize, &str),
) -> Result<i64, LabError> {
    let mut scenario = under.clone();
    if proposal.way != Way::Now && !proposal.steps.is_empty() {
        let path = format!("measure.{id}.award.tiers");
        let rules = crate::config::parse_text("tiers", proposal.rules(id))?;
        let tiers = rules.as_table().and_then(|table| table.entries.first()).map(|(_, node)| node);
        scenario.choices.rules.retain(|(known, _)| *known != path);
        scenario.choices.rules.extend(tiers.map(|node| (path, node.clone())));
    }
    let none = proposal.way != Way::Now && proposal.steps.is_empty();
    let setting = lab.setting(&scenario)?.0;
    lab.inspect(&setting, |evaluation, _, _| {
        let block = evaluation.awards.blocks[number].clone();
        let sum: i64 = evaluation.awards.before_budget()[block].iter().sum();
        Ok(if none { 0 } else { sum })
    })
}

impl Ladder {
    fn new(mut points: Vec<i128>, full: i128) -> Self {
        points.sort_unstable_by(|a, b| b.cmp(a));
        let mut down_to = vec![0];
        for group in points.chunk_by(|a, b| a == b) {
            down_to.push(down_to.last().copied().unwrap_or_default() + group.len());
        }
        Self { points, down_to, full }
    }

    fn claims(&self) -> usize {
        self.points.len()
    }

    fn groups(&self) -> usize {
        self.down_to.len() - 1
    }

    fn tied(&self) -> usize {
        self.down_to.windows(2).map(|pair| pair[1] - pair[0]).filter(|claims| *claims > 1).sum()
    }

    /// The most groups that hold at most so many claims.
    fn within(&self, claims: usize) -> usize {
        self.down_to.partition_point(|held| *held <= claims) - 1
    }

    /// The most groups from `first` on whose claims cost at most so much, each of them.
    fn affordable(&self, first: usize, last: usize, each: i64, money: i128) -> usize {
        if each <= 0 || money < 0 {
            return first;
        }
        let most = usize::try_from(money / i128::from(each)).unwrap_or(usize::MAX);
        self.within(self.down_to[first].saturating_add(most)).clamp(first, last)
    }

    fn cost(&self, amounts: &[i64], cuts: &Cuts) -> i128 {
        let mut above = 0;
        let parts = amounts.iter().zip(cuts).map(|(amount, cut)| {
            let claims = self.down_to[*cut] - above;
            above = self.down_to[*cut];
            i128::from(*amount) * claims as i128
        });
        parts.sum()
    }

    /// Tiers in proportion, over the most claims that can be paid.
    fn in_shape(&self, amounts: &[i64], shape: &[u64], budget: i64) -> Cuts {
        let whole: u128 = shape.iter().map(|part| u128::from(*part)).sum();
        let cuts = |claims: usize| -> Cuts {
            let mut sum = 0u128;
            let cut = shape.iter().map(|part| {
                sum += u128::from(*part);
                self.within((claims as u128 * sum / whole.max(1)) as usize)
            });
            cut.collect()
        };
        // More claims never move a cut up, so what they cost never falls.
        let (mut low, mut high) = (0, self.claims() + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.cost(amounts, &cuts(middle)) <= i128::from(budget) {
                true => low = middle,
                false => high = middle,
            }
        }
        cuts(low)
    }

    fn widest(&self, amounts: &[i64], budget: i64) -> Cuts {
        let mut left = i128::from(budget);
        let mut cuts = vec![0; amounts.len()];
        let (mut lower, mut last) = (0, self.groups());
        for (number, amount) in amounts.iter().enumerate().rev() {
            let more = amount - lower;
            last = self.affordable(0, last, more, left);
            cuts[number] = last;
            left -= i128::from(more) * self.down_to[last] as i128;
            lower = *amount;
        }
        cuts
    }

    fn steepest(&self, amounts: &[i64], budget: i64) -> Cuts {
        let mut left = i128::from(budget);
        let mut first = 0;
        let cut = amounts.iter().map(|amount| {
            let cut = self.affordable(first, self.groups(), *amount, left);
            left -= i128::from(*amount) * (self.down_to[cut] - self.down_to[first]) as i128;
            first = cut;
            cut
        });
        cut.collect()
    }

    /// One more group in the lowest tier.
    fn next(&self, amounts: &[i64], cuts: &Cuts) -> Option<(usize, i64)> {
        let last = *cuts.last()?;
        let more = self.down_to.get(last + 1)? - self.down_to[last];
        let mut further = cuts.clone();
        *further.last_mut()? += 1;
        Some((more, i64::try_from(self.cost(amounts, &further)).ok()?))
    }

    fn steps(&self, amounts: &[i64], cuts: &Cuts) -> Result<Vec<ProposedTier>, LabError> {
        let mut above = 0;
        let mut out = Vec::new();
        for (amount, cut) in amounts.iter().zip(cuts) {
            let claims = self.down_to[*cut] - self.down_to[above];
            above = *cut;
            if claims > 0 {
                out.push(ProposedTier { amount: *amount, at_least: self.edge(*cut)?, claims });
            }
        }
        Ok(out)
    }

    /// The percentage with the fewest decimals that the last score within reaches and the next does not.
    fn edge(&self, cut: usize) -> Result<Ratio, LabError> {
        const MOST_DIGITS: u32 = 9;
        let last = self.points[self.down_to[cut] - 1];
        let next = self.points.get(self.down_to[cut]).copied().unwrap_or(0);
        for digits in 0..=MOST_DIGITS {
            let den = 100 * 10i64.pow(digits);
            let scaled = last.checked_mul(i128::from(den)).ok_or_else(beyond)?;
            let num = scaled / self.full;
            let above = num.checked_mul(self.full).ok_or_else(beyond)?
                > next.checked_mul(i128::from(den)).ok_or_else(beyond)?;
            if above {
                let num = i64::try_from(num).map_err(|_| beyond())?;
                return Ratio::new(num, den).ok_or_else(beyond);
            }
        }
        Err(beyond())
    }
}

fn beyond() -> LabError {
    LabError::Engine(Overflow.into())
}
