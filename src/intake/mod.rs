//! From files to accepted, linked tables: what [`crate::ingest`] has read is tied to enterprises and judged.

pub mod accounts;
mod apart;
pub mod applicants;
pub mod changes;
pub mod events;
mod exported;
pub mod granted;
pub mod known_accounts;
pub mod link;
pub mod list;
pub mod missing;
mod named;
pub mod objected;
mod office;
pub mod origin;
pub mod owed;
pub mod papers;
pub mod prepare;
pub mod reading;
pub mod repeats;
pub mod reviews;
pub mod rosters;
pub mod settled;
pub mod standing;
pub mod trade;
pub mod typed;
pub mod unused;
