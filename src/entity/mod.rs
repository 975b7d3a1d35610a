//! Who is the same enterprise: identifiers and names of two sides, read once, encoded as whole
//! numbers and joined, strongest evidence first.
//!
//! | step | module |
//! |---|---|
//! | a cell that should hold a code → what it identifies, or how it is damaged | [`identifiers`] |
//! | a name → places, core, legal form, branch; each distinct name once | [`names`], [`characters`] |
//! | one side as columns of numbers | [`parties`] |
//! | keys → rows, in a table that is filled once | [`index`] |
//! | the two sides → pairs, each with its level and score | [`matching`], [`levels`] |
//! | what each comparison of a pair gave | [`waterfall`] |
//! | pairs against a table of the truth | [`evaluate`] |
//!
//! Evidence is graded, never mixed: a code decides what a name only suggests. No level that rests
//! on a name alone can be set to confirm.

pub mod characters;
pub mod evaluate;
pub mod identifiers;
pub mod index;
pub mod levels;
pub mod matching;
pub mod names;
pub mod parties;
mod slips;
#[cfg(test)]
mod tests;
mod truncated;
pub mod waterfall;

pub use levels::{Level, Settings, Status};
pub use matching::{Found, Matches, match_parties};
pub use parties::Parties;
