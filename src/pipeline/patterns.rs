//! Which files the lists of a pipeline name: patterns against what lies in the folders, and what lies beside.
//!
//! A file counts once, however many patterns name it. A name that is there as it is written is that file, also
//! with `[` or `]` in it. Endings match in any case. What is hidden or temporary is skipped, and said.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use encoding_rs::GB18030;
use glob::Pattern;

use crate::config::{Reader, as_text};
use crate::diag::{Diagnostic, Place, codes};
use crate::ingest::InputFile;
use crate::run_folder::manifest::FILE;

/// A file that lies beside those that are read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The folder, and the name in it, as messages show them.
    pub folder: String,
    pub name: String,
    /// Hidden or temporary, not merely unnamed.
    pub hidden: bool,
    pub path: PathBuf,
}

impl Unread {
    /// As tables name it.
    pub fn shown(&self) -> String {
        match self.folder.as_str() {
            "." => self.name.clone(),
            folder => format!("{folder}/{}", self.name),
        }
    }
}

/// Files that match the patterns of a list, by their shown names, each once.
pub fn globs(reader: &Reader, name: &'static str, base: &Path) -> Vec<InputFile> {
    let mut files: Vec<InputFile> = Vec::new();
    let mut known: BTreeSet<PathBuf> = BTreeSet::new();
    for node in reader.array(name) {
        let Some(pattern) = as_text(node, reader.faults) else { continue };
        let mut search = Search::default();
        let found = search.files(&base.join(pattern));
        if search.left == 0 {
            let limit = format!("{MOST}");
            let fault = Diagnostic::new(&codes::FILE_TOO_LARGE);
            let fault = fault.arg("why", format!("“{pattern}”涉及的文件超过 {limit} 个"));
            let fault =
                fault.arg("why_en", format!("`{pattern}` looks at more than {limit} files"));
            reader.faults.push(fault.at(node.place()));
            continue;
        }
        if found.is_empty() {
            let fault = Diagnostic::new(&codes::NO_MATCH).arg("pattern", pattern);
            reader.faults.push(fault.at(node.place()));
        }
        for folder in search.unfinished(&base.join(pattern)) {
            let fault = Diagnostic::new(&codes::INTAKE_UNFIT)
                .arg("path", shown(folder.strip_prefix(base).unwrap_or(&folder)))
                .arg("why", "其中没有 manifest.json，没有写完或没有复制完整")
                .arg("why_en", "it holds no manifest.json and was not written or copied whole");
            reader.faults.push(fault.at(node.place()));
        }
        for (path, root) in found {
            if known.insert(std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
                let shown = shown(path.strip_prefix(base).unwrap_or(&path));
                files.push(InputFile { path, shown, root });
            }
        }
    }
    files.sort_by(|a, b| a.shown.cmp(&b.shown).then_with(|| a.path.cmp(&b.path)));
    files
}

/// What lies in the folders that patterns searched, those without a match included, and is not among the files that
/// are used.
pub fn beside<'a>(used: impl Iterator<Item = &'a InputFile>, base: &Path) -> Vec<Unread> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let (mut roots, mut read) = (BTreeMap::new(), BTreeSet::new());
    for file in used {
        read.insert(real(&file.path));
        let Some((root, folder)) = file.root.as_ref().zip(file.path.parent()) else { continue };
        let depth = folder.strip_prefix(root).map_or(0, |inner| inner.components().count());
        let deepest: &mut usize = roots.entry(root.clone()).or_default();
        *deepest = (*deepest).max(depth);
    }
    let mut out: BTreeSet<Unread> = BTreeSet::new();
    let searched = roots.into_iter().flat_map(|(root, depth)| Search::default().down(root, depth));
    for folder in searched.collect::<BTreeSet<_>>() {
        let place = shown(folder.strip_prefix(base).unwrap_or(&folder));
        let place = if place.is_empty() { ".".to_string() } else { place };
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten().take(MOST) {
            let (path, name) = (entry.path(), readable(&entry.file_name()));
            if path.is_file() && !read.contains(&real(&path)) && !is_ours(&name) {
                let hidden = is_hidden(&name);
                out.insert(Unread { folder: place.clone(), name, hidden, path });
            }
        }
    }
    out.into_iter().collect()
}

/// One note for each folder and kind.
pub fn notes(unread: &[Unread]) -> Vec<Diagnostic> {
    const NAMED: usize = 10;
    let mut notes = Vec::new();
    for hidden in [true, false] {
        let kind: Vec<&Unread> = unread.iter().filter(|one| one.hidden == hidden).collect();
        let code = if hidden { &codes::FILES_SKIPPED } else { &codes::FILES_BESIDE };
        for of_folder in kind.chunk_by(|a, b| a.folder == b.folder) {
            let mut names: Vec<&str> =
                of_folder.iter().take(NAMED).map(|one| one.name.as_str()).collect();
            if of_folder.len() > NAMED {
                names.push("…");
            }
            let note = Diagnostic::new(code).arg("count", of_folder.len());
            let note = note.arg("files", names.join("、"));
            notes.push(note.at(Place::File(of_folder[0].folder.clone())));
        }
    }
    notes
}

/// The path as messages and tables name it, without the steps up that lead from the pipeline's folder to the
/// project's.
pub fn shown(path: &Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, Component::ParentDir));
    let parts: Vec<String> = parts.map(|part| readable(part.as_os_str())).collect();
    parts.join("/").replace('\\', "/").replace("//", "/")
}

/// A name that is not UTF-8 is mostly one in GBK, out of an archive made on Windows.
fn readable(name: &OsStr) -> String {
    if let Some(name) = name.to_str() {
        return name.to_string();
    }
    let bytes = name.as_encoded_bytes();
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(name) => name.into_owned(),
        None => bytes.escape_ascii().to_string(),
    }
}

/// Rules and explanations that lie about: no data, and nobody takes them for it.
fn is_ours(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".toml") || name.ends_with(".md") || name.starts_with("readme")
}

/// What systems leave beside files (`._x.xlsx`, `.x.xlsx`), and locks of open workbooks (`~$x.xlsx`).
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$")
}

/// Entries that one pattern may look at.
const MOST: usize = 1 << 17;

/// The files of one pattern, each with the folder where its wildcards began.
struct Search {
    /// How many more entries may be looked at.
    left: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { left: MOST }
    }
}

type Found = (PathBuf, Option<PathBuf>);

impl Search {
    fn files(&mut self, pattern: &Path) -> Vec<Found> {
        let mut found = self.found(pattern);
        found.retain(|(path, _)| !path.is_dir() && path.symlink_metadata().is_ok());
        found
    }

    /// Files and folders.
    fn found(&mut self, pattern: &Path) -> Vec<Found> {
        let mut found: Vec<Found> = vec![(PathBuf::new(), None)];
        for part in pattern.components() {
            found = match part {
                Component::Normal(name) => {
                    let name = name.to_string_lossy();
                    found.into_iter().flat_map(|from| self.step(from, &name)).collect()
                }
                part => found.into_iter().map(|(path, root)| (path.join(part), root)).collect(),
            };
        }
        found
    }

    /// Folders that a pattern of finished folders (`intake/*/manifest.json`) means and that are none: what was not
    /// copied whole must not be passed over.
    fn unfinished(&mut self, pattern: &Path) -> Vec<PathBuf> {
        let parts: Vec<Component> = pattern.components().rev().take(2).collect();
        let [Component::Normal(file), Component::Normal(folder)] = parts[..] else {
            return Vec::new();
        };
        if file != FILE || folder == "**" {
            return Vec::new();
        }
        let folders = self.found(pattern.parent().unwrap_or(pattern)).into_iter();
        let folders = folders.map(|(path, _)| path).filter(|path| path.is_dir());
        folders.filter(|path| !path.join(FILE).is_file()).collect()
    }

    /// Entries of a folder that one part of a pattern means.
    fn step(&mut self, (folder, root): Found, part: &str) -> Vec<Found> {
        let named = folder.join(part);
        if named.symlink_metadata().is_ok() {
            return vec![(named, root)];
        }
        let wild = part.contains(['*', '?', '[']);
        let root = root.or_else(|| wild.then(|| folder.clone()));
        if part == "**" {
            return self.below(folder).into_iter().map(|path| (path, root.clone())).collect();
        }
        let meant = |name: &str| {
            let hidden = is_hidden(name) && !is_hidden(part);
            !hidden && (matches(part, name) || matches(&folded(part), &folded(name)))
        };
        let entries = self.entries(&folder).into_iter();
        entries.filter(|(name, _)| meant(name)).map(|(_, path)| (path, root.clone())).collect()
    }

    /// A folder and those below it, so many steps down: as far as its pattern found files, those included that hold
    /// none of them.
    fn down(&mut self, root: PathBuf, steps: usize) -> Vec<PathBuf> {
        let mut all = vec![root];
        let mut level = 0..1;
        for _ in 0..steps {
            for at in level.clone() {
                let folder = all[at].clone();
                let inner = self.entries(&folder).into_iter();
                // What a run left is no input.
                let inner = inner.filter(|(name, path)| {
                    !is_hidden(name) && path.is_dir() && !path.join("manifest.json").exists()
                });
                all.extend(inner.map(|(_, path)| path));
            }
            level = level.end..all.len();
        }
        all
    }

    /// A folder and all folders below it; links are not followed.
    fn below(&mut self, folder: PathBuf) -> Vec<PathBuf> {
        let (mut all, mut next) = (vec![folder], 0);
        while next < all.len() {
            let folder = all[next].clone();
            let inner = self.entries(&folder).into_iter().filter(|(name, path)| {
                let real = path.symlink_metadata().is_ok_and(|data| data.is_dir());
                real && !is_hidden(name)
            });
            all.extend(inner.map(|(_, path)| path));
            next += 1;
        }
        all
    }

    /// Names and paths, in a fixed order.
    fn entries(&mut self, folder: &Path) -> Vec<(String, PathBuf)> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = std::fs::read_dir(here).into_iter().flatten().flatten().take(self.left);
        let mut entries: Vec<_> = entries
            .map(|entry| (readable(&entry.file_name()), folder.join(entry.file_name())))
            .collect();
        self.left -= entries.len();
        entries.sort();
        entries
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern == name || Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(name))
}

/// With the ending in small letters.
fn folded(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{}", ending.to_lowercase()),
        None => name.to_string(),
    }
}
