//! `jiangbu template`: next year's empty filing workbook, from a pipeline or a scheme alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::parse_file;
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, suggest};
use crate::ingest::{Headers, headers};
use crate::pipeline::{self, rate_tables};
use crate::report::model::template::{TemplateWanted, find_measure, first_year, template as model};
use crate::report::render::template::workbook;
use crate::scheme::{Measure, Scheme, SchemeFile};

/// Lines on the sheet of each measure where nobody says how many.
pub const ROWS: u32 = 200;

/// What a template is made from.
pub struct Rules {
    pub scheme: Scheme,
    headers: Headers,
    pub award_year: i32,
    pub warnings: Diagnostics,
    /// Of the pipeline.
    pub lang: Option<Lang>,
}

/// Reads the rules of a pipeline or a scheme file.
///
/// # Errors
/// Faults of the files; a scheme alone without a file of headings near it (A541).
pub fn rules(
    source: &Path,
    year: Option<i32>,
    headings: Option<&Path>,
) -> Result<Rules, Diagnostics> {
    if parse_file(source)?.at_path("pipeline").is_some() {
        let pipeline = pipeline::load_rules(source)?;
        return Ok(Rules {
            award_year: year.unwrap_or(pipeline.award_year),
            scheme: pipeline.scheme,
            headers: pipeline.headers,
            warnings: Diagnostics::default(),
            lang: pipeline.lang,
        });
    }
    let file = SchemeFile::load(source)?;
    let (scheme, warnings) = file.resolve(&file.assumed())?;
    let path = headings.map(Path::to_path_buf).or_else(|| nearest_headers(source));
    let path = path.ok_or_else(|| Diagnostic::new(&codes::NO_WORD_LISTS))?;
    let mut headers = headers::load(&path)?;
    headers.take_in(&scheme.columns).into_result(())?;
    let award_year = year.unwrap_or(first_year(&scheme));
    Ok(Rules { award_year, scheme, headers, warnings, lang: None })
}

/// The key of a table of published rates.
pub const RATES: &str = "rates";

/// An empty table of published rates, as a spreadsheet opens it.
pub fn rates(lang: Lang) -> Vec<u8> {
    format!("\u{feff}{}\n", rate_tables::heading(lang)).into_bytes()
}

/// Whether a word can only be meant for a table: it is no file, and has no ending of one.
pub fn is_no_file(source: &Path) -> bool {
    source.extension().is_none() && !source.exists()
}

/// No table has the name.
pub fn no_such_table(source: &Path, known: &[&str]) -> Diagnostic {
    let read = source.display().to_string();
    let near = suggest(&read, known.iter().copied()).unwrap_or_default();
    let fault = Diagnostic::new(&codes::NO_SUCH_TABLE).arg("suggestion", near);
    fault.arg("known", known.join("、")).arg("read", read)
}

/// Beside the scheme, or in the folder above.
fn nearest_headers(scheme: &Path) -> Option<PathBuf> {
    const NAME: &str = "headers.toml";
    let folder = scheme.parent()?;
    let folders = [folder.to_path_buf(), folder.join("..")];
    folders.into_iter().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// The name that the workbook has where nobody gives one.
pub fn name(rules: &Rules) -> String {
    format!("{}-{}.xlsx", rules.scheme.id, rules.award_year)
}

/// The bytes of the workbook, for all measures or those named.
///
/// # Errors
/// Measures that are not there (A540); faults of our own.
pub fn bytes(
    rules: &Rules,
    measures: &[String],
    rows: u32,
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let filled = BTreeMap::new();
    let template = model(&TemplateWanted {
        scheme: &rules.scheme,
        measures: &chosen(&rules.scheme, measures)?,
        headers: &rules.headers,
        award_year: rules.award_year,
        rows: rows as usize,
        lang,
        filled: &filled,
    });
    workbook(&template, lang).map_err(|error| Failure::Internal(Box::new(error)))
}

/// All measures, or those named, in the order of the scheme.
fn chosen<'a>(scheme: &'a Scheme, names: &[String]) -> Result<Vec<&'a Measure>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        match find_measure(scheme, name) {
            Some(measure) => found.push(&measure.id),
            None => {
                let known: Vec<&str> = scheme.measures.iter().map(|m| m.id.as_str()).collect();
                let near = suggest(name, known.iter().copied()).unwrap_or_default();
                let fault = Diagnostic::new(&codes::NO_SUCH_MEASURE).arg("read", name);
                let fault = fault.arg("suggestion", near);
                faults.push(fault.arg("known", known.join("、")));
            }
        }
    }
    let wanted = |m: &&Measure| names.is_empty() || found.contains(&m.id.as_str());
    faults.into_result(scheme.measures.iter().filter(wanted).collect())
}
