//! `jiangbu attribute`: for which claims payments are that no rule settled, decided payment by payment.
//!
//! Decisions go into a workbook of the sheet that the reconciliation itself has for them, filled in as a person would:
//! `reconcile --decisions` reads it. It is read before every answer, and what was written in it by hand stays.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Place, codes, suggest};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::domain::text::says_something;
use crate::frame::access::{days, indices, texts};
use crate::frame::columns as c;
use crate::frame::fields::ATTRIBUTION_FIELDS;
use crate::frame::table::Row;
use crate::ingest::{InputFile, Skipped, headers};
use crate::intake::link::Linked;
use crate::intake::list::one_table;
use crate::reconcile::attribution::{NONE, split};
use crate::reconcile::tables::{Attribution, ReconciledClaim};
use crate::report::model::reconcile::attributions_book;
use crate::run_folder::manifest::Reconciliation;
use crate::run_folder::stored::Stored;
use crate::workbook::book;

/// A claim that a payment may be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub firm: String,
    pub approved: Fen,
    /// What is not paid of it.
    pub open: Fen,
}

/// Payments of a reconciliation that a person has to decide on, with what was decided.
#[derive(Clone, Debug)]
pub struct Open {
    pub payments: Vec<Attribution>,
    /// Every claim of the run, by id.
    pub claims: BTreeMap<String, Claim>,
    lang: Lang,
}

/// One answer as it is typed: `PAYMENT=CLAIMS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub payment: String,
    /// Ids of claims, a word for none, or nothing: what was decided is taken back.
    pub claims: String,
}

impl Answer {
    /// # Errors
    /// Anything else (A524).
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        match text.split_once('=') {
            Some((payment, claims)) => {
                Ok(Self { payment: payment.trim().into(), claims: claims.trim().into() })
            }
            None => Err(unknown(text, ["支付编号=申报项编号"].into_iter())),
        }
    }
}

/// Who decides, when and why.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub by: &'a str,
    pub on: NaiveDate,
    pub reason: &'a str,
}

impl Open {
    /// What a reconciliation asks.
    ///
    /// # Errors
    /// A folder that is no reconciliation, or was altered.
    pub fn of(folder: &Path) -> Result<Self, Failure> {
        let stored = Stored::<Reconciliation>::open(folder)?;
        let claim = |row: ReconciledClaim| {
            let open = row.unpaid.0.saturating_add(row.in_flight.0);
            let of = Claim { firm: row.firm, approved: row.approved, open: Fen(open) };
            (row.claim, of)
        };
        Ok(Self {
            payments: stored.tables.rows()?,
            claims: stored.tables.rows()?.into_iter().map(claim).collect(),
            lang: stored.manifest.lang,
        })
    }

    /// Ids of the claims that a payment may be for, as the reconciliation names them.
    pub fn candidates(&self, at: usize) -> Vec<&str> {
        let named = self.payments[at].candidates.split('；');
        let ids = named.filter_map(|one| one.split('（').next());
        ids.filter(|id| self.claims.contains_key(*id)).collect()
    }

    /// The word for a payment that is for no claim.
    pub fn none(&self) -> &'static str {
        self.lang.pick(NONE[0], NONE[3])
    }

    /// Whether a payment was decided to be for no claim.
    pub fn is_none(&self, at: usize) -> bool {
        NONE.iter().any(|word| word.eq_ignore_ascii_case(self.payments[at].claim.trim()))
    }

    /// Payments that are decided.
    pub fn decided(&self) -> usize {
        self.payments.iter().filter(|payment| !payment.claim.is_empty()).count()
    }

    /// Takes over what a workbook says, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read, rows of it that are refused or belong to no payment of the reconciliation, sheets of
    /// somebody's own (A522): a file that is not understood whole is not written over.
    pub fn take(&mut self, file: &Path) -> Result<(), Failure> {
        if file.symlink_metadata().is_err() {
            return Ok(());
        }
        let shown = file.display().to_string();
        let files = [InputFile { path: file.to_path_buf(), shown: shown.clone(), root: None }];
        let (mut linked, mut faults) = (Linked::default(), Diagnostics::default());
        let required = [c::FINDING_ID, c::EVIDENCE];
        let asked = (&files[..], "attributions", ATTRIBUTION_FIELDS, &required[..]);
        let words = headers::shipped()?;
        let table = one_table(asked, &words, &mut linked, &mut faults, &|_: &str| {})?;
        for sheet in linked.skipped.iter().filter(|sheet| sheet.why != Skipped::Empty) {
            let fault = Diagnostic::new(&codes::DECISION_OF_ANOTHER_RUN).arg("read", &sheet.sheet);
            faults.push(fault.at(Place::File(shown.clone())));
        }
        if !linked.quarantine.is_empty() {
            faults.0.append(&mut linked.findings);
        }
        let text = |name| texts(&table, name);
        let (ids, evidence, claims) =
            (text(c::FINDING_ID)?, text(c::EVIDENCE)?, text(c::CLAIM_ID)?);
        let (reasons, by) = (text(c::DECISION_REASON)?, text(c::DECIDED_BY)?);
        let on = days(&table, c::DECIDED_ON)?;
        let (sources, rows) = (indices(&table, c::SOURCE)?, indices(&table, c::ROW)?);
        for row in (0..table.height()).filter(|row| !claims[*row].trim().is_empty()) {
            let own = |one: &&mut Attribution| {
                one.finding == ids[row] && one.evidence == evidence[row] && one.claim.is_empty()
            };
            let Some(payment) = self.payments.iter_mut().find(own) else {
                let fault = Diagnostic::new(&codes::DECISION_OF_ANOTHER_RUN).arg("read", ids[row]);
                faults.push(fault.at(linked.place(sources[row], rows[row], "")));
                continue;
            };
            payment.claim = claims[row].trim().to_string();
            (payment.reason, payment.decided_by) = (reasons[row].into(), by[row].into());
            payment.decided_on = on[row].and_then(from_epoch_days);
        }
        faults.into_result(()).map_err(Failure::User)
    }

    /// Decides on a payment, or takes back what was decided.
    ///
    /// # Errors
    /// A payment that is not asked about, a claim that is none of the run (A524); nobody who decides, no reason (A513).
    pub fn answer(&mut self, answer: &Answer, signed: &Signed) -> Result<(), Diagnostics> {
        let at = self.payments.iter().position(|payment| payment.finding == answer.payment);
        let Some(at) = at else {
            let all = self.payments.iter().map(|payment| payment.finding.as_str());
            return Err(unknown(&answer.payment, all));
        };
        let claim = self.claims_said(&answer.claims, at)?;
        let payment = &mut self.payments[at];
        if claim.is_empty() {
            (payment.reason, payment.decided_by) = Default::default();
            (payment.claim, payment.decided_on) = (claim, None);
            return Ok(());
        }
        for (what, what_en, text) in
            [("决定人", "who decides", signed.by), ("认定理由", "why", signed.reason)]
        {
            if !says_something(text) || text.chars().any(char::is_control) {
                let fault = Diagnostic::new(&codes::NOBODY).arg("what", what);
                return Err(fault.arg("what_en", what_en).into());
            }
        }
        (payment.reason, payment.decided_by) =
            (signed.reason.trim().into(), signed.by.trim().into());
        (payment.claim, payment.decided_on) = (claim, Some(signed.on));
        Ok(())
    }

    /// Ids as the sheet has them, the word for none, or nothing.
    fn claims_said(&self, said: &str, at: usize) -> Result<String, Diagnostics> {
        if NONE.iter().any(|word| word.eq_ignore_ascii_case(said.trim())) {
            return Ok(self.none().to_string());
        }
        let ids = split(said);
        match ids.iter().find(|id| !self.claims.contains_key(id.as_str())) {
            None => Ok(ids.join("、")),
            Some(id) => {
                let likely = self.candidates(at).into_iter().chain([self.none()]);
                let all = likely.chain(self.claims.keys().map(String::as_str));
                Err(unknown(id, all))
            }
        }
    }

    /// Writes the workbook in the place of the one that is there, whole or not at all.
    ///
    /// # Errors
    /// A disk that refuses (A504).
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        let table = Attribution::table(self.payments.iter().cloned());
        book::replace(&attributions_book(table, self.lang)?, file, self.lang)
    }
}

/// A word that is no payment and no claim here.
fn unknown<'a>(read: &str, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostics {
    const MOST: usize = 12;
    let mut shown: Vec<&str> = known.clone().take(MOST + 1).collect();
    if let Some(last) = shown.get_mut(MOST) {
        *last = "…";
    }
    let near = suggest(read, known).unwrap_or_default();
    let fault = Diagnostic::new(&codes::NOT_TO_ATTRIBUTE).arg("read", read);
    fault.arg("suggestion", near).arg("known", shown.join("、")).into()
}
