//! `intake`: filings as typed tables, file by file.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::json;

use super::args::Args;
use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::envelope;
use crate::diag::{Failure, Severity, say};
use crate::frame::columns as c;
use crate::jobs::intake::intake;
use crate::pipeline::alone;

#[derive(Debug, ClapArgs)]
pub struct IntakeArgs {
    /// 申报文件（Excel、CSV、Parquet）filings: workbooks, csv, Parquet
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 流程文件：按它的方案、表头别名和上限读取 pipeline file, whose scheme, aliases and limits hold
    #[arg(long, value_name = "FILE")]
    pipeline: PathBuf,
    /// 写到这个目录（须为空或不存在）folder to write, empty or new
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn read(args: &Args, mut out: Output, asked: &IntakeArgs) -> Outcome {
    let pipeline = alone::load(&asked.pipeline, &asked.files);
    let pipeline = pipeline.map_err(|faults| (Failure::User(faults), out))?;
    out.speak(args, pipeline.lang);
    let bar = out.progress();
    let made = intake(&pipeline, &asked.out, &bar);
    bar.clear();
    let made = made.map_err(|failure| (failure, out))?;
    if out.json || !out.quiet {
        out.found(&made.findings);
    }
    let sum = |of: fn(&crate::run_folder::manifest::Filing) -> usize| -> usize {
        made.files.iter().map(of).sum()
    };
    let (read, refused) = (sum(|file| file.rows_read), sum(|file| file.rows_quarantined));
    let (files, unusable) = (made.files.len(), sum(|file| usize::from(!file.usable)));
    let folder = asked.out.display();
    if out.json {
        envelope::data(json!({
            "folder": folder.to_string(), "files": files, "unusable": unusable,
            (c::ROWS_READ): read, (c::ROWS_QUARANTINED): refused,
        }));
    } else if !out.quiet {
        let told = say!(
            out.lang,
            "读入 {files} 份文件（{unusable} 份不可用），{read} 行，退回 {refused} 行，写入 {folder}",
            "{files} files read ({unusable} cannot be used), {read} rows, {refused} refused, written to {folder}"
        );
        println!("{told}");
    }
    let grave = made.findings.iter().any(|found| found.severity > Severity::Note);
    Ok(if grave { FINDINGS } else { CLEAN })
}
