//! Periods and rates of the reconciliation: `pipelines/reconcile.toml`.

use std::path::Path;

use crate::config::{Collector, Reader, as_count, parse_file};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::{RoundMode, Rounding};

/// What the office sets. No number of it stands in the code.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Days before and after approval in which a payment can be for it.
    pub window: (i32, i32),
    /// Claims or vouchers that are tried in combination at most.
    pub most_in_group: usize,
    /// Days from approval in which money should be paid.
    pub due_days: i32,
    /// Days before the end of the year from which open items are warned of.
    pub warn_days: i32,
    /// Ends of the bands of ageing, in days, rising.
    pub bands: Vec<i32>,
    pub interest: Interest,
    /// Days from the decision in which money is to be paid back, where the list says nothing else.
    pub clawback_days: i32,
}

/// How interest on money ordered back is reckoned.
#[derive(Clone, Debug)]
pub struct Interest {
    /// Name of the published rate.
    pub rate: String,
    pub days_in_year: u32,
    pub rounding: Rounding,
}

/// Reads the file.
///
/// # Errors
/// Every fault: missing or unknown keys, values out of range (C190).
pub fn load(path: &Path) -> Result<Settings, Diagnostics> {
    let root = parse_file(path)?;
    let faults = Collector::default();
    let reader = Reader::new(&root, &super::keys::RECONCILE, &faults);
    let settings = read(&reader);
    reader.finish();
    let faults = faults.into_inner();
    match settings {
        Some(settings) => faults.into_result(settings),
        None => Err(faults),
    }
}

fn read(root: &Reader) -> Option<Settings> {
    const MODES: [(&str, RoundMode); 2] =
        [("floor", RoundMode::Floor), ("half-up", RoundMode::HalfUp)];
    let section = |name| root.require_table(name);
    let (matching, due, ageing) = (section("matching"), section("due"), section("ageing"));
    let (interest, clawback) = (section("interest"), section("clawback"));
    let days = |reader: &Reader, name: &'static str| -> Option<i32> {
        let count = as_count(reader.require(name)?, reader.faults)?;
        i32::try_from(count).ok()
    };
    let (matching, due, ageing) = (matching?, due?, ageing?);
    let (interest, clawback) = (interest?, clawback?);
    let nodes = ageing.array("bands");
    let bands: Vec<i32> =
        nodes.iter().filter_map(|node| i32::try_from(as_count(node, root.faults)?).ok()).collect();
    if bands.is_empty() || bands.windows(2).any(|pair| pair[0] >= pair[1]) {
        let place = nodes.first().map_or_else(|| ageing.node().place(), |node| node.place());
        root.faults.push(Diagnostic::new(&codes::BANDS_NOT_RISING).at(place));
    }
    let mode = interest.require_choice("rounding", &MODES);
    let year = interest.require("days_in_year")?;
    let days_in_year = as_count(year, root.faults)?;
    if days_in_year == 0 {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "days_in_year");
        root.faults.push(fault.arg("read", 0).arg("range", "1 – 366").at(year.place()));
    }
    let settings = Settings {
        window: (days(&matching, "days_before")?, days(&matching, "days_after")?),
        most_in_group: as_count(matching.require("most_in_group")?, root.faults)? as usize,
        due_days: days(&due, "days")?,
        warn_days: days(&due, "warn_days")?,
        bands,
        interest: Interest {
            rate: interest.require_text("rate")?.to_string(),
            days_in_year,
            rounding: Rounding { mode: mode?, ..Rounding::default() },
        },
        clawback_days: days(&clawback, "days")?,
    };
    [matching, due, ageing, interest, clawback].into_iter().for_each(Reader::finish);
    Some(settings)
}
