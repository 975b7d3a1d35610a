//! One state for every claim and every payment, and amounts that add up on both sides.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use polars::prelude::PolarsResult;

use super::approved::Approved;
use super::attribution::Attributions;
use super::clawback::Clawbacks;
use super::matching::{Fate, Matched, matched};
use super::records::{Payment, Records};
use super::settings::Settings;
use super::states::{How, State};
use crate::domain::date::{from_epoch_days, to_epoch_days};

/// The days that states are judged by, since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    pub as_of: i32,
    pub approved_on: i32,
    /// The year whose quota pays.
    pub year: i32,
}

impl Today {
    /// The last day on which the quota can be used.
    pub fn year_end(&self) -> i32 {
        last_day(self.year)
    }

    fn is_over(&self) -> bool {
        self.as_of > self.year_end()
    }
}

/// 31 December, since 1970.
fn last_day(year: i32) -> i32 {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(i32::MAX, to_epoch_days)
}

fn year_of(day: Option<i32>) -> Option<i32> {
    day.and_then(from_epoch_days).map(|day| day.year())
}

/// Where the approved amount of a claim has gone. The parts add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimOutcome {
    pub approved: i64,
    /// With the payee, and to stay there.
    pub kept: i64,
    pub clawed_back: i64,
    pub in_flight: i64,
    pub returned_passive: i64,
    pub returned_active: i64,
    pub unpaid: i64,
    /// Parts of the award that are not due yet.
    pub not_due: i64,
    pub lapsed: i64,
    /// Beyond the approved amount: no part of it.
    pub excess: i64,
    /// Went to somebody else: no part of it either.
    pub misdirected: i64,
    /// Of a claim that waits to be decided.
    pub held: bool,
    pub state: Option<State>,
    /// From which day what is open is open.
    pub since: Option<i32>,
    pub paid_on: Option<i32>,
    pub payments: u32,
    pub owing: Owing,
}

/// What was approved and is not with the payee, by why; fen. The same before and after the end of the year: adds up
/// to what is outstanding and what has lapsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owing {
    pub unpaid: i64,
    pub in_flight: i64,
    pub returned_passive: i64,
    pub returned_active: i64,
    /// Returned in a later year than paid.
    pub later_passive: i64,
    pub later_active: i64,
}

impl Owing {
    fn sum(&self) -> i64 {
        let returned = self.returned_passive + self.returned_active;
        self.unpaid + self.in_flight + returned + self.later_passive + self.later_active
    }
}

impl ClaimOutcome {
    /// What still has to be paid, or has been lost.
    pub fn outstanding(&self) -> i64 {
        self.in_flight + self.returned_passive + self.returned_active + self.unpaid
    }

    pub(super) fn parts(&self) -> i64 {
        self.kept + self.clawed_back + self.outstanding() + self.not_due + self.lapsed
    }
}

/// Where the amount of a payment has gone. The parts add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentOutcome {
    pub amount: i64,
    pub kept: i64,
    pub in_flight: i64,
    pub returned: i64,
    pub excess: i64,
    pub misdirected: i64,
    pub unapproved: i64,
    pub in_review: i64,
    pub state: Option<State>,
}

impl PaymentOutcome {
    pub(super) fn parts(&self) -> i64 {
        self.kept
            + self.in_flight
            + self.returned
            + self.excess
            + self.misdirected
            + self.unapproved
            + self.in_review
    }
}

/// A payment's part for one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub payment: u32,
    pub claim: u32,
    pub amount: i64,
    pub passive: i64,
    pub active: i64,
    /// Of `amount`, what is more than the claim was to get.
    pub excess: i64,
    pub twice: bool,
}

/// Everything about one reconciliation.
#[derive(Debug)]
pub struct Outcome {
    pub matched: Matched,
    pub claims: Vec<ClaimOutcome>,
    pub payments: Vec<PaymentOutcome>,
    /// By claim, then in the order of days.
    pub parts: Vec<Part>,
}

/// What was approved and what was paid, and what became of it by a day.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub approved: &'a Approved<'a>,
    pub records: &'a Records<'a>,
    pub clawbacks: &'a Clawbacks,
    pub outcome: &'a Outcome,
    pub settings: &'a Settings,
    pub today: Today,
}

/// Ties payments to claims and judges both.
///
/// # Errors
/// A fault of the engine.
pub fn reconcile(
    approved: &Approved,
    records: &Records,
    attributions: &Attributions,
    clawbacks: &Clawbacks,
    settings: &Settings,
    today: Today,
) -> PolarsResult<Outcome> {
    let matched = matched(approved, records, attributions, settings, today.approved_on)?;
    let mut parts = parts(approved, records, &matched);
    parts.sort_unstable_by(|a, b| {
        let key = |part: &Part| {
            let payment = &records.payments[part.payment as usize];
            (part.claim, payment.day(), payment.returned_on.is_none(), &payment.id)
        };
        key(a).cmp(&key(b))
    });
    let mut claims: Vec<ClaimOutcome> = approved
        .amount
        .iter()
        .zip(&approved.held)
        .map(|(amount, held)| ClaimOutcome {
            approved: *amount,
            held: *held,
            ..ClaimOutcome::default()
        })
        .collect();
    let mut start = 0;
    for (at, claim) in claims.iter_mut().enumerate() {
        let end = start + parts[start..].partition_point(|part| part.claim as usize <= at);
        let judge = Judge { records, right: &matched.right_payee, today, settings };
        let ordered_back = clawbacks.principal_of(approved.claim[at]);
        claim.not_due = approved.not_due[at];
        judge.claim(claim, &mut parts[start..end], ordered_back);
        start = end;
    }
    let payments = judged(records, &matched, &claims, &parts, today);
    Ok(Outcome { matched, claims, payments, parts })
}

/// The parts of payments by claim. What a payment pays goes to its claims in their order, each as much as
/// it was to get; the last takes what is more. What came back is taken off the claim of that very amount,
/// else off the claims in their order.
///
/// A person may name several claims for several payments: those fill what the others left open, once.
fn parts(approved: &Approved, records: &Records, matched: &Matched) -> Vec<Part> {
    let due = due(approved, records, matched);
    let (mut parts, mut open) = (Vec::with_capacity(records.payments.len()), due.clone());
    let mut decided: Vec<(usize, &[u32])> = Vec::new();
    for (at, fate) in matched.fate.iter().enumerate() {
        match fate {
            Fate::Claims(claims, How::Decided) if claims.len() > 1 => decided.push((at, claims)),
            Fate::Claims(claims, _) => {
                let own = split(at, &records.payments[at], claims, &due);
                fill(&mut open, &own, matched, &records.payments[at]);
                parts.extend(own);
            }
            _ => {}
        }
    }
    // What is settled fills first, then in the order of days.
    decided.sort_by_key(|(at, _)| {
        let payment = &records.payments[*at];
        (!payment.settled, payment.day(), &payment.id)
    });
    for (at, claims) in decided {
        let any = claims.iter().any(|claim| open[*claim as usize] > 0);
        let room = if any { &open } else { &due };
        let own = split(at, &records.payments[at], claims, room);
        fill(&mut open, &own, matched, &records.payments[at]);
        parts.extend(own);
    }
    parts
}

/// One payment over its claims, none with more than `room` but the last.
fn split(at: usize, payment: &Payment, claims: &[u32], room: &[i64]) -> Vec<Part> {
    let mut left = payment.amount;
    let mut own: Vec<Part> = Vec::with_capacity(claims.len());
    for (place, claim) in claims.iter().enumerate() {
        let last = place + 1 == claims.len();
        let amount = if last { left } else { left.min(room[*claim as usize]) };
        left -= amount;
        own.push(Part {
            payment: at as u32,
            claim: *claim,
            amount,
            passive: 0,
            active: 0,
            excess: 0,
            twice: false,
        });
    }
    take_back(&mut own, payment);
    own
}

/// Takes what parts leave with the approved payee off what is open.
fn fill(open: &mut [i64], parts: &[Part], matched: &Matched, payment: &Payment) {
    for part in parts.iter().filter(|part| matched.right_payee[part.payment as usize]) {
        // A set-off has lowered what is due already.
        let net = if payment.set_off { 0 } else { part.amount - part.passive - part.active };
        let claim = &mut open[part.claim as usize];
        *claim = (*claim - net).max(0);
    }
}

/// What is to be paid of each claim: approved, less what was set off.
fn due(approved: &Approved, records: &Records, matched: &Matched) -> Vec<i64> {
    let mut due = approved.due();
    for (payment, fate) in records.payments.iter().zip(&matched.fate) {
        if let (true, Fate::Claims(claims, How::SetOff)) = (payment.set_off, fate) {
            for claim in claims {
                due[*claim as usize] = (due[*claim as usize] - payment.amount).max(0);
            }
        }
    }
    due
}

fn take_back(parts: &mut [Part], payment: &Payment) {
    for (total, passive) in [(payment.returned_passive, true), (payment.returned_active, false)] {
        let mut left = total;
        let free = |part: &Part| part.amount - part.passive - part.active;
        let whole = parts.iter().position(|part| free(part) == left);
        let start = whole.unwrap_or(0);
        let count = parts.len();
        for step in 0..count {
            let part = &mut parts[(start + step) % count];
            let taken = left.min(free(part)).max(0);
            match passive {
                true => part.passive += taken,
                false => part.active += taken,
            }
            left -= taken;
        }
    }
}

/// What claims are judged with.
struct Judge<'a> {
    records: &'a Records<'a>,
    right: &'a [bool],
    today: Today,
    settings: &'a Settings,
}

/// What the payments of a claim come to.
#[derive(Default)]
struct Sums {
    settled: i64,
    in_flight: i64,
    passive: i64,
    active: i64,
    /// Returned in a later year than paid: that quota is gone.
    cross_year: i64,
    /// Of it, returned by the payee.
    cross_active: i64,
    misdirected: i64,
    twice: bool,
    paid_on: Option<i32>,
    returned_on: Option<i32>,
    drawn_on: Option<i32>,
    /// Money arrived after a return.
    again: bool,
}

impl Judge<'_> {
    fn claim(&self, claim: &mut ClaimOutcome, parts: &mut [Part], ordered_back: i64) {
        let sums = self.sums(claim.approved, parts);
        let paid = sums.settled.min(claim.approved);
        claim.clawed_back = ordered_back.min(paid);
        claim.kept = paid - claim.clawed_back;
        claim.in_flight = sums.in_flight.min(claim.approved - paid);
        claim.excess = (sums.settled + sums.in_flight - claim.approved).max(0);
        claim.misdirected = sums.misdirected;
        let mut open = claim.approved - paid - claim.in_flight;
        let mut take = |most: i64| {
            let taken = open.min(most);
            open -= taken;
            taken
        };
        // Parts that are not due were never out, so that nothing of them came back.
        claim.not_due = take(claim.not_due);
        claim.lapsed = take(sums.cross_year);
        claim.returned_passive = take(sums.passive);
        claim.returned_active = take(sums.active);
        claim.unpaid = open;
        claim.payments = parts.len() as u32;
        claim.paid_on = sums.paid_on;
        let later_active = sums.cross_active.min(claim.lapsed);
        claim.owing = Owing {
            unpaid: claim.unpaid,
            in_flight: claim.in_flight,
            returned_passive: claim.returned_passive,
            returned_active: claim.returned_active,
            later_passive: claim.lapsed - later_active,
            later_active,
        };
        if self.today.is_over() {
            claim.lapsed +=
                claim.unpaid + claim.returned_passive + claim.returned_active + claim.in_flight;
            (claim.unpaid, claim.returned_passive) = (0, 0);
            (claim.returned_active, claim.in_flight) = (0, 0);
        }
        let approved_on = Some(self.today.approved_on);
        claim.since = if claim.returned_passive + claim.returned_active > 0 {
            sums.returned_on.or(approved_on)
        } else if claim.in_flight > 0 && claim.unpaid == 0 {
            sums.drawn_on.or(approved_on)
        } else if claim.outstanding() > 0 {
            approved_on
        } else {
            None
        };
        claim.state = Some(self.state(claim, &sums));
    }

    fn sums(&self, approved: i64, parts: &mut [Part]) -> Sums {
        let mut sums = Sums::default();
        let mut back = false;
        // What is settled counts first, whatever was drawn before it.
        for at in 0..parts.len() {
            let part = parts[at];
            let payment = &self.records.payments[part.payment as usize];
            let net = part.amount - part.passive - part.active;
            if !self.right[part.payment as usize] {
                sums.misdirected += net;
                continue;
            }
            if !payment.settled {
                continue;
            }
            let excess = (sums.settled + net - approved).clamp(0, net);
            sums.settled += net;
            parts[at].excess = excess;
            // The same amount once more, when all was paid: not a wrong amount but a second payment.
            let same = |other: &Part| other.amount == part.amount;
            parts[at].twice = excess == net && net > 0 && parts[..at].iter().any(same);
            sums.twice |= parts[at].twice;
            if net > 0 {
                sums.again |= back;
                sums.paid_on = sums.paid_on.max(payment.day());
            }
            let returned = part.passive + part.active;
            if returned > 0 {
                back = true;
                sums.returned_on = sums.returned_on.max(payment.returned_on);
                let (out, home) = (year_of(payment.day()), year_of(payment.returned_on));
                if out.zip(home).is_some_and(|(out, home)| home > out) {
                    sums.cross_year += returned;
                    sums.cross_active += part.active;
                } else {
                    sums.passive += part.passive;
                    sums.active += part.active;
                }
            }
        }
        let right = |part: &&Part| self.right[part.payment as usize];
        let settled = |part: &&Part| self.records.payments[part.payment as usize].settled;
        let mut amounts: BTreeSet<i64> =
            parts.iter().filter(right).filter(settled).map(|part| part.amount).collect();
        for part in parts.iter_mut() {
            let payment = &self.records.payments[part.payment as usize];
            if payment.settled || !self.right[part.payment as usize] {
                continue;
            }
            let before = sums.settled + sums.in_flight;
            sums.in_flight += part.amount;
            part.excess = (before + part.amount - approved).clamp(0, part.amount);
            sums.drawn_on = sums.drawn_on.max(payment.drawn_on);
            // A second voucher of the amount before it has settled: still a second payment.
            let whole = part.excess == part.amount && part.amount > 0;
            part.twice = !amounts.insert(part.amount) && whole;
            sums.twice |= part.twice;
        }
        sums
    }

    fn state(&self, claim: &ClaimOutcome, sums: &Sums) -> State {
        let paid = claim.kept + claim.clawed_back;
        if claim.clawed_back > 0 {
            State::ClawedBack
        } else if claim.misdirected > 0 {
            State::Misdirected
        } else if claim.excess > 0 {
            if sums.twice { State::PaidTwice } else { State::OverPaid }
        } else if paid == claim.approved {
            if sums.again { State::PaidAgain } else { State::Paid }
        } else if claim.not_due > 0 && claim.outstanding() + claim.lapsed == 0 {
            State::NotDue
        } else if paid > 0 {
            State::PartPaid
        } else if claim.in_flight > 0 {
            State::Vouchered
        } else if claim.lapsed > 0 {
            State::Lapsed
        } else if claim.held && claim.unpaid + claim.not_due == claim.approved {
            State::Held
        } else if claim.returned_passive > 0 {
            State::ReturnedPassive
        } else if claim.returned_active > 0 {
            State::ReturnedActive
        } else if self.today.as_of > self.today.approved_on + self.settings.due_days {
            State::NotPaid
        } else {
            State::Planned
        }
    }
}

fn judged(
    records: &Records,
    matched: &Matched,
    claims: &[ClaimOutcome],
    parts: &[Part],
    today: Today,
) -> Vec<PaymentOutcome> {
    let (mut out, seen) = sums_of_payments(records, matched, claims, parts);
    for (at, own) in out.iter_mut().enumerate() {
        let payment = &records.payments[at];
        let state = match &matched.fate[at] {
            Fate::Unapproved(_) => {
                own.returned = payment.returned();
                own.unapproved = own.amount - own.returned;
                if own.unapproved > 0 { State::Unapproved } else { returned(payment) }
            }
            Fate::Review(_) => {
                own.returned = payment.returned();
                own.in_review = own.amount - own.returned;
                if own.in_review > 0 { State::InReview } else { returned(payment) }
            }
            Fate::Claims(..) => of_claims(payment, own, seen[at], today),
        };
        own.state = Some(state);
    }
    out
}

/// What the parts of a payment tell of it beside their sums.
#[derive(Clone, Copy, Default)]
struct Seen {
    twice: bool,
    /// After money for the same claim came back.
    again: bool,
    part_paid: bool,
}

/// The amounts of each payment by what became of them.
fn sums_of_payments(
    records: &Records,
    matched: &Matched,
    claims: &[ClaimOutcome],
    parts: &[Part],
) -> (Vec<PaymentOutcome>, Vec<Seen>) {
    let whole =
        |payment: &Payment| PaymentOutcome { amount: payment.amount, ..PaymentOutcome::default() };
    let mut out: Vec<PaymentOutcome> = records.payments.iter().map(whole).collect();
    let mut seen = vec![Seen::default(); out.len()];
    let mut back: Option<u32> = None;
    for part in parts {
        let at = part.payment as usize;
        let (payment, own, seen) = (&records.payments[at], &mut out[at], &mut seen[at]);
        let returned = part.passive + part.active;
        let net = part.amount - returned;
        own.returned += returned;
        if !matched.right_payee[at] {
            own.misdirected += net;
            continue;
        }
        own.excess += part.excess;
        match payment.settled {
            true => own.kept += net - part.excess,
            false => own.in_flight += net - part.excess,
        }
        seen.twice |= part.twice;
        seen.again |= net > 0 && back == Some(part.claim);
        seen.part_paid |= claims[part.claim as usize].state == Some(State::PartPaid);
        if returned > 0 {
            back = Some(part.claim);
        }
    }
    (out, seen)
}

/// The state of a payment that belongs to claims.
fn of_claims(payment: &Payment, own: &PaymentOutcome, seen: Seen, today: Today) -> State {
    match own {
        _ if own.misdirected > 0 => State::Misdirected,
        _ if payment.returned() == payment.amount => returned(payment),
        _ if own.excess > 0 && seen.twice => State::PaidTwice,
        _ if own.excess > 0 => State::OverPaid,
        _ if !payment.settled && today.is_over() => State::Lapsed,
        _ if !payment.settled => State::Vouchered,
        _ if seen.again => State::PaidAgain,
        _ if seen.part_paid => State::PartPaid,
        _ => State::Paid,
    }
}

fn returned(payment: &Payment) -> State {
    if payment.returned_active > payment.returned_passive {
        State::ReturnedActive
    } else {
        State::ReturnedPassive
    }
}

impl Outcome {
    /// Rows whose parts do not add up: claims, then payments. Empty unless the program is at fault.
    pub fn broken(&self) -> (Vec<usize>, Vec<usize>) {
        let negative = |values: &[i64]| values.iter().any(|value| *value < 0);
        let claims = self.claims.iter().enumerate().filter(|(_, c)| {
            let amounts = [c.kept, c.clawed_back, c.in_flight, c.returned_passive, c.not_due];
            let more = [c.returned_active, c.unpaid, c.lapsed, c.excess, c.misdirected];
            let owing = c.owing.sum() == c.outstanding() + c.lapsed;
            c.parts() != c.approved || !owing || negative(&amounts) || negative(&more)
        });
        let payments = self.payments.iter().enumerate().filter(|(_, p)| {
            let amounts = [p.kept, p.in_flight, p.returned, p.excess, p.misdirected, p.unapproved];
            p.parts() != p.amount || negative(&amounts) || p.in_review < 0
        });
        (claims.map(|(at, _)| at).collect(), payments.map(|(at, _)| at).collect())
    }
}
