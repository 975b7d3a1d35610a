//! Cases: a claim of this run beside a row of a roster that seems to support the same matter.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;
use rayon::prelude::*;

use super::crosswalk::{Rule, SameKind};
use super::decisions::{Decision, Decisions, Said};
use super::exact::Exact;
use super::ids::{name_cases, prove};
use super::kinds::{Reader, Readings, Relation};
use super::papers::{ClaimPapers, MeasurePapers, PAPERS, Paper};
use super::papers_given::supplement;
use super::people::{People, decided, settle, weigh_cases};
use super::period::{Given, one_year_off, overlap};
use super::returns::{Elsewhere, Returns};
use super::roster::Title;
use super::rows::{Columns, Row};
use super::same::{Grounds, PaperEvidence, State, Verdict, Why, verdict};
use super::settings::Plan;
use crate::entity::{Found, Matches, Parties, Status, match_with, weigh};
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::FIRM_FIELDS;
use crate::ingest::Headers;
use crate::scheme::{DuplicateKey, Scheme};

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
    /// Place of the item's text among the readings.
    pub reading: u32,
    /// Measures whose claims wait for the text to be sorted: one case for all of them. Empty where it is known.
    pub waits: Vec<usize>,
    pub same_kind: SameKind,
    pub paper: PaperEvidence,
    pub given: Option<Given>,
    /// The year as the roster states it, whatever the office said that it means.
    pub written: Option<i32>,
    pub overlap: Option<i64>,
    pub state: State,
    /// Nothing but the title of the list says the state.
    pub by_title: bool,
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
    /// What the title of a source says.
    pub titles: &'a BTreeMap<u32, Title>,
    pub decisions: &'a Decisions,
    /// A register of names.
    pub register: Option<&'a DataFrame>,
}

impl World<'_> {
    /// What proves the same support for a row of the rosters.
    pub fn key_of(&self, row: usize) -> DuplicateKey {
        self.plan.rosters[self.roster_of[row]].proof.unwrap_or(self.scheme.duplicates.key)
    }
}

/// Cases of a run and the join they came from.
#[derive(Debug)]
pub struct Cases {
    pub cases: Vec<Case>,
    /// Texts of items that stand beside an applicant.
    pub readings: Readings,
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
        settle(&mut matches.pairs, firms, rosters, decisions)?;
        Ok(Self { own, other, matches, exact })
    }
}

/// Joins enterprises with rosters and judges every claim that a pair may touch.
///
/// # Errors
/// A fault of the engine.
pub fn find(world: &World, measures: &[MeasurePapers]) -> PolarsResult<Cases> {
    let join =
        Join::new(world.firms, world.rosters, world.plan, (world.decisions, world.register))?;
    let (mut cases, readings) = judged(world, measures, &join)?;
    let Join { own, other, mut matches, exact } = join;
    let decided = decided(world, &matches, exact.as_ref(), &cases)?;
    if !decided.is_empty() {
        let known = |pair: &Found| decided.get(&(pair.own, pair.other)).copied();
        weigh(&own, &other, &mut matches.pairs, known);
        weigh_cases(&matches, &mut cases);
    }
    Ok(Cases { cases, readings, own, other, matches, exact })
}

/// The cases of a join under the rules of a scheme, and what the texts of their items mean.
///
/// # Errors
/// A fault of the engine.
pub fn judged(
    world: &World,
    measures: &[MeasurePapers],
    join: &Join,
) -> PolarsResult<(Vec<Case>, Readings)> {
    let columns = Columns::new(world.rosters)?;
    let codes = texts(world.firms, c::USCC)?;
    let open: Vec<&Found> =
        join.matches.pairs.iter().filter(|pair| pair.status >= Status::Review).collect();
    let (readings, of_row) = readings(world, &columns, &open);
    let looked = Looked {
        world,
        measures,
        columns: &columns,
        readings: &readings,
        returns: Returns::new(world, &columns, &open, (&readings, &of_row)),
        people: People::new(world.firms, world.rosters)?,
    };
    let found = open.par_iter().flat_map_iter(|pair| looked.touched(pair, of_row[&pair.other]));
    let mut cases: Vec<Case> = found.collect();
    once_per_question(&mut cases, &readings);
    name_cases(world, &columns, &codes, &mut cases);
    supplement(world, &codes, &mut cases);
    for case in &mut cases {
        prove(case);
        decide(world.decisions, case);
    }
    cases.sort_by(|a, b| {
        (a.measure, a.firm, a.own.claim, a.row).cmp(&(b.measure, b.firm, b.own.claim, b.row))
    });
    Ok((cases, readings))
}

/// What the items of matched rows mean, and the reading of each row.
fn readings(world: &World, columns: &Columns, open: &[&Found]) -> (Readings, HashMap<u32, u32>) {
    let mut reader = Reader::new(&world.plan.crosswalk, world.scheme, world.decisions);
    let mut of_row = HashMap::new();
    for pair in open {
        of_row.entry(pair.other).or_insert_with(|| {
            let row = pair.other as usize;
            reader.read(columns.source(world, row), &columns.item(world, row), columns.amounts[row])
        });
    }
    (reader.finish(), of_row)
}

/// A firm has one case for a text that nobody knows, however many rows hold it: the first of them stands for all.
fn once_per_question(cases: &mut Vec<Case>, readings: &Readings) {
    let mut first: HashMap<(u32, u32), usize> = HashMap::new();
    let mut kept: Vec<Case> = Vec::with_capacity(cases.len());
    for case in std::mem::take(cases) {
        if case.waits.is_empty() {
            kept.push(case);
            continue;
        }
        let question = readings.get(case.reading).question;
        let at = *first.entry((case.firm, question)).or_insert(kept.len());
        match kept.get_mut(at) {
            None => kept.push(case),
            Some(known) => {
                known.waits.extend(case.waits);
                known.waits.sort_unstable();
                known.waits.dedup();
            }
        }
    }
    *cases = kept;
}

/// What pairs are looked at with.
struct Looked<'a> {
    world: &'a World<'a>,
    measures: &'a [MeasurePapers<'a>],
    columns: &'a Columns<'a>,
    readings: &'a Readings,
    returns: Returns,
    people: People<'a>,
}

/// What is known of a pair beside its claims.
struct Beside<'a> {
    pair: Found,
    row: &'a Row,
    reading: u32,
    /// A person said that it is another enterprise.
    another: bool,
}

impl Looked<'_> {
    /// The cases of one pair: every claim that the row of the roster may be about.
    fn touched(&self, pair: &Found, reading: u32) -> Vec<Case> {
        let row = self.columns.row(self.world, pair.other as usize);
        let covered = self.world.plan.crosswalk.sources[row.source].covered;
        let another = self.people.say(self.world.decisions, pair) == Some(false);
        let beside = Beside { pair: *pair, row: &row, reading, another };
        let mut cases = Vec::new();
        let mut waits: Option<Case> = None;
        for (measure, papers) in self.measures.iter().enumerate() {
            let relation = self.readings.get(reading).relations[measure];
            let unknown = relation.asks || relation.same_kind == SameKind::Unlisted;
            if relation.same_kind == SameKind::No || unknown && !covered && relation.rule.is_none()
            {
                continue;
            }
            for own in papers.of(pair.own) {
                let case = self.judge(&beside, (measure, relation), own);
                let Some(case) = case else { continue };
                let open =
                    unknown && covered && case.verdict == Verdict::Suspected && !proven(&case);
                match &mut waits {
                    _ if !open => cases.push(case),
                    None => {
                        let (verdict, why) = (Verdict::Unsorted, Why::Unlisted);
                        waits = Some(Case { waits: vec![measure], verdict, why, ..case });
                    }
                    Some(first) if first.waits.last() != Some(&measure) => {
                        first.waits.push(measure)
                    }
                    Some(_) => {}
                }
            }
        }
        cases.extend(waits);
        cases
    }

    fn judge(
        &self,
        beside: &Beside,
        (measure, relation): (usize, Relation),
        own: ClaimPapers,
    ) -> Option<Case> {
        let (world, row, pair) = (self.world, beside.row, beside.pair);
        let crosswalk = &world.plan.crosswalk;
        let found = relation.rule.map(|at| &crosswalk.rules[at]);
        let paper = papers_of_both(found, &own, row);
        let of_list = (self.columns.list(pair.other), beside.reading, row);
        let elsewhere = self.returns.of(pair.own, of_list, measure, self.readings);
        let state = match elsewhere {
            Elsewhere::Nothing => row.state,
            Elsewhere::Returned => State::Returned,
            Elsewhere::Perhaps => State::Unknown,
        };
        let given = match row.stated {
            Some(stated) if !is_of_later_year(&own, row, (found, stated)) => Some(stated),
            _ => row.given,
        };
        let days = own.period.as_ref().zip(given.as_ref());
        let overlap = days.map(|(own, given)| overlap(own, &given.period));
        let mut case = Case {
            id: String::new(),
            evidence: String::new(),
            measure,
            firm: pair.own,
            own,
            row: pair.other as usize,
            pair,
            source: row.source,
            rule: relation.rule,
            reading: beside.reading,
            waits: Vec::new(),
            same_kind: relation.same_kind,
            paper,
            given,
            written: row.written,
            overlap,
            state,
            by_title: row.by_title,
            amount: row.amount,
            verdict: Verdict::Clear,
            why: Why::AnotherFirm,
            decision: None,
            outdated: None,
            contradiction: false,
        };
        if !beside.another {
            judged_anew(world, &mut case);
        }
        if case.why == Why::StateUnknown && elsewhere == Elsewhere::Perhaps {
            case.why = Why::ReturnedPerhaps;
        } else if case.why == Why::StateUnknown && row.doubtful {
            case.why = Why::RemarkDoubtful;
        }
        of_interest(&case).then_some(case)
    }
}

/// The verdict on a case and its ground, from what is known of it now.
pub(super) fn judged_anew(world: &World, case: &mut Case) {
    let crosswalk = &world.plan.crosswalk;
    let days = case.own.period.as_ref().zip(case.given.as_ref());
    let grounds = Grounds {
        identity: case.pair.status,
        same_kind: case.same_kind,
        covered: crosswalk.sources[case.source].covered,
        by_period: case.rule.is_some_and(|rule| crosswalk.rules[rule].by_period),
        paper: &case.paper,
        overlap: case.overlap,
        year_off: days.is_some_and(|(own, given)| one_year_off(own, &given.period)),
        state: case.state,
        by_title: case.by_title,
        amount: case.amount,
        key: world.key_of(case.row),
        mode: world.scheme.duplicates.mode,
    };
    (case.verdict, case.why) = verdict(&grounds);
}

/// What the papers of both sides say.
fn papers_of_both(rule: Option<&Rule>, own: &ClaimPapers, row: &Row) -> PaperEvidence {
    let Some(rule) = rule else {
        // Of an item that nobody knows, papers that differ prove nothing.
        let all: Vec<Paper> = (0..PAPERS.len()).collect();
        return match compare(&all, own, row) {
            PaperEvidence::Differ(_) => PaperEvidence::Unknown,
            paper => paper,
        };
    };
    compare(&rule.keys, own, row)
}

/// Whether a row of a list of one year, among which the office says matters of a later one stand, is of the later one:
/// its amount is the claim's cost or a share of it, and its kind does not run on from year to year.
fn is_of_later_year(own: &ClaimPapers, row: &Row, (rule, stated): (Option<&Rule>, Given)) -> bool {
    let later = own.period.as_ref().is_some_and(|own| own.from > stated.period.to);
    let once = rule.is_some_and(|rule| !rule.by_period);
    !later || once && own.is_spent(row.amount)
}

/// Papers of both sides are one: the case need not wait for its text.
fn proven(case: &Case) -> bool {
    matches!(case.paper, PaperEvidence::Same(..))
}

/// What is another kind, of an item that nobody knows in another year, or has other papers and an identity still to
/// be confirmed, is nothing. Of another year a trace is kept.
fn of_interest(case: &Case) -> bool {
    let known = case.same_kind != SameKind::Unlisted;
    match (case.verdict, case.why) {
        (_, Why::OtherKind) => false,
        (_, Why::OtherPeriod | Why::YearOff) => known,
        (Verdict::Clear, Why::AnotherFirm) => known,
        (Verdict::Clear, _) => case.pair.status == Status::Confirmed,
        _ => true,
    }
}

/// Names of the columns of a table that the vocabulary has.
fn known(table: &DataFrame, fields: &[crate::frame::Field]) -> Vec<&'static str> {
    let texts = |name: &&str| table.column(name).is_ok_and(|c| c.dtype() == &DataType::String);
    fields.iter().map(|field| field.name).filter(texts).collect()
}

/// Papers of both sides, those that the rule asks for.
fn compare(keys: &[Paper], own: &ClaimPapers, row: &Row) -> PaperEvidence {
    let mut differ = None;
    for paper in keys {
        let Some(values) = row.papers.get(paper) else { continue };
        let mut mine = own.papers.iter().filter(|(kind, _)| kind == paper).peekable();
        if mine.peek().is_none() {
            continue;
        }
        if let Some((_, own)) = mine.find(|(_, own)| values.contains(own)) {
            return PaperEvidence::Same(*paper, own.clone());
        }
        differ = differ.or(Some(*paper));
    }
    differ.map_or(PaperEvidence::Unknown, PaperEvidence::Differ)
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
