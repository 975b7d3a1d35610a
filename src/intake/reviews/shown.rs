//! The tables of reviews: what is put to reviewers, and what they decided.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::decided::{Decided, Written};
use super::questions::Question;
use super::subjects::{OfMeasure, Subject};
use super::verdicts::Verdicts;
use super::{OpenFinding, words_of};
use crate::award::Inputs;
use crate::diag::Text;
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::frame::access::{text_at, texts};
use crate::frame::cells::Scaled;
use crate::frame::columns as c;
use crate::intake::link::Linked;
use crate::pipeline::review::Plan;
use crate::scheme::Scheme;
use crate::tables::review::{Layer, Review, Reviewed, Standing};

/// All that the tables are made from.
pub struct Shown<'a> {
    pub scheme: &'a Scheme,
    pub plan: &'a Plan,
    pub inputs: &'a Inputs,
    pub measures: &'a [OfMeasure<'a>],
    pub subjects: &'a [Subject],
}

impl Shown<'_> {
    /// A row for everything that can be reviewed.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn open(&self, decided: &Decided, linked: &Linked) -> PolarsResult<Vec<Review>> {
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let standing = self.standing(decided);
        // Where the pipeline names no audit firm, what a filled-in workbook says holds; the last that stands there.
        let named: BTreeMap<usize, &str> = decided
            .written
            .iter()
            .filter(|one| !one.audit_firm.is_empty())
            .filter_map(|one| Some((one.subject?, one.audit_firm)))
            .collect();
        let row = |(at, subject): (usize, &Subject)| {
            let of = &self.measures[subject.measure];
            let firm = of.filed.firm[subject.claim] as usize;
            let is_line = subject.layer == Layer::Line;
            Ok(Review {
                measure: of.measure.id.clone(),
                clause: of.measure.clause.clone(),
                code: codes[firm].to_string(),
                firm: names[firm].to_string(),
                claim: subject.of.clone(),
                layer: subject.layer,
                item: text_at(&of.filed.table, c::ITEM, subject.claim)?.to_string(),
                papers: if is_line { of.papers(subject.line)? } else { String::new() },
                currency: subject.currency.clone(),
                filed: subject.filed.map(|fen| Scaled(fen.into())),
                by_rule: subject.filed.map(|_| Fen(subject.by_rule)),
                rule: self.rule(subject),
                audit_firm: match self.plan.assigned(of.measure, codes[firm]) {
                    "" => named.get(&at).copied().unwrap_or_default().to_string(),
                    assigned => assigned.to_string(),
                },
                standing: standing.get(&at).cloned().unwrap_or_default(),
                place: self.place(subject, linked),
                id: subject.id.clone(),
                evidence: subject.evidence.clone(),
            })
        };
        self.subjects.iter().enumerate().map(row).collect()
    }

    /// A row for every decision, and what became of it.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(&self, decided: &Decided, linked: &Linked) -> PolarsResult<Vec<Reviewed>> {
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let row = |one: &Written| {
            let subject = one.subject.map(|at| &self.subjects[at]);
            let of = subject.map(|subject| &self.measures[subject.measure]);
            let claim = subject.map(|subject| subject.of.clone());
            let firm = of.zip(subject).map(|(of, subject)| of.filed.firm[subject.claim]);
            let signed = one.signed.as_ref();
            Reviewed {
                claim: claim.unwrap_or_default(),
                firm: firm.map_or("", |firm| names[firm as usize]).to_string(),
                layer: one.layer(self.subjects).map_or("", Layer::key).to_string(),
                subject: subject.map(|subject| self.place(subject, linked)).unwrap_or_default(),
                kind: one.kind.to_string(),
                currency: subject.map(|subject| subject.currency.clone()).unwrap_or_default(),
                filed: subject.and_then(|subject| subject.filed).map(|fen| Scaled(fen.into())),
                amount: one.left.or(one.amount).map(|fen| Scaled(fen.into())),
                cause: one.cause.to_string(),
                reason: signed.map(|signed| signed.reason.clone()).unwrap_or_default(),
                by: signed.map(|signed| signed.by.clone()).unwrap_or_default(),
                on: signed.and_then(|signed| from_epoch_days(signed.on)),
                audit_firm: one.audit_firm.to_string(),
                standing: one.standing,
                standing_text: one.standing.text(),
                place: signed.map(|s| at(linked, s.place.0, s.place.1)).unwrap_or_default(),
                id: one.id.to_string(),
            }
        };
        Ok(decided.written.iter().map(row).collect())
    }

    /// A row for every claim that a verdict on a finding is about, and what became of it; one for a verdict about
    /// nothing of the run.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn verdicts(
        &self,
        questions: &[Question],
        verdicts: &Verdicts,
        linked: &Linked,
    ) -> PolarsResult<Vec<Reviewed>> {
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let mut out = Vec::new();
        for one in &verdicts.written {
            let question = one.question.map(|at| &questions[at]);
            let claims: Vec<Option<usize>> = match question {
                Some(question) => question.claims.iter().copied().map(Some).collect(),
                None => vec![None],
            };
            let signed = one.signed.as_ref();
            let parts = [one.word, one.meant].into_iter().filter(|part| !part.is_empty());
            let cause = parts.collect::<Vec<_>>().join(" ");
            out.extend(claims.into_iter().map(|claim| {
                let subject = claim.map(|at| &self.subjects[at]);
                let firm = subject.map(|s| self.measures[s.measure].filed.firm[s.claim]);
                let left = claim.and_then(|claim| one.left.get(&claim)).copied();
                Reviewed {
                    claim: subject.map(|subject| subject.of.clone()).unwrap_or_default(),
                    firm: firm.map_or("", |firm| names[firm as usize]).to_string(),
                    layer: "finding".to_string(),
                    subject: question.map(|q| q.about.zh.clone()).unwrap_or_default(),
                    kind: question.map_or("", |q| q.kind.key()).to_string(),
                    currency: crate::domain::Currency::Cny.code().to_string(),
                    filed: subject.map(|subject| Scaled(subject.filed_fen.into())),
                    amount: left.map(|fen| Scaled(fen.into())),
                    cause: cause.clone(),
                    reason: signed.map(|signed| signed.reason.clone()).unwrap_or_default(),
                    by: signed.map(|signed| signed.by.clone()).unwrap_or_default(),
                    on: signed.and_then(|signed| from_epoch_days(signed.on)),
                    audit_firm: String::new(),
                    standing: one.standing,
                    standing_text: one.standing.text(),
                    place: signed.map(|s| at(linked, s.place.0, s.place.1)).unwrap_or_default(),
                    id: one.id.to_string(),
                }
            }));
        }
        Ok(out)
    }

    /// Every finding for a person, with what was decided of it.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn findings(
        &self,
        questions: &[Question],
        verdicts: &Verdicts,
    ) -> PolarsResult<Vec<OpenFinding>> {
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let mut decided: BTreeMap<usize, Text> = BTreeMap::new();
        for one in verdicts.holding.iter().map(|at| &verdicts.written[*at]) {
            let Some((question, signed)) = one.question.zip(one.signed.as_ref()) else { continue };
            let day = from_epoch_days(signed.on).map(|day| day.to_string()).unwrap_or_default();
            let amount = one.amount.map(|fen| Fen(fen).to_string()).unwrap_or_default();
            let parts = [one.word, one.meant, &amount, &signed.by, &day];
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            add(decided.entry(question).or_default(), &said.join(" "), &said.join(" "));
        }
        for one in verdicts.written.iter().filter(|one| one.standing == Standing::Outdated) {
            let open = one.question.filter(|question| !verdicts.settled.contains(question));
            if let Some(own) = open.map(|question| decided.entry(question).or_default()) {
                *own = one.standing.text();
            }
        }
        let finding = |(at, question): (usize, &Question)| {
            let own = question.claims.iter().map(|claim| &self.subjects[*claim]);
            let mut firms: Vec<String> = Vec::new();
            for one in own.clone() {
                let firm = self.measures[one.measure].filed.firm[one.claim] as usize;
                if !firms.iter().any(|known| known == names[firm]) {
                    firms.push(names[firm].to_string());
                }
            }
            OpenFinding {
                question: question.clone(),
                claims: own.map(|one| one.of.clone()).collect(),
                firms,
                decided: decided.get(&at).cloned().unwrap_or_default(),
                open: !verdicts.settled.contains(&at),
            }
        };
        Ok(questions.iter().enumerate().map(finding).collect())
    }

    /// By subject, the decisions that hold.
    fn standing(&self, decided: &Decided) -> BTreeMap<usize, Text> {
        let mut out: BTreeMap<usize, Text> = BTreeMap::new();
        for one in decided.holding.iter().map(|at| &decided.written[*at]) {
            let Some((subject, signed)) = one.subject.zip(one.signed.as_ref()) else { continue };
            let day = from_epoch_days(signed.on).map(|day| day.to_string()).unwrap_or_default();
            let left = one.left.map(|fen| Fen(fen).to_string());
            let said = |passed: &str| {
                let left = left.clone().unwrap_or_else(|| passed.to_string());
                let parts = [one.kind, left.as_str(), signed.by.as_str(), day.as_str()];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
            };
            add(out.entry(subject).or_default(), &said("通过"), &said("as filed"));
        }
        for one in decided.written.iter().filter(|one| one.standing == Standing::Outdated) {
            if let Some(subject) = one.subject {
                let own = out.entry(subject).or_default();
                if own.zh.is_empty() {
                    *own = one.standing.text();
                }
            }
        }
        out
    }

    fn rule(&self, subject: &Subject) -> Text {
        match subject.rule {
            0 if subject.layer == Layer::Line => Text::new("计入", "counts"),
            0 => Text::new("未核减", "not cut"),
            reason => words_of(self.scheme, reason),
        }
    }

    fn place(&self, subject: &Subject, linked: &Linked) -> String {
        match subject.layer {
            Layer::Claim => String::new(),
            Layer::Line => at(linked, subject.source, subject.row),
        }
    }
}

/// Says one thing more.
fn add(own: &mut Text, zh: &str, en: &str) {
    for (text, said) in [(&mut own.zh, zh), (&mut own.en, en)] {
        let mark = if text.is_empty() { "" } else { "; " };
        *text = format!("{text}{mark}{said}");
    }
}

/// `file·sheet·row`
pub(super) fn at(linked: &Linked, source: u32, row: u32) -> String {
    let own = linked.sources.get(source as usize);
    let parts = own.into_iter().flat_map(|source| [source.file.as_str(), source.sheet.as_str()]);
    let parts = parts.filter(|part| !part.is_empty()).map(str::to_string);
    parts.chain([row.to_string()]).collect::<Vec<_>>().join("·")
}
