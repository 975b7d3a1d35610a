//! 拨付清单: whom finance pays, how much, to which account. The one report with accounts in clear.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::document::Layout;
use super::ledger::{OfficeList, Roll, RollColumn, Total};
use super::pen::Pen;
use super::publication::by_amount;
use super::record::{Firm, Held, LateAccount, Paid, Payee, SetOff, SetOffs};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Fen;
use crate::domain::capitals::capitals;
use crate::domain::text::masked;
use crate::run_folder::manifest::{Payments, Sum};
use crate::workbook::Kind::{Int, Text, Yuan};
use crate::workbook::{Cell, Kind};

/// One enterprise that gets something.
struct Payment<'a> {
    firm: &'a Firm,
    payee: &'a Payee,
    /// What settles money that it owes.
    set_off: Fen,
    to_pay: Fen,
}

impl Payment<'_> {
    /// Payable, set off and to pay; the last alone where a run sets nothing off.
    fn amounts(&self, totals: &Payments) -> Vec<Cell> {
        let all = [self.firm.payable, self.set_off, self.to_pay];
        let first = if totals.set_off.is_some() { 0 } else { 2 };
        all[first..].iter().map(|amount| Cell::Money(*amount)).collect()
    }
}

/// What a list is made from: the control totals, what each enterprise is paid, and what waits.
#[derive(Debug)]
pub struct Given<'a> {
    pub totals: &'a Payments,
    /// Of a list that releases what had waited: what lists before it paid.
    pub before: Option<Sum>,
    pub payees: &'a [Payee],
    /// Accounts given after filing.
    pub late: &'a [LateAccount],
    pub set_offs: &'a SetOffs,
    pub held: &'a [Held],
}

/// A list of what is released of a run.
#[derive(Debug)]
pub struct Released {
    pub totals: Payments,
    /// Enterprises that lists before this one paid, and what.
    pub before: Sum,
    pub set_offs: SetOffs,
    pub held: Vec<Held>,
    /// With the accounts that hold now.
    pub payees: Vec<Payee>,
    pub late: Vec<LateAccount>,
}

impl Released {
    /// What the list is made from.
    pub fn given(&self) -> Given<'_> {
        let Self { totals, before, set_offs, held, payees, late } = self;
        Given { totals, before: Some(*before), payees, late, set_offs, held }
    }
}

/// The list of a run, or of what was released of it; `firms` as [`super::record::firms`] gives them.
///
/// # Errors
/// A draft or a scenario (R480): nothing of them is ever paid.
pub fn payments(pen: &Pen, firms: &[Firm], given: &Given) -> Result<OfficeList, Diagnostics> {
    if pen.record.simulated() {
        return Err(Diagnostic::new(&codes::NEVER_PAID).into());
    }
    if let Some(missing) = pen.record.missing.as_ref().filter(|missing| !missing.accepted) {
        return Err(missing.refused().into());
    }
    let Given { totals, before, set_offs, .. } = *given;
    let payees: BTreeMap<&str, &Payee> =
        given.payees.iter().map(|payee| (payee.code.as_str(), payee)).collect();
    let payment = |firm| {
        let firm: &Firm = firm;
        let payee = *payees.get(firm.code.as_str())?;
        let Paid { set_off, to_pay } = set_offs.paid.get(&firm.code).copied()?;
        Some(Payment { firm, payee, set_off, to_pay })
    };
    let mut clear: Vec<Payment> = by_amount(firms).into_iter().filter_map(payment).collect();
    // What is set off in full is not paid; it stands among the debts.
    clear.retain(|payment| payment.to_pay > Fen(0));
    clear.sort_by(|a, b| {
        let key = |payment: &Payment| Reverse(payment.to_pay);
        key(a).cmp(&key(b)).then_with(|| a.firm.code.cmp(&b.firm.code))
    });
    let mut rolls = vec![listed(pen, &clear, totals)];
    if !given.held.is_empty() {
        rolls.push(held_back(pen, given.held, &payees, totals));
    }
    if let Some(sum) = totals.set_off.filter(|_| !set_offs.debts.is_empty()) {
        rolls.push(settled(pen, &set_offs.debts, sum.amount));
    }
    rolls.push(control(pen, totals, before));
    let late: Vec<String> =
        given.late.iter().filter_map(|late| paid_to(pen, &clear, late)).collect();
    let remarks = [pen.get("lists.payments.private")].into_iter().chain(late).collect();
    let head = pen.document(Layout::List, "payments", pen.get("lists.payments.title"));
    let sign = ["prepared", "checked", "approved", "date"];
    Ok(OfficeList {
        head,
        says: says(pen, totals, before),
        rolls,
        remarks,
        signed_by: sign.map(|role| pen.get(&format!("common.sign.{role}"))).to_vec(),
        issued: None,
        private: true,
    })
}

/// That a payee of the list is paid to an account given after its filing.
fn paid_to(pen: &Pen, clear: &[Payment], late: &LateAccount) -> Option<String> {
    let payee = clear.iter().find(|payment| payment.firm.code == late.code)?.payee;
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("firm", &late.firm),
        ("day", &pen.day(late.from)),
        ("document", &pen.or_blank(Some(&late.document).filter(|text| !text.is_empty()))),
        ("by", &late.by),
    ];
    (late.used && payee.account == late.account).then(|| pen.say("lists.payments.late", &values))
}

fn says(pen: &Pen, totals: &Payments, before: Option<Sum>) -> Vec<String> {
    let record = pen.record;
    let sums = pen.say(
        "lists.payments.says",
        &[
            ("firms", &pen.count(record.counts.firms_paid)),
            ("yuan", &record.payable),
            ("listed", &totals.listed.count),
            ("amount", &totals.listed.amount),
            ("capitals", &capitals(totals.listed.amount)),
            ("held", &totals.held.count),
            ("held_amount", &totals.held.amount),
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
    let sum = |key: &str, sum: Option<Sum>| {
        sum.map(|Sum { count, amount }| pen.say(key, &[("count", &count), ("amount", &amount)]))
    };
    let before = sum("lists.payments.releases", before);
    let set_off = sum("lists.payments.sets_off", totals.set_off);
    [sums].into_iter().chain(before).chain(set_off).chain([line]).collect()
}

fn columns(pen: &Pen, columns: &[(&str, Kind, u16)]) -> Vec<RollColumn> {
    RollColumn::all(pen, "lists.payments", columns)
}

/// Columns of what is payable and what is set off, where a run sets something off.
fn set_off_columns(pen: &Pen, totals: &Payments) -> Vec<RollColumn> {
    let both: &[_] = &[("payable", Yuan, 15), ("set_off", Yuan, 15)];
    columns(pen, if totals.set_off.is_some() { both } else { &[] })
}

fn listed(pen: &Pen, clear: &[Payment], totals: &Payments) -> Roll {
    let line = pen.record.office.budget_line.as_ref();
    let rows = (1..).zip(clear).map(|(number, payment)| {
        let (firm, payee) = (payment.firm, payment.payee);
        let mut row = vec![
            Cell::Int(number),
            Cell::Text(payee.account_name.clone()),
            Cell::Text(firm.code.clone()),
            Cell::Text(payee.bank.clone()),
            Cell::Text(payee.account.clone()),
        ];
        row.extend(payment.amounts(totals));
        row.push(Cell::Text(capitals(payment.to_pay)));
        row.extend(line.map(|line| Cell::Text(line.clone())));
        row
    });
    let rows = rows.collect();
    // Two more columns must not push the codes into each other.
    let width = |plain, with_two| if totals.set_off.is_some() { with_two } else { plain };
    let mut all = columns(
        pen,
        &[
            ("number", Int, 6),
            ("payee", Text, width(28, 24)),
            ("code", Text, width(25, 29)),
            ("bank", Text, width(24, 20)),
            ("account", Text, width(26, 28)),
        ],
    );
    all.extend(set_off_columns(pen, totals));
    let amount = all.len();
    let last = [
        ("amount", Yuan, width(17, 15)),
        ("capitals", Text, width(32, 24)),
        ("budget_line", Text, 12),
    ];
    all.extend(columns(pen, if line.is_some() { &last } else { &last[..2] }));
    Roll {
        sheet: pen.get("lists.payments.sheet"),
        caption: None,
        columns: all,
        rows,
        total: Some(Total {
            texts: vec![(amount + 1, capitals(totals.listed.amount))],
            ..Total::of(pen, vec![(amount, totals.listed.amount)])
        }),
        note: Some(pen.get("lists.payments.order")),
    }
}

/// Sum by sum, what waits and why. A further reason of a claim stands below its first, without an amount.
fn held_back(pen: &Pen, held: &[Held], payees: &BTreeMap<&str, &Payee>, totals: &Payments) -> Roll {
    let rows = (1..).zip(held).map(|(number, row)| {
        let payee = payees.get(row.code.as_str());
        let bank = payee.map_or(String::new(), |payee| payee.bank.clone());
        let account = payee.map_or("", |payee| payee.account.as_str());
        let tail = if account.is_empty() { String::new() } else { masked(account) };
        let amount = Some(row.amount).filter(|amount| *amount > Fen(0));
        vec![
            Cell::Int(number),
            Cell::Text(row.firm.clone()),
            Cell::Text(row.code.clone()),
            Cell::Text(bank),
            Cell::Text(tail),
            Cell::Text(row.claim.clone()),
            amount.map_or(Cell::Empty, Cell::Money),
            Cell::Text(pen.both(&row.reason).to_string()),
        ]
    });
    let columns = columns(
        pen,
        &[
            ("number", Int, 6),
            ("payee", Text, 30),
            ("code", Text, 27),
            ("bank", Text, 22),
            ("tail", Text, 14),
            ("held_claim", Text, 32),
            ("amount", Yuan, 17),
            ("doubt", Text, 30),
        ],
    );
    further(pen, "held", (columns, rows.collect()), (6, totals.held.amount))
}

/// A list after that of the payments, with the sum of one column; its sheet, caption and note go by its key.
fn further(
    pen: &Pen,
    key: &str,
    (columns, rows): (Vec<RollColumn>, Vec<Vec<Cell>>),
    sum: (usize, Fen),
) -> Roll {
    let text = |part: &str| pen.get(&format!("lists.payments.{key}_{part}"));
    Roll {
        sheet: text("sheet"),
        caption: Some(text("caption")),
        columns,
        rows,
        total: Some(Total::of(pen, vec![sum])),
        note: Some(text("note")),
    }
}

/// Debt by debt, what settles it.
fn settled(pen: &Pen, set_offs: &[SetOff], sum: Fen) -> Roll {
    let rows = (1..).zip(set_offs).map(|(number, set_off)| {
        vec![
            Cell::Int(number),
            Cell::Text(set_off.firm.clone()),
            Cell::Text(set_off.code.clone()),
            Cell::Text(set_off.ordered_back.clone()),
            Cell::Text(set_off.reason.clone()),
            Cell::Money(set_off.owed),
            Cell::Text(set_off.claim.clone()),
            Cell::Money(set_off.amount),
            Cell::Money(set_off.left),
        ]
    });
    let columns = columns(
        pen,
        &[
            ("number", Int, 6),
            ("firm", Text, 24),
            ("code", Text, 27),
            ("ordered_back", Text, 33),
            ("reason", Text, 14),
            ("owed", Yuan, 15),
            ("settled_by", Text, 33),
            ("set_off", Yuan, 15),
            ("left", Yuan, 15),
        ],
    );
    further(pen, "set_off", (columns, rows.collect()), (7, sum))
}

fn control(pen: &Pen, totals: &Payments, before: Option<Sum>) -> Roll {
    let row = |key: &str, Sum { count, amount }: Sum| {
        let name = pen.get(&format!("lists.payments.{key}"));
        vec![Cell::Text(name), Cell::Int(count as i64), Cell::Money(amount), Cell::Empty]
    };
    let check = vec![
        Cell::Text(pen.get("lists.payments.check")),
        Cell::Empty,
        Cell::Empty,
        Cell::Int(totals.check as i64),
    ];
    let mut rows = vec![row("listed", totals.listed), row("held", totals.held)];
    rows.extend(before.map(|sum| row("listed_before", sum)));
    rows.extend(totals.set_off.map(|sum| row("set_off_all", sum)));
    let all = Sum { count: pen.record.counts.firms_paid, amount: pen.record.payable };
    rows.push(row("all", all));
    rows.push(check);
    Roll {
        sheet: pen.get("lists.payments.control_sheet"),
        caption: Some(pen.get("lists.payments.control_caption")),
        columns: columns(
            pen,
            &[("item", Text, 60), ("count", Int, 12), ("value", Yuan, 22), ("checksum", Int, 16)],
        ),
        rows,
        total: None,
        note: None,
    }
}
