//! Several schemes in one run: a firm under both, each scheme with its own pool, caps and order of stages.
//!
//! Each scheme is a run of its own and leaves an ordinary run folder below the joint one, so that whatever reads a
//! run folder reads `RUN/NAME`. Beside them stand the tables that only the whole can give: what each enterprise gets
//! from whom, the schemes side by side, and claims that are the same support under two of them.
//!
//! | step | module |
//! |---|---|
//! | file → a pipeline for each scheme | [`file`] |
//! | claims of two schemes → pairs, what gives way | [`across`], `duplicate::across` |
//! | pairs → sums by measure | [`across_sums`] |
//! | one invoice under two schemes, beyond the crosswalks | `papers` |
//! | everything → tables of the whole | [`tables`] |

pub mod across;
mod across_sums;
mod manifest;
mod papers;
pub mod tables;

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Failure, Lang, codes};
use crate::frame::output::OutputTable;
use crate::ingest::Progress;
use crate::intake::prepare::prepare;
use crate::report;
use crate::report::model::{Programmes, Summary};
use crate::run::{Computed, award_prepared, tables as of_run, write};
use crate::run_folder::folder::Unfinished;

pub use crate::pipeline::schemes::{Joint, Part, SameKindAcross, is_joint_file, load};
use across::Crossing;

/// Everything that a joint run has found out.
#[derive(Debug)]
pub struct ComputedJoint {
    /// By scheme, in the order of the file.
    pub parts: Vec<Computed>,
    /// Payable fen of each scheme before claims gave way to another.
    pub alone: Vec<i128>,
    pub crossings: Vec<Crossing>,
    /// What was found between schemes.
    pub findings: Vec<Diagnostic>,
    pub tables: Vec<OutputTable>,
}

/// A finished joint run.
#[derive(Debug)]
pub struct FinishedJoint {
    pub folder: PathBuf,
    pub programmes: Programmes,
    /// By scheme: the name of its folder and its summary.
    pub summaries: Vec<(String, Summary)>,
    /// Of all schemes, one after the other.
    pub findings: Vec<Diagnostic>,
}

/// Reads, computes and checks every scheme and what lies between them; writes nothing.
///
/// # Errors
/// As a run of any of the schemes; a crosswalk that cannot be used.
pub fn compute(joint: &mut Joint, progress: &dyn Progress) -> Result<ComputedJoint, Failure> {
    let walks = across::crosswalks(joint)?;
    let mut prepared = Vec::new();
    for part in &joint.parts {
        progress.say(&part.name);
        prepared.push(prepare(&part.pipeline, progress)?);
    }
    idle_everywhere(&mut prepared)?;
    let choose = joint.same_kind == SameKindAcross::ChooseBest;
    let mut parts = Vec::new();
    for (part, prepared) in joint.parts.iter().zip(&mut prepared) {
        // Whoever gives way is computed a second time from the same inputs.
        let inputs = if choose { prepared.clone() } else { std::mem::take(prepared) };
        parts.push(award_prepared(&part.pipeline, inputs, None, progress)?);
    }
    let alone = parts.iter().map(|part| part.totals.payable).collect();
    let mut crossings = across::find(joint, &parts, &walks)?;
    if choose {
        across::choose(&mut crossings);
        for (at, prepared) in prepared.into_iter().enumerate() {
            let lost: Vec<&Crossing> =
                crossings.iter().filter(|crossing| crossing.gives_way(at)).collect();
            if !lost.is_empty() {
                across::warn_of_drafts(joint, at, &lost);
                let rows = across::rows_for_stage(joint, at, &lost, &prepared)?;
                let pipeline = &joint.parts[at].pipeline;
                parts[at] = award_prepared(pipeline, prepared, Some(&rows), progress)?;
            }
        }
        across::nothing_left(joint, &crossings, &parts)?;
    }
    let findings = across::findings(joint, &crossings);
    let mut computed = ComputedJoint { parts, alone, crossings, findings, tables: Vec::new() };
    tell_parts(joint, &mut computed)?;
    crate::ingest::begin(progress, "汇总各方案 / putting the schemes together")?;
    computed.tables = tables::all(joint, &computed)?;
    tables::conserved(joint, &computed)?;
    Ok(computed)
}

/// An enterprise that claims under one of the schemes has not filed for nothing.
fn idle_everywhere(prepared: &mut [crate::intake::prepare::Prepared]) -> Result<(), Failure> {
    use crate::frame::access::{indices, texts};
    use crate::frame::columns as c;
    let mut claiming = std::collections::BTreeSet::new();
    for one in prepared.iter() {
        let names = texts(&one.inputs.firms, c::USCC)?;
        for lines in &one.inputs.lines {
            let firms = indices(lines, c::FIRM)?;
            claiming.extend(firms.into_iter().map(|firm| names[firm as usize].to_string()));
        }
    }
    for one in prepared {
        one.linked.findings.retain(|finding| {
            let code = finding.value(c::READ).unwrap_or_default();
            finding.code != &codes::FIRM_WITHOUT_LINE || !claiming.contains(code)
        });
    }
    Ok(())
}

/// What lies between schemes is told in the run of each, too: somebody may look at that one alone.
fn tell_parts(joint: &Joint, computed: &mut ComputedJoint) -> Result<(), Failure> {
    let papers = papers::findings(joint, &computed.parts, &computed.crossings)?;
    for at in 0..computed.parts.len() {
        let own: Vec<&Crossing> =
            computed.crossings.iter().filter(|crossing| crossing.touches(at)).collect();
        let of_papers = papers.iter().filter(|(schemes, _)| [schemes.0, schemes.1].contains(&at));
        let of_papers: Vec<Diagnostic> = of_papers.map(|(_, said)| said.clone()).collect();
        if own.is_empty() && of_papers.is_empty() {
            continue;
        }
        let table = across::table(joint, &own, Some(at), &computed.parts)?;
        let mut said = across::findings_of(joint, &own, at);
        said.extend(of_papers);
        let part = &mut computed.parts[at];
        let mut findings = said;
        joint.parts[at].pipeline.checks.apply(&mut findings);
        findings.append(&mut part.prepared.linked.findings);
        part.prepared.linked.findings = findings;
        let told = of_run::findings(&part.prepared.linked);
        if let Some(old) = part.tables.iter_mut().find(|table| table.name == told.name) {
            *old = told;
        }
        if !own.is_empty() {
            part.tables.push(table);
        }
    }
    Ok(())
}

/// Computes a pipeline of several schemes and writes one run folder below `parent`.
///
/// # Errors
/// As [`compute`], and a disk that refuses; nothing is left behind then.
pub fn execute(
    joint: &mut Joint,
    parent: Option<&Path>,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<FinishedJoint, Failure> {
    let computed = compute(joint, progress)?;
    let own = joint.parts.first().map_or_else(PathBuf::new, |part| part.pipeline.folder.clone());
    let mut unfinished = Unfinished::new(parent.unwrap_or(&own), &joint.name)?;
    let (programmes, summaries) = write_all(joint, &computed, &mut unfinished, lang, progress)?;
    let folder = unfinished.finish()?;
    let of = |part: &Computed| part.prepared.linked.findings.clone();
    let findings = computed.parts.iter().flat_map(of).collect();
    Ok(FinishedJoint { folder, programmes, summaries, findings })
}

/// Writes what a run would leave into a folder that is thrown away: what only the writing can say is said, too.
///
/// # Errors
/// As [`execute`]: an output folder that cannot be written to, reports that cannot be printed.
pub fn rehearse(
    joint: &Joint,
    computed: &ComputedJoint,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    if let Some(part) = joint.parts.first() {
        crate::run_folder::folder::writable(&part.pipeline.folder)?;
    }
    if joint.reports.is_empty() && joint.parts.iter().all(|p| p.pipeline.reports.is_empty()) {
        return Ok(());
    }
    let away = tempfile::tempdir();
    let away =
        away.map_err(|why| crate::run_folder::folder::cannot_write(&std::env::temp_dir(), why))?;
    let mut unfinished = Unfinished::new(away.path(), &joint.name)?;
    write_all(joint, computed, &mut unfinished, lang, progress).map(|_| ())
}

/// The folders of the schemes, and what stands beside them.
fn write_all(
    joint: &Joint,
    computed: &ComputedJoint,
    unfinished: &mut Unfinished,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<(Programmes, Vec<(String, Summary)>), Failure> {
    let mut summaries = Vec::new();
    for (part, of_part) in joint.parts.iter().zip(&computed.parts) {
        unfinished.enter(Some(&part.name))?;
        let summary = write(&part.pipeline, of_part, unfinished, lang, progress)?;
        summaries.push((part.name.clone(), summary));
    }
    unfinished.enter(None)?;
    for table in &computed.tables {
        unfinished.table(table)?;
    }
    unfinished.write("tables/schema.json", &crate::run_folder::folder::schema(&computed.tables))?;
    let programmes = tables::programmes(joint, computed);
    if joint.parts.first().is_some_and(|part| part.pipeline.workbook) {
        let book = report::model::joint_workbook(&programmes, &computed.tables, lang)?;
        let path = unfinished.path().join("workbook.xlsx");
        crate::workbook::book::write(&book, &path, lang)?;
    }
    unfinished.manifest(manifest::manifest(joint, computed, &programmes, lang)?)?;
    if !joint.reports.is_empty() {
        crate::ingest::begin(progress, "生成报告 / writing reports")?;
        crate::report::printing::within_joint(unfinished, &joint.reports, lang)?;
    }
    Ok((programmes, summaries))
}
