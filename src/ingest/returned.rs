//! A return workbook that comes back mended takes the place of what it corrects.
//!
//! The list in front of it carries its number and, below the list, which rows of which files it was made from:
//! files by their SHA-256, so that a name may change and a content may not.

use std::collections::BTreeSet;

use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::each::{holds, rows_of};
use super::sheet::{Rows, Stop};
use super::table::SheetRead;
use super::unasked::unasked;
use super::{FileRead, Left, LeftOut, Unusable};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::frame::columns as c;
use crate::frame::tables::TableContract;

/// How the number is written in front, in both languages.
pub const NUMBER: [&str; 2] = ["退件编号：", "Return no. "];
/// How a line begins that says what is corrected: `更正原件 SHA256 ROWS SHEET`.
const CORRECTS: &str = "更正原件";
/// For rows: all of a sheet; for a sheet: all of a file.
const ALL: &str = "*";
/// Rows in which the number is looked for.
const HEAD: u32 = 8;
const HASH: usize = 64;

/// What a return workbook says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    pub number: String,
    pub corrects: Vec<Corrects>,
}

/// Rows that a return workbook was made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrects {
    /// Of the file, in hex.
    pub sha256: String,
    /// `None` is the whole file.
    pub sheet: Option<String>,
    /// As findings count them, first and last of each stretch; `None` is the whole sheet.
    pub rows: Option<Vec<(u32, u32)>>,
}

impl Corrects {
    /// The line that says it.
    pub fn written(&self) -> String {
        let rows = match &self.rows {
            None => ALL.to_string(),
            Some(spans) => {
                let span = |(from, to): &(u32, u32)| match from == to {
                    true => from.to_string(),
                    false => format!("{from}-{to}"),
                };
                spans.iter().map(span).collect::<Vec<_>>().join(",")
            }
        };
        let sheet = match &self.sheet {
            None => ALL.to_string(),
            Some(sheet) => format!("={sheet}"),
        };
        format!("{CORRECTS} {} {rows} {sheet}", self.sha256)
    }

    /// `None` where a line is something else, or was changed.
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.strip_prefix(CORRECTS)?.trim_start().splitn(3, ' ');
        let (sha256, rows, sheet) = (parts.next()?, parts.next()?, parts.next()?);
        if sha256.len() != HASH || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let span = |text: &str| match text.split_once('-') {
            Some((from, to)) => Some((from.parse().ok()?, to.parse().ok()?)),
            None => text.parse().ok().map(|row| (row, row)),
        };
        let rows = match rows {
            ALL => None,
            rows => Some(rows.split(',').map(span).collect::<Option<Vec<_>>>()?),
        };
        let sheet = match sheet {
            ALL => None,
            sheet => Some(sheet.strip_prefix('=')?.to_string()),
        };
        Some(Self { sha256: sha256.to_lowercase(), sheet, rows })
    }

    /// Whether a row of a sheet, as findings count it, is corrected.
    pub fn covers(&self, sheet: &str, row: u32) -> bool {
        let within = |spans: &Vec<(u32, u32)>| spans.iter().any(|(a, b)| (*a..=*b).contains(&row));
        self.sheet.as_ref().is_none_or(|own| own == sheet) && self.rows.as_ref().is_none_or(within)
    }

    fn whole_file(&self) -> bool {
        self.sheet.is_none() && self.rows.is_none()
    }
}

/// Numbers as stretches, in order.
pub fn spans(rows: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let rows: BTreeSet<u32> = rows.collect();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => spans.push((row, row)),
        }
    }
    spans
}

/// Looks for a tie in a sheet that is there for people; of any other such sheet the first rows only are read.
///
/// # Errors
/// A list of a return that breaks off: what it corrects is not known.
pub(super) fn tie(rows: &mut dyn Rows<'_>) -> Result<Option<Tie>, Stop> {
    let mut cells = Vec::new();
    let mut tie: Option<Tie> = None;
    loop {
        let row = match rows.next(&mut cells) {
            Ok(Some(row)) => row,
            Err(stop) if tie.is_some() => return Err(stop),
            Ok(None) | Err(_) => break,
        };
        if tie.is_none() && row > HEAD {
            return Ok(None);
        }
        let Some(first) = cells.first().map(|cell| cell.display()) else { continue };
        match &mut tie {
            None => {
                let number = NUMBER.iter().find_map(|words| first.trim().strip_prefix(words));
                tie = number.map(|n| Tie { number: n.trim().to_string(), ..Tie::default() });
            }
            Some(tie) => tie.corrects.extend(Corrects::parse(first.trim())),
        }
    }
    Ok(tie)
}

/// A file that was read, as it takes part in corrections.
pub(super) struct Read {
    pub(super) shown: String,
    pub(super) read: FileRead,
}

/// Takes the rows out that a mended workbook corrects. Two that correct the same rows are both left out, with
/// what they correct, since nobody can tell which counts.
pub(super) fn replace(
    reads: &mut Vec<Read>,
    unusable: &mut Vec<Unusable>,
    contracts: &[TableContract],
) -> Vec<LeftOut> {
    let mut left = Vec::new();
    let mut disputed: Vec<(usize, Diagnostic)> = Vec::new();
    for at in 0..reads.len() {
        let Some(tie) = reads[at].read.tie.clone() else { continue };
        if let Some(table) = without_data(reads, at, &tie, unusable, contracts) {
            let fault = Diagnostic::new(&codes::MENDED_EMPTY).arg("table", table);
            disputed.push((at, fault.at(Place::File(reads[at].shown.to_string()))));
            continue;
        }
        let beyond = beyond_request(reads, at, &tie, contracts);
        reads[at].read.warnings.extend(beyond);
        for corrects in &tie.corrects {
            disputed.extend(said_of_dispute(reads, at, corrects).into_iter().flatten());
            left.extend(taken_out(reads, unusable, at, corrects, &tie.number));
        }
    }
    left.extend(mended_by_all(reads, unusable, &disputed));
    set_apart(reads, unusable, &disputed, contracts);
    left.sort();
    left.dedup_by(|next, first| {
        let same = (&next.file, &next.by) == (&first.file, &first.by);
        if same {
            // Rows 0 is the whole file.
            first.rows = if next.rows.min(first.rows) == 0 { 0 } else { first.rows + next.rows };
            first.corrects.append(&mut next.corrects);
        }
        same
    });
    left
}

/// What a mended workbook changes beside what was asked of it.
fn beyond_request(
    reads: &[Read],
    at: usize,
    tie: &Tie,
    contracts: &[TableContract],
) -> Vec<Diagnostic> {
    let others = reads.iter().enumerate().filter(|(target, _)| *target != at);
    let originals: Vec<(&FileRead, &Corrects)> = others
        .flat_map(|(_, other)| tie.corrects.iter().map(|corrects| (&other.read, corrects)))
        .filter(|(other, corrects)| other.sha256 == corrects.sha256)
        .collect();
    unasked((&reads[at].shown, &reads[at].read), &originals, contracts)
}

/// Two workbooks that correct the same rows: neither counts.
fn said_of_dispute(
    reads: &[Read],
    at: usize,
    corrects: &Corrects,
) -> Option<[(usize, Diagnostic); 2]> {
    let (other, file) = disputed_with(reads, at, corrects)?;
    Some([(at, other), (other, at)].map(|(one, against)| {
        let fault = Diagnostic::new(&codes::MENDED_TWICE)
            .arg("other", &reads[against].shown)
            .arg("file", &file);
        (one, fault.at(Place::File(reads[one].shown.to_string())))
    }))
}

/// Takes out of all files what the workbook corrects.
fn taken_out(
    reads: &mut [Read],
    unusable: &mut Vec<Unusable>,
    at: usize,
    corrects: &Corrects,
    number: &str,
) -> Vec<LeftOut> {
    let name = reads[at].shown.to_string();
    let by = (name.as_str(), number);
    let mut left = Vec::new();
    let others = reads.iter_mut().enumerate().filter(|(target, _)| *target != at);
    for (_, target) in others.filter(|(_, other)| other.read.sha256 == corrects.sha256) {
        left.extend(take_out(target, corrects, by));
    }
    unusable.retain(|file| {
        let goes = corrects.whole_file() && file.sha256 == corrects.sha256;
        left.extend(goes.then(|| replaced((&file.file, &file.sha256), by, 0, corrects)));
        !goes
    });
    left
}

/// Workbooks that do not count go to the files that cannot be used.
fn set_apart(
    reads: &mut Vec<Read>,
    unusable: &mut Vec<Unusable>,
    disputed: &[(usize, Diagnostic)],
    contracts: &[TableContract],
) {
    let gone: BTreeSet<usize> = disputed.iter().map(|(at, _)| *at).collect();
    for at in gone.into_iter().rev() {
        let read = reads.remove(at);
        let faults = disputed.iter().filter(|(of, _)| *of == at).map(|(_, fault)| fault.clone());
        let mut faults: Vec<Diagnostic> = faults.collect();
        faults.dedup();
        unusable.push(Unusable {
            file: read.shown.to_string(),
            sha256: read.read.sha256.clone(),
            faults: Diagnostics(faults),
            holds: holds(&read.read.sheets, contracts),
        });
    }
}

/// The table of which a mended workbook says nothing though it corrects rows of it: its list came back alone, or its
/// sheet under another name. What it corrects counts on then.
fn without_data(
    reads: &[Read],
    at: usize,
    tie: &Tie,
    unusable: &[Unusable],
    contracts: &[TableContract],
) -> Option<String> {
    let own = &reads[at].read.sheets;
    let corrected = |sha256: &str| tie.corrects.iter().find(|one| one.sha256 == sha256);
    let of_read = |read: &Read| {
        let corrects = tie.corrects.iter().filter(|one| one.sha256 == read.read.sha256);
        let touched = corrects.flat_map(|one| {
            let sheets = read.read.sheets.iter();
            sheets.filter(|s| rows_of(s).iter().any(|row| one.covers(&s.sheet, *row)))
        });
        touched.map(|sheet| sheet.contract).collect::<Vec<_>>()
    };
    let others = reads.iter().enumerate().filter(|(other, _)| *other != at);
    let mut tables: Vec<usize> = others.flat_map(|(_, read)| of_read(read)).collect();
    let broken = unusable.iter().filter(|file| corrected(&file.sha256).is_some());
    let keys = broken.clone().flat_map(|file| file.holds.sheets.iter().map(|(_, key)| key));
    tables.extend(keys.filter_map(|key| contracts.iter().position(|table| table.key == *key)));
    let missing = tables.iter().find(|table| !own.iter().any(|sheet| sheet.contract == **table));
    let corrects = !tables.is_empty() || broken.count() > 0;
    let empty = corrects && own.iter().all(|sheet| sheet.rows_read == 0);
    let title = |table: &usize| contracts[*table].title.clone();
    missing.or(tables.first().filter(|_| empty)).map(title).or(empty.then(String::new))
}

/// Files that cannot be used and of which mended workbooks correct every row, one firm here and one there.
fn mended_by_all(
    reads: &[Read],
    unusable: &mut Vec<Unusable>,
    disputed: &[(usize, Diagnostic)],
) -> Vec<LeftOut> {
    let mut left = Vec::new();
    unusable.retain(|file| {
        let sound = reads.iter().enumerate().filter(|(at, _)| disputed.iter().all(|d| d.0 != *at));
        let ties = sound.filter_map(|(_, read)| Some((read, read.read.tie.as_ref()?)));
        let of_file: Vec<(&Read, &Tie, &Corrects)> = ties
            .flat_map(|(read, tie)| tie.corrects.iter().map(move |one| (read, tie, one)))
            .filter(|(.., one)| one.sha256 == file.sha256)
            .collect();
        let corrected = |sheet: &str, row: u32| of_file.iter().any(|one| one.2.covers(sheet, row));
        let rows =
            || file.holds.rows.iter().flat_map(|(name, rows)| rows.iter().map(move |r| (name, *r)));
        let all = rows().next().is_some() && rows().all(|(sheet, row)| corrected(sheet, row));
        if all {
            left.extend(of_file.iter().map(|(read, tie, corrects)| {
                let rows = rows().filter(|(sheet, row)| corrects.covers(sheet, *row)).count();
                let by = (&*read.shown, &*tie.number);
                replaced((&file.file, &file.sha256), by, rows, corrects)
            }));
        }
        !all
    });
    left
}

/// An earlier workbook that corrects some of the same rows, and the file they stand in.
fn disputed_with(reads: &[Read], at: usize, corrects: &Corrects) -> Option<(usize, String)> {
    let same = |other: &Corrects| {
        let sheets = match (&other.sheet, &corrects.sheet) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let rows = match (&other.rows, &corrects.rows) {
            (Some(a), Some(b)) => a.iter().any(|a| b.iter().any(|b| a.0 <= b.1 && b.0 <= a.1)),
            _ => true,
        };
        other.sha256 == corrects.sha256 && sheets && rows
    };
    // One that corrects the other in turn comes after it.
    let corrects_file = |by: &Read, file: &Read| {
        let tie = by.read.tie.iter().flat_map(|tie| &tie.corrects);
        tie.into_iter().any(|corrects| corrects.sha256 == file.read.sha256)
    };
    let (other, _) = reads[..at].iter().enumerate().find(|(_, other)| {
        let tied = corrects_file(&reads[at], other) || corrects_file(other, &reads[at]);
        !tied && other.read.tie.iter().any(|tie| tie.corrects.iter().any(same))
    })?;
    let file = reads.iter().find(|read| read.read.sha256 == corrects.sha256);
    Some((other, file.map_or_else(|| corrects.sha256.clone(), |read| read.shown.to_string())))
}

fn take_out(target: &mut Read, corrects: &Corrects, by: (&str, &str)) -> Option<LeftOut> {
    let mut rows = 0;
    for sheet in &mut target.read.sheets {
        rows += cut(sheet, corrects);
    }
    if corrects.whole_file() {
        target.read.sheets.clear();
        target.read.warnings.clear();
    }
    let left = || replaced((&target.shown, &target.read.sha256), by, rows, corrects);
    (rows > 0 || corrects.whole_file()).then(left)
}

/// Rows of a file, by name and hash, in whose place those of a workbook stand, by name and number.
fn replaced(file: (&str, &str), by: (&str, &str), rows: usize, corrects: &Corrects) -> LeftOut {
    LeftOut {
        file: file.0.to_string(),
        sha256: file.1.to_string(),
        why: Left::Replaced,
        by: by.0.to_string(),
        number: by.1.to_string(),
        rows,
        corrects: vec![corrects.clone()],
    }
}

/// Takes rows out of a sheet; returns how many held data.
fn cut(sheet: &mut SheetRead, corrects: &Corrects) -> usize {
    let name = sheet.sheet.clone();
    let goes = |row: u32| row > 0 && corrects.covers(&name, row);
    let before = sheet.frame.height() + sheet.refused.len();
    let keep: Option<BooleanChunked> = sheet.frame.column(c::ROW).ok().and_then(|rows| {
        Some(rows.u32().ok()?.iter().map(|row| Some(!goes(row.unwrap_or(0)))).collect())
    });
    if let Some(Ok(kept)) = keep.map(|mask| sheet.frame.filter(&mask)) {
        sheet.frame = kept;
    }
    sheet.refused.retain(|row| !goes(row.row));
    sheet.aside.retain(|row| !goes(row.row));
    if sheet.frame.height() == 0 {
        sheet.repairs.clear();
    }
    sheet.findings.retain(|finding| match &finding.place {
        Place::Cell { row, .. } => !goes(*row),
        _ => true,
    });
    for column in &mut sheet.columns {
        let empty = sheet.frame.column(column.field).map_or(0, Column::null_count);
        column.filled = sheet.frame.height() - empty;
    }
    let gone = before - sheet.frame.height() - sheet.refused.len();
    sheet.rows_read -= gone;
    sheet.rows_replaced += gone;
    gone
}

/// What is said about a file that others correct.
pub(super) fn said(left: &LeftOut) -> Option<Diagnostic> {
    if left.why != Left::Replaced {
        return None;
    }
    let (zh, en) = match left.rows {
        0 => ("整份文件".to_string(), "the whole file".to_string()),
        rows => (format!("{rows} 行"), format!("{rows} rows")),
    };
    let note = Diagnostic::new(&codes::FILE_REPLACED).arg("by", &left.by);
    let note = note.arg("number", &left.number).arg("rows", zh).arg("rows_en", en);
    Some(note.at(Place::File(left.file.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let sha256 = "0123456789abcdef".repeat(4);
        for (sheet, rows) in [
            (None, None),
            (Some("措施 二"), None),
            (Some(""), Some(vec![(2, 2)])),
            (Some("*"), Some(vec![(2, 5), (9, 9)])),
        ] {
            let one = Corrects { sha256: sha256.clone(), sheet: sheet.map(Into::into), rows };
            assert_eq!(Corrects::parse(&one.written()), Some(one));
        }
        for line in
            ["更正原件", "更正原件 12 * *", "更正：如下", "", &format!("更正原件 {sha256} x *")]
        {
            assert_eq!(Corrects::parse(line), None, "{line}");
        }
        assert_eq!(spans([9, 2, 3, 5, 4].into_iter()), [(2, 5), (9, 9)]);
    }
}
