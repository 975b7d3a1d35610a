//! `jiangbu report`: the reports of a run once more, in another language, layout or kind of file.

use super::args::{Args, ReportArgs};
use super::commands::{CLEAN, Outcome, Output};
use super::{envelope, locale};
use crate::ingest::Progress;
use crate::jobs::report::order::Order;
use crate::report::model::Wanted;
use crate::report::render::Format;
use crate::run_folder::stored;

pub fn report(args: &Args, out: Output, asked: &ReportArgs) -> Outcome {
    let of_run = || stored::language(&asked.run).unwrap_or_else(locale);
    let out = Output { lang: args.lang().unwrap_or_else(of_run), ..out };
    let reports = named(&asked.only, &Wanted::NAMES);
    let formats = named(&asked.format, &Format::NAMES);
    let order = Order {
        formats: &formats,
        each: asked.each,
        to: asked.to.as_deref(),
        decisions: &asked.decisions,
        earlier: &asked.earlier,
        accounts: &asked.accounts,
        on: asked.on,
        list: asked.list,
        listed: &asked.listed,
        opinions: &asked.opinions,
        allocation: asked.allocation.as_deref(),
        ledger: asked.ledger.as_deref(),
        headers: asked.headers.as_deref(),
        look: asked.look.as_deref(),
        ..Order::usual(&asked.run, &reports, out.lang)
    };
    let mut said = Vec::new();
    let bar = out.progress();
    bar.say("生成报告 / printing reports");
    let printed = order.print(&mut said);
    bar.clear();
    if !said.is_empty() {
        out.diagnostics(&said);
    }
    let folder = printed.map_err(|failure| (failure, out))?;
    if out.json {
        envelope::data(serde_json::json!({ "folder": folder.display().to_string() }));
    } else if !out.quiet {
        println!("{}", folder.display());
    }
    Ok(CLEAN)
}

/// What the words stand for, each once, in their own order.
fn named<T: Copy>(words: &[String], known: &[(&str, T)]) -> Vec<T> {
    let kept = known.iter().filter(|(name, _)| words.iter().any(|word| word == name));
    kept.map(|(_, value)| *value).collect()
}
