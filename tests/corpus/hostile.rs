//! Files that are broken, that are not what they say, or that want to break the reader: a clear error
//! within bounded time and memory. The program looks at each in a process of its own, so that even
//! an exhausted stack is seen as what it is.

use std::collections::BTreeSet;
use std::time::Duration;

use super::expected::{self, Entry, Said, load};
use super::process::{Ended, Folder};
use super::readable::report;
use super::tables::{self, Canonical, canonical};
use super::world::World;
use crate::side_by_side::each_of;

/// For one small file, unoptimised and on a machine that has other things to do.
const LONGEST: Duration = Duration::from_secs(20);
/// MiB. The program itself and its libraries take some sixty.
const LARGEST: u64 = 400;
/// Faults of our own, and what a lone file cannot have.
const OURS: &str = "A505";
const NOTHING_TO_COMPUTE: &str = "F209";

#[test]
fn every_hostile_file_is_refused_in_words() {
    let (world, due) = (World::new(), canonical("canonical"));
    let entries = load("tests/bad");
    let total = entries.len();
    let looked = each_of(&entries, |entry| report(entry, &look(&world, &due, entry)));
    let failed: Vec<String> = looked.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{} of {total} differ:\n{}", failed.len(), failed.join("\n"));
}

fn look(world: &World, due: &Canonical, entry: &Entry) -> Vec<String> {
    let folder = Folder::new();
    entry.paths().iter().for_each(|path| folder.add(path));
    let ended = folder.check(LONGEST);
    let mut out = bounds(&ended, LONGEST, LARGEST);
    for word in &entry.never {
        if ended.stdout.contains(word.as_str()) || ended.stderr.contains(word.as_str()) {
            out.push(format!("says `{word}`"));
        }
    }
    if out.is_empty() {
        out.extend(outcome(world, due, entry, &ended.said));
    }
    out
}

/// Whether the program ended by itself, within its bounds, and with nothing but findings to show.
pub fn bounds(ended: &Ended, longest: Duration, largest: u64) -> Vec<String> {
    let mut out = Vec::new();
    match ended.code {
        Some(0..=2) => {}
        Some(code) => out.push(format!("ended with {code}: {}", first_lines(&ended.stderr))),
        None => {
            let seconds = ended.took.as_secs();
            out.push(format!("was killed after {seconds} s: {}", first_lines(&ended.stderr)));
        }
    }
    if ended.peak > largest || ended.took > longest {
        out.push(format!("took {} MiB and {} ms", ended.peak, ended.took.as_millis()));
    }
    if ended.stderr.contains("panicked") {
        out.push(format!("shows a panic: {}", first_lines(&ended.stderr)));
    }
    if let Some(said) = ended.said.iter().find(|said| said.code == OURS) {
        out.push(format!("blames itself: {}", said.zh));
    }
    out
}

fn first_lines(text: &str) -> String {
    text.lines().take(3).collect::<Vec<_>>().join(" ")
}

/// Read once more in here, now that this is known to be safe: the tables must be right, and what
/// is refused must be refused for the right reason.
fn outcome(world: &World, due: &Canonical, entry: &Entry, by_program: &[Said]) -> Vec<String> {
    let result = world.read(&entry.paths());
    let findings = match &result {
        Ok(batch) => &batch.findings,
        Err(faults) => &faults.0,
    };
    let of_reader: Vec<Said> = findings.iter().map(Said::of).collect();
    let all: Vec<&Said> = of_reader.iter().chain(by_program).collect();
    let codes: BTreeSet<&str> = all.iter().map(|said| said.code.as_str()).collect();
    let any = |of: &[String]| of.iter().any(|code| codes.contains(code.as_str()));

    let mut out: Vec<String> = entry
        .says
        .iter()
        .filter(|word| !all.iter().any(|said| has(&said.zh, word) && has(&said.en, word)))
        .map(|word| format!("does not say `{word}` in both languages"))
        .collect();
    if any(&entry.codes) && entry.same_as.is_none() {
        return out;
    }
    if result.is_err() && any(&entry.codes) && entry.or_same {
        return out;
    }
    let due_as_rows = !entry.rows_said.is_empty() && result.is_ok();
    if due_as_rows && any(&entry.rows_said) {
        return out;
    }
    match (&result, &entry.same_as) {
        (Ok(batch), Some(_)) => {
            out.extend(expected::differences(&entry.findings, &of_reader));
            out.extend(tables::differences(world, batch, due, true, &entry.but));
        }
        _ => {
            let said = all.iter().filter(|said| said.code != NOTHING_TO_COMPUTE);
            let said: BTreeSet<String> =
                said.map(|said| format!("{} {}", said.code, said.zh)).collect();
            let how = if result.is_ok() { "read" } else { "refused" };
            let due = [entry.codes.join(" or "), entry.rows_said.join(" or ")].join(" / ");
            out.push(format!(
                "was {how}, due is {due}, or the canonical tables: {:?}",
                entry.same_as
            ));
            out.extend(said.into_iter().map(|said| format!("said: {said}")));
        }
    }
    out
}

fn has(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}
