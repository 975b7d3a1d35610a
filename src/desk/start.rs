//! A new year: a folder with a pipeline, its scheme, word lists and rates, as `new` makes it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::http::{Request, Response, escaped, value};
use super::ledger::day;
use super::page::Page;
use super::place::safe_name;
use super::routes::{Answer, Form, Problem};
use super::{Desk, locked};
use crate::diag::{Diagnostic, Diagnostics, Text, codes, say};
use crate::jobs::ledger::today;
use crate::jobs::new::{self, Usual, Wanted};
use crate::scheme::SchemeFile;

/// The schemes that can be chosen, as commands name them: below the folder that is open, or wherever they lie.
fn schemes(desk: &Desk) -> Vec<(String, Text)> {
    let all = new::schemes(Path::new("."));
    let shown = |path: &Path| match desk.root.holds(path) {
        Some(whole) => desk.root.shown(&whole),
        None => path.to_string_lossy().into_owned(),
    };
    all.into_iter().map(|(path, title)| (shown(&path), title)).collect()
}

/// The scheme that a page names, else the first.
fn chosen(desk: &Desk, named: &str) -> Result<Option<String>, Problem> {
    let mut all = schemes(desk).into_iter().map(|(path, _)| path);
    match named {
        "" => Ok(all.next()),
        named => all.find(|path| path == named).map(Some).ok_or(Problem::NotFound),
    }
}

/// What a new pipeline has to be told.
pub fn page(desk: &Desk, request: &Request) -> Answer {
    let lang = desk.lang();
    let scheme = chosen(desk, request.asked("scheme"))?;
    let all = schemes(desk);
    let listed = all.iter().map(|(path, title)| json!({ "path": path, "title": title.get(lang) }));
    let (mut year, mut open) = (None, Vec::new());
    if let Some(path) = &scheme {
        year = Some(new::year_of(Path::new(path))?);
        open = new::required(&SchemeFile::load(Path::new(path))?, lang);
    }
    let asked: Vec<Value> = open
        .iter()
        .map(|(name, what, shown)| json!({ "name": name, "what": what, "shown": shown }))
        .collect();
    let context = json!({
        "schemes": listed.collect::<Vec<_>>(), "scheme": scheme, "year": year, "asked": asked,
        "today": today().to_string(),
    });
    let title = lang.pick("新建年度", "A new year");
    desk.show(Page { template: "new", part: "overview", title, context, commands: Vec::new() })
}

/// Makes the folder.
pub fn make(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let scheme = chosen(desk, value(form, "scheme"))?.ok_or(Problem::NotFound)?;
    let name = value(form, "name").trim();
    let Some(name) = safe_name(name).filter(|safe| safe == name) else {
        return Err(odd_name(name));
    };
    let deadline = day(value(form, "deadline"))?;
    let year = value(form, "year").trim().parse().map_err(|_| Problem::Refused(400))?;
    let given = |key: &str| Some(value(form, key).trim()).filter(|text| !text.is_empty());
    let parameters: Vec<(String, String)> = form
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("set-")?.to_string(), value.clone())))
        .filter(|(_, value)| !value.trim().is_empty())
        .collect();
    let (scheme, folder) = (PathBuf::from(scheme), PathBuf::from(&name));
    let required = new::required(&SchemeFile::load(&scheme)?, lang);
    let missing = required.iter().filter(|(own, ..)| !parameters.iter().any(|(set, _)| set == own));
    let missing: Vec<String> = missing.map(|(_, what, _)| what.clone()).collect();
    if !missing.is_empty() {
        return Err(new::missing(&missing).into());
    }
    let budget = given("budget");
    let pool = given("pool").filter(|_| budget.is_some());
    let usual = Usual::near(&scheme, &folder);
    let _writing = locked(&desk.writing);
    let made = new::make(&Wanted {
        folder: &folder,
        scheme: &scheme,
        headers: &usual.headers,
        rates: &usual.rates,
        year,
        deadline,
        budget,
        pool,
        filings: None,
        parameters: &parameters,
        lang,
    })?;
    let mut words =
        ["new", &name, "--scheme", &scheme.to_string_lossy()].map(String::from).to_vec();
    words.extend(["--year".into(), year.to_string(), "--deadline".into(), deadline.to_string()]);
    for (flag, value) in [("--budget", budget), ("--pool", pool)] {
        words.extend(value.into_iter().flat_map(|value| [flag.to_string(), value.to_string()]));
    }
    let set = parameters.iter().map(|(name, value)| format!("{name}={value}"));
    words.extend(set.flat_map(|set| ["--set".to_string(), set]));
    words.extend(["--lang".into(), lang.tag().into()]);
    desk.did(&words);
    let pipeline = made.pipeline.to_string_lossy().replace('\\', "/");
    desk.say(say!(
        lang,
        "已新建 {pipeline}。接着放入申报文件。",
        "made {pipeline}; now bring the filings"
    ));
    Ok(Response::see(&format!("intake?pipeline={}", escaped(&pipeline))))
}

fn odd_name(name: &str) -> Problem {
    Diagnostics::from(Diagnostic::new(&codes::FOLDER_NAME).arg("read", name)).into()
}
