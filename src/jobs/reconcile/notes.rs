//! What payment files say of a row outside the columns that are known: its kind, and whether it may be unpaid.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::ingest::headers::Headers;
use crate::reconcile::records::{DOUBTFUL, PAYMENT};

/// Where no known column says what kind of record a row is, one of the file's own columns may: `退款说明：退票`.
pub(super) fn kinds_from_notes(payments: &mut DataFrame, headers: &Headers) -> PolarsResult<()> {
    let (kinds, notes) = (texts(payments, c::RECORD_KIND)?, texts(payments, c::NOTES)?);
    let word = |cell: &str| {
        let (_, value) = cell.split_once('=')?;
        let number = value.chars().all(|c| c.is_ascii_digit());
        headers.category(c::RECORD_KIND, value).filter(|_| !number).map(str::to_string)
    };
    let kind = |(kind, notes): (&str, &str)| match kind {
        "" => {
            let mut words: Vec<String> = notes.split("; ").filter_map(word).collect();
            words.dedup();
            if words.len() == 1 { words.pop() } else { None }
        }
        kind => Some(kind.to_string()),
    };
    let said: StringChunked = kinds.into_iter().zip(notes).map(kind).collect();
    payments.with_column(said.with_name(c::RECORD_KIND.into()).into_column())?;
    Ok(())
}

/// Columns of states that speak of another matter than the payment, and say the same harmless thing of all rows: 未对账.
fn shared_matters<'n>(notes: &[&'n str], headers: &Headers) -> BTreeSet<&'n str> {
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let cells = notes.iter().flat_map(|note| note.split("; "));
    for (heading, value) in cells.filter_map(|cell| cell.split_once('=')) {
        if headers.is_other_matter(heading) {
            said.entry(heading).or_default().insert(value);
        }
    }
    let harmless = |heading: &str, values: &BTreeSet<&str>| {
        values.len() == 1 && values.iter().all(|value| headers.may_be_shared(heading, value))
    };
    let shared = said.into_iter().filter(|(heading, values)| harmless(heading, values));
    shared.map(|(heading, _)| heading).collect()
}

/// A payment whose state, purpose or remark says that it may be unpaid, returned or reversed: `支付状态=支付失败`.
pub(super) fn doubts_from_notes(payments: &mut DataFrame, headers: &Headers) -> PolarsResult<()> {
    let text = |name| texts(payments, name);
    let (kinds, notes, uses) = (text(c::RECORD_KIND)?, text(c::NOTES)?, text(c::PURPOSE)?);
    let reasons = text(c::RETURN_REASON)?;
    let (originals, returned) =
        (text(c::ORIGINAL_NO)?, optional_ints(payments, c::RETURNED_AMOUNT)?);
    let shared = shared_matters(&notes, headers);
    let bad = |cell: &str| {
        // Behind a `; ` of its own a remark goes on.
        let Some((heading, value)) = cell.split_once('=') else {
            return headers.denies_payment(cell);
        };
        if headers.is_known_unread(heading) || shared.contains(heading) {
            return false;
        }
        let state = headers.is_state_of_row(heading) && headers.is_unpaid(heading, value);
        let yes = headers.is_denial(heading) && !headers.is_no(value);
        state || yes && headers.is_bad_denial(value) || headers.denies_payment(value)
    };
    let kind = |at: usize| {
        let back = !originals[at].is_empty() || returned[at].is_some_and(|fen| fen != 0);
        let pays = ["", PAYMENT].contains(&kinds[at]) && !back;
        let denied = || [uses[at], reasons[at]].iter().any(|said| headers.denies_payment(said));
        let void = || denied() || notes[at].split("; ").any(bad);
        Some(if pays && void() { DOUBTFUL } else { kinds[at] })
    };
    let said: StringChunked = (0..payments.height()).map(kind).collect();
    payments.with_column(said.with_name(c::RECORD_KIND.into()).into_column())?;
    Ok(())
}
