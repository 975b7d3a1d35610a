//! Runs the worked examples of a scheme file through the engine.

use chrono::NaiveDate;
use polars::prelude::*;

use crate::award::{Context, EngineError, Inputs, Steps};
use crate::budget::{award, gather_all};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::{Fen, Published, RateTable, Ratio};
use crate::frame::build::{Datum, Row, table, with_origin};
use crate::frame::columns as c;
use crate::frame::fields::{self, Field};
use crate::intake::link::{sort_firms, sort_lines, with_firm};
use crate::scheme::compile::Calendar;
use crate::scheme::example::{Example, ExampleFirm};
use crate::scheme::{Scheme, SchemeFile, Stage};

/// How one example came out.
#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    /// One fault per expectation that was not met.
    pub faults: Diagnostics,
}

/// Runs every example under the readings that it asks for.
///
/// # Errors
/// When the file does not resolve under an example's readings.
pub fn run_all(file: &SchemeFile, scheme: &Scheme) -> Result<Vec<Outcome>, Diagnostics> {
    let bare = file.without_examples();
    scheme.examples.iter().map(|example| run(&bare, example)).collect()
}

fn run(file: &SchemeFile, example: &Example) -> Result<Outcome, Diagnostics> {
    let (scheme, _) = file.resolve(&example.choices)?;
    let faults = compute(&scheme, example).unwrap_or_else(|error| match error {
        EngineError::Rates(faults) => faults,
        other => Diagnostic::new(&codes::INTERNAL).arg("why", other).into(),
    });
    Ok(Outcome { name: example.name.clone(), faults })
}

fn compute(scheme: &Scheme, example: &Example) -> Result<Diagnostics, EngineError> {
    let inputs = given(scheme, example)?;
    let rates = rate_table(example);
    let context = setting(scheme, example, &rates);
    let awards = award(gather_all(&inputs, &context)?, &inputs, &context)?;
    let mut faults = Diagnostics::default();
    if let Err(broken) = crate::budget::check::conservation(&awards, example.budget) {
        faults.extend(broken);
    }
    let order = scheme.stages.iter().position(|s| matches!(s, Stage::AnnualCap | Stage::Budget));
    let before_cap = order.map_or(0, |at| at - 1);
    for (number, firm) in example.firms.iter().enumerate() {
        let total = |amounts: &[i64]| -> i64 {
            let rows = awards.firm.iter().zip(amounts);
            rows.filter(|(f, _)| **f == number as u32).map(|(_, a)| *a).sum()
        };
        let mut expect = |what: &str, expected: Option<i64>, computed: i64| {
            if expected.is_some_and(|expected| expected != computed) {
                let name = format!("{} {} {what}", example.name, firm.name);
                faults.push(
                    Diagnostic::new(&codes::EXAMPLE_FAILED)
                        .arg("name", name)
                        .arg("expected", Fen(expected.unwrap_or_default()))
                        .arg("computed", Fen(computed))
                        .at(example.place.clone()),
                );
            }
        };
        expect("award", firm.award, total(&awards.stages[before_cap].amount));
        expect("payable", firm.payable, total(awards.current()));
    }
    Ok(faults)
}

/// What is fixed in an example beside the rules.
pub fn setting<'a>(scheme: &'a Scheme, example: &Example, rates: &'a RateTable) -> Context<'a> {
    Context {
        scheme,
        calendar: Calendar { award_year: example.award_year, policy: scheme.valid.period },
        deadline: example.deadline,
        payment_date: example.deadline,
        rates,
        available: example.budget,
        steps: Steps::default(),
    }
}

/// The rates that an example names.
pub fn rate_table(example: &Example) -> RateTable {
    let row = |name: &String, date: NaiveDate, value: Ratio| Published {
        date,
        name: name.clone(),
        value,
        status: "example".into(),
        source: example.name.clone(),
    };
    // What holds at the deadline holds on every day before it that has no rate of its own.
    let general = example.rates.iter().flat_map(|(name, value)| {
        [NaiveDate::MIN, example.deadline].map(|date| row(name, date, *value))
    });
    let own = example.rates_on.iter().map(|(name, date, value)| row(name, *date, *value));
    RateTable::new(general.chain(own).collect())
}

/// The world of an example as accepted tables. Firms are numbered in the order of the file.
///
/// # Errors
/// A fault of the engine.
pub fn given(scheme: &Scheme, example: &Example) -> Result<Inputs, EngineError> {
    let all = |fields: &'static [Field]| fields.iter().collect::<Vec<_>>();
    let firms: Vec<Row> = example.firms.iter().enumerate().map(firm_row).collect();
    let known = [all(fields::FIRM_FIELDS), all(fields::DERIVED_FIELDS)].concat();
    let firms = with_origin(table(&known, &firms)?, 0)?;
    let firms = sort_firms(&firms)?;
    let mut lines = Vec::new();
    for (number, measure) in scheme.measures.iter().enumerate() {
        let contract = measure.contract();
        let rows = keyed(example, |firm| {
            let own = firm.lines.iter().filter(|(measure, _)| *measure == number);
            own.flat_map(|(_, rows)| rows.clone()).collect()
        });
        let rows = rows.into_iter().enumerate().map(|(at, mut row)| {
            let filing = fields::find(fields::LINE_FIELDS, c::FILING_NO);
            row.extend(filing.map(|field| (field, Datum::Text(format!("{at:04}")))));
            row
        });
        let rows: Vec<Row> = rows.collect();
        let frame = with_origin(table(&contract.fields().collect::<Vec<_>>(), &rows)?, 0)?;
        lines.push(sort_lines(&with_firm(&frame, &firms)?)?);
    }
    let other = |known: &'static [Field], rows: Vec<Row>| -> Result<DataFrame, EngineError> {
        Ok(with_firm(&with_origin(table(&all(known), &rows)?, 0)?, &firms)?)
    };
    let platform = keyed(example, |firm| platform_rows(scheme, example, firm));
    let history = keyed(example, |firm| with_measure(scheme, firm, &firm.history));
    let duplicates = keyed(example, |firm| with_measure(scheme, firm, &firm.duplicates));
    Ok(Inputs {
        platform: other(fields::PLATFORM_FIELDS, platform)?,
        history: other(fields::HISTORY_FIELDS, history)?,
        listed: other(fields::LISTED_FIELDS, Vec::new())?,
        opinions: other(fields::OPINION_FIELDS, Vec::new())?,
        duplicates: other(fields::DUPLICATE_FIELDS, duplicates)?,
        lines,
        firms,
    })
}

/// A key that stands for a credit code inside an example.
fn key(number: usize) -> Datum {
    Datum::Text(format!("{number:018}"))
}

fn firm_row((number, firm): (usize, &ExampleFirm)) -> Row {
    let mut row = firm.facts.clone();
    row.extend(fields::find(fields::FIRM_FIELDS, c::USCC).map(|field| (field, key(number))));
    let name = fields::find(fields::FIRM_FIELDS, c::FIRM_NAME);
    row.extend(name.map(|field| (field, Datum::Text(firm.name.clone()))));
    row
}

/// The rows that belong to each firm, with its key.
fn keyed(example: &Example, rows: impl Fn(&ExampleFirm) -> Vec<Row>) -> Vec<Row> {
    let mut out = Vec::new();
    for (number, firm) in example.firms.iter().enumerate() {
        for mut row in rows(firm) {
            let field = fields::find(fields::LINE_FIELDS, c::USCC);
            row.extend(field.map(|field| (field, key(number))));
            out.push(row);
        }
    }
    out
}

/// A firm known to the platform has a record, without an amount, for every measure that asks.
fn platform_rows(scheme: &Scheme, example: &Example, firm: &ExampleFirm) -> Vec<Row> {
    if !firm.platform.is_empty() {
        return recorded(scheme, example, firm);
    }
    let asked = scheme.measures.iter().filter(|m| firm.on_platform && m.asks_platform());
    let year = i64::from(example.award_year - 1);
    asked
        .map(|measure| {
            let value = |name| fields::find(fields::PLATFORM_FIELDS, name);
            let id = Datum::Text(measure.id.clone());
            let mut row: Row = value(c::MEASURE).map(|field| (field, id)).into_iter().collect();
            row.extend(value(c::YEAR).map(|field| (field, Datum::Int(year))));
            row
        })
        .collect()
}

/// The records that an example states, of the prior year where it names none.
fn recorded(scheme: &Scheme, example: &Example, firm: &ExampleFirm) -> Vec<Row> {
    let mut rows = with_measure(scheme, firm, &firm.platform);
    for row in &mut rows {
        let dated = row.iter().any(|(field, _)| field.name == c::YEAR);
        let field = fields::find(fields::PLATFORM_FIELDS, c::YEAR).filter(|_| !dated);
        row.extend(field.map(|f| (f, Datum::Int(i64::from(example.award_year - 1)))));
    }
    rows
}

/// Rows that do not name a measure are about the only one the firm claims.
fn with_measure(scheme: &Scheme, firm: &ExampleFirm, rows: &[Row]) -> Vec<Row> {
    let only = firm.lines.first().map(|(number, _)| scheme.measures[*number].id.clone());
    let named = |row: &Row| row.iter().any(|(field, _)| field.name == c::MEASURE);
    rows.iter()
        .map(|row| {
            let mut row = row.clone();
            if !named(&row) {
                let field = fields::find(fields::HISTORY_FIELDS, c::MEASURE);
                row.extend(field.zip(only.clone()).map(|(f, id)| (f, Datum::Text(id))));
            }
            row
        })
        .collect()
}
