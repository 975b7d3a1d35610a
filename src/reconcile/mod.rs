//! Money out, money accounted for: what was approved against vouchers, bank receipts and returns.
//!
//! | step | module |
//! |---|---|
//! | a run's claims and payees → claims sorted by enterprise | [`approved`] |
//! | rows of payment files → payments, each once, with what came back of it | `rows`, `vouchers`, [`records`] |
//! | payments ↔ claims, the strongest evidence first | [`matching`], [`subset`] |
//! | people's decisions about the rest | [`attribution`] |
//! | every claim and payment → one state, amounts that add up | [`outcome`], [`states`] |
//! | money ordered back, its interest | [`clawback`] |
//! | control totals | [`check`] |
//! | what is still owed when the year ends → what next year has to pay | [`carry`] |
//! | tables | [`tables`] |
//!
//! Days are counted since 1970, money is fen. Nothing here looks at a clock: the day that states are
//! judged on is given.

pub mod approved;
pub mod attribution;
pub mod carry;
pub mod check;
pub mod clawback;
pub mod keys;
pub mod matching;
pub mod obligations;
pub mod outcome;
pub mod records;
mod rows;
pub mod settings;
pub mod states;
pub mod subset;
pub mod tables;
mod vouchers;

pub use approved::Approved;
pub use outcome::{Judged, Outcome, Today, reconcile};
pub use records::Records;
pub use settings::Settings;
pub use states::{How, State};
