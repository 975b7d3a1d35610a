//! Lines gathered into claims: one row per enterprise, measure and item.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

use super::values::{scale, valued};
use super::{Context, EngineError, StageColumn};
use crate::domain::Ratio;
use crate::domain::paper::canonical;
use crate::frame::access::{indices, ints, texts, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::Values;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Award, Choose, CountPer, GateOf, Item, Measure, Test};

/// The claims of one measure, sorted by enterprise and item, and the stages they have passed.
#[derive(Clone, Debug)]
pub struct MeasureClaims {
    /// Number of the measure in the scheme.
    pub measure: usize,
    /// Facts of the claims; see [`gather`].
    pub table: DataFrame,
    /// The lines with their values and reasons.
    pub lines: DataFrame,
    /// Row of the enterprise.
    pub firm: Vec<u32>,
    /// What was asked for.
    pub requested: Vec<i64>,
    /// The eligible base, cut to fen for showing.
    pub base: Vec<i64>,
    /// What the amount came from, for showing it before its rounding.
    pub working: Option<Arc<Working>>,
    /// What the rule gives for the evidence that counts, whatever was asked for: threshold, rate and
    /// cap of the item.
    pub entitled: Vec<i64>,
    /// The rate on the costs of the award year alone; empty where earlier cuts are made good.
    pub of_year: Vec<i64>,
    pub stages: Vec<StageColumn>,
}

/// `(base − less) × rate` as it was, unrounded.
#[derive(Clone, Debug)]
pub struct Working {
    pub base: Values,
    /// In the scale of the base.
    pub less: i128,
    pub rate: Ratio,
    /// What the rate of each claim is raised by; empty where the measure raises none.
    pub factors: Vec<Ratio>,
}

impl Working {
    /// The rate of a claim, raised where its enterprise passes the condition; a product that fits, as the claim's amount
    /// was made with it.
    pub fn rate_of(&self, row: usize) -> Ratio {
        let factor = self.factors.get(row).copied().unwrap_or(Ratio::ONE);
        self.rate.times(factor).unwrap_or(self.rate)
    }

    /// Of some claims, in millionths of a fen, cut; saturating, since it is shown and never reckoned with.
    pub fn unrounded(&self, rows: Range<usize>) -> impl Iterator<Item = i128> {
        const MICRO: i128 = Context::MICRO as i128;
        rows.map(move |row| {
            let rate = self.rate_of(row);
            let den = i128::from(rate.den) * i128::from(self.base.scale());
            let num = i128::from(rate.num) * MICRO;
            (self.base.get(row) - self.less).max(0).saturating_mul(num) / den
        })
    }
}

/// The column that a gate on lines leaves in the table of claims.
pub fn gate_column(number: usize) -> String {
    format!("{}_{number}", c::GATE)
}

/// The item of each line; empty where the measure has one claim per enterprise.
///
/// # Errors
/// A fault of the engine.
pub fn items(measure: &Measure, lines: &DataFrame) -> PolarsResult<Column> {
    let items = match measure.item {
        Item::Firm => StringChunked::full(PlSmallStr::EMPTY, "", lines.height()),
        Item::Column(field) => {
            let spelled = one_spelling(lines, field)?;
            spelled.iter().map(|item| Some(item.unwrap_or(""))).collect()
        }
    };
    Ok(items.with_name(c::ITEM.into()).into_column())
}

/// A column of numbers in one spelling each: of several the first in the order of files and rows. Null where
/// there is none.
fn one_spelling(lines: &DataFrame, field: &Field) -> PolarsResult<StringChunked> {
    let read = texts(lines, field.name)?;
    let forms: Vec<_> = read.par_iter().map(|text| canonical(text)).collect();
    let (sources, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
    let mut first: PlHashMap<&str, usize> = PlHashMap::with_capacity(read.len());
    for (line, form) in forms.iter().enumerate() {
        let known = first.entry(form).or_insert(line);
        if (sources[line], rows[line]) < (sources[*known], rows[*known]) {
            *known = line;
        }
    }
    let spelled = |form: &Cow<str>| Some(read[*first.get(&**form)?]).filter(|_| !form.is_empty());
    let items: StringChunked = forms.iter().map(spelled).collect();
    Ok(items.with_name(field.name.into()))
}

/// Gathers a measure's lines into claims; the lines are returned with their values and their `ITEM`.
/// Columns: `FIRM`, `ITEM`, `FILING_NO` (the first), `FILINGS` (whether several), `ACCEPTED_ON` (the
/// first), `LINES`, `LINES_ELIGIBLE`, `LINE_REASON`, values, `REQUESTED` (the smallest stated), gates on
/// lines, and what the limits on numbers ask for.
pub fn gather(
    measure: &Measure,
    lines: &DataFrame,
    context: &Context,
) -> Result<(DataFrame, DataFrame), EngineError> {
    let mut lines = super::score::scored(measure, valued(measure, lines, context)?)?;
    lines.with_column(items(measure, &lines)?)?;
    let counts = col(c::LINE_REASON).eq(lit(0u16));
    let mut columns = vec![counts.clone().alias(c::LINES_ELIGIBLE)];
    for (all, eligible) in value_columns(measure) {
        let zero = lit(0i64).cast(DataType::Int64);
        let kept = when(counts.clone()).then(col(all)).otherwise(zero);
        columns.push(kept.alias(eligible));
    }
    for (number, gate) in measure.gates.iter().enumerate() {
        if let GateOf::AnyLine(rule) | GateOf::EveryLine(rule) = &gate.of {
            columns.push(rule.passes(context.calendar).alias(gate_column(number).as_str()));
        }
    }
    let mut spelled = lines.clone();
    if let Award::Each { of, .. } = &measure.award
        && of.kind != FieldKind::Int
    {
        spelled.with_column(one_spelling(&lines, of)?.into_column())?;
    }
    spelled.with_column(claim_numbers(&lines)?)?;
    let grouped = spelled.lazy().with_columns(columns);
    let received = lines.column(c::RECEIVED_ABROAD).is_ok();
    let mut gathered = aggregates(measure, counts, received);
    gathered.extend(super::reviewed::aggregates(&lines));
    if lines.column(c::CLOSED).is_ok() {
        gathered.push(col(c::CLOSED).max());
    }
    let mut own = vec![col(c::FIRM).first(), col(c::ITEM).first()];
    own.append(&mut gathered);
    let grouped = grouped.group_by([col(c::CLAIM_ID)]).agg(own);
    let grouped = grouped.sort([c::CLAIM_ID], SortMultipleOptions::default());
    let table = grouped.with_columns(smallest_gates(measure, context)).collect()?;
    let mut table = table.drop(c::CLAIM_ID)?;
    super::filings::tell_apart(&mut table, &lines)?;
    let items = measure.counts.iter().any(|count| count.per == CountPer::Item).then_some(c::ITEM);
    let counted: BTreeSet<&str> = columns_counted(measure).chain(items).collect();
    for name in counted {
        table.with_column(numbered(&table, name)?)?;
    }
    Ok((table, lines))
}

/// The column that numbers the texts of another, by which claims are counted.
pub fn numbers_column(name: &str) -> String {
    format!("{}_{name}", c::COUNTED)
}

/// A number for each text in the form in which it is compared, and 0 for none: numbers are counted again and again by
/// scenarios in a fraction of the time that texts take.
fn numbered(table: &DataFrame, name: &str) -> PolarsResult<Column> {
    let mut known: PlHashMap<Cow<str>, u32> = PlHashMap::default();
    known.insert("".into(), 0);
    let texts = texts(table, name)?.into_iter();
    let numbers = texts.map(|text| {
        let next = known.len() as u32;
        *known.entry(canonical(text)).or_insert(next)
    });
    let numbers: Vec<u32> = numbers.collect();
    Ok(Column::new(numbers_column(name).into(), numbers))
}

/// The number of each line's claim, in the order of enterprises and items. One number is grouped by in a fraction of
/// the time that an enterprise and a text take.
fn claim_numbers(lines: &DataFrame) -> PolarsResult<Column> {
    let (firms, items) = (indices(lines, c::FIRM)?, texts(lines, c::ITEM)?);
    let claim = |line: &u32| (firms[*line as usize], items[*line as usize]);
    let mut order: Vec<u32> = (0..lines.height() as u32).collect();
    order.par_sort_by_key(claim);
    let mut numbers = vec![0u32; order.len()];
    let groups = order.chunk_by(|a, b| claim(a) == claim(b));
    for (number, group) in (0u32..).zip(groups) {
        group.iter().for_each(|line| numbers[*line as usize] = number);
    }
    let is_sorted = numbers.is_sorted();
    let mut numbers = UInt32Chunked::from_vec(c::CLAIM_ID.into(), numbers);
    if is_sorted {
        numbers.set_sorted_flag(polars::series::IsSorted::Ascending);
    }
    Ok(numbers.into_column())
}

/// Gates on the smallest number of a claim, from what its lines were gathered into.
fn smallest_gates(measure: &Measure, context: &Context) -> Vec<Expr> {
    let gates = measure.gates.iter().enumerate();
    let smallest = gates.filter_map(|(number, gate)| match &gate.of {
        GateOf::SmallestLine(rule) => {
            Some(rule.passes(context.calendar).alias(gate_column(number).as_str()))
        }
        _ => None,
    });
    smallest.collect()
}

/// The smallest number that counting lines state; of a claim without any, that of all lines.
fn smallest(field: &Field, counts: &Expr) -> Expr {
    let counting = col(field.name).filter(counts.clone()).min();
    when(counts.clone().any(true)).then(counting).otherwise(col(field.name).min())
}

/// Pairs of a line's value and the same where the line counts.
fn value_columns(measure: &Measure) -> Vec<(&'static str, &'static str)> {
    let mut pairs = vec![(c::VALUE, c::VALUE_ELIGIBLE)];
    if measure.base.days.is_some() {
        pairs.push((c::WEIGHTED, c::WEIGHTED_ELIGIBLE));
    }
    pairs
}

/// The column that says whether a claim states nothing in a column that is asked about.
pub fn unstated_column(field: &Field) -> String {
    format!("{}_{}", c::UNSTATED, field.name)
}

/// What limits on numbers and people ask of a claim beside its amounts.
fn questions(measure: &Measure, counts: &Expr) -> Vec<Expr> {
    let mut out = Vec::new();
    for field in &measure.asks {
        out.push(col(field.name).is_null().all(true).alias(unstated_column(field).as_str()));
    }
    if let Some(field) = measure.counts.iter().find_map(|count| count.ties) {
        out.push(col(field.name).filter(counts.clone()).min().alias(c::TIES));
    }
    if let Award::Grades { by, review: true, .. } = &measure.award {
        let words = col(by.name).filter(counts.clone()).drop_nulls().n_unique();
        out.push(words.gt(lit(1u32)).alias(c::GRADES_DIFFER));
    }
    if let Some((field, _)) = measure.smallest_of_lines() {
        let stated = col(field.name).filter(counts.clone());
        out.push(stated.clone().max().neq(stated.min()).alias(c::LINES_DIFFER));
    }
    out
}

fn aggregates(measure: &Measure, counts: Expr, received: bool) -> Vec<Expr> {
    let mut out = vec![
        col(c::FILING_NO).min(),
        col(c::FILING_NO).min().neq(col(c::FILING_NO).max()).alias(c::FILINGS),
        col(c::ACCEPTED_ON).min(),
        len().cast(DataType::UInt32).alias(c::LINES),
        col(c::LINES_ELIGIBLE).sum().cast(DataType::UInt32),
        col(c::LINE_REASON).max(),
        col(c::VALUE).sum().alias(c::VALUE_ALL),
        col(c::VALUE_ELIGIBLE).sum(),
        col(c::REQUESTED).min(),
        col(c::REQUESTED).max().neq(col(c::REQUESTED).min()).alias(c::REQUESTS_DIFFER),
        // Sheet and row of the first line: the order of filing.
        (col(c::SOURCE).cast(DataType::Int64) * lit(1i64 << 32)
            + col(c::ROW).cast(DataType::Int64))
        .min()
        .alias(c::POSITION),
    ];
    if measure.base.days.is_some() {
        out.push(col(c::WEIGHTED).sum().alias(c::WEIGHTED_ALL));
        out.push(col(c::WEIGHTED_ELIGIBLE).sum());
    }
    out.extend(questions(measure, &counts));
    if received {
        let kept = when(counts.clone()).then(col(c::RECEIVED_ABROAD)).otherwise(lit(NULL));
        out.push(kept.sum().alias(c::RECEIVED_ABROAD));
    }
    if let Some(field) = measure.base.times {
        out.push(col(field.name).is_null().sum().cast(DataType::UInt32).alias(c::LINES_UNSHARED));
    }
    out.extend(of_award(&measure.award, &counts));
    out.extend(of_gates(measure, &counts));
    let chosen_by: BTreeSet<&str> = columns_counted(measure).collect();
    out.extend(chosen_by.into_iter().map(|name| col(name).min()));
    if let Some((field, _)) = measure.cap.as_ref().and_then(|cap| cap.of) {
        out.push(smallest(field, &counts).alias(c::OWN_FIGURE));
    }
    if measure.counts.iter().any(|count| count.choose == Choose::Lead) {
        out.push(col(c::IS_LEAD).any(true));
    }
    out
}

/// What an award that is no rate is made from, of all lines and of those that count.
fn of_award(award: &Award, counts: &Expr) -> Vec<Expr> {
    match award {
        Award::Grades { by, amounts, .. } => {
            let grade = amounts.iter().fold(lit(0i64), |rest, (word, amount)| {
                when(col(by.name).eq(lit(word.as_str()))).then(lit(*amount)).otherwise(rest)
            });
            let grade = grade.cast(DataType::Int64);
            let nothing = lit(0i64).cast(DataType::Int64);
            let kept = when(counts.clone()).then(grade.clone()).otherwise(nothing);
            vec![grade.max().alias(c::GRADE_AMOUNT_ALL), kept.max().alias(c::GRADE_AMOUNT)]
        }
        Award::Tiers(_) => {
            let kept = when(counts.clone()).then(col(c::POINTS)).otherwise(lit(NULL));
            vec![col(c::POINTS).max().alias(c::POINTS_ALL), kept.max().alias(c::POINTS)]
        }
        Award::Each { of, .. } => {
            let (all, kept) = (units(of, lit(true)), units(of, counts.clone()));
            vec![all.alias(c::UNITS_ALL), kept.alias(c::UNITS)]
        }
        Award::Rate { .. } | Award::Fixed(_) => Vec::new(),
    }
}

/// What gates on lines ask for.
fn of_gates(measure: &Measure, counts: &Expr) -> Vec<Expr> {
    let mut out = Vec::new();
    for (number, gate) in measure.gates.iter().enumerate() {
        let name = gate_column(number);
        match &gate.of {
            GateOf::AnyLine(_) => out.push(col(name.as_str()).any(true)),
            GateOf::EveryLine(_) => out.push(col(name.as_str()).all(true)),
            _ => {}
        }
    }
    for gate in &measure.gates {
        match &gate.of {
            GateOf::SmallestLine(rule) => {
                let fields = rule.columns.iter();
                out.extend(fields.map(|field| smallest(field, counts).alias(field.name)));
            }
            of => out.extend(least_number(of).map(|(field, _)| col(field.name).max())),
        }
    }
    out
}

/// The columns, beside items, by whose texts claims are counted.
fn columns_counted(measure: &Measure) -> impl Iterator<Item = &'static str> {
    measure.counts.iter().filter_map(|count| match count.per {
        CountPer::Column(field) => Some(field.name),
        CountPer::Firm | CountPer::Item => None,
    })
}

/// How many there are in a column: its sum, or its different texts. 128 bits hold any such sum.
fn units(of: &Field, kept: Expr) -> Expr {
    let column = when(kept).then(col(of.name)).otherwise(lit(NULL));
    if of.kind == FieldKind::Int {
        column.cast(DataType::Int128).sum()
    } else {
        column.drop_nulls().n_unique().cast(DataType::Int128)
    }
}

/// Columns of whole numbers that a gate on lines holds against a least number: the number at which
/// a claim passes is a cliff.
pub fn counted(measure: &Measure) -> impl Iterator<Item = (&'static Field, i64)> {
    measure.gates.iter().filter_map(|gate| least_number(&gate.of))
}

/// The column and least number of one gate.
fn least_number(of: &GateOf) -> Option<(&'static Field, i64)> {
    match of {
        GateOf::AnyLine(rule) | GateOf::SmallestLine(rule) => match (&rule.test, &rule.columns[..])
        {
            (Test::AtLeast(least), [field]) => Some((*field, *least)),
            (Test::Above(bound), [field]) => Some((*field, bound + 1)),
            _ => None,
        },
        _ => None,
    }
}

/// A value column of the claims in the scale of the measure.
pub fn values(measure: &Measure, table: &DataFrame, name: &str) -> Result<Values, EngineError> {
    let scale = scale(&measure.base);
    if table.column(name)?.dtype() == &DataType::Int64 {
        Ok(Values::Fen(ints(table, name)?))
    } else {
        Ok(Values::Scaled { values: wide_ints(table, name)?, scale })
    }
}
