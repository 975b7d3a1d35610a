//! The first page, a run, its reports.

use std::fs::File;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::http::{Body, Request, Response, escaped, value};
use super::page::{Page, command};
use super::routes::{Answer, Form, Problem};
use super::{Desk, locked, project};
use crate::diag::Lang;
use crate::report::model::Wanted;
use crate::run::reviews::FILE as REVIEWS;
use crate::run_folder::stored;

/// Pipelines and runs of the folder.
pub fn page(desk: &Desk) -> Answer {
    let lang = desk.lang();
    let pipelines = project::pipelines(&desk.root);
    let shown = pipelines
        .iter()
        .map(|one| json!({ "path": one.path, "title": one.title.get(lang), "joint": one.joint }));
    let context = json!({
        "pipelines": shown.collect::<Vec<_>>(),
        "runs": project::runs(&desk.root, lang),
        "folder": desk.root.path().display().to_string(),
    });
    let (template, title) = ("overview", lang.pick("总览", "Overview"));
    desk.show(Page { template, part: "overview", title, context, commands: Vec::new() })
}

/// The other language, from the next page on.
pub fn language(desk: &Desk, form: &Form) -> Response {
    if let Some(lang) = Lang::parse(value(form, "lang")) {
        *locked(&desk.lang) = lang;
    }
    // Back to a page of ours, whatever the form says.
    let back = value(form, "back");
    let ours = back.chars().all(|c| c.is_ascii_alphanumeric() || "?=&%._-".contains(c));
    Response::see(if ours && !back.is_empty() { back } else { "./" })
}

/// The folder of a run that a page names.
pub fn folder(desk: &Desk, named: &str) -> Result<PathBuf, Problem> {
    let found = desk.root.inside(named).filter(|path| stored::is_at(path));
    found.ok_or(Problem::NotFound)
}

/// Reports that may be shown: all but those that hold accounts, by the names that a run gives them.
fn may_be_shown(file: &str) -> bool {
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    let private = Wanted::Payments.name();
    let known = Wanted::NAMES.iter().any(|(name, _)| *name == stem && *name != private);
    (known || stem == "programmes") && ["html", "pdf", "xlsx", "txt"].contains(&ending)
}

/// One run.
pub fn run(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let path = folder(desk, named)?;
    let shown = project::one_run(&desk.root, &path, lang).ok_or(Problem::NotFound)?;
    let mut files: Vec<String> = std::fs::read_dir(path.join("reports"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| may_be_shown(name))
        .collect();
    files.sort();
    let reports: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({
                "file": file, "title": title(file, lang), "shown": file.ends_with(".html"),
                "kind": file.rsplit('.').next().unwrap_or_default().to_uppercase(),
            })
        })
        .collect();
    let same = |one: &&Value| one["path"] != shown["path"] && one["joint"] == false;
    let others: Vec<Value> = project::runs(&desk.root, lang)
        .iter()
        .filter(same)
        .map(|one| one["path"].clone())
        .collect();
    let reviews = path.join(REVIEWS).is_file();
    let context = json!({ "run": shown, "reports": reports, "others": others, "reviews": reviews });
    let name = shown["name"].as_str().unwrap_or_default().to_string();
    let commands = vec![command(&["report", named])];
    desk.show(Page { template: "run", part: "overview", title: &name, context, commands })
}

/// The workbook that reviewers fill in. It holds what enterprises filed, so that a form of ours must ask for it.
pub fn reviews(desk: &Desk, form: &Form) -> Answer {
    let run = folder(desk, value(form, "run"))?;
    let path = desk.root.holds(&run.join(REVIEWS)).ok_or(Problem::NotFound)?;
    let name = run.file_name().unwrap_or_default().to_string_lossy();
    Ok(send(&path, XLSX)?.download(&format!("{name}-{REVIEWS}")))
}

fn title(file: &str, lang: Lang) -> &'static str {
    match file.split('.').next().unwrap_or_default() {
        "budget" => lang.pick("预算影响报告", "Budget impact"),
        "publication" => lang.pick("公示名单", "Publication"),
        "details" => lang.pick("核定明细", "Details of awards"),
        "notices" => lang.pick("核定通知", "Award notices"),
        "duplicates" => lang.pick("重复享受核查报告", "Duplicate support"),
        "self-evaluation" => lang.pick("绩效自评表", "Self-evaluation"),
        _ => lang.pick("多方案汇总", "Several schemes"),
    }
}

/// A report in its frame.
pub fn report(desk: &Desk, named: &str, file: &str) -> Answer {
    let lang = desk.lang();
    folder(desk, named)?;
    if !may_be_shown(file) || !file.ends_with(".html") {
        return Err(Problem::NotFound);
    }
    let source = format!("file?run={}&file={}&show=1", escaped(named), escaped(file));
    let back = format!("run?run={}", escaped(named));
    let context =
        json!({ "source": source, "run": named, "title": title(file, lang), "back": back });
    let commands = vec![command(&["report", named])];
    desk.show(Page {
        template: "report",
        part: "overview",
        title: title(file, lang),
        context,
        commands,
    })
}

/// What a report may do: show itself with the style and script that it holds, in a world of its own.
const SANDBOX: &str = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; \
script-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// A report as the page in the frame.
pub fn as_shown(sent: Response) -> Response {
    sent.with("Content-Security-Policy", SANDBOX)
}

/// A report as a file, or as the page in the frame.
pub fn file(desk: &Desk, request: &Request) -> Answer {
    let (named, file) = (request.asked("run"), request.asked("file"));
    let run = folder(desk, named)?;
    if !may_be_shown(file) {
        return Err(Problem::NotFound);
    }
    let path = desk.root.holds(&run.join("reports").join(file)).ok_or(Problem::NotFound)?;
    let sent = send(&path, kind(file))?;
    if request.asked("show") == "1" && file.ends_with(".html") {
        return Ok(as_shown(sent));
    }
    let name = run.file_name().unwrap_or_default().to_string_lossy();
    Ok(sent.download(&format!("{name}-{file}")))
}

/// A file as an answer.
pub fn send(path: &std::path::Path, kind: &'static str) -> Result<Response, Problem> {
    let file = File::open(path).map_err(|_| Problem::NotFound)?;
    let about = file.metadata().map_err(|_| Problem::NotFound)?;
    if !about.is_file() {
        return Err(Problem::NotFound);
    }
    let mut response = Response::new(200, kind, "");
    response.body = Body::File(file, about.len());
    Ok(response)
}

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn kind(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "pdf" => "application/pdf",
        "xlsx" => XLSX,
        _ => "text/plain; charset=utf-8",
    }
}
