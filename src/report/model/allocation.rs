//! 资金下达通知 and its plan table: what an approval of the ledger allocates, by project and enterprise, under which codes of
//! the budget, and which parts are not due yet. Amounts are those of the ledger.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::NaiveDate;

use super::document::{Block, Fact, Layout};
use super::ledger::{OfficeList, Roll, RollColumn, Total};
use super::pen::Pen;
use super::record::{Instalment, Measure};
use crate::domain::Fen;
use crate::domain::capitals::capitals;
use crate::domain::date::to_epoch_days;
use crate::domain::digest::short;
use crate::workbook::Kind::{Date, Int, Text, Yuan};
use crate::workbook::{Cell, Kind};

/// An approval of the ledger, and what the office says of its allocation.
#[derive(Debug)]
pub struct Allocated {
    /// Number of the segment, day, who approved, hash.
    pub segment: u32,
    pub on: NaiveDate,
    pub by: String,
    pub sha256: String,
    /// Claims with an amount, in the order of the ledger.
    pub sums: Vec<Allotted>,
    pub told: Told,
}

/// What one claim is allocated.
#[derive(Debug)]
pub struct Allotted {
    pub code: String,
    pub firm: String,
    pub measure: String,
    pub borne: Borne,
}

/// An amount, and what of it the budgets of later years bear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Borne {
    pub amount: i64,
    pub later: i64,
}

impl Borne {
    fn add(&mut self, other: Self) {
        // Parts of what the ledger holds in 64 bits.
        self.amount += other.amount;
        self.later += other.later;
    }

    fn cells(self) -> [Cell; 3] {
        [self.amount, self.amount - self.later, self.later].map(|fen| Cell::Money(Fen(fen)))
    }
}

/// What the office says: `pipelines/allocation.toml` shows all of it.
#[derive(Debug, Default)]
pub struct Told {
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub batch: Option<String>,
    pub to: Option<String>,
    pub whole: Codes,
    /// By the id of the measure.
    pub projects: BTreeMap<String, Codes>,
}

/// A project and its codes of the budget.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    pub code: Option<String>,
    pub name: Option<String>,
    pub function: Option<String>,
    pub economic: Option<String>,
}

impl Told {
    /// The codes of a measure: its own, else those of the whole.
    fn codes(&self, measure: &str) -> Codes {
        let own = self.projects.get(measure).cloned().unwrap_or_default();
        let whole = self.whole.clone();
        Codes {
            code: own.code.or(whole.code),
            name: own.name.or(whole.name),
            function: own.function.or(whole.function),
            economic: own.economic.or(whole.economic),
        }
    }
}

impl Allocated {
    /// What the office says, and the fingerprint: numbers that may stand in the notice.
    pub fn stated(&self) -> Vec<String> {
        let told = &self.told;
        let codes = told.projects.values().chain([&told.whole]);
        let codes = codes.flat_map(|own| [&own.code, &own.name, &own.function, &own.economic]);
        let said = [&told.number, &told.batch, &told.to].into_iter().chain(codes).flatten();
        said.cloned().chain([short(&self.sha256).to_string()]).collect()
    }
}

/// The notice with its tables; `parts` are those of the run.
pub fn allocation(pen: &Pen, allocated: &Allocated, parts: &[Instalment]) -> OfficeList {
    let told = &allocated.told;
    let what = pen.both(&pen.record.scheme);
    let batch = told.batch.as_ref().map(|batch| pen.say(&key("batch"), &[("batch", batch)]));
    let title = pen.say(
        &key("title"),
        &[("year", &pen.record.award_year), ("what", &what), ("batch", &batch.unwrap_or_default())],
    );
    let mut head = pen.document(Layout::List, "allocation", title);
    head.subtitle = Some(told.number.clone().unwrap_or_else(|| pen.get(&key("number"))));
    head.facts.clear();
    let whole = Plan::of(&allocated.sums);
    let waits: Vec<&Instalment> =
        parts.iter().filter(|part| !part.finding.is_empty() && part.amount > Fen(0)).collect();
    let mut rolls = vec![plan(pen, &whole), by_project(pen, &whole, told), by_firm(pen, &whole)];
    rolls.extend((!waits.is_empty()).then(|| not_due(pen, &waits)));
    let segment = allocated.segment;
    let remark =
        pen.say(&key("remark"), &[("segment", &segment), ("hash", &short(&allocated.sha256))]);
    OfficeList {
        head,
        says: says(pen, allocated, &whole, &waits),
        rolls,
        remarks: vec![remark],
        signed_by: Vec::new(),
        issued: Some(issued(pen, told)),
        private: false,
    }
}

fn key(part: &str) -> String {
    format!("lists.allocation.{part}")
}

/// Who issues it and the day on which it is allocated, which is not the day of the notices of awards.
fn issued(pen: &Pen, told: &Told) -> Block {
    let day = told.issued_on.map_or_else(|| pen.get("lists.blank_day"), |day| pen.day(day));
    let office = pen.or_blank(pen.record.office.office.as_ref());
    Block::Facts { facts: vec![Fact::new(String::new(), office), Fact::new(String::new(), day)] }
}

/// The sums of an approval by measure and enterprise.
struct Plan<'a> {
    /// By measure and credit code: the name and the amounts.
    rows: BTreeMap<(&'a str, &'a str), (&'a str, Borne)>,
    firms: BTreeMap<&'a str, (&'a str, Borne)>,
    measures: BTreeMap<&'a str, (usize, Borne)>,
    all: Borne,
}

impl<'a> Plan<'a> {
    fn of(sums: &'a [Allotted]) -> Self {
        let (mut rows, mut firms) = (BTreeMap::new(), BTreeMap::new());
        let mut measures: BTreeMap<&str, (usize, Borne)> = BTreeMap::new();
        let mut all = Borne::default();
        for sum in sums {
            let (measure, code, name) = (sum.measure.as_str(), sum.code.as_str(), &*sum.firm);
            let new = (name, Borne::default());
            rows.entry((measure, code)).or_insert(new).1.add(sum.borne);
            firms.entry(code).or_insert(new).1.add(sum.borne);
            measures.entry(measure).or_default().1.add(sum.borne);
            all.add(sum.borne);
        }
        for (measure, _) in rows.keys() {
            measures.entry(*measure).or_default().0 += 1;
        }
        Self { rows, firms, measures, all }
    }

    /// Measures that are allocated something, in the order of the scheme.
    fn of_scheme<'m>(&self, pen: &'m Pen) -> Vec<(&'m Measure, usize, Borne)> {
        let own = |measure: &'m Measure| {
            let (firms, borne) = self.measures.get(measure.id.as_str())?;
            Some((measure, *firms, *borne))
        };
        pen.record.measures.iter().filter_map(own).collect()
    }
}

fn says(pen: &Pen, allocated: &Allocated, plan: &Plan, waits: &[&Instalment]) -> Vec<String> {
    let (record, told) = (pen.record, &allocated.told);
    let to = told.to.clone().unwrap_or_else(|| pen.get(&key("everybody")));
    let mut says = vec![pen.say(&key("to"), &[("to", &to)])];
    says.push(pen.say(
        &key("says"),
        &[
            ("basis", &pen.basis(&record.scheme, &record.document)),
            ("day", &pen.day(allocated.on)),
            ("segment", &allocated.segment),
            ("by", &allocated.by),
            ("yuan", &Fen(plan.all.amount)),
            ("capitals", &capitals(Fen(plan.all.amount))),
            ("firms", &plan.firms.len()),
            ("projects", &plan.measures.len()),
        ],
    ));
    if let Some(objected) = &record.objected {
        says.push(pen.say(&key("objected"), &[("run", &objected.run)]));
    }
    if plan.all.later > 0 {
        let (now, later) = (Fen(plan.all.amount - plan.all.later), Fen(plan.all.later));
        let values: [(&str, &dyn Display); 3] =
            [("year", &record.award_year), ("now", &now), ("later", &later)];
        says.push(pen.say(&key("borne"), &values));
    }
    if !waits.is_empty() {
        let amount = Fen(waits.iter().map(|part| part.amount.0).sum());
        let sheet = pen.get(&key("parts_sheet"));
        says.push(pen.say(&key("waits"), &[("amount", &amount), ("sheet", &sheet)]));
    }
    let (function, economic) = (told.whole.function.as_ref(), told.whole.economic.as_ref());
    let values: [(&str, &dyn Display); 2] =
        [("function", &pen.or_blank(function)), ("economic", &pen.or_blank(economic))];
    // Where each project has its own, the table says them.
    if told.projects.values().all(|own| own.function.is_none() && own.economic.is_none()) {
        says.push(pen.say(&key("codes"), &values));
    }
    says.push(pen.get(&key("rules")));
    says
}

fn columns(pen: &Pen, columns: &[(&str, Kind, u16)]) -> Vec<RollColumn> {
    RollColumn::all(pen, "lists.allocation", columns)
}

/// A table whose last three columns are amounts that add up to those of the plan.
fn roll(
    pen: &Pen,
    name: &str,
    first: &[(&str, Kind, u16)],
    rows: Vec<Vec<Cell>>,
    all: Borne,
) -> Roll {
    let amounts = ["amount", "now", "later"].map(|name| (name, Yuan, 18));
    let fen = [all.amount, all.amount - all.later, all.later].map(Fen);
    let sums = (first.len()..).zip(fen).collect();
    Roll {
        sheet: pen.get(&key(&format!("{name}sheet"))),
        caption: (!name.is_empty()).then(|| pen.get(&key(&format!("{name}caption")))),
        columns: columns(pen, &[first, &amounts].concat()),
        rows,
        total: Some(Total::of(pen, sums)),
        note: None,
    }
}

/// Every enterprise under every measure.
fn plan(pen: &Pen, plan: &Plan) -> Roll {
    let mut rows = Vec::new();
    for (measure, ..) in plan.of_scheme(pen) {
        let own = plan.rows.iter().filter(|((id, _), _)| *id == measure.id);
        let mut own: Vec<_> =
            own.map(|((_, code), (firm, borne))| (*code, *firm, *borne)).collect();
        own.sort_by_key(|(code, _, borne)| (Reverse(borne.amount), *code));
        for (code, firm, borne) in own {
            let number = i64::try_from(rows.len() + 1).unwrap_or_default();
            let mut row = vec![
                Cell::Int(number),
                Cell::Text(pen.both(&measure.title).to_string()),
                Cell::Text(firm.to_string()),
                Cell::Text(code.to_string()),
            ];
            row.extend(borne.cells());
            rows.push(row);
        }
    }
    let columns =
        [("number_column", Int, 6), ("project", Text, 34), ("firm", Text, 34), ("uscc", Text, 24)];
    Roll { note: Some(pen.get(&key("order"))), ..roll(pen, "", &columns, rows, plan.all) }
}

/// Every measure with its project and codes.
fn by_project(pen: &Pen, plan: &Plan, told: &Told) -> Roll {
    let rows = plan.of_scheme(pen).into_iter().map(|(measure, firms, borne)| {
        let codes = told.codes(&measure.id);
        let said = |said: Option<String>| Cell::Text(pen.or_blank(said));
        let title = pen.both(&measure.title).to_string();
        let mut row = vec![
            Cell::Text(pen.clause(&measure.clause)),
            Cell::Text(codes.name.unwrap_or(title)),
            said(codes.code),
            said(codes.function),
            said(codes.economic),
            Cell::Int(firms as i64),
        ];
        row.extend(borne.cells());
        row
    });
    let columns = [
        ("clause", Text, 10),
        ("name", Text, 34),
        ("code", Text, 20),
        ("function", Text, 24),
        ("economic", Text, 24),
        ("firms", Int, 10),
    ];
    let rows = rows.collect();
    roll(pen, "projects_", &columns, rows, plan.all)
}

/// Every enterprise with its sum, by credit code.
fn by_firm(pen: &Pen, plan: &Plan) -> Roll {
    let rows = (1..).zip(&plan.firms).map(|(number, (code, (firm, borne)))| {
        let mut row = vec![
            Cell::Int(number),
            Cell::Text((*firm).to_string()),
            Cell::Text((*code).to_string()),
        ];
        row.extend(borne.cells());
        row
    });
    let columns = [("number_column", Int, 6), ("firm", Text, 40), ("uscc", Text, 24)];
    let rows = rows.collect();
    roll(pen, "firms_", &columns, rows, plan.all)
}

/// Parts that wait for their condition or their day.
fn not_due(pen: &Pen, waits: &[&Instalment]) -> Roll {
    let rows = waits.iter().map(|part| {
        vec![
            Cell::Text(part.firm.clone()),
            Cell::Text(part.claim.clone()),
            Cell::Int(part.number),
            Cell::Money(part.amount),
            Cell::Text(pen.both(&part.text).to_string()),
            part.not_before.map_or(Cell::Empty, |day| Cell::Date(to_epoch_days(day))),
            Cell::Int(part.borne_by),
        ]
    });
    let columns = columns(
        pen,
        &[
            ("firm", Text, 34),
            ("claim", Text, 30),
            ("part", Int, 8),
            ("part_amount", Yuan, 18),
            ("condition", Text, 30),
            ("not_before", Date, 14),
            ("borne_by", Int, 10),
        ],
    );
    let sum = Fen(waits.iter().map(|part| part.amount.0).sum());
    Roll {
        sheet: pen.get(&key("parts_sheet")),
        caption: Some(pen.get(&key("parts_caption"))),
        columns,
        rows: rows.collect(),
        total: Some(Total::of(pen, vec![(3, sum)])),
        note: None,
    }
}
