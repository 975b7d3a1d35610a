//! What became of the rows of rosters: how many could be compared, how many not, and why.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::filled::Completed;
use super::period;
use super::remarks::{Cells, Remark, of_row};
use super::roster::{RowKind, Title, kinds};
use super::rows::state;
use super::same::State;
use super::settings::{Plan, ReadyRoster};
use crate::diag::{Diagnostic, codes};
use crate::entity::identifiers::{Identifier, read as read_code};
use crate::entity::{Matches, Status};
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};
use crate::ingest::Headers;

/// The rows of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Number of the source.
    pub at: u32,
    /// Place among the rosters of the plan.
    pub roster: usize,
    pub read: usize,
    /// In quarantine.
    pub refused: usize,
    pub used: usize,
    pub footers: usize,
    pub repeated: usize,
    pub nameless: usize,
    pub uncoded: usize,
    pub bad_codes: usize,
    pub unpriced: usize,
    pub undated: usize,
    pub stateless: usize,
    /// Whose state is what the title says.
    pub by_title: usize,
    /// What says nothing of its matter, though no roster of the pipeline is said to be about one.
    pub itemless: usize,
    /// That say themselves that they are no support, and that make one wonder.
    pub unsupported: usize,
    pub doubtful: usize,
    /// The first of these, and what it says.
    pub remark: Option<(u32, String)>,
    /// What was completed by the rows around.
    pub completed: Completed,
}

impl Usage {
    /// What a person should know about the sheet.
    pub fn said(&self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let unused = self.refused + self.nameless;
        if unused > 0 {
            out.push(Diagnostic::new(&codes::ROSTER_ROWS_UNUSED).arg("count", unused));
        }
        if self.uncoded + self.bad_codes + self.unpriced + self.undated > 0 {
            out.push(
                Diagnostic::new(&codes::ROSTER_ROWS_POOR)
                    .arg("uncoded", self.uncoded)
                    .arg("bad", self.bad_codes)
                    .arg("unpriced", self.unpriced)
                    .arg("undated", self.undated),
            );
        }
        if self.undated > 0 {
            out.push(Diagnostic::new(&codes::ROSTER_WITHOUT_YEAR).arg("count", self.undated));
        }
        if self.stateless > 0 {
            out.push(Diagnostic::new(&codes::ROSTER_WITHOUT_STATE).arg("count", self.stateless));
        }
        if self.itemless > 0 {
            out.push(Diagnostic::new(&codes::ROSTER_WITHOUT_ITEM).arg("count", self.itemless));
        }
        if let Some((row, quote)) = &self.remark {
            out.push(
                Diagnostic::new(&codes::ROSTER_ROWS_REMARKED)
                    .arg("unsupported", self.unsupported)
                    .arg("doubtful", self.doubtful)
                    .arg("row", row)
                    .arg("quote", crate::diag::private::hide(quote)),
            );
        }
        let Completed { ditto, firms, sectioned, .. } = self.completed;
        if ditto + firms + sectioned > 0 {
            out.push(
                Diagnostic::new(&codes::ROSTER_ROWS_COMPLETED)
                    .arg("ditto", ditto)
                    .arg("firms", firms)
                    .arg("sectioned", sectioned),
            );
        }
        if self.footers + self.repeated > 0 {
            out.push(
                Diagnostic::new(&codes::ROSTER_ROWS_SET_ASIDE)
                    .arg("footers", self.footers)
                    .arg("repeated", self.repeated),
            );
        }
        out
    }
}

/// The rows that can be compared, of all rosters; for each its roster; and the use of each sheet.
///
/// # Errors
/// A fault of the engine.
pub fn combined(
    (plan, headers): (&Plan, &Headers),
    parts: &[(usize, DataFrame)],
    titles: &BTreeMap<u32, Title>,
) -> PolarsResult<(DataFrame, Vec<usize>, Vec<Usage>)> {
    let mut all: Option<DataFrame> = None;
    let (mut roster_of, mut usage) = (Vec::new(), Vec::new());
    for (roster, table) in parts {
        let kinds = kinds(table)?;
        count((plan, headers, *roster, titles), table, &kinds, &mut usage)?;
        let keep: Vec<bool> = kinds.iter().map(|kind| *kind == RowKind::Used).collect();
        let rows = table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))?;
        roster_of.resize(roster_of.len() + rows.height(), *roster);
        match &mut all {
            None => all = Some(rows),
            Some(all) => {
                all.vstack_mut(&rows)?;
            }
        }
    }
    Ok((all.unwrap_or_default(), roster_of, usage))
}

fn count(
    (plan, headers, roster, titles): (&Plan, &Headers, usize, &BTreeMap<u32, Title>),
    table: &DataFrame,
    kinds: &[RowKind],
    into: &mut Vec<Usage>,
) -> PolarsResult<()> {
    let cells = Columns::of(table)?;
    let ready = &plan.rosters[roster];
    let headers = ready.headers.as_ref().unwrap_or(headers);
    let nothing = Title::default();
    let first = into.len();
    for (row, kind) in kinds.iter().enumerate() {
        let source = cells.sources[row];
        let at = match into[first..].iter().position(|usage| usage.at == source) {
            Some(at) => first + at,
            None => {
                into.push(Usage { at: source, roster, ..Usage::default() });
                into.len() - 1
            }
        };
        let usage = &mut into[at];
        match kind {
            RowKind::Footer => usage.footers += 1,
            RowKind::Nameless => usage.nameless += 1,
            RowKind::Repeated(_) => usage.repeated += 1,
            RowKind::Used => {
                let title = titles.get(&source).unwrap_or(&nothing);
                usage.used += 1;
                usage.count_identity(&cells, row);
                usage.count_matter(&cells, row, ready, title);
                usage.count_state((&cells, row), (plan, ready, headers), title);
            }
        }
    }
    Ok(())
}

/// The columns of a roster that say how far a row can be used.
struct Columns<'a> {
    sources: Vec<u32>,
    lines: Vec<u32>,
    codes: Vec<&'a str>,
    /// Other numbers of an enterprise.
    others: [Vec<&'a str>; 2],
    names: Vec<&'a str>,
    items: [Vec<&'a str>; 2],
    amounts: Vec<Option<i64>>,
    periods: Vec<Vec<&'a str>>,
    statuses: Vec<&'a str>,
    notes: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name| texts(table, name);
        let periods = [c::PERIOD_FROM, c::PERIOD_TO, c::YEAR, c::AWARD_YEAR, c::PAID_ON].map(text);
        Ok(Self {
            sources: indices(table, c::SOURCE)?,
            lines: indices(table, c::ROW)?,
            codes: text(c::USCC)?,
            others: [text(c::ORGANISATION_CODE)?, text(c::REGISTRATION_NO)?],
            names: text(c::FIRM_NAME)?,
            items: [text(c::ITEM)?, text(c::MEASURE)?],
            amounts: optional_ints(table, c::AMOUNT)?,
            periods: periods.into_iter().collect::<PolarsResult<_>>()?,
            statuses: text(c::STATUS)?,
            notes: text(c::NOTES)?,
        })
    }
}

impl Usage {
    fn count_identity(&mut self, cells: &Columns, row: usize) {
        let code = read_code(cells.codes[row]);
        let other = cells.others.iter().any(|column| !column[row].is_empty());
        self.uncoded += usize::from(code == Identifier::Nothing && !other);
        let bad = matches!(code, Identifier::Damaged(_) | Identifier::Masked(_));
        self.bad_codes += usize::from(bad);
    }

    /// For what the support was, how much, and of which time.
    fn count_matter(&mut self, cells: &Columns, row: usize, ready: &ReadyRoster, title: &Title) {
        self.unpriced += usize::from(cells.amounts[row].is_none());
        let itemless = cells.items.iter().all(|column| column[row].is_empty());
        self.itemless += usize::from(itemless && ready.item.is_empty());
        let dated = cells.periods.iter().any(|column| period::read(column[row]).is_some())
            || title.year.or(title.said_year).is_some()
            || cells.items.iter().any(|column| period::mentioned(column[row]).is_some());
        self.undated += usize::from(!dated && period::read(&ready.year).is_none());
    }

    fn count_state(
        &mut self,
        (cells, row): (&Columns, usize),
        (plan, ready, headers): (&Plan, &ReadyRoster, &Headers),
        title: &Title,
    ) {
        let status = cells.statuses[row];
        let (name, notes, amount) = (cells.names[row], cells.notes[row], cells.amounts[row]);
        let said = of_row(Cells { name, status, notes, amount }, &plan.crosswalk.remarks, headers);
        let of_sheet = || title.remark().map(|(remark, name)| (remark, name.to_string()));
        if let Some((remark, quote)) = said.or_else(of_sheet) {
            // It says its state, or asks a person: the list need not.
            self.doubtful += usize::from(remark == Remark::Open);
            self.unsupported += usize::from(remark != Remark::Open);
            self.remark.get_or_insert((cells.lines[row], quote));
        } else {
            let state = state(headers, (status, &ready.status), title);
            self.stateless += usize::from(state == State::Unknown);
            let nobody = status.is_empty() && ready.status.is_empty();
            self.by_title += usize::from(nobody && title.only_by_title());
        }
    }
}

table! {
    /// One sheet of a roster, and how far it could be used.
    pub struct Roster: "rosters" "名册使用情况" "Use of rosters", sheet("名册使用情况", "Use of rosters") {
        scheme: String = OTHER_SCHEME "他项来源" "Other scheme";
        place: String = OTHER_PLACE "名册" "Roster";
        read: i64 = ROWS_READ "读入行数" "Rows read";
        used: i64 = ROWS_USED "可比对行数" "Rows compared";
        quarantined: i64 = ROWS_QUARANTINED "无法读取" "Rows unread";
        nameless: i64 = ROWS_NAMELESS "无名称无代码" "No name or code";
        footers: i64 = ROWS_FOOTER "合计备注行" "Totals and remarks";
        repeated: i64 = ROWS_REPEATED "完全重复行" "Repeated rows";
        without_code: i64 = WITHOUT_CODE "无代码" "Without a code";
        bad_code: i64 = BAD_CODE "代码有误" "With a bad code";
        without_amount: i64 = WITHOUT_AMOUNT "无金额" "Without an amount";
        without_period: i64 = WITHOUT_PERIOD "无期间" "Without a period";
        matched: i64 = MATCHED "确认为申报企业" "Confirmed applicants";
        in_review: i64 = IN_REVIEW "疑似申报企业" "Suspected applicants";
    }
}

/// The use of rosters as a table, with how many rows were found among the applicants.
///
/// # Errors
/// A fault of the engine.
pub fn table(
    usage: &[Usage],
    plan: &Plan,
    places: &[String],
    matches: &Matches,
    rosters: &DataFrame,
) -> PolarsResult<OutputTable> {
    let sources = indices(rosters, c::SOURCE)?;
    let (mut confirmed, mut review) = (vec![0i64; usage.len()], vec![0i64; usage.len()]);
    for group in matches.pairs.chunk_by(|a, b| a.other == b.other) {
        let source = sources[group[0].other as usize];
        let Some(at) = usage.iter().position(|usage| usage.at == source) else { continue };
        match group.iter().map(|pair| pair.status).max() {
            Some(Status::Confirmed) => confirmed[at] += 1,
            Some(Status::Review) => review[at] += 1,
            _ => {}
        }
    }
    let rows = usage.iter().zip(confirmed.into_iter().zip(review));
    Ok(Roster::table(rows.map(|(usage, (matched, in_review))| Roster {
        scheme: plan.crosswalk.sources[plan.rosters[usage.roster].source].id.clone(),
        place: places.get(usage.at as usize).cloned().unwrap_or_default(),
        read: usage.read as i64,
        used: usage.used as i64,
        quarantined: usage.refused as i64,
        nameless: usage.nameless as i64,
        footers: usage.footers as i64,
        repeated: usage.repeated as i64,
        without_code: usage.uncoded as i64,
        bad_code: usage.bad_codes as i64,
        without_amount: usage.unpriced as i64,
        without_period: usage.undated as i64,
        matched,
        in_review,
    })))
}
