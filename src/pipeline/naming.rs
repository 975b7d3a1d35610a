//! A file that somebody brings or filled in, named in the pipeline file that is to read it: the one line of a settings
//! file that the program writes for people who do not write such files.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::schemes::is_joint;
use crate::config::{Node, Value, parse_text};
use crate::diag::{Diagnostic, Diagnostics, Failure, codes};

/// What became of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A pattern of it takes the file.
    Before,
    /// This pattern was added.
    Now(String),
}

/// Names a workbook of decisions, as [`name_input`].
///
/// # Errors
/// As [`name_input`].
pub fn name_decisions(pipeline: &Path, file: &Path) -> Result<Named, Failure> {
    name_input(pipeline, "decisions", file)
}

/// Names a file under a list of `inputs` of a pipeline file, with those of later runs of the same name and number.
///
/// # Errors
/// A file that cannot be read or written; one whose text cannot be changed in this one place alone (A523).
pub fn name_input(pipeline: &Path, key: &str, file: &Path) -> Result<Named, Failure> {
    let refuse = |error: std::io::Error| Failure::Output {
        path: pipeline.display().to_string(),
        why: error.to_string(),
    };
    // A link stays: what it leads to is written.
    let whole = std::fs::canonicalize(pipeline).map_err(refuse)?;
    let base = whole.parent().map(Path::to_path_buf).unwrap_or_default();
    let target = std::fs::canonicalize(file).map_err(refuse)?;
    let text = std::fs::read_to_string(&whole).map_err(refuse)?;
    let before = parse_text(&pipeline.display().to_string(), text.clone())?;
    let pattern = pattern(&base, &target);
    if patterns(&before, key).any(|known| takes(&base, known, &target)) {
        return Ok(Named::Before);
    }
    let cannot = |zh: &str, en: &str| -> Failure {
        let fault = Diagnostic::new(&codes::PIPELINE_NOT_EDITED).arg("why", zh);
        let fault = fault.arg("why_en", en).arg("key", key);
        Diagnostics::from(fault.arg("pattern", &pattern)).into()
    };
    if is_joint(&before) {
        return Err(cannot("它核算多个方案", "it computes several schemes"));
    }
    let Some(after) = edited(&before, &text, (key, &pattern)) else {
        return Err(cannot("找不到写入的位置", "there is no place for the line"));
    };
    let read = parse_text(&pipeline.display().to_string(), after.clone());
    if !read.is_ok_and(|read| same_but_for_it(&before, &read, (key, &pattern))) {
        return Err(cannot("写法特殊", "it is written in an unusual way"));
    }
    replace(&whole, &after).map_err(refuse)?;
    Ok(Named::Now(pattern))
}

/// The pattern of a file: `…-001.xlsx` stands for all numbers.
fn pattern(base: &Path, file: &Path) -> String {
    let folder = relative(base, file.parent().unwrap_or(file));
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let number = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    let name = match stem.rsplit_once('-') {
        Some((run, rest)) if number(rest) => {
            let ending = file.extension().unwrap_or_default().to_string_lossy();
            format!("{}-[0-9]*.{ending}", glob::Pattern::escape(run))
        }
        _ => glob::Pattern::escape(&file.file_name().unwrap_or_default().to_string_lossy()),
    };
    format!("{folder}{name}")
}

/// The way from one folder to another, with `/`, and one at its end where it is any.
fn relative(from: &Path, to: &Path) -> String {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_string());
    let down = to.map(|part| match part {
        Component::Normal(name) => glob::Pattern::escape(&name.to_string_lossy()),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).map(|part| part + "/").collect()
}

fn list<'a>(root: &'a Node, key: &str) -> Option<&'a Node> {
    root.at_path("inputs")?.as_table()?.get(key)
}

fn patterns<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let nodes = match list(root, key).map(|node| &node.value) {
        Some(Value::Array(nodes)) => nodes.as_slice(),
        _ => &[],
    };
    nodes.iter().filter_map(Node::as_text)
}

fn takes(base: &Path, pattern: &str, file: &Path) -> bool {
    let whole: PathBuf = base.join(pattern);
    let found = glob::glob(&whole.to_string_lossy()).into_iter().flatten().flatten();
    let mut found = found.filter_map(|path| std::fs::canonicalize(path).ok());
    whole == file || found.any(|path| path == file)
}

/// The text with the pattern in the list, or with the list below `[inputs]`.
fn edited(root: &Node, text: &str, (own, pattern): (&str, &str)) -> Option<String> {
    let quoted = format!("\"{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\""));
    let (at, put) = match list(root, own) {
        Some(node) => {
            let Value::Array(nodes) = &node.value else { return None };
            match nodes.last() {
                Some(last) => (last.span.end, format!(", {quoted}")),
                None => (node.span.start + 1, quoted),
            }
        }
        None => {
            let Value::Table(top) = &root.value else { return None };
            let (key, _) = top.entries.iter().find(|(key, _)| key.name == "inputs")?;
            let line =
                text.get(key.span.end..)?.find('\n').map_or(text.len(), |at| key.span.end + at + 1);
            let header = text.get(..key.span.start)?.rsplit('\n').next()?.trim();
            let end = if text.get(..line)?.ends_with('\n') { "" } else { "\n" };
            // `[inputs]` alone on its line, and not `inputs = { … }`.
            (header == "[").then_some((line, format!("{end}{own} = [{quoted}]\n")))?
        }
    };
    Some(format!("{}{put}{}", text.get(..at)?, text.get(at..)?))
}

/// Whether the list holds one pattern more and nothing else changed.
fn same_but_for_it(before: &Node, after: &Node, (own, pattern): (&str, &str)) -> bool {
    let without = |root: &Node| {
        let mut root = root.clone();
        if let Value::Table(top) = &mut root.value {
            let inputs = top.entries.iter_mut().find(|(key, _)| key.name == "inputs");
            if let Some((_, Node { value: Value::Table(inputs), .. })) = inputs {
                inputs.entries.retain(|(key, _)| key.name != own);
            }
        }
        root.display()
    };
    let wanted: Vec<&str> = patterns(before, own).chain([pattern]).collect();
    without(before) == without(after) && patterns(after, own).collect::<Vec<_>>() == wanted
}

/// The new text in the place of the old one, as open to others as that was.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let rights = std::fs::metadata(path)?.permissions();
    let parent = path.parent().unwrap_or(path);
    let mut hidden = tempfile::Builder::new().prefix(".unfinished-").tempfile_in(parent)?;
    hidden.write_all(text.as_bytes())?;
    hidden.as_file().set_permissions(rights)?;
    hidden.as_file().sync_all()?;
    hidden.persist(path).map(drop).map_err(|kept| kept.error)
}
