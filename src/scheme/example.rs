//! Worked examples of a scheme file: what is given, and what the law makes of it.

use chrono::NaiveDate;

use crate::config::{
    Collector, Kind, Node, Reader, Value, as_count, as_date, as_int, as_ratio, as_text, wrong_type,
};
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::money::scaled;
use crate::domain::{Ratio, date};
use crate::frame::build::{Datum, Row};
use crate::frame::columns as c;
use crate::frame::fields::{self, Field, FieldKind};

use super::choose::Choices;
use super::measure::Known;
use super::model::Measure;

/// One example: some enterprises, the world around them, and the awards to expect.
#[derive(Clone, Debug)]
pub struct Example {
    pub name: String,
    pub choices: Choices,
    pub award_year: i32,
    pub deadline: NaiveDate,
    /// Published rates as of the deadline, by name.
    pub rates: Vec<(String, Ratio)>,
    /// Further rates on days of their own.
    pub rates_on: Vec<(String, NaiveDate, Ratio)>,
    /// In fen.
    pub budget: Option<i64>,
    pub firms: Vec<ExampleFirm>,
    pub place: Place,
}

#[derive(Clone, Debug, Default)]
pub struct ExampleFirm {
    pub name: String,
    pub facts: Row,
    /// Measure number and its evidence lines.
    pub lines: Vec<(usize, Vec<Row>)>,
    pub history: Vec<Row>,
    pub duplicates: Vec<Row>,
    /// Whether the ministry's platform knows the firm.
    pub on_platform: bool,
    /// What it has, where that matters.
    pub platform: Vec<Row>,
    /// Expected before the annual cap, over all its claims.
    pub award: Option<i64>,
    /// Expected in the end.
    pub payable: Option<i64>,
}

/// What examples assume unless they say otherwise.
struct Setting<'a> {
    award_year: i32,
    deadline: NaiveDate,
    accepted_on: NaiveDate,
    rates: Vec<(String, Ratio)>,
    /// Values for parameters, those that the text leaves open above all.
    parameters: Vec<(String, Node)>,
    /// Columns that lines may fill.
    known: Known<'a>,
}

fn setting<'a>(root: &Reader, known: Known<'a>) -> Option<Setting<'a>> {
    let (reader, faults) = (root.table("examples")?, root.faults);
    let setting = Setting {
        award_year: reader
            .require("award_year")
            .and_then(|node| as_count(node, faults))
            .and_then(|year| i32::try_from(year).ok())
            .unwrap_or_default(),
        deadline: reader.require_date("deadline")?,
        accepted_on: reader.require_date("accepted_on")?,
        rates: rates(&reader, faults),
        parameters: parameters(&reader).collect(),
        known,
    };
    reader.finish();
    Some(setting)
}

fn parameters<'a>(reader: &Reader<'a>) -> impl Iterator<Item = (String, Node)> + use<'a> {
    let entries = reader.entries("parameters").iter();
    entries.map(|(key, node)| (key.name.clone(), node.clone()))
}

fn rates(reader: &Reader, faults: &Collector) -> Vec<(String, Ratio)> {
    let entries = reader.entries("rates").iter();
    entries.filter_map(|(key, node)| Some((key.name.clone(), as_ratio(node, faults)?))).collect()
}

fn rate_on(reader: Reader) -> Option<(String, NaiveDate, Ratio)> {
    let name = reader.require_text("name")?.to_string();
    let date = reader.require_date("date")?;
    let value = reader.require("value").and_then(|node| as_ratio(node, reader.faults))?;
    reader.finish();
    Some((name, date, value))
}

/// The examples that stand under `[[example]]` and `[[measure.….example]]`.
pub(super) fn read(root: &Reader, measures: &[Measure], known: Known) -> Vec<Example> {
    let Some(setting) = setting(root, known) else { return Vec::new() };
    let mut examples = Vec::new();
    for (id, measure) in root.named("measure") {
        for example in measure.tables("example") {
            let firm = read_firm(&example, Some(id), root, measures, &setting);
            examples.extend(read_example(&example, vec![firm], &setting));
            example.finish();
        }
    }
    for example in root.tables("example") {
        let firms = example.tables("firms").map(|reader| {
            let firm = read_firm(&reader, None, root, measures, &setting);
            reader.finish();
            firm
        });
        examples.extend(read_example(&example, firms.collect(), &setting));
        example.finish();
    }
    examples
}

fn read_example(reader: &Reader, firms: Vec<ExampleFirm>, setting: &Setting) -> Option<Example> {
    let faults = reader.faults;
    let mut all_rates = setting.rates.clone();
    for (name, ratio) in rates(reader, faults) {
        all_rates.retain(|(known, _)| *known != name);
        all_rates.push((name, ratio));
    }
    let options = reader.entries("options").iter().filter_map(|(key, node)| {
        Some((key.name.clone(), as_text(node, faults)?.to_string(), node.place()))
    });
    let mut chosen = setting.parameters.clone();
    for (name, node) in parameters(reader) {
        chosen.retain(|(known, _)| *known != name);
        chosen.push((name, node));
    }
    // Notes are for people.
    let _ = reader.get("note");
    Some(Example {
        name: reader.require_text("name")?.to_string(),
        choices: Choices { options: options.collect(), parameters: chosen, ..Choices::default() },
        award_year: setting.award_year,
        deadline: reader.date("deadline").unwrap_or(setting.deadline),
        rates: all_rates,
        rates_on: reader.tables("rates_on").filter_map(rate_on).collect(),
        budget: reader.amount("budget").map(|amount| amount.minor),
        firms,
        place: reader.node().place(),
    })
}

fn read_firm(
    reader: &Reader,
    measure: Option<&str>,
    root: &Reader,
    measures: &[Measure],
    setting: &Setting,
) -> ExampleFirm {
    let faults = reader.faults;
    let mut firm = ExampleFirm { name: "甲".into(), ..ExampleFirm::default() };
    if measure.is_none() {
        firm.name = reader.require_text("name").unwrap_or_default().to_string();
    }
    firm.facts = default_facts();
    if let Some(node) = reader.get("firm") {
        let known: Vec<&Field> = fields::FIRM_FIELDS.iter().chain(fields::DERIVED_FIELDS).collect();
        overlay(&mut firm.facts, row(node, &known, faults));
    }
    let mut claims: Vec<(&str, &[Node])> = Vec::new();
    match measure {
        Some(id) => claims.push((id, reader.array("lines"))),
        None => {
            for (key, node) in reader.entries("claims") {
                match &node.value {
                    Value::Array(items) => claims.push((&key.name, items)),
                    _ => {
                        wrong_type::<()>(node, Kind::Array, faults);
                    }
                }
            }
        }
    }
    for (id, nodes) in claims {
        let Some(number) = measures.iter().position(|m| m.id == id) else {
            // A measure's own example: what kept the measure from being read has been said.
            if measure.is_none() {
                let known: Vec<&str> = measures.iter().map(|m| m.id.as_str()).collect();
                faults.push(
                    Diagnostic::new(&codes::UNKNOWN_WORD)
                        .arg("word", id)
                        .arg("known", known.join(", "))
                        .at(reader.node().place()),
                );
            }
            continue;
        };
        let lines = nodes.iter().map(|node| line(node, id, root, setting, faults)).collect();
        firm.lines.push((number, lines));
    }
    let rows = |name, known| {
        let known = all(known);
        reader.array(name).iter().map(|node| row(node, &known, faults)).collect()
    };
    firm.history = rows("history", fields::HISTORY_FIELDS);
    firm.duplicates = rows("duplicates", fields::DUPLICATE_FIELDS);
    firm.platform = rows("platform", fields::PLATFORM_FIELDS);
    firm.on_platform = reader.bool("on_platform").unwrap_or(true);
    firm.award = reader.amount("award").map(|amount| amount.minor);
    firm.payable = reader.amount("payable").map(|amount| amount.minor);
    firm
}

/// An enterprise that may claim everything.
fn default_facts() -> Row {
    let yes = [
        c::OPERATES_IN_QIANHAI,
        c::REGISTERED_IN_ZONE,
        c::PRODUCES_IN_ZONE,
        c::STAFF_IN_ZONE,
        c::ACCOUNTS_IN_ZONE,
        c::DATA_SERVICE_FIRM,
    ];
    let mut facts: Row = fields::find(fields::FIRM_FIELDS, c::ENTITY_TYPE)
        .map(|field| (field, Datum::Text("企业".into())))
        .into_iter()
        .collect();
    for name in yes {
        facts.extend(fields::find(fields::FIRM_FIELDS, name).map(|f| (f, Datum::Bool(true))));
    }
    facts
}

fn line(node: &Node, id: &str, root: &Reader, setting: &Setting, faults: &Collector) -> Row {
    let mut line: Row = fields::find(fields::LINE_FIELDS, c::ACCEPTED_ON)
        .map(|field| (field, Datum::Date(setting.accepted_on)))
        .into_iter()
        .collect();
    let defaults = root.node().at_path(&format!("measure.{id}.defaults"));
    if let Some(defaults) = defaults {
        overlay(&mut line, row(defaults, setting.known, faults));
    }
    overlay(&mut line, row(node, setting.known, faults));
    line
}

fn overlay(row: &mut Row, over: Row) {
    for (field, datum) in over {
        row.retain(|(known, _)| known.name != field.name);
        row.push((field, datum));
    }
}

fn all(known: &'static [Field]) -> Vec<&'static Field> {
    known.iter().collect()
}

fn row(node: &Node, known: Known, faults: &Collector) -> Row {
    let Some(table) = node.as_table() else {
        wrong_type::<()>(node, Kind::Table, faults);
        return Vec::new();
    };
    let mut row = Vec::new();
    for (key, value) in &table.entries {
        let Some(field) = known.iter().copied().find(|field| field.name == key.name) else {
            let names = known.iter().map(|f| f.name);
            let suggestion = crate::diag::suggest(&key.name, names).unwrap_or_default();
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_COLUMN)
                    .arg("name", &key.name)
                    .arg("suggestion", suggestion)
                    .at(value.place()),
            );
            continue;
        };
        match datum(field, value, faults) {
            Some(datum) => row.push((field, datum)),
            None => faults.push(
                Diagnostic::new(&codes::EXAMPLE_VALUE)
                    .arg("name", field.name)
                    .arg("read", value.display())
                    .at(value.place()),
            ),
        }
    }
    row
}

fn datum(field: &Field, node: &Node, faults: &Collector) -> Option<Datum> {
    const MILLION: i64 = 1_000_000;
    Some(match field.kind {
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Category
        | FieldKind::Currency
        | FieldKind::Figure => Datum::Text(as_text(node, faults)?.to_string()),
        FieldKind::Money => Datum::Int(scaled(node.as_text()?, 2).ok()?),
        FieldKind::Int => Datum::Int(as_int(node, faults)?),
        FieldKind::Bool => match node.value {
            Value::Bool(value) => Datum::Bool(value),
            _ => return None,
        },
        FieldKind::Date => match &node.value {
            Value::Text(text) => Datum::Date(date::parse(text)?),
            _ => Datum::Date(as_date(node, faults)?),
        },
        FieldKind::Share => {
            let ratio: Ratio = node.as_text()?.parse().ok()?;
            let product = ratio.num.checked_mul(MILLION)?;
            (product % ratio.den == 0).then_some(Datum::Int(product / ratio.den))?
        }
    })
}
