//! The state of the data, by source and column: what was filled in, put right, found wrong; and every
//! repair, so that none is made in silence.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Place};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::ingest::{AsideRow, Repaired, Source};
use crate::intake::link::Linked;
use crate::intake::missing;
use crate::pipeline::Pipeline;
use crate::run_folder::manifest::NotUsed;

/// Findings of one column, by code.
type ByCode = BTreeMap<&'static str, usize>;

/// One row of the table of quality.
struct Line<'a> {
    source: usize,
    of: &'a Source,
    /// Empty for findings that are about whole rows.
    heading: &'a str,
    field: &'a str,
    filled: usize,
    repaired: u64,
    codes: ByCode,
}

/// Per source and column: rows, filled, put right, findings by code.
pub fn quality(linked: &Linked) -> OutputTable {
    let mut found: BTreeMap<(&str, &str, &str), ByCode> = BTreeMap::new();
    for finding in &linked.findings {
        if let Some(place) = cell(finding) {
            *found.entry(place).or_default().entry(finding.code.id).or_default() += 1;
        }
    }
    let mut lines = Vec::new();
    for (number, source) in linked.sources.iter().enumerate() {
        for column in &source.columns {
            let repaired = source.repairs.iter().filter(|r| r.column == column.at);
            lines.push(Line {
                source: number,
                of: source,
                heading: &column.heading,
                field: column.field,
                filled: column.filled,
                repaired: repaired.map(|r| r.rows).sum(),
                codes: found.remove(&key(source, &column.heading)).unwrap_or_default(),
            });
        }
        // What is said of the whole sheet, or under a heading of our own.
        let mut rest = ByCode::new();
        for ((file, sheet, _), codes) in &found {
            if *file == source.file && *sheet == source.sheet {
                codes.iter().for_each(|(code, count)| *rest.entry(code).or_default() += count);
            }
        }
        if !rest.is_empty() {
            lines.push(Line {
                source: number,
                of: source,
                heading: "",
                field: "",
                filled: 0,
                repaired: 0,
                codes: rest,
            });
        }
    }
    table(&lines)
}

fn key<'a>(source: &'a Source, heading: &'a str) -> (&'a str, &'a str, &'a str) {
    (&source.file, &source.sheet, heading)
}

fn cell(finding: &Diagnostic) -> Option<(&str, &str, &str)> {
    match &finding.place {
        Place::Cell { file, sheet, column, .. } => Some((file, sheet, column)),
        _ => None,
    }
}

fn table(lines: &[Line]) -> OutputTable {
    let text = |f: &dyn Fn(&Line) -> String| -> Vec<String> { lines.iter().map(f).collect() };
    let count = |f: fn(&Line) -> usize| lines.iter().map(|line| f(line) as i64).collect();
    let codes = |line: &Line| {
        let shown = line.codes.iter().map(|(code, count)| format!("{code}×{count}"));
        shown.collect::<Vec<_>>().join(" ")
    };
    OutputTable::new("quality", "数据质量", "Data quality")
        .int(c::SOURCE, count(|line| line.source), "来源序号", "Row of `sources`")
        .text(c::FILE, &text(&|l| l.of.file.clone()), "文件", "File")
        .text(c::SHEET, &text(&|l| l.of.sheet.clone()), "工作表", "Sheet")
        .text(c::HEADING, &text(&|l| l.heading.into()), "表头", "Heading")
        .text(c::COLUMN, &text(&|l| l.field.into()), "字段", "Column")
        .int(c::ROWS_READ, count(|l| l.of.rows_read), "读入行数", "Rows read")
        .int(c::ROWS_ACCEPTED, count(|l| l.of.rows_accepted), "接受行数", "Rows accepted")
        .int(c::FILLED, count(|l| l.filled), "有值行数", "Rows with a value")
        .int(c::REPAIRED, count(|l| l.repaired as usize), "规范写法的单元格", "Cells put right")
        .int(c::FAULTS, count(|l| l.codes.values().sum()), "问题数", "Findings")
        .text(c::CODES, &text(&codes), "问题代码", "Codes")
}

/// Every way in which cells were put right, with what was read and what was taken.
pub fn repairs(linked: &Linked) -> OutputTable {
    let all: Vec<(usize, &Source, &Repaired)> = linked
        .sources
        .iter()
        .enumerate()
        .flat_map(|(number, source)| source.repairs.iter().map(move |r| (number, source, r)))
        .collect();
    let text = |f: &dyn Fn(&Source, &Repaired) -> String| -> Vec<String> {
        all.iter().map(|(_, source, repaired)| f(source, repaired)).collect()
    };
    let heading = |source: &Source, repaired: &Repaired| {
        let column = source.columns.iter().find(|column| column.at == repaired.column);
        column.map(|column| column.heading.clone()).unwrap_or_default()
    };
    OutputTable::new("repairs", "规范写法记录", "Cells put right")
        .int(
            c::SOURCE,
            all.iter().map(|(n, ..)| *n as i64).collect(),
            "来源序号",
            "Row of `sources`",
        )
        .text(c::FILE, &text(&|s, _| s.file.clone()), "文件", "File")
        .text(c::SHEET, &text(&|s, _| s.sheet.clone()), "工作表", "Sheet")
        .text(c::HEADING, &text(&heading), "表头", "Heading")
        .int(
            c::FIRST_ROW,
            all.iter().map(|(.., r)| i64::from(r.first_row)).collect(),
            "首见行",
            "First row",
        )
        .int(c::ROWS, all.iter().map(|(.., r)| r.rows as i64).collect(), "单元格数", "Cells")
        .text(c::READ, &text(&|_, r| r.read.clone()), "原写法", "As written")
        .text(c::TAKEN, &text(&|_, r| r.taken.clone()), "取值", "As taken")
        .text(c::REPAIR, &text(&|_, r| r.repair.key().into()), "类别", "Kind")
        .text(c::REASON_ZH, &text(&|_, r| r.repair.label().0.into()), "说明", "Meaning (Chinese)")
        .text(
            c::REASON_EN,
            &text(&|_, r| r.repair.label().1.into()),
            "英文说明",
            "Meaning (English)",
        )
}

/// Totals, remarks and repeated headers: rows that are no data, kept whole.
pub fn aside(linked: &Linked) -> OutputTable {
    let rows = &linked.aside;
    let of = |row: &AsideRow| linked.sources.get(row.source as usize);
    let text = |f: &dyn Fn(&AsideRow) -> String| -> Vec<String> { rows.iter().map(f).collect() };
    OutputTable::new("set_aside", "不作为数据的行", "Rows set aside")
        .text(
            c::FILE,
            &text(&|r| of(r).map(|s| s.file.clone()).unwrap_or_default()),
            "文件",
            "File",
        )
        .text(
            c::SHEET,
            &text(&|r| of(r).map(|s| s.sheet.clone()).unwrap_or_default()),
            "工作表",
            "Sheet",
        )
        .int(c::ROW, rows.iter().map(|row| i64::from(row.row)).collect(), "行", "Row")
        .text(c::WHY, &text(&|row| row.why.key().into()), "类别", "Kind")
        .text(c::RAW, &text(&|row| row.raw.clone()), "原内容", "As read")
        .private()
}

/// Files that were named, or lay beside those named, and were not counted, or not all of them; `None` where there
/// are none.
pub fn files_not_used(pipeline: &Pipeline, linked: &Linked) -> Option<OutputTable> {
    let rows = missing::files_not_used(pipeline, linked);
    if rows.is_empty() {
        return None;
    }
    let text = |f: fn(&NotUsed) -> &str| -> Vec<&str> { rows.iter().map(f).collect() };
    let table = OutputTable::new("files_not_used", "未采用的文件", "Files not used")
        .text(c::FILE, &text(|r| &r.file), "文件", "File")
        .text(c::WHY, &text(|r| &r.why), "原因", "Why")
        .text(c::COUNTS_INSTEAD, &text(|r| &r.by), "以何者为准", "What counts instead")
        .text(c::RETURN_NO, &text(|r| &r.r#return), "退件编号", "Return no.")
        .int(
            c::ROWS,
            rows.iter().map(|r| r.rows.unwrap_or(0) as i64).collect(),
            "取代行数",
            "Rows replaced",
        )
        .text(c::SHA256, &text(|r| &r.sha256), "文件校验值", "SHA-256 of the file");
    Some(table)
}
