//! The state of the data, by source and column: what was filled in, put right, found wrong; and every
//! repair, so that none is made in silence.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Place, Text};
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::ingest::{Repaired, Source};
use crate::intake::link::Linked;
use crate::intake::missing;
use crate::pipeline::Pipeline;
use crate::run::tables::file_and_sheet;
use crate::tables::found::{Aside, NotUsed, Quality, Repair};

/// Findings of one column, by code.
type ByCode = BTreeMap<&'static str, usize>;

/// Per source and column: rows, filled, put right, findings by code.
pub fn quality(linked: &Linked) -> OutputTable {
    let mut found: BTreeMap<(&str, &str, &str), ByCode> = BTreeMap::new();
    for finding in &linked.findings {
        if let Some(place) = cell(finding) {
            *found.entry(place).or_default().entry(finding.code.id).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for (number, source) in linked.sources.iter().enumerate() {
        for column in &source.columns {
            let repaired = source.repairs.iter().filter(|r| r.column == column.at);
            let codes = found.remove(&key(source, &column.heading)).unwrap_or_default();
            rows.push(Quality {
                heading: column.heading.clone(),
                field: column.field.into(),
                filled: column.filled as i64,
                repaired: repaired.map(|r| r.rows as i64).sum(),
                ..of_sheet(number, source, &codes)
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
            rows.push(of_sheet(number, source, &rest));
        }
    }
    Quality::table(rows)
}

/// A row about no column.
fn of_sheet(number: usize, source: &Source, codes: &ByCode) -> Quality {
    let shown = codes.iter().map(|(code, count)| format!("{code}×{count}"));
    Quality {
        source: number as i64,
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        heading: String::new(),
        field: String::new(),
        read: source.rows_read as i64,
        accepted: source.rows_accepted as i64,
        filled: 0,
        repaired: 0,
        faults: codes.values().sum::<usize>() as i64,
        codes: shown.collect::<Vec<_>>().join(" "),
    }
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

/// Every way in which cells were put right, with what was read and what was taken.
pub fn repairs(linked: &Linked) -> OutputTable {
    let heading = |source: &Source, repaired: &Repaired| {
        let column = source.columns.iter().find(|column| column.at == repaired.column);
        column.map(|column| column.heading.clone()).unwrap_or_default()
    };
    Repair::table((0..).zip(&linked.sources).flat_map(|(number, source)| {
        source.repairs.iter().map(move |repaired| {
            let (zh, en) = repaired.repair.label();
            Repair {
                source: number,
                file: source.file.clone(),
                sheet: source.sheet.clone(),
                heading: heading(source, repaired),
                first_row: repaired.first_row.into(),
                cells: repaired.rows as i64,
                read: repaired.read.clone(),
                taken: repaired.taken.clone(),
                repair: repaired.repair.key().into(),
                text: Text::new(zh, en),
            }
        })
    }))
}

/// Totals, remarks and repeated headers: rows that are no data, kept whole.
pub fn aside(linked: &Linked) -> OutputTable {
    Aside::table(linked.aside.iter().map(|aside| {
        let (file, sheet) = file_and_sheet(linked, aside.source);
        let (why, raw) = (aside.why.key().into(), aside.raw.clone());
        Aside { file, sheet, row: aside.row.into(), why, raw }
    }))
}

/// Files that were named, or lay beside those named, and were not counted, or not all of them; `None` where there
/// are none.
pub fn files_not_used(pipeline: &Pipeline, linked: &Linked) -> Option<OutputTable> {
    let files = missing::files_not_used(pipeline, linked);
    let rows = files.iter().map(|file| NotUsed {
        file: file.file.clone(),
        why: file.why.clone(),
        counts_instead: file.by.clone(),
        return_no: file.r#return.clone(),
        rows: file.rows.unwrap_or(0) as i64,
        sha256: file.sha256.clone(),
    });
    (!files.is_empty()).then(|| NotUsed::table(rows))
}
