//! What a folder holds: pipelines, runs, ledgers, by their names below it. Searches are bounded and follow no link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Timelike};
use serde_json::{Value, json};

use super::place::Root;
use crate::config::{Declared, Node, Takes, parse_file};
use crate::diag::{Lang, Text, say};
use crate::domain::digest::sha256;
use crate::ledger::{Kind, Ledger, Segment};
use crate::pipeline::keys::INPUTS;
use crate::pipeline::schemes::is_joint_file;
use crate::run_folder::manifest::{self, FILE, Joint, Reconciliation, Run};
use crate::run_folder::stored;

/// How deep pipelines may stand, how many entries are looked at, how large a file of settings is.
const DEEPEST: usize = 3;
const MOST_ENTRIES: usize = 20_000;
const MOST_SETTINGS: u64 = 1 << 20;
const MOST_RUNS: usize = 500;

/// Where files about payments stand, beside the runs.
pub const PAYMENTS: &str = "payments";

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

/// Folders that files are brought to: those of filings, and of payments of each run.
pub fn brought(root: &Root) -> Vec<PathBuf> {
    let below = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let mut all = Vec::new();
    for one in pipelines(root) {
        let keys = one.others().into_iter().map(|(key, _)| key).chain(["filings"]);
        all.extend(keys.flat_map(|key| one.inputs(key)).map(|(folder, _)| folder));
        let base = one.output().parent().map(|base| base.join(PAYMENTS)).unwrap_or_default();
        all.extend(below(&base).iter().flat_map(|run| below(run)));
    }
    all.retain(|folder| root.holds(folder).is_some());
    all.sort();
    all.dedup();
    all
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

    /// What else it reads or may read, lists and workbooks that were filled in: the key and what it is. A pipeline of
    /// several schemes names them itself.
    pub fn others(&self) -> Vec<(&'static str, [&'static str; 2])> {
        let files = |key: &&Declared| matches!(key.takes, Takes::Files) && key.name != "filings";
        let keys = INPUTS.keys().into_iter().filter(files);
        let read = keys.filter(|key| !self.joint || !self.inputs(key.name).is_empty());
        // What stands behind the comma leads to a page of the documents.
        let plain = |means: &'static str| means.split([',', '，']).next().unwrap_or(means);
        read.map(|key| (key.name, key.means.map(plain))).collect()
    }

    /// Where files of a kind go of which it reads none yet.
    pub fn beside(&self, key: &str) -> PathBuf {
        self.output().parent().map(Path::to_path_buf).unwrap_or_default().join(key)
    }

    /// Patterns of one kind of inputs.
    pub fn inputs(&self, key: &str) -> Vec<(PathBuf, String)> {
        self.patterns(&format!("inputs.{key}"))
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

/// What a ledger says of a run.
#[derive(Clone, Debug)]
pub struct Approval {
    pub ledger: PathBuf,
    number: u32,
    on: String,
    by: String,
    /// Not taken back.
    holds: bool,
}

/// Approvals of all ledgers, by the digest of the run's manifest: names of folders may stand twice.
type Approvals = BTreeMap<String, Approval>;

fn approvals(root: &Root) -> Approvals {
    let mut out = Approvals::new();
    for path in ledgers(root) {
        let Ok(ledger) = Ledger::read(&path) else { continue };
        for Segment { head, .. } in &ledger.segments {
            let (ledger, number) = (path.clone(), head.number);
            match head.kind {
                Kind::Approval => {
                    let (on, by) = (head.on.clone(), head.by.clone());
                    let own = Approval { ledger, number, on, by, holds: true };
                    out.insert(head.manifest.clone(), own);
                }
                Kind::Withdrawal => {
                    let about =
                        |one: &&mut Approval| one.ledger == path && one.number == head.about;
                    out.values_mut().filter(about).for_each(|approval| approval.holds = false);
                }
                Kind::Payments => {}
            }
        }
    }
    out
}

/// The approval of a run that nobody has taken back.
pub fn approval(root: &Root, run: &Path) -> Option<Approval> {
    let bytes = manifest_of(run)?;
    approvals(root).remove(&sha256(&bytes)).filter(|approval| approval.holds)
}

fn manifest_of(folder: &Path) -> Option<Vec<u8>> {
    crate::config::file::bytes(&folder.join(FILE), MOST_SETTINGS * 64).ok()
}

/// Reconciliations of a run, the latest day first: the folder, the day, the digest of its manifest.
pub fn reconciled(root: &Root, run: &Path) -> Vec<(PathBuf, NaiveDate, String)> {
    let Some(own) = manifest_of(run).map(|bytes| sha256(&bytes)) else { return Vec::new() };
    let entries = fs::read_dir(stored::beside(run).0).into_iter().flatten().flatten();
    let of = |path: PathBuf| {
        let bytes = manifest_of(&root.holds(&path)?)?;
        let read = manifest::read::<Reconciliation>(&bytes).ok()?;
        (read.run_manifest_sha256 == own && !hidden(&path))
            .then(|| (path, read.as_of, sha256(&bytes)))
    };
    let mut all: Vec<_> = entries.filter_map(|entry| of(entry.path())).collect();
    all.sort_by(|(a, one, _), (b, other, _)| other.cmp(one).then_with(|| b.cmp(a)));
    all
}

/// What files about a run are called, and the folder that those of its pipeline stand in. A run of several schemes
/// holds a folder for each.
pub fn own_name(run: &Path) -> (String, PathBuf) {
    let (runs, own) = stored::beside(run);
    (own, runs.parent().unwrap_or(&runs).to_path_buf())
}

/// Finished runs of all pipelines, the newest number first.
pub fn runs(root: &Root, lang: Lang) -> Vec<Value> {
    let folders: BTreeSet<PathBuf> = pipelines(root).iter().map(Pipeline::output).collect();
    let known = approvals(root);
    let mut out = Vec::new();
    for folder in folders.iter().filter_map(|folder| root.holds(folder)) {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        all.retain(|path| path.join(FILE).is_file() && !hidden(path));
        all.sort_by(|a, b| b.cmp(a));
        let left = MOST_RUNS.saturating_sub(out.len());
        out.extend(all.iter().take(left).filter_map(|path| run(root, path, &known, lang)));
    }
    out
}

/// The same, with the parts of runs of several schemes in their place: each is approved and paid by itself.
pub fn single_runs(root: &Root, lang: Lang) -> Vec<Value> {
    let known = approvals(root);
    let parts = |one: Value| -> Vec<Value> {
        let parts = one["parts"].as_array().filter(|parts| !parts.is_empty());
        let Some(parts) = parts else { return vec![one] };
        let paths = parts.iter().filter_map(Value::as_str);
        let part = |path: &str| {
            let mut own = run(root, &root.inside(path)?, &known, lang)?;
            own["name"] = format!("{} · {}", one["name"].as_str()?, own["name"].as_str()?).into();
            Some(own)
        };
        paths.filter_map(part).collect()
    };
    runs(root, lang).into_iter().flat_map(parts).collect()
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// A finished run as lists show it.
pub fn one_run(root: &Root, path: &Path, lang: Lang) -> Option<Value> {
    run(root, path, &approvals(root), lang)
}

/// When a folder was written, by the clock of China.
fn made(path: &Path) -> Option<String> {
    const EAST: i64 = 8 * 3_600;
    let written = fs::metadata(path.join(FILE)).ok()?.modified().ok()?;
    let since = written.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let at = DateTime::from_timestamp(i64::try_from(since).ok()?.checked_add(EAST)?, 0)?;
    let (day, time) = (at.date_naive(), at.time());
    Some(format!("{day} {:02}:{:02}", time.hour(), time.minute()))
}

fn run(root: &Root, path: &Path, known: &Approvals, lang: Lang) -> Option<Value> {
    let bytes = manifest_of(path)?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    let shown = root.shown(path);
    if let Ok(joint) = manifest::read::<Joint>(&bytes) {
        let parts = joint.schemes.iter().map(|scheme| format!("{shown}/{}", scheme.name));
        return Some(json!({
            "path": shown, "name": name, "title": joint.title.get(lang), "joint": true,
            "parts": parts.collect::<Vec<_>>(), "state": "joint",
            "said": lang.pick("多方案", "several schemes"),
            "payable": joint.control_totals.payable.to_string(), "claims": 0,
            "made": made(path),
        }));
    }
    let read: Run = manifest::read(&bytes).ok()?;
    let approval = known.get(&sha256(&bytes));
    let (state, said) = state(&read, approval, lang);
    Some(json!({
        "path": shown, "name": name, "title": read.title.get(lang), "joint": false,
        "parts": [], "state": state, "said": said, "pipeline": read.pipeline,
        "made": made(path),
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
fn state(run: &Run, approval: Option<&Approval>, lang: Lang) -> (&'static str, String) {
    if let Some(Approval { number, on, by, holds, .. }) = approval {
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
