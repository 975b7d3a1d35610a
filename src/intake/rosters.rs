//! Rosters and decisions, read with the other inputs.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes, suggest};
use crate::duplicate::crosswalk::Crosswalk;
use crate::duplicate::decisions::{Decisions, sources_in};
use crate::duplicate::filled::{Beside, Completed, completed};
use crate::duplicate::lists::{self, Fact, ListAnswer, ListAnswers};
use crate::duplicate::papers_given::PapersGiven;
use crate::duplicate::period::{self, Given, mentioned, overlap};
use crate::duplicate::returns::heed_lists;
use crate::duplicate::roster::{ROSTERS, Title, read_roster};
use crate::duplicate::settings::Plan;
use crate::duplicate::usage::{Usage, combined};
use crate::entity::identifiers;
use crate::entity::identifiers::Identifier::{Credit, Repaired};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{DECISION_FIELDS, KIND_FIELDS, LIST_FIELDS, REQUEST_FIELDS, find};
use crate::frame::tables::TableContract;
use crate::ingest::{Headers, InputFile, Progress, Source};
use crate::intake::link::{Linked, origin};
use crate::pipeline::Pipeline;

/// The rosters of a run.
#[derive(Clone, Debug, Default)]
pub struct Rosters {
    /// Rows that can be compared; `None` where no roster is named.
    pub rows: Option<DataFrame>,
    /// Place among the rosters of the pipeline, by row.
    pub roster_of: Vec<usize>,
    pub usage: Vec<Usage>,
    /// What the title of a source says.
    pub titles: BTreeMap<u32, Title>,
}

/// What is read of a workbook of decisions: cases, texts of items, lists, papers that enterprises gave.
pub fn answer_contracts(headers: &Headers) -> [TableContract; 4] {
    let of = |key: &str, fields, required: &[&str]| {
        TableContract::fixed(key, fields, required, headers.sheet_names(key))
    };
    [
        of("decisions", DECISION_FIELDS, &[c::FINDING_ID, c::EVIDENCE]),
        of("kinds", KIND_FIELDS, &[c::OTHER_SCHEME, c::OTHER_ITEM]),
        of("lists", LIST_FIELDS, &[c::OTHER_PLACE]),
        of("requests", REQUEST_FIELDS, &[c::FINDING_ID, c::PAPER_NO]),
    ]
}

/// Reads the decisions; of a whole workbook of an earlier run only the sheets that hold answers.
pub fn decisions(
    table: &DataFrame,
    files: &[InputFile],
    linked: &mut Linked,
) -> Result<Decisions, Failure> {
    forget_other_sheets(files, linked);
    let place = |source, row| linked.place(source, row, "");
    let (decisions, said) = Decisions::read(table, place)?;
    linked.findings.extend(said);
    Ok(decisions)
}

/// Of a whole workbook of ours the sheets that hold no answers need no word.
pub fn forget_other_sheets(files: &[InputFile], linked: &mut Linked) {
    let of_workbook = |finding: &Diagnostic| {
        let Place::Cell { file, .. } = &finding.place else { return false };
        finding.code == &codes::UNKNOWN_SHEET && files.iter().any(|known| known.shown == *file)
    };
    linked.findings.retain(|finding| !of_workbook(finding));
}

/// Adds what the office answered about texts of items and about whole lists, and papers that enterprises gave.
pub fn further(
    decisions: &mut Decisions,
    [kinds, lists, requests]: [&DataFrame; 3],
    pipeline: &Pipeline,
    linked: &mut Linked,
) -> Result<(), Failure> {
    let measures: Vec<(String, String)> =
        pipeline.scheme.measures.iter().map(|m| (m.id.clone(), m.clause.clone())).collect();
    let place = |source, row| linked.place(source, row, "");
    let possibly = |row| match find(KIND_FIELDS, c::POSSIBLE_MEASURES) {
        Some(field) => linked.cell_of(kinds, row, field),
        None => Place::Nowhere,
    };
    let mut said = decisions.read_kinds(kinds, &measures, &place, &possibly)?;
    let more;
    (decisions.lists, more) = ListAnswers::read(lists, &pipeline.headers, place)?;
    said.extend(more);
    let more;
    (decisions.papers, more) = PapersGiven::read(requests, place)?;
    said.extend(more);
    if let Some(plan) = &pipeline.duplicates {
        said.extend(of_no_source(kinds, &plan.crosswalk, linked)?);
    }
    linked.findings.extend(said);
    Ok(())
}

/// Answers about texts of a source that the crosswalk does not know: they touch no row.
fn of_no_source(
    table: &DataFrame,
    crosswalk: &Crosswalk,
    linked: &Linked,
) -> PolarsResult<Vec<Diagnostic>> {
    let known: Vec<&str> = crosswalk.sources.iter().map(|source| source.id.as_str()).collect();
    let (same, possible) = (texts(table, c::SAME_MEASURES)?, texts(table, c::POSSIBLE_MEASURES)?);
    let sources = texts(table, c::OTHER_SCHEME)?;
    let answered = |row: &usize| !same[*row].is_empty() || !possible[*row].is_empty();
    let strange = |row: usize| {
        let strange = sources_in(sources[row]).filter(|source| !known.contains(source));
        strange.map(move |source| (row, source))
    };
    let said = (0..table.height()).filter(answered).flat_map(strange).map(|(row, read)| {
        let (source, line) = origin(table, row);
        Diagnostic::new(&codes::KIND_OF_NO_SOURCE)
            .arg("read", read)
            .arg("suggestion", suggest(read, known.iter().copied()).unwrap_or_default())
            .arg("known", known.join("、"))
            .at(linked.place(source, line, ""))
    });
    Ok(said.collect())
}

/// Says how many rows of a register have no sound code: nobody is known by them.
///
/// # Errors
/// A fault of the engine.
pub fn register_codes(register: &DataFrame, linked: &mut Linked) -> PolarsResult<()> {
    let read = texts(register, c::USCC)?;
    let sound = |code: &str| matches!(identifiers::read(code), Credit(_) | Repaired(_));
    let bad: Vec<usize> = (0..read.len()).filter(|row| !sound(read[*row])).collect();
    let Some(first) = bad.first() else { return Ok(()) };
    let (source, line) = origin(register, *first);
    let said = Diagnostic::new(&codes::REGISTER_CODES_BAD)
        .arg("count", bad.len())
        .arg("read", read[*first])
        .at(linked.place(source, line, ""));
    linked.findings.push(said);
    Ok(())
}

/// Reads all rosters.
pub fn read(
    pipeline: &Pipeline,
    lists: &ListAnswers,
    linked: &mut Linked,
    faults: &mut Diagnostics,
    progress: &dyn Progress,
) -> Result<Rosters, Failure> {
    let Some(plan) = &pipeline.duplicates else { return Ok(Rosters::default()) };
    let mut parts: Vec<(usize, DataFrame)> = Vec::new();
    for (number, roster) in plan.rosters.iter().enumerate() {
        let headers = roster.headers.as_ref().unwrap_or(&pipeline.headers);
        match read_roster(&roster.files, headers, &pipeline.limits, progress) {
            Ok(batch) => parts.extend(linked.take(batch)?.into_iter().map(|table| (number, table))),
            Err(more) => faults.extend(more),
        }
    }
    let (parts, mut filled) = filled(parts, linked, &plan.crosswalk)?;
    let mut titles = titles(linked, &plan.crosswalk, lists);
    heed_lists((plan, &pipeline.headers), &parts, &mut titles)?;
    linked.findings.extend(answers_of_lists(linked, lists));
    let (rows, roster_of, mut usage) = combined((plan, &pipeline.headers), &parts, &titles)?;
    // A sheet of which every row was refused has no row in the table, but must be told of.
    for (at, source) in linked.sources.iter().enumerate().filter(|(_, s)| s.table == ROSTERS) {
        if !usage.iter().any(|usage| usage.at == at as u32) {
            let roster = of_file(plan, &source.file);
            usage.push(Usage { at: at as u32, roster, ..Usage::default() });
        }
    }
    for usage in &mut usage {
        let source = &linked.sources[usage.at as usize];
        usage.completed = filled.remove(&usage.at).unwrap_or_default();
        // Totals and remarks are known to ingest by their words; the rest by the name they stand in.
        usage.read = source.rows_read + source.rows_aside;
        usage.footers += source.rows_aside + usage.completed.sections;
        usage.refused = source.rows_quarantined;
        let place = Place::Cell {
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row: 0,
            column: String::new(),
        };
        let other = other_year(
            &plan.rosters[usage.roster].year,
            titles.get(&usage.at).and_then(|title| title.year),
        );
        let said = usage.said().into_iter().chain(other).chain(unread_name(source));
        linked.findings.extend(said.map(|said| said.at(place.clone())));
    }
    Ok(Rosters { rows: Some(rows), roster_of, usage, titles })
}

/// Tables with the place of their roster in the pipeline.
type Parts = Vec<(usize, DataFrame)>;

/// Rows as the layout of their lists means them, and what was completed, by source.
fn filled(
    parts: Parts,
    linked: &Linked,
    crosswalk: &Crosswalk,
) -> PolarsResult<(Parts, BTreeMap<u32, Completed>)> {
    let rosters = (0u32..).zip(&linked.sources).filter(|(_, source)| source.table == ROSTERS);
    let places: BTreeMap<(&str, &str), u32> =
        rosters.map(|(at, source)| ((source.file.as_str(), source.sheet.as_str()), at)).collect();
    let in_place_of_amount = |finding: &Diagnostic| {
        let money = [&codes::BAD_MONEY, &codes::NEGATIVE_MONEY];
        let Place::Cell { file, sheet, row, .. } = &finding.place else { return None };
        let source = money.contains(&finding.code).then(|| places.get(&(&**file, &**sheet)))??;
        let read = finding.value("read")?;
        // A negative amount is what went back.
        let back = finding.code == &codes::NEGATIVE_MONEY;
        let read = if back { format!("{read}（退回）") } else { read.to_string() };
        Some(((*source, *row), read))
    };
    let amounts = linked.findings.iter().filter_map(in_place_of_amount).collect();
    let mut out = BTreeMap::new();
    let complete = |(roster, table): (usize, DataFrame)| {
        let beside = Beside { aside: &linked.aside, amounts: &amounts };
        let (table, more) = completed(&table, crosswalk, beside)?;
        out.extend(more);
        Ok((roster, table))
    };
    let parts = parts.into_iter().map(complete).collect::<PolarsResult<_>>()?;
    Ok((parts, out))
}

/// A column that may hold names, where the list has codes and no name was read: codes that are masked or wrong then
/// say little, and rows without one nothing.
fn unread_name(source: &Source) -> Option<Diagnostic> {
    const ENDS: [&str; 9] =
        ["主体", "单位", "企业", "公司", "名称", "机构", "对象", "申请人", "法人"];
    if source.columns.iter().any(|column| column.field == c::FIRM_NAME) {
        return None;
    }
    let named = |heading: &str| {
        let name = heading.split(['(', '（']).next().unwrap_or(heading).trim();
        ENDS.iter().any(|end| name.ends_with(end))
    };
    let column = source.unread.iter().find(|column| named(&column.heading))?;
    Some(
        Diagnostic::new(&codes::ROSTER_NAME_UNREAD)
            .arg("heading", &column.heading)
            .arg("rows", column.rows)
            .arg("first", column.first_row),
    )
}

/// What titles of rosters say, and the office of each list. Names of sheets and files count for the year where they
/// hold one of the words by which the crosswalk knows that a year is one of support.
fn titles(linked: &Linked, crosswalk: &Crosswalk, lists: &ListAnswers) -> BTreeMap<u32, Title> {
    let of_matter = |name: &&str| crosswalk.names_a_year(name);
    let year = |source: &Source| {
        let names = [source.sheet.as_str(), source.file.as_str()];
        let mut named = names.into_iter().filter(of_matter);
        mentioned(&source.title).or_else(|| named.find_map(mentioned))
    };
    let rosters = (0..).zip(&linked.sources).filter(|(_, source)| source.table == ROSTERS);
    let title = |source: &Source| {
        let state = crosswalk.state_of(&source.title);
        let sheet = crosswalk.remark_of_list(&source.file, &source.sheet);
        let mut title = Title { year: year(source), state, sheet, ..Title::default() };
        for fact in lists.about(source).0 {
            match fact {
                Fact::Year(year) => title.said_year = Some(year),
                Fact::State(state) => title.said_state = Some(state),
                Fact::ReturnedLater(returned) => title.returned_later = Some(returned),
                Fact::Instead(stated, year) => title.said_instead.push((stated, year)),
            }
        }
        title
    };
    rosters.map(|(at, source)| (at, title(source))).collect()
}

/// Answers about lists of which two of one day differ, and about lists that the run does not have.
fn answers_of_lists(linked: &Linked, lists: &ListAnswers) -> Vec<Diagnostic> {
    let rosters = || linked.sources.iter().filter(|source| source.table == ROSTERS);
    let twice = rosters().filter(|source| lists.about(source).1);
    let twice = twice.map(|source| {
        Diagnostic::new(&codes::DECISION_CONTRADICTS).arg("read", lists::place(source))
    });
    let strange = |(list, title, _): &(&str, &str, &ListAnswer)| {
        !rosters().any(|source| ListAnswers::is_about(list, title, source))
    };
    let strange = lists.all().filter(strange).map(|(list, _, a)| (a.signed.place, list));
    let strange: BTreeMap<(u32, u32), &str> = strange.collect();
    let strange = strange.into_iter().map(|((source, row), list)| {
        Diagnostic::new(&codes::DECISION_UNKNOWN)
            .arg("read", list)
            .at(linked.place(source, row, ""))
    });
    twice.chain(strange).collect()
}

/// What the pipeline says of the year, where the title says another.
fn other_year(of_roster: &str, title: Option<Given>) -> Option<Diagnostic> {
    let (own, title) = (period::read(of_roster)?, title?);
    let apart = overlap(&own.period, &title.period) == 0;
    let year = chrono::Datelike::year(&title.period.from);
    apart.then(|| {
        Diagnostic::new(&codes::LIST_YEAR_DIFFERS).arg("title", year).arg("year", of_roster)
    })
}

/// The roster that names a file.
fn of_file(plan: &Plan, file: &str) -> usize {
    let names = |files: &[InputFile]| files.iter().any(|known| known.shown == file);
    plan.rosters.iter().position(|roster| names(&roster.files)).unwrap_or(0)
}
