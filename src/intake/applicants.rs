//! What kind of applicant each enterprise is by its number, and what must be looked at by hand: numbers without a check
//! digit, numbers that are no longer the ones to give, people.

use polars::prelude::*;

use crate::diag::{Code, Diagnostic, codes};
use crate::domain::applicant::Kind;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::fields::{FIRM_FIELDS, find};
use crate::intake::link::Linked;

/// The enterprises with their kinds.
///
/// # Errors
/// A fault of the engine.
pub fn with_kinds(firms: DataFrame, linked: &mut Linked) -> PolarsResult<DataFrame> {
    let (codes_read, names) = (texts(&firms, c::USCC)?, texts(&firms, c::FIRM_NAME)?);
    let stated = texts(&firms, c::ENTITY_TYPE)?;
    let kinds: Vec<Kind> = codes_read.iter().map(|code| Kind::of(code)).collect();
    let field = find(FIRM_FIELDS, c::USCC);
    for (row, kind) in kinds.iter().enumerate() {
        if kind.contradicts(stated[row]) {
            let said = Diagnostic::new(&codes::KIND_STATED_OTHERWISE).arg("firm", names[row]);
            let said = said.arg("read", stated[row]).arg("code", codes_read[row]);
            let field = find(FIRM_FIELDS, c::ENTITY_TYPE);
            let place = field.map(|field| linked.cell_of(&firms, row, field));
            let said = said.arg("kind", kind.word());
            linked.findings.push(place.into_iter().fold(said, Diagnostic::at));
        }
        let Some(code) = said_of(*kind) else { continue };
        let said = Diagnostic::new(code).arg("firm", names[row]).arg("read", codes_read[row]);
        let place = field.map(|field| linked.cell_of(&firms, row, field));
        linked.findings.push(place.into_iter().fold(said, Diagnostic::at));
    }
    let words: StringChunked = kinds.iter().map(|kind| Some(kind.word())).collect();
    let mut firms = firms.clone();
    firms.with_column(words.with_name(c::APPLICANT_KIND.into()).into_column())?;
    Ok(firms)
}

/// What a person must look at.
fn said_of(kind: Kind) -> Option<&'static Code> {
    match kind {
        Kind::HongKong | Kind::Macau => Some(&codes::APPLICANT_ABROAD),
        Kind::HongKongCompany => Some(&codes::COMPANY_NUMBER),
        Kind::Person | Kind::Permit => Some(&codes::APPLICANT_PERSON),
        _ => None,
    }
}
