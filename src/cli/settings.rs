//! `jiangbu settings`: numbers and readings into a workbook and back. `jiangbu watch`: checks again on save.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Subcommand;
use serde_json::json;

use super::args::Args;
use super::commands::{self, CLEAN, FINDINGS, Outcome, Output};
use super::envelope;
use crate::diag::{Diagnostic, Failure, Severity, codes, say};
use crate::jobs::settings::{self, Change};
use crate::pipeline::{self, Pipeline};
use crate::workbook::book;

#[derive(Debug, Subcommand)]
pub enum SettingsAction {
    /// 把参数和口径写成工作簿 write numbers and readings to a workbook
    #[command(
        after_help = "例 examples:\n  jiangbu settings export pipelines/qianhai-2026.toml -o 参数.xlsx\n  jiangbu settings export pipelines/qianhai-2026.toml --scenario pipelines/scenarios/*.toml -o 参数.xlsx"
    )]
    Export {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 情景文件，各成一列 scenario files, a column each
        #[arg(long, num_args = 1.., value_name = "FILE")]
        scenario: Vec<PathBuf>,
        /// 写入的工作簿（不得已存在） workbook to write, new
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// 读回工作簿：列出差异，加 --write 写入文件 read it back: show what differs; with --write into the files
    #[command(
        after_help = "例 examples:\n  jiangbu settings import pipelines/qianhai-2026.toml 参数.xlsx\n  jiangbu settings import pipelines/qianhai-2026.toml 参数.xlsx --write"
    )]
    Import {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 改好的工作簿 the workbook as it was changed
        workbook: PathBuf,
        /// 工作簿中的情景文件 the scenario files of the workbook
        #[arg(long, num_args = 1.., value_name = "FILE")]
        scenario: Vec<PathBuf>,
        /// 写入文件；注释和次序不变 write the files; remarks and order stay
        #[arg(long)]
        write: bool,
    },
}

#[derive(Debug, clap::Args)]
#[command(after_help = "例 example:\n  jiangbu watch pipelines/qianhai-2026.toml")]
pub struct WatchArgs {
    /// 流程文件 pipeline file
    pub pipeline: PathBuf,
    /// 检查这么多次后结束（默认直到 Ctrl-C） end after so many checks; by default with Ctrl-C
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub times: Option<u32>,
}

pub(super) fn run(args: &Args, out: Output, action: &SettingsAction) -> Outcome {
    let done = match action {
        SettingsAction::Export { pipeline, scenario, output } => {
            export(args, out, (pipeline, scenario), output)
        }
        SettingsAction::Import { pipeline, workbook, scenario, write } => {
            import(args, out, (pipeline, scenario), (workbook, *write))
        }
    };
    done.map_err(|failure| (failure, out))
}

fn export(
    args: &Args,
    mut out: Output,
    (path, scenarios): (&Path, &[PathBuf]),
    output: &Path,
) -> Result<u8, Failure> {
    if output.exists() {
        let fault = Diagnostic::new(&codes::OUTPUT_EXISTS).arg("path", output.display());
        return Err(Failure::User(fault.into()));
    }
    let settings = settings::load(path, scenarios)?;
    out.speak(args, settings.pipeline.lang);
    book::write(&settings::book(&settings, out.lang), output, out.lang)?;
    if out.json {
        let workbook = output.display().to_string();
        envelope::data(json!({ "workbook": workbook, "settings": settings.rows.len() }));
    } else if !out.quiet {
        println!("{}", output.display());
    }
    Ok(CLEAN)
}

fn import(
    args: &Args,
    mut out: Output,
    (path, scenarios): (&Path, &[PathBuf]),
    (workbook, write): (&Path, bool),
) -> Result<u8, Failure> {
    let settings = settings::load(path, scenarios)?;
    out.speak(args, settings.pipeline.lang);
    let taken = settings::take(&settings, workbook)?;
    if write {
        settings::write(&settings, &taken)?;
    }
    let said = &taken.warnings.0;
    let code = match said.iter().any(|said| said.severity > Severity::Note) {
        true => FINDINGS,
        false => CLEAN,
    };
    if out.json {
        envelope::found(said);
        envelope::data(as_json(&taken.changes, write));
        return Ok(code);
    }
    out.diagnostics(said);
    if !out.quiet {
        taken.changes.iter().for_each(|change| println!("{}", line(change, out)));
        let count = taken.changes.len();
        println!(
            "{}",
            match (count, write) {
                (0, _) => say!(
                    out.lang,
                    "没有差异，文件未改动。",
                    "Nothing differs; no file was changed."
                ),
                (_, true) => say!(out.lang, "已写入 {count} 处。", "{count} values written."),
                (_, false) => say!(
                    out.lang,
                    "共 {count} 处差异，文件未改动；加 --write 写入。",
                    "{count} values differ; no file was changed. --write writes them."
                ),
            }
        );
    }
    Ok(code)
}

fn line(change: &Change, out: Output) -> String {
    let none = out.lang.pick("（未写）", "(not stated)");
    let shown = |value: &str| if value.is_empty() { none.to_string() } else { value.to_string() };
    format!(
        "{}  {}: {} → {}",
        change.file,
        change.path,
        shown(&change.before),
        shown(&change.after)
    )
}

fn as_json(changes: &[Change], written: bool) -> serde_json::Value {
    let change = |c: &Change| json!({ "file": c.file, "path": c.path, "before": c.before, "after": c.after });
    json!({ "changes": changes.iter().map(change).collect::<Vec<_>>(), "written": written })
}

/// What a file looked like: when it was changed last, and how long it is.
type Look = Option<(SystemTime, u64)>;

/// Checks a pipeline, and again whenever one of its files is saved.
pub(super) fn watch(args: &Args, mut out: Output, asked: &WatchArgs) -> Outcome {
    const WAIT: Duration = Duration::from_millis(500);
    let path = &asked.pipeline;
    let mut left = asked.times;
    loop {
        let read = pipeline::load(path).ok();
        // Before the check: what is saved meanwhile is checked next.
        let seen = looks(path, read.as_ref());
        out.speak(args, read.and_then(|pipeline| pipeline.lang));
        let code = commands::checked(args, out, path);
        if out.json {
            envelope::line("watch", code);
        }
        left = left.map(|left| left.saturating_sub(1));
        if left == Some(0) {
            return Ok(code);
        }
        if !out.quiet && !out.json {
            let said = say!(
                out.lang,
                "—— 等待改动：{} 个文件（Ctrl-C 结束）",
                "—— waiting for a change of {} files (Ctrl-C ends it)",
                seen.len()
            );
            println!("{said}\n");
        }
        while seen == again(&seen) {
            std::thread::sleep(WAIT);
        }
    }
}

/// The files that a check depends on; of a pipeline that cannot be read, what it names besides is not known.
fn looks(path: &Path, pipeline: Option<&Pipeline>) -> BTreeMap<PathBuf, Look> {
    let mut files = vec![path.to_path_buf()];
    if let Some(pipeline) = pipeline {
        let rosters = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
        let rosters = rosters.flat_map(|roster| &roster.files);
        let all = pipeline.rule_files.iter().chain(pipeline.inputs.all()).chain(rosters);
        files.extend(all.map(|file| file.path.clone()));
    } else if let Some(folder) = path.parent() {
        let below = ["*.toml", "*/*.toml"].map(|pattern| folder.join(pattern));
        let found = below.iter().filter_map(|pattern| glob::glob(&pattern.to_string_lossy()).ok());
        files.extend(found.flatten().flatten());
    }
    // A filing that is added changes its folder.
    let folders: Vec<PathBuf> =
        files.iter().filter_map(|file| file.parent()).map(Path::to_path_buf).collect();
    files.extend(folders.into_iter().filter(|folder| !folder.as_os_str().is_empty()));
    files.into_iter().map(|file| (look(&file), file)).map(|(look, file)| (file, look)).collect()
}

fn again(seen: &BTreeMap<PathBuf, Look>) -> BTreeMap<PathBuf, Look> {
    seen.keys().map(|file| (file.clone(), look(file))).collect()
}

fn look(file: &Path) -> Look {
    let about = std::fs::metadata(file).ok()?;
    // How long a folder is says nothing.
    Some((about.modified().ok()?, if about.is_file() { about.len() } else { 0 }))
}
