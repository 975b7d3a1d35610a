//! Files that are read: right, or with the row sent back and its cell named.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiangbu::diag::Diagnostics;
use jiangbu::ingest::Batch;

use super::expected::{self, Entry, Expected, Said, load};
use super::process::Folder;
use super::tables::{self, Canonical, canonical, of_sheet, shown};
use super::world::World;
use crate::side_by_side::each_of;

const LONGEST: Duration = Duration::from_secs(60);

#[test]
fn every_file_gives_what_must_come() {
    let (world, due) = (World::new(), canonical("canonical"));
    let entries = load("tests/data");
    let total = entries.len();
    let looked = each_of(&entries, |entry| {
        let check = || match entry.stage.as_str() {
            "check" => through_the_program(entry),
            _ => through_the_library(&world, &due, entry),
        };
        let panicked = |_| vec!["the reader panicked".to_string()];
        report(entry, &catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(panicked))
    });
    let failed: Vec<String> = looked.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{} of {total} differ:\n{}", failed.len(), failed.join("\n"));
}

/// The entry and how it differs, readable; `None` where it does not.
pub fn report(entry: &Entry, differences: &[String]) -> Option<String> {
    const MOST: usize = 12;
    if differences.is_empty() {
        return None;
    }
    let mut out = format!("{}: {}\n", entry.files.join(", "), entry.what);
    for line in differences.iter().take(MOST) {
        out += &format!("    {line}\n");
    }
    if differences.len() > MOST {
        out += &format!("    … and {} more\n", differences.len() - MOST);
    }
    Some(out)
}

fn through_the_program(entry: &Entry) -> Vec<String> {
    let folder = Folder::new();
    entry.paths().iter().for_each(|path| folder.add(path));
    let ended = folder.check(LONGEST);
    let mut out = Vec::new();
    if !matches!(ended.code, Some(0 | 1)) {
        out.push(format!("ended with {:?}: {}", ended.code, ended.stderr));
    }
    // Papers that several claims share are found between claims (R430).
    let due = |code: &str| entry.findings.iter().any(|due| due.code.iter().any(|c| c == code));
    let of_rows = |said: &&Said| said.code.starts_with(['D', 'F']) || due(&said.code);
    let said: Vec<Said> = ended.said.iter().filter(of_rows).cloned().collect();
    out.extend(expected::differences(&entry.findings, &said));
    out
}

fn through_the_library(world: &World, due: &Canonical, entry: &Entry) -> Vec<String> {
    let result = world.read(&entry.paths());
    let mut out = Vec::new();
    let findings = match &result {
        Ok(batch) => &batch.findings,
        Err(faults) => &faults.0,
    };
    let said: Vec<Said> = findings.iter().map(Said::of).collect();
    for word in &entry.never {
        if said.iter().any(|said| format!("{said:?}").contains(word.as_str())) {
            out.push(format!("says `{word}`"));
        }
    }
    match result {
        Err(faults) => out.extend(refused(entry, &faults, &said)),
        Ok(_) if entry.refused => out.push("was read; it must be refused".to_string()),
        Ok(batch) => {
            out.extend(expected::differences(&entry.findings, &said));
            out.extend(account(entry, &batch));
            out.extend(entry.values.iter().filter_map(|value| differs(&batch, value)));
            if entry.same_as.is_some() {
                out.extend(tables::differences(world, &batch, due, false, &entry.but));
            }
        }
    }
    out
}

fn refused(entry: &Entry, faults: &Diagnostics, said: &[Said]) -> Vec<String> {
    let codes: BTreeSet<&str> = faults.0.iter().map(|fault| fault.code.id).collect();
    if entry.refused {
        return expected::differences(&entry.findings, said);
    }
    if entry.or_codes.iter().any(|code| codes.contains(code.as_str())) {
        return Vec::new();
    }
    let why = said.iter().map(|said| format!("{} {}", said.code, said.zh)).collect::<Vec<_>>();
    vec![format!("was refused: {}", why.join("; "))]
}

/// Rows are accounted for, one by one.
fn account(entry: &Entry, batch: &Batch) -> Vec<String> {
    let mut out = Vec::new();
    let sum =
        |of: fn(&jiangbu::ingest::Source) -> usize| batch.sources.iter().map(of).sum::<usize>();
    let read = sum(|source| source.rows_read);
    let accepted = sum(|source| source.rows_accepted);
    let quarantined = sum(|source| source.rows_quarantined);
    for (name, is, due) in [
        ("read", read, entry.rows),
        ("accepted", accepted, entry.accepted),
        ("quarantined", quarantined, entry.quarantined),
    ] {
        if due.is_some_and(|due| due != is) {
            out.push(format!("{is} rows {name}, due are {}", due.unwrap_or_default()));
        }
    }
    let heights: usize = batch.tables.iter().map(|table| table.height()).sum();
    if accepted + quarantined != read
        || accepted != heights
        || quarantined != batch.quarantine.len()
    {
        out.push(format!(
            "{read} rows read, {accepted} accepted ({heights} in tables), {quarantined} quarantined \
             ({} kept)",
            batch.quarantine.len()
        ));
    }
    out
}

fn differs(batch: &Batch, due: &Expected) -> Option<String> {
    let fits = |is: &str| match due.value.strip_suffix('*') {
        Some(start) => is.starts_with(start),
        None => is == due.value,
    };
    let found: Vec<String> = of_sheet(batch, &due.sheet)
        .into_iter()
        .filter(|(.., row)| due.row.is_none_or(|due| due == *row))
        .map(|(table, at, _)| shown(table.column(&due.column).expect("a column"), at))
        .collect();
    let row = due.row.map_or("any row".to_string(), |row| row.to_string());
    let place = format!("{}!{row} {}", due.sheet, due.column);
    match found.as_slice() {
        [] => Some(format!("{place}: no accepted row, due is `{}`", due.value)),
        all if all.iter().any(|is| fits(is)) => None,
        all => Some(format!("{place}: `{}`, due is `{}`", all.join("`, `"), due.value)),
    }
}
