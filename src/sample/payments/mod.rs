//! Synthetic payments for a run: vouchers, bank receipts, returns and money ordered back, with every state
//! of a reconciliation planted somewhere, and the truth beside them.
//!
//! Nothing here is chance: enterprises in the order of their credit codes get one plant each, all others
//! are simply paid. The truth is written down by who plants, not computed from the files.

mod files;
mod plants;

use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, DataType};

use super::SampleError;
use super::plan::Plan;
use crate::frame::access::texts;
use crate::frame::columns as c;

/// Tables of a run.
#[derive(Debug)]
pub struct Tables {
    pub claims: DataFrame,
    /// Where money goes: `payees`.
    pub accounts: DataFrame,
}

/// An enterprise of the run, and what it is to get.
#[derive(Clone, Debug)]
struct Payee {
    code: String,
    name: String,
    account: String,
    /// Claims with an amount, fen.
    claims: Vec<(String, i64)>,
}

/// Days that the truth is told for.
#[derive(Clone, Copy, Debug)]
struct Days {
    /// Payments have begun; nothing is late.
    early: i32,
    /// Late, and shortly before the year ends.
    late: i32,
    /// The year is over.
    after: i32,
    /// 1 January of the award year.
    first: i32,
}

/// What a claim or payment is in on each of the three days; empty where it is not there yet.
type Truth = [&'static str; 3];

/// Writes payments for a run below `out`, a folder that exists and is empty. Returns the files.
///
/// # Errors
/// Tables that lack a column; a run too small to plant in; a disk that refuses.
pub fn write(tables: &Tables, award_year: i32, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let plan = Plan::new(0, award_year).ok_or(SampleError::AwardYear(award_year))?;
    let (first, last) = plan.year(0);
    let days = Days { early: first + 139, late: last - 31, after: last + 31, first };
    let payees = read(tables)?;
    let made = plants::plant(&payees, days).ok_or(SampleError::TooFew { least: plants::LEAST })?;
    fs::create_dir_all(out.join("truth"))?;
    files::write(&made, days, out)
}

/// The enterprises of a run by credit code.
fn read(Tables { claims, accounts }: &Tables) -> Result<Vec<Payee>, SampleError> {
    let mut payees: Vec<Payee> = Vec::new();
    let text = |name| texts(accounts, name);
    let (codes, names, own) = (text(c::USCC)?, text(c::FIRM_NAME)?, text(c::ACCOUNT)?);
    for ((code, name), account) in codes.iter().zip(names).zip(own) {
        payees.push(Payee {
            code: (*code).to_string(),
            name: name.to_string(),
            account: account.to_string(),
            claims: Vec::new(),
        });
    }
    payees.sort_by(|a, b| a.code.cmp(&b.code));
    let payable = claims.column(c::PAYABLE)?.cast(&DataType::Decimal(38, 2))?;
    let payable = payable.decimal()?.physical();
    let (ids, codes) = (texts(claims, c::CLAIM_ID)?, texts(claims, c::USCC)?);
    for ((id, code), fen) in ids.into_iter().zip(codes).zip(payable.iter()) {
        let fen = fen.and_then(|fen| i64::try_from(fen).ok()).unwrap_or(0);
        let at = payees.binary_search_by(|payee| payee.code.as_str().cmp(code));
        if let (Ok(at), true) = (at, fen > 0) {
            payees[at].claims.push((id.to_string(), fen));
        }
    }
    payees.iter_mut().for_each(|payee| payee.claims.sort());
    Ok(payees)
}
