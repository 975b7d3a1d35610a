//! The empty filing workbook: every sheet, heading, list and hint of it, final. It is made from the
//! contracts that the reader uses, so that what is filled in is what is read.

mod examples;
mod guide;
mod office;
mod words;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::diag::{Lang, say};
use crate::domain::text::comparable;
use crate::domain::{Currency, Fen, date};
use crate::frame::build::{Datum, Row};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind};
use crate::frame::tables::TableContract;
use crate::ingest::Headers;
use crate::scheme::{GateOf, Measure, Rule, Scheme, Test};
use crate::workbook::Cell;

pub use guide::{Guide, GuideTable, Part};
pub use office::office;

/// What a template is made for.
#[derive(Clone, Copy, Debug)]
pub struct TemplateWanted<'a> {
    pub scheme: &'a Scheme,
    /// Those that get a sheet.
    pub measures: &'a [&'a Measure],
    pub headers: &'a Headers,
    pub award_year: i32,
    /// Lines for entries on the sheet of each measure.
    pub rows: usize,
    pub lang: Lang,
    /// Rows to write in, by key of the contract; none for an empty workbook.
    pub filled: &'a BTreeMap<String, Vec<Row>>,
}

/// A workbook to be filled in.
#[derive(Clone, Debug)]
pub struct Template {
    pub title: String,
    pub guide: Guide,
    pub forms: Vec<Form>,
    pub examples: Examples,
    pub words: WordLists,
}

/// A sheet to be filled in.
#[derive(Clone, Debug)]
pub struct Form {
    /// A name that the reader takes for its table.
    pub sheet: String,
    pub title: String,
    pub about: String,
    pub hint: String,
    pub columns: Vec<Column>,
    /// The column whose filled cells are counted.
    pub counted: usize,
    /// Lines of sums above the headings.
    pub sums: Vec<Sum>,
    /// Lines for entries, those already filled included.
    pub rows: usize,
    pub filled: Vec<Vec<Cell>>,
}

/// One line of sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub label: String,
    pub of: SumOf,
    /// What the lines already filled come to, by column; `None` where nothing is summed.
    pub values: Vec<Option<Fen>>,
}

/// Which lines a sum takes; columns by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SumOf {
    All,
    /// Lines whose currency column holds this code.
    Currency {
        column: usize,
        code: &'static str,
    },
    /// Lines in none of these currencies.
    Others {
        column: usize,
        codes: Vec<&'static str>,
    },
}

/// A column of a form.
#[derive(Clone, Debug)]
pub struct Column {
    /// As the reader knows it, with its unit; required ones begin with `*`.
    pub heading: String,
    pub required: bool,
    /// What may be entered.
    pub entry: Entry,
    /// In characters.
    pub width: u16,
    /// Title and text shown while a cell is selected, and the text shown when an entry is refused.
    pub hint_title: String,
    pub hint: String,
    pub refusal: String,
    /// Whether the lines of sums have a sum of it.
    pub summed: bool,
    /// Cells that hold nothing yet, in the column's own format.
    pub field: &'static Field,
}

/// What may be entered in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Text,
    /// 18 characters.
    Code,
    /// From zero to `most`, two decimals.
    Money {
        most: Fen,
    },
    Date {
        from: NaiveDate,
        to: NaiveDate,
    },
    Whole,
    /// A number of per cent, or a text that ends in `%`.
    Share,
    /// A word of the list at this place in [`WordLists::lists`].
    OneOf(usize),
}

/// Filled forms that nobody reads but people.
#[derive(Clone, Debug)]
pub struct Examples {
    pub sheet: String,
    pub title: String,
    pub notes: Vec<String>,
    pub tables: Vec<ExampleTable>,
}

/// The lines of one worked example.
#[derive(Clone, Debug)]
pub struct ExampleTable {
    pub caption: String,
    pub headings: Vec<(String, Entry)>,
    pub rows: Vec<Vec<Cell>>,
    /// What the example comes to; empty for basic facts.
    pub outcome: String,
}

/// The words of all drop-down lists.
#[derive(Clone, Debug)]
pub struct WordLists {
    pub sheet: String,
    pub title: String,
    pub note: String,
    pub lists: Vec<WordList>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordList {
    /// Name of the column it is for.
    pub heading: String,
    pub words: Vec<String>,
}

/// The heading of the column that numbers the lines.
pub fn row_number(lang: Lang) -> &'static str {
    lang.pick("序号", "No.")
}

/// Whether some rule of the scheme reads a yes or no about the enterprise; a scheme without one does not ask applicants
/// for facts of another zone.
fn asks_of_firms(scheme: &Scheme) -> bool {
    let flag = |rule: &Rule| rule.columns.iter().any(|field| field.kind == FieldKind::Bool);
    let gates = scheme.measures.iter().flat_map(|measure| &measure.gates);
    gates.into_iter().any(|gate| matches!(&gate.of, GateOf::Firm(rule) if flag(rule)))
}

/// The workbook for the measures asked for.
pub fn template(asked: &TemplateWanted) -> Template {
    let mut firms = TableContract::firms(asked.headers.sheet_names("firms"));
    if !asks_of_firms(asked.scheme) {
        firms.optional.retain(|field| field.kind != FieldKind::Bool);
    }
    let mut contracts = vec![(firms, None)];
    contracts.extend(asked.measures.iter().map(|measure| (measure.contract(), Some(*measure))));
    let mut lists = Lists::default();
    let forms: Vec<Form> = contracts
        .iter()
        .map(|(contract, measure)| form(asked, contract, *measure, &mut lists))
        .collect();
    let scheme = asked.scheme.title.get(asked.lang);
    let year = asked.award_year;
    let title = say!(
        asked.lang,
        "{scheme}　{year} 年度申报表",
        "{scheme}: filing forms, award year {year}"
    );
    Template {
        guide: guide::guide(asked, &title, &contracts, &forms),
        examples: examples::examples(asked, &contracts, &mut lists),
        words: WordLists {
            sheet: ignored(asked.headers, asked.lang, "字典", "word lists"),
            title: say!(asked.lang, "字典：各列可选的用词", "Word lists"),
            note: asked.lang.pick(words::LISTS.0, words::LISTS.1).to_string(),
            lists: lists.0,
        },
        forms,
        title,
    }
}

/// A name for a sheet that the reader passes over: the Chinese one where headers.toml does not list
/// the English one among the names it ignores.
pub(in crate::report::model) fn ignored(
    headers: &Headers,
    lang: Lang,
    zh: &str,
    en: &str,
) -> String {
    let name = if headers.ignores_sheet(en) { lang.pick(zh, en) } else { zh };
    name.to_string()
}

/// The lists in use, each once.
#[derive(Debug, Default)]
struct Lists(Vec<WordList>);

impl Lists {
    fn place(&mut self, heading: String, words: Vec<String>) -> usize {
        let list = WordList { heading, words };
        self.0.iter().position(|known| *known == list).unwrap_or_else(|| {
            self.0.push(list);
            self.0.len() - 1
        })
    }
}

fn form(
    asked: &TemplateWanted,
    contract: &TableContract,
    measure: Option<&Measure>,
    lists: &mut Lists,
) -> Form {
    const FIRM_ROWS: usize = 20;
    let lang = asked.lang;
    let columns = columns(asked, contract, measure, lists);
    let none = Vec::new();
    let filled = asked.filled.get(&contract.key).unwrap_or(&none);
    let filled: Vec<Vec<Cell>> = filled.iter().map(|row| cells(row, contract, asked)).collect();
    let wanted = if measure.is_some() { asked.rows } else { asked.rows.min(FIRM_ROWS) };
    let (title, about) = match measure {
        None => words::firms_title(lang),
        Some(measure) => words::measure_title(measure, asked.scheme, lang),
    };
    Form {
        sheet: sheet_name(contract, measure, lang),
        title,
        about,
        hint: words::hint(contract, lang),
        counted: contract.fields().position(|field| field.name == c::USCC).unwrap_or(0),
        sums: sums(&columns, &filled, lang),
        columns,
        rows: wanted.max(filled.len()),
        filled,
    }
}

/// Chinese: the first name of the contract. English: its key. Excel takes at most 31 characters,
/// and not all of them.
fn sheet_name(contract: &TableContract, measure: Option<&Measure>, lang: Lang) -> String {
    let fits = |name: &&str| {
        name.chars().count() <= LONGEST_SHEET_NAME
            && !name.is_empty()
            && !name.contains(FORBIDDEN_IN_SHEETS)
    };
    let names = contract.sheets.iter().map(String::as_str);
    let chinese = match measure {
        None => Some(contract.title.as_str()),
        Some(_) => names.clone().next(),
    };
    let chinese = chinese.filter(|_| lang == Lang::Zh);
    let name = chinese.into_iter().chain([contract.key.as_str()]).chain(names).find(fits);
    name.unwrap_or(&contract.key).to_string()
}

/// In characters, as Excel allows.
pub(super) const LONGEST_SHEET_NAME: usize = 31;

/// Characters that Excel does not allow in names of sheets.
pub(super) const FORBIDDEN_IN_SHEETS: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];

fn columns(
    asked: &TemplateWanted,
    contract: &TableContract,
    measure: Option<&Measure>,
    lists: &mut Lists,
) -> Vec<Column> {
    let foreign = contract.fields().any(|field| field.kind == FieldKind::Currency);
    contract
        .fields()
        .map(|field| {
            let entry = entry(asked, field, lists);
            let required = contract.is_required(field);
            let heading = heading(field, required, foreign, asked.lang);
            let period = measure.and_then(|measure| period(measure, field, asked));
            let hint = words::entry_hint(field, &entry, period, required, asked.lang);
            Column {
                width: width(field, &heading),
                summed: field.kind == FieldKind::Money && field.name != c::REQUESTED,
                hint_title: field_name(field, asked.lang).to_string(),
                refusal: words::refusal(&entry, asked.lang),
                heading,
                required,
                entry,
                hint,
                field,
            }
        })
        .collect()
}

pub(super) fn field_name(field: &Field, lang: Lang) -> &'static str {
    lang.pick(field.zh, field.en)
}

/// Money in the currency of its line has no unit of its own; a requested amount is always in yuan.
fn heading(field: &Field, required: bool, foreign: bool, lang: Lang) -> String {
    let name = field_name(field, lang);
    let mark = if required { "*" } else { "" };
    if let Some(unit) = field.own.map(|own| own.unit.get(lang)).filter(|unit| !unit.is_empty()) {
        return say!(lang, "{mark}{name}（{unit}）", "{mark}{name} ({unit})");
    }
    let unit = match field.kind {
        FieldKind::Money if foreign && field.name != c::REQUESTED => lang.pick("（原币）", ""),
        FieldKind::Money => lang.pick("（元）", " (yuan)"),
        FieldKind::Share => lang.pick("（%）", " (%)"),
        _ => "",
    };
    format!("{mark}{name}{unit}")
}

fn entry(asked: &TemplateWanted, field: &'static Field, lists: &mut Lists) -> Entry {
    let name = field_name(field, asked.lang).to_string();
    match field.kind {
        FieldKind::Text | FieldKind::Figure => Entry::Text,
        FieldKind::Code => Entry::Code,
        FieldKind::Money => Entry::Money { most: Fen(crate::domain::money::MAX_FEN) },
        FieldKind::Int => Entry::Whole,
        FieldKind::Share => Entry::Share,
        FieldKind::Date => dates(asked.award_year),
        FieldKind::Bool => {
            let (yes, no) = yes_no(asked);
            let heading = say!(asked.lang, "是/否", "Yes or no");
            Entry::OneOf(lists.place(heading, vec![yes, no]))
        }
        FieldKind::Currency => {
            let codes = Currency::ALL.iter().map(|currency| currency.code().to_string());
            Entry::OneOf(lists.place(name, codes.collect()))
        }
        FieldKind::Category => {
            let words = asked.headers.category_words(field.name);
            if words.is_empty() {
                return Entry::Text;
            }
            Entry::OneOf(lists.place(name, words.into_iter().map(str::to_string).collect()))
        }
    }
}

/// From the first year that a filing can mean to the end of the year after the award year.
fn dates(award_year: i32) -> Entry {
    let plausible = |year: i32, month, day| {
        NaiveDate::from_ymd_opt(year, month, day).filter(date::plausible).unwrap_or_default()
    };
    Entry::Date { from: plausible(date::FIRST_YEAR, 1, 1), to: plausible(award_year + 1, 12, 31) }
}

fn yes_no(asked: &TemplateWanted) -> (String, String) {
    let english = asked.headers.is_yes("Yes") && asked.headers.is_no("No");
    let lang = if english { asked.lang } else { Lang::Zh };
    (say!(lang, "是", "Yes"), say!(lang, "否", "No"))
}

/// The days that count, where a rule on lines names them for this column alone.
fn period(
    measure: &Measure,
    field: &Field,
    asked: &TemplateWanted,
) -> Option<crate::domain::Period> {
    measure.lines.iter().find_map(|rule| match &rule.test {
        Test::Within(window) if rule.columns.iter().all(|column| column.name == field.name) => {
            window.dates(asked.award_year, asked.scheme.valid.period)
        }
        _ => None,
    })
}

fn width(field: &Field, heading: &str) -> u16 {
    const MOST_HEADING: usize = 13;
    let least = match field.kind {
        FieldKind::Code => 21,
        FieldKind::Money => 16,
        FieldKind::Date => 12,
        FieldKind::Text if field.name == c::FIRM_NAME || field.name == c::ADDRESS => 26,
        FieldKind::Text if field.name == c::LEGAL_REPRESENTATIVE => 12,
        FieldKind::Text | FieldKind::Figure => 18,
        FieldKind::Category => 13,
        FieldKind::Bool | FieldKind::Int | FieldKind::Share | FieldKind::Currency => 10,
    };
    let heading = unicode_width::UnicodeWidthStr::width(heading) + 2;
    least.max(u16::try_from(heading.min(MOST_HEADING)).unwrap_or(least))
}

fn sums(columns: &[Column], filled: &[Vec<Cell>], lang: Lang) -> Vec<Sum> {
    const NAMED: [Currency; 3] = [Currency::Cny, Currency::Usd, Currency::Hkd];
    let sum = |label: String, of: SumOf| {
        let values = (0..columns.len()).map(|at| columns[at].summed.then(|| of.value(filled, at)));
        Sum { label, values: values.collect(), of }
    };
    let total = lang.pick("合计", "Total");
    let currency = columns.iter().position(|column| column.field.kind == FieldKind::Currency);
    let Some(column) = currency.filter(|_| columns.iter().any(|column| column.summed)) else {
        return vec![sum(total.to_string(), SumOf::All)];
    };
    let label = |what: &str| format!("{total} {what}");
    let codes: Vec<&'static str> = NAMED.iter().map(|currency| currency.code()).collect();
    let mut sums: Vec<Sum> =
        codes.iter().map(|code| sum(label(code), SumOf::Currency { column, code })).collect();
    sums.push(sum(label(lang.pick("其他币种", "other")), SumOf::Others { column, codes }));
    sums
}

impl SumOf {
    /// The sum of a column over the lines that count here.
    fn value(&self, filled: &[Vec<Cell>], column: usize) -> Fen {
        // A line without a currency is in yuan.
        let is = |cell: &Cell, code: &str| match cell {
            Cell::Text(text) => text == code,
            _ => code == Currency::Cny.code(),
        };
        let counts = |row: &&Vec<Cell>| match self {
            Self::All => true,
            Self::Currency { column, code } => is(&row[*column], code),
            Self::Others { column, codes } => !codes.iter().any(|code| is(&row[*column], code)),
        };
        let amounts = filled.iter().filter(counts).filter_map(|row| match row[column] {
            Cell::Money(fen) => Some(fen.0),
            _ => None,
        });
        Fen(amounts.sum())
    }
}

/// The cells of a row in the order of the contract.
fn cells(row: &Row, contract: &TableContract, asked: &TemplateWanted) -> Vec<Cell> {
    let value = |field: &Field| row.iter().find(|(known, _)| known.name == field.name);
    contract
        .fields()
        .map(|field| value(field).map_or(Cell::Empty, |(field, datum)| cell(field, datum, asked)))
        .collect()
}

fn cell(field: &Field, datum: &Datum, asked: &TemplateWanted) -> Cell {
    match datum {
        Datum::Text(text) if text.is_empty() => Cell::Empty,
        Datum::Text(text) => Cell::Text(text.clone()),
        Datum::Date(day) => Cell::Date(date::to_epoch_days(*day)),
        Datum::Bool(value) => {
            let (yes, no) = yes_no(asked);
            Cell::Text(if *value { yes } else { no })
        }
        Datum::Int(value) => match field.kind {
            FieldKind::Money => Cell::Money(Fen(*value)),
            FieldKind::Share => Cell::Text(percent(*value)),
            _ => Cell::Int(*value),
        },
    }
}

/// `60%`, `33.33%` from millionths.
fn percent(millionths: i64) -> String {
    let share = rust_decimal::Decimal::new(millionths, 4).normalize();
    format!("{share}%")
}

/// The measures of a scheme by id, clause, title or sheet.
pub fn find_measure<'a>(scheme: &'a Scheme, name: &str) -> Option<&'a Measure> {
    let wanted = comparable(name);
    scheme.measures.iter().find(|m| m.names().any(|own| comparable(own) == wanted))
}

/// The year that a template is for when nobody names one: that in which the scheme takes effect.
pub fn first_year(scheme: &Scheme) -> i32 {
    scheme.valid.period.from.year()
}
