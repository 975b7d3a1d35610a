//! `run` and `check` of a pipeline of several schemes.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Args;
use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::{commands, envelope, show};
use crate::diag::{Diagnostic, Failure, Severity, codes};
use crate::jobs::joint::{self, Joint};
use crate::report::render::terminal;
use crate::run::Computed;
use crate::run::summary::summary;

fn load(args: &Args, out: &mut Output, path: &Path) -> Result<Joint, Failure> {
    let joint = joint::load(path)?;
    out.speak(args, joint.lang);
    Ok(joint)
}

/// Computes all schemes and writes one folder. A scenario lays its changes over one scheme.
pub(super) fn compute(
    args: &Args,
    mut out: Output,
    path: &Path,
    scenarios: &[PathBuf],
    folder: Option<&Path>,
) -> Outcome {
    let mut joint = load(args, &mut out, path).map_err(|failure| (failure, out))?;
    if !scenarios.is_empty() {
        let names: Vec<&str> = joint.parts.iter().map(|part| part.name.as_str()).collect();
        let fault = Diagnostic::new(&codes::SCENARIO_OF_ONE).arg("path", path.display());
        return Err((Failure::User(fault.arg("known", names.join("、")).into()), out));
    }
    let bar = out.progress();
    let finished = joint::execute(&mut joint, folder, out.lang, &bar);
    bar.clear();
    let finished = finished.map_err(|failure| (failure, out))?;
    if out.json {
        envelope::found(&finished.findings);
        envelope::data(show::joint_json(&finished));
    } else if !out.quiet {
        for (name, summary) in &finished.summaries {
            println!("== {name}");
            println!("{}", terminal::summary(summary, out.lang));
        }
        print!("{}", terminal::programmes(&finished.programmes, out.lang));
        let folder = finished.folder.display();
        println!("\n{}{folder}", out.lang.pick("结果目录：", "Run folder: "));
    }
    let counts = finished.summaries.iter().map(|(_, summary)| summary.counts);
    let grave = counts.map(|counts| counts.errors + counts.warnings).sum::<usize>();
    Ok(if grave > 0 { FINDINGS } else { CLEAN })
}

/// Everything that a run would say, and nothing written.
pub(super) fn check(args: &Args, mut out: Output, path: &Path) -> Outcome {
    let mut joint = load(args, &mut out, path).map_err(|failure| (failure, out))?;
    let bar = out.progress();
    let computed = joint::compute(&mut joint, &bar);
    bar.clear();
    let computed = computed.map_err(|failure| (failure, out))?;
    let written = joint::rehearse(&joint, &computed, out.lang, &bar);
    bar.clear();
    let (mut grave, mut schemes) = (0, Vec::new());
    for (part, of_part) in joint.parts.iter().zip(&computed.parts) {
        let all = &of_part.prepared.linked.findings;
        grave += all.iter().filter(|d| d.severity > Severity::Note).count();
        if !out.json && !out.quiet {
            println!("== {}", part.name);
        }
        out.found(all);
        let (read, refused) = commands::counted(&of_part.prepared.linked);
        schemes.push(commands::checked_json(&part.name, read, refused));
    }
    if out.json {
        let missing = |(part, of_part): (&joint::Part, &Computed)| {
            summary(&part.pipeline, of_part).missing.is_some()
        };
        let incomplete = joint.parts.iter().zip(&computed.parts).any(missing);
        envelope::data(json!({
            "schemes": schemes, "need_person": grave, "incomplete": incomplete, "returns": null,
        }));
    }
    written.map_err(|failure| (failure, out))?;
    Ok(if grave > 0 { FINDINGS } else { CLEAN })
}
