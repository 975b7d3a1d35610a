//! Accepted rows tied together: one row per enterprise, and every other row knows its enterprise.
//!
//! What cannot be tied (a firm in two rows that differ, a line of a firm that is not there, a line
//! entered twice) leaves the tables with a finding and goes to quarantine.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Lang, Place, Severity, codes};
use crate::domain::text::{comparable, masked};
use crate::domain::{Fen, paper};
use crate::frame::access::{indices, ints};
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind, PAPERS, is_private};
use crate::ingest::{AsideRow, Batch, LeftOut, QuarantinedRow, SkippedSheet, Source, Unusable};
use crate::intake::versions::in_two_versions;
use crate::pipeline::settings::Checks;
use crate::run_folder::manifest::RuleFile;
use crate::scheme::Measure;

/// Firms sorted by credit code.
pub fn sort_firms(firms: &DataFrame) -> PolarsResult<DataFrame> {
    firms.sort([c::USCC, c::SOURCE, c::ROW], SortMultipleOptions::default())
}

/// Adds `FIRM`, the row of the enterprise in `firms`; null where it is not there.
pub fn with_firm(table: &DataFrame, firms: &DataFrame) -> PolarsResult<DataFrame> {
    let codes = firms.column(c::USCC)?.str()?.iter().zip(0u32..);
    let mut known: PlHashMap<&str, u32> = PlHashMap::with_capacity(firms.height());
    for (code, firm) in codes.filter_map(|(code, firm)| Some((code?, firm))) {
        // Of several rows of one code the first.
        known.entry(code).or_insert(firm);
    }
    // Rows of one enterprise often follow each other.
    let mut last = (None, None);
    let found = table.column(c::USCC)?.str()?.iter().map(|code| {
        if last.0 != code {
            last = (code, code.and_then(|code| known.get(code).copied()));
        }
        last.1
    });
    let found: UInt32Chunked = found.collect();
    let mut table = table.clone();
    table.with_column(found.with_name(c::FIRM.into()).into_column())?;
    Ok(table)
}

/// Lines in the order of enterprises, and within one in the order of sheets and rows.
pub fn sort_lines(lines: &DataFrame) -> PolarsResult<DataFrame> {
    let firms: Vec<Option<u32>> = lines.column(c::FIRM)?.u32()?.iter().collect();
    let (sources, rows) = (indices(lines, c::SOURCE)?, indices(lines, c::ROW)?);
    let place = |row: &IdxSize| {
        let at = *row as usize;
        (firms[at], sources[at], rows[at])
    };
    let mut order: Vec<IdxSize> = (0..lines.height() as IdxSize).collect();
    order.par_sort_by_key(place);
    lines.take(&IdxCa::from_vec(PlSmallStr::EMPTY, order))
}

/// Findings and quarantined rows, while tables are tied together.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    pub sources: Vec<Source>,
    pub findings: Vec<Diagnostic>,
    pub quarantine: Vec<QuarantinedRow>,
    pub aside: Vec<AsideRow>,
    /// Sheets that were not read.
    pub skipped: Vec<SkippedSheet>,
    /// Files of which not all was counted, since another counts instead.
    pub left: Vec<LeftOut>,
    /// Filings that could not be used: what is computed is incomplete.
    pub unusable: Vec<Unusable>,
    /// Folders of filings that were read before: their manifests.
    pub intakes: Vec<RuleFile>,
}

impl Linked {
    /// Takes over a batch, numbering its sources after those already there.
    pub fn take(&mut self, batch: Batch) -> PolarsResult<Vec<DataFrame>> {
        let offset = self.sources.len() as u32;
        self.sources.extend(batch.sources);
        self.findings.extend(batch.findings);
        self.skipped.extend(batch.skipped);
        self.left.extend(batch.left);
        self.quarantine.extend(batch.quarantine.into_iter().map(|mut row| {
            row.source += offset;
            row
        }));
        self.aside.extend(batch.aside.into_iter().map(|mut row| {
            row.source += offset;
            row
        }));
        let shift = |mut table: DataFrame| {
            if offset > 0 {
                let moved = table.column(c::SOURCE)?.u32()? + offset;
                table.with_column(moved.into_column())?;
            }
            Ok(table)
        };
        batch.tables.into_iter().map(shift).collect()
    }

    /// Whether a file was read as a table, or is a copy of one that was.
    pub fn knows(&self, first: usize, file: &str) -> bool {
        self.sources[first..].iter().any(|source| source.file == file)
            || self.left.iter().any(|left| left.file == file)
    }

    /// Faults of the rows of a table that were refused: of a table that must be understood whole.
    pub fn refused_of(&self, table: &str) -> Vec<Diagnostic> {
        let refused = self.quarantine.iter().filter(|row| row.table == table);
        let places: BTreeSet<(&str, &str, u32)> = refused
            .filter_map(|row| {
                let source = self.sources.get(row.source as usize)?;
                Some((source.file.as_str(), source.sheet.as_str(), row.row))
            })
            .collect();
        let own = |finding: &&Diagnostic| match &finding.place {
            Place::Cell { file, sheet, row, .. } => {
                finding.severity == Severity::Error
                    && places.contains(&(file.as_str(), sheet.as_str(), *row))
            }
            _ => false,
        };
        self.findings.iter().filter(own).cloned().collect()
    }

    pub fn place(&self, source: u32, row: u32, column: &str) -> Place {
        Source::place(&self.sources, source, row, column)
    }

    /// The cell of a field in a row of an accepted table, by the heading that the file gives it.
    pub fn cell_of(&self, table: &DataFrame, at: usize, field: &Field) -> Place {
        let (source, row) = origin(table, at);
        let columns = self.sources.get(source as usize).map_or(&[][..], |s| &s.columns);
        let heading = columns.iter().find(|column| column.field == field.name);
        self.place(source, row, heading.map_or(field.zh, |column| &column.heading))
    }

    /// Moves a row of an accepted table to quarantine.
    pub fn refuse(&mut self, table: &DataFrame, at: usize, fields: &[&Field], finding: Diagnostic) {
        let (source, row) = origin(table, at);
        let place = self.place(source, row, row_heading(fields));
        self.refuse_at(table, at, fields, finding, place);
    }

    /// The same for a fault of one cell.
    pub fn refuse_at(
        &mut self,
        table: &DataFrame,
        at: usize,
        fields: &[&Field],
        finding: Diagnostic,
        place: Place,
    ) {
        let (source, row) = origin(table, at);
        let raw: Vec<String> = fields
            .iter()
            .filter_map(|field| {
                let value = table.column(field.name).ok()?.get(at).ok()?;
                let value = (!value.is_null()).then(|| value.str_value().into_owned())?;
                let private = is_private(field.name);
                let value = if private {
                    masked(&value)
                } else {
                    crate::diag::private::hide(&value).into_owned()
                };
                Some(format!("{}={value}", field.zh))
            })
            .collect();
        let mut finding = finding.at(place);
        finding.severity = Severity::Error;
        let code: &'static Code = finding.code;
        self.findings.push(finding);
        if let Some(source) = self.sources.get_mut(source as usize) {
            source.rows_accepted -= 1;
            source.rows_quarantined += 1;
        }
        let table = self.sources.get(source as usize).map(|s| s.table.clone()).unwrap_or_default();
        let codes = vec![code.id];
        self.quarantine.push(QuarantinedRow { source, row, table, codes, raw: raw.join("; ") });
    }

    /// One row per credit code: equal repetitions count once, differing ones are all refused.
    pub fn firms(&mut self, firms: &DataFrame, fields: &[&Field]) -> PolarsResult<DataFrame> {
        let firms = sort_firms(firms)?;
        let codes_column = firms.column(c::USCC)?.str()?;
        let mut keep = vec![true; firms.height()];
        let mut start = 0;
        while start < firms.height() {
            let code = codes_column.get(start);
            let mut end = start + 1;
            while end < firms.height() && codes_column.get(end) == code {
                end += 1;
            }
            if end - start > 1 {
                self.repeated_firm(&firms, start..end, fields, &mut keep)?;
            }
            start = end;
        }
        let mask = BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep);
        firms.filter(&mask)
    }

    fn repeated_firm(
        &mut self,
        firms: &DataFrame,
        rows: std::ops::Range<usize>,
        fields: &[&Field],
        keep: &mut [bool],
    ) -> PolarsResult<()> {
        let code = firms.column(c::USCC)?.str()?.get(rows.start).unwrap_or_default();
        let mut agree = true;
        for row in rows.clone().skip(1) {
            agree &= same_row(firms, rows.start, row, fields)?;
        }
        for row in rows.clone() {
            if agree && row == rows.start {
                continue;
            }
            keep[row] = false;
            if agree {
                let (source, line) = origin(firms, row);
                let note = Diagnostic::new(&codes::REPEATED_FIRM).arg("read", code);
                self.findings.push(note.at(self.place(source, line, "")));
            } else {
                let fault = Diagnostic::new(&codes::DUPLICATE_FIRM).arg("read", code);
                self.refuse(firms, row, fields, fault);
            }
        }
        Ok(())
    }

    /// Lines whose deductions are not above their amount.
    pub fn net_lines(
        &mut self,
        lines: &DataFrame,
        measure: &Measure,
        fields: &[&Field],
    ) -> PolarsResult<DataFrame> {
        let Some(sum) = measure.base.sum.filter(|_| !measure.base.minus.is_empty()) else {
            return Ok(lines.clone());
        };
        let mut net = ints(lines, sum.name)?;
        for field in &measure.base.minus {
            for (net, minus) in net.iter_mut().zip(ints(lines, field.name)?) {
                *net -= minus;
            }
        }
        if net.iter().all(|net| *net >= 0) {
            return Ok(lines.clone());
        }
        for (row, net) in net.iter().enumerate().filter(|(_, net)| **net < 0) {
            let fault = Diagnostic::new(&codes::DEDUCTION_ABOVE_AMOUNT).arg("read", Fen(*net));
            self.refuse(lines, row, fields, fault);
        }
        let keep: Vec<bool> = net.iter().map(|net| *net >= 0).collect();
        lines.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
    }

    /// Rows that name a measure of the scheme, by id, clause, title or sheet; the id is put in its
    /// place. A row that cannot be understood must not be passed over: it may be an earlier award.
    pub fn known_measures(
        &mut self,
        table: &DataFrame,
        measures: &[Measure],
        fields: &'static [Field],
    ) -> PolarsResult<DataFrame> {
        let all: Vec<&Field> = fields.iter().collect();
        let mut ids: Vec<Option<&str>> = Vec::with_capacity(table.height());
        let mut named = Named::new(measures);
        for (row, name) in table.column(c::MEASURE)?.str()?.iter().enumerate() {
            let name = name.unwrap_or_default();
            let known = named.id(name);
            if known.is_none() {
                let titles: Vec<&str> = measures.iter().map(|m| m.clause.as_str()).collect();
                let fault = Diagnostic::new(&codes::UNKNOWN_CATEGORY)
                    .arg("read", name)
                    .arg("column", "措施")
                    .arg("known", titles.join("、"));
                self.refuse(table, row, &all, fault);
            }
            ids.push(known);
        }
        let column: StringChunked = ids.into_iter().collect();
        let mut table = table.clone();
        table.with_column(column.with_name(c::MEASURE.into()).into_column())?;
        table.filter(&table.column(c::MEASURE)?.is_not_null())
    }

    /// Lines of known firms, sorted, each once.
    pub fn lines(
        &mut self,
        lines: &DataFrame,
        firms: &DataFrame,
        fields: &[&Field],
        checks: &Checks,
    ) -> PolarsResult<DataFrame> {
        let lines = with_firm(lines, firms)?;
        let tied = self.tied(lines, fields)?;
        let mut lines = sort_lines(&tied)?;
        // The codes of the enterprises: those that the file repeats in each line need not be kept.
        let own = firms.column(c::USCC)?.take(lines.column(c::FIRM)?.u32()?)?;
        lines.with_column(own)?;
        let versions = in_two_versions(&lines, fields)?.into_iter();
        let mut said: BTreeMap<usize, (usize, &'static Code)> =
            versions.map(|(row, like)| (row, (like, &codes::TWO_VERSIONS))).collect();
        let repeated = repeated_lines(&lines, fields)?.into_iter();
        said.extend(repeated.map(|(row, first)| (row, (first, &codes::REPEATED_LINE))));
        if said.is_empty() {
            return Ok(lines);
        }
        let mut keep = vec![true; lines.height()];
        for (row, (like, code)) in said {
            let refused = checks.level(code) == Some(Severity::Error);
            let (source, line) = origin(&lines, like);
            let like = self.place(source, line, "");
            let fault = Diagnostic::new(code)
                .arg("first", like.describe(Lang::Zh))
                .arg("first_en", like.describe(Lang::En));
            keep[row] = !refused;
            if refused {
                self.refuse(&lines, row, fields, fault);
            } else {
                let (source, line) = origin(&lines, row);
                self.findings.push(fault.at(self.place(source, line, row_heading(fields))));
            }
        }
        lines.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &keep))
    }

    /// Lines whose enterprise is there.
    fn tied(&mut self, lines: DataFrame, fields: &[&Field]) -> PolarsResult<DataFrame> {
        let firms = lines.column(c::FIRM)?.u32()?;
        if firms.null_count() == 0 {
            return Ok(lines);
        }
        let unknown = firms.is_null();
        let codes_column = lines.column(c::USCC)?.str()?;
        for (row, _) in unknown.iter().enumerate().filter(|(_, unknown)| *unknown == Some(true)) {
            let code = codes_column.get(row).unwrap_or_default();
            let fault = Diagnostic::new(&codes::LINE_WITHOUT_FIRM).arg("read", code);
            self.refuse(&lines, row, fields, fault);
        }
        lines.filter(&!unknown)
    }

    /// Notes firms that claim nothing.
    pub fn idle_firms(&mut self, firms: &DataFrame, lines: &[DataFrame]) -> PolarsResult<()> {
        let mut claims = vec![false; firms.height()];
        for table in lines {
            for firm in indices(table, c::FIRM)? {
                claims[firm as usize] = true;
            }
        }
        let codes_column = firms.column(c::USCC)?.str()?;
        for (row, _) in claims.iter().enumerate().filter(|(_, claims)| !**claims) {
            let (source, line) = origin(firms, row);
            let code = codes_column.get(row).unwrap_or_default();
            let note = Diagnostic::new(&codes::FIRM_WITHOUT_LINE).arg("read", code);
            self.findings.push(note.at(self.place(source, line, "")));
        }
        Ok(())
    }
}

/// The heading that stands for a whole row: its credit code.
pub fn row_heading(fields: &[&Field]) -> &'static str {
    fields.iter().find(|field| field.kind == FieldKind::Code).map_or("", |field| field.zh)
}

pub fn origin(table: &DataFrame, row: usize) -> (u32, u32) {
    let value = |name| -> Option<u32> { table.column(name).ok()?.u32().ok()?.get(row) };
    (value(c::SOURCE).unwrap_or(0), value(c::ROW).unwrap_or(0))
}

fn same_row(table: &DataFrame, a: usize, b: usize, fields: &[&Field]) -> PolarsResult<bool> {
    for field in fields {
        let column = table.column(field.name)?;
        if column.get(a)? != column.get(b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The same where two spellings of a paper's number are one.
pub(super) fn same_line(
    table: &DataFrame,
    a: usize,
    b: usize,
    fields: &[&Field],
) -> PolarsResult<bool> {
    for field in fields {
        let column = table.column(field.name)?;
        if column.get(a)? == column.get(b)? {
            continue;
        }
        let spelled = |row: usize| Ok::<_, PolarsError>(column.str()?.get(row).unwrap_or_default());
        if !PAPERS.contains(&field.name) || !paper::same(spelled(a)?, spelled(b)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Rows equal to an earlier row of the same firm, with that row. Rows are compared by hash first:
/// lines of one firm are few, and equal ones fewer.
fn repeated_lines(lines: &DataFrame, fields: &[&Field]) -> PolarsResult<Vec<(usize, usize)>> {
    let rows = lines.height();
    let hashes = hashed(lines, fields)?;
    let firms = indices(lines, c::FIRM)?;
    let mut repeated = Vec::new();
    let mut start = 0;
    let mut order: Vec<usize> = Vec::new();
    while start < rows {
        let end = start + firms[start..].iter().take_while(|firm| **firm == firms[start]).count();
        order.clear();
        order.extend(start..end);
        order.sort_unstable_by_key(|row| (hashes[*row], *row));
        for group in order.chunk_by(|a, b| hashes[*a] == hashes[*b]) {
            let mut firsts: Vec<usize> = vec![group[0]];
            for row in &group[1..] {
                let mut first = None;
                for candidate in &firsts {
                    if same_line(lines, *candidate, *row, fields)? {
                        first = Some(*candidate);
                    }
                }
                match first {
                    Some(first) => repeated.push((*row, first)),
                    None => firsts.push(*row),
                }
            }
        }
        start = end;
    }
    let unique: BTreeSet<(usize, usize)> = repeated.into_iter().collect();
    Ok(unique.into_iter().collect())
}

/// Measures by the names under which lists know them.
pub struct Named<'a> {
    measures: &'a [Measure],
    /// Few different names stand in many rows: each is compared once.
    seen: BTreeMap<String, Option<&'a str>>,
}

impl<'a> Named<'a> {
    pub fn new(measures: &'a [Measure]) -> Self {
        Self { measures, seen: BTreeMap::new() }
    }

    /// The id of the measure of a name, clause, title or sheet.
    pub fn id(&mut self, name: &str) -> Option<&'a str> {
        if let Some(known) = self.seen.get(name) {
            return *known;
        }
        let wanted = comparable(name);
        let named = |m: &&Measure| m.names().any(|own| comparable(own) == wanted);
        let id = self.measures.iter().find(named).map(|measure| measure.id.as_str());
        self.seen.insert(name.to_string(), id);
        id
    }
}

/// A hash of some columns of each row.
pub(super) fn hashed(lines: &DataFrame, fields: &[&Field]) -> PolarsResult<Vec<u64>> {
    let mut hashes = vec![0u64; lines.height()];
    for field in fields {
        mix(lines.column(field.name)?, PAPERS.contains(&field.name), &mut hashes)?;
    }
    Ok(hashes)
}

/// Folds a column into row hashes (FNV-like; only equality of whole rows matters); numbers of papers in the form
/// in which they are compared.
pub fn mix(column: &Column, papers: bool, hashes: &mut [u64]) -> PolarsResult<()> {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let fold = |hash: &mut u64, value: u64| {
        *hash = (hash.rotate_left(5) ^ value).wrapping_mul(PRIME ^ 0x9e37_79b9_7f4a_7c15);
    };
    match column.dtype() {
        DataType::String if papers => {
            for (hash, text) in hashes.iter_mut().zip(column.str()?.iter()) {
                fold(hash, text.and_then(paper::key).unwrap_or(0));
            }
        }
        DataType::String => {
            for (hash, text) in hashes.iter_mut().zip(column.str()?.iter()) {
                let bytes = text.unwrap_or("").as_bytes();
                let mut value = bytes.len() as u64;
                for chunk in bytes.chunks(8) {
                    let mut word = [0u8; 8];
                    word[..chunk.len()].copy_from_slice(chunk);
                    value = (value.rotate_left(7) ^ u64::from_le_bytes(word)).wrapping_mul(PRIME);
                }
                fold(hash, value);
            }
        }
        _ => {
            let numbers = column.cast(&DataType::Int64)?;
            for (hash, number) in hashes.iter_mut().zip(numbers.i64()?.iter()) {
                fold(hash, number.map_or(u64::MAX, |n| n as u64));
            }
        }
    }
    Ok(())
}
