//! Money, rates, credit codes, dates and roundings as plain values. No tables, no files.

pub mod account;
pub mod applicant;
pub mod capitals;
pub mod credit_code;
pub mod date;
pub mod digest;
pub mod later;
pub mod moment;
pub mod money;
pub mod paper;
pub mod rates;
pub mod ratio;
pub mod rounding;
pub mod text;

pub use credit_code::CreditCode;
pub use date::{Period, Window};
pub use later::LaterYears;
pub use moment::{Instant, Zone};
pub use money::{Amount, Currency, Fen};
pub use rates::{Published, RateTable};
pub use ratio::Ratio;
pub use rounding::{RoundMode, RoundUnit, Rounding};
