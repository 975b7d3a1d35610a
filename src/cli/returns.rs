//! `jiangbu check --returns`: what is said about it.

use std::path::Path;

use super::commands::Output;
use crate::diag::{Failure, say};
use crate::jobs::returns::{self, ReturnsWanted};
use crate::pipeline::Pipeline;
use crate::run::Computed;

/// Writes the return workbooks, also where the inputs cannot be used: the rows and headings that
/// are at fault go back then.
pub fn write(
    pipeline: &Pipeline,
    computed: &Result<Computed, Failure>,
    out: Output,
    folder: &Path,
) -> Result<(), Failure> {
    let (findings, sources, unusable, left) = match computed {
        Ok(computed) => {
            let linked = &computed.prepared.linked;
            let unusable = linked.unusable.as_slice();
            let left = linked.left.as_slice();
            (linked.findings.as_slice(), linked.sources.as_slice(), unusable, left)
        }
        Err(Failure::User(faults)) => (faults.0.as_slice(), &[][..], &[][..], &[][..]),
        Err(_) => return Ok(()),
    };
    let asked = ReturnsWanted { pipeline, findings, sources, unusable, left, lang: out.lang };
    let written = returns::write(&asked, folder)?;
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
