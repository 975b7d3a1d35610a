//! `[trade]`: what follows from doubts about invoices and payments, and which days the export of invoices covers.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::config::Reader;
use crate::diag::{Diagnostic, codes};
use crate::tables::trade::{Doubt, Effect};

/// What a pipeline says of them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    effects: BTreeMap<Doubt, Effect>,
    /// First and last day of the export; `None` where its invoices tell.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

impl Plan {
    /// What follows from a doubt: where nothing is said, a person decides.
    pub fn effect(&self, doubt: Doubt) -> Effect {
        self.effects.get(&doubt).copied().unwrap_or_default()
    }
}

/// Reads the section; all wait for a person without it.
pub fn plan(root: &Reader) -> Plan {
    let Some(reader) = root.table("trade") else { return Plan::default() };
    let effect = |(_, key, doubt): (&str, &'static str, Doubt)| {
        let known: &[_] = if doubt.can_cut() { &Effect::NAMES } else { &Effect::ASKING };
        Some((doubt, reader.choice(key, known)?))
    };
    let effects = Doubt::ALL.into_iter().filter_map(effect).collect();
    let (from, until) = (reader.date("from"), reader.date("until"));
    let days = match (from, until) {
        (Some(from), Some(until)) if from <= until => Some((from, until)),
        (None, None) => None,
        (Some(from), Some(until)) => {
            let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "until");
            let fault = fault.arg("read", until).arg("range", format!("≥ {from}"));
            let place = reader.get("until").map(|node| node.place());
            reader.faults.push(place.into_iter().fold(fault, Diagnostic::at));
            None
        }
        (one, _) => {
            let key = if one.is_some() { "until" } else { "from" };
            let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", key);
            reader.faults.push(fault.at(reader.node().place()));
            None
        }
    };
    reader.finish();
    Plan { effects, days }
}
