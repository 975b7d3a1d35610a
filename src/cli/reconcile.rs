//! `jiangbu reconcile`: a run's claims against vouchers, bank receipts and returns.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::args::Args;
use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::show::yuan;
use super::{envelope, locale};
use crate::diag::{Lang, Severity, codes, say};
use crate::domain::Fen;
use crate::domain::text::{pad, pad_left};
use crate::ingest::InputFile;
use crate::jobs::reconcile::{
    Reconciled, Request, Usual, execute, lines, needs_a_person, usual_formats,
};
use crate::run_folder::stored::language;

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
    /// 核定日（默认取台账中的核准日）day of approval; that of the ledger where none is given
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub approved_on: Option<NaiveDate>,
    /// 台账目录（默认在结果目录旁）folder of the ledger; beside the run by default
    #[arg(long, value_name = "DIR")]
    pub ledger: Option<PathBuf>,
    /// 填好的“待认定支付”表 sheets of payments to attribute, filled in
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
    /// 追回台账 money ordered back
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub clawbacks: Vec<PathBuf>,
    /// 登记快照，对照义务 snapshots of the register, for obligations
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub snapshots: Vec<PathBuf>,
    /// 变更登记，比核算时新的 a register of changes newer than that of the run
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub changes: Vec<PathBuf>,
    /// 表头别名文件（默认 pipelines/headers.toml）aliases of headings
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// 对账设置（默认 pipelines/reconcile.toml）periods and rates
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// 利率表，追回计息（默认 pipelines/rates/lpr_1y.csv）published rates, for interest
    #[arg(long, num_args = 1.., value_name = "FILE")]
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

pub(super) fn run(args: &Args, out: Output, asked: &ReconcileArgs) -> Outcome {
    let lang = args.lang().or_else(|| language(&asked.run)).unwrap_or_else(locale);
    let out = Output { lang, ..out };
    let all = InputFile::all_alone;
    let [payments, decisions] = [all(&asked.payments), all(&asked.decisions)];
    let usual = Usual::near(&asked.run, &asked.payments);
    let headers = asked.headers.as_deref().unwrap_or(&usual.headers);
    let settings = asked.settings.as_deref().unwrap_or(&usual.settings);
    let rates = if asked.rates.is_empty() { &usual.rates } else { &asked.rates };
    let [clawbacks, rates] = [all(&asked.clawbacks), all(rates)];
    let [changes, snapshots] = [all(&asked.changes), all(&asked.snapshots)];
    let formats = usual_formats();
    let request = Request {
        run: &asked.run,
        payments: &payments,
        decisions: &decisions,
        clawbacks: &clawbacks,
        snapshots: &snapshots,
        changes: &changes,
        headers,
        settings,
        rates: &rates,
        as_of: asked.as_of,
        approved_on: asked.approved_on,
        ledger: asked.ledger.as_deref(),
        out: asked.out.as_deref(),
        formats: &formats,
        lang,
    };
    let bar = out.progress();
    let done = execute(&request, &bar);
    bar.clear();
    let done = done.map_err(|failure| (failure, out))?;
    if out.json {
        envelope::found(&done.findings);
        envelope::data(as_json(&done));
    } else if !out.quiet {
        // The states are shown below, with their sums.
        let said = done.findings.iter().filter(|finding| finding.code != &codes::STATES_TO_ACT_ON);
        let grave = said.filter(|finding| finding.severity > Severity::Note);
        out.diagnostics(&grave.cloned().collect::<Vec<_>>());
        print!("{}", as_text(&done, lang));
    }
    Ok(if needs_a_person(&done) { FINDINGS } else { CLEAN })
}

fn as_text(done: &Reconciled, lang: Lang) -> String {
    let facts = &done.facts;
    let mut out = say!(
        lang,
        "对账日 {}，核定 {} 项，支付 {} 笔\n",
        "As of {}: {} claims, {} payments\n",
        facts.as_of,
        facts.claims,
        facts.payments
    );
    for (_, text, count, amount) in lines(facts, lang) {
        let (count, amount) = (count.to_string(), Fen(amount).to_string());
        out += &format!("{}{}{}\n", pad(text, 34), pad_left(&count, 8), pad_left(&amount, 20));
    }
    let folder = done.folder.display();
    let balance =
        say!(lang, "控制总数平。对账结果：{folder}", "Control totals balance. Result: {folder}");
    format!("{out}\n{balance}\n")
}

fn as_json(done: &Reconciled) -> serde_json::Value {
    let states = done.facts.states.iter().map(|of| {
        json!({
            "state": of.state.key(), "claims": of.claims, "payments": of.payments,
            "approved_yuan": yuan(Fen(of.approved)), "amount_yuan": yuan(Fen(of.amount)),
        })
    });
    json!({
        "folder": done.folder, "as_of": done.facts.as_of,
        (crate::frame::columns::APPROVED_ON): done.facts.approved_on.to_string(), "claims": done.facts.claims,
        "payments": done.facts.payments, "states": states.collect::<Vec<_>>(),
    })
}
