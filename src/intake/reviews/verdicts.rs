//! What people decided of findings about the run's own claims: which decision acts, what it leaves of claims, and why
//! another does not act. The decisions of the last day hold for the whole finding; what nobody signed, what is not
//! clear and what was decided on other evidence does not act, and the claims wait.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::questions::Question;
use super::subjects::{OfMeasure, Subject};
use crate::diag::{Code, Diagnostic, Place, codes, suggest};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::duplicate::decisions::{Signatures, Signed};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{VERDICT_FIELDS, find};
use crate::intake::link::Linked;
use crate::tables::review::{Layer, Standing};

/// Words of verdicts, as the lists of words have them.
const RELEASE: &str = "放行";
const CUT: &str = "核减";
const REFUSE: &str = "不予支持";
const KEEP_LEAD: &str = "保留牵头单位";
const KEEP_EARLIEST: &str = "保留最早申报";
const KEEP_NAMED: &str = "保留所指";

/// A row in which somebody decided a finding.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Row of the table.
    pub at: usize,
    pub id: &'a str,
    pub word: &'a str,
    pub meant: &'a str,
    pub amount: Option<i64>,
    pub signed: Option<Signed>,
    /// What it is about; `None` where the run has no such finding.
    pub question: Option<usize>,
    pub standing: Standing,
    /// What it leaves of claims, by their numbers among the subjects, in fen.
    pub left: BTreeMap<usize, i64>,
}

/// All verdicts of a run.
#[derive(Debug, Default)]
pub struct Verdicts<'a> {
    /// In the order of findings and days; those about nothing of the run last.
    pub written: Vec<Written<'a>>,
    /// Numbers of those in `written` that hold.
    pub holding: Vec<usize>,
    /// What is left of claims, by their numbers among the subjects, in fen.
    pub cuts: BTreeMap<usize, i64>,
    /// Findings that are decided.
    pub settled: BTreeSet<usize>,
    /// Claims that wait until a finding is decided again.
    pub again: BTreeSet<usize>,
}

/// What verdicts are read against.
pub struct Known<'a> {
    pub questions: &'a [Question],
    pub subjects: &'a [Subject],
    pub measures: &'a [OfMeasure<'a>],
}

/// The sheet of findings by columns.
struct Sheet<'a> {
    table: &'a DataFrame,
    ids: Vec<&'a str>,
    evidence: Vec<&'a str>,
    words: Vec<&'a str>,
    meant: Vec<&'a str>,
    amounts: Vec<Option<i64>>,
    signatures: Signatures<'a>,
}

/// Reads what was decided of findings and says what cannot count.
///
/// # Errors
/// A fault of the engine.
pub fn read<'a>(
    table: &'a DataFrame,
    known: &Known,
    linked: &mut Linked,
) -> PolarsResult<Verdicts<'a>> {
    let text = |name| texts(table, name);
    let sheet = Sheet {
        table,
        ids: text(c::FINDING_ID)?,
        evidence: text(c::EVIDENCE)?,
        words: text(c::FINDING_VERDICT)?,
        meant: text(c::CLAIM_MEANT)?,
        amounts: optional_ints(table, c::AMOUNT_LEFT)?,
        signatures: Signatures::read(table)?,
    };
    let questions = known.questions.iter().enumerate();
    let by_id: BTreeMap<&str, usize> = questions.map(|(at, one)| (one.id.as_str(), at)).collect();
    let mut out = Verdicts::default();
    for at in (0..table.height()).filter(|at| sheet.says(*at)) {
        let question = by_id.get(sheet.ids[at]).copied();
        let mut written = sheet.written(at, question);
        match question {
            None => {
                written.standing = Standing::Unknown;
                let near = suggest(sheet.ids[at], by_id.keys().copied()).unwrap_or_default();
                let fault = Diagnostic::new(&codes::VERDICT_UNKNOWN).arg("read", sheet.ids[at]);
                let fault = fault.arg("suggestion", near);
                linked.findings.push(fault.at(sheet.cell(linked, at, c::FINDING_ID)));
            }
            Some(number) if known.questions[number].evidence != sheet.evidence[at] => {
                written.standing = Standing::Outdated;
            }
            Some(number) => match sheet.left(&written, known, &known.questions[number], linked)? {
                Ok(left) => (written.standing, written.left) = (Standing::Holds, left),
                Err(fault) => linked.findings.push(fault),
            },
        }
        out.written.push(written);
    }
    out.settle(&sheet, known, linked);
    Ok(out)
}

impl<'a> Sheet<'a> {
    /// Whether somebody decided in a row.
    fn says(&self, at: usize) -> bool {
        let words = [self.words[at], self.meant[at]];
        self.amounts[at].is_some() || words.iter().any(|word| !word.is_empty())
    }

    fn written(&self, at: usize, question: Option<usize>) -> Written<'a> {
        Written {
            at,
            id: self.ids[at],
            word: self.words[at],
            meant: self.meant[at],
            amount: self.amounts[at],
            signed: self.signatures.of(at),
            question,
            standing: Standing::Faulty,
            left: BTreeMap::new(),
        }
    }

    fn cell(&self, linked: &Linked, at: usize, name: &str) -> Place {
        let field = find(VERDICT_FIELDS, name).unwrap_or(&VERDICT_FIELDS[0]);
        linked.cell_of(self.table, at, field)
    }

    /// What a row leaves of the claims of its finding; claims that it does not lower are not in it.
    fn left(
        &self,
        written: &Written,
        known: &Known,
        question: &Question,
        linked: &Linked,
    ) -> PolarsResult<Result<BTreeMap<usize, i64>, Diagnostic>> {
        let at = written.at;
        let Some(signed) = &written.signed else {
            let place = |source, row| linked.place(source, row, "");
            return Ok(Err(self.signatures.incomplete(at, written.id, &place)));
        };
        let days = question.claims.iter().filter_map(|claim| known.subjects[*claim].accepted_on);
        let early = days.max().filter(|accepted| signed.on < *accepted);
        if let Some((day, accepted)) =
            from_epoch_days(signed.on).zip(early.and_then(from_epoch_days))
        {
            let fault = Diagnostic::new(&codes::REVIEW_DAY).arg("read", day);
            let fault = fault.arg("accepted", accepted);
            return Ok(Err(fault.at(self.cell(linked, at, c::DECIDED_ON))));
        }
        let unclear = |column: &str, zh: &str, en: &str| {
            let fault = Diagnostic::new(&codes::VERDICT_UNCLEAR).arg("read", written.id);
            let fault = fault.arg("what", zh).arg("what_en", en);
            Ok(Err(fault.at(self.cell(linked, at, column))))
        };
        let takes_amount = [CUT, ""].contains(&written.word);
        let takes_claim = takes_amount || written.word == KEEP_NAMED;
        if written.amount.is_some() && !takes_amount {
            return unclear(c::AMOUNT_LEFT, "该结论不带金额", "this verdict takes no amount");
        }
        let meant = match self.meant(written, known, question, linked) {
            Ok(meant) => meant,
            Err(fault) => return Ok(Err(fault)),
        };
        if meant.is_some() && !takes_claim {
            return unclear(c::CLAIM_MEANT, "该结论不指申报项", "this verdict names no claim");
        }
        let all_but = |kept: Option<usize>| {
            let others = question.claims.iter().filter(|claim| Some(**claim) != kept);
            Ok(Ok(others.map(|claim| (*claim, 0)).collect()))
        };
        match (written.word, written.amount) {
            (RELEASE, _) => Ok(Ok(BTreeMap::new())),
            (REFUSE, _) => all_but(None),
            (KEEP_NAMED, _) if meant.is_some() => all_but(meant),
            (KEEP_NAMED, _) => unclear(c::CLAIM_MEANT, "没有写明保留哪一项", "it names no claim"),
            (KEEP_LEAD, _) => match known.lead(question)? {
                Some(lead) => all_but(Some(lead)),
                None => unclear(
                    c::FINDING_VERDICT,
                    "牵头单位不止一家或未填报",
                    "there is not just one lead applicant",
                ),
            },
            (KEEP_EARLIEST, _) => match known.earliest(question) {
                Some(first) => all_but(Some(first)),
                None => unclear(
                    c::FINDING_VERDICT,
                    "最早受理的不止一项或没有受理日期",
                    "there is not just one claim that was accepted first",
                ),
            },
            (CUT | "", Some(amount)) => self.cut(written, known, (question, meant), amount, linked),
            _ => unclear(c::FINDING_VERDICT, "没有结论或金额", "there is no verdict or no amount"),
        }
    }

    /// What a cut leaves of the claim meant: the only one, or that named.
    fn cut(
        &self,
        written: &Written,
        known: &Known,
        (question, meant): (&Question, Option<usize>),
        amount: i64,
        linked: &Linked,
    ) -> PolarsResult<Result<BTreeMap<usize, i64>, Diagnostic>> {
        let only = || (question.claims.len() == 1).then(|| question.claims[0]);
        let Some(claim) = meant.or_else(only) else {
            let fault = Diagnostic::new(&codes::VERDICT_UNCLEAR).arg("read", written.id);
            let fault = fault.arg("what", "涉及几项，没有写明核减哪一项");
            let fault = fault.arg("what_en", "it touches several claims and names none");
            return Ok(Err(fault.at(self.cell(linked, written.at, c::CLAIM_MEANT))));
        };
        let filed = known.subjects[claim].filed_fen;
        if amount > filed {
            let fault = Diagnostic::new(&codes::REVIEW_ABOVE).arg("read", Fen(amount));
            let fault = fault.arg("filed", Fen(filed));
            return Ok(Err(fault.at(self.cell(linked, written.at, c::AMOUNT_LEFT))));
        }
        Ok(Ok(BTreeMap::from([(claim, amount)])))
    }

    /// The claim that a row names.
    fn meant(
        &self,
        written: &Written,
        known: &Known,
        question: &Question,
        linked: &Linked,
    ) -> Result<Option<usize>, Diagnostic> {
        if written.meant.is_empty() {
            return Ok(None);
        }
        let name = |claim: &usize| known.subjects[*claim].of.as_str();
        let own = question.claims.iter().copied();
        if let Some(claim) =
            own.clone().find(|claim| name(claim).eq_ignore_ascii_case(written.meant.trim()))
        {
            return Ok(Some(claim));
        }
        let ids: Vec<&str> = question.claims.iter().map(name).collect();
        let near = suggest(written.meant, ids.iter().copied()).unwrap_or_default();
        let fault = Diagnostic::new(&codes::VERDICT_NOT_OF_GROUP).arg("read", written.meant);
        let fault = fault.arg("suggestion", near).arg("known", ids.join("、"));
        Err(fault.at(self.cell(linked, written.at, c::CLAIM_MEANT)))
    }
}

impl Known<'_> {
    /// The only claim whose lines name its enterprise as the lead applicant.
    fn lead(&self, question: &Question) -> PolarsResult<Option<usize>> {
        let mut leads = Vec::new();
        for claim in &question.claims {
            let own = &self.subjects[*claim];
            let lines = &self.measures[own.measure].filed.lines;
            let Ok(column) = lines.column(c::IS_LEAD) else { continue };
            let (column, line) = (column.bool()?, self.lines(own).map(|line| line.line));
            if line.into_iter().any(|line| column.get(line) == Some(true)) {
                leads.push(*claim);
            }
        }
        Ok(Some(leads).filter(|leads| leads.len() == 1).map(|leads| leads[0]))
    }

    /// The only claim that was accepted first.
    fn earliest(&self, question: &Question) -> Option<usize> {
        let day = |claim: &usize| {
            self.lines(&self.subjects[*claim]).filter_map(|line| line.accepted_on).min()
        };
        let days: Vec<(usize, Option<i32>)> =
            question.claims.iter().map(|claim| (*claim, day(claim))).collect();
        // Where one day is not known, nobody can say which was first.
        if days.iter().any(|(_, day)| day.is_none()) {
            return None;
        }
        let first = days.iter().filter_map(|(_, day)| *day).min();
        let mut own = days.iter().filter(|(_, day)| *day == first);
        own.next().filter(|_| own.next().is_none()).map(|(claim, _)| *claim)
    }

    /// The lines of a claim.
    fn lines<'b>(&'b self, claim: &'b Subject) -> impl Iterator<Item = &'b Subject> {
        self.subjects.iter().filter(move |one| {
            one.layer == Layer::Line && (one.measure, one.claim) == (claim.measure, claim.claim)
        })
    }
}

impl Verdicts<'_> {
    /// Of each finding the decisions of the last day; what is left of each claim is the least.
    fn settle(&mut self, sheet: &Sheet, known: &Known, linked: &mut Linked) {
        self.written.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| a.at.cmp(&b.at)));
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, one) in self.written.iter().enumerate() {
            if let Some(question) = one.question {
                groups.entry(question).or_default().push(at);
            }
        }
        for (number, rows) in groups {
            let question = &known.questions[number];
            let fault = self.of_question(&rows);
            if self.holding.last().is_some_and(|last| rows.contains(last)) {
                self.settled.insert(number);
                continue;
            }
            self.again.extend(&question.claims);
            let Some((code, rows)) = fault else { continue };
            for row in rows {
                let fault = Diagnostic::new(code).arg("read", &question.id);
                let fault = fault.arg("about", &question.about.zh);
                let fault = fault.arg("about_en", &question.about.en);
                let cell = sheet.cell(linked, self.written[row].at, c::FINDING_ID);
                linked.findings.push(fault.at(cell));
            }
        }
        for row in &self.holding {
            for (claim, left) in &self.written[*row].left {
                let least = self.cuts.entry(*claim).or_insert(*left);
                *least = (*least).min(*left);
            }
        }
    }

    /// The decisions on one finding: marks which of them hold, and says why none can where one was made.
    fn of_question(&mut self, rows: &[usize]) -> Option<(&'static Code, Vec<usize>)> {
        let all = rows.iter().copied();
        let valid: Vec<usize> =
            all.clone().filter(|row| self.written[*row].standing == Standing::Holds).collect();
        let day = |row: &usize| self.written[*row].signed.as_ref().map(|signed| signed.on);
        let last = valid.iter().filter_map(day).max();
        let (of_day, before): (Vec<usize>, Vec<usize>) =
            valid.iter().copied().partition(|row| day(row) == last);
        if of_day.is_empty() {
            let outdated = all.filter(|row| self.written[*row].standing == Standing::Outdated);
            let outdated: Vec<usize> = outdated.collect();
            return (!outdated.is_empty()).then_some((&codes::VERDICT_OUTDATED, outdated));
        }
        before.iter().for_each(|row| self.written[*row].standing = Standing::Superseded);
        if !self.agree(&of_day) {
            of_day.iter().for_each(|row| self.written[*row].standing = Standing::Faulty);
            return Some((&codes::VERDICT_CONTRADICTS, of_day));
        }
        for row in of_day {
            if !self.written[row].left.is_empty() {
                self.written[row].standing = Standing::Acts;
            }
            self.holding.push(row);
        }
        None
    }

    /// Whether verdicts of one day can stand beside one another: the same, or cuts of different claims.
    fn agree(&self, rows: &[usize]) -> bool {
        let own: Vec<&Written> = rows.iter().map(|row| &self.written[*row]).collect();
        let cuts = |one: &Written| [CUT, ""].contains(&one.word);
        let same = own.iter().all(|one| (one.word, &one.left) == (own[0].word, &own[0].left));
        let mut claims: BTreeMap<usize, i64> = BTreeMap::new();
        let apart = own
            .iter()
            .flat_map(|one| &one.left)
            .all(|(claim, left)| *claims.entry(*claim).or_insert(*left) == *left);
        same || own.iter().all(|one| cuts(one)) && apart
    }
}

impl Written<'_> {
    /// What the place of a decision among all rests on: nothing of where it is written.
    fn order(&self) -> impl Ord + '_ {
        let signed = self.signed.as_ref().map(|s| (s.on, s.by.as_str(), s.reason.as_str()));
        let question = self.question.unwrap_or(usize::MAX);
        (question, signed, self.word, self.meant, self.amount, self.id)
    }
}
