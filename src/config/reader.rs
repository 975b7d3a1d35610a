//! Takes typed values out of a tree and collects every fault on the way.

use std::cell::RefCell;
use std::str::FromStr;

use chrono::NaiveDate;

use super::tree::{Key, Kind, Node, Table, Value};
use super::vocabulary::{BILINGUAL, Section};
use crate::diag::{Code, Diagnostic, Diagnostics, Text, codes, suggest};
use crate::domain::money::{MAX_FEN, NumberError};
use crate::domain::{Amount, Currency, Fen, Ratio};

/// Where readers put what they find.
#[derive(Debug, Default)]
pub struct Collector(RefCell<Diagnostics>);

impl Collector {
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    pub fn into_inner(self) -> Diagnostics {
        self.0.into_inner()
    }
}

/// One table being read. Keys that nobody asked for are reported by [`Reader::finish`].
pub struct Reader<'a> {
    node: &'a Node,
    table: &'a Table,
    section: &'static Section,
    asked: RefCell<Vec<&'static str>>,
    pub faults: &'a Collector,
}

static EMPTY: Table = Table { entries: Vec::new() };

impl<'a> Reader<'a> {
    /// A node that is no table is reported and read as an empty one. Only what `section` declares can be read.
    pub fn new(node: &'a Node, section: &'static Section, faults: &'a Collector) -> Self {
        let table = match &node.value {
            Value::Table(table) => table,
            _ => {
                wrong_type::<()>(node, Kind::Table, faults);
                &EMPTY
            }
        };
        Self { node, table, section, asked: RefCell::default(), faults }
    }

    pub fn node(&self) -> &'a Node {
        self.node
    }

    pub fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some()
    }

    /// The raw node, marked as asked for.
    pub fn get(&self, name: &'static str) -> Option<&'a Node> {
        if !self.section.open && self.section.key(name).is_none() {
            debug_assert!(false, "`{name}` is not declared in “{}”", self.section.title[1]);
            return None;
        }
        self.asked.borrow_mut().push(name);
        self.table.get(name)
    }

    /// Like [`Reader::get`], reporting absence.
    pub fn require(&self, name: &'static str) -> Option<&'a Node> {
        let node = self.get(name);
        if node.is_none() {
            self.faults
                .push(Diagnostic::new(&codes::MISSING_KEY).arg("key", name).at(self.node.place()));
        }
        node
    }

    pub fn text(&self, name: &'static str) -> Option<&'a str> {
        self.get(name).and_then(|node| as_text(node, self.faults))
    }

    pub fn require_text(&self, name: &'static str) -> Option<&'a str> {
        self.require(name).and_then(|node| as_text(node, self.faults))
    }

    pub fn int(&self, name: &'static str) -> Option<i64> {
        self.get(name).and_then(|node| as_int(node, self.faults))
    }

    pub fn bool(&self, name: &'static str) -> Option<bool> {
        self.get(name).and_then(|node| match node.value {
            Value::Bool(value) => Some(value),
            _ => wrong_type(node, Kind::Bool, self.faults),
        })
    }

    pub fn date(&self, name: &'static str) -> Option<NaiveDate> {
        self.get(name).and_then(|node| as_date(node, self.faults))
    }

    pub fn require_date(&self, name: &'static str) -> Option<NaiveDate> {
        self.require(name).and_then(|node| as_date(node, self.faults))
    }

    /// `"300万元"`.
    pub fn amount(&self, name: &'static str) -> Option<Amount> {
        self.get(name).and_then(|node| as_amount(node, self.faults))
    }

    /// `"30%"`, `"0.4"`.
    pub fn ratio(&self, name: &'static str) -> Option<Ratio> {
        self.get(name).and_then(|node| as_ratio(node, self.faults))
    }

    /// A text in both languages: `{ zh = "…", en = "…" }`.
    pub fn bilingual(&self, name: &'static str) -> Text {
        let Some(node) = self.require(name) else { return Text::default() };
        let reader = Reader::new(node, &BILINGUAL, self.faults);
        let text = Text::new(
            reader.require_text("zh").unwrap_or_default(),
            reader.require_text("en").unwrap_or_default(),
        );
        reader.finish();
        text
    }

    /// One word of a closed list.
    pub fn choice<T: Copy>(&self, name: &'static str, known: &[(&'static str, T)]) -> Option<T> {
        self.get(name).and_then(|node| as_choice(node, known, self.faults))
    }

    pub fn require_choice<T: Copy>(
        &self,
        name: &'static str,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        self.require(name).and_then(|node| as_choice(node, known, self.faults))
    }

    /// A list; absent is empty.
    pub fn array(&self, name: &'static str) -> &'a [Node] {
        match self.get(name) {
            None => &[],
            Some(node) => match &node.value {
                Value::Array(items) => items,
                _ => {
                    wrong_type::<()>(node, Kind::Array, self.faults);
                    &[]
                }
            },
        }
    }

    /// A list of texts; absent is empty.
    pub fn texts(&self, name: &'static str) -> Vec<&'a str> {
        self.array(name).iter().filter_map(|node| as_text(node, self.faults)).collect()
    }

    /// A table below this one.
    pub fn table(&self, name: &'static str) -> Option<Reader<'a>> {
        self.get(name).map(|node| self.below(name, node))
    }

    /// Like [`Reader::table`], reporting absence.
    pub fn require_table(&self, name: &'static str) -> Option<Reader<'a>> {
        self.require(name).map(|node| self.below(name, node))
    }

    /// The tables of a list; absent is empty.
    pub fn tables(&self, name: &'static str) -> impl Iterator<Item = Reader<'a>> {
        self.array(name).iter().map(move |node| self.below(name, node))
    }

    /// The tables of a table whose keys are names of the user's own; absent is empty.
    pub fn named(&self, name: &'static str) -> impl Iterator<Item = (&'a str, Reader<'a>)> {
        let entries = self.entries(name).iter();
        entries.map(move |(key, node)| (key.name.as_str(), self.below(name, node)))
    }

    fn below(&self, name: &str, node: &'a Node) -> Reader<'a> {
        let section = self.section.key(name).and_then(|key| key.takes.section());
        Reader::new(node, section.unwrap_or(&Section::NOTHING), self.faults)
    }

    /// The entries of a table whose keys are names of the user's own; absent is empty.
    pub fn entries(&self, name: &'static str) -> &'a [(Key, Node)] {
        match self.get(name) {
            None => &[],
            Some(node) => match &node.value {
                Value::Table(table) => &table.entries,
                _ => {
                    wrong_type::<()>(node, Kind::Table, self.faults);
                    &[]
                }
            },
        }
    }

    /// Reports every key that was never asked for.
    pub fn finish(self) {
        let asked = self.asked.into_inner();
        for (key, node) in &self.table.entries {
            if asked.contains(&key.name.as_str()) {
                continue;
            }
            let suggestion = suggest(&key.name, asked.iter().copied()).unwrap_or_default();
            let place =
                crate::diag::Place::Text { source: node.source.clone(), span: key.span.clone() };
            self.faults.push(
                Diagnostic::new(&codes::UNKNOWN_KEY)
                    .arg("key", &key.name)
                    .arg("suggestion", suggestion)
                    .at(place),
            );
        }
    }
}

/// Reports a value of the wrong kind.
pub fn wrong_type<T>(node: &Node, expected: Kind, faults: &Collector) -> Option<T> {
    faults.push(
        Diagnostic::new(&codes::WRONG_TYPE)
            .arg("expected", expected.zh())
            .arg("expected_en", expected.en())
            .arg("found", node.value.kind().zh())
            .arg("found_en", node.value.kind().en())
            .at(node.place()),
    );
    None
}

pub fn as_text<'a>(node: &'a Node, faults: &Collector) -> Option<&'a str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => wrong_type(node, Kind::Text, faults),
    }
}

pub fn as_int(node: &Node, faults: &Collector) -> Option<i64> {
    match node.value {
        Value::Int(value) => Some(value),
        _ => wrong_type(node, Kind::Int, faults),
    }
}

pub fn as_date(node: &Node, faults: &Collector) -> Option<NaiveDate> {
    match node.value {
        Value::Date(date) => Some(date),
        _ => wrong_type(node, Kind::Date, faults),
    }
}

/// An amount of a rule is never negative.
pub fn as_amount(node: &Node, faults: &Collector) -> Option<Amount> {
    if let Value::Text(text) = &node.value
        && text.parse::<Amount>() == Err(NumberError::TooLarge)
    {
        let fault = Diagnostic::new(&codes::AMOUNT_TOO_LARGE).arg("read", text);
        faults.push(fault.arg("most", Fen(MAX_FEN)).at(node.place()));
        return None;
    }
    let amount: Amount = parse_exact(node, &codes::BAD_AMOUNT, faults)?;
    if amount.minor < 0 {
        out_of_range(node, "amount", "≥ 0", faults);
        return None;
    }
    Some(amount)
}

/// An amount that can only be in yuan, in fen.
pub fn as_yuan(node: &Node, faults: &Collector) -> Option<i64> {
    let amount = as_amount(node, faults)?;
    if amount.currency != Currency::Cny {
        faults
            .push(Diagnostic::new(&codes::BAD_AMOUNT).arg("read", node.display()).at(node.place()));
        return None;
    }
    Some(amount.minor)
}

/// A whole number that counts something.
pub fn as_count(node: &Node, faults: &Collector) -> Option<u32> {
    let value = as_int(node, faults)?;
    let count = u32::try_from(value).ok();
    if count.is_none() {
        out_of_range(node, "count", "0 – 4294967295", faults);
    }
    count
}

fn out_of_range(node: &Node, name: &str, range: &str, faults: &Collector) {
    faults.push(
        Diagnostic::new(&codes::OUT_OF_RANGE)
            .arg("name", name)
            .arg("read", node.display())
            .arg("range", range)
            .at(node.place()),
    );
}

pub fn as_ratio(node: &Node, faults: &Collector) -> Option<Ratio> {
    parse_exact(node, &codes::BAD_RATIO, faults)
}

fn parse_exact<T: FromStr>(node: &Node, code: &'static Code, faults: &Collector) -> Option<T> {
    let text = as_text(node, faults)?;
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => {
            faults.push(Diagnostic::new(code).arg("read", text).at(node.place()));
            None
        }
    }
}

pub fn as_choice<T: Copy>(
    node: &Node,
    known: &[(&'static str, T)],
    faults: &Collector,
) -> Option<T> {
    let text = as_text(node, faults)?;
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == text) {
        return Some(*value);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    faults.push(
        Diagnostic::new(&codes::UNKNOWN_WORD)
            .arg("word", text)
            .arg("known", names.join(" | "))
            .arg("suggestion", suggest(text, names.iter().copied()).unwrap_or_default())
            .at(node.place()),
    );
    None
}
