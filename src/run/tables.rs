//! What a run leaves as tables: claims with every stage, enterprises, measures, binding limits,
//! cliffs, lines, findings, quarantine, sources, parameters and reasons.

use polars::prelude::*;

use crate::award::rates::RateUsed;
use crate::award::{Context, EngineError, Inputs};
use crate::budget::Awards;
use crate::budget::check::ControlTotals;
use crate::diag::{Lang, Text};
use crate::domain::Fen;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::{Overflow, sum_by};
use crate::frame::output::OutputTable;
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;
use crate::scheme::{Award, InForce, Measure, RateTerm, Scheme, Stage, ThresholdTest};

/// The claims table. Rows stand by measure, enterprise and item.
pub fn claims(
    awards: &Awards,
    inputs: &Inputs,
    scheme: &Scheme,
    ids: &[String],
) -> Result<OutputTable, EngineError> {
    let by_claim = |values: Vec<&str>| -> Column {
        let rows = awards.firm.iter().map(|firm| Some(values[*firm as usize]));
        rows.collect::<StringChunked>().into_column()
    };
    let named = |column: Column, name: &str| column.with_name(name.into());
    let measures = |of: fn(&crate::scheme::Measure) -> &str| {
        let rows = awards.measure.iter().map(|m| Some(of(&scheme.measures[*m as usize])));
        rows.collect::<StringChunked>().into_column()
    };
    let stacked = |name: &str| -> PolarsResult<Column> {
        let mut parts = awards.tables.iter().map(|table| table.column(name).cloned());
        let mut column = parts
            .next()
            .unwrap_or_else(|| Ok(Column::new_empty(name.into(), &DataType::String)))?;
        for part in parts {
            column.append_owned(part?)?;
        }
        Ok(column)
    };
    let mut table = OutputTable::new("claims", "申报项与各阶段金额", "Claims and their stages")
        .text(c::CLAIM_ID, ids, "申报项编号", "Claim id")
        .column(named(measures(|m| &m.id), c::MEASURE), "措施", "Measure")
        .column(named(measures(|m| &m.clause), c::CLAUSE), "条款", "Clause")
        .column(
            named(by_claim(texts(&inputs.firms, c::USCC)?), c::USCC),
            "统一社会信用代码",
            "Credit code",
        )
        .column(
            named(by_claim(texts(&inputs.firms, c::FIRM_NAME)?), c::FIRM_NAME),
            "单位名称",
            "Enterprise",
        )
        .column(stacked(c::ITEM)?, "项目标识", "Item")
        .column(stacked(c::FILING_NO)?, "申报编号", "Filing no.")
        .column(stacked(c::ACCEPTED_ON)?, "受理日期", "Accepted on")
        .column(stacked(c::LINES)?, "凭证行数", "Evidence lines")
        .column(stacked(c::LINES_ELIGIBLE)?, "有效凭证行数", "Eligible lines")
        .yuan(c::BASE, &awards.base, "核定基数", "Recognised base")
        .yuan(c::BASE_BEFORE, &awards.base_before, "其中以前已认定", "Of it, recognised before")
        .column(unrounded(awards), "取整前金额", "Amount before rounding")
        .yuan(c::PRIOR, &awards.prior, "此前已获金额", "Granted before")
        .yuan(c::REQUESTED, &awards.requested, "申请额", "Requested");
    for stage in &awards.stages {
        let (zh, en) = stage.stage.title();
        let reasons: Vec<&str> =
            stage.reason.iter().map(|r| scheme.reasons[*r as usize].id.as_str()).collect();
        table = table
            .yuan(
                stage.stage.amount_column(),
                &stage.amount,
                &format!("{zh}后"),
                &format!("After: {en}"),
            )
            .text(
                stage.stage.reason_column(),
                &reasons,
                &format!("{zh}原因"),
                &format!("Reason: {en}"),
            );
    }
    table = table.yuan(c::PAYABLE, awards.current(), "应拨额", "Payable");
    let binding: Vec<&str> =
        binding(awards).iter().map(|r| scheme.reasons[*r as usize].id.as_str()).collect();
    Ok(table.text(c::BINDING, &binding, "决定金额的限制", "Limit that decided"))
}

/// Amounts before their rounding, Decimal(38,8) yuan; null where no rate takes part.
fn unrounded(awards: &Awards) -> Column {
    let mut all: Vec<Option<i128>> = Vec::with_capacity(awards.firm.len());
    for (block, working) in awards.blocks.iter().zip(&awards.workings) {
        match working {
            Some(working) => all.extend(working.unrounded().into_iter().map(Some)),
            None => all.resize(all.len() + block.len(), None),
        }
    }
    let column: Int128Chunked = all.into_iter().collect();
    column.with_name(c::UNROUNDED.into()).into_decimal_unchecked(38, 8).into_column()
}

/// For every claim the reason of the last stage that lowered it. The cut to the budget falls on
/// all alike and says least, so it counts only where nothing else did.
pub fn binding(awards: &Awards) -> Vec<u16> {
    let mut binding = vec![0; awards.firm.len()];
    for stage in &awards.stages {
        let general = stage.stage == Stage::Budget;
        for (last, reason) in binding.iter_mut().zip(&stage.reason) {
            if *reason != 0 && !(general && *last != 0) {
                *last = *reason;
            }
        }
    }
    binding
}

/// One row per enterprise that claims something.
pub fn enterprises(awards: &Awards, inputs: &Inputs) -> Result<OutputTable, EngineError> {
    let firms = awards.firms;
    let mut counts = vec![0i64; firms];
    awards.firm.iter().for_each(|firm| counts[*firm as usize] += 1);
    let claiming: Vec<usize> = (0..firms).filter(|firm| counts[*firm] > 0).collect();
    let pick = |values: Vec<i64>| -> Vec<i64> { claiming.iter().map(|f| values[*f]).collect() };
    let sums = |amounts: &[i64]| sum_by(amounts, &awards.firm, firms).map(pick);
    let text = |name| -> PolarsResult<Vec<&str>> {
        let values = texts(&inputs.firms, name)?;
        Ok(claiming.iter().map(|firm| values[*firm]).collect())
    };
    let approved = awards.before_budget();
    Ok(OutputTable::new("enterprises", "企业汇总", "Enterprises")
        .text(c::USCC, &text(c::USCC)?, "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &text(c::FIRM_NAME)?, "单位名称", "Enterprise")
        .text(c::ENTITY_TYPE, &text(c::ENTITY_TYPE)?, "单位类型", "Type of entity")
        .int(c::CLAIMS, pick(counts.clone()), "申报项数", "Claims")
        .yuan(c::REQUESTED, &sums(&awards.requested)?, "申请额", "Requested")
        .yuan(c::APPROVED, &sums(approved)?, "预算调整前核定额", "Approved before the budget cut")
        .yuan(c::PAYABLE, &sums(awards.current())?, "应拨额", "Payable"))
}

/// One row per measure: numbers, money, and what each stage took.
pub fn measures(awards: &Awards, context: &Context) -> OutputTable {
    let scheme = context.scheme;
    let of = |f: &dyn Fn(std::ops::Range<usize>) -> i64| -> Vec<i64> {
        awards.blocks.iter().map(|block| f(block.clone())).collect()
    };
    let total = |amounts: &[i64]| of(&|block| amounts[block].iter().sum());
    let firms = |keep: &dyn Fn(usize) -> bool| {
        of(&|block| {
            let rows: Vec<usize> = block.filter(|row| keep(*row)).collect();
            rows.chunk_by(|a, b| awards.firm[*a] == awards.firm[*b]).count() as i64
        })
    };
    let text = |f: fn(&crate::scheme::Measure) -> &str| -> Vec<&str> {
        scheme.measures.iter().map(f).collect()
    };
    let paid = awards.current();
    let mut table = OutputTable::new("measures", "措施汇总", "Measures")
        .text(c::MEASURE, &text(|m| &m.id), "措施", "Measure")
        .text(c::CLAUSE, &text(|m| &m.clause), "条款", "Clause")
        .text(c::TITLE_ZH, &text(|m| &m.title.zh), "名称", "Title (Chinese)")
        .text(c::TITLE_EN, &text(|m| &m.title.en), "英文名称", "Title (English)")
        .text(
            c::RATE,
            &scheme.measures.iter().map(|m| rate(m, context)).collect::<Vec<_>>(),
            "支持标准",
            "Rate or amount",
        )
        .text(
            c::THRESHOLD,
            &scheme.measures.iter().map(threshold).collect::<Vec<_>>(),
            "门槛",
            "Threshold",
        )
        .text(
            c::CAP,
            &scheme.measures.iter().map(cap).collect::<Vec<_>>(),
            "单项上限",
            "Cap of the item",
        )
        .int(c::CLAIMS, of(&|block| block.len() as i64), "申报项数", "Claims")
        .int(c::FIRMS, firms(&|_| true), "申报企业数", "Enterprises")
        .int(
            c::CLAIMS_PAID,
            of(&|b| paid[b].iter().filter(|a| **a > 0).count() as i64),
            "支持项数",
            "Claims supported",
        )
        .int(c::FIRMS_PAID, firms(&|row| paid[row] > 0), "支持企业数", "Enterprises supported")
        .yuan(c::REQUESTED, &total(&awards.requested), "申请额", "Requested");
    let mut before = &awards.requested;
    for stage in &awards.stages {
        let (zh, en) = stage.stage.title();
        let reduced: Vec<i64> =
            total(before).iter().zip(total(&stage.amount)).map(|(a, b)| a - b).collect();
        let name = format!("{}_{}", c::REDUCTION, stage.stage.name().replace('-', "_"));
        table = table.yuan(&name, &reduced, &format!("{zh}核减"), &format!("Cut by: {en}"));
        before = &stage.amount;
    }
    let largest = of(&|block| paid[block].iter().copied().max().unwrap_or(0));
    let average = of(&|block| {
        let count = paid[block.clone()].iter().filter(|amount| **amount > 0).count() as i64;
        paid[block].iter().sum::<i64>().checked_div(count).unwrap_or(0)
    });
    table
        .yuan(
            c::APPROVED,
            &total(awards.before_budget()),
            "预算调整前核定额",
            "Approved before the budget cut",
        )
        .yuan(c::PAYABLE, &total(paid), "应拨额", "Payable")
        .yuan(c::AVERAGE, &average, "平均每项应拨额", "Average of claims supported, cut to the fen")
        .yuan(c::MAXIMUM, &largest, "单项最高应拨额", "Largest claim")
}

/// One row per stage, in their order: what it took from all claims, and what was left.
///
/// # Errors
/// A total beyond 64 bits.
pub fn stages(awards: &Awards, totals: &ControlTotals) -> Result<OutputTable, EngineError> {
    let all = &awards.stages;
    let mut left = totals.requested;
    let (mut reduced, mut remaining) = (Vec::new(), Vec::new());
    for reduction in &totals.reductions {
        left -= reduction;
        reduced.push(i64::try_from(*reduction).map_err(|_| Overflow)?);
        remaining.push(i64::try_from(left).map_err(|_| Overflow)?);
    }
    let text = |f: &dyn Fn(Stage) -> &'static str| -> Vec<&str> {
        all.iter().map(|stage| f(stage.stage)).collect()
    };
    let claims = all.iter().map(|s| s.reason.iter().filter(|r| **r != 0).count() as i64);
    Ok(OutputTable::new("stages", "各阶段核减", "Stages")
        .text(c::STAGE, &text(&|s| s.name()), "阶段", "Stage")
        .text(c::TITLE_ZH, &text(&|s| s.title().0), "名称", "Title (Chinese)")
        .text(c::TITLE_EN, &text(&|s| s.title().1), "英文名称", "Title (English)")
        .int(c::CLAIMS, claims.collect(), "涉及项数", "Claims")
        .yuan(c::REDUCTION, &reduced, "核减额", "Reduction")
        .yuan(c::REMAINING, &remaining, "核减后金额", "What is left"))
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
            terms.collect::<Vec<_>>().join(" × ")
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
    measure.cap.as_ref().map_or(String::new(), |cap| Fen(cap.amount).to_string())
}

/// One reason at work in one measure.
struct Limit {
    measure: usize,
    stage: Stage,
    reason: usize,
    claims: i64,
    reduction: i64,
}

/// One row per measure and reason: how many claims it lowered, and by how much.
pub fn limits(awards: &Awards, scheme: &Scheme) -> OutputTable {
    let mut rows: Vec<Limit> = Vec::new();
    for (measure, block) in awards.blocks.iter().enumerate() {
        let mut before = &awards.requested;
        for stage in &awards.stages {
            let mut sums = vec![(0i64, 0i64); scheme.reasons.len()];
            for row in block.clone().filter(|row| stage.reason[*row] != 0) {
                let sum = &mut sums[stage.reason[row] as usize];
                sum.0 += 1;
                sum.1 += before[row] - stage.amount[row];
            }
            let found = sums.into_iter().enumerate().filter(|(_, (claims, _))| *claims > 0);
            rows.extend(found.map(|(reason, (claims, reduction))| Limit {
                measure,
                stage: stage.stage,
                reason,
                claims,
                reduction,
            }));
            before = &stage.amount;
        }
    }
    let text = |f: &dyn Fn(&Limit) -> String| -> Vec<String> { rows.iter().map(f).collect() };
    let reason = |limit: &Limit| &scheme.reasons[limit.reason];
    OutputTable::new("limits", "起作用的限制", "Limits that bind")
        .text(c::MEASURE, &text(&|l| scheme.measures[l.measure].id.clone()), "措施", "Measure")
        .text(c::STAGE, &text(&|l| l.stage.name().into()), "阶段", "Stage")
        .text(c::REASON, &text(&|l| reason(l).id.clone()), "原因代码", "Reason")
        .text(c::CLAUSE, &text(&|l| reason(l).clause.clone()), "条款", "Clause")
        .text(c::REASON_ZH, &text(&|l| reason(l).text.zh.clone()), "原因", "Reason (Chinese)")
        .text(c::REASON_EN, &text(&|l| reason(l).text.en.clone()), "英文原因", "Reason (English)")
        .int(c::CLAIMS, rows.iter().map(|l| l.claims).collect(), "涉及项数", "Claims")
        .yuan(
            c::REDUCTION,
            &rows.iter().map(|l| l.reduction).collect::<Vec<_>>(),
            "核减额",
            "Reduction",
        )
}

/// The evidence lines of a measure with their reason and claim.
pub fn lines(
    awards: &Awards,
    number: usize,
    scheme: &Scheme,
    ids: &[String],
) -> Result<OutputTable, EngineError> {
    let measure = &scheme.measures[number];
    let lines = &awards.lines[number];
    let claims = crate::budget::keys::claim_of_lines(awards, number, measure, ids)?;
    let reasons = lines.column(c::LINE_REASON)?.u16()?;
    let reasons: Vec<&str> =
        reasons.iter().map(|r| scheme.reasons[r.unwrap_or(0) as usize].id.as_str()).collect();
    let title = format!("凭证明细：{}", measure.title.zh);
    let mut table = OutputTable::new(&format!("lines_{}", measure.id), &title, &measure.title.en)
        .text(c::CLAIM_ID, &claims, "申报项编号", "Claim id");
    for field in measure.contract().fields() {
        let column = lines.column(field.name)?.clone();
        table = match field.kind {
            crate::frame::FieldKind::Money => {
                let fen = column.cast(&DataType::Int128)?;
                let yuan = fen.i128()?.clone().into_decimal_unchecked(18, 2).into_column();
                table.column(yuan, field.zh, field.en)
            }
            crate::frame::FieldKind::Share => {
                let millionths = column.cast(&DataType::Int128)?;
                let share = millionths.i128()?.clone().into_decimal_unchecked(9, 6).into_column();
                table.column(share, field.zh, field.en)
            }
            _ => table.column(column, field.zh, field.en),
        };
    }
    Ok(table
        .text(c::LINE_REASON, &reasons, "未计入原因", "Why it does not count")
        .column(lines.column(c::NOTES)?.clone(), "附注", "Other columns of the file")
        .column(lines.column(c::SOURCE)?.clone(), "来源序号", "Row of `sources`")
        .column(lines.column(c::ROW)?.clone(), "行号", "Row")
        .private())
}

/// What was found, said in both languages.
pub fn findings(linked: &Linked) -> OutputTable {
    let all = &linked.findings;
    let text = |f: &dyn Fn(&crate::diag::Diagnostic) -> String| -> Vec<String> {
        all.iter().map(f).collect()
    };
    let cell = |d: &crate::diag::Diagnostic| match &d.place {
        crate::diag::Place::Cell { file, sheet, row, column } => {
            (file.clone(), sheet.clone(), i64::from(*row), column.clone())
        }
        crate::diag::Place::File(file) => (file.clone(), String::new(), 0, String::new()),
        place => (place.describe(Lang::Zh), String::new(), 0, String::new()),
    };
    OutputTable::new("findings", "问题清单", "Findings")
        .text(c::CODE, &text(&|d| d.code.id.into()), "代码", "Code")
        .text(c::SEVERITY, &text(&|d| d.severity.key().into()), "程度", "Severity")
        .text(c::FILE, &text(&|d| cell(d).0), "文件", "File")
        .text(c::SHEET, &text(&|d| cell(d).1), "工作表", "Sheet")
        .int(c::ROW, all.iter().map(|d| cell(d).2).collect(), "行", "Row")
        .text(c::COLUMN, &text(&|d| cell(d).3), "列", "Column")
        .text(
            c::READ,
            &text(&|d| d.value(c::READ).unwrap_or_default().into()),
            "读到的内容",
            "Read",
        )
        .text(c::MESSAGE_ZH, &text(&|d| d.message(Lang::Zh)), "问题", "Message (Chinese)")
        .text(c::MESSAGE_EN, &text(&|d| d.message(Lang::En)), "英文问题", "Message (English)")
        .text(c::HELP_ZH, &text(&|d| d.help(Lang::Zh)), "处理办法", "How to mend it (Chinese)")
        .text(c::HELP_EN, &text(&|d| d.help(Lang::En)), "英文处理办法", "How to mend it (English)")
        .private()
}

/// Rows that were refused, kept whole.
pub fn quarantine(linked: &Linked) -> OutputTable {
    let rows = &linked.quarantine;
    let source = |row: &crate::ingest::QuarantinedRow| linked.sources.get(row.source as usize);
    let text = |f: &dyn Fn(&crate::ingest::QuarantinedRow) -> String| -> Vec<String> {
        rows.iter().map(f).collect()
    };
    OutputTable::new("quarantine", "退件", "Quarantined rows")
        .text(
            c::FILE,
            &text(&|r| source(r).map(|s| s.file.clone()).unwrap_or_default()),
            "文件",
            "File",
        )
        .text(
            c::SHEET,
            &text(&|r| source(r).map(|s| s.sheet.clone()).unwrap_or_default()),
            "工作表",
            "Sheet",
        )
        .int(c::ROW, rows.iter().map(|r| i64::from(r.row)).collect(), "行", "Row")
        .text(c::TABLE, &text(&|r| r.table.clone()), "表", "Table")
        .text(c::CODE, &text(&|r| r.codes.join(" ")), "问题代码", "Codes")
        .text(c::RAW, &text(&|r| r.raw.clone()), "原内容", "As read")
        .private()
}

/// Files and sheets that were read.
pub fn sources(linked: &Linked) -> OutputTable {
    let rows = &linked.sources;
    let count = |f: fn(&crate::ingest::Source) -> usize| rows.iter().map(|s| f(s) as i64).collect();
    let text =
        |f: fn(&crate::ingest::Source) -> &str| -> Vec<&str> { rows.iter().map(f).collect() };
    OutputTable::new("sources", "数据来源", "Sources")
        .int(c::SOURCE, (0..rows.len() as i64).collect(), "序号", "Number")
        .text(c::FILE, &text(|s| &s.file), "文件", "File")
        .text(c::SHEET, &text(|s| &s.sheet), "工作表", "Sheet")
        .text(c::TABLE, &text(|s| &s.table), "表", "Table")
        .text(c::SHA256, &text(|s| &s.sha256), "文件校验值", "SHA-256 of the file")
        .int(c::ROWS_READ, count(|s| s.rows_read), "读入行数", "Rows read")
        .int(c::ROWS_ACCEPTED, count(|s| s.rows_accepted), "接受行数", "Rows accepted")
        .int(c::ROWS_QUARANTINED, count(|s| s.rows_quarantined), "退回行数", "Rows quarantined")
        .int(c::ROWS_ASIDE, count(|s| s.rows_aside), "合计与备注行", "Totals and remarks")
        .int(c::ROWS_REPLACED, count(|s| s.rows_replaced), "更正件取代行数", "Rows replaced")
}

/// Options and parameters in force, each with its clause and where its value came from.
pub fn parameters(pipeline: &Pipeline, rates: &[RateUsed]) -> OutputTable {
    let mut rows = pipeline.scheme.in_force.clone();
    let chosen = rows.len();
    rows.extend(rates.iter().map(published));
    let text =
        |f: fn(&crate::scheme::InForce) -> &str| -> Vec<&str> { rows.iter().map(f).collect() };
    let origin = |(at, row): (usize, &InForce)| match row.value == row.default {
        _ if at >= chosen => "rates",
        true => "scheme",
        false => "pipeline",
    };
    let origin: Vec<&str> = rows.iter().enumerate().map(origin).collect();
    OutputTable::new("parameters", "参数与选项", "Parameters and options")
        .text(c::NAME, &text(|r| &r.name), "名称", "Name")
        .text(c::CLAUSE, &text(|r| &r.clause), "条款", "Clause")
        .text(c::VALUE, &text(|r| &r.value), "取值", "Value")
        .text(c::DEFAULT, &text(|r| &r.default), "默认值", "Default")
        .text(c::ORIGIN, &origin, "来源", "Set by")
        .column(
            Column::new(c::IS_READING.into(), rows.iter().map(|r| r.reading).collect::<Vec<_>>()),
            "有争议条款",
            "Contested reading",
        )
        .text(c::QUESTION_ZH, &text(|r| &r.question.zh), "问题", "Question (Chinese)")
        .text(c::QUESTION_EN, &text(|r| &r.question.en), "英文问题", "Question (English)")
        .text(c::REASON_ZH, &text(|r| &r.text.zh), "说明", "Meaning (Chinese)")
        .text(c::REASON_EN, &text(|r| &r.text.en), "英文说明", "Meaning (English)")
}

/// A published value in use as a row of the parameters, with its days.
fn published(used: &RateUsed) -> InForce {
    let RateUsed { day, published: row } = used;
    let value = row.shown();
    InForce {
        name: format!("{} {day}", row.name),
        clause: String::new(),
        default: value.clone(),
        value,
        reading: false,
        question: Text::default(),
        text: Text {
            zh: format!("{} 用于 {day}，{} 公布（{}）", row.name, row.date, row.status),
            en: format!("{} for {day}, published on {} ({})", row.name, row.date, row.status),
        },
    }
}

/// The reasons that claims and lines refer to.
pub fn reasons(scheme: &Scheme) -> OutputTable {
    let rows = &scheme.reasons[1..];
    let text =
        |f: fn(&crate::scheme::Reason) -> &str| -> Vec<&str> { rows.iter().map(f).collect() };
    OutputTable::new("reasons", "原因说明", "Reasons")
        .text(c::REASON, &text(|r| &r.id), "原因代码", "Reason")
        .text(c::STAGE, &text(|r| r.stage.name()), "阶段", "Stage")
        .text(c::CLAUSE, &text(|r| &r.clause), "条款", "Clause")
        .text(c::REASON_ZH, &text(|r| &r.text.zh), "说明", "Meaning (Chinese)")
        .text(c::REASON_EN, &text(|r| &r.text.en), "英文说明", "Meaning (English)")
}
