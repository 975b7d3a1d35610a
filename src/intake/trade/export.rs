//! The export of the invoice platform: every invoice once, and what red ones take off it. Exports overlap, and one that
//! is older says less: of the states of an invoice the gravest holds.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, codes};
use crate::domain::paper::canonical;
use crate::domain::text::comparable;
use crate::frame::Field;
use crate::frame::access::{days, optional_bools, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{INVOICE_FIELDS, find};
use crate::ingest::headers::Headers;
use crate::intake::link::{Linked, origin};

/// Digits of the number of a printed invoice, the shortest that a remark may name.
const SHORTEST_NUMBER: usize = 8;

/// How an invoice stands; a later one is graver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    #[default]
    Normal,
    Part,
    Red,
    Void,
}

impl State {
    /// The words of the list; what it does not know is normal, as the reader lets no other word through.
    pub fn of(word: &str) -> Self {
        match word {
            "部分红冲" => Self::Part,
            "红冲" => Self::Red,
            "作废" => Self::Void,
            _ => Self::Normal,
        }
    }

    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Normal => ("正常", "normal"),
            Self::Part => ("部分红冲", "partly reversed"),
            Self::Red => ("全额红冲", "wholly reversed"),
            Self::Void => ("作废", "void"),
        }
    }
}

/// One invoice.
#[derive(Clone, Debug)]
pub struct Invoice<'a> {
    /// As the export writes it.
    pub number: &'a str,
    pub seller: &'a str,
    pub seller_code: &'a str,
    pub buyer: &'a str,
    pub buyer_code: &'a str,
    pub on: Option<i32>,
    /// With tax, in fen; below nothing for a red one; `None` where the export does not say it.
    pub total: Option<i64>,
    state: State,
    /// What red invoices take off it.
    red: i64,
    /// Its rows contradict each other.
    pub unclear: bool,
    pub place: (u32, u32),
}

impl Invoice<'_> {
    /// The gravest that its rows and the red ones say.
    pub fn state(&self) -> State {
        let whole = self.total.is_some_and(|total| total < 0 || self.red > 0 && self.red >= total);
        match self.state {
            State::Normal if !whole && self.red > 0 => State::Part,
            State::Normal | State::Part if whole => State::Red,
            state => state,
        }
    }

    /// What a line may rest on it, in fen; `None` where nobody knows.
    pub fn left(&self) -> Option<i64> {
        match self.state() {
            State::Void | State::Red => Some(0),
            State::Part if self.red == 0 => None,
            State::Normal | State::Part => self.total.map(|total| (total - self.red).max(0)),
        }
    }

    /// What a decision about it rests on.
    pub fn facts(&self) -> String {
        let total = self.total.map(|fen| fen.to_string()).unwrap_or_default();
        let parts = [self.number, self.seller, self.buyer, self.state().words().0, &total];
        format!("{} {}", parts.map(comparable).join("\u{1f}"), self.red)
    }
}

/// Which invoice a number is that of.
pub enum Found<'e, 'a> {
    One(&'e Invoice<'a>),
    /// Several, and nothing tells which.
    Several,
    None,
}

/// All invoices of the export.
#[derive(Debug, Default)]
pub struct Export<'a> {
    pub all: Vec<Invoice<'a>>,
    /// By number, and by code and number, in the form in which numbers are compared.
    by_number: BTreeMap<String, BTreeSet<usize>>,
    /// Red invoices that name none of the export.
    pub red_alone: Vec<(u32, u32)>,
}

/// The columns of the table.
struct Columns<'a> {
    codes: Vec<&'a str>,
    numbers: Vec<&'a str>,
    digital: Vec<&'a str>,
    sellers: [Vec<&'a str>; 2],
    buyers: [Vec<&'a str>; 2],
    on: Vec<Option<i32>>,
    totals: Vec<Option<i64>>,
    states: Vec<&'a str>,
    red_of: Vec<&'a str>,
    remarks: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn read(table: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name| texts(table, name);
        let [net, tax, total] = [c::INVOICED, c::INVOICED_TAX, c::INVOICED_TOTAL]
            .map(|name| optional_ints(table, name));
        let (net, tax) = (net?, tax?);
        // Without its tax an amount says nothing of the total.
        let sums = net.into_iter().zip(tax).map(|(net, tax)| net?.checked_add(tax?));
        let totals = total?.into_iter().zip(sums).map(|(total, sum)| total.or(sum));
        let (red_of, positive) = (text(c::RED_OF)?, optional_bools(table, c::IS_POSITIVE)?);
        // What names the invoice that it reverses, or is said to be no positive one, is red whatever its sign.
        let red =
            |row: usize| numbers_in(red_of[row]).next().is_some() || positive[row] == Some(false);
        let signed = |(row, total): (usize, Option<i64>)| match red(row) {
            true => total.map(|total| total.saturating_abs().saturating_neg()),
            false => total,
        };
        let totals = totals.enumerate().map(signed).collect();
        Ok(Self {
            codes: text(c::INVOICE_CODE)?,
            numbers: text(c::INVOICE_NUMBER)?,
            digital: text(c::DIGITAL_NO)?,
            sellers: [text(c::SELLER)?, text(c::SELLER_CODE)?],
            buyers: [text(c::BUYER)?, text(c::BUYER_CODE)?],
            on: days(table, c::INVOICED_ON)?,
            totals,
            states: text(c::INVOICE_STATE)?,
            red_of,
            remarks: text(c::REMARK)?,
        })
    }

    /// What tells one invoice from another: a digital number, or code and number.
    fn identity(&self, row: usize) -> String {
        match self.digital[row] {
            "" => canonical(&format!("{}{}", self.codes[row], self.numbers[row])).into_owned(),
            digital => canonical(digital).into_owned(),
        }
    }

    /// The invoice of some rows, all of one number.
    fn invoice(&self, table: &DataFrame, rows: &[usize]) -> Invoice<'a> {
        let filled = |texts: &Vec<&'a str>| {
            let mut all = rows.iter().map(|row| texts[*row]).filter(|text| !text.is_empty());
            let first = all.clone().min().unwrap_or_default();
            (first, all.all(|text| comparable(text) == comparable(first)))
        };
        let (digital, _) = filled(&self.digital);
        let (number, _) = if digital.is_empty() { filled(&self.numbers) } else { (digital, true) };
        let [(seller, a), (seller_code, b)] = [0, 1].map(|at| filled(&self.sellers[at]));
        let [(buyer, d), (buyer_code, e)] = [0, 1].map(|at| filled(&self.buyers[at]));
        let mut totals: Vec<i64> = rows.iter().filter_map(|row| self.totals[*row]).collect();
        let mut on: Vec<i32> = rows.iter().filter_map(|row| self.on[*row]).collect();
        totals.sort_unstable();
        totals.dedup();
        on.sort_unstable();
        on.dedup();
        let places = rows.iter().map(|row| origin(table, *row));
        Invoice {
            number,
            seller,
            seller_code,
            buyer,
            buyer_code,
            on: on.first().copied(),
            total: totals.first().copied(),
            state: rows.iter().map(|row| State::of(self.states[*row])).max().unwrap_or_default(),
            red: 0,
            unclear: !(a && b && d && e) || totals.len() > 1 || on.len() > 1,
            place: places.min().unwrap_or_default(),
        }
    }
}

impl<'a> Export<'a> {
    /// Reads the export; rows without a number are said, and name no invoice.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(
        table: &'a DataFrame,
        linked: &mut Linked,
        headers: &Headers,
    ) -> PolarsResult<Self> {
        let columns = Columns::read(table)?;
        let mut by_identity: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let field: Option<&Field> = find(INVOICE_FIELDS, c::INVOICE_NUMBER);
        for row in 0..table.height() {
            let number = columns.identity(row);
            if columns.numbers[row].is_empty() && columns.digital[row].is_empty() {
                let fault = Diagnostic::new(&codes::INVOICE_WITHOUT_NUMBER);
                let place = field.map(|field| linked.cell_of(table, row, field));
                linked.findings.push(place.into_iter().fold(fault, Diagnostic::at));
                continue;
            }
            by_identity.entry(number).or_default().push(row);
        }
        let mut export = Self::default();
        let mut first: Vec<usize> = Vec::new();
        for rows in by_identity.into_values() {
            let at = export.all.len();
            for row in &rows {
                let both =
                    ["", "-"].map(|mark| [columns.codes[*row], columns.numbers[*row]].join(mark));
                let numbers = [columns.digital[*row], columns.numbers[*row], &both[0], &both[1]];
                for number in numbers.into_iter().map(canonical).filter(|n| !n.is_empty()) {
                    export.by_number.entry(number.into_owned()).or_default().insert(at);
                }
            }
            let mut invoice = columns.invoice(table, &rows);
            // A remark that speaks of what is void, on an invoice that its state calls normal: who is right, nobody can tell.
            let denied = |row: &usize| headers.names_a_void(columns.remarks[*row]);
            let red = invoice.total.is_some_and(|total| total < 0);
            invoice.unclear |= invoice.state == State::Normal && !red && rows.iter().any(denied);
            export.all.push(invoice);
            first.push(rows[0]);
        }
        export.take_off(&columns, &first);
        Ok(export)
    }

    /// Lets red invoices lower those that they name.
    fn take_off(&mut self, columns: &Columns, first: &[usize]) {
        let reds = (0..self.all.len()).filter(|at| self.all[*at].total.is_some_and(|t| t < 0));
        for at in reds.collect::<Vec<usize>>() {
            let said = [columns.red_of[first[at]], columns.remarks[first[at]]];
            let named = said.into_iter().flat_map(numbers_in);
            let known = named.filter_map(|number| self.by_number.get(&*canonical(number)));
            let blue = |number: &&usize| self.all[**number].total.is_none_or(|total| total >= 0);
            let named: BTreeSet<usize> =
                known.filter(|all| all.len() == 1).flatten().filter(blue).copied().collect();
            let takes = self.all[at].total.unwrap_or(0).saturating_neg();
            match named.into_iter().collect::<Vec<_>>()[..] {
                [one] => self.all[one].red = self.all[one].red.saturating_add(takes),
                _ => self.red_alone.push(self.all[at].place),
            }
        }
    }

    /// The invoice of a number; of several printed ones with it that of the buyer.
    pub fn find(&self, number: &str, is_buyer: impl Fn(&Invoice) -> bool) -> Found<'_, 'a> {
        let Some(known) = self.by_number.get(&*canonical(number)) else { return Found::None };
        let all: Vec<&Invoice> = known.iter().map(|at| &self.all[*at]).collect();
        if let [one] = all[..] {
            return Found::One(one);
        }
        let own: Vec<&&Invoice> = all.iter().filter(|invoice| is_buyer(invoice)).collect();
        match own[..] {
            [one] => Found::One(one),
            _ => Found::Several,
        }
    }
}

/// Runs of digits that may be numbers of invoices.
fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_ascii_digit()).filter(|run| run.len() >= SHORTEST_NUMBER)
}

/// The numbers that a cell names: `12345678、12345679`.
pub fn numbers_of(cell: &str) -> Vec<&str> {
    const MARKS: [char; 9] = ['、', ',', '，', ';', '；', '/', '|', '\n', ' '];
    let parts = cell.split(MARKS).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}
