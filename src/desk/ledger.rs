//! What was approved, and approving.

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::http::{Request, Response, value};
use super::overview::{XLSX, folder, send};
use super::page::{Page, command, finding, text};
use super::routes::{Answer, Form, Problem};
use super::{Desk, locked, project};
use crate::diag::{Diagnostic, Diagnostics, Lang, codes, say};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::jobs::ledger::approve::{self, Request as Approval};
use crate::jobs::ledger::proposal::{Proposal, Terms};
use crate::jobs::ledger::{sum, today};
use crate::ledger::{Kind, Ledger, Segment};
use crate::report::model::Wanted;
use crate::run_folder::folder::free;

/// Ledgers of the folder with their segments, and runs that can be approved.
pub fn page(desk: &Desk) -> Answer {
    let lang = desk.lang();
    let runs = project::single_runs(&desk.root, lang);
    let ledgers: Vec<Value> =
        project::ledgers(&desk.root).iter().map(|path| ledger(desk, path, lang)).collect();
    let open =
        |run: &&Value| matches!(run["state"].as_str(), Some("finished" | "open" | "withdrawn"));
    let commands: Vec<String> = ledgers
        .iter()
        .filter(|one| one["there"] == true)
        .map(|one| command(&["ledger", "show", one["path"].as_str().unwrap_or_default()]))
        .collect();
    let context = json!({
        "ledgers": ledgers,
        "runs": runs.iter().filter(open).collect::<Vec<_>>(),
        "approved": runs.iter().filter(|run| run["state"] == "approved").collect::<Vec<_>>(),
        "today": today().to_string(),
    });
    let title = lang.pick("台账与拨付", "Ledger and payments");
    desk.show(Page { template: "ledger", part: "ledger", title, context, commands })
}

fn ledger(desk: &Desk, path: &Path, lang: Lang) -> Value {
    let shown = desk.root.shown(path);
    if !path.is_dir() {
        return json!({ "path": shown, "there": false, "found": [], "segments": [], "head": "" });
    }
    match Ledger::read(path) {
        Ok(ledger) => {
            let withdrawn = |number: u32| {
                let heads = ledger.segments.iter().map(|segment| &segment.head);
                heads.into_iter().any(|head| head.kind == Kind::Withdrawal && head.about == number)
            };
            let segments =
                ledger.segments.iter().map(|one| segment(one, withdrawn(one.head.number), lang));
            json!({
                "path": shown, "there": true, "found": [], "head": ledger.head(),
                "segments": segments.collect::<Vec<_>>(),
            })
        }
        Err(faults) => {
            let found: Vec<Value> = faults.0.iter().map(|fault| finding(fault, lang)).collect();
            json!({ "path": shown, "there": true, "found": found, "segments": [], "head": "" })
        }
    }
}

fn segment(segment: &Segment, withdrawn: bool, lang: Lang) -> Value {
    let head = &segment.head;
    let kind = match head.kind {
        Kind::Approval => lang.pick("核准", "approval"),
        Kind::Payments => lang.pick("拨付", "payments"),
        Kind::Withdrawal => lang.pick("撤回", "withdrawal"),
    };
    json!({
        "number": head.number, "kind": kind, "about": head.about, "on": head.on,
        "by": text(&head.by), "reason": text(&head.reason), "folder": text(&head.folder),
        "claims": segment.entries.len(), "amount": Fen(sum(segment)).to_string(),
        "hash": short(&segment.sha256),
        "holds": head.kind == Kind::Approval && !withdrawn,
        "withdrawn": head.kind == Kind::Approval && withdrawn,
    })
}

/// A new ledger where a pipeline wants one.
pub fn init(desk: &Desk, form: &Form) -> Answer {
    let wanted = value(form, "ledger");
    let known = project::ledgers(&desk.root);
    let path =
        known.iter().find(|path| desk.root.shown(path) == wanted).ok_or(Problem::NotFound)?;
    let _writing = locked(&desk.writing);
    free(path)?;
    let path = desk.root.folder(path).ok_or(Problem::Refused(507))?;
    Ledger::init(&path)?;
    desk.say(say!(desk.lang(), "已新建台账 {wanted}", "new ledger {wanted}"));
    Ok(Response::see("ledger"))
}

/// A day as forms send it.
///
/// # Errors
/// What is none (A512).
pub fn day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map_err(|_| {
        let fault = Diagnostic::new(&codes::DAY_ODD).arg("day", text);
        Diagnostics::from(fault.arg("why", "不是日期").arg("why_en", "is no day")).into()
    })
}

/// Who approves, when, and despite what.
struct Signed<'a> {
    by: &'a str,
    on: NaiveDate,
    despite: Option<&'a str>,
    backdate: bool,
}

fn terms<'a>(asked: &impl Fn(&str) -> &'a str) -> Result<Signed<'a>, Problem> {
    let on = day(asked("on"))?;
    let despite = Some(asked("despite")).filter(|why| !why.trim().is_empty());
    Ok(Signed { by: asked("by"), on, despite, backdate: asked("backdate") == "1" })
}

fn propose(run: &Path, terms: &Signed) -> Result<Proposal, Problem> {
    let request = Approval { run, ledger: None, pipeline: None, on: terms.on, by: terms.by };
    let Signed { despite, backdate, .. } = *terms;
    Ok(approve::propose(&request, &Terms { today: Some(today()), backdate, despite })?)
}

/// The form of an approval; once it is filled in, what would be written, to be confirmed.
pub fn approve(desk: &Desk, request: &Request) -> Answer {
    let lang = desk.lang();
    let named = request.asked("run");
    let run = folder(desk, named)?;
    let shown = project::one_run(&desk.root, &run, lang).ok_or(Problem::NotFound)?;
    let asked = |name: &str| request.asked(name);
    let mut context = json!({
        "run": shown, "by": asked("by"), "on": asked("on"), "despite": asked("despite"),
        "backdate": asked("backdate") == "1", "today": today().to_string(),
        "facts": [], "found": [], "head_now": "",
    });
    let mut commands = Vec::new();
    if !asked("by").is_empty() || !asked("on").is_empty() {
        let proposed = terms(&asked).and_then(|terms| {
            let words = words(named, &terms, false);
            commands.push(command(&words.iter().map(String::as_str).collect::<Vec<_>>()));
            propose(&run, &terms)
        });
        match proposed {
            Ok(proposal) => {
                context["facts"] = facts(&proposal, lang);
                context["head_now"] = proposal.facts.head_now.clone().into();
            }
            Err(Problem::Said(faults)) => {
                context["found"] = faults.iter().map(|fault| finding(fault, lang)).collect();
            }
            Err(other) => return Err(other),
        }
    }
    let title = lang.pick("核准", "Approve");
    desk.show(Page { template: "approve", part: "ledger", title, context, commands })
}

fn words(run: &str, terms: &Signed, agreed: bool) -> Vec<String> {
    let on = terms.on.to_string();
    let mut words = vec!["approve", run, "--on", &on, "--by", terms.by];
    if let Some(why) = terms.despite {
        words.extend(["--despite", why]);
    }
    if terms.backdate {
        words.push("--backdate");
    }
    if agreed {
        words.push("--yes");
    }
    words.into_iter().map(String::from).collect()
}

fn facts(proposal: &Proposal, lang: Lang) -> Value {
    let facts = &proposal.facts;
    let yuan = |text: &str| match Fen::from_yuan(text) {
        Some(fen) => fen.to_string(),
        None => "—".to_string(),
    };
    let read = facts.head_read.as_deref().map_or("—", short);
    let row = |zh: &str, en: &str, value: String| json!([lang.pick(zh, en), value]);
    json!([
        row("方案与年度", "Scheme and year", format!("{} · {}", facts.scheme, facts.award_year)),
        row("获支持的申报项", "Claims supported", facts.claims.to_string()),
        row("核准金额（元）", "Amount (yuan)", yuan(&facts.amount)),
        row("此前已用（元）", "Used before (yuan)", yuan(&facts.pool_before)),
        row("核准后（元）", "Used after (yuan)", yuan(&facts.pool_after)),
        row("预算总额（元）", "Budget in all (yuan)", yuan(&facts.pool_total)),
        row("错误、警告", "Errors, warnings", format!("{} · {}", facts.errors, facts.warnings)),
        row(
            "暂缓拨付（家，元）",
            "Waiting (enterprises, yuan)",
            format!("{} · {}", facts.held, yuan(&facts.held_amount))
        ),
        row(
            "台账中已有（申报项，凭证）",
            "In the ledger already (claims, papers)",
            format!("{} · {}", facts.granted_before, facts.papers_before)
        ),
        row(
            "核算时、现在的末段",
            "Last segment then and now",
            format!("{read} · {}", short(&facts.head_now))
        ),
        row("写入第几段", "Segment to be written", facts.number.to_string()),
    ])
}

/// Writes the approval that was shown, where nothing has changed since.
pub fn commit(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let run = folder(desk, value(form, "run"))?;
    let terms = terms(&|name: &str| value(form, name))?;
    let _writing = locked(&desk.writing);
    let proposal = propose(&run, &terms)?;
    // The ledger moved on since the page was shown: it is looked at again.
    if proposal.facts.head_now != value(form, "head_now") {
        return Err(Problem::Refused(409));
    }
    let segment = proposal.commit()?;
    desk.did(&words(value(form, "run"), &terms, true));
    let (number, hash) = (segment.head.number, &segment.sha256);
    desk.say(say!(
        lang,
        "已核准，台账第 {number} 段。请把末段指纹另行记下：{hash}",
        "approved: segment {number} of the ledger. Note its hash elsewhere: {hash}"
    ));
    Ok(Response::see("ledger"))
}

/// Takes back an approval.
pub fn withdraw(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let wanted = value(form, "ledger");
    let known = project::ledgers(&desk.root);
    let path =
        known.iter().find(|path| desk.root.shown(path) == wanted).ok_or(Problem::NotFound)?;
    let number: u32 = value(form, "number").parse().map_err(|_| Problem::Refused(400))?;
    let terms = terms(&|name: &str| value(form, name))?;
    let _writing = locked(&desk.writing);
    let words = (terms.on, terms.by, value(form, "reason"));
    let segment = approve::withdraw(path, number, words, Some(today()))?;
    let on = terms.on.to_string();
    let words =
        ["ledger", "withdraw", value(form, "number"), wanted, "--on", &on, "--by", terms.by];
    let reason = ["--reason", value(form, "reason")];
    desk.did(&words.into_iter().chain(reason).map(String::from).collect::<Vec<_>>());
    let own = segment.head.number;
    desk.say(say!(
        lang,
        "已撤回第 {number} 段（写入第 {own} 段）",
        "segment {number} was withdrawn (segment {own})"
    ));
    Ok(Response::see("ledger"))
}

/// The payment list of an approved run. It holds accounts, so that a form of ours must ask for it.
pub fn payments(desk: &Desk, form: &Form) -> Answer {
    let named = value(form, "run");
    let run = folder(desk, named)?;
    let shown = project::one_run(&desk.root, &run, desk.lang()).ok_or(Problem::NotFound)?;
    if shown["state"] != "approved" {
        return Err(Problem::Refused(409));
    }
    let file = format!("{}.xlsx", Wanted::Payments.name());
    let path = desk.root.holds(&run.join("reports").join(&file)).ok_or(Problem::NotFound)?;
    let name = run.file_name().unwrap_or_default().to_string_lossy();
    Ok(send(&path, XLSX)?.download(&format!("{name}-{file}")))
}
