//! The workbook of a run as sheets of typed cells.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::programmes::Programmes;
use super::summary::Summary;
use crate::diag::{Lang, Severity, private};
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::frame::output::{OutputColumn, OutputTable};
use crate::workbook::{Book, Cell, Chart, ChartKind, Heading, Kind, Sheet};

/// The table of what waits to be paid.
const HELD: &str = "held";

/// Rows of one sheet at most; Excel ends at 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// The sheets 目录, 汇总, 核定明细, 起作用的限制, 门槛附近, 问题清单, 退件, 参数.
///
/// # Errors
/// A fault of the engine.
pub fn workbook(summary: &Summary, tables: &[OutputTable], lang: Lang) -> PolarsResult<Book> {
    let reasons = reason_texts(tables, lang)?;
    let mut sheets = vec![overview(summary, lang)];
    let kept = [
        ("stages", "各阶段核减", "Stages"),
        ("claims", "核定明细", "Claims"),
        ("enterprises", "企业汇总", "Enterprises"),
        ("scores", "评价得分", "Scores"),
        ("limits", "起作用的限制", "Limits"),
        ("cliffs", "门槛附近", "Near thresholds"),
        ("count_cliffs", "家数门槛附近", "Near least numbers"),
        ("scenarios", "情景对比", "Scenarios"),
        ("tornado", "敏感性", "Tornado"),
        ("reading_costs", "其他口径", "Other readings"),
        (HELD, "暂缓拨付", "Held back"),
        ("suspected", "疑似重复", "Suspected duplicates"),
        ("duplicates", "重复享受核查", "Duplicate support"),
        ("duplicate_savings", "剔重成效", "Savings"),
        ("rosters", "名册使用情况", "Use of rosters"),
        ("shared_papers", "内部重复", "Shared papers"),
        ("related_firms", "关联企业提示", "Related applicants"),
        ("findings", "问题清单", "Findings"),
        ("quarantine", "退件", "Quarantine"),
        ("quality", "数据质量", "Data quality"),
        ("repairs", "规范写法记录", "Cells put right"),
        ("unread", "未读取的列和工作表", "Not read"),
        ("sources", "数据来源", "Sources"),
        ("files_not_used", "未采用的文件", "Files not used"),
        ("parameters", "参数", "Parameters"),
    ];
    for (name, zh, en) in kept {
        let Some(table) = tables.iter().find(|table| table.name == name) else { continue };
        // Mostly nothing waits.
        if name == HELD && table.frame()?.height() == 0 {
            continue;
        }
        sheets.extend(table_sheets(table, lang.pick(zh, en), &reasons, lang)?);
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
    let kept = [
        ("programmes", "方案对比", "Schemes"),
        ("combined_firms", "企业合并视图", "Enterprises"),
        ("combined", "企业各方案支持", "Who gives what"),
        ("across", "方案间同类支持", "Across schemes"),
        ("across_sums", "同类支持汇总", "Across, summed"),
    ];
    let mut sheets = Vec::new();
    for (name, zh, en) in kept {
        let Some(table) = tables.iter().find(|table| table.name == name) else { continue };
        sheets.extend(table_sheets(table, lang.pick(zh, en), &BTreeMap::new(), lang)?);
    }
    if let Some(first) = sheets.first_mut() {
        first.title = programmes.title.get(lang).to_string();
        first.notes.extend(programmes.across.iter().map(|(_, _, said)| said.get(lang).to_string()));
        if programmes.rows.iter().any(|row| row.simulated) {
            let words = lang.pick(
                "征求意见稿及因其降低的金额仅为推演，不得据以拨付",
                "amounts under a draft, or lowered because of one, are simulated and never to be paid",
            );
            first.notes.insert(0, words.to_string());
        }
    }
    Ok(Book { sheets })
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
    let heading = |zh, en, width| Heading {
        text: lang.pick(zh, en).to_string(),
        kind: Kind::Text,
        width,
        folded: false,
    };
    let rows = sheets.iter().map(|sheet| {
        let link = Cell::Link { sheet: sheet.name.clone(), text: sheet.name.clone() };
        vec![link, Cell::Text(sheet.title.clone()), Cell::Int(sheet.rows.len() as i64)]
    });
    let mut notes = vec![
        format!("{} · {}", summary.scheme.get(lang), summary.document),
        match lang {
            Lang::Zh => format!("奖补年度 {}，申报截止 {}", summary.award_year, summary.deadline),
            Lang::En => {
                format!("Award year {}, deadline {}", summary.award_year, summary.deadline)
            }
        },
    ];
    if summary.draft {
        notes.push(
            lang.pick("征求意见稿·模拟，不得据以拨付", "Draft, simulation only: never to be paid")
                .into(),
        );
    }
    notes.extend(summary.missing.as_ref().map(|missing| missing.said(lang)));
    let mut rows_heading = heading("行数", "Rows", 10);
    rows_heading.kind = Kind::Int;
    Sheet {
        name: lang.pick("目录", "Contents").to_string(),
        title: summary.title.get(lang).to_string(),
        notes,
        headings: vec![
            heading("工作表", "Sheet", 18),
            heading("内容", "What it holds", 44),
            rows_heading,
        ],
        rows: rows.collect(),
        total: Vec::new(),
        chart: None,
    }
}

fn overview(summary: &Summary, lang: Lang) -> Sheet {
    let heading = |zh, en, kind, width| Heading {
        text: lang.pick(zh, en).to_string(),
        kind,
        width,
        folded: false,
    };
    let headings = vec![
        heading("条款", "Clause", Kind::Text, 8),
        heading("措施", "Measure", Kind::Text, 34),
        heading("申报项", "Claims", Kind::Int, 9),
        heading("支持项", "Supported", Kind::Int, 10),
        heading("申请额（万元）", "Requested (10k yuan)", Kind::Wan, 16),
        heading("调整前核定额（万元）", "Approved before the cut (10k yuan)", Kind::Wan, 16),
        heading("应拨额（万元）", "Payable (10k yuan)", Kind::Wan, 16),
        heading("应拨额（元）", "Payable (yuan)", Kind::Yuan, 18),
        heading("核减最多的限制", "Heaviest limit", Kind::Text, 52),
        heading("核减额（元）", "Cut by it (yuan)", Kind::Yuan, 18),
    ];
    let rows: Vec<Vec<Cell>> = summary.measures.iter().map(|m| measure_row(m, lang)).collect();
    let claims: usize = summary.measures.iter().map(|m| m.claims).sum();
    let total = vec![
        Cell::Empty,
        Cell::Text(lang.pick("合计", "Total").into()),
        Cell::Int(claims as i64),
        Cell::Int(summary.counts.claims_paid as i64),
        Cell::Money(summary.requested),
        Cell::Money(summary.approved),
        Cell::Money(summary.payable),
        Cell::Money(summary.payable),
        Cell::Empty,
        Cell::Empty,
    ];
    // 应拨额 by measure.
    let chart = Chart {
        kind: ChartKind::Bars,
        title: lang.pick("各项措施应拨额（万元）", "Payable by measure (10k yuan)").into(),
        labels: 1,
        series: vec![6],
        rows: None,
    };
    let mut notes = budget_notes(summary, lang);
    for (title, claims, amount) in summary.stages.iter().filter(|(_, claims, _)| *claims > 0) {
        notes.push(match lang {
            Lang::Zh => format!("{}：核减 {} 项，{} 元", title.zh, claims, amount),
            Lang::En => format!("{}: {} claims cut by {} yuan", title.en, claims, amount),
        });
    }
    notes.extend(summary.notes.iter().map(|note| note.get(lang).to_string()));
    Sheet {
        name: lang.pick("汇总", "Summary").to_string(),
        title: lang.pick("各措施申报与核定汇总", "Claims and awards by measure").to_string(),
        notes,
        headings,
        rows,
        total,
        chart: Some(chart),
    }
}

fn measure_row(measure: &super::MeasureRow, lang: Lang) -> Vec<Cell> {
    let (limit, cut) = match &measure.heaviest {
        Some((clause, text, claims, amount)) => {
            let claims = match lang {
                Lang::Zh => format!("{clause}：{}（{claims} 项）", text.zh),
                Lang::En => format!("{clause}: {} ({claims} claims)", text.en),
            };
            (Cell::Text(claims), Cell::Money(*amount))
        }
        None => (Cell::Empty, Cell::Empty),
    };
    vec![
        Cell::Text(measure.clause.clone()),
        Cell::Text(measure.title.get(lang).to_string()),
        Cell::Int(measure.claims as i64),
        Cell::Int(measure.claims_paid as i64),
        Cell::Money(measure.requested),
        Cell::Money(measure.approved),
        Cell::Money(measure.payable),
        Cell::Money(measure.payable),
        limit,
        cut,
    ]
}

fn budget_notes(summary: &Summary, lang: Lang) -> Vec<String> {
    let Some(budget) = &summary.budget else {
        return vec![lang.pick("未设预算总额", "No budget was set").to_string()];
    };
    let first = match lang {
        Lang::Zh => format!(
            "{}：预算总额 {} 元，预留 {} 元，前批次 {} 元，可用 {} 元，结余 {} 元",
            budget.pool,
            budget.total,
            budget.reserve,
            budget.earlier,
            budget.available,
            budget.unspent
        ),
        Lang::En => format!(
            "{}: budget {} yuan, reserve {}, earlier batches {}, available {}, unspent {}",
            budget.pool,
            budget.total,
            budget.reserve,
            budget.earlier,
            budget.available,
            budget.unspent
        ),
    };
    let second = match (budget.cut, lang) {
        (true, Lang::Zh) => format!("核定合计超过可用预算，同比例调整：{}", budget.factor),
        (true, Lang::En) => {
            format!("Approved exceeds the budget; all are cut by {}", budget.factor)
        }
        (false, Lang::Zh) => "核定合计未超过可用预算，不作调整".to_string(),
        (false, Lang::En) => "Approved does not exceed the budget; nothing is cut".to_string(),
    };
    vec![first, second]
}

/// A table as one sheet, or several when Excel cannot hold it in one.
pub(super) fn table_sheets(
    table: &OutputTable,
    name: &str,
    reasons: &BTreeMap<String, String>,
    lang: Lang,
) -> PolarsResult<Vec<Sheet>> {
    let columns: Vec<&OutputColumn> =
        table.columns.iter().filter(|column| shown(column, lang)).collect();
    let headings: Vec<Heading> = columns.iter().map(|column| heading(column, lang)).collect();
    let height = columns.first().map_or(0, |column| column.column.len());
    let mut sheets = Vec::new();
    for (part, start) in (0..height.max(1)).step_by(MOST_ROWS).enumerate() {
        let end = height.min(start + MOST_ROWS);
        let cells: Vec<Vec<Cell>> = columns
            .iter()
            .map(|column| cells(column, start, end - start, reasons, lang))
            .collect::<PolarsResult<_>>()?;
        let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
        let rows = (start..end)
            .map(|_| cells.iter_mut().map(|column| column.next().unwrap_or(Cell::Empty)).collect());
        sheets.push(Sheet {
            name: if part == 0 { name.to_string() } else { format!("{name}{}", part + 1) },
            title: lang.pick(&table.zh, &table.en).to_string(),
            notes: notes(&table.name, lang),
            headings: headings.clone(),
            rows: rows.collect(),
            total: total(table, &columns, start, end - start, lang)?,
            chart: chart(table, &columns, lang),
        });
    }
    Ok(sheets)
}

/// Tables whose amounts add up.
const ADDED_UP: [&str; 4] = ["claims", "enterprises", "limits", "duplicate_savings"];

/// The sums of the amounts of a sheet; nothing for a table whose amounts do not add up.
fn total(
    table: &OutputTable,
    columns: &[&OutputColumn],
    start: usize,
    length: usize,
    lang: Lang,
) -> PolarsResult<Vec<Cell>> {
    if length == 0 || !ADDED_UP.contains(&table.name.as_str()) {
        return Ok(Vec::new());
    }
    let cells = columns.iter().enumerate().map(|(number, column)| {
        let slice = column.column.slice(start as i64, length);
        Ok(match slice.dtype() {
            DataType::Decimal(_, 2) => {
                let sum: i128 = slice.decimal()?.physical().iter().flatten().sum();
                i64::try_from(sum).map_or(Cell::Empty, |sum| Cell::Money(Fen(sum)))
            }
            _ if number == 0 => Cell::Text(lang.pick("合计", "Total").into()),
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
            lang.pick("各情景的核定额与应拨额（万元）", "Scenarios (10k yuan)"),
            [c::APPROVED, c::PAYABLE],
        ),
        // What is left carries what a stage took.
        "stages" => (
            ChartKind::Waterfall,
            lang.pick("各阶段核减（万元）", "Reductions by stage (10k yuan)"),
            [c::REMAINING, c::REDUCTION],
        ),
        _ => return None,
    };
    let series = series.into_iter().map(at).collect::<Option<Vec<usize>>>()?;
    Some(Chart { kind, title: title.into(), labels: label, series, rows: None })
}

/// How to use a sheet that people fill in.
fn notes(table: &str, lang: Lang) -> Vec<String> {
    let notes: &[&str] = match (table, lang) {
        ("suspected", Lang::Zh) => &[
            "逐行填写“结论”（重复、不重复、存疑）、“认定理由”、“决定人”、“决定日期”，勿改“疑点编号”和“证据指纹”。",
            "另存本工作簿，列入流程文件的 inputs.decisions 后重新核算；证据变化的认定会重新列出。",
        ],
        ("suspected", Lang::En) => &[
            "Fill in verdict (duplicate, clear, unsure), reason, who and when; leave finding and evidence as they are.",
            "Save the workbook elsewhere, name it in inputs.decisions and run again; what rests on changed evidence is shown again.",
        ],
        ("attributions", Lang::Zh) => &[
            "逐行填写“申报项编号”（几项合付的用、隔开；不属于任何核定的填“不属于核定”）、“认定理由”、“决定人”、“决定日期”，勿改“疑点编号”和“证据指纹”。",
            "另存本工作簿，用 --decisions 指定后重新对账；情况变化的会重新列出。",
        ],
        ("attributions", Lang::En) => &[
            "Fill in the claim (several separated by commas; `not approved` where it is for none), why, who and when; leave finding and evidence as they are.",
            "Save the workbook elsewhere, name it with --decisions and reconcile again; what has changed since is shown again.",
        ],
        _ => &[],
    };
    notes.iter().map(|note| (*note).to_string()).collect()
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
        (Kind::Text, c::FIRM_NAME | c::FILE | c::OTHER_NAME | c::POOL) => 34,
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
    Heading { text: lang.pick(&column.zh, &column.en).to_string(), kind, width, folded }
}

fn cells(
    column: &OutputColumn,
    start: usize,
    length: usize,
    reasons: &BTreeMap<String, String>,
    lang: Lang,
) -> PolarsResult<Vec<Cell>> {
    let slice = column.column.slice(start as i64, length);
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
        "in-force" => lang.pick("施行", "in force").to_string(),
        "draft" => lang.pick("征求意见稿·模拟", "draft, simulated").to_string(),
        "simulated" => lang.pick("施行·推演", "in force, simulated").to_string(),
        "above" => lang.pick("门槛之上", "above").to_string(),
        "below" => lang.pick("未过门槛", "below").to_string(),
        other => other.to_string(),
    }
}
