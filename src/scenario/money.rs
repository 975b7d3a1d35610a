//! The budget view: where the money stays, what each limit saves, what one more yuan does.

use super::outcome::{Outcome, Totals};
use super::parallel::try_map;
use super::setting::Pool;
use super::{Lab, LabError, Scenario, Setting};
use crate::award::EngineError;
use crate::diag::Text;
use crate::domain::Ratio;
use crate::frame::kernels::Overflow;
use crate::scheme::{Scheme, Stage};

/// The view of one setting; amounts in fen.
#[derive(Clone, Debug)]
pub struct BudgetAnalysis {
    pub outcome: Outcome,
    pub pool: Option<Pool>,
    /// The total with which the budget just does not bite: approved + reserve + earlier batches.
    pub break_even: i64,
    /// Limits, and what would be approved more without each of them.
    pub limits: Vec<LimitCost>,
    /// One more yuan of budget: how much more is paid.
    pub one_more: Option<i64>,
    /// Reserves and what they leave.
    pub reserves: Vec<Reserve>,
}

/// A limit taken away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitCost {
    pub name: Text,
    pub clause: String,
    /// What would be approved more, and paid more.
    pub approved: i64,
    pub payable: i64,
}

/// A part of the total kept for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    pub part: Ratio,
    pub reserve: i64,
    pub totals: Totals,
}

/// What is taken away for a question.
enum Without {
    Cap(usize),
    Threshold(usize),
    Counts(usize),
    AnnualCap,
}

/// Looks at the money of a scenario.
///
/// # Errors
/// Faults of evaluations.
pub fn budget_view(lab: &Lab, under: &Scenario) -> Result<BudgetAnalysis, LabError> {
    let setting = lab.setting(under)?.0;
    let outcome = lab.outcome_of(&setting, under)?;
    let totals = outcome.totals;
    let reserve = setting.pool.map_or(0, |pool| pool.reserve);
    let questions = questions(&setting.scheme);
    let mut limits = try_map(&questions, |(without, clause, name)| -> Result<_, LabError> {
        let mut open = setting.clone();
        take_away(&mut open.scheme, without);
        let found = lab.totals_of(&open)?;
        Ok(LimitCost {
            name: name.clone(),
            clause: clause.clone(),
            approved: found.approved - totals.approved,
            payable: found.payable - totals.payable,
        })
    })?;
    limits.sort_by_key(|limit| std::cmp::Reverse(limit.approved));
    Ok(BudgetAnalysis {
        break_even: totals.approved.saturating_add(reserve).saturating_add(totals.earlier),
        one_more: one_more(lab, &setting, &totals)?,
        reserves: reserves(lab, &setting)?,
        pool: setting.pool,
        outcome,
        limits,
    })
}

fn questions(scheme: &Scheme) -> Vec<(Without, String, Text)> {
    let mut out = Vec::new();
    if let Some(cap) = &scheme.annual_cap {
        let reason = &scheme.reasons[cap.reason as usize];
        let (zh, en) = Stage::AnnualCap.title();
        out.push((Without::AnnualCap, reason.clause.clone(), Text::new(zh, en)));
    }
    for (number, measure) in scheme.measures.iter().enumerate() {
        let named = |zh: &str, en: &str| {
            Text::new(
                format!("措施{}：{zh}", measure.clause),
                format!("measure {} ({}): {en}", measure.clause, measure.title.en),
            )
        };
        let clause = || measure.clause.clone();
        if measure.cap.is_some() {
            out.push((Without::Cap(number), clause(), named("最高支持金额", "its cap")));
        }
        if measure.threshold.is_some() {
            out.push((Without::Threshold(number), clause(), named("门槛", "its threshold")));
        }
        if !measure.counts.is_empty() {
            out.push((Without::Counts(number), clause(), named("数量限制", "limits on number")));
        }
    }
    out
}

/// The cap of a measure goes together with its limits per year and for life: they repeat it.
fn take_away(scheme: &mut Scheme, without: &Without) {
    match without {
        Without::AnnualCap => scheme.annual_cap = None,
        Without::Cap(number) => {
            let measure = &mut scheme.measures[*number];
            measure.cap = None;
            measure.history.per_year = None;
            measure.history.lifetime = None;
        }
        Without::Threshold(number) => scheme.measures[*number].threshold = None,
        Without::Counts(number) => scheme.measures[*number].counts.clear(),
    }
}

/// What a yuan more pays, in fen, rounded half up. Every claim is cut to the fen, so a single yuan
/// would show that rounding: a hundredth of the total is tried, or what is missing where that is less.
fn one_more(lab: &Lab, setting: &Setting, totals: &Totals) -> Result<Option<i64>, LabError> {
    const YUAN: i64 = 100;
    let Some(pool) = setting.pool else { return Ok(None) };
    let missing = totals.headroom().map_or(0, |left| left.saturating_neg());
    let step = (pool.total / 100).min(missing).max(YUAN);
    let more = Pool { total: pool.total.saturating_add(step), ..pool };
    let found = lab.totals_of(&Setting { pool: Some(more), ..setting.clone() })?;
    let paid = i128::from(found.payable - totals.payable) * i128::from(YUAN);
    let half_up = (2 * paid + i128::from(step)).div_euclid(2 * i128::from(step));
    Ok(Some(i64::try_from(half_up).map_err(|_| EngineError::from(Overflow))?))
}

/// From none to a quarter of the total, in twentieths.
fn reserves(lab: &Lab, setting: &Setting) -> Result<Vec<Reserve>, LabError> {
    let Some(pool) = setting.pool else { return Ok(Vec::new()) };
    try_map(&[0i64, 1, 2, 3, 4, 5], |&twentieths| {
        let reserve = (i128::from(pool.total) * i128::from(twentieths) / 20) as i64;
        let kept = Some(Pool { reserve, ..pool });
        let totals = lab.totals_of(&Setting { pool: kept, ..setting.clone() })?;
        let part = Ratio::new(twentieths, 20).unwrap_or(Ratio::ONE);
        Ok(Reserve { part, reserve, totals })
    })
}
