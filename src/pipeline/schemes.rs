//! A pipeline file of several schemes: `[[schemes]]`, each a pipeline of its own over what they share.
//!
//! An entry holds what is its own — scheme, inputs, options, parameters, budget, duplicates — and takes from
//! the file what it leaves out, key by key. So each is read, checked and run like a pipeline that stands alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::{Collector, Key, Node, Reader, Table, Value};
use crate::diag::{Diagnostic, Diagnostics, Lang, Place, Text, codes, suggest};
use crate::domain::text::comparable;
use crate::frame::columns as c;
use crate::frame::tables::TableContract;
use crate::pipeline::{self, InputsOf, Pipeline};
use crate::pipeline::{keys, reporting};
use crate::report::model::Wanted;

/// Sections and keys that would be shared without meaning: each scheme has its own.
const APART: [&str; 7] =
    ["budget", "options", "parameters", "duplicates", "objections", "beside", "warehouse"];
/// Keys of an entry that stand under `[pipeline]` in a file of one scheme.
const OF_HEAD: [&str; 7] =
    [c::SCHEME, "title", c::AWARD_YEAR, "deadline", "payment_date", "as_known_on", "rates"];

/// Several schemes to be computed together.
#[derive(Debug)]
pub struct Joint {
    /// The file name without its ending: names of run folders begin with it.
    pub name: String,
    pub title: Text,
    pub lang: Option<Lang>,
    pub same_kind: SameKindAcross,
    /// Reports that the file asks for; the whole writes those that it has of its own.
    pub reports: Vec<Wanted>,
    /// In the order of the file.
    pub parts: Vec<Part>,
}

/// One scheme of several.
#[derive(Debug)]
pub struct Part {
    /// Names its folder.
    pub name: String,
    pub pipeline: Pipeline,
}

/// What follows from claims of the same kind under two schemes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SameKindAcross {
    /// It is said, and nothing is lowered.
    #[default]
    Report,
    /// The higher stays, the other gets nothing.
    ChooseBest,
}

impl SameKindAcross {
    pub const NAMES: [(&'static str, SameKindAcross); 2] =
        [("report", Self::Report), ("choose_best", Self::ChooseBest)];

    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::ChooseBest => "choose_best",
        }
    }
}

/// Whether a pipeline file computes several schemes.
pub fn is_joint(root: &Node) -> bool {
    root.at_path("schemes").is_some()
}

/// The same for a file; what cannot be read is told by whoever reads it next.
pub fn is_joint_file(path: &Path) -> bool {
    path.is_file() && crate::config::parse_file(path).is_ok_and(|root| is_joint(&root))
}

/// `FILE#NAME` names one scheme of a file.
pub fn file_and_name(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, name)) if !path.exists() => (PathBuf::from(file), Some(name.to_string())),
        _ => (path.to_path_buf(), None),
    }
}

/// Reads a file of several schemes.
///
/// # Errors
/// Every fault of every scheme; what they share is told once.
pub fn load(path: &Path) -> Result<Joint, Diagnostics> {
    let root = crate::config::parse_file(path)?;
    read(path, &root, &pipeline::read_inputs)
}

/// One scheme of a file as a pipeline of its own.
///
/// # Errors
/// As [`load`]; without a name, or with an unknown one, the names that there are.
pub fn one(
    path: &Path,
    root: &Node,
    name: Option<&str>,
    inputs: InputsOf,
) -> Result<Pipeline, Diagnostics> {
    let joint = if is_joint(root) { Some(read(path, root, inputs)?) } else { None };
    let best = joint.as_ref().is_some_and(|joint| joint.same_kind == SameKindAcross::ChooseBest);
    let mut parts = joint.map(|joint| joint.parts).unwrap_or_default();
    match parts.iter().position(|part| Some(part.name.as_str()) == name) {
        Some(at) => {
            let Part { name, mut pipeline } = parts.swap_remove(at);
            if best {
                pipeline.warnings.push(Diagnostic::new(&codes::SCHEME_ALONE).arg("name", name));
            }
            Ok(pipeline)
        }
        None => {
            let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
            let near = suggest(name.unwrap_or_default(), names.iter().copied());
            Err(Diagnostic::new(&codes::WHICH_SCHEME)
                .arg("path", path.display())
                .arg("known", names.join("、"))
                .arg("suggestion", near.unwrap_or_default())
                .at(Place::File(path.display().to_string()))
                .into())
        }
    }
}

fn read(path: &Path, root: &Node, inputs: InputsOf) -> Result<Joint, Diagnostics> {
    let faults = Collector::default();
    let same_kind = across(root, &faults);
    shared_keys(root, &faults);
    let mut said = faults.into_inner();
    let entries = entries(root, &mut said);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut parts: Vec<Part> = Vec::new();
    for (name, entry) in entries {
        match pipeline::from_tree(path, &whole(root, entry), inputs) {
            Ok(mut pipeline) => {
                pipeline.name = format!("{stem}-{name}");
                parts.push(Part { name, pipeline });
            }
            // What stands in the shared part is told once.
            Err(more) => said.0.extend(more.0),
        }
    }
    let mut seen: Vec<Diagnostic> = Vec::new();
    said.0.retain(|fault| {
        let new = !seen.contains(fault);
        seen.extend(new.then(|| fault.clone()));
        new
    });
    if !said.has_errors() {
        said.extend(shared_sheets(&parts, path));
        if parts.iter().filter(|part| part.pipeline.office.set_off).count() > 1 {
            let place = Place::File(path.display().to_string());
            said.push(Diagnostic::new(&codes::SET_OFF_SHARED).at(place));
        }
        said.extend(capped_together(&parts, path));
        strangers(&mut parts);
        read_by_none(&mut parts);
    }
    let head = root.at_path("pipeline");
    let quiet = Collector::default();
    let title = head
        .map(|node| Reader::new(node, &keys::HEAD, &quiet).bilingual("title"))
        .unwrap_or_default();
    let lang = parts.first().and_then(|part| part.pipeline.lang);
    let output = root.at_path("output").map(|node| Reader::new(node, &keys::OUTPUT, &quiet));
    let reports = output.map(|output| reporting::wanted(&output).0).unwrap_or_default();
    said.into_result(Joint { name: stem, title, lang, same_kind, reports, parts })
}

/// `[across]`: `same_kind`.
fn across(root: &Node, faults: &Collector) -> SameKindAcross {
    let reader = root.at_path("across").map(|node| Reader::new(node, &keys::ACROSS, faults));
    let Some(reader) = reader else { return SameKindAcross::default() };
    let same_kind = reader.choice("same_kind", &SameKindAcross::NAMES).unwrap_or_default();
    reader.finish();
    same_kind
}

/// Pools, readings and rosters belong to a scheme.
fn shared_keys(root: &Node, faults: &Collector) {
    let of_inputs = ["rosters", "decisions", "reviews", "duplicates", "owed"]
        .map(|key| format!("inputs.{key}"));
    let apart = APART.iter().map(ToString::to_string).chain(of_inputs);
    for key in apart.chain(["pipeline.scheme".to_string()]) {
        if let Some(node) = root.at_path(&key) {
            faults.push(Diagnostic::new(&codes::NOT_SHARED).arg("key", key).at(node.place()));
        }
    }
}

/// The entries by name. A name becomes a folder: letters, digits, `-` and `_`.
fn entries<'a>(root: &'a Node, faults: &mut Diagnostics) -> Vec<(String, &'a Node)> {
    let Some(Value::Array(items)) = root.at_path("schemes").map(|node| &node.value) else {
        let place = root.at_path("schemes").map(Node::place).unwrap_or_default();
        faults.push(Diagnostic::new(&codes::SCHEME_NAME).arg("name", "schemes").at(place));
        return Vec::new();
    };
    let mut names = BTreeSet::new();
    let mut out = Vec::new();
    for node in items {
        let text = |key: &str| node.at_path(key).and_then(Node::as_text);
        let stem = |path: &str| {
            Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
        };
        let name = text("name").map(str::to_string).or_else(|| text(c::SCHEME).map(stem));
        let name = name.unwrap_or_default();
        let plain = |sign: char| sign.is_alphanumeric() || sign == '-' || sign == '_';
        // These stand beside the folders of the schemes.
        let taken = ["tables", "reports"].contains(&name.as_str());
        if name.is_empty() || !name.chars().all(plain) || taken || !names.insert(name.clone()) {
            faults.push(Diagnostic::new(&codes::SCHEME_NAME).arg("name", &name).at(node.place()));
            continue;
        }
        out.push((name, node));
    }
    out
}

/// The tree of one scheme: the file without what speaks of several, with the entry laid over it.
fn whole(root: &Node, entry: &Node) -> Node {
    let mut out = root.clone();
    out.remove(&["schemes", "across"]);
    let Some(own) = entry.as_table() else { return out };
    for (key, node) in &own.entries {
        if key.name == "name" {
            continue;
        }
        if OF_HEAD.contains(&key.name.as_str()) {
            let head = Table { entries: vec![(key.clone(), node.clone())] };
            let head = Node { value: Value::Table(head), ..node.clone() };
            lay(&mut out, &Key { name: "pipeline".into(), span: key.span.clone() }, &head);
        } else {
            lay(&mut out, key, node);
        }
    }
    out
}

/// Lays an entry over a table: tables key by key, everything else in the place of what was there.
fn lay(into: &mut Node, key: &Key, node: &Node) {
    let Value::Table(table) = &mut into.value else { return };
    match table.entries.iter_mut().find(|(known, _)| known.name == key.name) {
        Some((_, old)) => match (&old.value, &node.value) {
            (Value::Table(_), Value::Table(new)) => {
                new.entries.iter().for_each(|(key, node)| lay(old, key, node));
            }
            _ => *old = node.clone(),
        },
        None => table.entries.push((key.clone(), node.clone())),
    }
}

/// A file that one of the schemes reads does not lie there for nothing.
fn read_by_none(parts: &mut [Part]) {
    let rosters = |pipeline: &Pipeline| -> Vec<PathBuf> {
        let rosters = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
        rosters.flat_map(|roster| &roster.files).map(|file| file.path.clone()).collect()
    };
    let read: BTreeSet<PathBuf> = parts
        .iter()
        .flat_map(|part| {
            let own = part.pipeline.inputs.all().map(|file| file.path.clone());
            own.chain(rosters(&part.pipeline))
        })
        .collect();
    for part in parts {
        part.pipeline.inputs.unread.retain(|file| !read.contains(&file.path));
    }
}

/// Two schemes that read the same files must not call different sheets by one name.
fn shared_sheets(parts: &[Part], path: &Path) -> Diagnostics {
    let mut faults = Diagnostics::default();
    for (at, part) in parts.iter().enumerate() {
        for other in &parts[..at] {
            let files = &other.pipeline.inputs.filings;
            let common =
                |file: &crate::ingest::InputFile| files.iter().any(|f| f.path == file.path);
            if !part.pipeline.inputs.filings.iter().any(common) {
                continue;
            }
            let names = |pipeline: &Pipeline| -> BTreeSet<String> {
                let sheets = pipeline.scheme.measures.iter().flat_map(|m| &m.sheets);
                sheets.map(|sheet| comparable(sheet)).collect()
            };
            let mine = names(&part.pipeline);
            for sheet in names(&other.pipeline).intersection(&mine) {
                let fault = Diagnostic::new(&codes::SHEET_OF_TWO).arg("sheet", sheet);
                let fault = fault.arg("first", &other.name).arg("second", &part.name);
                faults.push(fault.at(Place::File(path.display().to_string())));
            }
        }
    }
    faults
}

/// Schemes whose annual cap counts awards of another one here: neither would see what the other grants in the same run.
fn capped_together(parts: &[Part], path: &Path) -> Diagnostics {
    let mut faults = Diagnostics::default();
    for part in parts {
        let counts = |other: &&Part| part.pipeline.scheme.counts_with(&other.pipeline.scheme.id);
        for other in parts.iter().filter(counts) {
            let fault = Diagnostic::new(&codes::CAPPED_TOGETHER).arg("name", &part.name);
            let fault = fault.arg("other", &other.name);
            faults.push(fault.at(Place::File(path.display().to_string())));
        }
    }
    faults
}

/// Tells each scheme which sheets belong to the others.
fn strangers(parts: &mut [Part]) {
    let contracts: Vec<Vec<TableContract>> = parts
        .iter()
        .map(|part| part.pipeline.scheme.measures.iter().map(|m| m.contract()).collect())
        .collect();
    for (at, part) in parts.iter_mut().enumerate() {
        let others = contracts.iter().enumerate().filter(|(other, _)| *other != at);
        let foreign = others.flat_map(|(_, contracts)| contracts.iter().cloned());
        part.pipeline.foreign =
            foreign.map(|contract| TableContract { foreign: true, ..contract }).collect();
    }
}
