//! Events of cases in a run: what keeps money, what is overdue, and how each case stands.

use std::collections::BTreeMap;

use crate::award::Context;
use crate::budget::Awards;
use crate::diag::{Diagnostic, Text, codes};
use crate::frame::table::Row;
use crate::intake::events::{Closed, Event, Events, Open};
use crate::run::holds::{Why, resting_on};
use crate::run::told::Told;
use crate::tables::standing::CaseEvent;

/// Holds, findings and the table of all events. What is due is looked at on the day of payment, or on the last day that
/// the events know of.
pub fn all(events: &Events, awards: &Awards, ids: &[String], context: &Context) -> Told {
    let mut out = Told::default();
    let Some(latest) = events.latest() else { return out };
    let today = context.steps.payment.unwrap_or(latest);
    let rows: BTreeMap<&str, usize> = ids.iter().map(String::as_str).zip(0..).collect();
    for claim in events.claims() {
        let open = events.open(claim, today);
        if events.closed(claim).is_some() {
            continue;
        }
        for open in open {
            if let Open::Overdue { due } = open {
                let said = Diagnostic::new(&codes::SUPPLEMENT_OVERDUE).arg("claim", claim);
                out.findings.push(said.arg("due", due).arg("day", today));
            }
            let Some(row) = rows.get(claim).copied() else { continue };
            let (why, day) = waits(open);
            let (day, amount) = (day.to_string(), awards.current()[row].to_string());
            let rests = [("payable", amount.as_str()), ("day", day.as_str())];
            out.holds.push(resting_on(row, why, claim, &rests));
        }
    }
    let row = |event: &Event| CaseEvent {
        claim: event.claim.clone(),
        event: event.kind.word().to_string(),
        on: Some(event.on),
        due: event.due,
        ruling: match event.upheld {
            None => String::new(),
            Some(true) => "成立".to_string(),
            Some(false) => "不成立".to_string(),
        },
        document: event.document.clone(),
        reason: event.reason.clone(),
        by: event.by.clone(),
        state: state(events, &event.claim, today),
    };
    out.tables.push(CaseEvent::table(events.all.iter().map(row)));
    out
}

/// Why a claim waits for what is open, and the day that it rests on.
fn waits(open: Open) -> (Why, chrono::NaiveDate) {
    match open {
        Open::Supplement { due } => (Why::Supplement, due),
        Open::Overdue { due } => (Why::Overdue, due),
        Open::Objection { since } => (Why::Objection, since),
        Open::Upheld { on } => (Why::Upheld, on),
    }
}

/// How a case stands, in words.
fn state(events: &Events, claim: &str, today: chrono::NaiveDate) -> Text {
    match events.closed(claim) {
        Some(Closed::Withdrawn) => return Text::new("已撤回", "withdrawn"),
        Some(Closed::Abandoned) => return Text::new("已放弃", "abandoned"),
        None => {}
    }
    let open = events.open(claim, today).into_iter().map(|open| waits(open).0.text());
    let (zh, en): (Vec<String>, Vec<String>) = open.map(|text| (text.zh, text.en)).unzip();
    match zh.is_empty() {
        true => Text::new("已办结", "settled"),
        false => Text::new(zh.join("；"), en.join("; ")),
    }
}
