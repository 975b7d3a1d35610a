//! `jiangbu template`: the filing workbook as a file; or an empty table that the office fills in.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::args::{Args, TemplateArgs};
use super::commands::{CLEAN, Outcome, Output};
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::frame::tables::OFFICE;
use crate::ingest::headers;
use crate::jobs::template::{self, Rules};
use crate::progress::state;
use crate::report::model::template::office;
use crate::workbook::book;

pub fn template(args: &Args, mut out: Output, asked: &TemplateArgs) -> Outcome {
    if let Some(key) = asked.source.to_str().filter(|key| tables().contains(key)) {
        let path = write_table(key, out, asked).map_err(|failure| (failure, out))?;
        out.wrote_one(&path);
        return Ok(CLEAN);
    }
    if template::is_no_file(&asked.source) {
        let fault = template::no_such_table(&asked.source, &tables());
        return Err((Failure::User(fault.into()), out));
    }
    let rules = template::rules(&asked.source, asked.year, asked.headers.as_deref());
    let rules = rules.map_err(|faults| (Failure::User(faults), out))?;
    if let (None, Some(lang)) = (args.lang(), rules.lang) {
        out.lang = lang;
    }
    let path = write(&rules, out, asked).map_err(|failure| (failure, out))?;
    if out.json || !out.quiet {
        out.diagnostics(&rules.warnings.0);
    }
    out.wrote_one(&path);
    Ok(CLEAN)
}

/// Keys of the tables that an office fills in.
pub fn tables() -> Vec<&'static str> {
    let others = ["figures", "task_reports", "registry", "refunds", "support", template::RATES];
    OFFICE.iter().map(|table| table.key).chain(others).collect()
}

/// Writes the empty table of a key.
fn write_table(key: &str, out: Output, asked: &TemplateArgs) -> Result<PathBuf, Failure> {
    let own = asked.headers.as_deref();
    let headers = own.map_or_else(headers::shipped, headers::load)?;
    let declared = OFFICE.iter().find(|table| table.key == key);
    let contract = declared.map(|table| table.contract(headers.sheet_names(table.sheets)));
    let of_plans = || state::contracts(&headers).into_iter().find(|own| own.key == key);
    let kind = if key == template::RATES { "csv" } else { "xlsx" };
    let path = asked.output.clone().unwrap_or_else(|| PathBuf::from(format!("{key}.{kind}")));
    if path.exists() {
        let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", path.display());
        return Err(Failure::User(fault.into()));
    }
    if key == template::RATES {
        write_new(&path, &template::rates(out.lang))?;
        return Ok(path);
    }
    let contract = contract.or_else(of_plans).ok_or(Diagnostics::default())?;
    book::write(&office(&contract, &headers, out.lang), &path, out.lang)?;
    Ok(path)
}

fn write(rules: &Rules, out: Output, asked: &TemplateArgs) -> Result<PathBuf, Failure> {
    let bytes = template::bytes(rules, &asked.measure, asked.rows, out.lang)?;
    let path = asked.output.clone().unwrap_or_else(|| PathBuf::from(template::name(rules)));
    write_new(&path, &bytes)?;
    Ok(path)
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |why: String| Failure::Output { path: path.display().to_string(), why };
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", path.display());
            Failure::User(fault.into())
        }
        _ => refused(error.to_string()),
    })?;
    file.write_all(bytes).map_err(|error| refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn help_names_every_table() {
        let command = crate::cli::command();
        let template = command.find_subcommand("template").expect("a command");
        let source = template.get_arguments().find(|own| own.get_id() == "source");
        let help = source.and_then(|own| own.get_help()).expect("help").to_string();
        let tables = help.split_once('：').and_then(|(_, rest)| rest.split_once('；'));
        let named: Vec<&str> = tables.expect("a list").0.split('、').collect();
        let mut known = super::tables();
        known.sort_unstable();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, known);
    }
}
