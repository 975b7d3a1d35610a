//! 核定通知: one page for each enterprise. What it claimed, what it gets, why, and how to object.

use super::document::Align::{Left, Right};
use super::document::{Block, Document, Fact, Layout, TableRow};
use super::pen::Pen;
use super::record::{Claim, Firm};
use crate::domain::Fen;
use crate::domain::capitals::capitals;

/// The notice of one enterprise.
pub fn notice(pen: &Pen, firm: &Firm) -> Document {
    let mut document = pen.document(Layout::Notice, "notice", pen.get("notice.title"));
    document.facts.clear();
    let blocks = &mut document.blocks;
    blocks.push(pen.paragraph(pen.say("notice.to", &[("firm", &firm.name)])));
    blocks.push(pen.paragraph(says(pen, firm)));
    blocks.push(awards(pen, firm));
    blocks.extend(firm.held.iter().map(|(amount, reason)| {
        let reason = pen.both(reason);
        pen.paragraph(pen.say("notice.held", &[("amount", amount), ("reason", &reason)]))
    }));
    blocks.push(cuts(pen, firm));
    blocks.extend(cut_to_budget(pen, firm).map(|text| pen.paragraph(text)));
    blocks.push(pen.paragraph(objection(pen)));
    blocks.push(issued(pen));
    document
}

fn says(pen: &Pen, firm: &Firm) -> String {
    let key = if firm.payable > Fen(0) { "notice.says" } else { "notice.nothing" };
    pen.say(
        key,
        &[
            ("code", &firm.code),
            ("what", &pen.both(&pen.record.scheme)),
            ("claims", &firm.claims.len()),
            ("requested", &firm.requested),
            ("approved", &firm.approved),
            ("payable", &firm.payable),
            ("capitals", &capitals(firm.payable)),
        ],
    )
}

/// Said where the budget took something from this enterprise.
fn cut_to_budget(pen: &Pen, firm: &Firm) -> Option<String> {
    let budget = pen.record.budget.as_ref().filter(|_| firm.approved > firm.payable)?;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("demand", &pen.record.approved), ("available", &budget.available)];
    Some(pen.say("notice.cut", &values))
}

fn title(pen: &Pen, claim: &Claim) -> String {
    let measure = pen.record.measure(&claim.measure);
    measure.map_or_else(|| claim.measure.clone(), |known| pen.both(&known.title).to_string())
}

fn awards(pen: &Pen, firm: &Firm) -> Block {
    let items = firm.claims.iter().any(|claim| !claim.item.is_empty());
    let mut columns = vec![("notice.measure", Left, 26)];
    columns.extend(items.then_some(("notice.item", Left, 22)));
    let amounts = ["notice.requested", "notice.approved", "notice.payable"];
    columns.extend(amounts.map(|key| (key, Right, 16)));
    let row = |name: String, item: &str, amounts: [Fen; 3]| {
        let mut cells = vec![name];
        cells.extend(items.then(|| item.to_string()));
        cells.extend(amounts.map(|amount| amount.to_string()));
        cells
    };
    let mut rows: Vec<TableRow> = firm
        .claims
        .iter()
        .map(|claim| {
            let amounts = [claim.requested, claim.approved, claim.payable];
            TableRow::new(row(title(pen, claim), &claim.item, amounts))
        })
        .collect();
    if rows.len() > 1 {
        let amounts = [firm.requested, firm.approved, firm.payable];
        rows.push(TableRow::total(row(pen.get("common.total"), "", amounts)));
    }
    Block::Table(pen.table("notice.awards", pen.columns(&columns), rows))
}

/// Stage by stage with clauses, what lowered each claim.
fn cuts(pen: &Pen, firm: &Firm) -> Block {
    let mut rows = Vec::new();
    for claim in &firm.claims {
        for (number, step) in claim.steps.iter().enumerate() {
            let stage = pen.record.stage(step.stage);
            let stage = stage.map_or_else(String::new, |stage| pen.both(&stage.title).to_string());
            let why = [
                ("clause", &step.clause as &dyn std::fmt::Display),
                ("reason", &pen.both(&step.reason)),
            ];
            rows.push(TableRow::new(vec![
                if number == 0 { title(pen, claim) } else { String::new() },
                stage,
                Fen(step.after.0 - step.before.0).to_string(),
                step.after.to_string(),
                pen.say("notice.because", &why),
            ]));
        }
    }
    if rows.is_empty() {
        return pen.paragraph(pen.get("notice.kept"));
    }
    let columns = pen.columns(&[
        ("notice.measure", Left, 18),
        ("notice.stage", Left, 11),
        ("notice.reduction", Right, 16),
        ("notice.after", Right, 15),
        ("notice.reason", Left, 48),
    ]);
    Block::Table(pen.table("notice.cuts", columns, rows))
}

fn objection(pen: &Pen) -> String {
    let office = &pen.record.office;
    let day = office.publication_date.map(|day| pen.day(day));
    pen.say(
        "notice.objection",
        &[
            ("day", &pen.or_blank(day)),
            ("days", &pen.or_blank(office.objection_days)),
            ("office", &pen.or_blank(office.office.as_ref())),
            ("contact", &pen.or_blank(office.contact.as_ref())),
        ],
    )
}

/// Who issues it; the day is written when it is signed.
fn issued(pen: &Pen) -> Block {
    let office = pen.or_blank(pen.record.office.office.as_ref());
    let facts = vec![
        Fact::new(pen.get("notice.office"), office),
        Fact::new(pen.get("notice.day"), pen.get("lists.blank")),
    ];
    Block::Facts { facts }
}
