//! `[scenarios]` of a pipeline: what its run asks the scenario lab for its reports.

use crate::config::{Reader, as_ratio};
use crate::diag::Diagnostics;
use crate::domain::Ratio;
use crate::ingest::InputFile;
use crate::scenario::{Scenario, sweep};

/// `[scenarios]` of a pipeline.
#[derive(Debug, Default)]
pub struct Plan {
    /// Compared with the run, in the order of their files.
    pub compare: Vec<Scenario>,
    /// By how much every quantity is moved, down and up.
    pub tornado: Option<Ratio>,
    /// Whether every reading is tried: as many evaluations as the scheme has values of options.
    pub readings: bool,
}

impl Plan {
    /// The section; `files` are those its `compare` names.
    pub fn read(section: &Reader, files: &[InputFile]) -> (Self, Diagnostics) {
        let mut faults = Diagnostics::default();
        let mut compare = Vec::new();
        for file in files {
            match Scenario::load(&file.path) {
                Ok(scenario) => compare.push(scenario),
                Err(why) => faults.extend(why),
            }
        }
        let tornado = section.get("tornado").and_then(|node| {
            let read = as_ratio(node, section.faults)?;
            let part = sweep::part(read, "scenarios.tornado", node.place());
            part.map_err(|fault| section.faults.push(fault)).ok()
        });
        let readings = section.bool("readings").unwrap_or(false);
        (Self { compare, tornado, readings }, faults)
    }

    pub fn is_nothing(&self) -> bool {
        self.compare.is_empty() && self.tornado.is_none() && !self.readings
    }
}
