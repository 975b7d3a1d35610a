//! The scenario lab against what must hold of it: overlays undo each other, nothing leaks, every
//! parameter matters, solutions hold from both sides, breakdowns sum, chance repeats itself.

mod chance;
mod costing;
mod exact;
mod files;
mod knobs;
mod messages;
mod questions;
mod reviews;
mod runs;
mod tiers;
mod years;

use std::path::Path;
use std::sync::OnceLock;

use jiangbu::pipeline::{self, Pipeline};
use jiangbu::run::lab as wiring;
use jiangbu::scenario::{Lab, Scenario, Totals};
use jiangbu::scheme::SchemeFile;

use crate::sample::PIPELINE;

pub fn sample() -> Pipeline {
    pipeline::load(Path::new(PIPELINE)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The lab over the sample data, read once for all tests.
pub fn lab() -> &'static Lab {
    static LAB: OnceLock<Lab> = OnceLock::new();
    LAB.get_or_init(|| {
        wiring::lab(&sample(), &|_: &str| {}).unwrap_or_else(|why| panic!("{why:?}"))
    })
}

/// A scenario from the text of a file.
pub fn scenario(text: &str) -> Scenario {
    let text = format!("[scenario]\ntitle = {{ zh = \"试\", en = \"try\" }}\n{text}");
    let root = jiangbu::config::parse_text("try.toml", text).expect("TOML");
    let no_scheme = |_: &str| -> Result<SchemeFile, _> { panic!("no other scheme") };
    Scenario::read(&root, "try".into(), &no_scheme).unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub fn totals(text: &str) -> Totals {
    lab().totals(&scenario(text)).unwrap_or_else(|why| panic!("{text}: {why:?}"))
}
