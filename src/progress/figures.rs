//! Actual figures: each tied to the series of a target, in the unit of that target, with where it was read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;
use rust_decimal::Decimal;

use super::number::{of_ratio, parse, plain, round};
use super::period::Span;
use super::plan::{Course, Plan, Target, Test};
use super::units::{Counted, Unit};
use crate::diag::{Diagnostic, Lang, Place, codes, suggest};
use crate::domain::text::comparable;
use crate::domain::{Currency, RateTable, date};
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;
use crate::ingest::{Headers, Source};

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    pub plan: usize,
    pub series: String,
    pub span: Span,
    pub value: Value,
    pub certainty: Certainty,
    /// Who published it.
    pub source: String,
    pub at: Place,
    /// Value and unit as they were written.
    pub read: String,
    /// Counted from records and not filed.
    pub counted: bool,
    /// Two figures were filed: neither counts. Dropped by [`sort`].
    disputed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// In the unit of the target.
    Number(Decimal),
    /// Done on this day.
    Done(NaiveDate),
    NotDone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// 预计: shown, never judged.
    Estimate,
    Preliminary,
    Final,
}

impl Certainty {
    /// As tables hold it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Preliminary => "preliminary",
            Self::Final => "final",
        }
    }
}

impl Figure {
    /// A number that was counted from records, at the place of the last of them.
    pub fn counted(
        (plan, series): (usize, &str),
        span: Span,
        number: Decimal,
        (source, at): (String, Place),
        read: String,
    ) -> Self {
        Self {
            plan,
            series: series.to_string(),
            span,
            value: Value::Number(number),
            certainty: Certainty::Final,
            source,
            at,
            read,
            counted: true,
            disputed: false,
        }
    }

    pub fn number(&self) -> Option<Decimal> {
        match self.value {
            Value::Number(value) => Some(value),
            _ => None,
        }
    }

    /// Whether its source says that it was made up.
    pub fn synthetic(&self) -> bool {
        is_synthetic(&self.source)
    }
}

/// Whether a source says that its figures were made up.
pub fn is_synthetic(source: &str) -> bool {
    let source = comparable(source);
    ["合成", "虚构", "synthetic"].iter().any(|word| source.contains(word))
}

/// Numbers of whole years, estimates left out, by year.
pub fn yearly<'a>(figures: &'a [&Figure]) -> impl Iterator<Item = (i32, Decimal)> + 'a {
    let judged = figures.iter().filter(|figure| figure.certainty > Certainty::Estimate);
    judged.filter_map(|figure| Some((figure.span.whole_year()?, figure.number()?)))
}

/// What figures are read against.
pub struct Reading<'a> {
    pub plans: &'a [Plan],
    pub as_of: NaiveDate,
    pub rates: &'a RateTable,
    pub headers: &'a Headers,
    pub sources: &'a [Source],
}

/// Reads the table of figures. They come back by plan, series and time, one for each period; what cannot be used
/// is in `findings`.
///
/// # Errors
/// A fault of the engine.
pub fn figures(
    table: &DataFrame,
    reading: &Reading,
    findings: &mut Vec<Diagnostic>,
) -> PolarsResult<Vec<Figure>> {
    let column = |name| texts(table, name);
    let (plan, indicator, period) = (column(c::PLAN)?, column(c::INDICATOR)?, column(c::PERIOD)?);
    let (value, unit) = (column(c::FIGURE)?, column(c::UNIT)?);
    let (source, status) = (column(c::FIGURE_SOURCE)?, column(c::FIGURE_STATUS)?);
    let (of, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let mut out: Vec<Figure> = Vec::new();
    let elsewhere = not_followed(&plan, reading.plans, findings);
    for row in (0..table.height()).filter(|row| !elsewhere.contains(row)) {
        let place = |column: &str| reading.place(of[row], rows[row], column);
        let cells = Cells {
            plan: plan[row],
            indicator: indicator[row],
            period: period[row],
            value: value[row],
            unit: unit[row],
            source: source[row],
            status: status[row],
        };
        match reading.figure(&cells, &place) {
            Ok((figure, said)) => {
                findings.extend(said);
                add(&mut out, figure, reading.plans, findings);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    sort(&mut out);
    Ok(out)
}

/// By plan, series and the end of the period.
pub fn sort(figures: &mut Vec<Figure>) {
    figures.retain(|figure| !figure.disputed);
    figures.sort_by(|a, b| {
        let key = |f: &Figure| (f.plan, f.series.clone(), f.span.to, f.span.from);
        key(a).cmp(&key(b))
    });
}

struct Cells<'a> {
    plan: &'a str,
    indicator: &'a str,
    period: &'a str,
    value: &'a str,
    unit: &'a str,
    source: &'a str,
    status: &'a str,
}

/// A finding and the column that it is about.
type Unfit = Box<(Diagnostic, &'static str)>;

type Read = Result<(Figure, Vec<Diagnostic>), Box<Diagnostic>>;

impl Reading<'_> {
    /// Where a row was read.
    pub fn place(&self, source: u32, row: u32, column: &str) -> Place {
        Source::place(self.sources, source, row, column)
    }

    fn figure(&self, cells: &Cells, place: &dyn Fn(&str) -> Place) -> Read {
        let fault = |finding: Diagnostic, column: &str| Box::new(finding.at(place(column)));
        let (plan, target) =
            self.resolve(cells.plan, cells.indicator).map_err(|finding| fault(finding, "指标"))?;
        let span = Span::parse(cells.period).ok_or_else(|| {
            fault(Diagnostic::new(&codes::FIGURE_PERIOD).arg(c::READ, cells.period), "时期")
        })?;
        if span.to > self.as_of {
            let finding = Diagnostic::new(&codes::FIGURE_FUTURE).arg(c::READ, cells.period);
            return Err(fault(finding.arg("as_of", self.as_of), "时期"));
        }
        let value = match target.test {
            Test::Done => self.done(cells.value, span).ok_or_else(|| {
                fault(Diagnostic::new(&codes::FIGURE_VALUE).arg(c::READ, cells.value), "数值")
            })?,
            _ => {
                let number = self.number(cells, target, span);
                Value::Number(number.map_err(|unfit| fault(unfit.0, unfit.1))?)
            }
        };
        let mut said = Vec::new();
        if cells.source.is_empty() {
            said.push(Diagnostic::new(&codes::FIGURE_SOURCE).at(place("数据来源")));
        }
        let part = span.whole_year().is_none() && span.from != span.to;
        if part && !matches!(target.course, Course::Limit) && target.test != Test::Done {
            let warning = Diagnostic::new(&codes::FIGURE_PART)
                .arg("period", span.shown(Lang::Zh))
                .arg("period_en", span.shown(Lang::En));
            said.push(warning.at(place("时期")));
        }
        let certainty = match cells.status {
            "预计" => Certainty::Estimate,
            "初步" => Certainty::Preliminary,
            _ => Certainty::Final,
        };
        let figure = Figure {
            plan,
            series: target.series.clone(),
            span,
            value,
            certainty,
            source: cells.source.to_string(),
            at: place(""),
            read: format!("{}{}", cells.value, cells.unit),
            counted: false,
            disputed: false,
        };
        Ok((figure, said))
    }

    /// The one series that a name means, by number, series or title.
    fn resolve(&self, plan: &str, name: &str) -> Result<(usize, &Target), Diagnostic> {
        let (of, wanted) = (comparable(plan), comparable(name));
        let known = |target: &Target| {
            let names = [&target.id, &target.series, &target.title.zh, &target.title.en];
            names.iter().any(|own| comparable(own) == wanted)
        };
        let mut found: Vec<(usize, &Target)> = Vec::new();
        for (at, own) in self.plans.iter().enumerate().filter(|(_, own)| is_plan(own, &of)) {
            for target in own.targets.iter().filter(|target| known(target)) {
                if !found.iter().any(|(p, t)| *p == at && t.series == target.series) {
                    found.push((at, target));
                }
            }
        }
        match found[..] {
            [one] => Ok(one),
            _ => {
                let all = self.plans.iter().flat_map(|plan| &plan.targets);
                let names = all.flat_map(|t| [t.title.zh.as_str(), t.series.as_str()]);
                let near = if found.is_empty() { suggest(name, names) } else { None };
                let finding = Diagnostic::new(&codes::FIGURE_INDICATOR).arg(c::READ, name);
                Err(finding.arg("suggestion", near.unwrap_or_default()))
            }
        }
    }

    /// 是, 否 or the day.
    fn done(&self, text: &str, span: Span) -> Option<Value> {
        if let Some(day) = date::parse(text) {
            return (day <= self.as_of).then_some(Value::Done(day));
        }
        if self.headers.category(c::TASK_STATUS, text).is_some_and(|word| word == "已完成")
            || self.headers.is_yes(text)
        {
            return Some(Value::Done(span.to));
        }
        let under_way = self.headers.category(c::TASK_STATUS, text).is_some();
        (under_way || self.headers.is_no(text)).then_some(Value::NotDone)
    }

    fn number(&self, cells: &Cells, target: &Target, span: Span) -> Result<Decimal, Unfit> {
        const VALUE: &str = "数值";
        const UNIT: &str = "计量单位";
        let percent = |unit: &str| Unit::parse(unit).is_some_and(|u| u.counted == Counted::Percent);
        let (text, mut unit_text) = match cells.value.strip_suffix(['%', '％']) {
            Some(number) if cells.unit.is_empty() || percent(cells.unit) => (number, "%"),
            _ => (cells.value, cells.unit),
        };
        let said_percent = text.len() < cells.value.len();
        let value = parse(text).ok_or_else(|| {
            Box::new((Diagnostic::new(&codes::FIGURE_VALUE).arg(c::READ, text), VALUE))
        })?;
        if unit_text.is_empty() {
            let finding = Diagnostic::new(&codes::FIGURE_UNIT).arg("unit", &target.unit_text);
            return Err(Box::new((finding, UNIT)));
        }
        if comparable(unit_text) == comparable(&target.unit_text) {
            unit_text = &target.unit_text;
        }
        let other = || {
            let finding = Diagnostic::new(&codes::FIGURE_OTHER_UNIT).arg(c::READ, unit_text);
            Box::new((finding.arg("unit", &target.unit_text), UNIT))
        };
        let unit = Unit::parse(unit_text).ok_or_else(other)?;
        let fraction = value > Decimal::ZERO && value <= Decimal::ONE;
        let both = unit.counted == Counted::Percent && target.unit.counted == Counted::Percent;
        if both && fraction && !said_percent {
            let finding = Diagnostic::new(&codes::FIGURE_FRACTION).arg(c::READ, plain(value));
            let meant = value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or_default();
            return Err(Box::new((finding.arg("meant", plain(meant)), VALUE)));
        }
        if let Some(factor) = unit.factor(&target.unit) {
            return value.checked_mul(factor).ok_or_else(other);
        }
        let (from, to) = unit.currencies(&target.unit).ok_or_else(other)?;
        let parity = self.parity(from, span.to)?;
        let into = self.parity(to, span.to)?;
        let scaled = value.checked_mul(unit.scale).and_then(|v| v.checked_mul(parity));
        let turned = scaled.and_then(|v| v.checked_div(into)?.checked_div(target.unit.scale));
        // A published rate has four decimals: more than ten of the result say nothing.
        turned.map(|value| round(value, 10)).ok_or_else(other)
    }

    /// Yuan for one unit of a currency at the end of a period.
    fn parity(&self, currency: Currency, day: NaiveDate) -> Result<Decimal, Unfit> {
        const DAYS_BACK: i64 = 31;
        if currency == Currency::Cny {
            return Ok(Decimal::ONE);
        }
        let found = self.rates.last(currency.code(), day, true);
        match found.filter(|rate| (day - rate.date).num_days() <= DAYS_BACK) {
            Some(rate) => Ok(of_ratio(rate.value)),
            None => {
                let finding = Diagnostic::new(&codes::FIGURE_NO_RATE).arg("day", day);
                Err(Box::new((finding.arg("currency", currency.code()), "计量单位")))
            }
        }
    }
}

/// Whether a plan is meant: by its number or its title; no name means any.
pub fn is_plan(plan: &Plan, comparable_name: &str) -> bool {
    let names = [&plan.id, &plan.title.zh, &plan.title.en, &plan.document];
    comparable_name.is_empty() || names.iter().any(|own| comparable(own) == comparable_name)
}

/// Rows that name a plan which this report does not follow: a file may hold the figures of several. Each such plan
/// is said once.
pub fn not_followed(
    named: &[&str],
    plans: &[Plan],
    findings: &mut Vec<Diagnostic>,
) -> BTreeSet<usize> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, name) in named.iter().enumerate() {
        let wanted = comparable(name);
        if !plans.iter().any(|plan| is_plan(plan, &wanted)) {
            rows.entry(name).or_default().push(row);
        }
    }
    for (name, rows) in &rows {
        let note = Diagnostic::new(&codes::PLAN_NOT_FOLLOWED).arg("count", rows.len());
        findings.push(note.arg(c::READ, name));
    }
    rows.into_values().flatten().collect()
}

/// Adds a figure; the better of two for the same period stays, two that differ both go.
fn add(out: &mut Vec<Figure>, figure: Figure, plans: &[Plan], findings: &mut Vec<Diagnostic>) {
    let same = |known: &&mut Figure| {
        known.plan == figure.plan && known.series == figure.series && known.span == figure.span
    };
    let Some(known) = out.iter_mut().find(same) else {
        out.push(figure);
        return;
    };
    if known.certainty != figure.certainty {
        if figure.certainty > known.certainty {
            *known = figure;
        }
        return;
    }
    if known.value == figure.value {
        return;
    }
    let target = plans[figure.plan].targets.iter().find(|t| t.series == figure.series);
    let name = target.map(|target| target.title.clone()).unwrap_or_default();
    let finding = Diagnostic::new(&codes::FIGURE_TWICE)
        .arg("name", name.zh)
        .arg("name_en", name.en)
        .arg("period", figure.span.shown(Lang::Zh))
        .arg("period_en", figure.span.shown(Lang::En))
        .arg(c::READ, &figure.read)
        .arg("other", &known.read)
        .arg("where", known.at.describe(Lang::Zh))
        .arg("where_en", known.at.describe(Lang::En));
    findings.push(finding.at(figure.at.clone()));
    known.disputed = true;
}

/// Puts counted figures in the place of filed ones, and says where the two differ.
pub fn merge(
    filed: &mut Vec<Figure>,
    counted: Vec<Figure>,
    plans: &[Plan],
    findings: &mut Vec<Diagnostic>,
) {
    for figure in counted {
        let same = |known: &&mut Figure| {
            known.plan == figure.plan && known.series == figure.series && known.span == figure.span
        };
        let Some(known) = filed.iter_mut().find(same) else {
            filed.push(figure);
            continue;
        };
        if known.value != figure.value {
            let target = plans[figure.plan].targets.iter().find(|t| t.series == figure.series);
            let name = target.map(|target| target.title.clone()).unwrap_or_default();
            let finding = Diagnostic::new(&codes::FIGURE_CONFLICT)
                .arg("name", name.zh)
                .arg("name_en", name.en)
                .arg("period", figure.span.shown(Lang::Zh))
                .arg("period_en", figure.span.shown(Lang::En))
                .arg(c::READ, &known.read)
                .arg("counted", &figure.read);
            findings.push(finding.at(known.at.clone()));
        }
        *known = figure;
    }
    sort(filed);
}

/// The figures of a series, by time.
pub fn of_series<'a>(figures: &'a [Figure], plan: usize, series: &str) -> Vec<&'a Figure> {
    figures.iter().filter(|f| f.plan == plan && f.series == series).collect()
}
