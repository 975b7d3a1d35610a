//! Cases: a claim of this run beside a row of a roster that seems to support the same matter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use polars::prelude::*;
use rayon::prelude::*;

use super::crosswalk::SameKind;
use super::decisions::{Decision, Decisions, Said, fingerprint};
use super::exact::Exact;
use super::kinds::{Reader, Readings, Relation};
use super::papers::{ClaimPapers, MeasurePapers, PAPERS, Paper};
use super::period::{self, Given, one_year_off, overlap};
use super::same::{Grounds, PaperEvidence, State, Verdict, Why, verdict};
use super::settings::Plan;
use crate::domain::paper::canonical;
use crate::entity::{Found, Level, Matches, Parties, Status, match_with, weigh};
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
    /// Place of the item's text among the readings.
    pub reading: u32,
    /// Measures whose claims wait for the text to be sorted: one case for all of them. Empty where it is known.
    pub waits: Vec<usize>,
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
    /// The year that the title of a source speaks of.
    pub titles: &'a BTreeMap<u32, Given>,
    pub decisions: &'a Decisions,
    /// A register of names.
    pub register: Option<&'a DataFrame>,
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

/// A row of a roster as it is compared.
struct Row {
    source: usize,
    /// Place of the roster in the plan.
    roster: usize,
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
    sources: Vec<u32>,
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

/// Whomever people know to be an applicant is one, however unlike the names look.
fn settle(
    pairs: &mut [Found],
    firms: &DataFrame,
    rosters: &DataFrame,
    decisions: &Decisions,
) -> PolarsResult<()> {
    let people = People::new(firms, rosters)?;
    for pair in pairs {
        if people.say(decisions, pair) == Some(true) {
            pair.status = Status::Confirmed;
        }
    }
    Ok(())
}

/// Pairs of which people said whether they are one enterprise: by the name, in the sample of exact names, or since
/// a case of theirs is a duplicate.
fn decided(
    world: &World,
    matches: &Matches,
    exact: Option<&Exact>,
    cases: &[Case],
) -> PolarsResult<HashMap<(u32, u32), bool>> {
    let people = People::new(world.firms, world.rosters)?;
    let sampled: HashMap<u32, bool> =
        exact.map(|exact| exact.said_of().collect()).unwrap_or_default();
    let by_name = matches.pairs.iter().filter_map(|pair| {
        let of_level = |_: &()| pair.level == Level::NameExact;
        let in_sample = || Some(()).filter(of_level).and_then(|()| sampled.get(&pair.own).copied());
        let said = people.say(world.decisions, pair).or_else(in_sample)?;
        Some(((pair.own, pair.other), said))
    });
    let is_one = |case: &&Case| case.decision.is_some() && case.verdict == Verdict::Duplicate;
    let by_case = cases.iter().filter(is_one).map(|case| ((case.pair.own, case.pair.other), true));
    Ok(by_case.chain(by_name).collect())
}

/// Cases take over how likely their pairs are.
fn weigh_cases(matches: &Matches, cases: &mut [Case]) {
    let chances: HashMap<(u32, u32), u16> =
        matches.pairs.iter().map(|pair| ((pair.own, pair.other), pair.chance)).collect();
    for case in cases {
        if let Some(chance) = chances.get(&(case.pair.own, case.pair.other)) {
            case.pair.chance = *chance;
        }
    }
}

/// Codes and names of both sides, as answers name them.
struct People<'a> {
    codes: Vec<&'a str>,
    names: Vec<&'a str>,
    other_codes: Vec<&'a str>,
    other_names: Vec<&'a str>,
}

impl<'a> People<'a> {
    fn new(firms: &'a DataFrame, rosters: &'a DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            codes: texts(firms, c::USCC)?,
            names: texts(firms, c::FIRM_NAME)?,
            other_codes: texts(rosters, c::USCC)?,
            other_names: texts(rosters, c::FIRM_NAME)?,
        })
    }

    /// Whether a person said that they are one enterprise, or two.
    fn say(&self, decisions: &Decisions, pair: &Found) -> Option<bool> {
        let (own, other) = (pair.own as usize, pair.other as usize);
        let applicant = (self.codes[own], self.names[own]);
        let (answer, _) =
            decisions.who(self.other_names[other], self.other_codes[other], applicant);
        answer.map(|answer| answer.same)
    }
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
        people: People::new(world.firms, world.rosters)?,
    };
    let found = open.par_iter().flat_map_iter(|pair| looked.touched(pair, of_row[&pair.other]));
    let mut cases: Vec<Case> = found.collect();
    once_per_text(&mut cases);
    name_cases(world, &columns, &codes, &mut cases);
    for case in &mut cases {
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
fn once_per_text(cases: &mut Vec<Case>) {
    let mut first: HashMap<(u32, u32), usize> = HashMap::new();
    let mut kept: Vec<Case> = Vec::with_capacity(cases.len());
    for case in std::mem::take(cases) {
        if case.waits.is_empty() {
            kept.push(case);
            continue;
        }
        let at = *first.entry((case.firm, case.reading)).or_insert(kept.len());
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
        let all: Vec<Paper>;
        let keys = match found {
            Some(rule) => &rule.keys,
            None => {
                all = (0..PAPERS.len()).collect();
                &all
            }
        };
        let paper = match compare(keys, &own, row) {
            // Of an item that nobody knows, papers that differ prove nothing.
            PaperEvidence::Differ(_) if found.is_none() => PaperEvidence::Unknown,
            paper => paper,
        };
        let days = own.period.as_ref().zip(row.given.as_ref());
        let grounds = Grounds {
            identity: pair.status,
            same_kind: relation.same_kind,
            covered: crosswalk.sources[row.source].covered,
            by_period: found.is_some_and(|rule| rule.by_period),
            paper: &paper,
            overlap: days.map(|(own, given)| overlap(own, &given.period)),
            year_off: days.is_some_and(|(own, given)| one_year_off(own, &given.period)),
            state: row.state,
            amount: row.amount,
            key: world.plan.rosters[row.roster].proof.unwrap_or(world.scheme.duplicates.key),
            mode: world.scheme.duplicates.mode,
        };
        let (verdict, why) = match beside.another {
            true => (Verdict::Clear, Why::AnotherFirm),
            false => verdict(&grounds),
        };
        let overlap = grounds.overlap;
        of_interest(verdict, why, &grounds).then(|| Case {
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
}

/// Papers of both sides are one: the case need not wait for its text.
fn proven(case: &Case) -> bool {
    matches!(case.paper, PaperEvidence::Same(..))
}

/// What is another kind, of an item that nobody knows in another year, or has other papers and an identity still to
/// be confirmed, is nothing. Of another year a trace is kept.
fn of_interest(verdict: Verdict, why: Why, grounds: &Grounds) -> bool {
    let known = grounds.same_kind != SameKind::Unlisted;
    match (verdict, why) {
        (_, Why::OtherKind) => false,
        (_, Why::OtherPeriod | Why::YearOff) => known,
        (Verdict::Clear, Why::AnotherFirm) => known,
        (Verdict::Clear, _) => grounds.identity == Status::Confirmed,
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
            sources: indices(table, c::SOURCE)?,
            amounts: optional_ints(table, c::AMOUNT)?,
            papers: papers.map(|(at, name)| Ok((at, text(name)?))).collect::<PolarsResult<_>>()?,
            matter: MATTER
                .iter()
                .map(|name| Ok((*name, text(name)?)))
                .collect::<PolarsResult<_>>()?,
        })
    }

    /// What was supported; what the roster is about where the row says nothing.
    fn item<'w>(&self, world: &'w World, row: usize) -> Cow<'w, str>
    where
        'a: 'w,
    {
        match (self.measure[row], self.item[row]) {
            ("", "") => Cow::Borrowed(&world.plan.rosters[world.roster_of[row]].item),
            (one, "") | ("", one) => Cow::Borrowed(one),
            (measure, item) => Cow::Owned(format!("{measure}{item}")),
        }
    }

    fn source(&self, world: &World, row: usize) -> usize {
        let roster = &world.plan.rosters[world.roster_of[row]];
        world.plan.crosswalk.source(self.policy[row], roster.source)
    }

    fn row(&self, world: &World, row: usize) -> Row {
        let roster = &world.plan.rosters[world.roster_of[row]];
        let status = Some(self.status[row]).filter(|s| !s.is_empty()).unwrap_or(&roster.status);
        let papers =
            self.papers.iter().map(|(paper, values)| (*paper, canonical(values[row]).into_owned()));
        Row {
            source: self.source(world, row),
            roster: world.roster_of[row],
            papers: papers.filter(|(_, value)| !value.is_empty()).collect(),
            given: self.given(row, &roster.year, world.titles.get(&self.sources[row])),
            state: state(world.headers.category(c::STATUS, status)),
            amount: self.amounts[row],
        }
    }

    /// The period that was supported: from – to, else the year of the matter, else what the item's name says, else
    /// what the roster is about, by the pipeline or by its title. The year of an award and the day of payment say when
    /// money came, mostly the year after; they count only where nothing else is said, as the year before.
    fn given(&self, row: usize, of_roster: &str, title: Option<&Given>) -> Option<Given> {
        let [from, to, year, awarded, paid] = &self.periods;
        let read = |column: &Vec<&str>| period::read(column[row]);
        let span = match (read(from), read(to)) {
            (Some(from), Some(to)) => period::between(from, to),
            (Some(single), None) | (None, Some(single)) => Some(single),
            (None, None) => None,
        };
        let named = || [self.item[row], self.measure[row]].into_iter().find_map(period::mentioned);
        let late = || read(awarded).or_else(|| read(paid)).and_then(year_before);
        let listed = || period::read(of_roster).or(title.copied());
        span.or_else(|| read(year)).or_else(named).or_else(listed).or_else(late)
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
fn name_cases(world: &World, columns: &Columns, codes: &[&str], cases: &mut [Case]) {
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
        case.evidence = case_evidence(case);
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

/// What a decision on the matter rests on: the claim's period and papers, and what the row says of money. Who it is and
/// what its text means are layers of their own; 已拨付 and 已核定 are one state.
fn case_evidence(case: &Case) -> String {
    let days = |period: &crate::domain::Period| format!("{}/{}", period.from, period.to);
    let papers = case.own.papers.iter().map(|(paper, value)| (PAPERS[*paper], value.clone()));
    let (paper, number) = match &case.paper {
        PaperEvidence::Same(paper, number) => ("same", format!("{} {number}", PAPERS[*paper])),
        PaperEvidence::Differ(paper) => ("differ", PAPERS[*paper].to_string()),
        PaperEvidence::Unknown => ("unknown", String::new()),
    };
    let state = match case.state {
        State::Received => "received",
        State::Pending => "pending",
        State::Returned => "returned",
        State::Unknown => "unknown",
    };
    let mut facts = vec![
        ("case", case.id.clone()),
        ("period", case.own.period.as_ref().map(days).unwrap_or_default()),
        (c::STATUS, state.to_string()),
        (c::AMOUNT, case.amount.map(|fen| fen.to_string()).unwrap_or_default()),
        ("papers", paper.to_string()),
        ("paper", number),
        ("overlap", case.overlap.map(|days| days.to_string()).unwrap_or_default()),
    ];
    facts.extend(papers);
    let facts: Vec<(&str, &str)> =
        facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fingerprint("case-3", &facts, 16)
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
