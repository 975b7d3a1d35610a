//! Reviews (审定) of lines and claims, and verdicts on findings about claims: what can be decided, what was decided, and
//! what follows for the lines that the engine reads. Nothing is done where the pipeline neither asks for reviews nor
//! names any.

pub mod contradictions;
mod decided;
pub mod questions;
mod rates;
mod shown;
mod subjects;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use self::decided::Decided;
use self::questions::{Asking, Question};
use self::subjects::Subject;
use self::verdicts::Verdicts;
use crate::award::claims::gather;
use crate::award::reviewed::{Left, lower};
use crate::award::stages::evaluate;
use crate::award::{Context, EngineError, Inputs, MeasureClaims};
use crate::budget::{Gathered, award, gather_all};
use crate::diag::{Diagnostic, Lang, Text, codes};
use crate::domain::money::yuan;
use crate::domain::text::comparable;
use crate::frame::access::indices;
use crate::frame::columns as c;
use crate::frame::tables::{TableContract, office};
use crate::intake::link::Linked;
use crate::intake::trade::Trade;
use crate::pipeline::Pipeline;
use crate::scheme::{ReasonId, Scheme};
use crate::tables::review::{CutRate, Layer, Review, Reviewed, sheet_name};

/// What a run tells of reviews; nothing where it asks for none.
#[derive(Clone, Debug, Default)]
pub struct Reviews {
    /// Whether the pipeline asks for reviews or names some.
    pub is_asked: bool,
    /// What can be reviewed.
    pub open: Vec<Review>,
    /// What was decided.
    pub read: Vec<Reviewed>,
    pub rates: Vec<CutRate>,
    /// Findings about the run's own claims that a person decides.
    pub asked: Vec<OpenFinding>,
    /// Ids of the findings that were decided.
    pub settled: BTreeSet<String>,
    /// Ids of claims that wait until they are reviewed again.
    pub again: BTreeSet<String>,
}

/// A finding for a person, by the ids of its claims.
#[derive(Clone, Debug)]
pub struct OpenFinding {
    pub question: Question,
    pub claims: Vec<String>,
    pub firms: Vec<String>,
    /// Decisions that hold; what was decided on other evidence.
    pub decided: Text,
    pub open: bool,
}

impl Reviews {
    /// Leaves only what is about lines that are still there, and the claims of these: what a batch of objections asks.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn keep(&mut self, lines: &[DataFrame], linked: &Linked) -> PolarsResult<()> {
        let mut places = BTreeSet::new();
        for lines in lines {
            let own = indices(lines, c::SOURCE)?.into_iter().zip(indices(lines, c::ROW)?);
            places.extend(own.map(|(source, row)| shown::at(linked, source, row)));
        }
        let is_there = |row: &&Review| row.layer == Layer::Line && places.contains(&row.place);
        let claims: BTreeSet<String> =
            self.open.iter().filter(is_there).map(|row| row.claim.clone()).collect();
        self.open.retain(|row| claims.contains(&row.claim));
        self.asked.retain(|finding| finding.claims.iter().any(|claim| claims.contains(claim)));
        Ok(())
    }
}

/// What reviews and verdicts on findings are read with.
pub fn contracts(pipeline: &Pipeline) -> Option<[TableContract; 2]> {
    let (reviews, verdicts) = (office("reviews")?, office("verdicts")?);
    let named = pipeline.headers.sheet_names("verdicts");
    Some([reviews.contract(&sheets(pipeline)), verdicts.contract(named)])
}

/// Names of sheets that hold reviews: those of the list of words, and one for each measure.
fn sheets(pipeline: &Pipeline) -> Vec<String> {
    let own = pipeline.scheme.measures.iter().flat_map(|measure| {
        [Lang::Zh, Lang::En].map(|lang| comparable(&sheet_name(&measure.clause, lang)))
    });
    pipeline.headers.sheet_names("reviews").iter().cloned().chain(own).collect()
}

/// Reads the reviews and the verdicts on findings in two tables and lets them lower `inputs`, and the same lines of
/// `tied`.
///
/// # Errors
/// A published rate that is missing, amounts out of range, a fault of the engine.
pub fn settle(
    pipeline: &Pipeline,
    (reviewed, verdicts): (&DataFrame, &DataFrame),
    trade: &Trade,
    (inputs, tied): (&mut Inputs, &mut [DataFrame]),
    linked: &mut Linked,
) -> Result<Reviews, EngineError> {
    let Some(plan) = &pipeline.review else { return Ok(Reviews::default()) };
    let scheme = &pipeline.scheme;
    let context = pipeline.context();
    let gathered = gather_all(inputs, &context)?;
    let numbers = 0..scheme.measures.len();
    let filed = numbers.map(|number| claims_of(number, &gathered, None, &context));
    let filed = filed.collect::<Result<Vec<MeasureClaims>, _>>()?;
    let measures = subjects::measures(scheme, inputs, &filed)?;
    let subjects = subjects::subjects(&measures, scheme, &linked.sources)?;
    let decided = decided::read(reviewed, &subjects, linked)?;
    let awards = award(gathered.clone(), inputs, &context)?;
    let asking = Asking {
        scheme,
        context: &context,
        inputs,
        measures: &measures,
        subjects: &subjects,
        awards: &awards,
        most: pipeline.most_related(),
        trade,
        findings: &linked.findings,
    };
    let (questions, late) = (asking.all()?, asking.late()?);
    let known = verdicts::Known { questions: &questions, subjects: &subjects, measures: &measures };
    let verdicts = verdicts::read(verdicts, &known, linked)?;
    let shown = shown::Shown { scheme, plan, inputs, measures: &measures, subjects: &subjects };
    let mut read = shown.read(&decided, linked)?;
    read.extend(shown.verdicts(&questions, &verdicts, linked)?);
    let settled: BTreeSet<String> =
        verdicts.settled.iter().map(|at| questions[*at].id.clone()).collect();
    let open = late.iter().filter(|(_, question)| !settled.contains(&question.id));
    let late: BTreeSet<&str> = open.map(|(filing, _)| filing.as_str()).collect();
    linked.findings.retain(|finding| is_open(finding, scheme, &settled, &late));
    let again = decided.again.iter().chain(&verdicts.again);
    let reviews = Reviews {
        is_asked: true,
        open: shown.open(&decided, linked)?,
        read,
        rates: rates::rates(&decided, &subjects),
        asked: shown.findings(&questions, &verdicts)?,
        settled,
        again: again.map(|at| subjects[*at].of.clone()).collect(),
    };
    let left = left_of_lines((&decided, &verdicts), &subjects, scheme);
    let mut cut = Cut::default();
    for (number, left) in &left {
        let lines = lower(&inputs.lines[*number], left)?;
        let after = claims_of(*number, &gathered, Some(&lines), &context)?;
        cut.add(&filed[*number], &after);
        inputs.lines[*number] = lines;
        tied[*number] = lower(&tied[*number], left)?;
    }
    linked.findings.extend(cut.said(decided.holding.len() + verdicts.holding.len()));
    Ok(reviews)
}

/// Whether a finding still stands: what was decided is not said again. `late` are the filings whose day is not decided.
fn is_open(
    finding: &Diagnostic,
    scheme: &Scheme,
    settled: &BTreeSet<String>,
    late: &BTreeSet<&str>,
) -> bool {
    let decided = contradictions::id(finding, scheme).is_some_and(|(_, id)| settled.contains(&id));
    let filing = finding.value("filing").unwrap_or_default();
    !decided && (finding.code != &codes::FILED_LATE || late.contains(filing))
}

/// The claims of a measure through their own stages, with other lines where some are given.
fn claims_of(
    number: usize,
    gathered: &Gathered,
    lines: Option<&DataFrame>,
    context: &Context,
) -> Result<MeasureClaims, EngineError> {
    let own = match lines {
        Some(lines) => gather(&context.scheme.measures[number], lines, context)?,
        None => gathered.tables[number].clone(),
    };
    let earlier = gathered.priors[number].bases();
    evaluate(number, own, &gathered.facts, &earlier, context)
}

/// By measure and by source and row, what is left of lines, and of the claims that they belong to.
fn left_of_lines(
    (decided, verdicts): (&Decided, &Verdicts),
    subjects: &[Subject],
    scheme: &Scheme,
) -> BTreeMap<usize, BTreeMap<(u32, u32), Left>> {
    let mut out: BTreeMap<usize, BTreeMap<(u32, u32), Left>> = BTreeMap::new();
    let mut of_claims: BTreeMap<(usize, usize), (i64, ReasonId)> = BTreeMap::new();
    for (at, left) in &verdicts.cuts {
        let own = &subjects[*at];
        of_claims.insert((own.measure, own.claim), (*left, scheme.verdict_reason));
    }
    for (at, left) in &decided.cuts {
        let subject = &subjects[*at];
        match subject.layer {
            Layer::Claim => {
                let own = (*left, scheme.review_reason);
                let least = of_claims.entry((subject.measure, subject.claim)).or_insert(own);
                // Of two that leave the same the review is named.
                if own.0 <= least.0 {
                    *least = own;
                }
            }
            Layer::Line => {
                let lines = out.entry(subject.measure).or_default();
                lines.entry((subject.source, subject.row)).or_default().line =
                    Some((*left, scheme.review_reason));
            }
        }
    }
    for line in subjects.iter().filter(|subject| subject.layer == Layer::Line) {
        if let Some(most) = of_claims.get(&(line.measure, line.claim)) {
            let lines = out.entry(line.measure).or_default();
            lines.entry((line.source, line.row)).or_default().whole = Some(*most);
        }
    }
    out
}

/// What reviews took off claims by their own stages.
#[derive(Default)]
struct Cut {
    claims: usize,
    fen: i128,
}

impl Cut {
    fn add(&mut self, filed: &MeasureClaims, after: &MeasureClaims) {
        let amounts = |claims: &MeasureClaims| {
            claims.stages.last().map_or(claims.requested.clone(), |stage| stage.amount.clone())
        };
        let cuts = amounts(filed)
            .into_iter()
            .zip(amounts(after))
            .map(|(a, b)| i128::from(a) - i128::from(b));
        let cuts: Vec<i128> = cuts.filter(|cut| *cut > 0).collect();
        self.claims += cuts.len();
        self.fen += cuts.iter().sum::<i128>();
    }

    /// What is said of so many decisions.
    fn said(&self, count: usize) -> Option<Diagnostic> {
        let note = Diagnostic::new(&codes::REVIEWS_COUNT).arg("count", count);
        let note = note.arg("claims", self.claims).arg("amount", yuan(self.fen));
        (count > 0).then_some(note)
    }
}

/// Clause and words of a reason.
fn words_of(scheme: &Scheme, reason: ReasonId) -> Text {
    let reason = &scheme.reasons[usize::from(reason)];
    Text {
        zh: format!("{}：{}", reason.clause, reason.text.zh),
        en: format!("{}: {}", reason.clause, reason.text.en),
    }
}
