//! 公示名单: who is to be supported with how much, for everybody to read and object to. No account, phone or
//! identity number stands in it; [`super::privacy`] looks before it is written.

use std::cmp::Reverse;

use super::document::Layout;
use super::ledger::{OfficeList, Roll, RollColumn, Total};
use super::pen::Pen;
use super::record::{Firm, Measure};
use crate::domain::Fen;
use crate::workbook::Cell;
use crate::workbook::Kind::{Int, Text, Yuan};

/// The list of a run; `firms` as [`super::record::firms`] gives them.
pub fn publication(pen: &Pen, firms: &[Firm]) -> OfficeList {
    let mut head = pen.document(Layout::List, "publication", pen.get("lists.publication.title"));
    head.subtitle = Some(pen.both(&pen.record.title).to_string());
    head.footer.clear();
    let says = match pen.record.counts.firms_paid {
        0 => vec![pen.get("lists.publication.nothing")],
        _ => says(pen),
    };
    OfficeList {
        head,
        says,
        rolls: vec![list(pen, firms), by_measure(pen)],
        remarks: remarks(pen, firms),
        signed_by: Vec::new(),
        issued: Some(pen.issued()),
        private: false,
    }
}

fn says(pen: &Pen) -> Vec<String> {
    let record = pen.record;
    let office = &record.office;
    let supported = pen.say(
        "lists.publication.says",
        &[
            ("firms", &pen.count(record.counts.firms_paid)),
            ("wan", &pen.amount(record.payable)),
            ("yuan", &record.payable),
        ],
    );
    let period = pen.say("lists.publication.period", &[("period", &pen.period())]);
    let objection = pen.say(
        "lists.publication.objection",
        &[
            ("office", &pen.or_blank(office.office.as_ref())),
            ("contact", &pen.or_blank(office.contact.as_ref())),
            ("address", &pen.or_blank(office.address.as_ref())),
        ],
    );
    let mut says = vec![supported];
    if let Some(objected) = &record.objected {
        says.push(pen.say("lists.publication.objected", &[("run", &objected.run)]));
    }
    says.push(format!("{period}{}{objection}", pen.lang().pick("", " ")));
    says
}

/// Changes of those who are supported, and what applicants withdrew or gave up.
fn remarks(pen: &Pen, firms: &[Firm]) -> Vec<String> {
    let supported = firms.iter().filter(|firm| firm.payable > Fen(0));
    let changes = supported.flat_map(|firm| &firm.changes);
    let mut remarks: Vec<String> = changes.map(|change| pen.changed(change)).collect();
    let comma = pen.lang().pick("、", ", ");
    let closed = |firm: &Firm| {
        let claims = firm.claims.iter().filter(|claim| claim.closed);
        let clauses: Vec<String> = claims.map(|claim| pen.clause(&claim.clause)).collect();
        let said = || {
            pen.say(
                "lists.publication.closed_claims",
                &[
                    ("firm", &firm.name as &dyn std::fmt::Display),
                    ("clauses", &clauses.join(comma)),
                ],
            )
        };
        (!clauses.is_empty()).then(said)
    };
    let closed: Vec<String> = firms.iter().filter_map(closed).collect();
    if !closed.is_empty() {
        remarks.push(pen.say("lists.publication.closed", &[("firms", &closed.join(comma))]));
    }
    remarks
}

/// The largest amount first, as offices publish them.
pub(super) fn by_amount(firms: &[Firm]) -> Vec<&Firm> {
    let mut paid: Vec<&Firm> = firms.iter().filter(|firm| firm.payable > Fen(0)).collect();
    paid.sort_by(|a, b| {
        let key = |firm: &Firm| Reverse(firm.payable);
        key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code))
    });
    paid
}

fn list(pen: &Pen, firms: &[Firm]) -> Roll {
    let rows = (1..).zip(by_amount(firms)).map(|(number, firm)| {
        vec![
            Cell::Int(number),
            Cell::Text(firm.name.clone()),
            Cell::Text(firm.code.clone()),
            Cell::Text(supported_for(pen, firm)),
            Cell::Money(firm.payable),
        ]
    });
    Roll {
        sheet: pen.get("lists.publication.sheet"),
        caption: None,
        columns: RollColumn::all(
            pen,
            "lists.publication",
            &[
                ("number", Int, 6),
                ("firm", Text, 40),
                ("code", Text, 24),
                ("measures", Text, 44),
                ("amount", Yuan, 18),
            ],
        ),
        rows: rows.collect(),
        total: Some(Total::of(pen, vec![(4, pen.record.payable)])),
        note: Some(pen.get("lists.publication.order")),
    }
}

/// The measures that pay something, in the order of the scheme; where they are several, each with its amount.
fn supported_for(pen: &Pen, firm: &Firm) -> String {
    let paid = |id: &str| {
        let claims = firm.claims.iter().filter(|claim| claim.measure == id);
        Fen(claims.map(|claim| claim.payable.0).sum())
    };
    let measures = pen.record.measures.iter().map(|measure| (measure, paid(&measure.id)));
    let measures: Vec<_> = measures.filter(|(_, amount)| *amount > Fen(0)).collect();
    let said = |(measure, amount): &(&Measure, Fen)| match measures.len() {
        1 => pen.both(&measure.title).to_string(),
        _ => format!("{} {amount}", pen.both(&measure.title)),
    };
    let said: Vec<String> = measures.iter().map(said).collect();
    said.join(pen.lang().pick("；", "; "))
}

fn by_measure(pen: &Pen) -> Roll {
    let rows = pen.record.measures.iter().filter(|measure| measure.firms_paid > 0).map(|measure| {
        vec![
            Cell::Text(pen.clause(&measure.clause)),
            Cell::Text(pen.both(&measure.title).to_string()),
            Cell::Int(measure.firms_paid),
            Cell::Money(measure.payable),
        ]
    });
    Roll {
        sheet: pen.get("lists.publication.by_measure"),
        caption: Some(pen.get("lists.publication.by_measure")),
        columns: RollColumn::all(
            pen,
            "lists.publication",
            &[
                ("clause", Text, 10),
                ("measure", Text, 60),
                ("firms", Int, 16),
                ("amount", Yuan, 24),
            ],
        ),
        rows: rows.collect(),
        total: Some(Total::of(pen, vec![(3, pen.record.payable)])),
        note: Some(pen.get("lists.publication.note_measures")),
    }
}
