//! Cases: a claim of this run beside a row of a roster that seems to support the same matter.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::crosswalk::SameKind;
use super::decisions::{Decision, Decisions, Said};
use super::papers::{ClaimPapers, MeasurePapers, PAPERS, Paper};
use super::period::{self, Given, overlap};
use super::same::{Grounds, PaperEvidence, State, Verdict, Why, verdict};
use super::settings::Plan;
use crate::domain::paper::canonical;
use crate::domain::text::comparable;
use crate::entity::{Found, Matches, Parties, Status, match_parties};
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, ROSTER_FIELDS};
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
}

/// Cases of a run and the join they came from.
#[derive(Debug)]
pub struct Cases {
    pub cases: Vec<Case>,
    pub own: Parties,
    pub other: Parties,
    pub matches: Matches,
}

/// Who in the rosters is who among the applicants: no rule of a scheme changes that.
#[derive(Clone, Debug)]
pub struct Join {
    own: Parties,
    other: Parties,
    matches: Matches,
}

impl Join {
    /// Compares every applicant with every row of the rosters that shares something with it.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn new(firms: &DataFrame, rosters: &DataFrame, plan: &Plan) -> PolarsResult<Self> {
        let own = Parties::read(&firms.select(known(firms, FIRM_FIELDS))?)?;
        let other = Parties::read(rosters)?;
        let matches = match_parties(&own, &other, &plan.settings);
        Ok(Self { own, other, matches })
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

/// Columns of the rosters, taken once.
struct Columns<'a> {
    policy: Vec<&'a str>,
    measure: Vec<&'a str>,
    item: Vec<&'a str>,
    status: Vec<&'a str>,
    periods: [Vec<&'a str>; 5],
    amounts: Vec<Option<i64>>,
    papers: Vec<(Paper, Vec<&'a str>)>,
    /// All texts but the state, for ids.
    all: Vec<Vec<&'a str>>,
}

/// Joins enterprises with rosters and judges every claim that a pair may touch.
///
/// # Errors
/// A fault of the engine.
pub fn find(world: &World, measures: &[MeasurePapers]) -> PolarsResult<Cases> {
    let join = Join::new(world.firms, world.rosters, world.plan)?;
    let cases = judged(world, measures, &join)?;
    let Join { own, other, matches } = join;
    Ok(Cases { cases, own, other, matches })
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
        let fixed = |field: &&crate::frame::Field| ![c::AMOUNT, c::STATUS].contains(&field.name);
        let fields = ROSTER_FIELDS.iter().filter(fixed);
        Ok(Self {
            policy: text(c::OTHER_SCHEME)?,
            measure: text(c::MEASURE)?,
            item: text(c::ITEM)?,
            status: text(c::STATUS)?,
            periods: [
                text(c::PERIOD_FROM)?,
                text(c::PERIOD_TO)?,
                text(c::YEAR)?,
                text(c::AWARD_YEAR)?,
                text(c::PAID_ON)?,
            ],
            amounts: optional_ints(table, c::AMOUNT)?,
            papers: papers.map(|(at, name)| Ok((at, text(name)?))).collect::<PolarsResult<_>>()?,
            all: fields.map(|field| text(field.name)).collect::<PolarsResult<_>>()?,
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

/// Ids and evidence. An id does not depend on where a row stands in its file.
fn name_cases(
    world: &World,
    columns: &Columns,
    codes: &[&str],
    names: &[&str],
    cases: &mut [Case],
) {
    let mut seen: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for case in cases {
        let measure = &world.scheme.measures[case.measure].id;
        let source = &world.plan.crosswalk.sources[case.source].id;
        let code = codes[case.firm as usize];
        let mut texts = vec![measure.as_str(), code, &case.own.item, source];
        // Everything that a row says but its state and amount, which may change.
        texts.extend(columns.all.iter().map(|column| column[case.row]));
        let id = format!("DF-{}", hash(&texts, 12));
        let rows = seen.entry(id.clone()).or_default();
        rows.insert(case.row);
        let place = rows.iter().position(|row| *row == case.row).unwrap_or(0);
        case.id = if place == 0 { id } else { format!("{id}-{}", place + 1) };
        let papers: Vec<String> =
            case.own.papers.iter().map(|(paper, value)| format!("{paper}:{value}")).collect();
        let facts = [
            names[case.firm as usize].to_string(),
            papers.join(","),
            format!("{:?}", case.own.period),
            columns.status[case.row].to_string(),
            format!("{:?}", case.amount),
            case.pair.level.name().to_string(),
            format!("{:?} {:?} {:?}", case.same_kind, case.paper, case.overlap),
        ];
        let facts: Vec<&str> =
            [case.id.as_str()].into_iter().chain(facts.iter().map(String::as_str)).collect();
        case.evidence = hash(&facts, 16);
    }
}

/// So many hex digits of a hash over texts, each with its length.
fn hash(texts: &[&str], digits: usize) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    hex[..digits].to_string()
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
        Column::full_null(c::NOTES.into(), height, &DataType::String),
        Column::new(c::SOURCE.into(), lowered.iter().map(|c| sources[c.row]).collect::<Vec<_>>()),
        Column::new(c::ROW.into(), lowered.iter().map(|c| rows[c.row]).collect::<Vec<_>>()),
        Column::new(c::FIRM.into(), lowered.iter().map(|case| case.firm).collect::<Vec<_>>()),
    ];
    let table = DataFrame::new(height, columns)?;
    table.select(like.get_column_names().iter().map(|name| name.as_str()))
}
