//! Kept scenarios side by side with the baseline.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::http::Response;
use super::overview::{XLSX, folder};
use super::page::{Page, command, finding, table};
use super::routes::{Answer, Problem};
use super::whatif::Open;
use super::{Desk, locked, project};
use crate::diag::{Diagnostics, Failure, Text};
use crate::jobs::compare;
use crate::report::model::scenario as model;
use crate::run::lab;
use crate::workbook::{Sheet, book};

/// Scenario files that stand side by side, at most.
const MOST: usize = 20;

/// The scenario files of a pipeline, by name.
fn files(desk: &Desk, named: &str) -> Result<Vec<PathBuf>, Problem> {
    let pipeline = project::named(&desk.root, named).ok_or(Problem::NotFound)?;
    let folder = desk.root.holds(&pipeline.scenarios());
    let entries = folder.map(std::fs::read_dir).into_iter().flatten().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    all.retain(|path| path.extension().is_some_and(|ending| ending == "toml") && path.is_file());
    all.sort();
    all.truncate(MOST);
    Ok(all.iter().map(|path| PathBuf::from(desk.root.shown(path))).collect())
}

fn open(desk: &Desk, named: &str) -> Option<Arc<Open>> {
    locked(&desk.lab).clone().filter(|open| open.path == named)
}

fn compared(desk: &Desk, open: &Open, files: &[PathBuf]) -> Result<Vec<Sheet>, Problem> {
    let scenarios = lab::load_all(files)?;
    let outcomes = open.lab.evaluate_all(&scenarios).map_err(Failure::from)?;
    Ok(model::compare(open.lab.outcome(), &outcomes, &open.groups, desk.lang()))
}

/// Scenarios that can be used here, side by side; those that cannot are named.
pub fn page(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let all = files(desk, named)?;
    let open = open(desk, named);
    let (mut good, mut bad) = (Vec::new(), Diagnostics::default());
    for path in &all {
        let read = lab::load_all(std::slice::from_ref(path));
        let fits = read.and_then(|scenarios| match &open {
            Some(open) => open.lab.base().under(&lab::stacked(&scenarios)).map(|_| ()),
            None => Ok(()),
        });
        match fits {
            Ok(()) => good.push(path.clone()),
            Err(faults) => bad.extend(faults),
        }
    }
    let sheets = match &open {
        Some(open) if !good.is_empty() => compared(desk, open, &good)?,
        _ => Vec::new(),
    };
    let shown: Vec<String> = good.iter().map(|path| path.display().to_string()).collect();
    let mut words = vec!["scenario", "compare", named];
    words.extend(shown.iter().map(String::as_str));
    let context = json!({
        "pipeline": named, "open": open.is_some(), "files": shown,
        "bad": bad.0.iter().map(|fault| finding(fault, lang)).collect::<Vec<_>>(),
        "sheets": sheets.iter().map(table).collect::<Vec<_>>(),
    });
    let commands = if shown.is_empty() { Vec::new() } else { vec![command(&words)] };
    let title = lang.pick("方案并列", "Side by side");
    desk.show(Page { template: "variants", part: "whatif", title, context, commands })
}

/// Two runs side by side, from their folders.
pub fn runs(desk: &Desk, first: &str, second: &str) -> Answer {
    let lang = desk.lang();
    let [one, other] = [folder(desk, first)?, folder(desk, second)?];
    let compared = compare::compare(&[&one, &other])?;
    let Some((base, rest)) = compared.outcomes.split_first() else { return Err(Problem::NotFound) };
    let mut sheets = model::compare(base, rest, &compared.groupings, lang);
    sheets.insert(1, model::changed(&compared.changes, lang));
    let context = json!({
        "run": first, "with": second, "sheets": sheets.iter().map(table).collect::<Vec<_>>(),
    });
    let commands = vec![command(&["scenario", "compare", first, second])];
    let title = lang.pick("两次核算对比", "Two runs compared");
    desk.show(Page { template: "compare", part: "overview", title, context, commands })
}

/// The same as a workbook, as `scenario compare --xlsx` writes it.
pub fn workbook(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let open = open(desk, named).ok_or(Problem::Refused(409))?;
    let sheets = compared(desk, &open, &files(desk, named)?)?;
    let book = model::book(&Text::new("情景推演", "Scenarios"), sheets, lang);
    let folder = tempfile::tempdir().map_err(|_| Problem::Refused(507))?;
    let path = folder.path().join("scenarios.xlsx");
    book::write(&book, &path, lang)?;
    let bytes = std::fs::read(&path).map_err(|_| Problem::Refused(507))?;
    Ok(Response::new(200, XLSX, bytes).download("scenarios.xlsx"))
}
