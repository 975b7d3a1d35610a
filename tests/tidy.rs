//! House rules that no compiler and no lint checks, read off the tokens of the source.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use jiangbu::frame::columns;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

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
    "sql",
    "duplicate",
    "budget",
    "scenario",
    "progress",
    "reconcile",
    "ledger",
    "tables",
    "report",
    "pipeline",
    "intake",
    "run",
    "jobs",
    "desk",
    "cli",
];

/// Makes inputs and knows nothing of what is done with them.
const SAMPLE_MAY_USE: &[&str] = &["diag", "domain", "frame", "workbook", "ingest"];

/// Neighbours at the bottom that may not know each other.
const APART: [(&str, &str); 2] = [("diag", "domain"), ("domain", "diag")];

const MAX_LINES: usize = 600;

/// Column names that are keys of rule files as well: file, name, reason.
const KEYS_OF_RULE_FILES: &[(&str, &str, &str)] = &[
    ("src/pipeline/sections.rs", "award_year", "key of [pipeline]"),
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

/// Where money is reckoned.
const MONEY_ROOMS: &[&str] = &["domain", "frame", "scheme", "award", "budget"];

/// Where the numbers of a scheme are obeyed.
const RULE_ROOMS: &[&str] =
    &["scheme", "award", "budget", "pipeline", "intake", "run", "run_folder", "jobs"];

/// One file of the source tree.
struct Source {
    /// `src/scheme/read.rs`
    path: String,
    /// `scheme`; empty for lib.rs and main.rs.
    room: String,
    text: String,
    tokens: Vec<Token>,
}

/// A word, a literal, a sign or a bracket. Comments are none.
struct Token {
    text: String,
    line: usize,
    /// Brackets around it.
    depth: usize,
    /// Built for tests only.
    test: bool,
}

/// A line of a file and what is wrong there.
type Fault = (usize, String);

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut sources = Vec::new();
    collect(Path::new("src"), &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.len() > 40, "the source tree was not found");
    sources
});

fn collect(folder: &Path, into: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("text");
            into.push(Source::new(&path.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

impl Source {
    fn new(path: &str, text: String) -> Self {
        let inner = path.trim_start_matches("src/");
        let room = inner.split_once('/').map_or(inner.trim_end_matches(".rs"), |(room, _)| room);
        let room = if matches!(room, "lib" | "main") { "" } else { room };
        let stream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, 0, path.ends_with("tests.rs"), &mut tokens);
        Self { path: path.to_string(), room: room.to_string(), text, tokens }
    }

    /// Tokens that are built into the program.
    fn code(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|token| !token.test)
    }

    /// Where tokens stand as in `pattern`, which has a space between two of them.
    fn places(&self, pattern: &str) -> Vec<usize> {
        let pattern: Vec<&str> = pattern.split(' ').collect();
        let found = self.tokens.windows(pattern.len()).enumerate();
        let found = found.filter(|(_, window)| window.iter().map(|t| &t.text).eq(&pattern));
        found.map(|(at, _)| at).collect()
    }

    /// What stands between the brackets that open at `open`.
    fn inside(&self, open: usize) -> &[Token] {
        let inner = &self.tokens[open + 1..];
        let deeper = |token: &&Token| token.depth > self.tokens[open].depth;
        &inner[..inner.iter().take_while(deeper).count()]
    }

    /// The function whose `fn` stands at `at`, to the end of its body.
    fn function(&self, at: usize) -> Range<usize> {
        let body = self.tokens[at..].iter().position(|token| token.text == "{").expect("a body");
        at..at + body + self.inside(at + body).len()
    }

    /// The rooms that are named; test modules keep to the order as well.
    fn rooms_used(&self) -> Vec<&Token> {
        let mut used = Vec::new();
        for at in self.places("crate : :") {
            let next = &self.tokens[at + 3];
            if next.text == "{" {
                let members = self.inside(at + 3).iter().filter(|t| t.depth == next.depth + 1);
                let members: Vec<&Token> = members.collect();
                used.extend(members.split(|t| t.text == ",").filter_map(<[_]>::first));
            } else {
                used.push(next);
            }
        }
        used
    }

    /// Whole numbers in decimal notation. A number of a scheme would not be written in hex.
    fn integers(&self) -> impl Iterator<Item = (usize, u64)> {
        self.code().filter(|token| !token.text.starts_with("0x")).filter_map(|token| {
            let digits = token.text.chars().filter(|c| *c != '_').take_while(char::is_ascii_digit);
            Some((token.line, digits.collect::<String>().parse().ok()?))
        })
    }

    /// What stands between quotes, with its line.
    fn quoted(&self) -> impl Iterator<Item = (usize, &str)> {
        let literals = self.code().filter(|token| token.text.contains('"'));
        literals.flat_map(|token| token.text.split('"').skip(1).map(|text| (token.line, text)))
    }
}

/// The tokens of a stream, brackets among them. From `#[cfg(test)]` to the end of the body or the
/// semicolon that follows they are for tests.
fn flatten(stream: TokenStream, depth: usize, test: bool, into: &mut Vec<Token>) {
    let mut marked = false;
    for tree in stream {
        let test = test || marked;
        let token = |text: String, span: Span| Token { text, line: span.start().line, depth, test };
        let TokenTree::Group(group) = tree else {
            let token = token(tree.to_string(), tree.span());
            marked &= token.text != ";";
            into.push(token);
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace | Delimiter::None => ("{", "}"),
        };
        into.push(token(open.to_string(), group.span_open()));
        flatten(group.stream(), depth + 1, test, into);
        into.push(token(close.to_string(), group.span_close()));
        marked &= open != "{";
        marked |= open == "[" && group.stream().to_string().replace(' ', "") == "cfg(test)";
    }
}

/// No file breaks the rule; each of the bad ones (path, text) does once, none of the good.
fn holds(rule: fn(&Source) -> Vec<Fault>, bad: &[(&str, &str)], good: &[(&str, &str)]) {
    let faults = |source: &Source| {
        let faults = rule(source).into_iter();
        faults.map(|(line, what)| format!("{}:{line}: {what}\n", source.path)).collect::<String>()
    };
    let found: String = SOURCES.iter().map(faults).collect();
    assert!(found.is_empty(), "\n{found}");
    for (path, text) in bad {
        let found = faults(&Source::new(path, text.to_string()));
        assert_eq!(found.lines().count(), 1, "{path}: {text}\n{found}");
    }
    for (path, text) in good {
        assert_eq!(faults(&Source::new(path, text.to_string())), "", "{text}");
    }
}

fn may_use(own: &str, used: &str) -> bool {
    let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
    used == own
        || (own == "cli" && used == "sample")
        || match (floor(own), floor(used)) {
            (Some(own_floor), Some(lower)) => lower < own_floor && !APART.contains(&(own, used)),
            (Some(_), None) => false,
            (None, _) => own == "sample" && SAMPLE_MAY_USE.contains(&used),
        }
}

#[test]
fn rooms_use_only_those_below() {
    fn rule(source: &Source) -> Vec<Fault> {
        let own = source.room.as_str();
        if own.is_empty() {
            return Vec::new();
        }
        if own != "sample" && !ROOMS.contains(&own) {
            return vec![(1, format!("the room `{own}` has no place in the order"))];
        }
        let above = source.rooms_used().into_iter().filter(|used| !may_use(own, &used.text));
        above.map(|used| (used.line, format!("{own} uses {}", used.text))).collect()
    }
    let bad = [
        ("src/diag/a.rs", "use crate::frame::columns;"),
        ("src/diag/a.rs", "use crate::domain::Money;"),
        ("src/award/a.rs", "use crate::{diag::{self, B}, domain, cli::{C, D}};"),
        ("src/award/a.rs", "fn a() { told!(1, crate::cli::b()) }"),
        ("src/award/a.rs", "#[cfg(test)] mod tests { use crate::cli; }"),
        ("src/award/tests.rs", "use crate::cli;"),
        ("src/award/a.rs", "use crate::sample;"),
        ("src/sample/a.rs", "use crate::award;"),
        ("src/attic/a.rs", ""),
    ];
    let good = [
        (
            "src/cli/a.rs",
            "// crate::b\nuse crate::{diag::X, sample,}; const A: &str = \"crate::b\";",
        ),
        ("src/main.rs", "use crate::b;"),
    ];
    holds(rule, &bad, &good);
}

/// The job that a file belongs to: `joint` for `src/jobs/joint/mod.rs`.
fn job(path: &str) -> Option<&str> {
    let within = path.strip_prefix("src/jobs/")?;
    within.split(['/', '.']).next()
}

#[test]
fn no_job_uses_another() {
    fn rule(source: &Source) -> Vec<Fault> {
        let Some(own) = job(&source.path).filter(|own| *own != "mod") else { return Vec::new() };
        let used = source.places("crate : : jobs : :").into_iter().map(|at| &source.tokens[at + 6]);
        let others = used.filter(|used| used.text != own);
        others.map(|used| (used.line, format!("the job {own} uses {}", used.text))).collect()
    }
    let bad = [
        ("src/jobs/joint/a.rs", "use crate::jobs::compare::changed;"),
        ("src/jobs/returns.rs", "use crate::jobs::{returns, compare};"),
    ];
    let good = [
        ("src/jobs/joint/a.rs", "use crate::jobs::joint::b;"),
        ("src/jobs/mod.rs", "use crate::jobs::joint;"),
    ];
    holds(rule, &bad, &good);
}

#[test]
fn column_names_stand_in_one_place() {
    fn rule(source: &Source) -> Vec<Fault> {
        let is_key = |name: &str| {
            KEYS_OF_RULE_FILES.iter().any(|(path, key, _)| *path == source.path && *key == name)
        };
        let known =
            |name: &str| columns::ALL.contains(&name) || columns::trade::ALL.contains(&name);
        let is_column = |name: &str| name.contains('_') && known(name);
        let found = source.quoted().filter(|(_, name)| is_column(name) && !is_key(name));
        let found = found.filter(|_| source.room != "frame");
        found
            .map(|(line, name)| (line, format!("{name} is a constant of frame::columns")))
            .collect()
    }
    let bad = [("src/run/a.rs", "const A: &str = \"award_year\";")];
    let good = [
        ("src/frame/columns.rs", "const A: &str = \"award_year\";"),
        (
            "src/run/a.rs",
            "//! \"award_year\"\nconst A: &str = \"an award_year\"; // \"award_year\"",
        ),
        ("src/run/a.rs", "#[cfg(test)]\nmod tests { const A: &str = \"award_year\"; }"),
    ];
    holds(rule, &bad, &good);
}

#[test]
fn exceptions_are_still_needed() {
    let file = |path: &str| {
        let found = SOURCES.iter().find(|source| source.path == path);
        found.unwrap_or_else(|| panic!("{path} is gone"))
    };
    for (path, name, _) in KEYS_OF_RULE_FILES {
        assert!(file(path).quoted().any(|(_, text)| text == *name), "{path} does not say {name}");
    }
    for (path, name, _) in BINARY_DOORS {
        assert!(!file(path).places(&format!("fn {name}")).is_empty(), "{path} has no {name}");
    }
    for (path, number, _) in LARGE_NUMBERS {
        assert!(file(path).integers().any(|(_, n)| n == *number), "{path} does not say {number}");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    fn rule(source: &Source) -> Vec<Fault> {
        let silent = !source.text.starts_with("//! ");
        silent.then(|| (1, "a file opens with //!".to_string())).into_iter().collect()
    }
    holds(rule, &[("src/run/a.rs", "fn a() {}")], &[("src/run/a.rs", "//! What for.")]);
}

#[test]
fn files_are_short() {
    fn rule(source: &Source) -> Vec<Fault> {
        let lines = source.text.lines().count();
        (lines > MAX_LINES).then(|| (lines, "too long".to_string())).into_iter().collect()
    }
    let [long, short] = [MAX_LINES + 1, MAX_LINES].map(|lines| "\n".repeat(lines));
    holds(rule, &[("src/run/a.rs", &long)], &[("src/run/a.rs", &short)]);
}

/// `say!` and `Lang::pick` hold both languages in one place, where the compiler asks for both.
#[test]
fn texts_stand_side_by_side_in_both_languages() {
    fn rule(source: &Source) -> Vec<Fault> {
        let chinese = |token: &&Token| {
            token.text.contains('"')
                && token.text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
        };
        let arm = |at: usize| {
            let rest = &source.tokens[at + 4..];
            let arrow = rest.first().is_some_and(|token| token.text == "=");
            let ends = |token: &&Token| {
                token.depth >= source.tokens[at].depth
                    && !["Lang", ",", ";"].contains(&&*token.text)
            };
            rest.iter().take_while(ends).filter(|_| arrow).find(chinese)
        };
        let arms = source.places("Lang : : Zh").into_iter().filter_map(arm);
        let arms = arms.filter(|token| !token.test && source.path != "src/diag/words.rs");
        arms.map(|token| (token.line, "said by say! or Lang::pick".to_string())).collect()
    }
    let bad = [(
        "src/run/a.rs",
        "fn a(l: Lang) { match l { Lang::Zh => \"无\", Lang::En => \"none\" } }",
    )];
    let good =
        [("src/run/a.rs", "fn a(l: Lang) { match l { Lang::Zh => 1, Lang::En => f(\"无\") } }")];
    holds(rule, &bad, &good);
}

#[test]
fn money_is_never_binary() {
    fn rule(source: &Source) -> Vec<Fault> {
        if !MONEY_ROOMS.contains(&source.room.as_str()) {
            return Vec::new();
        }
        let doors = BINARY_DOORS.iter().filter(|(path, ..)| *path == source.path);
        let doors = doors.flat_map(|(_, name, _)| source.places(&format!("fn {name}")));
        let doors: Vec<_> = doors.map(|at| source.function(at)).collect();
        let places = [source.places("f32"), source.places("f64")].concat().into_iter();
        let places = places.filter(|at| !doors.iter().any(|door| door.contains(at)));
        let tokens = places.map(|at| &source.tokens[at]).filter(|token| !token.test);
        tokens.map(|token| (token.line, token.text.clone())).collect()
    }
    let bad = [
        ("src/budget/a.rs", "fn a(b: f64) {}"),
        ("src/domain/money.rs", "fn hundredths_of_binary(b: f64) { c(b as f64) }\nfn d(e: f32) {}"),
    ];
    let good = [
        ("src/report/a.rs", "fn a(b: f64) {}"),
        ("src/budget/a.rs", "fn a(b: my_f64) { c(\"f64\") }"),
    ];
    holds(rule, &bad, &good);
}

#[test]
fn no_number_of_a_scheme_stands_in_the_code() {
    fn rule(source: &Source) -> Vec<Fault> {
        let known = |number: u64| {
            LARGE_NUMBERS.iter().any(|(path, n, _)| *path == source.path && *n == number)
        };
        let obeys = RULE_ROOMS.contains(&source.room.as_str());
        let large = source.integers().filter(|(_, n)| obeys && *n >= 100_000 && !known(*n));
        large.map(|(line, number)| (line, number.to_string())).collect()
    }
    let bad = [
        ("src/award/a.rs", "const A: i64 = 2_000_000_00;"),
        ("src/award/a.rs", "fn a() { b!(500000u64) }"),
        ("src/award/mod.rs", "const A: i64 = 1_000_000; const B: i64 = 3_000_000;"),
    ];
    let good = [
        ("src/award/a.rs", "const A: u64 = 0x99_999_999; const B: &str = \"1000000\"; // 1000000"),
        ("src/award/a.rs", "#[cfg(test)] mod tests { const A: i64 = 1_000_000; }"),
        ("src/report/a.rs", "const A: i64 = 1_000_000;"),
    ];
    holds(rule, &bad, &good);
}
