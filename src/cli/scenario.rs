//! `jiangbu scenario`: questions to the lab, and how their answers are shown.

use std::path::Path;

use serde_json::json;

use super::args::Args;
use super::commands::{CLEAN, Outcome, Output, load};
use super::scenario_args::{On, OutputArgs, ScenarioAction};
use super::{envelope, tell};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, Severity, Text, codes};
use crate::domain::Ratio;
use crate::ingest::Progress;
use crate::intake::origin;
use crate::jobs::compare as runs;
use crate::report::model::scenario as model;
use crate::report::render::plain;
use crate::run::lab as wiring;
use crate::run_folder::stored;
use crate::scenario::vary::{Grid, Quantity};
use crate::scenario::{
    Lab, Scenario, Setting, costing, forecast, money, readings, review, simulate, solve, sweep,
};
use crate::workbook::{self, Sheet};

/// Answers one question.
pub(super) fn run(args: &Args, mut out: Output, action: &ScenarioAction) -> Outcome {
    let answer = match action {
        ScenarioAction::Compare { base, others, output } => {
            let free = free(output);
            free.and_then(|()| compare(args, &mut out, base, others)).map(|all| (all, output))
        }
        ScenarioAction::Run { pipeline, scenario, out: folder } => {
            return super::commands::compute(args, out, pipeline, scenario, folder.as_deref());
        }
        ScenarioAction::Review { pipeline, firm, filings, output } => {
            let free = free(output);
            let told = free.and_then(|()| reviewed(args, &mut out, pipeline, firm, filings));
            told.map(|all| (all, output))
        }
        ScenarioAction::Sweep { on, vary } => {
            ask(args, &mut out, on, |lab, under| swept(lab, under, vary))
        }
        ScenarioAction::Tornado { on, part } => {
            ask(args, &mut out, on, |lab, under| swung(lab, under, part))
        }
        ScenarioAction::Solve { on, find, goal } => {
            ask(args, &mut out, on, |lab, under| solved(lab, under, find, goal))
        }
        ScenarioAction::Readings { on } => ask(args, &mut out, on, |lab, under| {
            Ok(shown(readings::readings(lab, under)?, model::readings))
        }),
        ScenarioAction::Costing { on } => ask(args, &mut out, on, |lab, under| {
            Ok(shown(costing::costing(lab, under)?, model::costing))
        }),
        ScenarioAction::Simulate { on, uncertain, draws, seed } => {
            ask(args, &mut out, on, |lab, under| drawn(lab, under, uncertain, (*draws, *seed)))
        }
        ScenarioAction::Forecast {
            on,
            years,
            applicants,
            prices,
            budget,
            roll_over,
            no_new_items,
        } => ask(args, &mut out, on, |lab, under| {
            let factor = |text: &String| text.parse::<Ratio>().map_err(|_| bad_ratio(text));
            let plan = forecast::Plan {
                years: *years,
                applicants: factor(applicants)?,
                prices: factor(prices)?,
                budget: factor(budget)?,
                roll_over: *roll_over,
                renew: !no_new_items,
            };
            let years = forecast::forecast(lab, under, plan)?;
            Ok(shown(years, |years, lang| model::forecast(years, lang)))
        }),
        ScenarioAction::Budget { on } => ask(args, &mut out, on, |lab, under| {
            Ok(shown(money::budget_view(lab, under)?, model::budget))
        }),
    };
    let (sheets, output) = answer.map_err(|failure| (failure, out))?;
    show(out, &sheets, output).map_err(|failure| (failure, out))
}

/// The sheets of an answer in a language: those of programs are asked for in English, too, for their keys.
pub(super) type Sheets = Box<dyn Fn(Lang) -> Vec<Sheet>>;

fn shown<T: 'static>(found: T, sheets: impl Fn(&T, Lang) -> Vec<Sheet> + 'static) -> Sheets {
    Box::new(move |lang| sheets(&found, lang))
}

fn ask<'a>(
    args: &Args,
    out: &mut Output,
    on: &'a On,
    question: impl FnOnce(&Lab, &Scenario) -> Result<Sheets, Failure>,
) -> Result<(Sheets, &'a OutputArgs), Failure> {
    free(&on.output)?;
    let lab = laboratory(args, out, &on.pipeline)?;
    let scenarios = wiring::load_all(&on.scenario)?;
    let under = wiring::stacked(&scenarios);
    said(*out, &lab, std::slice::from_ref(&under))?;
    let bar = out.progress();
    bar.say("逐一推演 / evaluating");
    let told = question(&lab, &under);
    bar.clear();
    Ok((told?, &on.output))
}

/// The lab on the data of a pipeline, or of a run whose rules and inputs are still as they were.
pub(super) fn laboratory(args: &Args, out: &mut Output, path: &Path) -> Result<Lab, Failure> {
    let pipeline = match stored::is_at(path) {
        true => origin::pipeline_of(path)?,
        false => crate::pipeline::load(path)?,
    };
    out.speak(args, pipeline.lang);
    let bar = out.progress();
    let lab = wiring::lab(&pipeline, &bar);
    bar.clear();
    let alone = pipeline.warnings.0.iter().filter(|said| said.code == &codes::SCHEME_ALONE);
    if out.json || !out.quiet {
        out.diagnostics(&alone.cloned().collect::<Vec<_>>());
    }
    lab
}

/// What is to be said about the scenarios themselves.
fn said(out: Output, lab: &Lab, scenarios: &[Scenario]) -> Result<usize, Failure> {
    let mut all = Diagnostics::default();
    for scenario in scenarios {
        let (_, said) = lab.setting(scenario)?;
        all.extend(said);
    }
    // The scheme's own notes were said with the pipeline.
    let own = [
        codes::SCENARIO_SAME.id,
        codes::SCENARIO_BEATEN.id,
        codes::MEASURE_WITHOUT_DATA.id,
        codes::DRAFT_SCHEME.id,
    ];
    all.0.retain(|said| own.contains(&said.code.id));
    if out.json || !out.quiet {
        out.diagnostics(&all.0);
    }
    Ok(all.0.len())
}

fn compare(
    args: &Args,
    out: &mut Output,
    base: &Path,
    others: &[std::path::PathBuf],
) -> Result<Sheets, Failure> {
    if stored::is_at(base) {
        if args.lang().is_none() {
            let of_run = stored::language(base);
            out.lang = of_run.unwrap_or(out.lang);
        }
        let folders: Vec<&Path> =
            std::iter::once(base).chain(others.iter().map(|path| path.as_path())).collect();
        let compared = runs::compare(&folders)?;
        return Ok(Box::new(move |lang| {
            let Some((first, rest)) = compared.outcomes.split_first() else { return Vec::new() };
            let mut sheets = model::compare(first, rest, &compared.groupings, lang);
            sheets.insert(1, model::changed(&compared.changes, lang));
            sheets
        }));
    }
    let lab = laboratory(args, out, base)?;
    let scenarios = wiring::load_all(others)?;
    said(*out, &lab, &scenarios)?;
    let bar = out.progress();
    bar.say("逐一推演 / evaluating");
    let outcomes = lab.evaluate_all(&scenarios);
    bar.clear();
    let outcomes = outcomes?;
    if out.json || !out.quiet {
        let idle = scenarios.iter().zip(&outcomes).filter_map(|(scenario, outcome)| {
            let why = outcome.why.as_ref()?;
            Some(
                Diagnostic::new(&codes::NO_EFFECT)
                    .arg("name", &scenario.name)
                    .arg("why", &why.zh)
                    .arg("why_en", &why.en),
            )
        });
        out.diagnostics(&idle.collect::<Vec<_>>());
    }
    let groups = lab.groupings()?;
    Ok(Box::new(move |lang| model::compare(lab.outcome(), &outcomes, &groups, lang)))
}

fn reviewed(
    args: &Args,
    out: &mut Output,
    path: &Path,
    code: &str,
    files: &[std::path::PathBuf],
) -> Result<Sheets, Failure> {
    let lab = laboratory(args, out, path)?;
    let bar = out.progress();
    let corrected = wiring::corrected(load(args, out, path)?, files, &bar);
    bar.clear();
    let corrected = corrected?;
    if out.json || !out.quiet {
        let said = corrected.linked.findings.iter();
        let grave = said.filter(|finding| finding.severity > Severity::Note);
        out.diagnostics(&grave.cloned().collect::<Vec<_>>());
    }
    let found = review::review(&lab, &corrected.inputs, &code.to_ascii_uppercase())?;
    let groups = lab.groupings()?;
    Ok(Box::new(move |lang| {
        let mut sheets = model::reviewed(&found, lang);
        let again = std::slice::from_ref(&found.again);
        sheets.extend(model::compare(lab.outcome(), again, &groups, lang));
        sheets
    }))
}

fn swept(lab: &Lab, under: &Scenario, vary: &[String]) -> Result<Sheets, Failure> {
    let setting = lab.setting(under)?.0;
    let grids = vary.iter().map(|text| Grid::parse(text, lab.base(), &setting));
    let grids: Vec<Grid> = grids.collect::<Result<_, _>>().map_err(Diagnostics::from)?;
    let [first, rest @ ..] = &grids[..] else { return Err(bad_ratio("--vary")) };
    let found = match rest {
        [] => sweep::sweep(lab, under, first, None)?,
        [second] => sweep::sweep(lab, under, first, Some(second))?,
        _ => {
            let fault = Diagnostic::new(&codes::BAD_GRID)
                .arg("read", vary.join(" "))
                .arg("why", "至多变动两个参数")
                .arg("why_en", "two quantities at most");
            return Err(Failure::User(fault.into()));
        }
    };
    Ok(shown(found, model::sweep))
}

fn swung(lab: &Lab, under: &Scenario, part: &str) -> Result<Sheets, Failure> {
    let part: Ratio = part.parse().map_err(|_| bad_ratio(part))?;
    let part = sweep::part(part, "--part", Place::Nowhere).map_err(Diagnostics::from)?;
    let found = sweep::tornado(lab, under, part)?;
    Ok(shown(found, |(base, swings), lang| model::tornado(base, swings, lang)))
}

fn drawn(
    lab: &Lab,
    under: &Scenario,
    uncertain: &[String],
    (draws, seed): (u64, u64),
) -> Result<Sheets, Failure> {
    let setting = lab.setting(under)?.0;
    let all = uncertain.iter().map(|text| likely(text, lab, &setting));
    let all: Vec<_> = all.collect::<Result<_, _>>().map_err(Diagnostics::from)?;
    Ok(shown(simulate::simulate(lab, under, &all, draws, seed)?, model::simulation))
}

fn solved(lab: &Lab, under: &Scenario, find: &str, goal: &str) -> Result<Sheets, Failure> {
    let setting = lab.setting(under)?.0;
    let grid = Grid::parse(find, lab.base(), &setting).map_err(Diagnostics::from)?;
    let wanted = solve::Goal::parse(goal).map_err(Diagnostics::from)?;
    let solution = solve::solve(lab, under, &grid, wanted)?;
    let (knob, goal) = (grid.knob, goal.to_string());
    Ok(Box::new(move |lang| model::solved(&knob, &goal, &solution, lang)))
}

/// A range, and after `@` the value that draws lie around.
fn likely(text: &str, lab: &Lab, setting: &Setting) -> Result<simulate::Uncertain, Diagnostic> {
    let (range, mode) = match text.split_once('@') {
        Some((range, mode)) => (range, Quantity::parse(mode)),
        None => (text, None),
    };
    let grid = Grid::parse(range, lab.base(), setting)?;
    let mode = mode.map(|mode| grid.nearest(mode));
    match (text.contains('@'), mode.flatten()) {
        (true, None) => Err(Diagnostic::new(&codes::BAD_GRID)
            .arg("read", text)
            .arg("why", "@ 后的值无法识别或不在范围内")
            .arg("why_en", "the value after @ is none, or outside the range")),
        (_, mode) => Ok(simulate::Uncertain { grid, mode }),
    }
}

fn bad_ratio(text: &str) -> Failure {
    Failure::User(Diagnostic::new(&codes::BAD_RATIO).arg("read", text).into())
}

/// Where the workbook goes there is nothing yet: said before anything is computed.
pub(super) fn free(output: &OutputArgs) -> Result<(), Failure> {
    match output.xlsx.as_deref().filter(|path| path.exists()) {
        None => Ok(()),
        Some(path) => {
            let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", path.display());
            Err(Failure::User(fault.into()))
        }
    }
}

pub(super) fn show(out: Output, sheets: &Sheets, output: &OutputArgs) -> Result<u8, Failure> {
    let all = sheets(out.lang);
    if let Some(path) = &output.xlsx {
        free(output)?;
        let book = model::book(&Text::new("情景推演", "Scenarios"), all.clone(), out.lang);
        workbook::book::write(&book, path, out.lang)?;
    }
    if out.json {
        let workbook = output.xlsx.as_ref().map(|path| path.display().to_string());
        let tables = plain::json(&all, &sheets(Lang::En));
        envelope::data(json!({ "tables": tables, "workbook": workbook }));
    } else if !out.quiet {
        print!("{}", plain::text(&all, out.lang, tell::width()));
    }
    Ok(CLEAN)
}
