//! A batch of claims whose objection was upheld: what the published run says of them, and the inputs without all
//! others.
//!
//! The run is computed as if the upheld claims had not been decided yet, and all else had:
//!
//! | of the ledger | counts |
//! |---|---|
//! | awards of the published run to claims of the batch, and their papers | not: they are computed anew, and what was due is taken off at the end |
//! | other awards of the published run | with what was due before the cut to the budget, as they counted beside these claims then |
//! | other batches and years | as always |
//! | all of them | against the pool, with what was granted |

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::award::Inputs;
use crate::award::claims::items;
use crate::budget::recomputed::{Before, Key, Recomputed, fits};
use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::paper::canonical;
use crate::domain::{Fen, LaterYears};
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::frame::kernels::sum;
use crate::intake::changes::Changes;
use crate::intake::events::{Claims, Events, Known};
use crate::ledger::{Award, Awards, Kind, Ledger};
use crate::pipeline::Pipeline;
use crate::pipeline::objections::Plan;
use crate::reconcile::approved::fen;
use crate::run_folder::manifest::{Objected, Run};
use crate::run_folder::stored::StoredRun;
use crate::scheme::{Measure, Stage};
use crate::tables::award::CLAIMS;

/// Measure, code of now and item of a claim.
type Name = (String, String, String);

/// An approved run that objections were about.
#[derive(Clone, Debug)]
pub struct Published {
    /// What the manifest of the batch says of it.
    pub told: Objected,
    ratio: (i64, i64),
    claims: BTreeMap<Name, Before>,
    /// Segments that approved it and batches of objections against it.
    own: BTreeSet<u32>,
    /// Claims that such a batch computed anew, its day and its number.
    done: BTreeMap<String, (String, u32)>,
    /// What these segments granted, in fen.
    pub granted: i64,
}

/// A batch that is computed anew.
#[derive(Clone, Debug)]
pub struct Batch {
    pub published: Published,
    pub recomputed: Recomputed,
    /// Earlier awards as the ledger has them: what the pool is charged with.
    pub history: DataFrame,
}

fn refuse(plan: &Plan, zh: impl ToString, en: impl ToString) -> Failure {
    let fault = Diagnostic::new(&codes::OBJECTION_BASIS);
    let fault = fault.arg("why", zh.to_string()).arg("why_en", en.to_string());
    Failure::User(fault.at(plan.place.clone()).into())
}

/// A ruling on a claim that a batch of objections computed before it.
fn ruled_again(plan: &Plan, claim: &str, number: u32) -> Failure {
    let zh = format!("{claim} 已在台账第 {number} 段重新核算，此后又有复核决定：请先撤回该段");
    let en = format!(
        "{claim} was computed anew in segment {number} of the ledger, and ruled on again since: withdraw that segment first"
    );
    refuse(plan, zh, en)
}

/// Why a pipeline cannot compute a batch on a run.
fn unfit(pipeline: &Pipeline, of: &Run) -> Option<(&'static str, &'static str)> {
    let scheme = &pipeline.scheme;
    if of.scheme.id != scheme.id || of.award_year != pipeline.award_year {
        let en = "the folder named is a run of another scheme or year";
        return Some(("所指的结果目录不是本方案、本年度的核算", en));
    }
    if !pipeline.outlook.is_nothing() {
        let en = "a batch of objections has no scenarios: leave [scenarios] out";
        return Some(("异议批次没有可推演的情景，请去掉 [scenarios]", en));
    }
    if !fits(&scheme.stages) {
        let en =
            "the scheme has a stage after the cut to the budget: no share as published can be kept";
        return Some(("方案在预算调整之后还有环节，不能按公示的比例补算", en));
    }
    if of.objected.is_some() {
        let en = "the folder named is itself a batch of objections: name the run that was published first";
        return Some(("所指的结果目录本身是异议批次，请指明原来公示的那次核算", en));
    }
    let en = "either both the published run and this pipeline have a [budget], or neither";
    let zh = "公示的核算和本流程文件须都有或都没有 [budget]";
    (of.budget.is_some() != pipeline.budget.is_some()).then_some((zh, en))
}

impl Published {
    /// Reads the run that a pipeline names; `None` where it names none.
    ///
    /// # Errors
    /// A folder that is no run or was altered; a run of another scheme or year, or one that is not in the ledger
    /// (F270).
    pub fn read(pipeline: &Pipeline, changes: &Changes) -> Result<Option<Self>, Failure> {
        let Some(plan) = &pipeline.objections else { return Ok(None) };
        let stored = StoredRun::open(&plan.of)?;
        if let Some((zh, en)) = unfit(pipeline, &stored.manifest) {
            return Err(refuse(plan, zh, en));
        }
        let Some(folder) = &pipeline.inputs.ledger else {
            let zh = "流程文件没有写明台账 [inputs] ledger";
            return Err(refuse(plan, zh, "the pipeline names no ledger under [inputs]"));
        };
        let ledger = Ledger::read(folder)?;
        let awards = Awards::of(&ledger);
        let mut heads = awards.all.iter().map(|award| award.head);
        let Some(approval) = heads.find(|head| head.manifest == stored.manifest_sha256) else {
            let zh = "台账中没有这次核算的核准，或已撤回";
            let en = "the ledger has no approval of that run, or it was withdrawn";
            return Err(refuse(plan, zh, en));
        };
        let own = Self::of(plan, &stored, (&awards, approval.number));
        let claims = claims(&stored, &pipeline.scheme.stages, changes)?;
        Ok(Some(own.with_share(claims, &pipeline.scheme.measures)))
    }

    /// With the claims as published, and the share that they were paid at: what the pool of the year was to bear before the cut
    /// sets it.
    fn with_share(mut self, claims: BTreeMap<Name, Before>, measures: &[Measure]) -> Self {
        if measures.iter().any(Measure::binds_later_years) {
            let of = |((id, ..), before): (&Name, &Before)| {
                let measure = measures.iter().find(|measure| measure.id == *id);
                measure.map_or(before.due, |measure| measure.borne_at_once(before.due))
            };
            let borne: Vec<i64> = claims.iter().map(of).collect();
            self.told.due = Fen(i64::try_from(sum(&borne)).unwrap_or(i64::MAX));
        }
        if let Some((available, due)) = self.told.share() {
            self.ratio = (available.0, due.0);
        }
        Self { claims, ..self }
    }

    /// What the manifest and the ledger say, without claims.
    fn of(plan: &Plan, stored: &StoredRun, (awards, segment): (&Awards, u32)) -> Self {
        let manifest = &stored.manifest;
        let later: Vec<&Award> =
            awards.all.iter().filter(|award| award.head.about == segment).collect();
        let of_run = awards.all.iter().filter(|award| award.head.number == segment);
        // The pool of the year bears the parts of the year.
        let borne = |award: &Award| {
            let (year, later) = (award.head.award_year, LaterYears::parse(&award.entry.later));
            later.unwrap_or_default().borne_in(year, year, award.counts())
        };
        let amounts: Vec<i64> = of_run.chain(later.iter().copied()).map(borne).collect();
        let done = later
            .iter()
            .map(|award| (award.entry.claim.clone(), (award.head.on.clone(), award.head.number)));
        Self {
            told: Objected {
                run: stored.name(),
                manifest_sha256: stored.manifest_sha256.clone(),
                segment,
                available: manifest.budget.as_ref().map(|budget| budget.available),
                due: manifest.control_totals.approved,
                reserve: plan.reserve.map(Fen),
            },
            ratio: (1, 1),
            claims: BTreeMap::new(),
            own: later.iter().map(|award| award.head.number).chain([segment]).collect(),
            done: done.collect(),
            granted: i64::try_from(sum(&amounts)).unwrap_or(i64::MAX),
        }
    }

    /// What a claim is called in the published run; `None` where it was not filed then.
    pub fn id(&self, measure: &str, code: &str, item: &str) -> Option<&str> {
        let name = (measure.to_string(), code.to_string(), canonical(item).into_owned());
        self.claims.get(&name).map(|claim| claim.id.as_str())
    }

    /// Whether the published run had a claim of this id.
    pub fn has(&self, claim: &str) -> bool {
        self.claims.values().any(|before| before.id == claim)
    }

    /// How many claims of a measure an enterprise had then: new ones are numbered after them.
    pub fn count(&self, measure: &str, code: &str) -> usize {
        self.claims.keys().filter(|(m, c, _)| m == measure && c == code).count()
    }

    /// Whether an award of the ledger is one to this claim by the published run, or by a batch of objections to it.
    pub fn is_own(&self, segment: u32, claim: &str, of: Option<&str>) -> bool {
        self.own.contains(&segment) && of == Some(claim)
    }

    /// Fen that the batch may spend of a pool, of which `earlier` is gone.
    pub fn available(&self, total: i64, earlier: i64) -> i64 {
        let left = total.saturating_sub(earlier).max(0);
        self.told.reserve.map_or(left, |reserve| left.min(reserve.0))
    }

    /// Leaves nothing in the inputs but the claims whose objection was upheld.
    ///
    /// # Errors
    /// No claim to compute, or a second ruling on one that was computed anew (F270); a fault of the engine.
    pub fn batch(
        self,
        plan: &Plan,
        (events, measures): (&Events, &[Measure]),
        (inputs, tied): (&mut Inputs, &mut [DataFrame]),
        said: &mut Vec<Diagnostic>,
    ) -> Result<Batch, Failure> {
        let known = Claims::new(inputs, measures, Some(&self))?;
        let mut upheld = Vec::new();
        for claim in &known.0 {
            let Some(on) = events.upheld(&claim.id) else { continue };
            match self.done.get(&claim.id) {
                None => upheld.push(claim),
                Some((day, number)) if on.to_string() <= *day => {
                    let note = Diagnostic::new(&codes::OBJECTION_DONE).arg("claim", &claim.id);
                    said.push(note.arg("number", number));
                }
                Some((_, number)) => return Err(ruled_again(plan, &claim.id, *number)),
            }
        }
        if upheld.is_empty() {
            return Err(refuse(
                plan,
                "没有待重新核算的申报项：案卷事项中没有成立的复核决定",
                "nothing is to be computed: no ruling among the events upholds an objection",
            ));
        }
        let (count, others) = (upheld.len(), known.0.len() - upheld.len());
        let recomputed = self.recomputed(&upheld, inputs, measures)?;
        keep(&recomputed, inputs, tied, measures)?;
        let history = inputs.history.clone();
        inputs.history = self.as_due(&recomputed, &inputs.history)?;
        let note = Diagnostic::new(&codes::OBJECTION_BATCH).arg("count", count);
        let note = note.arg("others", others).arg("run", &self.told.run);
        said.push(note.arg("number", self.told.segment));
        Ok(Batch { published: self, recomputed, history })
    }

    fn recomputed(
        &self,
        upheld: &[&Known],
        inputs: &Inputs,
        measures: &[Measure],
    ) -> PolarsResult<Recomputed> {
        let firms = texts(&inputs.firms, c::USCC)?;
        let of = |claim: &&Known| {
            let (measure, code) = (&measures[claim.measure].id, firms[claim.firm as usize]);
            let name = (measure.clone(), code.to_string(), claim.item.clone());
            let known = self.claims.get(&name).cloned();
            let before = known.unwrap_or(Before { id: claim.id.clone(), ..Before::default() });
            ((claim.measure, claim.firm, claim.item.clone()), before)
        };
        Ok(Recomputed { ratio: self.ratio, claims: upheld.iter().map(of).collect() })
    }

    /// Earlier awards without those to claims of the batch, those to others by what was due.
    fn as_due(&self, recomputed: &Recomputed, history: &DataFrame) -> PolarsResult<DataFrame> {
        let anew: BTreeSet<&str> =
            recomputed.claims.values().map(|before| before.id.as_str()).collect();
        let due: BTreeMap<&str, &Before> =
            self.claims.values().map(|before| (before.id.as_str(), before)).collect();
        let entries = texts(history, c::LEDGER_ENTRY)?;
        let amounts = history.column(c::AMOUNT)?.i64()?.clone();
        let mut kept = Vec::with_capacity(entries.len());
        let mut counts = Vec::with_capacity(entries.len());
        for (entry, amount) in entries.into_iter().zip(amounts.iter()) {
            let named = entry.split_once('#').and_then(|(_, rest)| rest.split_once('#'));
            let named = named.and_then(|(number, claim)| Some((number.parse().ok()?, claim)));
            let own = named.filter(|(number, _): &(u32, &str)| *number == self.told.segment);
            kept.push(!own.is_some_and(|(_, claim)| anew.contains(claim)));
            let published = own.and_then(|(_, claim)| due.get(claim));
            // Of what went back in part nobody knows the part that was due.
            let whole = published.filter(|before| amount == Some(before.payable));
            counts.push(whole.map_or(amount, |before| Some(before.due)));
        }
        let mut history = history.clone();
        let counts: Int64Chunked = counts.into_iter().collect();
        history.with_column(counts.with_name(c::AMOUNT.into()).into_column())?;
        history.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &kept))
    }
}

/// Lines of the claims that are computed anew, and no others.
fn keep(
    recomputed: &Recomputed,
    inputs: &mut Inputs,
    tied: &mut [DataFrame],
    measures: &[Measure],
) -> PolarsResult<()> {
    for (number, measure) in measures.iter().enumerate() {
        for lines in [&mut inputs.lines[number], &mut tied[number]] {
            let own = items(measure, lines)?;
            let firms = indices(lines, c::FIRM)?.into_iter();
            let kept: Vec<bool> = firms
                .zip(own.str()?.iter())
                .map(|(firm, item)| {
                    let key: Key = (number, firm, canonical(item.unwrap_or_default()).into_owned());
                    recomputed.claims.contains_key(&key)
                })
                .collect();
            *lines = lines.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &kept))?;
        }
    }
    Ok(())
}

/// All claims of the published run, under the codes of now.
fn claims(
    stored: &StoredRun,
    stages: &[Stage],
    changes: &Changes,
) -> Result<BTreeMap<Name, Before>, Failure> {
    let table = stored.tables.frame(CLAIMS)?;
    let text = |name| texts(&table, name);
    let (ids, codes_read) = (text(c::CLAIM_ID)?, text(c::USCC)?);
    let (measures, items) = (text(c::MEASURE)?, text(c::ITEM)?);
    let last = stages.iter().rev().nth(1).map_or(c::REQUESTED, |stage| stage.amount_column());
    let (due, payable) = (fen(&table, last)?, fen(&table, c::PAYABLE)?);
    let (base, before) = (fen(&table, c::BASE)?, fen(&table, c::BASE_BEFORE)?);
    let rows = (0..table.height()).map(|row| {
        let code = changes.code(codes_read[row]).to_string();
        let name = (measures[row].to_string(), code, canonical(items[row]).into_owned());
        // What was abandoned after the publication stands as nothing.
        let due = if payable[row] > 0 { due[row] } else { 0 };
        let (base, payable) = (base[row] - before[row], payable[row]);
        let base = if payable > 0 { base } else { 0 };
        (name, Before { id: ids[row].to_string(), base, due, payable })
    });
    Ok(rows.collect())
}

/// Whether the approval that a batch rests on still holds.
pub fn holds(ledger: &Ledger, objected: &Objected) -> bool {
    let mut heads = ledger.segments.iter().map(|segment| &segment.head);
    let gone = heads.clone().any(|h| h.kind == Kind::Withdrawal && h.about == objected.segment);
    !gone && heads.any(|h| h.number == objected.segment && h.manifest == objected.manifest_sha256)
}
