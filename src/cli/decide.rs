//! `jiangbu duplicates decide`: the rows on which a run asks people, and their answers.

use std::path::Path;

use serde_json::{Value, json};

use super::args::DecideArgs;
use super::commands::{CLEAN, Outcome, Output};
use super::show::yuan;
use super::{envelope, tell};
use crate::diag::{Diagnostics, Failure, Lang, say};
use crate::domain::text::{pad, pad_left, within};
use crate::jobs::decide::{Answer, At, Queue, Signature};
use crate::jobs::ledger::today;
use crate::pipeline::naming::{Named, name_decisions};

/// Lists the rows, or answers some of them.
pub(super) fn run(out: Output, asked: &DecideArgs) -> Outcome {
    let fail = |failure: Failure| (failure, out);
    let (queue, named) = work(asked).map_err(fail)?;
    if out.json {
        envelope::data(as_json(&queue, &asked.file, named.as_ref()));
    } else if asked.answers.is_empty() {
        print!("{}", listed(&queue, out.lang, tell::width()));
    }
    if !out.json && !out.quiet {
        println!("{}", summary(&queue, out.lang));
        if let Some(Named::Now(pattern)) = named {
            println!(
                "{}",
                say!(
                    out.lang,
                    "已列入流程文件：inputs.decisions = \"{pattern}\"",
                    "named in the pipeline: inputs.decisions = \"{pattern}\""
                )
            );
        }
    }
    Ok(CLEAN)
}

fn work(asked: &DecideArgs) -> Result<(Queue, Option<Named>), Failure> {
    let answers: Result<Vec<Answer>, Diagnostics> =
        asked.answers.iter().map(|text| Answer::parse(text)).collect();
    let answers = answers?;
    let mut queue = Queue::open(&asked.run)?;
    queue.take(&asked.file)?;
    let on = asked.on.unwrap_or_else(today);
    let [by, reason] = [&asked.by, &asked.reason].map(|said| said.as_deref().unwrap_or_default());
    let signature = Signature { by, on, reason };
    // Answers to one row are one: a text is the same as some measures and possibly as others.
    for of_row in answers.chunk_by(|a, b| a.row == b.row) {
        let said: Vec<(&str, &str)> =
            of_row.iter().map(|one| (one.column.as_str(), one.value.as_str())).collect();
        queue.answer(&of_row[0].row, &said, &signature)?;
    }
    if !answers.is_empty() {
        queue.write(&asked.file)?;
    }
    let named = asked.pipeline.as_deref().map(|path| name_decisions(path, &asked.file));
    Ok((queue, named.transpose()?))
}

/// What a row is about.
fn about(queue: &Queue, at: At) -> String {
    match at {
        At::Case(row) => format!("{} ～ {}", queue.cases[row].firm, queue.cases[row].other_name),
        At::Text(row) => queue.texts[row].item.clone(),
        At::List(row) => format!("{} {}", queue.lists[row].place, queue.lists[row].title),
    }
}

fn listed(queue: &Queue, lang: Lang, width: Option<usize>) -> String {
    let mut out = String::new();
    let headings =
        [("编号", "row"), ("涉及金额", "at risk"), ("认定", "answer"), ("对象", "about")]
            .map(|(zh, en)| lang.pick(zh, en));
    let mut line = |cells: [&str; 4]| {
        let [name, risk, said, about] = cells;
        let line = format!("{}{}  {}{about}", pad(name, 18), pad_left(risk, 16), pad(said, 24));
        out += &(within(&line, width) + "\n");
    };
    line(headings);
    for at in queue.rows() {
        let said: Vec<String> = queue.said(at).into_iter().map(|(_, value)| value).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).filter(|v| !v.is_empty()).collect();
        let (risk, said) = (queue.at_risk(at).to_string(), said.join("；"));
        line([&queue.name(at), &risk, &said, &about(queue, at)]);
    }
    out
}

fn summary(queue: &Queue, lang: Lang) -> String {
    let progress = queue.progress(queue.rows());
    let (answered, all, open) = (progress.answered, progress.all, progress.open);
    say!(
        lang,
        "已认定 {answered} 行，共 {all} 行；未认定的涉及 {open} 元",
        "{answered} of {all} rows are answered; {open} yuan at risk in the others"
    )
}

fn as_json(queue: &Queue, file: &Path, named: Option<&Named>) -> Value {
    let row = |at| {
        let (by, on, reason) = queue.signed(at);
        let said: serde_json::Map<String, Value> =
            queue.said(at).into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        json!({
            "row": queue.name(at), "about": about(queue, at),
            "at_risk_yuan": yuan(queue.at_risk(at)), "said": said,
            "by": by, "on": on.map(|day| day.to_string()), "reason": reason,
        })
    };
    let progress = queue.progress(queue.rows());
    let named = match named {
        Some(Named::Now(pattern)) => Some(pattern),
        _ => None,
    };
    json!({
        "file": file.display().to_string(), "rows": queue.rows().map(row).collect::<Vec<_>>(),
        "answered": progress.answered, "open_yuan": yuan(progress.open), "named": named,
    })
}
