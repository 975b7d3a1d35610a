//! `jiangbu template`: next year's empty filing workbook, from a pipeline or a scheme alone; or an empty table that the
//! office fills in.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::args::{Args, TemplateArgs};
use super::commands::{CLEAN, Outcome, Output};
use crate::config::parse_file;
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::frame::tables::OFFICE;
use crate::ingest::{Headers, headers};
use crate::pipeline;
use crate::progress::state;
use crate::report::model::template::{
    TemplateWanted, find_measure, first_year, office, template as model,
};
use crate::report::render::template::workbook;
use crate::scheme::{Measure, Scheme, SchemeFile};
use crate::workbook::book;

/// What a template is made from.
struct Rules {
    scheme: Scheme,
    headers: Headers,
    award_year: i32,
    warnings: Diagnostics,
}

pub fn template(args: &Args, mut out: Output, asked: &TemplateArgs) -> Outcome {
    if let Some(key) = asked.source.to_str().filter(|key| tables().contains(key)) {
        let path = write_table(key, out, asked).map_err(|failure| (failure, out))?;
        told(&path, out);
        return Ok(CLEAN);
    }
    let rules = rules(args, &mut out, asked).map_err(|faults| (Failure::User(faults), out))?;
    let path = write(&rules, out, asked).map_err(|failure| (failure, out))?;
    if !out.quiet {
        out.diagnostics(&rules.warnings.0);
    }
    told(&path, out);
    Ok(CLEAN)
}

fn told(path: &Path, out: Output) {
    if !out.quiet && !out.json {
        println!("{}", path.display());
    }
}

/// Keys of the tables that an office fills in.
pub fn tables() -> Vec<&'static str> {
    let progress = ["figures", "task_reports", "registry", "refunds", "support"];
    OFFICE.iter().map(|table| table.key).chain(progress).collect()
}

/// Writes the empty table of a key.
fn write_table(key: &str, out: Output, asked: &TemplateArgs) -> Result<PathBuf, Failure> {
    let own = asked.headers.as_deref();
    let headers = own.map_or_else(headers::shipped, headers::load)?;
    let declared = OFFICE.iter().find(|table| table.key == key);
    let contract = declared.map(|table| table.contract(headers.sheet_names(table.sheets)));
    let of_plans = || state::contracts(&headers).into_iter().find(|own| own.key == key);
    let contract = contract.or_else(of_plans).ok_or(Diagnostics::default())?;
    let path = asked.output.clone().unwrap_or_else(|| PathBuf::from(format!("{key}.xlsx")));
    if path.exists() {
        let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", path.display());
        return Err(Failure::User(fault.into()));
    }
    book::write(&office(&contract, &headers, out.lang), &path, out.lang)?;
    Ok(path)
}

fn rules(args: &Args, out: &mut Output, asked: &TemplateArgs) -> Result<Rules, Diagnostics> {
    if parse_file(&asked.source)?.at_path("pipeline").is_some() {
        let pipeline = pipeline::load_rules(&asked.source)?;
        if let (None, Some(lang)) = (args.lang(), pipeline.lang) {
            out.lang = lang;
        }
        return Ok(Rules {
            award_year: asked.year.unwrap_or(pipeline.award_year),
            scheme: pipeline.scheme,
            headers: pipeline.headers,
            warnings: Diagnostics::default(),
        });
    }
    let file = SchemeFile::load(&asked.source)?;
    let (scheme, warnings) = file.resolve(&file.assumed())?;
    let path = asked.headers.clone().or_else(|| nearest_headers(&asked.source));
    let path = path.ok_or_else(|| Diagnostic::new(&codes::NO_WORD_LISTS))?;
    let headers = headers::load(&path)?;
    Ok(Rules { award_year: asked.year.unwrap_or(first_year(&scheme)), scheme, headers, warnings })
}

/// Beside the scheme, or in the folder above.
fn nearest_headers(scheme: &Path) -> Option<PathBuf> {
    const NAME: &str = "headers.toml";
    let folder = scheme.parent()?;
    let folders = [folder.to_path_buf(), folder.join("..")];
    folders.into_iter().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn write(rules: &Rules, out: Output, asked: &TemplateArgs) -> Result<PathBuf, Failure> {
    let filled = BTreeMap::new();
    let template = model(&TemplateWanted {
        scheme: &rules.scheme,
        measures: &measures(&rules.scheme, &asked.measure)?,
        headers: &rules.headers,
        award_year: rules.award_year,
        rows: asked.rows as usize,
        lang: out.lang,
        filled: &filled,
    });
    let name = || PathBuf::from(format!("{}-{}.xlsx", rules.scheme.id, rules.award_year));
    let path = asked.output.clone().unwrap_or_else(name);
    let refused = |why: String| Failure::Output { path: path.display().to_string(), why };
    let bytes = workbook(&template, out.lang).map_err(|error| refused(error.to_string()))?;
    let file = fs::OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", path.display());
            Failure::User(fault.into())
        }
        _ => refused(error.to_string()),
    })?;
    file.write_all(&bytes).map_err(|error| refused(error.to_string()))?;
    Ok(path)
}

/// All measures, or those named, in the order of the scheme.
fn measures<'a>(scheme: &'a Scheme, names: &[String]) -> Result<Vec<&'a Measure>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut chosen: Vec<&str> = Vec::new();
    for name in names {
        match find_measure(scheme, name) {
            Some(measure) => chosen.push(&measure.id),
            None => {
                let known: Vec<&str> = scheme.measures.iter().map(|m| m.id.as_str()).collect();
                let fault = Diagnostic::new(&codes::NO_SUCH_MEASURE).arg("read", name);
                faults.push(fault.arg("known", known.join("、")));
            }
        }
    }
    let wanted = |m: &&Measure| names.is_empty() || chosen.contains(&m.id.as_str());
    faults.into_result(scheme.measures.iter().filter(wanted).collect())
}
