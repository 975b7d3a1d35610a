//! Who is the same enterprise: identifiers and names of two sides, read once, encoded as whole
//! numbers and joined, strongest evidence first.
//!
//! | step | module |
//! |---|---|
//! | a cell that should hold a code → what it identifies, or how it is damaged | [`identifiers`] |
//! | a name → places, core, legal form, branch, remarks; each distinct name once | [`names`], [`places`], [`characters`] |
//! | one side as columns of numbers | [`parties`] |
//! | keys → rows, in a table that is filled once | [`index`] |
//! | who holds which name, by a register and by both sides | `register` |
//! | the two sides → pairs, each with its level and score | [`matching`], [`levels`] |
//! | what each comparison of a pair gave | [`waterfall`] |
//! | how likely a pair is the same enterprise | [`weights`] |
//! | pairs against a table of the truth | [`evaluate`] |
//!
//! Evidence is graded, never mixed: a code decides what a name only suggests. Of the levels that rest on a name alone
//! only the registered name to the letter can be set to confirm, and then a person signs for it in every run.

pub mod characters;
pub mod evaluate;
#[cfg(test)]
mod hard_tests;
pub mod identifiers;
pub mod index;
#[cfg(test)]
mod kinds_tests;
pub mod levels;
pub mod matching;
mod misplaced;
pub mod names;
mod neighbours;
mod own;
pub mod parties;
mod pieces;
pub mod places;
mod reading;
mod register;
mod slips;
#[cfg(test)]
mod tests;
mod truncated;
pub mod waterfall;
mod ways;
pub mod weights;
mod words;

pub use levels::{Level, Settings, Status};
pub use matching::{Found, Matches, match_parties, match_with, weigh};
pub use parties::Parties;
