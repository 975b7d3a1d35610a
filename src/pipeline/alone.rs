//! A pipeline to read files with that need not be among its inputs, which need not be there.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::{Pipeline, load_with, patterns, plain_path, schemes, units};
use crate::diag::Diagnostics;
use crate::ingest::InputFile;

/// Reads a pipeline whose only inputs are the files given. What it says of their units holds.
///
/// # Errors
/// As [`super::load`].
pub fn load(path: &Path, files: &[PathBuf]) -> Result<Pipeline, Diagnostics> {
    let base = schemes::file_and_name(path).0.parent().map(Path::to_path_buf).unwrap_or_default();
    let file = |path: &PathBuf| InputFile {
        path: path.clone(),
        shown: seen_from(&base, path),
        root: None,
    };
    let filings: Vec<InputFile> = files.iter().map(file).collect();
    // Of a file of several schemes these are the units of all: a run whose own differ takes nothing (F274).
    let said = RefCell::new(Vec::new());
    let mut pipeline = load_with(path, &|reader, _| {
        said.borrow_mut().extend(units::read(&reader));
        Default::default()
    })?;
    let units = units::of(&filings, said.into_inner());
    units::apply(&units, filings.iter(), &mut pipeline.headers).into_result(())?;
    pipeline.inputs.filings = filings;
    Ok(pipeline)
}

/// A file as a pipeline in `base` shows it when it names it: an absolute path by an absolute one, any other from there.
fn seen_from(base: &Path, path: &Path) -> String {
    let whole = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        plain_path(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
    };
    let (from, to) = (whole(base), whole(path));
    if path.is_absolute() {
        return patterns::shown(to.strip_prefix(&from).unwrap_or(&to));
    }
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    patterns::shown(&to.components().skip(common).collect::<PathBuf>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_shown_as_the_pipeline_that_names_it_shows_it() {
        for (base, path, shown) in [
            ("pipelines", "sample_data/filings/a.xlsx", "sample_data/filings/a.xlsx"),
            ("pipelines", "pipelines/a.xlsx", "a.xlsx"),
            ("", "data/a.xlsx", "data/a.xlsx"),
            ("/office/rules", "/office/rules/data/a.xlsx", "data/a.xlsx"),
            ("/office/rules", "/data/a.xlsx", "/data/a.xlsx"),
            ("pipelines", "pipelines/../data/a.xlsx", "data/a.xlsx"),
        ] {
            assert_eq!(seen_from(Path::new(base), Path::new(path)), shown, "{base} {path}");
        }
    }
}
