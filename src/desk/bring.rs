//! Files that somebody brings: bounded, put in whole or not at all, and nothing is overwritten.

use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempPath;

use super::http::{Request, Response};
use super::routes::{Answer, Problem};
use super::{Desk, locked};
use crate::config::file;
use crate::diag::{Lang, say};

/// What a file is called until all of it is there.
const UNFINISHED: &str = ".unfinished-desk-";

/// Takes away what a desk that was killed had begun to write. A folder has one desk: nobody else's is there.
pub fn sweep(folders: &[PathBuf]) {
    for folder in folders {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let begun = entries.filter(|entry| {
            let file = entry.file_type().is_ok_and(|kind| kind.is_file());
            file && entry.file_name().to_string_lossy().starts_with(UNFINISHED)
        });
        begun.for_each(|entry| drop(std::fs::remove_file(entry.path())));
    }
}

/// Why a file is not put in.
pub fn refused(why: &str) -> Response {
    Response { status: 422, ..Response::json(&json!({ "error": why })) }
}

/// The same of one whose name no system takes.
pub fn unnamed(lang: Lang) -> Response {
    refused(lang.pick("文件名不能用，请改名后再放入", "this name cannot be used: rename the file"))
}

/// Endings of files of tables.
pub const TABLES: [&str; 9] =
    ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "parquet"];

/// Why a file is none of these kinds, by the end of its name.
pub fn other_ending(name: &str, endings: &[&str], lang: Lang) -> Option<String> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    (!endings.contains(&ending.as_str())).then(|| {
        let known = endings.join("、");
        say!(lang, "{name}：须是 {known} 文件", "{name}: a file of {known} is wanted")
    })
}

/// Puts the body of a request into a folder, under a name that is safe. What is done with it there may be told, too.
pub fn bring(
    desk: &Desk,
    request: &mut Request,
    (folder, name): (&Path, &str),
    then: impl FnOnce(&Path) -> Option<String>,
) -> Answer {
    let lang = desk.lang();
    let Some(folder) = desk.root.folder(folder) else {
        return Ok(refused(lang.pick(
            "要放入的文件夹不在打开的文件夹之内",
            "the folder that it goes to is outside the folder that is open",
        )));
    };
    let refuse = |_| Problem::Refused(507);
    let mut hidden =
        tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&folder).map_err(refuse)?;
    request.copy(hidden.as_file_mut(), file::BINARY)?;
    hidden.as_file().sync_all().map_err(refuse)?;
    let _writing = locked(&desk.writing);
    let put = put(hidden.into_temp_path(), &folder, name).map_err(refuse)?;
    let own = match &put {
        Put::There(own) | Put::As(own) => folder.join(own),
    };
    let said = match &put {
        Put::There(_) => say!(
            lang,
            "{name}：内容相同的文件已在，未再放入",
            "{name}: the same file is there already"
        ),
        Put::As(own) if *own == name => say!(lang, "{name}：已放入", "{name}: put in"),
        Put::As(own) => say!(
            lang,
            "{name}：已有同名文件，放入为 {own}",
            "{name}: that name is taken, put in as {own}"
        ),
    };
    let more = then(&own).map(|more| format!("{}{more}", lang.pick("；", "; ")));
    // What is more than “put in” stays on the page until it was read.
    let told = more.is_some() || !matches!(&put, Put::As(own) if *own == name);
    let said = format!("{said}{}", more.unwrap_or_default());
    Ok(Response::json(&json!({ "said": said, "told": told })))
}

enum Put {
    /// The same bytes are there under this name.
    There(String),
    As(String),
}

/// Gives a file its name, or the next free one.
fn put(mut from: TempPath, folder: &Path, name: &str) -> std::io::Result<Put> {
    const MOST: u32 = 999;
    let own = file::bytes(&from, file::BINARY)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    for number in 1..=MOST {
        let name = match number {
            1 => name.to_string(),
            number => format!("{stem} ({number}).{ending}"),
        };
        let target = folder.join(&name);
        match from.persist_noclobber(&target) {
            Ok(()) => return Ok(Put::As(name)),
            Err(taken) if target.symlink_metadata().is_ok() => from = taken.path,
            Err(refused) => return Err(refused.error),
        }
        if file::bytes(&target, file::BINARY).is_ok_and(|there| there == own) {
            return Ok(Put::There(name));
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}
