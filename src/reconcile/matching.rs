//! Which claims a payment is for, the strongest evidence first.
//!
//! 1. a person's decision;
//! 2. the claim that the voucher names;
//! 3. credit code, amount and date;
//! 4. one voucher for several claims, several vouchers for one;
//! 5. the amount of a payment that has paid its claims whole: a second payment of them;
//! 6. the only claim of the payee that is open, as far as it is open;
//! 7. the amount of any other payment: more for the same claims;
//! 8. the only claim of the payee, of which it is too much.
//!
//! What none of these settles is put to a person.
//!
//! Who the payee is follows from the credit code, or from the name through the same comparison as
//! everywhere; a name alone never settles it, a name with the approved account does.

use std::ops::Range;

use polars::prelude::*;
use rayon::prelude::*;

use super::approved::Approved;
use super::attribution::{Attributions, Said, evidence};
use super::records::{Payment, Records};
use super::settings::Settings;
use super::states::How;
use super::subset::{self, Found};
use crate::entity::{Parties, Status, match_parties};
use crate::frame::columns as c;

/// What became of the question whom a payment is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// For these claims; amounts follow from what is open.
    Claims(Vec<u32>, How),
    /// Nothing was approved that it could be for.
    Unapproved(How),
    /// A person decides between these claims; none where even the enterprise is in doubt.
    Review(Vec<u32>),
}

/// Payments beside their claims.
#[derive(Debug)]
pub struct Matched {
    /// By payment.
    pub fate: Vec<Fate>,
    /// Enterprise of each payment, where one is known.
    pub firm: Vec<Option<u32>>,
    /// Whether it went, or is to go, to the approved payee and account.
    pub right_payee: Vec<bool>,
    /// Payments whose decision rests on other evidence than there is now.
    pub outdated: Vec<usize>,
    /// Payments with two decisions of one day.
    pub contradicted: Vec<usize>,
}

/// Ties payments to claims.
///
/// # Errors
/// A fault of the engine.
pub fn matched(
    approved: &Approved,
    records: &Records,
    attributions: &Attributions,
    settings: &Settings,
    approved_on: i32,
) -> PolarsResult<Matched> {
    let payments = &records.payments;
    let known = known_firms(approved, payments)?;
    let right_payee: Vec<bool> = payments
        .iter()
        .zip(&known)
        .map(|(payment, known)| known.firm.is_none_or(|firm| is_right(approved, firm, payment)))
        .collect();
    let mut order: Vec<usize> =
        (0..payments.len()).filter(|at| known[*at].firm.is_some()).collect();
    order.sort_unstable_by(|a, b| {
        let key = |at: &usize| (known[*at].firm, payments[*at].day(), &payments[*at].id);
        key(a).cmp(&key(b))
    });
    let window = (approved_on - settings.window.0, approved_on + settings.window.1);
    let groups: Vec<&[usize]> = order.chunk_by(|a, b| known[*a].firm == known[*b].firm).collect();
    let settled: Vec<Vec<(usize, Fate)>> = groups
        .par_iter()
        .map(|group| {
            let firm = group.first().and_then(|at| known[*at].firm).unwrap_or_default();
            let claims = approved.firms.claims[firm as usize].clone();
            let all = (payments.as_slice(), right_payee.as_slice());
            let mut one = OneFirm::new(approved, claims, all, settings, window);
            one.go(group);
            one.fates
        })
        .collect();
    let mut fate: Vec<Fate> = known
        .iter()
        .map(|known| match known.maybe.is_empty() {
            true => Fate::Unapproved(How::Nothing),
            false => Fate::Review(known.maybe.clone()),
        })
        .collect();
    settled.into_iter().flatten().for_each(|(at, settled)| fate[at] = settled);
    let mut matched = Matched {
        fate,
        firm: known.iter().map(|known| known.firm).collect(),
        right_payee,
        outdated: Vec::new(),
        contradicted: Vec::new(),
    };
    matched.decide(approved, payments, attributions);
    Ok(matched)
}

impl Matched {
    /// Lays people's decisions over what is in doubt.
    fn decide(&mut self, approved: &Approved, payments: &[Payment], decisions: &Attributions) {
        for (at, payment) in payments.iter().enumerate() {
            let Fate::Review(candidates) = &self.fate[at] else { continue };
            match decisions.about(&payment.id, &evidence(approved, payment, candidates)) {
                Said::Nothing => {}
                Said::Outdated => self.outdated.push(at),
                Said::Contradiction => self.contradicted.push(at),
                Said::Holds(claims) => {
                    let claims: Vec<u32> = claims
                        .iter()
                        .filter_map(|id| approved.by_id.get(id.as_str()).copied())
                        .collect();
                    self.fate[at] = match claims.first() {
                        Some(first) => {
                            let firm = approved.firm[*first as usize];
                            self.firm[at] = Some(firm);
                            // Who decides has looked at the payee as well, but the account still counts.
                            self.right_payee[at] = is_right(approved, firm, payment);
                            Fate::Claims(claims, How::Decided)
                        }
                        None => Fate::Unapproved(How::Decided),
                    };
                }
            }
        }
    }
}

/// Which enterprise a payment names.
#[derive(Clone, Debug, Default)]
struct Known {
    firm: Option<u32>,
    /// Claims of enterprises that it may be, where none is certain.
    maybe: Vec<u32>,
}

fn known_firms(approved: &Approved, payments: &[Payment]) -> PolarsResult<Vec<Known>> {
    let firms = &approved.firms;
    let mut known: Vec<Known> = payments
        .iter()
        .map(|payment| {
            let of_claim = approved.by_id.get(payment.claim).map(|c| approved.firm[*c as usize]);
            let firm = of_claim.or_else(|| firms.by_code.get(payment.uscc).copied());
            let nameless = payment.uscc.is_empty() && payment.firm.is_empty();
            let of_account = || firms.by_account.get(payment.account.as_ref()).copied().flatten();
            let firm = firm.or_else(|| if nameless { of_account() } else { None });
            Known { firm, maybe: Vec::new() }
        })
        .collect();
    let open: Vec<usize> = (0..payments.len()).filter(|at| known[*at].firm.is_none()).collect();
    if open.is_empty() {
        return Ok(known);
    }
    let own = DataFrame::new(
        firms.code.len(),
        vec![
            Column::new(c::FIRM_NAME.into(), firms.name.clone()),
            Column::new(c::USCC.into(), firms.code.clone()),
        ],
    )?;
    let text = |of: fn(&Payment) -> String| -> Vec<String> {
        open.iter().map(|at| of(&payments[*at])).collect()
    };
    let other = DataFrame::new(
        open.len(),
        vec![
            Column::new(c::FIRM_NAME.into(), text(|p| p.firm.to_string())),
            Column::new(c::USCC.into(), text(|p| p.uscc.to_string())),
        ],
    )?;
    let matches = match_parties(
        &Parties::read(&own)?,
        &Parties::read(&other)?,
        &crate::entity::Settings::default(),
    );
    for pairs in matches.pairs.chunk_by(|a, b| a.other == b.other) {
        let at = open[pairs[0].other as usize];
        let account = payments[at].account.as_ref();
        let mut confirmed = pairs.iter().filter(|pair| {
            let same_account = !account.is_empty() && firms.is_paid_to(pair.own, account);
            pair.status == Status::Confirmed || (pair.status == Status::Review && same_account)
        });
        match (confirmed.next(), confirmed.next()) {
            (Some(pair), None) => known[at].firm = Some(pair.own),
            _ => {
                let maybe = pairs.iter().filter(|pair| pair.status >= Status::Review);
                let claims = maybe.flat_map(|pair| firms.claims[pair.own as usize].clone());
                known[at].maybe = claims.map(|claim| claim as u32).collect();
            }
        }
    }
    Ok(known)
}

/// Whether a payment goes where the approval says. The account decides; where one of the two is not
/// known, the name.
fn is_right(approved: &Approved, firm: u32, payment: &Payment) -> bool {
    let firms = &approved.firms;
    let known = !firms.account[firm as usize].is_empty() || firms.later.contains_key(&firm);
    if known && !payment.account.is_empty() {
        return firms.is_paid_to(firm, &payment.account);
    }
    let firm = firm as usize;
    let read = crate::entity::names::read;
    payment.payee.is_empty()
        || payment.payee == approved.firms.name[firm]
        || read(payment.payee).same(&read(approved.firms.name[firm]))
}

/// Places of claims among those of the enterprise, and how they were found.
type Tie = (Vec<usize>, How);

/// The payments and claims of one enterprise.
struct OneFirm<'a> {
    approved: &'a Approved<'a>,
    claims: Range<usize>,
    payments: &'a [Payment<'a>],
    right: &'a [bool],
    settings: &'a Settings,
    window: (i32, i32),
    /// What is to be paid of each claim: approved, less what was set off.
    due: Vec<i64>,
    /// What is open of it.
    left: Vec<i64>,
    fates: Vec<(usize, Fate)>,
}

impl<'a> OneFirm<'a> {
    fn new(
        approved: &'a Approved<'a>,
        claims: Range<usize>,
        (payments, right): (&'a [Payment<'a>], &'a [bool]),
        settings: &'a Settings,
        window: (i32, i32),
    ) -> Self {
        let left = approved.due()[claims.clone()].to_vec();
        let due = left.clone();
        Self { approved, claims, payments, right, settings, window, due, left, fates: Vec::new() }
    }

    /// Settles all payments, in the order of their days.
    fn go(&mut self, group: &[usize]) {
        let mut rest: Vec<usize> = group.to_vec();
        self.pass(&mut rest, Self::named);
        if self.claims.is_empty() {
            let nothing = rest.into_iter().map(|at| (at, Fate::Unapproved(How::Nothing)));
            return self.fates.extend(nothing);
        }
        // Outside the days in which a payment can be for this run, equal amounts say nothing.
        let outside: Vec<usize> = rest.iter().copied().filter(|at| !self.in_window(*at)).collect();
        rest.retain(|at| self.in_window(*at));
        self.pass(&mut rest, Self::exact);
        self.pass(&mut rest, Self::one_for_several);
        self.several_for_one(&mut rest);
        self.pass(&mut rest, Self::twice);
        self.pass(&mut rest, Self::part_of_the_only_open);
        self.pass(&mut rest, Self::again);
        self.pass(&mut rest, Self::only_open);
        self.pass(&mut rest, Self::only_claim);
        rest.extend(outside);
        let open = self.claims.clone().map(|claim| claim as u32).collect::<Vec<_>>();
        self.fates.extend(rest.into_iter().map(|at| (at, Fate::Review(open.clone()))));
    }

    fn in_window(&self, at: usize) -> bool {
        self.payments[at].day().is_none_or(|day| self.window.0 <= day && day <= self.window.1)
    }

    /// Lets one rule look at every payment that is left.
    fn pass(&mut self, rest: &mut Vec<usize>, rule: fn(&Self, usize) -> Option<Tie>) {
        rest.retain(|at| match rule(self, *at) {
            Some((claims, how)) => {
                self.settle(*at, &claims, how);
                false
            }
            None => true,
        });
    }

    fn settle(&mut self, at: usize, claims: &[usize], how: How) {
        let mut net = self.weight(at);
        for claim in claims {
            let part = net.min(self.left[*claim]);
            self.left[*claim] -= part;
            if how == How::SetOff {
                self.due[*claim] -= part;
            }
            net -= part;
        }
        let rows = claims.iter().map(|claim| (self.claims.start + claim) as u32).collect();
        self.fates.push((at, Fate::Claims(rows, how)));
    }

    /// What a payment fills: nothing where it came back or went elsewhere.
    fn weight(&self, at: usize) -> i64 {
        if self.right[at] { self.payments[at].net().max(0) } else { 0 }
    }

    fn amount(&self, claim: usize) -> i64 {
        self.due[claim]
    }

    fn untouched(&self) -> Vec<usize> {
        (0..self.left.len())
            .filter(|claim| self.left[*claim] == self.amount(*claim) && self.left[*claim] > 0)
            .collect()
    }

    fn named(&self, at: usize) -> Option<Tie> {
        let claim = *self.approved.by_id.get(self.payments[at].claim)? as usize;
        let own = self.claims.contains(&claim);
        let how = if self.payments[at].set_off { How::SetOff } else { How::ClaimNamed };
        own.then(|| (vec![claim - self.claims.start], how))
    }

    /// The first claim of this amount of which enough is open; one without any payment comes first.
    fn exact(&self, at: usize) -> Option<Tie> {
        let (amount, weight) = (self.payments[at].ordered, self.weight(at));
        let fits = |claim: &usize| self.amount(*claim) == amount && self.left[*claim] >= weight;
        let open = |claim: &usize| fits(claim) && self.left[*claim] > 0;
        let mut untouched = self.untouched().into_iter();
        let first = untouched.find(fits).or_else(|| (0..self.left.len()).find(open));
        first.map(|claim| (vec![claim], How::Exact))
    }

    fn one_for_several(&self, at: usize) -> Option<Tie> {
        let open = self.untouched();
        let amounts: Vec<i64> = open.iter().map(|claim| self.amount(*claim)).collect();
        match subset::find(&amounts, self.payments[at].ordered, self.settings.most_in_group) {
            Found::One(places) => {
                Some((places.into_iter().map(|place| open[place]).collect(), How::OneForSeveral))
            }
            _ => None,
        }
    }

    fn several_for_one(&mut self, rest: &mut Vec<usize>) {
        for claim in self.untouched() {
            let usable: Vec<usize> = rest.iter().copied().filter(|at| self.right[*at]).collect();
            let amounts: Vec<i64> = usable.iter().map(|at| self.payments[*at].ordered).collect();
            let most = self.settings.most_in_group;
            let Found::One(places) = subset::find(&amounts, self.amount(claim), most) else {
                continue;
            };
            let taken: Vec<usize> = places.into_iter().map(|place| usable[place]).collect();
            taken.iter().for_each(|at| self.settle(*at, &[claim], How::SeveralForOne));
            rest.retain(|at| !taken.contains(at));
        }
    }

    fn part_of_the_only_open(&self, at: usize) -> Option<Tie> {
        let tie = self.only_open(at)?;
        let left = tie.0.first().map_or(0, |claim| self.left[*claim]);
        (self.payments[at].ordered <= left).then_some(tie)
    }

    fn only_open(&self, _: usize) -> Option<Tie> {
        let mut open = (0..self.left.len()).filter(|claim| self.left[*claim] > 0);
        match (open.next(), open.next()) {
            (Some(claim), None) => Some((vec![claim], How::OnlyOpen)),
            _ => None,
        }
    }

    /// The claims of each payment before one that was as large. What was set off is no payment.
    fn equal(&self, at: usize) -> impl Iterator<Item = Vec<usize>> {
        let amount = self.payments[at].ordered;
        self.fates.iter().filter_map(move |(other, fate)| match fate {
            Fate::Claims(_, How::SetOff) => None,
            Fate::Claims(claims, _) if self.payments[*other].ordered == amount => {
                let places = claims.iter().map(|claim| *claim as usize - self.claims.start);
                Some(places.collect())
            }
            _ => None,
        })
    }

    /// Once more what has paid its claims whole, alone or with others: whatever else is open, it is not for that. Where
    /// an equal payment was a part of a claim that is open still, this one may be the next part.
    fn twice(&self, at: usize) -> Option<Tie> {
        let amount = self.payments[at].ordered;
        let sum = |of: &[i64], claims: &[usize]| claims.iter().map(|claim| of[*claim]).sum::<i64>();
        let whole =
            |claims: &[usize]| sum(&self.left, claims) == 0 || sum(&self.due, claims) == amount;
        let mut equal = self.equal(at);
        let first = equal.next().filter(|claims| whole(claims))?;
        equal.all(|claims| whole(&claims)).then_some((first, How::SameAmount))
    }

    /// The amount of a payment before it: more for the same claims.
    fn again(&self, at: usize) -> Option<Tie> {
        self.equal(at).next().map(|claims| (claims, How::SameAmount))
    }

    /// More for the only claim that there is.
    fn only_claim(&self, _: usize) -> Option<Tie> {
        (self.left.len() == 1).then(|| (vec![0], How::OnlyClaim))
    }
}
