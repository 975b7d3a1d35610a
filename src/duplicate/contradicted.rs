//! Lists whose own rows contradict the year that they state: their support is that of claims one year off. Nothing is
//! corrected; each is asked about once.
//!
//! Many lists state the year of the grant, and the matter lies in the year before. Rows that are of the kind of claims of
//! the year before are therefore asked about, however few; rows of claims of the year after, where amounts tell. A list of
//! the year before that holds a matter of the claim's year is last year's list all the same: of its rows those alone count
//! for the claim whose amount is its cost, or a share of it.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::cases::Case;
use super::crosswalk::SameKind;
use super::dossier::Dossier;
use super::period::one_year_off;
use super::roster::Title;
use super::same::{PaperEvidence, Why};
use crate::diag::Text;
use crate::domain::Fen;
use crate::entity::Status;
use crate::frame::access::indices;
use crate::frame::columns as c;

/// Rows that point elsewhere before a list is asked about: fewer are slips of single rows.
const LEAST: usize = 3;
/// Many apply again the year after: of a list of the year before, one row in so many must be alike.
const ALIKE: usize = 10;
/// For so many rows that point elsewhere, one may lie in the year that is stated.
const WITHIN: usize = 4;

/// A year that a list states, and the one that its rows point to.
#[derive(Debug)]
pub struct Contradicted<'a> {
    /// Number of the source.
    pub at: u32,
    pub stated: i32,
    pub points_to: i32,
    /// Rows of certain applicants whose claims of the same kind lie in the other year alone.
    pub rows: usize,
    /// Rows of these whose amount or paper is that of the claim; equal amounts count once.
    pub alike: usize,
    /// Rows of these whose amount chance would hardly give.
    pub sure: usize,
    /// Rows with such claims in the year that is stated.
    pub within: usize,
    /// The claims, each with the most it can lose.
    pub claims: BTreeMap<&'a str, i64>,
}

/// What rows of one stated year point to.
#[derive(Default)]
struct Off<'a> {
    rows: BTreeSet<usize>,
    alike: BTreeSet<usize>,
    sure: BTreeSet<usize>,
    /// Amounts and papers that are alike.
    told: BTreeSet<String>,
    claims: BTreeMap<&'a str, i64>,
}

impl Contradicted<'_> {
    /// Whether the rows say enough to ask. Those that lie before the year speak for themselves: it may be that of the
    /// grant.
    fn asks(&self) -> bool {
        if self.points_to < self.stated {
            return self.rows > 0;
        }
        let pointing = if self.alike * ALIKE >= self.rows { self.alike } else { 0 };
        self.sure > 0 || pointing >= LEAST && self.within * WITHIN <= pointing
    }

    /// What speaks against the year.
    pub fn why(&self) -> Text {
        let Self { stated, points_to, rows, alike, within, .. } = self;
        if points_to < stated {
            return Text::new(
                format!(
                    "写明 {stated} 年，但 {rows} 行的同类支持落在 {points_to} 年（{alike} 行金额或凭证相同），落在 {stated} 年的 {within} 行：{stated} 是拨付年度还是费用所属年度；两者兼有的填“{points_to}、{stated}”"
                ),
                format!(
                    "states {stated}, but {rows} rows are of the kind of claims of {points_to} ({alike} of equal amount or paper), {within} of {stated}: is it the year of the grant, or of the matter? Where it is both, write `{points_to}、{stated}`"
                ),
            );
        }
        Text::new(
            format!(
                "写明 {stated} 年，但 {rows} 行的同类支持落在 {points_to} 年（{alike} 行金额或凭证相同），落在 {stated} 年的 {within} 行；两者兼有的填“{stated}、{points_to}”，只有金额与支出相符的行按 {points_to} 年认定"
            ),
            format!(
                "states {stated}, but {rows} rows are of the kind of claims of {points_to} ({alike} of equal amount or paper), {within} of {stated}; where it is both, write `{stated}、{points_to}`: rows whose amount is what was spent, or a share of it, then count for {points_to}"
            ),
        )
    }
}

/// Whether it is certain who and what a case is about.
fn certain(case: &Case) -> bool {
    let known = case.pair.status == Status::Confirmed || case.pair.level.by_signature();
    known
        && case.same_kind == SameKind::Strong
        && case.waits.is_empty()
        && case.why != Why::AnotherFirm
        && !matches!(case.paper, PaperEvidence::Differ(_))
}

impl<'a> Dossier<'a> {
    /// Lists that must be asked about, each with a year that it states.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn contradicted(&self) -> PolarsResult<Vec<Contradicted<'a>>> {
        let sources = indices(self.world.rosters, c::SOURCE)?;
        let mut within: BTreeMap<(u32, i32), BTreeSet<usize>> = BTreeMap::new();
        let mut off: BTreeMap<(u32, i32, i32), Off> = BTreeMap::new();
        let cases: &'a [Case] = &self.cases.cases;
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| certain(case)) {
            let stated = case.written.zip(case.given.as_ref());
            let Some(((stated, given), own)) = stated.zip(case.own.period.as_ref()) else {
                continue;
            };
            let list = sources[case.row];
            if case.overlap != Some(0) {
                within.entry((list, stated)).or_default().insert(case.row);
            } else if one_year_off(own, &given.period) {
                let step = if own.from > given.period.from { 1 } else { -1 };
                self.count(at, off.entry((list, stated, stated + step)).or_default());
            }
        }
        let nobody = BTreeSet::new();
        let all = off.into_iter().map(|((at, stated, points_to), off)| {
            let here = within.get(&(at, stated)).unwrap_or(&nobody);
            let rows = off.rows.difference(here).count();
            let alike = off.alike.difference(here).count().min(off.told.len());
            let sure = off.sure.difference(here).count();
            let (within, claims) = (here.len(), off.claims);
            Contradicted { at, stated, points_to, rows, alike, sure, within, claims }
        });
        let worth = |list: &Contradicted| list.claims.values().any(|fen| *fen > 0);
        let asks = |list: &Contradicted| list.asks() && worth(list) && self.unanswered(list);
        Ok(all.filter(asks).collect())
    }

    /// Adds a case that lies one year off. An amount speaks only where awards follow from costs: fixed ones are the same
    /// every year; a paper only where its kind does not run on.
    fn count(&self, at: usize, into: &mut Off<'a>) {
        let case: &'a Case = &self.cases.cases[at];
        let stake = &self.stakes[at];
        into.rows.insert(case.row);
        let told = match &case.paper {
            PaperEvidence::Same(_, number) if matches!(case.why, Why::SamePaper | Why::Pending) => {
                Some(number.clone())
            }
            _ if stake.cost.is_some() && self.compared(at).speaks_for() => {
                case.amount.map(|fen| Fen(fen).to_string())
            }
            _ => None,
        };
        let once = case.rule.is_some_and(|at| !self.world.plan.crosswalk.rules[at].by_period);
        if once && case.own.is_spent(case.amount) {
            into.sure.insert(case.row);
        }
        if let Some(told) = told {
            into.alike.insert(case.row);
            into.told.insert(told);
        }
        let risk = into.claims.entry(self.claim_ids[at].as_str()).or_default();
        *risk = stake.at_risk().max(*risk);
    }

    /// Whether nobody said yet what the year means. Who said of which year a list is may have named that of the grant.
    fn unanswered(&self, list: &Contradicted) -> bool {
        let answered =
            |title: &Title| title.said_instead.iter().any(|(from, _)| *from == list.stated);
        !self.world.titles.get(&list.at).is_some_and(answered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_must_say_enough() {
        let one = |points_to, rows, (alike, sure), within| {
            let claims = BTreeMap::new();
            Contradicted { at: 0, stated: 2025, points_to, rows, alike, sure, within, claims }
        };
        let asks = |points_to, rows, alike, within| one(points_to, rows, (alike, 0), within).asks();
        assert!(asks(2024, 3, 1, 0), "the year of the grant");
        assert!(asks(2024, 1, 0, 11), "one row is enough, whatever stands beside it");
        assert!(!asks(2024, 0, 0, 5), "nothing lies before it");
        assert!(!asks(2026, 40, 5, 6) && asks(2026, 40, 5, 1), "rows in the year that is stated");
        assert!(asks(2026, 30, 3, 0), "three in thirty are alike");
        assert!(!asks(2026, 31, 3, 0), "last year's list: some amounts come again");
        assert!(!asks(2026, 40, 0, 0), "last year's list");
        assert!(one(2026, 40, (1, 1), 20).asks(), "an amount that chance would hardly give");
    }
}
