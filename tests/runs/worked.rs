//! The worked examples of the scheme through the real pipeline: the scheme file's own examples become
//! workbooks and Parquet files, the program runs on them, and an independent reader compares what it
//! wrote with what was worked out by hand, in the scheme file and in `tests/data/examples.csv`.

use std::collections::BTreeMap;
use std::path::Path;

use jiangbu::config::Value;
use jiangbu::frame::build::{Datum, Row};
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::{self, Field};
use jiangbu::scheme::example::{Example, ExampleFirm};
use jiangbu::scheme::model::Item;
use jiangbu::scheme::{Scheme, SchemeFile};

use super::arrow_reader::Table;
use super::pipelines::{Asked, Made, Rows, SCHEME, code};

/// How the one amount of the csv file is to be compared with the firms of an example.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// Payable over all firms where the example says it, else their awards.
    Total,
    Award,
    First,
    Each,
}

/// Rows of the csv file whose amount is not the total in the end, or that the scheme file has twice.
const EXCEPTIONS: &[(&str, Meant, usize, &str)] = &[
    (
        "3-14",
        Meant::Total,
        2,
        "one row for two deadlines; the scheme file has one example for each",
    ),
    ("5-2", Meant::Award, 1, "the amount before the annual cap; the row's note gives the payable"),
    ("8-4", Meant::Each, 1, "the part of each of two applicants"),
    ("A8-4", Meant::First, 1, "what X gets; the others stand in the note"),
    ("A8-5", Meant::First, 1, "what X gets; the others stand in the note"),
];

/// A scheme that we ship, and what was worked out by hand for it.
struct Shipped {
    scheme: &'static str,
    rows: &'static str,
    count: usize,
    /// Examples of the file's own, beside those of the rows.
    own: usize,
}

const SERVICE_TRADE: Shipped =
    Shipped { scheme: SCHEME, rows: include_str!("../data/examples.csv"), count: 83, own: 51 };
const DATA_INDUSTRY: Shipped = Shipped {
    scheme: "pipelines/schemes/qianhai-data-industry-draft.toml",
    rows: include_str!("../data/examples-data-industry.csv"),
    count: 42,
    own: 5,
};
const GUANGZHOU: Shipped = Shipped {
    scheme: "pipelines/schemes/guangzhou-service-trade-2025.toml",
    rows: include_str!("../data/examples-guangzhou.csv"),
    count: 3,
    own: 13,
};

/// Award before the annual cap and payable amount, in fen.
type Outcome = (i64, i64);

struct Worked {
    id: String,
    fen: i64,
}

fn csv(text: &str) -> Vec<Worked> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<String>> = lines.map(cells).collect();
    let at = |name: &str| rows[0].iter().position(|cell| cell == name).expect("a column");
    let (id, fen, yuan) = (at("example_id"), at("expected_fen"), at("expected_yuan"));
    let row = |row: &Vec<String>| {
        let amount: i64 = row[fen].parse().expect("fen");
        assert_eq!(format!("{}.{:02}", amount / 100, amount % 100), row[yuan], "{}", row[id]);
        Worked { id: row[id].clone(), fen: amount }
    };
    rows[1..].iter().map(row).collect()
}

/// The cells of one line; quotes are doubled inside quoted cells.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells.last_mut().expect("a cell").push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().expect("a cell").push(other),
        }
    }
    cells
}

/// The examples of a row of the csv file.
fn named<'a>(examples: &'a [Example], id: &str) -> Vec<(usize, &'a Example)> {
    let fits =
        |name: &str| name == id || name.strip_prefix(id).is_some_and(|r| r.starts_with(" ("));
    examples.iter().enumerate().filter(|(_, example)| fits(&example.name)).collect()
}

fn meant(id: &str) -> (Meant, usize) {
    let exception = EXCEPTIONS.iter().find(|(known, ..)| *known == id);
    exception.map_or((Meant::Total, 1), |(_, meant, examples, _)| (*meant, *examples))
}

/// The amount of the csv file as the firms of an example have it.
fn amount(firms: &[ExampleFirm], outcomes: &[Outcome], how: Meant) -> i64 {
    let payable = firms.iter().any(|firm| firm.payable.is_some()) && how != Meant::Award;
    let of = |outcome: &Outcome| if payable { outcome.1 } else { outcome.0 };
    match how {
        Meant::Total | Meant::Award => outcomes.iter().map(of).sum(),
        Meant::First => of(&outcomes[0]),
        Meant::Each => {
            assert!(outcomes.iter().all(|outcome| of(outcome) == of(&outcomes[0])));
            of(&outcomes[0])
        }
    }
}

#[test]
fn the_scheme_file_has_every_worked_example() {
    every_row_stands_in_its_scheme(&SERVICE_TRADE);
}

#[test]
fn the_data_industry_draft_has_every_worked_example() {
    every_row_stands_in_its_scheme(&DATA_INDUSTRY);
}

#[test]
fn the_guangzhou_scheme_has_every_worked_example() {
    every_row_stands_in_its_scheme(&GUANGZHOU);
}

fn every_row_stands_in_its_scheme(shipped: &Shipped) {
    let scheme = shipped_scheme(shipped);
    let rows = csv(shipped.rows);
    assert_eq!(rows.len(), shipped.count);
    for row in &rows {
        let (how, count) = meant(&row.id);
        let found = named(&scheme.examples, &row.id);
        assert_eq!(found.len(), count, "{}", row.id);
        for (_, example) in found {
            let stated = |firm: &ExampleFirm| {
                let unstated = i64::MIN / 8;
                (firm.award.unwrap_or(unstated), firm.payable.unwrap_or(unstated))
            };
            let stated: Vec<Outcome> = example.firms.iter().map(stated).collect();
            assert_eq!(amount(&example.firms, &stated, how), row.fen, "{}", row.id);
        }
    }
    let of_rows: usize = rows.iter().map(|row| named(&scheme.examples, &row.id).len()).sum();
    assert_eq!(of_rows + shipped.own, scheme.examples.len(), "an example that no row names");
}

fn shipped_scheme(shipped: &Shipped) -> Scheme {
    let file = SchemeFile::load(Path::new(shipped.scheme)).unwrap_or_else(|f| panic!("{f:?}"));
    file.resolve(&file.assumed()).unwrap_or_else(|faults| panic!("{faults:?}")).0
}

#[test]
fn every_worked_example_comes_out_of_the_real_pipeline() {
    every_example_comes_out(&SERVICE_TRADE);
}

#[test]
fn every_example_of_the_data_industry_draft_comes_out_of_the_real_pipeline() {
    every_example_comes_out(&DATA_INDUSTRY);
}

#[test]
fn every_example_of_the_guangzhou_scheme_comes_out_of_the_real_pipeline() {
    every_example_comes_out(&GUANGZHOU);
}

fn every_example_comes_out(shipped: &Shipped) {
    let scheme = shipped_scheme(shipped);
    let mut groups: BTreeMap<Asked, Vec<usize>> = BTreeMap::new();
    for (number, example) in scheme.examples.iter().enumerate() {
        let mut asked = asked(example);
        if asked.budget.is_some() {
            // A budget is for the firms of one example.
            asked.options += &format!("# {}\n", example.name);
        }
        groups.entry(asked).or_default().push(number);
    }
    println!("{} examples, {} runs", scheme.examples.len(), groups.len());
    let mut outcomes: BTreeMap<usize, Vec<Outcome>> = BTreeMap::new();
    for (group, (asked, numbers)) in groups.into_iter().enumerate() {
        let mut rows = [Rows::default(), Rows::default()];
        for number in &numbers {
            add(&mut rows[(group + number) % 2], *number, &scheme);
        }
        let made = Made::of(shipped.scheme, &asked, &scheme, &rows[0], &rows[1]);
        let run = made.run(&["--quiet"]);
        assert_eq!(Table::open(&run, "quarantine").rows(), 0, "an example was refused");
        let claims = Table::open(&run, "claims");
        let (codes, before) = (claims.texts(c::USCC), claims.fen(c::AFTER_COUNT));
        let payable = claims.fen(c::PAYABLE);
        for number in numbers {
            let firms = 0..scheme.examples[number].firms.len();
            let outcome = firms.map(|firm| {
                let own = code_of(number, firm);
                assert!(codes.contains(&own), "{} has no claim", scheme.examples[number].name);
                let own = codes.iter().enumerate().filter(|(_, code)| **code == own);
                own.fold((0, 0), |sum, (row, _)| (sum.0 + before[row], sum.1 + payable[row]))
            });
            outcomes.insert(number, outcome.collect());
        }
    }
    for (number, example) in scheme.examples.iter().enumerate() {
        for (firm, outcome) in example.firms.iter().zip(&outcomes[&number]) {
            let name = format!("{} {}", example.name, firm.name);
            assert!(firm.award.is_some() || firm.payable.is_some(), "{name} expects nothing");
            assert_eq!(outcome.0, firm.award.unwrap_or(outcome.0), "{name}: award");
            assert_eq!(outcome.1, firm.payable.unwrap_or(outcome.1), "{name}: payable");
        }
    }
    for row in csv(shipped.rows) {
        for (number, example) in named(&scheme.examples, &row.id) {
            let computed = amount(&example.firms, &outcomes[&number], meant(&row.id).0);
            assert_eq!(computed, row.fen, "{}", row.id);
        }
    }
}

fn asked(example: &Example) -> Asked {
    let mut asked = Asked { deadline: example.deadline.to_string(), ..Asked::default() };
    let mut rates: Vec<String> = Vec::new();
    for (name, value) in &example.rates {
        rates.push(format!("{},{name},{value},found,example\n", example.deadline));
    }
    for (name, date, value) in &example.rates_on {
        rates.push(format!("{date},{name},{value},found,example\n"));
    }
    rates.sort();
    asked.rates = rates.concat();
    asked.budget = example.budget;
    for (name, value, _) in &example.choices.options {
        asked.options += &format!("{name} = \"{value}\"\n");
    }
    for (name, node) in &example.choices.parameters {
        let shown = match &node.value {
            Value::Text(text) => format!("\"{text}\""),
            _ => node.display(),
        };
        asked.parameters += &format!("{name} = {shown}\n");
    }
    asked
}

fn code_of(example: usize, firm: usize) -> String {
    code(example * 100 + firm + 1)
}

/// Columns that name an item, in lines and in the rosters.
const ITEMS: [&str; 8] = [
    c::PLATFORM_ID,
    c::OVERSEAS_CERTIFICATE,
    c::STANDARD_NO,
    c::CASE_NO,
    c::PROJECT_NO,
    c::DATASET_NO,
    c::LAB_NO,
    c::ITEM,
];

/// Whether a column names an item: `item` of the history names what the measure's own column does.
fn names_item(name: &str, row: &Row, only: &str, scheme: &Scheme) -> bool {
    if name != c::ITEM {
        return ITEMS.contains(&name);
    }
    let stated = row.iter().find_map(|(field, datum)| match datum {
        Datum::Text(text) if field.name == c::MEASURE => Some(text.as_str()),
        _ => None,
    });
    let id = stated.unwrap_or(only);
    let measure = scheme.measures.iter().find(|measure| measure.id == id);
    match measure.expect("a measure").item {
        Item::Firm => true,
        Item::Column(field) => ITEMS.contains(&field.name),
    }
}

/// Adds an example. Its items are marked, so that examples do not share what only their letters share.
fn add(rows: &mut Rows, number: usize, scheme: &Scheme) {
    let example = &scheme.examples[number];
    for (at, firm) in example.firms.iter().enumerate() {
        let uscc = code_of(number, at);
        let only = firm.lines.first().map_or("", |(measure, _)| &scheme.measures[*measure].id);
        let complete = |row: &Row, more: &[(&str, &str)]| {
            let mark = |field: &Field| names_item(field.name, row, only, scheme);
            let mut row: Row = row.iter().map(|(f, d)| (*f, marked(mark(f), d, number))).collect();
            for (name, text) in [(c::USCC, uscc.as_str())].iter().chain(more) {
                let known = fields::FIRM_FIELDS.iter().chain(fields::LINE_FIELDS);
                let mut known = known.chain(fields::HISTORY_FIELDS);
                let field = known.find(|field| field.name == *name).expect("a field");
                if !row.iter().any(|(known, _)| known.name == *name) {
                    row.push((field, Datum::Text((*text).to_string())));
                }
            }
            row
        };
        let name = format!("{}{}有限公司", firm.name, example.name);
        rows.push("firms", complete(&firm.facts, &[(c::FIRM_NAME, &name)]));
        for (measure, lines) in &firm.lines {
            let measure = &scheme.measures[*measure];
            for (line, row) in lines.iter().enumerate() {
                let filing = format!("{}-{at}-{line}", example.name);
                rows.push(&measure.id, complete(row, &[(c::FILING_NO, &filing)]));
            }
            if measure.asks_platform() && firm.on_platform && firm.platform.is_empty() {
                let year = (example.award_year - 1).to_string();
                let cells = [(c::USCC, &*uscc), (c::MEASURE, &*measure.id), (c::YEAR, &*year)];
                rows.add("platform", &cells);
            }
        }
        let year = (example.award_year - 1).to_string();
        for row in &firm.platform {
            let mut row = complete(row, &[(c::MEASURE, only)]);
            if !row.iter().any(|(field, _)| field.name == c::YEAR) {
                let field = fields::find(fields::PLATFORM_FIELDS, c::YEAR).expect("a field");
                row.push((field, Datum::Int(year.parse().expect("a year"))));
            }
            rows.push("platform", row);
        }
        for row in &firm.history {
            rows.push("history", complete(row, &[(c::MEASURE, only)]));
        }
        for row in &firm.duplicates {
            rows.push("duplicates", complete(row, &[(c::MEASURE, only)]));
        }
    }
}

fn marked(item: bool, datum: &Datum, example: usize) -> Datum {
    match datum {
        Datum::Text(text) if item => Datum::Text(format!("E{example}-{text}")),
        other => other.clone(),
    }
}
