//! Rows of a bank's own list that show no payment: money that came in, and balances.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Place, codes};
use crate::domain::money::scaled;
use crate::domain::text::comparable;
use crate::frame::access::{indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::ingest::headers::Headers;
use crate::reconcile::Records;
use crate::reconcile::records::Origin;

/// Such rows, each with who stands beside it and what came in, in fen.
pub(super) type Incoming = BTreeMap<Origin, (String, Option<i64>)>;

/// Rows without an amount that was paid, whose other column says that money came in, or that name nobody and nothing.
/// A return is none, whatever column says it.
pub(super) fn incoming(payments: &mut DataFrame, headers: &Headers) -> PolarsResult<Incoming> {
    let text = |name| texts(payments, name);
    let (notes, payees, kinds) = (text(c::NOTES)?, text(c::PAYEE_NAME)?, text(c::RECORD_KIND)?);
    let names = [c::PAY_NO, c::ORIGINAL_NO, c::BANK_NO, c::FIRM_NAME, c::USCC, c::CLAIM_ID];
    let names = [&names[..], &[c::PAYEE_ACCOUNT, c::ACTUAL_NAME, c::ACTUAL_ACCOUNT]].concat();
    let names = names.into_iter().map(text).collect::<PolarsResult<Vec<_>>>()?;
    let said = [text(c::PURPOSE)?, text(c::RETURN_REASON)?];
    let money = |name| optional_ints(payments, name);
    let (ordered, returned) = (money(c::PAY_AMOUNT)?, money(c::RETURNED_AMOUNT)?);
    let mut settled = money(c::SETTLED_AMOUNT)?;
    let (sources, rows) = (indices(payments, c::SOURCE)?, indices(payments, c::ROW)?);
    let came_in = |cell: &str| {
        let (_, value) = cell.split_once('=').filter(|(name, _)| headers.is_incoming(name))?;
        let fen = scaled(value.trim_start_matches(['¥', '￥']), 2).ok();
        (!headers.is_nothing(value) && fen != Some(0)).then_some(fen)
    };
    let mut out = Incoming::new();
    for at in 0..payments.height() {
        let none = |amounts: &[Option<i64>]| amounts[at].unwrap_or(0) == 0;
        let paid = !none(&ordered) || !none(&settled) || !none(&returned);
        let denied = || said.iter().any(|said| headers.denies_payment(said[at]));
        let void = || notes[at].split("; ").any(|cell| headers.denies_payment(cell));
        if paid || !kinds[at].is_empty() || denied() || void() {
            continue;
        }
        let nobody = payees[at].is_empty() && names.iter().all(|name| name[at].is_empty());
        let balance = nobody && settled[at].is_none() && ordered[at].is_none();
        let sum = notes[at].split("; ").find_map(came_in);
        if balance || sum.is_some() {
            settled[at] = None;
            out.insert((sources[at], rows[at]), (payees[at].to_string(), sum.flatten()));
        }
    }
    payments.with_column(Column::new(c::SETTLED_AMOUNT.into(), settled))?;
    Ok(out)
}

/// What is said of rows without amounts: each by itself, and in one note for each list those that came in from others than
/// who is paid. The very sum of a payment may have come back from anybody.
pub(super) fn said(
    records: &Records,
    incoming: &Incoming,
    firms: &[&str],
    place: impl Fn(Origin) -> Place,
) -> Vec<Diagnostic> {
    let firms: BTreeSet<String> = firms.iter().map(|name| comparable(name)).collect();
    let sums: BTreeSet<i64> = records.payments.iter().map(|payment| payment.amount).collect();
    let others = |at: &Origin| {
        incoming.get(at).is_some_and(|(by, sum)| {
            !firms.contains(&comparable(by)) && sum.is_none_or(|sum| !sums.contains(&sum))
        })
    };
    let mut of_lists: BTreeMap<u32, Vec<Origin>> = BTreeMap::new();
    let mut out = Vec::new();
    for at in &records.blank {
        match others(at) {
            true => of_lists.entry(at.0).or_default().push(*at),
            false => out.push(Diagnostic::new(&codes::PAYMENT_WITHOUT_AMOUNT).at(place(*at))),
        }
    }
    out.extend(of_lists.into_values().map(|rows| {
        Diagnostic::new(&codes::INCOMING_ROWS).arg("rows", rows.len()).at(place(rows[0]))
    }));
    out
}
