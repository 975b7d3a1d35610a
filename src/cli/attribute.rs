//! `jiangbu attribute`: payments of a reconciliation that no rule settled, and for which claims people say they are.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::commands::{CLEAN, Outcome, Output};
use super::envelope;
use super::reconcile::day;
use crate::diag::{Diagnostics, Failure, Lang, say};
use crate::domain::text::{pad, pad_left};
use crate::frame::columns as c;
use crate::jobs::attribute::{Answer, Open, Signed};
use crate::jobs::ledger::today;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "例 examples:\n  jiangbu attribute runs/qianhai-2026-rosters-001-reconciled-001 认定.xlsx\n  jiangbu attribute runs/qianhai-2026-rosters-001-reconciled-001 认定.xlsx 支付编号=申报项编号 --by 赵六 --reason 回单附言"
)]
pub struct AttributeArgs {
    /// 对账结果目录 folder of a reconciliation
    pub reconciled: PathBuf,
    /// 认定表，由 `reconcile --decisions` 读取 workbook of decisions, which `reconcile --decisions` reads
    pub file: PathBuf,
    /// 支付编号=申报项编号（多项以“、”分开；“不属于核定”为不归属任何申报项；等号后留空为收回）；不写则逐笔列出 PAYMENT=CLAIM, several parted by commas, `not approved` for none, nothing after the sign to take it back; payments are listed where none is given
    #[arg(value_name = "PAYMENT=CLAIM")]
    pub answers: Vec<String>,
    /// 决定人 who decides
    #[arg(long, value_name = "NAME", requires = "answers")]
    pub by: Option<String>,
    /// 决定日期（默认今天）day; today by default
    #[arg(long, value_name = "DATE", value_parser = day, requires = "answers")]
    pub on: Option<NaiveDate>,
    /// 理由 why
    #[arg(long, value_name = "TEXT", requires = "answers")]
    pub reason: Option<String>,
}

/// Lists the payments, or decides on some.
pub(super) fn run(out: Output, asked: &AttributeArgs) -> Outcome {
    let open = work(asked).map_err(|failure: Failure| (failure, out))?;
    if out.json {
        envelope::data(as_json(&open, &asked.file));
        return Ok(CLEAN);
    }
    if asked.answers.is_empty() {
        print!("{}", listed(&open, out.lang));
    }
    if !out.quiet {
        let (decided, all) = (open.decided(), open.payments.len());
        println!(
            "{}",
            say!(
                out.lang,
                "已认定 {decided} 笔，共 {all} 笔",
                "{decided} of {all} payments are decided"
            )
        );
    }
    Ok(CLEAN)
}

fn work(asked: &AttributeArgs) -> Result<Open, Failure> {
    let answers: Result<Vec<Answer>, Diagnostics> =
        asked.answers.iter().map(|text| Answer::parse(text)).collect();
    let answers = answers?;
    let mut open = Open::of(&asked.reconciled)?;
    open.take(&asked.file)?;
    let [by, reason] = [&asked.by, &asked.reason].map(|said| said.as_deref().unwrap_or_default());
    let signed = Signed { by, on: asked.on.unwrap_or_else(today), reason };
    for answer in &answers {
        open.answer(answer, &signed)?;
    }
    if !answers.is_empty() {
        open.write(&asked.file)?;
    }
    Ok(open)
}

fn listed(open: &Open, lang: Lang) -> String {
    let mut out = String::new();
    for payment in &open.payments {
        let amount = payment.amount.to_string();
        let (what, payee) = (&payment.pay_no, &payment.payee);
        out +=
            &format!("{}{}  {what}  {payee}\n", pad(&payment.finding, 18), pad_left(&amount, 16));
        let said = match payment.claim.as_str() {
            "" => say!(lang, "可能：{}", "may be for: {}", payment.candidates),
            claim => {
                say!(lang, "已认定：{claim}（{}）", "decided: {claim} ({})", payment.decided_by)
            }
        };
        out += &format!("    {said}\n");
    }
    out
}

fn as_json(open: &Open, file: &Path) -> Value {
    let row = |at: usize| {
        let payment = &open.payments[at];
        json!({
            "payment": payment.finding, (c::PAY_NO): payment.pay_no, (c::PAYEE_NAME): payment.payee,
            "amount_yuan": payment.amount, "candidates": open.candidates(at),
            "claims": payment.claim, "by": payment.decided_by, "reason": payment.reason,
            "on": payment.decided_on.map(|day| day.to_string()),
        })
    };
    let payments: Vec<Value> = (0..open.payments.len()).map(row).collect();
    json!({ "file": file.display().to_string(), "payments": payments })
}
