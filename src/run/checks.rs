//! Findings about rows that could be read but may not mean what they say: a slip of the unit, an
//! amount beyond belief, one invoice in two lines, a day outside the period.
//!
//! The pipeline sets the severity of each; at `error` the row is refused.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::award::EngineError;
use crate::budget::Awards;
use crate::budget::keys::claim_rows;
use crate::diag::{Code, Diagnostic, Lang, Severity, codes};
use crate::domain::paper::{canonical, several};
use crate::domain::{Fen, date};
use crate::frame::access::{days, indices, ints, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind};
use crate::frame::kernels::sum;
use crate::ingest::Source;
use crate::intake::link::Linked;
use crate::pipeline::settings::Checks;
use crate::scenario::lab::Filed;
use crate::scheme::compile::Calendar;
use crate::scheme::{Award, Measure, Scheme, Stage, Test};

/// A finding about a line, its row counted from 0, and the field of its cell.
struct Doubt {
    row: usize,
    field: &'static Field,
    finding: Diagnostic,
}

/// The lines of one measure, sorted by enterprise.
struct Lines<'a> {
    table: &'a DataFrame,
    fields: &'a [&'static Field],
    /// Rows of each enterprise.
    firms: Vec<std::ops::Range<usize>>,
}

/// Codes of findings about lines that a pipeline may raise to `error`.
const DOUBTS: [&Code; 4] =
    [&codes::IMPLAUSIBLE, &codes::UNIT_SLIP, &codes::INVOICE_TWICE, &codes::OUT_OF_PERIOD];

/// Lines as filed, and what decides which of them a measure takes. Scenarios may take others.
#[derive(Debug)]
pub struct AsFiled {
    pub tied: Vec<DataFrame>,
    pub checks: Checks,
    /// Places of rows; findings about them were told when they were read.
    pub sources: Vec<Source>,
}

impl Filed for AsFiled {
    fn lines(
        &self,
        number: usize,
        measure: &Measure,
        calendar: &Calendar,
    ) -> PolarsResult<DataFrame> {
        let mut unheard = Linked { sources: self.sources.clone(), ..Linked::default() };
        unheard.judged_lines(&self.tied[number], measure, calendar, &self.checks)
    }

    fn by_rules(&self) -> bool {
        DOUBTS.iter().any(|code| self.checks.level(code) == Some(Severity::Error))
    }
}

impl Linked {
    /// The lines that a measure takes: those whose deductions leave something, and that no check refuses.
    pub fn judged_lines(
        &mut self,
        lines: &DataFrame,
        measure: &Measure,
        calendar: &Calendar,
        checks: &Checks,
    ) -> PolarsResult<DataFrame> {
        let fields: Vec<&'static Field> = measure.contract().fields().collect();
        let net = self.net_lines(lines, measure, &fields)?;
        self.doubtful_lines(&net, measure, &fields, calendar, checks)
    }

    /// Looks through the lines of a measure; those that the pipeline wants refused leave the table.
    pub fn doubtful_lines(
        &mut self,
        table: &DataFrame,
        measure: &Measure,
        fields: &[&'static Field],
        calendar: &Calendar,
        checks: &Checks,
    ) -> PolarsResult<DataFrame> {
        let lines = Lines { table, fields, firms: by_firm(table)? };
        let wanted = |code: &Code| checks.level(code).is_some();
        let mut doubts = Vec::new();
        if wanted(&codes::IMPLAUSIBLE) {
            doubts.extend(lines.implausible(checks.implausible())?);
        }
        if wanted(&codes::UNIT_SLIP) {
            doubts.extend(lines.slips(measure)?);
        }
        if wanted(&codes::INVOICE_TWICE) {
            doubts.extend(lines.invoices(self)?);
        }
        if wanted(&codes::OUT_OF_PERIOD) {
            doubts.extend(lines.out_of_period(measure, calendar)?);
        }
        doubts.sort_by_key(|doubt| (doubt.row, doubt.finding.code.id));
        self.judge(table, fields, doubts, checks)
    }

    fn judge(
        &mut self,
        table: &DataFrame,
        fields: &[&Field],
        doubts: Vec<Doubt>,
        checks: &Checks,
    ) -> PolarsResult<DataFrame> {
        let mut keep = vec![true; table.height()];
        for doubt in doubts {
            let place = self.cell_of(table, doubt.row, doubt.field);
            if checks.level(doubt.finding.code) != Some(Severity::Error) {
                self.findings.push(doubt.finding.at(place));
            } else if std::mem::replace(&mut keep[doubt.row], false) {
                self.refuse_at(table, doubt.row, fields, doubt.finding, place);
            } else {
                self.findings.push(doubt.finding.at(place));
            }
        }
        if keep.iter().all(|kept| *kept) {
            return Ok(table.clone());
        }
        table.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
    }
}

/// Requests that are not what the rules give before any limit beyond the claim: the lower one counts,
/// and the firm should know.
///
/// # Errors
/// A fault of the engine.
pub fn requests(
    linked: &Linked,
    awards: &Awards,
    ids: &[String],
    scheme: &Scheme,
) -> Result<Vec<Diagnostic>, EngineError> {
    let mut out = Vec::new();
    let Some(capped) = awards.after(Stage::ItemCap) else { return Ok(out) };
    for (number, measure) in scheme.measures.iter().enumerate() {
        let stated = optional_ints(&awards.tables[number], c::REQUESTED)?;
        let Some(field) = measure.contract().fields().find(|f| f.name == c::REQUESTED) else {
            continue;
        };
        let block = awards.blocks[number].clone();
        let mut first: Vec<Option<usize>> = vec![None; block.len()];
        for (line, claim) in claim_rows(awards, number, measure)?.into_iter().enumerate() {
            if let Some(first) = first.get_mut(claim - block.start) {
                first.get_or_insert(line);
            }
        }
        for (claim, requested) in block.clone().zip(stated) {
            // What several filings ask for together, where one of them states an amount.
            let asked = requested.map(|_| awards.requested[claim]);
            let Some(requested) = asked.filter(|asked| *asked != capped.amount[claim]) else {
                continue;
            };
            let finding = Diagnostic::new(&codes::REQUEST_DIFFERS)
                .arg("claim", &ids[claim])
                .arg("requested", Fen(requested))
                .arg("computed", Fen(capped.amount[claim]));
            out.push(match first[claim - block.start] {
                Some(line) => finding.at(linked.cell_of(&awards.lines[number], line, field)),
                None => finding,
            });
        }
    }
    Ok(out)
}

fn by_firm(table: &DataFrame) -> PolarsResult<Vec<std::ops::Range<usize>>> {
    let firms = indices(table, c::FIRM)?;
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    for group in firms.chunk_by(|a, b| a == b) {
        let start = out.last().map_or(0, |range| range.end);
        out.push(start..start + group.len());
    }
    Ok(out)
}

impl Lines<'_> {
    fn has(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().copied().find(|field| field.name == name)
    }

    fn implausible(&self, limit: i64) -> PolarsResult<Vec<Doubt>> {
        let mut out = Vec::new();
        for field in self.fields.iter().copied().filter(|f| f.kind == FieldKind::Money) {
            let amounts = ints(self.table, field.name)?;
            for (row, amount) in amounts.into_iter().enumerate().filter(|(_, a)| *a > limit) {
                let finding = Diagnostic::new(&codes::IMPLAUSIBLE)
                    .arg("read", Fen(amount))
                    .arg("limit", Fen(limit));
                out.push(Doubt { row, field, finding });
            }
        }
        Ok(out)
    }

    /// 元 for 万元, or the other way: an amount about ten thousand times the firm's other lines, or a
    /// ten-thousandth of them; or a request so far from the lines it is for.
    fn slips(&self, measure: &Measure) -> PolarsResult<Vec<Doubt>> {
        let mut out = Vec::new();
        let Some(field) = measure.base.sum else { return Ok(out) };
        let by_rate = matches!(measure.award, Award::Rate { .. });
        let amounts = ints(self.table, field.name)?;
        let currencies = match self.has(c::CURRENCY) {
            Some(currency) => Some(texts(self.table, currency.name)?),
            None => None,
        };
        let requested = match self.has(c::REQUESTED) {
            Some(field) => Some((field, optional_ints(self.table, field.name)?)),
            None => None,
        };
        for rows in &self.firms {
            let same = |rows: &std::ops::Range<usize>| {
                let of = |row: usize| currencies.as_ref().map_or("", |c| c[row]);
                rows.clone().all(|row| of(row) == of(rows.start))
            };
            if !same(rows) {
                continue;
            }
            out.extend(slips_among(&amounts[rows.clone()]).map(|(at, other)| Doubt {
                row: rows.start + at,
                field,
                finding: slip(
                    amounts[rows.start + at],
                    other,
                    "该企业其他明细",
                    "the firm's other lines",
                ),
            }));
            let requested = requested.as_ref().filter(|_| by_rate);
            let Some((field, requested)) = requested else { continue };
            let total = i64::try_from(sum(&amounts[rows.clone()])).unwrap_or(i64::MAX);
            let asked =
                rows.clone().find_map(|row| Some((row, requested[row].filter(|r| *r > 0)?)));
            if let Some((row, asked)) = asked.filter(|(_, asked)| far_apart(*asked, total)) {
                let finding = slip(asked, total, "所列明细合计", "the sum of its lines");
                out.push(Doubt { row, field, finding });
            }
        }
        Ok(out)
    }

    fn invoices(&self, linked: &Linked) -> PolarsResult<Vec<Doubt>> {
        let mut out = Vec::new();
        let Some(field) = self.has(c::INVOICE_NO) else { return Ok(out) };
        let numbers = texts(self.table, field.name)?;
        let mut named: Vec<(Cow<str>, usize)> = Vec::new();
        let mut told = BTreeSet::new();
        for rows in self.firms.iter().filter(|rows| rows.len() > 1) {
            named.clear();
            for row in rows.clone().filter(|row| !numbers[*row].is_empty()) {
                match several(numbers[row]) {
                    Some(all) => named.extend(all.into_iter().map(|one| (one.into(), row))),
                    None => named.push((canonical(numbers[row]), row)),
                }
            }
            // （） names none.
            named.retain(|(form, _)| form.contains(char::is_alphanumeric));
            named.sort_unstable();
            named.dedup();
            let groups = named.chunk_by(|a, b| a.0 == b.0);
            for group in groups.filter(|group| group.len() > 1) {
                let first = linked.cell_of(self.table, group[0].1, field);
                for (_, row) in group[1..].iter().filter(|(_, row)| told.insert(*row)) {
                    let finding = Diagnostic::new(&codes::INVOICE_TWICE)
                        .arg("read", numbers[*row])
                        .arg("first", first.describe(Lang::Zh))
                        .arg("first_en", first.describe(Lang::En));
                    out.push(Doubt { row: *row, field, finding });
                }
            }
        }
        Ok(out)
    }

    /// Days that the measure's own rules leave out.
    fn out_of_period(&self, measure: &Measure, calendar: &Calendar) -> PolarsResult<Vec<Doubt>> {
        let mut out = Vec::new();
        for rule in &measure.lines {
            let Test::Within(window) = rule.test else { continue };
            let Some(period) = window.dates(calendar.award_year, calendar.policy) else { continue };
            let (from, to) = (date::to_epoch_days(period.from), date::to_epoch_days(period.to));
            for field in &rule.columns {
                let outside = days(self.table, field.name)?.into_iter().enumerate();
                let outside = outside.filter_map(|(row, day)| Some((row, day?)));
                out.extend(outside.filter(|(_, day)| !(from..=to).contains(day)).map(
                    |(row, day)| {
                        let shown =
                            date::from_epoch_days(day).map(|day: NaiveDate| day.to_string());
                        let finding = Diagnostic::new(&codes::OUT_OF_PERIOD)
                            .arg("column", field.zh)
                            .arg("column_en", field.en)
                            .arg("read", shown.unwrap_or_default())
                            .arg("from", period.from)
                            .arg("to", period.to);
                        Doubt { row, field, finding }
                    },
                ));
            }
        }
        Ok(out)
    }
}

fn slip(read: i64, compared: i64, other: &str, other_en: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNIT_SLIP)
        .arg("read", Fen(read))
        .arg("compared", Fen(compared))
        .arg("other", other)
        .arg("other_en", other_en)
}

/// 万元 to 元.
const WAN: i128 = 10_000;

/// Amounts of one firm that differ from the median of its others by ten thousand, give or take a
/// factor of three. Two lines alone cannot tell which of them slipped: the smaller one is named.
fn slips_among(amounts: &[i64]) -> impl Iterator<Item = (usize, i64)> + '_ {
    const SPREAD: i128 = 3;
    let slipped = |amount: i64, other: i64| {
        let (small, large) = (i128::from(amount.min(other)), i128::from(amount.max(other)));
        small > 0 && large * SPREAD >= small * WAN && large <= small * WAN * SPREAD
    };
    let mut sorted: Vec<i64> = amounts.iter().copied().filter(|amount| *amount > 0).collect();
    sorted.sort_unstable();
    let rows: Vec<(usize, i64)> = amounts
        .iter()
        .enumerate()
        .filter_map(|(at, amount)| {
            let own = sorted.binary_search(amount).ok()?;
            let others = sorted.len() - 1;
            if others == 0 || (others == 1 && own == 1) {
                return None;
            }
            // Of an even number of others both middle ones must be as far away.
            let other = |place: usize| sorted[if place >= own { place + 1 } else { place }];
            let (lower, upper) = (other((others - 1) / 2), other(others / 2));
            (slipped(*amount, lower) && slipped(*amount, upper)).then_some((at, lower))
        })
        .collect();
    rows.into_iter()
}

/// A request is a share of its lines, or a cap far below them; it is never a hundred times as much,
/// and hardly a two-thousandth.
fn far_apart(asked: i64, total: i64) -> bool {
    let (asked, total) = (i128::from(asked), i128::from(total));
    asked > 0 && total > 0 && (asked >= total * WAN / 100 || total >= asked * WAN / 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_unit_stands_out() {
        let slips = |amounts: &[i64]| slips_among(amounts).map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(slips(&[30_000_000, 25_000_000, 3_000]), [2]);
        assert_eq!(slips(&[3_000, 2_500, 30_000_000]), [2]);
        assert_eq!(slips(&[3_000, 30_000_000]), [0]);
        assert_eq!(slips(&[30_000_000, 500_000, 20_000]), Vec::<usize>::new());
        assert_eq!(slips(&[0, 30_000_000]), Vec::<usize>::new());
        assert!(far_apart(3_000, 30_000_000) && !far_apart(300_000_000, 30_000_000_000));
    }
}
