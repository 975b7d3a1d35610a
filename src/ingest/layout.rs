//! Headings to columns: which column of a sheet holds which field, and in which unit.

mod meaning;

use std::collections::BTreeMap;

use super::brackets::split_bracket;
use super::cells::RawCell;
use super::fit::Near;
use super::headers::{Asked, Headers};
use super::statement::{self, Said, over, unclear_currency};
use crate::diag::{Diagnostic, Place, codes, suggest};
use crate::domain::money::Currency;
use crate::domain::text::{clean, comparable, simplified};
use crate::frame::tables::TableContract;
use crate::frame::{Field, FieldKind, columns as c};

/// Headings stand within the first rows of a sheet, below a title at most.
pub const HEADER_ROWS: u32 = 30;

/// Longer texts, in bytes, are no headings: comparing them would take time for nothing.
pub const LONGEST_HEADING: usize = 1024;

/// A column that was recognised.
#[derive(Clone, Debug)]
pub struct Column {
    pub field: &'static Field,
    /// Its place in the sheet, from 0.
    pub at: usize,
    /// As written in the file.
    pub heading: String,
    pub required: bool,
    /// Money: power of ten from the number as written to the smallest unit.
    pub shift: u32,
    /// Money: the heading, or a line above the table, says the unit.
    pub unit_stated: bool,
    /// Money: the currency that the heading names.
    pub currency: Option<Currency>,
    /// Money: unit and currency are those of all amounts, not of this heading.
    pub general: bool,
    /// Money: the table has a column for the currency.
    pub has_currency: bool,
    /// Share: numbers count percent.
    pub percent: bool,
    /// Date: the heading asks for a month.
    pub month: bool,
    /// Bare serial numbers count from 1904.
    pub epoch_1904: bool,
}

/// Digits behind the point of a yuan: the unit of money where nothing says another.
pub const YUAN: u32 = 2;

impl Column {
    /// Whether nothing in it is a doubtful amount: one that counts, or one that is asked for.
    pub fn asks_for_an_amount(&self) -> bool {
        self.field.kind == FieldKind::Money && (self.required || self.field.name == c::REQUESTED)
    }

    /// A column under the field's own name, nothing else said.
    pub fn of(field: &'static Field) -> Self {
        Self {
            field,
            at: 0,
            heading: field.zh.to_string(),
            required: false,
            shift: YUAN,
            unit_stated: false,
            currency: None,
            general: false,
            has_currency: false,
            percent: false,
            month: false,
            epoch_1904: false,
        }
    }
}

/// The columns of a sheet in the order of the contract; `None` where an optional one is absent.
#[derive(Clone, Debug)]
pub struct Layout {
    pub columns: Vec<Option<Column>>,
    /// Every heading by place in the sheet, for rows kept in quarantine.
    pub headings: Vec<String>,
    /// Places that only number the rows.
    pub row_numbers: Vec<bool>,
    /// Places with a heading that lead to no field: their cells are kept as notes.
    pub extra: Vec<usize>,
    /// Place of the CURRENCY field in `columns`' order, if the contract has one.
    pub currency: Option<usize>,
    /// Places in the sheet of columns that may say the unit row by row (单位).
    pub unit_columns: Vec<usize>,
    /// The one of them that does.
    pub row_unit: Option<usize>,
    /// Place in the sheet of a column of currencies in a table that knows none.
    pub row_currency: Option<usize>,
}

impl Layout {
    /// Takes the column of units as such whose first rows hold units, and no counts or names (台, 某某公司).
    ///
    /// # Errors
    /// Two columns hold units: nobody can tell which are those of the amounts.
    pub fn settle_row_unit<'c>(
        &mut self,
        rows: impl Iterator<Item = &'c [RawCell<'c>]> + Clone,
    ) -> Result<(), Diagnostic> {
        let unit = |cell: &RawCell| statement::statement(&cell.display()).is_some();
        let holds = |at: &usize| rows.clone().any(|cells| cells.get(*at).is_some_and(unit));
        let mut stated = self.unit_columns.iter().copied().filter(holds);
        self.row_unit = stated.next();
        if let (Some(first), Some(second)) = (self.row_unit, stated.next()) {
            return Err(Diagnostic::new(&codes::STATEMENTS_CONTRADICT)
                .arg("first", &self.headings[first])
                .arg("second", &self.headings[second]));
        }
        self.extra.retain(|other| self.row_unit != Some(*other));
        Ok(())
    }

    /// Whether another header says the same of the same columns.
    pub fn same_as(&self, other: &Self) -> bool {
        let says = |column: &Option<Column>| {
            column.as_ref().map(|c| (c.at, c.shift, c.currency, c.percent))
        };
        self.columns.iter().map(says).eq(other.columns.iter().map(says))
    }

    /// The columns of money.
    pub fn money(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().flatten().filter(|column| column.field.kind == FieldKind::Money)
    }
}

/// Finds the fields of one contract among headings.
pub struct Matcher<'a> {
    pub(super) contract: &'a TableContract,
    headers: &'a Headers,
    fields: Vec<&'static Field>,
    /// Comparable heading to place in `fields`.
    by_alias: BTreeMap<String, usize>,
}

/// What a heading means.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Meaning {
    field: usize,
    /// Recognised as it stands, not only without its bracket.
    exact: bool,
    unit: Option<Said>,
    percent: bool,
    month: bool,
}

enum Heading {
    Known(Meaning),
    /// A money column in a unit that nobody knows.
    UnknownUnit {
        field: usize,
        unit: String,
    },
    Other,
}

impl<'a> Matcher<'a> {
    pub fn new(contract: &'a TableContract, headers: &'a Headers) -> Self {
        let fields: Vec<_> = contract.fields().collect();
        let mut by_alias = BTreeMap::new();
        for (at, field) in fields.iter().enumerate() {
            for alias in headers.aliases(field) {
                by_alias.entry(alias).or_insert(at);
            }
        }
        Self { contract, headers, fields, by_alias }
    }

    /// How many fields, and how many required ones, a row of headings names.
    pub fn score(&self, headings: &[String]) -> (usize, usize) {
        let mut found = vec![false; self.fields.len()];
        for heading in headings {
            if let Heading::Known(meaning) = self.meaning(heading) {
                found[meaning.field] = true;
            }
        }
        let required = found.iter().zip(&self.fields);
        let required = required.filter(|(f, field)| **f && self.contract.is_required(field));
        (found.iter().filter(|f| **f).count(), required.count())
    }

    /// Whether a score is that of a header row: most required fields, or so many fields that it
    /// can be nothing else and the missing ones had better be named.
    pub fn is_header(&self, (known, required): (usize, usize)) -> bool {
        if self.contract.lenient {
            return known > 0;
        }
        let most_required = required * 2 > self.contract.required.len();
        known >= self.fields.len().min(2) && (most_required || known >= 3)
    }

    /// How near headings come to a table of amounts that they do not fit.
    pub fn nearness(&self, headings: &[String]) -> Option<Near> {
        const MISSING: usize = 2;
        const FEWEST: usize = 4;
        let (known, required) = self.score(headings);
        let asked = self.contract.required.len();
        let missing = asked.saturating_sub(required);
        let amount = |field: &&'static Field| {
            field.kind == FieldKind::Money && self.contract.is_required(field)
        };
        let leads = |heading: &String| self.leads_to(heading).map(|(at, _)| self.fields[at]);
        let of_lines = self.contract.required.iter().any(&amount);
        let has_amount = headings.iter().filter_map(leads).any(|field| amount(&field));
        if self.contract.lenient || !of_lines || known < FEWEST {
            None
        } else if required >= FEWEST && missing <= MISSING && missing * 3 <= asked {
            Some(Near::Misspelt)
        } else {
            has_amount.then_some(Near::Alike)
        }
    }

    pub fn no_header(&self, place: Place) -> Diagnostic {
        let names: Vec<&str> = self.contract.required.iter().map(|field| field.zh).collect();
        Diagnostic::new(&codes::NO_HEADER).arg("expected", names.join("、")).at(place)
    }

    /// Lays out a sheet by its headings. `general` is what is said of all amounts; headings with a unit of their own
    /// win.
    ///
    /// # Errors
    /// Required columns that are missing, columns that occur twice, units that nobody knows.
    pub fn layout(
        &self,
        headings: Vec<String>,
        general: Said,
        place: &dyn Fn(&str) -> Place,
    ) -> Result<Layout, Vec<Diagnostic>> {
        let columns = self.columns(&headings, general, place)?;
        let used: Vec<usize> = columns.iter().flatten().map(|column| column.at).collect();
        let headed = headings.iter().enumerate();
        let row_numbers: Vec<bool> = headed
            .map(|(at, heading)| !used.contains(&at) && self.headers.is_row_number(heading))
            .collect();
        let mut extra: Vec<usize> = (0..headings.len())
            .filter(|at| !used.contains(at) && !row_numbers[*at] && !headings[*at].is_empty())
            .collect();
        let currency = self.fields.iter().position(|field| field.kind == FieldKind::Currency);
        let of_units = |at: &usize| self.headers.is_unit_column(&headings[*at]);
        let unit_columns: Vec<usize> = extra.iter().copied().filter(of_units).collect();
        let of_currencies =
            |at: &usize| currency.is_none() && self.headers.is_currency_column(&headings[*at]);
        let row_currency = extra.iter().copied().find(of_currencies);
        extra.retain(|at| row_currency != Some(*at));
        Ok(Layout {
            columns,
            headings,
            row_numbers,
            extra,
            currency,
            unit_columns,
            row_unit: None,
            row_currency,
        })
    }

    /// The column of each field.
    fn columns(
        &self,
        headings: &[String],
        general: Said,
        place: &dyn Fn(&str) -> Place,
    ) -> Result<Vec<Option<Column>>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut columns: Vec<Option<(Column, bool)>> = vec![None; self.fields.len()];
        // Columns that are there, in a unit that nobody knows: not missing on top of that.
        let mut misread = vec![false; self.fields.len()];
        for (at, heading) in headings.iter().enumerate() {
            match self.meaning(heading) {
                Heading::Known(meaning) => {
                    let slot = &mut columns[meaning.field];
                    if let Some(both) = unclear_currency(meaning.unit, general) {
                        faults.push(both.arg("second", clean(heading)).at(place(heading)));
                    }
                    let own = meaning.unit.unwrap_or_default();
                    let unit = over(own, general);
                    let meaning = Meaning { unit: Some(unit), ..meaning };
                    self.take(slot, meaning, at, heading, place, &mut faults);
                    if let Some((column, _)) = slot.as_mut().filter(|(column, _)| column.at == at) {
                        column.general = unit != own && column.field.kind == FieldKind::Money;
                    }
                }
                Heading::UnknownUnit { field, unit } => {
                    misread[field] = true;
                    let fault = Diagnostic::new(&codes::UNKNOWN_UNIT);
                    let fault = fault.arg("heading", clean(heading)).arg("unit", unit);
                    faults.push(fault.at(place(heading)));
                }
                Heading::Other => {}
            }
        }
        let columns: Vec<_> = columns.into_iter().map(|slot| slot.map(|(c, _)| c)).collect();
        faults.extend(self.missing(&columns, &misread, place));
        if faults.is_empty() { Ok(columns) } else { Err(faults) }
    }

    fn take(
        &self,
        slot: &mut Option<(Column, bool)>,
        meaning: Meaning,
        at: usize,
        heading: &str,
        place: &dyn Fn(&str) -> Place,
        faults: &mut Vec<Diagnostic>,
    ) {
        let field = self.fields[meaning.field];
        if let Some((first, exact)) = slot {
            // 摘要 beside 用途: bank receipts have both, and nothing rests on either; the second is named as not read.
            if field.name == c::PURPOSE {
                return;
            }
            // 单位名称 beside 单位名称（英文）: the plain one is meant. Two amounts are never guessed at.
            if field.kind != FieldKind::Money && *exact != meaning.exact {
                if *exact {
                    return;
                }
            } else {
                faults.push(
                    Diagnostic::new(&codes::TWICE_COLUMN)
                        .arg("column", field.zh)
                        .arg("first", clean(&first.heading))
                        .arg("second", clean(heading))
                        .at(place(heading)),
                );
                return;
            }
        }
        let column = Column {
            at,
            heading: clean(heading),
            required: self.contract.is_required(field),
            shift: meaning.unit.and_then(|said| said.shift).unwrap_or(YUAN),
            unit_stated: meaning.unit.is_some_and(|said| said.shift.is_some()),
            currency: meaning.unit.and_then(|said| said.currency).filter(|_| self.has_currency()),
            has_currency: self.has_currency(),
            percent: meaning.percent,
            month: meaning.month,
            ..Column::of(field)
        };
        *slot = Some((column, meaning.exact));
    }

    fn missing(
        &self,
        columns: &[Option<Column>],
        misread: &[bool],
        place: &dyn Fn(&str) -> Place,
    ) -> Vec<Diagnostic> {
        // 金额(万美元) says what the column 币种 would.
        let headed = columns.iter().flatten().any(|column| column.currency.is_some());
        let fields = self.fields.iter().zip(columns.iter().zip(misread));
        fields
            .filter(|(_, (column, misread))| column.is_none() && !**misread)
            .filter(|(field, _)| self.contract.is_required(field))
            .filter(|(field, _)| field.kind != FieldKind::Currency || !headed)
            .map(|(field, _)| {
                Diagnostic::new(&codes::MISSING_COLUMN)
                    .arg("column", field.zh)
                    .arg("name", field.name)
                    .arg("aliases", self.headers.shown_aliases(field))
                    .at(place(""))
            })
            .collect()
    }

    fn has_currency(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldKind::Currency)
    }

    /// Whether a heading leads to a field of this table.
    pub fn knows(&self, heading: &str) -> bool {
        matches!(self.meaning(heading), Heading::Known(_))
    }

    /// The kind and place of the field that a heading leads to.
    pub fn leads_to(&self, heading: &str) -> Option<(usize, FieldKind)> {
        match self.meaning(heading) {
            Heading::Known(meaning) => Some((meaning.field, self.fields[meaning.field].kind)),
            _ => None,
        }
    }

    /// Whether the field that a heading leads to decides who gets money, or where it goes: not a phone or an address.
    pub fn decides(&self, heading: &str) -> bool {
        const APART: [&str; 3] = [c::PHONE, c::ADDRESS, c::LEGAL_REPRESENTATIVE];
        self.leads_to(heading).is_some_and(|(at, _)| !APART.contains(&self.fields[at].name))
    }

    /// Whether a group of headings says nothing of its own.
    pub fn is_neutral(&self, stem: &str) -> bool {
        self.headers.is_neutral_group(stem)
    }

    /// Whether a text below a heading only tells how to fill in the column.
    pub fn tells_how_to_fill(&self, text: &str) -> bool {
        self.headers.tells_how_to_fill(text)
    }

    /// What a group says beside words that change nothing, and beside its year.
    pub fn without_neutral(&self, stem: &str) -> String {
        self.headers.without_neutral(stem)
    }

    /// The known heading that is most like one that leads nowhere.
    pub fn nearest(&self, heading: &str) -> Option<&str> {
        // Longer texts are no headings, and comparing them takes time.
        const LONGEST: usize = 40;
        if heading.len() > LONGEST_HEADING {
            return None;
        }
        let text = simplified(&comparable(heading)).into_owned();
        let plain = text.trim_start_matches("其中").trim_start_matches([':', '*']);
        let plain = split_bracket(plain).map_or(plain, |(name, _)| name);
        let short = plain.chars().count() <= LONGEST;
        let known = || self.by_alias.keys().map(String::as_str);
        let within = || known().filter(|name| plain.ends_with(name)).max_by_key(|name| name.len());
        short.then(|| suggest(plain, known()).or_else(within)).flatten()
    }

    /// Whether a heading leads to money.
    pub fn is_money(&self, heading: &str) -> bool {
        match self.meaning(heading) {
            Heading::Known(Meaning { field, .. }) | Heading::UnknownUnit { field, .. } => {
                self.fields[field].kind == FieldKind::Money
            }
            Heading::Other => false,
        }
    }

    /// What the table asks for and a sheet laid out like this does not say.
    pub fn asked(&self, layout: &Layout) -> Asked {
        let lacks = |name: &str| {
            let mut fields = self.fields.iter().zip(&layout.columns);
            fields.any(|(field, column)| field.name == name && column.is_none())
        };
        // What a roster has no column for may stand under a heading that nobody knows.
        let roster = |names: &[&str]| self.contract.lenient && names.iter().all(|name| lacks(name));
        Asked {
            money: layout.money().next().is_some() || roster(&[c::AMOUNT]),
            lines: self.fields.iter().any(|field| field.name == c::REQUESTED),
            counts: self.counts(layout),
            states: self.counts(layout)
                || self.is_of_the_case_file()
                || self.contract.key == "firms",
            bank: self.contract.key == "payments",
            goods: self.contract.key == "invoices",
            share: lacks(c::SHARE),
            devices: lacks(c::EXCLUDED_PC),
            items: roster(&[c::MEASURE, c::ITEM]),
            firms: self.contract.key == "firms",
            bare: ["history", "platform"].contains(&self.contract.key.as_str()) && lacks(c::AMOUNT),
        }
    }

    /// Whether a row counts as money: evidence lines, what was granted, recorded or is owed. Lists of others and payments
    /// (D355) say what became of their rows in ways of their own.
    fn counts(&self, layout: &Layout) -> bool {
        let key = self.contract.key.as_str();
        let apart = self.contract.lenient || self.contract.is_of_ours();
        let money = layout.money().next().is_some() || key == "duplicates";
        money && !apart && !["firms", "payments"].contains(&key)
    }

    /// Whether it holds what people said and decided between filing and payment.
    fn is_of_the_case_file(&self) -> bool {
        const KEYS: [&str; 12] = [
            "listed",
            "opinions",
            "events",
            "changes",
            "accounts",
            "snapshots",
            "reviews",
            "verdicts",
            "figures",
            "registry",
            "refunds",
            "support",
        ];
        KEYS.contains(&self.contract.key.as_str())
    }

    /// Whether a note in brackets changes nothing.
    pub fn is_harmless(&self, bracket: &str) -> bool {
        self.headers.is_harmless(bracket)
    }

    /// Whether a column under this heading only numbers the rows.
    pub fn numbers_rows(&self, heading: &str) -> bool {
        self.headers.is_row_number(heading)
    }
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
