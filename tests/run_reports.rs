//! The reports of a run, through the real program: what they say, that they agree with the tables and
//! with each other, and what must not be in them.

pub mod accounts;
mod agree;
mod behind;
mod budget;
mod checked;
pub mod held;
pub mod lists;
mod notices;
mod outlook;
mod pages;
mod payees;
mod recalculated;
mod sizes;
mod waits;
mod wording;

use std::fs::OpenOptions;
use std::io::Write;

use crate::runs::pipelines::Made;

pub use accounts::compare;
pub use budget::{amounts, assert_same_numbers};

/// Adds lines to the pipeline file, whose last section is `[output]`.
pub fn asking(made: Made, lines: &str) -> Made {
    let mut file = OpenOptions::new().append(true).open(made.pipeline()).expect("the pipeline");
    file.write_all(lines.as_bytes()).expect("written");
    made
}
