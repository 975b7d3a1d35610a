//! Folders of `jiangbu intake` among the filings: each stands for the files that were read into it.

use std::path::Path;

use super::manifest::{self, Intake};
use super::stored::Stored;
use crate::config::file;
use crate::diag::Diagnostics;
use crate::ingest::InputFile;

/// Whether a filing is such a folder, by its manifest.
pub fn is_intake(file: &InputFile) -> bool {
    file.path.file_name().is_some_and(|name| name == manifest::FILE)
}

/// The folder, whose tables are all as its manifest vouches for them.
///
/// # Errors
/// A folder that is none (A501), a table that was altered, is missing or was added (A510).
pub fn open(file: &InputFile) -> Result<Stored<Intake>, Diagnostics> {
    Stored::open(file.path.parent().filter(|path| *path != Path::new("")).unwrap_or(Path::new(".")))
}

/// The files that filings stand for: themselves, or those that were read into a folder, as far as its manifest can be
/// read.
pub fn behind(filings: &[InputFile]) -> Vec<InputFile> {
    let of = |filing: &InputFile| match is_intake(filing) {
        false => vec![filing.clone()],
        true => {
            let bytes = file::bytes(&filing.path, file::TEXT).unwrap_or_default();
            let files = manifest::read::<Intake>(&bytes).map_or(Vec::new(), |intake| intake.files);
            let one = |shown: String| InputFile { path: shown.clone().into(), shown, root: None };
            files.into_iter().map(|filing| one(filing.file)).collect()
        }
    };
    filings.iter().flat_map(of).collect()
}
