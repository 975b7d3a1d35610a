//! Folders among the filings: of `jiangbu intake`, each standing for the files that were read into it, and of tables
//! that a warehouse handed on.

use std::path::Path;

use super::manifest::{self, Export, Intake, Kind};
use super::stored::{self, Stored};
use crate::config::file;
use crate::diag::Diagnostics;
use crate::ingest::InputFile;

/// A folder among the filings, whose tables are all as its manifest vouches for them.
#[derive(Debug)]
pub enum Taken {
    Intake(Stored<Intake>),
    Export(Stored<Export>),
}

/// Whether a filing is such a folder, by its manifest.
pub fn is_intake(file: &InputFile) -> bool {
    file.path.file_name().is_some_and(|name| name == manifest::FILE)
}

/// # Errors
/// A folder that is none (A501), a table that was altered, is missing or was added (A510).
pub fn open(file: &InputFile) -> Result<Taken, Diagnostics> {
    let folder = file.path.parent().filter(|path| *path != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    Ok(match stored::is_of(folder, Kind::Export) {
        true => Taken::Export(Stored::open(folder)?),
        false => Taken::Intake(Stored::open(folder)?),
    })
}

/// A table of an export as a filing.
pub fn exported(folder: &InputFile, name: &str) -> InputFile {
    let below = format!("tables/{name}.parquet");
    let before = folder.shown.strip_suffix(manifest::FILE).unwrap_or_default();
    InputFile {
        path: folder.path.with_file_name("tables").join(format!("{name}.parquet")),
        shown: format!("{before}{below}"),
        root: None,
    }
}

/// The files that filings stand for: themselves, or those that were read into a folder, as far as its manifest can be
/// read.
pub fn behind(filings: &[InputFile]) -> Vec<InputFile> {
    let of = |filing: &InputFile| {
        if !is_intake(filing) {
            return vec![filing.clone()];
        }
        let bytes = file::bytes(&filing.path, file::TEXT).unwrap_or_default();
        if let Ok(export) = manifest::read::<Export>(&bytes) {
            return export.tables.keys().map(|name| exported(filing, name)).collect();
        }
        let files = manifest::read::<Intake>(&bytes).map_or(Vec::new(), |intake| intake.files);
        let one = |shown: String| InputFile { path: shown.clone().into(), shown, root: None };
        files.into_iter().map(|filing| one(filing.file)).collect()
    };
    filings.iter().flat_map(of).collect()
}
