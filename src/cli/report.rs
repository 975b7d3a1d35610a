//! `jiangbu report`: the reports of a run once more, in another language, layout or kind of file.

use std::path::Path;

use super::args::{Args, ReportArgs};
use super::commands::{CLEAN, Outcome, Output};
use super::reconcile::files;
use super::{envelope, locale};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, codes};
use crate::ingest::{Progress, headers};
use crate::intake::origin::headers_of;
use crate::jobs::report::release::{Decided, Release, release};
use crate::jobs::report::second::{Newest, stops};
use crate::jobs::report::{self, allocation};
use crate::report::model::Wanted;
use crate::report::model::record::Record;
use crate::report::printing;
use crate::report::render::Format;
use crate::report::render::layouts::Layouts;
use crate::report::words::Words;
use crate::run_folder::stored;

pub fn report(args: &Args, out: Output, asked: &ReportArgs) -> Outcome {
    let of_run = || stored::language(&asked.run).unwrap_or_else(locale);
    let out = Output { lang: args.lang().unwrap_or_else(of_run), ..out };
    let mut said = Vec::new();
    let released = released(asked, &mut said).map_err(|failure| (failure, out))?;
    out.diagnostics(&said);
    if let Some(released) = &released {
        out.diagnostics(&released.findings);
    }
    let bar = out.progress();
    bar.say("生成报告 / printing reports");
    let folder = write(out.lang, asked, released.as_ref());
    bar.clear();
    let folder = folder.map_err(|failure| (failure, out))?;
    if out.json {
        envelope::data(serde_json::json!({ "folder": folder.display().to_string() }));
    } else if !out.quiet {
        println!("{}", folder.display());
    }
    Ok(CLEAN)
}

/// What the decisions given release, or what a list released; `None` where neither is given.
fn released(asked: &ReportArgs, said: &mut Vec<Diagnostic>) -> Result<Option<Release>, Failure> {
    let (listed, opinions) = (files(&asked.listed), files(&asked.opinions));
    let newest = Newest { listed: &listed, opinions: &opinions };
    let decides = !asked.decisions.is_empty() || !asked.accounts.is_empty();
    let second = !newest.is_empty() && !decides;
    if !decides && asked.list.is_none() && !second {
        return Ok(None);
    }
    if !asked.only.iter().any(|report| report == Wanted::Payments.name()) {
        return Err(Diagnostics::from(Diagnostic::new(&codes::NO_LIST_ASKED)).into());
    }
    let (decisions, earlier) = (files(&asked.decisions), files(&asked.earlier));
    let accounts = files(&asked.accounts);
    let headers = match &asked.headers {
        Some(path) => headers::load(path)?,
        None => headers_of(&asked.run)?,
    };
    if second {
        let record = Record::open(&asked.run)?;
        stops(&record, newest, &headers, said)?;
        return Ok(None);
    }
    let decided = Decided {
        decisions: &decisions,
        earlier: &earlier,
        list: asked.list,
        accounts: &accounts,
        headers: &headers,
        newest,
    };
    release(&asked.run, &decided).map(Some)
}

fn write(
    lang: Lang,
    asked: &ReportArgs,
    released: Option<&Release>,
) -> Result<std::path::PathBuf, Failure> {
    let reports = named(&asked.only, &Wanted::NAMES);
    let formats = named(&asked.format, &Format::NAMES);
    let allocated = allocation::of(&allocation::Request {
        run: &asked.run,
        wanted: reports.contains(&Wanted::Allocation),
        settings: asked.allocation.as_deref(),
        ledger: asked.ledger.as_deref(),
    })?;
    let (words, layouts) = look(lang, asked.look.as_deref())?;
    let asked_for = printing::Asked {
        reports: &reports,
        formats: &formats,
        words: &words,
        layouts: &layouts,
        each: asked.each,
        allocated: allocated.as_ref(),
    };
    report::releasing(&asked.run, &asked_for, asked.to.as_deref(), released)
}

/// What the words stand for, each once, in their own order.
fn named<T: Copy>(words: &[String], known: &[(&str, T)]) -> Vec<T> {
    let kept = known.iter().filter(|(name, _)| words.iter().any(|word| word == name));
    kept.map(|(_, value)| *value).collect()
}

/// The built-in look, or the user's laid over it.
fn look(lang: Lang, folder: Option<&Path>) -> Result<(Words, Layouts), Diagnostics> {
    let Some(folder) = folder else { return Ok((Words::built_in(lang), Layouts::built_in())) };
    if let Err(error) = std::fs::read_dir(folder) {
        let place = Place::File(folder.display().to_string());
        return Err(Diagnostic::unreadable(&error).at(place).into());
    }
    let part = |name: &str| Some(folder.join(name)).filter(|part| part.is_dir());
    let words = match part("words") {
        Some(words) => Words::with_folder(lang, &words)?,
        None => Words::built_in(lang),
    };
    let mut layouts = match part("layouts") {
        Some(layouts) => Layouts::with_folder(&layouts)?,
        None => Layouts::built_in(),
    };
    if let Some(fonts) = part("fonts") {
        layouts = layouts.with_fonts(&fonts)?;
    }
    Ok((words, layouts))
}
