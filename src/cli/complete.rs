//! Completion in the shell. The script asks the program itself, which knows the runs, schemes, measures and codes that
//! are there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::StyledStr;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate as Candidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use serde_json::json;

use super::commands::{CLEAN, Outcome, Output};
use super::{envelope, words};
use crate::config::{Node, parse_file};
use crate::diag::{Failure, Lang, codes};
use crate::run_folder::stored;
use crate::scheme::SchemeFile;

/// The variable by which the script asks.
const ASKED: &str = "JIANGBU_COMPLETE";

/// Answers a shell that asks what may stand next; whether one did.
pub(super) fn answered(lang: Lang) -> bool {
    if std::env::var_os(ASKED).is_none() {
        return false;
    }
    let here = std::env::current_dir().ok();
    let env = CompleteEnv::with_factory(|| knowing(words::localized(super::command(), lang)));
    // A fault has no one to be said to: the shell shows nothing.
    env.var(ASKED).bin("jiangbu").try_complete(std::env::args_os(), here.as_deref()).is_ok()
}

/// Prints the script of a shell.
pub(super) fn script(out: Output, shell: Shell) -> Outcome {
    let name = shell.to_string();
    let mut script = Vec::new();
    let written = Shells::builtins().completer(&name).is_some_and(|shell| {
        shell.write_registration(ASKED, "jiangbu", "jiangbu", "jiangbu", &mut script).is_ok()
    });
    if !written {
        return Err((Failure::Internal(name.into()), out));
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    if out.json {
        envelope::data(json!({ "shell": name, "script": script }));
    } else {
        print!("{script}");
    }
    Ok(CLEAN)
}

/// The commands with what may stand for their values.
fn knowing(command: clap::Command) -> clap::Command {
    let own = command.mut_args(|arg| {
        let id = arg.get_id().as_str().to_string();
        match known(&id) {
            Some(values) => arg.add(ArgValueCompleter::new(values)),
            None => arg,
        }
    });
    own.mut_subcommands(knowing)
}

/// What may stand for an argument of this name.
fn known(id: &str) -> Option<fn(&OsStr) -> Vec<Candidate>> {
    Some(match id {
        "run" | "base" | "reconciled" => runs,
        "pipeline" => |typed| files(typed, "pipelines/*.toml", "pipeline"),
        "scheme" => |typed| files(typed, "pipelines/schemes/*.toml", "scheme"),
        "scenario" | "others" => |typed| files(typed, "pipelines/scenarios/*.toml", "scenario"),
        "plans" => |typed| files(typed, "pipelines/plans/*.toml", "plan"),
        "measure" => measures,
        "codes" => all_codes,
        _ => return None,
    })
}

/// Finished folders below `runs`, then any other folder.
fn runs(typed: &OsStr) -> Vec<Candidate> {
    let own = matching("runs/*").into_iter().filter(|path| stored::is_at(path));
    with_paths(typed, own.map(|path| (path, None)).collect())
}

/// Files of a kind where they usually lie, with their titles, then any other file.
fn files(typed: &OsStr, pattern: &str, section: &str) -> Vec<Candidate> {
    let titled = |path: PathBuf| {
        let root = parse_file(&path).ok()?;
        root.at_path(section)?;
        let title = root.at_path(&format!("{section}.title.zh")).and_then(Node::as_text);
        let title = title.map(str::to_string);
        Some((path, title))
    };
    with_paths(typed, matching(pattern).into_iter().filter_map(titled).collect())
}

fn matching(pattern: &str) -> Vec<PathBuf> {
    glob::glob(pattern).into_iter().flatten().flatten().collect()
}

fn with_paths(typed: &OsStr, own: Vec<(PathBuf, Option<String>)>) -> Vec<Candidate> {
    let start = typed.to_string_lossy();
    let own = own.into_iter().filter(|(path, _)| path.to_string_lossy().starts_with(&*start));
    let mut all: Vec<Candidate> =
        own.map(|(path, title)| Candidate::new(path).help(title.map(StyledStr::from))).collect();
    // Only where nothing of the kind fits: a folder of many files would hide what is meant.
    if all.is_empty() {
        all = PathCompleter::any().complete(typed);
    }
    all
}

/// Measures of the scheme or pipeline that was typed, else of all schemes that are there.
fn measures(typed: &OsStr) -> Vec<Candidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let named: Vec<PathBuf> = std::env::args_os()
        .map(PathBuf::from)
        .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
        .collect();
    let schemes: Vec<PathBuf> = match named.is_empty() {
        true => matching("pipelines/schemes/*.toml"),
        false => named.iter().flat_map(|path| schemes_of(path)).collect(),
    };
    let mut all: Vec<Candidate> = Vec::new();
    for scheme in schemes {
        let Ok(file) = SchemeFile::load(&scheme) else { continue };
        let Ok((scheme, _)) = file.resolve(&file.assumed()) else { continue };
        let own = scheme.measures.iter().filter(|measure| measure.id.starts_with(&*typed));
        all.extend(own.map(|measure| {
            let title = format!("{} {}", measure.clause, measure.title.zh);
            Candidate::new(&measure.id).help(Some(StyledStr::from(title)))
        }));
    }
    all
}

/// A scheme file itself, or the one that a pipeline names.
fn schemes_of(path: &Path) -> Vec<PathBuf> {
    let Ok(root) = parse_file(path) else { return Vec::new() };
    let named = root.at_path("pipeline.scheme").and_then(Node::as_text);
    vec![named.map_or_else(|| path.to_path_buf(), |name| path.with_file_name("").join(name))]
}

fn all_codes(typed: &OsStr) -> Vec<Candidate> {
    let typed = typed.to_string_lossy().to_ascii_uppercase();
    let own = codes::all().filter(|code| code.id.starts_with(&*typed));
    own.map(|code| Candidate::new(code.id).help(Some(StyledStr::from(code.zh)))).collect()
}
