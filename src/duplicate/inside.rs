//! Inside the filings: papers that stand in two claims, and enterprises that share a person, a
//! phone, an address or an account. Signs for a person to look at; nothing is lowered.

use std::collections::BTreeMap;

use polars::prelude::*;
use rayon::prelude::*;

use super::papers::{MeasurePapers, PAPERS, fact_key, name_of};
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::paper::{self, each, several};
use crate::frame::access::{text_column, texts, words};
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, Field, LINE_FIELDS, find};
use crate::frame::output::OutputTable;
use crate::frame::table::{Columns, Row, table};
use crate::scheme::Scheme;

/// Facts that related enterprises share.
const SHARED: [&str; 4] = [c::LEGAL_REPRESENTATIVE, c::PHONE, c::ADDRESS, c::ACCOUNT];

/// A line that names a paper.
struct Entry<'a> {
    paper: usize,
    /// The number that it shares, in the form in which numbers are compared.
    number: String,
    value: &'a str,
    measure: usize,
    firm: u32,
    item: &'a str,
    place: (u32, u32),
}

table! {
    /// A row whose paper stands in another claim too.
    pub struct SharedPaper: "shared_papers" "内部重复" "Papers in two claims", sheet("内部重复", "Shared papers") {
        kind: Text = PAPER_NAME_ZH "凭证" "Paper (Chinese)", PAPER_NAME_EN "凭证（英文）" "Paper";
        number: String = PAPER_NO "凭证号" "Number";
        clause: String = CLAUSE "条款" "Clause";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        item: String = ITEM "项目标识" "Item";
        place: String = OWN_PLACE "出处" "Where it stands";
    }
}

table! {
    /// An applicant that shares something with another.
    pub struct Related: "related_firms" "关联企业提示" "Related applicants",
        sheet("关联企业提示", "Related applicants") {
        group: i64 = KEY "组号" "Group";
        shared: Text = SHARED_ZH "相同事项" "What they share (Chinese)", SHARED_EN "相同事项（英文）" "What they share";
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
    }
}

/// Papers in two claims or more: the table, and one finding for each kind of paper.
///
/// # Errors
/// A fault of the engine.
pub fn shared_papers(
    scheme: &Scheme,
    measures: &[MeasurePapers],
    firms: &DataFrame,
    places: &[String],
) -> PolarsResult<(OutputTable, Vec<Diagnostic>)> {
    let groups: Vec<Vec<Entry>> =
        (0..PAPERS.len()).flat_map(|paper| shared(paper, measures)).collect();
    let mut counts = vec![0usize; PAPERS.len()];
    groups.iter().for_each(|group| counts[group[0].paper] += 1);
    let (codes_read, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
    let paper = |paper: usize| find(LINE_FIELDS, PAPERS[paper]);
    let table = SharedPaper::table(groups.iter().flatten().map(|entry| {
        let file = places.get(entry.place.0 as usize).map_or("", String::as_str);
        SharedPaper {
            kind: name_of(entry.paper),
            number: entry.value.to_string(),
            clause: scheme.measures[entry.measure].clause.clone(),
            code: codes_read[entry.firm as usize].into(),
            firm: names[entry.firm as usize].into(),
            item: entry.item.into(),
            place: format!("{file}·{}", entry.place.1),
        }
    }));
    let said =
        counts.iter().enumerate().filter(|(_, count)| **count > 0).filter_map(|(at, count)| {
            let field = paper(at)?;
            let finding = Diagnostic::new(&codes::PAPERS_SHARED).arg("count", count);
            Some(finding.arg("paper", field.zh).arg("paper_en", field.en))
        });
    Ok((table, said.collect()))
}

/// A paper that stands in several claims.
#[derive(Clone, Debug)]
pub struct PaperGroup {
    /// Its place in [`PAPERS`].
    pub paper: usize,
    /// In the form in which it is compared.
    pub number: String,
    /// As it stands first.
    pub shown: String,
    /// Measure, enterprise and item of each claim; the item is empty where the measure knows none.
    pub claims: Vec<(usize, u32, String)>,
}

/// Every paper that stands in two claims or more, by kind and number.
pub fn paper_groups(measures: &[MeasurePapers]) -> Vec<PaperGroup> {
    let all = (0..PAPERS.len()).flat_map(|paper| shared(paper, measures));
    let mut all: Vec<PaperGroup> = all
        .map(|group| PaperGroup {
            paper: group[0].paper,
            number: group[0].number.clone(),
            shown: group[0].value.to_string(),
            claims: group.iter().map(|e| (e.measure, e.firm, e.item.to_string())).collect(),
        })
        .collect();
    all.sort_by(|a, b| (a.paper, &a.number).cmp(&(b.paper, &b.number)));
    all
}

/// The claims that share numbers of one kind of paper, by number.
/// Nearly all numbers stand once, so they are told apart by their keys before anything else is looked at.
fn shared<'a>(paper: usize, measures: &'a [MeasurePapers]) -> Vec<Vec<Entry<'a>>> {
    let mut keys: Vec<(u64, u32, u32)> = Vec::new();
    for (measure, papers) in (0..).zip(measures) {
        let rows = papers.numbers(paper).par_iter().enumerate();
        let own = rows.flat_map_iter(|(line, text)| {
            keys_of(text).map(move |key| (key, measure, line as u32))
        });
        keys.par_extend(own);
    }
    keys.par_sort_unstable();
    let mut all = Vec::new();
    for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        // One line for each claim is enough.
        let mut claims: BTreeMap<(u32, u32, &str), Entry> = BTreeMap::new();
        let value = |(_, measure, line): &(u64, u32, u32)| {
            measures[*measure as usize].numbers(paper)[*line as usize]
        };
        let form = |entry: &(u64, u32, u32)| {
            each(value(entry)).into_iter().find(|form| paper::key(form) == Some(entry.0))
        };
        let Some(first) = form(&group[0]) else { continue };
        for entry in group.iter().filter(|entry| form(entry).as_ref() == Some(&first)) {
            let (_, measure, line) = entry;
            let papers = &measures[*measure as usize];
            let (firm, item, source, row) = papers.line(*line as usize);
            claims.entry((*measure, firm, item)).or_insert_with(|| Entry {
                paper,
                number: first.clone(),
                value: value(entry),
                measure: *measure as usize,
                firm,
                item,
                place: (source, row),
            });
        }
        if claims.len() > 1 {
            all.push(claims.into_values().collect());
        }
    }
    all
}

/// Keys of the papers that a cell names.
fn keys_of(text: &str) -> impl Iterator<Item = u64> {
    let all = several(text);
    let one = if all.is_none() { paper::key(text) } else { None };
    one.into_iter().chain(all.into_iter().flatten().filter_map(|number| paper::key(&number)))
}

/// Groups of enterprises that share a fact; what more than `most` share says nothing. The fact itself
/// is not told: persons, phones, addresses and accounts are written to no output.
///
/// # Errors
/// A fault of the engine.
pub fn related_firms(
    firms: &DataFrame,
    most: usize,
) -> PolarsResult<(OutputTable, Option<Diagnostic>)> {
    let groups = related_groups(firms, most)?;
    let fields: Vec<&Field> = SHARED.iter().filter_map(|name| find(FIRM_FIELDS, name)).collect();
    let all = || {
        (1i64..)
            .zip(&groups)
            .flat_map(|(number, (field, own))| own.iter().map(move |firm| (number, field, *firm)))
    };
    let of_firms: IdxCa = all().map(|(.., firm)| Some(firm)).collect();
    let shared =
        all().map(|(_, field, _)| fields.iter().zip(0..).find(|(own, _)| own.name == field.name));
    let shared: IdxCa = shared.map(|found| found.map(|(_, at)| at)).collect();
    let table = Columns::of(Related::SPEC)
        .int(c::KEY, all().map(|(number, ..)| number).collect())
        .picked(c::SHARED_ZH, &words(fields.iter().map(|field| field.zh)), &shared)
        .picked(c::SHARED_EN, &words(fields.iter().map(|field| field.en)), &shared)
        .picked(c::USCC, &text_column(firms, c::USCC)?, &of_firms)
        .picked(c::FIRM_NAME, &text_column(firms, c::FIRM_NAME)?, &of_firms)
        .finish()?;
    let said = Diagnostic::new(&codes::FIRMS_RELATED).arg("count", groups.len());
    Ok((table, (!groups.is_empty()).then_some(said)))
}

/// Rows of enterprises that share a fact, and which.
///
/// # Errors
/// A fault of the engine.
pub fn related_groups(
    firms: &DataFrame,
    most: usize,
) -> PolarsResult<Vec<(&'static Field, Vec<u32>)>> {
    let mut groups = Vec::new();
    for name in SHARED {
        let Some(field) = find(FIRM_FIELDS, name) else { continue };
        let Ok(column) = firms.column(name) else { continue };
        let cells: Vec<Option<&str>> = column.str()?.iter().collect();
        let mut all: Vec<(u64, u32)> = cells
            .par_iter()
            .enumerate()
            .filter_map(|(firm, cell)| Some((fact_key((*cell)?)?, firm as u32)))
            .collect();
        all.par_sort_unstable();
        for group in all.chunk_by(|a, b| a.0 == b.0).filter(|g| (2..=most).contains(&g.len())) {
            groups.push((field, group.iter().map(|(_, firm)| *firm).collect()));
        }
    }
    Ok(groups)
}
