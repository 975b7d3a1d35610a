//! Scenarios on a pipeline: the lab over its inputs, and ordinary runs under a scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::ingest::{InputFile, Progress};
use crate::intake::prepare::{Prepared, prepare};
use crate::pipeline::objections::Plan;
use crate::pipeline::{Budget, Pipeline};
use crate::run::checks::AsFiled;
use crate::scenario::{Base, Frozen, Lab, LabError, Pool, Scenario};

impl From<LabError> for Failure {
    fn from(error: LabError) -> Self {
        match error {
            LabError::User(faults) => Self::User(faults),
            LabError::Unbalanced(faults) => Self::Unbalanced(faults),
            LabError::Engine(error) => error.into(),
        }
    }
}

/// What scenarios change of a pipeline.
pub fn base_of(pipeline: &Pipeline) -> Base {
    Base {
        scheme_file: pipeline.scheme_file.clone(),
        choices: pipeline.choices.clone(),
        award_year: pipeline.award_year,
        deadline: pipeline.deadline,
        payment_date: pipeline.payment_date,
        publication_date: pipeline.office.told.publication_date,
        rates: pipeline.rates.clone(),
        pool: pipeline.budget.as_ref().map(|b| Pool { total: b.total, reserve: b.reserve }),
    }
}

/// Reads and ties the inputs of a pipeline once, and evaluates it as the baseline.
///
/// # Errors
/// As a run of the pipeline.
pub fn lab(pipeline: &Pipeline, progress: &dyn Progress) -> Result<Lab, Failure> {
    if let Some(plan) = &pipeline.objections {
        return Err(no_lab(plan));
    }
    let prepared = prepare(pipeline, progress)?;
    crate::ingest::begin(progress, "核算基准 / computing the baseline")?;
    let frozen = frozen(pipeline, &prepared)?;
    Ok(Lab::new(base_of(pipeline), frozen, &crate::diag::Text::new("基准", "baseline"))?)
}

/// What is computed at the share of another run has no settings of its own.
fn no_lab(plan: &Plan) -> Failure {
    let fault = Diagnostic::new(&codes::OBJECTION_BASIS);
    let fault = fault.arg("why", "异议批次没有可推演的情景");
    let fault = fault.arg("why_en", "a batch of objections has no scenarios");
    Failure::User(fault.at(plan.place.clone()).into())
}

/// What no scenario changes: the tables as read, the rosters, and whose lines they are.
pub fn frozen(pipeline: &Pipeline, prepared: &Prepared) -> Result<Frozen, Failure> {
    let filed = AsFiled {
        tied: prepared.tied.clone(),
        checks: pipeline.checks.clone(),
        sources: prepared.linked.sources.clone(),
    };
    Ok(Frozen {
        inputs: prepared.inputs.clone(),
        filed: Some(Arc::new(filed)),
        measures: pipeline.scheme.measures.clone(),
        elsewhere: crate::run::duplicates::elsewhere(pipeline, prepared)?,
    })
}

/// Reads corrected filings as the pipeline reads its own; nothing else of the pipeline changes.
///
/// # Errors
/// As reading the pipeline's inputs.
pub fn corrected(
    mut pipeline: Pipeline,
    files: &[PathBuf],
    progress: &dyn Progress,
) -> Result<Prepared, Failure> {
    let shown = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = |path: &PathBuf| InputFile { path: path.clone(), shown: shown(path), root: None };
    pipeline.inputs.filings = files.iter().map(file).collect();
    prepare(&pipeline, progress)
}

/// Reads scenario files in their order, one on top of the other.
///
/// # Errors
/// Every fault of every file.
pub fn load_all(paths: &[PathBuf]) -> Result<Vec<Scenario>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut out = Vec::new();
    for path in paths {
        match Scenario::load(path) {
            Ok(scenario) => out.push(scenario),
            Err(why) => faults.extend(why),
        }
    }
    faults.into_result(out)
}

/// Scenarios one on top of the other, the last one on top; without any, no change at all.
pub fn stacked(scenarios: &[Scenario]) -> Scenario {
    let none = Scenario::default();
    scenarios.iter().fold(none, |below, above| below.under(above))
}

/// A pipeline under scenarios: running it leaves an ordinary run folder.
///
/// # Errors
/// Every fault of the files and of what they change.
pub fn under(mut pipeline: Pipeline, paths: &[PathBuf]) -> Result<Pipeline, Diagnostics> {
    let scenarios = load_all(paths)?;
    let scenario = stacked(&scenarios);
    let scheme_file = pipeline.scheme_file.without_examples();
    let base = Base { scheme_file, ..base_of(&pipeline) };
    let before = base.under(&Scenario::default())?.0;
    let (setting, said) = base.under(&scenario)?;
    for one in &scenarios {
        pipeline.warnings.extend(base.under(one).map_or(Diagnostics::default(), |(alone, _)| {
            alone.idle_keys(&before, one, &base.scheme_file)
        }));
    }
    // What the scheme itself has to say stands in the pipeline's own warnings already.
    let own = |said: &Diagnostic| said.code == &codes::SCENARIO_BEATEN;
    pipeline.warnings.0.extend(said.0.into_iter().filter(|s| own(s) || scenario.scheme.is_some()));
    let changes = setting.changes(&before, &scenario);
    if !changes.is_empty() {
        let names: Vec<&str> = scenarios.iter().map(|one| one.name.as_str()).collect();
        pipeline
            .warnings
            .push(Diagnostic::new(&codes::SCENARIO_RUN).arg("name", names.join(" + ")));
        pipeline.name = format!("{}-{}", pipeline.name, names.join("-"));
    }
    if let Some(file) = &scenario.scheme {
        pipeline.scheme_file = file.clone();
    }
    let name = |pool: &str| pool.to_string();
    let named = pipeline.budget.as_ref().map_or(String::new(), |budget| name(&budget.pool));
    pipeline.scheme = setting.scheme;
    pipeline.award_year = setting.award_year;
    pipeline.deadline = setting.deadline;
    pipeline.payment_date = setting.payment_date;
    pipeline.rates = setting.rates;
    pipeline.adjust = setting.adjust;
    pipeline.changes = changes;
    pipeline.budget =
        setting.pool.map(|pool| Budget { pool: named, total: pool.total, reserve: pool.reserve });
    pipeline.rule_files.extend(paths.iter().map(|path| rule_file(path)));
    Ok(pipeline)
}

fn rule_file(path: &Path) -> InputFile {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    InputFile { path: path.to_path_buf(), shown: format!("scenarios/{name}"), root: None }
}
