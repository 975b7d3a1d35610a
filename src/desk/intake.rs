//! Filings: brought into the folder of the pipeline, checked, sent back; and the run itself.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::bring::{TABLES, bring, other_ending, refused, unnamed};
use super::http::{Request, Response, escaped, value};
use super::overview::XLSX;
use super::page::{Page, command, finding, text};
use super::place::safe_name;
use super::project::{self, Pipeline};
use super::routes::{Answer, Form, Problem};
use super::work::{Done, Status, Task};
use super::{Desk, locked};
use crate::diag::{Diagnostic, Failure, Lang, Place, Severity, say};
use crate::ingest::{Left, LeftOut, Progress, Source, Unusable};
use crate::intake::link::Linked;
use crate::jobs::returns::{OfFiler, ReturnsWanted};
use crate::jobs::{joint, returns, template};
use crate::pipeline as pipelines;
use crate::pipeline::naming::{Named, name_input};
use crate::run::{self, Computed};
use crate::run_folder::manifest::Missing;

/// Findings of one check that a page shows; the run lists all.
const MOST_SHOWN: usize = 1_000;
/// Files of one folder that a page lists.
const MOST_FILES: usize = 2_000;

/// What a check found.
#[derive(Default)]
pub struct Checked {
    /// What enterprises have to mend.
    filers: Vec<OfFiler>,
    /// All other findings.
    findings: Vec<Diagnostic>,
    sources: Vec<Source>,
    /// Copies, and what mended workbooks replace.
    left: Vec<LeftOut>,
    /// Filings that were set aside whole.
    unusable: Vec<Unusable>,
    missing: Option<Missing>,
    /// Whether a run could be made of it.
    usable: bool,
}

/// Filings of a pipeline, and what its last check found.
pub fn page(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let all = project::pipelines(&desk.root);
    let one = match named {
        "" => all.first(),
        named => Some(all.iter().find(|one| one.path == named).ok_or(Problem::NotFound)?),
    };
    let path = one.map_or("", |one| one.path.as_str());
    let checked = locked(&desk.checks).get(path).cloned();
    let context = json!({
        "pipelines": all.iter().map(|p| json!({ "path": p.path, "title": p.title.get(lang) })).collect::<Vec<_>>(),
        "pipeline": path,
        "title": one.map_or("", |one| one.title.get(lang)),
        "patterns": one.map(patterns).unwrap_or_default(),
        "files": one.map(|one| files(desk, &one.filings())).unwrap_or_default(),
        "others": one.map(|one| others(desk, one, lang)).unwrap_or_default(),
        "joint": one.is_some_and(|one| one.joint),
        "checked": checked.map(|checked| shown(&checked, lang)),
    });
    let commands = match path {
        "" => Vec::new(),
        path => ["template", "check", "run"].map(|word| command(&[word, path])).to_vec(),
    };
    let title = lang.pick("收件", "Intake");
    desk.show(Page { template: "intake", part: "intake", title, context, commands })
}

fn patterns(pipeline: &Pipeline) -> Vec<String> {
    pipeline.filings().into_iter().map(|(_, name)| name).collect()
}

/// What else the pipeline reads, with the files that are there.
fn others(desk: &Desk, pipeline: &Pipeline, lang: Lang) -> Vec<Value> {
    let other = |(key, [zh, en]): (&'static str, [&'static str; 2])| {
        let files = files(desk, &pipeline.inputs(key));
        json!({ "key": key, "title": lang.pick(zh, en), "files": files })
    };
    pipeline.others().into_iter().map(other).collect()
}

/// The files that some patterns take.
fn files(desk: &Desk, patterns: &[(std::path::PathBuf, String)]) -> Vec<Value> {
    let mut out = Vec::new();
    for (folder, name) in patterns {
        let Some(folder) = desk.root.holds(folder) else { continue };
        let Ok(pattern) = glob::Pattern::new(name) else { continue };
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten().take(MOST_FILES) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(about) = entry.metadata() else { continue };
            if about.is_file() && pattern.matches(&name) && !name.starts_with('.') {
                let kib = about.len().div_ceil(1024);
                out.push((desk.root.shown(&entry.path()), name, kib));
            }
        }
    }
    out.sort();
    out.dedup();
    let value = |(path, name, kib): (String, String, u64)| json!({ "path": text(&path), "name": text(&name), "kib": kib });
    out.into_iter().map(value).collect()
}

/// Findings under the filer that mends them, the others under the file that they are about; those with errors first.
fn groups(checked: &Checked, lang: Lang) -> (Vec<Value>, usize) {
    let mut left = MOST_SHOWN;
    let mut group = |title: &str, code: &str, of_filer: bool, found: Vec<&Diagnostic>| {
        let mut found = found;
        found.sort_by_key(|found| std::cmp::Reverse(found.severity));
        let grave = found.iter().filter(|found| found.severity > Severity::Note).count();
        let all = found.len();
        found.truncate(left);
        left -= found.len();
        let values: Vec<Value> = found.iter().map(|found| finding(found, lang)).collect();
        json!({
            "title": text(title), "code": code, "of_filer": of_filer, "findings": values,
            "grave": grave, "all": all,
        })
    };
    let mut out: Vec<Value> = Vec::new();
    for filer in &checked.filers {
        out.push(group(&filer.name, &filer.code, true, filer.findings.iter().collect()));
    }
    let mut files: Vec<(String, Vec<&Diagnostic>)> = Vec::new();
    let mut all: Vec<&Diagnostic> = checked.findings.iter().collect();
    all.sort_by_key(|found| std::cmp::Reverse(found.severity));
    for found in all {
        let file = match &found.place {
            Place::Cell { file, .. } => file.clone(),
            Place::Nowhere => String::new(),
            other => other.describe(lang),
        };
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, group)) => group.push(found),
            None => files.push((file, vec![found])),
        }
    }
    out.extend(files.into_iter().map(|(file, found)| group(&file, "", false, found)));
    let all: usize = out.iter().filter_map(|one| one["all"].as_u64()).map(|all| all as usize).sum();
    out.retain(|one| one["findings"].as_array().is_some_and(|all| !all.is_empty()));
    // Each of the two kinds has a heading.
    for at in 0..out.len() {
        let first = at == 0 || out[at - 1]["of_filer"] != out[at]["of_filer"];
        out[at]["first"] = first.into();
    }
    (out, all.saturating_sub(MOST_SHOWN))
}

fn shown(checked: &Checked, lang: Lang) -> Value {
    let (groups, left_out) = groups(checked, lang);
    let all = || checked.filers.iter().flat_map(|one| &one.findings).chain(&checked.findings);
    let count = |severity| all().filter(|found| found.severity == severity).count();
    let sources = checked.sources.iter().map(|source| {
        json!({
            "file": text(&source.file), "sheet": text(&source.sheet), "read": source.rows_read,
            "accepted": source.rows_accepted, "refused": source.rows_quarantined,
        })
    });
    json!({
        "usable": checked.usable,
        "errors": count(Severity::Error), "warnings": count(Severity::Warning), "notes": count(Severity::Note),
        "filers": checked.filers.len(), "left_out": left_out,
        "missing": checked.missing.as_ref().map(|missing| missing.said(lang)),
        "groups": groups,
        "sources": sources.collect::<Vec<_>>(),
        "left": left(checked, lang),
    })
}

/// Files that do not count, or not in whole, and what counts in their place.
fn left(checked: &Checked, lang: Lang) -> Vec<Value> {
    let row = |file: &str, why: String| json!({ "file": text(file), "why": text(&why) });
    let left = checked.left.iter().map(|one| {
        let LeftOut { by, rows, .. } = one;
        let why = match (one.why, rows) {
            (Left::SameBytes, _) => {
                say!(lang, "与 {by} 相同，只计一次", "the same as {by}, counted once")
            }
            (Left::Replaced, 0) => say!(lang, "整份由更正件 {by} 代替", "replaced whole by {by}"),
            (Left::Replaced, rows) => {
                say!(lang, "{rows} 行由更正件 {by} 代替", "{rows} rows replaced by {by}")
            }
        };
        row(&one.file, why)
    });
    let whole = lang.pick("整份搁置，未计入", "set aside whole, not counted");
    left.chain(checked.unusable.iter().map(|one| row(&one.file, whole.to_string()))).collect()
}

/// An empty filing workbook, as `template` writes it.
pub fn form(desk: &Desk, named: &str) -> Answer {
    let one =
        project::named(&desk.root, named).filter(|one| !one.joint).ok_or(Problem::NotFound)?;
    let rules = template::rules(one.file(), None, None)?;
    let lang = own_lang(rules.lang, desk);
    let bytes = template::bytes(&rules, &[], template::ROWS, lang)?;
    Ok(Response::new(200, XLSX, bytes).download(&template::name(&rules)))
}

/// A file that somebody brings, put into the folder that the pipeline reads filings, or files of another kind, from.
pub fn upload(desk: &Desk, request: &mut Request) -> Answer {
    let lang = desk.lang();
    let pipeline =
        project::named(&desk.root, request.asked("pipeline")).ok_or(Problem::NotFound)?;
    let Some(name) = safe_name(request.asked("name")) else { return Ok(unnamed(lang)) };
    let takes = |pattern: &str| glob::Pattern::new(pattern).is_ok_and(|p| p.matches(&name));
    let sort = match request.asked("sort") {
        "" => "filings",
        sort => {
            let known = pipeline.others().into_iter().map(|(key, _)| key).chain(["filings"]);
            known.into_iter().find(|key| *key == sort).ok_or(Problem::NotFound)?
        }
    };
    if let Some(why) = other_ending(&name, &TABLES, lang) {
        return Ok(refused(&why));
    }
    let known = pipeline.inputs(sort).into_iter().find(|(_, pattern)| takes(pattern));
    let folder = match known {
        Some((folder, _)) => folder,
        None if sort == "filings" || pipeline.joint => {
            let why = ("流程文件不读取这类文件", "the pipeline reads no files of this kind");
            return Ok(refused(lang.pick(why.0, why.1)));
        }
        None => pipeline.beside(sort),
    };
    // Where the name was taken, the next free one may be none that the pipeline reads.
    bring(desk, request, (&folder, &name), |file| {
        Some(match name_input(pipeline.file(), sort, file) {
            Ok(Named::Before) => return None,
            Ok(Named::Now(pattern)) => {
                let path = &pipeline.path;
                say!(
                    lang,
                    "已列入 {path} 的 inputs.{sort}（{pattern}）",
                    "named in {path}: inputs.{sort} ({pattern})"
                )
            }
            Err(failure) => {
                let said = failure.faults().into_iter();
                let said =
                    said.map(|fault| format!("{} {}", fault.message(lang), fault.help(lang)));
                said.collect::<Vec<_>>().join("；")
            }
        })
    })
}

/// The language that a run of a pipeline is written in.
fn own_lang(own: Option<Lang>, desk: &Desk) -> Lang {
    own.unwrap_or_else(|| desk.lang())
}

/// Begins work on the pipeline that a form names.
fn begin(
    desk: &Desk,
    form: &Form,
    title: [&'static str; 2],
    words: impl FnOnce(&str) -> Vec<String>,
    job: impl FnOnce(&Status) -> Result<String, Failure> + Send + 'static,
) -> Answer {
    let path = value(form, "pipeline");
    let words = words(path);
    let command = command(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let from = format!("intake?pipeline={}", escaped(path));
    match desk.bench.begin(Task { title, command, from }, job) {
        Some(_) => Ok(Response::see("work")),
        None => Err(Problem::Refused(409)),
    }
}

/// Checks the filings of a pipeline; nothing is written.
pub fn check(desk: &Arc<Desk>, form: &Form) -> Answer {
    let one = project::named(&desk.root, value(form, "pipeline")).ok_or(Problem::NotFound)?;
    let (kept, lang) = (Arc::clone(desk), desk.lang());
    let words = |path: &str| vec!["check".into(), path.into()];
    begin(desk, form, ["检查申报文件", "Checking filings"], words, move |status| {
        let checked = match one.joint {
            true => check_joint(one.file(), lang, status),
            false => check_one(one.file(), lang, status),
        };
        let checked = checked.or_else(|failure| unless_stopped(failure, status))?;
        locked(&kept.checks).insert(one.path.clone(), Arc::new(checked));
        Ok(format!("intake?pipeline={}#found", escaped(&one.path)))
    })
}

/// Faults of the user's files are what a check is asked for; work that was stopped has no result.
fn unless_stopped(failure: Failure, status: &Status) -> Result<Checked, Failure> {
    match failure {
        Failure::User(faults) if !status.is_stopped() => {
            Ok(Checked { findings: faults.0, ..Checked::default() })
        }
        other => Err(other),
    }
}

impl Checked {
    /// Adds what was found about the filings of one scheme.
    fn add(&mut self, linked: Linked) {
        self.findings.extend(linked.findings);
        self.sources.extend(linked.sources);
        self.left.extend(linked.left);
        self.unusable.extend(linked.unusable);
    }
}

fn check_one(path: &Path, lang: Lang, status: &Status) -> Result<Checked, Failure> {
    let pipeline = pipelines::load(path)?;
    let own = pipeline.lang.unwrap_or(lang);
    let computed = run::compute(&pipeline, status).and_then(|computed| {
        run::rehearse(&pipeline, &computed, own, status)?;
        Ok(computed)
    });
    let mut checked = match computed {
        Ok(computed) => {
            let missing = run::summary::summary(&pipeline, &computed).missing;
            let mut checked = Checked { missing, usable: true, ..Checked::default() };
            checked.add(computed.prepared.linked);
            checked
        }
        Err(failure) => unless_stopped(failure, status)?,
    };
    let Checked { findings, sources, unusable, left, .. } = &checked;
    let asked = ReturnsWanted { pipeline: &pipeline, findings, sources, unusable, left, lang: own };
    (checked.filers, checked.findings) = returns::by_filer(&asked)?;
    Ok(checked)
}

fn check_joint(path: &Path, lang: Lang, status: &Status) -> Result<Checked, Failure> {
    let mut all = joint::load(path)?;
    let computed = joint::compute(&mut all, status)?;
    joint::rehearse(&all, &computed, all.lang.unwrap_or(lang), status)?;
    let mut checked = Checked { usable: true, ..Checked::default() };
    computed.parts.into_iter().for_each(|part| checked.add(part.prepared.linked));
    Ok(checked)
}

/// Writes the return workbooks beside the runs.
pub fn returns(desk: &Arc<Desk>, form: &Form) -> Answer {
    let one = project::named(&desk.root, value(form, "pipeline")).ok_or(Problem::NotFound)?;
    let parent = desk.root.folder(&one.output()).ok_or(Problem::NotFound)?;
    let stem = one.whole.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let free = (1..).map(|n| parent.join(format!("returns-{stem}-{n:03}")));
    let folder = free.into_iter().find(|path| !path.exists()).ok_or(Problem::Refused(507))?;
    let (kept, shown) = (Arc::clone(desk), desk.root.shown(&folder));
    let to = shown.clone();
    let words = move |path: &str| vec!["check".into(), path.into(), "--returns".into(), to];
    begin(desk, form, ["生成退件", "Writing returns"], words, move |status| {
        let pipeline = pipelines::load(one.file())?;
        let lang = own_lang(pipeline.lang, &kept);
        let computed: Result<Computed, Failure> = run::compute(&pipeline, status);
        let stopped = status.is_stopped();
        if let (Err(failure), true) = (&computed, stopped) {
            return Err(Failure::User(crate::diag::Diagnostics(failure.faults())));
        }
        let lang_of_page = kept.lang();
        let said = match returns::of_check(&pipeline, &computed, lang, &folder)? {
            None => lang_of_page.pick("没有需要退回的行", "No row has to be sent back").to_string(),
            Some(written) => say!(
                lang_of_page,
                "退件：{} 家，问题 {} 处，已写入 {shown}",
                "To be sent back: {} filers, {} problems, written to {shown}",
                written.filers,
                written.problems
            ),
        };
        kept.say(said);
        Ok(format!("intake?pipeline={}", escaped(&one.path)))
    })
}

/// Computes a pipeline and writes its run folder.
pub fn compute(desk: &Arc<Desk>, form: &Form) -> Answer {
    let one = project::named(&desk.root, value(form, "pipeline")).ok_or(Problem::NotFound)?;
    let kept = Arc::clone(desk);
    let words = |path: &str| vec!["run".into(), path.into()];
    begin(desk, form, ["核算", "Computing"], words, move |status| {
        let folder = match one.joint {
            true => {
                let mut all = joint::load(one.file())?;
                let lang = own_lang(all.lang, &kept);
                joint::execute(&mut all, None, lang, status)?.folder
            }
            false => {
                let pipeline = pipelines::load(one.file())?;
                let lang = own_lang(pipeline.lang, &kept);
                run::execute(&pipeline, None, lang, status)?.folder
            }
        };
        let whole = std::fs::canonicalize(&folder).unwrap_or(folder);
        Ok(match kept.root.holds(&whole) {
            Some(whole) => format!("run?run={}", escaped(&kept.root.shown(&whole))),
            // Outside what is open here: only told.
            None => {
                kept.say(whole.display().to_string());
                "./".to_string()
            }
        })
    })
}

/// Stops what is under way.
pub fn stop(desk: &Desk) -> Response {
    if let Some(work) = desk.bench.last().filter(|work| !work.status.has_ended()) {
        work.status.stop();
    }
    Response::see("work")
}

/// What is under way, or what it came to.
pub fn work(desk: &Desk) -> Answer {
    let lang = desk.lang();
    let Some(work) = desk.bench.last() else { return Ok(Response::see("./")) };
    let title = lang.pick(work.title[0], work.title[1]);
    let (mut state, mut found) = ("running", Vec::new());
    match locked(&work.done).as_ref() {
        Some(Done::Page(page)) => return Ok(Response::see(page)),
        Some(Done::Failed(faults)) => {
            (state, found) = ("failed", faults.iter().map(|fault| finding(fault, lang)).collect());
        }
        Some(Done::Stopped) => state = "stopped",
        None => {}
    }
    let context = json!({
        "state": state, "found": found, "title": title, "said": text(&work.status.said(lang)),
        "percent": work.status.percent(), "from": work.from, "number": work.number,
    });
    desk.show(Page {
        template: "work",
        part: "intake",
        title,
        context,
        commands: vec![work.command],
    })
}

/// The same for the script of the page.
pub fn status(desk: &Desk) -> Answer {
    let lang = desk.lang();
    let work = desk.bench.last().ok_or(Problem::NotFound)?;
    Ok(Response::json(&json!({
        "ended": work.status.has_ended(), "said": text(&work.status.said(lang)),
        "percent": work.status.percent(),
    })))
}
