//! `jiangbu check --returns`: what is said about it.

use std::path::Path;

use serde_json::{Value, json};

use super::commands::Output;
use crate::diag::{Failure, say};
use crate::jobs::returns;
use crate::pipeline::Pipeline;
use crate::run::Computed;

/// Writes the return workbooks, says how many, and returns the same for programs.
pub fn write(
    pipeline: &Pipeline,
    computed: &Result<Computed, Failure>,
    out: Output,
    folder: &Path,
) -> Result<Option<Value>, Failure> {
    // Faults of our own are said in the place of the result.
    if !matches!(computed, Ok(_) | Err(Failure::User(_))) {
        return Ok(None);
    }
    let written = returns::of_check(pipeline, computed, out.lang, folder)?;
    let folder = folder.display();
    let (filers, problems) = written.as_ref().map_or((0, 0), |w| (w.filers, w.problems));
    let told = json!({ "folder": folder.to_string(), "filers": filers, "problems": problems });
    if out.quiet || out.json {
        return Ok(Some(told));
    }
    let said = match written {
        None => say!(out.lang, "没有需要退回的行", "No row has to be sent back"),
        Some(_) => say!(
            out.lang,
            "退件：{filers} 家，问题 {problems} 处，写入 {folder}",
            "To be sent back: {filers} filers, {problems} problems, written to {folder}"
        ),
    };
    println!("{said}");
    Ok(Some(told))
}
