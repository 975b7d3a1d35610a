//! What a reconciliation says: plain facts, its workbook, its report.

mod document;

use chrono::NaiveDate;
use polars::prelude::PolarsResult;

use super::workbook::sheets_of;
use crate::diag::private::hide;
use crate::diag::{Lang, say};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::reconcile::check::Totals;
use crate::reconcile::clawback::Balance;
use crate::reconcile::tables::{Attribution, StateRow, Stated};
use crate::reconcile::{Judged, State};
use crate::tables::OF_RECONCILIATIONS_SHOWN;
use crate::workbook::{Book, Sheet};

pub use document::document;

/// What facts are made of.
#[derive(Debug)]
pub struct Given<'a> {
    /// Folder and manifest of the run.
    pub stored: (&'a str, &'a str),
    pub judged: Judged<'a>,
    pub balances: &'a [Balance],
}

/// Everything that the report, the workbook's first sheet and the terminal show. Days are ISO texts.
#[derive(Clone, Debug)]
pub struct Facts {
    pub run: String,
    pub manifest_sha256: String,
    pub as_of: String,
    pub approved_on: NaiveDate,
    pub year_end: String,
    pub days_left: i32,
    pub warn_days: i32,
    pub totals: Totals,
    /// States that occur, in their own order.
    pub states: Vec<OfState>,
    pub actions: Vec<Action>,
    pub bands: Vec<Band>,
    pub clawbacks: Vec<Owed>,
    pub claims: usize,
    pub payments: usize,
    /// Claims with something open.
    pub open: (usize, i64),
}

/// What is in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfState {
    pub state: State,
    pub claims: usize,
    /// Their approved amounts, fen.
    pub approved: i64,
    /// Payments that belong to no claim.
    pub payments: usize,
    /// What hangs on it, fen: the excess, the open part, the amount sent elsewhere.
    pub amount: i64,
}

/// Something that somebody has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    pub state: State,
    /// Id of the claim or payment.
    pub what: String,
    pub who: String,
    pub amount: i64,
}

/// Open items of some age; the upper end is missing in the last band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub from: i32,
    pub to: Option<i32>,
    pub count: usize,
    pub amount: i64,
}

/// One case of the clawback ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub claim: String,
    pub firm: String,
    pub reason: String,
    pub due_on: String,
    pub principal: i64,
    pub interest: Option<i64>,
    pub received: i64,
    pub outstanding: i64,
    pub overdue: bool,
}

fn iso(day: i32) -> String {
    from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default()
}

impl Facts {
    pub fn new(given: &Given, totals: Totals) -> Self {
        let Judged { today, outcome, .. } = given.judged;
        // What waits to be decided cannot be paid sooner.
        let due = outcome.claims.iter().filter(|claim| !claim.held);
        let open = due.map(|claim| claim.outstanding()).filter(|open| *open > 0);
        Self {
            run: given.stored.0.to_string(),
            manifest_sha256: given.stored.1.to_string(),
            as_of: iso(today.as_of),
            approved_on: from_epoch_days(today.approved_on).unwrap_or_default(),
            year_end: iso(today.year_end()),
            days_left: today.year_end() - today.as_of,
            warn_days: given.judged.settings.warn_days,
            totals,
            states: of_states(given),
            actions: actions(given),
            bands: bands(given),
            clawbacks: owed(given),
            claims: outcome.claims.len(),
            payments: outcome.payments.len(),
            open: open.fold((0, 0), |(count, sum), open| (count + 1, sum + open)),
        }
    }

    /// Days left, and what lapses with the year; `None` where nothing does or it is far off.
    pub fn lapsing(&self) -> Option<(i32, usize, i64)> {
        let near = (0..=self.warn_days).contains(&self.days_left);
        (near && self.open.0 > 0).then_some((self.days_left, self.open.0, self.open.1))
    }

    /// The table `states`.
    pub fn table(&self) -> OutputTable {
        StateRow::table(self.states.iter().map(|of| {
            let Stated { state, text, todo } = of.state.into();
            StateRow {
                state,
                text,
                claims: of.claims as i64,
                approved: Fen(of.approved),
                payments: of.payments as i64,
                amount: Fen(of.amount),
                todo,
            }
        }))
    }
}

/// What hangs on a claim's state.
fn at_issue(claim: &crate::reconcile::outcome::ClaimOutcome, state: State) -> i64 {
    match state {
        State::Paid | State::PaidAgain => claim.kept,
        State::OverPaid | State::PaidTwice => claim.excess,
        State::Misdirected => claim.misdirected,
        State::ClawedBack => claim.clawed_back,
        _ => claim.outstanding() + claim.lapsed,
    }
}

/// Payments of these states have no claim that tells of them.
fn alone(state: State) -> bool {
    matches!(state, State::Unapproved | State::InReview | State::StrayReturn | State::Repeated)
}

fn of_states(given: &Given) -> Vec<OfState> {
    let empty = |state| OfState { state, claims: 0, approved: 0, payments: 0, amount: 0 };
    let mut rows: Vec<OfState> = State::ALL.iter().map(|state| empty(*state)).collect();
    for claim in &given.judged.outcome.claims {
        let state = claim.state.unwrap_or(State::Planned);
        let row = &mut rows[state as usize];
        row.claims += 1;
        row.approved += claim.approved;
        row.amount += at_issue(claim, state);
    }
    let payments = given.judged.outcome.payments.iter();
    let payments = payments.filter_map(|p| Some((p.state?, p.unapproved + p.in_review)));
    let strays = given.judged.records.strays.iter().map(|stray| (State::StrayReturn, stray.amount));
    let repeats =
        given.judged.records.repeats.iter().map(|repeat| (State::Repeated, repeat.amount));
    for (state, amount) in payments.chain(strays).chain(repeats).filter(|(state, _)| alone(*state))
    {
        rows[state as usize].payments += 1;
        rows[state as usize].amount += amount;
    }
    rows.retain(|row| row.claims + row.payments > 0);
    rows
}

fn actions(given: &Given) -> Vec<Action> {
    let a = given.judged.approved;
    let mut all: Vec<Action> = given
        .judged
        .outcome
        .claims
        .iter()
        .enumerate()
        .filter_map(|(at, claim)| {
            let state = claim.state.filter(|state| state.is_break())?;
            let (what, who) = (a.claim[at].to_string(), a.name_of(at).to_string());
            Some(Action { state, what, who, amount: at_issue(claim, state) })
        })
        .collect();
    let payments = given.judged.outcome.payments.iter().zip(&given.judged.records.payments);
    all.extend(payments.filter_map(|(out, payment)| {
        let state = out.state.filter(|state| alone(*state))?;
        let (what, who) = (hide(payment.pay_no).into_owned(), hide(payment.payee).into_owned());
        Some(Action { state, what, who, amount: out.unapproved + out.in_review })
    }));
    all.extend(given.judged.records.strays.iter().map(|stray| Action {
        state: State::StrayReturn,
        what: hide(stray.number).into_owned(),
        who: hide(stray.payee).into_owned(),
        amount: stray.amount,
    }));
    // The largest of each kind first.
    all.sort_by(|a, b| {
        (a.state, std::cmp::Reverse(a.amount), &a.what).cmp(&(
            b.state,
            std::cmp::Reverse(b.amount),
            &b.what,
        ))
    });
    all
}

fn bands(given: &Given) -> Vec<Band> {
    let ends = &given.judged.settings.bands;
    let mut bands: Vec<Band> = (0..=ends.len())
        .map(|at| Band {
            from: at.checked_sub(1).map_or(0, |before| ends[before] + 1),
            to: ends.get(at).copied(),
            count: 0,
            amount: 0,
        })
        .collect();
    for claim in given.judged.outcome.claims.iter().filter(|claim| claim.outstanding() > 0) {
        let days =
            (given.judged.today.as_of - claim.since.unwrap_or(given.judged.today.as_of)).max(0);
        let band = &mut bands[ends.partition_point(|end| *end < days)];
        band.count += 1;
        band.amount += claim.outstanding();
    }
    bands
}

fn owed(given: &Given) -> Vec<Owed> {
    let a = given.judged.approved;
    let cases = given.judged.clawbacks.cases.iter().zip(given.balances);
    cases
        .map(|(case, balance)| {
            let claim = a.by_id.get(case.claim.as_str());
            Owed {
                claim: case.claim.clone(),
                firm: claim.map_or(String::new(), |claim| a.name_of(*claim as usize).to_string()),
                reason: case.reason(),
                due_on: case.due_on(given.judged.today.as_of).map(iso).unwrap_or_default(),
                principal: case.principal(),
                interest: balance.interest,
                received: balance.received,
                outstanding: balance.outstanding,
                overdue: balance.overdue,
            }
        })
        .collect()
}

/// The workbook: contents, then the tables that people work with.
///
/// # Errors
/// A fault of the engine.
pub fn book(facts: &Facts, tables: &[OutputTable], lang: Lang) -> PolarsResult<Book> {
    let mut sheets = sheets_of(tables, OF_RECONCILIATIONS_SHOWN, lang)?;
    sheets.insert(0, contents(facts, &sheets, lang));
    Ok(Book { sheets })
}

/// The sheet of payments to attribute alone, filled in or not.
///
/// # Errors
/// A fault of the engine.
pub fn attributions_book(table: OutputTable, lang: Lang) -> PolarsResult<Book> {
    Ok(Book { sheets: sheets_of(&[table], &[Attribution::SPEC], lang)? })
}

fn contents(facts: &Facts, sheets: &[Sheet], lang: Lang) -> Sheet {
    let title = lang.pick("拨付对账", "Reconciliation of payments");
    let mut out = Sheet::contents(title, sheets, lang);
    out.notes = vec![say!(
        lang,
        "结果 {}，核定日 {}，对账日 {}",
        "Run {}, approved on {}, as of {}",
        facts.run,
        facts.approved_on,
        facts.as_of
    )];
    out
}
