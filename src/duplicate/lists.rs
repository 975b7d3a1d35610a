//! Lists that do not say of which year their rows are, or what became of them: each is asked about once, and the answer
//! holds for all its rows, now and in later years.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::decisions::{Signatures, Signed, latest};
use super::dossier::Dossier;
use super::period::{self, Given};
use super::roster::Title;
use super::rows::{said_state, taken_from_title};
use super::same::{State, Verdict};
use super::usage::Usage;
use crate::diag::{Diagnostic, Place, Text, codes};
use crate::domain::Fen;
use crate::domain::text::comparable;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};
use crate::ingest::{Headers, Source};

/// What the office said of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAnswer {
    pub year: Option<Given>,
    pub state: Option<State>,
    pub signed: Signed,
}

/// File and sheet of a list, and what stands above it: a list of another title under the same name is another list.
type ListKey = [String; 2];

/// All answers about lists.
#[derive(Clone, Debug, Default)]
pub struct ListAnswers(BTreeMap<ListKey, Vec<ListAnswer>>);

/// The folder does not count: next year it may be another.
fn key(place: &str, title: &str) -> ListKey {
    let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
    [comparable(name), comparable(title)]
}

/// `file·sheet`, as people are shown a list.
pub fn place(source: &Source) -> String {
    match source.sheet.as_str() {
        "" => source.file.clone(),
        sheet => format!("{}·{sheet}", source.file),
    }
}

impl ListAnswers {
    /// Reads the sheet of lists; rows without an answer are still open. What cannot be read, and what nobody signed,
    /// does not count and is said at its place.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(
        table: &DataFrame,
        headers: &Headers,
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let (places, titles) = (texts(table, c::OTHER_PLACE)?, texts(table, c::LIST_TITLE)?);
        let (years, states) = (texts(table, c::YEAR)?, texts(table, c::STATUS)?);
        let signatures = Signatures::read(table)?;
        let (mut out, mut said) = (Self::default(), Vec::new());
        for row in 0..table.height() {
            let (year, state) = (period::read(years[row]), said_state(headers, states[row]));
            let bad = [(years[row], year.is_none()), (states[row], state.is_none())];
            let at = || place(signatures.sources[row], signatures.rows[row]);
            let bad: Vec<&str> =
                bad.iter().filter(|(text, bad)| *bad && !text.is_empty()).map(|b| b.0).collect();
            said.extend(bad.iter().map(|text| {
                let fault = Diagnostic::new(&codes::LIST_ANSWER_UNREAD).arg("read", *text);
                fault.arg("list", places[row]).at(at())
            }));
            if year.is_none() && state.is_none() {
                continue;
            }
            match signatures.of(row) {
                None => said.push(signatures.incomplete(row, places[row], &place)),
                Some(signed) => {
                    let answer = ListAnswer { year, state, signed };
                    out.0.entry(key(places[row], titles[row])).or_default().push(answer);
                }
            }
        }
        Ok((out, said))
    }

    /// What holds for a list: the latest answer. The flag tells of two answers of one day.
    pub fn about(&self, source: &Source) -> (Option<&ListAnswer>, bool) {
        let all = self.0.get(&key(&place(source), &source.title)).map_or(&[][..], Vec::as_slice);
        let agree = |a: &ListAnswer, b: &ListAnswer| a.year == b.year && a.state == b.state;
        latest(all.iter(), |answer| &answer.signed, agree)
    }

    /// All answers: list, title, answer.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &ListAnswer)> {
        let all = self.0.iter();
        all.flat_map(|([list, title], all)| all.iter().map(move |a| (&**list, &**title, a)))
    }

    /// Whether an answer, by list and title as `all` gives them, is about a list.
    pub fn is_about(list: &str, title: &str, source: &Source) -> bool {
        key(&place(source), &source.title) == [list, title]
    }
}

impl ListAnswer {
    /// `2025；已核定`
    pub fn said(&self) -> Text {
        let year = self.year.map(|given| given.period.from.year().to_string());
        let state = self.state.map(State::text);
        let zh = year.iter().cloned().chain(state.iter().map(|state| state.zh.clone()));
        let en = year.iter().cloned().chain(state.iter().map(|state| state.en.clone()));
        Text::new(zh.collect::<Vec<_>>().join("；"), en.collect::<Vec<_>>().join("; "))
    }
}

table! {
    /// A list that leaves its year or its state open, with room for the answer.
    pub struct ListOpen: "lists_open" "名册待补" "Lists to complete", sheet("名册待补", "Lists to complete") {
        place: String = OTHER_PLACE "名册" "Roster";
        title: String = LIST_TITLE "名册标题" "Title of the roster";
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        /// What a person says.
        year: String = YEAR "年度" "Year";
        status: String = STATUS "状态" "Status";
        why: Text = WHY_ZH "待补之处" "What is missing (Chinese)", WHY_EN "待补之处（英文）" "What is missing";
        rows: i64 = ROWS_USED "可比对行数" "Rows compared";
        claims: i64 = CLAIMS "涉及申报项" "Claims touched";
        at_risk: Fen = AT_RISK "涉及金额" "At risk";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
    }
}

impl Dossier<'_> {
    /// Lists that leave something open, those first on which the most money hangs. `sources` are all of the run.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn lists(&self, usage: &[Usage], sources: &[Source]) -> PolarsResult<OutputTable> {
        let weights = self.by_list()?;
        // What a title says is shown where a claim rests on it.
        let open = |usage: &&Usage| {
            usage.undated + usage.stateless > 0
                || usage.by_title > 0 && weights.contains_key(&usage.at)
        };
        let mut rows: Vec<ListOpen> = usage
            .iter()
            .filter(open)
            .map(|usage| {
                let source = &sources[usage.at as usize];
                let none = BTreeMap::new();
                let claims = weights.get(&usage.at).unwrap_or(&none);
                let of_roster = self.world.plan.rosters[usage.roster].source;
                ListOpen {
                    place: place(source),
                    title: source.title.clone(),
                    district: self.world.plan.crosswalk.sources[of_roster].district.clone(),
                    year: String::new(),
                    status: String::new(),
                    why: missing(usage, self.world.titles.get(&usage.at)),
                    rows: usage.used as i64,
                    claims: claims.len() as i64,
                    at_risk: Fen(claims.values().fold(0, |sum, fen| sum.saturating_add(*fen))),
                    by: String::new(),
                    on: None,
                    reason: String::new(),
                }
            })
            .collect();
        rows.sort_by(|a, b| b.at_risk.0.cmp(&a.at_risk.0).then_with(|| a.place.cmp(&b.place)));
        Ok(ListOpen::table(rows))
    }

    /// By source: claims whose cases rest on what a list leaves open, each with the most it can lose.
    fn by_list(&self) -> PolarsResult<BTreeMap<u32, BTreeMap<&str, i64>>> {
        let sources = indices(self.world.rosters, c::SOURCE)?;
        let statuses = texts(self.world.rosters, c::STATUS)?;
        let mut out: BTreeMap<u32, BTreeMap<&str, i64>> = BTreeMap::new();
        for (at, case) in self.cases.cases.iter().enumerate() {
            let open = case.given.is_none() || case.state == State::Unknown;
            let rests = match case.verdict {
                Verdict::Suspected => open,
                Verdict::Duplicate => {
                    case.decision.is_none()
                        && taken_from_title(self.world, case.row, (&statuses, &sources))
                }
                _ => false,
            };
            if rests {
                let claims = out.entry(sources[case.row]).or_default();
                let risk = claims.entry(self.claim_ids[at].as_str()).or_default();
                *risk = self.stakes[at].at_risk().max(*risk);
            }
        }
        Ok(out)
    }
}

/// What a list leaves open, and what was taken for it.
fn missing(usage: &Usage, title: Option<&Title>) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut say = |count: usize, of_zh: String, of_en: String| {
        if count > 0 {
            zh.push(format!("{count} 行{of_zh}"));
            en.push(format!("{count} rows {of_en}"));
        }
    };
    say(usage.undated, "无年度".into(), "without a year".into());
    say(usage.stateless, "无状态".into(), "without a state".into());
    let taken = title.and_then(|title| title.state).map(State::text).unwrap_or_default();
    say(
        usage.by_title,
        format!("按标题推定为“{}”", taken.zh),
        format!("taken for `{}` by the title", taken.en),
    );
    Text::new(zh.join("；"), en.join("; "))
}
