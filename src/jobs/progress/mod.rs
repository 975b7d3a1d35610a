//! A progress report: plans, figures and reports in; a folder of tables, workbook and documents out.
//!
//! The folder is whole or not there, as that of a run; its manifest says `"kind": "progress"`.

mod previous;
mod tables;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, Severity, codes};
use crate::domain::digest::{sha256, short};
use crate::frame::output::OutputTable;
use crate::ingest::{self, InputFile, Limits, headers};
use crate::intake::link::Linked;
use crate::pipeline::rate_tables;
use crate::progress::calendar::{self, Calendar};
use crate::progress::change::{Changes, Earlier, changes};
use crate::progress::figures::Reading;
use crate::progress::plan::Plan;
use crate::progress::read;
use crate::progress::state::{Progress, contracts, put_together};
use crate::progress::support::Granted;
use crate::report::model::progress::{Told, book, documents};
use crate::report::render::layouts::Layouts;
use crate::report::render::{Format, print};
use crate::report::words::Words;
use crate::run_folder::folder::{Unfinished, hash, schema};
use crate::run_folder::manifest::{
    self as folder, Digests, FORMAT, Input, Kind, PlanSummary, Previous, ProgressCounts, RuleFile,
    Tool,
};
use crate::workbook;

/// Where documents stand in the folder.
const FOLDER: &str = "reports";

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub plans: Vec<PathBuf>,
    /// Files of figures, reports about tasks, registries, refunds, support: told apart by their headings.
    pub files: Vec<PathBuf>,
    /// Folders of runs whose support stands beside targets.
    pub runs: Vec<PathBuf>,
    pub as_of: NaiveDate,
    /// An earlier folder of this kind.
    pub previous: Option<PathBuf>,
    /// Where `None`: what stands beside the plans.
    pub headers: Option<PathBuf>,
    pub rates: Option<PathBuf>,
    pub calendar: Option<PathBuf>,
}

/// Everything that is known, before it is written.
#[derive(Debug)]
pub struct Followed {
    pub progress: Progress,
    pub changes: Option<Changes>,
    /// Files that were read, findings, refused rows.
    pub linked: Linked,
    /// Files that say what is looked for: word lists, rates, calendar, plans.
    rules: Vec<InputFile>,
    runs: Vec<PathBuf>,
}

/// Reads plans and files and judges everything; writes nothing.
///
/// # Errors
/// Unusable plans, files and folders, all of one kind at once; faults of the engine.
pub fn follow(asked: &Asked, bar: &dyn ingest::Progress) -> Result<Followed, Failure> {
    bar.say("读取计划 / reading plans");
    let plans = plans(&asked.plans)?;
    let beside = asked.plans.first().and_then(|path| path.parent()).unwrap_or(Path::new("."));
    let above = match beside.parent() {
        Some(above) => above.to_path_buf(),
        None => beside.join(".."),
    };
    let words = asked.headers.clone().unwrap_or_else(|| above.join("headers.toml"));
    let headers = headers::load(&words)?;
    let usual = |given: &Option<PathBuf>, usual: PathBuf| {
        given.clone().or_else(|| Some(usual).filter(|path| path.is_file()))
    };
    let rates_from = usual(&asked.rates, above.join("rates/central_parity.csv"));
    let (rates, said) = match &rates_from {
        Some(path) => rate_tables::read(&[named(path)], None)?,
        None => Default::default(),
    };
    let calendar_from = usual(&asked.calendar, beside.join("working_days.csv"));
    let calendar = match &calendar_from {
        Some(path) => calendar::load(path)?,
        None => Calendar::default(),
    };
    let granted = asked.runs.iter().map(|run| previous::granted(run));
    let granted: Vec<Granted> = granted.collect::<Result<_, _>>()?;
    let earlier = earlier(asked)?;
    let files: Vec<InputFile> = asked.files.iter().map(|path| named(path)).collect();
    let batch = ingest::read(&files, &contracts(&headers), &headers, &Limits::default(), bar)?;
    understood(&files, &batch)?;
    bar.say("逐项判断 / judging");
    let reading = Reading {
        plans: &plans,
        as_of: asked.as_of,
        rates: &rates,
        headers: &headers,
        sources: &batch.sources,
    };
    let progress = put_together(&reading, &batch, &calendar, &granted)?;
    let mut linked = Linked::default();
    linked.take(batch)?;
    // Those of the batch are among them.
    linked.findings.clone_from(&progress.findings);
    linked.findings.extend(said.0);
    let changes = earlier.map(|earlier| changes(&progress, &earlier));
    if let Some(changes) = &changes {
        linked.findings.extend(changes.reopened(&progress));
    }
    let own = [Some(words), rates_from, calendar_from].into_iter().flatten();
    let rules = own.chain(plans.iter().flat_map(|plan| &plan.files).cloned());
    let mut rules: Vec<InputFile> = rules.map(|path| named(&path)).collect();
    let mut seen = BTreeSet::new();
    rules.retain(|file| seen.insert(file.shown.clone()));
    Ok(Followed { progress, changes, linked, rules, runs: asked.runs.clone() })
}

/// The report before this one, if one is named: of an earlier day.
fn earlier(asked: &Asked) -> Result<Option<Earlier>, Failure> {
    let earlier = asked.previous.as_deref().map(previous::earlier).transpose()?;
    if let Some(earlier) = earlier.as_ref().filter(|earlier| earlier.as_of >= asked.as_of) {
        let fault = Diagnostic::new(&codes::PREVIOUS_LATER).arg("name", &earlier.name);
        let fault = fault.arg("previous", earlier.as_of).arg("as_of", asked.as_of);
        return Err(Failure::User(fault.into()));
    }
    Ok(earlier)
}

/// All plans, or the faults of all.
fn plans(paths: &[PathBuf]) -> Result<Vec<Plan>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut plans: Vec<Plan> = Vec::new();
    for path in paths {
        match read::load(path) {
            Ok(plan) if plans.iter().any(|known| known.id == plan.id) => {
                let fault = Diagnostic::new(&codes::PLAN_TWICE).arg("name", &plan.id);
                faults.push(fault.at(Place::File(path.display().to_string())));
            }
            Ok(plan) => plans.push(plan),
            Err(found) => faults.extend(found),
        }
    }
    faults.into_result(plans)
}

/// A file that is named but not understood must not pass for an empty one.
fn understood(files: &[InputFile], batch: &ingest::Batch) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    let nothing = |file: &&InputFile| {
        !batch.sources.iter().any(|source| source.file == file.shown)
            && !batch.left.iter().any(|left| left.file == file.shown)
    };
    for file in files.iter().filter(nothing) {
        let fault = Diagnostic::new(&codes::NO_FILINGS).arg("what", "指标或任务的表");
        let fault = fault.arg("what_en", "a table of figures or tasks");
        faults.push(fault.at(Place::File(file.shown.clone())));
    }
    if faults.has_errors() {
        // Why nothing was left stands in the findings about the rows.
        faults.0.extend(batch.findings.iter().cloned());
    }
    faults.into_result(())
}

/// A file that was named by itself.
fn named(path: &Path) -> InputFile {
    InputFile { path: path.to_path_buf(), shown: path.display().to_string(), root: None }
}

impl Followed {
    fn count(&self, severity: Severity) -> usize {
        self.linked.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many findings need a person.
    pub fn grave(&self) -> usize {
        self.count(Severity::Error) + self.count(Severity::Warning)
    }

    /// What reports tell, in the language of the words.
    pub fn told<'a>(&'a self, words: &'a Words) -> Told<'a> {
        Told {
            progress: &self.progress,
            changes: self.changes.as_ref(),
            findings: &self.linked.findings,
            sources: &self.linked.sources,
            hash: "",
            words,
        }
    }

    /// All tables of the folder.
    pub fn tables(&self) -> Vec<OutputTable> {
        tables::tables(self)
    }

    /// The manifest, but for the tables: what went in, what came out.
    fn manifest(&self, lang: Lang) -> folder::Progress {
        let progress = &self.progress;
        let plan = |(at, plan): (usize, &Plan)| {
            let targets = progress.targets_by_status(at).into_iter();
            let tasks = progress.tasks_by_state(at).into_iter();
            PlanSummary {
                id: plan.id.clone(),
                title: plan.title.clone(),
                document: plan.document.clone(),
                draft: plan.draft,
                inferred: plan.inferred.clone(),
                targets: targets.map(|(status, count)| (status.key().to_string(), count)).collect(),
                tasks: tasks.map(|(state, count)| (state.key().to_string(), count)).collect(),
            }
        };
        let rule = |file: &InputFile| RuleFile { file: file.shown.clone(), sha256: hash(file) };
        let previous =
            |changes: &Changes| Previous { name: changes.name.clone(), as_of: changes.since };
        folder::Progress {
            kind: Kind::Progress,
            format: FORMAT,
            tool: Tool::own(),
            as_of: progress.as_of,
            lang,
            plans: progress.plans.iter().enumerate().map(plan).collect(),
            inputs: self.linked.sources.iter().map(Input::from).collect(),
            rule_files: self.rules.iter().map(rule).collect(),
            runs: self.runs.iter().map(|run| run.display().to_string()).collect(),
            previous: self.changes.as_ref().map(previous),
            synthetic: progress.synthetic,
            counts: ProgressCounts {
                errors: self.count(Severity::Error),
                warnings: self.count(Severity::Warning),
                notes: self.count(Severity::Note),
                quarantined: self.linked.quarantine.len(),
            },
            tables: Digests::new(),
        }
    }
}

/// In which language, and as which kinds of files documents are printed; the workbook is always there.
#[derive(Clone, Copy, Debug)]
pub struct Looks<'a> {
    pub lang: Lang,
    pub formats: &'a [Format],
}

/// Writes the folder below `parent` and returns its path.
///
/// # Errors
/// A disk that refuses; nothing is left behind then.
pub fn write(
    followed: &Followed,
    parent: &Path,
    looks: Looks,
    bar: &dyn ingest::Progress,
) -> Result<PathBuf, Failure> {
    let lang = looks.lang;
    bar.say("写出结果 / writing the folder");
    let unfinished = Unfinished::new(parent, &format!("progress-{}", followed.progress.as_of))?;
    let tables = followed.tables();
    tables.iter().try_for_each(|table| unfinished.table(table))?;
    unfinished.write("tables/schema.json", &schema(&tables))?;
    let manifest = followed.manifest(lang);
    let hash = sha256(&folder::pretty(&manifest));
    unfinished.manifest(manifest)?;
    let words = Words::built_in(lang);
    let told = Told { hash: short(&hash), ..followed.told(&words) };
    let path = unfinished.path().join("workbook.xlsx");
    workbook::book::write(&book(&told), &path, lang)?;
    if !looks.formats.is_empty() {
        bar.say("生成报告 / writing reports");
        unfinished.make(FOLDER)?;
        for document in documents(&told) {
            for format in looks.formats {
                let bytes = print(&document, *format, &Layouts::built_in())?;
                let name = format!("{FOLDER}/{}.{}", document.name, format.ending());
                unfinished.write(&name, &bytes)?;
            }
        }
    }
    unfinished.finish()
}
