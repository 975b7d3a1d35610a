//! Progress against plans: plans and folders of figures chosen, the report with its charts shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::http::{Request, Response, escaped, value};
use super::overview::{XLSX, as_shown, folder, kind, send};
use super::page::{Page, command};
use super::routes::{Answer, Form, Problem};
use super::work::Task;
use super::{Desk, ledger, project};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes};
use crate::jobs::ledger::today;
use crate::jobs::progress::{Asked, Looks, follow, write};
use crate::report::render::Format;
use crate::run_folder::manifest::{self, FILE, Progress};

/// Where folders of progress go: the same as for the command.
const OUT: &str = "runs";
const BOOK: &str = "workbook.xlsx";

/// What can be chosen; what was made.
pub fn page(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let made = made(desk, lang);
    let shown = match named {
        "" => None,
        named => Some(report(desk, named, lang)?),
    };
    let runs = project::runs(&desk.root, lang);
    let plans = project::plans(&desk.root)
        .into_iter()
        .map(|(path, title)| json!({ "path": path, "title": title.get(lang) }));
    let sources = project::tables(&desk.root).into_iter().map(|(path, files)| {
        json!({ "path": path, "count": files.len(), "files": names(&files).join("、") })
    });
    let context = json!({
        "plans": plans.collect::<Vec<_>>(), "sources": sources.collect::<Vec<_>>(), "made": made,
        "runs": runs.iter().filter(|run| run["joint"] == false).collect::<Vec<_>>(),
        "today": today().to_string(), "shown": shown,
    });
    let title = lang.pick("进展", "Progress");
    desk.show(Page { template: "progress", part: "progress", title, context, commands: Vec::new() })
}

fn names(files: &[String]) -> Vec<&str> {
    files.iter().filter_map(|file| file.rsplit('/').next()).collect()
}

/// Finished folders of progress, the latest day first.
fn made(desk: &Desk, lang: Lang) -> Vec<Value> {
    let folder = desk.root.holds(&desk.root.path().join(OUT));
    let entries = folder.map(std::fs::read_dir).into_iter().flatten().flatten().flatten();
    let mut all: Vec<(PathBuf, Progress)> = entries
        .filter_map(|entry| {
            let bytes = std::fs::read(entry.path().join(FILE)).ok()?;
            Some((entry.path(), manifest::read::<Progress>(&bytes).ok()?))
        })
        .collect();
    all.sort_by(|(a, one), (b, other)| other.as_of.cmp(&one.as_of).then_with(|| b.cmp(a)));
    let of = |(path, made): &(PathBuf, Progress)| {
        let plans: Vec<&str> = made.plans.iter().map(|plan| plan.title.get(lang)).collect();
        json!({
            "path": desk.root.shown(path), "as_of": made.as_of.to_string(), "plans": plans,
            "errors": made.counts.errors, "warnings": made.counts.warnings,
        })
    };
    all.iter().map(of).collect()
}

/// The folder of a report, as its manifest says.
fn of_progress(desk: &Desk, named: &str) -> Result<PathBuf, Problem> {
    let path = folder(desk, named)?;
    let bytes = std::fs::read(path.join(FILE)).map_err(|_| Problem::NotFound)?;
    manifest::read::<Progress>(&bytes).map_err(|_| Problem::NotFound)?;
    Ok(path)
}

/// Reports of a folder that a browser can show or save.
fn reports(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path.join("reports")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut all: Vec<String> =
        names.filter(|name| name.ends_with(".html") || name.ends_with(".pdf")).collect();
    // The report itself, then the yearly reports and the cards of offices.
    all.sort_by_key(|name| (!name.starts_with("progress."), name.clone()));
    all
}

fn report(desk: &Desk, named: &str, lang: Lang) -> Result<Value, Problem> {
    let files = reports(&of_progress(desk, named)?);
    let first = files.iter().find(|name| name.ends_with(".html"));
    let title = |file: &String| {
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let words = match stem {
            "progress" => lang.pick("进展报告", "Progress report"),
            "offices" => lang.pick("部门卡片", "Cards of offices"),
            stem if stem.starts_with("yearly") => lang.pick("年度报告", "Yearly report"),
            stem => stem,
        };
        let kind = if ending == "html" { String::new() } else { format!(" {ending}") };
        json!({ "file": file, "title": format!("{words}{kind}") })
    };
    let shown: Vec<Value> = files.iter().map(title).collect();
    Ok(json!({ "path": named, "files": shown, "first": first }))
}

/// A report or the workbook of a folder.
pub fn file(desk: &Desk, request: &Request) -> Answer {
    let (named, file) = (request.asked("folder"), request.asked("file"));
    let path = of_progress(desk, named)?;
    let (inner, of) = match file {
        BOOK => (path.join(BOOK), XLSX),
        file if reports(&path).iter().any(|known| known == file) => {
            (path.join("reports").join(file), kind(file))
        }
        _ => return Err(Problem::NotFound),
    };
    let whole = desk.root.holds(&inner).ok_or(Problem::NotFound)?;
    let sent = send(&whole, of)?;
    if request.asked("show") == "1" && file.ends_with(".html") {
        return Ok(as_shown(sent));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(sent.download(&format!("{name}-{file}")))
}

/// Judges plans by what was chosen and writes the folder.
pub fn make(desk: &Arc<Desk>, form: &Form) -> Answer {
    let lang = desk.lang();
    let as_of = ledger::day(value(form, "as_of"))?;
    let chosen = |name: &str| -> Vec<String> {
        let named = form.iter().filter(|(key, value)| key == name && !value.is_empty());
        named.map(|(_, value)| value.clone()).collect()
    };
    let known: BTreeMap<String, Vec<String>> = project::tables(&desk.root).into_iter().collect();
    let mut files = Vec::new();
    for source in chosen("source") {
        files.extend(known.get(&source).ok_or(Problem::NotFound)?.iter().cloned());
    }
    let (plans, runs) = (chosen("plan"), chosen("support"));
    let previous = chosen("previous").pop();
    for named in plans.iter().chain(&runs).chain(&previous) {
        desk.root.inside(named).ok_or(Problem::NotFound)?;
    }
    if plans.is_empty() {
        let fault =
            Diagnostic::new(&codes::NO_FILINGS).arg("what", "计划").arg("what_en", "a plan");
        return Err(Diagnostics::from(fault).into());
    }
    let words = words(&plans, (&files, &runs), previous.as_deref(), (as_of, lang));
    let paths = |names: &[String]| names.iter().map(PathBuf::from).collect();
    let asked = Asked {
        plans: paths(&plans),
        files: paths(&files),
        runs: paths(&runs),
        as_of,
        previous: previous.map(PathBuf::from),
        headers: None,
        rates: None,
        calendar: None,
    };
    let task = Task {
        title: ["计划进展", "Progress against plans"],
        command: command(&words.iter().map(String::as_str).collect::<Vec<_>>()),
        from: "progress".to_string(),
    };
    let kept = Arc::clone(desk);
    let begun = desk.bench.begin(task, move |status| {
        let followed = follow(&asked, status)?;
        let looks = Looks { lang, formats: &[Format::Html] };
        let folder = write(&followed, Path::new(OUT), looks, status)?;
        let whole = std::fs::canonicalize(&folder).unwrap_or(folder);
        Ok(format!("progress?folder={}", escaped(&kept.root.shown(&whole))))
    });
    begun.map(|_| Response::see("work")).ok_or(Problem::Refused(409))
}

/// The command that does the same.
fn words(
    plans: &[String],
    (files, runs): (&[String], &[String]),
    previous: Option<&str>,
    (as_of, lang): (chrono::NaiveDate, Lang),
) -> Vec<String> {
    let mut words: Vec<String> = vec!["progress".into()];
    words.extend(plans.iter().cloned());
    let mut option = |name: &str, values: &[String]| {
        if !values.is_empty() {
            words.push(name.to_string());
            words.extend(values.iter().cloned());
        }
    };
    option("--actuals", files);
    option("--support", runs);
    option("--previous", &previous.map(str::to_string).into_iter().collect::<Vec<_>>());
    option("--as-of", &[as_of.to_string()]);
    option("--format", &["html".to_string()]);
    option("--lang", &[lang.tag().to_string()]);
    words
}
