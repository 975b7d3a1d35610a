//! What if: the parameters and readings of a scheme, moved in a page, answered by the lab.
//!
//! What a page has moved is a scenario file at any time: its text is made here, read back as a file is, and shown.
//! Nothing else goes into an answer, so that page and command cannot differ.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::http::{Request, Response, escaped, value};
use super::page::{Page, command, finding, table};
use super::place::safe_name;
use super::routes::{Answer, Form, Problem};
use super::work::Task;
use super::{Desk, locked, project};
use crate::config::parse_text;
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, say};
use crate::domain::{Currency, Fen};
use crate::report::model::scenario as model;
use crate::run::lab;
use crate::scenario::compare::Grouping;
use crate::scenario::vary::{Knob, Quantity};
use crate::scenario::{Lab, Scenario, write};

/// Inputs that were read once, to be asked many times.
pub struct Open {
    pub path: String,
    pub lab: Lab,
    pub groups: Vec<Grouping>,
    pub currencies: Vec<Currency>,
}

/// The page of a pipeline: what can be moved, where its inputs were read.
pub fn page(desk: &Desk, named: &str) -> Answer {
    let lang = desk.lang();
    let all: Vec<_> = project::pipelines(&desk.root).into_iter().filter(|one| !one.joint).collect();
    let first = all.first().map(|one| one.path.clone()).unwrap_or_default();
    let path = if named.is_empty() { first } else { named.to_string() };
    if !path.is_empty() && !all.iter().any(|one| one.path == path) {
        return Err(Problem::NotFound);
    }
    let open = locked(&desk.lab).clone().filter(|open| open.path == path);
    let pipelines = all.iter().map(|p| json!({ "path": p.path, "title": p.title.get(lang) }));
    let context = json!({
        "pipelines": pipelines.collect::<Vec<_>>(),
        "pipeline": path,
        "open": open.is_some(),
        "knobs": open.as_ref().map(|open| knobs(open, lang)).unwrap_or_default(),
        "options": open.as_ref().map(|open| options(open, lang)).unwrap_or_default(),
    });
    let commands = match path.as_str() {
        "" => Vec::new(),
        path => {
            vec![command(&["scenario", "readings", path]), command(&["scenario", "tornado", path])]
        }
    };
    let title = lang.pick("测算", "What if");
    desk.show(Page { template: "whatif", part: "whatif", title, context, commands })
}

/// Reads the inputs of a pipeline.
pub fn read(desk: &Arc<Desk>, form: &Form) -> Answer {
    let one = project::named(&desk.root, value(form, "pipeline")).ok_or(Problem::NotFound)?;
    let kept = Arc::clone(desk);
    let page = format!("whatif?pipeline={}", escaped(&one.path));
    let command = command(&["scenario", "budget", &one.path]);
    let task = Task { title: ["读入数据", "Reading the inputs"], command, from: page.clone() };
    let begun = desk.bench.begin(task, move |status| {
        let pipeline = crate::pipeline::load(one.file())?;
        let lab = lab::lab(&pipeline, status)?;
        let (groups, currencies) = (lab.groupings()?, lab.currencies(lab.baseline())?);
        *locked(&kept.lab) =
            Some(Arc::new(Open { path: one.path.clone(), lab, groups, currencies }));
        Ok(page)
    });
    begun.map(|_| Response::see("work")).ok_or(Problem::Refused(409))
}

/// Everything that can be moved: where it is, between which bounds, and what it is.
fn knobs(open: &Open, lang: Lang) -> Vec<Value> {
    let (base, setting) = (open.lab.base(), open.lab.baseline());
    let mut all = Knob::all(base, setting, &open.currencies);
    if setting.pool.is_some() {
        let at = all.iter().position(|knob| *knob == Knob::Total).map_or(0, |at| at + 1);
        all.insert(at, Knob::Reserve);
    }
    let shown = all.iter().filter_map(|knob| {
        let now = knob.now(base, setting)?;
        let (group, clause, title) = words(open, knob, lang);
        Some(json!({
            "name": knob.to_string(), "group": group, "clause": clause, "title": title,
            "now": plain(&knob.show(now)), "slider": slider(open, knob, now),
        }))
    });
    shown.collect()
}

/// The heading that a knob stands under, its clause and what it is.
fn words(open: &Open, knob: &Knob, lang: Lang) -> (&'static str, String, String) {
    let own = |zh: &str, en: &str| (String::new(), lang.pick(zh, en).to_string());
    let (group, (clause, title)) = match knob {
        Knob::Parameter(name) => {
            let known = open.lab.baseline().scheme.in_force.iter().find(|one| one.name == *name);
            let words = known.map(|one| (one.clause.clone(), one.text.get(lang).to_string()));
            ("parameters", words.unwrap_or_default())
        }
        Knob::Rate(name) => ("rates", own(name, name)),
        Knob::Total => ("money", own("预算总额", "Budget in all")),
        Knob::Reserve => ("money", own("预留", "Held back")),
        Knob::Applicants => ("growth", own("申报企业数", "Applicants")),
        Knob::TakeUp => ("growth", own("实际申报的比例", "Take-up")),
        Knob::Pending => ("growth", own("近期受理的计入比例", "Accepted lately")),
        Knob::Prices => ("growth", own("申报金额", "Filed amounts")),
    };
    (group, clause, title)
}

/// Text as the slider of a page writes it: without separators, whole yuan without their zeros.
fn plain(text: &str) -> String {
    let text = text.replace(',', "");
    match text.split_once(".00") {
        Some((whole, unit)) if unit.chars().all(|c| !c.is_ascii_digit()) => {
            format!("{whole}{unit}")
        }
        _ => text,
    }
}

/// The values of a slider in whole units: hundredths of a per cent, ten-thousandths, 元, or one. `None` where the
/// value in force does not stand on one.
fn slider(open: &Open, knob: &Knob, now: Quantity) -> Option<Value> {
    let (kind, unit) = match (knob, now) {
        (Knob::Rate(name), Quantity::Ratio(_)) if Currency::parse(name).is_some() => {
            ("decimal", "")
        }
        (_, Quantity::Ratio(_)) => ("percent", "%"),
        (_, Quantity::Amount(amount)) => ("amount", currency(amount.currency)),
        (_, Quantity::Count(_)) => ("count", ""),
    };
    let units = |value: Quantity| match value {
        Quantity::Ratio(ratio) => {
            let scaled = i128::from(ratio.num) * 10_000;
            (scaled % i128::from(ratio.den) == 0)
                .then(|| i64::try_from(scaled / i128::from(ratio.den)).ok())
                .flatten()
        }
        Quantity::Amount(amount) => (amount.minor % 100 == 0).then_some(amount.minor / 100),
        Quantity::Count(count) => Some(count),
    };
    let now = units(now)?;
    let (least, most) = knob.range(open.lab.base());
    let open_end = match now {
        0 => {
            if kind == "amount" {
                1_000_000
            } else {
                10_000
            }
        }
        now => now.checked_mul(2)?,
    };
    let least = least.and_then(units).unwrap_or(0);
    let most = most.and_then(units).unwrap_or(open_end).max(now);
    // About four hundred stops, and all of them round: 1, 10, 100 … units.
    let mut step = 1;
    while (most - least) / step > 400 {
        step *= 10;
    }
    Some(json!({ "kind": kind, "unit": unit, "now": now, "min": least, "max": most, "step": step }))
}

fn currency(currency: Currency) -> &'static str {
    match currency {
        Currency::Usd => "美元",
        Currency::Hkd => "港元",
        Currency::Eur => "欧元",
        _ => "元",
    }
}

/// Contested readings with their questions.
fn options(open: &Open, lang: Lang) -> Vec<Value> {
    let in_force = &open.lab.baseline().scheme.in_force;
    let rules = open.lab.base().scheme_file.option_rules();
    let shown = rules.iter().map(|rule| {
        let now = in_force.iter().find(|one| one.reading && one.name == rule.name);
        let now = now.map_or(rule.default.as_str(), |one| one.value.as_str());
        let values = rule.values.iter().map(|value| {
            json!({ "name": value.name, "text": value.text.get(lang), "now": value.name == now })
        });
        json!({
            "name": rule.name, "clause": rule.clause, "question": rule.question.get(lang),
            "values": values.collect::<Vec<_>>(),
        })
    });
    shown.collect()
}

/// What a page has moved, as the text of a scenario file.
fn written(open: &Open, moved: &Value, name: &str, title: &str) -> Result<String, Diagnostics> {
    let (base, setting) = (open.lab.base(), open.lab.baseline());
    let mut scenario = Scenario::named(name);
    scenario.title = crate::diag::Text::new(title, title);
    let mut faults = Diagnostics::default();
    let empty = Map::new();
    let of = |key: &str| moved[key].as_object().unwrap_or(&empty).clone();
    for (name, value) in of("values") {
        let text = value.as_str().unwrap_or_default();
        let knob = match Knob::parse(&name, base, setting) {
            Ok(knob) => knob,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        match Quantity::parse(text).filter(|value| knob.takes(*value, base, setting)) {
            Some(value) => knob.set(&mut scenario, knob.like_now(value, base, setting)),
            None => faults.push(
                Diagnostic::new(&codes::BAD_GRID)
                    .arg("read", format!("{name}={text}"))
                    .arg("why", "值无法识别，写法如 3%、80万元、12")
                    .arg("why_en", "it is no value: write 3%, 80万元 or 12"),
            ),
        }
    }
    for (name, value) in of("options") {
        scenario = scenario.with_option(&name, value.as_str().unwrap_or_default());
    }
    faults.into_result(write::toml(&scenario))
}

/// Reads the text as the file is read.
fn scenario(text: &str, name: &str) -> Result<Scenario, Diagnostics> {
    let root = parse_text("scenario.toml", text.to_string())?;
    Scenario::read(&root, name.to_string(), &|_| Err(Diagnostics::default()))
}

/// The same, where nothing moved is the baseline.
fn scenario_or_none(text: &str, title: &str) -> Result<Scenario, Diagnostics> {
    match scenario(text, "try") {
        Err(faults) if faults.0.iter().all(|f| f.code == &codes::SCENARIO_EMPTY) => {
            let mut nothing = Scenario::named("try");
            nothing.title = crate::diag::Text::new(title, title);
            Ok(nothing)
        }
        read => read,
    }
}

/// The inputs that were read for a page, and what it sent.
fn asked(desk: &Desk, request: &mut Request) -> Result<(Arc<Open>, Value), Problem> {
    let moved: Value =
        serde_json::from_slice(&request.body()?).map_err(|_| Problem::Refused(400))?;
    let open = locked(&desk.lab).clone();
    let open = open.filter(|open| moved["pipeline"] == open.path.as_str());
    Ok((open.ok_or(Problem::Refused(409))?, moved))
}

/// The answer of the lab to what a page has moved.
pub fn attempt(desk: &Desk, request: &mut Request) -> Answer {
    let lang = desk.lang();
    let (open, moved) = asked(desk, request)?;
    let title = lang.pick("正在测算", "This try");
    let answer = written(&open, &moved, "try", title)
        .and_then(|text| Ok((scenario_or_none(&text, title)?, text)))
        .map_err(crate::scenario::LabError::from)
        .and_then(|(scenario, text)| {
            let (setting, said) = open.lab.setting(&scenario)?;
            let outcome = open.lab.outcome_of(&setting, &scenario)?;
            Ok((outcome, said, text))
        });
    let (outcome, said, text) = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let faults = crate::diag::Failure::from(error).faults();
            let found: Vec<Value> = faults.iter().map(|fault| finding(fault, lang)).collect();
            return Ok(Response::json(&json!({ "faults": found })));
        }
    };
    let base = open.lab.outcome();
    let sheets = model::compare(base, std::slice::from_ref(&outcome), &open.groups, lang);
    let own = [codes::SCENARIO_BEATEN.id, codes::MEASURE_WITHOUT_DATA.id];
    let said = said.0.iter().filter(|said| own.contains(&said.code.id));
    let totals = |outcome: &crate::scenario::Outcome| {
        json!({
            "approved": Fen(outcome.totals.approved).to_string(),
            "payable": Fen(outcome.totals.payable).to_string(),
            "available": outcome.totals.available.map(|fen| Fen(fen).to_string()),
        })
    };
    Ok(Response::json(&json!({
        "base": totals(base),
        "now": totals(&outcome),
        "sheets": sheets.iter().map(table).collect::<Vec<_>>(),
        "said": said.map(|fault| finding(fault, lang)).collect::<Vec<_>>(),
        "toml": text,
    })))
}

/// Keeps what a page has moved as a scenario file beside the others.
pub fn keep(desk: &Desk, request: &mut Request) -> Answer {
    let lang = desk.lang();
    let (open, moved) = asked(desk, request)?;
    let no =
        |text: String| Ok(Response { status: 422, ..Response::json(&json!({ "error": text })) });
    let title = moved["title"].as_str().unwrap_or_default().trim().to_string();
    let stem = safe_name(&title).filter(|stem| *stem == title);
    let Some(stem) = stem else {
        return no(lang
            .pick("请起一个可作文件名的名称", "give it a name that a file can have")
            .into());
    };
    let text = match written(&open, &moved, &stem, &title)
        .and_then(|text| scenario(&text, &stem).map(|_| text))
    {
        Ok(text) => text,
        Err(faults) => {
            return no(faults.0.first().map(|fault| fault.message(lang)).unwrap_or_default());
        }
    };
    let pipeline = project::named(&desk.root, &open.path).ok_or(Problem::NotFound)?;
    let folder = desk.root.folder(&pipeline.scenarios()).ok_or(Problem::Refused(507))?;
    let path = folder.join(format!("{stem}.toml"));
    let _writing = locked(&desk.writing);
    match put(&path, &text) {
        Ok(()) => {}
        Err(_) if path.symlink_metadata().is_ok() => {
            return no(say!(
                lang,
                "已有名为“{stem}”的情景，请换一个名称",
                "there is a scenario `{stem}` already: choose another name"
            ));
        }
        Err(_) => return Err(Problem::Refused(507)),
    }
    let shown = desk.root.shown(&path);
    Ok(Response::json(&json!({
        "said": say!(lang, "已保存为 {shown}", "kept as {shown}"), "toml": text,
        "command": command(&["scenario", "compare", &open.path, &shown]),
    })))
}

/// Writes a new file, whole or not at all; it is as open as the mask of the user has new files.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let mut hidden = tempfile::Builder::new();
    hidden.prefix(".unfinished-");
    #[cfg(unix)]
    hidden.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut hidden = hidden.tempfile_in(path.parent().unwrap_or(path))?;
    hidden.write_all(text.as_bytes())?;
    hidden.as_file().sync_all()?;
    hidden.persist_noclobber(path).map(|_| ()).map_err(|taken| taken.error)
}
