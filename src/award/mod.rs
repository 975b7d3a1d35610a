//! From evidence lines to the amount of each claim, before limits that look beyond the claim.
//!
//! Lines get a value and, where a rule leaves them out, a reason ([`values`]); lines are gathered
//! into claims ([`claims`]); claims pass gates, evidence, threshold and rate, and the cap of the
//! item ([`stages`]). Every stage is a whole column of amounts beside a column of reasons.

mod bases;
pub(crate) mod caps;
pub mod claims;
pub mod entitlement;
pub mod filings;
pub mod needs;
pub mod platform;
mod portion;
pub(crate) mod raised;
pub mod rates;
pub mod reviewed;
pub mod score;
pub mod stages;
pub mod standing;
pub mod values;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failure, codes};
use crate::domain::{RateTable, Ratio};
use crate::frame::kernels::Overflow;
use crate::scheme::compile::Calendar;
use crate::scheme::{FxDate, ReasonId, Scheme, Stage, TestDay};

pub use claims::MeasureClaims;

/// The accepted tables of a run. `FIRM` is the row number of `firms`.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// One row per enterprise, sorted by credit code.
    pub firms: DataFrame,
    /// Evidence lines by measure, sorted by `FIRM`.
    pub lines: Vec<DataFrame>,
    pub platform: DataFrame,
    pub history: DataFrame,
    pub listed: DataFrame,
    /// What departments say of enterprises.
    pub opinions: DataFrame,
    pub duplicates: DataFrame,
}

/// What is fixed for a run beside the rules.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub scheme: &'a Scheme,
    pub calendar: Calendar,
    pub deadline: NaiveDate,
    /// The day of payment, for readings that ask for it; the deadline where none is planned.
    pub payment_date: NaiveDate,
    pub rates: &'a RateTable,
    /// Fen that may be spent on this run; `None` when there is no limit.
    pub available: Option<i64>,
    /// What the pipeline names of the steps after the deadline.
    pub steps: Steps,
}

/// Days of the steps after the deadline, as far as they are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    pub publication: Option<NaiveDate>,
    pub payment: Option<NaiveDate>,
}

/// One stage over all claims of a table: the amount after it, and why it fell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageColumn {
    pub stage: Stage,
    pub amount: Vec<i64>,
    /// 0 where nothing changed.
    pub reason: Vec<ReasonId>,
}

/// Why a computation could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Polars(#[from] PolarsError),
    #[error(transparent)]
    Overflow(#[from] Overflow),
    #[error("a published rate is missing")]
    Rates(Diagnostics),
}

impl From<EngineError> for Failure {
    /// A rate that is missing is the user's to add; amounts beyond any budget are a slip of the inputs.
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Rates(faults) => Self::User(faults),
            EngineError::Overflow(_) => {
                let fault = Diagnostic::new(&codes::SUM_TOO_LARGE).arg("what", "申报或支付");
                Self::User(fault.arg("what_en", "filings or payments").into())
            }
            EngineError::Polars(error) => error.into(),
        }
    }
}

impl Context<'_> {
    /// The day on which a condition is looked at; `None` where nothing names it.
    pub fn day_of(&self, on: TestDay) -> Option<NaiveDate> {
        match on {
            TestDay::Deadline => Some(self.deadline),
            TestDay::Publication => self.steps.publication,
            TestDay::Payment => self.steps.payment,
        }
    }

    /// Fractions of a fen per fen that exchange rates and shares are kept in.
    pub const MICRO: i64 = 1_000_000;

    /// A currency's parity on a day, in millionths of a yuan per unit.
    pub fn parity(&self, currency: &str, day: NaiveDate) -> Result<i64, EngineError> {
        if currency == "CNY" {
            return Ok(Self::MICRO);
        }
        let rate = self.published(currency, day, true)?;
        let micro = rate.num.checked_mul(Self::MICRO).filter(|p| p % rate.den == 0);
        micro.map(|p| p / rate.den).ok_or_else(|| {
            let fault = Diagnostic::new(&codes::BAD_RATE_TABLE)
                .arg("line", currency)
                .arg("why", "超过六位小数 / more than six decimals");
            EngineError::Rates(fault.into())
        })
    }

    /// The day whose parity converts a line of `day`.
    pub fn parity_day(&self, day: Option<NaiveDate>) -> NaiveDate {
        let year_end = NaiveDate::from_ymd_opt(self.calendar.award_year - 1, 12, 31);
        match (self.scheme.rates.fx_on, day) {
            (FxDate::PeriodEnd, _) => year_end.unwrap_or(self.deadline),
            (FxDate::Transaction, Some(day)) => day,
            (FxDate::Monthly, Some(day)) => month_end(day),
            _ => self.deadline,
        }
    }

    /// A published rate as of the deadline.
    pub fn rate(&self, name: &str) -> Result<Ratio, EngineError> {
        self.published(name, self.deadline, self.scheme.rates.lpr_same_day)
    }

    fn published(&self, name: &str, day: NaiveDate, same_day: bool) -> Result<Ratio, EngineError> {
        let found = self.rates.last(name, day, same_day).map(|row| row.value);
        found.ok_or_else(|| EngineError::Rates(missing(self.rates, name, day).into()))
    }
}

/// A rate that a day asks for and the tables do not have, with the day from which they do.
pub fn missing(rates: &RateTable, name: &str, day: NaiveDate) -> Diagnostic {
    let (zh, en) = begins(rates, name);
    Diagnostic::new(&codes::RATE_MISSING)
        .arg("name", name)
        .arg("date", day)
        .arg("from", zh)
        .arg("from_en", en)
}

/// From when the tables have a rate, in words that continue a sentence.
pub fn begins(rates: &RateTable, name: &str) -> (String, String) {
    match rates.rows().iter().filter(|row| row.name == name).map(|row| row.date).min() {
        Some(first) => (format!("自 {first} 起才有"), format!("begin on {first}")),
        None => ("没有该项".into(), "do not have it at all".into()),
    }
}

fn month_end(day: NaiveDate) -> NaiveDate {
    use chrono::{Datelike, Months};
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}
