//! Claims that are the same support under two schemes of a run, and what follows.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::budget::keys::claim_ids;
use crate::diag::{Diagnostic, Diagnostics, Failure, Text, codes};
use crate::domain::Fen;
use crate::duplicate::across::{ClaimAt, ClaimOf, Pair, Side, give_way, pairs};
use crate::duplicate::crosswalk::{self, Crosswalk};
use crate::duplicate::papers::MeasurePapers;
use crate::duplicate::same::Verdict;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{LINE_FIELDS, find as field};
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::prepare::Prepared;
use crate::pipeline::schemes::{Joint, SameKindAcross};
use crate::run::Computed;
use crate::scenario::setting::Change;
use crate::scheme::{Stage, Status};
use crate::tables::joint::AcrossPair;

/// A pair of claims with what each scheme alone would grant.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// Places among the schemes of the file: whose crosswalk speaks, and the other.
    pub schemes: (usize, usize),
    pub pair: Pair,
    /// Rows among all claims of either scheme.
    pub rows: (usize, usize),
    /// Fen after the stage of duplicates, each scheme by itself.
    pub alone: (i64, i64),
    /// Which side gives way, to which scheme and to how much; both may give way to a third.
    pub lost: [Option<(usize, i64)>; 2],
}

impl Crossing {
    pub fn touches(&self, scheme: usize) -> bool {
        self.schemes.0 == scheme || self.schemes.1 == scheme
    }

    /// Whether the claim of this scheme gets nothing because of the other.
    pub fn gives_way(&self, scheme: usize) -> bool {
        self.side(scheme).is_some_and(|side| self.lost[side].is_some())
    }

    pub(super) fn side(&self, scheme: usize) -> Option<usize> {
        [self.schemes.0, self.schemes.1].iter().position(|own| *own == scheme)
    }

    pub(super) fn scheme(&self, side: usize) -> usize {
        [self.schemes.0, self.schemes.1][side]
    }

    pub(super) fn claim(&self, side: usize) -> ClaimAt {
        [self.pair.own, self.pair.other][side]
    }

    pub(super) fn row(&self, side: usize) -> usize {
        [self.rows.0, self.rows.1][side]
    }

    pub(super) fn amount(&self, side: usize) -> i64 {
        [self.alone.0, self.alone.1][side]
    }
}

/// A claim that gives way: its side of a pair, who stays, and with how much.
struct Lost<'a> {
    crossing: &'a Crossing,
    side: usize,
    winner: usize,
    sum: i64,
}

/// A crosswalk between two schemes of the file.
#[derive(Debug)]
pub struct Walk {
    own: usize,
    other: usize,
    source: usize,
    crosswalk: Crosswalk,
}

/// Reads the crosswalks that the schemes name and keeps what they say of one another.
///
/// # Errors
/// Faults of a crosswalk; measures that the other scheme does not have (C158); `choose_best` without any (C157).
pub fn crosswalks(joint: &Joint) -> Result<Vec<Walk>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut out = Vec::new();
    for (own, part) in joint.parts.iter().enumerate() {
        let Some(file) = &part.pipeline.crosswalk else { continue };
        let crosswalk = match crosswalk::load(&file.path, &part.pipeline.scheme) {
            Ok(crosswalk) => crosswalk,
            Err(more) => {
                faults.extend(more);
                continue;
            }
        };
        for (other, that) in joint.parts.iter().enumerate() {
            let scheme = &that.pipeline.scheme;
            let same = scheme.id == part.pipeline.scheme.id;
            let source = crosswalk.sources.iter().position(|source| source.id == scheme.id);
            let Some(source) = source.filter(|_| !same) else { continue };
            let known: Vec<&str> = scheme.measures.iter().map(|m| m.id.as_str()).collect();
            let rules = crosswalk.rules.iter().filter(|rule| rule.source == source);
            for name in rules.flat_map(|rule| &rule.measures) {
                if !known.contains(&name.as_str()) {
                    let fault = Diagnostic::new(&codes::CROSSWALK_MEASURE).arg("name", name);
                    let fault = fault.arg("scheme", &scheme.id).arg("known", known.join("、"));
                    let place = crate::diag::Place::File(file.shown.clone());
                    faults.push(fault.at(place));
                }
            }
            out.push(Walk { own, other, source, crosswalk: crosswalk.clone() });
        }
    }
    if joint.same_kind == SameKindAcross::ChooseBest && out.is_empty() && faults.is_empty() {
        faults.push(Diagnostic::new(&codes::ACROSS_WITHOUT_CROSSWALK));
    }
    faults.into_result(out)
}

/// Every pair of claims that a crosswalk relates, with what each scheme alone grants.
///
/// # Errors
/// A fault of the engine.
pub fn find(joint: &Joint, parts: &[Computed], walks: &[Walk]) -> Result<Vec<Crossing>, Failure> {
    let mut sides = Vec::new();
    for (part, computed) in joint.parts.iter().zip(parts) {
        let awards = &computed.awards;
        let tables = awards.tables.iter().zip(&awards.lines);
        let measures = part.pipeline.scheme.measures.iter().zip(tables);
        let papers: PolarsResult<Vec<_>> =
            measures.map(|(m, (claims, lines))| MeasurePapers::new(m, claims, lines)).collect();
        let codes = texts(&computed.prepared.inputs.firms, c::USCC)?;
        sides.push(Side { scheme: &part.pipeline.scheme, papers: papers?, codes });
    }
    let mut seen: BTreeSet<[(usize, ClaimAt); 2]> = BTreeSet::new();
    let mut out = Vec::new();
    for walk in walks {
        let (own, other) = (walk.own, walk.other);
        for pair in pairs(&sides[own], &sides[other], &walk.crosswalk, walk.source) {
            let mut key = [(own, pair.own), (other, pair.other)];
            key.sort_unstable();
            // Both crosswalks may speak of a pair; the scheme that stands first in the file is heard.
            if !seen.insert(key) {
                continue;
            }
            let row = |at: usize, claim: ClaimAt| parts[at].awards.blocks[claim.0].start + claim.1;
            let rows = (row(own, pair.own), row(other, pair.other));
            let alone =
                (after_duplicates(&parts[own], rows.0), after_duplicates(&parts[other], rows.1));
            out.push(Crossing { schemes: (own, other), pair, rows, alone, lost: [None; 2] });
        }
    }
    Ok(out)
}

fn after_duplicates(computed: &Computed, row: usize) -> i64 {
    computed.awards.after(Stage::Duplicates).map_or(0, |stage| stage.amount[row])
}

/// Settles which claims give way. Only what is proven is settled; the rest is for a person.
pub fn choose(crossings: &mut [Crossing]) {
    let proven = crossings.iter().filter(|crossing| crossing.pair.verdict == Verdict::Duplicate);
    let mut amounts: BTreeMap<ClaimOf, i64> = BTreeMap::new();
    let mut pairs = Vec::new();
    for crossing in proven {
        let ends = [0, 1].map(|side| (crossing.scheme(side), crossing.row(side)));
        amounts.extend([0, 1].map(|side| (ends[side], crossing.amount(side))));
        pairs.push((ends[0], ends[1]));
    }
    let lost = give_way(&amounts, &pairs);
    for crossing in crossings.iter_mut().filter(|c| c.pair.verdict == Verdict::Duplicate) {
        for side in [0, 1] {
            let claim = (crossing.scheme(side), crossing.row(side));
            crossing.lost[side] = lost.get(&claim).copied();
        }
    }
}

/// A draft is no ground to pay less on: what falls because of one is a simulation like a scenario.
pub fn warn_of_drafts(joint: &mut Joint, at: usize, lost: &[&Crossing]) {
    let winners: BTreeSet<usize> = lost
        .iter()
        .filter_map(|crossing| crossing.side(at).and_then(|side| crossing.lost[side]))
        .map(|(winner, _)| winner)
        .collect();
    let draft = |at: &usize| joint.parts[*at].pipeline.scheme.status == Status::Draft;
    let drafts: Vec<String> = winners
        .into_iter()
        .filter(draft)
        .map(|winner| joint.parts[winner].pipeline.scheme.id.clone())
        .collect();
    let pipeline = &mut joint.parts[at].pipeline;
    if drafts.is_empty() || pipeline.scheme.status == Status::Draft {
        return;
    }
    let ids = drafts.join("、");
    pipeline.warnings.push(Diagnostic::new(&codes::ACROSS_DRAFT).arg("other", &ids));
    let from = SameKindAcross::Report.name().to_string();
    let text = Text::new("方案之间的同一支持", "the same support under several schemes");
    pipeline.changes.push(Change { key: "across.same_kind".into(), text, from, to: ids });
}

/// Rows of the table of duplicates that make the claims of a scheme give way at its own stage, by its own clause.
///
/// # Errors
/// A fault of the engine.
pub fn rows_for_stage(
    joint: &Joint,
    at: usize,
    lost: &[&Crossing],
    prepared: &Prepared,
) -> Result<DataFrame, Failure> {
    // One row for each claim, however many others it meets.
    let mut claims: BTreeMap<usize, Lost> = BTreeMap::new();
    for crossing in lost {
        if let Some(side) = crossing.side(at)
            && let Some((winner, sum)) = crossing.lost[side]
        {
            let lost = Lost { crossing, side, winner, sum };
            claims.entry(crossing.row(side)).or_insert(lost);
        }
    }
    let claims: Vec<Lost> = claims.into_values().collect();
    let codes = texts(&prepared.inputs.firms, c::USCC)?;
    let measures = &joint.parts[at].pipeline.scheme.measures;
    let firm = |lost: &Lost| {
        let firms = lost.crossing.pair.firms;
        [firms.0, firms.1][lost.side]
    };
    let text = |of: &dyn Fn(&Lost) -> String| -> Vec<String> { claims.iter().map(of).collect() };
    let number = |of: &dyn Fn(&Lost) -> u32| -> Vec<u32> { claims.iter().map(of).collect() };
    let item = |lost: &Lost| {
        let items = &lost.crossing.pair.items;
        [&items.0, &items.1][lost.side].clone()
    };
    let measure = |lost: &Lost| measures[lost.crossing.claim(lost.side).0].id.clone();
    let scheme = |lost: &Lost| joint.parts[lost.winner].pipeline.scheme.id.clone();
    // What stays is at least as much, so that nothing is left in any mode of the scheme.
    let amount = |lost: &Lost| lost.sum.max(lost.crossing.amount(lost.side));
    let amounts: Vec<i64> = claims.iter().map(amount).collect();
    let height = claims.len();
    let columns = vec![
        Column::new(c::USCC.into(), text(&|lost| codes[firm(lost) as usize].to_string())),
        Column::new(c::MEASURE.into(), text(&measure)),
        Column::new(c::ITEM.into(), text(&item)),
        Column::full_null(c::YEAR.into(), height, &DataType::Int64),
        Column::new(c::OTHER_SCHEME.into(), text(&scheme)),
        Column::new(c::AMOUNT.into(), amounts),
        Column::new(c::STATUS.into(), vec!["已核定"; height]),
        Column::full_null(c::PAPER_NO.into(), height, &DataType::String),
        Column::new(c::CONFIRMED.into(), vec![true; height]),
        Column::full_null(c::NOTES.into(), height, &DataType::String),
        Column::new(c::SOURCE.into(), number(&|lost| lost.crossing.pair.places[lost.side].0)),
        Column::new(c::ROW.into(), number(&|lost| lost.crossing.pair.places[lost.side].1)),
        Column::new(c::FIRM.into(), number(&firm)),
    ];
    let table = DataFrame::new(height, columns)?;
    let like = prepared.inputs.duplicates.get_column_names();
    Ok(table.select(like.iter().map(|name| name.as_str()))?)
}

/// Whoever gave way must have nothing left, or somebody is supported twice.
///
/// # Errors
/// A claim that gave way and is still paid.
pub fn nothing_left(
    joint: &Joint,
    crossings: &[Crossing],
    parts: &[Computed],
) -> Result<(), Failure> {
    let mut faults = Diagnostics::default();
    for crossing in crossings {
        for side in [0, 1].into_iter().filter(|side| crossing.lost[*side].is_some()) {
            let at = crossing.scheme(side);
            let left = parts[at].awards.current()[crossing.row(side)];
            if left != 0 {
                let what = format!("{} {:?}", joint.parts[at].name, crossing.claim(side));
                let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", what);
                faults.push(fault.arg("expected", Fen(0)).arg("found", Fen(left)));
            }
        }
    }
    faults.into_result(()).map_err(Failure::Unbalanced)
}

/// What was found between the schemes, once for each pair of measures.
pub fn findings(joint: &Joint, crossings: &[Crossing]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for at in 0..joint.parts.len() {
        // Each pair is told from the side whose crosswalk speaks, and where it lost, from the other too.
        let own: Vec<&Crossing> = crossings.iter().filter(|x| x.schemes.0 == at).collect();
        let lost: Vec<&Crossing> =
            crossings.iter().filter(|x| x.schemes.1 == at && x.lost[1].is_some()).collect();
        out.extend(findings_of(joint, &own, at));
        out.extend(findings_of(joint, &lost, at));
    }
    out
}

/// The same as one scheme sees it.
pub fn findings_of(joint: &Joint, crossings: &[&Crossing], at: usize) -> Vec<Diagnostic> {
    // By measure, other scheme, its measure and what became of it: claims, and fen lost.
    type Key<'a> = (usize, usize, usize, &'a str);
    let mut groups: BTreeMap<Key, BTreeMap<usize, i64>> = BTreeMap::new();
    for crossing in crossings {
        let Some(side) = crossing.side(at) else { continue };
        let kind = match (crossing.lost[side], crossing.pair.verdict) {
            (Some(_), _) => "chosen",
            (None, Verdict::Duplicate) if crossing.lost[1 - side].is_some() => continue,
            (None, Verdict::Duplicate) => "found",
            (None, Verdict::Suspected) => "suspected",
            _ => continue,
        };
        // Where one side gets nothing anyway, nobody has to decide.
        if crossing.alone.0 == 0 || crossing.alone.1 == 0 {
            continue;
        }
        let (own, other) = (crossing.claim(side).0, crossing.claim(1 - side).0);
        let group = groups.entry((own, crossing.scheme(1 - side), other, kind)).or_default();
        group.insert(crossing.row(side), crossing.amount(side));
    }
    let schemes: Vec<_> = joint.parts.iter().map(|part| &part.pipeline.scheme).collect();
    let said = groups.into_iter().map(|((own, scheme, other, kind), claims)| {
        let code = match kind {
            "chosen" => &codes::ACROSS_CHOSEN,
            "found" => &codes::ACROSS_FOUND,
            _ => &codes::ACROSS_SUSPECTED,
        };
        let finding = Diagnostic::new(code)
            .arg("measure", &schemes[at].measures[own].clause)
            .arg("count", claims.len())
            .arg("other", &schemes[scheme].title.zh)
            .arg("other_en", &schemes[scheme].title.en)
            .arg("other_measure", &schemes[scheme].measures[other].clause);
        match kind {
            "chosen" => finding.arg("amount", Fen(claims.values().sum())),
            _ => finding,
        }
    });
    said.collect()
}

/// What became of one side of a pair.
fn outcome(crossing: &Crossing, side: usize, choose: SameKindAcross) -> Text {
    match (crossing.lost[side], crossing.lost[1 - side], choose) {
        (Some(_), ..) => Text::new("让位，不予支持", "gives way, gets nothing"),
        (None, Some(_), _) => Text::new("择优保留", "stays as the higher"),
        (None, None, SameKindAcross::ChooseBest) => Text::new("未作取舍", "not settled"),
        (None, None, SameKindAcross::Report) => Text::new("仅提示", "said, nothing lowered"),
    }
}

/// The table `across`: one row per pair, seen from `at`; without it, from the scheme whose crosswalk speaks.
///
/// # Errors
/// A fault of the engine.
pub fn table(
    joint: &Joint,
    crossings: &[&Crossing],
    at: Option<usize>,
    parts: &[Computed],
) -> Result<OutputTable, Failure> {
    let mut ids = Vec::new();
    for (part, computed) in joint.parts.iter().zip(parts) {
        let inputs = &computed.prepared.inputs;
        ids.push(claim_ids(&computed.awards, inputs, &part.pipeline.scheme)?);
    }
    let firms = |at: usize, name| texts(&parts[at].prepared.inputs.firms, name);
    let mut names = Vec::new();
    for at in 0..parts.len() {
        names.push((firms(at, c::USCC)?, firms(at, c::FIRM_NAME)?));
    }
    // Each row with the side that it is seen from.
    let rows = crossings.iter().filter_map(|x| Some((*x, at.map_or(Some(0), |at| x.side(at))?)));
    let firm = |x: &Crossing, side: usize| [x.pair.firms.0, x.pair.firms.1][side] as usize;
    let scheme = |x: &Crossing, side: usize| &joint.parts[x.scheme(side)].pipeline.scheme;
    let clause =
        |x: &Crossing, side: usize| scheme(x, side).measures[x.claim(side).0].clause.clone();
    let claim = |x: &Crossing, side: usize| ids[x.scheme(side)][x.row(side)].clone();
    let place = |x: &Crossing, side: usize| {
        let (source, row) = x.pair.places[side];
        let source = parts[x.scheme(side)].prepared.linked.sources.get(source as usize);
        source.map_or(String::new(), |s| match s.sheet.as_str() {
            "" => format!("{}·{row}", s.file),
            sheet => format!("{}·{sheet}·{row}", s.file),
        })
    };
    Ok(AcrossPair::table(rows.map(|(x, side)| {
        let (pair, other) = (&x.pair, 1 - side);
        let (codes, names) = &names[x.scheme(side)];
        let paper = pair.paper.as_ref().and_then(|(name, _)| field(LINE_FIELDS, name));
        AcrossPair {
            code: codes[firm(x, side)].into(),
            firm: names[firm(x, side)].into(),
            scheme: scheme(x, side).id.clone(),
            clause: clause(x, side),
            claim: claim(x, side),
            alone: Fen(x.amount(side)),
            other_scheme: scheme(x, other).id.clone(),
            other_clause: clause(x, other),
            other_claim: claim(x, other),
            other_alone: Fen(x.amount(other)),
            outcome: outcome(x, side, joint.same_kind),
            verdict: pair.verdict.text(),
            why: pair.why.text(),
            same_kind: pair.same_kind.text(),
            rule: pair.note.clone(),
            paper: paper.map_or_else(Text::default, |field| Text::new(field.zh, field.en)),
            number: pair.paper.as_ref().map_or(String::new(), |paper| paper.1.clone()),
            place: place(x, side),
            other_place: place(x, other),
        }
    })))
}
