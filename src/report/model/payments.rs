//! 拨付清单: whom finance pays, how much, to which account. The one report with accounts in clear.

use std::collections::BTreeMap;

use super::document::Layout;
use super::ledger::{Ledger, Roll, RollColumn, Total};
use super::pen::Pen;
use super::publication::by_amount;
use super::record::{Firm, Payee, Payments};
use super::{Cell, Kind};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::capitals::capitals;
use crate::domain::text::masked;

/// The list of a run; `firms` as [`super::record::firms`] gives them.
///
/// # Errors
/// A draft or a scenario (R480): nothing of them is ever paid. A run without control totals of payments (A501).
pub fn payments(pen: &Pen, firms: &[Firm], payees: &[Payee]) -> Result<Ledger, Diagnostics> {
    if pen.record.simulated() {
        return Err(Diagnostic::new(&codes::NEVER_PAID).into());
    }
    let totals = pen.record.payments.as_ref().ok_or_else(|| pen.record.made_earlier())?;
    let payees: BTreeMap<&str, &Payee> =
        payees.iter().map(|payee| (payee.code.as_str(), payee)).collect();
    let (clear, held): (Vec<_>, Vec<_>) = by_amount(firms)
        .into_iter()
        .filter_map(|firm| Some((firm, *payees.get(firm.code.as_str())?)))
        .partition(|(_, payee)| payee.doubt.is_empty());
    let mut rolls = vec![listed(pen, &clear, totals)];
    if !held.is_empty() {
        rolls.push(held_back(pen, &held, totals));
    }
    rolls.push(control(pen, totals));
    let head = pen.document(Layout::List, "payments", pen.get("lists.payments.title"));
    let sign = ["prepared", "checked", "approved", "date"];
    Ok(Ledger {
        head,
        says: says(pen, totals),
        rolls,
        remarks: vec![pen.get("lists.payments.private")],
        signed_by: sign.map(|role| pen.get(&format!("common.sign.{role}"))).to_vec(),
        private: true,
    })
}

fn says(pen: &Pen, totals: &Payments) -> Vec<String> {
    let record = pen.record;
    let sums = pen.say(
        "lists.payments.says",
        &[
            ("firms", &record.counts.firms_paid),
            ("yuan", &record.payable),
            ("listed", &totals.listed.0),
            ("amount", &totals.listed.1),
            ("capitals", &capitals(totals.listed.1)),
            ("held", &totals.held.0),
            ("held_amount", &totals.held.1),
        ],
    );
    let office = &record.office;
    let line = pen.say(
        "lists.payments.line",
        &[
            ("line", &pen.or_blank(office.budget_line.as_ref())),
            ("purpose", &pen.or_blank(office.purpose.as_ref())),
        ],
    );
    vec![sums, line]
}

fn column(pen: &Pen, key: &str, kind: Kind, width: u16) -> RollColumn {
    RollColumn::new(pen.get(&format!("lists.payments.{key}")), kind, width)
}

fn listed(pen: &Pen, clear: &[(&Firm, &Payee)], totals: &Payments) -> Roll {
    let line = pen.record.office.budget_line.as_ref();
    let rows = (1..).zip(clear).map(|(number, (firm, payee))| {
        let mut row = vec![
            Cell::Int(number),
            Cell::Text(payee.account_name.clone()),
            Cell::Text(firm.code.clone()),
            Cell::Text(payee.bank.clone()),
            Cell::Text(payee.account.clone()),
            Cell::Money(firm.payable),
            Cell::Text(capitals(firm.payable)),
        ];
        row.extend(line.map(|line| Cell::Text(line.clone())));
        row
    });
    let rows = rows.collect();
    let mut columns = vec![
        column(pen, "number", Kind::Int, 6),
        column(pen, "payee", Kind::Text, 28),
        column(pen, "code", Kind::Text, 25),
        column(pen, "bank", Kind::Text, 24),
        column(pen, "account", Kind::Text, 26),
        column(pen, "amount", Kind::Yuan, 17),
        column(pen, "capitals", Kind::Text, 32),
    ];
    columns.extend(line.map(|_| column(pen, "budget_line", Kind::Text, 12)));
    Roll {
        sheet: pen.get("lists.payments.sheet"),
        caption: None,
        columns,
        rows,
        total: Some(Total {
            word: pen.get("common.total"),
            sums: vec![(5, totals.listed.1)],
            texts: vec![(6, capitals(totals.listed.1))],
        }),
        note: Some(pen.get("lists.payments.order")),
    }
}

fn held_back(pen: &Pen, held: &[(&Firm, &Payee)], totals: &Payments) -> Roll {
    let rows = (1..).zip(held).map(|(number, (firm, payee))| {
        vec![
            Cell::Int(number),
            Cell::Text(payee.account_name.clone()),
            Cell::Text(firm.code.clone()),
            Cell::Text(payee.bank.clone()),
            Cell::Text(if payee.account.is_empty() {
                String::new()
            } else {
                masked(&payee.account)
            }),
            Cell::Money(firm.payable),
            Cell::Text(pen.get(&format!("lists.doubt.{}", payee.doubt))),
        ]
    });
    Roll {
        sheet: pen.get("lists.payments.held_sheet"),
        caption: Some(pen.get("lists.payments.held_caption")),
        columns: vec![
            column(pen, "number", Kind::Int, 6),
            column(pen, "payee", Kind::Text, 32),
            column(pen, "code", Kind::Text, 24),
            column(pen, "bank", Kind::Text, 26),
            column(pen, "tail", Kind::Text, 16),
            column(pen, "amount", Kind::Yuan, 18),
            column(pen, "doubt", Kind::Text, 30),
        ],
        rows: rows.collect(),
        total: Some(Total {
            word: pen.get("common.total"),
            sums: vec![(5, totals.held.1)],
            texts: Vec::new(),
        }),
        note: None,
    }
}

fn control(pen: &Pen, totals: &Payments) -> Roll {
    let row = |key: &str, count: i64, amount| {
        let name = pen.get(&format!("lists.payments.{key}"));
        vec![Cell::Text(name), Cell::Int(count), Cell::Money(amount), Cell::Empty]
    };
    let check = vec![
        Cell::Text(pen.get("lists.payments.check")),
        Cell::Empty,
        Cell::Empty,
        Cell::Int(totals.check),
    ];
    Roll {
        sheet: pen.get("lists.payments.control_sheet"),
        caption: Some(pen.get("lists.payments.control_caption")),
        columns: vec![
            column(pen, "item", Kind::Text, 60),
            column(pen, "count", Kind::Int, 12),
            column(pen, "value", Kind::Yuan, 22),
            column(pen, "checksum", Kind::Int, 16),
        ],
        rows: vec![
            row("listed", totals.listed.0, totals.listed.1),
            row("held", totals.held.0, totals.held.1),
            row("all", pen.record.counts.firms_paid, pen.record.payable),
            check,
        ],
        total: None,
        note: None,
    }
}
