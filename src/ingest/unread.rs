//! Columns that lead to no field: counted, named, and refused where they may change an amount.

use serde::{Deserialize, Serialize};

use super::cells::RawCell;
use super::headers::{Headers, Weight};
use super::layout::{Layout, Matcher};
use crate::diag::{Diagnostic, codes};

/// A column with something in it that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnreadColumn {
    /// As written in the file; the letters of the column where it has no heading.
    pub heading: String,
    /// Rows that hold something, and the first of them as the file counts.
    pub rows: usize,
    pub first_row: u32,
    /// The known heading that is most like it; may be empty.
    pub near: String,
    /// Whether it may change an amount.
    pub weighty: bool,
}

/// Counts what stands in columns that nobody reads.
#[derive(Default)]
pub struct Unread {
    columns: Vec<Counted>,
    /// For each place in the sheet, that of its column in `columns`.
    places: Vec<Option<usize>>,
    /// The first and the last place with a heading.
    headed: (usize, usize),
    /// Rows that were counted.
    rows: usize,
    /// The table has columns of money, or is one of evidence lines.
    money: bool,
    pub(super) of: Of,
}

/// What a cell is looked at for.
#[derive(Clone, Copy, Default)]
pub(super) struct Of {
    /// Rows of the table may be void: evidence lines, earlier awards and others that count as money.
    voids: bool,
    /// The table is one of evidence lines.
    lines: bool,
    /// The amounts of the row at hand are in yuan.
    pub(super) yuan: bool,
}

#[derive(Default)]
struct Counted {
    at: usize,
    heading: String,
    /// Nothing stands above it in the row of headings.
    headless: bool,
    weight: Option<Weight>,
    /// Its texts name things.
    names: bool,
    /// It holds rates of exchange: 1 converts no yuan.
    rate: bool,
    rows: usize,
    first_row: u32,
    /// Rows that hold what its weight is about, and the first of them.
    heavy: usize,
    heavy_row: u32,
    /// The text of all rows, if it is the same and speaks of another matter than the payment: 已打印.
    shared: Option<String>,
    elsewhere: bool,
    /// How many of its first rows are numbered one after the other.
    numbered: usize,
    last_number: f64,
}

/// At most so many columns of a sheet are compared with the known headings, and refused one by one.
const MOST: usize = 100;

impl Unread {
    pub fn new(layout: &Layout, headers: &Headers, matcher: &Matcher) -> Self {
        let asked = matcher.asked(layout);
        let of = Of { voids: asked.lines || asked.counts, lines: asked.lines, yuan: false };
        let mut out = Self { money: asked.money, of, ..Self::default() };
        let named = |at: &usize| !layout.headings[*at].is_empty();
        let mut all = (0..layout.headings.len()).filter(named);
        out.headed.0 = all.next().unwrap_or(0);
        out.headed.1 = all.next_back().unwrap_or(out.headed.0);
        for at in &layout.extra {
            let heading = layout.headings[*at].clone();
            let another = || matcher.may_be_another(&heading, layout).then_some(Weight::Another);
            let weight = headers.weight(&heading, asked).or_else(another);
            let names = headers.names_things(&heading);
            let rate = headers.is_rate(&heading);
            let elsewhere = weight == Some(Weight::State) && headers.is_other_matter(&heading);
            out.put(Counted {
                at: *at,
                heading,
                weight,
                names,
                rate,
                elsewhere,
                ..Counted::default()
            });
        }
        out
    }

    fn put(&mut self, counted: Counted) {
        if self.places.len() <= counted.at {
            self.places.resize(counted.at + 1, None);
        }
        self.places[counted.at] = Some(self.columns.len());
        self.columns.push(counted);
    }

    /// Counts the cells of a row, whose amounts may be in yuan.
    pub fn row(
        &mut self,
        (row, yuan): (u32, bool),
        cells: &[RawCell],
        layout: &Layout,
        headers: &Headers,
    ) {
        self.rows += 1;
        self.of.yuan = yuan;
        for (at, cell) in cells.iter().enumerate() {
            let known = self.places.get(at).copied().flatten();
            let headless = layout.headings.get(at).is_none_or(String::is_empty);
            if (known.is_none() && !headless) || cell.is_empty() {
                continue;
            }
            if known.is_none() {
                // Amounts in a column that nobody named count as those under a heading of money.
                let weight = Some(Weight::Amounts).filter(|_| self.money);
                self.put(Counted {
                    at,
                    heading: letters(at),
                    headless,
                    weight,
                    ..Counted::default()
                });
            }
            self.cell(at, row, cell, headers);
        }
    }

    /// Counts one cell of a column that is looked at by itself.
    pub fn cell(&mut self, at: usize, row: u32, cell: &RawCell, headers: &Headers) {
        let place = self.places.get(at).copied().flatten();
        if let Some(counted) = place.and_then(|place| self.columns.get_mut(place)) {
            counted.add(row, cell, headers, self.of);
        }
    }

    /// What was not read, and the findings about it.
    pub fn finish(self, matcher: &Matcher) -> (Vec<UnreadColumn>, Vec<Diagnostic>) {
        let mut columns = self.columns;
        columns.retain(|counted| counted.rows > 0);
        columns.sort_by_key(|counted| counted.at);
        let (mut found, mut out) = (Vec::new(), Vec::new());
        let (mut more, mut light) = (Vec::new(), Vec::new());
        for (count, counted) in columns.into_iter().enumerate() {
            let near = if counted.headless || count >= MOST {
                None
            } else {
                matcher.nearest(&counted.heading)
            };
            let near = near.unwrap_or_default().to_string();
            let numbers = counted.headless && counted.numbered == counted.rows;
            let inside = (self.headed.0..=self.headed.1).contains(&counted.at);
            let weighty = counted.heavy > 0
                && !numbers
                && (inside || !counted.headless)
                && !(counted.shared.is_some() && counted.rows == self.rows);
            if weighty && found.len() < MOST {
                let code = match counted.weight {
                    Some(Weight::Matter) => &codes::ROSTER_COLUMN_UNREAD,
                    _ => &codes::WEIGHTY_COLUMN,
                };
                let fault = Diagnostic::new(code)
                    .arg("heading", shortened(&counted.heading))
                    .arg("rows", counted.heavy)
                    .arg("first", counted.heavy_row)
                    .arg("suggestion", &near);
                found.push(fault);
            } else if weighty {
                more.push((shortened(&counted.heading), counted.heavy, counted.heavy_row));
            } else if counted.headless && self.money && !numbers {
                let warning = Diagnostic::new(&codes::COLUMN_WITHOUT_HEADING)
                    .arg("heading", &counted.heading)
                    .arg("rows", counted.rows)
                    .arg("first", counted.first_row);
                found.push(warning);
            } else {
                light.push((shortened(&counted.heading), near.clone()));
            }
            out.push(UnreadColumn {
                heading: counted.heading,
                rows: counted.rows,
                first_row: counted.first_row,
                near,
                weighty,
            });
        }
        found.extend(the_rest(&more));
        found.extend(note(&light));
        (out, found)
    }
}

/// One finding for all weighty columns beyond those that are named one by one.
fn the_rest(more: &[(String, usize, u32)]) -> Option<Diagnostic> {
    let (first, rows, row) = more.first()?;
    let fault = Diagnostic::new(&codes::WEIGHTY_COLUMN)
        .arg("heading", format!("{first} … (+{})", more.len() - 1));
    Some(fault.arg("rows", rows).arg("first", row).arg("suggestion", ""))
}

/// A heading as messages show it: some are pages long.
fn shortened(heading: &str) -> String {
    const LONGEST: usize = 80;
    match heading.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &heading[..end]),
        None => heading.to_string(),
    }
}

/// One note for the columns that change nothing, each with the known heading that is like it.
fn note(light: &[(String, String)]) -> Option<Diagnostic> {
    let list = |before: &str, after: &str| {
        let one = |(heading, near): &(String, String)| match near.is_empty() {
            true => heading.clone(),
            false => format!("{heading}{before}{near}{after}"),
        };
        light.iter().map(one).collect::<Vec<_>>().join("、")
    };
    let note = Diagnostic::new(&codes::COLUMNS_UNREAD)
        .arg("columns", list("（近似：", "）"))
        .arg("columns_en", list(" (like ", ")"));
    (!light.is_empty()).then_some(note)
}

impl Counted {
    fn add(&mut self, row: u32, cell: &RawCell, headers: &Headers, of: Of) {
        let affirmed = self.weight == Some(Weight::Affirmed);
        let none = affirmed && matches!(cell, RawCell::Text(text) if headers.says_no_paper(text));
        let nothing =
            || matches!(cell, RawCell::Text(text) if headers.is_nothing(text.trim())) && !none;
        if cell.is_empty() || nothing() {
            return;
        }
        self.rows += 1;
        if self.rows == 1 {
            self.first_row = row;
        }
        if self.elsewhere {
            let text = cell.display();
            let first = self.rows == 1 && headers.may_be_shared(&self.heading, &text);
            let same = self.shared.as_ref() == Some(&text);
            self.shared = (first || same).then_some(text);
        }
        if self.headless {
            self.count_on(cell);
        }
        // A result that is not there may be anything; in a column that nobody named it is scratch.
        let unknown = matches!(cell, RawCell::FormulaWithoutValue | RawCell::Error(_));
        let cancels = || matches!(cell, RawCell::Text(text) if headers.cancels(text));
        let heavy = match self.weight {
            _ if of.voids && !self.names && cancels() => true,
            // 调整数 -2000, 数量 -1: what is below nothing takes back.
            None => of.lines && !self.names && is_negative(cell),
            Some(_) if unknown => !self.headless,
            Some(Weight::Amounts) => {
                number(cell).is_some_and(|value| value != 0.0) || is_crossed(cell)
            }
            Some(Weight::Cuts) if self.rate && of.yuan && number(cell) == Some(1.0) => false,
            Some(Weight::Cuts) => !nothing_cut(cell, headers),
            Some(Weight::Shares) => share(cell),
            Some(Weight::Affirmed) => none || denied(cell, headers),
            Some(Weight::Denied) => {
                !denied(cell, headers) && headers.is_bad_denial(&cell.display())
            }
            Some(Weight::State) => headers.is_bad_state(&self.heading, &cell.display()),
            Some(Weight::Matter | Weight::Another) => true,
        };
        self.heavy += usize::from(heavy);
        if heavy && self.heavy == 1 {
            self.heavy_row = row;
        }
    }

    /// A column of 1, 2, 3 … only numbers the rows, whatever stands above it.
    fn count_on(&mut self, cell: &RawCell) {
        let value = number(cell);
        let next = value.filter(|value| {
            self.numbered + 1 == self.rows && (self.rows == 1 || *value == self.last_number + 1.0)
        });
        let starts = self.rows > 1 || value.is_some_and(|value| value == 0.0 || value == 1.0);
        if let Some(value) = next.filter(|_| starts) {
            (self.numbered, self.last_number) = (self.rows, value);
        }
    }
}

/// 付款 answered with ×.
fn is_crossed(cell: &RawCell) -> bool {
    matches!(cell, RawCell::Text(text) if matches!(text.trim(), "×" | "✗" | "✘" | "✕" | "☒"))
}

/// A share other than nothing and the whole: 0.6, 60%, 60 %, 1/2, 一半. A bare 1 may be a hundredth.
fn share(cell: &RawCell) -> bool {
    let text = cell.display();
    let plain = text.trim().trim_end_matches(['%', '％']).trim_end();
    let hundred = plain.len() < text.trim().len() && plain.parse() == Ok(100.0);
    let value = number(cell).or_else(|| plain.parse().ok());
    let digits = |text: &str| text.trim().parse::<u32>().is_ok();
    let fraction = plain.split_once('/').is_some_and(|(a, b)| digits(a) && digits(b));
    let part = fraction || plain.contains('半') || plain.contains("分之");
    value.is_some_and(|value| value != 0.0 && value != 100.0) && !hundred || part
}

/// A number below nothing. A telephone number with a dash and a minus alone are none.
fn is_negative(cell: &RawCell) -> bool {
    match cell {
        RawCell::Text(text) => {
            text.trim().starts_with('-') && number(cell).is_some_and(|value| value != 0.0)
        }
        other => number(other).is_some_and(|value| value < 0.0),
    }
}

/// The answer no to whether a row is valid.
fn denied(cell: &RawCell, headers: &Headers) -> bool {
    match cell {
        RawCell::Bool(is_valid) => !is_valid,
        RawCell::Text(text) => headers.is_no(text) || number(cell) == Some(0.0),
        other => number(other) == Some(0.0),
    }
}

/// No refund, nothing excluded, the currency of the country.
fn nothing_cut(cell: &RawCell, headers: &Headers) -> bool {
    match cell {
        RawCell::Bool(false) => true,
        RawCell::Text(text) => {
            headers.is_no(text)
                || number(cell) == Some(0.0)
                || crate::domain::Currency::parse(text) == Some(crate::domain::Currency::Cny)
        }
        other => number(other) == Some(0.0),
    }
}

/// The size of a number, only to know whether there is one.
fn number(cell: &RawCell) -> Option<f64> {
    match cell {
        RawCell::Int(value) => Some(*value as f64),
        RawCell::Float(value) => Some(*value),
        RawCell::Shown { value, .. } => Some(*value),
        RawCell::Decimal { value, .. } => Some(*value as f64),
        RawCell::Text(text) => {
            let text = crate::domain::text::half_width(text);
            let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
            let plain = plain.trim_start_matches(['¥', '$', '€', '£', '-', '(']);
            let digits = plain.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
            let unit = plain[digits..].trim_end_matches(')');
            let money =
                unit.is_empty() || super::statement::statement(unit).is_some() || unit == "万";
            plain[..digits].parse().ok().filter(|_| money)
        }
        _ => None,
    }
}

/// `H列`: a column without a heading, as spreadsheets letter it.
fn letters(at: usize) -> String {
    let mut out = String::new();
    let mut left = at + 1;
    while left > 0 {
        let letter = b'A' + ((left - 1) % 26) as u8;
        out.insert(0, char::from(letter));
        left = (left - 1) / 26;
    }
    format!("{out}列")
}
