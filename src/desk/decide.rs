//! What a run asks people about duplicate support, one question at a time: a key for each answer, the next open one on
//! top. Answers stand in a workbook, as `duplicates decide` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::http::{Response, escaped, value};
use super::overview::folder;
use super::page::{Page, command, text};
use super::project::Pipeline;
use super::routes::{Answer, Form, Problem};
use super::{Desk, intake, ledger, locked, project};
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::duplicate::same::Why;
use crate::frame::columns as c;
use crate::jobs::decide::{At, Queue, Signature};
use crate::jobs::ledger::today;
use crate::pipeline::naming::name_decisions;
use crate::report::model::review::{NONE, Parts, STATES, differences, in_words};

/// Rows that are listed below the question, at most.
const MOST_LISTED: usize = 300;

/// What the desk remembers between two answers: none of it is lost with it but the way back.
#[derive(Default)]
pub struct Memory {
    /// What the run that was looked at last asks.
    open: Option<(String, Arc<Queue>)>,
    by: String,
    on: Option<NaiveDate>,
    /// Answers given here, the last one last.
    done: Vec<Done>,
}

impl Memory {
    /// Who decided last at this desk.
    pub fn by(&self) -> String {
        self.by.clone()
    }

    pub fn sign(&mut self, by: &str, on: NaiveDate) {
        (self.by, self.on) = (by.trim().to_string(), Some(on));
    }
}

/// An answer that can be taken back.
#[derive(Clone)]
struct Done {
    run: String,
    row: String,
    before: Vec<(&'static str, String)>,
    reason: String,
    /// The command that did the same.
    command: String,
}

/// The three kinds of questions, those first that settle most at once.
const GROUPS: [&str; 3] = ["lists", "texts", "cases"];

fn group(at: At) -> &'static str {
    match at {
        At::List(_) => "lists",
        At::Text(_) => "texts",
        At::Case(_) => "cases",
    }
}

/// A run, its questions with what the workbook answers, and where that stands.
struct Asked {
    named: String,
    queue: Queue,
    /// Below the folder that is open, as commands name it.
    file: PathBuf,
    pipeline: Option<Pipeline>,
    /// Whether the pipeline reads the workbook.
    read: bool,
}

impl Asked {
    fn new(desk: &Desk, named: &str) -> Result<Self, Problem> {
        let run = folder(desk, named)?;
        let known = locked(&desk.decide).open.clone().filter(|(name, _)| name == named);
        let asked = match known {
            Some((_, asked)) => asked,
            None => {
                let asked = Arc::new(Queue::open(&run)?);
                locked(&desk.decide).open = Some((named.to_string(), Arc::clone(&asked)));
                asked
            }
        };
        let pipeline = of_run(desk, &run);
        let (whole, read) = place(pipeline.as_ref(), &run);
        if whole.symlink_metadata().is_ok() && desk.root.holds(&whole).is_none() {
            return Err(Problem::NotFound);
        }
        let file = PathBuf::from(desk.root.shown(&whole));
        let mut queue = Queue::clone(&asked);
        queue.take(&file)?;
        Ok(Self { named: named.to_string(), queue, file, pipeline, read })
    }

    fn rows(&self, of: &str) -> Vec<At> {
        self.queue.rows().filter(|at| group(*at) == of).collect()
    }

    fn command(&self, more: &[&str]) -> String {
        let file = self.file.display().to_string();
        let words = ["duplicates", "decide", &self.named, &file];
        command(&words.iter().chain(more).copied().collect::<Vec<_>>())
    }

    /// What stands in a row, for a page that is sent back to be compared with what stands there by then.
    fn was(&self, at: At) -> String {
        self.queue.said(at).into_iter().map(|(_, value)| value).collect::<Vec<_>>().join("|")
    }
}

/// The pipeline that made a run, where it is in the folder.
fn of_run(desk: &Desk, run: &Path) -> Option<Pipeline> {
    let shown = project::one_run(&desk.root, run, Lang::Zh)?;
    let stem = shown["pipeline"].as_str()?.to_string();
    let made = |one: &Pipeline| {
        one.whole.file_stem().is_some_and(|name| name == stem.as_str())
            && Some(one.output().as_path()) == run.parent()
    };
    project::pipelines(&desk.root).into_iter().find(made)
}

/// Where the workbook of a run stands: where its pipeline looks for such files, else in `decisions` beside the runs.
fn place(pipeline: Option<&Pipeline>, run: &Path) -> (PathBuf, bool) {
    let (own, base) = project::own_name(run);
    let file = format!("{own}.xlsx");
    let takes = |(_, pattern): &(PathBuf, String)| {
        glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(&file))
    };
    let known = pipeline.map(Pipeline::decisions).unwrap_or_default().into_iter().find(takes);
    match known {
        Some((folder, _)) => (folder.join(file), true),
        None => (base.join("decisions").join(file), false),
    }
}

/// The questions of a run: those of one kind, one of them on top.
pub fn page(desk: &Desk, named: &str, of: &str, at: &str) -> Answer {
    let lang = desk.lang();
    let runs = project::runs(&desk.root, lang);
    let first = runs.iter().find(|run| run["joint"] == false);
    let first = first.and_then(|run| run["path"].as_str()).unwrap_or_default().to_string();
    let named = if named.is_empty() { first } else { named.to_string() };
    let (by, on) = {
        let memory = locked(&desk.decide);
        (memory.by.clone(), memory.on.unwrap_or_else(today))
    };
    let mut context = json!({
        "runs": runs.iter().filter(|run| run["joint"] == false).collect::<Vec<_>>(),
        "run": named, "by": text(&by), "on": on.to_string(), "groups": [], "row": null, "rows": [],
        "more": 0, "undo": null, "file": "", "pipeline": "", "read": true, "answered": 0, "left": 0,
        "group": "", "before": "", "after": "", "measures": [], "states": [],
    });
    let mut commands = Vec::new();
    if !named.is_empty() {
        let asked = Asked::new(desk, &named)?;
        let undo = locked(&desk.decide).done.iter().rfind(|done| done.run == named).cloned();
        commands.push(asked.command(&[]));
        commands.extend(undo.as_ref().map(|done| done.command.clone()));
        fill(&mut context, &asked, (of, at), lang)?;
        context["undo"] = undo.map(|done| done.row).into();
    }
    let title = lang.pick("重复", "Duplicates");
    desk.show(Page { template: "decide", part: "decide", title, context, commands })
}

fn fill(
    context: &mut Value,
    asked: &Asked,
    (of, at): (&str, &str),
    lang: Lang,
) -> Result<(), Problem> {
    let queue = &asked.queue;
    let open = |of: &str| asked.rows(of).iter().any(|at| !queue.is_answered(*at));
    let wanted = match at {
        "" => None,
        name => Some(queue.find(name)?),
    };
    let some = |of: &str| !asked.rows(of).is_empty();
    let first = |wanted: &dyn Fn(&str) -> bool| GROUPS.into_iter().find(|of| wanted(of));
    let usual = first(&open).or_else(|| first(&some)).unwrap_or("cases");
    let of = match wanted {
        Some(at) => group(at),
        None => first(&|known| known == of).unwrap_or(usual),
    };
    let rows = asked.rows(of);
    let next_open = rows.iter().find(|at| !queue.is_answered(**at)).copied();
    let at = wanted.or(next_open);
    let beside = |step: isize| {
        let here = rows.iter().position(|row| Some(*row) == at)?;
        rows.get(here.checked_add_signed(step)?).map(|row| queue.name(*row))
    };
    let progress = queue.progress(queue.rows());
    let shown = rows.iter().take(MOST_LISTED).map(|row| line(queue, *row, at, lang));
    context["groups"] = GROUPS.iter().filter(|of| some(of)).map(|of| tab(asked, of)).collect();
    context["group"] = of.into();
    context["row"] = at.map(|at| question(asked, at, lang)).into();
    context["rows"] = shown.collect();
    context["more"] = rows.len().saturating_sub(MOST_LISTED).into();
    context["before"] = beside(-1).into();
    context["after"] = beside(1).into();
    context["answered"] = progress.answered.into();
    context["left"] = (progress.all - progress.answered).into();
    context["file"] = asked.file.display().to_string().into();
    context["pipeline"] = asked.pipeline.as_ref().map(|one| one.path.clone()).into();
    context["read"] = asked.read.into();
    let measures = queue.measures.iter();
    context["measures"] = measures
        .map(|(_, clause, title)| json!({ "clause": clause, "title": title.get(lang) }))
        .collect();
    context["states"] = STATES.iter().map(|(zh, en)| lang.pick(zh, en)).collect();
    Ok(())
}

fn tab(asked: &Asked, of: &str) -> Value {
    let progress = asked.queue.progress(asked.rows(of).into_iter());
    json!({
        "name": of, "answered": progress.answered, "all": progress.all,
        "open": progress.open.to_string(),
    })
}

/// What was said of a row, in words.
fn said(queue: &Queue, at: At, lang: Lang) -> String {
    let words = |(column, value): (&str, String)| match (column, value.as_str()) {
        (_, "") => String::new(),
        (c::SAME_FIRM, "是") => lang.pick("同一企业", "the same enterprise").to_string(),
        (c::SAME_FIRM, _) => lang.pick("另一企业", "another enterprise").to_string(),
        (c::POSSIBLE_MEASURES, _) => say!(lang, "可能同类：{value}", "possibly {value}"),
        (c::RETURNED_LATER, "是") => lang.pick("其后有退回", "some was returned").to_string(),
        (c::RETURNED_LATER, _) => lang.pick("其后无退回", "none was returned").to_string(),
        _ => in_words(&value, lang),
    };
    let all: Vec<String> = queue.said(at).into_iter().map(words).collect();
    all.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// A row of the list below the question.
fn line(queue: &Queue, row: At, at: Option<At>, lang: Lang) -> Value {
    let about = match row {
        At::Case(row) => format!("{} ～ {}", queue.cases[row].firm, queue.cases[row].other_name),
        At::Text(row) => queue.texts[row].item.clone(),
        At::List(row) => format!("{} {}", queue.lists[row].place, queue.lists[row].title),
    };
    json!({
        "name": queue.name(row), "about": text(&about), "risk": queue.at_risk(row).to_string(),
        "said": text(&said(queue, row, lang)), "here": Some(row) == at,
    })
}

/// The question on top.
fn question(asked: &Asked, at: At, lang: Lang) -> Value {
    let queue = &asked.queue;
    let (by, on, reason) = queue.signed(at);
    let mut out = json!({
        "name": queue.name(at), "kind": group(at), "was": asked.was(at), "reason": text(reason),
        "said": text(&said(queue, at, lang)), "risk": queue.at_risk(at).to_string(),
        "signed": on.map(|on| say!(lang, "{}，{on}", "{} on {on}", text(by))),
    });
    let own = match at {
        At::Case(row) => case(queue, row, lang),
        At::Text(row) => sorted(queue, row, lang),
        At::List(row) => list(queue, row, lang),
    };
    if let (Value::Object(out), Value::Object(own)) = (&mut out, own) {
        out.extend(own);
    }
    out
}

fn parts(parts: Parts) -> Value {
    parts
        .into_iter()
        .map(|(part, marked)| json!({ "text": text(&part), "marked": marked }))
        .collect()
}

fn case(queue: &Queue, row: usize, lang: Lang) -> Value {
    let case = &queue.cases[row];
    let (own, other) = differences(&case.firm, &case.other_name);
    let measure = queue.measures.iter().find(|(_, clause, _)| *clause == case.clause);
    let measure = measure.map_or("", |(.., title)| title.get(lang));
    let pair = |zh: &str, en: &str, own: &str, other: &str| json!({ "what": lang.pick(zh, en), "own": text(own), "other": text(other) });
    let at_risk = Fen::to_string(&case.at_risk);
    let pairs = [
        pair("信用代码", "Credit code", &case.code, &case.other_code),
        pair("事项", "Item", &format!("{} {measure}", case.clause), &case.other_item),
        pair("期间", "Period", &case.own_period, &case.other_period),
        pair("凭证", "Papers", case.own_papers.get(lang), case.other_papers.get(lang)),
        pair("金额（元）", "Amount (yuan)", &at_risk, case.amounts.get(lang)),
        pair("状态", "State", "", case.other_status.get(lang)),
        pair("出处", "Place", &case.claim, &case.other_place),
    ];
    json!({
        "own": parts(own), "other": parts(other), "likely": case.likely.get(lang),
        "why": text(case.why.get(lang)), "identity": text(case.identity.get(lang)),
        "of_identity": case.why.zh.starts_with(&Why::Identity.text().zh),
        "pairs": pairs.to_vec(), "verdict": case.verdict, "same": case.same_firm,
    })
}

fn sorted(queue: &Queue, row: usize, lang: Lang) -> Value {
    let of = &queue.texts[row];
    json!({
        "item": text(&of.item), "district": of.district.get(lang), "why": text(of.why.get(lang)),
        "proposed": of.proposed.get(lang), "proposal": proposal(of.proposed.get(lang)),
        "firms": of.firms, "claims": of.claims, "count": of.rows,
        "amount": of.other_amount.to_string(), "same": clauses(&of.same),
        "possible": clauses(&of.possible), "none": lang.pick(NONE.0, NONE.1),
    })
}

/// `九 ?二、四` as the two columns take it: the same kind, and possibly so.
fn proposal(said: &str) -> Value {
    let (same, possible) = said.split_once('?').unwrap_or((said, ""));
    json!({ "same": same.trim(), "possible": possible.trim() })
}

fn clauses(said: &str) -> Vec<&str> {
    said.split(['、', ',', ' ']).map(str::trim).filter(|clause| !clause.is_empty()).collect()
}

fn list(queue: &Queue, row: usize, lang: Lang) -> Value {
    let list = &queue.lists[row];
    json!({
        "place": text(&list.place), "title": text(&list.title), "district": list.district.get(lang),
        "stated": list.stated, "why": text(list.why.get(lang)), "count": list.rows,
        "claims": list.claims, "year": list.year, "status": list.status,
        "returned": list.returned_later,
    })
}

/// Who decides from now on.
pub fn sign(desk: &Desk, form: &Form) -> Answer {
    let on = ledger::day(value(form, "on"))?;
    locked(&desk.decide).sign(value(form, "by"), on);
    let (run, group) = (escaped(value(form, "run")), escaped(value(form, "group")));
    Ok(Response::see(&format!("decide?run={run}&group={group}")))
}

/// Answers a row, where it still says what the page showed.
pub fn answer(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let _writing = locked(&desk.writing);
    let mut asked = Asked::new(desk, value(form, "run"))?;
    let row = value(form, "row");
    let at = asked.queue.find(row)?;
    if asked.was(at) != value(form, "was") {
        return Err(Problem::Refused(409));
    }
    let before = asked.queue.said(at);
    let reason = asked.queue.signed(at).2.to_string();
    let said = gathered(form, &before);
    let said: Vec<(&str, &str)> =
        said.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let command = put(desk, &mut asked, row, (&said, value(form, "reason")))?;
    let run = asked.named.clone();
    locked(&desk.decide).done.push(Done { run, row: row.to_string(), before, reason, command });
    let words = self::said(&asked.queue, at, lang);
    let words = if words.is_empty() { lang.pick("已收回", "taken back").into() } else { words };
    desk.say(say!(lang, "{row}：{words}", "{row}: {words}"));
    // The next one of its kind, else of the next kind that is open.
    let more = asked.rows(group(at)).iter().any(|row| !asked.queue.is_answered(*row));
    let page = format!("decide?run={}", escaped(&asked.named));
    Ok(Response::see(&if more { format!("{page}&group={}", group(at)) } else { page }))
}

/// The columns that a form names; several values of one are listed.
fn gathered<'a>(form: &Form, columns: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
    let mut said: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (name, value) in form {
        if let Some(at) = columns.iter().position(|(column, _)| column == name) {
            said.entry(at).or_default().push(value);
        }
    }
    let joined = said.into_iter().map(|(at, values)| {
        let values: Vec<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
        (columns[at].0, values.join("、"))
    });
    joined.collect()
}

/// Answers and writes; the command that does the same.
fn put(
    desk: &Desk,
    asked: &mut Asked,
    row: &str,
    (said, reason): (&[(&str, &str)], &str),
) -> Result<String, Problem> {
    let (by, on) = {
        let memory = locked(&desk.decide);
        (memory.by.clone(), memory.on.unwrap_or_else(today))
    };
    asked.queue.answer(row, said, &Signature { by: &by, on, reason })?;
    let parent = desk.root.path().join(&asked.file);
    let parent = parent.parent().and_then(|folder| desk.root.folder(folder));
    parent.ok_or(Problem::Refused(507))?;
    asked.queue.write(&asked.file)?;
    let said: Vec<String> =
        said.iter().map(|(column, value)| format!("{row}.{column}={value}")).collect();
    let on = on.to_string();
    let mut words: Vec<&str> = said.iter().map(String::as_str).collect();
    words.extend(["--by", &by, "--on", &on]);
    if !reason.trim().is_empty() {
        words.extend(["--reason", reason.trim()]);
    }
    Ok(asked.command(&words))
}

/// Takes the last answer back: what stood there before stands there again.
pub fn undo(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let _writing = locked(&desk.writing);
    let mut asked = Asked::new(desk, value(form, "run"))?;
    let last = {
        let mut memory = locked(&desk.decide);
        let at = memory.done.iter().rposition(|done| done.run == asked.named);
        at.map(|at| memory.done.remove(at))
    };
    let Some(Done { row, before, reason, .. }) = last else { return Err(Problem::Refused(409)) };
    let said: Vec<(&str, &str)> = before.iter().map(|(name, v)| (*name, v.as_str())).collect();
    put(desk, &mut asked, &row, (&said, &reason))?;
    desk.say(say!(lang, "已撤销：{row}", "undone: {row}"));
    Ok(Response::see(&format!("decide?run={}&at={}", escaped(&asked.named), escaped(&row))))
}

/// Names the workbook in the pipeline, where it is not yet, and computes a new run with it.
pub fn compute(desk: &Arc<Desk>, form: &Form) -> Answer {
    let asked = Asked::new(desk, value(form, "run"))?;
    let pipeline = asked.pipeline.as_ref().ok_or(Problem::NotFound)?;
    if !asked.read {
        let _writing = locked(&desk.writing);
        name_decisions(pipeline.file(), &asked.file)?;
    }
    intake::compute(desk, &vec![("pipeline".to_string(), pipeline.path.clone())])
}
