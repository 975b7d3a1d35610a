//! Layouts: how reports look. The files of `reports/layouts` are built in; a user's folder lays its own files
//! of the same names over them, and may bring fonts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};

/// The layout files: name and built-in text.
const BUILT_IN: &[(&str, &str)] = &[
    ("house.typ", include_str!("../../../reports/layouts/house.typ")),
    ("list.typ", include_str!("../../../reports/layouts/list.typ")),
    ("main.typ", include_str!("../../../reports/layouts/main.typ")),
    ("notice.typ", include_str!("../../../reports/layouts/notice.typ")),
    ("page.css", include_str!("../../../reports/layouts/page.css")),
    ("page.js", include_str!("../../../reports/layouts/page.js")),
    ("report.html", include_str!("../../../reports/layouts/report.html")),
    ("report.typ", include_str!("../../../reports/layouts/report.typ")),
    ("word-page.xml", include_str!("../../../reports/layouts/word-page.xml")),
    ("word-styles.xml", include_str!("../../../reports/layouts/word-styles.xml")),
    ("word.xml", include_str!("../../../reports/layouts/word.xml")),
];

/// Files of these endings are layouts; others in a user's folder are none of ours.
const ENDINGS: &[&str] = &["typ", "html", "css", "js", "xml"];

/// Files of these endings are fonts.
const FONTS: &[&str] = &["ttf", "otf", "ttc"];

/// Largest layout file that is read.
const MOST_BYTES: u64 = 1 << 20;

/// The layouts of a run of the program.
#[derive(Clone, Debug)]
pub struct Layouts {
    files: BTreeMap<&'static str, File>,
    /// Font files of the user, by path.
    fonts: Vec<(String, Vec<u8>)>,
}

/// A layout file.
#[derive(Clone, Debug)]
pub struct File {
    /// As messages name it.
    pub path: String,
    pub text: String,
}

impl Layouts {
    /// The layouts that the program brings.
    pub fn built_in() -> Self {
        let file = |name: &str, text: &str| File {
            path: format!("reports/layouts/{name}"),
            text: text.to_string(),
        };
        let files = BUILT_IN.iter().map(|(name, text)| (*name, file(name, text))).collect();
        Self { files, fonts: Vec::new() }
    }

    /// The built-in layouts with those of a folder laid over them. Only files of known names are read; the
    /// folder `fonts` in it, if there is one, brings fonts.
    ///
    /// # Errors
    /// A folder or file that cannot be read (F201), that is too large (F211) or leads out of the folder (F218),
    /// a layout of an unknown name (C160).
    pub fn with_folder(folder: &Path) -> Result<Self, Diagnostics> {
        let mut layouts = Self::built_in();
        let mut faults = Diagnostics::default();
        for path in listed(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !ends_with(&path, ENDINGS) {
                continue;
            }
            let Some((known, _)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
                faults.push(unknown(&path, &name));
                continue;
            };
            match inside(folder, &path).and_then(|()| read(&path)) {
                Ok(text) => {
                    let path = path.display().to_string();
                    layouts.files.insert(known, File { path, text });
                }
                Err(fault) => faults.push(fault),
            }
        }
        let fonts = folder.join("fonts");
        if fonts.is_dir() {
            match layouts.clone().with_fonts(&fonts) {
                Ok(with) => layouts = with,
                Err(more) => faults.extend(more),
            }
        }
        faults.into_result(layouts)
    }

    /// Adds the font files of a folder, in the order of their names. What they hold is looked at when a PDF
    /// is made.
    ///
    /// # Errors
    /// A folder or file that cannot be read (F201).
    pub fn with_fonts(mut self, folder: &Path) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        for path in listed(folder)?.into_iter().filter(|path| ends_with(path, FONTS)) {
            match file::bytes(&path, file::BINARY) {
                Ok(bytes) => self.fonts.push((path.display().to_string(), bytes)),
                Err(error) => faults.push(Diagnostic::unreadable(&error).at(place(&path))),
            }
        }
        faults.into_result(self)
    }

    /// The text of a layout file; empty where there is none of this name.
    pub fn text(&self, name: &str) -> &str {
        self.files.get(name).map_or("", |file| file.text.as_str())
    }

    /// A layout file by its name.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }

    /// Font files of the user: path and bytes.
    pub fn fonts(&self) -> &[(String, Vec<u8>)] {
        &self.fonts
    }
}

fn place(path: &Path) -> Place {
    Place::File(path.display().to_string())
}

/// The files of a folder, by name.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let unreadable = |error: std::io::Error| Diagnostic::unreadable(&error).at(place(folder));
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

fn unknown(path: &Path, name: &str) -> Diagnostic {
    let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    let near = suggest(name, known.iter().copied()).unwrap_or_default();
    let fault = Diagnostic::new(&codes::UNKNOWN_LAYOUT).arg("name", name);
    fault.arg("known", known.join("、")).arg("suggestion", near).at(place(path))
}

/// A link may not lead out of the folder.
fn inside(folder: &Path, path: &Path) -> Result<(), Diagnostic> {
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| Diagnostic::unreadable(&error).at(place(path)))
    };
    match real(path)?.starts_with(real(folder)?) {
        true => Ok(()),
        false => Err(Diagnostic::new(&codes::OUTSIDE_FOLDER).at(place(path))),
    }
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let unreadable = |error: std::io::Error| Diagnostic::unreadable(&error).at(place(path));
    let text = file::text(path).map_err(unreadable)?;
    let size = text.len() as u64;
    if size > MOST_BYTES {
        let why = format!("{size} > {MOST_BYTES}");
        return Err(Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", why).at(place(path)));
    }
    Ok(text)
}
