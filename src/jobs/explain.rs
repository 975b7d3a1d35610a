//! `jiangbu explain`: why the amounts of an enterprise or claim are what they are, and what of it does not count.

use std::collections::BTreeSet;
use std::path::Path;

use polars::prelude::PolarsError;
use serde::Serialize;

use crate::diag::{Diagnostic, Diagnostics, Lang, codes};
use crate::domain::text::clean;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::report::model::explain::{self, Explained};
use crate::report::model::not_counted::{NotCounted, not_counted, nothing_found};
use crate::run_folder::stored;
use crate::tables::award::CLAIMS;

/// Claims that a query names, and rows and files of the same enterprise that were refused.
#[derive(Debug)]
pub struct Answer {
    pub claims: Vec<Explained>,
    pub refused: Vec<NotCounted>,
}

/// An enterprise with claims in a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Firm {
    pub name: String,
    pub code: String,
}

/// Enterprises with a part of their name or code in common with a query, by name, of at most so many.
///
/// # Errors
/// A folder that is no run.
pub fn firms(folder: &Path, query: &str, most: usize) -> Result<Vec<Firm>, Diagnostics> {
    let (wanted, code) = (clean(query), clean(query).to_ascii_uppercase());
    let mut found = BTreeSet::new();
    for run in stored::runs(folder)? {
        let claims = run.tables.frame(CLAIMS)?;
        let fault = |why: PolarsError| Diagnostic::new(&codes::INTERNAL).arg("why", why);
        let names = texts(&claims, c::FIRM_NAME).map_err(fault)?;
        let own = names.into_iter().zip(texts(&claims, c::USCC).map_err(fault)?);
        let own = own.filter(|(name, of)| name.contains(&*wanted) || of.contains(&*code));
        found.extend(own.map(|(name, of)| Firm { name: name.into(), code: of.into() }));
    }
    Ok(found.into_iter().take(most).collect())
}

/// Asks a run folder, or that of each of its schemes.
///
/// # Errors
/// A folder that is no run; a query that nothing fits (A502).
pub fn explain(folder: &Path, query: &str, lang: Lang) -> Result<Answer, Diagnostics> {
    let runs: Vec<_> = stored::runs(folder)?.into_iter().map(|run| run.tables).collect();
    let claims = match explain::explain(&runs, query, lang) {
        Err(faults) if faults.0.iter().all(|d| d.code == &codes::NOTHING_FOUND) => Vec::new(),
        claims => claims?,
    };
    let refused = not_counted(&runs, query, lang)?;
    match claims.is_empty() && refused.is_empty() {
        true => Err(nothing_found(&runs, query)),
        false => Ok(Answer { claims, refused }),
    }
}
