//! `jiangbu check --returns`: what is said about it.

use std::path::Path;

use super::commands::Output;
use crate::diag::{Failure, say};
use crate::jobs::returns;
use crate::pipeline::Pipeline;
use crate::run::Computed;

/// Writes the return workbooks and says how many.
pub fn write(
    pipeline: &Pipeline,
    computed: &Result<Computed, Failure>,
    out: Output,
    folder: &Path,
) -> Result<(), Failure> {
    // Faults of our own are said in the place of the result.
    if !matches!(computed, Ok(_) | Err(Failure::User(_))) {
        return Ok(());
    }
    let written = returns::of_check(pipeline, computed, out.lang, folder)?;
    if out.quiet || out.json {
        return Ok(());
    }
    let folder = folder.display();
    let said = match written {
        None => say!(out.lang, "没有需要退回的行", "No row has to be sent back"),
        Some(written) => say!(
            out.lang,
            "退件：{} 家，问题 {} 处，写入 {folder}",
            "To be sent back: {} filers, {} problems, written to {folder}",
            written.filers,
            written.problems
        ),
    };
    println!("{said}");
    Ok(())
}
