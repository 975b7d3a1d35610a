//! The workbook of a run as sheets of typed cells.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::programmes::Programmes;
use super::review;
use super::summary::{BudgetSummary, Summary};
use crate::diag::{Lang, Severity, Text, private, say};
use crate::domain::Fen;
use crate::duplicate::{
    answers::Answer, lists::ListOpen, queue::Suspected, requests::PaperRequest, unsorted::ToSort,
    year_off::YearOff,
};
use crate::frame::columns as c;
use crate::frame::output::{OutputColumn, OutputTable};
use crate::frame::table::{Row, TableSpec};
use crate::scheme::Stage;
use crate::tables::payment::Held;
use crate::tables::review::{CutRate, Reviewed};
use crate::tables::{OF_JOINT_RUNS_SHOWN, OF_RUNS_SHOWN};
use crate::workbook::{Book, Cell, Chart, ChartKind, Heading, Kind, Sheet, columns, int, text};

/// Rows of one sheet at most; Excel ends at 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// Sheets that are left out where they have no rows.
const IF_ANY: [TableSpec; 8] = [
    Held::SPEC,
    ToSort::SPEC,
    ListOpen::SPEC,
    YearOff::SPEC,
    PaperRequest::SPEC,
    Answer::SPEC,
    CutRate::SPEC,
    Reviewed::SPEC,
];

/// The sheets 目录, 汇总, 核定明细, 主要核减因素, 门槛附近, 问题清单, 退件, 参数.
///
/// # Errors
/// A fault of the engine.
pub fn workbook(summary: &Summary, tables: &[OutputTable], lang: Lang) -> PolarsResult<Book> {
    let reasons = reason_texts(tables, lang)?;
    let mut sheets = vec![overview(summary, lang)];
    for spec in OF_RUNS_SHOWN {
        let Some(table) = tables.iter().find(|table| table.name == spec.name) else { continue };
        // Mostly nothing waits.
        if !IF_ANY.iter().any(|rare| rare.name == spec.name) || has_rows(table) {
            sheets.extend(table_sheets(table, &reasons, lang)?);
        }
    }
    sheets.insert(0, contents(summary, &sheets, lang));
    Ok(Book { sheets })
}

/// The workbook of several schemes: the schemes side by side, and what each enterprise gets from whom. The claims
/// of each scheme stand in its own workbook.
///
/// # Errors
/// A fault of the engine.
pub fn joint_workbook(
    programmes: &Programmes,
    tables: &[OutputTable],
    lang: Lang,
) -> PolarsResult<Book> {
    let mut sheets = sheets_of(tables, OF_JOINT_RUNS_SHOWN, lang)?;
    if let Some(first) = sheets.first_mut() {
        first.title = programmes.title.get(lang).to_string();
        first.notes.extend(programmes.across.iter().map(|(_, _, said)| said.get(lang).to_string()));
        if programmes.rows.iter().any(|row| row.simulated()) {
            let words = lang.pick(
                "征求意见稿及因其降低的金额仅为推演，不得据以拨付",
                "amounts under a draft, or lowered because of one, are simulated and no basis for payment",
            );
            first.notes.insert(0, words.to_string());
        }
    }
    Ok(Book { sheets })
}

/// The sheets on which people decide about duplicate support, as the workbook of a run has them.
///
/// # Errors
/// A fault of the engine.
pub fn decisions_book(tables: &[OutputTable], lang: Lang) -> PolarsResult<Book> {
    let specs = [Suspected::SPEC, ToSort::SPEC, ListOpen::SPEC];
    Ok(Book { sheets: sheets_of(tables, &specs, lang)? })
}

/// Reason id → clause and words.
fn reason_texts(tables: &[OutputTable], lang: Lang) -> PolarsResult<BTreeMap<String, String>> {
    let Some(table) = tables.iter().find(|table| table.name == "reasons") else {
        return Ok(BTreeMap::new());
    };
    let frame = table.frame()?;
    let text = |name: &str| -> PolarsResult<Vec<String>> {
        let column = frame.column(name)?.str()?;
        Ok(column.iter().map(|v| v.unwrap_or_default().to_string()).collect())
    };
    let words = text(lang.pick(c::REASON_ZH, c::REASON_EN))?;
    let pairs = text(c::REASON)?.into_iter().zip(text(c::CLAUSE)?).zip(words);
    Ok(pairs
        .map(|((id, clause), words)| (id, format!("{clause}{}{words}", lang.pick("：", ": "))))
        .collect())
}

fn contents(summary: &Summary, sheets: &[Sheet], lang: Lang) -> Sheet {
    let mut out = Sheet::contents(summary.title.get(lang), sheets, lang);
    let (year, deadline) = (summary.award_year, &summary.deadline);
    out.notes = vec![
        format!("{} · {}", summary.scheme.get(lang), summary.document),
        say!(
            lang,
            "奖补年度 {year}，申报截止 {deadline}",
            "Award year {year}, deadline {deadline}"
        ),
    ];
    if summary.draft {
        out.notes.push(say!(
            lang,
            "征求意见稿·模拟，不得据以拨付",
            "Draft, simulation only: not a basis for payment"
        ));
    }
    out.notes.extend(summary.missing.as_ref().map(|missing| missing.said(lang)));
    out
}

fn overview(summary: &Summary, lang: Lang) -> Sheet {
    let title = lang.pick("各措施申报与核定汇总", "Claims and awards by measure");
    let mut out = Sheet::new(lang.pick("汇总", "Summary"), title);
    out.notes = budget_notes(summary, lang);
    for (title, claims, amount) in summary.stages.iter().filter(|(_, claims, _)| *claims > 0) {
        let title = title.get(lang);
        out.notes.push(say!(
            lang,
            "{title}：核减 {claims} 项，{amount} 元",
            "{title}: {claims} claims cut by {amount} yuan"
        ));
    }
    out.notes.extend(summary.notes.iter().map(|note| note.get(lang).to_string()));
    let heaviest = |(clause, limit, claims, _): &(String, Text, usize, Fen)| {
        let limit = limit.get(lang);
        text(say!(lang, "{clause}：{limit}（{claims} 项）", "{clause}: {limit} ({claims} claims)"))
    };
    columns!(out, lang, m in &summary.measures;
        let limit = m.heaviest.as_ref();
        ("条款", "Clause", Text, 8) => text(&m.clause),
        ("措施", "Measure", Text, 34) => text(m.title.get(lang)),
        ("申报项", "Claims", Int, 9) => int(m.claims),
        ("支持项", "Supported", Int, 10) => int(m.claims_paid),
        ("申请额（万元）", "Requested (RMB 10,000)", Wan, 16) => Cell::Money(m.requested),
        ("调整前核定金额（万元）", "Approved before the cut (RMB 10,000)", Wan, 16) => Cell::Money(m.approved),
        ("拟拨付金额（万元）", "Payable (RMB 10,000)", Wan, 16) => Cell::Money(m.payable),
        ("拟拨付金额（元）", "Payable (yuan)", Yuan, 18) => Cell::Money(m.payable),
        ("核减最多的限制", "Heaviest limit", Text, 52) => limit.map_or(Cell::Empty, heaviest),
        ("核减额（元）", "Cut by it (yuan)", Yuan, 18) => limit.map_or(Cell::Empty, |limit| Cell::Money(limit.3)),
    );
    out.total = vec![
        Cell::Empty,
        text(lang.pick("合计", "Total")),
        int(summary.measures.iter().map(|m| m.claims).sum()),
        int(summary.counts.claims_paid),
        Cell::Money(summary.requested),
        Cell::Money(summary.approved),
        Cell::Money(summary.payable),
        Cell::Money(summary.payable),
        Cell::Empty,
        Cell::Empty,
    ];
    let title = lang.pick("各项措施拟拨付金额（万元）", "To be paid by measure (RMB 10,000)");
    out.chart = Some(Chart { labels: 1, ..Chart::new(ChartKind::Bars, title, [6]) });
    out
}

fn budget_notes(summary: &Summary, lang: Lang) -> Vec<String> {
    let Some(budget) = &summary.budget else {
        return vec![say!(lang, "未设预算总额", "No budget was set")];
    };
    let BudgetSummary { pool, total, reserve, earlier, available, unspent, factor, .. } = budget;
    let sums = say!(
        lang,
        "{pool}：预算总额 {total} 元，预留 {reserve} 元，前批次 {earlier} 元，可用 {available} 元，结余 {unspent} 元",
        "{pool}: budget {total} yuan, reserve {reserve}, earlier batches {earlier}, available {available}, unspent {unspent}"
    );
    let cut = match budget.cut {
        true => say!(
            lang,
            "核定合计超过可用预算，同比例调整：{factor}",
            "Approved exceeds the budget; all are cut by {factor}"
        ),
        false => say!(
            lang,
            "核定合计未超过可用预算，不作调整",
            "Approved does not exceed the budget; nothing is cut"
        ),
    };
    vec![sums, cut]
}

/// The sheets of those tables that are there, in the order of their declarations.
///
/// # Errors
/// A fault of the engine.
pub(super) fn sheets_of(
    tables: &[OutputTable],
    specs: &[TableSpec],
    lang: Lang,
) -> PolarsResult<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for spec in specs {
        if let Some(table) = tables.iter().find(|table| table.name == spec.name) {
            sheets.extend(table_sheets(table, &BTreeMap::new(), lang)?);
        }
    }
    Ok(sheets)
}

/// A table as one sheet, or several when Excel cannot hold it in one.
fn table_sheets(
    table: &OutputTable,
    reasons: &BTreeMap<String, String>,
    lang: Lang,
) -> PolarsResult<Vec<Sheet>> {
    let (zh, en) = match table.sheet {
        Some(sheet) => sheet,
        None => (table.zh.as_str(), table.en.as_str()),
    };
    let name = lang.pick(zh, en);
    let columns: Vec<&OutputColumn> =
        table.columns.iter().filter(|column| shown(column, lang)).collect();
    let mut headings: Vec<Heading> = columns.iter().map(|column| heading(column, lang)).collect();
    review::lay_out(table, &columns, &mut headings, lang)?;
    let names = review::names(&table.name, &columns);
    let height = columns.first().map_or(0, |column| column.column.len());
    let mut sheets = Vec::new();
    for (part, start) in (0..height.max(1)).step_by(MOST_ROWS).enumerate() {
        let end = height.min(start + MOST_ROWS);
        let cells: Vec<Vec<Cell>> = columns
            .iter()
            .map(|column| cells(column, start, end - start, reasons, lang))
            .collect::<PolarsResult<_>>()?;
        let cells = match names {
            Some(names) => review::mark(cells, names),
            None => cells,
        };
        let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
        let rows = (start..end)
            .map(|_| cells.iter_mut().map(|column| column.next().unwrap_or(Cell::Empty)).collect());
        sheets.push(Sheet {
            name: if part == 0 { name.to_string() } else { format!("{name}{}", part + 1) },
            title: lang.pick(&table.zh, &table.en).to_string(),
            notes: review::notes(&table.name, lang),
            headings: headings.clone(),
            rows: rows.collect(),
            choices: review::choices(&columns, start..end, lang)?,
            total: total(table, &columns, start, end - start, lang)?,
            chart: chart(table, &columns, lang),
        });
    }
    Ok(sheets)
}

fn has_rows(table: &OutputTable) -> bool {
    table.columns.iter().any(|column| !column.column.is_empty())
}

/// The sums of the amounts of a sheet; nothing for a table whose amounts do not add up.
fn total(
    table: &OutputTable,
    columns: &[&OutputColumn],
    start: usize,
    length: usize,
    lang: Lang,
) -> PolarsResult<Vec<Cell>> {
    if length == 0 || !table.adds_up {
        return Ok(Vec::new());
    }
    let cells = columns.iter().enumerate().map(|(number, column)| {
        let slice = column.column.slice(start, length)?;
        Ok(match slice.dtype() {
            DataType::Decimal(_, 2) => {
                let sum: i128 = slice.decimal()?.physical().iter().flatten().sum();
                i64::try_from(sum).map_or(Cell::Empty, |sum| Cell::Money(Fen(sum)))
            }
            _ if number == 0 => Cell::Text(say!(lang, "合计", "Total")),
            _ => Cell::Empty,
        })
    });
    cells.collect()
}

/// The chart of a table, drawn from columns of its sheet.
fn chart(table: &OutputTable, columns: &[&OutputColumn], lang: Lang) -> Option<Chart> {
    let at = |name: &str| columns.iter().position(|column| column.column.name() == name);
    let label = at(lang.pick(c::TITLE_ZH, c::TITLE_EN))?;
    let (kind, title, series) = match table.name.as_str() {
        "scenarios" => (
            ChartKind::Columns,
            lang.pick("各情景的核定金额与拟拨付金额（万元）", "Scenarios (RMB 10,000)"),
            [c::APPROVED, c::PAYABLE],
        ),
        // What is left carries what a stage took.
        "stages" => (
            ChartKind::Waterfall,
            lang.pick("各阶段核减（万元）", "Reductions by stage (RMB 10,000)"),
            [c::REMAINING, c::REDUCTION],
        ),
        _ => return None,
    };
    let series = series.into_iter().map(at).collect::<Option<Vec<usize>>>()?;
    Some(Chart { kind, title: title.into(), labels: label, series, rows: None })
}

/// Of texts that stand in both languages, one.
fn shown(column: &OutputColumn, lang: Lang) -> bool {
    let other = lang.pick("_en", "_zh");
    !column.column.name().ends_with(other)
}

fn heading(column: &OutputColumn, lang: Lang) -> Heading {
    let kind = match column.column.dtype() {
        DataType::Decimal(_, 2) => Kind::Yuan,
        DataType::Decimal(..) => Kind::Exact,
        DataType::Date => Kind::Date,
        DataType::String | DataType::Boolean => Kind::Text,
        _ => Kind::Int,
    };
    let name = column.column.name().as_str();
    let width = match (kind, name) {
        (Kind::Yuan | Kind::Wan | Kind::Exact, _) => 16,
        (Kind::Date, _) => 12,
        (Kind::Int | Kind::Number | Kind::Percent, _) => 10,
        (Kind::Text, c::USCC) => 21,
        (Kind::Text, c::CLAIM_ID) => 25,
        (Kind::Text, c::FIRM_NAME | c::FILE | c::OTHER_NAME | c::POOL | c::OTHER_PLACE) => 34,
        (Kind::Text, c::ABOUT) => 60,
        (Kind::Text, c::TITLE_ZH | c::TITLE_EN) => 40,
        (Kind::Text, c::CLAUSE | c::CODE | c::SEVERITY | c::MEASURE) => 9,
        (Kind::Text, c::SHA256 | c::RAW | c::WATERFALL_ZH | c::WATERFALL_EN) => 40,
        (Kind::Text, _) if name.starts_with(c::REASON) || name == c::BINDING => 44,
        (Kind::Text, _) if name.starts_with("message") || name.starts_with("help") => 48,
        (Kind::Text, _) => 18,
    };
    // The reason that decided stays in sight; those of single stages unfold.
    let of_stage = name.starts_with(c::REASON) && name != c::REASON;
    let folded = of_stage && name != c::REASON_ZH && name != c::REASON_EN;
    Heading { folded, ..Heading::new(lang.pick(&column.zh, &column.en), kind, width) }
}

fn cells(
    column: &OutputColumn,
    start: usize,
    length: usize,
    reasons: &BTreeMap<String, String>,
    lang: Lang,
) -> PolarsResult<Vec<Cell>> {
    let slice = column.column.slice(start, length)?;
    Ok(match slice.dtype() {
        DataType::Decimal(..) => {
            let decimals = slice.decimal()?;
            let money = decimals.scale() == 2;
            let cell = |v: Option<i128>| match v.and_then(|v| i64::try_from(v).ok()) {
                Some(fen) if money => Cell::Money(Fen(fen)),
                Some(value) => Cell::Text(plain(value, decimals.scale())),
                None => Cell::Empty,
            };
            decimals.physical().iter().map(cell).collect()
        }
        DataType::Date => {
            let days = slice.date()?.physical();
            days.iter().map(|day| day.map_or(Cell::Empty, Cell::Date)).collect()
        }
        DataType::String => {
            let text = |v: Option<&str>| match v {
                None | Some("") => Cell::Empty,
                Some(id) if column.column.name() == c::STAGE => Cell::Text(stage(id, lang)),
                Some(id) => Cell::Text(private::hide(&said(id, reasons, lang)).into_owned()),
            };
            slice.str()?.iter().map(text).collect()
        }
        DataType::Boolean => {
            let word =
                |yes| lang.pick(if yes { "是" } else { "否" }, if yes { "yes" } else { "no" });
            let flags = slice.bool()?;
            flags.iter().map(|v| v.map_or(Cell::Empty, |v| Cell::Text(word(v).into()))).collect()
        }
        _ => {
            let numbers = slice.cast(&DataType::Int64)?;
            numbers.i64()?.iter().map(|v| v.map_or(Cell::Empty, Cell::Int)).collect()
        }
    })
}

/// The title of a stage.
fn stage(id: &str, lang: Lang) -> String {
    let known = Stage::NAMES.into_iter().find(|(name, _)| *name == id);
    known.map_or_else(
        || id.to_string(),
        |(_, stage)| {
            let (zh, en) = stage.title();
            lang.pick(zh, en).to_string()
        },
    )
}

/// A decimal as text, without the zeros at its end.
pub fn plain(value: i64, scale: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// Reason ids, severities and sides in the reader's words; other texts as they are.
fn said(text: &str, reasons: &BTreeMap<String, String>, lang: Lang) -> String {
    if let Some(words) = reasons.get(text) {
        return words.clone();
    }
    match text {
        "error" => Severity::Error.label(lang).to_string(),
        "warning" => Severity::Warning.label(lang).to_string(),
        "note" => Severity::Note.label(lang).to_string(),
        "in-force" => say!(lang, "现行有效", "in force"),
        "draft" => say!(lang, "征求意见稿·模拟", "draft, simulated"),
        "simulated" => say!(lang, "现行有效·推演", "in force, simulated"),
        "above" => say!(lang, "门槛之上", "above"),
        "below" => say!(lang, "未过门槛", "below"),
        other => other.to_string(),
    }
}
