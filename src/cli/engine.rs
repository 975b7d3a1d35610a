//! `plan`, `adopt` and `views`: awards computed by another engine, and filings that lie in one.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::json;

use super::args::Args;
use super::commands::{self, CLEAN, FINDINGS, Outcome, Output, load};
use super::envelope;
use crate::diag::{Failure, Severity, say};
use crate::jobs::engine::adopt::Plan;
use crate::jobs::engine::plan::plan;
use crate::jobs::engine::views::views;
use crate::pipeline;
use crate::sql::Dialect;
use crate::sql::inputs::Source;

#[derive(Debug, ClapArgs)]
pub struct PlanArgs {
    /// 流程文件 pipeline file
    pipeline: PathBuf,
    /// 核算的引擎 the engine that computes
    #[arg(long, value_enum)]
    engine: Engine,
    /// 计划目录（须为空或不存在）folder for the plan, empty or new
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct AdoptArgs {
    /// 已运行的计划目录 folder of a plan that was run
    plan: PathBuf,
    /// 结果目录的上级目录 folder that run folders go to
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "例 examples:\n  jiangbu views pipelines/qianhai-2026.toml --engine spark --out views\n  python views/run_spark.py\n  [inputs] filings = [\"../views/results/manifest.json\"]"
)]
pub struct ViewsArgs {
    /// 流程文件，其 [warehouse] 写明各表和列 pipeline file, whose [warehouse] names tables and columns
    pipeline: PathBuf,
    /// 表所在的引擎 the engine that holds the tables
    #[arg(long, value_enum)]
    engine: Engine,
    /// 写到这个目录（须为空或不存在）folder to write, empty or new
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Engine {
    Duckdb,
    Datafusion,
    Spark,
}

impl From<Engine> for Dialect {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Duckdb => Self::DuckDb,
            Engine::Datafusion => Self::DataFusion,
            Engine::Spark => Self::Spark,
        }
    }
}

pub(super) fn write_plan(args: &Args, mut out: Output, asked: &PlanArgs) -> Outcome {
    let pipeline = load(args, &mut out, &asked.pipeline).map_err(|failure| (failure, out))?;
    let dialect = Dialect::from(asked.engine);
    let bar = out.progress();
    let said = plan((&pipeline, &asked.pipeline), dialect, &asked.out, &bar);
    bar.clear();
    let said = said.map_err(|failure| (failure, out))?;
    if out.json || !out.quiet {
        out.diagnostics(&said);
    }
    let (folder, name) = (asked.out.display(), dialect.name());
    if out.json {
        envelope::data(json!({
            "folder": folder.to_string(), "engine": name, "script": format!("run_{name}.py"),
        }));
    } else if !out.quiet {
        let told = say!(
            out.lang,
            "计划：{folder}（请运行其中的 run_{name}.py，再 `jiangbu adopt {folder}`）",
            "Plan: {folder} (run its run_{name}.py, then `jiangbu adopt {folder}`)"
        );
        println!("{told}");
    }
    let grave = said.iter().any(|found| found.severity > Severity::Note);
    Ok(if grave { FINDINGS } else { CLEAN })
}

pub(super) fn write_views(args: &Args, mut out: Output, asked: &ViewsArgs) -> Outcome {
    // The exports that it may name are not there yet.
    let pipeline = pipeline::load_rules(&asked.pipeline);
    let pipeline = pipeline.map_err(|faults| (Failure::User(faults), out))?;
    out.speak(args, pipeline.lang);
    let dialect = Dialect::from(asked.engine);
    let left = views(&pipeline, dialect, &asked.out).map_err(|failure| (failure, out))?;
    if out.json || !out.quiet {
        out.diagnostics(&[left]);
    }
    let (folder, name) = (asked.out.display(), dialect.name());
    if out.json {
        let tables: Vec<&str> = pipeline.warehouse.iter().map(Source::name).collect();
        envelope::data(json!({
            "folder": folder.to_string(), "engine": name, "script": format!("run_{name}.py"),
            "tables": tables,
        }));
    } else if !out.quiet {
        let told = say!(
            out.lang,
            "视图：{folder}（请运行其中的 run_{name}.py，再把 results/manifest.json 写入 [inputs] filings）",
            "Views: {folder} (run its run_{name}.py, then name its results/manifest.json under [inputs] filings)"
        );
        println!("{told}");
    }
    Ok(CLEAN)
}

pub(super) fn adopt(args: &Args, mut out: Output, asked: &AdoptArgs) -> Outcome {
    let plan = Plan::open(&asked.plan).map_err(|faults| (Failure::User(faults), out))?;
    out.speak(args, plan.pipeline.lang);
    let bar = out.progress();
    let parent: Option<&Path> = asked.out.as_deref();
    let finished = plan.adopt(parent, out.lang, &bar);
    bar.clear();
    let finished = finished.map_err(|failure| (failure, out))?;
    Ok(commands::finish(out, &finished))
}
