//! Texts of items that a person must sort, each once: what hangs on it, and what the words of the crosswalk propose.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cases::Case;
use super::crosswalk::{Crosswalk, SameKind};
use super::kinds::{Reading, Readings};
use super::odds::{ANOTHER, Odds, PROPOSED, SURE_ENOUGH, UNKNOWN};
use super::papers::listed;
use super::same::{Verdict, Why};
use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::domain::text::comparable;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};
use crate::scheme::Scheme;

/// Where the claims of an enterprise under a measure stand, and what they come to.
pub trait Claims {
    /// How many claims, and fen before the stage of duplicates.
    fn of(&self, measure: usize, firm: u32) -> (usize, i64);
    /// How many applicants have a claim under a measure, or any.
    fn applicants(&self, measure: Option<usize>) -> usize;
}

/// One text to be sorted.
#[derive(Debug)]
pub struct Question<'a> {
    /// Rules say that it is possibly the same: each case can be decided by itself, or the text once for all.
    pub offered: bool,
    /// The first of the texts that it is asked for.
    pub reading: &'a Reading,
    /// Sources that use it, in the order of the crosswalk.
    pub sources: Vec<usize>,
    /// Rows of rosters, and what they come to in fen.
    pub rows: usize,
    pub amount: i64,
    /// Applicants and claims that it may touch, and fen of these.
    pub firms: usize,
    pub claims: usize,
    pub at_risk: i64,
    pub proposal: Proposal,
}

/// What the words of the crosswalk make of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    pub same: Vec<usize>,
    pub possible: Vec<usize>,
    /// A rule says that it is another kind.
    pub denied: bool,
    /// No word of a rule stands in it; letters in common are all there is.
    pub by_likeness: bool,
    /// A word of a rule stands in it.
    pub by_rule: bool,
    pub why: Text,
}

/// What hangs on a question.
#[derive(Default)]
struct Weight {
    firms: BTreeSet<u32>,
    claims: usize,
    /// Applicants that claim it, and fen of their claims, by measure.
    claiming: BTreeMap<usize, (usize, i64)>,
}

impl Proposal {
    /// How many of a thousand such texts are of the kind of a measure, by their words.
    fn prior(&self, measure: usize) -> u16 {
        let proposed = self.same.contains(&measure) || self.possible.contains(&measure);
        let silent = self.same.is_empty() && self.possible.is_empty() && !self.denied;
        match (proposed, silent) {
            (true, _) => PROPOSED,
            (false, true) => UNKNOWN,
            (false, false) => ANOTHER,
        }
    }
}

/// What hangs on each question. A text that says nothing is no question: its list is asked what it is about.
fn weights(
    cases: &[Case],
    readings: &Readings,
    claims: &impl Claims,
    settles: impl Fn(&Case) -> bool,
) -> BTreeMap<u32, Weight> {
    let mut out: BTreeMap<u32, Weight> = BTreeMap::new();
    let mut seen: BTreeSet<(u32, u32, usize)> = BTreeSet::new();
    for case in cases {
        let reading = readings.get(case.reading);
        let own = [case.measure];
        let waits: &[usize] = match case.verdict {
            Verdict::Unsorted => &case.waits,
            _ if is_offered(case, reading) && settles(case) => &own,
            _ => continue,
        };
        if reading.text.is_empty() {
            continue;
        }
        let weight = out.entry(reading.question).or_default();
        weight.firms.insert(case.firm);
        for measure in waits {
            if !seen.insert((reading.question, case.firm, *measure)) {
                continue;
            }
            let (count, fen) = claims.of(*measure, case.firm);
            weight.claims += count;
            let (firms, sum) = weight.claiming.entry(*measure).or_default();
            *firms += 1;
            *sum = sum.saturating_add(fen);
        }
    }
    out
}

/// Whether a rule leaves open what the office can say once for all rows of the text.
fn is_offered(case: &Case, reading: &Reading) -> bool {
    case.why == Why::PossibleNoPaper
        && case.verdict == Verdict::Suspected
        && case.decision.is_none()
        && reading.answer.is_none()
        && !reading.asks()
}

/// All texts that cases wait for, the most money times likelihood first; and those of which a rule leaves open what an
/// answer would settle, as `settles` knows.
pub fn questions<'a>(
    cases: &[Case],
    readings: &'a Readings,
    (crosswalk, scheme): (&Crosswalk, &Scheme),
    claims: &impl Claims,
    settles: impl Fn(&Case) -> bool,
) -> Vec<Question<'a>> {
    let weights = weights(cases, readings, claims, settles);
    let mut texts: BTreeMap<u32, Vec<&Reading>> = BTreeMap::new();
    let asked = |text: &&Reading| weights.contains_key(&text.question) && text.is_open();
    for reading in readings.all().iter().filter(asked) {
        texts.entry(reading.question).or_default().push(reading);
    }
    let pairs = Likeness::new(crosswalk, scheme);
    let odds = Odds::new(scheme.measures.len(), claims);
    let question = |(at, texts): (u32, Vec<&'a Reading>)| {
        let (reading, weight) = (texts[0], &weights[&at]);
        let sources: BTreeSet<usize> = texts.iter().map(|text| text.source).collect();
        // The first source whose rules have a word for it proposes.
        let mut proposals = texts.iter().map(|text| proposal(text, crosswalk, scheme, &pairs));
        let first = proposals.next().unwrap_or_default();
        let mut proposal = match first.by_rule {
            true => first,
            false => proposals.find(|next| next.by_rule).unwrap_or(first),
        };
        let all = weight.firms.len();
        let chance = |measure, some| odds.chance(proposal.prior(measure), measure, (some, all));
        let chances: BTreeMap<usize, u16> =
            weight.claiming.iter().map(|(at, (some, _))| (*at, chance(*at, *some))).collect();
        let worth =
            |(at, (_, fen)): (&usize, &(usize, i64))| i128::from(*fen) * i128::from(chances[at]);
        let worth: i128 = weight.claiming.iter().map(worth).sum();
        // Of equals the first.
        let best = chances.iter().max_by_key(|(at, chance)| (**chance, std::cmp::Reverse(**at)));
        if let Some((measure, _)) = best.filter(|(_, chance)| **chance >= SURE_ENOUGH) {
            let some = weight.claiming[measure].0;
            proposal.add(*measure, (some, all, odds.usual(*measure)), scheme);
        }
        let sum = |all: &mut dyn Iterator<Item = i64>| all.fold(0i64, i64::saturating_add);
        let question = Question {
            offered: !texts.iter().any(|text| text.asks()),
            reading,
            sources: sources.into_iter().collect(),
            rows: texts.iter().map(|text| text.rows).sum(),
            amount: sum(&mut texts.iter().map(|text| text.amount)),
            firms: weight.firms.len(),
            claims: weight.claims,
            at_risk: sum(&mut weight.claiming.values().map(|(_, fen)| *fen)),
            proposal,
        };
        (worth, question)
    };
    let mut all: Vec<(i128, Question)> = texts.into_iter().map(question).collect();
    all.sort_by(|(a, one), (b, other)| {
        b.cmp(a).then_with(|| one.reading.text.cmp(&other.reading.text))
    });
    all.into_iter().map(|(_, question)| question).collect()
}

table! {
    /// A text to be sorted, with room for the answer.
    pub struct ToSort: "kinds_open" "待归类事项" "Items to sort", sheet("待归类事项", "Items to sort") {
        item: String = OTHER_ITEM "他项事项" "Item of the other";
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        /// What a person says.
        same: String = SAME_MEASURES "同类措施" "Same kind as";
        possible: String = POSSIBLE_MEASURES "可能同类措施" "Possibly the same as";
        proposed: Text = PROPOSED_ZH "建议" "Proposed (Chinese)", PROPOSED_EN "建议（英文）" "Proposed";
        why: Text = PROPOSED_WHY_ZH "建议的依据" "Why (Chinese)", PROPOSED_WHY_EN "建议的依据（英文）" "Why";
        at_risk: Fen = AT_RISK "涉及金额" "At risk";
        claims: i64 = CLAIMS "涉及申报项" "Claims touched";
        firms: i64 = FIRMS "涉及企业" "Enterprises";
        rows: i64 = ROWS "名册行数" "Rows of rosters";
        other_amount: Fen = OTHER_AMOUNT "他项金额" "Amount of the other";
        by: String = DECIDED_BY "决定人" "Decided by";
        on: Option<NaiveDate> = DECIDED_ON "决定日期" "Decided on";
        reason: String = DECISION_REASON "认定理由" "Reason for the verdict";
        source: String = OTHER_SCHEME "他项来源" "Other scheme";
    }
}

/// The table of texts to be sorted, which can be filled in and read as input.
pub fn table(questions: &[Question], crosswalk: &Crosswalk, scheme: &Scheme) -> OutputTable {
    ToSort::table(questions.iter().map(|question| {
        let (reading, proposal) = (question.reading, &question.proposal);
        let sources = || question.sources.iter().map(|at| &crosswalk.sources[*at]);
        ToSort {
            item: reading.shown.clone(),
            same: String::new(),
            possible: String::new(),
            proposed: proposal.said(scheme),
            why: proposal.why.clone(),
            at_risk: Fen(question.at_risk),
            claims: question.claims as i64,
            firms: question.firms as i64,
            rows: question.rows as i64,
            other_amount: Fen(question.amount),
            by: String::new(),
            on: None,
            reason: String::new(),
            source: sources().map(|source| source.id.as_str()).collect::<Vec<_>>().join("、"),
            district: listed(sources().map(|source| source.district.clone())),
        }
    }))
}

impl Proposal {
    /// Proposes what those whom the text supports claim: `some` of `all`, of all applicants `usual` in a thousand. What
    /// has nothing but some letters in common with it gives way.
    fn add(&mut self, measure: usize, (some, all, usual): (usize, usize, usize), scheme: &Scheme) {
        let known = self.same.contains(&measure) || self.possible.contains(&measure);
        if !known {
            if self.by_likeness {
                self.possible.clear();
            }
            self.possible.push(measure);
            self.possible.sort_unstable();
        }
        let clause = &scheme.measures[measure].clause;
        let usual = usual / 10;
        self.why.zh.push_str(&format!(
            "；所列 {all} 家中 {some} 家申报第{clause}条（全部申报企业为 {usual}%）"
        ));
        self.why.en.push_str(&format!(
            "; of its {all} applicants {some} claim {clause} (of all {usual}%)"
        ));
    }

    /// `九；可能 二、四`, as the columns of answers take it.
    pub fn said(&self, scheme: &Scheme) -> Text {
        let list = |at: &[usize]| {
            let clauses: Vec<&str> =
                at.iter().map(|m| scheme.measures[*m].clause.as_str()).collect();
            clauses.join("、")
        };
        let both = |said: String| Text::new(said.clone(), said);
        match (self.same.is_empty(), self.possible.is_empty()) {
            (true, true) if self.denied => Text::new("无", "none"),
            // Nothing is known: whoever answers shall not find an answer there.
            (true, true) => Text::default(),
            (false, true) => both(list(&self.same)),
            (true, false) => both(format!("?{}", list(&self.possible))),
            (false, false) => both(format!("{} ?{}", list(&self.same), list(&self.possible))),
        }
    }
}

fn proposal(
    reading: &Reading,
    crosswalk: &Crosswalk,
    scheme: &Scheme,
    pairs: &Likeness,
) -> Proposal {
    let mut out = Proposal::default();
    let mut notes: BTreeSet<&str> = BTreeSet::new();
    let (mut words_zh, mut words_en) = (Vec::new(), Vec::new());
    for (measure, relation) in reading.relations.iter().enumerate() {
        let Some(rule) = relation.rule.map(|at| &crosswalk.rules[at]) else { continue };
        match rule.same_kind {
            SameKind::Strong => out.same.push(measure),
            SameKind::Possible => out.possible.push(measure),
            SameKind::No => out.denied = true,
            SameKind::Unlisted => {}
        }
        let held = rule.words.iter().filter(|word| reading.text.contains(word.as_str()));
        if let Some(word) = held.max_by_key(|word| word.chars().count())
            && notes.insert(word)
        {
            words_zh.push(format!("“{word}”"));
            words_en.push(format!("`{word}`"));
        }
    }
    if notes.is_empty() {
        return pairs.nearest(&reading.text, scheme);
    }
    out.by_rule = true;
    let (zh, en) = (words_zh.join("、"), words_en.join(", "));
    let unread = &reading.unread;
    out.why = match unread.is_empty() {
        _ if !reading.asks() => Text::new(
            format!("含{zh}，规则只能说可能同类：在此归类一次，不必逐件认定"),
            format!(
                "holds {en}, which rules call possibly the same: sorted here once, no case need be decided by itself"
            ),
        ),
        true => Text::new(
            format!("含{zh}，未说明与其余措施的关系"),
            format!("holds {en}; nothing says what it is for other measures"),
        ),
        false => Text::new(
            format!("含{zh}；未读懂“{unread}”"),
            format!("holds {en}; `{unread}` is not understood"),
        ),
    };
    out
}

/// Pairs of characters by which a text that holds no known word is likened to measures.
struct Likeness {
    /// By measure.
    pairs: Vec<BTreeSet<(char, char)>>,
}

impl Likeness {
    fn new(crosswalk: &Crosswalk, scheme: &Scheme) -> Self {
        let of = |id: &str, title: &str| {
            let rules = crosswalk.rules.iter().filter(|rule| rule.measure.as_deref() == Some(id));
            let words = rules.flat_map(|rule| rule.words.iter().map(String::as_str));
            words.chain([title]).flat_map(pairs).collect()
        };
        let measures = scheme.measures.iter();
        let pairs = measures.map(|m| of(&m.id, &comparable(m.title.get(Lang::Zh)))).collect();
        Self { pairs }
    }

    fn nearest(&self, text: &str, scheme: &Scheme) -> Proposal {
        let own: BTreeSet<(char, char)> = pairs(text).collect();
        let common = |measure: &usize| self.pairs[*measure].intersection(&own).count();
        // Of equals the first.
        let best = (0..self.pairs.len()).max_by_key(|at| (common(at), std::cmp::Reverse(*at)));
        match best.filter(|at| common(at) >= 2) {
            Some(at) => {
                let title = &scheme.measures[at].title;
                let why = Text::new(
                    format!("没有规则；字样与“{}”最相近", title.get(Lang::Zh)),
                    format!("no rule; its words are most like those of `{}`", title.get(Lang::En)),
                );
                Proposal { possible: vec![at], by_likeness: true, why, ..Proposal::default() }
            }
            None => Proposal {
                why: Text::new(
                    "没有规则，与各条措施没有共同字样",
                    "no rule, and no words in common with any measure",
                ),
                ..Proposal::default()
            },
        }
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1))
}
