//! House rules that no compiler checks, read off the source text.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::frame::columns;

/// Rooms from bottom to top: a room may use those below it.
const ROOMS: &[&str] = &[
    "diag",
    "domain",
    "config",
    "frame",
    "workbook",
    "ingest",
    "run_folder",
    "entity",
    "scheme",
    "award",
    "duplicate",
    "budget",
    "scenario",
    "progress",
    "reconcile",
    "ledger",
    "report",
    "pipeline",
    "intake",
    "run",
    "jobs",
    "cli",
];

/// Makes inputs and knows nothing of what is done with them.
const SAMPLE_MAY_USE: &[&str] = &["diag", "domain", "frame", "workbook", "ingest"];

/// Neighbours at the bottom that may not know each other.
const APART: [(&str, &str); 2] = [("diag", "domain"), ("domain", "diag")];

const MAX_LINES: usize = 600;

/// Column names that are keys of rule files as well: file, name, reason.
const KEYS_OF_RULE_FILES: &[(&str, &str, &str)] = &[
    ("src/pipeline/mod.rs", "award_year", "key of [pipeline]"),
    ("src/scenario/file.rs", "award_year", "key of [dates]"),
    ("src/scheme/example.rs", "award_year", "key of [examples]"),
    ("src/scheme/example.rs", "accepted_on", "key of [examples]"),
];

/// Functions that meet binary numbers where they enter, and make exact ones of them.
const BINARY_DOORS: &[(&str, &str, &str)] = &[
    ("src/domain/money.rs", "hundredths_of_binary", "cells of workbooks are binary"),
    ("src/domain/date.rs", "from_serial", "serial numbers of workbooks are binary"),
];

/// Large numbers that no scheme states.
const LARGE_NUMBERS: &[(&str, u64, &str)] = &[
    ("src/award/mod.rs", 1_000_000, "millionths, the scale of exchange rates and shares"),
    ("src/scheme/example.rs", 1_000_000, "millionths, the scale of shares"),
    ("src/pipeline/rate_tables.rs", 1_000_000, "units that a parity may be published for, at most"),
];

/// One file of the source tree.
struct Source {
    /// `src/scheme/read.rs`
    path: String,
    /// `scheme`; empty for lib.rs and main.rs.
    room: String,
    text: String,
    /// The text without comments and test modules, line by line as in the file.
    code: String,
    /// The code with the insides of string literals blanked as well.
    bare: String,
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(Path::new("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 40, "the source tree was not found");
    paths.into_iter().map(|path| source(&path)).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("text");
    let path = path.to_string_lossy().replace('\\', "/");
    let inner = path.trim_start_matches("src/");
    let room = inner.split_once('/').map_or(inner.trim_end_matches(".rs"), |(room, _)| room);
    let room = if matches!(room, "lib" | "main") { "" } else { room };
    // A module of tests in a file of its own: nothing of it is built into the program.
    let tests = path.ends_with("tests.rs");
    let (mut code, mut bare) = if tests {
        (String::new(), String::new())
    } else {
        (blank(&text, false), blank(&text, true))
    };
    while let Some((from, to)) = test_module(&bare) {
        cut(&mut code, from, to);
        cut(&mut bare, from, to);
    }
    Source { room: room.to_string(), text, code, bare, path }
}

/// The text with comments as spaces; with `strings`, literals as well. Byte for byte as long.
fn blank(text: &str, strings: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let clear = |out: &mut Vec<u8>, from: usize, to: usize| {
        out[from..to].iter_mut().filter(|b| **b != b'\n').for_each(|b| *b = b' ');
    };
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"//") {
            let end = at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            clear(&mut out, at, end);
            at = end;
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let start = at + hashes + 2;
            let end = start + find(&bytes[start..], close.as_bytes()).expect("a closed string");
            if strings {
                clear(&mut out, start, end);
            }
            at = end + close.len();
        } else if rest[0] == b'"' {
            let mut end = at + 1;
            while bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            if strings {
                clear(&mut out, at + 1, end);
            }
            at = end + 1;
        } else if rest[0] == b'\'' {
            // A character literal, or the mark of a lifetime.
            let literal = if rest.get(1) == Some(&b'\\') {
                rest[2..].iter().skip(1).position(|b| *b == b'\'').map(|end| end + 4)
            } else {
                let width = text[at + 1..].chars().next().map_or(1, char::len_utf8);
                (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
            };
            if let (Some(length), true) = (literal, strings) {
                clear(&mut out, at + 1, at + length - 1);
            }
            at += literal.unwrap_or(1);
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).expect("whole characters were blanked")
}

/// The number of `#` where a raw string begins.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let hashes = rest.strip_prefix(b"r")?.iter().take_while(|b| **b == b'#').count();
    (rest.get(1 + hashes) == Some(&b'"')).then_some(hashes)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The next `#[cfg(test)] mod … { … }`.
fn test_module(bare: &str) -> Option<(usize, usize)> {
    let from = bare.find("#[cfg(test)]")?;
    let ends = bare[from..].find(['{', ';'])? + from;
    let end = if bare.as_bytes()[ends] == b'{' { closing(bare, ends) } else { ends };
    Some((from, end + 1))
}

/// The brace that closes the one at `open`.
fn closing(bare: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in bare.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    bare.len() - 1
}

fn cut(text: &mut String, from: usize, to: usize) {
    let blank: String =
        text[from..to].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(from..to, &blank);
}

/// `src/a.rs:12: what`
fn line(source: &Source, at: usize, what: &str) -> String {
    format!("{}:{}: {what}", source.path, source.text[..at].matches('\n').count() + 1)
}

fn none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn word_at(text: &str, at: usize, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word)
}

/// Places of a whole word.
fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| word_at(text, *at, word))
}

/// The rooms that a file names, with the place of each.
fn rooms_used(bare: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (at, start) in bare.match_indices("crate::") {
        let rest = &bare[at + start.len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => first_level(group),
            None => vec![rest],
        };
        let head = |name: &str| -> String {
            name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        used.extend(names.into_iter().map(head).filter(|n| !n.is_empty()).map(|name| (at, name)));
    }
    used
}

/// The members of `a::b, c::{d, e}}…`, up to the brace that closes the group.
fn first_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut members) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                members.push(&group[start..at]);
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members
}

#[test]
fn rooms_use_only_those_below() {
    let mut found = Vec::new();
    let rank = |room: &str| ROOMS.iter().position(|known| *known == room);
    for source in sources().iter().filter(|source| !source.room.is_empty()) {
        let own = source.room.as_str();
        if rank(own).is_none() && own != "sample" {
            found.push(format!("{}: the room `{own}` has no place in the order", source.path));
            continue;
        }
        // Test modules keep to the same order: their text is looked at too.
        for (at, used) in rooms_used(&blank(&source.text, true)) {
            let allowed = used == own
                || (own == "cli" && used == "sample")
                || match rank(own) {
                    Some(own_rank) => {
                        rank(&used).is_some_and(|used| used < own_rank)
                            && !APART.contains(&(own, used.as_str()))
                    }
                    None => SAMPLE_MAY_USE.contains(&used.as_str()),
                };
            if !allowed {
                found.push(line(source, at, &format!("{own} uses {used}")));
            }
        }
    }
    none(found, "a room may use only those below it");
}

#[test]
fn column_names_stand_in_one_place() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.room != "frame") {
        for name in columns::ALL.iter().filter(|name| name.contains('_')) {
            let key = KEYS_OF_RULE_FILES.iter().any(|(p, n, _)| *p == source.path && n == name);
            if key {
                continue;
            }
            for (at, _) in source.code.match_indices(&format!("\"{name}\"")) {
                found.push(line(
                    source,
                    at,
                    &format!("\"{name}\" is a constant of frame::columns"),
                ));
            }
        }
    }
    none(found, "column names are constants");
}

#[test]
fn exceptions_are_still_needed() {
    let sources = sources();
    let code = |path: &str| {
        let source = sources.iter().find(|source| source.path == path);
        source.map(|source| source.code.as_str()).unwrap_or_else(|| panic!("{path} is gone"))
    };
    for (path, name, _) in KEYS_OF_RULE_FILES {
        assert!(code(path).contains(&format!("\"{name}\"")), "{path} does not say {name}");
    }
    for (path, name, _) in BINARY_DOORS {
        assert!(code(path).contains(&format!("fn {name}(")), "{path} has no {name}");
    }
    for (path, number, _) in LARGE_NUMBERS {
        let numbers = integers(code(path));
        assert!(numbers.iter().any(|(_, n)| n == number), "{path} does not say {number}");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    none(silent.map(|source| source.path).collect(), "a file opens with //!");
}

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            found.push(format!("{}: {lines} lines", source.path));
        }
    }
    none(found, "no file is longer than 600 lines");
}

/// `say!` and `Lang::pick` hold both languages in one place, where the compiler asks for both.
#[test]
fn texts_stand_side_by_side_in_both_languages() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "src/diag/words.rs") {
        for (at, _) in source.code.match_indices("Lang::Zh") {
            let arm = source.code[at..].lines().take(2).collect::<Vec<_>>().join(" ");
            let arm = arm.split("Lang::En").next().unwrap_or_default();
            let text = arm.split_once("=>").map_or("", |(_, text)| text);
            let letters = text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
            if letters {
                found.push(line(source, at, "Lang::Zh"));
            }
        }
    }
    none(found, "a text is said by say! or Lang::pick");
}

#[test]
fn nothing_panics_on_purpose() {
    const PANICS: &[&str] = &[
        ".unwrap()",
        ".expect(",
        "panic!",
        "todo!",
        "unimplemented!",
        "unreachable!",
        "unwrap_err(",
    ];
    let mut found = Vec::new();
    for source in sources() {
        for panic in PANICS {
            let places = source.bare.match_indices(panic);
            let places =
                places.filter(|(at, _)| panic.starts_with('.') || word_start(&source.bare, *at));
            found.extend(places.map(|(at, _)| line(&source, at, panic)));
        }
    }
    none(found, "errors are values");
}

fn word_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[test]
fn money_is_never_binary() {
    let mut found = Vec::new();
    for source in sources() {
        if !["domain", "frame", "scheme", "award", "budget"].contains(&source.room.as_str()) {
            continue;
        }
        let mut bare = source.bare.clone();
        for (_, name, _) in BINARY_DOORS.iter().filter(|(path, ..)| *path == source.path) {
            let from = bare.find(&format!("fn {name}(")).expect("the function");
            let open = bare[from..].find('{').expect("its body") + from;
            let end = closing(&bare, open);
            cut(&mut bare, from, end);
        }
        for word in ["f32", "f64"] {
            found.extend(words(&bare, word).map(|at| line(&source, at, word)));
        }
    }
    none(found, "no binary fractions where money is reckoned");
}

/// Whole numbers in decimal notation. A number of a scheme would not be written in hex.
fn integers(bare: &str) -> Vec<(usize, u64)> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(next) = bare[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + next;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = bare[start..].find(|c| !is_part(c)).unwrap_or(bare.len() - start);
        at = start + length;
        let text = &bare[start..at];
        if word_start(bare, start) && !text.starts_with("0x") {
            let digits = text.chars().filter(|c| *c != '_').take_while(char::is_ascii_digit);
            numbers.extend(digits.collect::<String>().parse().ok().map(|number| (start, number)));
        }
    }
    numbers
}

#[test]
fn no_number_of_a_scheme_stands_in_the_code() {
    let mut found = Vec::new();
    for source in sources() {
        if !["scheme", "award", "budget", "run"].contains(&source.room.as_str()) {
            continue;
        }
        for (at, number) in integers(&source.bare) {
            let known = LARGE_NUMBERS.iter().any(|(p, n, _)| *p == source.path && *n == number);
            if number >= 100_000 && !known {
                found.push(line(&source, at, &number.to_string()));
            }
        }
    }
    none(found, "numbers of a scheme stand in its file");
}

#[test]
fn the_reader_of_source_text_sees_what_is_there() {
    let text = "a // \"x\nb \"//\" 'c' '\"' '\\'' &'a str r#\"q\"w\"# 1_0 /* 2 */\n";
    let bare = blank(text, true);
    assert_eq!(bare.len(), text.len());
    assert!(!bare.contains('x') && !bare.contains("q\"w") && bare.contains("&'a str"));
    assert!(blank(text, false).contains("\"//\""));
    assert_eq!(integers("0x99 a1 1_000 2u64 3.5 x_7"), [(8, 1000), (14, 2), (19, 3), (21, 5),]);
    assert_eq!(
        rooms_used("use crate::{diag::{X, Y}, domain}; crate::run::y"),
        [(4, "diag".to_string()), (4, "domain".to_string()), (35, "run".to_string()),]
    );
    let module = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { x() }\n}\nfn c() {}";
    let (from, to) = test_module(module).expect("a module");
    assert_eq!(&module[to..], "\nfn c() {}");
    assert_eq!(from, 10);
}
