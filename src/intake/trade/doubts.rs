//! What invoices, payers and bank references say against lines, one finding for each applicant and number.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::export::{Export, Found, Invoice, State, numbers_of};
use super::parties::{Parties, same};
use super::{Finding, Looked, OnLine, Trade};
use crate::award::values::net_amounts;
use crate::diag::{Code, Diagnostic, Text, codes};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::domain::paper::canonical;
use crate::duplicate::decisions::fingerprint;
use crate::frame::access::{days, indices, ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{LINE_FIELDS, find};
use crate::intake::link::Linked;
use crate::pipeline::trade::Plan;
use crate::scheme::Measure;
use crate::tables::trade::{Doubt, Effect};

/// All that lines are held against.
pub struct Doubts<'a> {
    pub plan: &'a Plan,
    pub export: &'a Export<'a>,
    pub parties: &'a Parties<'a>,
    pub linked: &'a Linked,
}

/// A line that states an invoice, somebody who sold, paid or was paid, or a bank reference.
struct Line<'a> {
    measure: usize,
    table: &'a DataFrame,
    row: usize,
    firm: u32,
    place: (u32, u32),
    invoice: &'a str,
    seller: &'a str,
    payer: &'a str,
    payee: &'a str,
    state: State,
    bank: &'a str,
    paid_on: Option<i32>,
    /// In fen, less all deductions; `None` where it is not yuan.
    net: Option<i64>,
    /// The same with its tax, as an invoice states it.
    gross: Option<i64>,
}

/// What is found, as it grows.
#[derive(Default)]
struct Drafts(BTreeMap<(Doubt, String), Finding>);

impl Doubts<'_> {
    /// Every doubt, by kind and number.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn all<'t>(
        &self,
        measures: impl Iterator<Item = (&'t Measure, &'t DataFrame)>,
    ) -> PolarsResult<Trade> {
        let mut lines = Vec::new();
        for (number, (measure, table)) in measures.enumerate() {
            lines.extend(lines_of(number, measure, table)?);
        }
        let covered = self.covered();
        let mut drafts = Drafts::default();
        let mut on: BTreeMap<&str, Vec<(&Line, &Invoice)>> = BTreeMap::new();
        let mut named: BTreeSet<&str> = BTreeSet::new();
        let mut looked = Looked {
            lines: lines.len(),
            invoices: self.export.all.len(),
            red_alone: self.export.red_alone.clone(),
            ..Looked::default()
        };
        for line in &lines {
            let invoices = self.invoices(line, &covered, &mut drafts);
            looked.known += usize::from(!invoices.is_empty());
            named.extend(invoices.iter().map(|invoice| invoice.number));
            self.of_invoices(line, &invoices, &mut drafts);
            self.of_payment(line, invoices.first().copied(), &mut drafts);
            match invoices[..] {
                [one] => on.entry(one.number).or_default().push((line, one)),
                // What stands on several is held against all of them together.
                _ => self.above(&[line], &invoices, &mut drafts),
            }
        }
        for of_one in on.into_values() {
            let own: Vec<&Line> = of_one.iter().map(|(line, _)| *line).collect();
            self.above(&own, &[of_one[0].1], &mut drafts);
        }
        self.banks(&lines, &mut drafts);
        let used = self.export.all.iter().filter(|invoice| named.contains(invoice.number));
        let used: Vec<&Invoice> = used.collect();
        looked.unused = looked.invoices - used.len();
        looked.without_total = used.iter().filter(|invoice| invoice.total.is_none()).count();
        let found = drafts.0.into_values().collect();
        Ok(Trade { found, looked: Some(looked) })
    }

    /// First and last day that the export covers, by applicant.
    fn covered(&self) -> BTreeMap<u32, (i32, i32)> {
        if let Some((from, until)) = self.plan.days {
            let days = (to_epoch_days(from), to_epoch_days(until));
            return (0..self.parties.names.len() as u32).map(|firm| (firm, days)).collect();
        }
        let mut out: BTreeMap<u32, (i32, i32)> = BTreeMap::new();
        for invoice in &self.export.all {
            let buyer = self.parties.applicant(invoice.buyer, invoice.buyer_code);
            let Some((firm, day)) = buyer.zip(invoice.on) else { continue };
            let days = out.entry(firm).or_insert((day, day));
            *days = (days.0.min(day), days.1.max(day));
        }
        out
    }

    /// The invoices that a line names; what the export should have and has not, or has twice, is said.
    fn invoices(
        &self,
        line: &Line,
        covered: &BTreeMap<u32, (i32, i32)>,
        drafts: &mut Drafts,
    ) -> Vec<&Invoice<'_>> {
        let buyer = |i: &Invoice| self.parties.is(line.firm, i.buyer, i.buyer_code);
        let whole = self.export.find(line.invoice, buyer);
        let numbers = match whole {
            Found::None => numbers_of(line.invoice),
            _ => vec![line.invoice],
        };
        let mut out = Vec::new();
        for number in numbers {
            match self.export.find(number, buyer) {
                Found::One(invoice) => out.push(invoice),
                Found::Several => {
                    let said = Text::new("在导出中对应几张发票", "is that of several invoices");
                    self.add(drafts, (Doubt::Unclear, number), said, None, (line, None));
                }
                Found::None => {
                    let days = covered.get(&line.firm).zip(line.paid_on);
                    let within = |(days, on): (&(i32, i32), i32)| days.0 <= on && on <= days.1;
                    // Amounts in other currencies have invoices that the platform does not know.
                    if line.net.is_none() || !days.is_some_and(within) {
                        continue;
                    }
                    let day = line.paid_on.and_then(from_epoch_days);
                    let day = day.map(|day| day.to_string()).unwrap_or_default();
                    let said = Text::new(
                        format!("导出涵盖付款日 {day}，没有这张发票"),
                        format!("the export covers {day} and does not have it"),
                    );
                    self.add(drafts, (Doubt::Missing, number), said, None, (line, Some(0)));
                }
            }
        }
        out
    }

    /// What the invoices of a line, or its own words, say of their state, buyer and seller.
    fn of_invoices(&self, line: &Line, invoices: &[&Invoice], drafts: &mut Drafts) {
        if invoices.is_empty() && line.state != State::Normal {
            let of = (line.state, line.invoice);
            self.of_state(line, of, None, drafts);
        }
        for invoice in invoices {
            let number = invoice.number;
            self.of_state(line, (invoice.state().max(line.state), number), Some(invoice), drafts);
            if invoice.unclear {
                let said = Text::new(
                    "在导出中有互相矛盾的记录",
                    "stands in the export with contradictory rows",
                );
                self.add(drafts, (Doubt::Unclear, number), said, Some(invoice), (line, None));
            }
            if !self.parties.is(line.firm, invoice.buyer, invoice.buyer_code) {
                let other = either(invoice.buyer, invoice.buyer_code);
                let said = Text::new(
                    format!("购方是{other}，不是申报单位"),
                    format!("its buyer is {other}, not the applicant"),
                );
                self.add(drafts, (Doubt::Buyer, number), said, Some(invoice), (line, Some(0)));
            }
        }
        let sold = match invoices {
            [] => vec![(line.seller, "", line.invoice, None)],
            all => all.iter().map(|i| (i.seller, i.seller_code, i.number, Some(*i))).collect(),
        };
        for (seller, code, number, invoice) in sold {
            if let Some(said) = self.of_seller(line, seller, code) {
                self.add(drafts, (Doubt::Seller, number), said, invoice, (line, Some(0)));
            }
        }
    }

    fn of_state(
        &self,
        line: &Line,
        (state, number): (State, &str),
        invoice: Option<&Invoice>,
        drafts: &mut Drafts,
    ) {
        let (zh, en) = state.words();
        if state >= State::Red {
            let said = Text::new(format!("发票已{zh}"), format!("the invoice is {en}"));
            self.add(drafts, (Doubt::Void, number), said, invoice, (line, Some(0)));
        } else if state == State::Part && invoice.and_then(Invoice::left).is_none() {
            let said = Text::new(
                format!("发票已{zh}，余额不明"),
                format!("the invoice is {en}, and nobody knows what is left of it"),
            );
            self.add(drafts, (Doubt::Reversed, number), said, invoice, (line, None));
        }
    }

    /// What speaks against a seller.
    fn of_seller(&self, line: &Line, seller: &str, code: &str) -> Option<Text> {
        if seller.is_empty() && code.is_empty() {
            return None;
        }
        let other = either(seller, code);
        if self.parties.is(line.firm, seller, code) {
            return Some(Text::new("销方就是申报单位", "its seller is the applicant"));
        }
        let sold_by = self.parties.applicant(seller, code);
        if sold_by.is_some_and(|firm| self.parties.are_related(line.firm, firm)) {
            return Some(Text::new(
                format!("销方{other}与申报单位的法定代表人、电话、地址或账号相同"),
                format!(
                    "its seller {other} shares a person, a phone, an address or an account with the applicant"
                ),
            ));
        }
        let differs = !line.seller.is_empty() && !seller.is_empty() && !same(line.seller, seller);
        differs.then(|| {
            Text::new(
                format!("销方是{other}，所填的是{}", line.seller),
                format!("its seller is {other}, the line says {}", line.seller),
            )
        })
    }

    /// Who paid, and who was paid.
    fn of_payment(&self, line: &Line, invoice: Option<&Invoice>, drafts: &mut Drafts) {
        let number = either(line.invoice, line.bank);
        if !self.parties.is(line.firm, line.payer, "") {
            let said = Text::new(
                format!("付款人是{}，不是申报单位", line.payer),
                format!("{} paid, not the applicant", line.payer),
            );
            self.add(drafts, (Doubt::Payer, number), said, None, (line, Some(0)));
        }
        let seller = invoice.map_or(line.seller, |invoice| invoice.seller);
        if !line.payee.is_empty() && !seller.is_empty() && !same(line.payee, seller) {
            let said = Text::new(
                format!("款项付给{}，销方是{seller}", line.payee),
                format!("{} was paid, the seller is {seller}", line.payee),
            );
            self.add(drafts, (Doubt::Payee, number), said, invoice, (line, Some(0)));
        }
    }

    /// Lines that state more together than their invoices leave.
    fn above(&self, lines: &[&Line], invoices: &[&Invoice], drafts: &mut Drafts) {
        let gone = |i: &&Invoice| i.unclear || i.state() >= State::Red;
        if invoices.is_empty() || invoices.iter().any(gone) {
            return;
        }
        let left = invoices.iter().map(|invoice| invoice.left().map(i128::from)).sum();
        let stated = lines.iter().map(|line| line.gross.map(i128::from)).sum();
        let (Some(left), Some(stated)): (Option<i128>, Option<i128>) = (left, stated) else {
            return;
        };
        if stated <= left {
            return;
        }
        let (above, shown) = (stated - left, |fen| crate::domain::money::yuan(fen));
        let said = Text::new(
            format!("所列合计 {} 元，发票只余 {} 元", shown(stated), shown(left)),
            format!("{} yuan are stated, the invoice leaves {}", shown(stated), shown(left)),
        );
        let number = lines[0].invoice;
        for line in lines {
            // Of several lines nobody knows which is too high.
            let rest = line.net.filter(|_| lines.len() == 1);
            let rest = rest.and_then(|net| i64::try_from((i128::from(net) - above).max(0)).ok());
            let of = (Doubt::Above, number);
            self.add_for("", drafts, of, said.clone(), Some(invoices[0]), (line, rest));
        }
    }

    /// Bank references that stand for several payments.
    fn banks(&self, lines: &[Line], drafts: &mut Drafts) {
        let mut by_number: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in lines.iter().filter(|line| !line.bank.is_empty()) {
            by_number.entry(canonical(line.bank).into_owned()).or_default().push(line);
        }
        for own in by_number.into_values() {
            let payments = own.iter().map(|line| (line.firm, line.measure, line.paid_on));
            let payments: BTreeSet<_> = payments.collect();
            if payments.len() < 2 {
                continue;
            }
            let firms: BTreeSet<u32> = own.iter().map(|line| line.firm).collect();
            let names: Vec<&str> = firms.iter().map(|f| self.parties.names[*f as usize]).collect();
            let said = Text::new(
                format!("同一流水号用于 {} 笔付款（{}）", payments.len(), names.join("、")),
                format!("it stands for {} payments ({})", payments.len(), names.join(", ")),
            );
            for line in &own {
                let of = (Doubt::Bank, own[0].bank);
                self.add_for("", drafts, of, said.clone(), None, (line, None));
            }
        }
    }

    /// Adds a line to a doubt about one applicant and number.
    fn add(
        &self,
        drafts: &mut Drafts,
        of: (Doubt, &str),
        said: Text,
        invoice: Option<&Invoice>,
        line: (&Line, Option<i64>),
    ) {
        let code = self.parties.codes[line.0.firm as usize];
        self.add_for(code, drafts, of, said, invoice, line);
    }

    /// The same about whoever names the number, where `who` is empty.
    fn add_for(
        &self,
        who: &str,
        drafts: &mut Drafts,
        (doubt, number): (Doubt, &str),
        said: Text,
        invoice: Option<&Invoice>,
        (line, left): (&Line, Option<i64>),
    ) {
        let key = format!("{}\u{1f}{who}", canonical(number));
        let own = drafts.0.entry((doubt, key.clone())).or_insert_with(|| {
            let (code, _) = code_and_column(doubt);
            let about = [("code", code.id), ("about", key.as_str())];
            let facts = invoice.map(Invoice::facts).unwrap_or_default();
            let rests = [&about[..], &[("said", said.zh.as_str()), ("invoice", &facts)]].concat();
            Finding {
                doubt,
                effect: self.plan.effect(doubt),
                id: format!("FD-{}", fingerprint("trade-finding-1", &about, 12)),
                number: number.to_string(),
                said: said.clone(),
                evidence: fingerprint("trade-evidence-1", &rests, 16),
                lines: Vec::new(),
                place: invoice.map(|invoice| invoice.place),
            }
        });
        // What nobody can reckon out a person decides.
        if own.effect == Effect::Cut && left.is_none() {
            own.effect = Effect::Hold;
        }
        let finding = self.said(line, own);
        own.lines.push(OnLine {
            measure: line.measure,
            firm: line.firm,
            place: line.place,
            filed: line.net,
            left,
            finding,
        });
    }

    /// What is said at the cell of a line.
    fn said(&self, line: &Line, finding: &Finding) -> Diagnostic {
        let (code, column) = code_and_column(finding.doubt);
        let column = if line.table.column(column).is_ok() { column } else { c::INVOICE_NO };
        let effect = finding.effect.text();
        let said = Diagnostic::new(code)
            .arg("firm", self.parties.names[line.firm as usize])
            .arg("number", &finding.number)
            .arg("what", &finding.said.zh)
            .arg("what_en", &finding.said.en)
            .arg("effect", effect.zh)
            .arg("effect_en", effect.en);
        let field = find(LINE_FIELDS, column);
        let place = field.map(|field| self.linked.cell_of(line.table, line.row, field));
        place.into_iter().fold(said, Diagnostic::at)
    }
}

/// What is said of a doubt, and the column of lines where it shows.
fn code_and_column(doubt: Doubt) -> (&'static Code, &'static str) {
    match doubt {
        Doubt::Void => (&codes::INVOICE_VOID, c::INVOICE_NO),
        Doubt::Reversed => (&codes::INVOICE_REVERSED, c::INVOICE_NO),
        Doubt::Above => (&codes::ABOVE_INVOICE, c::AMOUNT),
        Doubt::Buyer => (&codes::ANOTHER_BUYER, c::INVOICE_NO),
        Doubt::Seller => (&codes::DOUBTFUL_SELLER, c::SELLER),
        Doubt::Payer => (&codes::ANOTHER_PAYER, c::PAYER),
        Doubt::Payee => (&codes::ANOTHER_PAYEE, c::PAYEE),
        Doubt::Missing => (&codes::INVOICE_MISSING, c::INVOICE_NO),
        Doubt::Bank => (&codes::BANK_REFERENCE_TWICE, c::BANK_NO),
        Doubt::Unclear => (&codes::INVOICE_UNCLEAR, c::INVOICE_NO),
    }
}

fn either<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.is_empty() { other } else { one }
}

/// The lines of a measure that state something to look at.
fn lines_of<'a>(
    number: usize,
    measure: &Measure,
    table: &'a DataFrame,
) -> PolarsResult<Vec<Line<'a>>> {
    let text = |name| match table.column(name) {
        Ok(_) => texts(table, name),
        Err(_) => Ok(vec![""; table.height()]),
    };
    let (invoice, seller, bank) = (text(c::INVOICE_NO)?, text(c::SELLER)?, text(c::BANK_NO)?);
    let (payer, payee) = (text(c::PAYER)?, text(c::PAYEE)?);
    let (state, currency) = (text(c::INVOICE_STATE)?, text(c::CURRENCY)?);
    let paid_on = match table.column(c::PAID_ON) {
        Ok(_) => days(table, c::PAID_ON)?,
        Err(_) => vec![None; table.height()],
    };
    let (firms, from) = (indices(table, c::FIRM)?, indices(table, c::SOURCE)?);
    let rows = indices(table, c::ROW)?;
    let net = net_amounts(&measure.base, table)?;
    let mut gross = net.clone();
    if measure.base.minus.iter().any(|field| field.name == c::TAX) {
        gross.iter_mut().zip(ints(table, c::TAX)?).for_each(|(fen, tax)| *fen += i128::from(tax));
    }
    let is_yuan = |row: usize| {
        let sums = measure.base.sum.is_some();
        sums && (currency[row].is_empty() || currency[row] == crate::domain::Currency::Cny.code())
    };
    let yuan = |fen: i128, row: usize| i64::try_from(fen).ok().filter(|_| is_yuan(row));
    let line = |row: usize| Line {
        measure: number,
        table,
        row,
        firm: firms[row],
        place: (from[row], rows[row]),
        invoice: invoice[row],
        seller: seller[row],
        payer: payer[row],
        payee: payee[row],
        state: State::of(state[row]),
        bank: bank[row],
        paid_on: paid_on[row],
        net: yuan(net[row], row),
        gross: yuan(gross[row], row),
    };
    let states = |row: &usize| {
        let said = [invoice[*row], seller[*row], payer[*row], payee[*row], bank[*row]];
        said.iter().any(|text| !text.is_empty()) || State::of(state[*row]) != State::Normal
    };
    Ok((0..table.height()).filter(states).map(line).collect())
}
