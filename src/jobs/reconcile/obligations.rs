//! Obligations of the claims of a run, held against snapshots: the table, and what is said of it.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::{Fen, RateTable, Ratio};
use crate::reconcile::Judged;
use crate::reconcile::clawback::{Case, Order};
use crate::reconcile::obligations::{Duty, OfClaim, Snapshots, Watched};
use crate::reconcile::states::Watch;
use crate::run_folder::stored::StoredRun;
use crate::tables::payment::Obligation;

/// What obligations are held against.
pub struct Against<'a> {
    pub judged: Judged<'a>,
    pub rates: &'a RateTable,
}

impl Against<'_> {
    /// Every obligation of the run, and a finding for each that is broken (R506) or was not looked at (R507); nothing
    /// where the scheme binds nobody.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn watched(
        &self,
        stored: &StoredRun,
        snapshots: &DataFrame,
    ) -> Result<(Vec<Watched>, Vec<Diagnostic>), Failure> {
        let duties = stored.tables.rows_if_any::<Obligation>()?.unwrap_or_default();
        let snapshots = Snapshots::read(snapshots, self.judged.today.as_of)?;
        let rows: Vec<Watched> =
            duties.into_iter().filter_map(|row| self.one(row, &snapshots)).collect();
        let mut said: Vec<Diagnostic> =
            rows.iter().filter(|row| row.state == Watch::Broken).map(broken).collect();
        let unseen = rows.iter().filter(|row| row.state == Watch::Unseen);
        let firms: BTreeSet<&str> = unseen.map(|row| row.firm.as_str()).collect();
        if let Some(first) = firms.first() {
            let note = Diagnostic::new(&codes::OBLIGATIONS_UNSEEN).arg("count", firms.len());
            said.push(note.arg("firm", first));
        }
        Ok((rows, said))
    }

    fn one(&self, row: Obligation, snapshots: &Snapshots) -> Option<Watched> {
        let at = *self.judged.approved.by_id.get(row.claim.as_str())? as usize;
        let claim = &self.judged.outcome.claims[at];
        let of = OfClaim {
            approved_on: self.judged.today.approved_on,
            paid_on: claim.paid_on,
            kept: claim.kept,
        };
        let duty = Duty {
            claim: row.claim,
            code: row.code,
            firm: row.firm,
            clause: row.clause,
            text: row.text,
            kind: row.kind,
            words: row.words.split('、').map(str::to_string).collect(),
            years: u32::try_from(row.years).ok()?,
            from_payment: row.from == "payment",
            share: row.share.parse().unwrap_or(Ratio::ONE),
        };
        let interest = |principal: i64, paid_on: Option<i32>| self.interest(principal, paid_on);
        Some(duty.watched(of, snapshots, self.judged.today.as_of, interest))
    }

    /// Interest as it would be if all were ordered back on the day.
    fn interest(&self, principal: i64, paid_on: Option<i32>) -> Option<i64> {
        let order = Order {
            reason: String::new(),
            principal,
            decided_on: Some(self.judged.today.as_of),
            interest_from: None,
            due_on: None,
        };
        let case = Case {
            claim: String::new(),
            orders: vec![order],
            receipts: Vec::new(),
            origin: (0, 0),
        };
        case.balance(paid_on, self.judged.today.as_of, self.judged.settings, self.rates).interest
    }
}

fn broken(row: &Watched) -> Diagnostic {
    let day = row.seen_on.map(|day| day.to_string()).unwrap_or_default();
    let interest = row.interest.map_or("—".to_string(), |fen: Fen| fen.to_string());
    let said = Diagnostic::new(&codes::OBLIGATION_BROKEN).arg("claim", &row.claim);
    let said = said.arg("firm", &row.firm).arg("clause", &row.clause);
    let said = said.arg("what", &row.text.zh).arg("what_en", &row.text.en);
    let said = said.arg("seen", &row.seen).arg("day", day);
    said.arg("amount", row.proposed).arg("interest", interest)
}
