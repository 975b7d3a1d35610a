//! Accepted tables as an engine reads them: whole numbers, days and words that rules compare. Enterprises, items,
//! filings and papers are numbers; texts that nobody compares stay at home.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::award::standing::Answer;
use crate::award::values::{is_dated, last_day, line_days, net_amounts};
use crate::award::{Context, EngineError, Inputs, reviewed};
use crate::budget::bearing::{Bearing, bearings};
use crate::budget::history::Earlier;
use crate::budget::{Awards, Gathered};
use crate::domain::date::{from_epoch_days, to_epoch_days};
use crate::domain::paper::canonical;
use crate::frame::access::{bools, days, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Award, GateOf, Measure};
use crate::sql::{FORMS, Known, Sums, keyed_columns, plain_columns};

/// Tables by name, and what is known of each measure.
#[derive(Debug, Default)]
pub struct Typed {
    pub tables: Vec<(String, DataFrame)>,
    pub known: Vec<Known>,
}

/// What reviews decided, by the names that an engine reads.
const REVIEWED: [(&str, &str); 4] = [
    (c::REVIEW_CUT, c::REVIEW_CUT),
    (c::REVIEW_REASON, "review_why"),
    (c::REVIEW_MOST, c::REVIEW_MOST),
    (c::REVIEW_MOST_REASON, "review_most_why"),
];

/// The tables of a run.
///
/// # Errors
/// A missing rate, or a fault of the engine.
pub fn typed(
    inputs: &Inputs,
    gathered: &Gathered,
    context: &Context,
) -> Result<Typed, EngineError> {
    let measures = &context.scheme.measures;
    let mut typed = Typed { known: vec![Known::default(); measures.len()], ..Typed::default() };
    let mut rates = Rates::new(context);
    let mut items = Vec::new();
    typed.push("in_firms", firms(inputs, measures)?);
    for (number, measure) in measures.iter().enumerate() {
        let own = Items::new(&gathered.tables[number].1)?;
        let lines = &gathered.tables[number].1;
        typed.known[number] = known(measure, (&gathered.tables[number].0, lines), context)?;
        if lines.height() > 0 {
            let table = lines_of(measure, lines, &own, &mut rates, context)?;
            typed.push(&format!("in_lines_{}", measure.id), table);
        }
        items.push(own);
    }
    let history = history(gathered, measures, &mut items, &mut typed.known)?;
    typed.push("in_history", history);
    let platform = platform(inputs, &mut rates, context, &mut typed.known)?;
    typed.push("in_platform", platform);
    typed.push("in_standing", standing(gathered, measures)?);
    let awards = gathered.unvalued(inputs.firms.height())?;
    elsewhere(&awards, inputs, &items, context, &mut typed)?;
    for known in &mut typed.known {
        (known.parity, known.abroad) = rates.bounds();
    }
    typed.push("in_rates", rates.table()?);
    Ok(typed)
}

impl Typed {
    fn push(&mut self, name: &str, table: DataFrame) {
        self.tables.push((name.to_string(), table));
    }
}

fn column(name: &str, values: Vec<i64>) -> Column {
    Column::new(name.into(), values)
}

fn optional(name: &str, values: Vec<Option<i64>>) -> Column {
    Column::new(name.into(), values)
}

fn wide_index(row: u32) -> i64 {
    row.into()
}

/// Enterprises with what gates ask of them.
fn firms(inputs: &Inputs, measures: &[Measure]) -> Result<DataFrame, EngineError> {
    let gates = measures.iter().flat_map(Measure::excluding);
    let rules = gates.filter_map(|(_, gate)| match &gate.of {
        GateOf::Firm(rule) => Some(rule),
        _ => None,
    });
    let raising = measures.iter().flat_map(|measure| &measure.factors);
    let rules = rules.chain(raising.map(|factor| &factor.rule));
    let asked: BTreeSet<&str> =
        rules.flat_map(|rule| &rule.columns).map(|field| field.name).collect();
    let mut columns = vec![column("firm", (0..inputs.firms.height() as i64).collect())];
    for name in asked {
        columns.push(inputs.firms.column(name)?.clone());
    }
    Ok(DataFrame::new(inputs.firms.height(), columns)?)
}

/// Items of a measure as numbers in the order of their spelling; 0 where none is named.
struct Items {
    by_spelling: BTreeMap<String, i64>,
    by_form: BTreeMap<String, i64>,
}

impl Items {
    fn new(lines: &DataFrame) -> PolarsResult<Self> {
        let known: BTreeSet<&str> =
            texts(lines, c::ITEM)?.into_iter().filter(|item| !item.is_empty()).collect();
        let numbered = known.iter().zip(1i64..);
        let by_spelling =
            numbered.clone().map(|(item, number)| (item.to_string(), number)).collect();
        let by_form =
            numbered.map(|(item, number)| (canonical(item).into_owned(), number)).collect();
        Ok(Self { by_spelling, by_form })
    }

    fn number(&self, spelled: &str) -> i64 {
        self.by_spelling.get(spelled).copied().unwrap_or(0)
    }

    /// The number of an item in the form in which it is compared; a new one where no claim is about it.
    fn of_form(&mut self, form: &str) -> i64 {
        if form.is_empty() {
            return 0;
        }
        let next = self.by_form.len() as i64 + 1;
        *self.by_form.entry(form.to_string()).or_insert(next)
    }
}

/// Parities by currency and day, numbered as they are asked for.
struct Rates<'a> {
    context: &'a Context<'a>,
    numbers: BTreeMap<(String, Option<i32>, Option<&'static str>), i64>,
    rows: Vec<(String, Option<i32>, i64, Option<i64>)>,
}

impl<'a> Rates<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self { context, numbers: BTreeMap::new(), rows: Vec::new() }
    }

    fn number(
        &mut self,
        currency: &str,
        day: Option<i32>,
        abroad: Option<&'static str>,
    ) -> Result<i64, EngineError> {
        let currency = if currency.is_empty() { "CNY" } else { currency };
        let key = (currency.to_string(), day, abroad);
        if let Some(number) = self.numbers.get(&key) {
            return Ok(*number);
        }
        let date = self.context.parity_day(day.and_then(from_epoch_days));
        let parity = self.context.parity(currency, date)?;
        let into = abroad.map(|currency| self.context.parity(currency, date)).transpose()?;
        let number = self.rows.len() as i64;
        self.rows.push((currency.to_string(), day, parity, into));
        self.numbers.insert(key, number);
        Ok(number)
    }

    /// The largest parity, at least that of the yuan, and the smallest of a foreign limit.
    fn bounds(&self) -> (u128, u128) {
        let all = self.rows.iter().map(|(_, _, parity, _)| *parity);
        let most = all.chain([Context::MICRO]).max().unwrap_or(0);
        let least = self.rows.iter().filter_map(|row| row.3).min().unwrap_or(1);
        (most.unsigned_abs().into(), least.unsigned_abs().into())
    }

    fn table(&self) -> Result<DataFrame, EngineError> {
        let currencies: Vec<&str> = self.rows.iter().map(|row| row.0.as_str()).collect();
        let days: Vec<Option<i32>> = self.rows.iter().map(|row| row.1).collect();
        let columns = vec![
            column("rate", (0..self.rows.len() as i64).collect()),
            Column::new(c::CURRENCY.into(), currencies),
            Column::new("day".into(), days).cast(&DataType::Date)?,
            column("parity", self.rows.iter().map(|row| row.2).collect()),
            optional("abroad", self.rows.iter().map(|row| row.3).collect()),
        ];
        Ok(DataFrame::new(self.rows.len(), columns)?)
    }
}

fn known(
    measure: &Measure,
    (claims, lines): (&DataFrame, &DataFrame),
    context: &Context,
) -> Result<Known, EngineError> {
    let several = bools(claims, c::FILINGS)?;
    let stated = optional_ints(claims, c::REQUESTED)?;
    let several = several.iter().zip(&stated).any(|(several, stated)| *several && stated.is_some());
    let net = net_amounts(&measure.base, &reviewed::as_filed(lines))?;
    let asked = optional_ints(lines, c::REQUESTED)?;
    let units = match &measure.award {
        Award::Each { of, .. } if of.kind == FieldKind::Int => optional_ints(lines, of.name)?,
        _ => vec![None; lines.height()],
    };
    let (mut all, mut firm, mut own, mut before) =
        (Sums::default(), Sums::default(), Sums::default(), None);
    let size = |value: Option<i64>| u128::from(value.unwrap_or(0).unsigned_abs());
    for (row, number) in indices(lines, c::FIRM)?.into_iter().enumerate() {
        if before.replace(number) != Some(number) {
            own = Sums::default();
        }
        for sums in [&mut all, &mut own] {
            sums.lines += 1;
            sums.net = sums.net.saturating_add(net[row].unsigned_abs());
            sums.stated = sums.stated.saturating_add(size(asked[row]));
            sums.units = sums.units.saturating_add(size(units[row]));
        }
        firm.lines = firm.lines.max(own.lines);
        firm.net = firm.net.max(own.net);
        firm.stated = firm.stated.max(own.stated);
        firm.units = firm.units.max(own.units);
    }
    let mut longest = 0;
    if let (Some((field, _)), Some(end)) = (measure.base.days, last_day(measure, context)) {
        let on = days(lines, field.name)?.into_iter().flatten();
        longest = on.map(|day| to_epoch_days(end) - day).max().unwrap_or(0).max(0).unsigned_abs();
    }
    let figure = match measure.cap.as_ref().and_then(|cap| cap.of) {
        Some((field, _)) => optional_ints(lines, field.name)?.into_iter().map(size).max(),
        None => None,
    };
    let figure = figure.unwrap_or(0);
    let closed = lines.column(c::CLOSED).is_ok();
    let reviewed = reviewed::any(lines);
    let days = longest.into();
    Ok(Known { all, firm, closed, several, reviewed, days, figure, ..Known::default() })
}

/// The lines of a measure: keys, what rules read, and the rate of each.
fn lines_of(
    measure: &Measure,
    lines: &DataFrame,
    items: &Items,
    rates: &mut Rates,
    context: &Context,
) -> Result<DataFrame, EngineError> {
    let height = lines.height();
    let (sources, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
    let place =
        sources.iter().zip(&rows).map(|(source, row)| (i64::from(*source) << 32) + i64::from(*row));
    let mut columns = vec![
        column("line", (0..height as i64).collect()),
        column("firm", indices(lines, c::FIRM)?.into_iter().map(wide_index).collect()),
        column("item", texts(lines, c::ITEM)?.into_iter().map(|item| items.number(item)).collect()),
        column("filing", ranks(&texts(lines, c::FILING_NO)?)),
        column("place", place.collect()),
        lines.column(c::ACCEPTED_ON)?.clone(),
        lines.column(c::REQUESTED)?.clone(),
    ];
    if lines.column(c::CLOSED).is_ok() {
        columns.push(column(
            "closed",
            indices(lines, c::CLOSED)?.into_iter().map(wide_index).collect(),
        ));
    }
    if reviewed::any(lines) {
        for (from, to) in REVIEWED {
            columns.push(lines.column(from)?.cast(&DataType::Int64)?.with_name(to.into()));
        }
    }
    if measure.base.converts {
        let foreign = measure.foreign_threshold().filter(|_| is_dated(context));
        let abroad = foreign.map(|currency| currency.code());
        let on = line_days(&measure.base, lines, context)?;
        let currencies = texts(lines, c::CURRENCY)?;
        let numbers = currencies
            .into_iter()
            .zip(on)
            .map(|(currency, day)| rates.number(currency, day, abroad));
        columns.push(column("rate", numbers.collect::<Result<_, _>>()?));
    }
    if let Some((field, _)) = measure.base.days {
        let on = days(lines, field.name)?.into_iter().map(|day| day.map(i64::from));
        columns.push(optional(&format!("{}_day", field.name), on.collect()));
    }
    let taken: BTreeSet<String> = columns.iter().map(|column| column.name().to_string()).collect();
    for field in plain_columns(measure).into_iter().filter(|field| !taken.contains(field.name)) {
        columns.push(lines.column(field.name)?.clone());
    }
    for field in keyed_columns(measure) {
        columns.push(keys(lines, field)?);
    }
    Ok(DataFrame::new(height, columns)?)
}

/// Texts as numbers in their order.
fn ranks(texts: &[&str]) -> Vec<i64> {
    let known: BTreeSet<&str> = texts.iter().copied().collect();
    let numbers: BTreeMap<&str, i64> = known.into_iter().zip(1..).collect();
    texts.iter().map(|text| numbers.get(text).copied().unwrap_or(0)).collect()
}

/// Texts as numbers in their order, each with the number of its form below it: the smallest text of several has
/// the form that counts.
fn keys(lines: &DataFrame, field: &Field) -> Result<Column, EngineError> {
    let read = lines.column(field.name)?.str()?;
    let known: BTreeSet<&str> = read.iter().flatten().collect();
    let mut forms: BTreeMap<String, i64> = BTreeMap::new();
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    for (text, number) in known.into_iter().zip(1i64..) {
        let form = canonical(text);
        let next = forms.len() as i64 + 1;
        let form =
            if form.is_empty() { 0 } else { *forms.entry(form.into_owned()).or_insert(next) };
        numbers.insert(text, number * FORMS + form);
    }
    let keys = read.iter().map(|text| numbers.get(text?).copied());
    Ok(optional(&format!("{}_key", field.name), keys.collect()))
}

/// Earlier awards of the scheme's measures, and what other schemes granted where the annual cap counts it.
fn history(
    gathered: &Gathered,
    measures: &[Measure],
    items: &mut [Items],
    known: &mut [Known],
) -> Result<DataFrame, EngineError> {
    let rows = gathered.history.rows();
    let elsewhere = gathered.history.elsewhere();
    let mut item = Vec::with_capacity(rows.len());
    for earlier in rows {
        item.push(items[earlier.measure].of_form(&earlier.item));
        let known = &mut known[earlier.measure];
        known.earlier = true;
        if measures[earlier.measure].base.include_history {
            let base = earlier.base.unwrap_or(0).unsigned_abs();
            known.beside = known.beside.saturating_add(base.into());
        }
    }
    // Rows of other schemes bear on no measure: only the cap counts them.
    let height = rows.len() + elsewhere.len();
    let flag = |name: &str, other: bool, of: fn(&Earlier) -> bool| {
        let all = rows.iter().map(of).chain(elsewhere.iter().map(|_| other));
        Column::new(name.into(), all.collect::<Vec<bool>>())
    };
    let number = |name: &str,
                  of: &dyn Fn(&Earlier) -> Option<i64>,
                  other: fn(&(u32, i64)) -> Option<i64>| {
        optional(name, rows.iter().map(of).chain(elsewhere.iter().map(other)).collect())
    };
    item.resize(height, 0);
    let columns = vec![
        number("award", &|earlier| Some(earlier.row as i64), |_| None),
        number("firm", &|earlier| earlier.firm.map(wide_index), |other| Some(other.0.into())),
        number("measure", &|earlier| Some(earlier.measure as i64), |_| None),
        column("item", item),
        number("year", &|earlier| Some(earlier.year.into()), |_| None),
        number("base", &|earlier| earlier.base, |_| None),
        number("amount", &|earlier| Some(earlier.amount), |other| Some(other.1)),
        flag("returned", false, |earlier| earlier.returned),
        flag("apart", false, |earlier| earlier.apart),
        flag("pending", false, |earlier| earlier.pending),
        flag("confirmed", false, |earlier| earlier.confirmed),
        flag("of_cap", true, |earlier| earlier.same_cap_year),
    ];
    Ok(DataFrame::new(height, columns)?)
}

/// Records of the ministry's platform that count for a measure.
fn platform(
    inputs: &Inputs,
    rates: &mut Rates,
    context: &Context,
    known: &mut [Known],
) -> Result<DataFrame, EngineError> {
    let (mut measure, mut firm, mut amounts, mut rate) = (vec![], vec![], vec![], vec![]);
    for (number, own) in context.scheme.measures.iter().enumerate() {
        if !own.asks_platform() {
            continue;
        }
        let mut sums: BTreeMap<u32, u128> = BTreeMap::new();
        for (row, currency, amount) in crate::award::platform::rows(own, inputs, context)? {
            measure.push(number as i64);
            firm.push(i64::from(row));
            amounts.push(amount);
            // The rate of a record without an amount is asked for by nobody.
            rate.push(match amount {
                Some(_) => Some(rates.number(currency, None, None)?),
                None => None,
            });
            *sums.entry(row).or_default() += u128::from(amount.unwrap_or(0).unsigned_abs());
        }
        let most = sums.into_values().max().unwrap_or(0);
        known[number].beside = known[number].beside.saturating_add(most);
    }
    let height = measure.len();
    let columns = vec![
        column("measure", measure),
        column("firm", firm),
        optional("amount", amounts),
        optional("rate", rate),
    ];
    Ok(DataFrame::new(height, columns)?)
}

/// Whom lists or departments refuse, by measure and gate.
fn standing(gathered: &Gathered, measures: &[Measure]) -> Result<DataFrame, EngineError> {
    let (mut measure, mut gates, mut firm) = (vec![], vec![], vec![]);
    for (number, own) in measures.iter().enumerate() {
        let claiming: BTreeSet<u32> =
            indices(&gathered.tables[number].0, c::FIRM)?.into_iter().collect();
        for (at, gate) in own.excluding().filter(|(_, gate)| gate.of.standing().is_some()) {
            let refused =
                |row: &&u32| gathered.facts.standing.answer(&gate.of, **row) == Answer::Refused;
            for row in claiming.iter().filter(refused) {
                measure.push(number as i64);
                gates.push(at as i64);
                firm.push(i64::from(*row));
            }
        }
    }
    let height = measure.len();
    let columns = vec![column("measure", measure), column("gate", gates), column("firm", firm)];
    Ok(DataFrame::new(height, columns)?)
}

/// What was received elsewhere for claims and for lines: verdicts, found as a run finds them.
fn elsewhere(
    awards: &Awards,
    inputs: &Inputs,
    items: &[Items],
    context: &Context,
    typed: &mut Typed,
) -> Result<(), EngineError> {
    let amounts = optional_ints(&inputs.duplicates, c::AMOUNT)?;
    let mut whole: BTreeMap<usize, i64> = BTreeMap::new();
    let mut parts: BTreeMap<usize, i64> = BTreeMap::new();
    let mut lines: BTreeSet<(usize, usize)> = BTreeSet::new();
    let found = bearings(awards, inputs, context.scheme, context.calendar)?;
    for (other, bearing) in amounts.into_iter().zip(found) {
        let other = other.unwrap_or(0);
        let add = |sums: &mut BTreeMap<usize, i64>, claim: usize| {
            let sum = sums.entry(claim).or_default();
            *sum = sum.saturating_add(other);
        };
        match bearing {
            Bearing::Claims(claims) => claims.into_iter().for_each(|claim| add(&mut whole, claim)),
            Bearing::Lines(claim, own) => {
                add(&mut parts, claim);
                let measure = usize::from(awards.measure[claim]);
                typed.known[measure].parts = true;
                lines.extend(own.into_iter().map(|line| (measure, line)));
            }
            _ => {}
        }
    }
    let of_claims = |sums: BTreeMap<usize, i64>| -> Result<DataFrame, EngineError> {
        let (mut measure, mut firm, mut item, mut other) = (vec![], vec![], vec![], vec![]);
        for (claim, sum) in sums {
            let number = usize::from(awards.measure[claim]);
            let spelled = awards.tables[number].column(c::ITEM)?.str()?;
            let spelled = spelled.get(claim - awards.blocks[number].start).unwrap_or("");
            measure.push(number as i64);
            firm.push(i64::from(awards.firm[claim]));
            item.push(items[number].number(spelled));
            other.push(sum);
        }
        let height = measure.len();
        let columns = vec![
            column("measure", measure),
            column("firm", firm),
            column("item", item),
            column("other", other),
        ];
        Ok(DataFrame::new(height, columns)?)
    };
    typed.push("in_other_claims", of_claims(whole)?);
    typed.push("in_other_parts", of_claims(parts)?);
    let height = lines.len();
    let columns = vec![
        column("measure", lines.iter().map(|(measure, _)| *measure as i64).collect()),
        column("line", lines.iter().map(|(_, line)| *line as i64).collect()),
    ];
    typed.push("in_other_lines", DataFrame::new(height, columns)?);
    Ok(())
}
