//! Cases: a claim of this run beside a row of a roster that seems to support the same matter.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rayon::prelude::*;

use super::crosswalk::SameKind;
use super::decisions::{Decision, Decisions, Said, fingerprint};
use super::exact::Exact;
use super::papers::{ClaimPapers, MeasurePapers, PAPERS, Paper};
use super::period::{self, Given, overlap};
use super::same::{Grounds, PaperEvidence, State, Verdict, Why, verdict};
use super::settings::Plan;
use crate::domain::paper::canonical;
use crate::domain::text::comparable;
use crate::entity::{Found, Matches, Parties, Status, match_with};
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::FIRM_FIELDS;
use crate::ingest::Headers;
use crate::scheme::Scheme;

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Stable: the same claim and the same row of a roster have the same id in every run.
    pub id: String,
    /// Changes with anything that a person would have looked at.
    pub evidence: String,
    pub measure: usize,
    pub firm: u32,
    pub own: ClaimPapers,
    /// Row of the table of rosters.
    pub row: usize,
    pub pair: Found,
    /// Place among the sources of the crosswalk.
    pub source: usize,
    pub rule: Option<usize>,
    pub same_kind: SameKind,
    pub paper: PaperEvidence,
    pub given: Option<Given>,
    pub overlap: Option<i64>,
    pub state: State,
    pub amount: Option<i64>,
    pub verdict: Verdict,
    pub why: Why,
    pub decision: Option<Decision>,
    /// A decision was made on other evidence.
    pub outdated: Option<Decision>,
    pub contradiction: bool,
}

/// Everything that cases are made from.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    pub scheme: &'a Scheme,
    pub plan: &'a Plan,
    pub headers: &'a Headers,
    pub firms: &'a DataFrame,
    /// Rows that are used, of all rosters.
    pub rosters: &'a DataFrame,
    /// Place among the rosters of the plan, by row.
    pub roster_of: &'a [usize],
    pub decisions: &'a Decisions,
    /// A register of names.
    pub register: Option<&'a DataFrame>,
}

/// Cases of a run and the join they came from.
#[derive(Debug)]
pub struct Cases {
    pub cases: Vec<Case>,
    pub own: Parties,
    pub other: Parties,
    pub matches: Matches,
    /// The level `name-exact`, where it may confirm.
    pub exact: Option<Exact>,
}

/// Who in the rosters is who among the applicants: no rule of a scheme changes that.
#[derive(Clone, Debug)]
pub struct Join {
    own: Parties,
    other: Parties,
    matches: Matches,
    exact: Option<Exact>,
}

impl Join {
    /// Compares every applicant with every row of the rosters that shares something with it.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn new(
        firms: &DataFrame,
        rosters: &DataFrame,
        plan: &Plan,
        (decisions, register): (&Decisions, Option<&DataFrame>),
    ) -> PolarsResult<Self> {
        let own = Parties::read(&firms.select(known(firms, FIRM_FIELDS))?)?;
        let other = Parties::read(rosters)?;
        let register = register.map(Parties::read).transpose()?;
        let mut matches = match_with(&own, &other, register.as_ref(), &plan.settings);
        let exact = Exact::apply(&mut matches.pairs, firms, decisions, &plan.settings)?;
        Ok(Self { own, other, matches, exact })
    }
}

/// A row of a roster as it is compared.
struct Row {
    source: usize,
    item: String,
    papers: BTreeMap<Paper, String>,
    given: Option<Given>,
    state: State,
    amount: Option<i64>,
}

/// Columns that say whom and what a row of a roster is about.
const MATTER: [&str; 10] = [
    c::USCC,
    c::FIRM_NAME,
    c::OTHER_SCHEME,
    c::MEASURE,
    c::ITEM,
    c::PERIOD_FROM,
    c::PERIOD_TO,
    c::YEAR,
    c::AWARD_YEAR,
    c::PAID_ON,
];

/// Columns of the rosters, taken once.
struct Columns<'a> {
    policy: Vec<&'a str>,
    measure: Vec<&'a str>,
    item: Vec<&'a str>,
    status: Vec<&'a str>,
    record_no: Vec<&'a str>,
    periods: [Vec<&'a str>; 5],
    amounts: Vec<Option<i64>>,
    papers: Vec<(Paper, Vec<&'a str>)>,
    /// What a row says of the matter, by column, for ids.
    matter: Vec<(&'static str, Vec<&'a str>)>,
}

/// Joins enterprises with rosters and judges every claim that a pair may touch.
///
/// # Errors
/// A fault of the engine.
pub fn find(world: &World, measures: &[MeasurePapers]) -> PolarsResult<Cases> {
    let join =
        Join::new(world.firms, world.rosters, world.plan, (world.decisions, world.register))?;
    let cases = judged(world, measures, &join)?;
    let Join { own, other, matches, exact } = join;
    Ok(Cases { cases, own, other, matches, exact })
}

/// The cases of a join under the rules of a scheme.
///
/// # Errors
/// A fault of the engine.
pub fn judged(world: &World, measures: &[MeasurePapers], join: &Join) -> PolarsResult<Vec<Case>> {
    let matches = &join.matches;
    let columns = Columns::new(world.rosters)?;
    let codes = texts(world.firms, c::USCC)?;
    let names = texts(world.firms, c::FIRM_NAME)?;
    let open = matches.pairs.par_iter().filter(|pair| pair.status >= Status::Review);
    let mut cases: Vec<Case> =
        open.flat_map_iter(|pair| touched(world, measures, &columns, pair)).collect();
    name_cases(world, &columns, &codes, &names, &mut cases);
    for case in &mut cases {
        decide(world.decisions, case);
    }
    cases.sort_by(|a, b| {
        (a.measure, a.firm, a.own.claim, a.row).cmp(&(b.measure, b.firm, b.own.claim, b.row))
    });
    Ok(cases)
}

/// The cases of one pair: every claim that the row of the roster may be about.
fn touched(
    world: &World,
    measures: &[MeasurePapers],
    columns: &Columns,
    pair: &Found,
) -> Vec<Case> {
    let row = columns.row(world, pair.other as usize);
    let crosswalk = &world.plan.crosswalk;
    let named = crosswalk.knows(row.source, &row.item) || !crosswalk.sources[row.source].covered;
    let mut cases = Vec::new();
    for (measure, papers) in measures.iter().enumerate() {
        let rule = crosswalk.rule(&world.scheme.measures[measure].id, row.source, &row.item);
        if rule.is_some() || !named {
            let claims = papers.of(pair.own).into_iter();
            cases.extend(claims.filter_map(|c| judge(world, pair, &row, (measure, rule), c)));
        }
    }
    cases
}

/// Names of the columns of a table that the vocabulary has.
fn known(table: &DataFrame, fields: &[crate::frame::Field]) -> Vec<&'static str> {
    let texts = |name: &&str| table.column(name).is_ok_and(|c| c.dtype() == &DataType::String);
    fields.iter().map(|field| field.name).filter(texts).collect()
}

fn judge(
    world: &World,
    pair: &Found,
    row: &Row,
    (measure, rule): (usize, Option<usize>),
    own: ClaimPapers,
) -> Option<Case> {
    let crosswalk = &world.plan.crosswalk;
    let found = rule.map(|at| &crosswalk.rules[at]);
    let same_kind = found.map_or(SameKind::Unlisted, |rule| rule.same_kind);
    let no_keys = Vec::new();
    let paper = compare(found.map_or(&no_keys, |rule| &rule.keys), &own, row);
    let days = own.period.as_ref().zip(row.given.as_ref());
    let overlap = days.map(|(own, given)| overlap(own, &given.period));
    let grounds = Grounds {
        identity: pair.status,
        same_kind,
        covered: crosswalk.sources[row.source].covered,
        by_period: found.is_some_and(|rule| rule.by_period),
        paper: &paper,
        overlap,
        state: row.state,
        amount: row.amount,
        key: world.scheme.duplicates.key,
        mode: world.scheme.duplicates.mode,
    };
    let (verdict, why) = verdict(&grounds);
    // What is another kind, or has other papers and another identity to be confirmed, is nothing.
    let of_interest =
        why != Why::OtherKind && !(verdict == Verdict::Clear && pair.status != Status::Confirmed);
    of_interest.then(|| Case {
        id: String::new(),
        evidence: String::new(),
        measure,
        firm: pair.own,
        own,
        row: pair.other as usize,
        pair: *pair,
        source: row.source,
        rule,
        same_kind,
        paper,
        given: row.given,
        overlap,
        state: row.state,
        amount: row.amount,
        verdict,
        why,
        decision: None,
        outdated: None,
        contradiction: false,
    })
}

/// Papers of both sides, those that the rule asks for.
fn compare(keys: &[Paper], own: &ClaimPapers, row: &Row) -> PaperEvidence {
    let mut differ = None;
    for paper in keys {
        let Some(value) = row.papers.get(paper) else { continue };
        let mut mine = own.papers.iter().filter(|(kind, _)| kind == paper).peekable();
        if mine.peek().is_none() {
            continue;
        }
        if mine.any(|(_, own)| own == value) {
            return PaperEvidence::Same(*paper, value.clone());
        }
        differ = differ.or(Some(*paper));
    }
    differ.map_or(PaperEvidence::Unknown, PaperEvidence::Differ)
}

impl<'a> Columns<'a> {
    fn new(table: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name| texts(table, name);
        let papers = PAPERS.iter().enumerate();
        Ok(Self {
            policy: text(c::OTHER_SCHEME)?,
            measure: text(c::MEASURE)?,
            item: text(c::ITEM)?,
            status: text(c::STATUS)?,
            record_no: text(c::RECORD_NO)?,
            periods: [
                text(c::PERIOD_FROM)?,
                text(c::PERIOD_TO)?,
                text(c::YEAR)?,
                text(c::AWARD_YEAR)?,
                text(c::PAID_ON)?,
            ],
            amounts: optional_ints(table, c::AMOUNT)?,
            papers: papers.map(|(at, name)| Ok((at, text(name)?))).collect::<PolarsResult<_>>()?,
            matter: MATTER
                .iter()
                .map(|name| Ok((*name, text(name)?)))
                .collect::<PolarsResult<_>>()?,
        })
    }

    fn row(&self, world: &World, row: usize) -> Row {
        let roster = &world.plan.rosters[world.roster_of[row]];
        let item = format!("{}{}", comparable(self.measure[row]), comparable(self.item[row]));
        let status = Some(self.status[row]).filter(|s| !s.is_empty()).unwrap_or(&roster.status);
        let papers =
            self.papers.iter().map(|(paper, values)| (*paper, canonical(values[row]).into_owned()));
        Row {
            source: world.plan.crosswalk.source(self.policy[row], roster.source),
            item: if item.is_empty() { comparable(&roster.item) } else { item },
            papers: papers.filter(|(_, value)| !value.is_empty()).collect(),
            given: self.given(row, &roster.year),
            state: state(world.headers.category(c::STATUS, status)),
            amount: self.amounts[row],
        }
    }

    /// The period that was supported: from – to, else the year of the matter, else what the roster
    /// is about. The year of an award and the day of payment say when money came, mostly the year
    /// after; they count only where nothing else is said, as the year before.
    fn given(&self, row: usize, of_roster: &str) -> Option<Given> {
        let [from, to, year, awarded, paid] = &self.periods;
        let read = |column: &Vec<&str>| period::read(column[row]);
        let span = match (read(from), read(to)) {
            (Some(from), Some(to)) => period::between(from, to),
            (Some(single), None) | (None, Some(single)) => Some(single),
            (None, None) => None,
        };
        let late = || read(awarded).or_else(|| read(paid)).and_then(year_before);
        span.or_else(|| read(year)).or_else(|| period::read(of_roster)).or_else(late)
    }
}

fn year_before(given: Given) -> Option<Given> {
    let year = chrono::Datelike::year(&given.period.from) - 1;
    let period = crate::domain::Period::years(year, year)?;
    Some(Given { period, precision: period::Precision::Year })
}

/// The words of `headers.toml`.
fn state(word: Option<&str>) -> State {
    match word {
        Some("已拨付" | "已核定" | "部分退回") => State::Received,
        Some("待审") => State::Pending,
        Some("已退回" | "已追回") => State::Returned,
        _ => State::Unknown,
    }
}

/// Ids and evidence: named facts in a stated order, so that neither another column of a roster, nor the order of
/// its rows, nor a new version of the program voids what people decided.
fn name_cases(
    world: &World,
    columns: &Columns,
    codes: &[&str],
    names: &[&str],
    cases: &mut [Case],
) {
    // Rows that say the same of the matter are told apart by the rest, not by where they stand.
    let mut seen: BTreeMap<String, BTreeSet<(Option<i64>, String, usize)>> = BTreeMap::new();
    let mut ids = Vec::with_capacity(cases.len());
    for case in cases.iter() {
        let id = format!("DF-{}", case_id(world, columns, codes, case));
        let papers = columns.papers.iter().map(|(_, values)| values[case.row]);
        let rest =
            [columns.status[case.row], columns.record_no[case.row]].into_iter().chain(papers);
        let key = (case.amount, rest.collect::<Vec<_>>().join("\u{1f}"), case.row);
        seen.entry(id.clone()).or_default().insert(key.clone());
        ids.push((id, key));
    }
    for (case, (id, key)) in cases.iter_mut().zip(ids) {
        let place = seen[&id].iter().position(|one| *one == key).unwrap_or(0);
        case.id = if place == 0 { id } else { format!("{id}-{}", place + 1) };
        case.evidence = case_evidence(columns, names, case);
    }
}

/// The claim and what the row says of the matter: not its state and amount, which may change, and no fact that
/// is about somebody's address or phone.
fn case_id(world: &World, columns: &Columns, codes: &[&str], case: &Case) -> String {
    let item = canonical(&case.own.item);
    let mut facts = vec![
        (c::MEASURE, world.scheme.measures[case.measure].id.as_str()),
        (c::USCC, codes[case.firm as usize]),
        (c::ITEM, &*item),
        (c::SOURCE, world.plan.crosswalk.sources[case.source].id.as_str()),
    ];
    facts.extend(columns.matter.iter().map(|(name, column)| (*name, column[case.row])));
    // An empty cell is no fact: a column that is not there and one that is empty are one.
    facts.retain(|(_, value)| !value.is_empty());
    fingerprint("case-id-2", &facts, 12)
}

/// What a person was shown when deciding.
fn case_evidence(columns: &Columns, names: &[&str], case: &Case) -> String {
    let days = |period: &crate::domain::Period| format!("{}/{}", period.from, period.to);
    let papers = case.own.papers.iter().map(|(paper, value)| (PAPERS[*paper], value.clone()));
    let (paper, number) = match &case.paper {
        PaperEvidence::Same(paper, number) => ("same", format!("{} {number}", PAPERS[*paper])),
        PaperEvidence::Differ(paper) => ("differ", PAPERS[*paper].to_string()),
        PaperEvidence::Unknown => ("unknown", String::new()),
    };
    let kind = match case.same_kind {
        SameKind::Strong => "strong",
        SameKind::Possible => "possible",
        SameKind::Unlisted => "unlisted",
        SameKind::No => "no",
    };
    let mut facts = vec![
        ("case", case.id.clone()),
        (c::FIRM_NAME, names[case.firm as usize].to_string()),
        ("period", case.own.period.as_ref().map(days).unwrap_or_default()),
        (c::STATUS, columns.status[case.row].to_string()),
        (c::AMOUNT, case.amount.map(|fen| fen.to_string()).unwrap_or_default()),
        ("identity", case.pair.level.name().to_string()),
        ("kind", kind.to_string()),
        ("papers", paper.to_string()),
        ("paper", number),
        ("overlap", case.overlap.map(|days| days.to_string()).unwrap_or_default()),
    ];
    facts.extend(papers);
    let facts: Vec<(&str, &str)> =
        facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fingerprint("case-2", &facts, 16)
}

fn decide(decisions: &Decisions, case: &mut Case) {
    match decisions.about(&case.id, &case.evidence) {
        Said::Nothing => {}
        Said::Holds(decision) => {
            case.verdict = decision.verdict;
            case.decision = Some(decision.clone());
        }
        Said::Outdated(decision) => case.outdated = Some(decision.clone()),
        Said::Contradiction => case.contradiction = true,
    }
    if (case.outdated.is_some() || case.contradiction) && case.verdict == Verdict::Clear {
        // Somebody looked at it before: shown again rather than passed over.
        case.verdict = Verdict::Suspected;
    }
}

/// The number that both sides name; a person's decision is about the claim as a whole.
fn shared_paper(case: &Case) -> &str {
    match &case.paper {
        PaperEvidence::Same(_, number) if case.why == Why::SamePaper => number,
        _ => "",
    }
}

/// The words that the stage of 附七 reads.
fn status_word(state: State) -> &'static str {
    match state {
        State::Pending => "待审",
        State::Returned => "已退回",
        // Decided by a person, or approved, paid, partly returned.
        State::Received | State::Unknown => "已核定",
    }
}

/// Rows of the table of duplicates for cases whose verdict is *duplicate*: what the stage of 附七
/// reads. `like` gives the columns.
///
/// # Errors
/// A fault of the engine.
pub fn rows_for_stage(cases: &[Case], world: &World, like: &DataFrame) -> PolarsResult<DataFrame> {
    let crosswalk = &world.plan.crosswalk;
    let lowered: Vec<&Case> =
        cases.iter().filter(|case| case.verdict == Verdict::Duplicate).collect();
    let codes = texts(world.firms, c::USCC)?;
    let (sources, rows) = (indices(world.rosters, c::SOURCE)?, indices(world.rosters, c::ROW)?);
    let text = |of: &dyn Fn(&Case) -> String| -> Vec<String> {
        lowered.iter().map(|case| of(case)).collect()
    };
    let height = lowered.len();
    let measures = &world.scheme.measures;
    let columns = vec![
        Column::new(c::USCC.into(), text(&|case| codes[case.firm as usize].to_string())),
        Column::new(c::MEASURE.into(), text(&|case| measures[case.measure].id.clone())),
        Column::new(c::ITEM.into(), text(&|case| case.own.item.clone())),
        // Whether the period fits has been looked at already.
        Column::full_null(c::YEAR.into(), height, &DataType::Int64),
        Column::new(c::OTHER_SCHEME.into(), text(&|c| crosswalk.sources[c.source].id.clone())),
        Column::new(c::AMOUNT.into(), lowered.iter().map(|case| case.amount).collect::<Vec<_>>()),
        Column::new(c::STATUS.into(), text(&|case| status_word(case.state).to_string())),
        Column::new(c::PAPER_NO.into(), text(&|case| shared_paper(case).to_string())),
        Column::new(c::CONFIRMED.into(), vec![true; height]),
        Column::full_null(c::NOTES.into(), height, &DataType::String),
        Column::new(c::SOURCE.into(), lowered.iter().map(|c| sources[c.row]).collect::<Vec<_>>()),
        Column::new(c::ROW.into(), lowered.iter().map(|c| rows[c.row]).collect::<Vec<_>>()),
        Column::new(c::FIRM.into(), lowered.iter().map(|case| case.firm).collect::<Vec<_>>()),
    ];
    let table = DataFrame::new(height, columns)?;
    table.select(like.get_column_names().iter().map(|name| name.as_str()))
}
