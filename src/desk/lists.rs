//! Further payment lists of an approved run and its allocation, as `report` makes them beside the run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Desk;
use super::http::{Response, value};
use super::overview::{kind, send};
use super::page::text;
use super::paid::{ALLOCATION, LISTED, Paid, line};
use super::routes::{Answer, Form, Problem};
use super::work::Task;
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, say};
use crate::ingest::Progress;
use crate::jobs::report::order::Order;
use crate::report::model::Wanted;
use crate::report::printing::FOLDER;
use crate::run_folder::stored;

/// What a form must choose.
pub fn nothing_chosen(what: &str, what_en: &str) -> Problem {
    let fault = Diagnostic::new(&codes::NO_FILINGS).arg("what", what).arg("what_en", what_en);
    Diagnostics::from(fault).into()
}

/// Folders of reports that were printed of the run later, the newest first.
fn folders(desk: &Desk, paid: &Paid) -> Vec<PathBuf> {
    let (runs, name) = stored::beside(&paid.run);
    let begin = format!("{name}-{FOLDER}-");
    let entries = std::fs::read_dir(runs).into_iter().flatten().flatten();
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name.strip_prefix(&begin);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            && desk.root.holds(path).is_some()
    };
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(own).collect();
    all.sort_by(|a, b| b.cmp(a));
    all
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let plain = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut all: Vec<String> =
        plain.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    all.retain(|name| !name.starts_with('.'));
    all.sort();
    all
}

/// The same as pages show them.
pub fn made(desk: &Desk, paid: &Paid) -> Vec<Value> {
    let folders = folders(desk, paid);
    let shown =
        folders.iter().map(|path| json!({ "path": desk.root.shown(path), "files": files(path) }));
    shown.collect()
}

/// A file of such a folder. Lists hold accounts, so that a form of ours must ask for it.
pub fn file(desk: &Desk, form: &Form) -> Answer {
    let paid = Paid::new(desk, value(form, "run"))?;
    let wanted = value(form, "folder");
    let folder = folders(desk, &paid).into_iter().find(|path| desk.root.shown(path) == wanted);
    let folder = folder.ok_or(Problem::NotFound)?;
    let file = files(&folder).into_iter().find(|name| name == value(form, "file"));
    let file = file.ok_or(Problem::NotFound)?;
    let whole = desk.root.holds(&folder.join(&file)).ok_or(Problem::NotFound)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(send(&whole, kind(&file))?.download(&format!("{name}-{file}")))
}

/// A list of what decisions or accounts given later release.
pub fn next(desk: &Arc<Desk>, form: &Form) -> Answer {
    let paid = Paid::new(desk, value(form, "run"))?;
    let [accounts, decisions] = [&LISTED[0], &LISTED[1]].map(|sort| paid.chosen(desk, form, sort));
    let (accounts, decisions) = (accounts?, decisions?);
    if accounts.is_empty() && decisions.is_empty() {
        return Err(nothing_chosen("补报账户或认定表", "accounts or decisions"));
    }
    let mut words = words(&paid, Wanted::Payments);
    for (sort, files) in LISTED.iter().zip([&accounts, &decisions]) {
        if !files.is_empty() {
            words.push(sort.option.into());
            words.extend(files.iter().cloned());
        }
    }
    let on = (!accounts.is_empty()).then(crate::jobs::ledger::today);
    words.extend(on.iter().flat_map(|day| ["--on".to_string(), day.to_string()]));
    let title = ["拨付清单", "A payment list"];
    print(desk, paid, (title, words), move |run, lang, said| {
        let paths = |names: &[String]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        let (accounts, decisions) = (paths(&accounts), paths(&decisions));
        let usual = Order::usual(run, &[Wanted::Payments], lang);
        Order { accounts: &accounts, decisions: &decisions, on, ..usual }.print(said)
    })
}

/// The allocation of the approved run.
pub fn allocate(desk: &Arc<Desk>, form: &Form) -> Answer {
    let paid = Paid::new(desk, value(form, "run"))?;
    let settings = paid.chosen(desk, form, &ALLOCATION)?.into_iter().next();
    let ledger = paid.ledger(desk);
    let mut words = words(&paid, Wanted::Allocation);
    let options = [(ALLOCATION.option, &settings), ("--ledger", &ledger)];
    for (option, value) in options {
        words.extend(value.iter().flat_map(|value| [option.to_string(), value.clone()]));
    }
    let title = ["资金下达", "The allocation"];
    print(desk, paid, (title, words), move |run, lang, said| {
        let usual = Order::usual(run, &[Wanted::Allocation], lang);
        let [settings, ledger] = [&settings, &ledger].map(|path| path.as_deref().map(Path::new));
        Order { allocation: settings, ledger, ..usual }.print(said)
    })
}

/// Prints beside the run; what was found on the way is said on the page.
fn print(
    desk: &Arc<Desk>,
    paid: Paid,
    (title, words): ([&'static str; 2], Vec<String>),
    job: impl FnOnce(&Path, Lang, &mut Vec<Diagnostic>) -> Result<PathBuf, Failure> + Send + 'static,
) -> Answer {
    let task = Task { title, command: line(&words), from: paid.page() };
    let (kept, own) = (Arc::clone(desk), desk.lang());
    let begun = desk.bench.begin(task, move |status| {
        status.say(title.join(" / ").as_str());
        let run = Path::new(&paid.named);
        let mut said = Vec::new();
        let folder = job(run, stored::language(run).unwrap_or(own), &mut said)?;
        let lang = kept.lang();
        let made = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut all = vec![say!(lang, "已生成 {made}", "made: {made}")];
        all.extend(said.iter().map(|found| format!("{} {}", found.code.id, found.message(lang))));
        kept.say(text(&all.join(lang.pick("；", "; "))));
        Ok(format!("{}#lists", paid.page()))
    });
    begun.map(|_| Response::see("work")).ok_or(Problem::Refused(409))
}

fn words(paid: &Paid, report: Wanted) -> Vec<String> {
    vec!["report".into(), paid.named.clone(), "--only".into(), report.name().into()]
}
