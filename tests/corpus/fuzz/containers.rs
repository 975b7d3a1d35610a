//! Zip containers whose parts are unpacked, spoilt inside, and packed again, so that the mutation gets
//! past the checksums into the parsers of XML and of binary records.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::dice::{self, Dice};
use super::files::Reader;
use super::{cases, corpus};

/// A container by its parts.
struct Container {
    path: PathBuf,
    parts: Vec<(String, Vec<u8>)>,
}

#[test]
fn spoilt_parts() {
    let reader = Reader::new();
    let containers: Vec<Container> = corpus().into_iter().filter_map(open).collect();
    assert!(containers.len() > 50, "{} containers", containers.len());
    cases("containers", 40, |dice| {
        let container = dice.pick(&containers);
        let spoilt = dice.below(container.parts.len());
        let other = dice.pick(&containers);
        let (_, other) = dice.pick(&other.parts);
        let parts = container.parts.iter().enumerate().map(|(at, (name, bytes))| {
            let mut bytes = bytes.clone();
            if at == spoilt || dice.below(6) == 0 {
                spoil(dice, &mut bytes, other);
            }
            (name.as_str(), bytes)
        });
        let bytes = pack(&parts.collect::<Vec<_>>());
        let name = container.path.file_name().expect("a name").to_string_lossy();
        reader.check(&name, bytes)
    });
}

/// `None` for what is no sound container.
fn open(path: PathBuf) -> Option<Container> {
    const MOST: u64 = 200_000;
    let bytes = fs::read(&path).ok()?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).ok()?;
        let name = part.name().ok()?.to_string();
        let mut bytes = Vec::new();
        part.take(MOST + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > MOST {
            return None;
        }
        parts.push((name, bytes));
    }
    (!parts.is_empty()).then_some(Container { path, parts })
}

fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // Two parts of one name are not written; the corpus has such a file itself.
        if writer.start_file(*name, options).is_ok() {
            writer.write_all(bytes).expect("written");
        }
    }
    writer.finish().expect("finished").into_inner()
}

/// Bytes anywhere; in XML also whole elements and the values of attributes.
fn spoil(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    let is_xml = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    if !is_xml || dice.below(3) == 0 {
        return dice::bytes(dice, bytes, other);
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let changed = match dice.below(4) {
        0 => elements(dice, &text),
        1 => attribute(dice, &text),
        2 => content(dice, &text),
        _ => dice::text(dice, &text),
    };
    *bytes = changed.into_bytes();
}

/// Takes a piece between two tags away, doubles it, or puts it somewhere else.
fn elements(dice: &mut Dice, text: &str) -> String {
    let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    let mut cut = |limit: usize| {
        let first = dice.below(tags.len());
        let last = (first + 1 + dice.below(limit)).min(tags.len() - 1);
        (tags[first], tags[last].max(tags[first]))
    };
    let ((from, to), (at, _)) = (cut(12), cut(1));
    let piece = &text[from..to];
    match dice.below(3) {
        0 => format!("{}{}", &text[..from], &text[to..]),
        1 => format!("{}{}{}", &text[..at], piece.repeat(1 + dice.below(40)), &text[at..]),
        _ => format!("{}{piece}{}", &text[..at], &text[at..]),
    }
}

/// Puts a word in the place of an attribute's value.
fn attribute(dice: &mut Dice, text: &str) -> String {
    let starts: Vec<usize> = text.match_indices("=\"").map(|(at, _)| at + 2).collect();
    if starts.is_empty() {
        return dice::text(dice, text);
    }
    let start = *dice.pick(&starts);
    let end = start + text[start..].find('"').unwrap_or(0);
    replaced(dice, text, start, end)
}

/// Puts a word in the place of what stands between two tags.
fn content(dice: &mut Dice, text: &str) -> String {
    let starts: Vec<usize> = text.match_indices('>').map(|(at, _)| at + 1).collect();
    if starts.is_empty() {
        return dice::text(dice, text);
    }
    let start = *dice.pick(&starts);
    let end = start + text[start..].find('<').unwrap_or(0);
    replaced(dice, text, start, end)
}

fn replaced(dice: &mut Dice, text: &str, start: usize, end: usize) -> String {
    let word = match dice.below(2) {
        0 => dice.pick(dice::WORDS).to_string(),
        _ => dice::text(dice, &text[start..end]),
    };
    format!("{}{word}{}", &text[..start], &text[end..])
}
