//! What reviewers wrote, read against what can be reviewed: which decision acts, and why another does not.
//!
//! Of each kind of review the latest decision holds; of several kinds the one that leaves least. What nobody signed,
//! what would raise an amount, what says two things and what was decided on other evidence does not act.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::subjects::Subject;
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::duplicate::decisions::{Signatures, Signed, latest};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{Field, REVIEW_FIELDS, find};
use crate::intake::link::Linked;
use crate::tables::review::{Layer, Standing};

/// Words of verdicts, as the lists of words have them.
pub const AS_FILED: &str = "通过";
pub const CUT: &str = "核减";
pub const REFUSED: &str = "不予支持";

/// A row of a review workbook in which somebody decided.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Row of the table.
    pub at: usize,
    pub id: &'a str,
    pub kind: &'a str,
    pub cause: &'a str,
    pub audit_firm: &'a str,
    pub amount: Option<i64>,
    /// Nothing is to be left of it.
    refused: bool,
    pub signed: Option<Signed>,
    /// What it is about; `None` where that is not in the run.
    pub subject: Option<usize>,
    pub standing: Standing,
    /// What it leaves; `None` where it does not count, or of a subject without an amount that passes.
    pub left: Option<i64>,
}

/// All decisions of a run.
#[derive(Debug, Default)]
pub struct Decided<'a> {
    /// In the order of subjects, kinds and days; those about nothing of the run last.
    pub written: Vec<Written<'a>>,
    /// What is left of subjects that reviews lower, in the unit of each.
    pub cuts: BTreeMap<usize, i64>,
    /// Numbers of those in `written` that hold, one for each subject and kind.
    pub holding: Vec<usize>,
    /// Subjects that must be reviewed again before anything is paid.
    pub again: BTreeSet<usize>,
}

/// The table of a review workbook by columns.
struct Sheet<'a> {
    table: &'a DataFrame,
    ids: Vec<&'a str>,
    evidence: Vec<&'a str>,
    verdicts: Vec<&'a str>,
    amounts: Vec<Option<i64>>,
    currencies: Vec<&'a str>,
    claims: Vec<&'a str>,
    kinds: Vec<&'a str>,
    causes: Vec<&'a str>,
    firms: Vec<&'a str>,
    reasons: Vec<&'a str>,
    signatures: Signatures<'a>,
}

/// Reads what was decided of `subjects` and says what cannot count.
///
/// # Errors
/// A fault of the engine.
pub fn read<'a>(
    table: &'a DataFrame,
    subjects: &[Subject],
    linked: &mut Linked,
) -> PolarsResult<Decided<'a>> {
    let text = |name| texts(table, name);
    let sheet = Sheet {
        table,
        ids: text(c::REVIEW_ID)?,
        evidence: text(c::EVIDENCE)?,
        verdicts: text(c::REVIEW_VERDICT)?,
        amounts: optional_ints(table, c::REVIEWED)?,
        currencies: text(c::CURRENCY)?,
        claims: text(c::CLAIM_ID)?,
        kinds: text(c::REVIEW_KIND)?,
        causes: text(c::REVIEW_CAUSE)?,
        firms: text(c::AUDIT_FIRM)?,
        reasons: text(c::DECISION_REASON)?,
        signatures: Signatures::read(table)?,
    };
    let by_id: BTreeMap<&str, usize> =
        subjects.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    let by_evidence: BTreeMap<&str, usize> =
        subjects.iter().enumerate().map(|(at, one)| (one.evidence.as_str(), at)).collect();
    let claims = subjects.iter().enumerate().filter(|(_, one)| one.layer == Layer::Claim);
    let claims: BTreeMap<&str, usize> = claims.map(|(at, one)| (one.of.as_str(), at)).collect();
    let mut decided = Decided::default();
    for at in (0..table.height()).filter(|at| sheet.says(*at)) {
        // A row that moved is the same row; one that says something else is not.
        let current = by_evidence.get(sheet.evidence[at]).copied();
        let subject = current.or_else(|| by_id.get(sheet.ids[at]).copied());
        let mut written = sheet.written(at, subject);
        match (current, subject) {
            (None, None) => {
                written.standing = Standing::Unknown;
                decided.again.extend(claims.get(sheet.claims[at]));
                let fault = Diagnostic::new(&codes::REVIEW_UNKNOWN).arg("read", sheet.ids[at]);
                linked.findings.push(fault.at(sheet.cell(linked, at, c::REVIEW_ID)));
            }
            (None, Some(_)) => written.standing = Standing::Outdated,
            (Some(own), _) => match sheet.left(at, &subjects[own], &written, linked) {
                Ok(left) => (written.standing, written.left) = (Standing::Holds, left),
                Err(fault) => linked.findings.push(fault),
            },
        }
        decided.written.push(written);
    }
    decided.settle(&sheet, subjects, linked);
    Ok(decided)
}

impl<'a> Sheet<'a> {
    /// Whether somebody decided in a row.
    fn says(&self, at: usize) -> bool {
        let words = [self.verdicts[at], self.causes[at], self.reasons[at]];
        self.amounts[at].is_some() || words.iter().any(|word| !word.is_empty())
    }

    fn written(&self, at: usize, subject: Option<usize>) -> Written<'a> {
        Written {
            at,
            id: self.ids[at],
            kind: self.kinds[at],
            cause: self.causes[at],
            audit_firm: self.firms[at],
            amount: self.amounts[at],
            refused: self.verdicts[at] == REFUSED
                || self.verdicts[at] != AS_FILED && self.amounts[at] == Some(0),
            signed: self.signatures.of(at),
            subject,
            standing: Standing::Faulty,
            left: None,
        }
    }

    fn cell(&self, linked: &Linked, at: usize, name: &str) -> crate::diag::Place {
        let field: &Field = find(REVIEW_FIELDS, name).unwrap_or(&REVIEW_FIELDS[0]);
        linked.cell_of(self.table, at, field)
    }

    /// What a row leaves of its subject: `None` of one without an amount that passes.
    fn left(
        &self,
        at: usize,
        subject: &Subject,
        written: &Written,
        linked: &Linked,
    ) -> Result<Option<i64>, Diagnostic> {
        let Some(signed) = &written.signed else {
            let place = |source, row| linked.place(source, row, "");
            return Err(self.signatures.incomplete(at, written.id, &place));
        };
        let early = subject.accepted_on.filter(|accepted| signed.on < *accepted);
        if let Some((day, accepted)) =
            from_epoch_days(signed.on).zip(early.and_then(from_epoch_days))
        {
            let fault =
                Diagnostic::new(&codes::REVIEW_DAY).arg("read", day).arg("accepted", accepted);
            return Err(fault.at(self.cell(linked, at, c::DECIDED_ON)));
        }
        let unclear = |zh: &str, en: &str| {
            let fault = Diagnostic::new(&codes::REVIEW_UNCLEAR).arg("what", zh).arg("what_en", en);
            Err(fault.at(self.cell(linked, at, c::REVIEW_VERDICT)))
        };
        // Amounts of a line are in the currency of its paper, whatever the row says now.
        let stated = self.currencies[at];
        if !stated.is_empty() && stated != subject.currency && written.amount.is_some() {
            let own = &subject.currency;
            return unclear(
                &format!("币种为 {stated}，送审的是 {own}"),
                &format!("its currency is {stated}, that of what was filed {own}"),
            );
        }
        match (self.verdicts[at], written.amount, subject.filed) {
            (REFUSED, None | Some(0), _) | ("", Some(0), _) => Ok(Some(0)),
            (AS_FILED, None, filed) => Ok(filed),
            (AS_FILED, Some(amount), Some(filed)) if amount == filed => Ok(Some(filed)),
            ("" | CUT, Some(amount), Some(filed)) if amount <= filed => Ok(Some(amount)),
            ("" | CUT, Some(amount), Some(filed)) => {
                let fault = Diagnostic::new(&codes::REVIEW_ABOVE).arg("read", Fen(amount));
                let fault = fault.arg("filed", Fen(filed));
                Err(fault.at(self.cell(linked, at, c::REVIEWED)))
            }
            (_, Some(_), None) => unclear("该行没有金额", "the row has no amount"),
            ("" | CUT, None, _) => unclear("没有审定金额", "there is no amount"),
            _ => unclear("结论与金额不符", "verdict and amount do not agree"),
        }
    }
}

impl Decided<'_> {
    /// Of each subject and kind the latest; of the kinds what leaves least.
    fn settle(&mut self, sheet: &Sheet, subjects: &[Subject], linked: &mut Linked) {
        self.written.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| a.at.cmp(&b.at)));
        let mut groups: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (at, one) in self.written.iter().enumerate() {
            if let Some(subject) = one.subject {
                groups.entry((subject, one.kind)).or_default().push(at);
            }
        }
        for ((subject, _), rows) in groups {
            if let Some(fault) = self.of_kind(&rows, &subjects[subject], sheet, linked) {
                linked.findings.extend(fault);
                self.again.insert(subject);
            }
        }
        self.least(subjects);
    }

    /// The decisions of one kind on one subject: marks which of them holds, and says why none can where one was made.
    fn of_kind(
        &mut self,
        rows: &[usize],
        subject: &Subject,
        sheet: &Sheet,
        linked: &Linked,
    ) -> Option<Vec<Diagnostic>> {
        let place = |at: usize| sheet.cell(linked, at, c::REVIEW_ID);
        let valid: Vec<(usize, Signed, Option<i64>)> = rows
            .iter()
            .filter(|row| self.written[**row].standing == Standing::Holds)
            .filter_map(|row| {
                Some((*row, self.written[*row].signed.clone()?, self.written[*row].left))
            })
            .collect();
        let (last, differ) = latest(valid.iter(), |one| &one.1, |a, b| a.2 == b.2);
        let day = valid.iter().map(|one| one.1.on).max();
        for (row, signed, _) in &valid {
            if Some(signed.on) < day {
                self.written[*row].standing = Standing::Superseded;
            } else if differ {
                self.written[*row].standing = Standing::Faulty;
            }
        }
        if let Some((row, ..)) = last {
            self.holding.push(*row);
            return None;
        }
        if differ {
            let of_day = valid.iter().filter(|one| Some(one.1.on) == day);
            let faulty = of_day.map(|one| &self.written[one.0]);
            let text = subject.layer.text();
            let fault = |one: &Written| {
                let fault = Diagnostic::new(&codes::REVIEW_CONTRADICTS).arg("claim", &subject.of);
                let fault = fault.arg("subject", &text.zh).arg("subject_en", &text.en);
                fault.at(place(one.at))
            };
            return Some(faulty.map(fault).collect());
        }
        let of = rows.iter().map(|row| &self.written[*row]);
        let outdated = of.filter(|one| one.standing == Standing::Outdated);
        let fault = |one: &Written| {
            let fault = Diagnostic::new(&codes::REVIEW_OUTDATED).arg("claim", &subject.of);
            fault.at(place(one.at))
        };
        Some(outdated.map(fault).collect())
    }

    /// What is left of each subject, and which of its reviews leave it.
    fn least(&mut self, subjects: &[Subject]) {
        let mut left: BTreeMap<usize, i64> = BTreeMap::new();
        for row in &self.holding {
            let one = &self.written[*row];
            let Some((subject, amount)) = one.subject.zip(one.left) else { continue };
            if one.refused || subjects[subject].filed.is_some_and(|filed| amount < filed) {
                let least = left.entry(subject).or_insert(amount);
                *least = (*least).min(amount);
            }
        }
        for row in &self.holding {
            let one = &mut self.written[*row];
            if one.subject.is_some_and(|subject| {
                one.left.is_some() && left.get(&subject) == one.left.as_ref()
            }) {
                one.standing = Standing::Acts;
            }
        }
        self.cuts = left;
    }
}

impl Written<'_> {
    /// What the place of a decision among all rests on: nothing of where it is written.
    fn order(&self) -> impl Ord + '_ {
        let signed = self.signed.as_ref().map(|s| (s.on, s.by.as_str(), s.reason.as_str()));
        (self.subject.unwrap_or(usize::MAX), self.kind, signed, self.left, self.cause, self.id)
    }

    /// `整项` or `明细`.
    pub fn layer(&self, subjects: &[Subject]) -> Option<Layer> {
        self.subject.map(|subject| subjects[subject].layer)
    }
}
