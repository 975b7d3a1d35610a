//! Rosters of other support, read for whatever they have.
//!
//! A row with a bad amount, a code that Excel has rounded or a broken cell is refused in filings. A
//! roster was made by somebody else: what such a row still says may be the only trace of a duplicate,
//! so that its contract is lenient.

use std::collections::{BTreeSet, HashMap};

use polars::prelude::*;

use super::period::Given;
use super::remarks::Remark;
use super::same::State;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::frame::Field;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::ROSTER_FIELDS;
use crate::frame::tables::TableContract;
use crate::ingest::{Batch, Headers, InputFile, Limits, Progress, read};

/// The key of the contract.
pub const ROSTERS: &str = "rosters";

/// What the title of a roster says of all its rows, and what the office said of the list.
#[derive(Clone, Debug, Default)]
pub struct Title {
    pub year: Option<Given>,
    pub state: Option<State>,
    pub said_year: Option<Given>,
    pub said_state: Option<State>,
    /// Years that the list states, each with what it means.
    pub said_instead: Vec<(i32, Given)>,
    /// Whether some of it was returned later.
    pub returned_later: Option<bool>,
    /// A list of what was returned names rows of it: the others hold.
    pub returns_named: bool,
    /// Years of its rows of which the source has named what was returned: it need not be asked about these.
    pub returns_known: BTreeSet<i32>,
    /// What the name of the sheet says of all its rows, and the name.
    pub sheet: Option<(Remark, String)>,
}

impl Title {
    /// What the office says that a year of the list means.
    pub fn corrected(&self, given: Given) -> Given {
        let stated = given.year();
        let meant = self.said_instead.iter().find(|(from, _)| Some(*from) == stated);
        meant.map_or(given, |(_, meant)| *meant)
    }

    /// Whether the office says that all rows of a year are of it.
    pub fn confirms(&self, stated: i32) -> bool {
        let right = |(from, meant): &(i32, Given)| *from == stated && meant.year() == Some(stated);
        self.said_instead.iter().any(right)
    }

    /// Whether the office says that rows of a year are matters of that year, and others of a later one.
    pub fn reaches_beyond(&self, stated: Given) -> bool {
        let meant = self.corrected(stated).period;
        meant.from <= stated.period.from && stated.period.to < meant.to
    }

    /// What the sheet says of its rows, unless the office said of the list what became of it.
    pub fn remark(&self) -> Option<(Remark, &str)> {
        let (remark, name) = self.sheet.as_ref().filter(|_| self.said_state.is_none())?;
        Some((*remark, name))
    }

    /// Whether the title says the state of the list, and nobody confirmed it.
    pub fn only_by_title(&self) -> bool {
        self.state.is_some() && self.said_state.is_none() && self.returned_later.is_none()
    }
}

fn contract(headers: &Headers) -> TableContract {
    let fixed = TableContract::fixed(ROSTERS, ROSTER_FIELDS, &[], headers.sheet_names(ROSTERS));
    TableContract { title: "名册".to_string(), lenient: true, ..fixed }
}

/// Reads the files of one roster: every sheet with a heading that is known. The table has
/// [`ROSTER_FIELDS`], `NOTES`, `SOURCE` and `ROW`.
///
/// # Errors
/// Files that cannot be read, and files without any sheet of names or codes: a roster that is named
/// but not understood must not pass for an empty one.
pub fn read_roster(
    files: &[InputFile],
    headers: &Headers,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Batch, Diagnostics> {
    let mut batch = read(files, &[contract(headers)], headers, limits, progress)?;
    // Rosters have sheets of any name, and are known by their headings.
    batch.findings.retain(|finding| finding.code != &codes::SHEET_BY_HEADINGS);
    let who = [c::FIRM_NAME, c::USCC, c::ORGANISATION_CODE, c::REGISTRATION_NO];
    let names_firms = |file: &str| {
        let mut sources = batch.sources.iter().filter(|source| source.file == file);
        sources.any(|source| source.columns.iter().any(|column| who.contains(&column.field)))
            || batch.left.iter().any(|left| left.file == file)
    };
    let faults = files.iter().filter(|file| !names_firms(&file.shown)).map(|file| {
        let expected: Vec<&str> = ROSTER_FIELDS
            .iter()
            .filter(|field| who.contains(&field.name))
            .map(|field| field.zh)
            .collect();
        Diagnostic::new(&codes::NO_HEADER)
            .arg("expected", expected.join("、"))
            .at(Place::File(file.shown.clone()))
    });
    Diagnostics(faults.collect()).into_result(batch)
}

/// Ends of names of firms: no total or remark has one.
const FIRMS: [&str; 8] = ["公司", "合伙)", "合伙企业", "事务所", "协会", "研究院", "中心", "ltd"];

/// Rows that are totals or remarks below the table, by their name.
pub fn is_footer(name: &str) -> bool {
    const FOOTERS: [&str; 10] =
        ["合计", "总计", "小计", "共计", "总合计", "备注", "说明", "注:", "制表", "审核人"];
    let name = crate::domain::text::comparable(name);
    // 合计数据（深圳）有限公司 and 说明书科技公司 are firms.
    let firm = !name.contains([':', ',']) && FIRMS.iter().any(|end| name.ends_with(end));
    !firm && FOOTERS.iter().any(|word| name.starts_with(word)) || name == "计"
}

/// Which rows hold an enterprise: neither a footer nor a repetition of an earlier row.
///
/// # Errors
/// A fault of the engine.
pub fn kinds(table: &DataFrame) -> PolarsResult<Vec<RowKind>> {
    let names = texts(table, c::FIRM_NAME)?;
    // Most rosters have a handful of the columns that one may have.
    let filled = |field: &&Field| {
        let nulls = table.column(field.name).map_or(usize::MAX, |column| column.null_count());
        field.name != c::AMOUNT && nulls < table.height()
    };
    let fields: Vec<&Field> = ROSTER_FIELDS.iter().filter(filled).collect();
    let own: Vec<Vec<&str>> =
        fields.iter().map(|field| texts(table, field.name)).collect::<PolarsResult<_>>()?;
    let codes = [c::USCC, c::ORGANISATION_CODE, c::REGISTRATION_NO];
    let coded: Vec<usize> =
        (0..fields.len()).filter(|at| codes.contains(&fields[*at].name)).collect();
    let amounts = table.column(c::AMOUNT)?.i64()?;
    let mut seen: HashMap<u64, Vec<u32>> = HashMap::new();
    let same = |a: usize, b: usize| {
        own.iter().all(|column| column[a] == column[b]) && amounts.get(a) == amounts.get(b)
    };
    let mut out = Vec::with_capacity(names.len());
    for (row, name) in names.iter().enumerate() {
        let coded = coded.iter().any(|at| !own[*at][row].is_empty());
        if is_footer(name) && !coded {
            out.push(RowKind::Footer);
            continue;
        }
        if name.is_empty() && !coded {
            out.push(RowKind::Nameless);
            continue;
        }
        let cells: Vec<&str> = own.iter().map(|column| column[row]).collect();
        let key = crate::entity::names::key((&cells, amounts.get(row)));
        let known = seen.entry(key).or_default();
        match known.iter().find(|first| same(**first as usize, row)) {
            Some(first) => out.push(RowKind::Repeated(*first)),
            None => {
                known.push(row as u32);
                out.push(RowKind::Used);
            }
        }
    }
    Ok(out)
}

/// What a row of a roster is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Used,
    /// A total or a remark.
    Footer,
    /// Neither name nor code.
    Nameless,
    /// The same in every column as the row with this number.
    Repeated(u32),
}
