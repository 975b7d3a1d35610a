//! What each command does, and the exit code that it ends with.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::{
    Args, Command, DuplicatesAction, SampleFormat, SampleRosters, SampleScheme, SchemeAction,
};
use super::progress::Bar;
use super::{duplicates, envelope, explained, locale, show, tell, template, versions};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Palette, Severity, codes, render, say};
use crate::frame::columns as c;
use crate::ingest::Progress;
use crate::intake::link::Linked;
use crate::jobs::examples;
use crate::jobs::joint;
use crate::pipeline;
use crate::report;
use crate::run;
use crate::run_folder;
use crate::scheme::SchemeFile;

/// Findings that a screen shows.
const MOST: usize = 50;

pub const CLEAN: u8 = 0;
pub const FINDINGS: u8 = 1;
pub const UNUSABLE: u8 = 2;
pub const UNBALANCED: u8 = 3;
pub const INTERNAL: u8 = 4;

/// Runs the command.
pub fn run(args: &Args) -> u8 {
    let out =
        Output { lang: args.lang().unwrap_or_else(locale), quiet: args.quiet, json: args.json };
    let outcome = match &args.command {
        Command::Run { pipeline, out: folder, scenario } if joint::is_joint_file(pipeline) => {
            super::joint::compute(args, out, pipeline, scenario, folder.as_deref())
        }
        Command::Run { pipeline, out: folder, scenario } => {
            compute(args, out, pipeline, scenario, folder.as_deref())
        }
        Command::Intake(asked) => super::intake::read(args, out, asked),
        Command::Plan(asked) => super::engine::write_plan(args, out, asked),
        Command::Views(asked) => super::engine::write_views(args, out, asked),
        Command::Adopt(asked) => super::engine::adopt(args, out, asked),
        Command::Scenario { action } => super::scenario::run(args, out, action),
        Command::Check { pipeline, returns: None } => return checked(args, out, pipeline),
        Command::Check { pipeline, returns } => check(args, out, pipeline, returns.as_deref()),
        Command::Watch(asked) => super::settings::watch(args, out, asked),
        Command::Settings { action } => super::settings::run(args, out, action),
        Command::Explain { run, firm, claim } => {
            let of_run = || run_folder::stored::language(run).unwrap_or_else(locale);
            let out = Output { lang: args.lang().unwrap_or_else(of_run), ..out };
            let query = claim.as_deref().or(firm.as_deref()).unwrap_or_default();
            explain(out, run, query)
        }
        Command::Report(asked) => super::report::report(args, out, asked),
        Command::Scheme { action } => match action {
            SchemeAction::Diff { scheme, other, run, output } => {
                let (run, first, second) = (run.as_deref(), scheme.as_path(), other.as_path());
                versions::diff(args, out, &versions::VersionsWanted { first, second, run, output })
            }
            SchemeAction::Tiers(asked) => super::tiers::tiers(args, out, asked),
            SchemeAction::Check { scheme: path }
            | SchemeAction::Test { scheme: path }
            | SchemeAction::Show { scheme: path } => scheme(out, action, path),
        },
        Command::Progress(asked) => super::follow::progress(args, out, asked),
        Command::New(asked) => super::new::run(out, asked),
        Command::Template(asked) => template::template(args, out, asked),
        Command::Duplicates { action } => match action {
            DuplicatesAction::Decide(asked) => super::decide::run(out, asked),
            DuplicatesAction::Evaluate(asked) => duplicates::run(out, asked),
        },
        Command::Reconcile(asked) => super::reconcile::run(args, out, asked),
        Command::Attribute(asked) => super::attribute::run(out, asked),
        Command::Approve(asked) => super::ledger::approve(out, asked),
        Command::Ledger { action } => super::ledger::run(out, action),
        #[cfg(feature = "desk")]
        Command::Desk(asked) => super::desk::run(args, out, asked),
        Command::Sample { firms, seed, out: folder, format, scheme, rosters, payments } => {
            let kinds = (*format, *scheme, *rosters);
            sample(out, (*firms as usize, *seed), folder, kinds, payments.as_deref())
        }
        Command::Code { codes } => super::code::run(out, codes),
        Command::Schema(asked) => super::schema::run(out, asked),
        Command::Man { to } => super::schema::man(out, to),
        Command::Completions { shell } => super::complete::script(out, *shell),
    };
    outcome.unwrap_or_else(|(failure, out)| out.failed(&failure))
}

pub(super) type Outcome = Result<u8, (Failure, Output)>;

/// How things are said.
#[derive(Clone, Copy)]
pub(super) struct Output {
    pub lang: Lang,
    pub quiet: bool,
    pub json: bool,
}

impl Output {
    /// Speaks the language asked for, else that of the pipeline, else that of the system.
    pub(super) fn speak(&mut self, args: &Args, own: Option<Lang>) {
        self.lang = args.lang().or(own).unwrap_or_else(locale);
    }

    pub fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        if self.json {
            envelope::found(diagnostics);
            return;
        }
        let palette = if tell::colours() { Palette::Colour } else { Palette::Plain };
        for diagnostic in diagnostics.iter().take(MOST) {
            tell::styled(&(render(diagnostic, self.lang, palette) + "\n\n"));
        }
        self.rest(diagnostics.len().saturating_sub(MOST));
    }

    /// Findings that are what a command was asked for: they go where its output goes, and all of them into a file.
    pub fn found(&self, findings: &[Diagnostic]) {
        if self.json {
            envelope::found(findings);
        } else if !self.quiet {
            let (most, palette) = match tell::is_screen() {
                true if tell::out_colours() => (MOST, Palette::Colour),
                true => (MOST, Palette::Plain),
                false => (usize::MAX, Palette::Plain),
            };
            for finding in findings.iter().take(most) {
                tell::styled_out(&(render(finding, self.lang, palette) + "\n\n"));
            }
            self.rest(findings.len().saturating_sub(most));
        }
    }

    /// How many are not shown, and where they are.
    fn rest(&self, rest: usize) {
        if rest > 0 {
            let more = say!(
                self.lang,
                "……另有 {rest} 条，见问题清单（--json 输出全部）",
                "… and {rest} more (--json prints all)"
            );
            eprintln!("{more}");
        }
    }

    /// The files that a command wrote.
    pub fn wrote(&self, files: &[PathBuf]) {
        let files = files.iter().map(|file| file.display().to_string());
        if self.json {
            envelope::data(json!({ "files": files.collect::<Vec<_>>() }));
        } else if !self.quiet {
            files.for_each(|file| println!("{file}"));
        }
    }

    /// The one file that a command wrote.
    pub fn wrote_one(&self, file: &Path) {
        if self.json {
            envelope::data(json!({ "file": file.display().to_string() }));
        } else if !self.quiet {
            println!("{}", file.display());
        }
    }

    fn failed(&self, failure: &Failure) -> u8 {
        self.diagnostics(&failure.faults());
        match failure {
            Failure::User(_) | Failure::Output { .. } => UNUSABLE,
            Failure::Unbalanced(_) => UNBALANCED,
            Failure::Internal(_) => INTERNAL,
        }
    }

    pub(super) fn progress(&self) -> Bar {
        Bar::new(self.lang, self.quiet || self.json)
    }
}

pub(super) fn load(
    args: &Args,
    out: &mut Output,
    path: &Path,
) -> Result<pipeline::Pipeline, Failure> {
    let pipeline = pipeline::load(path)?;
    out.speak(args, pipeline.lang);
    Ok(pipeline)
}

pub(super) fn compute(
    args: &Args,
    mut out: Output,
    path: &Path,
    scenarios: &[PathBuf],
    folder: Option<&Path>,
) -> Outcome {
    let mut pipeline = load(args, &mut out, path).map_err(|failure| (failure, out))?;
    if !scenarios.is_empty() {
        let changed = run::lab::under(pipeline, scenarios);
        pipeline = changed.map_err(|faults| (Failure::User(faults), out))?;
    }
    let bar = out.progress();
    let finished = run::execute(&pipeline, folder, out.lang, &bar);
    bar.clear();
    let finished = finished.map_err(|failure| (failure, out))?;
    Ok(finish(out, &finished))
}

/// Says what a run came to.
pub(super) fn finish(out: Output, finished: &run::Finished) -> u8 {
    if out.json {
        envelope::found(&finished.findings);
        envelope::data(show::summary_json(finished));
    } else if !out.quiet {
        print!("{}", report::render::terminal::summary(&finished.summary, out.lang));
        let folder = finished.folder.display();
        println!("\n{}", say!(out.lang, "结果目录：{folder}", "Run folder: {folder}"));
    }
    let counts = finished.summary.counts;
    if counts.errors + counts.warnings > 0 { FINDINGS } else { CLEAN }
}

/// Checks a pipeline of one scheme or of several; says what failed, too.
pub(super) fn checked(args: &Args, out: Output, pipeline: &Path) -> u8 {
    let outcome = match joint::is_joint_file(pipeline) {
        true => super::joint::check(args, out, pipeline),
        false => check(args, out, pipeline, None),
    };
    outcome.unwrap_or_else(|(failure, out)| out.failed(&failure))
}

fn check(args: &Args, mut out: Output, path: &Path, returns: Option<&Path>) -> Outcome {
    let pipeline = load(args, &mut out, path).map_err(|failure| (failure, out))?;
    let bar = out.progress();
    // Everything that a run would say, and nothing written.
    let computed = run::compute(&pipeline, &bar);
    bar.clear();
    let returns = match returns {
        None => None,
        Some(folder) => {
            super::returns::write(&pipeline, &computed, out, folder).map_err(|f| (f, out))?
        }
    };
    let computed = computed.map_err(|failure| (failure, out))?;
    let written = run::rehearse(&pipeline, &computed, out.lang, &bar);
    bar.clear();
    let missing = run::summary::summary(&pipeline, &computed).missing;
    let incomplete = missing.is_some();
    let prepared = computed.prepared;
    let all = &prepared.linked.findings;
    let grave = all.iter().filter(|d| d.severity > Severity::Note).count();
    out.found(all);
    let (read, refused) = counted(&prepared.linked);
    if out.json {
        let schemes = [checked_json(&pipeline.scheme.id, read, refused)];
        envelope::data(json!({
            "schemes": schemes, "need_person": grave, "incomplete": incomplete, "returns": returns,
        }));
    }
    if !out.json && !out.quiet {
        let counts = say!(
            out.lang,
            "读入 {read} 行，退回 {refused} 行；需要处理的问题 {grave} 条",
            "{read} rows read, {refused} quarantined; {grave} findings need a person"
        );
        println!("{counts}");
    }
    if let Some(missing) = missing.filter(|_| !out.json && !out.quiet) {
        println!("{}", missing.said(out.lang));
    }
    written.map_err(|failure| (failure, out))?;
    Ok(if grave > 0 { FINDINGS } else { CLEAN })
}

/// Rows that were read, and those of them that were refused.
pub(super) fn counted(linked: &Linked) -> (usize, usize) {
    let read = linked.sources.iter().map(|source| source.rows_read).sum();
    (read, linked.quarantine.len())
}

/// What a check says of one scheme.
pub(super) fn checked_json(name: &str, read: usize, refused: usize) -> Value {
    json!({ "name": name, (c::ROWS_READ): read, (c::ROWS_QUARANTINED): refused })
}

fn explain(out: Output, folder: &Path, query: &str) -> Outcome {
    let asked = |lang| {
        let answer = crate::jobs::explain::explain(folder, query, lang);
        answer.map_err(|faults| (Failure::User(faults), out))
    };
    let answer = asked(out.lang)?;
    if out.json {
        envelope::data(explained::as_json(&answer, &asked(Lang::En)?));
    } else {
        print!(
            "{}",
            report::render::terminal::explained(&answer.claims, &answer.refused, out.lang)
        );
    }
    Ok(CLEAN)
}

fn scheme(out: Output, action: &SchemeAction, path: &Path) -> Outcome {
    let fail = |faults: Diagnostics| (Failure::User(faults), out);
    let file = SchemeFile::load(path).map_err(fail)?;
    let (scheme, warnings) = file.resolve(&file.assumed()).map_err(fail)?;
    match action {
        SchemeAction::Check { .. } => {
            out.diagnostics(&warnings.0);
            if out.json {
                envelope::data(show::scheme_head_json(&scheme));
            } else if !out.quiet {
                println!("{}", show::scheme_head(&scheme, out.lang));
            }
            Ok(if warnings.is_empty() { CLEAN } else { FINDINGS })
        }
        SchemeAction::Test { .. } => {
            let bar = out.progress();
            bar.say("试算算例 / running the examples");
            let outcomes = examples::run_all(&file, &scheme);
            bar.clear();
            let outcomes = outcomes.map_err(fail)?;
            let faults: Vec<Diagnostic> =
                outcomes.iter().flat_map(|outcome| outcome.faults.0.clone()).collect();
            let failed = outcomes.iter().filter(|o| !o.faults.is_empty()).count();
            out.diagnostics(&faults);
            let (all, good) = (outcomes.len(), outcomes.len() - failed);
            if out.json {
                envelope::data(json!({ "examples": all, "passed": good, "failed": failed }));
            } else if !out.quiet {
                let counts = say!(
                    out.lang,
                    "算例 {all} 个，通过 {good}，不符 {failed}",
                    "{all} examples: {good} pass, {failed} fail"
                );
                println!("{counts}");
            }
            Ok(if failed > 0 { FINDINGS } else { CLEAN })
        }
        _ => {
            match out.json {
                true => envelope::data(show::scheme_json(&scheme, &file.option_rules())),
                false => println!("{}", show::scheme(&scheme, &file.option_rules(), out.lang)),
            }
            Ok(CLEAN)
        }
    }
}

fn sample(
    out: Output,
    (firms, seed): (usize, u64),
    folder: &Path,
    (format, scheme, rosters): (SampleFormat, SampleScheme, SampleRosters),
    run: Option<&Path>,
) -> Outcome {
    let refuse =
        |path: &Path, why: String| (Failure::Output { path: path.display().to_string(), why }, out);
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", folder.display());
        return Err((Failure::User(fault.into()), out));
    }
    std::fs::create_dir_all(folder).map_err(|error| refuse(folder, error.to_string()))?;
    let settings = crate::sample::Settings {
        firms,
        seed,
        format: match format {
            SampleFormat::Xlsx => crate::sample::Format::Xlsx,
            SampleFormat::Parquet => crate::sample::Format::Parquet,
            SampleFormat::Both => crate::sample::Format::Both,
        },
        award_year: 2026,
    };
    let written = match (run, scheme) {
        (Some(run), _) => {
            let (tables, year) = of_run(run).map_err(|faults| (Failure::User(faults), out))?;
            crate::sample::write_payments(&tables, year, folder)
        }
        (None, SampleScheme::ServiceTrade) if rosters == SampleRosters::Realistic => {
            let rules = crate::pipeline::found::shipped("pipelines/crosswalk.toml", &[folder]);
            let rules = std::path::absolute(&rules).unwrap_or(rules);
            crate::sample::write_realistic(&settings, rules.parent().unwrap_or(folder), folder)
        }
        (None, SampleScheme::ServiceTrade) => crate::sample::write(&settings, folder),
        (None, SampleScheme::Progress) => crate::sample::write_progress(folder),
        (None, SampleScheme::DataIndustry) => crate::sample::write_data_industry(&settings, folder),
        (None, SampleScheme::Guangzhou) => crate::sample::write_guangzhou(&settings, folder),
    };
    let files = written.map_err(|error| refuse(folder, error.to_string()))?;
    out.wrote(&files);
    Ok(CLEAN)
}

/// What payments of a run are made up from.
fn of_run(run: &Path) -> Result<(crate::sample::Tables, i32), Diagnostics> {
    let run = run_folder::stored::StoredRun::open(run)?;
    let (claims, accounts) = (run.table("claims")?, run.table("payees")?);
    Ok((crate::sample::Tables { claims, accounts }, run.manifest.award_year))
}
