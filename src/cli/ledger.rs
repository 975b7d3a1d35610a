//! `jiangbu approve` and `jiangbu ledger`: what was approved, kept across runs and years.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::json;

use super::commands::{CLEAN, Outcome, Output};
use super::reconcile::day;
use crate::diag::{Diagnostic, Diagnostics, Lang, codes};
use crate::domain::Fen;
use crate::domain::text::{pad, pad_left};
use crate::ledger::{Awards, Kind, Ledger, Segment};
use crate::run::prepare::Failure;
use crate::run::{approve, folder, ledger};

#[derive(Debug, clap::Args)]
pub struct ApproveArgs {
    /// 结果目录 run folder
    pub run: PathBuf,
    /// 核准日期 day of the approval
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: NaiveDate,
    /// 核准人 who approves
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// 台账目录（默认在结果目录旁的 ledger）folder of the ledger; `ledger` beside the run by default
    #[arg(long, value_name = "DIR")]
    pub ledger: Option<PathBuf>,
    /// 流程文件（默认自动查找）pipeline file; looked for by default
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum LedgerAction {
    /// 逐段核验台账 prove the chain, segment by segment
    Verify {
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
        /// 另行记下的末段指纹 hash of the last segment, noted elsewhere
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// 列出各段，或一家企业的历次奖补 list segments, or the awards of an enterprise
    Show {
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
        /// 统一社会信用代码或单位名称 credit code, or part of a name
        #[arg(long, value_name = "FIRM")]
        firm: Option<String>,
    },
    /// 导出历史奖补表，供流程文件的 history 读取 write the history of a scheme, as `[inputs] history` reads it
    Export {
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
        /// 方案编号 id of the scheme
        #[arg(long, value_name = "ID")]
        scheme: String,
        /// 写入的文件（Parquet，不得已存在）file to write, new
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// 记入对账结果 record what a reconciliation found
    Record {
        /// 对账结果目录 folder of a reconciliation
        reconciled: PathBuf,
        /// 记账人 who records
        #[arg(long, value_name = "NAME")]
        by: String,
        /// 台账目录（默认在结果目录旁的 ledger）folder of the ledger
        #[arg(long, value_name = "DIR")]
        ledger: Option<PathBuf>,
    },
    /// 撤回尚未拨付的核准 take back an approval that nothing was paid on
    Withdraw {
        /// 段号 number of the segment
        number: u32,
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
        /// 撤回日期 day
        #[arg(long, value_name = "DATE", value_parser = day)]
        on: NaiveDate,
        /// 决定人 who decides
        #[arg(long, value_name = "NAME")]
        by: String,
        /// 理由 why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(super) fn approve(out: Output, asked: &ApproveArgs) -> Outcome {
    let request = approve::Request {
        run: &asked.run,
        ledger: asked.ledger.as_deref(),
        pipeline: asked.pipeline.as_deref(),
        on: asked.on,
        by: &asked.by,
    };
    let segment = approve::approve(&request).map_err(|failure| (failure, out))?;
    added(out, &segment);
    Ok(CLEAN)
}

pub(super) fn run(out: Output, action: &LedgerAction) -> Outcome {
    let done = match action {
        LedgerAction::Verify { ledger, head } => verify(out, ledger, head.as_deref()),
        LedgerAction::Show { ledger, firm } => show(out, ledger, firm.as_deref()),
        LedgerAction::Export { ledger, scheme, output } => export(ledger, scheme, output),
        LedgerAction::Record { reconciled, by, ledger } => {
            ledger::record(reconciled, ledger.as_deref(), by).map(|segment| added(out, &segment))
        }
        LedgerAction::Withdraw { number, ledger, on, by, reason } => {
            approve::withdraw(ledger, *number, (*on, by, reason))
                .map(|segment| added(out, &segment))
        }
    };
    done.map(|()| CLEAN).map_err(|failure| (failure, out))
}

fn sum(segment: &Segment) -> i64 {
    segment.entries.iter().fold(0i64, |sum, entry| sum.saturating_add(entry.amount))
}

fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Approval => lang.pick("核准", "approval"),
        Kind::Payments => lang.pick("拨付", "payments"),
        Kind::Withdrawal => lang.pick("撤回", "withdrawal"),
    }
}

fn added(out: Output, segment: &Segment) {
    let head = &segment.head;
    if out.json {
        println!("{}", described(segment));
        return;
    }
    if out.quiet {
        return;
    }
    let (number, what) = (head.number, kind(head.kind, out.lang));
    let (count, fen, hash) = (segment.entries.len(), Fen(sum(segment)), &segment.sha256);
    match out.lang {
        Lang::Zh => println!(
            "台账第 {number} 段：{what} {}，{count} 项，{fen} 元\n末段指纹 {hash}\n请把指纹另行记下，日后可用 `jiangbu ledger verify --head` 核对。",
            head.folder
        ),
        Lang::En => println!(
            "Segment {number} of the ledger: {what} of {}, {count} claims, {fen} yuan\nHash {hash}\nNote the hash elsewhere; `jiangbu ledger verify --head` compares with it.",
            head.folder
        ),
    }
}

fn described(segment: &Segment) -> serde_json::Value {
    let head = &segment.head;
    json!({
        "number": head.number, "kind": head.kind.key(), "on": head.on, "by": head.by,
        "about": head.about, "reason": head.reason, "folder": head.folder,
        "scheme": head.scheme, (crate::frame::columns::AWARD_YEAR): head.award_year,
        "claims": segment.entries.len(), "amount": Fen(sum(segment)).to_decimal().to_string(),
        "sha256": segment.sha256, "previous": head.previous,
    })
}

fn verify(out: Output, folder: &Path, expected: Option<&str>) -> Result<(), Failure> {
    let ledger = Ledger::read(folder)?;
    let (found, count) = (ledger.head(), ledger.segments.len());
    if let Some(expected) = expected.filter(|expected| *expected != found) {
        let fault = Diagnostic::new(&codes::OTHER_HEAD).arg("found", found);
        return Err(Diagnostics::from(fault.arg("expected", expected)).into());
    }
    if out.json {
        println!("{}", json!({ "segments": count, "head": found }));
    } else if !out.quiet {
        match out.lang {
            Lang::Zh => println!("台账 {count} 段，前后相接，内容无改动。末段指纹 {found}"),
            Lang::En => {
                println!("{count} segments, the chain holds, nothing altered. Hash {found}")
            }
        }
    }
    Ok(())
}

fn show(out: Output, folder: &Path, firm: Option<&str>) -> Result<(), Failure> {
    let ledger = Ledger::read(folder)?;
    match firm {
        Some(firm) => show_firm(out, &ledger, firm),
        None if out.json => {
            let all: Vec<serde_json::Value> = ledger.segments.iter().map(described).collect();
            println!("{}", json!(all));
            Ok(())
        }
        None => {
            for segment in &ledger.segments {
                let head = &segment.head;
                let number = head.number.to_string();
                let what = match head.about {
                    0 => kind(head.kind, out.lang).to_string(),
                    about => format!("{}→{about}", kind(head.kind, out.lang)),
                };
                let count = segment.entries.len().to_string();
                println!(
                    "{}  {}{}{}{}{}{}  {}",
                    pad_left(&number, 4),
                    pad(&what, 16),
                    pad(&head.on, 12),
                    pad(&head.by, 10),
                    pad(&head.folder, 36),
                    pad_left(&count, 6),
                    pad_left(&Fen(sum(segment)).to_string(), 18),
                    &segment.sha256[..12],
                );
            }
            Ok(())
        }
    }
}

fn show_firm(out: Output, ledger: &Ledger, firm: &str) -> Result<(), Failure> {
    let awards = Awards::of(ledger);
    let fits = |entry: &crate::ledger::Entry| entry.code == firm || entry.firm.contains(firm);
    let own: Vec<_> = awards.all.iter().filter(|award| fits(award.entry)).collect();
    if own.is_empty() {
        let fault = Diagnostic::new(&codes::NOTHING_FOUND).arg("query", firm);
        return Err(Diagnostics::from(fault).into());
    }
    if out.json {
        let rows = own.iter().map(|award| {
            json!({
                "claim": award.entry.claim, "firm": award.entry.firm, "scheme": award.head.scheme,
                (crate::frame::columns::AWARD_YEAR): award.head.award_year,
                "amount": Fen(award.entry.amount).to_decimal().to_string(),
                "counts": Fen(award.counts()).to_decimal().to_string(),
                "status": award.status(),
            })
        });
        println!("{}", json!(rows.collect::<Vec<_>>()));
        return Ok(());
    }
    for award in own {
        println!(
            "{}  {}{}{}  {}  {}",
            award.head.award_year,
            pad(&award.head.scheme, 14),
            pad(&award.entry.claim, 30),
            pad_left(&Fen(award.entry.amount).to_string(), 16),
            pad(award.status(), 10),
            award.entry.firm,
        );
    }
    Ok(())
}

fn export(folder: &Path, scheme: &str, output: &Path) -> Result<(), Failure> {
    folder::free(output)?;
    let bytes = ledger::history_bytes(folder, scheme)?;
    std::fs::write(output, bytes).map_err(|error| Failure::Output {
        path: output.display().to_string(),
        why: error.to_string(),
    })
}
