//! Every command that the documents show is run on the sample, page by page from top to bottom, and the output that stands
//! below it is compared; amounts in the text must be those of the runs that the page makes.
//!
//! A block of code with lines that begin with `jiangbu` or `cargo run --` holds commands; other lines below a command in the
//! same block are what it prints, shortened as the author likes: they must come in this order, and `…` stands for
//! anything. Comments that a reader does not see say what is otherwise: `<!-- not run: why -->` and `<!-- slow: why -->`
//! before a block (of the latter the arguments are checked), `<!-- ends with 2 -->`, and `<!-- written into FILE -->`
//! before settings that a reader is told to add.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use jiangbu::cli;
use tempfile::TempDir;

use super::collect;

/// Commands that are run, checked for their arguments alone, and not looked at, in the pages of one language. A page that
/// loses a command, or hides one more, changes these.
const COUNTS: [(&str, [usize; 3]); 2] = [("en", [47, 34, 14]), ("zh", [47, 34, 14])];

/// What became of the commands of a page.
pub struct Page {
    lang: &'static str,
    path: PathBuf,
    text: String,
    desk: TempDir,
    /// All that its commands printed.
    printed: String,
    faults: Vec<String>,
    counts: [usize; 3],
}

/// A block of code: its lines, the number of the first, and the comment before it.
struct Block<'a> {
    lines: Vec<&'a str>,
    first: usize,
    mark: &'a str,
}

/// The pages of a language with their commands run, once for all tests.
fn pages(lang: &'static str) -> &'static [Page] {
    static ALL: [OnceLock<Vec<Page>>; 2] = [const { OnceLock::new() }; 2];
    let readme = if lang == "en" { "README.md" } else { "README.zh-CN.md" };
    ALL[usize::from(lang == "zh")].get_or_init(|| {
        let mut paths = vec![PathBuf::from(readme)];
        collect(Path::new("docs").join(lang).as_path(), "md", &mut paths);
        paths.retain(|path| !path.components().any(|part| part.as_os_str() == "reference"));
        paths.sort();
        let mut seeds = BTreeMap::new();
        paths.into_iter().map(|path| run_page(path, lang, &mut seeds)).collect()
    })
}

#[test]
fn commands_print_what_the_pages_show() {
    for (lang, expected) in COUNTS {
        let mut counts = [0; 3];
        let mut faults: Vec<&String> = Vec::new();
        for page in pages(lang) {
            (0..3).for_each(|at| counts[at] += page.counts[at]);
            faults.extend(&page.faults);
        }
        assert!(
            faults.is_empty(),
            "{}",
            faults.into_iter().cloned().collect::<Vec<_>>().join("\n")
        );
        assert_eq!(counts, expected, "{lang}: commands run, checked, left out");
    }
}

#[test]
fn amounts_in_the_text_are_those_of_the_runs() {
    let mut looked_at = 0;
    let mut strange = Vec::new();
    // The other test begins with the other language: neither waits for it.
    for page in COUNTS.into_iter().rev().flat_map(|(lang, _)| pages(lang)) {
        for amount in amounts(&prose(&page.text)) {
            looked_at += 1;
            // Of a page whose commands are not run, other pages have the runs.
            let others = pages(page.lang).iter().filter(|_| page.counts[1] > 0);
            let mut printed = std::iter::once(page).chain(others).map(|page| &page.printed);
            if !printed.any(|printed| is_printed(printed, &amount)) {
                strange.push(format!("{}: {amount}", page.path.display()));
            }
        }
    }
    assert!(strange.is_empty(), "no run of the page prints {strange:#?}");
    assert!(looked_at > 40, "{looked_at} amounts");
}

/// The text without settings, without what the comparison of outputs looks at, and without passages that stand between
/// `<!-- figures of … -->` and the next heading.
fn prose(text: &str) -> String {
    let shown: Vec<(usize, usize)> = blocks(text)
        .iter()
        .filter(|block| !commands(block).is_empty())
        .map(|block| (block.first, block.first + block.lines.len()))
        .collect();
    let mut out = String::new();
    let (mut fenced, mut elsewhere) = (false, false);
    for (line, number) in text.lines().zip(1..) {
        fenced ^= line.starts_with("```");
        elsewhere = !line.starts_with('#') && (elsewhere || line.starts_with("<!-- figures of "));
        let compared = shown.iter().any(|(from, to)| (*from..*to).contains(&number));
        if !fenced && !elsewhere && !compared {
            // What stands between marks of code is no figure.
            out.extend(line.split('`').step_by(2));
            out.push('\n');
        }
    }
    out
}

/// `33,349,999.02` and `1,910`: numbers that are written as amounts and counts of the sample are.
fn amounts(text: &str) -> Vec<String> {
    let number = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    let words = text.split(|c: char| !number(c)).map(|word| word.trim_matches([',', '.']));
    let amount = |word: &&str| {
        let (whole, part) = word.rsplit_once('.').unwrap_or((word, ""));
        let grouped = whole.contains(',') && whole.rsplit(',').all(|part| !part.is_empty());
        (part.len() == 2 && whole.len() > 2) || (grouped && whole.len() > 4)
    };
    words.filter(amount).map(str::to_string).collect()
}

fn is_printed(printed: &str, amount: &str) -> bool {
    printed.match_indices(amount).any(|(at, _)| {
        let before = printed[..at].chars().next_back();
        let after = printed[at + amount.len()..].chars().next();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == ',');
        !digit(before) && !after.is_some_and(|c| c.is_ascii_digit())
    })
}

/// Desks after a command, what it printed and how it ended, by their history.
type Seeds = BTreeMap<String, (TempDir, String, Option<i32>)>;

fn run_page(path: PathBuf, lang: &'static str, seeds: &mut Seeds) -> Page {
    let text = fs::read_to_string(&path).expect("a page");
    let (printed, faults) = (String::new(), Vec::new());
    let mut page = Page { lang, path, text, desk: desk(), printed, faults, counts: [0; 3] };
    let text = page.text.clone();
    // What was done on the desk so far: two that have seen the same are equal.
    let mut history: Vec<String> = Vec::new();
    for block in blocks(&text) {
        if let Some(file) = block.mark.strip_prefix("written into ") {
            add(&page.desk.path().join(file), &block.lines);
            history.extend(block.lines.iter().map(ToString::to_string));
            continue;
        }
        for (command, shown, line) in commands(&block) {
            let place = format!("{}:{line}", page.path.display());
            if block.mark.starts_with("not run") {
                page.counts[2] += 1;
            } else if block.mark.starts_with("slow") {
                page.counts[1] += 1;
                page.faults.extend(misspelt(&command).map(|why| format!("{place}: {why}")));
            } else {
                page.counts[0] += 1;
                let (printed, code) = run(&command, lang, page.desk.path(), &mut history, seeds);
                let fault = differs(&block, &shown, &printed, code);
                page.faults.extend(fault.map(|why| format!("{place}: `{command}` {why}")));
                page.printed.push_str(&printed);
            }
        }
    }
    let mut reports = Vec::new();
    collect(page.desk.path(), "txt", &mut reports);
    page.printed.extend(reports.iter().map(|path| fs::read_to_string(path).expect("a report")));
    page
}

/// What is wrong with the arguments of a command that is not run.
fn misspelt(command: &str) -> Option<String> {
    let words = command.split_whitespace().map(|word| word.trim_matches(['\'', '"']));
    cli::command().try_get_matches_from(words).err().map(|why| why.to_string())
}

/// How a command that was run differs from what the page says of it.
fn differs(block: &Block, shown: &[String], printed: &str, code: Option<i32>) -> Option<String> {
    let expected: Option<i32> =
        block.mark.strip_prefix("ends with ").and_then(|code| code.parse().ok());
    let fine = match expected {
        Some(_) => code == expected,
        None => matches!(code, Some(0 | 1)),
    };
    if !fine {
        return Some(format!("ended with {code:?}:\n{printed}"));
    }
    let lost = not_printed(shown, printed)?;
    Some(format!("does not print\n    {lost}\nbut\n{printed}"))
}

/// Runs a command, or takes what it left and printed from a desk with the same history.
fn run(
    command: &str,
    lang: &str,
    desk: &Path,
    history: &mut Vec<String>,
    seeds: &mut Seeds,
) -> (String, Option<i32>) {
    let name = command.split(' ').nth(1).unwrap_or_default();
    if ["run", "ledger", "approve", "reconcile", "sample"].contains(&name) {
        history.push(command.to_string());
    }
    match heavy(command) {
        true => seeded(history, command, lang, desk, seeds),
        false => shell(command, lang, desk),
    }
}

/// A copy of what the program is delivered with, whose pipelines write payment lists and tables only: pages cost seconds.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    for folder in ["pipelines", "sample_data"] {
        copy(Path::new(folder), &desk.path().join(folder));
    }
    let mut files = Vec::new();
    collect(&desk.path().join("pipelines"), "toml", &mut files);
    for file in files {
        let text = fs::read_to_string(&file).expect("a file");
        let keep =
            if text.contains("\"payments\"") { "reports = [\"payments\"]" } else { "reports = []" };
        // Scenarios of the budget report cost more than the run.
        let (text, _) = text.split_once("\n[scenarios]").unwrap_or((&text, ""));
        let lines = text.lines().map(|line| match line.split(' ').next() {
            Some("reports") => keep,
            Some("workbook") => "workbook = false",
            _ => line,
        });
        fs::write(&file, lines.collect::<Vec<_>>().join("\n") + "\n").expect("written");
    }
    desk
}

/// A folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("copied")),
        }
    }
}

/// Lines of settings put below the heading of their section, which is made where it is missing.
fn add(file: &Path, lines: &[&str]) {
    let mut text = fs::read_to_string(file).expect("a file");
    let mut section = String::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        if line.starts_with('[') {
            section = format!("{line}\n");
            if !text.contains(&section) {
                text.push_str(&format!("\n{section}"));
            }
        } else {
            text = text.replacen(&section, &format!("{section}{line}\n"), 1);
        }
    }
    fs::write(file, text).expect("written");
}

/// Whether a command takes long enough to be worth remembering.
fn heavy(command: &str) -> bool {
    ["jiangbu run ", "jiangbu check ", "jiangbu reconcile ", "jiangbu scenario compare pipelines/"]
        .iter()
        .any(|own| command.starts_with(own))
}

/// A command on a desk with a history: on another with the same history it is not run again.
fn seeded(
    history: &[String],
    command: &str,
    lang: &str,
    desk: &Path,
    seeds: &mut Seeds,
) -> (String, Option<i32>) {
    // What leaves nothing depends on the settings alone.
    let leaves = !command.starts_with("jiangbu scenario ");
    let told = history.iter().filter(|step| leaves || !step.starts_with("jiangbu "));
    let key = told.chain([&command.to_string()]).cloned().collect::<Vec<_>>().join("\n");
    if let Some((kept, printed, code)) = seeds.get(&key) {
        if leaves {
            copy(kept.path(), desk);
        }
        return (printed.clone(), *code);
    }
    let (printed, code) = shell(command, lang, desk);
    let kept = tempfile::tempdir().expect("a folder");
    copy(desk, kept.path());
    seeds.insert(key, (kept, printed.clone(), code));
    (printed, code)
}

/// What a command prints and how it ends; whoever is asked answers yes.
fn shell(command: &str, lang: &str, desk: &Path) -> (String, Option<i32>) {
    let program = Path::new(env!("CARGO_BIN_EXE_jiangbu")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&path));
    let locale = if lang == "en" { "en_GB.UTF-8" } else { "zh_CN.UTF-8" };
    let mut child = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(desk)
        .env("PATH", std::env::join_paths(path).expect("a path"))
        .env("LC_ALL", locale)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    // A command that asks nothing does not read it.
    let _ = child.stdin.take().expect("a pipe").write_all(b"y\n");
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut all: Vec<Block> = Vec::new();
    let (mut mark, mut fenced, mut open) = ("", false, false);
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            fenced = !fenced;
            open = false;
            if fenced {
                all.push(Block {
                    lines: Vec::new(),
                    first: at + 2,
                    mark: std::mem::take(&mut mark),
                });
            }
        } else if fenced {
            all.last_mut().expect("a block").lines.push(line);
        } else if let Some(code) = line.strip_prefix("    ") {
            if !open {
                all.push(Block {
                    lines: Vec::new(),
                    first: at + 1,
                    mark: std::mem::take(&mut mark),
                });
            }
            open = true;
            all.last_mut().expect("a block").lines.push(code);
        } else if let Some(comment) = line.strip_prefix("<!-- ") {
            mark = comment.trim_end_matches("-->").trim();
            open = false;
        } else if open && line.is_empty() {
            all.last_mut().expect("a block").lines.push(line);
        } else {
            open = false;
        }
    }
    all
}

/// The commands of a block, what is shown below each, and its line.
fn commands(block: &Block) -> Vec<(String, Vec<String>, usize)> {
    let mut all: Vec<(String, Vec<String>, usize)> = Vec::new();
    let mut runs_on = false;
    for (at, line) in block.lines.iter().enumerate() {
        let plain =
            line.trim_start_matches("$ ").replace("cargo run --release -- ", "cargo run -- ");
        let plain = plain.replace("cargo run -- ", "jiangbu ");
        let code = plain.split("  #").next().unwrap_or_default().trim();
        if runs_on {
            let last = &mut all.last_mut().expect("a command").0;
            last.push_str(code.trim_end_matches('\\'));
        } else if code.starts_with("jiangbu ") {
            all.push((code.trim_end_matches('\\').to_string(), Vec::new(), block.first + at));
        } else {
            // `cargo test` and the like would run this test.
            let other = code.starts_with("cargo ");
            if let Some((_, shown, _)) = all.last_mut().filter(|_| !other) {
                shown.push((*line).to_string());
            }
            continue;
        }
        runs_on = code.ends_with('\\');
    }
    all
}

/// The first line that is shown and does not come, or comes in another order.
fn not_printed<'a>(shown: &'a [String], printed: &str) -> Option<&'a str> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = printed.lines().map(words);
    shown.iter().map(String::as_str).find(|line| {
        let wanted = words(line);
        let parts: Vec<&str> = wanted.split('…').map(str::trim).collect();
        !wanted.chars().all(|c| c == '…') && !lines.any(|line| fits(&line, &parts))
    })
}

/// Whether the parts stand in a line one after the other, from its begin to its end.
fn fits(line: &str, parts: &[&str]) -> bool {
    let [first, middle @ .., last] = parts else {
        return parts.first().is_none_or(|only| *only == line);
    };
    let Some(mut rest) = line.strip_prefix(*first) else { return false };
    for part in middle {
        let Some((_, after)) = rest.split_once(*part) else { return false };
        rest = after;
    }
    rest.ends_with(*last)
}
