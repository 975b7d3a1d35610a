//! `jiangbu approve` and `jiangbu ledger`: what was approved, kept across runs and years.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::json;

use super::commands::{CLEAN, Outcome, Output};
use super::envelope;
use super::reconcile::day;
use super::show::yuan;
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, say};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::domain::text::{pad, pad_left};
use crate::jobs::ledger::proposal::{Facts, Terms};
use crate::jobs::ledger::{self, approve};
use crate::ledger::{Awards, Entry, Kind, Ledger, Segment};
use crate::run_folder::folder;

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
    /// 台账目录（默认取流程文件的 ledger，再取结果目录旁的 ledger）folder of the ledger; by default the pipeline's, else `ledger` beside the run
    #[arg(long, value_name = "DIR")]
    pub ledger: Option<PathBuf>,
    /// 流程文件（默认自动查找）pipeline file; looked for by default
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
    /// 不再询问 do not ask
    #[arg(long)]
    pub yes: bool,
    /// 核准日期早于申报截止日，确属补记 a day before the deadline is meant
    #[arg(long)]
    pub backdate: bool,
    /// 有错误仍核准的理由，记入台账 why a run with errors is approved; the ledger keeps it
    #[arg(long, value_name = "TEXT")]
    pub despite: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum LedgerAction {
    /// 新建台账（目录须为空或不存在）make a new ledger, in a folder empty or new
    Init {
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
    },
    /// 逐段核验台账 prove the chain, segment by segment
    Verify {
        /// 台账目录 folder of the ledger
        #[arg(default_value = "runs/ledger")]
        ledger: PathBuf,
        /// 另行记下的末段指纹（可只写前 12 位）hash of the last segment, noted elsewhere; its first 12 digits will do
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
        /// 并与台账旁的结果目录逐段核对 compare with the run folders beside the ledger, too
        #[arg(long)]
        runs: bool,
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
    let (today, despite) = (Some(ledger::today()), asked.despite.as_deref());
    let terms = Terms { today, backdate: asked.backdate, despite };
    let done = approve::propose(&request, &terms).and_then(|proposal| {
        propose(out, &proposal.facts);
        if !asked.yes && !agreed(out) {
            return Err(Diagnostics::from(Diagnostic::new(&codes::NOT_CONFIRMED)).into());
        }
        let facts = facts_json(&proposal.facts);
        proposal.commit().map(|segment| (facts, segment))
    });
    let (facts, segment) = done.map_err(|failure| (failure, out))?;
    if out.json {
        envelope::data(json!({ "proposal": facts, "segment": described(&segment) }));
    } else {
        added(out, &segment);
    }
    Ok(CLEAN)
}

/// Shows what would be written.
fn propose(out: Output, facts: &Facts) {
    if out.json {
        envelope::data(json!({ "proposal": facts_json(facts), "segment": null }));
    } else if !out.quiet {
        println!("{}", proposed(facts, out.lang).join("\n"));
    }
}

/// The same for programs: amounts under keys that say so, and null where there is no pool.
fn facts_json(facts: &Facts) -> serde_json::Value {
    const AMOUNTS: [&str; 5] = ["amount", "pool_before", "pool_after", "pool_total", "held_amount"];
    let serde_json::Value::Object(keys) = json!(facts) else { return serde_json::Value::Null };
    let own = keys.into_iter().map(|(key, value)| match AMOUNTS.contains(&key.as_str()) {
        true if value == "" => (format!("{key}_yuan"), serde_json::Value::Null),
        true => (format!("{key}_yuan"), value),
        false => (key, value),
    });
    serde_json::Value::Object(own.collect())
}

fn proposed(facts: &Facts, lang: Lang) -> Vec<String> {
    let Facts { run, scheme, award_year, claims, amount, errors, warnings, .. } = facts;
    let Facts { held, held_amount, granted_before, papers_before, number, .. } = facts;
    let (ledger, now) =
        (format!("{} · {}", facts.ledger, short(&facts.ledger_id)), short(&facts.head_now));
    let read = facts.head_read.as_deref().map_or("—", short);
    let pool = [&facts.pool_before, &facts.pool_after, &facts.pool_total];
    let [before, after, total] = pool.map(|sum| if sum.is_empty() { "—" } else { sum.as_str() });
    let open = facts.findings_open.iter().map(|(code, count)| format!("{code} × {count}"));
    let open = open.collect::<Vec<_>>().join(lang.pick("、", ", "));
    let open = (!open.is_empty())
        .then(|| say!(lang, "待决疑点：{open}", "Findings that nobody has decided: {open}"));
    let mut lines = vec![
        say!(
            lang,
            "核准 {run}（{scheme}，{award_year} 年度）：{claims} 项，{amount} 元",
            "To approve {run} ({scheme}, {award_year}): {claims} claims, {amount} yuan"
        ),
        say!(
            lang,
            "预算执行：此前 {before} 元，核准后 {after} 元，总额 {total} 元",
            "Budget: {before} yuan before, {after} after, {total} in all"
        ),
        say!(
            lang,
            "问题：错误 {errors}，警告 {warnings}；暂缓拨付 {held} 家，{held_amount} 元",
            "Findings: {errors} errors, {warnings} warnings; {held} enterprises wait for {held_amount} yuan"
        ),
        say!(
            lang,
            "台账中已有：申报项 {granted_before}，凭证 {papers_before}",
            "In the ledger already: {granted_before} claims, {papers_before} papers"
        ),
        say!(
            lang,
            "台账 {ledger}：核算时末段 {read}，现在末段 {now}，将写入第 {number} 段",
            "Ledger {ledger}: it ended with {read} when the run read it, with {now} now; segment {number} will be written"
        ),
    ];
    lines.extend(open);
    lines
}

/// Asks at the terminal; nobody there is a no.
fn agreed(out: Output) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    eprint!("{}", out.lang.pick("核准？[y/N] ", "Approve? [y/N] "));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是")
}

pub(super) fn run(out: Output, action: &LedgerAction) -> Outcome {
    let done = match action {
        LedgerAction::Init { ledger } => init(out, ledger),
        LedgerAction::Verify { ledger, head, runs } => verify(out, ledger, head.as_deref(), *runs),
        LedgerAction::Show { ledger, firm } => show(out, ledger, firm.as_deref()),
        LedgerAction::Export { ledger, scheme, output } => {
            export(ledger, scheme, output).map(|()| {
                if out.json {
                    out.wrote_one(output);
                }
            })
        }
        LedgerAction::Record { reconciled, by, ledger } => {
            ledger::record(reconciled, ledger.as_deref(), by).map(|segment| added(out, &segment))
        }
        LedgerAction::Withdraw { number, ledger, on, by, reason } => {
            approve::withdraw(ledger, *number, (*on, by, reason), Some(ledger::today()))
                .map(|segment| added(out, &segment))
        }
    };
    done.map(|()| CLEAN).map_err(|failure| (failure, out))
}

fn init(out: Output, folder: &Path) -> Result<(), Failure> {
    let ledger = Ledger::init(folder)?;
    let (id, shown) = (&ledger.id, folder.display());
    if out.json {
        envelope::data(json!({ "ledger": shown.to_string(), "id": id }));
    } else if !out.quiet {
        println!("{}", say!(out.lang, "新台账：{shown} · {id}", "New ledger: {shown} · {id}"));
    }
    Ok(())
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
        envelope::data(described(segment));
        return;
    }
    if out.quiet {
        return;
    }
    let (number, what, folder) = (head.number, kind(head.kind, out.lang), &head.folder);
    let (count, fen, hash) = (segment.entries.len(), Fen(ledger::sum(segment)), &segment.sha256);
    let said = say!(
        out.lang,
        "台账第 {number} 段：{what} {folder}，{count} 项，{fen} 元\n末段指纹 {hash}\n请把指纹另行记下，日后可用 `jiangbu ledger verify --head` 核对。",
        "Segment {number} of the ledger: {what} of {folder}, {count} claims, {fen} yuan\nHash {hash}\nNote the hash elsewhere; `jiangbu ledger verify --head` compares with it."
    );
    println!("{said}");
}

fn described(segment: &Segment) -> serde_json::Value {
    let head = &segment.head;
    json!({
        "number": head.number, "kind": head.kind.key(), "on": head.on, "by": head.by,
        "about": head.about, "reason": head.reason, "folder": head.folder,
        "scheme": head.scheme, (crate::frame::columns::AWARD_YEAR): head.award_year,
        "claims": segment.entries.len(), "amount_yuan": yuan(Fen(ledger::sum(segment))),
        "papers": segment.entries.iter().map(|e| e.papers.split_whitespace().count()).sum::<usize>(),
        "sha256": segment.sha256, "previous": head.previous,
    })
}

fn verify(out: Output, folder: &Path, expected: Option<&str>, runs: bool) -> Result<(), Failure> {
    let ledger = Ledger::read(folder)?;
    ledger::ends_with(&ledger, expected)?;
    let parent = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let parent = parent.parent().unwrap_or(Path::new("."));
    let compared = if runs { Some(ledger::verify_runs(&ledger, parent)?) } else { None };
    let (found, count, noted) = (ledger.head(), ledger.segments.len(), expected.is_some());
    if out.json {
        let [agree, absent] = compared.unwrap_or_default();
        envelope::data(json!({
            "id": ledger.id, "segments": count, "head": found, "head_noted": noted,
            "runs_agree": agree, "runs_absent": absent,
        }));
    } else if !out.quiet {
        println!("{}", verified(&ledger, noted, compared.as_ref(), out.lang).join("\n"));
    }
    Ok(())
}

/// What the verification proves, and no more.
fn verified(
    ledger: &Ledger,
    noted: bool,
    compared: Option<&[Vec<u32>; 2]>,
    lang: Lang,
) -> Vec<String> {
    let (count, found) = (ledger.segments.len(), ledger.head());
    let mut said = vec![say!(
        lang,
        "台账 {count} 段，首尾相接，各段内容与写入时一致。末段指纹 {found}",
        "{count} segments; each follows the one before and holds what was written. Hash {found}"
    )];
    said.push(match noted {
        true => say!(
            lang,
            "末段与另行记下的指纹一致：没有截短，也没有整体重写。",
            "The last one is the one noted elsewhere: nothing was cut off or written anew."
        ),
        false => say!(
            lang,
            "未给出另行记下的指纹（--head）：末尾是否被截去、全部是否被重写，无法由台账自身证明。",
            "No hash noted elsewhere was given (--head): whether segments were cut off at the end, or all of them written anew, the ledger itself cannot prove."
        ),
    });
    if let Some([agree, absent]) = compared {
        let (agree, absent) = (agree.len(), absent.len());
        said.push(say!(
            lang,
            "与结果目录核对：{agree} 段一致，{absent} 段的结果目录不在台账旁，未能核对",
            "Run folders: {agree} segments agree; of {absent} the folder is not beside the ledger, nothing was compared"
        ));
    }
    said
}

fn show(out: Output, folder: &Path, firm: Option<&str>) -> Result<(), Failure> {
    let ledger = Ledger::read(folder)?;
    match firm {
        Some(firm) => show_firm(out, &ledger, firm),
        None if out.json => {
            let all: Vec<serde_json::Value> = ledger.segments.iter().map(described).collect();
            envelope::data(json!({ "segments": all }));
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
                    pad_left(&Fen(ledger::sum(segment)).to_string(), 18),
                    short(&segment.sha256),
                );
            }
            Ok(())
        }
    }
}

fn show_firm(out: Output, ledger: &Ledger, firm: &str) -> Result<(), Failure> {
    let awards = Awards::of(ledger);
    let fits = |entry: &Entry| entry.code == firm || entry.firm.contains(firm);
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
                "amount_yuan": yuan(Fen(award.entry.amount)), "counts_yuan": yuan(Fen(award.counts())),
                "status": award.status(),
            })
        });
        envelope::data(json!({ "awards": rows.collect::<Vec<_>>() }));
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
    let bytes = ledger::export(folder, scheme)?;
    std::fs::write(output, bytes).map_err(|error| Failure::Output {
        path: output.display().to_string(),
        why: error.to_string(),
    })
}
