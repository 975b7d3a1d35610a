//! 核定通知 and 不予支持告知书: one document for each enterprise. What it claimed, what it gets, how that was
//! reckoned, what did not count and why, and how to object.

use super::document::Align::{Left, Right};
use super::document::{Block, Document, Layout, TableRow};
use super::pen::Pen;
use super::record::{AllLeftOut, Claim, Firm, LeftOut};
use crate::domain::Fen;
use crate::domain::capitals::capitals;
use crate::scheme::Stage;

/// Numbers of invoices that a notice names for one reason.
const MOST_NAMED: usize = 3;

/// The notice of one enterprise.
pub fn notice(pen: &Pen, firm: &Firm, left_out: &AllLeftOut) -> Document {
    let key = match firm.payable > Fen(0) {
        true => "notice.title",
        false if firm.is_closed() => "notice.closing",
        false => "notice.refusal",
    };
    let what = pen.both(&pen.record.scheme);
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("year", &pen.record.award_year), ("what", &what)];
    let mut document = pen.document(Layout::Notice, "notice", pen.say(key, &values));
    document.subtitle =
        Some(pen.record.office.number.clone().unwrap_or_else(|| pen.get("notice.number")));
    document.facts.clear();
    document.footer.clear();
    let blocks = &mut document.blocks;
    blocks.push(pen.paragraph(pen.say("notice.to", &[("firm", &firm.name)])));
    blocks.push(pen.paragraph(says(pen, firm)));
    blocks.extend(firm.changes.iter().map(|change| pen.paragraph(pen.changed(change))));
    blocks.push(awards(pen, firm));
    blocks.extend(firm.held.iter().map(|(amount, reason)| {
        let reason = pen.both(reason);
        pen.paragraph(pen.say("notice.held", &[("amount", amount), ("reason", &reason)]))
    }));
    blocks.push(cuts(pen, firm));
    blocks.extend(reckoned(pen, firm, left_out));
    blocks.extend(cut_to_budget(pen, firm).map(|text| pen.paragraph(text)));
    blocks.push(pen.paragraph(objection(pen)));
    blocks.push(pen.paragraph(remedies(pen)));
    let legal = Some(pen.get("notice.legal")).filter(|text| !text.is_empty());
    blocks.extend(legal.map(|text| pen.paragraph(text)));
    blocks.push(pen.issued());
    document
}

/// Line by line how each amount was reckoned, and the vouchers that did not count.
fn reckoned(pen: &Pen, firm: &Firm, left_out: &AllLeftOut) -> Vec<Block> {
    let mut items = Vec::new();
    for claim in &firm.claims {
        items.push(base(pen, claim));
        items.extend(factor(pen, claim));
        let left = left_out.get(&claim.id).into_iter().flat_map(|by_reason| by_reason.values());
        items.extend(left.map(|left| vouchers(pen, left)));
    }
    let heading = Block::Heading { level: 2, text: pen.get("notice.reckoned") };
    vec![heading, Block::List { numbered: false, items }]
}

/// Base × rate, or the base and the amounts that the clause gives.
fn base(pen: &Pen, claim: &Claim) -> String {
    let measure = pen.record.measure(&claim.measure);
    let (rate, cap) = measure.map_or(("", ""), |known| (&known.rate, &known.cap));
    let key = match (claim.unrounded.is_empty(), claim.base > Fen(0)) {
        (false, _) => "notice.by_rate",
        (true, true) => "notice.by_standard",
        // A fixed amount has no base.
        (true, false) => "notice.by_amount",
    };
    let item = if claim.item.is_empty() { String::new() } else { format!(" {}", claim.item) };
    let capped =
        if cap.is_empty() { String::new() } else { pen.say("notice.capped", &[("cap", &cap)]) };
    pen.say(
        key,
        &[
            ("measure", &title(pen, claim)),
            ("item", &item),
            ("base", &claim.base),
            ("rate", &pen.quantity(rate)),
            ("unrounded", &claim.unrounded),
            ("capped", &capped),
            ("requested", &claim.requested),
        ],
    )
}

/// The cut to the budget as a fraction.
fn factor(pen: &Pen, claim: &Claim) -> Option<String> {
    let step = claim.steps.iter().find(|step| step.stage == Stage::Budget)?;
    let (available, demand) = pen.record.share()?;
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("before", &step.before),
        ("available", &available),
        ("demand", &demand),
        ("after", &step.after),
    ];
    Some(pen.say("notice.factor", &values))
}

/// How many vouchers did not count for a reason, the first of them by the numbers of their invoices.
fn vouchers(pen: &Pen, left: &LeftOut) -> String {
    let named = left.invoices.iter().take(MOST_NAMED).map(String::as_str);
    let named = named.collect::<Vec<_>>().join(pen.lang().pick("、", ", "));
    let more = left.invoices.len() > MOST_NAMED;
    let key = match (named.is_empty(), more) {
        (true, _) => "notice.left_out",
        (false, false) => "notice.left_out_named",
        (false, true) => "notice.left_out_first",
    };
    pen.say(
        key,
        &[
            ("count", &left.vouchers),
            ("named", &named),
            ("clause", &pen.clause(&left.clause)),
            ("reason", &pen.both(&left.reason)),
        ],
    )
}

/// 行政复议 and 行政诉讼, in the words that the office's lawyers settle.
fn remedies(pen: &Pen) -> String {
    let office = &pen.record.office;
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("appeal_to", &pen.or_blank(office.appeal_to.as_ref())),
        ("court", &pen.or_blank(office.court.as_ref())),
    ];
    pen.say("notice.remedies", &values)
}

fn says(pen: &Pen, firm: &Firm) -> String {
    let key = match firm.payable > Fen(0) {
        true => "notice.says",
        false if firm.is_closed() => "notice.closed",
        false => "notice.nothing",
    };
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
    let (available, demand) = pen.record.share().filter(|_| firm.approved > firm.payable)?;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("demand", &demand), ("available", &available)];
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
                ("clause", &pen.clause(&step.clause) as &dyn std::fmt::Display),
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
    pen.say(
        "notice.objection",
        &[
            ("period", &pen.period()),
            ("address", &pen.or_blank(office.address.as_ref())),
            ("office", &pen.or_blank(office.office.as_ref())),
            ("contact", &pen.or_blank(office.contact.as_ref())),
        ],
    )
}
