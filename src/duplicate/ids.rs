//! Names of cases that hold from run to run, and fingerprints of what decisions on them rest on.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{Case, World};
use super::decisions::fingerprint;
use super::papers::PAPERS;
use super::rows::Columns;
use super::same::{PaperEvidence, State};
use crate::domain::paper::canonical;
use crate::frame::columns as c;

/// Ids: named facts in a stated order, so that neither another column of a roster, nor the order of
/// its rows, nor a new version of the program voids what people decided.
pub(super) fn name_cases(world: &World, columns: &Columns, codes: &[&str], cases: &mut [Case]) {
    // Rows that say the same of the matter are told apart by the rest, not by where they stand.
    let mut seen: BTreeMap<String, BTreeSet<(Option<i64>, String, usize)>> = BTreeMap::new();
    let mut ids = Vec::with_capacity(cases.len());
    for case in cases.iter() {
        let id = format!("DF-{}", case_id(world, columns, codes, case));
        let papers = columns.papers.iter().map(|(_, values)| values[case.row]);
        let rest =
            [columns.status[case.row], columns.record_no[case.row]].into_iter().chain(papers);
        let key = (case.amount, rest.collect::<Vec<_>>().join("\u{1f}"), case.row);
        seen.entry(id.clone()).or_default().insert(key.clone());
        ids.push((id, key));
    }
    for (case, (id, key)) in cases.iter_mut().zip(ids) {
        let place = seen[&id].iter().position(|one| *one == key).unwrap_or(0);
        case.id = if place == 0 { id } else { format!("{id}-{}", place + 1) };
    }
}

/// What decisions on a case rest on, once everything is known of it.
pub(super) fn prove(case: &mut Case) {
    case.evidence = case_evidence(case);
}

/// The claim and what the row says of the matter: not its state and amount, which may change, and no fact that
/// is about somebody's address or phone.
fn case_id(world: &World, columns: &Columns, codes: &[&str], case: &Case) -> String {
    let item = canonical(&case.own.item);
    let mut facts = vec![
        (c::MEASURE, world.scheme.measures[case.measure].id.as_str()),
        (c::USCC, codes[case.firm as usize]),
        (c::ITEM, &*item),
        (c::SOURCE, world.plan.crosswalk.sources[case.source].id.as_str()),
    ];
    facts.extend(columns.matter.iter().map(|(name, column)| (*name, column[case.row])));
    // An empty cell is no fact: a column that is not there and one that is empty are one.
    facts.retain(|(_, value)| !value.is_empty());
    fingerprint("case-id-2", &facts, 12)
}

/// What a decision on the matter rests on: the claim's period and papers, and what the row says of money. Who it is and
/// what its text means are layers of their own; 已拨付 and 已核定 are one state.
fn case_evidence(case: &Case) -> String {
    let days = |period: &crate::domain::Period| format!("{}/{}", period.from, period.to);
    let papers = case.own.papers.iter().map(|(paper, value)| (PAPERS[*paper], value.clone()));
    let (paper, number) = match &case.paper {
        PaperEvidence::Same(paper, number) => ("same", format!("{} {number}", PAPERS[*paper])),
        PaperEvidence::Differ(paper) => ("differ", PAPERS[*paper].to_string()),
        PaperEvidence::Unknown => ("unknown", String::new()),
    };
    let state = match case.state {
        State::Received => "received",
        State::Pending => "pending",
        State::Returned => "returned",
        State::Refused => "refused",
        State::Unknown => "unknown",
    };
    let mut facts = vec![
        ("case", case.id.clone()),
        ("period", case.own.period.as_ref().map(days).unwrap_or_default()),
        (c::STATUS, state.to_string()),
        (c::AMOUNT, case.amount.map(|fen| fen.to_string()).unwrap_or_default()),
        ("papers", paper.to_string()),
        ("paper", number),
        ("overlap", case.overlap.map(|days| days.to_string()).unwrap_or_default()),
    ];
    facts.extend(papers);
    let facts: Vec<(&str, &str)> =
        facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fingerprint("case-3", &facts, 16)
}
