//! One frozen input, many evaluations.
//!
//! The baseline is evaluated once and kept. A scenario takes over from it whatever its changes
//! cannot touch and computes the rest again:
//!
//! | kept from the baseline when these are equal | what is saved |
//! |---|---|
//! | inputs, gates, currencies and their days | facts about enterprises |
//! | inputs, year, measures | earlier awards |
//! | inputs, year, validity, currencies; lines, gates, base of the measure | lines valued and gathered |
//! | these, and threshold, rate, cap, rounding, published rates | the measure's own stages |
//! | all gathered claims, and the rules on duplicates | what rosters mean for the claims |
//!
//! The stages beyond a claim always run. Nothing of a scenario is kept, so none can reach another.

use std::sync::Arc;

use polars::prelude::{DataFrame, PolarsResult};

use super::adjust::Adjusted;
use super::parallel;
use super::setting::Setting;
use crate::award::claims::{MeasureClaims, gather};
use crate::award::stages::{FirmFacts, evaluate};
use crate::award::{Context, EngineError, Inputs};
use crate::budget::check::{ControlTotals, conservation};
use crate::budget::history::{History, Priors};
use crate::budget::{Awards, beyond};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::duplicate::elsewhere::Elsewhere;
use crate::frame::build::table;
use crate::frame::columns as c;
use crate::scheme::compile::{Calendar, Recorded};
use crate::scheme::{Award, BudgetScope, GateOf, HistoryRule, Measure, RateTerm, Rule};

/// Why an evaluation could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    #[error("the scenario cannot be used")]
    User(Diagnostics),
    #[error("control totals do not balance")]
    Unbalanced(Diagnostics),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<Diagnostics> for LabError {
    fn from(faults: Diagnostics) -> Self {
        Self::User(faults)
    }
}

impl From<polars::prelude::PolarsError> for LabError {
    fn from(error: polars::prelude::PolarsError) -> Self {
        Self::Engine(error.into())
    }
}

/// The accepted tables and the scheme whose measures their lines stand for.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub inputs: Inputs,
    pub measures: Vec<Measure>,
    /// The lines before any was refused; `None` where `inputs` holds all that there is.
    pub filed: Option<Arc<dyn Filed>>,
    /// Rosters of other support, asked anew for the claims of every setting.
    pub elsewhere: Option<Arc<Elsewhere>>,
}

/// Lines as they were filed: which of them a measure takes depends on its rules.
pub trait Filed: std::fmt::Debug + Send + Sync {
    /// The lines of the measure at a place in the base's list, as `measure` takes them.
    ///
    /// # Errors
    /// A fault of the engine.
    fn lines(
        &self,
        number: usize,
        measure: &Measure,
        calendar: &Calendar,
    ) -> PolarsResult<DataFrame>;

    /// Whether lines are refused by more than what is deducted from them.
    fn by_rules(&self) -> bool;
}

/// The result of one evaluation.
#[derive(Debug)]
pub struct Evaluation {
    pub awards: Awards,
    pub totals: ControlTotals,
    /// Fen that could be spent; `None` without a budget.
    pub available: Option<i64>,
    /// Granted by earlier batches of the year from the same pool.
    pub earlier: i64,
    /// For every enterprise the row of the one it stands for.
    pub origin: Arc<Vec<u32>>,
}

/// All that the last stages start from.
#[derive(Debug)]
pub struct Steps {
    /// Without what rosters say.
    inputs: Arc<Inputs>,
    /// Rows of rosters that count against the claims; `None` without rosters.
    support: Option<Arc<DataFrame>>,
    origin: Arc<Vec<u32>>,
    facts: Arc<FirmFacts>,
    history: Arc<History>,
    gathered: Vec<Arc<(DataFrame, DataFrame)>>,
    priors: Vec<Arc<Priors>>,
    parts: Vec<Arc<MeasureClaims>>,
}

impl Steps {
    /// What earlier awards mean for the claims, by measure.
    pub fn priors(&self, measure: usize) -> &Priors {
        &self.priors[measure]
    }
}

/// How many measures a scenario had to gather and to evaluate again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redone {
    pub gathered: usize,
    pub evaluated: usize,
}

/// Evaluates a setting, taking from `kept` what it cannot have changed.
///
/// # Errors
/// A missing rate, a column that was not read, an amount out of range, totals that do not balance.
pub fn run(
    frozen: &Frozen,
    setting: &Setting,
    kept: Option<(&Setting, &Steps)>,
) -> Result<(Evaluation, Steps, Redone), LabError> {
    let mut context = setting.context();
    let (steps, redone) = prepare(frozen, setting, &context, kept)?;
    // What earlier batches granted was granted to real enterprises, however many are assumed now.
    let earlier = match setting.scheme.budget.scope {
        BudgetScope::Year if same_inputs(setting, kept) => steps.history.borne_this_year(),
        BudgetScope::Year => History::new(&frozen.inputs, &context)?.borne_this_year(),
        BudgetScope::Batch => 0,
    };
    let pool = setting.pool;
    context.available = pool.map(|pool| (pool.total - pool.reserve).saturating_sub(earlier).max(0));
    let parts: Vec<&MeasureClaims> = steps.parts.iter().map(Arc::as_ref).collect();
    let priors: Vec<&Priors> = steps.priors.iter().map(Arc::as_ref).collect();
    let awards = match &steps.support {
        Some(rows) => {
            let mut inputs = steps.inputs.as_ref().clone();
            inputs.duplicates.vstack_mut(rows)?;
            beyond(parts, &priors, &steps.history, &inputs, &context)?
        }
        None => beyond(parts, &priors, &steps.history, &steps.inputs, &context)?,
    };
    let totals = conservation(&awards, context.available).map_err(LabError::Unbalanced)?;
    let (available, origin) = (context.available, steps.origin.clone());
    Ok((Evaluation { awards, totals, available, earlier, origin }, steps, redone))
}

fn same_inputs(setting: &Setting, kept: Option<(&Setting, &Steps)>) -> bool {
    match kept {
        Some((base, _)) => setting.adjust.same(&base.adjust) && setting.adjust.is_nothing(),
        None => setting.adjust.is_nothing(),
    }
}

fn prepare(
    frozen: &Frozen,
    setting: &Setting,
    context: &Context,
    kept: Option<(&Setting, &Steps)>,
) -> Result<(Steps, Redone), LabError> {
    let measures = &setting.scheme.measures;
    columns_were_read(frozen, measures)?;
    let kept = kept.filter(|(base, _)| {
        setting.adjust.same(&base.adjust)
            && same_list(measures, &base.scheme.measures)
            && frozen.same_lines(setting, base)
    });
    let (inputs, origin) = match kept {
        Some((_, steps)) => (steps.inputs.clone(), steps.origin.clone()),
        None => {
            let Adjusted { inputs, origin } =
                setting.adjust.apply(&frozen.inputs_under(setting)?, measures)?;
            (Arc::new(inputs), Arc::new(origin))
        }
    };
    let alike = kept.map(|(base, steps)| (Alike::new(setting, base), base, steps));
    let facts = match &alike {
        Some((alike, base, steps)) if alike.facts(setting, base) => steps.facts.clone(),
        _ => Arc::new(FirmFacts::new(&inputs, context)?),
    };
    let history = match &alike {
        Some((alike, _, steps)) if alike.history => steps.history.clone(),
        _ => Arc::new(History::new(&inputs, context)?),
    };
    let mut steps = Steps {
        inputs,
        support: None,
        origin,
        facts,
        history,
        gathered: Vec::with_capacity(measures.len()),
        priors: Vec::with_capacity(measures.len()),
        parts: Vec::with_capacity(measures.len()),
    };
    let numbers: Vec<usize> = (0..measures.len()).collect();
    let one = |&number: &usize| measured(number, setting, context, alike.as_ref(), &steps);
    // Where all lines are valued anew, measures are what two cores can share; a stage or two is done sooner by one.
    let all = match &alike {
        Some((alike, ..)) if alike.gather => {
            numbers.iter().map(one).collect::<Result<Vec<_>, _>>()?
        }
        _ => parallel::try_map(&numbers, one)?,
    };
    let mut redone = Redone::default();
    for Measured { gathered, priors, part, redone: again } in all {
        redone.gathered += again.gathered;
        redone.evaluated += again.evaluated;
        steps.gathered.push(gathered);
        steps.priors.push(priors);
        steps.parts.push(part);
    }
    steps.support = support(frozen, setting, &steps, kept)?;
    Ok((steps, redone))
}

/// One measure's claims and what it took to get them.
struct Measured {
    gathered: Arc<(DataFrame, DataFrame)>,
    priors: Arc<Priors>,
    part: Arc<MeasureClaims>,
    redone: Redone,
}

/// The measure at a place of the list, as far as a kept setting has not answered for it.
fn measured(
    number: usize,
    setting: &Setting,
    context: &Context,
    alike: Option<&(Alike, &Setting, &Steps)>,
    steps: &Steps,
) -> Result<Measured, LabError> {
    let measure = &setting.scheme.measures[number];
    let mut redone = Redone::default();
    let old = alike.map(|(alike, base, old)| (alike, &base.scheme.measures[number], *old));
    let gathered = match old {
        Some((alike, before, old)) if alike.gather && same_gather(measure, before) => {
            old.gathered[number].clone()
        }
        _ => {
            redone.gathered += 1;
            Arc::new(gather(measure, &steps.inputs.lines[number], context)?)
        }
    };
    let same_rates = alike.is_some_and(|(_, base, _)| same_published(measure, setting, base));
    let same_gathered =
        old.is_some_and(|(_, _, old)| Arc::ptr_eq(&gathered, &old.gathered[number]));
    let same_history = old.is_some_and(|(_, _, old)| Arc::ptr_eq(&steps.history, &old.history));
    let priors = match old {
        Some((_, before, old))
            if same_gathered
                && same_history
                && before.history == measure.history
                && before.base == measure.base =>
        {
            old.priors[number].clone()
        }
        _ => Arc::new(steps.history.of_claims(number, measure, &gathered.0)?),
    };
    let part = match old {
        Some((alike, before, old))
            if same_gathered
                && alike.stages
                && Arc::ptr_eq(&steps.facts, &old.facts)
                && (Arc::ptr_eq(&priors, &old.priors[number]) || !measure.base.include_history)
                && same_stages(measure, before)
                && same_rates =>
        {
            old.parts[number].clone()
        }
        _ => {
            redone.evaluated += 1;
            let earlier = priors.bases();
            let tables = gathered.as_ref().clone();
            Arc::new(evaluate(number, tables, &steps.facts, &earlier, context)?)
        }
    };
    Ok(Measured { gathered, priors, part, redone })
}

/// What rosters mean for the claims: taken over where neither claims nor rules on duplicates differ.
fn support(
    frozen: &Frozen,
    setting: &Setting,
    steps: &Steps,
    kept: Option<(&Setting, &Steps)>,
) -> Result<Option<Arc<DataFrame>>, LabError> {
    let Some(elsewhere) = &frozen.elsewhere else { return Ok(None) };
    if let Some((base, old)) = kept
        && base.scheme.duplicates == setting.scheme.duplicates
        && steps.gathered.iter().zip(&old.gathered).all(|(now, old)| Arc::ptr_eq(now, old))
    {
        return Ok(old.support.clone());
    }
    let gathered = steps.gathered.iter().map(Arc::as_ref);
    let like = &steps.inputs.duplicates;
    Ok(Some(Arc::new(elsewhere.rows_for(&setting.scheme, gathered, like)?)))
}

/// The same measures in the same places: then their lines and earlier awards are the same, too.
fn same_list(a: &[Measure], b: &[Measure]) -> bool {
    let name = |m: &Measure| (m.id.clone(), m.clause.clone());
    a.len() == b.len() && a.iter().map(name).eq(b.iter().map(name))
}

/// What two settings share beyond the measures themselves.
struct Alike {
    /// Currencies and their days.
    currencies: bool,
    year: bool,
    history: bool,
    gather: bool,
    /// The days on which lists and departments are asked.
    steps: bool,
    stages: bool,
}

impl Alike {
    fn new(a: &Setting, b: &Setting) -> Self {
        let (x, y) = (&a.scheme, &b.scheme);
        let foreign = |setting: &Setting| -> Vec<_> {
            let rows = setting.fixed_rates.iter();
            rows.filter(|(name, _)| crate::domain::Currency::parse(name).is_some())
                .cloned()
                .collect()
        };
        let days = a.deadline == b.deadline && x.rates.fx_on == y.rates.fx_on;
        let currencies = days && foreign(a) == foreign(b);
        let year = a.award_year == b.award_year && x.valid.period == y.valid.period;
        let payment = a.context().payment_date == b.context().payment_date;
        let steps = a.deadline == b.deadline && a.context().steps == b.context().steps;
        let cap_year = |scheme: &crate::scheme::Scheme| scheme.annual_cap.as_ref().map(|c| c.year);
        Self {
            currencies,
            year,
            history: year && payment && cap_year(x) == cap_year(y),
            gather: year && payment && currencies && x.valid == y.valid,
            steps,
            stages: steps && currencies && x.rates == y.rates && x.rounding == y.rounding,
        }
    }

    fn facts(&self, a: &Setting, b: &Setting) -> bool {
        fn of_firms(setting: &Setting) -> impl Iterator<Item = &Rule> {
            setting.scheme.measures.iter().flat_map(Measure::firm_rules)
        }
        fn recorded(setting: &Setting) -> impl Iterator<Item = Recorded<'_>> {
            setting.scheme.measures.iter().map(Measure::recorded)
        }
        let records = recorded(a).eq(recorded(b));
        self.currencies && self.year && self.steps && records && of_firms(a).eq(of_firms(b))
    }
}

/// What gathering reads of a measure.
fn same_gather(a: &Measure, b: &Measure) -> bool {
    fn on_lines(measure: &Measure) -> Vec<(usize, GateOf)> {
        let gates = measure.gates.iter().enumerate();
        let of = gates.map(|(number, gate)| (number, gate.of.clone()));
        let on_line = |of: &GateOf| {
            matches!(of, GateOf::AnyLine(_) | GateOf::EveryLine(_) | GateOf::SmallestLine(_))
        };
        of.filter(|(_, of)| on_line(of)).collect()
    }
    // The amount for each is no matter of gathering; what is counted is.
    let grades = |measure: &Measure| match &measure.award {
        Award::Grades { by, amounts, .. } => Some((by.name, amounts.clone())),
        Award::Each { of, .. } => Some((of.name, Vec::new())),
        Award::Tiers(_) => None,
        Award::Rate { .. } | Award::Fixed(_) => None,
    };
    let scores = |measure: &Measure| match &measure.award {
        Award::Tiers(table) => table.score.clone(),
        _ => Vec::new(),
    };
    a.item == b.item
        && a.lines == b.lines
        && a.base == b.base
        // Days count to the end of the year that the support is for.
        && (a.base.days.is_none() || a.supports == b.supports)
        && a.counts == b.counts
        && a.asks == b.asks
        && a.foreign_threshold() == b.foreign_threshold()
        && on_lines(a) == on_lines(b)
        && grades(a) == grades(b)
        && scores(a) == scores(b)
}

/// What a measure's own stages read of it: all but earlier awards and limits on numbers.
fn same_stages(a: &Measure, b: &Measure) -> bool {
    let own = |measure: &Measure| Measure {
        history: HistoryRule::default(),
        counts: Vec::new(),
        ..measure.clone()
    };
    own(a) == own(b)
}

/// The published rates that a measure's award multiplies by.
fn same_published(measure: &Measure, a: &Setting, b: &Setting) -> bool {
    let Award::Rate { rates, .. } = &measure.award else { return true };
    rates.iter().all(|term| match term {
        RateTerm::Published(name) => a.published(name) == b.published(name),
        RateTerm::Exact(_) => true,
    })
}

impl Frozen {
    /// The inputs with the lines that a setting's measures take, in their order. A measure that the
    /// base does not know has none.
    pub(super) fn inputs_under(&self, setting: &Setting) -> Result<Inputs, LabError> {
        let calendar = setting.context().calendar;
        let mut inputs = Inputs { lines: Vec::new(), ..self.inputs.clone() };
        for measure in &setting.scheme.measures {
            let known = self.measures.iter().position(|known| known.id == measure.id);
            let lines = match (known, &self.filed) {
                (Some(number), Some(filed)) => filed.lines(number, measure, &calendar)?,
                (Some(number), None) => self.inputs.lines[number].clone(),
                (None, _) => no_lines(measure)?,
            };
            inputs.lines.push(lines);
        }
        Ok(inputs)
    }

    /// Whether two settings with the same measures take the same lines.
    fn same_lines(&self, a: &Setting, b: &Setting) -> bool {
        let Some(filed) = &self.filed else { return true };
        let pairs = || a.scheme.measures.iter().zip(&b.scheme.measures);
        let deducted = |m: &Measure| {
            let minus: Vec<&str> = m.base.minus.iter().map(|field| field.name).collect();
            (m.base.sum.map(|field| field.name), minus)
        };
        let rules = || {
            let (x, y) = (a.context().calendar, b.context().calendar);
            (x.award_year, x.policy) == (y.award_year, y.policy) && pairs().all(|(a, b)| a == b)
        };
        pairs().all(|(a, b)| deducted(a) == deducted(b)) && (!filed.by_rules() || rules())
    }
}

/// The empty table of a measure.
fn no_lines(measure: &Measure) -> PolarsResult<DataFrame> {
    let fields: Vec<_> = measure.contract().fields().collect();
    let mut lines = table(&fields, &[])?;
    for name in [c::SOURCE, c::ROW, c::FIRM] {
        let empty: Vec<u32> = Vec::new();
        lines.with_column(polars::prelude::Column::new(name.into(), empty))?;
    }
    Ok(lines)
}

/// Another scheme may ask for columns that the base had no use for.
fn columns_were_read(frozen: &Frozen, measures: &[Measure]) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    for measure in measures {
        let known = frozen.measures.iter().position(|known| known.id == measure.id);
        let Some(lines) = known.map(|number| &frozen.inputs.lines[number]) else { continue };
        for field in measure.contract().fields() {
            if lines.column(field.name).is_err() {
                faults.push(
                    Diagnostic::new(&codes::SCENARIO_COLUMN)
                        .arg("measure", &measure.id)
                        .arg("name", field.name),
                );
            }
        }
    }
    faults.into_result(())
}
