//! A folder that is no run, named as what it is.

use std::io::{Error, ErrorKind};
use std::path::Path;

use super::manifest::{FILE, Joint, Kind, Unfit, read};
use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, codes};

/// The kinds of folders that have a manifest, as people call them.
fn words(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "joint" => ("多方案核算结果", "a run of several schemes"),
        "reconciliation" => ("对账结果", "a reconciliation"),
        "intake" => ("逐份读入的申报", "filings that were read"),
        "export" => ("仓库导出的申报", "filings from a warehouse"),
        "progress" => ("进度报告", "a report on plans"),
        _ => return None,
    })
}

fn refused(folder: &Path, zh: &str, en: &str) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
    let near = if folder.exists() { None } else { nearest(folder) };
    fault.arg("why", zh).arg("why_en", en).arg("suggestion", near.unwrap_or_default()).into()
}

/// The finished folder that was probably meant: of this name below `runs`, or of a similar one in either place.
fn nearest(folder: &Path) -> Option<String> {
    let below = Path::new("runs").join(folder);
    if below.join(FILE).is_file() {
        return Some(below.display().to_string());
    }
    file::near(folder).or_else(|| file::near(&below))
}

/// A finished folder of another kind.
pub fn of_kind(folder: &Path, kind: &str) -> Diagnostics {
    match words(kind) {
        Some((zh, en)) => refused(
            folder,
            &format!("这是{zh}的目录，不是核算结果，其报告已在目录中"),
            &format!("it is the folder of {en}, not of a run, and its reports stand in it"),
        ),
        None => refused(
            folder,
            &format!("这是另一类结果（{kind}），其报告已在目录中"),
            &format!("it is of another kind ({kind}), and its reports stand in it"),
        ),
    }
}

/// A run where a finished folder of another kind is wanted.
pub fn a_run(folder: &Path, expected: &str) -> Diagnostics {
    let (zh, en) = words(expected).unwrap_or((expected, expected));
    refused(folder, &format!("这是核算结果，不是{zh}"), &format!("it is a run, not {en}"))
}

/// A folder whose manifest cannot be read.
pub fn no_manifest(folder: &Path, error: &Error) -> Diagnostics {
    let said = format!("manifest.json: {error}");
    let else_said = match error.kind() {
        ErrorKind::NotFound => ("其中没有 manifest.json", "it holds no manifest.json"),
        _ => (said.as_str(), said.as_str()),
    };
    let has = |name: &str| folder.join(name).exists();
    let runs = std::fs::read_dir(folder).map(|entries| {
        let entries = entries.filter_map(Result::ok).map(|entry| entry.path());
        entries.filter(|path| path.join("manifest.json").is_file()).count()
    });
    let (zh, en) = match runs {
        _ if folder.is_file() => ("这是文件，不是目录", "it is a file, not a folder"),
        Err(_) if !folder.exists() => ("没有这个目录", "there is no such folder"),
        _ if has("000001.parquet") => {
            ("这是台账的目录，不是核算结果", "it is the folder of a ledger, not of a run")
        }
        _ if has("claims.parquet") => (
            "这是核算结果里的 tables 目录，请给出它的上一级",
            "these are the tables of a run: name the folder above",
        ),
        Ok(count) if count > 0 => (
            "这是存放各次结果的目录，请给出其中一个",
            "it holds the folders of runs: name one of them",
        ),
        _ => else_said,
    };
    refused(folder, zh, en)
}

/// A run of several schemes where one of them must be named.
pub fn of_several(folder: &Path) -> Diagnostics {
    let names = names(folder);
    let (zh, en) = (names.join("、"), names.join(", "));
    refused(
        folder,
        &format!("它含多个方案，请给出其中一个的结果目录（{zh}）"),
        &format!("it holds several schemes; name the folder of one of them ({en})"),
    )
}

/// The folders of the schemes as a user would name them: `RUN/NAME`.
pub fn names(folder: &Path) -> Vec<String> {
    let joint = file::bytes(&folder.join(FILE), file::TEXT).ok();
    let joint = joint.and_then(|bytes| read::<Joint>(&bytes).ok());
    let schemes = joint.into_iter().flat_map(|joint| joint.schemes);
    schemes.map(|scheme| folder.join(scheme.name).display().to_string()).collect()
}

/// A manifest that is none of the kind that is expected.
pub fn unfit(folder: &Path, expected: Option<Kind>, unfit: &Unfit) -> Diagnostics {
    let (zh, en) = match unfit {
        Unfit::OfKind(Some(kind)) if *kind == Kind::Joint.key() => return of_several(folder),
        Unfit::OfKind(Some(kind)) => return of_kind(folder, kind),
        Unfit::OfKind(None) => return a_run(folder, expected.map_or("", Kind::key)),
        Unfit::NotJson(_) => (String::new(), String::new()),
        Unfit::Newer(_) => (
            "。由更新版本的程序生成，请用该版本读取".to_string(),
            "; a newer version of the program made it: read it with that one".to_string(),
        ),
        Unfit::Malformed { .. } => (
            "。由旧版本生成或已被改动，请重新核算".to_string(),
            "; an earlier version made it, or it was altered: run again".to_string(),
        ),
    };
    refused(folder, &format!("{FILE}: {unfit}{zh}"), &format!("{FILE}: {unfit}{en}"))
}
