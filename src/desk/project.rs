//! What a folder holds: pipelines, runs, ledgers, by their names below it. Searches are bounded and follow no link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::place::Root;
use crate::config::{Node, parse_file};
use crate::diag::{Lang, Text, say};
use crate::ledger::{Kind, Ledger};
use crate::pipeline::schemes::is_joint_file;
use crate::run_folder::manifest::{self, FILE, Joint, Run};

/// How deep pipelines may stand, how many entries are looked at, how large a file of settings is.
const DEEPEST: usize = 3;
const MOST_ENTRIES: usize = 20_000;
const MOST_SETTINGS: u64 = 1 << 20;
const MOST_RUNS: usize = 500;

/// A pipeline file.
pub struct Pipeline {
    /// Below the folder.
    pub path: String,
    pub whole: PathBuf,
    pub title: Text,
    /// Of several schemes.
    pub joint: bool,
    root: Node,
}

/// Pipeline files of a folder, by path.
pub fn pipelines(root: &Root) -> Vec<Pipeline> {
    let (mut found, mut left) = (Vec::new(), MOST_ENTRIES);
    search(root.path(), DEEPEST, &mut left, &mut found);
    found.sort();
    found.iter().filter_map(|path| pipeline(root, path)).collect()
}

/// Plan files of a folder with their titles, by path.
pub fn plans(root: &Root) -> Vec<(String, Text)> {
    let (mut found, mut left) = (Vec::new(), MOST_ENTRIES);
    search(root.path(), DEEPEST, &mut left, &mut found);
    found.sort();
    let plan = |path: &PathBuf| {
        if fs::metadata(path).ok()?.len() > MOST_SETTINGS {
            return None;
        }
        let tree = parse_file(path).ok()?;
        tree.at_path("plan.id")?;
        let title = |lang: &str| {
            let title = tree.at_path("plan.title").and_then(|title| title.at_path(lang));
            title.and_then(Node::as_text).unwrap_or_default().to_string()
        };
        Some((root.shown(path), Text::new(title("zh"), title("en"))))
    };
    found.iter().filter_map(plan).collect()
}

/// Folders that hold tables, and these, by path: neither what runs left nor what settings name.
pub fn tables(root: &Root) -> Vec<(String, Vec<String>)> {
    const ENDINGS: [&str; 4] = [".xlsx", ".csv", ".parquet", ".ods"];
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut found, mut left) = (Vec::new(), MOST_ENTRIES);
    let is_table = |name: &str| ENDINGS.iter().any(|ending| name.ends_with(ending));
    walk(root.path(), DEEPEST, &mut left, &is_table, &mut found);
    let pipelines = pipelines(root);
    let outputs: Vec<PathBuf> = pipelines.iter().map(Pipeline::output).collect();
    // Rates, lists of offices and the like stand with the settings that name them.
    let plans = plans(root).into_iter().map(|(path, _)| root.path().join(path));
    let settings = pipelines.iter().map(|one| one.whole.clone()).chain(plans);
    let settings: BTreeSet<PathBuf> =
        settings.filter_map(|file| file.parent().map(Path::to_path_buf)).collect();
    for path in found {
        let Some(folder) = path.parent().filter(|folder| *folder != root.path()) else { continue };
        let below = |of: &PathBuf| of != root.path() && folder.starts_with(of);
        if !settings.iter().any(below) && !outputs.iter().any(below) {
            all.entry(root.shown(folder)).or_default().push(root.shown(&path));
        }
    }
    all.values_mut().for_each(|files| files.sort());
    all.into_iter().collect()
}

/// One of them by the name that a page uses.
pub fn named(root: &Root, name: &str) -> Option<Pipeline> {
    pipeline(root, &root.inside(name)?)
}

fn search(folder: &Path, deep: usize, left: &mut usize, found: &mut Vec<PathBuf>) {
    walk(folder, deep, left, &|name: &str| name.ends_with(".toml"), found);
}

/// Files of some names, down to a depth: nothing hidden, nothing that a run left.
fn walk(
    folder: &Path,
    deep: usize,
    left: &mut usize,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<PathBuf>,
) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() && deep > 0 && name != "target" && !path.join(FILE).is_file() {
            walk(&path, deep - 1, left, wanted, found);
        } else if kind.is_file() && wanted(&name) {
            found.push(path);
        }
    }
}

fn pipeline(root: &Root, path: &Path) -> Option<Pipeline> {
    if fs::metadata(path).ok()?.len() > MOST_SETTINGS {
        return None;
    }
    let tree = parse_file(path).ok()?;
    tree.at_path("pipeline")?.as_table()?;
    let title = |lang: &str| {
        let found = tree.at_path("pipeline.title").and_then(|title| title.at_path(lang));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        found.and_then(Node::as_text).map_or_else(|| stem.into_owned(), str::to_string)
    };
    Some(Pipeline {
        path: root.shown(path),
        whole: path.to_path_buf(),
        title: Text::new(title("zh"), title("en")),
        joint: is_joint_file(path),
        root: tree,
    })
}

impl Pipeline {
    /// As a command that is typed in the folder names it.
    pub fn file(&self) -> &Path {
        Path::new(&self.path)
    }

    fn base(&self) -> PathBuf {
        self.whole.parent().map(Path::to_path_buf).unwrap_or_default()
    }

    /// A path of the file, from its folder on.
    fn path_at(&self, key: &str) -> Option<PathBuf> {
        let text = self.root.at_path(key)?.as_text()?;
        Some(tidy(&self.base().join(text)))
    }

    /// The folder that its runs go to.
    pub fn output(&self) -> PathBuf {
        self.path_at("output.folder").unwrap_or_else(|| tidy(&self.base().join("../runs")))
    }

    /// The ledger that it names, else the one beside its runs.
    pub fn ledger(&self) -> PathBuf {
        self.path_at("inputs.ledger").unwrap_or_else(|| self.output().join("ledger"))
    }

    /// Patterns of filings: the folder and the pattern of the names in it.
    pub fn filings(&self) -> Vec<(PathBuf, String)> {
        self.patterns("inputs.filings")
    }

    /// The same of workbooks of decisions.
    pub fn decisions(&self) -> Vec<(PathBuf, String)> {
        self.patterns("inputs.decisions")
    }

    fn patterns(&self, key: &str) -> Vec<(PathBuf, String)> {
        let patterns = self.root.at_path(key).map(|node| &node.value);
        let Some(crate::config::Value::Array(patterns)) = patterns else { return Vec::new() };
        let texts = patterns.iter().filter_map(Node::as_text);
        let parted = texts.filter_map(|pattern| {
            let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
            let plain = !folder.contains(['*', '?', '[']);
            plain.then(|| (tidy(&self.base().join(folder)), name.to_string()))
        });
        parted.collect()
    }

    /// The folder that its scenario files stand in.
    pub fn scenarios(&self) -> PathBuf {
        self.base().join("scenarios")
    }
}

/// A path without `.` and `..`: those of settings lead up from the folder of the file.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// Folders of the ledgers that pipelines write to, inside the folder.
pub fn ledgers(root: &Root) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = pipelines(root).iter().map(Pipeline::ledger).collect();
    all.sort();
    all.dedup();
    let inside = |path: &PathBuf| path.starts_with(root.path());
    all.into_iter().filter(inside).collect()
}

/// What a ledger says of a run, by the name of its folder.
type Approvals = BTreeMap<String, (u32, String, String, bool)>;

fn approvals(ledger: &Path) -> Approvals {
    let mut out = Approvals::new();
    let Ok(ledger) = Ledger::read(ledger) else { return out };
    for segment in &ledger.segments {
        let head = &segment.head;
        match head.kind {
            Kind::Approval => {
                let value = (head.number, head.on.clone(), head.by.clone(), true);
                out.insert(head.folder.clone(), value);
            }
            Kind::Withdrawal => {
                let own = out.values_mut().filter(|(number, ..)| *number == head.about);
                own.for_each(|approval| approval.3 = false);
            }
            Kind::Payments => {}
        }
    }
    out
}

/// Finished runs of all pipelines, the newest number first.
pub fn runs(root: &Root, lang: Lang) -> Vec<Value> {
    let pipelines = pipelines(root);
    let mut folders: Vec<(PathBuf, PathBuf)> =
        pipelines.iter().map(|one| (one.output(), one.ledger())).collect();
    folders.sort();
    folders.dedup_by(|a, b| a.0 == b.0);
    let mut out = Vec::new();
    for (folder, ledger) in folders.iter().filter_map(|(f, l)| Some((root.holds(f)?, l))) {
        let known = approvals(ledger);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        all.retain(|path| path.join(FILE).is_file() && !hidden(path));
        all.sort_by(|a, b| b.cmp(a));
        let left = MOST_RUNS.saturating_sub(out.len());
        out.extend(all.iter().take(left).filter_map(|path| run(root, path, &known, lang)));
    }
    out
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// A finished run as lists show it.
pub fn one_run(root: &Root, path: &Path, lang: Lang) -> Option<Value> {
    let ledgers = ledgers(root);
    let known = ledgers.iter().map(|ledger| approvals(ledger));
    let name = path.file_name()?.to_string_lossy().into_owned();
    let known = known.into_iter().find(|known| known.contains_key(&name)).unwrap_or_default();
    run(root, path, &known, lang)
}

fn run(root: &Root, path: &Path, known: &Approvals, lang: Lang) -> Option<Value> {
    let bytes = crate::config::file::bytes(&path.join(FILE), MOST_SETTINGS * 64).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    let shown = root.shown(path);
    if let Ok(joint) = manifest::read::<Joint>(&bytes) {
        let parts = joint.schemes.iter().map(|scheme| format!("{shown}/{}", scheme.name));
        return Some(json!({
            "path": shown, "name": name, "title": joint.title.get(lang), "joint": true,
            "parts": parts.collect::<Vec<_>>(), "state": "joint",
            "said": lang.pick("多方案", "several schemes"),
            "payable": joint.control_totals.payable.to_string(), "claims": 0,
        }));
    }
    let read: Run = manifest::read(&bytes).ok()?;
    let (state, said) = state(&read, known.get(&name), lang);
    Some(json!({
        "path": shown, "name": name, "title": read.title.get(lang), "joint": false,
        "parts": [], "state": state, "said": said, "pipeline": read.pipeline,
        "payable": read.control_totals.payable.to_string(),
        "approved": read.control_totals.approved.to_string(),
        "requested": read.control_totals.requested.to_string(),
        "claims": read.counts.claims, "firms": read.counts.firms,
        "paid_claims": read.counts.claims_paid, "paid_firms": read.counts.firms_paid,
        "errors": read.counts.errors, "warnings": read.counts.warnings,
        "refused": read.counts.quarantined,
        "year": read.award_year, "deadline": read.deadline.to_string(),
        "scheme": read.scheme.title.get(lang),
        "pool": read.budget.as_ref().map(|budget| budget.available.to_string()),
        "may_be_paid": read.payments.is_some() && read.incomplete.is_none_or(|m| m.accepted),
    }))
}

/// What a run is: approved, withdrawn, never to be paid, incomplete, or finished with so many findings.
fn state(
    run: &Run,
    approval: Option<&(u32, String, String, bool)>,
    lang: Lang,
) -> (&'static str, String) {
    if let Some((number, on, by, holds)) = approval {
        let by = super::page::text(by);
        return match holds {
            true => (
                "approved",
                say!(
                    lang,
                    "已核准：{by}，{on}（第 {number} 段）",
                    "approved by {by} on {on} (segment {number})"
                ),
            ),
            false => (
                "withdrawn",
                say!(
                    lang,
                    "核准已撤回（第 {number} 段，{by}，{on}）",
                    "approval withdrawn (segment {number}, {by}, {on})"
                ),
            ),
        };
    }
    if run.simulated() {
        return ("simulated", lang.pick("推演，不得拨付", "simulation, never paid").to_string());
    }
    if let Some(missing) = run.incomplete.as_ref().filter(|missing| !missing.accepted) {
        let filings = missing.filings;
        let said = say!(
            lang,
            "不完整：{filings} 份申报未计入",
            "incomplete: {filings} filings are missing"
        );
        return ("incomplete", said);
    }
    let (errors, warnings) = (run.counts.errors, run.counts.warnings);
    let said = say!(
        lang,
        "已算完，未核准；错误 {errors}，警告 {warnings}",
        "finished, not approved; {errors} errors, {warnings} warnings"
    );
    (if errors > 0 { "open" } else { "finished" }, said)
}
