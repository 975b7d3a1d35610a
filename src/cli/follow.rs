//! `jiangbu progress`: plans against what was achieved.

use super::args::{Args, ProgressArgs};
use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::{envelope, tell};
use crate::diag::{Failure, Lang};
use crate::jobs::progress::{Asked, Followed, Looks, follow, write};
use crate::report::model::progress::brief;
use crate::report::render::{Format, plain};
use crate::report::words::Words;
use crate::run_folder::stored::is_at;

pub(super) fn progress(_: &Args, out: Output, asked: &ProgressArgs) -> Outcome {
    let bar = out.progress();
    let done = work(out, asked, &bar);
    bar.clear();
    let (followed, folder) = done.map_err(|failure| (failure, out))?;
    let words = Words::built_in(out.lang);
    let told = |words: &Words| brief(&followed.told(words));
    let sheets = told(&words);
    let (folder, grave) = (folder.display().to_string(), followed.grave());
    if out.json {
        envelope::found(&followed.linked.findings);
        let english = told(&Words::built_in(Lang::En));
        envelope::data(serde_json::json!({
            "folder": folder, "as_of": asked.as_of.to_string(),
            "tables": plain::json(&sheets, &english),
        }));
    } else if !out.quiet {
        out.diagnostics(&followed.linked.findings);
        print!("{}", plain::text(&sheets, out.lang, tell::width()));
        println!("{}", words.say("progress.folder", &[("folder", &folder), ("count", &grave)]));
    }
    Ok(if grave > 0 { FINDINGS } else { CLEAN })
}

fn work(
    out: Output,
    args: &ProgressArgs,
    bar: &super::progress::Bar,
) -> Result<(Followed, std::path::PathBuf), Failure> {
    // A run folder is a source of support as good as a table of payments.
    let (runs, tables): (Vec<_>, Vec<_>) =
        args.support.iter().cloned().partition(|path| is_at(path));
    let files = [&args.actuals, &args.tasks, &tables].into_iter().flatten().cloned().collect();
    let asked = Asked {
        plans: args.plans.clone(),
        files,
        runs,
        as_of: args.as_of,
        previous: args.previous.clone(),
        headers: args.headers.clone(),
        rates: args.rates.clone(),
        calendar: args.calendar.clone(),
    };
    let named =
        Format::NAMES.iter().filter(|(name, _)| args.format.iter().any(|word| word == name));
    let formats: Vec<Format> = named.map(|(_, format)| *format).collect();
    let followed = follow(&asked, bar)?;
    let folder = write(&followed, &args.out, Looks { lang: out.lang, formats: &formats }, bar)?;
    Ok((followed, folder))
}
