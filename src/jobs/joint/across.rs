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
use crate::intake::prepare::Prepared;
use crate::pipeline::schemes::{Joint, SameKindAcross};
use crate::run::Computed;
use crate::scenario::setting::Change;
use crate::scheme::{Stage, Status};

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
    pipeline.changes.push(Change { key: "across.same_kind".into(), from, to: ids });
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
    let rows: Vec<(&Crossing, usize)> =
        crossings.iter().filter_map(|x| Some((*x, at.map_or(Some(0), |at| x.side(at))?))).collect();
    let text = |of: &dyn Fn(&Crossing, usize) -> String| -> Vec<String> {
        rows.iter().map(|(crossing, side)| of(crossing, *side)).collect()
    };
    let fen = |of: &dyn Fn(&Crossing, usize) -> i64| -> Vec<i64> {
        rows.iter().map(|(crossing, side)| of(crossing, *side)).collect()
    };
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
    let paper = |x: &Crossing, _: usize| {
        let named = x.pair.paper.as_ref().and_then(|(name, _)| field(LINE_FIELDS, name));
        named.map_or(String::new(), |field| field.zh.to_string())
    };
    let number =
        |x: &Crossing, _: usize| x.pair.paper.as_ref().map_or(String::new(), |p| p.1.clone());
    let became = |x: &Crossing, side| outcome(x, side, joint.same_kind);
    let table = OutputTable::new("across", "方案间同类支持", "The same support under two schemes")
        .text(
            c::USCC,
            &text(&|x, s| names[x.scheme(s)].0[firm(x, s)].into()),
            "统一社会信用代码",
            "Credit code",
        )
        .text(
            c::FIRM_NAME,
            &text(&|x, s| names[x.scheme(s)].1[firm(x, s)].into()),
            "单位名称",
            "Enterprise",
        )
        .text(c::SCHEME, &text(&|x, s| scheme(x, s).id.clone()), "方案", "Scheme")
        .text(c::CLAUSE, &text(&clause), "条款", "Clause")
        .text(c::CLAIM_ID, &text(&claim), "申报项编号", "Claim id")
        .yuan(
            c::ALONE,
            &fen(&|x, s| x.amount(s)),
            "本方案单独核定额",
            "Granted by this scheme alone",
        )
        .text(
            c::OTHER_SCHEME,
            &text(&|x, s| scheme(x, 1 - s).id.clone()),
            "另一方案",
            "Other scheme",
        )
        .text(c::OTHER_ITEM, &text(&|x, s| clause(x, 1 - s)), "另一条款", "Its clause")
        .text(c::OTHER_CLAIM, &text(&|x, s| claim(x, 1 - s)), "另一申报项", "Its claim")
        .yuan(
            c::OTHER_AMOUNT,
            &fen(&|x, s| x.amount(1 - s)),
            "另一方案单独核定额",
            "Granted by it alone",
        )
        .text(c::OUTCOME_ZH, &text(&|x, s| became(x, s).zh), "处理", "Outcome (Chinese)")
        .text(c::OUTCOME_EN, &text(&|x, s| became(x, s).en), "英文处理", "Outcome (English)")
        .text(c::VERDICT_ZH, &text(&|x, _| x.pair.verdict.text().zh), "结论", "Verdict (Chinese)")
        .text(
            c::VERDICT_EN,
            &text(&|x, _| x.pair.verdict.text().en),
            "英文结论",
            "Verdict (English)",
        )
        .text(c::WHY_ZH, &text(&|x, _| x.pair.why.text().zh), "依据", "Ground (Chinese)")
        .text(c::WHY_EN, &text(&|x, _| x.pair.why.text().en), "英文依据", "Ground (English)");
    Ok(table
        .text(
            c::SAME_KIND_ZH,
            &text(&|x, _| x.pair.same_kind.text().zh),
            "同类关系",
            "Relation (Chinese)",
        )
        .text(
            c::SAME_KIND_EN,
            &text(&|x, _| x.pair.same_kind.text().en),
            "英文关系",
            "Relation (English)",
        )
        .text(
            c::RULE_ZH,
            &text(&|x, _| x.pair.note.zh.clone()),
            "对照表说明",
            "Crosswalk (Chinese)",
        )
        .text(c::RULE_EN, &text(&|x, _| x.pair.note.en.clone()), "英文说明", "Crosswalk (English)")
        .text(c::PAPER, &text(&paper), "比对凭证", "Paper compared")
        .text(c::PAPER_NO, &text(&number), "相同凭证号", "Number shared")
        .text(c::OWN_PLACE, &text(&place), "出处", "Where")
        .text(c::OTHER_PLACE, &text(&|x, s| place(x, 1 - s)), "另一出处", "Where the other stands"))
}
