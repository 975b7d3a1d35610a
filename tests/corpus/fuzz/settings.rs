//! Rule files with spoilt text: faults with their places, never anything worse.

use std::fs;
use std::path::Path;

use jiangbu::diag::{Diagnostics, Place};
use jiangbu::ingest::headers;
use jiangbu::pipeline;
use jiangbu::scheme::{Choices, SchemeFile};

use super::dice::{self, Dice};
use super::{cases, kept};

const SMALL: &str = "tests/bad/config";
const FILES: [&str; 4] = ["pipeline.toml", "scheme.toml", "headers.toml", "rates.csv"];
const WORDS: &[&str] = &[
    "\"",
    "\"\"\"",
    "[",
    "]]",
    "{",
    "}",
    "=",
    "#",
    "$",
    "\"$rate\"",
    "\"30%\"",
    "\"-1%\"",
    "\"300万元\"",
    "1e400",
    "-1",
    "9223372036854775808",
    "2026-02-30",
    "2026-03-31T00:00:00Z",
    "nan",
    "inf",
    "true",
    "\\u0000",
    "\\uD800",
    "..",
    "../../..",
    "/etc/passwd",
    "*",
    "**/*",
    "[!",
];

#[test]
fn spoilt_rule_files() {
    let whole = FILES.map(|name| fs::read_to_string(Path::new(SMALL).join(name)).expect("read"));
    cases("settings", 10, |dice| {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let spoilt = dice.below(FILES.len());
        for (at, (name, text)) in FILES.iter().zip(&whole).enumerate() {
            let bytes = if at == spoilt { spoil(dice, text) } else { text.clone().into_bytes() };
            fs::write(folder.path().join(name), bytes).map_err(|error| error.to_string())?;
        }
        let path = |name: &str| folder.path().join(name);
        let checks = || -> Result<(), String> {
            places(headers::load(&path("headers.toml")).map(drop))?;
            let scheme = SchemeFile::load(&path("scheme.toml"));
            if let Ok(file) = &scheme {
                places(file.resolve(&Choices::default()).map(drop))?;
            }
            places(scheme.map(drop))?;
            places(pipeline::load(&path("pipeline.toml")).map(drop))
        };
        let checked = std::panic::catch_unwind(checks).unwrap_or(Err("panicked".to_string()));
        checked.map_err(|fault| {
            let bytes = fs::read(path(FILES[spoilt])).unwrap_or_default();
            format!("{fault}; the input: {}", kept(&bytes, FILES[spoilt]))
        })
    });
}

fn spoil(dice: &mut Dice, text: &str) -> Vec<u8> {
    match dice.below(4) {
        0 => {
            let mut bytes = text.as_bytes().to_vec();
            dice::bytes(dice, &mut bytes, text.as_bytes());
            bytes
        }
        1 => dice::text(dice, text).into_bytes(),
        // A value in the place of another.
        _ => {
            let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
            let at = dice.below(lines.len());
            lines[at] = match lines[at].split_once('=') {
                Some((key, _)) => format!("{key}= {}", dice.pick(WORDS)),
                None => dice.pick(WORDS).to_string(),
            };
            lines.join("\n").into_bytes()
        }
    }
}

/// A fault is a fault of a file, and says where.
fn places(result: Result<(), Diagnostics>) -> Result<(), String> {
    let Err(faults) = result else { return Ok(()) };
    if !faults.has_errors() {
        return Err(format!("refused without an error: {faults:?}"));
    }
    match faults.0.iter().find(|fault| fault.place == Place::Nowhere || fault.code.id == "A505") {
        Some(fault) => Err(format!("{} without a place: {fault:?}", fault.code.id)),
        None => Ok(()),
    }
}
