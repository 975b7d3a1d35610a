//! `jiangbu plan`: what an engine needs to compute the awards of a pipeline, as a folder of its own.

use std::path::{Path, PathBuf};

use super::folder::{Named, Of, files};
use super::inputs::typed;
use crate::award::EngineError;
use crate::diag::{Diagnostic, Diagnostics, Failure, Text, codes};
use crate::ingest::{Progress, begin};
use crate::intake::prepare::{Prepared, prepare};
use crate::pipeline::Pipeline;
use crate::run;
use crate::run_folder::folder::{Unfinished, free};
use crate::sql::{Dialect, Refused, emit};

/// Reads the inputs of a pipeline and writes the plan for an engine as `out`, whole or not at all.
///
/// # Errors
/// Unusable inputs, rules that cannot be computed there (A641), a folder that is not empty.
pub fn plan(
    (pipeline, path): (&Pipeline, &Path),
    dialect: Dialect,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Vec<Diagnostic>, Failure> {
    free(out)?;
    let mut prepared = prepare(pipeline, progress)?;
    let all = made((pipeline, path), dialect, &mut prepared, progress)?;
    begin(progress, "写出数据表 / writing tables")?;
    write(&all, &["tables", "sql"], out)?;
    Ok(prepared.linked.findings)
}

/// Writes files into a folder of their own, whole or not at all.
///
/// # Errors
/// When the disk refuses.
pub fn write(all: &[Named], folders: &[&str], out: &Path) -> Result<(), Failure> {
    let whole = std::path::absolute(out);
    let whole = whole.map_err(|error| crate::run_folder::folder::cannot_write(out, error))?;
    let parent = whole.parent().unwrap_or(&whole);
    let mut unfinished = Unfinished::new(parent, "plan")?;
    // Tables hold what enterprises file.
    unfinished.make_private();
    folders.iter().try_for_each(|name| unfinished.make(name))?;
    all.iter().try_for_each(|(name, bytes)| unfinished.write(name, bytes))?;
    unfinished.finish_at(&whole)
}

/// The files of a plan, from inputs that are read. The same inputs and rules give the same bytes.
///
/// # Errors
/// As [`plan`].
pub fn made(
    (pipeline, path): (&Pipeline, &Path),
    dialect: Dialect,
    prepared: &mut Prepared,
    progress: &dyn Progress,
) -> Result<Vec<Named>, Failure> {
    if prepared.objected.is_some() {
        let text =
            Text::new("异议批次（[objections]）", "a batch of upheld objections ([objections])");
        return Err(Failure::User(not_expressed(dialect, &text).into()));
    }
    begin(progress, "逐项核算 / computing awards")?;
    let mut context = pipeline.context();
    let ready = run::ready(pipeline, prepared, None, &mut context)?;
    let typed = typed(&prepared.inputs, &ready.gathered, &context)?;
    let scripts = emit(&context, dialect, &typed.known)?;
    let scripts = scripts.map_err(|refused| {
        let faults = refused.iter().map(|refused| too_large(dialect, refused));
        Failure::User(Diagnostics(faults.collect()))
    })?;
    let path = absolute(path);
    let of = Of { pipeline: &path.to_string_lossy(), scheme: &pipeline.scheme.id, dialect };
    Ok(files(&of, &typed, &scripts).map_err(EngineError::from)?)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

fn not_expressed(dialect: Dialect, what: &Text) -> Diagnostic {
    refusal(dialect, what, ("写出的查询中没有这一规则", "the queries do not have this rule"))
}

/// A rule by its clause.
fn named(refused: &Refused) -> Text {
    let (zh, en) = refused.rule;
    Text { zh: format!("{}的{zh}", refused.clause), en: format!("{en} of {}", refused.clause) }
}

/// A number that could pass what the engine holds.
fn too_large(dialect: Dialect, refused: &Refused) -> Diagnostic {
    refusal(
        dialect,
        &named(refused),
        ("金额的乘积可能超出该引擎的位数", "a product of amounts could pass its number of digits"),
    )
}

fn refusal(dialect: Dialect, what: &Text, (zh, en): (&str, &str)) -> Diagnostic {
    let fault = Diagnostic::new(&codes::ENGINE_REFUSED).arg("engine", dialect.name());
    let fault = fault.arg("what", &what.zh).arg("what_en", &what.en);
    fault.arg("why", zh).arg("why_en", en)
}
