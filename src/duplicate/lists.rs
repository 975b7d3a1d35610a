//! Lists that do not say of which year their rows are, or what became of them, or whose rows contradict their year: each is
//! asked about once, and the answer holds for all its rows, now and in later years.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::decisions::{Signatures, Signed, latest};
use super::dossier::Dossier;
use super::period::{self, Given};
use super::roster::Title;
use super::rows::said_state;
use super::same::{State, Verdict, Why};
use super::usage::Usage;
use crate::diag::{Diagnostic, Place, Text, codes};
use crate::domain::Fen;
use crate::domain::text::comparable;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};
use crate::ingest::{Headers, Source};

/// What the office said of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Year(Given),
    /// What the list states, and the year or years that it means.
    Instead(i32, Given),
    State(State),
    /// Whether some of what it grants was returned later.
    ReturnedLater(bool),
}

/// One answer about a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAnswer {
    pub fact: Fact,
    pub signed: Signed,
}

/// File and sheet of a list, and what stands above it: a list of another title under the same name is another list.
/// Third what was asked, since each question has an answer of its own.
type ListKey = [String; 3];

/// All answers about lists.
#[derive(Clone, Debug, Default)]
pub struct ListAnswers(BTreeMap<ListKey, Vec<ListAnswer>>);

/// The folder does not count: next year it may be another.
fn key(place: &str, title: &str) -> [String; 2] {
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

/// The columns that hold answers.
struct Answered<'a> {
    headers: &'a Headers,
    stated: Vec<&'a str>,
    years: Vec<&'a str>,
    states: Vec<&'a str>,
    returned: Vec<Option<bool>>,
}

impl<'a> Answered<'a> {
    fn read(table: &'a DataFrame, headers: &'a Headers) -> PolarsResult<Self> {
        Ok(Self {
            headers,
            stated: texts(table, c::STATED_YEAR)?,
            years: texts(table, c::YEAR)?,
            states: texts(table, c::STATUS)?,
            returned: table.column(c::RETURNED_LATER)?.bool()?.iter().collect(),
        })
    }

    /// What a row says, and the texts in it that nobody can read.
    fn of(&self, row: usize) -> (Vec<Fact>, Vec<&'a str>) {
        let (mut facts, mut bad) = (Vec::new(), Vec::new());
        let year = period::read(self.years[row]);
        let stated = period::read(self.stated[row]).and_then(|stated| stated.year());
        match (self.stated[row], stated, year) {
            (_, _, None) => bad.push(self.years[row]),
            ("", _, Some(year)) => facts.push(Fact::Year(year)),
            (_, Some(stated), Some(year)) if year.years().is_some() => {
                facts.push(Fact::Instead(stated, year));
            }
            (_, None, _) => bad.push(self.stated[row]),
            (_, Some(_), Some(_)) => bad.push(self.years[row]),
        }
        match said_state(self.headers, self.states[row]) {
            Some(state) => facts.push(Fact::State(state)),
            None => bad.push(self.states[row]),
        }
        facts.extend(self.returned[row].map(Fact::ReturnedLater));
        bad.retain(|text| !text.is_empty());
        (facts, bad)
    }
}

impl Fact {
    fn question(self) -> String {
        match self {
            Fact::Year(_) => "year".to_string(),
            Fact::Instead(stated, _) => format!("year {stated}"),
            Fact::State(_) => "state".to_string(),
            Fact::ReturnedLater(_) => "returned".to_string(),
        }
    }

    pub fn text(self) -> Text {
        let both = |year: String| Text::new(year.clone(), year);
        let years = |given: Given| match [given.period.from, given.period.to].map(|day| day.year())
        {
            [from, to] if from == to => from.to_string(),
            [from, to] => format!("{from}–{to}"),
        };
        match self {
            Fact::Year(given) => both(years(given)),
            Fact::Instead(stated, given) => both(format!("{stated} → {}", years(given))),
            Fact::State(state) => state.text(),
            Fact::ReturnedLater(true) => Text::new("其后有退回", "some was returned later"),
            Fact::ReturnedLater(false) => Text::new("其后无退回", "none was returned later"),
        }
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
        let answered = Answered::read(table, headers)?;
        let signatures = Signatures::read(table)?;
        let (mut out, mut said) = (Self::default(), Vec::new());
        for row in 0..table.height() {
            let (facts, bad) = answered.of(row);
            let at = || place(signatures.sources[row], signatures.rows[row]);
            said.extend(bad.iter().map(|text| {
                let fault = Diagnostic::new(&codes::LIST_ANSWER_UNREAD).arg("read", *text);
                fault.arg("list", places[row]).at(at())
            }));
            if facts.is_empty() {
                continue;
            }
            let Some(signed) = signatures.of(row) else {
                said.push(signatures.incomplete(row, places[row], &place));
                continue;
            };
            let [list, title] = key(places[row], titles[row]);
            for fact in facts {
                let key = [list.clone(), title.clone(), fact.question()];
                out.0.entry(key).or_default().push(ListAnswer { fact, signed: signed.clone() });
            }
        }
        Ok((out, said))
    }

    /// What holds for a list: the latest answer to each question. The flag tells of two answers of one day.
    pub fn about(&self, source: &Source) -> (Vec<Fact>, bool) {
        let own = key(&place(source), &source.title);
        let from = [own[0].clone(), own[1].clone(), String::new()];
        let questions = self.0.range(from..).take_while(|(key, _)| key[..2] == own);
        let (mut facts, mut differ) = (Vec::new(), false);
        for (_, all) in questions {
            let (last, twice) = latest(all.iter(), |a| &a.signed, |a, b| a.fact == b.fact);
            facts.extend(last.map(|answer| answer.fact));
            differ |= twice;
        }
        (facts, differ)
    }

    /// All answers: list, title, answer.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &ListAnswer)> {
        let all = self.0.iter();
        all.flat_map(|([list, title, _], all)| all.iter().map(move |a| (&**list, &**title, a)))
    }

    /// Whether an answer, by list and title as `all` gives them, is about a list.
    pub fn is_about(list: &str, title: &str, source: &Source) -> bool {
        key(&place(source), &source.title) == [list, title]
    }
}

table! {
    /// A list that leaves its year or its state open, or whose rows contradict its year, with room for the answer.
    pub struct ListOpen: "lists_open" "名册待补" "Lists to complete", sheet("名册待补", "Lists to complete") {
        place: String = OTHER_PLACE "名册" "Roster";
        title: String = LIST_TITLE "名册标题" "Title of the roster";
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        /// What the list states, where that is in question.
        stated: String = STATED_YEAR "所写年度" "Year stated";
        /// What a person says.
        year: String = YEAR "年度" "Year";
        status: String = STATUS "状态" "Status";
        returned_later: Option<bool> = RETURNED_LATER "其后有无退回" "Returned later";
        why: Text = WHY_ZH "待补之处" "What is missing (Chinese)", WHY_EN "待补之处（英文）" "What is missing";
        rows: i64 = ROWS_USED "可比对行数" "Rows compared";
        claims: i64 = CLAIMS "涉及申报项" "Claims touched";
        at_risk: Fen = AT_RISK "涉及金额" "At risk";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
    }
}

/// What rests on what a list leaves open.
#[derive(Default)]
struct Rests<'a> {
    /// Claims, each with the most it can lose.
    claims: BTreeMap<&'a str, i64>,
    /// Whether some would be a duplicate by the title alone.
    by_title: bool,
}

impl Dossier<'_> {
    /// Lists that leave something open, those first on which the most money hangs. `sources` are all of the run.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn lists(&self, usage: &[Usage], sources: &[Source]) -> PolarsResult<OutputTable> {
        let weights = self.by_list()?;
        let incomplete = usage.iter().filter_map(|usage| {
            // Where no money hangs on it, nobody need be asked.
            let Rests { claims, by_title } = weights.get(&usage.at)?;
            let why = missing(usage, self.world.titles.get(&usage.at));
            let asked =
                || self.asked(usage, &sources[usage.at as usize], (why, String::new()), claims);
            (*by_title || usage.undated + usage.stateless > 0).then(asked)
        });
        let contradicted = self.contradicted()?;
        let of_list = |at: u32| usage.iter().find(|usage| usage.at == at);
        let contradicted = contradicted.iter().filter_map(|list| {
            let asked = (list.why(), list.stated.to_string());
            let usage = of_list(list.at)?;
            Some(self.asked(usage, &sources[list.at as usize], asked, &list.claims))
        });
        let mut rows: Vec<ListOpen> = incomplete.chain(contradicted).collect();
        rows.sort_by(|a, b| b.at_risk.0.cmp(&a.at_risk.0).then_with(|| a.place.cmp(&b.place)));
        Ok(ListOpen::table(rows))
    }

    /// One row of the sheet: what is asked of a list, and the year that it states where that is in question.
    fn asked(
        &self,
        usage: &Usage,
        source: &Source,
        (why, stated): (Text, String),
        claims: &BTreeMap<&str, i64>,
    ) -> ListOpen {
        let of_roster = self.world.plan.rosters[usage.roster].source;
        ListOpen {
            place: place(source),
            title: source.title.clone(),
            district: self.world.plan.crosswalk.sources[of_roster].district.clone(),
            stated,
            year: String::new(),
            status: String::new(),
            returned_later: None,
            why,
            rows: usage.used as i64,
            claims: claims.len() as i64,
            at_risk: Fen(claims.values().fold(0, |sum, fen| sum.saturating_add(*fen))),
            by: String::new(),
            on: None,
            reason: String::new(),
        }
    }

    /// Lists whose rows contradict the year that they state, as findings.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn years_contradicted(&self, sources: &[Source]) -> PolarsResult<Vec<Diagnostic>> {
        let said = self.contradicted()?.into_iter().map(|list| {
            let source = &sources[list.at as usize];
            Diagnostic::new(&codes::LIST_YEAR_CONTRADICTED)
                .arg("stated", list.stated)
                .arg("year", list.points_to)
                .arg("count", list.rows)
                .arg("alike", list.alike)
                .arg("within", list.within)
                .at(Place::Cell {
                    file: source.file.clone(),
                    sheet: source.sheet.clone(),
                    row: 0,
                    column: String::new(),
                })
        });
        Ok(said.collect())
    }

    /// By source: claims whose cases rest on what a list leaves open, each with the most it can lose; those that lose
    /// nothing are left out.
    fn by_list(&self) -> PolarsResult<BTreeMap<u32, Rests<'_>>> {
        let sources = indices(self.world.rosters, c::SOURCE)?;
        let mut out: BTreeMap<u32, Rests> = BTreeMap::new();
        for (at, case) in self.cases.cases.iter().enumerate() {
            let by_title = case.why == Why::ByTitle && case.decision.is_none();
            let open = by_title || case.given.is_none() || case.state == State::Unknown;
            let at_risk = self.stakes[at].at_risk();
            if case.verdict == Verdict::Suspected && open && at_risk > 0 {
                let of_list = out.entry(sources[case.row]).or_default();
                of_list.by_title |= by_title;
                let risk = of_list.claims.entry(self.claim_ids[at].as_str()).or_default();
                *risk = at_risk.max(*risk);
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
    match title.and_then(|title| title.returned_later) {
        Some(true) => say(
            usage.stateless,
            "状态待退回名单".into(),
            "whose state waits for the list of what was returned".into(),
        ),
        _ => say(usage.stateless, "无状态".into(), "without a state".into()),
    }
    let taken = title.and_then(|title| title.state).map(State::text).unwrap_or_default();
    say(
        usage.by_title,
        format!("按标题推定为“{}”，其后有无退回不明", taken.zh),
        format!("taken for `{}` by the title; whether any was returned later is unknown", taken.en),
    );
    Text::new(zh.join("；"), en.join("; "))
}
