//! What a run leaves as tables beside its claims: enterprises, measures, binding limits,
//! cliffs, lines, findings, quarantine, sources, parameters and reasons.

use std::ops::Range;

use polars::prelude::*;

use crate::award::rates::RateUsed;
use crate::award::{Context, EngineError, Inputs};
use crate::budget::Awards;
use crate::budget::check::ControlTotals;
use crate::budget::keys::claim_rows;
use crate::diag::{Lang, Place, Text};
use crate::domain::{Fen, Ratio};
use crate::frame::FieldKind;
use crate::frame::access::{text_column, words};
use crate::frame::columns as c;
use crate::frame::kernels::{Overflow, sum_by};
use crate::frame::output::{Cells, OutputTable};
use crate::frame::table::{Columns, Row};
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;
use crate::scheme::{Award, Measure, RateTerm, Scheme, ThresholdTest};
use crate::tables::award::{
    self, ENTERPRISES, LINES, Limit, Parameter, Reason, Reductions, StageRow,
};
use crate::tables::found::{Finding, Refused, SourceRow};

/// One row per enterprise that claims something.
pub fn enterprises(awards: &Awards, inputs: &Inputs) -> Result<OutputTable, EngineError> {
    let firms = awards.firms;
    let mut counts = vec![0i64; firms];
    awards.firm.iter().for_each(|firm| counts[*firm as usize] += 1);
    let claiming: Vec<usize> = (0..firms).filter(|firm| counts[*firm] > 0).collect();
    let rows: IdxCa = claiming.iter().map(|firm| Some(*firm as IdxSize)).collect();
    let pick = |values: Vec<i64>| -> Vec<i64> { claiming.iter().map(|f| values[*f]).collect() };
    let sums = |amounts: &[i64]| sum_by(amounts, &awards.firm, firms).map(pick);
    let text = |name| text_column(&inputs.firms, name);
    let approved = awards.before_budget();
    Ok(Columns::of(ENTERPRISES)
        .picked(c::USCC, &text(c::USCC)?, &rows)
        .picked(c::FIRM_NAME, &text(c::FIRM_NAME)?, &rows)
        .picked(c::ENTITY_TYPE, &text(c::ENTITY_TYPE)?, &rows)
        .picked(c::APPLICANT_KIND, &text(c::APPLICANT_KIND)?, &rows)
        .int(c::CLAIMS, pick(counts.clone()))
        .yuan(c::REQUESTED, &sums(&awards.requested)?)
        .yuan(c::APPROVED, &sums(approved)?)
        .yuan(c::PAYABLE, &sums(awards.current())?)
        .finish()?)
}

/// One row per measure: numbers, money, and what each stage took.
pub fn measures(awards: &Awards, context: &Context) -> OutputTable {
    let measures = context.scheme.measures.iter().zip(&awards.blocks);
    award::Measure::table(
        measures.map(|(measure, block)| of_measure(awards, context, measure, block)),
    )
}

fn of_measure(
    awards: &Awards,
    context: &Context,
    measure: &Measure,
    block: &Range<usize>,
) -> award::Measure {
    let total = |amounts: &[i64]| amounts[block.clone()].iter().sum::<i64>();
    let firms = |keep: &dyn Fn(usize) -> bool| {
        let rows: Vec<usize> = block.clone().filter(|row| keep(*row)).collect();
        rows.chunk_by(|a, b| awards.firm[*a] == awards.firm[*b]).count() as i64
    };
    let paid = awards.current();
    let claims_paid = paid[block.clone()].iter().filter(|amount| **amount > 0).count() as i64;
    let mut before = &awards.requested;
    let reductions = awards.stages.iter().map(|stage| {
        let reduced = total(before) - total(&stage.amount);
        before = &stage.amount;
        (stage.stage, Fen(reduced))
    });
    award::Measure {
        id: measure.id.clone(),
        clause: measure.clause.clone(),
        title: measure.title.clone(),
        rate: rate(measure, context),
        threshold: threshold(measure),
        cap: cap(measure),
        claims: block.len() as i64,
        firms: firms(&|_| true),
        claims_paid,
        firms_paid: firms(&|row| paid[row] > 0),
        requested: Fen(total(&awards.requested)),
        reductions: Reductions(reductions.collect()),
        approved: Fen(total(awards.before_budget())),
        payable: Fen(total(paid)),
        average: Fen(total(paid).checked_div(claims_paid).unwrap_or(0)),
        maximum: Fen(paid[block.clone()].iter().copied().max().unwrap_or(0)),
    }
}

/// One row per stage, in their order: what it took from all claims, and what was left.
///
/// # Errors
/// A total beyond 64 bits.
pub fn stages(awards: &Awards, totals: &ControlTotals) -> Result<OutputTable, EngineError> {
    let narrow = |fen: i128| i64::try_from(fen).map(Fen).map_err(|_| Overflow);
    let mut left = totals.requested;
    let mut rows = Vec::new();
    for (stage, reduction) in awards.stages.iter().zip(&totals.reductions) {
        left -= reduction;
        let (zh, en) = stage.stage.title();
        rows.push(StageRow {
            stage: stage.stage,
            title: Text::new(zh, en),
            claims: stage.reason.iter().filter(|r| **r != 0).count() as i64,
            reduction: narrow(*reduction)?,
            remaining: narrow(left)?,
        });
    }
    Ok(StageRow::table(rows))
}

/// How a measure's amount is made, in the terms of its rule.
fn rate(measure: &Measure, context: &Context) -> String {
    match &measure.award {
        Award::Rate { rates, .. } => {
            let terms = rates.iter().map(|term| match term {
                RateTerm::Exact(ratio) => ratio.to_string(),
                RateTerm::Published(name) => match context.rate(name) {
                    Ok(value) => format!("{name} {value}"),
                    Err(_) => name.clone(),
                },
            });
            let own = terms.collect::<Vec<_>>().join(" × ");
            let raised = measure.factors.iter().map(|factor| format!("{own} × {}", factor.times));
            std::iter::once(own.clone()).chain(raised).collect::<Vec<_>>().join("; ")
        }
        Award::Fixed(amount) => Fen(*amount).to_string(),
        Award::Grades { amounts, .. } => {
            let amounts = amounts.iter().map(|(word, amount)| format!("{word} {}", Fen(*amount)));
            amounts.collect::<Vec<_>>().join("; ")
        }
        Award::Tiers(table) => {
            let tiers = table.tiers.iter();
            let tiers = tiers.map(|tier| format!("{} {}", tier.condition(), Fen(tier.amount)));
            tiers.collect::<Vec<_>>().join("; ")
        }
        Award::Each { of, amount } => format!("{} × {}", Fen(*amount), of.zh),
    }
}

fn threshold(measure: &Measure) -> String {
    measure.threshold.as_ref().map_or(String::new(), |threshold| {
        let sign = match threshold.test {
            ThresholdTest::Above => ">",
            ThresholdTest::AtLeast => "≥",
        };
        format!("{sign} {} {}", Fen(threshold.amount.minor), threshold.amount.currency.code())
    })
}

fn cap(measure: &Measure) -> String {
    let Some(cap) = &measure.cap else { return String::new() };
    let of = cap.of.map(|(field, share)| match share {
        Ratio::ONE => field.zh.to_string(),
        share => format!("{} × {share}", field.zh),
    });
    let amount = cap.amount.map(|amount| Fen(amount).to_string());
    amount.into_iter().chain(of).collect::<Vec<_>>().join("; ")
}

/// One row per measure and reason: how many claims it lowered, and by how much.
pub fn limits(awards: &Awards, scheme: &Scheme) -> OutputTable {
    let mut rows: Vec<Limit> = Vec::new();
    for (measure, block) in scheme.measures.iter().zip(&awards.blocks) {
        let mut before = &awards.requested;
        for stage in &awards.stages {
            let mut sums = vec![(0i64, 0i64); scheme.reasons.len()];
            for row in block.clone().filter(|row| stage.reason[*row] != 0) {
                let sum = &mut sums[stage.reason[row] as usize];
                sum.0 += 1;
                sum.1 += before[row] - stage.amount[row];
            }
            let found = scheme.reasons.iter().zip(sums).filter(|(_, (claims, _))| *claims > 0);
            rows.extend(found.map(|(reason, (claims, reduction))| Limit {
                measure: measure.id.clone(),
                stage: stage.stage,
                reason: reason.id.clone(),
                clause: reason.clause.clone(),
                text: reason.text.clone(),
                claims,
                reduction: Fen(reduction),
            }));
            before = &stage.amount;
        }
    }
    Limit::table(rows)
}

/// The evidence lines of a measure with their reason and claim.
pub fn lines(
    awards: &Awards,
    number: usize,
    scheme: &Scheme,
    ids: &Column,
) -> Result<OutputTable, EngineError> {
    let measure = &scheme.measures[number];
    let lines = &awards.lines[number];
    let claims = claim_rows(awards, number, measure)?;
    let claims: IdxCa = claims.into_iter().map(|claim| Some(claim as IdxSize)).collect();
    let reasons = lines.column(c::LINE_REASON)?.u16()?;
    let reasons: IdxCa = reasons.iter().map(|r| Some(IdxSize::from(r.unwrap_or(0)))).collect();
    let title = format!("凭证明细：{}", measure.title.zh);
    let mut table = Columns::of(LINES)
        .named(format!("lines_{}", measure.id), title, measure.title.en.clone())
        .picked(c::CLAIM_ID, ids, &claims);
    for field in measure.contract().fields() {
        let column = lines.column(field.name)?.clone();
        let column = match field.kind {
            FieldKind::Money => Cells::Decimals { units: column, digits: 18, scale: 2 },
            FieldKind::Share => Cells::Decimals { units: column, digits: 9, scale: 6 },
            _ => Cells::Whole(column),
        };
        table = match field.own {
            Some(own) => table.own(award::Evidence::column(field), &own.unit.en, column),
            None => table.column(column),
        };
    }
    let reason_ids = words(scheme.reasons.iter().map(|reason| reason.id.as_str()));
    table = table.picked(c::LINE_REASON, &reason_ids, &reasons);
    for name in [c::NOTES, c::SOURCE, c::ROW] {
        table = table.column(lines.column(name)?.clone());
    }
    Ok(table.finish()?)
}

/// What was found, said in both languages.
pub fn findings(linked: &Linked) -> OutputTable {
    Finding::table(linked.findings.iter().map(|found| {
        let (file, sheet, row, column) = match &found.place {
            Place::Cell { file, sheet, row, column } => {
                (file.clone(), sheet.clone(), i64::from(*row), column.clone())
            }
            Place::File(file) => (file.clone(), String::new(), 0, String::new()),
            place => (place.describe(Lang::Zh), String::new(), 0, String::new()),
        };
        Finding {
            code: found.code.id.into(),
            severity: found.severity,
            file,
            sheet,
            row,
            column,
            read: found.value(c::READ).unwrap_or_default().into(),
            message: Text::new(found.message(Lang::Zh), found.message(Lang::En)),
            help: Text::new(found.help(Lang::Zh), found.help(Lang::En)),
        }
    }))
}

/// File and sheet of a source.
pub(super) fn file_and_sheet(linked: &Linked, source: u32) -> (String, String) {
    let source = linked.sources.get(source as usize);
    source.map(|source| (source.file.clone(), source.sheet.clone())).unwrap_or_default()
}

/// Rows that were refused, kept whole.
pub fn quarantine(linked: &Linked) -> OutputTable {
    Refused::table(linked.quarantine.iter().map(|refused| {
        let (file, sheet) = file_and_sheet(linked, refused.source);
        Refused {
            file,
            sheet,
            row: refused.row.into(),
            table: refused.table.clone(),
            codes: refused.codes.join(" "),
            raw: refused.raw.clone(),
        }
    }))
}

/// Files and sheets that were read.
pub fn sources(linked: &Linked) -> OutputTable {
    SourceRow::table((0..).zip(&linked.sources).map(|(number, source)| SourceRow {
        number,
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        table: source.table.clone(),
        sha256: source.sha256.clone(),
        read: source.rows_read as i64,
        accepted: source.rows_accepted as i64,
        quarantined: source.rows_quarantined as i64,
        aside: source.rows_aside as i64,
        replaced: source.rows_replaced as i64,
    }))
}

/// Options and parameters in force, each with its clause and where its value came from.
pub fn parameters(pipeline: &Pipeline, rates: &[RateUsed]) -> OutputTable {
    let chosen = pipeline.scheme.in_force.iter().map(|row| Parameter {
        name: row.name.clone(),
        clause: row.clause.clone(),
        value: row.value.clone(),
        default: row.default.clone(),
        origin: if row.value == row.default { "scheme" } else { "pipeline" }.into(),
        reading: row.reading,
        question: row.question.clone(),
        text: row.text.clone(),
    });
    Parameter::table(chosen.chain(rates.iter().map(published)))
}

/// A published value in use as a row of the parameters, with its days.
fn published(used: &RateUsed) -> Parameter {
    let RateUsed { day, published: row } = used;
    let value = row.shown();
    Parameter {
        name: format!("{} {day}", row.name),
        clause: String::new(),
        default: value.clone(),
        value,
        origin: "rates".into(),
        reading: false,
        question: Text::default(),
        text: Text {
            zh: format!("{} 用于 {day}，{} 公布（{}）", row.name, row.date, row.status),
            en: format!("{} for {day}, published on {} ({})", row.name, row.date, row.status),
        },
    }
}

/// What the columns are that the scheme declares for itself; `None` where it declares none.
pub fn own_columns(scheme: &Scheme) -> Option<OutputTable> {
    let columns = scheme.columns.iter().map(|(field, _)| award::OwnColumn {
        name: field.name.to_string(),
        title: Text::new(field.zh, field.en),
        unit: field.own.map(|own| own.unit.clone()).unwrap_or_default(),
    });
    (!scheme.columns.is_empty()).then(|| award::OwnColumn::table(columns))
}

/// The reasons that claims and lines refer to.
pub fn reasons(scheme: &Scheme) -> OutputTable {
    Reason::table(scheme.reasons[1..].iter().map(|reason| Reason {
        id: reason.id.clone(),
        stage: reason.stage,
        clause: reason.clause.clone(),
        text: reason.text.clone(),
    }))
}
