//! `jiangbu reconcile`: a run's claims against vouchers, bank receipts and returns.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::args::Args;
use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::locale;
use crate::diag::Lang;
use crate::domain::Fen;
use crate::domain::text::{pad, pad_left};
use crate::ingest::InputFile;
use crate::report::model::explain::language;
use crate::report::render::Format;
use crate::run::reconcile::{Reconciled, Request, execute, lines, needs_a_person};

#[derive(Debug, clap::Args)]
pub struct ReconcileArgs {
    /// 结果目录 run folder
    pub run: PathBuf,
    /// 支付凭证、银行回单、退回清单 vouchers, bank receipts, returns
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub payments: Vec<PathBuf>,
    /// 对账日：状态按此日判断 the day that states are judged on
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: NaiveDate,
    /// 核定日（默认取申报截止日）day of approval; the run's deadline where none is given
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub approved_on: Option<NaiveDate>,
    /// 填好的“待认定支付” sheets of payments to attribute, filled in
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
    /// 追回台账 money ordered back
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub clawbacks: Vec<PathBuf>,
    /// 表头别名文件 aliases of headings
    #[arg(long, default_value = "pipelines/headers.toml", value_name = "FILE")]
    pub headers: PathBuf,
    /// 对账设置 periods and rates
    #[arg(long, default_value = "pipelines/reconcile.toml", value_name = "FILE")]
    pub settings: PathBuf,
    /// 利率表（追回计息）published rates, for interest
    #[arg(long, num_args = 1.., default_value = "pipelines/rates/lpr_1y.csv", value_name = "FILE")]
    pub rates: Vec<PathBuf>,
    /// 对账结果目录的上级目录 folder that the result goes to; beside the run by default
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `2026-12-01`, or as filings write it.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    crate::domain::date::parse(text)
        .ok_or_else(|| "写成 2026-12-31 这样的日期 a day like 2026-12-31 is wanted".to_string())
}

/// Files as messages name them: by their own names, wherever they lie.
pub(super) fn files(paths: &[PathBuf]) -> Vec<InputFile> {
    let file = |path: &PathBuf| InputFile {
        path: path.clone(),
        shown: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        root: None,
    };
    paths.iter().map(file).collect()
}

pub(super) fn run(args: &Args, out: Output, asked: &ReconcileArgs) -> Outcome {
    let lang = args.lang().or_else(|| language(&asked.run)).unwrap_or_else(locale);
    let out = Output { lang, ..out };
    let (payments, decisions) = (files(&asked.payments), files(&asked.decisions));
    let (clawbacks, rates) = (files(&asked.clawbacks), files(&asked.rates));
    let mut formats = vec![Format::Pdf, Format::Html];
    formats.retain(|format| format.is_built());
    let request = Request {
        run: &asked.run,
        payments: &payments,
        decisions: &decisions,
        clawbacks: &clawbacks,
        headers: &asked.headers,
        settings: &asked.settings,
        rates: &rates,
        as_of: asked.as_of,
        approved_on: asked.approved_on,
        out: asked.out.as_deref(),
        formats: &formats,
        lang,
    };
    let bar = out.progress();
    let done = execute(&request, &bar);
    bar.clear();
    let done = done.map_err(|failure| (failure, out))?;
    if out.json {
        println!("{}", as_json(&done));
    } else if !out.quiet {
        print!("{}", as_text(&done, lang));
    }
    Ok(if needs_a_person(&done) { FINDINGS } else { CLEAN })
}

fn as_text(done: &Reconciled, lang: Lang) -> String {
    let facts = &done.facts;
    let mut out = match lang {
        Lang::Zh => format!(
            "对账日 {}，核定 {} 项，支付 {} 笔\n",
            facts.as_of, facts.claims, facts.payments
        ),
        Lang::En => {
            format!("As of {}: {} claims, {} payments\n", facts.as_of, facts.claims, facts.payments)
        }
    };
    for (_, text, count, amount) in lines(facts, lang) {
        let (count, amount) = (count.to_string(), Fen(amount).to_string());
        out += &format!("{}{}{}\n", pad(text, 34), pad_left(&count, 8), pad_left(&amount, 20));
    }
    let folder = done.folder.display();
    out + &match lang {
        Lang::Zh => format!("\n控制总数平。对账结果：{folder}\n"),
        Lang::En => format!("\nControl totals balance. Result: {folder}\n"),
    }
}

fn as_json(done: &Reconciled) -> serde_json::Value {
    let states = done.facts.states.iter().map(|of| {
        json!({
            "state": of.state.key(), "claims": of.claims, "payments": of.payments,
            "approved": Fen(of.approved).to_decimal().to_string(),
            "amount": Fen(of.amount).to_decimal().to_string(),
        })
    });
    json!({
        "folder": done.folder, "as_of": done.facts.as_of, "claims": done.facts.claims,
        "payments": done.facts.payments, "states": states.collect::<Vec<_>>(),
    })
}
