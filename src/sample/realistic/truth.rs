//! What is true of realistic rosters: who every row is, which rows repeat which claim, what every wording means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::entries::{Entry, Kind};
use super::lists::{DISTRICTS, csv, record, text};
use super::words::WORDS;
use super::world::World;
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::sample::SampleError;
use crate::sample::table::STEMS;

/// Writes `identity.csv`, `duplicates.csv` and `texts.csv`, and what districts answer when they are asked about their
/// lists: `lists.csv` and `returned.csv`.
pub fn write(world: &World, entries: &[Entry], folder: &Path) -> Result<Vec<PathBuf>, SampleError> {
    std::fs::create_dir_all(folder)?;
    let tables = [
        ("identity.csv", identity(world, entries)),
        ("duplicates.csv", duplicates(world, entries)),
        ("texts.csv", texts(entries)),
        ("lists.csv", lists(entries)),
        ("returned.csv", returned(world, entries)),
    ];
    let mut files = Vec::new();
    for (name, rows) in tables {
        let path = folder.join(name);
        csv(&path, None, &rows)?;
        files.push(path);
    }
    Ok(files)
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// Every row: the code of the enterprise it is, how it is written, what it is to an applicant and to the claims.
fn identity(world: &World, entries: &[Entry]) -> Vec<Vec<String>> {
    let mut rows =
        vec![row([c::RECORD_NO, c::USCC, "applicant", "kin", "written", c::KIND, c::FILE, c::ROW])];
    rows.extend(entries.iter().map(|entry| {
        let company = &world.companies[entry.company];
        let applicant = if company.applicant { "yes" } else { "no" };
        let how = &entry.written.how;
        let kind = entry.kind.name();
        let (file, at) = &entry.place;
        let (record, at) = (record(entry), at.to_string());
        row([&record, &company.code, applicant, company.kin.name(), how, kind, file, &at])
    }));
    rows
}

/// Rows of the same kind of support as a claim of the same enterprise, with whether they repeat it and why.
fn duplicates(world: &World, entries: &[Entry]) -> Vec<Vec<String>> {
    let head =
        [c::RECORD_NO, c::USCC, c::MEASURE, "paper", "paper_shown", "repeats", c::KIND, c::STATUS];
    let mut rows = vec![row(head)];
    rows.extend(entries.iter().filter_map(|entry| {
        let matter = entry.matter.as_ref()?;
        let code = &world.companies[entry.company].code;
        let said = |yes: bool| if yes { "yes" } else { "no" };
        Some(row([
            &record(entry),
            code,
            STEMS[matter.measure],
            &matter.paper,
            said(entry.paper.is_some()),
            said(entry.kind.repeats()),
            entry.kind.name(),
            entry.status,
        ]))
    }));
    rows
}

/// Every list: the year of its rows where it is one, and whether it says their states.
fn lists(entries: &[Entry]) -> Vec<Vec<String>> {
    let mut known: BTreeMap<&str, (BTreeSet<i32>, bool)> = BTreeMap::new();
    for entry in entries {
        let (years, states) = known.entry(&entry.place.0).or_default();
        years.insert(entry.year);
        *states = entry.frame.states;
    }
    let mut rows = vec![row([c::FILE, c::YEAR, "states"])];
    rows.extend(known.into_iter().map(|(file, (years, states))| {
        let one = years.first().filter(|_| years.len() == 1).map(ToString::to_string);
        row([file, &one.unwrap_or_default(), if states { "yes" } else { "no" }])
    }));
    rows
}

/// What was returned, as the districts would list it, whatever their published lists say.
fn returned(world: &World, entries: &[Entry]) -> Vec<Vec<String>> {
    let head = [
        "scheme",
        "记录编号",
        "单位名称",
        "统一社会信用代码",
        "资助事项",
        "年度",
        "资助金额（元）",
        "状态",
    ];
    let mut rows = vec![row(head)];
    rows.extend(entries.iter().filter(|entry| entry.kind == Kind::Returned).map(|entry| {
        let company = &world.companies[entry.company];
        let source = DISTRICTS.iter().find(|d| d.0 == entry.frame.district).map_or("", |d| d.3);
        let amount = entry.amount.map(|fen| Fen(fen).to_string()).unwrap_or_default();
        let (record, year) = (record(entry), entry.year.to_string());
        row([
            source,
            &record,
            &company.name,
            &company.code,
            &text(entry),
            &year,
            &amount,
            entry.status,
        ])
    }));
    rows
}

/// Every source and text: the measures whose kind it is (same) or may be (possible), or none (no).
fn texts(entries: &[Entry]) -> Vec<Vec<String>> {
    let mut known: BTreeSet<(&str, String, usize)> = BTreeSet::new();
    for entry in entries {
        let district = DISTRICTS.iter().find(|d| d.0 == entry.frame.district);
        known.insert((district.map_or("", |d| d.3), text(entry), entry.wording));
    }
    let mut rows = vec![row(["scheme", "text", "wording", "relation", "measures"])];
    rows.extend(known.into_iter().map(|(source, text, at)| {
        let wording = &WORDS.wordings[at];
        let measures: Vec<&str> = wording.measures.iter().map(|m| STEMS[*m]).collect();
        row([source, &text, wording.text, wording.relation.name(), &measures.join("+")])
    }));
    rows
}
