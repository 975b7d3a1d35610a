//! 核定明细: every claim with what it asked for, what it gets and what lowered it. For the office itself.

use super::document::Layout;
use super::ledger::{OfficeList, Roll, RollColumn, Total};
use super::pen::Pen;
use super::record::{Claim, Firm, Step};
use crate::domain::Fen;
use crate::workbook::Cell;
use crate::workbook::Kind::{Int, Text, Yuan};

/// The list of a run; `firms` as [`super::record::firms`] gives them.
pub fn details(pen: &Pen, firms: &[Firm]) -> OfficeList {
    let record = pen.record;
    let says = match record.counts.claims {
        0 => pen.get("lists.details.nothing"),
        _ => pen.say(
            "lists.details.says",
            &[
                ("firms", &pen.count(record.counts.firms)),
                ("claims", &pen.count(record.counts.claims)),
                ("requested", &record.requested),
                ("approved", &record.approved),
                ("payable", &record.payable),
            ],
        ),
    };
    OfficeList {
        head: pen.document(Layout::List, "details", pen.get("lists.details.title")),
        says: vec![says],
        rolls: vec![list(pen, firms)],
        remarks: Vec::new(),
        signed_by: Vec::new(),
        issued: None,
        private: false,
    }
}

fn list(pen: &Pen, firms: &[Firm]) -> Roll {
    let record = pen.record;
    let claims = firms.iter().flat_map(|firm| firm.claims.iter().map(move |claim| (firm, claim)));
    let rows = (1..).zip(claims).map(|(number, (firm, claim))| {
        let measure = record.measure(&claim.measure);
        let title = measure.map_or(claim.measure.as_str(), |known| pen.both(&known.title));
        vec![
            Cell::Int(number),
            Cell::Text(firm.name.clone()),
            Cell::Text(title.to_string()),
            Cell::Text(claim.item.clone()),
            Cell::Money(claim.requested),
            Cell::Money(claim.approved),
            Cell::Money(claim.payable),
            Cell::Text(reasons(pen, claim)),
        ]
    });
    let sums = vec![(4, record.requested), (5, record.approved), (6, record.payable)];
    Roll {
        sheet: pen.get("lists.details.sheet"),
        caption: None,
        columns: RollColumn::all(
            pen,
            "lists.details",
            &[
                ("number", Int, 6),
                ("firm", Text, 26),
                ("measure", Text, 18),
                ("item", Text, 18),
                ("requested", Yuan, 17),
                ("approved", Yuan, 16),
                ("payable", Yuan, 16),
                ("reasons", Text, 60),
            ],
        ),
        rows: rows.collect(),
        total: Some(Total::of(pen, sums)),
        note: Some(pen.get("lists.details.order")),
    }
}

/// Every stage that lowered a claim, one after the other.
pub(super) fn reasons(pen: &Pen, claim: &Claim) -> String {
    if claim.requested == Fen(0) {
        return pen.get("lists.details.zero");
    }
    let steps = claim.steps.iter().map(|lowered| step(pen, lowered));
    steps.collect::<Vec<_>>().join(pen.lang().pick("；", "; "))
}

/// What a stage took, why, and by which clause.
pub(super) fn step(pen: &Pen, step: &Step) -> String {
    let stage = pen.record.stage(step.stage);
    pen.say(
        "lists.details.step",
        &[
            ("stage", &stage.map_or("", |stage| pen.both(&stage.title))),
            ("amount", &Fen(step.before.0 - step.after.0)),
            ("reason", &pen.both(&step.reason)),
            ("clause", &pen.clause(&step.clause)),
        ],
    )
}
