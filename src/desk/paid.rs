//! What was paid of an approved run: files brought, reconciled, recorded; what is open and who has to act.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::bring::{TABLES, bring, other_ending, refused, unnamed};
use super::http::{Request, Response, escaped, value};
use super::overview::{XLSX, as_shown, folder, kind, send};
use super::page::{Page, command, text};
use super::place::safe_name;
use super::project::{self, Approval};
use super::routes::{Answer, Form, Problem};
use super::work::Task;
use super::{Desk, attribute, ledger, lists, locked};
use crate::diag::{Lang, say};
use crate::ingest::InputFile;
use crate::jobs;
use crate::jobs::ledger::today;
use crate::jobs::reconcile::{Request as Wanted, Usual, execute, usual_formats};
use crate::ledger::{Kind, Ledger};
use crate::reconcile::State;
use crate::reconcile::tables::{ReconciledClaim, ReconciledPayment, StateRow, Stated};
use crate::run_folder::manifest::Reconciliation;
use crate::run_folder::stored::{self, Stored};

/// Rows of a table of what is to be done.
const MOST_ROWS: usize = 500;
/// Files about the payments of a run, each kind in a folder of that name; the option of the command that takes them.
pub struct Sort {
    pub name: &'static str,
    pub option: &'static str,
    words: [&'static str; 2],
    endings: &'static [&'static str],
}

const fn sort(name: &'static str, option: &'static str, words: [&'static str; 2]) -> Sort {
    Sort { name, option, words, endings: &TABLES }
}

/// What a reconciliation reads.
pub const READ: [Sort; 5] = [
    sort("vouchers", "--payments", ["支付凭证、银行回单、退回清单", "vouchers, receipts, returns"]),
    sort("clawbacks", "--clawbacks", ["追回台账", "money ordered back"]),
    sort("attributions", "--decisions", ["待认定支付的认定表", "payments attributed"]),
    sort("snapshots", "--snapshots", ["登记快照", "snapshots of the register"]),
    sort("changes", "--changes", ["变更登记", "register of changes"]),
];
/// What a further payment list rests on.
pub const LISTED: [Sort; 2] = [
    sort("accounts", "--accounts", ["补报账户", "accounts given later"]),
    sort("released", "--decisions", ["暂缓款项的认定表", "decisions on what waits"]),
];
/// What an allocation says.
pub const ALLOCATION: Sort = Sort {
    name: "allocation",
    option: "--allocation",
    words: ["下达设定", "settings of the allocation"],
    endings: &["toml"],
};

fn sorts() -> impl Iterator<Item = &'static Sort> {
    READ.iter().chain(&LISTED).chain([&ALLOCATION])
}

/// An approved run, as pages about its payments need it.
pub struct Paid {
    pub named: String,
    pub run: PathBuf,
    approval: Approval,
}

impl Paid {
    /// # Errors
    /// No run; one that is not approved is not paid (409).
    pub fn new(desk: &Desk, named: &str) -> Result<Self, Problem> {
        let run = folder(desk, named)?;
        let approval = project::approval(&desk.root, &run).ok_or(Problem::Refused(409))?;
        Ok(Self { named: named.to_string(), run, approval })
    }

    /// The folder of the files of a sort.
    pub fn folder(&self, sort: &Sort) -> PathBuf {
        let (own, base) = project::own_name(&self.run);
        base.join(project::PAYMENTS).join(own).join(sort.name)
    }

    /// Files of a sort as commands name them.
    pub fn files(&self, desk: &Desk, sort: &Sort) -> Vec<String> {
        let Some(folder) = desk.root.holds(&self.folder(sort)) else { return Vec::new() };
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let fits = |name: &str| {
            let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            !name.starts_with('.') && sort.endings.contains(&ending.as_str())
        };
        let plain = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let named = plain.filter(|entry| fits(&entry.file_name().to_string_lossy()));
        let mut all: Vec<String> = named.map(|entry| desk.root.shown(&entry.path())).collect();
        all.sort();
        all
    }

    /// Those of them that a form names, in their order.
    ///
    /// # Errors
    /// A file that is none of them.
    pub fn chosen(&self, desk: &Desk, form: &Form, sort: &Sort) -> Result<Vec<String>, Problem> {
        let known = self.files(desk, sort);
        let asked = || form.iter().filter(|(name, value)| name == sort.name && !value.is_empty());
        if asked().any(|(_, value)| !known.contains(value)) {
            return Err(Problem::NotFound);
        }
        Ok(known.into_iter().filter(|file| asked().any(|(_, value)| value == file)).collect())
    }

    /// The ledger of the run, where it is not the one beside it that commands take by themselves.
    pub fn ledger(&self, desk: &Desk) -> Option<String> {
        let (own, base) = (&self.approval.ledger, self.run.parent().unwrap_or(&self.run));
        let runs = if stored::is_at(base) { base.parent().unwrap_or(base) } else { base };
        (*own != runs.join("ledger")).then(|| desk.root.shown(own))
    }

    pub fn page(&self) -> String {
        format!("paid?run={}", escaped(&self.named))
    }
}

/// Files, lists, reconciliations; one of these in full.
pub fn page(desk: &Desk, request: &Request) -> Answer {
    let lang = desk.lang();
    let paid = Paid::new(desk, request.asked("run"))?;
    let shown = project::one_run(&desk.root, &paid.run, lang).ok_or(Problem::NotFound)?;
    let done = project::reconciled(&desk.root, &paid.run);
    let recorded = recorded(&paid.approval.ledger);
    let row = |(path, as_of, sha256): &(PathBuf, chrono::NaiveDate, String)| {
        json!({
            "path": desk.root.shown(path), "as_of": as_of.to_string(),
            "recorded": recorded.contains(sha256),
        })
    };
    let asked = request.asked("folder");
    let open = done.iter().find(|(path, ..)| match asked {
        "" => true,
        asked => desk.root.shown(path) == asked,
    });
    let mut commands = Vec::new();
    let all: Vec<Vec<String>> = READ.iter().map(|sort| paid.files(desk, sort)).collect();
    if !all[0].is_empty() {
        commands.push(line(&words(desk, &paid, today(), &all)));
    }
    let one = match open {
        Some((path, _, sha256)) => {
            let one = reconciliation(desk, &paid, path, recorded.contains(sha256), &mut commands)?;
            Some(one)
        }
        None if asked.is_empty() => None,
        None => return Err(Problem::NotFound),
    };
    let files = |sort: &Sort| {
        let files = paid.files(desk, sort).into_iter().map(|path| {
            let name = path.rsplit('/').next().unwrap_or_default().to_string();
            json!({ "path": path, "name": text(&name) })
        });
        json!({
            "name": sort.name, "title": lang.pick(sort.words[0], sort.words[1]),
            "files": files.collect::<Vec<_>>(),
        })
    };
    let (own, base) = project::own_name(&paid.run);
    let place = base.join(project::PAYMENTS).join(own);
    let context = json!({
        "run": shown, "today": today().to_string(),
        "read": READ.iter().map(files).collect::<Vec<_>>(),
        "listed": LISTED.iter().map(files).collect::<Vec<_>>(),
        "allocation": files(&ALLOCATION),
        "lists": lists::made(desk, &paid),
        "done": done.iter().map(row).collect::<Vec<_>>(), "one": one,
        "folder": desk.root.shown(&place), "by": locked(&desk.decide).by(),
    });
    let title = lang.pick("拨付与对账", "Payment and reconciliation");
    desk.show(Page { template: "paid", part: "ledger", title, context, commands })
}

/// Digests of the reconciliations that a ledger has recorded.
fn recorded(ledger: &Path) -> Vec<String> {
    let Ok(ledger) = Ledger::read(ledger) else { return Vec::new() };
    let heads = ledger.segments.into_iter().map(|segment| segment.head);
    heads.filter(|head| head.kind == Kind::Payments).map(|head| head.manifest).collect()
}

/// One reconciliation: states, what is to be done, payments to attribute.
fn reconciliation(
    desk: &Desk,
    paid: &Paid,
    path: &Path,
    recorded: bool,
    commands: &mut Vec<String>,
) -> Result<Value, Problem> {
    let lang = desk.lang();
    let shown = desk.root.shown(path);
    let stored = Stored::<Reconciliation>::open(path)?;
    let inputs = stored.manifest.inputs.iter().map(|input| text(&input.file));
    let states = stored.tables.rows::<StateRow>()?.into_iter().map(|row| {
        json!({
            "text": row.text.get(lang), "count": row.claims + row.payments, "todo": row.todo.get(lang),
            "amount": row.amount.to_string(), "act": row.state.is_break(),
        })
    });
    let states: Vec<Value> = states.collect();
    let (rows, more) = to_do(&stored, lang)?;
    let act = rows.len() + more;
    let attributed = attribute::shown(desk, paid, path, commands)?;
    let by = locked(&desk.decide).by();
    commands.push(line(&record_words(desk, paid, &shown, if by.is_empty() { "…" } else { &by })));
    Ok(json!({
        "path": shown, "as_of": stored.manifest.as_of.to_string(), "recorded": recorded,
        "inputs": inputs.collect::<Vec<_>>(), "states": states, "rows": rows, "more": more, "act": act,
        "attributed": attributed,
    }))
}

/// Claims and payments about which somebody has to do something, in the order of their states.
fn to_do(stored: &Stored<Reconciliation>, lang: Lang) -> Result<(Vec<Value>, usize), Problem> {
    let mut all: Vec<(State, Value)> = Vec::new();
    let said = |of: &Stated| (of.text.get(lang).to_string(), of.todo.get(lang).to_string());
    for row in stored.tables.rows::<ReconciledClaim>()? {
        let (state, todo) = said(&row.state);
        let beyond = row.excess.0.saturating_add(row.misdirected.0);
        let value = json!({
            "state": state, "what": row.claim, "who": text(&row.firm), "todo": todo,
            "approved": row.approved.to_string(), "kept": row.kept.to_string(),
            "unpaid": row.unpaid.to_string(), "beyond": crate::domain::Fen(beyond).to_string(),
        });
        all.push((row.state.state, value));
    }
    let payments = stored.tables.rows::<ReconciledPayment>()?.into_iter();
    for row in payments.filter(|row| row.claims.is_empty()) {
        let (state, todo) = said(&row.state);
        let value = json!({
            "state": state, "what": text(&row.pay_no), "who": text(&row.payee), "todo": todo,
            "approved": "", "kept": "", "unpaid": "", "beyond": row.amount.to_string(),
        });
        all.push((row.state.state, value));
    }
    all.retain(|(state, _)| state.is_break());
    all.sort_by_key(|(state, _)| *state);
    let more = all.len().saturating_sub(MOST_ROWS);
    Ok((all.into_iter().take(MOST_ROWS).map(|(_, value)| value).collect(), more))
}

/// A file that somebody brings about the payments of a run.
pub fn upload(desk: &Desk, request: &mut Request) -> Answer {
    let lang = desk.lang();
    let paid = Paid::new(desk, request.asked("run"))?;
    let sort = sorts().find(|sort| sort.name == request.asked("sort")).ok_or(Problem::NotFound)?;
    let Some(name) = safe_name(request.asked("name")) else { return Ok(unnamed(lang)) };
    if let Some(why) = other_ending(&name, sort.endings, lang) {
        return Ok(refused(&why));
    }
    let to = paid.folder(sort);
    bring(desk, request, (&to, &name), |_| None)
}

/// A command line of words.
pub fn line(words: &[String]) -> String {
    command(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The command that reconciles the run with files of each sort.
fn words(
    desk: &Desk,
    paid: &Paid,
    as_of: chrono::NaiveDate,
    chosen: &[Vec<String>],
) -> Vec<String> {
    let mut words: Vec<String> = vec!["reconcile".into(), paid.named.clone()];
    words.extend(["--as-of".into(), as_of.to_string()]);
    for (sort, files) in READ.iter().zip(chosen).filter(|(_, files)| !files.is_empty()) {
        words.push(sort.option.into());
        words.extend(files.iter().cloned());
    }
    if let Some(ledger) = paid.ledger(desk) {
        words.extend(["--ledger".into(), ledger]);
    }
    words
}

/// Reconciles the run with the files that are ticked.
pub fn reconcile(desk: &Arc<Desk>, form: &Form) -> Answer {
    let paid = Paid::new(desk, value(form, "run"))?;
    let as_of = ledger::day(value(form, "as_of"))?;
    let chosen: Result<Vec<Vec<String>>, Problem> =
        READ.iter().map(|sort| paid.chosen(desk, form, sort)).collect();
    let chosen = chosen?;
    if chosen[0].is_empty() {
        return Err(lists::nothing_chosen("支付文件", "a payment file"));
    }
    let beside = paid.ledger(desk);
    let title = ["拨付对账", "Reconciling"];
    let task =
        Task { title, command: line(&words(desk, &paid, as_of, &chosen)), from: paid.page() };
    let (kept, lang) = (Arc::clone(desk), desk.lang());
    let begun = desk.bench.begin(task, move |status| {
        let run = Path::new(&paid.named);
        let read: Vec<Vec<PathBuf>> =
            chosen.iter().map(|files| files.iter().map(PathBuf::from).collect()).collect();
        let usual = Usual::near(run, &read[0]);
        let files: Vec<Vec<InputFile>> =
            read.iter().map(|files| InputFile::all_alone(files)).collect();
        let done = execute(
            &Wanted {
                run,
                payments: &files[0],
                clawbacks: &files[1],
                decisions: &files[2],
                snapshots: &files[3],
                changes: &files[4],
                headers: &usual.headers,
                settings: &usual.settings,
                rates: &InputFile::all_alone(&usual.rates),
                as_of,
                approved_on: None,
                ledger: beside.as_deref().map(Path::new),
                out: None,
                formats: &usual_formats(),
                lang: stored::language(run).unwrap_or(lang),
            },
            status,
        )?;
        let whole = std::fs::canonicalize(&done.folder).unwrap_or(done.folder);
        let made = escaped(&kept.root.shown(&whole));
        Ok(format!("{}&folder={made}#found", paid.page()))
    });
    begun.map(|_| Response::see("work")).ok_or(Problem::Refused(409))
}

/// The folder of a reconciliation of this run that a page names.
pub fn reconciled(desk: &Desk, paid: &Paid, named: &str) -> Result<PathBuf, Problem> {
    let all = project::reconciled(&desk.root, &paid.run).into_iter().map(|(path, ..)| path);
    all.into_iter().find(|path| desk.root.shown(path) == named).ok_or(Problem::NotFound)
}

fn record_words(desk: &Desk, paid: &Paid, folder: &str, by: &str) -> Vec<String> {
    let mut words = ["ledger", "record", folder, "--by", by].map(String::from).to_vec();
    if let Some(ledger) = paid.ledger(desk) {
        words.extend(["--ledger".into(), ledger]);
    }
    words
}

/// Records a reconciliation in the ledger.
pub fn record(desk: &Desk, form: &Form) -> Answer {
    let lang = desk.lang();
    let paid = Paid::new(desk, value(form, "run"))?;
    let path = reconciled(desk, &paid, value(form, "folder"))?;
    let by = value(form, "by");
    let _writing = locked(&desk.writing);
    let own = paid.ledger(desk);
    let named = PathBuf::from(desk.root.shown(&path));
    let segment = jobs::ledger::record(&named, own.as_deref().map(Path::new), by)?;
    desk.did(&record_words(desk, &paid, &desk.root.shown(&path), by));
    let (number, hash) = (segment.head.number, &segment.sha256);
    desk.say(say!(
        lang,
        "已记入台账第 {number} 段。请把末段指纹另行记下：{hash}",
        "recorded: segment {number} of the ledger. Note its hash elsewhere: {hash}"
    ));
    Ok(Response::see("ledger"))
}

/// The report of a reconciliation, in its frame.
pub fn report(desk: &Desk, request: &Request) -> Answer {
    let paid = Paid::new(desk, request.asked("run"))?;
    let path = reconciled(desk, &paid, request.asked("folder"))?;
    let file = desk.root.holds(&path.join("report.html")).ok_or(Problem::NotFound)?;
    if request.asked("show") == "1" {
        return Ok(as_shown(send(&file, kind("report.html"))?));
    }
    let (run, folder) = (escaped(&paid.named), escaped(request.asked("folder")));
    let source = format!("paid-report?run={run}&folder={folder}&show=1");
    let title = desk.lang().pick("拨付对账报告", "Reconciliation of payments");
    let back = format!("{}&folder={folder}", paid.page());
    let context = json!({ "source": source, "run": paid.named, "title": title, "back": back });
    desk.show(Page { template: "report", part: "ledger", title, context, commands: Vec::new() })
}

/// The workbook or the report of a reconciliation as a file; a form of ours must ask for it.
pub fn file(desk: &Desk, form: &Form) -> Answer {
    let paid = Paid::new(desk, value(form, "run"))?;
    let path = reconciled(desk, &paid, value(form, "folder"))?;
    let (file, of) = match value(form, "file") {
        "workbook.xlsx" => ("workbook.xlsx", XLSX),
        "report.pdf" => ("report.pdf", kind("report.pdf")),
        _ => return Err(Problem::NotFound),
    };
    let whole = desk.root.holds(&path.join(file)).ok_or(Problem::NotFound)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(send(&whole, of)?.download(&format!("{name}-{file}")))
}
